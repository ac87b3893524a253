//! CSV: a row a finding, for spreadsheets and scripts. Lines end as Windows ends them, which is what RFC 4180 asks for.

use std::borrow::Cow;
use std::io;

use clap::ValueEnum;
use encoding_rs::SHIFT_JIS;
use unicode_normalization::char::compose;

use super::Report;
use super::safe::shown;
use crate::finding::{Named, Severity};

/// What stands for a character that the encoding does not have: the mark that Japanese printers set for a missing type.
pub(crate) const MISSING: char = '〓';

/// How a CSV is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CsvEncoding {
    /// UTF-8 behind a byte order mark, by which Excel tells it from the encoding of the machine.
    #[default]
    #[value(name = "utf-8-bom")]
    Utf8Bom,
    /// UTF-8 without one, for scripts.
    #[value(name = "utf-8")]
    Utf8,
    /// The encoding of Windows in Japanese (`Shift_JIS` with its extensions).
    Cp932,
}

impl CsvEncoding {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Utf8Bom => "utf-8-bom",
            Self::Utf8 => "utf-8",
            Self::Cp932 => "cp932",
        }
    }
}

/// Writes the findings. Says how many characters the encoding lacks, each of which [`MISSING`] stands for.
pub(super) fn write(report: &Report, encoding: CsvEncoding, out: &mut dyn io::Write) -> io::Result<u64> {
    let failed = |error: csv::Error| match error.into_kind() {
        // the kind of the error tells whether the reader has gone
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    };
    match encoding {
        CsvEncoding::Utf8Bom => {
            out.write_all("\u{FEFF}".as_bytes())?;
            rows(report, out, &mut |cell| cell.into_owned().into_bytes()).map_err(failed)?;
            Ok(0)
        }
        CsvEncoding::Utf8 => {
            rows(report, out, &mut |cell| cell.into_owned().into_bytes()).map_err(failed)?;
            Ok(0)
        }
        CsvEncoding::Cp932 => {
            let mut missing = 0;
            rows(report, out, &mut |cell| cp932(&cell, &mut missing)).map_err(failed)?;
            Ok(missing)
        }
    }
}

/// Writes the rows, each cell encoded. No byte of a character of CP932 can be taken for a comma, a quotation mark or the
/// end of a line.
fn rows(report: &Report, out: &mut dyn io::Write, encoded: &mut dyn FnMut(Cow<'_, str>) -> Vec<u8>) -> csv::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
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
        "due",
        "assignees",
        "office",
        "group",
        "patient",
        "person",
        "sheet",
        "cell",
        "fix",
        "change",
        "since",
        "audits",
        "raised_from",
        "waived_until",
    ])?;
    for finding in &report.findings {
        let first = finding.evidence.first();
        let line = first.and_then(|e| e.line).map_or_else(String::new, |l| l.to_string());
        let assignees: Vec<&str> = finding.assignees.iter().map(|a| a.label.as_str()).collect();
        let steps = finding.fix.iter().enumerate().map(|(place, step)| format!("{}. {step}", place + 1));
        let concern = |named: &'_ Option<Named>| named.as_ref().map_or(String::new(), |n| n.label.clone());
        let concerns = &finding.concerns;
        let change = finding.change.as_ref();
        let audits = change.map_or_else(String::new, |c| c.audits.to_string());
        let cells = [
            finding.rule.as_str(),
            finding.severity.word(),
            finding.status.word(),
            &finding.subject.table,
            &finding.subject.key,
            &finding.subject.label,
            &finding.message,
            first.map_or("", |e| &e.file),
            &line,
            first.and_then(|e| e.column.as_deref()).unwrap_or_default(),
            finding.confidence.word(),
            finding.duty.word(),
            &finding.clauses.join(" "),
            &finding.id,
            &finding.due,
            &assignees.join("; "),
            &concern(&concerns.office),
            &concern(&concerns.group),
            &concern(&concerns.patient),
            &concern(&concerns.person),
            first.and_then(|e| e.sheet.as_deref()).unwrap_or_default(),
            first.and_then(|e| e.cell.as_deref()).unwrap_or_default(),
            &steps.collect::<Vec<_>>().join(" "),
            change.map_or("", |c| c.state.word()),
            change.map_or("", |c| &c.since),
            &audits,
            finding.raised_from.map_or("", Severity::word),
            finding.waived.as_ref().map_or("", |w| &w.expires_on),
        ];
        writer.write_record(cells.map(|cell| encoded(harmless(cell))))?;
    }
    Ok(writer.flush()?)
}

/// A spreadsheet takes a cell that begins like this for a formula, in Japanese also in full width, and drops a tab or an
/// end of a line in front of it: an apostrophe in front makes it text.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{}", shown(text)))
    } else {
        shown(text)
    }
}

/// A text in CP932. A mark of voicing that stands by itself, as file names of a Mac have it, is put together with its
/// letter first, and a character that Windows writes by another code point is written by that one.
fn cp932(text: &str, missing: &mut u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let voiced = chars.next_if(|next| matches!(next, '\u{3099}' | '\u{309A}'));
        let (c, left) = match voiced {
            None => (c, None),
            Some(mark) => compose(c, mark).map_or((c, Some(mark)), |composed| (composed, None)),
        };
        for c in [Some(c), left].into_iter().flatten() {
            let c = as_windows_has_it(c);
            let mut buffer = [0; 4];
            let (encoded, _, lacks) = SHIFT_JIS.encode(c.encode_utf8(&mut buffer));
            if lacks {
                *missing += 1;
                bytes.extend_from_slice(&SHIFT_JIS.encode(MISSING.encode_utf8(&mut buffer)).0);
            } else {
                bytes.extend_from_slice(&encoded);
            }
        }
    }
    bytes
}

/// The six characters of JIS X 0208 to which Windows gives another code point than JIS does.
fn as_windows_has_it(c: char) -> char {
    match c {
        '\u{301C}' => '\u{FF5E}',
        '\u{2016}' => '\u{2225}',
        '\u{2014}' => '\u{2015}',
        '\u{00A2}' => '\u{FFE0}',
        '\u{00A3}' => '\u{FFE1}',
        '\u{00AC}' => '\u{FFE2}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cp932_lacks_is_replaced_and_counted() {
        let mut missing = 0;
        let decoded = |text: &str, missing: &mut u64| {
            let bytes = cp932(text, missing);
            let (decoded, broken) = SHIFT_JIS.decode_without_bom_handling(&bytes);
            assert!(!broken, "{text}");
            decoded.into_owned()
        };
        assert_eq!(decoded("見本 花子㈱㍻①髙﨑ｶﾅ,\"\n", &mut missing), "見本 花子㈱㍻①髙﨑ｶﾅ,\"\n");
        assert_eq!(decoded("か\u{3099}は\u{309A}〜—", &mut missing), "がぱ～―");
        assert_eq!(missing, 0);
        assert_eq!(decoded("𠮷野家🏥é&#1;", &mut missing), "〓野家〓〓&#1;");
        assert_eq!(missing, 3);
        assert_eq!(decoded("あ\u{3099}", &mut missing), "あ〓");
        assert_eq!(missing, 4);
    }

    #[test]
    fn what_would_be_a_formula_is_text() {
        for text in ["=1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", "\t=1", "\n=1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("\r=1"), "'\u{FFFD}=1");
        assert_eq!(harmless("見本=1"), "見本=1");
    }
}
