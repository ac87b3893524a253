//! ODF spreadsheets (`.ods`). All sheets lie in one part, so they are read at once, when the file is opened. A cell has
//! its value and the text that is shown; the value decides, the text adds the zeros that a format shows.

use rustc_hash::FxHashSet;

use super::format::{clock, iso, plain};
use super::grid::{Builder, Merge};
use super::package::{Package, Token, Xml};
use super::{Fault, Grid, Limit, MAX_CELL, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Memory, SheetName};

/// The style of the sheets in which an office suite keeps what it last saw of other files.
const OUTSIDE: &str = "ta_extref";

/// What a name takes beside its text.
const ENTRY_COST: usize = 128;

/// A workbook that is read.
#[derive(Debug)]
pub(super) struct Book {
    /// The sheets, and the memory that the cells of each take.
    grids: Vec<(Grid, usize)>,
}

impl Book {
    /// A copy of a sheet by its place.
    pub(super) fn read(&self, sheet: usize, memory: &mut Memory) -> Result<Grid, Fault> {
        let (grid, taken) = &self.grids[sheet];
        memory.take(*taken)?;
        Ok(grid.clone())
    }
}

pub(super) fn open(mut package: Package, memory: &mut Memory) -> Result<(Vec<SheetName>, Book), Fault> {
    refuse_encrypted(&mut package)?;
    let mut xml = package.xml("content.xml")?;
    let (mut names, mut grids) = (Vec::new(), Vec::new());
    let mut hidden_styles = FxHashSet::default();
    let mut style = String::new();
    let mut is_spreadsheet = false;
    loop {
        match xml.next()? {
            Token::Open => match (xml.depth(), xml.name()) {
                (1, "office:document-content") | (2, "office:automatic-styles" | "office:body") => {}
                (3, "office:spreadsheet") => is_spreadsheet = true,
                (3, "style:style") => style = xml.attribute("style:name")?.unwrap_or_default().into_owned(),
                (4, "style:table-properties") => {
                    if xml.attribute("table:display")?.is_some_and(|v| v == "false") {
                        memory.take(ENTRY_COST + style.len())?;
                        hidden_styles.insert(style.clone());
                    }
                }
                (4, "table:table") if is_spreadsheet => {
                    let name = xml.attribute("table:name")?.unwrap_or_default().into_owned();
                    let style = xml.attribute("table:style-name")?.unwrap_or_default().into_owned();
                    if style == OUTSIDE {
                        xml.skip()?;
                        continue;
                    }
                    if names.len() == MAX_SHEETS {
                        return Err(Fault::Beyond(Limit::Sheets));
                    }
                    memory.take(ENTRY_COST + name.len())?;
                    names.push(SheetName { hidden: hidden_styles.contains(&style), name });
                    let before = memory.left;
                    let grid = table(&mut xml, Builder::new(memory))?;
                    grids.push((grid, before - memory.left));
                }
                (1, _) => return Err(Fault::NotABook),
                _ => xml.skip()?,
            },
            Token::End if !is_spreadsheet => return Err(Fault::NotABook),
            Token::End => return Ok((names, Book { grids })),
            _ => {}
        }
    }
}

/// The manifest says which parts are encrypted.
fn refuse_encrypted(package: &mut Package) -> Result<(), Fault> {
    const MANIFEST: &str = "META-INF/manifest.xml";
    if package.has(MANIFEST) {
        let mut xml = package.xml(MANIFEST)?;
        loop {
            match xml.next()? {
                Token::Open if xml.local() == "encryption-data" => return Err(Fault::Encrypted),
                Token::End => break,
                _ => {}
            }
        }
    }
    Ok(())
}

/// How often a row, a column or a space stands, at least once; `most` if it is more.
fn times(value: &str, most: u32) -> Result<u32, Fault> {
    if value.is_empty() || !value.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault::Broken(String::new()));
    }
    // what is no number now is beyond all numbers
    Ok(value.parse::<u64>().map_or(most, |times| times.clamp(1, u64::from(most)) as u32))
}

