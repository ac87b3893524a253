//! Audits how an office uses MCS (Medical Care Station) against the written operating policy of its ward.
//!
//! Data flows one way: files become rows of text ([`source`]), rows become tables ([`load`], [`mod@derive`]), the rules of
//! a [`policy`] are judged over the tables ([`engine`]), and the outcome is written ([`report`]).

pub mod check;
pub mod cli;
pub mod condition;
pub mod date;
pub mod derive;
pub mod engine;
pub mod eval;
pub mod evidence;
pub mod finding;
pub mod fold;
pub mod issue;
pub mod load;
pub mod needs;
pub mod policy;
pub mod report;
pub mod resolve;
pub mod sample;
pub mod schema;
pub mod source;
pub mod table;
pub mod text;
pub mod words;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}
