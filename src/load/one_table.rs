//! One table, read from the sheets that hold its parts.

use std::sync::Arc;

use csv::ByteRecord;

use super::Loader;
use super::inputs::{InputSheet, Notice};
use crate::base::parallel;
use crate::base::text::Problem;
use crate::load::layout::{Layout, Passed, Walk};
use crate::load::rows::{self, Batch, Segment, Step};
use crate::load::{header, words};
use crate::model::place::{Basis, Exported, TableCandidate, place_of};
use crate::model::schema::{Column, ColumnId, Kind, Part, TableId, known};
use crate::source::{PIECE, Piece, Pieces, Sheet};
use crate::table::{AMBIGUOUS, Origin, Section};

/// A sheet that holds a table or a part of one.
pub(super) struct SheetOfTable {
    pub(super) file: usize,
    pub(super) file_name: String,
    pub(super) sheet: Arc<Sheet>,
    pub(super) layout: Layout,
    pub(super) made: Option<Exported>,
    pub(super) how: Basis,
    pub(super) evidence: Option<TableCandidate>,
    pub(super) others: Vec<TableCandidate>,
}

/// So many pieces are read side by side before their rows are put together.
const MOST_AT_ONCE: usize = 16;

/// The first ones are fewer: nothing else is done while they are looked for.
const FIRST_AT_ONCE: usize = 4;

/// The bytes at the head of a text that are read row by row.
const HEAD: usize = 1 << 10;

/// From so many rows it is told whether numbers are ids of the list that they would refer to.
const FIRST_ROWS: u32 = 500;

/// The pieces that are read side by side next.
fn next_pieces<'t>(pieces: &mut Pieces<'t>, size: usize) -> Vec<Piece<'t>> {
    std::iter::from_fn(|| pieces.next(PIECE)).take(size).collect()
}

/// Rows are counted in 32 bits.
fn check_count(part: &SheetOfTable, rows: &rows::Rows<'_>, more: u32) -> Result<(), Problem> {
    if u64::from(rows.count()) + u64::from(more) < u64::from(AMBIGUOUS) {
        Ok(())
    } else {
        Err(words::too_many_rows(&part.file_name))
    }
}

