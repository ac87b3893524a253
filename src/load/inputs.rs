//! What is told of the files of a folder: which table each sheet was taken for, and what was not read.

use crate::base::text::Text;
use crate::config::quoted;
use crate::load::layout::Reason;
use crate::model::place::{Basis, Exported, Heading, TableCandidate, place_of};
use crate::model::schema::{ColumnId, TableId};
use crate::source::{Delimiter, Entry, FileInfo, Format, State, Unread};

/// Something about the folder that no rule judges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Another program has the file open: its last changes may not be saved.
    OpenElsewhere(String),
    /// A file or sheet that was not read, though its header is that of a table.
    LooksLike {
        /// The file.
        file: String,
        /// The sheet in it, where it has several.
        sheet: Option<String>,
        /// The table.
        table: TableId,
    },
    /// Several files or sheets that could each be a table, so that none of them was read.
    Several {
        /// The table.
        table: TableId,
        /// The files, and the sheets in them.
        places: Vec<(String, Option<String>)>,
    },
    /// What was taken for a table, or a part of it, without being sure.
    Assumed {
        /// The file, and the sheet in it.
        place: String,
        /// The table.
        table: TableId,
        /// Whether the table itself was assumed.
        is_table: bool,
        /// The lines of settings that would confirm the columns that were assumed.
        settings: Vec<String>,
    },
    /// Words of a status that are not known, and were read by the day that says the same.
    Inferred {
        /// The file, and the sheet in it.
        place: String,
        /// The table.
        table: TableId,
        /// The column of the status.
        column: ColumnId,
        /// The column of the day.
        date: ColumnId,
        /// The words, and what each was taken for.
        words: Vec<(String, String)>,
    },
    /// A sheet that a workbook lists, and does not hold.
    HollowSheet {
        /// The file, and the sheet in it.
        place: String,
    },
    /// The folder holds no table, and those in it do.
    Inside {
        /// The folders that were read with it.
        folders: Vec<String>,
    },
    /// Something that no reader here reads, and that may hold a table that is missing.
    Unread {
        /// Its name.
        file: String,
        /// What it is.
        what: Unread,
        /// Of the names in it, those that look like a table.
        names: Vec<String>,
        /// The tables.
        tables: Vec<TableId>,
    },
    /// A blank form that was left out, because the table is filled in elsewhere.
    Blank {
        /// The file, and the sheet in it.
        place: String,
        /// The table.
        table: TableId,
    },
    /// One of the sheets of a table lacks a column that another has.
    Lacks {
        /// The file, and the sheet in it.
        place: String,
        /// The table.
        table: TableId,
        /// The columns.
        columns: Vec<ColumnId>,
    },
}

/// A file of the folder and what it was taken for.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Its name.
    pub name: String,
    /// Its size and hash; `None` if it was not read.
    pub info: Option<FileInfo>,
    /// The tables found in it; none if it is no table.
    pub sheets: Vec<InputSheet>,
    /// Whether it is a workbook: its sheets may hold anything.
    pub is_workbook: bool,
    /// Sheets and JSON members that are no table.
    pub unread: Vec<String>,
    /// Sheets that are not used, and which tables they could be.
    pub asked: Vec<AskedSheet>,
    /// Why nothing was read from it, where `sheets` is empty.
    pub not_read: NotRead,
}

/// A sheet that is not used.
#[derive(Clone, Debug)]
pub struct AskedSheet {
    /// The sheet or JSON member, where a file holds several.
    pub name: Option<String>,
    /// The tables that it could be, the best first; none if it is like nothing that is asked for.
    pub candidates: Vec<TableCandidate>,
    /// Its headers, and what they could be in the first of them.
    pub columns: Vec<Heading>,
    /// The line of the header, if a row of it is one.
    pub header_line: Option<u32>,
}

