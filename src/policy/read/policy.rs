//! `policy.toml`: the clauses, documents and points of a policy.

use toml::Spanned;
use toml::value::Datetime;

use super::positions::{File, PolicyError};
use super::shapes::PolicyFile;
use crate::base::date::Day;
use crate::base::near::nearest;
use crate::base::normalize;
use crate::base::text::Text;
use crate::model::schema::known;
use crate::policy::condition::TermId;
use crate::policy::words::file as say;
use crate::policy::{Clause, Document, Edition, JudgedBy, Point, Policy, Term, TermKind};

fn day(file: File<'_>, value: &Spanned<Datetime>) -> Result<Day, PolicyError> {
    file.read(value, |value| {
        let text = value.date.map(|d| d.to_string());
        text.and_then(|t| Day::parse(&t).ok()).ok_or_else(say::day_expected)
    })
}

/// Reads `policy.toml` with the terms of the policy; the hash is that of all files of the policy.
pub(super) fn read_policy(file: File<'_>, terms: Vec<Term>, sha256: String) -> Result<Policy, PolicyError> {
    let read: PolicyFile = file.parse()?;
    let staff = known().staff;
    let is_of_staff = |term: &Term| term.table == staff && !matches!(term.kind, TermKind::First(..));
    let who = |name: &Spanned<String>| {
        file.read(name, |name| {
            let of_staff = terms.iter().filter(|term| is_of_staff(term)).map(|term| term.name.as_str());
            let place = terms.iter().position(|term| is_of_staff(term) && term.name == *name);
            place.map(TermId).ok_or_else(|| say::unknown_people(name, nearest(name, of_staff)))
        })
    };
    let ids: Vec<String> = read.clause.iter().map(|c| c.id.as_ref().clone()).collect();
    let clause = |id: &Spanned<String>| {
        file.read(id, |id| {
            let near = || nearest(id, ids.iter().map(String::as_str));
            ids.iter().position(|i| i == id).ok_or_else(|| say::unknown_clause(id, near()))
        })
    };
    let mut clauses = Vec::new();
    for (place, c) in read.clause.into_iter().enumerate() {
        if ids[..place].contains(c.id.as_ref()) {
            return Err(file.error(&c.id.span(), say::clause_twice(c.id.as_ref())));
        }
        let question = match (c.ja_question, c.en_question, c.attested) {
            (Some(ja), Some(en), true) => Some(Text { ja, en }),
            (None, None, false) => None,
            _ => return Err(file.error(&c.id.span(), say::questions(c.id.as_ref()))),
        };
        let judged = c.judged.as_ref().map(|judged| Ok(JudgedBy { duty: judged.duty, who: who(&judged.who)? }));
        clauses.push(Clause {
            judged: judged.transpose()?,
            includes: c.includes.iter().map(clause).collect::<Result<_, _>>()?,
            id: c.id.into_inner(),
            cited: c.cited,
            duty: c.duty,
            label: Text { ja: c.ja, en: c.en },
            text: Text { ja: c.ja_text, en: c.en_text },
            question,
            own_rules: c.own_rules,
        });
    }
    let mut documents = Vec::new();
    for d in &read.document {
        let place = clause(&d.clause)?;
        let mut editions = Vec::new();
        for e in &d.editions {
            editions.push(Edition { number: e.edition.clone(), issued: day(file, &e.issued)? });
        }
        let names = d.names.iter().chain([&d.ja, &d.en, &clauses[place].id]).map(|n| normalize::header(n)).collect();
        documents.push(Document { clause: place, names, label: Text { ja: d.ja.clone(), en: d.en.clone() }, editions });
    }
    let mut points = Vec::new();
    for p in &read.point {
        if !(1..=8).contains(p.number.as_ref()) {
            return Err(file.error(&p.number.span(), say::point_number(*p.number.as_ref())));
        }
        let label = Text { ja: p.ja.clone(), en: p.en.clone() };
        points.push(Point { number: *p.number.as_ref(), clause: clause(&p.clause)?, label });
    }
    Ok(Policy {
        name: read.name,
        version: read.version,
        title: Text { ja: read.ja.title, en: read.en.title },
        in_force: day(file, &read.in_force)?,
        sha256,
        changes: Vec::new(),
        clauses,
        documents,
        points,
        terms,
        rules: Vec::new(),
    })
}
