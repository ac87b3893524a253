//! How the audits of an office go on: what `trend` makes of the reports that were kept. The expected numbers are counted
//! by hand.

use std::fs;
use std::path::Path;
use std::process::Command;

use mcs_audit::compare::{compare, subject_hash};
use mcs_audit::report::{Changes, Report};
use mcs_audit::source::hex;
use mcs_audit::trend::Trend;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

/// The golden report.
fn golden() -> Report {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/report.ja.json");
    Report::read("report.ja.json", &fs::read(path).expect("it is there")).expect("a report")
}

/// Four months: the pledge is missing, is there in March, and is missing again in April; who left has an account from
/// February to March, and is in no table in April; a waiver covers the photo in March. All the time there is but one
/// administrator.
const MONTHS: [(&str, &[&str]); 4] = [
    ("2026-01-31", &["missing-pledge", "single-admin"]),
    ("2026-02-28", &["missing-pledge", "single-admin", "departed-account"]),
    ("2026-03-31", &["single-admin", "departed-account", "missing-photo"]),
    ("2026-04-30", &["missing-pledge", "single-admin"]),
];

fn months() -> Vec<Report> {
    let mut reports: Vec<Report> = Vec::new();
    for (as_of, rules) in MONTHS {
        let mut report = golden();
        as_of.clone_into(&mut report.run.as_of);
        report.comparison = None;
        report.findings.retain(|f| rules.contains(&f.rule.as_str()));
        report.findings.iter_mut().for_each(|f| f.change = None);
        // of all the people the tables list the one without a pledge only
        report.subjects = [("staff".to_owned(), hex(&subject_hash("S07")))].into();
        if let Some(before) = reports.last() {
            compare(before, &"0".repeat(64), &mut report).expect("in order");
        }
        reports.push(report);
    }
    reports
}

#[test]
fn a_trend_counts_what_is_open_new_and_put_right() {
    let reports = months();
    let trend = Trend::of(&reports);
    let counted: Vec<_> = trend.audits.iter().map(|a| (a.as_of.as_str(), a.open, a.waived)).collect();
    assert_eq!(
        counted,
        [
            ("2026-01-31", [0, 1, 0, 1], 0),
            ("2026-02-28", [1, 1, 0, 1], 0),
            ("2026-03-31", [1, 0, 0, 1], 1),
            ("2026-04-30", [0, 1, 0, 1], 0),
        ]
    );
    let changes: Vec<_> = trend.audits.iter().map(|a| a.changes).collect();
    assert_eq!(
        changes,
        [
            None,
            Some(Changes { new: 1, persisting: 2, ..Changes::default() }),
            Some(Changes { persisting: 2, fixed: 1, ..Changes::default() }),
            Some(Changes { reopened: 1, persisting: 1, gone: 2, ..Changes::default() }),
        ]
    );
    // January to February are 28 days, to March 59, to April 89; February to March are 31
    let ages: Vec<_> = trend.audits.iter().map(|a| a.age).collect();
    assert_eq!(ages, [Some(0.0), Some(28.0), Some(45.0), Some(44.5)]);
    let taken: Vec<_> = trend.audits.iter().map(|a| a.taken).collect();
    assert_eq!(taken, [None, None, Some(59.0), None]);
    for audit in &trend.audits {
        if let Some(changes) = audit.changes {
            assert_eq!(changes.new + changes.reopened + changes.persisting, audit.all_open(), "what is open adds up");
        }
    }
}

