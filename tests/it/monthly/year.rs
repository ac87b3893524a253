//! A year of an office, audited month by month as its administrator does: how every finding stands in every month, and what
//! follows from that for verdicts, sums, trends, two reports side by side, and the proof that nothing was changed.
//! `fixtures/twelve-months/story.toml` tells the year and says what is expected; everything else is reckoned from it here.

mod ahead;
mod reading;
mod standing;
mod trend;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use mcs_audit::base::date::Day;
use mcs_audit::history::stored;
use mcs_audit::model::finding::{Ending, Severity, State};
use mcs_audit::model::report::Report;
use mcs_audit::report::Changes;
use serde::Deserialize;
use tempfile::TempDir;

use crate::support::audit::POLICY;
use crate::support::folder::{copy, fixture, text};
use crate::support::program::{Ran, run_in};

/// A letter a month, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    is: String,
    why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Story {
    months: Vec<String>,
    not_assessed: BTreeMap<String, Line>,
    findings: BTreeMap<String, BTreeMap<String, Line>>,
}

/// How a finding stands in a month. Months are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// There is nothing to be said of it.
    Absent,
    There {
        state: State,
        waived: bool,
        corrected: bool,
        since: usize,
        audits: u32,
    },
    Ended {
        ending: Ending,
        since: usize,
        audits: u32,
        until: usize,
    },
}

/// A finding through the year.
#[derive(Debug)]
struct Course {
    rule: String,
    key: String,
    stands: Vec<Stand>,
}

impl Course {
    /// What the letters mean, one after the other; fails where one cannot follow the letters before it.
    fn of(rule: &str, key: &str, is: &str) -> Self {
        let mut stands = Vec::new();
        // since when and how often it was found and in which month last; and what became of it, if it has ended
        let mut known: Option<(usize, u32, usize, Option<Ending>)> = None;
        for (month, letter) in is.chars().enumerate() {
            let corrected = letter == 'c';
            let waived = letter.is_lowercase() && !corrected;
            let was_waived = matches!(stands.last(), Some(Stand::There { waived: true, .. }));
            let stand = match (letter.to_ascii_uppercase(), known) {
                ('.', None | Some((.., Some(Ending::Fixed | Ending::Gone))))
                | ('?', Some((.., Some(Ending::NotAssessed)))) => Stand::Absent,
                ('N', None) => Stand::There { state: State::New, waived, corrected, since: month, audits: 1 },
                ('R', Some((.., Some(Ending::Fixed | Ending::Gone)))) => {
                    Stand::There { state: State::Reopened, waived, corrected, since: month, audits: 1 }
                }
                ('R', Some((since, audits, _, None))) if was_waived && !waived => {
                    Stand::There { state: State::Reopened, waived, corrected, since, audits: audits + 1 }
                }
                ('P' | 'C', Some((since, audits, _, None | Some(Ending::NotAssessed)))) if waived || !was_waived => {
                    Stand::There { state: State::Persisting, waived, corrected, since, audits: audits + 1 }
                }
                ('?', Some((since, audits, until, None))) => {
                    Stand::Ended { ending: Ending::NotAssessed, since, audits, until }
                }
                (end @ ('F' | 'G'), Some((since, audits, until, None | Some(Ending::NotAssessed)))) => {
                    let ending = if end == 'F' { Ending::Fixed } else { Ending::Gone };
                    Stand::Ended { ending, since, audits, until }
                }
                _ => panic!("{rule} {key}: {is}: {letter} cannot stand in month {}", month + 1),
            };
            known = match stand {
                Stand::Absent => known,
                Stand::There { since, audits, .. } => Some((since, audits, month, None)),
                Stand::Ended { ending, since, audits, until } => Some((since, audits, until, Some(ending))),
            };
            stands.push(stand);
        }
        Self { rule: rule.to_owned(), key: key.to_owned(), stands }
    }

    fn named(&self) -> (String, String) {
        (self.rule.clone(), self.key.clone())
    }

    fn is_open(&self, month: usize) -> bool {
        matches!(self.stands[month], Stand::There { waived: false, corrected: false, .. })
    }

    fn is_waived(&self, month: usize) -> bool {
        matches!(self.stands[month], Stand::There { waived: true, .. })
    }

    fn is_corrected(&self, month: usize) -> bool {
        matches!(self.stands[month], Stand::There { corrected: true, .. })
    }

    fn severity(&self) -> Severity {
        POLICY.rules[POLICY.rule(&self.rule).expect("a rule")].severity
    }

    /// How many days after it was found first it is due.
    fn term(&self) -> i32 {
        match self.severity() {
            Severity::Critical => 3,
            Severity::High => 14,
            Severity::Medium => 30,
            Severity::Low => 90,
        }
    }

