//! The settings of an office, `mcs-audit.toml`: who it is, which file, sheet and header stand for which table and
//! column where the names do not say so, and how it wants its rules judged. What is set is a decision of the
//! office, so it always comes before what the program would find by itself.

pub(crate) mod read;
pub(crate) mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::base::date::Day;
use crate::base::position::Position;
use crate::base::text::Lang;
use crate::model::finding::{DueDays, FailOn, Severity};
use crate::model::options::{CsvEncoding, EscalateAfter, GroupBy, Redact};
use crate::model::schema::{ColumnId, Kind, Part, Table, TableId, known};

/// The name under which the settings are found in the folder of the tables.
pub const FILE: &str = "mcs-audit.toml";

/// A text as the settings have it, in quotation marks.
pub(crate) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

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
    /// The file as it was opened; empty without a file.
    pub path: PathBuf,
    /// The folder from which the policy and the files of reports are reached; empty without a file.
    pub folder: PathBuf,
    /// The name of the office, for the head of a report.
    pub office: Option<String>,
    /// The language of output.
    pub lang: Option<Lang>,
    /// The policy: a name, or a folder of rule files.
    pub policy: Option<String>,
    /// Where the policy is set.
    pub policy_at: Position,
    /// The audited offices, by id or name.
    pub own: Vec<String>,
    /// Where they are set.
    pub own_at: Position,
    /// What makes the exit code 1.
    pub fail_on: Option<FailOn>,
    /// The reports to write, as `--format` takes them; files are relative to `folder`.
    pub format: Vec<String>,
    /// The folder of the reports that have no file of their own, relative to `folder`.
    pub out_dir: Option<String>,
    /// What is replaced by pseudonyms.
    pub redact: Option<Redact>,
    /// The file with their key, relative to `folder`.
    pub redact_key: Option<String>,
    /// What the findings of a report are put together by.
    pub group_by: Option<GroupBy>,
    /// How reports in csv are encoded.
    pub csv_encoding: Option<CsvEncoding>,
    /// How many days after the audit that found them first findings are due.
    pub due: DueDays,
    /// How long a finding may stand before it counts as graver.
    pub escalate_after: Option<EscalateAfter>,
    /// For how many days ahead to look for what will become a finding; 0 for none.
    pub upcoming: Option<u16>,
    /// The folder in which the audits are kept.
    pub history: Option<PathBuf>,
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
    /// How long its findings may stand before they count as graver.
    pub escalate_after: Option<EscalateAfter>,
    /// How grave its findings are.
    pub severity: Option<Severity>,
    /// The share of its population that may be undetermined, and the rule pass all the same.
    pub undetermined_limit: Option<f64>,
    /// Why something is set otherwise than the policy has it.
    pub reason: Option<String>,
    /// Its parameters: numbers, or lists of words.
    pub parameters: BTreeMap<String, Placed<Setting>>,
    /// Where the rule is named.
    pub at: Position,
    /// Where what is set stands, by its key.
    pub keys: BTreeMap<String, Position>,
}

/// What is set for a table of which nothing is set.
static UNSET: LazyLock<TableSettings> = LazyLock::new(TableSettings::default);

impl Config {
    /// Returns what is set for a table; nothing, for most.
    pub fn table(&self, table: TableId) -> &TableSettings {
        self.tables.get(&table).unwrap_or_else(|| &UNSET)
    }
}

impl RuleSettings {
    /// Returns where a key stands; where the rule is named if nothing is known of the key.
    pub fn position(&self, key: &str) -> &Position {
        self.keys.get(key).unwrap_or(&self.at)
    }
}

/// The value of a rule's parameter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected a number or a list of words")]
pub enum Setting {
    /// A number, such as of days.
    Number(i32),
    /// Words to look for.
    Words(Vec<String>),
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Words(words) => f.write_str(&words.join(" ")),
        }
    }
}

/// The names under which the columns of a table are set: the canonical name, the Japanese label, and for a column
/// that names a person or patient its parts, such as `staff_name`.
pub(crate) fn column_keys(table: &Table) -> Vec<(String, ColumnId, Part)> {
    let mut keys = Vec::new();
    for (id, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
        keys.push((column.name.to_owned(), id, Part::Main));
        keys.push((column.label.ja.clone(), id, Part::Main));
        let parts: &[Part] = match column.kind {
            Kind::Row(to) if to == known().staff => &[Part::Name, Part::Email, Part::Kana],
            Kind::Row(to) if to == known().patients => &[Part::Name, Part::Kana],
            Kind::Row(to) if to == known().groups => &[Part::Name],
            _ => &[],
        };
        keys.extend(parts.iter().map(|part| (table.key_of(id, *part), id, *part)));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::schema;

    #[test]
    fn a_key_stands_for_one_column() {
        for table in &schema().tables {
            let mut seen = BTreeMap::new();
            for (key, column, part) in column_keys(table) {
                assert_eq!(seen.insert(key.clone(), (column, part)), None, "{}: {key}", table.name);
            }
        }
    }
}
