//! Texts that were read in another encoding than they are written in, and saved so: `隕区悽 闃ｱ蟄` was 見本 花子. What they were
//! is found by going back: the same bytes, read as what they were. That is believed only where all of it makes Japanese.

use std::sync::LazyLock;

use encoding_rs::{EUC_JP, Encoding, GBK, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_1252};

use crate::base::normalize::CharSet;

/// As what a text may have been read, and what it was.
const MISREADINGS: [(&Encoding, &Encoding); 8] = [
    (SHIFT_JIS, UTF_8),
    (WINDOWS_1252, UTF_8),
    (MACINTOSH, UTF_8),
    (GBK, UTF_8),
    (WINDOWS_1252, SHIFT_JIS),
    (MACINTOSH, SHIFT_JIS),
    (WINDOWS_1252, EUC_JP),
    (GBK, SHIFT_JIS),
];

/// What shows where a byte was lost on the way.
const HOLES: [char; 4] = ['?', '・', '\u{FFFD}', '〓'];

/// Bytes that are no characters, and what Windows makes of them and back.
const ODD_BYTES: [(char, u8); 4] = [('\u{F8F0}', 0xA0), ('\u{F8F1}', 0xFD), ('\u{F8F2}', 0xFE), ('\u{F8F3}', 0xFF)];

/// The kanji that are in everyday use: those of the first level.
static USUAL: LazyLock<CharSet> = LazyLock::new(|| {
    let pairs = (0x88..=0x98).flat_map(|first| (0x40..=0xFC).map(move |second| [first, second]));
    let read = |pair: [u8; 2]| SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&pair)?.chars().next();
    pairs.filter(|pair| *pair <= LAST_USUAL).filter_map(read).filter(|c| is_kanji(*c)).collect()
});

/// Behind it come the kanji of the second level.
const LAST_USUAL: [u8; 2] = [0x98, 0x72];

/// Whether a character may stand in a text that was read in another encoding, or shows that one was lost. Nearly none of a
/// Japanese text is such.
pub(crate) fn is_suspect(c: char) -> bool {
    match c {
        ' '..='~' => matches!(c, '?' | '&' | '\\' | '%'),
        '\u{3000}'..='\u{30FF}' => c == '〓',
        '\u{4E00}'..='\u{9FFF}' => !USUAL.contains(c),
        '\t' | '\n' | '\r' | '\u{2010}'..='\u{2015}' | '\u{FF01}'..='\u{FF5E}' => false,
        _ => true,
    }
}

/// What a text was, if it was read in another encoding, or its characters are written as a program writes them for itself.
pub(crate) fn original(text: &str) -> Option<String> {
    if !text.chars().any(is_suspect) {
        return None;
    }
    let plain = unescaped(text);
    let misread = MISREADINGS.iter().find_map(|(read_as, was)| back(&plain, read_as, was));
    misread.or_else(|| (plain != text).then_some(plain))
}

/// Whether a character of a text is written as a program writes it for itself: `&#39640;`, `&amp;`, `\u9ad8`, `%E9%AB%98`.
pub(crate) fn is_escaped(text: &str) -> bool {
    text.char_indices().any(|(at, _)| escape(&text[at..]).is_some())
}

/// The text with such characters as they are; those that are known by a name alone stay.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, instead) = escape(rest).unwrap_or((first.len_utf8(), None));
        plain.push_str(instead.as_deref().unwrap_or(&rest[..length]));
        rest = &rest[length..];
    }
    plain
}

