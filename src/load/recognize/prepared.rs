//! What a sheet says of each table that it may be, whatever else the folder holds: put together once, however often its cells
//! are compared with what is known of the folder.

use std::borrow::Cow;

use super::cells::Cells;
use super::fit::{self, Heading, Slot, Spoken, Words};
use super::vocabulary::{Phrase, Program, TableWording, vocabulary};
use super::{LIKE, Seen};
use crate::base::normalize;
use crate::config::Config;
use crate::load::header::halves;
use crate::model::schema::{ColumnId, TableId, schema};

/// What a sheet says, which stays the same whatever the folder holds.
pub(super) struct Prepared<'a> {
    pub(super) headers: Vec<PreparedHeader<'a>>,
    pub(super) tables: Vec<PreparedTable>,
}

/// A header, and what is known of it in its sheet.
pub(super) struct PreparedHeader<'a> {
    pub(super) text: &'a str,
    normalized: String,
    phrase: Cow<'a, Phrase>,
    /// The normalized lower part of it, and what that says by itself.
    lower: Option<(String, &'a Phrase)>,
    pub(super) cells: &'a Cells,
    /// Whether it stands for no column, whatever it says.
    is_passed_over: bool,
    /// Whether a program adds it to every list.
    is_programs: bool,
    /// Whether it is no column's name, whatever it says: it is about whoever filled in a form, or is a title.
    is_no_name: bool,
}

/// A table that a sheet may be.
pub(super) struct PreparedTable {
    pub(super) table: TableId,
    pub(super) slots: Vec<Slot>,
    /// By header, the column that the settings give it.
    pub(super) set: Vec<Option<ColumnId>>,
    /// By header and slot, what the header says for it; nothing where it must not.
    pub(super) spoken: Vec<Vec<Option<Spoken>>>,
    /// What the names of the sheet and the file say for it, in hundredths.
    pub(super) names: u32,
}

impl<'a> Prepared<'a> {
    pub(super) fn of(seen: &Seen<'a>, config: &Config) -> Self {
        let words = vocabulary();
        let view = seen.view;
        let normalized: Vec<String> = view.texts.iter().map(|text| normalize::header(text)).collect();
        let program = program(&normalized);
        let halves = halves_of_names(&view.texts);
        let header = |(place, normalized): (usize, String)| {
            let (text, phrase, cells) = (&view.texts[place], &view.phrases[place], &view.columns[place]);
            let is_one = |of: fn(&Program) -> &Vec<&'static str>| {
                program.is_some_and(|program| of(program).contains(&normalized.as_str()))
            };
            let [is_programs, is_stamp, is_author] =
                [is_one(|program| &program.own), is_one(|program| &program.stamps), is_one(|program| &program.authors)];
            let phrase =
                if is_author { Cow::Owned(words.phrase(&format!("回答者{text}"))) } else { Cow::Borrowed(phrase) };
            let is_passed_over = text.is_empty() || text.starts_with('_') || halves.contains(&place) || is_stamp;
            let lower = view.lowers[place].as_ref().map(|(text, phrase)| (normalize::header(text), phrase));
            let is_no_name = is_author || place >= view.texts.len() - view.titles;
            PreparedHeader { text, normalized, phrase, lower, cells, is_passed_over, is_programs, is_no_name }
        };
        let headers: Vec<PreparedHeader<'a>> = normalized.into_iter().enumerate().map(header).collect();
        let (stem, sheet) = (words.phrase(without_code(seen.stem)), seen.sheet.map(|name| words.phrase(name)));
        let (stem, sheet) = (Words::of(&stem), sheet.as_ref().map(Words::of));
        let says = |name: Words<'_>| words.all_tables().any(|wording| fit::name(wording, name) >= LIKE);
        let sheet_says = sheet.is_some_and(says);
        let title = view.title.as_ref().map(|title| words.phrase(title));
        let title = title.as_ref().map(Words::of);
        let names = |table: TableId, wording: &TableWording| {
            // the file's name counts in full where the sheet's says nothing
            let named = match (sheet, sheet_says) {
                _ if seen.named == Some(table) => 160,
                (Some(name), true) => fit::name(wording, name).max(fit::name(wording, stem) / 3),
                _ => fit::name(wording, stem),
            };
            named.max(title.map_or(0, |title| fit::name(wording, title)))
        };
        let ids = schema().tables().map(|(table, _)| table).filter(|table| seen.set.is_none_or(|set| set == *table));
        let tables = ids.filter_map(|table| {
            let wording = words.table(table)?;
            Some(PreparedTable::of(table, wording, &headers, config, names(table, wording)))
        });
        let tables = tables.collect();
        Self { headers, tables }
    }
}

