//! Never a silent pass: what is missing or empty makes rules not assessed.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::{DAY, Shape, check, not_assessed, report, tables, write_csv};
use crate::support::folder::{files, fixture, new_folder};
use crate::support::json::{items, verdicts, word};
use crate::support::program::run;

#[test]
fn the_well_kept_office_has_no_finding_and_everything_assessed() {
    let ran = check(&fixture("well-kept"), DAY, &["--format", "json", "--fail-on", "low"]);
    assert_eq!(ran.code, 0);
    let report = ran.json();
    assert_eq!(items(&report, "findings").len(), 0);
    for (rule, verdict) in verdicts(&report) {
        assert!(matches!(verdict, "pass" | "not-applicable"), "{rule}: {verdict}");
    }
}

/// The rules that need a table, read from what each rule's meaning and terms look at; without that table they
/// cannot be assessed.
const NEEDS: [(&str, &str); 16] = [
    ("offices", "unapplied-office missing-admin single-admin overdue-guideline outdated-guideline overdue-attestation"),
    (
        "staff",
        "unapplied-office missing-admin single-admin overdue-guideline outdated-guideline overdue-attestation \
         departed-account departing-account unclosed-account unlisted-account dormant-account shared-email \
         duplicate-person generic-account missing-profile missing-photo unrestricted-misuse missing-pledge \
         expired-pledge late-pledge incomplete-pledge overdue-training ineligible-leader inactive-member \
         misplaced-consent self-approved-member unauthorized-approver",
    ),
    (
        "groups",
        "leaderless-group ineligible-leader mixed-patients mixed-title unidentified-patient split-patient \
         unarchived-group late-archive dormant-group overdue-review departed-member departed-invitee \
         inactive-member unassigned-member unapproved-member stale-invitation outside-invitation missing-consent \
         withdrawn-consent late-consent unsigned-consent undelivered-copy unlocated-consent misplaced-consent \
         foreign-mention outsider-post self-approved-member unauthorized-approver",
    ),
    (
        // where a group's leader is in no other table, the memberships say whose group it is
        "memberships",
        "leaderless-group ineligible-leader unidentified-patient unarchived-group late-archive dormant-group \
         overdue-review departed-member departed-invitee late-removal inactive-member unassigned-member \
         unapproved-member stale-invitation outside-invitation missing-consent withdrawn-consent late-consent \
         unsigned-consent undelivered-copy unlocated-consent misplaced-consent outsider-post self-approved-member \
         unauthorized-approver",
    ),
    ("patients", "mixed-title unarchived-group late-archive foreign-mention"),
    (
        "roster",
        "missing-admin single-admin departed-account departing-account unclosed-account unlisted-account \
         ineligible-leader departed-member departed-invitee late-removal unreturned-device departed-post \
         self-approved-member",
    ),
    ("assignments", "unassigned-member"),
    ("pledges", "missing-pledge expired-pledge late-pledge incomplete-pledge"),
    (
        "consents",
        "missing-consent withdrawn-consent late-consent unsigned-consent undelivered-copy unlocated-consent \
         misplaced-consent",
    ),
    ("trainings", "overdue-training"),
    ("devices", "unreturned-device unheld-device unreported-loss"),
    ("reviews", "overdue-review"),
    ("incidents", "unrestricted-misuse late-incident-report"),
    ("guidelines", "overdue-guideline outdated-guideline"),
    ("attestations", "overdue-attestation"),
    ("posts", "foreign-mention unconfirmed-post outsider-post departed-post"),
];

fn rules_that_need(table: &str) -> BTreeSet<&'static str> {
    let (_, rules) = NEEDS.iter().find(|(t, _)| *t == table).expect("a table");
    rules.split_whitespace().collect()
}

#[test]
fn the_catalogue_says_which_tables_a_rule_needs() {
    let listed = run(&["rules", "--format", "json"]).json();
    for (table, _) in NEEDS {
        let needs = |rule: &&Value| {
            let needed = items(rule, "needs").iter().filter_map(Value::as_str);
            needed.into_iter().any(|n| n.split_once(' ').is_some_and(|(name, _)| name == table))
        };
        let found: BTreeSet<&str> =
            listed.as_array().expect("an array").iter().filter(needs).map(|r| word(r, "rule")).collect();
        assert_eq!(found, rules_that_need(table), "{table}");
    }
}

