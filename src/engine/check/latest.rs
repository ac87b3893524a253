//! The last of the related rows, by a date, is such. Of several on one day, one is enough.

use super::{Detail, Judged, tested_columns};
use crate::engine::eval::Eval;
use crate::policy::Item;
use crate::policy::check::Latest;
use crate::table::RowSet;

impl Latest {
    /// Those that count, and the last of them.
    fn rows(&self, eval: &Eval<'_>, those: &RowSet, row: u32) -> (Vec<u32>, Vec<u32>) {
        let mut counting = eval.related(&self.related, row);
        counting.retain(|r| those.contains(*r as usize));
        let day = |r: &u32| eval.tables[self.related.to].day(self.by, *r);
        let last = counting.iter().map(day).max();
        let lasts = counting.iter().copied().filter(|r| Some(day(r)) == last).collect();
        (counting, lasts)
    }

    pub(super) fn narrow(&self, eval: &Eval<'_>, mut population: RowSet, item: Option<Item>) -> RowSet {
        if !self.required {
            population.intersect_with(&eval.some(&self.related, &self.those, 1, item).yes);
        }
        population
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let those = eval.all(self.related.to, &self.those, item).yes;
        let such = eval.all(self.related.to, &self.that, item).yes;
        let mut bad = RowSet::with_capacity(population.len());
        for row in population.ones() {
            let (_, lasts) = self.rows(eval, &those, row as u32);
            bad.set(row, !lasts.iter().any(|r| such.contains(*r as usize)));
        }
        let mut columns = vec![self.by];
        columns.extend(tested_columns(eval, &self.that).into_iter().filter(|c| *c != self.by));
        let explain = move |row| {
            let (_, lasts) = self.rows(eval, &those, row);
            Detail {
                searched: lasts.is_empty(),
                related: Some((self.related.to, lasts)),
                related_columns: columns.clone(),
                ..Detail::default()
            }
        };
        Judged { bad, explain: Box::new(explain) }
    }
}
