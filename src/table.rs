//! Tables in memory: a column is a vector of small integers, ids are numbered once per kind, dates are days,
//! codes are bytes; only the columns that a rule, a message or the identity of a row needs are kept.
//!
//! A table with ids has an *extent* beyond its rows: someone whom other tables name but who has no row of their
//! own (a member from another office, a patient missing from the register) is numbered behind the rows, and all
//! their cells are empty. References are such numbers.

mod column;
mod index;
mod keys;
pub(crate) mod name_index;
mod origin;
mod row_selection;
mod row_set;
mod state;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::base::date::Day;
use crate::base::normalize::{self, Person};
use crate::base::parallel;
use crate::model::place::MatchKind;
use crate::model::schema::{ColumnId, Kind, TableId, schema};
use crate::table::name_index::NameIndex;

pub use column::{Column, Texts};
pub use index::Index;
pub(crate) use index::Listed;
pub(crate) use keys::Fingerprint;
pub use keys::Keys;
pub use origin::{Origin, RowHash, Section};
pub use row_selection::RowSelection;
pub use row_set::RowSet;
pub(crate) use row_set::{row_set, rows_where};
pub use state::{CellState, States};

/// A reference that names nobody: the cell is empty.
pub const NONE: u32 = u32::MAX;

/// A reference whose name fits several: the cell is filled, and names nobody for sure.
pub const AMBIGUOUS: u32 = u32::MAX - 1;

/// Returns whether a reference names a row (or someone without a row).
pub fn is_row(reference: u32) -> bool {
    reference < AMBIGUOUS
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Which one.
    pub id: TableId,
    /// The rows that take part.
    pub len: usize,
    /// Whether a file gave it.
    pub origin: Option<Origin>,
    /// The ids of its rows, and of those without a row behind them.
    pub keys: Keys,
    /// Whether its rows have ids of their own, and not such as were made from their names.
    pub has_ids: bool,
    /// How those without a row are called where they are named.
    pub names: FxHashMap<u32, String>,
    /// Those without a row that were named by name, not by id or e-mail.
    pub by_name: RowSet,
    /// Of those, the ones whose name somebody bears who is read differently.
    pub homonyms: FxHashMap<u32, Vec<u32>>,
    /// Other names of its rows, which another table tells: by normalized name, whose it is.
    pub other_names: FxHashMap<String, Vec<u32>>,
    /// The hash of each row's cells, where a rule needs to name rows by it.
    pub hashes: Vec<RowHash>,
    name_index: OnceLock<Arc<NameIndex>>,
    columns: Vec<Option<Column>>,
    match_kinds: Vec<Vec<MatchKind>>,
    states: Vec<States>,
    /// By column and row: those of whom each may be the one that the cell names.
    candidates: Vec<FxHashMap<u32, Arc<[u32]>>>,
    given: Vec<bool>,
    filled: Vec<u32>,
}

impl Table {
    /// Returns a table that no file gave.
    pub fn absent(id: TableId) -> Self {
        let columns = id.def().columns.len();
        Self {
            id,
            len: 0,
            origin: None,
            keys: Keys::default(),
            has_ids: false,
            names: FxHashMap::default(),
            by_name: RowSet::new(),
            homonyms: FxHashMap::default(),
            other_names: FxHashMap::default(),
            hashes: Vec::new(),
            name_index: OnceLock::new(),
            columns: vec![None; columns],
            match_kinds: vec![Vec::new(); columns],
            states: vec![States::default(); columns],
            candidates: vec![FxHashMap::default(); columns],
            given: vec![false; columns],
            filled: vec![0; columns],
        }
    }

    /// Rows, and those without a row that were named.
    pub fn extent(&self) -> usize {
        self.len.max(self.keys.len())
    }

