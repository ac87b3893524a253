//! The words of which headers and names are made, and what they say of each table and column: `vocabulary.toml`, given
//! types. A text is taken apart into the words that cover the most of it, so that it does not matter in which order, width or
//! spacing they stand.

mod file;
mod phrase;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::model::schema::{ColumnId, TableId};

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

/// The file.
const TEXT: &str = include_str!("vocabulary.toml");

#[cfg(not(test))]
fn text() -> &'static str {
    TEXT
}

/// The words, and the column that the schema of the unit tests has beside its own.
#[cfg(test)]
fn text() -> &'static str {
    crate::model::schema::with_line(TEXT, "locker = []\n")
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::of(toml::from_str(text()).expect("vocabulary.toml is in order")).expect("and so are its names")
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
}

#[cfg(test)]
mod tests;
