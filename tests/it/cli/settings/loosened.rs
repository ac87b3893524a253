//! Settings that make a rule laxer than the policy has it are a finding, and whatever is set otherwise heads every report.

use std::fs;

use serde_json::{Value, json};

use super::{check, keys, office, report, verdict};
use crate::support::folder::{new_folder, text};
use crate::support::program::run;

/// What is found of a rule that is loosened: severity and message.
fn told(report: &Value, rule: &str) -> Option<(String, String)> {
    let findings = report["findings"].as_array().expect("findings");
    let mut of_rule = findings.iter().filter(|f| f["rule"] == "loosened-rule" && f["subject"]["key"] == rule);
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    let told = of_rule.next().map(|f| (word(&f["severity"]), word(&f["message"])));
    assert_eq!(of_rule.count(), 0, "one finding for a rule");
    told
}

#[test]
fn what_is_laxer_than_the_policy_is_a_finding_and_what_is_stricter_is_none() {
    for (rule, settings, expected) in [
        ("dormant-account", "days = 91", Some("days 90 → 91")),
        ("dormant-account", "days = 30", None),
        ("dormant-account", "days = 90", None),
        // looking less far ahead, or back
        ("departing-account", "days = 7", Some("days 14 → 7")),
        ("late-pledge", "years = 30", Some("years 365 → 30")),
        ("late-pledge", "years = 730", None),
        ("overdue-training", "words = [\"感染対策\"]", Some("→ 感染対策")),
        ("generic-account", "words = [\"共有\"]", Some("→ 共有")),
        ("dormant-account", "severity = \"low\"", Some("重大度 中 → 低")),
        ("dormant-account", "severity = \"high\"", None),
        ("dormant-account", "off = \"画面で見ている\"", Some("対象外")),
        ("dormant-account", "undetermined-limit = 0.1", Some("未確認を許す割合 0 → 0.1")),
        ("dormant-account", "undetermined-limit = 0", None),
        ("stale-input", "days = 62", Some("days 31 → 62")),
    ] {
        let of_rule = report(&format!("[rules.{rule}]\n{settings}\n"));
        let found = told(&of_rule, rule);
        assert_eq!(found.is_some(), expected.is_some(), "{rule} {settings}");
        if let (Some((severity, message)), Some(expected)) = (found, expected) {
            assert_eq!(severity, "low");
            assert!(message.contains(rule) && message.contains(expected), "{settings}: {message}");
        }
    }
    assert_eq!(verdict(&report(""), "loosened-rule")["verdict"], "pass");
}

#[test]
fn the_reason_is_told_and_the_line_of_the_setting() {
    let report = report("[rules.dormant-group]\ndays = 120\nseverity = \"low\"\nreason = \"月に一度の訪問のため\"\n");
    let (_, message) = told(&report, "dormant-group").expect("a finding");
    assert!(message.contains("理由: 月に一度の訪問のため"), "{message}");
    let finding = report["findings"].as_array().expect("findings").iter().find(|f| f["rule"] == "loosened-rule");
    let evidence = &finding.expect("a finding")["evidence"][0];
    assert_eq!((&evidence["file"], &evidence["line"]), (&json!("mcs-audit.toml"), &json!(2)));
    let setting = &report["run"]["settings"][0];
    let expected = json!({
        "rule": "dormant-group", "setting": "days", "policy": "90", "office": "120", "reason": "月に一度の訪問のため",
        "loosened": true,
    });
    assert_eq!(*setting, expected);
    // the severity is the policy's own
    assert_eq!(report["run"]["settings"].as_array().map(Vec::len), Some(1));
}

#[test]
fn every_report_begins_with_what_is_set_otherwise() {
    let dir = office("[rules.dormant-account]\ndays = 30\n\n[rules.dormant-group]\ndays = 120\n");
    let said = ["dormant-account: days 90 → 30", "dormant-group: days 90 → 120", "ポリシーより緩い"];
    for format in ["text", "markdown", "html"] {
        let ran = check(&dir, &["--format", format]).out;
        let head = ran.find("この事業所の設定").unwrap_or_else(|| panic!("{format}"));
        let text = ran.replace('\\', "");
        assert!(said.iter().all(|said| text.contains(said)), "{format}");
        let findings = if format == "html" { "id=\"findings\"" } else { "指摘\n" };
        assert!(ran.rfind(findings).is_some_and(|findings| head < findings), "{format}");
    }
    let plain = office("");
    assert!(!check(&plain, &[]).out.contains("この事業所の設定"));
}

#[test]
fn a_rule_passes_with_as_many_undetermined_as_the_settings_allow() {
    // one of four accounts of whom it is not known whether there is a photo
    let dir = new_folder();
    fs::write(dir.path().join("offices.csv"), "office_id,name\nO1,見本クリニック\n").expect("written");
    let staff = "staff_id,office_id,name,status,photo\nS1,O1,見本 一,active,yes\nS2,O1,見本 二,active,yes\n\
                 S3,O1,見本 三,active,yes\nS4,O1,見本 四,active,\n";
    fs::write(dir.path().join("staff.csv"), staff).expect("written");
    fs::write(dir.path().join("roster.csv"), "staff,left_on\nS1,\nS2,\nS3,\nS4,\n").expect("written");
    for (settings, expected) in [
        ("", "undetermined"),
        ("rules.missing-photo.undetermined-limit = 0.24\n", "undetermined"),
        ("rules.missing-photo.undetermined-limit = 0.25\n", "pass"),
        ("rules.missing-photo.undetermined_limit = 1\n", "pass"),
    ] {
        fs::write(dir.path().join("mcs-audit.toml"), settings).expect("written");
        let ran = run(&["check", text(dir.path()), "--as-of", "2026-09-30", "--format", "json", "--lang", "ja"]);
        let report = ran.json();
        let of_rule = verdict(&report, "missing-photo");
        assert_eq!((of_rule["verdict"].as_str(), &of_rule["undetermined"]), (Some(expected), &json!(1)), "{settings}");
        assert_eq!(keys(&report, "loosened-rule"), if settings.is_empty() { vec![] } else { vec!["missing-photo"] });
        // nothing else judges this clause
        let clause = report["clauses"].as_array().expect("clauses").iter().find(|c| c["clause"] == "A3-5");
        assert_eq!(clause.expect("the clause")["verdict"], "not-assessed", "profile is not there");
    }
}

#[test]
fn the_catalogue_shows_what_the_office_has_beside_what_the_policy_has() {
    let dir = office("[rules.dormant-account]\ndays = 120\nseverity = \"low\"\n");
    let file = dir.path().join("mcs-audit.toml");
    let explained = run(&["explain", "dormant-account", "--config", text(&file), "--lang", "ja"]);
    assert!(explained.out.contains("days = 120(ポリシー: 90)"), "{}", explained.out);
    assert!(explained.out.contains("低(ポリシー: 中)"), "{}", explained.out);
    assert!(run(&["explain", "dormant-account", "--lang", "en"]).out.contains("days = 90\n"));
    let listed = run(&["rules", "--config", text(&file), "--lang", "en"]).out;
    assert!(listed.contains("low (policy: medium)"), "{listed}");
    let listed = run(&["rules", "--config", text(&file), "--format", "json"]).json();
    let rule =
        listed.as_array().expect("rules").iter().find(|rule| rule["rule"] == "dormant-account").expect("the rule");
    assert_eq!((&rule["parameters"]["days"], &rule["policy"]["parameters"]["days"]), (&json!("120"), &json!("90")));
}