    /// Notes that the file has a column, and how many of its cells are filled.
    pub fn give(&mut self, column: ColumnId, filled: u32) {
        self.given[column.index()] = true;
        self.has_ids |= self.id.def().def(column).kind == Kind::Id;
        self.filled[column.index()] = filled;
    }

    /// Returns whether the file has the column.
    pub fn has(&self, column: ColumnId) -> bool {
        self.given[column.index()]
    }

    /// Returns how many cells of the column were filled.
    pub fn filled(&self, column: ColumnId) -> u32 {
        self.filled[column.index()]
    }

    /// Keeps a column.
    pub fn set(&mut self, column: ColumnId, cells: Column) {
        self.columns[column.index()] = Some(cells);
    }

    /// Notes how the rows that a column's cells name were found; rows beyond the end by id.
    pub fn set_match_kinds(&mut self, column: ColumnId, match_kinds: Vec<MatchKind>) {
        self.match_kinds[column.index()] = match_kinds;
    }

    /// Notes what the cells of a column say where their values do not.
    pub(crate) fn set_states(&mut self, column: ColumnId, states: States) {
        self.states[column.index()] = states;
    }

    /// Returns what a cell says: that of which the schema knows what it means where it is empty, and all else that is
    /// neither a value nor none.
    pub fn state(&self, column: ColumnId, row: u32) -> CellState {
        let is_several = || self.reference(column, row) == AMBIGUOUS;
        match self.states[column.index()].get(row) {
            Some(state) => state,
            None if is_several() => CellState::Unknown,
            None if self.is_filled(column, row) => CellState::Filled,
            None => CellState::Empty,
        }
    }

    /// Returns the rows whose cell says something that its value does not; `None` for what the values say. The set may
    /// be shorter than the table. A name that fits several is not among the unknown ones: see [`Table::candidates`].
    pub fn rows_in_state(&self, column: ColumnId, state: CellState) -> Option<&RowSet> {
        self.states[column.index()].rows(state)
    }

    /// Forgets what a cell holds: it is not known.
    pub(crate) fn forget(&mut self, column: ColumnId, row: u32) {
        let at = row as usize;
        match &mut self.columns[column.index()] {
            Some(Column::Code(cells) | Column::Points(cells)) => cells[at] = 0,
            Some(Column::Date(days)) => days[at] = Day::EMPTY,
            Some(Column::Row(rows)) => rows[at] = NONE,
            Some(Column::Bits(bits)) => bits.set(at, false),
            // a text stays to be shown
            Some(Column::Text(_)) => {}
            None => return,
        }
        self.candidates[column.index()].remove(&row);
        self.states[column.index()].note(row, CellState::Unknown);
    }

    /// Writes other texts into some cells of a column.
    pub(crate) fn rewrite(&mut self, column: ColumnId, texts: &FxHashMap<u32, String>) {
        let Some(Column::Text(cells)) = &self.columns[column.index()] else { return };
        let mut rewritten = Texts::default();
        (0..).zip(cells.iter()).for_each(|(row, cell)| rewritten.push(texts.get(&row).map_or(cell, String::as_str)));
        self.columns[column.index()] = Some(Column::Text(rewritten));
    }

    /// Notes of whom each may be the one that a cell names.
    pub(crate) fn set_candidates(&mut self, column: ColumnId, row: u32, candidates: Arc<[u32]>) {
        self.candidates[column.index()].insert(row, candidates);
    }

    /// Returns those of whom each may be the one that a cell names: several bear the name, or it is nearly that of
    /// somebody. The row may or may not be theirs.
    pub fn candidates(&self, column: ColumnId, row: u32) -> &[u32] {
        self.candidates[column.index()].get(&row).map_or(&[], |candidates| candidates)
    }

    /// Returns the rows whose cell may name one of several; see [`Table::candidates`].
    pub fn rows_with_candidates(&self, column: ColumnId) -> RowSet {
        let mut rows = RowSet::with_capacity(self.extent());
        self.candidates[column.index()].keys().for_each(|row| rows.insert(*row as usize));
        rows
    }

