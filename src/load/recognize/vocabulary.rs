//! The words of which headers and names are made, and what they say of each table and column: `vocabulary.toml`, given
//! types. A text is taken apart into the words that cover the most of it, so that it does not matter in which order, width or
//! spacing they stand.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::verbs;
use crate::model::schema::{ColumnId, TableId, schema};

/// A set of things that words say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Concepts(u128);

impl Concepts {
    fn one(place: usize) -> Self {
        Self(1 << place)
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Everything that several say.
    pub(super) fn of_all(several: impl IntoIterator<Item = Self>) -> Self {
        several.into_iter().fold(Self::default(), Self::with)
    }
}

/// A word of a text, with all that it may say.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) says: Concepts,
}

/// A text taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrase {
    /// The words that mean something, in order.
    pub(super) pieces: Vec<Piece>,
    /// How much of the text they make up, of 100.
    pub(super) cover: u32,
}

impl Phrase {
    /// Everything that its words may say.
    pub(super) fn says(&self) -> Concepts {
        Concepts::of_all(self.pieces.iter().map(|piece| piece.says))
    }
}

/// Words that, together, mean a column, and how surely.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) concepts: Vec<Concepts>,
    /// Of 100.
    pub(super) weight: u32,
    /// Whether nothing that goes without saying in the table may be said beside it.
    pub(super) is_alone: bool,
}

/// How headers speak of a column.
#[derive(Debug)]
pub(super) struct Wording {
    pub(super) says: Saying,
    pub(super) patterns: Vec<Pattern>,
    /// Everything that the patterns ask for.
    pub(super) concepts: Concepts,
    /// What may be said beside a pattern, as other patterns say the same: 終了・死亡日, 管理者（リーダー）.
    pub(super) synonyms: Concepts,
}

/// What a header says of the cells below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saying {
    /// What they hold.
    Value,
    /// Whom they name; and whether a bare name or e-mail is that of this one.
    Who { bare: bool },
}

/// A word of so much weight says by itself what a column is.
const SAYS_IT: u32 = 86;

/// One of so much calls somebody.
const CALLS: u32 = 90;

impl Wording {
    fn of(says: Saying, patterns: Vec<Pattern>, forms: Concepts) -> Self {
        let all = |pattern: &Pattern| Concepts::of_all(pattern.concepts.iter().copied());
        let synonym = |pattern: &Pattern| match (says, pattern.concepts.as_slice()) {
            (Saying::Who { .. }, _) if pattern.weight >= CALLS => all(pattern),
            (Saying::Value, [one]) if pattern.weight >= SAYS_IT && !pattern.is_alone && !one.has(forms) => *one,
            _ => Concepts::default(),
        };
        let concepts = Concepts::of_all(patterns.iter().map(all));
        let synonyms = Concepts::of_all(patterns.iter().map(synonym));
        Self { says, patterns, concepts, synonyms }
    }
}

/// How a table is spoken of.
#[derive(Debug)]
pub(super) struct TableWording {
    /// What goes without saying in its headers.
    pub(super) about: Concepts,
    /// What its files and sheets are called.
    pub(super) names: Vec<Pattern>,
    /// The tables in whose sheets it may stand too.
    pub(super) beside: Vec<TableId>,
    /// What says in such a sheet that it does.
    pub(super) marks: Concepts,
    /// Headers that stand in such lists, though they are read as nothing.
    pub(super) typical: Concepts,
    /// Columns of which a list has at least one, unless its name says what it is.
    pub(super) needs: Vec<ColumnId>,
    /// Words in a name that make it that of another thing, and here only of a part of it.
    pub(super) despite: Vec<String>,
    /// Headers that are a state.
    pub(super) flags: Vec<Flag>,
    pub(super) columns: Vec<(ColumnId, Wording)>,
}

/// A header that is a state, and what a yes and a no below it mean.
#[derive(Debug)]
pub(super) struct Flag {
    pub(super) column: ColumnId,
    pub(super) concept: Concepts,
    pub(super) yes: String,
    pub(super) no: String,
}

