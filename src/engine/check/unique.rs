//! No other row has the same values. Names and e-mails are compared folded; an empty value equals nothing.

use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::{FxHashMap, FxHasher};

use super::{Detail, Judged};
use crate::base::fold;
use crate::engine::eval::Eval;
use crate::model::schema::Kind;
use crate::policy::Item;
use crate::policy::check::Unique;
use crate::table::{RowSet, is_row};

impl Unique {
    /// The values of a row, folded; `None` if one is empty. A column that the table lacks and that may be lacking (an
    /// office in a table of one office) is the same for all.
    fn values(&self, eval: &Eval<'_>, row: u32) -> Option<String> {
        let table = &eval.tables[self.table];
        let mut values = String::with_capacity(64);
        for column in &self.by {
            let def = self.table.def().def(*column);
            if def.optional && !table.has(*column) {
                continue;
            }
            let value = match def.kind {
                Kind::Row(_) => Some(table.reference(*column, row)).filter(|r| is_row(*r))?.to_string(),
                Kind::Email => fold::email(table.text(*column, row)),
                _ => table.folded_name(table.text(*column, row)),
            };
            if value.is_empty() {
                return None;
            }
            values.push_str(&value);
            values.push('\n');
        }
        Some(values)
    }

    /// Finds the rows that may have the same values as another.
    fn alike(&self, eval: &Eval<'_>, population: &RowSet, item: Option<Item>) -> Alike {
        let among = eval.all(self.table, &self.among, item).yes;
        let hashed = |row: usize| Some((hash(&self.values(eval, row as u32)?), row as u32));
        let mut hashes: Vec<(u64, u32)> = among.union(population).filter_map(hashed).collect();
        hashes.sort_unstable();
        let mut alike = Alike { rows: FxHashMap::default(), any: RowSet::with_capacity(population.len()), among };
        for rows in hashes.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1) {
            rows.iter().for_each(|(_, row)| alike.any.insert(*row as usize));
            alike.rows.insert(rows[0].0, rows.iter().map(|(_, row)| *row).collect());
        }
        alike
    }

    /// The other rows with the values of a row.
    fn others(&self, eval: &Eval<'_>, alike: &Alike, row: u32) -> Vec<u32> {
        let Some(values) = self.values(eval, row) else { return Vec::new() };
        let rows = alike.rows.get(&hash(&values)).map_or(&[][..], Vec::as_slice);
        let others = rows.iter().copied().filter(|other| *other != row && alike.among.contains(*other as usize));
        others.filter(|other| self.values(eval, *other).as_ref() == Some(&values)).collect()
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let alike = self.alike(eval, population, item);
        let mut bad = RowSet::with_capacity(population.len());
        for row in population.intersection(&alike.any) {
            bad.set(row, !self.others(eval, &alike, row as u32).is_empty());
        }
        let explain = move |row| Detail {
            related: Some((self.table, self.others(eval, &alike, row))),
            related_columns: self.by.clone(),
            columns: self.by.clone(),
            ..Detail::default()
        };
        Judged { bad, explain: Box::new(explain) }
    }
}

/// The rows whose values have the same hash as those of another.
struct Alike {
    /// In order, by the hash.
    rows: FxHashMap<u64, Vec<u32>>,
    /// All of them.
    any: RowSet,
    /// The rows among which the values must be unique.
    among: RowSet,
}

fn hash(values: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(values)
}
