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
use crate::table::{Column, Keys, NONE, RowHash, Tables};

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
    /// The ids of the rows, one behind the other; where they end, and their hashes.
    ids: String,
    id_ends: Vec<(usize, u64)>,
    hashes: Vec<RowHash>,
    rows: usize,
    /// What stands in the piece, from front to back.
    pub(in crate::load) steps: Vec<Step>,
    /// How many lines end in it.
    pub(in crate::load) lines: u32,
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

/// The reference in the row above, and the cell that it was read from: such rows are often sorted.
type Above = (Vec<u8>, u32);

impl Rows<'_> {
    /// How the rows of the section at hand can be read in pieces; `None` if each of them needs more than that.
    pub(in crate::load) fn plan<'r>(&'r self, loader: &'r Loader<'_>, layout: &'r Layout) -> Option<Plan<'r>> {
        let headings = &self.header().headings;
        let id_column = self.def.id_column();
        let filling = |column| self.columns.iter().find(|c: &&Filling| c.column == column);
        let has_required = self.def.required.iter().all(|column| filling(*column).is_some());
        let id = id_column.and_then(filling).and_then(|c| c.places[0]);
        if !layout.reads_as_it_stands() || !has_required || id.is_some() != id_column.is_some() {
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
        if !batch.id_ends.is_empty() {
            let keys = &mut loader.tables[self.id].keys;
            let mut start = rows.start.checked_sub(1).map_or(0, |before| batch.id_ends[before].0);
            for (row, (end, hash)) in (self.count..).zip(&batch.id_ends[rows.clone()]) {
                let number = keys.intern_hashed(*hash, &batch.ids[start..*end]);
                self.repeated.add(number, row);
                start = *end;
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
        let mut batch = Batch {
            columns: self.columns.iter().map(|column| empty(column.kind)).collect(),
            ids: String::new(),
            id_ends: Vec::new(),
            hashes: Vec::new(),
            rows: 0,
            steps: Vec::new(),
            lines: 0,
        };
        let mut above: Vec<Above> = vec![(Vec::new(), NONE); self.columns.len()];
        batch.lines = piece.records(|line, cells| {
            if let Err(SetAside) = self.row(cells, &mut batch, &mut above) {
                batch.columns.iter_mut().for_each(|column| column.truncate(batch.rows));
                batch.steps.push(Step::Record { line, record: cells.to_record() });
            } else {
                batch.add_row(line);
            }
        });
        batch
    }

    /// Reads a row into the columns.
    fn row(&self, cells: Cells<'_>, batch: &mut Batch, above: &mut [Above]) -> Result<(), SetAside> {
        let behind = self.layout.header.headings.len()..cells.len();
        let is_filled = |place: usize| cells.get(place).is_some_and(|cell| !cell.is_empty());
        if behind.chain(self.headless.iter().copied()).any(is_filled) || !self.layout.is_surely_data(cells) {
            return Err(SetAside);
        }
        for ((column, into), above) in self.columns.iter().zip(&mut batch.columns).zip(above) {
            let cell = read(cells, column.place)?;
            if column.is_required && cell.is_empty() {
                return Err(SetAside);
            }
            match (column.kind, into) {
                (Kind::Id, _) => {}
                (Kind::Code(codes), Column::Code(into)) => into.push(code(codes, cell)?),
                (_, Column::Date(into)) => into.push(self.day(cell, column.done)?),
                (Kind::Row(target), Column::Row(into)) => {
                    into.push(self.reference(target, cell, &column.others, cells, above)?);
                }
                (kind, Column::Text(into)) => {
                    let cell = text(cell)?;
                    if kind == Kind::Name && fold::is_lossy(cell) {
                        return Err(SetAside);
                    }
                    into.push(cell);
                }
                (_, Column::Bits(into)) => {
                    into.grow(batch.rows + 1);
                    into.set(batch.rows, !cell.is_empty());
                }
                (_, Column::Points(into)) => {
                    let points = points(text(cell)?).filter(|points| *points != 0 || cell.is_empty());
                    into.push(points.ok_or(SetAside)?);
                }
                _ => return Err(SetAside),
            }
        }
        if let Some(place) = self.id {
            let id = text(read(cells, Some(place))?)?;
            // of another width it is folded
            if id.is_empty() || !id.is_ascii() {
                return Err(SetAside);
            }
            batch.ids.push_str(id);
            batch.id_ends.push((batch.ids.len(), Keys::hash(id.as_bytes())));
        }
        if self.hashed {
            batch.hashes.push(self.layout.header.hash(cells.iter()));
        }
        Ok(())
    }

    fn day(&self, cell: &[u8], done: bool) -> Result<Day, SetAside> {
        if cell.is_empty() {
            return Ok(Day::EMPTY);
        }
        let day = Day::parse(text(cell)?).ok().filter(|day| !day.is_empty()).ok_or(SetAside)?;
        if done && day > self.as_of { Err(SetAside) } else { Ok(day) }
    }

    /// The row that a cell names by an id that is known.
    fn reference(
        &self,
        target: TableId,
        cell: &[u8],
        others: &[usize],
        cells: Cells<'_>,
        above: &mut Above,
    ) -> Result<u32, SetAside> {
        let mut named_otherwise = false;
        for place in others {
            named_otherwise |= !read(cells, Some(*place))?.is_empty();
        }
        let table = &self.tables[target];
        let row = match cell {
            [] if named_otherwise => return Err(SetAside),
            [] => return Ok(NONE),
            _ if cell == above.0 => above.1,
            _ => {
                let is_id = table.has_ids && cell.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'@');
                let row = table.keys.find(Keys::hash(cell), cell).filter(|_| is_id).ok_or(SetAside)?;
                above.0.clear();
                above.0.extend_from_slice(cell);
                above.1 = row;
                row
            }
        };
        // the name of someone without a row is kept
        if named_otherwise && row as usize >= table.len { Err(SetAside) } else { Ok(row) }
    }
}

impl Batch {
    fn add_row(&mut self, line: u32) {
        self.rows += 1;
        match self.steps.last_mut() {
            Some(Step::Rows { line: first, rows }) if *first + *rows == line => *rows += 1,
            _ => self.steps.push(Step::Rows { line, rows: 1 }),
        }
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

fn code(codes: CodesId, cell: &[u8]) -> Result<u8, SetAside> {
    if cell.is_empty() { Ok(0) } else { codes.def().read(text(cell)?).ok_or(SetAside) }
}