/// The classes of what words say.
#[derive(Debug, Default)]
pub(super) struct Classes {
    pub(super) subject: Concepts,
    pub(super) office: Concepts,
    pub(super) staff: Concepts,
    pub(super) account: Concepts,
    pub(super) act: Concepts,
    pub(super) attribute: Concepts,
    pub(super) modifier: Concepts,
    pub(super) noise: Concepts,
    pub(super) other: Concepts,
}

/// The forms in which a header says what stands below it.
#[derive(Debug)]
pub(super) struct Forms {
    pub(super) date: Concepts,
    pub(super) id: Concepts,
    pub(super) name: Concepts,
    /// The name of a thing, which nobody calls a person's.
    pub(super) label: Concepts,
    pub(super) kana: Concepts,
    pub(super) email: Concepts,
    pub(super) state: Concepts,
    pub(super) kind: Concepts,
    pub(super) flag: Concepts,
    pub(super) person: Concepts,
    pub(super) place: Concepts,
}

impl Forms {
    pub(super) fn all(&self) -> Concepts {
        let Self { date, id, name, label, kana, email, state, kind, flag, person, place } = *self;
        Concepts::of_all([date, id, name, label, kana, email, state, kind, flag, person, place])
    }
}

/// Words by their first character, each with all that it may say.
type Words = FxHashMap<char, Vec<(Vec<char>, Concepts)>>;

/// All words.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// By their first character, the longest first.
    words: Words,
    /// The sounds of words, which systems write that have no kanji, likewise.
    sounds: Words,
    pub(super) classes: Classes,
    pub(super) forms: Forms,
    tables: Vec<Option<TableWording>>,
    /// Cells that name a profession.
    pub(super) professions: Vec<String>,
    /// How the names of offices end.
    pub(super) offices: Vec<String>,
    /// Cells that say that somebody was there, and was not.
    pub(super) present: Vec<String>,
    pub(super) absent: Vec<String>,
    /// Parts of headers that are a part of a year.
    pub(super) periods: Vec<String>,
    /// Headers that a program adds to every list, by program, and those that are its own where several of them stand.
    pub(super) programs: Vec<Program>,
}

/// What a program adds to every list that it exports.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Program {
    /// Headers by which it is known, two at least.
    pub(super) marks: Vec<String>,
    /// Headers that are its own there, though elsewhere they may mean something.
    pub(super) own: Vec<String>,
    /// Headers below which it says when and by whom a row of the list was made: never a column.
    pub(super) stamps: Vec<String>,
    /// Headers below which it says who filled in the row.
    #[serde(default)]
    pub(super) authors: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    subject: IndexMap<String, Vec<String>>,
    act: IndexMap<String, Vec<String>>,
    verbs: IndexMap<String, Vec<String>>,
    attribute: IndexMap<String, Vec<String>>,
    form: IndexMap<String, Vec<String>>,
    modifier: IndexMap<String, Vec<String>>,
    noise: IndexMap<String, Vec<String>>,
    other: IndexMap<String, Vec<String>>,
    readings: IndexMap<String, Vec<String>>,
    cells: CellWords,
    programs: Vec<Program>,
    tables: IndexMap<String, TableFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CellWords {
    professions: Vec<String>,
    offices: Vec<String>,
    present: Vec<String>,
    absent: Vec<String>,
    periods: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    about: Vec<String>,
    name: Vec<String>,
    #[serde(default)]
    beside: Vec<String>,
    #[serde(default)]
    marks: Vec<String>,
    #[serde(default)]
    typical: Vec<String>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    despite: Vec<String>,
    #[serde(default)]
    flags: Vec<[String; 4]>,
    columns: IndexMap<String, ColumnFile>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ColumnFile {
    Value(Vec<String>),
    Who { who: Vec<String>, bare: bool },
}

/// The file.
const TEXT: &str = include_str!("vocabulary.toml");

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::of(toml::from_str(TEXT).expect("vocabulary.toml is in order")).expect("and so are its names")
});

/// The words.
pub(super) fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

impl Vocabulary {
    /// How a table is spoken of; `None` if nothing is recognised as it.
    pub(super) fn table(&self, table: TableId) -> Option<&TableWording> {
        self.tables.get(table.index())?.as_ref()
    }

