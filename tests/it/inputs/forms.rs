//! The same office in every form in which an office might hand it in: encodings, delimiters, JSON and workbooks,
//! Japanese headers, dates and words written differently from row to row, and all that people write around a table.
//! Whatever the form, the findings are the same. And an office that has no ids at all, as an outsider sees it.

mod dressed;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use chrono::Datelike as _;
use mcs_audit::model::issue::InputRule;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::Value;
use tempfile::TempDir;

use crate::inputs::forms::dressed::{Cell, Holds, dressed, notation, separated, surrounded};
use crate::support::comparison::assert_same;
use crate::support::folder::{fixture, new_folder};
use crate::support::hashes::without_hashes;
use crate::support::json::{items, word};
use crate::support::program::run;
use crate::support::schema::SCHEMA;

/// The day of the samples that are written here.
const DAY: &str = "2026-09-30";

/// The day of the fixture `sample-office`.
const OFFICE_DAY: &str = "2026-10-31";

fn program(arguments: &[&str]) -> (i32, String, String) {
    let ran = run(arguments);
    (ran.code, ran.out, ran.err)
}

/// The report of a folder, and what was told beside it.
fn report(dir: &Path, day: &str) -> (Value, String) {
    let dir = dir.to_str().expect("UTF-8");
    let (code, out, err) = program(&["check", dir, "--as-of", day, "--format", "json", "--lang", "ja"]);
    let report = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {code} {out}\n{err}"));
    (report, err)
}

/// A note of evidence without how people were found, which rests on what the form has.
fn without_matches(note: &str) -> &str {
    note.rsplit_once('（').filter(|(_, behind)| behind.ends_with("で照合）")).map_or(note, |(before, _)| before)
}

/// What a report says apart from files and places.
fn substance(report: &Value) -> Vec<String> {
    let finding = |f: &Value| {
        let mut notes: Vec<&str> = items(f, "evidence").iter().map(|e| without_matches(word(e, "note"))).collect();
        notes.sort_unstable();
        let subject = &f["subject"];
        let said = [
            word(f, "rule"),
            &without_hashes(word(subject, "key")),
            word(f, "severity"),
            word(f, "confidence"),
            word(f, "status"),
            &without_hashes(word(subject, "label")),
            &without_hashes(word(f, "message")),
        ];
        format!("{} {notes:?}", said.join(" | "))
    };
    let mut said: Vec<String> = items(report, "findings").iter().map(finding).collect();
    said.sort();
    said.extend(items(report, "verdicts").iter().map(Value::to_string));
    said
}

/// A table as a canonical file holds it.
#[derive(Clone, Debug)]
struct Table {
    name: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn place(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|h| h == column)
    }

    fn def(&self) -> &'static toml::Value {
        &SCHEMA["tables"][self.name.as_str()]
    }

    fn label(&self) -> &'static str {
        self.def()["ja"].as_str().expect("a name")
    }

    /// What the schema says of a column, if the header is its canonical name.
    fn column(&self, header: &str) -> Option<&'static toml::Value> {
        self.def()["columns"].get(header)
    }

    fn remove(&mut self, column: &str) {
        if let Some(place) = self.place(column) {
            self.header.remove(place);
            self.rows.iter_mut().for_each(|row| drop(row.remove(place)));
        }
    }

    fn change(&mut self, columns: &[&str], new: impl Fn(&str) -> String) {
        for place in columns.iter().filter_map(|c| self.place(c)).collect::<Vec<_>>() {
            self.rows.iter_mut().for_each(|row| row[place] = new(&row[place]));
        }
    }
}

/// The CSV files of a folder.
fn tables(dir: &Path) -> Vec<Table> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if path.extension().is_none_or(|e| e != "csv") {
            continue;
        }
        let names = |def: &toml::Value| {
            let files = def["files"].as_array().into_iter().flatten().filter_map(toml::Value::as_str);
            files.chain(def["ja"].as_str()).any(|name| name == stem)
        };
        let all = SCHEMA["tables"].as_table().expect("tables");
        let own = all.iter().filter(|(_, def)| def.get("files").is_some());
        let name = own.into_iter().find(|(name, def)| **name == stem || names(def)).expect("a table").0.clone();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&path).expect("a table");
        let mut rows: Vec<Vec<String>> =
            reader.records().map(|r| r.expect("a row").iter().map(str::to_owned).collect()).collect();
        let header = rows.remove(0);
        found.push(Table { name, header, rows });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn sample(seed: u64) -> Vec<Table> {
    let dir = new_folder();
    let to = dir.path().to_str().expect("UTF-8");
    let (code, _, err) = program(&["sample", to, "--as-of", DAY, "--seed", &seed.to_string()]);
    assert_eq!((code, err.as_str()), (0, ""));
    tables(dir.path())
}

