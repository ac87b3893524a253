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
//! use mcs_audit::base::date::Day;
//! use mcs_audit::base::text::Lang;
//! use mcs_audit::config::Config;
//!
//! let as_of = Day::parse("2026-09-30").expect("a day");
//! let request = Request::new(Path::new("fixtures/well-kept"), as_of);
//! let report = audit::run(&request, &Config::default(), Lang::En)?;
//! assert!(report.findings.is_empty() && !report.is_incomplete());
//! # Ok::<(), mcs_audit::base::text::Problem>(())
//! ```

pub mod audit;
pub mod base;
pub mod cli;
pub mod config;
pub mod engine;
pub mod history;
pub mod load;
pub mod model;
pub mod policy;
pub mod report;
pub mod setup;
pub mod source;
pub mod table;
