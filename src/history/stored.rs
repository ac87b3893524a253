//! Reports as they were stored as `json`, read back: to compare with, to write again, to verify.

mod valid;

use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::words::{broken_field, broken_report, no_report, report_version};
use crate::base::hex::hex;
use crate::base::text::Problem;
use crate::base::whole_file;
use crate::model::report::{REPORT_VERSION, Report, ReportV1};

/// A report that is read back has no more bytes.
const MOST_BYTES: u64 = 4 << 30;

/// A report as it was stored in a file.
#[derive(Debug)]
pub struct Stored {
    /// The report.
    pub report: Report,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

impl Stored {
    /// Reads a report that was written as `json`. Fails if the file cannot be read or is none.
    pub fn read(file: &Path) -> Result<Self, Problem> {
        let bytes = Self::bytes(file)?;
        let report = parse(&file.display().to_string(), &bytes)?;
        Ok(Self { report, sha256: hex(&Sha256::digest(&bytes)), bytes })
    }

    /// SHA-256 of a file, in hexadecimal, whatever it holds. Fails if it cannot be read.
    pub(super) fn hash(file: &Path) -> Result<String, Problem> {
        Self::bytes(file).map(|bytes| hex(&Sha256::digest(&bytes)))
    }

    pub(super) fn bytes(file: &Path) -> Result<Vec<u8>, Problem> {
        whole_file::bytes(file, MOST_BYTES).map_err(|refusal| refusal.problem(&file.display().to_string()))
    }
}

/// What tells whether something is a report at all.
#[derive(Deserialize)]
struct Head {
    version: u32,
    run: Tool,
}

#[derive(Deserialize)]
struct Tool {
    tool: String,
}

/// Whether it is a report of this program in JSON, of whatever version.
pub(super) fn is_report(text: &[u8]) -> bool {
    serde_json::from_slice(text).is_ok_and(|head: Head| head.run.tool == env!("CARGO_PKG_NAME"))
}

/// Reads a report that was written as `json`.
///
/// # Errors
///
/// If it is not such a report, or of another version of the format; the message says where.
pub fn parse(name: &str, text: &[u8]) -> Result<Report, Problem> {
    let broken = |error: serde_json::Error| match error.classify() {
        serde_json::error::Category::Data => no_report(name),
        _ => broken_report(name, error.line(), error.column()),
    };
    let head: Head = serde_json::from_slice(text).map_err(broken)?;
    if head.run.tool != env!("CARGO_PKG_NAME") {
        return Err(no_report(name));
    }
    if head.version != REPORT_VERSION {
        return Err(report_version(name, head.version, REPORT_VERSION));
    }
    let file: ReportV1<'_> =
        serde_json::from_slice(text).map_err(|error| broken_report(name, error.line(), error.column()))?;
    let report = file.into();
    match valid::wrong_field(&report) {
        Some(field) => Err(broken_field(name, field)),
        None => Ok(report),
    }
}
