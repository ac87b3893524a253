//! For which rows a condition holds, computed once and kept.

use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use crate::table::RowSet;

/// For which rows a condition holds.
#[derive(Clone, Debug)]
pub struct Truth {
    /// It holds.
    pub yes: RowSet,
    /// It would hold if an empty `status` or `kind` held the right word; `None` if there are no such rows.
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

    /// "Is not" is true of an empty code, so nothing is undetermined any more.
    pub(super) fn negated(&self) -> Self {
        let mut yes = self.yes.clone();
        yes.toggle_range(..);
        Self { yes, maybe: None }
    }

    pub(super) fn possible(&self) -> RowSet {
        let mut possible = self.yes.clone();
        if let Some(maybe) = &self.maybe {
            possible.union_with(maybe);
        }
        possible
    }

    pub(super) fn new(yes: RowSet, mut possible: RowSet) -> Self {
        possible.difference_with(&yes);
        Self { maybe: (!possible.is_clear()).then_some(possible), yes }
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
