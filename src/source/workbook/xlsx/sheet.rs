//! The cells of one sheet.

use std::sync::Arc;

use super::{Strings, is_true, rich_text, tidy};
use crate::source::workbook::format::{NumberFormat, iso};
use crate::source::workbook::grid::{Builder, Merge};
use crate::source::workbook::package::{Token, Xml};
use crate::source::workbook::{Fault, Grid, Limit, MAX_COLUMNS, NOT_CALCULATED, cell_name};

/// A sheet that is being read.
pub(super) struct Sheet<'a> {
    pub(super) strings: &'a Strings,
    pub(super) no_more_strings: Option<&'a Fault>,
    pub(super) formats: Option<&'a [Arc<NumberFormat>]>,
    pub(super) from_1904: bool,
    /// What stands in the cell that is being read where its type says.
    pub(super) text: String,
    /// What stands in it in the other place: as a value beside an inline string, or as that beside a value.
    pub(super) other: String,
}

impl Sheet<'_> {
    pub(super) fn read(mut self, xml: &mut Xml<'_>, mut grid: Builder<'_>) -> Result<Grid, Fault> {
        let mut parent = String::new();
        let mut line = 0;
        loop {
            match xml.next()? {
                Token::Open if xml.depth() == 1 && xml.local() != "worksheet" => {
                    return Err(Fault::Broken(xml.part().to_owned()));
                }
                Token::Open if xml.depth() == 2 => xml.local().clone_into(&mut parent),
                Token::Open if xml.depth() == 3 => match (parent.as_str(), xml.local()) {
                    ("sheetData", "row") => line = self.row(xml, line, &mut grid)?,
                    ("cols", "col") => columns(xml, &mut grid)?,
                    ("mergeCells", "mergeCell") => merge(xml, &mut grid)?,
                    _ => xml.skip()?,
                },
                Token::End => return grid.finish(),
                _ => {}
            }
        }
    }

    /// Reads a row and returns its line. A row without a number is the next one, and so with cells.
    fn row(&mut self, xml: &mut Xml<'_>, before: u32, grid: &mut Builder<'_>) -> Result<u32, Fault> {
        let broken = || Fault::Broken(xml.part().to_owned());
        let (mut line, mut is_hidden) = (before.saturating_add(1), false);
        xml.attributes(|name, value| {
            match name {
                "r" => line = value.parse().map_err(|_| broken())?,
                "hidden" => is_hidden = is_true(&value),
                _ => {}
            }
            Ok(())
        })?;
        let mut column = 0;
        let mut is_filled = false;
        loop {
            match xml.next()? {
                Token::Open if xml.local() == "c" => {
                    column = self.cell(xml, line, column, grid)?;
                    is_filled = true;
                }
                Token::Open => xml.skip()?,
                Token::Close | Token::End => break,
                _ => {}
            }
        }
        if is_hidden && is_filled {
            grid.hide_rows(line, line);
        }
        Ok(line)
    }

    /// Reads a cell and returns the column behind it.
    fn cell(&mut self, xml: &mut Xml<'_>, line: u32, mut column: u32, grid: &mut Builder<'_>) -> Result<u32, Fault> {
        let (mut style, mut kind) = (None, Kind::Number);
        xml.attributes(|name, value| {
            match name {
                "r" => {
                    let (cell_column, cell_line) = parse_reference(&value)?;
                    if cell_line != line {
                        return Err(Fault::Broken(cell_name(cell_column, cell_line)));
                    }
                    column = cell_column;
                }
                "s" => style = value.parse::<usize>().ok(),
                "t" => kind = Kind::of(&value),
                _ => {}
            }
            Ok(())
        })?;
        let is_formula = self.content(xml, &kind)?;
        match kind {
            Kind::Shared if self.text.is_empty() => {}
            Kind::Shared => {
                let place = self.text.trim().parse().ok();
                let shared = place.and_then(|place| self.strings.get(place));
                let missing =
                    || self.no_more_strings.cloned().unwrap_or_else(|| Fault::Broken(cell_name(column, line)));
                grid.cell(line, column, shared.ok_or_else(missing)?)?;
            }
            Kind::Text | Kind::Inline => {
                tidy(&mut self.text);
                grid.cell(line, column, &self.text)?;
            }
            Kind::Truth => {
                let truth = if is_true(&self.text.trim().to_ascii_lowercase()) { "TRUE" } else { "FALSE" };
                grid.cell(line, column, if self.text.is_empty() { "" } else { truth })?;
            }
            Kind::Day => grid.cell(line, column, &iso(&self.text))?,
            // a formula that gives an empty text says so: this one was written by a program that does not calculate
            Kind::Number if is_formula && self.text.trim().is_empty() => grid.cell(line, column, NOT_CALCULATED)?,
            Kind::Number => match self.text.trim().parse::<f64>() {
                Ok(value) if value.is_finite() => {
                    let plain = NumberFormat::default();
                    let format = style.and_then(|style| self.formats?.get(style)).map_or(&plain, |f| f);
                    grid.cell(line, column, &format.text(value, self.from_1904))?;
                    if self.formats.is_none() && style.is_some_and(|style| style > 0) {
                        grid.lose_format();
                    }
                }
                _ => grid.cell(line, column, &self.text)?,
            },
        }
        Ok(column.saturating_add(1))
    }

    /// Reads what stands in a cell, where its type says; or, if nothing does, what stands in the other place. Returns whether
    /// it is a formula.
    fn content(&mut self, xml: &mut Xml<'_>, kind: &Kind) -> Result<bool, Fault> {
        self.text.clear();
        self.other.clear();
        let its_own = if matches!(kind, Kind::Inline) { "is" } else { "v" };
        let (mut has_its_own, mut is_formula) = (false, false);
        loop {
            match xml.next()? {
                Token::Open => {
                    let is_its_own = xml.local() == its_own;
                    has_its_own |= is_its_own;
                    let to = if is_its_own { &mut self.text } else { &mut self.other };
                    match xml.local() {
                        "v" => xml.gather(to)?,
                        "is" => rich_text(xml, to)?,
                        other => {
                            is_formula |= other == "f";
                            xml.skip()?;
                        }
                    }
                }
                Token::Close | Token::End => break,
                _ => {}
            }
        }
        if !has_its_own {
            std::mem::swap(&mut self.text, &mut self.other);
        }
        Ok(is_formula)
    }
}

