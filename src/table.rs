//! Tables in memory: a column is a vector of small integers, ids are numbered once per kind, dates are days,
//! codes are bytes; only the columns that a rule, a message or the identity of a row needs are kept.
//!
//! A table with ids has an *extent* beyond its rows: someone whom other tables name but who has no row of their
//! own (a member from another office, a patient missing from the register) is numbered behind the rows, and all
//! their cells are empty. References are such numbers.

pub(crate) mod bearers;

use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use fixedbitset::FixedBitSet;
use hashbrown::HashTable;
use rayon::iter::Either;
use rustc_hash::{FxHashMap, FxHasher};

use crate::base::date::Day;
use crate::base::{fold, parallel};
use crate::model::place::{Exported, Heading, How, Lines, Place};
use crate::model::schema::{ColumnId, Kind, TableId, schema};
use crate::table::bearers::Bearers;

/// A reference that names nobody: the cell is empty.
pub const NONE: u32 = u32::MAX;
/// A reference whose name fits several: the cell is filled, and names nobody for sure.
pub const AMBIGUOUS: u32 = u32::MAX - 1;

/// A set of rows of a table.
pub type RowSet = FixedBitSet;

/// The rows of a table of `extent` rows for whose cell something holds; there may be fewer cells than rows.
pub(crate) fn row_set<T>(extent: usize, cells: &[T], holds: impl Fn(&T) -> bool) -> RowSet {
    const BITS: usize = usize::BITS as usize;
    let block = |cells: &[T]| cells.iter().rev().fold(0, |block, cell| block << 1 | usize::from(holds(cell)));
    RowSet::with_capacity_and_blocks(extent, cells.chunks(BITS).map(block))
}

/// The rows of a table of `extent` rows for which something holds; it is asked in the order of the rows.
pub(crate) fn rows_where(extent: usize, mut holds: impl FnMut(u32) -> bool) -> RowSet {
    const BITS: usize = usize::BITS as usize;
    let block = |first: usize| {
        let rows = first..extent.min(first + BITS);
        let missing = BITS - rows.len();
        rows.fold(0, |block, row| block >> 1 | usize::from(holds(row as u32)) << (BITS - 1)) >> missing
    };
    RowSet::with_capacity_and_blocks(extent, (0..extent).step_by(BITS).map(block))
}

/// Whether a reference names a row (or someone without a row).
pub fn is_row(reference: u32) -> bool {
    reference < AMBIGUOUS
}

/// Text cells, one behind the other.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: String,
    ends: Vec<u64>,
}

impl Texts {
    /// Adds a cell.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u64);
    }

    /// Makes room for so many cells more, of the length of those that are here.
    fn reserve(&mut self, cells: usize) {
        self.ends.reserve_exact(cells);
        self.bytes.reserve_exact(self.bytes.len().checked_div(self.len()).map_or(0, |length| (length + 1) * cells));
    }

    /// How many cells there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The rows whose cell is filled.
    fn filled(&self, extent: usize) -> RowSet {
        let mut rows = RowSet::with_capacity(extent);
        self.iter().enumerate().filter(|(_, text)| !text.is_empty()).for_each(|(row, _)| rows.insert(row));
        rows
    }

    /// All cells.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|row| self.get(row))
    }

    /// Keeps only these cells, in this order.
    pub(crate) fn keep(&mut self, cells: &Kept) {
        let mut kept = Self::default();
        cells.runs.iter().for_each(|run| kept.extend(self, run.rows.clone()));
        *self = kept;
    }

    /// Adds cells of other texts.
    fn extend(&mut self, from: &Self, rows: Range<usize>) {
        let Some(last) = rows.end.checked_sub(1).filter(|last| rows.contains(last)) else { return };
        let first = rows.start.checked_sub(1).map_or(0, |before| from.ends[before]);
        let (here, ends) = (self.bytes.len() as u64, &from.ends[rows]);
        self.bytes.push_str(&from.bytes[first as usize..from.ends[last] as usize]);
        self.ends.extend(ends.iter().map(|end| here + end - first));
    }

    /// The cell of a row; empty beyond the rows.
    pub fn get(&self, row: u32) -> &str {
        let row = row as usize;
        let Some(end) = self.ends.get(row) else {
            return "";
        };
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.bytes[start as usize..*end as usize]
    }
}

/// A column.
#[derive(Clone, Debug)]
pub enum Column {
    /// Places in a code list plus one; 0 is empty.
    Code(Vec<u8>),
    /// Days.
    Date(Vec<Day>),
    /// Rows of another table, [`NONE`] or [`AMBIGUOUS`].
    Row(Vec<u32>),
    /// Text.
    Text(Texts),
    /// Filled or not; or a computed truth.
    Bits(RowSet),
    /// Sets of the numbers 1 to 8.
    Points(Vec<u8>),
}

