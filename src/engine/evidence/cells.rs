//! How rows and the cells in them read: names, labels and values, in one language.

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use crate::base::date::Day;
use crate::engine::evidence::{Describer, MOST_RELATED};
use crate::engine::identity::sort_by_identity;
use crate::engine::words;
use crate::model::schema::{ColumnId, Kind, TableId, schema};
use crate::policy::condition::{Source, Value};
use crate::table::{AMBIGUOUS, CellState, NONE, is_row};

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

impl<'a> Describer<'a> {
    /// How someone or something is called: by name, else by how others name them, else by id.
    pub fn name(&self, table: TableId, row: u32) -> Cow<'a, str> {
        if let Some(redactor) = &self.redactor {
            return Cow::Owned(redactor.name(table, row));
        }
        let cells = &self.eval.tables[table];
        let name = table.def().name_column().map_or("", |c| cells.text(c, row));
        if !name.is_empty() {
            return Cow::Borrowed(name);
        }
        Cow::Borrowed(cells.names.get(&row).map_or_else(|| cells.keys.text(row), String::as_str))
    }

    /// The key of a row of a table with ids.
    pub fn key(&self, table: TableId, row: u32) -> Cow<'a, str> {
        match &self.redactor {
            Some(redactor) => Cow::Owned(redactor.key(table, row)),
            None => Cow::Borrowed(self.eval.tables[table].keys.text(row)),
        }
    }

    /// What a row goes by that has no key: a hash of its cells.
    pub fn cells(&self, table: TableId, row: u32) -> String {
        let hashes = &self.eval.tables[table].hashes;
        let hash = hashes.get(row as usize).map_or_else(|| "~".to_owned(), |hash| format!("~{hash}"));
        match &self.redactor {
            Some(redactor) => redactor.cells(table, &hash),
            None => hash,
        }
    }

    /// Names that were found in a text.
    pub fn names(&self, table: Option<TableId>, names: &[String]) -> Vec<String> {
        match &self.redactor {
            Some(redactor) => names.iter().map(|name| redactor.mention(table, name)).collect(),
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

    /// The first of many related rows, by what identifies them, and how many more there are. Rows that only their cells
    /// identify are left to whoever knows what is said of them.
    pub(in crate::engine) fn first(&self, table: TableId, mut rows: Vec<u32>) -> (Vec<u32>, usize) {
        let more = rows.len().saturating_sub(MOST_RELATED);
        if more == 0 || table.def().key.is_empty() {
            return (rows, 0);
        }
        sort_by_identity(self.eval.tables, table, &mut rows);
        rows.truncate(MOST_RELATED);
        (rows, more)
    }

    /// A cell in words; empty if it is.
    pub fn cell(&self, table: TableId, column: ColumnId, row: u32) -> Cow<'a, str> {
        let cells = &self.eval.tables[table];
        match table.def().def(column).kind {
            Kind::Id => self.key(table, row),
            Kind::Row(target) => match cells.reference(column, row) {
                NONE => words::mark(self.lang, cells.state(column, row) == CellState::Done).into(),
                AMBIGUOUS => words::ambiguous(self.lang).into(),
                named => self.name(target, named),
            },
            Kind::Code(codes) => codes.def().say(cells.code(column, row), self.lang).into(),
            Kind::Date => match cells.state(column, row) {
                CellState::Done => words::unknown_day(self.lang).into(),
                CellState::Unknown => Cow::default(),
                _ => cells.day(column, row).to_string().into(),
            },
            Kind::Name if table.def().id_column().is_some() => self.name(table, row),
            Kind::Name | Kind::Text | Kind::Email | Kind::Patients => match &self.redactor {
                Some(redactor) => redactor.cell(table.def().def(column), cells.text(column, row)).into(),
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

    /// A day in words.
    pub fn day(&self, day: Option<Day>) -> Cow<'static, str> {
        self.said(day.map(|d| d.to_string()).unwrap_or_default())
    }
}