/// The well-kept office with one table changed: without it, or with its header only.
fn without(table: &str, emptied: bool) -> TempDir {
    let dir = new_folder();
    let mut office = tables(&fixture("well-kept"));
    assert_eq!(office.len(), 18);
    if emptied {
        office.iter_mut().filter(|t| t.stem == table).for_each(|t| t.rows.clear());
    } else {
        office.retain(|t| t.stem != table);
    }
    write_csv(&office, dir.path(), Shape::default());
    dir
}

#[test]
fn without_a_table_every_rule_that_needs_it_is_not_assessed() {
    for (table, _) in NEEDS {
        let dir = without(table, false);
        let ran = check(dir.path(), DAY, &["--format", "json", "--lang", "en"]);
        assert_eq!(ran.code, 3, "{table}");
        let report = ran.json();
        assert_eq!(not_assessed(&report), rules_that_need(table), "{table}");
        for verdict in items(&report, "verdicts").iter().filter(|v| v["verdict"] == "not-assessed") {
            let reason = word(verdict, "reason");
            assert!(reason.contains(&format!("there is no table {table}")), "{table}: {reason}");
        }
        assert_eq!(report["run"]["absent"], serde_json::json!([table]));
        assert_eq!(items(&report, "findings").len(), 0, "{table}");
    }
}

/// The well-kept office with these tables only: the rules that are not assessed, and the next step: its inputs and rules.
fn next_step(given: &BTreeSet<String>) -> (BTreeSet<String>, Vec<String>, BTreeSet<String>) {
    let dir = new_folder();
    let mut office = tables(&fixture("well-kept"));
    office.retain(|table| given.contains(&table.stem));
    write_csv(&office, dir.path(), Shape::default());
    let report = report(dir.path(), DAY);
    let missing = not_assessed(&report).into_iter().map(str::to_owned).collect();
    let next = &report["next_step"];
    if next.is_null() {
        return (missing, Vec::new(), BTreeSet::new());
    }
    let inputs = items(next, "inputs").iter().map(|input| word(input, "table").to_owned()).collect();
    let rules = items(next, "rules").iter().filter_map(Value::as_str).map(str::to_owned).collect();
    (missing, inputs, rules)
}

#[test]
fn what_is_added_as_the_next_step_lets_those_rules_be_judged() {
    let all: BTreeSet<String> = tables(&fixture("well-kept")).into_iter().map(|table| table.stem).collect();
    for first in [&["staff", "groups", "memberships"][..], &["offices"]] {
        let mut given: BTreeSet<String> = first.iter().map(|table| (*table).to_owned()).collect();
        let (mut missing, mut inputs, mut rules) = next_step(&given);
        while !inputs.is_empty() {
            let before = given.len();
            given.extend(inputs.iter().cloned());
            assert!(given.len() > before && given.is_subset(&all), "{inputs:?}");
            let (now, next, next_rules) = next_step(&given);
            let judged: BTreeSet<String> = missing.difference(&now).cloned().collect();
            // that no stranger leads a group may turn out only when there are groups
            assert!(rules.is_subset(&judged), "{given:?}: {rules:?} {judged:?}");
            assert!(first.len() == 1 || rules == judged, "{given:?}: {rules:?} {judged:?}");
            // no other table lets more be judged
            let best =
                all.difference(&given).map(|table| (table, rules_of(table, &given, &now))).max_by_key(|(_, n)| *n);
            assert!(next.len() != 1 || best.is_none_or(|(_, most)| next_rules.len() >= most), "{given:?}: {best:?}");
            (missing, inputs, rules) = (now, next, next_rules);
        }
        assert_eq!(missing, BTreeSet::new(), "everything is judged at the end");
    }
}

