//! Which row of a sheet is its header, told by its words: headers are made of words that headers are made of, and data are
//! not. Two rows may be one header; a title, a form and a row of data are none.

use std::cell::RefCell;

use csv::ByteRecord;
use rustc_hash::FxHashMap;

use super::super::cells::is_mark;
use super::super::matrix;
use super::super::vocabulary::vocabulary;
use super::{HEAD, LONGEST};
use crate::base::date::Day;
use crate::base::normalize;
use crate::load::header::text;
use crate::load::layout::{cells as header_cells, marks_row, twice};
use crate::model::schema::schema;

/// Once a header is found, a better one stands near it or nowhere.
const NEAR: usize = 6;

/// Cells of a row that are tried as headers.
const WIDEST: usize = 300;

/// What a header counts that some table knows as a whole.
const KNOWN: i32 = 20;

/// A header that was found, and how much it is one.
pub(super) struct Head {
    pub(super) rows: (usize, usize),
    pub(super) texts: Vec<String>,
    /// How much of each text stands in the upper of two rows, in bytes.
    pub(super) upper: Vec<usize>,
    pub(super) points: i32,
}

/// What cells are, once it was asked: the rows at the head of a sheet are looked at in several ways.
#[derive(Default)]
struct Kinds(RefCell<FxHashMap<String, Kind>>);

impl Kinds {
    fn of(&self, cell: &str) -> Kind {
        if let Some(kind) = self.0.borrow().get(cell) {
            return *kind;
        }
        let kind = kind(cell);
        self.0.borrow_mut().insert(cell.to_owned(), kind);
        kind
    }
}

/// What a cell is, as far as a header goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    Word,
    Value,
    Other,
}

pub(super) fn kind(cell: &str) -> Kind {
    if cell.is_empty() {
        return Kind::Empty;
    }
    if cell.len() > 4 * LONGEST {
        return Kind::Other;
    }
    let is_number = cell.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-' || b == b'/' || b == b':');
    // G01, S-3: ids are no words
    let is_id = cell.is_ascii() && cell.bytes().any(|b| b.is_ascii_digit());
    // 平成31年5月1日 is no day, and no header all the same
    let is_like_a_day = cell.ends_with('日') && cell.contains('年') && cell.contains(char::is_numeric);
    if is_number || is_id || cell.contains('@') || is_like_a_day || Day::parse(cell).is_ok() {
        return Kind::Value;
    }
    if schema().is_header(cell) {
        return Kind::Word;
    }
    let phrase = vocabulary().phrase(cell);
    // a mark or a single letter is a word of many headers, but no header
    if phrase.cover > 50 && !phrase.pieces.is_empty() && normalize::header(cell).chars().count() > 1 {
        Kind::Word
    } else {
        Kind::Other
    }
}

/// How much a row is a header: words count for it, values against it, the rest a little. `known` is what a header counts that
/// is known as a whole.
fn points(kinds: &Kinds, texts: &[String], known: i32) -> i32 {
    let mut seen: Vec<&str> = Vec::new();
    let mut points = 0;
    let filled = texts.iter().filter(|text| !text.is_empty()).count();
    for text in texts.iter().take(WIDEST) {
        points += match kinds.of(text) {
            Kind::Empty => 0,
            Kind::Word if seen.contains(&text.as_str()) => 0,
            Kind::Word => {
                seen.push(text);
                if schema().is_header(text) { known } else { 10 }
            }
            Kind::Value => -12,
            Kind::Other => -3,
        };
    }
    // a row of data may hold a word that is a header
    if seen.is_empty() || 2 * seen.len() < filled { i32::MIN } else { points }
}

/// The header among the first records.
pub(super) fn head(records: &[(u32, ByteRecord)], set: Option<u32>) -> Option<Head> {
    let kinds = &Kinds::default();
    if let Some(line) = set {
        let row = records.iter().position(|(at, _)| *at == line)?;
        let one = single(kinds, records, row);
        return Some(double(kinds, records, row, &one).unwrap_or(one));
    }
    let mut best: Option<Head> = None;
    for row in 0..records.len().min(HEAD) {
        if best.as_ref().is_some_and(|best| best.points >= 30 && row > best.rows.0 + NEAR) {
            break;
        }
        if is_title(records, row) {
            continue;
        }
        let one = single(kinds, records, row);
        if one.points > best.as_ref().map_or(0, |best| best.points) {
            best = Some(one);
        }
    }
    let best = best?;
    let row = best.rows.0;
    let above = row.checked_sub(1).and_then(|above| double(kinds, records, above, &best));
    let two = above.or_else(|| double(kinds, records, row, &best));
    let best = two.unwrap_or(best);
    if is_form(kinds, records, &best) { None } else { Some(best) }
}

