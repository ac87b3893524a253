//! The single tests of a condition, over all rows of a table.

use crate::base::date::Day;
use crate::base::fold;
use crate::engine::eval::Eval;
use crate::engine::eval::mentions::Words;
use crate::engine::eval::truth::Truth;
use crate::model::schema::{ColumnId, Kind, TableId};
use crate::policy::condition::{Relation, Source, Test, Value, When};
use crate::policy::{Item, TermKind};
use crate::table::{CellState, NONE, RowSet, is_row, row_set};

impl Eval<'_> {
    pub(super) fn test(&self, table: TableId, test: &Test, item: Option<Item>) -> Truth {
        let cells = &self.tables[table];
        let yes = match test {
            Test::Term(term) => return Truth::clone(&self.term(*term)),
            Test::Known => {
                let mut set = RowSet::with_capacity(cells.extent());
                set.insert_range(..cells.len);
                set
            }
            Test::Is(column, codes) => {
                let mut yes = row_set(cells.extent(), cells.codes(*column), |code| codes >> code & 1 == 1);
                if codes & 1 == 1 {
                    yes.insert_range(cells.codes(*column).len()..);
                }
                if !leaves_undetermined(table, *column) || !cells.codes(*column).contains(&0) {
                    return Truth { yes, maybe: None };
                }
                let mut possible = yes.clone();
                let empty = cells.codes(*column).iter().enumerate().filter(|(_, c)| **c == 0);
                empty.for_each(|(row, _)| possible.insert(row));
                return Truth::new(yes, possible);
            }
            Test::Truth(column) => {
                let yes = cells.filled_rows(*column);
                let unknown = cells.rows_in_state(*column, CellState::Unknown).filter(|rows| !rows.is_clear());
                let Some(unknown) = unknown else { return Truth { yes, maybe: None } };
                let mut possible = yes.clone();
                unknown.ones().for_each(|row| possible.insert(row));
                return Truth::new(yes, possible);
            }
            Test::Filled(Source::Column(column)) => cells.filled_rows(*column),
            Test::Filled(source) if self.names_rows(*source) => self.filled(table, *source),
            Test::Filled(source) => self.rows(table, |row| self.is_filled(table, *source, row)),
            Test::Empty(Source::Column(column)) => cells.empty_rows(*column),
            Test::Empty(source) => self.rows(table, |row| !self.is_filled(table, *source, row)),
            Test::Date { source: Source::Column(column), relation, or_empty }
                if let Some(span) = self.span(relation) =>
            {
                self.days_within(table, *column, span, *or_empty)
            }
            Test::Date { source, relation, or_empty } => self.rows(table, |row| {
                let day = self.day(table, *source, row);
                if day.is_empty() { *or_empty } else { self.related_holds(relation, day, row) }
            }),
            Test::Same(..) => RowSet::with_capacity(cells.extent()),
            Test::Mentions(column, words) => {
                let words = Words::new(words, table.def().def(*column).kind == Kind::Email);
                self.rows(table, |row| words.are_mentioned(cells.text(*column, row)))
            }
            Test::MatchesItem(column) => {
                let Some(item) = item else { return Truth::none(cells.extent()) };
                if table.def().def(*column).kind == Kind::Points {
                    let Some(point) = self.policy.point(item) else { return Truth::none(cells.extent()) };
                    self.rows(table, |row| cells.points(*column, row) >> (point - 1) & 1 == 1)
                } else {
                    let names = self.policy.item_names(item);
                    self.rows(table, |row| names.iter().any(|name| *name == fold::header_of(cells.text(*column, row))))
                }
            }
            Test::MatchesEdition(column) => {
                let current =
                    item.and_then(|item| self.policy.edition(item, self.as_of)).map(|e| fold::edition(&e.edition));
                self.rows(table, |row| current.as_ref().is_some_and(|c| *c == fold::edition(cells.text(*column, row))))
            }
        };
        Truth { yes, maybe: None }
    }

    /// The rows whose day in a column lies in a span, and those without a day if they are to be with them.
    fn days_within(&self, table: TableId, column: ColumnId, (first, last): (Day, Day), or_empty: bool) -> RowSet {
        let days = self.tables[table].days(column);
        let mut set =
            row_set(self.extent(table), days, |day| (first <= *day && *day <= last) || (or_empty && day.is_empty()));
        if or_empty {
            set.insert_range(days.len()..);
        }
        set
    }

    /// The first and the last day that stand in a relation, where they are the same for all rows.
    fn span(&self, relation: &Relation) -> Option<(Day, Day)> {
        let day = |when: &When| match when {
            When::Value(_) => None,
            when => Some(self.when(when, NONE)),
        };
        Some(match relation {
            Relation::Before(when) => (Day::FIRST, day(when)?.plus(-1)),
            Relation::By(when) => (Day::FIRST, day(when)?),
            Relation::After(when) => (day(when)?.plus(1), Day::FAR),
            Relation::From(when) => (day(when)?, Day::FAR),
            Relation::Within(first, last) => (day(first)?, day(last)?),
        })
    }

    /// A day that a condition compares with, for a row.
    pub fn when(&self, when: &When, row: u32) -> Day {
        match when {
            When::AsOf(days) => self.as_of.plus(*days),
            When::Effect(days) => self.policy.in_force.plus(*days),
            When::Value(value) => self.value_day(value, row),
        }
    }

    fn related_holds(&self, relation: &Relation, day: Day, row: u32) -> bool {
        let other = |when: &When| Some(self.when(when, row)).filter(|d| !d.is_empty());
        let holds = |when: &When, compare: fn(&Day, &Day) -> bool| other(when).is_some_and(|o| compare(&day, &o));
        match relation {
            Relation::Before(when) => holds(when, Day::lt),
            Relation::After(when) => holds(when, Day::gt),
            Relation::By(when) => holds(when, Day::le),
            Relation::From(when) => holds(when, Day::ge),
            Relation::Within(first, last) => holds(first, Day::ge) && holds(last, Day::le),
        }
    }

    /// Whether what a term stands for are rows, and not days.
    fn names_rows(&self, source: Source) -> bool {
        let Source::Term(term) = source else { return false };
        let TermKind::First(values, _) = &self.policy.terms[term.0].kind else { return false };
        let is_row = |value: &Value| match value.source {
            Source::Column(column) => matches!(value.table.def().def(column).kind, Kind::Row(_)),
            source @ Source::Term(_) => self.names_rows(source),
        };
        values.iter().all(is_row)
    }

    fn is_filled(&self, table: TableId, source: Source, row: u32) -> bool {
        match source {
            Source::Column(column) => self.tables[table].is_filled(column, row),
            Source::Term(_) => is_row(self.reference(table, source, row)) || !self.day(table, source, row).is_empty(),
        }
    }
}

/// Whether an empty cell of this column leaves the row out of rules, which a verdict must then count.
fn leaves_undetermined(table: TableId, column: ColumnId) -> bool {
    table.def().is_standing && matches!(table.def().def(column).name, "status" | "kind")
}
