//! Rows that need nothing but their own cells and ids that are known, as nearly all rows of a large file do: pieces of
//! the file are read side by side. Where there is more to a row, it is set aside and read in its turn like a row of
//! any other file. This module tells nothing, and loses nothing.

use std::ops::Range;

use csv::ByteRecord;
use rayon::prelude::*;

use super::{Filling, Rows, holds_nothing, points};
use crate::date::Day;
use crate::fold;
use crate::issue::InputRule;
use crate::load::Loader;
use crate::load::layout::Layout;
use crate::schema::{CodesId, Kind, TableId};
use crate::source::{Cells, Piece, Records};
use crate::table::{Column, Head, NONE, RowHash, Tables, Texts, row_set};

/// How the rows of a section are read.
pub(in crate::load) struct Plan<'r> {
    layout: &'r Layout,
    tables: &'r Tables,
    as_of: Day,
    columns: Vec<ColumnPlan>,
    /// The place of the row's own id.
    id: Option<usize>,
    /// Places under an empty header.
    headless: Vec<usize>,
    /// How many cells of a row are not read.
    unread: usize,
    hashed: bool,
}

/// How the cells of a column are read.
struct ColumnPlan {
    kind: Kind,
    /// The place in a record, and those of what else may name the same person.
    place: Option<usize>,
    others: Vec<usize>,
    is_required: bool,
    /// The date of something done.
    done: bool,
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
    /// What stands in the piece, from front to back.
    pub(in crate::load) steps: Vec<Step>,
    /// How many lines end in it.
    pub(in crate::load) lines: u32,
}

/// An id that stands in rows one below the other: such rows are often sorted.
struct WantedId {
    head: Head,
    first: usize,
    rows: usize,
}

/// The rows of a piece to which there is more than this module reads.
struct Aside(Vec<bool>);

/// A part of a piece; lines are counted from that of its first byte.
pub(in crate::load) enum Step {
    /// Rows that follow each other.
    Rows { line: u32, rows: u32 },
    /// A record that was set aside.
    Record { line: u32, record: ByteRecord },
}

/// There is more to a cell than this module reads.
#[derive(Clone, Copy)]
struct SetAside;

