//! The cells of one column, read as long as they are plain.

use std::cell::RefCell;

use super::batch::SlowRows;
use crate::base::normalize;
use crate::load::header::may_be_guarded;
use crate::load::rows::cell::{Reading, holds_nothing};
use crate::model::schema::{CodesId, schema};
use crate::source::{Cell, Cells, Records};
use crate::table::{Fingerprint, NONE, Table, Texts};

/// How the cells of a column are read.
pub(super) struct ColumnPlan {
    pub(super) reading: Reading,
    /// The place in a record, and those of what else may name the same person.
    pub(super) place: Option<usize>,
    pub(super) others: Vec<usize>,
    pub(super) is_required: bool,
    /// Whether its cells are needed once they are read.
    pub(super) wanted: bool,
}

/// There is more to a cell than this module reads.
#[derive(Clone, Copy)]
pub(super) struct SlowPath;

impl ColumnPlan {
    /// What the cells of the column say. `usual` knows most of them as they stand; of any other that is not empty, `other` is
    /// given the row and the cell without surrounding space. A row whose cell holds nothing of its own, or of which neither
    /// makes anything, takes the slow path.
    pub(super) fn read<T: Copy>(
        &self,
        records: &Records<'_>,
        slow: &mut SlowRows,
        empty: T,
        mut usual: impl FnMut(Cell) -> Option<T>,
        mut other: impl FnMut(usize, Cell) -> Result<T, SlowPath>,
    ) -> Vec<T> {
        let Some(place) = self.place else {
            self.set_all_slow_if_required(slow);
            return vec![empty; records.len()];
        };
        let text = records.text();
        let mut unusual = |row: usize, cell: Cell| {
            let made = trimmed(text, cell).and_then(|cell| other(row, cell));
            slow.0[row] |= made.is_err();
            made.unwrap_or(empty)
        };
        let made = |(row, cell): (usize, Cell)| {
            if cell.is_empty() {
                return if self.is_required { unusual(row, cell) } else { empty };
            }
            usual(cell).unwrap_or_else(|| unusual(row, cell))
        };
        records.column(place).enumerate().map(made).collect()
    }

    /// The rows that the cells name where others beside them may name the same person.
    pub(super) fn references_among(&self, table: &Table, records: &Records<'_>, slow: &mut SlowRows) -> Vec<u32> {
        let bytes = records.text().as_bytes();
        let named = |row: usize, cell: Cell| {
            let (print, id) = (Fingerprint::at(bytes, cell.range()), &bytes[cell.range()]);
            if !is_id(print, id) || !table.has_ids {
                return Err(SlowPath);
            }
            let named = table.keys.find(print, id).ok_or(SlowPath)?;
            // the name of someone without a row is kept
            let is_kept = named as usize >= table.len && self.is_named_otherwise(records.cells(row))?;
            if is_kept { Err(SlowPath) } else { Ok(named) }
        };
        let references = self.read(records, slow, NONE, |_| None, named);
        for (row, slow) in slow.0.iter_mut().enumerate() {
            // a cell that cannot be read is told, and names somebody where the main one is empty
            *slow |= !self.is_named_otherwise(records.cells(row)).is_ok_and(|is| !is || references[row] != NONE);
        }
        references
    }

    /// The texts in the cells of the column.
    pub(super) fn texts(&self, records: &Records<'_>, slow: &mut SlowRows) -> Texts {
        let (mut texts, text) = (Texts::default(), records.text());
        let Some(place) = self.place else {
            self.set_all_slow_if_required(slow);
            (0..records.len()).for_each(|_| texts.push(""));
            return texts;
        };
        for (row, cell) in records.column(place).enumerate() {
            let cell = if cell.is_empty() && !self.is_required { Ok(cell) } else { trimmed(text, cell) };
            let read = cell.and_then(|cell| self.text(&text[cell.range()]));
            texts.push(read.unwrap_or_default());
            slow.0[row] |= read.is_err();
        }
        texts
    }

    /// The codes in the cells of the column: a few spellings fill it.
    pub(super) fn codes(&self, codes: CodesId, records: &Records<'_>, slow: &mut SlowRows) -> Vec<u8> {
        let (text, known) = (records.text(), RefCell::new(Vec::<(Fingerprint, &str, u8)>::new()));
        let usual = |cell: Cell| {
            let print = Fingerprint::at(text.as_bytes(), cell.range());
            let is_it = |(of, spelling, _): &&(Fingerprint, &str, u8)| {
                *of == print && (print.is_whole() || spelling.as_bytes() == &text.as_bytes()[cell.range()])
            };
            known.borrow().iter().find(is_it).map(|(_, _, code)| *code)
        };
        let other = |_, cell: Cell| {
            let spelling = &text[cell.range()];
            let code = fine_if_seen(spelling, |cell| self.reading.code(codes, cell).fine())?;
            let mut known = known.borrow_mut();
            if known.len() < MOST_SPELLINGS {
                known.push((Fingerprint::of(spelling.as_bytes()), spelling, code));
            }
            Ok(code)
        };
        self.read(records, slow, 0, usual, other)
    }

