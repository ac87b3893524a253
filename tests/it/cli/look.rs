//! Language, colour and width of what is printed.

use std::fs;
use std::process::Stdio;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::{DAY, OFFICE_DAY, check_office, fixture, is_japanese, sample};
use crate::support::folder::{new_folder, text};
use crate::support::json::{items, word, words};
use crate::support::program::{PROGRAM, other, run, run_in};

#[test]
fn the_language_is_that_asked_for_else_that_of_the_locale_else_japanese() {
    type Surroundings<'a> = &'a [(&'a str, &'a str)];
    let (ja, en) = ("MCS監査報告", "MCS audit report");
    let cases: [(Surroundings<'_>, &[&str], &str); 20] = [
        (&[], &[], ja),
        (&[("LC_ALL", "C")], &[], ja),
        (&[("LANG", "C")], &[], ja),
        (&[("LC_MESSAGES", "C")], &[], ja),
        (&[("LANG", "C.UTF-8")], &[], ja),
        (&[("LANG", "POSIX")], &[], ja),
        (&[("LANG", "")], &[], ja),
        (&[("LANG", "en_US.UTF-8")], &[], en),
        (&[("LC_MESSAGES", "en_US.UTF-8")], &[], en),
        (&[("LC_ALL", "en_US.UTF-8")], &[], en),
        (&[("LANG", "ja_JP.UTF-8")], &[], ja),
        (&[("LC_MESSAGES", "ja_JP.UTF-8")], &[], ja),
        (&[("LC_ALL", "ja_JP.UTF-8")], &[], ja),
        (&[("LC_ALL", "ja_JP.UTF-8"), ("LANG", "en_US.UTF-8")], &[], ja),
        (&[("LC_ALL", "en_US.UTF-8"), ("LC_MESSAGES", "ja_JP.UTF-8"), ("LANG", "ja_JP.UTF-8")], &[], en),
        (&[("LC_MESSAGES", "en_US.UTF-8"), ("LANG", "ja_JP.UTF-8")], &[], en),
        (&[("LC_ALL", ""), ("LANG", "en_US.UTF-8")], &[], en),
        (&[("LC_ALL", "en_US.UTF-8")], &["--lang", "ja"], ja),
        (&[("LC_ALL", "ja_JP.UTF-8")], &["--lang", "en"], en),
        (&[], &["--lang=en"], en),
    ];
    for (surroundings, more, expected) in cases {
        let folder = fixture("well-kept");
        let ran = run_in(surroundings, &[&["check", &folder, "--as-of", DAY], more].concat());
        assert_eq!(ran.out.lines().next(), Some(expected), "{surroundings:?} {more:?}");
        let behind = run_in(surroundings, &[&["check", "nowhere"], more].concat());
        let start = if expected == ja { "エラー: " } else { "error: " };
        assert!(behind.err.starts_with(start), "{surroundings:?} {more:?}: {}", behind.err);
    }
}

#[test]
fn the_language_may_stand_in_front_of_the_command() {
    let ran = run(&["--lang", "en", "check", &fixture("well-kept"), "--as-of", DAY]);
    assert_eq!(ran.out.lines().next(), Some("MCS audit report"));
}

#[test]
fn a_report_has_the_language_asked_for_throughout() {
    for (lang, japanese) in [("ja", true), ("en", false)] {
        let report = check_office(&["--format", "json", "--lang", lang]).json();
        assert_eq!(word(&report["run"], "lang"), lang);
        for verdict in items(&report, "verdicts") {
            assert_eq!(is_japanese(word(verdict, "title")), japanese, "{verdict}");
            if let Some(reason) = verdict["reason"].as_str() {
                assert_eq!(is_japanese(reason), japanese, "{verdict}");
            }
        }
        for finding in items(&report, "findings").iter().filter(|_| japanese) {
            assert!(is_japanese(word(finding, "message")), "{finding}");
            assert!(words(finding, "fix").into_iter().all(is_japanese), "{finding}");
        }
    }
}

#[test]
fn findings_keep_their_identity_in_either_language() {
    let identities = |lang: &str| -> Vec<(String, String, String)> {
        let report = check_office(&["--format", "json", "--lang", lang]).json();
        let of =
            |f: &Value| (word(f, "id").to_owned(), word(f, "rule").to_owned(), word(&f["subject"], "key").to_owned());
        items(&report, "findings").iter().map(of).collect()
    };
    assert_eq!(identities("ja"), identities("en"));
}

#[test]
fn what_is_piped_has_no_colour() {
    let dir = new_folder();
    let file = dir.path().join("report.txt");
    let surroundings = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];
    let office = fixture("sample-office");
    let to = format!("text={}", text(&file));
    for arguments in [
        &["check", &office, "--as-of", OFFICE_DAY][..],
        &["check", &office, "--as-of", OFFICE_DAY, "--format", &to],
        &["inputs", &office],
        &["rules"],
        &["explain", "A2-2"],
        &["explain", "departed-member"],
        &["--help"],
        &["check", "--help", "--lang", "en"],
        &["check", "--nonsense", "--lang", "en"],
        &["--lang", "en"],
        &[],
    ] {
        let ran = run_in(&surroundings, arguments);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{arguments:?}");
    }
    assert!(!fs::read_to_string(&file).expect("a report").contains('\u{1b}'));
}