fn is_hidden(visibility: &str) -> bool {
    matches!(visibility, "collapse" | "filter")
}

fn table(xml: &mut Xml<'_>, mut grid: Builder<'_>) -> Result<Grid, Fault> {
    let level = xml.depth();
    let (mut line, mut column) = (1, 0);
    let mut text = String::new();
    while xml.depth() >= level {
        if xml.next()? != Token::Open {
            continue;
        }
        match xml.name() {
            // groups of rows and columns, as for an outline
            "table:table-columns"
            | "table:table-header-columns"
            | "table:table-column-group"
            | "table:table-rows"
            | "table:table-header-rows"
            | "table:table-row-group" => {}
            "table:table-column" => {
                let (repeated, hidden) = repeated(xml, "table:number-columns-repeated")?;
                if hidden {
                    grid.hide_columns(column, column.saturating_add(repeated - 1));
                }
                column = column.saturating_add(repeated);
                xml.skip()?;
            }
            "table:table-row" => {
                let (repeated, hidden) = repeated(xml, "table:number-rows-repeated")?;
                row(xml, line, &mut text, &mut grid)?;
                grid.repeat(line, repeated - 1)?;
                if hidden {
                    grid.hide_rows(line, line.saturating_add(repeated - 1));
                }
                line = line.saturating_add(repeated);
            }
            _ => xml.skip()?,
        }
    }
    grid.finish()
}

/// How often a row or a column stands, and whether it is hidden.
fn repeated(xml: &Xml<'_>, attribute: &str) -> Result<(u32, bool), Fault> {
    let (mut repeated, mut hidden) = (1, false);
    xml.attributes(|name, value| {
        if name == attribute {
            repeated = times(&value, MAX_ROWS + 1)?;
        } else if name == "table:visibility" {
            hidden = is_hidden(&value);
        }
        Ok(())
    })?;
    Ok((repeated, hidden))
}

fn row(xml: &mut Xml<'_>, line: u32, text: &mut String, grid: &mut Builder<'_>) -> Result<(), Fault> {
    let mut column = 0_u32;
    loop {
        match xml.next()? {
            Token::Open => match xml.name() {
                "table:table-cell" => {
                    let cell = cell(xml, text)?;
                    if cell.lines > 1 || cell.columns > 1 {
                        grid.merge(Merge {
                            first_line: line,
                            last_line: line.saturating_add(cell.lines - 1),
                            first_column: column,
                            last_column: column.saturating_add(cell.columns - 1),
                        })?;
                    }
                    let repeated = if text.is_empty() { 0 } else { cell.repeated };
                    for place in 0..repeated {
                        grid.cell(line, column.saturating_add(place), text)?;
                    }
                    column = column.saturating_add(cell.repeated);
                }
                "table:covered-table-cell" => {
                    let (repeated, _) = repeated(xml, "table:number-columns-repeated")?;
                    column = column.saturating_add(repeated);
                    xml.skip()?;
                }
                _ => xml.skip()?,
            },
            Token::Close | Token::End => return Ok(()),
            _ => {}
        }
    }
}

/// A cell beside its text.
struct Cell {
    repeated: u32,
    /// The lines and columns that are merged in it.
    lines: u32,
    columns: u32,
}

/// Reads a cell, and its text into `text`.
fn cell(xml: &mut Xml<'_>, text: &mut String) -> Result<Cell, Fault> {
    let mut cell = Cell { repeated: 1, lines: 1, columns: 1 };
    let (mut value, mut exact) = (None, None);
    xml.attributes(|name, attribute| {
        match name {
            "table:number-columns-repeated" => cell.repeated = times(&attribute, MAX_ROWS + 1)?,
            "table:number-rows-spanned" => cell.lines = times(&attribute, MAX_ROWS)?,
            "table:number-columns-spanned" => cell.columns = times(&attribute, MAX_COLUMNS)?,
            "office:value" => value = attribute.parse::<f64>().ok().filter(|v| v.is_finite()),
            "office:date-value" => exact = Some(iso(&attribute)),
            "office:time-value" => exact = Some(time(&attribute)),
            "office:boolean-value" => exact = Some(if attribute == "true" { "TRUE" } else { "FALSE" }.to_owned()),
            _ => {}
        }
        Ok(())
    })?;
    let stored = xml.attribute("office:string-value")?.map(std::borrow::Cow::into_owned);
    text.clear();
    shown_text(xml, text)?;
    if let Some(exact) = exact {
        *text = exact;
    } else if let Some(value) = value {
        *text = with_zeros(text, value).unwrap_or_else(|| plain(value));
    } else if let Some(stored) = stored.filter(|_| text.is_empty()) {
        *text = stored;
    }
    Ok(cell)
}

