//! What the catalogue, its explanations and the list of inputs tell; the expected tables are those of the written catalogue.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::{fixture, is_japanese, without_borders};
use crate::support::folder::{copy, files, new_folder, text};
use crate::support::json::{word, words};
use crate::support::program::{run, run_in};

pub(crate) const INPUT_RULES: [&str; 23] = [
    "unreadable-value",
    "missing-key",
    "missing-value",
    "duplicate-key",
    "unknown-reference",
    "ambiguous-person",
    "unknown-person",
    "future-date",
    "contradicting-date",
    "lossy-text",
    "stale-input",
    "shrunken-input",
    "expired-waiver",
    "unused-waiver",
    "improper-waiver",
    "unused-column",
    "unread-file",
    "undeclared-office",
    "loosened-rule",
    "improper-correction",
    "unused-correction",
    "unknown-office",
    "impossible-order",
];

/// The catalogue: each severity with its rules; a `?` marks those whose findings are only possible.
const CATALOGUE: [(&str, &str); 4] = [
    (
        "critical",
        "departed-account mixed-patients departed-member missing-consent withdrawn-consent foreign-mention? \
         departed-post",
    ),
    (
        "high",
        "unapplied-office missing-admin unlisted-account shared-email missing-pledge expired-pledge leaderless-group \
         ineligible-leader unarchived-group unassigned-member late-consent unsigned-consent unreturned-device \
         unreported-loss late-incident-report unreadable-value missing-key duplicate-key unknown-reference \
         ambiguous-person improper-waiver undeclared-office departed-invitee",
    ),
    (
        "medium",
        "overdue-guideline outdated-guideline overdue-attestation unclosed-account dormant-account duplicate-person? \
         generic-account? unrestricted-misuse late-pledge incomplete-pledge overdue-training mixed-title? \
         unidentified-patient overdue-review inactive-member unapproved-member self-approved-member stale-invitation undelivered-copy \
         misplaced-consent outsider-post? missing-value unknown-person? future-date contradicting-date stale-input \
         shrunken-input expired-waiver unused-column unread-file unknown-office? impossible-order late-removal improper-correction unused-correction",
    ),
    (
        "low",
        "single-admin departing-account missing-profile missing-photo split-patient dormant-group outside-invitation \
         unheld-device unconfirmed-post loosened-rule lossy-text unused-waiver late-archive unlocated-consent unauthorized-approver?",
    ),
];

/// The clauses that rules check, each with its rules.
const CLAUSES: [(&str, &str); 38] = [
    ("2-law 3-terms", "overdue-attestation"),
    ("2-1", "overdue-guideline outdated-guideline"),
    ("2-2", "overdue-guideline outdated-guideline"),
    ("2-3", "overdue-guideline outdated-guideline"),
    ("3", "unapplied-office"),
    ("4", "missing-admin single-admin"),
    ("5-1", "overdue-attestation"),
    ("5-2", "unreturned-device unreported-loss unheld-device"),
    ("5-3", "shared-email duplicate-person generic-account dormant-account inactive-member"),
    ("5-4", "unapproved-member self-approved-member unauthorized-approver stale-invitation departed-invitee"),
    ("5-5", "departed-account departing-account unlisted-account"),
    ("6", "missing-pledge expired-pledge late-pledge"),
    ("6-edu", "overdue-training"),
    ("6-1", "incomplete-pledge"),
    ("6-2", "incomplete-pledge"),
    ("6-3", "incomplete-pledge"),
    ("6-4", "incomplete-pledge"),
    ("6-5", "incomplete-pledge"),
    ("7", "leaderless-group ineligible-leader"),
    ("8-1", "unidentified-patient split-patient"),
    ("8-2", "outside-invitation"),
    ("9", "missing-consent withdrawn-consent late-consent unsigned-consent"),
    ("9-copy", "undelivered-copy"),
    ("9-orig", "misplaced-consent unlocated-consent"),
    ("A1-1", "unrestricted-misuse"),
    ("A2-1", "mixed-patients mixed-title unassigned-member"),
    ("A2-2", "departed-member departed-invitee late-removal unassigned-member overdue-review"),
    ("A2-3", "unarchived-group late-archive dormant-group"),
    ("A3-1", "shared-email generic-account departed-post"),
    ("A3-2", "overdue-attestation"),
    ("A3-3", "foreign-mention"),
    ("A3-4", "overdue-attestation"),
    ("A3-5", "missing-profile missing-photo"),
    ("A3-6", "unassigned-member"),
    ("A3-7", "unreturned-device unclosed-account"),
    ("A3-8", "overdue-attestation unconfirmed-post"),
    ("A3-9", "outsider-post"),
    ("A3-10 A3-11", "late-incident-report"),
];

