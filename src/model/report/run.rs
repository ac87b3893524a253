//! What was audited, and how.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Reading;
use super::schema::{Date, Filled, Program, ReadTable, Sha256, Version};
use crate::base::text::Lang;
use crate::model::finding::{FailOn, PolicyChangeKind};
use crate::model::options::Redact;

/// What was audited, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "run", deny_unknown_fields)]
pub struct Run {
    /// The program.
    #[schemars(with = "Program")]
    pub tool: String,
    /// The version of the program.
    #[schemars(with = "Version")]
    pub version: String,
    /// The day on which it judged.
    #[schemars(with = "Date")]
    pub as_of: String,
    /// The language of titles, messages, steps, labels and reasons.
    pub lang: Lang,
    /// What makes the audit fail: open findings of a severity or graver; with `new:` only those that the audit before
    /// did not have.
    pub fail_on: FailOn,
    /// The name of the audited office, as the settings give it; null otherwise.
    #[schemars(with = "Option<Filled>")]
    pub office: Option<String>,
    /// The file of the settings; null if there was none.
    pub config: Option<ConfigFile>,
    /// The rules and clauses that alone were to be judged, as named; none if all.
    #[schemars(with = "Vec<Filled>")]
    pub only: Vec<String>,
    /// The rules and clauses that were to be left out, as named.
    #[schemars(with = "Vec<Filled>")]
    pub skip: Vec<String>,
    /// What was replaced by pseudonyms; null if nothing was.
    pub redacted: Option<Redact>,
    /// What tells the key of the pseudonyms from other keys, and tells nothing else of it; left out where nothing was replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Filled>")]
    pub redaction_key: Option<String>,
    /// The short name of the policy.
    #[schemars(with = "Filled")]
    pub policy: String,
    /// The title of the policy.
    #[schemars(with = "Filled")]
    pub policy_title: String,
    /// The version of the policy.
    #[schemars(with = "Filled")]
    pub policy_version: String,
    /// SHA-256 over the names and texts of the files of the policy.
    #[schemars(with = "Sha256")]
    pub policy_sha256: String,
    /// What the policy has otherwise than the one of its name in the program, and which of its files were not read.
    pub policy_changes: Vec<PolicyChange>,
    /// What the office has set for rules otherwise than the policy has it.
    pub settings: Vec<ChangedSetting>,
    /// The tables that were read, by file.
    #[schemars(length(min = 1))]
    pub inputs: Vec<Input>,
    /// The tables that no file gave.
    #[schemars(with = "Vec<ReadTable>", extend("uniqueItems" = true))]
    pub absent: Vec<String>,
    /// What was assumed, inferred or left out when the files were read, but for what is a finding; none where every file says
    /// by itself what it is, and all of it was used.
    #[serde(default)]
    pub reading: Vec<Reading>,
    /// People of other offices, who were left to them.
    pub outside_people: u64,
    /// Groups led by other offices, which were left to them.
    pub foreign_groups: u64,
}

/// Something that a policy has otherwise than the one of its name in the program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "policy-change", deny_unknown_fields)]
pub struct PolicyChange {
    /// What is otherwise.
    pub kind: PolicyChangeKind,
    /// The rule, the term (`table.term`) or the file.
    #[schemars(with = "Filled")]
    pub name: String,
}

/// Something that an office has set for a rule otherwise than the policy has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "changed-setting", deny_unknown_fields)]
pub struct ChangedSetting {
    /// The rule.
    #[schemars(with = "Filled")]
    pub rule: String,
    /// What is set: a parameter by its name, `severity`, `off` or `undetermined-limit`.
    #[schemars(with = "Filled")]
    pub setting: String,
    /// What the policy has.
    pub policy: String,
    /// What the office has.
    pub office: String,
    /// Why; null if nobody said.
    #[schemars(with = "Option<Filled>")]
    pub reason: Option<String>,
    /// Whether that makes the rule laxer.
    pub loosened: bool,
}

/// The file of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "config-file", deny_unknown_fields)]
pub struct ConfigFile {
    /// The name of the file.
    #[schemars(with = "Filled")]
    pub file: String,
    /// SHA-256 of the file.
    #[schemars(with = "Sha256")]
    pub sha256: String,
}

/// A table that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "input", deny_unknown_fields)]
pub struct Input {
    /// The name of the file.
    #[schemars(with = "Filled")]
    pub file: String,
    /// The sheet of a workbook, or the member of a JSON file that holds several tables; null otherwise.
    pub sheet: Option<String>,
    /// The table.
    #[schemars(with = "ReadTable")]
    pub table: String,
    /// What the table is called.
    #[schemars(with = "Filled")]
    pub label: String,
    /// How many rows were read.
    pub rows: u32,
    /// Rows below the header that are no data (examples, notes, totals, the header once more) and were not read.
    pub skipped: u32,
    /// The columns that were found in it, by their names in the schema.
    #[schemars(with = "Vec<Filled>", extend("uniqueItems" = true))]
    pub columns: Vec<String>,
    /// The day whose state the table shows; null if that is not known.
    #[schemars(with = "Option<Date>")]
    pub exported_on: Option<String>,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file.
    #[schemars(with = "Sha256")]
    pub sha256: String,
    /// The day of the first audit that found the file as it is; null if that is this one, or nothing was compared.
    #[schemars(with = "Option<Date>")]
    pub unchanged_since: Option<String>,
}
