//! Evaluates conditions over whole tables: a condition becomes the set of rows for which it holds, and of those for which
//! it is not known, each computed once and shared by all rules that use it.

mod doubt;
mod mentions;
mod references;
mod related;
mod test;
mod truth;

use std::sync::{Arc, OnceLock};

use crate::base::date::Day;
use crate::engine::check::Patients;
use crate::engine::eval::doubt::{Doubt, MayName};
use crate::engine::eval::truth::Memo;
use crate::model::schema::{ColumnId, Kind, TableId, known};
use crate::policy::condition::{Condition, Source, Step, TermId, Test, Value};
use crate::policy::{Item, Policy, TermKind};
use crate::table::{CellState, Index, RowSet, Table, Tables, is_row, rows_where};

pub(crate) use doubt::{Days, Options};
pub(crate) use related::{ends, leads_to_patients};
pub use truth::Truth;

/// Whether all of some conditions must hold, or any.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    All,
    Any,
}

impl Joint {
    fn of(self, one: Truth, other: &Truth) -> Truth {
        match self {
            Self::All => one.and(other),
            Self::Any => one.or(other),
        }
    }
}

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
    doubts: Vec<Vec<OnceLock<Option<Doubt>>>>,
    may_name: Vec<Vec<OnceLock<MayName>>>,
    patients: OnceLock<Patients>,
}

impl<'a> Eval<'a> {
    /// Nothing computed yet.
    pub fn new(tables: &'a Tables, policy: &'a Policy, as_of: Day) -> Self {
        fn columns<T>(table: &Table) -> Vec<OnceLock<T>> {
            table.id.def().columns.iter().map(|_| OnceLock::new()).collect()
        }
        Self {
            tables,
            policy,
            as_of,
            truths: Memo::default(),
            terms: Memo::default(),
            indexes: tables.iter().map(columns).collect(),
            doubts: tables.iter().map(columns).collect(),
            may_name: tables.iter().map(columns).collect(),
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
            return Arc::new(self.same(condition, *source, value));
        }
        let truth = match &condition.test {
            Test::Term(term) => self.term(*term),
            test => Arc::new(self.test(condition.target(), test, item)),
        };
        let steps = condition.path.iter().rev().enumerate();
        steps.fold(truth, |truth, (place, step)| {
            Arc::new(self.pull(*step, &truth, place == 0 && self.is_of_nobody(&condition.test)))
        })
    }

    /// Whether a test holds for somebody of whom no table says anything.
    fn is_of_nobody(&self, test: &Test) -> bool {
        let is = |condition: &Condition| {
            (condition.path.is_empty() && self.is_of_nobody(&condition.test)) != condition.negated
        };
        match test {
            Test::Empty(_) => true,
            Test::Is(_, codes) => codes & 1 == 1,
            Test::Date { or_empty, .. } => *or_empty,
            Test::Term(term) => match &self.policy.terms[term.0].kind {
                TermKind::All(conditions) => conditions.iter().all(is),
                TermKind::Any(conditions) => conditions.iter().any(is),
                TermKind::Some { .. } | TermKind::First(..) => false,
            },
            Test::Known
            | Test::Truth(_)
            | Test::Filled(_)
            | Test::Same(..)
            | Test::Mentions(..)
            | Test::MatchesItem(_)
            | Test::MatchesEdition(_) => false,
        }
    }

    /// The rows that name the same row as another value.
    fn same(&self, condition: &Condition, source: Source, value: &Value) -> Truth {
        let (path, target) = (condition.path.as_slice(), condition.target());
        let named = self.references_behind(path, target, source);
        let other = self.value_references(value);
        let is_same = |row| Some(named.get(row)).filter(|named| is_row(*named)) == Some(other.get(row));
        let mut yes = rows_where(self.extent(condition.table), is_same);
        let mut possible = RowSet::with_capacity(yes.len());
        let doubtful = [self.doubtful_behind(path, target, source), self.doubtful_value(value)];
        for row in doubtful.iter().flatten().flat_map(RowSet::ones) {
            let one = self.options_behind(path, target, source, row as u32);
            let other = self.value_options(value, row as u32);
            yes.set(row, one.are(&other));
            possible.set(row, one.may_be(&other));
        }
        possible.union_with(&yes);
        Truth::new(yes, possible)
    }

