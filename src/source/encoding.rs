//! Bytes to text. The whole file is decoded strictly, as UTF-8 first and then as CP932: a guess from frequencies
//! reads short Japanese files wrongly, and a wrong text looks valid.

use std::fmt;

use encoding_rs::{DecoderResult, Encoding as Decoding, SHIFT_JIS, UTF_16BE, UTF_16LE};

use super::{formulas, line_of};
use crate::base::text::Problem;
use crate::source::words;

/// How the characters of a text file are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 behind a byte order mark: Excel's "CSV UTF-8".
    Utf8Bom,
    /// UTF-16, the lower byte first, behind a byte order mark: Excel's "Unicode text".
    Utf16Le,
    /// UTF-16, the higher byte first, behind a byte order mark.
    Utf16Be,
    /// The `Shift_JIS` of Japanese Windows, with its extensions (髙, ①).
    Cp932,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 (BOM)",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Cp932 => "CP932 (Shift_JIS)",
        })
    }
}

/// How workbooks begin, whatever they are named: zip packages and compound files.
const BOOKS: [&[u8]; 2] = [b"PK\x03\x04", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]];

/// Text in UTF-8: its bytes, where it starts in them, and how it was encoded.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) bytes: Vec<u8>,
    pub(super) start: usize,
    pub(super) encoding: Encoding,
}

impl Text {
    /// The text itself, behind a byte order mark.
    pub(super) fn rest(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}

/// How the bytes of a file become text: in UTF-8 they are it.
#[derive(Debug)]
pub(super) struct Decoded {
    converted: Option<Vec<u8>>,
    start: usize,
    /// How many bytes behind the text mark its end.
    marks: usize,
    encoding: Encoding,
}

impl Decoded {
    /// The text of the bytes that were decoded.
    pub(super) fn text(self, bytes: Vec<u8>) -> Text {
        let mut bytes = self.converted.unwrap_or(bytes);
        bytes.truncate(bytes.len() - self.marks);
        Text { bytes, start: self.start, encoding: self.encoding }
    }
}

/// How many bytes at the end of a text do not belong to it: old programs mark its end (0x1A), and fill what is left of a
/// block with the same or with NUL. A NUL in a row is no such filling.
fn end_marks(text: &[u8]) -> usize {
    let may_be_behind = |byte: &&u8| matches!(byte, 0 | 0x1A | b'\r' | b'\n' | b' ');
    let start = text.len() - text.iter().rev().take_while(may_be_behind).count();
    let is_mark = |at: &usize| match text[*at] {
        0x1A => true,
        0 => at.checked_sub(1).is_none_or(|before| matches!(text[before], b'\r' | b'\n')),
        _ => false,
    };
    (start..text.len()).find(is_mark).map_or(0, |at| text.len() - at)
}

/// Whether a text ends in what does not belong to it.
pub(super) fn has_end_mark(text: &[u8]) -> bool {
    end_marks(text) > 0
}

/// Decodes a file whole, or says where it is no text. So many bytes of it have been read as UTF-8 before: they must not mean
/// something else now.
pub(super) fn decode(file: &str, bytes: &[u8], read: usize) -> Result<Decoded, Problem> {
    if BOOKS.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(words::no_text(file, 1));
    }
    let as_it_is = |start, encoding| Decoded { converted: None, start, marks: 0, encoding };
    let converted = |bytes, encoding| Decoded { converted: Some(bytes), start: 0, marks: 0, encoding };
    let mut decoded = match bytes {
        [0xFF, 0xFE, rest @ ..] => strictly(UTF_16LE, rest)
            .map(|bytes| converted(bytes, Encoding::Utf16Le))
            .map_err(|place| words::broken_utf16(file, place.line, place.column))?,
        [0xFE, 0xFF, rest @ ..] => strictly(UTF_16BE, rest)
            .map(|bytes| converted(bytes, Encoding::Utf16Be))
            .map_err(|place| words::broken_utf16(file, place.line, place.column))?,
        [0xEF, 0xBB, 0xBF, ..] => match simdutf8::compat::from_utf8(bytes) {
            Ok(_) => as_it_is(3, Encoding::Utf8Bom),
            Err(error) => {
                let place = Place::behind(&String::from_utf8_lossy(&bytes[3..error.valid_up_to()]));
                return Err(words::broken_utf8(file, place.line, place.column));
            }
        },
        _ => match simdutf8::compat::from_utf8(bytes) {
            Ok(_) => as_it_is(0, Encoding::Utf8),
            Err(error) => {
                let as_utf8 = || Place::behind(&String::from_utf8_lossy(&bytes[..error.valid_up_to()]));
                match strictly(SHIFT_JIS, bytes) {
                    Ok(text) if bytes[..read].is_ascii() => converted(text, Encoding::Cp932),
                    Ok(_) => {
                        let place = as_utf8();
                        return Err(words::mixed_encodings(file, place.line, place.column));
                    }
                    Err(as_cp932) => {
                        // what it was meant to be is what can be read further
                        let place = if as_cp932.byte > error.valid_up_to() { as_cp932 } else { as_utf8() };
                        return Err(words::no_encoding(file, place.line, place.column));
                    }
                }
            }
        },
    };
    // NUL is in no text; an escape begins another alphabet in ISO-2022-JP, which looks like ASCII
    let text = decoded.converted.as_deref().unwrap_or(bytes);
    decoded.marks = end_marks(&text[decoded.start..]);
    let text = &text[..text.len() - decoded.marks];
    if let Some(at) = memchr::memchr2(0, 0x1B, &text[decoded.start..]) {
        return Err(words::no_text(file, line_of(text, decoded.start + at)));
    }
    if let Some(plain) = formulas::without(&text[decoded.start..]) {
        decoded = Decoded { converted: Some(plain), start: 0, marks: 0, ..decoded };
    }
    Ok(decoded)
}

