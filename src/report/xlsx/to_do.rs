//! Lists of what is to be done, one for each who has to act, with a box to tick and room for the day and a note. In
//! print each begins on a page of its own: it can be handed out.

use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationRule, ExcelDateTime, Format, Worksheet, XlsxError,
};

use super::Source;
use super::column::Column;
use super::table::{Cell, Table, write_text};
use crate::model::finding::{Confidence, Finding, Status};
use crate::model::options::GroupBy;
use crate::report::group::{Group, groups};
use crate::report::workbook_style::{GREY, plain};

/// What stands in the box.
const BOXES: [&str; 2] = ["☐", "☑"];

/// The row of the header, below how to use the lists.
const HEADER: u32 = 1;

/// The place of the column that says how a finding stands to the audit before, where there was one.
const CHANGE: usize = 4;

/// Page breaks that a sheet can have.
const BREAKS: usize = 1_023;

pub(super) fn sheet(sheet: &mut Worksheet, source: &Source<'_>) -> Result<(), XlsxError> {
    let words = source.words;
    // a clause has nothing to do
    let by = if source.layout.group_by == GroupBy::Clause { GroupBy::Person } else { source.layout.group_by };
    sheet.set_name(words.sheet_to_do())?;
    write_text(sheet, 0, 0, words.how_to_tick(), &plain().set_font_size(10).set_font_color(GREY))?;
    let mut columns = vec![
        Column::word(words.done(), 6),
        Column::text(heading(source, by), 16),
        Column::day(words.due()),
        Column::severity(words.severity()),
        Column::text(words.subject(), 18),
        Column::text(words.matter(), 38),
        Column::text(words.steps(), 56),
        Column::day(words.done_on()),
        Column::text(words.notes(), 14),
        Column::low(words.finding_id(), 20),
    ];
    if by != GroupBy::Person {
        columns.insert(7, Column::text(words.assignee(), 16));
    }
    if source.report.comparison.is_some() {
        columns.insert(CHANGE, Column::change(words.state_of_change()));
    }
    let printed = columns.len() - 1;
    let last_printed = u16::try_from(printed - 1).unwrap_or(u16::MAX);
    let mut table = Table::new(sheet, source.paper(), HEADER, 2, columns)?;
    let mut breaks = Vec::new();
    for group in groups(source.report, by) {
        breaks.push(table.next());
        list(&mut table, source, by, &group)?;
    }
    table.scale_to_page(printed);
    let last = table.finish(words.nothing())?;
    // the first list has its page already
    let breaks: Vec<u32> = breaks.into_iter().filter(|row| *row > HEADER + 1 && *row <= last).take(BREAKS).collect();
    sheet.set_page_breaks(&breaks)?.set_print_area(0, 0, last, last_printed)?;
    if last > HEADER { to_fill_in(sheet, source, last, last_printed - 1) } else { Ok(()) }
}

/// Returns what the lists are put together by.
fn heading(source: &Source<'_>, by: GroupBy) -> &'static str {
    match by {
        GroupBy::Person | GroupBy::Clause => source.words.assignee(),
        GroupBy::Duty => source.words.capacity(),
        GroupBy::Office => source.words.office(),
        GroupBy::Rule => source.words.rule(),
    }
}

/// Writes a list: what is due first comes first.
fn list(table: &mut Table<'_>, source: &Source<'_>, by: GroupBy, group: &Group<'_>) -> Result<(), XlsxError> {
    let mut open: Vec<&Finding> = group.findings.iter().copied().filter(|f| f.status == Status::Open).collect();
    open.sort_by(|a, b| a.due.cmp(&b.due));
    for finding in open {
        let mut cells = vec![
            BOXES[0].into(),
            group.heading.as_str().into(),
            Cell::Day(&finding.due),
            finding.severity.say(source.report.run.lang).into(),
            finding.subject.label.as_str().into(),
            matter(source, by, finding).into(),
            Source::steps(finding).into(),
            Cell::Nothing,
            Cell::Nothing,
            finding.id.as_str().into(),
        ];
        if by != GroupBy::Person {
            cells.insert(7, source.who(finding).into());
        }
        if source.report.comparison.is_some() {
            cells.insert(CHANGE, source.change(finding).into());
        }
        table.row(&cells)?;
    }
    Ok(())
}

/// Says what is the matter, whether it has to be confirmed first, and who else could do it.
fn matter(source: &Source<'_>, by: GroupBy, finding: &Finding) -> String {
    let words = source.words;
    let mut text = String::new();
    if finding.confidence == Confidence::Possible {
        text.push_str(words.to_confirm());
    }
    text.push_str(&finding.message);
    if by == GroupBy::Person && finding.assignees.len() > 1 {
        text.push('\n');
        text.push_str(&words.one_of_them(&source.who(finding)));
    }
    text
}

/// Sets the boxes, the days, and what changes its look when they are filled in.
fn to_fill_in(sheet: &mut Worksheet, source: &Source<'_>, last: u32, done_on: u16) -> Result<(), XlsxError> {
    let (words, first) = (source.words, HEADER + 1);
    let ticks = DataValidation::new()
        .allow_list_strings(&BOXES)?
        .set_error_title(words.box_title())?
        .set_error_message(words.box_title())?;
    sheet.add_data_validation(first, 0, last, 0, &ticks)?;
    let days = DataValidation::new()
        .allow_date(DataValidationRule::Between(
            ExcelDateTime::from_ymd(2000, 1, 1)?,
            ExcelDateTime::from_ymd(2099, 12, 31)?,
        ))
        .set_error_title(words.day_title())?
        .set_error_message(words.day_example())?;
    sheet.add_data_validation(first, done_on, last, done_on, &days)?;
    let row = first + 1;
    let when =
        |rule: String, format: Format| ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(format);
    let done = when(format!("=$A{row}=\"{}\"", BOXES[1]), Format::new().set_font_color(GREY).set_font_strikethrough());
    // the name stands in every row, so that lists can be filtered and sorted; once is enough to the eye
    let again = when(format!("=$B{row}=$B{first}"), Format::new().set_font_color(Color::RGB(0x00B0_B0B0)));
    let overdue = format!("=AND($A{row}<>\"{}\",ISNUMBER($C{row}),$C{row}<TODAY())", BOXES[1]);
    let overdue = when(overdue, Format::new().set_font_color(Color::RGB(0x00C0_0000)).set_bold());
    sheet.add_conditional_format(first, 4, last, done_on + 1, &done)?;
    sheet.add_conditional_format(first, 1, last, 1, &again)?;
    sheet.add_conditional_format(first, 2, last, 2, &overdue)?;
    Ok(())
}
