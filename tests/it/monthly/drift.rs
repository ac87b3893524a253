//! What became of the tables since the audit before: what is lost, and what is not newer than it was. Each case is an office in two
//! months.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::new_folder;
use crate::support::json::items;
use crate::support::program::program;

const FIRST: &str = "2026-08-31";

const SECOND: &str = "2026-09-30";

/// Files by name, each with its text.
type Files = BTreeMap<&'static str, String>;

/// What an office has beside its usual files, or instead of them.
type Given = Vec<(&'static str, String)>;

/// What is the matter, the office in the first month, the day of the second, the office then, and what is found.
type Case = (&'static str, Given, &'static str, Given, &'static [&'static str]);

/// So many people, one a row, under these headers.
fn staff(header: &str, people: usize, photo: &str) -> String {
    let rows = (1..=people).map(|n| format!("S{n},架空 {n}郎,O1,active,{photo}\n"));
    std::iter::once(format!("{header}\n")).chain(rows).collect()
}

const STAFF: &str = "staff_id,name,office_id,status,photo";

/// Rows under a header.
fn table(header: &str, row: impl Fn(usize) -> String, rows: usize) -> String {
    std::iter::once(format!("{header}\n")).chain((1..=rows).map(|n| row(n) + "\n")).collect()
}

fn pledges(rows: usize) -> String {
    table("staff,form,signed_on", |n| format!("S{n},form1,2026-05-{n:02}"), rows)
}

fn devices(rows: usize) -> String {
    table("device_id,office_id,status", |n| format!("D{n},O1,in-use"), rows)
}

fn posts(rows: usize) -> String {
    table("post_id,group_id,staff_id,posted_on,confirmed", |n| format!("P{n},G1,S1,2026-08-{n:02},yes"), rows)
}

fn waivers(rows: usize) -> String {
    let row = |n| format!("missing-photo,S{n},産休明けに登録する,見本 一郎,架空 花子,2026-06-01,2027-03-31");
    table("rule,key,reason,requested_by,approved_by,approved_on,expires_on", row, rows)
}

fn exported(day: &str) -> String {
    format!("スタッフ一覧 出力日 {day}\n{}", staff(STAFF, 10, "yes"))
}

/// An office of ten, in any month: its list of staff says in which.
fn office(month: &str) -> Files {
    Files::from([
        ("staff.csv", staff(STAFF, 10, if month == FIRST { "no" } else { "yes" })),
        ("pledges.csv", pledges(10)),
        ("devices.csv", devices(5)),
    ])
}

/// The office with some files as given; an empty one is not there.
fn with(month: &str, files: &[(&'static str, String)]) -> Files {
    let mut office = office(month);
    office.extend(files.iter().cloned());
    office.retain(|_, text| !text.is_empty());
    office
}

fn write(files: &Files) -> TempDir {
    let dir = new_folder();
    files.iter().for_each(|(name, text)| fs::write(dir.path().join(name), text).expect("written"));
    dir
}

/// The report of an audit, compared with one in a file.
fn audit(dir: &Path, as_of: &str, since: Option<&Path>, lang: &str) -> (Value, Vec<u8>) {
    let mut command = program();
    command.arg("check").arg(dir).args(["--as-of", as_of, "--lang", lang, "--format", "json"]);
    since.iter().for_each(|file| {
        command.arg("--since").arg(file);
    });
    let output = command.output().expect("it starts");
    let report = serde_json::from_slice(&output.stdout);
    (report.unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr))), output.stdout)
}

/// The report of the last of these months, each compared with the one before.
fn months(months: &[(&str, Files)], lang: &str) -> Value {
    let kept = new_folder();
    let mut before = None;
    let mut last = Value::Null;
    for (as_of, files) in months {
        let (report, bytes) = audit(write(files).path(), as_of, before.as_deref(), lang);
        let file = kept.path().join(format!("{as_of}.json"));
        fs::write(&file, bytes).expect("written");
        (before, last) = (Some(file), report);
    }
    last
}

const RULES: [&str; 2] = ["shrunken-input", "stale-input"];