/// What the value of a cell is.
enum Kind {
    /// The place of a shared string.
    Shared,
    /// Text as it is, also that of an error.
    Text,
    /// Text that is written like a shared string, but in the cell.
    Inline,
    Truth,
    /// A day in ISO 8601.
    Day,
    Number,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            "s" => Self::Shared,
            "str" | "e" => Self::Text,
            "inlineStr" => Self::Inline,
            "b" => Self::Truth,
            "d" => Self::Day,
            _ => Self::Number,
        }
    }
}

fn columns(xml: &mut Xml<'_>, grid: &mut Builder<'_>) -> Result<(), Fault> {
    let (mut first, mut last, mut is_hidden) = (None, None, false);
    xml.attributes(|name, value| {
        match name {
            "min" => first = value.parse::<u32>().ok(),
            "max" => last = value.parse::<u32>().ok(),
            "hidden" => is_hidden = is_true(&value),
            _ => {}
        }
        Ok(())
    })?;
    if let (true, Some(first @ 1..), Some(last @ 1..)) = (is_hidden, first, last) {
        grid.hide_columns(first - 1, last - 1);
    }
    xml.skip()
}

fn merge(xml: &mut Xml<'_>, grid: &mut Builder<'_>) -> Result<(), Fault> {
    if let Some(area) = xml.attribute("ref")? {
        let (from, to) = area.split_once(':').unwrap_or((&area, &area));
        let ((first_column, first_line), (last_column, last_line)) = (parse_reference(from)?, parse_reference(to)?);
        grid.merge(Merge { first_line, last_line, first_column, last_column })?;
    }
    xml.skip()
}

/// The column, from 0, and the line, from 1, of a cell such as `B5`.
fn parse_reference(name: &str) -> Result<(u32, u32), Fault> {
    let broken = || Fault::Broken(name.chars().take(20).collect());
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let mut column = 0_u32;
    for letter in name[..letters].bytes() {
        column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        if column > MAX_COLUMNS {
            return Err(Fault::Beyond(Limit::Columns));
        }
    }
    let line = name[letters..].parse().map_err(|_| broken())?;
    Ok((column.checked_sub(1).ok_or_else(broken)?, line))
}
