//! CSV: a row a finding, and behind them a row a member of whom it is not known whether they are one, for spreadsheets and scripts. Lines end as Windows ends them, which is what RFC 4180 asks for.

use std::fmt::Write as _;
use std::io;

use encoding_rs::SHIFT_JIS;
use rayon::prelude::*;
use smol_str::{SmolStr, ToSmolStr};
use unicode_normalization::char::compose;

use super::Report;
use crate::base::safe::harmless;
use crate::model::finding::{Finding, Severity, Status, Verdict};
use crate::model::options::CsvEncoding;
use crate::model::report::Undetermined;
use crate::report::words::ReportWords;

/// What stands for a character that the encoding does not have: the mark that Japanese printers set for a missing type.
pub(crate) const MISSING: char = '〓';

/// The names of the columns.
const COLUMNS: [&str; 29] = [
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
    "corrected_on",
];

/// A thread writes the rows of so many findings at a time.
const FINDINGS_A_PIECE: usize = 512;
/// The rows of so many findings are held in memory at most.
const FINDINGS_HELD: usize = 16 * FINDINGS_A_PIECE;

/// Writes the findings. Says how many characters the encoding lacks, each of which [`MISSING`] stands for.
pub(super) fn write(report: &Report, encoding: CsvEncoding, out: &mut dyn io::Write) -> io::Result<u64> {
    if encoding == CsvEncoding::Utf8Bom {
        out.write_all("\u{FEFF}".as_bytes())?;
    }
    let mut header = Rows::new(encoding);
    COLUMNS.iter().try_for_each(|name| header.cell(name))?;
    header.end()?;
    out.write_all(&header.bytes()?)?;
    let piece = |findings: &[Finding]| -> io::Result<(Vec<u8>, u64)> {
        let mut rows = Rows::new(encoding);
        findings.iter().try_for_each(|finding| rows.finding(finding))?;
        let missing = rows.missing;
        Ok((rows.bytes()?, missing))
    };
    let mut missing = 0;
    let mut write = |pieces: &mut Vec<io::Result<(Vec<u8>, u64)>>| -> io::Result<()> {
        for piece in pieces.drain(..) {
            let (bytes, lacking) = piece?;
            out.write_all(&bytes)?;
            missing += lacking;
        }
        Ok(())
    };
    let mut pieces = Vec::new();
    for findings in report.findings.chunks(FINDINGS_HELD) {
        // a thread that has to be started first would cost more than it brings
        if findings.len() <= FINDINGS_A_PIECE {
            write(&mut pieces)?;
            pieces = vec![piece(findings)];
            continue;
        }
        // what is put together is written beside what comes next
        let mut next = Vec::new();
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| next = findings.par_chunks(FINDINGS_A_PIECE).map(piece).collect());
            write(&mut pieces)
        })?;
        pieces = next;
    }
    write(&mut pieces)?;
    let mut undetermined = Rows::new(encoding);
    report.undetermined.iter().try_for_each(|member| undetermined.undetermined(report, member))?;
    missing += undetermined.missing;
    out.write_all(&undetermined.bytes()?)?;
    out.flush()?;
    Ok(missing)
}

/// Rows in memory, each cell encoded. No byte of a character of CP932 can be taken for a comma, a quotation mark or the
/// end of a line.
struct Rows {
    writer: csv::Writer<Vec<u8>>,
    encoding: CsvEncoding,
    missing: u64,
    /// What a cell is put together in.
    cell: String,
    /// The steps written last, and their cell: many findings have the same.
    steps: Vec<SmolStr>,
    steps_cell: String,
}

impl Rows {
    fn new(encoding: CsvEncoding) -> Self {
        let writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let (cell, steps, steps_cell) = (String::new(), Vec::new(), String::new());
        Self { writer, encoding, missing: 0, cell, steps, steps_cell }
    }

    fn cell(&mut self, text: &str) -> io::Result<()> {
        let text = harmless(text);
        match self.encoding {
            CsvEncoding::Utf8Bom | CsvEncoding::Utf8 => self.writer.write_field(&*text),
            CsvEncoding::Cp932 => self.writer.write_field(cp932(&text, &mut self.missing)),
        }
        .map_err(io::Error::from)
    }

    /// Makes a cell of our own words, numbers and days, none of which a spreadsheet takes for something else.
    fn own(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_field(text).map_err(io::Error::from)
    }

