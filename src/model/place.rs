//! Where something stands in an office's files: headers, lines and cells, when a table was made, and how a row was found
//! that a cell names.

use super::schema::{ColumnId, Part, TableId, schema};
use crate::base::date::Day;
use crate::base::normalize;

/// A header of a file, and the column it stands for.
#[derive(Clone, Debug)]
pub struct Heading {
    /// As the file has it; empty for a column that the settings add.
    pub text: String,
    /// The column, and which part of it; `None` if nothing is known of it.
    pub found: Option<(ColumnId, Part)>,
    /// Where its cells stand in the file, from 0: the column of a spreadsheet, or the place in a line.
    pub column: Option<u32>,
    /// How it came to stand for its column, or for none.
    pub role: Role,
    /// How it was recognised.
    pub how: Basis,
    /// What speaks for the column that it stands for, where that was weighed.
    pub evidence: Option<ColumnCandidate>,
    /// What else it could be; what it could be, if it stands for nothing.
    pub candidates: Vec<ColumnCandidate>,
}

/// How a header came to stand for a column, or for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// By what it says.
    #[default]
    Plain,
    /// Another header stands for the same column by the column's own name, so that this one is not used.
    Yields,
    /// Its cells are half of a name, and read with the other half.
    Half,
    /// It is not in the file: two halves of a name together, or a column that the settings add.
    Made,
}

impl Heading {
    /// Returns a column that is not in the file.
    pub fn made(text: String, found: (ColumnId, Part), column: Option<u32>) -> Self {
        Self {
            text,
            found: Some(found),
            column,
            role: Role::Made,
            how: Basis::Name,
            evidence: None,
            candidates: Vec::new(),
        }
    }

    /// Returns a column that stands for nothing.
    pub fn unread(text: String, column: Option<u32>) -> Self {
        Self { text, found: None, column, role: Role::Plain, how: Basis::None, evidence: None, candidates: Vec::new() }
    }

    /// Returns whether the column is a comment: its name starts with `_`.
    pub fn is_comment(&self) -> bool {
        self.text.starts_with('_')
    }

    /// Returns whether an audit must tell that it is not used: it may hold what a rule would want.
    pub fn is_told(&self) -> bool {
        let is_remark = || schema().layout.remarks.contains(&normalize::header(&self.text));
        (self.is_unknown() && !is_remark()) || self.role == Role::Yields
    }

    /// Returns whether something may stand below it that no rule reads.
    pub fn is_unknown(&self) -> bool {
        self.found.is_none() && self.role == Role::Plain && !self.text.is_empty() && !self.is_comment()
    }
}

/// How something was recognised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The settings say so.
    Settings,
    /// By its name, or by a header that is known as a whole.
    #[default]
    Name,
    /// By what its words say and its cells hold.
    Content,
    /// It is the best and clearly ahead, but not sure: used, and said.
    Assumed,
    /// It could be several things, or is weak: not used.
    Asked,
    /// It is like nothing that is asked for.
    None,
}

impl Basis {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Name => "name",
            Self::Content => "content",
            Self::Assumed => "assumed",
            Self::Asked => "asked",
            Self::None => "none",
        }
    }
}

/// A column that a header could stand for, with what speaks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnCandidate {
    /// The column.
    pub column: ColumnId,
    /// The part of it.
    pub part: Part,
    /// What the words of the header say, of 100.
    pub words: u32,
    /// What the cells add or take away.
    pub cells: i32,
}

impl ColumnCandidate {
    /// Words and cells together.
    pub fn points(&self) -> u32 {
        self.words.saturating_add_signed(self.cells)
    }
}

/// A table that a sheet could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableCandidate {
    /// The table.
    pub table: TableId,
    /// What the headers say for it, in hundredths of a header that fits no other table.
    pub headers: u32,
    /// What the names of the file and the sheet say for it.
    pub names: u32,
    /// Whether the sheet has what rows of the table must say.
    pub is_whole: bool,
}

impl TableCandidate {
    /// Returns a table that is named as what it could be, without evidence.
    pub fn of(table: TableId) -> Self {
        Self { table, headers: 100, names: 0, is_whole: true }
    }

    /// Headers and names together.
    pub fn points(&self) -> u32 {
        self.headers + self.names
    }
}

/// The day whose state a table shows, and where that is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The day.
    pub day: Day,
    /// The line on which it stands; `None` if it does not stand in the file's rows.
    pub line: Option<u32>,
}

/// A cell or row that an issue was seen in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The header of the cell.
    pub column: Option<String>,
    /// Which section of the table.
    pub section: usize,
    /// The line as the file has it.
    pub line: u32,
    /// Where in the line, from 0: the column of a spreadsheet.
    pub at: Option<u32>,
}

impl Place {
    /// Makes the place of a cell under a header, or of a row if there is none.
    pub fn new(section: usize, line: u32, heading: Option<&Heading>) -> Self {
        let column = heading.map(|h| h.text.clone()).filter(|text| !text.is_empty());
        Self { column, section, line, at: heading.and_then(|h| h.column) }
    }
}

/// How the row was found that a cell names: what is weaker than an id is told to whoever reads a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchKind {
    /// By its id.
    #[default]
    Id,
    /// By its id, but for leading zeros: a spreadsheet drops them where it takes an id for a number.
    Zeros,
    /// By its id, but for case, hyphens, or how a spreadsheet shows a number.
    Spelling,
    /// By e-mail.
    Email,
    /// By name, or title.
    Name,
    /// By name within the office of the row.
    NameInOffice,
    /// By name and reading, where several bear the name.
    NameAndReading,
}

/// The lines of a table's rows, kept as the places where they do not simply follow each other.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    breaks: Vec<(u32, u32)>,
    rows: u32,
}

impl Lines {
    /// Adds the line of the next row.
    pub fn push(&mut self, line: u32) {
        if self.rows == 0 || self.get(self.rows - 1) + 1 != line {
            self.breaks.push((self.rows, line));
        }
        self.rows += 1;
    }

    /// Returns how many rows there are.
    pub fn len(&self) -> u32 {
        self.rows
    }

    /// Returns whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Adds the lines of so many rows that follow each other.
    pub fn push_run(&mut self, line: u32, rows: u32) {
        if rows > 0 {
            self.push(line);
            self.rows += rows - 1;
        }
    }

    /// Returns the line of a row, from 1; both counted as the file has them.
    pub fn get(&self, row: u32) -> u32 {
        let place = self.breaks.partition_point(|(r, _)| *r <= row).saturating_sub(1);
        self.breaks.get(place).map_or(0, |(r, line)| line + (row - r))
    }
}

/// Between a file and the sheet in it.
pub const PLACE_SEPARATOR: &str = " › ";

/// Names a file, and the sheet in it.
pub fn place_of(file: &str, sheet: Option<&str>) -> String {
    sheet.map_or_else(|| file.to_owned(), |sheet| format!("{file}{PLACE_SEPARATOR}{sheet}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_as_breaks() {
        let mut lines = Lines::default();
        for line in [2, 3, 4, 7, 8, 20] {
            lines.push(line);
        }
        assert_eq!((0..6).map(|r| lines.get(r)).collect::<Vec<_>>(), [2, 3, 4, 7, 8, 20]);
        assert_eq!(lines.breaks.len(), 3);
    }
}
