//! A text does not name too many people: patients by their full folded names, and in a title anyone with 様.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::patients::Patients;
use super::{Detail, Judged};
use crate::condition::Related;
use crate::eval::Eval;
use crate::fold;
use crate::schema::{ColumnId, TableId, known};
use crate::table::RowSet;

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

impl Names {
    /// The names in a member's text that must not be there.
    fn names(&self, eval: &Eval<'_>, patients: &Patients, row: u32) -> Vec<String> {
        let text = eval.tables[self.table].text(self.column, row);
        match &self.allowed {
            Some(allowed) => {
                let folded = fold::characters(text);
                let found: Vec<u32> =
                    folded.char_indices().flat_map(|(place, _)| patients.at(&folded[place..])).collect();
                if found.is_empty() {
                    return Vec::new();
                }
                let own = eval.related(allowed, row);
                let is_foreign = |name: &u32| patients.bearers(*name).iter().any(|b| own.binary_search(b).is_err());
                let foreign = found.into_iter().filter(is_foreign).map(|name| patients.name(name).to_owned());
                foreign.collect::<BTreeSet<String>>().into_iter().collect()
            }
            None => self.people(patients, text).into_iter().collect(),
        }
    }

    /// Whether a member's text names too many people. Most titles have so few places at which a name may begin that no
    /// name need be looked up.
    fn names_too_many(&self, eval: &Eval<'_>, patients: &Patients, row: u32) -> bool {
        let text = || eval.tables[self.table].text(self.column, row);
        let are_clearly_few = self.allowed.is_none() && self.most_people(patients, text()) <= self.at_most;
        !are_clearly_few && self.names(eval, patients, row).len() > self.at_most
    }

    /// No title names more people than this.
    fn most_people(&self, patients: &Patients, title: &str) -> usize {
        let title = in_usual_width(title);
        let in_piece = |(piece, polite): (&str, bool)| patients.places(piece).max(usize::from(polite));
        self.pieces(&title).into_iter().map(in_piece).sum()
    }

    /// The people whom a title names: patients, the longest name first, and what stands in front of 様.
    fn people(&self, patients: &Patients, title: &str) -> BTreeSet<String> {
        let title = in_usual_width(title);
        let mut people = BTreeSet::new();
        for (piece, polite) in self.pieces(&title) {
            let folded = fold::characters(piece);
            let (mut rest, mut named) = (folded.as_str(), false);
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
                let bare = fold::characters(parts.into_iter().next().unwrap_or_default());
                if !bare.is_empty() {
                    people.insert(bare);
                }
            }
        }
        people
    }

    /// A title cut behind each honorific, and whether the piece had one. 様 in 様子 or 様式 is none.
    fn pieces<'t>(&self, title: &'t str) -> Vec<(&'t str, bool)> {
        let mut pieces = Vec::new();
        let (mut start, mut from) = (0, 0);
        while let Some((at, honorific)) = self.honorific(title, from) {
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

    /// The first honorific of a title from a byte on, and where it stands.
    fn honorific(&self, title: &str, from: usize) -> Option<(usize, &str)> {
        let begun = &title[from..];
        let stands = |at: usize, c: char| {
            self.honorifics.iter().find(|h| h.starts_with(c) && begun[at..].starts_with(h.as_str()))
        };
        begun.char_indices().find_map(|(at, c)| Some((from + at, stands(at, c)?.as_str())))
    }

    pub(super) fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet) -> Judged<'e> {
        let patients = eval.patients();
        let mut bad = RowSet::with_capacity(population.len());
        for row in population.ones() {
            bad.set(row, self.names_too_many(eval, patients, row as u32));
        }
        let explain = move |row| {
            let names = self.names(eval, patients, row);
            let mut bearers: Vec<u32> = names.iter().flat_map(|name| patients.called(name)).copied().collect();
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
    if fold::is_settled(title) { Cow::Borrowed(title) } else { Cow::Owned(fold::width(title)) }
}
