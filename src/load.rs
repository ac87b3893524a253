//! From the files of a folder to tables: which file is which table, which header which column, which cell
//! what. Nothing is lost on the way: what cannot be read or does not take part is an [`crate::model::issue::Issue`].

mod beside;
pub mod derive;
mod exported;
mod find;
mod header;
mod layout;
mod lookups;
mod recognize;
mod repeated;
pub mod resolve;
mod rows;
mod unused;
pub mod wanted;
pub(crate) mod words;

use std::path::Path;
use std::sync::Arc;

use beside::Beside;
use csv::ByteRecord;
use find::Found;
use layout::{Layout, Passed, Walk};
use rows::{Batch, Segment, Step};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::date::Day;
use crate::base::progress::Progress;
use crate::base::text::{Problem, Text};
use crate::base::timings::{self, Phase};
use crate::base::{normalize, parallel};
use crate::config::Config;
use crate::load::resolve::{Named, Resolver};
use crate::load::wanted::Wanted;
use crate::model::issue::{InputRule, Issues, MessageArg, Stale};
use crate::model::place::{Basis, Exported, Heading, Place, TableCandidate, place_of};
use crate::model::schema::{Column, ColumnId, Kind, Part, TableId, known, schema};
use crate::source::{self, Delimiter, Entry, FileInfo, Format, Listing, PIECE, Piece, Pieces, Sheet, State, Unread};
use crate::table::{AMBIGUOUS, CellState, Origin, Section, Tables};

pub use layout::Reason;

/// What is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The day on which the audit judges.
    pub as_of: Day,
    /// The office's settings.
    pub config: &'a Config,
    /// The columns whose cells are needed once they are read.
    pub wanted: &'a Wanted,
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
    /// What the reader should know of the folder beside that.
    pub notices: Vec<Notice>,
}

