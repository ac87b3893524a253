//! What was read of a piece, and which of its rows have to be read the slow way.

use std::ops::Range;

use csv::ByteRecord;

use crate::source::Records;
use crate::table::{Column, RowHash, RowSelection, Texts};

/// What was read from a piece.
pub(in crate::load) struct Batch {
    /// In the order of the table's columns.
    pub(super) columns: Vec<Column>,
    /// The rows' own ids.
    pub(super) ids: Texts,
    pub(super) hashes: Vec<RowHash>,
    /// How many cells of each column are filled.
    pub(super) filled: Vec<u32>,
    /// How many pairs of dates were compared.
    pub(super) ordered: u32,
    /// What stands in the piece, from front to back.
    pub(in crate::load) steps: Vec<Step>,
    /// How many lines end in it.
    pub(in crate::load) lines: u32,
    /// How many lines stand before some of its records, and where these begin.
    pub(in crate::load) marks: Vec<(u32, u32)>,
}

/// The rows of a piece to which there is more than this module reads.
pub(super) struct SlowRows(pub(super) Vec<bool>);

/// A part of a piece; lines are counted from that of its first byte.
pub(in crate::load) enum Step {
    /// Rows that follow each other.
    Rows { line: u32, rows: u32 },
    /// A record that takes the slow path.
    Record { line: u32, record: ByteRecord },
}

/// Rows that follow each other.
pub(in crate::load) enum Segment<'b> {
    /// Some of those that were read from a piece.
    Read(&'b Batch, Range<usize>),
    /// The number of rows that took the slow path.
    Slow(usize),
}

impl Segment<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Read(_, rows) => rows.len(),
            Self::Slow(count) => *count,
        }
    }
}

impl SlowRows {
    /// The other rows.
    pub(super) fn others(&self) -> Vec<u32> {
        (0..).zip(&self.0).filter(|(_, slow)| !**slow).map(|(row, _)| row).collect()
    }

    /// The rows, and the records that take the slow path, in the order of their lines.
    pub(super) fn steps(&self, records: &Records<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut row = 0;
        while row < self.0.len() {
            let line = records.line(row);
            if self.0[row] {
                steps.push(Step::Record { line, record: records.cells(row).to_record() });
                row += 1;
                continue;
            }
            let rows = self.0[row..].iter().take_while(|slow| !**slow).count();
            let follow = |more: &usize| records.line(row + more) == line + *more as u32;
            let rows = if records.are_lines() { rows } else { (0..rows).take_while(follow).count() };
            steps.push(Step::Rows { line, rows: rows as u32 });
            row += rows;
        }
        steps
    }
}

impl Batch {
    /// Keeps only these rows.
    pub(super) fn keep(&mut self, rows: &[u32]) {
        let kept = RowSelection::new(rows);
        self.columns.iter_mut().for_each(|column| column.keep(&kept));
        if self.ids.len() > 0 {
            self.ids.keep(&kept);
        }
        if !self.hashes.is_empty() {
            self.hashes = rows.iter().map(|row| self.hashes[*row as usize]).collect();
        }
    }
}
