//! A table on a sheet: a header that stays in view and on every printed page, a filter, columns as wide and rows as
//! high as their text needs, colours beside the words that they stand for.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatText, ConditionalFormatTextRule,
    ExcelDateTime, Format, IgnoreError, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::colours::{of_severity, of_verdict, striking};
use super::column::{Colours, Column};
use crate::base::date::Day;
use crate::base::safe::shown;
use crate::model::finding::{Severity, State, Status, Verdict};
use crate::report::words::ReportWords;
use crate::report::workbook_style::{A4, GREY, excel_day, heading};

/// UTF-16 units and line breaks that a cell may hold.
const MAX_UNITS: usize = 32_767;
const MAX_BREAKS: usize = 253;

/// The size of text in tables, and the height of a line of it, in points.
pub(super) const SIZE: u32 = 10;
const LINE: u32 = 17;

/// The highest row that there can be has 409 points.
const MAX_LINES: usize = 24;

/// The line between rows.
pub(crate) const RULE: Color = Color::RGB(0x00BF_BFBF);

/// How wide a digit is where the program has no Calibri, after which widths are counted.
const PIXELS: u32 = 8;

/// The margins of a page, in inches, and the pixels that they leave of the width of A4 across.
const MARGIN: f64 = 0.4;
const PRINTABLE: u32 = 1_045;

/// What sheets are written on: the language, the day in the margin, and how much there is room for.
#[derive(Clone, Copy)]
pub(crate) struct Paper<'a> {
    /// The words.
    pub(crate) words: ReportWords,
    /// The as-of date.
    pub(crate) as_of: &'a str,
    /// Rows of a sheet.
    pub(crate) rows: u32,
    /// What the margin warns of.
    pub(crate) warning: &'static str,
}

/// What a cell holds.
pub(crate) enum Cell<'a> {
    Text(Cow<'a, str>),
    Day(&'a str),
    Count(u64),
    Decimal(f64),
    Nothing,
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Cell<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Nothing, Self::from)
    }
}

/// A table that is written row by row.
pub(crate) struct Table<'s> {
    pub(crate) sheet: &'s mut Worksheet,
    words: ReportWords,
    columns: Vec<Column<'s>>,
    formats: Vec<Format>,
    /// The row of the header, from 0.
    header: u32,
    /// The row to be written next.
    next: u32,
    /// Rows of a sheet.
    limit: u32,
    left_out: u64,
}

impl<'s> Table<'s> {
    /// Writes the header into a row; `frozen` columns stay in view.
    pub(crate) fn new(
        sheet: &'s mut Worksheet,
        paper: Paper<'_>,
        header: u32,
        frozen: u16,
        columns: Vec<Column<'s>>,
    ) -> Result<Self, XlsxError> {
        page(sheet, paper);
        let style = heading().set_font_size(SIZE).set_text_wrap();
        sheet.set_freeze_panes(header + 1, frozen)?.set_repeat_rows(0, header)?.set_row_height(header, 2 * LINE)?;
        for (place, column) in (0..).zip(&columns) {
            sheet.set_column_width(place, column.width)?;
            let title = fitting(column.title, paper.words);
            write_text(sheet, header, place, &title, &column.align(style.clone()))?;
        }
        let formats = columns.iter().map(Column::format).collect();
        let (words, limit) = (paper.words, paper.rows);
        Ok(Self { sheet, words, columns, formats, header, next: header + 1, limit, left_out: 0 })
    }

    /// Returns the row that is written next.
    pub(crate) fn next(&self) -> u32 {
        self.next
    }

