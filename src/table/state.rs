//! What a cell says beside its value: an empty one, one of which it is not known what it holds, and what is on record
//! without a day are three different things to whoever judges them.

use super::{RowSelection, RowSet};

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellState {
    /// Nothing stands there, or a word for nothing. What that means stands in the schema.
    Empty,
    /// It holds the value of its column, or at least a part of it that counts.
    Filled,
    /// It is not known what belongs there, not even whether it would be empty: a word says so, or what stands there
    /// cannot be read, or a name fits several. Of numbers, those that could be read are the column's value.
    Unknown,
    /// It was done on a day that is not known, and that is not after the as-of date.
    Done,
    /// It never happened.
    Never,
}

/// The cells of a column that are neither empty nor filled; in nearly all columns there is none.
#[derive(Clone, Debug, Default)]
pub struct States {
    unknown: RowSet,
    done: RowSet,
    never: RowSet,
}

impl States {
    /// Whether all cells are empty or filled.
    pub(crate) fn is_plain(&self) -> bool {
        [&self.unknown, &self.done, &self.never].iter().all(|rows| rows.is_clear())
    }

    /// Notes what a cell says, where its value does not.
    pub(crate) fn note(&mut self, row: u32, state: CellState) {
        match state {
            CellState::Empty | CellState::Filled => {}
            CellState::Unknown => self.unknown.grow_and_insert(row as usize),
            CellState::Done => self.done.grow_and_insert(row as usize),
            CellState::Never => self.never.grow_and_insert(row as usize),
        }
    }

    /// What a cell says; `None` where its value does.
    pub(crate) fn get(&self, row: u32) -> Option<CellState> {
        let row = row as usize;
        let sets =
            [(&self.unknown, CellState::Unknown), (&self.done, CellState::Done), (&self.never, CellState::Never)];
        sets.into_iter().find(|(rows, _)| rows.contains(row)).map(|(_, state)| state)
    }

    /// The rows of a state that is noted; there may be more rows than the set has room for.
    pub(crate) fn rows(&self, state: CellState) -> Option<&RowSet> {
        match state {
            CellState::Empty | CellState::Filled => None,
            CellState::Unknown => Some(&self.unknown),
            CellState::Done => Some(&self.done),
            CellState::Never => Some(&self.never),
        }
    }

    /// Keeps only these rows, in this order.
    pub(super) fn keep(&mut self, kept: &RowSelection) {
        for rows in [&mut self.unknown, &mut self.done, &mut self.never].into_iter().filter(|rows| !rows.is_clear()) {
            let mut now = RowSet::with_capacity(kept.len);
            kept.rows().enumerate().filter(|(_, before)| rows.contains(*before)).for_each(|(row, _)| now.insert(row));
            *rows = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cells_say_goes_with_their_rows() {
        let mut states = States::default();
        for (row, state) in
            [(1, CellState::Unknown), (4, CellState::Done), (5, CellState::Never), (2, CellState::Empty)]
        {
            states.note(row, state);
        }
        states.keep(&RowSelection::new(&[5, 0, 4, 1]));
        let now: Vec<Option<CellState>> = (0..5).map(|row| states.get(row)).collect();
        assert_eq!(now, [Some(CellState::Never), None, Some(CellState::Done), Some(CellState::Unknown), None]);
        assert!(!states.is_plain() && States::default().is_plain());
        assert_eq!(states.rows(CellState::Done).map(|rows| rows.ones().collect::<Vec<_>>()), Some(vec![2]));
    }
}
