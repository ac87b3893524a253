//! Which file, sheet and row of headers is meant.

use std::fs;

use super::{DAY, Office, Rows, assert_findings, csv, inputs, part, verdict, workbook};
use crate::support::folder::text;
use crate::support::program::run;

#[test]
fn a_file_whose_name_says_nothing_is_read_where_the_settings_name_it() {
    let office = Office::well_kept();
    // S01 has no pledge
    office.edit("pledges.csv", "S01,form1,2024-04-29,,\n", "").write("控え.csv", office.read("pledges.csv"));
    office.remove("pledges.csv");
    let report = office.report();
    assert_eq!((verdict(&report, "missing-pledge"), inputs(&report, "pledges")), ("not-assessed", vec![]));

    for settings in ["tables.pledges.file = \"控え.csv\"\n", "[tables.\"誓約書\"]\nfile = [\"控え.CSV\"]\n"] {
        office.settings(settings);
        assert_findings(&office, &[("missing-pledge", "S01")], settings);
        assert_eq!(inputs(&office.report(), "pledges"), [("控え.csv".to_owned(), None, 13)]);
    }
}

#[test]
fn a_file_that_the_settings_name_comes_before_the_one_that_bears_the_name() {
    let office = Office::well_kept();
    office.write("控え.csv", office.read("pledges.csv").replace("S02,form1,2024-04-29,,\n", ""));
    assert_findings(&office, &[], "by its name");
    office.settings("tables.pledges.file = \"控え.csv\"\n");
    assert_findings(&office, &[("missing-pledge", "S02")], "by the settings");
    assert_eq!(inputs(&office.report(), "pledges"), [("控え.csv".to_owned(), None, 13)]);
    assert!(office.check(&[]).err.contains("pledges.csv: not a table of the audit, not read"));
}

#[test]
fn several_files_are_read_one_behind_the_other() {
    let office = Office::well_kept();
    let all = office.rows("pledges.csv");
    let (even, odd) = (part(&all, |at| at % 2 == 0), part(&all, |at| at % 2 == 1));
    // the second part has its columns in another order, and other words for them
    let turned: Rows = odd.iter().map(|row| row.iter().rev().cloned().collect()).collect();
    let turned = csv(&turned).replace("covers,valid_until,signed_on,form,staff", "含む項目,有効期限,誓約日,様式,職員");
    office.remove("pledges.csv").write("誓約書1.csv", csv(&even)).write("古い控え.csv", &turned);
    office.settings("tables.pledges.file = [\"誓約書1.csv\", \"古い控え.csv\"]\n");
    assert_findings(&office, &[], "both");
    let read = [("古い控え.csv".to_owned(), None, 7), ("誓約書1.csv".to_owned(), None, 7)];
    assert_eq!(inputs(&office.report(), "pledges"), read);

    // every other row is that of S01, S03, S05 (until 2025-05-31), S06, S08, S10, S12: S12 has left, S13 is suspended
    office.settings("tables.pledges.file = \"誓約書1.csv\"\n");
    let missing = ["S02", "S04", "S07", "S09"].map(|staff| ("missing-pledge", staff));
    assert_findings(&office, &[&[("expired-pledge", "S05")][..], &missing].concat(), "one of them");
}

#[test]
fn a_file_outside_the_folder_is_reached_from_it() {
    let whole = Office::well_kept();
    let office = Office(tempfile::tempdir_in(whole.0.path()).expect("a folder"));
    for (name, content) in whole.files() {
        office.write(&name, content);
    }
    let pledges = whole.read("pledges.csv").replace("S03,existing,2023-04-03,,1;2;3;4;5\n", "");
    fs::create_dir(whole.path("共有")).expect("a folder");
    whole.write("共有/名無し.csv", &pledges);
    office.remove("pledges.csv");
    let absolute = whole.path("共有/名無し.csv");
    for name in ["../共有/名無し.csv", text(&absolute)] {
        office.settings(&format!("tables.pledges.file = '{name}'\n"));
        assert_findings(&office, &[("missing-pledge", "S03")], name);
        assert_eq!(inputs(&office.report(), "pledges"), [(name.to_owned(), None, 13)]);
    }
    office.settings("tables.pledges.file = \"../共有/無い.csv\"\n");
    let ran = office.check(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("mcs-audit.toml:1") && ran.err.contains("../共有/無い.csv"), "{}", ran.err);
}

/// The pledges in a workbook, the first five rows on one sheet and the others on the next.
fn pledges_by_year(workbook_name: &str) -> Office {
    let office = Office::well_kept();
    let all = office.rows("pledges.csv");
    let sheets = [("令和7年度", part(&all, |at| at < 5)), ("令和8年度", part(&all, |at| at >= 5))];
    workbook(&office.path(workbook_name), &sheets);
    office.remove("pledges.csv");
    office
}

