//! What is changed in a row before it is read: names in two cells, times, states, what the settings put in place of a cell.

use std::borrow::Cow;

use csv::ByteRecord;
use rustc_hash::FxHashMap;

use crate::base::date::Day;
use crate::base::normalize;
use crate::load::header::text;
use crate::load::recognize::{matrix, several};

/// What is done to a record before it is read; nothing, for most files.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Cells that are one name together: family and given name, added behind the record.
    pub(super) joins: Vec<(usize, usize)>,
    /// By place: a normalized cell, and the text to read instead.
    pub(super) values: Vec<(usize, FxHashMap<String, String>)>,
    /// Cells added behind the record.
    pub(super) defaults: Vec<String>,
    /// Columns with a record in each cell.
    pub(super) times: Vec<Time>,
    /// Whether such a record has its day.
    pub(super) tells_day: bool,
    /// Columns with a record in each name of each cell.
    pub(super) several: Vec<usize>,
    /// Cells that each such record has behind all others: its day, and what its header says.
    pub(super) told: usize,
}

/// A column with a record in each cell.
#[derive(Debug)]
pub(super) struct Time {
    pub(super) place: usize,
    /// The day in its header.
    pub(super) day: Option<Day>,
    /// What the header says, if the record has that.
    pub(super) heading: Option<String>,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.joins.is_empty() && self.values.is_empty() && self.defaults.is_empty() && !self.is_spread()
    }

    /// Whether a row is several records.
    pub(super) fn is_spread(&self) -> bool {
        !self.times.is_empty() || !self.several.is_empty()
    }

    /// The records of a row that is several.
    pub(super) fn spread(&self, record: &ByteRecord, width: usize) -> Vec<ByteRecord> {
        let at_time = |time: &Time| {
            let held = matrix::held(text(record, Some(time.place)), time.day)?;
            let day = Some(held.as_str()).filter(|_| self.tells_day);
            let told: Vec<&str> = day.into_iter().chain(time.heading.as_deref()).collect();
            Some(self.apply(record, width, &told))
        };
        let names = || self.several.iter().flat_map(|place| several::names(text(record, Some(*place))));
        let of_name = |name: &str| self.apply(record, width, &[name]);
        if self.several.is_empty() {
            return self.times.iter().filter_map(at_time).collect();
        }
        // a row that names nobody is told as one
        let all: Vec<ByteRecord> = names().map(of_name).collect();
        if all.is_empty() { vec![of_name("")] } else { all }
    }

    pub(super) fn apply(&self, record: &ByteRecord, width: usize, told: &[&str]) -> ByteRecord {
        let mut changed = ByteRecord::new();
        for place in 0..width.max(record.len()) {
            let is_spread = self.several.contains(&place) || self.times.iter().any(|time| time.place == place);
            let cell = record.get(place).filter(|_| !is_spread).unwrap_or_default();
            let instead = self
                .values
                .iter()
                .find(|(p, _)| *p == place)
                .and_then(|(_, values)| instead_of(values, text(record, Some(place))));
            changed.push_field(instead.as_deref().map_or(cell, str::as_bytes));
            // what is added stands behind the headers, not behind a row that is too long
            if place + 1 == width {
                for (family, given) in &self.joins {
                    let name = [text(record, Some(*family)), text(record, Some(*given))].join(" ");
                    changed.push_field(name.trim().as_bytes());
                }
                self.defaults.iter().for_each(|cell| changed.push_field(cell.as_bytes()));
                told.iter().for_each(|cell| changed.push_field(cell.as_bytes()));
            }
        }
        changed
    }
}

/// What the settings say is to be read instead of a cell, or of what stands in it before a remark in brackets.
fn instead_of<'v>(values: &'v FxHashMap<String, String>, cell: &str) -> Option<Cow<'v, str>> {
    if let Some(read) = values.get(&normalize::characters(cell)) {
        return Some(Cow::Borrowed(read));
    }
    let (word, remark) = cell.split_at(cell.find(['(', '（', '[', '［', '【'])?);
    let read = values.get(&normalize::characters(word)).filter(|read| !word.is_empty() && !read.is_empty())?;
    Some(Cow::Owned(format!("{read}{remark}")))
}
