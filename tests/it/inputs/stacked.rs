//! Tables one under another in a sheet: each is read by its own header, and a title may say of whom its rows are.

use std::path::Path;

use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

use crate::support::folder::{files, text};
use crate::support::json::{items, word};
use crate::support::program::run;

const STAFF: (&str, &str) = (
    "スタッフ.csv",
    "職員番号,氏名,メール,権限,状態\nS01,見本 一郎,s01@example.jp,管理者,利用中\nS02,架空 花子,s02@example.jp,一般,利用中\n\
     S03,試験 太郎,s03@example.jp,管理者,利用中\n",
);

/// A folder with a workbook of one sheet beside other files.
fn folder(others: &[(&str, &str)], book: &str, sheet: &str, rows: &[&[&str]]) -> TempDir {
    let dir = files(others);
    let mut workbook = Workbook::new();
    let worksheet = workbook.add_worksheet().set_name(sheet).expect("a name");
    for (line, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*row).filter(|(_, cell)| !cell.is_empty()) {
            worksheet.write(line, column, *cell).expect("written");
        }
    }
    workbook.save(dir.path().join(book)).expect("saved");
    dir
}

/// Rule and subject key of every finding, and what was said.
fn findings(dir: &Path) -> (Vec<(String, String)>, String) {
    let ran = run(&["check", text(dir), "--as-of", "2026-10-31", "--format", "json"]);
    let json = ran.json();
    let found = items(&json, "findings").iter();
    (found.map(|f| (word(f, "rule").to_owned(), word(&f["subject"], "key").to_owned())).collect(), ran.err)
}

fn keys<'a>(found: &'a [(String, String)], rule: &str) -> Vec<&'a str> {
    found.iter().filter(|(of, _)| of == rule).map(|(_, key)| key.as_str()).collect()
}

#[test]
fn each_table_has_the_columns_of_its_own_header() {
    let dir = folder(
        &[STAFF],
        "職員.xlsx",
        "職員名簿",
        &[
            &["職員名簿"],
            &[],
            &["いまいる人"],
            &["氏名", "職種", "入職日", "在籍区分", "備考"],
            &["見本 一郎", "看護師", "2020/4/1", "在職", ""],
            &["試験 太郎", "看護師", "2021/4/1", "在職", ""],
            &[],
            &["やめた人"],
            &["氏名", "職種", "入職日", "退職日", "在籍区分"],
            &["架空 花子", "看護師", "2018/4/1", "2026/7/31", "退職"],
        ],
    );
    let (found, told) = findings(dir.path());
    assert_eq!(keys(&found, "departed-account"), ["S02"], "{found:?} {told}");
    assert_eq!(keys(&found, "unlisted-account"), [""; 0], "{found:?}");
    assert_eq!(keys(&found, "unreadable-value"), [""; 0], "{found:?}");
}

#[test]
fn a_header_that_stands_again_for_a_new_page_begins_no_table() {
    let header: &[&str] = &["氏名", "入職日", "退職日", "在籍区分"];
    let dir = folder(
        &[STAFF],
        "職員.xlsx",
        "職員名簿",
        &[
            header,
            &["見本 一郎", "2020/4/1", "", "在職"],
            &[],
            header,
            &["架空 花子", "2018/4/1", "2026/7/31", "退職"],
            &["試験 太郎", "2021/4/1", "", "在職"],
        ],
    );
    let ran = run(&["inputs", text(dir.path()), "--format", "json"]);
    let json = ran.json();
    let rosters = items(&json, "files").iter().filter(|entry| entry["table"] == "roster");
    let rows: Vec<u64> = rosters.filter_map(|entry| entry["rows"].as_u64()).collect();
    assert_eq!(rows, [3], "{}", ran.err);
}

#[test]
fn a_title_that_names_a_group_is_so_for_each_member_below_it() {
    let groups = (
        "グループ.csv",
        "グループID,グループ名,種別,患者ID,連携リーダー,状態\nG1,例示 うめ様,患者,P1,S01,利用中\nG2,例文 たけ様,患者,P2,S01,利用中\n",
    );
    let patients = ("患者.csv", "患者ID,患者名,状況\nP1,例示 うめ,利用中\nP2,例文 たけ,利用中\n");
    let roster = ("職員名簿.csv", "職員番号,入職日,退職日\nS01,2020/4/1,\nS02,2020/4/1,2026/3/31\nS03,2020/4/1,\n");
    let header: &[&str] = &["アイコン", "名前", "職種", "権限", "ステータス"];
    let dir = folder(
        &[STAFF, groups, patients, roster],
        "グループのページ.xlsx",
        "1",
        &[
            &["例示 うめ様"],
            &["タイムライン", "メンバー", "アルバム"],
            header,
            &["", "見本 一郎", "看護師", "管理者", "参加中"],
            &["", "試験 太郎", "看護師", "一般", "参加中"],
            &[],
            &["例文 たけ様"],
            &["タイムライン", "メンバー", "アルバム"],
            header,
            &["", "見本 一郎", "看護師", "管理者", "参加中"],
            &["", "架空 花子", "看護師", "一般", "参加中"],
        ],
    );
    let (found, told) = findings(dir.path());
    assert_eq!(keys(&found, "departed-member"), ["G2/S02"], "{found:?} {told}");
    // they are one input, and what was assumed of each of them is said once
    let ran = run(&["check", text(dir.path()), "--as-of", "2026-10-31", "--format", "json"]);
    let run_of = &ran.json()["run"];
    let rows: Vec<u64> = items(run_of, "inputs")
        .iter()
        .filter(|input| word(input, "table") == "memberships")
        .filter_map(|input| input["rows"].as_u64())
        .collect();
    assert_eq!(rows, [4]);
    let said: Vec<&str> = items(run_of, "reading").iter().map(|reading| word(reading, "said")).collect();
    let distinct: std::collections::BTreeSet<&&str> = said.iter().collect();
    assert_eq!(distinct.len(), said.len(), "{said:?}");
}
