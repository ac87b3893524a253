//! Text from the data as it may be shown: without the characters that steer a program instead of showing something.

use std::borrow::Cow;

/// The text with U+FFFD for every character that is not shown but does something: control characters other than tab
/// and line break, the two separators U+2028 and U+2029, marks and overrides of direction, the byte order mark, and
/// what is no character at all.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().any(steers) {
        Cow::Owned(text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn steers(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        '\u{200E}'
        | '\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{FDD0}'..='\u{FDEF}' => true,
        _ => c.is_control() || u32::from(c) & 0xFFFE == 0xFFFE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_shown_stays() {
        for text in ["", "架空 正雄\t👩‍⚕️\n𠮷野家㍿①髙﨑〓", "a\u{200D}b\u{3000}c\u{E0100}"] {
            assert!(matches!(shown(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
        let steering = ['\0', '\r', '\u{1B}', '\u{7F}', '\u{85}', '\u{9B}', '\u{2028}', '\u{202E}', '\u{2069}'];
        let more = ['\u{200E}', '\u{200F}', '\u{FEFF}', '\u{FDD0}', '\u{FFFE}', '\u{FFFF}', '\u{1FFFE}', '\u{10FFFF}'];
        for c in steering.into_iter().chain(more) {
            assert_eq!(shown(&format!("a{c}b")), "a\u{FFFD}b", "{:x}", u32::from(c));
        }
    }
}
