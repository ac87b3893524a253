//! A text does not name too many people: patients by their full normalized names, and in a title anyone with 様.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::patients::Patients;
use super::{Detail, Judged};
use crate::base::normalize;
use crate::engine::eval::{Eval, Truth};
use crate::model::schema::known;
use crate::policy::check::{Honorifics, Names};
use crate::policy::condition::Source;
use crate::table::RowSet;

impl Honorifics {
    /// The first in a title from a byte on, and where it stands.
    fn find(&self, title: &str, from: usize) -> Option<(usize, &str)> {
        let mut begun = title[from..].char_indices().filter(|(_, c)| self.firsts.contains(*c));
        begun.find_map(|(at, _)| {
            let word = self.words.iter().find(|word| title[from + at..].starts_with(word.as_str()))?;
            Some((from + at, word.as_str()))
        })
    }

    /// A title cut behind each, and whether the piece had one. 様 in 様子 or 様式 is none.
    fn pieces<'t>(&self, title: &'t str) -> impl Iterator<Item = (&'t str, bool)> {
        let mut rest = Some(title);
        std::iter::from_fn(move || {
            let title = rest?;
            let mut from = 0;
            while let Some((at, honorific)) = self.find(title, from) {
                from = at + honorific.len();
                let behind = &title[from..];
                if !behind.starts_with(['子', '式', '態', '名']) {
                    rest = Some(behind);
                    return Some((&title[..at], true));
                }
            }
            rest = None;
            Some((title, false))
        })
    }
}

impl Names {
    /// The names in a member's text that must not be there, and those that perhaps must not.
    fn names(&self, eval: &Eval<'_>, patients: &Patients, row: u32) -> [Vec<String>; 2] {
        let text = eval.tables[self.table].text(self.column, row);
        let Some(allowed) = &self.allowed else {
            let people: Vec<String> = self.people(patients, text).into_iter().collect();
            return [people.clone(), people];
        };
        let normalized = normalize::characters(text);
        let found = patients.held(&normalized);
        if found.is_empty() {
            return Default::default();
        }
        let foreign = |own: Option<&[u32]>| {
            let is_foreign = |bearer: &u32| own.is_some_and(|own| own.binary_search(bearer).is_err());
            let is_foreign = |name: &&u32| patients.bearers(**name).any(|bearer| is_foreign(&bearer));
            let names = found.iter().filter(is_foreign).map(|name| patients.name(*name).to_owned());
            names.collect::<BTreeSet<String>>().into_iter().collect()
        };
        let (may_be_own, own) = (eval.possibly_related(allowed, row), eval.related(allowed, row));
        [foreign(may_be_own.as_deref()), foreign(Some(&own))]
    }

    /// Whether a member's text names too many people: surely, and possibly. Most titles have so few places at which a name
    /// may begin that no name need be looked up.
    fn names_too_many(&self, eval: &Eval<'_>, patients: &Patients, row: u32) -> [bool; 2] {
        let text = || eval.tables[self.table].text(self.column, row);
        let are_clearly_few = self.allowed.is_none() && self.most_people(patients, text()) <= self.at_most;
        if are_clearly_few && patients.of_unknown_name().is_empty() {
            return [false; 2];
        }
        let [surely, possibly] = self.names(eval, patients, row).map(|names| names.len() > self.at_most);
        [surely, possibly || self.may_name_more(eval, patients, row)]
    }

    /// Whether a text names too many if whoever is called nobody knows how is named in it too.
    fn may_name_more(&self, eval: &Eval<'_>, patients: &Patients, row: u32) -> bool {
        let unknown = patients.of_unknown_name();
        if unknown.is_empty() {
            return false;
        }
        let text = eval.tables[self.table].text(self.column, row);
        let Some(allowed) = &self.allowed else {
            return self.most_with(patients, text, unknown.len()) > self.at_most;
        };
        let own = eval.related(allowed, row);
        let foreign = unknown.iter().filter(|patient| own.binary_search(patient).is_err()).count();
        foreign.min(normalize::characters(text).chars().count()) > self.at_most
    }

    /// How many people a title names at most if it names so many more than are known by name. In front of 様 stands one.
    fn most_with(&self, patients: &Patients, title: &str, more: usize) -> usize {
        let known = self.people(patients, title).len();
        let title = in_usual_width(title);
        let in_piece = |(piece, polite): (&str, bool)| {
            let normalized = normalize::characters(piece);
            let is_named = patients.begun(&normalized).any(|rest| patients.at(rest).next().is_some());
            let begun = usize::from(polite && !is_named);
            normalized.chars().count().saturating_sub(begun).min(more.saturating_sub(begun))
        };
        known + self.honorifics.pieces(&title).map(in_piece).sum::<usize>().min(more)
    }

    /// No title names more people than this.
    fn most_people(&self, patients: &Patients, title: &str) -> usize {
        let title = in_usual_width(title);
        let in_piece = |(piece, polite): (&str, bool)| patients.places(piece).max(usize::from(polite));
        self.honorifics.pieces(&title).map(in_piece).sum()
    }

    /// The people whom a title names: patients, the longest name first, and what stands in front of 様.
    fn people(&self, patients: &Patients, title: &str) -> BTreeSet<String> {
        let title = in_usual_width(title);
        let mut people = BTreeSet::new();
        for (piece, polite) in self.honorifics.pieces(&title) {
            let normalized = normalize::characters(piece);
            let (mut rest, mut named) = (normalized.as_str(), false);
            while let Some(next) = rest.chars().next() {
                let passed = if let Some(name) = patients.at(rest).next() {
                    let name = patients.name(name);
                    people.insert(name.to_owned());
                    named = true;
                    name.len()
                } else {
                    next.len_utf8()
                };
                rest = &rest[passed..];
            }
            if polite && !named {
                let parts = piece.rsplit(|c: char| !c.is_alphanumeric() && !c.is_whitespace());
                let bare = normalize::characters(parts.into_iter().next().unwrap_or_default());
                if !bare.is_empty() {
                    people.insert(bare);
                }
            }
        }
        people
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet) -> Judged<'e> {
        let patients = eval.patients();
        let named = Truth::of_each(population, |row| self.names_too_many(eval, patients, row).into());
        let (mut possible, mut surely) = (named.possible(), named.yes);
        // a text that nobody wrote down, that cannot be read or in which rows differ may name anybody, and nobody
        for row in eval.doubtful(self.table, Source::Column(self.column)).iter().flat_map(RowSet::ones) {
            surely.set(row, false);
            possible.set(row, population.contains(row));
        }
        let bad = Truth::new(surely, possible);
        let explain = move |row| {
            let [names, _] = self.names(eval, patients, row);
            let mut bearers: Vec<u32> = names.iter().flat_map(|name| patients.called(name)).collect();
            bearers.sort_unstable();
            Detail {
                columns: vec![self.column],
                related: Some((known().patients, bearers)),
                related_columns: vec![eval.tables[known().patients].column("name")],
                names,
                ..Detail::default()
            }
        };
        Judged { bad, explain: Box::new(explain) }
    }
}

/// A title in the usual width, as far as that matters to where names stand in it.
fn in_usual_width(title: &str) -> Cow<'_, str> {
    if normalize::is_settled(title) { Cow::Borrowed(title) } else { Cow::Owned(normalize::width(title)) }
}
