//! The data model: which tables and columns there are, what their cells hold, and under which names an
//! office's files know them. The facts stand in `schema.toml`; this module gives them types.

mod cells;
mod codes;
mod column;
mod file;
mod layout;

use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashMap;

use crate::base::text::Text;
use crate::base::{embedded, normalize};

pub use cells::{CellWords, Sign};
pub use codes::{Codes, CodesId};
pub use column::{Column, Empty, EvidenceOf, Is, Kind, Part};
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
    /// Returns whether an office answers in it for what was found: it has no rows where there is nothing to answer for.
    pub fn holds_answers(self) -> bool {
        [KNOWN.waivers, KNOWN.corrections].contains(&self)
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

tables!(
    offices,
    patients,
    staff,
    groups,
    memberships,
    group_patients,
    roster,
    posts,
    attestations,
    waivers,
    corrections
);

/// Returns the tables that the core itself must know.
#[doc(hidden)]
pub fn known() -> &'static Known {
    &KNOWN
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

    /// Iterates over the columns that say whom or what a row is about.
    pub fn telling_columns(&self) -> impl Iterator<Item = ColumnId> {
        let by_name = self.columns().filter(|(_, column)| matches!(column.kind, Kind::Name | Kind::Email));
        self.required.iter().copied().chain(by_name.map(|(id, _)| id))
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
        self.match_normalized(&normalize::header(header))
    }

    /// The same for a header that is normalized already.
    pub fn match_normalized(&self, normalized: &str) -> Option<(ColumnId, Part)> {
        let found = self.match_whole(normalized);
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
        let found = self.match_whole(name);
        found.filter(|found| self.match_whole(remark).is_none_or(|other| other == *found))
    }

    fn match_whole(&self, normalized: &str) -> Option<(ColumnId, Part)> {
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

/// What the file says, as it was embedded.
#[cfg(not(test))]
fn file() -> file::File {
    serde_json::from_str(embedded::SCHEMA).expect("schema.toml is in order")
}

// the unit tests run with a column that no rule reads: to add one is data only
#[cfg(test)]
use tests::with_one_more_column as file;

#[cfg(test)]
pub(crate) use tests::with_line;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::of(file()).expect("the names in schema.toml are in order"));

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

    /// Returns the tables that an office has whatever was found: none that is computed, or in which it answers for findings.
    pub fn expected_tables(&self) -> impl Iterator<Item = TableId> {
        self.tables().filter(|(table, def)| !def.derived && !table.holds_answers()).map(|(table, _)| table)
    }

    /// Returns whether a text is, as a whole, a header of some table.
    pub fn is_header(&self, text: &str) -> bool {
        let normalized = normalize::header(text);
        self.tables.iter().any(|table| table.match_whole(&normalized).is_some())
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
