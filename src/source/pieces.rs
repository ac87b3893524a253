//! A text in pieces of whole records, so that several can be read at a time. Quotation marks are rare: in a piece
//! without any, a record is a line, and its cells are found where they lie; only the others are left to the csv crate.

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::{ControlFlow, Range};

use ::csv::ByteRecord;

use super::count_lines;
use super::csv::{self, Delimiter, QuotedCells};
use super::text_file::OnDisk;

/// A text, cut between records from front to back.
pub struct Pieces<'t> {
    rest: Rest<'t>,
    delimiter: Delimiter,
    /// How many bytes have been cut off.
    at: u64,
}

/// What has not been cut off yet.
enum Rest<'t> {
    /// Every record is a line.
    Plain(&'t [u8]),
    /// Some may be quoted: the bytes, where the rest begins, and the cells in quotation marks.
    Quoted(&'t [u8], usize, Peekable<QuotedCells<'t>>),
    /// What is still to be read, and what has been read of the next record.
    OnDisk(&'t OnDisk, Vec<u8>),
}

/// Whole records of a text, one behind the other.
pub struct Piece<'t> {
    /// Where it begins in the text.
    at: u64,
    bytes: Cow<'t, [u8]>,
    delimiter: Delimiter,
    /// Whether every record is a line: nothing is quoted, and no line ends as on old machines.
    is_plain: bool,
}

/// The records of a piece that are no empty lines, cut into cells.
pub struct Records<'t> {
    text: Cow<'t, str>,
    /// Where each cell begins and ends, one record behind the other.
    cells: Vec<(u32, u32)>,
    /// The records, and behind the last what would be the next.
    rows: Vec<Row>,
    /// How many lines end in the piece.
    pub lines: u32,
}

/// A record among the cells.
#[derive(Clone, Copy)]
struct Row {
    /// How many lines stand before it in its piece.
    line: u32,
    /// Its first cell.
    first: u32,
    /// How many of its cells are not empty.
    filled: u32,
}

/// The cells of a record.
#[derive(Clone, Copy)]
pub struct Cells<'r> {
    text: &'r str,
    places: &'r [(u32, u32)],
}

/// The bytes of a piece: enough rows to be worth a thread, few enough to stay near the processor.
pub const PIECE: usize = 1 << 18;

/// What the csv crate takes for the beginning of a text, and drops.
pub(super) const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

impl<'t> Pieces<'t> {
    /// Of a text in memory whose quotation marks are in order; see [`super::Sheet::check_quotes`].
    pub(super) fn of_text(bytes: &'t [u8], delimiter: Delimiter, is_plain: bool) -> Self {
        let quoted = || Rest::Quoted(bytes, 0, QuotedCells::new(bytes, delimiter).peekable());
        Self { rest: if is_plain { Rest::Plain(bytes) } else { quoted() }, delimiter, at: 0 }
    }

    /// Of a text on disk, from its beginning.
    pub(super) fn on_disk(text: &'t OnDisk, delimiter: Delimiter) -> Self {
        text.seek(0);
        Self { rest: Rest::OnDisk(text, Vec::new()), delimiter, at: 0 }
    }

    /// The next piece, of about `size` bytes and the rest of the last record; `None` at the end.
    pub fn next(&mut self, size: usize) -> Option<Piece<'t>> {
        let (bytes, is_plain) = match &mut self.rest {
            Rest::Plain(rest) => {
                let feed = rest.get(size..).and_then(|behind| memchr::memchr(b'\n', behind));
                let (bytes, behind) = rest.split_at(feed.map_or(rest.len(), |feed| size + feed + 1));
                *rest = behind;
                (Cow::Borrowed(bytes), true)
            }
            Rest::Quoted(bytes, from, quoted) => {
                let start = *from;
                *from = end(bytes, quoted, start.saturating_add(size));
                let bytes = &bytes[start..*from];
                (Cow::Borrowed(bytes), is_plain(bytes))
            }
            Rest::OnDisk(text, begun) => {
                let mut bytes = std::mem::take(begun);
                loop {
                    let from = bytes.len();
                    if text.read(size, &mut bytes) == 0 {
                        break;
                    }
                    if let Some(feed) = memchr::memrchr(b'\n', &bytes[from..]) {
                        *begun = bytes.split_off(from + feed + 1);
                        break;
                    }
                }
                (Cow::Owned(bytes), true)
            }
        };
        let at = self.at;
        self.at += bytes.len() as u64;
        (!bytes.is_empty()).then_some(Piece { at, bytes, delimiter: self.delimiter, is_plain })
    }

    /// How many bytes are left, about.
    pub fn left(&self) -> u64 {
        match &self.rest {
            Rest::Plain(rest) => rest.len() as u64,
            Rest::Quoted(bytes, from, _) => (bytes.len() - from) as u64,
            Rest::OnDisk(text, _) => text.left(),
        }
    }
}

