//! An office that has pseudonyms set, and keeps its audits, answers for findings as any other does.

use std::fs;

use serde_json::Value;

use super::{KEY, OFFICE_DAY, OTHER_KEY};
use crate::support::folder::{bytes, copy_of, text};
use crate::support::json::items;
use crate::support::program::{Ran, run, run_in};

/// The sample office with these settings, and a key.
fn office(settings: &str) -> tempfile::TempDir {
    let dir = copy_of("sample-office");
    fs::write(dir.path().join("mcs-audit.toml"), settings).expect("written");
    fs::write(dir.path().join("mcs-audit.key"), KEY).expect("written");
    dir
}

fn check(dir: &tempfile::TempDir, day: &str, more: &[&str]) -> Ran {
    run(&[&["check", text(dir.path()), "--as-of", day, "--exit-zero", "--lang", "en"], more].concat())
}

fn status(dir: &tempfile::TempDir, day: &str, id: &str) -> Value {
    let report = check(dir, day, &["--no-history", "--format", "json"]).json();
    items(&report, "findings").iter().find(|finding| finding["id"] == id).expect("a finding")["status"].clone()
}

#[test]
fn a_finding_is_waived_by_its_name_in_the_tables_or_in_reports() {
    for what in ["names", "all"] {
        let dir = office(&format!("redact = \"{what}\"\nhistory = \"audits\"\n"));
        assert_eq!(check(&dir, "2026-09-30", &[]).code, 0, "an audit to compare with is kept");
        let report = check(&dir, OFFICE_DAY, &["--no-history", "--format", "json"]).json();
        let photos: Vec<&Value> =
            items(&report, "findings").iter().filter(|finding| finding["rule"] == "missing-photo").collect();
        let in_report = photos[0]["id"].as_str().expect("an id");
        for (name, id) in [(in_report.to_owned(), Some(in_report)), ("missing-profile:S06".to_owned(), None)] {
            let why = ["--requested-by", "見本 一郎", "--approved-by", "架空 花子", "--until", "2027-03-31"];
            let waive = ["waive", &name, text(dir.path()), "--as-of", OFFICE_DAY, "--reason", "産休中", "--lang", "en"];
            let ran = run(&[&waive[..], &why].concat());
            match id {
                Some(id) => {
                    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{what}: {name}");
                    assert_eq!(status(&dir, OFFICE_DAY, id), "waived");
                }
                // it is found by that name, or there is no such finding; nothing else stops it
                None => assert!(ran.code == 0 || ran.err.contains("there is no finding"), "{what}: {}", ran.err),
            }
        }
        let register = fs::read_to_string(dir.path().join("waivers.toml")).expect("a register");
        assert!(register.contains("key = \"S06\""), "the register has what the tables have: {register}");
        let named = ["waive", "missing-photo:S06", text(dir.path()), "--as-of", OFFICE_DAY, "--reason", "産休中"];
        let why =
            ["--requested-by", "見本 一郎", "--approved-by", "架空 花子", "--until", "2027-03-31", "--lang", "en"];
        let again = run(&[&named[..], &why].concat());
        assert!(again.err.contains("waived already"), "{what}: {}", again.err);
    }
}

#[test]
fn the_list_of_what_is_attested_names_nobody_where_reports_do_not() {
    let list = |settings: &str| {
        let dir = office(settings);
        let wide = [("COLUMNS", "200")];
        run_in(&wide, &["attest", text(dir.path()), "--as-of", OFFICE_DAY, "--lang", "ja"]).out
    };
    let attested = fs::read_to_string(copy_of("sample-office").path().join("attestations.csv")).expect("a register");
    let by: Vec<&str> = attested.lines().skip(1).filter_map(|row| row.rsplit(',').next()).collect();
    let named = |out: &str| by.iter().any(|by| !by.is_empty() && out.contains(*by));
    assert!(named(&list("lang = \"ja\"\n")));
    assert!(!named(&list("redact = \"names\"\n")));
    // and an answer is put on record all the same
    let dir = office("redact = \"all\"\n");
    let what = ["--clause", "5-1", "--answer", "yes", "--office", "O1", "--by", "見本 花子", "--lang", "ja"];
    let ran = run(&[&["attest", text(dir.path()), "--as-of", OFFICE_DAY], &what[..]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
}

#[test]
fn a_report_with_pseudonyms_of_another_key_is_not_compared_with() {
    let dir = copy_of("sample-office");
    let [key, other] = [("one.key", KEY), ("other.key", OTHER_KEY)].map(|(name, key)| {
        let path = dir.path().join(name);
        fs::write(&path, key).expect("written");
        path
    });
    let stored = dir.path().join("report.json");
    let to = format!("json={}", text(&stored));
    let redact = |key| ["--redact", "names", "--redact-key", text(key)];
    assert_eq!(check(&dir, "2026-09-30", &[&redact(&key)[..], &["--format", &to]].concat()).code, 0);
    let before = bytes(dir.path());
    for (lang, said) in [("ja", "仮名の鍵が違う"), ("en", "made with another key")] {
        let more = [&redact(&other)[..], &["--since", text(&stored)]].concat();
        let ran = run(&[&["check", text(dir.path()), "--as-of", OFFICE_DAY, "--lang", lang][..], &more].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    assert_eq!(bytes(dir.path()), before);
    assert_eq!(check(&dir, OFFICE_DAY, &[&redact(&key)[..], &["--since", text(&stored)]].concat()).code, 0);
}
