//! The command line from outside: commands, options, exit codes, languages, and what goes to which stream.

#[path = "shared/commands.rs"]
mod commands;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use commands::COMMANDS;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mcs-audit");
/// The day of the fixture `well-kept`, and of the samples written here.
const DAY: &str = "2026-09-30";
/// The day of the fixture `sample-office`.
const OFFICE_DAY: &str = "2026-10-31";
/// The formats of reports that are text.
const FORMATS: [&str; 8] = ["text", "json", "jsonl", "csv", "sarif", "junit", "github", "oscal"];
/// What of the surroundings has a say in the output.
const SURROUNDINGS: [&str; 9] =
    ["LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "COLUMNS", "NO_COLOR", "CLICOLOR_FORCE", "TERM", "TZ"];

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("an exit code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }
}

fn run_in(surroundings: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let mut command = Command::new(PROGRAM);
    SURROUNDINGS.iter().for_each(|name| {
        command.env_remove(name);
    });
    Ran::of(command.envs(surroundings.iter().copied()).args(arguments).output().expect("it starts"))
}

fn run(arguments: &[&str]) -> Ran {
    run_in(&[], arguments)
}

/// `check` of a folder on the day of the fixtures.
fn check(folder: &str, more: &[&str]) -> Ran {
    run(&[&["check", folder, "--as-of", DAY], more].concat())
}

/// The sample office, which has findings of every severity and one rule that cannot be assessed.
fn check_office(more: &[&str]) -> Ran {
    run(&[&["check", &fixture("sample-office"), "--as-of", OFFICE_DAY], more].concat())
}

fn fixture(name: &str) -> String {
    text(&root().join("fixtures").join(name))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn copy(from: &Path, to: &Path, extension: &str) {
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == extension) {
            fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("it can be copied");
        }
    }
}

/// A copy of the office without any finding.
fn well_kept() -> TempDir {
    let dir = folder();
    copy(&root().join("fixtures/well-kept"), dir.path(), "csv");
    dir
}

/// Changes one cell of the row whose first cell is `key`.
fn change(dir: &TempDir, file: &str, key: &str, column: &str, value: &str) {
    let path = dir.path().join(file);
    let mut reader = csv::Reader::from_path(&path).expect("a file");
    let header = reader.headers().expect("a header").clone();
    let place = header.iter().position(|h| h == column).expect("the column");
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|r| r.expect("a row").iter().map(str::to_owned).collect()).collect();
    let row = rows.iter_mut().find(|r| r[0] == key).expect("the row");
    value.clone_into(&mut row[place]);
    let mut writer = csv::Writer::from_path(&path).expect("a file");
    writer.write_record(&header).expect("written");
    rows.iter().for_each(|r| writer.write_record(r).expect("written"));
}

/// The well-kept office with exactly one finding, of each severity in turn.
fn one_finding_each() -> Vec<(&'static str, &'static str, TempDir)> {
    let mut all = Vec::new();
    for (severity, rule, file, key, column, value) in [
        ("low", "missing-photo", "staff.csv", "S03", "photo", "no"),
        ("medium", "dormant-account", "staff.csv", "S03", "last_login_on", "2026-01-05"),
        ("high", "unapplied-office", "offices.csv", "O1", "applied_on", ""),
        ("critical", "withdrawn-consent", "consents.csv", "P01", "withdrawn_on", "2026-08-01"),
    ] {
        let dir = well_kept();
        change(&dir, file, key, column, value);
        all.push((severity, rule, dir));
    }
    all
}

fn sample(seed: u64, more: &[&str]) -> TempDir {
    let dir = folder();
    let ran = run(&[&["sample", &text(dir.path()), "--as-of", DAY, "--seed", &seed.to_string()], more].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    dir
}

fn bytes(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entry = |e: std::io::Result<fs::DirEntry>| {
        let path = e.expect("an entry").path();
        (path.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(&path).unwrap_or_default())
    };
    fs::read_dir(dir).expect("a folder").map(entry).collect()
}

fn items<'a>(value: &'a Value, member: &str) -> &'a Vec<Value> {
    value[member].as_array().unwrap_or_else(|| panic!("{member} is no array in {value}"))
}

fn word<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("{member} is no string in {value}"))
}

fn words<'a>(value: &'a Value, member: &str) -> Vec<&'a str> {
    items(value, member).iter().map(|v| v.as_str().expect("a string")).collect()
}

/// The verdict of each rule.
fn verdicts(report: &Value) -> BTreeMap<&str, &str> {
    items(report, "verdicts").iter().map(|v| (word(v, "rule"), word(v, "verdict"))).collect()
}

/// The rules that are on.
fn on(report: &Value) -> BTreeSet<&str> {
    verdicts(report).into_iter().filter(|(_, v)| *v != "off").map(|(r, _)| r).collect()
}