/// Output on a terminal, which `script` stands in for; `None` where there is none. A bar on standard error moves the cursor,
/// in whatever colour, and is left out.
#[cfg(target_os = "linux")]
fn on_a_terminal(surroundings: &[(&str, &str)]) -> Option<String> {
    let line = format!("'{PROGRAM}' check '{}' --as-of {OFFICE_DAY} 2>/dev/null", fixture("sample-office"));
    let output = other("script")
        .args(["-qec", &line, "/dev/null"])
        .envs(surroundings.iter().copied())
        .stdin(Stdio::null())
        .output()
        .ok()?;
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_has_colour_unless_it_is_not_wanted() {
    let Some(coloured) = on_a_terminal(&[("TERM", "xterm")]) else { return };
    assert!(coloured.contains('\u{1b}'), "{coloured}");
    for plain in [&[("TERM", "xterm"), ("NO_COLOR", "1")][..], &[("TERM", "dumb")]] {
        let told = on_a_terminal(plain).expect("a terminal");
        assert!(told.contains("MCS監査報告") && !told.contains('\u{1b}'), "{plain:?}");
    }
    let empty = on_a_terminal(&[("TERM", "xterm"), ("NO_COLOR", "")]).expect("a terminal");
    assert!(empty.contains('\u{1b}'), "an empty NO_COLOR says nothing");
}

/// The lines that are wider than `COLUMNS`.
fn too_wide(columns: usize, arguments: &[&str]) -> Vec<String> {
    let ran = run_in(&[("COLUMNS", &columns.to_string())], arguments);
    assert_ne!(ran.out, "", "{}", ran.err);
    let wide = ran.out.lines().filter(|l| l.width() > columns);
    wide.map(|l| format!("{columns} < {}: {l}", l.width())).collect()
}

#[test]
fn no_line_of_a_report_is_wider_than_columns() {
    let (planted, office) = (sample(1, &[]), fixture("sample-office"));
    let planted = text(planted.path());
    let mut wide = Vec::new();
    for columns in [80, 160] {
        for lang in ["ja", "en"] {
            wide.extend(too_wide(columns, &["check", &office, "--as-of", OFFICE_DAY, "--lang", lang]));
            wide.extend(too_wide(columns, &["check", planted, "--as-of", DAY, "--lang", lang]));
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

#[test]
fn no_line_about_the_inputs_is_wider_than_columns() {
    let office = fixture("sample-office");
    let wide = [80, 160].map(|columns| too_wide(columns, &["inputs", &office])).concat();
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

#[test]
fn no_line_of_the_catalogue_is_wider_than_columns() {
    let commands = [&["rules"][..], &["explain", "A2-2"], &["explain", "missing-consent"], &["explain", "10"]];
    let wide = [80, 160].map(|columns| commands.map(|c| too_wide(columns, c)).concat()).concat();
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

#[test]
fn a_wider_report_uses_the_room() {
    let widest = |columns: &str| {
        let office = fixture("sample-office");
        let ran = run_in(&[("COLUMNS", columns)], &["check", &office, "--as-of", OFFICE_DAY]);
        ran.out.lines().map(UnicodeWidthStr::width).max().expect("lines")
    };
    assert!(widest("160") > widest("80"));
}
