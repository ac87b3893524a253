//! Good input in odd shapes: the findings are the same.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Map, Value};
use tempfile::TempDir;

use super::{DAY, OFFICE_DAY, Shape, Table, check, report, sample, tables, write_csv};
use crate::support::comparison::assert_same;
use crate::support::folder::{files, fixture, new_folder, text};
use crate::support::json::{items, verdicts, word};
use crate::support::program::run;
use crate::support::schema::SCHEMA;

/// A key with the hashes of keyless rows, which rest on the file's headers, replaced.
fn without_hash(text: &str) -> String {
    let is_hash = |part: &str| part.strip_prefix('~').is_some_and(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
    text.split('/').map(|part| if is_hash(part) { "~" } else { part }).collect::<Vec<_>>().join("/")
}

/// What a report says apart from where it stands: findings with the notes of their evidence, verdicts, clauses.
fn substance(report: &Value) -> Vec<String> {
    let finding = |finding: &Value| {
        let mut finding = finding.clone();
        let mut notes: Vec<String> = items(&finding, "evidence").iter().map(|e| word(e, "note").to_owned()).collect();
        notes[1..].sort();
        // rows of one file that share a line, as in compact JSON, are one place
        notes.dedup();
        finding["evidence"] = notes.into();
        finding.to_string()
    };
    let mut said: Vec<String> = items(report, "findings").iter().map(finding).collect();
    said.sort();
    said.extend(items(report, "verdicts").iter().chain(items(report, "clauses")).map(Value::to_string));
    said
}

/// The same, apart from what depends on how the columns are called.
fn loose_substance(report: &Value) -> Vec<String> {
    let finding = |f: &Value| {
        let key = without_hash(word(&f["subject"], "key"));
        format!("{} {key} {}", word(f, "rule"), items(f, "evidence").len())
    };
    let mut said: Vec<String> = items(report, "findings").iter().map(finding).collect();
    said.sort();
    said.extend(items(report, "verdicts").iter().map(Value::to_string));
    said
}

/// The sample office, and a sample with findings of every rule: their tables and days.
pub(crate) fn offices() -> Vec<(Vec<Table>, &'static str)> {
    vec![(tables(&fixture("sample-office")), OFFICE_DAY), (tables(sample(1, &[]).path()), DAY)]
}

/// What the tables give as plain CSV.
fn plain(tables: &[Table], day: &str) -> Vec<String> {
    let dir = new_folder();
    write_csv(tables, dir.path(), Shape::default());
    substance(&report(dir.path(), day))
}

#[test]
fn the_fixture_itself_gives_what_it_gives_rewritten() {
    let (office, day) = &offices()[0];
    assert_same(&substance(&report(&fixture("sample-office"), day)), &plain(office, day), "rewritten");
}

#[test]
fn csv_gives_the_same_findings_in_every_shape() {
    for (office, day) in offices() {
        let expected = plain(&office, day);
        assert!(expected.len() > 100);
        for shape in Shape::all() {
            let dir = new_folder();
            write_csv(&office, dir.path(), shape);
            assert_same(&expected, &substance(&report(dir.path(), day)), &format!("{shape:?}"));
        }
    }
}

#[test]
fn json_gives_the_same_findings_as_csv() {
    for (office, day) in offices() {
        let expected = plain(&office, day);
        for (bom, pretty) in [(false, false), (false, true), (true, true)] {
            let dir = new_folder();
            for table in &office {
                let rows = table.objects();
                let text = if pretty { serde_json::to_string_pretty(&rows) } else { serde_json::to_string(&rows) };
                let mark = if bom { "\u{feff}" } else { "" };
                let text = format!("{mark}{}", text.expect("JSON"));
                fs::write(dir.path().join(format!("{}.json", table.stem)), text).expect("written");
            }
            assert_same(&expected, &substance(&report(dir.path(), day)), &format!("bom {bom}, pretty {pretty}"));
        }
    }
}

#[test]
fn lines_of_json_give_the_same_findings_as_csv() {
    for (office, day) in offices() {
        let expected = plain(&office, day);
        for (extension, end, mark) in [("jsonl", "\n", ""), ("jsonl", "\r\n\r\n", "\u{feff}"), ("ndjson", "\n", "")] {
            let dir = new_folder();
            for table in &office {
                let lines = table.objects().iter().map(|o| format!("{o}{end}")).collect::<Vec<_>>().concat();
                fs::write(dir.path().join(format!("{}.{extension}", table.stem)), format!("{mark}{lines}"))
                    .expect("written");
            }
            assert_same(&expected, &substance(&report(dir.path(), day)), &format!("{extension} {end:?}"));
        }
    }
}

#[test]
fn one_export_with_all_tables_gives_the_same_findings_as_csv() {
    for (office, day) in offices() {
        let expected = plain(&office, day);
        let export: Map<String, Value> = office.iter().map(|t| (t.stem.clone(), Value::Array(t.objects()))).collect();
        let dir = files(&[("export.json", serde_json::to_string_pretty(&export).expect("JSON"))]);
        let found = report(dir.path(), day);
        assert_same(&expected, &substance(&found), "export.json");
        for input in items(&found["run"], "inputs") {
            assert_eq!(word(input, "file"), "export.json");
        }
        let stems: BTreeSet<&str> = office.iter().map(|t| t.stem.as_str()).collect();
        for evidence in items(&found, "findings").iter().flat_map(|f| items(f, "evidence")) {
            assert!(stems.contains(word(evidence, "sheet")), "{evidence}");
        }
    }
}

#[test]
fn numbers_truths_and_nulls_in_json_read_like_their_text() {
    let rows = "[{\"post_id\":7,\"confirmed\":false,\"text\":null}, {\"post_id\":8,\"confirmed\":true}]";
    let (json, csv) =
        (files(&[("posts.json", rows)]), files(&[("posts.csv", "post_id,confirmed,text\n7,no,\n8,yes,\n")]));
    let key = |dir: &TempDir| {
        let report = report(dir.path(), DAY);
        let of: Vec<_> = items(&report, "findings").iter().map(|f| word(&f["subject"], "key").to_owned()).collect();
        of
    };
    assert_eq!(key(&json), ["7"]);
    assert_eq!(key(&json), key(&csv));
}

#[test]
fn columns_stand_in_any_order() {
    for (mut office, day) in offices() {
        let expected = plain(&office, day);
        for (place, table) in office.iter_mut().enumerate() {
            let turn = place % table.header.len();
            for row in table.rows.iter_mut().chain([&mut table.header]) {
                row.reverse();
                row.rotate_left(turn);
            }
        }
        assert_same(&expected, &plain(&office, day), "turned");
    }
}

fn is_verdict_of(rule: &str, line: &str) -> bool {
    line.starts_with(&format!("{{\"rule\":\"{rule}\",\"title\""))
}

#[test]
fn unknown_columns_change_nothing_and_are_told() {
    let (mut office, day) = offices().remove(0);
    let dir = new_folder();
    write_csv(&office, dir.path(), Shape::default());
    // a keyless row is named by all its cells, those of unknown columns too
    let expected = loose_substance(&report(dir.path(), day));
    for table in &mut office {
        table.header.insert(0, "靴のサイズ".to_owned());
        table.rows.iter_mut().for_each(|r| r.insert(0, "25.5".to_owned()));
    }
    let dir = new_folder();
    write_csv(&office, dir.path(), Shape::default());
    let ran = check(dir.path(), day, &["--format", "json"]);
    // that the columns were looked at counts, and finds nothing
    let (mut expected, mut found) = (expected, loose_substance(&ran.json()));
    assert_eq!(verdicts(&ran.json())["unused-column"], "pass");
    [&mut expected, &mut found]
        .into_iter()
        .for_each(|lines| lines.retain(|line| !is_verdict_of("unused-column", line)));
    assert_same(&expected, &found, "with one more column");
    let told: BTreeSet<String> = ran.err.lines().map(str::to_owned).collect();
    let columns: BTreeSet<String> = office.iter().map(|t| format!("{}.csv: 使わない列 靴のサイズ", t.stem)).collect();
    assert_eq!(told, columns);
}

#[test]
fn spaces_around_headers_and_cells_do_not_count() {
    for (mut office, day) in offices() {
        let expected = plain(&office, day);
        for table in &mut office {
            for cell in table.rows.iter_mut().chain([&mut table.header]).flatten() {
                *cell = format!(" {cell}  ");
            }
        }
        assert_same(&expected, &plain(&office, day), "with spaces");
    }
}

/// The tables as a Japanese office would write them: names of files and columns, codes and dates.
fn in_japanese(tables: &[Table]) -> Vec<Table> {
    let mut written = Vec::new();
    for table in tables {
        let def = &SCHEMA["tables"][table.stem.as_str()];
        let columns = def["columns"].as_table().expect("columns");
        let of = |header: &str| {
            if let Some(column) = columns.get(header) {
                return (column["ja"].as_str().expect("a name").to_owned(), Some(column));
            }
            let words = columns.values().flat_map(|c| ["email", "name", "kana"].into_iter().filter_map(|p| c.get(p)));
            let words = words.filter_map(toml::Value::as_array).find(|w| w.iter().any(|v| v.as_str() == Some(header)));
            let japanese = words.and_then(|w| w.iter().filter_map(toml::Value::as_str).find(|v| !v.is_ascii()));
            (japanese.expect("a Japanese word").to_owned(), None)
        };
        let headers: Vec<_> = table.header.iter().map(|h| of(h)).collect();
        let cell = |(cell, (_, column)): (&String, &(String, Option<&toml::Value>))| {
            let kind = column.and_then(|c| c["type"].as_str()).unwrap_or_default();
            let code = match kind {
                "code" => column.and_then(|c| c["codes"].as_str()),
                "flag" => Some("flag"),
                _ => None,
            };
            if let Some(words) = code.and_then(|c| SCHEMA["codes"][c].get(cell.as_str())) {
                return words[0].as_str().expect("a word").to_owned();
            }
            if kind == "date" { japanese_day(cell) } else { cell.clone() }
        };
        let rows = table.rows.iter().map(|row| row.iter().zip(&headers).map(cell).collect()).collect();
        let header = headers.iter().map(|(h, _)| h.clone()).collect();
        written.push(Table { stem: def["ja"].as_str().expect("a name").to_owned(), header, rows });
    }
    written
}

/// 2026-09-30 as 令和8年9月30日; what is no such day as it is.
fn japanese_day(cell: &str) -> String {
    let parts: Vec<i32> = cell.split('-').filter_map(|p| p.parse().ok()).collect();
    let [year, month, day] = parts[..] else { return cell.to_owned() };
    if !(1..=12).contains(&month) || !(1..=28).contains(&day) && (month == 2 || day > 30) {
        return cell.to_owned();
    }
    if (year, month) >= (2019, 5) {
        let of_era = if year == 2019 { "元".to_owned() } else { (year - 2018).to_string() };
        format!("令和{of_era}年{month}月{day}日")
    } else {
        format!("平成{}年{month}月{day}日", year - 1988)
    }
}

#[test]
fn japanese_names_codes_and_dates_read_like_the_canonical_ones() {
    for seed in [1, 2] {
        let office = tables(sample(seed, &[]).path());
        let dir = new_folder();
        write_csv(&office, dir.path(), Shape::default());
        let expected = loose_substance(&report(dir.path(), DAY));
        let japanese = in_japanese(&office);
        assert!(japanese.iter().any(|t| t.stem == "スタッフ" && t.header.contains(&"氏名".to_owned())));
        let dir = new_folder();
        write_csv(&japanese, dir.path(), Shape { crlf: true, bom: true, ..Shape::default() });
        let ran = check(dir.path(), DAY, &["--format", "json"]);
        assert_same(&expected, &loose_substance(&ran.json()), "in Japanese");
        assert_eq!(ran.err, "", "every file and column is known");
    }
}

#[test]
fn files_that_are_no_table_are_named_and_do_no_harm() {
    let (office, day) = offices().remove(0);
    let expected = plain(&office, day);
    let dir = new_folder();
    write_csv(&office, dir.path(), Shape::default());
    // what can be a table is told by every audit, the rest only by `inputs`
    let (mut tables, mut others) = (BTreeSet::new(), BTreeSet::from(["last-month"]));
    for (name, content) in [
        ("README.md", "Notes."),
        ("notes.txt", "Notes."),
        ("holidays.csv", "day\n2026-01-01\n"),
        ("broken.csv", "a,\"b\n"),
        ("photo.jpg", "\u{1}"),
        ("tags.jsonl", "{\"a\":1}\n"),
        ("noname", "x"),
    ] {
        fs::write(dir.path().join(name), content).expect("written");
        let is_table = matches!(name.rsplit_once('.'), Some((_, "csv" | "jsonl")));
        if is_table {
            tables.insert(name)
        } else {
            others.insert(name)
        };
    }
    fs::create_dir(dir.path().join("last-month")).expect("a folder");
    fs::write(dir.path().join(".hidden"), "x").expect("written");
    for (lang, said) in [("ja", "監査する表ではないので読んでいません"), ("en", "not a table of the audit, not read")]
    {
        let ran = check(dir.path(), day, &["--format", "json", "--lang", lang]);
        let told: BTreeSet<String> = ran.err.lines().map(str::to_owned).collect();
        assert_eq!(told, tables.iter().map(|n| format!("{n}: {said}")).collect());
        let listed = run(&["inputs", text(dir.path()), "--lang", lang]).out;
        for name in tables.union(&others) {
            assert!(listed.contains(&format!("{name}: {said}")), "{name}");
        }
        if lang == "ja" {
            // that the files were looked at counts, and finds nothing
            let (mut expected, mut found) = (expected.clone(), substance(&ran.json()));
            assert_eq!(verdicts(&ran.json())["unread-file"], "pass");
            [&mut expected, &mut found]
                .into_iter()
                .for_each(|lines| lines.retain(|l| !is_verdict_of("unread-file", l)));
            assert_same(&expected, &found, "beside other files");
        }
    }
}

#[test]
fn json_that_is_no_table_is_named_and_does_no_harm() {
    let (office, day) = offices().remove(0);
    let expected = plain(&office, day);
    for (name, content) in [
        ("tags.json", "[{\"a\":1}]"),
        ("words.json", "[\"a\", \"b\"]"),
        ("settings.json", "{\"theme\":\"dark\",\"size\":5}"),
        ("number.json", "5"),
        ("broken.json", "{\"a\":"),
    ] {
        let dir = new_folder();
        write_csv(&office, dir.path(), Shape::default());
        fs::write(dir.path().join(name), content).expect("written");
        let ran = check(dir.path(), day, &["--format", "json"]);
        let why = match name {
            "broken.json" => "開けないので読んでいません(名前は監査する表のものではありません)",
            _ => "監査する表ではないので読んでいません",
        };
        assert_eq!(ran.err, format!("{name}: {why}\n"));
        assert_same(&expected, &substance(&ran.json()), name);
    }
}

#[test]
fn a_report_in_the_folder_does_not_stop_the_next_audit() {
    let (office, day) = offices().remove(0);
    let dir = new_folder();
    write_csv(&office, dir.path(), Shape::default());
    for (format, file) in [("text", "r.txt"), ("csv", "r.csv"), ("jsonl", "r.jsonl"), ("json", "r.json")] {
        let to = format!("{format}={}", text(&dir.path().join(file)));
        assert_eq!(check(dir.path(), day, &["--format", &to]).code, 1, "{format}");
        let next = check(dir.path(), day, &[]);
        assert_eq!(next.code, 1, "{format}: {}", next.err);
    }
}

#[test]
fn members_of_an_export_that_are_no_table_are_named() {
    let dir = files(&[("export.json", "{\"staff\":[{\"staff_id\":\"S01\"}],\"tags\":[{\"a\":\"b\"}]}")]);
    let ran = check(dir.path(), DAY, &["--format", "json"]);
    assert_ne!(ran.code, 2, "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1);
    assert!(ran.err.contains("export.json") && ran.err.contains("tags"), "{}", ran.err);
}
