//! What is to be kept of the tables once they are read: whoever asks for an audit says which columns its rules need.

use crate::model::schema::{ColumnId, Kind, TableId, schema};

/// The columns that an audit keeps, and the tables whose rows it names by their cells.
#[derive(Clone, Debug)]
pub struct Wanted {
    columns: Vec<Vec<bool>>,
    hashed: Vec<bool>,
    stale_after: Option<i32>,
}

impl Wanted {
    /// Nothing but what the identity of rows and people rests on; `stale_after` says how many days before the as-of date
    /// a table may have been made.
    pub fn least(stale_after: Option<i32>) -> Self {
        let columns = schema().tables.iter().map(|t| vec![false; t.columns.len()]).collect();
        let mut wanted = Self { columns, hashed: vec![false; schema().tables.len()], stale_after };
        for (id, table) in schema().tables() {
            for (column, def) in table.columns() {
                let names_somebody = match def.kind {
                    Kind::Name | Kind::Email | Kind::Patients => true,
                    Kind::Row(_) => !table.key.contains(&column),
                    _ => false,
                };
                if table.kept || def.standing || def.kept.unwrap_or(names_somebody) {
                    wanted.want(id, column);
                }
            }
        }
        wanted
    }

    /// Keeps a column's cells.
    pub fn want(&mut self, table: TableId, column: ColumnId) {
        self.columns[table.index()][column.index()] = true;
    }

    /// Names the rows of a table by their cells, if it has no key of its own.
    pub fn want_hashes(&mut self, table: TableId) {
        self.hashed[table.index()] |= table.def().key.is_empty();
    }

    /// So many days before the as-of date a table may have been made; `None` if no rule asks.
    pub fn stale_after(&self) -> Option<i32> {
        self.stale_after
    }

    /// Whether a column's cells are needed once they are read.
    pub fn column(&self, table: TableId, column: ColumnId) -> bool {
        self.columns[table.index()][column.index()]
    }

    /// Whether rows of a table are named by their cells.
    pub fn hashes(&self, table: TableId) -> bool {
        self.hashed[table.index()]
    }
}
