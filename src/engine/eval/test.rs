//! The single tests of a condition, over all rows of a table. A cell of which it is not known what it holds may pass any.

use crate::base::date::{Among, Day};
use crate::base::normalize;
use crate::engine::eval::Eval;
use crate::engine::eval::doubt::{Days, Holds};
use crate::engine::eval::mentions::Words;
use crate::engine::eval::truth::Truth;
use crate::model::schema::{ColumnId, Kind, TableId};
use crate::policy::condition::{Relation, Source, Test, Value, When};
use crate::policy::{Item, TermKind};
use crate::table::{NONE, RowSet, row_set};

impl Eval<'_> {
    pub(super) fn test(&self, table: TableId, test: &Test, item: Option<Item>) -> Truth {
        let cells = &self.tables[table];
        let unless_unknown = |yes, column| Truth::unless(yes, self.doubt(table, column).map(|doubt| &doubt.unknown));
        match test {
            Test::Term(term) => Truth::clone(&self.term(*term)),
            Test::Known => {
                let mut set = RowSet::with_capacity(cells.extent());
                set.insert_range(..cells.len);
                Truth { yes: set, maybe: None }
            }
            Test::Is(column, codes) => {
                let mut yes = row_set(cells.extent(), cells.codes(*column), |code| codes >> code & 1 == 1);
                if codes & 1 == 1 {
                    yes.insert_range(cells.codes(*column).len()..);
                }
                unless_unknown(yes, *column)
            }
            Test::Truth(column) => unless_unknown(cells.filled_rows(*column), *column),
            Test::Filled(source) => self.filled_truth(table, *source),
            Test::Empty(source) => self.filled_truth(table, *source).negated(),
            Test::Date { source, relation, or_empty } => self.date(table, *source, relation, *or_empty),
            Test::Same(..) => Truth::none(cells.extent()),
            Test::Mentions(column, words) => {
                let words = Words::new(words, table.def().def(*column).kind == Kind::Email);
                unless_unknown(self.rows(table, |row| words.are_mentioned(cells.text(*column, row))), *column)
            }
            Test::MatchesItem(column) => {
                let Some(item) = item else { return Truth::none(cells.extent()) };
                if table.def().def(*column).kind == Kind::Points {
                    let Some(point) = self.policy.point(item) else { return Truth::none(cells.extent()) };
                    let yes = self.rows(table, |row| cells.points(*column, row) >> (point - 1) & 1 == 1);
                    // what could be read of a cell counts
                    let mut unknown = self.doubt(table, *column).map(|doubt| doubt.unknown.clone());
                    unknown.iter_mut().for_each(|unknown| unknown.difference_with(&yes));
                    Truth::unless(yes, unknown.as_ref())
                } else {
                    let names = self.policy.item_names(item);
                    let is_named =
                        |row| names.iter().any(|name| *name == normalize::header_of(cells.text(*column, row)));
                    unless_unknown(self.rows(table, is_named), *column)
                }
            }
            Test::MatchesEdition(column) => {
                let current = item.and_then(|item| self.policy.edition(item, self.as_of));
                let current =
                    current.map(|edition| (edition.number.as_deref().map(normalize::edition), edition.issued));
                // it is known by its number, or by the day on which it was issued
                let is_it = |row| {
                    let cell = cells.text(*column, row);
                    current.as_ref().is_some_and(|(number, issued)| {
                        let is_day = |among: Among| among.days.iter().any(|found| found.day == Ok(*issued));
                        number.as_ref().is_some_and(|number| normalize::editions(cell).contains(number))
                            || Day::parse(cell) == Ok(*issued)
                            || Among::of(cell).is_some_and(is_day)
                    })
                };
                unless_unknown(self.rows(table, is_it), *column)
            }
        }
    }

    /// The rows that hold something in a column, or in one of several.
    fn filled_truth(&self, table: TableId, source: Source) -> Truth {
        match source {
            Source::Column(column) if table.def().def(column).unasked && !self.tables[table].has(column) => {
                Truth::all(self.extent(table))
            }
            Source::Column(column) => {
                let mut filled = self.tables[table].filled_rows(column);
                let Some(doubt) = self.doubt(table, column) else { return Truth { yes: filled, maybe: None } };
                // what was done is on record, and so is one of several
                filled.union_with(&doubt.done);
                filled.union_with(&doubt.several);
                Truth::unless(filled, Some(&doubt.unknown))
            }
            source if self.names_rows(source) => {
                let filled = self.filled(table, source);
                let Some(doubtful) = self.doubtful(table, source) else { return Truth { yes: filled, maybe: None } };
                let (mut yes, mut possible) = (filled.clone(), filled);
                for row in doubtful.ones() {
                    let options = self.options(table, source, row as u32);
                    yes.set(row, !options.none);
                    possible.set(row, options.anybody || !options.rows.is_empty());
                }
                Truth::new(yes, possible)
            }
            Source::Term(_) => {
                let days = |row| self.days(table, source, row);
                let yes = self.rows(table, |row| !days(row).may_be_none);
                Truth::new(yes, self.rows(table, |row| days(row).may_be_some()))
            }
        }
    }

    /// The rows whose day stands in a relation to others.
    fn date(&self, table: TableId, source: Source, relation: &Relation, or_empty: bool) -> Truth {
        if let (Source::Column(column), Some(span)) = (source, self.span(relation)) {
            let yes = self.days_within(table, column, span, or_empty);
            let Some(doubt) = self.doubt(table, column) else { return Truth { yes, maybe: None } };
            let mut truth = Truth::unless(yes, Some(&doubt.unknown));
            if doubt.done.is_clear() {
                return truth;
            }
            // all of them may be the same days
            let holds = self.holds(relation, Days::until(self.as_of), or_empty, NONE);
            let mut possible = truth.possible();
            truth.yes.difference_with(&doubt.done);
            possible.difference_with(&doubt.done);
            if holds.surely {
                truth.yes.union_with(&doubt.done);
            }
            if holds.possibly {
                possible.union_with(&doubt.done);
            }
            possible.union_with(&truth.yes);
            return Truth::new(truth.yes, possible);
        }
        let holds = |row| self.holds(relation, self.days(table, source, row), or_empty, row);
        let yes = self.rows(table, |row| holds(row).surely);
        if !self.is_doubtful_source(table, source) && relation.days().all(|when| self.is_certain(when)) {
            return Truth { yes, maybe: None };
        }
        Truth::new(yes, self.rows(table, |row| holds(row).possibly))
    }

    /// Whether a day that a condition compares with is known for all rows.
    fn is_certain(&self, when: &When) -> bool {
        match when {
            When::AsOf(_) | When::Effect(_) => true,
            When::Value(value) => !self.is_doubtful_value(value),
        }
    }

    /// Whether a day stands in a relation to others, for a row.
    fn holds(&self, relation: &Relation, days: Days, or_empty: bool, row: u32) -> Holds {
        let when = |when: &When| self.days_compared(when, row);
        let related = match relation {
            Relation::Before(other) => days.before(when(other)),
            Relation::After(other) => days.after(when(other)),
            Relation::By(other) => days.by(when(other)),
            Relation::From(other) => days.from(when(other)),
            Relation::Within(first, last) => {
                let (first, last) = (when(first), when(last));
                let (from, by) = (days.from(first), days.by(last));
                // a day on which both hold
                let between = days.first.max(first.first) <= days.last.min(last.last);
                Holds { surely: from.surely && by.surely, possibly: from.possibly && by.possibly && between }
            }
        };
        if !or_empty || !days.may_be_none {
            return related;
        }
        let some = Days { may_be_none: false, ..days };
        let is_sure = !days.may_be_some() || self.holds(relation, some, false, row).surely;
        Holds { surely: is_sure, possibly: true }
    }

    /// A day that a condition compares with, for a row.
    pub(crate) fn days_compared(&self, when: &When, row: u32) -> Days {
        match when {
            When::AsOf(days) => Days::of(self.as_of.plus(*days)),
            When::Effect(days) => Days::of(self.policy.in_force.plus(*days)),
            When::Value(value) => self.value_days(value, row),
        }
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
    pub(crate) fn span(&self, relation: &Relation) -> Option<(Day, Day)> {
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
}
