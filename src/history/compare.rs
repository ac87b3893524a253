//! How an audit stands to the one before: what is new, what persists and since when, what has come back; and what became
//! of the rest. It works on two reports alone. Nothing is called fixed that may only have left the tables, or that could
//! not be judged this time.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::base::date::Day;
use crate::base::hex::hex;
use crate::base::normalize;
use crate::base::text::Problem;
use crate::history::{differences, words};
use crate::model::finding::{Change, Ended, Ending, Finding, SUBJECT_HASH_BYTES, State, Status, Verdict, subject_hash};
use crate::model::issue::InputRule;
use crate::model::options::EscalateAfter;
use crate::model::report::{Comparison, Input, Report};
use crate::model::schema::{TableId, schema};

/// Whether a subject is a table or something in it that is wrong: its key begins with the table.
fn is_about_table(table: &str, key: &str) -> bool {
    key.split('/').next() == Some(table)
}

fn is_read(report: &Report, table: &str) -> bool {
    report.run.inputs.iter().any(|i| i.table == table)
}

/// Whether a subject is about a table that is lost: whether what was wrong with it still is, nobody can tell. Waivers are
/// taken out when they are over, the last of them with its file.
fn is_lost(report: &Report, table: &str, key: &str) -> bool {
    is_about_table(table, key) && !is_read(report, table) && !schema().table(table).is_some_and(TableId::holds_answers)
}

/// Whether a report's tables hold a subject; `None` if it does not list what the table holds.
fn holds(report: &Report, table: &str, key: &str) -> Option<bool> {
    // what is wrong with the input is about a table
    if is_about_table(table, key) {
        return Some(is_read(report, table));
    }
    let hashes = report.subjects.get(table)?.as_bytes();
    let find = |key: &str| {
        let wanted = hex(&subject_hash(key));
        let all: Vec<&[u8]> = hashes.chunks(2 * SUBJECT_HASH_BYTES).collect();
        all.binary_search(&wanted.as_bytes()).is_ok()
    };
    // the last part may be an item of a list of the policy, which is in no table
    Some(find(key) || key.rsplit_once('/').is_some_and(|(subject, _)| find(subject)))
}

/// Returns the day of the first audit that found the file of a table as it is, if an earlier report's is the same.
pub fn unchanged_since(earlier: &Report, input: &Input) -> Option<String> {
    let same = |other: &&Input| other.table == input.table && other.sha256 == input.sha256;
    let other = earlier.run.inputs.iter().find(same)?;
    Some(other.unchanged_since.as_ref().unwrap_or(&earlier.run.as_of).clone())
}

