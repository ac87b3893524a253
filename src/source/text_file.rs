//! A text file whose characters are known: in memory, or left on disk if it is large and as plain as what programs
//! export. Such a file is hashed and checked while its records are read for the first time, and memory holds what they mean
//! and not what they are written as. If it proves not plain on the way, it is held in memory from there on.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use ::csv::ByteRecord;
use sha2::{Digest, Sha256};

use super::csv::{self, Delimiter};
use super::encoding::{self, Encoding, Text};
use super::pieces::{self, BYTE_ORDER_MARK, PIECE, Piece, Pieces};
use super::{FileInfo, info_and_text};
use crate::base::hex::hex;
use crate::base::text::Problem;
use crate::base::timings::{self, Phase};
use crate::source::words;

/// A text file.
#[derive(Debug)]
pub(super) enum TextFile {
    /// Its text, and whether that is plain.
    InMemory(Text, bool),
    /// Its place on disk.
    OnDisk(Box<OnDisk>),
}

/// A text on disk, in UTF-8 and plain as far as it has been read.
#[derive(Debug)]
pub(super) struct OnDisk {
    name: String,
    file: Mutex<File>,
    /// Where the text begins, behind a byte order mark.
    start: u64,
    /// The size of the file.
    size: u64,
    encoding: Encoding,
    changed: Option<SystemTime>,
    hashed: Mutex<Hashed>,
    /// How many bytes of the text are known to be plain.
    plain: AtomicU64,
    /// The whole of it, once it has proved not plain; `None` if it is no text, which [`OnDisk::failed`] tells.
    held: OnceLock<Option<Held>>,
    /// What went wrong while it was read.
    failed: OnceLock<Problem>,
}

/// How far a file has been hashed.
#[derive(Debug)]
struct Hashed {
    hasher: Sha256,
    bytes: u64,
}

/// A text that was left on disk at first.
#[derive(Debug)]
struct Held {
    text: Text,
    info: FileInfo,
}

/// A piece is a little longer than its last row, and its bytes are counted in 32 bits.
pub(super) const LONGEST_ROW: usize = u32::MAX as usize - 4 * PIECE;

/// So much of a file is looked at before its records are read.
const LOOK: usize = 1 << 18;

