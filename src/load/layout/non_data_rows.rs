//! Rows that are no data: examples, the header once more, totals and notes, numbered rows that nobody filled in.
//! Whatever might be data is data.

use csv::ByteRecord;

use super::Layout;
use crate::base::normalize;
use crate::load::header::text;
use crate::model::place::Role;
use crate::model::schema::{ColumnId, Kind, schema};
use crate::source::Cells;

/// An example stands directly below the header.
pub(super) const EXAMPLES: u32 = 5;

/// Rows with more cells than this are data, whatever their words.
pub(super) const FEW_CELLS: usize = 3;

/// Prose longer than this (in characters) is no name and no id.
const PROSE: usize = 40;

/// What a cell holds that nobody has filled in: a box that is not ticked, the sum or the day of nothing.
const DEFAULTS: [&str; 8] = ["FALSE", "0", "0.0", "0.00", "☐", "1900-01-00", "1900/1/0", "1900/01/00"];

/// Whether a cell holds what nobody has filled in.
fn is_default(cell: &[u8]) -> bool {
    // nearly all cells are told from these by their first byte
    matches!(cell.first(), Some(b'F' | b'f' | b'0' | b'1' | 0xE2))
        && DEFAULTS.iter().any(|default| cell.eq_ignore_ascii_case(default.as_bytes()))
}

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
    /// Nothing but what stands in rows that nobody has filled in: boxes that are not ticked, formulas without anything to
    /// count.
    Default,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Sample, Self::Header, Self::Total, Self::Note, Self::Default];
}

impl Layout {
    /// Whether a row is no data but something that people write between and below it.
    pub(super) fn non_data_row(&self, record: &ByteRecord, filled: usize, seen: u32) -> Option<Reason> {
        let words = &schema().layout;
        if self.repeats_header(record) {
            return Some(Reason::Header);
        }
        if seen <= EXAMPLES && self.is_sample(record) {
            return Some(Reason::Sample);
        }
        // where a row has few cells by nature, one filled cell says nothing
        if filled > FEW_CELLS || self.known < 2 || (filled > 1 && record.iter().all(is_plain)) {
            return None;
        }
        let first = normalize::header(self.telling(record).next()?);
        let may_be_total = is_total(&first, &words.total) || is_sum(&first);
        if filled > 2 && !may_be_total {
            return None;
        }
        let cells: Vec<&str> = self.telling(record).collect();
        let is_total = |cell: &&str| is_total(&normalize::header(cell), &words.total);
        let is_count = |cell: &&str| is_sum(cell) && !normalize::header(cell).ends_with(|c: char| c.is_ascii_digit());
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

    /// Whether a row of several cells is surely none of these by its first cell: letters and digits, as in an id.
    pub(super) fn begins_as_id(&self, first: &[u8]) -> bool {
        let is_free = self
            .header
            .headings
            .first()
            .and_then(|heading| heading.found)
            .is_some_and(|(column, _)| matches!(self.id.def().def(column).kind, Kind::Text));
        let begins = |word: &String| first.get(..word.len()).is_some_and(|b| b.eq_ignore_ascii_case(word.as_bytes()));
        first.first().is_some_and(u8::is_ascii_alphabetic)
            && first.iter().all(u8::is_ascii_alphanumeric)
            && !is_free
            && !is_default(first)
            && !schema().layout.total.iter().any(begins)
    }

    /// Whether nothing stands in a row but its number, in a column that is not read.
    pub(super) fn is_numbered_blank(&self, record: &ByteRecord) -> bool {
        let place = record.iter().position(|cell| !cell.trim_ascii().is_empty());
        place.is_some_and(|place| self.is_number_of_row(place, text(record, Some(place))))
    }

    /// Whether anything stands in a row that is read, or under no header.
    pub(super) fn says_something(&self, record: &ByteRecord) -> bool {
        let is_told = |place: usize| {
            let heading = self.header.headings.get(place);
            heading.is_none_or(|h| h.found.is_some() || h.role == Role::Half || h.text.is_empty())
        };
        (0..record.len()).any(|place| is_told(place) && !text(record, Some(place)).is_empty())
    }

    /// Whether a cell may be no more than the number of its row: digits in a column that is not read.
    fn is_number_of_row(&self, place: usize, cell: &str) -> bool {
        let is_unread = self.header.headings.get(place).is_some_and(|h| h.found.is_none() && !h.text.is_empty());
        is_unread && normalize::width(cell).bytes().all(|b| b.is_ascii_digit())
    }

    /// Whether nothing stands in a row but defaults, beside its number.
    pub(super) fn is_default_row(&self, record: &ByteRecord) -> bool {
        let mut has_default = false;
        (0..record.len()).all(|place| {
            let cell = text(record, Some(place));
            let is_default = is_default(cell.as_bytes());
            has_default |= is_default;
            is_default || cell.is_empty() || self.is_number_of_row(place, cell)
        }) && has_default
    }

    /// Whether a row may be such a one by its first filled cell.
    pub(super) fn may_be_default(&self, cells: Cells<'_>) -> bool {
        let mut filled = cells.iter().enumerate().map(|(place, cell)| (place, cell.trim_ascii()));
        filled.find(|(_, cell)| !cell.is_empty()).is_some_and(|(place, cell)| {
            is_default(cell) || std::str::from_utf8(cell).is_ok_and(|cell| self.is_number_of_row(place, cell))
        })
    }

    /// Whether the first cell of a row is that of the header.
    pub(super) fn may_repeat_header(&self, first: Option<&[u8]>) -> bool {
        let first = first.unwrap_or_default().trim_ascii();
        self.first_cells.iter().any(|cell| cell == first)
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
            let normalized = normalize::header(cell);
            let column = heading.found.map(|(column, _)| self.id.def().def(column));
            let is_name = column.is_some_and(|c| matches!(c.kind, Kind::Id | Kind::Name | Kind::Row(_)));
            if (first || is_name) && is_marked(&normalized, words) {
                return true;
            }
            first = false;
            match column {
                Some(column) => {
                    begins_as_example.get_or_insert(cell == column.example);
                }
                // whoever writes over the example of a blank register may leave its mark behind
                None if heading.is_comment() && begins_as_example != Some(true) => {}
                None if words.contains(&normalized) && normalized.chars().count() > 1 => return true,
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
            let def = self.id.def();
            // what says whom or what a row is about is none that anything may stand in
            let is_free = |column: ColumnId| def.def(column).kind == Kind::Text && !def.required.contains(&column);
            let free = found.is_some_and(|(column, _)| is_free(column));
            let cell = std::str::from_utf8(cell).unwrap_or("").trim();
            (!free && !cell.is_empty()).then_some(cell)
        })
    }
}

