//! Rows that need nothing but their own cells and ids that are known, as nearly all rows of a large file do: pieces of
//! the file are read side by side. Where there is more to a row, it is set aside and read in its turn like a row of
//! any other file. This module tells nothing, and loses nothing.

use csv::ByteRecord;

use super::{Filling, Rows, empty, holds_nothing, points};
use crate::date::Day;
use crate::fold;
use crate::issue::InputRule;
use crate::load::Loader;
use crate::load::layout::Layout;
use crate::schema::{CodesId, Kind, TableId};
use crate::source::{Cells, Piece};
use crate::table::{Column, IdHead, NONE, RowHash, Tables, Texts};

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

/// A batch while its piece is read.
struct Reading<'p> {
    plan: &'p Plan<'p>,
    columns: Vec<Column>,
    /// By column, the ids that are still to be looked up: one after the other, so that none waits for another.
    wanted: Vec<Vec<WantedId>>,
    /// By column, what was written for a code, and the code.
    spellings: Vec<Vec<(Vec<u8>, u8)>>,
    ids: Texts,
    hashes: Vec<RowHash>,
    /// The line of each row, and where it begins in the piece.
    rows: Vec<(u32, usize)>,
    /// The records set aside, and their lines.
    aside: Vec<(u32, ByteRecord)>,
}

/// An id that stands in rows one below the other: such rows are often sorted.
struct WantedId {
    head: IdHead,
    first: usize,
    rows: usize,
}

/// A part of a piece; lines are counted from that of its first byte.
pub(in crate::load) enum Step {
    /// Rows that follow each other.
    Rows { line: u32, rows: u32 },
    /// A record that was set aside.
    Record { line: u32, record: ByteRecord },
}

/// There is more to a row than this module reads.
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
        };
        let is_headless = |place: &usize| headings[*place].text.is_empty() && headings[*place].found.is_none();
        Some(Plan {
            layout,
            tables: &loader.tables,
            as_of: loader.options.as_of,
            columns: self.columns.iter().map(column).collect(),
            id,
            headless: (0..headings.len()).filter(is_headless).collect(),
            hashed: self.hashed,
        })
    }

    /// Adds rows of a piece, from one on, behind those read so far.
    pub(in crate::load) fn append(&mut self, loader: &mut Loader<'_>, batch: &Batch, from: usize, rows: usize) {
        let (here, rows) = (self.count as usize, from..from + rows);
        for (filling, column) in self.columns.iter_mut().zip(&batch.columns) {
            let filled = if filling.kind == Kind::Id { rows.len() } else { column.filled(rows.clone()) };
            filling.filled += filled as u32;
            let mut examined = |rule| loader.issues.examined(rule, filled as u64);
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
            if filling.wanted {
                filling.cells.extend(here, column, rows.clone());
            }
        }
        if self.def.id_column().is_some() {
            let keys = &mut loader.tables[self.id].keys;
            for (place, row) in rows.clone().zip(self.count..) {
                self.repeated.add(keys.intern(batch.ids.get(place as u32)), row);
            }
        }
        if self.hashed {
            self.hashes.extend_from_slice(&batch.hashes[rows.clone()]);
        }
        self.count += rows.len() as u32;
        self.repeated.complete.grow(self.count as usize);
        self.repeated.complete.insert_range(here..self.count as usize);
    }
}

impl Plan<'_> {
    /// Reads a piece of the file.
    pub(in crate::load) fn read(&self, piece: &Piece<'_>) -> Batch {
        let mut reading = Reading {
            plan: self,
            columns: self.columns.iter().map(|column| empty(column.kind)).collect(),
            wanted: self.columns.iter().map(|_| Vec::new()).collect(),
            spellings: self.columns.iter().map(|_| Vec::new()).collect(),
            ids: Texts::default(),
            hashes: Vec::new(),
            rows: Vec::new(),
            aside: Vec::new(),
        };
        let lines = piece.records(|line, cells| {
            if let Err(SetAside) = reading.row(line, cells) {
                reading.aside.push((line, cells.to_record()));
                reading.truncate();
            }
        });
        let unknown = reading.look_up();
        if !unknown.is_empty() {
            reading.set_aside(&unknown, piece);
        }
        Batch { steps: reading.steps(), columns: reading.columns, ids: reading.ids, hashes: reading.hashes, lines }
    }
}

