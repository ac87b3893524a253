//! Evaluates conditions over whole tables: a condition becomes the set of rows for which it holds, each computed
//! once and shared by all rules that use it.

use std::borrow::Cow;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use memchr::memmem::Finder;
use rustc_hash::FxHashMap;

use crate::base::date::Day;
use crate::base::fold;
use crate::engine::check::Patients;
use crate::model::schema::{ColumnId, Kind, TableId};
use crate::policy::condition::{Condition, Hop, Related, Relation, Source, Step, TermId, Test, Value, When};
use crate::policy::{Item, Policy, TermKind};
use crate::table::{Index, NONE, RowSet, Table, Tables, is_row, row_set, rows_where};

/// For which rows a condition holds.
#[derive(Clone, Debug)]
pub struct Truth {
    /// It holds.
    pub yes: RowSet,
    /// It would hold if an empty `status` or `kind` held the right word; `None` if there are no such rows.
    pub maybe: Option<RowSet>,
}

impl Truth {
    fn all(extent: usize) -> Self {
        let mut yes = RowSet::with_capacity(extent);
        yes.insert_range(..);
        Self { yes, maybe: None }
    }

    fn none(extent: usize) -> Self {
        Self { yes: RowSet::with_capacity(extent), maybe: None }
    }

    /// "Is not" is true of an empty code, so nothing is undetermined any more.
    fn negated(&self) -> Self {
        let mut yes = self.yes.clone();
        yes.toggle_range(..);
        Self { yes, maybe: None }
    }

    fn possible(&self) -> RowSet {
        let mut possible = self.yes.clone();
        if let Some(maybe) = &self.maybe {
            possible.union_with(maybe);
        }
        possible
    }

    fn new(yes: RowSet, mut possible: RowSet) -> Self {
        possible.difference_with(&yes);
        Self { maybe: (!possible.is_clear()).then_some(possible), yes }
    }
}

/// Truths that are computed once, by key.
#[derive(Debug)]
struct Memo<K>(Mutex<FxHashMap<K, Slot>>);

/// The place of a truth that one thread computes and others wait for.
type Slot = Arc<OnceLock<Arc<Truth>>>;

impl<K> Default for Memo<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Memo<K> {
    fn get(&self, key: K, compute: impl FnOnce() -> Arc<Truth>) -> Arc<Truth> {
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().clone();
        slot.get_or_init(compute).clone()
    }
}

/// What a value names, for all rows of the table where its path begins. That table is often by far the largest on the way:
/// the first step is taken when a row is asked for.
struct Named<'t> {
    first: Cow<'t, [u32]>,
    /// What those name whom the first step leads to.
    behind: Option<Cow<'t, [u32]>>,
}

impl<'t> Named<'t> {
    /// What a row names; nobody beyond the rows.
    #[inline]
    fn get(&self, row: u32) -> u32 {
        let named = |references: &[u32], row: u32| references.get(row as usize).copied().unwrap_or(NONE);
        let first = named(&self.first, row);
        // what names nobody lies beyond every table
        self.behind.as_ref().map_or(first, |behind| named(behind, first))
    }

    /// The same for all rows, one behind the other.
    fn written_down(self) -> Cow<'t, [u32]> {
        match self.behind {
            None => self.first,
            Some(_) => (0..self.first.len() as u32).map(|row| self.get(row)).collect(),
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

    /// The values of which a term stands for the first filled.
    fn values(&self, term: TermId) -> &[Value] {
        match &self.policy.terms[term.0].kind {
            TermKind::First(values, _) => values,
            _ => &[],
        }
    }

    /// What all rows of a table name in a column, or in the first filled of several; there may be fewer than there are
    /// rows.
    fn references(&self, table: TableId, source: Source) -> Cow<'_, [u32]> {
        let term = match source {
            Source::Column(column) => return Cow::Borrowed(self.tables[table].references(column)),
            Source::Term(term) => term,
        };
        let values: Vec<Named<'_>> = self.values(term).iter().map(|value| self.value_references(value)).collect();
        let first = |row| values.iter().map(|value| value.get(row)).find(|named| is_row(*named)).unwrap_or(NONE);
        (0..self.extent(table) as u32).map(first).collect()
    }

