//! Which file, and which sheet of it, holds which table. The settings come first; everything else is weighed by
//! [`super::recognize`]. What could be two things is asked about: which one counts is not for the program to choose.

mod choose;
mod names;
mod settings;
mod stacked;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use names::{EXPORT, Named, is_another, is_other_table, is_table_text, named, says_when};

use super::layout::Layout;
use super::recognize::{Guess, View};
use super::{InputFile, NotRead, Notice};
use crate::base::date::Day;
use crate::base::normalize;
use crate::base::text::{Lang, Problem, Text};
use crate::config::{Config, TableSettings};
use crate::load::words::{self, LoadWords};
use crate::model::place::{Basis, TableCandidate, place_of};
use crate::model::schema::{TableId, schema};
use crate::source::{self, Entry, Format, Opened, Sheet, SheetKind};

pub(super) use names::{folders_inside, tables_named};

/// Larger files whose names say nothing are not opened to see what they look like.
const LARGEST_GLANCE: u64 = 20_000_000;

/// A sheet that holds a table, or a part of one.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// The file's place in the list.
    pub(super) file: usize,
    /// The sheet's place in the file; `None` until the file is opened, which is too large to be looked at before.
    sheet: Option<usize>,
    /// The sheet, and what was seen in it.
    looked: Option<Rc<Looked>>,
    how: Basis,
    /// What speaks for it, where that was weighed.
    evidence: Option<TableCandidate>,
    /// What else it could be.
    others: Vec<TableCandidate>,
    /// What its headers were taken for.
    guesses: Vec<Guess>,
}

impl Claim {
    /// The name of the sheet, where it has one.
    fn sheet_name(&self) -> Option<&str> {
        self.looked.as_ref()?.sheet.name.as_deref()
    }
}

/// A sheet that was looked at.
#[derive(Debug)]
pub(super) struct Looked {
    file: usize,
    place: usize,
    pub(super) sheet: Arc<Sheet>,
    /// `None` if nothing in it looks like a header.
    pub(super) view: Option<View>,
    /// The table that the settings give it to.
    set: Option<TableId>,
    /// The table whose name it bears, or its file.
    named: Option<TableId>,
    /// Whether its name, or that of its file, says that it is something else: an old copy, a form.
    is_other: bool,
    /// The day that the file says it was made on.
    made: Option<Day>,
}

/// A part of a table, ready to be read.
pub(super) struct Part {
    pub(super) file: usize,
    pub(super) looked: Rc<Looked>,
    pub(super) how: Basis,
    pub(super) evidence: Option<TableCandidate>,
    pub(super) others: Vec<TableCandidate>,
    pub(super) guesses: Vec<Guess>,
}

impl Part {
    /// The sheet, and how the table lies in it.
    pub(super) fn lay_out(
        &self,
        table: TableId,
        file: &str,
        settings: &TableSettings,
        config: &str,
    ) -> Result<(Arc<Sheet>, Layout), Problem> {
        let sheet = Arc::clone(&self.looked.sheet);
        // where nothing is found, or too little in a row that the settings name, what is wrong is told as of a table
        // that was looked for
        let found = self.guesses.iter().filter(|guess| guess.found.is_some()).count();
        let fewest = if settings.header_row.is_some() { self.guesses.len().div_ceil(2) } else { 1 };
        let is_found = found > 0 && found + settings.columns.len() >= fewest;
        if let Some(view) = self.looked.view.as_ref().filter(|_| is_found) {
            let layout = Layout::seen(table, file, &sheet, view, &self.guesses, settings, config)?;
            return Ok((sheet, layout));
        }
        let mut sheet = Arc::unwrap_or_clone(sheet);
        let layout = Layout::find(table, file, &mut sheet, settings, config)?;
        Ok((Arc::new(sheet), layout))
    }

    /// The day that the file says it was made on.
    pub(super) fn made(&self) -> Option<Day> {
        self.looked.made
    }
}

