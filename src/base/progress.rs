//! How far the work is: counted by the core while it works, and looked at by whoever shows it. The core knows nothing of
//! how, and counting costs it an addition for each table and rule.

use std::sync::atomic::{AtomicU64, Ordering};

/// Steps of one kind.
#[derive(Debug, Default)]
pub struct Steps {
    done: AtomicU64,
    all: AtomicU64,
}

impl Steps {
    /// Says how many there will be.
    pub fn expect(&self, all: usize) {
        self.all.store(all as u64, Ordering::Relaxed);
    }

    /// Counts one that is done.
    pub fn tick(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how many are done, and how many there are in all.
    pub fn count(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }
}

/// How far an audit is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Tables that are read.
    pub tables: Steps,
    /// Rules that are judged.
    pub rules: Steps,
}
