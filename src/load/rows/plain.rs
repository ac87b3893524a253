//! Rows that need nothing but their own cells and ids that are known, as nearly all rows of a large file do: pieces of
//! the file are read side by side. Where there is more to a row, it takes the slow path and is read in its turn like a row of
//! any other file. This module tells nothing, and loses nothing.

mod batch;
mod column;

use std::ops::Range;

use batch::SlowRows;
use column::{ColumnPlan, SlowPath, WantedId, fine_if_seen, ids, is_id};

use super::cell::Reading;
use super::{Filling, Rows};
use crate::base::date::Day;
use crate::base::parallel;
use crate::load::Loader;
use crate::load::layout::Layout;
use crate::model::issue::InputRule;
use crate::model::schema::{Kind, TableId};
use crate::source::{Cell, Piece, Records};
use crate::table::{Column, Fingerprint, NONE, Tables, Texts, row_set};

pub(in crate::load) use batch::{Batch, Segment, Step};

/// How the rows of a section are read.
pub(in crate::load) struct Plan<'r> {
    layout: &'r Layout,
    tables: &'r Tables,
    columns: Vec<ColumnPlan>,
    /// The place of the row's own id.
    id: Option<usize>,
    /// Places under an empty header.
    headless: Vec<usize>,
    /// How many cells of a row are not read.
    unread: usize,
    hashed: bool,
    /// By their places, the columns of dates that must follow others, and those.
    orders: Vec<(usize, usize)>,
}

impl Rows<'_> {
    /// How the rows of the section at hand can be read in pieces; `None` if each of them needs more than that.
    pub(in crate::load) fn plan<'r>(&self, loader: &'r Loader<'_>, layout: &'r Layout) -> Option<Plan<'r>> {
        let headings = &self.header().headings;
        let id_column = self.def.id_column();
        let filling = |column| self.columns.iter().find(|c: &&Filling| c.column == column);
        let has_required = self.def.required.iter().all(|column| filling(*column).is_some());
        let id = id_column.and_then(filling).and_then(|c| c.places[0]);
        // without a register that gives ids, whoever a row is about must be looked for
        let has_ids = |column: &Filling| match column.kind() {
            Kind::Row(target) => loader.tables[target].has_ids,
            _ => true,
        };
        let is_about_ids = self.def.required.iter().filter_map(|column| filling(*column)).all(has_ids);
        let is_readable = layout.reads_as_it_stands() && has_required && is_about_ids;
        if !is_readable || id.is_some() != id_column.is_some() {
            return None;
        }
        let column = |filling: &Filling| ColumnPlan {
            reading: filling.reading,
            place: filling.places[0],
            others: filling.places[1..].iter().copied().flatten().collect(),
            is_required: self.def.required.contains(&filling.column),
            wanted: filling.wanted,
        };
        let is_headless = |place: &usize| headings[*place].text.is_empty() && headings[*place].found.is_none();
        Some(Plan {
            unread: headings.len() - self.columns.iter().filter(|column| column.places[0].is_some()).count(),
            layout,
            tables: &loader.tables,
            columns: self.columns.iter().map(column).collect(),
            id,
            headless: (0..headings.len()).filter(is_headless).collect(),
            hashed: self.hashed,
            orders: self.orders.clone(),
        })
    }

    /// Begins with pieces that were read side by side. The rows among them that take the slow path are read first, and put in
    /// their places by [`Rows::put_together`].
    pub(in crate::load) fn begin_batches(&mut self) {
        for filling in self.columns.iter_mut().filter(|filling| !matches!(filling.cells, Column::Bits(_))) {
            filling.before = std::mem::replace(&mut filling.cells, super::empty(filling.reading.kind));
        }
        self.hashes_before = std::mem::take(&mut self.hashes);
    }

    /// Counts rows of a piece as the next; in a table with ids, these are numbered.
    pub(in crate::load) fn pass(&mut self, loader: &mut Loader<'_>, batch: &Batch, rows: Range<usize>) {
        let (first, count) = (self.count, rows.len() as u32);
        if self.def.id_column().is_some() {
            let keys = &mut loader.tables[self.id].keys;
            for (row, number) in rows.zip(first..) {
                self.repeated.add(keys.intern(batch.ids.get(row as u32)), number);
            }
        }
        self.count += count;
        self.repeated.complete.grow(self.count as usize);
        self.repeated.complete.insert_range(first as usize..self.count as usize);
    }

    /// Puts the rows of the pieces behind those before them, and between them the rows that took the slow path.
    pub(in crate::load) fn put_together(&mut self, segments: &[Segment<'_>]) {
        let rows: usize = segments.iter().map(Segment::len).sum();
        let first = self.count as usize - rows;
        let fill = |(place, filling): (usize, &mut Filling)| {
            if !filling.wanted {
                return;
            }
            // marks of a row that took the slow path stand in their place already
            let are_in_place = matches!(filling.cells, Column::Bits(_));
            let slow = if are_in_place {
                super::empty(filling.reading.kind)
            } else {
                let before = std::mem::replace(&mut filling.before, super::empty(filling.reading.kind));
                std::mem::replace(&mut filling.cells, before)
            };
            let (mut at, mut next) = (first, 0);
            for segment in segments {
                match segment {
                    Segment::Read(batch, rows) => filling.cells.extend(at, &batch.columns[place], rows.clone()),
                    Segment::Slow(_) if are_in_place => {}
                    Segment::Slow(count) => {
                        filling.cells.extend(at, &slow, next..next + count);
                        next += count;
                    }
                }
                at += segment.len();
            }
        };
        parallel::each(parallel::is_worth_threads(rows), self.columns.iter_mut().enumerate(), fill);
        let mut slow = std::mem::replace(&mut self.hashes, std::mem::take(&mut self.hashes_before)).into_iter();
        for segment in segments.iter().filter(|_| self.hashed) {
            match segment {
                Segment::Read(batch, rows) => self.hashes.extend_from_slice(&batch.hashes[rows.clone()]),
                Segment::Slow(count) => self.hashes.extend(slow.by_ref().take(*count)),
            }
        }
    }

    /// Counts what is filled in a piece.
    pub(in crate::load) fn count_filled(&mut self, loader: &mut Loader<'_>, batch: &Batch) {
        if batch.ordered > 0 {
            loader.issues.examined(InputRule::ImpossibleOrder, u64::from(batch.ordered));
        }
        for (filling, filled) in self.columns.iter_mut().zip(&batch.filled) {
            filling.filled += filled;
            let examined = |rule| loader.issues.examined(rule, u64::from(*filled));
            filling.reading.examined_if_fine().for_each(examined);
        }
    }

    /// Makes room for so many rows more.
    pub(in crate::load) fn reserve(&mut self, rows: usize) {
        self.columns.iter_mut().filter(|c| c.wanted).for_each(|column| column.cells.reserve(rows));
    }
}

