//! The words of which headers and names are made, and what they say of each table and column: `vocabulary.toml`, given
//! types. A text is taken apart into the words that cover the most of it, so that it does not matter in which order, width or
//! spacing they stand.

mod file;
mod phrase;
mod romaji;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

#[cfg(not(test))]
use crate::base::embedded;
use crate::model::schema::{ColumnId, TableId};
#[cfg(not(test))]
use file::File;
use phrase::BREAK;

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
    /// Headers that stand in no such list.
    pub(super) unlike: Concepts,
    /// What a header says of such a list, unless its name does; anything, if nothing is given.
    pub(super) said: Concepts,
    /// Columns of which a list has at least one, unless its name says what it is.
    pub(super) needs: Vec<ColumnId>,
    /// Words in a name that make it that of another thing, and here only of a part of it.
    pub(super) despite: Vec<&'static str>,
    /// Headers that are a state.
    pub(super) flags: Vec<Flag>,
    pub(super) columns: Vec<(ColumnId, Wording)>,
}

/// A header that is a state, and what a yes and a no below it mean.
#[derive(Debug)]
pub(super) struct Flag {
    pub(super) column: ColumnId,
    pub(super) concept: Concepts,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
}

/// The classes of what words say.
#[derive(Debug, Default)]
pub(super) struct Classes {
    pub(super) subject: Concepts,
    pub(super) office: Concepts,
    pub(super) staff: Concepts,
    pub(super) account: Concepts,
    pub(super) training: Concepts,
    /// MCS itself, of which everything here may be said.
    pub(super) mcs: Concepts,
    pub(super) act: Concepts,
    pub(super) attribute: Concepts,
    pub(super) modifier: Concepts,
    pub(super) noise: Concepts,
    pub(super) other: Concepts,
    /// When a form was answered.
    pub(super) stamp: Concepts,
}

impl Classes {
    /// What tells of whom or of what a text is, and not only in which form.
    pub(super) fn telling(&self) -> Concepts {
        self.subject.with(self.act).with(self.attribute)
    }
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

/// Words, each with all that it may say.
#[derive(Debug)]
struct Words {
    /// In order.
    words: Vec<(Cow<'static, str>, Concepts)>,
    /// By their first character, where they stand.
    of: FxHashMap<char, Range<usize>>,
}

impl Words {
    /// The words at the head of a text, with the number of their characters.
    fn at<'t>(&'t self, text: &'t [char]) -> impl Iterator<Item = (usize, Concepts)> + 't {
        let of = text.first().and_then(|first| self.of.get(first)).cloned().unwrap_or_default();
        self.words[of].iter().filter_map(|(word, says)| {
            let mut length = 0;
            let is_there = word.chars().all(|c| {
                let c = if c == ' ' { BREAK } else { c };
                length += 1;
                text.get(length - 1) == Some(&c)
            });
            is_there.then_some((length, *says))
        })
    }
}

/// All words.
#[derive(Debug)]
pub(super) struct Vocabulary {
    words: Words,
    /// The sounds of words, which systems write that have no kanji.
    sounds: Words,
    /// The same in Latin letters, once one is looked for.
    latin: OnceLock<Words>,
    pub(super) classes: Classes,
    pub(super) forms: Forms,
    tables: Vec<Option<TableWording>>,
    /// Cells that name a profession.
    pub(super) professions: FxHashSet<&'static str>,
    /// How the names of offices end.
    pub(super) offices: Vec<&'static str>,
    /// Cells that say that somebody was there, and was not.
    pub(super) present: FxHashSet<&'static str>,
    pub(super) absent: FxHashSet<&'static str>,
    /// Parts of headers that are a part of a year.
    pub(super) periods: Vec<&'static str>,
    /// Headers that a program adds to every list, by program, and those that are its own where several of them stand.
    pub(super) programs: Vec<Program>,
}

/// What a program adds to every list that it exports.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
pub(super) struct Program {
    /// Headers by which it is known, two at least.
    pub(super) marks: Vec<&'static str>,
    /// Headers that are its own there, though elsewhere they may mean something.
    pub(super) own: Vec<&'static str>,
    /// Headers below which it says when and by whom a row of the list was made: never a column.
    pub(super) stamps: Vec<&'static str>,
    /// Headers below which it says who filled in the row.
    #[serde(default)]
    pub(super) authors: Vec<&'static str>,
}

/// What the file says, as it was embedded.
#[cfg(not(test))]
fn file() -> File {
    serde_json::from_str(embedded::VOCABULARY).expect("vocabulary.toml is in order")
}

// the words, and the column that the schema of the unit tests has beside its own
#[cfg(test)]
use tests::with_one_more_column as file;

static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::of(file()).expect("the names in vocabulary.toml are in order"));

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
}

#[cfg(test)]
mod tests;
