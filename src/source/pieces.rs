//! A text in pieces of whole records, so that several can be read at a time. Quotation marks are rare: in a piece
//! without any, a record is a line, and its cells are found where they lie; only the others are left to the csv crate.

use std::iter::Peekable;
use std::ops::ControlFlow;

use ::csv::ByteRecord;

use super::count_lines;
use super::csv::{self, Delimiter, QuotedCells};

/// A text, cut between records from front to back.
pub struct Pieces<'t> {
    bytes: &'t [u8],
    from: usize,
    delimiter: Delimiter,
    quoted: Peekable<QuotedCells<'t>>,
}

/// Whole records of a text, one behind the other.
pub struct Piece<'t> {
    bytes: &'t [u8],
    delimiter: Delimiter,
    /// Whether every record is a line: nothing is quoted, and no line ends as on old machines.
    is_plain: bool,
}

/// The cells of a record.
#[derive(Clone, Copy)]
pub struct Cells<'r> {
    /// Where the record begins in its piece.
    pub at: usize,
    bytes: &'r [u8],
    /// Where each begins and ends.
    places: &'r [(usize, usize)],
}

/// The bytes of a piece: enough rows to be worth a thread, few enough to stay near the processor.
pub const PIECE: usize = 1 << 20;

/// What the csv crate takes for the beginning of a text, and drops.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

impl<'t> Pieces<'t> {
    /// A text whose quotation marks are in order; see [`super::Sheet::check_quotes`].
    pub(super) fn new(bytes: &'t [u8], delimiter: Delimiter) -> Self {
        Self { bytes, from: 0, delimiter, quoted: QuotedCells::new(bytes, delimiter).peekable() }
    }

    /// How many bytes have not been cut off yet.
    pub fn left(&self) -> usize {
        self.bytes.len() - self.from
    }

    /// The next piece, of `size` bytes and the rest of the last record; `None` at the end.
    pub fn next(&mut self, size: usize) -> Option<Piece<'t>> {
        let start = self.from;
        if start == self.bytes.len() {
            return None;
        }
        self.from = self.end(start.saturating_add(size));
        Some(Piece::new(&self.bytes[start..self.from], self.delimiter))
    }

    /// The records that begin on these lines, counted from 1 and in order, whatever lies between them.
    pub fn records_at(mut self, lines: &[u32]) -> Vec<ByteRecord> {
        let (mut records, mut line, mut lines) = (Vec::new(), 1, lines);
        while let Some((next, piece)) = lines.first().zip(self.next(PIECE)) {
            let before = line;
            line += count_lines(piece.bytes);
            // the last line of a text may have no end
            let end = if self.left() == 0 { u32::MAX } else { line };
            if *next >= end {
                continue;
            }
            let (here, further) = lines.split_at(lines.partition_point(|at| *at < end));
            lines = further;
            let mut here = here.iter().map(|at| at - before).peekable();
            if piece.is_plain {
                let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', piece.bytes).map(|feed| feed + 1));
                let starts = (0..).zip(starts).filter(|(line, _)| here.next_if_eq(line).is_some());
                records.extend(starts.map(|(_, start)| piece.record_at(start)));
            } else {
                piece.records(|line, cells| records.extend(here.next_if_eq(&line).map(|_| cells.to_record())));
            }
        }
        records
    }

    /// The end of the record in which a byte stands.
    fn end(&mut self, mut at: usize) -> usize {
        loop {
            let Some(feed) = self.bytes.get(at..).and_then(|rest| memchr::memchr(b'\n', rest)) else {
                return self.bytes.len();
            };
            let end = at + feed + 1;
            while self.quoted.next_if(|(_, close)| close.is_some_and(|close| close < end)).is_some() {}
            at = match self.quoted.peek() {
                // the line ends within a cell
                Some((open, close)) if *open < end => close.unwrap_or(self.bytes.len()),
                _ if self.bytes[end..].starts_with(BYTE_ORDER_MARK) => end,
                _ => return end,
            };
        }
    }
}

impl<'t> Piece<'t> {
    fn new(bytes: &'t [u8], delimiter: Delimiter) -> Self {
        let lone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
        let is_plain = memchr::memchr(b'"', bytes).is_none() && !memchr::memchr_iter(b'\r', bytes).any(lone);
        Self { bytes, delimiter, is_plain }
    }

