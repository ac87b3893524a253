//! Fills in what a finding says: the slots of a rule's templates, for a member of a population or for an issue of the
//! input.

use std::borrow::Cow;

use crate::base::text;
use crate::base::text::{Lang, list};
use crate::engine::check::Detail;
use crate::engine::evidence::{Describer, MOST_RELATED};
use crate::engine::words;
use crate::model::issue::{InputRule, Issue, MessageArg};
use crate::model::schema::TableId;
use crate::policy::condition::Test;
use crate::policy::{Item, Part, Population, Slot, Template};

/// Fills in what a template says of a member, behind a text.
pub(super) fn fill(
    describer: &Describer<'_>,
    population: &Population,
    row: u32,
    item: Option<Item>,
    detail: &Detail<'_>,
    template: &Template,
    text: &mut String,
) {
    let (eval, lang) = (describer.eval, describer.lang);
    let related = detail.related.as_ref();
    let list = |mut said: Vec<Cow<'_, str>>, more: usize, of: Option<TableId>| {
        said.retain(|s| !s.is_empty());
        said.sort();
        said.dedup();
        let more = more + said.len().saturating_sub(MOST_RELATED);
        said.truncate(MOST_RELATED);
        if more == 0 { describer.said(list(lang, &said)) } else { words::and_more(lang, &said, more, of).into() }
    };
    let labels = || {
        let Some((table, rows)) = related else { return list(Vec::new(), 0, None) };
        let (rows, more) = describer.first(*table, rows.clone());
        let labels = rows.iter().map(|r| describer.related_label(*table, *r, population.each).into()).collect();
        list(labels, detail.more + more, Some(*table))
    };
    for part in &template.0 {
        let slot = match part {
            Part::Text(words) => {
                text.push_str(words);
                continue;
            }
            Part::Slot(slot) => slot,
        };
        let said: Cow<'_, str> = match slot {
            Slot::Value(value, kind) => describer.said(describer.value(value, *kind, row)),
            Slot::AsOf => eval.as_of.to_string().into(),
            Slot::Effect => eval.policy.in_force.to_string().into(),
            Slot::Item => item.map(|i| eval.policy.item_label(i, lang)).unwrap_or_default().into(),
            Slot::Items => {
                let labels: Vec<String> = detail.items.iter().map(|item| eval.policy.item_label(*item, lang)).collect();
                text::list(lang, &labels).into()
            }
            Slot::ItemEdition => {
                let edition = item.and_then(|i| eval.policy.edition(i, eval.as_of));
                describer.said(edition.map(|edition| words::edition(lang, edition)).unwrap_or_default())
            }
            Slot::ItemIssued => describer.day(item.and_then(|i| eval.policy.edition(i, eval.as_of)).map(|e| e.issued)),
            Slot::Related | Slot::Others => labels(),
            Slot::RelatedColumn(column) => {
                let cells = related.map_or_else(Vec::new, |(table, rows)| {
                    rows.iter().map(|r| describer.cell(*table, *column, *r)).collect()
                });
                list(cells, detail.more, None)
            }
            Slot::LatestColumn(column) => {
                let days = related
                    .into_iter()
                    .flat_map(|(table, rows)| rows.iter().map(|r| eval.tables[*table].day(*column, *r)));
                describer.day(days.max())
            }
            Slot::Count => (related.map_or(0, |(_, rows)| rows.len()) + detail.more).to_string().into(),
            Slot::Done => describer.day(detail.done),
            Slot::Due => describer.day(detail.due),
            Slot::Names => {
                let table = related.map(|(table, _)| *table);
                let names = describer.names(table, &detail.names);
                list(names.into_iter().map(Cow::Owned).collect(), 0, table)
            }
            Slot::Reasons => {
                let own = population.check.own_conditions();
                let broken = detail.conditions.iter().filter_map(|i| own.get(*i)).filter_map(|c| match c.test {
                    Test::Term(term) => Some(eval.policy.terms[term.0].label.get(lang)),
                    _ => None,
                });
                text::list(lang, &broken.collect::<Vec<_>>()).into()
            }
            Slot::Input(_) => Cow::default(),
        };
        text.push_str(&said);
    }
}

/// Fills in what a template says of an issue, behind a text.
pub(super) fn fill_input(describer: &Describer<'_>, issue: &Issue, template: &Template, text: &mut String) {
    for part in &template.0 {
        match part {
            Part::Text(words) => text.push_str(words),
            Part::Slot(Slot::Input("count")) => text.push_str(&issue.places.len().to_string()),
            Part::Slot(Slot::Input(name)) => {
                let slot = issue.slots.iter().find(|(n, _)| n == name);
                if matches!(slot, Some(("near", MessageArg::List(near))) if near.is_empty()) {
                    text.push_str(words::nobody(describer.lang));
                    continue;
                }
                text.push_str(&slot.map_or_else(String::new, |(_, s)| said(describer.lang, s)));
            }
            Part::Slot(_) => {}
        }
    }
}

/// A text with slots, in general: what would be filled in is named instead.
pub fn in_general(template: &Template, lang: Lang) -> String {
    let mut text = String::new();
    for part in &template.0 {
        match part {
            Part::Text(words) => text.push_str(words),
            Part::Slot(slot) => text.push_str(&words::slot(lang, slot)),
        }
    }
    text
}

pub(super) fn issue_label(lang: Lang, issue: &Issue) -> String {
    let slot = |name: &str| issue.slots.iter().find(|(n, _)| *n == name).map(|(_, s)| said(lang, s));
    if issue.rule == InputRule::LoosenedRule {
        return slot("rule").unwrap_or_default();
    }
    let about = ["row", "name", "id", "key", "column"].iter().find_map(|n| slot(n)).unwrap_or_default();
    let table = issue.table.def().label.get(lang);
    // what is wrong with a table as a whole is about the table
    if about.is_empty() { table.to_owned() } else { format!("{table} / {about}") }
}

pub(super) fn said(lang: Lang, said: &MessageArg) -> String {
    match said {
        MessageArg::Text(text) => text.clone(),
        MessageArg::List(list) if list.is_empty() => words::not_on_record(lang).to_owned(),
        MessageArg::List(list) => text::list(lang, list),
        MessageArg::Likely(list) => words::likely(lang, list),
        MessageArg::Table(table) => table.def().label.get(lang).to_owned(),
        MessageArg::Columns(table, columns) => {
            let labels: Vec<String> = columns.iter().map(|c| table.def().def(*c).label.get(lang).to_owned()).collect();
            list(lang, &labels)
        }
        MessageArg::Kind(kind) => words::expected(lang, *kind),
        MessageArg::OneDay => words::one_day(lang).to_owned(),
        MessageArg::Rows(all) => words::which_rows(lang, *all).to_owned(),
        MessageArg::Stale(stale) => words::stale(lang, stale),
        MessageArg::Loss(table, loss) => words::loss(lang, *table, loss),
        MessageArg::Settings(settings) => {
            list(lang, &settings.iter().map(|setting| setting.say(lang)).collect::<Vec<_>>())
        }
        MessageArg::Faults(faults) => {
            list(lang, &faults.iter().map(|f| words::waiver_fault(lang, f)).collect::<Vec<_>>())
        }
    }
}
