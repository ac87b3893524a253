//! Adds a row about one finding to a register beside the tables, and takes it out again if it does not do what was asked: what
//! `waive` and `correct` have in common.

use std::cell::RefCell;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, TempDir};
use toml::Value;

use super::args::{AuditArgs, RedactArgs};
use super::redact;
use super::register::{Cell, Folder, Fresh, Kept, Placed, place};
use super::stop::Stop;
use crate::audit::{self, Before, Observer, Request, Unobserved};
use crate::base::date::Day;
use crate::base::leftovers;
use crate::base::text::{Lang, Problem};
use crate::base::words::cannot_write;
use crate::cli::words;
use crate::config::{Config, Placed as PlacedSetting, TableSettings};
use crate::load::Data;
use crate::model::finding::{Finding, Status, Subject};
use crate::model::report::Report;
use crate::model::schema::TableId;
use crate::report::words::ReportWords;

/// A register in which an office answers for findings.
pub(super) struct Register {
    /// Its table.
    pub(super) table: TableId,
    /// The file that is begun where there is none.
    pub(super) file: &'static str,
    /// What the rows of that file are called.
    pub(super) array: &'static str,
    /// What becomes of a finding.
    pub(super) status: Status,
}

/// What a row answers for: a finding, or a member of whom it is not known whether they are one.
pub(super) struct Target {
    pub(super) rule: String,
    pub(super) key: String,
    status: Status,
}

impl Target {
    /// The one of that name, be it its id or its rule and key: as the tables have it, or as reports do.
    fn find(report: &Report, name: &str, status: Status) -> Result<Self, Problem> {
        let is_named = |rule: &str, subject: &Subject| {
            let named = |key: &str| name.split_once(':') == Some((rule, key));
            named(&subject.key) || subject.plain.as_ref().is_some_and(|key| named(key))
        };
        let plain = |subject: &Subject| subject.plain.as_ref().unwrap_or(&subject.key).to_string();
        let by_key = |f: &&Finding| is_named(&f.rule, &f.subject);
        let finding = report.findings.iter().find(|f| f.id == name).or_else(|| report.findings.iter().find(by_key));
        if let Some(Finding { rule, subject, status, .. }) = finding {
            return Ok(Self { rule: rule.to_string(), key: plain(subject), status: *status });
        }
        // only a waiver takes one of whom nobody can find out any more
        let mut undetermined = report.undetermined.iter().filter(|_| status == Status::Waived);
        let member = undetermined.find(|member| is_named(&member.rule, &member.subject));
        let member = member.ok_or_else(|| words::no_such_finding(name))?;
        let status = if member.waived.is_some() { Status::Waived } else { Status::Open };
        Ok(Self { rule: member.rule.to_string(), key: plain(&member.subject), status })
    }
}

/// Keeps where a register lies of what an audit reads.
struct Keeper {
    table: TableId,
    kept: RefCell<Vec<Kept>>,
}

impl Observer for Keeper {
    fn found(&self, data: &Data) {
        *self.kept.borrow_mut() = Kept::of(data, self.table);
    }
}

impl Register {
    /// Adds a row about the finding of that name, or tells it where it must be pasted.
    pub(super) fn add(
        &self,
        asked: &AuditArgs,
        dir: &Path,
        name: &str,
        config: &Config,
        lang: Lang,
        row: impl FnOnce(&Target) -> Vec<Cell>,
    ) -> Result<u8, Stop> {
        // whoever else adds a row comes before this audit, or after it
        let folder = Folder::hold(dir)?;
        // what is found against the audit before can be answered for too
        let kept = audit::history(config);
        let keeper = Keeper { table: self.table, kept: RefCell::default() };
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
            observer: &keeper,
            redaction: redact::redaction(&RedactArgs::default(), dir, config, lang)?,
        };
        let report = audit::run(&request, config, lang)?;
        let target = Target::find(&report, name, self.status)?;
        if target.status == self.status {
            return Err(words::answered_already(self.status, name).into());
        }
        let row = row(&target);
        let fresh = Fresh::Toml { file: self.file, array: self.array };
        let request = Request { observer: &Unobserved, ..request };
        let (words, mut out) = (ReportWords(lang), io::stdout().lock());
        let placed = place(&keeper.kept.take(), &fresh, self.table, &folder, &row)?;
        match placed {
            Placed::Draft(draft) => {
                draft.write()?;
                // what was written is judged as any row is: it must do what was asked
                if let Err(stop) = self.judge(&request, config, lang, &target) {
                    draft.undo()?;
                    return Err(stop);
                }
                writeln!(out, "{}", words.row_written(&draft.path.display().to_string(), &draft.shown))?;
            }
            Placed::Paste(places) => {
                self.judge_alone(&request, config, lang, &target, &row)?;
                write!(out, "{}", words.row_to_paste(self.table, &places))?;
            }
        }
        Ok(0)
    }

    /// Fails if the target has not become what was asked.
    fn judge(&self, request: &Request<'_>, config: &Config, lang: Lang, target: &Target) -> Result<(), Stop> {
        let report = audit::run(request, config, lang)?;
        let now = Target::find(&report, &format!("{}:{}", target.rule, target.key), self.status);
        if now.is_ok_and(|now| now.status != self.status) {
            let about = |f: &&Finding| f.subject.table == self.table.def().name;
            let told = report.findings.iter().rfind(about).map_or_else(String::new, |f| f.message.clone());
            return Err(words::answer_refused(self.status, &told).into());
        }
        Ok(())
    }

    /// The same of a row that nobody has put into the register yet: it is judged as if it were all of it.
    fn judge_alone(
        &self,
        request: &Request<'_>,
        config: &Config,
        lang: Lang,
        target: &Target,
        row: &[Cell],
    ) -> Result<(), Stop> {
        let failed = |error: io::Error| cannot_write(self.file, &error.to_string());
        let folder =
            leftovers::make(|| Builder::new().prefix("mcs-audit-").tempdir(), TempDir::path).map_err(failed)?;
        let own = Folder::of_own(folder.path());
        let Placed::Draft(draft) =
            place(&[], &Fresh::Toml { file: self.file, array: self.array }, self.table, &own, row)?
        else {
            return Ok(());
        };
        fs::write(&draft.path, draft.bytes()).map_err(failed)?;
        let mut alone = config.clone();
        let file = PlacedSetting { value: draft.path.display().to_string(), line: 0 };
        alone.tables.insert(self.table, TableSettings { files: vec![file], ..TableSettings::default() });
        self.judge(request, &alone, lang, target)
    }
}

/// A day as TOML has it.
pub(super) fn day_value(day: Day) -> Value {
    let day = day.to_string();
    day.parse().map_or_else(|_| Value::from(day.as_str()), Value::Datetime)
}