    fn set_all_slow_if_required(&self, slow: &mut SlowRows) {
        slow.0.iter_mut().for_each(|slow| *slow |= self.is_required);
    }

    /// The text in a cell, if there is no more to tell of it.
    pub(super) fn text<'c>(&self, cell: &'c str) -> Result<&'c str, SlowPath> {
        let text = self.reading.text(cell).fine().ok_or(SlowPath)?;
        // a word for nothing in a cell that a row cannot do without
        if text.is_empty() && self.is_required && !cell.is_empty() { Err(SlowPath) } else { Ok(text) }
    }

    /// Whether a cell beside that of the column names the same person too.
    fn is_named_otherwise(&self, cells: Cells<'_>) -> Result<bool, SlowPath> {
        let mut named_otherwise = false;
        for place in &self.others {
            let cell = cells.get(*place).unwrap_or_default();
            let whole = Cell { start: 0, end: cell.len() as u32 };
            named_otherwise |= !whole.is_empty() && !trimmed(cell, whole)?.is_empty();
        }
        Ok(named_otherwise)
    }
}

/// The rows' own ids. One of another width is normalized before it is one.
pub(super) fn ids(place: usize, records: &Records<'_>, slow: &mut SlowRows) -> Texts {
    let (mut ids, text) = (Texts::default(), records.text());
    for (row, cell) in records.column(place).enumerate() {
        let id = &text[trimmed(text, cell).unwrap_or_default().range()];
        let is_odd = || memchr::memchr3(b'?', b'+', b'#', id.as_bytes()).is_some() || schema().cells.sign(id).is_some();
        slow.0[row] |= id.is_empty() || !id.is_ascii() || is_odd();
        ids.push(id);
    }
    ids
}

/// What is made of a cell in which something can be seen; one that only looks empty may make the whole row a blank one.
pub(super) fn fine_if_seen<'c, T>(cell: &'c str, read: impl FnOnce(&'c str) -> Option<T>) -> Result<T, SlowPath> {
    let is_seen = cell.contains(|c: char| !c.is_whitespace() && !normalize::invisible(c));
    read(cell).filter(|_| is_seen).ok_or(SlowPath)
}

/// Whether what stands in a cell, given with its fingerprint, can only be an id.
pub(super) fn is_id(print: Fingerprint, cell: &[u8]) -> bool {
    if print.is_whole() {
        print.is_graphic() && !print.has(b'@')
    } else {
        // all bytes are looked at, several at once
        cell.iter().fold(true, |are_ids, byte| are_ids & matches!(byte, b'!'..=b'?' | b'A'..=b'~'))
    }
}

/// A cell without surrounding space, unless it holds nothing of its own.
#[inline]
fn trimmed(text: &str, cell: Cell) -> Result<Cell, SlowPath> {
    let is_plain = |cell: &[u8]| match (cell.first(), cell.last()) {
        (Some(first), Some(last)) => {
            !matches!(first, b'#' | b'=' | b'\'') && first.is_ascii_graphic() && last.is_ascii_graphic()
        }
        _ => false,
    };
    if is_plain(&text.as_bytes()[cell.range()]) { Ok(cell) } else { trimmed_of_any(text, cell) }
}

/// The same where what stands at the ends of the cell has to be looked at.
fn trimmed_of_any(text: &str, cell: Cell) -> Result<Cell, SlowPath> {
    let behind_space = text[cell.range()].trim_start();
    let start = cell.end - behind_space.len() as u32;
    let content = behind_space.trim_end();
    // a blank cell may make the whole row one
    if content.is_empty() || holds_nothing(content) || may_be_guarded(content.as_bytes()) {
        return Err(SlowPath);
    }
    Ok(Cell { start, end: start + content.len() as u32 })
}

/// So many spellings of the codes in a column are kept at hand.
const MOST_SPELLINGS: usize = 8;

/// An id that stands in rows one below the other: such rows are often sorted.
pub(super) struct WantedId<'t> {
    pub(super) print: Fingerprint,
    pub(super) id: &'t [u8],
    pub(super) first: usize,
    pub(super) rows: usize,
}
