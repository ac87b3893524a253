//! No output of a redacted audit holds a name, an e-mail address or free text of its input.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use clap::ValueEnum as _;
use mcs_audit::base::date::Day;
use mcs_audit::base::normalize;
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::engine::redact::Redaction;
use mcs_audit::model::options::Redact;
use mcs_audit::model::options::{Format, GroupBy, Layout};
use mcs_audit::model::schema::{Kind, schema};
use mcs_audit::policy::needs;
use mcs_audit::{engine, load};
use serde_json::Value;
use tempfile::TempDir;

use super::{DAY, KEY, OFFICE_DAY, findings, json, key_file, redacted};
use crate::support::audit::POLICY;
use crate::support::folder::{self, folders, new_folder, root, text};
use crate::support::json::word;
use crate::support::program::run;

/// All that the program itself says, of itself and of any input.
pub(crate) fn fixed_texts() -> String {
    let mut all = String::new();
    for dir in ["rules/chuo", "rules/input"] {
        for entry in fs::read_dir(root().join(dir)).expect("a folder") {
            let path = entry.expect("an entry").path();
            all += &fs::read_to_string(&path).expect("UTF-8");
            all += text(&path);
        }
    }
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let is_words = path.ends_with("words.rs") || folder.ends_with("words");
            if path.is_dir() {
                folders.push(path);
            } else if is_words || path.ends_with("model/finding.rs") {
                all += &fs::read_to_string(&path).expect("UTF-8");
            }
        }
    }
    for table in &schema().tables {
        all.extend([&table.label.ja, &table.label.en].map(String::as_str));
        table.columns.iter().for_each(|c| all.extend([&c.label.ja, &c.label.en].map(String::as_str)));
    }
    all
}

/// A text, as it stands, normalized, and the parts of a name in it.
fn forms_of(cell: &str) -> Vec<String> {
    let cell = cell.trim();
    let mut forms = vec![cell.to_owned(), cell.split_whitespace().collect(), normalize::name(cell)];
    if !cell.is_ascii() {
        forms.extend(cell.split([' ', '　', '・', ';', '、', '様']).map(str::to_owned));
    }
    if let Some((local, _)) = cell.split_once('@') {
        forms.push(local.to_owned());
    }
    let is_one = |form: &str| form.is_ascii() && !form.contains('@') && form.contains(|c: char| c.is_ascii_digit());
    let is_id = |form: &str| form.split(['、', ';', '；', '，', '／']).all(is_one);
    let is_edition = |form: &str| normalize::edition(form).bytes().all(|b| b.is_ascii_digit() || b == b'.');
    forms.retain(|form| {
        !is_edition(form) && form.chars().count() > 1 && form.chars().any(char::is_alphabetic) && !is_id(form)
    });
    forms
}

/// Whether a cell is a day, a word of a code list, a header or a number: nothing that tells of anybody.
fn is_plain(cell: &str) -> bool {
    let mut columns = schema().tables.iter().flat_map(|t| &t.columns);
    let mut is_code = || columns.any(|c| matches!(c.kind, Kind::Code(codes) if codes.def().read(cell).is_some()));
    Day::parse(cell).is_ok()
        || is_code()
        || schema().is_header(cell)
        || cell.is_ascii() && !cell.contains('@') && !cell.contains(' ')
}

/// What the input holds that nobody may read: every cell of its CSV files that is no day, no code and no id, and all
/// the text that the tables keep, of whatever kind the files are.
pub(crate) fn secrets(dir: &Path, day: &str, fixed: &str) -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if path.extension().is_some_and(|e| e == "csv") && !path.ends_with("expected.csv") {
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
            // what a fixture expects is of no table
            let headers = reader.headers().cloned().unwrap_or_default();
            let is_read = |at: usize| headers.get(at).is_none_or(|header| !header.starts_with('_'));
            for record in reader.records().filter_map(Result::ok) {
                let cells = record.iter().enumerate().filter(|(at, cell)| is_read(*at) && !is_plain(cell));
                cells.for_each(|(_, cell)| secrets.extend(forms_of(cell)));
            }
        }
    }
    let (config, as_of) = (Config::find(dir).unwrap_or_default(), Day::parse(day).expect("a day"));
    let options = load::Options { as_of, config: &config, wanted: &needs::wanted(&POLICY) };
    if let Ok(data) = load::load(dir, &options) {
        for (id, def) in schema().tables() {
            let table = &data.tables[id];
            for (column, _) in
                def.columns().filter(|(_, c)| matches!(c.kind, Kind::Name | Kind::Email | Kind::Text | Kind::Patients))
            {
                let cells = (0..table.len as u32).map(|row| table.text(column, row)).filter(|cell| !is_plain(cell));
                cells.for_each(|cell| secrets.extend(forms_of(cell)));
            }
            table.names.values().for_each(|name| secrets.extend(forms_of(name)));
        }
    }
    secrets.retain(|secret| !fixed.contains(secret.as_str()));
    secrets
}