impl Rows<'_> {
    /// How the rows of the section at hand can be read in pieces; `None` if each of them needs more than that.
    pub(in crate::load) fn plan<'r>(&'r self, loader: &'r Loader<'_>, layout: &'r Layout) -> Option<Plan<'r>> {
        let headings = &self.header().headings;
        let id_column = self.def.id_column();
        let filling = |column| self.columns.iter().find(|c: &&Filling| c.column == column);
        let has_required = self.def.required.iter().all(|column| filling(*column).is_some());
        let id = id_column.and_then(filling).and_then(|c| c.places[0]);
        // without a register that gives ids, whoever a row is about must be looked for
        let has_ids = |column: &Filling| match column.kind {
            Kind::Row(target) => loader.tables[target].has_ids,
            _ => true,
        };
        let is_about_ids = self.def.required.iter().filter_map(|column| filling(*column)).all(has_ids);
        let is_readable = layout.reads_as_it_stands() && has_required && is_about_ids;
        if !is_readable || id.is_some() != id_column.is_some() {
            return None;
        }
        let column = |filling: &Filling| ColumnPlan {
            kind: filling.kind,
            place: filling.places[0],
            others: filling.places[1..].iter().copied().flatten().collect(),
            is_required: self.def.required.contains(&filling.column),
            done: self.def.def(filling.column).done,
            wanted: filling.wanted,
        };
        let is_headless = |place: &usize| headings[*place].text.is_empty() && headings[*place].found.is_none();
        Some(Plan {
            unread: headings.len() - self.columns.iter().filter(|column| column.places[0].is_some()).count(),
            layout,
            tables: &loader.tables,
            as_of: loader.options.as_of,
            columns: self.columns.iter().map(column).collect(),
            id,
            headless: (0..headings.len()).filter(is_headless).collect(),
            hashed: self.hashed,
        })
    }

    /// Adds rows of pieces behind those read so far.
    pub(in crate::load) fn append(&mut self, loader: &mut Loader<'_>, parts: &[(&Batch, Range<usize>)]) {
        let here = self.count as usize;
        let rows: usize = parts.iter().map(|(_, rows)| rows.len()).sum();
        let fill = |(place, filling): (usize, &mut Filling)| {
            let (mut len, mut filled) = (here, 0);
            for (batch, rows) in parts {
                let column = &batch.columns[place];
                filled += if filling.kind == Kind::Id { rows.len() } else { column.filled(rows.clone()) };
                if filling.wanted {
                    filling.cells.extend(len, column, rows.clone());
                }
                len += rows.len();
            }
            filling.filled += filled as u32;
            filled as u64
        };
        let has_ids = self.def.id_column().is_some();
        let (keys, repeated) = (&mut loader.tables[self.id].keys, &mut self.repeated);
        let mut intern = || {
            if !has_ids {
                return;
            }
            let ids = parts.iter().flat_map(|(batch, rows)| rows.clone().map(|row| batch.ids.get(row as u32)));
            ids.zip(self.count..).for_each(|(id, row)| repeated.add(keys.intern(id), row));
        };
        let columns = &mut self.columns;
        let filled: Vec<u64> = if rows < ROWS_WORTH_THREADS {
            intern();
            columns.iter_mut().enumerate().map(fill).collect()
        } else {
            rayon::join(intern, || columns.par_iter_mut().enumerate().map(fill).collect()).1
        };
        for (filling, filled) in self.columns.iter().zip(filled) {
            let mut examined = |rule| loader.issues.examined(rule, filled);
            match filling.kind {
                Kind::Code(_) | Kind::Points => examined(InputRule::UnreadableValue),
                Kind::Date => {
                    examined(InputRule::UnreadableValue);
                    examined(InputRule::ContradictingDate);
                    if self.def.def(filling.column).done {
                        examined(InputRule::FutureDate);
                    }
                }
                Kind::Name => examined(InputRule::LossyText),
                _ => {}
            }
        }
        if self.hashed {
            parts.iter().for_each(|(batch, rows)| self.hashes.extend_from_slice(&batch.hashes[rows.clone()]));
        }
        self.count += rows as u32;
        self.repeated.complete.grow(self.count as usize);
        self.repeated.complete.insert_range(here..self.count as usize);
    }

    /// Makes room for so many rows more.
    pub(in crate::load) fn reserve(&mut self, rows: usize) {
        self.columns.iter_mut().filter(|c| c.wanted).for_each(|column| column.cells.reserve(rows));
    }
}

/// With fewer rows than this, threads would cost more than they bring.
const ROWS_WORTH_THREADS: usize = 1 << 14;

