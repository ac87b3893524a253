//! What an office sets for the rules of a policy: their parameters and severities.

use std::collections::BTreeMap;

use super::Files;
use crate::base::near::nearest;
use crate::base::text::Problem;
use crate::config::{RuleSettings, Setting};
use crate::model::issue::InputRule;
use crate::policy::words;

impl Files<'_> {
    /// Replaces parameters and severities by those that an office has set. Fails if there is no such rule or
    /// parameter, or if a value is not of its sort.
    pub(in crate::policy) fn set(&mut self, settings: &BTreeMap<String, RuleSettings>) -> Result<(), Problem> {
        for (id, set) in settings {
            let Some((_, _, rule)) = self.rules.iter_mut().find(|(_, known, _)| known == id) else {
                let near = nearest(id, self.rules.iter().map(|(_, known, _)| known.as_str()));
                let name = self.policy.path.rsplit(['/', '\\']).nth(1).unwrap_or_default();
                return Err(words::unknown_rule(&set.at, id, name, near));
            };
            if set.off.is_some() && input_rule(id).is_some() {
                return Err(words::always_on(set.position("off"), id));
            }
            rule.office.replaced = Some((rule.severity, rule.parameters.clone()));
            rule.office.undetermined_limit = set.undetermined_limit.unwrap_or_default();
            rule.severity = set.severity.unwrap_or(rule.severity);
            for (name, given) in &set.parameters {
                let at = set.position(name);
                let Some(parameter) = rule.parameters.get_mut(name) else {
                    let off = input_rule(id).is_none().then_some("off");
                    let known: Vec<&str> = rule
                        .parameters
                        .keys()
                        .map(String::as_str)
                        .chain(["severity", "undetermined-limit", "reason"])
                        .chain(off)
                        .collect();
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
}

/// The rule about the input of that id.
pub(super) fn input_rule(id: &str) -> Option<InputRule> {
    InputRule::ALL.into_iter().find(|rule| rule.id() == id)
}
