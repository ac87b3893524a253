//! How names, e-mails and ids are normalized so that they can be compared. Normalizing is for comparing only:
//! what is shown is always the cell as it stands.

mod person;

use std::borrow::Cow;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use fixedbitset::FixedBitSet;
use rustc_hash::FxHashMap;
use unicode_normalization::char::compose;
use unicode_normalization::{UnicodeNormalization, is_nfkc};

use crate::base::{embedded, garbled};

pub use person::Person;

/// Kanji that are one and the same character in another form, normalized to the second of each pair.
static VARIANTS: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| embedded::VARIANTS.iter().copied().collect());

/// What has been found out of the characters up to the last of the usual kanji, two bits for each: whether it has been asked
/// for, and whether it stays as it is wherever it stands, as nearly all of a Japanese text do.
static PLAIN: [AtomicU64; 0xA000 / 32] = [const { AtomicU64::new(0) }; 0xA000 / 32];

/// A set of characters, a bit for each.
#[derive(Debug)]
pub(crate) struct CharSet(FixedBitSet);

impl CharSet {
    pub(crate) fn contains(&self, c: char) -> bool {
        self.0.contains(c as usize)
    }
}

impl FromIterator<char> for CharSet {
    fn from_iter<I: IntoIterator<Item = char>>(chars: I) -> Self {
        let mut set = FixedBitSet::with_capacity(0x1_0000);
        chars.into_iter().for_each(|c| set.grow_and_insert(c as usize));
        Self(set)
    }
}

/// Behind a name, these are politeness. 君 is not among them: given names end in it.
const HONORIFICS: [&str; 6] = ["様", "さま", "さん", "氏", "殿", "先生"];

/// A name as [`characters`], without the honorifics 様 さま さん 氏 殿 先生 behind it. A name that is nothing but an
/// honorific keeps it. Normalizing a normalized name changes nothing.
pub fn name(text: &str) -> String {
    without_honorifics(characters(text))
}

fn without_honorifics(mut normalized: String) -> String {
    while normalized.chars().next_back().is_some_and(ends_honorific)
        && let Some(shorter) = HONORIFICS.iter().find_map(|h| normalized.strip_suffix(h)).filter(|s| !s.is_empty())
    {
        normalized.truncate(shorter.len());
    }
    normalized
}

/// Whether a character is the last of an honorific.
fn ends_honorific(c: char) -> bool {
    matches!(c, '様' | 'ま' | 'ん' | '氏' | '殿' | '生')
}

/// The characters of a text without what people write differently, nothing cut off behind:
///
/// - width, case, spaces and what cannot be seen (variation selectors, marks of direction) do not matter;
/// - kanji that are the same character in another form are alike (髙 高), different characters are not (斎 斉);
/// - `・` and its look-alikes, `゠` and `=` part the names of foreigners as a space does, and are dropped like one;
/// - a dash of any kind behind kana is the long vowel mark `ー`, anywhere else (`ー` too) it is `-`;
/// - 々 stands for the kanji before it, ゝ ゞ for the kana before them: 佐々木 and 佐佐木, みすゞ and みすず are the
///   same name, and registers hold both;
/// - ヶ and ヵ are as ケ and カ, which stand for 箇 and not for a sound. Other small kana are kept: ョ is not ヨ.
pub fn characters(text: &str) -> String {
    let mut normalized = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| !is_known_as_plain(*c)) {
        if !is_stable(c) {
            return unsettled(text);
        }
        normalized.push_str(&rest[..at]);
        if is_kept(c) {
            // what is settled has no case beyond ASCII
            push_alike(&mut normalized, full_size(c).to_ascii_lowercase());
        }
        rest = &rest[at + c.len_utf8()..];
    }
    normalized.push_str(rest);
    normalized
}

/// A text in the usual width, whichever of two characters the tables of its encoding made of one.
fn nfkc(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(one_of_two).nfkc()
}

