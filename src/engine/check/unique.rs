//! No other row has the same values. Names and e-mails are compared normalized; an empty value equals nothing.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::{FxHashMap, FxHasher};

use super::{Detail, Judged};
use crate::base::normalize;
use crate::engine::eval::{Eval, Options, Truth};
use crate::model::schema::{ColumnId, Kind, known};
use crate::policy::Item;
use crate::policy::check::Unique;
use crate::policy::condition::Source;
use crate::table::{CellState, RowSet};

impl Unique {
    /// The texts of a row, normalized; `None` if one is empty or not known. A column that the table lacks and that may be lacking
    /// (an office in a table of one office) is the same for all.
    fn texts(&self, eval: &Eval<'_>, row: u32) -> Option<String> {
        let table = &eval.tables[self.table];
        let mut values = String::with_capacity(64);
        for column in &self.by {
            let value = match self.table.def().def(*column).kind {
                Kind::Row(_) => continue,
                // what is shown of rows of one key that differ is no more theirs than the rest
                _ if !eval.is_known(self.table, *column, row) => return None,
                Kind::Email => normalize::email(table.text(*column, row)),
                _ => table.normalized_name(table.text(*column, row)),
            };
            if value.is_empty() {
                return None;
            }
            values.push_str(&value);
            values.push('\n');
        }
        Some(values)
    }

    /// The references among the columns compared, but for one that the table lacks.
    fn references(&self, eval: &Eval<'_>) -> impl Iterator<Item = ColumnId> {
        let table = &eval.tables[self.table];
        let is_compared = |column: &ColumnId| {
            let def = self.table.def().def(*column);
            matches!(def.kind, Kind::Row(_)) && (!def.optional || table.has(*column))
        };
        self.by.iter().copied().filter(is_compared)
    }

    /// What a reference may name. Whoever has no office may be of any own one: of the only one, if there is one.
    fn named(&self, eval: &Eval<'_>, column: ColumnId, row: u32) -> Options {
        let options = eval.options(self.table, Source::Column(column), row);
        let k = known();
        if !options.none || options.anybody || self.table.def().def(column).kind != Kind::Row(k.offices) {
            return options;
        }
        let offices = &eval.tables[k.offices];
        let own = offices.column("is_own");
        let may_be_own = |office: &u32| offices.bit(own, *office) || offices.state(own, *office) == CellState::Unknown;
        let mut rows = options.rows;
        rows.extend((0..offices.extent() as u32).filter(may_be_own));
        Options { none: rows.is_empty(), anybody: false, rows }
    }

    /// Whether two rows have the same references: surely, and possibly.
    fn have_same(&self, eval: &Eval<'_>, one: u32, other: u32) -> (bool, bool) {
        let (mut surely, mut possibly) = (true, true);
        for column in self.references(eval) {
            let (one, other) = (self.named(eval, column, one), self.named(eval, column, other));
            // where no office is named at all, all are of one
            let are_none = one.none && other.none && one.rows.is_empty() && other.rows.is_empty();
            surely &= one.are(&other) || are_none && !one.anybody && !other.anybody;
            possibly &= one.may_be(&other) || are_none;
        }
        (surely, possibly)
    }

    /// Finds the rows that may have the same texts as another.
    fn alike(&self, eval: &Eval<'_>, population: &RowSet, item: Option<Item>) -> Alike {
        let among = eval.all(self.table, &self.among, item);
        let there = among.possible();
        let is_text = |column: &&ColumnId| !matches!(self.table.def().def(**column).kind, Kind::Row(_));
        let unknown: Vec<u32> = self
            .by
            .iter()
            .filter(is_text)
            .filter_map(|column| eval.doubtful(self.table, Source::Column(*column)))
            .flat_map(|rows| rows.ones().map(|row| row as u32).collect::<Vec<_>>())
            .filter(|row| there.contains(*row as usize))
            .collect();
        let hashed = |row: usize| Some((hash(&self.texts(eval, row as u32)?), row as u32));
        let mut hashes: Vec<(u64, u32)> = there.union(population).filter_map(hashed).collect();
        hashes.sort_unstable();
        let any = RowSet::with_capacity(population.len());
        let mut alike = Alike { rows: FxHashMap::default(), any, among, unknown };
        for rows in hashes.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1) {
            rows.iter().for_each(|(_, row)| alike.any.insert(*row as usize));
            alike.rows.insert(rows[0].0, rows.iter().map(|(_, row)| *row).collect());
        }
        alike
    }

    /// The other rows that have, or may have, the texts of a row, and whether each of them surely has its values.
    fn others(&self, eval: &Eval<'_>, alike: &Alike, row: u32) -> Vec<(u32, bool)> {
        let Some(texts) = self.texts(eval, row) else { return Vec::new() };
        let rows = alike.rows.get(&hash(&texts)).map_or(&[][..], Vec::as_slice);
        let others = rows.iter().copied().filter(|other| *other != row);
        let others = others.filter(|other| self.texts(eval, *other).as_ref() == Some(&texts));
        let with_truth = others.filter_map(|other| {
            let (surely, possibly) = self.have_same(eval, row, other);
            let is_among = alike.among.get(other);
            (possibly && is_among != Some(false)).then_some((other, surely && is_among == Some(true)))
        });
        with_truth.collect()
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let alike = self.alike(eval, population, item);
        let mut bad = RowSet::with_capacity(population.len());
        let mut possible = RowSet::with_capacity(population.len());
        for row in population.intersection(&alike.any) {
            let others = self.others(eval, &alike, row as u32);
            bad.set(row, others.iter().any(|(_, surely)| *surely));
            possible.set(row, !others.is_empty());
        }
        // what is not known may be the same as anything
        let there = alike.among.possible();
        for unknown in alike.unknown.iter().map(|row| *row as usize).collect::<BTreeSet<_>>() {
            let with_texts =
                |row: &usize| alike.unknown.contains(&(*row as u32)) || self.texts(eval, *row as u32).is_some();
            let others = there.union(population).filter(|row| *row != unknown).filter(with_texts);
            for other in others.filter(|row| self.have_same(eval, unknown as u32, *row as u32).1) {
                for (row, among) in [(unknown, other), (other, unknown)] {
                    if population.contains(row) && there.contains(among) {
                        possible.insert(row);
                    }
                }
            }
        }
        let bad = Truth::new(bad, possible);
        let explain = move |row| {
            let others = self.others(eval, &alike, row);
            Detail {
                related: Some((
                    self.table,
                    others.into_iter().filter(|(_, surely)| *surely).map(|(row, _)| row).collect(),
                )),
                related_columns: self.by.clone(),
                columns: self.by.clone(),
                ..Detail::default()
            }
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
    among: Truth,
    /// Those of them whose texts are not known.
    unknown: Vec<u32>,
}

fn hash(values: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(values)
}
