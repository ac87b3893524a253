//! Which file, and which sheet of it, holds which table. The settings come first; everything else is weighed by
//! [`super::recognize`]. What could be two things is asked about: which one counts is not for the program to choose.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::layout::{self, Layout};
use super::recognize::{self, Guess, Outcome, Recognized, Seen, View};
use super::{AskedSheet, InputFile, NotRead, Notice, unused};
use crate::base::date::Day;
use crate::base::normalize;
use crate::base::text::{Lang, Problem, Text};
use crate::config::{Config, Placed, TableSettings};
use crate::load::words::{self, LoadWords};
use crate::model::place::{Basis, ColumnCandidate, Heading, Role, TableCandidate, place_of};
use crate::model::schema::{TableId, schema};
use crate::source::{self, Entry, Format, Opened, Sheet, SheetKind};

/// Larger files whose names say nothing are not opened to see what they look like.
const LARGEST_GLANCE: u64 = 20_000_000;

/// By so much more must speak for one of several sheets to be the table.
const AHEAD: u32 = 50;

/// A larger file of plain text is looked at only if it is named like a table.
const LARGEST_NOTE: u64 = 1_000_000;

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

/// A sheet that is not used, and what it could be.
struct Asked {
    looked: Rc<Looked>,
    candidates: Vec<TableCandidate>,
    guesses: Vec<Guess>,
    /// Whether it is said already why it is not used.
    is_told: bool,
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

/// How a name fits a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    /// It is the table's name, but for what people add to names.
    As(TableId),
    /// It contains the name of this table and of no other.
    Like(TableId),
    /// It says nothing.
    No,
}

