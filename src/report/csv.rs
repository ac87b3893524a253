//! CSV: a row a finding, for spreadsheets and scripts.

use std::borrow::Cow;
use std::io;

use super::Report;

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    rows(report, out).map_err(|error| match error.into_kind() {
        // the kind of the error tells whether the reader has gone
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    })
}

fn rows(report: &Report, out: &mut dyn io::Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "rule",
        "severity",
        "status",
        "table",
        "key",
        "label",
        "message",
        "file",
        "line",
        "column",
        "confidence",
        "duty",
        "clauses",
        "id",
    ])?;
    for finding in &report.findings {
        let first = finding.evidence.first();
        let line = first.and_then(|e| e.line).map_or_else(String::new, |l| l.to_string());
        writer.write_record([
            finding.rule.as_str(),
            finding.severity.word(),
            finding.status.word(),
            &finding.subject.table,
            &harmless(&finding.subject.key),
            &harmless(&finding.subject.label),
            &harmless(&finding.message),
            &harmless(first.map_or("", |e| &e.file)),
            &line,
            &harmless(first.and_then(|e| e.column.as_deref()).unwrap_or_default()),
            finding.confidence.word(),
            finding.duty.word(),
            &finding.clauses.join(" "),
            &finding.id,
        ])?;
    }
    Ok(writer.flush()?)
}

/// A spreadsheet takes a cell that begins like this for a formula: an apostrophe in front makes it text.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}