/// The findings of the two rules, as `rule key`.
fn found(report: &Value) -> BTreeSet<String> {
    let of_rules = items(report, "findings").iter().filter(|f| RULES.iter().any(|rule| f["rule"] == *rule));
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    of_rules.map(|f| format!("{} {}", text(&f["rule"]), text(&f["subject"]["key"]))).collect()
}

fn verdict<'a>(report: &'a Value, rule: &str) -> &'a Value {
    items(report, "verdicts").iter().find(|v| v["rule"] == rule).expect("a verdict")
}

fn message<'a>(report: &'a Value, rule: &str) -> &'a str {
    items(report, "findings").iter().find(|f| f["rule"] == rule).and_then(|f| f["message"].as_str()).expect("a finding")
}

fn set(found: &[&str]) -> BTreeSet<String> {
    found.iter().map(|f| (*f).to_owned()).collect()
}

#[test]
fn what_is_lost_or_not_newer_is_found() {
    let twenty = |n: usize| ("staff.csv", staff(STAFF, n, "yes"));
    let settings = |text: &str| ("mcs-audit.toml", text.to_owned());
    let gone = |name: &'static str| (name, String::new());
    let same = ("staff.csv", staff(STAFF, 10, "yes"));
    let groups =
        ("groups.csv", table("group_id,name,kind,status,leader_id", |n| format!("G{n},架空{n},free,active,S1"), 3));
    let members = ("memberships.csv", table("group_id,staff_id,role,status", |n| format!("G{n},S1,leader,active"), 3));
    let later = "2026-10-02";
    #[rustfmt::skip]
    let cases: Vec<Case> = vec![
        ("nothing has changed but the list of staff", vec![], SECOND, vec![], &[]),
        ("a fifth of the rows is not more than a fifth", vec![], SECOND, vec![twenty(8)], &[]),
        ("more than a fifth", vec![], SECOND, vec![twenty(7)], &["shrunken-input staff/rows"]),
        ("more rows", vec![], SECOND, vec![twenty(20)], &[]),
        ("the office has set another share", vec![], SECOND,
            vec![twenty(7), settings("[rules.shrunken-input]\npercent = 30\n")], &[]),
        ("the office has set none to be lost", vec![], SECOND,
            vec![twenty(9), settings("[rules.shrunken-input]\npercent = 0\n")], &["shrunken-input staff/rows"]),
        ("all rows of a register", vec![], SECOND, vec![("devices.csv", devices(0))],
            &["shrunken-input devices/rows"]),
        ("a column", vec![], SECOND,
            vec![("staff.csv", staff("staff_id,name,office_id,status,予備", 10, "yes"))], &["shrunken-input staff/photo"]),
        ("a header in Japanese is the same column", vec![], SECOND,
            vec![("staff.csv", staff("staff_id,氏名,office_id,status,photo", 10, "yes"))], &[]),
        ("a table", vec![], SECOND, vec![gone("pledges.csv")], &["shrunken-input pledges"]),
        ("two tables and rows of the third", vec![], SECOND,
            vec![gone("pledges.csv"), gone("devices.csv"), twenty(5)],
            &["shrunken-input devices", "shrunken-input pledges", "shrunken-input staff/rows"]),
        ("a table that is new", vec![gone("pledges.csv")], SECOND, vec![], &[]),
        ("posts come and go", vec![("posts.csv", posts(9))], SECOND, vec![("posts.csv", posts(1))], &[]),
        ("but not their table", vec![("posts.csv", posts(9))], SECOND, vec![], &["shrunken-input posts"]),
        ("waivers come and go", vec![("waivers.csv", waivers(9))], SECOND, vec![("waivers.csv", waivers(1))], &[]),
        ("and so does their table", vec![("waivers.csv", waivers(9))], SECOND, vec![], &[]),
        ("the same list a month later", vec![same.clone()], "2026-10-01", vec![same.clone()], &[]),
        ("the same list for more than 31 days", vec![same.clone()], later, vec![same.clone()],
            &["stale-input staff/unchanged"]),
        ("all that MCS shows", vec![same.clone(), groups.clone(), members.clone()], later,
            vec![same.clone(), groups.clone(), members.clone()],
            &["stale-input groups/unchanged", "stale-input memberships/unchanged", "stale-input staff/unchanged"]),
        ("registers may stay as they are", vec![], later, vec![], &[]),
        ("the office has set other days", vec![same.clone()], later,
            vec![same.clone(), settings("[rules.stale-input]\ndays = 32\n")], &[]),
        ("a list of the same day is not older", vec![("staff.csv", exported("2026-08-30"))], SECOND,
            vec![("staff.csv", exported("2026-08-30") + "S11,架空 太,O1,active,yes\n")], &[]),
        ("a newer list", vec![("staff.csv", exported("2026-08-30"))], SECOND,
            vec![("staff.csv", exported("2026-09-29"))], &[]),
        ("an older list than last time", vec![("staff.csv", exported("2026-08-31"))], SECOND,
            vec![("staff.csv", exported("2026-08-30"))], &["stale-input staff/older"]),
        ("an old list that is older too", vec![("staff.csv", exported("2026-08-31"))], SECOND,
            vec![("staff.csv", exported("2026-08-01"))], &["stale-input staff", "stale-input staff/older"]),
    ];
    for (name, first, day, second, expected) in cases {
        let report = months(&[(FIRST, with(FIRST, &first)), (day, with(SECOND, &second))], "en");
        assert_eq!(found(&report), set(expected), "{name}");
        // each verdict says the same, and how much was looked at
        let tables = with(FIRST, &first).len();
        let shrunken = verdict(&report, "shrunken-input");
        let lost = expected.iter().filter(|f| f.starts_with("shrunken")).count();
        assert_eq!(shrunken["population"], tables, "{name}");
        assert_eq!(shrunken["findings"], lost, "{name}");
        assert_eq!(shrunken["verdict"], if lost > 0 { "fail" } else { "pass" }, "{name}");
    }
}

