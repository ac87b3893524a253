//! Redaction: no output of a redacted audit holds a name, an e-mail address or free text of its input, whatever the
//! form of the input; and the pseudonyms are the same for the same key, and one for each person.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use clap::ValueEnum as _;
use mcs_audit::base::date::Day;
use mcs_audit::base::fold;
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::engine::redact::Redaction;
use mcs_audit::model::options::Redact;
use mcs_audit::model::options::{Format, GroupBy, Layout};
use mcs_audit::model::schema::{Kind, schema};
use mcs_audit::policy::Policy;
use mcs_audit::policy::needs;
use mcs_audit::{engine, load};
use serde_json::Value;
use tempfile::TempDir;

/// The day of most fixtures.
const DAY: &str = "2026-09-30";
/// The day of the fixture `sample-office`.
const OFFICE_DAY: &str = "2026-10-31";
const KEY: &str = "0123456789abcdefghijklmnopqrstuv";
const OTHER_KEY: &str = "vutsrqponmlkjihgfedcba9876543210";

static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::embedded("chuo").expect("it is in the program").expect("it is whole"));

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcs-audit"));
    ["LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS"].iter().for_each(|name| {
        command.env_remove(name);
    });
    let output = command.args(arguments).output().expect("it starts");
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

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
    let dir = self::folder();
    json(folder, day, &[&["--redact", what, "--redact-key", &key_file(&dir, key)], more].concat())
}

fn word<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("{member} is no string in {value}"))
}

fn findings(report: &Value) -> &Vec<Value> {
    report["findings"].as_array().expect("findings")
}

// ---------------------------------------------------------------- what must not be told

