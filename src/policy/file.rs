//! The files of a policy: TOML to types, and every mistake to its file and line.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use super::template::{self, Slot, Slots, Template};
use super::{
    Clause, Demand, Document, Edition, InBothLanguages, List, Point, Policy, Population, Rule, Term, TermKind, Words,
};
use crate::base::date::Day;
use crate::base::fold;
use crate::base::text::{Problem, Text};
use crate::config::{RuleSettings, Setting, nearest};
use crate::model::finding::{Confidence, Duty, Severity};
use crate::model::issue::InputRule;
use crate::model::schema::{ColumnId, Kind, TableId, schema};
use crate::policy::check::{Check, Conditions, Count, Deadline, Latest, Mode, Names, Quantified, Quantifier, Unique};
use crate::policy::condition::{Condition, Reader, Related, Scope, TermId, Test, When};
use crate::policy::words;

/// A mistake in a policy's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// File, line and column.
    pub place: String,
    /// What was found, and what was expected.
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl std::error::Error for Broken {}

/// A file of a policy.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
}

impl<'a> File<'a> {
    fn broken(self, span: &Range<usize>, what: impl fmt::Display) -> Broken {
        let before = &self.text[..span.start.min(self.text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Broken { place: format!("{}:{line}:{column}", self.path), what: what.to_string() }
    }

    fn whole(self, what: impl fmt::Display) -> Broken {
        self.broken(&(0..0), what)
    }

    /// What the file says.
    fn parse<T: Deserialize<'a>>(self) -> Result<T, Broken> {
        toml::from_str(self.text).map_err(|error| self.broken(&error.span().unwrap_or(0..0), error.message()))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PolicyFile {
    name: String,
    version: String,
    in_force: Spanned<toml::value::Datetime>,
    ja: Title,
    en: Title,
    clause: Vec<ClauseFile>,
    #[serde(default)]
    document: Vec<DocumentFile>,
    #[serde(default)]
    point: Vec<PointFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Title {
    title: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ClauseFile {
    id: Spanned<String>,
    cited: String,
    duty: Duty,
    ja: String,
    en: String,
    ja_text: String,
    en_text: String,
    #[serde(default)]
    attested: bool,
    ja_question: Option<String>,
    en_question: Option<String>,
    #[serde(default)]
    includes: Vec<Spanned<String>>,
    #[serde(default)]
    own_rules: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentFile {
    clause: Spanned<String>,
    names: Vec<String>,
    ja: String,
    en: String,
    #[serde(default)]
    editions: Vec<EditionFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EditionFile {
    edition: String,
    issued: Spanned<toml::value::Datetime>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PointFile {
    number: Spanned<u8>,
    clause: Spanned<String>,
    ja: String,
    en: String,
}

/// The terms of each table.
type TermsFile = IndexMap<Spanned<String>, IndexMap<Spanned<String>, TermFile>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TermFile {
    all: Option<Vec<Spanned<String>>>,
    any: Option<Vec<Spanned<String>>>,
    first: Option<Vec<Spanned<String>>>,
    some: Option<Spanned<String>>,
    #[serde(default)]
    that: Vec<Spanned<String>>,
    at_least: Option<usize>,
    ja: String,
    en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RuleFile {
    clauses: Vec<Spanned<String>>,
    duty: Duty,
    severity: Severity,
    confidence: Option<Confidence>,
    each: Option<Spanned<String>>,
    times: Option<Spanned<String>>,
    #[serde(default, rename = "where")]
    conditions: Vec<Spanned<String>>,
    #[serde(default)]
    except: Vec<Spanned<String>>,
    #[serde(default)]
    filled: Vec<Spanned<String>>,
    never: Option<Vec<Spanned<String>>>,
    always: Option<Vec<Spanned<String>>>,
    any: Option<Vec<Spanned<String>>>,
    some: Option<Box<QuantifiedFile>>,
    none: Option<Box<QuantifiedFile>>,
    not_every: Option<Box<QuantifiedFile>>,
    count: Option<Box<CountFile>>,
    unique: Option<Box<UniqueFile>>,
    deadline: Option<Box<DeadlineFile>>,
    latest: Option<Box<LatestFile>>,
    names: Option<Box<NamesFile>>,
    #[serde(default)]
    parameters: IndexMap<String, Setting>,
    ja: Box<WordsFile>,
    en: Box<WordsFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuantifiedFile {
    of: Spanned<String>,
    #[serde(default)]
    same: IndexMap<String, String>,
    #[serde(default)]
    that: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CountFile {
    of: Spanned<String>,
    #[serde(default)]
    that: Vec<Spanned<String>>,
    at_least: Option<usize>,
    at_most: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UniqueFile {
    by: Vec<Spanned<String>>,
    #[serde(default)]
    among: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DeadlineFile {
    of: Option<Spanned<String>>,
    #[serde(default)]
    that: Vec<Spanned<String>>,
    act: Spanned<String>,
    after: Vec<Spanned<String>>,
    grace: Spanned<Amount>,
    look_back: Spanned<Amount>,
    required: bool,
}

/// A number, or the name of a parameter that is one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Amount {
    Number(i32),
    Parameter(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LatestFile {
    of: Spanned<String>,
    by: Spanned<String>,
    #[serde(default)]
    those: Vec<Spanned<String>>,
    that: Vec<Spanned<String>>,
    required: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct NamesFile {
    #[serde(rename = "in")]
    text: Spanned<String>,
    of: Option<Spanned<String>>,
    at_most: usize,
    #[serde(default)]
    honorifics: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    title: Spanned<String>,
    message: Spanned<String>,
    population: Spanned<String>,
    requirement: Spanned<String>,
    why: Spanned<String>,
    fix: Vec<Spanned<String>>,
}

/// A term by its table and name, and what it holds if it stands for the first filled one of several columns.
type NamedTerm<'a> = (TableId, &'a str, Option<Kind>);

/// What the names in a file's conditions stand for.
struct Vocabulary<'a> {
    terms: &'a [NamedTerm<'a>],
    parameters: &'a IndexMap<String, Setting>,
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

/// The files of a policy, taken apart but not yet read against each other: what an office sets for its rules is put
/// in here, so that conditions and texts see it as if it stood in the files.
pub(super) struct Files<'a> {
    policy: File<'a>,
    terms: Option<File<'a>>,
    rules: Vec<(File<'a>, String, RuleFile)>,
}

impl<'a> Files<'a> {
    /// Takes files apart.
    pub(super) fn parse(files: &[File<'a>]) -> Result<Self, Broken> {
        let (mut policy, mut terms, mut rules) = (None, None, Vec::with_capacity(files.len()));
        for file in files.iter().copied() {
            match file.path.rsplit(['/', '\\']).next().unwrap_or_default() {
                "policy.toml" => policy = Some(file),
                "terms.toml" => terms = Some(file),
                name => rules.push((file, name.strip_suffix(".toml").unwrap_or(name).to_owned(), file.parse()?)),
            }
        }
        let missing = || Broken { place: "policy.toml".to_owned(), what: "a policy needs this file".to_owned() };
        Ok(Self { policy: policy.ok_or_else(missing)?, terms, rules })
    }

    /// Replaces parameters and severities by those that an office has set. Fails if there is no such rule or
    /// parameter, or if a value is not of its sort.
    pub(super) fn set(&mut self, settings: &BTreeMap<String, RuleSettings>) -> Result<(), Problem> {
        for (id, set) in settings {
            let Some((_, _, rule)) = self.rules.iter_mut().find(|(_, known, _)| known == id) else {
                let near = nearest(id, self.rules.iter().map(|(_, known, _)| known.as_str()));
                let name = self.policy.path.rsplit(['/', '\\']).nth(1).unwrap_or_default();
                return Err(words::unknown_rule(&set.at, id, name, near));
            };
            if set.off.is_some() && input_rule(id).is_some() {
                return Err(words::always_on(set.position("off"), id));
            }
            rule.severity = set.severity.unwrap_or(rule.severity);
            for (name, given) in &set.parameters {
                let at = set.position(name);
                let Some(parameter) = rule.parameters.get_mut(name) else {
                    let off = input_rule(id).is_none().then_some("off");
                    let known: Vec<&str> =
                        rule.parameters.keys().map(String::as_str).chain(["severity"]).chain(off).collect();
                    let near = nearest(name, known.iter().copied());
                    return Err(words::unknown_parameter(at, id, name, &known, near));
                };
                match (&*parameter, &given.value) {
                    (Setting::Number(_), Setting::Number(number)) if *number < 0 => {
                        return Err(words::negative(at, id, name, *number));
                    }
                    (Setting::Number(default), Setting::Words(_)) => {
                        return Err(words::number_expected(at, id, name, *default));
                    }
                    (Setting::Words(_), Setting::Number(_)) => {
                        return Err(words::words_expected(at, id, name));
                    }
                    _ => *parameter = given.value.clone(),
                }
            }
        }
        Ok(())
    }

    /// Reads the policy, whose hash is given.
    pub(super) fn policy(self, sha256: String) -> Result<Policy, Broken> {
        let mut policy = read_policy(self.policy, sha256)?;
        if let Some(file) = self.terms {
            policy.terms = read_terms(file)?;
        }
        let terms: Vec<NamedTerm<'_>> = policy.terms.iter().map(named).collect();
        let mut rules: Vec<Rule> = Vec::with_capacity(self.rules.len());
        for (file, id, read) in self.rules {
            if let Some(other) = rules.iter().find(|rule| rule.id == id) {
                return Err(file.whole(format!("there is a rule `{id}` already, in {}", other.file)));
            }
            rules.push(read_rule(file, id, read, &policy, &terms)?);
        }
        policy.rules = rules;
        policy.rules.sort_by(|a, b| order(a).cmp(&order(b)));
        for (place, clause) in policy.clauses.iter().enumerate() {
            let checked = policy.rules.iter().any(|r| r.clauses.contains(&place));
            if !checked && clause.includes.is_empty() && !clause.own_rules {
                return Err(self.policy.whole(format!(
                    "no rule enforces the clause {}, and it neither includes others nor is left to the office's own rules",
                    clause.id
                )));
            }
        }
        Ok(policy)
    }
}

/// What the place of a rule among the others depends on.
fn order(rule: &Rule) -> (Option<InputRule>, Option<usize>, &str) {
    let input = match &rule.demand {
        Demand::Input(rule) => Some(*rule),
        Demand::Of(_) => None,
    };
    (input, rule.clauses.first().copied(), &rule.id)
}

/// The rule about the input of that id.
fn input_rule(id: &str) -> Option<InputRule> {
    InputRule::ALL.into_iter().find(|rule| rule.id() == id)
}

fn day(file: File<'_>, value: &Spanned<toml::value::Datetime>) -> Result<Day, Broken> {
    let text = value.as_ref().date.map(|d| d.to_string());
    text.and_then(|t| Day::parse(&t).ok())
        .ok_or_else(|| file.broken(&value.span(), "a day is expected, such as 2025-03-01"))
}

fn read_policy(file: File<'_>, sha256: String) -> Result<Policy, Broken> {
    let read: PolicyFile = file.parse()?;
    let ids: Vec<String> = read.clause.iter().map(|c| c.id.as_ref().clone()).collect();
    let clause = |id: &Spanned<String>| {
        ids.iter()
            .position(|i| i == id.as_ref())
            .ok_or_else(|| file.broken(&id.span(), format!("there is no clause `{}`", id.as_ref())))
    };
    let mut clauses = Vec::new();
    for (place, c) in read.clause.into_iter().enumerate() {
        if ids[..place].contains(c.id.as_ref()) {
            return Err(file.broken(&c.id.span(), format!("the clause `{}` stands twice", c.id.as_ref())));
        }
        let question = match (c.ja_question, c.en_question, c.attested) {
            (Some(ja), Some(en), true) => Some(Text { ja, en }),
            (None, None, false) => None,
            _ => {
                return Err(file.broken(
                    &c.id.span(),
                    "an attested clause has ja-question and en-question, and no other clause has",
                ));
            }
        };
        clauses.push(Clause {
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
            editions.push(Edition { edition: e.edition.clone(), issued: day(file, &e.issued)? });
        }
        let names = d.names.iter().chain([&d.ja, &d.en, &clauses[place].id]).map(|n| fold::header(n)).collect();
        documents.push(Document { clause: place, names, label: Text { ja: d.ja.clone(), en: d.en.clone() }, editions });
    }
    let mut points = Vec::new();
    for p in &read.point {
        if !(1..=8).contains(p.number.as_ref()) {
            return Err(file.broken(&p.number.span(), "a point has a number from 1 to 8"));
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
        clauses,
        documents,
        points,
        terms: Vec::new(),
        rules: Vec::new(),
    })
}

fn read_terms(file: File<'_>) -> Result<Vec<Term>, Broken> {
    let tables: TermsFile = file.parse()?;
    let no_parameters = IndexMap::new();
    let mut listed: Vec<(TableId, &Spanned<String>, &TermFile)> = Vec::new();
    for (table, terms) in &tables {
        let id = schema()
            .table(table.as_ref())
            .ok_or_else(|| file.broken(&table.span(), format!("there is no table `{}`", table.as_ref())))?;
        for (name, term) in terms {
            if id
                .def()
                .columns
                .iter()
                .any(|c| c.name == name.as_ref().as_str() || c.step == Some(name.as_ref().as_str()))
            {
                return Err(file.broken(
                    &name.span(),
                    format!("`{}` is a column or reference of {}", name.as_ref(), table.as_ref()),
                ));
            }
            listed.push((id, name, term));
        }
    }
    // Columns made of the first filled one of several come first: conditions step along them.
    let mut names: Vec<NamedTerm<'_>> = listed.iter().map(|(t, n, _)| (*t, n.as_ref().as_str(), None)).collect();
    let mut firsts = Vec::new();
    for (place, (table, name, term)) in listed.iter().enumerate() {
        let Some(values) = &term.first else { continue };
        let scope = Vocabulary { terms: &[], parameters: &no_parameters };
        let reader = Reader { scope: &scope };
        let mut read = Vec::new();
        for value in values {
            read.push(reader.value(*table, value.as_ref()).map_err(|e| file.broken(&value.span(), e))?);
        }
        let kind = match read.first() {
            Some((_, kind @ (Kind::Row(_) | Kind::Date))) if read.iter().all(|(_, k)| k == kind) => *kind,
            _ => {
                return Err(file
                    .broken(&name.span(), "`first` takes columns that are all dates, or all references to one table"));
            }
        };
        names[place].2 = Some(kind);
        firsts.push((place, read.into_iter().map(|(value, _)| value).collect::<Vec<_>>(), kind));
    }
    let scope = Vocabulary { terms: &names, parameters: &no_parameters };
    let reader = Reader { scope: &scope };
    let mut terms = Vec::new();
    for (place, (table, name, term)) in listed.iter().enumerate() {
        let all = |list: &[Spanned<String>], table| {
            let read = conditions(file, &reader, table, list)?;
            match read.iter().position(Condition::is_of_item) {
                Some(place) => Err(file.broken(&list[place].span(), "`matches item` stands in rules, not in terms")),
                None => Ok(read),
            }
        };
        if term.all.as_ref().or(term.any.as_ref()).is_some_and(Vec::is_empty) || term.at_least == Some(0) {
            return Err(file.broken(&name.span(), format!("the term `{}` asks for nothing", name.as_ref())));
        }
        let kind = match (&term.all, &term.any, &term.first, &term.some) {
            (Some(list), None, None, None) => TermKind::All(all(list, *table)?),
            (None, Some(list), None, None) => TermKind::Any(all(list, *table)?),
            (None, None, Some(_), None) => {
                let found = firsts.iter().find(|(p, _, _)| *p == place);
                let (_, values, kind) = found.ok_or_else(|| file.broken(&name.span(), "no values"))?;
                TermKind::First(values.clone(), *kind)
            }
            (None, None, None, Some(of)) => {
                let related = related(file, &reader, *table, of, &IndexMap::new())?;
                let that = all(&term.that, related.to)?;
                TermKind::Some { related, that, at_least: term.at_least.unwrap_or(1) }
            }
            _ => {
                return Err(file.broken(
                    &name.span(),
                    format!("the term `{}` needs one of: all, any, first, some", name.as_ref()),
                ));
            }
        };
        if term.some.is_none() && !(term.that.is_empty() && term.at_least.is_none()) {
            return Err(file.broken(&name.span(), "`that` and `at-least` go with `some`"));
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
            let name = &terms[place].name;
            let what =
                format!("the term `{name}` is defined by itself, or by more than {MOST_TERMS_DEEP} others in a row");
            return Err(file.broken(&listed[place].1.span(), what));
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

fn conditions<S: Scope>(
    file: File<'_>,
    reader: &Reader<'_, S>,
    table: TableId,
    list: &[Spanned<String>],
) -> Result<Vec<Condition>, Broken> {
    list.iter().map(|text| reader.condition(table, text.as_ref()).map_err(|e| file.broken(&text.span(), e))).collect()
}

fn related<S: Scope>(
    file: File<'_>,
    reader: &Reader<'_, S>,
    table: TableId,
    of: &Spanned<String>,
    same: &IndexMap<String, String>,
) -> Result<Related, Broken> {
    let same: Vec<(String, String)> = same.iter().map(|(a, b)| (a.clone(), b.clone())).collect();
    reader.related(table, of.as_ref(), &same).map_err(|e| file.broken(&of.span(), e))
}

fn named(term: &Term) -> NamedTerm<'_> {
    let kind = match term.kind {
        TermKind::First(_, kind) => Some(kind),
        _ => None,
    };
    (term.table, &term.name, kind)
}

fn read_rule(
    file: File<'_>,
    id: String,
    read: RuleFile,
    policy: &Policy,
    terms: &[NamedTerm<'_>],
) -> Result<Rule, Broken> {
    let negative = |p: &&String| matches!(read.parameters[*p], Setting::Number(number) if number < 0);
    if let Some(name) = read.parameters.keys().find(negative) {
        return Err(file.whole(format!("the parameter `{name}` is negative; write T-{name} or T+{name} instead")));
    }
    let scope = Vocabulary { terms, parameters: &read.parameters };
    let reader = Reader { scope: &scope };
    let mut clauses = Vec::new();
    for clause in &read.clauses {
        let place = policy.clauses.iter().position(|c| c.id == *clause.as_ref());
        clauses.push(
            place.ok_or_else(|| {
                file.broken(&clause.span(), format!("the policy has no clause `{}`", clause.as_ref()))
            })?,
        );
    }
    let parameters: Vec<(String, Setting)> =
        read.parameters.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let demand = if let Some(input) = input_rule(&id) {
        Demand::Input(input)
    } else if clauses.is_empty() {
        return Err(file.whole("a rule needs at least one clause that it enforces"));
    } else {
        let population = population(file, &reader, &read)?;
        let items = population.times.map_or_else(Vec::new, |list| policy.items(list, Day::FAR));
        let unlisted = items.into_iter().map(|item| policy.item_clause(item)).find(|clause| !clauses.contains(clause));
        if let (Some(clause), Some(times)) = (unlisted, &read.times) {
            let id = &policy.clauses[clause].id;
            return Err(
                file.broken(&times.span(), format!("an item of the list stands in clause {id}, which `clauses` lacks"))
            );
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
        parameters,
        logic,
        words,
    })
}

fn population<S: Scope>(file: File<'_>, reader: &Reader<'_, S>, read: &RuleFile) -> Result<Population, Broken> {
    let Some(each) = &read.each else {
        return Err(file.whole("a rule needs `each`: the table whose rows it examines"));
    };
    let table = reader.table(each.as_ref()).map_err(|e| file.broken(&each.span(), e))?;
    let times = match &read.times {
        None => None,
        Some(list) => Some(match list.as_ref().as_str() {
            "documents" => List::Documents,
            "dated-documents" => List::DatedDocuments,
            "attested-clauses" => List::AttestedClauses,
            "pledge-points" => List::PledgePoints,
            other => {
                let lists = "documents, dated-documents, attested-clauses, pledge-points";
                return Err(file.broken(&list.span(), format!("`{other}` is no list of the policy; there are {lists}")));
            }
        }),
    };
    let filled = read
        .filled
        .iter()
        .map(|name| reader.column(table, name.as_ref()).map_err(|e| file.broken(&name.span(), e)))
        .collect::<Result<_, _>>()?;
    let check = check(file, reader, table, read)?;
    let population = Population {
        each: table,
        times,
        conditions: conditions(file, reader, table, &read.conditions)?,
        except: conditions(file, reader, table, &read.except)?,
        filled,
        check,
        needed: OnceLock::new(),
    };
    let own = population.conditions.iter().chain(&population.except).chain(population.check.own_conditions());
    let all: Vec<&Condition> = own.chain(population.check.other_conditions()).collect();
    if times.is_none() && all.iter().any(|c| c.is_of_item()) {
        return Err(file.whole("`matches item` needs `times`: the list that the items come from"));
    }
    if times != Some(List::DatedDocuments) && all.iter().any(|c| matches!(c.test, Test::MatchesEdition(_))) {
        return Err(file.whole("`matches item.edition` needs `times = \"dated-documents\"`"));
    }
    Ok(population)
}

fn check<S: Scope>(file: File<'_>, reader: &Reader<'_, S>, table: TableId, read: &RuleFile) -> Result<Check, Broken> {
    let all = |list: &[Spanned<String>], table| conditions(file, reader, table, list);
    let column =
        |table, name: &Spanned<String>| reader.column(table, name.as_ref()).map_err(|e| file.broken(&name.span(), e));
    let mut checks: Vec<Check> = Vec::new();
    for (mode, list) in [(Mode::Never, &read.never), (Mode::Always, &read.always), (Mode::Any, &read.any)] {
        if let Some(list) = list {
            if list.is_empty() {
                return Err(file.whole("a requirement without conditions asks for nothing"));
            }
            checks.push(Check::Conditions(Conditions { mode, conditions: all(list, table)? }));
        }
    }
    for (quantifier, part) in
        [(Quantifier::Some, &read.some), (Quantifier::None, &read.none), (Quantifier::NotEvery, &read.not_every)]
    {
        if let Some(part) = part {
            let related = related(file, reader, table, &part.of, &part.same)?;
            let that = all(&part.that, related.to)?;
            checks.push(Check::Quantified(Quantified { quantifier, related, that }));
        }
    }
    if let Some(part) = &read.count {
        let related = related(file, reader, table, &part.of, &IndexMap::new())?;
        let that = all(&part.that, related.to)?;
        if part.at_least.is_none() && part.at_most.is_none() {
            return Err(file.broken(&part.of.span(), "[count] needs at-least or at-most"));
        }
        let (at_least, at_most) = (part.at_least.unwrap_or(0), part.at_most.unwrap_or(usize::MAX));
        if at_least > at_most {
            return Err(file.broken(&part.of.span(), format!("no number is at least {at_least} and at most {at_most}")));
        }
        checks.push(Check::Count(Count { related, that, at_least, at_most }));
    }
    if let Some(part) = &read.unique {
        let comparable = |name: &Spanned<String>| match column(table, name)? {
            id if is_text(table, id) || matches!(table.def().def(id).kind, Kind::Row(_)) => Ok(id),
            _ => Err(file.broken(&name.span(), format!("`{}` is neither text nor a reference", name.as_ref()))),
        };
        let by = part.by.iter().map(comparable).collect::<Result<Vec<_>, _>>()?;
        if by.is_empty() {
            return Err(file.whole("[unique] needs the columns that it compares"));
        }
        checks.push(Check::Unique(Unique { table, by, among: all(&part.among, table)? }));
    }
    if let Some(part) = &read.deadline {
        checks.push(Check::Deadline(deadline(file, reader, table, part)?));
    }
    if let Some(part) = &read.latest {
        let related = related(file, reader, table, &part.of, &IndexMap::new())?;
        let by = date(file, reader, related.to, &part.by)?;
        if part.that.is_empty() {
            return Err(file.broken(&part.of.span(), "[latest] needs `that`: what the last row must be like"));
        }
        let (those, that) = (all(&part.those, related.to)?, all(&part.that, related.to)?);
        checks.push(Check::Latest(Latest { related, by, those, that, required: part.required }));
    }
    if let Some(part) = &read.names {
        let allowed = part.of.as_ref().map(|of| related(file, reader, table, of, &IndexMap::new())).transpose()?;
        if let (Some(allowed), Some(of)) = (&allowed, &part.of)
            && allowed.to.def().name != "patients"
        {
            return Err(file.broken(&of.span(), "`of` leads to patients"));
        }
        let column = column(table, &part.text)?;
        if !is_text(table, column) {
            return Err(file.broken(&part.text.span(), format!("`{}` is no text", part.text.as_ref())));
        }
        checks.push(Check::Names(Names {
            table,
            column,
            allowed,
            at_most: part.at_most,
            honorifics: part.honorifics.iter().cloned().collect(),
        }));
    }
    match (checks.pop(), checks.is_empty()) {
        (Some(check), true) => Ok(check),
        _ => Err(file.whole(
            "a rule makes one requirement: never, always, any, [some], [none], [not-every], [count], [unique], [deadline], [latest] or [names]",
        )),
    }
}

/// What the texts of a rule may refer to.
fn slots<'s, S: Scope>(
    reader: &'s Reader<'s, S>,
    demand: &Demand,
    parameters: &'s [(String, Setting)],
    policy: &Policy,
) -> Slots<'s, S> {
    match demand {
        Demand::Input(rule) => {
            Slots { reader, each: None, related: None, own: Vec::new(), input: Some(*rule), parameters }
        }
        Demand::Of(population) => Slots {
            reader,
            each: Some(population.each),
            related: population.check.related().map(|r| r.to),
            own: own_slots(population, policy),
            input: None,
            parameters,
        },
    }
}

fn words<S: Scope>(file: File<'_>, slots: &Slots<'_, S>, read: WordsFile) -> Result<Words, Broken> {
    let template = |text: Spanned<String>| -> Result<Template, Broken> {
        filled_in(file, &text)?;
        let span = text.span();
        slots.template(text.as_ref()).map_err(|e| file.broken(&span, e))
    };
    let plain = |text: Spanned<String>| -> Result<String, Broken> {
        filled_in(file, &text)?;
        match template::names([text.as_ref().as_str()]).first() {
            Some(name) => Err(file.broken(&text.span(), format!("there are no slots here, such as {{{name}}}"))),
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

fn filled_in(file: File<'_>, text: &Spanned<String>) -> Result<(), Broken> {
    if text.as_ref().trim().is_empty() { Err(file.broken(&text.span(), "an empty text")) } else { Ok(()) }
}

fn deadline<S: Scope>(
    file: File<'_>,
    reader: &Reader<'_, S>,
    table: TableId,
    part: &DeadlineFile,
) -> Result<Deadline, Broken> {
    let of = match &part.of {
        None if !part.that.is_empty() => {
            return Err(file.broken(&part.act.span(), "`that` goes with `of`: the rows that record the act"));
        }
        None => None,
        Some(of) => {
            let related = related(file, reader, table, of, &IndexMap::new())?;
            let that = conditions(file, reader, related.to, &part.that)?;
            Some((related, that))
        }
    };
    let act = date(file, reader, of.as_ref().map_or(table, |(related, _)| related.to), &part.act)?;
    let mut after = Vec::new();
    for start in &part.after {
        after.push(match start.as_ref().as_str() {
            "E" => When::Effect(0),
            text => match reader.value(table, text).map_err(|e| file.broken(&start.span(), e))? {
                (value, Kind::Date) => When::Value(value),
                _ => return Err(file.broken(&start.span(), format!("`{text}` is no date"))),
            },
        });
    }
    let amount = |amount: &Spanned<Amount>| match amount.as_ref() {
        Amount::Number(number) if *number >= 0 => Ok(*number),
        Amount::Number(_) => Err(file.broken(&amount.span(), "a number of days is not negative")),
        Amount::Parameter(name) => reader
            .scope
            .number(name)
            .ok_or_else(|| file.broken(&amount.span(), format!("there is no number `{name}` in [parameters]"))),
    };
    let (grace, look_back) = (amount(&part.grace)?, amount(&part.look_back)?);
    Ok(Deadline { table, of, act, after, grace, look_back, required: part.required })
}

/// A column that holds dates.
fn date<S: Scope>(
    file: File<'_>,
    reader: &Reader<'_, S>,
    table: TableId,
    name: &Spanned<String>,
) -> Result<ColumnId, Broken> {
    let id = reader.column(table, name.as_ref()).map_err(|e| file.broken(&name.span(), e))?;
    if table.def().def(id).kind == Kind::Date {
        Ok(id)
    } else {
        Err(file.broken(&name.span(), format!("`{}` is no date", name.as_ref())))
    }
}

fn is_text(table: TableId, column: ColumnId) -> bool {
    matches!(table.def().def(column).kind, Kind::Text | Kind::Name | Kind::Email)
}

/// The slots that a population and its check offer beside columns and parameters.
fn own_slots(population: &Population, policy: &Policy) -> Vec<(&'static str, Slot)> {
    let mut slots = Vec::new();
    if let Some(list) = population.times {
        slots.push(("item", Slot::Item));
        if list == List::DatedDocuments {
            slots.extend([("item.edition", Slot::ItemEdition), ("item.issued", Slot::ItemIssued)]);
        }
    }
    match &population.check {
        Check::Conditions(check) => {
            let is_labelled = |c: &Condition| matches!(c.test, Test::Term(term) if !c.negated && !matches!(policy.terms[term.0].kind, TermKind::First(..)));
            if check.conditions.len() > 1 && check.conditions.iter().all(is_labelled) {
                slots.push(("broken", Slot::Broken));
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

/// Both languages must say the same: the same slots in the message, and in all steps of the fix together.
fn same_slots(file: File<'_>, ja: &WordsFile, en: &WordsFile) -> Result<(), Broken> {
    let messages = [ja, en].map(|w| template::names([w.message.as_ref().as_str()]));
    if messages[0] != messages[1] {
        let [in_ja, in_en] = messages.map(|slots| slots.join(", "));
        let what = format!("the message has the slots {in_ja} in Japanese and {in_en} in English");
        return Err(file.broken(&en.message.span(), what));
    }
    let fixes = [ja, en].map(|w| template::names(w.fix.iter().map(|step| step.as_ref().as_str())));
    if fixes[0] != fixes[1] {
        let [in_ja, in_en] = fixes.map(|slots| slots.join(", "));
        let what = format!("the fix has the slots {in_ja} in Japanese and {in_en} in English");
        return Err(file.broken(&en.fix.first().map_or(0..0, Spanned::span), what));
    }
    Ok(())
}
