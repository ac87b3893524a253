//! Markdown as GitHub and most chats read it, for a mail or a post: a summary, the findings or lists of what to do, the
//! clauses, and what was not assessed. Text from the data is text: it makes no markup, link, mention or cell.

use std::io;

use super::group::{self, Part};
use super::{Layout, Report};
use crate::base::safe::shown;
use crate::model::finding::{Confidence, Finding, Severity, Status, Verdict};
use crate::model::report::RuleVerdict;
use crate::report::words::ReportWords;

pub(super) fn write(report: &Report, layout: Layout, out: &mut dyn io::Write) -> io::Result<()> {
    let words = ReportWords(report.run.lang);
    summary(report, words, out)?;
    findings(report, layout, words, out)?;
    ended(report, words, out)?;
    upcoming(report, words, out)?;
    clauses(report, words, out)?;
    let of = |verdict| report.verdicts.iter().filter(move |v: &&RuleVerdict| v.verdict == verdict);
    reasons(words.not_assessed(), of(Verdict::NotAssessed), out)?;
    reasons(words.off(), of(Verdict::Off), out)?;
    undetermined(report, words, out)?;
    how_read(report, words, out)?;
    next_step(report, words, out)
}

fn summary(report: &Report, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let run = &report.run;
    let open = Severity::ALL.map(|s| report.open(s));
    writeln!(out, "# {}\n", words.title())?;
    writeln!(out, "**{}**\n", words.outcome(&report.headline()))?;
    if let Some(office) = &run.office {
        writeln!(out, "- {}: {}", words.office(), inline(office))?;
    }
    writeln!(out, "- {}: {}", words.as_of(), inline(&run.as_of))?;
    writeln!(out, "- {}: {} ({})", words.policy(), inline(&run.policy_title), inline(&run.policy_version))?;
    let counts: Vec<String> = Severity::ALL.into_iter().zip(open).map(|(s, open)| words.count(s, open)).collect();
    let beside = words.beside_open(report.late(), report.waived(), report.corrected());
    writeln!(out, "- {}: {}{beside}", words.open(), counts.join(" / "))?;
    if let (Some(comparison), Some(changes)) = (&report.comparison, report.changes()) {
        writeln!(out, "- {}", inline(&words.compared(&comparison.as_of, changes)))?;
    }
    if run.outside_people + run.foreign_groups > 0 {
        writeln!(out, "- {}", words.left_to_others(run.outside_people, run.foreign_groups))?;
    }
    let differences =
        report.comparison.as_ref().map(|comparison| words.all_differences(comparison)).unwrap_or_default();
    if !differences.is_empty() {
        writeln!(out, "\n**{}**\n", words.differences())?;
        differences.iter().try_for_each(|said| writeln!(out, "- {}", inline(said)))?;
    }
    if !run.policy_changes.is_empty() {
        writeln!(out, "\n**{}**\n", words.policy_changes())?;
        run.policy_changes.iter().try_for_each(|change| writeln!(out, "- {}", inline(&words.policy_change(change))))?;
    }
    if !run.settings.is_empty() {
        writeln!(out, "\n**{}**\n", words.office_settings())?;
        run.settings.iter().try_for_each(|setting| writeln!(out, "- {}", inline(&words.setting(setting))))?;
    }
    Ok(())
}

/// Writes the findings: what is new or has come back first, where there was a comparison.
///
/// A to-do list is not parted.
fn findings(report: &Report, layout: Layout, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let is_parted = report.comparison.is_some() && !layout.group_by.is_to_do();
    if is_parted && report.findings.iter().any(Finding::is_fresh) {
        groups(report, layout, words, words.fresh(), Finding::is_fresh, out)?;
        if report.findings.iter().all(Finding::is_fresh) {
            return Ok(());
        }
        return groups(report, layout, words, words.not_fresh(), |f| !f.is_fresh(), out);
    }
    let heading = if layout.group_by.is_to_do() { words.to_do() } else { words.findings() };
    groups(report, layout, words, heading, |_| true, out)
}

