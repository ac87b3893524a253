//! Offices' folders as others keep them, each with the truth beside it: what every sheet and every header is. They were
//! written by people who did not know what the program accepts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::support::folder::{root, text};
use crate::support::json::{items, word};
use crate::support::program::run;

/// So many of the headers that are a column must be read as it, of 100.
const READ: usize = 85;

/// So many are still taken for another; they may only become fewer.
const WRONG: usize = 9;

/// The folders, with the truth of each.
fn offices() -> Vec<(PathBuf, Value)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join("fixtures/offices")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let truth = PathBuf::from(format!("{}.truth.json", text(&path)));
            let truth = fs::read_to_string(&truth).expect("the truth beside it");
            found.push((path, serde_json::from_str(&truth).expect("JSON")));
        }
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    assert!(found.len() >= 8, "the folders");
    found
}

/// A name without what width, spaces and brackets make of it.
fn plain(name: &str) -> String {
    let kept = name.nfkc().filter(|c| !c.is_whitespace() && !"()・[]【】/".contains(*c));
    kept.collect::<String>().to_lowercase()
}

/// A string, a list of them, or nothing.
fn strings(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::String(one) => BTreeSet::from([one.as_str()]),
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

/// Whether a column that was read is the one that is true; whoever is named may be named by id or by name.
fn is_true(truth: &str, read: &str, table: &str) -> bool {
    let own = match table {
        "staff" => "staff_id",
        "groups" => "group_id",
        "patients" => "patient_id",
        "offices" => "office_id",
        _ => "",
    };
    let names = ["name", "staff", "staff_id", "group_id", "patient_id"];
    truth == read || (truth != own && read != own && names.contains(&truth) && names.contains(&read))
}

/// What was read of a folder: by file and sheet, the tables and, by plain header, the columns of each.
type Read = BTreeMap<(String, Option<String>), BTreeMap<String, Vec<(String, String)>>>;

fn read(folder: &Path) -> Read {
    let ran = run(&["inputs", text(folder), "--format", "json"]);
    assert_eq!(ran.code, 0, "{}: {}", folder.display(), ran.err);
    let mut read = Read::new();
    for entry in items(&ran.json(), "files") {
        let Some(table) = entry["table"].as_str() else { continue };
        let sheet = (word(entry, "file").nfc().collect(), entry["sheet"].as_str().map(str::to_owned));
        let columns = read.entry(sheet).or_default().entry(table.to_owned()).or_default();
        for column in items(entry, "columns") {
            if let Some(name) = column["column"].as_str() {
                columns.push((plain(word(column, "header")), name.to_owned()));
            }
        }
    }
    read
}

#[test]
fn hardly_a_table_or_a_column_of_an_unknown_office_is_taken_for_another() {
    let (mut wrong, mut right, mut all) = (Vec::new(), 0, 0);
    for (folder, truth) in offices() {
        let read = read(&folder);
        for sheet in items(&truth, "sheets") {
            let file: String = word(sheet, "file").nfc().collect();
            let name = sheet["sheet"].as_str().map(str::to_owned);
            let none = BTreeMap::new();
            // a list in JSON goes by its member, which the truth does not name
            let of_file = || read.iter().find(|((f, _), _)| *f == file && name.is_none()).map(|(_, tables)| tables);
            let tables = read.get(&(file.clone(), name.clone())).or_else(of_file).unwrap_or(&none);
            let wanted = strings(&sheet["table"]);
            let place = format!("{} {file} {}", folder.display(), name.unwrap_or_default());
            wrong.extend(tables.keys().filter(|t| !wanted.contains(t.as_str())).map(|t| format!("{place}: {t}")));
            if wanted.is_empty() {
                continue;
            }
            for (header, column) in sheet["columns"].as_object().into_iter().flatten() {
                // of a header over two rows the lower one may stand alone
                let lower = plain(header.rsplit('/').next().unwrap_or(header));
                let header = plain(header);
                let used: Vec<(&str, &str)> = tables
                    .iter()
                    .flat_map(|(table, columns)| columns.iter().map(move |(h, c)| (table.as_str(), h, c.as_str())))
                    .filter(|(_, h, _)| **h == header || **h == lower)
                    .map(|(table, _, column)| (table, column))
                    .collect();
                let Some(column) = column.as_str() else {
                    wrong.extend(
                        used.iter().map(|(table, read)| format!("{place}: {header} is nothing: {table}.{read}")),
                    );
                    continue;
                };
                all += 1;
                let is_right = used.iter().any(|(table, read)| is_true(column, read, table));
                right += usize::from(is_right);
                if !is_right {
                    wrong.extend(
                        used.iter().map(|(table, read)| format!("{place}: {header} is {column}: {table}.{read}")),
                    );
                }
            }
        }
    }
    assert!(wrong.len() <= WRONG, "{}", wrong.join("\n"));
    assert!(100 * right >= READ * all, "{right} of {all}");
}