    /// How all tables are spoken of.
    pub(super) fn all_tables(&self) -> impl Iterator<Item = &TableWording> {
        self.tables.iter().flatten()
    }

    #[expect(clippy::too_many_lines, reason = "a step for each section of the file")]
    fn of(file: File) -> anyhow::Result<Self> {
        let mut places: BTreeMap<&str, Concepts> = BTreeMap::new();
        let mut said: BTreeMap<Cow<'_, str>, Concepts> = BTreeMap::new();
        let classes = [&file.subject, &file.act, &file.attribute, &file.form, &file.modifier, &file.noise, &file.other]
            .map(|class| {
                let mut all = Concepts::default();
                for (concept, words) in class {
                    let one = Concepts::one(places.len());
                    places.insert(concept, one);
                    all = all.with(one);
                    for word in words {
                        let known = said.entry(Cow::Borrowed(word)).or_default();
                        *known = known.with(one);
                    }
                }
                all
            });
        for (concept, verbs) in &file.verbs {
            let one = places.get(concept.as_str()).ok_or_else(|| anyhow::anyhow!("no act {concept}"))?;
            for form in verbs.iter().flat_map(|verb| verbs::forms(verb)) {
                let known = said.entry(Cow::Owned(form)).or_default();
                *known = known.with(*one);
            }
        }
        let concept = |name: &str| -> anyhow::Result<Concepts> {
            places.get(name).copied().ok_or_else(|| anyhow::anyhow!("nothing says {name}"))
        };
        let pattern = |text: &str| -> anyhow::Result<Pattern> {
            let (concepts, weight) = text.split_once(':').unwrap_or((text, "100"));
            let (concepts, is_alone) = concepts.strip_suffix('!').map_or((concepts, false), |rest| (rest, true));
            let concepts = concepts.split('+').map(concept).collect::<anyhow::Result<_>>()?;
            Ok(Pattern { concepts, weight: weight.parse()?, is_alone })
        };
        let patterns =
            |texts: &[String]| texts.iter().map(|text| pattern(text)).collect::<anyhow::Result<Vec<Pattern>>>();
        let forms = Forms {
            date: concept("date")?,
            id: concept("id")?,
            name: concept("name")?,
            label: concept("label")?,
            kana: concept("kana")?,
            email: concept("email")?,
            state: concept("state")?,
            kind: concept("kind")?,
            flag: concept("flag")?,
            person: concept("person")?,
            place: concept("place")?,
        };
        let mut tables: Vec<Option<TableWording>> = schema().tables().map(|_| None).collect();
        for (name, table) in &file.tables {
            let id = schema().table(name).ok_or_else(|| anyhow::anyhow!("no table {name}"))?;
            let mut columns = Vec::new();
            for (name, column) in &table.columns {
                let column_id = id.def().column(name).ok_or_else(|| anyhow::anyhow!("no column {name}"))?;
                let (says, texts) = match column {
                    ColumnFile::Value(texts) => (Saying::Value, texts),
                    ColumnFile::Who { who, bare } => (Saying::Who { bare: *bare }, who),
                };
                columns.push((column_id, Wording::of(says, patterns(texts)?, forms.all())));
            }
            let all_of = |names: &[String]| -> anyhow::Result<Concepts> {
                names.iter().try_fold(Concepts::default(), |all, name| Ok(all.with(concept(name)?)))
            };
            let flag = |[column, said, yes, no]: &[String; 4]| -> anyhow::Result<Flag> {
                let column = id.def().column(column).ok_or_else(|| anyhow::anyhow!("no column {column}"))?;
                Ok(Flag { column, concept: concept(said)?, yes: yes.clone(), no: no.clone() })
            };
            let column_of = |name: &String| id.def().column(name).ok_or_else(|| anyhow::anyhow!("no column {name}"));
            let table_of = |name: &String| schema().table(name).ok_or_else(|| anyhow::anyhow!("no table {name}"));
            tables[id.index()] = Some(TableWording {
                about: all_of(&table.about)?,
                names: patterns(&table.name)?,
                beside: table.beside.iter().map(table_of).collect::<anyhow::Result<_>>()?,
                marks: all_of(&table.marks)?,
                typical: all_of(&table.typical)?,
                despite: table.despite.clone(),
                needs: table.needs.iter().map(column_of).collect::<anyhow::Result<_>>()?,
                flags: table.flags.iter().map(flag).collect::<anyhow::Result<_>>()?,
                columns,
            });
        }
        let mut sounds = BTreeMap::new();
        for (sound, written) in &file.readings {
            for word in written {
                let says = said.get(word.as_str()).ok_or_else(|| anyhow::anyhow!("no word {word} reads {sound}"))?;
                let large: String = sound.chars().map(large).collect();
                for form in [sound.clone(), large, sound.chars().map(hiragana).collect()] {
                    let known: &mut Concepts = sounds.entry(Cow::Owned(form)).or_default();
                    *known = known.with(*says);
                }
            }
        }
        let (words, sounds) = (by_first(said), by_first(sounds));
        let [subject, act, attribute, _, modifier, noise, other] = classes;
        Ok(Self {
            classes: Classes {
                subject,
                office: concept("office")?,
                staff: concept("staff")?,
                account: concept("account")?,
                act,
                attribute,
                modifier,
                noise,
                other,
            },
            forms,
            words,
            sounds,
            tables,
            professions: file.cells.professions,
            offices: file.cells.offices,
            present: file.cells.present,
            absent: file.cells.absent,
            periods: file.cells.periods,
            programs: file.programs,
        })
    }