/// How many of the rules need this table, and none that is not given.
fn rules_of(table: &str, given: &BTreeSet<String>, missing: &BTreeSet<String>) -> usize {
    let lacks_other = |rule: &str| {
        let needs = NEEDS.iter().filter(|(_, rules)| rules.split_whitespace().any(|of| of == rule));
        needs.into_iter().any(|(of, _)| *of != table && !given.contains(*of))
    };
    let needs_it = |rule: &str| NEEDS.iter().any(|(of, _)| *of == table && rules_that_need(of).contains(rule));
    missing.iter().filter(|rule| needs_it(rule) && !lacks_other(rule)).count()
}

#[test]
fn a_table_without_rows_is_no_better_than_none_unless_it_records_events() {
    for (table, _) in NEEDS {
        let dir = without(table, true);
        let ran = check(dir.path(), DAY, &["--format", "json", "--lang", "en"]);
        let report = ran.json();
        if matches!(table, "incidents" | "posts") {
            assert_eq!(ran.code, 0, "{table}");
            for rule in rules_that_need(table) {
                assert_eq!(verdicts(&report)[rule], "not-applicable", "{table}: {rule}");
            }
            assert_eq!(not_assessed(&report).len(), 0, "{table}");
            continue;
        }
        assert_eq!(ran.code, 3, "{table}");
        assert_eq!(not_assessed(&report), rules_that_need(table), "{table}");
        for verdict in items(&report, "verdicts").iter().filter(|v| v["verdict"] == "not-assessed") {
            let reason = word(verdict, "reason");
            assert!(reason.contains(&format!("the table {table} has no rows")), "{table}: {reason}");
        }
    }
}

#[test]
fn events_that_did_not_happen_are_not_applicable_whatever_else_is_absent() {
    let dir = files(&[("posts.csv", "post_id,group_id\n"), ("incidents.csv", "incident_id\n")]);
    let report = report(dir.path(), DAY);
    for table in ["posts", "incidents"] {
        for rule in rules_that_need(table) {
            assert_eq!(verdicts(&report)[rule], "not-applicable", "{rule}");
        }
    }
}

#[test]
fn without_a_needed_column_a_rule_is_not_assessed() {
    for (table, column, rules) in [
        ("staff", "photo", "missing-photo"),
        ("staff", "profile", "missing-profile"),
        ("staff", "last_login_on", "dormant-account"),
        ("offices", "applied_on", "unapplied-office"),
        ("posts", "text", "foreign-mention"),
        ("trainings", "held_on", "overdue-training"),
        ("trainings", "topic", "overdue-training"),
        ("reviews", "reviewed_on", "overdue-review"),
        ("memberships", "approved_by", "unapproved-member self-approved-member unauthorized-approver"),
        ("memberships", "invited_on", "stale-invitation"),
        ("memberships", "invited_by", "outside-invitation"),
        ("groups", "last_post_on", "dormant-group"),
        ("groups", "created_on", "dormant-group overdue-review late-consent"),
        ("consents", "signer", "unsigned-consent"),
        ("consents", "copy_given_on", "undelivered-copy"),
        ("consents", "held_by", "misplaced-consent unlocated-consent"),
        ("pledges", "covers", "incomplete-pledge"),
        ("guidelines", "edition", "outdated-guideline"),
        ("attestations", "answer", "overdue-attestation"),
        ("incidents", "kind", "unrestricted-misuse"),
        // what only the rule about it needs
        ("consents", "withdrawn_on", "withdrawn-consent"),
        ("memberships", "left_on", "late-removal"),
        ("staff", "closed_on", "unclosed-account"),
        ("groups", "archived_on", "late-archive"),
        ("incidents", "closed_on", "unrestricted-misuse"),
        // what is absent with a natural meaning
        ("pledges", "valid_until", ""),
        ("assignments", "from_on", ""),
        ("assignments", "until_on", ""),
        ("devices", "returned_on", ""),
        ("patients", "ended_on", ""),
        ("posts", "confirmed", ""),
        ("groups", "kind", ""),
    ] {
        let mut office = tables(&fixture("well-kept"));
        for table in office.iter_mut().filter(|t| t.stem == table) {
            let place = table.place(column);
            table.header.remove(place);
            table.rows.iter_mut().for_each(|r| drop(r.remove(place)));
        }
        let dir = new_folder();
        write_csv(&office, dir.path(), Shape::default());
        let report = report(dir.path(), DAY);
        let expected: BTreeSet<&str> = rules.split_whitespace().collect();
        assert_eq!(not_assessed(&report), expected, "{table}.{column}");
    }
}

