//! What came of an audit, complete and in one language: the report that every format is written from.

mod monthly;
mod next_step;
mod reading;
mod run;
#[doc(hidden)]
pub mod schema;
mod undetermined;
mod verdict;

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::{Ended, FailOn, Finding, Severity, State, Status, Verdict};
use schema::{Subjects, TableName};

pub use monthly::{Comparison, PolicyDifference, SettingDifference, Upcoming, UpcomingFinding};
pub use next_step::{NextInput, NextStep};
pub use reading::Reading;
pub use run::{ChangedSetting, ConfigFile, Input, PolicyChange, Run};
pub use undetermined::{DecidingCell, Undetermined};
pub use verdict::{Attestation, ClauseText, ClauseVerdict, RuleText, RuleVerdict};

/// The version of the report as `json`.
pub const REPORT_VERSION: u32 = 1;

/// The outcome of an audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What was audited, and how.
    pub run: Run,
    /// The findings, by rule and subject key.
    pub findings: Vec<Finding>,
    /// The members of whom it is not known whether they are findings, by rule and subject key.
    pub undetermined: Vec<Undetermined>,
    /// What came of each rule.
    pub verdicts: Vec<RuleVerdict>,
    /// What came of each clause.
    pub clauses: Vec<ClauseVerdict>,
    /// What became of the findings of the audits before, where there were some.
    pub comparison: Option<Comparison>,
    /// What will become a finding if nothing is done; none where nobody asked.
    pub upcoming: Option<Upcoming>,
    /// What would let the most more rules be judged; none where all were.
    pub next_step: Option<NextStep>,
    /// What each table holds: hashes of its subject keys, eight hexadecimal digits each, one behind the other. A table
    /// that is too large for that is left out.
    pub subjects: BTreeMap<String, String>,
}

/// What `mcs-audit check --format json` writes. A line of `--format jsonl` is one of `run`, `finding`, `undetermined`, `verdict`,
/// `ended`, `setting-difference` and `policy-difference`, with a member `type` in front (and in a run `format`, the version).
// What it holds, and in which order, is the contract with its readers: it changes only together with the version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "mcs-audit report, version 1", deny_unknown_fields)]
pub struct ReportV1<'a> {
    /// The version of this format.
    #[schemars(extend("const" = REPORT_VERSION))]
    pub version: u32,
    /// What was audited, and how.
    pub run: Cow<'a, Run>,
    /// The findings, rule by rule in the order of `verdicts`, then by subject key.
    pub findings: Cow<'a, [Finding]>,
    /// The members of whom it is not known whether they are findings, in the same order, with the cells that would decide.
    #[serde(default)]
    pub undetermined: Cow<'a, [Undetermined]>,
    /// What came of each rule: those of the policy in the order of its clauses, then those about the input.
    pub verdicts: Cow<'a, [RuleVerdict]>,
    /// What came of each clause, in the order of the policy.
    pub clauses: Cow<'a, [ClauseVerdict]>,
    /// What became of the findings of the audits before; null where there was nothing to compare with.
    pub comparison: Option<Cow<'a, Comparison>>,
    /// What will become a finding if nothing is done; null where nobody asked.
    pub upcoming: Option<Cow<'a, Upcoming>>,
    /// What would let the most more rules be judged; null where all were.
    #[serde(default)]
    pub next_step: Option<Cow<'a, NextStep>>,
    /// What each table holds: the first eight hexadecimal digits of the SHA-256 of each subject key, in order and one
    /// behind the other. Tables of more than 100,000 rows are left out.
    #[schemars(with = "BTreeMap<TableName, Subjects>")]
    pub subjects: Cow<'a, BTreeMap<String, String>>,
}

impl<'a> From<&'a Report> for ReportV1<'a> {
    fn from(report: &'a Report) -> Self {
        Self {
            version: REPORT_VERSION,
            run: Cow::Borrowed(&report.run),
            findings: Cow::Borrowed(&report.findings),
            undetermined: Cow::Borrowed(&report.undetermined),
            verdicts: Cow::Borrowed(&report.verdicts),
            clauses: Cow::Borrowed(&report.clauses),
            comparison: report.comparison.as_ref().map(Cow::Borrowed),
            upcoming: report.upcoming.as_ref().map(Cow::Borrowed),
            next_step: report.next_step.as_ref().map(Cow::Borrowed),
            subjects: Cow::Borrowed(&report.subjects),
        }
    }
}

