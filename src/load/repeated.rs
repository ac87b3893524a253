//! Rows that share a key: identical ones count once; of those that differ one is used, it is told, and the cells in which they
//! differ are unknown.

use std::ops::Range;

use csv::ByteRecord;
use rustc_hash::{FxHashMap, FxHashSet};

use super::header::text;
use super::{Loader, SheetOfTable, key_of};
use crate::base::parallel;
use crate::model::issue::{InputRule, MessageArg};
use crate::model::place::Place;
use crate::model::schema::{ColumnId, Kind, Part, TableId, known};
use crate::table::{RowSelection, RowSet, Section, Table};

/// The rows of a table by their keys.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    /// The rows that have all that identifies them.
    pub(super) complete: RowSet,
    /// In a table with ids, the first row of each.
    pub(super) first: Vec<u32>,
    /// In a table with ids, the rows of each id that stands in several.
    pub(super) by_id: FxHashMap<u32, Vec<u32>>,
    /// By section, the parts of the pieces in which it was read: the line on which each begins, and its bytes.
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
    pub(super) fn keep_one(mut self, loader: &mut Loader<'_>, id: TableId, sheets: &[SheetOfTable]) {
        let def = id.def();
        let rows = loader.tables[id].len;
        if !def.key.is_empty() {
            loader.issues.examined(InputRule::DuplicateKey, self.complete.count_ones(..) as u64);
        }
        let has_ids = def.id_column().is_some();
        let mut groups = match def.key.as_slice() {
            _ if has_ids => std::mem::take(&mut self.by_id).into_values().collect(),
            [first, second] => same_pairs(&loader.tables[id], [*first, *second], &self.complete),
            _ => Vec::new(),
        };
        groups.sort();
        let mut used: FxHashMap<u32, u32> = FxHashMap::default();
        let mut patients: FxHashMap<u32, String> = FxHashMap::default();
        if !groups.is_empty() {
            let (order, cells, read) = cells(loader, id, sheets, &self.pieces, &groups);
            for group in &groups {
                let ordered = choose(&loader.tables[id], group, &cells);
                ordered.iter().skip(1).for_each(|row| self.complete.remove(*row as usize));
                used.insert(group[0], ordered[0]);
                let table = &mut loader.tables[id];
                let is_told = differ(&counting(table, &ordered), &cells, &read);
                // a group of several rows has the patients of all of them
                let all = if is_told { patients_of(table, &ordered, &order, &cells, &read) } else { None };
                if let Some(all) = all {
                    patients.insert(ordered[0], all);
                    continue;
                }
                let may_be_used = that_may_be_used(table, &ordered);
                if differ(&may_be_used, &cells, &read) {
                    forget(table, &may_be_used, &order, &cells);
                }
                if is_told {
                    let key = match self.first.binary_search(&group[0]) {
                        Ok(number) => vec![table.keys.text(number as u32).to_owned()],
                        Err(_) => key_of(&loader.tables, id, group[0]),
                    };
                    tell(loader, id, &key, group);
                }
            }
        }
        if !patients.is_empty() {
            let column = loader.tables[id].column("patient_id");
            loader.tables[id].rewrite(column, &patients);
        }
        let kept = if has_ids {
            // whatever row of an id is used, it stands where the first of them stood
            self.first.iter_mut().for_each(|row| *row = used.get(row).copied().unwrap_or(*row));
            RowSelection::new(&self.first)
        } else {
            RowSelection::of_set(&self.complete)
        };
        if !kept.are_first(rows) {
            loader.tables[id].keep(kept);
        }
    }
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

/// The rows of a group that count: of a membership's those that are not removed.
fn counting(table: &Table, ordered: &[u32]) -> Vec<u32> {
    ordered.iter().copied().filter(|row| Standing::of(table, *row) != Standing::Removed).collect()
}

/// The patients that rows of one group name together, if that is all in which they differ.
fn patients_of(
    table: &Table,
    ordered: &[u32],
    order: &[(ColumnId, Part)],
    cells: &RowCells,
    read: &[bool],
) -> Option<String> {
    if table.id != known().groups {
        return None;
    }
    let place = order.iter().position(|(column, _)| *column == table.column("patient_id"))?;
    let others = |row: &u32| -> Vec<&str> {
        let counts = |(at, _): &(usize, &String)| *at != place && read[*at];
        cells[row].iter().enumerate().filter(counts).map(|(_, cell)| cell.as_str()).collect()
    };
    let is_same = ordered.iter().all(|row| others(row) == others(&ordered[0]));
    let all = ordered.iter().map(|row| cells[row][place].as_str());
    is_same.then(|| all.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(";"))
}

/// The rows of a group of which each may be the one that is used, that one first. An active membership is used whatever else
/// is said of it; one of which the status is not known may be any.
fn that_may_be_used(table: &Table, ordered: &[u32]) -> Vec<u32> {
    let used = Standing::of(table, ordered[0]);
    let may_be_used = |row: &u32| match Standing::of(table, *row) {
        Standing::Unknown => used != Standing::Active,
        standing => standing == used,
    };
    ordered.iter().copied().filter(may_be_used).collect()
}

