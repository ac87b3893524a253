//! The rows of one table while they are read: cells become numbers, days and codes; what cannot be read, and
//! what does not take part, is told.

mod cell;
mod identity;
mod plain;
mod reference;
mod telling;

use std::ops::Range;
use std::sync::Arc;

use cell::{Read, Reading};
use csv::ByteRecord;
use telling::Lacking;

use super::Loader;
use super::header::{Header, text};
use super::repeated::Repeated;
use crate::base::date::Day;
use crate::base::normalize;
use crate::model::issue::InputRule;
use crate::model::place::{Heading, MatchKind, Place};
use crate::model::schema::{ColumnId, Is, Kind, Part, Sign, Table as Definition, TableId, schema};
use crate::source::Piece;
use crate::table::{CellState, Column, NONE, RowHash, RowSet, States, Texts};

pub(super) use cell::points_in;
pub(super) use plain::{Batch, Segment, Step};

/// A column while it is filled.
struct Filling {
    column: ColumnId,
    reading: Reading,
    /// Where its parts stand in a record.
    places: [Option<usize>; 4],
    cells: Column,
    /// The cells of the rows before, while those are read that take the slow path.
    before: Column,
    /// How the rows that the cells name were found, from the first that was not named by id.
    match_kinds: Vec<MatchKind>,
    /// What the cells say where their values do not.
    states: States,
    /// Of whom each may be the one that a cell names.
    candidates: Vec<(u32, Arc<[u32]>)>,
    wanted: bool,
    filled: u32,
}

impl Filling {
    fn kind(&self) -> Kind {
        self.reading.kind
    }

    /// The text in a row's cell.
    fn text<'r>(&self, record: &'r ByteRecord) -> &'r str {
        self.reading.text(text(record, self.places[0])).value
    }
}

/// A cell that is the matter: under a header that is known, or under none (its place in the record).
#[derive(Clone, Copy)]
enum Spot {
    Column(ColumnId),
    Headless(usize),
}

/// What is wrong with a row; it is told once the row's key is known.
#[derive(Default)]
struct Pending {
    cells: Vec<(InputRule, Spot, String)>,
    /// The column, the name as it is written, the normalized name, and whom it fits.
    ambiguous: Vec<(ColumnId, String, String, Vec<u32>)>,
    missing: Vec<ColumnId>,
    /// The date that lies before one that it must follow, that one, and what stands in the cell.
    disordered: Vec<(ColumnId, ColumnId, String)>,
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.disordered.is_empty() && self.cells.is_empty() && self.ambiguous.is_empty() && self.missing.is_empty()
    }
}

/// The rows of a table while they are read.
pub(super) struct Rows<'h> {
    id: TableId,
    def: &'static Definition,
    headers: Vec<&'h Header>,
    /// The section whose rows are being read.
    section: usize,
    columns: Vec<Filling>,
    /// The place of the row's own office among the columns.
    office: Option<usize>,
    /// What the columns of the row at hand refer to.
    references: Vec<u32>,
    /// The days in its columns.
    days: Vec<Day>,
    /// By their places, the columns of dates that must follow others, and those.
    orders: Vec<(usize, usize)>,
    hashed: bool,
    hashes: Vec<RowHash>,
    /// Those of the rows before, while those are read that take the slow path.
    hashes_before: Vec<RowHash>,
    repeated: Repeated,
    /// The rows that lack what identifies them.
    lacking: Vec<Lacking>,
    count: u32,
}