/// How long the escaped character is with which a text begins, and what it is, if that can be told.
fn escape(text: &str) -> Option<(usize, Option<String>)> {
    match text.as_bytes().first()? {
        b'&' => {
            let end = text.bytes().take(MOST_OF_ENTITY).position(|b| b == b';')?;
            let name = &text[1..end];
            let number = name.strip_prefix('#').map(|n| match n.strip_prefix(['x', 'X']) {
                Some(n) => u32::from_str_radix(n, 16),
                None => n.parse(),
            });
            let found = match (number, name) {
                (Some(number), _) => Some(char::from_u32(number.ok()?)?.to_string()),
                (None, "amp") => Some("&".to_owned()),
                (None, "lt") => Some("<".to_owned()),
                (None, "gt") => Some(">".to_owned()),
                (None, "quot") => Some("\"".to_owned()),
                (None, "apos") => Some("'".to_owned()),
                (None, "nbsp") => Some(" ".to_owned()),
                (None, name) if name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphanumeric()) => None,
                _ => return None,
            };
            Some((end + 1, found))
        }
        b'\\' => {
            let unit = |at: usize| {
                let hex = text.get(at..at + 6)?.strip_prefix("\\u")?;
                u16::from_str_radix(hex, 16).ok().filter(|_| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            };
            let units: Vec<u16> = (0..2).map_while(|at| unit(6 * at)).collect();
            let count = if matches!(units.first()?, 0xD800..0xDC00) { units.len() } else { 1 };
            let found = char::decode_utf16(units[..count].iter().copied()).next()?.ok()?;
            Some((6 * count, Some(found.to_string())))
        }
        b'%' => {
            let byte = |at: usize| {
                let hex = text.get(at..at + 3)?.strip_prefix('%')?;
                u8::from_str_radix(hex, 16).ok().filter(|_| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            };
            let bytes: Vec<u8> = (0..4).map_while(|at| byte(3 * at)).collect();
            // one character, and none of ASCII: `100%20` may well be meant
            let found = (2..=bytes.len()).find_map(|length| std::str::from_utf8(&bytes[..length]).ok())?;
            (!found.is_ascii()).then(|| (3 * found.len(), Some(found.to_owned())))
        }
        _ => None,
    }
}

/// So many bytes an entity has at most.
const MOST_OF_ENTITY: usize = 12;

/// The text as it was, if it was in one encoding and was read as another.
fn back(text: &str, read_as: &'static Encoding, was: &'static Encoding) -> Option<String> {
    let (bytes, holes) = bytes_of(text, read_as)?;
    if bytes.is_ascii() {
        return None;
    }
    let found = read(&bytes, &holes, was)?;
    let (mut japanese, mut usual) = (0, 0);
    for c in found.chars().filter(|c| !c.is_ascii()) {
        if is_western(c) && was == UTF_8 && read_as == WINDOWS_1252 {
            continue;
        }
        if !is_japanese(c) {
            return None;
        }
        japanese += 1;
        usual += usize::from(!is_kanji(c) || USUAL.contains(c));
    }
    let is_likely = match (read_as == SHIFT_JIS || read_as == GBK, was == UTF_8) {
        // nearly any two bytes are a character of these
        (true, _) => {
            let strange =
                text.chars().filter(|c| !c.is_ascii()).filter(|c| !is_kanji(*c) || !USUAL.contains(*c)).count();
            2 * strange >= text.chars().filter(|c| !c.is_ascii()).count() && japanese > 0 && 2 * usual >= japanese
        }
        // letters of the West are seldom next to each other in the way in which UTF-8 has them
        (false, true) => found.chars().count() < text.chars().count(),
        // a letter with an accent and the one behind it may be a kanji: all must be Japanese, as a whole name is
        (false, false) => japanese >= 2 && 2 * usual >= japanese && !found.contains(|c: char| c.is_ascii_alphabetic()),
    };
    (is_likely && found != text).then_some(found)
}

/// The bytes of a text in an encoding, and behind which of them some were lost; `None` if it does not have a character.
fn bytes_of(text: &str, encoding: &'static Encoding) -> Option<(Vec<u8>, Vec<usize>)> {
    let (mut bytes, mut holes) = (Vec::new(), Vec::new());
    let mut buffer = [0; 4];
    for c in text.chars() {
        let odd = ODD_BYTES.iter().find(|(odd, _)| *odd == c && encoding == SHIFT_JIS);
        match c {
            _ if c.is_ascii() && c != '?' => bytes.push(c as u8),
            _ if HOLES.contains(&c) => holes.push(bytes.len()),
            '\u{80}'..='\u{FF}' if encoding == WINDOWS_1252 => bytes.push(c as u8),
            _ => match (odd, encoding.encode(c.encode_utf8(&mut buffer))) {
                (Some((_, byte)), _) => bytes.push(*byte),
                (None, (encoded, _, false)) => bytes.extend_from_slice(&encoded),
                _ => return None,
            },
        }
    }
    Some((bytes, holes))
}

/// The bytes read in an encoding. Where a hole shows that some were lost, what is left of the characters beside it may be
/// unreadable; elsewhere all must be read.
fn read(bytes: &[u8], holes: &[usize], encoding: &'static Encoding) -> Option<String> {
    let mut found = String::new();
    let mut start = 0;
    for (number, end) in holes.iter().copied().map(Some).chain([None]).enumerate() {
        let part = &bytes[start..end.unwrap_or(bytes.len())];
        let most = |is_hole: bool| if is_hole { LEFT_OF_CHARACTER.min(part.len()) } else { 0 };
        let cuts = (0..=most(number > 0)).flat_map(|cut| (0..=most(end.is_some())).map(move |left| (cut, left)));
        let mut parts = cuts.filter_map(|(cut, left)| part.get(cut..part.len() - left));
        found.push_str(&parts.find_map(|part| encoding.decode_without_bom_handling_and_without_replacement(part))?);
        if let Some(end) = end {
            found.push('?');
            start = end;
        }
    }
    Some(found)
}

/// So many bytes are left of a character in UTF-8 at most of which one was lost.
const LEFT_OF_CHARACTER: usize = 2;

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '々')
}

