//! Help and usage in both languages, and mistakes in the arguments.

use std::collections::BTreeMap;

use super::{DAY, has_english_prose, is_japanese};
use crate::support::commands::COMMANDS;
use crate::support::program::{run, run_in};

#[test]
fn help_is_there_in_both_languages() {
    for lang in ["ja", "en"] {
        let top = run(&["--help", "--lang", lang]);
        assert_eq!((top.code, top.err.as_str()), (0, ""));
        for command in COMMANDS {
            let line = top.out.lines().find(|l| l.trim_start().starts_with(command)).expect("the command");
            assert_eq!(is_japanese(line), lang == "ja", "{line}");
            for flag in ["--help", "-h"] {
                let ran = run(&[command, flag, "--lang", lang]);
                assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{command} {flag}");
                assert!(ran.out.contains(&format!("mcs-audit {command}")), "{}", ran.out);
            }
        }
    }
    assert_eq!(run_in(&[("LANG", "en_US.UTF-8")], &["--help"]).out, run(&["--help", "--lang", "en"]).out);
    assert_eq!(run(&["--help"]).out, run(&["--help", "--lang", "ja"]).out);
}

#[test]
fn help_names_every_option() {
    let check = "--as-of --config --policy --format --fail-on --only --skip --lang --exit-zero --help";
    for (command, options) in [
        ("check", check),
        ("inputs", "--as-of --config --policy --lang --help"),
        ("rules", "--policy --format --lang --help"),
        ("explain", "--policy --lang --help"),
        ("init", "--xlsx --lang --help"),
        ("sample", "--size --seed --clean --as-of --memberships --lang --help"),
        ("schema", "--lang --help"),
    ] {
        for lang in ["ja", "en"] {
            let help = run(&[command, "--help", "--lang", lang]).out;
            for option in options.split(' ') {
                assert!(help.contains(option), "{command} {option} in {lang}");
            }
        }
    }
    let help = run(&["check", "--help", "--lang", "ja"]).out;
    assert!(help.contains("終了コード"), "{help}");
}

/// What help says of each option and argument: the lines up to the next blank one.
fn help_entries(help: &str) -> BTreeMap<String, String> {
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    let mut current: Option<String> = None;
    for line in help.lines() {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        if (1..=6).contains(&indent) && trimmed.starts_with(['-', '[', '<']) {
            let name = trimmed.split("  ").next().unwrap_or_default().to_owned();
            entries.insert(name.clone(), trimmed[name.len()..].to_owned());
            current = Some(name);
        } else if trimmed.is_empty() {
            current = None;
        } else if let Some(name) = &current {
            entries.get_mut(name).expect("the entry").push_str(trimmed);
        }
    }
    entries
}

/// The arguments that name nothing, and those that name each command.
fn top_and_commands() -> impl Iterator<Item = &'static [&'static str]> {
    std::iter::once(&[][..]).chain(COMMANDS.iter().map(std::slice::from_ref))
}

#[test]
fn every_option_has_japanese_help() {
    for command in top_and_commands() {
        let help = run(&[command, &["--help", "--lang", "ja"]].concat()).out;
        let entries = help_entries(&help);
        assert!(entries.len() >= 3, "{help}");
        for (name, said) in entries {
            assert!(is_japanese(&said), "{command:?} {name}: {said}");
        }
        assert!(is_japanese(help.lines().next().expect("a line")), "{help}");
    }
}

#[test]
fn japanese_help_holds_no_english_prose() {
    for command in top_and_commands() {
        for flag in ["--help", "-h"] {
            let help = run(&[command, &[flag, "--lang", "ja"]].concat()).out;
            let english: Vec<&str> = help
                .lines()
                .filter(|l| has_english_prose(l) || l.contains("[default") || l.contains("[possible"))
                .collect();
            assert!(english.is_empty(), "{command:?} {flag}:\n{}", english.join("\n"));
        }
    }
}

#[test]
fn the_version_is_that_of_the_crate() {
    for flag in ["--version", "-V"] {
        let ran = run(&[flag]);
        assert_eq!((ran.code, ran.out), (0, format!("mcs-audit {}\n", env!("CARGO_PKG_VERSION"))));
    }
}

#[test]
fn without_arguments_the_usage_is_shown() {
    for (lang, shown) in [("ja_JP.UTF-8", "使い方: mcs-audit"), ("en_US.UTF-8", "Usage: mcs-audit")] {
        let ran = run_in(&[("LANG", lang)], &[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(shown), "{}", ran.err);
        for command in COMMANDS {
            assert!(ran.err.contains(command), "{command}: {}", ran.err);
        }
    }
}

#[test]
fn a_value_that_an_option_does_not_take_is_told_with_the_option() {
    for lang in ["--lang=ja", "--lang=en"] {
        let ran = run(&["check", "--exit-zero=1", lang]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains("--exit-zero"), "{}", ran.err);
    }
}

#[test]
fn mistakes_in_the_arguments_are_told_in_the_language_asked_for() {
    for (arguments, named) in [
        (&["chek"][..], "check"),
        (&["nothing"], "nothing"),
        (&["check", "--nonsense"], "--nonsense"),
        (&["check", "--fail-on", "grave"], "critical"),
        (&["check", "--fail-on"], "--fail-on"),
        (&["trend", "one", "two"], "two"),
        (&["check", "--as-of", DAY, "--as-of", DAY], "--as-of"),
        (&["explain"], "RULE|CLAUSE"),
        (&["rules", "--format", "yaml"], "yaml"),
        (&["sample"], "DIR"),
        (&["schema"], "WHAT"),
        (&["schema", "rules"], "report"),
        (&["sample", "new", "--size", "huge"], "nation"),
        (&["sample", "new", "--seed", "one"], "one"),
    ] {
        let ran = run(&[arguments, &["--lang=ja"]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with("エラー: ") && ran.err.contains(named), "{arguments:?}: {}", ran.err);
        assert!(!has_english_prose(&ran.err), "{}", ran.err);
        let ran = run(&[arguments, &["--lang=en"]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with("error: ") && ran.err.contains(named), "{arguments:?}: {}", ran.err);
        // the values that there are have their Japanese words in brackets
        let prose: Vec<&str> =
            ran.err.split('(').map(|part| part.split_once(')').map_or(part, |(_, rest)| rest)).collect();
        assert!(!is_japanese(&prose.concat()), "{}", ran.err);
    }
    let ran = run(&["check", "--lang", "fr"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("fr"), "{}", ran.err);
}
