//! The settings of an office, `mcs-audit.toml`: who it is, which file, sheet and header stand for which table and
//! column where the names do not say so, and how it wants its rules judged. What is set is a decision of the
//! office, so it always comes before what the program would find by itself.

use std::collections::BTreeMap;

use crate::date::Day;
use crate::finding::Severity;
use crate::schema::{ColumnId, Part, TableId};
use crate::text::Lang;

/// The name under which the settings are found in the folder of the tables.
pub const FILE: &str = "mcs-audit.toml";

/// Something set, and where, so that what does not fit the tables can be told with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// What is set.
    pub value: T,
    /// Its line in the file, from 1.
    pub line: u32,
}

/// The settings. What is not set is left to the command line and to what is found.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The file's name as messages cite it; empty without a file.
    pub name: String,
    /// SHA-256 of the file, in hexadecimal; empty without a file.
    pub sha256: String,
    /// The name of the office, for the head of a report.
    pub office: Option<String>,
    /// The language of output.
    pub lang: Option<Lang>,
    /// The policy: a name, or a folder of rule files.
    pub policy: Option<String>,
    /// The audited offices, by id or name.
    pub own: Vec<String>,
    /// The lowest severity that makes the exit code 1.
    pub fail_on: Option<Severity>,
    /// The reports to write, as `--format` takes them.
    pub format: Vec<String>,
    /// What is set for single tables.
    pub tables: BTreeMap<TableId, TableSettings>,
    /// What is set for single rules, by their ids.
    pub rules: BTreeMap<String, RuleSettings>,
}

/// What is set for a table.
#[derive(Clone, Debug, Default)]
pub struct TableSettings {
    /// The files that hold it, one part behind the other; none to find it by name.
    pub files: Vec<Placed<String>>,
    /// The sheets (or JSON members) of those files; none to find them.
    pub sheets: Vec<Placed<String>>,
    /// The row or line of the header, from 1; with a header over two rows that of the first.
    pub header_row: Option<Placed<u32>>,
    /// The header that stands for a column, or for the part of it that names a person by e-mail, name or reading:
    /// its text, `#5` for the fifth column of the file whatever stands there, or empty if the file has none.
    pub columns: Vec<(ColumnId, Part, Placed<String>)>,
    /// By column: a cell as it is written, and the text to read instead.
    pub values: Vec<(ColumnId, Vec<(String, String)>)>,
    /// The cell to read in every row where the file does not have the column.
    pub defaults: Vec<(ColumnId, String)>,
    /// The day whose state the table shows.
    pub exported_on: Option<Day>,
}

/// What is set for a rule.
#[derive(Clone, Debug, Default)]
pub struct RuleSettings {
    /// Why it is switched off; `None` if it is on.
    pub off: Option<String>,
    /// How grave its findings are.
    pub severity: Option<Severity>,
    /// Its parameters: numbers, or lists of words.
    pub parameters: BTreeMap<String, Placed<Setting>>,
}

/// The value of a rule's parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// A number, such as of days.
    Number(i32),
    /// Words to look for.
    Words(Vec<String>),
}
