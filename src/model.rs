//! The vocabulary that all layers share: the schema of the tables, what a finding, an issue and a report are, and what may be
//! asked for. Types, without the logic that fills or writes them.

pub mod finding;
#[doc(hidden)]
pub mod issue;
pub mod options;
#[doc(hidden)]
pub mod place;
pub mod report;
pub mod schema;
mod words;
