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
    /// Why there are no more strings, where their part is not there or broken.
    no_more_strings: Option<Fault>,
    /// The number format of each cell style; `None` if the workbook names a part with them that is not there or broken.
    formats: Option<Vec<Arc<NumberFormat>>>,
    pub(super) from_1904: bool,
    /// The sheets that it lists and does not hold.
    pub(super) hollow: Vec<String>,
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
    let (mut names, mut parts, mut hollow) = (Vec::new(), Vec::new(), Vec::new());
    for (name, id) in entries {
        match related.get(&id) {
            Some(relation) if relation.kind == "worksheet" && package.has(&relation.part) => {
                names.push(name);
                parts.push(relation.part.clone());
            }
            Some(relation) if relation.kind != "worksheet" => {}
            _ => hollow.push(name.name),
        }
    }
    let part_of = |kind: &str| related.values().find(|r| r.kind == kind).map(|r| r.part.clone());
    let mut strings = Strings::default();
    let no_more_strings = match part_of("sharedStrings") {
        Some(part) => {
            let read = package.xml(&part).and_then(|mut xml| shared_strings(&mut xml, &mut strings, memory));
            if_broken(read)?
        }
        None => None,
    };
    let mut formats = Some(Vec::new());
    if let Some(part) = part_of("styles") {
        let mut read = Vec::new();
        let broken = if_broken(package.xml(&part).and_then(|mut xml| styles(&mut xml, &mut read, memory)))?;
        formats = broken.is_none().then_some(read);
    }
    if names.is_empty() && !hollow.is_empty() {
        return Err(Fault::Broken(main));
    }
    Ok((names, Book { package, parts, strings, no_more_strings, formats, from_1904, hollow }))
}

/// The fault of a part that is broken: it condemns what needs the part, and no more. Any other fault is one of the workbook.
fn if_broken(read: Result<(), Fault>) -> Result<Option<Fault>, Fault> {
    match read {
        Ok(()) => Ok(None),
        Err(fault @ Fault::Broken(_)) => Ok(Some(fault)),
        Err(fault) => Err(fault),
    }
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

fn shared_strings(xml: &mut Xml<'_>, strings: &mut Strings, memory: &mut Memory) -> Result<(), Fault> {
    let mut text = String::new();
    loop {
        match xml.next()? {
            Token::Open if xml.depth() == 2 && xml.local() == "si" => {
                text.clear();
                rich_text(xml, &mut text)?;
                tidy(&mut text);
                strings.push(&text, memory)?;
            }
            Token::End => return Ok(()),
            _ => {}
        }
    }
}

/// The number format of each style of cells.
fn styles(xml: &mut Xml<'_>, of_styles: &mut Vec<Arc<NumberFormat>>, memory: &mut Memory) -> Result<(), Fault> {
    let mut known: FxHashMap<u32, Arc<NumberFormat>> = FxHashMap::default();
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
            Token::End => return Ok(()),
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
        let reader = Sheet {
            strings: &self.strings,
            no_more_strings: self.no_more_strings.as_ref(),
            formats: self.formats.as_deref(),
            from_1904: self.from_1904,
            text: String::new(),
            other: String::new(),
        };
        reader.read(&mut self.package.xml(&self.parts[sheet])?, Builder::new(memory))
    }
}

/// A sheet that is being read.
struct Sheet<'a> {
    strings: &'a Strings,
    no_more_strings: Option<&'a Fault>,
    formats: Option<&'a [Arc<NumberFormat>]>,
    from_1904: bool,
    /// What stands in the cell that is being read where its type says.
    text: String,
    /// What stands in it in the other place: as a value beside an inline string, or as that beside a value.
    other: String,
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
