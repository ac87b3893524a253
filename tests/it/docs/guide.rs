//! The guide to inputs: its examples are read as it says.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use mcs_audit::base::date::{DateError, Day};
use mcs_audit::source::{Entry, workbook};
use tempfile::TempDir;

use super::{INPUTS, page, program};

#[test]
fn days_are_read_and_refused_as_the_guide_says() {
    let headers = [
        ["| written | read as |", "| refused | is a finding |"],
        ["| 書き方 | 読み取り |", "| 読まない書き方 | 指摘 |"],
    ];
    for (name, [read, refused]) in INPUTS.into_iter().zip(headers) {
        let page = page(name);
        for (written, cells) in page.quoted_in(read) {
            let day = Day::parse(&written).map(|day| day.to_string());
            assert_eq!(day.as_deref(), Ok(cells[1]), "{name}: {written}");
        }
        for (written, cells) in page.quoted_in(refused) {
            let rule = match Day::parse(&written) {
                Ok(day) => panic!("{name}: {written} is read as {day}"),
                Err(DateError::Unreadable) => "`unreadable-value`",
                Err(DateError::Contradicting) => "`contradicting-date`",
            };
            assert_eq!(cells[1], rule, "{name}: {written}");
        }
    }
}

#[test]
fn extensions_and_limits_are_those_of_the_reader() {
    let read = ["csv", "tsv", "txt", "json", "jsonl", "ndjson", "toml", "xlsx", "xlsm", "xls", "ods"];
    for extension in read.iter().chain(&["xlsb", "numbers", "pdf"]) {
        let entry = Entry::on_disk(PathBuf::from(format!("t.{extension}")), format!("t.{extension}"));
        assert_eq!(entry.format.is_some(), read.contains(extension), "{extension}");
    }
    let mb = |bytes: u64| format!("{} MB", bytes >> 20);
    let thousands = |number: usize| {
        let digits = number.to_string();
        let groups = digits.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap());
        groups.collect::<Vec<_>>().join(",")
    };
    let limits = [
        mb(workbook::MAX_FILE as u64),
        mb(workbook::MAX_INFLATED),
        mb(workbook::MAX_MEMORY as u64),
        mb(workbook::MAX_CELL as u64),
        thousands(workbook::MAX_ROWS as usize),
        thousands(workbook::MAX_COLUMNS as usize),
        thousands(workbook::MAX_SHEETS),
        thousands(workbook::MAX_PARTS),
        thousands(workbook::MAX_DEPTH),
    ];
    let headers = [["| extension |", "| of a workbook |"], ["| 拡張子 |", "| ブックについて |"]];
    for (name, [extensions, figures]) in INPUTS.into_iter().zip(headers) {
        let page = page(name);
        let told: BTreeSet<String> = page.quoted_in(extensions).into_iter().map(|(text, _)| text).collect();
        assert_eq!(told, read.iter().map(|e| format!(".{e}")).collect(), "{name}");
        let told: Vec<&str> = page.cells(figures).iter().map(|cells| cells[1]).collect();
        assert_eq!(told, limits, "{name}");
    }
}

#[test]
fn names_of_files_mean_what_the_guide_says() {
    for (name, header) in INPUTS.into_iter().zip(["| name | says |", "| 名前 | 分かること |"]) {
        let page = page(name);
        for (file, cells) in page.quoted_in(header) {
            let folder = TempDir::new().unwrap();
            let header = match cells[2] {
                "`devices`" => "端末番号,使用者,状態\n",
                "`roster`" => "氏名,入職日,退職日\n",
                _ => "職員番号,氏名,権限,状態\n",
            };
            fs::write(folder.path().join(&file), header).unwrap();
            // a folder must hold one table at least
            fs::write(folder.path().join("posts.csv"), "post_id\n").unwrap();
            let told = program(&["inputs", "."], folder.path()).out;
            let read: Vec<&str> = told.lines().filter_map(|l| l.strip_prefix(&format!("{file} → "))).collect();
            match cells[2] {
                "–" => assert!(read.is_empty() && told.contains(&file), "{name}: {file}: {told}"),
                table => {
                    assert!(read[0].ends_with(&format!("({})", table.trim_matches('`'))), "{name}: {file}: {told}");
                }
            }
        }
    }
}