/// All that the program itself says, of itself and of any input.
fn fixed_texts() -> String {
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

/// A text, as it stands, folded, and the parts of a name in it.
fn forms_of(cell: &str) -> Vec<String> {
    let cell = cell.trim();
    let mut forms = vec![cell.to_owned(), cell.split_whitespace().collect(), fold::name(cell)];
    if !cell.is_ascii() {
        forms.extend(cell.split([' ', '　', '・', ';', '、', '様']).map(str::to_owned));
    }
    if let Some((local, _)) = cell.split_once('@') {
        forms.push(local.to_owned());
    }
    let is_one = |form: &str| form.is_ascii() && !form.contains('@') && form.contains(|c: char| c.is_ascii_digit());
    let is_id = |form: &str| form.split(['、', ';', '；', '，', '／']).all(is_one);
    let is_edition = |form: &str| fold::edition(form).bytes().all(|b| b.is_ascii_digit() || b == b'.');
    forms.retain(|form| {
        !is_edition(form) && form.chars().count() > 1 && form.chars().any(char::is_alphabetic) && !is_id(form)
    });
    forms
}

/// Whether a cell is a day, a word of a code list or a number: nothing that tells of anybody.
fn is_plain(cell: &str) -> bool {
    let mut columns = schema().tables.iter().flat_map(|t| &t.columns);
    let mut is_code = || columns.any(|c| matches!(c.kind, Kind::Code(codes) if codes.def().read(cell).is_some()));
    Day::parse(cell).is_ok() || is_code() || cell.is_ascii() && !cell.contains('@') && !cell.contains(' ')
}

/// What the input holds that nobody may read: every cell of its CSV files that is no day, no code and no id, and all
/// the text that the tables keep, of whatever kind the files are.
fn secrets(dir: &Path, day: &str, fixed: &str) -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if path.extension().is_some_and(|e| e == "csv") && !path.ends_with("expected.csv") {
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
            for record in reader.records().filter_map(Result::ok) {
                record.iter().filter(|cell| !is_plain(cell)).for_each(|cell| secrets.extend(forms_of(cell)));
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
fn outputs(dir: &Path, day: &str, what: &str) -> Vec<(String, String)> {
    let (out, keys) = (folder(), folder());
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

fn folders(under: &str) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root().join(under)).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    folders.retain(|f| f.is_dir());
    folders.sort();
    folders
}

/// The tables of a folder as an outsider sees them: without any id, people and patients and groups by name.
fn without_ids(from: &Path) -> TempDir {
    let dir = folder();
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

fn sample(seed: u64) -> TempDir {
    let dir = folder();
    let ran = run(&["sample", text(dir.path()), "--as-of", DAY, "--seed", &seed.to_string()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    dir
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
    for dir in folders("tests/workbooks")
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
    let looked_for: usize = folders("fixtures/input").iter().map(|dir| assert_kept(dir, DAY, &fixed)).sum();
    assert!(looked_for > 200, "{looked_for}");
    folders("fixtures/input").iter().for_each(|dir| assert_same_verdicts(dir, DAY));
}

#[test]
fn nobody_is_named_whatever_a_rule_finds() {
    let fixed = fixed_texts();
    let cases = folders("fixtures/rules").into_iter().flat_map(|rule| folders(text(&rule)));
    for case in cases {
        let secrets = secrets(&case, DAY, &fixed);
        for (what, lang) in [(Redact::Names, Lang::Ja), (Redact::All, Lang::En)] {
            assert_in_none(&secrets, &formats(&case, DAY, what, lang), &case);
        }
    }
}

/// The ids of a folder's tables, where they look like nothing else.
fn ids(dir: &Path) -> BTreeSet<String> {
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

// ---------------------------------------------------------------- the pseudonyms

/// Each person, group, patient and office that a report names: table and key, and what it is called.
fn called(report: &Value) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut called: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for finding in findings(report) {
        let concerns = finding["concerns"].as_object().expect("concerns").iter();
        let concerns = concerns.filter(|(_, named)| !named.is_null()).map(|(of, named)| (of.as_str(), named));
        let assignees = finding["assignees"].as_array().expect("assignees").iter().map(|named| ("person", named));
        for (of, named) in concerns.chain(assignees) {
            let key = (of.to_owned(), word(named, "key").to_owned());
            called.entry(key).or_default().insert(word(named, "label").to_owned());
        }
    }
    called
}

#[test]
fn whoever_is_named_has_one_pseudonym_that_takes_the_place_of_the_name() {
    let office = root().join("fixtures/sample-office");
    let secrets = secrets(&office, OFFICE_DAY, &fixed_texts());
    for (lang, words) in
        [("ja", ["事業所-", "グループ-", "患者-", "職員-"]), ("en", ["office-", "group-", "patient-", "staff-"])]
    {
        let plain = json(&office, OFFICE_DAY, &["--lang", lang]);
        let hidden = redacted(&office, OFFICE_DAY, "names", KEY, &["--lang", lang]);
        assert_eq!((&plain["run"]["redacted"], &hidden["run"]["redacted"]), (&Value::Null, &Value::from("names")));
        let (names, pseudonyms) = (called(&plain), called(&hidden));
        assert!(names.len() > 20);
        let (names, named_only): (BTreeMap<_, _>, BTreeMap<_, _>) =
            names.into_iter().partition(|((_, key), _)| key.is_ascii());
        let ids: Vec<_> = pseudonyms.keys().filter(|key| names.contains_key(key)).collect();
        assert_eq!(names.keys().collect::<Vec<_>>(), ids, "ids stay");
        assert_eq!(pseudonyms.len(), names.len() + named_only.len());
        let mut instead: Vec<(String, String)> = Vec::new();
        for (key, pseudonym) in &pseudonyms {
            let [pseudonym] = pseudonym.iter().collect::<Vec<_>>()[..] else { panic!("{key:?}: {pseudonym:?}") };
            let of = ["office", "group", "patient", "person"].iter().position(|of| *of == key.0).expect("known");
            assert!(pseudonym.starts_with(words[of]), "{key:?}: {pseudonym}");
            instead.extend(names.get(key).into_iter().flatten().map(|name| (name.clone(), pseudonym.clone())));
        }
        let distinct: BTreeSet<&String> = pseudonyms.values().flatten().collect();
        assert_eq!(distinct.len(), pseudonyms.len(), "nobody shares one");
        // the longest first: a title holds the name of a patient
        instead.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
        let mut compared = 0;
        let hidden: BTreeMap<&str, &Value> = findings(&hidden).iter().map(|f| (word(f, "id"), f)).collect();
        for plain in findings(&plain) {
            let Some(hidden) = hidden.get(word(plain, "id")) else { continue };
            // whose the device is stands in words that are nobody's name
            if word(plain, "rule") == "unheld-device" {
                continue;
            }
            let replaced =
                instead.iter().fold(word(plain, "message").to_owned(), |text, (name, by)| text.replace(name, by));
            // someone whom the finding does not concern, and of whom it tells nevertheless
            if secrets.iter().any(|secret| replaced.contains(secret.as_str())) {
                continue;
            }
            assert_eq!(replaced, word(hidden, "message"));
            compared += 1;
        }
        assert!(compared > 25, "{compared}");
    }
}

#[test]
fn the_same_key_gives_the_same_pseudonyms_and_another_others() {
    let office = root().join("fixtures/sample-office");
    let labels = |key: &str, what: &str, lang: &str| -> BTreeSet<String> {
        let report = redacted(&office, OFFICE_DAY, what, key, &["--lang", lang]);
        called(&report).into_values().flatten().collect()
    };
    let letters = |labels: BTreeSet<String>| -> BTreeSet<String> {
        labels.iter().filter_map(|label| label.split_once('-')).map(|(_, letters)| letters.to_owned()).collect()
    };
    let first = labels(KEY, "names", "ja");
    assert!(first.len() > 20);
    assert_eq!(first, labels(KEY, "names", "ja"));
    assert_eq!(first, labels(KEY, "all", "ja"), "whatever else goes");
    assert_eq!(letters(first.clone()), letters(labels(KEY, "names", "en")), "in any language");
    assert_eq!(first.intersection(&labels(OTHER_KEY, "names", "ja")).count(), 0);
}

#[test]
fn findings_keep_their_identity_where_their_key_may_be_read_and_in_every_language() {
    let office = root().join("fixtures/sample-office");
    let ids =
        |report: &Value| -> BTreeSet<String> { findings(report).iter().map(|f| word(f, "id").to_owned()).collect() };
    let report = json(&office, OFFICE_DAY, &[]);
    let plain = ids(&report);
    let names = ids(&redacted(&office, OFFICE_DAY, "names", KEY, &[]));
    let kept = |f: &&Value| {
        let key = word(&f["subject"], "key");
        key.is_ascii() && !key.contains('~')
    };
    let (kept, gone): (Vec<&Value>, Vec<&Value>) = findings(&report).iter().partition(kept);
    assert!(kept.len() > 25 && !gone.is_empty());
    assert!(kept.iter().all(|f| names.contains(word(f, "id"))), "the key is the same");
    assert!(gone.iter().all(|f| !names.contains(word(f, "id"))), "the key told a name");
    let all = ids(&redacted(&office, OFFICE_DAY, "all", KEY, &[]));
    assert_eq!(all.len(), plain.len());
    assert_eq!(all.intersection(&plain).count(), 0, "no guess of a key can be confirmed");
    assert_eq!(all, ids(&redacted(&office, OFFICE_DAY, "all", KEY, &["--lang", "en"])));
    let nameless = without_ids(&office);
    let plain = ids(&json(nameless.path(), OFFICE_DAY, &[]));
    let hidden = ids(&redacted(nameless.path(), OFFICE_DAY, "names", KEY, &[]));
    let shared: Vec<_> = plain.intersection(&hidden).collect();
    // of devices, incidents and posts, which keep their ids here
    assert!(shared.len() < plain.len() / 3, "{shared:?}");
}

#[test]
fn a_person_named_by_id_by_e_mail_by_name_and_in_other_characters_is_one() {
    let dir = folder();
    let write = |file: &str, text: &str| fs::write(dir.path().join(file), text).expect("written");
    write("offices.csv", "office_id,name,applied_on\nO1,見本ステーション,2024-01-05\n");
    write(
        "staff.csv",
        "staff_id,office_id,name,email,role,status,registered_on,last_login_on\n\
         S01,O1,見本 髙子,takako@example.jp,user,active,2024-04-01,2026-09-20\n",
    );
    write("roster.csv", "staff,left_on\nS01,2026-08-31\n");
    write("devices.csv", "device_id,office_id,使用者名,status,lent_on\nD01,O1,見本　高子様,in-use,2024-05-13\n");
    write(
        "groups.csv",
        "group_id,name,kind,leader_id,patient_id,status,created_on\nG01,架空 正雄様,patient,takako@example.jp,P01,active,2026-05-10\n",
    );
    write("patients.csv", "patient_id,name,status\nP01,架空 正雄,active\n");
    write("memberships.csv", "group_id,staff_id,status,invited_on\nG01,見本高子さん,invited,2026-01-10\n");
    let report = redacted(dir.path(), DAY, "names", KEY, &[]);
    let message = |rule: &str| -> &str {
        let finding = findings(&report).iter().find(|f| f["rule"] == rule);
        word(finding.unwrap_or_else(|| panic!("{rule} finds something: {report:#}")), "message")
    };
    let pseudonym = |text: &str| -> String {
        let start = text.find("職員-").unwrap_or_else(|| panic!("a pseudonym in {text}"));
        text[start..].chars().take("職員-bcdfgh-jkmnpq".chars().count()).collect()
    };
    let one = pseudonym(message("departed-account"));
    for rule in ["unreturned-device", "ineligible-leader", "stale-invitation"] {
        assert_eq!(pseudonym(message(rule)), one, "{rule}");
    }
}

#[test]
fn files_sheets_and_headers_that_hold_a_name_are_replaced_and_others_are_not() {
    let dir = folder();
    let office = root().join("fixtures/sample-office");
    for entry in fs::read_dir(&office).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, dir.path().join(path.file_name().expect("a name"))).expect("copied");
    }
    // a table whose file, and a header in it, names somebody; a file that is no table; a column that is not used
    fs::remove_file(dir.path().join("reviews.csv")).expect("removed");
    fs::write(dir.path().join("見本一郎の精査.csv"), "グループID,一郎の精査日,ハルさんの件\nG01,いつか,x\n")
        .expect("written");
    fs::write(dir.path().join("架空　花子_控え.csv"), "a,b\n1,2\n").expect("written");
    fs::write(dir.path().join("メモ.csv"), "a,b\n1,2\n").expect("written");
    let settings = "office = \"見本訪問看護ステーション\"\n[tables.reviews]\nfile = \"見本一郎の精査.csv\"\ncolumns.reviewed_on = \"一郎の精査日\"\n\
                    [rules.missing-photo]\noff = \"想定 悟の写真がないため\"\n";
    fs::write(dir.path().join("mcs-audit.toml"), settings).expect("written");
    let fixed = fixed_texts();
    let mut known = secrets(&office, OFFICE_DAY, &fixed);
    known.extend(
        ["一郎の精査日", "ハルさん", "想定 悟の写真がないため", "見本一郎の精査", "架空　花子_控え"].map(str::to_owned),
    );
    for (output, said) in outputs(dir.path(), OFFICE_DAY, "names") {
        for secret in &known {
            assert!(!said.contains(secret.as_str()), "{secret} in {output}: {said}");
        }
        for kept in ["staff.csv", "端末台帳.csv", "mcs-audit.toml"] {
            assert!(!output.contains("json") || said.contains(kept), "{kept} in {output}");
        }
        if output.starts_with("standard error") {
            assert!(said.contains("メモ.csv"), "{said}");
            assert_eq!(said.lines().count(), 3, "two files and a column: {said}");
        }
    }
    let report = redacted(dir.path(), OFFICE_DAY, "names", KEY, &[]);
    let is_of_reviews = |f: &&Value| f["rule"] == "unreadable-value" && f["subject"]["table"] == "reviews";
    let unreadable = findings(&report).iter().find(is_of_reviews).expect("いつか is no day");
    let evidence = &unreadable["evidence"][0];
    let file = word(evidence, "file").strip_prefix("ファイル-").and_then(|file| file.strip_suffix(".csv"));
    assert!(file.is_some_and(|letters| letters.len() == 13), "{evidence}");
    assert!(word(evidence, "column").starts_with("見出し-"), "{evidence}");
    assert_eq!(evidence["line"], 2);
    assert!(word(&report["run"], "office").starts_with("事業所-"), "{}", report["run"]);
    let off = report["verdicts"].as_array().expect("verdicts").iter().find(|v| v["rule"] == "missing-photo");
    assert!(word(off.expect("the rule"), "reason").starts_with("文-"), "{off:?}");
}

#[test]
fn a_redacted_report_stays_so_when_it_is_written_again() {
    let (dir, keys) = (folder(), folder());
    let key = key_file(&keys, KEY);
    let stored = dir.path().join("r.json");
    let to = format!("json={}", text(&stored));
    let office = root().join("fixtures/sample-office");
    let ran = run(&[
        "check",
        text(&office),
        "--as-of",
        OFFICE_DAY,
        "--redact",
        "all",
        "--redact-key",
        &key,
        "--format",
        &to,
        "--format",
        "text",
    ]);
    let again = run(&["report", text(&stored)]);
    assert_eq!((ran.out.as_str(), again.code), (again.out.as_str(), 0));
}

// ---------------------------------------------------------------- the key

fn office() -> TempDir {
    let dir = folder();
    for entry in fs::read_dir(root().join("fixtures/sample-office")).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, dir.path().join(path.file_name().expect("a name"))).expect("copied");
    }
    dir
}

fn check(dir: &TempDir, more: &[&str]) -> Ran {
    run(&[&["check", text(dir.path()), "--as-of", OFFICE_DAY], more].concat())
}

#[test]
fn a_key_is_made_once_for_its_owner_and_then_used() {
    for (lang, told) in [("ja", "仮名のかぎを "), ("en", "made a key for the pseudonyms in ")] {
        let dir = office();
        let first = check(&dir, &["--redact", "names", "--lang", lang]);
        let file = dir.path().join("mcs-audit.key");
        let key = fs::read_to_string(&file).expect("a key");
        assert_eq!(key.trim_end().len(), 64, "32 bytes in hexadecimal");
        assert!(first.err.starts_with(told) && first.err.contains("mcs-audit.key"), "{}", first.err);
        assert!(!first.out.contains(key.trim_end()) && !first.err.contains(key.trim_end()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&file).expect("a key").permissions().mode() & 0o777, 0o600);
        }
        let again = check(&dir, &["--redact", "names", "--lang", lang]);
        assert_eq!((again.out.as_str(), again.err.as_str()), (first.out.as_str(), ""));
        assert_eq!(fs::read_to_string(&file).expect("a key"), key);
        let other = office();
        assert_ne!(check(&other, &["--redact", "names", "--lang", lang]).out, first.out);
        assert_ne!(fs::read_to_string(other.path().join("mcs-audit.key")).expect("a key"), key);
    }
}

