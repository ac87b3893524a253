//! For a person at a terminal: a summary first, then the findings by clause, then the clauses. What comes from the data
//! is written as it may be shown: it must not drive the terminal.

use std::io;

use comfy_table::presets::{UTF8_BORDERS_ONLY, UTF8_FULL_CONDENSED, UTF8_HORIZONTAL_ONLY};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, TableStyle, Width};

use super::group::{self, Part};
use super::{Layout, Report};
use crate::base::safe::{shown, shown_on_a_line};
use crate::base::wrap::wrap;
use crate::model::finding::{Confidence, Finding, Severity, Status, Subject, Verdict};
use crate::model::options::{GroupBy, Style};
use crate::model::report::RuleVerdict;
use crate::report::words::ReportWords;

/// The most characters in a line of a cell, each of which may be two columns wide.
const LONGEST_LINE: usize = 10_000;

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// Writes text that runs on over as many lines as it needs.
    pub(crate) fn paragraph(self, text: &str, out: &mut dyn io::Write) -> io::Result<()> {
        wrap(&shown(text), usize::from(self.width)).iter().try_for_each(|line| writeln!(out, "{line}"))
    }

    fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Critical => "1;31",
            Severity::High => "31",
            Severity::Medium => "33",
            Severity::Low => "36",
        };
        self.paint(code, text)
    }

    pub(crate) fn table(self, look: TableStyle) -> Table {
        let mut table = Table::new();
        table.load_style(look).set_content_arrangement(ContentArrangement::Dynamic).set_width(self.width);
        table
    }
}

pub(super) fn write(report: &Report, layout: Layout, out: &mut dyn io::Write) -> io::Result<()> {
    let (style, words) = (layout.style, ReportWords(report.run.lang));
    if layout.only_changes {
        return changes(report, layout, words, out);
    }
    summary(report, style, words, out)?;
    findings(report, layout, words, out)?;
    undetermined(report, style, words, out)?;
    ended(report, style, words, out)?;
    upcoming(report, style, words, out)?;
    clauses(report, style, words, out)?;
    next_step(report, style, words, out)
}

/// Writes what is new, has come back or ended, and nothing else.
fn changes(report: &Report, layout: Layout, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    head(report, layout.style, words, out)?;
    compared(report, layout.style, words, out)?;
    groups(report, layout, words, words.fresh(), Finding::is_fresh, out)?;
    ended(report, layout.style, words, out)
}

/// Writes what was audited.
fn head(report: &Report, style: Style, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let run = &report.run;
    writeln!(out, "{}", style.bold(words.title()))?;
    if let Some(office) = &run.office {
        writeln!(out, "{}: {}", words.office(), shown_on_a_line(office))?;
    }
    writeln!(out, "{}: {}", words.as_of(), run.as_of)
}

/// Writes how the audit stands to the one before.
fn compared(report: &Report, style: Style, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    match (&report.comparison, report.changes()) {
        (Some(comparison), Some(changes)) => {
            style.paragraph(&words.compared(&comparison.as_of, changes), out)?;
            let differences = words.all_differences(comparison);
            if !differences.is_empty() {
                writeln!(out, "\n{}", style.bold(words.differences()))?;
            }
            let line = |said: &String| style.paragraph(&format!("- {}", shown_on_a_line(said)), &mut *out);
            differences.iter().try_for_each(line)
        }
        _ => Ok(()),
    }
}

