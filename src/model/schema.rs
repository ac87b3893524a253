//! The data model: which tables and columns there are, what their cells hold, and under which names an
//! office's files know them. The facts stand in `schema.toml`; this module gives them types.

mod cells;
mod codes;

use std::borrow::Cow;
use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::base::text::Text;
use crate::base::{embedded, fold};

pub use cells::{CellWords, Sign};
pub use codes::{Codes, CodesId};

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
    /// How a condition reaches the row that the cell names.
    pub step: Option<&'static str>,
    /// Its absence has a natural meaning: no rule needs it.
    pub optional: bool,
    /// Rules do without it where this column (`table.column`) is there.
    pub optional_if: Option<(TableId, &'static str)>,
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
    /// Its status and kind decide whether a row takes part at all.
    pub is_standing: bool,
    /// Computed, not read.
    pub derived: bool,
    /// The columns in order.
    pub columns: Vec<Column>,
    files: Vec<String>,
}

impl Table {
    /// Returns the column of that canonical name.
    pub fn column(&self, name: &str) -> Option<ColumnId> {
        self.columns.iter().position(|c| c.name == name).map(|i| ColumnId(i as u8))
    }

    /// Returns the definition of a column.
    pub fn def(&self, column: ColumnId) -> &Column {
        &self.columns[column.index()]
    }

    /// Iterates over the columns with their places.
    pub fn columns(&self) -> impl Iterator<Item = (ColumnId, &Column)> {
        self.columns.iter().enumerate().map(|(i, c)| (ColumnId(i as u8), c))
    }

    /// Returns the folded names of files, sheets and JSON members that hold the table.
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
        let (def, folded) = (self.def(column), fold::header(header));
        [def.name, &def.label.ja, &def.label.en].into_iter().any(|name| fold::header(name) == folded)
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
        let folded = fold::header(header);
        let found = self.match_folded(&folded);
        if found.is_some() {
            return found;
        }
        let plain = folded.trim_matches(['※', '*', '●', '○', '◎', '■', '・', '_']);
        let (name, remark) = if plain.starts_with(['(', '[', '【', '<']) {
            let (remark, name) = plain.split_once([')', ']', '】', '>'])?;
            (name, remark)
        } else if plain.ends_with([')', ']', '】', '>']) {
            plain.split_at(plain.find(['(', '[', '【', '<'])?)
        } else {
            (plain, "")
        };
        let remark = remark.trim_matches(['(', ')', '[', ']', '【', '】', '<', '>']);
        let found = self.match_folded(name);
        found.filter(|found| self.match_folded(remark).is_none_or(|other| other == *found))
    }

    fn match_folded(&self, folded: &str) -> Option<(ColumnId, Part)> {
        let exact = self.column(folded).filter(|c| self.def(*c).derived.is_none()).map(|c| (c, Part::Main));
        exact.or_else(|| {
            self.columns()
                .filter(|(_, c)| c.derived.is_none())
                .find_map(|(id, column)| column.headers.iter().find(|(h, _)| *h == folded).map(|(_, part)| (id, *part)))
        })
    }
}

/// What surrounds the rows of a sheet, and what people add to the names of files and sheets: words folded with
/// [`fold::header`], in each list the longest first, so that the first that fits is the one that says most.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Layout {
    /// A row is an example, and no data, if one of its cells is such a word, or begins with one in brackets.
    pub sample: Vec<String>,
    /// The first filled cell of a row of totals is such a word or begins with one.
    pub total: Vec<String>,
    /// The first filled cell of a note among the rows begins with such a word.
    pub note: Vec<String>,
    /// Headers of columns that hold nothing for an audit.
    pub remarks: Vec<String>,
    /// Names of sheets that explain the others.
    pub guides: Vec<String>,
    /// Headers of a family name in a column of its own.
    pub family: Vec<String>,
    /// Headers of a given name in a column of its own.
    pub given: Vec<String>,
    /// Headers of the reading of a family name.
    pub family_kana: Vec<String>,
    /// Headers of the reading of a given name.
    pub given_kana: Vec<String>,
    /// Beside a date outside the header and the rows: when the table was made.
    pub exported: Vec<String>,
    /// Words that make a file or a sheet another thing than the table in its name.
    pub other: Vec<String>,
    /// Words that say which part of a list a file or a sheet holds.
    pub parts: Vec<String>,
    /// Words that people add to the name of a file or a sheet without making it another thing.
    pub decoration: Vec<String>,
}

