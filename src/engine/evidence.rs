//! The rows that a finding rests on, and how the cells in them read: file, sheet, line, column and a note.

mod cells;
mod deciding;
mod places;
mod rows;

use smol_str::SmolStr;

use crate::base::text::Lang;
use crate::engine::eval::Eval;
use crate::engine::redact::Redactor;
use crate::load::InputFile;

pub(super) use places::issue_evidence;
pub use rows::Rows;

/// So many of those are named who have the same; the rest is counted.
pub(super) const FIRST_FEW: usize = 5;

/// So many related rows are told of one finding; the rest is counted.
pub(super) const MOST_RELATED: usize = 50;

/// Says what stands in the tables, in one language.
#[derive(Debug)]
pub struct Describer<'a> {
    /// The tables and the day.
    pub eval: &'a Eval<'a>,
    /// The names of the files they were read from.
    pub files: Vec<SmolStr>,
    /// The language.
    pub lang: Lang,
    /// What stands for names and texts, where they may not be read.
    pub redactor: Option<Redactor<'a>>,
}

impl<'a> Describer<'a> {
    /// Says what stands in tables that were read from files.
    pub fn new(eval: &'a Eval<'a>, files: &[InputFile], lang: Lang, redactor: Option<Redactor<'a>>) -> Self {
        Self { eval, files: files.iter().map(|file| SmolStr::new(&file.name)).collect(), lang, redactor }
    }
}