fn summary(report: &Report, style: Style, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let run = &report.run;
    let missing: Vec<_> = report.verdicts.iter().filter(|v| v.verdict == Verdict::NotAssessed).collect();
    head(report, style, words, out)?;
    let policy = format!("{} ({})", run.policy_title, run.policy_version);
    writeln!(out, "{}: {}", words.policy(), shown_on_a_line(&policy))?;
    let headline = report.headline();
    let outcome = words.outcome(&headline);
    let is_clear = headline.open == 0 && !report.is_incomplete() && headline.off == 0;
    let painted = |text: &str| if is_clear { style.paint("32", text) } else { style.bold(text) };
    let label = format!("{}: ", words.result());
    for line in wrap(&format!("{label}{outcome}"), usize::from(style.width)) {
        match line.strip_prefix(&label) {
            Some(first) => writeln!(out, "{label}{}", painted(first))?,
            None => writeln!(out, "{}", painted(&line))?,
        }
    }
    let counts = Severity::ALL.map(|s| {
        let said = words.count(s, report.open(s));
        if report.open(s) > 0 { style.severity(s, &said) } else { said }
    });
    let beside = words.beside_open(report.late(), report.waived(), report.corrected());
    writeln!(out, "{}: {}{beside}", words.open(), counts.join("  "))?;
    compared(report, style, words, out)?;
    if run.outside_people + run.foreign_groups > 0 {
        style.paragraph(&words.left_to_others(run.outside_people, run.foreign_groups), out)?;
    }
    if !run.policy_changes.is_empty() {
        writeln!(out, "\n{}", style.bold(words.policy_changes()))?;
        let line = |change| style.paragraph(&format!("- {}", words.policy_change(change)), &mut *out);
        run.policy_changes.iter().try_for_each(line)?;
    }
    if !run.settings.is_empty() {
        writeln!(out, "\n{}", style.bold(words.office_settings()))?;
        run.settings.iter().try_for_each(|setting| style.paragraph(&format!("- {}", words.setting(setting)), out))?;
    }
    writeln!(out, "\n{}", style.bold(words.inputs()))?;
    let mut table = style.table(UTF8_BORDERS_ONLY);
    for input in &run.inputs {
        let file = match &input.sheet {
            Some(sheet) => format!("{} › {sheet}", input.file),
            None => input.file.clone(),
        };
        table.add_row([input.label.clone(), input.rows.to_string(), cell(&shown_on_a_line(&file))]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    writeln!(out, "{}", table.trim_fmt())?;
    how_read(report, style, words, out)?;
    reasons(&style.paint("1;33", words.not_assessed()), &missing, style, out)?;
    let off: Vec<_> = report.verdicts.iter().filter(|v| v.verdict == Verdict::Off).collect();
    reasons(&style.bold(words.off()), &off, style, out)?;
    Ok(())
}

/// Writes what was assumed, inferred or left out, where anything was.
fn how_read(report: &Report, style: Style, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let reading = &report.run.reading;
    if reading.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.bold(words.how_read()))?;
    style.paragraph(&words.reading_counts(reading), out)?;
    reading.iter().try_for_each(|one| style.paragraph(&format!("- {}", shown_on_a_line(&words.read_so(one))), out))
}

/// Writes what would let more rules be judged.
fn next_step(report: &Report, style: Style, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(next) = &report.next_step else { return Ok(()) };
    writeln!(out)?;
    style.paragraph(&format!("{}: {}", words.next_step_head(), shown_on_a_line(&words.next_step(next))), out)
}

/// Writes what is not known, rule by rule, with the cells that would decide.
fn undetermined(report: &Report, style: Style, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    for (place, verdict) in report.verdicts.iter().filter(|v| v.undetermined > 0).enumerate() {
        if place == 0 {
            writeln!(out, "\n{}", style.paint("1;33", words.fill_in()))?;
        }
        let many = words.undetermined_of(verdict.undetermined, verdict.population);
        let head = format!("{} [{}] {many}", verdict.title, verdict.rule);
        writeln!(out)?;
        style.paragraph(&shown_on_a_line(&head), out)?;
        let mut table = style.table(UTF8_HORIZONTAL_ONLY);
        for member in report.undetermined_of(&verdict.rule) {
            let subject = words.undetermined_subject(&member.subject);
            table.add_row([cell(&shown_on_a_line(&subject)), cell(&shown_on_a_line(&words.deciding(member)))]);
        }
        writeln!(out, "{}", table.trim_fmt())?;
    }
    Ok(())
}

/// Writes the rules that were not judged, by the reason why.
fn reasons(heading: &str, verdicts: &[&RuleVerdict], style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    if verdicts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{heading}")?;
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for verdict in verdicts {
        let reason = verdict.reason.as_deref().unwrap_or_default();
        match by_reason.iter_mut().find(|(r, _)| *r == reason) {
            Some((_, rules)) => rules.push(&verdict.rule),
            None => by_reason.push((reason, vec![&verdict.rule])),
        }
    }
    let mut table = style.table(UTF8_HORIZONTAL_ONLY);
    for (reason, rules) in by_reason {
        table.add_row([cell(reason), rules.join(" ")]);
    }
    writeln!(out, "{}", table.trim_fmt())
}

/// Writes the findings: what is new or has come back first, where there was a comparison.
///
/// A to-do list is not parted.
fn findings(report: &Report, layout: Layout, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    if report.findings.is_empty() {
        return Ok(());
    }
    if report.comparison.is_none() || layout.group_by.is_to_do() {
        let heading = if layout.group_by.is_to_do() { words.to_do() } else { words.findings() };
        return groups(report, layout, words, heading, |_| true, out);
    }
    groups(report, layout, words, words.fresh(), Finding::is_fresh, out)?;
    groups(report, layout, words, words.not_fresh(), |f| !f.is_fresh(), out)
}

/// Writes findings under a heading, group by group and rule by rule.
///
/// A to-do list has a box for each, and the day by which it is due.
fn groups(
    report: &Report,
    layout: Layout,
    words: ReportWords,
    heading: &str,
    is_wanted: impl Fn(&Finding) -> bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let (style, by, lang) = (layout.style, layout.group_by, report.run.lang);
    let groups = group::groups_of(report, by, is_wanted);
    if groups.is_empty() && !by.is_to_do() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.bold(heading))?;
    for group in groups {
        writeln!(out, "\n{}", style.bold(&format!("■ {}", shown_on_a_line(&group.heading))))?;
        for Part { verdict, severity, findings: of_rule, is_again } in group.by_rule(report) {
            let sure = if verdict.confidence == Confidence::Possible {
                format!(" ({})", verdict.confidence.say(lang))
            } else {
                String::new()
            };
            let label = format!("[{}]{sure}", severity.say(lang));
            writeln!(
                out,
                "{} {}  {}",
                style.severity(severity, &label),
                shown_on_a_line(&verdict.title),
                style.paint("2", &verdict.rule)
            )?;
            let mut table = style.table(UTF8_HORIZONTAL_ONLY);
            table.set_header([words.subject(), words.matter()]);
            for finding in &of_rule {
                let mut subject = subject(finding, words);
                if finding.is_late(&report.run.as_of) && !by.is_to_do() {
                    subject = format!("{subject}\n{} {}", words.late(), finding.due);
                }
                if by.is_to_do() {
                    subject = format!("□ {subject}\n{}", words.due_by(&finding.due));
                }
                table.add_row([subject, matter(finding, words)]);
            }
            write_with_subjects(table, out)?;
            if is_again {
                writeln!(out, "{}: {}", words.steps(), words.as_above())?;
                continue;
            }
            let duty = if by == GroupBy::Person {
                String::new()
            } else {
                format!(" ({}: {})", words.duty(), verdict.duty.say(lang))
            };
            writeln!(out, "{}{duty}", words.steps())?;
            for (number, step) in verdict.steps.iter().enumerate() {
                for (line, text) in
                    wrap(&shown_on_a_line(step), usize::from(style.width).saturating_sub(5)).iter().enumerate()
                {
                    let head = if line == 0 { format!("{:>3}.", number + 1) } else { "    ".to_owned() };
                    writeln!(out, "{head} {text}")?;
                }
            }
        }
    }
    Ok(())
}

