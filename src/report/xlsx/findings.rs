//! Every finding, a row each, the new ones and the gravest first: what a person needs first, then what is looked up or filtered by.

use std::cmp::Reverse;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Source;
use super::column::Column;
use super::table::{Cell, Table};
use crate::model::finding::Finding;

/// The columns that are printed, where there was nothing to compare with; those behind them are for the screen.
const PRINTED: u16 = 10;
/// The place of the column that says how a finding stands to the audit before, where there was one.
const CHANGE: usize = 2;

pub(super) fn sheet(sheet: &mut Worksheet, source: &Source<'_>) -> Result<(), XlsxError> {
    let (words, lang) = (source.words, source.report.run.lang);
    sheet.set_name(words.sheet_findings())?;
    let is_compared = source.report.comparison.is_some();
    let mut columns = vec![
        Column::severity(words.severity()),
        Column::text(words.subject(), 24),
        Column::text(words.matter(), 52),
        Column::day(words.due()),
        Column::text(words.assignee(), 22),
        Column::text(words.clause(), 13),
        Column::text(words.rule(), 26),
        Column::word(words.certainty(), 10),
        Column::status(words.status()),
        Column::text(words.evidence(), 58),
        Column::low(words.steps(), 70),
        Column::text(words.capacity(), 20),
        Column::text(words.office(), 22),
        Column::text(words.group(), 20),
        Column::text(words.patient(), 16),
        Column::text(words.person_concerned(), 16),
        Column::low(words.file(), 22),
        Column::low(words.sheet(), 14),
        Column::count(words.line(), 8),
        Column::low(words.column_header(), 16),
        Column::word(words.cell(), 9),
        Column::low(words.rule_id(), 24),
        Column::low(words.key(), 24),
        Column::low(words.finding_id(), 20),
        Column::count(words.audits(), 10),
        Column::day(words.first_found()),
        Column::low(words.waiver_reason(), 40),
        Column::day(words.waived_until()),
        Column::low(words.correction_record(), 40),
    ];
    if is_compared {
        columns.insert(CHANGE, Column::change(words.state_of_change()));
    }
    let mut table = Table::new(sheet, source.paper(), 0, 2, columns)?;
    let mut findings: Vec<&Finding> = source.report.findings.iter().collect();
    findings.sort_by_key(|finding| (!finding.is_fresh(), Reverse(finding.severity)));
    for finding in findings {
        let concerns = &finding.concerns;
        let first = finding.evidence.first();
        let change = finding.change.as_ref();
        let mut cells = vec![
            finding.severity.say(lang).into(),
            finding.subject.label.as_str().into(),
            finding.message.as_str().into(),
            Cell::Day(&finding.due),
            source.who(finding).into(),
            source.cited(&finding.clauses).into(),
            source.title_of(&finding.rule).into(),
            finding.confidence.say(lang).into(),
            finding.status.say(lang).into(),
            source.evidence(finding).into(),
            Source::steps(finding).into(),
            finding.duty.say(lang).into(),
            source.name_of(concerns.office.as_ref()).into(),
            source.name_of(concerns.group.as_ref()).into(),
            source.name_of(concerns.patient.as_ref()).into(),
            source.name_of(concerns.person.as_ref()).into(),
            first.map(|e| e.file.as_str()).into(),
            first.and_then(|e| e.sheet.as_deref()).into(),
            first.and_then(|e| e.line).map_or(Cell::Nothing, |line| Cell::Count(line.into())),
            first.and_then(|e| e.column.as_deref()).into(),
            first.and_then(|e| e.cell.as_deref()).into(),
            finding.rule.as_str().into(),
            finding.subject.key.as_str().into(),
            finding.id.as_str().into(),
            change.map_or(Cell::Nothing, |c| Cell::Count(c.audits.into())),
            change.map_or(Cell::Nothing, |c| Cell::Day(&c.since)),
            finding.waived.as_ref().map(|w| w.reason.as_str()).into(),
            finding.waived.as_ref().map_or(Cell::Nothing, |w| Cell::Day(&w.expires_on)),
            finding.corrected.as_ref().map_or(Cell::Nothing, |corrected| words.correction(corrected).into()),
        ];
        if is_compared {
            cells.insert(CHANGE, source.change(finding).into());
        }
        table.row(&cells)?;
    }
    table.sheet.set_print_fit_to_pages(1, 0);
    let last = table.finish(words.nothing())?;
    sheet.set_print_area(0, 0, last, PRINTED - 1 + u16::from(is_compared))?;
    Ok(())
}
