//! From the files of a folder to tables: which file is which table, which header which column, which cell
//! what. Nothing is lost on the way: what cannot be read or does not take part is an [`crate::model::issue::Issue`].

mod beside;
pub mod derive;
mod exported;
mod find;
mod header;
mod inputs;
mod layout;
pub mod listed_offices;
mod lookups;
mod one_table;
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
use find::Found;
use inputs::{assumed, named};
use one_table::SheetOfTable;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::date::Day;
use crate::base::normalize;
use crate::base::progress::Progress;
use crate::base::text::Problem;
use crate::base::timings::{self, Phase};
use crate::config::Config;
use crate::load::resolve::{Named, Resolver};
use crate::load::wanted::Wanted;
use crate::model::issue::{InputRule, Issues, MessageArg, Stale};
use crate::model::place::{Exported, Place, place_of};
use crate::model::schema::{Kind, TableId, schema};
use crate::source::{self, Entry, Listing};
use crate::table::{CellState, Tables};

pub use inputs::{AskedSheet, InputFile, InputSheet, NotRead, Notice};
pub use layout::Reason;
pub(crate) use unused::looks_like;

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
        schema().expected_tables().filter(|id| self.tables[*id].origin.is_none())
    }
}

/// Reads every table found in a folder.
pub fn load(folder: &Path, options: &Options<'_>) -> Result<Data, Problem> {
    look(folder, source::list(folder)?, options.config)?.load(options, &Progress::default())
}

/// Files whose tables are known and not yet read.
pub struct Looked<'a> {
    found: Found<'a>,
    open_elsewhere: Vec<String>,
}

/// Looks which file holds which table; those that the settings name beside are looked for from the folder. Tables that it lacks
/// may lie in the folders inside it.
pub fn look<'a>(folder: &Path, listing: Listing, config: &'a Config) -> Result<Looked<'a>, Problem> {
    let Listing { entries, mut open_elsewhere } = listing;
    let mut found = look_at(folder, entries, &[], config)?;
    let inside = if found.lacks_tables() { find::folders_inside(found.entries()) } else { Vec::new() };
    let listing = source::list_inside(folder, &inside);
    if !listing.entries.is_empty() {
        // of a folder whose files are looked at, these are told
        let is_listed = |folder: &str| listing.entries.iter().any(|file| file.lies_in(folder));
        let entries = found.entries().iter().filter(|entry| !is_listed(&entry.name)).cloned().collect();
        let all = Listing { entries, open_elsewhere: open_elsewhere.clone() }.with(listing);
        match look_at(folder, all.entries, &inside, config) {
            Ok(among_all) if !among_all.read_inside().is_empty() => {
                (found, open_elsewhere) = (among_all, all.open_elsewhere);
                found.notices.push(Notice::Inside { folders: found.read_inside() });
            }
            // what is wrong with a file that nobody named is no reason to read nothing
            Err(problem) if found.is_empty() => return Err(problem),
            _ => {}
        }
    }
    if found.is_empty() {
        if let Some(Notice::Several { table, places }) =
            found.notices.iter().find(|n| matches!(n, Notice::Several { .. }))
        {
            let places: Vec<(&str, Option<String>)> = places.iter().map(|(f, s)| (f.as_str(), s.clone())).collect();
            return Err(words::several_places(table.def().name, &table.def().label, &places));
        }
        return Err(words::no_table(&folder.display().to_string(), &found.told()));
    }
    Ok(Looked { found, open_elsewhere })
}

fn look_at<'a>(
    folder: &Path,
    entries: Vec<Entry>,
    inside: &[String],
    config: &'a Config,
) -> Result<Found<'a>, Problem> {
    let beside = Beside::of(&entries);
    let mut found = Found::look(folder, entries, inside, config)?;
    beside.tell(&mut found);
    Ok(found)
}

impl Looked<'_> {
    /// Reads the tables, counting those that are read.
    pub fn load(self, options: &Options<'_>, progress: &Progress) -> Result<Data, Problem> {
        let Self { mut found, open_elsewhere } = self;
        progress.tables.expect(schema().tables().count());
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
        let mut notices: Vec<Notice> = open_elsewhere.into_iter().map(Notice::OpenElsewhere).collect();
        notices.append(&mut found.notices);
        notices.append(&mut loader.notices);
        let sheets = found.files.iter().flat_map(|file| file.sheets.iter().map(move |sheet| (file, sheet)));
        for notice in sheets.filter_map(|(file, sheet)| assumed(file, sheet)) {
            // the same of each of several tables one under another is said once
            if notices.last() != Some(&notice) {
                notices.push(notice);
            }
        }
        Ok(Data { tables: loader.tables, files: found.files, issues: loader.issues, notices })
    }
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
        for (column, def) in id.def().columns().filter(|(_, column)| column.standing) {
            let table = &self.tables[id];
            if !table.has(column) {
                continue;
            }
            self.issues.examined(InputRule::MissingValue, table.len as u64);
            let codes = table.codes(column);
            // whether a group is one of a patient is seen from its patient, unless that is not known either
            let patient = def.optional_if.filter(|(table, _)| *table == id).and_then(|(_, name)| id.def().column(name));
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
                let key = [key, vec![def.name.to_owned()]].concat();
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

/// The parts of the key of a row that is kept: its id, or the ids of what it refers to.
fn key_of(tables: &Tables, id: TableId, row: u32) -> Vec<String> {
    let (table, def) = (&tables[id], id.def());
    let part = |column: &crate::model::schema::ColumnId| match def.def(*column).kind {
        Kind::Row(target) => tables[target].keys.text(table.reference(*column, row)).to_owned(),
        _ => table.keys.text(row).to_owned(),
    };
    def.key.iter().map(part).collect()
}
