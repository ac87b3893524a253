//! How the findings of a report are put together, and how a stored report is written again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::ValueEnum as _;
use mcs_audit::base::text::Lang;
use mcs_audit::history::stored;
use mcs_audit::model::finding::{Duty, Finding, Named, Severity, Status};
use mcs_audit::model::options::Answer;
use mcs_audit::model::options::{Format, GroupBy, Layout, Style};
use mcs_audit::model::report::{Attestation, Report, Upcoming};
use mcs_audit::report::group;
use mcs_audit::report::group::Part;
use mcs_audit::source::workbook::{BookFormat, Workbook};
use serde_json::Value;

const DAY: &str = "2026-10-31";

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn output(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcs-audit"));
    ["LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS"].iter().for_each(|name| {
        command.env_remove(name);
    });
    command.args(arguments).output().expect("it starts")
}

fn run(arguments: &[&str]) -> Ran {
    let output = output(arguments);
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn check(more: &[&str]) -> Ran {
    run(&of_office(&office(), more))
}

fn office() -> PathBuf {
    root().join("fixtures/sample-office")
}

/// What audits an office.
fn of_office<'a>(office: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
    [&["check", text(office), "--as-of", DAY], more].concat()
}

/// The golden report, which has findings of every kind, open and waived.
fn golden(lang: Lang) -> Report {
    let name = if lang == Lang::Ja { "tests/golden/report.ja.json" } else { "tests/golden/report.en.json" };
    stored::parse(name, &fs::read(root().join(name)).expect("a file")).expect("a report")
}

fn named(key: &str, label: &str) -> Named {
    Named { key: key.into(), label: label.into() }
}

/// A finding of the golden report with whoever has to act.
fn assigned(number: usize, duty: Duty, assignees: &[(&str, &str)], office: Option<(&str, &str)>) -> Finding {
    let mut finding = golden(Lang::Ja).findings[0].clone();
    finding.id = format!("{number:016x}").into();
    finding.subject.key = number.to_string().into();
    finding.duty = duty;
    finding.status = Status::Open;
    finding.assignees = assignees.iter().map(|(key, label)| named(key, label)).collect();
    finding.concerns.office = office.map(|(key, label)| named(key, label));
    finding
}

/// A report of these findings, in a language.
fn report(lang: Lang, findings: Vec<Finding>) -> Report {
    Report { findings, ..golden(lang) }
}

/// The headings, and which findings stand below each, by the keys of their subjects.
fn grouped(report: &Report, by: GroupBy) -> Vec<(String, Vec<&str>)> {
    let keys =
        |findings: Vec<&'_ Finding>| -> Vec<String> { findings.iter().map(|f| f.subject.key.to_string()).collect() };
    let found: Vec<(String, Vec<String>)> =
        group::groups(report, by).into_iter().map(|g| (g.heading, keys(g.findings))).collect();
    let known: BTreeMap<String, &str> =
        report.findings.iter().map(|f| (f.subject.key.to_string(), f.subject.key.as_str())).collect();
    found.into_iter().map(|(heading, keys)| (heading, keys.iter().map(|key| known[key]).collect())).collect()
}

fn expected<'a>(groups: &[(&str, &[&'a str])]) -> Vec<(String, Vec<&'a str>)> {
    groups.iter().map(|(heading, keys)| ((*heading).to_owned(), keys.to_vec())).collect()
}

const OFFICE: Option<(&str, &str)> = Some(("O1", "見本ステーション"));

// ---------------------------------------------------------------- put together

#[test]
fn a_finding_stands_with_everybody_who_can_put_it_right() {
    let findings = || {
        vec![
            assigned(1, Duty::Admin, &[("S1", "架空 一子"), ("S2", "架空 二郎")], OFFICE),
            assigned(2, Duty::Leader, &[("S2", "架空 二郎")], OFFICE),
            assigned(3, Duty::Manager, &[], OFFICE),
            assigned(4, Duty::Leader, &[], None),
        ]
    };
    for (lang, headings) in [
        (
            Lang::Ja,
            [
                "架空 一子（MCS管理者）",
                "架空 二郎（MCS管理者・患者グループ連携リーダー）",
                "見本ステーションの事業所管理者",
                "患者グループ連携リーダー",
            ],
        ),
        (
            Lang::En,
            [
                "架空 一子 (MCS administrator)",
                "架空 二郎 (MCS administrator, group leader)",
                "office manager of 見本ステーション",
                "group leader",
            ],
        ),
    ] {
        let report = report(lang, findings());
        let [one, two, manager, leader] = headings;
        assert_eq!(
            grouped(&report, GroupBy::Person),
            expected(&[(one, &["1"]), (two, &["1", "2"]), (manager, &["3"]), (leader, &["4"])])
        );
    }
}

