//! What goes to which stream, and streams whose other end is closed or full.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;
use std::process::Stdio;

use super::{DAY, FORMATS, OFFICE_DAY, check, fixture, sample, well_kept};
use crate::support::folder::{copy, new_folder, text};
use crate::support::program::{Ran, program, run};

/// Runs with a pipe whose reader has gone already.
fn run_into_closed_pipe(arguments: &[&str]) -> (i32, String) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let ran = Ran::once(program().args(arguments).stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()));
    (ran.code, ran.err)
}

#[test]
fn a_closed_pipe_is_no_error_in_any_format() {
    let planted = sample(1, &[]);
    let planted = text(planted.path());
    for format in FORMATS {
        let (code, said) = run_into_closed_pipe(&["check", planted, "--as-of", DAY, "--format", format]);
        assert_eq!(said, "", "{format}");
        assert_ne!(code, 2, "{format}");
    }
}

#[test]
fn a_closed_pipe_is_no_error_in_any_command() {
    let dir = new_folder();
    let (office, target) = (fixture("sample-office"), text(&dir.path().join("new")).to_owned());
    for arguments in [
        &["inputs", &office][..],
        &["rules"],
        &["rules", "--format", "json"],
        &["rules", "--format", "oscal"],
        &["explain", "departed-member"],
        &["explain", "A2-2"],
        &["sample", &target],
        &["--help"],
        &["--version"],
    ] {
        let (code, said) = run_into_closed_pipe(arguments);
        assert_eq!((code, said.as_str()), (0, ""), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_leaves_after_the_first_line_is_no_error() {
    let planted = sample(1, &[]);
    for format in FORMATS {
        let mut command = program();
        command.args(["check", text(planted.path()), "--as-of", DAY, "--format", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        let mut reader = BufReader::with_capacity(16, child.stdout.take().expect("its output"));
        reader.read_line(&mut line).expect("a line");
        drop(reader);
        let mut said = String::new();
        child.stderr.take().expect("its errors").read_to_string(&mut said).expect("UTF-8");
        let status = child.wait().expect("it ends");
        assert!(!line.is_empty());
        assert_eq!(said, "", "{format}");
        assert!(status.code().is_some_and(|c| c != 2), "{format}: {status}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    for format in FORMATS {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
        let mut command = program();
        command.args(["check", &fixture("sample-office"), "--as-of", OFFICE_DAY, "--exit-zero", "--format", format]);
        let ran = Ran::once(command.stdout(full));
        assert_eq!(ran.code, 2, "{format}");
        assert_ne!(ran.err, "", "{format}");
    }
}

#[test]
fn notes_go_to_standard_error_and_data_to_standard_output() {
    let dir = well_kept();
    fs::write(dir.path().join("notes.csv"), "Not a table.").expect("written");
    let staff = dir.path().join("staff.csv");
    let with_more = fs::read_to_string(&staff).expect("a table").replacen("two_factor", "two_factor,shoe_size", 1);
    fs::write(&staff, with_more).expect("written");
    let folder = text(dir.path());
    for format in FORMATS {
        for (lang, notes) in [
            ("ja", ["notes.csv: 監査する表ではないので読んでいません", "staff.csv: 使わない列 shoe_size"]),
            ("en", ["notes.csv: not a table of the audit, not read", "staff.csv: columns not used: shoe_size"]),
        ] {
            let ran = check(folder, &["--format", format, "--lang", lang]);
            assert_eq!(ran.code, 0);
            assert_eq!(ran.err.lines().collect::<BTreeSet<_>>(), BTreeSet::from(notes), "{format}");
            // the report says so itself, in every format that has a place for it
            let is_told = ["text", "json", "jsonl", "sarif", "github"].contains(&format);
            assert!(ran.out.contains("notes.csv") == is_told && ran.out.contains("shoe_size") == is_told, "{format}");
        }
    }
    check(folder, &["--format", "json"]).json();
    let clean = well_kept();
    assert_eq!(check(text(clean.path()), &[]).err, "", "silent where there is nothing to say");
}

/// Every name, reading and address that the sample office's files hold.
fn names_of_the_office() -> BTreeSet<String> {
    let wanted = ["name", "kana", "email", "氏名", "患者名", "使用者名", "attested_by", "reviewer"];
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(fixture("sample-office")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.file_name().is_some_and(|n| n == "offices.csv") || path.extension().is_none_or(|e| e != "csv") {
            continue;
        }
        let mut reader = csv::Reader::from_path(&path).expect("a table");
        let header = reader.headers().expect("a header").clone();
        for row in reader.records() {
            let row = row.expect("a row");
            for (_, cell) in header.iter().zip(&row).filter(|(h, c)| wanted.contains(h) && !c.is_empty()) {
                names.insert(cell.to_owned());
                names.insert(cell.split_whitespace().collect());
                names.extend(cell.split_whitespace().filter(|w| w.chars().count() > 1).map(str::to_owned));
            }
        }
    }
    assert!(names.len() > 100 && names.contains("見本 一郎") && names.contains("mihon@example.jp"));
    names
}

#[test]
fn standard_error_names_nobody() {
    let names = names_of_the_office();
    let dir = new_folder();
    copy(Path::new(&fixture("sample-office")), dir.path());
    fs::write(dir.path().join("notes.md"), "Not a table.").expect("written");
    let extra = dir.path().join("staff.csv");
    let staff = fs::read_to_string(&extra).expect("a table");
    fs::write(&extra, staff.replacen("two_factor", "two_factor,shoe_size", 1)).expect("written");
    let office = text(dir.path());
    let json = format!("json={}", text(&dir.path().join("missing/report.json")));
    let mut told = Vec::new();
    for lang in ["ja", "en"] {
        for more in [
            &["check", office, "--as-of", OFFICE_DAY][..],
            &["check", office, "--as-of", OFFICE_DAY, "--format", "csv"],
            &["check", office, "--as-of", OFFICE_DAY, "--format", &json],
            &["check", office, "--as-of", OFFICE_DAY, "--only", "departed-acount"],
        ] {
            told.push(run(&[more, &["--lang", lang]].concat()).err);
        }
    }
    // rows that stop the audit, with names all around the fault
    let quoted = staff.replacen("S03,", "S03,\"", 1);
    let headless = staff.split_once('\n').expect("lines").1;
    for broken in [quoted.as_bytes(), headless.as_bytes(), &[staff.as_bytes(), b"S99,O1,\xff\xfe"].concat()] {
        fs::write(&extra, broken).expect("written");
        let ran = run(&["check", office]);
        assert_eq!(ran.code, 2);
        told.push(ran.err);
    }
    for said in told {
        assert_ne!(said, "");
        let named: Vec<_> = names.iter().filter(|n| said.contains(n.as_str())).collect();
        assert!(named.is_empty(), "{named:?} in {said}");
    }
}
