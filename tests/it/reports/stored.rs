//! How a stored report is written again, and compared with another.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use clap::ValueEnum as _;
use mcs_audit::base::text::Lang;
use mcs_audit::model::options::Format;
use mcs_audit::model::report::Report;
use serde_json::Value;

use crate::support::folder::{fixture, new_folder, text};
use crate::support::golden::golden;
use crate::support::program::{Ran, program, run, run_at};

const DAY: &str = "2026-10-31";

fn output(arguments: &[&str]) -> Output {
    program().args(arguments).output().expect("it starts")
}

pub(crate) fn check(more: &[&str]) -> Ran {
    run(&of_office(&office(), more))
}

pub(crate) fn office() -> PathBuf {
    fixture("sample-office")
}

/// What audits an office.
fn of_office<'a>(office: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
    [&["check", text(office), "--as-of", DAY], more].concat()
}

#[test]
fn a_stored_report_is_written_again_to_the_byte_in_every_format() {
    let dir = new_folder();
    for lang in ["ja", "en"] {
        let stored = dir.path().join(format!("{lang}.json"));
        let ran = check(&["--lang", lang, "--format", &format!("json={}", text(&stored))]);
        assert_eq!(ran.code, 1);
        for format in Format::value_variants() {
            let format = format.to_possible_value().expect("a name").get_name().to_owned();
            for by in ["clause", "rule", "duty", "person", "office"] {
                let arguments = ["--format", format.as_str(), "--group-by", by];
                let office = office();
                let audited = output(&of_office(&office, &[&arguments[..], &["--lang", lang]].concat()));
                // a report is in the language in which the audit was made
                let again = output(&[&["report", text(&stored), "--lang", "en"], &arguments[..]].concat());
                let how = (again.status.code(), String::from_utf8_lossy(&again.stderr));
                assert_eq!(how, (Some(0), "".into()), "{format} {by}: it is written, whatever it says");
                assert!(again.stdout == audited.stdout, "{format} {by} {lang}");
            }
        }
        let to = dir.path().join("again.json");
        assert_eq!(run(&["report", text(&stored), "--format", &format!("json={}", text(&to))]).code, 0);
        assert_eq!(fs::read(&to).expect("a report"), fs::read(&stored).expect("a report"));
    }
}

