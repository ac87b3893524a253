//! Tables of objects, as JSON and TOML have them: every object names its cells, so that there is no header row.

use std::ops::ControlFlow;

use csv::ByteRecord;
use indexmap::IndexMap;

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
    rows: Vec<(u32, Vec<(usize, String)>)>,
}

impl Rows {
    /// Adds the cells of an object that begins on a line, each with its name.
    pub(super) fn push(&mut self, line: u32, cells: impl Iterator<Item = (String, String)>) {
        let cells = cells.map(|(name, text)| (self.header.insert_full(name, ()).0, text)).collect();
        self.rows.push((line, cells));
    }

    /// The table, which begins on a line.
    pub(super) fn into_objects(self, line: u32) -> Objects {
        Objects { header: self.header.into_keys().collect(), line, rows: self.rows }
    }
}

impl Objects {
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