fn single(kinds: &Kinds, records: &[(u32, ByteRecord)], row: usize) -> Head {
    let texts = header_cells(&records[row].1);
    let points = match points(kinds, &texts, KNOWN) {
        i32::MIN if is_above_marks(kinds, records, row) => MARKED,
        points => points,
    };
    Head { rows: (row, row), texts, upper: Vec::new(), points }
}

/// What a header counts below which stand marks.
const MARKED: i32 = 15;

/// So many rows below a row say what it is.
const BELOW: usize = 8;

/// Whether a row holds a single cell above a table: what stands alone in it is a title.
fn is_title(records: &[(u32, ByteRecord)], row: usize) -> bool {
    let filled = |record: &ByteRecord| record.iter().filter(|cell| !cell.trim_ascii().is_empty()).count();
    let below = records.iter().skip(row + 1).take(BELOW);
    filled(&records[row].1) == 1 && below.into_iter().any(|(_, record)| filled(record) > 2)
}

/// Whether a row is the header of a list with a column for each of several: its first cell says what a row is about, and
/// below the others stand marks, or nothing.
fn is_above_marks(kinds: &Kinds, records: &[(u32, ByteRecord)], row: usize) -> bool {
    let header = header_cells(&records[row].1);
    let Some(first) = header.iter().position(|text| !text.is_empty()) else { return false };
    let named = (first + 1..header.len()).filter(|place| !header[*place].is_empty());
    let named: Vec<usize> = named.filter(|place| kinds.of(&header[*place]) == Kind::Other).collect();
    if named.len() < 3 || kinds.of(&header[first]) != Kind::Word {
        return false;
    }
    let below = records.iter().skip(row + 1).take(BELOW).map(|(_, record)| record);
    let rows: Vec<&ByteRecord> = below.filter(|record| !text(record, Some(first)).is_empty()).collect();
    let cells = rows.iter().flat_map(|record| named.iter().map(|place| text(record, Some(*place))));
    let filled: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    let marks = filled.iter().filter(|cell| is_mark(&normalize::characters(cell))).count();
    rows.len() >= 3 && !filled.is_empty() && 10 * marks >= 8 * filled.len()
}

