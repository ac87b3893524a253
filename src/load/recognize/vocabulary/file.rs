//! The file of words, and how it becomes what headers are weighed by: concepts, patterns, and words by their first character.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::super::verbs;
use super::romaji;
use super::{Classes, Concepts, Flag, Forms, Pattern, Program, Saying, TableWording, Vocabulary, Wording, Words};
use crate::model::schema::schema;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
pub(super) struct File {
    pub(super) subject: IndexMap<&'static str, Vec<&'static str>>,
    pub(super) act: IndexMap<&'static str, Vec<&'static str>>,
    verbs: IndexMap<&'static str, Vec<&'static str>>,
    pub(super) attribute: IndexMap<&'static str, Vec<&'static str>>,
    pub(super) form: IndexMap<&'static str, Vec<&'static str>>,
    pub(super) modifier: IndexMap<&'static str, Vec<&'static str>>,
    pub(super) noise: IndexMap<&'static str, Vec<&'static str>>,
    pub(super) other: IndexMap<&'static str, Vec<&'static str>>,
    readings: IndexMap<&'static str, Vec<&'static str>>,
    cells: CellWords,
    programs: Vec<Program>,
    tables: IndexMap<&'static str, TableFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
struct CellWords {
    professions: FxHashSet<&'static str>,
    offices: Vec<&'static str>,
    present: FxHashSet<&'static str>,
    absent: FxHashSet<&'static str>,
    periods: Vec<&'static str>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
struct TableFile {
    about: Vec<&'static str>,
    name: Vec<&'static str>,
    #[serde(default)]
    beside: Vec<&'static str>,
    #[serde(default)]
    marks: Vec<&'static str>,
    #[serde(default)]
    typical: Vec<&'static str>,
    #[serde(default)]
    unlike: Vec<&'static str>,
    #[serde(default)]
    needs: Vec<&'static str>,
    #[serde(default)]
    said: Vec<&'static str>,
    #[serde(default)]
    despite: Vec<&'static str>,
    #[serde(default)]
    flags: Vec<[&'static str; 4]>,
    columns: IndexMap<&'static str, ColumnFile>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, bound(deserialize = "'de: 'static"))]
enum ColumnFile {
    Value(Vec<&'static str>),
    Who { who: Vec<&'static str>, bare: bool },
}

impl Vocabulary {
    #[expect(clippy::too_many_lines, reason = "a step for each section of the file")]
    pub(super) fn of(file: File) -> anyhow::Result<Self> {
        let mut places: BTreeMap<&str, Concepts> = BTreeMap::new();
        let mut said = Said::default();
        let classes = [&file.subject, &file.act, &file.attribute, &file.form, &file.modifier, &file.noise, &file.other]
            .map(|class| {
                let mut all = Concepts::default();
                for (concept, words) in class {
                    let one = Concepts::one(places.len());
                    places.insert(concept, one);
                    all = all.with(one);
                    words.iter().for_each(|word| add(&mut said, Cow::Borrowed(word), one));
                }
                all
            });
        for (concept, verbs) in &file.verbs {
            let one = places.get(concept).ok_or_else(|| anyhow::anyhow!("no act {concept}"))?;
            let forms = verbs.iter().flat_map(|verb| verbs::forms(verb));
            forms.for_each(|form| add(&mut said, Cow::Owned(form), *one));
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
            |texts: &[&str]| texts.iter().map(|text| pattern(text)).collect::<anyhow::Result<Vec<Pattern>>>();
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
            let all_of = |names: &[&str]| -> anyhow::Result<Concepts> {
                names.iter().try_fold(Concepts::default(), |all, name| Ok(all.with(concept(name)?)))
            };
            let flag = |[column, said, yes, no]: &[&'static str; 4]| -> anyhow::Result<Flag> {
                let column = id.def().column(column).ok_or_else(|| anyhow::anyhow!("no column {column}"))?;
                Ok(Flag { column, concept: concept(said)?, yes, no })
            };
            let column_of = |name: &&str| id.def().column(name).ok_or_else(|| anyhow::anyhow!("no column {name}"));
            let table_of = |name: &&str| schema().table(name).ok_or_else(|| anyhow::anyhow!("no table {name}"));
            tables[id.index()] = Some(TableWording {
                about: all_of(&table.about)?,
                names: patterns(&table.name)?,
                beside: table.beside.iter().map(table_of).collect::<anyhow::Result<_>>()?,
                marks: all_of(&table.marks)?,
                typical: all_of(&table.typical)?,
                unlike: all_of(&table.unlike)?,
                said: all_of(&table.said)?,
                despite: table.despite.clone(),
                needs: table.needs.iter().map(column_of).collect::<anyhow::Result<_>>()?,
                flags: table.flags.iter().map(flag).collect::<anyhow::Result<_>>()?,
                columns,
            });
        }
        let mut sounds = Said::default();
        for (sound, written) in &file.readings {
            for word in written {
                let says = said.get(*word).ok_or_else(|| anyhow::anyhow!("no word {word} reads {sound}"))?;
                let large: String = sound.chars().map(large).collect();
                let small: String = sound.chars().map(hiragana).collect();
                let forms = [Cow::Borrowed(*sound), Cow::Owned(large), Cow::Owned(small)];
                forms.into_iter().for_each(|form| add(&mut sounds, form, *says));
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
                training: concept("training")?,
                mcs: concept("mcs")?,
                stamp: concept("stamp")?,
            },
            forms,
            words,
            sounds,
            latin: OnceLock::new(),
            tables,
            professions: file.cells.professions,
            offices: file.cells.offices,
            present: file.cells.present,
            absent: file.cells.absent,
            periods: file.cells.periods,
            programs: file.programs,
        })
    }
}

/// Words, and all that each may say.
type Said = FxHashMap<Cow<'static, str>, Concepts>;

/// Adds what a word may say.
fn add(said: &mut Said, word: Cow<'static, str>, says: Concepts) {
    let known = said.entry(word).or_default();
    *known = known.with(says);
}

impl Words {
    /// Words of katakana, as they are written in Latin letters.
    pub(super) fn in_latin_letters(&self) -> Self {
        let mut said = Said::default();
        for (sound, says) in &self.words {
            romaji::spellings(sound).into_iter().for_each(|written| add(&mut said, Cow::Owned(written), *says));
        }
        by_first(said)
    }
}

/// Words by their first character, in order.
fn by_first(said: Said) -> Words {
    let mut words: Vec<(Cow<'static, str>, Concepts)> = said.into_iter().collect();
    words.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let mut from = 0;
    let mut of = FxHashMap::default();
    for alike in words.chunk_by(|(a, _), (b, _)| a.chars().next() == b.chars().next()) {
        of.extend(alike[0].0.chars().next().map(|first| (first, from..from + alike.len())));
        from += alike.len();
    }
    Words { words, of }
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
