//! Redaction: no output of a redacted audit holds a name, an e-mail address or free text of its input, whatever the
//! form of the input; and the pseudonyms are the same for the same key, and one for each person.

mod answers;
mod key;
mod names;
mod pseudonyms;

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::{new_folder, text};
use crate::support::program::run;

/// The day of most fixtures.
const DAY: &str = "2026-09-30";

/// The day of the fixture `sample-office`.
const OFFICE_DAY: &str = "2026-10-31";

const KEY: &str = "0123456789abcdefghijklmnopqrstuv";

const OTHER_KEY: &str = "vutsrqponmlkjihgfedcba9876543210";

fn key_file(dir: &TempDir, key: &str) -> String {
    let file = dir.path().join("test.key");
    fs::write(&file, key).expect("written");
    text(&file).to_owned()
}

fn json(folder: &Path, day: &str, more: &[&str]) -> Value {
    let ran = run(&[&["check", text(folder), "--as-of", day, "--format", "json"], more].concat());
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", ran.out, ran.err))
}

fn redacted(folder: &Path, day: &str, what: &str, key: &str, more: &[&str]) -> Value {
    let dir = new_folder();
    json(folder, day, &[&["--redact", what, "--redact-key", &key_file(&dir, key)], more].concat())
}

fn findings(report: &Value) -> &Vec<Value> {
    report["findings"].as_array().expect("findings")
}
