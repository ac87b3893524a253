//! The blank registers as one workbook: the guide on the first sheet, then a sheet for each table. Columns whose cells
//! are one of a list have it to choose from, dates are checked and kept as dates, and everything else is text, so
//! that an id such as 00123 and a clause such as 2-1 stay as they are written.

use rust_xlsxwriter::{
    DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign, IgnoreError, Url, Workbook,
    Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::register::{Entry, Register};
use super::{File, Form};
use crate::base::date::Day;
use crate::base::text::Problem;
use crate::base::words::cannot_write;
use crate::model::schema::Kind;
use crate::report::workbook_style::{
    A4, DARK, DATE, GREY, LIGHT, band, characters, excel_day, heading, plain, wrapped,
};
use crate::setup::init::words;

/// Choices, checks and the filter reach down to this row; more rows than that are read all the same.
const LAST_ROW: u32 = 5_000;

/// Widths of the guide's columns, in characters: table, header, what to write, example, words.
const GUIDE_WIDTHS: [usize; 5] = [14, 18, 84, 28, 36];

/// The height of a line of the guide, in points.
const LINE: u32 = 19;

/// The narrowest and the widest column of a register, in characters.
const WIDTHS: (usize, usize) = (11, 34);

/// The workbook.
pub(super) fn file(registers: &[Register]) -> Result<File, Problem> {
    let name = words::WORKBOOK_FILE;
    let bytes = bytes(registers).map_err(|error| cannot_write(name, &error.to_string()))?;
    Ok((name.to_owned(), bytes))
}

fn bytes(registers: &[Register]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title(words::TITLE));
    guide(book.add_worksheet(), registers)?;
    for register in registers {
        sheet(book.add_worksheet(), register)?;
    }
    book.save_to_buffer()
}

/// The guide: how to fill the sheets in, what to do each month, and a table of all columns.
fn guide(sheet: &mut Worksheet, registers: &[Register]) -> Result<(), XlsxError> {
    sheet.set_name(words::GUIDE_SHEET)?.set_tab_color(DARK).set_screen_gridlines(false);
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    for (column, width) in (0..).zip(GUIDE_WIDTHS) {
        sheet.set_column_width(column, characters(width))?;
    }
    sheet.write_with_format(0, 0, words::TITLE, &plain().set_bold().set_font_size(16).set_font_color(DARK))?;
    let mut row = 2;
    for (title, lines) in words::guide(Form::Workbook) {
        stripe(sheet, row, title)?;
        row += 1;
        for line in lines {
            sheet.write_with_format(row, 0, line, &plain())?;
            row += 1;
        }
        row += 1;
    }
    stripe(sheet, row, words::COLUMNS)?;
    row += 1;
    for (column, title) in (0..).zip(words::COLUMN_TITLES) {
        sheet.write_with_format(row, column, title, &heading())?;
    }
    row += 1;
    for register in registers {
        stripe(sheet, row, "")?;
        let link = Url::new(format!("internal:'{}'!A1", register.name())).set_text(register.name());
        let format = band().set_font_color(DARK);
        sheet.write_url_with_format(row, 0, link, &format)?;
        sheet.write_with_format(row, 1, register.table.def().about, &plain().set_background_color(LIGHT))?;
        row += 1;
        for entry in register.columns.iter().filter(|c| !c.example.is_empty()) {
            let cells = ["", &entry.header, &entry.about, &entry.example, &entry.words().join("、")];
            for (column, cell) in (0..).zip(cells) {
                sheet.write_with_format(row, column, cell, &wrapped())?;
            }
            // not every program makes room for wrapped text by itself
            let lines = cells.iter().zip(GUIDE_WIDTHS).map(|(cell, width)| cell.width().div_ceil(width - 4)).max();
            sheet.set_row_height(row, LINE * u32::try_from(lines.unwrap_or(1)).unwrap_or(1))?;
            row += 1;
        }
    }
    Ok(())
}

