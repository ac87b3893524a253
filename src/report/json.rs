//! JSON, as one object or line by line. The types here are the contract with readers: they change only together
//! with [`VERSION`].

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};

use super::{ClauseVerdict, Comparison, Report, RuleVerdict, Run, Upcoming};
use crate::finding::{Ended, Finding};
use crate::words::{self, Problem};

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Whole<'a> {
    version: u32,
    run: &'a Run,
    findings: &'a [Finding],
    verdicts: &'a [RuleVerdict],
    clauses: &'a [ClauseVerdict],
    comparison: Option<&'a Comparison>,
    upcoming: Option<&'a Upcoming>,
    subjects: &'a BTreeMap<String, String>,
}

/// The same as read.
#[derive(Deserialize)]
struct Stored {
    run: Run,
    findings: Vec<Finding>,
    verdicts: Vec<RuleVerdict>,
    clauses: Vec<ClauseVerdict>,
    comparison: Option<Comparison>,
    upcoming: Option<Upcoming>,
    subjects: BTreeMap<String, String>,
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

/// A line.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Line<'a> {
    Run {
        format: u32,
        #[serde(flatten)]
        run: &'a Run,
    },
    Finding(&'a Finding),
    Verdict(&'a RuleVerdict),
    Ended(&'a Ended),
}

pub(super) fn read(name: &str, text: &[u8]) -> Result<Report, Problem> {
    let broken = |error: serde_json::Error| match error.classify() {
        serde_json::error::Category::Data => words::no_report(name),
        _ => words::broken_report(name, error.line(), error.column()),
    };
    let head: Head = serde_json::from_slice(text).map_err(broken)?;
    if head.run.tool != env!("CARGO_PKG_NAME") {
        return Err(words::no_report(name));
    }
    if head.version != VERSION {
        return Err(words::report_version(name, head.version, VERSION));
    }
    let Stored { run, findings, verdicts, clauses, comparison, upcoming, subjects } =
        serde_json::from_slice(text).map_err(|error| words::broken_report(name, error.line(), error.column()))?;
    Ok(Report { run, findings, verdicts, clauses, comparison, upcoming, subjects })
}

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let whole = Whole {
        version: VERSION,
        run: &report.run,
        findings: &report.findings,
        verdicts: &report.verdicts,
        clauses: &report.clauses,
        comparison: report.comparison.as_ref(),
        upcoming: report.upcoming.as_ref(),
        subjects: &report.subjects,
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    out.write_all(b"\n")
}

pub(super) fn write_lines(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut line = |line: &Line<'_>| -> io::Result<()> {
        serde_json::to_writer(&mut *out, line)?;
        out.write_all(b"\n")
    };
    line(&Line::Run { format: VERSION, run: &report.run })?;
    report.findings.iter().try_for_each(|f| line(&Line::Finding(f)))?;
    report.verdicts.iter().try_for_each(|v| line(&Line::Verdict(v)))?;
    report.comparison.iter().flat_map(|c| &c.ended).try_for_each(|e| line(&Line::Ended(e)))
}