/// Makes text of a cell as it may be shown, in lines that a table can measure: it counts columns in 16 bits.
fn cell(text: &str) -> String {
    let text = shown(text);
    if text.len() <= LONGEST_LINE {
        return text.into_owned();
    }
    let lines = text.split('\n').map(|line| {
        let chars: Vec<char> = line.chars().collect();
        chars.chunks(LONGEST_LINE).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn subject(finding: &Finding, words: ReportWords) -> String {
    let status =
        if finding.status == Status::Open { String::new() } else { format!(" [{}]", finding.status.say(words.0)) };
    let change = finding.change.as_ref().map_or_else(String::new, |change| format!("\n{}", words.change(change)));
    cell(&format!("{}{status}{}{change}", finding.subject.label, key(&finding.subject)))
}

/// Writes the key of a subject on a line of its own, unless it is called by it.
fn key(subject: &Subject) -> String {
    if subject.key == subject.label { String::new() } else { format!("\n{}", subject.key) }
}

/// Writes what is the matter, and where the rows are that it rests on.
fn matter(finding: &Finding, words: ReportWords) -> String {
    let mut text = finding.message.clone();
    let raised = finding.raised_from.map(|from| words.raised(from, finding.severity));
    let waived = finding.waived.as_ref().map(|waived| words.waiver(waived));
    let corrected = finding.corrected.as_ref().map(|corrected| words.correction(corrected));
    for said in raised.into_iter().chain(waived).chain(corrected) {
        text.push('\n');
        text.push_str(&said);
    }
    let mut places: Vec<String> = Vec::new();
    let mut evidence: Vec<_> = finding.evidence.iter().collect();
    if let Some((_, others)) = evidence.split_first_mut() {
        others.sort_by_key(|e| (e.line.is_none(), &e.file, e.line));
    }
    for evidence in evidence {
        let (sheet, cell) = (evidence.sheet.as_deref(), evidence.cell.as_deref());
        let at = |line| words.place(&evidence.file, sheet, line, cell);
        let place = evidence.line.map_or_else(|| evidence.note.clone(), at);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if !places.is_empty() {
        text.push_str("\n→ ");
        text.push_str(&places.join(" / "));
    }
    cell(&text)
}

/// Writes what became of the findings that are no more.
fn ended(report: &Report, style: Style, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let (endings, instead) = (report.endings(), report.instead());
    if endings.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.bold(words.ended()))?;
    for (ending, ended) in endings {
        writeln!(out)?;
        style.paragraph(&format!("■ {}", words.endings(ending, ended.len())), out)?;
        let mut table = style.table(UTF8_HORIZONTAL_ONLY);
        table.set_header([words.subject(), words.matter()]);
        for ended in ended {
            let subject = format!("{}{}", ended.subject.label, key(&ended.subject));
            let instead = instead.say(ended, words).map_or_else(String::new, |said| format!("\n{said}"));
            let matter = format!("{}\n{}  {}{instead}", ended.message, ended.rule, words.found_from_to(ended));
            table.add_row([cell(&subject), cell(&matter)]);
        }
        write_with_subjects(table, out)?;
    }
    Ok(())
}

/// Writes what will become a finding, by day.
fn upcoming(report: &Report, style: Style, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(upcoming) = &report.upcoming else { return Ok(()) };
    writeln!(out)?;
    if upcoming.findings.is_empty() {
        return style.paragraph(&words.nothing_upcoming(upcoming.days), out);
    }
    writeln!(out, "{}", style.bold(&words.upcoming(upcoming.days)))?;
    let mut table = style.table(UTF8_HORIZONTAL_ONLY);
    table.set_header([words.becomes_on(), words.matter()]);
    for coming in &upcoming.findings {
        let severity = coming.severity.say(words.0);
        let matter = format!("{} [{severity}]\n{}\n{}", coming.subject.label, coming.message, coming.rule);
        table.add_row([cell(&coming.on), cell(&matter)]);
    }
    write_with_subjects(table, out)
}

/// Writes a table whose first column is narrow.
fn write_with_subjects(mut table: Table, out: &mut dyn io::Write) -> io::Result<()> {
    if let Some(column) = table.column_mut(0) {
        column.set_constraint(ColumnConstraint::UpperBoundary(Width::Percentage(28)));
    }
    writeln!(out, "{}", table.trim_fmt())
}

fn clauses(report: &Report, style: Style, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "\n{}", style.bold(words.clauses()))?;
    let mut table = style.table(UTF8_FULL_CONDENSED);
    table.set_header([words.clause(), words.obligation(), words.verdict(), words.numbers()]);
    for clause in &report.clauses {
        let attested = if clause.attested { words.attested() } else { "" };
        let mut obligation = format!("{}{attested}", clause.label);
        for said in clause.all_stated(&report.run.as_of, words) {
            obligation.push('\n');
            obligation.push_str(&shown_on_a_line(&said));
        }
        table.add_row([
            cell(&clause.cited),
            cell(&obligation),
            clause.verdict.say(report.run.lang).to_owned(),
            format!("{}/{}", clause.findings, clause.population),
        ]);
    }
    if let Some(column) = table.column_mut(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    writeln!(out, "{}", table.trim_fmt())
}
