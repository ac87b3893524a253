//! Where in a sheet the table is: sheets that have grown for years carry titles above the header, examples, notes
//! and totals below it, and headers over two rows. The header is the row that fits the table's columns best; every
//! row that is left out is kept with the reason, and whatever might be data stays data.

mod changes;
mod inferred;
mod non_data_rows;
mod search;
mod walk;

use std::ops::ControlFlow;

use changes::{Changes, Time};
use csv::ByteRecord;
use non_data_rows::{EXAMPLES, FEW_CELLS, is_plain};
use rustc_hash::FxHashMap;
use search::{best, found_in};
use walk::filled;

use super::exported;
use super::header::{Header, halves};
use super::recognize::matrix::Told;
use super::recognize::{Guess, View, matrix};
use crate::base::normalize;
use crate::base::text::Problem;
use crate::config::TableSettings;
use crate::load::words;
use crate::model::place::{Exported, Heading, Role, place_of};
use crate::model::schema::{ColumnId, Is, Kind, Part, TableId, known, schema};
use crate::source::{Cells, Sheet};

pub use non_data_rows::Reason;
pub(super) use non_data_rows::marks_row;
pub(super) use search::{cells, twice};
pub(super) use walk::{Passed, Walk};

/// How a table lies in a sheet.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) header: Header,
    /// The lines of the header, from 1; the same where it is one row.
    pub(super) header_lines: (u32, u32),
    /// Lines above the header in which something stands.
    pub(super) title: Vec<u32>,
    /// When the table was made, if the title says so.
    pub(super) exported: Option<Exported>,
    /// Whether a record is the header: objects have none.
    pub(super) has_header_row: bool,
    id: TableId,
    raw_header: Vec<ByteRecord>,
    /// The first cell of each of its rows, without surrounding space.
    first_cells: Vec<Vec<u8>>,
    known: usize,
    changes: Changes,
}

impl Layout {
    /// The table as it was recognised in a sheet.
    pub(super) fn seen(
        id: TableId,
        file: &str,
        sheet: &Sheet,
        view: &View,
        guesses: &[Guess],
        settings: &TableSettings,
        config: &str,
    ) -> Result<Self, Problem> {
        let place = place_of(file, sheet.name.as_deref());
        let texts = view.headers().iter().cloned();
        let (guesses, of_labels) = guesses.split_at(view.headers().len().min(guesses.len()));
        let Some((first, last)) = view.header else {
            let line = sheet.member_names().map_or(1, |(_, line)| line);
            let header =
                Header::read(id, &place, line, texts.zip((0..).map(Some)).collect(), guesses, settings, config)?;
            let mut layout = Self::new(id, header, (line, line), Vec::new(), false, settings);
            layout.read_states(guesses);
            layout.read_times(guesses);
            layout.read_several(guesses);
            return Ok(layout);
        };
        sheet.check_quotes(file)?;
        let column = |place: usize| Some(sheet.column(place).unwrap_or(place as u32));
        let headings = texts.enumerate().map(|(place, text)| (text, column(place))).collect();
        let header = Header::read(id, &place, first, headings, guesses, settings, config)?;
        let (mut raw, mut above) = (Vec::new(), Vec::new());
        let _ = sheet.records(|line, record| {
            if line > last {
                return ControlFlow::Break(());
            }
            if line >= first { &mut raw } else { &mut above }.push((line, record.clone()));
            ControlFlow::Continue(())
        });
        let raw = raw.into_iter().map(|(_, record)| record).collect();
        let mut layout = Self::new(id, header, (first, last), raw, true, settings);
        layout.above(&above);
        layout.read_labels(view, of_labels);
        layout.read_states(guesses);
        layout.read_times(guesses);
        layout.read_several(guesses);
        Ok(layout)
    }