impl From<ReportV1<'_>> for Report {
    fn from(file: ReportV1<'_>) -> Self {
        Self {
            run: file.run.into_owned(),
            findings: file.findings.into_owned(),
            undetermined: file.undetermined.into_owned(),
            verdicts: file.verdicts.into_owned(),
            clauses: file.clauses.into_owned(),
            comparison: file.comparison.map(Cow::into_owned),
            upcoming: file.upcoming.map(Cow::into_owned),
            next_step: file.next_step.map(Cow::into_owned),
            subjects: file.subjects.into_owned(),
        }
    }
}

/// A line of a report as `jsonl`, version 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum LineV1<'a> {
    /// The first line: what was audited, and how.
    Run {
        /// The version of this format.
        format: u32,
        /// What `run` is in `json`.
        #[serde(flatten)]
        run: &'a Run,
    },
    /// A finding.
    Finding(&'a Finding),
    /// A member of whom it is not known whether they are one.
    Undetermined(&'a Undetermined),
    /// What came of a rule.
    Verdict(&'a RuleVerdict),
    /// A finding of the audit before that is no more.
    Ended(&'a Ended),
    /// Something that is set otherwise than in the audit before.
    SettingDifference(&'a SettingDifference),
    /// Something that the policy has otherwise than in the audit before.
    PolicyDifference(&'a PolicyDifference),
}

/// How an audit went as a whole, in the order of the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There are open findings at or above the threshold.
    Fails,
    /// There are none, but a rule was not assessed, or not for everybody.
    Incomplete,
    /// Everything was assessed, and what is open is below the threshold.
    Minor,
    /// Everything was assessed, and nothing is open.
    Clean,
}

impl Standing {
    /// Returns the word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fails => "fails",
            Self::Incomplete => "incomplete",
            Self::Minor => "minor",
            Self::Clean => "clean",
        }
    }
}

/// What matters most of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headline {
    /// Open findings.
    pub open: usize,
    /// Findings that are waived or corrected.
    pub answered: usize,
    /// Rules that were not assessed.
    pub not_assessed: usize,
    /// Rules with members that are undetermined.
    pub undetermined: usize,
    /// Rules that are off or were left out.
    pub off: usize,
    /// Whether no rule of the policy judged anybody.
    pub judged_nothing: bool,
}

impl Report {
    /// Counts the open findings of a severity.
    pub fn open(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.status == Status::Open && f.severity == severity).count()
    }

    /// Returns whether an open finding makes the audit fail.
    pub fn fails(&self) -> bool {
        let FailOn { severity, only_new } = self.run.fail_on;
        let is_new = |f: &Finding| f.change.as_ref().is_none_or(|c| c.state != State::Persisting);
        let counts = |f: &&Finding| f.status == Status::Open && f.severity >= severity;
        self.findings.iter().filter(counts).any(|f| !only_new || is_new(f))
    }

    /// Returns whether a rule that is on was not assessed, or is undetermined; or no rule of the policy judged anybody.
    pub fn is_incomplete(&self) -> bool {
        let is_open = |v: &RuleVerdict| matches!(v.verdict, Verdict::NotAssessed | Verdict::Undetermined);
        self.verdicts.iter().any(is_open) || self.judged_nothing()
    }

    /// Returns whether no rule of the policy judged anybody: all are off, or nobody was left to audit.
    pub fn judged_nothing(&self) -> bool {
        let judged = |v: &RuleVerdict| matches!(v.verdict, Verdict::Pass | Verdict::Fail | Verdict::Undetermined);
        !self.verdicts.iter().any(|v| !v.clauses.is_empty() && judged(v))
    }

    /// Returns what matters most.
    pub fn headline(&self) -> Headline {
        let with = |verdict| self.verdicts.iter().filter(|v| v.verdict == verdict).count();
        let open = self.findings.iter().filter(|f| f.status == Status::Open).count();
        Headline {
            open,
            answered: self.findings.len() - open,
            not_assessed: with(Verdict::NotAssessed),
            undetermined: self.undetermined_rules(),
            off: with(Verdict::Off),
            judged_nothing: self.judged_nothing(),
        }
    }

    /// Counts the rules with members that are undetermined and not waived.
    pub fn undetermined_rules(&self) -> usize {
        self.verdicts.iter().filter(|v| v.undetermined > 0).count()
    }

    /// Returns the members of a rule that are undetermined and not waived.
    pub fn undetermined_of(&self, rule: &str) -> impl Iterator<Item = &Undetermined> {
        self.undetermined.iter().filter(move |member| member.rule == rule && member.waived.is_none())
    }

    /// Returns how the audit went.
    pub fn standing(&self) -> Standing {
        match (self.fails(), self.is_incomplete()) {
            (true, _) => Standing::Fails,
            (false, true) => Standing::Incomplete,
            (false, false) if self.findings.iter().any(|f| f.status == Status::Open) => Standing::Minor,
            (false, false) => Standing::Clean,
        }
    }
}
