//! What came of an audit, complete and in one language; and its writers, which know nothing of rules.

mod csv;
mod json;
pub(crate) mod text;

use std::io;
use std::path::PathBuf;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Severity, Status, Verdict};
use crate::text::Lang;
use crate::words::{self, Problem};

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
    /// The name of the audited office, where the settings give it.
    pub office: Option<String>,
    /// The settings that had a say, where there were some.
    pub config: Option<ConfigFile>,
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
    /// The bad state that it is about.
    pub title: String,
    /// The clauses that it enforces.
    pub clauses: Vec<String>,
    /// How grave its findings are.
    pub severity: Severity,
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
    /// Its obligation in a few words.
    pub label: String,
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

impl Report {
    /// Open findings of a severity.
    pub fn open(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.status == Status::Open && f.severity == severity).count()
    }

    /// Whether a finding at or above a severity is open.
    pub fn fails(&self, threshold: Severity) -> bool {
        self.findings.iter().any(|f| f.status == Status::Open && f.severity >= threshold)
    }

    /// Whether a rule that is on was not assessed.
    pub fn is_incomplete(&self) -> bool {
        self.verdicts.iter().any(|v| v.verdict == Verdict::NotAssessed)
    }

    /// Writes the report.
    pub fn write(&self, format: Format, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        match format {
            Format::Text => text::write(self, style, out),
            Format::Json => json::write(self, out),
            Format::Jsonl => json::write_lines(self, out),
            Format::Csv => csv::write(self, out),
        }
    }
}
