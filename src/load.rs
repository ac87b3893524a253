//! From the files of a folder to tables: which file is which table, which header which column, which cell
//! what. Nothing is lost on the way: what cannot be read or does not take part is an [`crate::issue::Issue`].

mod header;
mod repeated;
mod rows;

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::TableSettings;
use crate::date::Day;
use crate::derive;
use crate::issue::{InputRule, Issues, Place, Said};
use crate::needs::Wanted;
use crate::resolve::Directory;
use crate::schema::{Kind, TableId, schema};
use crate::source::{self, Entry, FileInfo, Format, Sheet};
use crate::table::{AMBIGUOUS, Origin, Tables};
use crate::words::{self, Problem};

pub use header::Heading;

/// What is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The day on which the audit judges.
    pub as_of: Day,
    /// The audited offices, by id or name; see [`Directory::new`].
    pub own: &'a [String],
    /// The columns whose cells are needed once they are read.
    pub wanted: &'a Wanted,
    /// What is set for single tables.
    pub tables: &'a BTreeMap<TableId, TableSettings>,
}

/// What the files hold.
#[derive(Debug)]
pub struct Data {
    /// The tables.
    pub tables: Tables,
    /// The files in the order of their names, with what was found in them.
    pub files: Vec<InputFile>,
    /// What is wrong with them.
    pub issues: Issues,
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
    /// JSON members that are no table.
    pub unknown_members: Vec<String>,
    /// Whether it is a spreadsheet or text in a format that is not read.
    pub is_other_table: bool,
}

/// A table as it was found in a file.
#[derive(Clone, Debug)]
pub struct InputSheet {
    /// Which table.
    pub table: TableId,
    /// The JSON member, where a file holds several tables.
    pub member: Option<String>,
    /// The line of the header.
    pub header_line: u32,
    /// Each header, and the column it was taken for.
    pub columns: Vec<Heading>,
    /// Rows read.
    pub rows: u32,
    /// Blank rows left out.
    pub blank: u32,
    /// Rows that take part in no rule because they lack a key, or repeat another row.
    pub left_out: u32,
    /// Rows that name somebody who has no row of their own.
    pub without_row: u32,
}

/// Reads every table found in a folder.
pub fn load(folder: &Path, options: &Options<'_>) -> Result<Data, Problem> {
    load_entries(&source::list(folder)?, &folder.display().to_string(), options)
}

/// Reads every table found among files.
pub fn load_entries(entries: &[Entry], place: &str, options: &Options<'_>) -> Result<Data, Problem> {
    let mut found = Found::new(entries);
    found.look(entries)?;
    if found.sheets.is_empty() && found.named.is_empty() {
        return Err(words::no_table(place));
    }
    let mut loader =
        Loader { options, tables: Tables::absent(), issues: Issues::default(), directory: Directory::new(options.own) };
    for (table, _) in schema().tables() {
        if let Some((file, sheet)) = found.take(entries, table)? {
            let read = loader.table(table, file, &entries[file].name, &sheet)?;
            found.files[file].sheets.push(read);
        }
    }
    derive::derive(&mut loader.tables, &mut loader.issues, &mut loader.directory, options.as_of);
    for sheet in found.files.iter_mut().flat_map(|f| &mut f.sheets) {
        sheet.without_row = derive::named_without_row(&loader.tables, sheet.table);
    }
    Ok(Data { tables: loader.tables, files: found.files, issues: loader.issues })
}

/// The name, without extension, of a JSON file that holds several tables.
const EXPORT: &str = "export";

/// Which file holds which table. A file named after a table is read when its turn comes, so that one file at a time
/// is in memory; any other JSON file may hold several tables, and is read to see.
struct Found {
    files: Vec<InputFile>,
    named: BTreeMap<TableId, usize>,
    sheets: BTreeMap<TableId, (usize, Sheet)>,
}

impl Found {
    fn new(entries: &[Entry]) -> Self {
        let file = |entry: &Entry| InputFile {
            name: entry.name.clone(),
            info: None,
            sheets: Vec::new(),
            unknown_members: Vec::new(),
            is_other_table: entry.is_other_table,
        };
        Self { files: entries.iter().map(file).collect(), named: BTreeMap::new(), sheets: BTreeMap::new() }
    }

