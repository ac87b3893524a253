//! Corrections: what is over cannot be put right, only answered for. A corrected finding stays in the report and is counted by
//! itself. A correction that is not such as it must be corrects nothing and is a finding itself, and so is one that fits none.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::answers::{Entry, Known, People, keys, plain_key};
use crate::base::date::Day;
use crate::model::finding::{Corrected, Finding, Status};
use crate::model::issue::{Fault, InputRule, Issues};
use crate::model::schema::known;
use crate::table::Tables;

/// The findings of a rule, and the days on which those came about that are over, by their subject keys.
pub(super) type Correctable<'f> = (Vec<&'f mut Finding>, BTreeMap<SmolStr, Day>);

/// Corrects the findings for which a proper row answers, and tells of all other rows. `rule` says what is known of a rule and
/// whether anything of it can be over, `with_findings` shows its findings.
pub(super) fn apply(
    tables: &Tables,
    as_of: Day,
    rule: impl Fn(&str) -> (Known, bool),
    mut with_findings: impl FnMut(&str, &mut dyn FnMut(Correctable<'_>)),
) -> Issues {
    let mut issues = Issues::default();
    let table = &tables[known().corrections];
    if table.origin.is_none() {
        return issues;
    }
    let people = People::new(tables);
    for row in 0..table.len as u32 {
        let entry = Entry { table, row };
        let (id, cell, on) = (entry.text("rule"), entry.text("subject"), entry.day("corrected_on"));
        let (known, has_over) = rule(id);
        let mut faults: Vec<Fault> =
            entry.missing(&["done", "corrected_by", "approved_by", "corrected_on"]).into_iter().collect();
        match known {
            Known::Unknown => faults.push(Fault::UnknownRule),
            Known::AboutAnswers => faults.push(Fault::NotOver),
            Known::NotJudged | Known::Judged if !has_over => faults.push(Fault::NotOver),
            Known::NotJudged | Known::Judged => {}
        }
        faults.extend(people.faults(&entry, "corrected_by", "approved_by"));
        if !on.is_empty() && on > as_of {
            faults.push(Fault::NotYetCorrected);
        }
        let improper = |issues: &mut Issues, key: &str, faults: Vec<Fault>| {
            entry.tell_faults(issues, InputRule::ImproperCorrection, (id, key), "subject", faults);
        };
        if !faults.is_empty() {
            improper(&mut issues, cell, faults);
            continue;
        }
        with_findings(id, &mut |(mut findings, over)| {
            let keys: Vec<String> =
                keys(cell, findings.iter().map(|finding| &finding.subject)).into_iter().map(str::to_owned).collect();
            for key in keys {
                let mut of_key = findings.iter_mut().filter(|finding| plain_key(&finding.subject) == key).peekable();
                if of_key.peek().is_none() {
                    if known == Known::Judged {
                        let column = table.column("subject");
                        entry.tell(&mut issues, InputRule::UnusedCorrection, (id, &key), column, None);
                    }
                    continue;
                }
                for finding in of_key {
                    match over.get(&finding.subject.key) {
                        None => improper(&mut issues, &key, vec![Fault::NotOver]),
                        Some(day) if on < *day => {
                            improper(&mut issues, &key, vec![Fault::BeforeFinding(day.to_string())]);
                        }
                        Some(_) => {
                            finding.status = Status::Corrected;
                            finding.waived = None;
                            finding.corrected = Some(Box::new(corrected(&entry)));
                        }
                    }
                }
            }
        });
    }
    for rule in [InputRule::ImproperCorrection, InputRule::UnusedCorrection] {
        issues.examined(rule, table.len as u64);
    }
    issues
}

fn corrected(entry: &Entry<'_>) -> Corrected {
    Corrected {
        done: entry.text("done").to_owned(),
        corrected_by: entry.text("corrected_by").to_owned(),
        approved_by: entry.text("approved_by").to_owned(),
        corrected_on: entry.day("corrected_on").to_string(),
    }
}