impl Reading<'_> {
    /// Reads a row into the columns.
    fn row(&mut self, line: u32, cells: Cells<'_>) -> Result<(), SetAside> {
        let plan = self.plan;
        let behind = plan.layout.header.headings.len()..cells.len();
        let is_filled = |place: usize| cells.get(place).is_some_and(|cell| !cell.is_empty());
        if behind.chain(plan.headless.iter().copied()).any(is_filled) || !plan.layout.is_surely_data(cells) {
            return Err(SetAside);
        }
        let row = self.rows.len();
        let parts = plan.columns.iter().zip(&mut self.columns).zip(&mut self.wanted).zip(&mut self.spellings);
        for (((column, into), wanted), spellings) in parts {
            let cell = read(cells, column.place)?;
            if column.is_required && cell.is_empty() {
                return Err(SetAside);
            }
            match (column.kind, into) {
                (Kind::Id, _) => {}
                (Kind::Code(codes), Column::Code(into)) => into.push(code(codes, spellings, cell)?),
                (_, Column::Date(into)) => into.push(plan.day(cell, column.done)?),
                (Kind::Row(target), Column::Row(into)) => {
                    into.push(plan.reference(target, cell, column.is_named_otherwise(cells)?, |head| {
                        match wanted.last_mut() {
                            Some(last) if last.head == head && last.first + last.rows == row => last.rows += 1,
                            _ => wanted.push(WantedId { head, first: row, rows: 1 }),
                        }
                    })?);
                }
                (kind, Column::Text(into)) => {
                    let cell = text(cell)?;
                    if kind == Kind::Name && fold::is_lossy(cell) {
                        return Err(SetAside);
                    }
                    into.push(cell);
                }
                (_, Column::Bits(into)) => {
                    into.grow(row + 1);
                    into.set(row, !cell.is_empty());
                }
                (_, Column::Points(into)) => {
                    let points = points(text(cell)?).filter(|points| *points != 0 || cell.is_empty());
                    into.push(points.ok_or(SetAside)?);
                }
                _ => return Err(SetAside),
            }
        }
        if let Some(place) = plan.id {
            let id = text(read(cells, Some(place))?)?;
            // of another width it is folded
            if id.is_empty() || !id.is_ascii() {
                return Err(SetAside);
            }
            self.ids.push(id);
        }
        if plan.hashed {
            self.hashes.push(plan.layout.header.hash(cells.iter()));
        }
        self.rows.push((line, cells.at));
        Ok(())
    }

    /// Forgets what was read of a row that is set aside.
    fn truncate(&mut self) {
        let rows = self.rows.len();
        self.columns.iter_mut().for_each(|column| column.truncate(rows));
        for wanted in &mut self.wanted {
            if let Some(last) = wanted.pop_if(|last| last.first + last.rows > rows)
                && last.rows > 1
            {
                wanted.push(WantedId { rows: last.rows - 1, ..last });
            }
        }
    }

    /// Looks the ids up; returns the rows with one that is not known, in order.
    fn look_up(&mut self) -> Vec<u32> {
        let mut unknown = Vec::new();
        for ((column, into), wanted) in self.plan.columns.iter().zip(&mut self.columns).zip(&self.wanted) {
            let (Kind::Row(target), Column::Row(into)) = (column.kind, into) else { continue };
            let keys = &self.plan.tables[target].keys;
            for WantedId { head, first, rows } in wanted {
                let rows = *first..*first + *rows;
                match keys.find(*head, &[]) {
                    Some(row) => into[rows].fill(row),
                    None => unknown.extend(rows.map(|row| row as u32)),
                }
            }
        }
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }

    /// Sets rows aside that have been read already.
    fn set_aside(&mut self, unknown: &[u32], piece: &Piece<'_>) {
        let kept: Vec<u32> = (0..self.rows.len() as u32).filter(|row| unknown.binary_search(row).is_err()).collect();
        let rows = unknown.iter().map(|row| self.rows[*row as usize]);
        self.aside.extend(rows.map(|(line, at)| (line, piece.record_at(at))));
        self.aside.sort_by_key(|(line, _)| *line);
        for column in
            self.columns.iter_mut().zip(&self.plan.columns).filter(|(_, c)| c.kind != Kind::Id).map(|(c, _)| c)
        {
            column.keep(&kept);
        }
        if self.plan.id.is_some() {
            self.ids.keep(&kept);
        }
        if self.plan.hashed {
            self.hashes = kept.iter().map(|row| self.hashes[*row as usize]).collect();
        }
        self.rows = kept.iter().map(|row| self.rows[*row as usize]).collect();
    }

    /// The rows and the records set aside, in the order of their lines.
    fn steps(&mut self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut aside = std::mem::take(&mut self.aside).into_iter().peekable();
        for (line, _) in &self.rows {
            while let Some((line, record)) = aside.next_if(|(before, _)| before < line) {
                steps.push(Step::Record { line, record });
            }
            match steps.last_mut() {
                Some(Step::Rows { line: first, rows }) if *first + *rows == *line => *rows += 1,
                _ => steps.push(Step::Rows { line: *line, rows: 1 }),
            }
        }
        steps.extend(aside.map(|(line, record)| Step::Record { line, record }));
        steps
    }
}