pub(crate) fn catalogue() -> BTreeMap<&'static str, (&'static str, bool)> {
    let of = |(severity, rules): &(&'static str, &'static str)| {
        let severity = *severity;
        rules.split_whitespace().map(move |r| (r.trim_end_matches('?'), (severity, r.ends_with('?'))))
    };
    CATALOGUE.iter().flat_map(of).collect()
}

pub(crate) fn all_rules() -> BTreeSet<&'static str> {
    catalogue().into_keys().collect()
}

pub(crate) fn rules_of_clause(clause: &str) -> BTreeSet<&'static str> {
    let mut rules = BTreeSet::new();
    for (clauses, of) in CLAUSES {
        if clauses.split(' ').any(|c| c == clause) {
            rules.extend(of.split(' '));
        }
    }
    if clause == "A3-10" {
        rules.insert("unreported-loss");
    }
    rules
}

#[test]
fn the_catalogue_has_every_rule_with_its_severity_and_certainty() {
    let listed = run(&["rules", "--format", "json"]).json();
    let found: BTreeMap<&str, (&str, bool)> = listed
        .as_array()
        .expect("an array")
        .iter()
        .map(|r| (word(r, "rule"), (word(r, "severity"), r["confidence"] == "possible")))
        .collect();
    assert_eq!(found, catalogue());
    assert_eq!(listed.as_array().map(Vec::len), Some(80));
}

#[test]
fn the_catalogue_has_the_clauses_of_every_rule() {
    let listed = run(&["rules", "--format", "json"]).json();
    for rule in listed.as_array().expect("an array") {
        let name = word(rule, "rule");
        let mut expected: BTreeSet<&str> = BTreeSet::new();
        for (clauses, _) in CLAUSES {
            expected.extend(clauses.split(' ').filter(|c| rules_of_clause(c).contains(name)));
        }
        assert_eq!(words(rule, "clauses").into_iter().collect::<BTreeSet<_>>(), expected, "{name}");
        assert_eq!(expected.is_empty(), INPUT_RULES.contains(&name), "{name}");
    }
}

