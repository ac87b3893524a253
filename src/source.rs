//! Files to sheets of text cells. This is the only place where a row becomes a file, a sheet and a line, and it
//! knows nothing of tables: it cannot tell a header from a row.

pub mod append;
mod csv;
mod encoding;
mod folder;
mod formulas;
mod json;
mod objects;
mod pieces;
mod sheet;
mod text_file;
mod toml;
pub(crate) mod words;
pub mod workbook;

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use encoding::Text;
use objects::Objects;
use sha2::{Digest, Sha256};
use sheet::{Body, Grid};
use text_file::{LONGEST_ROW, OnDisk, TextFile};
use workbook::BookFormat;

use crate::base::hex::hex;
use crate::base::parallel;
use crate::base::text::Problem;
use crate::base::timings::{self, Phase};
use crate::base::whole_file::{self, Refusal};

pub use csv::Delimiter;
pub use encoding::Encoding;
pub use folder::{Listing, Unread, list, list_all, list_inside};
pub use pieces::{Cell, Cells, PIECE, Piece, Pieces, Records};
pub use sheet::{Sheet, SheetKind, State, column_name};

/// A file of the folder, not read yet.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where its bytes are.
    content: Content,
    /// Its name, as reports cite it.
    pub name: String,
    /// Its name without the extension.
    pub stem: String,
    /// The reader for its extension; `None` if nothing here reads such a file.
    pub format: Option<Format>,
}

/// Where the bytes of a file are.
#[derive(Clone, Debug)]
enum Content {
    /// On disk, and how many bytes they were when the file was listed.
    File(PathBuf, u64),
    /// In the program.
    Text(&'static str),
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with a delimiter between cells.
    Text,
    /// A JSON array of objects, or an object with such an array for each table.
    Json,
    /// A JSON object a line.
    JsonLines,
    /// TOML with arrays of tables.
    Toml,
    /// A workbook.
    Book(BookFormat),
}

/// What a report says of an input file.
#[derive(Clone, Debug)]
pub struct FileInfo {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How its characters are encoded, if it is text.
    pub encoding: Option<Encoding>,
}

/// A file that was opened: its sheets are known and can be read one at a time.
#[derive(Debug)]
pub struct Opened {
    name: String,
    /// What a report says of it; `None` if that is known once it has been read, and [`Sheet::info`] tells it.
    pub info: Option<FileInfo>,
    /// The names of its sheets or JSON members in order; one without a name where the file is a single table.
    pub sheets: Vec<SheetName>,
    body: OpenedBody,
}

/// A sheet of a file, not read yet.
#[derive(Clone, Debug)]
pub struct SheetName {
    /// The sheet's name, or that of the JSON member; `None` where the file is a single table.
    pub name: Option<String>,
    /// Whether the sheet is hidden.
    pub hidden: bool,
}

#[derive(Debug)]
enum OpenedBody {
    Text(Arc<TextFile>),
    Json(Text, Vec<json::Member>),
    JsonLines(Text),
    Toml(Vec<Objects>),
    /// Reading a sheet moves through the file.
    Book(RefCell<workbook::Workbook>),
}

/// A sheet of few cells spread over many rows and columns would take time and memory without end.
const MOST_PLACES: usize = 200_000_000;

impl Entry {
    /// Returns a file on disk, under the name by which reports cite it.
    pub fn on_disk(path: PathBuf, name: String) -> Self {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let found = path.metadata();
        let size = found.as_ref().map_or(0, fs::Metadata::len);
        let format = match extension.as_str() {
            // a pipe would never end; a link that leads nowhere is told when it is opened
            _ if found.is_ok_and(|m| !m.is_file()) => None,
            "csv" | "tsv" | "txt" => Some(Format::Text),
            "json" => Some(Format::Json),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            "toml" => Some(Format::Toml),
            "xlsx" | "xlsm" => Some(Format::Book(BookFormat::Xlsx)),
            "xls" => Some(Format::Book(BookFormat::Xls)),
            "ods" => Some(Format::Book(BookFormat::Ods)),
            _ => None,
        };
        Self { content: Content::File(path, size), name, stem, format }
    }

    /// Returns a CSV file in the program.
    pub fn embedded(name: &str, text: &'static str) -> Self {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
        Self { content: Content::Text(text), name: name.to_owned(), stem, format: Some(Format::Text) }
    }

    /// Returns what it is, if no reader here reads it.
    pub fn unread(&self) -> Option<Unread> {
        match &self.content {
            Content::File(path, size) if self.format.is_none() => Some(folder::unread(path, *size)),
            _ => None,
        }
    }

