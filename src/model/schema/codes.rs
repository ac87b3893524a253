//! Lists of code words: how a coded cell is read. A cell is one of the words of its list, or is put together of them
//! and of parts that say nothing of their own: 退職済, 休職中, 終了（施設入所）.

use std::sync::OnceLock;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::SCHEMA;
use crate::base::normalize;
use crate::base::text::Lang;

/// A list of code words, by its place in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CodesId(pub(super) u8);

impl CodesId {
    /// Returns the list.
    pub fn def(self) -> &'static Codes {
        &SCHEMA.codes[usize::from(self.0)]
    }
}

/// Words by what they say, as the file has them.
pub(super) type Words = IndexMap<&'static str, Vec<&'static str>>;

/// A list of code words.
#[derive(Debug)]
pub struct Codes {
    /// Its name.
    pub name: &'static str,
    /// The canonical words; a cell holds the place in this list plus one, 0 when empty.
    pub words: Vec<&'static str>,
    /// Every way of writing one, the canonical word first, then those that people use.
    pub spellings: Vec<&'static str>,
    /// What a word for nothing says in a cell of the list: 0 if it leaves the cell empty.
    pub blank: u8,
    /// The code of a text that is none of the words; 0 if such a text cannot be read.
    pub otherwise: u8,
    labels: Vec<&'static str>,
    /// The code that each spelling stands for.
    spelled: Vec<u8>,
    parts: Words,
    /// The first of these codes is the second as well, and says more.
    beats: Option<(u8, u8)>,
    /// The same where the first stands in brackets behind the second.
    narrows: Option<(u8, u8)>,
    /// What the words are put together of, once a word is looked for.
    lexicon: OnceLock<Lexicon>,
}

/// What a part of a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Code(u8),
    /// Nothing of its own.
    With,
    /// That it may not be so.
    Against,
}

/// The normalized words of a list, and what others are put together of.
#[derive(Debug)]
struct Lexicon {
    whole: FxHashMap<String, u8>,
    /// By their first byte, the longest first.
    parts: FxHashMap<u8, Vec<(String, Meaning)>>,
}

/// What the parts of a text say.
#[derive(Debug, Default)]
struct Said {
    codes: Vec<u8>,
    is_against: bool,
    /// Whether something stands there that is no part.
    has_more: bool,
}

impl Codes {
    /// Builds the list as the file has it: each code with the words that people write for it, and further parts of words.
    pub(super) fn of(name: &'static str, words: &Words, parts: Words) -> anyhow::Result<Self> {
        let mut codes = Self {
            name,
            words: words.keys().copied().collect(),
            spellings: words.iter().flat_map(|(word, said)| [word].into_iter().chain(said)).copied().collect(),
            blank: 0,
            otherwise: 0,
            labels: words.iter().map(|(word, said)| *said.first().unwrap_or(word)).collect(),
            spelled: words.values().zip(1..).flat_map(|(said, code)| vec![code; said.len() + 1]).collect(),
            parts,
            beats: None,
            narrows: None,
            lexicon: OnceLock::new(),
        };
        let named = |key: &str| -> anyhow::Result<Vec<u8>> {
            let of_code = |word| codes.code(word).ok_or_else(|| anyhow::anyhow!("no code {word} in {name}"));
            codes.parts.get(key).into_iter().flatten().map(|word| of_code(word)).collect()
        };
        let first = |key: &str| named(key).map(|codes| codes.first().copied().unwrap_or(0));
        let (blank, otherwise) = (first("blank")?, first("otherwise")?);
        let pair = |key: &str| named(key).map(|codes| codes.first().copied().zip(codes.get(1).copied()));
        let (beats, narrows) = (pair("beats")?, pair("narrows")?);
        (codes.beats, codes.narrows) = (beats, narrows);
        (codes.blank, codes.otherwise) = (blank, otherwise);
        Ok(codes)
    }

    /// Reads a cell as one of the words; `None` if it is none of them.
    pub fn read_word(&self, cell: &str) -> Option<u8> {
        if let Some(code) = self.code(cell) {
            return Some(code);
        }
        let normalized = normalize::characters(cell);
        let whole = &self.lexicon().whole;
        whole.get(&normalized).or_else(|| whole.get(&joined(&normalized)?)).copied()
    }

    /// Reads a cell: one of the words, or what is put together of them, behind a number or without one; `None` if it is neither.
    pub fn read(&self, cell: &str) -> Option<u8> {
        let read = |cell: &str| self.read_word(cell).or_else(|| self.compose(&normalize::characters(cell)));
        read(cell).or_else(|| read(without_number(cell)?))
    }

    /// Returns the code of a canonical word.
    pub fn code(&self, word: &str) -> Option<u8> {
        self.words.iter().position(|w| *w == word).map(|i| i as u8 + 1)
    }