/// Whether every record is a line: nothing is quoted, and no line ends as on old machines.
pub(super) fn is_plain(text: &[u8]) -> bool {
    let is_lone = |at: usize| text.get(at + 1) != Some(&b'\n');
    memchr::memchr(b'"', text).is_none() && !memchr::memchr_iter(b'\r', text).any(is_lone)
}

/// The end of the record in which a byte of a text stands, given the cells in quotation marks that have not been passed.
fn end(bytes: &[u8], quoted: &mut Peekable<QuotedCells<'_>>, mut at: usize) -> usize {
    loop {
        let Some(feed) = bytes.get(at..).and_then(|rest| memchr::memchr(b'\n', rest)) else {
            return bytes.len();
        };
        let end = at + feed + 1;
        while quoted.next_if(|(_, close)| close.is_some_and(|close| close < end)).is_some() {}
        at = match quoted.peek() {
            // the line ends within a cell
            Some((open, close)) if *open < end => close.unwrap_or(bytes.len()),
            _ if bytes[end..].starts_with(BYTE_ORDER_MARK) => end,
            _ => return end,
        };
    }
}

impl<'t> Piece<'t> {
    /// A piece that was cut off a text in memory before.
    pub(super) fn of_text(text: &'t [u8], bytes: Range<u64>, delimiter: Delimiter, all_plain: bool) -> Self {
        let piece = &text[bytes.start as usize..bytes.end as usize];
        Self { at: bytes.start, bytes: Cow::Borrowed(piece), delimiter, is_plain: all_plain || is_plain(piece) }
    }

    /// A piece that was cut off a text on disk before.
    pub(super) fn on_disk(text: &OnDisk, bytes: Range<u64>, delimiter: Delimiter) -> Self {
        let mut read = Vec::new();
        text.seek(bytes.start);
        text.read((bytes.end - bytes.start) as usize, &mut read);
        Self { at: bytes.start, bytes: Cow::Owned(read), delimiter, is_plain: true }
    }

    /// Its bytes in the text.
    pub fn bytes(&self) -> Range<u64> {
        self.at..self.at + self.bytes.len() as u64
    }

    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// How many lines end in it.
    pub(super) fn feeds(&self) -> u32 {
        count_lines(&self.bytes)
    }

    /// The record before which so many lines stand.
    pub fn record_on(&self, line: u32) -> Option<ByteRecord> {
        if !self.is_plain {
            let records = self.records();
            let row = (0..records.len()).find(|row| records.line(*row) == line)?;
            return Some(records.cells(row).to_record());
        }
        let feeds = memchr::memchr_iter(b'\n', &self.bytes);
        let starts = std::iter::once(0).chain(feeds.map(|feed| feed + 1));
        let rest = &self.bytes[starts.take(line as usize + 1).last()?..];
        let text = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        Some(text.strip_suffix(b"\r").unwrap_or(text).split(|byte| *byte == self.delimiter.byte()).collect())
    }

