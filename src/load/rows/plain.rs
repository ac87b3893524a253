//! Rows that need nothing but their own cells and ids that are known, as nearly all rows of a large file do: pieces of
//! the file are read side by side. Where there is more to a row, it takes the slow path and is read in its turn like a row of
//! any other file. This module tells nothing, and loses nothing.

use std::cell::RefCell;
use std::ops::Range;

use csv::ByteRecord;

use super::cell::{Reading, holds_nothing};
use super::{Filling, Rows};
use crate::base::date::Day;
use crate::base::normalize;
use crate::base::parallel;
use crate::load::Loader;
use crate::load::header::may_be_guarded;
use crate::load::layout::Layout;
use crate::model::issue::InputRule;
use crate::model::schema::{CodesId, Kind, TableId, schema};
use crate::source::{Cell, Cells, Piece, Records};
use crate::table::{Column, KeyPrefix, NONE, RowHash, RowSelection, Table, Tables, Texts, row_set};

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

/// How the cells of a column are read.
struct ColumnPlan {
    reading: Reading,
    /// The place in a record, and those of what else may name the same person.
    place: Option<usize>,
    others: Vec<usize>,
    is_required: bool,
    /// Whether its cells are needed once they are read.
    wanted: bool,
}

/// What was read from a piece.
pub(in crate::load) struct Batch {
    /// In the order of the table's columns.
    columns: Vec<Column>,
    /// The rows' own ids.
    ids: Texts,
    hashes: Vec<RowHash>,
    /// How many cells of each column are filled.
    filled: Vec<u32>,
    /// How many pairs of dates were compared.
    ordered: u32,
    /// What stands in the piece, from front to back.
    pub(in crate::load) steps: Vec<Step>,
    /// How many lines end in it.
    pub(in crate::load) lines: u32,
    /// How many lines stand before some of its records, and where these begin.
    pub(in crate::load) marks: Vec<(u32, u32)>,
}

/// An id that stands in rows one below the other: such rows are often sorted.
struct WantedId {
    prefix: KeyPrefix,
    first: usize,
    rows: usize,
}

/// The rows of a piece to which there is more than this module reads.
struct SlowRows(Vec<bool>);

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
    fn len(&self) -> usize {
        match self {
            Self::Read(_, rows) => rows.len(),
            Self::Slow(count) => *count,
        }
    }
}

