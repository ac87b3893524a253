//! What is computed once from the tables, as columns that rules read by name: own offices, employment, the
//! leader's own membership, the pairs of group and patient; and the issues that only all tables together show.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::date::Day;
use crate::base::fold::{self, Person};
use crate::base::{garbled, parallel};
use crate::load::lookups;
use crate::load::resolve::{Named, PersonRef, Resolver};
use crate::model::issue::{InputRule, Issues, MessageArg};
use crate::model::place::{MatchKind, Place};
use crate::model::schema::{ColumnId, Kind, TableId, known};
use crate::table::{AMBIGUOUS, CellState, Column, NONE, RowSelection, RowSet, States, Table, Tables, is_row};

/// Computes everything derived, as of a day.
pub fn derive(tables: &mut Tables, issues: &mut Issues, resolver: &mut Resolver, as_of: Day) {
    pairs(tables, issues, resolver);
    patient_groups(tables);
    namesakes(tables);
    own(tables, issues, resolver);
    counted_offices(tables);
    leaders(tables);
    let mut references = References::default();
    references.check(tables, issues);
    for (table, column, row, candidates) in references.candidates {
        tables[table].set_candidates(column, row, candidates);
    }
    employment(tables, as_of);
    foreign_led(tables);
    destroyed_ids(tables, issues);
}

/// How many rows of each section of a table name somebody (or some patient, group) without a row of their own.
pub fn named_without_row(tables: &Tables, id: TableId) -> Vec<u32> {
    let table = &tables[id];
    let columns: Vec<(&[u32], usize)> = id
        .def()
        .columns()
        .filter_map(|(c, def)| match def.kind {
            Kind::Row(target) if def.derived.is_none() && target != known().offices => {
                Some((table.references(c), tables[target].len))
            }
            _ => None,
        })
        .collect();
    let names = |row: u32| {
        columns.iter().any(|(references, len)| references.get(row as usize).is_some_and(|r| is_without_row(*r, *len)))
    };
    let Some(origin) = &table.origin else { return Vec::new() };
    let of_part = |rows: Range<u32>| {
        let mut counts = vec![0; origin.sections.len()];
        if columns.iter().any(|(references, len)| any_is_without_row(part(references, &rows), *len)) {
            rows.filter(|row| names(*row)).for_each(|row| counts[origin.section_of(row)] += 1);
        }
        counts
    };
    let both = |one: Vec<u32>, other: Vec<u32>| one.into_iter().zip(other).map(|(one, other)| one + other).collect();
    parallel::parts(table.len, of_part).into_iter().reduce(both).unwrap_or_default()
}

/// Whether a reference to a table of so many rows names somebody beyond them.
fn is_without_row(reference: u32, len: usize) -> bool {
    is_row(reference) && reference as usize >= len
}

/// Whether one of many references does; all of them are looked at, as that is quicker than to ask after each.
fn any_is_without_row(references: &[u32], len: usize) -> bool {
    references.iter().fold(false, |any, reference| any | is_without_row(*reference, len))
}

/// The cells of some rows; there may be fewer cells than rows.
fn part<'t>(cells: &'t [u32], rows: &Range<u32>) -> &'t [u32] {
    let at = |row: u32| cells.len().min(row as usize);
    &cells[at(rows.start)..at(rows.end)]
}

/// Someone without an account is named with their office in one row (a membership) and by their bare name in another
/// (the leader of a group, whoever invited somebody). If only one person of that name is known, it is they.
fn namesakes(tables: &mut Tables) {
    let k = known();
    let staff = &tables[k.staff];
    let mut bare: Vec<(u32, String)> = Vec::new();
    let mut of_an_office: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for row in staff.by_name.ones().map(|row| row as u32) {
        let folded = staff.names.get(&row).map(|name| Person::name_of(name)).unwrap_or_default();
        if staff.keys.text(row) == folded {
            bare.push((row, folded));
        } else {
            of_an_office.entry(folded).or_default().push(row);
        }
    }
    let same: FxHashMap<u32, u32> = bare
        .into_iter()
        .filter_map(|(row, folded)| match of_an_office.get(&folded)?.as_slice() {
            [one] => Some((row, *one)),
            _ => None,
        })
        .collect();
    if same.is_empty() {
        return;
    }
    // a register of ours is about our own people, whatever others are called
    for (id, name) in [(k.groups, "leader_id"), (k.memberships, "invited_by"), (k.memberships, "approved_by")] {
        let column = tables[id].column(name);
        let mut references = tables[id].references(column).to_vec();
        references.iter_mut().for_each(|r| *r = same.get(r).copied().unwrap_or(*r));
        if !references.is_empty() {
            tables[id].set(column, Column::Row(references));
        }
    }
}

