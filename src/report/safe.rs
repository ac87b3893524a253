//! Text of others that is safe to show: a name in a register may hold anything, and must disturb neither the page nor
//! the terminal nor the reader.

use std::borrow::Cow;

/// What stands for a character that nobody can see.
const UNSEEN: char = '\u{fffd}';

/// The text with every character replaced that controls how text is shown and cannot itself be seen: the C0 controls
/// except line break and tab (as their pictures, `␛`), DEL, the C1 controls, the line and paragraph separators U+2028
/// and U+2029, the marks, embeddings, overrides and isolates of direction (U+061C, U+200E, U+200F, U+202A–202E,
/// U+2066–2069), U+FEFF and the noncharacters (as `�`). CR LF becomes a line break. Joiners and variation selectors,
/// which emoji and names need, stay.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| replacement(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.chars().map(|c| replacement(c).unwrap_or(c)).collect())
}

fn replacement(c: char) -> Option<char> {
    let code = u32::from(c);
    match c {
        '\n' | '\t' => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + code),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fdd0}'..='\u{fdef}' => Some(UNSEEN),
        _ => (code & 0xfffe == 0xfffe).then_some(UNSEEN),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_cannot_be_seen_is_replaced() {
        assert_eq!(shown("a\u{1b}[31m\u{0}\u{7f}b"), "a␛[31m␀␡b");
        assert_eq!(shown("\u{85}\u{9b}\u{2028}\u{2029}"), "\u{fffd}".repeat(4));
        assert_eq!(
            shown("\u{202e}gnp\u{2066}x\u{2069}\u{200f}\u{61c}"),
            "\u{fffd}gnp\u{fffd}x\u{fffd}\u{fffd}\u{fffd}"
        );
        assert_eq!(shown("\u{feff}\u{fffe}\u{ffff}\u{fdd0}\u{10ffff}"), "\u{fffd}".repeat(5));
        assert_eq!(shown("a\r\nb\rc"), "a\nb␍c");
    }

    #[test]
    fn all_else_stays() {
        let text = "架空\u{3000}正雄\t髙﨑\n葛\u{e0100} 👩‍⚕️ <b>&\"' עברית";
        assert!(matches!(shown(text), std::borrow::Cow::Borrowed(same) if same == text));
    }
}
