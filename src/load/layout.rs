//! Where in a sheet the table is: sheets that have grown for years carry titles above the header, examples, notes
//! and totals below it, and headers over two rows. The header is the row that fits the table's columns best; every
//! row that is left out is kept with the reason, and whatever might be data stays data.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use csv::ByteRecord;
use rustc_hash::FxHashMap;

use super::exported::{self, Exported};
use super::header::{Header, Heading, Role, set, text};
use crate::config::TableSettings;
use crate::fold;
use crate::schema::{ColumnId, Kind, Part, TableId, known, schema};
use crate::source::{Delimiter, Lines, Sheet};
use crate::words::{self, Problem};

/// A title takes a few rows; a header further down is not looked for.
const HEAD: usize = 50;

/// Cells of a row that are tried as headers, and the bytes of the longest: what is beyond is data.
const WIDEST: usize = 300;
const LONGEST: usize = 200;

/// An example stands directly below the header.
const EXAMPLES: u32 = 5;

/// Rows with more cells than this are data, whatever their words.
const FEW_CELLS: usize = 3;

/// Prose longer than this (in characters) is no name and no id.
const PROSE: usize = 40;

/// Why a row below the header is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// An example of how to fill the table in.
    Sample,
    /// The header once more.
    Header,
    /// Sums.
    Total,
    /// A note.
    Note,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sample, Self::Header, Self::Total, Self::Note];
}

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
    known: usize,
    changes: Changes,
}

/// What is done to a record before it is read; nothing, for most files.
#[derive(Debug, Default)]
struct Changes {
    /// Cells that are one name together: family and given name, added behind the record.
    joins: Vec<(usize, usize)>,
    /// By place: a folded cell, and the text to read instead.
    values: Vec<(usize, FxHashMap<String, String>)>,
    /// Cells added behind the record.
    defaults: Vec<String>,
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.joins.is_empty() && self.values.is_empty() && self.defaults.is_empty()
    }

    fn apply(&self, record: &ByteRecord, width: usize) -> ByteRecord {
        let mut changed = ByteRecord::new();
        for place in 0..width.max(record.len()) {
            let cell = record.get(place).unwrap_or_default();
            let instead = self
                .values
                .iter()
                .find(|(p, _)| *p == place)
                .and_then(|(_, values)| values.get(&fold::characters(text(record, Some(place)))));
            changed.push_field(instead.map_or(cell, |text| text.as_bytes()));
            // what is added stands behind the headers, not behind a row that is too long
            if place + 1 == width {
                for (family, given) in &self.joins {
                    let name = [text(record, Some(*family)), text(record, Some(*given))].join(" ");
                    changed.push_field(name.trim().as_bytes());
                }
                self.defaults.iter().for_each(|cell| changed.push_field(cell.as_bytes()));
            }
        }
        changed
    }
}

/// What was passed over while the rows were read.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// The lines of the rows that were read.
    pub(super) lines: Lines,
    /// How many rows were blank.
    pub(super) blank: u32,
    /// The rows left out, with the reason.
    pub(super) skipped: Vec<(u32, Reason)>,
    /// When the table was made, if a note says so.
    pub(super) exported: Option<Exported>,
}

/// A row, or two rows together, taken for a header.
struct Candidate {
    rows: (usize, usize),
    texts: Vec<String>,
    found: BTreeSet<(ColumnId, Part)>,
}