/// Whom ids may have meant that a spreadsheet destroyed: all tables together have the others.
fn destroyed_ids(tables: &Tables, issues: &mut Issues) {
    let mut known: FxHashMap<(TableId, String), Vec<String>> = FxHashMap::default();
    for slots in issues.slots_mut(InputRule::LossyText) {
        let slot = |name: &str| slots.iter().find(|(slot, _)| *slot == name).map(|(_, said)| said);
        let (Some(MessageArg::Columns(table, columns)), Some(MessageArg::List(values))) =
            (slot("column"), slot("value"))
        else {
            continue;
        };
        let kind = columns.first().map(|column| table.def().def(*column).kind);
        let target = if let Some(Kind::Row(target)) = kind { target } else { *table };
        let mut likely = Vec::new();
        for made in values.iter().filter(|made| fold::is_destroyed_id(made)) {
            let keys = &tables[target].keys;
            let ids =
                || (0..keys.len() as u32).map(|row| keys.text(row)).filter(|id| fold::may_have_destroyed(made, id));
            let found = known.entry((target, made.clone())).or_insert_with(|| {
                let mut ids: Vec<String> = ids().map(str::to_owned).collect();
                ids.sort();
                ids.truncate(MOST_LIKELY);
                ids
            });
            likely.append(&mut found.clone());
        }
        if let Some((_, MessageArg::Likely(told))) = slots.iter_mut().find(|(slot, _)| *slot == "likely") {
            told.append(&mut likely);
        }
    }
}

/// Of the ids that one may have been, so many are told.
const MOST_LIKELY: usize = 5;

/// The pairs of a group and a patient.
fn pairs(tables: &mut Tables, issues: &mut Issues, resolver: &mut Resolver) {
    let k = known();
    let column = tables[k.groups].column("patient_id");
    let (mut group_column, mut patient_column, mut match_kinds) = (Vec::new(), Vec::new(), Vec::new());
    let (mut states, mut several) = (States::default(), Vec::new());
    let known = patients_by_id(tables);
    for (group, known) in (0..tables[k.groups].len as u32).zip(known) {
        if is_row(known) {
            issues.examined(InputRule::UnknownReference, 1);
            group_column.push(group);
            patient_column.push(known);
            match_kinds.push(MatchKind::Id);
            continue;
        }
        let cell = tables[k.groups].text(column, group).to_owned();
        let mut patients: Vec<u32> = Vec::new();
        if tables[k.groups].state(column, group) == CellState::Unknown {
            // whose group it is is not known, nor whether it is anybody's
            states.note(group_column.len() as u32, CellState::Unknown);
            patients.push(NONE);
            match_kinds.push(MatchKind::Id);
        }
        for part in parts(tables, resolver, &cell) {
            let person_ref = PersonRef { main: part, ..PersonRef::default() };
            if tables[k.patients].len > 0 {
                issues.examined(InputRule::UnknownReference, 1);
            }
            if person_ref.by_name().is_some() {
                issues.examined_name(tables[k.patients].len > 0);
                if fold::is_lossy(part) {
                    let id = tables[k.groups].keys.text(group).to_owned();
                    let key = vec![id.clone(), "patient_id".to_owned()];
                    let here = place(&tables[k.groups], group, column);
                    issues.add(InputRule::LossyText, k.groups, key, here, || {
                        vec![
                            ("table", MessageArg::Table(k.groups)),
                            ("column", MessageArg::Columns(k.groups, vec![column])),
                            ("likely", MessageArg::Likely(garbled::original(part).into_iter().collect())),
                            ("value", MessageArg::List(vec![part.to_owned()])),
                            ("row", MessageArg::Text(id)),
                        ]
                    });
                }
            }
            let named = resolver.patient(tables, person_ref);
            let patient = named.reference();
            let match_kind = if let Named::One(_, match_kind) = named { match_kind } else { MatchKind::Id };
            if let Named::Several(folded, candidates) = named {
                several.push(((group_column.len() + patients.len()) as u32, candidates.clone()));
                let candidates = candidates.iter().map(|p| tables[k.patients].keys.text(*p).to_owned()).collect();
                let here = place(&tables[k.groups], group, column);
                issues.ambiguous(k.groups, folded, part.to_owned(), candidates, here);
            }
            // an ambiguous name stands for somebody: the group has a patient, though nobody knows which
            if patient == AMBIGUOUS || !patients.contains(&patient) {
                patients.push(patient);
                match_kinds.push(match_kind);
            }
        }
        group_column.extend(patients.iter().map(|_| group));
        patient_column.extend(patients);
    }
    let origin = tables[k.groups].origin.clone().map(|mut origin| {
        let rows: Vec<u32> = group_column.iter().map(|g| origin.row(*g)).collect();
        origin.rows = Some(RowSelection::new(&rows));
        for section in &mut origin.sections {
            let header = section.headers[column.index()].clone();
            section.headers = vec![header.clone(), header];
            section.name_headers.clone_from(&section.headers);
        }
        origin
    });
    let given = tables[k.groups].has(column);
    let table = &mut tables[k.group_patients];
    table.len = group_column.len();
    table.origin = origin;
    let patient = table.column("patient_id");
    table.set_match_kinds(patient, match_kinds);
    for (row, candidates) in several {
        let group = group_column[row as usize];
        let others = group_column.iter().zip(&patient_column).filter(|(of, _)| **of == group);
        // one of several who may be another patient of the group need not be one more
        if others.clone().any(|(_, other)| candidates.contains(other)) {
            states.note(row, CellState::Unknown);
        } else {
            table.set_candidates(patient, row, candidates.into());
        }
    }
    table.set_states(patient, states);
    for (name, cells) in [("group_id", group_column), ("patient_id", patient_column)] {
        let column = table.column(name);
        if given {
            table.give(column, cells.len() as u32);
        }
        table.set(column, Column::Row(cells));
    }
}

