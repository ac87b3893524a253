//! A table's header: which column each of its cells stands for.

use csv::ByteRecord;
use sha2::{Digest, Sha256};

use crate::schema::{ColumnId, Part, TableId};
use crate::source::{self, Sheet};
use crate::words::{self, Problem};

/// A header of a file, and the column it stands for.
#[derive(Clone, Debug)]
pub struct Heading {
    /// As the file has it.
    pub text: String,
    /// The column, and which part of it; `None` if nothing is known of it.
    pub found: Option<(ColumnId, Part)>,
}

impl Heading {
    /// A column whose name starts with `_` is a comment.
    pub fn is_comment(&self) -> bool {
        self.text.starts_with('_')
    }
}

/// The headers of a table.
#[derive(Clone, Debug)]
pub(super) struct Header {
    id: TableId,
    pub(super) headings: Vec<Heading>,
}

impl Header {
    /// Finds the columns. A column that stands twice would leave open which cell counts.
    pub(super) fn read(id: TableId, file: &str, sheet: &Sheet) -> Result<Self, Problem> {
        let mut headings: Vec<Heading> = Vec::new();
        for (place, text) in sheet.header.iter().enumerate() {
            let mut heading = Heading { text: text.clone(), found: None };
            if !heading.is_comment() {
                heading.found = id.def().match_header(text);
            }
            let same = |h: &Heading| h.text == *text || (heading.found.is_some() && h.found == heading.found);
            if let Some(other) = headings.iter().position(same).filter(|_| !text.is_empty()) {
                return Err(words::duplicate_header(file, sheet.header_line, other + 1, place + 1));
            }
            headings.push(heading);
        }
        if headings.iter().all(|h| h.found.is_none()) && !headings.is_empty() {
            let known = id.def().columns().filter(|(_, c)| c.derived.is_none());
            let known: Vec<(&str, &str)> = known.map(|(_, c)| (c.name, c.label.ja.as_str())).collect();
            return Err(words::no_known_header(file, sheet.header_line, &id.def().label, &known));
        }
        Ok(Self { id, headings })
    }

    /// Where in a record a part of a column stands.
    pub(super) fn place(&self, column: ColumnId, part: Part) -> Option<usize> {
        self.headings.iter().position(|h| h.found == Some((column, part)))
    }

    /// The header of a column: of the cell itself, else of the first part of it.
    pub(super) fn text(&self, column: ColumnId) -> Option<String> {
        let mut of_column = self.headings.iter().filter(|h| h.found.is_some_and(|(c, _)| c == column));
        let main = self.place(column, Part::Main).map(|place| &self.headings[place]);
        main.or_else(|| of_column.next()).map(|h| h.text.clone())
    }

    /// A short hash of a row's cells in the columns that are known, whatever their order and their headers.
    pub(super) fn hash(&self, record: &ByteRecord) -> String {
        let mut cells: Vec<(ColumnId, Part, &[u8])> = self
            .headings
            .iter()
            .zip(record)
            .filter_map(|(heading, cell)| heading.found.map(|(column, part)| (column, part, cell.trim_ascii())))
            .filter(|(_, _, cell)| !cell.is_empty())
            .collect();
        cells.sort_unstable();
        let mut hasher = Sha256::new();
        for (column, part, cell) in cells {
            hasher.update(self.id.def().def(column).name);
            hasher.update([0, part as u8]);
            hasher.update((cell.len() as u64).to_le_bytes());
            hasher.update(cell);
        }
        source::hex(&hasher.finalize()[..6])
    }
}

/// The text of a cell without surrounding space; empty if the record is too short.
pub(super) fn text(record: &ByteRecord, place: Option<usize>) -> &str {
    place.and_then(|p| record.get(p)).map_or("", |cell| std::str::from_utf8(cell).unwrap_or("").trim())
}
