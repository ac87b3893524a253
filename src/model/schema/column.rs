//! A column: what its cells hold, and what the program must know of it.

use std::borrow::Cow;

use serde::Deserialize;

use super::TableId;
use crate::base::text::Text;
use crate::model::schema::codes::CodesId;

/// What a cell of a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The id of the row itself.
    Id,
    /// Names a row of this table: an office, a person, a patient, a group.
    Row(TableId),
    /// One of the words of a code list.
    Code(CodesId),
    /// A day.
    Date,
    /// Free text.
    Text,
    /// The name of a person, a group, an office: text in which lost characters matter.
    Name,
    /// An e-mail address.
    Email,
    /// Something on record or not: only whether the cell is filled counts.
    Mark,
    /// A set of numbers from 1 to 8.
    Points,
    /// One patient or several.
    Patients,
    /// A truth that is computed.
    Truth,
}

/// What it means that a cell is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Empty {
    /// It has not happened, or has no limit.
    Open,
    /// What should be on record is not.
    Missing,
    /// Nothing follows from it.
    #[default]
    Nothing,
    /// Somebody should have written it down.
    Unknown,
}

/// What a column is to its row, where the program asks for it whatever it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Is {
    /// The reading of the row's name.
    Kana,
    /// The office that the row, or the person in it, belongs to.
    Office,
    /// The person whom the row is about.
    Person,
    /// How the row stands: in use, or not yet, or no more.
    Status,
}

/// What shows a derived column, where that is not cells of its own row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceOf {
    /// The rows of the roster about a person's employment.
    Employment,
    /// The office of a group's leader, from their account or else from their membership.
    Leader,
    /// The row that it names.
    Row,
}

/// A column.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in the schema")]
#[derive(Debug)]
pub struct Column {
    /// Canonical name.
    pub name: &'static str,
    /// What it is called.
    pub label: Text,
    /// For whoever fills it in, in Japanese: what to write, when it may stay empty, and which check suffers if it
    /// does. Empty for a computed column.
    pub about: &'static str,
    /// A made-up cell as a Japanese office would write it. Empty for a computed column.
    pub example: &'static str,
    /// The headers under which a blank register asks for it: one, or one for the cell and one for the name.
    pub register: Vec<String>,
    /// The example row of a blank register leaves it empty, for it would end what the row begins.
    pub blank: bool,
    /// What a cell holds.
    pub kind: Kind,
    /// What it is to its row.
    pub is: Option<Is>,
    /// It decides whether a row takes part at all; an empty cell is reported.
    pub standing: bool,
    /// Whether it is read though no rule asks for it; by default what names somebody is.
    pub kept: Option<bool>,
    /// How a condition reaches the row that the cell names.
    pub step: Option<&'static str>,
    /// Its absence has a natural meaning: no rule needs it.
    pub optional: bool,
    /// Rules do without it where this column (`table.column`) is there.
    pub optional_if: Option<(TableId, &'static str)>,
    /// Rules do without it where this column (`table.column`) is filled in every row in use.
    pub optional_if_filled: Option<(TableId, &'static str)>,
    /// The derived column that says whether a cell is filled, where what stands for an empty one is computed.
    pub filled_in: Option<&'static str>,
    /// The date of something done, which cannot lie after the as-of date.
    pub done: bool,
    /// What it means that a cell is empty.
    pub empty: Empty,
    /// The codes of the table's status that say that it has not happened.
    pub open_while: Vec<&'static str>,
    /// The codes of the table's status that say that it has happened: an empty cell is then a day that nobody wrote down.
    pub happened: Vec<&'static str>,
    /// What is empty here is known from the row that this column names, and unknown where that one has no row.
    pub known_from: Option<&'static str>,
    /// The dates in the row before which it cannot lie.
    pub follows: Vec<&'static str>,
    /// Where the table lacks the column, its rows count as if each cell were filled.
    pub unasked: bool,
    /// In place of a person a mark may stand that it was done, or was not.
    pub or_mark: bool,
    /// A word for nothing says that it never happened.
    pub never: bool,
    /// Of several days in a cell the last one counts.
    pub last: bool,
    /// Computed from these columns (`table.column`) instead of read; `None` for a column of a file.
    pub derived: Option<Vec<(TableId, &'static str)>>,
    /// The table that says it of people without an account.
    pub strangers_in: Option<TableId>,
    /// The cells of the row that show a derived column: the first that is filled, or else the last.
    pub evidence: Option<Vec<&'static str>>,
    /// What else shows a derived column.
    pub evidence_of: Option<EvidenceOf>,
    pub(super) headers: Vec<(Cow<'static, str>, Part)>,
}

impl Column {
    /// Returns whether a header may stand for this part of the column.
    pub fn has_part(&self, part: Part) -> bool {
        self.headers.iter().any(|(_, of)| *of == part)
    }
}

/// Which of the cells that name one person a header stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The cell itself: an id, an e-mail or a name.
    Main,
    /// The person's e-mail.
    Email,
    /// The person's name.
    Name,
    /// The reading of the name.
    Kana,
}
