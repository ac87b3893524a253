//! Cells, merges and hidden rows, as a reader meets them, to a [`Grid`]. The order in which a file has them does not
//! matter; the memory they take is counted before it is taken.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use fixedbitset::FixedBitSet;

use super::{Fault, Grid, GridRow, Limit, MAX_CELL, MAX_COLUMNS, MAX_ROWS, Memory, cell_name};

/// What a cell takes beside its text: its place in the row, and the allocation of the text.
const CELL_COST: usize = 64;

/// What a row takes beside its cells.
const ROW_COST: usize = 64;

/// What a merge takes, also while it is applied.
const MERGE_COST: usize = 64;

/// A rectangle of cells shown as one: its corners, both inside. Columns count from 0, lines from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merge {
    pub(super) first_line: u32,
    pub(super) last_line: u32,
    pub(super) first_column: u32,
    pub(super) last_column: u32,
}

/// A sheet that is being read.
pub(super) struct Builder<'m> {
    memory: &'m mut Memory,
    rows: Vec<GridRow>,
    hidden_rows: FixedBitSet,
    hidden_columns: FixedBitSet,
    merges: Vec<Merge>,
    without_format: u32,
}

impl<'m> Builder<'m> {
    pub(super) fn new(memory: &'m mut Memory) -> Self {
        Self {
            memory,
            rows: Vec::new(),
            hidden_rows: FixedBitSet::new(),
            hidden_columns: FixedBitSet::new(),
            merges: Vec::new(),
            without_format: 0,
        }
    }

    /// Counts a number whose format is lost.
    pub(super) fn lose_format(&mut self) {
        self.without_format = self.without_format.saturating_add(1);
    }

    /// Adds a cell; an empty one is none. The line counts from 1, the column from 0.
    pub(super) fn cell(&mut self, line: u32, column: u32, text: &str) -> Result<(), Fault> {
        if text.is_empty() {
            return Ok(());
        }
        check_place(line, column)?;
        if text.len() > MAX_CELL {
            return Err(Fault::Beyond(Limit::Cell));
        }
        if self.rows.last().is_none_or(|row| row.line != line) {
            self.memory.take(ROW_COST)?;
            if let Some(row) = self.rows.last_mut() {
                row.cells.shrink_to_fit();
            }
            self.rows.push(GridRow { line, hidden: false, cells: Vec::new() });
        }
        self.memory.take(CELL_COST + text.len())?;
        if let Some(row) = self.rows.last_mut() {
            row.cells.push((column, text.to_owned()));
        }
        Ok(())
    }

    /// Repeats a row `times` more below itself, if it is the one that was added last.
    pub(super) fn repeat(&mut self, line: u32, times: u32) -> Result<(), Fault> {
        let Some(at) = self.rows.len().checked_sub(1).filter(|at| self.rows[*at].line == line) else {
            return Ok(());
        };
        for below in 1..=times {
            for cell in 0..self.rows[at].cells.len() {
                let (column, text) = &self.rows[at].cells[cell];
                // what `cell` will take is looked at first, so that the copy is not made in vain
                if self.memory.left < CELL_COST + text.len() {
                    return Err(Fault::Beyond(Limit::Memory));
                }
                let (column, text) = (*column, text.clone());
                self.cell(line.saturating_add(below), column, &text)?;
            }
        }
        Ok(())
    }

    /// Marks lines, both ends included, as hidden.
    pub(super) fn hide_rows(&mut self, first: u32, last: u32) {
        hide(&mut self.hidden_rows, first, last.min(MAX_ROWS));
    }

