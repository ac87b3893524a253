//! Conditions on the member itself: none may hold, all must, or one must.

use super::{Detail, Explainer};
use crate::condition::Condition;
use crate::eval::Eval;
use crate::policy::Item;
use crate::table::RowSet;

/// How many of the conditions must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// None.
    Never,
    /// All.
    Always,
    /// One at least.
    Any,
}

/// Conditions on the member itself.
#[derive(Debug)]
pub struct Conditions {
    /// How many must hold.
    pub mode: Mode,
    /// The conditions.
    pub conditions: Vec<Condition>,
}

impl Conditions {
    pub(super) fn violations(&self, eval: &Eval<'_>, population: &RowSet, item: Option<Item>) -> RowSet {
        let mut good = population.clone();
        let mut any = RowSet::with_capacity(population.len());
        for condition in &self.conditions {
            let yes = eval.condition(condition, item).yes;
            any.union_with(&yes);
            if self.mode == Mode::Always {
                good.intersect_with(&yes);
            }
        }
        match self.mode {
            Mode::Never => good.difference_with(&any),
            Mode::Always => {}
            Mode::Any => good.intersect_with(&any),
        }
        let mut bad = population.clone();
        bad.difference_with(&good);
        bad
    }

    pub(super) fn explainer<'e>(&'e self, eval: &'e Eval<'e>, item: Option<Item>) -> Explainer<'e> {
        let truths: Vec<RowSet> = self.conditions.iter().map(|c| eval.condition(c, item).yes).collect();
        Box::new(move |row| {
            let matter = |holds: bool| match self.mode {
                Mode::Never => holds,
                Mode::Always | Mode::Any => !holds,
            };
            let conditions = (0..truths.len()).filter(|i| matter(truths[*i].contains(row as usize))).collect();
            Detail { conditions, ..Detail::default() }
        })
    }
}