    /// Reads what stands beside labels above the header as that of each row, where it says whom or what the rows are about.
    fn read_labels(&mut self, view: &View, guesses: &[Guess]) {
        for ((label, constant), guess) in view.labels().zip(guesses) {
            let Some((column, part)) = guess.found else { continue };
            if self.id.def().required.contains(&column) && self.header.of(column).is_none() {
                self.header.headings.push(Heading::made(label.to_owned(), (column, part), None));
                self.changes.defaults.push(constant.to_owned());
                self.known += 1;
            }
        }
    }

    /// Reads cells that say whether the state holds that the header names, unless the settings say how they are read.
    fn read_states(&mut self, guesses: &[Guess]) {
        for (place, guess) in guesses.iter().enumerate().filter(|(_, guess)| !guess.readings.is_empty()) {
            if self.changes.values.iter().all(|(known, _)| *known != place) {
                self.changes.values.push((place, guess.readings.clone()));
            }
        }
    }

    /// Reads each cell below a time as a record: whose row it is, the day, and what the header says.
    fn read_times(&mut self, guesses: &[Guess]) {
        let Some(Told { day, heading: told }) = matrix::told(self.id) else { return };
        for (place, _) in guesses.iter().enumerate().filter(|(_, guess)| guess.is_time) {
            let heading = &mut self.header.headings[place];
            let text = heading.text.split_whitespace().collect::<Vec<_>>().join(" ");
            heading.found = day.or(told).map(|column| (column, Part::Main));
            let of_header = matrix::day(&heading.text);
            let heading = told.map(|_| text);
            self.changes.times.push(Time { place, day: of_header, heading });
        }
        self.changes.tells_day = day.is_some();
        if !self.changes.times.is_empty() {
            let made = [day, told].into_iter().flatten();
            let made = made.map(|column| Heading::made(String::new(), (column, Part::Main), None));
            let width = self.header.headings.len();
            self.header.headings.extend(made);
            self.changes.told = self.header.headings.len() - width;
            self.known += self.changes.times.len();
        }
    }

    /// Reads each name in a cell as that of a record.
    fn read_several(&mut self, guesses: &[Guess]) {
        let is_it = |place: &usize| {
            guesses[*place].is_of_several && self.header.headings[*place].found == guesses[*place].found
        };
        self.changes.several = (0..guesses.len()).filter(is_it).collect();
        if let [first, rest @ ..] = self.changes.several.as_slice()
            && let Some(found) = self.header.headings[*first].found
        {
            let heading = &self.header.headings[*first];
            let column = heading.column.filter(|_| rest.is_empty());
            let text = if rest.is_empty() { heading.text.clone() } else { String::new() };
            self.header.headings.push(Heading::made(text, found, column));
            self.changes.told += 1;
        }
    }

