//! The data model: which tables and columns there are, what their cells hold, and under which names an
//! office's files know them. The facts stand in `schema.toml`; this module gives them types.

mod cells;
mod codes;
mod file;
mod layout;

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::base::text::Text;
use crate::base::{embedded, normalize};

pub use cells::{CellWords, Sign};
pub use codes::{Codes, CodesId};
pub use layout::Layout;

/// A table, by its place in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(u8);

/// A column of one table, by its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId(u8);

impl TableId {
    /// Returns the place as an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
    /// Returns whether its names are those of people.
    pub fn names_people(self) -> bool {
        [KNOWN.staff, KNOWN.patients].contains(&self)
    }
    /// Returns the definition of the table.
    pub fn def(self) -> &'static Table {
        &SCHEMA.tables[self.index()]
    }
}

impl ColumnId {
    /// Returns the place as an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

macro_rules! tables {
    ($($name:ident),*) => {
        /// The tables that the core itself must know, by name.
        #[allow(missing_docs, reason = "the names are those of the schema, and explained there")]
        #[derive(Debug)]
        pub struct Known { $(pub $name: TableId),* }
        static KNOWN: LazyLock<Known> = LazyLock::new(|| Known {
            $($name: SCHEMA.table(stringify!($name)).expect("the schema has this table")),*
        });
    };
}

tables!(offices, patients, staff, groups, memberships, group_patients, roster, posts, attestations, waivers);

/// Returns the tables that the core itself must know.
#[doc(hidden)]
pub fn known() -> &'static Known {
    &KNOWN
}

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
    headers: Vec<(Cow<'static, str>, Part)>,
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

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Canonical name.
    pub name: &'static str,
    /// What it is called.
    pub label: Text,
    /// For whoever fills it in, in Japanese: what a row of it is. Empty for a computed table.
    pub about: &'static str,
    /// The columns that identify a row; empty where a row is named by its cells.
    pub key: Vec<ColumnId>,
    /// The columns without which a row takes part in no rule.
    pub required: Vec<ColumnId>,
    /// How a row is called, with slots.
    pub row_label: &'static str,
    /// Present without rows, it says that nothing happened.
    pub events: bool,
    /// All its columns are read, for the program itself asks after them.
    pub kept: bool,
    /// Computed, not read.
    pub derived: bool,
    /// The columns in order.
    pub columns: Vec<Column>,
    files: Vec<String>,
    /// What each normalized header stands for, once it is asked for.
    by_header: OnceLock<FxHashMap<Box<str>, (ColumnId, Part)>>,
}

impl Table {
    /// Returns the column of that canonical name.
    pub fn column(&self, name: &str) -> Option<ColumnId> {
        self.columns.iter().position(|c| c.name == name).map(|i| ColumnId(i as u8))
    }

    /// Returns the column that is this to its row.
    pub fn that_is(&self, is: Is) -> Option<ColumnId> {
        self.columns().find(|(_, column)| column.is == Some(is)).map(|(id, _)| id)
    }

    /// Returns the column with the names of what the table lists.
    pub fn name_column(&self) -> Option<ColumnId> {
        self.columns().find(|(_, column)| column.kind == Kind::Name).map(|(id, _)| id)
    }

    /// Returns the definition of a column.
    pub fn def(&self, column: ColumnId) -> &Column {
        &self.columns[column.index()]
    }

    /// Iterates over the columns with their places.
    pub fn columns(&self) -> impl Iterator<Item = (ColumnId, &Column)> {
        self.columns.iter().enumerate().map(|(i, c)| (ColumnId(i as u8), c))
    }

    /// Returns the normalized names of files, sheets and JSON members that hold the table.
    pub fn file_names(&self) -> impl Iterator<Item = &String> {
        self.files.iter()
    }

    /// Names a part of a column as the settings do.
    pub fn key_of(&self, column: ColumnId, part: Part) -> String {
        let def = self.def(column);
        let part = match part {
            Part::Main => return def.name.to_owned(),
            Part::Email => "email",
            Part::Name => "name",
            Part::Kana => "kana",
        };
        format!("{}_{part}", def.step.unwrap_or(def.name))
    }

    /// Returns whether a header is a column's own name, not one of its other names.
    pub fn is_own_header(&self, column: ColumnId, header: &str) -> bool {
        let (def, normalized) = (self.def(column), normalize::header(header));
        [def.name, &def.label.ja, &def.label.en].into_iter().any(|name| normalize::header(name) == normalized)
    }

