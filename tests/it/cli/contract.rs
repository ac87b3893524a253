//! The contract of reports for machines, member by member.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{DAY, OFFICE_DAY, check, check_office, fixture, sample, without_borders};
use crate::cli::catalogue::{all_rules, catalogue};
use crate::support::folder::text;
use crate::support::json::{items, word, words};
use crate::support::program::run;

fn is_one_of(value: &Value, words: &[&str]) -> bool {
    value.as_str().is_some_and(|v| words.contains(&v))
}

fn is_text_or_null(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|t| !t.is_empty())
}

fn assert_finding(finding: &Value) {
    for member in ["id", "rule", "message"] {
        assert!(!word(finding, member).is_empty(), "{member}: {finding}");
    }
    assert!(words(finding, "clauses").iter().all(|c| !c.is_empty()), "{finding}");
    assert!(is_one_of(&finding["severity"], &["low", "medium", "high", "critical"]), "{finding}");
    assert!(is_one_of(&finding["confidence"], &["certain", "possible"]), "{finding}");
    assert!(is_one_of(&finding["duty"], &["manager", "admin", "leader", "user"]), "{finding}");
    assert!(is_one_of(&finding["status"], &["open", "waived", "corrected"]), "{finding}");
    for member in ["table", "key", "label"] {
        assert!(finding["subject"][member].is_string(), "{member}: {finding}");
    }
    assert!(!words(finding, "fix").is_empty(), "{finding}");
    assert!(!items(finding, "evidence").is_empty(), "{finding}");
    for evidence in items(finding, "evidence") {
        assert!(!word(evidence, "file").is_empty() && !word(evidence, "note").is_empty(), "{evidence}");
        assert!(is_text_or_null(&evidence["sheet"]) && is_text_or_null(&evidence["column"]), "{evidence}");
        assert!(evidence["line"].is_null() || evidence["line"].as_u64().is_some_and(|l| l > 0), "{evidence}");
        assert!(is_text_or_null(&evidence["cell"]), "{evidence}");
        assert_eq!(evidence.as_object().expect("an object").len(), 6, "{evidence}");
    }
}

fn assert_verdict(verdict: &Value) {
    let number = |member: &str| verdict[member].as_u64().unwrap_or_else(|| panic!("{member}: {verdict}"));
    let (population, findings) = (number("population"), number("findings"));
    let answered = number("waived") + number("corrected");
    assert!(population >= findings && findings >= answered, "{verdict}");
    let undetermined = number("undetermined");
    let has_reason = verdict["reason"].as_str().is_some_and(|r| !r.is_empty());
    assert!(has_reason || verdict["reason"].is_null(), "{verdict}");
    match word(verdict, "verdict") {
        "fail" => assert!(findings > answered && !has_reason, "{verdict}"),
        "pass" => assert!(population > 0 && findings == answered && !has_reason, "{verdict}"),
        // not known of one at least, and nothing open
        "undetermined" => assert!(undetermined > 0 && population >= undetermined && findings == answered, "{verdict}"),
        "not-applicable" => assert!(population == 0 && findings == 0 && !has_reason, "{verdict}"),
        "not-assessed" | "off" => assert!(population == 0 && findings == 0 && has_reason, "{verdict}"),
        other => panic!("{other}: {verdict}"),
    }
}

#[test]
fn jsonl_is_a_run_then_findings_then_a_verdict_for_each_rule() {
    let planted = sample(3, &[]);
    for ran in [
        check_office(&["--format", "jsonl"]),
        check_office(&["--format", "jsonl", "--skip", "A2-2"]),
        check(&fixture("well-kept"), &["--format", "jsonl"]),
        check(text(planted.path()), &["--format", "jsonl"]),
    ] {
        assert!(ran.out.starts_with("{\"type\":\"run\","), "{}", ran.out);
        assert!(ran.out.ends_with("}\n"));
        let lines: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        let kinds: Vec<&str> = lines.iter().map(|l| word(l, "type")).collect();
        let findings = kinds.iter().filter(|k| **k == "finding").count();
        assert!(kinds[1..=findings].iter().all(|k| *k == "finding"), "{kinds:?}");
        let undetermined = kinds.iter().filter(|k| **k == "undetermined").count();
        let (open, judged) = kinds[findings + 1..].split_at(undetermined);
        assert!(open.iter().all(|k| *k == "undetermined"), "{kinds:?}");
        assert!(judged.iter().all(|k| *k == "verdict"), "nothing to compare with: {kinds:?}");
        let (found, verdicts) = (&lines[1..=findings], &lines[findings + undetermined + 1..]);
        found.iter().for_each(assert_finding);
        verdicts.iter().for_each(assert_verdict);

        let rules: Vec<&str> = verdicts.iter().map(|v| word(v, "rule")).collect();
        assert_eq!(rules.iter().copied().collect::<BTreeSet<_>>(), all_rules());
        assert_eq!(rules.len(), all_rules().len(), "one verdict for each rule");
        for verdict in verdicts {
            let of_rule = found.iter().filter(|f| f["rule"] == verdict["rule"]).count();
            assert_eq!(verdict["findings"].as_u64(), Some(of_rule as u64), "{verdict}");
        }
        let ids: BTreeSet<&str> = found.iter().map(|f| word(f, "id")).collect();
        let subjects: BTreeSet<_> = found.iter().map(|f| (word(f, "rule"), word(&f["subject"], "key"))).collect();
        assert_eq!((ids.len(), subjects.len()), (findings, findings), "an identity for each finding");
        for finding in found {
            let (severity, possible) = catalogue()[word(finding, "rule")];
            assert_eq!(word(finding, "severity"), severity, "{finding}");
            assert_eq!(finding["confidence"] == "possible", possible, "{finding}");
        }
    }
}