impl Layout {
    fn folded(mut self) -> Self {
        let lists = [
            &mut self.sample,
            &mut self.total,
            &mut self.note,
            &mut self.family,
            &mut self.given,
            &mut self.family_kana,
            &mut self.given_kana,
            &mut self.exported,
            &mut self.remarks,
            &mut self.guides,
            &mut self.other,
            &mut self.parts,
            &mut self.decoration,
        ];
        for list in lists {
            list.iter_mut().for_each(|word| *word = fold::header(word));
            list.sort_by_cached_key(|word| std::cmp::Reverse(word.chars().count()));
        }
        self
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

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    Schema::of(toml::from_str(embedded::SCHEMA).expect("schema.toml is in order")).expect("and so are its names")
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
        HEADERS.contains(fold::header(text).as_str())
    }

    /// Returns whether a cell is a word of some code list.
    pub fn is_code_word(&self, cell: &str) -> bool {
        self.codes.iter().any(|codes| codes.read(cell).is_some())
    }

    /// Finds the table that a file's stem, a sheet's or a JSON member's name stands for.
    pub fn match_table(&self, name: &str) -> Option<TableId> {
        let folded = fold::header(name);
        self.tables().filter(|(_, t)| !t.derived).find(|(_, t)| t.files.contains(&folded)).map(|(id, _)| id)
    }

    fn of(file: File) -> anyhow::Result<Self> {
        let table_id = |name: &str| -> anyhow::Result<TableId> {
            let place = file.tables.get_index_of(name);
            Ok(TableId(place.ok_or_else(|| anyhow::anyhow!("no table {name}"))? as u8))
        };
        let column_of = |path: &'static str| -> anyhow::Result<(TableId, &'static str)> {
            let (table, column) = path.split_once('.').ok_or_else(|| anyhow::anyhow!("{path} is not table.column"))?;
            Ok((table_id(table)?, column))
        };
        let codes_id = |name: &str| -> anyhow::Result<CodesId> {
            let place = file.codes.get_index_of(name);
            Ok(CodesId(place.ok_or_else(|| anyhow::anyhow!("no codes {name}"))? as u8))
        };
        let mut tables = Vec::new();
        for (&name, table) in &file.tables {
            let mut columns = Vec::new();
            for (&column_name, column) in &table.columns {
                columns.push(Column {
                    name: column_name,
                    label: Text { ja: column.ja.to_owned(), en: column.en.to_owned() },
                    about: column.about,
                    example: column.example,
                    register: match &column.register {
                        Some(headers) => headers.iter().map(|h| (*h).to_owned()).collect(),
                        None => vec![column.ja.to_owned()],
                    },
                    blank: column.blank,
                    kind: match column.kind {
                        "id" => Kind::Id,
                        "office" => Kind::Row(table_id("offices")?),
                        "person" => Kind::Row(table_id("staff")?),
                        "patient" => Kind::Row(table_id("patients")?),
                        "group" => Kind::Row(table_id("groups")?),
                        "row" => Kind::Row(table_id(column.of)?),
                        "code" => Kind::Code(codes_id(column.codes)?),
                        "flag" => Kind::Code(codes_id("flag")?),
                        "date" => Kind::Date,
                        "name" => Kind::Name,
                        "email" => Kind::Email,
                        "text" => Kind::Text,
                        "mark" => Kind::Mark,
                        "points" => Kind::Points,
                        "patients" => Kind::Patients,
                        "truth" => Kind::Truth,
                        other => anyhow::bail!("no type {other}"),
                    },
                    step: column.step,
                    optional: column.optional,
                    optional_if: column.optional_if.map(column_of).transpose()?,
                    done: column.done,
                    empty: column.empty,
                    open_while: column.open_while.clone(),
                    happened: column.happened.clone(),
                    known_from: column.known_from,
                    unasked: column.unasked,
                    or_mark: column.or_mark,
                    follows: column.follows.clone(),
                    never: column.never,
                    last: column.last,
                    derived: if column.derived {
                        Some(column.reads.iter().map(|c| column_of(c)).collect::<anyhow::Result<_>>()?)
                    } else {
                        None
                    },
                    headers: headers(column),
                });
            }
            let place = |names: &[&str]| -> anyhow::Result<Vec<ColumnId>> {
                names
                    .iter()
                    .map(|n| {
                        let place = columns.iter().position(|c| c.name == *n);
                        Ok(ColumnId(place.ok_or_else(|| anyhow::anyhow!("no column {n} in {name}"))? as u8))
                    })
                    .collect()
            };
            let key = place(&table.key)?;
            let required = if table.required.is_empty() { key.clone() } else { place(&table.required)? };
            let files = [name, table.ja].iter().chain(&table.files).map(|n| fold::header(n)).collect();
            tables.push(Table {
                name,
                label: Text { ja: table.ja.to_owned(), en: table.en.to_owned() },
                about: table.about,
                key,
                required,
                row_label: table.label,
                events: table.events,
                is_standing: table.standing,
                derived: table.derived,
                columns,
                files,
            });
        }
        let parts = |name: &str| file.parts.get(name).cloned().unwrap_or_default();
        let codes = file.codes.iter().map(|(name, words)| Codes::of(name, words, parts(name)));
        let codes = codes.collect::<anyhow::Result<_>>()?;
        Ok(Self { tables, layout: file.layout.folded(), cells: file.cells, codes })
    }
}

