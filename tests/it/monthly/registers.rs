//! What an office answers for goes where the office keeps it: to the end of a register in CSV or TOML; for a workbook, and for JSON,
//! the row is told, ready to be pasted, and no file changes.

use std::fs;
use std::path::Path;

use rust_xlsxwriter::Workbook;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::{bytes, copy, copy_of, fixture, new_folder, root, text};
use crate::support::json::items;
use crate::support::program::{Ran, run};

const DAY: &str = "2026-10-31";

/// A sheet of a workbook: its name, the place of its first cell, and its rows.
type Sheet<'a> = (&'a str, (u32, u16), &'a [&'a [&'a str]]);

fn workbook(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, (top, left), rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        for (line, row) in (*top..).zip(*rows) {
            for (column, cell) in (*left..).zip(*row) {
                sheet.write_string(line, column, *cell).expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// The sample office, in which the photo of S06 is missing, and these files beside its tables.
fn office(more: &[(&str, &[u8])]) -> TempDir {
    let dir = copy_of("sample-office");
    more.iter().for_each(|(name, bytes)| fs::write(dir.path().join(name), bytes).expect("written"));
    dir
}

fn waive(dir: &Path, lang: &str, reason: &str, by: &str) -> Ran {
    let who = ["--requested-by", "見本 一郎", "--approved-by", by, "--until", "2027-03-31"];
    let what = ["waive", "missing-photo:S06", text(dir), "--as-of", DAY, "--lang", lang, "--reason", reason];
    run(&[&what[..], &who[..]].concat())
}

/// Whether the photo of S06 is waived, and why.
fn reason(dir: &Path) -> Option<String> {
    let ran = run(&["check", text(dir), "--as-of", DAY, "--only", "missing-photo", "--format", "json"]);
    let report = ran.json();
    let photo = items(&report, "findings").iter().find(|f| f["rule"] == "missing-photo").expect("a finding");
    (photo["status"] == "waived").then(|| photo["waived"]["reason"].as_str().expect("a reason").to_owned())
}

/// The lines of cells that are told: the headers, and the row below them.
fn pasted(ran: &Ran) -> (Vec<&str>, Vec<&str>) {
    let mut lines = ran.out.lines().filter(|line| line.contains('\t')).map(|line| line.split('\t').collect());
    (lines.next().expect("headers"), lines.next().expect("a row"))
}

#[test]
fn for_a_workbook_a_row_is_told_that_counts_once_it_is_pasted() {
    let headers = ["期限", "メモ", "承認した人", "対象キー", "規則", "例外の理由", "申請者", "承認日"];
    for (name, (top, left)) in [("例外承認", (0, 0)), ("例外台帳", (2, 1))] {
        let book = workbook(&[("はじめに", (0, 0), &[&["この表の使い方"]]), (name, (top, left), &[&headers])]);
        let dir = office(&[("台帳.xlsx", &book)]);
        let before = bytes(dir.path());
        for (lang, said) in
            [("ja", ["ファイルは変えていません", "貼り付ける"]), ("en", ["no file was changed", "paste"])]
        {
            let ran = waive(dir.path(), lang, "産休中\nです", "架空 花子");
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
            assert_eq!(bytes(dir.path()), before, "nothing has changed");
            let place = format!("台帳.xlsx › {name}");
            let column = if left == 0 { "A" } else { "B" };
            for word in said.into_iter().chain([place.as_str(), column]) {
                assert!(ran.out.contains(word), "{word}: {}", ran.out);
            }
            let (told, row) = pasted(&ran);
            assert_eq!(told, headers);
            let expected =
                ["2027-03-31", "", "架空 花子", "S06", "missing-photo", "産休中 です", "見本 一郎", "2026-10-31"];
            assert_eq!(row, expected);
            // whoever pastes it has what was asked for
            let pasted = workbook(&[(name, (top, left), &[&told, &row])]);
            fs::write(dir.path().join("台帳.xlsx"), pasted).expect("written");
            assert_eq!(reason(dir.path()).as_deref(), Some("産休中 です"));
            fs::write(dir.path().join("台帳.xlsx"), &book).expect("written");
        }
    }
}

#[test]
fn a_cell_that_is_pasted_is_no_formula() {
    let book =
        workbook(&[("例外承認", (0, 0), &[&["規則", "対象キー", "理由", "申請者", "承認者", "承認日", "期限"]])]);
    let dir = office(&[("台帳.xlsx", &book)]);
    for (reason, cell) in [
        ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+81", "'+81"),
        ("\t=1+1", "'=1+1"),
        ("5-1", "=\"5-1\""),
    ] {
        let ran = waive(dir.path(), "ja", reason, "架空 花子");
        assert_eq!((ran.code, pasted(&ran).1[2]), (0, cell), "{}", ran.out);
    }
}

#[test]
fn a_row_that_would_not_count_is_not_told() {
    let book =
        workbook(&[("例外承認", (0, 0), &[&["規則", "対象キー", "理由", "申請者", "承認者", "承認日", "期限"]])]);
    let dir = office(&[("台帳.xlsx", &book)]);
    let ran = waive(dir.path(), "en", "産休中", "見本　一郎");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("the same person approved it"), "{}", ran.err);
}

#[test]
fn what_has_no_column_in_a_workbook_is_told() {
    let book =
        workbook(&[("例外承認", (0, 0), &[&["規則", "対象キー", "理由", "申請者", "承認者", "承認日", "メモ"]])]);
    let dir = office(&[("台帳.xlsx", &book)]);
    for (lang, told) in [("ja", "期限 2027-03-31"), ("en", "expires on 2027-03-31")] {
        let ran = waive(dir.path(), lang, "産休中", "架空 花子");
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.lines().any(|line| line.ends_with(told)), "{}", ran.out);
        assert_eq!(pasted(&ran).1.last(), Some(&""));
    }
}

#[test]
fn a_correction_is_told_for_the_sheet_of_init() {
    let registers = new_folder();
    assert_eq!(run(&["init", text(registers.path())]).code, 0);
    let of_init = fs::read_to_string(registers.path().join("是正記録.csv")).expect("written");
    let headers: Vec<&str> =
        of_init.lines().next().expect("headers").trim_start_matches('\u{feff}').split(',').collect();
    let dir = new_folder();
    copy(&fixture("rules/late-removal/pass-corrected"), dir.path());
    fs::remove_file(dir.path().join("corrections.csv")).expect("removed");
    let book = workbook(&[("是正記録", (0, 0), &[&headers])]);
    fs::write(dir.path().join("記録.xlsx"), &book).expect("written");
    let before = bytes(dir.path());
    let who = ["--what", "手順を決めた", "--by", "見本 一郎", "--approved-by", "例示 健"];
    let ran =
        run(&[&["correct", "late-removal:G1/S1", text(dir.path()), "--as-of", "2026-09-30", "--lang", "ja"], &who[..]]
            .concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("記録.xlsx › 是正記録"), "{}", ran.out);
    let (told, row) = pasted(&ran);
    assert_eq!(told, headers);
    assert_eq!(row, ["late-removal", "G1/S1", "手順を決めた", "見本 一郎", "例示 健", "2026-09-30", ""]);
    assert_eq!(bytes(dir.path()), before);
}

#[test]
fn an_answer_is_told_for_the_workbooks_that_spreadsheets_write() {
    for (folder, extension) in [
        ("office-openpyxl", "xlsx"),
        ("office-calc-xlsx", "xlsx"),
        ("office-calc-xls", "xls"),
        ("office-calc-ods", "ods"),
    ] {
        let dir = new_folder();
        copy(&root().join("tests/workbooks").join(folder), dir.path());
        let before = bytes(dir.path());
        let answer = ["--clause", "5-1", "--answer", "yes", "--by", "見本 花子", "--office", "O1"];
        let ran = run(&[&["attest", text(dir.path()), "--as-of", DAY, "--lang", "ja"], &answer[..]].concat());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{folder}");
        assert!(ran.out.contains(&format!("MCS台帳いろいろ.{extension} › 確認事項")), "{folder}: {}", ran.out);
        let (headers, row) = pasted(&ran);
        assert_eq!(headers[2..], ["回答", "確認日", "確認者"], "{folder}");
        assert_eq!(row, ["O1", "第五条一", "はい", DAY, "見本 花子"], "{folder}");
        assert_eq!(bytes(dir.path()), before, "{folder}");
    }
}

#[test]
fn a_register_in_csv_or_toml_is_written_as_it_is() {
    let other = "\"規則\" = \"single-admin\"\n\"対象キー\" = \"O9\"\n";
    let header = "期限,メモ,承認者,対象キー,規則,理由,申請者,承認日\n";
    for (name, before, after) in [
        ("例外承認.csv", header.to_owned(), "2027-03-31,,架空 花子,S06,missing-photo,産休中,見本 一郎,2026-10-31\n"),
        (
            "例外承認.toml",
            format!("[[waivers]]\n{other}"),
            "\n[[waivers]]\n\"規則\" = \"missing-photo\"\n\"対象キー\" = \"S06\"\nreason = \"産休中\"\n\
             requested_by = \"見本 一郎\"\napproved_by = \"架空 花子\"\napproved_on = 2026-10-31\nexpires_on = 2027-03-31\n",
        ),
    ] {
        let dir = office(&[(name, before.as_bytes())]);
        let ran = waive(dir.path(), "ja", "産休中", "架空 花子");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}: {}", ran.out);
        assert!(ran.out.contains(name), "{}", ran.out);
        assert_eq!(fs::read_to_string(dir.path().join(name)).expect("it is there"), format!("{before}{after}"));
        assert_eq!(reason(dir.path()).as_deref(), Some("産休中"), "{name}");
        assert!(!dir.path().join("waivers.toml").exists());
    }
}

#[test]
fn a_register_in_json_or_in_several_places_is_left_alone() {
    let row =
        "規則,対象キー,理由,申請者,承認者,承認日,期限\nsingle-admin,O9,x,見本 一郎,架空 花子,2026-10-01,2026-12-31\n";
    let json = r#"[{"rule": "single-admin", "key": "O9", "reason": "x", "requested_by": "見本 一郎", "approved_by": "架空 花子", "approved_on": "2026-10-01", "expires_on": "2026-12-31"}]"#;
    let dir = office(&[("waivers.json", json.as_bytes())]);
    let before = bytes(dir.path());
    let ran = waive(dir.path(), "ja", "産休中", "架空 花子");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let object = ran.out.lines().find(|line| line.starts_with('{')).expect("an object");
    let object: Value = serde_json::from_str(object).expect("JSON");
    let expected = r#"{"rule": "missing-photo", "key": "S06", "reason": "産休中", "requested_by": "見本 一郎", "approved_by": "架空 花子", "approved_on": "2026-10-31", "expires_on": "2027-03-31"}"#;
    assert_eq!(object, serde_json::from_str::<Value>(expected).expect("JSON"));
    assert_eq!(bytes(dir.path()), before);
    let settings = "[tables.waivers]\nfile = [\"古い.csv\", \"新しい.csv\"]\n";
    let several = [("古い.csv", row), ("新しい.csv", row), ("mcs-audit.toml", settings)];
    let several: Vec<(&str, &[u8])> = several.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let dir = office(&several);
    let before = bytes(dir.path());
    let ran = waive(dir.path(), "ja", "産休中", "架空 花子");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("古い.csv、新しい.csv") && ran.out.contains("どれか一つに"), "{}", ran.out);
    assert_eq!(ran.out.lines().filter(|line| line.starts_with("missing-photo\tS06\t")).count(), 2);
    assert_eq!(bytes(dir.path()), before);
}

