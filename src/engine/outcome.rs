//! What came of a rule: its findings and the members of whom it is not known, and what of that each clause is judged by.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::base::date::Day;
use crate::model::finding::{Finding, Status, Verdict};
use crate::model::report::Undetermined;
use crate::policy::Item;
use crate::table::RowSet;

/// What came of a rule, for one item of its list or for all it examines.
pub(super) struct Outcome {
    pub(super) item: Option<Item>,
    pub(super) verdict: Verdict,
    /// Those who belong to it, or may.
    pub(super) population: u64,
    /// The members of whom it is not known whether they are findings.
    pub(super) undetermined: Vec<Undetermined>,
    pub(super) reason: Option<String>,
    /// In the pieces in which they were made: findings are large, and are moved once.
    pub(super) findings: Vec<Vec<Finding>>,
    /// Whether the settings let so many undetermined members pass.
    pub(super) is_lenient: bool,
    /// The days on which those findings came about that are over, by their subject keys, where there are corrections.
    pub(super) over: BTreeMap<SmolStr, Day>,
    /// What clauses are judged by that are not judged by all of it.
    pub(super) shares: Vec<Share>,
}

/// The members by which a clause is judged, where these are not all that its rule examines.
#[derive(Clone)]
pub(super) struct Share {
    /// The clause, by its place.
    pub(super) clause: usize,
    /// The members that count, or may.
    pub(super) members: RowSet,
    /// The subject keys of those that are findings.
    pub(super) found: BTreeSet<SmolStr>,
    /// The subject keys of those of whom that is not known, or of whom it is not known whether they count.
    pub(super) unclear: BTreeSet<SmolStr>,
}

impl Share {
    /// Adds the members of another.
    pub(super) fn add(&mut self, other: &Self) {
        self.members.union_with(&other.members);
        self.found.extend(other.found.iter().cloned());
        self.unclear.extend(other.unclear.iter().cloned());
    }
}

/// What came of the members by which clauses are judged.
pub(super) struct Tally {
    pub(super) verdict: Verdict,
    pub(super) population: u64,
    pub(super) findings: u64,
    pub(super) waived: u64,
    pub(super) corrected: u64,
}

impl Outcome {
    /// How many findings there are.
    pub(super) fn count(&self) -> usize {
        self.findings.iter().map(Vec::len).sum()
    }

    fn with(&self, status: Status) -> usize {
        self.findings.iter().flatten().filter(|finding| finding.status == status).count()
    }

    /// How many of them are open.
    fn open(&self) -> usize {
        self.with(Status::Open)
    }

    /// How many of them are corrected.
    pub(super) fn corrected(&self) -> u64 {
        self.with(Status::Corrected) as u64
    }

    /// How many findings and undetermined members a waiver covers.
    pub(super) fn waived(&self) -> u64 {
        (self.with(Status::Waived) + self.undetermined.len()) as u64 - self.unclear()
    }

    /// How many members are undetermined, and not waived.
    pub(super) fn unclear(&self) -> u64 {
        self.undetermined.iter().filter(|member| member.waived.is_none()).count() as u64
    }

    /// What follows from what is open and from what is not known.
    pub(super) fn settled(&self) -> Verdict {
        self.let_pass(settled(self.open(), self.unclear(), self.population))
    }

    /// A verdict, as the settings have it where members are undetermined.
    fn let_pass(&self, verdict: Verdict) -> Verdict {
        if self.is_lenient && verdict == Verdict::Undetermined { Verdict::Pass } else { verdict }
    }

    /// What came of it for some clauses together.
    pub(super) fn tally(&self, clauses: &[usize]) -> Tally {
        let share_of = |clause: &usize| self.shares.iter().find(|share| share.clause == *clause);
        // of clauses one of which is judged by all of it, all counts
        let shares: Option<Vec<&Share>> = clauses.iter().map(share_of).collect();
        let united = shares.unwrap_or_default().into_iter().cloned().reduce(|mut all, more| {
            all.add(&more);
            all
        });
        let Some(share) = united else {
            return Tally {
                verdict: self.verdict,
                population: self.population,
                findings: self.count() as u64,
                waived: self.waived(),
                corrected: self.corrected(),
            };
        };
        let (mut open, mut findings, mut waived, mut corrected, mut unclear) = (0, 0, 0, 0, 0);
        for finding in self.findings.iter().flatten() {
            let is_open = finding.status == Status::Open;
            if share.found.contains(&finding.subject.key) {
                findings += 1;
                open += usize::from(is_open);
                waived += u64::from(finding.status == Status::Waived);
                corrected += u64::from(finding.status == Status::Corrected);
            } else if is_open && share.unclear.contains(&finding.subject.key) {
                unclear += 1;
            }
        }
        for member in self.undetermined.iter().filter(|member| share.unclear.contains(&member.subject.key)) {
            waived += u64::from(member.waived.is_some());
            unclear += u64::from(member.waived.is_none());
        }
        let population = share.members.count_ones(..) as u64;
        let verdict = self.let_pass(settled(open, unclear, population));
        Tally { verdict, population, findings, waived, corrected }
    }
}

/// What follows from what is open, from what is not known, and from whom there is to examine.
fn settled(open: usize, unclear: u64, population: u64) -> Verdict {
    match (open, unclear, population) {
        (0, 0, 0) => Verdict::NotApplicable,
        (0, 0, _) => Verdict::Pass,
        (0, _, _) => Verdict::Undetermined,
        _ => Verdict::Fail,
    }
}