impl Plan<'_> {
    /// Reads a piece of the file.
    pub(in crate::load) fn read(&self, piece: &Piece<'_>) -> Batch {
        let records = piece.records();
        let mut aside = self.aside(&records);
        let columns = self.columns.iter().map(|column| self.column(column, &records, &mut aside)).collect();
        let ids = self.id.map_or_else(Texts::default, |place| ids(place, &records, &mut aside));
        let hash = |row| self.layout.header.hash(records.cells(row).iter());
        let hashes = if self.hashed { (0..records.len()).map(hash).collect() } else { Vec::new() };
        let mut batch = Batch { columns, ids, hashes, steps: aside.steps(&records), lines: records.lines };
        if aside.0.contains(&true) {
            batch.keep(&aside.others());
        }
        batch
    }

    /// The rows that are set aside for what they are as a whole.
    fn aside(&self, records: &Records<'_>) -> Aside {
        let width = self.layout.header.headings.len();
        // each cell that is read sets its row aside if it is blank and yet not empty
        let surely_filled = |row: usize| records.filled(row).saturating_sub(self.unread);
        let is_aside = |row: usize| {
            let cells = records.cells(row);
            (width..cells.len()).chain(self.headless.iter().copied()).any(|place| cells.is_filled(place))
                || !self.layout.is_surely_data(cells, surely_filled(row))
        };
        Aside((0..records.len()).map(is_aside).collect())
    }

    /// Reads the cells of a column; what stands in rows that are set aside does not matter.
    fn column(&self, column: &ColumnPlan, records: &Records<'_>, aside: &mut Aside) -> Column {
        match column.kind {
            Kind::Code(codes) => {
                let mut spellings = Vec::new();
                Column::Code(column.read(records, aside, |_, cell| code(codes, &mut spellings, cell)))
            }
            Kind::Date => Column::Date(column.read(records, aside, |_, cell| self.day(cell, column.done))),
            Kind::Row(target) => Column::Row(self.references(target, column, records, aside)),
            Kind::Points => Column::Points(column.read(records, aside, |_, cell| {
                let points = points(cell).filter(|points| *points != 0 || cell.is_empty());
                points.ok_or(SetAside)
            })),
            Kind::Name | Kind::Text | Kind::Email | Kind::Patients if column.wanted => {
                let mut texts = Texts::default();
                column.read_into(records, aside, |_, cell| {
                    texts.push(cell.as_ref().map_or("", |cell| cell));
                    cell.and_then(|cell| column.check_text(cell))
                });
                Column::Text(texts)
            }
            Kind::Name => {
                let filled = |_, cell: &str| column.check_text(cell).map(|()| !cell.is_empty());
                bits(&column.read(records, aside, filled))
            }
            Kind::Id | Kind::Text | Kind::Email | Kind::Patients | Kind::Mark | Kind::Truth => {
                bits(&column.read(records, aside, |_, cell| Ok(!cell.is_empty())))
            }
        }
    }

    /// The rows that the cells of a column name by ids that are known. Short ids are looked up one after the other, so that
    /// none waits for another.
    fn references(&self, target: TableId, column: &ColumnPlan, records: &Records<'_>, aside: &mut Aside) -> Vec<u32> {
        let table = &self.tables[target];
        let mut wanted: Vec<WantedId> = Vec::new();
        let mut references = column.read(records, aside, |row, cell| {
            let named_otherwise = column.is_named_otherwise(records.cells(row))?;
            if cell.is_empty() {
                return if named_otherwise { Err(SetAside) } else { Ok(NONE) };
            }
            let head = Head::of(cell.as_bytes());
            if head.is_whole()
                && !named_otherwise
                && let Some(last) = wanted.last_mut()
                && last.head == head
                && last.first + last.rows == row
            {
                last.rows += 1;
                return Ok(NONE);
            }
            let is_graphic =
                if head.is_whole() { head.is_graphic() } else { cell.bytes().all(|b| b.is_ascii_graphic()) };
            let is_id = is_graphic && memchr::memchr(b'@', cell.as_bytes()).is_none();
            if !is_id || !table.has_ids {
                return Err(SetAside);
            }
            if head.is_whole() && !named_otherwise {
                wanted.push(WantedId { head, first: row, rows: 1 });
                return Ok(NONE);
            }
            let named = table.keys.find(head, cell.as_bytes()).ok_or(SetAside)?;
            // the name of someone without a row is kept
            if named_otherwise && named as usize >= table.len { Err(SetAside) } else { Ok(named) }
        });
        for WantedId { head, first, rows } in wanted {
            match table.keys.find(head, &[]) {
                Some(named) => references[first..first + rows].fill(named),
                None => aside.0[first..first + rows].fill(true),
            }
        }
        references
    }

    fn day(&self, cell: &str, done: bool) -> Result<Day, SetAside> {
        if cell.is_empty() {
            return Ok(Day::EMPTY);
        }
        let day = Day::parse(cell).ok().filter(|day| !day.is_empty()).ok_or(SetAside)?;
        if done && day > self.as_of { Err(SetAside) } else { Ok(day) }
    }
}

impl ColumnPlan {
    /// What `each` makes of the cells of the column, without surrounding space. A row whose cell holds nothing of its own, or
    /// of which `each` makes nothing, is set aside.
    fn read<T: Default + Copy>(
        &self,
        records: &Records<'_>,
        aside: &mut Aside,
        mut each: impl FnMut(usize, &str) -> Result<T, SetAside>,
    ) -> Vec<T> {
        let mut cells = Vec::with_capacity(records.len());
        self.read_into(records, aside, |row, cell| {
            let made = cell.and_then(|cell| each(row, cell));
            cells.push(made.as_ref().copied().unwrap_or_default());
            made.map(|_| ())
        });
        cells
    }

