//! A trend as a workbook: a page of charts, the audits, a row each, from which they are drawn, and what each clause had open.
//! The same audits give the same bytes.

use std::io;

use rust_xlsxwriter::{
    Chart, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartMarker, ChartMarkerType,
    ChartSolidFill, ChartType, Color, ConditionalFormat2ColorScale, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::{Audit, Trend};
use crate::model::finding::{Ending, Severity, State, Status};
use crate::report::Changes;
use crate::report::words::ReportWords;
use crate::report::workbook_style::{DARK, GREY, TYPEFACE, plain};
use crate::report::xlsx::colours::severity_colours;
use crate::report::xlsx::column::Column;
use crate::report::xlsx::table::{Cell, Paper, RULE, Table, fitting, page, write_text};
use crate::report::xlsx::{ROWS, properties};

/// The width of the sheet of charts, in columns of so many digits, and what that is in pixels.
const COLUMNS: u16 = 12;
const DIGITS: u32 = 11;
const WIDTH: u32 = 12 * (11 * 7 + 5);
/// The heights of its rows, in points and pixels, and of a chart in rows.
const ROW: u32 = 18;
const ROW_PIXELS: u32 = 24;
const CHART_ROWS: u32 = 10;

/// What is counted in days: the column that it stands in, and the colour of its line.
const AGE: (u16, Color) = (13, Color::RGB(0x004F_86B5));
const TAKEN: (u16, Color) = (14, Color::RGB(0x003F_8F5F));

/// So many columns of days are printed on the width of a page.
const ON_A_PAGE: usize = 14;

pub(super) fn write(trend: &Trend, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let bytes = workbook(trend, words).and_then(|mut book| book.save_to_buffer()).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn workbook(trend: &Trend, words: ReportWords) -> Result<Workbook, XlsxError> {
    let as_of = trend.audits.last().map_or("", |audit| audit.as_of.as_str());
    let paper = Paper { words, as_of, rows: ROWS, warning: "" };
    let mut book = Workbook::new();
    book.set_properties(&properties(format!("{} {as_of}", words.trend()), as_of));
    charts(book.add_worksheet(), trend, paper)?;
    audits(book.add_worksheet(), trend, paper)?;
    clauses(book.add_worksheet(), trend, paper)?;
    Ok(book)
}

/// Writes one page to pin to the wall.
///
/// Its charts are drawn from the other sheets.
fn charts(sheet: &mut Worksheet, trend: &Trend, paper: Paper<'_>) -> Result<(), XlsxError> {
    let words = paper.words;
    sheet.set_name(words.trend())?.set_tab_color(DARK).set_screen_gridlines(false).set_active(true);
    page(sheet, paper);
    for column in 0..COLUMNS {
        sheet.set_column_width(column, DIGITS)?;
    }
    let title = plain().set_bold().set_font_size(20).set_font_color(DARK);
    write_text(sheet, 0, 0, words.trend(), &title)?;
    sheet.set_row_height(0, 34)?;
    let first = trend.audits.first().map_or("", |audit| audit.as_of.as_str());
    let span = words.audits_from_to(trend.audits.len(), first, paper.as_of);
    write_text(sheet, 1, 0, &fitting(&span, words), &plain().set_font_color(GREY))?;
    let (above, below) = (3, 3 + CHART_ROWS + 1);
    let note = below + CHART_ROWS + 1;
    for row in 1..note {
        sheet.set_row_height(row, ROW)?;
    }
    let last = u32::try_from(trend.audits.len()).unwrap_or(ROWS).min(ROWS - 2);
    for (row, mut chart) in [(above, by_severity(trend, words, last)), (below, medians(words, last))] {
        chart.set_width(WIDTH).set_height(CHART_ROWS * ROW_PIXELS);
        sheet.insert_chart(row, 0, &chart)?;
    }
    let small = plain().set_font_size(9).set_font_color(GREY).set_text_wrap().set_align(FormatAlign::Top);
    let said: Vec<String> = [Some(words.trend_note().to_owned()), words.trend_unjudged(&trend.unjudged())]
        .into_iter()
        .flatten()
        .map(|said| fitting(&said, words).into_owned())
        .collect();
    let lines = said.len() as u32;
    sheet.merge_range(note, 0, note, COLUMNS - 1, &said.join("\n"), &small)?.set_row_height(note, 2 * ROW * lines)?;
    sheet.set_print_fit_to_pages(1, 1).set_print_center_horizontally(true).set_print_area(0, 0, note, COLUMNS - 1)?;
    Ok(())
}

/// Makes a chart with what all have in common, and nothing drawn yet.
fn empty(kind: ChartType, title: &str) -> Chart {
    let mut font = ChartFont::new();
    font.set_name(TYPEFACE).set_size(9);
    let mut heading = ChartFont::new();
    heading.set_name(TYPEFACE).set_size(12).set_bold();
    let mut grid = ChartLine::new();
    grid.set_color(RULE).set_width(0.5);
    let mut chart = Chart::new(kind);
    chart.title().set_name(title).set_font(&heading);
    chart.legend().set_position(ChartLegendPosition::Top).set_font(&font);
    chart.x_axis().set_font(&font);
    chart.y_axis().set_font(&font).set_num_format("0").set_min(0).set_major_gridlines_line(&grid);
    chart.set_alt_text(title);
    chart
}

/// Returns the days of the audits as text, which the sheet of clauses has above its columns: along days that are
/// numbers a program may lay out its own months, with bars as thin as a day.
fn days(words: ReportWords, count: u32) -> (&'static str, u32, u16, u32, u16) {
    (words.sheet_clauses(), 0, 1, 0, u16::try_from(count).unwrap_or(u16::MAX))
}

/// Draws the open findings of each severity, stacked, audit by audit.
fn by_severity(trend: &Trend, words: ReportWords, last: u32) -> Chart {
    let mut chart = empty(ChartType::ColumnStacked, words.open_by_audit());
    let mut border = ChartLine::new();
    border.set_color(Color::RGB(0x0060_6060)).set_width(0.5);
    for (column, severity) in (1..).zip(Severity::ALL) {
        let (colour, _) = severity_colours(severity);
        let series = chart.add_series();
        series.set_name(severity.say(words.0)).set_gap(60);
        series.set_categories(days(words, last));
        series.set_values((words.sheet_audits(), 1, column, last, column));
        series
            .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour)).set_border(&border));
    }
    if trend.audits.iter().all(|audit| audit.all_open() <= 10) {
        // not every program knows that there are no half findings
        chart.y_axis().set_major_unit(1);
    }
    chart
}

