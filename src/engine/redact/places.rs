//! Files, sheets, headers and settings that hold a name of the tables, under pseudonyms.

use std::collections::BTreeSet;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::normalize::{self, Person};
use crate::base::text::Lang;
use crate::engine::redact::{Pseudonym, Redaction, Redactor};
use crate::load::{Data, Notice};
use crate::model::place::{Heading, PLACE_SEPARATOR, place_of};
use crate::model::report::Run;
use crate::model::schema::{Kind, TableId, known, schema};
use crate::policy::Policy;
use crate::table::Tables;

impl Redaction {
    /// Replaces files, sheets and headers that hold a name of the tables, wherever the data tell of them.
    pub fn places(&self, lang: Lang, data: &mut Data) {
        let told = told(data);
        let telling = telling(&data.tables, &told);
        if telling.is_empty() {
            return;
        }
        let replace = |of: Pseudonym, text: &mut String| {
            if telling.contains(text.as_str()) {
                *text = self.named(lang, of, &normalize::header(text));
            }
        };
        let file = |name: &mut String| {
            let bare = stem(name);
            if telling.contains(bare) {
                let ending = name[bare.len()..].to_owned();
                *name = self.named(lang, Pseudonym::File, &normalize::header(bare)) + &ending;
            }
        };
        let sheet = |name: &mut String| replace(Pseudonym::Sheet, name);
        let heading = |heading: &mut Heading| replace(Pseudonym::Header, &mut heading.text);
        for input in &mut data.files {
            file(&mut input.name);
            input.unread.iter_mut().for_each(sheet);
            input.asked.iter_mut().filter_map(|asked| asked.name.as_mut()).for_each(sheet);
            for found in &mut input.sheets {
                found.name.iter_mut().for_each(sheet);
                found.columns.iter_mut().for_each(heading);
            }
        }
        for notice in &mut data.notices {
            match notice {
                Notice::OpenElsewhere(name) => file(name),
                Notice::LooksLike { file: name, sheet: within, .. } => {
                    file(name);
                    within.iter_mut().for_each(sheet);
                }
                Notice::Unread { file: name, names, .. } => {
                    file(name);
                    names.iter_mut().for_each(file);
                }
                Notice::Inside { folders } => folders.iter_mut().for_each(file),
                Notice::Several { places, .. } => {
                    for (name, within) in places {
                        file(name);
                        within.iter_mut().for_each(sheet);
                    }
                }
                Notice::HollowSheet { place }
                | Notice::Assumed { place, .. }
                | Notice::Blank { place, .. }
                | Notice::Inferred { place, .. }
                | Notice::Lacks { place, .. } => {
                    let parts = place.split_once(PLACE_SEPARATOR);
                    let mut name = parts.map_or(place.as_str(), |(name, _)| name).to_owned();
                    let mut within = parts.map(|(_, within)| within.to_owned());
                    file(&mut name);
                    within.iter_mut().for_each(sheet);
                    *place = place_of(&name, within.as_deref());
                }
            }
        }
        for (id, _) in schema().tables() {
            let Some(origin) = &mut data.tables[id].origin else { continue };
            for section in &mut origin.sections {
                section.sheet.iter_mut().for_each(sheet);
                section.headers.iter_mut().chain(&mut section.name_headers).flatten().for_each(heading);
            }
        }
        data.issues.places_mut().filter_map(|place| place.column.as_mut()).for_each(|c| replace(Pseudonym::Header, c));
    }

    /// Replaces what the head of a report holds of the settings, and says how the report is redacted.
    pub fn run(&self, run: &mut Run, tables: &Tables) {
        let redactor = Redactor::new(self, tables, run.lang);
        run.redacted = Some(self.what);
        run.redaction_key = Some(self.letters("key", ""));
        if let Some(office) = &mut run.office {
            *office = redactor.mention(Some(known().offices), office);
        }
        let mut told: BTreeSet<String> = [run.policy.clone(), run.policy_title.clone()].into_iter().collect();
        told.extend(run.config.iter().map(|config| stem(&config.file).to_owned()));
        let telling = telling(tables, &told);
        let is_ours = Policy::names().contains(&run.policy.as_str());
        for text in [&mut run.policy, &mut run.policy_title] {
            if !is_ours && telling.contains(text.as_str()) {
                *text = self.text(run.lang, text);
            }
        }
        for reason in run.settings.iter_mut().filter_map(|setting| setting.reason.as_mut()) {
            *reason = self.text(run.lang, reason);
        }
        if let Some(config) = &mut run.config
            && telling.contains(stem(&config.file))
        {
            config.file = self.named(run.lang, Pseudonym::File, &normalize::header(stem(&config.file)));
        }
    }
}

