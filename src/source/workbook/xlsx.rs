//! Office Open XML (`.xlsx`, `.xlsm`), transitional and strict: which parts there are, the strings that cells share,
//! the formats of their numbers, and the cells themselves.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::format::{NumberFormat, iso};
use super::grid::{Builder, Merge};
use super::package::{Package, Token, Xml, without_prefix};
use super::{Fault, Grid, Limit, MAX_COLUMNS, MAX_SHEETS, Memory, NOT_CALCULATED, SheetName, cell_name};

/// What a name, a relation, a style or a number format takes beside its text.
const ENTRY_COST: usize = 128;

/// A workbook whose strings and formats are read.
#[derive(Debug)]
pub(super) struct Book {
    package: Package,
    /// The part of each sheet.
    parts: Vec<String>,
    strings: Strings,
    /// The number format of each cell style.
    formats: Vec<Arc<NumberFormat>>,
    pub(super) from_1904: bool,
}

/// Many strings in one.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn push(&mut self, text: &str, memory: &mut Memory) -> Result<(), Fault> {
        memory.take(text.len() + size_of::<usize>())?;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        Ok(())
    }

    pub(super) fn get(&self, place: usize) -> Option<&str> {
        let start = if place == 0 { 0 } else { *self.ends.get(place - 1)? };
        self.text.get(start..*self.ends.get(place)?)
    }
}

/// A part that another one names.
struct Relation {
    /// The last word of its type: `worksheet`, `styles`, …
    kind: String,
    part: String,
}

pub(super) fn open(mut package: Package, memory: &mut Memory) -> Result<(Vec<SheetName>, Book), Fault> {
    let root = relations(&mut package, "", memory)?;
    let main = root.into_values().find(|r| r.kind == "officeDocument").ok_or(Fault::NotABook)?.part;
    if main.to_ascii_lowercase().ends_with(".bin") {
        return Err(Fault::Binary);
    }
    let (entries, from_1904) = contents(&mut package, &main, memory)?;
    let related = relations(&mut package, &main, memory)?;
    let (mut names, mut parts) = (Vec::new(), Vec::new());
    for (name, id) in entries {
        let relation = related.get(&id).ok_or_else(|| Fault::Broken(main.clone()))?;
        if relation.kind == "worksheet" {
            names.push(name);
            parts.push(relation.part.clone());
        }
    }
    let part_of = |kind: &str| related.values().find(|r| r.kind == kind).map(|r| &r.part);
    let strings = match part_of("sharedStrings") {
        Some(part) => shared_strings(&mut package.xml(part)?, memory)?,
        None => Strings::default(),
    };
    let formats = match part_of("styles") {
        Some(part) => styles(&mut package.xml(part)?, memory)?,
        None => Vec::new(),
    };
    Ok((names, Book { package, parts, strings, formats, from_1904 }))
}

/// The parts that a part names, by their ids; those of the package itself for "".
fn relations(package: &mut Package, of: &str, memory: &mut Memory) -> Result<FxHashMap<String, Relation>, Fault> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let part = format!("{folder}/_rels/{file}.rels");
    let mut found = FxHashMap::default();
    if !package.has(&part) {
        return Ok(found);
    }
    let mut xml = package.xml(&part)?;
    loop {
        match xml.next()? {
            Token::Open if xml.local() == "Relationship" => {
                let (mut id, mut kind, mut target, mut is_outside) = <(String, String, String, bool)>::default();
                xml.attributes(|name, value| {
                    match name {
                        "Id" => id = value.into_owned(),
                        "Type" => value.rsplit('/').next().unwrap_or_default().clone_into(&mut kind),
                        "Target" => target = resolve(folder, &value),
                        "TargetMode" => is_outside = value == "External",
                        _ => {}
                    }
                    Ok(())
                })?;
                if !is_outside {
                    memory.take(ENTRY_COST + id.len() + kind.len() + target.len())?;
                    found.insert(id, Relation { kind, part: target });
                }
            }
            Token::End => return Ok(found),
            _ => {}
        }
    }
}

/// The name of a part, from what a part in `folder` calls it.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => _ = steps.pop(),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The sheets of a workbook with the ids of their parts, and whether its days count from 1904.
fn contents(package: &mut Package, main: &str, memory: &mut Memory) -> Result<(Vec<(SheetName, String)>, bool), Fault> {
    let mut xml = package.xml(main)?;
    let (mut sheets, mut from_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Token::Open if xml.depth() == 1 && xml.local() != "workbook" => return Err(Fault::NotABook),
            Token::Open if xml.depth() == 2 && xml.local() == "workbookPr" => {
                from_1904 = xml.attribute("date1904")?.is_some_and(|v| is_true(&v));
            }
            Token::Open if xml.depth() == 3 && xml.local() == "sheet" => {
                if sheets.len() == MAX_SHEETS {
                    return Err(Fault::Beyond(Limit::Sheets));
                }
                let (mut sheet, mut part) = (SheetName { name: String::new(), hidden: false }, String::new());
                xml.attributes(|name, value| {
                    match name {
                        "name" => sheet.name = value.into_owned(),
                        "state" => sheet.hidden = value != "visible",
                        _ if name.contains(':') && without_prefix(name) == "id" => part = value.into_owned(),
                        _ => {}
                    }
                    Ok(())
                })?;
                memory.take(ENTRY_COST + sheet.name.len() + part.len())?;
                sheets.push((sheet, part));
            }
            Token::End => return Ok((sheets, from_1904)),
            _ => {}
        }
    }
}

fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

