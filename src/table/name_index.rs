//! Who bears a name, a title or an e-mail: the rows of a table by a normalized text.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;

use rustc_hash::FxHasher;

use crate::base::parallel;
use crate::table::{Keys, Listed, Texts};

/// The rows of a table by a normalized text.
#[derive(Debug)]
pub(crate) struct NameIndex {
    /// The texts of many rows are shared out by their hashes, so that several threads can number them.
    shares: Vec<Share>,
}

#[derive(Debug, Default)]
struct Share {
    names: Keys,
    rows: Listed,
}

/// Rows that are worth more than one share, and how many these get.
const MANY_ROWS: usize = 1 << 15;
const SHARES: usize = 16;

impl NameIndex {
    /// So many rows by what `normalized` makes of them; a row with nothing is left out.
    pub(crate) fn new(rows: usize, normalized: impl Fn(u32) -> String + Sync) -> Self {
        Self::of_several(rows, |row, bears: &mut dyn FnMut(&str)| bears(&normalized(row)))
    }

    /// The same where a row may bear several texts, each of which is handed over once.
    pub(crate) fn of_several(rows: usize, all: impl Fn(u32, &mut dyn FnMut(&str)) + Sync) -> Self {
        let shares = if rows < MANY_ROWS { 1 } else { SHARES };
        let parts = parallel::parts(rows, |rows: Range<u32>| {
            let mut parted = vec![(Vec::new(), Texts::default()); shares];
            for row in rows {
                all(row, &mut |text| {
                    if !text.is_empty() {
                        let (rows, texts) = &mut parted[share_of(text, shares)];
                        rows.push(row);
                        texts.push(text);
                    }
                });
            }
            parted
        });
        let share = |number: usize| {
            let mut names = Keys::default();
            let mut name_index = Vec::with_capacity(rows / shares);
            for (rows, texts) in parts.iter().map(|parted| &parted[number]) {
                name_index.extend(rows.iter().zip(texts.iter()).map(|(row, text)| (*row, names.intern(text))));
            }
            Share { rows: Listed::new(name_index.into_iter(), names.len()), names }
        };
        Self { shares: parallel::each(shares > 1, 0..shares, share) }
    }

    /// The number of a text; `None` if nobody bears it.
    pub(crate) fn number(&self, text: &str) -> Option<u32> {
        let share = share_of(text, self.shares.len());
        Some(self.shares[share].names.get(text)? * self.shares.len() as u32 + share as u32)
    }

    /// The share of a number, and its place there.
    fn place(&self, number: u32) -> (&Share, u32) {
        let shares = self.shares.len() as u32;
        (&self.shares[(number % shares) as usize], number / shares)
    }

    /// A text by its number.
    pub(crate) fn text(&self, number: u32) -> &str {
        let (share, place) = self.place(number);
        share.names.text(place)
    }

    /// All texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.shares.iter().flat_map(|share| (0..share.names.len() as u32).map(|place| share.names.text(place)))
    }

    /// The rows that bear the text of a number, in order.
    pub(crate) fn numbered(&self, number: u32) -> &[u32] {
        let (share, place) = self.place(number);
        share.rows.get(place)
    }

    /// The rows that bear a text, in order.
    pub(crate) fn get(&self, text: &str) -> &[u32] {
        self.number(text).map_or(&[], |number| self.numbered(number))
    }
}

/// The share of a text.
fn share_of(text: &str, shares: usize) -> usize {
    if shares == 1 {
        return 0;
    }
    // the lowest bits are those by which each share finds a text
    (BuildHasherDefault::<FxHasher>::default().hash_one(text) >> 40) as usize % shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_what_they_bear() {
        let name_index = NameIndex::new(5, |row| ["a", "b", "", "a", "c"][row as usize].to_owned());
        assert_eq!(
            [name_index.get("a"), name_index.get("b"), name_index.get(""), name_index.get("x")],
            [&[0, 3][..], &[1], &[], &[]]
        );
        assert_eq!(name_index.texts().collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    #[test]
    fn a_row_may_bear_several_texts() {
        let name_index = NameIndex::of_several(2, |row, bears: &mut dyn FnMut(&str)| {
            bears("a");
            bears(["b", ""][row as usize]);
        });
        assert_eq!([name_index.get("a"), name_index.get("b"), name_index.get("")], [&[0, 1][..], &[0], &[]]);
    }

    #[test]
    fn many_rows_are_found_as_few_are() {
        let rows = 2 * MANY_ROWS as u32;
        let name_index = NameIndex::new(rows as usize, |row| (row % 5000).to_string());
        assert_eq!(name_index.texts().count(), 5000);
        for name in 0..5000 {
            let text = name.to_string();
            let number = name_index.number(&text).expect("it is there");
            assert_eq!(name_index.text(number), text);
            assert!(name_index.numbered(number).iter().copied().eq((name..rows).step_by(5000)));
        }
        assert_eq!(name_index.number("5000"), None);
    }
}
