//! The report as Markdown, parsed as GitHub would: every finding is there, and no text from the data becomes markup.

use mcs_audit::base::text::Lang;
use mcs_audit::model::finding::{Severity, Status, Verdict};
use mcs_audit::model::options::{Format, GroupBy, Layout};
use mcs_audit::model::report::Report;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::support::golden::{golden, hostile, hostile_texts};

const LANGS: [Lang; 2] = [Lang::Ja, Lang::En];

const ALL: [GroupBy; 5] = [GroupBy::Clause, GroupBy::Rule, GroupBy::Duty, GroupBy::Person, GroupBy::Office];

fn written(report: &Report, group_by: GroupBy) -> String {
    let layout = Layout { group_by, ..Layout::default() };
    let mut bytes = Vec::new();
    report.write(Format::Markdown, layout, &mut bytes).expect("it can be written");
    String::from_utf8(bytes).expect("UTF-8")
}

/// What a reader of Markdown sees.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    headings: Vec<String>,
    /// Items of lists with marks, and whether they have a box.
    items: Vec<(bool, String)>,
    /// Items of numbered lists.
    steps: Vec<String>,
    /// Cells of rows of tables.
    rows: Vec<Vec<String>>,
}

/// Reads Markdown; panics if there is anything that only data could have brought in.
fn seen(text: &str) -> Seen {
    let mut seen = Seen::default();
    let mut texts: Vec<String> = Vec::new();
    let (mut numbered, mut boxes) = (Vec::new(), false);
    // GitHub leaves quotation marks and dots as they are
    for event in Parser::new_ext(text, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Start(Tag::List(first)) => numbered.push(first.is_some()),
            Event::End(TagEnd::List(_)) => drop(numbered.pop()),
            Event::Start(Tag::Heading { .. } | Tag::Item | Tag::TableCell) => texts.push(String::new()),
            Event::Start(Tag::TableRow) => seen.rows.push(Vec::new()),
            Event::Start(Tag::Paragraph | Tag::Strong | Tag::Table(_) | Tag::TableHead) => {}
            Event::Start(tag) => panic!("{tag:?} in {text}"),
            Event::Text(text) => texts.iter_mut().for_each(|t| t.push_str(&text)),
            Event::SoftBreak => texts.iter_mut().for_each(|t| t.push('\n')),
            Event::TaskListMarker(is_done) => {
                assert!(!is_done);
                boxes = true;
            }
            Event::End(TagEnd::Heading(_)) => seen.headings.extend(texts.pop()),
            Event::End(TagEnd::TableCell) => {
                let cell = texts.pop().expect("a cell");
                if let Some(row) = seen.rows.last_mut() {
                    row.push(cell);
                }
            }
            Event::End(TagEnd::Item) => {
                let item = texts.pop().expect("an item");
                if numbered.last() == Some(&true) {
                    seen.steps.push(item);
                } else {
                    seen.items.push((std::mem::take(&mut boxes), item));
                }
            }
            Event::End(_) => {}
            // code, HTML, mathematics, notes, rules and breaks
            other => panic!("{other:?} in {text}"),
        }
    }
    seen
}

