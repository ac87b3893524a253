//! The settings of an office: every mistake is told in both languages with its place, what is set has its effect, and
//! the JSON Schema of the settings agrees with their reader.

mod effects;
mod loosened;
mod mistakes;
mod schema;

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::{copy, copy_with, fixture, new_folder, text};
use crate::support::program::{self, Ran, run};

/// The day of the fixture `sample-office`.
const DAY: &str = "2026-10-31";

fn run_in(lang: Option<&str>, arguments: &[&str]) -> Ran {
    program::run_in(&lang.map(|lang| ("LANG", lang)).into_iter().collect::<Vec<_>>(), arguments)
}

/// The sample office with settings.
fn office(settings: impl AsRef<[u8]>) -> TempDir {
    copy_with("sample-office", settings)
}

fn check(dir: &TempDir, more: &[&str]) -> Ran {
    run(&[&["check", text(dir.path()), "--as-of", DAY], more].concat())
}

/// The well-kept office with settings, and exactly one finding: 試験 太郎 (S03) has not logged in since 2026-01-05.
fn dormant(settings: &str) -> TempDir {
    let dir = new_folder();
    copy(&fixture("well-kept"), dir.path());
    let staff = fs::read_to_string(dir.path().join("staff.csv")).expect("UTF-8");
    let changed = staff.replace("2024-05-01,2026-09-28", "2024-05-01,2026-01-05");
    assert_ne!(staff, changed);
    fs::write(dir.path().join("staff.csv"), changed).expect("written");
    fs::write(dir.path().join("mcs-audit.toml"), settings).expect("written");
    dir
}

fn check_dormant(settings: &str, more: &[&str]) -> Ran {
    run(&[&["check", text(dormant(settings).path()), "--as-of", "2026-09-30"], more].concat())
}

/// The report on the sample office with settings.
fn report(settings: &str) -> Value {
    let ran = check(&office(settings), &["--format", "json"]);
    assert!(ran.code != 2, "{settings}: {}", ran.err);
    ran.json()
}

/// The subject keys of a rule's findings.
fn keys<'a>(report: &'a Value, rule: &str) -> Vec<&'a str> {
    let findings = report["findings"].as_array().expect("an array").iter().filter(|f| f["rule"] == rule);
    findings.map(|f| f["subject"]["key"].as_str().expect("a string")).collect()
}

fn verdict<'a>(report: &'a Value, rule: &str) -> &'a Value {
    report["verdicts"].as_array().expect("an array").iter().find(|v| v["rule"] == rule).expect("the rule")
}
