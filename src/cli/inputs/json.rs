//! The list of inputs as JSON: each sheet, what it was taken for, and what each of its headers was taken for.

use std::io::{self, Write};

use serde::Serialize;

use crate::load::{InputFile, InputSheet, Reason};
use crate::model::place::{Basis, ColumnCandidate, Heading, Role, TableCandidate};
use crate::model::schema::{ColumnId, Part, Table};
use crate::source::column_name;

/// The list.
#[derive(Serialize)]
struct List<'a> {
    files: Vec<Entry<'a>>,
}

/// A sheet as a table, or as none; a sheet that gives several tables is there once for each.
#[derive(Serialize)]
struct Entry<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    table: Option<&'a str>,
    how: &'a str,
    header_line: Option<u32>,
    rows: u32,
    skipped: Vec<Skipped>,
    candidates: Vec<Candidate<'a>>,
    columns: Vec<HeadingEntry<'a>>,
}

/// A row that is no data.
#[derive(Serialize)]
struct Skipped {
    line: u32,
    reason: &'static str,
}

/// A table that the sheet could be.
#[derive(Serialize)]
struct Candidate<'a> {
    table: &'a str,
    headers: u32,
    names: u32,
}

/// A header.
#[derive(Serialize)]
struct HeadingEntry<'a> {
    header: &'a str,
    cell: Option<String>,
    column: Option<&'a str>,
    part: Option<&'static str>,
    how: &'a str,
    candidates: Vec<ColumnOf<'a>>,
}

/// A column that a header could stand for.
#[derive(Serialize)]
struct ColumnOf<'a> {
    column: &'a str,
    part: Option<&'static str>,
    words: u32,
    cells: i32,
}

/// Writes the list.
pub(super) fn write<'a>(files: impl Iterator<Item = &'a InputFile>, out: &mut impl Write) -> io::Result<()> {
    let files = files.flat_map(entries).collect();
    serde_json::to_writer_pretty(&mut *out, &List { files })?;
    writeln!(out)
}

fn entries(file: &InputFile) -> Vec<Entry<'_>> {
    let name = file.name.as_str();
    let mut entries: Vec<Entry<'_>> = file.sheets.iter().map(|sheet| entry(file, sheet)).collect();
    entries.extend(file.asked.iter().map(|asked| none(name, asked.name.as_deref(), &asked.candidates)));
    for (entry, asked) in entries[file.sheets.len()..].iter_mut().zip(&file.asked) {
        if let Some(best) = asked.candidates.first() {
            entry.header_line = asked.header_line;
            entry.columns = columns(file, best.table.def(), asked.header_line, &asked.columns);
        }
    }
    entries.extend(file.unread.iter().map(|sheet| none(name, Some(sheet), &[])));
    if entries.is_empty() {
        entries.push(none(name, None, &[]));
    }
    entries
}

/// A sheet that is not used.
fn none<'a>(file: &'a str, sheet: Option<&'a str>, candidates: &'a [TableCandidate]) -> Entry<'a> {
    Entry {
        file,
        sheet,
        table: None,
        how: if candidates.is_empty() { Basis::None } else { Basis::Asked }.word(),
        header_line: None,
        rows: 0,
        skipped: Vec::new(),
        candidates: candidates.iter().map(candidate).collect(),
        columns: Vec::new(),
    }
}

fn entry<'a>(file: &'a InputFile, sheet: &'a InputSheet) -> Entry<'a> {
    let def = sheet.table.def();
    Entry {
        file: &file.name,
        sheet: sheet.name.as_deref(),
        table: Some(def.name),
        how: sheet.how.word(),
        header_line: sheet.has_header_row.then_some(sheet.header_lines.0),
        rows: sheet.rows,
        skipped: sheet
            .skipped
            .iter()
            .map(|(line, reason)| Skipped { line: *line, reason: reason_word(*reason) })
            .collect(),
        candidates: sheet.candidates.iter().map(candidate).collect(),
        columns: columns(file, def, sheet.has_header_row.then_some(sheet.header_lines.0), &sheet.columns),
    }
}

/// The headers that stand in the file.
fn columns<'a>(file: &InputFile, def: &'a Table, line: Option<u32>, headings: &'a [Heading]) -> Vec<HeadingEntry<'a>> {
    let in_file = headings.iter().filter(|heading| !heading.text.is_empty() && heading.role != Role::Made);
    let column = |heading: &'a Heading| {
        // two halves of a name stand for what they make together
        let whole = || {
            let (first, second) = (format!("{} ", heading.text), format!(" {}", heading.text));
            let is_half = |made: &str| made.starts_with(&first) || made.ends_with(&second);
            headings.iter().find(|made| made.role == Role::Made && is_half(&made.text))
        };
        let found = if heading.role == Role::Half { whole().and_then(|made| made.found) } else { heading.found };
        HeadingEntry {
            header: &heading.text,
            cell: heading.column.map(|place| match line.filter(|_| file.is_workbook) {
                Some(line) => format!("{}{line}", column_name(place)),
                None => format!("#{}", place + 1),
            }),
            // the reading of a name tells apart those who bear it; it is no column of the table
            column: found.filter(|(_, part)| *part != Part::Kana).map(|(column, _)| def.def(column).name),
            part: found.and_then(|(_, part)| part_word(part)),
            how: if heading.role == Role::Half { Basis::Name } else { heading.how }.word(),
            candidates: reading(found).iter().chain(&heading.candidates).map(|c| column_of(def, c)).collect(),
        }
    };
    in_file.map(column).collect()
}

/// What a header is that gives the reading of a name.
fn reading(found: Option<(ColumnId, Part)>) -> Option<ColumnCandidate> {
    let (column, part) = found.filter(|(_, part)| *part == Part::Kana)?;
    Some(ColumnCandidate { column, part, words: 100, cells: 0 })
}

fn candidate(candidate: &TableCandidate) -> Candidate<'_> {
    Candidate { table: candidate.table.def().name, headers: candidate.headers, names: candidate.names }
}

fn column_of<'a>(def: &'a Table, candidate: &ColumnCandidate) -> ColumnOf<'a> {
    ColumnOf {
        column: def.def(candidate.column).name,
        part: part_word(candidate.part),
        words: candidate.words,
        cells: candidate.cells,
    }
}

fn part_word(part: Part) -> Option<&'static str> {
    match part {
        Part::Main => None,
        Part::Email => Some("email"),
        Part::Name => Some("name"),
        Part::Kana => Some("kana"),
    }
}

fn reason_word(reason: Reason) -> &'static str {
    match reason {
        Reason::Sample => "sample",
        Reason::Header => "header",
        Reason::Total => "total",
        Reason::Note => "note",
        Reason::Default => "default",
    }
}
