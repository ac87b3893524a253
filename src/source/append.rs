//! A row more at the end of a text file: in the file's own encoding and with its own delimiter and ends of lines. What was there
//! stays byte for byte.

use csv::{Terminator, WriterBuilder};
use encoding_rs::SHIFT_JIS;

use super::{Delimiter, Encoding};

/// Why a row cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The encoding of the file lacks a character.
    Lacks(char),
}

/// Returns the bytes of a file with a row more.
pub fn row(bytes: &[u8], encoding: Encoding, delimiter: Delimiter, cells: &[String]) -> Result<Vec<u8>, Refused> {
    let text = decoded(bytes, encoding);
    let (end, terminator) = line_end(&text);
    let mut writer = WriterBuilder::new().delimiter(delimiter.byte()).terminator(terminator).from_writer(Vec::new());
    // a record of text into memory has no error to give
    let row = writer.write_record(cells).ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    let row = String::from_utf8_lossy(&row);
    let is_open = !text.is_empty() && !text.ends_with(['\n', '\r']);
    let mut whole = bytes.to_vec();
    whole.extend(encoded(&format!("{}{row}", if is_open { end } else { "" }), encoding)?);
    Ok(whole)
}

/// How the lines of a text end: as its last one does, else as any; as on Windows where none does.
fn line_end(text: &str) -> (&'static str, Terminator) {
    let as_end = |ends: &dyn Fn(&str) -> bool| ["\r\n", "\n", "\r"].into_iter().find(|end| ends(end));
    match as_end(&|end| text.ends_with(end)).or_else(|| as_end(&|end| text.contains(end))) {
        Some("\n") => ("\n", Terminator::Any(b'\n')),
        Some("\r") => ("\r", Terminator::Any(b'\r')),
        _ => ("\r\n", Terminator::CRLF),
    }
}

/// The text of a file that was read before, without its byte order mark.
fn decoded(bytes: &[u8], encoding: Encoding) -> String {
    let units = |from: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| from([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => String::from_utf8_lossy(bytes).into_owned(),
        Encoding::Utf16Le => units(u16::from_le_bytes),
        Encoding::Utf16Be => units(u16::from_be_bytes),
        Encoding::Cp932 => SHIFT_JIS.decode_without_bom_handling(bytes).0.into_owned(),
    };
    text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)
}

fn encoded(text: &str, encoding: Encoding) -> Result<Vec<u8>, Refused> {
    Ok(match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => text.as_bytes().to_vec(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Encoding::Cp932 => {
            let lacks = |c: &char| SHIFT_JIS.encode(c.encode_utf8(&mut [0; 4])).2;
            match text.chars().find(lacks) {
                Some(c) => return Err(Refused::Lacks(c)),
                None => SHIFT_JIS.encode(text).0.into_owned(),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells() -> Vec<String> {
        ["O1", "別紙(3)②", "はい, と\"答えた\"", ""].map(str::to_owned).to_vec()
    }

    const LINE: &str = "O1,別紙(3)②,\"はい, と\"\"答えた\"\"\",";

    #[test]
    fn a_row_is_added_in_every_encoding_and_nothing_else_changes() {
        for (encoding, mark) in [
            (Encoding::Utf8, &[][..]),
            (Encoding::Utf8Bom, &[0xEF, 0xBB, 0xBF]),
            (Encoding::Utf16Le, &[0xFF, 0xFE]),
            (Encoding::Utf16Be, &[0xFE, 0xFF]),
            (Encoding::Cp932, &[]),
        ] {
            for end in ["\n", "\r\n", "\r"] {
                for open in [false, true] {
                    let text = format!("事業所,条項{end}O2,表{}", if open { "" } else { end });
                    let bytes = [mark, &encoded(&text, encoding).unwrap()].concat();
                    let whole = row(&bytes, encoding, Delimiter::Comma, &cells()).unwrap();
                    assert!(whole.starts_with(&bytes), "{encoding} {end:?}");
                    let expected = format!("事業所,条項{end}O2,表{end}{LINE}{end}");
                    assert_eq!(decoded(&whole, encoding), expected, "{encoding} {end:?}");
                }
            }
        }
    }

    #[test]
    fn an_empty_file_gets_the_lines_of_windows_and_every_delimiter_is_kept() {
        let add = |delimiter| String::from_utf8(row(b"", Encoding::Utf8, delimiter, &cells()).unwrap()).unwrap();
        assert_eq!(add(Delimiter::Comma), format!("{LINE}\r\n"));
        assert_eq!(add(Delimiter::Tab), "O1\t別紙(3)②\t\"はい, と\"\"答えた\"\"\"\t\r\n");
        assert_eq!(add(Delimiter::Semicolon), "O1;別紙(3)②;\"はい, と\"\"答えた\"\"\";\r\n");
    }

    #[test]
    fn a_character_that_the_encoding_lacks_is_refused() {
        let cells = ["O1".to_owned(), "𠮷野 花子".to_owned()];
        assert_eq!(row(b"a,b\n", Encoding::Cp932, Delimiter::Comma, &cells), Err(Refused::Lacks('𠮷')));
        assert!(row(b"a,b\n", Encoding::Utf8, Delimiter::Comma, &cells).is_ok());
    }
}
