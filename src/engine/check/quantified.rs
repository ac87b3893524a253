//! Some of the related rows are such, none is, or not all are.

use super::{Detail, Judged, leading_further, of_item, tested_columns};
use crate::engine::eval::{Eval, Truth};
use crate::policy::Item;
use crate::policy::check::{Quantified, Quantifier};
use crate::table::RowSet;

impl Quantified {
    fn violations(&self, eval: &Eval<'_>, population: &RowSet, item: Option<Item>) -> RowSet {
        let such = eval.all(self.related.to, &self.that, item);
        let mut bad = population.clone();
        match self.quantifier {
            Quantifier::Some => bad.difference_with(&eval.having(&self.related, &such, 1, Some(population)).yes),
            Quantifier::None => bad.intersect_with(&eval.having(&self.related, &such, 1, Some(population)).yes),
            Quantifier::NotEvery => {
                let mut others = such.yes;
                others.toggle_range(..);
                let others = Truth { yes: others, maybe: None };
                bad.intersect_with(&eval.some(&self.related, &[], 1, item).yes);
                bad.difference_with(&eval.having(&self.related, &others, 1, Some(population)).yes);
            }
        }
        bad
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let bad = self.violations(eval, population, item);
        let columns = tested_columns(eval, &self.that);
        // of a list, only the rows that belong to the item were looked at
        let here = item.map(|item| eval.all(self.related.to, &of_item(&self.that), Some(item)).yes);
        let explain = move |row| {
            let mut related = eval.related(&self.related, row);
            related.retain(|r| here.as_ref().is_none_or(|h| h.contains(*r as usize)));
            Detail {
                related: Some((self.related.to, related)),
                related_columns: columns.clone(),
                behind: leading_further(&self.that),
                searched: self.quantifier == Quantifier::Some,
                ..Detail::default()
            }
        };
        Judged { bad, explain: Box::new(explain) }
    }
}
