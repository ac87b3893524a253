//! Where a row goes that is added to a register of the office: to the end of the file in which the register is kept, as that file is
//! written. A workbook is left alone; for it, and where the register lies in several places, the row is made ready to be pasted.

mod paste;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use toml::Value;

pub(super) use self::paste::Pasted;
use crate::base::hex::hex;
use crate::base::lock::Lock;
use crate::base::normalize;
use crate::base::safe::harmless;
use crate::base::text::{Problem, Text};
use crate::base::whole_file::{self, MOST_EDITED};
use crate::cli::words;
use crate::load::{Data, InputSheet};
use crate::model::place::{Heading, Role};
use crate::model::schema::{ColumnId, Part, TableId};
use crate::setup::init;
use crate::setup::init::words::files_are_there;
use crate::source::append::{self, Refused};
use crate::source::{Delimiter, Encoding};

/// What a row says in a column.
pub(super) struct Cell {
    pub(super) column: &'static str,
    pub(super) value: Value,
    /// In its place below a header that asks for a name.
    pub(super) name: Option<String>,
    /// In its place below a header in Japanese.
    pub(super) ja: Option<String>,
}

impl Cell {
    pub(super) fn new(column: &'static str, value: impl Into<Value>) -> Self {
        Self { column, value: value.into(), name: None, ja: None }
    }

    /// As it stands below a header.
    fn text(&self, header: &str, part: Part) -> String {
        let is_japanese = || !header.is_ascii();
        let named = self.name.as_ref().filter(|_| part == Part::Name || asks_for_name(header));
        named.or(self.ja.as_ref().filter(|_| is_japanese())).cloned().unwrap_or_else(|| self.plain())
    }

    /// As it stands where nothing is known of a header.
    pub(super) fn plain(&self) -> String {
        self.value.as_str().map_or_else(|| self.value.to_string(), str::to_owned)
    }
}

/// Whether a header that stands for ids and names alike says that it wants the name.
fn asks_for_name(header: &str) -> bool {
    let header = normalize::header(header);
    header.contains('名') || header.contains("name")
}

/// How a file with a register is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Text(Encoding, Delimiter),
    Toml,
    Json,
    Book,
}

/// A place in which an office keeps a register.
pub(super) struct Kept {
    file: String,
    sha256: Option<String>,
    written: Written,
    sheet: InputSheet,
}

impl Kept {
    /// The places of a register among what was read.
    pub(super) fn of(data: &Data, table: TableId) -> Vec<Self> {
        let mut kept = Vec::new();
        for file in &data.files {
            let extension = file.name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
            let encoding = file.info.as_ref().and_then(|info| info.encoding);
            for sheet in file.sheets.iter().filter(|sheet| sheet.table == table) {
                let written = match (extension.as_deref(), sheet.delimiter, encoding) {
                    _ if file.is_workbook => Written::Book,
                    (_, Some(delimiter), Some(encoding)) => Written::Text(encoding, delimiter),
                    (Some("toml"), ..) => Written::Toml,
                    _ => Written::Json,
                };
                let sha256 = file.info.as_ref().map(|info| info.sha256.clone());
                kept.push(Self { file: file.name.clone(), sha256, written, sheet: sheet.clone() });
            }
        }
        kept.sort_by_key(|kept| kept.sheet.section);
        kept
    }

    /// The headers that stand in the file and for a column.
    fn headings(&self) -> impl Iterator<Item = (&Heading, ColumnId, Part)> {
        let plain = self.sheet.columns.iter().filter(|heading| heading.role == Role::Plain);
        plain.filter_map(|heading| heading.found.map(|(column, part)| (heading, column, part)))
    }

    /// The cells of a row by the places of their columns in a line, each with its header.
    fn line(&self, row: &[Cell]) -> Vec<(String, String)> {
        let mut line = Vec::new();
        for heading in &self.sheet.columns {
            let Some(place) = heading.column.filter(|_| heading.role != Role::Made) else { continue };
            let place = place as usize;
            if line.len() <= place {
                line.resize(place + 1, (String::new(), String::new()));
            }
            line[place].0.clone_from(&heading.text);
        }
        let table = self.sheet.table.def();
        for (heading, column, part) in self.headings() {
            let cell = row.iter().find(|cell| table.column(cell.column) == Some(column));
            if let (Some(place), Some(cell)) = (heading.column, cell) {
                line[place as usize].1 = cell.text(&heading.text, part);
            }
        }
        line
    }