fn shared_strings(xml: &mut Xml<'_>, memory: &mut Memory) -> Result<Strings, Fault> {
    let mut strings = Strings::default();
    let mut text = String::new();
    loop {
        match xml.next()? {
            Token::Open if xml.depth() == 2 && xml.local() == "si" => {
                text.clear();
                rich_text(xml, &mut text)?;
                tidy(&mut text);
                strings.push(&text, memory)?;
            }
            Token::End => return Ok(strings),
            _ => {}
        }
    }
}

/// The number format of each style of cells.
fn styles(xml: &mut Xml<'_>, memory: &mut Memory) -> Result<Vec<Arc<NumberFormat>>, Fault> {
    let mut known: FxHashMap<u32, Arc<NumberFormat>> = FxHashMap::default();
    let mut of_styles = Vec::new();
    let mut parent = String::new();
    loop {
        match xml.next()? {
            Token::Open if xml.depth() == 2 => xml.local().clone_into(&mut parent),
            Token::Open if xml.depth() == 3 && parent == "numFmts" => {
                let id = xml.attribute("numFmtId")?.and_then(|id| id.parse().ok());
                let code = xml.attribute("formatCode")?;
                if let (Some(id), Some(code)) = (id, code) {
                    memory.take(ENTRY_COST + code.len() * size_of::<char>())?;
                    known.insert(id, Arc::new(NumberFormat::of_code(&code)));
                }
            }
            Token::Open if xml.depth() == 3 && parent == "cellXfs" => {
                memory.take(ENTRY_COST)?;
                let id = xml.attribute("numFmtId")?.and_then(|id| id.parse().ok()).unwrap_or(0);
                of_styles.push(known.entry(id).or_insert_with(|| Arc::new(NumberFormat::built_in(id))).clone());
            }
            Token::End => return Ok(of_styles),
            _ => {}
        }
    }
}

/// Adds the text of a string in pieces, without its reading (furigana).
fn rich_text(xml: &mut Xml<'_>, to: &mut String) -> Result<(), Fault> {
    let level = xml.depth();
    while xml.depth() >= level {
        if xml.next()? == Token::Open {
            match xml.local() {
                "t" => xml.gather(to)?,
                "r" => {}
                _ => xml.skip()?,
            }
        }
    }
    Ok(())
}

/// Undoes what files do to characters that XML has no place for (`_x000D_`), and ends lines with `\n` alone.
fn tidy(text: &mut String) {
    if text.contains("_x") {
        let mut clean = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(at) = rest.find("_x") {
            clean.push_str(&rest[..at]);
            rest = &rest[at..];
            let code =
                rest.get(2..6).filter(|hex| rest[6..].starts_with('_') && hex.bytes().all(|b| b.is_ascii_hexdigit()));
            if let Some(c) = code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
                clean.push(c);
                rest = &rest[7..];
            } else {
                clean.push_str("_x");
                rest = &rest[2..];
            }
        }
        clean.push_str(rest);
        *text = clean;
    }
    if text.contains('\r') {
        *text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
}

impl Book {
    /// Reads a sheet by its place.
    pub(super) fn read(&mut self, sheet: usize, memory: &mut Memory) -> Result<Grid, Fault> {
        let reader =
            Sheet { strings: &self.strings, formats: &self.formats, from_1904: self.from_1904, text: String::new() };
        reader.read(&mut self.package.xml(&self.parts[sheet])?, Builder::new(memory))
    }
}

/// A sheet that is being read.
struct Sheet<'a> {
    strings: &'a Strings,
    formats: &'a [Arc<NumberFormat>],
    from_1904: bool,
    /// The value of the cell that is being read.
    text: String,
}

impl Sheet<'_> {
    fn read(mut self, xml: &mut Xml<'_>, mut grid: Builder<'_>) -> Result<Grid, Fault> {
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
        self.text.clear();
        let mut is_formula = false;
        loop {
            match xml.next()? {
                Token::Open => match xml.local() {
                    "f" => {
                        is_formula = true;
                        xml.skip()?;
                    }
                    "v" => xml.gather(&mut self.text)?,
                    "is" => rich_text(xml, &mut self.text)?,
                    _ => xml.skip()?,
                },
                Token::Close | Token::End => break,
                _ => {}
            }
        }
        match kind {
            Kind::Shared if self.text.is_empty() => {}
            Kind::Shared => {
                let place = self.text.trim().parse().ok();
                let shared = place.and_then(|place| self.strings.get(place));
                grid.cell(line, column, shared.ok_or_else(|| Fault::Broken(cell_name(column, line)))?)?;
            }
            Kind::Text => {
                tidy(&mut self.text);
                grid.cell(line, column, &self.text)?;
            }
            Kind::Truth => {
                let truth = if is_true(&self.text) { "TRUE" } else { "FALSE" };
                grid.cell(line, column, if self.text.is_empty() { "" } else { truth })?;
            }
            Kind::Day => grid.cell(line, column, &iso(&self.text))?,
            // a formula that gives an empty text says so: this one was written by a program that does not calculate
            Kind::Number if is_formula && self.text.trim().is_empty() => grid.cell(line, column, NOT_CALCULATED)?,
            Kind::Number => match self.text.trim().parse::<f64>() {
                Ok(value) if value.is_finite() => {
                    let format = style.and_then(|style| self.formats.get(style));
                    let plain = NumberFormat::default();
                    grid.cell(line, column, &format.map_or(&plain, |f| f).text(value, self.from_1904))?;
                }
                _ => grid.cell(line, column, &self.text)?,
            },
        }
        Ok(column.saturating_add(1))
    }
}

/// What the value of a cell is.
enum Kind {
    /// The place of a shared string.
    Shared,
    /// Text as it is, also that of an error.
    Text,
    Truth,
    /// A day in ISO 8601.
    Day,
    Number,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            "s" => Self::Shared,
            "str" | "inlineStr" | "e" => Self::Text,
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