#[test]
fn people_of_one_name_are_told_apart_by_their_keys_and_only_they() {
    let report = report(
        Lang::Ja,
        vec![
            assigned(1, Duty::Admin, &[("S1", "架空 一子")], OFFICE),
            assigned(2, Duty::User, &[("S9", "架空 一子")], OFFICE),
            assigned(3, Duty::User, &[("S2", "仮名 二郎")], OFFICE),
        ],
    );
    assert_eq!(
        grouped(&report, GroupBy::Person),
        expected(&[
            ("仮名 二郎（MCSユーザー）", &["3"]),
            ("架空 一子 [S1]（MCS管理者）", &["1"]),
            ("架空 一子 [S9]（MCSユーザー）", &["2"]),
        ])
    );
}

#[test]
fn duties_are_four_lists_in_the_order_of_the_policy() {
    let duties = [Duty::User, Duty::Leader, Duty::Admin, Duty::Manager];
    let findings = duties.iter().enumerate().map(|(n, duty)| assigned(n, *duty, &[("S1", "架空 一子")], OFFICE));
    assert_eq!(
        grouped(&report(Lang::Ja, findings.collect()), GroupBy::Duty),
        expected(&[
            ("事業所管理者", &["3"]),
            ("MCS管理者", &["2"]),
            ("患者グループ連携リーダー", &["1"]),
            ("MCSユーザー", &["0"]),
        ])
    );
}

#[test]
fn offices_stand_by_their_names_and_what_is_nobodys_last() {
    let findings = vec![
        assigned(1, Duty::Admin, &[], None),
        assigned(2, Duty::Admin, &[], Some(("O2", "見本第二"))),
        assigned(3, Duty::Admin, &[], Some(("O1", "架空クリニック"))),
        assigned(4, Duty::Admin, &[], Some(("O3", "見本第二"))),
    ];
    let report = report(Lang::Ja, findings);
    let found = grouped(&report, GroupBy::Office);
    let headings: Vec<&str> = found.iter().map(|(heading, _)| heading.as_str()).collect();
    assert_eq!(headings, ["架空クリニック", "見本第二 [O2]", "見本第二 [O3]", "事業所が分からないもの"]);
    assert_eq!(found.iter().map(|(_, keys)| keys.clone()).collect::<Vec<_>>(), [["3"], ["2"], ["4"], ["1"]]);
}

#[test]
fn what_is_waived_is_in_no_list_of_what_to_do_and_in_every_other() {
    let mut waived = assigned(2, Duty::Admin, &[("S1", "架空 一子")], OFFICE);
    waived.status = Status::Waived;
    let report = report(Lang::Ja, vec![assigned(1, Duty::Admin, &[("S1", "架空 一子")], OFFICE), waived]);
    for by in GroupBy::value_variants() {
        let keys: Vec<&str> = grouped(&report, *by).into_iter().flat_map(|(_, keys)| keys).collect();
        let is_to_do = matches!(by, GroupBy::Duty | GroupBy::Person);
        assert_eq!(by.is_to_do(), is_to_do);
        assert_eq!(keys, if is_to_do { vec!["1"] } else { vec!["1", "2"] }, "{by:?}");
    }
}

