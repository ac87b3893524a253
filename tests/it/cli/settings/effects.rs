//! What is set has its effect.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use mcs_audit::base::date::Day;
use mcs_audit::base::text::Lang;
use mcs_audit::config::{Config, RuleSettings, Setting};
use mcs_audit::model::finding::{DueDays, FailOn, Severity};
use mcs_audit::model::options::GroupBy;
use mcs_audit::model::options::Redact;
use mcs_audit::model::schema::{Part, schema as model};
use mcs_audit::policy::Policy;
use serde_json::Value;

use super::{DAY, check, check_dormant, dormant, keys, office, report, run_in, verdict};
use crate::cli::settings::schema::told_by;
use crate::support::folder::{copy, fixture, new_folder, root, text};
use crate::support::program::{run, run_at};

/// Settings with everything that can be set.
pub(crate) const EVERYTHING: &str = r##"
office = " 見本訪問看護ステーション "
lang = "en"
policy = "chuo"
own = "O1"
fail-on = "critical"
format = ["text", "csv=reports/今月.csv"]

[tables.pledges]
file = ["誓約書1.xlsx", '誓約書2.xlsx']
sheet = "2026年度"
header-row = 0x3
exported-on = 2026-10-31
columns = { staff = "従業者番号", staff_name = "＃０2", "様式" = "", signed_on = "#様" }
values.form = { "新様式" = "form1", " 旧 " = "既存の誓約書", "-" = "" }
defaults = { "誓約日" = 2025-03-01, covers = "1-5" }

[tables."グループ"]
exported-on = "令和8年10月31日"
columns.leader_kana = "リーダーかな"

[rules.dormant-account]
days = 1_20
severity = "low"

[rules.generic-account]
words = ["共有", "代表"]
off = "月に一度、別に確かめている"
"##;

pub(crate) fn read(settings: &str) -> Config {
    let dir = new_folder();
    let path = dir.path().join("settings.toml");
    fs::write(&path, settings).expect("written");
    let config = Config::read(&path).unwrap_or_else(|problem| panic!("{settings}: {problem}"));
    assert_eq!((config.path, config.folder), (path, dir.path().to_owned()));
    Config { path: PathBuf::new(), folder: PathBuf::new(), ..config }
}

#[test]
fn what_is_set_of_reports_is_read() {
    let config = read(
        "out-dir = \"報告/今年\"\nformat = [\"text\", \"csv\"]\ngroup-by = \"person\"\n\
         due = { critical = 0, low = 365 }\nredact = \"all\"\nredact-key = \"../かぎ\"\n",
    );
    assert_eq!((config.out_dir.as_deref(), config.group_by), (Some("報告/今年"), Some(GroupBy::Person)));
    assert_eq!(config.format, ["text", "csv"], "there is room for several in a folder");
    assert_eq!(config.due, DueDays { critical: 0, high: 14, medium: 30, low: 365 });
    assert_eq!((config.redact, config.redact_key.as_deref()), (Some(Redact::All), Some("../かぎ")));
}

