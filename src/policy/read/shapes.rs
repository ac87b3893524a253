//! What stands in the files of a policy, as TOML has it: keys, and values with their places. Nothing is understood yet.

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use crate::config::Setting;
use crate::model::finding::{Confidence, Duty, Severity};
use crate::policy::Lax;

/// `policy.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PolicyFile {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) in_force: Spanned<toml::value::Datetime>,
    pub(super) ja: Title,
    pub(super) en: Title,
    pub(super) clause: Vec<ClauseFile>,
    #[serde(default)]
    pub(super) document: Vec<DocumentFile>,
    #[serde(default)]
    pub(super) point: Vec<PointFile>,
}

/// The title of the policy in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Title {
    pub(super) title: String,
}

/// A clause.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ClauseFile {
    pub(super) id: Spanned<String>,
    pub(super) cited: String,
    pub(super) duty: Duty,
    pub(super) ja: String,
    pub(super) en: String,
    pub(super) ja_text: String,
    pub(super) en_text: String,
    #[serde(default)]
    pub(super) attested: bool,
    pub(super) ja_question: Option<String>,
    pub(super) en_question: Option<String>,
    #[serde(default)]
    pub(super) includes: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) own_rules: bool,
    pub(super) judged: Option<JudgedFile>,
}

/// `judged` of a clause.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JudgedFile {
    pub(super) duty: Duty,
    pub(super) who: Spanned<String>,
}

/// A document that the policy names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentFile {
    pub(super) clause: Spanned<String>,
    pub(super) names: Vec<String>,
    pub(super) ja: String,
    pub(super) en: String,
    #[serde(default)]
    pub(super) editions: Vec<EditionFile>,
}

/// An edition of a document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EditionFile {
    pub(super) edition: Option<String>,
    pub(super) issued: Spanned<toml::value::Datetime>,
}

/// A point of the pledge.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PointFile {
    pub(super) number: Spanned<u8>,
    pub(super) clause: Spanned<String>,
    pub(super) ja: String,
    pub(super) en: String,
}

/// The terms of each table.
pub(super) type TermsFile = IndexMap<Spanned<String>, IndexMap<Spanned<String>, TermFile>>;

/// A term.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct TermFile {
    pub(super) all: Option<Vec<Spanned<String>>>,
    pub(super) any: Option<Vec<Spanned<String>>>,
    pub(super) first: Option<Vec<Spanned<String>>>,
    pub(super) some: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) that: Vec<Spanned<String>>,
    pub(super) at_least: Option<usize>,
    /// Whether the row itself is left out.
    #[serde(default)]
    pub(super) others: bool,
    pub(super) ja: String,
    pub(super) en: String,
}

/// The file of a rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RuleFile {
    pub(super) clauses: Vec<Spanned<String>>,
    pub(super) duty: Duty,
    pub(super) severity: Severity,
    pub(super) confidence: Option<Confidence>,
    pub(super) each: Option<Spanned<String>>,
    pub(super) times: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) together: bool,
    #[serde(default, rename = "where")]
    pub(super) conditions: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) except: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) filled: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) needs: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) only_with: Vec<Spanned<String>>,
    pub(super) never: Option<Vec<Spanned<String>>>,
    pub(super) always: Option<Vec<Spanned<String>>>,
    pub(super) any: Option<Vec<Spanned<String>>>,
    pub(super) some: Option<Box<QuantifiedFile>>,
    pub(super) none: Option<Box<QuantifiedFile>>,
    pub(super) not_every: Option<Box<QuantifiedFile>>,
    pub(super) count: Option<Box<CountFile>>,
    pub(super) unique: Option<Box<UniqueFile>>,
    pub(super) deadline: Option<Box<DeadlineFile>>,
    pub(super) latest: Option<Box<LatestFile>>,
    pub(super) names: Option<Box<NamesFile>>,
    #[serde(default)]
    pub(super) parameters: IndexMap<String, Setting>,
    #[serde(default)]
    pub(super) lax: IndexMap<Spanned<String>, Lax>,
    /// What the office has set, where it has.
    #[serde(skip)]
    pub(super) office: Office,
    pub(super) ja: Box<WordsFile>,
    pub(super) en: Box<WordsFile>,
}

/// What an office has set for a rule, beside what takes the place of the file's own values.
#[derive(Debug, Default)]
pub(super) struct Office {
    /// The severity and the parameters of the file, if anything took their place.
    pub(super) replaced: Option<(Severity, IndexMap<String, Setting>)>,
    /// The share of a population that may be undetermined.
    pub(super) undetermined_limit: f64,
}

/// `[some]`, `[none]` and `[not-every]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuantifiedFile {
    pub(super) of: Spanned<String>,
    #[serde(default)]
    pub(super) same: IndexMap<String, String>,
    #[serde(default)]
    pub(super) those: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) unlike: IndexMap<String, String>,
    #[serde(default)]
    pub(super) that: Vec<Spanned<String>>,
}

/// `[count]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CountFile {
    pub(super) of: Spanned<String>,
    #[serde(default)]
    pub(super) that: Vec<Spanned<String>>,
    pub(super) at_least: Option<usize>,
    pub(super) at_most: Option<usize>,
}

/// `[unique]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UniqueFile {
    pub(super) by: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) among: Vec<Spanned<String>>,
}

/// `[deadline]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct DeadlineFile {
    pub(super) of: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) that: Vec<Spanned<String>>,
    pub(super) act: Spanned<String>,
    #[serde(default)]
    pub(super) after: Vec<Spanned<String>>,
    pub(super) after_latest: Option<Spanned<String>>,
    pub(super) grace: Spanned<Amount>,
    pub(super) look_back: Spanned<Amount>,
    pub(super) required: bool,
    #[serde(default)]
    pub(super) over: bool,
}

/// A number, or the name of a parameter that is one.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a number of days or the name of a parameter")]
pub(super) enum Amount {
    Number(i32),
    Parameter(String),
}

/// `[latest]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LatestFile {
    pub(super) of: Spanned<String>,
    pub(super) by: Spanned<String>,
    #[serde(default)]
    pub(super) those: Vec<Spanned<String>>,
    pub(super) that: Vec<Spanned<String>>,
    pub(super) required: bool,
}

/// `[names]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct NamesFile {
    #[serde(rename = "in")]
    pub(super) text: Spanned<String>,
    pub(super) of: Option<Spanned<String>>,
    pub(super) at_most: usize,
    #[serde(default)]
    pub(super) honorifics: Vec<String>,
}

/// `[ja]` and `[en]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordsFile {
    pub(super) title: Spanned<String>,
    pub(super) message: Spanned<String>,
    pub(super) population: Spanned<String>,
    pub(super) requirement: Spanned<String>,
    pub(super) why: Spanned<String>,
    pub(super) fix: Vec<Spanned<String>>,
}
