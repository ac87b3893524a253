//! Which offices are audited, and which names are nearly theirs.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{is_without_row, place};
use crate::base::normalize;
use crate::load::listed_offices::{ListedOffices, Whose};
use crate::load::resolve::Resolver;
use crate::model::issue::{InputRule, Issues, MessageArg};
use crate::model::place::Place;
use crate::model::schema::{ColumnId, Is, Kind, TableId, known};
use crate::table::{CellState, Column, NONE, RowSet, States, Table, Tables, is_row};

/// Which offices are audited, as far as that is known.
pub(super) fn own(tables: &mut Tables, issues: &mut Issues, resolver: &mut Resolver) {
    let offices = known().offices;
    let (mut own, mut states) = (RowSet::with_capacity(tables[offices].extent()), States::default());
    if resolver.says_which_are_own(tables) {
        let mut office = 0;
        // asking for an office that is listed as own may add it
        while (office as usize) < tables[offices].extent() {
            let whose = resolver.whose(tables, office);
            own.grow(tables[offices].extent());
            match whose {
                Whose::Own => own.insert(office as usize),
                Whose::Other => {}
                Whose::Unknown => states.note(office, CellState::Unknown),
            }
            office += 1;
        }
        let near = nearly_own(&tables[offices], &own);
        near.keys().for_each(|office| states.note(*office, CellState::Unknown));
        unknown_offices(tables, issues, &near);
    } else {
        let listed = resolver.listed(tables);
        let named = named_offices(tables, listed);
        match named.as_slice() {
            // the office of everybody in the table, whatever it is called elsewhere
            [] => offices_of_staff(tables, listed).into_iter().for_each(|office| own.grow_and_insert(office as usize)),
            [(one, _)] => own.grow_and_insert(*one as usize),
            several => {
                (0..tables[offices].extent() as u32)
                    .filter(|office| !listed.is_said_to_be_other(*office))
                    .for_each(|office| states.note(office, CellState::Unknown));
                undeclared(tables, issues, several);
            }
        }
        own.grow(tables[offices].extent());
    }
    let table = if tables[known().staff].origin.is_some() { known().staff } else { offices };
    if tables[table].len > 0 {
        issues.examined(InputRule::UndeclaredOffice, 1);
    }
    let column = tables[offices].column("is_own");
    tables[offices].set(column, Column::Bits(own));
    tables[offices].set_states(column, states);
}

/// The offices for which the accounts count: whoever has none may be of any own office, and is of the only one.
pub(super) fn counted_offices(tables: &mut Tables) {
    let k = known();
    let (staff, offices) = (&tables[k.staff], &tables[k.offices]);
    let [named, counted] = ["office_id", "counted_office"].map(|name| staff.column(name));
    let own = offices.column("is_own");
    let unknown = offices.rows_in_state(own, CellState::Unknown).into_iter().flat_map(|rows| rows.ones());
    let any_own: Vec<u32> = offices.filled_rows(own).ones().chain(unknown).map(|office| office as u32).collect();
    let only = if let [one] = any_own.as_slice() { *one } else { NONE };
    let any_own: Arc<[u32]> = any_own.into();
    let mut counting: Vec<u32> = (0..staff.len as u32).map(|row| staff.reference(named, row)).collect();
    let (mut states, mut candidates) = (States::default(), Vec::new());
    for (row, office) in (0..).zip(&mut counting) {
        match staff.state(named, row) {
            CellState::Empty => *office = only,
            CellState::Unknown if staff.candidates(named, row).is_empty() => states.note(row, CellState::Unknown),
            CellState::Unknown => candidates.push((row, staff.candidates(named, row).into())),
            _ => continue,
        }
        if only == NONE && any_own.len() > 1 && staff.state(named, row) == CellState::Empty {
            candidates.push((row, Arc::clone(&any_own)));
        }
    }
    let staff = &mut tables[k.staff];
    staff.set(counted, Column::Row(counting));
    staff.set_states(counted, states);
    candidates.into_iter().for_each(|(row, offices)| staff.set_candidates(counted, row, offices));
}

/// The offices that the accounts name, or else all tables, each with the row that names it first; without those that are said to be
/// others'.
fn named_offices(tables: &Tables, listed: &ListedOffices) -> Vec<(u32, (TableId, u32))> {
    let k = known();
    let is_staff_given = tables[k.staff].origin.is_some();
    let mut named: Vec<(u32, (TableId, u32))> = Vec::new();
    for (id, def) in crate::model::schema::schema().tables().filter(|(id, _)| !is_staff_given || *id == k.staff) {
        let Some(column) = def.that_is(Is::Office) else { continue };
        let mut seen = RowSet::with_capacity(tables[k.offices].extent());
        named.iter().for_each(|(office, _)| seen.insert(*office as usize));
        for (row, office) in (0..).zip(tables[id].references(column)).filter(|(_, office)| is_row(**office)) {
            if !listed.is_said_to_be_other(*office) && !seen.put(*office as usize) {
                named.push((*office, (id, row)));
            }
        }
    }
    named
}