#[test]
fn everything_that_can_be_set_is_read() {
    let config = read(EVERYTHING);
    assert_eq!(config.name, "settings.toml");
    assert_eq!(config.office.as_deref(), Some("見本訪問看護ステーション"));
    assert_eq!((config.lang, config.fail_on), (Some(Lang::En), Some(FailOn::all(Severity::Critical))));
    assert_eq!((config.policy.as_deref(), config.own), (Some("chuo"), vec!["O1".to_owned()]));
    assert_eq!(config.format, ["text", "csv=reports/今月.csv"]);

    let id = model().table("pledges").unwrap();
    let pledges = &config.tables[&id];
    let placed = |list: &[mcs_audit::config::Placed<String>]| -> Vec<(String, u32)> {
        list.iter().map(|p| (p.value.clone(), p.line)).collect()
    };
    assert_eq!(placed(&pledges.files), [("誓約書1.xlsx".to_owned(), 10), ("誓約書2.xlsx".to_owned(), 10)]);
    assert_eq!(placed(&pledges.sheets), [("2026年度".to_owned(), 11)]);
    assert_eq!(pledges.header_row.as_ref().map(|p| (p.value, p.line)), Some((3, 12)));
    assert_eq!(pledges.exported_on, Day::parse("2026-10-31").ok());
    let column = |name: &str| id.def().column(name).unwrap();
    let columns: Vec<_> = pledges.columns.iter().map(|(c, part, header)| (*c, *part, header.value.as_str())).collect();
    assert_eq!(
        columns,
        [
            (column("staff"), Part::Main, "従業者番号"),
            (column("staff"), Part::Name, "#2"),
            (column("form"), Part::Main, ""),
            (column("signed_on"), Part::Main, "#様"),
        ]
    );
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let forms = vec![pair("新様式", "form1"), pair("旧", "既存の誓約書"), pair("-", "")];
    assert_eq!(pledges.values, [(column("form"), forms)]);
    let defaults = [(column("signed_on"), "2025-03-01".to_owned()), (column("covers"), "1-5".to_owned())];
    assert_eq!(pledges.defaults, defaults);

    let groups_id = model().table("groups").unwrap();
    let groups = &config.tables[&groups_id];
    assert_eq!(groups.exported_on, Day::parse("2026-10-31").ok());
    assert_eq!(groups.columns[0].0, groups_id.def().column("leader_id").unwrap());
    assert_eq!(groups.columns[0].1, Part::Kana);

    let dormant = &config.rules["dormant-account"];
    assert_eq!((dormant.severity, dormant.off.as_deref()), (Some(Severity::Low), None));
    assert_eq!((&dormant.parameters["days"].value, dormant.parameters["days"].line), (&Setting::Number(120), 23));
    assert_eq!(dormant.at.to_string(), "settings.toml:22:8");
    let generic = &config.rules["generic-account"];
    assert_eq!(generic.off.as_deref(), Some("月に一度、別に確かめている"));
    assert_eq!(generic.parameters["words"].value, Setting::Words(vec!["共有".to_owned(), "代表".to_owned()]));
}

#[test]
fn the_line_of_a_column_is_told() {
    let config = read("[tables.pledges.columns]\nstaff = \"a\"\n\nsigned_on = \"b\"\n");
    let lines: Vec<u32> = config.tables.values().flat_map(|t| &t.columns).map(|(_, _, header)| header.line).collect();
    assert_eq!(lines, [2, 4]);
}

#[test]
fn an_empty_file_sets_nothing_but_is_told() {
    let plain = new_folder();
    copy(&fixture("sample-office"), plain.path());
    let without = check(&plain, &["--format", "json"]);
    let (dir, before) = (office("# nothing yet\n"), without.json());
    let with = check(&dir, &["--format", "json"]);
    assert_eq!((with.code, &with.err), (without.code, &without.err), "the settings are no file of the audit");
    let mut report = with.json();
    assert_eq!(before["run"]["config"], Value::Null);
    assert_eq!(before["run"]["office"], Value::Null);
    assert_eq!(report["run"]["config"]["file"], "mcs-audit.toml");
    report["run"]["config"] = Value::Null;
    assert_eq!(report, before);
    let inputs = run(&["inputs", text(dir.path()), "--as-of", DAY]);
    assert!(!inputs.out.contains("mcs-audit.toml"), "{}", inputs.out);
}

#[test]
fn a_report_tells_the_office_and_the_settings() {
    use sha2::Digest as _;
    let settings = "office = \"見本訪問看護ステーション\"\n";
    let dir = office(settings);
    let run = &check(&dir, &["--format", "json"]).json()["run"];
    assert_eq!(run["office"], "見本訪問看護ステーション");
    let hash = mcs_audit::base::hex::hex(&sha2::Sha256::digest(settings));
    assert_eq!(run["config"], serde_json::json!({ "file": "mcs-audit.toml", "sha256": hash }));
    let first: Value = serde_json::from_str(check(&dir, &["--format", "jsonl"]).out.lines().next().unwrap()).unwrap();
    assert_eq!((&first["config"], &first["office"]), (&run["config"], &run["office"]));
    let text = check(&dir, &[]).out;
    assert_eq!(text.lines().nth(1), Some("事業所: 見本訪問看護ステーション"));
    let text = check(&dir, &["--lang", "en"]).out;
    assert_eq!(text.lines().nth(1), Some("Office: 見本訪問看護ステーション"));
}

#[test]
fn a_report_with_settings_keeps_to_its_schema() {
    let dir = office(EVERYTHING.split("[tables").next().unwrap());
    let report = check(&dir, &["--format", "json"]).json();
    let schema: Value = serde_json::from_str(&run(&["schema", "report"]).out).unwrap();
    assert_eq!(told_by(&schema, &report), None);
}

