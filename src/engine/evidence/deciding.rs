//! Which cells would decide what is not known of a member: the conditions that are not settled are followed to the cells that
//! leave them so.

use smol_str::{SmolStr, format_smolstr};

use crate::engine::eval::{ends, leads_to_patients};
use crate::engine::evidence::Describer;
use crate::model::report::DecidingCell;
use crate::model::schema::{ColumnId, EvidenceOf, Kind, TableId, known};
use crate::policy::check::Check;
use crate::policy::condition::{Condition, Hop, Related, Source, Step, TermId, Test, Value, When};
use crate::policy::{Item, Population, TermKind};
use crate::source;
use crate::table::{CellState, is_row};

/// So many cells are told of one member, and so many are looked for.
const MOST_CELLS: usize = 32;
const ENOUGH_CELLS: usize = 16 * MOST_CELLS;

impl Describer<'_> {
    /// The cells that would decide whether a member is a finding.
    pub(crate) fn deciding(&self, population: &Population, row: u32, item: Option<Item>) -> Vec<DecidingCell> {
        let mut walk = Walk { describer: self, item, found: Vec::new() };
        let conditions = population.conditions.iter().chain(&population.except);
        conditions.chain(population.check.own_conditions()).for_each(|condition| walk.condition(condition, row));
        walk.check(population, row);
        let mut cells: Vec<DecidingCell> =
            walk.found.iter().filter_map(|(table, column, row)| self.deciding_cell(*table, *column, *row)).collect();
        cells.sort();
        cells.dedup();
        cells.truncate(MOST_CELLS);
        cells
    }

    fn deciding_cell(&self, table: TableId, column: ColumnId, row: u32) -> Option<DecidingCell> {
        let cells = &self.eval.tables[table];
        let origin = cells.origin.as_ref().filter(|_| (row as usize) < cells.len)?;
        let place = origin.place(row, column);
        let section = &origin.sections[place.section];
        let name = |at: u32| format_smolstr!("{}{}", source::column_name(at), place.line);
        Some(DecidingCell {
            file: self.files[section.file].clone(),
            sheet: section.sheet.as_deref().map(SmolStr::new),
            line: place.line,
            column: SmolStr::new_static(table.def().def(column).name),
            header: place.column.map(SmolStr::from),
            cell: place.at.filter(|_| section.in_cells).map(name),
        })
    }
}

/// What is met on the way to the cells that would decide.
struct Walk<'w, 'a> {
    describer: &'w Describer<'a>,
    item: Option<Item>,
    found: Vec<(TableId, ColumnId, u32)>,
}

impl Walk<'_, '_> {
    fn check(&mut self, population: &Population, row: u32) {
        match &population.check {
            Check::Conditions(_) => {}
            Check::Quantified(check) => {
                self.related(&check.related, &[&check.those, &check.that], None, row);
                for (source, value) in &check.unlike {
                    self.value(value, row);
                    let rows = self.describer.eval.possibly_related(&check.related, row).unwrap_or_default();
                    rows.iter().for_each(|other| self.source(check.related.to, *source, *other));
                }
            }
            Check::Count(check) => self.related(&check.related, &[&check.that], None, row),
            Check::Latest(check) => {
                self.related(&check.related, &[&check.those, &check.that], Some(check.by), row);
            }
            Check::Deadline(check) => {
                match &check.of {
                    Some((related, that)) => self.related(related, &[that], Some(check.act), row),
                    None => self.cell(check.table, check.act, row),
                }
                check.after.iter().for_each(|when| self.when(when, row));
                if let Some((related, column)) = &check.after_latest {
                    self.related(related, &[], Some(*column), row);
                }
            }
            Check::Unique(check) => check.by.iter().for_each(|column| self.cell(check.table, *column, row)),
            Check::Names(check) => {
                self.cell(check.table, check.column, row);
                check.allowed.iter().for_each(|allowed| self.related(allowed, &[], None, row));
            }
        }
    }

    /// Whether no more cells are looked for.
    fn has_enough(&self) -> bool {
        self.found.len() >= ENOUGH_CELLS
    }

    /// The cells that leave a condition unsettled for a row, if it is.
    fn condition(&mut self, condition: &Condition, row: u32) {
        if self.has_enough() || self.describer.eval.condition(condition, self.item).get(row).is_some() {
            return;
        }
        if let Test::Same(source, value) = &condition.test {
            self.ends(&condition.path, row).into_iter().for_each(|at| self.source(condition.target(), *source, at));
            self.value(value, row);
            return;
        }
        for at in self.ends(&condition.path, row) {
            let target = condition.target();
            match &condition.test {
                Test::Term(term) => self.term(*term, at),
                Test::Date { source, relation, .. } => {
                    self.source(target, *source, at);
                    relation.days().for_each(|when| self.when(when, at));
                }
                Test::Empty(source) | Test::Filled(source) => self.source(target, *source, at),
                Test::Is(column, _)
                | Test::Truth(column)
                | Test::Mentions(column, _)
                | Test::MatchesItem(column)
                | Test::MatchesEdition(column) => self.cell(target, *column, at),
                Test::Known | Test::Same(..) => {}
            }
        }
    }

