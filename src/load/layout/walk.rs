//! The rows of a sheet from its header on, without those that are not data.

use csv::ByteRecord;

use super::Layout;
use crate::load::exported;
use crate::load::layout::non_data_rows::{EXAMPLES, FEW_CELLS, Reason};
use crate::model::place::{Exported, Lines};

/// The way through the records of a sheet, from front to back.
pub(in crate::load) struct Walk<'l> {
    pub(super) layout: &'l Layout,
    pub(super) width: usize,
    /// Records below the header in which something stands.
    pub(super) seen: u32,
    pub(super) passed: Passed,
}

impl Walk<'_> {
    /// Calls `each` with a record if it is a row of the table, and notes what it is otherwise.
    pub(in crate::load) fn record<E>(
        &mut self,
        line: u32,
        record: &ByteRecord,
        mut each: impl FnMut(u32, &ByteRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        let (layout, passed) = (self.layout, &mut self.passed);
        if layout.has_header_row && line <= layout.header_lines.1 {
            return Ok(());
        }
        let filled = filled(record.iter());
        if filled == 0 || (filled == 1 && layout.is_numbered_blank(record)) {
            passed.blank += 1;
            return Ok(());
        }
        if layout.is_default_row(record) {
            passed.skipped.push((line, Reason::Default));
            return Ok(());
        }
        self.seen = self.seen.saturating_add(1);
        if layout.has_header_row
            && (filled <= FEW_CELLS || self.seen <= EXAMPLES || layout.may_repeat_header(record.get(0)))
            && let Some(reason) = layout.non_data_row(record, filled, self.seen)
        {
            passed.skipped.push((line, reason));
            if reason == Reason::Note {
                passed.exported = passed.exported.take().or_else(|| exported::find(line, record));
            }
            return Ok(());
        }
        if !layout.says_something(record) {
            passed.blank += 1;
            return Ok(());
        }
        if layout.changes.is_spread() {
            return layout.changes.spread(record, self.width).into_iter().try_for_each(|record| {
                passed.lines.push(line);
                each(line, &record)
            });
        }
        passed.lines.push(line);
        if layout.changes.is_empty() {
            each(line, record)
        } else {
            each(line, &layout.changes.apply(record, self.width, &[]))
        }
    }

    /// Whether examples may still follow.
    pub(in crate::load) fn is_at_head(&self) -> bool {
        self.seen < EXAMPLES
    }

    /// Goes on behind rows that follow each other and were read elsewhere.
    pub(in crate::load) fn pass(&mut self, line: u32, rows: u32) {
        self.seen = self.seen.saturating_add(rows);
        self.passed.lines.push_run(line, rows);
    }

    /// What was passed over.
    pub(in crate::load) fn end(self) -> Passed {
        self.passed
    }
}

/// What was passed over while the rows were read.
#[derive(Debug, Default)]
pub(in crate::load) struct Passed {
    /// The lines of the rows that were read.
    pub(in crate::load) lines: Lines,
    /// How many rows were blank.
    pub(in crate::load) blank: u32,
    /// The rows left out, with the reason.
    pub(in crate::load) skipped: Vec<(u32, Reason)>,
    /// When the table was made, if a note says so.
    pub(in crate::load) exported: Option<Exported>,
}

/// How many cells are filled; beyond [`FEW_CELLS`] it does not matter how many more.
pub(super) fn filled<'c>(cells: impl Iterator<Item = &'c [u8]>) -> usize {
    let is_filled =
        |cell: &&[u8]| match cell.first().filter(|b| b.is_ascii_graphic()).or_else(|| cell.trim_ascii().first()) {
            None => false,
            // spaces in full width are blank too
            Some(0xE3) => std::str::from_utf8(cell).is_ok_and(|cell| !cell.trim_start().is_empty()),
            Some(_) => true,
        };
    cells.filter(is_filled).take(FEW_CELLS + 1).count()
}