    /// The cells of a row by the keys that they have in objects: those that the file has, else those of the schema.
    fn object<'r>(&self, row: &'r [Cell]) -> Vec<(String, &'r Cell)> {
        let table = self.sheet.table.def();
        let key = |cell: &Cell| {
            let mut headings = self.headings();
            let of_cell = headings.find(|(_, column, _)| table.column(cell.column) == Some(*column));
            of_cell.map_or_else(|| cell.column.to_owned(), |(heading, ..)| heading.text.clone())
        };
        row.iter().map(|cell| (key(cell), cell)).collect()
    }

    /// What the rows of a TOML file are called; one in which nothing stands has no name for them yet.
    fn array<'k>(&'k self, fresh: &'k Fresh) -> &'k str {
        match fresh {
            Fresh::Toml { array, .. } if self.sheet.columns.is_empty() => array,
            Fresh::Toml { .. } | Fresh::OfInit => self.sheet.name.as_deref().unwrap_or_default(),
        }
    }

    /// The cells that no header of the file takes, and that the settings do not give to every row.
    fn lacking<'r>(&self, row: &'r [Cell]) -> Vec<&'r Cell> {
        let table = self.sheet.table.def();
        let is_given = |heading: &Heading| heading.role == Role::Made && heading.column.is_none();
        let columns: Vec<ColumnId> = self.headings().map(|(_, column, _)| column).collect();
        let given = self.sheet.columns.iter().filter(|heading| is_given(heading)).filter_map(|heading| heading.found);
        let columns: Vec<ColumnId> = columns.into_iter().chain(given.map(|(column, _)| column)).collect();
        row.iter().filter(|cell| table.column(cell.column).is_none_or(|column| !columns.contains(&column))).collect()
    }
}

/// What a column of a table is called.
fn label(table: TableId, column: &str) -> Text {
    let def = table.def();
    def.column(column).map_or_else(Text::default, |id| def.def(id).label.clone())
}

/// The register that there will be where there is none.
pub(super) enum Fresh {
    /// The one that `init` writes.
    OfInit,
    /// An array of tables in a TOML file.
    Toml {
        /// The file.
        file: &'static str,
        /// The name of the array.
        array: &'static str,
    },
}

/// What becomes of a row.
pub(super) enum Placed {
    /// It is written to a file.
    Draft(Draft),
    /// Somebody pastes it: into one of these.
    Paste(Vec<Pasted>),
}

/// A file with a row more.
pub(super) struct Draft {
    pub(super) path: PathBuf,
    before: Option<Vec<u8>>,
    after: Vec<u8>,
    /// The row, as it is shown.
    pub(super) shown: String,
    /// Where the file lies in another folder than that which is audited, nobody else writes there until the row has been judged.
    _held: Option<Lock>,
}

impl Draft {
    pub(super) fn write(&self) -> Result<(), Problem> {
        whole_file::edit(&self.path, self.before.as_deref(), Some(&self.after), words::changed_meanwhile)
    }

    /// The file as it will be.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.after
    }

    pub(super) fn undo(&self) -> Result<(), Problem> {
        whole_file::edit(&self.path, Some(&self.after), self.before.as_deref(), words::changed_meanwhile)
    }
}

/// Finds out where a row goes in a folder, or beside it. Fails where it cannot be written.
pub(super) fn place(
    kept: &[Kept],
    fresh: &Fresh,
    table: TableId,
    folder: &Folder<'_>,
    row: &[Cell],
) -> Result<Placed, Problem> {
    match kept {
        [] => match fresh {
            Fresh::OfInit => blank(table, folder, row).map(Placed::Draft),
            Fresh::Toml { file, array } => {
                let object = row.iter().map(|cell| (cell.column.to_owned(), cell)).collect::<Vec<_>>();
                toml(folder, file, array, &object).map(Placed::Draft)
            }
        },
        [one] => match one.written {
            Written::Text(encoding, delimiter) => text(one, (encoding, delimiter), folder, row).map(Placed::Draft),
            Written::Toml => toml(folder, &one.file, one.array(fresh), &one.object(row)).map(Placed::Draft),
            Written::Json | Written::Book => Ok(Placed::Paste(vec![Pasted::of(one, row)])),
        },
        several => Ok(Placed::Paste(several.iter().map(|kept| Pasted::of(kept, row)).collect())),
    }
}

/// A folder that is audited, which nobody else writes into until a row has been added and judged.
pub(super) struct Folder<'a> {
    path: &'a Path,
    held: Option<Lock>,
}

