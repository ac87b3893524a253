//! A text file whose characters are known: in memory, or left on disk if it is large and as plain as what programs
//! export. Such a file is looked through once, and its records are read from it as often as they are needed, so that
//! memory holds what they mean and not what they are written as.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use ::csv::ByteRecord;
use sha2::{Digest, Sha256};

use super::csv::{self, Delimiter};
use super::encoding::{Encoding, Text};
use super::hex;
use super::pieces::{self, BYTE_ORDER_MARK, PIECE, Piece, Pieces};
use crate::words::{self, Problem};

/// A text file.
#[derive(Debug)]
pub(super) enum TextFile {
    /// Its text, and whether that is plain.
    InMemory(Text, bool),
    /// Its place on disk.
    OnDisk(OnDisk),
}

/// A plain text on disk, in UTF-8.
#[derive(Debug)]
pub(super) struct OnDisk {
    name: String,
    file: Mutex<File>,
    /// Where the text begins, behind a byte order mark.
    start: u64,
    /// The size of the file.
    pub(super) size: u64,
    /// The hash of its bytes.
    pub(super) sha256: String,
    pub(super) encoding: Encoding,
    changed: Option<SystemTime>,
    /// What went wrong while it was read.
    failed: OnceLock<Problem>,
}

/// A piece is a little longer than its last row, and its bytes are counted in 32 bits.
pub(super) const LONGEST_ROW: usize = u32::MAX as usize - 4 * PIECE;

/// So much of a file is looked at, at a time.
const LOOK: usize = 1 << 18;

/// Whether the csv crate is not needed: every record is a line, and there is no second byte order mark for it to drop.
fn is_plain(text: &[u8]) -> bool {
    pieces::is_plain(text) && !text.starts_with(BYTE_ORDER_MARK)
}

impl TextFile {
    pub(super) fn in_memory(text: Text) -> Self {
        let is_plain = is_plain(text.rest());
        Self::InMemory(text, is_plain)
    }

    /// The text in pieces; its quotation marks must have been found in order.
    pub(super) fn pieces(&self, delimiter: Delimiter) -> Pieces<'_> {
        match self {
            Self::InMemory(text, is_plain) => Pieces::of_text(text.rest(), delimiter, *is_plain),
            Self::OnDisk(on_disk) => Pieces::on_disk(on_disk, delimiter),
        }
    }

    /// A piece once more, by its bytes.
    pub(super) fn piece(&self, bytes: Range<u64>, delimiter: Delimiter) -> Piece<'_> {
        match self {
            Self::InMemory(text, is_plain) => Piece::of_text(text.rest(), bytes, delimiter, *is_plain),
            Self::OnDisk(on_disk) => Piece::on_disk(on_disk, bytes, delimiter),
        }
    }

    /// Calls `each` with the line and the cells of every record that is no empty line, until it breaks off.
    pub(super) fn records<E>(
        &self,
        delimiter: Delimiter,
        mut each: impl FnMut(u32, &ByteRecord) -> ControlFlow<E>,
    ) -> ControlFlow<E> {
        if let Self::InMemory(text, false) = self {
            return csv::records_in(text.rest(), delimiter, each);
        }
        let (mut pieces, mut size, mut line) = (self.pieces(delimiter), HEAD, 1);
        while let Some(piece) = pieces.next(size) {
            let records = piece.records();
            for row in 0..records.len() {
                each(line + records.line(row), &records.cells(row).to_record())?;
            }
            line += records.lines;
            size = PIECE;
        }
        ControlFlow::Continue(())
    }

    /// Refuses text in which a stray quotation mark would swallow rows.
    pub(super) fn check_quotes(&self, name: &str, delimiter: Delimiter) -> Result<(), Problem> {
        match self {
            Self::InMemory(text, false) => csv::check_quotes_in(name, text.rest(), delimiter),
            _ => Ok(()),
        }
    }

    /// Refuses a text with a row of more than `most` bytes, or nearly so.
    pub(super) fn check_lengths(&self, name: &str, most: usize) -> Result<(), Problem> {
        match self {
            Self::InMemory(text, is_plain) if text.rest().len() > most => {
                Delimiter::ALL.into_iter().try_for_each(|d| {
                    let (mut pieces, mut line) = (Pieces::of_text(text.rest(), d, *is_plain), 1);
                    while let Some(piece) = pieces.next(1) {
                        if piece.len() > most {
                            return Err(words::too_long_row(name, line));
                        }
                        line += piece.feeds();
                    }
                    Ok(())
                })
            }
            _ => Ok(()),
        }
    }

    /// Refuses a file that could not be read to its end, or changed while it was read.
    pub(super) fn check_unchanged(&self) -> Result<(), Problem> {
        match self {
            Self::InMemory(..) => Ok(()),
            Self::OnDisk(on_disk) => on_disk.check_unchanged(),
        }
    }
}

/// The first records of a file are often all that is wanted.
const HEAD: usize = 1 << 13;