/// Text without the borders of its tables, their place kept.
fn without_borders(text: &str) -> String {
    text.replace(['│', '┆', '|'], " ")
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

/// Two English words side by side: prose, not a name of something.
fn has_english_prose(text: &str) -> bool {
    let is_word = |t: &str| {
        let t = t.trim_end_matches([':', ',', ';', '.']);
        t.len() > 1 && t.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let tokens: Vec<&str> = text.split_whitespace().collect();
    tokens.windows(2).any(|w| is_word(w[0]) && is_word(w[1]))
}

const INPUT_RULES: [&str; 15] = [
    "unreadable-value",
    "missing-key",
    "missing-value",
    "duplicate-key",
    "unknown-reference",
    "ambiguous-person",
    "unknown-person",
    "future-date",
    "contradicting-date",
    "lossy-text",
    "stale-input",
    "shrunken-input",
    "expired-waiver",
    "unused-waiver",
    "improper-waiver",
];

/// The catalogue: each severity with its rules; a `?` marks those whose findings are only possible.
const CATALOGUE: [(&str, &str); 4] = [
    (
        "critical",
        "departed-account mixed-patients departed-member missing-consent withdrawn-consent foreign-mention? \
         departed-post",
    ),
    (
        "high",
        "unapplied-office missing-admin unlisted-account shared-email missing-pledge expired-pledge leaderless-group \
         ineligible-leader unarchived-group unassigned-member late-consent unsigned-consent unreturned-device \
         unreported-loss late-incident-report unreadable-value missing-key duplicate-key unknown-reference \
         ambiguous-person improper-waiver",
    ),
    (
        "medium",
        "overdue-guideline outdated-guideline overdue-attestation unclosed-account dormant-account duplicate-person? \
         generic-account? unrestricted-misuse late-pledge incomplete-pledge overdue-training mixed-title? \
         unidentified-patient overdue-review inactive-member unapproved-member stale-invitation undelivered-copy \
         misplaced-consent outsider-post? missing-value unknown-person? future-date contradicting-date stale-input \
         shrunken-input expired-waiver",
    ),
    (
        "low",
        "single-admin departing-account missing-profile missing-photo split-patient dormant-group outside-invitation \
         unheld-device unconfirmed-post lossy-text unused-waiver",
    ),
];

/// The clauses that rules check, each with its rules.
const CLAUSES: [(&str, &str); 37] = [
    ("2-1", "overdue-guideline outdated-guideline"),
    ("2-2", "overdue-guideline outdated-guideline"),
    ("2-3", "overdue-guideline outdated-guideline"),
    ("3", "unapplied-office"),
    ("4", "missing-admin single-admin"),
    ("5-1", "overdue-attestation"),
    ("5-2", "unreturned-device unreported-loss unheld-device"),
    ("5-3", "shared-email duplicate-person generic-account dormant-account inactive-member"),
    ("5-4", "unapproved-member stale-invitation"),
    ("5-5", "departed-account departing-account unlisted-account"),
    ("6", "missing-pledge expired-pledge late-pledge"),
    ("6-edu", "overdue-training"),
    ("6-1", "incomplete-pledge"),
    ("6-2", "incomplete-pledge"),
    ("6-3", "incomplete-pledge"),
    ("6-4", "incomplete-pledge"),
    ("6-5", "incomplete-pledge"),
    ("7", "leaderless-group ineligible-leader"),
    ("8-1", "unidentified-patient split-patient"),
    ("8-2", "outside-invitation"),
    ("9", "missing-consent withdrawn-consent late-consent unsigned-consent"),
    ("9-copy", "undelivered-copy"),
    ("9-orig", "misplaced-consent"),
    ("A1-1", "unrestricted-misuse"),
    ("A2-1", "mixed-patients mixed-title unassigned-member"),
    ("A2-2", "departed-member unassigned-member overdue-review"),
    ("A2-3", "unarchived-group dormant-group"),
    ("A3-1", "shared-email generic-account departed-post"),
    ("A3-2", "overdue-attestation"),
    ("A3-3", "foreign-mention"),
    ("A3-4", "overdue-attestation"),
    ("A3-5", "missing-profile missing-photo"),
    ("A3-6", "unassigned-member"),
    ("A3-7", "unreturned-device unclosed-account"),
    ("A3-8", "unconfirmed-post"),
    ("A3-9", "outsider-post"),
    ("A3-10 A3-11", "late-incident-report"),
];

fn catalogue() -> BTreeMap<&'static str, (&'static str, bool)> {
    let of = |(severity, rules): &(&'static str, &'static str)| {
        let severity = *severity;
        rules.split_whitespace().map(move |r| (r.trim_end_matches('?'), (severity, r.ends_with('?'))))
    };
    CATALOGUE.iter().flat_map(of).collect()
}

fn all_rules() -> BTreeSet<&'static str> {
    catalogue().into_keys().collect()
}

fn rules_of_clause(clause: &str) -> BTreeSet<&'static str> {
    let mut rules = BTreeSet::new();
    for (clauses, of) in CLAUSES {
        if clauses.split(' ').any(|c| c == clause) {
            rules.extend(of.split(' '));
        }
    }
    if clause == "A3-10" {
        rules.insert("unreported-loss");
    }
    rules
}

// ---------------------------------------------------------------- exit codes

