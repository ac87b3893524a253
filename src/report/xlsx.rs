//! A workbook: a summary to pin to the wall, every finding, the clauses, lists of what each person has to do, what was
//! not assessed, what was read, what ended and what is to come. Text from the data stays text: nothing is a formula or a link, and the same report
//! gives the same bytes.

mod changes;
mod clauses;
pub(crate) mod colours;
pub(crate) mod column;
mod findings;
mod inputs;
mod not_assessed;
mod summary;
pub(crate) mod table;
mod to_do;
mod words;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io;

use rust_xlsxwriter::{DocProperties, Workbook, Worksheet, XlsxError};
use table::{Paper, day};

use super::{Layout, Report};
use crate::model::finding::{Duty, Ended, Finding, Named, Severity, Status};
use crate::report::words::ReportWords;

/// How large a workbook may become.
#[derive(Clone, Copy)]
struct Limits {
    /// Rows of a sheet.
    rows: u32,
    /// Findings beyond which the cells of the long sheets wait in files that have no name, not in memory. What is
    /// text is not in them.
    in_memory: usize,
}

/// A sheet has so many rows in every program that reads workbooks.
pub(crate) const ROWS: u32 = 1_048_576;

const LIMITS: Limits = Limits { rows: ROWS, in_memory: 20_000 };

pub(super) fn write(report: &Report, layout: Layout, out: &mut dyn io::Write) -> io::Result<()> {
    let bytes =
        workbook(report, layout, LIMITS).and_then(|mut book| book.save_to_buffer()).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

/// Makes the workbook.
fn workbook(report: &Report, layout: Layout, limits: Limits) -> Result<Workbook, XlsxError> {
    let source = Source::new(report, layout, limits.rows);
    let mut book = Workbook::new();
    let is_long = report.findings.len() > limits.in_memory;
    book.set_properties(&properties(source.title(), &report.run.as_of));
    summary::sheet(book.add_worksheet(), &source)?;
    findings::sheet(long_sheet(&mut book, is_long)?, &source)?;
    clauses::sheet(book.add_worksheet(), &source)?;
    to_do::sheet(long_sheet(&mut book, is_long)?, &source)?;
    not_assessed::sheet(book.add_worksheet(), &source)?;
    inputs::sheet(book.add_worksheet(), &source)?;
    let ended: Vec<&Ended> = report.endings().into_iter().flat_map(|(_, ended)| ended).collect();
    if !ended.is_empty() {
        changes::ended(long_sheet(&mut book, is_long)?, &source, &ended)?;
    }
    if let Some(upcoming) = report.upcoming.as_ref().filter(|u| !u.findings.is_empty()) {
        changes::upcoming(long_sheet(&mut book, is_long)?, &source, &upcoming.findings)?;
    }
    Ok(book)
}

fn long_sheet(book: &mut Workbook, is_long: bool) -> Result<&mut Worksheet, XlsxError> {
    if is_long { book.add_worksheet_with_low_memory() } else { Ok(book.add_worksheet()) }
}

/// Returns who made the file and what it is, so that a later run knows it for ours.
///
/// It is as old as the day of the audit.
pub(crate) fn properties(title: String, as_of: &str) -> DocProperties {
    let author = format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let properties = DocProperties::new().set_author(author).set_title(title);
    // every workbook has a day; without one it would be that of the machine's clock
    let made = day(as_of).or_else(|| day("2000-01-01"));
    match made {
        Some(made) => properties.set_creation_datetime(&made),
        None => properties,
    }
}

/// What the sheets are made from.
struct Source<'a> {
    report: &'a Report,
    layout: Layout,
    words: ReportWords,
    /// Rows of a sheet.
    rows: u32,
    /// How clauses are cited.
    cited: HashMap<&'a str, &'a str>,
    /// What rules are called.
    titles: HashMap<&'a str, &'a str>,
    /// Labels that several have in common.
    shared: HashSet<&'a str>,
    /// Open findings of each severity, the gravest first, by the clause that they break; nothing for the input.
    open: HashMap<Option<&'a str>, [u64; 4]>,
}