/// What is shown of a number, if that is the whole of it, with zeros or other characters added: `00123`, `7.0`,
/// `S001`. Separators of thousands are left out. A truth may be kept as a number, too.
fn with_zeros(shown: &str, value: f64) -> Option<String> {
    if matches!(shown, "TRUE" | "FALSE") {
        return Some(shown.to_owned());
    }
    let number = shown.replace(',', "");
    if number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')) && number.parse() == Ok(value) {
        return Some(number);
    }
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    let is_whole = value >= 0.0 && value.fract() == 0.0 && digits.parse() == Ok(value);
    (is_whole && !shown.contains(['.', ',', '%']) && shown.trim() == shown).then(|| shown.to_owned())
}

/// A time such as `PT10H30M00S` as `10:30`; what is none, as it is.
fn time(value: &str) -> String {
    let mut seconds = 0_i64;
    let mut rest = value.strip_prefix("PT").unwrap_or_default();
    let is_none = rest.is_empty();
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        let unit = match rest.as_bytes()[at] {
            b'H' => 3600.0,
            b'M' => 60.0,
            b'S' => 1.0,
            _ => return value.to_owned(),
        };
        let Ok(count) = rest[..at].replace(',', ".").parse::<f64>() else { return value.to_owned() };
        seconds = seconds.saturating_add((count * unit).round() as i64);
        rest = &rest[at + 1..];
    }
    if is_none || !rest.is_empty() || seconds < 0 { value.to_owned() } else { clock(seconds) }
}

/// Adds the paragraphs of a cell, a line each.
fn shown_text(xml: &mut Xml<'_>, to: &mut String) -> Result<(), Fault> {
    let mut is_first = true;
    loop {
        match xml.next()? {
            Token::Open if xml.name() == "text:p" => {
                if !std::mem::take(&mut is_first) {
                    to.push('\n');
                }
                paragraph(xml, to)?;
            }
            Token::Open => xml.skip()?,
            Token::Close | Token::End => return Ok(()),
            _ => {}
        }
    }
}

/// Adds a paragraph: pieces of text in styles and links, without readings (ruby) and notes. As ODF demands,
/// white space counts once, and spaces that count stand as elements.
fn paragraph(xml: &mut Xml<'_>, to: &mut String) -> Result<(), Fault> {
    let level = xml.depth();
    let start = to.len();
    while xml.depth() >= level {
        match xml.next()? {
            Token::Text => {
                for c in xml.text().chars() {
                    if !matches!(c, ' ' | '\t' | '\r' | '\n') {
                        to.push(c);
                    } else if to.len() > start && !to.ends_with([' ', '\n']) {
                        to.push(' ');
                    }
                }
            }
            Token::Open => match xml.name() {
                "text:s" => {
                    let count = xml.attribute("text:c")?.map_or(Ok(1), |c| times(&c, MAX_CELL as u32 + 1))?;
                    to.extend(std::iter::repeat_n(' ', count as usize));
                }
                "text:tab" => to.push('\t'),
                "text:line-break" => to.push('\n'),
                "text:ruby-text" | "text:note" | "office:annotation" | "office:annotation-end" => xml.skip()?,
                name if name.starts_with("draw:") => xml.skip()?,
                _ => {}
            },
            _ => {}
        }
        if to.len() > MAX_CELL {
            return Err(Fault::Beyond(Limit::Cell));
        }
    }
    Ok(())
}