    /// The same where `each` keeps what it makes; it is called for every row.
    fn read_into(
        &self,
        records: &Records<'_>,
        aside: &mut Aside,
        mut each: impl FnMut(usize, Result<&str, SetAside>) -> Result<(), SetAside>,
    ) {
        let Some(place) = self.place else {
            let nothing = || if self.is_required { Err(SetAside) } else { Ok("") };
            aside.0.iter_mut().enumerate().for_each(|(row, aside)| *aside |= each(row, nothing()).is_err());
            return;
        };
        for ((row, cell), aside) in records.column(place).enumerate().zip(&mut aside.0) {
            let cell = read(cell).and_then(|c| if self.is_required && c.is_empty() { Err(SetAside) } else { Ok(c) });
            *aside |= each(row, cell).is_err();
        }
    }

    /// A name that may have lost characters is told.
    fn check_text(&self, cell: &str) -> Result<(), SetAside> {
        if self.kind == Kind::Name && fold::is_lossy(cell) { Err(SetAside) } else { Ok(()) }
    }

    /// Whether a cell beside that of the column names the same person too.
    fn is_named_otherwise(&self, cells: Cells<'_>) -> Result<bool, SetAside> {
        let mut named_otherwise = false;
        for place in &self.others {
            named_otherwise |= !read(cells.get(*place).unwrap_or_default())?.is_empty();
        }
        Ok(named_otherwise)
    }
}

impl Aside {
    /// The other rows.
    fn others(&self) -> Vec<u32> {
        (0..).zip(&self.0).filter(|(_, aside)| !**aside).map(|(row, _)| row).collect()
    }

    /// The rows and the records set aside, in the order of their lines.
    fn steps(&self, records: &Records<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        for (row, aside) in self.0.iter().enumerate() {
            let line = records.line(row);
            match steps.last_mut() {
                _ if *aside => steps.push(Step::Record { line, record: records.cells(row).to_record() }),
                Some(Step::Rows { line: first, rows }) if *first + *rows == line => *rows += 1,
                _ => steps.push(Step::Rows { line, rows: 1 }),
            }
        }
        steps
    }
}

impl Batch {
    /// Keeps only these rows.
    fn keep(&mut self, rows: &[u32]) {
        self.columns.iter_mut().for_each(|column| column.keep(rows));
        if self.ids.len() > 0 {
            self.ids.keep(rows);
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

/// The rows' own ids. One of another width is folded before it is one.
fn ids(place: usize, records: &Records<'_>, aside: &mut Aside) -> Texts {
    let mut ids = Texts::default();
    for (cell, aside) in records.column(place).zip(&mut aside.0) {
        let id = read(cell).unwrap_or_default();
        *aside |= id.is_empty() || !id.is_ascii();
        ids.push(id);
    }
    ids
}

/// A cell without surrounding space, unless it holds nothing of its own.
fn read(cell: &str) -> Result<&str, SetAside> {
    match (cell.as_bytes().first(), cell.as_bytes().last()) {
        (None, _) => Ok(cell),
        (Some(first), Some(last)) if *first != b'#' && first.is_ascii_graphic() && last.is_ascii_graphic() => Ok(cell),
        // a blank cell may make the whole row one
        _ => Some(cell.trim()).filter(|cell| !cell.is_empty() && !holds_nothing(cell)).ok_or(SetAside),
    }
}

/// The code in a cell: a few spellings fill a whole column.
fn code(codes: CodesId, known: &mut Vec<(Head, String, u8)>, cell: &str) -> Result<u8, SetAside> {
    if cell.is_empty() {
        return Ok(0);
    }
    let head = Head::of(cell.as_bytes());
    let is_it = |(of, spelling, _): &&(Head, String, u8)| *of == head && (head.is_whole() || spelling == cell);
    if let Some((_, _, code)) = known.iter().find(is_it) {
        return Ok(*code);
    }
    let code = codes.def().read(cell).ok_or(SetAside)?;
    if known.len() < MOST_SPELLINGS {
        known.push((head, cell.to_owned(), code));
    }
    Ok(code)
}

/// So many spellings of the codes in a column are kept at hand.
const MOST_SPELLINGS: usize = 8;