impl<'a> Source<'a> {
    fn new(report: &'a Report, layout: Layout, rows: u32) -> Self {
        let mut keys: HashMap<&str, &str> = HashMap::new();
        let mut shared: HashSet<&str> = HashSet::new();
        for finding in &report.findings {
            let concerns = &finding.concerns;
            let named = [&concerns.office, &concerns.group, &concerns.patient, &concerns.person];
            for named in named.into_iter().flatten().chain(&finding.assignees) {
                if *keys.entry(&named.label).or_insert(&named.key) != named.key {
                    shared.insert(&named.label);
                }
            }
        }
        let mut open: HashMap<Option<&str>, [u64; 4]> = HashMap::new();
        for finding in report.findings.iter().filter(|f| f.status == Status::Open) {
            let mut count = |clause| {
                let counts = open.entry(clause).or_default();
                let of_severity = Severity::ALL.into_iter().zip(counts).filter(|(s, _)| *s == finding.severity);
                of_severity.for_each(|(_, count)| *count += 1);
            };
            match finding.clauses.as_slice() {
                [] => count(None),
                clauses => clauses.iter().for_each(|clause| count(Some(clause))),
            }
        }
        Self {
            report,
            layout,
            words: ReportWords(report.run.lang),
            rows,
            cited: report.clauses.iter().map(|c| (c.clause.as_str(), c.cited.as_str())).collect(),
            titles: report.verdicts.iter().map(|v| (v.rule.as_str(), v.title.as_str())).collect(),
            shared,
            open,
        }
    }

