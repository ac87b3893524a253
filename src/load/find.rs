//! Which file, and which sheet of it, holds which table. The settings come first, then names, in Japanese or
//! English, with what people add to them (dates, 最新, コピー). A name that only contains a table's name counts
//! together with a header that fits; a header alone is a hint to the reader and never decides. What could be two
//! things stops the audit: which one counts is not for the program to choose.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use super::{InputFile, NotRead, Notice, layout};
use crate::base::date::Day;
use crate::base::fold;
use crate::base::text::{Lang, Problem, Text};
use crate::config::{Config, Placed, TableSettings};
use crate::load::words::{self, LoadWords};
use crate::model::place::place_of;
use crate::model::schema::{TableId, schema};
use crate::source::{self, Entry, Format, Opened, Sheet, SheetKind};

/// Larger files whose names say nothing are not opened to see what they look like.
const LARGEST_GLANCE: u64 = 20_000_000;

/// A header with fewer known columns than this is no hint of what a sheet holds.
const FEWEST_HINTS: usize = 3;

/// A sheet that holds a table, or a part of one.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// The file's place in the list.
    pub(super) file: usize,
    /// The sheet's place in the file; `None` until the file is opened.
    sheet: Option<usize>,
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
            opened: BTreeMap::new(),
        };
        for (table, settings) in &config.tables {
            found.set(folder, *table, settings)?;
        }
        for place in 0..found.entries.len() {
            found.by_name(place)?;
        }
        let tables: Vec<TableId> = found.claims.keys().copied().collect();
        for table in tables {
            found.leave_out_blank(table);
            let claims = &found.claims[&table];
            if claims.len() > 1 && !found.is_set(table) {
                let places: Vec<(&str, Option<String>)> = claims.iter().map(|c| found.place(c)).collect();
                return Err(words::several_places(table.def().name, &table.def().label, &places));
            }
        }
        Ok(found)
    }

    /// Of several sheets that may hold a table, those without rows are forms that nobody filled in.
    fn leave_out_blank(&mut self, table: TableId) {
        let claims = self.claims[&table].clone();
        if claims.len() < 2 || self.is_set(table) {
            return;
        }
        let settings = self.config.table(table);
        let has_rows = |claim: &Claim| {
            let opened = match self.opened.get(&claim.file) {
                Some(opened) => Rc::clone(opened),
                None => Rc::new(self.entries[claim.file].open().ok()??),
            };
            if !holds_table(&opened) {
                return Some(false);
            }
            let mut sheet = opened.sheet(claim.sheet.unwrap_or_default()).ok()?;
            layout::has_rows(table, &mut sheet, settings)
        };
        // what cannot be read is not known to be blank
        let (filled, blank): (Vec<Claim>, Vec<Claim>) =
            claims.into_iter().partition(|claim| has_rows(claim).unwrap_or(true));
        if filled.is_empty() {
            return;
        }
        for claim in blank {
            // a file in which there is no table at all is told as such
            if self.entries[claim.file].open().is_ok_and(|opened| opened.is_some_and(|opened| !holds_table(&opened))) {
                continue;
            }
            let (file, sheet) = self.place(&claim);
            let place = place_of(file, sheet.as_deref());
            self.notices.push(Notice::Blank { place, table });
        }
        self.claims.insert(table, filled);
    }

    /// Whether a file was found for a table.
    pub(super) fn has(&self, table: TableId) -> bool {
        self.claims.contains_key(&table)
    }

    /// Tells of the sheets that workbooks list and do not hold.
    pub(super) fn tell_hollow_sheets(&mut self) {
        for (file, opened) in &self.opened {
            let name = &self.entries[*file].name;
            let places = opened.hollow_sheets().into_iter().map(|sheet| place_of(name, Some(&sheet)));
            self.notices.extend(places.map(|place| Notice::HollowSheet { place }));
        }
    }

    /// Whether any table was found.
    pub(super) fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }

    /// What may be told of the files of a folder in which no table was found.
    pub(super) fn told(&self) -> Vec<Text> {
        let unread = |file: &&InputFile| matches!(file.not_read, NotRead::Format | NotRead::Unreadable);
        let both =
            |say: &dyn Fn(LoadWords) -> String| Text { ja: say(LoadWords(Lang::Ja)), en: say(LoadWords(Lang::En)) };
        let notices = self.notices.iter().map(|notice| both(&|words| words.notice(notice)));
        notices.chain(self.files.iter().filter(unread).map(|file| both(&|words| words.not_read(file)))).collect()
    }

    /// The parts of a table, with their files opened, in order.
    pub(super) fn take(&mut self, table: TableId) -> Result<Vec<(usize, usize, Rc<Opened>)>, Problem> {
        let mut parts = Vec::new();
        for claim in self.claims.remove(&table).unwrap_or_default() {
            let opened = self.open(claim.file)?;
            let sheet = match claim.sheet {
                Some(sheet) => sheet,
                None => self.single(table, claim.file, &opened)?,
            };
            parts.push((claim.file, sheet, opened));
            let needed = self.claims.values().flatten().any(|c| c.file == claim.file);
            if !needed {
                self.opened.remove(&claim.file);
            }
        }
        Ok(parts)
    }

    /// The day that a file of several tables says it was made on.
    pub(super) fn exported(opened: &Opened) -> Option<Day> {
        let made = opened.sheets.iter().position(|sheet| sheet.name.as_deref().is_some_and(says_when))?;
        Day::parse(&opened.string(made)?).ok().filter(|day| !day.is_empty())
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

    fn place(&self, claim: &Claim) -> (&str, Option<String>) {
        let sheet = claim.sheet.and_then(|s| self.opened.get(&claim.file)?.sheets[s].name.clone());
        (&self.entries[claim.file].name, sheet)
    }

    fn claim(&mut self, table: TableId, file: usize, sheet: Option<usize>) {
        self.claims.entry(table).or_default().push(Claim { file, sheet });
    }

    fn claimed(&self, file: usize, sheet: usize) -> bool {
        self.claims.values().flatten().any(|c| c.file == file && c.sheet.is_none_or(|s| s == sheet))
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
                let folded = fold::header(&wanted.value);
                let is_it = |name: &Option<String>| name.as_ref().is_some_and(|n| fold::header(n) == folded);
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
        let folded = fold::header(&file.value);
        if let Some(place) = self.entries.iter().position(|e| fold::header(&e.name) == folded) {
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
        let fits = |s: &usize| opened.sheet(*s).is_ok_and(|mut sheet| self.fit(table, &mut sheet).is_some());
        let fitting: Vec<usize> = all.filter(fits).collect();
        if let [sheet] = fitting.as_slice() {
            return Ok(*sheet);
        }
        let names: Vec<&str> = (0..opened.sheets.len()).map(name).collect();
        Err(words::which_sheet(&self.config.name, line, &self.entries[file].name, &names))
    }

    /// How well the header of a sheet fits a table.
    fn fit(&self, table: TableId, sheet: &mut Sheet) -> Option<(usize, usize)> {
        layout::fit(table, sheet, self.config.table(table))
    }

    /// Whether the settings say where a table is.
    fn is_set(&self, table: TableId) -> bool {
        let settings = self.config.table(table);
        !settings.files.is_empty() || !settings.sheets.is_empty()
    }

    /// Finds the tables of a file by its name and by those of its sheets.
    fn by_name(&mut self, file: usize) -> Result<(), Problem> {
        let entry = self.entries[file].clone();
        let Some(format) = entry.format else {
            if is_other_table(&entry.name) || entry.is_file() && matches!(named(&entry.stem), Named::As(_)) {
                self.files[file].not_read = NotRead::Format;
            }
            return Ok(());
        };
        if self.claims.values().flatten().any(|c| c.file == file && c.sheet.is_none()) {
            return Ok(());
        }
        let of_file = named(&entry.stem);
        let is_text = matches!(format, Format::Text | Format::JsonLines);
        match of_file {
            // read when its turn comes, so that one file at a time is in memory
            Named::As(table) if !matches!(format, Format::Book(_)) && !self.is_set(table) => {
                self.claim(table, file, None);
                Ok(())
            }
            _ if is_text => {
                if !self.claimed(file, 0) && entry.size() <= LARGEST_GLANCE {
                    self.glance(file, of_file);
                }
                Ok(())
            }
            _ => self.sheets(file, &entry, of_file),
        }
    }

    /// A file whose name does not say which table it is: with a header that fits, a name that is like a table's is
    /// enough; otherwise what it looks like is told.
    fn glance(&mut self, file: usize, of_file: Named) {
        let Ok(Some(opened)) = self.entries[file].open() else { return };
        self.sheet_by_fit(file, &opened, 0, of_file);
    }

    /// Whether something is said of a sheet: it holds a table, or looks as if it did.
    fn sheet_by_fit(&mut self, file: usize, opened: &Opened, place: usize, of_name: Named) -> bool {
        let Ok(mut sheet) = opened.sheet(place) else { return false };
        if let Named::Like(table) | Named::As(table) = of_name
            && !self.is_set(table)
            && self.fit(table, &mut sheet).is_some()
        {
            self.claim(table, file, Some(place));
            return true;
        }
        let mut fits: Vec<(usize, TableId)> = Vec::new();
        for (table, _) in schema().tables().filter(|(id, t)| !t.derived && !self.is_set(*id)) {
            if let Some((known, cells)) = self.fit(table, &mut sheet)
                && known >= FEWEST_HINTS
                && known * 5 >= cells * 3
            {
                fits.push((known, table));
            }
        }
        fits.sort_by_key(|(known, _)| std::cmp::Reverse(*known));
        let table = match fits.as_slice() {
            [(_, table)] => *table,
            [(most, table), (next, _), ..] if most > next => *table,
            _ => return false,
        };
        let (name, sheet) = (self.entries[file].name.clone(), opened.sheets[place].name.clone());
        self.notices.push(Notice::LooksLike { file: name, sheet, table });
        self.files[file].not_read = NotRead::Hinted;
        true
    }

    /// The sheets of a workbook, or the members of a JSON object.
    fn sheets(&mut self, file: usize, entry: &Entry, of_file: Named) -> Result<(), Problem> {
        let is_book = matches!(entry.format, Some(Format::Book(_)));
        let is_named = of_file != Named::No || fold::header(&entry.stem) == EXPORT;
        if !is_named && entry.size() > LARGEST_GLANCE && !self.opened.contains_key(&file) {
            return Ok(());
        }
        let opened = match self.open(file) {
            Ok(opened) => opened,
            // any file may lie in the folder; one that is named like a table must be readable
            Err(_) if !is_named => {
                self.files[file].not_read = NotRead::Unreadable;
                return Ok(());
            }
            Err(problem) => return Err(problem),
        };
        let mut rest: Vec<usize> = Vec::new();
        for (place, sheet) in opened.sheets.iter().enumerate() {
            if self.claimed(file, place) {
                continue;
            }
            match sheet.name.as_deref().map_or(Named::No, named) {
                // what lies inside the records of some other file is none of ours, whatever it is called there
                Named::As(table)
                    if !self.is_set(table) && (is_named || opened.kind(place) != Some(SheetKind::Inner)) =>
                {
                    self.claim(table, file, Some(place));
                }
                _ => rest.push(place),
            }
        }
        let mut unread = Vec::new();
        for place in rest {
            let name = opened.sheets[place].name.as_deref();
            let of_sheet = name.map_or(Named::No, named);
            // the sheets of a workbook that is named after a table may be its parts, also beside one that bears the name
            let of_sheet = match (of_sheet, of_file) {
                (Named::No, Named::As(table) | Named::Like(table)) => Named::Like(table),
                _ => of_sheet,
            };
            let is_told = (is_book || name.is_none()) && self.sheet_by_fit(file, &opened, place, of_sheet);
            if !is_told {
                unread.push(place);
            }
        }
        if let (Named::As(table), true) = (of_file, is_book)
            && !self.is_set(table)
            && !self.claims.values().flatten().any(|c| c.file == file)
        {
            // a workbook named after a table, in which nothing fits: reading its first sheet says why
            self.claim(table, file, Some(0));
            unread.retain(|place| *place != 0);
        }
        let names = unread.into_iter().filter_map(|place| opened.sheets[place].name.clone()).filter(|n| !says_when(n));
        self.files[file].unread = names.collect();
        if self.claims.values().flatten().any(|c| c.file == file) {
            self.opened.insert(file, opened);
        } else {
            self.files[file].info = None;
        }
        Ok(())
    }
}

/// Whether there may be a table in a file.
fn holds_table(opened: &Opened) -> bool {
    (0..opened.sheets.len()).any(|place| opened.kind(place) == Some(SheetKind::Table))
}

/// The name, without extension, of a JSON file that holds several tables.
const EXPORT: &str = "export";

/// Whether the name of a JSON member says that it holds the day on which the tables were made.
fn says_when(name: &str) -> bool {
    schema().layout.exported.contains(&fold::header(&name.replace('_', "")))
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

/// Which table a name means.
fn named(name: &str) -> Named {
    if let Some(table) = schema().match_table(name) {
        return Named::As(table);
    }
    let folded = fold::header(name);
    if schema().layout.other.iter().any(|word| folded.contains(word.as_str())) {
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
    let mut rest = fold::header(name);
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
