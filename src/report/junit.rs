//! `JUnit` XML, for build servers. A suite is a clause (the first that a rule enforces), a case is a rule and a class of
//! subjects: one for each table that the findings are about. An open finding fails its case, whatever its severity; a
//! rule that was not judged is skipped, and says why. There is no time and no identity of a run in it: the same report
//! gives the same bytes.

use std::collections::BTreeMap;
use std::io;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::Report;
use crate::base::safe::shown_on_a_line;
use crate::model::finding::{Ended, Finding, Status, Verdict};
use crate::model::report::{RuleVerdict, Undetermined};
use crate::report::words::ReportWords;

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let about = &report.run;
    let words = ReportWords(about.lang);
    let mut whole = quick_junit::Report::new(shown_on_a_line(&format!("{} {}", words.title(), about.as_of)));
    for (place, name) in suites(report, words) {
        let of_suite = |v: &&RuleVerdict| suite_of(report, v) == place;
        let mut suite = TestSuite::new(shown_on_a_line(&name));
        for verdict in report.verdicts.iter().filter(of_suite) {
            suite.add_test_cases(cases(report, verdict, words));
        }
        whole.add_test_suite(suite);
    }
    // what is written by the way loses the kind of an error, which tells whether the reader has gone
    let mut text = Vec::new();
    whole.serialize(&mut text).map_err(io::Error::other)?;
    out.write_all(&text)
}

/// Returns the place of the clause that a rule stands under; none for the rules about the input.
fn suite_of(report: &Report, verdict: &RuleVerdict) -> Option<usize> {
    let first = verdict.clauses.first()?;
    report.clauses.iter().position(|c| c.clause == *first)
}

/// Returns the suites that hold a rule, in the order of the clauses, the rules about the input behind them.
fn suites(report: &Report, words: ReportWords) -> Vec<(Option<usize>, String)> {
    let clauses = report.clauses.iter().enumerate().map(|(i, c)| (Some(i), format!("{} {}", c.cited, c.label)));
    let all = clauses.chain([(None, words.input_rules().to_owned())]);
    all.filter(|(place, _)| report.verdicts.iter().any(|v| suite_of(report, v) == *place)).collect()
}

/// Returns the cases of a rule.
///
/// A rule of the policy is about one table, so that its case has the same name from run to run; a rule about the input
/// may find something in any table.
fn cases(report: &Report, verdict: &RuleVerdict, words: ReportWords) -> Vec<TestCase> {
    let mut by_table: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|f| f.rule == verdict.rule) {
        by_table.entry(&finding.subject.table).or_default().push(finding);
    }
    let is_named = by_table.len() > 1 || verdict.clauses.is_empty();
    let mut ended: Vec<&Ended> =
        report.comparison.iter().flat_map(|c| &c.ended).filter(|e| e.rule == verdict.rule).collect();
    let mut undetermined: Vec<&Undetermined> = report.undetermined_of(&verdict.rule).collect();
    if by_table.is_empty() {
        return vec![case(verdict, None, &[], &ended, &undetermined, words)];
    }
    // what is no more, and what is not known, is told once, with the first
    let of_table = |(table, of): (&&str, &Vec<&Finding>)| {
        let (ended, undetermined) = (std::mem::take(&mut ended), std::mem::take(&mut undetermined));
        case(verdict, is_named.then_some(*table), of, &ended, &undetermined, words)
    };
    by_table.iter().map(of_table).collect()
}

fn case(
    verdict: &RuleVerdict,
    table: Option<&str>,
    findings: &[&Finding],
    ended: &[&Ended],
    undetermined: &[&Undetermined],
    words: ReportWords,
) -> TestCase {
    let title = &verdict.title;
    let name = table.map_or_else(|| title.clone(), |table| format!("{title} ({table})"));
    let judged = words.judged(verdict);
    let open: Vec<&Finding> = findings.iter().copied().filter(|f| f.status == Status::Open).collect();
    let answered: Vec<&Finding> = findings.iter().copied().filter(|f| f.status != Status::Open).collect();
    let status = match verdict.verdict {
        Verdict::NotApplicable | Verdict::NotAssessed | Verdict::Undetermined | Verdict::Off => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(shown_on_a_line(&judged));
            status
        }
        Verdict::Pass | Verdict::Fail if open.is_empty() => TestCaseStatus::success(),
        Verdict::Pass | Verdict::Fail => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(words.open_findings(open.len()));
            status.set_type(verdict.severity.word());
            status.set_description(body(verdict, &open, words));
            status
        }
    };
    let mut case = TestCase::new(shown_on_a_line(&name), status);
    case.set_classname(shown_on_a_line(&verdict.rule));
    let mut said = shown_on_a_line(&judged);
    if !answered.is_empty() {
        said.push_str("\n\n");
        said.push_str(&body(verdict, &answered, words));
    }
    for of in ended {
        let line = format!(
            "{}: {} ({}) {}",
            of.ending.say(words.0),
            of.subject.label,
            of.subject.key,
            words.found_from_to(of)
        );
        said.push('\n');
        said.push_str(&shown_on_a_line(&line));
    }
    for member in undetermined {
        let subject = words.undetermined_subject(&member.subject);
        said.push('\n');
        said.push_str(&shown_on_a_line(&format!("{}: {subject} → {}", words.undetermined(), words.deciding(member))));
    }
    case.set_system_out(said);
    case
}

/// Writes out the findings, each with where it is to be seen and who has to act, and what to do.
fn body(verdict: &RuleVerdict, findings: &[&Finding], words: ReportWords) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (place, finding) in findings.iter().enumerate() {
        let sure = finding.confidence.say(words.0);
        let mut head = format!("{}. [{}/{sure}] {}", place + 1, finding.severity.say(words.0), finding.subject.label);
        if finding.subject.key != finding.subject.label {
            head = format!("{head} ({})", finding.subject.key);
        }
        lines.extend([head, finding.message.clone()]);
        lines.extend(words.standing_of(finding));
        for evidence in &finding.evidence {
            let place = evidence
                .line
                .map(|line| words.place(&evidence.file, evidence.sheet.as_deref(), line, evidence.cell.as_deref()));
            lines.push(match place {
                Some(place) => format!("→ {place}: {}", evidence.note),
                None => format!("→ {}: {}", evidence.file, evidence.note),
            });
        }
        let assignees: Vec<&str> = finding.assignees.iter().map(|a| a.label.as_str()).collect();
        lines.push(words.to_do_by(finding.duty.say(words.0), &assignees, &finding.due));
        lines.extend([format!("id: {}", finding.id), String::new()]);
    }
    lines.push(format!("{}:", words.steps()));
    lines.extend(verdict.steps.iter().enumerate().map(|(place, step)| format!("{}. {step}", place + 1)));
    let lines: Vec<String> = lines.iter().map(|line| shown_on_a_line(line)).collect();
    lines.join("\n")
}
