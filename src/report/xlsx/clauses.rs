//! The clauses of the policy: what came of each, with the numbers it rests on.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Source;
use super::table::{Cell, Column, Table};
use crate::finding::{Severity, Status};
use crate::report::ClauseVerdict;

pub(super) fn sheet(sheet: &mut Worksheet, source: &Source<'_>) -> Result<(), XlsxError> {
    let (words, lang) = (source.words, source.report.run.lang);
    sheet.set_name(words.sheet_clauses())?;
    let [critical, high, medium, low] = Severity::ALL.map(|s| Column::count(s.say(lang), 9));
    let columns = vec![
        Column::text(words.clause(), 13),
        Column::text(words.obligation(), 32),
        Column::verdict(words.verdict()),
        Column::count(words.population(), 9),
        Column::count(words.found(), 9),
        Column::count(words.of_which_open(), 9),
        critical,
        high,
        medium,
        low,
        Column::count(words.of_which_waived(), 10),
        Column::text(words.duty(), 18),
        Column::text(words.rules_and_verdicts(), 76),
        Column::word(words.how_judged(), 12),
        Column::low(words.in_full(), 60),
        Column::low(words.clause_id(), 9),
    ];
    let printed = u16::try_from(columns.len() - 3).unwrap_or(u16::MAX);
    let mut table = Table::new(sheet, source, 0, 2, columns)?;
    for clause in &source.report.clauses {
        let open = open(source, &clause.clause);
        let [critical, high, medium, low] = open.map(Cell::Count);
        let judged = if clause.attested { words.by_attestation() } else { words.by_data() };
        table.row(&[
            clause.cited.as_str().into(),
            clause.text.label.as_str().into(),
            clause.verdict.say(lang).into(),
            Cell::Count(clause.population),
            Cell::Count(clause.findings),
            Cell::Count(clause.findings.saturating_sub(clause.waived)),
            critical,
            high,
            medium,
            low,
            Cell::Count(clause.waived),
            clause.duty.say(lang).into(),
            rules(source, clause).into(),
            judged.into(),
            clause.text.obligation.as_str().into(),
            clause.clause.as_str().into(),
        ])?;
    }
    table.sheet.set_print_fit_to_pages(1, 0);
    let last = table.finish("")?;
    sheet.set_print_area(0, 0, last, printed)?;
    Ok(())
}

/// Open findings of each severity that break a clause.
pub(super) fn open(source: &Source<'_>, clause: &str) -> [u64; 4] {
    let of_clause = || source.report.findings.iter().filter(|f| f.clauses.iter().any(|c| c == clause));
    Severity::ALL.map(|s| of_clause().filter(|f| f.status == Status::Open && f.severity == s).count() as u64)
}

/// The rules that judge a clause, a line each, with their verdicts and numbers.
fn rules(source: &Source<'_>, clause: &ClauseVerdict) -> String {
    let line = |id: &String| {
        let verdict = source.report.verdicts.iter().find(|v| v.rule == *id)?;
        let said = verdict.verdict.say(source.report.run.lang);
        Some(format!("{}: {said} {}/{} ({id})", verdict.text.title, verdict.findings, verdict.population))
    };
    clause.rules.iter().map(|id| line(id).unwrap_or_else(|| id.clone())).collect::<Vec<_>>().join("\n")
}
