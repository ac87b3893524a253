//! A text in pieces of whole records, so that several can be read at a time. Quotation marks are rare: in a piece
//! without any, a record is a line, and its cells are found where they lie; only the others are left to the csv crate.

mod records;

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::{ControlFlow, Range};

use ::csv::ByteRecord;
use records::Uneven;
use wide::u8x64;

use super::count_lines;
use super::csv::{self, Delimiter, QuotedCells};
use super::text_file::{LONGEST_ROW, OnDisk};

pub use records::{Cell, Cells, Records};

/// A text, cut between records from front to back.
pub struct Pieces<'t> {
    rest: Rest<'t>,
    delimiter: Delimiter,
    /// How many bytes have been cut off.
    at: u64,
    /// The memory of pieces that are done with, for those to come.
    spare: Vec<Vec<u8>>,
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

/// The bytes of a piece: enough rows to be worth a thread, few enough to stay near the processor.
pub const PIECE: usize = 1 << 18;

/// Of so many lines of a piece one is marked.
const MARKED: usize = 256;

/// What the csv crate takes for the beginning of a text, and drops.
pub(super) const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

impl<'t> Pieces<'t> {
    /// Of a text in memory whose quotation marks are in order; see [`super::Sheet::check_quotes`].
    pub(super) fn of_text(bytes: &'t [u8], delimiter: Delimiter, is_plain: bool) -> Self {
        let quoted = || Rest::Quoted(bytes, 0, QuotedCells::new(bytes, delimiter).peekable());
        Self { rest: if is_plain { Rest::Plain(bytes) } else { quoted() }, delimiter, at: 0, spare: Vec::new() }
    }

    /// Of a text on disk, from its beginning. The memory of one that proves not plain is that of `text`.
    pub(super) fn on_disk(text: &'t OnDisk, delimiter: Delimiter) -> Self {
        Self { rest: Rest::OnDisk(text, Vec::new()), delimiter, at: 0, spare: Vec::new() }
    }

    /// Returns the next piece, of about `size` bytes and the rest of the last record; `None` at the end.
    pub fn next(&mut self, size: usize) -> Option<Piece<'t>> {
        let at = self.at;
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
                let text = *text;
                let mut bytes = self.spare.pop().unwrap_or_default();
                bytes.clear();
                bytes.append(begun);
                loop {
                    let from = bytes.len();
                    if from > LONGEST_ROW || text.read(at + from as u64, size, &mut bytes) == 0 {
                        break;
                    }
                    if let Some(feed) = memchr::memrchr(b'\n', &bytes[from..]) {
                        begun.extend_from_slice(&bytes[from + feed + 1..]);
                        bytes.truncate(from + feed + 1);
                        break;
                    }
                }
                if !text.is_plain(at, &bytes) {
                    let text = text.hold(at, self.delimiter)?;
                    self.rest = Rest::Quoted(text, at as usize, QuotedCells::new(text, self.delimiter).peekable());
                    return self.next(size);
                }
                (Cow::Owned(bytes), true)
            }
        };
        self.at += bytes.len() as u64;
        (!bytes.is_empty()).then_some(Piece { at, bytes, delimiter: self.delimiter, is_plain })
    }

    /// Takes back what is done with.
    pub fn take_back(&mut self, pieces: Vec<Piece<'t>>) {
        let owned = |piece: Piece<'t>| if let Cow::Owned(bytes) = piece.bytes { Some(bytes) } else { None };
        self.spare.extend(pieces.into_iter().filter_map(owned));
    }

    /// Returns how many bytes are left, about.
    pub fn left(&self) -> u64 {
        match &self.rest {
            Rest::Plain(rest) => rest.len() as u64,
            Rest::Quoted(bytes, from, _) => (bytes.len() - from) as u64,
            Rest::OnDisk(text, _) => text.left(self.at),
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
        text.read(bytes.start, (bytes.end - bytes.start) as usize, &mut read);
        Self { at: bytes.start, bytes: Cow::Owned(read), delimiter, is_plain: true }
    }

    /// Returns its bytes in the text.
    pub fn bytes(&self) -> Range<u64> {
        self.at..self.at + self.bytes.len() as u64
    }

    /// What they are.
    pub(super) fn text(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns how many bytes it has.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Returns whether it has none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// How many lines end in it.
    pub(super) fn feeds(&self) -> u32 {
        count_lines(&self.bytes)
    }

    /// Returns the records before which so many lines stand each, given in order; an empty one where there is none.
    pub fn records_on(&self, lines: impl IntoIterator<Item = u32>) -> Vec<ByteRecord> {
        if !self.is_plain {
            let records = self.records();
            let mut rows = (0..records.len()).peekable();
            let record = |line: u32| {
                while rows.next_if(|row| records.line(*row) < line).is_some() {}
                let row = rows.peek().filter(|row| records.line(**row) == line);
                row.map(|row| records.cells(*row).to_record()).unwrap_or_default()
            };
            return lines.into_iter().map(record).collect();
        }
        let (mut rest, mut at) = (Some(&*self.bytes), 0);
        let record = |line: u32| {
            while let Some(text) = rest.filter(|_| at < line) {
                rest = memchr::memchr(b'\n', text).map(|feed| &text[feed + 1..]);
                at += 1;
            }
            let cut = |text: &[u8]| self.cut(&text[..memchr::memchr(b'\n', text).unwrap_or(text.len())]).collect();
            rest.map(cut).unwrap_or_default()
        };
        lines.into_iter().map(record).collect()
    }

    /// The cells of a line of which nothing is quoted.
    fn cut<'b>(&self, line: &'b [u8]) -> impl Iterator<Item = &'b [u8]> {
        let between = self.delimiter.byte();
        line.strip_suffix(b"\r").unwrap_or(line).split(move |byte| *byte == between)
    }

    /// Returns its records.
    pub fn records(&self) -> Records<'_> {
        self.of_lines().unwrap_or_else(|| self.of_any())
    }

    /// Where every record is a line of equally many cells, they lie in the text as they are.
    fn of_lines(&self) -> Option<Records<'_>> {
        // a text on disk may have changed since it was checked
        let text = simdutf8::basic::from_utf8(&self.bytes).ok().filter(|_| self.is_plain)?;
        let (starts, width) = starts(text.as_bytes(), self.delimiter.byte())?;
        let lines = (starts.len() - 1) / width;
        let ends = || (1..=lines).map(|line| starts[line * width] as usize);
        let returns = ends().filter(|end| text.as_bytes()[..end - 1].ends_with(b"\r")).count();
        let is_blank = |line: usize| starts[line * width] + 2 + u32::from(returns > 0) > starts[(line + 1) * width];
        if (returns != 0 && returns != lines) || (width == 1 && (0..lines).any(is_blank)) {
            return None;
        }
        let between = 1 + u32::from(returns > 0);
        Some(Records { text: Cow::Borrowed(text), width, starts, between, lines: lines as u32, uneven: None })
    }

    /// The cells of any records, one behind the other: where they are quoted, the csv crate finds them and undoes that.
    fn of_any(&self) -> Records<'_> {
        let (mut text, mut starts, mut rows) = (String::new(), vec![0], Vec::new());
        let mut add = |line: u32, cells: &mut dyn Iterator<Item = &[u8]>| {
            let first = starts.len() as u32 - 1;
            for cell in cells {
                text.push_str(&String::from_utf8_lossy(cell));
                text.push('\n');
                starts.push(text.len() as u32);
            }
            rows.push(Uneven { line, first, len: starts.len() as u32 - 1 - first });
        };
        if self.is_plain {
            let lines = (0..).zip(self.bytes.split(|byte| *byte == b'\n'));
            let filled = lines.filter(|(_, line)| !matches!(*line, b"" | b"\r"));
            filled.for_each(|(number, line)| add(number, &mut self.cut(line)));
        } else {
            // behind an empty line the csv crate takes nothing for the beginning of the text
            let is_within = self.at > 0 && self.bytes.starts_with(BYTE_ORDER_MARK);
            let bytes =
                if is_within { Cow::Owned([b"\n", &*self.bytes].concat()) } else { Cow::Borrowed(&*self.bytes) };
            let _ = csv::records_in::<()>(&bytes, self.delimiter, |line, record| {
                add(line - 1 - u32::from(is_within), &mut record.iter());
                ControlFlow::Continue(())
            });
        }
        let lines = count_lines(&self.bytes);
        Records { text: Cow::Owned(text), width: 0, starts, between: 1, lines, uneven: Some(rows) }
    }
}

