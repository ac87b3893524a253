//! A stored report in which somebody wrote what stands in none is refused, whichever field it is; and what was typed is not
//! repeated in a way that drives a terminal.

use std::fs;

use serde_json::Value;

use crate::support::folder::{fixture, new_folder, text};
use crate::support::program::run;

/// Text that drives a terminal, or leads elsewhere as the name of a file.
const HOSTILE: [&str; 3] = ["2026-\u{1b}[31m10-31", "../../2026-10-31", "\u{202e}x\u{7}"];

/// Every text of a report in a field of its kind: days, hashes, and what the program calls things.
const FIELDS: [&str; 26] = [
    "/run/as_of",
    "/run/version",
    "/run/policy_sha256",
    "/run/inputs/0/sha256",
    "/run/inputs/0/table",
    "/run/inputs/0/columns/0",
    "/run/absent/0",
    "/findings/0/id",
    "/findings/0/rule",
    "/findings/0/clauses/0",
    "/findings/0/due",
    "/findings/0/subject/table",
    "/findings/0/change/since",
    "/undetermined/0/rule",
    "/undetermined/0/cells/0/column",
    "/verdicts/0/rule",
    "/verdicts/0/title",
    "/clauses/0/clause",
    "/clauses/0/rules/0",
    "/comparison/as_of",
    "/comparison/sha256",
    "/comparison/ended/0/id",
    "/comparison/ended/0/since",
    "/upcoming/findings/0/on",
    "/upcoming/findings/0/id",
    "/next_step/rules/0",
];

#[test]
fn a_report_with_anything_else_in_a_field_is_refused() {
    let golden = include_str!("../../golden/report.en.json");
    let dir = new_folder();
    let file = dir.path().join("report.json");
    let report = |report: &Value| {
        fs::write(&file, report.to_string()).expect("written");
        run(&["report", text(&file), "--format", "text", "--lang", "en"])
    };
    let golden: Value = serde_json::from_str(golden).expect("JSON");
    let office = run(&["check", text(&fixture("sample-office")), "--as-of", "2026-10-31", "--format", "json"]).json();
    assert_eq!((report(&golden).code, report(&office).code), (0, 0));
    for field in FIELDS {
        // of the two, one has the field
        let whole = if golden.pointer(field).is_some() { &golden } else { &office };
        // a rule may be called anything, in one line
        let is_name = ["rule", "table", "column", "clause", "title", "version", "0"];
        let is_name = is_name.contains(&field.rsplit('/').next().expect("a name"));
        for text in HOSTILE.iter().filter(|text| !is_name || !text.starts_with('.')) {
            let mut changed = whole.clone();
            *changed.pointer_mut(field).unwrap_or_else(|| panic!("there is no {field}")) = Value::from(*text);
            let ran = report(&changed);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{field}: {text:?}");
            assert!(ran.err.contains("was changed") && !ran.err.contains('\u{1b}'), "{field}: {}", ran.err);
        }
    }
}

#[test]
fn what_was_typed_is_repeated_without_what_drives_a_terminal() {
    for lang in ["ja", "en"] {
        for arguments in [
            &["check", "--x\u{1b}[31m\u{7}\u{202e}"][..],
            &["check", "--threads", "\u{1b}]0;x\u{7}"],
            &["check", "--lang", lang, "--upcoming", "\u{9b}2J"],
            &["\u{1b}[2Jcheck\u{8}"],
            &["check", "--format", "\u{1b}[31mtext"],
        ] {
            let ran = run(&[arguments, &["--lang", lang]].concat());
            assert_eq!(ran.code, 2, "{arguments:?}");
            let is_hidden = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
            assert!(!ran.err.contains(is_hidden), "{arguments:?}: {:?}", ran.err);
        }
    }
}