impl<'a> Folder<'a> {
    /// Holds a folder as soon as no other run does. One that is not there is told by whoever reads it.
    pub(super) fn hold(path: &'a Path) -> Result<Self, Problem> {
        let held = path.is_dir().then(|| Lock::wait_for(path)).transpose()?;
        Ok(Self { path, held })
    }

    /// A folder that no other run knows of.
    pub(super) fn of_own(path: &'a Path) -> Self {
        Self { path, held: None }
    }

    /// A file of it, or one to which its settings lead; and the folder of that, held, if it is another.
    fn file(&self, name: &str) -> Result<(PathBuf, Option<Lock>), Problem> {
        let path = self.path.join(name);
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        let folder = whole_file::folder_of(&real);
        let is_held = self.held.as_ref().is_none_or(|held| held.holds(folder));
        Ok((path, if is_held { None } else { Some(Lock::wait_for(folder)?) }))
    }
}

/// A blank register with the row in it.
fn blank(table: TableId, folder: &Folder<'_>, row: &[Cell]) -> Result<Draft, Problem> {
    let (file, bytes) = init::blank(table)?;
    let (path, held) = folder.file(&file)?;
    if path.symlink_metadata().is_ok() {
        return Err(files_are_there(&folder.path.display().to_string(), &[file]));
    }
    let def = table.def();
    let cell = |header: &String| {
        let (column, part) = def.match_header(header)?;
        let cell = row.iter().find(|cell| def.column(cell.column) == Some(column))?;
        Some(cell.text(header, part))
    };
    let line: Vec<String> = init::headers(table).iter().map(|header| cell(header).unwrap_or_default()).collect();
    appended((path, held), None, &bytes, (Encoding::Utf8Bom, Delimiter::Comma), &line)
}

/// A text file with the row at its end.
fn text(kept: &Kept, how: (Encoding, Delimiter), folder: &Folder<'_>, row: &[Cell]) -> Result<Draft, Problem> {
    let (path, held) = folder.file(&kept.file)?;
    let name = path.display().to_string();
    if let Some(cell) = kept.lacking(row).first() {
        return Err(words::register_lacks(&name, &label(kept.sheet.table, cell.column)));
    }
    let bytes = whole_file::bytes(&path, MOST_EDITED).map_err(|refusal| refusal.problem(&name))?;
    if kept.sha256.as_deref() != Some(hex(&Sha256::digest(&bytes)).as_str()) {
        return Err(words::changed_meanwhile(&name));
    }
    let line: Vec<String> = kept.line(row).into_iter().map(|(_, cell)| cell).collect();
    appended((path, held), Some(bytes.clone()), &bytes, how, &line)
}

/// A file with a line more, in which nothing is a formula to a spreadsheet.
fn appended(
    (path, held): (PathBuf, Option<Lock>),
    before: Option<Vec<u8>>,
    base: &[u8],
    (encoding, delimiter): (Encoding, Delimiter),
    line: &[String],
) -> Result<Draft, Problem> {
    let line: Vec<String> = line.iter().map(|cell| harmless(cell).into_owned()).collect();
    match append::row(base, encoding, delimiter, &line) {
        Ok(after) => {
            let filled: Vec<String> = line.into_iter().filter(|cell| !cell.is_empty()).collect();
            Ok(Draft { path, before, after, shown: filled.join(" / "), _held: held })
        }
        Err(Refused::Lacks(c)) => Err(words::encoding_lacks(&path.display().to_string(), c, &encoding.to_string())),
    }
}

/// The text of a file that is to be changed, which is told by a name; `None` if there is none.
pub(super) fn editable(path: &Path, name: &str) -> Result<Option<String>, Problem> {
    let there = whole_file::read(path, MOST_EDITED)?;
    there.map(String::from_utf8).transpose().map_err(|_| words::not_utf8(name))
}

/// A TOML file with a table more in an array, or a new one.
fn toml(folder: &Folder<'_>, file: &str, array: &str, object: &[(String, &Cell)]) -> Result<Draft, Problem> {
    let (path, held) = folder.file(file)?;
    let there = editable(&path, file)?;
    let before = there.as_deref().unwrap_or_default();
    let end = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = match before {
        "" => String::new(),
        ended if ended.ends_with('\n') => end.to_owned(),
        _ => end.repeat(2),
    };
    let entry = paste::toml(array, object);
    let after = format!("{before}{gap}{}", entry.replace('\n', end)).into_bytes();
    Ok(Draft { path, before: there.map(String::into_bytes), after, shown: entry, _held: held })
}
