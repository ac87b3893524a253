//! That settings or the policy changed between two audits is told wherever the two are compared: by `diff`, by `check --since`, and by
//! `trend`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::folder::{copy, copy_of, root, text};
use crate::support::json::items;
use crate::support::package::parts;
use crate::support::program::{Ran, run, run_in};

const DAYS: [&str; 2] = ["2026-09-30", "2026-10-31"];

/// Keeps the audit of a day, with these settings. The policy is the one in the folder `policy`, if there is one.
fn keep(dir: &Path, day: &str, settings: &str) {
    let policy = if dir.join("policy").is_dir() { "policy = \"policy\"\n" } else { "" };
    fs::write(dir.join("mcs-audit.toml"), format!("history = \"audits\"\n{policy}{settings}")).expect("written");
    let ran = run(&["check", text(dir), "--as-of", day, "--exit-zero"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

/// An office whose two audits were made with these settings.
fn office(before: &str, after: &str) -> TempDir {
    let dir = copy_of("sample-office");
    keep(dir.path(), DAYS[0], before);
    keep(dir.path(), DAYS[1], after);
    dir
}

fn diff(dir: &Path, lang: &str, format: &str) -> Ran {
    let [before, after] = DAYS.map(|day| text(&dir.join(format!("audits/{day}.json"))).to_owned());
    let ran = run_in(&[("COLUMNS", "200")], &["diff", &before, &after, "--format", format, "--lang", lang]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran
}

/// What is said of a comparison, in the order of the settings: the rule, what is set, as it was and as it is.
fn said(of: &Value) -> Vec<[Option<String>; 4]> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    items(of, "settings").iter().map(|s| [&s["rule"], &s["setting"], &s["before"], &s["after"]].map(text)).collect()
}

const LOOSE: &str = "fail-on = \"critical\"\n[rules.overdue-training]\ndays = 9999\nreason = \"x\"\n\
                     [rules.missing-photo]\nseverity = \"high\"\n[rules.single-admin]\noff = \"一人しかいない\"\n";

#[test]
fn settings_that_changed_are_told_wherever_two_audits_are_compared() {
    let dir = office("", LOOSE);
    let json = diff(dir.path(), "ja", "json").json();
    let found = said(&json["comparison"]);
    let is_there = |expected: [&str; 4]| {
        let [rule, setting, before, after] = expected.map(|text| (text != "-").then(|| text.to_owned()));
        assert!(found.contains(&[rule, setting, before, after]), "{expected:?}: {found:?}");
    };
    is_there(["-", "fail-on", "medium", "critical"]);
    is_there(["overdue-training", "days", "365", "9999"]);
    is_there(["missing-photo", "severity", "low", "high"]);
    is_there(["single-admin", "off", "on", "off"]);
    assert_eq!(found.len(), 5, "and the file itself: {found:?}");
    assert_eq!(json["comparison"]["policy"], json!([]));
    let ja = [
        "前回の監査から変わった設定とポリシー",
        "設定 overdue-training: days 365 → 9999",
        "設定 missing-photo: 重大度 低 → 高",
        "設定 single-admin: 評価 する → しない(対象外)",
        "設定 fail-on: 中 → 重大",
        "設定ファイル: 内容が変わった",
    ];
    for format in ["text", "markdown", "html", "github"] {
        // another format escapes signs, and the notice of a workflow has its heading already
        let out = diff(dir.path(), "ja", format).out.replace('\\', "");
        for line in ja.iter().skip(usize::from(format == "github")) {
            assert!(out.contains(line), "{format}: {line}: {out}");
        }
    }
    let lines = diff(dir.path(), "ja", "jsonl").out;
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    assert_eq!(lines.filter(|line| line["type"] == "setting-difference").count(), 5);
    // an audit that is made tells the same, in its own language
    let earlier = text(&dir.path().join("audits/2026-09-30.json")).to_owned();
    let checked = run_in(
        &[("COLUMNS", "200")],
        &["check", text(dir.path()), "--as-of", DAYS[1], "--since", &earlier, "--lang", "en", "--exit-zero"],
    );
    for line in [
        "Settings and policy changed since the audit before",
        "settings, overdue-training: days 365 → 9999",
        "settings, missing-photo: severity low → high",
        "settings, single-admin: judged yes → no (off)",
        "settings, fail-on: medium → critical",
        "the file of the settings has another content",
    ] {
        assert!(checked.out.contains(line), "{line}: {}", checked.out);
    }
    // and so does a workbook
    let file = dir.path().join("diff.xlsx");
    let [before, after] = DAYS.map(|day| text(&dir.path().join(format!("audits/{day}.json"))).to_owned());
    let ran = run(&["diff", &before, &after, "--format", &format!("xlsx={}", text(&file)), "--lang", "ja"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let strings: String = parts(&fs::read(&file).expect("written")).into_values().collect();
    assert!(ja.iter().all(|line| strings.contains(&line.replace('>', "&gt;"))), "{file:?}");
}

#[test]
fn what_has_not_changed_is_not_told() {
    let dir = office(LOOSE, LOOSE);
    let json = diff(dir.path(), "ja", "json").json();
    assert_eq!((&json["comparison"]["settings"], &json["comparison"]["policy"]), (&json!([]), &json!([])));
    for format in ["text", "markdown", "html", "github"] {
        let out = diff(dir.path(), "ja", format).out;
        assert!(!out.contains("変わった設定"), "{format}: {out}");
    }
    let trend = run(&["trend", text(dir.path()), "--lang", "ja"]).out;
    assert!(!trend.contains("設定とポリシー"), "{trend}");
}

#[test]
fn a_policy_that_changed_is_told_by_rule_term_and_severity() {
    let dir = copy_of("sample-office");
    let policy = dir.path().join("policy");
    copy(&root().join("rules/chuo"), &policy);
    keep(dir.path(), DAYS[0], "");
    let change = |file: &str, from: &str, to: &str| {
        let path = policy.join(file);
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains(from), "{file}: {from}");
        fs::write(path, text.replacen(from, to, 1)).expect("written");
    };
    change("missing-photo.toml", "severity = \"low\"", "severity = \"medium\"");
    fs::remove_file(policy.join("single-admin.toml")).expect("removed");
    keep(dir.path(), DAYS[1], "");
    let json = diff(dir.path(), "en", "json").json();
    let told: Vec<(&str, &str)> = items(&json["comparison"], "policy")
        .iter()
        .map(|d| (d["kind"].as_str().expect("a kind"), d["name"].as_str().expect("a name")))
        .collect();
    assert_eq!(told, [("severity-changed", "missing-photo"), ("rule-removed", "single-admin")]);
    // a stored report keeps its language
    let out = diff(dir.path(), "en", "text").out;
    assert!(out.contains("ポリシー(重大度変更): missing-photo 低 → 中"), "{out}");
    assert!(out.contains("ポリシー(規則削除): single-admin"), "{out}");
    let trend = run_in(&[("COLUMNS", "200")], &["trend", text(dir.path()), "--lang", "en"]).out;
    assert!(trend.contains("2026-10-31: policy, rule removed: single-admin"), "{trend}");
}

#[test]
fn a_trend_tells_what_changed_and_what_is_corrected() {
    let dir = office("", LOOSE);
    // beside the two corrections of the sample office, one finding of the last audit is answered for
    let path = dir.path().join("audits/2026-10-31.json");
    let mut report: Value = serde_json::from_slice(&fs::read(&path).expect("a report")).expect("JSON");
    let finding = items(&report, "findings").iter().position(|f| f["status"] == "open").expect("an open finding");
    report["findings"][finding]["status"] = "corrected".into();
    report["findings"][finding]["corrected"] =
        json!({"done": "x", "corrected_by": "見本 一郎", "approved_by": "架空 花子", "corrected_on": "2026-10-31"});
    fs::write(&path, serde_json::to_vec(&report).expect("JSON")).expect("written");
    let trend = |format: &str, lang: &str| {
        let ran = run_in(&[("COLUMNS", "200")], &["trend", text(dir.path()), "--format", format, "--lang", lang]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran
    };
    for format in ["text", "html"] {
        for (lang, told) in [
            ("ja", ["2026-10-31: 設定 overdue-training: days 365 → 9999", "是正済みの指摘: 2026-10-31(3件)"]),
            (
                "en",
                [
                    "2026-10-31: settings, overdue-training: days 365 → 9999",
                    "are not among the open ones: 2026-10-31 (3)",
                ],
            ),
        ] {
            let out = trend(format, lang).out;
            for line in told {
                assert!(out.contains(line), "{format} {lang}: {line}: {out}");
            }
        }
    }
    let json = trend("json", "en").json();
    assert_eq!(said(&json["audits"][0]), Vec::<[Option<String>; 4]>::new());
    assert_eq!(said(&json["audits"][1]).len(), 5);
    assert_eq!(json["audits"][1]["corrected"], 3);
    let file = dir.path().join("trend.xlsx");
    assert_eq!(trend(&format!("xlsx={}", text(&file)), "ja").out, "");
    let strings: String = parts(&fs::read(&file).expect("written")).into_values().collect();
    assert!(strings.contains("変わった設定とポリシー") && strings.contains("days 365 → 9999"));
}

#[test]
fn a_report_of_before_that_does_not_know_of_changes_is_read() {
    let dir = office("", LOOSE);
    let path = dir.path().join("audits/2026-10-31.json");
    let mut report: Value = serde_json::from_slice(&fs::read(&path).expect("a report")).expect("JSON");
    let comparison = report["comparison"].as_object_mut().expect("a comparison");
    assert!(comparison.remove("settings").is_some() && comparison.remove("policy").is_some());
    fs::write(&path, serde_json::to_vec(&report).expect("JSON")).expect("written");
    let ran = run(&["report", text(&path), "--format", "json"]);
    assert_eq!((ran.code, &ran.json()["comparison"]["settings"]), (0, &json!([])), "{}", ran.err);
}
