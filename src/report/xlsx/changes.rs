//! What ended since the audit before, and what will become a finding: sheets that are there only where there is something.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Source;
use super::column::Column;
use super::table::{Cell, Table};
use crate::model::finding::Ended;
use crate::model::report::UpcomingFinding;

/// Writes the findings of the audit before that are no more.
pub(super) fn ended(sheet: &mut Worksheet, source: &Source<'_>, ended: &[&Ended]) -> Result<(), XlsxError> {
    let (words, lang) = (source.words, source.report.run.lang);
    sheet.set_name(words.sheet_ended())?;
    let columns = vec![
        Column::word(words.ending(), 12),
        Column::text(words.subject(), 24),
        Column::text(words.matter(), 52),
        Column::severity(words.severity()),
        Column::day(words.first_found()),
        Column::day(words.last_found()),
        Column::count(words.audits(), 10),
        Column::text(words.rule(), 26),
        Column::low(words.rule_id(), 24),
        Column::low(words.key(), 24),
        Column::low(words.finding_id(), 20),
    ];
    let mut table = Table::new(sheet, source.paper(), 0, 2, columns)?;
    let instead = source.report.instead();
    for of in ended {
        let matter = match instead.say(of, words) {
            Some(said) => format!("{}\n{said}", of.message),
            None => of.message.clone(),
        };
        table.row(&[
            of.ending.say(lang).into(),
            of.subject.label.as_str().into(),
            matter.into(),
            of.severity.say(lang).into(),
            Cell::Day(&of.since),
            Cell::Day(&of.until),
            Cell::Count(of.audits.into()),
            source.title_of(&of.rule).into(),
            of.rule.as_str().into(),
            of.subject.key.as_str().into(),
            of.id.as_str().into(),
        ])?;
    }
    table.sheet.set_print_fit_to_pages(1, 0);
    table.finish(words.nothing())?;
    Ok(())
}

/// Writes what will become a finding, by day.
pub(super) fn upcoming(
    sheet: &mut Worksheet,
    source: &Source<'_>,
    coming: &[UpcomingFinding],
) -> Result<(), XlsxError> {
    let (words, lang) = (source.words, source.report.run.lang);
    sheet.set_name(words.upcoming_short())?;
    let columns = vec![
        Column::day(words.becomes_on()),
        Column::severity(words.severity()),
        Column::text(words.subject(), 24),
        Column::text(words.matter(), 52),
        Column::text(words.assignee(), 22),
        Column::text(words.rule(), 26),
        Column::low(words.rule_id(), 24),
        Column::low(words.key(), 24),
        Column::low(words.finding_id(), 20),
    ];
    let mut table = Table::new(sheet, source.paper(), 0, 1, columns)?;
    for of in coming {
        table.row(&[
            Cell::Day(&of.on),
            of.severity.say(lang).into(),
            of.subject.label.as_str().into(),
            of.message.as_str().into(),
            source.those(&of.assignees, of.duty, None).into(),
            source.title_of(&of.rule).into(),
            of.rule.as_str().into(),
            of.subject.key.as_str().into(),
            of.id.as_str().into(),
        ])?;
    }
    table.sheet.set_print_fit_to_pages(1, 0);
    table.finish(words.nothing())?;
    Ok(())
}