#[test]
fn the_gravest_stand_first_and_nothing_is_lost() {
    for lang in [Lang::Ja, Lang::En] {
        let report = golden(lang);
        assert!(report.findings.iter().any(|f| f.status == Status::Waived));
        for by in GroupBy::value_variants() {
            let groups = group::groups(&report, *by);
            let mut stands: BTreeMap<&str, usize> = BTreeMap::new();
            for group in &groups {
                assert!(!group.heading.is_empty() && !group.findings.is_empty(), "{by:?}");
                let severities: Vec<Severity> = group.findings.iter().map(|f| f.severity).collect();
                assert!(severities.is_sorted_by(|a, b| a >= b), "{by:?} {}: {severities:?}", group.heading);
                group.findings.iter().for_each(|f| *stands.entry(&f.id).or_default() += 1);
                let by_rule = group.by_rule(&report);
                assert_eq!(by_rule.iter().map(|part| part.findings.len()).sum::<usize>(), group.findings.len());
                assert!(by_rule.is_sorted_by(|a, b| a.severity >= b.severity), "{by:?}");
                for Part { verdict, severity, findings: of_rule, .. } in by_rule {
                    assert!(of_rule.iter().all(|f| f.rule == verdict.rule && f.severity == severity));
                }
            }
            let headings: BTreeSet<&String> = groups.iter().map(|g| &g.heading).collect();
            assert_eq!(headings.len(), groups.len(), "{by:?}: every heading is another");
            for finding in &report.findings {
                let times = match by {
                    _ if by.is_to_do() && finding.status == Status::Waived => 0,
                    GroupBy::Person => finding.assignees.len().max(1),
                    _ => 1,
                };
                assert_eq!(stands.get(finding.id.as_str()).copied().unwrap_or(0), times, "{by:?} {}", finding.id);
            }
        }
    }
}

#[test]
fn clauses_and_rules_stand_in_the_order_of_the_report_and_the_input_last() {
    let report = golden(Lang::Ja);
    let by_clause = group::groups(&report, GroupBy::Clause);
    let place = |finding: &Finding| {
        finding.clauses.first().map_or(usize::MAX, |id| {
            report.clauses.iter().position(|c| c.clause == *id).expect("the clause is in the report")
        })
    };
    let places: Vec<usize> = by_clause.iter().map(|g| place(g.findings[0])).collect();
    assert!(places.is_sorted() && places.len() > 3, "{places:?}");
    for (group, at) in by_clause.iter().zip(&places) {
        assert!(group.findings.iter().all(|f| place(f) == *at));
        if let Some(clause) = report.clauses.get(*at) {
            assert_eq!(group.heading, format!("{} {}", clause.cited, clause.text.label));
        }
    }
    for group in group::groups(&report, GroupBy::Rule) {
        let rule = &group.findings[0].rule;
        let verdict = report.verdicts.iter().find(|v| v.rule == *rule).expect("the rule is in the report");
        assert_eq!(group.heading, format!("{} ({rule})", verdict.text.title));
        assert!(group.findings.iter().all(|f| f.rule == *rule));
    }
}

#[test]
fn a_list_of_what_to_do_has_a_box_and_a_day_for_each() {
    let report: Value = serde_json::from_str(&check(&["--format", "json"]).out).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    let with_each: usize = findings.iter().map(|f| f["assignees"].as_array().expect("people").len().max(1)).sum();
    for (by, boxes) in [("duty", findings.len()), ("person", with_each), ("clause", 0), ("rule", 0), ("office", 0)] {
        let out = check(&["--group-by", by]).out;
        let is_box = |line: &&str| line.trim_start().starts_with("□ ");
        assert_eq!(out.lines().filter(is_box).count(), boxes, "{by}");
        let is_due = |line: &&str| line.trim_start().starts_with("期限 20");
        assert_eq!(out.lines().filter(is_due).count(), boxes, "{by}");
        let title = if boxes > 0 { "対応リスト" } else { "指摘" };
        assert!(out.lines().any(|line| line == title), "{by}");
    }
    let ran = check(&["--group-by", "leader", "--lang", "en"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("person"), "{}", ran.err);
}

// ---------------------------------------------------------------- written again

#[test]
fn a_stored_report_is_written_again_to_the_byte_in_every_format() {
    let dir = tempfile::tempdir().expect("a folder");
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
    let dir = tempfile::tempdir().expect("a folder");
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
    let dir = tempfile::tempdir().expect("a folder");
    check(&["--format", &format!("json={}", text(&dir.path().join("r.json")))]);
    fs::write(dir.path().join("mcs-audit.toml"), "lang = \"en\"\nformat = \"csv\"\nout-dir = \"reports\"\n")
        .expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcs-audit"));
    command.args(["report", "r.json"]).current_dir(dir.path()).env_remove("LANG").env_remove("LC_ALL");
    let output = command.output().expect("it starts");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stdout).expect("UTF-8"), check(&[]).out);
    assert!(!dir.path().join("reports").exists());
}

// ---------------------------------------------------------------- as text, against the audit before