impl Layout {
    /// Finds the table in a sheet, and what stands between two cells of a text.
    pub(super) fn find(
        id: TableId,
        file: &str,
        sheet: &mut Sheet,
        settings: &TableSettings,
        config: &str,
    ) -> Result<Self, Problem> {
        let place = words::place_of(file, sheet.name.as_deref());
        if let Some((names, line)) = sheet.member_names() {
            let headings = names.iter().cloned().zip((0..).map(Some)).collect();
            let header = Header::read(id, &place, line, headings, settings, config)?;
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
        let header = Header::read(id, &place, lines.0, headings, settings, config)?;
        let mut layout = Self::new(id, header, lines, raw, true, settings);
        for (line, record) in &head[..first] {
            if record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                layout.title.push(*line);
                layout.exported = layout.exported.or_else(|| exported::find(*line, record));
            }
        }
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
            let folded: FxHashMap<String, String> =
                values.iter().map(|(cell, read)| (fold::characters(cell), read.clone())).collect();
            let places = header.headings.iter().enumerate();
            let of_column = places.filter(|(_, h)| h.found.is_some_and(|(c, _)| c == *column)).map(|(place, _)| place);
            changes.values.extend(of_column.map(|place| (place, folded.clone())));
        }
        split_names(id, &mut header, &mut changes);
        for (column, cell) in &settings.defaults {
            if header.of(*column).is_none() {
                let found = Some((*column, Part::Main));
                header.headings.push(Heading { text: String::new(), found, column: None, role: Role::Made });
                changes.defaults.push(cell.clone());
            }
        }
        let known = header.headings.iter().filter(|h| h.found.is_some()).count();
        Self { header, header_lines, title: Vec::new(), exported: None, has_header_row, id, raw_header, known, changes }
    }

    /// The width of a record as the file has it.
    fn width(&self) -> usize {
        self.header.headings.len() - self.changes.joins.len() - self.changes.defaults.len()
    }

    /// Calls `each` with the line and the cells of every row of the table in order.
    pub(super) fn rows<E>(
        &self,
        sheet: &Sheet,
        mut each: impl FnMut(u32, &ByteRecord) -> Result<(), E>,
    ) -> Result<Passed, E> {
        let mut passed = Passed::default();
        let mut seen = 0_u32;
        let width = self.width();
        let flow = sheet.records(|line, record| {
            if self.has_header_row && line <= self.header_lines.1 {
                return ControlFlow::Continue(());
            }
            let is_filled = |cell: &&[u8]| match cell.iter().find(|b| !b.is_ascii_whitespace()) {
                None => false,
                // spaces in full width are blank too
                Some(0xE3) => std::str::from_utf8(cell).is_ok_and(|cell| !cell.trim().is_empty()),
                Some(_) => true,
            };
            let filled = record.iter().filter(is_filled).take(FEW_CELLS + 1).count();
            if filled == 0 || (filled == 1 && self.is_numbered_blank(record)) {
                passed.blank += 1;
                return ControlFlow::Continue(());
            }
            seen = seen.saturating_add(1);
            if self.has_header_row
                && (filled <= FEW_CELLS || seen <= EXAMPLES || self.may_repeat_header(record))
                && let Some(reason) = self.furniture(record, filled, seen)
            {
                passed.skipped.push((line, reason));
                if reason == Reason::Note {
                    passed.exported = passed.exported.take().or_else(|| exported::find(line, record));
                }
                return ControlFlow::Continue(());
            }
            passed.lines.push(line);
            let outcome = if self.changes.is_empty() {
                each(line, record)
            } else {
                each(line, &self.changes.apply(record, width))
            };
            outcome.map_or_else(ControlFlow::Break, ControlFlow::Continue)
        });
        match flow {
            ControlFlow::Break(error) => Err(error),
            ControlFlow::Continue(()) => Ok(passed),
        }
    }

    /// Whether a row is no data but something that people write between and below it.
    fn furniture(&self, record: &ByteRecord, filled: usize, seen: u32) -> Option<Reason> {
        let words = &schema().layout;
        if self.repeats_header(record) {
            return Some(Reason::Header);
        }
        if seen <= EXAMPLES && self.is_sample(record) {
            return Some(Reason::Sample);
        }
        // where a row has few cells by nature, one filled cell says nothing
        let plain = |cell: &[u8]| cell.first().is_none_or(u8::is_ascii_alphanumeric);
        if filled > FEW_CELLS || self.known < 2 || (filled > 1 && record.iter().all(plain)) {
            return None;
        }
        let cells: Vec<&str> = self.telling(record).collect();
        let first = fold::header(cells.first()?);
        let is_total = |cell: &&str| is_total(&fold::header(cell), &words.total);
        let is_count = |cell: &&str| is_sum(cell) && !fold::header(cell).ends_with(|c: char| c.is_ascii_digit());
        let counts = cells.iter().any(is_total) || (filled == 1 && cells.iter().all(is_count));
        if cells.len() == filled && counts && cells.iter().all(|cell| is_total(cell) || is_sum(cell)) {
            return Some(Reason::Total);
        }
        // what names all that a row must name is a row, whatever it begins with
        let is_row = self.id.def().required.len() > 1 && self.is_complete(record);
        let begins = || words.note.iter().any(|word| first.starts_with(word.as_str()));
        if filled <= 2 && !is_row && begins() {
            return Some(Reason::Note);
        }
        let prose = first.contains('。') || first.chars().count() > PROSE;
        (filled == 1 && prose).then_some(Reason::Note)
    }

    /// Whether nothing stands in a row but its number, in a column that is not read.
    fn is_numbered_blank(&self, record: &ByteRecord) -> bool {
        let place = record.iter().position(|cell| !cell.trim_ascii().is_empty());
        place.is_some_and(|place| {
            let is_unread = self.header.headings.get(place).is_some_and(|h| h.found.is_none() && !h.text.is_empty());
            is_unread && fold::width(text(record, Some(place))).bytes().all(|b| b.is_ascii_digit())
        })
    }

    /// Whether the first cell of a row is that of the header.
    fn may_repeat_header(&self, record: &ByteRecord) -> bool {
        let first = |row: &ByteRecord| row.get(0).unwrap_or_default().trim_ascii().first().copied();
        self.raw_header.iter().any(|row| first(row) == first(record))
    }

    /// Whether a row is an example: its first cell or a name in it says so, or a remark is just such a word.
    fn is_sample(&self, record: &ByteRecord) -> bool {
        let words = &schema().layout.sample;
        let (mut first, mut begins_as_example) = (true, None);
        for (place, heading) in self.header.headings.iter().enumerate() {
            let cell = text(record, Some(place));
            if cell.is_empty() {
                continue;
            }
            let folded = fold::header(cell);
            let column = heading.found.map(|(column, _)| self.id.def().def(column));
            let is_name = column.is_some_and(|c| matches!(c.kind, Kind::Id | Kind::Name | Kind::Row(_)));
            if (first || is_name) && is_marked(&folded, words) {
                return true;
            }
            first = false;
            match column {
                Some(column) => {
                    begins_as_example.get_or_insert(cell == column.example);
                }
                // whoever writes over the example of a blank register may leave its mark behind
                None if heading.is_comment() && begins_as_example != Some(true) => {}
                None if words.contains(&folded) && folded.chars().count() > 1 => return true,
                None => {}
            }
        }
        false
    }

    /// Whether every column without which a row says nothing is filled.
    fn is_complete(&self, record: &ByteRecord) -> bool {
        let is_filled = |column: &ColumnId| {
            let of_column = self.header.headings.iter().enumerate();
            let mut of_column = of_column.filter(|(_, h)| h.found.is_some_and(|(c, _)| c == *column));
            of_column.any(|(place, _)| !text(record, Some(place)).is_empty())
        };
        self.id.def().required.iter().all(is_filled)
    }

    /// Whether a row is the header again, as where pages were pasted one below the other.
    fn repeats_header(&self, record: &ByteRecord) -> bool {
        let same = |row: &ByteRecord| {
            let cell = |place: usize| record.get(place).unwrap_or_default().trim_ascii();
            let head = |place: usize| row.get(place).unwrap_or_default().trim_ascii();
            (0..row.len().max(record.len())).all(|place| cell(place) == head(place))
        };
        self.raw_header.iter().any(same)
    }

    /// The filled cells in which a mark or a note may stand: where free text is expected, it is text.
    fn telling<'r>(&'r self, record: &'r ByteRecord) -> impl Iterator<Item = &'r str> {
        record.iter().enumerate().filter_map(|(place, cell)| {
            let found = self.header.headings.get(place).and_then(|h| h.found);
            let free = found.is_some_and(|(column, _)| matches!(self.id.def().def(column).kind, Kind::Text));
            let cell = std::str::from_utf8(cell).unwrap_or("").trim();
            (!free && !cell.is_empty()).then_some(cell)
        })
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
    let by_name =
        |column: &ColumnId| id.def().def(*column).kind == Kind::Id && id.def().column("name").is_some_and(has);
    let has_required = id.def().required.iter().all(|column| has(*column) || by_name(column));
    let filled = found.texts.iter().filter(|t| !t.is_empty()).count();
    (has_required && found.found.len() >= 2).then_some((found.found.len(), filled))
}

