//! How many related rows are such.

use super::{Detail, Judged, leading_further, tested_columns};
use crate::engine::eval::{Eval, Truth};
use crate::policy::Item;
use crate::policy::check::Count;
use crate::table::RowSet;

impl Count {
    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let such = eval.all(self.related.to, &self.that, item);
        let is_plain = such.maybe.is_none() && !eval.is_doubtful(&self.related);
        let there = such.possible();
        let such = such.yes;
        let bad = Truth::of_each(population, |row| {
            let count = eval.count(&self.related, row, &such);
            let most = if is_plain { count } else { eval.possible_count(&self.related, row, &there).max(count) };
            (most < self.at_least || count > self.at_most, count < self.at_least || most > self.at_most)
        });
        let columns = tested_columns(eval, &self.that);
        let explain = move |row| {
            let mut rows = eval.related(&self.related, row);
            rows.retain(|other| such.contains(*other as usize));
            Detail {
                related: Some((self.related.to, rows)),
                related_columns: columns.clone(),
                behind: leading_further(&self.that),
                ..Detail::default()
            }
        };
        Judged { bad, explain: Box::new(explain) }
    }
}