/// Where decoding stopped: a byte, and its line and column from 1.
#[derive(Clone, Copy, Debug)]
struct Place {
    byte: usize,
    line: u32,
    column: usize,
}

impl Place {
    /// The place of the character behind a text.
    fn behind(text: &str) -> Self {
        let start = text.rfind(['\n', '\r']).map_or(0, |i| i + 1);
        Self { byte: text.len(), line: line_of(text.as_bytes(), text.len()), column: text[start..].chars().count() + 1 }
    }
}

/// The bytes in UTF-8, or the place of the first that the encoding does not have.
fn strictly(encoding: &'static Decoding, bytes: &[u8]) -> Result<Vec<u8>, Place> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(most);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::Malformed(bad, more), read) => {
            let byte = read.saturating_sub(usize::from(bad) + usize::from(more));
            Err(Place { byte, ..Place::behind(&text) })
        }
        (_, _) => Ok(text.into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(String, Encoding), String> {
        decode("x.csv", bytes, 0)
            .map(|decoded| decoded.text(bytes.to_vec()))
            .map(|t| (String::from_utf8_lossy(t.rest()).into_owned(), t.encoding))
            .map_err(|p| p.to_string())
    }

    #[test]
    fn one_text_in_every_encoding() {
        let text = "氏名,状態\r\n髙橋①,在職\r\n";
        let cp932 = SHIFT_JIS.encode(text).0.into_owned();
        let utf16 = |swap: bool| -> Vec<u8> {
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            units.flat_map(|u: u16| if swap { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        let with_mark = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (with_mark, Encoding::Utf8Bom),
            (cp932, Encoding::Cp932),
            (utf16(false), Encoding::Utf16Le),
            (utf16(true), Encoding::Utf16Be),
        ] {
            assert_eq!(read(&bytes), Ok((text.to_owned(), encoding)));
        }
    }

    #[test]
    fn what_is_no_text_is_told_with_its_place() {
        let mut neither = "氏名\n見本".as_bytes().to_vec();
        neither.extend([0xFF, b'\n']);
        assert!(read(&neither).unwrap_err().contains("line 2, column 3"));
        let mut marked = [0xEF, 0xBB, 0xBF].to_vec();
        marked.extend(b"a\nbc\x83\x65");
        assert!(read(&marked).unwrap_err().contains("line 2, column 3"));
        assert!(read(&[0xFF, 0xFE, b'a', 0, 0, 0xD8, b'b', 0]).unwrap_err().contains("line 1, column 2"));
        assert!(read(b"a\0b").unwrap_err().contains("line 1"));
    }
}