/// Whether a character is one of Japanese texts, in the width in which names are written.
fn is_japanese(c: char) -> bool {
    is_kanji(c) || matches!(c, '\u{3000}'..='\u{3002}' | '「'..='】' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '！'..='～')
}

/// Whether a character is a letter with an accent, as names in Europe have.
fn is_western(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{24F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A text as it looks when it is read in another encoding; what cannot be read shows as a sign of that.
    fn misread(text: &str, was: &'static Encoding, read_as: &'static Encoding) -> String {
        let bytes = was.encode(text).0;
        read_as.decode_without_bom_handling(&bytes).0.into_owned()
    }

    #[test]
    fn what_was_read_in_another_encoding_is_found() {
        let names =
            ["見本 花子", "架空 一郎", "髙橋 健", "さくら訪問看護ステーション", "佐々木 恵", "居宅介護支援サービス"];
        for (read_as, was) in MISREADINGS {
            for name in names {
                let garbled = misread(name, was, read_as);
                // a byte that is lost in the middle may take the character beside it along
                if !garbled.contains('\u{FFFD}') {
                    assert_eq!(original(&garbled).as_deref(), Some(name), "{garbled} {}", read_as.name());
                }
            }
        }
        for (garbled, name) in [
            ("隕区悽 蛛･", "見本 健"),
            ("隕区悽 隱\u{F8F0}", "見本 誠"),
            ("隕区悽 闃ｱ蟄・", "見本 花?"),
            ("闃ｱ蟄?", "花?"),
            ("縺輔￥繧\u{FFFD}", "さく?"),
            ("\u{8c}©\u{96}{ \u{89}Ô\u{8e}q", "見本 花子"),
            ("æ\u{9e}¶ç©º ä¸\u{80}é\u{83}\u{8e}", "架空 一郎"),
            ("RenÃ©e", "Renée"),
            ("&#39640;橋", "高橋"),
            ("&#x9AD8;橋 &amp; 花", "高橋 & 花"),
            ("\\u9ad8\\u6a4b", "高橋"),
            ("\\ud842\\udfb7田", "𠮷田"),
            ("%E9%AB%98%E6%A9%8B", "高橋"),
        ] {
            assert_eq!(original(garbled).as_deref(), Some(name), "{garbled}");
        }
    }

    #[test]
    fn what_was_read_as_it_is_stays() {
        for name in [
            "見本 花子",
            "邊見 敏",
            "髙槗 薫",
            "齋藤 凛",
            "鷗外",
            "ﾐﾎﾝ ﾊﾅｺ",
            "ｽｽﾞｷ ﾀﾛｳ",
            "Renée Müller",
            "José Peña",
            "Ångström",
            "A&B",
            "R&D; 部",
            "100%20",
            "\\u12",
            "C:\\users",
            "Łukasz Żak",
            "김 민수",
            "王 小明",
            "Nguyễn Văn A",
            "※印",
            "①組",
        ] {
            assert_eq!(original(name), None, "{name}");
        }
    }

    #[test]
    fn the_usual_kanji_are_those_of_the_first_level() {
        assert!("亜腕見本".chars().all(|c| USUAL.contains(c)));
        assert!(!"弌熙髙隕".chars().any(|c| USUAL.contains(c)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn no_text_panics(text in prop_oneof!["\\PC{0,16}", any::<String>(), "[&#x0-9a-f;\\\\u%E隕区\u{FFFD}・?é]{0,16}"]) {
            let was = original(&text);
            prop_assert_ne!(was.as_ref(), Some(&text));
            prop_assert!(!is_escaped(&text) || text.chars().any(is_suspect));
        }
    }
}
