//! How the year goes on, and any two of its months side by side.

use std::collections::{BTreeMap, BTreeSet};

use mcs_audit::base::date::Day;
use mcs_audit::history::stored;
use mcs_audit::model::finding::{Ending, Severity, State};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use super::{COURSES, Course, LAST, LOST, MONTHS, Stand, YEAR, as_of, assert_same, changes, days_between, run};
use crate::support::folder::text;
use crate::support::hashes::without_hashes;

/// The number in the middle, or the mean of the two.
fn median(mut numbers: Vec<u32>) -> Value {
    numbers.sort_unstable();
    match numbers.len() {
        0 => Value::Null,
        n if n % 2 == 1 => f64::from(numbers[n / 2]).into(),
        n => (f64::from(numbers[n / 2 - 1] + numbers[n / 2]) / 2.0).into(),
    }
}

#[test]
fn the_trend_counts_what_the_story_tells() {
    let trend: Value = serde_json::from_str(&YEAR.trend("json")).expect("JSON");
    let audits = trend["audits"].as_array().expect("audits");
    assert_eq!(audits.len(), MONTHS);
    let csv = YEAR.trend("csv");
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let header = rows.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = rows.records().map(|r| r.expect("a row")).collect();
    assert_eq!(rows.len(), MONTHS);
    for (month, (audit, row)) in audits.iter().zip(&rows).enumerate() {
        let open = || COURSES.iter().filter(|c| c.is_open(month));
        let about = as_of(month);
        assert_eq!(audit["as_of"], about);
        for severity in Severity::ALL {
            assert_eq!(audit["open"][severity.word()], open().filter(|c| c.severity() == severity).count(), "{about}");
        }
        assert_eq!(audit["waived"], COURSES.iter().filter(|c| c.is_waived(month)).count(), "{about}");
        assert_eq!(audit["corrected"], COURSES.iter().filter(|c| c.is_corrected(month)).count(), "{about}");
        let expected = if month == 0 { Value::Null } else { serde_json::to_value(changes(month)).expect("JSON") };
        assert_eq!(audit["changes"], expected, "{about}");
        let age = |c: &Course| match c.stands[month] {
            Stand::There { since, .. } => Some(days_between(since, month)),
            Stand::Absent | Stand::Ended { .. } => None,
        };
        assert_eq!(audit["median_age_days"], median(open().filter_map(age).collect()), "{about}");
        let taken = |c: &Course| match c.stands[month] {
            Stand::Ended { ending: Ending::Fixed, since, .. } => Some(days_between(since, month)),
            _ => None,
        };
        assert_eq!(audit["median_days_to_fix"], median(COURSES.iter().filter_map(taken).collect()), "{about}");
        let mut clauses: BTreeMap<String, usize> = BTreeMap::new();
        open().flat_map(Course::clauses).for_each(|clause| *clauses.entry(clause).or_default() += 1);
        assert_eq!(audit["clauses"], serde_json::to_value(&clauses).expect("JSON"), "{about}");
        let cell = |title: &str| &row[header.iter().position(|h| h == title).expect("a column")];
        assert_eq!((cell("as_of"), cell("open")), (about, open().count().to_string().as_str()));
        let fixed = if month == 0 { String::new() } else { changes(month).fixed.to_string() };
        assert_eq!(cell("fixed"), fixed, "{about}");
    }
    let said = YEAR.trend("text");
    assert!(said.lines().all(|line| line.width() <= 80), "{said}");
    // fewer are open in May than there were, and the reader must know why
    let unjudged =
        format!("評価できなかったため件数に入っていないもの: {}({}件)", as_of(LOST), changes(LOST).not_assessed);
    let on_a_line = |text: &str| text.replace('\n', "");
    assert!(on_a_line(&said).contains(&unjudged), "{said}");
    assert!(YEAR.trend("html").contains(&unjudged));
    for month in 0..MONTHS {
        let open = COURSES.iter().filter(|c| c.is_open(month)).count().to_string();
        let line = said.lines().find(|line| line.contains(as_of(month))).expect("its line");
        assert!(line.split_whitespace().any(|cell| cell == open), "{line}");
    }
}

/// Of a finding, in a later report compared with an earlier one, whatever came in between.
fn between(course: &Course, earlier: usize, later: usize) -> Stand {
    let was = course.stands[..=earlier].iter().any(|s| *s != Stand::Absent);
    match (course.stands[earlier], course.stands[later]) {
        (Stand::There { since, audits, waived: was_waived, .. }, Stand::There { waived, corrected, .. }) => {
            let state = if was_waived && !waived { State::Reopened } else { State::Persisting };
            Stand::There { state, waived, corrected, since, audits: audits + 1 }
        }
        (_, Stand::There { waived, corrected, .. }) => {
            let state = if was { State::Reopened } else { State::New };
            Stand::There { state, waived, corrected, since: later, audits: 1 }
        }
        (Stand::There { since, audits, .. }, _) => {
            let last = course.stands[..=later].iter().rev().find_map(|s| match s {
                Stand::Ended { ending, .. } => Some(*ending),
                _ => None,
            });
            Stand::Ended { ending: last.expect("it has ended"), since, audits, until: earlier }
        }
        _ => Stand::Absent,
    }
}

#[test]
fn any_two_months_can_be_laid_side_by_side() {
    for (earlier, later) in [(2, 8), (0, LAST), (5, LOST)] {
        let (a, b) = (YEAR.kept(earlier), YEAR.kept(later));
        let ran = run(&["diff", text(&a), text(&b), "--format", "json"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let report = stored::parse("diff", ran.out.as_bytes()).expect("a report");
        let mut found: BTreeSet<(String, String, &str, String, u32)> = BTreeSet::new();
        for finding in &report.findings {
            let change = finding.change.as_ref().expect("compared");
            let key = without_hashes(&finding.subject.key);
            let is_it = |c: &&Course| (c.rule.as_str(), &c.key) == (finding.rule.as_str(), &key);
            let term = COURSES.iter().find(is_it).expect("it is in the story").term();
            assert_eq!(finding.due, Day::parse(&change.since).expect("a day").plus(term).to_string(), "{key}");
            found.insert((finding.rule.to_string(), key, change.state.word(), change.since.clone(), change.audits));
        }
        for ended in &report.comparison.as_ref().expect("compared").ended {
            let key = without_hashes(&ended.subject.key);
            found.insert((ended.rule.to_string(), key, ended.ending.word(), ended.since.clone(), ended.audits));
        }
        let expected = COURSES.iter().filter_map(|course| {
            let (word, since, audits) = match between(course, earlier, later) {
                Stand::Absent => return None,
                Stand::There { state, since, audits, .. } => (state.word(), since, audits),
                Stand::Ended { ending, since, audits, .. } => (ending.word(), since, audits),
            };
            Some((course.rule.clone(), course.key.clone(), word, as_of(since).to_owned(), audits))
        });
        let what = format!("{} against {}", as_of(later), as_of(earlier));
        assert_same(&expected.collect(), &found, &what);
    }
}
