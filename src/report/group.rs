//! Puts the findings of a report together, by what they are about or by who has to act: one way for all formats.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::Report;
use crate::model::finding::{Duty, Finding, Named, Severity, Status};
use crate::model::options::GroupBy;
use crate::model::report::RuleVerdict;
use crate::report::words::ReportWords;

/// Findings that belong together.
#[derive(Debug)]
pub struct Group<'a> {
    /// What they have in common, in words.
    pub heading: String,
    /// The findings, the gravest first.
    pub findings: Vec<&'a Finding>,
}

/// What a group is put together by, in the order in which groups stand.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    /// The place of a clause or rule in the report.
    Place(usize),
    Duty(Duty),
    Named(&'a str, &'a str),
    /// Nobody is known by name: whose duty it is, in which office.
    Somebody(Duty, Option<&'a Named>),
    /// Nothing that would tell.
    Rest,
}

/// The findings of a group that are of one rule and one severity.
#[derive(Debug)]
pub struct Part<'r, 'a> {
    /// The rule.
    pub verdict: &'r RuleVerdict,
    /// How grave they are.
    pub severity: Severity,
    /// The findings.
    pub findings: Vec<&'a Finding>,
    /// Whether a part before, which is graver, is of the rule too: what to do stands there.
    pub is_again: bool,
}

impl<'a> Group<'a> {
    /// Groups the findings by severity, the gravest first, and by rule.
    ///
    /// Those that are graver than their rule, because they have stood too long, stand by themselves.
    pub fn by_rule<'r>(&self, report: &'r Report) -> Vec<Part<'r, 'a>> {
        let mut parts: Vec<Part<'r, 'a>> = Vec::new();
        for severity in Severity::ALL {
            let mut rest: Vec<&Finding> = self.findings.iter().copied().filter(|f| f.severity == severity).collect();
            for verdict in &report.verdicts {
                if rest.is_empty() {
                    break;
                }
                let of_rule: Vec<&Finding> = rest.extract_if(.., |f| f.rule == verdict.rule).collect();
                if !of_rule.is_empty() {
                    let is_again = parts.iter().any(|p| p.verdict.rule == verdict.rule);
                    parts.push(Part { verdict, severity, findings: of_rule, is_again });
                }
            }
        }
        parts
    }
}

/// Groups the findings of a report.
///
/// With [`GroupBy::Person`] a finding that several people can put right stands with each of them; otherwise each stands
/// once.
pub fn groups(report: &Report, by: GroupBy) -> Vec<Group<'_>> {
    groups_of(report, by, |_| true)
}

/// Groups those findings of a report that are wanted.
pub fn groups_of(report: &Report, by: GroupBy, is_wanted: impl Fn(&Finding) -> bool) -> Vec<Group<'_>> {
    let places = |of: Vec<&'_ str>| of.into_iter().enumerate().map(|(place, id)| (id.to_owned(), place)).collect();
    let clauses: BTreeMap<String, usize> = places(report.clauses.iter().map(|c| c.clause.as_str()).collect());
    let rules: BTreeMap<String, usize> = places(report.verdicts.iter().map(|v| v.rule.as_str()).collect());
    let place = |known: &BTreeMap<String, usize>, id: Option<&SmolStr>| {
        id.and_then(|id| known.get(id.as_str())).map_or(Key::Rest, |place| Key::Place(*place))
    };
    let mut groups: BTreeMap<Key<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|f| is_wanted(f) && (!by.is_to_do() || f.status == Status::Open)) {
        let office = finding.concerns.office.as_ref();
        let keys = match by {
            GroupBy::Clause => vec![place(&clauses, finding.clauses.first())],
            GroupBy::Rule => vec![place(&rules, Some(&finding.rule))],
            GroupBy::Duty => vec![Key::Duty(finding.duty)],
            GroupBy::Office => vec![office.map_or(Key::Rest, |o| Key::Named(&o.label, &o.key))],
            GroupBy::Person if finding.assignees.is_empty() => vec![Key::Somebody(finding.duty, office)],
            GroupBy::Person => finding.assignees.iter().map(|a| Key::Named(&a.label, &a.key)).collect(),
        };
        keys.into_iter().for_each(|key| groups.entry(key).or_default().push(finding));
    }
    let words = ReportWords(report.run.lang);
    let labels: Vec<&str> =
        groups.keys().filter_map(|k| if let Key::Named(l, _) = k { Some(*l) } else { None }).collect();
    let shared = |label: &str| labels.iter().filter(|l| **l == label).count() > 1;
    let heading = |key: &Key<'_>, findings: &[&Finding]| match (key, by) {
        (Key::Place(place), GroupBy::Rule) => {
            let verdict = &report.verdicts[*place];
            format!("{} ({})", verdict.title, verdict.rule)
        }
        (Key::Place(place), _) => {
            let clause = &report.clauses[*place];
            format!("{} {}", clause.cited, clause.label)
        }
        (Key::Duty(duty), _) => duty.say(report.run.lang).to_owned(),
        (Key::Named(label, key), _) => {
            let name = if shared(label) { format!("{label} [{key}]") } else { (*label).to_owned() };
            if by == GroupBy::Person {
                let mut duties: Vec<Duty> = findings.iter().map(|f| f.duty).collect();
                duties.sort_unstable();
                duties.dedup();
                words.person(&name, &duties)
            } else {
                name
            }
        }
        (Key::Somebody(duty, office), _) => words.somebody(*duty, office.map(|o| o.label.as_str())),
        (Key::Rest, GroupBy::Office) => words.no_office().to_owned(),
        (Key::Rest, _) => words.input_rules().to_owned(),
    };
    let headings: Vec<String> = groups.iter().map(|(key, findings)| heading(key, findings)).collect();
    let mut groups: Vec<Group<'_>> =
        headings.into_iter().zip(groups.into_values()).map(|(heading, findings)| Group { heading, findings }).collect();
    groups.iter_mut().for_each(|group| group.findings.sort_by_key(|f| Reverse(f.severity)));
    groups
}
