//! What became of the findings of the audits before, and what will become one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::schema::{Date, Filled, Id, Sha256};
use crate::model::finding::{Duty, Ended, Named, Severity, Subject};

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