/// There is more to a cell than this module reads.
#[derive(Clone, Copy)]
struct SlowPath;

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
        let mut last = (KeyPrefix::of(&[]), false);
        let mut begins_as_data = |first: Cell| {
            let prefix = KeyPrefix::at(bytes, first.range());
            if !prefix.is_whole() || prefix != last.0 {
                last = (prefix, self.layout.begins_as_data(&bytes[first.range()]));
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

    /// The rows that the cells of a column name by ids that are known. Short ids that are not among the dense keys are looked up one after
    /// the other, so that none waits for another.
    fn references(&self, target: TableId, column: &ColumnPlan, records: &Records<'_>, slow: &mut SlowRows) -> Vec<u32> {
        let (table, bytes) = (&self.tables[target], records.text().as_bytes());
        if !column.others.is_empty() {
            return column.references_among(table, records, slow);
        }
        let dense = table.keys.dense().filter(|dense| table.has_ids && is_id(dense.before(), &[]));
        let mut wanted: Vec<WantedId> = Vec::new();
        // rows are often sorted by what they name
        let mut last = (KeyPrefix::of(&[]), NONE);
        let in_dense = |cell: Cell| {
            let prefix = KeyPrefix::at(bytes, cell.range());
            if prefix != last.0 {
                last = (prefix, dense?.get(prefix)?);
            }
            Some(last.1)
        };
        let other = |row: usize, cell: Cell| {
            let (prefix, id) = (KeyPrefix::at(bytes, cell.range()), &bytes[cell.range()]);
            if !is_id(prefix, id) || !table.has_ids {
                return Err(SlowPath);
            }
            if !prefix.is_whole() {
                return table.keys.find(prefix, id).ok_or(SlowPath);
            }
            match wanted.last_mut() {
                Some(above) if above.prefix == prefix && above.first + above.rows == row => above.rows += 1,
                _ => wanted.push(WantedId { prefix, first: row, rows: 1 }),
            }
            Ok(NONE)
        };
        let mut references = column.read(records, slow, NONE, in_dense, other);
        for WantedId { prefix, first, rows } in wanted {
            match table.keys.find(prefix, &[]) {
                Some(named) => references[first..first + rows].fill(named),
                None => slow.0[first..first + rows].fill(true),
            }
        }
        references
    }
}

impl ColumnPlan {
    /// What the cells of the column say. `usual` knows most of them as they stand; of any other that is not empty, `other` is
    /// given the row and the cell without surrounding space. A row whose cell holds nothing of its own, or of which neither
    /// makes anything, takes the slow path.
    fn read<T: Copy>(
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
    fn references_among(&self, table: &Table, records: &Records<'_>, slow: &mut SlowRows) -> Vec<u32> {
        let bytes = records.text().as_bytes();
        let named = |row: usize, cell: Cell| {
            let (prefix, id) = (KeyPrefix::at(bytes, cell.range()), &bytes[cell.range()]);
            if !is_id(prefix, id) || !table.has_ids {
                return Err(SlowPath);
            }
            let named = table.keys.find(prefix, id).ok_or(SlowPath)?;
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
    fn texts(&self, records: &Records<'_>, slow: &mut SlowRows) -> Texts {
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
    fn codes(&self, codes: CodesId, records: &Records<'_>, slow: &mut SlowRows) -> Vec<u8> {
        let (text, known) = (records.text(), RefCell::new(Vec::<(KeyPrefix, &str, u8)>::new()));
        let usual = |cell: Cell| {
            let prefix = KeyPrefix::at(text.as_bytes(), cell.range());
            let is_it = |(of, spelling, _): &&(KeyPrefix, &str, u8)| {
                *of == prefix && (prefix.is_whole() || spelling.as_bytes() == &text.as_bytes()[cell.range()])
            };
            known.borrow().iter().find(is_it).map(|(_, _, code)| *code)
        };
        let other = |_, cell: Cell| {
            let spelling = &text[cell.range()];
            let code = fine_if_seen(spelling, |cell| self.reading.code(codes, cell).fine())?;
            let mut known = known.borrow_mut();
            if known.len() < MOST_SPELLINGS {
                known.push((KeyPrefix::of(spelling.as_bytes()), spelling, code));
            }
            Ok(code)
        };
        self.read(records, slow, 0, usual, other)
    }

    fn set_all_slow_if_required(&self, slow: &mut SlowRows) {
        slow.0.iter_mut().for_each(|slow| *slow |= self.is_required);
    }

    /// The text in a cell, if there is no more to tell of it.
    fn text<'c>(&self, cell: &'c str) -> Result<&'c str, SlowPath> {
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

impl SlowRows {
    /// The other rows.
    fn others(&self) -> Vec<u32> {
        (0..).zip(&self.0).filter(|(_, slow)| !**slow).map(|(row, _)| row).collect()
    }

    /// The rows, and the records that take the slow path, in the order of their lines.
    fn steps(&self, records: &Records<'_>) -> Vec<Step> {
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
    fn keep(&mut self, rows: &[u32]) {
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

/// Which cells are filled.
fn bits(filled: &[bool]) -> Column {
    Column::Bits(row_set(filled.len(), filled, |filled| *filled))
}

/// The rows' own ids. One of another width is normalized before it is one.
fn ids(place: usize, records: &Records<'_>, slow: &mut SlowRows) -> Texts {
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
fn fine_if_seen<'c, T>(cell: &'c str, read: impl FnOnce(&'c str) -> Option<T>) -> Result<T, SlowPath> {
    let is_seen = cell.contains(|c: char| !c.is_whitespace() && !normalize::invisible(c));
    read(cell).filter(|_| is_seen).ok_or(SlowPath)
}

/// Whether what stands in a cell, given with its prefix, can only be an id.
fn is_id(prefix: KeyPrefix, cell: &[u8]) -> bool {
    if prefix.is_whole() {
        prefix.is_graphic() && !prefix.has(b'@')
    } else {
        cell.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'@')
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
