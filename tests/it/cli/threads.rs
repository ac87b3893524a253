//! However many threads work on an audit, and whether its phases are measured or not, it says the same.

use std::fs;
use std::path::Path;

use crate::support::folder::{new_folder, text};
use crate::support::program::run;

const AS_OF: &str = "2026-10-31";

/// A ward with tens of thousands of memberships, in files large enough to be read in pieces.
fn ward() -> tempfile::TempDir {
    let folder = new_folder();
    let arguments = ["--size", "ward", "--memberships", "40000", "--seed", "3", "--as-of", AS_OF];
    assert_eq!(run(&[&["sample", text(folder.path())], &arguments[..]].concat()).code, 0);
    folder
}

/// Both reports and what is told beside them.
fn audited(folder: &Path, options: &[&str]) -> [String; 3] {
    let reports = new_folder();
    let file = |name: &str| reports.path().join(name);
    let [json, csv] = ["json", "csv"].map(|format| format!("--format={format}={}", file(format).display()));
    let arguments = ["check", text(folder), "--as-of", AS_OF, "--lang", "en", &json, &csv];
    let ran = run(&[&arguments, options].concat());
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    let read = |name: &str| fs::read_to_string(file(name)).expect("written");
    [read("json"), read("csv"), ran.err]
}

/// Makes files quoted, with line ends within cells, and rows of every kind among the others.
fn made_messy(folder: &Path) {
    for file in ["staff.csv", "memberships.csv", "assignments.csv"] {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).expect("read");
        let width = text.lines().next().map_or(0, |header| header.split(',').count());
        let mut messy: Vec<String> = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let empty = ",".repeat(width - 2);
            messy.extend(match number % 997 {
                5 => Some(format!(",{empty}")),
                6 => Some(format!("合計,{number}件{empty}")),
                7 => Some(format!("\"架空の\n{number}\",{empty}")),
                8 => Some(format!("X{number},{line}")),
                9 => Some(String::new()),
                _ => None,
            });
            let quoted = || line.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
            messy.push(if number % 53 == 4 { quoted() } else { line.to_owned() });
        }
        fs::write(&path, messy.join("\r\n")).expect("written");
    }
}

/// A file that is not plain text in UTF-8 is held in memory; one that is is read from the disk as often as needed.
#[test]
fn a_file_that_stays_on_disk_says_the_same_as_one_that_is_read_whole() {
    let folder = ward();
    // rows that share a key are looked up once more
    let memberships = folder.path().join("memberships.csv");
    let text = fs::read_to_string(&memberships).expect("read");
    let mut lines: Vec<&str> = text.lines().collect();
    let again: Vec<String> =
        lines.iter().skip(1).step_by(701).map(|line| line.replace(",member,", ",leader,")).collect();
    lines.extend(again.iter().map(String::as_str));
    fs::write(&memberships, lines.join("\n")).expect("written");
    let [_, plain, _] = audited(folder.path(), &[]);
    assert!(plain.contains("duplicate-key"));
    let text = fs::read_to_string(&memberships).expect("read");
    assert!(text.len() > 2 << 20, "a file that stays on disk");
    let (header, rows) = text.split_once('\n').expect("a header");
    fs::write(&memberships, format!("\"{}\"\n{rows}", header.replace(',', "\",\""))).expect("written");
    let [_, quoted, _] = audited(folder.path(), &[]);
    assert!(quoted == plain);
    let (rest, last) = text.trim_end().rsplit_once('\n').expect("rows");
    fs::write(&memberships, format!("{rest}\n\"{}\"", last.replace(',', "\",\""))).expect("written");
    let [_, quoted_late, _] = audited(folder.path(), &[]);
    assert!(quoted_late == plain);
    let text = fs::read_to_string(&memberships).expect("read");
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    fs::write(&memberships, units.flat_map(u16::to_le_bytes).collect::<Vec<_>>()).expect("written");
    let [_, in_utf16, _] = audited(folder.path(), &[]);
    assert!(in_utf16 == plain);
}

#[test]
fn any_number_of_threads_says_the_same() {
    let folder = ward();
    for messy in [false, true] {
        if messy {
            made_messy(folder.path());
        }
        let one = audited(folder.path(), &["--threads", "1"]);
        assert!(one[1].lines().count() > 100, "there is something to be said");
        for threads in ["2", "3"] {
            assert!(audited(folder.path(), &["--threads", threads]) == one, "{threads} threads, messy: {messy}");
        }
        assert!(audited(folder.path(), &[]) == one, "as many threads as cores, messy: {messy}");
    }
}

#[test]
fn phases_are_told_beside_the_same_reports() {
    let folder = new_folder();
    assert_eq!(run(&["sample", text(folder.path()), "--as-of", AS_OF]).code, 0);
    let [json, csv, told] = audited(folder.path(), &[]);
    let [timed_json, timed_csv, timed] = audited(folder.path(), &["--timings"]);
    assert_eq!([json, csv], [timed_json, timed_csv]);
    let phases = timed.strip_prefix(&told).expect("the phases come last");
    for phase in ["reading files", "decoding", "rows: memberships", "rule: departed-member", "writing reports", "all"] {
        assert!(phases.lines().any(|line| line.starts_with(phase)), "{phase}: {phases}");
    }
    let ends: Vec<usize> = phases.lines().map(|line| line.chars().count()).collect();
    assert!(ends.len() > 60 && ends.iter().all(|end| *end == ends[0]), "not aligned: {phases}");
    assert!(phases.lines().all(|line| line.ends_with(" ms")), "{phases}");
}

#[test]
fn phases_are_told_in_japanese() {
    let folder = new_folder();
    assert_eq!(run(&["sample", text(folder.path()), "--as-of", AS_OF]).code, 0);
    let told = run(&["check", text(folder.path()), "--as-of", AS_OF, "--lang", "ja", "--timings"]).err;
    for phase in ["ファイルの読込", "文字コード", "行: 参加者", "規則: departed-member", "報告の書出", "全体"]
    {
        assert!(told.lines().any(|line| line.starts_with(phase) && line.ends_with(" ms")), "{phase}: {told}");
    }
}

#[test]
fn no_threads_at_all_are_refused() {
    for (lang, said) in [("en", "--threads"), ("ja", "--threads")] {
        let ran = run(&["check", ".", "--threads", "0", "--lang", lang]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(said));
    }
}