/// Whether a sheet has a row of a table; `None` if it is not the table at all.
pub(super) fn has_rows(id: TableId, sheet: &mut Sheet, settings: &TableSettings) -> Option<bool> {
    let layout = Layout::find(id, "", sheet, settings, "").ok()?;
    Some(layout.rows(sheet, |_, _| Err(())).is_err())
}

fn no_known_header(id: TableId, place: &str, line: u32) -> Problem {
    let known = id.def().columns().filter(|(_, c)| c.derived.is_none());
    let known: Vec<(&str, &str)> = known.map(|(_, c)| (c.name, c.label.ja.as_str())).collect();
    words::no_known_header(place, line, (id.def().name, &id.def().label), &known)
}

type Head = Vec<(u32, ByteRecord)>;

/// The row that fits best as a header, with the delimiter that lets it fit; `None` if no row fits at all.
fn best(id: TableId, sheet: &mut Sheet, settings: &TableSettings) -> Option<(Option<Delimiter>, Head, Candidate)> {
    let most = settings.header_row.as_ref().map_or(HEAD, |row| HEAD.max(row.value as usize + 1));
    let Some(given) = sheet.delimiter() else {
        let head = sheet.head(most);
        let found = best_row(id, &head, settings)?;
        return Some((None, head, found));
    };
    let mut best: Option<(Option<Delimiter>, Head, Candidate)> = None;
    for delimiter in Delimiter::ALL {
        // what stands in no cell parts none
        let parts =
            |head: &Head| head.iter().any(|(_, row)| memchr::memchr(delimiter.byte(), row.as_slice()).is_some());
        if delimiter != given && best.as_ref().is_some_and(|(with, head, _)| *with == Some(given) && !parts(head)) {
            continue;
        }
        sheet.set_delimiter(delimiter);
        let head = sheet.head(most);
        let Some(found) = best_row(id, &head, settings) else { continue };
        if best.as_ref().is_none_or(|(_, _, b)| found.found.len() > b.found.len()) {
            best = Some((Some(delimiter), head, found));
        }
    }
    sheet.set_delimiter(given);
    best
}

