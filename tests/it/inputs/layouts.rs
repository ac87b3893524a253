//! Sheets as people leave them: what looks like a header, an example or a note may be data, and data is never lost.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

use crate::support::folder::{files, text};
use crate::support::program::run;

/// What the audit of a folder came to.
struct Ran {
    code: i32,
    told: String,
    /// Rule and subject key of every finding.
    findings: BTreeSet<(String, String)>,
    rows: Vec<u64>,
}

impl Ran {
    fn has(&self, rule: &str, key: &str) -> bool {
        self.findings.contains(&(rule.to_owned(), key.to_owned()))
    }
}

fn check(dir: &Path) -> Ran {
    let ran = run(&["check", text(dir), "--as-of", "2026-09-30", "--format", "json", "--lang", "ja"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_default();
    let items = |value: &Value, member: &str| value[member].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ran {
        code: ran.code,
        told: ran.err,
        findings: items(&report, "findings").iter().map(|f| (text(&f["rule"]), text(&f["subject"]["key"]))).collect(),
        rows: items(&report["run"], "inputs").iter().filter_map(|i| i["rows"].as_u64()).collect(),
    }
}

#[test]
fn a_row_below_a_known_header_is_no_second_header() {
    let roster = ("職員名簿.csv", "職員番号,入職日,退職日\nS01,2020/4/1,2026/3/31\nS02,2020/4/1,\n");
    // 管理者 is a header as well as what stands below a header that nothing is known of
    let staff = "職員番号,氏名,役職,状態\nS01,見本 一郎,管理者,利用中\nS02,架空 花子,,利用中\n";
    let ran = check(files(&[("スタッフ.csv", staff), roster]).path());
    assert_eq!(ran.rows, [2, 2]);
    assert!(ran.has("departed-account", "S01"), "{:?}", ran.findings);
    let roster = "氏名,雇用区分,入職日,退職日\n見本 一郎,職員,2020/4/1,2026/3/31\n架空 花子,パート,2020/4/1,\n";
    let ran = check(
        files(&[("スタッフ.csv", "職員番号,氏名,状態\nS01,見本 一郎,利用中\n"), ("職員名簿.csv", roster)]).path(),
    );
    assert!(ran.has("departed-account", "S01"), "{:?}", ran.findings);
    // a remark in brackets, and the name that would stand behind it
    let staff = "氏名(職種),状態\n見本 一郎,利用中\n架空 花子,利用中\n";
    assert_eq!(check(files(&[("スタッフ.csv", staff)]).path()).rows, [2]);
}

#[test]
fn rows_behind_the_header_never_change_it() {
    let header = "グループ名,氏名,立場,状態\n";
    let mut rows = String::new();
    for word in ["参加者", "患者", "氏名", "状態", "管理者", "備考", "2026-09-01", "利用中"] {
        rows = [rows.as_str(), "見本様,見本 一郎,", word, ",参加中\n"].concat();
        let ran = check(files(&[("参加者.csv", &format!("{header}{rows}"))]).path());
        assert_eq!(ran.rows, [rows.lines().count() as u64], "{word}");
    }
}

#[test]
fn a_title_is_no_header_though_it_has_as_many_words() {
    let roster = "事業所名,見本ステーション,メール,info@example.jp\n氏名,入職日,退職日\n見本 一郎,2020/4/1,2026/3/31\n";
    let staff = "職員番号,氏名,状態\nS01,見本 一郎,利用中\n";
    let ran = check(files(&[("スタッフ.csv", staff), ("職員名簿.csv", roster)]).path());
    assert!(ran.has("departed-account", "S01"), "{:?}", ran.findings);
    let ran = check(files(&[("スタッフ.csv", "S001,見本 一郎,管理者\nS002,架空 花子,一般\n")]).path());
    assert_eq!(ran.code, 2, "a table without a header");
    assert!(!ran.told.contains("見本"), "{}", ran.told);
}

#[test]
fn of_two_days_for_one_thing_neither_counts_where_they_differ() {
    let staff = ("スタッフ.csv", "職員番号,氏名,状態\nS01,見本 一郎,利用中\n");
    let with = |planned: &str| format!("職員番号,入職日,退職日,退職予定日\nS01,2020/4/1,,{planned}\n");
    let ran = check(files(&[staff, ("職員名簿.csv", &with(""))]).path());
    assert!(ran.code != 2 && ran.told.contains("退職予定日"), "{:?} {}", ran.code, ran.told);
    let ran = check(files(&[staff, ("職員名簿.csv", &with("2026/10/5"))]).path());
    assert_eq!(ran.code, 1);
    for header in ["退職日", "退職予定日"] {
        assert!(ran.has("unused-column", &format!("roster/{header}")), "{:?}", ran.findings);
    }
}

#[test]
fn a_remark_about_a_person_is_no_example() {
    let roster = ("職員名簿.csv", "職員番号,退職日\nS01,2026/3/31\nS02,2026/3/31\n");
    let staff = "職員番号,氏名,状態,備考\nS01,見本 一郎,利用中,例\nS02,架空 花子,利用中,例：産休\n";
    let ran = check(files(&[("スタッフ.csv", staff), roster]).path());
    assert!(ran.has("departed-account", "S01") && ran.has("departed-account", "S02"), "{:?}", ran.findings);
    // the mark of a blank register's example, left behind when the example was written over
    let staff = "スタッフID,氏名,状態,_備考\nS01,見本 一郎,利用中,記入例\n";
    assert!(check(files(&[("スタッフ.csv", staff), roster]).path()).has("departed-account", "S01"));
}

#[test]
fn a_row_that_names_group_and_person_is_no_note() {
    let members = "グループ名,氏名,状態\n※緊急連絡,見本 一郎,\n注意喚起グループ,見本 一郎,\n※退職者は除く,,\n";
    let ran = check(files(&[("参加者.csv", members)]).path());
    assert_eq!(ran.rows, [2]);
    assert!(ran.told.contains("注記 4行目"), "{}", ran.told);
}

#[test]
fn what_is_as_above_is_told() {
    let offices = ("事業所.csv", "事業所ID,事業所名\nO1,見本ステーション\n");
    let staff = "職員番号,氏名,所属,状態\nS01,見本 一郎,見本ステーション,利用中\nS02,架空 花子,〃,利用中\nS03,試験 太郎,同上,利用中\n";
    let roster = ("職員名簿.csv", "職員番号,退職日\nS01,\nS02,2026/3/31\nS03,2026/3/31\n");
    let ran = check(files(&[offices, ("スタッフ.csv", staff), roster]).path());
    // whose office it is is not known, so nobody is accused, and the cells are told
    for (person, word) in [("S02", "〃"), ("S03", "同上")] {
        assert!(!ran.has("departed-account", person), "{:?}", ran.findings);
        assert!(ran.has("unreadable-value", &format!("staff/office_id/{word}")), "{:?}", ran.findings);
    }
}

#[test]
fn lists_of_those_who_did_not_and_old_copies_are_no_tables() {
    for name in ["研修未受講者一覧.csv", "研修記録(旧).csv", "研修記録_下書き.csv", "研修記録（記入例）.csv"]
    {
        let trainings = (name, "氏名,研修名,研修日\n見本 一郎,個人情報,2026/9/1\n");
        let ran = check(files(&[("スタッフ.csv", "職員番号,氏名,状態\nS01,見本 一郎,利用中\n"), trainings]).path());
        assert_eq!(ran.rows, [1], "{name}");
        assert!(ran.told.contains(name) && ran.told.contains("表「研修」"), "{name}: {}", ran.told);
    }
}

#[test]
fn every_sheet_of_a_table_counts_or_is_told() {
    let dir = files(&[("スタッフ.csv", "職員番号,氏名,状態\nS01,見本 一郎,利用中\n")]);
    let write = |sheets: &[(&str, &[&[&str]])]| {
        let mut book = Workbook::new();
        for (name, rows) in sheets {
            let sheet = book.add_worksheet().set_name(*name).expect("a name");
            for (line, row) in (0..).zip(*rows) {
                for (column, cell) in (0..).zip(*row) {
                    sheet.write_string(line, column, *cell).expect("a cell");
                }
            }
        }
        book.save(dir.path().join("職員名簿.xlsx")).expect("saved");
    };
    let now: &[&[&str]] = &[&["職員番号", "退職日"], &["S02", ""]];
    write(&[("職員名簿", now), ("退職者", &[&["職員番号", "退職日"], &["S01", "2026/3/31"]])]);
    let ran = check(dir.path());
    assert!(ran.has("departed-account", "S01"), "{:?}", ran.findings);
    write(&[("職員名簿", now), ("退職", &[&["職員コード", "辞めた日"], &["S01", "2026/3/31"]])]);
    let ran = check(dir.path());
    assert!(ran.has("departed-account", "S01"), "other words for the same columns: {:?}", ran.findings);
    // a form that nobody filled in gives way
    write(&[("職員名簿", now), ("退職者", &[&["職員番号", "退職日"]])]);
    let ran = check(dir.path());
    assert!(ran.code != 2 && ran.told.contains("職員名簿.xlsx › 退職者: 行がない"), "{}", ran.told);
}

#[test]
fn a_month_is_no_day_in_a_workbook_either() {
    let dir = files(&[("スタッフ.csv", "職員番号,氏名,状態\nS01,見本 一郎,利用中\n")]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("名簿").expect("a name");
    for (column, header) in (0..).zip(["職員番号", "退職日"]) {
        sheet.write_string(0, column, header).expect("a cell");
    }
    sheet.write_string(1, 0, "S01").expect("a cell");
    let month = Format::new().set_num_format("yyyy\"年\"m\"月\"");
    sheet.write_number_with_format(1, 1, 46_266.0, &month).expect("a cell");
    book.save(dir.path().join("職員名簿.xlsx")).expect("saved");
    let ran = check(dir.path());
    assert!(!ran.findings.iter().any(|(rule, _)| rule == "departed-account"), "{:?}", ran.findings);
    assert!(ran.findings.iter().any(|(rule, key)| rule == "unreadable-value" && key.starts_with("roster/left_on/")));
}

#[test]
fn blank_rows_with_a_number_are_blank() {
    let roster = "No,氏名,入職日,退職日\n1,見本 一郎,2020/4/1,\n2,,,\n３,,,\n,　,　,　\n";
    let ran = check(files(&[("職員名簿.csv", roster)]).path());
    assert_eq!((ran.rows, ran.findings.is_empty()), (vec![1], true));
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_folder_does_not_hold_the_audit() {
    let dir = files(&[("スタッフ.csv", "職員番号,氏名,状態\nS01,見本 一郎,利用中\n")]);
    for name in ["データ.csv", "book.xlsx"] {
        let made = Command::new("mkfifo").arg(dir.path().join(name)).status().expect("mkfifo runs");
        assert!(made.success());
    }
    assert_eq!(check(dir.path()).rows, [1]);
}
