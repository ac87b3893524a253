//! For which rows a condition holds, computed once and kept.

use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use crate::table::RowSet;

/// For which rows a condition holds, and for which it may: of these it is not known.
#[derive(Clone, Debug)]
pub struct Truth {
    /// It holds.
    pub yes: RowSet,
    /// It is not known whether it holds; `None` if there are no such rows.
    pub maybe: Option<RowSet>,
}

impl Truth {
    pub(super) fn all(extent: usize) -> Self {
        let mut yes = RowSet::with_capacity(extent);
        yes.insert_range(..);
        Self { yes, maybe: None }
    }

    pub(super) fn none(extent: usize) -> Self {
        Self { yes: RowSet::with_capacity(extent), maybe: None }
    }

    /// Holds where the other does not; what is not known stays so.
    pub(super) fn negated(&self) -> Self {
        let mut yes = self.possible();
        yes.toggle_range(..);
        Self { yes, maybe: self.maybe.clone() }
    }

    /// The rows for which it holds or may hold.
    pub fn possible(&self) -> RowSet {
        let mut possible = self.yes.clone();
        if let Some(maybe) = &self.maybe {
            possible.union_with(maybe);
        }
        possible
    }

    /// Of rows for which it holds, and those for which it holds or may.
    pub fn new(yes: RowSet, mut possible: RowSet) -> Self {
        possible.difference_with(&yes);
        Self { maybe: (!possible.is_clear()).then_some(possible), yes }
    }

    /// Judges the rows of a population one by one: whether it surely holds, and whether it may.
    pub fn of_each(population: &RowSet, mut judge: impl FnMut(u32) -> (bool, bool)) -> Self {
        let [mut yes, mut possible] = [(); 2].map(|()| RowSet::with_capacity(population.len()));
        for row in population.ones() {
            let (surely, possibly) = judge(row as u32);
            yes.set(row, surely);
            possible.set(row, possibly);
        }
        Self::new(yes, possible)
    }

    /// Of rows for which it holds unless it is not known.
    pub(super) fn unless(mut yes: RowSet, unknown: Option<&RowSet>) -> Self {
        let Some(unknown) = unknown.filter(|unknown| !unknown.is_clear()) else { return Self { yes, maybe: None } };
        yes.difference_with(unknown);
        Self { yes, maybe: Some(unknown.clone()) }
    }

    /// Whether it holds for a row; `None` if that is not known.
    pub fn get(&self, row: u32) -> Option<bool> {
        match &self.maybe {
            Some(maybe) if maybe.contains(row as usize) => None,
            _ => Some(self.yes.contains(row as usize)),
        }
    }

    /// Holds where both do.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        let is_plain = self.maybe.is_none() && other.maybe.is_none();
        let possible = (!is_plain).then(|| {
            let mut possible = self.possible();
            possible.intersect_with(&other.possible());
            possible
        });
        self.joined(possible, |yes| yes.intersect_with(&other.yes))
    }

    /// Holds where one of them does.
    pub(crate) fn or(self, other: &Self) -> Self {
        let is_plain = self.maybe.is_none() && other.maybe.is_none();
        let possible = (!is_plain).then(|| {
            let mut possible = self.possible();
            possible.union_with(&other.possible());
            possible
        });
        self.joined(possible, |yes| yes.union_with(&other.yes))
    }

    /// Holds where this does, and the other does not.
    #[must_use]
    pub fn and_not(self, other: &Self) -> Self {
        let is_plain = self.maybe.is_none() && other.maybe.is_none();
        let possible = (!is_plain).then(|| {
            let mut possible = self.possible();
            possible.difference_with(&other.yes);
            possible
        });
        self.joined(possible, |yes| {
            yes.difference_with(&other.yes);
            other.maybe.iter().for_each(|maybe| yes.difference_with(maybe));
        })
    }

    fn joined(mut self, possible: Option<RowSet>, change: impl FnOnce(&mut RowSet)) -> Self {
        change(&mut self.yes);
        match possible {
            Some(possible) => Self::new(self.yes, possible),
            None => Self { yes: self.yes, maybe: None },
        }
    }
}

/// Truths that are computed once, by key.
#[derive(Debug)]
pub(super) struct Memo<K>(Mutex<FxHashMap<K, Slot>>);

/// The place of a truth that one thread computes and others wait for.
type Slot = Arc<OnceLock<Arc<Truth>>>;

impl<K> Default for Memo<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Memo<K> {
    pub(super) fn get(&self, key: K, compute: impl FnOnce() -> Arc<Truth>) -> Arc<Truth> {
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().clone();
        slot.get_or_init(compute).clone()
    }
}
