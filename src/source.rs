//! Files to rows of text. This is the only place where a row becomes a file, a sheet and a line, and it
//! knows nothing of tables: every sheet is a header and records of cells.

mod csv;
mod json;
pub mod workbook;

use std::fs;
use std::path::{Path, PathBuf};

use ::csv::ByteRecord;
use sha2::{Digest, Sha256};

use crate::words::{self, Problem};

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
    /// Whether it is a spreadsheet or text in a format that is not read.
    pub is_other_table: bool,
}

/// Where the bytes of a file are.
#[derive(Clone, Debug)]
enum Content {
    /// On disk.
    File(PathBuf),
    /// In the program.
    Text(&'static str),
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// A JSON array of objects, or an object with such an array for each table.
    Json,
    /// A JSON object a line.
    JsonLines,
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
}

/// A table of text as it lies in a file.
#[derive(Debug)]
pub struct Sheet {
    /// The JSON member that holds it, where a file holds several.
    pub member: Option<String>,
    /// The header cells.
    pub header: Vec<String>,
    /// The line of the header, from 1.
    pub header_line: u32,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Csv(csv::Body),
    Json(json::Body),
}

/// A file that was read: what it is, and its sheets.
#[derive(Debug)]
pub struct Read {
    /// What a report says of it.
    pub info: FileInfo,
    /// Its sheets.
    pub sheets: Vec<Sheet>,
    /// The names of JSON members that were not asked for.
    pub others: Vec<String>,
}

/// The lines of a table's rows, kept as the places where they do not simply follow each other.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    breaks: Vec<(u32, u32)>,
    rows: u32,
}

impl Lines {
    fn push(&mut self, line: u32) {
        if self.rows == 0 || self.get(self.rows - 1) + 1 != line {
            self.breaks.push((self.rows, line));
        }
        self.rows += 1;
    }

    /// The line of a row, from 1; both counted as the file has them.
    pub fn get(&self, row: u32) -> u32 {
        let place = self.breaks.partition_point(|(r, _)| *r <= row).saturating_sub(1);
        self.breaks.get(place).map_or(0, |(r, line)| line + (row - r))
    }
}

/// Lists the files of a folder in the order of their names. Hidden files are left out.
pub fn list(folder: &Path) -> Result<Vec<Entry>, Problem> {
    let unreadable = |error: std::io::Error| words::unreadable_folder(&folder.display().to_string(), &error);
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let is_folder = path.is_dir();
        let other = ["xlsx", "xlsm", "xls", "ods", "tsv", "txt", "numbers"].contains(&extension.as_str());
        let format = match extension.as_str() {
            _ if is_folder => None,
            "csv" => Some(Format::Csv),
            "json" => Some(Format::Json),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            _ => None,
        };
        entries.push(Entry { content: Content::File(path), name, stem, format, is_other_table: other && !is_folder });
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

impl Entry {
    /// A CSV file in the program.
    pub fn embedded(name: &str, text: &'static str) -> Self {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
        Self {
            content: Content::Text(text),
            name: name.to_owned(),
            stem,
            format: Some(Format::Csv),
            is_other_table: false,
        }
    }

    /// Reads the file whole; of a JSON object only the members that are wanted.
    pub fn read(&self, wants: &dyn Fn(&str) -> bool) -> Result<Option<Read>, Problem> {
        let Some(format) = self.format else {
            return Ok(None);
        };
        let bytes = match &self.content {
            Content::File(path) => fs::read(path).map_err(|e| words::unreadable_file(&self.name, &e))?,
            Content::Text(text) => text.as_bytes().to_vec(),
        };
        let info =
            FileInfo { name: self.name.clone(), bytes: bytes.len() as u64, sha256: hex(&Sha256::digest(&bytes)) };
        let text_start = check_utf8(&self.name, &bytes)?;
        let (sheets, others) = match format {
            Format::Csv => (csv::read(&self.name, bytes, text_start)?.into_iter().collect(), Vec::new()),
            Format::Json => json::read(&self.name, &bytes[text_start..], wants)?,
            Format::JsonLines => (vec![json::read_lines(&self.name, &bytes[text_start..])?], Vec::new()),
        };
        Ok(Some(Read { info, sheets, others }))
    }
}

impl Sheet {
    /// Calls `each` with the line and the cells of every row in order. Returns the lines, and how many blank rows
    /// were left out.
    pub fn rows<E>(&self, mut each: impl FnMut(u32, &ByteRecord) -> Result<(), E>) -> Result<(Lines, u32), E> {
        let mut lines = Lines::default();
        let mut blank = 0;
        let mut take = |line: u32, record: &ByteRecord| {
            if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                blank += 1;
                return Ok(());
            }
            lines.push(line);
            each(line, record)
        };
        match &self.body {
            Body::Csv(body) => body.rows(&mut take)?,
            Body::Json(body) => body.rows(&self.header, &mut take)?,
        }
        Ok((lines, blank))
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, b| {
        let _ = write!(text, "{b:02x}");
        text
    })
}

/// Where the text starts, behind a byte order mark; an error at the first byte that is no UTF-8.
fn check_utf8(name: &str, bytes: &[u8]) -> Result<usize, Problem> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(words::utf16(name));
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => Ok(if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) { 3 } else { 0 }),
        Err(error) => {
            let good = &bytes[..error.valid_up_to()];
            let start = memchr::memrchr(b'\n', good).map_or(0, |i| i + 1);
            let column = String::from_utf8_lossy(&good[start..]).chars().count() + 1;
            Err(words::not_utf8(name, line_of(good, good.len()), column))
        }
    }
}

/// The line, from 1, on which the byte at `offset` stands.
fn line_of(bytes: &[u8], offset: usize) -> u32 {
    1 + count_lines(&bytes[..offset])
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
    fn lines_are_kept_as_breaks() {
        let mut lines = Lines::default();
        for line in [2, 3, 4, 7, 8, 20] {
            lines.push(line);
        }
        assert_eq!((0..6).map(|r| lines.get(r)).collect::<Vec<_>>(), [2, 3, 4, 7, 8, 20]);
        assert_eq!(lines.breaks.len(), 3);
    }

    #[test]
    fn every_line_end_counts_once() {
        assert_eq!(count_lines(b"a\r\nb\nc\rd"), 3);
    }
}
