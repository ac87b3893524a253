//! Office Open XML (`.xlsx`, `.xlsm`), transitional and strict: which parts there are, the strings that cells share,
//! the formats of their numbers, and the cells themselves.

mod sheet;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use sheet::Sheet;

use super::format::NumberFormat;
use super::grid::Builder;
use super::package::{Package, Token, Xml, without_prefix};
use super::{Fault, Grid, Limit, MAX_SHEETS, Memory, SheetName};

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
