//! The blank registers of `init`, filled in, need no settings at all.

use std::fs;

use mcs_audit::model::schema::{Part, TableId, schema};

use super::{Office, Rows, assert_findings, csv, rows, word, workbook};
use crate::support::folder::fixture;
use crate::support::json::items;
use crate::support::program::run;

/// What a header of a table stands for.
fn meaning(table: TableId, header: &str) -> Option<(String, Part)> {
    let (column, part) = table.def().match_header(header)?;
    Some((table.def().def(column).name.to_owned(), part))
}

/// The rows of the well-kept office below a register's header and example.
fn filled_in(table: TableId, register: &Rows) -> Rows {
    let path = fixture(&format!("well-kept/{}.csv", table.def().name));
    let known = fs::read_to_string(path).map(|csv| rows(&csv)).expect("the table");
    let places: Vec<Option<usize>> = register[0]
        .iter()
        .map(|header| {
            let wanted = meaning(table, header)?;
            known[0].iter().position(|h| meaning(table, h).as_ref() == Some(&wanted))
        })
        .collect();
    let mut filled = register.clone();
    for row in &known[1..] {
        filled.push(places.iter().map(|place| place.map_or_else(String::new, |at| row[at].clone())).collect());
    }
    filled
}

/// 架空 花子 (S02) has no pledge, and 試験 太郎 (S03) has not logged in since 2026-01-05.
fn plant(table: TableId, rows: &mut Rows) {
    match table.def().name {
        "pledges" => rows.retain(|row| row[0] != "S02"),
        "staff" => {
            let login = rows[0].iter().position(|h| h == "最終ログイン日").expect("the column");
            let row = rows.iter_mut().find(|row| row[0] == "S03").expect("the row");
            "2026-01-05".clone_into(&mut row[login]);
        }
        _ => {}
    }
}

/// What was planted, and the rules about posts, which the settings that `init` writes turn off.
const PLANTED: [(&str, &str); 6] = [
    ("dormant-account", "S03"),
    ("loosened-rule", "departed-post"),
    ("loosened-rule", "foreign-mention"),
    ("loosened-rule", "outsider-post"),
    ("loosened-rule", "unconfirmed-post"),
    ("missing-pledge", "S02"),
];

fn registers(folder: &Office) -> Vec<(TableId, Rows)> {
    let ran = run(&["init", folder.folder(), "--lang", "ja"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let tables = schema().tables().filter(|(_, t)| !t.derived && t.name != "posts");
    let read = |table: TableId| folder.read(&format!("{}.csv", table.def().label.ja)).replace('\u{FEFF}', "");
    tables.map(|(table, _)| (table, rows(&read(table)))).collect()
}

/// Nothing but what was planted is found, all that the office has is read, and the examples are not.
fn assert_planted(office: &Office) {
    assert_findings(office, &PLANTED, "planted");
    let report = office.report();
    for input in items(&report["run"], "inputs") {
        let table = word(&input["table"]);
        let known = fs::read_to_string(fixture(&format!("well-kept/{table}.csv"))).expect("the table");
        let planted = u64::from(table == "pledges");
        assert_eq!(input["rows"].as_u64(), Some(rows(&known).len() as u64 - 1 - planted), "{table}");
        assert_eq!(input["skipped"], 1, "{table}: the example");
    }
    assert!(items(&report, "verdicts").iter().all(|v| v["verdict"] != "not-assessed"));
    let ran = office.check(&[]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(!ran.err.contains("columns not used"), "{}", ran.err);
}

#[test]
fn blank_csv_registers_filled_in_give_what_was_planted() {
    let office = Office::empty();
    for (table, register) in registers(&office) {
        let mut filled = filled_in(table, &register);
        plant(table, &mut filled);
        let text = format!("\u{FEFF}{}", csv(&filled).replace('\n', "\r\n"));
        office.write(&format!("{}.csv", table.def().label.ja), text);
    }
    assert_planted(&office);
}

#[test]
fn the_blank_workbook_filled_in_gives_what_was_planted() {
    let of_csv = Office::empty();
    let mut sheets: Vec<(&str, Rows)> = vec![("はじめに", vec![vec!["MCS監査の台帳 はじめに".to_owned()]])];
    for (table, register) in registers(&of_csv) {
        let mut filled = filled_in(table, &register);
        plant(table, &mut filled);
        sheets.push((&table.def().label.ja, filled));
    }
    let office = Office::empty();
    assert_eq!(run(&["init", office.folder(), "--xlsx"]).code, 0);
    let book = office.path("MCS監査台帳.xlsx");
    assert!(book.is_file(), "the workbook of init");
    workbook(&book, &sheets);
    assert_planted(&office);
}
