//! What holds for all formats at once: lines, and text that means to drive a terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use mcs_audit::model::finding::Status;
use mcs_audit::model::options::{Format, GroupBy, Layout, Style};
use mcs_audit::model::report::Report;

use super::{
    LANGS, Place, audit, by_id, bytes, decoded_uri, first_place, items, parsed, props, sarif_place, shown, text,
};
use crate::reports::machine::csv::rows;
use crate::reports::machine::github::annotations;
use crate::reports::machine::junit::junit;
use crate::support::folder::{new_folder, root};
use crate::support::golden::hostile;
use crate::support::json::word;
use crate::support::program::run;

/// The places of every finding, by its id, as the formats that name all of them tell.
fn places_by_format(report: &Report) -> Vec<(&'static str, BTreeMap<String, Place>)> {
    let log = parsed(report, Format::Sarif);
    let sarif = items(&log["runs"][0], "results").iter().filter(|r| r["kind"] == "fail");
    let sarif = sarif.map(|r| (word(&r["properties"], "id").to_owned(), sarif_place(&r["locations"][0]))).collect();
    let document = parsed(report, Format::Oscal);
    let observations = items(&document["assessment-results"]["results"][0], "observations").iter();
    let oscal = observations.filter_map(|o| {
        let evidence = &o["relevant-evidence"][0];
        let line = props(evidence, "line").first().map(|l| l.parse().expect("a number"));
        Some(((*props(o, "id").first()?).to_owned(), (decoded_uri(word(evidence, "href")), line)))
    });
    let oscal = oscal.collect();
    let csv = rows(&bytes(report, Format::Csv));
    let found = csv.iter().filter(|r| r["status"] != "undetermined");
    let csv = found.map(|r| (r["id"].clone(), (r["file"].clone(), r["line"].parse().ok()))).collect();
    vec![("sarif", sarif), ("oscal", oscal), ("csv", csv)]
}

/// Line N of the file that a finding names is the row that it is about: the row has the subject's id.
#[test]
fn line_n_is_that_row_in_every_format() {
    let folder = root().join("fixtures/sample-office");
    let report = audit(&folder, "2026-10-31").expect("it can be audited");
    let by_id = by_id(&report);
    let annotations = annotations(&text(&report, Format::Github));
    let mut annotated = 0;
    for annotation in annotations.iter().filter(|a| a.properties.contains_key("line")) {
        let id = annotation.message.rsplit(' ').next().expect("a word");
        let line = annotation.properties["line"].parse().expect("a number");
        assert_eq!((annotation.properties["file"].clone(), Some(line)), first_place(by_id[id]));
        annotated += 1;
    }
    assert!(annotated > 10);
    let mut checked = BTreeMap::new();
    for (format, places) in places_by_format(&report) {
        assert_eq!(places.len(), report.findings.len(), "{format}");
        for (id, (file, line)) in places {
            let finding = by_id[id.as_str()];
            assert_eq!((file.clone(), line), first_place(finding), "{format}");
            let (Some(line), true) = (line, !finding.clauses.is_empty()) else { continue };
            let table = fs::read_to_string(folder.join(&file)).expect("a file");
            let row = table.lines().nth(usize::try_from(line).expect("small") - 1).expect("a row");
            let cells: Vec<&str> = row.split(',').collect();
            let first = finding.subject.key.split('/').next().expect("a key");
            // these tables have a column of ids
            if ["staff.csv", "groups.csv", "memberships.csv", "patients.csv", "offices.csv"].contains(&file.as_str()) {
                assert!(cells.contains(&first), "{format}: {file} line {line} is not about {first}: {row}");
                *checked.entry(format).or_insert(0) += 1;
            }
        }
    }
    assert!(checked.len() == 3 && checked.values().all(|n| *n > 20), "{checked:?}");
}

#[test]
fn the_lines_of_bad_input_are_the_same_in_every_format() {
    let mut audited = 0;
    for entry in fs::read_dir(root().join("fixtures/input")).expect("a folder") {
        let folder = entry.expect("an entry").path();
        if !folder.is_dir() {
            continue;
        }
        let Some(report) = audit(&folder, "2026-09-30") else { continue };
        let by_id = by_id(&report);
        audited += 1;
        for (format, places) in places_by_format(&report) {
            assert_eq!(places.len(), report.findings.len(), "{format} of {}", folder.display());
            for (id, (file, line)) in places {
                assert_eq!((file.clone(), line), first_place(by_id[id.as_str()]), "{format} of {}", folder.display());
                let Some(line) = line else { continue };
                let bytes = fs::read(folder.join(&file)).expect("a file");
                let lines = bytes.split(|b| *b == b'\n').count() as u64;
                assert!(
                    line >= 1 && (Path::new(&file).extension().is_some_and(|e| e == "json") || line <= lines),
                    "{file} has no line {line}"
                );
            }
        }
        let junit = junit(&text(&report, Format::Junit));
        for finding in report.findings.iter().filter(|f| f.status == Status::Open) {
            let id = format!("\nid: {}\n", finding.id);
            assert_eq!(junit.iter().filter(|c| c.body.contains(&id)).count(), 1, "{}", folder.display());
        }
    }
    assert!(audited > 40, "{audited}");
}

/// Cells, headers and names of files are data too, on both streams and before there is a report.
#[test]
fn the_input_does_not_drive_the_terminal() {
    let dir = new_folder();
    // a table with an escape in it is refused as no text; these it may hold
    let escape = "\u{9b}2J\u{202e}";
    let staff = format!(
        "staff_id,name,status,role,{escape}\nS1,架空 {escape},active,admin,x\nS1,架空 正雄{escape},{escape},,\n"
    );
    fs::write(dir.path().join("staff.csv"), staff).expect("written");
    #[cfg(unix)]
    fs::write(dir.path().join("notes\u{1b}]0;title\u{7}.csv"), "x\n").expect("written");
    for command in ["check", "inputs"] {
        let ran = run(&[command, dir.path().to_str().expect("UTF-8"), "--as-of", "2026-09-30"]);
        let said = ran.out + &ran.err;
        assert!(said.contains('\u{fffd}'), "{command} shows what there is: {said}");
        assert_eq!(said, shown(&said), "{command}");
    }
}

/// What drives a terminal or turns text round reaches none of what a person reads as it is.
#[test]
fn no_format_that_is_read_as_it_is_drives_a_terminal() {
    for lang in LANGS {
        let report = hostile(lang);
        for format in [Format::Text, Format::Csv, Format::Junit, Format::Github] {
            let text = text(&report, format).replace("\r\n", "\n");
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let wrong: BTreeSet<char> =
                text.chars().zip(shown(text).chars()).filter(|(a, b)| a != b).map(|p| p.0).collect();
            assert!(wrong.is_empty(), "{format:?}: {wrong:?}");
        }
        // in colour there are escapes, but only those of colours
        for group_by in [GroupBy::Office, GroupBy::Person] {
            let mut out = Vec::new();
            let style = Style { width: 100, colour: true };
            report
                .write(Format::Text, Layout { style, group_by, ..Layout::default() }, &mut out)
                .expect("it can be written");
            let text = String::from_utf8(out).expect("UTF-8");
            let mut pieces = text.split('\u{1b}');
            let mut plain = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                let (code, rest) = piece.strip_prefix('[').and_then(|p| p.split_once('m')).expect("a colour");
                assert!(code.bytes().all(|b| b.is_ascii_digit() || b == b';'), "{code}");
                plain.push_str(rest);
            }
            assert_eq!(plain, shown(&plain), "{group_by:?}");
        }
    }
}
