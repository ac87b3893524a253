//! A text does not name too many people: patients by their full folded names, and in a title anyone with 様.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use super::{Detail, Explainer};
use crate::condition::Related;
use crate::eval::Eval;
use crate::fold;
use crate::schema::{ColumnId, TableId, known};
use crate::table::{RowSet, Tables};

/// A text does not name too many people.
#[derive(Debug)]
pub struct Names {
    /// The table of the members.
    pub table: TableId,
    /// The text.
    pub column: ColumnId,
    /// The patients whom it may name; without them, every name counts.
    pub allowed: Option<Related>,
    /// How many names at most.
    pub at_most: usize,
    /// Words behind a name that show a person, in a text where anybody counts.
    pub honorifics: Vec<String>,
}

/// The folded names of all patients, found in a text by their first two characters and their lengths.
struct Patients {
    bearers: FxHashMap<String, Vec<u32>>,
    lengths: FxHashMap<(char, Option<char>), Vec<usize>>,
}

impl Patients {
    fn new(tables: &Tables) -> Self {
        let table = &tables[known().patients];
        let column = table.column("name");
        let mut patients = Self { bearers: FxHashMap::default(), lengths: FxHashMap::default() };
        for row in 0..table.len as u32 {
            let name = fold::name(table.text(column, row));
            let mut chars = name.chars();
            let Some(first) = chars.next() else { continue };
            let lengths = patients.lengths.entry((first, chars.next())).or_default();
            let length = name.chars().count();
            if !lengths.contains(&length) {
                lengths.push(length);
                lengths.sort_unstable_by(|a, b| b.cmp(a));
            }
            patients.bearers.entry(name).or_default().push(row);
        }
        patients
    }

    /// The names that start at a place in a text, the longest first.
    fn at<'p>(&'p self, text: &'p [char], place: usize) -> impl Iterator<Item = (&'p String, &'p Vec<u32>)> {
        let second = text.get(place + 1).copied();
        let longer = second.and_then(|second| self.lengths.get(&(text[place], Some(second))));
        let alone = self.lengths.get(&(text[place], None));
        longer.into_iter().chain(alone).flatten().filter_map(move |length| {
            let name: String = text.get(place..place + length)?.iter().collect();
            self.bearers.get_key_value(&name)
        })
    }
}

impl Names {
    /// The names in a member's text that must not be there.
    fn names(&self, eval: &Eval<'_>, patients: &Patients, row: u32) -> Vec<String> {
        let text = eval.tables[self.table].text(self.column, row);
        match &self.allowed {
            Some(allowed) => {
                let folded: Vec<char> = fold::characters(text).chars().collect();
                let found: Vec<_> = (0..folded.len()).flat_map(|place| patients.at(&folded, place)).collect();
                if found.is_empty() {
                    return Vec::new();
                }
                let own: FxHashSet<u32> = eval.related(allowed, row).into_iter().collect();
                let foreign = found.into_iter().filter(|(_, bearers)| bearers.iter().any(|b| !own.contains(b)));
                foreign.map(|(name, _)| name.clone()).collect::<BTreeSet<String>>().into_iter().collect()
            }
            None => self.people(patients, text).into_iter().collect(),
        }
    }

    /// The people whom a title names: patients, the longest name first, and what stands in front of 様.
    fn people(&self, patients: &Patients, title: &str) -> BTreeSet<String> {
        let title: String = title.nfkc().collect();
        let mut people = BTreeSet::new();
        for (piece, polite) in self.pieces(&title) {
            let folded: Vec<char> = fold::characters(piece).chars().collect();
            let (mut place, mut named) = (0, false);
            while place < folded.len() {
                if let Some((name, _)) = patients.at(&folded, place).next() {
                    people.insert(name.clone());
                    named = true;
                    place += name.chars().count();
                } else {
                    place += 1;
                }
            }
            let bare = piece.rsplit(|c: char| !c.is_alphanumeric() && !c.is_whitespace()).next().unwrap_or_default();
            let bare = fold::characters(bare);
            if polite && !named && !bare.is_empty() {
                people.insert(bare);
            }
        }
        people
    }

    /// A title cut behind each honorific, and whether the piece had one. 様 in 様子 or 様式 is none.
    fn pieces<'t>(&self, title: &'t str) -> Vec<(&'t str, bool)> {
        let mut pieces = Vec::new();
        let (mut start, mut from) = (0, 0);
        while let Some((at, honorific)) = self
            .honorifics
            .iter()
            .filter_map(|h| title[from..].find(h.as_str()).map(|i| (from + i, h)))
            .min_by_key(|(i, _)| *i)
        {
            let end = at + honorific.len();
            from = end;
            if title[end..].starts_with(['子', '式', '態', '名']) {
                continue;
            }
            pieces.push((&title[start..at], true));
            start = end;
        }
        pieces.push((&title[start..], false));
        pieces
    }

    pub(super) fn violations(&self, eval: &Eval<'_>, population: &RowSet) -> RowSet {
        let patients = Patients::new(eval.tables);
        let mut bad = RowSet::with_capacity(population.len());
        for row in population.ones() {
            bad.set(row, self.names(eval, &patients, row as u32).len() > self.at_most);
        }
        bad
    }

    pub(super) fn explainer<'e>(&'e self, eval: &'e Eval<'e>) -> Explainer<'e> {
        let patients = Patients::new(eval.tables);
        Box::new(move |row| {
            let names = self.names(eval, &patients, row);
            let mut bearers: Vec<u32> =
                names.iter().filter_map(|n| patients.bearers.get(n)).flatten().copied().collect();
            bearers.sort_unstable();
            Detail {
                columns: vec![self.column],
                related: Some((known().patients, bearers)),
                related_columns: vec![eval.tables[known().patients].column("name")],
                names,
                ..Detail::default()
            }
        })
    }
}
