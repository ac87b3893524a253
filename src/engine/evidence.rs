//! The rows that a finding rests on, and how the cells in them read: file, sheet, line, column and a note.

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

use crate::base::date::Day;
use crate::base::text::Lang;
use crate::engine::check::Detail;
use crate::engine::eval::Eval;
use crate::engine::redact::Veil;
use crate::engine::words;
use crate::load::InputFile;
use crate::load::derive::is_employment;
use crate::model::finding::Evidence;
use crate::model::place::{Heading, How, Place};
use crate::model::schema::{Column, ColumnId, Kind, TableId, known, schema};
use crate::policy::TermKind;
use crate::policy::condition::{Condition, Source, Test, Value, When};
use crate::source;
use crate::table::{AMBIGUOUS, NONE, Origin, Section, is_row};

/// Says what stands in the tables, in one language.
#[derive(Debug)]
pub struct Teller<'a> {
    /// The tables and the day.
    pub eval: &'a Eval<'a>,
    /// The names of the files they were read from.
    pub files: Vec<SmolStr>,
    /// The language.
    pub lang: Lang,
    /// What stands for names and texts, where they may not be read.
    pub veil: Option<Veil<'a>>,
}

/// What the labels of each table's rows are made of.
static LABELS: LazyLock<Vec<OnceLock<Vec<LabelPart>>>> =
    LazyLock::new(|| schema().tables().map(|_| OnceLock::new()).collect());

/// A part of a row's label.
#[derive(Debug)]
enum LabelPart {
    /// The same in all labels.
    Text(&'static str),
    /// What a cell holds.
    Cell(ColumnId),
    /// The key of the row.
    Key,
    /// How the row is called.
    Name,
}

impl LabelPart {
    /// The parts of a table's labels.
    fn of(table: TableId) -> Vec<Self> {
        let def = table.def();
        let slot = |slot: &str| match slot.split_once('.') {
            Some((step, _)) => def.columns().find(|(_, c)| c.step == Some(step)).map(|(column, _)| Self::Cell(column)),
            None if def.id_column().is_some() && slot != "name" => Some(Self::Key),
            None => Some(Self::Name),
        };
        let mut pieces = def.row_label.split('{');
        let mut parts = vec![Self::Text(pieces.next().unwrap_or_default())];
        for piece in pieces {
            let (name, after) = piece.split_once('}').unwrap_or((piece, ""));
            parts.extend(slot(name));
            parts.push(Self::Text(after));
        }
        parts
    }
}

/// Rows and the columns in them that matter, in the order in which they were met; and the tables in which something
/// was looked for that is not there.
#[derive(Debug, Default)]
pub struct Rows {
    met: Vec<(TableId, u32, Vec<ColumnId>)>,
    /// Where each was met, once there are many.
    places: FxHashMap<(TableId, u32), usize>,
    searched: Vec<TableId>,
    /// How many of the first are the member itself, or name it.
    own: usize,
}

/// So many rows are found faster one by one than by a hash.
const FEW_ROWS: usize = 16;

impl Rows {
    /// Where a row was met; it is met now if it was not before.
    fn place(&mut self, table: TableId, row: u32) -> usize {
        let next = self.met.len();
        let met = if next <= FEW_ROWS {
            self.met.iter().position(|(t, r, _)| (*t, *r) == (table, row))
        } else {
            if self.places.is_empty() {
                self.places = self.met.iter().zip(0..).map(|((t, r, _), place)| ((*t, *r), place)).collect();
            }
            self.places.get(&(table, row)).copied()
        };
        met.unwrap_or_else(|| {
            if !self.places.is_empty() {
                self.places.insert((table, row), next);
            }
            self.met.push((table, row, Vec::new()));
            next
        })
    }

    /// Notes that a table was searched in vain.
    fn search(&mut self, table: TableId) {
        if !self.searched.contains(&table) {
            self.searched.push(table);
        }
    }

    fn add(&mut self, table: TableId, row: u32, columns: &[ColumnId]) {
        if !is_row(row) {
            return;
        }
        let place = self.place(table, row);
        let known = &mut self.met[place].2;
        for column in columns {
            if !known.contains(column) {
                known.push(*column);
            }
        }
    }
}

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

impl<'a> Teller<'a> {
    /// Says what stands in tables that were read from files.
    pub fn new(eval: &'a Eval<'a>, files: &[InputFile], lang: Lang, veil: Option<Veil<'a>>) -> Self {
        Self { eval, files: files.iter().map(|file| SmolStr::new(&file.name)).collect(), lang, veil }
    }

