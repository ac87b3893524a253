//! One office as plain CSV, and as the workbooks that openpyxl and `LibreOffice` Calc write of it (`workbooks/make.py`):
//! whatever stands above, below and between the rows, the findings are the same, and they point at the right cells.
//! The workbooks are those in `tests/workbooks`; the environment variable `MCS_AUDIT_WORKBOOKS` names a folder with more.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::folder::{root, text};
use crate::support::json::items;
use crate::support::program::run_in;

/// The day of the fixture `sample-office`, of which the workbooks are made.
const DAY: &str = "2026-10-31";

/// The folders with workbooks, and their extension.
const OFFICES: [(&str, &str); 4] =
    [("office-openpyxl", "xlsx"), ("office-calc-xlsx", "xlsx"), ("office-calc-xls", "xls"), ("office-calc-ods", "ods")];

/// Where a table stands, as whoever made the workbooks says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    /// The workbook, without its extension.
    workbook: String,
    sheet: String,
    /// The row of each line of the CSV file on which a row begins.
    lines: BTreeMap<u64, u32>,
    /// The letters of the columns, by the headers of the CSV file.
    columns: BTreeMap<String, String>,
    header: (u32, u32),
    hidden: bool,
    hidden_rows: u32,
    hidden_columns: u32,
    filled_down: u32,
    skipped: Vec<u32>,
    exported_on: Option<String>,
}

/// The places by the names of the CSV files without extension.
type Places = BTreeMap<String, Place>;

fn roots() -> Vec<PathBuf> {
    let committed = root().join("tests/workbooks");
    [committed].into_iter().chain(env::var_os("MCS_AUDIT_WORKBOOKS").map(PathBuf::from)).collect()
}

fn places(root: &Path) -> Places {
    let text = fs::read_to_string(root.join("places.json")).expect("the places");
    serde_json::from_str(&text).expect("the places")
}

fn run(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let ran = run_in(&[("COLUMNS", "400")], &[arguments, &[text(folder)]].concat());
    (ran.code, ran.out, ran.err)
}

fn report(folder: &Path) -> Value {
    let (code, out, err) = run(&["check", "--as-of", DAY, "--lang", "ja", "--format", "json"], folder);
    assert_eq!(code, 1, "{}: {err}", folder.display());
    serde_json::from_str(&out).expect("JSON")
}

fn word(value: &Value) -> &str {
    value.as_str().expect("a string")
}

/// What a finding says, without where it stands.
fn said(finding: &Value) -> Value {
    let members = ["id", "rule", "clauses", "severity", "confidence", "duty", "status", "subject", "message", "fix"];
    members.iter().map(|m| ((*m).to_owned(), finding[m].clone())).collect()
}

/// Where a finding stands, file by file; what is said of the row too. The first place is what it is about.
fn stands(finding: &Value) -> (Value, BTreeSet<String>) {
    let place = |e: &Value| {
        let line = &e["line"];
        let cell = if line.is_null() { &Value::Null } else { &e["cell"] };
        json!([e["file"], e["sheet"], line, cell, e["note"]])
    };
    let all: Vec<Value> = items(finding, "evidence").iter().map(place).collect();
    (all[0].clone(), all.iter().map(Value::to_string).collect())
}

/// A finding of the CSV files with the places where the workbooks have it.
fn moved(finding: &Value, places: &Places, extension: &str) -> Value {
    let mut finding = finding.clone();
    for evidence in finding["evidence"].as_array_mut().expect("an array") {
        let place = &places[word(&evidence["file"]).strip_suffix(".csv").expect("a CSV file")];
        if let Some(line) = evidence["line"].as_u64() {
            let line = place.lines[&line];
            let column = evidence["column"].as_str().map(|header| format!("{}{line}", place.columns[header]));
            evidence["line"] = line.into();
            evidence["cell"] = column.into();
        }
        evidence["file"] = format!("{}.{extension}", place.workbook).into();
        evidence["sheet"] = place.sheet.clone().into();
    }
    finding
}

/// Each rule that a clause asks for, with its verdict and its numbers.
fn verdicts(report: &Value) -> BTreeMap<&str, Value> {
    let members = ["verdict", "population", "findings", "waived", "undetermined", "reason"];
    let of_clauses = items(report, "verdicts").iter().filter(|v| !items(v, "clauses").is_empty());
    of_clauses.map(|v| (word(&v["rule"]), members.iter().map(|m| v[m].clone()).collect())).collect()
}