/// Where the cells of a text of whole lines begin, the next one behind the last included, and how many a line has; `None` if
/// it is not the same in all lines, or the last is not ended. Cells are so short that looking for the next one costs more
/// than it passes over: sixty-four bytes are compared at a time, and what is found is noted without a branch for each.
fn starts(bytes: &[u8], between: u8) -> Option<(Vec<u32>, usize)> {
    const BLOCK: usize = 64;
    const AT_A_TIME: usize = 8;
    let width = memchr::memchr_iter(between, &bytes[..memchr::memchr(b'\n', bytes)?]).count() + 1;
    let mut starts: Vec<u32> = Vec::with_capacity(bytes.len() / 4 + BLOCK);
    starts.push(0);
    let (delimiters, feeds) = (u8x64::splat(between), u8x64::splat(b'\n'));
    let mut note = |block: &[u8; BLOCK], at: usize, valid: u64| {
        let block = u8x64::new(*block);
        let marks = (block.simd_eq(delimiters) | block.simd_eq(feeds)).to_bitmask() & valid;
        let before = starts.len();
        let mut rest = marks;
        while rest != 0 {
            let places = [(); AT_A_TIME].map(|()| {
                let place = rest.trailing_zeros();
                rest &= rest.wrapping_sub(1);
                (at as u32 + 1).wrapping_add(place)
            });
            starts.extend_from_slice(&places);
        }
        // behind the last there were none
        starts.truncate(before + marks.count_ones() as usize);
    };
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    blocks.iter().enumerate().for_each(|(place, block)| note(block, place * BLOCK, u64::MAX));
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    note(&last, bytes.len() - rest.len(), (1 << rest.len()) - 1);
    // every line has as many cells if a feed stands behind each so many of them, and nowhere else
    let lines = memchr::memchr_iter(b'\n', bytes).count();
    let ends_line = |line: usize| bytes[starts[line * width] as usize - 1] == b'\n';
    let is_even = starts.len() == lines * width + 1 && bytes.ends_with(b"\n") && (1..=lines).all(ends_line);
    is_even.then_some((starts, width))
}

#[cfg(test)]
pub(super) mod tests;
