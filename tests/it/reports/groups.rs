//! How the findings of a report are put together.

use std::collections::{BTreeMap, BTreeSet};

use clap::ValueEnum as _;
use mcs_audit::base::text::Lang;
use mcs_audit::model::finding::{Duty, Finding, Named, Severity, Status};
use mcs_audit::model::options::GroupBy;
use mcs_audit::model::report::Report;
use mcs_audit::report::group;
use mcs_audit::report::group::Part;
use serde_json::Value;

use crate::reports::stored::check;
use crate::support::golden::golden;

pub(crate) fn named(key: &str, label: &str) -> Named {
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
pub(crate) fn report(lang: Lang, findings: Vec<Finding>) -> Report {
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
            assert_eq!(group.heading, format!("{} {}", clause.cited, clause.label));
        }
    }
    for group in group::groups(&report, GroupBy::Rule) {
        let rule = &group.findings[0].rule;
        let verdict = report.verdicts.iter().find(|v| v.rule == *rule).expect("the rule is in the report");
        assert_eq!(group.heading, format!("{} ({rule})", verdict.title));
        assert!(group.findings.iter().all(|f| f.rule == *rule));
    }
}

#[test]
fn a_list_of_what_to_do_has_a_box_and_a_day_for_each() {
    let report: Value = serde_json::from_str(&check(&["--format", "json"]).out).expect("JSON");
    // what is corrected is nothing to do any more
    let findings = report["findings"].as_array().expect("findings").iter().filter(|f| f["status"] == "open");
    let findings: Vec<&Value> = findings.collect();
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
