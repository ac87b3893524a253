//! The command line from outside: commands, options, exit codes, languages, and what goes to which stream.

mod broken_off;
mod catalogue;
mod contract;
mod exit;
mod files;
mod formats;
mod headline;
mod help;
mod init;
mod look;
mod outside;
mod packaging;
mod progress;
mod sample;
mod selection;
mod settings;
mod streams;
mod threads;
mod unattended;

use std::collections::BTreeSet;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::{self, copy_of, text};
use crate::support::json::verdicts;
use crate::support::program::{Ran, run};

/// The day of the fixture `well-kept`, and of the samples written here.
const DAY: &str = "2026-09-30";

/// The day of the fixture `sample-office`.
const OFFICE_DAY: &str = "2026-10-31";

/// The formats of reports that are text.
const FORMATS: [&str; 8] = ["text", "json", "jsonl", "csv", "sarif", "junit", "github", "oscal"];

/// `check` of a folder on the day of the fixtures.
fn check(folder: &str, more: &[&str]) -> Ran {
    run(&[&["check", folder, "--as-of", DAY], more].concat())
}

/// The sample office, which has findings of every severity and one rule that cannot be assessed.
fn check_office(more: &[&str]) -> Ran {
    run(&[&["check", &fixture("sample-office"), "--as-of", OFFICE_DAY], more].concat())
}

fn fixture(name: &str) -> String {
    text(&folder::fixture(name)).to_owned()
}

/// A copy of the office without any finding.
fn well_kept() -> TempDir {
    copy_of("well-kept")
}

/// Changes one cell of the row whose first cell is `key`.
fn change(dir: &TempDir, file: &str, key: &str, column: &str, value: &str) {
    let path = dir.path().join(file);
    let mut reader = csv::Reader::from_path(&path).expect("a file");
    let header = reader.headers().expect("a header").clone();
    let place = header.iter().position(|h| h == column).expect("the column");
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|r| r.expect("a row").iter().map(str::to_owned).collect()).collect();
    let row = rows.iter_mut().find(|r| r[0] == key).expect("the row");
    value.clone_into(&mut row[place]);
    let mut writer = csv::Writer::from_path(&path).expect("a file");
    writer.write_record(&header).expect("written");
    rows.iter().for_each(|r| writer.write_record(r).expect("written"));
}

/// The well-kept office with exactly one finding, of each severity in turn.
fn one_finding_each() -> Vec<(&'static str, &'static str, TempDir)> {
    let mut all = Vec::new();
    for (severity, rule, file, key, column, value) in [
        ("low", "missing-photo", "staff.csv", "S03", "photo", "no"),
        ("medium", "dormant-account", "staff.csv", "S03", "last_login_on", "2026-01-05"),
        ("high", "unapplied-office", "offices.csv", "O1", "applied_on", ""),
        ("critical", "withdrawn-consent", "consents.csv", "P01", "withdrawn_on", "2026-08-01"),
    ] {
        let dir = well_kept();
        change(&dir, file, key, column, value);
        all.push((severity, rule, dir));
    }
    all
}

fn sample(seed: u64, more: &[&str]) -> TempDir {
    folder::sample(seed, DAY, more)
}

/// The rules that are on.
fn on(report: &Value) -> BTreeSet<&str> {
    verdicts(report).into_iter().filter(|(_, v)| *v != "off").map(|(r, _)| r).collect()
}

/// Text without the borders of its tables, their place kept.
fn without_borders(text: &str) -> String {
    text.replace(['│', '┆', '|'], " ")
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

/// Two English words side by side: prose, not a name of something.
fn has_english_prose(text: &str) -> bool {
    let is_word = |t: &str| {
        let t = t.trim_end_matches([':', ',', ';', '.']);
        t.len() > 1 && t.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let tokens: Vec<&str> = text.split_whitespace().collect();
    tokens.windows(2).any(|w| is_word(w[0]) && is_word(w[1]))
}