/// Offices with many findings. Their patients have numbers for ids, which spreadsheets take for numbers.
fn offices() -> Vec<(Vec<Table>, &'static str)> {
    let mut offices = vec![(tables(&fixture("sample-office")), OFFICE_DAY), (sample(1), DAY), (sample(5), DAY)];
    for table in offices.iter_mut().flat_map(|(office, _)| office) {
        table.change(&["patient_id"], |cell| {
            let is_id = cell.strip_prefix('P').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if is_id { cell.replace('P', "20") } else { cell.to_owned() }
        });
    }
    offices
}

/// What an office gives as plain CSV in UTF-8.
fn plain(office: &[Table], day: &str) -> Vec<String> {
    let dir = new_folder();
    for table in office {
        let mut writer = csv::Writer::from_path(dir.path().join(format!("{}.csv", table.name))).expect("a file");
        writer.write_record(&table.header).expect("written");
        table.rows.iter().for_each(|row| writer.write_record(row).expect("written"));
    }
    let (report, told) = report(dir.path(), day);
    assert_eq!(told, "");
    let said = substance(&report);
    assert!(items(&report, "findings").len() > 30, "many findings");
    said
}

fn fill(sheet: &mut Worksheet, lines: &[Vec<Cell>]) {
    let formats = ["yyyy/m/d", "yyyy\"年\"m\"月\"d\"日\"", "[$-411]ggge\"年\"m\"月\"d\"日\"", "yyyy-mm-dd"];
    let formats = formats.map(|code| Format::new().set_num_format(code));
    for (row, line) in lines.iter().enumerate() {
        for (column, cell) in line.iter().enumerate() {
            let (row, column) = (row as u32, column as u16);
            match cell {
                Cell::Text(text) if text.is_empty() => Ok(()),
                Cell::Text(text) => sheet.write(row, column, text).map(drop),
                Cell::Number(number) => sheet.write(row, column, *number).map(drop),
                Cell::Truth(truth) => sheet.write(row, column, *truth).map(drop),
                Cell::Day(day) => {
                    let year = u16::try_from(day.year()).expect("a year");
                    let day = ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).expect("a day");
                    sheet.write_datetime_with_format(row, column, day, &formats[row as usize % formats.len()]).map(drop)
                }
            }
            .expect("a cell");
        }
    }
}

/// A spreadsheet of `LibreOffice`.
fn ods(sheets: &[(&str, Vec<Vec<Cell>>)]) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let mut tables = String::new();
    for (name, lines) in sheets {
        write!(tables, "<table:table table:name=\"{name}\">").expect("text");
        for line in lines {
            tables.push_str("<table:table-row>");
            for cell in line {
                let (kind, shown) = match cell {
                    Cell::Text(text) if text.is_empty() => {
                        tables.push_str("<table:table-cell/>");
                        continue;
                    }
                    Cell::Text(text) => ("office:value-type=\"string\"".to_owned(), text.clone()),
                    Cell::Number(n) => (format!("office:value-type=\"float\" office:value=\"{n}\""), n.to_string()),
                    Cell::Truth(t) => {
                        let shown = t.to_string().to_uppercase();
                        (format!("office:value-type=\"boolean\" office:boolean-value=\"{t}\""), shown)
                    }
                    Cell::Day(day) => {
                        (format!("office:value-type=\"date\" office:date-value=\"{day}\""), notation(*day, 3))
                    }
                };
                let lines: Vec<String> =
                    shown.split('\n').map(|l| format!("<text:p>{}</text:p>", escaped(l))).collect();
                write!(tables, "<table:table-cell {kind}>{}</table:table-cell>", lines.concat()).expect("text");
            }
            tables.push_str("</table:table-row>");
        }
        tables.push_str("</table:table>");
    }
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)] {
        package.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        package.write_all(text.as_bytes()).expect("written");
    }
    package.finish().expect("a package").into_inner()
}

/// Writes an office in a form, and compares what it gives with what the plain form gives.
fn assert_form(what: &str, is_surrounded: bool, write: impl Fn(&[Table], &Path, usize)) {
    for (turn, (office, day)) in offices().into_iter().enumerate() {
        let expected = plain(&office, day);
        // two turns, so that both the odd and the even ones meet every office
        for turn in [turn, turn + 3] {
            let dir: TempDir = new_folder();
            write(&office, dir.path(), turn);
            let (report, told) = report(dir.path(), day);
            assert_same(&expected, &substance(&report), &format!("{what}, turn {turn}"));
            let expected: usize = if is_surrounded { office.len() } else { 0 };
            // what is no data is told, the examples by `inputs` alone, and what is assumed of headers that others use too
            let is_expected =
                |l: &str| l.contains("データでないとみて読み飛ばした行: ") || l.contains("とみなしました");
            assert!(told.lines().all(is_expected), "{what}, turn {turn}: {told}");
            let listed = program(&["inputs", dir.path().to_str().expect("UTF-8"), "--as-of", day, "--lang", "ja"]).1;
            let skipped = listed.lines().filter(|l| l.contains("データでないとみて読み飛ばした行: 記入例")).count();
            assert_eq!(skipped, expected, "{what}, turn {turn}: {listed}");
        }
    }
}