/// The one of two characters that stand in different tables for the same code of `Shift_JIS`: which it became depends on the
/// program that read the file.
fn one_of_two(c: char) -> char {
    match c {
        // these differ in width alone from what their other is normalized to
        '\u{301C}' | '\u{203E}' | '\u{FFE3}' => '~',
        '\u{2212}' => '-',
        '\u{00A5}' | '\u{FFE5}' => '\\',
        '\u{2016}' => '\u{2225}',
        '\u{2014}' => '\u{2015}',
        '\u{22EF}' => '\u{2026}',
        c => c,
    }
}

/// The characters of a text that must be normalized.
fn unsettled(text: &str) -> String {
    // what a space kept apart may compose: NFKC makes of `か゛` か, a space and a combining mark
    let kept = |c: &char| is_kept(*c) && !invisible(*c);
    composed(alike(composed(nfkc(text).filter(kept).map(full_size).flat_map(char::to_lowercase).collect()).chars()))
}

/// Whether a character is one of a text that counts, and parts none that do.
fn is_kept(c: char) -> bool {
    !c.is_whitespace() && !parts_names(c)
}

/// Whether a character stays as it is wherever it stands; found out once for each.
fn is_known_as_plain(c: char) -> bool {
    let Some(known) = PLAIN.get(c as usize / 32) else { return false };
    let place = 2 * (c as u32 % 32);
    let found = match known.load(Ordering::Relaxed) >> place & 0b11 {
        0 => {
            let found = if is_plain(c) { 0b11 } else { 0b01 };
            known.fetch_or(found << place, Ordering::Relaxed);
            found
        }
        found => found,
    };
    found == 0b11
}

/// The same, found out now.
fn is_plain(c: char) -> bool {
    let changes = full_size(c) != c || c.is_ascii_uppercase() || VARIANTS.contains_key(&c);
    let depends_on_last = is_dash(c) || matches!(c, '々' | '〻' | 'ゝ' | 'ヽ' | 'ゞ' | 'ヾ');
    is_stable(c) && is_kept(c) && !changes && !depends_on_last
}

/// The characters with the variants, marks and dashes among them normalized.
fn alike(plain: impl Iterator<Item = char>) -> String {
    let mut normalized = String::new();
    plain.for_each(|c| push_alike(&mut normalized, c));
    normalized
}

/// Adds a character to those that are normalized, normalized as it is behind them.
fn push_alike(normalized: &mut String, c: char) {
    // a voice mark that is still apart belongs to the kana before it
    let last = || normalized.chars().rfind(|c| !matches!(c, '\u{3099}' | '\u{309A}'));
    let c = match c {
        '々' | '〻' => last().filter(|before| is_kanji(*before)).unwrap_or(c),
        'ゝ' | 'ヽ' => last().and_then(unvoiced).unwrap_or(c),
        'ゞ' | 'ヾ' => last().and_then(voiced).unwrap_or(c),
        _ if is_dash(c) && last().is_some_and(carries_length) => 'ー',
        _ if is_dash(c) => '-',
        _ if c < '\u{2E80}' || is_kana(c) => c,
        _ => VARIANTS.get(&c).copied().unwrap_or(c),
    };
    normalized.push(c);
}

/// Whether a text is its own normal form whatever stands beside it, but for its spaces.
pub(crate) fn is_settled(text: &str) -> bool {
    text.chars().all(is_stable)
}

/// Whether a character is its own normal form whatever stands beside it, as nearly all of a Japanese name are, and of a
/// sentence. A space in full width becomes one that is dropped like it.
fn is_stable(c: char) -> bool {
    matches!(c, ' '..='~' | '\t' | '\n' | '\r' | '\u{3000}'..='】' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '\u{4E00}'..='\u{9FFF}')
}

/// Whether a character of a header is stable, no space and no capital letter, and normalized already.
fn is_plain_in_header(c: char) -> bool {
    matches!(c, '!'..='@' | '['..='~' | '\u{3001}'..='】' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '\u{4E00}'..='\u{9FFF}')
}

fn composed(text: String) -> String {
    if is_nfkc(&text) { text } else { text.nfkc().collect() }
}

/// Whether a character takes part in a text without being seen.
pub(crate) fn invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}')
        || (c.is_control() && !c.is_whitespace())
}