impl Data {
    /// The tables that no file gave. An office without exceptions lacks nothing.
    pub fn not_given(&self) -> impl Iterator<Item = TableId> {
        let lacks = |id: TableId| !id.def().derived && id != known().waivers && self.tables[id].origin.is_none();
        schema().tables().map(|(id, _)| id).filter(move |id| lacks(*id))
    }
}

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
    fn of(entry: &Entry) -> Self {
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

/// Reads every table found in a folder.
pub fn load(folder: &Path, options: &Options<'_>) -> Result<Data, Problem> {
    load_listing(folder, source::list(folder)?, options, &Progress::default())
}

/// Reads every table found among files, counting those that are read; the files that the settings name beside are looked for
/// from the folder.
pub fn load_listing(
    folder: &Path,
    listing: Listing,
    options: &Options<'_>,
    progress: &Progress,
) -> Result<Data, Problem> {
    progress.tables.expect(schema().tables().count());
    let beside = Beside::of(&listing.entries);
    let mut found = Found::look(folder, listing.entries, options.config)?;
    beside.tell(&mut found);
    if found.is_empty() {
        if let Some(Notice::Several { table, places }) =
            found.notices.iter().find(|n| matches!(n, Notice::Several { .. }))
        {
            let places: Vec<(&str, Option<String>)> = places.iter().map(|(f, s)| (f.as_str(), s.clone())).collect();
            return Err(words::several_places(table.def().name, &table.def().label, &places));
        }
        return Err(words::no_table(&folder.display().to_string(), &found.told()));
    }
    let mut loader = Loader {
        options,
        tables: Tables::absent(),
        issues: Issues::default(),
        resolver: Resolver::new(&options.config.own),
        notices: Vec::new(),
        candidates: FxHashMap::default(),
        meant: FxHashSet::default(),
        destroyed: FxHashMap::default(),
    };
    for (table, _) in schema().tables() {
        let settings = options.config.table(table);
        let mut parts = Vec::new();
        for part in found.take(table)? {
            let name = &found.files[part.file].name;
            let lay_out = || part.lay_out(table, name, settings, &options.config.name);
            let (sheet, mut layout) = timings::of(|| Phase::Layout, lay_out)?;
            if let Some(inferred) = layout.infer_status(&sheet) {
                let place = place_of(name, sheet.name.as_deref());
                let words = inferred.words.into_iter().map(|(word, code)| (word, code.to_owned())).collect();
                let (column, date) = (inferred.column, inferred.date);
                loader.notices.push(Notice::Inferred { place, table, column, date, words });
            }
            let made = settings.exported_on.or_else(|| part.made());
            let made = made.map(|day| Exported { day, line: None });
            let (file_name, how, evidence) = (name.clone(), part.how, part.evidence);
            let (file, others) = (part.file, part.others);
            parts.push(SheetOfTable { file, file_name, sheet, layout, made, how, evidence, others });
        }
        if !parts.is_empty() {
            for (file, read) in timings::of(|| Phase::Table(named(table)), || loader.table(table, &parts))? {
                found.files[file].sheets.push(read);
            }
            for part in &parts {
                if let Some(info) = part.sheet.info() {
                    found.files[part.file].info = Some(info);
                }
            }
        }
        progress.tables.tick();
    }
    timings::of(|| Phase::Derive, || loader.derive(&mut found));
    unused::find(&found.files, &loader.tables, options, &mut loader.issues);
    let mut notices: Vec<Notice> = listing.open_elsewhere.into_iter().map(Notice::OpenElsewhere).collect();
    notices.append(&mut found.notices);
    notices.append(&mut loader.notices);
    notices.extend(found.files.iter().flat_map(|file| file.sheets.iter().filter_map(|sheet| assumed(file, sheet))));
    Ok(Data { tables: loader.tables, files: found.files, issues: loader.issues, notices })
}

impl InputSheet {
    /// Whether one of its headers stands for a column.
    pub fn has(&self, column: ColumnId) -> bool {
        self.columns.iter().any(|heading| heading.found.is_some_and(|(found, _)| found == column))
    }
}

/// What was assumed of a sheet, if anything was.
fn assumed(file: &InputFile, sheet: &InputSheet) -> Option<Notice> {
    let def = sheet.table.def();
    let assumed = sheet.columns.iter().filter(|heading| heading.how == Basis::Assumed);
    let setting = |heading: &Heading| {
        let (column, part) = heading.found?;
        Some(format!("{} = {}", def.key_of(column, part), toml::Value::String(heading.text.clone())))
    };
    let settings: Vec<String> = assumed.filter_map(setting).collect();
    let is_table = sheet.how == Basis::Assumed;
    let place = place_of(&file.name, sheet.name.as_deref());
    (is_table || !settings.is_empty()).then_some(Notice::Assumed { place, table: sheet.table, is_table, settings })
}

/// What a table is called where its time is told.
fn named(table: TableId) -> Text {
    Text { ja: table.def().label.ja.clone(), en: table.def().name.to_owned() }
}

/// A sheet that holds a table or a part of one.
struct SheetOfTable {
    file: usize,
    file_name: String,
    sheet: Arc<Sheet>,
    layout: Layout,
    made: Option<Exported>,
    how: Basis,
    evidence: Option<TableCandidate>,
    others: Vec<TableCandidate>,
}

/// The tables while they are read.
struct Loader<'a> {
    options: &'a Options<'a>,
    tables: Tables,
    issues: Issues,
    resolver: Resolver,
    notices: Vec<Notice>,
    candidates: FxHashMap<(TableId, Vec<u32>), Vec<String>>,
    /// Those of whom each may be meant, each set of them once.
    meant: FxHashSet<Arc<[u32]>>,
    /// The ids of rows that a spreadsheet destroyed.
    destroyed: FxHashMap<TableId, Vec<String>>,
}

/// So many pieces are read side by side before their rows are put together.
const MOST_AT_ONCE: usize = 16;

/// The first ones are fewer: nothing else is done while they are looked for.
const FIRST_AT_ONCE: usize = 4;

/// The bytes at the head of a text that are read row by row.
const HEAD: usize = 1 << 10;

/// From so many rows it is told whether numbers are ids of the list that they would refer to.
const FIRST_ROWS: u32 = 500;

/// Of the many whom a name fits, so many are told.
const MOST_CANDIDATES: usize = 20;

