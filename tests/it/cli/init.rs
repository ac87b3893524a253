//! `init` as an office meets it: a folder ready to fill in, which the other commands then read without any mapping.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use mcs_audit::base::date::Day;
use mcs_audit::config::Config;
use mcs_audit::model::finding::Severity;
use mcs_audit::model::schema::{Kind, Part, Table, known, schema};
use mcs_audit::policy::needs::{self, Need};
use mcs_audit::policy::{Demand, Policy};
use serde_json::Value;

use crate::support::folder::{bytes, new_folder};
use crate::support::package::parts;
use crate::support::program::{self, Ran};

const FORMS: [&[&str]; 2] = [&[], &["--xlsx"]];

const WORKBOOK: &str = "MCS監査台帳.xlsx";

const SETTINGS: &str = "mcs-audit.toml";

fn program(arguments: &[&str], folder: &Path) -> Ran {
    Ran::once(program::program().env("LANG", "ja_JP.UTF-8").current_dir(folder).args(arguments))
}

fn init(folder: &Path, more: &[&str]) -> Ran {
    program(&[&["init"], more].concat(), folder)
}

fn utf8(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// The tables of which a register is written: all that offices keep or copy, but for the posts.
fn tables() -> impl Iterator<Item = &'static Table> {
    schema().tables.iter().filter(|t| !t.derived && t.name != "posts")
}

fn records(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = utf8(bytes).strip_prefix('\u{FEFF}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|r| r.expect("a record").iter().map(str::to_owned).collect()).collect()
}

/// Header and example row of every register in the form of CSV.
fn registers() -> Vec<(&'static Table, Vec<String>, Vec<String>)> {
    let dir = new_folder();
    assert_eq!(init(dir.path(), &[]).code, 0);
    let files = bytes(dir.path());
    let read = |table: &'static Table| {
        let rows = records(&files[&format!("{}.csv", table.label.ja)]);
        let [header, example] = <[Vec<String>; 2]>::try_from(rows).expect("a header and an example");
        (table, header, example)
    };
    tables().map(read).collect()
}

#[test]
fn csv_files_are_such_as_excel_opens() {
    let dir = new_folder();
    let ran = init(dir.path(), &[]);
    assert_eq!(ran.code, 0);
    let files = bytes(dir.path());
    let mut expected: BTreeSet<String> = tables().map(|t| format!("{}.csv", t.label.ja)).collect();
    expected.extend(["はじめに.txt", SETTINGS].map(str::to_owned));
    assert_eq!(files.keys().cloned().collect::<BTreeSet<_>>(), expected);
    assert!(expected.contains("スタッフ.csv") && expected.contains("誓約書.csv"));
    for (name, bytes) in &files {
        let text = utf8(bytes);
        assert_eq!(text.starts_with('\u{FEFF}'), name != SETTINGS, "{name}");
        assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "{name}");
    }
    let told: BTreeSet<String> = ran.out.lines().map(|l| l.trim_start_matches("./").to_owned()).collect();
    assert_eq!(told, expected);
    assert!(ran.err.contains("mcs-audit check を"), "{}", ran.err);
}

#[test]
fn headers_are_known_and_no_column_is_forgotten() {
    for (table, header, _) in registers() {
        let (comments, columns): (Vec<_>, Vec<_>) = header.iter().partition(|h| h.starts_with('_'));
        assert_eq!(comments, ["_備考"], "{}", table.name);
        let found: Vec<_> = columns.iter().map(|h| table.match_header(h).unwrap_or_else(|| panic!("{h}"))).collect();
        let distinct: BTreeSet<_> = found.iter().collect();
        assert_eq!(distinct.len(), found.len(), "{}: a column stands twice in {header:?}", table.name);
        for (id, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
            assert!(found.contains(&(id, Part::Main)), "{}.{}", table.name, column.name);
        }
    }
}

