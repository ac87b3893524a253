//! A policy as data: its clauses, documents and terms, and the rules that enforce it, read from a folder of TOML
//! files or from those in the program. A mistake in a file is reported with file, line and what was expected.

#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod condition;
mod differences;
mod files;
mod hash;
mod loosening;
#[doc(hidden)]
pub mod needs;
mod read;
mod rule;
mod template;
pub(crate) mod words;

use std::collections::BTreeMap;
use std::path::Path;

use differences::differences;
use files::{Found, embedded_files, embedded_in, files_in, policy_at, sha256, with_input};
use read::{File, Files};

use crate::base::date::Day;
use crate::base::text::{Lang, Problem, Text};
use crate::base::{embedded, normalize};
use crate::config::{RuleSettings, Setting};
use crate::model::finding::{Duty, PolicyChangeKind};
use crate::model::report::PolicyChange;
use crate::model::schema::{Kind, TableId};
use crate::policy::condition::{Condition, Related, TermId, Value};

pub use loosening::{Lax, PolicyValues, SettingChange};
pub use read::PolicyError;
use rule::InBothLanguages;
pub use rule::{Demand, Population, Rule, Words};
pub use template::{Part, Slot, Template};

/// A written policy and the rules that enforce it.
#[derive(Debug)]
pub struct Policy {
    /// Its short name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: Text,
    /// The day from which it has been in force.
    pub in_force: Day,
    /// SHA-256 over the files it was read from, in hexadecimal.
    pub sha256: String,
    /// What it has otherwise than the one of its name in the program, and which files of its folder are not read.
    pub changes: Vec<PolicyChange>,
    /// Its clauses, in order.
    pub clauses: Vec<Clause>,
    /// The documents it names.
    pub documents: Vec<Document>,
    /// The points that a pledge must contain.
    pub points: Vec<Point>,
    /// What its rules call things.
    pub terms: Vec<Term>,
    /// Its rules in the order of its clauses, the rules about the input behind them.
    pub rules: Vec<Rule>,
}

/// A clause.
#[derive(Debug)]
pub struct Clause {
    /// Its short id, such as `A2-1`.
    pub id: String,
    /// How it is cited.
    pub cited: String,
    /// Who must see to it.
    pub duty: Duty,
    /// Its obligation in a few words.
    pub label: Text,
    /// Its obligation in full.
    pub text: Text,
    /// Where no rule can judge it: what a person states yearly.
    pub question: Option<Text>,
    /// The clauses that it is judged by, where it only points to others.
    pub includes: Vec<usize>,
    /// Whether it leaves room for the office's own rules.
    pub own_rules: bool,
    /// Where other rules judge it by some of their members: which.
    pub judged: Option<JudgedBy>,
}

/// The rules that judge a clause though they do not name it, and the people by whom they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JudgedBy {
    /// The rules that are this one's duty.
    pub duty: Duty,
    /// Their members who are such accounts, or are about one.
    pub who: TermId,
}

/// A document that the policy names.
#[derive(Debug)]
pub struct Document {
    /// The clause that names it.
    pub clause: usize,
    /// What a register may call it, normalized.
    pub names: Vec<String>,
    /// Its title.
    pub label: Text,
    /// Its editions by the day of issue.
    pub editions: Vec<Edition>,
}

/// An edition of a document.
#[derive(Debug)]
pub struct Edition {
    /// Its number; `None` for one that goes by its day.
    pub number: Option<String>,
    /// The day of issue.
    pub issued: Day,
}

/// A point that a pledge must contain.
#[derive(Debug)]
pub struct Point {
    /// Its number, from 1.
    pub number: u8,
    /// The clause that asks for it.
    pub clause: usize,
    /// The point in words.
    pub label: Text,
}

/// A term.
#[derive(Debug)]
pub struct Term {
    /// The table whose rows it is about.
    pub table: TableId,
    /// Its name.
    pub name: String,
    /// Its name in words.
    pub label: Text,
    /// What it means.
    pub kind: TermKind,
}

/// What a term means.
#[derive(Debug)]
pub enum TermKind {
    /// All hold.
    All(Vec<Condition>),
    /// One holds.
    Any(Vec<Condition>),
    /// So many related rows are such.
    Some {
        /// The related rows.
        related: Related,
        /// What they are like.
        that: Vec<Condition>,
        /// How many at least.
        at_least: usize,
    },
    /// The first filled one of these values.
    First(Vec<Value>, Kind),
}