impl Loader<'_> {
    /// Reads one table, part by part.
    pub(super) fn table(&mut self, id: TableId, sheets: &[SheetOfTable]) -> Result<Vec<(usize, InputSheet)>, Problem> {
        let headers: Vec<&header::Header> = sheets.iter().map(|s| &s.layout.header).collect();
        let mut rows = rows::Rows::new(self, id, &headers);
        let (mut sections, mut found) = (Vec::new(), Vec::new());
        for part in sheets {
            let lacks = |column: &ColumnId| part.layout.header.of(*column).is_none();
            let columns: Vec<ColumnId> = rows.columns().filter(lacks).collect();
            if !columns.is_empty() {
                let place = place_of(&part.file_name, part.sheet.name.as_deref());
                self.notices.push(Notice::Lacks { place, table: id, columns });
            }
            let numbers = self.other_numbers(id, part);
            let first = rows.begin(sections.len(), part.sheet.state.from_1904, &numbers);
            let passed = self.rows(part, &mut rows)?;
            part.sheet.check_read()?;
            let header = &part.layout.header;
            let headers = id.def().columns().map(|(column, _)| header.of(column).cloned()).collect();
            let name_headers = id.def().columns().map(|(column, _)| header.of_name(column).cloned()).collect();
            let Passed { lines, blank, skipped, exported } = passed;
            let exported = part.made.or(part.layout.exported).or(exported);
            let in_cells = part.sheet.column(0).is_some();
            let sheet = part.sheet.name.clone();
            sections.push(Section { file: part.file, sheet, in_cells, headers, name_headers, lines, first, exported });
            found.push((
                part.file,
                InputSheet {
                    table: id,
                    how: part.how,
                    evidence: part.evidence,
                    candidates: part.others.clone(),
                    section: found.len(),
                    name: part.sheet.name.clone(),
                    delimiter: part.sheet.delimiter(),
                    state: part.sheet.state,
                    title: part.layout.title.clone(),
                    has_header_row: part.layout.has_header_row,
                    header_lines: part.layout.header_lines,
                    columns: part.layout.header.headings.clone(),
                    rows: rows.count() - first,
                    blank,
                    skipped,
                    exported,
                    left_out: 0,
                    without_row: 0,
                },
            ));
        }
        let (read, repeated) = rows.finish(self);
        self.tables[id].origin = Some(Origin { sections, rows: None, read });
        repeated.keep_one(self, id, sheets);
        sheets.iter().try_for_each(|part| part.sheet.check_read())?;
        self.missing_values(id);
        self.stale(id);
        if let Some(origin) = &self.tables[id].origin {
            let kept = origin.kept(self.tables[id].len as u32);
            found.iter_mut().zip(kept).for_each(|((_, sheet), kept)| sheet.left_out = sheet.rows - kept);
        }
        Ok(found)
    }

    /// The columns of a sheet that name people or patients by a number and a name, where the numbers are of another numbering:
    /// none of them is an id of the list that they would refer to, while names are in it. Told from the first rows.
    fn other_numbers(&mut self, id: TableId, part: &SheetOfTable) -> Vec<ColumnId> {
        let header = &part.layout.header;
        let named = |(column, def): (ColumnId, &Column)| match def.kind {
            Kind::Row(target) if [known().staff, known().patients].contains(&target) => {
                Some((column, target, header.place(column, Part::Main)?, header.place(column, Part::Name)?))
            }
            _ => None,
        };
        let mut found = Vec::new();
        for (column, target, number, name) in id.def().columns().filter_map(named) {
            let (mut seen, mut by_number, mut by_name) = (0, false, false);
            let _ = part.layout.rows(&part.sheet, |_, record| {
                let cell = |place| header::text(record, Some(place));
                by_number |= self.resolver.knows(&self.tables, target, cell(number));
                by_name |= !cell(number).is_empty() && self.resolver.knows_name(&self.tables, target, cell(name));
                seen += 1;
                if by_number || seen == FIRST_ROWS { Err(()) } else { Ok(()) }
            });
            found.extend((by_name && !by_number).then_some(column));
        }
        found
    }

    /// Reads the rows of a sheet: those of a text in pieces, side by side.
    pub(super) fn rows(&mut self, part: &SheetOfTable, rows: &mut rows::Rows<'_>) -> Result<Passed, Problem> {
        let layout = &part.layout;
        let is_readable_in_pieces = rows.plan(self, layout).is_some();
        let Some(mut pieces) = part.sheet.pieces().filter(|_| is_readable_in_pieces) else {
            return layout.rows(&part.sheet, |line, record| self.row(part, rows, line, record));
        };
        let mut walk = layout.walk();
        let (mut line, mut record) = (1, ByteRecord::new());
        while walk.is_at_head()
            && let Some(piece) = pieces.next(HEAD)
        {
            let records = piece.records();
            rows.begin_piece(line, &piece, &records.marks().collect::<Vec<_>>());
            for row in 0..records.len() {
                records.cells(row).copy_to(&mut record);
                walk.record(line + records.line(row), &record, |line, record| self.row(part, rows, line, record))?;
            }
            line += records.lines;
            part.sheet.hash_pieces(std::slice::from_ref(&piece));
        }
        let (mut room_for, mut size) = (Some(pieces.left()), FIRST_AT_ONCE);
        let (mut to_read, mut waiting, mut batches) = (next_pieces(&mut pieces, size), Vec::new(), Vec::new());
        while !to_read.is_empty() || !waiting.is_empty() {
            size = MOST_AT_ONCE.min(2 * size);
            let is_worth_threads = to_read.len() + waiting.len() > 1;
            let add_and_read = || {
                if let (Some(first), Some(last)) = (waiting.first(), waiting.last()) {
                    self.add(part, rows, &mut walk, &mut line, &waiting, &batches)?;
                    if let Some(bytes) = room_for.take() {
                        // what comes is taken to be as the first pieces are
                        let here = last.bytes().end - first.bytes().start;
                        rows.reserve((u64::from(rows.count()) * bytes.saturating_sub(here) / here) as usize);
                    }
                }
                let plan = rows.plan(self, layout).expect("what begins to be read in pieces is so to its end");
                Ok(parallel::each(is_worth_threads, &to_read, |piece| plan.read(piece)))
            };
            let hash = || part.sheet.hash_pieces(&waiting);
            let look_on = || parallel::both(is_worth_threads, hash, || next_pieces(&mut pieces, size));
            let (read, ((), next)) = parallel::both(is_worth_threads, add_and_read, look_on);
            batches = read?;
            pieces.take_back(std::mem::replace(&mut waiting, std::mem::replace(&mut to_read, next)));
        }
        Ok(walk.end())
    }

    /// Adds the rows of pieces that were read side by side.
    pub(super) fn add(
        &mut self,
        part: &SheetOfTable,
        rows: &mut rows::Rows<'_>,
        walk: &mut Walk<'_>,
        line: &mut u32,
        pieces: &[Piece<'_>],
        batches: &[Batch],
    ) -> Result<(), Problem> {
        rows.begin_batches();
        let mut segments = Vec::new();
        for (batch, piece) in batches.iter().zip(pieces) {
            rows.begin_piece(*line, piece, &batch.marks);
            rows.count_filled(self, batch);
            let mut from = 0;
            for step in &batch.steps {
                match step {
                    Step::Rows { line: before, rows: count } => {
                        check_count(part, rows, *count)?;
                        let to = from + *count as usize;
                        rows.pass(self, batch, from..to);
                        walk.pass(*line + before, *count);
                        segments.push(Segment::Read(batch, from..to));
                        from = to;
                    }
                    Step::Record { line: before, record } => {
                        let read = rows.count();
                        walk.record(*line + before, record, |line, record| self.row(part, rows, line, record))?;
                        segments.push(Segment::Slow((rows.count() - read) as usize));
                    }
                }
            }
            *line += batch.lines;
        }
        rows.put_together(&segments);
        Ok(())
    }

    /// Reads a row.
    fn row(
        &mut self,
        part: &SheetOfTable,
        rows: &mut rows::Rows<'_>,
        line: u32,
        record: &ByteRecord,
    ) -> Result<(), Problem> {
        check_count(part, rows, 1)?;
        rows.push(self, line, record);
        Ok(())
    }
}