    /// Returns how the row that a cell names was found.
    pub fn match_kind(&self, column: ColumnId, row: u32) -> MatchKind {
        self.match_kinds[column.index()].get(row as usize).copied().unwrap_or_default()
    }

    /// Returns how the rows that the cells name were found; fewer than there are rows, where the rest was found by id.
    pub fn match_kinds(&self, column: ColumnId) -> &[MatchKind] {
        &self.match_kinds[column.index()]
    }

    /// Keeps only these rows, in this order.
    pub fn keep(&mut self, kept: RowSelection) {
        let columns = self.columns.iter_mut().flatten();
        parallel::each(parallel::is_worth_threads(kept.len), columns, |column| column.keep(&kept));
        for match_kinds in self.match_kinds.iter_mut().filter(|h| !h.is_empty()) {
            *match_kinds = kept.rows().map(|row| match_kinds.get(row).copied().unwrap_or_default()).collect();
        }
        self.states.iter_mut().filter(|states| !states.is_plain()).for_each(|states| states.keep(&kept));
        for candidates in self.candidates.iter_mut().filter(|c| !c.is_empty()) {
            let mut before = std::mem::take(candidates);
            let now = (0..).zip(kept.rows());
            candidates.extend(now.filter_map(|(row, old)| Some((row, before.remove(&(old as u32))?))));
        }
        if !self.hashes.is_empty() {
            kept.keep(&mut self.hashes);
        }
        self.len = kept.len;
        if let Some(origin) = &mut self.origin {
            origin.rows = Some(kept);
        }
    }

    /// Who bears a name or a title, in its normalized form; people under their former names too. Found when it is first asked
    /// for: the table must be read by then.
    pub(crate) fn name_index(&self) -> &Arc<NameIndex> {
        self.name_index.get_or_init(|| {
            let name = self.column("name");
            Arc::new(if self.id.names_people() {
                NameIndex::of_several(self.len, |row, bears: &mut dyn FnMut(&str)| {
                    Person::of(self.text(name, row)).names().for_each(bears);
                })
            } else {
                NameIndex::new(self.len, |row| normalize::name(self.text(name, row)))
            })
        })
    }

    /// A name of one of the rows, normalized for comparing: a person's without what stands beside it.
    pub(crate) fn normalized_name(&self, name: &str) -> String {
        if self.id.names_people() { Person::name_of(name) } else { normalize::name(name) }
    }

    /// Returns the column of that canonical name, which the schema must have.
    pub fn column(&self, name: &str) -> ColumnId {
        self.id.def().column(name).expect("the schema has this column")
    }

    /// Returns the code in a cell; 0 if it is empty.
    pub fn code(&self, column: ColumnId, row: u32) -> u8 {
        match &self.columns[column.index()] {
            Some(Column::Code(v)) => v.get(row as usize).copied().unwrap_or(0),
            _ => 0,
        }
    }

    /// Returns the codes of the rows.
    pub fn codes(&self, column: ColumnId) -> &[u8] {
        match &self.columns[column.index()] {
            Some(Column::Code(v)) => v,
            _ => &[],
        }
    }

    /// Returns the day in a cell.
    pub fn day(&self, column: ColumnId, row: u32) -> Day {
        self.days(column).get(row as usize).copied().unwrap_or(Day::EMPTY)
    }

    /// Returns the days of the rows.
    pub fn days(&self, column: ColumnId) -> &[Day] {
        match &self.columns[column.index()] {
            Some(Column::Date(v)) => v,
            _ => &[],
        }
    }

    /// Returns the row that a cell names.
    pub fn reference(&self, column: ColumnId, row: u32) -> u32 {
        self.references(column).get(row as usize).copied().unwrap_or(NONE)
    }

    /// Returns the rows that the cells name.
    pub fn references(&self, column: ColumnId) -> &[u32] {
        match &self.columns[column.index()] {
            Some(Column::Row(v)) => v,
            _ => &[],
        }
    }