#[test]
fn a_well_kept_office_exits_with_0() {
    let ran = check(&fixture("well-kept"), &[]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn each_severity_fails_at_its_own_threshold_and_below() {
    let severities = ["low", "medium", "high", "critical"];
    for (place, (severity, rule, dir)) in one_finding_each().iter().enumerate() {
        let folder = text(dir.path());
        let report = check(&folder, &["--format", "json"]).json();
        let found: Vec<_> = items(&report, "findings").iter().map(|f| (word(f, "rule"), word(f, "severity"))).collect();
        assert_eq!(found, [(*rule, *severity)]);
        for (threshold, name) in severities.iter().enumerate() {
            let ran = check(&folder, &["--fail-on", name]);
            assert_eq!(ran.code, i32::from(place >= threshold), "{severity} with --fail-on {name}");
        }
        assert_eq!(check(&folder, &[]).code, i32::from(place >= 1), "{severity} without --fail-on");
        for format in FORMATS {
            let ran = check(&folder, &["--format", format]);
            assert_eq!(ran.code, i32::from(place >= 1), "{severity} as {format}");
        }
    }
}

#[test]
fn what_was_not_assessed_makes_3_unless_something_fails() {
    let dirs = one_finding_each();
    let (_, _, dir) = &dirs[0];
    let folder = text(dir.path());
    fs::remove_file(dir.path().join("trainings.csv")).expect("it was there");
    assert_eq!(check(&folder, &[]).code, 3, "a low finding is below medium, and a rule was not assessed");
    assert_eq!(check(&folder, &["--fail-on", "low"]).code, 1, "1 goes before 3");
    assert_eq!(check(&folder, &["--skip", "overdue-training"]).code, 0, "the rule is off");
    assert_eq!(check(&folder, &["--exit-zero"]).code, 0);
    assert_eq!(check(&folder, &["--exit-zero", "--fail-on", "low"]).code, 0);
}

#[test]
fn an_audit_that_cannot_run_exits_with_2_whatever_else() {
    let missing = text(&folder().path().join("missing/report.json"));
    let dir = folder();
    let nowhere = text(&dir.path().join("nowhere"));
    for (what, ran) in [
        ("findings and a report that cannot be written", check_office(&["--format", &format!("json={missing}")])),
        ("no folder", check(&nowhere, &["--exit-zero"])),
        ("usage", check_office(&["--exit-zero", "--nonsense"])),
        ("configuration", check_office(&["--exit-zero", "--policy", "nowhere"])),
        ("an unknown rule", check_office(&["--exit-zero", "--only", "nothing-of-the-kind"])),
    ] {
        assert_eq!(ran.code, 2, "{what}");
        assert_eq!(ran.out, "", "{what}");
        assert_ne!(ran.err, "", "{what}");
    }
}

#[test]
fn exit_zero_turns_1_into_0_and_changes_nothing_else() {
    let (plain, zero) = (check_office(&[]), check_office(&["--exit-zero"]));
    assert_eq!((plain.code, zero.code), (1, 0));
    assert_eq!(plain.out, zero.out);
}

// ---------------------------------------------------------------- --as-of

#[test]
fn the_as_of_date_is_that_given() {
    for (given, day) in [(DAY, DAY), ("2099-01-01", "2099-01-01"), ("2001-02-03", "2001-02-03")] {
        let ran = run(&["check", &fixture("well-kept"), "--as-of", given, "--format", "json"]);
        assert_eq!(word(&ran.json()["run"], "as_of"), day);
    }
}

#[test]
fn a_future_as_of_date_judges_by_that_day() {
    let ran = run(&["check", &fixture("well-kept"), "--as-of", "2099-01-01", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let report = ran.json();
    for rule in ["overdue-training", "overdue-review", "overdue-guideline", "overdue-attestation", "dormant-account"] {
        assert_eq!(verdicts(&report)[rule], "fail", "{rule}");
    }
    assert_eq!(verdicts(&report)["future-date"], "pass");
}

#[test]
fn what_is_no_day_is_refused() {
    for bad in ["2026-02-30", "2026-13-01", "tomorrow", "", "2026-09"] {
        for command in ["check", "inputs"] {
            let ran = run(&[command, &fixture("well-kept"), "--as-of", bad]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{bad:?}");
            assert_eq!(
                ran.err,
                format!("エラー: 「{bad}」は日付として読めません。2026-03-31 のように書いてください。\n")
            );
            let ran = run(&[command, &fixture("well-kept"), "--as-of", bad, "--lang", "en"]);
            assert_eq!(ran.err, format!("error: \"{bad}\" is no day; write it like 2026-03-31\n"));
        }
        let dir = folder();
        let ran = run(&["sample", &text(&dir.path().join("new")), "--as-of", bad]);
        assert_eq!(ran.code, 2);
        assert_eq!(bytes(dir.path()).len(), 0);
    }
}

#[test]
fn without_as_of_it_is_today_in_japan_whatever_the_zone() {
    let today = || (chrono::Utc::now() + chrono::Duration::hours(9)).date_naive().to_string();
    for zone in ["America/Los_Angeles", "Pacific/Kiritimati", "UTC", "Asia/Tokyo", "XXX+12", "XXX-14"] {
        let before = today();
        let ran = run_in(&[("TZ", zone)], &["check", &fixture("well-kept"), "--format", "json"]);
        let as_of = word(&ran.json()["run"], "as_of").to_owned();
        assert!(as_of == before || as_of == today(), "{as_of} in {zone}");
    }
}

// ---------------------------------------------------------------- --policy

/// A copy of the built-in policy.
fn policy_folder() -> TempDir {
    let dir = folder();
    copy(&root().join("rules/chuo"), dir.path(), "toml");
    dir
}

#[test]
fn a_policy_is_named_or_a_folder() {
    let dir = policy_folder();
    let by_default = check_office(&["--format", "json"]).json();
    let by_name = check_office(&["--format", "json", "--policy", "chuo"]).json();
    let by_folder = check_office(&["--format", "json", "--policy", &text(dir.path())]).json();
    assert_eq!(by_default, by_name);
    for member in ["findings", "verdicts", "clauses"] {
        assert_eq!(by_name[member], by_folder[member], "{member}");
    }
}

#[test]
fn an_unknown_policy_is_refused_with_those_there_are() {
    for command in ["check", "rules", "explain"] {
        let more: &[&str] = match command {
            "explain" => &["departed-member"],
            _ => &[],
        };
        let ran = run(&[&[command, "--policy", "nowhere"], more].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(
            ran.err,
            "エラー: 運用ポリシー「nowhere」がありません。使える名前は chuo です。規則ファイルのフォルダーも指定できます。\n"
        );
        let ran = run(&[&[command, "--policy", "nowhere", "--lang", "en"], more].concat());
        assert_eq!(ran.err, "error: there is no policy \"nowhere\"; there are chuo, or give a folder of rule files\n");
    }
}

#[test]
fn a_broken_rule_is_told_with_file_and_line() {
    for (was, is) in [
        ("severity = \"critical\"", "severity = \"grave\""),
        ("each = \"memberships\"", "each = \"membership-cards\""),
        ("where = [\"live\"]", "where = [\"alive\"]"),
        ("never = [\"staff.departed\"]", "never = [\"staff.departd\"]"),
        ("never = [\"staff.departed\"]", "nevr = [\"staff.departed\"]"),
        ("duty = \"leader\"", "duty = leader"),
        ("clauses = [\"A2-2\"]", "clauses = [\"A9-9\"]"),
        ("message = \"{staff.name}", "message = \"{staff.nme}"),
    ] {
        let dir = policy_folder();
        let file = dir.path().join("departed-member.toml");
        let rule = fs::read_to_string(&file).expect("a rule");
        let line = 1 + rule.lines().position(|l| l.starts_with(was)).expect("the line");
        fs::write(&file, rule.replacen(was, is, 1)).expect("written");
        for command in [&["check", &fixture("well-kept")][..], &["rules"], &["explain", "departed-member"]] {
            let ran = run(&[command, &["--policy", &text(dir.path())]].concat());
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{is}");
            let place = format!("departed-member.toml:{line}");
            let told = ran
                .err
                .lines()
                .any(|l| l.split_once(&place).is_some_and(|(_, rest)| !rest.starts_with(|c: char| c.is_ascii_digit())));
            assert!(told, "{is}: {place} is not in {}", ran.err);
        }
    }
}

#[test]
fn a_policy_folder_without_a_policy_is_refused() {
    let dir = folder();
    let ran = check_office(&["--policy", &text(dir.path())]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("エラー: "), "{}", ran.err);
}

// ---------------------------------------------------------------- --format

#[test]
fn every_format_goes_to_standard_output_or_to_a_file_alike() {
    for format in FORMATS {
        let dir = folder();
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
    let dir = folder();
    let path = |name: &str| text(&dir.path().join(name));
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
    let dir = folder();
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
    let dir = folder();
    let file = dir.path().join("report.json");
    let to = format!("json={}", text(&file));
    assert_eq!(run(&["check", &fixture("well-kept"), "--format", &to, "--as-of", "2026-09-29", "--exit-zero"]).code, 0);
    let last = fs::read(&file).expect("last month's report");
    let nowhere = text(&dir.path().join("nowhere"));
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
        let dir = folder();
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

// ---------------------------------------------------------------- --only and --skip

#[test]
fn only_a_rule_switches_the_others_off_but_not_those_about_the_input() {
    let report = check_office(&["--format", "json", "--only", "departed-account"]).json();
    let expected: BTreeSet<&str> = INPUT_RULES.into_iter().chain(["departed-account"]).collect();
    assert_eq!(on(&report), expected);
    assert_eq!(verdicts(&report).into_keys().collect::<BTreeSet<_>>(), all_rules(), "every rule keeps its verdict");
}

#[test]
fn only_and_skip_take_clauses_by_id_or_as_cited() {
    for (clause, cited) in [("A2-2", "別紙(2)②"), ("5-3", "第五条三"), ("3", "第三条"), ("A3-10", "別紙(3)⑩")]
    {
        for name in [clause, cited] {
            let report = check_office(&["--format", "json", "--only", name]).json();
            let rules = rules_of_clause(clause);
            let expected: BTreeSet<&str> = INPUT_RULES.into_iter().chain(rules.iter().copied()).collect();
            assert_eq!(on(&report), expected, "--only {name}");
            let report = check_office(&["--format", "json", "--skip", name]).json();
            let expected: BTreeSet<&str> = all_rules().difference(&rules).copied().collect();
            assert_eq!(on(&report), expected, "--skip {name}");
        }
    }
}

#[test]
fn only_and_skip_repeat_and_take_lists() {
    for arguments in [
        &["--only", "departed-account", "--only", "A3-5", "--skip", "missing-photo"][..],
        &["--only", "departed-account,A3-5", "--skip=missing-photo"],
    ] {
        let report = check_office(&[&["--format", "json"], arguments].concat()).json();
        let expected: BTreeSet<&str> = INPUT_RULES.into_iter().chain(["departed-account", "missing-profile"]).collect();
        assert_eq!(on(&report), expected, "{arguments:?}");
    }
}

#[test]
fn a_rule_that_is_off_says_why_and_finds_nothing() {
    for (lang, option, rest) in [
        ("ja", "--skip", &["--skip", "departed-account"][..]),
        ("ja", "--only", &["--only", "missing-photo"]),
        ("en", "--skip", &["--skip", "departed-account"]),
        ("en", "--only", &["--only", "missing-photo"]),
    ] {
        let ran = check_office(&[&["--format", "jsonl", "--lang", lang], rest].concat());
        let lines: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        let verdict =
            lines.iter().find(|l| l["type"] == "verdict" && l["rule"] == "departed-account").expect("a verdict");
        assert_eq!(verdict["verdict"], "off");
        assert_eq!(verdict["findings"], 0);
        let reason = word(verdict, "reason");
        assert!(reason.contains(option), "{reason}");
        assert_eq!(is_japanese(reason), lang == "ja", "{reason}");
        assert!(!lines.iter().any(|l| l["type"] == "finding" && l["rule"] == "departed-account"));
    }
}

#[test]
fn a_clause_is_off_only_where_all_its_rules_are() {
    let verdict = |report: &Value, clause: &str| {
        let of = |c: &&Value| c["clause"] == clause;
        word(items(report, "clauses").iter().find(of).expect("the clause"), "verdict").to_owned()
    };
    let report = check(&fixture("well-kept"), &["--format", "json", "--skip", "A3-5"]).json();
    assert_eq!(verdict(&report, "A3-5"), "off");
    let report = check(&fixture("well-kept"), &["--format", "json", "--skip", "missing-photo"]).json();
    assert_eq!(verdict(&report, "A3-5"), "pass");
}

#[test]
fn a_rule_about_the_input_cannot_be_skipped() {
    for rule in INPUT_RULES {
        let ran = check(&fixture("well-kept"), &["--skip", rule]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(ran.err, format!("エラー: {rule} は入力データの確認なので、止められません。\n"));
        let ran = check(&fixture("well-kept"), &["--skip", rule, "--lang", "en"]);
        assert_eq!(ran.err, format!("error: {rule} is about the input itself and is always on\n"));
    }
}

#[test]
fn only_rules_about_the_input_leaves_just_these() {
    let report = check_office(&["--format", "json", "--only", "missing-key"]).json();
    assert_eq!(on(&report), INPUT_RULES.into_iter().collect());
}

#[test]
fn an_unknown_name_suggests_the_nearest() {
    for option in ["--only", "--skip"] {
        for (wrong, right) in
            [("departed-acount", "departed-account"), ("mising-photo", "missing-photo"), ("A2-22", "A2-2")]
        {
            let ran = check_office(&[option, wrong]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""));
            let start = format!("エラー: 「{wrong}」という規則も条項もありません。{right}");
            assert!(ran.err.starts_with(&start), "{}", ran.err);
            let ran = check_office(&[option, wrong, "--lang", "en"]);
            let start = format!("error: there is no rule and no clause \"{wrong}\"; did you mean {right}");
            assert!(ran.err.starts_with(&start), "{}", ran.err);
        }
        let ran = check_office(&[option, "zzzzzzzzzzzz"]);
        assert_eq!(
            ran.err,
            "エラー: 「zzzzzzzzzzzz」という規則も条項もありません。一覧は mcs-audit rules で見られます。\n"
        );
    }
}

// ---------------------------------------------------------------- language, colour, width

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
    let dir = folder();
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

/// Output on a terminal, which `script` stands in for; `None` where there is none.
#[cfg(target_os = "linux")]
fn on_a_terminal(surroundings: &[(&str, &str)]) -> Option<String> {
    let line = format!("'{PROGRAM}' check '{}' --as-of {OFFICE_DAY}", fixture("sample-office"));
    let mut command = std::process::Command::new("script");
    SURROUNDINGS.iter().for_each(|name| {
        command.env_remove(name);
    });
    let output = command
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
            wide.extend(too_wide(columns, &["check", &planted, "--as-of", DAY, "--lang", lang]));
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

// ---------------------------------------------------------------- streams

/// Runs with a pipe whose reader has gone already.
fn run_into_closed_pipe(arguments: &[&str]) -> (i32, String) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = std::process::Command::new(PROGRAM);
    command.args(arguments).stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped());
    SURROUNDINGS.iter().for_each(|name| {
        command.env_remove(name);
    });
    let ran = Ran::of(command.output().expect("it starts"));
    (ran.code, ran.err)
}

#[test]
fn a_closed_pipe_is_no_error_in_any_format() {
    let planted = sample(1, &[]);
    let planted = text(planted.path());
    for format in FORMATS {
        let (code, said) = run_into_closed_pipe(&["check", &planted, "--as-of", DAY, "--format", format]);
        assert_eq!(said, "", "{format}");
        assert_ne!(code, 2, "{format}");
    }
}

#[test]
fn a_closed_pipe_is_no_error_in_any_command() {
    let dir = folder();
    let (office, target) = (fixture("sample-office"), text(&dir.path().join("new")));
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
        let mut command = std::process::Command::new(PROGRAM);
        command.args(["check", &text(planted.path()), "--as-of", DAY, "--format", format]);
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
        let mut command = std::process::Command::new(PROGRAM);
        command.args(["check", &fixture("sample-office"), "--as-of", OFFICE_DAY, "--exit-zero", "--format", format]);
        let ran = Ran::of(command.stdout(full).output().expect("it starts"));
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
            let ran = check(&folder, &["--format", format, "--lang", lang]);
            assert_eq!(ran.code, 0);
            assert_eq!(ran.err.lines().collect::<BTreeSet<_>>(), BTreeSet::from(notes), "{format}");
            assert!(!ran.out.contains("notes.csv") && !ran.out.contains("shoe_size"), "{format}");
        }
    }
    check(&folder, &["--format", "json"]).json();
    let clean = well_kept();
    assert_eq!(check(&text(clean.path()), &[]).err, "", "silent where there is nothing to say");
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
    let dir = folder();
    copy(Path::new(&fixture("sample-office")), dir.path(), "csv");
    fs::write(dir.path().join("notes.md"), "Not a table.").expect("written");
    let extra = dir.path().join("staff.csv");
    let staff = fs::read_to_string(&extra).expect("a table");
    fs::write(&extra, staff.replacen("two_factor", "two_factor,shoe_size", 1)).expect("written");
    let office = text(dir.path());
    let json = format!("json={}", text(&dir.path().join("missing/report.json")));
    let mut told = Vec::new();
    for lang in ["ja", "en"] {
        for more in [
            &["check", &office, "--as-of", OFFICE_DAY][..],
            &["check", &office, "--as-of", OFFICE_DAY, "--format", "csv"],
            &["check", &office, "--as-of", OFFICE_DAY, "--format", &json],
            &["check", &office, "--as-of", OFFICE_DAY, "--only", "departed-acount"],
        ] {
            told.push(run(&[more, &["--lang", lang]].concat()).err);
        }
    }
    // rows that stop the audit, with names all around the fault
    let quoted = staff.replacen("S03,", "S03,\"", 1);
    let headless = staff.split_once('\n').expect("lines").1;
    for broken in [quoted.as_bytes(), headless.as_bytes(), &[staff.as_bytes(), b"S99,O1,\xff\xfe"].concat()] {
        fs::write(&extra, broken).expect("written");
        let ran = run(&["check", &office]);
        assert_eq!(ran.code, 2);
        told.push(ran.err);
    }
    for said in told {
        assert_ne!(said, "");
        let named: Vec<_> = names.iter().filter(|n| said.contains(n.as_str())).collect();
        assert!(named.is_empty(), "{named:?} in {said}");
    }
}

// ---------------------------------------------------------------- contracts

fn is_one_of(value: &Value, words: &[&str]) -> bool {
    value.as_str().is_some_and(|v| words.contains(&v))
}

fn is_text_or_null(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|t| !t.is_empty())
}

fn assert_finding(finding: &Value) {
    for member in ["id", "rule", "message"] {
        assert!(!word(finding, member).is_empty(), "{member}: {finding}");
    }
    assert!(words(finding, "clauses").iter().all(|c| !c.is_empty()), "{finding}");
    assert!(is_one_of(&finding["severity"], &["low", "medium", "high", "critical"]), "{finding}");
    assert!(is_one_of(&finding["confidence"], &["certain", "possible"]), "{finding}");
    assert!(is_one_of(&finding["duty"], &["manager", "admin", "leader", "user"]), "{finding}");
    assert!(is_one_of(&finding["status"], &["open", "waived"]), "{finding}");
    for member in ["table", "key", "label"] {
        assert!(finding["subject"][member].is_string(), "{member}: {finding}");
    }
    assert!(!words(finding, "fix").is_empty(), "{finding}");
    assert!(!items(finding, "evidence").is_empty(), "{finding}");
    for evidence in items(finding, "evidence") {
        assert!(!word(evidence, "file").is_empty() && !word(evidence, "note").is_empty(), "{evidence}");
        assert!(is_text_or_null(&evidence["sheet"]) && is_text_or_null(&evidence["column"]), "{evidence}");
        assert!(evidence["line"].is_null() || evidence["line"].as_u64().is_some_and(|l| l > 0), "{evidence}");
        assert!(is_text_or_null(&evidence["cell"]), "{evidence}");
        assert_eq!(evidence.as_object().expect("an object").len(), 6, "{evidence}");
    }
}

fn assert_verdict(verdict: &Value) {
    let number = |member: &str| verdict[member].as_u64().unwrap_or_else(|| panic!("{member}: {verdict}"));
    let (population, findings, waived) = (number("population"), number("findings"), number("waived"));
    assert!(population >= findings && findings >= waived, "{verdict}");
    number("undetermined");
    let has_reason = verdict["reason"].as_str().is_some_and(|r| !r.is_empty());
    assert!(has_reason || verdict["reason"].is_null(), "{verdict}");
    match word(verdict, "verdict") {
        "fail" => assert!(findings > waived && !has_reason, "{verdict}"),
        "pass" => assert!(population > 0 && findings == waived && !has_reason, "{verdict}"),
        "not-applicable" => assert!(population == 0 && findings == 0 && !has_reason, "{verdict}"),
        "not-assessed" | "off" => assert!(population == 0 && findings == 0 && has_reason, "{verdict}"),
        other => panic!("{other}: {verdict}"),
    }
}

#[test]
fn jsonl_is_a_run_then_findings_then_a_verdict_for_each_rule() {
    let planted = sample(3, &[]);
    for ran in [
        check_office(&["--format", "jsonl"]),
        check_office(&["--format", "jsonl", "--skip", "A2-2"]),
        check(&fixture("well-kept"), &["--format", "jsonl"]),
        check(&text(planted.path()), &["--format", "jsonl"]),
    ] {
        assert!(ran.out.starts_with("{\"type\":\"run\","), "{}", ran.out);
        assert!(ran.out.ends_with("}\n"));
        let lines: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        let kinds: Vec<&str> = lines.iter().map(|l| word(l, "type")).collect();
        let findings = kinds.iter().filter(|k| **k == "finding").count();
        assert!(kinds[1..=findings].iter().all(|k| *k == "finding"), "{kinds:?}");
        assert!(kinds[findings + 1..].iter().all(|k| *k == "verdict"), "nothing to compare with: {kinds:?}");
        let (found, verdicts) = (&lines[1..=findings], &lines[findings + 1..]);
        found.iter().for_each(assert_finding);
        verdicts.iter().for_each(assert_verdict);

        let rules: Vec<&str> = verdicts.iter().map(|v| word(v, "rule")).collect();
        assert_eq!(rules.iter().copied().collect::<BTreeSet<_>>(), all_rules());
        assert_eq!(rules.len(), all_rules().len(), "one verdict for each rule");
        for verdict in verdicts {
            let of_rule = found.iter().filter(|f| f["rule"] == verdict["rule"]).count();
            assert_eq!(verdict["findings"].as_u64(), Some(of_rule as u64), "{verdict}");
        }
        let ids: BTreeSet<&str> = found.iter().map(|f| word(f, "id")).collect();
        let subjects: BTreeSet<_> = found.iter().map(|f| (word(f, "rule"), word(&f["subject"], "key"))).collect();
        assert_eq!((ids.len(), subjects.len()), (findings, findings), "an identity for each finding");
        for finding in found {
            let (severity, possible) = catalogue()[word(finding, "rule")];
            assert_eq!(word(finding, "severity"), severity, "{finding}");
            assert_eq!(finding["confidence"] == "possible", possible, "{finding}");
        }
    }
}

#[test]
fn a_report_says_on_what_it_rests() {
    use sha2::Digest as _;
    let run = &check_office(&["--format", "json"]).json()["run"];
    assert_eq!(word(run, "tool"), "mcs-audit");
    assert_eq!(word(run, "version"), env!("CARGO_PKG_VERSION"));
    assert_eq!((word(run, "as_of"), word(run, "policy")), (OFFICE_DAY, "chuo"));
    assert!(!word(run, "policy_version").is_empty() && !word(run, "policy_sha256").is_empty());
    assert_eq!(words(run, "absent"), ["trainings"]);
    let inputs = items(run, "inputs");
    assert_eq!(inputs.len(), 15);
    for input in inputs {
        let path = PathBuf::from(fixture("sample-office")).join(word(input, "file"));
        let content = fs::read(&path).expect("the file");
        let hash = sha2::Sha256::digest(&content).iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().concat();
        assert_eq!(word(input, "sha256"), hash, "{input}");
        let rows = csv::Reader::from_reader(content.as_slice()).records().count();
        assert_eq!(input["rows"].as_u64(), Some(rows as u64), "{input}");
    }
}

#[test]
fn json_is_one_object_with_what_jsonl_has() {
    let whole = check_office(&["--format", "json"]).json();
    let members: Vec<&String> = whole.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["version", "run", "findings", "verdicts", "clauses", "comparison", "upcoming", "subjects"]);
    assert!(whole["version"].is_u64());
    let lines = check_office(&["--format", "jsonl"]);
    let mut of_kind: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in lines.out.lines() {
        let mut value: Value = serde_json::from_str(line).expect("JSON");
        let kind = value.as_object_mut().expect("an object").shift_remove("type").expect("a type");
        of_kind.entry(kind.as_str().expect("a string").to_owned()).or_default().push(value);
    }
    assert_eq!(of_kind["finding"], *items(&whole, "findings"));
    assert_eq!(of_kind["verdict"], *items(&whole, "verdicts"));
    for (member, value) in whole["run"].as_object().expect("an object") {
        assert_eq!(of_kind["run"][0][member], *value, "{member}");
    }
    assert_eq!(of_kind["run"].len(), 1);
}

/// The cells of the column of messages, without spaces and line breaks.
fn messages_of_text(report: &str, subject: &str, matter: &str, steps: &str) -> String {
    let mut told = String::new();
    let mut cut = None;
    for line in without_borders(report).lines() {
        if line.trim_start().starts_with(subject) && line.contains(matter) {
            cut = line.split_once(matter).map(|(before, _)| before.width());
        } else if line.starts_with(steps) {
            cut = None;
        } else if let (Some(cut), true) = (cut, line.starts_with(' ')) {
            let mut at = 0;
            for c in line.chars() {
                if at >= cut && !c.is_whitespace() {
                    told.push(c);
                }
                at += c.width().unwrap_or(0);
            }
        }
    }
    told
}

#[test]
fn all_formats_tell_the_same_findings() {
    let planted = sample(2, &[]);
    let planted = text(planted.path());
    let office = fixture("sample-office");
    for (folder, day) in [(&office, OFFICE_DAY), (&planted, DAY)] {
        for (lang, subject, matter, steps) in
            [("ja", "対象", "内容", "対処"), ("en", "Subject", "What is the matter", "What to do")]
        {
            let of = |format: &str| run(&["check", folder, "--as-of", day, "--lang", lang, "--format", format]);
            let report = of("json").json();
            let expected: Vec<[String; 9]> = items(&report, "findings")
                .iter()
                .map(|f| {
                    let (subject, first) = (&f["subject"], &items(f, "evidence")[0]);
                    let line = first["line"].as_u64().map_or_else(String::new, |l| l.to_string());
                    let own = [word(f, "rule"), word(f, "severity"), word(f, "status")];
                    let about = [word(subject, "table"), word(subject, "key"), word(subject, "label")];
                    let rest = [word(f, "message"), word(first, "file"), &line];
                    [own, about, rest].concat().iter().map(|t| (*t).to_owned()).collect::<Vec<_>>().try_into()
                })
                .collect::<Result<_, _>>()
                .expect("nine cells");
            assert!(expected.len() > 20);

            let rows = of("csv").out;
            let mut reader = csv::Reader::from_reader(rows.as_bytes());
            let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
            assert_eq!(header[..9], ["rule", "severity", "status", "table", "key", "label", "message", "file", "line"]);
            let found: Vec<Vec<String>> =
                reader.records().map(|r| r.expect("a row").iter().take(9).map(str::to_owned).collect()).collect();
            assert_eq!(found, expected.iter().map(|e| e.to_vec()).collect::<Vec<_>>());

            let text = of("text").out;
            let told = messages_of_text(&text, subject, matter, steps);
            for finding in &expected {
                let message: String = finding[6].chars().filter(|c| !c.is_whitespace()).collect();
                assert!(told.contains(&message), "{} is not in the text", finding[6]);
            }
            assert_eq!(told.matches('→').count(), expected.len(), "a place for each finding, and no more");
        }
    }
}

// ---------------------------------------------------------------- help and usage

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
        (&["check", "one", "two"], "two"),
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
        assert!(!is_japanese(&ran.err), "{}", ran.err);
    }
    let ran = run(&["check", "--lang", "fr"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("fr"), "{}", ran.err);
}

// ---------------------------------------------------------------- rules, explain, inputs

#[test]
fn the_catalogue_has_every_rule_with_its_severity_and_certainty() {
    let listed = run(&["rules", "--format", "json"]).json();
    let found: BTreeMap<&str, (&str, bool)> = listed
        .as_array()
        .expect("an array")
        .iter()
        .map(|r| (word(r, "rule"), (word(r, "severity"), r["confidence"] == "possible")))
        .collect();
    assert_eq!(found, catalogue());
    assert_eq!(listed.as_array().map(Vec::len), Some(66));
}

#[test]
fn the_catalogue_has_the_clauses_of_every_rule() {
    let listed = run(&["rules", "--format", "json"]).json();
    for rule in listed.as_array().expect("an array") {
        let name = word(rule, "rule");
        let mut expected: BTreeSet<&str> = BTreeSet::new();
        for (clauses, _) in CLAUSES {
            expected.extend(clauses.split(' ').filter(|c| rules_of_clause(c).contains(name)));
        }
        assert_eq!(words(rule, "clauses").into_iter().collect::<BTreeSet<_>>(), expected, "{name}");
        assert_eq!(expected.is_empty(), INPUT_RULES.contains(&name), "{name}");
    }
}

#[test]
fn the_catalogue_as_text_has_every_rule_in_either_language() {
    for lang in ["ja", "en"] {
        let ran = run(&["rules", "--lang", lang]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let listed = run(&["rules", "--format", "json", "--lang", lang]).json();
        let table = without_borders(&ran.out);
        let shown: BTreeSet<&str> = table.lines().filter_map(|l| l.split_whitespace().next()).collect();
        for rule in listed.as_array().expect("an array") {
            assert!(shown.contains(word(rule, "rule")), "{rule}");
            for member in ["title", "population", "requirement", "why"] {
                assert!(is_japanese(word(rule, member)) || lang == "en", "{rule}");
                assert!(!word(rule, member).is_empty(), "{rule}");
            }
            assert!(!words(rule, "steps").is_empty(), "{rule}");
        }
    }
}

#[test]
fn every_rule_and_every_clause_is_explained_in_both_languages() {
    let attested = ["5-1", "A3-2", "A3-4"];
    let others = ["10", "11", "A1-2", "A3-11"];
    let clauses = CLAUSES.iter().filter(|(c, _)| !c.contains(' ')).map(|(c, _)| *c);
    for name in all_rules().into_iter().chain(clauses).chain(attested).chain(others) {
        for lang in ["ja", "en"] {
            let ran = run(&["explain", name, "--lang", lang]);
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
            assert!(ran.out.lines().next().is_some_and(|l| l.starts_with(name)), "{name}: {}", ran.out);
            if lang == "ja" {
                assert!(is_japanese(ran.out.lines().next().expect("a line")), "{name}");
            }
        }
    }
}

#[test]
fn a_clause_is_explained_with_its_rules_and_a_rule_with_its_clauses() {
    for (clauses, rules) in CLAUSES {
        for clause in clauses.split(' ') {
            let ran = run(&["explain", clause]);
            for rule in rules.split(' ') {
                assert!(ran.out.contains(rule), "{clause}: {}", ran.out);
            }
        }
    }
    let ran = run(&["explain", "departed-member"]);
    for part in ["A2-2", "別紙(2)②", "重大", "患者グループ連携リーダー", "memberships", "roster.left_on", "退職"]
    {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert_eq!(run(&["explain", "別紙(2)②"]).out, run(&["explain", "A2-2"]).out);
}

#[test]
fn what_cannot_be_explained_suggests_the_nearest() {
    let ran = run(&["explain", "departed-membr"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.starts_with("エラー: 「departed-membr」という規則も条項もありません。departed-member"),
        "{}",
        ran.err
    );
}

#[test]
fn inputs_says_which_file_became_which_table_and_which_column() {
    let dir = folder();
    copy(Path::new(&fixture("sample-office")), dir.path(), "csv");
    fs::write(dir.path().join("notes.md"), "Not a table.").expect("written");
    let folder = text(dir.path());
    let ran = run(&["inputs", &folder]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let out = without_borders(&ran.out);
    let sections: BTreeMap<&str, &str> = out.split("\n\n").filter_map(|s| Some((s.lines().next()?, s))).collect();
    let roster = sections["在籍名簿.csv → 在籍名簿 (roster)"];
    for (header, column) in [("職員番号", "staff"), ("氏名", "staff"), ("入職日", "hired_on"), ("退職日", "left_on")]
    {
        let line = roster.lines().find(|l| l.trim_start().starts_with(header)).expect("the header");
        assert!(line.split_whitespace().nth(1) == Some(column), "{line}");
    }
    assert!(roster.contains("13行"), "{roster}");
    let consents = sections["同意書.csv → 同意書 (consents)"];
    for (header, column) in [("患者名", "patient_id"), ("同意日", "signed_on"), ("原本保管", "held_by")] {
        let line = consents.lines().find(|l| l.trim_start().starts_with(header)).expect("the header");
        assert!(line.split_whitespace().nth(1) == Some(column), "{line}");
    }
    assert_eq!(ran.out.matches(" → ").count(), 15, "fifteen tables");
    assert!(ran.out.contains("notes.md: 監査する表ではないので読んでいません"));
    assert_eq!(ran.out.lines().last(), Some("なかった表: 研修"));
    let ran = run(&["inputs", &folder, "--lang", "en"]);
    assert!(ran.out.contains("在籍名簿.csv → roster (roster)") && ran.out.contains("notes.md: not a table"));
    assert_eq!(ran.out.lines().last(), Some("Tables not given: trainings"));
}

#[test]
fn inputs_of_what_cannot_be_read_exits_with_2() {
    let dir = folder();
    assert_eq!(run(&["inputs", &text(&dir.path().join("nowhere"))]).code, 2);
    fs::write(dir.path().join("staff.csv"), "").expect("written");
    let ran = run(&["inputs", &text(dir.path())]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
}

// ---------------------------------------------------------------- sample

#[test]
fn a_sample_follows_from_its_seed() {
    let (first, again, other) = (sample(7, &[]), sample(7, &[]), sample(8, &[]));
    assert_eq!(bytes(first.path()), bytes(again.path()));
    assert_ne!(bytes(first.path()), bytes(other.path()));
    assert_eq!(bytes(sample(1, &[]).path()), {
        let dir = folder();
        assert_eq!(run(&["sample", &text(dir.path()), "--as-of", DAY]).code, 0);
        bytes(dir.path())
    });
    let sixteen = bytes(first.path());
    assert_eq!(sixteen.len(), 16, "{:?}", sixteen.keys());
}

#[test]
fn a_sample_says_what_it_wrote() {
    let dir = folder();
    let ran = run(&["sample", &text(dir.path()), "--as-of", DAY]);
    for (file, content) in bytes(dir.path()) {
        let rows = csv::Reader::from_reader(content.as_slice()).records().count();
        assert!(ran.out.lines().any(|l| l == format!("{file} {rows}行")), "{file} {rows}: {}", ran.out);
    }
}

#[test]
fn a_sample_overwrites_nothing() {
    for file in ["posts.csv", "offices.csv", "staff.csv"] {
        let dir = folder();
        fs::write(dir.path().join(file), "of mine").expect("written");
        let ran = run(&["sample", &text(dir.path())]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(file), "{}", ran.err);
        assert_eq!(bytes(dir.path()), BTreeMap::from([(file.to_owned(), b"of mine".to_vec())]));
    }
    let dir = sample(1, &[]);
    let before = bytes(dir.path());
    assert_eq!(run(&["sample", &text(dir.path()), "--seed", "2"]).code, 2);
    assert_eq!(bytes(dir.path()), before);
}

#[test]
fn a_sample_that_cannot_be_written_is_told_in_the_language_asked_for() {
    let dir = sample(1, &[]);
    let there = text(dir.path());
    let new = text(&dir.path().join("new"));
    for arguments in [
        &["sample", &there][..],
        &["sample", &new, "--memberships", "5000"],
        &["sample", &new, "--size", "ward", "--memberships", "10"],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with("エラー: ") && !has_english_prose(&ran.err), "{arguments:?}: {}", ran.err);
        let ran = run(&[arguments, &["--lang", "en"]].concat());
        assert!(ran.err.starts_with("error: ") && !is_japanese(&ran.err), "{arguments:?}: {}", ran.err);
        assert!(!dir.path().join("new").exists());
    }
}

#[test]
fn a_clean_sample_has_no_finding_and_everything_assessed() {
    for seed in [1, 2, 30] {
        let dir = sample(seed, &["--clean"]);
        let ran = check(&text(dir.path()), &["--fail-on", "low", "--format", "json"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "seed {seed}");
        let report = ran.json();
        assert_eq!(items(&report, "findings").len(), 0, "seed {seed}");
        for (rule, verdict) in verdicts(&report) {
            assert!(matches!(verdict, "pass" | "not-applicable"), "seed {seed}: {rule} {verdict}");
        }
    }
}

#[test]
fn a_clean_ward_has_no_finding_either() {
    let dir = sample(1, &["--clean", "--size", "ward", "--memberships", "2000"]);
    let ran = check(&text(dir.path()), &["--fail-on", "low"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
}

#[test]
fn a_planted_sample_has_a_finding_of_every_rule() {
    for seed in [1, 2, 30] {
        let dir = sample(seed, &[]);
        let ran = check(&text(dir.path()), &["--format", "json"]);
        assert_eq!(ran.code, 1);
        let report = ran.json();
        let found: BTreeSet<&str> = items(&report, "findings").iter().map(|f| word(f, "rule")).collect();
        let missing: Vec<&str> = all_rules().difference(&found).copied().collect();
        // no table of a sample says when it was made, and there is no audit before
        let without = ["expired-waiver", "improper-waiver", "shrunken-input", "stale-input", "unused-waiver"];
        assert_eq!(missing, without, "seed {seed}");
    }
}
