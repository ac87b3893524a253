//! The look that the workbooks of the program share: typeface, colours, and how cells are laid out.

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder};

use crate::base::date::Day;

/// The typeface that Excel has on Japanese Windows.
pub(crate) const TYPEFACE: &str = "游ゴシック";
/// Behind headers.
pub(crate) const DARK: Color = Color::RGB(0x001F_4E79);
/// Behind sections.
pub(crate) const LIGHT: Color = Color::RGB(0x00DE_EAF6);
/// Of what is of less weight.
pub(crate) const GREY: Color = Color::RGB(0x007F_7F7F);
/// How days are shown.
pub(crate) const DATE: &str = "yyyy-mm-dd";
/// The paper, by its number in workbooks.
pub(crate) const A4: u8 = 9;

/// Formats a cell.
pub(crate) fn plain() -> Format {
    Format::new().set_font_name(TYPEFACE).set_font_size(11).set_align(FormatAlign::VerticalCenter)
}

/// Formats a cell of a table, with as many lines as its text needs.
pub(crate) fn wrapped() -> Format {
    plain().set_text_wrap().set_align(FormatAlign::Top).set_border_bottom(FormatBorder::Hair)
}

/// Formats the header of a column.
pub(crate) fn heading() -> Format {
    plain().set_bold().set_font_color(Color::White).set_background_color(DARK)
}

/// Formats a section: a line under a bold word.
pub(crate) fn band() -> Format {
    plain().set_bold().set_background_color(LIGHT)
}

/// Returns a width as workbooks count it: in digits, of which a Japanese character takes two.
pub(crate) fn characters(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Converts a day to what workbooks keep; none outside their calendar.
pub(crate) fn excel_day(day: Day) -> Option<ExcelDateTime> {
    let parts: Vec<u16> = day.date()?.to_string().split('-').filter_map(|part| part.parse::<u16>().ok()).collect();
    let [year, month, day] = parts[..] else { return None };
    ExcelDateTime::from_ymd(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?).ok()
}
