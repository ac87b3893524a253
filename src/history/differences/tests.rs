//! What two reports tell of settings and a policy that changed between them.

use super::{policy, settings};
use crate::history::stored;
use crate::model::finding::{FailOn, PolicyChangeKind, PolicyDifferenceKind, Severity};
use crate::model::report::{ChangedSetting, PolicyChange, Report, SettingDifference};

fn report() -> Report {
    let golden = include_bytes!("../../../tests/golden/report.ja.json");
    let mut report = stored::parse("report.ja.json", golden).expect("a report");
    report.run.settings.clear();
    report
}

fn set(rule: &str, setting: &str, policy: &str, office: &str) -> ChangedSetting {
    let [rule, setting, policy, office] = [rule, setting, policy, office].map(str::to_owned);
    ChangedSetting { rule, setting, policy, office, reason: None, loosened: true }
}

/// What is set for a rule: the rule, what is set, what the policy has, and what the office has.
type Set = [&'static str; 4];

#[test]
fn a_setting_is_told_as_it_was_and_as_it_is() {
    const LOOSE: Set = ["overdue-training", "days", "365", "9999"];
    const LESS: Set = ["overdue-training", "days", "365", "400"];
    const OFF: Set = ["missing-photo", "off", "on", "off"];
    const LOW: Set = ["missing-photo", "severity", "medium", "low"];
    let cases: [(&[Set], &[Set], &[&str]); 6] = [
        (&[], &[], &[]),
        (&[LOOSE], &[LOOSE], &[]),
        // where nothing is set, what the policy has holds
        (&[], &[LOOSE], &["overdue-training days 365 9999"]),
        (&[LOOSE], &[], &["overdue-training days 9999 365"]),
        (&[LOOSE], &[LESS], &["overdue-training days 9999 400"]),
        (&[OFF], &[LOW], &["missing-photo off off on", "missing-photo severity medium low"]),
    ];
    for (before, after, expected) in cases {
        let with = |all: &[Set]| {
            let mut report = report();
            report.run.settings =
                all.iter().map(|[rule, setting, policy, office]| set(rule, setting, policy, office)).collect();
            report
        };
        let found = settings(&with(before), &with(after));
        let line = |d: &SettingDifference| {
            [d.rule.as_deref(), Some(&d.setting), d.before.as_deref(), d.after.as_deref()]
                .map(|text| text.expect("a text"))
                .join(" ")
        };
        assert_eq!(found.iter().map(line).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn what_is_set_for_the_whole_audit_is_told() {
    let (before, mut after) = (report(), report());
    after.run.fail_on = FailOn::all(Severity::Critical);
    after.run.skip = vec!["missing-photo".to_owned(), "6".to_owned()];
    after.run.config = None;
    let found = settings(&before, &after);
    let found: Vec<(&str, Option<&str>, Option<&str>)> =
        found.iter().map(|d| (d.setting.as_str(), d.before.as_deref(), d.after.as_deref())).collect();
    let fail_on = String::from(before.run.fail_on);
    let file = before.run.config.as_ref().map(|file| file.sha256.as_str());
    let mut expected =
        vec![("fail-on", Some(fail_on.as_str()), Some("critical")), ("skip", None, Some("missing-photo, 6"))];
    if file.is_some() {
        expected.insert(0, ("file", file, None));
    }
    assert_eq!(found, expected);
}

#[test]
fn what_a_policy_has_otherwise_is_told_as_far_as_reports_tell() {
    let other = || {
        let mut report = report();
        report.run.policy_sha256 = "c".repeat(64);
        report
    };
    let place = report().verdicts.iter().position(|v| !v.clauses.is_empty() && v.severity == Severity::Medium);
    let place = place.expect("a rule");
    let rule = report().verdicts[place].rule.clone();
    let clause = report().clauses[0].clause.clone();
    let told = |change: &dyn Fn(&mut Report)| {
        let mut after = other();
        change(&mut after);
        let told = policy(&report(), &after);
        told.into_iter().map(|d| (d.kind, d.name, d.before, d.after)).collect::<Vec<_>>()
    };
    let text = |text: &str| Some(text.to_owned());
    // the hash alone says that something is otherwise
    assert_eq!(told(&|_| ()), [(PolicyDifferenceKind::Other, report().run.policy, None, None)]);
    assert_eq!(
        told(&|report| report.verdicts[place].severity = Severity::Low),
        [(PolicyDifferenceKind::SeverityChanged, rule.clone(), text("medium"), text("low"))]
    );
    assert_eq!(
        told(&|report| drop(report.verdicts.remove(place))),
        [(PolicyDifferenceKind::RuleRemoved, rule.clone(), None, None)]
    );
    assert_eq!(
        told(&|report| report.verdicts[place].requirement.push('x')),
        [(PolicyDifferenceKind::RuleChanged, rule.clone(), None, None)]
    );
    assert_eq!(
        told(&|report| report.clauses[0].obligation.push('x')),
        [(PolicyDifferenceKind::ClauseChanged, clause, None, None)]
    );
    let term = || PolicyChange { kind: PolicyChangeKind::TermChanged, name: "staff.live".to_owned() };
    assert_eq!(
        told(&|report| report.run.policy_changes.push(term())),
        [(PolicyDifferenceKind::TermChanged, "staff.live".to_owned(), None, None)]
    );
    // what an office has set is no change of the policy, and what the settings put into a text is none either
    let of_office = told(&|report| {
        report.run.settings = vec![set(&rule, "severity", "medium", "low"), set(&rule, "days", "90", "120")];
        report.verdicts[place].severity = Severity::Low;
        report.verdicts[place].requirement.push('x');
    });
    assert_eq!(of_office, [(PolicyDifferenceKind::Other, report().run.policy, None, None)]);
    // another version is told with both
    let version = told(&|report| report.run.policy_version = "2027-04-01".to_owned());
    let (was, policy_name) = (report().run.policy_version, report().run.policy);
    let named = (
        PolicyDifferenceKind::Policy,
        policy_name.clone(),
        Some(format!("{policy_name} {was}")),
        Some(format!("{policy_name} 2027-04-01")),
    );
    assert_eq!(version, [named, (PolicyDifferenceKind::Other, policy_name, None, None)]);
}

#[test]
fn the_same_policy_has_nothing_otherwise_whatever_this_program_says_of_its_rules() {
    let mut after = report();
    after.verdicts[0].requirement.push('x');
    assert_eq!(policy(&report(), &after), []);
}

#[test]
fn reports_in_two_languages_compare() {
    let golden = include_bytes!("../../../tests/golden/report.en.json");
    let mut english = stored::parse("report.en.json", golden).expect("a report");
    english.run.policy_sha256 = "c".repeat(64);
    english.run.settings.clear();
    let kinds: Vec<PolicyDifferenceKind> = policy(&report(), &english).into_iter().map(|d| d.kind).collect();
    assert_eq!(kinds, [PolicyDifferenceKind::Other]);
}
