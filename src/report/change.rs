//! What a comparison comes to, for all writers: how many findings are new, persist or have come back, and what became of
//! the others.

use serde::Serialize;

use super::Report;
use crate::finding::{Ended, Ending, Finding, State, Status};

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
    /// The open findings by how they stand.
    pub fn states(&self) -> [(State, usize); 3] {
        [(State::New, self.new), (State::Reopened, self.reopened), (State::Persisting, self.persisting)]
    }

    /// The others by what became of them.
    pub fn endings(&self) -> [(Ending, usize); 3] {
        [(Ending::Fixed, self.fixed), (Ending::Gone, self.gone), (Ending::NotAssessed, self.not_assessed)]
    }
}

impl Finding {
    /// Whether it is open, and new or has come back since the audit before.
    pub fn is_fresh(&self) -> bool {
        self.status == Status::Open && self.change.as_ref().is_some_and(|c| c.state != State::Persisting)
    }
}

impl Report {
    /// How the findings stand to the audit before; `None` where there was nothing to compare with.
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

    /// The findings of the audit before that are no more, by what became of them; nothing for what nothing became of.
    pub(super) fn endings(&self) -> Vec<(Ending, Vec<&Ended>)> {
        let ended = || self.comparison.iter().flat_map(|c| &c.ended);
        let of = |ending| (ending, ended().filter(|e| e.ending == ending).collect::<Vec<_>>());
        let all = [Ending::Fixed, Ending::Gone, Ending::NotAssessed].map(of);
        all.into_iter().filter(|(_, ended)| !ended.is_empty()).collect()
    }
}