/// The patient of each group whose cell is nothing but the id of one in the register, as most are; [`NONE`] for others.
fn patients_by_id(tables: &Tables) -> Vec<u32> {
    let k = known();
    let (groups, patients) = (&tables[k.groups], &tables[k.patients]);
    let column = groups.column("patient_id");
    parallel::gather(groups.len, |group, found| {
        let cell = groups.text(column, group);
        let is_id = patients.has_ids && !cell.is_empty() && !fold::reads_like_name(cell);
        let row = patients.keys.get(cell).filter(|row| is_id && (*row as usize) < patients.len);
        found.push(row.unwrap_or(NONE));
    })
}

/// The patients that a cell of `groups.patient_id` names: the whole cell if it is one that is known; else several,
/// at `,` and `/` only where each part is known.
fn parts<'a>(tables: &Tables, resolver: &mut Resolver, cell: &'a str) -> Vec<&'a str> {
    if cell.is_empty() {
        return Vec::new();
    }
    if resolver.knows_patient(tables, cell) {
        return vec![cell];
    }
    if let Some(pairs) = lookups::pairs(cell) {
        let of = |(number, name)| if resolver.knows_patient(tables, name) { name } else { number };
        return pairs.into_iter().map(of).collect();
    }
    let mut parts = Vec::new();
    for part in cell.split([';', '；', '、', '\n', '\r']).map(str::trim).filter(|p| !p.is_empty()) {
        let smaller: Vec<&str> = part.split([',', '/', '，', '／']).map(str::trim).filter(|p| !p.is_empty()).collect();
        if smaller.len() > 1
            && !resolver.knows_patient(tables, part)
            && smaller.iter().all(|p| resolver.knows_patient(tables, p))
        {
            parts.extend(smaller);
        } else {
            parts.push(part);
        }
    }
    parts
}

/// Which offices are audited, as far as that is known.
fn own(tables: &mut Tables, issues: &mut Issues, resolver: &mut Resolver) {
    let offices = known().offices;
    let (mut own, mut states) = (RowSet::with_capacity(tables[offices].extent()), States::default());
    if resolver.says_which_are_own(tables) {
        let mut office = 0;
        // asking for an office that is listed as own may add it
        while (office as usize) < tables[offices].extent() {
            let is_own = resolver.is_own(tables, office);
            own.grow(tables[offices].extent());
            own.set(office as usize, is_own);
            office += 1;
        }
        let near = nearly_own(&tables[offices], &own);
        near.keys().for_each(|office| states.note(*office, CellState::Unknown));
        unknown_offices(tables, issues, &near);
    } else {
        let named = named_offices(tables);
        match named.as_slice() {
            // the office of everybody in the table, whatever it is called elsewhere
            [] => offices_of_staff(tables).into_iter().for_each(|office| own.grow_and_insert(office as usize)),
            [(one, _)] => own.grow_and_insert(*one as usize),
            several => {
                (0..tables[offices].extent() as u32).for_each(|office| states.note(office, CellState::Unknown));
                undeclared(tables, issues, several);
            }
        }
        own.grow(tables[offices].extent());
    }
    let table = if tables[known().staff].origin.is_some() { known().staff } else { offices };
    if tables[table].len > 0 {
        issues.examined(InputRule::UndeclaredOffice, 1);
    }
    let column = tables[offices].column("own");
    tables[offices].set(column, Column::Bits(own));
    tables[offices].set_states(column, states);
}