/// Compares a report with an earlier one, of whose bytes `sha256` is the hash, and notes the outcome in it. Fails if
/// the two are not of one office's audits in their order.
pub fn compare(earlier: &Report, sha256: &str, report: &mut Report) -> Result<(), Problem> {
    let (before, now) = (&earlier.run, &report.run);
    if before.as_of > now.as_of {
        return Err(words::earlier_is_later(&before.as_of, &now.as_of));
    }
    if before.redacted != now.redacted {
        return Err(words::redacted_otherwise(&before.as_of));
    }
    // a report that does not tell its key is of an older program
    if before.redaction_key.as_ref().zip(now.redaction_key.as_ref()).is_some_and(|(then, now)| then != now) {
        return Err(words::other_key(&before.as_of));
    }
    if let (Some(then), Some(here)) = (&before.office, &now.office)
        && normalize::name(then) != normalize::name(here)
    {
        return Err(words::other_office(&before.as_of, then, here));
    }
    let as_of = now.as_of.clone();
    for input in &mut report.run.inputs {
        input.unchanged_since = unchanged_since(earlier, input);
    }
    let day = |text: &str| Day::parse(text).unwrap_or(Day::EMPTY);
    let known: BTreeMap<&str, (&Finding, String, u32)> = earlier
        .findings
        .iter()
        .map(|f| {
            let (since, audits) = f.change.as_ref().map_or((&before.as_of, 1), |c| (&c.since, c.audits));
            (f.id.as_str(), (f, since.clone(), audits))
        })
        .collect();
    let past = earlier.comparison.iter().flat_map(|c| c.ended.iter().chain(&c.earlier));
    let past: BTreeMap<&str, &Ended> = past.map(|e| (e.id.as_str(), e)).collect();
    let mut there: BTreeSet<SmolStr> = BTreeSet::new();
    for finding in &mut report.findings {
        let (state, since, audits) = match (known.get(finding.id.as_str()), past.get(finding.id.as_str())) {
            // the waiver is over or was taken out: somebody has to act again
            (Some((before, since, audits)), _) if before.status == Status::Waived && finding.status == Status::Open => {
                (State::Reopened, since.clone(), audits + 1)
            }
            (Some((_, since, audits)), _) => (State::Persisting, since.clone(), audits + 1),
            // nobody could tell whether it was gone, so it never was
            (None, Some(e)) if e.ending == Ending::NotAssessed => (State::Persisting, e.since.clone(), e.audits + 1),
            (None, Some(_)) => (State::Reopened, as_of.clone(), 1),
            (None, None) => (State::New, as_of.clone(), 1),
        };
        let days = day(&as_of).days_since(day(&since));
        // it is due so many days after it was found, and not after every audit anew
        let reckoned_from = finding.change.as_ref().map_or(&as_of, |change| &change.since);
        let term = day(&finding.due).days_since(day(reckoned_from));
        finding.due = day(&since).plus(i32::try_from(term).unwrap_or(i32::MAX)).to_string().into();
        finding.change = Some(Box::new(Change { state, since, audits, days }));
        there.insert(finding.id.clone());
    }
    let judged = |rule: &str| {
        let verdict = report.verdicts.iter().find(|v| v.rule == rule).map(|v| v.verdict);
        !matches!(verdict, None | Some(Verdict::NotAssessed | Verdict::Off))
    };
    let ending = |rule: &str, table: &str, key: &str| match (judged(rule), holds(report, table, key)) {
        (false, _) => Ending::NotAssessed,
        // it was about a step between two audits; whether what was lost is back, it cannot tell
        (true, _) if rule == InputRule::ShrunkenInput.id() => Ending::Gone,
        (true, _) if is_lost(report, table, key) => Ending::NotAssessed,
        (true, Some(true)) => Ending::Fixed,
        (true, Some(false) | None) => Ending::Gone,
    };
    let mut ended: Vec<Ended> = Vec::new();
    for (finding, since, audits) in known.into_values().filter(|(f, ..)| !there.contains(&f.id)) {
        ended.push(Ended {
            id: finding.id.clone(),
            rule: finding.rule.clone(),
            severity: finding.severity,
            subject: finding.subject.clone(),
            message: finding.message.clone(),
            ending: ending(&finding.rule, &finding.subject.table, &finding.subject.key),
            since,
            audits,
            until: before.as_of.clone(),
        });
    }
    let mut still: Vec<Ended> = Vec::new();
    for past in past.into_values().filter(|e| !there.contains(&e.id)) {
        let ending = match past.ending {
            Ending::NotAssessed => ending(&past.rule, &past.subject.table, &past.subject.key),
            known => known,
        };
        let past_now = Ended { ending, ..past.clone() };
        // what could not be judged then, and can now
        if ending == past.ending { still.push(past_now) } else { ended.push(past_now) }
    }
    ended.sort_by(|a, b| (&a.rule, &a.subject, &a.id).cmp(&(&b.rule, &b.subject, &b.id)));
    let before = earlier.run.as_of.clone();
    let (settings, policy) = (differences::settings(earlier, report), differences::policy(earlier, report));
    report.comparison =
        Some(Comparison { as_of: before, sha256: sha256.to_owned(), ended, earlier: still, settings, policy });
    Ok(())
}

/// Raises by one the severity of open findings that have stood too long; `after` says how long those of a rule may.
pub fn escalate(report: &mut Report, after: impl Fn(&str) -> Option<EscalateAfter>) {
    for finding in report.findings.iter_mut().filter(|f| f.status == Status::Open) {
        let Some(change) = &finding.change else { continue };
        let too_long = match after(&finding.rule) {
            None => false,
            Some(EscalateAfter::Audits(most)) => change.audits > most,
            Some(EscalateAfter::Days(most)) => change.days > most,
        };
        let raised = finding.severity.raised();
        if too_long && raised != finding.severity {
            finding.raised_from = Some(std::mem::replace(&mut finding.severity, raised));
        }
    }
}

#[cfg(test)]
mod tests;
