//! The normalized names of all patients, to be found in texts: by their first two characters and their lengths.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::normalize::{self, CharSet};
use crate::model::schema::known;
use crate::table::name_index::NameIndex;
use crate::table::{CellState, Tables};

/// The names of all patients.
#[derive(Debug)]
pub(crate) struct Patients {
    names: Arc<NameIndex>,
    /// The first characters of names.
    firsts: CharSet,
    /// By the first character of names, and by the second if they have one: how many bytes they have, the longest first.
    lengths: FxHashMap<char, FxHashMap<Option<char>, Vec<usize>>>,
    /// The patients of whom it is not known what they are called, in order.
    unknown: Vec<u32>,
}

impl Patients {
    pub(crate) fn new(tables: &Tables) -> Self {
        let names = Arc::clone(tables[known().patients].name_index());
        let mut lengths: FxHashMap<char, FxHashMap<Option<char>, Vec<usize>>> = FxHashMap::default();
        for name in names.texts() {
            let mut chars = name.chars();
            let Some(first) = chars.next() else { continue };
            let lengths = lengths.entry(first).or_default().entry(chars.next()).or_default();
            if !lengths.contains(&name.len()) {
                lengths.push(name.len());
                lengths.sort_unstable_by(|a, b| b.cmp(a));
            }
        }
        let patients = &tables[known().patients];
        let unknown = patients.rows_in_state(patients.column("name"), CellState::Unknown);
        let unknown = unknown.iter().flat_map(|rows| rows.ones()).map(|row| row as u32).collect();
        Self { names, firsts: lengths.keys().copied().collect(), lengths, unknown }
    }

    /// The numbers of the names with which a normalized text begins, the longest first.
    pub(super) fn at<'p>(&'p self, text: &'p str) -> impl Iterator<Item = u32> {
        let numbers = self.lengths_at(text).filter_map(move |length| self.names.number(text.get(..length)?));
        numbers.filter(|number| self.bearers(*number).next().is_some())
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
        self.begun(&normalize::characters(text)).filter(|rest| self.lengths_at(rest).next().is_some()).count()
    }

    /// How many bytes the names have that begin as a normalized text does, the longest first.
    fn lengths_at(&self, text: &str) -> impl Iterator<Item = usize> {
        let mut chars = text.chars();
        let begun = chars.next().and_then(|first| self.lengths.get(&first));
        let longer = begun.and_then(|begun| begun.get(&Some(chars.next()?)));
        let alone = begun.and_then(|begun| begun.get(&None));
        longer.into_iter().chain(alone).flatten().copied()
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
