//! Audits how an office uses MCS (Medical Care Station) against the written operating policy of its ward.
//!
//! Data flows one way through layers; each imports only those above it:
//!
//! ```text
//! base     texts in two languages, days, names made comparable, work on threads
//! model    the vocabulary: schema, findings, issues, places, options, the report
//! source   bytes become rows of text
//! table    columns in memory
//! config   the office's decisions
//! load     rows become tables: which sheet, which header, which cell, who is meant
//! policy   clauses, terms and rules as data
//! engine   rules are evaluated over the tables, findings are made
//! history  from month to month
//! audit    from a request to a report
//! report   the writers, one for each format
//! setup    what is written for an office
//! cli      the command line
//! ```
//!
//! ```
//! use std::path::Path;
//!
//! use mcs_audit::audit::{self, Request};
//! use mcs_audit::model::options::{Format, Layout};
//! use mcs_audit::{Config, Day, Lang};
//!
//! let as_of = Day::parse("2026-09-30").expect("a day");
//! let request = Request::new(Path::new("fixtures/well-kept"), as_of);
//! let report = audit::run(&request, &Config::default(), Lang::En)?;
//! assert!(report.findings.is_empty() && !report.is_incomplete());
//!
//! let mut page = Vec::new();
//! report.write(Format::Html, Layout::default(), &mut page).expect("memory takes it");
//! # Ok::<(), mcs_audit::Problem>(())
//! ```
//!
//! What is documented here is what a program that audits calls. The rest is public for the command line, the tests and the
//! benchmarks; it may change with every version.

pub mod audit;
#[doc(hidden)]
pub mod base;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod engine;
#[doc(hidden)]
pub mod history;
#[doc(hidden)]
pub mod load;
pub mod model;
pub mod policy;
pub mod report;
#[doc(hidden)]
pub mod setup;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod table;

pub use base::date::{DateError, Day};
pub use base::text::{Lang, Problem, Text};
pub use config::{Config, Placed, RuleSettings, Setting, TableSettings};
pub use engine::redact::Redaction;
