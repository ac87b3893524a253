//! The rows of one table while they are read: cells become numbers, days and codes; what cannot be read, and
//! what does not take part, is told.

mod cell;
mod plain;

use std::ops::Range;
use std::sync::Arc;

use csv::ByteRecord;

use super::Loader;
use super::header::{Header, text};
use super::lookups;
use super::repeated::Repeated;
use crate::base::date::Day;
use crate::base::{fold, garbled};
use crate::load::resolve::{Named, PersonRef};
use crate::model::issue::{InputRule, MessageArg};
use crate::model::place::{Heading, MatchKind, Place};
use crate::model::schema::{ColumnId, Kind, Part, Sign, Table as Definition, TableId, known, schema};
use crate::source::Piece;
use crate::table::{AMBIGUOUS, CellState, Column, NONE, RowHash, RowSet, States, Texts, is_row};

use cell::{Read, Reading};
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
    /// The column, the name as it is written, the folded name, and whom it fits.
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

/// What identifies a row.
enum Identity {
    /// Its id.
    Id(String),
    /// What its references name.
    References,
    /// Nothing but its own cells: the table has no key, or the row lacks it.
    Cells,
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

/// A row that lacks what identifies it.
struct Lacking {
    key: Vec<String>,
    columns: Vec<ColumnId>,
    place: Place,
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
        let is_office = |c: &Filling| Some(c.column) == def.column("office_id") && c.kind() != Kind::Id;
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

