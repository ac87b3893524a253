//! Rows that share a key: identical ones count once; of those that differ one is used, and it is told.

use std::collections::BTreeMap;
use std::ops::Range;

use csv::ByteRecord;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::header::text;
use super::{Loader, SheetOfTable, key_of};
use crate::issue::{InputRule, Place, Said};
use crate::parallel;
use crate::schema::{ColumnId, Kind, Part, TableId, known};
use crate::table::{RowSet, Section, Table};

/// The rows of a table by their keys.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    /// The rows that have all that identifies them.
    pub(super) complete: RowSet,
    /// In a table with ids, the first row of each.
    pub(super) first: Vec<u32>,
    /// In a table with ids, the rows of each id that stands in several.
    pub(super) by_id: FxHashMap<u32, Vec<u32>>,
    /// By section, the pieces in which it was read: the line on which each begins, and its bytes.
    pub(super) pieces: Vec<Vec<(u32, Range<u64>)>>,
}

impl Repeated {
    /// Notes that an id stands in a row.
    pub(super) fn add(&mut self, number: u32, row: u32) {
        match self.first.get(number as usize) {
            Some(first) => self.by_id.entry(number).or_insert_with(|| vec![*first]).push(row),
            None => self.first.push(row),
        }
    }

    /// Leaves one row of each key.
    pub(super) fn keep_one(self, loader: &mut Loader<'_>, id: TableId, sheets: &[SheetOfTable]) {
        let def = id.def();
        let rows = loader.tables[id].len;
        if !def.key.is_empty() {
            loader.issues.examined(InputRule::DuplicateKey, self.complete.count_ones(..) as u64);
        }
        let mut kept: Vec<u32>;
        let mut groups: Vec<Vec<u32>>;
        if def.id_column().is_some() {
            kept = self.first.clone();
            groups = self.by_id.into_values().collect();
        } else {
            kept = if self.complete.is_full() {
                (0..rows as u32).collect()
            } else {
                self.complete.ones().map(|r| r as u32).collect()
            };
            groups = if def.key.is_empty() { Vec::new() } else { same_pairs(&loader.tables[id], &kept) };
        }
        if !groups.is_empty() {
            groups.sort();
            let mut losers = RowSet::with_capacity(rows);
            let mut used: FxHashMap<u32, u32> = FxHashMap::default();
            let cells = cells(loader, id, sheets, &self.pieces, &groups);
            for group in &groups {
                let ordered = choose(&loader.tables[id], group, &cells);
                ordered.iter().skip(1).for_each(|row| losers.insert(*row as usize));
                used.insert(group[0], ordered[0]);
                if differ(&loader.tables[id], &ordered, &cells) {
                    let key = match self.first.binary_search(&group[0]) {
                        Ok(number) => vec![loader.tables[id].keys.text(number as u32).to_owned()],
                        Err(_) => key_of(&loader.tables, id, group[0]),
                    };
                    tell(loader, id, &key, group);
                }
            }
            if def.id_column().is_some() {
                kept = kept.into_iter().map(|row| used.get(&row).copied().unwrap_or(row)).collect();
            } else {
                remove(&mut kept, losers.ones().map(|row| row as u32));
            }
        }
        if kept.len() != rows || !kept.is_sorted() {
            loader.tables[id].keep(kept);
        }
    }
}

/// Removes some of rows that are in order; the others are moved in runs.
fn remove(rows: &mut Vec<u32>, losers: impl Iterator<Item = u32>) {
    let (mut kept, mut from) = (0, 0);
    for loser in losers {
        let Ok(place) = rows[from..].binary_search(&loser) else { continue };
        rows.copy_within(from..from + place, kept);
        kept += place;
        from += place + 1;
    }
    rows.copy_within(from.., kept);
    rows.truncate(kept + rows.len() - from);
}

/// Cells of rows, in the order of the schema's columns.
type RowCells = FxHashMap<u32, Vec<String>>;

/// The rows of a group, the one that is used first: an active membership before an invited before a removed one;
/// else the smallest by the text of its cells.
fn choose(table: &Table, group: &[u32], cells: &RowCells) -> Vec<u32> {
    let mut ordered = group.to_vec();
    ordered.sort_by_key(|row| (Standing::of(table, *row), &cells[row]));
    ordered
}

/// Whether rows differ; of a membership's rows only those count that are not removed.
fn differ(table: &Table, ordered: &[u32], cells: &RowCells) -> bool {
    let counting = ordered.iter().filter(|row| Standing::of(table, **row) != Standing::Removed);
    let distinct: FxHashSet<&Vec<String>> = counting.map(|row| &cells[row]).collect();
    distinct.len() > 1
}