fn headers(column: &ColumnFile) -> Vec<(Cow<'static, str>, Part)> {
    let main = [column.ja, column.en].into_iter().chain(column.headers.iter().copied()).map(|h| (h, Part::Main));
    let step = column.step.iter().map(|&s| (s, Part::Main));
    let email = column.email.iter().map(|&h| (h, Part::Email));
    let by_name = column.name.iter().map(|&h| (h, Part::Name));
    let kana = column.kana.iter().map(|&h| (h, Part::Kana));
    let all = main.chain(step).chain(email).chain(by_name).chain(kana);
    let mut all: Vec<(Cow<'static, str>, Part)> = all.map(|(h, part)| (fold::header_of(h), part)).collect();
    if let (Some(step), false) = (column.step, column.name.is_empty()) {
        all.push((format!("{step}_name").into(), Part::Name));
    }
    all
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
struct File {
    tables: IndexMap<&'static str, TableFile>,
    cells: CellWords,
    codes: IndexMap<&'static str, codes::Words>,
    parts: IndexMap<&'static str, codes::Words>,
    layout: Layout,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    ja: &'static str,
    en: &'static str,
    #[serde(default)]
    about: &'static str,
    #[serde(default)]
    files: Vec<&'static str>,
    #[serde(default)]
    key: Vec<&'static str>,
    #[serde(default)]
    required: Vec<&'static str>,
    label: &'static str,
    #[serde(default)]
    events: bool,
    #[serde(default)]
    standing: bool,
    #[serde(default)]
    derived: bool,
    columns: IndexMap<&'static str, ColumnFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of its own in the file")]
struct ColumnFile {
    #[serde(rename = "type")]
    kind: &'static str,
    ja: &'static str,
    en: &'static str,
    #[serde(default)]
    about: &'static str,
    #[serde(default)]
    example: &'static str,
    register: Option<Vec<&'static str>>,
    #[serde(default)]
    blank: bool,
    #[serde(default)]
    of: &'static str,
    #[serde(default)]
    codes: &'static str,
    step: Option<&'static str>,
    #[serde(default)]
    optional: bool,
    optional_if: Option<&'static str>,
    #[serde(default)]
    done: bool,
    #[serde(default)]
    empty: Empty,
    #[serde(default)]
    open_while: Vec<&'static str>,
    #[serde(default)]
    happened: Vec<&'static str>,
    known_from: Option<&'static str>,
    #[serde(default)]
    follows: Vec<&'static str>,
    #[serde(default)]
    unasked: bool,
    #[serde(default)]
    or_mark: bool,
    #[serde(default)]
    never: bool,
    #[serde(default)]
    last: bool,
    #[serde(default)]
    derived: bool,
    #[serde(default)]
    reads: Vec<&'static str>,
    #[serde(default)]
    headers: Vec<&'static str>,
    #[serde(default)]
    email: Vec<&'static str>,
    #[serde(default)]
    name: Vec<&'static str>,
    #[serde(default)]
    kana: Vec<&'static str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_header_stands_for_two_columns_and_no_file_for_two_tables() {
        let mut files = std::collections::BTreeMap::new();
        for (id, table) in schema().tables() {
            let mut seen = std::collections::BTreeMap::new();
            for (_, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
                for (header, part) in &column.headers {
                    if let Some(other) = seen.insert(header.clone(), (column.name, *part)) {
                        assert_eq!(other, (column.name, *part), "{}: {header}", table.name);
                    }
                }
            }
            for file in &table.files {
                assert_eq!(files.insert(file.clone(), id), None, "{file}");
            }
        }
    }

    #[test]
    fn no_word_stands_for_two_codes() {
        let file: File = toml::from_str(embedded::SCHEMA).unwrap();
        for (list, codes) in &file.codes {
            let mut seen = std::collections::BTreeMap::new();
            for (code, words) in codes {
                for word in std::iter::once(code).chain(words) {
                    assert_eq!(seen.insert(fold::characters(word), word), None, "{list}: {word}");
                }
            }
        }
    }

    /// Returns the code that a list reads from a cell, by its canonical word.
    fn code(list: &str, cell: &str) -> Option<&'static str> {
        let codes = schema().codes(list).expect("a list of that name");
        codes.read(cell).map(|code| codes.words[usize::from(code) - 1])
    }

    #[test]
    fn words_that_offices_write_are_read() {
        let yes = [
            "○", "◯", "〇", "●", "✓", "✔", "☑", "レ", "有", "あり", "有り", "済", "済み", "はい", "可", "１", "TRUE",
            "Yes", "OK",
        ];
        let no = ["×", "✕", "✗", "x", "☐", "無", "なし", "無し", "未", "未済", "いいえ", "否", "０", "FALSE", "No"];
        for (cells, word) in [(&yes[..], "yes"), (&no[..], "no")] {
            for cell in cells {
                assert_eq!(code("flag", cell), Some(word), "{cell}");
            }
        }
        for (list, cell, word) in [
            ("staff-role", "管理者", "admin"),
            ("staff-role", "○", "admin"),
            ("staff-status", "利用中", "active"),
            ("group-status", "保管済み", "archived"),
            ("group-status", "アーカイブ済", "archived"),
            ("member-status", "サポーター解除", "removed"),
            ("two-factor", "不明", "unknown"),
            ("pledge-form", "様式第１号", "form1"),
            ("consent-form", "様式第二号", "form2"),
            ("signer", "長女", "family"),
        ] {
            assert_eq!(code(list, cell), Some(word), "{list}: {cell}");
        }
    }

    #[test]
    fn words_that_could_mean_two_codes_are_not_read() {
        for cell in ["退職", "在職", "在籍", "休職"] {
            assert_eq!(code("staff-status", cell), None, "{cell}");
        }
        for (list, cell) in [("flag", "△"), ("signer", "本人・家族"), ("group-status", "終了")] {
            assert_eq!(code(list, cell), None, "{list}: {cell}");
        }
    }

    #[test]
    fn everything_in_a_file_is_explained_and_has_an_example_that_can_be_read() {
        for (_, table) in schema().tables().filter(|(_, t)| !t.derived) {
            assert!(table.about.ends_with('。'), "{}", table.name);
            for (_, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
                let place = format!("{}.{}: {}", table.name, column.name, column.example);
                assert!(column.about.ends_with('。'), "{place}");
                assert!(!column.example.is_empty(), "{place}");
                match column.kind {
                    Kind::Code(codes) => {
                        let code = codes.def().read(column.example);
                        let said = code.map(|c| codes.def().say(c, crate::base::text::Lang::Ja));
                        assert_eq!(said, Some(column.example), "{place}");
                    }
                    Kind::Date => {
                        assert!(crate::base::date::Day::parse(column.example).is_ok_and(|d| !d.is_empty()), "{place}");
                    }
                    Kind::Email => assert!(column.example.ends_with("@example.jp"), "{place}"),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn every_date_code_and_mark_says_what_an_empty_cell_means() {
        for (_, table) in schema().tables().filter(|(_, t)| !t.derived) {
            for (id, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
                let is_judged = matches!(column.kind, Kind::Date | Kind::Code(_) | Kind::Mark | Kind::Points);
                assert!(!is_judged || column.empty != Empty::Nothing, "{}.{}", table.name, column.name);
                assert!(!column.never || column.empty == Empty::Unknown, "{}.{}", table.name, column.name);
                let status = table.column("status").map(|status| table.def(status).kind);
                for word in &column.open_while {
                    let Some(Kind::Code(codes)) = status else { panic!("{} has no status", table.name) };
                    assert!(codes.def().code(word).is_some() && column.empty == Empty::Open, "{} {word}", table.name);
                }
                assert!(id.index() < table.columns.len());
            }
        }
    }

    #[test]
    fn words_of_the_layout_are_folded_and_distinct() {
        let layout = &schema().layout;
        let lists = [
            &layout.sample,
            &layout.total,
            &layout.note,
            &layout.family,
            &layout.given,
            &layout.family_kana,
            &layout.given_kana,
            &layout.exported,
            &layout.remarks,
            &layout.guides,
            &layout.other,
            &layout.decoration,
        ];
        for list in lists {
            let distinct: std::collections::BTreeSet<&String> = list.iter().collect();
            assert_eq!(distinct.len(), list.len(), "{list:?}");
            assert!(list.iter().all(|word| !word.is_empty() && fold::header(word) == *word), "{list:?}");
            assert!(list.is_sorted_by_key(|word| std::cmp::Reverse(word.chars().count())), "{list:?}");
        }
        assert!(layout.sample.contains(&"記入例".to_owned()) && !layout.sample.contains(&"見本".to_owned()));
        assert!(layout.decoration.contains(&"のコピー".to_owned()) && !layout.decoration.contains(&"旧".to_owned()));
        assert!(layout.exported.contains(&"asof".to_owned()));
    }

    #[test]
    fn japanese_names_are_found() {
        let pledges = schema().match_table("誓約書台帳").unwrap().def();
        assert_eq!(pledges.name, "pledges");
        assert_eq!(pledges.match_header("ｽﾀｯﾌID").map(|(c, p)| (pledges.def(c).name, p)), Some(("staff", Part::Main)));
        assert_eq!(pledges.match_header("氏 名").map(|(c, p)| (pledges.def(c).name, p)), Some(("staff", Part::Name)));
        assert_eq!(pledges.match_header("備考"), None);
        let groups = schema().match_table("groups").unwrap().def();
        let found = |header: &str| groups.match_header(header).map(|(c, _)| groups.def(c).name);
        for header in ["患者(氏名)", "※患者", "【必須】患者", "患者 [1名のみ]"] {
            assert_eq!(found(header), Some("patient_id"), "{header}");
        }
        let staff = schema().match_table("staff").unwrap().def();
        for header in ["氏名(職種)", "氏名（メール）", "氏名(職種) 見本 一郎", "(備考)", "()", ""]
        {
            assert_eq!(staff.match_header(header), None, "{header}");
        }
        let groups = schema().match_table("MCSグループ一覧").unwrap().def();
        assert_eq!(
            groups.match_header("連携リーダー名").map(|(c, p)| (groups.def(c).name, p)),
            Some(("leader_id", Part::Name))
        );
    }
}