#[test]
fn days_that_somebody_should_have_written_down_are_not_known_when_empty() {
    for (table, column, rule) in
        [("staff", "last_login_on", "dormant-account"), ("groups", "last_post_on", "dormant-group")]
    {
        let mut office = tables(&fixture("well-kept"));
        for table in office.iter_mut().filter(|t| t.stem == table) {
            let place = table.place(column);
            table.rows.iter_mut().for_each(|r| r[place].clear());
        }
        let dir = new_folder();
        write_csv(&office, dir.path(), Shape::default());
        let ran = check(dir.path(), DAY, &["--format", "json"]);
        let report = ran.json();
        assert_eq!(not_assessed(&report), BTreeSet::new());
        let undetermined: Vec<_> = verdicts(&report).into_iter().filter(|(_, v)| *v == "undetermined").collect();
        assert_eq!(undetermined, [(rule, "undetermined")]);
        assert_eq!(ran.code, 3);
    }
}

#[test]
fn waivers_in_toml_are_those_in_a_table() {
    let rows = [["missing-photo", "S1", "産休中", "見本 一郎", "架空 花子", "2026-09-01", "2027-03-31"]];
    let header = ["rule", "key", "reason", "requested_by", "approved_by", "approved_on", "expires_on"];
    let staff = "staff_id,name,office_id,status,photo\nS1,仮名 さくら,O1,active,no\nS2,例示 健,O1,active,no\n";
    let csv = format!("{}\n{}\n", header.join(","), rows[0].join(","));
    let toml = "# 例外\n[[waiver]]\nrule = \"missing-photo\"\nkey = [\"S1\"]\nreason = \"産休中\"\n\
        requested_by = \"見本 一郎\"\napproved_by = \"架空 花子\"\napproved_on = 2026-09-01\nexpires_on = 2027-03-31\n";
    for (file, text) in [("waivers.csv", csv.as_str()), ("例外承認.csv", &csv), ("waivers.toml", toml)] {
        let folder = files(&[("staff.csv", staff), (file, text)]);
        let ran = check(folder.path(), DAY, &["--format", "json", "--only", "missing-photo", "--fail-on", "low"]);
        let report = ran.json();
        let status = |key: &str| {
            let is_it = |f: &&Value| f["rule"] == "missing-photo" && f["subject"]["key"] == key;
            let finding = items(&report, "findings").iter().find(is_it).expect("a finding");
            (finding["status"].clone(), finding["waived"]["expires_on"].clone())
        };
        assert_eq!(status("S1"), (Value::from("waived"), Value::from("2027-03-31")), "{file}");
        assert_eq!(status("S2"), (Value::from("open"), Value::Null), "{file}");
        let verdict = items(&report, "verdicts").iter().find(|v| v["rule"] == "missing-photo").expect("a verdict");
        assert_eq!(
            (&verdict["verdict"], &verdict["findings"], &verdict["waived"]),
            (&"fail".into(), &2.into(), &1.into())
        );
        assert_eq!(ran.code, 1, "{file}");
    }
    // with all of them waived the rule passes, and so does the audit
    let both = toml.replace("[\"S1\"]", "[\"S1\", \"S2\"]");
    let folder = files(&[("staff.csv", staff), ("waivers.toml", &both)]);
    let ran = check(folder.path(), DAY, &["--format", "json", "--only", "missing-photo", "--fail-on", "low"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    // a mistake in the file stops the audit with its line, and without a name
    fs::write(folder.path().join("waivers.toml"), "[[waiver]]\nreason = 見本 一郎\n").expect("written");
    let ran = check(folder.path(), DAY, &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("waivers.toml の 2 行目") && !ran.err.contains("見本"), "{}", ran.err);
}