impl<'h> Rows<'h> {
    /// Rows under these headers, one for each section of the table.
    pub(super) fn new(loader: &Loader<'_>, id: TableId, headers: &[&'h Header]) -> Self {
        let def = id.def();
        let mut columns = Vec::new();
        for (column, definition) in def.columns().filter(|(_, c)| c.derived.is_none()) {
            if headers.iter().any(|header| header.of(column).is_some()) {
                let wanted = loader.options.wanted.column(id, column) || def.key.contains(&column);
                columns.push(Filling {
                    column,
                    reading: Reading::new(id, column, loader.options.as_of),
                    places: [None; 4],
                    match_kinds: Vec::new(),
                    states: States::default(),
                    candidates: Vec::new(),
                    cells: empty(definition.kind),
                    before: empty(definition.kind),
                    wanted: wanted && definition.kind != Kind::Id,
                    filled: 0,
                });
            }
        }
        // the office first: a name is looked up within it
        let is_office = |c: &Filling| Some(c.column) == def.that_is(Is::Office);
        columns.sort_by_key(|c| !is_office(c));
        let office = columns.iter().position(is_office);
        let place = |column: ColumnId| columns.iter().position(|c| c.column == column);
        let follows = |(at, filling): (usize, &Filling)| {
            let earlier = def.def(filling.column).follows.iter().filter_map(|name| place(def.column(name)?));
            earlier.map(|earlier| (at, earlier)).collect::<Vec<_>>()
        };
        let orders = columns.iter().enumerate().flat_map(follows).collect();
        Self {
            id,
            def,
            headers: headers.to_vec(),
            section: 0,
            office,
            references: vec![NONE; columns.len()],
            days: vec![Day::EMPTY; columns.len()],
            orders,
            columns,
            hashed: def.key.is_empty() && loader.options.wanted.hashes(id),
            hashes: Vec::new(),
            hashes_before: Vec::new(),
            repeated: Repeated::default(),
            lacking: Vec::new(),
            count: 0,
        }
    }

    /// Begins with the rows of a section; returns how many there are before it. In columns of `other_numbers` the names decide.
    pub(super) fn begin(&mut self, section: usize, from_1904: bool, other_numbers: &[ColumnId]) -> u32 {
        self.section = section;
        self.repeated.pieces.push(Vec::new());
        for filling in &mut self.columns {
            let place = |part| self.headers[section].place(filling.column, part);
            filling.reading.from_1904 = from_1904;
            filling.places = [Part::Main, Part::Email, Part::Name, Part::Kana].map(place);
            if other_numbers.contains(&filling.column) {
                filling.places[0] = None;
            }
        }
        self.count
    }

    /// Notes where a piece of the section begins, and some of its records, so that its rows are found again.
    pub(super) fn begin_piece(&mut self, line: u32, piece: &Piece<'_>, marks: &[(u32, u32)]) {
        if let Some(pieces) = self.repeated.pieces.last_mut() {
            let Range { start, end } = piece.bytes();
            let ends = marks.iter().skip(1).map(|(_, mark)| start + u64::from(*mark)).chain([end]);
            pieces.extend(
                marks.iter().zip(ends).map(|((before, mark), end)| (line + before, start + u64::from(*mark)..end)),
            );
        }
    }

    /// The columns that any section has.
    pub(super) fn columns(&self) -> impl Iterator<Item = ColumnId> {
        self.columns.iter().map(|c| c.column)
    }

    /// How many rows were read.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    fn header(&self) -> &'h Header {
        self.headers[self.section]
    }

    /// Reads a row.
    pub(super) fn push(&mut self, loader: &mut Loader<'_>, line: u32, record: &ByteRecord) {
        let mut pending = Pending::default();
        for place in 0..self.columns.len() {
            match self.columns[place].kind() {
                Kind::Row(target) => self.reference(loader, place, target, record, &mut pending),
                _ => self.value(loader, place, record, &mut pending),
            }
        }
        self.check_order(loader, record, &mut pending);
        self.headless(record, &mut pending);
        if self.hashed {
            self.hashes.push(self.header().hash(record));
        }
        let (identity, complete) = self.identify(loader, record, &mut pending);
        self.repeated.complete.grow(self.count as usize + 1);
        self.repeated.complete.set(self.count as usize, complete);
        if !pending.is_empty() {
            let key = self.key(loader, record, identity);
            let called = self.called(record, &key);
            self.tell(loader, line, &key, &called, pending);
        }
        self.count += 1;
    }

    /// Hands the columns over to the table.
    pub(super) fn finish(mut self, loader: &mut Loader<'_>) -> (u32, Repeated) {
        self.tell_lacking(loader);
        loader.issues.examined(InputRule::MissingKey, u64::from(self.count));
        let table = &mut loader.tables[self.id];
        table.len = self.count as usize;
        table.hashes = self.hashes;
        for column in self.columns {
            table.give(column.column, column.filled);
            if !column.match_kinds.is_empty() {
                table.set_match_kinds(column.column, column.match_kinds);
            }
            if column.wanted {
                table.set(column.column, column.cells);
                table.set_states(column.column, column.states);
                for (row, candidates) in column.candidates {
                    table.set_candidates(column.column, row, candidates);
                }
            }
        }
        (self.count, self.repeated)
    }

    /// Reads any other cell.
    fn value(&mut self, loader: &mut Loader<'_>, place: usize, record: &ByteRecord, pending: &mut Pending) {
        let (row, column) = (self.count as usize, &mut self.columns[place]);
        let (cell, reading, is_wanted) = (text(record, column.places[0]), column.reading, column.wanted);
        let read = match (&mut column.cells, reading.kind) {
            (Column::Code(cells), Kind::Code(codes)) => {
                reading.code(codes, cell).kept(is_wanted, |code| cells.push(code))
            }
            (Column::Date(cells), _) => {
                let read = reading.day(cell);
                self.days[place] = read.value;
                read.kept(is_wanted, |day| cells.push(day))
            }
            (Column::Points(cells), _) => Reading::points(cell).kept(is_wanted, |points| cells.push(points)),
            (Column::Text(cells), _) => reading.text(cell).kept(is_wanted, |text| cells.push(text)),
            (Column::Bits(cells), _) => reading.mark(cell).kept(is_wanted, |text| {
                cells.grow(row + 1);
                cells.set(row, !text.is_empty());
            }),
            _ => Read::default(),
        };
        if is_wanted {
            column.states.note(self.count, read.state);
        }
        if reading.kind == Kind::Id && normalize::is_destroyed_id(cell) {
            loader.destroyed.entry(self.id).or_default().push(normalize::id(cell).into_owned());
        }
        pending.cells.extend(read.broken.map(|rule| (rule, Spot::Column(column.column), cell.to_owned())));
        reading.examined_by(&read).for_each(|rule| loader.issues.examined(rule, 1));
        column.filled += u32::from(matches!(read.state, CellState::Filled | CellState::Done | CellState::Never));
    }

    /// Looks for a date that lies before one that it must follow.
    fn check_order(&self, loader: &mut Loader<'_>, record: &ByteRecord, pending: &mut Pending) {
        for (late, early) in &self.orders {
            let (follows, first) = (self.days[*late], self.days[*early]);
            if follows.is_empty() || first.is_empty() {
                continue;
            }
            loader.issues.examined(InputRule::ImpossibleOrder, 1);
            let (late, early) = (&self.columns[*late], &self.columns[*early]);
            if follows < first && pending.disordered.iter().all(|(column, ..)| *column != late.column) {
                pending.disordered.push((late.column, early.column, text(record, late.places[0]).to_owned()));
            }
        }
    }

    /// Cells behind the last header, and cells under an empty one.
    fn headless(&self, record: &ByteRecord, pending: &mut Pending) {
        for (place, cell) in record.iter().enumerate() {
            let heading = self.header().headings.get(place);
            let headless = heading.is_none_or(|h| h.text.is_empty() && h.found.is_none());
            let value = text(record, Some(place));
            let is_blank = || value.is_empty() || schema().cells.sign(value) == Some(Sign::Nothing);
            if headless && !cell.trim_ascii().is_empty() && !is_blank() {
                let value = value.to_owned();
                pending.cells.push((InputRule::UnreadableValue, Spot::Headless(place), value));
            }
        }
    }

    fn place(&self, line: u32, heading: Option<&Heading>) -> Place {
        Place::new(self.section, line, heading)
    }
}

fn empty(kind: Kind) -> Column {
    match kind {
        Kind::Row(_) => Column::Row(Vec::new()),
        Kind::Code(_) => Column::Code(Vec::new()),
        Kind::Date => Column::Date(Vec::new()),
        Kind::Id | Kind::Text | Kind::Name | Kind::Email | Kind::Patients => Column::Text(Texts::default()),
        Kind::Mark | Kind::Truth => Column::Bits(RowSet::new()),
        Kind::Points => Column::Points(Vec::new()),
    }
}