/// A list of the policy, each item of which is asked of each member of a population.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// The documents it names.
    Documents,
    /// Those of them whose editions it lists.
    DatedDocuments,
    /// The clauses that are attested.
    AttestedClauses,
    /// The points of a pledge.
    PledgePoints,
}

/// An item of a list of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// A document, by its place.
    Document(usize),
    /// A clause, by its place.
    Clause(usize),
    /// A point, by its place.
    Point(usize),
}

impl Policy {
    /// Returns the names of the policies in the program.
    pub fn names() -> Vec<&'static str> {
        embedded::RULES.iter().filter_map(|(path, _)| policy_at(path)).collect()
    }

    /// Returns a policy in the program by its name, with its own parameters and severities; `None` if there is none.
    pub fn embedded(name: &str) -> Option<Result<Self, PolicyError>> {
        embedded_files(name).map(|files| Files::parse(&files)?.policy(sha256(&files)))
    }

    /// Returns a policy in the program by its name, as an office has set its rules; `None` if there is none, and an error if a
    /// setting does not fit its rule.
    pub fn embedded_with(name: &str, rules: &BTreeMap<String, RuleSettings>) -> Option<Result<Self, Problem>> {
        embedded_files(name).map(|files| Self::set(&files, rules))
    }

    /// Reads the policy in a folder, with its own parameters and severities.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or there is a mistake in one: with file, line and what was expected.
    pub fn from_folder(folder: &Path) -> Result<Self, PolicyError> {
        let found = files_in(folder)?;
        let files = with_input(&found.read);
        let policy = Files::parse(&files)?.policy(sha256(&files))?;
        Ok(policy.compared(&found))
    }

    /// Reads the policy in a folder, as an office has set its rules.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, there is a mistake in one, or a setting does not fit its rule.
    pub fn from_folder_with(folder: &Path, rules: &BTreeMap<String, RuleSettings>) -> Result<Self, Problem> {
        let found = files_in(folder).map_err(PolicyError::into_problem)?;
        let files = with_input(&found.read);
        Ok(Self::set(&files, rules)?.compared(&found))
    }

    /// The same, with what the files of its folder have otherwise than those in the program.
    fn compared(mut self, found: &Found) -> Self {
        if Self::names().contains(&self.name.as_str()) {
            self.changes = differences(&found.read, &embedded_in(&self.name));
        }
        let not_read = found.not_read.iter().cloned();
        self.changes.extend(not_read.map(|name| PolicyChange { kind: PolicyChangeKind::FileNotRead, name }));
        self
    }

    fn set(files: &[File<'_>], rules: &BTreeMap<String, RuleSettings>) -> Result<Self, Problem> {
        let mut parsed = Files::parse(files).map_err(PolicyError::into_problem)?;
        parsed.set(rules)?;
        parsed.policy(sha256(files)).map_err(PolicyError::into_problem)
    }

    /// Returns the rule of that id.
    pub fn rule(&self, id: &str) -> Option<usize> {
        self.rules.iter().position(|r| r.id == id)
    }

    /// Returns the number of that name among a rule's parameters.
    pub fn number(&self, rule: &str, parameter: &str) -> Option<i32> {
        let rule = &self.rules[self.rule(rule)?];
        match rule.parameters.iter().find(|(name, _)| name == parameter)?.1 {
            Setting::Number(number) => Some(number),
            Setting::Words(_) => None,
        }
    }

    /// Returns the clause of that id, or those that are cited so.
    pub fn clauses_named(&self, name: &str) -> Vec<usize> {
        let named =
            |c: &Clause| c.id.eq_ignore_ascii_case(name) || normalize::header(&c.cited) == normalize::header(name);
        (0..self.clauses.len()).filter(|place| named(&self.clauses[*place])).collect()
    }

    /// Returns whether a clause is judged by a rule: because the rule names it, or by some of its members.
    pub fn is_judged_by(&self, clause: usize, rule: &Rule) -> bool {
        let is_of_duty = self.clauses[clause].judged.is_some_and(|judged| judged.duty == rule.duty);
        rule.clauses.contains(&clause) || is_of_duty && matches!(rule.demand, Demand::Of(_))
    }

    /// Returns clauses with all that they include, directly or by others.
    pub fn with_included(&self, clauses: &[usize]) -> Vec<usize> {
        let mut all: Vec<usize> = Vec::new();
        let mut pending = clauses.to_vec();
        while let Some(next) = pending.pop() {
            if !all.contains(&next) {
                all.push(next);
                pending.extend(&self.clauses[next].includes);
            }
        }
        all
    }

    /// Returns the items of a list on a day.
    pub fn items(&self, list: List, as_of: Day) -> Vec<Item> {
        let documents = (0..self.documents.len()).map(Item::Document);
        match list {
            List::Documents => documents.collect(),
            List::DatedDocuments => documents.filter(|d| self.edition(*d, as_of).is_some()).collect(),
            List::AttestedClauses => self
                .clauses
                .iter()
                .enumerate()
                .filter(|(_, c)| c.question.is_some())
                .map(|(i, _)| Item::Clause(i))
                .collect(),
            List::PledgePoints => (0..self.points.len()).map(Item::Point).collect(),
        }
    }

    /// Returns the edition of a document that was issued last on a day.
    pub fn edition(&self, item: Item, as_of: Day) -> Option<&Edition> {
        let Item::Document(place) = item else {
            return None;
        };
        self.documents[place].editions.iter().filter(|e| e.issued <= as_of).max_by_key(|e| e.issued)
    }

    /// Returns what a register may call an item, normalized.
    pub fn item_names(&self, item: Item) -> Vec<String> {
        match item {
            Item::Document(place) => self.documents[place].names.clone(),
            Item::Clause(place) => {
                let clause = &self.clauses[place];
                [&clause.id, &clause.cited].map(|n| normalize::header(n)).to_vec()
            }
            Item::Point(place) => vec![self.points[place].number.to_string()],
        }
    }

    /// Returns the number of a point.
    pub fn point(&self, item: Item) -> Option<u8> {
        match item {
            Item::Point(place) => Some(self.points[place].number),
            _ => None,
        }
    }

    /// Returns the clause that an item belongs to.
    pub fn item_clause(&self, item: Item) -> usize {
        match item {
            Item::Document(place) => self.documents[place].clause,
            Item::Clause(place) => place,
            Item::Point(place) => self.points[place].clause,
        }
    }

    /// Returns the part of a subject key that names an item.
    pub fn item_key(&self, item: Item) -> String {
        match item {
            Item::Point(place) => self.points[place].number.to_string(),
            _ => self.clauses[self.item_clause(item)].id.clone(),
        }
    }

    /// Returns what an item is called.
    pub fn item_label(&self, item: Item, lang: Lang) -> String {
        match item {
            Item::Document(place) => self.documents[place].label.get(lang).to_owned(),
            Item::Clause(place) => {
                let clause = &self.clauses[place];
                format!("{} {}", clause.cited, clause.label.get(lang))
            }
            Item::Point(place) => self.points[place].label.get(lang).to_owned(),
        }
    }

    /// Returns a term of a table, by its name.
    pub fn term(&self, table: TableId, name: &str) -> Option<TermId> {
        self.terms.iter().position(|t| t.table == table && t.name == name).map(TermId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Placed;

    #[test]
    fn a_rule_about_the_input_has_parameters_that_its_texts_tell_and_an_office_sets() {
        let mut files = embedded_files("chuo").expect("the policy is in the program");
        let file = files.iter_mut().find(|file| file.path.ends_with("/future-date.toml")).expect("the rule");
        let text = file
            .text
            .replace("[ja]\n", "[parameters]\ndays = 31\n\n[lax]\ndays = \"more\"\n\n[ja]\n")
            .replace("が{count}件ある", "が{count}件ある({days}日)")
            .replace("(rows: {count})", "(rows: {count}, {days} days)");
        *file = File { path: file.path, text: &text };
        let said = |policy: &Policy| {
            let rule = &policy.rules[policy.rule("future-date").expect("the rule")];
            [
                rule.words(Lang::Ja).message.0.contains(&Part::Text("7".into())),
                rule.words(Lang::En).message.0.contains(&Part::Text("31".into())),
            ]
        };
        let plain = Policy::set(&files, &BTreeMap::new()).expect("in order");
        assert_eq!((plain.number("future-date", "days"), said(&plain)), (Some(31), [false, true]));
        let parameters = BTreeMap::from([("days".to_owned(), Placed { value: Setting::Number(7), line: 1 })]);
        let rules =
            BTreeMap::from([("future-date".to_owned(), RuleSettings { parameters, ..RuleSettings::default() })]);
        let set = Policy::set(&files, &rules).expect("in order");
        assert_eq!((set.number("future-date", "days"), said(&set)), (Some(7), [true, false]));
        assert_eq!(set.sha256, plain.sha256);
    }
}