fn tell(loader: &mut Loader<'_>, id: TableId, key: &[String], group: &[u32]) {
    let Some(origin) = &loader.tables[id].origin else { return };
    let header = |section: &Section| id.def().key.first().and_then(|c| section.headers[c.index()].clone());
    let places: Vec<Place> = group.iter().map(|row| origin.place_under(*row, header)).collect();
    for place in places {
        loader.issues.add(InputRule::DuplicateKey, id, key.to_vec(), place, || {
            vec![("table", Said::Table(id)), ("key", Said::Text(key.join("/")))]
        });
    }
}

/// Which of several rows about one membership is used first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Active,
    Invited,
    Unknown,
    Removed,
}

impl Standing {
    /// The standing of a membership; rows of other tables are all alike.
    fn of(table: &Table, row: u32) -> Self {
        if table.id != known().memberships {
            return Self::Active;
        }
        let status = table.column("status");
        let Kind::Code(codes) = table.id.def().def(status).kind else { return Self::Unknown };
        match codes.def().words.get(usize::from(table.code(status, row)).wrapping_sub(1)) {
            Some(&"active") => Self::Active,
            Some(&"invited") => Self::Invited,
            Some(&"removed") => Self::Removed,
            _ => Self::Unknown,
        }
    }
}

/// The rows that share both references of a table's key, in groups.
fn same_pairs(table: &Table, rows: &[u32]) -> Vec<Vec<u32>> {
    let key = &table.id.def().key;
    let (first, second) = (table.references(key[0]), table.references(key[1]));
    let pack = |row: u32| u64::from(first[row as usize]) << 32 | u64::from(second[row as usize]);
    if rows.windows(2).all(|w| pack(w[0]) < pack(w[1])) {
        return Vec::new();
    }
    // as a rule a file has the members of a group one below the other
    let is_grouped = rows.is_sorted_by_key(|row| first[*row as usize]);
    let alike = |a: &u32, b: &u32| !is_grouped || first[*a as usize] == first[*b as usize];
    let part = |(mut groups, mut packed): (Vec<Vec<u32>>, Vec<u64>), rows: &[u32]| {
        packed.clear();
        packed.extend(rows.iter().map(|row| pack(*row)));
        packed.sort_unstable();
        let twice: FxHashSet<u64> = packed.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect();
        if !twice.is_empty() {
            let mut of_pairs: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
            for row in rows.iter().filter(|row| twice.contains(&pack(**row))) {
                of_pairs.entry(pack(*row)).or_default().push(*row);
            }
            groups.extend(of_pairs.into_values());
        }
        (groups, packed)
    };
    if parallel::is_worth_threads(rows.len()) {
        rows.par_chunk_by(alike).fold(Default::default, part).flat_map(|(groups, _)| groups).collect()
    } else {
        rows.chunk_by(alike).fold(Default::default(), part).0
    }
}

/// Reads the cells of a few rows again.
fn cells(
    loader: &Loader<'_>,
    id: TableId,
    sheets: &[SheetOfTable],
    pieces: &[Vec<(u32, Range<u64>)>],
    groups: &[Vec<u32>],
) -> RowCells {
    let mut order: Vec<(ColumnId, Part)> =
        sheets.iter().flat_map(|s| s.layout.header.headings.iter().filter_map(|h| h.found)).collect();
    order.sort_unstable();
    order.dedup();
    let mut wanted: Vec<u32> = groups.iter().flatten().copied().collect();
    wanted.sort_unstable();
    let sections = loader.tables[id].origin.iter().flat_map(|origin| &origin.sections);
    let mut found = RowCells::default();
    for ((part, section), pieces) in sheets.iter().zip(sections).zip(pieces) {
        let end = wanted.partition_point(|row| *row < section.first + section.lines.len());
        let rows: Vec<u32> = wanted.drain(..end).collect();
        let header = &part.layout.header;
        let places: Vec<Option<usize>> = order.iter().map(|(column, of)| header.place(*column, *of)).collect();
        let cells = |record: &ByteRecord| places.iter().map(|place| text(record, *place).to_owned()).collect();
        if pieces.is_empty() {
            let (mut row, mut rows) = (section.first, rows.into_iter().peekable());
            let Ok(_) = part.layout.rows::<std::convert::Infallible>(&part.sheet, |_, record| {
                found.extend(rows.next_if_eq(&row).map(|row| (row, cells(record))));
                row += 1;
                Ok(())
            });
            continue;
        }
        let at = |row: u32| section.lines.get(row - section.first);
        let piece_of = |row: u32| pieces.partition_point(|(line, _)| *line <= at(row)) - 1;
        for rows in rows.chunk_by(|a, b| piece_of(*a) == piece_of(*b)) {
            let (line, bytes) = &pieces[piece_of(rows[0])];
            let Some(piece) = part.sheet.piece(bytes.clone()) else { continue };
            for row in rows {
                // what is not there any more has changed, and is refused when the table is read
                let record = piece.record_on(at(*row) - line).unwrap_or_default();
                found.insert(*row, cells(&record));
            }
        }
    }
    found
}
