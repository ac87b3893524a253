//! The two languages of the product, and text that exists in both.

use std::borrow::Borrow;
use std::fmt;

use clap::ValueEnum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language of reports and messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "lang")]
pub enum Lang {
    /// Japanese
    Ja,
    /// English
    En,
}

impl Lang {
    /// Returns the word in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// Returns the other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Ja => Self::En,
            Self::En => Self::Ja,
        }
    }
}

/// Words in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// Returns the words in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
}

/// What stopped a command, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(Text);

impl Problem {
    /// Creates a problem from what it says in both languages.
    pub fn new(text: Text) -> Self {
        Self(text)
    }

    /// The text in both languages.
    pub(crate) fn into_text(self) -> Text {
        self.0
    }

    /// Returns the problem in a language.
    pub fn say(&self, lang: Lang) -> &str {
        self.0.get(lang)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Problem {}

/// A [`Problem`] from its sentence in Japanese and in English.
macro_rules! problem {
    ($ja:literal, $en:literal) => {
        $crate::base::text::Problem::new($crate::base::text::Text { ja: format!($ja), en: format!($en) })
    };
}
pub(crate) use problem;

/// Joins several things as a sentence names them.
pub fn list<S: Borrow<str>>(lang: Lang, items: &[S]) -> String {
    match lang {
        Lang::Ja => items.join("、"),
        Lang::En => items.join(", "),
    }
}

/// An English count.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
