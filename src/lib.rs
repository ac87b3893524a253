//! Audits how an office uses MCS (Medical Care Station) against the written operating policy of its ward.
//!
//! Data flows one way: files become rows of text ([`source`]), rows become tables ([`load`], [`mod@derive`]), the rules of
//! a [`policy`] are judged over the tables ([`engine`]), and the outcome is written ([`report`]).
//!
//! ```
//! use std::path::Path;
//!
//! use mcs_audit::config::Config;
//! use mcs_audit::date::Day;
//! use mcs_audit::text::Lang;
//! use mcs_audit::{engine, load, needs::Wanted, policy::Policy};
//!
//! let policy = Policy::embedded("chuo").expect("it is in the program")?;
//! let as_of = Day::parse("2026-09-30").expect("a day");
//! let options = load::Options { as_of, config: &Config::default(), wanted: &Wanted::of(&policy) };
//! let data = load::load(Path::new("fixtures/well-kept"), &options)?;
//! let report = engine::audit(&data, &policy, &engine::Options::new(as_of, Lang::En));
//! assert!(report.findings.is_empty() && !report.is_incomplete());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod attestation;
mod bearers;
pub mod check;
pub mod cli;
pub mod compare;
pub mod concern;
pub mod condition;
pub mod config;
pub mod date;
pub mod derive;
pub mod drift;
pub mod engine;
pub mod eval;
pub mod evidence;
pub mod finding;
pub mod fold;
pub mod history;
pub mod init;
pub mod issue;
pub mod load;
mod look;
pub mod needs;
pub mod oscal;
mod parallel;
pub mod policy;
pub mod progress;
pub mod redact;
pub mod report;
pub mod resolve;
pub mod sample;
pub mod schema;
pub mod source;
pub mod table;
pub mod text;
pub mod timings;
pub mod trend;
pub mod waiver;
pub mod words;

mod outline;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}
