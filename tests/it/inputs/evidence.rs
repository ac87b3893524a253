//! Every line of evidence is the line on which its row starts.

use std::collections::BTreeSet;

use mcs_audit::model::issue::InputRule;
use serde_json::Value;

use super::{DAY, Row, Shape, Starts, report, sample, tables, write_csv};
use crate::support::folder::{files, new_folder};
use crate::support::json::{items, word};

/// What of a row names somebody or something, to link it with other rows.
fn identities(row: &Row) -> BTreeSet<String> {
    let links = |header: &str| {
        (header.ends_with("_id") && header != "office_id")
            || ["staff", "name", "email", "invited_by", "approved_by", "clause", "document"].contains(&header)
    };
    let mut found = BTreeSet::new();
    for (_, cell) in row.iter().filter(|(h, c)| links(h) && !c.is_empty()) {
        found.extend(cell.split([';', '；', '、', '\n', ',', '/']).map(normalized));
        found.insert(normalized(cell));
    }
    found.remove("");
    found
}

/// A cell without spaces and marks of case and width, to compare.
fn normalized(cell: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    cell.nfkc().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

/// The parts of a subject's key.
fn key_parts(key: &str) -> Vec<String> {
    key.split('/').map(|p| normalized(&p.replace("%2F", "/").replace("%25", "%"))).collect()
}

/// The rows that a finding cites, if each stands on the line it is said to stand on.
fn cited<'a>(finding: &Value, starts: &'a Starts) -> Vec<(String, &'a Row)> {
    let mut rows = Vec::new();
    for evidence in items(finding, "evidence") {
        let file = word(evidence, "file");
        let table = starts.get(file).unwrap_or_else(|| panic!("{file} was not written: {finding}"));
        let Some(line) = evidence["line"].as_u64() else { continue };
        let row = table.get(&line).unwrap_or_else(|| panic!("no row starts on line {line} of {file}: {finding}"));
        if let Some(column) = evidence["column"].as_str() {
            assert!(row.contains_key(column), "{file} has no column {column}: {finding}");
        }
        rows.push((file.to_owned(), row));
    }
    rows
}

/// The first row is the subject's own, and every other one hangs together with it.
fn assert_evidence(finding: &Value, starts: &Starts, is_about_input: bool) {
    let rows = cited(finding, starts);
    let subject = &finding["subject"];
    let (table, parts) = (word(subject, "table"), key_parts(word(subject, "key")));
    if is_about_input {
        for (place, (file, row)) in rows.iter().enumerate() {
            assert_eq!(*file, format!("{table}.csv"), "{finding}");
            let column = items(finding, "evidence")[place]["column"].as_str();
            let cells: BTreeSet<String> = row.values().flat_map(|c| c.split(';').map(normalized)).collect();
            let is_named = parts.iter().any(|p| cells.contains(p) || p.starts_with('~'));
            let is_filled = column.is_some_and(|c| row.get(c).is_some_and(|cell| !cell.is_empty()));
            assert!(is_named || is_filled, "{row:?} has nothing of {parts:?}: {finding}");
        }
        return;
    }
    let all = |row: &Row| row.values().flat_map(|c| c.split(';').map(normalized)).collect::<BTreeSet<_>>();
    let (first_file, first) = rows.first().expect("a row");
    let own = match table {
        "group_patients" => "groups.csv".to_owned(),
        table => format!("{table}.csv"),
    };
    if *first_file == own {
        let needed = match table {
            "memberships" | "group_patients" => 2,
            _ => 1,
        };
        let cells = all(first);
        for part in parts.iter().take(needed) {
            assert!(cells.contains(part), "{first:?} has no {part}: {finding}");
        }
    }
    let mut known: BTreeSet<String> = parts.into_iter().collect();
    let mut texts = String::new();
    let mut rest: Vec<&(String, &Row)> = rows.iter().collect();
    loop {
        let (near, far): (Vec<_>, Vec<_>) = rest.iter().copied().partition(|(file, row)| {
            let mut names = identities(row);
            if file == "offices.csv" {
                names.insert(normalized(&row["office_id"]));
            }
            names.iter().any(|n| known.contains(n) || (n.chars().count() > 2 && texts.contains(n.as_str())))
                || (table == "offices" && row.get("office_id").is_some_and(|o| known.contains(&normalized(o))))
        });
        if near.is_empty() {
            break;
        }
        for (_, row) in &near {
            known.extend(identities(row));
            known.extend(["office_id", "held_by"].iter().filter_map(|c| row.get(*c)).map(|o| normalized(o)));
            texts.push_str(&row.get("text").map(|t| normalized(t)).unwrap_or_default());
            texts.push_str(&row.get("name").map(|t| normalized(t)).unwrap_or_default());
        }
        rest = far;
    }
    assert!(rest.is_empty(), "{rest:?} do not belong to {finding}");
}

#[test]
fn every_line_of_evidence_is_the_line_on_which_that_row_starts() {
    let input = InputRule::ALL.map(InputRule::id);
    for seed in [1, 5] {
        let office = tables(sample(seed, &[]).path());
        for shape in Shape::all() {
            let dir = new_folder();
            let starts = write_csv(&office, dir.path(), shape);
            let report = report(dir.path(), DAY);
            let findings = items(&report, "findings");
            assert!(findings.len() > 61, "a finding of every rule");
            for finding in findings {
                assert_evidence(finding, &starts, input.contains(&word(finding, "rule")));
            }
        }
    }
}

#[test]
fn evidence_from_json_has_the_line_on_which_the_object_starts() {
    let dir = files(&[(
        "devices.json",
        "[\n  {\"device_id\": \"D1\", \"status\": \"in-use\", \"staff\": \"S1\"},\n\n  {\n   \"device_id\": \"D2\",\n   \
         \"status\": \"in-use\",\n   \"staff\": \"\"\n  }, {\"device_id\": \"D3\", \"status\": \"in-use\"}\n]",
    )]);
    let report = report(dir.path(), DAY);
    let found: Vec<(&str, u64)> = items(&report, "findings")
        .iter()
        .filter(|f| f["rule"] == "unheld-device")
        .map(|f| (word(&f["subject"], "key"), f["evidence"][0]["line"].as_u64().expect("a line")))
        .collect();
    assert_eq!(found, [("D2", 4), ("D3", 8)]);
}