/// Every output of a redacted audit: each format, put together by person, and what is told beside. The languages take
/// turns: what is redacted does not depend on them.
pub(crate) fn outputs(dir: &Path, day: &str, what: &str) -> Vec<(String, String)> {
    let (out, keys) = (new_folder(), new_folder());
    let key = key_file(&keys, KEY);
    let mut all = Vec::new();
    for lang in if what == "names" { ["ja"] } else { ["en"] } {
        let mut arguments: Vec<String> = ["check", text(dir), "--as-of", day, "--lang", lang, "--redact", what]
            .into_iter()
            .chain(["--redact-key", &key, "--group-by", "person"])
            .map(str::to_owned)
            .collect();
        for format in Format::value_variants() {
            let name = format.to_possible_value().expect("a name").get_name().to_owned();
            let file = out.path().join(format!("{name}.{lang}"));
            arguments.extend(["--format".to_owned(), format!("{name}={}", text(&file))]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = run(&arguments);
        if ran.code == 2 {
            return Vec::new();
        }
        all.push((format!("standard error, {lang}"), ran.err));
    }
    for entry in fs::read_dir(out.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("a report");
        all.push((text(&path).to_owned(), readable(&bytes)));
    }
    all
}

/// What a file says; the parts of a workbook, which are packed, one behind the other.
fn readable(bytes: &[u8]) -> String {
    let Ok(mut book) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else {
        return String::from_utf8_lossy(bytes).into_owned();
    };
    let mut text = String::new();
    for part in 0..book.len() {
        let mut part = book.by_index(part).expect("a part");
        let is_sheet = part.name().expect("a name").starts_with("xl/worksheets/");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("it can be unpacked");
        let said = String::from_utf8_lossy(&bytes);
        // the tags of a sheet hold the addresses of its cells, G10 and the like
        let plain = said.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
        text.push_str(&if is_sheet { plain.collect::<Vec<_>>().join(" ") } else { said.into_owned() });
    }
    text
}

/// Audits a folder both ways, looks for every secret in every output, and returns for how many it looked.
fn assert_kept(dir: &Path, day: &str, fixed: &str) -> usize {
    let secrets = secrets(dir, day, fixed);
    ["names", "all"].iter().for_each(|what| assert_in_none(&secrets, &outputs(dir, day, what), dir));
    secrets.len()
}

/// The same within this process, which is faster: every format in a language.
fn formats(dir: &Path, day: &str, what: Redact, lang: Lang) -> Vec<(String, String)> {
    let as_of = Day::parse(day).expect("a day");
    let options = load::Options { as_of, config: &Config::default(), wanted: &needs::wanted(&POLICY) };
    let Ok(mut data) = load::load(dir, &options) else { return Vec::new() };
    let redaction = Redaction::new(what, KEY.as_bytes()).expect("a key");
    redaction.places(lang, &mut data);
    let options = engine::Options { redaction: Some(redaction.clone()), ..engine::Options::new(as_of, lang) };
    let mut report = engine::audit(&data, &POLICY, &options);
    redaction.run(&mut report.run, &data.tables);
    let layout = Layout { group_by: GroupBy::Person, ..Layout::default() };
    let written = |format: &Format| {
        let mut bytes = Vec::new();
        report.write(*format, layout, &mut bytes).expect("written");
        (format!("{format:?}"), readable(&bytes))
    };
    Format::value_variants().iter().map(written).collect()
}

fn assert_in_none(secrets: &BTreeSet<String>, outputs: &[(String, String)], dir: &Path) {
    for (output, said) in outputs {
        for secret in secrets {
            if let Some(at) = said.find(secret.as_str()) {
                let before: String = said[..at].chars().rev().take(100).collect();
                let around: String = before.chars().rev().chain(said[at..].chars().take(100)).collect();
                panic!("{}: {secret} in {output}: {around}", dir.display());
            }
        }
        assert!(!said.contains(KEY), "the key is in {output}");
    }
}

/// All that is found without redaction is found with it.
fn assert_same_verdicts(dir: &Path, day: &str) {
    let without_reason = |report: Value| -> Vec<(String, String, u64, u64)> {
        let verdicts = report["verdicts"].as_array().expect("verdicts").iter();
        let number = |v: &Value, member: &str| v[member].as_u64().expect("a number");
        verdicts
            .map(|v| {
                (
                    word(v, "rule").to_owned(),
                    word(v, "verdict").to_owned(),
                    number(v, "findings"),
                    number(v, "population"),
                )
            })
            .collect()
    };
    if run(&["check", text(dir), "--as-of", day]).code == 2 {
        return;
    }
    let plain = json(dir, day, &[]);
    let places = |report: &Value| -> BTreeMap<String, Vec<Vec<Value>>> {
        let mut places: BTreeMap<String, Vec<Vec<Value>>> = BTreeMap::new();
        for finding in findings(report) {
            let mut of_it: Vec<Value> =
                finding["evidence"].as_array().expect("evidence").iter().map(|e| e["line"].clone()).collect();
            of_it.sort_by_key(Value::to_string);
            places.entry(word(finding, "rule").to_owned()).or_default().push(of_it);
        }
        places.values_mut().for_each(|p| p.sort_by_key(|lines| format!("{lines:?}")));
        places
    };
    for what in ["names", "all"] {
        let redacted = redacted(dir, day, what, KEY, &[]);
        assert_eq!(places(&plain), places(&redacted), "{} {what}", dir.display());
        assert_eq!(without_reason(plain.clone()), without_reason(redacted), "{} {what}", dir.display());
    }
}

/// The tables of a folder as an outsider sees them: without any id, people and patients and groups by name.
pub(crate) fn without_ids(from: &Path) -> TempDir {
    let dir = new_folder();
    let rows = |file: &str| -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(from.join(file)).expect("a table");
        reader.records().map(|r| r.expect("a row").iter().map(str::to_owned).collect()).collect()
    };
    let place = |table: &[Vec<String>], column: &str| table[0].iter().position(|h| h == column);
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (file, id) in [
        ("offices", "office_id"),
        ("memberships", "staff_id"),
        ("staff", "staff_id"),
        ("patients", "patient_id"),
        ("groups", "group_id"),
    ] {
        let table = rows(&format!("{file}.csv"));
        let (Some(id), Some(name)) = (place(&table, id), place(&table, "name")) else { continue };
        names.extend(table.iter().skip(1).map(|row| (row[id].clone(), row[name].clone())));
    }
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "csv") {
            continue;
        }
        let file = path.file_name().expect("a name").to_str().expect("UTF-8");
        let table = rows(file);
        let header: Vec<String> = (table[0].iter())
            .map(|header| {
                let said = match (file, header.as_str()) {
                    ("offices.csv", "office_id")
                    | ("staff.csv", "staff_id")
                    | ("patients.csv", "patient_id")
                    | ("groups.csv", "group_id")
                    | ("memberships.csv", "name") => "_",
                    (_, "office_id") => "事業所",
                    (_, "staff_id" | "staff") => "氏名",
                    (_, "group_id") => "グループ名",
                    (_, "patient_id") => "患者名",
                    (_, other) => other,
                };
                said.to_owned()
            })
            .collect();
        let mut writer = csv::Writer::from_path(dir.path().join(file)).expect("a file");
        writer.write_record(&header).expect("written");
        for row in table.iter().skip(1) {
            let named = |(cell, header): (&String, &String)| match header.as_str() {
                "_" => String::new(),
                _ => cell.split(';').map(|c| names.get(c).map_or(c, String::as_str)).collect::<Vec<_>>().join(";"),
            };
            writer.write_record(row.iter().zip(&header).map(named)).expect("written");
        }
    }
    dir
}