    /// The rows of a step's table whose reference leads to a row in the set; or may lead to somebody of whom no table says
    /// anything, if it holds for them.
    pub(crate) fn pull(&self, step: Step, truth: &Truth, is_of_nobody: bool) -> Truth {
        let rows = |set: &RowSet| self.naming(step.from, step.by, set);
        let mut pulled = Truth { yes: rows(&truth.yes), maybe: truth.maybe.as_ref().map(rows) };
        let Some(doubtful) = self.doubtful(step.from, step.by) else { return pulled };
        let (possible_there, mut possible) = (truth.possible(), pulled.possible());
        // of a group or a patient whom their table lacks anything may hold
        let may_be_anybody = step.to != known().staff || is_of_nobody || !possible_there.is_clear();
        for row in doubtful.ones() {
            let options = self.options(step.from, step.by, row as u32);
            pulled.yes.set(row, options.are_in(&truth.yes));
            possible.set(row, (may_be_anybody || !options.anybody) && options.may_be_in(&possible_there));
        }
        Truth::new(pulled.yes, possible)
    }

    /// The rows of its table for which a term holds.
    pub fn term(&self, term: TermId) -> Arc<Truth> {
        self.terms.get(term, || {
            let definition = &self.policy.terms[term.0];
            let extent = self.extent(definition.table);
            Arc::new(match &definition.kind {
                TermKind::All(conditions) => self.all(definition.table, conditions, None),
                TermKind::Any(conditions) => self.any(definition.table, conditions, None),
                TermKind::Some { related, that, at_least } => self.some(related, that, *at_least, None),
                TermKind::First(..) => Truth::none(extent),
            })
        })
    }

    /// The rows for which all conditions hold.
    pub fn all(&self, table: TableId, conditions: &[Condition], item: Option<Item>) -> Truth {
        let truths = self.joined(conditions, item, Joint::All);
        truths.iter().fold(self.existing(table), |all, next| all.and(next))
    }

    /// The rows for which one of the conditions holds.
    pub fn any(&self, table: TableId, conditions: &[Condition], item: Option<Item>) -> Truth {
        let truths = self.joined(conditions, item, Joint::Any);
        truths.iter().fold(Truth::none(self.extent(table)), |any, next| any.or(next))
    }

    /// The truths of conditions. Those that ask the same of whom a reference names, where that is not known of some row, are
    /// joined for each who may be named: of two people of whom one departed and the other is suspended, neither is in post.
    fn joined(&self, conditions: &[Condition], item: Option<Item>, joint: Joint) -> Vec<Arc<Truth>> {
        let mut truths = Vec::with_capacity(conditions.len());
        let mut steps: Vec<Step> = Vec::new();
        let compared = self.compared_with_one(conditions, joint);
        if let [first, ..] = compared.as_slice() {
            truths.push(Arc::new(self.beside_one(first.table, &compared, joint)));
        }
        for condition in conditions {
            if compared.iter().any(|other| std::ptr::eq(*other, condition)) {
                continue;
            }
            let step =
                condition.path.first().filter(|_| !condition.negated && !matches!(condition.test, Test::Same(..)));
            let Some(step) = step.filter(|step| self.is_doubtful_source(step.from, step.by)) else {
                truths.push(self.condition(condition, item));
                continue;
            };
            if steps.contains(step) {
                continue;
            }
            steps.push(*step);
            let there: Vec<&Condition> = conditions
                .iter()
                .filter(|other| {
                    other.path.first() == Some(step) && !other.negated && !matches!(other.test, Test::Same(..))
                })
                .filter(|other| !compared.iter().any(|compared| std::ptr::eq(*compared, *other)))
                .collect();
            let of_named = there.iter().map(|other| {
                let path = other.path[1..].to_vec();
                let key = format!("{}\0{}", other.key, path.len());
                let behind = Condition { table: step.to, negated: false, path, test: other.test.clone(), key };
                Truth::clone(&self.condition(&behind, item))
            });
            let joined = of_named.reduce(|one, other| joint.of(one, &other));
            let mut of_nobody = there.iter().map(|other| other.path.len() == 1 && self.is_of_nobody(&other.test));
            let is_of_nobody = match joint {
                Joint::All => of_nobody.all(|is| is),
                Joint::Any => of_nobody.any(|is| is),
            };
            truths.extend(joined.map(|joined| Arc::new(self.pull(*step, &joined, is_of_nobody))));
        }
        truths
    }