#[test]
fn a_key_that_keeps_no_secret_is_refused() {
    let dir = office();
    let file = dir.path().join("our.key");
    for key in ["", "\n", "short", "0123456789abcde", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1212121212121212121212"] {
        fs::write(&file, key).expect("written");
        for (lang, said) in [
            ("ja", format!("エラー: 仮名のかぎファイル {} の中身が短すぎるか、単純すぎます", text(&file))),
            ("en", format!("error: the key in {} is too short or too plain", text(&file))),
        ] {
            let ran = check(&dir, &["--redact", "all", "--redact-key", text(&file), "--lang", lang]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{key}");
            assert!(ran.err.starts_with(&said), "{}", ran.err);
        }
    }
    fs::remove_file(&file).expect("removed");
    for (lang, said) in [("ja", "がありません。"), ("en", "error: there is no key file ")] {
        let ran = check(&dir, &["--redact", "all", "--redact-key", text(&file), "--lang", lang]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(said) && ran.err.contains("our.key"), "{}", ran.err);
        assert!(!file.exists(), "a key that is named is not made");
    }
    for (key, good) in [(&b"0123456789abcdef"[..], true), (b"0123456789abcde", false), (b"0101010101010101", false)] {
        assert_eq!(Redaction::new(Redact::All, key).is_some(), good);
    }
    let redaction = Redaction::new(Redact::Names, KEY.as_bytes()).expect("a key");
    assert!(!format!("{redaction:?}").contains("01"), "{redaction:?}");
}

#[test]
fn a_key_without_redaction_is_refused() {
    let (dir, keys) = (office(), folder());
    let key = key_file(&keys, KEY);
    for (lang, said) in [
        (
            "ja",
            "エラー: --redact-key だけでは仮名に置き換えません。--redact names か --redact all も付けてください。\n",
        ),
        ("en", "error: --redact-key alone redacts nothing; add --redact names or --redact all\n"),
    ] {
        let ran = check(&dir, &["--redact-key", &key, "--lang", lang]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (2, "", said));
    }
}

#[test]
fn the_settings_redact_too() {
    let dir = office();
    fs::create_dir(dir.path().join("keys")).expect("a folder");
    fs::write(dir.path().join("keys/our.key"), KEY).expect("written");
    fs::write(dir.path().join("mcs-audit.toml"), "redact = \"names\"\nredact-key = \"keys/our.key\"\n")
        .expect("written");
    let keys = folder();
    let key = key_file(&keys, KEY);
    let by_settings: Value = serde_json::from_str(&check(&dir, &["--format", "json"]).out).expect("JSON");
    let asked = redacted(&root().join("fixtures/sample-office"), OFFICE_DAY, "names", KEY, &[]);
    assert_eq!(by_settings["findings"], asked["findings"]);
    let more: Value = serde_json::from_str(&check(&dir, &["--format", "json", "--redact", "all"]).out).expect("JSON");
    assert_eq!(more["run"]["redacted"], "all", "the command line goes before");
    fs::write(dir.path().join("mcs-audit.toml"), "redact = \"names\"\n").expect("written");
    let named: Value =
        serde_json::from_str(&check(&dir, &["--format", "json", "--redact-key", &key]).out).expect("JSON");
    assert_eq!(named["findings"], asked["findings"]);
    assert!(!dir.path().join("mcs-audit.key").exists());
}

#[test]
fn waivers_hold_whoever_is_named_in_them() {
    let dir = folder();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("written");
    write("staff.csv", "staff_id,name,office_id,status,photo\nS1,仮名 さくら,O1,active,no\nS2,例示 健,O1,active,no\n");
    write(
        "waivers.csv",
        "rule,key,reason,requested_by,approved_by,approved_on,expires_on\n\
         missing-photo,S1,育児休業の間,見本 一郎,架空 花子,2026-09-01,2027-03-31\n\
         missing-photo,S9,標本 次郎の希望,見本 一郎,架空 花子,2026-09-01,2027-03-31\n\
         missing-photo,S2,標本 次郎の希望,見本 一郎,見本 一郎,2026-09-01,2027-03-31\n",
    );
    for what in ["names", "all"] {
        let outputs = outputs(dir.path(), "2026-09-30", what);
        assert_eq!(outputs.len(), Format::value_variants().len() + 1);
        for (output, said) in &outputs {
            for secret in ["育児休業", "一郎", "花子", "次郎", "さくら"] {
                assert!(!said.contains(secret), "{what}: {secret} in {output}");
            }
        }
        let json = outputs.iter().find(|(name, _)| name.contains("/json.")).expect("json");
        let report: Value = serde_json::from_str(&json.1).expect("JSON");
        let count = |rule: &str, member: &str| {
            let verdicts = report["verdicts"].as_array().expect("verdicts");
            verdicts.iter().find(|v| v["rule"] == rule).expect("a verdict")[member].as_u64().expect("a number")
        };
        assert_eq!((count("missing-photo", "findings"), count("missing-photo", "waived")), (2, 1), "{what}");
        assert_eq!((count("unused-waiver", "findings"), count("improper-waiver", "findings")), (1, 1), "{what}");
    }
}
