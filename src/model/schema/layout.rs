//! Words about the layout of sheets and the names of files.

use serde::Deserialize;

use crate::base::normalize;

/// What surrounds the rows of a sheet, and what people add to the names of files and sheets: words normalized with
/// [`normalize::header`], in each list the longest first, so that the first that fits is the one that says most.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Layout {
    /// A row is an example, and no data, if one of its cells is such a word, or begins with one in brackets.
    pub sample: Vec<String>,
    /// The first filled cell of a row of totals is such a word or begins with one.
    pub total: Vec<String>,
    /// The first filled cell of a note among the rows begins with such a word.
    pub note: Vec<String>,
    /// Headers of columns that hold nothing for an audit.
    pub remarks: Vec<String>,
    /// Names of sheets that explain the others.
    pub guides: Vec<String>,
    /// Headers of a family name in a column of its own.
    pub family: Vec<String>,
    /// Headers of a given name in a column of its own.
    pub given: Vec<String>,
    /// Headers of the reading of a family name.
    pub family_kana: Vec<String>,
    /// Headers of the reading of a given name.
    pub given_kana: Vec<String>,
    /// Beside a date outside the header and the rows: when the table was made.
    pub exported: Vec<String>,
    /// Words that make a file or a sheet another thing than the table in its name.
    pub other: Vec<String>,
    /// Words that say which part of a list a file or a sheet holds.
    pub parts: Vec<String>,
    /// Words that say of a folder that it keeps what was.
    pub past: Vec<String>,
    /// Words that people add to the name of a file or a sheet without making it another thing.
    pub decoration: Vec<String>,
}

impl Layout {
    /// Returns whether a sheet of that name explains the others.
    pub fn is_guide(&self, sheet: &str) -> bool {
        self.guides.contains(&normalize::header(sheet))
    }

    pub(super) fn normalized(mut self) -> Self {
        let lists = [
            &mut self.sample,
            &mut self.total,
            &mut self.note,
            &mut self.family,
            &mut self.given,
            &mut self.family_kana,
            &mut self.given_kana,
            &mut self.exported,
            &mut self.remarks,
            &mut self.guides,
            &mut self.other,
            &mut self.parts,
            &mut self.past,
            &mut self.decoration,
        ];
        for list in lists {
            list.iter_mut().for_each(|word| *word = normalize::header(word));
            list.sort_by_cached_key(|word| std::cmp::Reverse(word.chars().count()));
        }
        self
    }
}
