//! From which severity on a finding fails an audit.

use super::Severity;
use crate::model::words;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde::{Deserialize, Serialize};

/// Which open findings make an audit fail: those of a severity or graver, all of them or only those that the audit before
/// did not have. Written `high` or `new:high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FailOn {
    /// The lowest severity that counts.
    pub severity: Severity,
    /// Whether only findings count that are new or have come back.
    pub only_new: bool,
}

impl FailOn {
    /// Counts all findings of a severity or graver.
    pub const fn all(severity: Severity) -> Self {
        Self { severity, only_new: false }
    }

    /// Counts only the new findings of a severity or graver.
    const fn new(severity: Severity) -> Self {
        Self { severity, only_new: true }
    }

    /// Says it in a report.
    pub fn say(self, lang: crate::base::text::Lang) -> String {
        let severity = self.severity.say(lang);
        if self.only_new { words::only_new(lang, severity) } else { severity.to_owned() }
    }

    const ALL: [Self; 8] = [
        Self::all(Severity::Low),
        Self::all(Severity::Medium),
        Self::all(Severity::High),
        Self::all(Severity::Critical),
        Self::new(Severity::Low),
        Self::new(Severity::Medium),
        Self::new(Severity::High),
        Self::new(Severity::Critical),
    ];
}

impl ValueEnum for FailOn {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(String::from(*self)))
    }
}

impl From<FailOn> for String {
    fn from(fail_on: FailOn) -> Self {
        let only = if fail_on.only_new { "new:" } else { "" };
        format!("{only}{}", fail_on.severity.word())
    }
}

impl TryFrom<String> for FailOn {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        <Self as ValueEnum>::from_str(&text, false)
    }
}
