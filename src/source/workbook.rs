//! Workbooks (`.xlsx`, `.xlsm`, `.xls`, `.ods`) to sheets of text cells. A cell becomes the text that a person sees
//! where that matters: dates as days, ids with their leading zeros. Tables and headers are not known here.
//!
//! A file may be damaged or made to do harm, and a cell misread is an audit gone wrong. So every format is read as a
//! stream over its own records: no size that a file declares is believed or allocated, and whatever is inflated or
//! kept counts against the limits below. (calamine, the usual crate, allocates declared dimensions, indexes
//! damaged `.xls` unchecked, and knows neither hidden rows nor number formats; like it, this rests on zip and quick-xml.)
//! Nothing but cells is read: no macros, images, comments, caches, and no link to another file is followed.

mod compound;
mod format;
mod grid;
mod ods;
mod package;
mod words;
mod xls;
mod xlsx;

use package::Package;

use super::column_name;
use crate::base::text::Problem;

/// Rows of a sheet, as in Excel.
pub const MAX_ROWS: u32 = 1_048_576;

/// Columns of a sheet, as in Excel.
pub const MAX_COLUMNS: u32 = 16_384;

/// Bytes of a file. It is held in memory; only scanned pages in it make a register so large.
pub const MAX_FILE: usize = 100 << 20;

/// Bytes that the parts of a workbook may hold when they are inflated, all that is read of them together: a few seconds.
/// What [`MAX_MEMORY`] lets through takes half of it.
pub const MAX_INFLATED: u64 = 256 << 20;

/// Bytes of memory that the cells of a workbook may take, all sheets together. An office's registers take less than a
/// hundredth; 100,000 rows of 20 columns still fit.
pub const MAX_MEMORY: usize = 192 << 20;

/// Bytes of one cell, or of one XML tag. Excel allows a cell 32,767 characters, at most 98,301 bytes.
pub const MAX_CELL: usize = 1 << 20;

/// Elements of an XML part inside each other. Sheets need about ten.
pub const MAX_DEPTH: usize = 64;

/// Parts of a package: sheets, images, drawings.
pub const MAX_PARTS: usize = 20_000;

/// Sheets of a workbook.
pub const MAX_SHEETS: usize = 1_000;

/// The text of a cell whose formula was saved without its result.
pub const NOT_CALCULATED: &str = "#未計算";

/// A limit that a workbook is beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`MAX_ROWS`].
    Rows,
    /// [`MAX_COLUMNS`].
    Columns,
    /// [`MAX_FILE`].
    File,
    /// [`MAX_INFLATED`].
    Inflated,
    /// [`MAX_MEMORY`].
    Memory,
    /// [`MAX_CELL`].
    Cell,
    /// [`MAX_DEPTH`].
    Depth,
    /// [`MAX_PARTS`].
    Parts,
    /// [`MAX_SHEETS`].
    Sheets,
}

/// The family of a workbook's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookFormat {
    /// Excel since 2007: `.xlsx`, `.xlsm`.
    Xlsx,
    /// Excel 97 to 2003: `.xls`.
    Xls,
    /// ODF: `.ods`.
    Ods,
}

/// What is known of a sheet before its cells are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetName {
    /// Its name, as on its tab.
    pub name: String,
    /// Whether it is hidden, in whatever way.
    pub hidden: bool,
}

/// The cells of a sheet that hold something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// The rows that have a filled cell, ascending.
    pub rows: Vec<GridRow>,
    /// How many of them are hidden.
    pub hidden_rows: u32,
    /// How many columns with a filled cell are hidden.
    pub hidden_columns: u32,
    /// How many cells were filled because they are merged with one above.
    pub filled_down: u32,
    /// How many numbers have a format that the workbook has lost, and are shown without it.
    pub without_format: u32,
}

/// A row of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// Its number, from 1.
    pub line: u32,
    /// Whether it is hidden, also by a filter.
    pub hidden: bool,
    /// Its filled cells, ascending: the column, from 0, and the text.
    pub cells: Vec<(u32, String)>,
}

/// A workbook, opened: its sheets are known, their cells are read one sheet at a time.
#[derive(Debug)]
pub struct Workbook {
    file: String,
    sheets: Vec<SheetName>,
    book: Book,
    memory: Memory,
    /// What the cells of each sheet took, so that a sheet read again does not count twice.
    taken: Vec<usize>,
}

#[derive(Debug)]
enum Book {
    Xlsx(Box<xlsx::Book>),
    Xls(Box<xls::Book>),
    Ods(ods::Book),
}

/// Why a workbook is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    /// It is encrypted.
    Encrypted,
    /// It is older than Excel 97.
    TooOld,
    /// It is in Excel's binary format `.xlsb`.
    Binary,
    /// It is no workbook.
    NotABook,
    /// It has no sheet with cells.
    NoSheet,
    /// It is damaged, at this place: a part, a cell, or nothing that could be named.
    Broken(String),
    /// This part of it declares entities.
    Doctype(String),
    /// It is beyond a limit.
    Beyond(Limit),
}

/// The memory that is left for what is kept of a workbook.
#[derive(Debug)]
struct Memory {
    left: usize,
}

