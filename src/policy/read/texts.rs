//! The texts of a rule in both languages, and the slots that they may have.

use std::slice;

use toml::Spanned;

use super::conditions::{Reader, Scope};
use super::positions::{File, PolicyError};
use super::shapes::WordsFile;
use super::slots::{Slots, Source};
use crate::config::Setting;
use crate::policy::check::Check;
use crate::policy::condition::{Condition, Test};
use crate::policy::template::{self, Slot, Template};
use crate::policy::words::rule as say;
use crate::policy::{Demand, List, Policy, Population, TermKind, Words};

/// Returns what the texts of a rule may refer to.
pub(super) fn slots<'s, S: Scope>(
    reader: &'s Reader<'s, S>,
    demand: &Demand,
    parameters: &'s [(String, Setting)],
    policy: &Policy,
) -> Slots<'s, S> {
    match demand {
        Demand::Input(rule) => Slots { source: Source::Input(*rule), parameters },
        Demand::Of(population) => Slots {
            source: Source::Member {
                reader,
                each: population.each,
                related: population.check.related().map(|r| r.to),
                own: own_slots(population, policy),
            },
            parameters,
        },
    }
}

/// Reads the texts of a rule in one language.
pub(super) fn words<S: Scope>(file: File<'_>, slots: &Slots<'_, S>, read: WordsFile) -> Result<Words, PolicyError> {
    let template = |text: Spanned<String>| -> Result<Template, PolicyError> {
        filled_in(file, &text)?;
        file.read(&text, |text| slots.template(text))
    };
    let plain = |text: Spanned<String>| -> Result<String, PolicyError> {
        filled_in(file, &text)?;
        match template::names([text.as_ref().as_str()]).first() {
            Some(name) => Err(file.error(&text.span(), say::slot_not_allowed(name))),
            None => Ok(text.into_inner()),
        }
    };
    Ok(Words {
        title: plain(read.title)?,
        message: template(read.message)?,
        population: plain(read.population)?,
        requirement: plain(read.requirement)?,
        why: plain(read.why)?,
        fix: read.fix.into_iter().map(template).collect::<Result<_, _>>()?,
    })
}

fn filled_in(file: File<'_>, text: &Spanned<String>) -> Result<(), PolicyError> {
    if text.as_ref().trim().is_empty() { Err(file.error(&text.span(), say::empty_text())) } else { Ok(()) }
}

/// The slots that a population and its check offer beside columns and parameters.
fn own_slots(population: &Population, policy: &Policy) -> Vec<(&'static str, Slot)> {
    let mut slots = Vec::new();
    if population.together {
        slots.push(("items", Slot::Items));
    } else if let Some(list) = population.times {
        slots.push(("item", Slot::Item));
        if list == List::DatedDocuments {
            slots.extend([("item.edition", Slot::ItemEdition), ("item.issued", Slot::ItemIssued)]);
        }
    }
    match &population.check {
        Check::Conditions(check) => {
            let is_labelled = |c: &Condition| matches!(c.test, Test::Term(term) if !c.negated && !matches!(policy.terms[term.0].kind, TermKind::First(..)));
            if check.conditions.len() > 1 && check.conditions.iter().all(is_labelled) {
                slots.push(("broken", Slot::Reasons));
            }
        }
        Check::Quantified(_) | Check::Latest(_) => slots.push(("related", Slot::Related)),
        Check::Count(_) => slots.extend([("related", Slot::Related), ("count", Slot::Count)]),
        Check::Unique(_) => slots.push(("others", Slot::Others)),
        Check::Deadline(check) => {
            slots.extend([("done", Slot::Done), ("due", Slot::Due)]);
            if check.of.is_some() {
                slots.push(("related", Slot::Related));
            }
        }
        Check::Names(_) => slots.push(("names", Slot::Names)),
    }
    slots
}

/// Checks that both languages say the same: the same slots in the message, and in all steps of the fix together.
pub(super) fn same_slots(file: File<'_>, ja: &WordsFile, en: &WordsFile) -> Result<(), PolicyError> {
    let same = |key: &str, texts: fn(&WordsFile) -> &[Spanned<String>]| {
        let [in_ja, in_en] = [ja, en].map(|words| template::names(texts(words).iter().map(|t| t.as_ref().as_str())));
        let span = texts(en).first().map_or(0..0, Spanned::span);
        if in_ja == in_en { Ok(()) } else { Err(file.error(&span, say::different_slots(key, &in_ja, &in_en))) }
    };
    same("message", |words| slice::from_ref(&words.message))?;
    same("fix", |words| &words.fix)
}