    /// Tells which rows lack what identifies them; where all of them do, it is the column that is missing.
    fn tell_lacking(&mut self, loader: &mut Loader<'_>) {
        let (id, all) = (self.id, self.count as usize);
        let lack = |column: &ColumnId| self.lacking.iter().filter(|row| row.columns.contains(column)).count();
        let columns: Vec<ColumnId> = self.def.columns().map(|(column, _)| column).collect();
        let absent: Vec<ColumnId> = columns.into_iter().filter(|column| all > 0 && lack(column) == all).collect();
        for column in &absent {
            let first = self.lacking.first().map(|row| {
                let heading = self.headers[row.place.section].of(*column);
                Place::new(row.place.section, row.place.line, heading)
            });
            let key = vec![self.def.def(*column).name.to_owned()];
            let slots = || {
                vec![
                    ("table", MessageArg::Table(id)),
                    ("column", MessageArg::Columns(id, vec![*column])),
                    ("rows", MessageArg::Rows(true)),
                ]
            };
            loader.issues.add(InputRule::MissingKey, id, key, first, slots);
        }
        for Lacking { key, mut columns, place } in std::mem::take(&mut self.lacking) {
            columns.retain(|column| !absent.contains(column));
            if !columns.is_empty() {
                let slots = || {
                    vec![
                        ("table", MessageArg::Table(id)),
                        ("column", MessageArg::Columns(id, columns)),
                        ("rows", MessageArg::Rows(false)),
                    ]
                };
                loader.issues.add(InputRule::MissingKey, id, key, place, slots);
            }
        }
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

    /// Reads a cell that names an office, a person, a patient or a group.
    fn reference(
        &mut self,
        loader: &mut Loader<'_>,
        place: usize,
        target: TableId,
        record: &ByteRecord,
        pending: &mut Pending,
    ) {
        let k = known();
        // the office of the row is that of the person it is about, not of whoever invited them
        let about = self.def.def(self.columns[place].column).step == Some("staff");
        let office = self.office.filter(|_| about).map_or(NONE, |office| self.references[office]);
        let column = &mut self.columns[place];
        let reading = column.reading;
        let written = column.places.map(|place| text(record, place));
        let read = written.map(|cell| reading.named(cell));
        for (read, cell) in read.iter().zip(written) {
            if let Some(rule) = read.broken {
                reading.examined_by(read).for_each(|rule| loader.issues.examined(rule, 1));
                pending.cells.push((rule, Spot::Column(column.column), cell.to_owned()));
            }
        }
        let [main, email, name, kana] = read.map(|read| read.value);
        let is_done = reading.is_done(main);
        let main = if is_done { "" } else { main };
        // of a number and a name the name decides, if somebody bears it
        let main = match lookups::pair(main) {
            Some((_, name)) if loader.resolver.knows_name(&loader.tables, target, name) => name,
            Some((number, _)) => number,
            None => main,
        };
        let person_ref = PersonRef { main, email, name, kana };
        if column.wanted && person_ref.is_empty() && read.iter().any(|read| read.state == CellState::Unknown) {
            column.states.note(self.count, CellState::Unknown);
        } else if column.wanted && person_ref.is_empty() && is_done {
            column.states.note(self.count, CellState::Done);
        }
        // a group that is named by its title where its id is empty
        let main = if main.is_empty() { name } else { main };
        let tables = &mut loader.tables;
        let (named, by_name) = if target == k.offices {
            (loader.resolver.office(tables, main), None)
        } else if target == k.groups {
            (loader.resolver.group(tables, main), Some(main).filter(|m| fold::reads_like_name(m)))
        } else if target == k.patients {
            (loader.resolver.patient(tables, person_ref), person_ref.by_name())
        } else {
            (loader.resolver.person(tables, person_ref, office), person_ref.by_name())
        };
        if let Some(name) = by_name {
            loader.issues.examined_name(loader.tables[target].len > 0);
            if fold::is_lossy(name) {
                pending.cells.push((InputRule::LossyText, Spot::Column(column.column), name.to_owned()));
            }
        }
        let named = match named {
            // an id that is not known may be one that was lost
            Named::One(row, MatchKind::Id) if by_name.is_none() && row as usize >= loader.tables[target].len => {
                if fold::is_lossy_id(main) {
                    loader.issues.examined(InputRule::LossyText, 1);
                    pending.cells.push((InputRule::LossyText, Spot::Column(column.column), main.to_owned()));
                }
                loader.lost_id(target, main).unwrap_or(named)
            }
            named => named,
        };
        self.references[place] = named.reference();
        if !person_ref.is_empty() || is_done {
            column.filled += 1;
        }
        if column.wanted
            && let Column::Row(cells) = &mut column.cells
        {
            cells.push(named.reference());
            if let Named::One(_, match_kind) = named
                && match_kind != MatchKind::Id
            {
                column.match_kinds.resize(self.count as usize, MatchKind::Id);
                column.match_kinds.push(match_kind);
            }
        }
        if let Named::Several(folded, candidates) = named {
            if column.wanted {
                let meant = loader.meant.get(candidates.as_slice()).cloned();
                let meant = meant.unwrap_or_else(|| Arc::from(candidates.as_slice()));
                loader.meant.insert(meant.clone());
                column.candidates.push((self.count, meant));
            }
            // an id that a spreadsheet destroyed is told as such
            if !folded.is_empty() {
                let written = by_name.unwrap_or(if email.is_empty() { main } else { email });
                pending.ambiguous.push((column.column, written.to_owned(), folded, candidates));
            }
        }
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
        if reading.kind == Kind::Id && fold::is_destroyed_id(cell) {
            loader.destroyed.entry(self.id).or_default().push(fold::id(cell).into_owned());
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

    /// Finds what identifies the row, and whether it takes part.
    fn identify(&mut self, loader: &mut Loader<'_>, record: &ByteRecord, pending: &mut Pending) -> (Identity, bool) {
        if let Some(id_column) = self.def.id_column() {
            let given = self.columns.iter().find(|c| c.column == id_column);
            let id = match given {
                Some(column) => {
                    let cell = column.text(record);
                    fold::id(lookups::pair(cell).map_or(cell, |(number, _)| number)).into_owned()
                }
                None => self.made_id(loader, record),
            };
            if id.is_empty() {
                pending.missing.push(id_column);
                return (Identity::Cells, false);
            }
            let number = loader.tables[self.id].keys.intern(&id);
            self.repeated.add(number, self.count);
            return (Identity::Id(id), true);
        }
        let mut unclear = false;
        for column in &self.def.required {
            let place = self.columns.iter().position(|c| c.column == *column);
            let is_missing = match place {
                None => true,
                Some(place) if matches!(self.columns[place].kind(), Kind::Row(_)) => {
                    unclear |= self.references[place] == AMBIGUOUS && self.def.key.contains(column);
                    self.references[place] == NONE
                }
                Some(place) => self.columns[place].text(record).is_empty(),
            };
            if is_missing {
                pending.missing.push(*column);
            }
        }
        let complete = pending.missing.is_empty() && !unclear;
        let by_references = complete && !self.def.key.is_empty();
        (if by_references { Identity::References } else { Identity::Cells }, complete)
    }

    /// The id of a row in a table without ids: people from the e-mail, else office and folded name; groups from the
    /// title; patients and offices from their names; anything else from its own cells.
    fn made_id(&self, loader: &Loader<'_>, record: &ByteRecord) -> String {
        let find = |name: &str| self.columns.iter().position(|c| Some(c.column) == self.def.column(name));
        let cell = |name: &str| find(name).map_or("", |place| self.columns[place].text(record));
        if self.def.column("name").is_none() {
            return format!("~{}", self.header().hash(record));
        }
        let email = fold::email(cell("email"));
        if !email.is_empty() {
            return email;
        }
        if self.id == known().groups {
            return fold::id(cell("name")).into_owned();
        }
        let name = fold::name(cell("name"));
        let office = self.office.map_or(NONE, |office| self.references[office]);
        if is_row(office) && !name.is_empty() {
            format!("{}/{name}", loader.tables[known().offices].keys.text(office))
        } else {
            name
        }
    }

    /// The parts of the row's key; a hash of its cells where it has none.
    fn key(&self, loader: &Loader<'_>, record: &ByteRecord, identity: Identity) -> Vec<String> {
        match identity {
            Identity::Id(id) => vec![id],
            Identity::Cells => vec![format!("~{}", self.header().hash(record))],
            Identity::References => {
                let text = |column: &ColumnId| {
                    let place = self.columns.iter().position(|c| c.column == *column)?;
                    let Kind::Row(target) = self.columns[place].kind() else { return None };
                    Some(loader.tables[target].keys.text(self.references[place]).to_owned())
                };
                self.def.key.iter().filter_map(text).collect()
            }
        }
    }

    fn place(&self, line: u32, heading: Option<&Heading>) -> Place {
        Place::new(self.section, line, heading)
    }

    /// How a row is called: by its key, or else by whom or what it names.
    fn called(&self, record: &ByteRecord, key: &[String]) -> String {
        if !matches!(key, [hash] if hash.starts_with('~')) {
            return key.join("/");
        }
        let named = |column: &ColumnId| {
            let places = self.columns.iter().find(|c| c.column == *column)?.places;
            places.iter().map(|place| text(record, *place)).find(|cell| !cell.is_empty())
        };
        let as_id =
            |name: &str| if fold::reads_like_name(name) { name.to_owned() } else { fold::id(name).into_owned() };
        let names: Vec<String> = self.def.required.iter().filter_map(named).map(as_id).collect();
        if names.is_empty() { key.join("/") } else { names.join("/") }
    }

    /// Tells what is wrong with the row.
    fn tell(&mut self, loader: &mut Loader<'_>, line: u32, key: &[String], called: &str, pending: Pending) {
        let id = self.id;
        if !pending.missing.is_empty() {
            let place = self.place(line, pending.missing.iter().find_map(|c| self.header().of(*c)));
            self.lacking.push(Lacking { key: key.to_vec(), columns: pending.missing, place });
        }
        for (rule, spot, value) in pending.cells {
            let (heading, said, name, kind) = match spot {
                Spot::Column(column) => {
                    let def = self.def.def(column);
                    let heading = self.header().of(column).cloned();
                    (heading, MessageArg::Columns(id, vec![column]), def.name.to_owned(), def.kind)
                }
                Spot::Headless(place) => {
                    let known = self.header().headings.get(place).and_then(|h| h.column);
                    let at = known.unwrap_or(place as u32);
                    let name = format!("#{}", at + 1);
                    let heading = Heading::unread(name.clone(), Some(at));
                    (Some(heading), MessageArg::Text(name.clone()), name, Kind::Mark)
                }
            };
            let place = self.place(line, heading.as_ref());
            let mut slots = vec![("table", MessageArg::Table(id)), ("column", said)];
            if rule == InputRule::FutureDate {
                loader.issues.add(rule, id, vec![name], place, || slots);
                continue;
            }
            if rule == InputRule::LossyText {
                slots.push(("likely", MessageArg::Likely(garbled::original(&value).into_iter().collect())));
            }
            if rule == InputRule::UnreadableValue {
                // the same word is one matter, however many cells it stands in
                let key = vec![name, fold::id(&value).into_owned()];
                let is_of_several = kind == Kind::Date && cell::has_several_days(&value);
                let expected = if is_of_several { MessageArg::OneDay } else { MessageArg::Kind(kind) };
                slots.extend([("value", MessageArg::List(vec![value])), ("expected", expected)]);
                loader.issues.add(rule, id, key, place, || slots);
                continue;
            }
            slots
                .extend([("value", MessageArg::List(vec![value])), ("row", MessageArg::List(vec![called.to_owned()]))]);
            loader.issues.add(rule, id, [key, &[name]].concat(), place, || slots);
        }
        for (column, earlier, value) in pending.disordered {
            let place = self.place(line, self.header().of(column));
            let slots = || {
                vec![
                    ("table", MessageArg::Table(id)),
                    ("column", MessageArg::Columns(id, vec![column])),
                    ("value", MessageArg::List(vec![value])),
                    ("row", MessageArg::List(vec![called.to_owned()])),
                    ("earlier", MessageArg::Columns(id, vec![earlier])),
                ]
            };
            let name = self.def.def(column).name.to_owned();
            loader.issues.add(InputRule::ImpossibleOrder, id, [key, &[name]].concat(), place, slots);
        }
        for (column, written, folded, candidates) in pending.ambiguous {
            let Kind::Row(target) = self.def.def(column).kind else { continue };
            let candidates = loader.candidates(target, candidates);
            let place = self.place(line, self.header().of_name(column));
            loader.issues.ambiguous(id, folded, written, candidates, place);
        }
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
