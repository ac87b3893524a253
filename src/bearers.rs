//! Who bears a name, a title or an e-mail: the rows of a table by a folded text.

use crate::parallel;
use crate::table::{Index, Keys, NONE, Texts};

/// The rows of a table by a folded text.
#[derive(Debug, Default)]
pub(crate) struct Bearers {
    names: Keys,
    rows: Index,
}

impl Bearers {
    /// So many rows by what `folded` makes of them; a row with nothing is left out.
    pub(crate) fn new(rows: usize, folded: impl Fn(u32) -> String + Sync) -> Self {
        let texts = parallel::parts(rows, |rows| {
            let mut texts = Texts::default();
            rows.for_each(|row| texts.push(&folded(row)));
            texts
        });
        let mut names = Keys::default();
        let mut name_of = Vec::with_capacity(rows);
        for text in texts.iter().flat_map(Texts::iter) {
            name_of.push(if text.is_empty() { NONE } else { names.intern(text) });
        }
        let rows = Index::new(&name_of, names.len());
        Self { names, rows }
    }

    /// The number of a text; `None` if nobody bears it.
    pub(crate) fn number(&self, text: &str) -> Option<u32> {
        self.names.get(text)
    }

    /// A text by its number.
    pub(crate) fn text(&self, number: u32) -> &str {
        self.names.text(number)
    }

    /// All texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.names.len() as u32).map(|number| self.names.text(number))
    }

    /// The rows that bear the text of a number, in order.
    pub(crate) fn numbered(&self, number: u32) -> &[u32] {
        self.rows.get(number)
    }

    /// The rows that bear a text, in order.
    pub(crate) fn get(&self, text: &str) -> &[u32] {
        self.number(text).map_or(&[], |number| self.numbered(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_what_they_bear() {
        let bearers = Bearers::new(5, |row| ["a", "b", "", "a", "c"][row as usize].to_owned());
        assert_eq!(
            [bearers.get("a"), bearers.get("b"), bearers.get(""), bearers.get("x")],
            [&[0, 3][..], &[1], &[], &[]]
        );
        assert_eq!(bearers.texts().collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