/// Draws how long what is open has been open, and how long it took to put right what was put right.
fn medians(words: ReportWords, last: u32) -> Chart {
    let mut chart = empty(ChartType::Line, words.median_days());
    let lines =
        [(words.median_age(), AGE, ChartMarkerType::Circle), (words.median_taken(), TAKEN, ChartMarkerType::Diamond)];
    for (name, (column, colour), kind) in lines {
        let (mut line, mut marker) = (ChartLine::new(), ChartMarker::new());
        line.set_color(colour).set_width(2.25);
        marker.set_type(kind).set_size(7);
        marker.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour)));
        let series = chart.add_series();
        series.set_name(name).set_format(ChartFormat::new().set_line(&line)).set_marker(&marker);
        series.set_categories(days(words, last));
        series.set_values((words.sheet_audits(), 1, column, last, column));
    }
    // an audit that found nothing fixed has no number, and is no reason to break the line
    chart.show_empty_cells_as(ChartEmptyCells::Connected);
    chart
}

/// Writes the audits, a row each.
fn audits(sheet: &mut Worksheet, trend: &Trend, paper: Paper<'_>) -> Result<(), XlsxError> {
    let (words, lang) = (paper.words, paper.words.0);
    sheet.set_name(words.sheet_audits())?;
    let count = |title| Column::count(title, 13);
    let mut columns = vec![Column::day(words.as_of())];
    columns.extend(Severity::ALL.map(|severity| count(severity.say(lang))));
    columns.extend([count(words.total()), count(Status::Waived.say(lang)), count(Status::Corrected.say(lang))]);
    columns.extend([State::New, State::Reopened, State::Persisting].map(|state| count(state.say(lang))));
    columns.extend([Ending::Fixed, Ending::Gone, Ending::NotAssessed].map(|ending| count(ending.say(lang))));
    columns.extend([words.median_age(), words.median_taken()].map(|title| Column::decimal(title, 13)));
    let is_alike = trend.differences(words).is_empty();
    if !is_alike {
        columns.push(Column::text(words.sheet_differences(), 48));
    }
    let mut table = Table::new(sheet, paper, 0, 1, columns)?;
    for audit in &trend.audits {
        let mut cells = vec![Cell::Day(&audit.as_of)];
        cells.extend(audit.open.map(|open| Cell::Count(open as u64)));
        cells.extend([audit.all_open(), audit.waived, audit.corrected].map(|count| Cell::Count(count as u64)));
        let numbers: [fn(&Changes) -> usize; 6] =
            [|c| c.new, |c| c.reopened, |c| c.persisting, |c| c.fixed, |c| c.gone, |c| c.not_assessed];
        cells.extend(numbers.map(|of| change(audit, of)));
        cells.extend([audit.age, audit.taken].map(|days| days.map_or(Cell::Nothing, Cell::Decimal)));
        if !is_alike {
            cells.push(words.said(&audit.settings, &audit.policy).join("\n").into());
        }
        table.row(&cells)?;
    }
    table.sheet.set_print_fit_to_pages(1, 0);
    table.finish(words.nothing())?;
    Ok(())
}

fn change(audit: &Audit, of: fn(&Changes) -> usize) -> Cell<'static> {
    audit.changes.as_ref().map_or(Cell::Nothing, |changes| Cell::Count(of(changes) as u64))
}

/// Writes what each clause had open, a column for each audit; the more, the darker.
fn clauses(sheet: &mut Worksheet, trend: &Trend, paper: Paper<'_>) -> Result<(), XlsxError> {
    let words = paper.words;
    sheet.set_name(words.sheet_clauses())?;
    let mut columns = vec![Column::text(words.clause(), 22)];
    columns.extend(trend.audits.iter().map(|audit| Column::count(&audit.as_of, 14)));
    let last_column = u16::try_from(trend.audits.len()).unwrap_or(u16::MAX);
    let mut table = Table::new(sheet, paper, 0, 1, columns)?;
    for (id, cited) in &trend.clauses {
        let open = trend.audits.iter().map(|audit| audit.by_clause.get(id).copied().unwrap_or(0));
        let cells: Vec<Cell<'_>> =
            std::iter::once(cited.as_str().into()).chain(open.map(|open| Cell::Count(open as u64))).collect();
        table.row(&cells)?;
    }
    if trend.audits.len() <= ON_A_PAGE {
        table.sheet.set_print_fit_to_pages(1, 0);
    }
    let last = table.finish(words.nothing())?;
    if last > 0 && last_column > 0 {
        let scale = ConditionalFormat2ColorScale::new()
            .set_minimum_color(Color::White)
            .set_maximum_color(Color::RGB(0x00F2_9D63));
        sheet.add_conditional_format(1, 1, last, last_column, &scale)?;
    }
    Ok(())
}
