//! The first lines of a report are true: that every rule was assessed is said only if that is so for every rule of the policy, an
//! audit that judged nothing is no success, and a policy that is not the published one is called changed.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::folder::{copy, fixture, new_folder, root, text};
use crate::support::program::{Ran, run};

const DAY: &str = "2026-09-30";

fn check(dir: &Path, more: &[&str]) -> Ran {
    run(&[&["check", text(dir), "--as-of", DAY, "--lang", "en"], more].concat())
}

#[test]
fn every_rule_was_assessed_only_if_every_rule_was() {
    let well_kept = fixture("well-kept");
    for (more, code, said) in [
        (&[][..], 0, "Every rule was assessed, and there are no findings."),
        (
            &["--skip", "missing-photo"],
            0,
            "No finding is open of the rules that were assessed. 1 rule is off or left out.",
        ),
        (&["--only", "missing-photo"], 0, "rules are off or left out."),
        (&["--only", "missing-photo", "--skip", "missing-photo"], 3, "No rule of the policy judged anybody."),
    ] {
        let ran = check(&well_kept, more);
        assert_eq!(ran.code, code, "{more:?}: {}", ran.out);
        let result = ran.out.lines().find(|line| line.starts_with("Result: ")).expect("a result");
        assert!(ran.out.replace('\n', " ").contains(said), "{more:?}: {result}");
        assert_eq!(result.contains("Every rule"), more.is_empty(), "{more:?}: {result}");
    }
}

#[test]
fn an_audit_that_judges_nobody_is_no_success() {
    let dir = new_folder();
    fs::write(dir.path().join("offices.csv"), "office_id,name\nO1,見本クリニック\n").expect("written");
    fs::write(dir.path().join("staff.csv"), "staff_id,office_id,status,photo\nS1,O1,closed,no\n").expect("written");
    fs::write(dir.path().join("roster.csv"), "staff,left_on\nS1,\n").expect("written");
    let ran = check(dir.path(), &["--only", "missing-photo"]);
    assert_eq!(ran.code, 3, "nobody is left to audit: {}", ran.out);
    assert!(ran.out.contains("No rule of the policy judged anybody."), "{}", ran.out);
    // settings turn off what options may
    let off = "[rules.missing-photo]\noff = \"他で確かめている\"\n";
    fs::write(dir.path().join("mcs-audit.toml"), off).expect("written");
    assert_eq!(check(dir.path(), &["--only", "missing-photo"]).code, 3);
}

/// What a report calls changed in a policy.
fn changes(policy: &Path) -> Vec<(String, String)> {
    let ran = check(&fixture("well-kept"), &["--policy", text(policy), "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err));
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let changes = report["run"]["policy_changes"].as_array().expect("changes");
    changes.iter().map(|change| (word(&change["kind"]), word(&change["name"]))).collect()
}

#[test]
fn a_policy_that_is_not_the_published_one_is_called_changed() {
    let dir = new_folder();
    let policy = dir.path().join("policy");
    copy(&root().join("rules/chuo"), &policy);
    assert_eq!(changes(&policy), []);
    let edit = |file: &str, from: &str, to: &str| {
        let path = policy.join(file);
        let before = fs::read_to_string(&path).expect("a rule");
        assert!(before.contains(from), "{file}: {from}");
        fs::write(path, before.replacen(from, to, 1)).expect("written");
    };
    // a comment and the end of lines change nothing
    edit("late-consent.toml", "\n", "\r\n");
    edit("late-pledge.toml", "clauses", "# checked in June\nclauses");
    assert_eq!(changes(&policy), []);
    edit("dormant-account.toml", "severity = \"medium\"", "severity = \"low\"");
    edit("dormant-group.toml", "days = 90", "days = 900");
    edit(
        "terms.toml",
        "all = [\"status is active\"]\nja = \"利用中\"",
        "all = [\"known\", \"status is active\"]\nja = \"利用中\"",
    );
    edit("policy.toml", "第二条一", "第二条第一号");
    fs::rename(policy.join("late-removal.toml"), policy.join("late-leaver.toml")).expect("renamed");
    // what is not read is told, and is not silently in
    fs::create_dir_all(policy.join("old/2025")).expect("made");
    for file in [".hidden.toml", "more.TOML", "old/2025/rule.toml"] {
        fs::copy(policy.join("late-leaver.toml"), policy.join(file)).expect("copied");
    }
    let expected = [
        ("rule-added", "late-leaver"),
        ("rule-removed", "late-removal"),
        ("rule-changed", "dormant-group"),
        ("severity-changed", "dormant-account"),
        ("term-changed", "staff.active"),
        ("policy-changed", "policy.toml"),
        ("file-not-read", ".hidden.toml"),
        ("file-not-read", "more.TOML"),
        ("file-not-read", "old/2025/rule.toml"),
    ];
    assert_eq!(changes(&policy), expected.map(|(kind, name)| (kind.to_owned(), name.to_owned())));
    for format in ["text", "markdown", "html"] {
        let ran = check(&fixture("well-kept"), &["--policy", text(&policy), "--format", format]).out;
        assert!(ran.contains("Changed policy") && ran.contains("rule removed: late"), "{format}");
    }
    let ran = check(&fixture("well-kept"), &[]).out;
    assert!(!ran.contains("Changed policy"), "{ran}");
}