    /// Takes a header apart. What is explained in brackets says nothing of its own: 署名した日（既存の誓約書で代える場合はその日）;
    /// nor does the case in which a question is asked, if it says itself what it asks for: 家族が署名した場合、続柄.
    pub(super) fn header(&self, text: &str) -> Phrase {
        let whole = self.phrase(text);
        let tells = |phrase: &Phrase| {
            let classes = &self.classes;
            phrase.says().has(classes.subject.with(classes.act).with(classes.attribute))
        };
        let (outside, inside) = in_brackets(text);
        let is_explained = inside.iter().any(|remark| remark.chars().count() >= EXPLANATION);
        let is_other = inside.iter().any(|remark| self.phrase(remark).says().has(self.classes.other));
        if is_explained && !is_other {
            let bare = self.phrase(&outside);
            return if tells(&bare) && bare.cover >= whole.cover { bare } else { whole };
        }
        let asked = CASES.iter().filter_map(|case| text.split_once(case)).map(|(_, rest)| self.phrase(rest));
        let attribute = self.classes.attribute;
        asked.into_iter().find(|rest| rest.says().has(attribute) && rest.cover >= 60).unwrap_or(whole)
    }

    /// Takes a text apart. What is left over counts by its kind: a kanji says more than a particle.
    pub(super) fn phrase(&self, text: &str) -> Phrase {
        let chars = spelled(text);
        // half-width katakana are those of a system that has no others
        let is_narrow = text.chars().any(|c| matches!(c, 'ｦ'..='ﾟ'));
        let shortest = if chars.iter().any(|c| is_kanji(*c)) { usize::MAX } else { [3, 1][usize::from(is_narrow)] };
        let mut best: Vec<(u32, Option<(usize, Concepts)>)> = vec![(u32::MAX, None); chars.len() + 1];
        best[0].0 = 0;
        for at in 0..chars.len() {
            let so_far = best[at].0;
            if so_far == u32::MAX {
                continue;
            }
            let skipped = so_far + left_over(chars[at]) * 100;
            if skipped < best[at + 1].0 {
                best[at + 1] = (skipped, None);
            }
            let sounds = self.sounds.get(&chars[at]).into_iter().flatten().filter(|(word, _)| word.len() >= shortest);
            // where there are only sounds, ｼﾒｲ is 氏名 before it is how one reads
            for (word, says) in sounds.chain(self.words.get(&chars[at]).into_iter().flatten()) {
                let end = at + word.len();
                if chars.get(at..end) != Some(word) || splits_a_word(&chars, at, end) {
                    continue;
                }
                // the fewest words, and of as few those that say something
                let cost = so_far + if says.without(self.classes.noise).is_empty() { 11 } else { 10 };
                if cost < best[end].0 {
                    best[end] = (cost, Some((at, *says)));
                }
            }
        }
        let mut pieces = Vec::new();
        let (mut at, mut covered, mut open) = (chars.len(), 0, 0);
        while at > 0 {
            if let Some((from, says)) = best[at].1 {
                let weight: u32 = chars[from..at].iter().map(|c| left_over(*c)).sum();
                if !says.without(self.classes.noise).is_empty() {
                    pieces.push(Piece { says });
                    covered += weight.max(1);
                }
                at = from;
            } else {
                at -= 1;
                open += left_over(chars[at]);
            }
        }
        pieces.reverse();
        let cover = if covered == 0 { 0 } else { 100 * covered / (covered + open) };
        Phrase { pieces, cover }
    }
}

