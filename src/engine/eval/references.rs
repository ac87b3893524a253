//! What rows name in a column, in the first filled of several, or at the end of a path; and which rows name what.

use std::borrow::Cow;

use crate::base::date::Day;
use crate::engine::eval::Eval;
use crate::model::schema::TableId;
use crate::policy::TermKind;
use crate::policy::condition::{Source, Step, Value};
use crate::table::{NONE, RowSet, is_row, row_set};

/// What a value names, for all rows of the table where its path begins. That table is often by far the largest on the way:
/// the first step is taken when a row is asked for.
pub(super) struct Named<'t> {
    first: Cow<'t, [u32]>,
    /// What those name whom the first step leads to.
    behind: Option<Cow<'t, [u32]>>,
}

impl<'t> Named<'t> {
    /// What a row names; nobody beyond the rows.
    #[inline]
    pub(super) fn get(&self, row: u32) -> u32 {
        let named = |references: &[u32], row: u32| references.get(row as usize).copied().unwrap_or(NONE);
        let first = named(&self.first, row);
        // what names nobody lies beyond every table
        self.behind.as_ref().map_or(first, |behind| named(behind, first))
    }

    /// The same for all rows, one behind the other.
    fn written_down(self) -> Cow<'t, [u32]> {
        match self.behind {
            None => self.first,
            Some(_) => (0..self.first.len() as u32).map(|row| self.get(row)).collect(),
        }
    }
}

impl Eval<'_> {
    /// What all rows of a table name in a column, or in the first filled of several; there may be fewer than there are
    /// rows.
    pub(super) fn references(&self, table: TableId, source: Source) -> Cow<'_, [u32]> {
        let term = match source {
            Source::Column(column) => return Cow::Borrowed(self.tables[table].references(column)),
            Source::Term(term) => term,
        };
        let values: Vec<Named<'_>> = self.values(term).iter().map(|value| self.value_references(value)).collect();
        let first = |row| values.iter().map(|value| value.get(row)).find(|named| is_row(*named)).unwrap_or(NONE);
        (0..self.extent(table) as u32).map(first).collect()
    }

    /// What a value names.
    pub(super) fn value_references(&self, value: &Value) -> Named<'_> {
        self.references_behind(&value.path, value.table, value.source)
    }

    /// What the rows at the end of a path name.
    pub(super) fn references_behind(&self, path: &[Step], table: TableId, source: Source) -> Named<'_> {
        let Some((step, rest)) = path.split_first() else {
            return Named { first: self.references(table, source), behind: None };
        };
        let behind = self.references_behind(rest, table, source).written_down();
        Named { first: self.references(step.from, step.by), behind: Some(behind) }
    }

    /// The rows that name one of a set in a column, or in the first filled of several.
    pub(super) fn naming(&self, table: TableId, source: Source, set: &RowSet) -> RowSet {
        let extent = self.extent(table);
        let term = match source {
            Source::Column(column) => {
                // a reference that names nobody lies beyond every set
                let is_in_set = |reference: &u32| set.contains(*reference as usize);
                return row_set(extent, self.tables[table].references(column), is_in_set);
            }
            Source::Term(term) => term,
        };
        // the last value first: each gives way to those before it where they are filled
        let mut rows = RowSet::with_capacity(extent);
        for value in self.values(term).iter().rev() {
            if !rows.is_clear() {
                rows.difference_with(&self.value_filled(value));
            }
            rows.union_with(&self.leading_to(&value.path, self.naming(value.table, value.source, set)));
        }
        rows
    }

    /// The rows from which a path leads to one of a set.
    fn leading_to(&self, path: &[Step], set: RowSet) -> RowSet {
        path.iter().rev().fold(set, |set, step| self.naming(step.from, step.by, &set))
    }

    /// The rows that name a row in a column, or in one of several.
    pub(super) fn filled(&self, table: TableId, source: Source) -> RowSet {
        let term = match source {
            Source::Column(column) => return self.tables[table].filled_rows(column),
            Source::Term(term) => term,
        };
        let mut rows = RowSet::with_capacity(self.extent(table));
        self.values(term).iter().for_each(|value| rows.union_with(&self.value_filled(value)));
        rows
    }

    /// The rows for which a value names a row.
    fn value_filled(&self, value: &Value) -> RowSet {
        self.leading_to(&value.path, self.filled(value.table, value.source))
    }

    /// The row that a column, or the first filled of several, names.
    pub fn reference(&self, table: TableId, source: Source, row: u32) -> u32 {
        match source {
            Source::Column(column) => self.tables[table].reference(column, row),
            Source::Term(term) => match &self.policy.terms[term.0].kind {
                TermKind::First(values, _) => {
                    values.iter().map(|v| self.value_reference(v, row)).find(|r| is_row(*r)).unwrap_or(NONE)
                }
                _ => NONE,
            },
        }
    }

    /// The day in a column, or the first filled of several.
    pub fn day(&self, table: TableId, source: Source, row: u32) -> Day {
        match source {
            Source::Column(column) => self.tables[table].day(column, row),
            Source::Term(term) => match &self.policy.terms[term.0].kind {
                TermKind::First(values, _) => {
                    values.iter().map(|v| self.value_day(v, row)).find(|d| !d.is_empty()).unwrap_or(Day::EMPTY)
                }
                _ => Day::EMPTY,
            },
        }
    }

    /// The row at the end of a path; [`NONE`] where it breaks off.
    pub fn follow(&self, path: &[Step], row: u32) -> u32 {
        path.iter().fold(row, |at, step| if is_row(at) { self.reference(step.from, step.by, at) } else { NONE })
    }

    /// The row that a value names.
    pub fn value_reference(&self, value: &Value, row: u32) -> u32 {
        match self.follow(&value.path, row) {
            at if is_row(at) => self.reference(value.table, value.source, at),
            _ => NONE,
        }
    }

    /// The day that a value holds.
    pub fn value_day(&self, value: &Value, row: u32) -> Day {
        match self.follow(&value.path, row) {
            at if is_row(at) => self.day(value.table, value.source, at),
            _ => Day::EMPTY,
        }
    }
}
