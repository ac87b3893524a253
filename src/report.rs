//! What came of an audit, complete and in one language; and its writers, which know nothing of rules.

mod csv;
pub mod group;
mod json;
mod mark;
pub(crate) mod text;

use std::io;
use std::path::PathBuf;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::finding::{Confidence, Duty, Finding, Severity, Status, Verdict};
use crate::policy::Clause;
use crate::redact::Redact;
use crate::text::Lang;
use crate::words::{self, Problem};

pub use group::GroupBy;
pub use mark::is_ours;
pub use text::Style;

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
    /// The lowest severity that makes the audit fail.
    pub fail_on: Severity,
    /// The name of the audited office, where the settings give it.
    pub office: Option<String>,
    /// The settings that had a say, where there were some.
    pub config: Option<ConfigFile>,
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
    /// The day whose state it shows, if that is known.
    pub exported_on: Option<String>,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: String,
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

/// What a clause says, in one language and in our own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseText {
    /// Its obligation in a few words.
    pub label: String,
    /// Its obligation in full.
    pub obligation: String,
}

impl ClauseText {
    /// What a clause says in a language.
    pub fn of(clause: &Clause, lang: Lang) -> Self {
        Self { label: clause.label.get(lang).to_owned(), obligation: clause.text.get(lang).to_owned() }
    }
}

/// A format of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person at a terminal.
    Text,
    /// One JSON object.
    Json,
    /// A JSON object a line.
    Jsonl,
    /// A row a finding.
    Csv,
}

impl Format {
    /// What the name of a file in this format ends in, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }
}

/// A report to write, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its format.
    pub format: Format,
    /// Its file; standard output without one.
    pub file: Option<PathBuf>,
}

impl Output {
    /// Reads `FORMAT` or `FORMAT=FILE`. Fails if there is no such format, or no file behind the `=`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        let known: Vec<String> = Format::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|v| v.get_name().to_owned())
            .collect();
        let format = Format::from_str(name, true).map_err(|_| words::no_format(name, &known))?;
        if file == Some("") {
            return Err(words::no_file_name(text));
        }
        Ok(Self { format, file: file.map(PathBuf::from) })
    }
}

/// How a report is laid out, where a format leaves room for it.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// The width and colours of text.
    pub style: Style,
    /// What its findings are put together by.
    pub group_by: GroupBy,
}

impl Report {
    /// Reads a report that was written as `json`. Fails, with what is wrong and where, if it is none, or of another
    /// version of the format.
    pub fn read(name: &str, text: &[u8]) -> Result<Self, Problem> {
        json::read(name, text)
    }

    /// Open findings of a severity.
    pub fn open(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.status == Status::Open && f.severity == severity).count()
    }

    /// Whether a finding at or above the severity that was asked for is open.
    pub fn fails(&self) -> bool {
        self.findings.iter().any(|f| f.status == Status::Open && f.severity >= self.run.fail_on)
    }

    /// Whether a rule that is on was not assessed.
    pub fn is_incomplete(&self) -> bool {
        self.verdicts.iter().any(|v| v.verdict == Verdict::NotAssessed)
    }

    /// Writes the report.
    pub fn write(&self, format: Format, layout: Layout, out: &mut dyn io::Write) -> io::Result<()> {
        match format {
            Format::Text => text::write(self, layout, out),
            Format::Json => json::write(self, out),
            Format::Jsonl => json::write_lines(self, out),
            Format::Csv => csv::write(self, out),
        }
    }
}