impl Column {
    /// Adds rows of another column of the same kind behind the `len` that are here.
    pub(crate) fn extend(&mut self, len: usize, from: &Self, rows: Range<usize>) {
        match (self, from) {
            (Self::Code(to), Self::Code(from)) | (Self::Points(to), Self::Points(from)) => {
                to.extend_from_slice(&from[rows]);
            }
            (Self::Date(to), Self::Date(from)) => to.extend_from_slice(&from[rows]),
            (Self::Row(to), Self::Row(from)) => to.extend_from_slice(&from[rows]),
            (Self::Text(to), Self::Text(from)) => to.extend(from, rows),
            (Self::Bits(to), Self::Bits(from)) => {
                to.grow(len + rows.len());
                from.ones().skip_while(|bit| *bit < rows.start).take_while(|bit| *bit < rows.end).for_each(|bit| {
                    to.insert(len + bit - rows.start);
                });
            }
            _ => unreachable!("columns of one kind"),
        }
    }

    /// Makes room for so many rows more.
    pub(crate) fn reserve(&mut self, rows: usize) {
        match self {
            Self::Code(v) | Self::Points(v) => v.reserve_exact(rows),
            Self::Date(v) => v.reserve_exact(rows),
            Self::Row(v) => v.reserve_exact(rows),
            Self::Text(v) => v.reserve(rows),
            Self::Bits(_) => {}
        }
    }

    /// How many cells are filled.
    pub(crate) fn filled(&self, rows: Range<usize>) -> usize {
        match self {
            Self::Code(v) | Self::Points(v) => v[rows].iter().filter(|code| **code != 0).count(),
            Self::Date(v) => v[rows].iter().filter(|day| !day.is_empty()).count(),
            Self::Row(v) => v[rows].iter().filter(|row| **row != NONE).count(),
            Self::Text(v) => rows.filter(|row| !v.get(*row as u32).is_empty()).count(),
            Self::Bits(v) => v.count_ones(rows.start.min(v.len())..rows.end.min(v.len())),
        }
    }

    /// Keeps only these rows, in this order.
    pub(crate) fn keep(&mut self, rows: &Kept) {
        match self {
            Self::Code(v) | Self::Points(v) => rows.keep(v),
            Self::Date(v) => rows.keep(v),
            Self::Row(v) => rows.keep(v),
            Self::Text(v) => v.keep(rows),
            Self::Bits(v) => {
                let mut bits = RowSet::with_capacity(rows.len);
                rows.rows().enumerate().filter(|(_, old)| v.contains(*old)).for_each(|(new, _)| bits.insert(new));
                *v = bits;
            }
        }
    }
}

/// Rows that are kept, in the order in which they will stand: those that follow each other as one run, of which there are
/// few as a rule.
#[derive(Clone, Debug)]
pub struct Kept {
    runs: Vec<Run>,
    len: usize,
    /// Whether each stays behind those that it stands behind.
    in_order: bool,
}

/// Rows that follow each other.
#[derive(Clone, Debug)]
struct Run {
    /// What the first of them becomes.
    to: usize,
    rows: Range<usize>,
}

impl Kept {
    /// These rows.
    pub(crate) fn new(rows: &[u32]) -> Self {
        Self::of_runs(rows.iter().map(|row| *row as usize..*row as usize + 1))
    }

    /// The rows of a set.
    pub(crate) fn of_set(rows: &RowSet) -> Self {
        let mut from = 0;
        Self::of_runs(rows.zeroes().chain([rows.len()]).map(|missing| {
            let run = from..missing;
            from = missing + 1;
            run
        }))
    }

    fn of_runs(all: impl Iterator<Item = Range<usize>>) -> Self {
        let (mut runs, mut len) = (Vec::<Run>::new(), 0);
        for rows in all.filter(|rows| !rows.is_empty()) {
            len += rows.len();
            match runs.last_mut() {
                Some(last) if last.rows.end == rows.start => last.rows.end = rows.end,
                _ => runs.push(Run { to: len - rows.len(), rows }),
            }
        }
        let in_order = runs.is_sorted_by_key(|run| run.rows.start);
        Self { runs, len, in_order }
    }

    /// Whether they are the first of all rows, and so many.
    pub(crate) fn are_first(&self, rows: usize) -> bool {
        self.len == rows && self.runs.len() <= 1 && self.runs.first().is_none_or(|run| run.rows.start == 0)
    }