    /// Marks columns, both ends included, as hidden.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        hide(&mut self.hidden_columns, first, last.min(MAX_COLUMNS - 1));
    }

    /// Adds a merge. One that is a single cell is none.
    pub(super) fn merge(&mut self, merge: Merge) -> Result<(), Fault> {
        check_place(merge.first_line, merge.first_column)?;
        check_place(merge.last_line, merge.last_column)?;
        if merge.last_line < merge.first_line || merge.last_column < merge.first_column {
            return Err(Fault::Broken(cell_name(merge.first_column, merge.first_line)));
        }
        if (merge.first_line, merge.first_column) != (merge.last_line, merge.last_column) {
            self.memory.take(MERGE_COST)?;
            self.merges.push(merge);
        }
        Ok(())
    }

    /// Puts the cells in order and applies the merges.
    pub(super) fn finish(mut self) -> Result<Grid, Fault> {
        self.put_in_order()?;
        let filled_down = if self.merges.is_empty() { 0 } else { self.apply_merges()? };
        let mut columns = FixedBitSet::new();
        let mut hidden_rows = 0;
        for row in &mut self.rows {
            row.hidden = self.hidden_rows.contains(row.line as usize);
            hidden_rows += u32::from(row.hidden);
            if let Some((last, _)) = row.cells.last() {
                columns.grow(*last as usize + 1);
            }
            row.cells.iter().for_each(|(column, _)| columns.insert(*column as usize));
        }
        let hidden_columns = columns.intersection(&self.hidden_columns).count() as u32;
        Ok(Grid { rows: self.rows, hidden_rows, hidden_columns, filled_down, without_format: self.without_format })
    }

    /// Sorts what a file has out of order. A cell that it has twice is refused: which one is seen cannot be known.
    fn put_in_order(&mut self) -> Result<(), Fault> {
        if !self.rows.is_sorted_by(|a, b| a.line < b.line) {
            self.rows.sort_by_key(|row| row.line);
            self.rows.dedup_by(|row, kept| {
                let is_same = row.line == kept.line;
                if is_same {
                    kept.cells.append(&mut row.cells);
                }
                is_same
            });
        }
        for row in &mut self.rows {
            if !row.cells.is_sorted_by(|a, b| a.0 < b.0) {
                row.cells.sort_by_key(|cell| cell.0);
                if let Some(pair) = row.cells.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                    return Err(Fault::Broken(cell_name(pair[0].0, row.line)));
                }
            }
        }
        Ok(())
    }

    /// Walks down the rows with the merges that reach into each. What a merge covers is not seen, so it goes; its
    /// value then stands in every row that has another cell. Only such rows are visited, however far a merge reaches.
    fn apply_merges(&mut self) -> Result<u32, Fault> {
        let mut merges = std::mem::take(&mut self.merges);
        merges.sort_unstable_by_key(|m| Reverse((m.first_line, m.first_column)));
        let mut active: BTreeMap<u32, Merge> = BTreeMap::new();
        let mut ends: BinaryHeap<Reverse<(u32, u32)>> = BinaryHeap::new();
        let mut values: BTreeMap<u32, String> = BTreeMap::new();
        let mut filled_down = 0;
        for row in &mut self.rows {
            while let Some(merge) = merges.pop_if(|m| m.first_line <= row.line) {
                expire(merge.first_line, &mut ends, &mut active, &mut values);
                let reaches_in = |other: &Merge| other.last_column >= merge.first_column;
                if active.range(..=merge.last_column).next_back().is_some_and(|(_, other)| reaches_in(other)) {
                    return Err(Fault::Broken(cell_name(merge.first_column, merge.first_line)));
                }
                if merge.first_line == row.line
                    && merge.last_line > row.line
                    && let Ok(cell) = row.cells.binary_search_by_key(&merge.first_column, |cell| cell.0)
                {
                    let value = row.cells[cell].1.clone();
                    self.memory.take(value.len())?;
                    values.insert(merge.first_column, value);
                }
                active.insert(merge.first_column, merge);
                ends.push(Reverse((merge.last_line, merge.first_column)));
            }
            expire(row.line, &mut ends, &mut active, &mut values);
            let line = row.line;
            row.cells.retain(|(column, _)| match active.range(..=*column).next_back() {
                Some((first, merge)) if *column <= merge.last_column => merge.first_line == line && first == column,
                _ => true,
            });
            if row.cells.is_empty() {
                continue;
            }
            let own = row.cells.len();
            for (column, text) in &values {
                if active.get(column).is_some_and(|merge| merge.first_line < line) {
                    self.memory.take(CELL_COST + text.len())?;
                    row.cells.push((*column, text.clone()));
                    filled_down += 1;
                }
            }
            if row.cells.len() > own {
                row.cells.sort_by_key(|cell| cell.0);
            }
        }
        self.rows.retain(|row| !row.cells.is_empty());
        Ok(filled_down)
    }
}

/// Forgets the merges that end above `line`.
fn expire(
    line: u32,
    ends: &mut BinaryHeap<Reverse<(u32, u32)>>,
    active: &mut BTreeMap<u32, Merge>,
    values: &mut BTreeMap<u32, String>,
) {
    while let Some(Reverse((_, column))) = ends.peek().filter(|end| end.0.0 < line) {
        active.remove(column);
        values.remove(column);
        ends.pop();
    }
}

fn hide(set: &mut FixedBitSet, first: u32, last: u32) {
    if first <= last {
        set.grow(last as usize + 1);
        set.insert_range(first as usize..last as usize + 1);
    }
}

fn check_place(line: u32, column: u32) -> Result<(), Fault> {
    if line == 0 {
        Err(Fault::Broken(String::new()))
    } else if line > MAX_ROWS {
        Err(Fault::Beyond(Limit::Rows))
    } else if column >= MAX_COLUMNS {
        Err(Fault::Beyond(Limit::Columns))
    } else {
        Ok(())
    }
}