fn as_text(report: &Report, by: GroupBy) -> String {
    let layout = Layout { style: Style { width: 80, colour: false }, group_by: by, ..Layout::default() };
    let mut bytes = Vec::new();
    report.write(Format::Text, layout, &mut bytes).expect("written");
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn what_is_new_stands_first_and_what_ended_behind() {
    for (lang, in_order) in [
        (
            Lang::Ja,
            [
                "前回(2026-09-30)との比較: 新規 3  再発 1  継続 13 / 解消 2  対象なし 1  未評価 1",
                "\n新規・再発の指摘\n",
                "G08/X20",
                "再発",
                "\n継続・例外承認の指摘\n",
                "O1/2-1",
                "継続(3回、61日)",
                "重大度 中→高(長く残っているため)",
                "例外承認(2027-03-31 まで)",
                "\nなくなった指摘\n",
                "■ 解消 2件",
                "missing-pledge",
                "2026-08-31〜2026-09-30(2回)",
                "■ 対象なし 1件(対象が表からなくなったもの。解消とは数えません)",
                "S11",
                "■ 未評価 1件(今回は評価できなかったもの。解消とは数えません)",
                "overdue-training",
                "\nこれから指摘になるもの(30日以内)\n",
                "2026-11-08",
                "2026-11-16",
                "\n条項ごとの結果\n",
            ],
        ),
        (
            Lang::En,
            [
                "Since 2026-09-30: new 3, reopened 1, persisting 13; fixed 2, gone 1, not\nassessed 1",
                "\nNew and reopened findings\n",
                "G08/X20",
                "reopened",
                "\nPersisting and waived findings\n",
                "O1/2-1",
                "persisting (3",
                "severity raised from medium to high",
                "waived until 2027-03-31",
                "\nFindings that are no more\n",
                "■ fixed: 2",
                "missing-pledge",
                "2026-08-31 to 2026-09-30 (2 audits)",
                "■ gone: 1 (no longer in the tables, not called fixed)",
                "S11",
                "■ not assessed: 1 (could not be judged this time)",
                "overdue-training",
                "\nWhat will become a finding (30 days)\n",
                "2026-11-08",
                "2026-11-16",
                "\nClauses\n",
            ],
        ),
    ] {
        let text = as_text(&golden(lang), GroupBy::Clause);
        let mut rest = text.as_str();
        for part in in_order {
            let Some(at) = rest.find(part) else { panic!("{part} is not behind the parts before it in\n{text}") };
            rest = &rest[at + part.len()..];
        }
        let [new, old] = [text.find("departed-account"), text.find(in_order[4])];
        assert!(new < old, "an account that was not there last time");
        assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{text}");
    }
}

#[test]
fn without_an_audit_before_nothing_is_called_new() {
    let mut report = golden(Lang::Ja);
    report.findings.iter_mut().for_each(|f| f.change = None);
    report.comparison = None;
    report.upcoming = Some(Upcoming { days: 30, findings: Vec::new() });
    let text = as_text(&report, GroupBy::Clause);
    for word in ["新規", "再発", "継続", "前回", "なくなった指摘", "これから指摘"] {
        assert!(!text.contains(word), "{word}");
    }
    assert!(text.contains("\n30日以内に新たに指摘になるものは見つかりませんでした。\n"));
    report.upcoming = None;
    assert!(!as_text(&report, GroupBy::Clause).contains("30日以内"), "nobody looked");
}

#[test]
fn a_list_of_what_somebody_has_to_do_is_not_parted() {
    let text = as_text(&golden(Lang::Ja), GroupBy::Duty);
    assert_eq!(text.matches("■ MCS管理者").count(), 1);
    assert!(text.contains("新規") && !text.contains("新規・再発の指摘"));
}

// ---------------------------------------------------------------- two stored reports

#[test]
fn any_two_stored_reports_are_compared() {
    let dir = tempfile::tempdir().expect("a folder");
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

// ---------------------------------------------------------------- what people stated

/// The report in a format, as text without breaks between lines and columns; of a workbook, the sheet of clauses.
fn said(report: &Report, format: Format) -> String {
    let layout = Layout { style: Style { width: 200, colour: false }, ..Layout::default() };
    let mut bytes = Vec::new();
    report.write(format, layout, &mut bytes).expect("written");
    let text = if format == Format::Xlsx {
        let mut book = Workbook::open("report.xlsx", bytes, BookFormat::Xlsx).expect("a workbook");
        let rows = book.read(2).expect("a sheet").rows.into_iter();
        rows.flat_map(|row| row.cells).map(|(_, text)| text + "\n").collect()
    } else {
        String::from_utf8(bytes).expect("UTF-8").replace('│', " ")
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The formats for people, which have a table of the clauses.
const WITH_CLAUSES: [Format; 4] = [Format::Text, Format::Html, Format::Xlsx, Format::Markdown];

#[test]
fn what_people_stated_stands_beside_the_clauses_with_who_and_when_and_that_it_ran_out() {
    for (lang, holds, over) in [
        (Lang::Ja, "はい 2026-04-10 見本 一郎(2027-04-10まで)", "はい 2025-06-01 見本 一郎(2026-06-01で期限切れ)"),
        (Lang::En, "yes 2026-04-10 見本 一郎 (until 2027-04-10)", "yes 2025-06-01 見本 一郎 (ran out on 2026-06-01)"),
    ] {
        let report = golden(lang);
        for format in WITH_CLAUSES {
            let text = said(&report, format);
            assert_eq!((text.matches(holds).count(), text.matches(over).count()), (2, 1), "{format:?}: {text}");
        }
        let json = said(&report, Format::Json);
        for (part, times) in
            [("\"on\": \"2025-06-01\"", 1), ("\"until\": \"2026-06-01\"", 1), ("\"by\": \"見本 一郎\"", 3)]
        {
            assert_eq!(json.matches(part).count(), times, "{part}");
        }
    }
}

#[test]
fn offices_are_named_with_what_they_stated_and_counted_where_they_are_many() {
    let of = |offices: usize| -> Report {
        let mut report = golden(Lang::Ja);
        let clause = report.clauses.iter_mut().find(|c| c.clause == "A3-4").expect("an attested clause");
        let one = clause.attestations[0].clone();
        let number =
            |n: usize| Attestation { office: named(&format!("O{n}"), &format!("架空事業所{n}")), ..one.clone() };
        clause.attestations = (1..=offices).map(number).collect();
        if let Some(last) = clause.attestations.last_mut() {
            (last.answer, last.until) = (Some(Answer::No), None);
        }
        if let Some(first) = clause.attestations.first_mut() {
            first.until = Some("2026-10-31".to_owned());
        }
        report
    };
    let (few, many) = (of(3), of(4));
    for format in WITH_CLAUSES {
        let text = said(&few, format);
        for part in [
            "架空事業所1: はい 2025-06-01 見本 一郎(2026-10-31まで)",
            "架空事業所2: はい 2025-06-01 見本 一郎(2026-06-01で期限切れ)",
            "架空事業所3: いいえ 2025-06-01 見本 一郎",
        ] {
            assert!(text.contains(part), "{format:?} {part}: {text}");
        }
        let text = said(&many, format);
        assert!(text.contains("4事業所が回答、うち1事業所が期限内の「はい」"), "{format:?}: {text}");
        // a page has room for all of them, behind the count
        assert_eq!(text.contains("架空事業所2"), format == Format::Html, "{format:?}");
    }
}

#[test]
fn a_finding_that_was_raised_stands_under_the_severity_that_it_has() {
    for (lang, label, rule, why) in [
        (Lang::Ja, "[高]", "[中]", "重大度 中→高"),
        (Lang::En, "[high]", "[medium]", "severity raised from medium to high"),
    ] {
        let report = golden(lang);
        let raised = report.findings.iter().find(|f| f.raised_from.is_some()).expect("a raised finding");
        assert_eq!((raised.severity, raised.raised_from), (Severity::High, Some(Severity::Medium)));
        let title = &report.verdicts.iter().find(|v| v.rule == raised.rule).expect("its rule").text.title;
        for (format, heading) in
            [(Format::Text, format!("{label} {title}")), (Format::Markdown, format!("{label} {title}"))]
        {
            let text = said(&report, format).replace("**", "").replace('\\', "");
            assert!(text.contains(&heading) && text.contains(why), "{format:?} {heading}: {text}");
            assert!(!text.contains(&format!("{rule} {title}")), "{format:?}: under the severity of its rule");
        }
        // beside one that was not raised, each stands under its own
        let mut report = report.clone();
        let mut other = raised.clone();
        (other.severity, other.raised_from) = (Severity::Medium, None);
        other.id = "f".repeat(16).into();
        report.findings.push(other);
        let text = said(&report, Format::Text);
        for label in [label, rule] {
            assert_eq!(text.matches(&format!("{label} {title}")).count(), 1, "{label}: {text}");
        }
    }
}