    /// Returns the text in a cell.
    pub fn text(&self, column: ColumnId, row: u32) -> &str {
        match &self.columns[column.index()] {
            Some(Column::Text(v)) => v.get(row),
            _ => "",
        }
    }

    /// Returns the numbers in a cell, a bit for each.
    pub fn points(&self, column: ColumnId, row: u32) -> u8 {
        match &self.columns[column.index()] {
            Some(Column::Points(v)) => v.get(row as usize).copied().unwrap_or(0),
            _ => 0,
        }
    }

    /// Returns whether a mark is there, or a computed truth holds.
    pub fn bit(&self, column: ColumnId, row: u32) -> bool {
        match &self.columns[column.index()] {
            Some(Column::Bits(v)) => v.contains(row as usize),
            _ => false,
        }
    }

    /// Returns whether a cell is filled: it holds a value that could be read. An ambiguous name is neither filled nor
    /// empty.
    pub fn is_filled(&self, column: ColumnId, row: u32) -> bool {
        match &self.columns[column.index()] {
            Some(Column::Code(v)) => v.get(row as usize).is_some_and(|c| *c != 0),
            Some(Column::Points(v)) => v.get(row as usize).is_some_and(|c| *c != 0),
            Some(Column::Date(v)) => v.get(row as usize).is_some_and(|d| !d.is_empty()),
            Some(Column::Row(v)) => v.get(row as usize).is_some_and(|r| is_row(*r)),
            Some(Column::Text(v)) => !v.get(row).is_empty(),
            Some(Column::Bits(v)) => v.contains(row as usize),
            None => false,
        }
    }

    /// Returns the rows whose cell is filled; see [`Table::is_filled`].
    pub fn filled_rows(&self, column: ColumnId) -> RowSet {
        let extent = self.extent();
        match &self.columns[column.index()] {
            Some(Column::Code(v) | Column::Points(v)) => row_set(extent, v, |code| *code != 0),
            Some(Column::Date(v)) => row_set(extent, v, |day| !day.is_empty()),
            Some(Column::Row(v)) => row_set(extent, v, |row| is_row(*row)),
            Some(Column::Text(v)) => v.filled(extent),
            Some(Column::Bits(v)) => {
                let mut rows = v.clone();
                rows.grow(extent);
                rows
            }
            None => RowSet::with_capacity(extent),
        }
    }

    /// Returns the rows whose cell is empty; see [`Table::is_filled`].
    pub fn empty_rows(&self, column: ColumnId) -> RowSet {
        let mut filled = self.filled_rows(column);
        let ambiguous = row_set(self.extent(), self.references(column), |row| *row == AMBIGUOUS);
        filled.union_with(&ambiguous);
        filled.toggle_range(..);
        filled
    }

    /// Returns whether a cell is empty; see [`Table::is_filled`].
    pub fn is_empty_cell(&self, column: ColumnId, row: u32) -> bool {
        !self.is_filled(column, row) && self.reference(column, row) != AMBIGUOUS
    }
}

/// All tables, in the order of the schema.
#[derive(Clone, Debug)]
pub struct Tables(Vec<Table>);

impl Tables {
    /// Returns all tables, none of them given.
    pub fn absent() -> Self {
        Self(schema().tables().map(|(id, _)| Table::absent(id)).collect())
    }

    /// Returns all tables.
    pub fn iter(&self) -> impl Iterator<Item = &Table> {
        self.0.iter()
    }
}

impl std::ops::Index<TableId> for Tables {
    type Output = Table;
    fn index(&self, id: TableId) -> &Table {
        &self.0[id.index()]
    }
}

impl std::ops::IndexMut<TableId> for Tables {
    fn index_mut(&mut self, id: TableId) -> &mut Table {
        &mut self.0[id.index()]
    }
}
