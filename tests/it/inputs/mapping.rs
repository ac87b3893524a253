//! What an office's settings say of its tables has its effect: which file, sheet, row and header is meant, which word
//! is to be read as which, and when a table was made. Then the other way round: settings that the program writes for
//! what it found change nothing. Last, the blank registers of `init`, filled in, need no settings at all.
//!
//! Every test starts from the office in `fixtures/well-kept`, in which nothing is to be found, and plants what is.

mod columns;
mod registers;
mod tables;
mod written;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mcs_audit::base::date::Day;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::{fixture, new_folder, text};
use crate::support::json::items;
use crate::support::program::{Ran, run};

/// The day of the fixture `well-kept`.
const DAY: &str = "2026-09-30";

/// The day of the fixture `sample-office`.
const SAMPLE_DAY: &str = "2026-10-31";

/// The settings in a folder of tables.
const SETTINGS: &str = "mcs-audit.toml";

type Rows = Vec<Vec<String>>;

fn rows(csv: &str) -> Rows {
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    reader.into_records().map(|r| r.expect("a record").iter().map(str::to_owned).collect()).collect()
}

fn csv(rows: &Rows) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).expect("written"));
    String::from_utf8(writer.into_inner().expect("written")).expect("UTF-8")
}

/// A folder of tables.
struct Office(TempDir);

impl Office {
    /// The office in which nothing is to be found.
    fn well_kept() -> Self {
        Self::copy("well-kept")
    }

    fn copy(name: &str) -> Self {
        let office = Self::empty();
        for entry in fs::read_dir(fixture(name)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|e| e == "csv") {
                fs::copy(&path, office.path(text(Path::new(path.file_name().expect("a name"))))).expect("copied");
            }
        }
        office
    }

    fn empty() -> Self {
        Self(new_folder())
    }

    fn folder(&self) -> &str {
        text(self.0.path())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("UTF-8")
    }

    fn rows(&self, name: &str) -> Rows {
        rows(&self.read(name))
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), content).expect("written");
        self
    }

    fn remove(&self, name: &str) -> &Self {
        fs::remove_file(self.path(name)).expect("removed");
        self
    }

    /// Replaces the only place of a text.
    fn edit(&self, name: &str, from: &str, to: &str) -> &Self {
        let old = self.read(name);
        assert_eq!(old.matches(from).count(), 1, "{from} in {name}");
        self.write(name, old.replace(from, to))
    }

    fn settings(&self, settings: &str) -> &Self {
        self.write(SETTINGS, settings)
    }

    fn check(&self, more: &[&str]) -> Ran {
        run(&[&["check", self.folder(), "--as-of", DAY, "--lang", "en"], more].concat())
    }

    fn report(&self) -> Value {
        let ran = self.check(&["--format", "json"]);
        serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err))
    }

    /// The rules and subject keys of all findings.
    fn findings(&self) -> Vec<(String, String)> {
        findings(&self.report())
    }

    /// The files of the folder, with what they hold.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.0.path()).expect("a folder").map(|e| e.expect("an entry"));
        let files = entries.filter(|e| e.path().is_file());
        files.map(|e| (e.file_name().into_string().expect("a name"), fs::read(e.path()).expect("a file"))).collect()
    }
}

fn word(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn findings(report: &Value) -> Vec<(String, String)> {
    let key = |f: &Value| (word(&f["rule"]).to_owned(), word(&f["subject"]["key"]).to_owned());
    let mut found: Vec<_> = items(report, "findings").iter().map(key).collect();
    found.sort();
    found
}

fn verdict<'a>(report: &'a Value, rule: &str) -> &'a str {
    let verdicts = items(report, "verdicts");
    word(&verdicts.iter().find(|v| v["rule"] == rule).expect("the rule")["verdict"])
}

/// What the report says of the inputs of a table: file, sheet, rows.
fn inputs(report: &Value, table: &str) -> Vec<(String, Option<String>, u64)> {
    let of_table = items(&report["run"], "inputs").iter().filter(|i| i["table"] == table);
    of_table
        .map(|i| {
            let sheet = i["sheet"].as_str().map(str::to_owned);
            (word(&i["file"]).to_owned(), sheet, i["rows"].as_u64().expect("a number"))
        })
        .collect()
}

fn assert_findings(office: &Office, expected: &[(&str, &str)], what: &str) {
    let found = office.findings();
    let found: Vec<(&str, &str)> = found.iter().map(|(rule, key)| (rule.as_str(), key.as_str())).collect();
    assert_eq!(found, expected, "{what}");
}

/// Writes a workbook of sheets of text cells. What is an ISO day becomes a date.
fn workbook(path: &Path, sheets: &[(&str, Rows)]) {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy/m/d");
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (line, row) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
                let is_day = cell.len() == 10 && Day::parse(cell).is_ok_and(|day| day.to_string() == *cell);
                if is_day {
                    let day = ExcelDateTime::parse_from_str(cell).expect("a day");
                    sheet.write_with_format(line, column, &day, &date).expect("written");
                } else {
                    sheet.write(line, column, cell).expect("written");
                }
            }
        }
    }
    book.save(path).expect("written");
}

/// A header and some of the rows below it.
fn part(rows: &Rows, which: impl Fn(usize) -> bool) -> Rows {
    let kept = rows.iter().enumerate().filter(|(at, _)| *at == 0 || which(at - 1));
    kept.map(|(_, row)| row.clone()).collect()
}

#[test]
fn the_office_is_well_kept() {
    let ran = Office::well_kept().check(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_findings(&Office::well_kept(), &[], "well-kept");
}
