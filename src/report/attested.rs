//! What offices stated of the clauses that no rule can judge, for all writers: who, when, until when, and whether that is over.

use crate::model::options::Answer;
use crate::model::report::{Attestation, ClauseVerdict};
use crate::report::words::ReportWords;

/// So many offices are named with what they stated; more are counted, where there is room for a few lines only.
const MOST_OFFICES: usize = 3;

impl Attestation {
    /// Returns whether it was a yes that no longer holds on a day.
    pub fn has_run_out(&self, as_of: &str) -> bool {
        self.until.as_deref().is_some_and(|until| until < as_of)
    }

    /// Returns whether it is a yes that holds on a day.
    pub(super) fn holds(&self, as_of: &str) -> bool {
        self.answer == Some(Answer::Yes) && !self.has_run_out(as_of)
    }
}

impl ClauseVerdict {
    /// Counts how many offices stated it, and how many of them with a yes that holds; nothing where they are few.
    pub(super) fn many_stated(&self, as_of: &str, words: ReportWords) -> Option<String> {
        let (all, holding) = (self.attestations.len(), self.attestations.iter().filter(|a| a.holds(as_of)).count());
        (all > MOST_OFFICES).then(|| words.stated_by(holding, all))
    }

    /// Says what an office stated, with the office where it is not the only one.
    pub(super) fn stated(&self, attestation: &Attestation, as_of: &str, words: ReportWords) -> String {
        let said = words.stated(attestation, as_of);
        match self.attestations.as_slice() {
            [_] => said,
            _ => format!("{}: {said}", attestation.office.label),
        }
    }

    /// Says what offices stated of it, a line each; where they are many, how many they are.
    pub(super) fn all_stated(&self, as_of: &str, words: ReportWords) -> Vec<String> {
        match self.many_stated(as_of, words) {
            Some(counted) => vec![counted],
            None => self.attestations.iter().map(|a| self.stated(a, as_of, words)).collect(),
        }
    }
}
