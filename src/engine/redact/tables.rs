//! Whoever and whatever the tables name, under pseudonyms.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::base::normalize::{self, Person};
use crate::base::text::Lang;
use crate::engine::redact::{Pseudonym, Redaction};
use crate::engine::words;
use crate::model::finding::{Corrected, Waived};
use crate::model::issue::{Fault, InputRule, Issue, MessageArg};
use crate::model::options::Redact;
use crate::model::place::Heading;
use crate::model::schema::{Column, ColumnId, Kind, TableId, known};
use crate::table::{Tables, is_row};

/// The rows that go by a name: normalized, or an e-mail address.
type Bearers = FxHashMap<String, Vec<u32>>;

/// Whoever and whatever the tables name, under their pseudonyms in one language. Everything goes by the row that was
/// found, so that whoever is named by id here and by name there has one pseudonym.
#[derive(Debug)]
pub struct Redactor<'a> {
    redaction: &'a Redaction,
    tables: &'a Tables,
    lang: Lang,
    bearers: FxHashMap<TableId, OnceLock<Bearers>>,
}

impl<'a> Redactor<'a> {
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
        let has_name = table.def().name_column().is_some_and(|column| !cells.text(column, row).is_empty());
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
            _ if text.contains('@') => self.redaction.named(lang, Pseudonym::Email, &normalize::email(text)),
            _ => {
                let of = table.map_or(Pseudonym::Name, Pseudonym::of);
                self.redaction.named(lang, of, &normalize::name(text))
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

    /// The same of a correction.
    pub fn corrected(&self, corrected: &mut Corrected) {
        let text = |text: &mut String| *text = self.redaction.text(self.lang, text);
        [&mut corrected.done, &mut corrected.corrected_by, &mut corrected.approved_by].into_iter().for_each(text);
    }

    /// An issue without what the files say.
    pub fn issue(&self, issue: &Issue) -> Issue {
        let table = issue.table;
        let named = self.named_in(issue);
        // behind the key of the row comes the column, where one cell is the matter
        let (row, column) = match issue.rule {
            InputRule::ContradictingDate
            | InputRule::ImpossibleOrder
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
            (InputRule::AmbiguousPerson | InputRule::UnknownPerson | InputRule::UnknownOffice, [normalized]) => {
                key.push(self.mention_in(Lang::En, named, normalized));
            }
            (about, [rule, of]) if about.is_about_answers() => {
                key.extend([self.rule(Lang::En, rule), self.redaction.text(Lang::En, of)]);
            }
            (InputRule::UnreadableValue, [column, word]) => {
                key.extend([column.clone(), self.redaction.text(Lang::En, word)]);
            }
            (InputRule::UnusedColumn | InputRule::UnreadFile, told) => {
                key.extend(told.iter().map(|text| self.redaction.text(Lang::En, text)));
            }
            (_, column) => key.extend(column.iter().cloned()),
        }
        let called = |text: &String| match row {
            [hash] if hash.starts_with('~') => self.called(table, text),
            _ => row_key.join("/"),
        };
        let slot = |(slot, said): &(&'static str, MessageArg)| {
            let said = match (*slot, said) {
                ("rule", said) => each(said, |rule| self.rule(self.lang, rule)),
                ("key", said) if issue.rule.is_about_answers() => each(said, |key| self.redaction.text(self.lang, key)),
                ("value" | "setting" | "file" | "sheet", said) if issue.rule == InputRule::UnreadFile => {
                    each(said, |text| self.redaction.text(self.lang, text))
                }
                ("value" | "setting", said) => each(said, |text| self.redaction.text(self.lang, text)),
                ("faults", MessageArg::Faults(faults)) => {
                    let veiled = |fault: &Fault| match fault {
                        Fault::Nobody(table, column, text) => {
                            Fault::Nobody(*table, *column, self.redaction.text(self.lang, text))
                        }
                        fault => fault.clone(),
                    };
                    MessageArg::Faults(faults.iter().map(veiled).collect())
                }
                ("reason", said) => each(said, |text| self.redaction.text(self.lang, text)),
                ("row" | "key", said) => each(said, called),
                ("id", said) => each(said, |id| self.reference(named, id)),
                ("candidates", said) => each(said, |id| self.reference(named, id)),
                ("name", said) => each(said, |text| self.mention(named, text)),
                ("likely", said) => each(said, |text| self.mention(named, text)),
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
            && !normalize::reads_like_name(id)
            && !id.contains('@')
            && id.bytes().any(|b| b.is_ascii_digit())
    }

    /// The only row that a text names by id, e-mail address or name.
    fn find(&self, table: TableId, text: &str) -> Option<u32> {
        let cells = &self.tables[table];
        let key = if text.contains('@') { normalize::email(text) } else { normalize::id(text).into_owned() };
        cells.keys.get(&key).or_else(|| self.find_by_name(table, text))
    }

    fn find_by_name(&self, table: TableId, text: &str) -> Option<u32> {
        let bearers = self.bearers.get(&table)?.get_or_init(|| bearers(self.tables, table));
        let normalized = if text.contains('@') { normalize::email(text) } else { normalize::name(text) };
        match bearers.get(&normalized).map(Vec::as_slice) {
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
        if let Some((_, MessageArg::Table(target))) = issue.slots.iter().find(|(slot, _)| *slot == "target") {
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
    let normalized = normalize::edition(text);
    (1..=6).contains(&normalized.len()) && normalized.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// A name as it stands, normalized; and the other names of a person.
fn all_names(table: TableId, name: &str) -> impl Iterator<Item = String> {
    let whole = normalize::name(name);
    let person = if table.names_people() { Person::of(name) } else { Person::default() };
    let others: Vec<String> = person.names().filter(|name| *name != whole).map(str::to_owned).collect();
    std::iter::once(whole).chain(others)
}

fn bearers(tables: &Tables, table: TableId) -> Bearers {
    let cells = &tables[table];
    let mut bearers = Bearers::default();
    let mut add = |normalized: String, row: u32| {
        if !normalized.is_empty() {
            bearers.entry(normalized).or_default().push(row);
        }
    };
    for (column, definition) in table.def().columns() {
        for row in 0..cells.len as u32 {
            match definition.kind {
                Kind::Name => all_names(table, cells.text(column, row)).for_each(|name| add(name, row)),
                Kind::Email => add(normalize::email(cells.text(column, row)), row),
                _ => {}
            }
        }
    }
    let mut others: Vec<(&u32, &String)> = cells.names.iter().collect();
    others.sort_unstable();
    others.into_iter().filter(|(row, _)| is_row(**row)).for_each(|(row, name)| {
        all_names(table, name).for_each(|name| add(name, *row));
    });
    bearers
}

/// What is said, each text of it replaced. The order must not tell what the texts were.
fn each(said: &MessageArg, replaced: impl Fn(&String) -> String) -> MessageArg {
    match said {
        MessageArg::Text(text) => MessageArg::Text(replaced(text)),
        MessageArg::List(list) => MessageArg::List(sorted(list, replaced)),
        MessageArg::Likely(list) => MessageArg::Likely(sorted(list, replaced)),
        other => other.clone(),
    }
}

fn sorted(list: &[String], replaced: impl Fn(&String) -> String) -> Vec<String> {
    list.iter().map(replaced).collect::<BTreeSet<String>>().into_iter().collect()
}