/// Whether a character is one of the dashes and lines that are typed for one another, the long vowel mark among them.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}' | 'ー')
}

/// Whether a character parts the names of a foreigner.
fn parts_names(c: char) -> bool {
    matches!(c, '・' | '\u{00B7}' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22C5}' | '\u{30A0}' | '=')
}

/// The kana of which ヶ and ヵ are the small forms.
fn full_size(c: char) -> char {
    match c {
        'ヶ' => 'ケ',
        'ヵ' => 'カ',
        'ゖ' => 'け',
        'ゕ' => 'か',
        c => c,
    }
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ')
}

/// Whether a long vowel mark may stand behind a character: a kana, its voice mark, or the mark itself.
fn carries_length(c: char) -> bool {
    is_kana(c) || matches!(c, '\u{3099}' | '\u{309A}' | 'ー')
}

/// A kana without its voice mark, as ゝ repeats it: づゝ is づつ.
fn unvoiced(kana: char) -> Option<char> {
    Some(kana).filter(|c| is_kana(*c))?.nfd().next()
}

/// A kana with a voice mark, as ゞ repeats it; `None` if there is none.
fn voiced(kana: char) -> Option<char> {
    compose(unvoiced(kana)?, '\u{3099}')
}

/// A reading: as [`name`], hiragana and katakana alike. It is compared as spelled: おお is neither おー nor お.
pub fn kana(text: &str) -> String {
    let normalized = characters(text);
    let hiragana = |c| match c {
        'ァ'..='ヴ' | 'ヽ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        c => c,
    };
    let is_one_to_one = |c| matches!(c, ' '..='~' | 'ぁ'..='ゔ' | 'ァ'..='ヴ' | 'ー' | '\u{4E00}'..='\u{9FFF}');
    if normalized.chars().all(is_one_to_one) {
        let mut read = String::with_capacity(normalized.len());
        read.extend(normalized.chars().map(hiragana));
        return without_honorifics(read);
    }
    // taken apart, so that ヷ meets わ with a voice mark
    let hiragana = normalized.nfd().map(hiragana);
    without_honorifics(hiragana.nfc().collect())
}

/// An e-mail address: width, case and surrounding space do not matter.
pub fn email(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_ascii_lowercase();
    }
    nfkc(text).collect::<String>().trim().to_lowercase()
}

/// An id: width, what cannot be seen and surrounding space do not matter, nor the apostrophe before it with which a
/// spreadsheet marks text.
pub fn id(text: &str) -> Cow<'_, str> {
    // within a text, a space in full width is none of its own normal form
    if text.is_ascii() || text.trim().chars().all(|c| is_stable(c) && c != '\u{3000}') {
        Cow::Borrowed(without_apostrophe(text.trim()))
    } else {
        let normalized: String = nfkc(text).filter(|c| !invisible(*c)).collect();
        Cow::Owned(without_apostrophe(normalized.trim()).to_owned())
    }
}

fn without_apostrophe(id: &str) -> &str {
    id.strip_prefix(['\'', '’']).map_or(id, str::trim_start)
}

/// An id as several people and programs write it: upper or lower case, with hyphens or without, with leading zeros or
/// without, and a number as a spreadsheet shows it (`12.0`, `1,013`).
pub fn id_loosely(text: &str) -> String {
    let plain: String = id(text).chars().filter(|c| !is_dash(*c)).flat_map(char::to_lowercase).collect();
    let number = as_number(&plain);
    let bare = number.trim_start_matches('0');
    if bare.is_empty() || !bare.starts_with(|c: char| c.is_ascii_digit()) { number } else { bare.to_owned() }
}

/// A whole number without the commas between its thousands and the zeros behind its point; any other text as it is.
fn as_number(text: &str) -> String {
    let (whole, behind) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let are_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let are_thousands = groups.clone().all(|group| group.len() == 3 && are_digits(group))
        && (groups.next().is_none() || first.len() <= 3);
    let is_number = !first.is_empty() && are_digits(first) && are_thousands && behind.bytes().all(|b| b == b'0');
    if is_number { whole.replace(',', "") } else { text.to_owned() }
}