#[test]
fn without_an_audit_before_nothing_is_lost() {
    let report = months(&[(FIRST, office(FIRST))], "en");
    let verdict = verdict(&report, "shrunken-input");
    assert_eq!((&verdict["verdict"], &verdict["population"]), (&Value::from("not-applicable"), &Value::from(0)));
    assert!(items(&report["run"], "inputs").iter().all(|i| i["unchanged_since"].is_null()));
}

#[test]
fn a_list_that_never_changes_is_found_in_monthly_audits_too() {
    let same = || with(SECOND, &[]);
    let three = [("2026-07-31", same()), ("2026-08-31", same()), ("2026-09-30", same())];
    assert_eq!(found(&months(&three[..2], "en")), set(&[]), "31 days");
    let report = months(&three, "en");
    assert_eq!(found(&report), set(&["stale-input staff/unchanged"]), "61 days");
    assert_eq!(
        message(&report, "stale-input"),
        "The table staff is, byte for byte, the file of the audit of 2026-07-31, more than 31 days before the as-of date"
    );
    let since: BTreeSet<&str> =
        items(&report["run"], "inputs").iter().filter_map(|i| i["unchanged_since"].as_str()).collect();
    assert_eq!(since, BTreeSet::from(["2026-07-31"]), "of all three tables");
}