impl Loader<'_> {
    /// Computes what only all tables together tell.
    fn derive(&mut self, found: &mut Found<'_>) {
        derive::derive(&mut self.tables, &mut self.issues, &mut self.resolver, self.options.as_of);
        for (table, _) in schema().tables() {
            let of_table = found.files.iter_mut().flat_map(|f| &mut f.sheets).filter(|s| s.table == table);
            let mut of_table: Vec<&mut InputSheet> = of_table.collect();
            of_table.sort_by_key(|sheet| sheet.section);
            let counts = derive::named_without_row(&self.tables, table);
            of_table.into_iter().zip(counts).for_each(|(sheet, count)| sheet.without_row = count);
        }
    }

    /// The ids of those whom a name fits, in order; not all, if they are many.
    fn candidates(&mut self, table: TableId, rows: Vec<u32>) -> Vec<String> {
        let keys = &self.tables[table].keys;
        let ids = self.candidates.entry((table, rows)).or_insert_with_key(|(_, rows)| {
            let mut ids: Vec<String> = rows.iter().map(|row| keys.text(*row).to_owned()).collect();
            ids.sort();
            ids.truncate(MOST_CANDIDATES);
            ids
        });
        ids.clone()
    }

    /// What an id that nobody has may stand for: one that a spreadsheet destroyed, here or in the table that it refers to. Whose
    /// it is is not known.
    fn lost_id(&self, target: TableId, id: &str) -> Option<Named> {
        let rows = &self.tables[target];
        if normalize::is_destroyed_id(id) {
            let is_it = |row: &u32| normalize::may_have_destroyed(id, rows.keys.text(*row));
            return Some(Named::Several(String::new(), (0..rows.len as u32).filter(is_it).collect()));
        }
        let made = self.destroyed.get(&target)?.iter().filter(|made| normalize::may_have_destroyed(made, id));
        let candidates: Vec<u32> = made.filter_map(|made| rows.keys.get(made)).collect();
        (!candidates.is_empty()).then(|| Named::Several(String::new(), candidates))
    }

    /// Reads one table, part by part.
    fn table(&mut self, id: TableId, sheets: &[SheetOfTable]) -> Result<Vec<(usize, InputSheet)>, Problem> {
        let headers: Vec<&header::Header> = sheets.iter().map(|s| &s.layout.header).collect();
        let mut rows = rows::Rows::new(self, id, &headers);
        let (mut sections, mut found) = (Vec::new(), Vec::new());
        for part in sheets {
            let lacks = |column: &ColumnId| part.layout.header.of(*column).is_none();
            let columns: Vec<ColumnId> = rows.columns().filter(lacks).collect();
            if !columns.is_empty() {
                let place = place_of(&part.file_name, part.sheet.name.as_deref());
                self.notices.push(Notice::Lacks { place, table: id, columns });
            }
            let numbers = self.other_numbers(id, part);
            let first = rows.begin(sections.len(), part.sheet.state.from_1904, &numbers);
            let passed = self.rows(part, &mut rows)?;
            part.sheet.check_read()?;
            let header = &part.layout.header;
            let headers = id.def().columns().map(|(column, _)| header.of(column).cloned()).collect();
            let name_headers = id.def().columns().map(|(column, _)| header.of_name(column).cloned()).collect();
            let Passed { lines, blank, skipped, exported } = passed;
            let exported = part.made.or(part.layout.exported).or(exported);
            let in_cells = part.sheet.column(0).is_some();
            let sheet = part.sheet.name.clone();
            sections.push(Section { file: part.file, sheet, in_cells, headers, name_headers, lines, first, exported });
            found.push((
                part.file,
                InputSheet {
                    table: id,
                    how: part.how,
                    evidence: part.evidence,
                    candidates: part.others.clone(),
                    section: found.len(),
                    name: part.sheet.name.clone(),
                    delimiter: part.sheet.delimiter(),
                    state: part.sheet.state,
                    title: part.layout.title.clone(),
                    has_header_row: part.layout.has_header_row,
                    header_lines: part.layout.header_lines,
                    columns: part.layout.header.headings.clone(),
                    rows: rows.count() - first,
                    blank,
                    skipped,
                    exported,
                    left_out: 0,
                    without_row: 0,
                },
            ));
        }
        let (read, repeated) = rows.finish(self);
        self.tables[id].origin = Some(Origin { sections, rows: None, read });
        repeated.keep_one(self, id, sheets);
        sheets.iter().try_for_each(|part| part.sheet.check_read())?;
        self.missing_values(id);
        self.stale(id);
        if let Some(origin) = &self.tables[id].origin {
            let kept = origin.kept(self.tables[id].len as u32);
            found.iter_mut().zip(kept).for_each(|((_, sheet), kept)| sheet.left_out = sheet.rows - kept);
        }
        Ok(found)
    }

    /// The columns of a sheet that name people or patients by a number and a name, where the numbers are of another numbering:
    /// none of them is an id of the list that they would refer to, while names are in it. Told from the first rows.
    fn other_numbers(&mut self, id: TableId, part: &SheetOfTable) -> Vec<ColumnId> {
        let header = &part.layout.header;
        let named = |(column, def): (ColumnId, &Column)| match def.kind {
            Kind::Row(target) if [known().staff, known().patients].contains(&target) => {
                Some((column, target, header.place(column, Part::Main)?, header.place(column, Part::Name)?))
            }
            _ => None,
        };
        let mut found = Vec::new();
        for (column, target, number, name) in id.def().columns().filter_map(named) {
            let (mut seen, mut by_number, mut by_name) = (0, false, false);
            let _ = part.layout.rows(&part.sheet, |_, record| {
                let cell = |place| header::text(record, Some(place));
                by_number |= self.resolver.knows(&self.tables, target, cell(number));
                by_name |= !cell(number).is_empty() && self.resolver.knows_name(&self.tables, target, cell(name));
                seen += 1;
                if by_number || seen == FIRST_ROWS { Err(()) } else { Ok(()) }
            });
            found.extend((by_name && !by_number).then_some(column));
        }
        found
    }

    /// Reads the rows of a sheet: those of a text in pieces, side by side.
    fn rows(&mut self, part: &SheetOfTable, rows: &mut rows::Rows<'_>) -> Result<Passed, Problem> {
        let layout = &part.layout;
        let is_readable_in_pieces = rows.plan(self, layout).is_some();
        let Some(mut pieces) = part.sheet.pieces().filter(|_| is_readable_in_pieces) else {
            return layout.rows(&part.sheet, |line, record| self.row(part, rows, line, record));
        };
        let mut walk = layout.walk();
        let (mut line, mut record) = (1, ByteRecord::new());
        while walk.is_at_head()
            && let Some(piece) = pieces.next(HEAD)
        {
            let records = piece.records();
            rows.begin_piece(line, &piece, &records.marks().collect::<Vec<_>>());
            for row in 0..records.len() {
                records.cells(row).copy_to(&mut record);
                walk.record(line + records.line(row), &record, |line, record| self.row(part, rows, line, record))?;
            }
            line += records.lines;
            part.sheet.hash_pieces(std::slice::from_ref(&piece));
        }
        let (mut room_for, mut size) = (Some(pieces.left()), FIRST_AT_ONCE);
        let (mut to_read, mut waiting, mut batches) = (next_pieces(&mut pieces, size), Vec::new(), Vec::new());
        while !to_read.is_empty() || !waiting.is_empty() {
            size = MOST_AT_ONCE.min(2 * size);
            let is_worth_threads = to_read.len() + waiting.len() > 1;
            let add_and_read = || {
                if let (Some(first), Some(last)) = (waiting.first(), waiting.last()) {
                    self.add(part, rows, &mut walk, &mut line, &waiting, &batches)?;
                    if let Some(bytes) = room_for.take() {
                        // what comes is taken to be as the first pieces are
                        let here = last.bytes().end - first.bytes().start;
                        rows.reserve((u64::from(rows.count()) * bytes.saturating_sub(here) / here) as usize);
                    }
                }
                let plan = rows.plan(self, layout).expect("what begins to be read in pieces is so to its end");
                Ok(parallel::each(is_worth_threads, &to_read, |piece| plan.read(piece)))
            };
            let hash = || part.sheet.hash_pieces(&waiting);
            let look_on = || parallel::both(is_worth_threads, hash, || next_pieces(&mut pieces, size));
            let (read, ((), next)) = parallel::both(is_worth_threads, add_and_read, look_on);
            batches = read?;
            pieces.take_back(std::mem::replace(&mut waiting, std::mem::replace(&mut to_read, next)));
        }
        Ok(walk.end())
    }

    /// Adds the rows of pieces that were read side by side.
    fn add(
        &mut self,
        part: &SheetOfTable,
        rows: &mut rows::Rows<'_>,
        walk: &mut Walk<'_>,
        line: &mut u32,
        pieces: &[Piece<'_>],
        batches: &[Batch],
    ) -> Result<(), Problem> {
        rows.begin_batches();
        let mut segments = Vec::new();
        for (batch, piece) in batches.iter().zip(pieces) {
            rows.begin_piece(*line, piece, &batch.marks);
            rows.count_filled(self, batch);
            let mut from = 0;
            for step in &batch.steps {
                match step {
                    Step::Rows { line: before, rows: count } => {
                        check_count(part, rows, *count)?;
                        let to = from + *count as usize;
                        rows.pass(self, batch, from..to);
                        walk.pass(*line + before, *count);
                        segments.push(Segment::Read(batch, from..to));
                        from = to;
                    }
                    Step::Record { line: before, record } => {
                        let read = rows.count();
                        walk.record(*line + before, record, |line, record| self.row(part, rows, line, record))?;
                        segments.push(Segment::Slow((rows.count() - read) as usize));
                    }
                }
            }
            *line += batch.lines;
        }
        rows.put_together(&segments);
        Ok(())
    }

    /// Reads a row.
    fn row(
        &mut self,
        part: &SheetOfTable,
        rows: &mut rows::Rows<'_>,
        line: u32,
        record: &ByteRecord,
    ) -> Result<(), Problem> {
        check_count(part, rows, 1)?;
        rows.push(self, line, record);
        Ok(())
    }

    /// A table that was made long ago does not show the state that is judged.
    fn stale(&mut self, id: TableId) {
        let Some(origin) = &self.tables[id].origin else { return };
        for (place, section) in origin.sections.iter().enumerate() {
            let (Some(exported), Some(days)) = (section.exported, self.options.wanted.stale_after()) else { continue };
            self.issues.examined(InputRule::StaleInput, 1);
            if exported.day < self.options.as_of.plus(-days) {
                // a day that the settings give stands nowhere in the file: its first row is shown
                let line = exported.line.unwrap_or_else(|| section.lines.get(0));
                self.issues.add(InputRule::StaleInput, id, Vec::new(), Place::new(place, line, None), || {
                    let exported = vec![exported.day.to_string()];
                    let stale = MessageArg::Stale(Stale::Old(exported.clone(), days));
                    vec![("table", MessageArg::Table(id)), ("stale", stale), ("exported", MessageArg::List(exported))]
                });
            }
        }
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
            let codes = table.codes(column);
            // whether a group is one of a patient is seen from its patient, unless that is not known either
            let patient = if id == known().groups && name == "kind" { id.def().column("patient_id") } else { None };
            let is_settled = |row: u32| patient.is_some_and(|p| table.state(p, row) != CellState::Unknown);
            let is_empty = |row: &u32| {
                codes.get(*row as usize).is_none_or(|code| *code == 0)
                    && table.state(column, *row) == CellState::Empty
                    && !is_settled(*row)
            };
            for row in (0..table.len as u32).filter(is_empty) {
                let key = key_of(&self.tables, id, row);
                let Some(origin) = &table.origin else { continue };
                let place = origin.place(row, column);
                let row_name = key.join("/");
                let key = [key, vec![name.to_owned()]].concat();
                self.issues.add(InputRule::MissingValue, id, key, place, || {
                    vec![
                        ("table", MessageArg::Table(id)),
                        ("column", MessageArg::Columns(id, vec![column])),
                        ("row", MessageArg::Text(row_name)),
                    ]
                });
            }
        }
    }
}

/// The pieces that are read side by side next.
fn next_pieces<'t>(pieces: &mut Pieces<'t>, size: usize) -> Vec<Piece<'t>> {
    std::iter::from_fn(|| pieces.next(PIECE)).take(size).collect()
}

/// Rows are counted in 32 bits.
fn check_count(part: &SheetOfTable, rows: &rows::Rows<'_>, more: u32) -> Result<(), Problem> {
    if u64::from(rows.count()) + u64::from(more) < u64::from(AMBIGUOUS) {
        Ok(())
    } else {
        Err(words::too_many_rows(&part.file_name))
    }
}

/// The parts of the key of a row that is kept: its id, or the ids of what it refers to.
fn key_of(tables: &Tables, id: TableId, row: u32) -> Vec<String> {
    let (table, def) = (&tables[id], id.def());
    let part = |column: &crate::model::schema::ColumnId| match def.def(*column).kind {
        Kind::Row(target) => tables[target].keys.text(table.reference(*column, row)).to_owned(),
        _ => table.keys.text(row).to_owned(),
    };
    def.key.iter().map(part).collect()
}
