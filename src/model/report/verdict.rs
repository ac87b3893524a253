//! What came of each rule and of each clause.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schema::{Date, Filled};
use crate::model::finding::{Confidence, Duty, Named, Severity, Verdict};
use crate::model::options::Answer;

/// What came of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(
    rename = "verdict",
    deny_unknown_fields,
    extend(
        "if" = { "properties": { "verdict": { "enum": [Verdict::NotAssessed, Verdict::Off] } } },
        "then" = { "properties": { "reason": { "type": "string" } } },
        "else" = { "properties": { "reason": { "type": "null" } } },
    )
)]
pub struct RuleVerdict {
    /// The rule.
    #[schemars(with = "Filled")]
    pub rule: String,
    /// The bad state that it is about, in the language of the report.
    #[schemars(with = "Filled")]
    pub title: String,
    /// What it requires.
    #[schemars(with = "Filled")]
    pub requirement: String,
    /// Why it matters.
    #[schemars(with = "Filled")]
    pub why: String,
    /// What to do about a finding, whomever it is about.
    #[schemars(with = "Vec<Filled>")]
    pub steps: Vec<String>,
    /// The same in the other language.
    pub translation: RuleText,
    /// The clauses that it enforces; none for a rule about the input.
    #[schemars(with = "Vec<Filled>")]
    pub clauses: Vec<String>,
    /// How grave its findings are.
    pub severity: Severity,
    /// How sure its findings are.
    pub confidence: Confidence,
    /// Who must put its findings right.
    pub duty: Duty,
    /// The verdict.
    pub verdict: Verdict,
    /// How many members there are, those included who may be one.
    pub population: u64,
    /// How many of them break it.
    pub findings: u64,
    /// How many findings and undetermined members are covered by a waiver.
    pub waived: u64,
    /// How many findings are over and answered for by a correction.
    pub corrected: u64,
    /// Of how many it is not known whether they break it, and no waiver covers them.
    pub undetermined: u64,
    /// Why it was not assessed, or is off; null otherwise.
    #[schemars(with = "Option<Filled>")]
    pub reason: Option<String>,
}

/// What a rule says of itself, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "rule-text", deny_unknown_fields)]
pub struct RuleText {
    /// The bad state that it is about.
    #[schemars(with = "Filled")]
    pub title: String,
    /// What it requires.
    #[schemars(with = "Filled")]
    pub requirement: String,
    /// Why it matters.
    #[schemars(with = "Filled")]
    pub why: String,
    /// What to do about a finding, whomever it is about.
    #[schemars(with = "Vec<Filled>")]
    pub steps: Vec<String>,
}

/// What came of a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "clause", deny_unknown_fields)]
pub struct ClauseVerdict {
    /// The id of the clause.
    #[schemars(with = "Filled")]
    pub clause: String,
    /// How it is cited.
    #[schemars(with = "Filled")]
    pub cited: String,
    /// Its obligation in a few words, in the language of the report.
    #[schemars(with = "Filled")]
    pub label: String,
    /// Its obligation in full, in words of the program.
    #[schemars(with = "Filled")]
    pub obligation: String,
    /// The same in the other language.
    pub translation: ClauseText,
    /// Who must see to it.
    pub duty: Duty,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether a person attests it.
    pub attested: bool,
    /// What offices stated of it last, by office; those that stated nothing are left out.
    pub attestations: Vec<Attestation>,
    /// How much was examined.
    pub population: u64,
    /// How many findings there are.
    pub findings: u64,
    /// How many of these are covered by a waiver.
    pub waived: u64,
    /// How many of these are over and answered for by a correction.
    pub corrected: u64,
    /// The rules that judge it.
    #[schemars(with = "Vec<Filled>")]
    pub rules: Vec<String>,
    /// Those of them that were not assessed.
    #[schemars(with = "Vec<Filled>")]
    pub not_assessed: Vec<String>,
}

/// What a clause says, in one language and in words of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "clause-text", deny_unknown_fields)]
pub struct ClauseText {
    /// Its obligation in a few words.
    #[schemars(with = "Filled")]
    pub label: String,
    /// Its obligation in full.
    #[schemars(with = "Filled")]
    pub obligation: String,
}

/// What an office stated last of a clause that no rule can judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "attestation", deny_unknown_fields)]
pub struct Attestation {
    /// The office.
    pub office: Named,
    /// Whether the clause is met; null if the cell is empty.
    pub answer: Option<Answer>,
    /// The day on which it was stated.
    #[schemars(with = "Date")]
    pub on: String,
    /// Who stated it, by name; null if it is not known.
    #[schemars(with = "Option<Filled>")]
    pub by: Option<String>,
    /// The last day on which it holds; null if the clause is not met.
    #[schemars(with = "Option<Date>")]
    pub until: Option<String>,
}