#[test]
fn sheets_are_read_as_the_settings_name_them() {
    let office = pledges_by_year("事務.xlsx");
    // both are read, by what stands in them
    assert_eq!(verdict(&office.report(), "missing-pledge"), "pass");
    // rows 1 to 5 are the pledges of S01, S02, S03, S04 and the first of S05, valid until 2025-05-31
    let later = ["S01", "S02", "S03", "S04"].map(|staff| ("missing-pledge", staff)).to_vec();
    let early = ["S06", "S07", "S08", "S09", "S10"].map(|staff| ("missing-pledge", staff));
    let early = [&[("expired-pledge", "S05")][..], &early].concat();
    let file = "tables.pledges.file = \"事務.xlsx\"\n";
    for (settings, expected, sheets) in [
        ("tables.pledges.sheet = \"令和8年度\"\n", later.clone(), &["令和8年度"][..]),
        ("tables.pledges.sheet = \"令和7年度\"\n", early, &["令和7年度"]),
        ("tables.pledges.sheet = \"令和８年度\"\n", later, &["令和8年度"]),
        ("tables.pledges.sheet = [\"令和7年度\", \"令和8年度\"]\n", vec![], &["令和7年度", "令和8年度"]),
    ] {
        for settings in [settings.to_owned(), format!("{file}{settings}")] {
            office.settings(&settings);
            assert_findings(&office, &expected, &settings);
            let read = inputs(&office.report(), "pledges");
            let read: Vec<&str> = read.iter().map(|(_, sheet, _)| sheet.as_deref().expect("a sheet")).collect();
            assert_eq!(read, sheets, "{settings}");
        }
    }
}

#[test]
fn a_sheet_that_cannot_be_told_is_asked_for() {
    let office = pledges_by_year("事務.xlsx");
    for (settings, told) in [
        ("tables.pledges.file = \"事務.xlsx\"\n", &["mcs-audit.toml:1", "令和7年度", "令和8年度", "sheet"][..]),
        ("\ntables.pledges.sheet = \"令和9年度\"\n", &["mcs-audit.toml:2", "令和9年度", "did you mean"]),
    ] {
        office.settings(settings);
        let ran = office.check(&[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(told.iter().all(|t| ran.err.contains(t)), "{settings}: {}", ran.err);
    }
    // the same sheets in a second file
    fs::copy(office.path("事務.xlsx"), office.path("事務2.xlsx")).expect("copied");
    office.settings("tables.pledges.sheet = \"令和8年度\"\n");
    let ran = office.check(&[]);
    assert!(ran.code == 2 && ran.err.contains("say which with file"), "{}", ran.err);
    office.settings("tables.pledges = { file = \"事務2.xlsx\", sheet = [\"令和7年度\", \"令和8年度\"] }\n");
    assert_findings(&office, &[], "with its file");
}

#[test]
fn the_header_is_the_row_that_the_settings_name() {
    let office = Office::well_kept();
    // above the register stands an older one with more columns, of one person only
    let rest = office.read("pledges.csv").replace("staff,form,signed_on,valid_until,covers\n", "");
    let old = "職員,様式,誓約日,有効期限,含む項目\nS01,様式第1号,2020-04-01,2021-03-31,\n\nここから新しい台帳\n";
    let without_s04 = rest.replace("S04,form1,2024-04-29,,\n", "");
    office.write("pledges.csv", format!("{old}職員,様式,誓約日,有効期限,含む項目,_備考\n{without_s04}"));
    let lines = |office: &Office| inputs(&office.report(), "pledges")[0].2;
    // the header with more words is the header; what stands above it is told as a title
    assert_eq!(lines(&office), 13);
    office.settings("tables.pledges.header-row = 5\n");
    assert_findings(&office, &[("missing-pledge", "S04")], "line 5");
    assert_eq!(lines(&office), 13);
    let ran = run(&["inputs", office.folder(), "--as-of", DAY, "--lang", "en"]);
    assert!(ran.out.contains("header on line 5 / 13 rows"), "{}", ran.out);

    for row in [3, 400] {
        office.settings(&format!("\n\ntables.pledges.header-row = {row}\n"));
        let ran = office.check(&[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{row}");
        let told = [format!("mcs-audit.toml:3: line {row} of pledges.csv"), "correct header-row".to_owned()];
        assert!(told.iter().all(|t| ran.err.contains(t)), "{}", ran.err);
    }
}

#[test]
fn a_file_without_sheets_stands_beside_the_sheets_of_a_workbook() {
    let office = Office::well_kept();
    let all = office.rows("pledges.csv");
    let (even, odd) = (part(&all, |at| at % 2 == 0), part(&all, |at| at % 2 == 1));
    office.remove("pledges.csv").write("続き.csv", csv(&odd));
    workbook(&office.path("書類.xlsx"), &[("誓約", even)]);
    office.settings("[tables.pledges]\nfile = [\"書類.xlsx\", \"続き.csv\"]\nsheet = \"誓約\"\n");
    assert_findings(&office, &[], "both");
    let rows: Vec<u64> = inputs(&office.report(), "pledges").into_iter().map(|(_, _, rows)| rows).collect();
    assert_eq!(rows.iter().sum::<u64>(), all.len() as u64 - 1);
}

#[test]
fn nobody_is_asked_where_nobody_can_answer() {
    let office = Office::well_kept();
    let ran = run(&["inputs", office.folder(), "--ask", "--lang", "en"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("--ask needs a terminal"), "{}", ran.err);
    assert!(!office.path("mcs-audit.toml").exists());
}
