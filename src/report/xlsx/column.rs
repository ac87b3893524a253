//! The columns of a table: title, width, and what their cells look like.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

use super::table::{RULE, SIZE};
use crate::report::workbook_style::{DATE, wrapped};

/// A column.
pub(crate) struct Column<'a> {
    pub(super) title: &'a str,
    /// In digits.
    pub(super) width: u32,
    form: Form,
    pub(super) colours: Colours,
    /// Whether rows are made as high as its text needs.
    pub(super) fits: bool,
}

/// What the cells of a column are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Word,
    Day,
    Count,
    Decimal,
}

/// The words of a column that have colours.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    None,
    Severities,
    Statuses,
    Changes,
    Verdicts,
    Answers,
}

impl<'a> Column<'a> {
    const fn new(title: &'a str, width: u32, form: Form) -> Self {
        Self { title, width, form, colours: Colours::None, fits: true }
    }

    /// Makes a column of text.
    pub(crate) const fn text(title: &'a str, width: u32) -> Self {
        Self::new(title, width, Form::Text)
    }

    /// Makes a column of text whose end may be hidden: rows are not made higher for it.
    pub(crate) const fn low(title: &'a str, width: u32) -> Self {
        Self { fits: false, ..Self::new(title, width, Form::Text) }
    }

    /// Makes a column of a word or two, in the middle.
    pub(crate) const fn word(title: &'a str, width: u32) -> Self {
        Self { fits: false, ..Self::new(title, width, Form::Word) }
    }

    /// Makes a column of days.
    pub(crate) const fn day(title: &'a str) -> Self {
        Self::new(title, 12, Form::Day)
    }

    /// Makes a column of numbers.
    pub(crate) const fn count(title: &'a str, width: u32) -> Self {
        Self::new(title, width, Form::Count)
    }

    /// Makes a column of numbers with a decimal place.
    pub(crate) const fn decimal(title: &'a str, width: u32) -> Self {
        Self::new(title, width, Form::Decimal)
    }

    /// Makes a column of severities.
    pub(crate) const fn severity(title: &'a str) -> Self {
        Self { colours: Colours::Severities, ..Self::word(title, 8) }
    }

    /// Makes a column of what became of findings.
    pub(crate) const fn status(title: &'a str) -> Self {
        Self { colours: Colours::Statuses, ..Self::word(title, 10) }
    }

    /// Makes a column of how findings stand to the audit before.
    pub(crate) const fn change(title: &'a str) -> Self {
        Self { colours: Colours::Changes, ..Self::text(title, 17) }
    }

    /// Makes a column of what offices stated.
    pub(crate) const fn answers(title: &'a str, width: u32) -> Self {
        Self { colours: Colours::Answers, ..Self::text(title, width) }
    }

    /// Makes a column of verdicts.
    pub(crate) const fn verdict(title: &'a str) -> Self {
        Self { colours: Colours::Verdicts, ..Self::word(title, 14) }
    }

    pub(super) fn format(&self) -> Format {
        let format = self.align(wrapped().set_font_size(SIZE));
        let format = format.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(RULE);
        match self.form {
            Form::Text | Form::Word => format,
            Form::Day => format.set_num_format(DATE),
            // not every program heeds an indent at the right of numbers
            Form::Count => format.set_num_format("#,##0\" \""),
            Form::Decimal => format.set_num_format("#,##0.0\" \""),
        }
    }

    /// Aligns the header as the cells below it.
    pub(super) fn align(&self, format: Format) -> Format {
        match self.form {
            Form::Text => format.set_align(FormatAlign::Left).set_indent(1),
            Form::Word | Form::Day => format.set_align(FormatAlign::Center),
            Form::Count | Form::Decimal => format.set_align(FormatAlign::Right).set_indent(1),
        }
    }
}