pub(crate) fn sample(seed: u64) -> TempDir {
    folder::sample(seed, DAY, &[])
}

#[test]
fn nobody_is_named_whatever_the_office() {
    let fixed = fixed_texts();
    let office = root().join("fixtures/sample-office");
    let known = secrets(&office, OFFICE_DAY, &fixed);
    for name in [
        "見本 一郎",
        "見本一郎",
        "一郎",
        "mihon@example.jp",
        "みほん いちろう",
        "見本訪問看護ステーション",
        "仮名 清吉様・トメ様",
    ] {
        assert!(known.contains(name), "{name} is looked for");
    }
    assert!(assert_kept(&office, OFFICE_DAY, &fixed) > 200);
    assert_same_verdicts(&office, OFFICE_DAY);
    let nameless = without_ids(&office);
    assert!(assert_kept(nameless.path(), OFFICE_DAY, &fixed) > 200);
    assert_same_verdicts(nameless.path(), OFFICE_DAY);
    for seed in 1..=3 {
        let dir = sample(seed);
        assert!(assert_kept(dir.path(), DAY, &fixed) > 100, "sample {seed}");
        assert_same_verdicts(dir.path(), DAY);
        let nameless = without_ids(dir.path());
        assert!(assert_kept(nameless.path(), DAY, &fixed) > 100, "sample {seed} without ids");
        assert_same_verdicts(nameless.path(), DAY);
    }
}

