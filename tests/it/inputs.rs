//! What is read and what is not: bad input with the message it gets, good input in odd shapes, and the lines and
//! verdicts that follow from it.

mod evidence;
mod faults;
mod forms;
mod layouts;
mod limits;
mod mapping;
mod offices;
mod properties;
mod real_workbooks;
mod refused;
mod same_bytes;
mod shapes;
mod silent_pass;
mod stacked;
mod surroundings;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};
use tempfile::TempDir;

use crate::support::folder::{self, text};
use crate::support::json::verdicts;
use crate::support::program::{Ran, run};

/// The day of the fixture `well-kept`, and of the samples written here.
const DAY: &str = "2026-09-30";

/// The day of the fixture `sample-office`.
const OFFICE_DAY: &str = "2026-10-31";

fn check(dir: &Path, day: &str, more: &[&str]) -> Ran {
    run(&[&["check", text(dir), "--as-of", day], more].concat())
}

fn report(dir: &Path, day: &str) -> Value {
    check(dir, day, &["--format", "json", "--lang", "ja"]).json()
}

fn sample(seed: u64, more: &[&str]) -> TempDir {
    folder::sample(seed, DAY, more)
}

fn not_assessed(report: &Value) -> BTreeSet<&str> {
    verdicts(report).into_iter().filter(|(_, v)| *v == "not-assessed").map(|(r, _)| r).collect()
}

/// A table as a file holds it.
#[derive(Clone, Debug)]
struct Table {
    stem: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn place(&self, column: &str) -> usize {
        self.header.iter().position(|h| h == column).expect("the column")
    }

    fn objects(&self) -> Vec<Value> {
        let object = |row: &Vec<String>| {
            let members = self.header.iter().cloned().zip(row.iter().map(|c| Value::String(c.clone())));
            Value::Object(members.collect::<Map<_, _>>())
        };
        self.rows.iter().map(object).collect()
    }
}

/// The CSV files of a folder.
fn tables(dir: &Path) -> Vec<Table> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "csv") {
            continue;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&path).expect("a table");
        let mut rows: Vec<Vec<String>> =
            reader.records().map(|r| r.expect("a row").iter().map(str::to_owned).collect()).collect();
        let header = rows.remove(0);
        found.push(Table { stem: path.file_stem().expect("a name").to_string_lossy().into_owned(), header, rows });
    }
    found.sort_by(|a, b| a.stem.cmp(&b.stem));
    found
}

/// How a CSV file is written.
#[expect(clippy::struct_excessive_bools, reason = "each is there or not, whatever the others are")]
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    crlf: bool,
    bom: bool,
    /// Blank lines above the header, between the rows and at the end.
    blank: bool,
    /// A column of remarks in front and one behind, some of them of several lines.
    remarks: bool,
}

impl Shape {
    fn all() -> Vec<Self> {
        let flags = [false, true];
        let mut shapes = Vec::new();
        for crlf in flags {
            for bom in flags {
                for (blank, remarks) in [(false, false), (true, false), (false, true), (true, true)] {
                    shapes.push(Self { crlf, bom, blank, remarks });
                }
            }
        }
        shapes
    }
}

/// A row of a written file: its cells by their headers.
type Row = BTreeMap<String, String>;

/// The rows of written files, by file and the line on which they start.
type Starts = BTreeMap<String, BTreeMap<u64, Row>>;

/// Writes tables as CSV. The lines are counted here, by the line ends written.
fn write_csv(tables: &[Table], dir: &Path, shape: Shape) -> Starts {
    let end = if shape.crlf { "\r\n" } else { "\n" };
    let quoted = |cell: &str| {
        let cell = cell.replace("\r\n", "\n").replace('\n', end);
        if cell.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
    };
    let mut starts = Starts::new();
    for table in tables {
        let mut out = String::new();
        let mut line = 1;
        let mut rows: BTreeMap<u64, Row> = BTreeMap::new();
        let mut put = |text: String| {
            line += text.matches('\n').count() as u64;
            out.push_str(&text);
            line
        };
        if shape.blank {
            put(end.repeat(2));
        }
        let remarked = |cells: &[String], front: &str, behind: &str| {
            let mut cells: Vec<String> = cells.iter().map(|c| quoted(c)).collect();
            if shape.remarks {
                cells.insert(0, quoted(front));
                cells.push(quoted(behind));
            }
            cells.join(",") + end
        };
        let mut next = put(remarked(&table.header, "_front", "_behind"));
        for (place, cells) in table.rows.iter().enumerate() {
            if shape.blank && place % 3 == 1 {
                next = put(end.repeat(1 + place % 2));
            }
            rows.insert(next, table.header.iter().cloned().zip(cells.iter().cloned()).collect());
            let front = if place % 2 == 0 { "一行目\n二行目" } else { "" };
            let behind = if place % 3 == 0 { "say \"x\",\n\n\nthen" } else { "short" };
            next = put(remarked(cells, front, behind));
        }
        if shape.blank {
            put(end.repeat(2));
        }
        let name = format!("{}.csv", table.stem);
        let mark = if shape.bom { "\u{feff}" } else { "" };
        fs::write(dir.join(&name), format!("{mark}{out}")).expect("written");
        starts.insert(name, rows);
    }
    starts
}