    /// Returns whether it lies in a folder of the folder that was listed, by the name with which reports cite it.
    pub fn lies_in(&self, folder: &str) -> bool {
        self.name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Returns whether it is a file, and no folder or pipe.
    pub fn is_file(&self) -> bool {
        match &self.content {
            Content::File(path, _) => path.is_file(),
            Content::Text(_) => true,
        }
    }

    /// Returns its size in bytes when it was listed; 0 if that could not be told.
    pub fn size(&self) -> u64 {
        match &self.content {
            Content::File(_, size) => *size,
            Content::Text(text) => text.len() as u64,
        }
    }

    /// Reads the file, or begins to, and finds its sheets; `None` if nothing here reads such a file.
    pub fn open(&self) -> Result<Option<Opened>, Problem> {
        let Some(format) = self.format else {
            return Ok(None);
        };
        if let Format::Book(format) = format {
            return self.open_book(self.bytes(workbook::MAX_FILE as u64)?, format).map(Some);
        }
        let single = || vec![SheetName { name: None, hidden: false }];
        let name = self.name.clone();
        if let Content::File(path, size) = &self.content {
            text_file::check_ends(&name, path, *size)?;
        }
        if let Some(on_disk) = self.left_on_disk()? {
            let body = OpenedBody::Text(Arc::new(TextFile::OnDisk(Box::new(on_disk))));
            return Ok(Some(Opened { name, info: None, sheets: single(), body }));
        }
        let (info, text) = info_and_text(&name, self.bytes(MOST_BYTES)?, 0)?;
        let (sheets, body) = match format {
            Format::Json => {
                let members = json::members(&name, text.rest())?;
                let sheets = members.iter().map(|m| SheetName { name: m.name.clone(), hidden: false }).collect();
                (sheets, OpenedBody::Json(text, members))
            }
            Format::Toml => {
                let members = toml::read(&name, text.rest())?;
                let sheet = |name: String| SheetName { name: Some(name), hidden: false };
                let (names, tables) = members.into_iter().map(|(n, objects)| (sheet(n), objects)).unzip();
                (names, OpenedBody::Toml(tables))
            }
            Format::JsonLines => (single(), OpenedBody::JsonLines(text)),
            Format::Text | Format::Book(_) => {
                text_file::check_lengths(&name, text.rest(), LONGEST_ROW)?;
                (single(), OpenedBody::Text(Arc::new(TextFile::in_memory(text))))
            }
        };
        Ok(Some(Opened { name, info: Some(info), sheets, body }))
    }

    /// A large text that can be left on disk, as far as its beginning tells.
    fn left_on_disk(&self) -> Result<Option<OnDisk>, Problem> {
        match &self.content {
            Content::File(path, size) if self.format == Some(Format::Text) && *size >= WORTH_A_THREAD as u64 => {
                OnDisk::open(&self.name, path).map_err(|error| words::unreadable_file(&self.name, &error))
            }
            _ => Ok(None),
        }
    }

    fn bytes(&self, most: u64) -> Result<Vec<u8>, Problem> {
        match &self.content {
            Content::File(path, _) => match timings::of(|| Phase::Read, || whole_file::bytes(path, most)) {
                Ok(bytes) => Ok(bytes),
                Err(Refusal::TooLarge(_)) if matches!(self.format, Some(Format::Book(_))) => {
                    Err(workbook::too_large(&self.name))
                }
                Err(refusal) => Err(refusal.problem(&self.name)),
            },
            Content::Text(text) => Ok(text.as_bytes().to_vec()),
        }
    }

    fn open_book(&self, bytes: Vec<u8>, format: BookFormat) -> Result<Opened, Problem> {
        let info =
            FileInfo { name: self.name.clone(), bytes: bytes.len() as u64, sha256: hash(&bytes), encoding: None };
        let book = workbook::Workbook::open(&self.name, bytes, format)?;
        let name = |s: &workbook::SheetName| SheetName { name: Some(s.name.clone()), hidden: s.hidden };
        let sheets = book.sheets().iter().map(name).collect();
        let body = OpenedBody::Book(RefCell::new(book));
        Ok(Opened { name: self.name.clone(), info: Some(info), sheets, body })
    }
}

/// A file that is read whole has no more bytes.
const MOST_BYTES: u64 = 4 << 30;

/// So many bytes of a file are worth a thread of their own.
const WORTH_A_THREAD: usize = 1 << 20;

fn hash(bytes: &[u8]) -> String {
    timings::of(|| Phase::Hash, || hex(&Sha256::digest(bytes)))
}

/// What a report says of a text file, and its text, given its bytes and how many of them have been read as UTF-8 before.
fn info_and_text(name: &str, bytes: Vec<u8>, read: usize) -> Result<(FileInfo, Text), Problem> {
    let decode = || timings::of(|| Phase::Decode, || encoding::decode(name, &bytes, read));
    let (sha256, decoded) = parallel::both(bytes.len() >= WORTH_A_THREAD, || hash(&bytes), decode);
    let (size, text) = (bytes.len() as u64, decoded?.text(bytes));
    Ok((FileInfo { name: name.to_owned(), bytes: size, sha256, encoding: Some(text.encoding) }, text))
}

impl Opened {
    /// Returns whether it is a workbook: its sheets are those of a spreadsheet.
    pub fn is_workbook(&self) -> bool {
        matches!(self.body, OpenedBody::Book(_))
    }