/// Whether a cell is empty or begins as neither a note nor a sum does.
pub(super) fn is_plain(cell: &[u8]) -> bool {
    cell.first().is_none_or(u8::is_ascii_alphanumeric)
}

/// Whether a cell says of the row that it begins that it is an example, or a sum.
pub(in crate::load) fn marks_row(cell: &str) -> bool {
    let (words, normalized) = (&schema().layout, normalize::header(cell));
    is_marked(&normalized, &words.sample) || is_total(&normalized, &words.total)
}

/// Whether a normalized cell is one of the words, or begins with one that is set off from the rest.
fn is_marked(normalized: &str, words: &[String]) -> bool {
    let opened = normalized.strip_prefix(['(', '[', '【', '〔', '<', '〈', '《', '「', '※', '*']);
    let rest = opened.unwrap_or(normalized);
    words
        .iter()
        .filter_map(|word| rest.strip_prefix(word.as_str()))
        .any(|behind| behind.is_empty() || behind.starts_with([')', ']', '】', '〕', '>', '〉', '》', '」', ':', '、']))
}

/// Whether a normalized cell is one of the words for a sum, alone or before the sum: `合計`, `計3件`.
fn is_total(normalized: &str, words: &[String]) -> bool {
    words.iter().filter_map(|word| normalized.strip_prefix(word.as_str())).any(|behind| {
        let behind = behind.trim_start_matches([':', '=']);
        behind.is_empty() || is_sum(behind)
    })
}

/// Whether a cell is a number, as a sum is: `12`, `1,234`, `12名`.
fn is_sum(cell: &str) -> bool {
    let normalized = normalize::header(cell);
    let number = normalized.trim_end_matches(['名', '人', '件', '行', '台', '枚', '通', '回', '%']);
    !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
}