#[test]
fn examples_can_be_read_and_are_marked_as_examples() {
    for (table, header, example) in registers() {
        assert_eq!(example.last().map(String::as_str), Some("記入例"));
        assert!(schema().layout.sample.contains(&"記入例".to_owned()));
        for (header, cell) in header.iter().zip(&example).filter(|(h, _)| !h.starts_with('_')) {
            let (id, part) = table.match_header(header).expect("a column");
            let place = format!("{} {header}: {cell}", table.name);
            match table.def(id).kind {
                Kind::Code(codes) => assert!(codes.def().read(cell).is_some(), "{place}"),
                Kind::Date => assert!(Day::parse(cell).is_ok(), "{place}"),
                Kind::Row(to) if to == known().staff && part == Part::Main => assert_eq!(cell, "S001", "{place}"),
                Kind::Row(to) if to == known().staff && part == Part::Name => assert_eq!(cell, "見本 花子", "{place}"),
                _ => {}
            }
            let wanted = table.key.contains(&id) || table.required.contains(&id);
            assert!(!wanted || !cell.is_empty(), "{place}");
        }
    }
}

fn is_csv(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == "csv")
}

/// Makes rows of the examples: the mark is taken out.
fn fill_in(folder: &Path) {
    for (name, bytes) in bytes(folder).into_iter().filter(|(name, _)| is_csv(name)) {
        fs::write(folder.join(name), utf8(&bytes).replace("記入例", "")).expect("written");
    }
}

/// As [`fill_in`], in the workbook: the mark is a text that all its sheets share.
fn fill_in_workbook(folder: &Path) {
    let path = folder.join(WORKBOOK);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts(&fs::read(&path).expect("the workbook")) {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(part.replace("<t>記入例</t>", "<t></t>").as_bytes()).expect("written");
    }
    fs::write(path, writer.finish().expect("a zip archive").into_inner()).expect("written");
}

#[test]
fn what_is_filled_in_is_read_without_any_mapping() {
    for (form, fill_in) in FORMS.into_iter().zip([fill_in as fn(&Path), fill_in_workbook]) {
        let dir = new_folder();
        assert_eq!(init(dir.path(), form).code, 0);
        assert_eq!(rows_read(dir.path()), 0, "an example is no row");
        fill_in(dir.path());
        assert_eq!(rows_read(dir.path()), 1);
    }
}

/// Audits a folder of registers, all with the same number of rows, which is returned. Nothing may be wrong with them.
fn rows_read(folder: &Path) -> u64 {
    let ran = program(&["check", "--as-of", "2026-10-31", "--format", "json"], folder);
    assert!(matches!(ran.code, 0 | 1 | 3), "{}", ran.err);
    let report: Value = ran.json();
    let inputs = report["run"]["inputs"].as_array().expect("inputs");
    let read: BTreeSet<&str> = inputs.iter().map(|i| i["table"].as_str().expect("a table")).collect();
    assert_eq!(read, tables().map(|t| t.name).collect());
    let rows = inputs[0]["rows"].as_u64().expect("a number");
    assert!(inputs.iter().all(|i| i["rows"] == rows), "{inputs:?}");
    // the examples of all registers are one made-up office, in which everything refers to something
    let input = Policy::embedded("chuo").expect("a policy").expect("in order");
    let of_input: BTreeSet<&str> =
        input.rules.iter().filter(|r| matches!(r.demand, Demand::Input(_))).map(|r| r.id.as_str()).collect();
    assert!(of_input.contains("unreadable-value") && of_input.contains("unknown-reference"));
    let findings = report["findings"].as_array().expect("findings");
    let wrong: Vec<_> = findings.iter().filter(|f| of_input.contains(f["rule"].as_str().expect("a rule"))).collect();
    // the example of a waiver covers none of their findings
    let wrong: BTreeSet<&str> = wrong.iter().filter_map(|f| f["rule"].as_str()).collect();
    // the settings turn the rules about posts off, and nobody keeps the example of a correction for a finding either
    let mut expected = BTreeSet::from(["loosened-rule"]);
    if rows > 0 {
        expected.extend(["unused-waiver", "unused-correction"]);
    }
    assert_eq!(wrong, expected);
    // with every register filled in, nothing is left that an office would have to find out about
    let posts = rules_about_posts();
    for verdict in report["verdicts"].as_array().expect("verdicts") {
        let is_off = posts.contains(verdict["rule"].as_str().expect("a rule"));
        assert_eq!(verdict["verdict"] == "off", is_off, "{verdict}");
        assert!(rows == 0 || verdict["verdict"] != "not-assessed", "{verdict}");
    }
    rows
}

