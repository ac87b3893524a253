//! Pseudonyms for names, e-mail addresses and free text, in the place where cells of the office's files enter a report:
//! whatever is written from it later cannot hold what was never put in. A pseudonym is a keyed hash, so that it is the
//! same in every report made with the same key, and that nobody without the key can confirm a guess.

mod places;
mod pseudonyms;
mod tables;

pub use pseudonyms::{Pseudonym, Redaction, SHORTEST_KEY};
pub use tables::Redactor;