fn best_row(id: TableId, head: &[(u32, ByteRecord)], settings: &TableSettings) -> Option<Candidate> {
    let single = |row: usize| {
        let texts = cells(&head[row].1);
        let found = found_in(id, &texts, settings);
        Candidate { rows: (row, row), texts, found }
    };
    if let Some(set) = &settings.header_row {
        let row = head.iter().position(|(line, _)| *line == set.value)?;
        let one = single(row);
        let two = double(id, head, row, settings).filter(|two| two.improves(&one));
        return two.or(Some(one)).filter(|c| !c.found.is_empty());
    }
    let mut best: Option<(Candidate, usize)> = None;
    for (row, (_, record)) in head.iter().enumerate() {
        // a row names no more columns than it has filled cells
        let filled = record.iter().filter(|cell| !cell.trim_ascii().is_empty()).count();
        let (most, fewest) = best.as_ref().map_or((0, usize::MAX), |(b, unknown)| (b.found.len(), *unknown));
        if filled < most || (filled == most && fewest == 0) {
            continue;
        }
        let candidate = single(row);
        let unknown = filled.saturating_sub(candidate.found.len());
        let is_better = candidate.found.len() > most || (candidate.found.len() == most && unknown < fewest);
        if is_better && candidate.is_header(id, filled) {
            best = Some((candidate, unknown));
        }
    }
    let (best, _) = best?;
    if best.found.len() == best.texts.len() {
        return Some(best);
    }
    let row = best.rows.0;
    let below = double(id, head, row, settings);
    let above = row.checked_sub(1).and_then(|above| double(id, head, above, settings));
    let two = below.into_iter().chain(above).filter(|two| two.improves(&best));
    let two = two.reduce(|a, b| if b.found.len() > a.found.len() { b } else { a });
    two.or(Some(best))
}

impl Candidate {
    /// Whether it has a column that says whom or what a row is about, or names half of what stands in it. A row of
    /// data may hold a word that is a header.
    fn is_header(&self, id: TableId, filled: usize) -> bool {
        let def = id.def();
        let by_name = ["name", "email"].iter().filter_map(|name| def.column(name));
        let telling: Vec<ColumnId> = def.required.iter().copied().chain(by_name).collect();
        self.found.iter().any(|(column, _)| telling.contains(column)) || self.found.len() * 2 >= filled
    }

    /// Whether two rows together name all the columns that one does, and more.
    fn improves(&self, one: &Self) -> bool {
        self.found.len() > one.found.len() && one.found.is_subset(&self.found)
    }
}

/// Two rows as one header: the upper cell stands above several lower ones. `None` if the lower row is data: something
/// stands in it below a header that is known by itself.
fn double(id: TableId, head: &[(u32, ByteRecord)], row: usize, settings: &TableSettings) -> Option<Candidate> {
    let (upper, lower) = (cells(&head.get(row)?.1), cells(&head.get(row + 1)?.1));
    let known = |text: &str| !found_in(id, &[text.to_owned()], settings).is_empty();
    let mut above = String::new();
    let mut texts = Vec::new();
    for place in 0..upper.len().max(lower.len()) {
        let own = upper.get(place).map_or("", String::as_str);
        let bottom = lower.get(place).map_or("", String::as_str);
        if !own.is_empty() {
            own.clone_into(&mut above);
        }
        let both = [above.as_str(), bottom].join(" ").trim().to_owned();
        let text = match (own, bottom) {
            (_, "") => own,
            // cells merged over both rows say the same
            (own, bottom) if own == bottom => own,
            _ if known(&both) => &both,
            (_, bottom) if known(bottom) => bottom,
            (own, _) if known(own) => return None,
            // what stands above another column counts only where it makes a name that is known
            ("", bottom) => bottom,
            _ => &both,
        };
        texts.push(text.to_owned());
    }
    let found = found_in(id, &texts, settings);
    Some(Candidate { rows: (row, row + 1), texts, found })
}

