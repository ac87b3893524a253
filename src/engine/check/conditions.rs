//! Conditions on the member itself: none may hold, all must, or one must.

use std::sync::Arc;

use super::{Detail, Judged};
use crate::engine::eval::{Eval, Truth};
use crate::policy::Item;
use crate::policy::check::{Conditions, Mode};
use crate::table::RowSet;

impl Conditions {
    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let truths: Vec<Arc<Truth>> = self.conditions.iter().map(|c| eval.condition(c, item)).collect();
        let mut bad = population.clone();
        match self.mode {
            Mode::Never => bad.intersect_with(&any(&truths, population)),
            Mode::Any => bad.difference_with(&any(&truths, population)),
            Mode::Always => {
                let mut good = population.clone();
                truths.iter().for_each(|truth| good.intersect_with(&truth.yes));
                bad.difference_with(&good);
            }
        }
        let matter = move |holds: bool| match self.mode {
            Mode::Never => holds,
            Mode::Always | Mode::Any => !holds,
        };
        let explain = move |row| {
            let conditions = (0..truths.len()).filter(|i| matter(truths[*i].yes.contains(row as usize))).collect();
            Detail { conditions, ..Detail::default() }
        };
        Judged { bad, explain: Box::new(explain) }
    }
}

/// The rows for which one of the truths holds.
fn any(truths: &[Arc<Truth>], population: &RowSet) -> RowSet {
    let mut any = RowSet::with_capacity(population.len());
    truths.iter().for_each(|truth| any.union_with(&truth.yes));
    any
}