/// Writes findings under a heading, group by group and rule by rule, with the steps once for each rule.
///
/// In a to-do list each has a box, and the day by which it is due.
fn groups(
    report: &Report,
    layout: Layout,
    words: ReportWords,
    heading: &str,
    is_wanted: impl Fn(&Finding) -> bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let (by, lang) = (layout.group_by, report.run.lang);
    writeln!(out, "\n## {heading}\n")?;
    let groups = group::groups_of(report, by, is_wanted);
    if groups.is_empty() {
        return writeln!(out, "{}", words.nothing());
    }
    for (place, group) in groups.iter().enumerate() {
        let apart = if place == 0 { "" } else { "\n" };
        writeln!(out, "{apart}### {}", inline(&group.heading))?;
        for Part { verdict, severity, findings: of_rule, is_again } in group.by_rule(report) {
            let sure = if verdict.confidence == Confidence::Possible {
                format!(" ({})", verdict.confidence.say(lang))
            } else {
                String::new()
            };
            let severity = severity.say(lang);
            writeln!(out, "\n**[{severity}]{sure} {}** ({})\n", inline(&verdict.title), inline(&verdict.rule))?;
            for finding in of_rule {
                let (mark, due) = if by.is_to_do() {
                    ("[ ] ", format!("**{}** ", inline(&words.due_by(&finding.due))))
                } else {
                    ("", String::new())
                };
                writeln!(out, "- {mark}{due}{}", matter(finding, words))?;
            }
            if is_again {
                writeln!(out, "\n{}: {}", words.steps(), words.as_above())?;
                continue;
            }
            writeln!(out, "\n{} ({}: {})\n", words.steps(), words.duty(), verdict.duty.say(lang))?;
            for (number, step) in verdict.steps.iter().enumerate() {
                writeln!(out, "{}. {}", number + 1, inline(step))?;
            }
        }
    }
    Ok(())
}

/// Says whom or what a finding is about, what is the matter, and where it is to be seen first.
fn matter(finding: &Finding, words: ReportWords) -> String {
    let mut text = strong(&finding.subject.label);
    text.push_str(&inline(&finding.message));
    let mut said: Vec<String> = finding.change.as_ref().map(|change| words.change(change)).into_iter().collect();
    said.extend(finding.raised_from.map(|from| words.raised(from, finding.severity)));
    said.extend(match (&finding.waived, &finding.corrected) {
        (Some(waived), _) => Some(words.waiver(waived)),
        (_, Some(corrected)) => Some(words.correction(corrected)),
        (None, None) => (finding.status != Status::Open).then(|| finding.status.say(words.0).to_owned()),
    });
    for said in said {
        text.extend([" (", &inline(&said), ")"]);
    }
    if let Some((evidence, line)) = finding.evidence.first().and_then(|e| Some((e, e.line?))) {
        text.push_str(" → ");
        text.push_str(&inline(&words.place(&evidence.file, evidence.sheet.as_deref(), line, evidence.cell.as_deref())));
    }
    text
}

/// Writes what became of the findings that are no more.
fn ended(report: &Report, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let (endings, instead) = (report.endings(), report.instead());
    if !endings.is_empty() {
        writeln!(out, "\n## {}", words.ended())?;
    }
    for (ending, ended) in endings {
        writeln!(out, "\n**{}**\n", inline(&words.endings(ending, ended.len())))?;
        for of in ended {
            let (label, message) = (strong(&of.subject.label), inline(&of.message));
            let instead = instead.say(of, words).map_or_else(String::new, |said| format!("; {}", inline(&said)));
            writeln!(out, "- {label}{message} ({}, {}{instead})", inline(&of.rule), inline(&words.found_from_to(of)))?;
        }
    }
    Ok(())
}

/// Writes what will become a finding, by day.
fn upcoming(report: &Report, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(upcoming) = report.upcoming.as_ref().filter(|u| !u.findings.is_empty()) else { return Ok(()) };
    writeln!(out, "\n## {}\n", inline(&words.upcoming(upcoming.days)))?;
    for of in &upcoming.findings {
        let (label, message) = (strong(&of.subject.label), inline(&of.message));
        let severity = of.severity.say(words.0);
        writeln!(out, "- {} \\[{severity}\\] {label}{message} ({})", inline(&of.on), inline(&of.rule))?;
    }
    Ok(())
}

/// Makes a name that stands out, and the space behind it.
fn strong(label: &str) -> String {
    match inline(label) {
        // emphasis of nothing would be asterisks
        label if label.is_empty() => String::new(),
        label => format!("**{label}** "),
    }
}

