//! What was not read though it may be wanted: a column that could be one that the table lacks and a rule needs, and a
//! sheet that looks like a table that is missing. Nothing is passed over without a finding.

use super::{AskedSheet, InputFile, InputSheet, Options};
use crate::config::quoted;
use crate::model::issue::{InputRule, Issues, MessageArg};
use crate::model::place::{Heading, Place, Role, TableCandidate, place_of};
use crate::model::schema::{ColumnId, TableId};
use crate::table::Tables;

/// From here on a sheet that is not read looks so much like a table that it is said.
pub(super) const LOOKS_LIKE: u32 = 100;

/// Adds what was not read to the issues.
pub(super) fn find(files: &[InputFile], tables: &Tables, options: &Options<'_>, issues: &mut Issues) {
    for file in files {
        for sheet in &file.sheets {
            columns(sheet, options, issues);
        }
        for asked in &file.asked {
            self::file(file, asked, tables, issues);
        }
    }
}

/// The columns of a table that are not used and could be one that it lacks.
fn columns(sheet: &InputSheet, options: &Options<'_>, issues: &mut Issues) {
    let (table, def) = (sheet.table, sheet.table.def());
    for heading in sheet.columns.iter().filter(|heading| is_unused(heading)) {
        issues.examined(InputRule::UnusedColumn, 1);
        let lacking = |column: ColumnId| {
            let is_needed = options.wanted.column(table, column) || def.required.contains(&column);
            is_needed && !sheet.has(column)
        };
        let candidates: Vec<_> = heading.candidates.iter().filter(|candidate| lacking(candidate.column)).collect();
        if candidates.is_empty() {
            continue;
        }
        let columns: Vec<ColumnId> = candidates.iter().map(|candidate| candidate.column).collect();
        let header = quoted(&heading.text);
        let setting = |(column, part)| format!("{} = {header}", def.key_of(column, part));
        let settings = candidates.iter().map(|candidate| setting((candidate.column, candidate.part))).collect();
        let place = Place::new(sheet.section, sheet.header_lines.0, Some(heading));
        issues.add(InputRule::UnusedColumn, table, vec![heading.text.clone()], place, || {
            vec![
                ("table", MessageArg::Table(table)),
                ("value", MessageArg::Text(heading.text.clone())),
                ("column", MessageArg::Columns(table, columns)),
                ("section", MessageArg::Text(format!("[tables.{}.columns]", def.name))),
                ("setting", MessageArg::List(settings)),
            ]
        });
    }
}

/// Whether a header stands for nothing; a remark of the office's own is none of ours.
fn is_unused(heading: &Heading) -> bool {
    heading.found.is_none() && heading.role != Role::Half && !heading.text.is_empty() && !heading.is_comment()
}

/// A sheet that looks like a table that is missing.
fn file(file: &InputFile, asked: &AskedSheet, tables: &Tables, issues: &mut Issues) {
    issues.examined(InputRule::UnreadFile, 1);
    let missing = |candidate: &&TableCandidate| tables[candidate.table].origin.is_none() && looks_like(candidate);
    let candidates: Vec<TableId> = asked.candidates.iter().filter(missing).map(|candidate| candidate.table).collect();
    let Some(best) = candidates.first() else { return };
    let sheet = asked.name.as_deref().map_or_else(String::new, |name| format!(" sheet = {}", quoted(name)));
    let setting = |table: &TableId| format!("[tables.{}] file = {}{sheet}", table.def().name, quoted(&file.name));
    let key = std::iter::once(file.name.clone()).chain(asked.name.clone()).collect();
    let place = place_of(&file.name, asked.name.as_deref());
    let line = asked.header_line.map(|line| Place::new(0, line, None));
    let settings = candidates.iter().map(setting).collect();
    issues.add(InputRule::UnreadFile, *best, key, line, || {
        vec![
            ("table", MessageArg::Table(*best)),
            ("value", MessageArg::Text(place.clone())),
            ("file", MessageArg::Text(file.name.clone())),
            ("sheet", MessageArg::Text(asked.name.clone().unwrap_or_default())),
            ("setting", MessageArg::List(settings)),
        ]
    });
}

/// Whether a sheet looks so much like a table that it must be said.
pub(crate) fn looks_like(candidate: &TableCandidate) -> bool {
    candidate.is_whole && candidate.points() >= LOOKS_LIKE
}
