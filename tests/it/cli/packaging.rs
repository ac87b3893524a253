//! Completions and manual pages, tried with the shells and the formatter that read them, where these are installed.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::support::commands::COMMANDS;
use crate::support::folder::new_folder;
use crate::support::program::{self, left_out, program};

fn run(arguments: &[&str]) -> String {
    let ran = program::run(arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
    ran.out
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("UTF-8")
}

/// What a program of the system does; `None`, which is told, where it is not installed.
fn system(program: &str, arguments: &[&str], path: Option<&Path>) -> Option<Output> {
    let mut command = Command::new(program);
    command.args(arguments).args(path).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8").env("MANROFFSEQ", "");
    let output = command.output().ok();
    if output.is_none() {
        left_out(&format!("{program} is not installed"));
    }
    output
}

fn script(dir: &TempDir, shell: &str, lang: &str) -> std::path::PathBuf {
    let file = dir.path().join(format!("mcs-audit.{shell}.{lang}"));
    fs::write(&file, run(&["completions", shell, "--lang", lang])).expect("written");
    file
}

#[test]
fn every_shell_reads_its_script() {
    let dir = new_folder();
    for lang in ["ja", "en"] {
        for shell in ["bash", "zsh", "fish", "powershell"] {
            let file = script(&dir, shell, lang);
            let said = fs::read_to_string(&file).expect("a script");
            for command in COMMANDS {
                assert!(said.contains(command), "{shell} completes {command}");
            }
            for option in ["--redact-key", "--out-dir", "--group-by"] {
                let option = if shell == "fish" { option.trim_start_matches('-') } else { option };
                assert!(said.contains(option), "{shell} completes {option}");
            }
            // bash shows no descriptions
            let word = if lang == "ja" { "指摘のまとめ方" } else { "What the findings are put together by" };
            assert_eq!(said.contains(word), shell != "bash", "{shell} {lang}");
            let in_english = said.contains("ids stay") || said.contains("Print help");
            assert_eq!(in_english, lang == "en" && shell != "bash", "{shell} {lang}");
            assert_eq!(said.starts_with('\u{FEFF}'), (shell, lang) == ("powershell", "ja"), "{shell} {lang}");
            if shell == "powershell" {
                continue;
            }
            if let Some(output) = system(shell, &["-n"], Some(&file)) {
                assert!(output.status.success() && output.stderr.is_empty(), "{shell}: {}", text(&output.stderr));
            }
        }
    }
}

/// What bash offers for a line that ends in the last of these words.
fn offered(script: &Path, words: &[&str]) -> Option<Vec<String>> {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
    let program = format!(
        "source '{}'; COMP_WORDS=({}); COMP_CWORD={}; set -- $(complete -p mcs-audit); while [[ $1 != -F ]]; do shift; done; \
         \"$2\" mcs-audit '{last}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        script.display(),
        quoted.join(" "),
        words.len() - 1,
    );
    let output = system("bash", &["-c", &program], None)?;
    assert_eq!(text(&output.stderr), "");
    Some(text(&output.stdout).lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

#[test]
fn bash_completes_commands_options_and_values() {
    let dir = new_folder();
    for lang in ["ja", "en"] {
        let script = script(&dir, "bash", lang);
        for (words, expected) in [
            (&["mcs-audit", "ch"][..], &["check"][..]),
            (&["mcs-audit", "re"], &["report"]),
            (&["mcs-audit", "check", "--red"], &["--redact", "--redact-key"]),
            (&["mcs-audit", "check", "--redact", ""], &["names", "all"]),
            (&["mcs-audit", "report", "--group-by", "p"], &["person"]),
            (&["mcs-audit", "check", "--fail-on", "h"], &["high"]),
            (&["mcs-audit", "completions", "z"], &["zsh"]),
            (&["mcs-audit", "schema", ""], &["config", "report"]),
        ] {
            let Some(offered) = offered(&script, words) else { return };
            for word in expected {
                assert!(offered.iter().any(|o| o == word), "{words:?}: {offered:?}");
            }
            if !words[words.len() - 1].is_empty() {
                assert_eq!(offered.len(), expected.len(), "{words:?}: {offered:?}");
            }
        }
    }
}

#[test]
fn manual_pages_are_formatted_without_a_warning() {
    for (lang, name, option) in [("ja", "名前", "オプション"), ("en", "NAME", "OPTIONS")] {
        let dir = new_folder();
        let folder = dir.path().join("man");
        assert_eq!(run(&["man", "--lang", lang, "--out-dir", folder.to_str().expect("UTF-8")]), "");
        let mut pages: Vec<String> = fs::read_dir(&folder)
            .expect("pages")
            .map(|e| e.expect("a page").file_name().to_str().expect("UTF-8").to_owned())
            .collect();
        pages.sort();
        let mut expected: Vec<String> = COMMANDS.iter().map(|command| format!("mcs-audit-{command}.1")).collect();
        expected.push("mcs-audit.1".to_owned());
        expected.sort();
        assert_eq!(pages, expected);
        for page in &pages {
            let file = folder.join(page);
            let roff = fs::read_to_string(&file).expect("a page");
            let headings: Vec<&str> = roff.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
            assert!(headings.contains(&name) && headings.contains(&option), "{page}: {headings:?}");
            if lang == "ja" {
                assert!(headings.iter().all(|heading| !heading.is_ascii()), "{page}: {headings:?}");
                assert!(!roff.contains("[default: ") && !roff.contains("Print "), "{page}");
            }
            if let Some(output) = system("groff", &["-Kutf8", "-Tutf8", "-man", "-ww"], Some(&file)) {
                assert!(output.status.success() && output.stderr.is_empty(), "{page}: {}", text(&output.stderr));
                assert!(text(&output.stdout).contains("mcs-audit"), "{page}");
            }
            if let Some(output) = system("man", &["--warnings=w", "-l"], Some(&file)) {
                assert!(output.status.success() && output.stderr.is_empty(), "{page}: {}", text(&output.stderr));
            }
        }
        let check = fs::read_to_string(folder.join("mcs-audit-check.1")).expect("a page");
        assert!(check.contains(r"\-\-redact\-key") && check.contains("--fail-on") || check.contains(r"\-\-fail\-on"));
        let printed = run(&["man", "--lang", lang]);
        assert_eq!(printed, fs::read_to_string(folder.join("mcs-audit.1")).expect("a page"));
        for command in COMMANDS {
            assert!(printed.contains(&format!("mcs\\-audit\\-{command}(1)")), "{command} is named");
        }
    }
}

#[test]
fn a_shell_that_is_not_known_is_told() {
    let output = program().args(["completions", "tcsh", "--lang", "en"]).output().expect("it starts");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(text(&output.stderr).contains("powershell"), "{}", text(&output.stderr));
}
