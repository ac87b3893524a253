//! Places in the text files that people write, as messages cite them: `mcs-audit.toml:3:7`.

use std::fmt;

use super::text::{Problem, Text, problem};

/// A place in a text file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The file's name as messages cite it.
    pub file: String,
    /// The line, from 1; 0 if the file as a whole is meant.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

impl Position {
    /// Returns the place of a byte of the file's text.
    pub(crate) fn new(file: &str, text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { file: file.to_owned(), line: line as u32, column: column as u32 }
    }

    /// Returns the place of a file as a whole.
    pub(crate) fn whole(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: 0, column: 0 }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}:{line}:{}", self.file, self.column),
        }
    }
}

impl Problem {
    /// Puts the place in front.
    #[must_use]
    pub fn at(self, at: &Position) -> Self {
        let Text { ja, en } = self.into_text();
        problem!("{at}: {ja}", "{at}: {en}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_counted_in_characters() {
        let text = "a = 1\n\"誓約書\" = 2\n";
        let byte = text.find('=').and_then(|first| text[first + 1..].find('=').map(|next| first + 1 + next));
        assert_eq!(Position::new("f.toml", text, byte.expect("two of them")).to_string(), "f.toml:2:7");
    }

    #[test]
    fn a_byte_within_a_character_or_beyond_the_text_gives_a_place() {
        assert_eq!(Position::new("f", "あ", 1).to_string(), "f:1:2");
        assert_eq!(Position::new("f", "a\n", 9).to_string(), "f:2:1");
    }

    #[test]
    fn a_whole_file_has_no_line() {
        assert_eq!(Position::whole("policy.toml").to_string(), "policy.toml");
    }
}
