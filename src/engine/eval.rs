//! Evaluates conditions over whole tables: a condition becomes the set of rows for which it holds, each computed
//! once and shared by all rules that use it.

mod mentions;
mod references;
mod related;
mod test;
mod truth;

use std::sync::{Arc, OnceLock};

use crate::base::date::Day;
use crate::engine::check::Patients;
use crate::engine::eval::truth::Memo;
use crate::model::schema::{ColumnId, Kind, TableId};
use crate::policy::condition::{Condition, Step, TermId, Test};
use crate::policy::{Item, Policy, TermKind};
use crate::table::{Index, RowSet, Table, Tables, is_row, rows_where};

pub use truth::Truth;

/// The tables, the policy and the day; and what was computed of them so far.
#[derive(Debug)]
pub struct Eval<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// The policy.
    pub policy: &'a Policy,
    /// The as-of date.
    pub as_of: Day,
    truths: Memo<(TableId, String, Option<Item>)>,
    terms: Memo<TermId>,
    /// By table and column.
    indexes: Vec<Vec<OnceLock<Index>>>,
    patients: OnceLock<Patients>,
}

impl<'a> Eval<'a> {
    /// Nothing computed yet.
    pub fn new(tables: &'a Tables, policy: &'a Policy, as_of: Day) -> Self {
        let columns = |table: &Table| table.id.def().columns.iter().map(|_| OnceLock::new()).collect();
        Self {
            tables,
            policy,
            as_of,
            truths: Memo::default(),
            terms: Memo::default(),
            indexes: tables.iter().map(columns).collect(),
            patients: OnceLock::new(),
        }
    }

    fn extent(&self, table: TableId) -> usize {
        self.tables[table].extent()
    }

    fn rows(&self, table: TableId, holds: impl FnMut(u32) -> bool) -> RowSet {
        rows_where(self.extent(table), holds)
    }

    /// The rows of a table that name each row of another in a column.
    pub fn index(&self, table: TableId, column: ColumnId) -> &Index {
        self.indexes[table.index()][column.index()].get_or_init(|| {
            let Kind::Row(target) = table.def().def(column).kind else {
                return Index::new(&[], 0);
            };
            Index::new(self.tables[table].references(column), self.extent(target))
        })
    }

    /// The names of all patients, to be found in texts. Several threads work on them: they must not be asked for the
    /// first time by rules that are judged side by side.
    pub(crate) fn patients(&self) -> &Patients {
        self.patients.get_or_init(|| Patients::new(self.tables))
    }

    /// The rows of its table for which a condition holds. `item` is the item at hand where the rule has a list.
    pub fn condition(&self, condition: &Condition, item: Option<Item>) -> Arc<Truth> {
        // only what asks for the item differs from item to item
        let item = item.filter(|_| condition.is_of_item());
        let key = (condition.table, condition.key.clone(), item);
        let truth = self.truths.get(key, || self.compute(condition, item));
        if condition.negated { Arc::new(truth.negated()) } else { truth }
    }

    fn compute(&self, condition: &Condition, item: Option<Item>) -> Arc<Truth> {
        if let Test::Same(source, value) = &condition.test {
            let named = self.references_behind(&condition.path, condition.target(), *source);
            let other = self.value_references(value);
            let is_same = |row| Some(named.get(row)).filter(|named| is_row(*named)) == Some(other.get(row));
            return Arc::new(Truth { yes: rows_where(self.extent(condition.table), is_same), maybe: None });
        }
        let truth = match &condition.test {
            Test::Term(term) => self.term(*term),
            test => Arc::new(self.test(condition.target(), test, item)),
        };
        condition.path.iter().rev().fold(truth, |truth, step| Arc::new(self.pull(*step, &truth)))
    }

    /// The rows of a step's table whose reference leads to a row in the set.
    fn pull(&self, step: Step, truth: &Truth) -> Truth {
        let rows = |set: &RowSet| self.naming(step.from, step.by, set);
        Truth { yes: rows(&truth.yes), maybe: truth.maybe.as_ref().map(rows) }
    }

    /// The rows of its table for which a term holds.
    pub fn term(&self, term: TermId) -> Arc<Truth> {
        self.terms.get(term, || {
            let definition = &self.policy.terms[term.0];
            let extent = self.extent(definition.table);
            Arc::new(match &definition.kind {
                TermKind::All(conditions) => self.all(definition.table, conditions, None),
                TermKind::Any(conditions) => {
                    let mut truth = Truth::none(extent);
                    for condition in conditions {
                        let next = self.condition(condition, None);
                        let mut possible = truth.possible();
                        possible.union_with(&next.possible());
                        truth.yes.union_with(&next.yes);
                        truth = Truth::new(truth.yes, possible);
                    }
                    truth
                }
                TermKind::Some { related, that, at_least } => self.some(related, that, *at_least, None),
                TermKind::First(..) => Truth::none(extent),
            })
        })
    }

    /// The rows for which all conditions hold.
    pub fn all(&self, table: TableId, conditions: &[Condition], item: Option<Item>) -> Truth {
        let mut truth = Truth::all(self.extent(table));
        for condition in conditions {
            let next = self.condition(condition, item);
            let possible = (truth.maybe.is_some() || next.maybe.is_some()).then(|| {
                let mut possible = truth.possible();
                possible.intersect_with(&next.possible());
                possible
            });
            truth.yes.intersect_with(&next.yes);
            truth = match possible {
                Some(possible) => Truth::new(truth.yes, possible),
                None => truth,
            };
        }
        truth
    }
}
