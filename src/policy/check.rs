//! The closed set of checks: what a rule can require of the members of its population. Each is a type whose
//! fields are its parameters; a rule file names one. How a check is evaluated is the engine's.

use super::condition::{Condition, Related, Source, Value, When};
use crate::base::normalize::CharSet;
use crate::model::schema::{ColumnId, TableId};

/// What is required of each member of a population.
#[derive(Debug)]
pub enum Check {
    /// Conditions on the member itself.
    Conditions(Conditions),
    /// Some, none or not all of the related rows are such.
    Quantified(Quantified),
    /// So many related rows are such.
    Count(Count),
    /// No other row has the same values.
    Unique(Unique),
    /// Something was done in time.
    Deadline(Deadline),
    /// The last of the related rows is such.
    Latest(Latest),
    /// A text does not name too many people.
    Names(Names),
}

impl Check {
    /// Returns the conditions on the member itself.
    pub fn own_conditions(&self) -> &[Condition] {
        match self {
            Self::Conditions(check) => &check.conditions,
            _ => &[],
        }
    }

    /// Returns the related rows that it looks at.
    pub fn related(&self) -> Option<&Related> {
        match self {
            Self::Quantified(check) => Some(&check.related),
            Self::Count(check) => Some(&check.related),
            Self::Latest(check) => Some(&check.related),
            Self::Deadline(check) => check.of.as_ref().map(|(related, _)| related),
            Self::Names(check) => check.allowed.as_ref(),
            Self::Conditions(_) | Self::Unique(_) => None,
        }
    }

    /// Returns the conditions on related rows, or on the rows compared with.
    pub fn other_conditions(&self) -> Vec<&Condition> {
        match self {
            Self::Conditions(_) | Self::Names(_) => Vec::new(),
            Self::Quantified(check) => check.those.iter().chain(&check.that).collect(),
            Self::Count(check) => check.that.iter().collect(),
            Self::Unique(check) => check.among.iter().collect(),
            Self::Deadline(check) => check.of.iter().flat_map(|(_, that)| that).collect(),
            Self::Latest(check) => check.those.iter().chain(&check.that).collect(),
        }
    }
}

/// Conditions on the member itself.
#[derive(Debug)]
pub struct Conditions {
    /// The table of the members.
    pub table: TableId,
    /// How many must hold.
    pub mode: Mode,
    /// The conditions.
    pub conditions: Vec<Condition>,
}

/// How many of the conditions must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// None.
    Never,
    /// All.
    Always,
    /// One at least.
    Any,
}

/// Some, none or not all of the related rows are such.
#[derive(Debug)]
pub struct Quantified {
    /// How many of them.
    pub quantifier: Quantifier,
    /// The related rows.
    pub related: Related,
    /// Which of them count.
    pub those: Vec<Condition>,
    /// What they are like.
    pub that: Vec<Condition>,
    /// In place of that, where not every one may name another than the row does: the columns, and the row's values.
    pub unlike: Vec<(Source, Value)>,
}

/// How many of the related rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Some,
    /// None.
    None,
    /// Not every one; having none at all is in order.
    NotEvery,
}

/// So many related rows are such.
#[derive(Debug)]
pub struct Count {
    /// The related rows.
    pub related: Related,
    /// What they are like.
    pub that: Vec<Condition>,
    /// How many at least.
    pub at_least: usize,
    /// How many at most.
    pub at_most: usize,
}

/// No other row has the same values.
#[derive(Debug)]
pub struct Unique {
    /// The table.
    pub table: TableId,
    /// The columns compared.
    pub by: Vec<ColumnId>,
    /// The rows among which the values must be unique.
    pub among: Vec<Condition>,
}

/// Something was done in time.
#[derive(Debug)]
pub struct Deadline {
    /// The table of the members.
    pub table: TableId,
    /// The related rows that record the act, and what they are like; without them the member's own cell records it.
    pub of: Option<(Related, Vec<Condition>)>,
    /// The date of the act; of several, the earliest.
    pub act: ColumnId,
    /// The dates from the latest of which the time runs.
    pub after: Vec<When>,
    /// The same in a column of related rows: the latest of them.
    pub after_latest: Option<(Related, ColumnId)>,
    /// How many days it runs.
    pub grace: i32,
    /// For how many days a late act is told.
    pub look_back: i32,
    /// Whether an act that is not on record is told.
    pub required: bool,
    /// Whether a late act is over, and can only be answered for.
    pub over: bool,
}

/// The last of the related rows is such.
#[derive(Debug)]
pub struct Latest {
    /// The related rows.
    pub related: Related,
    /// The date by which they are ordered.
    pub by: ColumnId,
    /// Which of them count.
    pub those: Vec<Condition>,
    /// What the last one must be like.
    pub that: Vec<Condition>,
    /// Whether there must be one; otherwise a member without one is not examined.
    pub required: bool,
}

/// A text does not name too many people.
#[derive(Debug)]
pub struct Names {
    /// The table of the members.
    pub table: TableId,
    /// The text.
    pub column: ColumnId,
    /// The patients whom it may name; without them, every name counts.
    pub allowed: Option<Related>,
    /// How many names at most.
    pub at_most: usize,
    /// Words behind a name that show a person, in a text where anybody counts.
    pub honorifics: Honorifics,
}

/// Words behind a name that show a person.
#[derive(Debug)]
pub struct Honorifics {
    pub(crate) words: Vec<String>,
    /// Their first characters.
    pub(crate) firsts: CharSet,
}

impl FromIterator<String> for Honorifics {
    fn from_iter<I: IntoIterator<Item = String>>(words: I) -> Self {
        let words: Vec<String> = words.into_iter().collect();
        Self { firsts: words.iter().filter_map(|word| word.chars().next()).collect(), words }
    }
}
