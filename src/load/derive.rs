//! What is computed once from the tables, as columns that rules read by name: own offices, employment, the
//! leader's own membership, the pairs of group and patient; and the issues that only all tables together show.

mod employment;
mod leaders;
mod outside;
mod own_offices;
mod pairs;
mod references;

use std::ops::Range;

use employment::employment;
use leaders::{foreign_led, leaders};
use own_offices::{counted_offices, own};
use pairs::{pairs, patient_groups};
use references::{MOST_LIKELY, References};
use rustc_hash::FxHashMap;

use crate::base::date::Day;
use crate::base::normalize::{self, Person};
use crate::base::parallel;
use crate::load::resolve::Resolver;
use crate::model::issue::{InputRule, Issues, MessageArg};
use crate::model::place::Place;
use crate::model::schema::{ColumnId, Kind, TableId, known};
use crate::table::{Column, Table, Tables, is_row};

pub use employment::is_employment;
pub use outside::{left_to_others, nobody_is_own};

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
        let normalized = staff.names.get(&row).map(|name| Person::name_of(name)).unwrap_or_default();
        if staff.keys.text(row) == normalized {
            bare.push((row, normalized));
        } else {
            of_an_office.entry(normalized).or_default().push(row);
        }
    }
    let same: FxHashMap<u32, u32> = bare
        .into_iter()
        .filter_map(|(row, normalized)| match of_an_office.get(&normalized)?.as_slice() {
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
        for made in values.iter().filter(|made| normalize::is_destroyed_id(made)) {
            let keys = &tables[target].keys;
            let ids = || {
                (0..keys.len() as u32).map(|row| keys.text(row)).filter(|id| normalize::may_have_destroyed(made, id))
            };
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

/// The code of a word of a coded column; none of its codes if it has no such word.
pub(crate) fn code_of(table: &Table, column: ColumnId, word: &str) -> u8 {
    match table.id.def().def(column).kind {
        Kind::Code(codes) => codes.def().code(word).unwrap_or(u8::MAX),
        _ => u8::MAX,
    }
}

fn place(table: &Table, row: u32, column: ColumnId) -> Place {
    table.origin.as_ref().map_or_else(|| Place::new(0, 0, None), |origin| origin.place(row, column))
}

#[cfg(test)]
mod tests;
