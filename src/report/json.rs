//! JSON, as one object or line by line. The types here are the contract with readers: they change only together
//! with [`REPORT_VERSION`].

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::Report;
use crate::model::finding::{Ended, Finding};
use crate::model::report::{ClauseVerdict, Comparison, REPORT_VERSION, RuleVerdict, Run, Upcoming};

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

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let whole = Whole {
        version: REPORT_VERSION,
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
    line(&Line::Run { format: REPORT_VERSION, run: &report.run })?;
    report.findings.iter().try_for_each(|f| line(&Line::Finding(f)))?;
    report.verdicts.iter().try_for_each(|v| line(&Line::Verdict(v)))?;
    report.comparison.iter().flat_map(|c| &c.ended).try_for_each(|e| line(&Line::Ended(e)))
}
