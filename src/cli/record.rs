//! Adds a row about one finding to a register beside the tables, and takes it out again if it does not do what was asked: what
//! `waive` and `correct` have in common.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use toml::Value;

use super::args::AuditArgs;
use super::stop::Stop;
use crate::audit::{self, Before, Request, Unobserved};
use crate::base::date::Day;
use crate::base::text::{Lang, Problem};
use crate::base::whole_file;
use crate::cli::words;
use crate::config::Config;
use crate::model::finding::{Finding, Status};
use crate::model::report::{Input, Report};
use crate::model::schema::TableId;
use crate::report::words::ReportWords;
use crate::source::words::unreadable_file;

/// The cells of a row, by their columns.
pub(super) type Row = Vec<(&'static str, Value)>;

/// A register in which an office answers for findings.
pub(super) struct Register {
    /// Its table.
    pub(super) table: TableId,
    /// The file to which rows are added.
    pub(super) file: &'static str,
    /// What the rows of that file are called, if it has none yet.
    pub(super) array: &'static str,
    /// What becomes of a finding.
    pub(super) status: Status,
}

impl Register {
    /// Adds a row about the finding of that name.
    pub(super) fn add(
        &self,
        asked: &AuditArgs,
        dir: &Path,
        name: &str,
        config: &Config,
        lang: Lang,
        row: impl FnOnce(&Finding) -> Row,
    ) -> Result<u8, Stop> {
        // what is found against the audit before can be answered for too
        let kept = audit::history(config);
        let request = Request {
            dir,
            files: &[],
            as_of: asked.as_of()?,
            policy: asked.policy(),
            only: &[],
            skip: &[],
            fail_on: None,
            before: kept.as_deref().map_or(Before::Nothing, Before::History),
            upcoming: Some(0),
            observer: &Unobserved,
            redaction: None,
        };
        let report = audit::run(&request, config, lang)?;
        let finding = find(&report, name)?;
        if finding.status == self.status {
            return Err(words::answered_already(self.status, name).into());
        }
        let row = row(finding);
        let elsewhere = |input: &&Input| input.table == self.table.def().name && input.file != self.file;
        if let Some(input) = report.run.inputs.iter().find(elsewhere) {
            let cells: Vec<String> = row.iter().map(|(_, value)| plain(value)).collect();
            return Err(words::kept_elsewhere(self.status, &input.file, &cells.join(" / ")).into());
        }
        let path = dir.join(self.file);
        let before = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(words::not_utf8(self.file).into()),
            Err(error) => return Err(unreadable_file(&path.display().to_string(), &error).into()),
        };
        let end = if before.contains("\r\n") { "\r\n" } else { "\n" };
        let gap = match before.as_str() {
            "" => String::new(),
            ended if ended.ends_with('\n') => end.to_owned(),
            _ => end.repeat(2),
        };
        let lines = row.iter().map(|(key, value)| format!("{key} = {value}\n"));
        let entry: String = std::iter::once(format!("[[{}]]\n", self.array(&before))).chain(lines).collect();
        whole_file::edit(&path, Some(format!("{before}{gap}{}", entry.replace('\n', end)).as_bytes()))?;
        let undo = || whole_file::edit(&path, Some(before.as_bytes()).filter(|b| !b.is_empty()));
        // what was written is judged as any row is: it must do what was asked
        let again = match audit::run(&request, config, lang) {
            Ok(report) => report,
            Err(stop) => {
                undo()?;
                return Err(stop.into());
            }
        };
        if let Some(told) = self.refused(&again, finding) {
            undo()?;
            return Err(words::answer_refused(self.status, &told).into());
        }
        writeln!(io::stdout().lock(), "{}", ReportWords(lang).answer_written(&path.display().to_string(), &entry))?;
        Ok(0)
    }

    /// What the rows of a file are called: as they are already, or as the first one will be.
    fn array(&self, file: &str) -> String {
        let table: toml::Table = file.trim_start_matches('\u{feff}').parse().unwrap_or_default();
        let named = table.into_iter().find(|(_, value)| value.is_array()).map(|(name, _)| name);
        named.unwrap_or_else(|| self.array.to_owned())
    }

    /// Why the finding has not become what was asked; `None` if it has.
    fn refused(&self, report: &Report, finding: &Finding) -> Option<String> {
        let now = report.findings.iter().find(|f| f.id == finding.id)?;
        if now.status == self.status {
            return None;
        }
        let about = |f: &&Finding| f.subject.table == self.table.def().name;
        Some(report.findings.iter().rfind(about).map_or_else(String::new, |f| f.message.clone()))
    }
}

/// The finding with that id, or of that rule and key.
fn find<'r>(report: &'r Report, name: &str) -> Result<&'r Finding, Problem> {
    let by_key = |f: &&Finding| name.split_once(':').is_some_and(|(rule, key)| f.rule == rule && f.subject.key == key);
    let found = report.findings.iter().find(|f| f.id == name).or_else(|| report.findings.iter().find(by_key));
    found.ok_or_else(|| words::no_such_finding(name))
}

/// A day as TOML has it.
pub(super) fn day_value(day: Day) -> Value {
    let day = day.to_string();
    day.parse().map_or_else(|_| Value::from(day.as_str()), Value::Datetime)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
