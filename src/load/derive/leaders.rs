//! Who leads each group where no cell says so, and which groups other offices lead.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::code_of;
use super::outside::Offices;
use crate::base::parallel;
use crate::model::schema::{ColumnId, known};
use crate::table::{AMBIGUOUS, CellState, Column, NONE, RowSet, States, Table, Tables, is_row};

/// The leader where no cell names one, and each leader's own membership in their group.
pub(super) fn leaders(tables: &mut Tables) {
    let k = known();
    let (groups, members) = (&tables[k.groups], &tables[k.memberships]);
    let [column, stated_column, by_role_column, place_column] =
        ["leader_id", "leader_stated", "leader_by_role", "leader_place"].map(|name| groups.column(name));
    let (group_of, person_of) =
        (members.references(members.column("group_id")), members.references(members.column("staff_id")));
    let mut leader: Vec<u32> = (0..groups.len as u32).map(|g| groups.reference(column, g)).collect();
    let (mut stated, mut stated_states) = (RowSet::with_capacity(groups.extent()), States::default());
    let mut open = RowSet::with_capacity(groups.len);
    for group in 0..groups.len as u32 {
        match groups.state(column, group) {
            // of one of several it is certain that a cell names one
            _ if leader[group as usize] != NONE => stated.insert(group as usize),
            CellState::Unknown => stated_states.note(group, CellState::Unknown),
            _ => open.insert(group as usize),
        }
    }
    let (mut states, mut candidates) = (States::default(), Vec::new());
    (0..groups.len as u32)
        .filter(|group| groups.state(column, *group) == CellState::Unknown && leader[*group as usize] == NONE)
        .for_each(|group| states.note(group, CellState::Unknown));
    if !open.is_clear() {
        let (status, role) = (members.column("status"), members.column("role"));
        let (active, leads) = (code_of(members, status, "active"), code_of(members, role, "leader"));
        // what is not known of a row may be what makes it the leader's
        let is = |column: ColumnId, wanted: u8, row: u32| match members.code(column, row) {
            0 => None,
            code => Some(code == wanted),
        };
        let mut found: BTreeMap<u32, Vec<(u32, bool)>> = BTreeMap::new();
        for (m, (group, person)) in (0..).zip(group_of.iter().zip(person_of)) {
            if open.contains(*group as usize) {
                match (is(status, active, m), is(role, leads, m)) {
                    (Some(false), _) | (_, Some(false)) => {}
                    (is_active, is_leader) => {
                        let is_sure = is_active.is_some() && is_leader.is_some();
                        found.entry(*group).or_default().push((*person, is_sure));
                    }
                }
            }
        }
        for (group, persons) in found {
            match persons.as_slice() {
                [(one, true)] => leader[group as usize] = *one,
                several if several.iter().any(|(_, is_sure)| *is_sure) => {
                    leader[group as usize] = AMBIGUOUS;
                    candidates.push((group, several.iter().map(|(person, _)| *person).collect::<Arc<[u32]>>()));
                }
                // one of them, or nobody
                perhaps => {
                    states.note(group, CellState::Unknown);
                    candidates.push((group, perhaps.iter().map(|(person, _)| *person).collect::<Arc<[u32]>>()));
                }
            }
        }
    }
    let own_places = parallel::gather(group_of.len().min(person_of.len()), |m, found| {
        let (group, person) = (group_of[m as usize], person_of[m as usize]);
        let leads = leader.get(group as usize).is_some_and(|leader| *leader == person && is_row(person));
        found.extend(leads.then_some((group, m)));
    });
    // without the column no cell is empty
    let mut by_role = RowSet::with_capacity(groups.extent());
    if groups.has(column) {
        open.ones().for_each(|group| by_role.insert(group));
    }
    let mut place = vec![NONE; groups.len];
    own_places.into_iter().for_each(|(group, m)| place[group as usize] = m);
    let mut place_states = States::default();
    for group in 0..groups.len as u32 {
        if leader[group as usize] == AMBIGUOUS || states.get(group) == Some(CellState::Unknown) {
            place_states.note(group, CellState::Unknown);
        }
    }
    let groups = &mut tables[k.groups];
    groups.set(column, Column::Row(leader));
    groups.set_states(column, states);
    candidates.into_iter().for_each(|(group, persons)| groups.set_candidates(column, group, persons));
    groups.set(place_column, Column::Row(place));
    groups.set_states(place_column, place_states);
    groups.set(by_role_column, Column::Bits(by_role));
    groups.set(stated_column, Column::Bits(stated));
    groups.set_states(stated_column, stated_states);
}

/// Where it is not known who leads a group, the offices that its memberships give: by group and person.
fn offices_of_candidates(tables: &Tables, leader: ColumnId) -> FxHashMap<(u32, u32), u32> {
    let (groups, members) = (&tables[known().groups], &tables[known().memberships]);
    let several = groups.rows_with_candidates(leader);
    if several.is_clear() {
        return FxHashMap::default();
    }
    let [group, person] = ["group_id", "staff_id"].map(|name| members.references(members.column(name)));
    let named = (0..).zip(group.iter().zip(person)).filter(|(_, (group, _))| several.contains(**group as usize));
    named.map(|(row, (group, person))| ((*group, *person), office_beside(members, row))).collect()
}

/// The office that a membership gives; [`AMBIGUOUS`] if it is not known which.
fn office_beside(members: &Table, membership: u32) -> u32 {
    let column = members.column("office_id");
    match members.state(column, membership) {
        CellState::Unknown => AMBIGUOUS,
        _ => members.reference(column, membership),
    }
}

/// Which groups are led by people of other offices.
pub(super) fn foreign_led(tables: &mut Tables) {
    let k = known();
    let groups = &tables[k.groups];
    let [leader, place, column] = ["leader_id", "leader_place", "foreign_led"].map(|name| groups.column(name));
    let members = &tables[k.memberships];
    let offices = Offices::new(tables);
    let of_several = offices_of_candidates(tables, leader);
    let nobody_knows = groups.rows_in_state(leader, CellState::Unknown);
    let (mut found, mut states) = (RowSet::with_capacity(groups.extent()), States::default());
    for group in 0..groups.len as u32 {
        let named = groups.reference(leader, group);
        let several = groups.candidates(leader, group);
        let office = office_beside(members, groups.reference(place, group));
        let office_of = |person: u32| {
            if person == named { office } else { of_several.get(&(group, person)).copied().unwrap_or(NONE) }
        };
        let is = |person: &u32| offices.is_outside(tables, *person, office_of(*person));
        let is_unknown = nobody_knows.is_some_and(|rows| rows.contains(group as usize));
        // as a rule one leads
        if is_row(named) && several.is_empty() && !is_unknown {
            match is(&named) {
                Some(is_foreign) => found.set(group as usize, is_foreign),
                None => states.note(group, CellState::Unknown),
            }
            continue;
        }
        let persons = several.iter().chain(Some(&named).filter(|named| is_row(**named)));
        let mut all: Vec<Option<bool>> = persons.map(is).collect();
        if is_unknown && several.is_empty() {
            all.push(None);
        } else if is_unknown || all.is_empty() {
            // whoever is led by nobody is led by no other office
            all.push(Some(false));
        }
        let is_foreign = all[0].filter(|_| all.iter().all(|one| *one == all[0]));
        match is_foreign {
            Some(is_foreign) => found.set(group as usize, is_foreign),
            None => states.note(group, CellState::Unknown),
        }
    }
    let groups = &mut tables[k.groups];
    groups.set(column, Column::Bits(found));
    groups.set_states(column, states);
}
