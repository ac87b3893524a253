//! Whatever is written into a register is there afterwards, however many write at once; and what else stands there stays.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use mcs_audit::base::lock::Lock;

use crate::support::folder::{bytes, copy_of, files, text};
use crate::support::json::{items, word};
use crate::support::program::{Ran, program, run};

const DAY: &str = "2026-10-31";

/// Runs commands at once; what came of each.
fn at_once(commands: &[Vec<&str>]) -> Vec<Ran> {
    let started: Vec<_> = commands
        .iter()
        .map(|arguments| {
            let mut command = program();
            command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().expect("it starts")
        })
        .collect();
    started.into_iter().map(|child| Ran::of(child.wait_with_output().expect("it ends"))).collect()
}

fn attest<'a>(dir: &'a Path, by: &'a str) -> Vec<&'a str> {
    let what = ["--clause", "5-1", "--answer", "yes", "--office", "O1", "--by", by];
    [&["attest", text(dir), "--as-of", DAY, "--lang", "ja"], &what[..]].concat()
}

fn waive<'a>(dir: &'a Path, finding: &'a str, reason: &'a str) -> Vec<&'a str> {
    let why =
        ["--reason", reason, "--requested-by", "見本 一郎", "--approved-by", "架空 花子", "--until", "2027-03-31"];
    [&["waive", finding, text(dir), "--as-of", DAY, "--lang", "ja"], &why[..]].concat()
}

#[test]
fn of_rows_that_many_write_at_once_none_is_lost() {
    const COMMENT: &str = "# この行は残る\n";
    let dir = copy_of("sample-office");
    fs::write(dir.path().join("waivers.toml"), COMMENT).expect("written");
    let report = run(&["check", text(dir.path()), "--as-of", DAY, "--format", "json"]).json();
    let open = items(&report, "findings").iter().filter(|finding| finding["status"] == "open");
    let of_members = open.filter(|finding| !finding["concerns"]["person"].is_null());
    let findings: Vec<&str> = of_members.map(|finding| word(finding, "id")).take(6).collect();
    assert_eq!(findings.len(), 6);
    let people = ["見本 一郎", "架空 花子", "設例 太郎", "例示 健", "試験 次郎", "仮名 高子"];
    let mut commands: Vec<Vec<&str>> = people.iter().map(|by| attest(dir.path(), by)).collect();
    commands.extend(findings.iter().map(|finding| waive(dir.path(), finding, "産休中")));
    for (ran, command) in at_once(&commands).into_iter().zip(&commands) {
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{command:?}: {}", ran.out);
    }
    let attested = fs::read_to_string(dir.path().join("attestations.csv")).expect("a register");
    for by in people {
        assert_eq!(attested.matches(&format!("{DAY},{by}")).count(), 1, "{by}: {attested}");
    }
    let waivers = fs::read_to_string(dir.path().join("waivers.toml")).expect("a register");
    assert!(waivers.starts_with(COMMENT), "{waivers}");
    let report = run(&["check", text(dir.path()), "--as-of", DAY, "--format", "json"]).json();
    for finding in items(&report, "findings").iter().filter(|finding| findings.contains(&word(finding, "id"))) {
        assert_eq!(finding["status"], "waived", "{finding}");
    }
    let left: Vec<String> = bytes(dir.path()).into_keys().filter(|name| name.starts_with(".mcs-audit-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_row_waits_until_nobody_else_writes_there() {
    let dir = copy_of("sample-office");
    let held = Lock::hold(dir.path()).expect("free");
    let before = bytes(dir.path());
    let folder = dir.path().to_owned();
    let waiting = thread::spawn(move || run(&waive(&folder, "missing-photo:S06", "産休中")));
    thread::sleep(Duration::from_millis(300));
    assert!(!waiting.is_finished());
    assert_eq!(bytes(dir.path()), before);
    drop(held);
    let ran = waiting.join().expect("no panic");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(dir.path().join("waivers.toml").is_file());
}

#[test]
fn two_folders_that_share_a_register_do_not_write_it_at_once() {
    let shared = files(&[("waivers.csv", "rule,key,reason,requested_by,approved_by,approved_on,expires_on\n")]);
    let dir = copy_of("sample-office");
    let register = shared.path().join("waivers.csv");
    fs::write(dir.path().join("mcs-audit.toml"), format!("[tables.waivers]\nfile = \"{}\"\n", text(&register)))
        .expect("written");
    let held = Lock::hold(shared.path()).expect("free");
    let folder = dir.path().to_owned();
    let waiting = thread::spawn(move || run(&waive(&folder, "missing-photo:S06", "産休中")));
    thread::sleep(Duration::from_millis(300));
    assert_eq!(fs::read_to_string(&register).expect("a register").lines().count(), 1);
    drop(held);
    let ran = waiting.join().expect("no panic");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(&register).expect("a register").lines().count(), 2);
}

#[test]
fn a_cell_that_begins_like_a_formula_is_written_as_text() {
    let header = "rule,key,reason,requested_by,approved_by,approved_on,expires_on\n";
    for reason in ["=HYPERLINK(\"http://x\")です", "@SUM(A1)のため", "＋81の番号"] {
        let dir = copy_of("sample-office");
        fs::write(dir.path().join("waivers.csv"), header).expect("written");
        let ran = run(&waive(dir.path(), "missing-photo:S06", reason));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{reason}");
        let mut reader = csv::Reader::from_path(dir.path().join("waivers.csv")).expect("a register");
        let row = reader.records().next().expect("a row").expect("text");
        assert_eq!(&row[2], format!("'{reason}"));
    }
    let dir = copy_of("sample-office");
    let ran = run(&attest(dir.path(), "＝見本 一郎"));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let attested = fs::read_to_string(dir.path().join("attestations.csv")).expect("a register");
    assert!(attested.contains("'＝見本 一郎"), "{attested}");
}