    /// Says a code in a report; empty for an empty cell.
    pub fn say(&self, code: u8, lang: Lang) -> &str {
        match (code, lang) {
            (0, _) => "",
            (c, Lang::Ja) => self.labels[usize::from(c) - 1],
            (c, Lang::En) => self.words[usize::from(c) - 1],
        }
    }

    fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(|| {
            let all = self.spellings.iter().zip(&self.spelled);
            let mut whole: FxHashMap<String, u8> =
                all.map(|(word, code)| (normalize::characters(word), *code)).collect();
            let by_joined: Vec<(String, u8)> =
                whole.iter().filter_map(|(word, code)| Some((joined(word)?, *code))).collect();
            by_joined.into_iter().for_each(|(word, code)| _ = whole.entry(word).or_insert(code));
            let meaning = |key: &str| match key {
                "with" => Some(Meaning::With),
                "against" => Some(Meaning::Against),
                code => self.code(code).map(Meaning::Code),
            };
            let parts = self.parts.iter().filter_map(|(key, parts)| Some((meaning(key)?, parts)));
            let further =
                parts.flat_map(|(meaning, parts)| parts.iter().map(move |p| (normalize::characters(p), meaning)));
            let words = self.spellings.iter().zip(&self.spelled);
            let words = words.map(|(word, code)| (normalize::characters(word), Meaning::Code(*code)));
            // Latin words are short, and stand in any id: they are read alone
            let all = further.chain(words).filter(|(part, _)| !part.is_ascii() || part.len() > 2);
            let mut sorted: Vec<(String, Meaning)> = all.collect();
            sorted.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            let mut parts: FxHashMap<u8, Vec<(String, Meaning)>> = FxHashMap::default();
            for (part, meaning) in sorted {
                parts.entry(part.as_bytes()[0]).or_default().push((part, meaning));
            }
            Lexicon { whole, parts }
        })
    }

    /// The code of a normalized text that is put together. What stands in brackets may say more than what stands before
    /// them, but nothing else.
    fn compose(&self, normalized: &str) -> Option<u8> {
        if normalized.len() > LONGEST {
            return None;
        }
        let (outside, mut inside) = without_brackets(normalized)?;
        let mut outside = without_dates(&outside);
        if outside.is_empty() && inside.len() == 1 {
            outside = without_dates(&inside.remove(0));
        }
        let said = self.lexicon().whole_of(&outside)?;
        let mut code = self.one_of(&said.codes).filter(|_| !said.is_against)?;
        for remark in inside {
            let remark = without_dates(&remark);
            let said = self.lexicon().whole_of(&remark).unwrap_or_else(|| self.lexicon().within(&remark));
            match (self.one_of(&said.codes), said.is_against) {
                // (予定) turns what stands before it; (4/1終了予定) is about something else, and so is (資格取得予定)
                (None, true) if said.codes.is_empty() && said.has_more => {}
                (Some(other), true) if other != code => {}
                (None, false) if said.codes.is_empty() => {}
                (_, true) | (None, false) => return None,
                (Some(other), false) if self.narrows == Some((other, code)) => code = other,
                (Some(other), false) => code = self.one_of(&[code, other])?,
            }
        }
        Some(code)
    }

    /// The one code of several that say the same, or of which one says more than the other.
    fn one_of(&self, codes: &[u8]) -> Option<u8> {
        let (first, rest) = codes.split_first()?;
        rest.iter().try_fold(*first, |code, other| match self.beats {
            _ if code == *other => Some(code),
            Some((more, less)) if [(more, less), (less, more)].contains(&(code, *other)) => Some(more),
            _ => None,
        })
    }
}

/// A normalized word of a program without the marks between its parts: `IN_USE`, `in-use`; `None` for any other.
fn joined(normalized: &str) -> Option<String> {
    let is_programs =
        normalized.contains(['_', '-']) && normalized.is_ascii() && normalized.contains(char::is_alphabetic);
    is_programs.then(|| normalized.replace(['_', '-'], ""))
}

/// What stands behind the number or the letter that a list gives each of its words: `1:在職`, `1.在職`, `1;#在職`, `P:患者`, `0在籍`.
fn without_number(cell: &str) -> Option<&str> {
    let is_letter = cell.starts_with(|c: char| c.is_ascii_alphabetic());
    let end = if is_letter { 1 } else { cell.find(|c: char| !c.is_ascii_digit())? };
    let (number, rest) = cell.split_at(end);
    let marked = ["：", ":", ";#", ".", "．", "_"].iter().find_map(|mark| rest.strip_prefix(mark)).map(str::trim_start);
    // without a mark between them, what stands behind a number must be no Latin word, and no counter
    let bare = (!is_letter && rest.starts_with(|c: char| !c.is_ascii())).then_some(rest);
    let word = marked.or(bare)?;
    let is_word = !number.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit());
    is_word.then_some(word)
}

