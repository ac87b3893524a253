//! Tables of objects, as JSON and TOML have them: every object names its cells, so that there is no header row.

use std::ops::ControlFlow;

use csv::ByteRecord;
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

/// The cells of an object, each with its name.
pub(super) type Cells = Vec<(String, String)>;

/// A table of objects: the names of their members as a header, and each object's cells by their place in it.
#[derive(Clone, Debug)]
pub(super) struct Objects {
    pub(super) header: Vec<String>,
    /// The line on which the table begins.
    pub(super) line: u32,
    rows: Vec<(u32, Vec<(usize, String)>)>,
}

/// Objects while they are read.
#[derive(Debug, Default)]
pub(super) struct Rows {
    header: IndexMap<String, ()>,
    objects: Vec<(u32, Vec<(usize, String)>)>,
    /// The cells of the objects to which rows belong, where they lie in lists.
    owners: IndexMap<String, Owners>,
    /// Whose each row is: an object, and those around it.
    owners_of: Vec<Vec<u32>>,
    last_owner: u32,
}

/// What is known of a cell of the objects to which rows belong.
#[derive(Debug, Default)]
struct Owners {
    cells: FxHashMap<u32, String>,
    /// Whether it is no name: it is empty for one of them, the same for two, or a day.
    is_no_name: bool,
    seen: FxHashSet<String>,
}

impl Rows {
    /// Adds the cells of an object that begins on a line, each with its name.
    pub(super) fn push(&mut self, line: u32, cells: impl IntoIterator<Item = (String, String)>) {
        let cells = cells.into_iter().map(|(name, text)| (self.header.insert_full(name, ()).0, text)).collect();
        self.objects.push((line, cells));
    }

    /// A number for an object to which rows may belong.
    pub(super) fn next_owner(&mut self) -> u32 {
        self.last_owner += 1;
        self.last_owner
    }

    /// Notes cells of such an object.
    pub(super) fn own(&mut self, owner: u32, cells: Cells) {
        for (name, text) in cells {
            let of_cell = self.owners.entry(name).or_default();
            of_cell.is_no_name |= text.is_empty() || is_day(&text) || !of_cell.seen.insert(text.clone());
            of_cell.cells.insert(owner, text);
        }
    }

    /// Adds the cells of an object that belongs to others.
    pub(super) fn push_of(&mut self, owners: &[u32], line: u32, cells: Cells) {
        self.owners_of.push(owners.to_vec());
        self.push(line, cells);
    }

    /// The table, which begins on a line.
    pub(super) fn into_objects(mut self, line: u32) -> Objects {
        self.add_owners();
        let Self { header, objects: mut rows, .. } = self;
        let mut header: Vec<String> = header.into_keys().collect();
        // an object that is not there leaves a cell where others have its members
        let mut filled = vec![false; header.len()];
        rows.iter().flat_map(|(_, cells)| cells).for_each(|(place, text)| filled[*place] |= !text.is_empty());
        let parents: FxHashSet<&str> = header.iter().flat_map(|name| parents(name)).collect();
        let kept: Vec<bool> =
            header.iter().zip(filled).map(|(name, is_filled)| is_filled || !parents.contains(name.as_str())).collect();
        if kept.contains(&false) {
            let mut places = Vec::with_capacity(kept.len());
            let mut next = 0;
            for is_kept in &kept {
                places.push(next);
                next += usize::from(*is_kept);
            }
            for (_, cells) in &mut rows {
                cells.retain(|(place, _)| kept[*place]);
                cells.iter_mut().for_each(|(place, _)| *place = places[*place]);
            }
            let mut is_kept = kept.iter();
            header.retain(|_| is_kept.next().is_some_and(|kept| *kept));
        }
        Objects { header, line, rows }
    }

    /// Adds to the rows of lists the cells that tell whose they are: filled for all, and no two the same.
    fn add_owners(&mut self) {
        let owners = std::mem::take(&mut self.owners);
        for (name, of_cell) in owners.into_iter().filter(|(_, of_cell)| !of_cell.is_no_name) {
            let place = self.header.insert_full(name, ()).0;
            for ((_, cells), owners) in self.objects.iter_mut().zip(&self.owners_of) {
                let text = owners.iter().find_map(|owner| of_cell.cells.get(owner));
                cells.extend(text.map(|text| (place, text.clone())));
            }
        }
    }
}

/// The paths above a path: `a` and `a.b` of `a.b.c`, `a` of `a[].b`.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('.').map(|(at, _)| path[..at].trim_end_matches("[]"))
}

/// Whether a text begins with a day in the notation of programs, so that it is no name of a thing.
fn is_day(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        text.as_bytes().get(range).is_some_and(|bytes| bytes.iter().all(u8::is_ascii_digit))
    };
    let is_between = |at: usize| matches!(text.as_bytes().get(at), Some(b'-' | b'/'));
    digits(0..4) && is_between(4) && digits(5..7) && is_between(7) && digits(8..10)
}

impl Objects {
    /// How many places its cells take, filled or not.
    pub(super) fn places(&self) -> usize {
        self.header.len().saturating_mul(self.rows.len())
    }

    /// Calls `each` with the line and the cells of every object, until it breaks off.
    pub(super) fn records<E>(&self, mut each: impl FnMut(u32, &ByteRecord) -> ControlFlow<E>) -> ControlFlow<E> {
        let mut record = ByteRecord::new();
        let mut cells: Vec<&str> = Vec::new();
        for (line, row) in &self.rows {
            cells.clear();
            cells.resize(self.header.len(), "");
            for (place, text) in row {
                cells[*place] = text;
            }
            record.clear();
            cells.iter().for_each(|c| record.push_field(c.as_bytes()));
            each(*line, &record)?;
        }
        ControlFlow::Continue(())
    }
}