#[test]
fn the_plain_office_is_the_sample_office() {
    let sample = report(&root().join("fixtures/sample-office"));
    // patients have other ids, a row without a key goes by other cells, and one cell holds an error
    let key = |finding: &Value| {
        let parts = word(&finding["subject"]["key"]).split('/').map(|part| match part.strip_prefix('P') {
            Some(number) if number.len() == 2 => format!("000{number}"),
            _ if part.starts_with('~') => "~".to_owned(),
            _ => part.to_owned(),
        });
        (word(&finding["rule"]).to_owned(), parts.collect::<Vec<_>>().join("/"))
    };
    let mut expected: Vec<_> = items(&sample, "findings").iter().map(key).collect();
    let unheld = ("unheld-device".to_owned(), "TAB-03".to_owned());
    assert!(expected.contains(&unheld));
    expected.retain(|finding| *finding != unheld);
    expected.push(("unreadable-value".to_owned(), "devices/staff/#N%2FA".to_owned()));
    // the workbooks were made before these clauses were attested
    let later = ["2-law", "3-terms", "A3-8"].map(|clause| ("overdue-attestation".to_owned(), format!("O1/{clause}")));
    expected.extend(later);
    expected.sort();
    for root in roots() {
        let plain = report(&root.join("office-plain"));
        let mut found: Vec<_> = items(&plain, "findings").iter().map(key).collect();
        found.sort();
        assert_eq!(found, expected, "{}", root.display());
        // what an error holds is not known: whether somebody has the device neither
        let undetermined: Vec<_> = items(&plain, "undetermined").iter().map(key).collect();
        assert!(undetermined.contains(&unheld), "{undetermined:?}");
    }
}

#[test]
fn workbooks_give_the_findings_of_the_plain_tables_in_the_right_cells() {
    for root in roots() {
        let places = places(&root);
        let plain = report(&root.join("office-plain"));
        for (office, extension) in OFFICES {
            let folder = root.join(office);
            let place = folder.display();
            let found = report(&folder);
            assert_eq!(verdicts(&found), verdicts(&plain), "{place}");
            assert_eq!(items(&found, "findings").len(), items(&plain, "findings").len(), "{place}");
            for (found, plain) in items(&found, "findings").iter().zip(items(&plain, "findings")) {
                assert_eq!(said(found), said(plain), "{place}");
                assert_eq!(stands(found), stands(&moved(plain, &places, extension)), "{place}: {}", said(plain));
            }
        }
    }
}

#[test]
fn the_report_names_every_sheet_that_was_read() {
    for root in roots() {
        let places = places(&root);
        for (office, extension) in OFFICES {
            let folder = root.join(office);
            let report = report(&folder);
            let read: BTreeSet<String> = items(&report["run"], "inputs")
                .iter()
                .map(|i| json!([i["file"], i["sheet"], i["rows"], i["skipped"], i["exported_on"]]).to_string())
                .collect();
            let expected: BTreeSet<String> = places
                .values()
                .map(|p| {
                    let file = format!("{}.{extension}", p.workbook);
                    json!([file, p.sheet, p.lines.len(), p.skipped.len(), p.exported_on]).to_string()
                })
                .collect();
            assert_eq!(read, expected, "{}", folder.display());
            assert_eq!(items(&report["run"], "inputs").len(), places.len(), "{}", folder.display());
        }
    }
}

#[test]
fn inputs_tells_headers_and_what_is_hidden_merged_or_left_out() {
    for root in roots() {
        let places = places(&root);
        for (office, extension) in OFFICES {
            let folder = root.join(office);
            let (code, out, err) = run(&["inputs", "--as-of", DAY, "--lang", "en"], &folder);
            assert_eq!((code, err.as_str()), (0, ""), "{}", folder.display());
            for (name, place) in &places {
                let title = format!("{}.{extension} › {} → ", place.workbook, place.sheet);
                let start = out.find(&title).unwrap_or_else(|| panic!("{title} is not in {out}"));
                let told: Vec<&str> = out[start..].lines().take_while(|line| !line.is_empty()).collect();
                let header = match place.header {
                    (first, last) if first == last => format!("line {first}"),
                    (first, last) => format!("lines {first} and {last}"),
                };
                let rows = format!("header on {header} / {} rows / ", place.lines.len());
                assert!(told.iter().any(|line| line.starts_with(&rows)), "{name}: {rows} is not in {told:#?}");
                let state = [
                    (u32::from(place.hidden), "hidden sheet (read)".to_owned()),
                    (place.hidden_rows, format!("hidden rows (read): {}", place.hidden_rows)),
                    (place.hidden_columns, format!("hidden columns (read): {}", place.hidden_columns)),
                    (place.filled_down, format!("cells filled from merged cells: {}", place.filled_down)),
                ];
                let state: Vec<String> = state.into_iter().filter(|(n, _)| *n > 0).map(|(_, text)| text).collect();
                let words = ["hidden", "cells filled"];
                let told_state = told.iter().find(|line| words.iter().any(|word| line.starts_with(word)));
                assert_eq!(told_state.map_or("", |line| line), state.join(" / "), "{name}: {told:#?}");
                let skipped = told.iter().find(|line| line.starts_with("rows passed over")).map_or("", |line| line);
                let numbers = skipped.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok());
                assert_eq!(numbers.collect::<Vec<u32>>(), place.skipped, "{name}: {told:#?}");
            }
            for sheet in ["はじめに", "集計", "リスト", "記入要領", "Sheet2", "Sheet3"] {
                let left = format!("› {sheet}: not a table of the audit, not read");
                assert!(out.contains(&left), "{left} is not in {out}");
            }
            assert!(!out.contains("looks like"), "{out}");
        }
    }
}