/// Text as it is shown: in one line, what would steer a program replaced, and joined where it looks like an address.
fn shown(text: &str) -> String {
    let steers = |c: char| {
        matches!(u32::from(c), 0..=8 | 0xB..=0x1F | 0x7F..=0x9F | 0x200E | 0x200F | 0x2028..=0x202E | 0x2066..=0x2069)
            || matches!(u32::from(c), 0xFEFF | 0xFDD0..=0xFDEF)
            || u32::from(c) % 0x1_0000 >= 0xFFFE
    };
    let text: String = text.replace("\r\n", "\n").chars().map(|c| if steers(c) { '\u{FFFD}' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('@', "@\u{2060}")
}

/// How often findings stand in a report.
fn times(report: &Report, by: GroupBy) -> usize {
    let open = || report.findings.iter().filter(|f| f.status == Status::Open);
    match by {
        GroupBy::Clause | GroupBy::Rule | GroupBy::Office => report.findings.len(),
        GroupBy::Duty => open().count(),
        GroupBy::Person => open().map(|f| f.assignees.len().max(1)).sum(),
    }
}

#[test]
fn every_finding_is_an_item_and_every_clause_a_row() {
    for (lang, by) in LANGS.into_iter().flat_map(|lang| ALL.map(|by| (lang, by))) {
        for report in [golden(lang), hostile(lang)] {
            let seen = seen(&written(&report, by));
            // how it stands to the audit before is a fact too
            let facts = 5 + usize::from(report.run.office.is_some());
            let compared = report.comparison.as_ref().expect("compared");
            let (ended, differences) = (&compared.ended, compared.settings.len() + compared.policy.len());
            let coming = &report.upcoming.as_ref().expect("somebody looked").findings;
            let unjudged = |v: Verdict| report.verdicts.iter().filter(|r| r.verdict == v).count();
            let undetermined = report.verdicts.iter().filter(|v| v.undetermined > 0).count();
            let others = facts + unjudged(Verdict::NotAssessed) + unjudged(Verdict::Off) + undetermined;
            let others = others
                + differences
                + ended.len()
                + coming.len()
                + report.run.settings.len()
                + report.run.policy_changes.len();
            let others = others + report.run.reading.len();
            assert_eq!(seen.items.len(), others + times(&report, by), "{by:?}");
            let boxes = seen.items.iter().filter(|(is_box, _)| *is_box).count();
            assert_eq!(boxes, if by.is_to_do() { times(&report, by) } else { 0 });
            for finding in report.findings.iter().filter(|f| !by.is_to_do() || f.status == Status::Open) {
                let said = format!("{} {}", shown(&finding.subject.label), shown(&finding.message));
                let is_of = |(_, item): &&(bool, String)| {
                    item.contains(said.trim()) && (!by.is_to_do() || item.contains(finding.due.as_str()))
                };
                assert!(seen.items.iter().any(|item| is_of(&item)), "{said}");
            }
            let subjects =
                ended.iter().map(|e| (&e.subject, &e.message)).chain(coming.iter().map(|c| (&c.subject, &c.message)));
            for (subject, message) in subjects {
                let said = format!("{} {}", shown(&subject.label), shown(message));
                assert!(seen.items.iter().any(|(_, item)| item.contains(said.trim())), "{said}");
            }
            assert_eq!(seen.rows.len(), report.clauses.len());
            for (row, clause) in seen.rows.iter().zip(&report.clauses) {
                assert_eq!(row.len(), 4);
                assert_eq!(row[0], shown(&clause.cited));
                assert!(row[1].starts_with(&shown(&clause.label)));
                assert_eq!(row[2], clause.verdict.say(lang));
                assert_eq!(row[3], format!("{}/{}", clause.findings, clause.population));
            }
            for verdict in report.verdicts.iter().filter(|v| v.verdict == Verdict::NotAssessed) {
                let reason = shown(verdict.reason.as_ref().expect("a reason"));
                assert!(seen.items.iter().any(|(_, i)| i.contains(&verdict.rule) && i.contains(&reason)));
            }
            assert!(!seen.steps.is_empty());
        }
    }
}

#[test]
fn no_text_looks_like_an_address() {
    let text = written(&hostile(Lang::En), GroupBy::Office);
    assert!(!text.replace("\\://", "").contains("://") && !text.to_lowercase().contains("www."));
    assert!(text.split('@').skip(1).all(|behind| behind.starts_with('\u{2060}')));
    // what chats of their own make take for a command
    assert!(!text.contains('<') && !text.contains('>'));
}

#[test]
fn steps_and_headings_stay_in_their_lines() {
    let plain = seen(&written(&golden(Lang::En), GroupBy::Rule));
    for text in hostile_texts() {
        let mut report = golden(Lang::En);
        for verdict in &mut report.verdicts {
            verdict.title.clone_from(&text);
            verdict.steps.iter_mut().for_each(|step| step.clone_from(&text));
        }
        report.clauses.iter_mut().for_each(|clause| clause.label.clone_from(&text));
        let seen = seen(&written(&report, GroupBy::Rule));
        assert_eq!(seen.headings.len(), plain.headings.len());
        assert_eq!(seen.items.len(), plain.items.len());
        assert_eq!(seen.steps.len(), plain.steps.len());
        assert!(seen.steps.iter().all(|step| *step == shown(&text)), "{text}");
        assert_eq!(seen.rows.len(), plain.rows.len());
        assert!(seen.rows.iter().all(|row| row.len() == 4));
    }
}

#[test]
fn without_findings_it_says_so() {
    let mut report = golden(Lang::Ja);
    report.findings.clear();
    for by in ALL {
        assert!(written(&report, by).contains("指摘はありません。"));
    }
}

#[test]
fn a_rule_with_findings_of_two_severities_tells_its_steps_once() {
    let plain = golden(Lang::En);
    let rule = plain.verdicts.iter().find(|v| v.rule == "unassigned-member").expect("it is judged");
    let mut raised = plain.clone();
    let finding = raised.findings.iter_mut().find(|f| f.rule == rule.rule).expect("two findings");
    finding.raised_from = Some(std::mem::replace(&mut finding.severity, Severity::Critical));
    for by in [GroupBy::Clause, GroupBy::Rule, GroupBy::Duty] {
        let (before, after) = (written(&plain, by), written(&raised, by));
        let told = |text: &str| (seen(text).steps, text.matches("What to do: as above for the same rule").count());
        let (steps, again) = told(&before);
        assert_eq!((again, told(&after).0.len(), told(&after).1), (0, steps.len(), 1), "{by:?}");
        let of_rule = |text: &str| text.matches(&format!("({})\n\n- ", rule.rule)).count();
        assert_eq!((of_rule(&before), of_rule(&after)), (1, 2), "{by:?}: the graver one stands by itself");
    }
}
