//! No other row has the same values. Names and e-mails are compared normalized; an empty value equals nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, BuildHasherDefault};

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHasher};

use super::{Detail, Judged};
use crate::base::normalize;
use crate::engine::eval::{Eval, Options, Truth};
use crate::engine::evidence::FIRST_FEW;
use crate::engine::identity::sort_by_identity;
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

    /// What each of the references of a row may name.
    fn all_named(&self, eval: &Eval<'_>, row: u32) -> Vec<Options> {
        let named = self.references(eval).map(|column| self.named(eval, column, row));
        named.map(|options| Options { rows: in_order(options.rows), ..options }).collect()
    }

    /// Finds the rows that may have the same texts as another.
    fn alike(&self, eval: &Eval<'_>, population: &RowSet, item: Option<Item>) -> Alike {
        let among = eval.all(self.table, &self.among, item);
        let there = among.possible();
        let is_text = |column: &&ColumnId| !matches!(self.table.def().def(**column).kind, Kind::Row(_));
        let unknown: BTreeSet<u32> = self
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
        let mut alike = Alike { classes: Vec::new(), class_of: FxHashMap::default(), among, unknown };
        for rows in hashes.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1) {
            let mut by_text: BTreeMap<String, Vec<u32>> = BTreeMap::new();
            for (_, row) in rows {
                by_text.entry(self.texts(eval, *row).unwrap_or_default()).or_default().push(*row);
            }
            by_text.into_values().filter(|rows| rows.len() > 1).for_each(|rows| alike.add(self, eval, &rows));
        }
        alike
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        let alike = self.alike(eval, population, item);
        let [mut bad, mut possible] = [(); 2].map(|()| RowSet::with_capacity(population.len()));
        for (row, class) in &alike.in_classes() {
            let (row, class) = (*row, &alike.classes[*class]);
            if population.contains(row as usize) {
                let is_among = alike.among.get(row);
                bad.set(row as usize, class.sure_others(is_among) > 0);
                possible.set(row as usize, class.possible > usize::from(is_among != Some(false)));
            }
        }
        self.may_be_alike(eval, population, &alike).into_iter().for_each(|row| possible.insert(row as usize));
        let bad = Truth::new(bad, possible);
        let explain = move |row| {
            let class = alike.class_of.get(&row).map(|class| &alike.classes[*class]);
            let all = class.map_or(0, |class| class.sure_others(alike.among.get(row)));
            let others = class.filter(|_| all > 0).into_iter().flat_map(|class| &class.sure);
            let others: Vec<u32> = others.copied().filter(|other| *other != row).take(FIRST_FEW).collect();
            Detail {
                more: all - others.len(),
                related: Some((self.table, others)),
                related_columns: self.by.clone(),
                columns: self.by.clone(),
                ..Detail::default()
            }
        };
        Judged { bad, explain: Box::new(explain) }
    }

    /// The members that may be the same as another because the texts of one of them are not known: these may be anything.
    fn may_be_alike(&self, eval: &Eval<'_>, population: &RowSet, alike: &Alike) -> Vec<u32> {
        if alike.unknown.is_empty() {
            return Vec::new();
        }
        let there = alike.among.possible();
        let has_texts = |row: &u32| alike.unknown.contains(row) || self.texts(eval, *row).is_some();
        let rows: Vec<u32> = there.union(population).map(|row| row as u32).filter(has_texts).collect();
        let classes = classes(self, eval, &rows);
        let named: Vec<&[Options]> = classes.iter().map(|(named, _)| named.as_slice()).collect();
        let counts: Vec<[usize; 2]> = classes
            .iter()
            .map(|(_, rows)| {
                let unknown = rows.iter().filter(|row| alike.unknown.contains(row)).count();
                [unknown, rows.iter().filter(|row| there.contains(**row as usize)).count()]
            })
            .collect();
        let mut found = Vec::new();
        for ((_, rows), [unknown, all]) in classes.iter().zip(of_possibly_same(&named, &counts)) {
            let may_be = |row: &&u32| {
                let is_unknown = alike.unknown.contains(row);
                unknown > usize::from(is_unknown) || is_unknown && all > 1
            };
            found.extend(rows.iter().filter(|row| population.contains(**row as usize)).filter(may_be));
        }
        found
    }
}