/// A file's name without its ending.
fn stem(file: &str) -> &str {
    Path::new(file).file_stem().and_then(|stem| stem.to_str()).filter(|stem| file.starts_with(stem)).unwrap_or(file)
}

/// Longer texts are not searched for names but replaced.
const LONGEST_SEARCHED: usize = 200;

/// Those of the texts that hold a name of the tables, or a family or given name, of two characters or more. What the
/// program itself calls files and columns is no name.
fn telling(tables: &Tables, texts: &BTreeSet<String>) -> FxHashSet<String> {
    let is_ours = |text: &str| {
        let is_header = |(_, def): (TableId, &crate::model::schema::Table)| def.match_header(text).is_some();
        let is_plain = !text.contains(['(', '（', '[', '【', '<', '＜', '［']);
        schema().match_table(text).is_some() || (is_plain && schema().tables().any(is_header))
    };
    let mut telling = FxHashSet::default();
    let mut parts: FxHashMap<String, Vec<&str>> = FxHashMap::default();
    for text in texts.iter().filter(|text| !is_ours(text)) {
        for normalized in [normalize::characters(text), normalize::kana(text)] {
            let characters: Vec<char> = normalized.chars().collect();
            if characters.len() > LONGEST_SEARCHED {
                telling.insert(text.clone());
                continue;
            }
            for from in 0..characters.len() {
                for to in from + 2..=characters.len() {
                    parts.entry(characters[from..to].iter().collect()).or_default().push(text);
                }
            }
        }
    }
    if parts.is_empty() {
        return telling;
    }
    let mut look = |normalized: String| {
        if let Some(texts) = parts.get(&normalized) {
            telling.extend(texts.iter().map(|text| (*text).to_owned()));
        }
    };
    for (id, def) in schema().tables() {
        let table = &tables[id];
        let is_person = id == known().staff || id == known().patients;
        let mut name = |text: &str| {
            look(normalize::name(text));
            if is_person {
                // the name without what stands beside it, and the former ones
                Person::of(text).names().for_each(|name| look(name.to_owned()));
                text.split_whitespace().for_each(|part| look(normalize::name(part)));
            }
        };
        for (column, definition) in def.columns() {
            let read = 0..table.len as u32;
            match definition.kind {
                Kind::Name => read.for_each(|row| name(table.text(column, row))),
                Kind::Email => read.for_each(|row| name(table.text(column, row))),
                Kind::Text if definition.name == "kana" => {
                    read.for_each(|row| name(&normalize::kana(table.text(column, row))));
                }
                _ => {}
            }
        }
        let mut others: Vec<&String> = table.names.values().collect();
        others.sort_unstable();
        others.into_iter().for_each(|text| name(text));
        if is_person && !table.has_ids {
            (0..table.keys.len() as u32).for_each(|row| name(table.keys.text(row)));
        }
    }
    telling
}

/// The files, sheets and headers of which the data tell.
fn told(data: &Data) -> BTreeSet<String> {
    let mut told: BTreeSet<String> = BTreeSet::new();
    for file in &data.files {
        told.insert(stem(&file.name).to_owned());
        told.extend(file.unread.iter().cloned());
        told.extend(file.asked.iter().filter_map(|asked| asked.name.clone()));
        for sheet in &file.sheets {
            told.extend(sheet.name.iter().cloned());
            told.extend(sheet.columns.iter().map(|heading| heading.text.clone()));
        }
    }
    for notice in &data.notices {
        match notice {
            Notice::OpenElsewhere(file) => told.extend([stem(file).to_owned()]),
            Notice::LooksLike { file, sheet, .. } => {
                told.extend(sheet.iter().cloned());
                told.insert(stem(file).to_owned());
            }
            Notice::Unread { file, names, .. } => {
                told.extend(names.iter().map(|name| stem(name).to_owned()));
                told.insert(stem(file).to_owned());
            }
            Notice::Inside { folders } => told.extend(folders.iter().map(|name| stem(name).to_owned())),
            Notice::Several { places, .. } => {
                for (file, sheet) in places {
                    told.extend(sheet.iter().cloned());
                    told.insert(stem(file).to_owned());
                }
            }
            Notice::HollowSheet { place }
            | Notice::Assumed { place, .. }
            | Notice::Blank { place, .. }
            | Notice::Inferred { place, .. }
            | Notice::Lacks { place, .. } => {
                told.extend(place.split(PLACE_SEPARATOR).flat_map(|part| [part.to_owned(), stem(part).to_owned()]));
            }
        }
    }
    told
}