#[test]
fn nobody_is_named_whatever_the_form() {
    let fixed = fixed_texts();
    for dir in folders(&root().join("tests/workbooks"))
        .into_iter()
        .filter(|d| d.file_name().is_some_and(|n| n.to_string_lossy().starts_with("office-")))
    {
        assert!(assert_kept(&dir, OFFICE_DAY, &fixed) > 100, "{}", dir.display());
        assert_same_verdicts(&dir, OFFICE_DAY);
    }
}

#[test]
fn nobody_is_named_whatever_is_wrong_with_the_input() {
    let fixed = fixed_texts();
    let looked_for: usize =
        folders(&root().join("fixtures/input")).iter().map(|dir| assert_kept(dir, DAY, &fixed)).sum();
    assert!(looked_for > 200, "{looked_for}");
    folders(&root().join("fixtures/input")).iter().for_each(|dir| assert_same_verdicts(dir, DAY));
}

#[test]
fn nobody_is_named_whatever_a_rule_finds() {
    let fixed = fixed_texts();
    let cases = folders(&root().join("fixtures/rules")).into_iter().flat_map(|rule| folders(&rule));
    for case in cases {
        let secrets = secrets(&case, DAY, &fixed);
        for (what, lang) in [(Redact::Names, Lang::Ja), (Redact::All, Lang::En)] {
            assert_in_none(&secrets, &formats(&case, DAY, what, lang), &case);
        }
    }
}

/// The ids of a folder's tables, where they look like nothing else.
pub(crate) fn ids(dir: &Path) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        let mut reader = csv::Reader::from_path(&path).expect("a table");
        for record in reader.records() {
            ids.extend(record.expect("a row").iter().filter(|c| is_id(c)).map(str::to_owned));
        }
    }
    ids
}

/// Letters in capitals and digits behind them, unlike the name of a clause.
fn is_id(cell: &str) -> bool {
    let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    letters.len() < cell.len()
        && !letters.is_empty()
        && letters.bytes().all(|b| b.is_ascii_uppercase())
        && !cell.starts_with('A')
}

#[test]
fn ids_stay_with_names_and_go_with_all() {
    let office = root().join("fixtures/sample-office");
    for (dir, day) in [(office, OFFICE_DAY), (sample(7).keep(), DAY)] {
        let ids = ids(&dir);
        assert!(ids.len() > 50, "{ids:?}");
        let shown = |what: &str| -> BTreeSet<String> {
            let said = outputs(&dir, day, what).into_iter().map(|(_, said)| said);
            let words = |said: String| -> Vec<String> {
                said.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').map(str::to_owned).collect()
            };
            said.flat_map(words).filter(|w| ids.contains(w)).collect()
        };
        assert!(shown("names").len() > 10);
        assert_eq!(shown("all"), BTreeSet::new());
    }
}