    /// Returns what its sheets are written on.
    fn paper(&self) -> Paper<'a> {
        let (words, as_of) = (self.words, self.report.run.as_of.as_str());
        Paper { words, as_of, rows: self.rows, warning: words.confidential() }
    }

    /// Counts the open findings of each severity that break a clause, or that are about the input.
    fn open(&self, clause: Option<&str>) -> [u64; 4] {
        self.open.get(&clause).copied().unwrap_or_default()
    }

    /// Titles the workbook.
    fn title(&self) -> String {
        match day(&self.report.run.as_of) {
            Some(_) => format!("{} {}", self.words.title(), self.report.run.as_of),
            None => self.words.title().to_owned(),
        }
    }

    /// Names someone or something, with the key where others are called the same.
    fn name(&self, named: &'a Named) -> Cow<'a, str> {
        if self.shared.contains(named.label.as_str()) {
            Cow::Owned(format!("{} [{}]", named.label, named.key))
        } else {
            Cow::Borrowed(&named.label)
        }
    }

    fn name_of(&self, named: Option<&'a Named>) -> Cow<'a, str> {
        named.map_or(Cow::Borrowed(""), |named| self.name(named))
    }

    /// Names those who have to act, or says whose duty it is.
    fn who(&self, finding: &'a Finding) -> String {
        self.those(&finding.assignees, finding.duty, finding.concerns.office.as_ref())
    }

    fn those(&self, assignees: &'a [Named], duty: Duty, office: Option<&Named>) -> String {
        if assignees.is_empty() {
            return self.words.somebody(duty, office.map(|o| o.label.as_str()));
        }
        let names: Vec<Cow<'_, str>> = assignees.iter().map(|a| self.name(a)).collect();
        self.words.in_a_row(&names.iter().map(AsRef::as_ref).collect::<Vec<_>>())
    }

    /// Cites clauses; what no clause stands behind is about the input.
    fn cited(&self, clauses: &[impl AsRef<str>]) -> String {
        if clauses.is_empty() {
            return self.words.input_rules().to_owned();
        }
        let cited: Vec<&str> =
            clauses.iter().map(|c| self.cited.get(c.as_ref()).copied().unwrap_or(c.as_ref())).collect();
        self.words.in_a_row(&cited)
    }

    /// Returns the title of a rule.
    fn title_of(&self, rule: &'a str) -> &'a str {
        self.titles.get(rule).copied().unwrap_or(rule)
    }

    /// Says how a finding stands to the audit before, and why it is graver than its rule.
    fn change(&self, finding: &Finding) -> String {
        let mut said: Vec<String> =
            finding.change.as_ref().map(|change| self.words.change(change)).into_iter().collect();
        said.extend(finding.raised_from.map(|from| self.words.raised(from, finding.severity)));
        said.join("\n")
    }

    /// Lists every place that a finding rests on, and what is there.
    fn evidence(&self, finding: &Finding) -> String {
        let mut text = String::new();
        for evidence in &finding.evidence {
            if !text.is_empty() {
                text.push('\n');
            }
            if let Some(line) = evidence.line {
                let (sheet, cell) = (evidence.sheet.as_deref(), evidence.cell.as_deref());
                text.push_str(&self.words.place(&evidence.file, sheet, line, cell));
                text.push_str("  ");
            }
            text.push_str(&evidence.note);
        }
        text
    }

    /// Numbers the steps.
    fn steps(finding: &Finding) -> String {
        let steps: Vec<String> = finding.fix.iter().enumerate().map(|(n, step)| format!("{}. {step}", n + 1)).collect();
        steps.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::stored;
    use crate::model::options::GroupBy;
    use crate::source::workbook::{BookFormat, Grid};

    fn report() -> Report {
        stored::parse("report.ja.json", include_bytes!("../../tests/golden/report.ja.json")).unwrap()
    }

    fn written(report: &Report, limits: Limits) -> Vec<u8> {
        let layout = Layout { group_by: GroupBy::Duty, ..Layout::default() };
        workbook(report, layout, limits).unwrap().save_to_buffer().unwrap()
    }

    /// Reads the sheets of a workbook back.
    fn sheets(bytes: &[u8]) -> Vec<Grid> {
        let bytes = bytes.to_vec();
        let mut book = crate::source::workbook::Workbook::open("report.xlsx", bytes, BookFormat::Xlsx).unwrap();
        (0..book.sheets().len()).map(|sheet| book.read(sheet).unwrap()).collect()
    }

    /// Returns the number and the height of each row of a sheet that holds something.
    fn heights(bytes: &[u8], sheet: usize) -> Vec<(String, Option<String>)> {
        let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut xml = String::new();
        let part = package.by_name(&format!("xl/worksheets/sheet{}.xml", sheet + 1));
        io::Read::read_to_string(&mut part.unwrap(), &mut xml).unwrap();
        let tags = xml.split("<row ").skip(1).filter_map(|row| row.split('>').next());
        let value = |tag: &str, name: &str| Some(tag.split(name).nth(1)?.split('"').next()?.to_owned());
        tags.map(|tag| (value(tag, "r=\"").unwrap(), value(tag, " ht=\""))).collect()
    }

    #[test]
    fn a_sheet_says_how_many_rows_it_has_no_room_for() {
        let mut report = report();
        report.clauses.truncate(7);
        let sheets = sheets(&written(&report, Limits { rows: 10, ..LIMITS }));
        let open = report.findings.iter().filter(|f| f.status == Status::Open).count();
        // a header, eight findings and what is left out; a line above the header of the lists; room for all clauses
        for (sheet, rows, left_out) in [(1, 10, report.findings.len() - 8), (3, 10, open - 7), (2, 8, 0)] {
            assert_eq!(sheets[sheet].rows.len(), rows);
            let last = &sheets[sheet].rows[rows - 1].cells;
            let said = ReportWords(report.run.lang).rows_beyond(left_out as u64);
            assert_eq!(last.len() == 1 && last[0].1 == said, left_out > 0, "{last:?}");
        }
    }

    #[test]
    fn a_long_report_is_written_like_a_short_one() {
        let report = report();
        let (long, short) = (written(&report, Limits { in_memory: 0, ..LIMITS }), written(&report, LIMITS));
        assert!(sheets(&long) == sheets(&short));
        for sheet in 0..6 {
            let rows = heights(&long, sheet);
            assert_eq!(rows, heights(&short, sheet));
            let numbers: Vec<u32> = rows.iter().map(|(number, _)| number.parse().unwrap()).collect();
            assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
        }
        assert!(heights(&long, 1).iter().filter(|(_, height)| height.is_some()).count() > report.findings.len());
    }
}
