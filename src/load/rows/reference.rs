//! Cells that name a row of another table.

use std::sync::Arc;

use csv::ByteRecord;

use super::{Pending, Rows, Spot};
use crate::base::normalize;
use crate::load::header::text;
use crate::load::resolve::{Named, PersonRef, learn_names};
use crate::load::{Loader, lookups};
use crate::model::issue::InputRule;
use crate::model::place::MatchKind;
use crate::model::schema::{TableId, known};
use crate::table::{CellState, Column, NONE};

impl Rows<'_> {
    /// Reads a cell that names an office, a person, a patient or a group.
    pub(super) fn reference(
        &mut self,
        loader: &mut Loader<'_>,
        place: usize,
        target: TableId,
        record: &ByteRecord,
        pending: &mut Pending,
    ) {
        let k = known();
        // the office of the row is that of the person it is about, not of whoever invited them
        let about = self.def.def(self.columns[place].column).step == Some("staff");
        let office = self.office.filter(|_| about).map_or(NONE, |office| self.references[office]);
        let column = &mut self.columns[place];
        let reading = column.reading;
        let written = column.places.map(|place| text(record, place));
        let read = written.map(|cell| reading.named(cell));
        for (read, cell) in read.iter().zip(written) {
            if let Some(rule) = read.broken {
                reading.examined_by(read).for_each(|rule| loader.issues.examined(rule, 1));
                pending.cells.push((rule, Spot::Column(column.column), cell.to_owned()));
            }
        }
        let [main, email, name, kana] = read.map(|read| read.value);
        let is_done = reading.is_done(main);
        let main = if is_done { "" } else { main };
        // of a number and a name the name decides, if somebody bears it
        let main = match lookups::pair(main) {
            Some((_, name)) if loader.resolver.knows_name(&loader.tables, target, name) => name,
            Some((number, _)) => number,
            None => main,
        };
        let person_ref = PersonRef { main, email, name, kana };
        if column.wanted && person_ref.is_empty() && read.iter().any(|read| read.state == CellState::Unknown) {
            column.states.note(self.count, CellState::Unknown);
        } else if column.wanted && person_ref.is_empty() && is_done {
            column.states.note(self.count, CellState::Done);
        }
        // a group that is named by its title where its id is empty
        let main = if main.is_empty() { name } else { main };
        let tables = &mut loader.tables;
        let (named, by_name) = if target == k.offices {
            (loader.resolver.office(tables, main), None)
        } else if target == k.groups {
            (loader.resolver.group(tables, main), Some(main).filter(|m| normalize::reads_like_name(m)))
        } else if target == k.patients {
            (loader.resolver.patient(tables, person_ref), person_ref.by_name())
        } else {
            (loader.resolver.person(tables, person_ref, office), person_ref.by_name())
        };
        if let Some(name) = by_name {
            loader.issues.examined_name(loader.tables[target].len > 0);
            if normalize::is_lossy(name) {
                pending.cells.push((InputRule::LossyText, Spot::Column(column.column), name.to_owned()));
            }
        }
        // whoever names an office first makes it known, and those after must not read otherwise
        let is_lossy_office = target == k.offices && normalize::reads_like_name(main) && normalize::is_lossy(main);
        if is_lossy_office {
            loader.issues.examined(InputRule::LossyText, 1);
            pending.cells.push((InputRule::LossyText, Spot::Column(column.column), main.to_owned()));
        }
        let named = match named {
            // an id that is not known may be one that was lost
            Named::One(row, MatchKind::Id) if by_name.is_none() && row as usize >= loader.tables[target].len => {
                if !is_lossy_office && normalize::is_lossy_id(main) {
                    loader.issues.examined(InputRule::LossyText, 1);
                    pending.cells.push((InputRule::LossyText, Spot::Column(column.column), main.to_owned()));
                }
                loader.lost_id(target, main).unwrap_or(named)
            }
            named => named,
        };
        if self.id == k.roster
            && target == k.staff
            && let Named::One(row, _) = &named
            && (*row as usize) < loader.tables[target].len
        {
            learn_names(&mut loader.tables, *row, if name.is_empty() { main } else { name });
        }
        self.references[place] = named.reference();
        if !person_ref.is_empty() || is_done {
            column.filled += 1;
        }
        if column.wanted
            && let Column::Row(cells) = &mut column.cells
        {
            cells.push(named.reference());
            if let Named::One(_, match_kind) = named
                && match_kind != MatchKind::Id
            {
                column.match_kinds.resize(self.count as usize, MatchKind::Id);
                column.match_kinds.push(match_kind);
            }
        }
        if let Named::Several(normalized, candidates) = named {
            if column.wanted {
                let meant = loader.meant.get(candidates.as_slice()).cloned();
                let meant = meant.unwrap_or_else(|| Arc::from(candidates.as_slice()));
                loader.meant.insert(meant.clone());
                column.candidates.push((self.count, meant));
            }
            // an id that a spreadsheet destroyed is told as such
            if !normalized.is_empty() {
                let written = by_name.unwrap_or(if email.is_empty() { main } else { email });
                pending.ambiguous.push((column.column, written.to_owned(), normalized, candidates));
            }
        }
    }
}
