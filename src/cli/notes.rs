//! What a run says beside its reports, on standard error. With `--quiet` it is held back until it is known how the run went:
//! a run that went well says nothing, and of any other nothing is lost.

use std::cell::RefCell;
use std::fmt;

use super::terminal::tell;

/// The notes of one run. What is held back is told when they are dropped, so that no way out loses it.
#[derive(Debug)]
pub(super) struct Notes {
    how: How,
    held: RefCell<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// At once.
    Told,
    /// When the run has ended, unless it went well.
    Held,
}

impl Notes {
    /// Notes that are told at once, or are held back.
    pub(super) fn new(quiet: bool) -> Self {
        Self { how: if quiet { How::Held } else { How::Told }, held: RefCell::default() }
    }

    /// Says something.
    pub(super) fn add(&self, note: impl fmt::Display) {
        match self.how {
            How::Told => tell(note),
            How::Held => self.held.borrow_mut().push(note.to_string()),
        }
    }

    /// Forgets what was held back: the run went well.
    pub(super) fn forget(&self) {
        self.held.borrow_mut().clear();
    }
}

impl Drop for Notes {
    fn drop(&mut self) {
        self.held.borrow_mut().drain(..).for_each(tell);
    }
}
