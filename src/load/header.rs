//! A table's header: which column each of its cells stands for.

use csv::ByteRecord;
use sha2::{Digest, Sha256};

use crate::base::fold;
use crate::base::text::Problem;
use crate::config::{Placed, TableSettings};
use crate::load::words;
use crate::model::place::{Heading, Role};
use crate::model::schema::{ColumnId, Kind, Part, TableId};
use crate::table::RowHash;

/// The headers of a table.
#[derive(Clone, Debug)]
pub(super) struct Header {
    id: TableId,
    pub(super) headings: Vec<Heading>,
    /// Dates and codes that stand twice: the place that is read, the one that is not, and what to say if they differ.
    rivals: Vec<(usize, usize, Problem)>,
}

/// How well a header fits a column; the lower, the better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Set,
    Own,
    Alias,
}

impl Header {
    /// Finds the columns. What the settings say comes first, then a column's own name, then its other names; two
    /// headers that fit equally well would leave open which cell counts.
    pub(super) fn read(
        id: TableId,
        file: &str,
        line: u32,
        headings: Vec<(String, Option<u32>)>,
        settings: &TableSettings,
        config: &str,
    ) -> Result<Self, Problem> {
        let def = id.def();
        let mut fits: Vec<Option<Fit>> = Vec::new();
        let mut read: Vec<Heading> = Vec::new();
        for (text, column) in headings {
            let found = if text.starts_with('_') { None } else { def.match_header(&text) };
            let found = found.filter(|(column, part)| set(settings, *column, *part).is_none());
            let own = found.is_some_and(|(column, _)| def.is_own_header(column, &text));
            fits.push(found.map(|_| if own { Fit::Own } else { Fit::Alias }));
            read.push(Heading { text, found, column, role: Role::Plain });
        }
        for (column, part, header) in &settings.columns {
            if header.value.is_empty() {
                continue;
            }
            let folded = fold::header(&header.value);
            let mut alike = (0..read.len()).filter(|p| fold::header(&read[*p].text) == folded);
            if let (Some(first), Some(second)) = (alike.next(), alike.next()) {
                return Err(words::header_twice(config, header.line, &header.value, file, [first + 1, second + 1]));
            }
            let place = set_place(&read, &header.value);
            let Some(place) = place else {
                if let Some(number) = header.value.strip_prefix('#').filter(|n| n.parse::<u32>().is_ok()) {
                    return Err(words::column_not_there(config, header.line, number, file));
                }
                let near: Vec<&str> = read.iter().filter(|h| h.is_unknown()).map(|h| h.text.as_str()).collect();
                return Err(words::header_not_found(config, header.line, &header.value, file, line, &near));
            };
            if fits[place] == Some(Fit::Set) {
                return Err(words::header_set_twice(config, header.line, &header.value));
            }
            read[place].found = Some((*column, *part));
            fits[place] = Some(Fit::Set);
        }
        let mut differing = Vec::new();
        for place in 0..read.len() {
            let rivals: Vec<usize> = (0..read.len())
                .filter(|p| read[place].found.is_some() && read[*p].found == read[place].found)
                .collect();
            let Some(best) = rivals.iter().map(|p| fits[*p]).min() else { continue };
            let winners: Vec<usize> = rivals.iter().copied().filter(|p| fits[*p] == best).collect();
            let Some((column, part)) = read[place].found else { continue };
            let problem = |first: usize, second: usize| {
                let said =
                    |place: usize| (read[place].text.as_str(), read[place].column.map_or(place, |c| c as usize) + 1);
                let key = def.key_of(column, part);
                let column = (key.as_str(), &def.def(column).label);
                words::duplicate_header(file, line, [said(first), said(second)], def.name, column)
            };
            if let [first, second, ..] = winners.as_slice() {
                return Err(problem(*first, *second));
            }
            let losers: Vec<usize> = rivals.into_iter().filter(|p| !winners.contains(p)).collect();
            // of names and ids the column's own header is the stronger; two days or states are two facts
            if matches!(def.def(column).kind, Kind::Date | Kind::Code(_) | Kind::Points) && best != Some(Fit::Set) {
                differing.extend(losers.iter().map(|loser| (winners[0], *loser, problem(winners[0], *loser))));
            }
            for loser in losers {
                read[loser].found = None;
                read[loser].role = Role::Yields;
            }
        }
        Ok(Self { id, headings: read, rivals: differing })
    }

