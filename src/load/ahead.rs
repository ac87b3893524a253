//! Large files that are looked through while the tables before them are read: one thread is enough for that, and the rows
//! of small tables do not keep the others busy.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::source::{Entry, LookedThrough};

/// The files, in the order in which they are needed.
#[derive(Debug, Default)]
pub(super) struct Ahead(Vec<File>);

#[derive(Debug)]
struct File {
    /// Its place in the list of files.
    place: usize,
    entry: Entry,
    /// Whether somebody looks through it, or has done so.
    is_begun: AtomicBool,
    found: OnceLock<Mutex<Option<LookedThrough>>>,
}

impl Ahead {
    /// Files by their places.
    pub(super) fn new(files: impl Iterator<Item = (usize, Entry)>) -> Self {
        let file = |(place, entry)| File { place, entry, is_begun: AtomicBool::default(), found: OnceLock::new() };
        Self(files.map(file).collect())
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Looks through all with which nobody has begun.
    pub(super) fn look(&self) {
        self.0.iter().for_each(File::look);
    }

    /// What was found in a file, after looking through it now if nobody has begun; whoever has to wait for it looks through
    /// others meanwhile. `None` if it is not among these, or was taken before.
    pub(super) fn take(&self, place: usize) -> Option<LookedThrough> {
        let file = self.0.iter().find(|file| file.place == place)?;
        file.look();
        for other in &self.0 {
            if file.found.get().is_some() {
                break;
            }
            other.look();
        }
        file.found.wait().lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl File {
    fn look(&self) {
        if !self.is_begun.swap(true, Ordering::Relaxed) {
            let _ = self.found.set(Mutex::new(Some(self.entry.look_through())));
        }
    }
}
