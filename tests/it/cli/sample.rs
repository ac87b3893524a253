//! Tables that the program makes up.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::{DAY, check, has_english_prose, is_japanese, sample};
use crate::cli::catalogue::all_rules;
use crate::support::folder::{bytes, new_folder, text};
use crate::support::json::{items, verdicts, word};
use crate::support::program::run;

#[test]
fn a_sample_follows_from_its_seed() {
    let (first, again, other) = (sample(7, &[]), sample(7, &[]), sample(8, &[]));
    assert_eq!(bytes(first.path()), bytes(again.path()));
    assert_ne!(bytes(first.path()), bytes(other.path()));
    assert_eq!(bytes(sample(1, &[]).path()), {
        let dir = new_folder();
        assert_eq!(run(&["sample", text(dir.path()), "--as-of", DAY]).code, 0);
        bytes(dir.path())
    });
    let sixteen = bytes(first.path());
    assert_eq!(sixteen.len(), 16, "{:?}", sixteen.keys());
}

#[test]
fn a_sample_says_what_it_wrote() {
    let dir = new_folder();
    let ran = run(&["sample", text(dir.path()), "--as-of", DAY]);
    for (file, content) in bytes(dir.path()) {
        let rows = csv::Reader::from_reader(content.as_slice()).records().count();
        assert!(ran.out.lines().any(|l| l == format!("{file} {rows}行")), "{file} {rows}: {}", ran.out);
    }
}

#[test]
fn a_sample_overwrites_nothing() {
    for file in ["posts.csv", "offices.csv", "staff.csv"] {
        let dir = new_folder();
        fs::write(dir.path().join(file), "of mine").expect("written");
        let ran = run(&["sample", text(dir.path())]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(file), "{}", ran.err);
        assert_eq!(bytes(dir.path()), BTreeMap::from([(file.to_owned(), b"of mine".to_vec())]));
    }
    let dir = sample(1, &[]);
    let before = bytes(dir.path());
    assert_eq!(run(&["sample", text(dir.path()), "--seed", "2"]).code, 2);
    assert_eq!(bytes(dir.path()), before);
}

#[test]
fn a_sample_that_cannot_be_written_is_told_in_the_language_asked_for() {
    let dir = sample(1, &[]);
    let there = text(dir.path());
    let new = text(&dir.path().join("new")).to_owned();
    for arguments in [
        &["sample", there][..],
        &["sample", &new, "--memberships", "5000"],
        &["sample", &new, "--size", "ward", "--memberships", "10"],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with("エラー: ") && !has_english_prose(&ran.err), "{arguments:?}: {}", ran.err);
        let ran = run(&[arguments, &["--lang", "en"]].concat());
        assert!(ran.err.starts_with("error: ") && !is_japanese(&ran.err), "{arguments:?}: {}", ran.err);
        assert!(!dir.path().join("new").exists());
    }
}

#[test]
fn a_clean_sample_has_no_finding_and_everything_assessed() {
    for seed in [1, 2, 30] {
        let dir = sample(seed, &["--clean"]);
        let ran = check(text(dir.path()), &["--fail-on", "low", "--format", "json"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "seed {seed}");
        let report = ran.json();
        assert_eq!(items(&report, "findings").len(), 0, "seed {seed}");
        for (rule, verdict) in verdicts(&report) {
            assert!(matches!(verdict, "pass" | "not-applicable"), "seed {seed}: {rule} {verdict}");
        }
    }
}

#[test]
fn a_clean_ward_has_no_finding_either() {
    let dir = sample(1, &["--clean", "--size", "ward", "--memberships", "2000"]);
    let ran = check(text(dir.path()), &["--fail-on", "low"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
}

#[test]
fn a_planted_sample_has_a_finding_of_every_rule() {
    for seed in [1, 2, 30] {
        let dir = sample(seed, &[]);
        let ran = check(text(dir.path()), &["--format", "json"]);
        assert_eq!(ran.code, 1);
        let report = ran.json();
        let found: BTreeSet<&str> = items(&report, "findings").iter().map(|f| word(f, "rule")).collect();
        let missing: Vec<&str> = all_rules().difference(&found).copied().collect();
        // no table of a sample says when it was made, there is no audit before, and all files, columns and offices are
        // known; what came late and was done all the same, invitations of people who left, and administrators who approve
        // themselves, are not planted
        let without = "departed-invitee expired-waiver impossible-order improper-correction improper-waiver late-archive late-removal loosened-rule \
                       self-approved-member shrunken-input stale-input undeclared-office unknown-office unlocated-consent unread-file \
                       unused-column unused-correction unused-waiver";
        assert_eq!(missing.join(" "), without, "seed {seed}");
    }
}
