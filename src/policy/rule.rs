//! A rule: what it demands of which members, and its words.

use std::sync::OnceLock;

use super::{Lax, List, PolicyValues};
use crate::base::text::Lang;
use crate::config::Setting;
use crate::model::finding::{Confidence, Duty, Severity};
use crate::model::schema::{ColumnId, TableId};
use crate::policy::check::Check;
use crate::policy::condition::Condition;
use crate::policy::needs::{Need, Needed};
use crate::policy::template::{Part, Slot, Template};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its id: the name of its file, which names the bad state.
    pub id: String,
    /// The file, as messages cite it.
    pub file: String,
    /// The clauses it enforces, by their places.
    pub clauses: Vec<usize>,
    /// Who must put a finding right.
    pub duty: Duty,
    /// How grave a finding is.
    pub severity: Severity,
    /// Whether a finding is certain.
    pub confidence: Confidence,
    /// What it demands of whom.
    pub demand: Demand,
    /// The parameters with their values.
    pub parameters: Vec<(String, Setting)>,
    /// The severity and the parameters that the policy has, whatever the office has set.
    pub policy: PolicyValues,
    /// Which way each parameter is laxer.
    pub lax: Vec<(String, Lax)>,
    /// The share of its population that may be undetermined, and the rule pass all the same.
    pub undetermined_limit: f64,
    /// The text of its logic, for `explain`.
    pub logic: String,
    pub(super) words: InBothLanguages,
}

/// The words of a rule in both languages.
#[derive(Debug)]
pub(super) struct InBothLanguages {
    pub(super) ja: Words,
    pub(super) en: Words,
}

/// What a rule demands.
#[derive(Debug)]
pub enum Demand {
    /// Something of the input itself.
    Input(crate::model::issue::InputRule),
    /// Something of the members of a population.
    Of(Box<Population>),
}

/// A population and what is required of it.
#[derive(Debug)]
pub struct Population {
    /// The table.
    pub each: TableId,
    /// The list that it is multiplied by.
    pub times: Option<List>,
    /// Whether the items are told together: one finding for each row, with those that are the matter.
    pub together: bool,
    /// What holds of its members.
    pub conditions: Vec<Condition>,
    /// What leaves rows out, where it can be told.
    pub except: Vec<Condition>,
    /// Columns in which some cell must be filled.
    pub filled: Vec<ColumnId>,
    /// What it needs though its conditions could do without.
    pub needs: Vec<Need>,
    /// Without these there is nothing of which it speaks.
    pub only_with: Vec<Need>,
    /// What is required.
    pub check: Check,
    /// What that reads and needs.
    pub(crate) needed: OnceLock<Needed>,
}

/// The words of a rule in one language.
#[derive(Debug)]
pub struct Words {
    /// The bad state as a headline.
    pub title: String,
    /// One sentence over the evidence.
    pub message: Template,
    /// Which rows are examined.
    pub population: String,
    /// What must hold of them.
    pub requirement: String,
    /// Why it matters, citing the clause.
    pub why: String,
    /// What to do, step by step.
    pub fix: Vec<Template>,
}

impl Rule {
    /// Returns its words in a language.
    pub fn words(&self, lang: Lang) -> &Words {
        match lang {
            Lang::Ja => &self.words.ja,
            Lang::En => &self.words.en,
        }
    }

    /// Returns the slots of its texts, which are the same in both languages.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        let Words { message, fix, .. } = &self.words.ja;
        let parts = std::iter::once(message).chain(fix).flat_map(|template| &template.0);
        parts.filter_map(|part| match part {
            Part::Slot(slot) => Some(slot),
            Part::Text(_) => None,
        })
    }
}
