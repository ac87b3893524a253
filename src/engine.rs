//! Evaluates the rules over the tables: what is needed, who is examined, who breaks a rule, and what follows for rules
//! and clauses.

mod answers;
pub mod attestation;
pub mod check;
mod correction;
pub mod eval;
mod evaluate;
pub mod evidence;
mod findings;
mod identity;
mod message;
mod next_step;
mod outcome;
pub mod redact;
pub mod stakeholders;
mod upcoming;
mod verdicts;
mod waiver;
#[doc(hidden)]
pub mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::date::Day;
use crate::base::progress::Progress;
use crate::base::text::Lang;
use crate::base::timings::Phase;
use crate::base::{parallel, timings};
use crate::engine::eval::Eval;
use crate::engine::evaluate::{AlreadyReported, is_large, outcomes};
use crate::engine::evidence::Describer;
use crate::engine::identity::subjects;
use crate::engine::next_step::next_step;
use crate::engine::outcome::Outcome;
use crate::engine::redact::{Redaction, Redactor};
use crate::engine::verdicts::{clause_verdicts, rule_verdict};
use crate::load::{Data, InputSheet, derive};
use crate::model::finding::{DueDays, FailOn, Finding, Severity};
use crate::model::place::Role;
use crate::model::report::{Input, Report, Run, Undetermined};
use crate::model::schema::{ColumnId, TableId};
use crate::policy::Policy;

pub use evaluate::first_member;
pub use message::in_general;
pub use upcoming::upcoming;

/// How an audit is to be done.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day on which it judges.
    pub as_of: Day,
    /// The language of the report.
    pub lang: Lang,
    /// The rules that are off, by place, and why.
    pub off: BTreeMap<usize, String>,
    /// How many days after the audit that found them first findings are due.
    pub due: DueDays,
    /// What makes the audit fail.
    pub fail_on: FailOn,
    /// The pseudonyms that stand for names and texts, where they may not be read.
    pub redaction: Option<Redaction>,
    /// Where the rules that are judged are counted.
    pub progress: Arc<Progress>,
}

impl Options {
    /// An audit with every rule on, and the usual numbers.
    pub fn new(as_of: Day, lang: Lang) -> Self {
        Self {
            as_of,
            lang,
            off: BTreeMap::new(),
            due: DueDays::default(),
            fail_on: FailOn::all(Severity::Medium),
            redaction: None,
            progress: Arc::default(),
        }
    }
}

/// Audits the tables against a policy.
pub fn audit(data: &Data, policy: &Policy, options: &Options) -> Report {
    let eval = Eval::new(&data.tables, policy, options.as_of);
    let redactor = options.redaction.as_ref().map(|redaction| Redactor::new(redaction, &data.tables, options.lang));
    let describer = Describer::new(&eval, &data.files, options.lang, redactor);
    options.progress.rules.expect(policy.rules.len());
    let outcomes = outcomes(&describer, data, options, &|_| true, &AlreadyReported::default());
    let clauses = clause_verdicts(&describer, &outcomes);
    let put_together = || {
        let mut verdicts = Vec::with_capacity(outcomes.len());
        let mut undetermined = Vec::new();
        let mut findings = Vec::with_capacity(outcomes.iter().flatten().map(Outcome::count).sum());
        for (rule, outcomes) in policy.rules.iter().zip(outcomes) {
            verdicts.push(rule_verdict(policy, rule, &outcomes, options));
            let first = findings.len();
            let of_rule = undetermined.len();
            for mut outcome in outcomes {
                outcome.findings.iter_mut().for_each(|piece| findings.append(piece));
                undetermined.append(&mut outcome.undetermined);
            }
            undetermined[of_rule..].sort_by(|a: &Undetermined, b| a.subject.key.cmp(&b.subject.key));
            findings[first..].sort_by(|a: &Finding, b| a.subject.key.cmp(&b.subject.key));
        }
        (verdicts, findings, undetermined)
    };
    let subjects = subjects(&describer);
    drop(describer);
    let left_to_others = || {
        drop(eval);
        timings::of(|| Phase::Verdicts, || derive::left_to_others(&data.tables))
    };
    let ((verdicts, findings, undetermined), (outside_people, foreign_groups)) =
        parallel::both(is_large(data), put_together, left_to_others);
    let next_step = next_step(&data.tables, policy, &verdicts, options.lang);
    Report {
        run: Run {
            tool: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            as_of: options.as_of.to_string(),
            lang: options.lang,
            fail_on: options.fail_on,
            office: None,
            config: None,
            only: Vec::new(),
            skip: Vec::new(),
            redacted: None,
            redaction_key: None,
            policy: policy.name.clone(),
            policy_title: policy.title.get(options.lang).to_owned(),
            policy_version: policy.version.clone(),
            policy_sha256: policy.sha256.clone(),
            policy_changes: policy.changes.clone(),
            settings: Vec::new(),
            inputs: inputs(data, options.lang),
            absent: data.not_given().map(|id| id.def().name.to_owned()).collect(),
            reading: Vec::new(),
            outside_people,
            foreign_groups,
        },
        findings,
        undetermined,
        verdicts,
        clauses,
        comparison: None,
        upcoming: None,
        next_step,
        subjects,
    }
}

/// The tables that were read, as a report lists them.
pub fn inputs(data: &Data, lang: Lang) -> Vec<Input> {
    let mut inputs = Vec::new();
    for file in &data.files {
        let Some(info) = &file.info else { continue };
        // tables one under another in a sheet are one input
        let mut of_file: Vec<(TableId, Vec<&InputSheet>)> = Vec::new();
        for sheet in &file.sheets {
            match of_file.iter_mut().find(|(table, those)| *table == sheet.table && those[0].name == sheet.name) {
                Some((_, those)) => those.push(sheet),
                None => of_file.push((sheet.table, vec![sheet])),
            }
        }
        inputs.extend(of_file.into_iter().map(|(table, sheets)| Input {
            file: file.name.clone(),
            sheet: sheets[0].name.clone(),
            table: table.def().name.to_owned(),
            label: table.def().label.get(lang).to_owned(),
            rows: sheets.iter().map(|sheet| sheet.rows).sum(),
            skipped: sheets.iter().map(|sheet| sheet.skipped.len() as u32).sum(),
            columns: columns(table, &sheets),
            exported_on: sheets.iter().find_map(|sheet| sheet.exported).map(|e| e.day.to_string()),
            bytes: info.bytes,
            sha256: info.sha256.clone(),
            unchanged_since: None,
        }));
    }
    inputs
}

/// The columns that were found in sheets of a table, in the order of the schema.
fn columns(table: TableId, sheets: &[&InputSheet]) -> Vec<String> {
    let headings = sheets.iter().flat_map(|sheet| &sheet.columns);
    let used = headings.filter(|heading| heading.role != Role::Yields);
    let found: BTreeSet<ColumnId> = used.filter_map(|heading| heading.found.map(|(column, _)| column)).collect();
    found.into_iter().map(|column| table.def().def(column).name.to_owned()).collect()
}

#[cfg(test)]
mod tests;
