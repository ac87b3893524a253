//! The findings, clauses and rules as the page shows them, each with where the others stand that it points to.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::acts;
use super::overview::Bar;
use crate::model::finding::{Evidence, Finding, Named, Status, Verdict};
use crate::model::place::place_of;
use crate::model::report::{ClauseVerdict, Report, RuleVerdict};
use crate::report::words::ReportWords;

/// A clause, and the open findings that count for it.
pub(super) struct OfClause<'a> {
    pub(super) verdict: &'a ClauseVerdict,
    pub(super) open: u64,
    pub(super) bar: Bar,
    /// The rules that judge it, by place.
    pub(super) rules: Vec<(usize, &'a str)>,
}

pub(super) struct OfRule<'a> {
    pub(super) verdict: &'a RuleVerdict,
    pub(super) open: u64,
    pub(super) clauses: Vec<(usize, &'a str)>,
}

/// Rules that were not judged, and why.
pub(super) struct Unjudged<'a> {
    pub(super) reason: &'a str,
    pub(super) rules: Vec<(usize, &'a RuleVerdict)>,
    pub(super) clauses: Vec<(usize, &'a str)>,
}

/// A finding as it is shown.
pub(super) struct Item<'a> {
    pub(super) finding: &'a Finding,
    pub(super) rule: Option<(usize, &'a RuleVerdict)>,
    /// The clauses it breaks, by place.
    pub(super) clauses: Vec<(usize, &'a str)>,
    /// What the filters ask of it: words, and places of people and offices among their options.
    pub(super) of_clauses: String,
    pub(super) of_people: String,
    pub(super) of_office: String,
    pub(super) evidence: Vec<(String, &'a Evidence)>,
}

impl Item<'_> {
    pub(super) fn acts(&self, words: ReportWords) -> String {
        let finding = self.finding;
        acts(&finding.assignees, finding.duty, finding.concerns.office.as_ref(), words)
    }

    pub(super) fn has_key(&self) -> bool {
        self.finding.subject.key != self.finding.subject.label
    }
}

/// Where the clauses, rules, offices and people of a report stand.
pub(super) struct Places<'a> {
    pub(super) report: &'a Report,
    pub(super) clauses: BTreeMap<&'a str, usize>,
    pub(super) rules: BTreeMap<&'a str, usize>,
    pub(super) offices: BTreeMap<(&'a str, &'a str), usize>,
    pub(super) people: BTreeMap<(&'a str, &'a str), usize>,
    /// For each clause that is judged by other clauses: the rules that judge those.
    pub(super) through: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let direct: BTreeSet<&str> = report.findings.iter().flat_map(|f| &f.clauses).map(SmolStr::as_str).collect();
        let through = report.clauses.iter().filter(|c| c.findings > 0 && !direct.contains(c.clause.as_str()));
        let number = |names: BTreeSet<(&'a str, &'a str)>| names.into_iter().zip(0..).collect();
        let name = |named: &'a Named| (named.label.as_str(), named.key.as_str());
        let concerned = report.findings.iter().flat_map(|f| f.assignees.iter().chain(&f.concerns.person));
        Self {
            report,
            clauses: report.clauses.iter().map(|c| c.clause.as_str()).zip(0..).collect(),
            rules: report.verdicts.iter().map(|v| v.rule.as_str()).zip(0..).collect(),
            offices: number(report.findings.iter().filter_map(|f| f.concerns.office.as_ref()).map(name).collect()),
            people: number(concerned.map(name).collect()),
            through: through.map(|c| (c.clause.as_str(), c.rules.iter().map(String::as_str).collect())).collect(),
        }
    }

    fn rule(&self, id: &str) -> Option<(usize, &'a RuleVerdict)> {
        self.rules.get(id).map(|place| (*place, &self.report.verdicts[*place]))
    }

    /// Returns clauses with their places and as they are cited.
    fn cited(&self, clauses: &[impl AsRef<str>]) -> Vec<(usize, &'a str)> {
        let places = clauses.iter().filter_map(|id| self.clauses.get(id.as_ref()).copied());
        places.map(|place| (place, self.report.clauses[place].cited.as_str())).collect()
    }

    /// Returns every clause that a finding counts for.
    pub(super) fn counts_for(&self, finding: &'a Finding) -> Vec<&'a str> {
        let through = self.through.iter().filter(|(_, rules)| rules.contains(finding.rule.as_str()));
        finding.clauses.iter().map(SmolStr::as_str).chain(through.map(|(clause, _)| *clause)).collect()
    }

    pub(super) fn item(&self, finding: &'a Finding, words: ReportWords) -> Item<'a> {
        let number = |of: &BTreeMap<(&str, &str), usize>, named: &Named| {
            of.get(&(named.label.as_str(), named.key.as_str())).map(usize::to_string)
        };
        let concerned = finding.assignees.iter().chain(&finding.concerns.person);
        let people: BTreeSet<String> = concerned.filter_map(|n| number(&self.people, n)).collect();
        let place = |e: &'a Evidence| match e.line {
            Some(line) => words.place(&e.file, e.sheet.as_deref(), line, e.cell.as_deref()),
            None => place_of(&e.file, e.sheet.as_deref()),
        };
        Item {
            finding,
            rule: self.rule(&finding.rule),
            clauses: self.cited(&finding.clauses),
            of_clauses: self.counts_for(finding).join(" "),
            of_people: people.into_iter().collect::<Vec<_>>().join(" "),
            of_office: finding.concerns.office.as_ref().and_then(|o| number(&self.offices, o)).unwrap_or_default(),
            evidence: finding.evidence.iter().map(|e| (place(e), e)).collect(),
        }
    }

    pub(super) fn clauses(&self) -> Vec<OfClause<'a>> {
        let mut bars: BTreeMap<&str, Bar> = BTreeMap::new();
        for finding in self.report.findings.iter().filter(|f| f.status == Status::Open) {
            for clause in self.counts_for(finding) {
                bars.entry(clause).or_default().add(finding.severity);
            }
        }
        let longest = bars.values().map(Bar::len).max().unwrap_or_default();
        let of = |verdict: &'a ClauseVerdict| OfClause {
            verdict,
            open: verdict.findings.saturating_sub(verdict.waived + verdict.corrected),
            bar: Bar { longest, ..bars.get(verdict.clause.as_str()).cloned().unwrap_or_default() },
            rules: verdict.rules.iter().filter_map(|r| Some((self.rule(r)?.0, r.as_str()))).collect(),
        };
        self.report.clauses.iter().map(of).collect()
    }

    pub(super) fn rules(&self) -> Vec<OfRule<'a>> {
        let of = |verdict: &'a RuleVerdict| OfRule {
            verdict,
            open: verdict.findings.saturating_sub(verdict.waived + verdict.corrected),
            clauses: self.cited(&verdict.clauses),
        };
        self.report.verdicts.iter().map(of).collect()
    }

    /// Groups the rules with a verdict by the reason for it.
    pub(super) fn reasons(&self, verdict: Verdict) -> Vec<Unjudged<'a>> {
        let mut reasons: Vec<Unjudged<'a>> = Vec::new();
        for (place, rule) in self.report.verdicts.iter().enumerate().filter(|(_, v)| v.verdict == verdict) {
            let reason = rule.reason.as_deref().unwrap_or_default();
            let at = reasons.iter().position(|r| r.reason == reason).unwrap_or_else(|| {
                reasons.push(Unjudged { reason, rules: Vec::new(), clauses: Vec::new() });
                reasons.len() - 1
            });
            let of = &mut reasons[at];
            of.rules.push((place, rule));
            for clause in self.cited(&rule.clauses) {
                if !of.clauses.contains(&clause) {
                    of.clauses.push(clause);
                }
            }
        }
        reasons.iter_mut().for_each(|r| r.clauses.sort_unstable());
        reasons
    }
}