#[test]
fn it_is_told_in_both_languages_with_the_place() {
    let cases = [
        (
            [("staff.csv", staff(STAFF, 7, "yes"))],
            "2026-08-31の監査のときと比べて、スタッフは10行から7行に減っている",
            "Compared with the audit of 2026-08-31, the table staff has 7 rows, and had 10",
            Some(1),
            "staff.csv",
        ),
        (
            [("staff.csv", staff("staff_id,name,office_id,status,予備", 10, "yes"))],
            "2026-08-31の監査のときと比べて、スタッフは「顔写真」の列がなくなっている",
            "Compared with the audit of 2026-08-31, the table staff no longer has the column “photo”",
            Some(1),
            "staff.csv",
        ),
        (
            [("pledges.csv", String::new())],
            "2026-08-31の監査のときと比べて、誓約書は全体がなくなっている",
            "Compared with the audit of 2026-08-31, the table pledges is no longer there",
            None,
            "pledges.csv",
        ),
    ];
    for (files, ja, en, line, file) in cases {
        for (lang, expected) in [("ja", ja), ("en", en)] {
            let report = months(&[(FIRST, office(FIRST)), (SECOND, with(SECOND, &files))], lang);
            assert_eq!(message(&report, "shrunken-input"), expected);
            let finding = items(&report, "findings").iter().find(|f| f["rule"] == "shrunken-input").expect("found");
            let evidence = items(finding, "evidence");
            assert_eq!(evidence.len(), 1);
            assert_eq!((evidence[0]["line"].as_u64(), &evidence[0]["file"]), (line, &Value::from(file)));
            assert!(!finding["subject"]["label"].as_str().expect("a label").is_empty());
        }
    }
}

#[test]
fn a_loss_that_was_agreed_to_is_waived() {
    let waiver = "rule,key,reason,requested_by,approved_by,approved_on,expires_on\n\
                  shrunken-input,staff/rows,分院が閉じた,見本 一郎,架空 花子,2026-09-30,2026-10-31\n";
    let second = with(SECOND, &[("staff.csv", staff(STAFF, 7, "yes")), ("waivers.csv", waiver.to_owned())]);
    let report = months(&[(FIRST, office(FIRST)), (SECOND, second)], "en");
    let verdict = verdict(&report, "shrunken-input");
    assert_eq!((&verdict["verdict"], &verdict["waived"]), (&Value::from("pass"), &Value::from(1)));
    assert!(!found(&report).is_empty(), "it stays visible");
    assert!(items(&report, "findings").iter().all(|f| f["rule"] != "unused-waiver"));
}

#[test]
fn such_a_waiver_can_be_written() {
    let dir = write(&with(FIRST, &[("mcs-audit.toml", "history = \"audits\"\n".to_owned())]));
    audit(dir.path(), FIRST, None, "en");
    fs::write(dir.path().join("staff.csv"), staff(STAFF, 7, "yes")).expect("written");
    let output = program()
        .args(["waive", "shrunken-input:staff/rows"])
        .arg(dir.path())
        .args(["--as-of", SECOND, "--until", "2026-10-31", "--reason", "分院が閉じた"])
        .args(["--requested-by", "見本 一郎", "--approved-by", "架空 花子"])
        .output()
        .expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (report, _) = audit(dir.path(), SECOND, None, "en");
    assert_eq!(verdict(&report, "shrunken-input")["waived"], 1);
}

#[test]
fn the_next_audit_does_not_call_a_loss_put_right() {
    let less = || with(SECOND, &[("staff.csv", staff(STAFF, 7, "yes"))]);
    let third = with(SECOND, &[("staff.csv", staff(STAFF, 7, "no"))]);
    let report = months(&[(FIRST, office(FIRST)), (SECOND, less()), ("2026-10-31", third)], "en");
    assert_eq!(found(&report), set(&[]));
    let ended = items(&report["comparison"], "ended").iter().find(|e| e["rule"] == "shrunken-input");
    assert_eq!(ended.expect("it is told")["ending"], "gone");
}

#[test]
fn the_columns_that_were_found_are_told_by_their_names_in_the_schema() {
    let files =
        Files::from([("スタッフ.csv", "備考,氏名,状態,スタッフID,所属\nx,架空 一郎,利用中,S1,O1\n".to_owned())]);
    let (report, _) = audit(write(&files).path(), FIRST, None, "en");
    let inputs = items(&report["run"], "inputs");
    assert_eq!(inputs.len(), 1);
    let columns: Vec<&str> = items(&inputs[0], "columns").iter().filter_map(Value::as_str).collect();
    assert_eq!(
        (&inputs[0]["table"], columns),
        (&Value::from("staff"), vec!["staff_id", "office_id", "name", "status"])
    );
}