impl Plan<'_> {
    fn day(&self, cell: &[u8], done: bool) -> Result<Day, SetAside> {
        if cell.is_empty() {
            return Ok(Day::EMPTY);
        }
        let day = Day::iso(cell).map_or_else(|| Ok(Day::parse(text(cell)?)), Ok)?;
        let day = day.ok().filter(|day| !day.is_empty()).ok_or(SetAside)?;
        if done && day > self.as_of { Err(SetAside) } else { Ok(day) }
    }

    /// The row that a cell names by an id that is known. A short id is left to be looked up `later`.
    fn reference(
        &self,
        target: TableId,
        cell: &[u8],
        named_otherwise: bool,
        later: impl FnOnce(IdHead),
    ) -> Result<u32, SetAside> {
        let table = &self.tables[target];
        if cell.is_empty() {
            return if named_otherwise { Err(SetAside) } else { Ok(NONE) };
        }
        let is_id = cell.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'@');
        if !is_id || !table.has_ids {
            return Err(SetAside);
        }
        let head = IdHead::of(cell);
        if head.is_whole() && !named_otherwise {
            later(head);
            return Ok(NONE);
        }
        let row = table.keys.find(head, cell).ok_or(SetAside)?;
        // the name of someone without a row is kept
        if named_otherwise && row as usize >= table.len { Err(SetAside) } else { Ok(row) }
    }
}

impl ColumnPlan {
    /// Whether a cell beside that of the column names the same person too.
    fn is_named_otherwise(&self, cells: Cells<'_>) -> Result<bool, SetAside> {
        let mut named_otherwise = false;
        for place in &self.others {
            named_otherwise |= !read(cells, Some(*place))?.is_empty();
        }
        Ok(named_otherwise)
    }
}

/// A cell without surrounding space, unless it holds nothing of its own.
fn read(cells: Cells<'_>, place: Option<usize>) -> Result<&[u8], SetAside> {
    let cell = place.and_then(|place| cells.get(place)).unwrap_or_default();
    match (cell.first(), cell.last()) {
        (None, _) => Ok(cell),
        (Some(first), Some(last)) if *first != b'#' && first.is_ascii_graphic() && last.is_ascii_graphic() => Ok(cell),
        _ => {
            let cell = text(cell)?.trim();
            if holds_nothing(cell) { Err(SetAside) } else { Ok(cell.as_bytes()) }
        }
    }
}

fn text(cell: &[u8]) -> Result<&str, SetAside> {
    std::str::from_utf8(cell).map_err(|_| SetAside)
}

/// The code in a cell: a few spellings fill a whole column.
fn code(codes: CodesId, known: &mut Vec<(Vec<u8>, u8)>, cell: &[u8]) -> Result<u8, SetAside> {
    if cell.is_empty() {
        return Ok(0);
    }
    if let Some((_, code)) = known.iter().find(|(spelling, _)| spelling == cell) {
        return Ok(*code);
    }
    let code = codes.def().read(text(cell)?).ok_or(SetAside)?;
    if known.len() < MOST_SPELLINGS {
        known.push((cell.to_vec(), code));
    }
    Ok(code)
}

/// So many spellings of the codes in a column are kept at hand.
const MOST_SPELLINGS: usize = 8;
