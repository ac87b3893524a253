//! `JUnit`, read by a parser of XML.

use std::collections::{BTreeMap, BTreeSet};

use mcs_audit::base::text::Lang;
use mcs_audit::model::finding::{Finding, Status, Verdict};
use mcs_audit::model::options::Format;
use quick_xml::events::Event;

use super::{on_a_line, reports, text};

/// A test case as a reader of `JUnit` XML sees it.
#[derive(Debug, Default)]
pub(crate) struct Case {
    pub(crate) suite: String,
    pub(crate) class: String,
    pub(crate) name: String,
    /// `failure`, `skipped`, or nothing.
    pub(crate) outcome: String,
    pub(crate) message: String,
    pub(crate) kind: String,
    pub(crate) body: String,
    pub(crate) said: String,
}

/// Reads `JUnit` XML by the rules of its schema: which element stands in which, and that the counts are right.
pub(crate) fn junit(xml: &str) -> Vec<Case> {
    assert!(xml.chars().all(|c| "\t\n\r".contains(c) || c >= ' ' && !"\u{fffe}\u{ffff}".contains(c)), "XML 1.0");
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<String> = Vec::new();
    let mut cases: Vec<Case> = Vec::new();
    let mut counts: Vec<(String, BTreeMap<String, String>)> = Vec::new();
    loop {
        let event = reader.read_event().expect("well-formed");
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let parent = match name.as_str() {
                    "testsuites" => None,
                    "testsuite" => Some("testsuites"),
                    "testcase" => Some("testsuite"),
                    "failure" | "skipped" | "system-out" => Some("testcase"),
                    other => panic!("<{other}> is not known"),
                };
                assert_eq!(open.last().map(String::as_str), parent, "<{name}>");
                let attributes: BTreeMap<String, String> = tag
                    .attributes()
                    .map(|a| {
                        let a = a.expect("an attribute");
                        let value = quick_xml::escape::unescape(&a.value).expect("escaped").into_owned();
                        (a.key.as_ref().to_owned(), value)
                    })
                    .collect();
                for clock in ["timestamp", "time", "uuid", "hostname"] {
                    assert!(!attributes.contains_key(clock), "{clock}");
                }
                match name.as_str() {
                    "testcase" => cases.push(Case {
                        suite: counts.last().expect("a suite").1["name"].clone(),
                        class: attributes["classname"].clone(),
                        name: attributes["name"].clone(),
                        ..Case::default()
                    }),
                    "failure" | "skipped" => {
                        let case = cases.last_mut().expect("a case");
                        assert_eq!(case.outcome, "", "one outcome");
                        case.outcome.clone_from(&name);
                        case.message.clone_from(&attributes["message"]);
                        case.kind = attributes.get("type").cloned().unwrap_or_default();
                    }
                    "system-out" => {}
                    _ => counts.push((name.clone(), attributes)),
                }
                if !is_empty {
                    open.push(name);
                }
            }
            Event::End(_) => {
                open.pop().expect("something is open");
            }
            Event::Text(piece) => {
                add(&open, &mut cases, &piece);
            }
            Event::GeneralRef(name) => {
                let piece = quick_xml::escape::unescape(&format!("&{};", &*name)).expect("a reference").into_owned();
                add(&open, &mut cases, &piece);
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    let number = |of: &BTreeMap<String, String>, name: &str| of[name].parse::<usize>().expect("a number");
    for (element, of) in &counts {
        let within = || cases.iter().filter(|c| element == "testsuites" || c.suite == of["name"]);
        assert_eq!(number(of, "tests"), within().count());
        assert_eq!(number(of, "failures"), within().filter(|c| c.outcome == "failure").count());
        assert_eq!(number(of, "skipped"), within().filter(|c| c.outcome == "skipped").count());
        assert_eq!(number(of, "errors"), 0);
    }
    cases
}

fn add(open: &[String], cases: &mut [Case], piece: &str) {
    match (open.last().map(String::as_str), cases.last_mut()) {
        (Some("failure"), Some(case)) => case.body.push_str(piece),
        (Some("system-out"), Some(case)) => case.said.push_str(piece),
        _ => assert_eq!(piece.trim(), "", "text between elements"),
    }
}

#[test]
fn junit_has_a_case_for_each_rule_and_class_of_subjects() {
    for report in reports() {
        let cases = junit(&text(&report, Format::Junit));
        let names: BTreeSet<(&str, &str)> = cases.iter().map(|c| (c.class.as_str(), c.name.as_str())).collect();
        assert_eq!(names.len(), cases.len(), "no two cases have a name");
        for verdict in &report.verdicts {
            let of_rule: Vec<&Case> = cases.iter().filter(|c| c.class == verdict.rule).collect();
            let findings: Vec<&Finding> = report.findings.iter().filter(|f| f.rule == verdict.rule).collect();
            let tables: BTreeSet<&str> = findings.iter().map(|f| f.subject.table.as_str()).collect();
            assert_eq!(of_rule.len(), tables.len().max(1), "{}", verdict.rule);
            for case in &of_rule {
                assert!(case.name.starts_with(&verdict.title));
                match verdict.verdict {
                    Verdict::NotApplicable | Verdict::NotAssessed | Verdict::Undetermined | Verdict::Off => {
                        assert_eq!(case.outcome, "skipped");
                        let reason = on_a_line(verdict.reason.as_deref().unwrap_or_default());
                        assert!(
                            case.message.contains(&reason)
                                && case.message.starts_with(verdict.verdict.say(report.run.lang))
                        );
                    }
                    Verdict::Pass | Verdict::Fail if case.outcome.is_empty() => {}
                    Verdict::Pass | Verdict::Fail => {
                        assert_eq!((case.outcome.as_str(), case.kind.as_str()), ("failure", verdict.severity.word()));
                        assert!(!case.body.is_empty());
                    }
                }
                assert!(!case.said.is_empty());
            }
            // what is no more is told once, in a line
            for ended in report.comparison.iter().flat_map(|c| &c.ended).filter(|e| e.rule == verdict.rule) {
                let line = on_a_line(&format!("{}: {} (", ended.ending.say(report.run.lang), ended.subject.label));
                let told = of_rule.iter().flat_map(|c| c.said.split('\n')).filter(|l| l.starts_with(&line));
                assert!(told.count() >= 1, "{line:.200}");
            }
            // a finding stands among the failures if it is open, and is only told of if it is waived
            for finding in findings {
                let id = format!("\nid: {}\n", finding.id);
                let failed = of_rule.iter().filter(|c| c.body.contains(&id)).count();
                let told = of_rule.iter().filter(|c| c.said.contains(&id)).count();
                let expected = if finding.status == Status::Open { (1, 0) } else { (0, 1) };
                assert_eq!((failed, told), expected, "{}", finding.id);
                let lines: Vec<&str> =
                    of_rule.iter().flat_map(|c| [&c.body, &c.said]).flat_map(|t| t.split('\n')).collect();
                assert!(lines.contains(&on_a_line(&finding.message).as_str()), "{}", finding.message);
                for evidence in &finding.evidence {
                    let file = on_a_line(&evidence.file);
                    let note = on_a_line(&evidence.note);
                    let at = match (evidence.line, &evidence.cell, report.run.lang) {
                        (None, ..) => String::new(),
                        (_, Some(cell), _) => format!(" › {cell}"),
                        (Some(line), None, Lang::Ja) => format!(" {line}行目"),
                        (Some(line), None, Lang::En) => format!(" line {line}"),
                    };
                    let is_it = |line: &&&str| {
                        line.starts_with(&format!("→ {file}")) && line.ends_with(&format!("{at}: {note}"))
                    };
                    assert_eq!(lines.iter().filter(is_it).count().min(1), 1, "{evidence:?}");
                }
            }
        }
    }
}