/// So much of its end: where that of the text is marked, the mark is among these bytes.
const TAIL: u64 = 64;

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
    if text.len() <= most {
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

impl OnDisk {
    /// Opens a file; `None` if its beginning is not plain text in UTF-8, and it has to be read whole.
    pub(super) fn open(name: &str, path: &Path) -> io::Result<Option<Self>> {
        Self::looking_at(LOOK, name, path)
    }

    /// The same where so many bytes are its beginning.
    fn looking_at(look: usize, name: &str, path: &Path) -> io::Result<Option<Self>> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        let mut head = Vec::with_capacity(look);
        (&mut file).take(look as u64).read_to_end(&mut head)?;
        let (start, encoding) = if head.starts_with(BYTE_ORDER_MARK) {
            (BYTE_ORDER_MARK.len(), Encoding::Utf8Bom)
        } else {
            (0, Encoding::Utf8)
        };
        let text = &head[start..];
        let lines = &text[..memchr::memrchr(b'\n', text).map_or(0, |feed| feed + 1)];
        if lines.is_empty() || !is_text(lines) || !is_plain(lines) || encoding::has_end_mark(&tail(&mut file)?) {
            return Ok(None);
        }
        let hashed = Hashed { hasher: Sha256::new_with_prefix(&head), bytes: head.len() as u64 };
        Ok(Some(Self {
            name: name.to_owned(),
            file: Mutex::new(file),
            start: start as u64,
            size: metadata.len(),
            encoding,
            changed: metadata.modified().ok(),
            hashed: Mutex::new(hashed),
            plain: AtomicU64::new(lines.len() as u64),
            held: OnceLock::new(),
            failed: OnceLock::new(),
        }))
    }

    /// Adds the bytes of the text from one on, `most` at most; returns how many there were. What goes wrong is kept for
    /// [`TextFile::check_read`].
    pub(super) fn read(&self, from: u64, most: usize, bytes: &mut Vec<u8>) -> usize {
        let read = || {
            bytes.reserve(most);
            let mut file = self.file();
            let read = file.seek(SeekFrom::Start(self.start + from));
            self.tell(read.and_then(|_| (&mut *file).take(most as u64).read_to_end(bytes))).unwrap_or(0)
        };
        timings::of(|| Phase::Read, read)
    }

    /// Hashes bytes of the text that begin behind so many.
    fn hash(&self, behind: u64, bytes: &[u8]) {
        let hashed = &mut *self.hashed();
        if let Some(known) = hashed.bytes.checked_sub(self.start + behind)
            && let Some(new) = bytes.get(known as usize..)
        {
            timings::of(|| Phase::Hash, || hashed.hasher.update(new));
            hashed.bytes += new.len() as u64;
        }
    }

    /// Whether lines of it that begin behind so many bytes of the text are plain.
    pub(super) fn is_plain(&self, behind: u64, lines: &[u8]) -> bool {
        let end = behind + lines.len() as u64;
        let is_known = end <= self.plain.load(Ordering::Relaxed);
        let is_plain = is_known || (lines.len() <= LONGEST_ROW && pieces::is_plain(lines) && is_text(lines));
        if is_plain {
            self.plain.fetch_max(end, Ordering::Relaxed);
        }
        is_plain
    }

    /// The whole text in memory, which has proved not plain behind so many bytes; `None` if its records cannot be found, which
    /// [`TextFile::check_read`] tells.
    pub(super) fn hold(&self, behind: u64, delimiter: Delimiter) -> Option<&[u8]> {
        let hold = || {
            let bytes = self.bytes().map_err(|error| words::unreadable_file(&self.name, &error))?;
            let (info, text) = info_and_text(&self.name, bytes, (self.start + behind) as usize)?;
            check_lengths(&self.name, text.rest(), LONGEST_ROW)?;
            Ok(Held { text, info })
        };
        let held = self.held.get_or_init(|| self.keep(hold())).as_ref()?;
        csv::check_quotes_in(&self.name, held.text.rest(), delimiter).ok().map(|()| held.text.rest())
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        let (mut file, mut bytes) = (self.file(), Vec::new());
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn held(&self) -> Option<&Held> {
        self.held.get()?.as_ref()
    }

    /// How many bytes of the text lie behind so many.
    pub(super) fn left(&self, behind: u64) -> u64 {
        self.size.saturating_sub(self.start + behind)
    }

    fn info(&self) -> FileInfo {
        if let Some(held) = self.held() {
            return held.info.clone();
        }
        let hashed = self.hashed();
        let sha256 = hex(&hashed.hasher.clone().finalize());
        FileInfo { name: self.name.clone(), bytes: hashed.bytes, sha256, encoding: Some(self.encoding) }
    }

    fn file(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hashed(&self) -> MutexGuard<'_, Hashed> {
        self.hashed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell<T>(&self, outcome: io::Result<T>) -> Option<T> {
        self.keep(outcome.map_err(|error| words::unreadable_file(&self.name, &error)))
    }

    /// What went right; the first thing that went wrong is kept.
    fn keep<T>(&self, outcome: Result<T, Problem>) -> Option<T> {
        outcome.map_err(|problem| self.failed.get_or_init(|| problem)).ok()
    }

    fn check_unchanged(&self) -> Result<(), Problem> {
        let now = self.tell(self.file().metadata());
        if let Some(problem) = self.failed.get() {
            return Err(problem.clone());
        }
        let is_same = now.is_some_and(|now| now.len() == self.size && now.modified().ok() == self.changed);
        let read = self.held().map_or_else(|| self.hashed().bytes, |held| held.info.bytes);
        if is_same && read == self.size { Ok(()) } else { Err(words::changed_while_read(&self.name)) }
    }
}

/// The last bytes of a file.
fn tail(file: &mut File) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    file.take(TAIL).read_to_end(&mut tail)?;
    Ok(tail)
}

/// Whether lines are text in UTF-8. NUL is in no text; an escape begins another alphabet in ISO-2022-JP.
fn is_text(lines: &[u8]) -> bool {
    simdutf8::basic::from_utf8(lines).is_ok() && memchr::memchr2(0, 0x1B, lines).is_none()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::super::pieces::tests::{Rows, texts, whole};
    use super::*;

    fn open(text: &[u8]) -> (tempfile::NamedTempFile, Option<TextFile>) {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(text).expect("written");
        let found = OnDisk::open("x.csv", file.path()).expect("read");
        (file, found.map(|on_disk| TextFile::OnDisk(Box::new(on_disk))))
    }

    fn in_memory(text: &[u8]) -> TextFile {
        TextFile::in_memory(info_and_text("x.csv", text.to_vec(), 0).expect("a text").1)
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
                let (_file, found) = open(text.as_bytes());
                let on_disk = found.expect("it is plain");
                assert_eq!(rows(&on_disk), rows(&in_memory(text.as_bytes())));
                let info = on_disk.info().expect("it is on disk");
                assert_eq!((info.bytes, info.encoding), (text.len() as u64, Some(Encoding::Utf8Bom)));
                assert_eq!(info.sha256, hex(&Sha256::digest(text.as_bytes())));
                assert!(on_disk.check_read(Delimiter::Comma).is_ok());
                // nothing is hashed twice
                assert_eq!(rows(&on_disk), rows(&in_memory(text.as_bytes())));
                assert_eq!(on_disk.info().expect("it is on disk").sha256, info.sha256);
            }
        }
    }

    #[test]
    fn what_does_not_begin_plain_is_read_whole() {
        let begun = "a,b\n".repeat(10);
        for end in ["1,\"2\"\n", "1,2\r3,4\n", "\0\n", "\u{1B}\n"] {
            assert!(open((begun.clone() + end).as_bytes()).1.is_none(), "{end:?}");
        }
        assert!(open(&[begun.as_bytes(), b"\x8E\x81,1\n"].concat()).1.is_none());
        assert!(open(&b"a".repeat(2 * LOOK)).1.is_none());
    }

    #[test]
    fn what_proves_not_plain_later_is_the_same_as_in_memory() {
        let begun = "a,見本\n".repeat(LOOK / 5);
        for end in ["1,\"2\n3\"\n4,5\n", "1,2\r3,4\n\n5,\"6\"\n", "1,2\r"] {
            let text = begun.clone() + end + "7,8";
            let (_file, found) = open(text.as_bytes());
            let (on_disk, in_memory) = (found.expect("it begins plain"), in_memory(text.as_bytes()));
            assert_eq!(rows(&on_disk), rows(&in_memory), "{end:?}");
            assert_eq!(rows(&on_disk), rows(&in_memory), "{end:?}");
            assert!(on_disk.check_read(Delimiter::Comma).is_ok());
            assert_eq!(on_disk.info().expect("it is on disk").sha256, hex(&Sha256::digest(text.as_bytes())));
            // a piece once more, from before it was known and from behind
            for (from, to) in [(0, begun.len()), (begun.len(), text.len())] {
                let again = |text: &TextFile| {
                    let piece = text.piece(from as u64..to as u64, Delimiter::Comma);
                    piece.record_on(0).map(|record| (record, piece.records().len()))
                };
                assert_eq!(again(&on_disk), again(&in_memory), "{end:?}");
            }
        }
    }

    #[test]
    fn a_delimiter_that_is_only_tried_condemns_nothing() {
        let text = "a,b\n".repeat(LOOK / 3) + "\"1,2\",3\n";
        let (_file, found) = open(text.as_bytes());
        let on_disk = found.expect("it begins plain");
        assert_eq!(on_disk.records::<()>(Delimiter::Tab, |_, _| ControlFlow::Continue(())), ControlFlow::Continue(()));
        assert!(on_disk.check_read(Delimiter::Tab).is_err());
        assert_eq!(rows(&on_disk), rows(&in_memory(text.as_bytes())));
        assert!(on_disk.check_read(Delimiter::Comma).is_ok());
    }

    #[test]
    fn what_is_ascii_at_first_may_be_cp932() {
        let text = "a,b\n".repeat(LOOK / 3) + "1,髙橋①\n";
        let bytes = encoding_rs::SHIFT_JIS.encode(&text).0;
        let (_file, found) = open(&bytes);
        let on_disk = found.expect("it begins plain");
        assert_eq!(rows(&on_disk), rows(&in_memory(text.as_bytes())));
        let info = on_disk.info().expect("it is on disk");
        assert_eq!((info.bytes, info.encoding), (bytes.len() as u64, Some(Encoding::Cp932)));
    }

    #[test]
    fn what_proves_to_be_no_text_is_refused() {
        let ascii = "a,b\n".repeat(LOOK / 3);
        let lines = LOOK / 3;
        let begun = "a,見\n".repeat(lines);
        let cp932 = encoding_rs::SHIFT_JIS.encode("1,見本\n").0;
        let told = |text: &[u8]| {
            let (_file, found) = open(text);
            let on_disk = found.expect("it begins plain");
            assert!((1..=lines).contains(&rows(&on_disk).len()));
            on_disk.check_read(Delimiter::Comma).unwrap_err().to_string()
        };
        for (text, place) in [
            ([begun.as_bytes(), &cp932].concat(), format!("line {}, column 3", lines + 1)),
            ([ascii.as_bytes(), b"1,\0\n"].concat(), format!("line {}", lines + 1)),
            ([ascii.as_bytes(), b"1,\xFF\n"].concat(), format!("line {}, column 3", lines + 1)),
            ([ascii.as_bytes(), b"1,\"2\n"].concat(), format!("line {}", lines + 1)),
            (["\u{FEFF}".as_bytes(), ascii.as_bytes(), &cp932].concat(), format!("line {}, column 3", lines + 1)),
        ] {
            let problem = told(&text);
            assert!(problem.contains("x.csv") && problem.contains(&place), "{problem}");
        }
        // two characters of half width in CP932
        let either = "a,\u{F1}\n".repeat(lines);
        assert!(told(&[either.as_bytes(), &cp932].concat()).contains("is UTF-8 at first"));
    }

    #[test]
    fn a_row_without_end_is_refused() {
        assert!(check_lengths("x.csv", b"a,b\n1,\"2\n3\"\n4,5\n", 9).is_ok());
        for rows in ["a,b\n1,\"2\n3\"\n4,5\n", "a\nb,23456\nc"] {
            let problem = check_lengths("x.csv", rows.as_bytes(), 7).unwrap_err().to_string();
            assert!(problem.contains("x.csv, about line 2"), "{problem}");
        }
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_refused() {
        let (file, found) = open("a,b\n".repeat(10).as_bytes());
        let on_disk = found.expect("it is plain");
        assert_eq!(rows(&on_disk).len(), 10);
        assert!(on_disk.check_read(Delimiter::Comma).is_ok());
        fs::OpenOptions::new().append(true).open(file.path()).expect("open").write_all(b"c").expect("written");
        assert!(on_disk.check_read(Delimiter::Comma).unwrap_err().to_string().contains("x.csv"));
    }

    #[test]
    fn the_hash_of_a_part_is_never_told_as_that_of_the_file() {
        let (_file, found) = open("a,b\n".repeat(LOOK).as_bytes());
        assert!(found.expect("it is plain").check_read(Delimiter::Comma).is_err());
    }

    /// Rows read from the disk in pieces of about so many bytes, and whether anything was wrong.
    fn read_on(text: &TextFile, size: usize) -> Result<Rows, String> {
        let (mut rows, mut pieces, mut line) = (Rows::new(), text.pieces(Delimiter::Comma), 1);
        while let Some(piece) = pieces.next(size) {
            let records = piece.records();
            let cells = |row: usize| records.cells(row).iter().map(<[u8]>::to_vec).collect();
            rows.extend((0..records.len()).map(|row| (line + records.line(row), cells(row))));
            line += records.lines;
            text.hash_pieces(std::slice::from_ref(&piece));
            pieces.take_back(vec![piece]);
        }
        text.check_read(Delimiter::Comma).map(|()| rows).map_err(|problem| problem.to_string())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn what_is_read_once_is_what_is_read_whole(
            text in texts(),
            in_cp932 in any::<bool>(),
            look in 1_usize..60,
            size in 1_usize..40,
        ) {
            let bytes = if in_cp932 { encoding_rs::SHIFT_JIS.encode(&text).0.into_owned() } else { text.into_bytes() };
            let mut file = tempfile::NamedTempFile::new().expect("a file");
            file.write_all(&bytes).expect("written");
            if let Some(on_disk) = OnDisk::looking_at(look, "x.csv", file.path()).expect("read") {
                let on_disk = TextFile::OnDisk(Box::new(on_disk));
                let expected = info_and_text("x.csv", bytes, 0).and_then(|(info, text)| {
                    csv::check_quotes_in("x.csv", text.rest(), Delimiter::Comma)?;
                    Ok((info, whole(text.rest(), Delimiter::Comma)))
                });
                match (read_on(&on_disk, size), expected) {
                    (Ok(rows), Ok((info, expected))) => {
                        prop_assert_eq!(&rows, &expected);
                        prop_assert_eq!(read_on(&on_disk, size + 1), Ok(expected));
                        let told = on_disk.info().expect("it is on disk");
                        prop_assert_eq!((told.bytes, told.encoding), (info.bytes, info.encoding));
                        prop_assert_eq!(told.sha256, info.sha256);
                    }
                    (Err(problem), Err(expected)) => prop_assert_eq!(problem, expected.to_string()),
                    (Err(problem), Ok(_)) => prop_assert!(in_cp932 && problem.contains("UTF-8 at first"), "{}", problem),
                    (Ok(rows), Err(expected)) => prop_assert!(false, "{:?} and not {}", rows, expected),
                }
            }
        }
    }
}