#[test]
fn what_is_no_report_is_refused() {
    let dir = new_folder();
    let file = dir.path().join("r.json");
    let name = text(&file);
    let whole = check(&["--format", "json"]).out;
    let cut: String = whole.chars().take(3000).collect();
    let no_report = (
        format!(
            "エラー: {name} は mcs-audit の報告(json)ではありません。check --format json=FILE で書き出したファイルを指定してください。\n"
        ),
        format!("error: {name} is no report of mcs-audit in json; give a file that check --format json=FILE wrote\n"),
    );
    let newer = (
        format!(
            "エラー: {name} は報告の形式の第2版で、この版の mcs-audit が読めるのは第1版です。同じ版の mcs-audit を使うか、監査をやり直してください。\n"
        ),
        format!(
            "error: {name} is in version 2 of the report format, and this mcs-audit reads version 1; use the mcs-audit that wrote it, or audit again\n"
        ),
    );
    for (content, (ja, en)) in [
        ("{}".to_owned(), &no_report),
        ("[]".to_owned(), &no_report),
        ("{\"version\": 1, \"run\": {\"tool\": \"another\"}}".to_owned(), &no_report),
        (whole.replacen("\"version\": 1", "\"version\": 2", 1), &newer),
    ] {
        fs::write(&file, content).expect("written");
        for (lang, said) in [("ja", ja), ("en", en)] {
            let ran = run(&["report", name, "--lang", lang]);
            assert_eq!((ran.code, ran.out.as_str(), &ran.err), (2, "", said));
        }
    }
    let line = cut.lines().count();
    for (content, line) in [(cut, line), ("staff_id,name\n".to_owned(), 1), (String::new(), 1)] {
        fs::write(&file, &content).expect("written");
        let ran = run(&["report", name, "--lang", "en"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        let start = format!("error: {name} was cut off or changed (line {line}, column ");
        let at_start = format!("error: {name} was cut off or changed (line {}, column 0)", line + 1);
        assert!(ran.err.starts_with(&start) || ran.err.starts_with(&at_start), "{content} {}", ran.err);
    }
    fs::remove_file(&file).expect("removed");
    let ran = run(&["report", name, "--lang", "en"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with(&format!("error: cannot read {name} (")), "{}", ran.err);
    assert_eq!(run(&["report"]).code, 2);
    assert_eq!(run(&["report", text(dir.path())]).code, 2);
}

#[test]
fn settings_have_no_say_in_a_stored_report() {
    let dir = new_folder();
    check(&["--format", &format!("json={}", text(&dir.path().join("r.json")))]);
    fs::write(dir.path().join("mcs-audit.toml"), "lang = \"en\"\nformat = \"csv\"\nout-dir = \"reports\"\n")
        .expect("written");
    let ran = run_at(dir.path(), &["report", "r.json"]);
    assert_eq!((ran.code, ran.out), (0, check(&[]).out));
    assert!(!dir.path().join("reports").exists());
}

#[test]
fn any_two_stored_reports_are_compared() {
    let dir = new_folder();
    let file = |name: &str| text(&dir.path().join(name)).to_owned();
    let store = |name: &str, report: &Report| {
        let mut bytes = Vec::new();
        report.write_json(&mut bytes).expect("written");
        fs::write(file(name), bytes).expect("written");
    };
    let first = |as_of: &str, without: &[&str]| {
        let mut report = golden(Lang::En);
        report.run.as_of = as_of.to_owned();
        report.comparison = None;
        report.findings.retain(|f| !without.contains(&f.rule.as_str()));
        report.findings.iter_mut().for_each(|f| f.change = None);
        report
    };
    // of the 16 that are open two are not in the later report, and two are new to it; which subjects its tables hold it does
    // not say, so nobody can tell that the two were fixed
    store("a.json", &first("2026-08-31", &["departed-account", "mixed-patients"]));
    store("b.json", &first("2026-10-31", &["missing-pledge", "stale-invitation"]));
    let ran = run(&["diff", &file("a.json"), &file("b.json"), "--lang", "en"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let said = "Since 2026-08-31: new 2, reopened 0, persisting 13; fixed 0, gone 2, not assessed 0";
    assert!(ran.out.contains(said), "{}", ran.out);
    for (rule, is_there) in [
        ("departed-account", true),
        ("mixed-patients", true),
        ("missing-pledge", true),
        ("stale-invitation", true),
        ("single-admin", false),
    ] {
        assert_eq!(ran.out.contains(rule), is_there, "{rule} in\n{}", ran.out);
    }
    assert!(!ran.out.contains("Clauses") && !ran.out.contains("Persisting"), "only what has changed");
    let whole = run(&["diff", &file("a.json"), &file("b.json"), "--format", "json"]);
    let whole: Value = serde_json::from_str(&whole.out).expect("a report");
    assert_eq!(whole["comparison"]["as_of"], "2026-08-31");
    assert_eq!(whole["comparison"]["ended"].as_array().expect("a list").len(), 2);
    assert_eq!(whole["findings"].as_array().expect("a list").len(), golden(Lang::En).findings.len() - 2);
    let wrong = run(&["diff", &file("b.json"), &file("a.json"), "--lang", "en"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert!(wrong.err.contains("2026-10-31") && wrong.err.contains("2026-08-31"), "{}", wrong.err);
    fs::write(file("c.json"), "{").expect("written");
    let broken = run(&["diff", &file("a.json"), &file("c.json"), "--lang", "ja"]);
    assert_eq!((broken.code, broken.out.as_str()), (2, ""));
    assert!(broken.err.contains("c.json"), "{}", broken.err);
}
