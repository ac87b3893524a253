//! The tables that were read, so that an auditor can tell that these were the files; and how the audit was run.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Source;
use super::column::Column;
use super::table::{Cell, Table, fitting, write_text};
use crate::report::workbook_style::{band, plain};

pub(super) fn sheet(sheet: &mut Worksheet, source: &Source<'_>) -> Result<(), XlsxError> {
    let words = source.words;
    sheet.set_name(words.sheet_inputs())?;
    let columns = vec![
        Column::text(words.table(), 22),
        Column::text(words.file(), 36),
        Column::text(words.sheet(), 18),
        Column::count(words.rows_read(), 10),
        Column::count(words.passed_over(), 12),
        Column::day(words.made_on()),
        Column::count(words.bytes(), 14),
        Column::text(words.hash(), 70),
        Column::low(words.table_name(), 14),
    ];
    let mut table = Table::new(sheet, source.paper(), 0, 1, columns)?;
    for input in &source.report.run.inputs {
        table.row(&[
            input.label.as_str().into(),
            input.file.as_str().into(),
            input.sheet.as_deref().into(),
            Cell::Count(input.rows.into()),
            Cell::Count(input.skipped.into()),
            input.exported_on.as_deref().map_or(Cell::Nothing, Cell::Day),
            Cell::Count(input.bytes),
            input.sha256.as_str().into(),
            input.table.as_str().into(),
        ])?;
    }
    table.sheet.set_print_fit_to_pages(1, 0);
    let last = table.finish(words.no_input())?;
    let next = facts(sheet, source, last + 3)?;
    how_read(sheet, source, next + 1)
}

/// Writes how the audit was run.
///
/// Returns the row behind it.
fn facts(sheet: &mut Worksheet, source: &Source<'_>, first: u32) -> Result<u32, XlsxError> {
    let (run, words) = (&source.report.run, source.words);
    let settings = run.config.as_ref();
    let absent: Vec<&str> = run.absent.iter().map(String::as_str).collect();
    let facts = [
        (words.tool(), format!("{} {}", run.tool, run.version)),
        (words.policy(), format!("{} ({}, {})", run.policy_title, run.policy, run.policy_version)),
        (words.policy_hash(), run.policy_sha256.clone()),
        (words.settings(), settings.map_or_else(|| words.none().to_owned(), |s| s.file.clone())),
        (words.settings_hash(), settings.map_or_else(|| words.none().to_owned(), |s| s.sha256.clone())),
        (words.threshold(), run.fail_on.say(run.lang)),
        (words.absent(), if absent.is_empty() { words.none().to_owned() } else { words.in_a_row(&absent) }),
    ];
    for column in 0..8 {
        sheet.write_blank(first, column, &band())?;
    }
    write_text(sheet, first, 0, words.run_facts(), &band())?;
    let mut row = first + 1;
    for (name, value) in facts {
        write_text(sheet, row, 0, name, &plain().set_font_size(10).set_bold())?;
        write_text(sheet, row, 1, &fitting(&value, words), &plain().set_font_size(10))?;
        row += 1;
    }
    Ok(row)
}

/// Writes what was assumed, inferred or left out, where anything was and the sheet has room for it.
fn how_read(sheet: &mut Worksheet, source: &Source<'_>, first: u32) -> Result<(), XlsxError> {
    let (reading, words) = (&source.report.run.reading, source.words);
    if reading.is_empty() {
        return Ok(());
    }
    for column in 0..8 {
        sheet.write_blank(first, column, &band())?;
    }
    write_text(sheet, first, 0, words.how_read(), &band())?;
    let mut row = first + 1;
    for reading in reading {
        write_text(sheet, row, 0, reading.kind.say(words.0), &plain().set_font_size(10).set_bold())?;
        for said in std::iter::once(reading.said.clone()).chain(words.confirmed_by(reading)) {
            write_text(sheet, row, 1, &fitting(&said, words), &plain().set_font_size(10))?;
            row += 1;
        }
    }
    Ok(())
}
