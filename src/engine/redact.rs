//! Pseudonyms for names, e-mail addresses and free text, in the place where cells of the office's files enter a report:
//! whatever is written from it later cannot hold what was never put in. A pseudonym is a keyed hash, so that it is the
//! same in every report made with the same key, and that nobody without the key can confirm a guess.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::OnceLock;

use hmac::{Hmac, KeyInit, Mac};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::Sha256;

use crate::base::fold;
use crate::base::text::Lang;
use crate::engine::words;
use crate::load::{Data, Notice};
use crate::model::finding::Waived;
use crate::model::issue::{InputRule, Issue, Said};
use crate::model::options::Redact;
use crate::model::place::{Heading, PLACE_SEPARATOR, place_of};
use crate::model::report::Run;
use crate::model::schema::{Column, ColumnId, Kind, TableId, known, schema};
use crate::policy::Policy;
use crate::table::{Tables, is_row};

/// What a pseudonym stands for: it can be seen from the word in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pseudonym {
    /// A person with an account, or one who is named like one.
    Staff,
    /// A patient.
    Patient,
    /// A group.
    Group,
    /// An office.
    Office,
    /// A device.
    Device,
    /// An incident.
    Incident,
    /// A post.
    Post,
    /// A row without an id.
    Row,
    /// Somebody or something that is named, and found in no table.
    Name,
    /// An e-mail address.
    Email,
    /// Free text.
    Text,
    /// A file.
    File,
    /// A sheet.
    Sheet,
    /// A header.
    Header,
}

impl Pseudonym {
    fn of(table: TableId) -> Self {
        match table.def().name {
            "staff" => Self::Staff,
            "patients" => Self::Patient,
            "groups" => Self::Group,
            "offices" => Self::Office,
            "devices" => Self::Device,
            "incidents" => Self::Incident,
            "posts" => Self::Post,
            _ => Self::Row,
        }
    }
}

/// The letters of pseudonyms: without vowels they spell no word and no name, and without digits no id and no day.
const LETTERS: &[u8; 20] = b"bcdfghjkmnpqrstvwxyz";
/// So many letters make 4.1 · 10^15 pseudonyms: among a million people the chance that any two share one is 1 in 8,000.
const LENGTH: usize = 12;
/// The shortest key, in bytes.
pub const SHORTEST_KEY: usize = 16;
/// A key of fewer different bytes was typed, not drawn.
const FEWEST_BYTES: usize = 8;

/// Makes pseudonyms under a key.
#[derive(Clone)]
pub struct Redaction {
    what: Redact,
    mac: Hmac<Sha256>,
}

impl fmt::Debug for Redaction {
    /// The key is told to nobody.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redaction").field("what", &self.what).finish_non_exhaustive()
    }
}

impl Redaction {
    /// Pseudonyms under a key; `None` if it is shorter than [`SHORTEST_KEY`], or so plain that it can be guessed.
    pub fn new(what: Redact, key: &[u8]) -> Option<Self> {
        let different: BTreeSet<u8> = key.iter().copied().collect();
        if key.len() < SHORTEST_KEY || different.len() < FEWEST_BYTES {
            return None;
        }
        Some(Self { what, mac: Hmac::new_from_slice(key).ok()? })
    }

    /// What is replaced.
    pub fn what(&self) -> Redact {
        self.what
    }

    /// The letters for something of a kind.
    fn letters(&self, kind: &str, text: &str) -> String {
        let mut mac = self.mac.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        let hash = mac.finalize().into_bytes();
        let mut number = hash.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let mut letters = String::with_capacity(LENGTH + 1);
        for place in 0..LENGTH {
            if place == LENGTH / 2 {
                letters.push('-');
            }
            letters.push(char::from(LETTERS[(number % LETTERS.len() as u64) as usize]));
            number /= LETTERS.len() as u64;
        }
        letters
    }

    /// The pseudonym of what goes by its text.
    fn named(&self, lang: Lang, of: Pseudonym, folded: &str) -> String {
        words::pseudonym(lang, of, &self.letters("text", folded))
    }

    /// The pseudonym of free text; none for an empty one.
    pub fn text(&self, lang: Lang, text: &str) -> String {
        match text.trim() {
            "" => String::new(),
            text => self.named(lang, Pseudonym::Text, text),
        }
    }

