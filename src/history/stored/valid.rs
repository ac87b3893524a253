//! Whether the texts of a stored report are what they must be: what writers put out as it stands, and build names of files
//! from, is no place for whatever somebody wrote there.

use crate::base::date::Day;
use crate::base::safe::{shown, shown_on_a_line};
use crate::model::finding::{Ended, Finding, Subject, Waived};
use crate::model::report::{ClauseVerdict, Comparison, Report, RuleVerdict, Run, Undetermined, Upcoming};

/// The first field that is not what it must be.
pub(super) fn wrong_field(report: &Report) -> Option<&'static str> {
    of_run(&report.run)
        .or_else(|| report.findings.iter().find_map(of_finding))
        .or_else(|| report.undetermined.iter().find_map(of_undetermined))
        .or_else(|| report.verdicts.iter().find_map(of_verdict))
        .or_else(|| report.clauses.iter().find_map(of_clause))
        .or_else(|| report.comparison.as_ref().and_then(of_comparison))
        .or_else(|| report.upcoming.as_ref().and_then(of_upcoming))
        .or_else(|| {
            let step = report.next_step.as_ref()?;
            let names = step.inputs.iter().flat_map(|input| std::iter::once(&input.table).chain(&input.column));
            first(&[(step.rules.iter().chain(names).all(is_name), "next_step")])
        })
        .or_else(|| {
            let is_list = |hashes: &String| hashes.len().is_multiple_of(8) && is_hex(hashes, hashes.len());
            let is_one = |(table, hashes): (&String, &String)| is_name(table) && is_list(hashes);
            first(&[(report.subjects.iter().all(is_one), "subjects")])
        })
}

fn first(fields: &[(bool, &'static str)]) -> Option<&'static str> {
    fields.iter().find(|(is_right, _)| !is_right).map(|(_, field)| *field)
}

/// A day, or nothing where none is known.
fn is_day(text: impl AsRef<str>) -> bool {
    let text = text.as_ref();
    text.is_empty() || Day::parse(text).is_ok_and(|day| day.to_string() == text)
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A text of one line, as programs and policies call things.
fn is_name(text: impl AsRef<str>) -> bool {
    let text = text.as_ref();
    !text.is_empty() && shown_on_a_line(text) == text
}

/// A text that a policy has written.
fn is_text(text: impl AsRef<str>) -> bool {
    shown(text.as_ref()) == text.as_ref()
}

fn is_cell(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    digits.len() < text.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn of_run(run: &Run) -> Option<&'static str> {
    let inputs = || run.inputs.iter();
    first(&[
        (!run.as_of.is_empty() && is_day(&run.as_of), "run.as_of"),
        (is_name(&run.version), "run.version"),
        (run.only.iter().chain(&run.skip).all(is_name), "run.only, run.skip"),
        (run.config.iter().all(|config| is_hex(&config.sha256, 64)), "run.config.sha256"),
        (run.redaction_key.iter().all(is_name), "run.redaction_key"),
        ([&run.policy, &run.policy_title, &run.policy_version].into_iter().all(is_text), "run.policy"),
        (is_hex(&run.policy_sha256, 64), "run.policy_sha256"),
        (run.policy_changes.iter().all(|change| is_text(&change.name)), "run.policy_changes"),
        (run.settings.iter().all(|setting| is_name(&setting.rule) && is_name(&setting.setting)), "run.settings"),
        (inputs().all(|input| is_name(&input.table) && input.columns.iter().all(is_name)), "run.inputs"),
        (inputs().all(|input| is_hex(&input.sha256, 64)), "run.inputs.sha256"),
        (inputs().flat_map(|input| input.exported_on.iter().chain(&input.unchanged_since)).all(is_day), "run.inputs"),
        (run.absent.iter().all(is_name), "run.absent"),
        (run.reading.iter().flat_map(|reading| &reading.table).all(is_name), "run.reading.table"),
    ])
}

fn of_subject(subject: &Subject) -> bool {
    is_name(&subject.table)
}

fn of_waived(waived: &Waived) -> bool {
    is_day(&waived.approved_on) && is_day(&waived.expires_on)
}

fn of_finding(finding: &Finding) -> Option<&'static str> {
    first(&[
        (is_hex(&finding.id, 16), "findings.id"),
        (is_name(&finding.rule) && finding.clauses.iter().all(is_name), "findings.rule"),
        (is_day(&finding.due), "findings.due"),
        (finding.waived.iter().all(|waived| of_waived(waived)), "findings.waived"),
        (finding.corrected.iter().all(|corrected| is_day(&corrected.corrected_on)), "findings.corrected"),
        (finding.change.iter().all(|change| is_day(&change.since) && change.audits > 0), "findings.change"),
        (of_subject(&finding.subject), "findings.subject"),
        (finding.evidence.iter().all(|e| e.line != Some(0) && e.cell.iter().all(|c| is_cell(c))), "findings.evidence"),
    ])
}

fn of_undetermined(member: &Undetermined) -> Option<&'static str> {
    let is_right = |cell: &crate::model::report::DecidingCell| {
        cell.line > 0 && is_name(&cell.column) && cell.cell.iter().all(|cell| is_cell(cell))
    };
    first(&[
        (is_name(&member.rule) && of_subject(&member.subject), "undetermined.rule"),
        (member.cells.iter().all(is_right), "undetermined.cells"),
        (member.waived.iter().all(|waived| of_waived(waived)), "undetermined.waived"),
    ])
}

fn of_verdict(verdict: &RuleVerdict) -> Option<&'static str> {
    let other = &verdict.translation;
    let texts = [&verdict.title, &verdict.requirement, &verdict.why, &other.title, &other.requirement, &other.why];
    first(&[
        (is_name(&verdict.rule) && verdict.clauses.iter().all(is_name), "verdicts.rule"),
        (texts.into_iter().chain(&verdict.steps).chain(&other.steps).all(is_text), "verdicts.title"),
    ])
}

fn of_clause(clause: &ClauseVerdict) -> Option<&'static str> {
    let other = &clause.translation;
    let names = [&clause.clause, &clause.cited].into_iter().chain(&clause.rules).chain(&clause.not_assessed);
    let texts = [&clause.label, &clause.obligation, &other.label, &other.obligation];
    first(&[
        (names.into_iter().all(is_name), "clauses.clause"),
        (texts.into_iter().all(is_text), "clauses.label"),
        (clause.attestations.iter().all(|a| is_day(&a.on) && a.until.iter().all(is_day)), "clauses.attestations"),
    ])
}

fn of_comparison(comparison: &Comparison) -> Option<&'static str> {
    let is_right = |ended: &Ended| {
        let are_days = is_day(&ended.since) && is_day(&ended.until);
        is_hex(&ended.id, 16) && is_name(&ended.rule) && of_subject(&ended.subject) && are_days
    };
    let settings = &comparison.settings;
    first(&[
        (!comparison.as_of.is_empty() && is_day(&comparison.as_of), "comparison.as_of"),
        (is_hex(&comparison.sha256, 64), "comparison.sha256"),
        (comparison.ended.iter().chain(&comparison.earlier).all(is_right), "comparison.ended"),
        (settings.iter().all(|s| is_name(&s.setting) && s.rule.iter().all(is_name)), "comparison.settings"),
    ])
}

fn of_upcoming(upcoming: &Upcoming) -> Option<&'static str> {
    let mut findings = upcoming.findings.iter();
    let all = findings.all(|f| is_day(&f.on) && is_hex(&f.id, 16) && is_name(&f.rule) && of_subject(&f.subject));
    first(&[(all, "upcoming.findings")])
}