/// The files of a folder, and what each was taken for.
pub(super) struct Found<'a> {
    entries: Vec<Entry>,
    /// Folders inside the folder whose files were listed too.
    inside: Vec<String>,
    config: &'a Config,
    /// What is told of each file.
    pub(super) files: Vec<InputFile>,
    /// What the reader should know beside the tables.
    pub(super) notices: Vec<Notice>,
    claims: BTreeMap<TableId, Vec<Claim>>,
    /// The tables after which files are named that hold none, and what is said of each.
    without_rows: Vec<(TableId, Problem)>,
    /// Workbooks and files of several tables stay open until all their sheets are read.
    opened: BTreeMap<usize, Rc<Opened>>,
}

impl<'a> Found<'a> {
    /// Looks at the files of a folder, among them those of some folders inside it.
    pub(super) fn look(
        folder: &Path,
        entries: Vec<Entry>,
        inside: &[String],
        config: &'a Config,
    ) -> Result<Self, Problem> {
        let mut found = Self {
            files: entries.iter().map(InputFile::of).collect(),
            inside: inside.to_vec(),
            entries,
            config,
            notices: Vec::new(),
            claims: BTreeMap::new(),
            without_rows: Vec::new(),
            opened: BTreeMap::new(),
        };
        for (table, settings) in &config.tables {
            found.set(folder, *table, settings)?;
        }
        let mut looked = found.look_at_set()?;
        for place in 0..found.entries.len() {
            found.look_at(place, &mut looked)?;
        }
        let looked: Vec<Rc<Looked>> = looked.into_iter().map(Rc::new).collect();
        found.recognize(&looked);
        // what holds no table beside a file that does is told as any other file
        match found.without_rows.iter().find(|(table, _)| !found.has(*table)) {
            Some((_, problem)) => Err(problem.clone()),
            None => Ok(found),
        }
    }

    /// What was looked at.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether a file was found for a table.
    pub(super) fn has(&self, table: TableId) -> bool {
        self.claims.contains_key(&table)
    }