    /// Calls `each` with the cells of every record that is no empty line, and the number of lines before it. Returns
    /// how many lines end in the piece.
    pub fn records(&self, mut each: impl FnMut(u32, Cells<'_>)) -> u32 {
        if self.is_plain {
            return self.lines(each);
        }
        let mut places = Vec::new();
        let _ = csv::records_in::<()>(self.bytes, self.delimiter, |at, line, record| {
            places.clear();
            places.extend((0..record.len()).filter_map(|place| record.range(place)).map(|r| (r.start, r.end)));
            each(line - 1, Cells { at, bytes: record.as_slice(), places: &places });
            ControlFlow::Continue(())
        });
        count_lines(self.bytes)
    }

    /// The record that begins at a place.
    pub fn record_at(&self, at: usize) -> ByteRecord {
        let bytes = &self.bytes[at..];
        if self.is_plain {
            let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
            let line = bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]);
            return line.split(|byte| *byte == self.delimiter.byte()).collect();
        }
        let mut found = ByteRecord::new();
        if bytes.starts_with(BYTE_ORDER_MARK) {
            // at the head of a text it would be dropped
            self.records(|_, cells| {
                if cells.at == at {
                    found = cells.to_record();
                }
            });
        } else {
            let _ = csv::records_in(bytes, self.delimiter, |_, _, record| {
                found.clone_from(record);
                ControlFlow::Break(())
            });
        }
        found
    }

    /// See [`Piece::records`].
    fn lines(&self, mut each: impl FnMut(u32, Cells<'_>)) -> u32 {
        let (bytes, between) = (self.bytes, self.delimiter.byte());
        let mut places: Vec<(usize, usize)> = Vec::new();
        let (mut start, mut line) = (0, 0);
        let mut record = |places: &mut Vec<(usize, usize)>, line, start, end| {
            if places.is_empty() && start == end {
                return;
            }
            places.push((start, end));
            each(line, Cells { at: places[0].0, bytes, places });
            places.clear();
        };
        for at in memchr::memchr2_iter(between, b'\n', bytes) {
            if bytes[at] == between {
                places.push((start, at));
            } else {
                let end = if at > start && bytes[at - 1] == b'\r' { at - 1 } else { at };
                record(&mut places, line, start, end);
                line += 1;
            }
            start = at + 1;
        }
        if start < bytes.len() || !places.is_empty() {
            record(&mut places, line, start, bytes.len());
        }
        line
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
    pub fn get(&self, place: usize) -> Option<&'r [u8]> {
        self.places.get(place).map(|(start, end)| &self.bytes[*start..*end])
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &'r [u8]> {
        let bytes = self.bytes;
        self.places.iter().map(move |(start, end)| &bytes[*start..*end])
    }

    /// The same cells, kept.
    pub fn to_record(&self) -> ByteRecord {
        self.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Rows = Vec<(u32, Vec<Vec<u8>>)>;

    fn whole(bytes: &[u8], delimiter: Delimiter) -> Rows {
        let mut rows = Rows::new();
        let _ = csv::records_in::<()>(bytes, delimiter, |_, line, record| {
            rows.push((line, record.iter().map(<[u8]>::to_vec).collect()));
            ControlFlow::Continue(())
        });
        rows
    }

    fn pieced(bytes: &[u8], delimiter: Delimiter, size: usize) -> (Rows, usize) {
        let (mut rows, mut line, mut count) = (Rows::new(), 1, 0);
        let mut pieces = Pieces::new(bytes, delimiter);
        while let Some(piece) = pieces.next(size) {
            count += 1;
            line += piece.records(|before, cells| {
                assert_eq!(cells.to_record(), piece.record_at(cells.at));
                rows.push((line + before, cells.iter().map(<[u8]>::to_vec).collect()));
            });
        }
        (rows, count)
    }

    #[test]
    fn no_piece_ends_within_a_cell() {
        let text = b"a,b\n1,\"x\ny\"\n\n2,5\" tablet\n3,\"\"\"\n\"\"\"\r\n4,z";
        for size in 1..text.len() {
            assert_eq!(pieced(text, Delimiter::Comma, size).0, whole(text, Delimiter::Comma), "{size}");
        }
        assert_eq!(pieced(text, Delimiter::Comma, 1).1, 5);
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
                    let (lines, cells): (Vec<u32>, Vec<_>) = whole.into_iter().step_by(2).unzip();
                    let records = Pieces::new(text.as_bytes(), delimiter).records_at(&lines);
                    let read: Vec<Vec<Vec<u8>>> = records.iter().map(|r| r.iter().map(<[u8]>::to_vec).collect()).collect();
                    prop_assert_eq!(read, cells);
                }
            }
        }
    }
}
