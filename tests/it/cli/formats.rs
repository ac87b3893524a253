//! Formats of reports on the command line: to standard output or to files, whole or not at all.

use std::collections::BTreeMap;
use std::fs;

use super::{FORMATS, check, check_office, fixture};
use crate::support::folder::{bytes, new_folder, text};
use crate::support::program::run;

#[test]
fn every_format_goes_to_standard_output_or_to_a_file_alike() {
    for format in FORMATS {
        let dir = new_folder();
        let file = dir.path().join("report");
        let to_file = check_office(&["--format", &format!("{format}={}", text(&file))]);
        assert_eq!((to_file.code, to_file.out.as_str()), (1, ""), "{format}");
        let to_output = check_office(&["--format", format]);
        assert_eq!(to_output.code, 1, "{format}");
        assert_eq!(fs::read_to_string(&file).expect("a report"), to_output.out, "{format}");
        assert_eq!(bytes(dir.path()).len(), 1, "nothing lies beside the report");
    }
    assert_eq!(check_office(&[]).out, check_office(&["--format", "text"]).out);
}

#[test]
fn several_formats_are_written_in_one_run() {
    let dir = new_folder();
    let path = |name: &str| text(&dir.path().join(name)).to_owned();
    let (json, csv, lines) =
        (format!("json={}", path("a.json")), format!("csv={}", path("b=c.csv")), format!("jsonl={}", path("d.jsonl")));
    let ran = check_office(&["--format", &json, "--format", "text", "--format", &csv, "--format", &lines]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out, check_office(&[]).out);
    for (file, format) in [("a.json", "json"), ("b=c.csv", "csv"), ("d.jsonl", "jsonl")] {
        let written = fs::read_to_string(path(file)).expect("a report");
        assert_eq!(written, check_office(&["--format", format]).out, "{format}");
    }
}

#[test]
fn a_format_that_is_not_there_is_refused() {
    let ran = check_office(&["--format", "pdf"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("エラー: 出力形式「pdf」はありません。使える形式は "), "{}", ran.err);
    let ran = check_office(&["--format", "pdf=x.pdf", "--lang", "en"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: there is no format \"pdf\"; there are "), "{}", ran.err);
    for format in FORMATS {
        assert!(ran.err.contains(format), "{}", ran.err);
    }
    assert_eq!(check_office(&["--format", "csv="]).err, "エラー: 「csv=」の = の後にファイル名がありません。\n");
    let ran = check_office(&["--format", "csv=", "--lang", "en"]);
    assert_eq!((ran.code, ran.err.as_str()), (2, "error: \"csv=\" needs a file name behind the =\n"));
}

#[test]
fn two_formats_on_standard_output_are_refused() {
    let ran = check_office(&["--format", "json", "--format", "csv"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(
        ran.err,
        "エラー: 標準出力に出せる形式は一つだけです。ほかは --format json=FILE のようにファイル名を付けてください。\n"
    );
    let ran = check_office(&["--format", "json", "--format", "csv", "--lang", "en"]);
    assert_eq!(
        ran.err,
        "error: only one format can go to standard output; give the others a file, as in --format json=FILE\n"
    );
}

#[test]
fn a_report_is_written_whole_or_not_at_all() {
    let dir = new_folder();
    let missing = dir.path().join("missing");
    let ran = check(&fixture("well-kept"), &["--format", &format!("json={}", text(&missing.join("r.json")))]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("r.json"), "{}", ran.err);
    assert_eq!(bytes(dir.path()).len(), 0, "no folder and no half of a file");

    let taken = dir.path().join("taken");
    fs::create_dir(&taken).expect("a folder");
    fs::write(taken.join("kept"), "of mine").expect("a file");
    let ran = check(&fixture("well-kept"), &["--format", &format!("json={}", text(&taken))]);
    assert_eq!(ran.code, 2);
    assert_eq!(bytes(dir.path()).len(), 1, "no half of a file is left");
    assert_eq!(bytes(&taken)["kept"], b"of mine");
}

#[test]
fn an_existing_report_stays_untouched_where_the_audit_cannot_run() {
    let dir = new_folder();
    let file = dir.path().join("report.json");
    let to = format!("json={}", text(&file));
    assert_eq!(run(&["check", &fixture("well-kept"), "--format", &to, "--as-of", "2026-09-29", "--exit-zero"]).code, 0);
    let last = fs::read(&file).expect("last month's report");
    let nowhere = dir.path().join("nowhere");
    let nowhere = text(&nowhere);
    for arguments in [
        vec!["check", &nowhere, "--format", &to],
        vec!["check", &nowhere, "--format", &to, "--as-of", "x"],
        vec!["check", "--format", &to, "--policy", "nowhere"],
        vec!["check", "--format", &to, "--only", "nothing"],
        vec!["check", "--format", &to, "--nonsense"],
        vec!["check", "--format", &to, "--format", "pdf"],
    ] {
        assert_eq!(run(&arguments).code, 2, "{arguments:?}");
        assert_eq!(bytes(dir.path()), BTreeMap::from([("report.json".to_owned(), last.clone())]));
    }
    assert_eq!(check(&fixture("well-kept"), &["--format", &to]).code, 0);
    assert_ne!(fs::read(&file).expect("a report"), last, "and is replaced where it can");
}

#[cfg(unix)]
#[test]
fn a_report_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    for format in FORMATS {
        let dir = new_folder();
        let file = dir.path().join("report");
        for existing in [false, true] {
            if existing {
                fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("a mode");
            }
            check_office(&["--format", &format!("{format}={}", text(&file))]);
            let mode = fs::metadata(&file).expect("a report").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{format}, existing: {existing}");
        }
    }
}

#[test]
fn values_are_given_in_japanese_as_well() {
    for (japanese, english) in [
        (&["--fail-on", "重大"][..], &["--fail-on", "critical"][..]),
        (&["--fail-on=高"], &["--fail-on=high"]),
        (&["--group-by", "人"], &["--group-by", "person"]),
        (&["--group-by", "　ｐｅｒｓｏｎ"], &["--group-by", "person"]),
        (&["--format", "ﾃｷｽﾄ", "--lang", "英語"], &["--format", "text", "--lang", "en"]),
        (&["--format", "csv", "--csv-encoding", "BOMなし"], &["--format", "csv", "--csv-encoding", "utf-8"]),
    ] {
        assert_eq!(check_office(japanese), check_office(english), "{japanese:?}");
    }
    let dir = new_folder();
    let file = dir.path().join("報告.html");
    let ran = check_office(&["--format", &format!("ページ＝{}", text(&file))]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert_eq!(fs::read_to_string(&file).expect("a report"), check_office(&["--format", "html"]).out);
    assert_eq!(run(&["schema", "設定"]), run(&["schema", "config"]));
    assert_eq!(run(&["rules", "--format", "テキスト"]), run(&["rules"]));
}

#[test]
fn a_value_that_is_not_there_is_told_those_that_are_in_english_and_japanese() {
    for (option, value, told) in [
        ("--fail-on", "激高", ["high(高)", "new:high(新規:高)"]),
        ("--group-by", "係", ["person(人)", "office(事業所)"]),
        ("--redact", "半分", ["names(氏名)", "all(すべて)"]),
        ("--format", "紙", ["text(テキスト)", "html(ページ)"]),
    ] {
        for lang in ["ja", "en"] {
            let ran = check_office(&[option, value, "--lang", lang]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{option}");
            for word in told.into_iter().chain([value]) {
                assert!(ran.err.contains(word), "{option} {lang}: {word}: {}", ran.err);
            }
        }
    }
}
