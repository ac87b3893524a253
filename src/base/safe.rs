//! Text of the office's as it may be shown: nothing in it drives a terminal, turns the direction of what stands beside
//! it, is missing from XML, or is a formula to a spreadsheet.

use std::borrow::Cow;

/// The character that stands for one that is not shown.
const REPLACEMENT: char = '\u{FFFD}';

/// A text with a replacement character for each control character (but line feed and tab), separator of lines, mark of
/// direction, byte order mark and noncharacter. CR LF becomes a line feed.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if may_hide(text) && text.contains(is_hidden) {
        Cow::Owned(text.replace("\r\n", "\n").replace(is_hidden, "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The same on one line: line feeds and tabs become spaces, a carriage return in front of a line feed goes with it.
pub(crate) fn shown_on_a_line(text: &str) -> String {
    if !text.bytes().any(|byte| matches!(byte, b'\r' | b'\n' | b'\t')) {
        return shown(text).into_owned();
    }
    let text = text.replace("\r\n", " ");
    shown(&text).replace(['\n', '\t'], " ")
}

/// Makes text of a cell that a spreadsheet would take for a formula, by an apostrophe in front.
///
/// It looks for the signs in full width too, as Excel in Japanese does, and past a tab or an end of a line, which is
/// dropped.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    // those in full width begin with the same byte
    let may_begin_a_formula = |byte: &u8| matches!(byte, b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n' | 0xEF);
    if text.as_bytes().first().is_some_and(may_begin_a_formula)
        && text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'])
    {
        Cow::Owned(format!("'{}", shown(text)))
    } else {
        shown(text)
    }
}

/// Whether a byte of a text is one of those with which what is hidden begins: most texts have none.
fn may_hide(text: &str) -> bool {
    const BEGINS: [bool; 256] = {
        let (mut begins, mut byte) = ([false; 256], 0);
        while byte < 256 {
            begins[byte] = matches!(byte, ..0x20 | 0x7F | 0xC2 | 0xD8 | 0xE2 | 0xEF..);
            byte += 1;
        }
        begins
    };
    text.bytes().any(|byte| BEGINS[usize::from(byte)])
}

fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' | REPLACEMENT => false,
        '\u{61C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{FEFF}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FDD0}'..='\u{FDEF}' => true,
        c => c.is_control() || (c as u32) & 0xFFFE == 0xFFFE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_a_terminal_or_turns_text_is_not_shown() {
        assert_eq!(shown("\u{1b}[31m\u{9b}2J\u{7}\0\r"), "\u{FFFD}[31m\u{FFFD}2J\u{FFFD}\u{FFFD}\u{FFFD}");
        assert_eq!(shown("\u{202e}a\u{2066}b\u{2069}\u{200e}\u{200f}"), "\u{FFFD}a\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}");
        assert_eq!(shown("\u{2028}\u{2029}\u{feff}\u{fffe}\u{1ffff}\u{fdd0}"), "\u{FFFD}".repeat(6));
        assert_eq!(shown_on_a_line("a\r\nb\nc\td"), "a b c d");
    }

    #[test]
    fn the_first_byte_tells_of_every_character_that_is_hidden() {
        let missed = |c: &char| is_hidden(*c) && !may_hide(&format!("見本 {c}"));
        assert_eq!(('\0'..=char::MAX).find(missed), None);
    }

    #[test]
    fn other_text_stays_as_it_is() {
        let text = "見本 花子\n\t👩‍⚕️ 髙﨑 か\u{3099} \u{e0100}\u{fffd}";
        assert!(matches!(shown(text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn what_would_be_a_formula_is_text() {
        for text in ["=1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", "\t=1", "\n=1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("\r=1"), "'\u{FFFD}=1");
        assert_eq!(harmless("見本=1"), "見本=1");
    }
}
