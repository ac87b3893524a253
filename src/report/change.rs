//! What a comparison comes to, for all writers: how many findings are new, persist or have come back, and what became of
//! the others.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Report;
use crate::model::finding::{Ended, Ending, Finding, State, Status, Subject};
use crate::report::words::ReportWords;

/// How many findings stand how to the audit before. What is open adds up: new, reopened and persisting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Open findings that were not there.
    pub new: usize,
    /// Open findings that had ended and are there again.
    pub reopened: usize,
    /// Open findings that were there.
    pub persisting: usize,
    /// Findings that were put right.
    pub fixed: usize,
    /// Findings whose subject is no longer in the tables.
    pub gone: usize,
    /// Findings whose rule could not be judged this time.
    pub not_assessed: usize,
}

impl Changes {
    /// Returns the open findings by how they stand.
    pub fn states(&self) -> [(State, usize); 3] {
        [(State::New, self.new), (State::Reopened, self.reopened), (State::Persisting, self.persisting)]
    }

    /// Returns the others by what became of them.
    pub fn endings(&self) -> [(Ending, usize); 3] {
        [(Ending::Fixed, self.fixed), (Ending::Gone, self.gone), (Ending::NotAssessed, self.not_assessed)]
    }
}

/// Returns what tells subjects apart: table and key.
fn about(subject: &Subject) -> (&str, &str) {
    (&subject.table, &subject.key)
}

/// The titles of what is new of a subject that a finding was put right of.
#[derive(Debug)]
pub(super) struct Instead<'a>(BTreeMap<(&'a str, &'a str), Vec<&'a str>>);

impl Instead<'_> {
    /// Says the numbers, where there is something to say.
    pub(super) fn say(&self, ended: &Ended, words: ReportWords) -> Option<String> {
        let titles = self.0.get(&about(&ended.subject)).filter(|_| ended.ending == Ending::Fixed)?;
        (!titles.is_empty()).then(|| words.instead(titles))
    }
}

impl Finding {
    /// Returns whether the finding is open, and should have been put right before a day.
    pub(super) fn is_late(&self, as_of: &str) -> bool {
        self.status == Status::Open && self.due.as_str() < as_of
    }

    /// Returns whether the finding is open, and new or has come back since the audit before.
    pub fn is_fresh(&self) -> bool {
        self.status == Status::Open && self.change.as_ref().is_some_and(|c| c.state != State::Persisting)
    }
}

impl Report {
    /// Counts the open findings that should have been put right by now.
    pub(super) fn late(&self) -> usize {
        self.findings.iter().filter(|f| f.is_late(&self.run.as_of)).count()
    }

    /// Counts the waived findings.
    pub(super) fn waived(&self) -> usize {
        self.findings.iter().filter(|f| f.status == Status::Waived).count()
    }

    /// Counts the corrected findings.
    pub(super) fn corrected(&self) -> usize {
        self.findings.iter().filter(|f| f.status == Status::Corrected).count()
    }

    /// Counts the findings by how they stand to the audit before; `None` where there was nothing to compare with.
    pub fn changes(&self) -> Option<Changes> {
        let comparison = self.comparison.as_ref()?;
        let open = |state| {
            let is_such =
                |f: &&Finding| f.status == Status::Open && f.change.as_ref().is_some_and(|c| c.state == state);
            self.findings.iter().filter(is_such).count()
        };
        let ended = |ending| comparison.ended.iter().filter(|e| e.ending == ending).count();
        Some(Changes {
            new: open(State::New),
            reopened: open(State::Reopened),
            persisting: open(State::Persisting),
            fixed: ended(Ending::Fixed),
            gone: ended(Ending::Gone),
            not_assessed: ended(Ending::NotAssessed),
        })
    }

    /// Groups the findings of the audit before that are no more by what became of them, without empty groups.
    pub(super) fn endings(&self) -> Vec<(Ending, Vec<&Ended>)> {
        let ended = || self.comparison.iter().flat_map(|c| &c.ended);
        let of = |ending| (ending, ended().filter(|e| e.ending == ending).collect::<Vec<_>>());
        let all = [Ending::Fixed, Ending::Gone, Ending::NotAssessed].map(of);
        all.into_iter().filter(|(_, ended)| !ended.is_empty()).collect()
    }

    /// Returns what is new, or has come back, of the subjects of findings that were put right: whoever was about to
    /// leave has left, and the account is still open.
    pub(super) fn instead(&self) -> Instead<'_> {
        let ended = self.comparison.iter().flat_map(|c| &c.ended).filter(|e| e.ending == Ending::Fixed);
        let mut instead: BTreeMap<_, Vec<&str>> = ended.map(|e| (about(&e.subject), Vec::new())).collect();
        if !instead.is_empty() {
            let title_of: BTreeMap<_, _> = self.verdicts.iter().map(|v| (v.rule.as_str(), v.title.as_str())).collect();
            for finding in self.findings.iter().filter(|f| f.is_fresh()) {
                if let Some(titles) = instead.get_mut(&about(&finding.subject)) {
                    titles.extend(title_of.get(finding.rule.as_str()));
                }
            }
        }
        Instead(instead)
    }
}