impl Memory {
    /// Takes so many bytes.
    fn take(&mut self, bytes: usize) -> Result<(), Fault> {
        self.left = self.left.checked_sub(bytes).ok_or(Fault::Beyond(Limit::Memory))?;
        Ok(())
    }
}

/// A workbook with more bytes than [`MAX_FILE`].
pub(super) fn too_large(file: &str) -> Problem {
    words::workbook_beyond(file, None, Limit::File)
}

impl Workbook {
    /// Opens a workbook for what its bytes are, whatever its extension (`format`) says. `file` is its name in problems.
    pub fn open(file: &str, bytes: Vec<u8>, format: BookFormat) -> Result<Self, Problem> {
        let start = &bytes[..bytes.len().min(SNIFF)];
        if bytes.is_empty() {
            return Err(words::empty_workbook(file));
        }
        if bytes.len() > MAX_FILE {
            return Err(too_large(file));
        }
        let is_package = start.starts_with(b"PK\x03\x04");
        if !is_package && !start.starts_with(&compound::MAGIC) {
            return Err(stranger(file, start, format));
        }
        let mut memory = Memory { left: MAX_MEMORY };
        let opened = if is_package { open_package(bytes, &mut memory) } else { open_compound(bytes, &mut memory) };
        match opened {
            Ok((sheets, _)) if sheets.is_empty() => Err(tell(file, None, Fault::NoSheet)),
            Ok((sheets, book)) => {
                let taken = vec![0; sheets.len()];
                Ok(Self { file: file.to_owned(), sheets, book, memory, taken })
            }
            Err(fault) => Err(tell(file, None, fault)),
        }
    }

    /// Returns its sheets that have cells, in the order of their tabs. Sheets of charts and macros are left out.
    pub fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    /// Returns the names of the sheets that it lists and does not hold: there is nothing to read.
    pub fn hollow_sheets(&self) -> &[String] {
        match &self.book {
            Book::Xlsx(book) => &book.hollow,
            Book::Xls(_) | Book::Ods(_) => &[],
        }
    }

    /// Returns whether its days count from 1904, as on old Macintosh computers.
    pub fn counts_from_1904(&self) -> bool {
        match &self.book {
            Book::Xlsx(book) => book.from_1904,
            Book::Xls(book) => book.from_1904,
            Book::Ods(_) => false,
        }
    }

    /// Reads the cells of a sheet, by its place in [`Workbook::sheets`].
    ///
    /// # Panics
    ///
    /// If there is no such sheet.
    pub fn read(&mut self, sheet: usize) -> Result<Grid, Problem> {
        self.memory.left += std::mem::take(&mut self.taken[sheet]);
        let before = self.memory.left;
        let grid = match &mut self.book {
            Book::Xlsx(book) => book.read(sheet, &mut self.memory),
            Book::Xls(book) => book.read(sheet, &mut self.memory),
            Book::Ods(book) => book.read(sheet, &mut self.memory),
        };
        self.taken[sheet] = before - self.memory.left;
        grid.map_err(|fault| tell(&self.file, Some(&self.sheets[sheet].name), fault))
    }
}

/// How much of a file tells what it is.
const SNIFF: usize = 4096;

fn open_package(bytes: Vec<u8>, memory: &mut Memory) -> Result<(Vec<SheetName>, Book), Fault> {
    let package = Package::open(bytes)?;
    if package.has("content.xml") {
        let (sheets, book) = ods::open(package, memory)?;
        Ok((sheets, Book::Ods(book)))
    } else {
        let (sheets, book) = xlsx::open(package, memory)?;
        Ok((sheets, Book::Xlsx(Box::new(book))))
    }
}

fn open_compound(bytes: Vec<u8>, memory: &mut Memory) -> Result<(Vec<SheetName>, Book), Fault> {
    let (sheets, book) = xls::open(bytes, memory)?;
    Ok((sheets, Book::Xls(Box::new(book))))
}

/// What to say of a file that is neither a package nor a compound file.
fn stranger(file: &str, start: &[u8], format: BookFormat) -> Problem {
    let is_utf16 = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    if text.starts_with(b"<") {
        words::markup_workbook(file)
    } else if start.starts_with(b"PK") {
        tell(file, None, Fault::Broken(String::new()))
    } else if matches!(start, [9, 0 | 2 | 4 | 8, ..]) && format == BookFormat::Xls {
        tell(file, None, Fault::TooOld)
    } else if is_utf16 || !start.iter().any(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)) {
        words::text_workbook(file)
    } else {
        tell(file, None, Fault::NotABook)
    }
}

fn tell(file: &str, sheet: Option<&str>, fault: Fault) -> Problem {
    match fault {
        Fault::Encrypted => words::encrypted_workbook(file),
        Fault::TooOld => words::old_workbook(file),
        Fault::Binary => words::binary_workbook(file),
        Fault::NotABook => words::no_workbook(file),
        Fault::NoSheet => words::no_sheet(file),
        Fault::Broken(place) => words::broken_workbook(file, sheet, &place),
        Fault::Doctype(part) => words::doctype_in_workbook(file, &part),
        Fault::Beyond(limit) => words::workbook_beyond(file, sheet, limit),
    }
}

/// The name of a cell as spreadsheets write it: `B5`. The column counts from 0, the line from 1.
fn cell_name(column: u32, line: u32) -> String {
    format!("{}{line}", column_name(column))
}