    /// The conditions that compare references with one value of which it is not known whom it names, and ask whether it names
    /// anybody: that they are the same, or that it names nobody, where any is enough; else that they are not, and it does.
    fn compared_with_one<'c>(&self, conditions: &'c [Condition], joint: Joint) -> Vec<&'c Condition> {
        let is_negated = joint == Joint::All;
        let mut values = conditions.iter().filter_map(|condition| match &condition.test {
            Test::Same(_, value) if condition.negated == is_negated => Some(value),
            _ => None,
        });
        let Some(value) = values.find(|value| self.is_doubtful_value(value)) else { return Vec::new() };
        let is_compared = |condition: &&Condition| match (&condition.test, joint) {
            (Test::Same(_, other), _) => other == value && condition.negated == is_negated,
            (Test::Empty(source), Joint::Any) | (Test::Filled(source), Joint::All) => {
                *source == value.source && condition.path == value.path && !condition.negated
            }
            _ => false,
        };
        conditions.iter().filter(is_compared).collect()
    }

    /// The rows for which one of such conditions holds, or all of them do, whomever the value names.
    fn beside_one(&self, table: TableId, conditions: &[&Condition], joint: Joint) -> Truth {
        let extent = self.extent(table);
        let none = if joint == Joint::All { Truth::all(extent) } else { Truth::none(extent) };
        let mut truth =
            conditions.iter().fold(none, |truth, condition| joint.of(truth, &self.condition(condition, None)));
        let value = conditions.iter().find_map(|condition| match &condition.test {
            Test::Same(_, value) => Some(value),
            _ => None,
        });
        let Some((value, Some(open))) = value.map(|value| (value, truth.maybe.clone())) else { return truth };
        let asks_for_nobody = conditions.iter().any(|condition| !matches!(condition.test, Test::Same(..)));
        let mut possible = truth.possible();
        for row in open.ones() {
            let named = self.value_options(value, row as u32);
            let behind = |condition: &&Condition| match &condition.test {
                Test::Same(source, _) => {
                    Some(self.options_behind(&condition.path, condition.target(), *source, row as u32))
                }
                _ => None,
            };
            let compared: Vec<Options> = conditions.iter().filter_map(behind).collect();
            let is_same = |person: &u32| compared.iter().any(|options| options.are(&Options::of(*person)));
            match joint {
                Joint::Any => {
                    let is_sure = !named.anybody && (asks_for_nobody || !named.none) && named.rows.iter().all(is_same);
                    truth.yes.set(row, is_sure);
                }
                Joint::All => {
                    let may_be_nobody = named.none && !asks_for_nobody;
                    let may_differ = named.anybody || may_be_nobody || !named.rows.iter().all(is_same);
                    possible.set(row, may_differ);
                }
            }
        }
        Truth::new(truth.yes, possible)
    }

    /// The rows of a table. Of a pair it may not be known whether there is one.
    fn existing(&self, table: TableId) -> Truth {
        let all = Truth::all(self.extent(table));
        if table != known().group_patients {
            return all;
        }
        let pairs = &self.tables[table];
        let unknown = pairs.rows_in_state(pairs.column("patient_id"), CellState::Unknown).cloned().map(|mut rows| {
            rows.grow(all.yes.len());
            rows
        });
        Truth::unless(all.yes, unknown.as_ref())
    }
}
