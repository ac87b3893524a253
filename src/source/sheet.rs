//! A sheet, or a file that is one: its rows, wherever they are held.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use ::csv::ByteRecord;

use super::FileInfo;
use crate::base::text::Problem;
use crate::source::csv::Delimiter;
use crate::source::objects::Objects;
use crate::source::pieces::{Piece, Pieces};
use crate::source::text_file::TextFile;
use crate::source::workbook;

/// Rows of text as they lie in a file.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The sheet's name, or that of the JSON member; `None` where the file is a single table.
    pub name: Option<String>,
    /// What is hidden or merged in it.
    pub state: State,
    pub(super) body: Body,
}

/// What a sheet is, as far as that can be told before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetKind {
    /// A table, or what may be one.
    Table,
    /// The lists inside the records of a table, put together.
    Inner,
    /// A JSON member that is no list.
    Other,
}

/// What a person who looks at a sheet does not see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The sheet itself is hidden.
    pub hidden: bool,
    /// Rows with cells that are hidden, as by a filter.
    pub hidden_rows: u32,
    /// Columns with cells that are hidden.
    pub hidden_columns: u32,
    /// Cells that were filled from the merged cell above.
    pub filled_down: u32,
    /// Numbers whose format the workbook has lost.
    pub without_format: u32,
    /// Its days count from 1904: a bare number is not the day that it would be elsewhere.
    pub from_1904: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Body {
    Text(Arc<TextFile>, Delimiter),
    Objects(Objects),
    Grid(Grid),
}

/// The cells of a workbook's sheet: only columns in which something stands.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub(super) columns: Vec<u32>,
    pub(super) rows: Vec<workbook::GridRow>,
}

impl Sheet {
    /// Returns the names of the members of a table of objects, and the line on which it begins: such a table needs no
    /// header.
    pub fn member_names(&self) -> Option<(&[String], u32)> {
        match &self.body {
            Body::Objects(objects) => Some((&objects.header, objects.line)),
            _ => None,
        }
    }

    /// Returns what stands between two cells; `None` where no character does.
    pub fn delimiter(&self) -> Option<Delimiter> {
        match &self.body {
            Body::Text(_, delimiter) => Some(*delimiter),
            _ => None,
        }
    }

    /// Reads text with another delimiter from now on.
    pub fn set_delimiter(&mut self, delimiter: Delimiter) {
        if let Body::Text(_, used) = &mut self.body {
            *used = delimiter;
        }
    }

    /// Returns the column of a spreadsheet, from 0, in which the cells at a place of the records stand; `None` in other
    /// files.
    pub fn column(&self, place: usize) -> Option<u32> {
        match &self.body {
            Body::Grid(grid) => grid.columns.get(place).copied(),
            _ => None,
        }
    }

    /// Refuses text in which a stray quotation mark would swallow rows.
    pub fn check_quotes(&self, file: &str) -> Result<(), Problem> {
        match &self.body {
            Body::Text(text, delimiter) => text.check_quotes(file, *delimiter),
            _ => Ok(()),
        }
    }

    /// Returns what a report says of a file that is left on disk while it is read; known once all its records have been
    /// read.
    pub fn info(&self) -> Option<FileInfo> {
        match &self.body {
            Body::Text(text, _) => text.info(),
            _ => None,
        }
    }

    /// Refuses a file that could not be read to its end, or changed while it was read.
    pub fn check_read(&self) -> Result<(), Problem> {
        match &self.body {
            Body::Text(text, delimiter) => text.check_read(*delimiter),
            _ => Ok(()),
        }
    }

    /// Returns the text in pieces that can be read side by side, if it is text whose quotation marks were found in order.
    pub fn pieces(&self) -> Option<Pieces<'_>> {
        match &self.body {
            Body::Text(text, delimiter) => Some(text.pieces(*delimiter)),
            _ => None,
        }
    }

    /// Hashes pieces, all of them in order, of a file that is left on disk; others have been hashed.
    pub fn hash_pieces(&self, pieces: &[Piece<'_>]) {
        if let Body::Text(text, _) = &self.body {
            text.hash_pieces(pieces);
        }
    }

    /// Returns a piece once more, by its bytes; `None` where there are no pieces.
    pub fn piece(&self, bytes: Range<u64>) -> Option<Piece<'_>> {
        match &self.body {
            Body::Text(text, delimiter) => Some(text.piece(bytes, *delimiter)),
            _ => None,
        }
    }

    /// Calls `each` with the line and the cells of every record in order, until it breaks off.
    pub fn records<E>(&self, mut each: impl FnMut(u32, &ByteRecord) -> ControlFlow<E>) -> ControlFlow<E> {
        match &self.body {
            Body::Text(text, delimiter) => text.records(*delimiter, each),
            Body::Objects(objects) => objects.records(each),
            Body::Grid(grid) => {
                let mut record = ByteRecord::new();
                for row in &grid.rows {
                    record.clear();
                    let mut cells = row.cells.iter().peekable();
                    for column in &grid.columns {
                        let cell = cells.next_if(|(c, _)| c == column);
                        record.push_field(cell.map_or(&[][..], |(_, text)| text.as_bytes()));
                    }
                    each(row.line, &record)?;
                }
                ControlFlow::Continue(())
            }
        }
    }

    /// Returns whether it can be taken apart: only the sheets of workbooks can.
    pub fn can_be_split(&self) -> bool {
        matches!(self.body, Body::Grid(_))
    }

    /// Takes it apart before each of these lines, in their order.
    pub fn split(mut self, lines: &[u32]) -> Vec<Self> {
        let mut parts = Vec::new();
        for line in lines.iter().rev() {
            let Body::Grid(grid) = &mut self.body else { break };
            let from = grid.rows.partition_point(|row| row.line < *line);
            let rows = grid.rows.split_off(from);
            let body = Body::Grid(Grid { columns: grid.columns.clone(), rows });
            parts.push(Self { name: self.name.clone(), state: self.state, body });
        }
        parts.push(self);
        parts.reverse();
        parts
    }

    /// Returns the first records with their lines, `most` at most.
    pub fn head(&self, most: usize) -> Vec<(u32, ByteRecord)> {
        let mut head = Vec::new();
        let _ = self.records(|line, record| {
            head.push((line, record.clone()));
            if head.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        head
    }
}

/// Returns the name of a spreadsheet's column, counted from 0: A, B … Z, AA.
pub fn column_name(column: u32) -> String {
    let mut name = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        name.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    name.iter().rev().map(|b| char::from(*b)).collect()
}
