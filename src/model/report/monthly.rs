//! What became of the findings of the audits before, and what will become one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::schema::{Date, Filled, Id, Sha256};
use crate::model::finding::{Duty, Ended, Named, PolicyDifferenceKind, Severity, Subject};

/// How the audit stands to those before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "comparison", deny_unknown_fields)]
pub struct Comparison {
    /// The day of the audit before.
    #[schemars(with = "Date")]
    pub as_of: String,
    /// SHA-256 of its report as `json`.
    #[schemars(with = "Sha256")]
    pub sha256: String,
    /// Its findings that are no more.
    pub ended: Vec<Ended>,
    /// What ended before that, so that it is known again if it comes back.
    pub earlier: Vec<Ended>,
    /// What is set otherwise.
    #[serde(default)]
    pub settings: Vec<SettingDifference>,
    /// What the policy has otherwise.
    #[serde(default)]
    pub policy: Vec<PolicyDifference>,
}

/// Something that is set otherwise than in the audit before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "setting-difference", deny_unknown_fields)]
pub struct SettingDifference {
    /// The rule; null for what is set for the whole audit.
    #[schemars(with = "Option<Filled>")]
    pub rule: Option<String>,
    /// What is set: for a rule a parameter by its name, `severity`, `off` or `undetermined-limit`; for the whole audit `fail-on`,
    /// `only`, `skip` or `file`, the file of the settings by its SHA-256.
    #[schemars(with = "Filled")]
    pub setting: String,
    /// As it was; null if nothing was set.
    #[schemars(with = "Option<Filled>")]
    pub before: Option<String>,
    /// As it is; null if nothing is set.
    #[schemars(with = "Option<Filled>")]
    pub after: Option<String>,
}

/// Something that the policy has otherwise than in the audit before, as far as two reports tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "policy-difference", deny_unknown_fields)]
pub struct PolicyDifference {
    /// What is otherwise.
    pub kind: PolicyDifferenceKind,
    /// The rule, the term (`table.term`), the clause or the policy.
    #[schemars(with = "Filled")]
    pub name: String,
    /// As it was; null where the reports do not say.
    #[schemars(with = "Option<Filled>")]
    pub before: Option<String>,
    /// As it is; null where the reports do not say.
    #[schemars(with = "Option<Filled>")]
    pub after: Option<String>,
}

/// What will become a finding if nothing is done. It counts as none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "upcoming", deny_unknown_fields)]
pub struct Upcoming {
    /// How many days after the as-of date were looked at.
    #[schemars(range(min = 1))]
    pub days: u16,
    /// What was seen, by the day.
    pub findings: Vec<UpcomingFinding>,
}

/// Something that will become a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "coming", deny_unknown_fields)]
pub struct UpcomingFinding {
    /// The first day on which it would be one.
    #[schemars(with = "Date")]
    pub on: String,
    /// What will identify it.
    #[schemars(with = "Id")]
    pub id: SmolStr,
    /// The rule.
    #[schemars(with = "Filled")]
    pub rule: SmolStr,
    /// How grave it will be.
    pub severity: Severity,
    /// Who must see to it.
    pub duty: Duty,
    /// Those who must see to it, by name, as far as the tables tell.
    pub assignees: Vec<Named>,
    /// Whom or what it is about.
    pub subject: Subject,
    /// What will be the matter.
    #[schemars(with = "Filled")]
    pub message: String,
}
