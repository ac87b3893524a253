//! What came of an audit, complete and in one language; and its writers, which know nothing of rules.

mod attested;
mod change;
mod csv;
mod github;
#[doc(hidden)]
pub mod group;
mod html;
mod json;
mod junit;
pub(crate) mod mark;
mod markdown;
pub mod oscal;
mod sarif;
pub(crate) mod text;
#[doc(hidden)]
pub mod trend;
pub(crate) mod uri;
pub(crate) mod words;
pub(crate) mod workbook_style;
pub(crate) mod xlsx;

use std::io;

use crate::model::options::{Format, Layout};
use crate::model::report::Report;

#[doc(hidden)]
pub use change::Changes;
pub(crate) use csv::MISSING;
#[doc(hidden)]
pub use mark::is_ours;

impl Report {
    /// Writes the report as it is kept: as `json`.
    ///
    /// # Errors
    ///
    /// If `out` fails.
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        json::write(self, out)
    }

    /// Writes the report. Returns how many of its characters the encoding of the format lacks; they are replaced.
    ///
    /// # Errors
    ///
    /// If `out` fails.
    pub fn write(&self, format: Format, layout: Layout, out: &mut dyn io::Write) -> io::Result<u64> {
        let mut replaced = 0;
        match format {
            Format::Text => text::write(self, layout, out),
            Format::Json => json::write(self, out),
            Format::Jsonl => json::write_lines(self, out),
            Format::Csv => csv::write(self, layout.csv_encoding, out).map(|lacking| replaced = lacking),
            Format::Html => html::write(self, layout, out),
            Format::Xlsx => xlsx::write(self, layout, out),
            Format::Markdown => markdown::write(self, layout, out),
            Format::Sarif => sarif::write(self, out),
            Format::Junit => junit::write(self, out),
            Format::Github => github::write(self, out),
            Format::Oscal => oscal::results::write(self, out),
        }?;
        Ok(replaced)
    }
}
