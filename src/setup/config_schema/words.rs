//! What an editor shows of each setting while it is written. In English alone: an editor does not say which language
//! its user reads.

use crate::config::Setting;
use crate::model::finding::Severity;
use crate::model::schema::Part;

/// The settings as a whole.
pub(super) const SETTINGS: &str = "The settings of an office for mcs-audit.";
/// `office`.
pub(super) const OFFICE: &str = "The name of the office, for the head of the report.";
/// `lang`.
pub(super) const LANG: &str = "The language of the output.";
/// `policy`.
pub(super) const POLICY: &str = "The policy: a name, or a folder of rule files, relative to the folder of this file.";
/// `own`.
pub(super) const OWN: &str = "The audited offices, by id or name; without it, those in the table offices.";
/// `fail-on`.
pub(super) const FAIL_ON: &str =
    "The lowest severity that makes the exit code 1, of all findings or only of new ones; medium if left out.";
/// `out-dir`.
pub(super) const OUT_DIR: &str = "The folder of the reports that have no file of their own, relative to the folder of this file; it is made if it is not there.";
/// `group-by`.
pub(super) const GROUP_BY: &str = "What the findings of a report are put together by; clause if left out.";
/// `csv-encoding`.
pub(super) const CSV_ENCODING: &str = "How reports in csv are encoded; utf-8-bom if left out.";
/// `upcoming`.
pub(super) const UPCOMING: &str = "For how many days ahead to look for what will become a finding; 0 for none. 30 if left out, for up to 50,000 rows.";
/// `history`.
pub(super) const HISTORY: &str = "The folder in which the audits are kept, relative to the folder of this file.";
/// `redact`.
pub(super) const REDACT: &str = "What is replaced by pseudonyms: names, e-mail addresses and free text, or ids too.";
/// `redact-key`.
pub(super) const REDACT_KEY: &str =
    "The file with the key of the pseudonyms, relative to the folder of this file; mcs-audit.key if left out.";
/// `tables`.
pub(super) const TABLES: &str = "What is set for single tables, by their English or Japanese names.";
/// `rules`.
pub(super) const RULES: &str =
    "What is set for single rules, by their ids; mcs-audit explain RULE tells what a rule does.";
/// `format`.
pub(super) const FORMATS: &str = "The reports to write: format=file, relative to the folder of this file, or a format, to out-dir or else to standard output, where there is room for one.";
/// `escalate-after`.
pub(super) const ESCALATE_AFTER: &str =
    "How long a finding may stand before it counts as graver by one: so many audits or days.";
/// `due`.
pub(super) const DUE: &str = "How many days after the audit that found it first a finding is due.";
/// `file` of a table.
pub(super) const FILE: &str = "The file that holds the table, or its parts, read one behind the other.";
/// `sheet` of a table.
pub(super) const SHEET: &str = "The sheet (or JSON member) of that file, or several.";
/// `header-row` of a table.
pub(super) const HEADER_ROW: &str = "The row of the header, from 1; with a header over two rows that of the first.";
/// `exported-on` of a table.
pub(super) const EXPORTED_ON: &str = "The day whose state the table shows, such as 2026-10-31.";
/// `columns` of a table.
pub(super) const COLUMNS: &str = "Which header stands for which column.";
/// `values` of a table.
pub(super) const VALUES: &str = "What to read instead of what is written, by column.";
/// `defaults` of a table.
pub(super) const DEFAULTS: &str = "What to read where the file does not have the column.";
/// `off` of a rule.
pub(super) const OFF: &str = "Why the rule is off; the report tells it.";
/// `undetermined-limit` of a rule.
pub(super) const UNDETERMINED_LIMIT: &str =
    "The share of those examined that may be undetermined, and the rule pass all the same; 0 if left out.";
/// `reason` of a rule.
pub(super) const REASON: &str = "Why the rule is set otherwise than the policy has it; the report tells it.";
/// A rule that is not known here.
pub(super) const OTHER_RULE: &str = "A rule of the office's own policy.";
/// `severity` of a rule that is not known here.
pub(super) const SEVERITY: &str = "How grave a finding is.";

/// The days until findings of a severity are due.
pub(super) fn due_of(severity: Severity) -> String {
    format!("Of a finding of {} severity.", severity.word())
}

/// A table.
pub(super) fn table(name: &str, label: &str) -> String {
    format!("The table {name} ({label}).")
}

/// The header of a column, or of the part of it that names a person in another way.
pub(super) fn header(name: &str, label: &str, part: Part) -> String {
    let by = match part {
        Part::Main => "",
        Part::Email => ", by e-mail address",
        Part::Name => ", by name",
        Part::Kana => ", by the reading of the name",
    };
    format!("The header of `{name}` ({label}){by}; \"#5\" for the fifth column, \"\" if the file has none.")
}

/// The cells of a column that are read as something else.
pub(super) fn cells(name: &str, label: &str) -> String {
    format!("Cells of `{name}` ({label}) as written, and what to read instead; \"\" for nothing.")
}

/// The cell that is read where a column is not there.
pub(super) fn default_cell(name: &str, label: &str) -> String {
    format!("What to read in every row if the file has no `{name}` ({label}).")
}

/// `severity` of a rule.
pub(super) fn severity(default: Severity) -> String {
    format!("How grave a finding is; {} if left out.", default.word())
}

/// A parameter of a rule.
pub(super) fn parameter(name: &str, default: &Setting, requirement: &str) -> String {
    format!("The parameter `{name}`, {default} if left out. The rule asks: {requirement}.")
}