    /// What the row that stands at a place now was before.
    pub fn row(&self, now: u32) -> u32 {
        let place = self.runs.partition_point(|run| run.to <= now as usize) - 1;
        let Run { to, rows } = &self.runs[place];
        (rows.start + now as usize - to) as u32
    }

    /// The rows, in their order.
    fn rows(&self) -> impl Iterator<Item = usize> {
        self.runs.iter().flat_map(|run| run.rows.clone())
    }

    /// Keeps only these cells of a column; where they are in order, in their place.
    fn keep<T: Copy>(&self, cells: &mut Vec<T>) {
        if !self.in_order {
            *cells = self.runs.iter().flat_map(|run| cells[run.rows.clone()].iter().copied()).collect();
            return;
        }
        self.runs.iter().for_each(|run| cells.copy_within(run.rows.clone(), run.to));
        cells.truncate(self.len);
    }
}

/// Ids of one kind, numbered in the order in which they were met.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    series: Option<Series>,
    /// Those that are in no series.
    table: HashTable<Entry>,
    texts: Texts,
}

/// Ids of one length that differ in the number at their end alone, as programs give them (`S000001`, `S000002` …): such a
/// number finds its id in one step, in far less memory than a hash does.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    /// What stands before the number, and how many digits that has.
    before: Head,
    digits: u32,
    /// The number at the end of the first id that was met.
    first: u32,
    /// By how much the number is greater than the first: the id's number among all; [`NONE`] where there is no such id.
    numbers: Vec<u32>,
}

/// So far apart the ids of a series may lie, however few there are.
const SPARSE: usize = 1 << 12;

impl Series {
    /// The series that begins with an id, if a number stands at its end that is not all of eight digits.
    fn beginning_with(head: Head) -> Option<Self> {
        let bytes = head.bytes.to_le_bytes();
        let digits = bytes.get(..head.len as usize)?.iter().rev().take_while(|b| b.is_ascii_digit()).count() as u32;
        if !(1..8).contains(&digits) {
            return None;
        }
        let before = Head { bytes: head.bytes & !(u64::MAX << (8 * (head.len - digits))), len: head.len - digits };
        let mut series = Self { before, digits, first: 0, numbers: Vec::new() };
        series.first = series.number(head)?;
        Some(series)
    }

    /// The number at the end of an id, if what stands before it is that of the series.
    #[inline]
    fn number(&self, head: Head) -> Option<u32> {
        const EACH: u64 = u64::MAX / 255;
        let own = u64::MAX << (8 * self.before.len);
        if head.len != self.before.len + self.digits || head.bytes & !own != self.before.bytes {
            return None;
        }
        // eight digits, the first in the lowest byte; what is missing is 0
        let digits =
            ((head.bytes ^ (EACH * u64::from(b'0'))) & own) >> (8 * self.before.len) << (8 * (8 - self.digits));
        if (digits.wrapping_add(EACH * 0x76) | digits) & EACH << 7 != 0 {
            return None;
        }
        // two digits in every second byte, then four in every fourth, then all
        let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        Some((fours * 10_000 + (fours >> 32)) as u32)
    }

    /// What stands before the number in all of them.
    pub(crate) fn before(&self) -> Head {
        self.before
    }

    /// The number of an id among all of its kind.
    #[inline]
    pub(crate) fn get(&self, head: Head) -> Option<u32> {
        let place = self.number(head)?.checked_sub(self.first)?;
        self.numbers.get(place as usize).copied().filter(|number| *number != NONE)
    }

    /// Adds an id, unless it lies too far from the others; there are `number` before it.
    fn add(&mut self, head: Head, number: u32) -> bool {
        let place = self.number(head).and_then(|n| n.checked_sub(self.first)).map(|place| place as usize);
        let Some(place) = place.filter(|place| *place < 2 * number as usize + SPARSE) else { return false };
        if place >= self.numbers.len() {
            self.numbers.resize(place + 1, NONE);
        }
        self.numbers[place] = number;
        true
    }
}

/// An id in the table: sixteen bytes, of which a line of the processor's memory holds four.
#[derive(Clone, Copy, Debug)]
struct Entry {
    head: u64,
    len: u32,
    number: u32,
}

/// The first eight bytes of an id (or of another short text) and its length. They stand in the table itself: nearly all ids are no longer, so that
/// one look at it is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    bytes: u64,
    len: u32,
}

