//! What was assumed, inferred or left out when the files were read: every report says it, so that nobody takes for certain what
//! rests on a guess, or for audited what was passed over. What is a finding is told by its rule, and not here.

mod inferred;
mod words;

use std::collections::BTreeMap;

use crate::base::text::Lang;
use crate::config::{Config, quoted};
use crate::engine::redact::Redaction;
use crate::load::words::LoadWords;
use crate::load::{Data, InputFile, InputSheet, NotRead, Notice, Reason, derive, looks_like};
use crate::model::finding::ReadingKind;
use crate::model::issue::InputRule;
use crate::model::place::{Basis, Heading, PLACE_SEPARATOR, TableCandidate, place_of};
use crate::model::report::Reading;
use crate::model::schema::schema;

/// Of what it tells, and in which words.
#[derive(Clone, Copy)]
struct Reader<'a> {
    data: &'a Data,
    lang: Lang,
    redaction: Option<&'a Redaction>,
}

/// Returns what was assumed, then what was inferred, then what was left out, each in the order of the files; `settings` is the
/// place of the settings file among them.
pub(super) fn of(
    data: &Data,
    settings: Option<usize>,
    config: &Config,
    redaction: Option<&Redaction>,
    lang: Lang,
) -> Vec<Reading> {
    let reader = Reader { data, lang, redaction };
    let mut all = inferred::of(reader, config);
    all.extend(data.notices.iter().filter_map(|notice| reader.notice(notice)));
    for (_, file) in data.files.iter().enumerate().filter(|(place, _)| Some(*place) != settings) {
        reader.file(file, &mut all);
        // by sheet and header: a header may be that of several tables, and a sheet may have several headers
        let mut sheets: BTreeMap<(&Option<String>, u32), Vec<&InputSheet>> = BTreeMap::new();
        file.sheets.iter().for_each(|sheet| sheets.entry((&sheet.name, sheet.header_lines.0)).or_default().push(sheet));
        sheets.values().for_each(|tables| reader.sheet(file, tables, &mut all));
    }
    all.sort_by_key(|reading| reading.kind);
    all.dedup();
    all
}

/// Returns what only all tables together say.
pub(super) fn inferred(data: &Data, config: &Config, lang: Lang) -> Vec<Reading> {
    inferred::of(Reader { data, lang, redaction: None }, config)
}

/// Returns what is said where every account is of another office than the own ones: hardly their ids agree.
pub(super) fn nobody_is_own(data: &Data, config: &Config, lang: Lang) -> Option<&'static str> {
    derive::nobody_is_own(&data.tables).then(|| words::nobody_own(lang, !config.own.is_empty()))
}