impl OnDisk {
    /// Looks through a file; `None` if it is not plain text in UTF-8 and has to be read whole.
    pub(super) fn look_through(name: &str, path: &Path) -> io::Result<Option<Self>> {
        let mut file = File::open(path)?;
        let changed = file.metadata()?.modified().ok();
        let (mut bytes, mut hasher, mut size) = (Vec::with_capacity(LOOK), Sha256::new(), 0);
        let (mut start, mut encoding, mut row) = (0, Encoding::Utf8, 0);
        loop {
            let kept = bytes.len();
            let read = (&mut file).take((LOOK - kept) as u64).read_to_end(&mut bytes)?;
            hasher.update(&bytes[kept..]);
            let mut text_from = 0;
            if size == 0 && bytes.starts_with(BYTE_ORDER_MARK) {
                text_from = BYTE_ORDER_MARK.len();
                (start, encoding) = (text_from as u64, Encoding::Utf8Bom);
            }
            size += read as u64;
            // a character, or a line end of two, may go on in what comes next
            let valid = match simdutf8::compat::from_utf8(&bytes) {
                Ok(_) if read > 0 && bytes.last() == Some(&b'\r') => bytes.len() - 1,
                Ok(_) => bytes.len(),
                Err(error) if read > 0 && error.error_len().is_none() => error.valid_up_to(),
                Err(_) => return Ok(None),
            };
            let text = bytes.get(text_from..valid).unwrap_or_default();
            row = memchr::memrchr(b'\n', text).map_or(row + text.len(), |feed| text.len() - feed);
            if memchr::memchr2(0, 0x1B, text).is_some() || !is_plain(text) || row > LONGEST_ROW {
                return Ok(None);
            }
            if read == 0 {
                let sha256 = hex(&hasher.finalize());
                let (name, file, failed) = (name.to_owned(), Mutex::new(file), OnceLock::new());
                return Ok(Some(Self { name, file, start, size, sha256, encoding, changed, failed }));
            }
            bytes.drain(..valid);
        }
    }

    /// Adds the bytes of the text from one on, `most` at most; returns how many there were. What goes wrong is kept for
    /// [`OnDisk::check_unchanged`].
    pub(super) fn read(&self, from: u64, most: usize, bytes: &mut Vec<u8>) -> usize {
        bytes.reserve(most);
        let mut file = self.file();
        let read = file.seek(SeekFrom::Start(self.start + from));
        self.tell(read.and_then(|_| (&mut *file).take(most as u64).read_to_end(bytes))).unwrap_or(0)
    }

    /// How many bytes of the text lie behind so many.
    pub(super) fn left(&self, behind: u64) -> u64 {
        self.size.saturating_sub(self.start + behind)
    }

    fn file(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell<T>(&self, outcome: io::Result<T>) -> Option<T> {
        outcome.map_err(|error| self.failed.get_or_init(|| words::unreadable_file(&self.name, &error))).ok()
    }

    fn check_unchanged(&self) -> Result<(), Problem> {
        let now = self.tell(self.file().metadata());
        if let Some(problem) = self.failed.get() {
            return Err(problem.clone());
        }
        let is_same = now.is_some_and(|now| now.len() == self.size && now.modified().ok() == self.changed);
        if is_same { Ok(()) } else { Err(words::changed_while_read(&self.name)) }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use super::*;

    fn look(text: &[u8]) -> (tempfile::NamedTempFile, Option<OnDisk>) {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(text).expect("written");
        let found = OnDisk::look_through("x.csv", file.path()).expect("read");
        (file, found)
    }

    fn rows(text: &TextFile) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        let _ = text.records::<()>(Delimiter::Comma, |line, record| {
            rows.push((line, record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect()));
            ControlFlow::Continue(())
        });
        rows
    }

    #[test]
    fn a_plain_file_has_the_same_records_on_disk_as_in_memory() {
        for end in ["\n", "\r\n"] {
            for shift in 0..4 {
                // characters and line ends lie across the borders of what is read at a time
                let line = format!("G1,見本 花子,2026-10-31,{}{end}{end}", "x".repeat(shift));
                let text = "\u{FEFF}".to_owned() + &line.repeat(2 * LOOK / line.len());
                let (_file, found) = look(text.as_bytes());
                let on_disk = found.expect("it is plain");
                assert_eq!((on_disk.size, on_disk.encoding), (text.len() as u64, Encoding::Utf8Bom));
                assert_eq!(on_disk.sha256, hex(&Sha256::digest(text.as_bytes())));
                let in_memory = Text { bytes: text.into_bytes(), start: 3, encoding: Encoding::Utf8Bom };
                let on_disk = TextFile::OnDisk(on_disk);
                assert_eq!(rows(&on_disk), rows(&TextFile::InMemory(in_memory, false)));
                assert!(on_disk.check_unchanged().is_ok());
            }
        }
    }

    #[test]
    fn what_is_not_plain_is_read_whole() {
        let long = "a,b\n".repeat(LOOK / 3);
        for end in ["1,\"2\"\n", "1,2\r3,4\n", "1,2\r", "\0", "\u{1B}", "\u{3042}"] {
            let bytes = [long.as_bytes(), end.as_bytes()].concat();
            let cut = if end == "\u{3042}" { bytes.len() - 1 } else { bytes.len() };
            assert!(look(&bytes[..cut]).1.is_none(), "{end:?}");
        }
        assert!(look(&[long.as_bytes(), b"\x8E\x81,1\n"].concat()).1.is_none());
    }

    #[test]
    fn a_row_without_end_is_refused() {
        let text = |rows: &str| TextFile::in_memory(Text { bytes: rows.into(), start: 0, encoding: Encoding::Utf8 });
        assert!(text("a,b\n1,\"2\n3\"\n4,5\n").check_lengths("x.csv", 9).is_ok());
        for rows in ["a,b\n1,\"2\n3\"\n4,5\n", "a\nb,23456\nc"] {
            let problem = text(rows).check_lengths("x.csv", 7).unwrap_err().to_string();
            assert!(problem.contains("x.csv, about line 2"), "{problem}");
        }
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_refused() {
        let (file, found) = look("a,b\n".repeat(10).as_bytes());
        let on_disk = TextFile::OnDisk(found.expect("it is plain"));
        fs::OpenOptions::new().append(true).open(file.path()).expect("open").write_all(b"c").expect("written");
        assert!(on_disk.check_unchanged().unwrap_err().to_string().contains("x.csv"));
    }
}
