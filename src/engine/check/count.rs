//! How many related rows are such.

use super::{Detail, Judged, leading_further, tested_columns};
use crate::engine::eval::Eval;
use crate::policy::Item;
use crate::policy::check::Count;
use crate::table::RowSet;

impl Count {
    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let such = eval.all(self.related.to, &self.that, item).yes;
        let mut bad = RowSet::with_capacity(population.len());
        for row in population.ones() {
            let count = eval.count(&self.related, row as u32, &such);
            bad.set(row, count < self.at_least || count > self.at_most);
        }
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
