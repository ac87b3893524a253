//! Rules that are asked for, and rules that are left out.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{check, check_office, fixture, is_japanese, on};
use crate::cli::catalogue::{INPUT_RULES, all_rules, rules_of_clause};
use crate::support::json::{items, verdicts, word};

#[test]
fn only_a_rule_switches_the_others_off_but_not_those_about_the_input() {
    let report = check_office(&["--format", "json", "--only", "departed-account"]).json();
    let expected: BTreeSet<&str> = INPUT_RULES.into_iter().chain(["departed-account"]).collect();
    assert_eq!(on(&report), expected);
    assert_eq!(verdicts(&report).into_keys().collect::<BTreeSet<_>>(), all_rules(), "every rule keeps its verdict");
}

#[test]
fn only_and_skip_take_clauses_by_id_or_as_cited() {
    for (clause, cited) in [("A2-2", "別紙(2)②"), ("5-3", "第五条三"), ("3", "第三条"), ("A3-10", "別紙(3)⑩")]
    {
        for name in [clause, cited] {
            let report = check_office(&["--format", "json", "--only", name]).json();
            let rules = rules_of_clause(clause);
            let expected: BTreeSet<&str> = INPUT_RULES.into_iter().chain(rules.iter().copied()).collect();
            assert_eq!(on(&report), expected, "--only {name}");
            let report = check_office(&["--format", "json", "--skip", name]).json();
            let expected: BTreeSet<&str> = all_rules().difference(&rules).copied().collect();
            assert_eq!(on(&report), expected, "--skip {name}");
        }
    }
}

#[test]
fn only_and_skip_repeat_and_take_lists() {
    for arguments in [
        &["--only", "departed-account", "--only", "A3-5", "--skip", "missing-photo"][..],
        &["--only", "departed-account,A3-5", "--skip=missing-photo"],
    ] {
        let report = check_office(&[&["--format", "json"], arguments].concat()).json();
        let expected: BTreeSet<&str> = INPUT_RULES.into_iter().chain(["departed-account", "missing-profile"]).collect();
        assert_eq!(on(&report), expected, "{arguments:?}");
    }
}

#[test]
fn a_rule_that_is_off_says_why_and_finds_nothing() {
    for (lang, option, rest) in [
        ("ja", "--skip", &["--skip", "departed-account"][..]),
        ("ja", "--only", &["--only", "missing-photo"]),
        ("en", "--skip", &["--skip", "departed-account"]),
        ("en", "--only", &["--only", "missing-photo"]),
    ] {
        let ran = check_office(&[&["--format", "jsonl", "--lang", lang], rest].concat());
        let lines: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        let verdict =
            lines.iter().find(|l| l["type"] == "verdict" && l["rule"] == "departed-account").expect("a verdict");
        assert_eq!(verdict["verdict"], "off");
        assert_eq!(verdict["findings"], 0);
        let reason = word(verdict, "reason");
        assert!(reason.contains(option), "{reason}");
        assert_eq!(is_japanese(reason), lang == "ja", "{reason}");
        assert!(!lines.iter().any(|l| l["type"] == "finding" && l["rule"] == "departed-account"));
    }
}

#[test]
fn a_clause_is_off_only_where_all_its_rules_are() {
    let verdict = |report: &Value, clause: &str| {
        let of = |c: &&Value| c["clause"] == clause;
        word(items(report, "clauses").iter().find(of).expect("the clause"), "verdict").to_owned()
    };
    let report = check(&fixture("well-kept"), &["--format", "json", "--skip", "A3-5"]).json();
    assert_eq!(verdict(&report, "A3-5"), "off");
    let report = check(&fixture("well-kept"), &["--format", "json", "--skip", "missing-photo"]).json();
    assert_eq!(verdict(&report, "A3-5"), "pass");
}

#[test]
fn a_rule_about_the_input_cannot_be_skipped() {
    for rule in INPUT_RULES {
        let ran = check(&fixture("well-kept"), &["--skip", rule]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(ran.err, format!("エラー: {rule} は入力データの確認なので、止められません。\n"));
        let ran = check(&fixture("well-kept"), &["--skip", rule, "--lang", "en"]);
        assert_eq!(ran.err, format!("error: {rule} is about the input itself and is always on\n"));
    }
}

#[test]
fn only_rules_about_the_input_leaves_just_these() {
    let report = check_office(&["--format", "json", "--only", "missing-key"]).json();
    assert_eq!(on(&report), INPUT_RULES.into_iter().collect());
}

#[test]
fn an_unknown_name_suggests_the_nearest() {
    for option in ["--only", "--skip"] {
        for (wrong, right) in
            [("departed-acount", "departed-account"), ("mising-photo", "missing-photo"), ("A2-22", "A2-2")]
        {
            let ran = check_office(&[option, wrong]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""));
            let start = format!("エラー: 「{wrong}」という規則も条項もありません。{right}");
            assert!(ran.err.starts_with(&start), "{}", ran.err);
            let ran = check_office(&[option, wrong, "--lang", "en"]);
            let start = format!("error: there is no rule and no clause \"{wrong}\"; did you mean {right}");
            assert!(ran.err.starts_with(&start), "{}", ran.err);
        }
        let ran = check_office(&[option, "zzzzzzzzzzzz"]);
        assert_eq!(
            ran.err,
            "エラー: 「zzzzzzzzzzzz」という規則も条項もありません。一覧は mcs-audit rules で見られます。\n"
        );
    }
}
