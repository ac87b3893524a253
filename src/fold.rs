//! How names, e-mails and ids are folded so that they can be compared. Folding is for comparing only:
//! what is shown is always the cell as it stands.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Kanji that are variants of one another, folded to the second of each pair.
static VARIANTS: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    include_str!("kanji.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut chars = line.chars().filter(|c| !c.is_whitespace());
            Some((chars.next()?, chars.next()?))
        })
        .collect()
});

/// Behind a name, these are politeness.
const HONORIFICS: [&str; 4] = ["様", "さま", "さん", "氏"];

/// A name without what people write differently: width, spaces, variation selectors, variant kanji, case, 様 さん 氏.
/// Folding a folded name changes nothing.
pub fn name(text: &str) -> String {
    let mut folded = characters(text);
    while let Some(shorter) = HONORIFICS.iter().find_map(|h| folded.strip_suffix(h)).filter(|s| !s.is_empty()) {
        folded.truncate(shorter.len());
    }
    folded
}

/// The characters of a text, folded as in [`name`], nothing cut off.
pub fn characters(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !invisible(*c))
        .map(|c| VARIANTS.get(&c).copied().unwrap_or(c))
        .flat_map(char::to_lowercase)
        .collect()
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

/// A reading: as [`name`], hiragana and katakana alike.
pub fn kana(text: &str) -> String {
    name(text)
        .chars()
        .map(|c| match c {
            'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// An e-mail address: width, case and surrounding space do not matter.
pub fn email(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_lowercase()
}

/// An id: width and surrounding space do not matter.
pub fn id(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text.trim())
    } else {
        Cow::Owned(text.nfkc().collect::<String>().trim().to_owned())
    }
}

/// A header or a file's name: width, spaces, line breaks and case do not matter.
pub fn header(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && !invisible(*c)).flat_map(char::to_lowercase).collect()
}

/// A document's edition: `第7.0版`, `7.0`, `Ver.7.0` are one.
pub fn edition(text: &str) -> String {
    let folded = characters(text);
    let cut = folded
        .trim_start_matches("version")
        .trim_start_matches("ver.")
        .trim_start_matches("ver")
        .trim_start_matches('v');
    cut.trim_start_matches('第').trim_end_matches('版').to_owned()
}

/// Whether a cell reads like a name rather than an id: it has letters beyond ASCII, or a space between words.
pub fn reads_like_name(text: &str) -> bool {
    let text = id(text);
    !text.is_ascii() || text.contains(char::is_whitespace)
}

/// Whether a name shows signs that characters were lost when its file was saved.
pub fn is_lossy(text: &str) -> bool {
    text.contains(['?', '〓', '□', '\u{FFFD}'])
}

/// Whether two folded names differ by one character changed, missing or added, or by 斎 and 斉 alone.
pub fn nearly(a: &str, b: &str) -> bool {
    a != b && (strsim::levenshtein(a, b) <= 1 || a.replace('斉', "斎") == b.replace('斉', "斎"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_fold_to_one() {
        for text in ["高橋 花子", "髙橋　花子", "髙橋花子様", "高橋\u{FE00}花子さん", " 高橋花子氏 "]
        {
            assert_eq!(name(text), "高橋花子", "{text}");
        }
        assert_eq!(name("渡邉"), name("渡辺"));
        assert_eq!(name("齋藤"), name("斎藤"));
        assert_ne!(name("斎藤"), name("斉藤"));
        assert!(nearly(&name("斎藤一"), &name("斉藤一")));
        assert!(!nearly("見本太郎", "見本花子"));
        assert_eq!(kana("ﾐﾎﾝ ﾀﾛｳ"), "みほんたろう");
        assert_eq!(email(" ＡＢＣ@Example.JP "), "abc@example.jp");
        assert_eq!(edition("第７．０版"), "7.0");
        assert_eq!(edition("Ver. 7.0"), "7.0");
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(text in "\\PC{0,12}") {
            prop_assert_eq!(name(&name(&text)), name(&text));
            prop_assert_eq!(kana(&kana(&text)), kana(&text));
        }
    }
}
