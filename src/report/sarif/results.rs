//! The results: each finding, what ended, and what came of each rule without open findings.

use std::collections::BTreeMap;

use serde::Serialize;
use smol_str::SmolStr;

use super::locations::{Files, Location, location, location_of_cell};
use super::{Message, level, message};
use crate::base::safe::shown;
use crate::model::finding::{
    Change, Concerns, Confidence, Corrected, Duty, Ended, Ending, Finding, Named, Severity, State, Status, Subject,
    Verdict, Waived,
};
use crate::model::report::{Report, RuleVerdict, Undetermined};
use crate::report::words::ReportWords;

/// The name under which a finding's id stands among the fingerprints.
const FINGERPRINT: &str = "ruleAndSubject/v1";

/// What came of a rule, for one subject or on the whole.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultOf<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    partial_fingerprints: BTreeMap<&'static str, &'a str>,
    /// How a finding stands to the audit before, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    /// Empty for what stands: either all results have it or none.
    suppressions: Vec<Suppression>,
    properties: ResultProperties<'a>,
}

impl<'a> ResultOf<'a> {
    /// Gives the result a place, if it has none.
    pub(super) fn place_at(&mut self, place: impl FnOnce() -> Location<'a>) {
        if self.locations.is_empty() {
            self.locations.push(place());
        }
    }
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ResultProperties<'a> {
    Finding(FindingProperties<'a>),
    Ended(&'a Ended),
    Undetermined(&'a Undetermined),
    Verdict(Numbers),
}

#[derive(Serialize)]
struct FindingProperties<'a> {
    id: &'a str,
    severity: Severity,
    confidence: Confidence,
    duty: Duty,
    status: Status,
    due: &'a str,
    subject: &'a Subject,
    concerns: &'a Concerns,
    assignees: &'a [Named],
    fix: &'a [SmolStr],
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<&'a Change>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raised_from: Option<Severity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<&'a Waived>,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<&'a Corrected>,
}

#[derive(Serialize)]
struct Numbers {
    verdict: Verdict,
    population: u64,
    findings: u64,
    waived: u64,
    corrected: u64,
    undetermined: u64,
}

/// Returns all results of a report.
pub(super) fn results<'a>(report: &'a Report, files: &Files) -> Vec<ResultOf<'a>> {
    let words = ReportWords(report.run.lang);
    let rules: BTreeMap<&str, usize> = report.verdicts.iter().enumerate().map(|(i, v)| (v.rule.as_str(), i)).collect();
    let findings = report.findings.iter().map(|f| finding(f, rules.get(f.rule.as_str()).copied(), files));
    let ended = report.comparison.iter().flat_map(|c| &c.ended);
    let absent = ended.filter_map(|e| absent(e, rules.get(e.rule.as_str()).copied()));
    let verdicts = report.verdicts.iter().enumerate().filter_map(|(place, v)| verdict(place, v, words));
    let undetermined = report.undetermined.iter().filter(|member| member.waived.is_none());
    let undetermined =
        undetermined.map(|member| of_member(member, rules.get(member.rule.as_str()).copied(), files, words));
    findings.chain(undetermined).chain(absent).chain(verdicts).collect()
}

fn finding<'a>(finding: &'a Finding, rule: Option<usize>, files: &Files) -> ResultOf<'a> {
    let mut locations = finding.evidence.iter().enumerate().map(|(place, e)| location(place, e, files));
    let first = locations.next().into_iter().collect();
    ResultOf {
        rule_id: &finding.rule,
        rule_index: rule,
        kind: "fail",
        level: level(finding.severity),
        message: message(&finding.message),
        locations: first,
        related_locations: locations.collect(),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, finding.id.as_str())]),
        // there is no word for what has come back: it was not there before
        baseline_state: finding.change.as_ref().map(|change| match change.state {
            State::New | State::Reopened => "new",
            State::Persisting => "unchanged",
        }),
        suppressions: match finding.status {
            Status::Open => Vec::new(),
            Status::Waived => {
                let justification = finding.waived.as_ref().map(|waived| shown(&waived.reason).into_owned());
                vec![Suppression { kind: "external", status: "accepted", justification }]
            }
            Status::Corrected => {
                let justification = finding.corrected.as_ref().map(|corrected| shown(&corrected.done).into_owned());
                vec![Suppression { kind: "external", status: "accepted", justification }]
            }
        },
        properties: ResultProperties::Finding(FindingProperties {
            id: &finding.id,
            severity: finding.severity,
            confidence: finding.confidence,
            duty: finding.duty,
            status: finding.status,
            due: &finding.due,
            subject: &finding.subject,
            concerns: &finding.concerns,
            assignees: &finding.assignees,
            fix: &finding.fix,
            change: finding.change.as_deref(),
            raised_from: finding.raised_from,
            waived: finding.waived.as_deref(),
            corrected: finding.corrected.as_deref(),
        }),
    }
}

/// Returns the result of a member of whom it is not known whether they are a finding: it is for a person to say.
fn of_member<'a>(member: &'a Undetermined, rule: Option<usize>, files: &Files, words: ReportWords) -> ResultOf<'a> {
    let said = format!(
        "{}: {} → {}",
        words.undetermined(),
        words.undetermined_subject(&member.subject),
        words.deciding(member)
    );
    let mut locations = member.cells.iter().enumerate().map(|(place, cell)| location_of_cell(place, cell, files));
    let first = locations.next().into_iter().collect();
    ResultOf {
        rule_id: &member.rule,
        rule_index: rule,
        kind: "review",
        level: "none",
        message: message(&said),
        locations: first,
        related_locations: locations.collect(),
        partial_fingerprints: BTreeMap::new(),
        baseline_state: None,
        suppressions: Vec::new(),
        properties: ResultProperties::Undetermined(member),
    }
}

/// Returns the result of a finding of the audit before that is no more.
///
/// What could not be judged this time is nothing that is absent.
fn absent(ended: &Ended, rule: Option<usize>) -> Option<ResultOf<'_>> {
    (ended.ending != Ending::NotAssessed).then(|| ResultOf {
        rule_id: &ended.rule,
        rule_index: rule,
        kind: "fail",
        level: level(ended.severity),
        message: message(&ended.message),
        locations: Vec::new(),
        related_locations: Vec::new(),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, ended.id.as_str())]),
        baseline_state: Some("absent"),
        suppressions: Vec::new(),
        properties: ResultProperties::Ended(ended),
    })
}

/// Returns the result of a rule without open findings, unless it is off.
fn verdict(place: usize, verdict: &RuleVerdict, words: ReportWords) -> Option<ResultOf<'_>> {
    let kind = match verdict.verdict {
        Verdict::Fail | Verdict::Off => return None,
        Verdict::Pass => "pass",
        Verdict::NotApplicable => "notApplicable",
        Verdict::NotAssessed => "open",
        Verdict::Undetermined => "review",
    };
    Some(ResultOf {
        rule_id: &verdict.rule,
        rule_index: Some(place),
        kind,
        level: "none",
        message: message(&words.judged(verdict)),
        locations: Vec::new(),
        related_locations: Vec::new(),
        partial_fingerprints: BTreeMap::new(),
        baseline_state: None,
        suppressions: Vec::new(),
        properties: ResultProperties::Verdict(Numbers {
            verdict: verdict.verdict,
            population: verdict.population,
            findings: verdict.findings,
            waived: verdict.waived,
            corrected: verdict.corrected,
            undetermined: verdict.undetermined,
        }),
    })
}