    fn look(&mut self, entries: &[Entry]) -> Result<(), Problem> {
        for (place, entry) in entries.iter().enumerate().filter(|(_, e)| e.format.is_some()) {
            if let Some(table) = schema().match_table(&entry.stem) {
                self.claim(entries, table, place)?;
                self.named.insert(table, place);
            } else if entry.format == Some(Format::Json) {
                let read = match entry.read(&|member| schema().match_table(member).is_some()) {
                    // any JSON may lie in the folder; what cannot be read is told like any file that is no table
                    Err(_) if entry.stem != EXPORT => continue,
                    read => read?,
                };
                let Some(read) = read.filter(|r| r.sheets.iter().any(|s| s.member.is_some())) else { continue };
                self.files[place].info = Some(read.info);
                self.files[place].unknown_members = read.others;
                for sheet in read.sheets {
                    if let Some(table) = sheet.member.as_deref().and_then(|m| schema().match_table(m)) {
                        self.claim(entries, table, place)?;
                        self.sheets.insert(table, (place, sheet));
                    }
                }
            }
        }
        Ok(())
    }

    /// Two files for one table: which one counts is not for the program to choose.
    fn claim(&self, entries: &[Entry], table: TableId, place: usize) -> Result<(), Problem> {
        let other = self.named.get(&table).copied().or_else(|| self.sheets.get(&table).map(|(file, _)| *file));
        match other {
            Some(other) => Err(words::two_files(&table.def().label, &entries[other].name, &entries[place].name)),
            None => Ok(()),
        }
    }

    /// The file and sheet of a table, read now if it was not yet.
    fn take(&mut self, entries: &[Entry], table: TableId) -> Result<Option<(usize, Sheet)>, Problem> {
        if let Some(found) = self.sheets.remove(&table) {
            return Ok(Some(found));
        }
        let Some(place) = self.named.remove(&table) else { return Ok(None) };
        let entry = &entries[place];
        let Some(read) = entry.read(&|member| schema().match_table(member) == Some(table))? else { return Ok(None) };
        self.files[place].info = Some(read.info);
        self.files[place].unknown_members = read.others;
        match read.sheets.into_iter().next() {
            Some(sheet) => Ok(Some((place, sheet))),
            None if entry.format == Some(Format::Csv) => Err(words::empty_file(&entry.name)),
            None => Err(words::no_rows(&entry.name)),
        }
    }
}

/// The tables while they are read.
struct Loader<'a> {
    options: &'a Options<'a>,
    tables: Tables,
    issues: Issues,
    directory: Directory,
}

impl Loader<'_> {
    /// Reads one table.
    fn table(&mut self, id: TableId, file: usize, file_name: &str, sheet: &Sheet) -> Result<InputSheet, Problem> {
        let header = header::Header::read(id, file_name, sheet)?;
        let mut rows = rows::Rows::new(self, id, &header);
        let mut count = 0_u64;
        let (lines, blank) = sheet.rows(|line, record| {
            count += 1;
            if count >= u64::from(AMBIGUOUS) {
                return Err(words::too_many_rows(file_name));
            }
            rows.push(self, line, record);
            Ok(())
        })?;
        let (read, repeated) = rows.finish(self);
        let headers = id.def().columns().map(|(column, _)| header.text(column)).collect();
        self.tables[id].origin = Some(Origin { file, sheet: sheet.member.clone(), headers, lines, rows: None, read });
        repeated.keep_one(self, id, &header, sheet);
        self.missing_values(id);
        Ok(InputSheet {
            table: id,
            member: sheet.member.clone(),
            header_line: sheet.header_line,
            columns: header.headings,
            rows: read,
            blank,
            left_out: read - self.tables[id].len as u32,
            without_row: 0,
        })
    }

    /// An empty status or kind leaves a row out of most rules.
    fn missing_values(&mut self, id: TableId) {
        if !id.def().is_standing {
            return;
        }
        for name in ["status", "kind"] {
            let table = &self.tables[id];
            let Some(column) = id.def().column(name).filter(|c| table.has(*c)) else { continue };
            self.issues.examined(InputRule::MissingValue, table.len as u64);
            for row in (0..table.len as u32).filter(|row| table.code(column, *row) == 0) {
                let key = key_of(&self.tables, id, row);
                let Some(origin) = &table.origin else { continue };
                let place = Place { line: origin.line(row), column: origin.headers[column.index()].clone() };
                let row_name = key.join("/");
                let key = [key, vec![name.to_owned()]].concat();
                self.issues.add(InputRule::MissingValue, id, key, place, || {
                    vec![
                        ("table", Said::Table(id)),
                        ("column", Said::Columns(id, vec![column])),
                        ("row", Said::Text(row_name)),
                    ]
                });
            }
        }
    }
}

/// The parts of the key of a row that is kept: its id, or the ids of what it refers to.
fn key_of(tables: &Tables, id: TableId, row: u32) -> Vec<String> {
    let (table, def) = (&tables[id], id.def());
    let part = |column: &crate::schema::ColumnId| match def.def(*column).kind {
        Kind::Row(target) => tables[target].keys.text(table.reference(*column, row)).to_owned(),
        _ => table.keys.text(row).to_owned(),
    };
    def.key.iter().map(part).collect()
}
