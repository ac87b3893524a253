//! The last of the related rows, by a date, is such. Of several on one day, one is enough.

use super::{Detail, Judged, tested_columns};
use crate::base::date::Day;
use crate::engine::eval::{Eval, Truth};
use crate::policy::Item;
use crate::policy::check::Latest;
use crate::policy::condition::Source;
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

    pub(super) fn narrow(&self, eval: &Eval<'_>, population: Truth, item: Option<Item>) -> Truth {
        if self.required {
            return population;
        }
        population.and(&eval.some(&self.related, &self.those, 1, item))
    }

    /// Whether none of the last rows is such: surely, and possibly.
    fn lacks(&self, eval: &Eval<'_>, those: &Truth, such: &Truth, row: u32) -> (bool, bool) {
        let Some(rows) = eval.all_related(&self.related, row) else { return (false, true) };
        let counting: Vec<Counting> = rows
            .into_iter()
            .filter(|(other, _)| those.get(*other) != Some(false))
            .map(|(other, is_related)| {
                let days = eval.days(self.related.to, Source::Column(self.by), other);
                let is_sure = is_related && those.get(other) == Some(true);
                // a day after the as-of date is not among those that count, if there is one at all
                let last = days.last.min(eval.as_of.max(days.first));
                Counting { first: days.first, last, is_sure, is_such: such.get(other) }
            })
            .collect();
        let reaches = |place: usize, fits: &dyn Fn(&Counting) -> bool, is_late: fn(&Day, &Day) -> bool| {
            let others = counting.iter().enumerate().filter(|(other, row)| *other != place && row.is_sure && fits(row));
            let latest = others.map(|(_, row)| row.first).max();
            latest.is_none_or(|latest| is_late(&counting[place].last, &latest))
        };
        // of several on one day one is enough
        let may_be_such = (0..counting.len())
            .any(|place| counting[place].is_such != Some(false) && reaches(place, &|_| true, Day::ge));
        let may_lack = (0..counting.len()).any(|place| {
            counting[place].is_such != Some(true) && reaches(place, &|row| row.is_such == Some(true), Day::gt)
        });
        let may_lack = may_lack || self.required && !counting.iter().any(|row| row.is_sure);
        (may_lack && !may_be_such, may_lack)
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let those = eval.all(self.related.to, &self.those, item);
        let such = eval.all(self.related.to, &self.that, item);
        let bad = Truth::of_each(population, |row| self.lacks(eval, &those, &such, row));
        let those = those.yes;
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

/// A row that counts, or may.
struct Counting {
    /// The first and the last day that it may have.
    first: Day,
    last: Day,
    /// Whether it counts for sure.
    is_sure: bool,
    /// Whether it is such as it must be, if that is known.
    is_such: Option<bool>,
}
