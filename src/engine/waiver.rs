//! Waivers: agreed exceptions, each with a reason, four eyes and an end. A waived finding stays in the report and is
//! counted as waived. A waiver that is over, covers nothing, or is not such as it must be waives nothing and is a finding
//! itself, so that none lives on unseen.

use std::collections::BTreeSet;

use crate::base::date::Day;
use crate::base::normalize;
use crate::model::finding::{Finding, Status, Subject, Waived};
use crate::model::issue::{Fault, InputRule, Issues, MessageArg};
use crate::model::report::Undetermined;
use crate::model::schema::{ColumnId, known};
use crate::table::{Table, Tables};

/// What is known of a rule when its findings are to be waived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// There is no such rule.
    Unknown,
    /// It is about waivers.
    NotWaivable,
    /// It is off or was not assessed: whether a waiver is of use cannot be said.
    NotJudged,
    /// It was judged.
    Judged,
}

/// What a waiver may cover.
#[derive(Debug)]
pub enum Coverable<'a> {
    /// A finding.
    Finding(&'a mut Finding),
    /// A member of whom it is not known whether they are one.
    Undetermined(&'a mut Undetermined),
}

impl Coverable<'_> {
    fn subject(&self) -> &Subject {
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

/// A row of the table of waivers.
struct Waiver<'a> {
    table: &'a Table,
    row: u32,
}

impl<'a> Waiver<'a> {
    fn text(&self, column: &str) -> &'a str {
        self.table.text(self.table.column(column), self.row).trim()
    }

    fn day(&self, column: &str) -> Day {
        self.table.day(self.table.column(column), self.row)
    }

    fn faults(&self, rule: Known, as_of: Day, most_days: i32) -> Vec<Fault> {
        let mut faults = Vec::new();
        let required = ["reason", "requested_by", "approved_by", "approved_on", "expires_on"];
        let columns = required.map(|name| self.table.column(name));
        let missing: Vec<ColumnId> = columns.into_iter().filter(|c| !self.table.is_filled(*c, self.row)).collect();
        if !missing.is_empty() {
            faults.push(Fault::Missing(missing));
        }
        match rule {
            Known::Unknown => faults.push(Fault::UnknownRule),
            Known::NotWaivable => faults.push(Fault::NotWaivable),
            Known::NotJudged | Known::Judged => {}
        }
        let [requested, approved] = ["requested_by", "approved_by"].map(|column| normalize::name(self.text(column)));
        if !approved.is_empty() && requested == approved {
            faults.push(Fault::SelfApproved);
        }
        let (from, to) = (self.day("approved_on"), self.day("expires_on"));
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

    fn waived(&self) -> Waived {
        Waived {
            reason: self.text("reason").to_owned(),
            requested_by: self.text("requested_by").to_owned(),
            approved_by: self.text("approved_by").to_owned(),
            approved_on: self.day("approved_on").to_string(),
            expires_on: self.day("expires_on").to_string(),
        }
    }
}

/// The subject keys that a cell lists.
fn keys(cell: &str) -> BTreeSet<&str> {
    cell.split([';', '；', '、', '\n', '\r']).map(str::trim).filter(|key| !key.is_empty()).collect()
}

/// The rules that waivers name.
pub fn rules(tables: &Tables) -> BTreeSet<&str> {
    let table = &tables[known().waivers];
    (0..table.len as u32).map(|row| Waiver { table, row }.text("rule")).collect()
}

/// Waives the findings and undetermined members that a proper waiver covers, and tells of all others. `rule` says what is
/// known of a rule, `with_coverable` shows those of a rule.
pub fn apply(
    tables: &Tables,
    as_of: Day,
    most_days: i32,
    rule: impl Fn(&str) -> Known,
    mut with_coverable: impl FnMut(&str, &mut dyn FnMut(&mut [Coverable<'_>])),
) -> Issues {
    let mut issues = Issues::default();
    let table = &tables[known().waivers];
    let Some(origin) = &table.origin else { return issues };
    for row in 0..table.len as u32 {
        let waiver = Waiver { table, row };
        let (id, cell) = (waiver.text("rule"), waiver.text("key"));
        let about =
            |key: &str| vec![("rule", MessageArg::Text(id.to_owned())), ("key", MessageArg::Text(key.to_owned()))];
        let mut tell = |what: InputRule, key: &str, column: ColumnId, slot: Option<(&'static str, MessageArg)>| {
            let place = origin.place(row, column);
            let parts = vec![id.to_owned(), key.to_owned()];
            issues.add(what, table.id, parts, place, || about(key).into_iter().chain(slot).collect());
        };
        let known = rule(id);
        let faults = waiver.faults(known, as_of, most_days);
        let expires = waiver.day("expires_on");
        if !faults.is_empty() {
            let column = match faults.first() {
                Some(Fault::Missing(columns)) => columns.first().copied().unwrap_or_else(|| table.column("key")),
                Some(Fault::UnknownRule | Fault::NotWaivable) => table.column("rule"),
                Some(Fault::SelfApproved) => table.column("approved_by"),
                Some(Fault::NotYetValid) => table.column("approved_on"),
                Some(Fault::EndsBeforeItBegins | Fault::TooLong(_)) => table.column("expires_on"),
                None => table.column("key"),
            };
            tell(InputRule::ImproperWaiver, cell, column, Some(("faults", MessageArg::Faults(faults))));
        } else if expires < as_of {
            let expires = MessageArg::Text(expires.to_string());
            tell(InputRule::ExpiredWaiver, cell, table.column("expires_on"), Some(("expires", expires)));
        } else {
            with_coverable(id, &mut |of_rule| {
                // a key that looks like a list is one key if there is such a finding
                let key_of = |of: &Coverable<'_>| of.subject().plain.as_ref().unwrap_or(&of.subject().key).clone();
                let whole = of_rule.iter().any(|f| key_of(f) == cell);
                let keys = if whole { BTreeSet::from([cell]) } else { keys(cell) };
                for key in keys {
                    let mut covered = of_rule.iter_mut().filter(|f| key_of(f) == key).peekable();
                    if covered.peek().is_none() && known == Known::Judged {
                        tell(InputRule::UnusedWaiver, key, table.column("key"), None);
                    }
                    covered.for_each(|of| of.is_covered_by(waiver.waived()));
                }
            });
        }
    }
    for rule in InputRule::ALL.into_iter().filter(|rule| rule.is_about_waivers()) {
        issues.examined(rule, table.len as u64);
    }
    issues
}
