//! What was said beforehand came, unless something was done.

use std::collections::BTreeSet;

use super::{COURSES, Course, LAST, YEAR, as_of};
use crate::monthly::year::reading::Named;

#[test]
fn what_was_to_come_came_unless_something_was_done() {
    let said = |month: usize| -> BTreeSet<(String, String, String)> {
        let upcoming = YEAR.report(month).upcoming.expect("it looks ahead");
        upcoming.findings.into_iter().map(|f| (f.on, f.rule.to_string(), f.subject.key.to_string())).collect()
    };
    for (month, on, rule, key) in [
        // who leaves is known in time, and whoever left well was never a finding
        (0, "2025-12-27", "departed-account", "S13"),
        (0, "2025-12-27", "single-admin", "O1"),
        (3, "2026-03-17", "departing-account", "S12"),
        (9, "2026-09-01", "departed-account", "S04"),
        (9, "2026-09-01", "departed-member", "G02/S04"),
        (10, "2026-10-27", "departing-account", "S05"),
        // an answer of 2025-03-15 holds for 365 days
        (3, "2026-03-16", "overdue-attestation", "O1/5-1"),
        // a waiver holds on its last day
        (8, "2026-08-16", "expired-waiver", "waivers/expired-pledge/S08"),
        (8, "2026-08-16", "expired-pledge", "S08"),
        (10, "2026-10-01", "generic-account", "S07"),
        // P08 died on 2026-09-20: more than 14 days before
        (10, "2026-10-05", "unarchived-group", "G06"),
        (10, "2026-10-01", "unassigned-member", "G12/S06"),
    ] {
        let said = said(month);
        let expected = (on.to_owned(), rule.to_owned(), key.to_owned());
        assert!(said.contains(&expected), "{}: {expected:?} in {said:#?}", as_of(month));
    }
    // what was said of September and nobody saw to was there
    let there: Named = COURSES.iter().filter(|c| c.is_open(LAST - 1)).map(Course::named).collect();
    let came: Vec<_> =
        said(LAST - 2).into_iter().filter(|(_, rule, key)| there.contains(&(rule.clone(), key.clone()))).collect();
    assert!(came.len() >= 6, "{came:#?}");
}