/// The offices that stand beside people who have an account, without those that are said to be others'.
fn offices_of_staff(tables: &Tables, listed: &ListedOffices) -> Vec<u32> {
    let k = known();
    let accounts = tables[k.staff].len;
    let mut found = Vec::new();
    for (id, def) in crate::model::schema::schema().tables() {
        let column = |kind: TableId| {
            let is_it =
                |(_, c): &(ColumnId, &crate::model::schema::Column)| c.kind == Kind::Row(kind) && c.derived.is_none();
            def.columns().find(is_it).map(|(column, _)| tables[id].references(column))
        };
        let (Some(people), Some(offices)) = (column(k.staff), column(k.offices)) else { continue };
        let beside = people
            .iter()
            .zip(offices)
            .filter(|(person, office)| (**person as usize) < accounts && is_row(**office))
            .filter(|(_, office)| !listed.is_said_to_be_other(**office));
        found.extend(beside.map(|(_, office)| *office));
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// Tells that several offices are named, and nobody says which of them are audited.
fn undeclared(tables: &Tables, issues: &mut Issues, several: &[(u32, (TableId, u32))]) {
    let offices = &tables[known().offices];
    let name = |office: &u32| offices.names.get(office).map_or_else(|| offices.keys.text(*office), String::as_str);
    let mut names: Vec<String> = several.iter().map(|(office, _)| name(office).to_owned()).collect();
    names.sort();
    let setting = names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    // the rows of one table are shown: that of the first
    let table = several[0].1.0;
    let column = table.def().that_is(Is::Office);
    for (_, (_, row)) in several.iter().filter(|(_, (of, _))| *of == table) {
        let here = column.map_or_else(|| Place::new(0, 0, None), |column| place(&tables[table], *row, column));
        issues.add(InputRule::UndeclaredOffice, table, Vec::new(), here, || {
            vec![
                ("table", MessageArg::Table(table)),
                ("value", MessageArg::List(names.clone())),
                ("setting", MessageArg::Text(format!("own = [{setting}]"))),
            ]
        });
    }
}

/// Tells which offices nearly name an own one, and in which rows.
fn unknown_offices(tables: &Tables, issues: &mut Issues, near: &BTreeMap<u32, Vec<String>>) {
    let offices = known().offices;
    for (id, def) in crate::model::schema::schema().tables().filter(|(_, def)| !def.derived) {
        for (column, _) in def.columns().filter(|(_, c)| c.kind == Kind::Row(offices) && c.derived.is_none()) {
            let references = tables[id].references(column);
            let without_row = references.iter().filter(|office| is_without_row(**office, tables[offices].len));
            issues.examined(InputRule::UnknownOffice, without_row.count() as u64);
            for (row, office) in (0..).zip(references).filter(|_| !near.is_empty()) {
                let Some(own) = near.get(office) else { continue };
                let text = tables[offices].keys.text(*office);
                let name = tables[offices].names.get(office).map_or(text, String::as_str);
                issues.add(
                    InputRule::UnknownOffice,
                    id,
                    vec![normalize::name(name)],
                    place(&tables[id], row, column),
                    || {
                        vec![
                            ("table", MessageArg::Table(id)),
                            ("name", MessageArg::List(vec![name.to_owned()])),
                            ("near", MessageArg::List(own.clone())),
                        ]
                    },
                );
            }
        }
    }
}

/// The offices without a row that nearly name own ones, and these: a slip, a short or a long form of the name, the id with a
/// remark.
fn nearly_own(offices: &Table, own: &RowSet) -> BTreeMap<u32, Vec<String>> {
    let name = offices.column("name");
    let called = |office: u32| -> Vec<String> {
        let named = offices.names.get(&office).map_or("", String::as_str);
        let all = [offices.keys.text(office), offices.text(name, office), named];
        all.into_iter().filter(|text| !text.is_empty()).map(normalize::name).collect()
    };
    let own_names: Vec<(String, u32)> = own
        .ones()
        .map(|office| office as u32)
        .flat_map(|own| called(own).into_iter().map(move |name| (name, own)))
        .collect();
    let is_near = |one: &str, other: &str| {
        let is_name = |text: &str| normalize::reads_like_name(text) && text.chars().count() > 2;
        let is_longer = |long: &str, short: &str| {
            let rest = long.strip_prefix(short);
            rest.is_some_and(|rest| {
                is_name(short) || rest.starts_with(|c: char| !c.is_alphanumeric()) || !rest.is_ascii()
            })
        };
        is_name(one) && is_name(other) && normalize::nearly(one, other)
            || is_longer(one, other)
            || is_longer(other, one)
    };
    let without_row = (offices.len as u32..offices.extent() as u32).filter(|office| !own.contains(*office as usize));
    let near = |office: u32| {
        let names = called(office);
        let is_it = |(own, _): &&(String, u32)| names.iter().any(|name| name != own && is_near(name, own));
        let mut own: Vec<u32> = own_names.iter().filter(is_it).map(|(_, own)| *own).collect();
        own.sort_unstable();
        own.dedup();
        let label = |own: u32| {
            let text = offices.text(name, own);
            if text.is_empty() { offices.keys.text(own).to_owned() } else { text.to_owned() }
        };
        (office, own.into_iter().map(label).collect::<Vec<_>>())
    };
    without_row.map(near).filter(|(_, own)| !own.is_empty()).collect()
}