#[test]
fn a_trend_counts_what_each_clause_has_open() {
    let reports = months();
    let trend = Trend::of(&reports);
    let clauses_of = |rule: &str| {
        let all = golden();
        all.findings.iter().find(|f| f.rule == rule).expect("it is there").clauses.clone()
    };
    let of = |rule: &str| -> Vec<usize> {
        let clause = &clauses_of(rule)[0];
        trend.audits.iter().map(|a| a.by_clause.get(clause.as_str()).copied().unwrap_or(0)).collect()
    };
    assert_eq!(of("single-admin"), [1, 1, 1, 1]);
    assert_eq!(of("departed-account"), [0, 1, 1, 0]);
    assert_eq!(of("missing-pledge"), [1, 1, 0, 1]);
    assert_eq!(of("missing-photo"), [0, 0, 0, 0], "it is waived");
    let listed: Vec<&str> = trend.clauses.iter().map(|(id, _)| id.as_str()).collect();
    assert!(listed.contains(&clauses_of("departed-account")[0].as_str()), "{listed:?}");
    assert!(!listed.contains(&clauses_of("missing-photo")[0].as_str()), "{listed:?}");
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcs-audit"));
    ["LC_ALL", "LC_MESSAGES", "LANG"].iter().for_each(|name| {
        command.env_remove(name);
    });
    let output = command.args(arguments).env("COLUMNS", "80").output().expect("it starts");
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn keep(folder: &Path, reports: &[Report]) {
    fs::create_dir_all(folder).expect("a folder");
    for report in reports {
        let mut bytes = Vec::new();
        report.write_json(&mut bytes).expect("written");
        fs::write(folder.join(format!("{}.json", report.run.as_of)), bytes).expect("written");
    }
}

#[test]
fn the_program_shows_the_trend_of_the_audits_that_it_kept() {
    let office = tempfile::tempdir().expect("a folder");
    let dir = office.path().to_str().expect("UTF-8");
    keep(&office.path().join("audits"), &months());
    fs::write(office.path().join("mcs-audit.toml"), "history = \"audits\"\n").expect("written");
    for (lang, heading) in [("ja", "監査の推移"), ("en", "How the audits go on")] {
        let text = run(&["trend", dir, "--lang", lang]);
        assert_eq!((text.code, text.err.as_str()), (0, ""));
        assert!(text.out.starts_with(heading), "{}", text.out);
        assert!(text.out.lines().all(|l| UnicodeWidthStr::width(l) <= 80), "{}", text.out);
        let words = |line: &str| line.replace('│', " ").split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let rows: Vec<Vec<String>> = text.out.lines().map(words).collect();
        let row = |day: &str| rows.iter().find(|r| r.first().is_some_and(|c| c == day)).expect("a row")[1..].to_vec();
        assert_eq!(row("2026-01-31"), ["0", "1", "0", "1", "2", "0"]);
        assert_eq!(row("2026-02-28"), ["1", "1", "0", "1", "3", "1", "0", "0", "0", "28"]);
        assert_eq!(row("2026-03-31"), ["1", "0", "0", "1", "2", "0", "0", "1", "0", "45", "59"]);
        assert_eq!(row("2026-04-30"), ["0", "1", "0", "1", "2", "0", "1", "0", "2", "44.5"]);
    }
    let folder = office.path().join("audits");
    let folder = folder.to_str().expect("UTF-8");
    let csv = run(&["trend", "--history", folder, "--format", "csv"]).out;
    let mut lines = csv.split("\r\n");
    let header = lines.next().expect("a header");
    let columns = "as_of,critical,high,medium,low,open,waived,new,reopened,persisting,fixed,gone,not_assessed,\
                   median_age_days,median_days_to_fix,clause ";
    assert!(header.starts_with(columns), "{header}");
    assert!(lines.next().expect("a row").starts_with("2026-01-31,0,1,0,1,2,0,,,,,,,0,,"));
    assert!(lines.nth(1).expect("a row").starts_with("2026-03-31,1,0,0,1,2,1,0,0,2,1,0,0,45,59,"));
    let json: Value =
        serde_json::from_str(&run(&["trend", "--history", folder, "--format", "json"]).out).expect("an object");
    assert_eq!(json["audits"][3]["changes"]["reopened"], 1);
    assert_eq!(json["audits"][0]["changes"], Value::Null);
    assert_eq!(json["audits"][1]["open"]["critical"], 1);
    let page = run(&["trend", "--history", folder, "--format", "html", "--lang", "en"]).out;
    let page = scraper::Html::parse_document(&page);
    assert_eq!(page.errors, Vec::<&str>::new());
    let count = |selector: &str| page.select(&scraper::Selector::parse(selector).expect("a selector")).count();
    assert_eq!((count("svg"), count("polyline"), count("circle")), (2, 5, 5 * 4));
    assert_eq!((count("script"), count("tbody tr")), (0, 4 + Trend::of(&months()).clauses.len()));
}

#[test]
fn without_audits_there_is_no_trend() {
    let office = tempfile::tempdir().expect("a folder");
    let dir = office.path().to_str().expect("UTF-8");
    let none = run(&["trend", dir, "--lang", "en"]);
    assert_eq!((none.code, none.out.as_str()), (2, ""));
    assert!(none.err.contains("--history"), "{}", none.err);
    let empty = run(&["trend", "--history", dir, "--lang", "ja"]);
    assert_eq!((empty.code, empty.out.as_str()), (2, ""));
    assert!(empty.err.contains("監査が保存されていません"), "{}", empty.err);
    fs::write(office.path().join("2026-01-31.json"), "{").expect("written");
    let broken = run(&["trend", "--history", dir, "--lang", "en"]);
    assert_eq!((broken.code, broken.out.as_str()), (2, ""));
    assert!(broken.err.contains("2026-01-31.json"), "{}", broken.err);
}