    /// How someone or something is called: by name, else by how others name them, else by id.
    pub fn name(&self, table: TableId, row: u32) -> Cow<'a, str> {
        if let Some(veil) = &self.veil {
            return Cow::Owned(veil.name(table, row));
        }
        let cells = &self.eval.tables[table];
        let name = table.def().column("name").map_or("", |c| cells.text(c, row));
        if !name.is_empty() {
            return Cow::Borrowed(name);
        }
        Cow::Borrowed(cells.names.get(&row).map_or_else(|| cells.keys.text(row), String::as_str))
    }

    /// The key of a row of a table with ids.
    pub fn key(&self, table: TableId, row: u32) -> Cow<'a, str> {
        match &self.veil {
            Some(veil) => Cow::Owned(veil.key(table, row)),
            None => Cow::Borrowed(self.eval.tables[table].keys.text(row)),
        }
    }

    /// What a row goes by that has no key: a hash of its cells.
    pub fn cells(&self, table: TableId, row: u32) -> String {
        let hashes = &self.eval.tables[table].hashes;
        let hash = hashes.get(row as usize).map_or_else(|| "~".to_owned(), |hash| format!("~{hash}"));
        match &self.veil {
            Some(veil) => veil.cells(table, &hash),
            None => hash,
        }
    }

    /// Names that were found in a text.
    pub fn names(&self, table: Option<TableId>, names: &[String]) -> Vec<String> {
        match &self.veil {
            Some(veil) => names.iter().map(|name| veil.mention(table, name)).collect(),
            None => names.to_vec(),
        }
    }

    /// A row's label: a name, or several where a row brings several together.
    pub fn label(&self, table: TableId, row: u32) -> String {
        let mut label = String::new();
        for part in LABELS[table.index()].get_or_init(|| LabelPart::of(table)) {
            // what a cell holds is put in as it stands, whatever it looks like
            label.push_str(&match part {
                LabelPart::Text(text) => Cow::Borrowed(*text),
                LabelPart::Cell(column) => self.cell(table, *column, row),
                LabelPart::Key => self.key(table, row),
                LabelPart::Name => self.name(table, row),
            });
        }
        label
    }

    /// A row's label with its id, where several may share a name. A pair of `from` and something else goes by
    /// the other.
    pub fn related_label(&self, table: TableId, row: u32, from: TableId) -> String {
        if table.def().derived {
            let other = table.def().columns().find(|(_, c)| matches!(c.kind, Kind::Row(target) if target != from));
            if let Some((column, _)) = other {
                return self.cell(table, column, row).into_owned();
            }
        }
        let id = self.key(table, row);
        let label = self.label(table, row);
        if id.is_empty() || id == label || table.def().id_column().is_none() {
            label
        } else {
            format!("{label} ({id})")
        }
    }

    /// A cell in words; empty if it is.
    pub fn cell(&self, table: TableId, column: ColumnId, row: u32) -> Cow<'a, str> {
        let cells = &self.eval.tables[table];
        match table.def().def(column).kind {
            Kind::Id => self.key(table, row),
            Kind::Row(target) => match cells.reference(column, row) {
                NONE => Cow::default(),
                AMBIGUOUS => words::ambiguous(self.lang).into(),
                named => self.name(target, named),
            },
            Kind::Code(codes) => codes.def().say(cells.code(column, row), self.lang).into(),
            Kind::Date => cells.day(column, row).to_string().into(),
            Kind::Name if table.def().id_column().is_some() => self.name(table, row),
            Kind::Name | Kind::Text | Kind::Email | Kind::Patients => match &self.veil {
                Some(veil) => veil.cell(table.def().def(column), cells.text(column, row)).into(),
                None => cells.text(column, row).into(),
            },
            Kind::Points => {
                let points = cells.points(column, row);
                let numbers: Vec<String> =
                    (1..=8).filter(|p| points >> (p - 1) & 1 == 1).map(|p: u8| p.to_string()).collect();
                numbers.join(",").into()
            }
            Kind::Mark => words::mark(self.lang, cells.bit(column, row)).into(),
            Kind::Truth => words::truth(self.lang, cells.bit(column, row)).into(),
        }
    }

    /// A cell in words, an empty one as such.
    pub fn said<'t>(&self, text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
        let text = text.into();
        if text.is_empty() { words::not_on_record(self.lang).into() } else { text }
    }

    /// A value in words.
    pub fn value(&self, value: &Value, kind: Kind, row: u32) -> Cow<'a, str> {
        let at = self.eval.follow(&value.path, row);
        if !is_row(at) {
            return Cow::default();
        }
        match (value.source, kind) {
            (Source::Column(column), _) => self.cell(value.table, column, at),
            (Source::Term(_), Kind::Row(target)) => match self.eval.reference(value.table, value.source, at) {
                named if is_row(named) => self.name(target, named),
                _ => Cow::default(),
            },
            (Source::Term(_), _) => self.eval.day(value.table, value.source, at).to_string().into(),
        }
    }

    /// The rows on which a finding about a member of a population rests: its own first, then those that the conditions lead
    /// to, the related ones, and the register that was searched.
    pub fn rows(
        &self,
        each: TableId,
        row: u32,
        conditions: &[Condition],
        own: &[Condition],
        detail: &Detail<'_>,
    ) -> Rows {
        let mut rows = Rows::default();
        let matter: Vec<&Condition> = detail.conditions.iter().filter_map(|i| own.get(*i)).collect();
        let mut columns = detail.columns.clone();
        for condition in &matter {
            columns.extend(crate::engine::check::tested_columns(self.eval, std::slice::from_ref(*condition)));
        }
        // pairs of a group and a patient stand in a cell of the group
        if each == known().groups && detail.related.as_ref().is_some_and(|(table, _)| table.def().derived) {
            columns.push(self.eval.tables[each].column("patient_id"));
        }
        if (row as usize) < self.eval.tables[each].len {
            rows.add(each, row, &columns);
        } else {
            self.naming(each, row, &mut rows);
        }
        let base = rows.met.len();
        for condition in conditions {
            self.touch(condition, row, false, &mut rows);
        }
        for condition in matter {
            self.touch(condition, row, true, &mut rows);
        }
        rows.own = base.max(1).min(rows.met.len());
        if let Some((table, related)) = &detail.related {
            for row in related {
                rows.add(*table, *row, &detail.related_columns);
                self.behind(*table, *row, each, &mut rows);
                for condition in &detail.behind {
                    self.touch(condition, *row, true, &mut rows);
                }
            }
        }
        if let (true, Some((table, _))) = (detail.searched, &detail.related) {
            rows.search(*table);
        }
        rows
    }

    /// The rows as evidence.
    pub fn evidence(&self, rows: &Rows) -> Vec<Evidence> {
        let mut merged = merged(rows.met.iter().map(|(t, r, c)| self.row(*t, *r, c)));
        if let Some(others) = merged.get_mut(rows.own..) {
            others.sort();
        }
        // as large as it has to be: it stays until the report is written
        let mut evidence = Vec::with_capacity(merged.len() + rows.searched.len());
        evidence.extend(merged.iter().filter_map(|row| self.shown(row)));
        evidence.extend(rows.searched.iter().filter_map(|table| self.searched(*table)));
        evidence
    }

    /// Where a table was read, if a row of it was.
    fn origin(&self, table: TableId, row: u32) -> Option<&'a Origin> {
        let cells = &self.eval.tables[table];
        cells.origin.as_ref().filter(|_| (row as usize) < cells.len)
    }

    /// What a pair brings together, beside the member itself.
    fn behind(&self, table: TableId, row: u32, each: TableId, rows: &mut Rows) {
        for (column, def) in table.def().columns().filter(|_| table.def().derived) {
            if let Kind::Row(target) = def.kind
                && target != each
            {
                let named = self.eval.tables[table].reference(column, row);
                if is_row(named) && (named as usize) < self.eval.tables[target].len {
                    rows.add(target, named, &[]);
                }
            }
        }
    }

    /// The rows that name someone who has no row: those of the first table that does.
    fn naming(&self, table: TableId, row: u32, rows: &mut Rows) {
        for (id, def) in schema().tables() {
            for (column, _) in def.columns().filter(|(_, c)| c.kind == Kind::Row(table) && c.step.is_some()) {
                let naming = self.eval.index(id, column).get(row);
                if naming.len() > 0 {
                    naming.for_each(|r| rows.add(id, r, &[column]));
                    return;
                }
            }
        }
    }

    /// The rows that a condition leads to. Of a population only rows reached along references are told; of a
    /// requirement also what stands behind its terms.
    fn touch(&self, condition: &Condition, row: u32, requirement: bool, rows: &mut Rows) {
        let target = condition.target();
        if matches!(condition.test, Test::Truth(column) if target.def().def(column).name == "own") {
            return; // that an office is an own one stands in the settings, not in its row
        }
        let mut at = row;
        for step in &condition.path {
            at = self.eval.reference(step.from, step.by, at);
            if !is_row(at) {
                // of the references only a leader's membership is looked for; the others are cells
                if requirement && step.to == known().memberships {
                    rows.search(step.to);
                }
                return;
            }
            if (at as usize) < self.eval.tables[step.to].len {
                rows.add(step.to, at, &[]);
            }
        }
        match &condition.test {
            Test::Term(term) => match &self.eval.policy.terms[term.0].kind {
                TermKind::All(inner) | TermKind::Any(inner) => {
                    for condition in inner {
                        self.touch(condition, at, requirement, rows);
                    }
                }
                TermKind::Some { related, .. } if requirement => {
                    self.eval.related(related, at).iter().for_each(|r| rows.add(related.to, *r, &[]));
                    if !self.eval.term(*term).yes.contains(at as usize) {
                        rows.search(related.to);
                    }
                }
                TermKind::Some { .. } | TermKind::First(..) => {}
            },
            Test::Date { source: Source::Term(term), .. } => {
                if let TermKind::First(values, _) = &self.eval.policy.terms[term.0].kind {
                    for value in values {
                        self.tested(value.table, value.source, self.eval.follow(&value.path, at), rows);
                    }
                }
            }
            Test::Date { source, relation, .. } => {
                self.tested(target, *source, at, rows);
                for when in relation.days() {
                    if let When::Value(value) = when {
                        self.tested(value.table, value.source, self.eval.follow(&value.path, at), rows);
                    }
                }
            }
            Test::Is(column, _) | Test::Truth(column) => self.tested(target, Source::Column(*column), at, rows),
            Test::Empty(source) | Test::Filled(source) | Test::Same(source, _) => {
                self.tested(target, *source, at, rows);
            }
            Test::Mentions(column, _) | Test::MatchesItem(column) | Test::MatchesEdition(column) => {
                self.tested(target, Source::Column(*column), at, rows);
            }
            Test::Known => {}
        }
    }

    /// A cell that was tested; behind a derived one stand others.
    fn tested(&self, table: TableId, source: Source, row: u32, rows: &mut Rows) {
        let Source::Column(column) = source else {
            return;
        };
        if !is_row(row) {
            return;
        }
        match table.def().def(column).name {
            "last_day" | "employed" if table == known().staff => self.employment(row, rows),
            "leader_place" => {
                let place = self.eval.tables[table].reference(column, row);
                rows.add(known().memberships, place, &[]);
            }
            "own" => {}
            _ if (row as usize) < self.eval.tables[table].len => rows.add(table, row, &[column]),
            _ => {}
        }
    }

    /// The rows of the roster that tell of a person's employment.
    fn employment(&self, person: u32, rows: &mut Rows) {
        let k = known();
        let (staff, roster) = (&self.eval.tables[k.staff], &self.eval.tables[k.roster]);
        let account_office = staff.reference(staff.column("office_id"), person);
        let left = roster.column("left_on");
        let mut listed = false;
        for row in self.eval.index(k.roster, roster.column("staff")).get(person) {
            if is_employment(account_office, roster.reference(roster.column("office_id"), row)) {
                rows.add(k.roster, row, &[left]);
                listed = true;
            }
        }
        if !listed {
            rows.search(k.roster);
        }
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
            let how = cells.how(column, row);
            (has_row && how != How::Id).then(|| words::matched(self.lang, def.label.get(self.lang), how))
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

    /// A place in a file as evidence.
    pub fn at(&self, origin: &Origin, place: &Place, note: String) -> Evidence {
        self.evidence_at(origin, place.section, place.line, (place.column.as_deref(), place.at), note)
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
            note: words::searched(self.lang, table.def().label.get(self.lang), origin.read),
        })
    }

    /// A day in words.
    pub fn day(&self, day: Option<Day>) -> Cow<'static, str> {
        self.said(day.map(|d| d.to_string()).unwrap_or_default())
    }
}