#[test]
fn a_report_says_on_what_it_rests() {
    use sha2::Digest as _;
    let run = &check_office(&["--format", "json"]).json()["run"];
    assert_eq!(word(run, "tool"), "mcs-audit");
    assert_eq!(word(run, "version"), env!("CARGO_PKG_VERSION"));
    assert_eq!((word(run, "as_of"), word(run, "policy")), (OFFICE_DAY, "chuo"));
    assert!(!word(run, "policy_version").is_empty() && !word(run, "policy_sha256").is_empty());
    assert_eq!(words(run, "absent"), ["trainings"]);
    let inputs = items(run, "inputs");
    assert_eq!(inputs.len(), 16);
    for input in inputs {
        let path = PathBuf::from(fixture("sample-office")).join(word(input, "file"));
        let content = fs::read(&path).expect("the file");
        let hash = sha2::Sha256::digest(&content).iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().concat();
        assert_eq!(word(input, "sha256"), hash, "{input}");
        let rows = csv::Reader::from_reader(content.as_slice()).records().count();
        assert_eq!(input["rows"].as_u64(), Some(rows as u64), "{input}");
    }
}

#[test]
fn json_is_one_object_with_what_jsonl_has() {
    let whole = check_office(&["--format", "json"]).json();
    let members: Vec<&String> = whole.as_object().expect("an object").keys().collect();
    assert_eq!(
        members,
        [
            "version",
            "run",
            "findings",
            "undetermined",
            "verdicts",
            "clauses",
            "comparison",
            "upcoming",
            "next_step",
            "subjects"
        ]
    );
    assert!(whole["version"].is_u64());
    let lines = check_office(&["--format", "jsonl"]);
    let mut of_kind: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in lines.out.lines() {
        let mut value: Value = serde_json::from_str(line).expect("JSON");
        let kind = value.as_object_mut().expect("an object").shift_remove("type").expect("a type");
        of_kind.entry(kind.as_str().expect("a string").to_owned()).or_default().push(value);
    }
    assert_eq!(of_kind["finding"], *items(&whole, "findings"));
    assert_eq!(of_kind["undetermined"], *items(&whole, "undetermined"));
    assert_eq!(of_kind["verdict"], *items(&whole, "verdicts"));
    for (member, value) in whole["run"].as_object().expect("an object") {
        assert_eq!(of_kind["run"][0][member], *value, "{member}");
    }
    assert_eq!(of_kind["run"].len(), 1);
}

/// The cells of the column of messages, without spaces and line breaks.
fn messages_of_text(report: &str, subject: &str, matter: &str, steps: &str) -> String {
    let mut told = String::new();
    let mut cut = None;
    for line in without_borders(report).lines() {
        if line.trim_start().starts_with(subject) && line.contains(matter) {
            cut = line.split_once(matter).map(|(before, _)| before.width());
        } else if line.starts_with(steps) {
            cut = None;
        } else if let (Some(cut), true) = (cut, line.starts_with(' ')) {
            let mut at = 0;
            for c in line.chars() {
                if at >= cut && !c.is_whitespace() {
                    told.push(c);
                }
                at += c.width().unwrap_or(0);
            }
        }
    }
    told
}

#[test]
fn all_formats_tell_the_same_findings() {
    let planted = sample(2, &[]);
    let planted = text(planted.path()).to_owned();
    let office = fixture("sample-office");
    for (folder, day) in [(&office, OFFICE_DAY), (&planted, DAY)] {
        for (lang, subject, matter, steps) in
            [("ja", "対象", "内容", "対処"), ("en", "Subject", "What is the matter", "What to do")]
        {
            let of = |format: &str| run(&["check", folder, "--as-of", day, "--lang", lang, "--format", format]);
            let report = of("json").json();
            let expected: Vec<[String; 9]> = items(&report, "findings")
                .iter()
                .map(|f| {
                    let (subject, first) = (&f["subject"], &items(f, "evidence")[0]);
                    let line = first["line"].as_u64().map_or_else(String::new, |l| l.to_string());
                    let own = [word(f, "rule"), word(f, "severity"), word(f, "status")];
                    let about = [word(subject, "table"), word(subject, "key"), word(subject, "label")];
                    let rest = [word(f, "message"), word(first, "file"), &line];
                    [own, about, rest].concat().iter().map(|t| (*t).to_owned()).collect::<Vec<_>>().try_into()
                })
                .collect::<Result<_, _>>()
                .expect("nine cells");
            assert!(expected.len() > 20);

            let rows = of("csv").out;
            let mut reader = csv::Reader::from_reader(rows.as_bytes());
            let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
            assert_eq!(header[..9], ["rule", "severity", "status", "table", "key", "label", "message", "file", "line"]);
            let rows: Vec<Vec<String>> =
                reader.records().map(|r| r.expect("a row").iter().take(9).map(str::to_owned).collect()).collect();
            let (found, open): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row[2] != "undetermined");
            assert_eq!(open.len(), items(&report, "undetermined").len());
            assert_eq!(found, expected.iter().map(|e| e.to_vec()).collect::<Vec<_>>());

            let text = of("text").out;
            let told = messages_of_text(&text, subject, matter, steps);
            for finding in &expected {
                let message: String = finding[6].chars().filter(|c| !c.is_whitespace()).collect();
                assert!(told.contains(&message), "{} is not in the text", finding[6]);
            }
            assert_eq!(told.matches('→').count(), expected.len(), "a place for each finding, and no more");
        }
    }
}
