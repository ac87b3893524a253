//! The pairs of group and patient, and which groups are those of a patient.

use super::{code_of, place};
use crate::base::normalize;
use crate::base::{garbled, parallel};
use crate::load::lookups;
use crate::load::resolve::{Named, PersonRef, Resolver};
use crate::model::issue::{InputRule, Issues, MessageArg};
use crate::model::place::MatchKind;
use crate::model::schema::known;
use crate::table::{AMBIGUOUS, CellState, Column, NONE, RowSelection, RowSet, States, Tables, is_row};

/// The pairs of a group and a patient.
pub(super) fn pairs(tables: &mut Tables, issues: &mut Issues, resolver: &mut Resolver) {
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
                if normalize::is_lossy(part) {
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
            if let Named::Several(normalized, candidates) = named {
                several.push(((group_column.len() + patients.len()) as u32, candidates.clone()));
                let candidates = candidates.iter().map(|p| tables[k.patients].keys.text(*p).to_owned()).collect();
                let here = place(&tables[k.groups], group, column);
                issues.ambiguous(k.groups, normalized, part.to_owned(), candidates, here);
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
        let is_id = patients.has_ids && !cell.is_empty() && !normalize::reads_like_name(cell);
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

/// Which groups are those of a patient: by their kind, or where it is empty, by whether there is a patient.
pub(super) fn patient_groups(tables: &mut Tables) {
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