/// Writes each table as a text file.
fn texts(
    office: &[Table],
    dir: &Path,
    turn: usize,
    file: impl Fn(&str) -> String,
    encode: impl Fn(&[Vec<Cell>]) -> Vec<u8>,
) {
    for table in office {
        let dressed = dressed(table, Holds::Text, turn);
        fs::write(dir.join(file(dressed.label)), encode(&surrounded(&dressed, &table.name))).expect("written");
    }
}

#[test]
fn utf8_with_its_mark_and_japanese_headers_gives_the_same_findings() {
    assert_form("UTF-8", true, |office, dir, turn| {
        texts(
            office,
            dir,
            turn,
            |label| format!("{label}.csv"),
            |lines| format!("\u{feff}{}", separated(lines, ',', "\r\n")).into_bytes(),
        );
    });
}

#[test]
fn cp932_gives_the_same_findings() {
    assert_form("CP932", true, |office, dir, turn| {
        texts(
            office,
            dir,
            turn + 1,
            |label| format!("【最新】{label}(令和8年9月) - コピー.csv"),
            |lines| {
                // Windows has the wave dash as a full-width tilde
                let text = separated(lines, ',', "\r\n").replace('〜', "～");
                let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(&text);
                assert!(!lost, "every character can be written");
                bytes.into_owned()
            },
        );
    });
}

#[test]
fn utf16_with_tabs_gives_the_same_findings() {
    assert_form("UTF-16", true, |office, dir, turn| {
        texts(
            office,
            dir,
            turn + 2,
            |label| format!("{label}一覧.txt"),
            |lines| {
                let text = separated(lines, '\t', "\r\n");
                [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
            },
        );
    });
}

#[test]
fn semicolons_give_the_same_findings() {
    assert_form("semicolons", true, |office, dir, turn| {
        texts(office, dir, turn + 3, |label| format!("{label}.csv"), |lines| separated(lines, ';', "\n").into_bytes());
    });
}

#[test]
fn one_json_export_gives_the_same_findings() {
    assert_form("JSON", false, |office, dir, turn| {
        let mut export = serde_json::Map::new();
        for table in office {
            let dressed = dressed(table, Holds::Json, turn);
            let value = |cell: &Cell| match cell {
                Cell::Text(text) if text.is_empty() => Value::Null,
                Cell::Text(text) => text.as_str().into(),
                Cell::Number(number) => (*number).into(),
                Cell::Truth(truth) => (*truth).into(),
                Cell::Day(day) => day.to_string().into(),
            };
            let object = |row: &Vec<Cell>| dressed.header.iter().cloned().zip(row.iter().map(value)).collect();
            export.insert(dressed.label.to_owned(), Value::Array(dressed.rows.iter().map(object).collect()));
        }
        // an object a line: evidence that shares a line is one place
        fs::write(dir.join("export.json"), format!("{:#}", Value::Object(export))).expect("written");
    });
}

#[test]
fn one_workbook_gives_the_same_findings() {
    assert_form("one workbook", true, |office, dir, turn| {
        let mut book = Workbook::new();
        for table in office {
            let dressed = dressed(table, Holds::Book, turn);
            let sheet = book.add_worksheet().set_name(dressed.label).expect("a name");
            let lines = surrounded(&dressed, &table.name);
            let Some(Cell::Text(title)) = lines[0].get(1) else { panic!("a title") };
            sheet.merge_range(0, 1, 0, 3, title, &Format::new()).expect("merged");
            fill(sheet, &lines);
        }
        book.save(dir.join("MCS監査.xlsx")).expect("written");
    });
}

#[test]
fn a_workbook_for_each_table_gives_the_same_findings() {
    assert_form("a workbook each", true, |office, dir, turn| {
        for (place, table) in office.iter().enumerate() {
            let dressed = dressed(table, Holds::Book, turn + 1);
            let mut book = Workbook::new();
            let name = if place % 2 == 0 { "Sheet1" } else { "2026年度" };
            let sheet = book.add_worksheet().set_name(name).expect("a name");
            fill(sheet, &surrounded(&dressed, &table.name));
            book.save(dir.join(format!("{}_20260930.xlsx", dressed.label))).expect("written");
        }
    });
}

#[test]
fn a_spreadsheet_of_another_program_gives_the_same_findings() {
    assert_form("ODS", true, |office, dir, turn| {
        let sheets: Vec<(&str, Vec<Vec<Cell>>)> = office
            .iter()
            .map(|table| {
                let dressed = dressed(table, Holds::Book, turn + 2);
                (dressed.label, surrounded(&dressed, &table.name))
            })
            .collect();
        fs::write(dir.join("MCS.ods"), ods(&sheets)).expect("written");
    });
}

/// The office as an outsider sees it: people by name and office, groups by title, patients by name.
fn without_ids(office: &[Table]) -> Vec<Table> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (table, id) in [
        ("offices", "office_id"),
        ("memberships", "staff_id"),
        ("staff", "staff_id"),
        ("patients", "patient_id"),
        ("groups", "group_id"),
    ] {
        let table = office.iter().find(|t| t.name == table).expect("a table");
        let (id, name) = (table.place(id).expect("ids"), table.place("name").expect("names"));
        names.extend(table.rows.iter().map(|row| (row[id].clone(), row[name].clone())));
    }
    let distinct: BTreeSet<&String> = names.values().collect();
    assert_eq!(distinct.len(), names.len(), "nobody is called like another");
    let named = |cell: &str| {
        let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
        cell.split(';').map(name).collect::<Vec<_>>().join(";")
    };
    let mut office = office.to_vec();
    for table in &mut office {
        match table.name.as_str() {
            "offices" => table.remove("office_id"),
            "staff" => table.remove("staff_id"),
            "patients" => table.remove("patient_id"),
            "groups" => table.remove("group_id"),
            "memberships" => table.remove("name"),
            "roster" => table.remove("職員番号"),
            _ => {}
        }
        table.change(
            &[
                "office_id",
                "staff_id",
                "staff",
                "leader_id",
                "invited_by",
                "approved_by",
                "subject_staff_id",
                "patient_id",
                "group_id",
            ],
            named,
        );
        let header = |header: &String| match header.as_str() {
            "office_id" => "事業所".to_owned(),
            "staff_id" | "staff" => "氏名".to_owned(),
            "group_id" => "グループ名".to_owned(),
            "patient_id" => "患者名".to_owned(),
            other => other.to_owned(),
        };
        table.header = table.header.iter().map(header).collect();
    }
    office
}