/// Forgets what stands in the cells in which rows differ, in the first of them.
fn forget(table: &mut Table, rows: &[u32], order: &[(ColumnId, Part)], cells: &RowCells) {
    for (place, (column, _)) in order.iter().enumerate() {
        let is_key = table.id.def().key.contains(column);
        if !is_key && rows.iter().any(|row| cells[row][place] != cells[&rows[0]][place]) {
            table.forget(*column, rows[0]);
        }
    }
}

/// Whether rows differ in a cell that is read.
fn differ(rows: &[u32], cells: &RowCells, read: &[bool]) -> bool {
    let of_row = |row: &u32| cells[row].iter().zip(read).filter(|(_, read)| **read).map(|(cell, _)| cell.as_str());
    let distinct: FxHashSet<Vec<&str>> = rows.iter().map(|row| of_row(row).collect()).collect();
    distinct.len() > 1
}

fn tell(loader: &mut Loader<'_>, id: TableId, key: &[String], group: &[u32]) {
    let Some(origin) = &loader.tables[id].origin else { return };
    let header = |section: &Section| id.def().key.first().and_then(|c| section.headers[c.index()].clone());
    let places: Vec<Place> = group.iter().map(|row| origin.place_under(*row, header)).collect();
    for place in places {
        loader.issues.add(InputRule::DuplicateKey, id, key.to_vec(), place, || {
            vec![("table", MessageArg::Table(id)), ("key", MessageArg::Text(key.join("/")))]
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

/// The complete rows that share both references of a table's key, in groups.
fn same_pairs(table: &Table, key: [ColumnId; 2], complete: &RowSet) -> Vec<Vec<u32>> {
    let [first, second] = key.map(|column| table.references(column));
    let is_all = complete.is_full();
    let is_complete = |row: &usize| is_all || complete.contains(*row);
    let rows = complete.len();
    // as a rule a file has the members of a group one below the other
    let is_grouped = if is_all { first.is_sorted() } else { complete.ones().is_sorted_by_key(|row| first[row]) };
    let of_part = |part: Range<u32>| {
        let (mut groups, mut pairs) = (Vec::new(), Vec::new());
        let (start, end) = (part.start as usize, part.end as usize);
        // what belongs to the group that the part before ends with has been looked at there
        let before = (0..start).rev().find(is_complete);
        let is_new = |row: &usize| before.is_none_or(|before| first[before] != first[*row]);
        let mut rest = (start..rows).filter(is_complete).skip_while(|row| !is_new(row)).peekable();
        while let Some(row) = rest.next_if(|row| *row < end) {
            pairs.clear();
            pairs.push((second[row], row as u32));
            while let Some(next) = rest.next_if(|next| first[*next] == first[row]) {
                pairs.push((second[next], next as u32));
            }
            add_same(&mut pairs, &mut groups);
        }
        groups
    };
    if is_grouped {
        return parallel::parts(rows, of_part).concat();
    }
    let mut pairs: Vec<(u64, u32)> = (0..rows)
        .filter(is_complete)
        .map(|row| (u64::from(first[row]) << 32 | u64::from(second[row]), row as u32))
        .collect();
    let mut groups = Vec::new();
    add_same(&mut pairs, &mut groups);
    groups
}

/// Adds the rows of which several have the same value, in groups.
fn add_same<T: Ord + Copy>(rows: &mut [(T, u32)], groups: &mut Vec<Vec<u32>>) {
    if rows.is_sorted_by(|one, next| one.0 < next.0) {
        return;
    }
    rows.sort_unstable();
    let same = rows.chunk_by(|one, next| one.0 == next.0).filter(|same| same.len() > 1);
    groups.extend(same.map(|same| same.iter().map(|(_, row)| *row).collect()));
}

/// Reads the cells of a few rows again; tells which columns they are of, and which of these a rule reads.
fn cells(
    loader: &Loader<'_>,
    id: TableId,
    sheets: &[SheetOfTable],
    pieces: &[Vec<(u32, Range<u64>)>],
    groups: &[Vec<u32>],
) -> (Vec<(ColumnId, Part)>, RowCells, Vec<bool>) {
    let mut order: Vec<(ColumnId, Part)> =
        sheets.iter().flat_map(|s| s.layout.header.headings.iter().filter_map(|h| h.found)).collect();
    order.sort_unstable();
    order.dedup();
    let read = order.iter().map(|(column, _)| loader.options.wanted.column(id, *column)).collect();
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
        let of_piece = |rows: &[u32]| -> Vec<(u32, Vec<String>)> {
            let (line, bytes) = &pieces[piece_of(rows[0])];
            let Some(piece) = part.sheet.piece(bytes.clone()) else { return Vec::new() };
            // what is not there any more has changed, and is refused when the table is read
            let records = piece.records_on(rows.iter().map(|row| at(*row) - line));
            rows.iter().zip(&records).map(|(row, record)| (*row, cells(record))).collect()
        };
        let by_piece: Vec<&[u32]> = rows.chunk_by(|a, b| piece_of(*a) == piece_of(*b)).collect();
        let is_worth_threads = parallel::is_worth_threads(section.lines.len() as usize);
        found.extend(parallel::each(is_worth_threads, by_piece, of_piece).into_iter().flatten());
    }
    (order, found, read)
}
