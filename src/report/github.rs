//! Annotations of a GitHub workflow: a command a line (`::error file=…,line=…,title=…::message`).
//!
//! GitHub shows ten annotations of each level for a step and drops the others in silence (its documentation of usage
//! limits for workflow commands and check runs: 10 errors, 10 warnings and 10 notices a step, 50 a job). So the new and
//! the gravest of each level are written, and where there are more than ten, the tenth counts those that are left out by rule.

use std::cmp::Reverse;
use std::io;

use super::Report;
use crate::base::safe::{shown, shown_on_a_line};
use crate::model::finding::{Confidence, Ended, Finding, Severity, Status, Verdict};
use crate::report::words::ReportWords;

/// So many annotations of a level GitHub shows for a step.
const LIMIT: usize = 10;

/// So many findings that are no more are named; how many there are stands above them.
const MOST_ENDED: usize = 20;

/// What GitHub tells apart, the gravest first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    /// Returns the level of a finding.
    ///
    /// What is waived or corrected is to be known, not to be acted on.
    fn of(finding: &Finding) -> Self {
        match (finding.status, finding.severity) {
            (Status::Waived | Status::Corrected, _) | (_, Severity::Low) => Self::Notice,
            (_, Severity::Medium) => Self::Warning,
            (_, Severity::High | Severity::Critical) => Self::Error,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// An annotation.
struct Annotation<'a> {
    level: Level,
    file: Option<&'a str>,
    line: Option<u32>,
    title: String,
    message: String,
}

impl Annotation<'_> {
    fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        write!(out, "::{} ", self.level.word())?;
        if let Some(file) = self.file {
            write!(out, "file={},", property(file))?;
        }
        if let Some(line) = self.line {
            write!(out, "line={line},")?;
        }
        writeln!(out, "title={}::{}", property(&self.title), data(&self.message))
    }
}

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let words = ReportWords(report.run.lang);
    for level in Level::ALL {
        let first: Vec<Annotation<'_>> = match level {
            Level::Error => Vec::new(),
            Level::Warning => not_assessed(report, words).into_iter().collect(),
            Level::Notice => compared(report, words).into_iter().chain(how_read(report, words)).collect(),
        };
        let mut findings: Vec<&Finding> = report.findings.iter().filter(|f| Level::of(f) == level).collect();
        findings.sort_by_key(|f| (f.status, !f.is_fresh(), Reverse(f.severity)));
        let room = LIMIT - first.len();
        let written = if findings.len() > room { room - 1 } else { findings.len() };
        let (findings, rest) = findings.split_at(written);
        first.iter().try_for_each(|annotation| annotation.write(out))?;
        findings.iter().try_for_each(|f| annotation(report, f, level, words).write(out))?;
        if !rest.is_empty() {
            let title = words.more_findings().to_owned();
            let message = words.beyond_limit(&by_rule(rest));
            Annotation { level, file: None, line: None, title, message }.write(out)?;
        }
    }
    Ok(())
}

fn annotation<'a>(report: &'a Report, finding: &'a Finding, level: Level, words: ReportWords) -> Annotation<'a> {
    let verdict = report.verdicts.iter().find(|v| v.rule == finding.rule);
    let mut title = format!("[{}", finding.severity.say(words.0));
    if finding.confidence == Confidence::Possible {
        title.push('/');
        title.push_str(finding.confidence.say(words.0));
    }
    if finding.status != Status::Open {
        title.push('/');
        title.push_str(finding.status.say(words.0));
    }
    title.push_str("] ");
    title.push_str(verdict.map_or(&finding.rule, |v| &v.title));
    let place = |e: &'a crate::model::finding::Evidence| {
        let line = e.line?;
        let is_told = e.sheet.is_some() || e.cell.is_some();
        is_told.then(|| words.place(&e.file, e.sheet.as_deref(), line, e.cell.as_deref()))
    };
    let first = finding.evidence.first();
    let assignees: Vec<&str> = finding.assignees.iter().map(|a| a.label.as_str()).collect();
    let mut lines = vec![finding.message.clone()];
    lines.extend(words.standing_of(finding));
    lines.extend(first.and_then(place).map(|place| format!("→ {place}")));
    lines.push(words.to_do_by(finding.duty.say(words.0), &assignees, &finding.due));
    lines.push(format!("{} {}", finding.rule, finding.id));
    Annotation {
        level,
        file: first.map(|e| e.file.as_str()),
        line: first.and_then(|e| e.line),
        title,
        message: lines.join("\n"),
    }
}

/// Writes how the audit stands to the one before, and what is no more: one notice for all.
fn compared(report: &Report, words: ReportWords) -> Option<Annotation<'static>> {
    let (comparison, changes) = (report.comparison.as_ref()?, report.changes()?);
    let ended = comparison.ended.iter();
    let line =
        |e: &Ended| format!("{}: {} {} {}", e.ending.say(words.0), e.rule, shown_on_a_line(&e.subject.label), e.id);
    let differences = words.all_differences(comparison).into_iter().map(|said| shown_on_a_line(&said));
    let head = std::iter::once(words.compared(&comparison.as_of, changes)).chain(differences);
    let lines: Vec<String> = head.chain(ended.take(MOST_ENDED).map(line)).collect();
    let title = words.compared_with(&comparison.as_of);
    Some(Annotation { level: Level::Notice, file: None, line: None, title, message: lines.join("\n") })
}

/// Writes what was assumed, inferred or left out: one notice for all.
fn how_read(report: &Report, words: ReportWords) -> Option<Annotation<'static>> {
    let reading = &report.run.reading;
    let lines: Vec<String> = reading.iter().map(|one| shown_on_a_line(&words.read_so(one))).collect();
    let title = words.how_read().to_owned();
    let annotation = Annotation { level: Level::Notice, file: None, line: None, title, message: lines.join("\n") };
    (!reading.is_empty()).then_some(annotation)
}

/// Writes the rules that could not be judged, or not for everybody, and why: one warning for all, so that they leave room
/// for findings.
fn not_assessed(report: &Report, words: ReportWords) -> Option<Annotation<'static>> {
    let missing = report.verdicts.iter().filter(|v| v.verdict == Verdict::NotAssessed);
    let mut lines: Vec<String> =
        missing.map(|v| format!("{}: {}", v.rule, v.reason.as_deref().unwrap_or_default())).collect();
    let unclear = report.verdicts.iter().filter(|v| v.undetermined > 0);
    lines.extend(unclear.map(|v| {
        let first = report.undetermined_of(&v.rule).next().map(|member| words.deciding(member)).unwrap_or_default();
        format!("{}: {} → {}", v.rule, words.undetermined_of(v.undetermined, v.population), shown_on_a_line(&first))
    }));
    let title = words.not_assessed().to_owned();
    let annotation = Annotation { level: Level::Warning, file: None, line: None, title, message: lines.join("\n") };
    (!lines.is_empty()).then_some(annotation)
}

/// Counts the findings of each rule, in the order in which they stand.
fn by_rule<'a>(findings: &[&'a Finding]) -> Vec<(&'a str, usize)> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for finding in findings {
        match counts.iter_mut().find(|(rule, _)| *rule == finding.rule) {
            Some((_, count)) => *count += 1,
            None => counts.push((&finding.rule, 1)),
        }
    }
    counts
}

/// Escapes text behind the second `::`.
fn data(text: &str) -> String {
    shown(&text.replace("\r\n", "\n")).replace('%', "%25").replace('\n', "%0A")
}

/// Escapes the value of a property, which a comma or colon would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
