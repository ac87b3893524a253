//! What came of an audit, complete and in one language: the report that every format is written from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::finding::{Confidence, Duty, Ended, FailOn, Finding, Named, Severity, State, Status, Subject, Verdict};
use super::options::{Answer, Redact};
use crate::base::text::Lang;

/// The version of the report as `json`.
pub const REPORT_VERSION: u32 = 1;

/// The outcome of an audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What was audited, and how.
    pub run: Run,
    /// The findings, by rule and subject key.
    pub findings: Vec<Finding>,
    /// What came of each rule.
    pub verdicts: Vec<RuleVerdict>,
    /// What came of each clause.
    pub clauses: Vec<ClauseVerdict>,
    /// What became of the findings of the audits before, where there were some.
    pub comparison: Option<Comparison>,
    /// What will become a finding if nothing is done; none where nobody asked.
    pub upcoming: Option<Upcoming>,
    /// What each table holds: hashes of its subject keys, eight hexadecimal digits each, one behind the other. A table
    /// that is too large for that is left out.
    pub subjects: BTreeMap<String, String>,
}

/// What will become a finding if nothing is done. It counts as none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upcoming {
    /// So many days after the as-of date were looked at.
    pub days: u16,
    /// What was seen, by the day.
    pub findings: Vec<Coming>,
}

/// Something that will become a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coming {
    /// The first day on which it would be one.
    pub on: String,
    /// What will identify it.
    pub id: SmolStr,
    /// The rule.
    pub rule: SmolStr,
    /// How grave it will be.
    pub severity: Severity,
    /// Who must see to it.
    pub duty: Duty,
    /// Those who must see to it, by name.
    pub assignees: Vec<Named>,
    /// Whom or what it is about.
    pub subject: Subject,
    /// What will be the matter.
    pub message: String,
}

/// How an audit stands to those before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The day of the audit before.
    pub as_of: String,
    /// SHA-256 of its report as `json`.
    pub sha256: String,
    /// Its findings that are no more.
    pub ended: Vec<Ended>,
    /// What ended before that, so that it is known again if it comes back.
    pub earlier: Vec<Ended>,
}

/// What was audited, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The program.
    pub tool: String,
    /// Its version.
    pub version: String,
    /// The day on which it judged.
    pub as_of: String,
    /// The language of the report.
    pub lang: Lang,
    /// What makes the audit fail.
    pub fail_on: FailOn,
    /// The name of the audited office, where the settings give it.
    pub office: Option<String>,
    /// The settings that had a say, where there were some.
    pub config: Option<ConfigFile>,
    /// The rules and clauses that alone were to be judged, as named; none if all.
    pub only: Vec<String>,
    /// Those that were to be left out.
    pub skip: Vec<String>,
    /// What was replaced by pseudonyms, if anything.
    pub redacted: Option<Redact>,
    /// The policy.
    pub policy: String,
    /// Its title.
    pub policy_title: String,
    /// Its version.
    pub policy_version: String,
    /// SHA-256 over its files.
    pub policy_sha256: String,
    /// The files that were read.
    pub inputs: Vec<Input>,
    /// The tables that no file gave.
    pub absent: Vec<String>,
    /// People of other offices, who were left to them.
    pub outside_people: u64,
    /// Groups led by other offices, which were left to them.
    pub foreign_groups: u64,
}

/// The file of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigFile {
    /// Its name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// A table that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The file.
    pub file: String,
    /// The sheet or JSON member, where the file holds several.
    pub sheet: Option<String>,
    /// The table.
    pub table: String,
    /// What the table is called.
    pub label: String,
    /// Its rows.
    pub rows: u32,
    /// Rows that are no data (examples, notes, totals, the header once more), and were not read.
    pub skipped: u32,
    /// The columns that were found in it, by their names in the schema.
    pub columns: Vec<String>,
    /// The day whose state it shows, if that is known.
    pub exported_on: Option<String>,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The day of the first audit that found the file as it is; none if that is this one.
    pub unchanged_since: Option<String>,
}

/// What came of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleVerdict {
    /// The rule.
    pub rule: String,
    /// What it says of itself, in the language of the report.
    #[serde(flatten)]
    pub text: RuleText,
    /// The same in the other language.
    pub translation: RuleText,
    /// The clauses that it enforces.
    pub clauses: Vec<String>,
    /// How grave its findings are.
    pub severity: Severity,
    /// How sure they are.
    pub confidence: Confidence,
    /// Who must put them right.
    pub duty: Duty,
    /// The verdict.
    pub verdict: Verdict,
    /// How many members were examined.
    pub population: u64,
    /// How many of them break it.
    pub findings: u64,
    /// How many of these are covered by a waiver.
    pub waived: u64,
    /// How many were left out because a status or kind is empty.
    pub undetermined: u64,
    /// Why it was not assessed, or is off.
    pub reason: Option<String>,
}

/// What a rule says of itself, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleText {
    /// The bad state that it is about.
    pub title: String,
    /// What it requires.
    pub requirement: String,
    /// Why it matters.
    pub why: String,
    /// What to do about a finding, whomever it is about.
    pub steps: Vec<String>,
}

/// What came of a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseVerdict {
    /// The clause.
    pub clause: String,
    /// How it is cited.
    pub cited: String,
    /// What it says, in the language of the report.
    #[serde(flatten)]
    pub text: ClauseText,
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
    /// The rules that judge it.
    pub rules: Vec<String>,
    /// Those of them that were not assessed.
    pub not_assessed: Vec<String>,
}

/// What an office stated last of a clause that no rule can judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// The office.
    pub office: Named,
    /// The answer, where there is one.
    pub answer: Option<Answer>,
    /// The day.
    pub on: String,
    /// Who stated it, by name; none if it is not known.
    pub by: Option<String>,
    /// The last day on which it holds; none if the clause is not met.
    pub until: Option<String>,
}

/// What a clause says, in one language and in our own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseText {
    /// Its obligation in a few words.
    pub label: String,
    /// Its obligation in full.
    pub obligation: String,
}

/// How an audit went as a whole, in the order of the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There are open findings at or above the threshold.
    Fails,
    /// There are none, but a rule was not assessed.
    Incomplete,
    /// Everything was assessed, and what is open is below the threshold.
    Minor,
    /// Everything was assessed, and nothing is open.
    Clean,
}

impl Standing {
    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fails => "fails",
            Self::Incomplete => "incomplete",
            Self::Minor => "minor",
            Self::Clean => "clean",
        }
    }
}

impl Report {
    /// Open findings of a severity.
    pub fn open(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.status == Status::Open && f.severity == severity).count()
    }

    /// Whether an open finding makes the audit fail.
    pub fn fails(&self) -> bool {
        let FailOn { severity, only_new } = self.run.fail_on;
        let is_new = |f: &Finding| f.change.as_ref().is_none_or(|c| c.state != State::Persisting);
        let counts = |f: &&Finding| f.status == Status::Open && f.severity >= severity;
        self.findings.iter().filter(counts).any(|f| !only_new || is_new(f))
    }

    /// Whether a rule that is on was not assessed.
    pub fn is_incomplete(&self) -> bool {
        self.verdicts.iter().any(|v| v.verdict == Verdict::NotAssessed)
    }

    /// How the audit went.
    pub fn standing(&self) -> Standing {
        match (self.fails(), self.is_incomplete()) {
            (true, _) => Standing::Fails,
            (false, true) => Standing::Incomplete,
            (false, false) if self.findings.iter().any(|f| f.status == Status::Open) => Standing::Minor,
            (false, false) => Standing::Clean,
        }
    }
}
