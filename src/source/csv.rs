//! Separated values. The csv crate splits them; the lines and the strictness about quotation marks are added
//! here: its own line numbers are wrong behind blank lines and on CRLF files, and it lets one stray quotation mark
//! swallow the rows up to the next.

use std::ops::ControlFlow;

use csv::{ByteRecord, ReaderBuilder};

use super::count_lines;
use crate::base::text::Problem;
use crate::source::words;

/// What stands between two cells of a text file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// A tab, as in what is pasted from a spreadsheet.
    Tab,
    /// `;`
    Semicolon,
}

impl Delimiter {
    /// All of them; of those that fit alike the first is taken.
    pub const ALL: [Self; 3] = [Self::Comma, Self::Tab, Self::Semicolon];

    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
        }
    }
}

/// Calls `each` with the line and the cells of every record that is no empty line, until it breaks off.
pub(super) fn records_in<E>(
    bytes: &[u8],
    delimiter: Delimiter,
    mut each: impl FnMut(u32, &ByteRecord) -> ControlFlow<E>,
) -> ControlFlow<E> {
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter.byte()).from_reader(bytes);
    let mut record = ByteRecord::new();
    let (mut counted, mut line) = (0, 1);
    loop {
        // the reader may stop between CR and LF: a record begins at the next text
        let start = first_text(bytes, reader.position().byte() as usize);
        // A flexible reader of bytes in memory has no error to give.
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            return ControlFlow::Continue(());
        }
        line += count_lines(&bytes[counted..start]);
        counted = start;
        each(line, &record)?;
    }
}

/// The first byte from `start` on that ends no line: where the next record begins.
fn first_text(bytes: &[u8], start: usize) -> usize {
    start + bytes[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count()
}

/// The cells in quotation marks: where each opens, and where it closes, if it does.
pub(super) struct QuotedCells<'t> {
    bytes: &'t [u8],
    between: u8,
    from: usize,
}

impl<'t> QuotedCells<'t> {
    pub(super) fn new(bytes: &'t [u8], delimiter: Delimiter) -> Self {
        Self { bytes, between: delimiter.byte(), from: 0 }
    }

    fn mark(&self, from: usize) -> Option<usize> {
        memchr::memchr(b'"', self.bytes.get(from..)?).map(|found| from + found)
    }

    /// Whether a cell begins at a place. Inside an unquoted cell a quotation mark is a character like any other.
    fn begins_at(&self, place: usize) -> bool {
        place == 0 || matches!(self.bytes[place - 1], b'\n' | b'\r') || self.bytes[place - 1] == self.between
    }
}

impl Iterator for QuotedCells<'_> {
    type Item = (usize, Option<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut open = self.mark(self.from)?;
        while !self.begins_at(open) {
            open = self.mark(open + 1)?;
        }
        let mut close = self.mark(open + 1);
        // a doubled mark stands for one
        while let Some(doubled) = close.filter(|at| self.bytes.get(at + 1) == Some(&b'"')) {
            close = self.mark(doubled + 2);
        }
        self.from = close.map_or(self.bytes.len(), |close| close + 1);
        Some((open, close))
    }
}

/// A quotation mark that opens a cell must close it, and nothing may stand between it and the next cell.
pub(super) fn check_quotes_in(name: &str, bytes: &[u8], delimiter: Delimiter) -> Result<(), Problem> {
    for (open, close) in QuotedCells::new(bytes, delimiter) {
        let line = |at: usize| 1 + count_lines(&bytes[..at]);
        let Some(close) = close else { return Err(words::open_quote(name, line(open))) };
        match bytes.get(close + 1) {
            None | Some(b'\r' | b'\n') => {}
            Some(byte) if *byte == delimiter.byte() => {}
            Some(_) => return Err(words::stray_quote(name, line(open), line(close))),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(of: &str, delimiter: Delimiter) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        let _ = records_in::<()>(of.as_bytes(), delimiter, |line, record| {
            rows.push((line, record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect()));
            ControlFlow::Continue(())
        });
        rows
    }

    #[test]
    fn lines_are_those_of_the_file() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "a,b", "1,2", "", "", "\"x", "y\",3", "4,5", "", "6,7"].join(end);
            let rows = rows(&text, Delimiter::Comma);
            assert_eq!(rows[0].1, ["a", "b"]);
            assert_eq!(rows.iter().map(|r| r.0).collect::<Vec<_>>(), [2, 3, 6, 8, 10], "{end:?}");
        }
    }

    #[test]
    fn every_delimiter_separates() {
        for (delimiter, of) in
            [(Delimiter::Comma, "a,\"b,c\"\n"), (Delimiter::Tab, "a\t\"b,c\"\n"), (Delimiter::Semicolon, "a;b,c\n")]
        {
            assert_eq!(rows(of, delimiter)[0].1, ["a", "b,c"]);
        }
    }

    #[test]
    fn stray_quotation_marks_are_refused() {
        let problem = |of: &str| check_quotes_in("x.csv", of.as_bytes(), Delimiter::Comma).unwrap_err().to_string();
        assert!(problem("a,b\n1,\"2\n3,4\n").contains("line 2"));
        assert!(problem("a,b\n1,\"2\n3,\"4\"\n").contains("line 2"));
        let inches = "a,b\n5\" tablet,\"say \"\"x\"\"\"\n";
        assert!(check_quotes_in("x.csv", inches.as_bytes(), Delimiter::Comma).is_ok());
        assert_eq!(rows(inches, Delimiter::Comma)[1].1, ["5\" tablet", "say \"x\""]);
    }
}
