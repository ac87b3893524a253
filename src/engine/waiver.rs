//! Waivers: agreed exceptions, each with a reason, four eyes and an end. A waived finding stays in the report and is
//! counted as waived. A waiver that is over, covers nothing, or is not such as it must be waives nothing and is a finding
//! itself, so that none lives on unseen.

use std::collections::BTreeMap;

use super::answers::{BySubject, Entry, Known, People};
use crate::base::date::Day;
use crate::model::finding::{Finding, Status, Subject, Waived};
use crate::model::issue::{Fault, InputRule, Issues, MessageArg};
use crate::model::report::Undetermined;
use crate::model::schema::known;
use crate::table::Tables;

/// What a waiver may cover.
#[derive(Debug)]
pub(super) enum Coverable<'a> {
    /// A finding.
    Finding(&'a mut Finding),
    /// A member of whom it is not known whether they are one.
    Undetermined(&'a mut Undetermined),
}

impl Coverable<'_> {
    pub(super) fn subject(&self) -> &Subject {
        match self {
            Self::Finding(finding) => &finding.subject,
            Self::Undetermined(member) => &member.subject,
        }
    }

    fn is_covered_by(&mut self, waived: Waived) {
        let waived = Some(Box::new(waived));
        match self {
            Self::Finding(finding) => {
                finding.status = Status::Waived;
                finding.waived = waived;
            }
            Self::Undetermined(member) => member.waived = waived,
        }
    }
}

/// What is wrong with a waiver.
fn faults(entry: &Entry<'_>, people: &People<'_>, rule: Known, as_of: Day, most_days: i32) -> Vec<Fault> {
    let required = ["reason", "requested_by", "approved_by", "approved_on", "expires_on"];
    let mut faults: Vec<Fault> = entry.missing(&required).into_iter().collect();
    match rule {
        Known::Unknown => faults.push(Fault::UnknownRule),
        Known::AboutAnswers => faults.push(Fault::NotWaivable),
        Known::NotJudged | Known::Judged => {}
    }
    faults.extend(people.faults(entry, "requested_by", "approved_by"));
    let (from, to) = (entry.day("approved_on"), entry.day("expires_on"));
    if !from.is_empty() && from > as_of {
        faults.push(Fault::NotYetValid);
    }
    if !from.is_empty() && !to.is_empty() {
        if to < from {
            faults.push(Fault::EndsBeforeItBegins);
        } else if to > from.plus(most_days) {
            faults.push(Fault::TooLong(most_days));
        }
    }
    faults
}

fn waived(entry: &Entry<'_>) -> Waived {
    Waived {
        reason: entry.text("reason").to_owned(),
        requested_by: entry.text("requested_by").to_owned(),
        approved_by: entry.text("approved_by").to_owned(),
        approved_on: entry.day("approved_on").to_string(),
        expires_on: entry.day("expires_on").to_string(),
    }
}

/// Waives the findings and undetermined members that a proper waiver covers, and tells of all others. `rule` says what is
/// known of a rule, `coverable` has those of each rule that waivers name.
pub(super) fn apply(
    tables: &Tables,
    as_of: Day,
    most_days: i32,
    rule: impl Fn(&str) -> Known,
    coverable: &mut BTreeMap<&str, BySubject<Coverable<'_>>>,
) -> Issues {
    let mut issues = Issues::default();
    let table = &tables[known().waivers];
    if table.origin.is_none() {
        return issues;
    }
    let people = People::new(tables);
    for row in 0..table.len as u32 {
        let entry = Entry { table, row };
        let (id, cell) = (entry.text("rule"), entry.text("key"));
        let known = rule(id);
        let faults = faults(&entry, &people, known, as_of, most_days);
        let expires = entry.day("expires_on");
        if !faults.is_empty() {
            entry.tell_faults(&mut issues, InputRule::ImproperWaiver, (id, cell), "key", faults);
        } else if expires < as_of {
            let expires = Some(("expires", MessageArg::Text(expires.to_string())));
            let column = table.column("expires_on");
            entry.tell(&mut issues, InputRule::ExpiredWaiver, (id, cell), column, expires);
        } else if let Some(of_rule) = coverable.get_mut(id) {
            for key in of_rule.keys(cell) {
                let is_used = of_rule.each(key, |of| of.is_covered_by(waived(&entry)));
                if !is_used && known == Known::Judged {
                    let column = table.column("key");
                    entry.tell(&mut issues, InputRule::UnusedWaiver, (id, key), column, None);
                }
            }
        }
    }
    for rule in [InputRule::ExpiredWaiver, InputRule::UnusedWaiver, InputRule::ImproperWaiver] {
        issues.examined(rule, table.len as u64);
    }
    issues
}
