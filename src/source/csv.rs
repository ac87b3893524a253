//! Separated values. The csv crate splits them; the lines and the strictness about quotation marks are added
//! here: its own line numbers are wrong behind blank lines and on CRLF files, and it lets one stray quotation mark
//! swallow the rows up to the next.

use std::ops::ControlFlow;

use csv::{ByteRecord, ReaderBuilder};

use super::count_lines;
use super::encoding::Text;
use crate::words::{self, Problem};

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
pub(super) fn records<E>(
    text: &Text,
    delimiter: Delimiter,
    mut each: impl FnMut(u32, &ByteRecord) -> ControlFlow<E>,
) -> ControlFlow<E> {
    let rest = &text.bytes[text.start..];
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter.byte()).from_reader(rest);
    let mut record = ByteRecord::new();
    let (mut counted, mut line) = (0, 1);
    loop {
        // the reader may stop between CR and LF: a record begins at the next text
        let start = first_text(rest, reader.position().byte() as usize);
        // A flexible reader of bytes in memory has no error to give.
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            return ControlFlow::Continue(());
        }
        line += count_lines(&rest[counted..start]);
        counted = start;
        each(line, &record)?;
    }
}

/// The first byte from `start` on that ends no line: where the next record begins.
fn first_text(bytes: &[u8], start: usize) -> usize {
    start + bytes[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count()
}

/// A quotation mark that opens a cell must close it, and nothing may stand between it and the next cell.
pub(super) fn check_quotes(name: &str, text: &Text, delimiter: Delimiter) -> Result<(), Problem> {
    let bytes = &text.bytes[text.start..];
    let between = delimiter.byte();
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'"', &bytes[from..]) {
        let open = from + found;
        let opens = open == 0 || matches!(bytes[open - 1], b'\n' | b'\r') || bytes[open - 1] == between;
        if !opens {
            // inside an unquoted cell a quotation mark is a character like any other
            from = open + 1;
            continue;
        }
        let mut close = open + 1;
        loop {
            let Some(next) = memchr::memchr(b'"', &bytes[close..]) else {
                return Err(words::open_quote(name, 1 + count_lines(&bytes[..open])));
            };
            close += next;
            if bytes.get(close + 1) == Some(&b'"') {
                close += 2;
                continue;
            }
            break;
        }
        match bytes.get(close + 1) {
            None | Some(b'\r' | b'\n') => from = close + 1,
            Some(b) if *b == between => from = close + 1,
            Some(_) => {
                return Err(words::stray_quote(
                    name,
                    1 + count_lines(&bytes[..open]),
                    1 + count_lines(&bytes[..close]),
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::encoding::Encoding;

    fn text(text: &str) -> Text {
        Text { bytes: text.as_bytes().to_vec(), start: 0, encoding: Encoding::Utf8 }
    }

    fn rows(of: &str, delimiter: Delimiter) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        let _ = records::<()>(&text(of), delimiter, |line, record| {
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
        let problem = |of: &str| check_quotes("x.csv", &text(of), Delimiter::Comma).unwrap_err().to_string();
        assert!(problem("a,b\n1,\"2\n3,4\n").contains("line 2"));
        assert!(problem("a,b\n1,\"2\n3,\"4\"\n").contains("line 2"));
        let inches = "a,b\n5\" tablet,\"say \"\"x\"\"\"\n";
        assert!(check_quotes("x.csv", &text(inches), Delimiter::Comma).is_ok());
        assert_eq!(rows(inches, Delimiter::Comma)[1].1, ["5\" tablet", "say \"x\""]);
    }
}