#[test]
fn a_number_of_days_changes_what_is_found() {
    // 練習 直美 (S09) logged in last on 2026-06-20: 133 days before 2026-10-31, not more than 133 days ago
    for (days, expected) in [(132, &["S09"][..]), (133, &[])] {
        let report = report(&format!("[rules.dormant-account]\ndays = {days}\n"));
        assert_eq!(keys(&report, "dormant-account"), expected, "{days}");
        let finding = report["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "dormant-account");
        if let Some(finding) = finding {
            assert!(finding["message"].as_str().unwrap().contains("132日"), "{finding}");
        }
    }
}

#[test]
fn a_list_of_words_changes_what_is_found() {
    assert_eq!(keys(&report(""), "generic-account"), ["S07"]);
    assert!(keys(&report("rules.generic-account.words = [\"代表\"]\n"), "generic-account").is_empty());
    let found = report("rules.generic-account.words = [\"試験\"]\n");
    assert_eq!(keys(&found, "generic-account"), ["S03"]);
}

#[test]
fn a_severity_changes_the_finding_the_verdict_and_the_exit_code() {
    let settings = "[rules.dormant-account]\nseverity = \"critical\"\n";
    let report = report(settings);
    assert_eq!(verdict(&report, "dormant-account")["severity"], "critical");
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().filter(|f| f["rule"] == "dormant-account").all(|f| f["severity"] == "critical"));
    // medium by itself
    for (settings, threshold, code) in [("", "high", 0), ("", "medium", 1), (settings, "critical", 1)] {
        let ran = check_dormant(settings, &["--fail-on", threshold]);
        assert_eq!(ran.code, code, "{settings} {threshold}: {}", ran.out);
    }
    assert_eq!(check_dormant("rules.dormant-account.severity = \"low\"\n", &[]).code, 0);
}

#[test]
fn the_severity_of_a_rule_about_the_input_can_be_set() {
    let dir = office("[rules.missing-value]\nseverity = \"low\"\n");
    let path = dir.path().join("staff.csv");
    let staff = fs::read_to_string(&path).unwrap().replacen(",active,", ",,", 1);
    fs::write(path, staff).unwrap();
    let report = check(&dir, &["--format", "json"]).json();
    assert_eq!(keys(&report, "missing-value").len(), 1);
    assert_eq!(verdict(&report, "missing-value")["severity"], "low");
}

#[test]
fn a_rule_is_off_for_the_reason_as_it_stands() {
    let reason = "研修は本部の台帳で確かめている(2026年度)";
    let settings = format!("rules.overdue-training.off = \"{reason}\"\n");
    let (before, after) = (report(""), report(&settings));
    assert_eq!(verdict(&before, "overdue-training")["verdict"], "not-assessed");
    let told = verdict(&after, "overdue-training");
    assert_eq!((&told["verdict"], &told["reason"], &told["population"]), (&"off".into(), &reason.into(), &0.into()));
    let shown = check(&office(&settings), &[]).out;
    assert!(shown.contains("対象外にした規則") && shown.contains(reason), "{shown}");

    // what could not be assessed no longer makes the audit incomplete
    for (settings, code) in [("", 3), (settings.as_str(), 0)] {
        let dir = dormant(&format!("{settings}rules.dormant-account.severity = \"low\"\n"));
        fs::remove_file(dir.path().join("trainings.csv")).unwrap();
        let ran = run(&["check", text(dir.path()), "--as-of", "2026-09-30"]);
        assert_eq!(ran.code, code, "{settings}: {}", ran.out);
    }
    // and its reason stands also where an option leaves it out
    let skipped = check(&office(&settings), &["--skip", "overdue-training", "--format", "json"]).json();
    assert_eq!(verdict(&skipped, "overdue-training")["reason"], reason);
}

#[test]
fn the_findings_of_a_rule_that_is_off_are_gone_from_the_exit_code() {
    assert_eq!(check_dormant("", &[]).code, 1);
    assert_eq!(check_dormant("rules.dormant-account.off = \"別に確かめている\"\n", &[]).code, 0);
}

#[test]
fn own_says_whose_offices_are_audited() {
    // O2 has no account here, so nobody is left to audit
    let dir = office("own = [\"O2\"]\n");
    let path = dir.path().join("offices.csv");
    let offices = fs::read_to_string(&path).unwrap();
    let columns = offices.lines().next().unwrap().split(',').count();
    fs::write(&path, format!("{offices}O2,見本第二ステーション{}\n", ",".repeat(columns - 2))).unwrap();
    let ran = check(&dir, &["--format", "json"]);
    assert!(ran.err.contains("どれも設定の own にない"), "{}", ran.err);
    assert_eq!(verdict(&ran.json(), "dormant-account")["verdict"], "not-applicable");
    assert!(ran.json()["run"]["outside_people"].as_u64() > report("")["run"]["outside_people"].as_u64());

    // the office by its id or by its name is what the table offices says by itself
    let name = offices.lines().nth(1).unwrap().split(',').nth(1).unwrap();
    for own in ["O1", name] {
        let with = report(&format!("own = \"{own}\"\n"));
        assert_eq!(with["findings"], report("")["findings"], "{own}");
    }
}

