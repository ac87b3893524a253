//! The cells of a column: one vector for each kind of column.

use std::ops::Range;

use crate::base::date::Day;
use crate::table::NONE;
use crate::table::row_selection::RowSelection;
use crate::table::row_set::RowSet;

/// A column.
#[derive(Clone, Debug)]
pub enum Column {
    /// Places in a code list plus one; 0 is empty.
    Code(Vec<u8>),
    /// Days.
    Date(Vec<Day>),
    /// Rows of another table, [`NONE`] or [`AMBIGUOUS`](crate::table::AMBIGUOUS).
    Row(Vec<u32>),
    /// Text.
    Text(Texts),
    /// Filled or not; or a computed truth.
    Bits(RowSet),
    /// Sets of the numbers 1 to 8.
    Points(Vec<u8>),
}

impl Column {
    /// Adds rows of another column of the same kind behind the `len` that are here.
    pub(crate) fn extend(&mut self, len: usize, from: &Self, rows: Range<usize>) {
        match (self, from) {
            (Self::Code(to), Self::Code(from)) | (Self::Points(to), Self::Points(from)) => {
                to.extend_from_slice(&from[rows]);
            }
            (Self::Date(to), Self::Date(from)) => to.extend_from_slice(&from[rows]),
            (Self::Row(to), Self::Row(from)) => to.extend_from_slice(&from[rows]),
            (Self::Text(to), Self::Text(from)) => to.extend(from, rows),
            (Self::Bits(to), Self::Bits(from)) => {
                to.grow(len + rows.len());
                from.ones().skip_while(|bit| *bit < rows.start).take_while(|bit| *bit < rows.end).for_each(|bit| {
                    to.insert(len + bit - rows.start);
                });
            }
            _ => unreachable!("columns of one kind"),
        }
    }

    /// Makes room for so many rows more.
    pub(crate) fn reserve(&mut self, rows: usize) {
        match self {
            Self::Code(v) | Self::Points(v) => v.reserve_exact(rows),
            Self::Date(v) => v.reserve_exact(rows),
            Self::Row(v) => v.reserve_exact(rows),
            Self::Text(v) => v.reserve(rows),
            Self::Bits(_) => {}
        }
    }

    /// How many cells are filled.
    pub(crate) fn filled(&self, rows: Range<usize>) -> usize {
        match self {
            Self::Code(v) | Self::Points(v) => v[rows].iter().filter(|code| **code != 0).count(),
            Self::Date(v) => v[rows].iter().filter(|day| !day.is_empty()).count(),
            Self::Row(v) => v[rows].iter().filter(|row| **row != NONE).count(),
            Self::Text(v) => rows.filter(|row| !v.get(*row as u32).is_empty()).count(),
            Self::Bits(v) => v.count_ones(rows.start.min(v.len())..rows.end.min(v.len())),
        }
    }

    /// Keeps only these rows, in this order.
    pub(crate) fn keep(&mut self, rows: &RowSelection) {
        match self {
            Self::Code(v) | Self::Points(v) => rows.keep(v),
            Self::Date(v) => rows.keep(v),
            Self::Row(v) => rows.keep(v),
            Self::Text(v) => v.keep(rows),
            Self::Bits(v) => {
                let mut bits = RowSet::with_capacity(rows.len);
                rows.rows().enumerate().filter(|(_, old)| v.contains(*old)).for_each(|(new, _)| bits.insert(new));
                *v = bits;
            }
        }
    }
}

/// Text cells, one behind the other.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: String,
    ends: Vec<u64>,
}

impl Texts {
    /// Adds a cell.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u64);
    }

    /// Makes room for so many cells more, of the length of those that are here.
    pub(super) fn reserve(&mut self, cells: usize) {
        self.ends.reserve_exact(cells);
        self.bytes.reserve_exact(self.bytes.len().checked_div(self.len()).map_or(0, |length| (length + 1) * cells));
    }

    /// How many cells there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The rows whose cell is filled.
    pub(super) fn filled(&self, extent: usize) -> RowSet {
        let mut rows = RowSet::with_capacity(extent);
        self.iter().enumerate().filter(|(_, text)| !text.is_empty()).for_each(|(row, _)| rows.insert(row));
        rows
    }

    /// All cells.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|row| self.get(row))
    }

    /// Keeps only these cells, in this order.
    pub(crate) fn keep(&mut self, cells: &RowSelection) {
        let mut kept = Self::default();
        cells.runs().for_each(|rows| kept.extend(self, rows));
        *self = kept;
    }

    /// Adds cells of other texts.
    pub(super) fn extend(&mut self, from: &Self, rows: Range<usize>) {
        let Some(last) = rows.end.checked_sub(1).filter(|last| rows.contains(last)) else { return };
        let first = rows.start.checked_sub(1).map_or(0, |before| from.ends[before]);
        let (here, ends) = (self.bytes.len() as u64, &from.ends[rows]);
        self.bytes.push_str(&from.bytes[first as usize..from.ends[last] as usize]);
        self.ends.extend(ends.iter().map(|end| here + end - first));
    }

    /// Returns the cell of a row; empty beyond the rows.
    pub fn get(&self, row: u32) -> &str {
        let row = row as usize;
        let Some(end) = self.ends.get(row) else {
            return "";
        };
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.bytes[start as usize..*end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_kept_in_any_order() {
        let mut texts = Texts::default();
        ["a", "", "ccc", "dd", "e"].into_iter().for_each(|text| texts.push(text));
        let mut bits = RowSet::with_capacity(5);
        [0, 3].into_iter().for_each(|bit| bits.insert(bit));
        for rows in [&[0, 1, 3, 4][..], &[4, 3, 0], &[2], &[], &[0, 1, 2, 3, 4]] {
            let kept = |column: &Column| {
                let mut column = column.clone();
                column.keep(&RowSelection::new(rows));
                column
            };
            let Column::Row(numbers) = kept(&Column::Row(vec![0, 1, 2, 3, 4])) else { panic!("rows") };
            assert_eq!(numbers, rows);
            let Column::Text(kept_texts) = kept(&Column::Text(texts.clone())) else { panic!("texts") };
            assert!(kept_texts.iter().eq(rows.iter().map(|row| texts.get(*row))), "{rows:?}");
            let Column::Bits(kept_bits) = kept(&Column::Bits(bits.clone())) else { panic!("bits") };
            assert!((0..rows.len()).all(|i| kept_bits.contains(i) == bits.contains(rows[i] as usize)), "{rows:?}");
        }
    }
}
