//! What no verdict speaks for: rules that could not be assessed, rules that are off, and what is not known of members, with
//! the cells that would decide.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Source;
use super::column::Column;
use super::table::{Cell, Table, fitting, write_text};
use crate::model::finding::Verdict;
use crate::report::workbook_style::plain;

pub(super) fn sheet(sheet: &mut Worksheet, source: &Source<'_>) -> Result<(), XlsxError> {
    let (words, lang) = (source.words, source.report.run.lang);
    sheet.set_name(words.sheet_not_assessed())?;
    let columns = vec![
        Column::verdict(words.kind()),
        Column::text(words.rule(), 40),
        Column::text(words.reason(), 70),
        Column::count(words.rows_left_out(), 10),
        Column::text(words.clause(), 20),
        Column::severity(words.severity()),
        Column::text(words.rule_id(), 26),
    ];
    let mut table = Table::new(sheet, source.paper(), 0, 2, columns)?;
    let verdicts = &source.report.verdicts;
    for wanted in [Verdict::NotAssessed, Verdict::Off] {
        for verdict in verdicts.iter().filter(|v| v.verdict == wanted) {
            table.row(&[
                wanted.say(lang).into(),
                verdict.title.as_str().into(),
                verdict.reason.as_deref().into(),
                Cell::Nothing,
                source.cited(&verdict.clauses).into(),
                verdict.severity.say(lang).into(),
                verdict.rule.as_str().into(),
            ])?;
        }
    }
    for verdict in verdicts.iter().filter(|v| v.undetermined > 0) {
        table.row(&[
            Verdict::Undetermined.say(lang).into(),
            verdict.title.as_str().into(),
            words.undetermined_of(verdict.undetermined, verdict.population).as_str().into(),
            Cell::Count(verdict.undetermined),
            source.cited(&verdict.clauses).into(),
            verdict.severity.say(lang).into(),
            verdict.rule.as_str().into(),
        ])?;
    }
    for member in source.report.undetermined.iter().filter(|member| member.waived.is_none()) {
        let verdict = verdicts.iter().find(|v| v.rule == member.rule.as_str());
        table.row(&[
            words.fill_in_cell().into(),
            words.undetermined_subject(&member.subject).as_str().into(),
            words.deciding(member).as_str().into(),
            Cell::Nothing,
            verdict.map(|v| source.cited(&v.clauses)).unwrap_or_default().into(),
            verdict.map(|v| v.severity.say(lang)).into(),
            member.rule.as_str().into(),
        ])?;
    }
    table.sheet.set_print_fit_to_pages(1, 0);
    let last = table.finish(words.all_assessed())?;
    match &source.report.next_step {
        Some(next) => {
            let said = format!("{}: {}", words.next_step_head(), words.next_step(next));
            write_text(sheet, last + 2, 0, &fitting(&said, words), &plain().set_bold())
        }
        None => Ok(()),
    }
}
