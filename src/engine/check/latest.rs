//! The last of the related rows, by a date, is such. Of several on one day, one is enough.

use super::{Detail, Judged, tested_columns};
use crate::base::date::Day;
use crate::engine::eval::{Eval, Truth};
use crate::policy::Item;
use crate::policy::check::Latest;
use crate::policy::condition::{Condition, Source, Test};
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

    /// Whether none of the last rows is such: surely, and possibly. `such` is without what is asked of the day itself, which
    /// must lie in `span`: whichever day a row has decides whether it is the last, too.
    fn lacks(&self, eval: &Eval<'_>, those: &Truth, such: &Truth, span: (Day, Day), row: u32) -> (bool, bool) {
        let Some(rows) = eval.counting(&self.related, row, those) else { return (false, true) };
        let counting: Vec<Counting> = rows
            .into_iter()
            .map(|(other, is_sure)| {
                let days = eval.days(self.related.to, Source::Column(self.by), other);
                // a day after the as-of date is not among those that count, if there is one at all
                let last = days.last.min(eval.as_of.max(days.first));
                Counting { first: days.first, last, is_sure, is_such: such.get(other) }
            })
            .collect();
        // the first day on which a row may be the last, of those that count
        let from = |place: usize, fits: &dyn Fn(&Counting) -> bool, later: i32| {
            let others = counting.iter().enumerate().filter(|(other, row)| *other != place && row.is_sure && fits(row));
            let latest = others.map(|(_, row)| row.first).max();
            counting[place].first.max(latest.map_or(Day::FIRST, |latest| latest.plus(later)))
        };
        // of several on one day one is enough
        let may_be_such = (0..counting.len()).any(|place| {
            let Counting { last, is_such, .. } = counting[place];
            is_such != Some(false) && from(place, &|_| true, 0).max(span.0) <= last.min(span.1)
        });
        let is_surely_such = |row: &Counting| row.is_such == Some(true) && span.0 <= row.first && row.last <= span.1;
        let may_lack = (0..counting.len()).any(|place| {
            let Counting { last, is_such, .. } = counting[place];
            let first = from(place, &is_surely_such, 1);
            first <= last && (is_such != Some(true) || first < span.0 || span.1 < last)
        });
        let may_lack = may_lack || self.required && !counting.iter().any(|row| row.is_sure);
        (may_lack && !may_be_such, may_lack)
    }

    /// What is asked of the last row but for its day, and between which days that must lie.
    fn asked(&self, eval: &Eval<'_>) -> (Vec<Condition>, (Day, Day)) {
        let mut span = (Day::FIRST, Day::FAR);
        let of_day = |condition: &&Condition| match &condition.test {
            Test::Date { source: Source::Column(column), relation, or_empty: false }
                if *column == self.by && condition.path.is_empty() && !condition.negated =>
            {
                eval.span(relation).is_some_and(|(first, last)| {
                    span = (span.0.max(first), span.1.min(last));
                    true
                })
            }
            _ => false,
        };
        let (_, others): (Vec<&Condition>, Vec<&Condition>) = self.that.iter().partition(of_day);
        (others.into_iter().cloned().collect(), span)
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let those = eval.all(self.related.to, &self.those, item);
        let (asked, span) = self.asked(eval);
        let such = eval.all(self.related.to, &asked, item);
        let bad = Truth::of_each(population, |row| self.lacks(eval, &those, &such, span, row));
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
#[derive(Clone, Copy)]
struct Counting {
    /// The first and the last day that it may have.
    first: Day,
    last: Day,
    /// Whether it counts for sure.
    is_sure: bool,
    /// Whether it is such as it must be but for its day, if that is known.
    is_such: Option<bool>,
}