/// Why nothing was read from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRead {
    /// Its name is not that of a table.
    Unnamed,
    /// Nor are files of its kind tables, as a rule: plain text, pictures, folders.
    Other,
    /// It is a spreadsheet in a format that is not read.
    Format,
    /// It cannot be opened, and its name is not that of a table.
    Unreadable,
    /// A notice tells which table it looks like.
    Hinted,
}

impl InputFile {
    pub(super) fn of(entry: &Entry) -> Self {
        let is_table_kind = entry.format.is_some() && !entry.name.to_ascii_lowercase().ends_with(".txt");
        Self {
            name: entry.name.clone(),
            info: None,
            sheets: Vec::new(),
            is_workbook: matches!(entry.format, Some(Format::Book(_))),
            unread: Vec::new(),
            asked: Vec::new(),
            not_read: if is_table_kind { NotRead::Unnamed } else { NotRead::Other },
        }
    }
}

/// A table as it was found in a file.
#[derive(Clone, Debug)]
pub struct InputSheet {
    /// Which table.
    pub table: TableId,
    /// How it was recognised.
    pub how: Basis,
    /// What speaks for it, where that was weighed.
    pub evidence: Option<TableCandidate>,
    /// What else it could be.
    pub candidates: Vec<TableCandidate>,
    /// Its place among the sheets that hold the table.
    pub section: usize,
    /// The sheet or JSON member, where a file holds several.
    pub name: Option<String>,
    /// What stands between two cells; `None` where no character does.
    pub delimiter: Option<Delimiter>,
    /// What is hidden or merged in the sheet.
    pub state: State,
    /// Lines above the header in which something stands.
    pub title: Vec<u32>,
    /// Whether a row of it is the header; a table of objects has none.
    pub has_header_row: bool,
    /// The lines of the header, from 1; the same where it is one row.
    pub header_lines: (u32, u32),
    /// Each header, and the column it was taken for.
    pub columns: Vec<Heading>,
    /// Rows read.
    pub rows: u32,
    /// Blank rows left out.
    pub blank: u32,
    /// Rows that are no data: their lines, and why.
    pub skipped: Vec<(u32, Reason)>,
    /// When the table was made, if that is known.
    pub exported: Option<Exported>,
    /// Rows that take part in no rule because they lack a key, or repeat another row.
    pub left_out: u32,
    /// Rows that name somebody who has no row of their own.
    pub without_row: u32,
}

impl InputSheet {
    /// What the settings call a column: by its header, or by its place where another has the same header.
    pub(crate) fn column_in_settings(&self, heading: &Heading) -> String {
        let is_only = self.columns.iter().filter(|other| other.text == heading.text).count() == 1;
        match heading.column {
            Some(place) if !is_only => format!("#{}", place + 1),
            _ => heading.text.clone(),
        }
    }

    /// Whether one of its headers stands for a column.
    pub fn has(&self, column: ColumnId) -> bool {
        self.columns.iter().any(|heading| heading.found.is_some_and(|(found, _)| found == column))
    }
}

/// What was assumed of a sheet, if anything was.
pub(super) fn assumed(file: &InputFile, sheet: &InputSheet) -> Option<Notice> {
    let def = sheet.table.def();
    let assumed = sheet.columns.iter().filter(|heading| heading.how == Basis::Assumed);
    let setting = |heading: &Heading| {
        let (column, part) = heading.found?;
        Some(format!("{} = {}", def.key_of(column, part), quoted(&heading.text)))
    };
    let settings: Vec<String> = assumed.filter_map(setting).collect();
    let is_table = sheet.how == Basis::Assumed;
    let place = place_of(&file.name, sheet.name.as_deref());
    (is_table || !settings.is_empty()).then_some(Notice::Assumed { place, table: sheet.table, is_table, settings })
}

/// What a table is called where its time is told.
pub(super) fn named(table: TableId) -> Text {
    Text { ja: table.def().label.ja.clone(), en: table.def().name.to_owned() }
}