impl PreparedHeader<'_> {
    /// What is weighed.
    pub(super) fn heading(&self) -> Heading<'_> {
        Heading { text: self.text, words: Words::of(&self.phrase), cells: self.cells, is_programs: self.is_programs }
    }
}

impl PreparedTable {
    fn of(table: TableId, wording: &TableWording, headers: &[PreparedHeader<'_>], config: &Config, names: u32) -> Self {
        let slots = fit::slots(table, wording);
        let settings = config.table(table);
        let set_by = |header: &PreparedHeader<'_>| {
            let of = settings.columns.iter().find(|(_, _, set)| normalize::header(&set.value) == header.normalized);
            of.map(|(column, _, _)| *column)
        };
        let set: Vec<Option<ColumnId>> = headers.iter().map(set_by).collect();
        let is_free = |slot: &Slot| settings.columns.iter().all(|(c, p, _)| (*c, *p) != (slot.column, slot.part));
        let spoken = |(header, set): (&PreparedHeader<'_>, &Option<ColumnId>)| {
            if header.is_passed_over || set.is_some() {
                return vec![None; slots.len()];
            }
            let name = table.def().match_normalized(&header.normalized).filter(|_| !header.is_no_name);
            let heading = header.heading();
            let lower = header.lower.as_ref().map(|(normalized, phrase)| {
                let heading = Heading { text: normalized, words: Words::of(phrase), ..heading };
                (heading, table.def().match_normalized(normalized))
            });
            let of_slot = |slot: &Slot| {
                is_free(slot).then(|| {
                    let whole = fit::spoken(table, wording, *slot, heading, name);
                    let below = lower.map(|(heading, name)| fit::spoken(table, wording, *slot, heading, name));
                    below.map_or(whole, |below| whole.or_below(below))
                })
            };
            slots.iter().map(of_slot).collect()
        };
        let spoken = headers.iter().zip(&set).map(spoken).collect();
        Self { table, slots, set, spoken, names }
    }
}

/// The name of a file without the code that a program put behind it: 利用者 3495d5d84b3bedeb4377cfc005bfbe52.
fn without_code(stem: &str) -> &str {
    let is_code = |word: &str| word.len() >= 16 && word.bytes().all(|b| b.is_ascii_hexdigit());
    stem.rsplit_once([' ', '_']).filter(|(_, code)| is_code(code)).map_or(stem, |(name, _)| name)
}

/// The places of headers that are halves of names, where both halves are there.
fn halves_of_names(texts: &[String]) -> Vec<usize> {
    let words = &schema().layout;
    let names = halves(texts, |_| true, [&words.family, &words.given]);
    let readings = halves(texts, |_| true, [&words.family_kana, &words.given_kana]);
    let readings = readings.filter(|_| names.is_some());
    names.into_iter().chain(readings).flat_map(|(family, given)| [family, given]).collect()
}

/// The program by which the sheet was exported, if it was by one that adds headers of its own.
fn program(normalized: &[String]) -> Option<&'static Program> {
    let is_mark = |mark: &&str| normalized.contains(&normalize::header(mark));
    vocabulary().programs.iter().find(|program| program.marks.iter().filter(|mark| is_mark(mark)).count() >= 2)
}