impl Head {
    pub(crate) fn of(id: &[u8]) -> Self {
        let four =
            |from: usize| id.get(from..from + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes);
        let bytes = match id.len() {
            0..4 => id.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)),
            // the second four may hold some of the first once more
            len @ 4..=8 => u64::from(four(0)) | u64::from(four(len - 4)) << (8 * (len - 4)),
            9.. => u64::from(four(0)) | u64::from(four(4)) << 32,
        };
        Self { bytes, len: id.len() as u32 }
    }

    /// The same of an id that stands in a text.
    #[inline]
    pub(crate) fn at(text: &[u8], id: Range<usize>) -> Self {
        match text.get(id.start..id.start + 8).and_then(|eight| eight.try_into().ok()) {
            Some(eight) => {
                let len = id.len() as u32;
                // what stands behind a shorter id does not belong to it
                let own = u64::MAX.unbounded_shr(64_u32.saturating_sub(8 * len));
                Self { bytes: u64::from_le_bytes(eight) & own, len }
            }
            None => Self::of(&text[id]),
        }
    }

    /// Whether it is the whole id.
    pub(crate) fn is_whole(self) -> bool {
        self.len <= 8
    }

    /// Whether a whole id is of ASCII characters that can be seen, a space not among them.
    pub(crate) fn is_graphic(self) -> bool {
        const EACH: u64 = u64::MAX / 255;
        const HIGH: u64 = EACH << 7;
        // behind a short id, what is graphic
        let behind = (EACH * u64::from(b'0')).checked_shl(8 * self.len).unwrap_or(0);
        let bytes = self.bytes | behind;
        // no byte beyond ASCII; none below `!`; none behind `~`
        bytes & HIGH == 0
            && (bytes + EACH * u64::from(0x80 - b'!')) & HIGH == HIGH
            && (bytes + EACH * u64::from(0x80 - 0x7F_u8)) & HIGH == 0
    }

    /// Whether a character of ASCII stands in a whole id.
    pub(crate) fn has(self, character: u8) -> bool {
        self.bytes.to_le_bytes()[..self.len as usize].contains(&character)
    }

    fn hash(self, id: &[u8]) -> u64 {
        let hasher = BuildHasherDefault::<FxHasher>::default();
        if self.is_whole() { hasher.hash_one(self.bytes) } else { hasher.hash_one(id) }
    }
}

impl Keys {
    /// How many ids there are.
    pub fn len(&self) -> usize {
        self.texts.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ids that differ in their numbers alone.
    pub(crate) fn series(&self) -> Option<&Series> {
        self.series.as_ref()
    }

    /// The id of a number.
    pub fn text(&self, number: u32) -> &str {
        self.texts.get(number)
    }

    /// The number of an id.
    pub fn get(&self, id: &str) -> Option<u32> {
        self.find(Head::of(id.as_bytes()), id.as_bytes())
    }

    /// The number of an id; where the head is all of it, `id` does not matter.
    pub(crate) fn find(&self, head: Head, id: &[u8]) -> Option<u32> {
        if let Some(number) = self.series.as_ref().and_then(|series| series.get(head)) {
            return Some(number);
        }
        let is_it = |entry: &Entry| {
            entry.head == head.bytes
                && entry.len == head.len
                && (head.is_whole() || self.texts.get(entry.number).as_bytes() == id)
        };
        self.table.find(head.hash(id), is_it).map(|entry| entry.number)
    }

    /// The number of an id, which gets the next one if it is new.
    pub fn intern(&mut self, id: &str) -> u32 {
        let head = Head::of(id.as_bytes());
        if let Some(number) = self.find(head, id.as_bytes()) {
            return number;
        }
        let number = self.len() as u32;
        self.texts.push(id);
        if self.series.is_none() {
            self.series = Series::beginning_with(head);
        }
        if self.series.as_mut().is_some_and(|series| series.add(head, number)) {
            return number;
        }
        let texts = &self.texts;
        let hash = |entry: &Entry| {
            let head = Head { bytes: entry.head, len: entry.len };
            head.hash(if head.is_whole() { &[] } else { texts.get(entry.number).as_bytes() })
        };
        let entry = Entry { head: head.bytes, len: head.len, number };
        self.table.insert_unique(head.hash(id.as_bytes()), entry, hash);
        number
    }
}

/// A short hash of a row's cells, by which it is named where it has no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowHash(pub [u8; 6]);

impl fmt::Display for RowHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Where the rows of a table were read.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The sheets that hold it, one behind the other.
    pub sections: Vec<Section>,
    /// The row as read of each row kept; `None` if they are the same.
    pub rows: Option<Kept>,
    /// How many rows were read.
    pub read: u32,
}

