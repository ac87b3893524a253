//! Settings that the program writes for what it found change nothing.

use std::path::Path;

use serde_json::Value;

use super::{DAY, Office, Rows, SAMPLE_DAY, SETTINGS, csv, part, word, workbook};
use crate::support::folder::text;
use crate::support::json::items;
use crate::support::program::run;

/// Audits a folder in all formats that say where something stands; without what is said of the settings.
fn reports(folder: &Path, day: &str, more: &[&str]) -> [String; 3] {
    let check = |format: &str| {
        let arguments = ["check", text(folder), "--as-of", day, "--lang", "ja", "--format", format];
        let ran = run(&[&arguments[..], more].concat());
        assert!(ran.code != 2, "{}", ran.err);
        ran.out
    };
    let mut json: Value = serde_json::from_str(&check("json")).expect("JSON");
    let run = json["run"].as_object_mut().expect("an object");
    assert!(run.remove("config").is_some());
    let text = check("text");
    let text: Vec<&str> = text.lines().filter(|line| !line.contains(".toml")).collect();
    [json.to_string(), check("csv"), text.join("\n")]
}

/// The settings that `inputs` writes change nothing.
fn assert_mapping_changes_nothing(office: &Office, day: &str) {
    let before = reports(office.0.path(), day, &[]);
    let ran = run(&["inputs", office.folder(), "--as-of", day, "--lang", "ja", "--write-config"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains(SETTINGS), "{}", ran.err);
    let after = reports(office.0.path(), day, &[]);
    assert_eq!(after, before, "{}", office.read(SETTINGS));
    // every table that was read is set
    let report: Value = serde_json::from_str(&before[0]).expect("JSON");
    let settings: toml::Table = office.read(SETTINGS).parse().expect("TOML");
    for input in items(&report["run"], "inputs") {
        assert!(settings["tables"][word(&input["table"])]["file"].as_str().is_some(), "{input}");
    }
}

#[test]
fn written_settings_change_nothing_for_the_sample_office() {
    assert_mapping_changes_nothing(&Office::copy("sample-office"), SAMPLE_DAY);
}

/// The text as CP932, with the line ends of Windows.
fn cp932(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!unmappable);
    bytes.split(|b| *b == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..])
}

#[test]
fn written_settings_change_nothing_for_messy_text_files() {
    let office = Office::copy("sample-office");
    // a title, a header over two rows, family and given name apart, an example, a total, a note; in CP932
    let mut roster = String::from(
        "職員名簿（令和8年10月30日現在）,,,,\n\n職員番号,氏名,,雇用,\n,姓,名,入職日,退職日\n例,見本,花子,R8.4.1,\n",
    );
    for row in office.rows("在籍名簿.csv").iter().skip(1) {
        let (family, given) = row[1].split_once('　').expect("two names");
        roster += &[row[0].as_str(), family, given, &row[2], &row[3]].join(",");
        roster += "\n";
    }
    roster += "合計,13名,,,\n※ 退職者も残すこと,,,,\n";
    office.remove("在籍名簿.csv").write("【最新】職員名簿_R8.10.csv", cp932(&roster));
    // tabs, a line break in a header, and a header twice of which nothing is known
    let mut devices = office.rows("端末台帳.csv");
    let lent = devices[0].iter().position(|header| header == "貸与日").expect("the column");
    devices[0][lent] = "貸与\n年月日".to_owned();
    devices.iter_mut().for_each(|row| row.extend(["メモ".to_owned(), "メモ".to_owned()]));
    devices[1..].iter_mut().for_each(|row| row[lent + 4] = "傷あり".to_owned());
    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer("\u{FEFF}".as_bytes().to_vec());
    devices.iter().for_each(|row| writer.write_record(row).expect("written"));
    office.remove("端末台帳.csv").write("端末台帳.tsv", writer.into_inner().expect("written"));
    assert_mapping_changes_nothing(&office, SAMPLE_DAY);
    let settings: toml::Table = office.read(SETTINGS).parse().expect("TOML");
    assert_eq!(settings["tables"]["roster"]["header-row"].as_integer(), Some(3));
}

/// The sample office as one workbook, a sheet for each table.
fn in_one_workbook() -> (Office, Vec<(String, Rows)>) {
    let source = Office::copy("sample-office");
    let sheets = source.files().into_keys().map(|name| (name.trim_end_matches(".csv").to_owned(), source.rows(&name)));
    (Office::empty(), sheets.collect())
}

#[test]
fn written_settings_change_nothing_for_a_workbook_of_sheets() {
    let (office, mut sheets) = in_one_workbook();
    // a title above one table
    let staff = sheets.iter_mut().find(|(name, _)| name == "staff").expect("the sheet");
    staff.1.splice(0..0, [vec!["スタッフ 2026年10月30日現在".to_owned()], vec![]]);
    let sheets: Vec<(&str, Rows)> = sheets.iter().map(|(name, rows)| (name.as_str(), rows.clone())).collect();
    workbook(&office.path("MCS台帳.xlsx"), &sheets);
    assert_mapping_changes_nothing(&office, SAMPLE_DAY);
    let settings: toml::Table = office.read(SETTINGS).parse().expect("TOML");
    let staff = &settings["tables"]["staff"];
    assert_eq!((staff["sheet"].as_str(), staff["header-row"].as_integer()), (Some("staff"), Some(3)));
}

#[test]
fn written_settings_change_nothing_for_a_register_of_two_years() {
    let (office, sheets) = in_one_workbook();
    for (name, rows) in &sheets {
        if name == "誓約書" {
            let mut later = part(rows, |at| at >= 6);
            // the later year has a title and lacks a column
            later.iter_mut().for_each(|row| {
                row.pop();
            });
            later.splice(0..0, [vec!["令和8年度".to_owned()], vec![]]);
            workbook(&office.path("誓約書台帳.xlsx"), &[("R7", part(rows, |at| at < 6)), ("R8", later)]);
        } else {
            office.write(&format!("{name}.csv"), csv(rows));
        }
    }
    // sheets of one workbook with the same columns are parts of one table
    let before = reports(office.0.path(), SAMPLE_DAY, &[]);
    let written = office.path("found.toml");
    let ran = run(&["inputs", office.folder(), "--as-of", SAMPLE_DAY, "--write-config", text(&written)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let after = reports(office.0.path(), SAMPLE_DAY, &["--config", text(&written)]);
    assert_eq!(after, before, "{}", office.read("found.toml"));
}

#[test]
fn settings_are_not_overwritten() {
    let office = Office::well_kept();
    office.settings("office = \"見本\"\n");
    let beside = office.path("ほか.toml");
    office.write("ほか.toml", "# 見本\n");
    let before = office.files();
    for more in [&[][..], &[text(&office.path(SETTINGS))], &[text(&beside)]] {
        for (lang, told) in [("ja", "上書きはしない"), ("en", "is not overwritten")] {
            let arguments = ["inputs", office.folder(), "--as-of", DAY, "--lang", lang, "--write-config"];
            let ran = run(&[&arguments[..], more].concat());
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{more:?}");
            assert!(ran.err.contains(told) && ran.err.contains(".toml"), "{}", ran.err);
        }
        assert_eq!(office.files(), before);
    }
    // nor is anything written where the tables cannot be read
    office.remove(SETTINGS).write("groups.csv", "見出し\n");
    let before = office.files();
    let ran = run(&["inputs", office.folder(), "--write-config"]);
    assert_eq!(ran.code, 2);
    assert_eq!(office.files(), before);
}
