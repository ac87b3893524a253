//! The records of a piece, and their cells.

use std::borrow::Cow;
use std::ops::Range;

use ::csv::ByteRecord;

use super::MARKED;

/// The records of a piece that are no empty lines, cut into cells.
pub struct Records<'t> {
    pub(super) text: Cow<'t, str>,
    /// How many cells a record has, unless they are uneven.
    pub(super) width: usize,
    /// Where each cell begins, one record behind the other, and where the next one would behind the last: a byte lies between
    /// two cells.
    pub(super) starts: Vec<u32>,
    /// How many bytes lie between two records.
    pub(super) between: u32,
    /// How many lines end in the piece.
    pub lines: u32,
    /// The records, if not each of them is a line of equally many cells, as they nearly always are.
    pub(super) uneven: Option<Vec<Uneven>>,
}

/// A record among others of other lengths.
#[derive(Clone, Copy)]
pub(super) struct Uneven {
    /// How many lines stand before it in its piece.
    pub(super) line: u32,
    /// Its first cell among all, and how many it has.
    pub(super) first: u32,
    pub(super) len: u32,
}

/// Where a cell stands in the text of its piece.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cell {
    /// Its first byte.
    pub start: u32,
    /// The byte behind its last.
    pub end: u32,
}

/// The cells of a record.
#[derive(Clone, Copy)]
pub struct Cells<'r> {
    text: &'r str,
    /// Where each begins, and where the next one would behind the last.
    starts: &'r [u32],
    /// How many bytes lie behind the last.
    behind: u32,
}

impl Records<'_> {
    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.uneven.as_ref().map_or(self.lines as usize, Vec::len)
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how many lines stand before a record in its piece.
    pub fn line(&self, row: usize) -> u32 {
        self.uneven.as_ref().map_or(row as u32, |rows| rows[row].line)
    }

    /// Returns whether each is a line of its own, and no line is left out.
    pub fn are_lines(&self) -> bool {
        self.uneven.is_none()
    }

    /// Returns how many lines stand before some of the records, and where these begin in the piece, so that the way to
    /// any is short.
    pub fn marks(&self) -> impl Iterator<Item = (u32, u32)> {
        let marked = if self.are_lines() { self.lines } else { 1 };
        (0..marked).step_by(MARKED).map(|line| (line, self.starts[line as usize * self.width]))
    }

    /// Returns the cells of a record.
    pub fn cells(&self, row: usize) -> Cells<'_> {
        let (first, len) = match &self.uneven {
            None => (row * self.width, self.width),
            Some(rows) => (rows[row].first as usize, rows[row].len as usize),
        };
        Cells { text: &self.text, starts: &self.starts[first..=first + len], behind: self.between }
    }

    /// Returns the text in which the cells lie.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the cells of all records at one place; empty in records that are shorter.
    pub fn column(&self, place: usize) -> impl Iterator<Item = Cell> {
        let uneven = self.uneven.as_deref();
        let (starts, step, behind) = match place + 1 {
            _ if uneven.is_some() => (&self.starts[..], 0, 1),
            next if next < self.width => (&self.starts[place..], self.width, 1),
            next if next == self.width => (&self.starts[place..], self.width, self.between),
            _ => (&[0, 1][..], 0, 1),
        };
        (0..self.len()).map(move |row| {
            let at = match uneven.map(|rows| rows[row]) {
                None => row * step,
                Some(Uneven { len, .. }) if place >= len as usize => return Cell::default(),
                Some(Uneven { first, .. }) => first as usize + place,
            };
            let cell = &starts[at..at + 2];
            Cell { start: cell[0], end: cell[1] - behind }
        })
    }
}

impl Cell {
    /// Returns whether nothing stands in it, not even a space.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns its bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl<'r> Cells<'r> {
    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where a cell stands in the text.
    fn place(&self, place: usize) -> Option<Cell> {
        let (start, next) = (self.starts.get(place)?, self.starts.get(place + 1)?);
        let behind = if place + 1 == self.len() { self.behind } else { 1 };
        Some(Cell { start: *start, end: next - behind })
    }

    /// Returns a cell; `None` behind the last.
    pub fn get(&self, place: usize) -> Option<&'r str> {
        self.place(place).map(|cell| &self.text[cell.range()])
    }

    /// Returns whether anything stands in a cell, be it a space.
    pub fn is_filled(&self, place: usize) -> bool {
        self.place(place).is_some_and(|cell| !cell.is_empty())
    }

    /// Returns how many of them are not empty.
    pub fn filled(&self) -> usize {
        let is_filled = |starts: &&[u32]| starts[1] > starts[0] + 1;
        let last = usize::from(!self.is_empty() && self.is_filled(self.len() - 1));
        self.starts[..self.len()].windows(2).filter(is_filled).count() + last
    }

    /// Returns all of them.
    pub fn iter(&self) -> impl Iterator<Item = &'r [u8]> {
        let (cells, bytes) = (*self, self.text.as_bytes());
        (0..self.len()).filter_map(move |place| cells.place(place)).map(move |cell| &bytes[cell.range()])
    }

    /// Returns the same cells, kept.
    pub fn to_record(&self) -> ByteRecord {
        let bytes = self.iter().map(<[u8]>::len).sum();
        let mut record = ByteRecord::with_capacity(bytes, self.len());
        self.copy_to(&mut record);
        record
    }

    /// Takes the place of what a record held.
    pub fn copy_to(&self, record: &mut ByteRecord) {
        record.clear();
        record.extend(self.iter());
    }
}
