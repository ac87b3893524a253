//! The language of conditions: `column is word`, `date before T-days`, `group.leader.departed`. A condition is a
//! path along references to a column or a term, and at most one operator; there is no `and`, no `or`, no arithmetic
//! beyond a day plus or minus a number. The day a rule wants more, a check is written in Rust.

use crate::model::schema::{ColumnId, TableId};

/// A term, by its place among the policy's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TermId(pub usize);

/// A column of a table, or a term that stands for the first filled one of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A column.
    Column(ColumnId),
    /// A term.
    Term(TermId),
}

/// A step along a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// From this table.
    pub from: TableId,
    /// By this column.
    pub by: Source,
    /// To this table.
    pub to: TableId,
}

/// A value: a path and the column at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The way to the row.
    pub path: Vec<Step>,
    /// The table at the end of the path.
    pub table: TableId,
    /// The column there.
    pub source: Source,
}

/// A condition on a row of `table`.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The table of the rows.
    pub table: TableId,
    /// Whether it must not hold.
    pub negated: bool,
    /// The way to the row that is tested.
    pub path: Vec<Step>,
    /// What is tested there.
    pub test: Test,
    /// Its text, with parameters filled in: conditions of equal text on one table are one.
    pub key: String,
}

impl Condition {
    /// Returns whether it asks for the item at hand.
    pub fn is_of_item(&self) -> bool {
        matches!(self.test, Test::MatchesItem(_) | Test::MatchesEdition(_))
    }

    /// Returns the table whose row is tested.
    pub fn target(&self) -> TableId {
        self.path.last().map_or(self.table, |step| step.to)
    }
}

/// What is tested.
#[derive(Clone, Debug)]
pub enum Test {
    /// The row stands in its table: it is not merely named by others.
    Known,
    /// A computed truth.
    Truth(ColumnId),
    /// A term holds.
    Term(TermId),
    /// A code is one of these (a bit for each code).
    Is(ColumnId, u64),
    /// A cell is empty.
    Empty(Source),
    /// A cell is filled.
    Filled(Source),
    /// A day stands in a relation to others; an empty one does so only if `or_empty`.
    Date {
        /// The day.
        source: Source,
        /// The relation.
        relation: Relation,
        /// Whether an empty cell will do.
        or_empty: bool,
    },
    /// A reference names the same row as another.
    Same(Source, Value),
    /// A text mentions one of the words: Japanese ones anywhere in it, Latin ones as a whole word, of an e-mail only
    /// in front of the `@`.
    Mentions(ColumnId, Vec<String>),
    /// A cell stands for the item at hand (a document, a clause, a point).
    MatchesItem(ColumnId),
    /// A cell is the latest edition of the item at hand.
    MatchesEdition(ColumnId),
}

/// How a day relates to others.
#[derive(Clone, Debug)]
pub enum Relation {
    /// Earlier than.
    Before(When),
    /// Later than.
    After(When),
    /// On or earlier than.
    By(When),
    /// On or later than.
    From(When),
    /// On or between.
    Within(When, When),
}

impl Relation {
    /// Returns the days compared with.
    pub fn days(&self) -> impl Iterator<Item = &When> {
        let (first, last) = match self {
            Self::Before(when) | Self::After(when) | Self::By(when) | Self::From(when) => (when, None),
            Self::Within(first, last) => (first, Some(last)),
        };
        std::iter::once(first).chain(last)
    }
}

/// A day to compare with.
#[derive(Clone, Debug)]
pub enum When {
    /// The as-of date plus days.
    AsOf(i32),
    /// The policy's day of effect plus days.
    Effect(i32),
    /// A column.
    Value(Value),
}

/// One step of a relation between tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hop {
    /// Along a reference.
    Forward(Step),
    /// To the rows of this table that name the row in this column.
    Back(TableId, ColumnId),
}

impl Hop {
    /// Returns the table to which it leads.
    pub fn to(&self) -> TableId {
        match self {
            Self::Forward(step) => step.to,
            Self::Back(table, _) => *table,
        }
    }
}

/// The rows that belong to a row: along references, and to the rows that name it.
#[derive(Clone, Debug)]
pub struct Related {
    /// The table it starts from.
    pub from: TableId,
    /// The hops.
    pub hops: Vec<Hop>,
    /// The table it leads to.
    pub to: TableId,
    /// Columns of the related rows that must name the same as a value of the row: only such rows belong.
    pub same: Vec<(Source, Value)>,
    /// Whether the row itself does not belong, where the table is the same.
    pub others: bool,
}
