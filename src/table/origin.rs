//! Where the rows of a table were read: files, sheets, headers and lines; and what names a row that has no key.

use std::fmt;

use crate::model::place::{Exported, Heading, Lines, Place};
use crate::model::schema::ColumnId;
use crate::table::row_selection::RowSelection;

/// Where the rows of a table were read.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The sheets that hold it, one behind the other.
    pub sections: Vec<Section>,
    /// The row as read of each row kept; `None` if they are the same.
    pub rows: Option<RowSelection>,
    /// How many rows were read.
    pub read: u32,
}

/// A sheet that holds a table, or a section of it.
#[derive(Clone, Debug)]
pub struct Section {
    /// The file's place in the list of inputs.
    pub file: usize,
    /// The sheet or JSON member, where a file holds several.
    pub sheet: Option<String>,
    /// Whether its cells have names, as those of a spreadsheet do.
    pub in_cells: bool,
    /// The header, by column of the schema, as the file has it.
    pub headers: Vec<Option<Heading>>,
    /// The same, where a column names somebody by name.
    pub name_headers: Vec<Option<Heading>>,
    /// The lines of its rows.
    pub lines: Lines,
    /// The number of its first row among all rows read.
    pub first: u32,
    /// When it was made, if that is known.
    pub exported: Option<Exported>,
}

impl Origin {
    /// Returns the row as read of a row kept.
    pub fn row(&self, row: u32) -> u32 {
        self.rows.as_ref().map_or(row, |rows| rows.row(row))
    }

    /// Returns the section in which a row that was kept stands.
    pub fn section_of(&self, row: u32) -> usize {
        let read = self.row(row);
        self.sections.partition_point(|p| p.first <= read).saturating_sub(1)
    }

    /// Returns how many of so many rows that were kept stand in each section.
    pub fn kept(&self, rows: u32) -> Vec<u32> {
        // the rows of a table that lies in one sheet need not be walked
        if let [_] = self.sections.as_slice() {
            return vec![rows];
        }
        let mut kept = vec![0; self.sections.len()];
        (0..rows).for_each(|row| kept[self.section_of(row)] += 1);
        kept
    }

    /// Returns the place of a cell of a row that was kept.
    pub fn place(&self, row: u32, column: ColumnId) -> Place {
        self.place_under(row, |section| section.headers[column.index()].clone())
    }

    /// Returns the place of a row that was kept, and of the cell under a header in it.
    pub fn place_under(&self, row: u32, header: impl FnOnce(&Section) -> Option<Heading>) -> Place {
        let place = self.section_of(row);
        let section = &self.sections[place];
        Place::new(place, section.lines.get(self.row(row) - section.first), header(section).as_ref())
    }

    /// Returns the line of a row kept.
    pub fn line(&self, row: u32) -> u32 {
        self.place_under(row, |_| None).line
    }
}

/// A short hash of a row's cells, by which it is named where it has no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowHash(pub [u8; 6]);

impl fmt::Display for RowHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
