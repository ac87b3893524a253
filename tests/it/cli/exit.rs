//! Exit codes, the day as of which an audit is made, and the policy that it rests on.

use std::fs;

use tempfile::TempDir;

use super::{DAY, FORMATS, check, check_office, fixture, one_finding_each};
use crate::support::folder::{bytes, copy, new_folder, root, text};
use crate::support::json::{items, verdicts, word};
use crate::support::program::{run, run_in};

#[test]
fn a_well_kept_office_exits_with_0() {
    let ran = check(&fixture("well-kept"), &[]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn each_severity_fails_at_its_own_threshold_and_below() {
    let severities = ["low", "medium", "high", "critical"];
    for (place, (severity, rule, dir)) in one_finding_each().iter().enumerate() {
        let folder = text(dir.path());
        let report = check(folder, &["--format", "json"]).json();
        let found: Vec<_> = items(&report, "findings").iter().map(|f| (word(f, "rule"), word(f, "severity"))).collect();
        assert_eq!(found, [(*rule, *severity)]);
        for (threshold, name) in severities.iter().enumerate() {
            let ran = check(folder, &["--fail-on", name]);
            assert_eq!(ran.code, i32::from(place >= threshold), "{severity} with --fail-on {name}");
        }
        assert_eq!(check(folder, &[]).code, i32::from(place >= 1), "{severity} without --fail-on");
        for format in FORMATS {
            let ran = check(folder, &["--format", format]);
            assert_eq!(ran.code, i32::from(place >= 1), "{severity} as {format}");
        }
    }
}

#[test]
fn what_was_not_assessed_makes_3_unless_something_fails() {
    let dirs = one_finding_each();
    let (_, _, dir) = &dirs[0];
    let folder = text(dir.path());
    fs::remove_file(dir.path().join("trainings.csv")).expect("it was there");
    assert_eq!(check(folder, &[]).code, 3, "a low finding is below medium, and a rule was not assessed");
    assert_eq!(check(folder, &["--fail-on", "low"]).code, 1, "1 goes before 3");
    assert_eq!(check(folder, &["--skip", "overdue-training"]).code, 0, "the rule is off");
    assert_eq!(check(folder, &["--exit-zero"]).code, 0);
    assert_eq!(check(folder, &["--exit-zero", "--fail-on", "low"]).code, 0);
}

#[test]
fn an_audit_that_cannot_run_exits_with_2_whatever_else() {
    let missing = text(&new_folder().path().join("missing/report.json")).to_owned();
    let dir = new_folder();
    let nowhere = dir.path().join("nowhere");
    let nowhere = text(&nowhere);
    for (what, ran) in [
        ("findings and a report that cannot be written", check_office(&["--format", &format!("json={missing}")])),
        ("no folder", check(nowhere, &["--exit-zero"])),
        ("usage", check_office(&["--exit-zero", "--nonsense"])),
        ("configuration", check_office(&["--exit-zero", "--policy", "nowhere"])),
        ("an unknown rule", check_office(&["--exit-zero", "--only", "nothing-of-the-kind"])),
    ] {
        assert_eq!(ran.code, 2, "{what}");
        assert_eq!(ran.out, "", "{what}");
        assert_ne!(ran.err, "", "{what}");
    }
}

#[test]
fn exit_zero_turns_1_into_0_and_changes_nothing_else() {
    let (plain, zero) = (check_office(&[]), check_office(&["--exit-zero"]));
    assert_eq!((plain.code, zero.code), (1, 0));
    assert_eq!(plain.out, zero.out);
}

#[test]
fn the_as_of_date_is_that_given() {
    for (given, day) in [(DAY, DAY), ("2099-01-01", "2099-01-01"), ("2001-02-03", "2001-02-03")] {
        let ran = run(&["check", &fixture("well-kept"), "--as-of", given, "--format", "json"]);
        assert_eq!(word(&ran.json()["run"], "as_of"), day);
    }
}

#[test]
fn a_future_as_of_date_judges_by_that_day() {
    let ran = run(&["check", &fixture("well-kept"), "--as-of", "2099-01-01", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let report = ran.json();
    for rule in ["overdue-training", "overdue-review", "overdue-guideline", "overdue-attestation", "dormant-account"] {
        assert_eq!(verdicts(&report)[rule], "fail", "{rule}");
    }
    assert_eq!(verdicts(&report)["future-date"], "pass");
}

#[test]
fn what_is_no_day_is_refused() {
    for bad in ["2026-02-30", "2026-13-01", "tomorrow", "", "2026-09"] {
        for command in ["check", "inputs"] {
            let ran = run(&[command, &fixture("well-kept"), "--as-of", bad]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{bad:?}");
            assert_eq!(
                ran.err,
                format!("エラー: 「{bad}」は日付として読めません。2026-03-31 のように書いてください。\n")
            );
            let ran = run(&[command, &fixture("well-kept"), "--as-of", bad, "--lang", "en"]);
            assert_eq!(ran.err, format!("error: \"{bad}\" is no day; write it like 2026-03-31\n"));
        }
        let dir = new_folder();
        let ran = run(&["sample", text(&dir.path().join("new")), "--as-of", bad]);
        assert_eq!(ran.code, 2);
        assert_eq!(bytes(dir.path()).len(), 0);
    }
}

#[test]
fn without_as_of_it_is_today_in_japan_whatever_the_zone() {
    let today = || (chrono::Utc::now() + chrono::Duration::hours(9)).date_naive().to_string();
    for zone in ["America/Los_Angeles", "Pacific/Kiritimati", "UTC", "Asia/Tokyo", "XXX+12", "XXX-14"] {
        let before = today();
        let ran = run_in(&[("TZ", zone)], &["check", &fixture("well-kept"), "--format", "json"]);
        let as_of = word(&ran.json()["run"], "as_of").to_owned();
        assert!(as_of == before || as_of == today(), "{as_of} in {zone}");
    }
}

/// A copy of the built-in policy.
fn policy_folder() -> TempDir {
    let dir = new_folder();
    copy(&root().join("rules/chuo"), dir.path());
    dir
}

#[test]
fn a_policy_is_named_or_a_folder() {
    let dir = policy_folder();
    let by_default = check_office(&["--format", "json"]).json();
    let by_name = check_office(&["--format", "json", "--policy", "chuo"]).json();
    let by_folder = check_office(&["--format", "json", "--policy", text(dir.path())]).json();
    assert_eq!(by_default, by_name);
    for member in ["findings", "verdicts", "clauses"] {
        assert_eq!(by_name[member], by_folder[member], "{member}");
    }
}

#[test]
fn an_unknown_policy_is_refused_with_those_there_are() {
    for command in ["check", "rules", "explain"] {
        let more: &[&str] = match command {
            "explain" => &["departed-member"],
            _ => &[],
        };
        let ran = run(&[&[command, "--policy", "nowhere"], more].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(
            ran.err,
            "エラー: 運用ポリシー「nowhere」がありません。使える名前は chuo です。規則ファイルのフォルダーも指定できます。\n"
        );
        let ran = run(&[&[command, "--policy", "nowhere", "--lang", "en"], more].concat());
        assert_eq!(ran.err, "error: there is no policy \"nowhere\"; there are chuo, or give a folder of rule files\n");
    }
}

#[test]
fn a_broken_rule_is_told_with_file_and_line() {
    for (was, is) in [
        ("severity = \"critical\"", "severity = \"grave\""),
        ("each = \"memberships\"", "each = \"membership-cards\""),
        ("where = [\"live\"]", "where = [\"alive\"]"),
        ("never = [\"staff.departed\"]", "never = [\"staff.departd\"]"),
        ("never = [\"staff.departed\"]", "nevr = [\"staff.departed\"]"),
        ("duty = \"leader\"", "duty = leader"),
        ("clauses = [\"A2-2\"]", "clauses = [\"A9-9\"]"),
        ("message = \"{staff.name}", "message = \"{staff.nme}"),
    ] {
        let dir = policy_folder();
        let file = dir.path().join("departed-member.toml");
        let rule = fs::read_to_string(&file).expect("a rule");
        let line = 1 + rule.lines().position(|l| l.starts_with(was)).expect("the line");
        fs::write(&file, rule.replacen(was, is, 1)).expect("written");
        for command in [&["check", &fixture("well-kept")][..], &["rules"], &["explain", "departed-member"]] {
            let ran = run(&[command, &["--policy", text(dir.path())]].concat());
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{is}");
            let place = format!("departed-member.toml:{line}");
            let told = ran
                .err
                .lines()
                .any(|l| l.split_once(&place).is_some_and(|(_, rest)| !rest.starts_with(|c: char| c.is_ascii_digit())));
            assert!(told, "{is}: {place} is not in {}", ran.err);
        }
    }
}

#[test]
fn a_policy_folder_without_a_policy_is_refused() {
    let dir = new_folder();
    let ran = check_office(&["--policy", text(dir.path())]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("エラー: "), "{}", ran.err);
}
