//! The normalized names of all patients, to be found in texts: by their first two characters and their lengths.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::normalize::{self, CharSet};
use crate::model::schema::known;
use crate::table::name_index::NameIndex;
use crate::table::{CellState, Tables};

/// How many bytes names have, and how many names that is.
#[derive(Clone, Copy, Debug)]
struct Length {
    bytes: usize,
    names: u32,
}

/// The names of all patients that are longer than one character.
#[derive(Debug)]
pub(crate) struct Patients {
    names: Arc<NameIndex>,
    /// The first characters of names.
    firsts: CharSet,
    /// By the first two characters of names: how many bytes they have, the longest first, and how many have so many.
    lengths: FxHashMap<char, FxHashMap<char, Vec<Length>>>,
    /// The patients of whom it is not known what they are called, in order.
    unknown: Vec<u32>,
}

impl Patients {
    pub(crate) fn new(tables: &Tables) -> Self {
        let names = Arc::clone(tables[known().patients].name_index());
        let mut lengths: FxHashMap<char, FxHashMap<char, Vec<Length>>> = FxHashMap::default();
        for name in names.texts() {
            let mut chars = name.chars();
            // a single character stands in any text
            let (Some(first), Some(second)) = (chars.next(), chars.next()) else { continue };
            let lengths = lengths.entry(first).or_default().entry(second).or_default();
            match lengths.binary_search_by(|length| name.len().cmp(&length.bytes)) {
                Ok(place) => lengths[place].names += 1,
                Err(place) => lengths.insert(place, Length { bytes: name.len(), names: 1 }),
            }
        }
        let patients = &tables[known().patients];
        let unknown = patients.rows_in_state(patients.column("name"), CellState::Unknown);
        let unknown = unknown.iter().flat_map(|rows| rows.ones()).map(|row| row as u32).collect();
        Self { names, firsts: lengths.keys().copied().collect(), lengths, unknown }
    }

    /// The numbers of the names with which a normalized text begins, the longest first.
    pub(super) fn at<'p>(&'p self, text: &'p str) -> impl Iterator<Item = u32> {
        let lengths = self.lengths_at(text).map_or(&[][..], |(_, lengths)| lengths);
        let numbers = lengths.iter().filter_map(move |length| self.names.number(text.get(..length.bytes)?));
        numbers.filter(|number| self.bearers(*number).next().is_some())
    }

    /// The numbers of the names that a normalized text holds, each once. A length of which all names were met is not looked for
    /// any more.
    pub(super) fn held(&self, text: &str) -> BTreeSet<u32> {
        let mut held = BTreeSet::new();
        let mut left: FxHashMap<(char, char), Vec<Length>> = FxHashMap::default();
        for rest in self.begun(text) {
            let Some((begun, lengths)) = self.lengths_at(rest) else { continue };
            let left = left.entry(begun).or_insert_with(|| lengths.to_vec());
            left.retain_mut(|length| {
                let number = rest.get(..length.bytes).and_then(|name| self.names.number(name));
                if number.is_some_and(|number| held.insert(number)) {
                    length.names -= 1;
                }
                length.names > 0
            });
        }
        held.retain(|number| self.bearers(*number).next().is_some());
        held
    }

    /// The patients of whom it is not known what they are called.
    pub(super) fn of_unknown_name(&self) -> &[u32] {
        &self.unknown
    }

    /// The rests of a normalized text that begin as names do.
    pub(super) fn begun<'t>(&self, normalized: &'t str) -> impl Iterator<Item = &'t str> {
        normalized
            .char_indices()
            .filter(|(_, first)| self.firsts.contains(*first))
            .map(|(place, _)| &normalized[place..])
    }

    /// At how many places of a text a name may begin.
    pub(super) fn places(&self, text: &str) -> usize {
        self.begun(&normalize::characters(text)).filter(|rest| self.lengths_at(rest).is_some()).count()
    }

    /// How many bytes the names have that begin as a normalized text does, by the two characters with which they do.
    fn lengths_at(&self, text: &str) -> Option<((char, char), &[Length])> {
        let mut chars = text.chars();
        let begun = (chars.next()?, chars.next()?);
        Some((begun, self.lengths.get(&begun.0)?.get(&begun.1)?))
    }

    /// A name by its number.
    pub(super) fn name(&self, number: u32) -> &str {
        self.names.text(number)
    }

    /// The patients who surely bear the name of a number.
    pub(super) fn bearers(&self, number: u32) -> impl Iterator<Item = u32> {
        self.named(self.names.numbered(number))
    }

    /// The patients who surely bear a normalized name.
    pub(super) fn called(&self, name: &str) -> impl Iterator<Item = u32> {
        self.named(self.names.get(name))
    }

    fn named<'p>(&'p self, bearers: &'p [u32]) -> impl Iterator<Item = u32> {
        bearers.iter().copied().filter(|patient| self.unknown.binary_search(patient).is_err())
    }
}