#[test]
fn fail_on_gives_way_to_the_command_line() {
    for (settings, more, code) in [
        ("", &[][..], 1),
        ("fail-on = \"high\"\n", &[], 0),
        ("fail-on = \"high\"\n", &["--fail-on", "low"], 1),
        ("fail-on = \"low\"\n", &["--fail-on", "critical"], 0),
    ] {
        assert_eq!(check_dormant(settings, more).code, code, "{settings} {more:?}");
    }
}

#[test]
fn lang_gives_way_to_the_command_line_and_comes_before_the_locale() {
    for (settings, locale, more, title) in [
        ("lang = \"en\"\n", None, &[][..], "MCS audit report"),
        ("lang = \"ja\"\n", Some("en_US.UTF-8"), &[], "MCS監査報告"),
        ("lang = \"en\"\n", Some("en_US.UTF-8"), &["--lang", "ja"], "MCS監査報告"),
        ("", Some("en_US.UTF-8"), &[], "MCS audit report"),
    ] {
        let dir = office(settings);
        let ran = run_in(locale, &[&["check", text(dir.path()), "--as-of", DAY], more].concat());
        assert_eq!(ran.out.lines().next(), Some(title), "{settings} {locale:?} {more:?}");
    }
}

#[test]
fn findings_are_due_by_their_severity() {
    // the well-kept office has one finding, of medium severity: due in 30 days where nothing is set
    for (settings, due) in [
        ("", "2026-10-30"),
        ("[due]\ncritical = 0\nhigh = 1\nlow = 2\n", "2026-10-30"),
        ("due.medium = 0\n", "2026-09-30"),
        ("due.medium = 7\n", "2026-10-07"),
        ("due = { medium = 36500 }\n", "2126-09-06"),
        ("due = { medium = 7, low = 1 }\nrules.dormant-account.severity = \"low\"\n", "2026-10-01"),
        ("rules.dormant-account.severity = \"low\"\n", "2026-12-29"),
        ("rules.dormant-account.severity = \"high\"\n", "2026-10-14"),
        ("rules.dormant-account.severity = \"critical\"\n", "2026-10-03"),
    ] {
        let report = check_dormant(settings, &["--format", "json"]).json();
        assert_eq!(report["findings"][0]["due"], due, "{settings}");
        let list = check_dormant(settings, &["--group-by", "duty"]).out;
        assert!(list.contains(&format!("期限 {due}")), "{list}");
    }
}

#[test]
fn findings_are_put_together_as_the_settings_say() {
    for (settings, more, heading) in [
        ("", &[][..], "■ 第五条三 IDの管理"),
        ("group-by = \"rule\"\n", &[], "■ 長く使われていないアカウントがある (dormant-account)"),
        ("group-by = \"duty\"\n", &[], "■ MCS管理者"),
        ("group-by = \"duty\"\n", &["--group-by", "rule"], "■ 長く使われていないアカウントがある (dormant-account)"),
        ("group-by = \"duty\"\n", &["--group-by", "clause"], "■ 第五条三 IDの管理"),
    ] {
        let out = check_dormant(settings, more).out;
        let headings: Vec<&str> = out.lines().filter(|line| line.starts_with('■')).collect();
        assert_eq!(headings, [heading], "{settings} {more:?}");
    }
}

#[test]
fn reports_go_to_files_beside_the_settings() {
    let dir = office("format = [\"csv=reports/今月.csv\", \"json=report.json\"]\n");
    fs::create_dir(dir.path().join("reports")).unwrap();
    let elsewhere = new_folder();
    let ran = run_at(elsewhere.path(), &["check", text(dir.path()), "--as-of", DAY]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let csv = fs::read_to_string(dir.path().join("reports/今月.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}rule,severity,status,"), "{csv}");
    assert!(dir.path().join("report.json").is_file());
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);

    // formats on the command line replace them all
    let dir = office("format = [\"csv=a.csv\", \"text\"]\n");
    let ran = check(&dir, &["--format", "jsonl"]);
    assert!(ran.out.starts_with("{\"type\":\"run\""), "{}", ran.out);
    assert!(!dir.path().join("a.csv").exists());
}