    /// Notes what stands above the header.
    fn above(&mut self, records: &[(u32, ByteRecord)]) {
        for (line, record) in records {
            if record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                self.title.push(*line);
                self.exported = self.exported.or_else(|| exported::find(*line, record));
            }
        }
    }

    /// Finds the table in a sheet, and what stands between two cells of a text.
    pub(super) fn find(
        id: TableId,
        file: &str,
        sheet: &mut Sheet,
        settings: &TableSettings,
        config: &str,
    ) -> Result<Self, Problem> {
        let place = place_of(file, sheet.name.as_deref());
        if let Some((names, line)) = sheet.member_names() {
            let headings = names.iter().cloned().zip((0..).map(Some)).collect();
            let header = Header::read(id, &place, line, headings, &[], settings, config)?;
            if header.headings.iter().all(|h| h.found.is_none()) && !header.headings.is_empty() {
                return Err(no_known_header(id, &place, line));
            }
            return Ok(Self::new(id, header, (line, line), Vec::new(), false, settings));
        }
        let Some((delimiter, head, found)) = best(id, sheet, settings) else {
            sheet.check_quotes(file)?;
            let first = sheet.head(1).first().map(|(line, _)| *line);
            return Err(match (&settings.header_row, first) {
                (_, None) => words::empty_file(&place),
                (Some(row), Some(_)) => words::no_header_there(config, row.line, row.value, &place),
                (None, Some(line)) => no_known_header(id, &place, line),
            });
        };
        if let Some(delimiter) = delimiter {
            sheet.set_delimiter(delimiter);
        }
        sheet.check_quotes(file)?;
        let (first, last) = found.rows;
        let lines = (head[first].0, head[last].0);
        let column = |place: usize| Some(sheet.column(place).unwrap_or(place as u32));
        let headings = found.texts.into_iter().enumerate().map(|(place, text)| (text, column(place))).collect();
        let raw = head[first..=last].iter().map(|(_, record)| record.clone()).collect();
        let header = Header::read(id, &place, lines.0, headings, &[], settings, config)?;
        let mut layout = Self::new(id, header, lines, raw, true, settings);
        layout.above(&head[..first]);
        Ok(layout)
    }

    fn new(
        id: TableId,
        mut header: Header,
        header_lines: (u32, u32),
        raw_header: Vec<ByteRecord>,
        has_header_row: bool,
        settings: &TableSettings,
    ) -> Self {
        let mut changes = Changes::default();
        for (column, values) in &settings.values {
            let normalized: FxHashMap<String, String> =
                values.iter().map(|(cell, read)| (normalize::characters(cell), read.clone())).collect();
            let places = header.headings.iter().enumerate();
            let of_column = places.filter(|(_, h)| h.found.is_some_and(|(c, _)| c == *column)).map(|(place, _)| place);
            changes.values.extend(of_column.map(|place| (place, normalized.clone())));
        }
        split_names(id, &mut header, &mut changes);
        for (column, cell) in &settings.defaults {
            if header.of(*column).is_none() {
                header.headings.push(Heading::made(String::new(), (*column, Part::Main), None));
                changes.defaults.push(cell.clone());
            }
        }
        let known = header.headings.iter().filter(|h| h.found.is_some()).count();
        let first_cell = |row: &ByteRecord| row.get(0).unwrap_or_default().trim_ascii().to_vec();
        let first_cells = raw_header.iter().map(first_cell).collect();
        let (title, exported) = (Vec::new(), None);
        Self { header, header_lines, title, exported, has_header_row, id, raw_header, first_cells, known, changes }
    }

    /// The width of a record as the file has it.
    fn width(&self) -> usize {
        let made = self.changes.joins.len() + self.changes.defaults.len() + self.changes.told;
        self.header.headings.len() - made
    }

    /// Calls `each` with the line and the cells of every row of the table in order.
    pub(super) fn rows<E>(
        &self,
        sheet: &Sheet,
        mut each: impl FnMut(u32, &ByteRecord) -> Result<(), E>,
    ) -> Result<Passed, E> {
        let mut walk = self.walk();
        let flow = sheet.records(|line, record| {
            walk.record(line, record, &mut each).map_or_else(ControlFlow::Break, ControlFlow::Continue)
        });
        match flow {
            ControlFlow::Break(error) => Err(error),
            ControlFlow::Continue(()) => Ok(walk.passed),
        }
    }

    /// Begins to go through the records of a sheet.
    pub(super) fn walk(&self) -> Walk<'_> {
        Walk { layout: self, width: self.width(), seen: 0, passed: Passed::default() }
    }

    /// Whether every record that is data is read as it stands.
    pub(super) fn reads_as_it_stands(&self) -> bool {
        self.changes.is_empty()
    }

    /// Whether a record with several cells in the midst of the table is surely data by its first cell, as nearly all are.
    pub(super) fn begins_as_data(&self, first: &[u8]) -> bool {
        self.begins_as_id(first) && !self.may_repeat_header(Some(first))
    }

    /// The same by all its cells, if no cell of it is blank that is not empty, but for so many
    /// that are not read. What is not surely data may still be.
    pub(super) fn is_surely_data(&self, cells: Cells<'_>, unread: usize) -> bool {
        let first = cells.get(0).unwrap_or_default().as_bytes();
        let has_some = || {
            // what begins with a letter or a digit is not blank
            let is_plain = cells.iter().all(is_plain);
            let filled = if is_plain { cells.filled() } else { filled(cells.iter()) };
            let may_be_no_data = || {
                !is_plain
                    && !self.begins_as_id(first)
                    && self.non_data_row(&cells.to_record(), filled, EXAMPLES + 1).is_some()
            };
            // a single cell may be no more than the number of a row that nobody filled in
            filled > FEW_CELLS || (filled > 1 && !may_be_no_data())
        };
        !self.may_repeat_header(Some(first))
            && !self.may_be_default(cells)
            && (cells.filled() > FEW_CELLS + unread || has_some())
    }
}

