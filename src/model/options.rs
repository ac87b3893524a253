//! What a command or the settings may ask for, as one vocabulary: formats and how they are laid out, what is redacted,
//! how long a finding may stand.

mod values;

use std::path::PathBuf;

use clap::ValueEnum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::text::Problem;
use crate::model::words;

pub(crate) use crate::model::words::values::in_japanese;
pub(crate) use values::{value, values};

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
    /// A page for a browser, and to print.
    Html,
    /// A workbook: a summary, lists to work through and print.
    Xlsx,
    /// For mail and chat.
    Markdown,
    /// SARIF 2.1.0, for viewers of the results of analyses.
    Sarif,
    /// `JUnit` XML, for build servers.
    Junit,
    /// Annotations of a GitHub workflow.
    Github,
    /// OSCAL assessment results, for tools of governance and compliance.
    Oscal,
}

impl Format {
    /// Returns what the name of a file in this format ends in, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
            Self::Markdown => "md",
            Self::Sarif => "sarif",
            Self::Junit => "xml",
            Self::Github => "github.txt",
            Self::Oscal => "oscal.json",
        }
    }
}

/// What is to be written, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output<F = Format> {
    /// Its format.
    pub format: F,
    /// Its file; standard output without one.
    pub file: Option<PathBuf>,
}

impl<F: ValueEnum> Output<F> {
    /// Reads `FORMAT` or `FORMAT=FILE`.
    ///
    /// # Errors
    ///
    /// If there is no such format, or no file after the `=`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let parts = text.split_once(['=', '＝']);
        let (name, file) = parts.map_or((text, None), |(name, file)| (name, Some(file)));
        let format = value(name).ok_or_else(|| words::no_format(name, &values::<F>()))?;
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
    /// How CSV is encoded.
    pub csv_encoding: CsvEncoding,
    /// Whether text holds only what has changed since the audit before.
    pub only_changes: bool,
}

impl Default for Layout {
    fn default() -> Self {
        let style = Style { width: 100, colour: false };
        Self { style, group_by: GroupBy::default(), csv_encoding: CsvEncoding::default(), only_changes: false }
    }
}

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// How many columns wide.
    pub width: u16,
    /// Whether colours may be used.
    pub colour: bool,
}

/// What the findings of a report are put together by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupBy {
    /// The first clause that each breaks.
    #[default]
    Clause,
    /// The rule.
    Rule,
    /// Whose duty it is: what is open, as to-do lists.
    Duty,
    /// The people who have to act: what is open, as to-do lists.
    Person,
    /// The office whose business it is.
    Office,
}

impl GroupBy {
    /// Returns whether the groups are lists of what somebody has to do: they hold what is open only.
    pub fn is_to_do(self) -> bool {
        matches!(self, Self::Duty | Self::Person)
    }
}

/// How a CSV is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CsvEncoding {
    /// UTF-8 behind a byte order mark, by which Excel tells it from the encoding of the machine.
    #[default]
    #[value(name = "utf-8-bom")]
    Utf8Bom,
    /// UTF-8 without one, for scripts.
    #[value(name = "utf-8")]
    Utf8,
    /// The encoding of Windows in Japanese (`Shift_JIS` with its extensions).
    Cp932,
}

impl CsvEncoding {
    /// Returns the word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Utf8Bom => "utf-8-bom",
            Self::Utf8 => "utf-8",
            Self::Cp932 => "cp932",
        }
    }
}

/// What is replaced by pseudonyms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "redact")]
pub enum Redact {
    /// Names, e-mail addresses and free text; ids stay.
    Names,
    /// Ids too.
    All,
}

/// How long a finding may stand before it counts as graver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EscalateAfter {
    /// So many audits.
    Audits(u32),
    /// So many days.
    Days(u32),
}

impl EscalateAfter {
    /// Reads `3 audits` or `60 days`; `None` if it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split_ascii_whitespace();
        let (number, unit) = (parts.next()?.parse().ok().filter(|n| *n > 0)?, parts.next()?);
        match (unit, parts.next()) {
            ("audit" | "audits", None) => Some(Self::Audits(number)),
            ("day" | "days", None) => Some(Self::Days(number)),
            _ => None,
        }
    }
}

/// An answer to the question of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, ValueEnum)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "answer")]
pub enum Answer {
    /// The clause is met.
    Yes,
    /// It is not.
    No,
}

impl Answer {
    /// Returns the word in a table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }
}
