//! The lists of what has to be done: by person, duty, office or rule, and in them by rule.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::model::finding::{Finding, Severity, Status};
use crate::model::report::{Report, RuleVerdict};
use crate::report::group::{Group, Part};

/// What someone has to do.
pub(super) struct List<'a> {
    pub(super) heading: &'a str,
    pub(super) jobs: Vec<Job<'a>>,
    pub(super) count: usize,
    /// How many findings of the list are not shown.
    pub(super) left_out: usize,
    pub(super) due: &'a str,
}

/// What has to be done about the findings of a rule.
pub(super) struct Job<'a> {
    pub(super) verdict: &'a RuleVerdict,
    pub(super) severity: Severity,
    pub(super) findings: Vec<&'a Finding>,
    /// How: for the one finding, or for all of the rule; none where it stands above.
    pub(super) steps: Option<Vec<&'a str>>,
}

/// Lists what has to be done, with the findings that are shown.
pub(super) fn lists<'a>(report: &'a Report, groups: &'a [Group<'a>], ordered: &[&'a Finding]) -> Vec<List<'a>> {
    let shown: BTreeSet<&str> = ordered.iter().map(|f| f.id.as_str()).collect();
    let all_shown = ordered.len() == report.findings.len();
    let mut lists = Vec::new();
    for group in groups {
        let open: Vec<&Finding> = group.findings.iter().copied().filter(|f| f.status == Status::Open).collect();
        let count = open.len();
        let Some(due) = open.iter().map(|f| f.due.as_str()).min() else { continue };
        let findings: Vec<&Finding> = open.into_iter().filter(|f| all_shown || shown.contains(f.id.as_str())).collect();
        let left_out = count - findings.len();
        let listed = Group { heading: String::new(), findings };
        // the steps for a single finding name whom it is about: they tell nothing of others
        let mut told: BTreeSet<&str> = BTreeSet::new();
        let job = |Part { verdict, severity, findings, .. }: Part<'a, 'a>| {
            let steps = match findings.as_slice() {
                [only] => Some(only.fix.iter().map(SmolStr::as_str).collect()),
                _ if !told.insert(&verdict.rule) => None,
                _ => Some(verdict.steps.iter().map(String::as_str).collect()),
            };
            Job { verdict, severity, findings, steps }
        };
        let jobs = listed.by_rule(report).into_iter().map(job).collect();
        lists.push(List { heading: &group.heading, jobs, count, left_out, due });
    }
    lists
}