/// The findings of the rules that are not about the input, by what they call their subject; and their verdicts.
fn by_label(report: &Value) -> Vec<String> {
    let about_input = InputRule::ALL.map(InputRule::id);
    let counts = |rule: &&Value| !about_input.contains(&word(rule, "rule"));
    let finding = |f: &Value| {
        // this message tells administrators apart by their ids
        let message = if f["rule"] == "single-admin" { "" } else { word(f, "message") };
        [word(f, "rule"), word(&f["subject"], "label"), word(f, "severity"), message].join(" | ")
    };
    let mut said: Vec<String> = items(report, "findings").iter().filter(counts).map(finding).collect();
    said.sort();
    said.extend(items(report, "verdicts").iter().filter(counts).map(Value::to_string));
    said
}

#[test]
fn an_office_without_ids_gives_the_same_findings() {
    let mut office = tables(&fixture("sample-office"));
    // nobody sees the addresses of others
    office.iter_mut().filter(|t| t.name == "staff").for_each(|t| t.remove("email"));
    let members = office.iter_mut().find(|t| t.name == "memberships").expect("a table");
    let id = members.place("staff_id").expect("ids");
    // an id that nobody bears cannot be written as a name
    members.rows.retain(|row| row[id] != "S99");
    let reports = [office.clone(), without_ids(&office)].map(|office| {
        let dir = new_folder();
        for table in &office {
            let lines = [&table.header].into_iter().chain(&table.rows);
            let cells: Vec<Vec<Cell>> = lines.map(|l| l.iter().map(|c| Cell::Text(c.clone())).collect()).collect();
            fs::write(dir.path().join(format!("{}.csv", table.name)), separated(&cells, ',', "\n")).expect("written");
        }
        report(dir.path(), OFFICE_DAY).0
    });
    let [expected, found] = reports.each_ref().map(by_label);
    assert_same(&expected, &found, "without ids");
    for rule in ["departed-member", "missing-pledge", "missing-consent", "mixed-patients", "unassigned-member"] {
        assert!(found.iter().any(|f| f.starts_with(&format!("{rule} | "))), "{rule} finds something");
    }
}