    /// The clauses that it breaks: of a rule that goes through documents, clauses or points, the one of its item.
    fn clauses(&self) -> Vec<String> {
        let item = self.key.rsplit('/').next().unwrap_or_default();
        match self.rule.as_str() {
            "overdue-guideline" | "outdated-guideline" | "overdue-attestation" => vec![item.to_owned()],
            // the pledge of S06 lacks the fifth point, that of S11 the third
            "incomplete-pledge" => vec![if self.key == "S06" { "6-5" } else { "6-3" }.to_owned()],
            rule => {
                let clauses = &POLICY.rules[POLICY.rule(rule).expect("a rule")].clauses;
                clauses.iter().map(|c| POLICY.clauses[*c].id.clone()).collect()
            }
        }
    }
}

static STORY: LazyLock<Story> = LazyLock::new(|| {
    let text = fs::read_to_string(fixture("twelve-months/story.toml")).expect("the story");
    toml::from_str(&text).expect("a story")
});

static COURSES: LazyLock<Vec<Course>> = LazyLock::new(|| {
    let of_rule = |(rule, keys): (&String, &BTreeMap<String, Line>)| -> Vec<Course> {
        keys.iter().map(|(key, line)| Course::of(rule, key, &line.is)).collect()
    };
    STORY.findings.iter().flat_map(of_rule).collect()
});

const MONTHS: usize = 12;

/// The month in which the register of consents was lost, and the last one.
const LOST: usize = 6;

const LAST: usize = 11;

fn as_of(month: usize) -> &'static str {
    &STORY.months[month]
}

fn days_between(from: usize, to: usize) -> u32 {
    let day = |month| Day::parse(as_of(month)).expect("a day");
    day(to).days_since(day(from))
}

/// How many findings stand how in a month, as the courses have it.
fn changes(month: usize) -> Changes {
    let mut changes = Changes::default();
    for course in COURSES.iter() {
        let number = match course.stands[month] {
            Stand::There { waived: true, .. } | Stand::There { corrected: true, .. } | Stand::Absent => continue,
            Stand::There { state: State::New, .. } => &mut changes.new,
            Stand::There { state: State::Reopened, .. } => &mut changes.reopened,
            Stand::There { state: State::Persisting, .. } => &mut changes.persisting,
            Stand::Ended { ending: Ending::Fixed, .. } => &mut changes.fixed,
            Stand::Ended { ending: Ending::Gone, .. } => &mut changes.gone,
            Stand::Ended { ending: Ending::NotAssessed, .. } => &mut changes.not_assessed,
        };
        *number += 1;
    }
    changes
}

fn run(arguments: &[&str]) -> Ran {
    run_in(&[("COLUMNS", "80")], arguments)
}

/// The office's year: its tables, its settings, and the twelve audits of which each was compared with the one before.
struct Year(TempDir);

impl Year {
    fn tables(&self, month: usize) -> PathBuf {
        self.0.path().join(as_of(month))
    }

    fn settings(&self) -> PathBuf {
        self.0.path().join("mcs-audit.toml")
    }

    fn audits(&self) -> PathBuf {
        self.0.path().join("audits")
    }

    fn kept(&self, month: usize) -> PathBuf {
        self.audits().join(format!("{}.json", as_of(month)))
    }

    fn report(&self, month: usize) -> Report {
        stored::parse(as_of(month), &fs::read(self.kept(month)).expect("an audit")).expect("a report")
    }

    /// The audit of a month, written again in another format.
    fn written(&self, month: usize, format: &str) -> Vec<u8> {
        let out = self.0.path().join(format!("{month}.{format}"));
        let to = format!("{format}={}", text(&out));
        let ran = run(&["report", text(&self.kept(month)), "--format", &to]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        fs::read(&out).expect("a report")
    }

    fn text(&self, month: usize) -> String {
        String::from_utf8(self.written(month, "text")).expect("UTF-8")
    }

    fn trend(&self, format: &str) -> String {
        let ran = run(&["trend", "--history", text(&self.audits()), "--format", format, "--lang", "ja"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        ran.out
    }
}

/// Audits month after month, as the settings of the year say.
fn audited() -> Year {
    let year = Year(tempfile::tempdir().expect("a folder"));
    copy(&fixture("twelve-months"), year.0.path());
    for month in 0..MONTHS {
        let (tables, settings) = (year.tables(month), year.settings());
        let arguments = ["check", text(&tables), "--as-of", as_of(month), "--config", text(&settings), "--lang", "ja"];
        let ran = run(&[&arguments[..], &["--format", "jsonl"]].concat());
        let fails = COURSES.iter().any(|c| c.is_open(month) && c.severity() >= Severity::Medium);
        assert!(fails, "there is something in every month");
        assert_eq!(ran.code, 1, "{}: {}", as_of(month), ran.err);
        assert!(year.kept(month).is_file());
    }
    year
}

/// One year for all tests that only read it.
static YEAR: LazyLock<Year> = LazyLock::new(audited);

/// Both say the same; the differences are told by what they are about.
fn assert_same<T: Ord + std::fmt::Debug>(expected: &BTreeSet<T>, found: &BTreeSet<T>, what: &str) {
    let missing: Vec<_> = expected.difference(found).collect();
    let more: Vec<_> = found.difference(expected).collect();
    assert!(missing.is_empty() && more.is_empty(), "{what}\nmissing: {missing:#?}\nunexpected: {more:#?}");
}
