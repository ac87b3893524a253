//! How names, e-mails and ids are normalized so that they can be compared. Normalizing is for comparing only:
//! what is shown is always the cell as it stands.

mod ids;
mod person;

use std::borrow::Cow;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use fixedbitset::FixedBitSet;
use rustc_hash::FxHashMap;
use unicode_normalization::char::compose;
use unicode_normalization::{UnicodeNormalization, is_nfkc};

use crate::base::{embedded, garbled};

pub use ids::{id, id_loosely, is_destroyed_id, may_have_destroyed};
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

/// Returns a name as [`characters`], without the honorifics 様 さま さん 氏 殿 先生 behind it. A name that is nothing but an
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

/// Returns the characters of a text without what people write differently, nothing cut off behind:
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

/// Returns a reading: as [`name`], hiragana and katakana alike. It is compared as spelled: おお is neither おー nor お.
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

/// Returns an e-mail address: width, case and surrounding space do not matter.
pub fn email(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_ascii_lowercase();
    }
    nfkc(text).collect::<String>().trim().to_lowercase()
}

/// Returns a header or a file's name: width, spaces, line breaks and case do not matter.
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

/// Returns a text in the usual width: full-width digits and letters become half-width, half-width kana full-width.
pub fn width(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfkc().collect()
}

/// Returns a document's edition: `第7.0版`, `7.0`, `Ver.7.0` are one, and `7` too, for spreadsheets drop the `.0`.
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

/// Returns the editions that a cell names, wherever they stand in it: `第7.0版(令和8年6月)` names 7.0. A bare number among
/// words may be anything, as the year or the month of a day.
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

/// Returns whether a cell reads like a name rather than an id: it has letters beyond ASCII, or a space between words.
pub fn reads_like_name(text: &str) -> bool {
    let text = id(text);
    !text.is_ascii() || text.contains(char::is_whitespace)
}

/// Returns whether a name or an id shows signs that characters were lost when its file was saved, or is in an encoding
/// that it was not read in.
pub fn is_lossy(text: &str) -> bool {
    text.chars().any(garbled::is_suspect)
        && (text.chars().any(is_sign_of_loss) || garbled::is_escaped(text) || garbled::original(text).is_some())
}

/// Returns whether an id is not what it was: characters were lost, or a spreadsheet destroyed it.
pub fn is_lossy_id(id: &str) -> bool {
    is_lossy(id) || is_destroyed_id(id)
}

/// Whether a character stands for another, or only a font of one office shows it.
fn is_sign_of_loss(c: char) -> bool {
    matches!(c, '?' | '〓' | '□' | '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

/// Returns whether two normalized names are so alike that one may be a slip for the other: they differ by 斎 and 斉
/// alone, or, if both have three characters or more, by one character changed, missing or added. Of shorter names too
/// many are one character apart (林 and 森, 林一 and 林二).
pub fn nearly(a: &str, b: &str) -> bool {
    let long = |name: &str| name.chars().nth(2).is_some();
    a != b && (a.replace('斉', "斎") == b.replace('斉', "斎") || (long(a) && long(b) && strsim::levenshtein(a, b) <= 1))
}

#[cfg(test)]
mod tests;