/// The columns that headers name.
fn found_in(id: TableId, texts: &[String], settings: &TableSettings) -> BTreeSet<(ColumnId, Part)> {
    let words = &schema().layout;
    let name = name_column(id);
    let by_settings = |text: &str| {
        let folded = fold::header(text);
        let set = settings.columns.iter().find(|(_, _, header)| fold::header(&header.value) == folded);
        set.map(|(column, part, _)| (*column, *part))
    };
    texts
        .iter()
        .take(WIDEST)
        .filter(|text| !text.is_empty() && !text.starts_with('_') && text.len() <= LONGEST)
        .filter_map(|text| {
            let folded = fold::header(text);
            let of_a_name = words.family.contains(&folded) || words.given.contains(&folded);
            let auto = || id.def().match_header(text).filter(|(column, part)| set(settings, *column, *part).is_none());
            by_settings(text).or_else(auto).or_else(|| name.filter(|_| of_a_name))
        })
        .collect()
}

/// The cells of a header row: without surrounding space, on one line.
fn cells(record: &ByteRecord) -> Vec<String> {
    let one_line = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    (0..record.len()).map(|place| one_line(text(record, Some(place)))).collect()
}

/// The column in which a table names the person whom a row is about, if there is one such column.
fn name_column(id: TableId) -> Option<(ColumnId, Part)> {
    let k = known();
    if [k.staff, k.patients].contains(&id) {
        return id.def().column("name").map(|column| (column, Part::Main));
    }
    let mut named = id.def().columns().filter(|(_, c)| c.has_part(Part::Name)).map(|(column, _)| (column, Part::Name));
    named.next().filter(|_| named.next().is_none())
}

/// Family and given name in two columns become one, where the file has no column with the whole name.
fn split_names(id: TableId, header: &mut Header, changes: &mut Changes) {
    let words = &schema().layout;
    let Some((column, part)) = name_column(id) else { return };
    let reading = match part {
        Part::Main => id.def().column("kana").map(|kana| (kana, Part::Main)),
        _ => Some((column, Part::Kana)).filter(|_| id.def().def(column).has_part(Part::Kana)),
    };
    let pairs = [(Some((column, part)), &words.family, &words.given), (reading, &words.family_kana, &words.given_kana)];
    for (target, family, given) in pairs {
        let Some((column, part)) = target.filter(|(column, part)| header.place(*column, *part).is_none()) else {
            continue;
        };
        let find = |words: &[String]| {
            header.headings.iter().position(|h| h.found.is_none() && words.contains(&fold::header(&h.text)))
        };
        let (Some(family), Some(given)) = (find(family), find(given)) else { continue };
        let text = format!("{} {}", header.headings[family].text, header.headings[given].text);
        let at = header.headings[family].column;
        changes.joins.push((family, given));
        for half in [family, given] {
            header.headings[half].role = Role::Half;
        }
        header.headings.push(Heading { text, found: Some((column, part)), column: at, role: Role::Made });
    }
}

/// Whether a folded cell is one of the words, or begins with one that is set off from the rest.
fn is_marked(folded: &str, words: &[String]) -> bool {
    let opened = folded.strip_prefix(['(', '[', '【', '〔', '<', '〈', '《', '「', '※', '*']);
    let rest = opened.unwrap_or(folded);
    words
        .iter()
        .filter_map(|word| rest.strip_prefix(word.as_str()))
        .any(|behind| behind.is_empty() || behind.starts_with([')', ']', '】', '〕', '>', '〉', '》', '」', ':', '、']))
}

/// Whether a folded cell is one of the words for a sum, alone or before the sum: `合計`, `計3件`.
fn is_total(folded: &str, words: &[String]) -> bool {
    words.iter().filter_map(|word| folded.strip_prefix(word.as_str())).any(|behind| {
        let behind = behind.trim_start_matches([':', '=']);
        behind.is_empty() || is_sum(behind)
    })
}

/// Whether a cell is a number, as a sum is: `12`, `1,234`, `12名`.
fn is_sum(cell: &str) -> bool {
    let folded = fold::header(cell);
    let number = folded.trim_end_matches(['名', '人', '件', '行', '台', '枚', '通', '回', '%']);
    !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
}