    /// Replaces files, sheets and headers that hold a name of the tables, wherever the data tell of them.
    pub fn places(&self, lang: Lang, data: &mut Data) {
        let mut told: BTreeSet<String> = BTreeSet::new();
        for file in &data.files {
            told.insert(stem(&file.name).to_owned());
            told.extend(file.unread.iter().cloned());
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
                Notice::Blank { place, .. } | Notice::Lacks { place, .. } => {
                    told.extend(place.split(PLACE_SEPARATOR).flat_map(|part| [part.to_owned(), stem(part).to_owned()]));
                }
            }
        }
        let telling = telling(&data.tables, &told);
        if telling.is_empty() {
            return;
        }
        let replace = |of: Pseudonym, text: &mut String| {
            if telling.contains(text.as_str()) {
                *text = self.named(lang, of, &fold::header(text));
            }
        };
        let file = |name: &mut String| {
            let bare = stem(name);
            if telling.contains(bare) {
                let ending = name[bare.len()..].to_owned();
                *name = self.named(lang, Pseudonym::File, &fold::header(bare)) + &ending;
            }
        };
        let sheet = |name: &mut String| replace(Pseudonym::Sheet, name);
        let heading = |heading: &mut Heading| replace(Pseudonym::Header, &mut heading.text);
        for input in &mut data.files {
            file(&mut input.name);
            input.unread.iter_mut().for_each(sheet);
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
                Notice::Blank { place, .. } | Notice::Lacks { place, .. } => {
                    let (name, within) = match place.split_once(PLACE_SEPARATOR) {
                        Some((name, within)) => (name.to_owned(), Some(within.to_owned())),
                        None => (place.clone(), None),
                    };
                    let (mut name, mut within) = (name, within);
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
        let veil = Veil::new(self, tables, run.lang);
        run.redacted = Some(self.what);
        if let Some(office) = &mut run.office {
            *office = veil.mention(Some(known().offices), office);
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
        if let Some(config) = &mut run.config
            && telling.contains(stem(&config.file))
        {
            config.file = self.named(run.lang, Pseudonym::File, &fold::header(stem(&config.file)));
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
        for folded in [fold::characters(text), fold::kana(text)] {
            let characters: Vec<char> = folded.chars().collect();
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
    let mut look = |folded: String| {
        if let Some(texts) = parts.get(&folded) {
            telling.extend(texts.iter().map(|text| (*text).to_owned()));
        }
    };
    for (id, def) in schema().tables() {
        let table = &tables[id];
        let is_person = id == known().staff || id == known().patients;
        let mut name = |text: &str| {
            look(fold::name(text));
            if is_person {
                text.split_whitespace().for_each(|part| look(fold::name(part)));
            }
        };
        for (column, definition) in def.columns() {
            let read = 0..table.len as u32;
            match definition.kind {
                Kind::Name => read.for_each(|row| name(table.text(column, row))),
                Kind::Email => read.for_each(|row| name(table.text(column, row))),
                Kind::Text if definition.name == "kana" => {
                    read.for_each(|row| name(&fold::kana(table.text(column, row))));
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

/// The rows that go by a name: folded, or an e-mail address.
type Bearers = FxHashMap<String, Vec<u32>>;

/// Whoever and whatever the tables name, under their pseudonyms in one language. Everything goes by the row that was
/// found, so that whoever is named by id here and by name there has one pseudonym.
#[derive(Debug)]
pub struct Veil<'a> {
    redaction: &'a Redaction,
    tables: &'a Tables,
    lang: Lang,
    bearers: FxHashMap<TableId, OnceLock<Bearers>>,
}

impl<'a> Veil<'a> {
    /// Over the tables, for a report in a language.
    pub fn new(redaction: &'a Redaction, tables: &'a Tables, lang: Lang) -> Self {
        let bearers = tables_of_names().map(|table| (table, OnceLock::new())).collect();
        Self { redaction, tables, lang, bearers }
    }

    /// The key of a row of a table with ids: an id may stay, what was made of a name or an e-mail address may not. It is
    /// the same in every language, since findings go by it.
    pub fn key(&self, table: TableId, row: u32) -> String {
        if self.keeps_id(table, row) {
            return self.tables[table].keys.text(row).to_owned();
        }
        self.row(Lang::En, table, row)
    }

    /// How a row is called.
    pub fn name(&self, table: TableId, row: u32) -> String {
        self.name_in(self.lang, table, row)
    }

    fn name_in(&self, lang: Lang, table: TableId, row: u32) -> String {
        let cells = &self.tables[table];
        let has_name = table.def().column("name").is_some_and(|column| !cells.text(column, row).is_empty());
        if !has_name && !cells.names.contains_key(&row) && self.keeps_id(table, row) {
            return cells.keys.text(row).to_owned();
        }
        self.row(lang, table, row)
    }

    /// What stands for a row that goes by a hash of its cells: whoever knows them could compute it.
    pub fn cells(&self, table: TableId, hash: &str) -> String {
        words::pseudonym(Lang::En, Pseudonym::of(table), &self.redaction.letters(table.def().name, hash))
    }

    /// A cell that holds text; empty if it is.
    pub fn cell(&self, column: &Column, text: &str) -> String {
        match column.kind {
            _ if text.is_empty() => String::new(),
            Kind::Email => self.mention(Some(known().staff), text),
            _ if column.name == "edition" && is_edition(text) => text.to_owned(),
            _ => self.whole(text).unwrap_or_else(|| self.redaction.text(self.lang, text)),
        }
    }

    /// Somebody or something that a text names, in one of the tables or in any: the row, if it is one.
    pub fn mention(&self, table: Option<TableId>, text: &str) -> String {
        self.mention_in(self.lang, table, text)
    }

    fn mention_in(&self, lang: Lang, table: Option<TableId>, text: &str) -> String {
        let text = text.trim();
        if text.is_empty() {
            return String::new();
        }
        let in_table = |table: TableId| self.find(table, text).map(|row| (table, row));
        let found: Vec<(TableId, u32)> = match table {
            Some(table) => in_table(table).into_iter().collect(),
            None => tables_of_names().filter_map(in_table).collect(),
        };
        match found.as_slice() {
            [(table, row)] => self.name_in(lang, *table, *row),
            _ if text.contains('@') => self.redaction.named(lang, Pseudonym::Email, &fold::email(text)),
            _ => {
                let of = table.map_or(Pseudonym::Name, Pseudonym::of);
                self.redaction.named(lang, of, &fold::name(text))
            }
        }
    }

    /// A rule that a waiver names: what is written like the id of one stays.
    fn rule(&self, lang: Lang, rule: &str) -> String {
        let is_id = !rule.is_empty() && rule.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if is_id && rule.contains('-') { rule.to_owned() } else { self.redaction.text(lang, rule) }
    }

    /// What a waiver says, without who says it and why.
    pub fn waived(&self, waived: &mut Waived) {
        let text = |text: &mut String| *text = self.redaction.text(self.lang, text);
        [&mut waived.reason, &mut waived.requested_by, &mut waived.approved_by].into_iter().for_each(text);
    }

    /// An issue without what the files say.
    pub fn issue(&self, issue: &Issue) -> Issue {
        let table = issue.table;
        let named = self.named_in(issue);
        // behind the key of the row comes the column, where one cell is the matter
        let (row, column) = match issue.rule {
            InputRule::UnreadableValue
            | InputRule::ContradictingDate
            | InputRule::LossyText
            | InputRule::MissingValue => issue.key.split_at(issue.key.len().saturating_sub(1)),
            InputRule::MissingKey | InputRule::DuplicateKey => (issue.key.as_slice(), &[][..]),
            _ => (&[][..], issue.key.as_slice()),
        };
        let row_key = self.row_key(table, row);
        let mut key = row_key.clone();
        match (issue.rule, column) {
            (InputRule::UnknownReference, [column, id]) => {
                key.extend([column.clone(), self.reference(named, id)]);
            }
            (InputRule::AmbiguousPerson | InputRule::UnknownPerson, [folded]) => {
                key.push(self.mention_in(Lang::En, named, folded));
            }
            (InputRule::ExpiredWaiver | InputRule::UnusedWaiver | InputRule::ImproperWaiver, [rule, of]) => {
                key.extend([self.rule(Lang::En, rule), self.redaction.text(Lang::En, of)]);
            }
            (_, column) => key.extend(column.iter().cloned()),
        }
        let called = |text: &String| match row {
            [hash] if hash.starts_with('~') => self.called(table, text),
            _ => row_key.join("/"),
        };
        let slot = |(slot, said): &(&'static str, Said)| {
            let said = match (*slot, said) {
                ("rule", said) => each(said, |rule| self.rule(self.lang, rule)),
                ("key", said) if issue.rule.is_about_waivers() => each(said, |key| self.redaction.text(self.lang, key)),
                ("value", said) => each(said, |text| self.redaction.text(self.lang, text)),
                ("row" | "key", said) => each(said, called),
                ("id", said) => each(said, |id| self.reference(named, id)),
                ("candidates", said) => each(said, |id| self.reference(named, id)),
                ("name", said) => each(said, |text| self.mention(named, text)),
                ("near", said) => each(said, |text| self.near(named, text)),
                (_, said) => said.clone(),
            };
            (*slot, said)
        };
        Issue {
            rule: issue.rule,
            table,
            key,
            slots: issue.slots.iter().map(slot).collect(),
            places: issue.places.clone(),
        }
    }

    fn row(&self, lang: Lang, table: TableId, row: u32) -> String {
        let letters = self.redaction.letters(table.def().name, self.tables[table].keys.text(row));
        words::pseudonym(lang, Pseudonym::of(table), &letters)
    }

    /// Whether the key of a row may be read: it is an id of a table with ids, and looks like one. A word without a digit
    /// may be somebody's name.
    fn keeps_id(&self, table: TableId, row: u32) -> bool {
        let cells = &self.tables[table];
        let id = cells.keys.text(row);
        self.redaction.what == Redact::Names
            && cells.has_ids
            && !cells.by_name.contains(row as usize)
            && !fold::reads_like_name(id)
            && !id.contains('@')
            && id.bytes().any(|b| b.is_ascii_digit())
    }

    /// The only row that a text names by id, e-mail address or name.
    fn find(&self, table: TableId, text: &str) -> Option<u32> {
        let cells = &self.tables[table];
        let key = if text.contains('@') { fold::email(text) } else { fold::id(text).into_owned() };
        cells.keys.get(&key).or_else(|| self.find_by_name(table, text))
    }

    fn find_by_name(&self, table: TableId, text: &str) -> Option<u32> {
        let bearers = self.bearers.get(&table)?.get_or_init(|| bearers(self.tables, table));
        let folded = if text.contains('@') { fold::email(text) } else { fold::name(text) };
        match bearers.get(&folded).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        }
    }

    /// Somebody whom a text names that holds nothing else, such as whoever reviewed a group.
    fn whole(&self, text: &str) -> Option<String> {
        let people = [known().staff, known().patients].into_iter();
        let found: Vec<(TableId, u32)> =
            people.filter_map(|table| Some((table, self.find_by_name(table, text.trim())?))).collect();
        match found.as_slice() {
            [(table, row)] => Some(self.name(*table, *row)),
            _ => None,
        }
    }

    /// What an id names that stands in a message, or whom a key made from a name.
    fn reference(&self, table: Option<TableId>, id: &str) -> String {
        let row = table.and_then(|table| Some((table, self.tables[table].keys.get(id)?)));
        match row {
            Some((table, row)) => self.key(table, row),
            None => self.redaction.named(Lang::En, Pseudonym::Name, id),
        }
    }

    /// The key of a row that an issue is about.
    fn row_key(&self, table: TableId, parts: &[String]) -> Vec<String> {
        let def = table.def();
        let part = |(place, text): (usize, &String)| {
            if text.starts_with('~') && def.id_column().is_none() {
                return self.cells(table, text);
            }
            let target = match def.key.get(place).map(|column| def.def(*column).kind) {
                Some(Kind::Row(target)) => target,
                _ => table,
            };
            match self.tables[target].keys.get(text) {
                Some(row) => self.key(target, row),
                None => self.cells(table, text),
            }
        };
        parts.iter().enumerate().map(part).collect()
    }

    /// A row without a key, as it is called by whom or what it names.
    fn called(&self, table: TableId, text: &str) -> String {
        if text.starts_with('~') {
            return self.cells(table, text);
        }
        let targets: Vec<Option<TableId>> = table.def().required.iter().map(|c| target(table, *c)).collect();
        let parts: Vec<&str> = text.split('/').collect();
        let known = |place: usize| if parts.len() == targets.len() { targets[place] } else { None };
        let said: Vec<String> =
            parts.iter().enumerate().map(|(place, part)| self.mention(known(place), part)).collect();
        said.join("/")
    }

    /// Somebody who may have been meant, with or without a reading behind the name.
    fn near(&self, table: Option<TableId>, text: &str) -> String {
        let is_known = |text: &str| table.is_some_and(|table| self.find(table, text).is_some());
        match text.rsplit_once('(') {
            Some((name, _)) if !is_known(text) => self.mention(table, name),
            _ => self.mention(table, text),
        }
    }

    /// The table that the cells of an issue name rows of.
    fn named_in(&self, issue: &Issue) -> Option<TableId> {
        let origin = self.tables[issue.table].origin.as_ref()?;
        if let Some((_, Said::Table(target))) = issue.slots.iter().find(|(slot, _)| *slot == "target") {
            return Some(*target);
        }
        let place = issue.places.first()?;
        let section = origin.sections.get(place.section)?;
        let is_here = |heading: &Option<Heading>| {
            heading.as_ref().is_some_and(|h| place.column.as_ref() == Some(&h.text) && place.at == h.column)
        };
        issue.table.def().columns().find_map(|(column, _)| {
            let headings = [&section.headers, &section.name_headers].map(|of| of.get(column.index()));
            let is_here = headings.into_iter().flatten().any(is_here);
            target(issue.table, column).filter(|_| is_here)
        })
    }
}

/// The table that a column names rows of.
fn target(table: TableId, column: ColumnId) -> Option<TableId> {
    match table.def().def(column).kind {
        Kind::Row(target) => Some(target),
        Kind::Patients => Some(known().patients),
        _ => None,
    }
}

/// The tables whose rows are named by name.
fn tables_of_names() -> impl Iterator<Item = TableId> {
    [known().staff, known().patients, known().groups, known().offices].into_iter()
}

/// Whether a text is the number of an edition and nothing else.
fn is_edition(text: &str) -> bool {
    let folded = fold::edition(text);
    (1..=6).contains(&folded.len()) && folded.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn bearers(tables: &Tables, table: TableId) -> Bearers {
    let cells = &tables[table];
    let mut bearers = Bearers::default();
    let mut add = |folded: String, row: u32| {
        if !folded.is_empty() {
            bearers.entry(folded).or_default().push(row);
        }
    };
    for (column, definition) in table.def().columns() {
        for row in 0..cells.len as u32 {
            match definition.kind {
                Kind::Name => add(fold::name(cells.text(column, row)), row),
                Kind::Email => add(fold::email(cells.text(column, row)), row),
                _ => {}
            }
        }
    }
    let mut others: Vec<(&u32, &String)> = cells.names.iter().collect();
    others.sort_unstable();
    others.into_iter().filter(|(row, _)| is_row(**row)).for_each(|(row, name)| add(fold::name(name), *row));
    bearers
}

/// What is said, each text of it replaced. The order must not tell what the texts were.
fn each(said: &Said, replaced: impl Fn(&String) -> String) -> Said {
    match said {
        Said::Text(text) => Said::Text(replaced(text)),
        Said::List(list) => {
            let list: BTreeSet<String> = list.iter().map(replaced).collect();
            Said::List(list.into_iter().collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"0123456789abcdefghijklmnopqrstuv";

    fn redaction() -> Redaction {
        Redaction::new(Redact::Names, KEY).expect("a key")
    }

    #[test]
    fn pseudonyms_are_those_of_any_version() {
        // HMAC-SHA-256 over kind, zero and text, its first eight bytes written in the letters, the last digit first
        assert_eq!(redaction().letters("staff", "S01"), "ckhkvf-bqbvmd");
        assert_eq!(redaction().named(Lang::Ja, Pseudonym::Patient, "架空正雄"), "患者-gdzkxp-jqtpnv");
        assert_eq!(redaction().named(Lang::En, Pseudonym::Patient, "架空正雄"), "patient-gdzkxp-jqtpnv");
        assert_eq!(redaction().text(Lang::En, " \u{3000}"), "", "of nothing there is none");
    }

    #[test]
    fn nobody_of_many_shares_a_pseudonym() {
        let redaction = redaction();
        let all: BTreeSet<String> = (0..100_000).map(|n| redaction.letters("staff", &n.to_string())).collect();
        assert_eq!(all.len(), 100_000);
        for letters in all {
            assert!(letters.bytes().filter(|b| *b != b'-').all(|b| LETTERS.contains(&b)), "{letters}");
            assert_eq!((letters.len(), letters.find('-')), (LENGTH + 1, Some(LENGTH / 2)), "{letters}");
        }
    }
}