/// A band over the width of the guide.
fn stripe(sheet: &mut Worksheet, row: u32, text: &str) -> Result<(), XlsxError> {
    for column in (0..).take(GUIDE_WIDTHS.len()) {
        sheet.write_blank(row, column, &band())?;
    }
    if !text.is_empty() {
        sheet.write_with_format(row, 0, text, &band())?;
    }
    Ok(())
}

/// The sheet of a register: the header, the example row, and below it cells that take only what can be read.
fn sheet(sheet: &mut Worksheet, register: &Register) -> Result<(), XlsxError> {
    sheet.set_name(register.name())?.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    sheet.set_row_height(0, 24)?;
    for (column, entry) in (0..).zip(&register.columns) {
        sheet.set_column_width(column, width(entry))?.set_column_format(column, &of_cells(entry.kind))?;
        sheet.write_with_format(0, column, &entry.header, &heading())?;
        sample(sheet, column, entry)?;
        let (title, about) = (words::input_title(&entry.header), words::input_message(&entry.about, &entry.example));
        let message = |check: DataValidation| check.set_input_title(title.as_str())?.set_input_message(about.as_str());
        sheet.add_data_validation(0, column, 0, column, &message(DataValidation::new().allow_any_value())?)?;
        sheet.add_data_validation(1, column, LAST_ROW, column, &message(check(entry)?)?)?;
        if of_text(entry.kind) {
            sheet.ignore_error_range(1, column, LAST_ROW, column, IgnoreError::NumberStoredAsText)?;
        }
    }
    let last = register.columns.len().saturating_sub(1);
    sheet.autofilter(0, 0, LAST_ROW, u16::try_from(last).unwrap_or(u16::MAX))?;
    Ok(())
}

/// Whether cells are kept as the text that was typed.
fn of_text(kind: Kind) -> bool {
    !matches!(kind, Kind::Date | Kind::Code(_))
}

fn of_cells(kind: Kind) -> Format {
    match kind {
        Kind::Date => plain().set_num_format(DATE).set_align(FormatAlign::Left),
        _ if of_text(kind) => plain().set_num_format("@"),
        _ => plain(),
    }
}

/// The cell of the example row, in grey italics.
fn sample(sheet: &mut Worksheet, column: u16, entry: &Entry) -> Result<(), XlsxError> {
    let format = of_cells(entry.kind).set_italic().set_font_color(GREY);
    match Day::parse(&entry.sample).ok().and_then(excel_day) {
        Some(day) if entry.kind == Kind::Date => sheet.write_with_format(1, column, day, &format)?,
        _ => sheet.write_with_format(1, column, &entry.sample, &format)?,
    };
    Ok(())
}

/// What may be typed into a column. Days are those that can be read from a spreadsheet's number.
fn check(entry: &Entry) -> Result<DataValidation, XlsxError> {
    let check = DataValidation::new();
    match entry.kind {
        Kind::Code(_) => check
            .allow_list_strings(&entry.words())?
            .set_error_title(words::NOT_IN_LIST.0)?
            .set_error_message(words::NOT_IN_LIST.1),
        Kind::Date => check
            .allow_date(DataValidationRule::Between(
                ExcelDateTime::from_ymd(1950, 1, 1)?,
                ExcelDateTime::from_ymd(2099, 12, 31)?,
            ))
            .set_error_title(words::NO_DATE.0)?
            .set_error_message(words::NO_DATE.1),
        _ => Ok(check.allow_any_value()),
    }
}

/// The width of a column, in characters: Japanese ones count twice, the header has the filter's button, and remarks
/// are long.
fn width(entry: &Entry) -> u32 {
    if entry.example.is_empty() {
        return characters(WIDTHS.1);
    }
    characters((entry.header.width() + 4).max(entry.example.width() + 2).clamp(WIDTHS.0, WIDTHS.1))
}