/// Whether an id is what a spreadsheet leaves of a number that it shows in short or has no room for (`1.31E+09`, `######`).
pub fn is_destroyed_id(text: &str) -> bool {
    let text = id(text);
    exponent(&text).is_some() || (text.len() > 1 && text.bytes().all(|b| b == b'#'))
}

/// The digits before and behind the point of a number with an exponent, and that.
fn exponent(text: &str) -> Option<(&str, &str, u32)> {
    let (digits, exponent) = text.split_once(['E', 'e'])?;
    let exponent = exponent.strip_prefix('+')?;
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let is_it = whole.len() == 1 && are_digits(whole) && are_digits(decimals) && are_digits(exponent);
    Some((whole, decimals, exponent.parse().ok().filter(|_| is_it)?))
}

/// So many digits of a number a spreadsheet keeps.
const MOST_SHOWN: usize = 15;

/// Whether a spreadsheet may have made this of an id.
pub fn may_have_destroyed(made: &str, id: &str) -> bool {
    let made = self::id(made);
    let Some((whole, decimals, exponent)) = exponent(&made) else { return false };
    let number = id.trim_start_matches('0');
    let (shown, is_all) = (decimals.len() + 1, number.len() == exponent as usize + 1);
    if !is_all || !number.bytes().all(|b| b.is_ascii_digit()) || shown > MOST_SHOWN {
        return false;
    }
    let digits = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
    let (head, rest) = number.split_at(shown.min(number.len()));
    // a spreadsheet rounds up from a half on
    let rounded = digits(head) + u64::from(rest.starts_with(['5', '6', '7', '8', '9']));
    rounded == digits(&[whole, decimals].concat())
}

/// A header or a file's name: width, spaces, line breaks and case do not matter.
pub fn header(text: &str) -> String {
    header_of(text).into_owned()
}

/// The same; a text that is normalized already, as nearly all that the program itself knows are, stays where it is.
pub(crate) fn header_of(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain_in_header) {
        return Cow::Borrowed(text);
    }
    if is_settled(text) {
        let mut normalized = String::with_capacity(text.len());
        normalized.extend(text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()));
        return Cow::Owned(normalized);
    }
    nfkc(text).filter(|c| !c.is_whitespace() && !invisible(*c)).flat_map(char::to_lowercase).collect()
}

/// A text in the usual width: full-width digits and letters become half-width, half-width kana full-width.
pub fn width(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfkc().collect()
}

/// A document's edition: `第7.0版`, `7.0`, `Ver.7.0` are one, and `7` too, for spreadsheets drop the `.0`.
pub fn edition(text: &str) -> String {
    let normalized = characters(text);
    let cut = normalized
        .trim_start_matches("version")
        .trim_start_matches("ver.")
        .trim_start_matches("ver")
        .trim_start_matches('v');
    let cut = cut.trim_start_matches('第').trim_end_matches('版');
    cut.strip_suffix(".0").filter(|whole| !whole.is_empty() && !whole.contains('.')).unwrap_or(cut).to_owned()
}

/// The editions that a cell names, wherever they stand in it: `第7.0版(令和8年6月)` names 7.0. A bare number among words may be
/// anything, as the year or the month of a day.
pub fn editions(text: &str) -> Vec<String> {
    let normalized = characters(text);
    let mut found = vec![edition(text)];
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let mut from = 0;
    while let Some(start) = normalized[from..].find(|c: char| c.is_ascii_digit()).map(|at| from + at) {
        let end = normalized[start..].find(|c| !is_number(c)).map_or(normalized.len(), |at| start + at);
        let number = normalized[start..end].trim_end_matches('.');
        let (before, behind) = (&normalized[..start], &normalized[end..]);
        let is_marked = ["第", "v", "ver", "ver.", "version"].iter().any(|mark| before.ends_with(mark));
        if is_marked || behind.starts_with('版') || number.matches('.').count() == 1 {
            found.push(edition(number));
        }
        from = end;
    }
    found
}