    /// Whether any table was found.
    pub(super) fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }

    /// Whether no file was found for some table that an office has.
    pub(super) fn lacks_tables(&self) -> bool {
        schema().expected_tables().any(|table| !self.has(table))
    }

    /// The folders inside the folder that hold tables, in order.
    pub(super) fn read_inside(&self) -> Vec<String> {
        let read: BTreeSet<&String> =
            self.claims.values().flatten().filter_map(|claim| self.within(claim.file)).collect();
        read.into_iter().cloned().collect()
    }

    /// The folder inside the folder in which a file lies.
    fn within(&self, file: usize) -> Option<&String> {
        self.inside.iter().find(|folder| self.entries[file].lies_in(folder))
    }

    /// What may be told of the files of a folder in which no table was found.
    pub(super) fn told(&self) -> Vec<Text> {
        let is_named = |file: &InputFile| {
            let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
            file.not_read == NotRead::Unnamed && matches!(named(stem), Named::As(_))
        };
        let unread =
            |file: &&InputFile| matches!(file.not_read, NotRead::Format | NotRead::Unreadable) || is_named(file);
        let both =
            |say: &dyn Fn(LoadWords) -> String| Text { ja: say(LoadWords(Lang::Ja)), en: say(LoadWords(Lang::En)) };
        let notices = self.notices.iter().map(|notice| both(&|words| words.notice(notice)));
        notices.chain(self.files.iter().filter(unread).map(|file| both(&|words| words.not_read(file)))).collect()
    }

    /// The parts of a table, in order.
    pub(super) fn take(&mut self, table: TableId) -> Result<Vec<Part>, Problem> {
        let mut parts = Vec::new();
        for Claim { file, looked, how, evidence, others, guesses, .. } in self.claims.remove(&table).unwrap_or_default()
        {
            let looked = if let Some(looked) = looked {
                looked
            } else {
                let opened = self.open(file)?;
                let place = self.single(table, file, &opened)?;
                let made = exported(&opened);
                let sheet = Arc::new(opened.sheet(place)?);
                let named = Some(table);
                Rc::new(Looked { file, place, sheet, view: None, set: None, named, is_other: false, made })
            };
            parts.push(Part { file, looked, how, evidence, others, guesses });
        }
        Ok(parts)
    }

    /// A file, opened now if it is not yet.
    fn open(&mut self, file: usize) -> Result<Rc<Opened>, Problem> {
        if let Some(opened) = self.opened.get(&file) {
            return Ok(Rc::clone(opened));
        }
        let entry = &self.entries[file];
        let Some(opened) = entry.open()? else {
            return Err(words::no_format_of(&entry.name));
        };
        self.files[file].info.clone_from(&opened.info);
        for sheet in opened.hollow_sheets() {
            let notice = Notice::HollowSheet { place: place_of(&entry.name, Some(&sheet)) };
            if !self.notices.contains(&notice) {
                self.notices.push(notice);
            }
        }
        Ok(Rc::new(opened))
    }

    /// The only table of a file that is named after it.
    fn single(&mut self, table: TableId, file: usize, opened: &Opened) -> Result<usize, Problem> {
        let is_it = |name: &Option<String>| name.as_deref().is_none_or(|n| named(n) == Named::As(table));
        let mut those = opened.sheets.iter().enumerate().filter(|(_, s)| is_it(&s.name));
        // the only list of a file is its table, unless it bears the name of another
        let is_table = |place: usize| opened.kind(place) == Some(SheetKind::Table);
        let mut lists = opened.sheets.iter().enumerate().filter(|(place, _)| is_table(*place));
        let only = lists.next().filter(|_| lists.next().is_none());
        let only = only.filter(|(_, sheet)| sheet.name.as_deref().is_none_or(|name| named(name) == Named::No));
        let sheet = those.next().or(only);
        if let (Some((_, one)), Some((_, other))) = (sheet, those.next()) {
            let names = [one, other].map(|s| s.name.as_deref().unwrap_or_default());
            return Err(words::table_twice(&self.entries[file].name, names));
        }
        let others = opened.sheets.iter().filter_map(|s| s.name.clone()).filter(|n| !says_when(n));
        let read = sheet.and_then(|(_, sheet)| sheet.name.clone());
        let is_read = |name: &String| named(name) == Named::As(table) || read.as_ref() == Some(name);
        self.files[file].unread = others.filter(|name| !is_read(name)).collect();
        sheet.map(|(place, _)| place).ok_or_else(|| source::words::no_rows(&self.entries[file].name))
    }

    fn claim(&mut self, table: TableId, file: usize, sheet: Option<usize>) {
        let claim = Claim {
            file,
            sheet,
            looked: None,
            how: Basis::Name,
            evidence: None,
            others: Vec::new(),
            guesses: Vec::new(),
        };
        self.claims.entry(table).or_default().push(claim);
    }

    /// Whether what was looked at is used for some table.
    fn is_claimed(&self, looked: &Rc<Looked>) -> bool {
        self.claims.values().flatten().any(|claim| match &claim.looked {
            Some(of_claim) => Rc::ptr_eq(of_claim, looked),
            None => claim.file == looked.file && claim.sheet.is_none_or(|sheet| sheet == looked.place),
        })
    }

    /// Looks at the sheets of a file.
    fn look_at(&mut self, file: usize, looked: &mut Vec<Looked>) -> Result<(), Problem> {
        let entry = self.entries[file].clone();
        let Some(format) = entry.format else {
            if is_other_table(&entry.name) || entry.is_file() && matches!(named(&entry.stem), Named::As(_)) {
                self.files[file].not_read = NotRead::Format;
            }
            return Ok(());
        };
        let of_file = named(&entry.stem);
        let is_named = of_file != Named::No || normalize::header(&entry.stem) == EXPORT;
        let is_text = format == Format::Text;
        if is_text && !is_table_text(&entry, of_file) {
            return Ok(());
        }
        if entry.size() > LARGEST_GLANCE && !(is_text && is_named) && !self.opened.contains_key(&file) {
            match of_file {
                // read when its turn comes, so that one file at a time is in memory
                Named::As(table) if !matches!(format, Format::Book(_)) && !self.is_set(table) => {
                    self.claim(table, file, None);
                    return Ok(());
                }
                _ if !is_named => return Ok(()),
                _ => {}
            }
        }
        let opened = match self.open(file) {
            Ok(opened) => opened,
            // any file may lie in the folder; one that is named like a table must be readable, if it lies there itself
            Err(_) if !is_named || self.within(file).is_some() => {
                if format != Format::Text {
                    self.files[file].not_read = NotRead::Unreadable;
                }
                return Ok(());
            }
            Err(problem) => return Err(problem),
        };
        if let (Named::As(table), false) = (of_file, matches!(format, Format::Book(_)))
            && !self.is_set(table)
        {
            check_members(table, &entry.name, &opened)?;
            if !holds_table(&opened) && opened.sheets.len() != 1 {
                self.without_rows.push((table, source::words::no_rows(&entry.name)));
                return Ok(());
            }
        }
        let is_set = |place: usize| looked.iter().any(|l: &Looked| l.file == file && l.place == place);
        // what lies inside the records of some other file is none of ours, whatever it is called there
        let is_ours = |place: &usize| is_named || opened.kind(*place) != Some(SheetKind::Inner);
        let rest: Vec<usize> = (0..opened.sheets.len()).filter(|place| !is_set(*place)).filter(is_ours).collect();
        let is_no_list = |place: usize| opened.kind(place) == Some(SheetKind::Other);
        let made = exported(&opened);
        for place in rest {
            let name = opened.sheets[place].name.as_deref();
            if name.is_some_and(says_when) {
                continue;
            }
            let of_sheet = name.map_or(Named::No, named);
            let is_alone = opened.sheets.len() == 1;
            let bears = match (of_sheet, of_file) {
                (Named::As(table), _) => Some(table),
                (_, Named::As(table)) if is_alone => Some(table),
                _ => None,
            };
            let bears = bears.filter(|table| !self.is_set(*table));
            let sheet = match opened.sheet(place) {
                Ok(sheet) => sheet,
                // beside a list, a member that is none says something of the export
                Err(problem) if bears.is_some() && !(is_no_list(place) && holds_table(&opened)) => return Err(problem),
                Err(_) => {
                    self.files[file].unread.extend(name.map(ToOwned::to_owned));
                    continue;
                }
            };
            let row = bears.and_then(|table| self.config.table(table).header_row.as_ref()).map(|row| row.value);
            let is_other = bears.is_none() && (name.is_some_and(is_another) || is_another(&entry.stem));
            for (sheet, view) in stacked::look_into(sheet, row) {
                let sheet = Arc::new(sheet);
                looked.push(Looked { file, place, sheet, view, set: None, named: bears, is_other, made });
            }
        }
        Ok(())
    }
}

/// The day that a file of several tables says it was made on.
fn exported(opened: &Opened) -> Option<Day> {
    let made = opened.sheets.iter().position(|sheet| sheet.name.as_deref().is_some_and(says_when))?;
    Day::parse(&opened.string(made)?).ok().filter(|day| !day.is_empty())
}

/// Refuses a file that is named after a table and holds it under two names.
fn check_members(table: TableId, file: &str, opened: &Opened) -> Result<(), Problem> {
    let mut those = opened.sheets.iter().filter_map(|s| s.name.as_deref()).filter(|n| named(n) == Named::As(table));
    if let (Some(one), Some(other)) = (those.next(), those.next()) {
        return Err(words::table_twice(file, [one, other]));
    }
    Ok(())
}

/// Whether there may be a table in a file.
fn holds_table(opened: &Opened) -> bool {
    (0..opened.sheets.len()).any(|place| opened.kind(place) == Some(SheetKind::Table))
}