    /// Returns the column of ids, if the table is keyed by an id of its own.
    pub fn id_column(&self) -> Option<ColumnId> {
        self.columns().find(|(_, c)| c.kind == Kind::Id).map(|(id, _)| id)
    }

    /// Finds the column, and the part of it, that a header stands for.
    ///
    /// A canonical name comes before any alias, and a remark in brackets does not matter unless it names another
    /// column: `患者(氏名)` is 患者, but `氏名(職種)` may be either.
    pub fn match_header(&self, header: &str) -> Option<(ColumnId, Part)> {
        let normalized = normalize::header(header);
        let found = self.match_normalized(&normalized);
        if found.is_some() {
            return found;
        }
        let plain = normalized.trim_matches(['※', '*', '●', '○', '◎', '■', '・', '_']);
        let (name, remark) = if plain.starts_with(['(', '[', '【', '<']) {
            let (remark, name) = plain.split_once([')', ']', '】', '>'])?;
            (name, remark)
        } else if plain.ends_with([')', ']', '】', '>']) {
            plain.split_at(plain.find(['(', '[', '【', '<'])?)
        } else {
            (plain, "")
        };
        let remark = remark.trim_matches(['(', ')', '[', ']', '【', '】', '<', '>']);
        let found = self.match_normalized(name);
        found.filter(|found| self.match_normalized(remark).is_none_or(|other| other == *found))
    }

    fn match_normalized(&self, normalized: &str) -> Option<(ColumnId, Part)> {
        let by_header = self.by_header.get_or_init(|| {
            let columns = || self.columns().filter(|(_, column)| column.derived.is_none());
            let mut by_header: FxHashMap<Box<str>, _> = FxHashMap::default();
            by_header.extend(columns().map(|(id, column)| (column.name.into(), (id, Part::Main))));
            for (id, column) in columns() {
                for (header, part) in &column.headers {
                    by_header.entry(header.as_ref().into()).or_insert((id, *part));
                }
            }
            by_header
        });
        by_header.get(normalized).copied()
    }
}

/// The whole data model.
#[derive(Debug)]
pub struct Schema {
    /// The tables in order: those that others refer to first.
    pub tables: Vec<Table>,
    /// What surrounds the rows of a sheet.
    pub layout: Layout,
    /// What words say that may stand in any cell.
    pub cells: CellWords,
    codes: Vec<Codes>,
}

#[cfg(not(test))]
fn text() -> &'static str {
    embedded::SCHEMA
}

// the unit tests run with a column that no rule reads: to add one is data only
#[cfg(test)]
use tests::with_one_more_column as text;

#[cfg(test)]
pub(crate) use tests::with_line;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    Schema::of(toml::from_str(text()).expect("schema.toml is in order")).expect("and so are its names")
});

/// Returns the data model.
pub fn schema() -> &'static Schema {
    &SCHEMA
}

impl Schema {
    /// Returns the table of that canonical name.
    pub fn table(&self, name: &str) -> Option<TableId> {
        self.tables.iter().position(|t| t.name == name).map(|i| TableId(i as u8))
    }

    /// Returns the list of code words of that name.
    pub fn codes(&self, name: &str) -> Option<&Codes> {
        self.codes.iter().find(|codes| codes.name == name)
    }

    /// Iterates over the tables with their places.
    pub fn tables(&self) -> impl Iterator<Item = (TableId, &Table)> {
        self.tables.iter().enumerate().map(|(i, t)| (TableId(i as u8), t))
    }

    /// Returns whether a text is, as a whole, a header of some table.
    pub fn is_header(&self, text: &str) -> bool {
        static HEADERS: LazyLock<rustc_hash::FxHashSet<&'static str>> = LazyLock::new(|| {
            let columns = SCHEMA.tables.iter().flat_map(|table| &table.columns).filter(|c| c.derived.is_none());
            columns.flat_map(|c| c.headers.iter().map(|(header, _)| header.as_ref()).chain([c.name])).collect()
        });
        HEADERS.contains(normalize::header(text).as_str())
    }

    /// Returns whether a cell is a word of some code list.
    pub fn is_code_word(&self, cell: &str) -> bool {
        self.codes.iter().any(|codes| codes.read(cell).is_some())
    }

    /// Finds the table that a file's stem, a sheet's or a JSON member's name stands for.
    pub fn match_table(&self, name: &str) -> Option<TableId> {
        let normalized = normalize::header(name);
        self.tables().filter(|(_, t)| !t.derived).find(|(_, t)| t.files.contains(&normalized)).map(|(id, _)| id)
    }
}

#[cfg(test)]
mod tests;
