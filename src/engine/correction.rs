//! Corrections: what is over cannot be put right, only answered for. A corrected finding stays in the report and is counted by
//! itself. A correction that is not such as it must be corrects nothing and is a finding itself, and so is one that fits none.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::answers::{BySubject, Entry, Known, People};
use crate::base::date::Day;
use crate::model::finding::{Corrected, Finding, Status};
use crate::model::issue::{Fault, InputRule, Issues};
use crate::model::schema::known;
use crate::table::Tables;

/// The findings of a rule, and the days on which those came about that are over, by their subject keys.
pub(super) type Correctable<'f> = (BySubject<&'f mut Finding>, BTreeMap<SmolStr, Day>);

/// Corrects the findings for which a proper row answers, and tells of all other rows. `rule` says what is known of a rule and
/// whether anything of it can be over, `correctable` has the findings of each rule that corrections name.
pub(super) fn apply(
    tables: &Tables,
    as_of: Day,
    rule: impl Fn(&str) -> (Known, bool),
    correctable: &mut BTreeMap<&str, Correctable<'_>>,
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
        let Some((findings, over)) = correctable.get_mut(id) else { continue };
        for key in findings.keys(cell) {
            let is_used = findings.each(key, |finding| match over.get(&finding.subject.key) {
                None => improper(&mut issues, key, vec![Fault::NotOver]),
                Some(day) if on < *day => improper(&mut issues, key, vec![Fault::BeforeFinding(day.to_string())]),
                Some(_) => {
                    finding.status = Status::Corrected;
                    finding.waived = None;
                    finding.corrected = Some(Box::new(corrected(&entry)));
                }
            });
            if !is_used && known == Known::Judged {
                let column = table.column("subject");
                entry.tell(&mut issues, InputRule::UnusedCorrection, (id, key), column, None);
            }
        }
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
