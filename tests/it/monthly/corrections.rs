//! What is over and cannot be put right is answered for: a correction is written so that it counts or not at all, and a corrected
//! finding is shown and counted by itself in every format.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::{copy, fixture, new_folder, text};
use crate::support::json::items;
use crate::support::program::{Ran, run};

const DAY: &str = "2026-09-30";

/// An office in which S1 was removed late from two groups, of which nobody has answered for.
fn office() -> TempDir {
    let dir = new_folder();
    copy(&fixture("rules/late-removal/pass-corrected"), dir.path());
    fs::remove_file(dir.path().join("corrections.csv")).expect("removed");
    let memberships = "group_id,staff_id,status,left_on\nG1,S1,removed,2026-09-15\nG2,S1,removed,2026-09-15\n";
    fs::write(dir.path().join("memberships.csv"), memberships).expect("written");
    // a loss that nobody has reported yet
    let devices = "device_id,status,lost_on,reported_on\nD2,lost,2026-09-01,\n";
    fs::write(dir.path().join("devices.csv"), devices).expect("written");
    dir
}

fn correct(dir: &Path, id: &str, approved_by: &str, on: &str) -> Ran {
    let who = ["--what", "手順を決めた", "--by", "見本 一郎", "--approved-by", approved_by, "--on", on];
    run(&[&["correct", id, text(dir), "--as-of", DAY, "--lang", "en"], &who[..]].concat())
}

fn check(dir: &Path, more: &[&str]) -> Ran {
    run(&[&["check", text(dir), "--as-of", DAY, "--only", "late-removal"], more].concat())
}

fn of_rule<'r>(report: &'r Value, list: &str) -> Vec<&'r Value> {
    items(report, list).iter().filter(|item| item["rule"] == "late-removal").collect()
}

#[test]
fn a_correction_is_written_so_that_it_counts_or_not_at_all() {
    let dir = office();
    let file = dir.path().join("corrections.toml");
    for (id, by, on, said) in [
        ("late-removal:G9/S1", "例示 健", DAY, "there is no finding"),
        ("late-removal:G1/S1", "S3", DAY, "the same person approved it"),
        ("late-removal:G1/S1", "副管理者", DAY, "no full name"),
        ("late-removal:G1/S1", "例示", DAY, "no full name"),
        ("late-removal:G1/S1", "例示 健", "2026-09-14", "before 2026-09-15"),
        ("late-removal:G1/S1", "例示 健", "2026-10-01", "after the as-of date"),
        ("unreported-loss:D2", "例示 健", DAY, "can still be put right"),
    ] {
        let ran = correct(dir.path(), id, by, on);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{id} {by} {on}");
        assert!(ran.err.contains(said), "{id} {by} {on}: {}", ran.err);
        assert!(!file.exists(), "{id} {by} {on}");
    }
    let ran = correct(dir.path(), "late-removal:G1/S1", "例示 健", "2026-09-20");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let again = correct(dir.path(), "late-removal:G1/S1", "例示 健", "2026-09-20");
    assert!(again.code == 2 && again.err.contains("corrected already"), "{}", again.err);
    let report = check(dir.path(), &["--format", "json"]).json();
    let found: Vec<(&str, &str)> = of_rule(&report, "findings")
        .into_iter()
        .map(|f| (f["subject"]["key"].as_str().expect("a key"), f["status"].as_str().expect("a status")))
        .collect();
    assert_eq!(found, [("G1/S1", "corrected"), ("G2/S1", "open")]);
    // a register of another name is not split
    let other = dir.path().join("是正記録.toml");
    fs::rename(&file, &other).expect("renamed");
    let ran = correct(dir.path(), "late-removal:G2/S1", "例示 健", "2026-09-20");
    assert!(ran.code == 0 && ran.out.contains("是正記録.toml") && !file.exists(), "{}", ran.err);
    assert_eq!(fs::read_to_string(&other).expect("it is there").matches("[[correction]]").count(), 2);
}

#[test]
fn what_is_corrected_is_counted_by_itself_and_trips_no_gate() {
    let dir = office();
    let gate = ["--fail-on", "medium"];
    assert_eq!(check(dir.path(), &gate).code, 1);
    for group in ["G1", "G2"] {
        assert_eq!(correct(dir.path(), &format!("late-removal:{group}/S1"), "例示 健", DAY).code, 0);
    }
    assert_eq!(check(dir.path(), &gate).code, 0);
    let report = check(dir.path(), &["--format", "json"]).json();
    let [verdict] = of_rule(&report, "verdicts")[..] else { panic!("one verdict") };
    let numbers =
        ["population", "findings", "waived", "corrected", "undetermined"].map(|number| verdict[number].as_u64());
    assert_eq!((&verdict["verdict"], numbers), (&"pass".into(), [2, 2, 0, 2, 0].map(Some)));
    let clause = items(&report, "clauses").iter().find(|clause| clause["clause"] == "A2-2").expect("the clause");
    assert_eq!((clause["findings"].as_u64(), clause["corrected"].as_u64()), (Some(2), Some(2)));
    let corrected = &of_rule(&report, "findings")[0]["corrected"];
    assert_eq!((&corrected["done"], &corrected["corrected_on"]), (&"手順を決めた".into(), &DAY.into()));
    assert!(report["findings"].as_array().expect("findings").iter().all(|f| f["waived"].is_null()));
    // with names hidden, what was written about them is hidden too
    let hidden = check(dir.path(), &["--format", "json", "--redact", "names"]);
    assert!(
        hidden.out.contains("\"corrected\"") && !hidden.out.contains("手順を決めた") && !hidden.out.contains("例示")
    );
}

#[test]
fn every_format_tells_what_is_corrected() {
    let dir = office();
    assert_eq!(correct(dir.path(), "late-removal:G1/S1", "例示 健", "2026-09-20").code, 0);
    for (format, said) in [
        ("text", &["besides 1 corrected", "corrected on 2026-09-20: 手順を決めた"][..]),
        ("markdown", &["besides 1 corrected", "手順を決めた"]),
        ("html", &["besides 1 corrected", "corrected on 2026-09-20: 手順を決めた"]),
        ("csv", &["late-removal,medium,corrected,", ",2026-09-20"]),
        ("jsonl", &["\"status\":\"corrected\"", "\"corrected\":1"]),
        ("sarif", &["\"suppressions\"", "手順を決めた"]),
        ("junit", &["corrected 1", "手順を決めた"]),
        ("github", &["::notice", "手順を決めた"]),
        ("oscal", &["corrected-on"]),
    ] {
        let ran = check(dir.path(), &["--format", format, "--lang", "en"]).out.replace('\\', "");
        said.iter().for_each(|said| assert!(ran.contains(said), "{format}: {said}"));
    }
}
