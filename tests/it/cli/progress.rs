//! The bar that shows how far a slow audit is: at a terminal, and nowhere else. A terminal is made by `script`.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;

use crate::support::folder::{new_folder, text};
use crate::support::program::{PROGRAM, left_out, other, program};

const DAY: &str = "2026-09-30";

/// Tables that take a while to audit.
fn ward() -> TempDir {
    let dir = new_folder();
    let arguments = ["sample", text(dir.path()), "--size", "ward", "--as-of", DAY, "--memberships", "400000"];
    let output = program().args(arguments).output().expect("it starts");
    assert!(output.status.success());
    dir
}

/// What a terminal shows of an audit whose report goes to a file; `None` if no terminal can be made.
fn at_terminal(tables: &TempDir, term: &str, lang: &str, report: &Path) -> Option<String> {
    let audit = format!(
        "'{PROGRAM}' check '{}' --as-of {DAY} --lang {lang} --exit-zero > '{}'",
        text(tables.path()),
        text(report)
    );
    let mut script = other("script");
    script.args(["-qec", &audit, "/dev/null"]).env("TERM", term).stdin(Stdio::null());
    let Ok(output) = script.output() else {
        left_out("script is not installed");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn a_slow_audit_shows_a_bar_at_a_terminal_and_nowhere_else() {
    let (tables, out) = (ward(), new_folder());
    let arguments = ["check", text(tables.path()), "--as-of", DAY, "--exit-zero"];
    for (lang, words) in
        [("ja", ["表を読んでいます", "規則を確かめています"]), ("en", ["reading tables", "judging rules"])]
    {
        let piped = program().args(arguments).args(["--lang", lang]).output().expect("it starts");
        let told = String::from_utf8(piped.stderr).expect("UTF-8");
        assert!(!told.contains('\u{1b}') && !told.contains('[') && words.iter().all(|w| !told.contains(w)), "{told}");

        let report = out.path().join("report");
        let Some(shown) = at_terminal(&tables, "xterm", lang, &report) else { return };
        assert!(words.iter().any(|word| shown.contains(word)), "{shown:?}");
        let (_, last) = shown.rsplit_once(']').expect("a bar");
        assert!(last.contains("\u{1b}[2K"), "the bar is cleared in the end: {shown:?}");
        assert_eq!(fs::read(&report).expect("a report"), piped.stdout, "and leaves no trace in the report");

        let shown = at_terminal(&tables, "dumb", lang, &report).expect("a terminal");
        assert_eq!(shown.replace("\r\n", "\n"), told, "a terminal that cannot move its cursor");
    }
}
