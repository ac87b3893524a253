//! Where rows stand, as evidence: file, sheet, line, column and a note.

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

use crate::engine::evidence::rows::Rows;
use crate::engine::evidence::{Describer, FIRST_FEW, MOST_RELATED};
use crate::engine::message::said;
use crate::engine::words;
use crate::model::finding::Evidence;
use crate::model::issue::{InputRule, Issue, MessageArg};
use crate::model::place::{Heading, MatchKind, Place};
use crate::model::schema::{Column, ColumnId, Kind, TableId, known};
use crate::source;
use crate::table::{Origin, Section, is_row};

/// A row of a file as it is shown. The line comes last: the order of evidence does not tell the order of the rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shown<'t> {
    file: &'t str,
    sheet: Option<&'t str>,
    table: &'t str,
    said: Vec<String>,
    matched: Vec<String>,
    id: TableId,
    place: Spot<'t>,
    row: u32,
}

/// Where a row stands, and the cell in it that matters most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Spot<'t> {
    column: Option<&'t str>,
    section: usize,
    line: u32,
    at: Option<u32>,
}

/// Each row of a file once: a pair stands in the row of its group, and may be met with it.
fn merged<'t>(shown: impl ExactSizeIterator<Item = Option<Shown<'t>>>) -> Vec<Shown<'t>> {
    let mut merged: Vec<Shown<'t>> = Vec::with_capacity(shown.len());
    // only what stands in the row of a group may be met twice
    let mut groups: FxHashMap<u32, usize> = FxHashMap::default();
    for row in shown.flatten() {
        if row.id != known().groups && !row.id.def().derived {
            merged.push(row);
        } else if let Some(known) = groups.get(&row.row) {
            let Shown { said, matched, .. } = &mut merged[*known];
            for (known, more) in [(said, row.said), (matched, row.matched)] {
                for more in more {
                    if !known.contains(&more) {
                        known.push(more);
                    }
                }
            }
        } else {
            groups.insert(row.row, merged.len());
            merged.push(row);
        }
    }
    merged
}

/// Where a row stands, and in it the first of these cells that the file has, or else the one that names the row.
fn spot<'t>(origin: &'t Origin, table: TableId, row: u32, columns: &[ColumnId]) -> Spot<'t> {
    let section = origin.section_of(row);
    let Section { headers, lines, first, .. } = &origin.sections[section];
    let header = |column: &ColumnId| headers[column.index()].as_ref();
    let main = table.def().key.first().or(table.def().required.first());
    let heading: Option<&Heading> = columns.iter().find_map(header).or_else(|| main.and_then(header));
    Spot {
        column: heading.map(|heading| heading.text.as_str()).filter(|text| !text.is_empty()),
        section,
        line: lines.get(origin.row(row) - first),
        at: heading.and_then(|heading| heading.column),
    }
}

impl<'a> Describer<'a> {
    /// The rows as evidence.
    pub fn evidence(&self, rows: &Rows) -> Vec<Evidence> {
        let mut merged = merged(rows.met.iter().map(|(t, r, c)| self.row(*t, *r, c)));
        if let Some(others) = merged.get_mut(rows.own..) {
            others.sort();
        }
        let mut more: Vec<(TableId, usize)> = rows.more.into_iter().collect();
        for left_out in merged.drain(merged.len().min(rows.own + MOST_RELATED)..) {
            match more.iter_mut().find(|(table, _)| *table == left_out.id) {
                Some((_, count)) => *count += 1,
                None => more.push((left_out.id, 1)),
            }
        }
        // as large as it has to be: it stays until the report is written
        let mut evidence = Vec::with_capacity(merged.len() + more.len() + rows.searched.len());
        evidence.extend(merged.iter().filter_map(|row| self.shown(row)));
        let more_of = |(table, count): (TableId, usize)| {
            self.of_table(table, |label, _| words::more_rows(self.lang, label, count))
        };
        evidence.extend(more.into_iter().filter_map(more_of));
        evidence.extend(rows.searched.iter().filter_map(|table| self.searched(*table)));
        evidence
    }

    /// A place in a file as evidence.
    pub fn at(&self, origin: &Origin, place: &Place, note: String) -> Evidence {
        self.evidence_at(origin, place.section, place.line, (place.column.as_deref(), place.at), note)
    }