/// Whether a cell reads like a name rather than an id: it has letters beyond ASCII, or a space between words.
pub fn reads_like_name(text: &str) -> bool {
    let text = id(text);
    !text.is_ascii() || text.contains(char::is_whitespace)
}

/// Whether a name or an id shows signs that characters were lost when its file was saved, or is in an encoding that it was not
/// read in.
pub fn is_lossy(text: &str) -> bool {
    text.chars().any(garbled::is_suspect)
        && (text.chars().any(is_sign_of_loss) || garbled::is_escaped(text) || garbled::original(text).is_some())
}

/// Whether an id is not what it was: characters were lost, or a spreadsheet destroyed it.
pub fn is_lossy_id(id: &str) -> bool {
    is_lossy(id) || is_destroyed_id(id)
}

/// Whether a character stands for another, or only a font of one office shows it.
fn is_sign_of_loss(c: char) -> bool {
    matches!(c, '?' | '〓' | '□' | '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

/// Whether two normalized names are so alike that one may be a slip for the other: they differ by 斎 and 斉 alone, or, if
/// both have three characters or more, by one character changed, missing or added. Of shorter names too many are one
/// character apart (林 and 森, 林一 and 林二).
pub fn nearly(a: &str, b: &str) -> bool {
    let long = |name: &str| name.chars().nth(2).is_some();
    a != b && (a.replace('斉', "斎") == b.replace('斉', "斎") || (long(a) && long(b) && strsim::levenshtein(a, b) <= 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn alike(names: &[&str]) {
        for text in &names[1..] {
            assert_eq!(name(text), name(names[0]), "{text} {}", names[0]);
        }
    }

    #[test]
    fn an_edition_is_known_wherever_it_stands_in_a_cell() {
        for cell in [
            "7.0",
            "7",
            "v7",
            "Ver.7.0",
            "第7.0版",
            "第7.0版(令和8年6月)",
            "安全管理ガイドライン 第7版",
            "ガイドライン 7.0",
        ] {
            assert!(editions(cell).contains(&"7".to_owned()), "{cell}");
        }
        for cell in ["", "6.0", "第6.0版(令和7年6月)", "令和7年", "2026.7.1", "7月"] {
            assert!(!editions(cell).contains(&"7".to_owned()), "{cell}");
        }
    }

    #[test]
    fn a_mark_repeats_the_kana_before_a_voice_mark_that_stands_apart() {
        for (text, normalized) in
            [("ハゝ\u{309A}ゝ", "ハパハ"), ("ハゝ\u{309A}ゞ", "ハパバ"), ("ハゝ\u{309A}-", "ハパー")]
        {
            assert_eq!(
                (characters(text).as_str(), characters(normalized).as_str()),
                (normalized, normalized),
                "{text}"
            );
        }
    }

    #[test]
    fn the_last_characters_of_honorifics_are_known() {
        let ends: Vec<char> = HONORIFICS.iter().filter_map(|word| word.chars().next_back()).collect();
        assert_eq!(('\0'..=char::MAX).find(|c| ends_honorific(*c) != ends.contains(c)), None);
    }

    #[test]
    fn what_is_known_of_a_character_is_so_whenever_it_is_asked() {
        let differs = |c: &char| is_known_as_plain(*c) != (*c < '\u{A000}' && is_plain(*c));
        assert_eq!(('\0'..=char::MAX).chain('\0'..=char::MAX).find(differs), None);
    }

    #[test]
    fn what_is_plain_is_stable_and_neither_a_space_nor_a_capital_letter() {
        let expected = |c: char| is_stable(c) && !c.is_ascii_uppercase() && !c.is_whitespace();
        assert_eq!(('\0'..=char::MAX).find(|c| is_plain_in_header(*c) != expected(*c)), None);
    }

    #[test]
    fn names_normalize_to_one() {
        for text in [
            "高橋 花子",
            "髙橋　花子",
            "髙橋花子様",
            "高橋\u{FE00}花子さん",
            " 高橋花子氏 ",
            "高\u{E0100}橋\u{200E}花子殿",
            "髙槗花子先生",
            "高𣘺花子 先生様",
            "⾼橋花子",
        ] {
            assert_eq!(name(text), "高橋花子", "{text}");
        }
        assert_eq!(email(" ＡＢＣ@Example.JP "), "abc@example.jp");
        for text in ["第７．０版", "Ver. 7.0", "7.0", "7", "第7版"] {
            assert_eq!(edition(text), edition("7.0"), "{text}");
        }
        for text in ["7.1", "6.0", "70", "7.0.1", ".0", ""] {
            assert_ne!(edition(text), edition("7.0"), "{text}");
        }
        assert_ne!(edition("2.0.0"), edition("2.0"));
    }

    #[test]
    fn forms_of_one_kanji_are_alike() {
        let same = [
            "髙高",
            "﨑崎",
            "嵜崎",
            "邉邊辺",
            "德徳",
            "濵濱浜",
            "廣広",
            "國国",
            "齋斎",
            "齊斉",
            "澤沢",
            "龍竜⻯",
            "嶋嶌島",
            "冨富",
            "辨瓣辯弁",
            "渕渊淵",
            "𠮷吉",
            "栁柳",
            "桒桑",
            "凛凜",
            "遙遥",
            "舘館",
            "⻑⾧長",
            "⼾戶戸",
            "神\u{FA19}",
            "塚\u{FA10}",
        ];
        for forms in same {
            let normalized: BTreeSet<String> = forms.chars().map(|c| name(&format!("見{c}一郎"))).collect();
            assert_eq!(normalized.len(), 1, "{forms}");
        }
    }

    #[test]
    fn different_kanji_stay_apart() {
        for other in
            ["斎斉", "齋齊", "齋斉", "斎齊", "裕祐", "坂阪", "堺界", "栢柏", "礒磯", "悳徳", "桝舛", "己巳", "末未"]
        {
            let normalized: BTreeSet<String> = other.chars().map(|c| name(&format!("見{c}一郎"))).collect();
            assert_eq!(normalized.len(), 2, "{other}");
        }
    }

    #[test]
    fn the_table_of_variants_is_sound() {
        let olds: BTreeSet<char> = embedded::VARIANTS.iter().map(|(old, _)| *old).collect();
        assert_eq!(olds.len(), embedded::VARIANTS.len(), "a source stands twice");
        assert!(olds.len() > 400);
        for (old, new) in embedded::VARIANTS.iter().copied() {
            assert_ne!(old, new);
            assert!(!olds.contains(&new), "{old} {new} is a chain");
            assert!(is_kanji(new), "{new}");
            for side in [old, new] {
                assert!(std::iter::once(side).nfkc().eq([side]), "NFKC folds it already");
            }
            assert_eq!(characters(&old.to_string()), new.to_string());
        }
    }

    #[test]
    fn marks_of_repetition_are_spelled_out() {
        alike(&["佐々木", "佐佐木", "佐 々 木", "佐〻木"]);
        alike(&["試驗々太郎", "試験験太郎"]);
        alike(&["みすゞ", "みすず", "みすず\u{200B}"]);
        alike(&["イスヾ", "イスズ", "ｲｽヾ"]);
        alike(&["すゝむ", "すすむ"]);
        alike(&["みづゝ", "みづつ"]);
        assert_eq!(name("々木"), "々木");
        assert_eq!(name("アゞ"), "アゞ", "ア has no voice");
    }

    #[test]
    fn dashes_and_dots_in_names() {
        alike(&["マリー見本", "マリ-見本", "マリ―見本", "マリ‐見本", "マリ−見本", "ﾏﾘｰ見本", "マリ─見本", "マリ–見本"]);
        alike(&["Smith-Jones", "Smith‐Jones", "ＳＭＩＴＨ－ＪＯＮＥＳ", "smith−jones", "SmithーJones"]);
        assert_eq!(characters("1-5"), "1-5");
        assert_ne!(name("マリー"), name("マリ"));
        alike(&[
            "マリア・ミホン",
            "マリア･ミホン",
            "マリア ミホン",
            "マリア·ミホン",
            "マリア＝ミホン",
            "マリア゠ミホン",
            "マリアミホン",
        ]);
        alike(&["見本ヶ丘", "見本ケ丘", "見本ｹ丘"]);
    }

    #[test]
    fn politeness_behind_a_name() {
        for word in HONORIFICS {
            assert_eq!(name(word), word);
            assert_eq!(name(&format!("見本一郎{word}")), "見本一郎");
            assert_eq!(name(&format!("見本一郎　{word}")), "見本一郎");
        }
        assert_eq!(name("さんさん"), "さん");
        assert_eq!(name("架空麗君"), "架空麗君");
        assert_eq!(characters("見本様"), "見本様");
    }

    #[test]
    fn readings() {
        for text in ["ﾐﾎﾝ ﾀﾛｳ", "ミホン　タロウ", "みほん たろう", "ミホンタロウ様", "ミほンたロう"]
        {
            assert_eq!(kana(text), "みほんたろう", "{text}");
        }
        for (a, b) in [
            ("ヴィオラ", "ゔぃおら"),
            ("ｳﾞｨｵﾗ", "ヴィオラ"),
            ("う゛ぃおら", "ヴィオラ"),
            ("ヷ", "わ゙"),
            ("ｶﾞｸ ﾊﾟｸ", "がくぱく"),
            ("イスヾ", "いすず"),
            ("ジョー", "じょ―"),
            ("ヶ", "け"),
            ("チサン", "ちさん"),
        ] {
            assert_eq!(kana(a), kana(b), "{a} {b}");
        }
        for (a, b) in
            [("キョウ", "キヨウ"), ("オオノ", "オーノ"), ("オオノ", "オノ"), ("ハット", "ハツト"), ("カク", "ガク")]
        {
            assert_ne!(kana(a), kana(b), "{a} {b}");
        }
    }

    #[test]
    fn characters_that_tables_map_in_two_ways_are_one() {
        for (one, other) in [
            ("A〜B", "A～B"),
            ("A‖B", "A∥B"),
            ("A−B", "A－B"),
            ("A—B", "A―B"),
            ("A¥B", "A＼B"),
            ("A￥B", "A\\B"),
            ("A‾B", "A￣B"),
            ("A¢B", "A￠B"),
            ("A£B", "A￡B"),
            ("A¬B", "A￢B"),
            ("A¦B", "A￤B"),
            ("A⋯B", "A…B"),
        ] {
            assert_eq!(name(one), name(other), "{one} {other}");
            assert_eq!(id(one), id(other), "{one} {other}");
            assert_eq!(header(one), header(other), "{one} {other}");
            assert_eq!(email(one), email(other), "{one} {other}");
        }
        assert_ne!(id("A〜B"), id("A-B"));
    }

    #[test]
    fn ids_as_several_programs_write_them() {
        for (one, other) in [
            ("12.0", "12"),
            ("0012.00", "12"),
            ("1,013", "1013"),
            ("1,234,567", "01234567"),
            ("s-01", "S01"),
            ("Ｓ－０１", "s01"),
            ("'0012", "12"),
            ("13-1030", "131030"),
        ] {
            assert_eq!(id_loosely(one), id_loosely(other), "{one} {other}");
        }
        for (one, other) in
            [("12.5", "125"), ("1,01", "101"), ("12,345,6", "123456"), ("1234,567", "1234567"), ("S0", "S"), ("0", "")]
        {
            assert_ne!(id_loosely(one), id_loosely(other), "{one} {other}");
        }
        assert_eq!((id("'0012").as_ref(), id("’０１２").as_ref(), id("S\u{200B}1").as_ref()), ("0012", "012", "S1"));
    }

    #[test]
    fn what_a_spreadsheet_makes_of_a_number() {
        for made in ["1.31E+09", "1E+10", "1.234567e+12", "######", "１.３１Ｅ＋０９"] {
            assert!(is_destroyed_id(made), "{made}");
        }
        for id in ["1310300123", "E+09", "S1E+01", "1.31E09", "12.3E+4", "#", "#12", "1.31E+", "1E5"] {
            assert!(!is_destroyed_id(id), "{id}");
        }
        for id in ["1310300123", "1305000000", "1314999999", "001310300123"] {
            assert!(may_have_destroyed("1.31E+09", id), "{id}");
        }
        for id in ["1315000001", "131030012", "13103001234", "1310300x23", ""] {
            assert!(!may_have_destroyed("1.31E+09", id), "{id}");
        }
        assert!(!may_have_destroyed("######", "1310300123"));
    }

    #[test]
    fn near_misses() {
        for (a, b) in [
            ("斎藤一", "斉藤一"),
            ("斎藤", "斉藤"),
            ("斎", "斉"),
            ("見本太郎", "見本太朗"),
            ("見本太郎", "見本太"),
            ("見本太郎", "見木太郎"),
            ("高橋花子", "?橋花子"),
            ("林太郎", "林大郎"),
        ] {
            assert!(nearly(a, b) && nearly(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("林", "森"),
            ("林", ""),
            ("林一", "林二"),
            ("林", "林一"),
            ("林一", "林一郎"),
            ("見本太郎", "見本花子"),
            ("見本太郎", "見本太郎"),
            ("見本太郎", "見太本郎"),
        ] {
            assert!(!nearly(a, b) && !nearly(b, a), "{a} {b}");
        }
    }

    fn typed() -> impl Strategy<Value = String> {
        let signs =
            "かがハパﾊﾞﾟ゛゙゚ヵヶゖゝゞヽヾ々〻ー-―・=゠ 　佐髙齋樣様さん氏殿先生先ヴヷわaA\u{301}´İ\u{FE00}\u{200B}1.";
        let signs: Vec<char> = signs.chars().collect();
        proptest::collection::vec(proptest::sample::select(signs), 0..8).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn normalizing_is_idempotent(text in prop_oneof!["\\PC{0,12}", any::<String>(), typed()]) {
            prop_assert_eq!(characters(&characters(&text)), characters(&text));
            prop_assert_eq!(name(&name(&text)), name(&text));
            prop_assert_eq!(kana(&kana(&text)), kana(&text));
            prop_assert_eq!(kana(&name(&text)), kana(&text));
        }

        #[test]
        fn normalizing_is_the_same_whatever_a_text_is_made_of(text in prop_oneof!["\\PC{0,12}", any::<String>(), typed()]) {
            let kept = || nfkc(&text).filter(|c| !c.is_whitespace() && !invisible(*c));
            prop_assert_eq!(header(&text), kept().flat_map(char::to_lowercase).collect::<String>());
            let plain: String = kept().filter(|c| !parts_names(*c)).map(full_size).flat_map(char::to_lowercase).collect();
            prop_assert_eq!(characters(&text), composed(super::alike(composed(plain).chars())));
        }

        #[test]
        fn what_is_settled_is_normalized_like_the_rest(text in prop_oneof!["[ -~\\t\\n\\r　-】ぁ-ゖァ-ー一-鿿]{0,12}", typed()]) {
            let visible: String = nfkc(&text).filter(|c| !invisible(*c)).collect();
            prop_assert_eq!(id(&text).into_owned(), without_apostrophe(visible.trim()).to_owned());
            let by_nfkc = |text: &str| -> String { text.nfkc().filter(|c| !c.is_whitespace() && !invisible(*c)).collect() };
            prop_assert_eq!(header(&text), by_nfkc(&text).to_lowercase());
            // a mark of width zero, which normalizing drops, unsettles a text
            prop_assert_eq!(characters(&text), characters(&format!("{text}\u{200B}")));
        }

        #[test]
        fn kana_is_read_the_same_when_taken_apart(text in prop_oneof!["[ぁ-ゖァ-ヺー一-鿿 ]{0,12}", typed()]) {
            let apart: String = characters(&text).nfd().collect();
            prop_assert_eq!(kana(&text), kana(&apart));
        }

        #[test]
        fn only_a_cell_without_letters_normalizes_to_nothing(text in prop_oneof!["\\PC{0,12}", typed()]) {
            prop_assert_eq!(name(&text).is_empty(), !nfkc(&text).any(|c| {
                !c.is_whitespace() && !invisible(c) && !parts_names(c)
            }));
        }
    }
}