#[test]
fn the_encoding_of_csv_gives_way_to_the_command_line() {
    for (settings, more, head) in [
        ("", &[][..], "\u{feff}rule,".as_bytes()),
        ("csv-encoding = \"utf-8\"\n", &[], b"rule,"),
        ("csv-encoding = \"cp932\"\n", &[], b"rule,"),
        ("csv-encoding = \"cp932\"\n", &["--csv-encoding", "utf-8-bom"], "\u{feff}rule,".as_bytes()),
    ] {
        let dir = office(settings);
        let to_file = format!("csv={}", text(&dir.path().join("a.csv")));
        assert_eq!(check(&dir, &[&["--format", &to_file][..], more].concat()).code, 1);
        let csv = fs::read(dir.path().join("a.csv")).unwrap();
        assert!(csv.starts_with(head), "{settings} {more:?}");
        // 架空 in CP932, and in UTF-8
        let has = |bytes: &[u8]| csv.windows(bytes.len()).any(|w| w == bytes);
        let is_cp932 = settings.contains("cp932") && more.is_empty();
        assert_eq!((has(b"\x89\xcb\x8b\xf3"), has("架空".as_bytes())), (is_cp932, !is_cp932), "{settings} {more:?}");
    }
}

#[test]
fn a_policy_is_found_beside_the_settings() {
    let dir = new_folder();
    copy(&fixture("sample-office"), &dir.path().join("tables"));
    copy(&root().join("rules/chuo"), &dir.path().join("policies/own"));
    let rule = dir.path().join("policies/own/dormant-account.toml");
    let changed = fs::read_to_string(&rule).unwrap().replace("\ndays = 90\n", "\ndays = 7\nweeks = 1\n");
    let changed = changed.replace("[lax]\n", "[lax]\nweeks = \"more\"\n");
    fs::write(&rule, changed).unwrap();
    let settings = dir.path().join("office.toml");
    fs::write(&settings, "policy = \"policies/own\"\n[rules.dormant-account]\nweeks = 2\n").unwrap();
    let tables = dir.path().join("tables");
    let arguments = ["check", text(&tables), "--as-of", DAY, "--config", text(&settings), "--format", "json"];
    let report = run(&arguments).json();
    assert_eq!(report["run"]["config"]["file"], "office.toml");
    // more than 7 days before 2026-10-31, that is, before 2026-10-24; 仮名 さくら (S04) has left
    assert_eq!(keys(&report, "dormant-account"), ["S09"]);
    let own = Policy::from_folder(&dir.path().join("policies/own")).unwrap();
    assert_eq!(report["run"]["policy_sha256"], own.sha256, "the hash is that of the files, whatever is set");

    // the policy of the command line comes first, and knows no such parameter
    let ran = run(&[&arguments[..], &["--policy", "chuo", "--lang", "en"]].concat());
    let en = "error: office.toml:3:1: the rule dormant-account has no parameter \"weeks\"; what can be set is days, severity, undetermined-limit, reason, off\n";
    assert_eq!((ran.code, ran.err.as_str()), (2, en));
    let ran = run(&["inputs", text(&tables), "--config", text(&settings), "--policy", "nowhere"]);
    assert_eq!(ran.code, 2);
}

pub(crate) fn settings(rule: &str, parameter: &str, value: Setting) -> BTreeMap<String, RuleSettings> {
    let parameters = BTreeMap::from([(parameter.to_owned(), mcs_audit::config::Placed { value, line: 1 })]);
    BTreeMap::from([(rule.to_owned(), RuleSettings { parameters, ..RuleSettings::default() })])
}

#[test]
fn a_policy_tells_its_numbers_and_keeps_its_hash() {
    let plain = Policy::embedded("chuo").unwrap().unwrap();
    assert_eq!(plain.number("dormant-account", "days"), Some(90));
    assert_eq!(plain.number("dormant-account", "weeks"), None);
    assert_eq!(plain.number("generic-account", "words"), None);
    assert_eq!(plain.number("nothing", "days"), None);
    let set = Policy::embedded_with("chuo", &settings("dormant-account", "days", Setting::Number(0))).unwrap().unwrap();
    assert_eq!(set.number("dormant-account", "days"), Some(0));
    assert_eq!(set.sha256, plain.sha256);
    assert!(Policy::embedded_with("nowhere", &BTreeMap::new()).is_none());
}
