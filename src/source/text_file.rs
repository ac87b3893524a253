//! A text file whose characters are known: in memory, or left on disk if it is large and as plain as what programs
//! export. Such a file is hashed and checked while its records are read for the first time, and memory holds what they mean
//! and not what they are written as. If it proves not plain on the way, it is held in memory from there on.

mod on_disk;

use std::ops::{ControlFlow, Range};

use ::csv::ByteRecord;

use super::FileInfo;
use super::csv::{self, Delimiter};
use super::encoding::Text;
use super::pieces::{self, BYTE_ORDER_MARK, PIECE, Piece, Pieces};
use crate::base::text::Problem;
use crate::source::words;

pub(super) use on_disk::{LONGEST_ROW, OnDisk, check_ends};

/// A text file.
#[derive(Debug)]
pub(super) enum TextFile {
    /// Its text, and whether that is plain.
    InMemory(Text, bool),
    /// Its place on disk.
    OnDisk(Box<OnDisk>),
}

/// Whether the csv crate is not needed: every record is a line, and there is no second byte order mark for it to drop.
fn is_plain(text: &[u8]) -> bool {
    pieces::is_plain(text) && !text.starts_with(BYTE_ORDER_MARK)
}

impl TextFile {
    pub(super) fn in_memory(text: Text) -> Self {
        let is_plain = is_plain(text.rest());
        Self::InMemory(text, is_plain)
    }

    /// The text, and whether it is plain, or the place on disk of one that is.
    fn place(&self) -> Result<(&Text, bool), &OnDisk> {
        match self {
            Self::InMemory(text, is_plain) => Ok((text, *is_plain)),
            Self::OnDisk(on_disk) => on_disk.held().map(|held| (&held.text, false)).ok_or(on_disk),
        }
    }

    /// The text in pieces; its quotation marks must have been found in order.
    pub(super) fn pieces(&self, delimiter: Delimiter) -> Pieces<'_> {
        match self.place() {
            Ok((text, is_plain)) => Pieces::of_text(text.rest(), delimiter, is_plain),
            Err(on_disk) => Pieces::on_disk(on_disk, delimiter),
        }
    }

    /// A piece once more, by its bytes.
    pub(super) fn piece(&self, bytes: Range<u64>, delimiter: Delimiter) -> Piece<'_> {
        match self.place() {
            Ok((text, is_plain)) => Piece::of_text(text.rest(), bytes, delimiter, is_plain),
            Err(on_disk) => Piece::on_disk(on_disk, bytes, delimiter),
        }
    }

    /// Calls `each` with the line and the cells of every record that is no empty line, until it breaks off.
    pub(super) fn records<E>(
        &self,
        delimiter: Delimiter,
        mut each: impl FnMut(u32, &ByteRecord) -> ControlFlow<E>,
    ) -> ControlFlow<E> {
        if let Ok((text, false)) = self.place() {
            return csv::records_in(text.rest(), delimiter, each);
        }
        let (mut pieces, mut size, mut line) = (self.pieces(delimiter), HEAD, 1);
        let mut record = ByteRecord::new();
        while let Some(piece) = pieces.next(size) {
            let records = piece.records();
            for row in 0..records.len() {
                records.cells(row).copy_to(&mut record);
                each(line + records.line(row), &record)?;
            }
            line += records.lines;
            size = PIECE;
            self.hash_pieces(std::slice::from_ref(&piece));
        }
        ControlFlow::Continue(())
    }

    /// Hashes pieces, if that has not been done: all of a text must be, in order. One thread can do so while others work on
    /// what stands in them.
    pub(super) fn hash_pieces(&self, pieces: &[Piece<'_>]) {
        if let Err(on_disk) = self.place() {
            pieces.iter().for_each(|piece| on_disk.hash(piece.bytes().start, piece.text()));
        }
    }

    /// Refuses text in which a stray quotation mark would swallow rows.
    pub(super) fn check_quotes(&self, name: &str, delimiter: Delimiter) -> Result<(), Problem> {
        match self.place() {
            Ok((text, false)) => csv::check_quotes_in(name, text.rest(), delimiter),
            _ => Ok(()),
        }
    }

    /// What a report says of it; known once all its records have been read.
    pub(super) fn info(&self) -> Option<FileInfo> {
        match self {
            Self::InMemory(..) => None,
            Self::OnDisk(on_disk) => Some(on_disk.info()),
        }
    }

    /// Refuses a file that could not be read to its end, or changed while it was read.
    pub(super) fn check_read(&self, delimiter: Delimiter) -> Result<(), Problem> {
        match self {
            Self::InMemory(..) => Ok(()),
            Self::OnDisk(on_disk) => {
                on_disk.check_unchanged()?;
                self.check_quotes(&on_disk.name, delimiter)
            }
        }
    }
}

/// The first records of a file are often all that is wanted.
const HEAD: usize = 1 << 13;

/// Refuses a text with a row of more than `most` bytes, or nearly so.
pub(super) fn check_lengths(name: &str, text: &[u8], most: usize) -> Result<(), Problem> {
    if text.len() <= most || !may_have_long_row(text, most) {
        return Ok(());
    }
    let is_plain = is_plain(text);
    Delimiter::ALL.into_iter().try_for_each(|delimiter| {
        let (mut pieces, mut line) = (Pieces::of_text(text, delimiter, is_plain), 1);
        while let Some(piece) = pieces.next(1) {
            if piece.len() > most {
                return Err(words::too_long_row(name, line));
            }
            line += piece.feeds();
        }
        Ok(())
    })
}

/// Whether a row may have more than `most` bytes, whatever parts its cells: it has not, if a line ends outside of quotation marks in
/// each of the pieces half as long.
fn may_have_long_row(text: &[u8], most: usize) -> bool {
    let mut is_quoted = false;
    let mut pieces = text.chunks(most / 2 + 1).peekable();
    while let Some(piece) = pieces.next() {
        let mut is_within = is_quoted;
        let ends = |at: usize| {
            is_within ^= piece[at] == b'"';
            piece[at] == b'\n' && !is_within
        };
        if pieces.peek().is_some() && !memchr::memchr2_iter(b'"', b'\n', piece).any(ends) {
            return true;
        }
        is_quoted ^= memchr::memchr_iter(b'"', piece).count() % 2 == 1;
    }
    false
}

#[cfg(test)]
mod tests;