/// The rules that nobody can assess without posts.
fn rules_about_posts() -> BTreeSet<String> {
    let policy = Policy::embedded("chuo").expect("a policy").expect("in order");
    let posts = schema().table("posts").expect("a table");
    let needs_posts = |population| needs::needs(&policy, population).contains(&Need::Table(posts));
    let rules = policy.rules.iter().filter(|r| matches!(&r.demand, Demand::Of(population) if needs_posts(population)));
    rules.map(|r| r.id.clone()).collect()
}

#[test]
fn rules_that_need_posts_are_switched_off_with_a_reason() {
    let dir = new_folder();
    assert_eq!(init(dir.path(), &[]).code, 0);
    let settings: toml::Table = utf8(&bytes(dir.path())[SETTINGS]).parse().expect("TOML");
    assert_eq!(settings.keys().collect::<Vec<_>>(), ["rules"], "everything else is an example");
    let rules = settings["rules"].as_table().expect("rules");
    let off: BTreeSet<String> = rules.keys().cloned().collect();
    assert_eq!(off, rules_about_posts());
    assert_eq!(off.len(), 4);
    for rule in rules.values() {
        assert_eq!(rule.as_table().expect("a rule").keys().collect::<Vec<_>>(), ["off"]);
        assert!(rule["off"].as_str().expect("a reason").contains("MCS"));
    }
}

#[test]
fn examples_in_the_settings_hold_once_they_are_uncommented() {
    let dir = new_folder();
    assert_eq!(init(dir.path(), &[]).code, 0);
    let files = bytes(dir.path());
    let lines = utf8(&files[SETTINGS]).lines();
    let example = |line: &'_ str| line.strip_prefix('#').is_some_and(|l| !l.is_empty() && !l.starts_with(' '));
    let uncommented: Vec<&str> = lines.map(|line| if example(line) { &line[1..] } else { line }).collect();
    let uncommented = uncommented.join("\n");
    let keys: toml::Table = uncommented.parse().expect("TOML");
    let every = [
        "office",
        "lang",
        "policy",
        "own",
        "fail-on",
        "format",
        "out-dir",
        "group-by",
        "csv-encoding",
        "redact",
        "redact-key",
        "due",
        "escalate-after",
        "upcoming",
        "history",
        "tables",
        "rules",
    ];
    assert_eq!(keys.keys().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(every));
    let path = dir.path().join("uncommented.toml");
    fs::write(&path, uncommented).expect("written");
    let config = Config::read(&path).expect("settings that can be read");
    let tables: Vec<_> = config.tables.values().collect();
    assert!(tables.iter().any(|t| !t.files.is_empty() && !t.sheets.is_empty() && t.header_row.is_some()));
    assert!(tables.iter().any(|t| !t.columns.is_empty()) && tables.iter().any(|t| !t.values.is_empty()));
    assert!(tables.iter().any(|t| !t.defaults.is_empty()) && tables.iter().any(|t| t.exported_on.is_some()));
    let policy = Policy::embedded_with("chuo", &config.rules).expect("a policy").expect("settings that fit the rules");
    let plain = Policy::embedded("chuo").expect("a policy").expect("in order");
    let training = |policy: &Policy| policy.rules.iter().find(|r| r.id == "overdue-training").map(|r| r.severity);
    assert_eq!(training(&policy), Some(Severity::High));
    assert_ne!(training(&plain), training(&policy));
}

#[test]
fn the_settings_name_every_table() {
    let dir = new_folder();
    assert_eq!(init(dir.path(), &[]).code, 0);
    let files = bytes(dir.path());
    let settings = utf8(&files[SETTINGS]);
    for table in schema().tables.iter().filter(|t| !t.derived) {
        assert!(settings.contains(&format!("{} {}", table.name, table.label.ja)), "{}", table.name);
    }
}