/// Two rows as one header, if the lower one says more of what the upper one says.
fn double(kinds: &Kinds, records: &[(u32, ByteRecord)], row: usize, one: &Head) -> Option<Head> {
    let (upper, lower) = (header_cells(&records.get(row)?.1), header_cells(&records.get(row + 1)?.1));
    let texts = without_unknown_bands(kinds, &upper, &lower, twice(&upper, &lower));
    let filled = |texts: &[String]| texts.iter().filter(|text| !text.is_empty()).count();
    let (above, below) = (filled(&upper), filled(&lower));
    let is_value = |texts: &[String]| texts.iter().any(|text| kinds.of(text) == Kind::Value);
    let is_merged = |place: usize| !lower[place].is_empty() && upper.get(place) == Some(&lower[place]);
    // cells that are merged over both rows stand in no data
    let has_merged = (0..lower.len()).filter(|place| is_merged(*place)).count() >= 2;
    // a title stands above cells that are complete by themselves; a header leaves some to the upper row
    let is_shared = upper.iter().enumerate().any(|(place, up)| {
        let down = lower.get(place).map_or("", String::as_str);
        !up.is_empty() && (down.is_empty() || down == up)
    });
    let repeats = lower.iter().enumerate().any(|(place, text)| !text.is_empty() && lower[..place].contains(text));
    // below what was held stands the day; below a header that asks for one it is data
    let asks = |up: &String| vocabulary().phrase(up).says().has(vocabulary().forms.date);
    let is_of_day = |place: usize| {
        matrix::day(&lower[place]).is_some() && upper.get(place).is_some_and(|up| !up.is_empty() && !asks(up))
    };
    let of_day: Vec<bool> = (0..lower.len()).map(is_of_day).collect();
    let is_left_out = |place: usize| lower[place].is_empty() || is_merged(place);
    let are_days = of_day.iter().filter(|is_it| **is_it).count() >= 2
        && is_left_out(0)
        && of_day.iter().enumerate().all(|(place, is_it)| *is_it || is_left_out(place));
    let is_both = above >= 2
        && below >= 2
        && upper != lower
        && (is_shared || repeats || are_days)
        && (are_days || !is_value(&lower));
    // what stands in the lower row is a word by itself, or ends the one above it
    let is_said = |place: usize, text: &String| {
        text.is_empty()
            || kinds.of(text) == Kind::Word
            || (text.chars().count() == 1 && kinds.of(&texts[place]) == Kind::Word)
            || are_days && of_day[place]
            || has_merged
            // below a day stands what was held on it
            || upper.get(place).is_some_and(|above| matrix::day(above).is_some())
    };
    // a row of nothing but states and professions is a row of data
    let is_data = |text: &String| text.is_empty() || schema().is_code_word(text);
    // an example or a sum is none either, whatever its cells are called
    let is_marked = lower.iter().find(|text| !text.is_empty()).is_some_and(|first| marks_row(first));
    // 基本 above 氏名, beside 雇用 and MCS: a band of columns may be called as nothing here is
    let count = |kind: Kind| upper.iter().filter(|text| kinds.of(text) == kind).count();
    let are_bands = || count(Kind::Word) >= 2 && count(Kind::Other) <= count(Kind::Word);
    let is_header = is_both
        && !is_marked
        && !lower.iter().all(is_data)
        // a state below a header is data, whatever else the row lacks
        && (has_merged
            || !lower.iter().any(|text| !text.is_empty() && schema().is_code_word(text) && !schema().is_header(text)))
        && lower.iter().enumerate().all(|(place, text)| is_said(place, text))
        && upper.iter().enumerate().all(|(place, text)| {
            text.is_empty()
                || has_merged
                || kinds.of(text) == Kind::Word
                || kinds.of(text) == Kind::Other && are_bands()
                || matrix::day(text).is_some()
                || are_days && of_day.get(place) == Some(&true)
        });
    if !is_header {
        return None;
    }
    // together, known headers are no longer known as a whole
    let is_better = are_days || points(kinds, &texts, 10) >= points(kinds, &one.texts, 10);
    if !is_better {
        return None;
    }
    let points = if are_days { one.points } else { points(kinds, &texts, KNOWN) };
    let above = |(text, lower): (&String, &String)| {
        if lower.is_empty() { 0 } else { text.strip_suffix(lower.as_str()).map_or(0, str::len) }
    };
    let upper = texts.iter().zip(&lower).map(above).collect();
    Some(Head { rows: (row, row + 1), texts, upper, points })
}

/// Two rows put together, without what stands above several columns and says nothing of them.
fn without_unknown_bands(kinds: &Kinds, upper: &[String], lower: &[String], mut texts: Vec<String>) -> Vec<String> {
    let mut is_unknown = false;
    for (place, text) in texts.iter_mut().enumerate() {
        let own = upper.get(place).map_or("", String::as_str);
        if !own.is_empty() {
            let spans = upper.get(place + 1).is_some_and(String::is_empty)
                && lower.get(place + 1).is_some_and(|text| !text.is_empty());
            is_unknown = spans && kinds.of(own) == Kind::Other;
        }
        let below = lower.get(place).filter(|below| is_unknown && !below.is_empty() && kinds.of(below) == Kind::Word);
        if let Some(below) = below {
            text.clone_from(below);
        }
    }
    texts
}

/// Whether what looks like a header is a line of a form: below it too, words stand beside what is filled in.
fn is_form(kinds: &Kinds, records: &[(u32, ByteRecord)], head: &Head) -> bool {
    let of_head = head.texts.iter().filter(|text| !text.is_empty()).count();
    if of_head > 4 {
        return false;
    }
    let below = records.iter().skip(head.rows.1 + 1).take(6);
    let (mut words, mut filled, mut rows) = (0, 0, 0);
    let mut values = 0;
    for (_, record) in below {
        let texts = header_cells(record);
        let of_row = texts.iter().filter(|text| !text.is_empty()).count();
        if of_row == 0 {
            continue;
        }
        rows += 1;
        filled += of_row;
        // a label says what stands beside it; what a cell of a table says is found in the column below
        let first_is_word = texts.iter().find(|text| !text.is_empty()).is_some_and(|text| kinds.of(text) == Kind::Word);
        words += usize::from(first_is_word);
        values += texts.iter().filter(|text| kinds.of(text) == Kind::Value).count();
    }
    rows >= 3 && words * 4 >= rows * 3 && filled <= rows * 5 && values <= filled
}