/// A sheet that holds a table, or a section of it.
#[derive(Clone, Debug)]
pub struct Section {
    /// The file's place in the list of inputs.
    pub file: usize,
    /// The sheet or JSON member, where a file holds several.
    pub sheet: Option<String>,
    /// Whether its cells have names, as those of a spreadsheet do.
    pub in_cells: bool,
    /// The header, by column of the schema, as the file has it.
    pub headers: Vec<Option<Heading>>,
    /// The same, where a column names somebody by name.
    pub name_headers: Vec<Option<Heading>>,
    /// The lines of its rows.
    pub lines: Lines,
    /// The number of its first row among all rows read.
    pub first: u32,
    /// When it was made, if that is known.
    pub exported: Option<Exported>,
}

impl Origin {
    /// The row as read of a row kept.
    pub fn row(&self, row: u32) -> u32 {
        self.rows.as_ref().map_or(row, |rows| rows.row(row))
    }

    /// The section in which a row that was kept stands.
    pub fn section_of(&self, row: u32) -> usize {
        let read = self.row(row);
        self.sections.partition_point(|p| p.first <= read).saturating_sub(1)
    }

    /// How many of so many rows that were kept stand in each section.
    pub fn kept(&self, rows: u32) -> Vec<u32> {
        // the rows of a table that lies in one sheet need not be walked
        if let [_] = self.sections.as_slice() {
            return vec![rows];
        }
        let mut kept = vec![0; self.sections.len()];
        (0..rows).for_each(|row| kept[self.section_of(row)] += 1);
        kept
    }

    /// The place of a cell of a row that was kept.
    pub fn place(&self, row: u32, column: ColumnId) -> Place {
        self.place_under(row, |section| section.headers[column.index()].clone())
    }

    /// The place of a row that was kept, and of the cell under a header in it.
    pub fn place_under(&self, row: u32, header: impl FnOnce(&Section) -> Option<Heading>) -> Place {
        let place = self.section_of(row);
        let section = &self.sections[place];
        Place::new(place, section.lines.get(self.row(row) - section.first), header(section).as_ref())
    }

    /// The line of a row kept.
    pub fn line(&self, row: u32) -> u32 {
        self.place_under(row, |_| None).line
    }
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Which one.
    pub id: TableId,
    /// The rows that take part.
    pub len: usize,
    /// Whether a file gave it.
    pub origin: Option<Origin>,
    /// The ids of its rows, and of those without a row behind them.
    pub keys: Keys,
    /// Whether its rows have ids of their own, and not such as were made from their names.
    pub has_ids: bool,
    /// How those without a row are called where they are named.
    pub names: FxHashMap<u32, String>,
    /// Those without a row that were named by name, not by id or e-mail.
    pub by_name: RowSet,
    /// Of those, the ones whose name somebody bears who is read differently.
    pub homonyms: FxHashMap<u32, Vec<u32>>,
    /// The hash of each row's cells, where a rule needs to name rows by it.
    pub hashes: Vec<RowHash>,
    bearers: OnceLock<Arc<Bearers>>,
    columns: Vec<Option<Column>>,
    hows: Vec<Vec<How>>,
    given: Vec<bool>,
    filled: Vec<u32>,
}

impl Table {
    /// A table that no file gave.
    pub fn absent(id: TableId) -> Self {
        let columns = id.def().columns.len();
        Self {
            id,
            len: 0,
            origin: None,
            keys: Keys::default(),
            has_ids: false,
            names: FxHashMap::default(),
            by_name: RowSet::new(),
            homonyms: FxHashMap::default(),
            hashes: Vec::new(),
            bearers: OnceLock::new(),
            columns: vec![None; columns],
            hows: vec![Vec::new(); columns],
            given: vec![false; columns],
            filled: vec![0; columns],
        }
    }

    /// Rows, and those without a row that were named.
    pub fn extent(&self) -> usize {
        self.len.max(self.keys.len())
    }

    /// Notes that the file has a column, and how many of its cells are filled.
    pub fn give(&mut self, column: ColumnId, filled: u32) {
        self.given[column.index()] = true;
        self.has_ids |= self.id.def().def(column).kind == Kind::Id;
        self.filled[column.index()] = filled;
    }

    /// Whether the file has the column.
    pub fn has(&self, column: ColumnId) -> bool {
        self.given[column.index()]
    }

    /// How many cells of the column were filled.
    pub fn filled(&self, column: ColumnId) -> u32 {
        self.filled[column.index()]
    }

    /// Keeps a column.
    pub fn set(&mut self, column: ColumnId, cells: Column) {
        self.columns[column.index()] = Some(cells);
    }

    /// Notes how the rows that a column's cells name were found; rows beyond the end by id.
    pub fn set_hows(&mut self, column: ColumnId, hows: Vec<How>) {
        self.hows[column.index()] = hows;
    }

    /// How the row that a cell names was found.
    pub fn how(&self, column: ColumnId, row: u32) -> How {
        self.hows[column.index()].get(row as usize).copied().unwrap_or_default()
    }

