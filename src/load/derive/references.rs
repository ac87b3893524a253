//! References that name nobody, and who may have been meant by each.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::outside::Offices;
use super::{any_is_without_row, is_without_row, part, place};
use crate::base::normalize::{self, Person};
use crate::base::parallel;
use crate::model::issue::{InputRule, Issues, MessageArg};
use crate::model::place::Place;
use crate::model::schema::{Column, ColumnId, Is, Kind, TableId, known};
use crate::table::{NONE, Table, Tables, is_row};

/// The references that name nobody. Those of people from other offices need no row here.
#[derive(Default)]
pub(super) struct References {
    nearest: FxHashMap<TableId, Nearest>,
    partly: FxHashMap<TableId, Partly>,
    near: FxHashMap<(TableId, u32), Near>,
    /// Of whom each may be the one that a cell names.
    pub(super) candidates: Vec<(TableId, ColumnId, u32, Arc<[u32]>)>,
    readings: FxHashMap<TableId, FxHashMap<String, Vec<u32>>>,
}

impl References {
    /// Looks at every reference to a table that is there and has rows.
    pub(super) fn check(&mut self, tables: &Tables, issues: &mut Issues) {
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
        let (called, kana) = (table.column("name"), table.id.def().that_is(Is::Kana));
        let normalized = table.normalized_name(name);
        let mut by_name = self.nearest.entry(table.id).or_insert_with(|| Nearest::new(table)).rows(table, &normalized);
        if table.id.names_people() {
            by_name.extend(self.partly.entry(table.id).or_insert_with(|| Partly::new(table)).rows(table, name));
        }
        let mut by_reading: Vec<u32> = table.homonyms.get(&reference).into_iter().flatten().copied().collect();
        if let Some(kana) = kana {
            let readings = self.readings.entry(table.id).or_insert_with(|| readings(table, kana));
            by_reading.extend(readings.get(&normalize::kana(name)).into_iter().flatten());
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
    pub(super) fn column(
        &mut self,
        tables: &Tables,
        issues: &mut Issues,
        id: TableId,
        column: ColumnId,
        target: TableId,
    ) {
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
            if target == k.staff && offices.are_outside(*reference, named_office(tables, table, row, column)) {
                continue;
            }
            if is_leader && !table.bit(table.column("leader_stated"), row) {
                continue;
            }
            let text = named.keys.text(*reference);
            if named.by_name.contains(*reference as usize) {
                let name = named.names.get(reference).map_or(text, String::as_str);
                let normalized = named.normalized_name(name);
                let Near { names: near, rows } = self.near(named, *reference, name);
                if !rows.is_empty() {
                    self.candidates.push((id, column, row, rows));
                }
                if must_be_known || !near.is_empty() {
                    let here = match &table.origin {
                        Some(origin) => origin.place_under(row, |s| s.name_headers[column.index()].clone()),
                        None => Place::new(0, 0, None),
                    };
                    issues.add(InputRule::UnknownPerson, said_table, vec![normalized], here, || {
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
fn named_office(tables: &Tables, table: &Table, row: u32, column: ColumnId) -> u32 {
    let def = table.id.def();
    match def.def(column) {
        Column { name: "leader_id", .. } => {
            let members = &tables[known().memberships];
            members.reference(members.column("office_id"), table.reference(table.column("leader_place"), row))
        }
        Column { is: Some(Is::Person), .. } => {
            def.that_is(Is::Office).map_or(NONE, |office| table.reference(office, row))
        }
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
        readings.entry(normalize::kana(name)).or_default();
    }
    let read = parallel::gather(table.len, |row, read| {
        let reading = normalize::kana(table.text(kana, row));
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
    pub(super) fn new(table: &Table) -> Self {
        let column = table.column("name");
        let names = names_without_row(table).map(|name| table.normalized_name(name));
        let wanted: FxHashSet<u64> = names.flat_map(|name| Self::rests(&name)).collect();
        let met = parallel::gather(table.len, |row, met| {
            let rests = Self::rests(&table.normalized_name(table.text(column, row))).into_iter();
            met.extend(rests.filter(|rest| wanted.contains(rest)).map(|rest| (rest, row)));
        });
        let mut nearest = Self::default();
        met.into_iter().for_each(|(rest, row)| nearest.rows.entry(rest).or_default().push(row));
        nearest
    }

    /// The hashes of a name without each of its characters, and of the whole.
    fn rests(normalized: &str) -> Vec<u64> {
        // A polynomial in the characters, so that the hash of a rest is put together from those of what stands in front of
        // the missing one and behind it. That two rests have one hash by chance does no harm: the names are compared.
        const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
        let hash = |c: char| u64::from(u32::from(if c == '斉' { '斎' } else { c })).wrapping_add(1);
        let chars: Vec<u64> = normalized.chars().map(hash).collect();
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

    /// The rows of the table whose name is nearly the same as a normalized one.
    pub(super) fn rows(&self, table: &Table, normalized: &str) -> Vec<u32> {
        let column = table.column("name");
        let rows = Self::rests(normalized).into_iter().filter_map(|rest| self.rows.get(&rest)).flatten().copied();
        rows.filter(|row| normalize::nearly(&table.normalized_name(table.text(column, *row)), normalized)).collect()
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
    pub(super) fn new(table: &Table) -> Self {
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
    pub(super) fn rows(&self, table: &Table, name: &str) -> Vec<u32> {
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

/// Of the ids that one may have been, so many are told.
pub(super) const MOST_LIKELY: usize = 5;