/// Rows of the same texts, and of whose references the same is known.
struct Class {
    /// Those among which the values must be unique, in the order of what identifies them.
    sure: Vec<u32>,
    /// Whether the references of two of them are surely the same.
    is_certain: bool,
    /// How many rows may have the same values, they themselves among them.
    possible: usize,
}

impl Class {
    /// How many others surely have the values of a row, given whether it is among those compared.
    fn sure_others(&self, is_among: Option<bool>) -> usize {
        if self.is_certain { self.sure.len() - usize::from(is_among == Some(true)) } else { 0 }
    }
}

/// The rows that have the texts of another.
struct Alike {
    classes: Vec<Class>,
    class_of: FxHashMap<u32, usize>,
    /// The rows among which the values must be unique.
    among: Truth,
    /// Those of them whose texts are not known.
    unknown: BTreeSet<u32>,
}

impl Alike {
    /// Adds rows of the same texts.
    fn add(&mut self, check: &Unique, eval: &Eval<'_>, rows: &[u32]) {
        let classes = classes(check, eval, rows);
        let named: Vec<&[Options]> = classes.iter().map(|(named, _)| named.as_slice()).collect();
        let may_be_among = |row: &&u32| self.among.get(**row) != Some(false);
        let counts: Vec<[usize; 1]> =
            classes.iter().map(|(_, rows)| [rows.iter().filter(may_be_among).count()]).collect();
        let possible = of_possibly_same(&named, &counts);
        for ((named, rows), [possible]) in classes.iter().zip(possible) {
            self.class_of.extend(rows.iter().map(|row| (*row, self.classes.len())));
            let mut sure: Vec<u32> = rows.iter().copied().filter(|row| self.among.get(*row) == Some(true)).collect();
            sort_by_identity(eval.tables, check.table, &mut sure);
            self.classes.push(Class { sure, is_certain: named.iter().all(Options::are_certain), possible });
        }
    }

    /// The rows in classes, in order.
    fn in_classes(&self) -> BTreeMap<u32, usize> {
        self.class_of.iter().map(|(row, class)| (*row, *class)).collect()
    }
}

/// Rows by what their references may name.
fn classes(check: &Unique, eval: &Eval<'_>, rows: &[u32]) -> IndexMap<Vec<Options>, Vec<u32>> {
    let mut classes: IndexMap<Vec<Options>, Vec<u32>> = IndexMap::new();
    rows.iter().for_each(|row| classes.entry(check.all_named(eval, *row)).or_default().push(*row));
    classes
}

/// For each class, the sum of what is counted of all whose references may be the same, itself among them. Two that are certain
/// are the same only if they are equal.
fn of_possibly_same<const N: usize>(named: &[&[Options]], counts: &[[usize; N]]) -> Vec<[usize; N]> {
    let mut sums = counts.to_vec();
    let certain: Vec<bool> = named.iter().map(|named| named.iter().all(Options::are_certain)).collect();
    let mut add = |to: usize, from: usize| {
        sums[to].iter_mut().zip(counts[from]).for_each(|(sum, count)| *sum += count);
    };
    for one in (0..named.len()).filter(|one| !certain[*one]) {
        for other in (0..named.len()).filter(|other| *other != one) {
            if named[one].iter().zip(named[other]).all(|(one, other)| may_be_same(one, other)) {
                add(one, other);
                if certain[other] {
                    add(other, one);
                }
            }
        }
    }
    sums
}

/// Whether references may be the same. Where none is named at all, all are of one.
fn may_be_same(one: &Options, other: &Options) -> bool {
    let are_none = one.none && other.none && one.rows.is_empty() && other.rows.is_empty();
    are_none || one.may_be(other)
}

fn in_order(mut rows: Vec<u32>) -> Vec<u32> {
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn hash(values: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(values)
}