    /// Keeps only these rows, in this order.
    pub fn keep(&mut self, kept: Kept) {
        let columns = self.columns.iter_mut().flatten();
        parallel::each(parallel::is_worth_threads(kept.len), columns, |column| column.keep(&kept));
        for hows in self.hows.iter_mut().filter(|h| !h.is_empty()) {
            *hows = kept.rows().map(|row| hows.get(row).copied().unwrap_or_default()).collect();
        }
        if !self.hashes.is_empty() {
            kept.keep(&mut self.hashes);
        }
        self.len = kept.len;
        if let Some(origin) = &mut self.origin {
            origin.rows = Some(kept);
        }
    }

    /// Who bears a name or a title, in its folded form. Found when it is first asked for: the table must be read by then.
    pub(crate) fn bearers(&self) -> &Arc<Bearers> {
        self.bearers.get_or_init(|| {
            let name = self.column("name");
            Arc::new(Bearers::new(self.len, |row| fold::name(self.text(name, row))))
        })
    }

    /// The column of that canonical name, which the schema must have.
    pub fn column(&self, name: &str) -> ColumnId {
        self.id.def().column(name).expect("the schema has this column")
    }

    /// The code in a cell; 0 if it is empty.
    pub fn code(&self, column: ColumnId, row: u32) -> u8 {
        match &self.columns[column.index()] {
            Some(Column::Code(v)) => v.get(row as usize).copied().unwrap_or(0),
            _ => 0,
        }
    }

    /// The codes of the rows.
    pub fn codes(&self, column: ColumnId) -> &[u8] {
        match &self.columns[column.index()] {
            Some(Column::Code(v)) => v,
            _ => &[],
        }
    }

    /// The day in a cell.
    pub fn day(&self, column: ColumnId, row: u32) -> Day {
        self.days(column).get(row as usize).copied().unwrap_or(Day::EMPTY)
    }

    /// The days of the rows.
    pub fn days(&self, column: ColumnId) -> &[Day] {
        match &self.columns[column.index()] {
            Some(Column::Date(v)) => v,
            _ => &[],
        }
    }

    /// The row that a cell names.
    pub fn reference(&self, column: ColumnId, row: u32) -> u32 {
        self.references(column).get(row as usize).copied().unwrap_or(NONE)
    }

    /// The rows that the cells name.
    pub fn references(&self, column: ColumnId) -> &[u32] {
        match &self.columns[column.index()] {
            Some(Column::Row(v)) => v,
            _ => &[],
        }
    }

    /// The text in a cell.
    pub fn text(&self, column: ColumnId, row: u32) -> &str {
        match &self.columns[column.index()] {
            Some(Column::Text(v)) => v.get(row),
            _ => "",
        }
    }

    /// The numbers in a cell, a bit for each.
    pub fn points(&self, column: ColumnId, row: u32) -> u8 {
        match &self.columns[column.index()] {
            Some(Column::Points(v)) => v.get(row as usize).copied().unwrap_or(0),
            _ => 0,
        }
    }

    /// Whether a mark is there, or a computed truth holds.
    pub fn bit(&self, column: ColumnId, row: u32) -> bool {
        match &self.columns[column.index()] {
            Some(Column::Bits(v)) => v.contains(row as usize),
            _ => false,
        }
    }

    /// Whether a cell is filled: it holds a value that could be read. An ambiguous name is neither filled nor empty.
    pub fn is_filled(&self, column: ColumnId, row: u32) -> bool {
        match &self.columns[column.index()] {
            Some(Column::Code(v)) => v.get(row as usize).is_some_and(|c| *c != 0),
            Some(Column::Points(v)) => v.get(row as usize).is_some_and(|c| *c != 0),
            Some(Column::Date(v)) => v.get(row as usize).is_some_and(|d| !d.is_empty()),
            Some(Column::Row(v)) => v.get(row as usize).is_some_and(|r| is_row(*r)),
            Some(Column::Text(v)) => !v.get(row).is_empty(),
            Some(Column::Bits(v)) => v.contains(row as usize),
            None => false,
        }
    }

    /// The rows whose cell is filled; see [`Table::is_filled`].
    pub fn filled_rows(&self, column: ColumnId) -> RowSet {
        let extent = self.extent();
        match &self.columns[column.index()] {
            Some(Column::Code(v) | Column::Points(v)) => row_set(extent, v, |code| *code != 0),
            Some(Column::Date(v)) => row_set(extent, v, |day| !day.is_empty()),
            Some(Column::Row(v)) => row_set(extent, v, |row| is_row(*row)),
            Some(Column::Text(v)) => v.filled(extent),
            Some(Column::Bits(v)) => {
                let mut rows = v.clone();
                rows.grow(extent);
                rows
            }
            None => RowSet::with_capacity(extent),
        }
    }

