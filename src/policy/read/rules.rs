//! The file of a rule: which clauses it enforces, whose rows it examines, and what it says.

use std::sync::OnceLock;

use toml::Spanned;

use super::checks::check;
use super::conditions::{Reader, Scope, conditions, table_named};
use super::positions::{File, PolicyError};
use super::settings::input_rule;
use super::shapes::RuleFile;
use super::terms::{NamedTerm, Vocabulary};
use super::texts::{same_slots, slots, words};
use crate::base::date::Day;
use crate::base::near::nearest;
use crate::base::text::Problem;
use crate::config::Setting;
use crate::model::finding::Confidence;
use crate::policy::condition::{Condition, Test};
use crate::policy::needs::Need;
use crate::policy::words::file::unknown_clause;
use crate::policy::words::rule as say;
use crate::policy::{Demand, InBothLanguages, List, Policy, PolicyValues, Population, Rule};

/// Reads the rule of that id against the clauses and terms of its policy.
pub(super) fn read_rule(
    file: File<'_>,
    id: String,
    read: RuleFile,
    policy: &Policy,
    terms: &[NamedTerm<'_>],
) -> Result<Rule, PolicyError> {
    let negative = |p: &&String| matches!(read.parameters[*p], Setting::Number(number) if number < 0);
    if let Some(name) = read.parameters.keys().find(negative) {
        return Err(file.whole(say::negative_parameter(name)));
    }
    let undeclared = |name: &&String| !read.lax.keys().any(|declared| declared.as_ref() == *name);
    if let Some(name) = read.parameters.keys().find(undeclared) {
        return Err(file.whole(say::no_lax_direction(name)));
    }
    if let Some(name) = read.lax.keys().find(|name| !read.parameters.contains_key(name.as_ref())) {
        return Err(file.error(&name.span(), say::lax_without_parameter(name.as_ref())));
    }
    let scope = Vocabulary { terms, parameters: &read.parameters };
    let reader = Reader { scope: &scope };
    let clause = |id: &String| {
        let near = || nearest(id, policy.clauses.iter().map(|c| c.id.as_str()));
        policy.clauses.iter().position(|c| c.id == *id).ok_or_else(|| unknown_clause(id, near()))
    };
    let clauses = read.clauses.iter().map(|id| file.read(id, clause)).collect::<Result<Vec<_>, _>>()?;
    let parameters: Vec<(String, Setting)> =
        read.parameters.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let demand = if let Some(input) = input_rule(&id) {
        Demand::Input(input)
    } else if clauses.is_empty() {
        return Err(file.whole(say::no_clause()));
    } else {
        let population = population(file, &reader, &read)?;
        let items = population.times.map_or_else(Vec::new, |list| policy.items(list, Day::FAR));
        let unlisted = items.into_iter().map(|item| policy.item_clause(item)).find(|clause| !clauses.contains(clause));
        if let (Some(clause), Some(times)) = (unlisted, &read.times) {
            return Err(file.error(&times.span(), say::clause_of_item(&policy.clauses[clause].id)));
        }
        Demand::Of(Box::new(population))
    };
    let slots = slots(&reader, &demand, &parameters, policy);
    let slots_are_same = same_slots(file, &read.ja, &read.en);
    let words = InBothLanguages { ja: words(file, &slots, *read.ja)?, en: words(file, &slots, *read.en)? };
    slots_are_same?;
    let words_begin = memchr::memmem::find(file.text.as_bytes(), b"\n[ja]").unwrap_or(file.text.len());
    let logic = file.text[..words_begin].trim().to_owned();
    Ok(Rule {
        id,
        file: file.path.to_owned(),
        clauses,
        duty: read.duty,
        severity: read.severity,
        confidence: read.confidence.unwrap_or(Confidence::Certain),
        demand,
        policy: match read.office.replaced {
            Some((severity, parameters)) => PolicyValues { severity, parameters: parameters.into_iter().collect() },
            None => PolicyValues { severity: read.severity, parameters: parameters.clone() },
        },
        parameters,
        lax: read.lax.into_iter().map(|(name, lax)| (name.into_inner(), lax)).collect(),
        undetermined_limit: read.office.undetermined_limit,
        logic,
        words,
    })
}

/// The lists of a policy by their names.
const LISTS: [(&str, List); 4] = [
    ("documents", List::Documents),
    ("dated-documents", List::DatedDocuments),
    ("attested-clauses", List::AttestedClauses),
    ("pledge-points", List::PledgePoints),
];

/// Returns the list of that name.
fn list(name: &str) -> Result<List, Problem> {
    LISTS.iter().find(|(known, _)| *known == name).map(|(_, list)| *list).ok_or_else(|| {
        let known = LISTS.map(|(known, _)| known);
        say::unknown_list(name, &known, nearest(name, known))
    })
}

/// Reads tables, columns (`table.column`) and columns in which something is filled (`table.column filled`).
fn needs<S: Scope>(file: File<'_>, reader: &Reader<'_, S>, list: &[Spanned<String>]) -> Result<Vec<Need>, PolicyError> {
    let need = |text: &String| {
        let (path, is_filled) = text.strip_suffix(" filled").map_or((text.as_str(), false), |path| (path, true));
        let Some((table, column)) = path.split_once('.') else { return table_named(path).map(Need::Table) };
        let table = table_named(table)?;
        let column = reader.column(table, column)?;
        Ok(if is_filled { Need::Filled(table, column) } else { Need::Column(table, column) })
    };
    list.iter().map(|text| file.read(text, need)).collect()
}

fn population<S: Scope>(file: File<'_>, reader: &Reader<'_, S>, read: &RuleFile) -> Result<Population, PolicyError> {
    let Some(each) = &read.each else {
        return Err(file.whole(say::no_table()));
    };
    let table = file.read(each, |name| table_named(name))?;
    let times = read.times.as_ref().map(|name| file.read(name, |name| list(name))).transpose()?;
    if read.together && times.is_none() {
        return Err(file.whole(say::together_without_list()));
    }
    let filled = read.filled.iter().map(|name| file.read(name, |name| reader.column(table, name)));
    let filled = filled.collect::<Result<_, _>>()?;
    let check = check(file, reader, table, read)?;
    let population = Population {
        each: table,
        times,
        together: read.together,
        conditions: conditions(file, reader, table, &read.conditions)?,
        except: conditions(file, reader, table, &read.except)?,
        filled,
        needs: needs(file, reader, &read.needs)?,
        only_with: needs(file, reader, &read.only_with)?,
        check,
        needed: OnceLock::new(),
    };
    let own = population.conditions.iter().chain(&population.except).chain(population.check.own_conditions());
    let all: Vec<&Condition> = own.chain(population.check.other_conditions()).collect();
    if times.is_none() && all.iter().any(|c| c.is_of_item()) {
        return Err(file.whole(say::item_without_list()));
    }
    if times != Some(List::DatedDocuments) && all.iter().any(|c| matches!(c.test, Test::MatchesEdition(_))) {
        return Err(file.whole(say::edition_without_list()));
    }
    Ok(population)
}