#[test]
fn the_catalogue_as_text_has_every_rule_in_either_language() {
    for lang in ["ja", "en"] {
        let ran = run(&["rules", "--lang", lang]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let listed = run(&["rules", "--format", "json", "--lang", lang]).json();
        let table = without_borders(&ran.out);
        let shown: BTreeSet<&str> = table.lines().filter_map(|l| l.split_whitespace().next()).collect();
        for rule in listed.as_array().expect("an array") {
            assert!(shown.contains(word(rule, "rule")), "{rule}");
            for member in ["title", "population", "requirement", "why"] {
                assert!(is_japanese(word(rule, member)) || lang == "en", "{rule}");
                assert!(!word(rule, member).is_empty(), "{rule}");
            }
            assert!(!words(rule, "steps").is_empty(), "{rule}");
        }
    }
}

#[test]
fn every_rule_and_every_clause_is_explained_in_both_languages() {
    let attested = ["2-law", "3-terms", "5-1", "A3-2", "A3-4", "A3-8"];
    let others = ["10", "11", "A1-2", "A3-11"];
    let clauses = CLAUSES.iter().filter(|(c, _)| !c.contains(' ')).map(|(c, _)| *c);
    for name in all_rules().into_iter().chain(clauses).chain(attested).chain(others) {
        for lang in ["ja", "en"] {
            let ran = run(&["explain", name, "--lang", lang]);
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
            assert!(ran.out.lines().next().is_some_and(|l| l.starts_with(name)), "{name}: {}", ran.out);
            if lang == "ja" {
                assert!(is_japanese(ran.out.lines().next().expect("a line")), "{name}");
            }
        }
    }
}

#[test]
fn a_clause_is_explained_with_its_rules_and_a_rule_with_its_clauses() {
    for (clauses, rules) in CLAUSES {
        for clause in clauses.split(' ') {
            let ran = run(&["explain", clause]);
            for rule in rules.split(' ') {
                assert!(ran.out.contains(rule), "{clause}: {}", ran.out);
            }
        }
    }
    let ran = run(&["explain", "departed-member"]);
    for part in ["A2-2", "別紙(2)②", "重大", "患者グループ連携リーダー", "memberships", "roster.left_on", "退職"]
    {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert_eq!(run(&["explain", "別紙(2)②"]).out, run(&["explain", "A2-2"]).out);
}

#[test]
fn what_cannot_be_explained_suggests_the_nearest() {
    let ran = run(&["explain", "departed-membr"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.starts_with("エラー: 「departed-membr」という規則も条項もありません。departed-member"),
        "{}",
        ran.err
    );
}

#[test]
fn inputs_says_which_file_became_which_table_and_which_column() {
    let dir = new_folder();
    copy(Path::new(&fixture("sample-office")), dir.path());
    fs::write(dir.path().join("notes.md"), "Not a table.").expect("written");
    let folder = text(dir.path());
    let ran = run(&["inputs", folder]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let out = without_borders(&ran.out);
    let sections: BTreeMap<&str, &str> = out.split("\n\n").filter_map(|s| Some((s.lines().next()?, s))).collect();
    let roster = sections["在籍名簿.csv → 在籍名簿 (roster)"];
    for (header, column) in [("職員番号", "staff"), ("氏名", "staff"), ("入職日", "hired_on"), ("退職日", "left_on")]
    {
        let line = roster.lines().find(|l| l.trim_start().starts_with(header)).expect("the header");
        assert!(line.split_whitespace().nth(1) == Some(column), "{line}");
    }
    assert!(roster.contains("13行"), "{roster}");
    let consents = sections["同意書.csv → 同意書 (consents)"];
    for (header, column) in [("患者名", "patient_id"), ("同意日", "signed_on"), ("原本保管", "held_by")] {
        let line = consents.lines().find(|l| l.trim_start().starts_with(header)).expect("the header");
        assert!(line.split_whitespace().nth(1) == Some(column), "{line}");
    }
    assert_eq!(ran.out.matches(" → ").count(), 16, "sixteen tables");
    assert!(ran.out.contains("notes.md: 監査する表ではないので読んでいません"));
    assert_eq!(ran.out.lines().last(), Some("なかった表: 研修"));
    let ran = run(&["inputs", folder, "--lang", "en"]);
    assert!(ran.out.contains("在籍名簿.csv → roster (roster)") && ran.out.contains("notes.md: not a table"));
    assert_eq!(ran.out.lines().last(), Some("Tables not given: trainings"));
}

#[test]
fn inputs_of_what_cannot_be_read_exits_with_2() {
    let dir = new_folder();
    assert_eq!(run(&["inputs", text(&dir.path().join("nowhere"))]).code, 2);
    fs::write(dir.path().join("staff.csv"), "").expect("written");
    let ran = run(&["inputs", text(dir.path())]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
}

#[test]
fn what_an_office_has_set_stands_beside_what_the_policy_has() {
    let settings = "[rules.overdue-training]\ndays = 9999\nundetermined-limit = 0.1\nreason = \"研修の計画\"\n\
                    [rules.missing-photo]\nseverity = \"high\"\n[rules.single-admin]\noff = \"一人しかいない\"\n";
    let dir = files(&[("office.toml", settings)]);
    let file = dir.path().join("office.toml");
    let told = |arguments: &[&str]| {
        let ran = run_in(&[("COLUMNS", "200")], &[arguments, &["--config", text(&file), "--lang", "ja"]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    let rules = told(&["rules"]);
    for line in ["days 365 → 9999", "未確認を許す割合 0 → 0.1", "高(ポリシー: 低)", "対象外"] {
        assert!(rules.contains(line), "{line}: {rules}");
    }
    for (rule, line) in [
        ("overdue-training", "days = 9999(ポリシー: 365)"),
        ("overdue-training", "overdue-training: 未確認を許す割合 0 → 0.1(ポリシーより緩い。理由: 研修の計画)"),
        ("missing-photo", "missing-photo: 重大度 低 → 高"),
        ("single-admin", "single-admin: 対象外(ポリシーより緩い。理由: 一人しかいない)"),
    ] {
        let out = told(&["explain", rule]);
        assert!(out.contains(line), "{line}: {out}");
    }
    let plain = run_in(&[("COLUMNS", "200")], &["explain", "single-admin", "--lang", "ja"]).out;
    assert!(!plain.contains("この事業所の設定") && told(&["explain", "single-admin"]).contains("この事業所の設定"));
}
