//! How the audits of an office go on: what `trend` makes of the reports that were kept. The expected numbers are counted
//! by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::ValueEnum as _;
use mcs_audit::base::hex::hex;
use mcs_audit::base::text::Lang;
use mcs_audit::history::compare::compare;
use mcs_audit::model::finding::subject_hash;
use mcs_audit::model::options::Style;
use mcs_audit::model::report::Report;
use mcs_audit::report::Changes;
use mcs_audit::report::trend::{Trend, TrendFormat, is_ours, write};
use mcs_audit::source::workbook::{BookFormat, Workbook};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::support::folder::new_folder;
use crate::support::golden;
use crate::support::package::{parts, rows};
use crate::support::program::{Ran, run_in};

/// The golden report.
fn golden() -> Report {
    golden::golden(Lang::Ja)
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

fn run(arguments: &[&str]) -> Ran {
    run_in(&[("COLUMNS", "80")], arguments)
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
    let office = new_folder();
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
    let columns = "as_of,critical,high,medium,low,open,waived,corrected,new,reopened,persisting,fixed,gone,not_assessed,\
                   median_age_days,median_days_to_fix,clause ";
    assert!(header.starts_with(columns), "{header}");
    assert!(lines.next().expect("a row").starts_with("2026-01-31,0,1,0,1,2,0,0,,,,,,,0,,"));
    assert!(lines.nth(1).expect("a row").starts_with("2026-03-31,1,0,0,1,2,1,0,0,0,2,1,0,0,45,59,"));
    let json: Value =
        serde_json::from_str(&run(&["trend", "--history", folder, "--format", "json"]).out).expect("an object");
    assert_eq!(json["audits"][3]["changes"]["reopened"], 1);
    assert_eq!(json["audits"][0]["changes"], Value::Null);
    assert_eq!(json["audits"][1]["open"]["critical"], 1);
    let page = run(&["trend", "--history", folder, "--format", "html", "--lang", "en"]).out;
    let page = scraper::Html::parse_document(&page);
    assert_eq!(page.errors, Vec::<&str>::new());
    let count = |selector: &str| page.select(&scraper::Selector::parse(selector).expect("a selector")).count();
    // four severities and the days open in each audit, and the days until something was fixed in the one where it was
    assert_eq!((count("svg"), count("polyline"), count("circle")), (2, 6, 5 * 4 + 1));
    assert_eq!((count("script"), count("tbody tr")), (0, 4 + Trend::of(&months()).clauses.len()));
}

#[test]
fn without_audits_there_is_no_trend() {
    let office = new_folder();
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

/// The folder of an office whose four audits were kept, and the folder of the audits.
fn kept() -> (tempfile::TempDir, String) {
    let office = new_folder();
    let folder = office.path().join("audits");
    keep(&folder, &months());
    let folder = folder.to_str().expect("UTF-8").to_owned();
    (office, folder)
}

/// A part of a workbook.
fn part(bytes: &[u8], name: &str) -> String {
    parts(bytes).remove(name).expect(name)
}

#[test]
fn the_workbook_holds_the_audits_charts_of_them_and_the_clauses() {
    let (office, folder) = kept();
    for (lang, names, header) in [
        (
            "ja",
            ["監査の推移", "監査ごと", "条項別"],
            "基準日 重大 高 中 低 計 例外承認 是正済み 新規 再発 継続 解消 対象なし 未評価 経過日数 解消日数",
        ),
        (
            "en",
            ["How the audits go on", "Audits", "Clauses"],
            "As_of critical high medium low Total waived corrected new reopened persisting fixed gone not_assessed Days_open \
             Fixed_after",
        ),
    ] {
        let file = office.path().join(format!("trend-{lang}.xlsx"));
        let format = format!("xlsx={}", file.display());
        let ran = run(&["trend", "--history", &folder, "--format", &format, "--lang", lang]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
        let bytes = fs::read(&file).expect("it was written");
        let book = Workbook::open("trend.xlsx", bytes.clone(), BookFormat::Xlsx).expect("a workbook");
        assert_eq!(book.sheets().iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), names);
        let audits = rows(&bytes, 1);
        let line = |row: &BTreeMap<u32, String>| {
            let cell = |column| row.get(&column).map_or("-", |text| text.as_str()).replace(' ', "_");
            (0..16).map(cell).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            audits.iter().map(line).collect::<Vec<_>>(),
            [
                header,
                "2026-01-31 0 1 0 1 2 0 0 - - - - - - 0.0 -",
                "2026-02-28 1 1 0 1 3 0 0 1 0 2 0 0 0 28.0 -",
                "2026-03-31 1 0 0 1 2 1 0 0 0 2 1 0 0 45.0 59.0",
                "2026-04-30 0 1 0 1 2 0 0 0 1 1 0 2 0 44.5 -",
            ]
        );
        let all = golden();
        let cited = |rule: &str| {
            let clause = &all.findings.iter().find(|f| f.rule == rule).expect("a finding").clauses[0];
            all.clauses.iter().find(|c| c.clause == *clause).expect("its clause").cited.clone()
        };
        let clauses = rows(&bytes, 2);
        let days: Vec<&str> = (1..5).map(|column| clauses[0][&column].as_str()).collect();
        assert_eq!(days, MONTHS.map(|(day, _)| day));
        for (rule, counts) in
            [("single-admin", "1 1 1 1"), ("departed-account", "0 1 1 0"), ("missing-pledge", "1 1 0 1")]
        {
            let row = clauses.iter().find(|row| row[&0] == cited(rule)).expect("a row");
            assert_eq!((1..5).map(|column| row[&column].as_str()).collect::<Vec<_>>().join(" "), counts, "{rule}");
        }
        let charts = [part(&bytes, "xl/charts/chart1.xml"), part(&bytes, "xl/charts/chart2.xml")];
        assert!(charts[0].contains("<c:barDir val=\"col\"/>") && charts[0].contains("<c:grouping val=\"stacked\"/>"));
        assert!(charts[1].contains("<c:lineChart>"));
        for (chart, columns) in charts.iter().zip([&["B", "C", "D", "E"][..], &["N", "O"]]) {
            assert_eq!(chart.matches("<c:ser>").count(), columns.len());
            for column in columns {
                let name = if lang == "ja" { "監査ごと" } else { names[1] };
                let drawn = [format!("{name}!${column}$2:${column}$5"), format!("'{name}'!${column}$2:${column}$5")];
                assert!(drawn.iter().any(|range| chart.contains(range)), "{column}: {chart}");
            }
            // the days below stand as text above the columns of the clauses
            assert_eq!(chart.matches("!$B$1:$E$1").count(), columns.len(), "{chart}");
        }
        // a later run writes the same bytes, in the place of those that are there
        assert_eq!(run(&["trend", "--history", &folder, "--format", &format, "--lang", lang]).code, 0);
        assert!(fs::read(&file).expect("it is there") == bytes);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(file.metadata().expect("a file").permissions().mode() & 0o777, 0o600, "for its owner only");
        }
    }
}

#[test]
fn a_trend_of_one_audit_is_written_too() {
    let trend = Trend::of(&months()[..1]);
    for format in TrendFormat::value_variants() {
        let mut bytes = Vec::new();
        write(&trend, *format, Style { width: 80, colour: false }, Lang::Ja, &mut bytes).expect("written");
        assert!(is_ours(*format, &bytes), "{format:?}");
    }
}

#[test]
fn a_trend_is_known_by_its_own_mark_and_no_other() {
    let trend = Trend::of(&months());
    for (lang, format) in
        [Lang::Ja, Lang::En].into_iter().flat_map(|l| TrendFormat::value_variants().iter().map(move |f| (l, f)))
    {
        let mut bytes = Vec::new();
        write(&trend, *format, Style { width: 80, colour: false }, lang, &mut bytes).expect("written");
        for other in TrendFormat::value_variants() {
            assert_eq!(is_ours(*other, &bytes), other == format, "{format:?} {other:?}");
        }
    }
    let layout = mcs_audit::model::options::Layout::default();
    for format in mcs_audit::model::options::Format::value_variants() {
        let mut bytes = Vec::new();
        golden().write(*format, layout, &mut bytes).expect("written");
        let ours: Vec<_> = TrendFormat::value_variants().iter().filter(|trend| is_ours(**trend, &bytes)).collect();
        assert!(ours.is_empty(), "a report as {format:?} is taken for a trend as {ours:?}");
    }
}

#[test]
fn a_trend_is_written_over_nothing_that_is_not_one() {
    let (office, folder) = kept();
    let trend = |more: &[&str]| run(&[&["trend", "--history", &folder, "--lang", "en"], more].concat());
    let month = office.path().join("audits/2026-04-30.json");
    let notes = office.path().join("notes.xlsx");
    fs::write(&notes, "of mine").expect("written");
    for (format, file) in [("json", &month), ("xlsx", &notes)] {
        let before = fs::read(file).expect("a file");
        let asked = format!("{format}={}", file.display());
        let refused = trend(&["--format", &asked]);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""));
        assert!(refused.err.contains("--force"), "{}", refused.err);
        assert!(fs::read(file).expect("a file") == before);
    }
    let asked = format!("xlsx={}", notes.display());
    assert_eq!(trend(&["--format", &asked, "--force"]).code, 0);
    assert!(is_ours(TrendFormat::Xlsx, &fs::read(&notes).expect("a file")));
    // several at once: files, and one on standard output
    let page = format!("html={}", office.path().join("trend.html").display());
    let several = trend(&["--format", &page, "--format", &asked, "--format", "csv"]);
    assert_eq!((several.code, several.err.as_str()), (0, ""));
    assert!(several.out.starts_with("as_of,"), "{}", several.out);
    assert!(fs::read_to_string(office.path().join("trend.html")).expect("a file").starts_with("<!DOCTYPE html>"));
    for (formats, said) in [
        (&["--format", "csv", "--format", "json"][..], "only one format"),
        (&["--format", "pdf"], "there are text(テキスト), csv, json, html(ページ), xlsx(エクセル)"),
        (&["--format", "xlsx="], "xlsx="),
        (&["--format", "xlsx=nowhere/trend.xlsx"], "nowhere"),
    ] {
        let refused = trend(formats);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{formats:?}");
        assert!(refused.err.contains(said), "{}", refused.err);
    }
}