    /// Writes a row. What the sheet has no room for is counted: its last row says so.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        if self.next + 1 >= self.limit {
            self.left_out += 1;
            return Ok(());
        }
        let mut lines = 1;
        for (place, (cell, (column, format))) in (0..).zip(cells.iter().zip(self.columns.iter().zip(&self.formats))) {
            match cell {
                Cell::Text(text) => {
                    let text = fitting(text, self.words);
                    if column.fits {
                        lines = lines.max(lines_of(&text, column.width));
                    }
                    write_text(self.sheet, self.next, place, &text, format)?;
                }
                Cell::Day(text) => match day(text) {
                    Some(day) => drop(self.sheet.write_with_format(self.next, place, &day, format)?),
                    None => write_text(self.sheet, self.next, place, &fitting(text, self.words), format)?,
                },
                Cell::Count(count) => drop(self.sheet.write_with_format(self.next, place, *count, format)?),
                Cell::Decimal(number) => drop(self.sheet.write_with_format(self.next, place, *number, format)?),
                Cell::Nothing => drop(self.sheet.write_blank(self.next, place, format)?),
            }
        }
        let lines = u32::try_from(lines.min(MAX_LINES)).unwrap_or(1);
        self.sheet.set_row_height(self.next, lines * LINE + 1)?;
        self.next += 1;
        Ok(())
    }

    /// Sets the filter and the colours.
    ///
    /// Where there is no row, `nothing` says so. Returns the last row.
    pub(crate) fn finish(mut self, nothing: &str) -> Result<u32, XlsxError> {
        let note = Format::new().set_font_color(GREY).set_italic();
        let first = self.header + 1;
        let last = self.next.saturating_sub(1).max(self.header);
        if self.left_out > 0 {
            let text = self.words.rows_beyond(self.left_out);
            write_text(self.sheet, self.next, 0, &text, &note.set_bold())?;
        } else if self.next == first {
            write_text(self.sheet, self.next, 0, nothing, &note)?;
        } else {
            // of a sheet that is not kept in memory the library writes the last row twice if its height is set
            self.sheet.write_blank(self.next, 0, &note)?;
        }
        let columns = u16::try_from(self.columns.len()).unwrap_or(u16::MAX);
        self.sheet.autofilter(self.header, 0, last, columns.saturating_sub(1))?;
        if last >= first {
            self.sheet.ignore_error_range(
                first,
                0,
                last,
                columns.saturating_sub(1),
                IgnoreError::NumberStoredAsText,
            )?;
            for place in 0..columns {
                self.colour(place, first, last)?;
            }
        }
        Ok(last)
    }

    fn colour(&mut self, place: u16, first: u32, last: u32) -> Result<(), XlsxError> {
        let lang = self.words.0;
        let words = match self.columns[usize::from(place)].colours {
            Colours::None | Colours::Answers | Colours::Changes => Vec::new(),
            Colours::Severities => Severity::ALL.map(|s| (s.say(lang), of_severity(s))).into(),
            Colours::Verdicts => Verdict::ALL.map(|v| (v.say(lang), of_verdict(v))).into(),
            Colours::Statuses => [Status::Waived, Status::Corrected]
                .map(|status| (status.say(lang), Format::new().set_font_color(GREY).set_italic()))
                .into(),
        };
        let begins = |state: State| ConditionalFormatTextRule::BeginsWith(state.say(lang).to_owned());
        let texts = match self.columns[usize::from(place)].colours {
            Colours::Answers => vec![ConditionalFormatTextRule::Contains(self.words.run_out().to_owned())],
            Colours::Changes => [State::New, State::Reopened].map(begins).into(),
            _ => Vec::new(),
        };
        for rule in texts {
            let text = ConditionalFormatText::new().set_rule(rule).set_format(striking());
            self.sheet.add_conditional_format(first, place, last, place, &text)?;
        }
        for (word, format) in words {
            let rule = ConditionalFormatCellRule::EqualTo(word);
            let colour = ConditionalFormatCell::new().set_rule(rule).set_format(format);
            self.sheet.add_conditional_format(first, place, last, place, &colour)?;
        }
        Ok(())
    }

    /// Prints at a size at which so many columns fit on a page. Unlike "fit to width", this heeds page breaks.
    pub(crate) fn scale_to_page(&mut self, columns: usize) {
        let pixels: u32 = self.columns.iter().take(columns).map(|column| column.width * PIXELS).sum();
        let percent = (PRINTABLE * 100 / pixels.max(1)).clamp(10, 100);
        self.sheet.set_print_scale(u16::try_from(percent).unwrap_or(100));
    }
}

/// Sets how a sheet is printed: on A4 across, with its name, the day and the page below.
pub(crate) fn page(sheet: &mut Worksheet, paper: Paper<'_>) {
    let day = match day(paper.as_of) {
        Some(_) => format!("  {} {}", paper.words.as_of(), paper.as_of),
        None => String::new(),
    };
    sheet.set_landscape().set_paper_size(A4).set_margins(MARGIN, MARGIN, 0.5, 0.65, 0.3, 0.3);
    sheet.set_footer(format!("&L&8&A{day}&C&8&P / &N&R&8{}", paper.warning));
}

/// Converts a day to what workbooks keep, if the text is one.
pub(crate) fn day(text: &str) -> Option<ExcelDateTime> {
    Day::parse(text).ok().filter(|day| !day.is_empty()).and_then(excel_day)
}

/// Writes text as text, whatever it begins with.
pub(crate) fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    // the library takes what looks like this for text with markup, and would not escape it
    if text.starts_with("<r>") && text.ends_with("</r>") {
        sheet.write_rich_string_with_format(row, column, &[(&Format::new(), text)], format)?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// Makes text that a cell can hold: what is longer is cut, and says so.
pub(crate) fn fitting(text: &str, words: ReportWords) -> Cow<'_, str> {
    let text = shown(text);
    // no text has more units than bytes
    let is_long = text.len() > MAX_UNITS && text.encode_utf16().count() > MAX_UNITS;
    let is_high = text.len() > MAX_BREAKS && text.bytes().filter(|b| *b == b'\n').count() > MAX_BREAKS;
    if !is_long && !is_high {
        return text;
    }
    let note = words.cut();
    let (mut units, mut breaks) = (note.encode_utf16().count(), 0);
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        breaks += usize::from(*c == '\n');
        units <= MAX_UNITS && breaks <= MAX_BREAKS
    });
    Cow::Owned(kept.collect::<String>() + note)
}

/// Counts the lines that text takes in a column.
///
/// Not every program makes room for wrapped text by itself.
pub(crate) fn lines_of(text: &str, width: u32) -> usize {
    let room = usize::try_from(width).map_or(1, |width| width.saturating_sub(3).max(1));
    text.split('\n').map(|line| line.width().div_ceil(room).max(1)).sum()
}
