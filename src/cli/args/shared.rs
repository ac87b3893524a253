//! Options that several commands have, each stated once.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::base::date::Day;
use crate::base::text::Problem;
use crate::base::words::no_day;
use crate::model::options::{CsvEncoding, GroupBy, Redact};

/// Where the tables lie.
#[derive(Debug, Args)]
pub(in crate::cli) struct TablesArgs {
    /// Folder with the tables, or the files that hold them
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl TablesArgs {
    /// The folder in which the office's settings, waivers and audits lie: the one that is named, or that of the first file.
    pub(in crate::cli) fn folder(&self) -> &Path {
        let first = self.paths.first().map_or(Path::new("."), PathBuf::as_path);
        let around = || first.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if self.files().is_empty() || first.is_dir() { first } else { around() }
    }

    /// The files that are named, and folders beside them; none where it is a folder alone.
    pub(in crate::cli) fn files(&self) -> &[PathBuf] {
        match self.paths.as_slice() {
            [folder] if !folder.is_file() => &[],
            paths => paths,
        }
    }
}

/// The office's settings.
#[derive(Debug, Args)]
pub(in crate::cli) struct SettingsArgs {
    /// File with the office's settings [default: mcs-audit.toml in DIR, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
}

/// The office's settings, and the policy.
#[derive(Debug, Args)]
pub(in crate::cli) struct PolicyArgs {
    #[command(flatten)]
    pub(in crate::cli) settings: SettingsArgs,
    /// Policy: a name, or a folder of rule files [default: that of the settings, else chuo]
    #[arg(long, value_name = "NAME|PATH")]
    pub(in crate::cli) policy: Option<String>,
}

/// What every command shares that audits the tables of a folder.
#[derive(Debug, Args)]
pub(in crate::cli) struct AuditArgs {
    /// Day on which to judge [default: today in Japan]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    #[command(flatten)]
    policy: PolicyArgs,
}

impl AuditArgs {
    /// The as-of date: the one that was given, or today in Japan.
    pub(in crate::cli) fn as_of(&self) -> Result<Day, Problem> {
        day(self.as_of.as_deref())
    }

    /// The settings file that was named.
    pub(in crate::cli) fn config(&self) -> Option<&Path> {
        self.policy.settings.config.as_deref()
    }

    /// The policy that was named.
    pub(in crate::cli) fn policy(&self) -> Option<&str> {
        self.policy.policy.as_deref()
    }
}

/// Which reports to write, how and where to.
#[derive(Debug, Args)]
pub(in crate::cli) struct OutputArgs {
    /// Format of the report, to standard output or to a file: text, json, jsonl, csv, html, xlsx, markdown, sarif, junit,
    /// github, oscal (repeatable) [default: those of the settings, else text]
    #[arg(long, value_name = "F[=FILE]")]
    pub(in crate::cli) format: Vec<String>,
    /// What the findings are put together by: clause, rule, office, or as to-do lists by duty or person [default: that of
    /// the settings, else clause]
    #[arg(long, value_name = "BY", value_parser = super::values::of::<GroupBy>())]
    pub(in crate::cli) group_by: Option<GroupBy>,
    /// How CSV is encoded: utf-8-bom, utf-8 or cp932 [default: that of the settings, else utf-8-bom]
    #[arg(long, value_name = "ENCODING", value_parser = super::values::of::<CsvEncoding>())]
    pub(in crate::cli) csv_encoding: Option<CsvEncoding>,
    /// Folder for the reports, made if it is not there: formats without a FILE are written to it as
    /// mcs-audit-DATE.EXTENSION [default: that of the settings, else standard output]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out_dir: Option<PathBuf>,
    /// Also overwrite files that are no reports of mcs-audit
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

/// What a report may not tell.
#[derive(Debug, Default, Args)]
pub(in crate::cli) struct RedactArgs {
    /// Put pseudonyms for names, e-mail addresses and free text (names), or for ids too (all) [default: that of the
    /// settings]
    #[arg(long, value_name = "WHAT", value_parser = super::values::of::<Redact>())]
    pub(in crate::cli) redact: Option<Redact>,
    /// File with the key of the pseudonyms: the same key gives the same pseudonyms [default: that of the settings, else
    /// mcs-audit.key in DIR, made if it is not there]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) redact_key: Option<PathBuf>,
}

/// The day given, or today in Japan.
pub(in crate::cli) fn day(text: Option<&str>) -> Result<Day, Problem> {
    match text {
        None => Ok(Day::today_in_japan()),
        Some(text) => match Day::parse(text) {
            Ok(day) if !day.is_empty() => Ok(day),
            _ => Err(no_day(text)),
        },
    }
}
