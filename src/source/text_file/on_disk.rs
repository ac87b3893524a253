//! A text that is left on disk, in UTF-8 and plain as far as it has been read.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::{check_lengths, is_plain};
use crate::base::hex::hex;
use crate::base::text::Problem;
use crate::base::timings::{self, Phase};
use crate::source::csv::{self, Delimiter};
use crate::source::encoding::{self, Encoding, Text};
use crate::source::pieces::{self, BYTE_ORDER_MARK};
use crate::source::{FileInfo, info_and_text, words};

/// A text on disk, in UTF-8 and plain as far as it has been read.
#[derive(Debug)]
pub(in crate::source) struct OnDisk {
    pub(super) name: String,
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
pub(super) struct Held {
    pub(super) text: Text,
    info: FileInfo,
}

/// A row of a table has no more bytes. A piece is a little longer than its last row.
pub(in crate::source) const LONGEST_ROW: usize = 16 << 20;

/// Zeros that fill the last block of a file are no more than these.
const MOST_FILLING: u64 = 1 << 20;

/// So much of a file is looked at before its records are read.
pub(super) const LOOK: usize = 1 << 18;

/// So much of its end: where that of the text is marked, the mark is among these bytes.
const TAIL: u64 = 64;

impl OnDisk {
    /// Opens a file; `None` if its beginning is not plain text in UTF-8, and it has to be read whole.
    pub(in crate::source) fn open(name: &str, path: &Path) -> io::Result<Option<Self>> {
        Self::looking_at(LOOK, name, path)
    }

    /// The same where so many bytes are its beginning.
    pub(super) fn looking_at(look: usize, name: &str, path: &Path) -> io::Result<Option<Self>> {
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
    /// [`TextFile::check_read`](super::TextFile::check_read).
    pub(in crate::source) fn read(&self, from: u64, most: usize, bytes: &mut Vec<u8>) -> usize {
        let read = || {
            bytes.reserve(most);
            let mut file = self.file();
            let read = file.seek(SeekFrom::Start(self.start + from));
            self.tell(read.and_then(|_| (&mut *file).take(most as u64).read_to_end(bytes))).unwrap_or(0)
        };
        timings::of(|| Phase::Read, read)
    }

    /// Hashes bytes of the text that begin behind so many.
    pub(super) fn hash(&self, behind: u64, bytes: &[u8]) {
        let hashed = &mut *self.hashed();
        if let Some(known) = hashed.bytes.checked_sub(self.start + behind)
            && let Some(new) = bytes.get(known as usize..)
        {
            timings::of(|| Phase::Hash, || hashed.hasher.update(new));
            hashed.bytes += new.len() as u64;
        }
    }

    /// Whether lines of it that begin behind so many bytes of the text are plain.
    pub(in crate::source) fn is_plain(&self, behind: u64, lines: &[u8]) -> bool {
        let end = behind + lines.len() as u64;
        let is_known = end <= self.plain.load(Ordering::Relaxed);
        let is_plain = is_known || (lines.len() <= LONGEST_ROW && pieces::is_plain(lines) && is_text(lines));
        if is_plain {
            self.plain.fetch_max(end, Ordering::Relaxed);
        }
        is_plain
    }

    /// The whole text in memory, which has proved not plain behind so many bytes; `None` if its records cannot be found, which
    /// [`TextFile::check_read`](super::TextFile::check_read) tells.
    pub(in crate::source) fn hold(&self, behind: u64, delimiter: Delimiter) -> Option<&[u8]> {
        let hold = || {
            let mut next = Vec::new();
            let read = self.read(behind, 2 * MOST_FILLING as usize, &mut next);
            if read > MOST_FILLING as usize && are_zeros(&next[read - MOST_FILLING as usize..]) {
                return Err(words::holds_zeros(&self.name));
            }
            let bytes = self.bytes().map_err(|error| words::unreadable_file(&self.name, &error))?;
            let (info, text) = info_and_text(&self.name, bytes, (self.start + behind) as usize)?;
            check_lengths(&self.name, text.rest(), LONGEST_ROW)?;
            Ok(Held { text, info })
        };
        let held = self.held.get_or_init(|| self.keep(hold())).as_ref()?;
        csv::check_quotes_in(&self.name, held.text.rest(), delimiter).ok().map(|()| held.text.rest())
    }

    pub(super) fn bytes(&self) -> io::Result<Vec<u8>> {
        let (mut file, mut bytes) = (self.file(), Vec::new());
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn held(&self) -> Option<&Held> {
        self.held.get()?.as_ref()
    }

    /// How many bytes of the text lie behind so many.
    pub(in crate::source) fn left(&self, behind: u64) -> u64 {
        self.size.saturating_sub(self.start + behind)
    }

    pub(super) fn info(&self) -> FileInfo {
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

    pub(super) fn check_unchanged(&self) -> Result<(), Problem> {
        let now = self.tell(self.file().metadata());
        if let Some(problem) = self.failed.get() {
            return Err(problem.clone());
        }
        let is_same = now.is_some_and(|now| now.len() == self.size && now.modified().ok() == self.changed);
        let read = self.held().map_or_else(|| self.hashed().bytes, |held| held.info.bytes);
        if is_same && read == self.size { Ok(()) } else { Err(words::changed_while_read(&self.name)) }
    }
}

/// Refuses a large text, before it is read whole, that has no end of a line in as many bytes as a row may have, or ends in more
/// zeros than fill a block.
pub(in crate::source) fn check_ends(name: &str, path: &Path, size: u64) -> Result<(), Problem> {
    if size <= LONGEST_ROW as u64 {
        return Ok(());
    }
    let failed = |error: io::Error| words::unreadable_file(name, &error);
    let mut file = File::open(path).map_err(failed)?;
    let mut begun = Vec::new();
    while memchr::memchr2(b'\n', b'\r', &begun).is_none() {
        let read = (&mut file).take(LOOK as u64).read_to_end(&mut begun).map_err(failed)?;
        if begun.len() > LONGEST_ROW {
            return Err(words::too_long_row(name, 1));
        }
        if read == 0 {
            break;
        }
    }
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(size - MOST_FILLING)).map_err(failed)?;
    file.take(MOST_FILLING).read_to_end(&mut end).map_err(failed)?;
    if are_zeros(&end) { Err(words::holds_zeros(name)) } else { Ok(()) }
}

fn are_zeros(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
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
