//! How an office's audits go on: month by month what is open, what is new, what was put right, and how long that took. It
//! works on the reports that were kept, and asks nothing of the tables.

mod mark;
mod write;
mod xlsx;

use std::collections::BTreeMap;

use clap::ValueEnum;

use crate::base::date::Day;
use crate::history::differences;
use crate::model::finding::{Ending, Finding, Severity, Status};
use crate::model::report::{PolicyDifference, Report, SettingDifference};
use crate::report::Changes;
use crate::report::words::ReportWords;

pub use mark::is_ours;
pub use write::write;

/// A format of trends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TrendFormat {
    /// Tables for a person at a terminal.
    #[default]
    Text,
    /// A row an audit, for spreadsheets.
    Csv,
    /// One JSON object.
    Json,
    /// A page for a browser, with charts.
    Html,
    /// A workbook, with charts.
    Xlsx,
}

/// The audits, in the order of their days.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// What each came to.
    pub audits: Vec<Audit>,
    /// The clauses that had open findings in any of them, in the order of the last report: id, and how it is cited, with
    /// the id where that is how another is cited too.
    pub clauses: Vec<(String, String)>,
}

/// What an audit came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// Its day.
    pub as_of: String,
    /// Open findings, by [`Severity::ALL`].
    pub open: [usize; 4],
    /// Findings that a waiver covers.
    pub waived: usize,
    /// Findings that are over and answered for.
    pub corrected: usize,
    /// Earlier findings that could not be judged, in this audit or since one before it: they are not among the open ones.
    pub unjudged: usize,
    /// What was set otherwise than in the audit before.
    pub settings: Vec<SettingDifference>,
    /// What the policy had otherwise.
    pub policy: Vec<PolicyDifference>,
    /// How it stands to the audit before; none for the first.
    pub changes: Option<Changes>,
    /// The median of the days for which its open findings had been known; none without open findings.
    pub age: Option<f64>,
    /// The median of the days from the audit that found a finding to this one, which found it put right; none where nothing
    /// was put right.
    pub taken: Option<f64>,
    /// Open findings by the clause they break; one that breaks several counts for each.
    pub by_clause: BTreeMap<String, usize>,
}

impl Audit {
    /// Reads what an audit came to off its report.
    pub fn of(report: &Report) -> Self {
        let open = || report.findings.iter().filter(|f| f.status == Status::Open);
        let mut by_clause: BTreeMap<String, usize> = BTreeMap::new();
        for clause in open().flat_map(|f| &f.clauses) {
            *by_clause.entry(clause.to_string()).or_default() += 1;
        }
        let known = |f: &Finding| f.change.as_ref().map_or(0, |c| c.days);
        let day = |text: &str| Day::parse(text).unwrap_or(Day::EMPTY);
        let as_of = day(&report.run.as_of);
        let fixed = report.comparison.iter().flat_map(|c| &c.ended).filter(|e| e.ending == Ending::Fixed);
        let past = report.comparison.iter().flat_map(|c| c.ended.iter().chain(&c.earlier));
        Self {
            as_of: report.run.as_of.clone(),
            open: Severity::ALL.map(|s| report.open(s)),
            waived: report.findings.iter().filter(|f| f.status == Status::Waived).count(),
            corrected: report.corrected(),
            settings: Vec::new(),
            policy: Vec::new(),
            unjudged: past.filter(|e| e.ending == Ending::NotAssessed).count(),
            changes: report.changes(),
            age: median(open().map(known).collect()),
            taken: median(fixed.map(|e| as_of.days_since(day(&e.since))).collect()),
            by_clause,
        }
    }

    /// Counts all open findings.
    pub fn all_open(&self) -> usize {
        self.open.iter().sum()
    }
}

impl Trend {
    /// Returns the audits in which earlier findings could not be judged, and how many: fewer are open there than there
    /// may be.
    fn unjudged(&self) -> Vec<(&str, usize)> {
        let all = self.audits.iter().map(|audit| (audit.as_of.as_str(), audit.unjudged));
        all.filter(|(_, count)| *count > 0).collect()
    }

    /// Returns the audits that have corrected findings, and how many.
    fn corrected(&self) -> Vec<(&str, usize)> {
        let all = self.audits.iter().map(|audit| (audit.as_of.as_str(), audit.corrected));
        all.filter(|(_, count)| *count > 0).collect()
    }

    /// Says what was otherwise than in the audit before, audit by audit.
    fn differences(&self, words: ReportWords) -> Vec<String> {
        let of = |audit: &Audit| {
            let said = words.said(&audit.settings, &audit.policy);
            said.into_iter().map(|said| format!("{}: {said}", audit.as_of)).collect::<Vec<_>>()
        };
        self.audits.iter().flat_map(of).collect()
    }

    /// Reads the trend off reports in the order of their days.
    pub fn of<'a>(reports: impl IntoIterator<Item = &'a Report>) -> Self {
        let mut audits: Vec<Audit> = Vec::new();
        let mut last: Option<&Report> = None;
        for report in reports {
            let mut audit = Audit::of(report);
            if let Some(last) = last {
                audit.settings = differences::settings(last, report);
                audit.policy = differences::policy(last, report);
            }
            audits.push(audit);
            last = Some(report);
        }
        let mut clauses: Vec<(String, String)> = Vec::new();
        for clause in last.iter().flat_map(|r| &r.clauses) {
            if audits.iter().any(|a| a.by_clause.contains_key(&clause.clause)) {
                clauses.push((clause.clause.clone(), clause.cited.clone()));
            }
        }
        // a clause that the policy no longer has
        for id in audits.iter().flat_map(|a| a.by_clause.keys()) {
            if !clauses.iter().any(|(known, _)| known == id) {
                clauses.push((id.clone(), id.clone()));
            }
        }
        let same = |cited: &str| clauses.iter().filter(|(_, other)| other == cited).count() > 1;
        let told_apart = |(id, cited): &(String, String)| {
            let cited = if same(cited) { format!("{cited} ({id})") } else { cited.clone() };
            (id.clone(), cited)
        };
        let clauses = clauses.iter().map(told_apart).collect();
        Self { audits, clauses }
    }
}

/// Returns the number in the middle, or the mean of the two.
fn median(mut numbers: Vec<u32>) -> Option<f64> {
    numbers.sort_unstable();
    let half = numbers.len() / 2;
    let upper = f64::from(*numbers.get(half)?);
    match numbers.len() % 2 {
        1 => Some(upper),
        _ => Some(f64::midpoint(f64::from(numbers[half - 1]), upper)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        for (numbers, expected) in [
            (vec![], None),
            (vec![7], Some(7.0)),
            (vec![30, 0], Some(15.0)),
            (vec![5, 1, 100], Some(5.0)),
            (vec![1, 2, 4, 100], Some(3.0)),
            (vec![1, 2], Some(1.5)),
        ] {
            assert_eq!(median(numbers.clone()), expected, "{numbers:?}");
        }
    }
}
