//! Some of the related rows are such, none is, or not all are.

use super::{Detail, Judged, leading_further, of_item, tested_columns};
use crate::engine::eval::{Eval, Truth};
use crate::policy::Item;
use crate::policy::check::{Quantified, Quantifier};
use crate::table::RowSet;

impl Quantified {
    fn violations(&self, eval: &Eval<'_>, population: &RowSet, item: Option<Item>) -> Truth {
        let those = eval.all(self.related.to, &self.those, item);
        let such = eval.all(self.related.to, &self.that, item);
        let examined = Truth { yes: population.clone(), maybe: None };
        let having = |such: &Truth| eval.having(&self.related, such, 1, Some(population));
        match self.quantifier {
            Quantifier::Some => examined.and_not(&having(&those.and(&such))),
            Quantifier::None => examined.and(&having(&those.and(&such))),
            Quantifier::NotEvery if !self.unlike.is_empty() => self.naming_others(eval, population, &those),
            Quantifier::NotEvery => {
                // of rows that are all such one is such: that says the same as that there is one, and more where it is not known
                let others = those.clone().and_not(&such);
                examined.and(&having(&those.and(&such))).and_not(&having(&others))
            }
        }
    }

    /// The rows with related rows that name another than they do, and none that names the same.
    fn naming_others(&self, eval: &Eval<'_>, population: &RowSet, those: &Truth) -> Truth {
        Truth::of_each(population, |row| {
            let Some(rows) = eval.counting(&self.related, row, those) else { return (false, true) };
            let (mut others, mut same) = ((false, false), (false, false));
            for (other, is_sure) in rows {
                let pairs = self.unlike.iter().map(|(source, value)| {
                    (eval.options(self.related.to, *source, other), eval.value_options(value, row))
                });
                let (mut surely, mut possibly, mut names_somebody) = (true, true, true);
                for (named, wanted) in pairs {
                    surely &= named.are(&wanted);
                    possibly &= named.may_be(&wanted);
                    names_somebody &= named.anybody || !named.rows.is_empty();
                }
                same = (same.0 || is_sure && surely, same.1 || possibly);
                let is_other = is_sure && !possibly && names_somebody;
                others = (others.0 || is_other, others.1 || !surely && names_somebody);
            }
            (others.0 && !same.1, others.1 && !same.0)
        })
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let bad = self.violations(eval, population, item);
        let columns = tested_columns(eval, &self.that);
        // of a list, only the rows that belong to the item were looked at
        let here = item.map(|item| eval.all(self.related.to, &of_item(&self.that), Some(item)).yes);
        let those = (!self.those.is_empty()).then(|| eval.all(self.related.to, &self.those, item).yes);
        let explain = move |row| {
            let mut related = eval.related(&self.related, row);
            let counts = |set: &Option<RowSet>, row: u32| set.as_ref().is_none_or(|set| set.contains(row as usize));
            related.retain(|r| counts(&here, *r) && counts(&those, *r));
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