    /// Makes a cell of texts behind each other.
    fn cell_of<'t>(&mut self, texts: impl Iterator<Item = &'t str>, between: &str) -> io::Result<()> {
        let mut cell = std::mem::take(&mut self.cell);
        cell.clear();
        for (place, text) in texts.enumerate() {
            if place > 0 {
                cell.push_str(between);
            }
            cell.push_str(text);
        }
        let written = self.cell(&cell);
        self.cell = cell;
        written
    }

    /// Makes a cell of steps with their numbers.
    fn steps(&mut self, steps: &[SmolStr]) -> io::Result<()> {
        let mut cell = std::mem::take(&mut self.steps_cell);
        if self.steps != steps {
            cell.clear();
            for (place, step) in steps.iter().enumerate() {
                let _ = write!(cell, "{}{}. {step}", if place > 0 { " " } else { "" }, place + 1);
            }
            self.steps = steps.to_vec();
        }
        let written = self.cell(&cell);
        self.steps_cell = cell;
        written
    }

    fn end(&mut self) -> io::Result<()> {
        self.writer.write_record(None::<&[u8]>).map_err(io::Error::from)
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let first = finding.evidence.first();
        let concerns = &finding.concerns;
        let change = finding.change.as_ref();
        self.cell(&finding.rule)?;
        self.own(finding.severity.word())?;
        self.own(finding.status.word())?;
        self.own(&finding.subject.table)?;
        self.cell(&finding.subject.key)?;
        self.cell(&finding.subject.label)?;
        self.cell(&finding.message)?;
        self.cell(first.map_or("", |e| &e.file))?;
        self.own(&first.and_then(|e| e.line).map(|line| line.to_smolstr()).unwrap_or_default())?;
        self.cell(first.and_then(|e| e.column.as_deref()).unwrap_or_default())?;
        self.own(finding.confidence.word())?;
        self.own(finding.duty.word())?;
        self.cell_of(finding.clauses.iter().map(SmolStr::as_str), " ")?;
        self.own(&finding.id)?;
        self.own(&finding.due)?;
        self.cell_of(finding.assignees.iter().map(|a| a.label.as_str()), "; ")?;
        for concern in [&concerns.office, &concerns.group, &concerns.patient, &concerns.person] {
            self.cell(concern.as_ref().map_or("", |named| &named.label))?;
        }
        self.cell(first.and_then(|e| e.sheet.as_deref()).unwrap_or_default())?;
        self.cell(first.and_then(|e| e.cell.as_deref()).unwrap_or_default())?;
        self.steps(&finding.fix)?;
        self.own(change.map_or("", |c| c.state.word()))?;
        self.cell(change.map_or("", |c| &c.since))?;
        self.own(&change.map(|c| c.audits.to_smolstr()).unwrap_or_default())?;
        self.own(finding.raised_from.map_or("", Severity::word))?;
        self.cell(finding.waived.as_ref().map_or("", |w| &w.expires_on))?;
        self.cell(finding.corrected.as_ref().map_or("", |c| &c.corrected_on))?;
        self.end()
    }

    /// Writes a member of whom it is not known whether they are a finding: the first cell that would decide stands where a
    /// finding's row does.
    fn undetermined(&mut self, report: &Report, member: &Undetermined) -> io::Result<()> {
        let words = ReportWords(report.run.lang);
        let verdict = report.verdicts.iter().find(|v| v.rule == member.rule.as_str());
        let first = member.cells.first();
        self.cell(&member.rule)?;
        self.own(verdict.map_or("", |v| v.severity.word()))?;
        self.own(if member.waived.is_some() { Status::Waived.word() } else { Verdict::Undetermined.word() })?;
        self.own(&member.subject.table)?;
        self.cell(&member.subject.key)?;
        self.cell(&member.subject.label)?;
        self.cell(&format!("{}: {}", words.undetermined(), words.deciding(member)))?;
        self.cell(first.map_or("", |cell| &cell.file))?;
        self.own(&first.map(|cell| cell.line.to_smolstr()).unwrap_or_default())?;
        self.cell(first.map_or("", |cell| cell.header.as_deref().unwrap_or(&cell.column)))?;
        self.own(verdict.map_or("", |v| v.confidence.word()))?;
        self.own(verdict.map_or("", |v| v.duty.word()))?;
        self.cell_of(verdict.iter().flat_map(|v| &v.clauses).map(String::as_str), " ")?;
        // no id, no day due, nobody assigned, nothing that it concerns
        (0..7).try_for_each(|_| self.own(""))?;
        self.cell(first.and_then(|cell| cell.sheet.as_deref()).unwrap_or_default())?;
        self.cell(first.and_then(|cell| cell.cell.as_deref()).unwrap_or_default())?;
        (0..5).try_for_each(|_| self.own(""))?;
        self.cell(member.waived.as_ref().map_or("", |w| &w.expires_on))?;
        self.own("")?;
        self.end()
    }

    fn bytes(self) -> io::Result<Vec<u8>> {
        self.writer.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// Encodes a text in CP932. A mark of voicing that stands by itself, as file names of a Mac have it, is put together
/// with its letter first, and a character that Windows writes by another code point is written by that one.
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

/// Replaces the six characters of JIS X 0208 to which Windows gives another code point than JIS does.
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
}
