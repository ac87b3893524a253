//! The files of a policy as text, and every mistake in them with its file, line and column.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::DeTable;

use crate::base::near::nearest;
use crate::base::position::Position;
use crate::base::text::Problem;
use crate::policy::words::{self, file as say};

/// A mistake in a file of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// The file, line and column.
    pub at: Position,
    /// What was found, and what to do, in both languages.
    pub what: Problem,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

impl std::error::Error for PolicyError {}

impl PolicyError {
    /// Turns the mistake into what stops an audit.
    pub(crate) fn into_problem(self) -> Problem {
        words::policy_error(self.what.at(&self.at))
    }
}

/// A file of a policy.
#[derive(Clone, Copy)]
pub(in crate::policy) struct File<'a> {
    pub(in crate::policy) path: &'a str,
    pub(in crate::policy) text: &'a str,
}

impl<'a> File<'a> {
    /// Returns a mistake at this place in the file.
    pub(super) fn error(self, span: &Range<usize>, what: Problem) -> PolicyError {
        PolicyError { at: Position::new(self.path, self.text, span.start), what }
    }

    /// Returns a mistake that no single place in the file has.
    pub(super) fn whole(self, what: Problem) -> PolicyError {
        self.error(&(0..0), what)
    }

    /// Reads a text of the file; a mistake is where the text stands.
    pub(super) fn read<T, R>(
        self,
        text: &Spanned<T>,
        read: impl FnOnce(&T) -> Result<R, Problem>,
    ) -> Result<R, PolicyError> {
        read(text.as_ref()).map_err(|what| self.error(&text.span(), what))
    }

    /// Reads what the file says.
    pub(super) fn parse<T: Deserialize<'a>>(self) -> Result<T, PolicyError> {
        toml::from_str(self.text).map_err(|error| {
            let what = match DeTable::parse(self.text) {
                Ok(_) => misfit(error.message()),
                Err(_) => say::not_toml(error.message()),
            };
            self.error(&error.span().unwrap_or(0..0), what)
        })
    }
}

/// Puts into words why TOML does not fit the types of a policy, from what the reader says in English.
fn misfit(reader: &str) -> Problem {
    let quoted: Vec<&str> = reader.split('`').skip(1).step_by(2).collect();
    match quoted.as_slice() {
        [key, known @ ..] if reader.starts_with("unknown field ") => {
            say::unknown_key(key, known, nearest(key, known.iter().copied()))
        }
        [word, known @ ..] if reader.starts_with("unknown variant ") => {
            say::unknown_word(word, known, nearest(word, known.iter().copied()))
        }
        [key] if reader.starts_with("missing field ") => say::missing_key(key),
        _ => say::wrong_value(reader),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Lang;

    fn mistake<T: for<'a> Deserialize<'a> + fmt::Debug>(text: &str) -> PolicyError {
        File { path: "rule.toml", text }.parse::<T>().expect_err("it is mistaken")
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shape {
        #[expect(dead_code, reason = "it is only read")]
        days: u8,
    }

    #[test]
    fn a_mistake_of_form_has_its_place_and_both_languages() {
        for (text, at, ja, en) in [
            ("days = 1\ndayz = 2", "rule.toml:2:1", "「dayz」というキーはありません", "did you mean \"days\"?"),
            ("\n", "rule.toml:1:1", "「days」がありません", "the key \"days\" is missing"),
            ("days = \"x\"", "rule.toml:1:8", "ここに書ける値ではありません", "of the wrong type"),
            ("days = 1\nday", "rule.toml:2:", "TOML として読めません", "this is not TOML"),
            ("days = 1\ndays = 2", "rule.toml:2:1", "TOML として読めません", "no key appears twice"),
        ] {
            let error = mistake::<Shape>(text);
            assert!(error.at.to_string().starts_with(at), "{text}: {error}");
            assert!(error.what.say(Lang::Ja).contains(ja), "{}", error.what.say(Lang::Ja));
            assert!(error.what.say(Lang::En).contains(en), "{error}");
        }
    }
}
