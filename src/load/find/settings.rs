//! The files and sheets that the settings give to tables.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::names::{Named, named};
use super::{Claim, Found, Looked, exported, stacked};
use crate::base::normalize;
use crate::base::text::Problem;
use crate::config::{Placed, TableSettings};
use crate::load::InputFile;
use crate::load::layout;
use crate::load::words;
use crate::model::schema::TableId;
use crate::source::{Entry, Format, Opened};

impl Found<'_> {
    /// Looks at the sheets that the settings give to tables.
    pub(super) fn look_at_set(&mut self) -> Result<Vec<Looked>, Problem> {
        let mut looked = Vec::new();
        for (table, claims) in std::mem::take(&mut self.claims) {
            for Claim { file, sheet, .. } in claims {
                let opened = self.open(file)?;
                let place = sheet.unwrap_or_default();
                let row = self.config.table(table).header_row.as_ref().map(|row| row.value);
                let made = exported(&opened);
                for (sheet, view) in stacked::look_into(opened.sheet(place)?, row) {
                    let (sheet, set) = (Arc::new(sheet), Some(table));
                    looked.push(Looked { file, place, sheet, view, set, named: None, is_other: false, made });
                }
            }
        }
        Ok(looked)
    }

    /// The files and sheets that the settings give a table.
    pub(super) fn set(&mut self, folder: &Path, table: TableId, settings: &TableSettings) -> Result<(), Problem> {
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
            // beside the sheets of a workbook, a file without any is named by itself
            let is_one = !settings.files.is_empty() && opened.sheets.iter().all(|sheet| sheet.name.is_none());
            if settings.sheets.is_empty() || is_one {
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
    pub(super) fn entry(&mut self, folder: &Path, file: &Placed<String>) -> Result<usize, Problem> {
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
    pub(super) fn is_set(&self, table: TableId) -> bool {
        let settings = self.config.table(table);
        !settings.files.is_empty() || !settings.sheets.is_empty()
    }
}
