//! Something was done in time: by the latest of some dates plus days of grace. What was done late is told for a
//! while only; what ought to have been done and is not on record, until it is.

use super::{Detail, Judged};
use crate::base::date::Day;
use crate::engine::eval::Eval;
use crate::model::schema::ColumnId;
use crate::policy::Item;
use crate::policy::check::Deadline;
use crate::policy::condition::{Source, When};
use crate::table::RowSet;

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

    fn such(&self, eval: &Eval<'_>, item: Option<Item>) -> Option<RowSet> {
        self.of.as_ref().map(|(related, that)| eval.all(related.to, that, item).yes)
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let such = self.such(eval, item);
        let mut bad = RowSet::with_capacity(population.len());
        for row in population.ones() {
            let (done, due) = (self.done(eval, such.as_ref(), row as u32), self.due(eval, row as u32));
            let is_bad = if done.is_empty() {
                self.required && (due.is_empty() || due < eval.as_of)
            } else {
                !due.is_empty() && done > due && done >= eval.as_of.plus(-self.look_back) && done <= eval.as_of
            };
            bad.set(row, is_bad);
        }
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