    /// Its records.
    pub fn records(&self) -> Records<'_> {
        if self.is_plain { self.of_lines() } else { self.of_quoted() }
    }

    /// Every record is a line: its cells lie in the text as they are.
    fn of_lines(&self) -> Records<'_> {
        // a text on disk may have changed since it was looked through
        let lossy = |_| String::from_utf8_lossy(&self.bytes);
        let text = simdutf8::basic::from_utf8(&self.bytes).map_or_else(lossy, Cow::Borrowed);
        let (bytes, between) = (text.as_bytes(), self.delimiter.byte());
        let mut cells: Vec<(u32, u32)> = Vec::with_capacity(bytes.len() / 6);
        let mut rows: Vec<Row> = Vec::with_capacity(bytes.len() / 64);
        let (mut start, mut line) = (0, 0);
        let mut row = Row { line, first: 0, filled: 0 };
        let mut end_record = |cells: &mut Vec<(u32, u32)>, mut row: Row, start, end| {
            if cells.len() as u32 > row.first || start < end {
                cells.push((start, end));
                row.filled += u32::from(start < end);
                rows.push(row);
            }
            cells.len() as u32
        };
        marks(bytes, between, |at| {
            if bytes[at] == between {
                cells.push((start, at as u32));
                row.filled += u32::from(start < at as u32);
            } else {
                let end = if at > start as usize && bytes[at - 1] == b'\r' { at - 1 } else { at };
                let first = end_record(&mut cells, row, start, end as u32);
                line += 1;
                row = Row { line, first, filled: 0 };
            }
            start = at as u32 + 1;
        });
        let first = end_record(&mut cells, row, start, bytes.len() as u32);
        rows.push(Row { line, first, filled: 0 });
        Records { text, cells, rows, lines: line }
    }

    /// The csv crate finds the cells, and undoes what is quoted.
    fn of_quoted(&self) -> Records<'_> {
        let (mut text, mut cells, mut rows) = (String::new(), Vec::new(), Vec::new());
        let _ = csv::records_in::<()>(&self.bytes, self.delimiter, |line, record| {
            let filled = record.iter().filter(|cell| !cell.is_empty()).count() as u32;
            rows.push(Row { line: line - 1, first: cells.len() as u32, filled });
            for cell in record {
                let start = text.len() as u32;
                text.push_str(&String::from_utf8_lossy(cell));
                cells.push((start, text.len() as u32));
            }
            ControlFlow::Continue(())
        });
        let lines = count_lines(&self.bytes);
        rows.push(Row { line: lines, first: cells.len() as u32, filled: 0 });
        Records { text: Cow::Owned(text), cells, rows, lines }
    }
}

/// Calls `each` with the places of the delimiters and line feeds, in order. Cells are so short that looking for the next
/// one costs more than it passes over: eight bytes are compared in one step, and sixty-four of them noted in one word.
fn marks(bytes: &[u8], between: u8, mut each: impl FnMut(usize)) {
    const LOW: u64 = u64::MAX / 255;
    const HIGH: u64 = LOW << 7;
    // the highest bit of every byte that is zero
    let zeros = |word: u64| !(((word & !HIGH) + !HIGH) | word | !HIGH);
    let (between_all, feeds) = (LOW * u64::from(between), LOW * u64::from(b'\n'));
    let (blocks, rest) = bytes.as_chunks::<64>();
    for (place, block) in blocks.iter().enumerate() {
        let mut found = 0;
        for (place, word) in block.as_chunks::<8>().0.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let marks = zeros(word ^ between_all) | zeros(word ^ feeds);
            // gathers the eight bits in the highest byte
            let gathered = (marks >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            found |= gathered << (8 * place);
        }
        while found != 0 {
            each(place * 64 + found.trailing_zeros() as usize);
            found &= found - 1;
        }
    }
    let from = bytes.len() - rest.len();
    memchr::memchr2_iter(between, b'\n', rest).for_each(|at| each(from + at));
}

impl Records<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len() - 1
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many lines stand before a record in its piece.
    pub fn line(&self, row: usize) -> u32 {
        self.rows[row].line
    }

    /// How many cells of a record are not empty.
    pub fn filled(&self, row: usize) -> usize {
        self.rows[row].filled as usize
    }

    /// The cells of a record.
    pub fn cells(&self, row: usize) -> Cells<'_> {
        let places = self.rows[row].first as usize..self.rows[row + 1].first as usize;
        Cells { text: &self.text, places: &self.cells[places] }
    }

    /// The cells of all records at one place; empty in records that are shorter.
    pub fn column(&self, place: usize) -> impl Iterator<Item = &str> {
        let text = &*self.text;
        self.rows.windows(2).map(move |rows| {
            let cell = rows[0].first as usize + place;
            let (start, end) = if cell < rows[1].first as usize { self.cells[cell] } else { (0, 0) };
            &text[start as usize..end as usize]
        })
    }
}

