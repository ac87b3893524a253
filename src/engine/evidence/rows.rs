//! Which rows and cells a finding rests on: the member itself, what the conditions lead to, and the registers that were
//! searched.

use rustc_hash::FxHashMap;

use crate::engine::check::Detail;
use crate::engine::evidence::Describer;
use crate::load::derive::is_employment;
use crate::model::schema::{ColumnId, EvidenceOf, Kind, TableId, known, schema};
use crate::policy::TermKind;
use crate::policy::condition::{Condition, Source, Test, When};
use crate::table::{CellState, is_row};

/// Rows and the columns in them that matter, in the order in which they were met; and the tables in which something
/// was looked for that is not there.
#[derive(Debug, Default)]
pub struct Rows {
    pub(super) met: Vec<(TableId, u32, Vec<ColumnId>)>,
    /// Where each was met, once there are many.
    pub(super) places: FxHashMap<(TableId, u32), usize>,
    pub(super) searched: Vec<TableId>,
    /// How many more related rows of a table there are than were met.
    pub(super) more: Option<(TableId, usize)>,
    /// How many of the first are the member itself, or name it.
    pub(super) own: usize,
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

impl Describer<'_> {
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
            let (related, more) = self.first(*table, related.clone());
            rows.more = Some((*table, detail.more + more)).filter(|(_, more)| *more > 0);
            for row in &related {
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
        if matches!(condition.test, Test::Truth(column) if target.def().def(column).name == "is_own") {
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
                // what the roster says of someone's employment stands in the rows about it
                TermKind::Some { related, .. } if related.to == known().roster && related.from == known().staff => {
                    if is_row(at) {
                        self.employment(at, rows);
                    }
                }
                TermKind::Some { related, that, .. } if requirement => {
                    let holds = self.eval.term(*term).yes.contains(at as usize);
                    let is_such =
                        |other: u32| that.iter().all(|c| self.eval.condition(c, None).get(other) == Some(true));
                    // what makes a term hold are the rows that are such
                    let mut found = self.eval.related(related, at);
                    found.retain(|other| !holds || is_such(*other));
                    found.iter().for_each(|other| rows.add(related.to, *other, &[]));
                    if !holds {
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
        let cells = &self.eval.tables[table];
        let def = table.def().def(column);
        match (def.evidence_of, &def.evidence) {
            (Some(EvidenceOf::Employment), _) => self.employment(row, rows),
            (Some(EvidenceOf::Leader), _) => {
                // whose the group is follows from its leader's account, or else from their membership
                let leader = cells.reference(cells.column("leader_id"), row);
                let k = known();
                if is_row(leader) && (leader as usize) < self.eval.tables[k.staff].len {
                    rows.add(k.staff, leader, &[self.eval.tables[k.staff].column("office_id")]);
                } else {
                    let place = cells.reference(cells.column("leader_place"), row);
                    rows.add(k.memberships, place, &[self.eval.tables[k.memberships].column("office_id")]);
                }
            }
            (Some(EvidenceOf::Row), _) => {
                if let Kind::Row(target) = def.kind {
                    rows.add(target, cells.reference(column, row), &[]);
                }
            }
            (None, Some(evidence)) => {
                let shown: Vec<ColumnId> = evidence.iter().map(|name| cells.column(name)).collect();
                let filled = shown.iter().find(|column| cells.state(**column, row) != CellState::Empty);
                filled.or(shown.last()).into_iter().for_each(|column| rows.add(table, row, &[*column]));
            }
            (None, None) if (row as usize) < cells.len => rows.add(table, row, &[column]),
            (None, None) => {}
        }
    }

    /// The rows of the roster that tell of a person's employment.
    fn employment(&self, person: u32, rows: &mut Rows) {
        let k = known();
        let (staff, roster) = (&self.eval.tables[k.staff], &self.eval.tables[k.roster]);
        let account_office = staff.reference(staff.column("office_id"), person);
        let told = [roster.column("left_on"), roster.column("status")];
        let mut listed = false;
        for row in self.eval.index(k.roster, roster.column("staff")).get(person) {
            if is_employment(account_office, roster.reference(roster.column("office_id"), row)) {
                rows.add(k.roster, row, &told[..=usize::from(roster.has(told[1]))]);
                listed = true;
            }
        }
        if !listed {
            rows.search(k.roster);
        }
    }
}
