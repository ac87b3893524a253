//! A choice of rows, and the order in which they will stand.

use std::ops::Range;

use crate::table::row_set::RowSet;

/// Rows that are kept, in the order in which they will stand: those that follow each other as one run, of which there are
/// few as a rule.
#[derive(Clone, Debug)]
pub struct RowSelection {
    runs: Vec<Run>,
    pub(super) len: usize,
    /// Whether each stays behind those that it stands behind.
    in_order: bool,
}

/// Rows that follow each other.
#[derive(Clone, Debug)]
struct Run {
    /// What the first of them becomes.
    to: usize,
    rows: Range<usize>,
}

impl RowSelection {
    /// These rows.
    pub(crate) fn new(rows: &[u32]) -> Self {
        Self::of_runs(rows.iter().map(|row| *row as usize..*row as usize + 1))
    }

    /// The rows of a set.
    pub(crate) fn of_set(rows: &RowSet) -> Self {
        let mut from = 0;
        Self::of_runs(rows.zeroes().chain([rows.len()]).map(|missing| {
            let run = from..missing;
            from = missing + 1;
            run
        }))
    }

    fn of_runs(all: impl Iterator<Item = Range<usize>>) -> Self {
        let (mut runs, mut len) = (Vec::<Run>::new(), 0);
        for rows in all.filter(|rows| !rows.is_empty()) {
            len += rows.len();
            match runs.last_mut() {
                Some(last) if last.rows.end == rows.start => last.rows.end = rows.end,
                _ => runs.push(Run { to: len - rows.len(), rows }),
            }
        }
        let in_order = runs.is_sorted_by_key(|run| run.rows.start);
        Self { runs, len, in_order }
    }

    /// Whether they are the first of all rows, and so many.
    pub(crate) fn are_first(&self, rows: usize) -> bool {
        self.len == rows && self.runs.len() <= 1 && self.runs.first().is_none_or(|run| run.rows.start == 0)
    }

    /// Returns what the row that stands at a place now was before.
    pub fn row(&self, now: u32) -> u32 {
        let place = self.runs.partition_point(|run| run.to <= now as usize) - 1;
        let Run { to, rows } = &self.runs[place];
        (rows.start + now as usize - to) as u32
    }

    /// The rows in their order, those that follow each other together.
    pub(super) fn runs(&self) -> impl Iterator<Item = Range<usize>> {
        self.runs.iter().map(|run| run.rows.clone())
    }

    /// The rows, in their order.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        self.runs().flatten()
    }

    /// Keeps only these cells of a column; where they are in order, in their place.
    pub(super) fn keep<T: Copy>(&self, cells: &mut Vec<T>) {
        if !self.in_order {
            *cells = self.runs().flat_map(|rows| cells[rows].iter().copied()).collect();
            return;
        }
        self.runs.iter().for_each(|run| cells.copy_within(run.rows.clone(), run.to));
        cells.truncate(self.len);
    }
}