/// So long, in bytes, a word may be that is put together; anything longer is a sentence.
const LONGEST: usize = 96;

impl Lexicon {
    /// The parts at the head of a text, the longest first.
    fn parts_at<'l>(&'l self, text: &'l str) -> impl Iterator<Item = &'l (String, Meaning)> {
        let parts = text.bytes().next().and_then(|first| self.parts.get(&first));
        parts.into_iter().flatten().filter(|(part, _)| text.starts_with(part.as_str()))
    }

    /// What a text says that is nothing but parts; `None` if there is more to it.
    fn whole_of(&self, text: &str) -> Option<Said> {
        // from the end: the part that begins at each place, if from there on all is parts
        let mut begins: Vec<Option<&(String, Meaning)>> = vec![None; text.len()];
        for at in (0..text.len()).rev().filter(|at| text.is_char_boundary(*at)) {
            begins[at] = self.parts_at(&text[at..]).find(|(part, _)| {
                let end = at + part.len();
                end == text.len() || begins[end].is_some()
            });
        }
        let (mut said, mut at) = (Said::default(), 0);
        while at < text.len() {
            let (part, meaning) = begins[at]?;
            said.note(*meaning);
            at += part.len();
        }
        (at > 0).then_some(said)
    }

    /// What the parts in a text say, whatever else stands there.
    fn within(&self, text: &str) -> Said {
        let (mut said, mut rest) = (Said::default(), text);
        while let Some(next) = rest.chars().next() {
            let part = self.parts_at(rest).find(|(part, _)| !is_short(part));
            if let Some((part, meaning)) = part {
                said.note(*meaning);
                rest = &rest[part.len()..];
            } else {
                said.has_more |= next.is_alphanumeric();
                rest = &rest[next.len_utf8()..];
            }
        }
        said
    }
}

/// Whether a part is one character, which may stand in any other word.
fn is_short(part: &str) -> bool {
    part.chars().nth(1).is_none()
}

impl Said {
    fn note(&mut self, meaning: Meaning) {
        match meaning {
            Meaning::Code(code) => self.codes.push(code),
            Meaning::With => {}
            Meaning::Against => self.is_against = true,
        }
    }
}

/// A normalized text without what stands in brackets, and that; `None` where a bracket is alone.
fn without_brackets(text: &str) -> Option<(String, Vec<String>)> {
    let (mut outside, mut inside, mut depth) = (String::new(), Vec::<String>::new(), 0_u32);
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' | '<' | '《' => {
                depth += 1;
                inside.extend((depth == 1).then(String::new));
            }
            ')' | ']' | '】' | '〕' | '>' | '》' => depth = depth.checked_sub(1)?,
            c if depth == 0 => outside.push(c),
            c => inside.last_mut()?.push(c),
        }
    }
    (depth == 0).then_some((outside, inside))
}

/// A normalized text without days and months, and the marks between its words.
fn without_dates(text: &str) -> String {
    let (mut bare, mut rest, mut before) = (String::new(), text, None::<char>);
    while let Some(next) = rest.chars().next() {
        let date = if before.is_none_or(|c| !c.is_ascii_alphanumeric()) { date_length(rest) } else { 0 };
        if date > 0 {
            (rest, before) = (&rest[date..], None);
            continue;
        }
        if !matches!(next, ',' | '、' | '。' | ':' | ';' | '/' | '・' | '※' | '*' | '→' | '~') {
            bare.push(next);
        }
        (rest, before) = (&rest[next.len_utf8()..], Some(next));
    }
    bare
}

/// How long the day or the month at the head of a text is; 0 if there is none, as in an id.
fn date_length(text: &str) -> usize {
    let eras = ["令和", "平成", "昭和", "r", "h", "s"].iter().filter_map(|era| text.strip_prefix(era));
    let number = eras.chain([text]).find(|behind| behind.starts_with(|c: char| c.is_ascii_digit() || c == '元'));
    let Some(number) = number else { return 0 };
    let is_sign = |c: char| matches!(c, '.' | '/' | '-' | '年' | '月' | '日');
    let is_of_date = |c: char| c.is_ascii_digit() || is_sign(c) || matches!(c, '元' | '末' | '付' | '頃');
    let date = &number[..number.find(|c| !is_of_date(c)).unwrap_or(number.len())];
    let is_date = date.contains(is_sign) || date.len() >= 6;
    if is_date { text.len() - number.len() + date.len() } else { 0 }
}

#[cfg(test)]
mod tests;