#[test]
fn the_guide_tells_of_every_table_and_column() {
    let dir = new_folder();
    assert_eq!(init(dir.path(), &[]).code, 0);
    let files = bytes(dir.path());
    let guide = utf8(&files["はじめに.txt"]);
    assert_eq!(schema().match_table("はじめに"), None);
    for (table, header, _) in registers() {
        let part = guide.split('【').find(|p| p.starts_with(&format!("{}】", table.label.ja))).expect("a part");
        assert!(part.contains(table.about), "{}", table.name);
        for header in header.iter().filter(|h| !h.starts_with('_')) {
            assert!(part.contains(&format!("・{header}: ")), "{}: {header}", table.name);
        }
        for (_, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
            assert!(part.contains(column.about) && part.contains(column.example), "{}.{}", table.name, column.name);
        }
    }
}

#[test]
fn nothing_is_overwritten_and_nothing_is_written_beside() {
    for form in FORMS {
        let whole = new_folder();
        assert_eq!(init(whole.path(), form).code, 0);
        for name in bytes(whole.path()).into_keys() {
            let dir = new_folder();
            fs::write(dir.path().join(&name), "見本").expect("written");
            for (lang, told) in [("ja", "上書き"), ("en", "nothing is overwritten")] {
                let ran = init(dir.path(), &[form, &["--lang", lang]].concat());
                assert_eq!((ran.code, ran.out.as_str()), (2, ""));
                assert!(ran.err.contains(&name) && ran.err.contains(told), "{}", ran.err);
            }
            assert_eq!(bytes(dir.path()), BTreeMap::from([(name, "見本".as_bytes().to_vec())]));
        }
        // once more in the same folder
        let before = bytes(whole.path());
        assert_eq!(init(whole.path(), form).code, 2);
        assert_eq!(bytes(whole.path()), before);
    }
}

#[test]
fn a_folder_is_made_and_a_file_in_its_place_is_told() {
    let dir = new_folder();
    let ran = program(&["init", "新しい/台帳 2026", "--lang", "ja"], dir.path());
    assert_eq!(ran.code, 0);
    assert!(dir.path().join("新しい/台帳 2026/スタッフ.csv").is_file());
    assert!(ran.err.contains("mcs-audit check \"新しい/台帳 2026\""), "{}", ran.err);
    fs::write(dir.path().join("file"), "見本").expect("written");
    let ran = program(&["init", "file"], dir.path());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("file"), "{}", ran.err);
}

/// What stands between two marks, each time.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    text.split(from).skip(1).filter_map(|rest| rest.split_once(to).map(|(inside, _)| inside)).collect()
}

/// The texts of a row of a sheet, by column; empty where the cell is no text.
fn row<'t>(sheet: &str, number: u32, strings: &[&'t str]) -> Vec<&'t str> {
    let row = between(sheet, &format!("<row r=\"{number}\""), "</row>")[0];
    let cells = row.split("<c ").skip(1);
    cells
        .map(|cell| {
            let value = between(cell, "<v>", "</v>").first().and_then(|v| v.parse::<usize>().ok());
            if cell.contains("t=\"s\"") { value.map_or("", |v| strings[v]) } else { "" }
        })
        .collect()
}

