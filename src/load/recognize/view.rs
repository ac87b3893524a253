//! What is seen of a sheet before it is known what it holds: its header, and its first rows below it. Which row is the
//! header is told by its words: headers are made of words that headers are made of, and data are not.

use std::cell::RefCell;
use std::ops::ControlFlow;

use csv::ByteRecord;
use rustc_hash::FxHashMap;

use super::cells::{Cells, ROWS};
use super::matrix;
use super::vocabulary::{Phrase, vocabulary};
use crate::base::date::Day;
use crate::base::normalize;
use crate::load::header::text;
use crate::load::layout::{cells as header_cells, marks_row, twice};
use crate::model::schema::schema;
use crate::source::{Delimiter, Sheet};

/// A title takes a few rows; a header further down is not looked for.
const HEAD: usize = 50;

/// Once a header is found, a better one stands near it or nowhere.
const NEAR: usize = 6;

/// Cells of a row that are tried as headers, and the characters of the longest.
const WIDEST: usize = 300;
const LONGEST: usize = 80;

/// A sheet as it is seen first.
#[derive(Debug)]
pub(in crate::load) struct View {
    /// The lines of the header; `None` for objects, whose members are named.
    pub(in crate::load) header: Option<(u32, u32)>,
    /// The header, a text for each column.
    pub(in crate::load) texts: Vec<String>,
    pub(super) phrases: Vec<Phrase>,
    /// The first cells of each column.
    pub(super) columns: Vec<Cells>,
    /// The columns that are times, with a record in each cell.
    pub(super) times: Vec<usize>,
    /// Rows seen below the header.
    pub(in crate::load) rows: u32,
}

/// What a header counts that some table knows as a whole.
const KNOWN: i32 = 20;

/// The first rows of a sheet, each with its line.
type Records = Vec<(u32, ByteRecord)>;

/// A header that was found, and how much it is one.
struct Head {
    rows: (usize, usize),
    texts: Vec<String>,
    /// How much of each text stands in the upper of two rows, in bytes.
    upper: Vec<usize>,
    points: i32,
}

impl View {
    /// Looks at a sheet; `None` if no row of it looks like a header. `row` is the line of the header, where it is set.
    pub(in crate::load) fn of(sheet: &mut Sheet, row: Option<u32>) -> Option<Self> {
        if let Some((names, _)) = sheet.member_names() {
            let texts = names.to_vec();
            let records = first_records(sheet, 0, ROWS);
            return Some(Self::with(texts, &[], None, &records));
        }
        let most = row.map_or(HEAD, |row| HEAD.max(row as usize + 1)) + ROWS;
        let Some(given) = sheet.delimiter() else {
            let records = first_records(sheet, 0, most);
            let head = head(&records, row)?;
            return Some(Self::below(head, &records));
        };
        let mut best: Option<(Head, Delimiter, Records)> = None;
        let mut others = Delimiter::ALL.to_vec();
        others.retain(|delimiter| *delimiter != given);
        for delimiter in std::iter::once(given).chain(others) {
            // what stands in no cell parts none
            if let Some((_, with, records)) = &best
                && *with == given
                && !records.iter().any(|(_, row)| memchr::memchr(delimiter.byte(), row.as_slice()).is_some())
            {
                continue;
            }
            sheet.set_delimiter(delimiter);
            let records = first_records(sheet, 0, most);
            let Some(head) = head(&records, row) else { continue };
            if best.as_ref().is_none_or(|(best, ..)| head.points > best.points) {
                best = Some((head, delimiter, records));
            }
        }
        sheet.set_delimiter(given);
        let (head, delimiter, records) = best?;
        sheet.set_delimiter(delimiter);
        Some(Self::below(head, &records))
    }

    fn below(head: Head, records: &[(u32, ByteRecord)]) -> Self {
        let lines = (records[head.rows.0].0, records[head.rows.1].0);
        Self::with(head.texts, &head.upper, Some(lines), &records[head.rows.1 + 1..])
    }

    fn with(texts: Vec<String>, upper: &[usize], header: Option<(u32, u32)>, below: &[(u32, ByteRecord)]) -> Self {
        let below = &below[..below.len().min(ROWS)];
        let is_short = |text: &String| text.chars().count() <= LONGEST;
        let phrase = |(place, text): (usize, &String)| match upper.get(place) {
            _ if !is_short(text) => Phrase::default(),
            Some(above) if *above > 0 => below_another(text, *above),
            _ => vocabulary().header(text),
        };
        let phrases: Vec<Phrase> = texts.iter().enumerate().map(phrase).collect();
        let is_again = |record: &ByteRecord| {
            texts.first().is_some_and(|first| !first.is_empty() && text(record, Some(0)) == first)
        };
        let data: Vec<&ByteRecord> =
            below.iter().map(|(_, record)| record).filter(|record| !is_again(record)).collect();
        let column = |place: usize| Cells::of(data.iter().map(|record| text(record, Some(place))));
        let columns: Vec<Cells> = (0..texts.len()).map(column).collect();
        let phrases = whose(phrases, &columns, &data);
        let times = matrix::times(&texts, &columns);
        Self { header, texts, phrases, columns, times, rows: data.len() as u32 }
    }
}

