//! No other row has the same values. Names and e-mails are compared folded; an empty value equals nothing.

use rustc_hash::FxHashMap;

use super::{Detail, Explainer};
use crate::condition::Condition;
use crate::eval::Eval;
use crate::fold;
use crate::policy::Item;
use crate::schema::{ColumnId, Kind, TableId};
use crate::table::{RowSet, is_row};

/// No other row has the same values.
#[derive(Debug)]
pub struct Unique {
    /// The table.
    pub table: TableId,
    /// The columns compared.
    pub by: Vec<ColumnId>,
    /// The rows among which the values must be unique.
    pub among: Vec<Condition>,
}

impl Unique {
    /// The values of a row, folded; `None` if one is empty. A column that the table lacks and that may be lacking (an
    /// office in a table of one office) is the same for all.
    fn values(&self, eval: &Eval<'_>, row: u32) -> Option<String> {
        let table = &eval.tables[self.table];
        let mut values = String::new();
        for column in &self.by {
            let def = self.table.def().def(*column);
            if def.optional && !table.has(*column) {
                continue;
            }
            let value = match def.kind {
                Kind::Row(_) => Some(table.reference(*column, row)).filter(|r| is_row(*r))?.to_string(),
                Kind::Email => fold::email(table.text(*column, row)),
                _ => fold::name(table.text(*column, row)),
            };
            if value.is_empty() {
                return None;
            }
            values.push_str(&value);
            values.push('\n');
        }
        Some(values)
    }

    fn bearers(&self, eval: &Eval<'_>, item: Option<Item>) -> FxHashMap<String, Vec<u32>> {
        let mut bearers: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for row in eval.all(self.table, &self.among, item).yes.ones() {
            if let Some(values) = self.values(eval, row as u32) {
                bearers.entry(values).or_default().push(row as u32);
            }
        }
        bearers
    }

    fn others(&self, eval: &Eval<'_>, bearers: &FxHashMap<String, Vec<u32>>, row: u32) -> Vec<u32> {
        let values = self.values(eval, row);
        let same = values.and_then(|v| bearers.get(&v)).map_or(&[][..], Vec::as_slice);
        same.iter().copied().filter(|other| *other != row).collect()
    }

    pub(super) fn violations(&self, eval: &Eval<'_>, population: &RowSet, item: Option<Item>) -> RowSet {
        let bearers = self.bearers(eval, item);
        let mut bad = RowSet::with_capacity(population.len());
        for row in population.ones() {
            bad.set(row, !self.others(eval, &bearers, row as u32).is_empty());
        }
        bad
    }

    pub(super) fn explainer<'e>(&'e self, eval: &'e Eval<'e>, item: Option<Item>) -> Explainer<'e> {
        let bearers = self.bearers(eval, item);
        Box::new(move |row| Detail {
            related: Some((self.table, self.others(eval, &bearers, row))),
            related_columns: self.by.clone(),
            columns: self.by.clone(),
            ..Detail::default()
        })
    }
}
