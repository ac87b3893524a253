//! Comma-separated values. The csv crate splits them; the lines and the strictness about quotation marks are
//! added here: its own line numbers are wrong behind blank lines and on CRLF files, and it lets one stray
//! quotation mark swallow the rows up to the next.

use csv::{ByteRecord, ReaderBuilder};

use super::{Body as AnyBody, Sheet, count_lines};
use crate::words::{self, Problem};

/// The bytes behind the header.
#[derive(Debug)]
pub(super) struct Body {
    bytes: Vec<u8>,
    start: usize,
    line: u32,
}

/// Reads the header; `None` if the file holds nothing at all.
pub(super) fn read(name: &str, bytes: Vec<u8>, start: usize) -> Result<Option<Sheet>, Problem> {
    check_quotes(name, &bytes[start..])?;
    let mut reader = reader(&bytes[start..]);
    let mut record = ByteRecord::new();
    let found = reader.read_byte_record(&mut record).map_err(|e| words::unreadable_csv(name, &e.to_string()))?;
    if !found {
        return Ok(None);
    }
    let header = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
    let header_start = first_text(&bytes, start);
    let header_line = 1 + count_lines(&bytes[..header_start]);
    // the reader may stop between CR and LF: the rows begin at the next text
    let rows = first_text(&bytes, start + reader.position().byte() as usize);
    let body = Body { start: rows, line: 1 + count_lines(&bytes[..rows]), bytes };
    Ok(Some(Sheet { member: None, header, header_line, body: AnyBody::Csv(body) }))
}

impl Body {
    pub(super) fn rows<E>(&self, each: &mut impl FnMut(u32, &ByteRecord) -> Result<(), E>) -> Result<(), E> {
        let rest = &self.bytes[self.start..];
        let mut reader = reader(rest);
        let mut record = ByteRecord::new();
        let (mut counted, mut line) = (0, self.line);
        loop {
            let start = first_text(rest, reader.position().byte() as usize);
            // A flexible reader of bytes in memory has no error left to give: the quotation marks are checked.
            if !reader.read_byte_record(&mut record).unwrap_or(false) {
                return Ok(());
            }
            line += count_lines(&rest[counted..start]);
            counted = start;
            each(line, &record)?;
        }
    }
}

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes)
}

/// The first byte from `start` on that ends no line: where the next record begins.
fn first_text(bytes: &[u8], start: usize) -> usize {
    start + bytes[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count()
}

/// A quotation mark that opens a cell must close it, and nothing may stand between it and the next comma.
fn check_quotes(name: &str, bytes: &[u8]) -> Result<(), Problem> {
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'"', &bytes[from..]) {
        let open = from + found;
        let opens = open == 0 || matches!(bytes[open - 1], b',' | b'\n' | b'\r');
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
            None | Some(b',' | b'\r' | b'\n') => from = close + 1,
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

    fn rows(text: &str) -> (Vec<String>, Vec<(u32, Vec<String>)>) {
        let sheet = read("x.csv", text.as_bytes().to_vec(), 0).unwrap().unwrap();
        let AnyBody::Csv(body) = &sheet.body else { unreachable!() };
        let mut rows = Vec::new();
        body.rows::<()>(&mut |line, record| {
            rows.push((line, record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect()));
            Ok(())
        })
        .unwrap();
        (sheet.header, rows)
    }

    #[test]
    fn lines_are_those_of_the_file() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "a,b", "1,2", "", "", "\"x", "y\",3", "4,5", "", "6,7"].join(end);
            let (header, rows) = rows(&text);
            assert_eq!(header, ["a", "b"]);
            assert_eq!(rows.iter().map(|r| r.0).collect::<Vec<_>>(), [3, 6, 8, 10], "{end:?}");
        }
    }

    #[test]
    fn stray_quotation_marks_are_refused() {
        let problem = |text: &str| read("x.csv", text.as_bytes().to_vec(), 0).unwrap_err().to_string();
        assert!(problem("a,b\n1,\"2\n3,4\n").contains("line 2"));
        assert!(problem("a,b\n1,\"2\n3,\"4\"\n").contains("line 2"));
        assert_eq!(rows("a,b\n5\" tablet,\"say \"\"x\"\"\"\n").1[0].1, ["5\" tablet", "say \"x\""]);
    }
}
