//! What an office has set for a rule otherwise than its policy has it, and what of that is laxer.

use serde::Deserialize;

use super::Rule;
use crate::config::Setting;
use crate::model::finding::Severity;

/// Which way a parameter is laxer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lax {
    /// A larger number, or more words.
    More,
    /// A smaller number, or fewer words.
    Less,
}

impl Lax {
    /// Whether a value is laxer than another.
    fn is_laxer(self, than: &Setting, value: &Setting) -> bool {
        let (less, more) = match self {
            Self::More => (than, value),
            Self::Less => (value, than),
        };
        match (less, more) {
            (Setting::Number(less), Setting::Number(more)) => more > less,
            (Setting::Words(less), Setting::Words(more)) => more.iter().any(|word| !less.contains(word)),
            (Setting::Number(_), Setting::Words(_)) | (Setting::Words(_), Setting::Number(_)) => true,
        }
    }
}

/// What a policy has for a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyValues {
    /// How grave a finding is.
    pub severity: Severity,
    /// The parameters.
    pub parameters: Vec<(String, Setting)>,
}

/// Something that an office has set otherwise than its policy has it.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingChange {
    /// The key: a parameter, `severity`, `undetermined-limit`.
    pub key: String,
    /// What the policy has.
    pub policy: String,
    /// What the office has.
    pub office: String,
    /// Whether that is laxer.
    pub is_laxer: bool,
}

impl Rule {
    /// Returns what an office has set for it otherwise than the policy has it.
    pub fn changes(&self) -> Vec<SettingChange> {
        let mut changes = Vec::new();
        for ((key, policy), (_, office)) in self.policy.parameters.iter().zip(&self.parameters) {
            let lax = self.lax.iter().find(|(name, _)| name == key).map(|(_, lax)| *lax);
            if policy != office {
                changes.push(SettingChange {
                    key: key.clone(),
                    policy: policy.to_string(),
                    office: office.to_string(),
                    is_laxer: lax.is_none_or(|lax| lax.is_laxer(policy, office)),
                });
            }
        }
        if self.severity != self.policy.severity {
            changes.push(SettingChange {
                key: "severity".to_owned(),
                policy: self.policy.severity.word().to_owned(),
                office: self.severity.word().to_owned(),
                is_laxer: self.severity < self.policy.severity,
            });
        }
        if self.undetermined_limit > 0.0 {
            changes.push(SettingChange {
                key: "undetermined-limit".to_owned(),
                policy: "0".to_owned(),
                office: self.undetermined_limit.to_string(),
                is_laxer: true,
            });
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lets_more_pass_is_laxer() {
        let words = |words: &[&str]| Setting::Words(words.iter().map(|word| (*word).to_owned()).collect());
        for (lax, policy, office, expected) in [
            (Lax::More, Setting::Number(90), Setting::Number(91), true),
            (Lax::More, Setting::Number(90), Setting::Number(30), false),
            (Lax::Less, Setting::Number(14), Setting::Number(13), true),
            (Lax::Less, Setting::Number(14), Setting::Number(31), false),
            (Lax::More, words(&["守秘"]), words(&["守秘", "感染"]), true),
            (Lax::More, words(&["守秘", "端末"]), words(&["端末"]), false),
            // one word for another is laxer either way
            (Lax::More, words(&["守秘"]), words(&["感染"]), true),
            (Lax::Less, words(&["守秘"]), words(&["感染"]), true),
            (Lax::Less, words(&["共有"]), words(&["共有", "当直"]), false),
        ] {
            assert_eq!(lax.is_laxer(&policy, &office), expected, "{lax:?} {policy} {office}");
        }
    }
}