impl<'r> Cells<'r> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// A cell; `None` behind the last.
    pub fn get(&self, place: usize) -> Option<&'r str> {
        self.places.get(place).map(|(start, end)| &self.text[*start as usize..*end as usize])
    }

    /// Whether anything stands in a cell, be it a space.
    pub fn is_filled(&self, place: usize) -> bool {
        self.places.get(place).is_some_and(|(start, end)| start < end)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &'r [u8]> {
        let bytes = self.text.as_bytes();
        self.places.iter().map(move |(start, end)| &bytes[*start as usize..*end as usize])
    }

    /// The same cells, kept.
    pub fn to_record(&self) -> ByteRecord {
        let bytes = self.places.iter().map(|(start, end)| (end - start) as usize).sum();
        let mut record = ByteRecord::with_capacity(bytes, self.places.len());
        record.extend(self.iter());
        record
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Rows = Vec<(u32, Vec<Vec<u8>>)>;

    fn whole(bytes: &[u8], delimiter: Delimiter) -> Rows {
        let mut rows = Rows::new();
        let _ = csv::records_in::<()>(bytes, delimiter, |line, record| {
            rows.push((line, record.iter().map(<[u8]>::to_vec).collect()));
            ControlFlow::Continue(())
        });
        rows
    }

    fn pieced(bytes: &[u8], delimiter: Delimiter, size: usize) -> (Rows, usize) {
        let (mut rows, mut line, mut count) = (Rows::new(), 1, 0);
        let mut pieces = Pieces::of_text(bytes, delimiter, false);
        while let Some(piece) = pieces.next(size) {
            count += 1;
            let records = piece.records();
            let cells = |row: usize| records.cells(row).iter().map(<[u8]>::to_vec).collect();
            rows.extend((0..records.len()).map(|row| (line + records.line(row), cells(row))));
            line += records.lines;
        }
        (rows, count)
    }

    /// The pieces, and the line on which each begins.
    fn pieces_of(bytes: &[u8], delimiter: Delimiter, size: usize) -> Vec<(Piece<'_>, u32)> {
        let mut pieces = Pieces::of_text(bytes, delimiter, false);
        let mut line = 1;
        let next = || {
            let piece = pieces.next(size)?;
            let before = line;
            line += piece.records().lines;
            Some((piece, before))
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn no_piece_ends_within_a_cell() {
        let text = b"a,b\n1,\"x\ny\"\n\n2,5\" tablet\n3,\"\"\"\n\"\"\"\r\n4,z";
        for size in 1..text.len() {
            assert_eq!(pieced(text, Delimiter::Comma, size).0, whole(text, Delimiter::Comma), "{size}");
        }
        assert_eq!(pieced(text, Delimiter::Comma, 1).1, 5);
    }

    #[test]
    fn what_is_no_utf8_any_more_is_cut_all_the_same() {
        let text = b"a,\xFF\xFE,b\n\x8E\n";
        let piece = Pieces::of_text(text, Delimiter::Comma, true).next(1).expect("a piece");
        let cells: Vec<String> =
            (0..3).flat_map(|p| piece.records().column(p).map(str::to_owned).collect::<Vec<_>>()).collect();
        assert_eq!(cells, ["a", "\u{FFFD}\u{FFFD}", "b"]);
    }

    fn texts() -> impl Strategy<Value = String> {
        const CELLS: [&str; 11] =
            ["", "a", "S01", "見本", " ", "\"x,y\"", "\"p\nq\"", "\"r\r\ns\"", "5\" t", "\"\"\"\"", "\u{FEFF}k"];
        const BETWEEN: [&str; 10] = [",", ",", ",", ";", "\t", "\n", "\n", "\r\n", "\r", "\n\n"];
        let piece = (proptest::sample::select(&CELLS[..]), proptest::sample::select(&BETWEEN[..]));
        proptest::collection::vec(piece.prop_map(|(cell, behind)| cell.to_owned() + behind), 0..30)
            .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn pieces_hold_the_records_of_the_whole(text in texts(), size in 1_usize..40) {
            for delimiter in Delimiter::ALL {
                let checked = csv::check_quotes_in("x", text.as_bytes(), delimiter);
                if checked.is_ok() && !text.starts_with('\u{FEFF}') {
                    let whole = whole(text.as_bytes(), delimiter);
                    prop_assert_eq!(&pieced(text.as_bytes(), delimiter, size).0, &whole);
                    for (piece, line) in pieces_of(text.as_bytes(), delimiter, size) {
                        let again = Piece::of_text(text.as_bytes(), piece.bytes(), delimiter, false);
                        let records = piece.records();
                        for before in (0..records.len()).map(|row| records.line(row)) {
                            let found = again.record_on(before);
                            let found = found.map(|record| record.iter().map(<[u8]>::to_vec).collect::<Vec<_>>());
                            let expected = whole.iter().find(|(at, _)| *at == line + before);
                            prop_assert_eq!(found.as_ref(), expected.map(|(_, cells)| cells));
                        }
                    }
                }
            }
        }
    }
}