/// So many characters in brackets explain what stands before them; fewer name it.
const EXPLANATION: usize = 8;

/// What ends the case in which a question is asked.
const CASES: [&str; 6] = ["場合、", "場合は、", "方は、", "方のみ、", "ときは、", "時は、"];

/// What stands outside of brackets, and what within.
fn in_brackets(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside, mut depth) = (String::new(), Vec::<String>::new(), 0_u32);
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '［' | '【' | '〔' => {
                depth += 1;
                inside.extend((depth == 1).then(String::new));
            }
            ')' | '）' | ']' | '］' | '】' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            c => inside.iter_mut().next_back().into_iter().for_each(|remark| remark.push(c)),
        }
    }
    (outside, inside)
}

/// Words by their first character.
fn by_first(said: BTreeMap<Cow<'_, str>, Concepts>) -> Words {
    let mut words = Words::default();
    for (word, concepts) in said {
        let chars: Vec<char> = word.chars().map(|c| if c == ' ' { BREAK } else { c }).collect();
        if let Some(first) = chars.first() {
            words.entry(*first).or_default().push((chars, concepts));
        }
    }
    words
}

/// A small katakana in the size of the others, as old systems have it: ニユウシヨク.
fn large(c: char) -> char {
    match c {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        c => c,
    }
}

/// A katakana as the hiragana of the same sound.
fn hiragana(c: char) -> char {
    let of = |c: char| char::from_u32(u32::from(c) - 0x60);
    if matches!(c, 'ァ'..='ヶ') { of(c).unwrap_or(c) } else { c }
}

fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Where a word of Latin letters ends.
const BREAK: char = '|';

/// The characters of a text as they are compared: in the usual width, in small letters, with a break between words.
fn spelled(text: &str) -> Vec<char> {
    use unicode_normalization::UnicodeNormalization;
    let is_plain = text.is_ascii();
    let normal: Vec<char> = if is_plain { text.chars().collect() } else { text.nfkc().collect() };
    let mut chars: Vec<char> = Vec::with_capacity(normal.len());
    let push_break = |chars: &mut Vec<char>| {
        if chars.last().is_some_and(|c| *c != BREAK) {
            chars.push(BREAK);
        }
    };
    for (place, &c) in normal.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| normal[before]);
        if c.is_whitespace() {
            // spaces stand within Japanese words to make them as wide as others
            let next = normal[place..].iter().find(|c| !c.is_whitespace());
            let last = chars.last();
            if last.is_some_and(char::is_ascii) && next.is_some_and(char::is_ascii) {
                push_break(&mut chars);
            }
        } else if c == '-' || c == '~' {
        } else if c.is_ascii_uppercase() {
            let next_is_small = normal.get(place + 1).is_some_and(char::is_ascii_lowercase);
            let begins = before.is_some_and(|b| b.is_ascii_lowercase() || (b.is_ascii_uppercase() && next_is_small));
            if begins {
                push_break(&mut chars);
            }
            chars.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() || c == 'ー' || c == '々' || "●○×※".contains(c) {
            chars.extend(c.to_lowercase());
        } else {
            push_break(&mut chars);
        }
    }
    chars
}