fn clauses(report: &Report, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "\n## {}\n", words.clauses())?;
    let header = [words.clause(), words.obligation(), words.verdict(), words.numbers()];
    writeln!(out, "| {} |\n| --- | --- | --- | ---: |", header.join(" | "))?;
    for clause in &report.clauses {
        let attested = if clause.attested { words.attested() } else { "" };
        let (cited, label) = (inline(&clause.cited), inline(&clause.label));
        let verdict = clause.verdict.say(report.run.lang);
        let stated = clause.all_stated(&report.run.as_of, words).iter().map(|said| inline(said)).collect::<Vec<_>>();
        let stated = if stated.is_empty() { String::new() } else { format!(": {}", stated.join(" / ")) };
        writeln!(
            out,
            "| {cited} | {label}{attested}{stated} | {verdict} | {}/{} |",
            clause.findings, clause.population
        )?;
    }
    Ok(())
}

/// Writes the rules that were not judged, and why.
fn reasons<'a>(
    heading: &str,
    verdicts: impl Iterator<Item = &'a RuleVerdict>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for (place, verdict) in verdicts.enumerate() {
        if place == 0 {
            writeln!(out, "\n## {heading}\n")?;
        }
        let reason = verdict.reason.as_deref().map_or_else(String::new, |reason| format!(": {}", inline(reason)));
        writeln!(out, "- **{}** ({}){reason}", inline(&verdict.title), inline(&verdict.rule))?;
    }
    Ok(())
}

fn undetermined(report: &Report, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    for (place, verdict) in report.verdicts.iter().filter(|v| v.undetermined > 0).enumerate() {
        if place == 0 {
            writeln!(out, "\n## {}\n", words.fill_in())?;
        }
        let (title, rule) = (inline(&verdict.title), inline(&verdict.rule));
        let many = words.undetermined_of(verdict.undetermined, verdict.population);
        writeln!(out, "- **{title}** ({rule}): {}", inline(&many))?;
        for member in report.undetermined_of(&verdict.rule) {
            let subject = words.undetermined_subject(&member.subject);
            writeln!(out, "  - {}: {}", inline(&subject), inline(&words.deciding(member)))?;
        }
    }
    Ok(())
}

/// Writes what was assumed, inferred or left out, where anything was.
fn how_read(report: &Report, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let reading = &report.run.reading;
    if reading.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {}\n\n{}\n", words.how_read(), inline(&words.reading_counts(reading)))?;
    reading.iter().try_for_each(|one| writeln!(out, "- {}", inline(&words.read_so(one))))
}

/// Writes what would let more rules be judged.
fn next_step(report: &Report, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(next) = &report.next_step else { return Ok(()) };
    writeln!(out, "\n**{}**: {}", words.next_step_head(), inline(&words.next_step(next)))
}

/// Escapes text that stays text, and in its line, wherever Markdown has inline text, also where that begins a block.
fn inline(text: &str) -> String {
    let text = shown(text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut safe = String::with_capacity(text.len());
    let is_numbered = text.trim_start_matches(|c: char| c.is_ascii_digit()).len() < text.len();
    let mut is_start = true;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            // entities, because chats of their own make need them
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '|' | '#' | '$' | '!' => safe.extend(['\\', c]),
            '-' | '+' | '=' if at == 0 => safe.extend(['\\', c]),
            '.' | ')' if is_start && is_numbered => safe.extend(['\\', c]),
            // what looks like an address is made a link
            ':' if text[at..].starts_with("://") => safe.push_str("\\:"),
            '.' if before.eq_ignore_ascii_case(&'w') => safe.push_str("\\."),
            // an escape does not keep names and addresses from being noticed: what joins words, unseen, does
            '@' => safe.push_str("@\u{2060}"),
            _ => safe.push(c),
        }
        is_start &= c.is_ascii_digit();
        before = c;
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for (text, expected) in [
            ("架空 正雄", "架空 正雄"),
            ("a\n# b\r\n\tc", "a \\# b c"),
            ("1. x 2. y", "1\\. x 2. y"),
            ("12) x", "12\\) x"),
            ("2026-10-31", "2026-10-31"),
            ("- x - y", "\\- x - y"),
            ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
            ("[x](http://a.b) ![](c)", "\\[x\\](http\\://a.b) \\!\\[\\](c)"),
            ("www.a.b WWW.a", "www\\.a.b WWW\\.a"),
            ("kari@example.jp", "kari@\u{2060}example.jp"),
            ("a|b`c`*d*_e_~f~\\$1$", "a\\|b\\`c\\`\\*d\\*\\_e\\_\\~f\\~\\\\\\$1\\$"),
        ] {
            assert_eq!(inline(text), expected);
        }
    }
}
