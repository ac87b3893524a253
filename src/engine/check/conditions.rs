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
        let examined = Truth { yes: population.clone(), maybe: None };
        let bad = match self.mode {
            Mode::Never => examined.and(&eval.any(self.table, &self.conditions, item)),
            Mode::Any => examined.and_not(&eval.any(self.table, &self.conditions, item)),
            Mode::Always => {
                let all = examined.clone().and(&eval.all(self.table, &self.conditions, item));
                examined.and_not(&all)
            }
        };
        let matter = move |holds: bool| match self.mode {
            Mode::Never => holds,
            Mode::Always | Mode::Any => !holds,
        };
        let explain = move |row| {
            // of what may be the matter only that is told which surely is
            let conditions = (0..truths.len()).filter(|i| truths[*i].get(row).is_some_and(&matter)).collect();
            Detail { conditions, ..Detail::default() }
        };
        Judged { bad, explain: Box::new(explain) }
    }
}