    fn term(&mut self, term: TermId, row: u32) {
        let eval = self.describer.eval;
        if eval.term(term).get(row).is_some() {
            return;
        }
        match &eval.policy.terms[term.0].kind {
            TermKind::All(conditions) | TermKind::Any(conditions) => {
                conditions.iter().for_each(|condition| self.condition(condition, row));
            }
            TermKind::Some { related, that, .. } => self.related(related, &[that], None, row),
            TermKind::First(..) => {}
        }
    }

    /// The cells that leave it open which rows are related, what they are like, and what stands in a column of them.
    fn related(&mut self, related: &Related, that: &[&Vec<Condition>], column: Option<ColumnId>, row: u32) {
        let eval = self.describer.eval;
        let rows = ends(related, row, |at, hop, row, next| match hop {
            Hop::Forward(step) => next.extend(self.step(*step, row)),
            Hop::Back(table, column) => {
                if leads_to_patients(*table, at) {
                    self.cell(at, eval.tables[at].column("patient_id"), row);
                }
                next.extend(eval.index(*table, *column).get(row));
                for other in eval.may_name(*table, *column).get(row) {
                    self.cell(*table, *column, other);
                    next.push(other);
                }
            }
        });
        for (source, value) in &related.same {
            self.value(value, row);
            rows.iter().for_each(|other| self.source(related.to, *source, *other));
        }
        for other in rows {
            column.iter().for_each(|column| self.cell(related.to, *column, other));
            that.iter().copied().flatten().for_each(|condition| self.condition(condition, other));
        }
    }

    fn when(&mut self, when: &When, row: u32) {
        if let When::Value(value) = when {
            self.value(value, row);
        }
    }

    fn value(&mut self, value: &Value, row: u32) {
        for at in self.ends(&value.path, row) {
            self.source(value.table, value.source, at);
        }
    }

    /// The rows to which a path may lead; the cells that leave that open are met on the way.
    fn ends(&mut self, path: &[Step], row: u32) -> Vec<u32> {
        let mut rows = vec![row];
        for step in path {
            rows = rows.into_iter().flat_map(|row| self.step(*step, row)).collect();
        }
        rows
    }

    fn step(&mut self, step: Step, row: u32) -> Vec<u32> {
        self.source(step.from, step.by, row);
        let rows = self.describer.eval.options(step.from, step.by, row).rows;
        if let Source::Column(column) = step.by
            && rows.iter().any(|named| self.describer.eval.is_unknown_row(step.to, *named))
        {
            self.found.push((step.from, column, row));
        }
        rows
    }

    fn source(&mut self, table: TableId, source: Source, row: u32) {
        match source {
            Source::Column(column) => self.cell(table, column, row),
            Source::Term(term) => {
                let eval = self.describer.eval;
                eval.values(term).iter().for_each(|value| self.value(value, row));
            }
        }
    }

    /// A cell, if it is not known what it holds; behind a derived one stand others.
    fn cell(&mut self, table: TableId, column: ColumnId, row: u32) {
        let (eval, k) = (self.describer.eval, known());
        if self.has_enough() || eval.is_known(table, column, row) {
            return;
        }
        let cells = &eval.tables[table];
        let def = table.def();
        if table == k.group_patients {
            let group = cells.reference(cells.column("group_id"), row);
            self.found.push((k.groups, eval.tables[k.groups].column("patient_id"), group));
            return;
        }
        let Some(reads) = &def.def(column).derived else {
            self.found.push((table, column, row));
            return;
        };
        if def.def(column).evidence_of == Some(EvidenceOf::Leader) {
            // whose the group is follows from its leader's account, or else from their membership
            let [leader, place] = ["leader_id", "leader_place"].map(|name| cells.column(name));
            self.cell(table, leader, row);
            for person in eval.options(table, Source::Column(leader), row).rows {
                self.cell(k.staff, eval.tables[k.staff].column("office_id"), person);
            }
            let (place, members) = (cells.reference(place, row), &eval.tables[k.memberships]);
            if is_row(place) {
                self.cell(k.memberships, members.column("office_id"), place);
            }
            return;
        }
        for (from, name) in reads {
            let Some(read) = from.def().column(name) else { continue };
            if *from == table {
                // what follows from an empty cell is settled by filling it in
                match cells.state(read, row) {
                    CellState::Empty => self.found.push((table, read, row)),
                    _ => self.cell(table, read, row),
                }
                continue;
            }
            // rows of another table that name this one
            let naming = from.def().columns().find(|(_, c)| c.kind == Kind::Row(table) && c.step.is_some());
            let Some((naming, _)) = naming.filter(|_| is_row(row)) else { continue };
            let rows: Vec<u32> = eval.index(*from, naming).get(row).collect();
            rows.into_iter().for_each(|other| self.cell(*from, read, other));
        }
    }
}