#[test]
fn a_member_of_whom_nobody_can_find_out_is_waived_too() {
    let dir = office(&[]);
    // whether the photo of S01 is there, nobody wrote down
    let staff = fs::read_to_string(dir.path().join("staff.csv")).expect("it is there");
    let mut lines = staff.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let place = |name: &str| header.iter().position(|h| h == name).expect("a column");
    let (id, photo) = (place("staff_id"), place("photo"));
    let rows = lines.map(|mut row| {
        if row[id] == "S06" {
            "不明".clone_into(&mut row[photo]);
        }
        row.join(",")
    });
    let staff: String = std::iter::once(header.join(",")).chain(rows).map(|row| row + "\n").collect();
    fs::write(dir.path().join("staff.csv"), staff).expect("written");
    let undetermined = || {
        let ran = run(&["check", text(dir.path()), "--as-of", DAY, "--only", "missing-photo", "--format", "json"]);
        let report = ran.json();
        let member = items(&report, "undetermined").iter().find(|m| m["rule"] == "missing-photo").expect("a member");
        (member["subject"]["key"].as_str().expect("a key").to_owned(), member["waived"].is_null())
    };
    assert_eq!(undetermined(), ("S06".to_owned(), true));
    let ran = waive(dir.path(), "en", "もう分からない", "架空 花子");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(undetermined(), ("S06".to_owned(), false));
    assert!(waive(dir.path(), "en", "もう分からない", "架空 花子").err.contains("waived already"));
}

#[test]
fn the_help_says_what_becomes_of_a_workbook() {
    for command in ["waive", "correct", "attest"] {
        for (lang, told) in [("ja", "貼り付ける行を表示する"), ("en", "the row to paste is printed")] {
            let ran = run(&[command, "--help", "--lang", lang]);
            assert!(ran.code == 0 && ran.out.replace('\n', " ").contains(told), "{command} {lang}: {}", ran.out);
        }
    }
}