/// Whether what stands between two places begins or ends within a word of Latin letters.
fn splits_a_word(chars: &[char], start: usize, end: usize) -> bool {
    let within = |at: usize| {
        at > 0
            && chars.get(at).is_some_and(char::is_ascii_lowercase)
            && chars.get(at - 1).is_some_and(char::is_ascii_lowercase)
    };
    within(start) || within(end)
}

/// How much a character counts that no word covers.
fn left_over(c: char) -> u32 {
    match c {
        'ぁ'..='ゖ' => 1,
        'a'..='z' | 'ァ'..='ー' => 3,
        c if c.is_alphabetic() => 5,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str, concepts: &[&str]) -> bool {
        let file: File = toml::from_str(TEXT).unwrap();
        let classes = [&file.subject, &file.act, &file.attribute, &file.form, &file.modifier, &file.noise, &file.other];
        let names: Vec<&String> = classes.into_iter().flat_map(IndexMap::keys).collect();
        let phrase = vocabulary().phrase(text);
        let of = |name: &&str| Concepts::one(names.iter().position(|n| n == name).expect("a concept"));
        phrase.pieces.len() == concepts.len()
            && phrase.pieces.iter().zip(concepts).all(|(piece, name)| piece.says.has(of(name)))
    }

    #[test]
    fn words_are_written_as_they_are_compared() {
        let file: File = toml::from_str(TEXT).unwrap();
        let classes = [&file.subject, &file.act, &file.attribute, &file.form, &file.modifier, &file.noise, &file.other];
        for word in classes.into_iter().flat_map(IndexMap::values).flatten() {
            let spelled: String = spelled(word).into_iter().map(|c| if c == BREAK { ' ' } else { c }).collect();
            assert_eq!(&spelled, word);
        }
    }

    #[test]
    fn texts_are_taken_apart_whatever_their_spacing_and_width() {
        for (text, concepts) in [
            ("職　員　番　号", &["staff", "id"][..]),
            ("ｽﾀｯﾌ名", &["staff", "name"]),
            ("最終\nログイン日", &["last", "log-in", "date"]),
            ("lastLoginAt", &["last", "log-in", "date"]),
            ("誓約書（受領年月日）", &["pledge", "obtain", "date"]),
            ("user.station.name", &["account", "office", "name"]),
            ("T_職員", &["staff"]),
            ("しまった日", &["archive", "date"]),
            ("声をかけた人", &["invite", "person"]),
            ("返してもらった日", &["return", "obtain", "date"]),
            ("使い始め", &["use", "begin"]),
            ("盗まれた日", &["lose", "date"]),
            ("ﾆｭｳｼｮｸﾋﾞ", &["hire", "date"]),
            ("ﾆﾕｳｼﾖｸﾋﾞ", &["hire", "date"]),
            ("ﾘﾖｳｼｬCD", &["patient", "id"]),
            ("ﾘﾖｳｼｬﾒｲ", &["patient", "name"]),
            ("しょくいんばんごう", &["staff", "id"]),
        ] {
            assert!(says(text, concepts), "{text}: {:?}", vocabulary().phrase(text));
        }
    }

    #[test]
    fn what_explains_a_header_says_nothing_of_its_own() {
        let header = |text| vocabulary().header(text).says();
        let phrase = |text| vocabulary().phrase(text).says();
        assert_eq!(
            header("誓約書に署名した日（入職時の誓約書で代える場合は、その署名日）"),
            phrase("誓約書に署名した日")
        );
        assert_eq!(header("ご家族が署名された場合、続柄"), phrase("続柄"));
        // what is short, or another thing, belongs to it
        assert_eq!(header("誓約書（受領年月日）"), phrase("誓約書（受領年月日）"));
        assert_eq!(header("メール（個人のスマホの私用アドレス）"), phrase("メール（個人のスマホの私用アドレス）"));
        // a form alone does not say of whom it is
        assert_eq!(header("コード（うちのスタッフだけ書く）"), phrase("コード（うちのスタッフだけ書く）"));
    }

    #[test]
    fn what_no_word_covers_counts() {
        assert_eq!(vocabulary().phrase("誓約日").cover, 100);
        assert!(vocabulary().phrase("鰻重の日").cover < 50);
        assert_eq!(vocabulary().phrase("鰻重").cover, 0);
    }
}