impl Plan<'_> {
    /// Reads a piece of the file.
    pub(in crate::load) fn read(&self, piece: &Piece<'_>) -> Batch {
        let records = piece.records();
        let mut slow = self.slow(&records);
        let columns: Vec<Column> = self.columns.iter().map(|column| self.column(column, &records, &mut slow)).collect();
        for (late, early) in &self.orders {
            // a date that lies before one that it must follow is told with its row
            if let (Column::Date(late), Column::Date(early)) = (&columns[*late], &columns[*early]) {
                let days = late.iter().zip(early).zip(&mut slow.0);
                days.for_each(|((late, early), slow)| *slow |= late < early && !late.is_empty());
            }
        }
        let ids = self.id.map_or_else(Texts::default, |place| ids(place, &records, &mut slow));
        let hash = |row| self.layout.header.hash(records.cells(row).iter());
        let hashes = if self.hashed { (0..records.len()).map(hash).collect() } else { Vec::new() };
        let (steps, lines) = (slow.steps(&records), records.lines);
        let marks = records.marks().collect();
        let mut batch = Batch { columns, ids, hashes, filled: Vec::new(), ordered: 0, steps, lines, marks };
        let mut rows = records.len();
        if slow.0.contains(&true) {
            let others = slow.others();
            rows = others.len();
            batch.keep(&others);
        }
        let filled = |(column, plan): (&Column, &ColumnPlan)| match plan.reading.kind {
            Kind::Id => rows as u32,
            _ => column.filled(0..rows) as u32,
        };
        for (late, early) in &self.orders {
            if let (Column::Date(late), Column::Date(early)) = (&batch.columns[*late], &batch.columns[*early]) {
                let are_read = late.iter().zip(early).filter(|(late, early)| !late.is_empty() && !early.is_empty());
                batch.ordered += are_read.count() as u32;
            }
        }
        batch.filled = batch.columns.iter().zip(&self.columns).map(filled).collect();
        batch
    }

    /// The rows that take the slow path for what they are as a whole.
    fn slow(&self, records: &Records<'_>) -> SlowRows {
        let (width, bytes) = (self.layout.header.headings.len(), records.text().as_bytes());
        // rows are often sorted by their first cell
        let mut last = (Fingerprint::of(&[]), false);
        let mut begins_as_data = |first: Cell| {
            let print = Fingerprint::at(bytes, first.range());
            if !print.is_whole() || print != last.0 {
                last = (print, self.layout.begins_as_data(&bytes[first.range()]));
            }
            last.1
        };
        // each cell that is read sends its row down the slow path if it is blank and yet not empty
        let is_slow = |(row, first): (usize, Cell)| {
            let cells = records.cells(row);
            let begins_plain =
                |place| cells.get(place).is_some_and(|c| c.starts_with(|c: char| c.is_ascii_alphanumeric()));
            let is_surely_data =
                ((1..3).any(begins_plain) && begins_as_data(first)) || self.layout.is_surely_data(cells, self.unread);
            (width..cells.len()).chain(self.headless.iter().copied()).any(|place| cells.is_filled(place))
                || !is_surely_data
        };
        SlowRows(records.column(0).enumerate().map(is_slow).collect())
    }

    /// Reads the cells of a column; what stands in rows that take the slow path does not matter.
    fn column(&self, column: &ColumnPlan, records: &Records<'_>, slow: &mut SlowRows) -> Column {
        let text = records.text();
        let reading = column.reading;
        match reading.kind {
            Kind::Code(codes) => Column::Code(column.codes(codes, records, slow)),
            Kind::Date => {
                let bytes = text.as_bytes();
                let usual = |cell: Cell| reading.checked(Day::iso(&bytes[cell.range()])?.ok()?).fine();
                let other = |_, cell: Cell| fine_if_seen(&text[cell.range()], |cell| reading.day(cell).fine());
                Column::Date(column.read(records, slow, Day::EMPTY, usual, other))
            }
            Kind::Row(target) => Column::Row(self.references(target, column, records, slow)),
            Kind::Points => Column::Points(column.read(
                records,
                slow,
                0,
                |_| None,
                |_, cell| fine_if_seen(&text[cell.range()], |cell| Reading::points(cell).fine()),
            )),
            Kind::Name | Kind::Text | Kind::Email | Kind::Patients if column.wanted => {
                Column::Text(column.texts(records, slow))
            }
            Kind::Mark => {
                let filled = |_, cell: Cell| fine_if_seen(&text[cell.range()], |cell| reading.mark(cell).fine());
                let filled = |row, cell| filled(row, cell).map(|cell| !cell.is_empty());
                bits(&column.read(records, slow, false, |_| None, filled))
            }
            Kind::Id | Kind::Name | Kind::Text | Kind::Email | Kind::Patients | Kind::Truth => {
                let filled = |_, cell: Cell| column.text(&text[cell.range()]).map(|cell| !cell.is_empty());
                bits(&column.read(records, slow, false, |_| None, filled))
            }
        }
    }

    /// The rows that the cells of a column name by ids that are known. Ids that are not among the dense keys are looked up one after
    /// the other, and their texts compared after that, so that none waits for another.
    fn references(&self, target: TableId, column: &ColumnPlan, records: &Records<'_>, slow: &mut SlowRows) -> Vec<u32> {
        let (table, bytes) = (&self.tables[target], records.text().as_bytes());
        if !column.others.is_empty() {
            return column.references_among(table, records, slow);
        }
        let dense = table.keys.dense().filter(|dense| table.has_ids && is_id(dense.before(), &[]));
        let mut wanted: Vec<WantedId<'_>> = Vec::new();
        // rows are often sorted by what they name
        let mut last = (Fingerprint::of(&[]), NONE);
        let in_dense = |cell: Cell| {
            let dense = dense?;
            let print = Fingerprint::at(bytes, cell.range());
            if print != last.0 {
                last = (print, dense.get(print)?);
            }
            Some(last.1)
        };
        let other = |row: usize, cell: Cell| {
            let (print, id) = (Fingerprint::at(bytes, cell.range()), &bytes[cell.range()]);
            match wanted.last_mut() {
                Some(above)
                    if above.print == print
                        && above.first + above.rows == row
                        && (print.is_whole() || above.id == id) =>
                {
                    above.rows += 1;
                }
                _ if !is_id(print, id) || !table.has_ids => return Err(SlowPath),
                _ => wanted.push(WantedId { print, id, first: row, rows: 1 }),
            }
            Ok(NONE)
        };
        let mut references = column.read(records, slow, NONE, in_dense, other);
        let likely: Vec<Option<u32>> = wanted.iter().map(|wanted| table.keys.likely(wanted.print)).collect();
        for (WantedId { print, id, first, rows }, likely) in wanted.into_iter().zip(likely) {
            let is_it = |number: &u32| print.is_whole() || table.keys.is_named(*number, id);
            let named = likely.filter(is_it).or_else(|| likely.and_then(|_| table.keys.find(print, id)));
            match named {
                Some(named) => references[first..first + rows].fill(named),
                None => slow.0[first..first + rows].fill(true),
            }
        }
        references
    }
}

/// Which cells are filled.
fn bits(filled: &[bool]) -> Column {
    Column::Bits(row_set(filled.len(), filled, |filled| *filled))
}