    /// Returns the text of a JSON member that is a string.
    pub fn string(&self, sheet: usize) -> Option<String> {
        match &self.body {
            OpenedBody::Json(text, members) => members.get(sheet)?.string(text.rest()),
            _ => None,
        }
    }

    /// Returns the names of the sheets that a workbook lists and does not hold.
    pub fn hollow_sheets(&self) -> Vec<String> {
        match &self.body {
            OpenedBody::Book(book) => book.borrow().hollow_sheets().to_vec(),
            _ => Vec::new(),
        }
    }

    /// Returns what a sheet is, before it is read; `None` if there is no such sheet.
    pub fn kind(&self, place: usize) -> Option<SheetKind> {
        match &self.body {
            OpenedBody::Json(text, members) => members.get(place).map(|member| member.kind(text.rest())),
            _ => (place < self.sheets.len()).then_some(SheetKind::Table),
        }
    }

    /// Reads a sheet. A file without any, as TOML and JSON may be, does not hold the rows of a table.
    pub fn sheet(&self, place: usize) -> Result<Sheet, Problem> {
        let file = &self.name;
        let SheetName { name, hidden } = self.sheets.get(place).cloned().ok_or_else(|| words::no_rows(file))?;
        let mut state = State { hidden, ..State::default() };
        let body = match &self.body {
            OpenedBody::Text(text) => Body::Text(Arc::clone(text), Delimiter::default()),
            OpenedBody::JsonLines(text) => Body::Objects(json::read_lines(file, text.rest())?),
            OpenedBody::Json(text, members) => Body::Objects(members[place].read(file, text.rest())?),
            OpenedBody::Toml(tables) => Body::Objects(tables[place].clone()),
            OpenedBody::Book(book) => {
                let grid = book.borrow_mut().read(place)?;
                state.from_1904 = book.borrow().counts_from_1904();
                state.hidden_rows = grid.hidden_rows;
                state.hidden_columns = grid.hidden_columns;
                state.filled_down = grid.filled_down;
                state.without_format = grid.without_format;
                let mut columns: Vec<u32> = grid.rows.iter().flat_map(|r| r.cells.iter().map(|c| c.0)).collect();
                columns.sort_unstable();
                columns.dedup();
                if columns.len().saturating_mul(grid.rows.len()) > MOST_PLACES {
                    return Err(words::spread_sheet(file, name.as_deref().unwrap_or_default()));
                }
                Body::Grid(Grid { columns, rows: grid.rows })
            }
        };
        if let Body::Objects(objects) = &body
            && objects.places() > MOST_PLACES
        {
            return Err(words::spread_sheet(file, name.as_deref().unwrap_or_default()));
        }
        Ok(Sheet { name, state, body })
    }
}

/// The line, from 1, on which the byte at `offset` stands.
fn line_of(bytes: &[u8], offset: usize) -> u32 {
    1 + count_lines(&bytes[..offset])
}

/// The lines of a text in which many places are looked up.
struct Lines {
    /// Where each line but the first begins.
    begin: Vec<usize>,
}

impl Lines {
    fn of(bytes: &[u8]) -> Self {
        let is_end = |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
        Self { begin: memchr::memchr2_iter(b'\n', b'\r', bytes).filter(is_end).map(|at| at + 1).collect() }
    }

    /// The line, from 1, on which the byte at `offset` stands.
    fn at(&self, offset: usize) -> u32 {
        1 + self.begin.partition_point(|begin| *begin <= offset) as u32
    }
}

/// Line ends in `bytes`: LF, CR LF, or a CR alone.
fn count_lines(bytes: &[u8]) -> u32 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let lone = memchr::memchr_iter(b'\r', bytes).filter(|i| bytes.get(i + 1) != Some(&b'\n')).count();
    (feeds + lone) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        let name = |column| column_name(column);
        assert_eq!(
            [name(0), name(25), name(26), name(701), name(702), name(16_383)],
            ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
        );
    }

    #[test]
    fn every_line_end_counts_once() {
        let text = b"a\r\nb\nc\rd";
        assert_eq!(count_lines(text), 3);
        let lines = Lines::of(text);
        for (at, byte) in text.iter().enumerate().filter(|(_, byte)| byte.is_ascii_alphabetic()) {
            assert_eq!(lines.at(at), line_of(text, at), "{}", char::from(*byte));
        }
    }
}