impl Reader<'_> {
    /// What is told of the folder; of a table that could be in several places there is a finding.
    fn notice(self, notice: &Notice) -> Option<Reading> {
        let (kind, place) = match notice {
            Notice::Inside { .. } => {
                let said = LoadWords(self.lang).notice(notice);
                let (kind, settings) = (ReadingKind::Inferred, Vec::new());
                return Some(Reading { kind, file: None, sheet: None, table: None, said, settings });
            }
            Notice::Inferred { place, .. } | Notice::Lacks { place, .. } => (ReadingKind::Inferred, place),
            Notice::OpenElsewhere(place)
            | Notice::Unread { file: place, .. }
            | Notice::HollowSheet { place }
            | Notice::Blank { place, .. } => (ReadingKind::LeftOut, place),
            Notice::Assumed { .. } | Notice::LooksLike { .. } | Notice::Several { .. } => return None,
        };
        let table = match notice {
            Notice::Inferred { table, .. } | Notice::Lacks { table, .. } | Notice::Blank { table, .. } => Some(*table),
            _ => None,
        };
        let (file, sheet) = match place.split_once(PLACE_SEPARATOR) {
            Some((file, sheet)) => (file, Some(sheet.to_owned())),
            None => (place.as_str(), None),
        };
        let said = match (notice, self.redaction) {
            (Notice::Inferred { place, table, column, date, words }, Some(redaction)) => {
                let word = |(word, code): &(String, String)| (redaction.text(self.lang, word), code.clone());
                let (place, words) = (place.clone(), words.iter().map(word).collect());
                let notice = Notice::Inferred { place, table: *table, column: *column, date: *date, words };
                LoadWords(self.lang).notice(&notice)
            }
            _ => LoadWords(self.lang).notice(notice),
        };
        let table = table.map(|table| table.def().name.to_owned());
        Some(Reading { kind, file: Some(file.to_owned()), sheet, table, said, settings: Vec::new() })
    }

    /// What of a file is no table.
    fn file(self, file: &InputFile, all: &mut Vec<Reading>) {
        let words = LoadWords(self.lang);
        let mut left_out = |sheet: Option<&str>, said: String| {
            let (name, sheet) = (Some(file.name.clone()), sheet.map(str::to_owned));
            all.push(Reading {
                kind: ReadingKind::LeftOut,
                file: name,
                sheet,
                table: None,
                said,
                settings: Vec::new(),
            });
        };
        let is_guide = |sheet: &str| file.is_workbook && schema().layout.is_guide(sheet);
        let mut no_tables: Vec<&str> =
            file.unread.iter().map(String::as_str).filter(|sheet| !is_guide(sheet)).collect();
        for asked in &file.asked {
            let alike: Vec<_> = asked.candidates.iter().filter(|candidate| looks_like(candidate)).collect();
            if alike.is_empty() {
                no_tables.extend(asked.name.as_deref());
            } else if alike.iter().all(|candidate| self.data.tables[candidate.table].origin.is_some()) {
                let label = |candidate: &&TableCandidate| candidate.table.def().label.get(self.lang);
                let tables: Vec<&str> = alike.iter().map(label).collect();
                let place = place_of(&file.name, asked.name.as_deref());
                left_out(asked.name.as_deref(), words::not_read(self.lang, &place, &tables));
            }
        }
        match no_tables.as_slice() {
            [] => {}
            [sheet] => left_out(Some(sheet), words.no_table(&place_of(&file.name, Some(sheet)))),
            sheets => left_out(None, words::no_tables(self.lang, &file.name, sheets)),
        }
        let is_whole = file.sheets.is_empty() && file.unread.is_empty() && file.asked.iter().all(|a| a.name.is_none());
        let is_alike = file.asked.iter().flat_map(|asked| &asked.candidates).any(looks_like);
        if is_whole && !is_alike && !matches!(file.not_read, NotRead::Hinted | NotRead::Other) {
            left_out(None, words.not_read(file));
        }
    }

    /// What of a sheet was assumed, inferred or left out; it may have been read as several tables.
    fn sheet(self, file: &InputFile, tables: &[&InputSheet], all: &mut Vec<Reading>) {
        let words = LoadWords(self.lang);
        let first = tables[0];
        let place = place_of(&file.name, first.name.as_deref());
        let mut add = |kind: ReadingKind, of: &InputSheet, said: String, settings: Vec<String>| {
            let (name, sheet_name) = (Some(file.name.clone()), of.name.clone());
            let table = Some(of.table.def().name.to_owned());
            all.push(Reading { kind, file: name, sheet: sheet_name, table, said, settings });
        };
        for sheet in tables {
            if let Some((said, settings)) = self.assumed(&place, file, sheet) {
                add(ReadingKind::Assumed, sheet, said, settings);
            }
        }
        if let Some(said) = words.state(first) {
            add(ReadingKind::Inferred, first, format!("{place}: {said}"), Vec::new());
        }
        // what one of the tables uses is used
        let is_used = |heading: &Heading| {
            let same = |other: &&Heading| other.column == heading.column && other.text == heading.text;
            tables.iter().flat_map(|sheet| &sheet.columns).filter(same).any(|other| !other.is_told())
        };
        let is_finding = |heading: &Heading| tables.iter().any(|sheet| self.is_finding(sheet, heading));
        let unused =
            first.columns.iter().filter(|heading| heading.is_told() && !is_used(heading) && !is_finding(heading));
        let unused: Vec<&str> = unused.map(|heading| heading.text.as_str()).collect();
        if !unused.is_empty() {
            add(ReadingKind::LeftOut, first, words.unknown_columns(&place, &unused), Vec::new());
        }
        // an example or the header once more is no loss
        if let Some(said) = words.skipped(first, &[Reason::Total, Reason::Note, Reason::Default]) {
            add(ReadingKind::LeftOut, first, format!("{place}: {said}"), Vec::new());
        }
    }

    /// What of a sheet was assumed, and the lines of settings that would confirm it.
    fn assumed(self, place: &str, file: &InputFile, sheet: &InputSheet) -> Option<(String, Vec<String>)> {
        let def = sheet.table.def();
        let is_table = sheet.how == Basis::Assumed;
        let mut settings = Vec::new();
        if is_table {
            settings.extend([format!("[tables.{}]", def.name), format!("file = {}", quoted(&file.name))]);
            settings.extend(sheet.name.iter().map(|name| format!("sheet = {}", quoted(name))));
        }
        let columns = sheet.columns.iter().filter(|heading| heading.how == Basis::Assumed);
        let columns: Vec<_> = columns.filter_map(|heading| Some((heading.text.as_str(), heading.found?))).collect();
        if !columns.is_empty() {
            settings.push(format!("[tables.{}.columns]", def.name));
            let line =
                |(header, (column, part)): &(&str, _)| format!("{} = {}", def.key_of(*column, *part), quoted(header));
            settings.extend(columns.iter().map(line));
        }
        let taken: Vec<(&str, &str)> =
            columns.iter().map(|(header, (column, _))| (*header, def.def(*column).label.get(self.lang))).collect();
        let table = is_table.then(|| def.label.get(self.lang));
        (!settings.is_empty()).then(|| (words::assumed(self.lang, place, table, &taken), settings))
    }

    /// Whether there is a finding about a column that was not used.
    fn is_finding(self, sheet: &InputSheet, heading: &Heading) -> bool {
        let mut of_table = self.data.issues.of(InputRule::UnusedColumn).filter(|issue| issue.table == sheet.table);
        let is_here = |at: &Option<u32>, section: usize| section == sheet.section && *at == heading.column;
        of_table.any(|issue| issue.places.iter().any(|place| is_here(&place.at, place.section)))
    }
}
