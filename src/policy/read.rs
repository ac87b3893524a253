//! From the files of a policy to its types: TOML is taken apart ([`shapes`]), what an office sets is put in
//! ([`settings`]), and clauses, terms and rules are read against each other. Every mistake has its place ([`positions`]).

mod checks;
mod conditions;
mod policy;
mod positions;
mod rules;
mod settings;
mod shapes;
mod slots;
mod terms;
mod texts;

use self::policy::read_policy;
use self::rules::read_rule;
use self::shapes::RuleFile;
use self::terms::{NamedTerm, named, read_terms};
use super::{Demand, Policy, Rule};
use crate::base::position::Position;
use crate::model::issue::InputRule;
use crate::policy::files::file_name;
use crate::policy::words::file as say;

pub(super) use self::positions::File;
pub use self::positions::PolicyError;

/// The files of a policy, taken apart but not yet read against each other: what an office sets for its rules is put
/// in here, so that conditions and texts see it as if it stood in the files.
pub(super) struct Files<'a> {
    policy: File<'a>,
    terms: Option<File<'a>>,
    rules: Vec<(File<'a>, String, RuleFile)>,
}

impl<'a> Files<'a> {
    /// Takes files apart.
    pub(super) fn parse(files: &[File<'a>]) -> Result<Self, PolicyError> {
        let (mut policy, mut terms, mut rules) = (None, None, Vec::with_capacity(files.len()));
        for file in files.iter().copied() {
            match file_name(file.path) {
                "policy.toml" => policy = Some(file),
                "terms.toml" => terms = Some(file),
                name => rules.push((file, name.strip_suffix(".toml").unwrap_or(name).to_owned(), file.parse()?)),
            }
        }
        let missing = || PolicyError { at: Position::whole("policy.toml"), what: say::missing_file() };
        Ok(Self { policy: policy.ok_or_else(missing)?, terms, rules })
    }

    /// Reads the policy, whose hash is given.
    pub(super) fn policy(self, sha256: String) -> Result<Policy, PolicyError> {
        let terms = self.terms.map_or_else(|| Ok(Vec::new()), read_terms)?;
        let mut policy = read_policy(self.policy, terms, sha256)?;
        let terms: Vec<NamedTerm<'_>> = policy.terms.iter().map(named).collect();
        let mut rules: Vec<Rule> = Vec::with_capacity(self.rules.len());
        for (file, id, read) in self.rules {
            if let Some(other) = rules.iter().find(|rule| rule.id == id) {
                return Err(file.whole(say::rule_twice(&id, &other.file)));
            }
            rules.push(read_rule(file, id, read, &policy, &terms)?);
        }
        policy.rules = rules;
        policy.rules.sort_by(|a, b| order(a).cmp(&order(b)));
        for (place, clause) in policy.clauses.iter().enumerate() {
            let checked = policy.rules.iter().any(|rule| policy.is_judged_by(place, rule));
            if !checked && clause.includes.is_empty() && !clause.own_rules {
                return Err(self.policy.whole(say::unenforced_clause(&clause.id)));
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