    /// Whether no fact can stand twice in a row.
    pub(super) fn is_plain(&self) -> bool {
        self.rivals.is_empty()
    }

    /// Refuses a row in which the same fact stands twice and differs.
    pub(super) fn check_rivals(&self, record: &ByteRecord) -> Result<(), Problem> {
        for (read, other, problem) in &self.rivals {
            let cell = |place: usize| fold::characters(text(record, Some(place)));
            if !cell(*other).is_empty() && cell(*other) != cell(*read) {
                return Err(problem.clone());
            }
        }
        Ok(())
    }

    /// Where in a record a part of a column stands.
    pub(super) fn place(&self, column: ColumnId, part: Part) -> Option<usize> {
        self.headings.iter().position(|h| h.found == Some((column, part)))
    }

    /// The header of a column: of the cell itself, else of the first part of it.
    pub(super) fn of(&self, column: ColumnId) -> Option<&Heading> {
        let mut of_column = self.headings.iter().filter(|h| h.found.is_some_and(|(c, _)| c == column));
        let main = self.place(column, Part::Main).map(|place| &self.headings[place]);
        main.or_else(|| of_column.next())
    }

    /// The header of the cell in which a column names somebody by name.
    pub(super) fn of_name(&self, column: ColumnId) -> Option<&Heading> {
        self.place(column, Part::Name).map(|place| &self.headings[place]).or_else(|| self.of(column))
    }

    /// A short hash of a row's cells in the columns that are known, whatever their order and their headers.
    pub(super) fn hash<'c>(&self, record: impl IntoIterator<Item = &'c [u8]>) -> RowHash {
        let mut cells: Vec<(ColumnId, Part, &[u8])> = self
            .headings
            .iter()
            .zip(record)
            .filter_map(|(heading, cell)| heading.found.map(|(column, part)| (column, part, cell.trim_ascii())))
            .filter(|(_, _, cell)| !cell.is_empty())
            .collect();
        cells.sort_unstable();
        let mut hasher = Sha256::new();
        for (column, part, cell) in cells {
            hasher.update(self.id.def().def(column).name);
            hasher.update([0, part as u8]);
            hasher.update((cell.len() as u64).to_le_bytes());
            hasher.update(cell);
        }
        let mut hash = [0; 6];
        hash.copy_from_slice(&hasher.finalize()[..6]);
        RowHash(hash)
    }
}

/// What the settings say of a part of a column.
pub(super) fn set(settings: &TableSettings, column: ColumnId, part: Part) -> Option<&Placed<String>> {
    settings.columns.iter().find(|(c, p, _)| (*c, *p) == (column, part)).map(|(_, _, header)| header)
}

/// The place of the header that the settings name, by its text or as `#5`.
fn set_place(headings: &[Heading], name: &str) -> Option<usize> {
    let folded = fold::header(name);
    let by_text = headings.iter().position(|h| fold::header(&h.text) == folded);
    let numbered = || name.strip_prefix('#').and_then(|n| n.parse::<u32>().ok()).and_then(|n| n.checked_sub(1));
    by_text.or_else(|| numbered().and_then(|n| headings.iter().position(|h| h.column == Some(n))))
}

/// The text of a cell without surrounding space and what keeps a spreadsheet from reading it as a number; empty if the record
/// is too short.
pub(super) fn text(record: &ByteRecord, place: Option<usize>) -> &str {
    place.and_then(|p| record.get(p)).map_or("", |cell| without_guard(std::str::from_utf8(cell).unwrap_or("").trim()))
}

/// Whether a cell may begin with what keeps a spreadsheet from reading it as a number.
pub(super) fn may_be_guarded(cell: &[u8]) -> bool {
    matches!(cell.first(), Some(b'=' | b'\''))
}

/// The text of `="0012"` and `'0012`. Before two digits of a year an apostrophe means something else: `'25.3.1`.
fn without_guard(cell: &str) -> &str {
    if !may_be_guarded(cell.as_bytes()) {
        return cell;
    }
    if let Some(text) = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return if text.contains('"') { cell } else { text.trim() };
    }
    match cell.as_bytes() {
        [b'\'', d, e, b'.' | b'/' | b'-', ..] if d.is_ascii_digit() && e.is_ascii_digit() => cell,
        [b'\'', ..] => cell[1..].trim_start(),
        _ => cell,
    }
}