impl<'a> Found<'a> {
    /// Looks at the files of a folder.
    pub(super) fn look(folder: &Path, entries: Vec<Entry>, config: &'a Config) -> Result<Self, Problem> {
        let mut found = Self {
            files: entries.iter().map(InputFile::of).collect(),
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

    /// Whether a file was found for a table.
    pub(super) fn has(&self, table: TableId) -> bool {
        self.claims.contains_key(&table)
    }

    /// Whether any table was found.
    pub(super) fn is_empty(&self) -> bool {
        self.claims.is_empty()
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

    fn claimed(&self, file: usize, sheet: usize) -> bool {
        self.claims.values().flatten().any(|c| c.file == file && c.sheet.is_none_or(|s| s == sheet))
    }

    /// Looks at the sheets that the settings give to tables.
    fn look_at_set(&mut self) -> Result<Vec<Looked>, Problem> {
        let mut looked = Vec::new();
        for (table, claims) in std::mem::take(&mut self.claims) {
            for Claim { file, sheet, .. } in claims {
                let opened = self.open(file)?;
                let place = sheet.unwrap_or_default();
                let mut sheet = opened.sheet(place)?;
                let row = self.config.table(table).header_row.as_ref().map(|row| row.value);
                let view = View::of(&mut sheet, row);
                let (made, sheet) = (exported(&opened), Arc::new(sheet));
                looked.push(Looked { file, place, sheet, view, set: Some(table), named: None, is_other: false, made });
            }
        }
        Ok(looked)
    }

    /// The files and sheets that the settings give a table.
    fn set(&mut self, folder: &Path, table: TableId, settings: &TableSettings) -> Result<(), Problem> {
        if settings.files.is_empty() && settings.sheets.is_empty() {
            return Ok(());
        }
        let mut files = Vec::new();
        for file in &settings.files {
            files.push((file.line, self.entry(folder, file)?));
        }
        if files.is_empty() {
            let workbook = |e: &Entry| matches!(e.format, Some(Format::Book(_) | Format::Json));
            let line = settings.sheets[0].line;
            files = (0..self.entries.len()).filter(|f| workbook(&self.entries[*f])).map(|f| (line, f)).collect();
        }
        let mut seen = vec![0; settings.sheets.len()];
        for (line, file) in files {
            let opened = match self.open(file) {
                Ok(opened) => opened,
                // a sheet is looked for in every workbook; one that cannot be opened may be another's
                Err(_) if settings.files.is_empty() => continue,
                Err(problem) => return Err(problem),
            };
            self.opened.insert(file, Rc::clone(&opened));
            if settings.sheets.is_empty() {
                let sheet = self.sheet_for(table, file, &opened, line)?;
                self.claim(table, file, Some(sheet));
            }
            for (place, wanted) in settings.sheets.iter().enumerate() {
                let normalized = normalize::header(&wanted.value);
                let is_it = |name: &Option<String>| name.as_ref().is_some_and(|n| normalize::header(n) == normalized);
                if let Some(sheet) = opened.sheets.iter().position(|s| is_it(&s.name)) {
                    seen[place] += 1;
                    self.claim(table, file, Some(sheet));
                }
            }
        }
        let absent = settings.sheets.iter().zip(&seen).find(|(_, seen)| **seen == 0);
        if let Some((sheet, _)) = absent {
            let names = self.opened.values().flat_map(|o| &o.sheets).filter_map(|s| s.name.as_deref());
            let names: Vec<&str> = names.collect();
            return Err(words::sheet_not_found(&self.config.name, sheet.line, &sheet.value, &names));
        }
        let several = settings.sheets.iter().zip(&seen).find(|(_, seen)| **seen > 1 && settings.files.is_empty());
        if let Some((sheet, _)) = several {
            return Err(words::sheet_in_several(&self.config.name, sheet.line, &sheet.value));
        }
        Ok(())
    }

    /// The file that the settings name: in the folder, or by a path from it.
    fn entry(&mut self, folder: &Path, file: &Placed<String>) -> Result<usize, Problem> {
        let normalized = normalize::header(&file.value);
        if let Some(place) = self.entries.iter().position(|e| normalize::header(&e.name) == normalized) {
            return Ok(place);
        }
        let path = folder.join(&file.value);
        if !path.is_file() {
            let tables = self.entries.iter().filter(|e| e.format.is_some() && e.name != self.config.name);
            let names = tables.map(|e| e.name.as_str());
            let names: Vec<&str> = names.collect();
            return Err(words::file_not_found(&self.config.name, file.line, &file.value, &names));
        }
        let entry = Entry::on_disk(path, file.value.clone());
        if entry.format.is_none() {
            return Err(words::no_format_of(&entry.name));
        }
        self.files.push(InputFile::of(&entry));
        self.entries.push(entry);
        Ok(self.entries.len() - 1)
    }

    /// The sheet of a file that the settings give to a table without naming the sheet.
    fn sheet_for(&self, table: TableId, file: usize, opened: &Opened, line: u32) -> Result<usize, Problem> {
        if let [_] = opened.sheets.as_slice() {
            return Ok(0);
        }
        let name = |s: usize| opened.sheets[s].name.as_deref().unwrap_or_default();
        let all = 0..opened.sheets.len();
        let of_name: Vec<usize> = all.clone().filter(|s| named(name(*s)) == Named::As(table)).collect();
        if let [sheet] = of_name.as_slice() {
            return Ok(*sheet);
        }
        let fits = |s: &usize| {
            opened.sheet(*s).is_ok_and(|mut sheet| layout::fit(table, &mut sheet, self.config.table(table)).is_some())
        };
        let fitting: Vec<usize> = all.filter(fits).collect();
        if let [sheet] = fitting.as_slice() {
            return Ok(*sheet);
        }
        let names: Vec<&str> = (0..opened.sheets.len()).map(name).collect();
        Err(words::which_sheet(&self.config.name, line, &self.entries[file].name, &names))
    }

    /// Whether the settings say where a table is.
    fn is_set(&self, table: TableId) -> bool {
        let settings = self.config.table(table);
        !settings.files.is_empty() || !settings.sheets.is_empty()
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
            // any file may lie in the folder; one that is named like a table must be readable
            Err(_) if !is_named => {
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
            let mut sheet = match opened.sheet(place) {
                Ok(sheet) => sheet,
                // beside a list, a member that is none says something of the export
                Err(problem) if bears.is_some() && !(is_no_list(place) && holds_table(&opened)) => return Err(problem),
                Err(_) => {
                    self.files[file].unread.extend(name.map(ToOwned::to_owned));
                    continue;
                }
            };
            let row = bears.and_then(|table| self.config.table(table).header_row.as_ref()).map(|row| row.value);
            let view = View::of(&mut sheet, row);
            let sheet = Arc::new(sheet);
            let is_other = bears.is_none() && (name.is_some_and(is_another) || is_another(&entry.stem));
            looked.push(Looked { file, place, sheet, view, set: None, named: bears, is_other, made });
        }
        Ok(())
    }

    /// Decides what each sheet is, and which of several that could be the same table are.
    fn recognize(&mut self, looked: &[Rc<Looked>]) {
        let visible: Vec<&Rc<Looked>> = looked.iter().filter(|l| l.view.is_some()).collect();
        let seen: Vec<Seen<'_>> = visible
            .iter()
            .filter_map(|l| {
                let view = l.view.as_ref()?;
                let sheet = l.sheet.name.as_deref();
                let is_firm = l.named.is_some_and(|table| self.config.tables.contains_key(&table));
                Some(Seen { stem: &self.entries[l.file].stem, sheet, view, set: l.set, named: l.named, is_firm })
            })
            .collect();
        let mut outcomes = recognize::recognize(&seen, self.config).into_iter();
        let mut first: BTreeMap<TableId, Vec<Claim>> = BTreeMap::new();
        let mut beside: BTreeMap<TableId, Vec<Claim>> = BTreeMap::new();
        let mut asked: Vec<Asked> = Vec::new();
        for sheet in looked {
            let Outcome { tables, asked: guesses, candidates } = match &sheet.view {
                Some(_) => outcomes.next().unwrap_or_default(),
                None => Outcome::default(),
            };
            let claim = |how: Basis,
                         evidence: Option<TableCandidate>,
                         others: Vec<TableCandidate>,
                         guesses: Vec<Guess>| Claim {
                file: sheet.file,
                sheet: Some(sheet.place),
                looked: Some(Rc::clone(sheet)),
                how,
                evidence,
                others,
                guesses,
            };
            let own = sheet.set.or(sheet.named);
            let is_other = |table: TableId| {
                let name = sheet.sheet.name.as_deref().filter(|name| is_another(name));
                let names = name.into_iter().chain(Some(self.entries[sheet.file].stem.as_str()));
                sheet.is_other && names.filter(|name| is_another(name)).any(|name| !is_part_of(table, name))
            };
            let is_used = |found: &Recognized| {
                (sheet.set.is_some() || !self.is_set(found.table))
                    && (!is_other(found.table) || found.how == Basis::Settings)
            };
            if sheet.view.is_none()
                && let Some(table) = own
            {
                // nothing in it looks like a header: reading it says so
                first.entry(table).or_default().push(claim(
                    if sheet.set.is_some() { Basis::Settings } else { Basis::Name },
                    None,
                    Vec::new(),
                    Vec::new(),
                ));
                continue;
            }
            let (used, left): (Vec<Recognized>, Vec<Recognized>) = tables.into_iter().partition(is_used);
            if used.is_empty() {
                let left: Vec<Recognized> = left.into_iter().filter(|_| sheet.is_other).collect();
                let guesses = left.first().map_or(guesses, |found| found.guesses.clone());
                let candidates = left.iter().map(|found| TableCandidate::of(found.table)).chain(candidates).collect();
                asked.push(Asked { looked: Rc::clone(sheet), candidates, guesses, is_told: false });
                continue;
            }
            for (place, found) in used.into_iter().enumerate() {
                let into = if place == 0 { &mut first } else { &mut beside };
                into.entry(found.table).or_default().push(claim(
                    found.how,
                    found.evidence,
                    candidates.clone(),
                    found.guesses,
                ));
            }
        }
        for (table, claims) in beside {
            // a list of its own comes before columns in another
            first.entry(table).or_insert(claims);
        }
        for (table, claims) in first {
            let claims = self.choose(table, claims, &mut asked);
            if !claims.is_empty() {
                self.claims.entry(table).or_default().extend(claims);
            }
        }
        for Asked { looked, mut candidates, guesses, is_told } in asked {
            if self.claimed(looked.file, looked.place) {
                continue;
            }
            candidates.retain(|candidate| !self.is_set(candidate.table));
            candidates.truncate(3);
            self.ask(&looked, candidates, guesses, is_told);
        }
    }

    /// Of several sheets that may hold a table, those that are its parts, or the one that is it. What is left is asked about.
    fn choose(&mut self, table: TableId, claims: Vec<Claim>, asked: &mut Vec<Asked>) -> Vec<Claim> {
        if claims.len() < 2 || self.is_set(table) {
            return claims;
        }
        let (filled, blank): (Vec<Claim>, Vec<Claim>) = claims.into_iter().partition(has_rows);
        if filled.is_empty() {
            return blank;
        }
        // a month in which nothing was written is a part all the same; a form that nobody filled in gives way
        let (parts, forms): (Vec<Claim>, Vec<Claim>) =
            blank.into_iter().partition(|claim| filled.iter().any(|other| self.are_parts(claim, other)));
        for claim in parts.iter().chain(&forms) {
            let (file, sheet) = self.place(claim);
            let place = place_of(file, sheet.as_deref());
            self.notices.push(Notice::Blank { place, table });
        }
        let mut units: Vec<Vec<Claim>> = Vec::new();
        for claim in filled.into_iter().chain(parts) {
            match units.iter_mut().find(|unit| self.are_parts(&unit[0], &claim)) {
                Some(unit) => unit.push(claim),
                None => units.push(vec![claim]),
            }
        }
        // what bears the name comes first, then what more speaks for
        let strength = |unit: &Vec<Claim>| {
            (
                unit.iter().all(|claim| claim.how > Basis::Name),
                std::cmp::Reverse(unit.iter().filter_map(|claim| claim.evidence.map(|e| e.points())).max()),
            )
        };
        units.sort_by_key(strength);
        let is_ahead = match units.as_slice() {
            [first, second, ..] => {
                let (named, most) = strength(first);
                let (next_named, next) = strength(second);
                !named && next_named || named == next_named && named && most.0 >= next.0.map(|points| points + AHEAD)
            }
            _ => true,
        };
        let (used, left): (Vec<Claim>, Vec<Claim>) = if is_ahead {
            let rest = units.split_off(1).concat();
            (units.concat(), rest)
        } else {
            (Vec::new(), units.concat())
        };
        if used.is_empty() {
            let place = |claim: &Claim| {
                let (file, sheet) = self.place(claim);
                (file.to_owned(), sheet)
            };
            let mut those: Vec<&Claim> = left.iter().collect();
            those.sort_by_key(|claim| (claim.file, claim.sheet));
            let places = those.into_iter().map(place).collect();
            self.notices.push(Notice::Several { table, places });
        }
        let is_told = used.is_empty();
        for claim in left {
            if let Some(looked) = claim.looked {
                let candidates = vec![TableCandidate::of(table)];
                asked.push(Asked { looked, candidates, guesses: claim.guesses, is_told });
            }
        }
        used
    }

    /// Notes that a sheet is not read, and what it could be.
    fn ask(&mut self, sheet: &Looked, candidates: Vec<TableCandidate>, guesses: Vec<Guess>, is_told: bool) {
        let file = &mut self.files[sheet.file];
        let name = sheet.sheet.name.clone();
        let is_guide = name.as_deref().is_some_and(|name| schema().layout.guides.contains(&normalize::header(name)));
        if candidates.is_empty() || is_guide {
            file.unread.extend(name);
            return;
        }
        if let Some(best) = candidates.first().filter(|best| unused::looks_like(best) && !is_told) {
            self.notices.push(Notice::LooksLike { file: file.name.clone(), sheet: name.clone(), table: best.table });
            file.not_read = NotRead::Hinted;
        }
        let view = sheet.view.as_ref().filter(|_| !candidates.is_empty());
        let texts = view.map(|view| view.texts.as_slice()).unwrap_or_default();
        let header_line = view.and_then(|view| view.header).map(|(line, _)| line);
        let columns = texts.iter().zip(guesses).zip(0..).map(|((text, guess), place)| {
            asked_heading(text, guess, Some(sheet.sheet.column(place).unwrap_or(place as u32)))
        });
        file.asked.push(AskedSheet { name, candidates, columns: columns.collect(), header_line });
    }

    /// Whether two sheets are parts of one list: sheets of one workbook with the same columns, or files of which each says that
    /// it is a part of it.
    fn are_parts(&self, one: &Claim, other: &Claim) -> bool {
        let [first, second] = [one, other].map(|claim| self.entries[claim.file].stem.as_str());
        let bare = |stem: &str| without_marks(&normalize::header(stem));
        let is_of_one = || match (whole_of(first), whole_of(second)) {
            (Some(one), Some(other)) => one == other,
            (Some(part), None) => part == bare(second),
            (None, Some(part)) => part == bare(first),
            (None, None) => false,
        };
        (one.file == other.file || is_of_one()) && are_alike(one, other)
    }

    fn place(&self, claim: &Claim) -> (&str, Option<String>) {
        let sheet = claim.looked.as_ref().and_then(|looked| looked.sheet.name.clone());
        (&self.entries[claim.file].name, sheet)
    }
}

/// A header of a sheet that is not used.
fn asked_heading(text: &str, guess: Guess, column: Option<u32>) -> Heading {
    let Guess { found, how, mut candidates, .. } = guess;
    if let Some((column, part)) = found {
        candidates.insert(0, ColumnCandidate { column, part, words: 100, cells: 0 });
    }
    let how = if how == Basis::None { how } else { Basis::Asked };
    Heading { text: text.to_owned(), found: None, column, role: Role::Plain, how, evidence: None, candidates }
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

/// Whether something stands below the header; what was not looked at is not known to be blank.
fn has_rows(claim: &Claim) -> bool {
    claim.looked.as_ref().and_then(|looked| looked.view.as_ref()).is_none_or(|view| view.rows > 0)
}

/// The workbook of which a file was one sheet, as far as its name tells: `職員 - 在籍`, or the list of which it is a part:
/// 職員名簿（退職者）. `None` if it tells of none.
fn whole_of(stem: &str) -> Option<String> {
    let stem = normalize::width(stem);
    if let Some((book, _)) = stem.rsplit_once(" - ") {
        return Some(normalize::header(book));
    }
    let normalized = normalize::header(&stem);
    let part = schema().layout.parts.iter().find(|part| normalized.contains(part.as_str()))?;
    Some(without_marks(&normalized.replace(part.as_str(), "")))
}

/// A name without the marks that part its words.
fn without_marks(normalized: &str) -> String {
    normalized.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether two sheets have the columns of one list, as those of several months do.
fn are_alike(one: &Claim, other: &Claim) -> bool {
    let columns = |claim: &Claim| {
        let found = claim.guesses.iter().filter_map(|guess| guess.found);
        found.collect::<std::collections::BTreeSet<_>>()
    };
    let (one, other) = (columns(one), columns(other));
    5 * one.intersection(&other).count() >= 3 * one.len().min(other.len())
}

/// Whether there may be a table in a file.
fn holds_table(opened: &Opened) -> bool {
    (0..opened.sheets.len()).any(|place| opened.kind(place) == Some(SheetKind::Table))
}

/// The name, without extension, of a JSON file that holds several tables.
const EXPORT: &str = "export";

/// Whether the name of a JSON member says that it holds the day on which the tables were made.
fn says_when(name: &str) -> bool {
    schema().layout.exported.contains(&normalize::header(&name.replace('_', "")))
}

/// Whether a text file can be a table by its name: text of any kind may lie in a folder.
fn is_table_text(entry: &Entry, of_file: Named) -> bool {
    of_file != Named::No || entry.size() <= LARGEST_NOTE || !entry.name.to_ascii_lowercase().ends_with(".txt")
}

/// Whether a file is a spreadsheet of a kind that is not read.
fn is_other_table(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|e| ["xlsb", "numbers", "xltx", "fods", "gsheet"].contains(&e.as_str()))
}

/// The table that a name means, or whose name it contains.
pub(super) fn tables_named(name: &str) -> Option<TableId> {
    match named(name) {
        Named::As(table) | Named::Like(table) => Some(table),
        Named::No => None,
    }
}

/// Whether a name says that what it names is something else than the table, though it may look like it.
fn is_another(name: &str) -> bool {
    let normalized = normalize::header(name);
    schema().match_table(name).is_none() && schema().layout.other.iter().any(|word| normalized.contains(word.as_str()))
}

/// Whether what would make a name another thing says of a table which part of it it holds: of the list of employees, those who
/// left.
fn is_part_of(table: TableId, name: &str) -> bool {
    let normalized = normalize::header(name);
    let mut others = schema().layout.other.iter().filter(|word| normalized.contains(word.as_str()));
    others.all(|word| recognize::may_be_called(table, word))
}

/// Which table a name means.
fn named(name: &str) -> Named {
    if let Some(table) = schema().match_table(name) {
        return Named::As(table);
    }
    let normalized = normalize::header(name);
    if schema().layout.other.iter().any(|word| normalized.contains(word.as_str())) {
        return Named::No;
    }
    let plain = plain(name);
    if let Some(table) = schema().match_table(&plain) {
        return Named::As(table);
    }
    // the longest names that stand in it: 誓約書台帳 comes before 誓約書
    let mut within: Vec<(usize, TableId)> = Vec::new();
    for (table, def) in schema().tables().filter(|(_, t)| !t.derived) {
        let names = def.file_names().filter(|alias| !alias.is_ascii() && plain.contains(alias.as_str()));
        within.extend(names.map(|alias| alias.chars().count()).max().map(|length| (length, table)));
    }
    match within.as_slice() {
        [(_, table)] => Named::Like(*table),
        _ => Named::No,
    }
}

/// A name without what people add to it: dates, numbers, brackets, 最新, コピー.
fn plain(name: &str) -> String {
    let mut rest = normalize::header(name);
    for word in &schema().layout.decoration {
        rest = rest.replace(word.as_str(), "");
    }
    let mut kept = String::new();
    for c in rest.chars() {
        match c {
            c if c.is_ascii_digit() || "._-~～・()[]【】〔〕「」".contains(c) => {}
            c => kept.push(c),
        }
    }
    for era in ["令和", "平成"] {
        kept = kept.replace(era, "");
    }
    let dated = kept.trim_matches(['年', '月', '日', '度', '分', '期']);
    let lettered = ['r', 'h'].iter().find_map(|c| dated.strip_suffix(*c)).filter(|s| !s.is_ascii());
    lettered.unwrap_or(dated).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_tell_of_which_list_they_are_a_part() {
        for (name, whole) in [
            ("スタッフ一覧 - 在籍", Some("スタッフ一覧")),
            ("職員名簿（退職者）", Some("職員名簿")),
            ("利用者一覧_終了", Some("利用者一覧")),
            ("利用者一覧_契約中", Some("利用者一覧")),
            ("職員名簿", None),
            ("職員名簿_R8", None),
        ] {
            assert_eq!(whole_of(name).as_deref(), whole, "{name}");
        }
        let table = |name: &str| schema().table(name).unwrap();
        assert!(is_part_of(table("roster"), "退職者名簿") && !is_part_of(table("staff"), "退職者名簿"));
        assert!(is_part_of(table("trainings"), "受講アンケート") && !is_part_of(table("trainings"), "研修案内"));
    }

    #[test]
    fn names_with_what_people_add() {
        let table = |name: &str| schema().table(name).unwrap();
        for (name, of) in [
            ("staff", "staff"),
            ("スタッフ一覧_20261031", "staff"),
            ("【最新】職員名簿（2026年10月）", "roster"),
            ("誓約書台帳 R8", "pledges"),
            ("同意書台帳 - コピー", "consents"),
            ("研修記録_令和8年度", "trainings"),
            ("参加者(1)", "memberships"),
        ] {
            assert_eq!(named(name), Named::As(table(of)), "{name}");
        }
        for (name, of) in [("訪問看護誓約書台帳", "pledges"), ("見本ST端末台帳", "devices")] {
            assert_eq!(named(name), Named::Like(table(of)), "{name}");
        }
        for name in ["Sheet1", "同意書と誓約書", "メモ", "請求2026", "1", "旧職員名簿", "誓約書_バックアップ"]
        {
            assert_eq!(named(name), Named::No, "{name}");
        }
    }
}
