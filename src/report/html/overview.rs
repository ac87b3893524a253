//! The head of the page: how many findings are open, by severity, clause and office, and the bars that show it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::model::finding::{Named, Severity, Status, Verdict};
use crate::model::report::Report;
use crate::report::words::ReportWords;

/// Open findings of a severity.
pub(super) struct OfSeverity<'a> {
    pub(super) severity: Severity,
    pub(super) open: usize,
    /// The first day by which one of them is due.
    pub(super) due: Option<&'a str>,
}

pub(super) struct OfOffice<'a> {
    pub(super) label: &'a str,
    pub(super) open: usize,
    pub(super) bar: Bar,
}

/// A stacked bar: how many open findings of each severity.
#[derive(Clone, Default)]
pub(super) struct Bar {
    pub(super) counts: [usize; 4],
    /// The length of the longest bar that it stands beside.
    pub(super) longest: usize,
}

impl Bar {
    pub(super) fn add(&mut self, severity: Severity) {
        for (count, of) in self.counts.iter_mut().zip(Severity::ALL) {
            *count += usize::from(of == severity);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Returns the pieces that are not empty: severity, where it begins, how long it is.
    pub(super) fn pieces(&self) -> Vec<(Severity, usize, usize)> {
        let mut from = 0;
        let mut piece = |(severity, count): (Severity, usize)| {
            from += count;
            (severity, from - count, count)
        };
        Severity::ALL.into_iter().zip(self.counts).map(&mut piece).filter(|(_, _, count)| *count > 0).collect()
    }

    pub(super) fn say(&self, words: ReportWords) -> String {
        let said: Vec<String> = self.pieces().iter().map(|(s, _, count)| words.count(*s, *count)).collect();
        said.join(" ")
    }
}

pub(super) fn severities(report: &Report) -> Vec<OfSeverity<'_>> {
    let of = |severity| {
        let due = report.findings.iter().filter(|f| f.status == Status::Open && f.severity == severity);
        OfSeverity { severity, open: report.open(severity), due: due.map(|f| f.due.as_str()).min() }
    };
    Severity::ALL.into_iter().map(of).collect()
}

/// Counts the clauses with each verdict.
pub(super) fn verdicts(report: &Report) -> Vec<(Verdict, usize)> {
    Verdict::ALL
        .into_iter()
        .map(|verdict| (verdict, report.clauses.iter().filter(|c| c.verdict == verdict).count()))
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// Counts the open findings of each office; nothing where there is but one.
pub(super) fn offices(report: &Report, words: ReportWords) -> Vec<OfOffice<'_>> {
    let mut bars: BTreeMap<Option<&Named>, Bar> = BTreeMap::new();
    for finding in report.findings.iter().filter(|f| f.status == Status::Open) {
        bars.entry(finding.concerns.office.as_ref()).or_default().add(finding.severity);
    }
    if bars.keys().flatten().count() < 2 {
        return Vec::new();
    }
    let longest = bars.values().map(Bar::len).max().unwrap_or_default();
    let mut offices: Vec<OfOffice<'_>> = bars
        .into_iter()
        .map(|(office, bar)| OfOffice {
            label: office.map_or(words.no_office(), |o| &o.label),
            open: bar.len(),
            bar: Bar { longest, ..bar },
        })
        .collect();
    offices.sort_by_key(|o| Reverse(o.open));
    offices
}