/// How many columns of a table the best header of a sheet names, and how many cells it has; for sheets whose name
/// does not tell which table they hold.
pub(super) fn fit(id: TableId, sheet: &mut Sheet, settings: &TableSettings) -> Option<(usize, usize)> {
    if let Some((names, _)) = sheet.member_names() {
        let found = found_in(id, names, settings);
        return (!found.is_empty()).then_some((found.len(), names.len()));
    }
    let (_, _, found) = best(id, sheet, settings)?;
    let has = |column: ColumnId| found.found.iter().any(|(c, _)| *c == column);
    // a table without ids is known by its names
    let by_name = |column: &ColumnId| id.def().def(*column).kind == Kind::Id && id.def().name_column().is_some_and(has);
    let has_required = id.def().required.iter().all(|column| has(*column) || by_name(column));
    let filled = found.texts.iter().filter(|t| !t.is_empty()).count();
    (has_required && found.found.len() >= 2).then_some((found.found.len(), filled))
}

fn no_known_header(id: TableId, place: &str, line: u32) -> Problem {
    let known = id.def().columns().filter(|(_, c)| c.derived.is_none());
    let mut known: Vec<(&str, &str)> = known.map(|(_, c)| (c.name, c.label.ja.as_str())).collect();
    // a register may name people by name alone
    if let Some((column, Part::Name)) = name_column(id) {
        let step = id.def().def(column).step.unwrap_or_default();
        known.insert(1, (step, "氏名"));
    }
    words::no_known_header(place, line, (id.def().name, &id.def().label), &known)
}

/// The column in which a table names the person whom a row is about, if there is one such column.
fn name_column(id: TableId) -> Option<(ColumnId, Part)> {
    let k = known();
    if [k.staff, k.patients].contains(&id) {
        return id.def().name_column().map(|column| (column, Part::Main));
    }
    let mut named = id.def().columns().filter(|(_, c)| c.has_part(Part::Name)).map(|(column, _)| (column, Part::Name));
    named.next().filter(|_| named.next().is_none())
}

/// Family and given name in two columns become one, where the file has no column with the whole name.
fn split_names(id: TableId, header: &mut Header, changes: &mut Changes) {
    let words = &schema().layout;
    let Some((column, part)) = name_column(id) else { return };
    let reading = match part {
        Part::Main => id.def().that_is(Is::Kana).map(|kana| (kana, Part::Main)),
        _ => Some((column, Part::Kana)).filter(|_| id.def().def(column).has_part(Part::Kana)),
    };
    let pairs = [(Some((column, part)), &words.family, &words.given), (reading, &words.family_kana, &words.given_kana)];
    for (target, family, given) in pairs {
        let Some((column, part)) = target.filter(|(column, part)| header.place(*column, *part).is_none()) else {
            continue;
        };
        let texts: Vec<String> = header.headings.iter().map(|h| h.text.clone()).collect();
        let is_free = |place: usize| header.headings[place].found.is_none();
        let Some((family, given)) = halves(&texts, is_free, [family, given]) else { continue };
        let text = format!("{} {}", header.headings[family].text, header.headings[given].text);
        let at = header.headings[family].column;
        changes.joins.push((family, given));
        for half in [family, given] {
            header.headings[half].role = Role::Half;
        }
        header.headings.push(Heading::made(text, (column, part), at));
    }
}
