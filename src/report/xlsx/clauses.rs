//! The clauses of the policy: what came of each, with the numbers it rests on and what people stated of it.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Source;
use super::column::Column;
use super::table::{Cell, Table};
use crate::model::finding::{Finding, Severity, Status};
use crate::model::report::ClauseVerdict;

pub(super) fn sheet(sheet: &mut Worksheet, source: &Source<'_>) -> Result<(), XlsxError> {
    let (words, lang) = (source.words, source.report.run.lang);
    sheet.set_name(words.sheet_clauses())?;
    let [critical, high, medium, low] = Severity::ALL.map(|s| Column::count(s.say(lang), 9));
    let columns = vec![
        Column::text(words.clause(), 13),
        Column::text(words.obligation(), 32),
        Column::verdict(words.verdict()),
        Column::count(words.population(), 11),
        Column::count(words.found(), 9),
        Column::count(words.of_which_open(), 9),
        critical,
        high,
        medium,
        low,
        Column::count(words.of_which_waived(), 10),
        Column::count(words.of_which_corrected(), 10),
        Column::text(words.duty(), 18),
        Column::text(words.rules(), 62),
        Column::word(words.how_judged(), 12),
        Column::answers(words.last_answer(), 50),
        Column::low(words.in_full(), 60),
        Column::low(words.clause_id(), 9),
    ];
    let printed = u16::try_from(columns.len() - 3).unwrap_or(u16::MAX);
    let mut table = Table::new(sheet, source.paper(), 0, 2, columns)?;
    for clause in &source.report.clauses {
        let [critical, high, medium, low] = by_severity(source, clause).map(Cell::Count);
        let judged = if clause.attested { words.by_attestation() } else { words.by_data() };
        table.row(&[
            clause.cited.as_str().into(),
            clause.label.as_str().into(),
            clause.verdict.say(lang).into(),
            Cell::Count(clause.population),
            Cell::Count(clause.findings),
            Cell::Count(clause.findings.saturating_sub(clause.waived + clause.corrected)),
            critical,
            high,
            medium,
            low,
            Cell::Count(clause.waived),
            Cell::Count(clause.corrected),
            clause.duty.say(lang).into(),
            rules(source, clause).into(),
            judged.into(),
            clause.all_stated(&source.report.run.as_of, words).join("\n").into(),
            clause.obligation.as_str().into(),
            clause.clause.as_str().into(),
        ])?;
    }
    table.sheet.set_print_fit_to_pages(1, 0);
    let last = table.finish("")?;
    sheet.set_print_area(0, 0, last, printed)?;
    Ok(())
}

/// Counts the open findings of each severity.
///
/// No finding names a clause that only sums up others: it has those of its rules.
fn by_severity(source: &Source<'_>, clause: &ClauseVerdict) -> [u64; 4] {
    let own = source.open(Some(&clause.clause));
    if own != [0; 4] || clause.findings == clause.waived + clause.corrected {
        return own;
    }
    let is_open = |f: &&Finding| f.status == Status::Open && clause.rules.iter().any(|rule| f.rule == *rule);
    let findings: Vec<&Finding> = source.report.findings.iter().filter(is_open).collect();
    Severity::ALL.map(|s| findings.iter().filter(|f| f.severity == s).count() as u64)
}

/// Lists the rules that judge a clause, a line each, and whether they could not be assessed.
fn rules(source: &Source<'_>, clause: &ClauseVerdict) -> String {
    let line = |id: &String| {
        let missing = if clause.not_assessed.contains(id) { source.words.could_not_be_assessed() } else { "" };
        format!("{} ({id}){missing}", source.title_of(id))
    };
    clause.rules.iter().map(line).collect::<Vec<_>>().join("\n")
}