/// The offices for which the accounts count: whoever has none may be of any own office, and is of the only one.
fn counted_offices(tables: &mut Tables) {
    let k = known();
    let (staff, offices) = (&tables[k.staff], &tables[k.offices]);
    let [named, counted] = ["office_id", "counted_office"].map(|name| staff.column(name));
    let own = offices.column("own");
    let mut any_own: Vec<u32> = offices.filled_rows(own).ones().map(|office| office as u32).collect();
    if any_own.is_empty() {
        // it is not said which are own
        any_own = offices
            .rows_in_state(own, CellState::Unknown)
            .iter()
            .flat_map(|rows| rows.ones())
            .map(|o| o as u32)
            .collect();
    }
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

/// The offices that the accounts name, or else all tables, each with the row that names it first.
fn named_offices(tables: &Tables) -> Vec<(u32, (TableId, u32))> {
    let k = known();
    let is_staff_given = tables[k.staff].origin.is_some();
    let mut named: Vec<(u32, (TableId, u32))> = Vec::new();
    for (id, def) in crate::model::schema::schema().tables().filter(|(id, _)| !is_staff_given || *id == k.staff) {
        let Some(column) = def.column("office_id").filter(|column| def.def(*column).kind == Kind::Row(k.offices))
        else {
            continue;
        };
        let mut seen = RowSet::with_capacity(tables[k.offices].extent());
        named.iter().for_each(|(office, _)| seen.insert(*office as usize));
        for (row, office) in (0..).zip(tables[id].references(column)).filter(|(_, office)| is_row(**office)) {
            if !seen.put(*office as usize) {
                named.push((*office, (id, row)));
            }
        }
    }
    named
}

/// The offices that stand beside people who have an account.
fn offices_of_staff(tables: &Tables) -> Vec<u32> {
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
        let beside =
            people.iter().zip(offices).filter(|(person, office)| (**person as usize) < accounts && is_row(**office));
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
    let column = table.def().column("office_id");
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
                    vec![fold::name(name)],
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
        all.into_iter().filter(|text| !text.is_empty()).map(fold::name).collect()
    };
    let own_names: Vec<(String, u32)> = own
        .ones()
        .map(|office| office as u32)
        .flat_map(|own| called(own).into_iter().map(move |name| (name, own)))
        .collect();
    let is_near = |one: &str, other: &str| {
        let is_name = |text: &str| fold::reads_like_name(text) && text.chars().count() > 2;
        let is_longer = |long: &str, short: &str| {
            let rest = long.strip_prefix(short);
            rest.is_some_and(|rest| {
                is_name(short) || rest.starts_with(|c: char| !c.is_alphanumeric()) || !rest.is_ascii()
            })
        };
        is_name(one) && is_name(other) && fold::nearly(one, other) || is_longer(one, other) || is_longer(other, one)
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

/// The leader where no cell names one, and each leader's own membership in their group.
fn leaders(tables: &mut Tables) {
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
fn foreign_led(tables: &mut Tables) {
    let k = known();
    let groups = &tables[k.groups];
    let [leader, place, column] = ["leader_id", "leader_place", "foreign_led"].map(|name| groups.column(name));
    let members = &tables[k.memberships];
    let offices = Offices::new(tables);
    let of_several = offices_of_candidates(tables, leader);
    let nobody_knows = groups.rows_in_state(leader, CellState::Unknown).cloned().unwrap_or_default();
    let (mut found, mut states) = (RowSet::with_capacity(groups.extent()), States::default());
    for group in 0..groups.len as u32 {
        let named = groups.reference(leader, group);
        let several = groups.candidates(leader, group);
        let office = office_beside(members, groups.reference(place, group));
        let office_of = |person: u32| {
            if person == named { office } else { of_several.get(&(group, person)).copied().unwrap_or(NONE) }
        };
        let is = |person: &u32| offices.is_outside(tables, *person, office_of(*person));
        let is_unknown = nobody_knows.contains(group as usize);
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

/// The code of a word of a coded column; none of its codes if it has no such word.
pub(crate) fn code_of(table: &Table, column: ColumnId, word: &str) -> u8 {
    match table.id.def().def(column).kind {
        Kind::Code(codes) => codes.def().code(word).unwrap_or(u8::MAX),
        _ => u8::MAX,
    }
}

/// Which groups are those of a patient: by their kind, or where it is empty, by whether there is a patient.
fn patient_groups(tables: &mut Tables) {
    let k = known();
    let (groups, pairs) = (&tables[k.groups], &tables[k.group_patients]);
    let (kind, patient) = (groups.column("kind"), groups.column("patient_id"));
    let of_patient = code_of(groups, kind, "patient");
    let mut has_patient = RowSet::with_capacity(groups.len);
    let with_patient = pairs.references(pairs.column("group_id"));
    with_patient.iter().for_each(|group| has_patient.insert(*group as usize));
    let (mut found, mut states) = (RowSet::with_capacity(groups.extent()), States::default());
    for group in 0..groups.len as u32 {
        match groups.state(kind, group) {
            CellState::Filled => found.set(group as usize, groups.code(kind, group) == of_patient),
            CellState::Empty if groups.state(patient, group) != CellState::Unknown => {
                found.set(group as usize, has_patient.contains(group as usize));
            }
            _ => states.note(group, CellState::Unknown),
        }
    }
    let column = groups.column("of_patient");
    let groups = &mut tables[k.groups];
    groups.set(column, Column::Bits(found));
    groups.set_states(column, states);
}

/// What the rows of the roster about someone's employment say together.
#[derive(Clone, Copy, Default)]
struct Employment {
    /// One of them is open: it has neither a last day nor a status that says that they left.
    is_open: bool,
    /// One of them has no last day, though they left.
    is_without_day: bool,
    /// Of one of them the last day is not known, or whether it is theirs.
    is_unknown: bool,
    last: Day,
}

/// The last day of people's employment: the latest of the rows whose office is unknown or the account's; no day while one of
/// them is open. Where one of them leaves it open, that is noted, and the day is the latest that is known.
fn employment(tables: &mut Tables, as_of: Day) {
    let k = known();
    let (staff, roster) = (&tables[k.staff], &tables[k.roster]);
    let (person, office, left) = (roster.column("staff"), roster.column("office_id"), roster.column("left_on"));
    let (account_office, status) = (staff.column("office_id"), roster.column("status"));
    let left_code = code_of(roster, status, "left");
    let mut employments = vec![Employment::default(); staff.extent()];
    for row in 0..roster.len as u32 {
        for perhaps in roster.candidates(person, row) {
            employments[*perhaps as usize].is_unknown = true;
        }
        let who = roster.reference(person, row);
        let at = roster.reference(office, row);
        if !is_row(who) || !is_employment(staff.reference(account_office, who), at) {
            continue;
        }
        let employment = &mut employments[who as usize];
        if is_row(at) && staff.state(account_office, who) == CellState::Unknown {
            employment.is_unknown = true;
            continue;
        }
        let (day, has_left) = (roster.day(left, row), roster.code(status, row) == left_code);
        // without a day the status says whether they left
        let is_told = !day.is_empty() || roster.state(status, row) != CellState::Unknown;
        if roster.state(left, row) == CellState::Unknown || !is_told {
            employment.is_unknown = true;
            continue;
        }
        employment.is_open |= day.is_empty() && !has_left;
        employment.is_without_day |= day.is_empty() && has_left;
        employment.last = employment.last.max(day);
    }
    let (mut last, mut states) = (vec![Day::EMPTY; staff.extent()], States::default());
    for (who, employment) in employments.iter().enumerate().filter(|(_, employment)| !employment.is_open) {
        last[who] = employment.last;
        if employment.is_unknown {
            states.note(who as u32, CellState::Unknown);
        } else if employment.is_without_day && employment.last <= as_of {
            states.note(who as u32, CellState::Done);
        }
    }
    let staff = &mut tables[k.staff];
    let column = staff.column("last_day");
    staff.set(column, Column::Date(last));
    staff.set_states(column, states);
}

/// Whether a row of the roster is about the employment that an account belongs to, by the offices of both.
pub fn is_employment(account_office: u32, roster_office: u32) -> bool {
    !is_row(roster_office) || !is_row(account_office) || roster_office == account_office
}

fn place(table: &Table, row: u32, column: ColumnId) -> Place {
    table.origin.as_ref().map_or_else(|| Place::new(0, 0, None), |origin| origin.place(row, column))
}

/// The offices of the accounts, and which offices are own.
struct Offices<'t> {
    of_accounts: &'t [u32],
    /// How many accounts there are; `None` without the table.
    accounts: Option<usize>,
    own: RowSet,
    /// Those of which it is not known.
    unknown: RowSet,
}

impl<'t> Offices<'t> {
    fn new(tables: &'t Tables) -> Self {
        let (staff, offices) = (&tables[known().staff], &tables[known().offices]);
        let column = offices.column("own");
        let unknown = offices.rows_in_state(column, CellState::Unknown).cloned().unwrap_or_default();
        Self {
            of_accounts: staff.references(staff.column("office_id")),
            accounts: staff.origin.as_ref().map(|_| staff.len),
            own: offices.filled_rows(column),
            unknown,
        }
    }

    /// Whether someone's office is known, from their account or else from the row that names them, and surely not own.
    fn are_outside(&self, person: u32, row_office: u32) -> bool {
        let account = self.of_accounts.get(person as usize).copied().unwrap_or(NONE);
        let office = if is_row(account) { account } else { row_office };
        let is_known = |office: u32| is_row(office) && !self.unknown.contains(office as usize);
        is_known(office) && !self.own.contains(office as usize)
    }

    /// Whether someone is of another office; `None` if that is not known.
    fn is_outside(&self, tables: &Tables, person: u32, row_office: u32) -> Option<bool> {
        let staff = &tables[known().staff];
        let has_account = self.accounts.is_some_and(|accounts| (person as usize) < accounts);
        let account = self.of_accounts.get(person as usize).copied().unwrap_or(NONE);
        let office = if is_row(account) { account } else { row_office };
        let is_unclear = has_account && staff.state(staff.column("office_id"), person) == CellState::Unknown;
        match office {
            _ if is_unclear => None,
            AMBIGUOUS => None,
            office if is_row(office) => {
                let is_known = !self.unknown.contains(office as usize);
                is_known.then(|| !self.own.contains(office as usize))
            }
            _ if has_account || self.accounts.is_none() => Some(false),
            _ => None,
        }
    }
}

/// The references that name nobody. Those of people from other offices need no row here.
#[derive(Default)]
struct References {
    nearest: FxHashMap<TableId, Nearest>,
    partly: FxHashMap<TableId, Partly>,
    near: FxHashMap<(TableId, u32), Near>,
    /// Of whom each may be the one that a cell names.
    candidates: Vec<(TableId, ColumnId, u32, Arc<[u32]>)>,
    readings: FxHashMap<TableId, FxHashMap<String, Vec<u32>>>,
}

impl References {
    /// Looks at every reference to a table that is there and has rows.
    fn check(&mut self, tables: &Tables, issues: &mut Issues) {
        let k = known();
        for (id, def) in crate::model::schema::schema().tables() {
            for (column, definition) in def.columns().filter(|(_, c)| c.name != "leader_place") {
                match definition.kind {
                    Kind::Row(target)
                        if [k.staff, k.patients, k.groups].contains(&target) && tables[target].len > 0 =>
                    {
                        self.column(tables, issues, id, column, target);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Who may have been meant by a name that fits nobody: whoever is called nearly so, bears a part of the name or the
    /// name in another order, bears it but is read otherwise, or is read as the name is written.
    fn near(&mut self, table: &Table, reference: u32, name: &str) -> Near {
        if let Some(near) = self.near.get(&(table.id, reference)) {
            return near.clone();
        }
        let (called, kana) = (table.column("name"), table.id.def().column("kana"));
        let folded = table.folded_name(name);
        let mut by_name = self.nearest.entry(table.id).or_insert_with(|| Nearest::new(table)).rows(table, &folded);
        if table.id.names_people() {
            by_name.extend(self.partly.entry(table.id).or_insert_with(|| Partly::new(table)).rows(table, name));
        }
        let mut by_reading: Vec<u32> = table.homonyms.get(&reference).into_iter().flatten().copied().collect();
        if let Some(kana) = kana {
            let readings = self.readings.entry(table.id).or_insert_with(|| readings(table, kana));
            by_reading.extend(readings.get(&fold::kana(name)).into_iter().flatten());
        }
        let with_reading = |row: &u32| {
            let reading = kana.map_or("", |kana| table.text(kana, *row));
            format!("{}({reading})", table.text(called, *row))
        };
        let mut names: Vec<String> = by_name.iter().map(|row| table.text(called, *row).to_owned()).collect();
        names.extend(by_reading.iter().map(with_reading));
        names.sort();
        names.dedup();
        let mut rows = [by_name, by_reading].concat();
        rows.sort_unstable();
        rows.dedup();
        let near = Near { names, rows: rows.into() };
        self.near.insert((table.id, reference), near.clone());
        near
    }

    /// Looks at one column. Memberships, groups, posts and incidents must name somebody; a register may list
    /// people without an account, and only a near miss is told.
    fn column(&mut self, tables: &Tables, issues: &mut Issues, id: TableId, column: ColumnId, target: TableId) {
        let k = known();
        let (table, named) = (&tables[id], &tables[target]);
        // the pairs of group and patient stand in the cells of `groups.patient_id`
        let said_table = if id == k.group_patients { k.groups } else { id };
        let said_column = id.def().def(column).name;
        let must_exist = matches!(
            (said_table.def().name, said_column),
            ("memberships" | "posts", "staff_id" | "group_id")
                | ("groups", "leader_id" | "patient_id")
                | ("incidents", "subject_staff_id")
        );
        let must_be_known = matches!(said_table.def().name, "memberships" | "groups" | "posts" | "incidents");
        let references = table.references(column);
        let offices = Offices::new(tables);
        // whoever leads by their role is named by the membership, where it also stands of which office a leader is
        let is_leader = id == k.groups && said_column == "leader_id";
        let are_offices_told = tables[k.memberships].len > 0;
        if must_exist && id != k.group_patients {
            // only tables that have rows come here
            issues.examined(InputRule::UnknownReference, references.iter().filter(|r| is_row(**r)).count() as u64);
        }
        let without_row = parallel::parts(references.len(), |rows| {
            let here = part(references, &rows);
            let all = || rows.zip(here).filter(|(_, reference)| is_without_row(**reference, named.len));
            // of most there is none
            if any_is_without_row(here, named.len) { all().collect() } else { Vec::new() }
        });
        for (row, reference) in without_row.into_iter().flatten() {
            if target == k.staff && offices.are_outside(*reference, named_office(tables, table, row, said_column)) {
                continue;
            }
            if is_leader && !table.bit(table.column("leader_stated"), row) {
                continue;
            }
            let text = named.keys.text(*reference);
            if named.by_name.contains(*reference as usize) {
                let name = named.names.get(reference).map_or(text, String::as_str);
                let folded = named.folded_name(name);
                let Near { names: near, rows } = self.near(named, *reference, name);
                if !rows.is_empty() {
                    self.candidates.push((id, column, row, rows));
                }
                if must_be_known || !near.is_empty() {
                    let here = match &table.origin {
                        Some(origin) => origin.place_under(row, |s| s.name_headers[column.index()].clone()),
                        None => Place::new(0, 0, None),
                    };
                    issues.add(InputRule::UnknownPerson, said_table, vec![folded], here, || {
                        vec![
                            ("table", MessageArg::Table(said_table)),
                            ("name", MessageArg::List(vec![name.to_owned()])),
                            ("near", MessageArg::List(near)),
                        ]
                    });
                }
            } else if must_exist && (!is_leader || are_offices_told) {
                let key = vec![said_column.to_owned(), text.to_owned()];
                issues.add(InputRule::UnknownReference, said_table, key, place(table, row, column), || {
                    let column = said_table.def().column(said_column).into_iter().collect();
                    vec![
                        ("table", MessageArg::Table(said_table)),
                        ("column", MessageArg::Columns(said_table, column)),
                        ("id", MessageArg::Text(text.to_owned())),
                        ("target", MessageArg::Table(target)),
                    ]
                });
            }
        }
    }
}

/// The office that a row gives for the person in a column: beside the person themselves, or a leader's as it stands
/// in their membership. Whoever invited somebody may belong to any office.
fn named_office(tables: &Tables, table: &Table, row: u32, column: &str) -> u32 {
    let def = table.id.def();
    match column {
        "leader_id" => {
            let members = &tables[known().memberships];
            members.reference(members.column("office_id"), table.reference(table.column("leader_place"), row))
        }
        "staff_id" | "staff" => def.column("office_id").map_or(NONE, |office| table.reference(office, row)),
        _ => NONE,
    }
}

/// The names by which people (or patients) without a row are named.
fn names_without_row(table: &Table) -> impl Iterator<Item = &str> {
    let name = |row: usize| table.names.get(&(row as u32)).map_or_else(|| table.keys.text(row as u32), String::as_str);
    table.by_name.ones().map(name)
}

/// The rows whose name is read as somebody without a row is called, by that reading.
fn readings(table: &Table, kana: ColumnId) -> FxHashMap<String, Vec<u32>> {
    let mut readings: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for name in names_without_row(table) {
        readings.entry(fold::kana(name)).or_default();
    }
    let read = parallel::gather(table.len, |row, read| {
        let reading = fold::kana(table.text(kana, row));
        if !reading.is_empty() && readings.contains_key(&reading) {
            read.push((row, reading));
        }
    });
    for (row, reading) in read {
        readings.entry(reading).or_default().push(row);
    }
    readings
}

/// Names by what is left of them when any one character is missing: two names that differ by one character meet. Only
/// those are kept that meet somebody without a row.
#[derive(Default)]
struct Nearest {
    rows: FxHashMap<u64, Vec<u32>>,
}

impl Nearest {
    fn new(table: &Table) -> Self {
        let column = table.column("name");
        let names = names_without_row(table).map(|name| table.folded_name(name));
        let wanted: FxHashSet<u64> = names.flat_map(|name| Self::rests(&name)).collect();
        let met = parallel::gather(table.len, |row, met| {
            let rests = Self::rests(&table.folded_name(table.text(column, row))).into_iter();
            met.extend(rests.filter(|rest| wanted.contains(rest)).map(|rest| (rest, row)));
        });
        let mut nearest = Self::default();
        met.into_iter().for_each(|(rest, row)| nearest.rows.entry(rest).or_default().push(row));
        nearest
    }

    /// The hashes of a name without each of its characters, and of the whole.
    fn rests(folded: &str) -> Vec<u64> {
        // A polynomial in the characters, so that the hash of a rest is put together from those of what stands in front of
        // the missing one and behind it. That two rests have one hash by chance does no harm: the names are compared.
        const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
        let hash = |c: char| u64::from(u32::from(if c == '斉' { '斎' } else { c })).wrapping_add(1);
        let chars: Vec<u64> = folded.chars().map(hash).collect();
        let mut rests = Vec::with_capacity(chars.len() + 1);
        let mut before = 0_u64;
        for c in &chars {
            rests.push(before);
            before = before.wrapping_mul(BASE).wrapping_add(*c);
        }
        rests.push(before);
        let (mut behind, mut shift) = (0_u64, 1_u64);
        for (place, c) in chars.iter().enumerate().rev() {
            rests[place] = rests[place].wrapping_mul(shift).wrapping_add(behind);
            behind = behind.wrapping_add(c.wrapping_mul(shift));
            shift = shift.wrapping_mul(BASE);
        }
        rests.sort_unstable();
        rests.dedup();
        rests
    }

    /// The rows of the table whose name is nearly the same as a folded one.
    fn rows(&self, table: &Table, folded: &str) -> Vec<u32> {
        let column = table.column("name");
        let rows = Self::rests(folded).into_iter().filter_map(|rest| self.rows.get(&rest)).flatten().copied();
        rows.filter(|row| fold::nearly(&table.folded_name(table.text(column, *row)), folded)).collect()
    }
}

/// Who may have been meant by a name.
#[derive(Clone)]
struct Near {
    /// How they are called.
    names: Vec<String>,
    rows: Arc<[u32]>,
}

/// The rows of a table of people by the first parts of their names; only those are kept that somebody without a row is
/// called.
struct Partly(FxHashMap<String, Vec<u32>>);

impl Partly {
    fn new(table: &Table) -> Self {
        let wanted: FxHashSet<String> = names_without_row(table).map(Person::name_of).collect();
        let column = table.column("name");
        let found = parallel::gather(table.len, |row, found| {
            let person = Person::of(table.text(column, row));
            let is_parted = person.parts.len() > 1;
            let ends = person.name.char_indices().skip(2).map(|(at, _)| &person.name[..at]);
            let firsts = if is_parted { vec![person.parts[0].as_str()] } else { ends.collect() };
            found.extend(
                firsts.into_iter().filter(|first| wanted.contains(*first)).map(|first| (first.to_owned(), row)),
            );
        });
        let mut rows: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        found.into_iter().for_each(|(first, row)| rows.entry(first).or_default().push(row));
        Self(rows)
    }

    /// The rows whose family name this is, or that bear the family name in it alone, or its parts in another order.
    fn rows(&self, table: &Table, name: &str) -> Vec<u32> {
        let (person, bearers) = (Person::of(name), table.name_index());
        let mut rows = self.0.get(&person.name).cloned().unwrap_or_default();
        if let Some((family, given)) = person.parts.split_first().filter(|(_, given)| !given.is_empty()) {
            rows.extend(bearers.get(family));
            rows.extend(bearers.get(&(given.concat() + family)));
        } else {
            let turned = |(at, _): (usize, char)| person.name[at..].to_owned() + &person.name[..at];
            let turned = person.name.char_indices().skip(1).map(turned).filter(|turned| *turned != person.name);
            rows.extend(turned.flat_map(|turned| bearers.get(&turned)));
        }
        rows
    }
}

/// How many people belong to other offices, and how many groups are led by them: they are left to those offices.
pub fn left_to_others(tables: &Tables) -> (u64, u64) {
    let k = known();
    let (staff, members, groups) = (&tables[k.staff], &tables[k.memberships], &tables[k.groups]);
    let offices = Offices::new(tables);
    let mut outside = RowSet::with_capacity(staff.extent());
    for person in 0..staff.len as u32 {
        outside.set(person as usize, offices.are_outside(person, NONE));
    }
    let mut without_office = staff.filled_rows(staff.column("office_id"));
    without_office.toggle_range(..);
    let office = members.references(members.column("office_id"));
    let named_by = |row: u32| office.get(row as usize).copied().unwrap_or(NONE);
    for (row, person) in (0..).zip(members.references(members.column("staff_id"))) {
        // whoever has an office belongs to it, whatever stands beside them here; what names nobody is in no set
        if without_office.contains(*person as usize) && offices.are_outside(*person, named_by(row)) {
            outside.insert(*person as usize);
        }
    }
    let (leader, place) = (groups.column("leader_id"), groups.column("leader_place"));
    let foreign = (0..groups.len as u32).filter(|group| {
        let person = groups.reference(leader, *group);
        is_row(person) && offices.are_outside(person, named_by(groups.reference(place, *group)))
    });
    (outside.count_ones(..) as u64, foreign.count() as u64)
}

/// Whether there are accounts, and all of them belong to other offices: then the ids of offices hardly agree.
pub fn nobody_is_own(tables: &Tables) -> bool {
    let (accounts, offices) = (tables[known().staff].len as u32, Offices::new(tables));
    accounts > 0 && (0..accounts).all(|person| offices.are_outside(person, NONE))
}

#[cfg(test)]
mod tests;
