//! JSON, as one object or line by line.

use std::io;

use super::Report;
use crate::model::report::{LineV1, REPORT_VERSION, ReportV1};

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &ReportV1::from(report))?;
    out.write_all(b"\n")
}

pub(super) fn write_lines(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut line = |line: &LineV1<'_>| -> io::Result<()> {
        serde_json::to_writer(&mut *out, line)?;
        out.write_all(b"\n")
    };
    line(&LineV1::Run { format: REPORT_VERSION, run: &report.run })?;
    report.findings.iter().try_for_each(|f| line(&LineV1::Finding(f)))?;
    report.undetermined.iter().try_for_each(|member| line(&LineV1::Undetermined(member)))?;
    report.verdicts.iter().try_for_each(|v| line(&LineV1::Verdict(v)))?;
    let Some(comparison) = &report.comparison else { return Ok(()) };
    comparison.ended.iter().try_for_each(|e| line(&LineV1::Ended(e)))?;
    comparison.settings.iter().try_for_each(|setting| line(&LineV1::SettingDifference(setting)))?;
    comparison.policy.iter().try_for_each(|policy| line(&LineV1::PolicyDifference(policy)))
}