    /// The rows whose cell is empty; see [`Table::is_filled`].
    pub fn empty_rows(&self, column: ColumnId) -> RowSet {
        let mut filled = self.filled_rows(column);
        let ambiguous = row_set(self.extent(), self.references(column), |row| *row == AMBIGUOUS);
        filled.union_with(&ambiguous);
        filled.toggle_range(..);
        filled
    }

    /// Whether a cell is empty; see [`Table::is_filled`].
    pub fn is_empty_cell(&self, column: ColumnId, row: u32) -> bool {
        !self.is_filled(column, row) && self.reference(column, row) != AMBIGUOUS
    }
}

/// All tables, in the order of the schema.
#[derive(Clone, Debug)]
pub struct Tables(Vec<Table>);

impl Tables {
    /// All tables, none of them given.
    pub fn absent() -> Self {
        Self(schema().tables().map(|(id, _)| Table::absent(id)).collect())
    }

    /// All tables.
    pub fn iter(&self) -> impl Iterator<Item = &Table> {
        self.0.iter()
    }
}

impl std::ops::Index<TableId> for Tables {
    type Output = Table;
    fn index(&self, id: TableId) -> &Table {
        &self.0[id.index()]
    }
}

impl std::ops::IndexMut<TableId> for Tables {
    fn index_mut(&mut self, id: TableId) -> &mut Table {
        &mut self.0[id.index()]
    }
}

/// For each row of a table, the rows of another that name it.
#[derive(Debug)]
pub enum Index {
    /// The references are in order: where the rows begin that name each row, and where the last of them end.
    InOrder(Vec<u32>),
    /// They are not.
    Listed(Listed),
}

impl Index {
    /// Turns a column of references to a table of `extent` rows around.
    pub fn new(references: &[u32], extent: usize) -> Self {
        if references.is_sorted() {
            Self::InOrder(starts(references.iter().copied(), extent))
        } else {
            Self::Listed(Listed::new((0..).zip(references.iter().copied()), extent))
        }
    }

    /// The rows that name `row`, in order.
    pub fn get(&self, row: u32) -> impl ExactSizeIterator<Item = u32> {
        match self {
            Self::InOrder(starts) => Either::Left(range(starts, row)),
            Self::Listed(listed) => Either::Right(listed.get(row).iter().copied()),
        }
    }
}

/// Rows by what they name.
#[derive(Debug, Default)]
pub struct Listed {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Listed {
    /// Rows and what each names, of so many that can be named.
    pub(crate) fn new(rows: impl Iterator<Item = (u32, u32)> + Clone, extent: usize) -> Self {
        let starts = starts(rows.clone().map(|(_, named)| named), extent);
        let mut next = starts.clone();
        let mut listed = vec![0; starts[extent] as usize];
        for (row, named) in rows.filter(|(_, named)| is_row(*named)) {
            let place = &mut next[named as usize];
            listed[*place as usize] = row;
            *place += 1;
        }
        Self { starts, rows: listed }
    }