/// What a header says that stands below another: 使い始め below 利用状況. That the one above tells a state or a kind says nothing
/// of what the one below it tells.
fn below_another(text: &str, above: usize) -> Phrase {
    let forms = &vocabulary().forms;
    let untold = forms.state.with(forms.kind).with(forms.flag);
    let (whole, upper) = (vocabulary().phrase(text), vocabulary().phrase(&text[..above]));
    let lower = vocabulary().phrase(&text[above..]);
    let pieces = upper.pieces.into_iter().filter(|piece| !piece.says.has(untold)).chain(lower.pieces).collect();
    Phrase { pieces, cover: if upper.cover >= 80 { lower.cover } else { whole.cover } }
}

/// A bare number that repeats as the names beside it do is the number of what they name.
fn whose(mut phrases: Vec<Phrase>, columns: &[Cells], data: &[&ByteRecord]) -> Vec<Phrase> {
    let (forms, classes) = (&vocabulary().forms, &vocabulary().classes);
    for place in 0..phrases.len() {
        let [piece] = phrases[place].pieces.as_slice() else { continue };
        if !piece.says.has(forms.id) || piece.says.has(classes.act) || columns[place].distinct() >= 90 {
            continue;
        }
        let subject = (0..phrases.len()).filter(|other| *other != place).find_map(|other| {
            let named = phrases[other].pieces.iter().find(|piece| piece.says.has(classes.subject))?;
            let mut pairs = std::collections::BTreeMap::new();
            let agrees = data.iter().all(|record| {
                let (number, name) = (text(record, Some(place)), text(record, Some(other)));
                pairs.entry(number.to_owned()).or_insert_with(|| name.to_owned()) == name
            });
            let names: std::collections::BTreeSet<&String> = pairs.values().collect();
            (agrees && names.len() == pairs.len() && pairs.len() > 1).then(|| named.clone())
        });
        phrases[place].pieces.splice(0..0, subject);
    }
    phrases
}

/// The first records of a sheet.
fn first_records(sheet: &Sheet, from: usize, most: usize) -> Records {
    let mut records = Vec::new();
    let mut seen = 0;
    let _ = sheet.records(|line, record| {
        seen += 1;
        if seen > from {
            records.push((line, record.clone()));
        }
        if records.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    records
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
enum Kind {
    Empty,
    Word,
    Value,
    Other,
}

fn kind(cell: &str) -> Kind {
    if cell.is_empty() {
        return Kind::Empty;
    }
    if cell.len() > 4 * LONGEST {
        return Kind::Other;
    }
    let is_number = cell.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-' || b == b'/' || b == b':');
    // G01, S-3: ids are no words
    let is_id = cell.is_ascii() && cell.bytes().any(|b| b.is_ascii_digit());
    if is_number || is_id || cell.contains('@') || Day::parse(cell).is_ok() {
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
fn head(records: &[(u32, ByteRecord)], set: Option<u32>) -> Option<Head> {
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
    let points = points(kinds, &texts, KNOWN);
    Head { rows: (row, row), texts, upper: Vec::new(), points }
}

/// Two rows as one header, if the lower one says more of what the upper one says.
fn double(kinds: &Kinds, records: &[(u32, ByteRecord)], row: usize, one: &Head) -> Option<Head> {
    let (upper, lower) = (header_cells(&records.get(row)?.1), header_cells(&records.get(row + 1)?.1));
    let texts = twice(&upper, &lower);
    let filled = |texts: &[String]| texts.iter().filter(|text| !text.is_empty()).count();
    let (above, below) = (filled(&upper), filled(&lower));
    let is_value = |texts: &[String]| texts.iter().any(|text| kinds.of(text) == Kind::Value);
    // a title stands above cells that are complete by themselves; a header leaves some to the upper row
    let is_shared = upper.iter().enumerate().any(|(place, up)| {
        let down = lower.get(place).map_or("", String::as_str);
        !up.is_empty() && (down.is_empty() || down == up)
    });
    let repeats = lower.iter().enumerate().any(|(place, text)| !text.is_empty() && lower[..place].contains(text));
    let is_both = above >= 2 && below >= 2 && upper != lower && (is_shared || repeats) && !is_value(&lower);
    // what stands in the lower row is a word by itself, or ends the one above it
    let is_said = |place: usize, text: &String| {
        text.is_empty()
            || kinds.of(text) == Kind::Word
            || (text.chars().count() == 1 && kinds.of(&texts[place]) == Kind::Word)
            // below a day stands what was held on it
            || upper.get(place).is_some_and(|above| matrix::day(above).is_some())
    };
    // a row of nothing but states and professions is a row of data
    let is_data = |text: &String| text.is_empty() || schema().is_code_word(text);
    // an example or a sum is none either, whatever its cells are called
    let is_marked = lower.iter().find(|text| !text.is_empty()).is_some_and(|first| marks_row(first));
    let is_header = is_both
        && !is_marked
        && !lower.iter().all(is_data)
        // a state below a header is data, whatever else the row lacks
        && !lower.iter().any(|text| !text.is_empty() && schema().is_code_word(text) && !schema().is_header(text))
        && lower.iter().enumerate().all(|(place, text)| is_said(place, text))
        && upper.iter().all(|text| text.is_empty() || kinds.of(text) == Kind::Word || matrix::day(text).is_some());
    // together, known headers are no longer known as a whole
    let is_better = points(kinds, &texts, 10) >= points(kinds, &one.texts, 10);
    let points = points(kinds, &texts, KNOWN);
    let above = |(text, lower): (&String, &String)| {
        if lower.is_empty() { 0 } else { text.strip_suffix(lower.as_str()).map_or(0, str::len) }
    };
    let upper = texts.iter().zip(&lower).map(above).collect();
    (is_header && is_better).then_some(Head { rows: (row, row + 1), texts, upper, points })
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