#[test]
fn the_workbook_holds_a_guide_and_every_register() {
    let dir = new_folder();
    assert_eq!(init(dir.path(), &["--xlsx"]).code, 0);
    let mut files = bytes(dir.path());
    assert_eq!(files.keys().collect::<Vec<_>>(), [WORKBOOK, SETTINGS]);
    let parts = parts(&files.remove(WORKBOOK).expect("the workbook"));
    let strings: Vec<&str> = between(&parts["xl/sharedStrings.xml"], "<si>", "</si>")
        .into_iter()
        .map(|s| between(s, "<t", "</t>")[0].split_once('>').expect("a text").1)
        .collect();
    let names: Vec<&str> = between(&parts["xl/workbook.xml"], "<sheet name=\"", "\"");
    let mut expected = vec!["はじめに"];
    expected.extend(tables().map(|t| t.label.ja.as_str()));
    assert_eq!(names, expected);
    let guide = &parts["xl/worksheets/sheet1.xml"];
    for (place, (table, header, example)) in registers().into_iter().enumerate() {
        let sheet = &parts[&format!("xl/worksheets/sheet{}.xml", place + 2)];
        assert_eq!(row(sheet, 1, &strings), header, "{}", table.name);
        let written = row(sheet, 2, &strings);
        for ((header, cell), written) in header.iter().zip(&example).zip(written) {
            let kind = table.match_header(header).map(|(id, _)| table.def(id).kind);
            assert_eq!(written, if kind == Some(Kind::Date) { "" } else { cell }, "{} {header}", table.name);
        }
        assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref=\"A1:"), "{}", table.name);
        let lists = between(sheet, "type=\"list\"", "</dataValidation>");
        let coded: Vec<_> = header
            .iter()
            .filter_map(|h| match table.match_header(h).map(|(id, _)| table.def(id).kind) {
                Some(Kind::Code(codes)) => Some(codes.def()),
                _ => None,
            })
            .collect();
        assert_eq!(lists.len(), coded.len(), "{}", table.name);
        for (list, codes) in lists.iter().zip(coded) {
            let choices = between(list, "<formula1>", "</formula1>")[0].replace("&quot;", "\"");
            let choices: Vec<&str> = choices.trim_matches('"').split(',').collect();
            let read: Vec<Option<u8>> = choices.iter().map(|c| codes.read(c)).collect();
            assert_eq!(read, (1..=codes.words.len()).map(|c| u8::try_from(c).ok()).collect::<Vec<_>>(), "{choices:?}");
        }
        let dates = table.columns().filter(|(_, c)| c.derived.is_none() && c.kind == Kind::Date).count();
        assert_eq!(between(sheet, "type=\"date\"", "</dataValidation>").len(), dates, "{}", table.name);
        for (_, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
            assert!(sheet.contains(column.about), "{}.{}: no note", table.name, column.name);
            let told = strings.iter().position(|s| *s == column.about).expect("in the guide");
            assert!(guide.contains(&format!("<v>{told}</v>")), "{}.{}", table.name, column.name);
        }
    }
}

#[test]
fn dates_are_dates_and_ids_are_text() {
    let dir = new_folder();
    assert_eq!(init(dir.path(), &["--xlsx"]).code, 0);
    let parts = parts(&bytes(dir.path()).remove(WORKBOOK).expect("the workbook"));
    let styles = &parts["xl/styles.xml"];
    let attribute = |tag: &str, name: &str| {
        let tag = format!(" {tag}");
        between(&tag, &format!(" {name}=\""), "\"").first().map(|v| (*v).to_owned()).expect("an attribute")
    };
    let custom = between(styles, "<numFmt ", "/>");
    let custom: BTreeMap<String, String> =
        custom.iter().map(|f| (attribute(f, "numFmtId"), attribute(f, "formatCode"))).collect();
    // the built-in formats have numbers without a code
    let code = |id: String| match id.as_str() {
        "0" => "General".to_owned(),
        "49" => "@".to_owned(),
        _ => custom[&id].clone(),
    };
    let formats = between(between(styles, "<cellXfs", "</cellXfs>")[0], "<xf ", ">");
    let formats: Vec<String> = formats.iter().map(|xf| code(attribute(xf, "numFmtId"))).collect();
    for (place, (table, header, _)) in registers().into_iter().enumerate() {
        let sheet = &parts[&format!("xl/worksheets/sheet{}.xml", place + 2)];
        let mut of_column = vec![""; header.len()];
        for column in between(sheet, "<col ", "/>") {
            let number = |name: &str| attribute(column, name).parse::<usize>().expect("a number");
            for at in number("min")..=number("max") {
                of_column[at - 1] = formats[number("style")].as_str();
            }
        }
        for (header, format) in header.iter().zip(of_column) {
            let kind = table.match_header(header).map(|(id, _)| table.def(id).kind);
            let expected = match kind {
                Some(Kind::Date) => "yyyy-mm-dd",
                Some(Kind::Code(_)) => "General",
                _ => "@",
            };
            assert_eq!(format, expected, "{} {header}", table.name);
        }
    }
}