    /// The rows that name something, in the order in which they were given.
    pub(crate) fn get(&self, named: u32) -> &[u32] {
        let places = range(&self.starts, named);
        &self.rows[places.start as usize..places.end as usize]
    }
}

/// Where those that name each row begin if they are sorted by it, and where the last of them end.
fn starts(references: impl Iterator<Item = u32>, extent: usize) -> Vec<u32> {
    let mut starts = vec![0_u32; extent + 1];
    references.filter(|reference| is_row(*reference)).for_each(|reference| starts[reference as usize + 1] += 1);
    for i in 0..extent {
        starts[i + 1] += starts[i];
    }
    starts
}

/// From where to where those stand that name a row.
fn range(starts: &[u32], row: u32) -> Range<u32> {
    match starts.get(row as usize..) {
        Some([start, end, ..]) => *start..*end,
        _ => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    /// Ids of a series, and such as lie beside it.
    fn ids() -> impl Strategy<Value = Vec<String>> {
        let id = prop_oneof![
            4 => (0_u32..300).prop_map(|n| format!("S{n:04}")),
            1 => (0_u32..30).prop_map(|n| format!("S{n}")),
            1 => (0_u32..30).prop_map(|n| format!("T{n:04}")),
            1 => (0_u32..9_999_999).prop_map(|n| format!("{n:07}")),
            1 => (0_u64..99_999_999).prop_map(|n| format!("{n:08}")),
            1 => "[A0-9/:é]{1,10}",
        ];
        proptest::collection::vec(id, 0..200)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

        #[test]
        fn ids_keep_their_numbers_in_a_series_or_beside_it(ids in ids()) {
            let (mut keys, mut expected) = (Keys::default(), HashMap::<String, u32>::new());
            for id in &ids {
                let next = expected.len() as u32;
                prop_assert_eq!(keys.get(id), expected.get(id).copied(), "{}", id);
                prop_assert_eq!(keys.intern(id), *expected.entry(id.clone()).or_insert(next), "{}", id);
            }
            for id in &ids {
                prop_assert_eq!(keys.get(id), expected.get(id).copied());
                prop_assert_eq!(keys.text(expected[id]), id);
            }
        }
    }

    #[test]
    fn what_is_graphic_is_told_from_what_is_not() {
        for byte in 0..=u8::MAX {
            for id in [vec![byte], vec![b'A', byte, b'~'], [&[b'!'; 7][..], &[byte]].concat()] {
                assert_eq!(Head::of(&id).is_graphic(), byte.is_ascii_graphic(), "{id:?}");
            }
        }
    }

    #[test]
    fn ids_of_every_length_keep_their_numbers() {
        let text = "0123456789abcdefghij";
        let mut ids: Vec<String> = (0..=text.len()).map(|len| text[..len].to_owned()).collect();
        // of the same head, of the same bytes, of NUL behind the last
        ids.extend(["01234567x", "1234567", "12345670", "S1", "S1\0", "\0", "様", "架空 正雄"].map(str::to_owned));
        let mut keys = Keys::default();
        let numbers: Vec<u32> = ids.iter().map(|id| keys.intern(id)).collect();
        assert_eq!(numbers, (0..ids.len() as u32).collect::<Vec<_>>());
        for (id, number) in ids.iter().zip(numbers) {
            assert_eq!((keys.get(id), keys.intern(id), keys.text(number)), (Some(number), number, id.as_str()));
        }
        assert_eq!([keys.get("012345678x"), keys.get("0123456789abcdefghi"), keys.get("x")], [None, Some(19), None]);
    }

    #[test]
    fn rows_are_kept_in_any_order() {
        let mut texts = Texts::default();
        ["a", "", "ccc", "dd", "e"].into_iter().for_each(|text| texts.push(text));
        let mut bits = RowSet::with_capacity(5);
        [0, 3].into_iter().for_each(|bit| bits.insert(bit));
        for rows in [&[0, 1, 3, 4][..], &[4, 3, 0], &[2], &[], &[0, 1, 2, 3, 4]] {
            let kept = |column: &Column| {
                let mut column = column.clone();
                column.keep(&Kept::new(rows));
                column
            };
            let Column::Row(numbers) = kept(&Column::Row(vec![0, 1, 2, 3, 4])) else { panic!("rows") };
            assert_eq!(numbers, rows);
            let Column::Text(kept_texts) = kept(&Column::Text(texts.clone())) else { panic!("texts") };
            assert!(kept_texts.iter().eq(rows.iter().map(|row| texts.get(*row))), "{rows:?}");
            let Column::Bits(kept_bits) = kept(&Column::Bits(bits.clone())) else { panic!("bits") };
            assert!((0..rows.len()).all(|i| kept_bits.contains(i) == bits.contains(rows[i] as usize)), "{rows:?}");
        }
    }

    #[test]
    fn a_set_has_the_rows_whose_cell_fits_and_none_beyond_the_cells() {
        let cells: Vec<u32> = (0..130).collect();
        let odd = row_set(200, &cells, |cell| cell % 2 == 1);
        assert!(odd.ones().eq((1..130).step_by(2)) && odd.len() == 200);
        assert!(row_set(3, &[] as &[u32], |_| true).is_clear());
        let mut asked = Vec::new();
        let even = rows_where(130, |row| {
            asked.push(row);
            row % 2 == 0
        });
        assert!(even.ones().eq((0..130).step_by(2)) && even.len() == 130);
        assert_eq!(asked, cells);
        assert!(rows_where(0, |_| true).is_clear());
    }

    #[test]
    fn rows_are_found_by_what_they_name_whether_they_are_in_order_or_not() {
        for references in
            [&[0, 0, 2, 3, 3, 3, AMBIGUOUS, NONE, NONE][..], &[3, 0, NONE, 2, 0, AMBIGUOUS, 3], &[], &[NONE]]
        {
            let index = Index::new(references, 5);
            for named in 0..6 {
                let naming = (0..).zip(references).filter(|(_, reference)| **reference == named).map(|(row, _)| row);
                assert!(index.get(named).eq(naming), "{references:?} {named}");
            }
        }
    }
}