    /// What a value names.
    fn value_references(&self, value: &Value) -> Named<'_> {
        self.references_behind(&value.path, value.table, value.source)
    }

    /// What the rows at the end of a path name.
    fn references_behind(&self, path: &[Step], table: TableId, source: Source) -> Named<'_> {
        let Some((step, rest)) = path.split_first() else {
            return Named { first: self.references(table, source), behind: None };
        };
        let behind = self.references_behind(rest, table, source).written_down();
        Named { first: self.references(step.from, step.by), behind: Some(behind) }
    }

    /// The rows that name one of a set in a column, or in the first filled of several.
    fn naming(&self, table: TableId, source: Source, set: &RowSet) -> RowSet {
        let extent = self.extent(table);
        let term = match source {
            Source::Column(column) => {
                // a reference that names nobody lies beyond every set
                let is_in_set = |reference: &u32| set.contains(*reference as usize);
                return row_set(extent, self.tables[table].references(column), is_in_set);
            }
            Source::Term(term) => term,
        };
        // the last value first: each gives way to those before it where they are filled
        let mut rows = RowSet::with_capacity(extent);
        for value in self.values(term).iter().rev() {
            if !rows.is_clear() {
                rows.difference_with(&self.value_filled(value));
            }
            rows.union_with(&self.leading_to(&value.path, self.naming(value.table, value.source, set)));
        }
        rows
    }

    /// The rows from which a path leads to one of a set.
    fn leading_to(&self, path: &[Step], set: RowSet) -> RowSet {
        path.iter().rev().fold(set, |set, step| self.naming(step.from, step.by, &set))
    }

    /// The rows that name a row in a column, or in one of several.
    fn filled(&self, table: TableId, source: Source) -> RowSet {
        let term = match source {
            Source::Column(column) => return self.tables[table].filled_rows(column),
            Source::Term(term) => term,
        };
        let mut rows = RowSet::with_capacity(self.extent(table));
        self.values(term).iter().for_each(|value| rows.union_with(&self.value_filled(value)));
        rows
    }

    /// The rows for which a value names a row.
    fn value_filled(&self, value: &Value) -> RowSet {
        self.leading_to(&value.path, self.filled(value.table, value.source))
    }

    /// The row that a column, or the first filled of several, names.
    pub fn reference(&self, table: TableId, source: Source, row: u32) -> u32 {
        match source {
            Source::Column(column) => self.tables[table].reference(column, row),
            Source::Term(term) => match &self.policy.terms[term.0].kind {
                TermKind::First(values, _) => {
                    values.iter().map(|v| self.value_reference(v, row)).find(|r| is_row(*r)).unwrap_or(NONE)
                }
                _ => NONE,
            },
        }
    }

    /// The day in a column, or the first filled of several.
    pub fn day(&self, table: TableId, source: Source, row: u32) -> Day {
        match source {
            Source::Column(column) => self.tables[table].day(column, row),
            Source::Term(term) => match &self.policy.terms[term.0].kind {
                TermKind::First(values, _) => {
                    values.iter().map(|v| self.value_day(v, row)).find(|d| !d.is_empty()).unwrap_or(Day::EMPTY)
                }
                _ => Day::EMPTY,
            },
        }
    }

    /// The row at the end of a path; [`NONE`] where it breaks off.
    pub fn follow(&self, path: &[Step], row: u32) -> u32 {
        path.iter().fold(row, |at, step| if is_row(at) { self.reference(step.from, step.by, at) } else { NONE })
    }

    /// The row that a value names.
    pub fn value_reference(&self, value: &Value, row: u32) -> u32 {
        match self.follow(&value.path, row) {
            at if is_row(at) => self.reference(value.table, value.source, at),
            _ => NONE,
        }
    }

    /// The day that a value holds.
    pub fn value_day(&self, value: &Value, row: u32) -> Day {
        match self.follow(&value.path, row) {
            at if is_row(at) => self.day(value.table, value.source, at),
            _ => Day::EMPTY,
        }
    }

    /// A day that a condition compares with, for a row.
    pub fn when(&self, when: &When, row: u32) -> Day {
        match when {
            When::AsOf(days) => self.as_of.plus(*days),
            When::Effect(days) => self.policy.in_force.plus(*days),
            When::Value(value) => self.value_day(value, row),
        }
    }

    fn related_holds(&self, relation: &Relation, day: Day, row: u32) -> bool {
        let other = |when: &When| Some(self.when(when, row)).filter(|d| !d.is_empty());
        let holds = |when: &When, compare: fn(&Day, &Day) -> bool| other(when).is_some_and(|o| compare(&day, &o));
        match relation {
            Relation::Before(when) => holds(when, Day::lt),
            Relation::After(when) => holds(when, Day::gt),
            Relation::By(when) => holds(when, Day::le),
            Relation::From(when) => holds(when, Day::ge),
            Relation::Within(first, last) => holds(first, Day::ge) && holds(last, Day::le),
        }
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

    fn rows(&self, table: TableId, holds: impl FnMut(u32) -> bool) -> RowSet {
        rows_where(self.extent(table), holds)
    }

    /// The first and the last day that stand in a relation, where they are the same for all rows.
    fn span(&self, relation: &Relation) -> Option<(Day, Day)> {
        let day = |when: &When| match when {
            When::Value(_) => None,
            when => Some(self.when(when, NONE)),
        };
        Some(match relation {
            Relation::Before(when) => (Day::FIRST, day(when)?.plus(-1)),
            Relation::By(when) => (Day::FIRST, day(when)?),
            Relation::After(when) => (day(when)?.plus(1), Day::FAR),
            Relation::From(when) => (day(when)?, Day::FAR),
            Relation::Within(first, last) => (day(first)?, day(last)?),
        })
    }

    /// The rows whose day in a column lies in a span, and those without a day if they are to be with them.
    fn days_within(&self, table: TableId, column: ColumnId, (first, last): (Day, Day), or_empty: bool) -> RowSet {
        let days = self.tables[table].days(column);
        let mut set =
            row_set(self.extent(table), days, |day| (first <= *day && *day <= last) || (or_empty && day.is_empty()));
        if or_empty {
            set.insert_range(days.len()..);
        }
        set
    }

    fn test(&self, table: TableId, test: &Test, item: Option<Item>) -> Truth {
        let cells = &self.tables[table];
        let yes = match test {
            Test::Term(term) => return Truth::clone(&self.term(*term)),
            Test::Known => {
                let mut set = RowSet::with_capacity(cells.extent());
                set.insert_range(..cells.len);
                set
            }
            Test::Is(column, codes) => {
                let mut yes = row_set(cells.extent(), cells.codes(*column), |code| codes >> code & 1 == 1);
                if codes & 1 == 1 {
                    yes.insert_range(cells.codes(*column).len()..);
                }
                if !leaves_undetermined(table, *column) || !cells.codes(*column).contains(&0) {
                    return Truth { yes, maybe: None };
                }
                let mut possible = yes.clone();
                let empty = cells.codes(*column).iter().enumerate().filter(|(_, c)| **c == 0);
                empty.for_each(|(row, _)| possible.insert(row));
                return Truth::new(yes, possible);
            }
            Test::Truth(column) | Test::Filled(Source::Column(column)) => cells.filled_rows(*column),
            Test::Filled(source) if self.names_rows(*source) => self.filled(table, *source),
            Test::Filled(source) => self.rows(table, |row| self.is_filled(table, *source, row)),
            Test::Empty(Source::Column(column)) => cells.empty_rows(*column),
            Test::Empty(source) => self.rows(table, |row| !self.is_filled(table, *source, row)),
            Test::Date { source: Source::Column(column), relation, or_empty }
                if let Some(span) = self.span(relation) =>
            {
                self.days_within(table, *column, span, *or_empty)
            }
            Test::Date { source, relation, or_empty } => self.rows(table, |row| {
                let day = self.day(table, *source, row);
                if day.is_empty() { *or_empty } else { self.related_holds(relation, day, row) }
            }),
            Test::Same(..) => RowSet::with_capacity(cells.extent()),
            Test::Mentions(column, words) => {
                let words = Words::new(words, table.def().def(*column).kind == Kind::Email);
                self.rows(table, |row| words.are_mentioned(cells.text(*column, row)))
            }
            Test::MatchesItem(column) => {
                let Some(item) = item else { return Truth::none(cells.extent()) };
                if table.def().def(*column).kind == Kind::Points {
                    let Some(point) = self.policy.point(item) else { return Truth::none(cells.extent()) };
                    self.rows(table, |row| cells.points(*column, row) >> (point - 1) & 1 == 1)
                } else {
                    let names = self.policy.item_names(item);
                    self.rows(table, |row| names.iter().any(|name| *name == fold::header_of(cells.text(*column, row))))
                }
            }
            Test::MatchesEdition(column) => {
                let current =
                    item.and_then(|item| self.policy.edition(item, self.as_of)).map(|e| fold::edition(&e.edition));
                self.rows(table, |row| current.as_ref().is_some_and(|c| *c == fold::edition(cells.text(*column, row))))
            }
        };
        Truth { yes, maybe: None }
    }

    /// Whether what a term stands for are rows, and not days.
    fn names_rows(&self, source: Source) -> bool {
        let Source::Term(term) = source else { return false };
        let TermKind::First(values, _) = &self.policy.terms[term.0].kind else { return false };
        let is_row = |value: &Value| match value.source {
            Source::Column(column) => matches!(value.table.def().def(column).kind, Kind::Row(_)),
            source @ Source::Term(_) => self.names_rows(source),
        };
        values.iter().all(is_row)
    }

    fn is_filled(&self, table: TableId, source: Source, row: u32) -> bool {
        match source {
            Source::Column(column) => self.tables[table].is_filled(column, row),
            Source::Term(_) => is_row(self.reference(table, source, row)) || !self.day(table, source, row).is_empty(),
        }
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

    /// The rows that have at least so many related rows for which all conditions hold.
    pub fn some(&self, related: &Related, that: &[Condition], at_least: usize, item: Option<Item>) -> Truth {
        self.having(related, &self.all(related.to, that, item), at_least, None)
    }

    /// The rows that have at least so many related rows in a set. Where each row must be looked at by itself, only
    /// those of `population` are, if it is given.
    pub fn having(&self, related: &Related, such: &Truth, at_least: usize, population: Option<&RowSet>) -> Truth {
        if at_least == 1 && related.same.is_empty() {
            return related.hops.iter().rev().fold(such.clone(), |truth, hop| match hop {
                Hop::Forward(step) => self.pull(*step, &truth),
                Hop::Back(table, column) => self.push(*table, *column, &truth),
            });
        }
        let is_examined = |row: u32| population.is_none_or(|population| population.contains(row as usize));
        let rows = |set: &RowSet| match related.same.split_first() {
            Some((first, others)) if at_least == 1 => self.naming_the_same(related, first, others, set, is_examined),
            _ => self.rows(related.from, |row| is_examined(row) && self.count(related, row, set) >= at_least),
        };
        let yes = rows(&such.yes);
        match &such.maybe {
            None => Truth { yes, maybe: None },
            Some(_) => Truth::new(yes, rows(&such.possible())),
        }
    }

    /// The rows, of those that are examined, with a related row in a set that names the same.
    fn naming_the_same(
        &self,
        related: &Related,
        (source, value): &(Source, Value),
        others: &[(Source, Value)],
        set: &RowSet,
        is_examined: impl Fn(u32) -> bool,
    ) -> RowSet {
        let (wanted, named) = (self.value_references(value), self.references(related.to, *source));
        let is_same = |row: u32, other: u32| {
            others.iter().all(|(source, value)| {
                let wanted = self.value_reference(value, row);
                is_row(wanted) && self.reference(related.to, *source, other) == wanted
            })
        };
        let (first, further) = match related.hops.split_first() {
            Some((Hop::Forward(step), further)) => (Some(self.references(step.from, step.by)), further),
            _ => (None, related.hops.as_slice()),
        };
        // rows side by side often lead to the same row, as all members of a group to the group: what those behind it
        // name is written down once for all of them
        let (mut at, mut behind) = (NONE, Vec::new());
        self.rows(related.from, |row| {
            let wanted = if is_examined(row) { wanted.get(row) } else { NONE };
            let next = first.as_ref().map_or(row, |first| first.get(row as usize).copied().unwrap_or(NONE));
            if !is_row(wanted) || !is_row(next) {
                return false;
            }
            if at != next {
                at = next;
                behind.clear();
                self.any_behind(further, at, &mut |other| {
                    if set.contains(other as usize) {
                        behind.push((named.get(other as usize).copied().unwrap_or(NONE), other));
                    }
                    false
                });
            }
            behind.iter().any(|(named, other)| *named == wanted && is_same(row, *other))
        })
    }

    /// How many of the rows related to a row are in a set. Over several hops a row may be met more than once.
    pub fn count(&self, related: &Related, row: u32, set: &RowSet) -> usize {
        if related.hops.len() > 1 {
            return self.related(related, row).into_iter().filter(|other| set.contains(*other as usize)).count();
        }
        let mut count = 0;
        self.each_related(related, row, &mut |other| count += usize::from(set.contains(other as usize)));
        count
    }

    /// The rows that a row in the set names.
    fn push(&self, table: TableId, column: ColumnId, truth: &Truth) -> Truth {
        let Kind::Row(target) = table.def().def(column).kind else {
            return Truth::none(0);
        };
        let references = self.tables[table].references(column);
        let named = |set: &RowSet| {
            let mut rows = RowSet::with_capacity(self.extent(target));
            for row in set.ones() {
                if let Some(reference) = references.get(row).filter(|r| is_row(**r)) {
                    rows.insert(*reference as usize);
                }
            }
            rows
        };
        match &truth.maybe {
            None => Truth { yes: named(&truth.yes), maybe: None },
            Some(_) => Truth::new(named(&truth.yes), named(&truth.possible())),
        }
    }

    /// Calls `each` with every row related to a row.
    pub fn each_related(&self, related: &Related, row: u32, each: &mut dyn FnMut(u32)) {
        if related.same.is_empty() {
            self.any_behind(&related.hops, row, &mut |other| {
                each(other);
                false
            });
            return;
        }
        let wanted: Vec<u32> = related.same.iter().map(|(_, value)| self.value_reference(value, row)).collect();
        self.any_behind(&related.hops, row, &mut |other| {
            let fits =
                related.same.iter().zip(&wanted).all(|((source, _), wanted)| {
                    is_row(*wanted) && self.reference(related.to, *source, other) == *wanted
                });
            if fits {
                each(other);
            }
            false
        });
    }

    /// Goes through the rows at the end of hops until one is the right one.
    fn any_behind(&self, hops: &[Hop], row: u32, is_it: &mut impl FnMut(u32) -> bool) -> bool {
        match hops.split_first() {
            None => is_it(row),
            Some((Hop::Forward(step), rest)) => {
                let next = self.reference(step.from, step.by, row);
                is_row(next) && self.any_behind(rest, next, is_it)
            }
            Some((Hop::Back(table, column), rest)) => {
                self.index(*table, *column).get(row).any(|next| self.any_behind(rest, next, is_it))
            }
        }
    }

    /// The rows related to a row, each once, in order.
    pub fn related(&self, related: &Related, row: u32) -> Vec<u32> {
        let mut rows = Vec::new();
        self.each_related(related, row, &mut |other| rows.push(other));
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

/// Whether an empty cell of this column leaves the row out of rules, which a verdict must then count.
fn leaves_undetermined(table: TableId, column: ColumnId) -> bool {
    table.def().is_standing && matches!(table.def().def(column).name, "status" | "kind")
}

/// Words that a text may mention; see [`Test::Mentions`].
struct Words<'w> {
    latin: Vec<&'w str>,
    others: Vec<Finder<'static>>,
    /// Whether a text in ASCII may hold one of the others, folded.
    others_in_ascii: bool,
    in_email: bool,
}

impl<'w> Words<'w> {
    fn new(words: &'w [String], in_email: bool) -> Self {
        let (latin, others): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| word.is_ascii());
        let others: Vec<String> = others.into_iter().map(|word| fold::characters(word)).collect();
        Self {
            latin: latin.into_iter().map(String::as_str).collect(),
            others_in_ascii: others.iter().any(|word| word.is_ascii()),
            others: others.iter().map(|word| Finder::new(word).into_owned()).collect(),
            in_email,
        }
    }

    fn are_mentioned(&self, text: &str) -> bool {
        let text = if self.in_email { text.split(['@', '＠']).next().unwrap_or_default() } else { text };
        let is_latin = |word: &str| !word.is_empty() && self.latin.iter().any(|w| w.eq_ignore_ascii_case(word));
        let any_latin = |text: &str| text.split(|c: char| !c.is_ascii_alphabetic()).any(is_latin);
        if any_latin(&if fold::is_settled(text) { Cow::Borrowed(text) } else { Cow::Owned(fold::width(text)) }) {
            return true;
        }
        if self.others.is_empty() || (text.is_ascii() && !self.others_in_ascii) {
            return false;
        }
        let folded = fold::characters(text);
        self.others.iter().any(|word| word.find(folded.as_bytes()).is_some())
    }
}
