//! Something was done in time: by the latest of some dates plus days of grace. What was done late is told for a
//! while only; what ought to have been done and is not on record, until it is.

use super::{Detail, Judged};
use crate::base::date::Day;
use crate::engine::eval::{Days, Eval, Truth};
use crate::model::schema::ColumnId;
use crate::policy::Item;
use crate::policy::check::Deadline;
use crate::policy::condition::{Source, When};
use crate::table::{CellState, RowSet, is_row};

impl Deadline {
    fn due(&self, eval: &Eval<'_>, row: u32) -> Day {
        let latest = self.after.iter().map(|start| eval.when(start, row)).max();
        latest.unwrap_or(Day::EMPTY).plus(self.grace)
    }

    /// The rows that record the act.
    fn records(&self, eval: &Eval<'_>, such: Option<&RowSet>, row: u32) -> Vec<u32> {
        let Some((related, _)) = &self.of else {
            return Vec::new();
        };
        let mut rows = eval.related(related, row);
        rows.retain(|r| such.is_some_and(|s| s.contains(*r as usize)));
        rows
    }

    fn done(&self, eval: &Eval<'_>, such: Option<&RowSet>, row: u32) -> Day {
        match &self.of {
            None => eval.tables[self.table].day(self.act, row),
            Some((related, _)) => {
                let mut earliest = Day::EMPTY;
                eval.each_related(related, row, &mut |other| {
                    let day = eval.tables[related.to].day(self.act, other);
                    if such.is_some_and(|s| s.contains(other as usize))
                        && !day.is_empty()
                        && (earliest.is_empty() || day < earliest)
                    {
                        earliest = day;
                    }
                });
                earliest
            }
        }
    }

    fn such(&self, eval: &Eval<'_>, item: Option<Item>) -> Option<Truth> {
        self.of.as_ref().map(|(related, that)| eval.all(related.to, that, item))
    }

    /// The days on which the act may have been done, one for each record of it, with whether that counts for sure; `None` if
    /// any day may be on record.
    fn acts(&self, eval: &Eval<'_>, such: Option<&Truth>, row: u32) -> Option<Vec<(Days, bool)>> {
        let act = Source::Column(self.act);
        let Some((related, such)) = self.of.as_ref().map(|(related, _)| related).zip(such) else {
            return Some(vec![(eval.days(self.table, act, row), true)]);
        };
        let counting = eval.counting(related, row, such)?.into_iter();
        Some(counting.map(|(other, is_sure)| (eval.days(related.to, act, other), is_sure)).collect())
    }

    /// The days in related rows from the latest of which the time runs.
    fn starts(&self, eval: &Eval<'_>, row: u32) -> Vec<Days> {
        let Some((related, column)) = &self.after_latest else { return Vec::new() };
        let Some(rows) = eval.all_related(related, row) else { return vec![Days::UNKNOWN] };
        let of_row = |(other, is_related): (u32, bool)| {
            let days = eval.days(related.to, Source::Column(*column), other);
            Days { may_be_none: days.may_be_none || !is_related, ..days }
        };
        rows.into_iter().map(of_row).collect()
    }

    /// The day by which it had to be done, and whether there is no day on record from which the time runs.
    fn time(&self, eval: &Eval<'_>, row: u32) -> (Days, bool) {
        let is_unrecorded = |start: &When| match start {
            When::Value(value) => {
                let at = eval.follow(&value.path, row);
                matches!(value.source, Source::Column(column)
                    if is_row(at) && eval.tables[value.table].state(column, at) == CellState::Empty)
            }
            When::AsOf(_) | When::Effect(_) => false,
        };
        let starts = self.after.iter().map(|start| eval.days_compared(start, row)).chain(self.starts(eval, row));
        // the latest; what has not happened is ignored
        let latest = starts.reduce(|one, other| match (one.may_be_some(), other.may_be_some()) {
            (true, true) => Days {
                first: match (one.may_be_none, other.may_be_none) {
                    (false, false) => one.first.max(other.first),
                    (false, true) => one.first,
                    (true, false) => other.first,
                    (true, true) => one.first.min(other.first),
                },
                last: one.last.max(other.last),
                may_be_none: one.may_be_none && other.may_be_none,
            },
            (true, false) => one,
            (false, _) => other,
        });
        (
            latest.unwrap_or(Days::NONE).plus(self.grace),
            self.after_latest.is_none() && self.after.iter().all(is_unrecorded),
        )
    }

    /// Whether it was not done in time: surely, and possibly.
    fn is_missed(&self, eval: &Eval<'_>, such: Option<&Truth>, row: u32) -> (bool, bool) {
        let Some(acts) = self.acts(eval, such, row) else { return (false, true) };
        let (due, is_unrecorded) = self.time(eval, row);
        let (from, as_of) = (eval.as_of.plus(-self.look_back), eval.as_of);
        // what is not on record, and should be: without a day from which the time runs it counts as long ago
        let may_be_none = acts.iter().all(|(act, is_sure)| act.may_be_none || !is_sure);
        let is_overdue = self.required && (is_unrecorded || !due.may_be_some() || due.last < as_of && !due.may_be_none);
        let may_be_overdue = self.required && (is_overdue || due.first < as_of || due.may_be_none);
        // of several the earliest counts: none of them lies after one that is on record for sure
        let on_record =
            acts.iter().filter(|(act, is_sure)| *is_sure && !act.may_be_none).map(|(act, _)| act.last).min();
        let earliest = |act: &Days| (act.first, on_record.map_or(act.last, |last| act.last.min(last)));
        let possible = acts.iter().filter(|(act, _)| act.may_be_some()).map(|(act, _)| earliest(act));
        let (mut all_late, mut any_late) = (true, false);
        for (first, last) in possible.filter(|(first, last)| first <= last) {
            all_late &= due.may_be_some() && !due.may_be_none && first > due.last && from <= first && last <= as_of;
            let last = last.min(as_of);
            any_late |= due.may_be_some() && first.max(from) <= last && last > due.first;
        }
        let may_be_some = acts.iter().any(|(act, _)| act.may_be_some());
        let surely = (!may_be_none || is_overdue) && (!may_be_some || all_late);
        let possibly = may_be_none && may_be_overdue || any_late;
        (surely, possibly)
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let such = self.such(eval, item);
        let bad = Truth::of_each(population, |row| self.is_missed(eval, such.as_ref(), row));
        let such = such.map(|such| such.yes);
        let columns = self.columns();
        let explain = move |row| Detail {
            related: self.of.as_ref().map(|(related, _)| (related.to, self.records(eval, such.as_ref(), row))),
            related_columns: if self.of.is_some() { vec![self.act] } else { Vec::new() },
            columns: columns.clone(),
            done: Some(self.done(eval, such.as_ref(), row)),
            due: Some(self.due(eval, row)),
            ..Detail::default()
        };
        Judged { bad, explain: Box::new(explain) }
    }

    /// The columns of the member that matter.
    fn columns(&self) -> Vec<ColumnId> {
        let mut columns: Vec<ColumnId> = Vec::new();
        if self.of.is_none() {
            columns.push(self.act);
        }
        for start in &self.after {
            if let When::Value(value) = start
                && let (true, Source::Column(column)) = (value.path.is_empty(), value.source)
            {
                columns.push(column);
            }
        }
        columns
    }
}