    /// Where a table was read, if a row of it was.
    fn origin(&self, table: TableId, row: u32) -> Option<&'a Origin> {
        let cells = &self.eval.tables[table];
        cells.origin.as_ref().filter(|_| (row as usize) < cells.len)
    }

    /// A row as evidence: the cells that matter, or else how it is called.
    fn row(&self, table: TableId, row: u32, columns: &[ColumnId]) -> Option<Shown<'_>> {
        let (cells, origin) = (&self.eval.tables[table], self.origin(table, row)?);
        let def = table.def();
        // a pair stands in a cell of the group's row
        let holder = if def.derived { known().groups.def() } else { def };
        let cell = |c: &ColumnId| [def.def(*c).label.get(self.lang), &self.said(self.cell(table, *c, row))].join(" ");
        // several patients are told one by one, as pairs
        let is_told = |c: &&ColumnId| def.def(**c).kind != Kind::Patients || cells.is_empty_cell(**c, row);
        let mut said: Vec<String> = columns.iter().filter(is_told).map(cell).collect();
        if said.is_empty() {
            said.push(self.label(table, row));
        }
        let place = spot(origin, table, row, columns);
        let section = &origin.sections[place.section];
        Some(Shown {
            file: &self.files[section.file],
            sheet: section.sheet.as_deref(),
            table: holder.label.get(self.lang),
            said,
            matched: self.matched(table, row),
            id: table,
            place,
            row: origin.row(row),
        })
    }

    /// How the people, patients, groups and offices were found that a row names other than by id.
    fn matched(&self, table: TableId, row: u32) -> Vec<String> {
        let cells = &self.eval.tables[table];
        let matched = |(column, def): (ColumnId, &Column)| {
            let Kind::Row(target) = def.kind else { return None };
            let named = cells.reference(column, row);
            let has_row = is_row(named) && (named as usize) < self.eval.tables[target].len;
            let how = cells.match_kind(column, row);
            (has_row && how != MatchKind::Id).then(|| words::matched(self.lang, def.label.get(self.lang), how))
        };
        table.def().columns().filter_map(matched).collect()
    }

    /// A row of a file as evidence.
    fn shown(&self, row: &Shown<'_>) -> Option<Evidence> {
        let origin = self.eval.tables[row.id].origin.as_ref()?;
        let note = words::note(self.lang, row.table, &row.said);
        let Spot { column, section, line, at } = row.place;
        let note = words::with_matches(self.lang, note, &row.matched);
        Some(self.evidence_at(origin, section, line, (column, at), note))
    }

    /// What is noted of a line, and of the cell in it under a header.
    fn evidence_at(
        &self,
        origin: &Origin,
        section: usize,
        line: u32,
        (column, at): (Option<&str>, Option<u32>),
        note: String,
    ) -> Evidence {
        let section = &origin.sections[section];
        let cell = at.filter(|_| section.in_cells);
        Evidence {
            file: self.files[section.file].clone(),
            sheet: section.sheet.as_ref().map(SmolStr::new),
            line: Some(line),
            column: column.map(SmolStr::new),
            cell: cell.map(|column| format_smolstr!("{}{line}", source::column_name(column))),
            note,
        }
    }

    /// A register that was searched.
    fn searched(&self, table: TableId) -> Option<Evidence> {
        self.of_table(table, |label, rows| words::searched(self.lang, label, rows))
    }

    /// What is noted of a table as a whole, given what it is called and how many rows were read.
    fn of_table(&self, table: TableId, note: impl FnOnce(&str, u32) -> String) -> Option<Evidence> {
        let table = if table.def().derived { known().groups } else { table };
        let origin = self.eval.tables[table].origin.as_ref()?;
        // a register of several sheets is named by its first
        let section = origin.sections.first()?;
        Some(Evidence {
            file: self.files[section.file].clone(),
            sheet: section.sheet.as_ref().map(SmolStr::new),
            line: None,
            column: None,
            cell: None,
            note: note(table.def().label.get(self.lang), origin.read),
        })
    }
}

pub(in crate::engine) fn issue_evidence(describer: &Describer<'_>, issue: &Issue) -> Vec<Evidence> {
    let slot = |name: &str| issue.slots.iter().find(|(n, _)| *n == name).map(|(_, s)| said(describer.lang, s));
    if issue.rule == InputRule::LoosenedRule {
        let of_settings = |place: &Place| Evidence {
            file: slot("file").unwrap_or_default().into(),
            sheet: None,
            line: Some(place.line),
            column: None,
            cell: None,
            note: slot("settings").unwrap_or_default(),
        };
        return issue.places.iter().map(of_settings).collect();
    }
    let Some(origin) = &describer.eval.tables[issue.table].origin else {
        // of a table that is gone, the file in which it was
        let label = issue.table.def().label.get(describer.lang);
        let gone = |file: String| {
            let note = words::note(describer.lang, label, std::slice::from_ref(&file));
            let sheet = slot("sheet").filter(|sheet| !sheet.is_empty()).map(Into::into);
            let line = issue.places.first().map(|place| place.line);
            Evidence { file: file.into(), sheet, line, column: None, cell: None, note }
        };
        return slot("file").map(gone).into_iter().collect();
    };
    let noted = |name: &str| match issue.slots.iter().find(|(n, _)| *n == name).map(|(_, said)| said)? {
        // each of many places would name them all
        MessageArg::List(list) if list.len() > FIRST_FEW => {
            let (first, others) = list.split_at(FIRST_FEW);
            Some(words::and_more(describer.lang, first, others.len(), None))
        }
        arg => Some(said(describer.lang, arg)),
    };
    let shown = ["value", "name", "id", "exported", "rule"].iter().find_map(|n| noted(n));
    let label = issue.table.def().label.get(describer.lang);
    let column = slot("column");
    let note = match (&column, &shown) {
        (Some(column), Some(value)) => words::note(describer.lang, label, &[format!("{column} {value}")]),
        (Some(column), None) => words::note(describer.lang, label, std::slice::from_ref(column)),
        (None, Some(value)) => words::note(describer.lang, label, std::slice::from_ref(value)),
        (None, None) => label.to_owned(),
    };
    let mut places = issue.places.clone();
    places.sort();
    places.dedup();
    places.iter().map(|place| describer.at(origin, place, note.clone())).collect()
}
