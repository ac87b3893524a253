//! `terms.toml`: what conditions call things, and the names that conditions can use.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use toml::Spanned;

use super::conditions::{Reader, Scope, conditions, related, table_named};
use super::positions::{File, PolicyError};
use super::shapes::{TermFile, TermsFile};
use crate::base::text::Text;
use crate::config::Setting;
use crate::model::schema::{Kind, TableId};
use crate::policy::condition::{Condition, TermId, Test};
use crate::policy::words::term as say;
use crate::policy::{Term, TermKind};

/// A term by its table and name, and what it holds if it stands for the first filled one of several columns.
pub(super) type NamedTerm<'a> = (TableId, &'a str, Option<Kind>);

/// What the names in a file's conditions stand for.
pub(super) struct Vocabulary<'a> {
    pub(super) terms: &'a [NamedTerm<'a>],
    pub(super) parameters: &'a IndexMap<String, Setting>,
}

impl Scope for Vocabulary<'_> {
    fn term(&self, table: TableId, name: &str) -> Option<TermId> {
        self.terms.iter().position(|(t, n, _)| *t == table && *n == name).map(TermId)
    }

    fn first(&self, term: TermId) -> Option<Kind> {
        self.terms.get(term.0).and_then(|(_, _, kind)| *kind)
    }

    fn terms(&self, table: TableId) -> Vec<String> {
        self.terms.iter().filter(|(t, _, _)| *t == table).map(|(_, n, _)| (*n).to_owned()).collect()
    }

    fn number(&self, name: &str) -> Option<i32> {
        match self.parameters.get(name) {
            Some(Setting::Number(number)) => Some(*number),
            _ => None,
        }
    }

    fn words(&self, name: &str) -> Option<Vec<String>> {
        match self.parameters.get(name) {
            Some(Setting::Words(words)) => Some(words.clone()),
            _ => None,
        }
    }
}

/// Returns a term as conditions name it.
pub(super) fn named(term: &Term) -> NamedTerm<'_> {
    let kind = match term.kind {
        TermKind::First(_, kind) => Some(kind),
        _ => None,
    };
    (term.table, &term.name, kind)
}

/// Reads `terms.toml`.
pub(super) fn read_terms(file: File<'_>) -> Result<Vec<Term>, PolicyError> {
    let tables: TermsFile = file.parse()?;
    let no_parameters = IndexMap::new();
    let mut listed: Vec<(TableId, &Spanned<String>, &TermFile)> = Vec::new();
    for (table, terms) in &tables {
        let id = file.read(table, |name| table_named(name))?;
        for (name, term) in terms {
            let own = name.as_ref().as_str();
            if id.def().columns.iter().any(|c| c.name == own || c.step == Some(own)) {
                return Err(file.error(&name.span(), say::name_taken(id.def().name, own)));
            }
            listed.push((id, name, term));
        }
    }
    // Columns made of the first filled one of several come first: conditions step along them.
    let mut names: Vec<NamedTerm<'_>> = listed.iter().map(|(t, n, _)| (*t, n.as_ref().as_str(), None)).collect();
    let mut firsts = BTreeMap::new();
    for (place, (table, name, term)) in listed.iter().enumerate() {
        let Some(values) = &term.first else { continue };
        let scope = Vocabulary { terms: &[], parameters: &no_parameters };
        let reader = Reader { scope: &scope };
        let mut read = Vec::new();
        for value in values {
            read.push(file.read(value, |value| reader.value(*table, value))?);
        }
        let kind = match read.first() {
            Some((_, kind @ (Kind::Row(_) | Kind::Date))) if read.iter().all(|(_, k)| k == kind) => *kind,
            _ => return Err(file.error(&name.span(), say::mixed_columns())),
        };
        names[place].2 = Some(kind);
        firsts.insert(place, TermKind::First(read.into_iter().map(|(value, _)| value).collect(), kind));
    }
    let scope = Vocabulary { terms: &names, parameters: &no_parameters };
    let reader = Reader { scope: &scope };
    let mut terms = Vec::new();
    for (place, (table, name, term)) in listed.iter().enumerate() {
        let all = |list: &[Spanned<String>], table| {
            let read = conditions(file, &reader, table, list)?;
            match read.iter().position(Condition::is_of_item) {
                Some(place) => Err(file.error(&list[place].span(), say::asks_for_item())),
                None => Ok(read),
            }
        };
        if term.all.as_ref().or(term.any.as_ref()).is_some_and(Vec::is_empty) || term.at_least == Some(0) {
            return Err(file.error(&name.span(), say::asks_for_nothing(name.as_ref())));
        }
        let kind = match (&term.all, &term.any, firsts.remove(&place), &term.some) {
            (Some(list), None, None, None) => TermKind::All(all(list, *table)?),
            (None, Some(list), None, None) => TermKind::Any(all(list, *table)?),
            (None, None, Some(first), None) => first,
            (None, None, None, Some(of)) => {
                let mut related = related(file, &reader, *table, of, &IndexMap::new())?;
                if term.others && related.to != *table {
                    return Err(file.error(&name.span(), say::no_others(name.as_ref())));
                }
                related.others = term.others;
                let that = all(&term.that, related.to)?;
                TermKind::Some { related, that, at_least: term.at_least.unwrap_or(1) }
            }
            _ => return Err(file.error(&name.span(), say::one_meaning(name.as_ref()))),
        };
        if term.some.is_none() && !(term.that.is_empty() && term.at_least.is_none() && !term.others) {
            return Err(file.error(&name.span(), say::without_some()));
        }
        terms.push(Term {
            table: *table,
            name: name.as_ref().clone(),
            label: Text { ja: term.ja.clone(), en: term.en.clone() },
            kind,
        });
    }
    let mut depths = vec![None; terms.len()];
    for place in 0..terms.len() {
        if depth(&terms, place, &mut depths, MOST_TERMS_DEEP).is_none() {
            return Err(file.error(&listed[place].1.span(), say::too_deep(&terms[place].name, MOST_TERMS_DEEP)));
        }
    }
    Ok(terms)
}

/// How many terms deep a definition may go.
const MOST_TERMS_DEEP: usize = 32;

/// How many terms deep the definition of a term goes; `None` if deeper than there is room for, as it is when a term
/// is defined by itself.
fn depth(terms: &[Term], place: usize, depths: &mut Vec<Option<usize>>, room: usize) -> Option<usize> {
    if let Some(known) = depths[place] {
        return (known <= room).then_some(known);
    }
    let conditions = match &terms[place].kind {
        TermKind::All(list) | TermKind::Any(list) | TermKind::Some { that: list, .. } => list.as_slice(),
        TermKind::First(..) => &[],
    };
    let mut deepest = 0;
    for condition in conditions {
        if let Test::Term(TermId(next)) = condition.test {
            deepest = deepest.max(depth(terms, next, depths, room.checked_sub(1)?)? + 1);
        }
    }
    depths[place] = Some(deepest);
    Some(deepest)
}
