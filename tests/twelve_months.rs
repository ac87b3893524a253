//! A year of an office, audited month by month as its administrator does: how every finding stands in every month, and what
//! follows from that for verdicts, sums, trends, two reports side by side, and the proof that nothing was changed.
//! `fixtures/twelve-months/story.toml` tells the year and says what is expected; everything else is reckoned from it here.

#[path = "shared/hashes.rs"]
mod hashes;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use hashes::without_hashes;
use mcs_audit::base::date::Day;
use mcs_audit::base::text::Lang;
use mcs_audit::history::stored;
use mcs_audit::model::finding::{Ending, Severity, State, Status, Verdict};
use mcs_audit::model::report::Report;
use mcs_audit::policy::Policy;
use mcs_audit::report::Changes;
use mcs_audit::source::workbook::{BookFormat, Workbook};
use scraper::{Html, Selector};
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr as _;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

// ---------------------------------------------------------------- what is expected

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
            let waived = letter.is_lowercase();
            let was_waived = matches!(stands.last(), Some(Stand::There { waived: true, .. }));
            let stand = match (letter.to_ascii_uppercase(), known) {
                ('.', None | Some((.., Some(Ending::Fixed | Ending::Gone))))
                | ('?', Some((.., Some(Ending::NotAssessed)))) => Stand::Absent,
                ('N', None) => Stand::There { state: State::New, waived, since: month, audits: 1 },
                ('R', Some((.., Some(Ending::Fixed | Ending::Gone)))) => {
                    Stand::There { state: State::Reopened, waived, since: month, audits: 1 }
                }
                ('R', Some((since, audits, _, None))) if was_waived && !waived => {
                    Stand::There { state: State::Reopened, waived, since, audits: audits + 1 }
                }
                ('P', Some((since, audits, _, None | Some(Ending::NotAssessed)))) if waived || !was_waived => {
                    Stand::There { state: State::Persisting, waived, since, audits: audits + 1 }
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
        matches!(self.stands[month], Stand::There { waived: false, .. })
    }

    fn is_waived(&self, month: usize) -> bool {
        matches!(self.stands[month], Stand::There { waived: true, .. })
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
            "incomplete-pledge" => vec![format!("6-{item}")],
            rule => {
                let clauses = &POLICY.rules[POLICY.rule(rule).expect("a rule")].clauses;
                clauses.iter().map(|c| POLICY.clauses[*c].id.clone()).collect()
            }
        }
    }
}

static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::embedded("chuo").expect("it is in the program").expect("in order"));

static STORY: LazyLock<Story> = LazyLock::new(|| {
    let text = fs::read_to_string(fixtures().join("twelve-months/story.toml")).expect("the story");
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
            Stand::There { waived: true, .. } | Stand::Absent => continue,
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

// ---------------------------------------------------------------- what the program says

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcs-audit"));
    ["LC_ALL", "LC_MESSAGES", "LANG"].iter().for_each(|name| {
        command.env_remove(name);
    });
    let output = command.args(arguments).env("COLUMNS", "80").output().expect("it starts");
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
        }
    }
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
    copy(&fixtures().join("twelve-months"), year.0.path());
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

// ---------------------------------------------------------------- the fixtures

#[test]
fn the_twelfth_month_is_the_sample_office() {
    let files = |folder: &Path| -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry"));
        entries.map(|e| (e.file_name().into_string().expect("UTF-8"), fs::read(e.path()).expect("a file"))).collect()
    };
    let (sample, twelfth) = (fixtures().join("sample-office"), fixtures().join("twelve-months").join(as_of(LAST)));
    assert!(files(&sample) == files(&twelfth), "{} is to be copied from {}", twelfth.display(), sample.display());
}

#[test]
fn the_story_covers_every_month_and_says_why() {
    let folder = fixtures().join("twelve-months");
    let mut folders: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|e| e.expect("an entry"))
        .filter(|e| e.path().is_dir())
        .map(|e| e.file_name().into_string().expect("UTF-8"))
        .collect();
    folders.sort();
    assert_eq!(folders, STORY.months);
    assert_eq!(folders.len(), MONTHS);
    let lines = STORY.findings.values().flat_map(BTreeMap::values).chain(STORY.not_assessed.values());
    for line in lines {
        assert_eq!(line.is.len(), MONTHS, "{line:?}");
        assert!(!line.why.is_empty(), "{line:?}");
    }
    // what the year is to have: everything that can become of a finding
    let all = |wanted: &dyn Fn(Stand) -> bool| COURSES.iter().flat_map(|c| &c.stands).filter(|s| wanted(**s)).count();
    for state in [State::New, State::Persisting, State::Reopened] {
        assert!(all(&|s| matches!(s, Stand::There { state: is, .. } if is == state)) >= 5, "{state:?}");
    }
    for (ending, fewest) in [(Ending::Fixed, 10), (Ending::Gone, 5), (Ending::NotAssessed, 2)] {
        assert!(all(&|s| matches!(s, Stand::Ended { ending: is, .. } if is == ending)) >= fewest, "{ending:?}");
    }
    assert!(all(&|s| matches!(s, Stand::There { waived: true, .. })) >= 5);
}

// ---------------------------------------------------------------- how every finding stands

#[test]
fn every_finding_stands_in_every_month_as_the_story_says() {
    for month in 0..MONTHS {
        let report = YEAR.report(month);
        let there: BTreeSet<_> = report
            .findings
            .iter()
            .map(|f| {
                let change = f.change.as_ref().map(|c| (c.state.word(), c.since.clone(), c.audits, c.days));
                (f.rule.to_string(), without_hashes(&f.subject.key), f.status.word(), change, f.due.to_string())
            })
            .collect();
        assert_eq!(there.len(), report.findings.len(), "{}: two findings of one name", as_of(month));
        let expected: BTreeSet<_> = COURSES
            .iter()
            .filter_map(|course| match course.stands[month] {
                Stand::There { state, waived, since, audits } => {
                    let status = if waived { Status::Waived } else { Status::Open };
                    // the first audit has none before it
                    let days = days_between(since, month);
                    let change = (month > 0).then(|| (state.word(), as_of(since).to_owned(), audits, days));
                    let due = Day::parse(as_of(since)).expect("a day").plus(course.term()).to_string();
                    Some((course.rule.clone(), course.key.clone(), status.word(), change, due))
                }
                Stand::Absent | Stand::Ended { .. } => None,
            })
            .collect();
        assert_same(&expected, &there, as_of(month));

        let ended: BTreeSet<_> = report
            .comparison
            .iter()
            .flat_map(|c| &c.ended)
            .map(|e| {
                let key = without_hashes(&e.subject.key);
                (e.rule.to_string(), key, e.ending.word(), e.since.clone(), e.audits, e.until.clone())
            })
            .collect();
        let expected: BTreeSet<_> = COURSES
            .iter()
            .filter_map(|course| match course.stands[month] {
                Stand::Ended { ending, since, audits, until } => {
                    let (rule, key) = course.named();
                    Some((rule, key, ending.word(), as_of(since).to_owned(), audits, as_of(until).to_owned()))
                }
                Stand::Absent | Stand::There { .. } => None,
            })
            .collect();
        assert_same(&expected, &ended, &format!("what ended by {}", as_of(month)));
    }
}

#[test]
fn verdicts_and_sums_follow_from_the_findings() {
    for month in 0..MONTHS {
        let report = YEAR.report(month);
        let number = |wanted: &dyn Fn(&Course) -> bool| COURSES.iter().filter(|c| wanted(c)).count();
        for verdict in &report.verdicts {
            let rule = &verdict.rule;
            let open = number(&|c| c.rule == *rule && c.is_open(month));
            let waived = number(&|c| c.rule == *rule && c.is_waived(month));
            let is_lost = STORY.not_assessed.get(rule).is_some_and(|line| line.is.as_bytes()[month] == b'?');
            let about = format!("{} {rule}: {verdict:?}", as_of(month));
            assert_eq!(verdict.verdict == Verdict::NotAssessed, is_lost, "{about}");
            assert_eq!(verdict.reason.is_some(), is_lost, "{about}");
            assert_eq!(verdict.verdict == Verdict::Fail, open > 0, "{about}");
            assert_eq!((verdict.findings, verdict.waived), ((open + waived) as u64, waived as u64), "{about}");
            assert_eq!(verdict.undetermined, 0, "{about}");
            assert!(verdict.population >= verdict.findings, "{about}");
        }
        let open: usize = Severity::ALL.iter().map(|s| report.open(*s)).sum();
        assert_eq!(open, number(&|c| c.is_open(month)));
        assert_eq!(report.changes(), (month > 0).then(|| changes(month)), "{}", as_of(month));
        if let Some(Changes { new, reopened, persisting, .. }) = report.changes() {
            assert_eq!(new + reopened + persisting, open, "what is open adds up");
        }
    }
    let with_findings: BTreeSet<&String> = STORY.findings.keys().collect();
    let known: BTreeSet<&String> = POLICY.rules.iter().map(|r| &r.id).collect();
    assert!(with_findings.is_subset(&known) && STORY.not_assessed.keys().all(|rule| known.contains(rule)));
}

#[test]
fn a_register_that_is_lost_is_loud_and_nothing_in_it_is_called_fixed() {
    let report = YEAR.report(LOST);
    assert!(report.run.absent.iter().any(|table| table == "consents"));
    let lost: Vec<&str> =
        report.verdicts.iter().filter(|v| v.verdict == Verdict::NotAssessed).map(|v| v.rule.as_str()).collect();
    assert_eq!(lost.len(), STORY.not_assessed.len(), "{lost:?}");
    for rule in &lost {
        let of_rule = |ended: &&mcs_audit::model::finding::Ended| ended.rule == *rule;
        let ended = report.comparison.as_ref().expect("compared").ended.iter().filter(of_rule);
        assert!(ended.clone().all(|e| e.ending == Ending::NotAssessed), "{rule}");
    }
    let said = YEAR.text(LOST);
    let heading = format!("■ 未評価 {}件(今回は評価できなかったもの。解消とは数えません)", changes(LOST).not_assessed);
    for part in ["評価できなかった規則", "表「同意書」(consents)がない", "全体がなくなっている", &heading]
    {
        assert!(said.contains(part), "{part} in\n{said}");
    }
    // found again, one copy had been handed over in the meantime, and the other never
    let again = YEAR.report(LOST + 1);
    let copies: Vec<_> = again.findings.iter().filter(|f| f.rule == "undelivered-copy").collect();
    let change = copies[0].change.as_ref().expect("compared");
    assert_eq!((copies.len(), copies[0].subject.key.as_str()), (1, "P09"));
    assert_eq!((change.state, change.since.as_str(), change.audits), (State::Persisting, "2025-11-30", 7));
}

// ---------------------------------------------------------------- proof

#[test]
fn a_stranger_can_verify_the_twelfth() {
    let chain = run(&["verify", "--history", text(&YEAR.audits()), "--lang", "en"]);
    assert_eq!(chain.code, 0, "{}{}", chain.out, chain.err);
    assert!(chain.out.starts_with("12 audits in an unbroken chain"), "{}", chain.out);
    // with the folder of the year, and with the sample office itself
    for tables in [YEAR.tables(LAST), fixtures().join("sample-office")] {
        let settings = YEAR.settings();
        let ran = run(&["verify", text(&YEAR.kept(LAST)), text(&tables), "--config", text(&settings), "--lang", "en"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("byte for byte"), "{}", ran.out);
    }
    // and whoever makes the year again has the same twelve reports
    let again = audited();
    for month in 0..MONTHS {
        let (one, other) =
            (fs::read(YEAR.kept(month)).expect("a report"), fs::read(again.kept(month)).expect("a report"));
        assert!(one == other, "{}", as_of(month));
    }
    let of_another_month = run(&[
        "verify",
        text(&YEAR.kept(LAST)),
        text(&YEAR.tables(LAST - 1)),
        "--config",
        text(&YEAR.settings()),
        "--lang",
        "en",
    ]);
    assert_eq!(of_another_month.code, 1, "{}", of_another_month.err);
    for said in ["the input staff.csv: its content is another", "the input 例外承認.csv: it was not there"] {
        assert!(of_another_month.out.contains(said), "{}", of_another_month.out);
    }
}

#[test]
fn one_byte_of_the_fifth_month_breaks_the_chain() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&YEAR.audits(), folder.path());
    let (fifth, sixth) = (format!("{}.json", as_of(4)), format!("{}.json", as_of(5)));
    let path = folder.path().join(&fifth);
    let bytes = fs::read(&path).expect("a report");
    let verify = || run(&["verify", "--history", text(folder.path()), "--lang", "en"]);
    // a finding that was never so grave, in one letter
    let at = String::from_utf8(bytes.clone()).expect("UTF-8").find("\"key\": \"S12\"").expect("S12 is about to leave");
    let mut changed = bytes.clone();
    changed[at + "\"key\": \"S1".len()] = b'4';
    fs::write(&path, &changed).expect("written");
    let ran = verify();
    assert_eq!(ran.code, 1, "{}", ran.err);
    let said = format!("{fifth}: it was changed after it was kept (the next one, {sixth}, knows another hash).\n");
    assert_eq!(ran.out, said, "and no other month");
    fs::write(&path, &bytes).expect("written");
    assert_eq!(verify().code, 0);
    fs::remove_file(&path).expect("removed");
    let ran = verify();
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains(&format!("the audit of {} is missing", as_of(4))), "{}", ran.out);
}

// ---------------------------------------------------------------- how it goes on

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
        (Stand::There { since, audits, waived: was_waived, .. }, Stand::There { waived, .. }) => {
            let state = if was_waived && !waived { State::Reopened } else { State::Persisting };
            Stand::There { state, waived, since, audits: audits + 1 }
        }
        (_, Stand::There { waived, .. }) => {
            let state = if was { State::Reopened } else { State::New };
            Stand::There { state, waived, since: later, audits: 1 }
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

// ---------------------------------------------------------------- how it reads

/// Findings, each as its rule and key.
type Named = BTreeSet<(String, String)>;

/// The findings of a month that are new or have come back, and the others.
fn parted(month: usize) -> (Named, Named) {
    let is_fresh = |c: &Course| match c.stands[month] {
        Stand::There { state, waived, .. } => Some(!waived && state != State::Persisting),
        Stand::Absent | Stand::Ended { .. } => None,
    };
    let of = |fresh| COURSES.iter().filter(|c| is_fresh(c) == Some(fresh)).map(Course::named).collect();
    (of(true), of(false))
}

#[test]
fn on_the_screen_and_in_markdown_what_is_new_stands_first() {
    for month in [LOST + 1, LAST - 1, LAST] {
        let (fresh, old) = parted(month);
        let rules = |of: &Named| of.iter().map(|(rule, _)| rule.clone()).collect::<BTreeSet<_>>();
        for format in ["text", "markdown"] {
            let page = String::from_utf8(YEAR.written(month, format)).expect("UTF-8");
            let heading = |title: &str| page.find(title).unwrap_or_else(|| panic!("{title} in\n{page}"));
            let (first, then) = (heading("新規・再発の指摘"), heading("継続・例外承認の指摘"));
            let end = if month == LAST {
                heading("これから指摘になるもの")
            } else {
                heading("なくなった指摘")
            };
            assert!(first < then && then < end);
            for rule in rules(&fresh) {
                assert!(page[first..then].contains(&rule), "{format} {}: {rule} is new", as_of(month));
            }
            for rule in rules(&old) {
                assert!(page[then..end].contains(&rule), "{format} {}: {rule} is not new", as_of(month));
                let only_old = !rules(&fresh).contains(&rule);
                assert!(!only_old || !page[first..then].contains(&rule), "{format} {}: {rule}", as_of(month));
            }
        }
    }
    let said = YEAR.text(LAST);
    let Changes { new, reopened, persisting, fixed, gone, not_assessed } = changes(LAST);
    let line = format!(
        "新規 {new}  再発 {reopened}  継続 {persisting} / 解消 {fixed}  対象なし {gone}  未評価 {not_assessed}"
    );
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain(&said).contains(&plain(&format!("前回({})との比較: {line}", as_of(LAST - 1)))), "{said}");
    assert!(said.contains("継続(12回、335日)"), "what has stood since the first audit");
    let late = |c: &&Course| match c.stands[LAST] {
        Stand::There { since, .. } => c.is_open(LAST) && days_between(since, LAST) > c.term().unsigned_abs(),
        Stand::Absent | Stand::Ended { .. } => false,
    };
    let late = COURSES.iter().filter(late).count();
    assert_eq!(said.matches("期限超過 20").count(), late);
    // how many there are stands at the head of every page, and nowhere in the first audit
    let count = format!("うち期限超過 {late}件");
    for format in ["text", "markdown", "html", "xlsx"] {
        assert!(all_text(LAST, format).contains(&count), "{format}: {count}");
        assert!(!all_text(0, format).contains("うち期限超過"), "{format}");
        // the second month has the shared account waived, and nothing is overdue in the first
        let waived = COURSES.iter().filter(|c| c.is_waived(1)).count();
        assert!(all_text(1, format).contains(&format!("ほかに例外承認 {waived}件")), "{format}");
        assert!(!all_text(0, format).contains("ほかに例外承認"), "{format}");
    }
}

/// What stands in a report; of a workbook, in its cells.
fn all_text(month: usize, format: &str) -> String {
    let bytes = YEAR.written(month, format);
    if format != "xlsx" {
        return String::from_utf8(bytes).expect("UTF-8");
    }
    let mut book = Workbook::open("report.xlsx", bytes, BookFormat::Xlsx).expect("a workbook");
    let rows = (0..book.sheets().len()).flat_map(|place| book.read(place).expect("a sheet").rows);
    let cells: Vec<String> = rows.flat_map(|row| row.cells).map(|(_, text)| text).collect();
    cells.join("\n")
}

/// What was put right may only have become something else.
#[test]
fn what_is_called_fixed_says_what_is_new_of_the_same_subject() {
    let but = "同じ対象の新規・再発の指摘:";
    // S14 is in the roster and has signed, but late; G03's title fits again because it has two patients again, and S12 is no longer about to leave
    // but released and not closed; and S04 has left
    for (month, expected) in [
        (1, vec![]),
        (4, vec!["late-pledge", "late-pledge"]),
        (5, vec!["mixed-patients", "unclosed-account"]),
        (10, vec!["departed-account"]),
    ] {
        let title = |rule: &str| {
            let rule = &POLICY.rules[POLICY.rule(rule).expect("a rule")];
            rule.words(Lang::Ja).title.to_string()
        };
        let mut expected: Vec<String> = expected.into_iter().map(title).collect();
        expected.sort();
        for format in ["text", "markdown", "html", "xlsx"] {
            let page = all_text(month, format);
            // a cell of the table on the screen breaks its lines
            let page: String = page.split(['\n', '│']).map(str::trim).collect();
            let said = page.split(but).skip(1).map(|rest| {
                let of = expected.iter().find(|title| rest.trim_start().starts_with(title.as_str()));
                of.unwrap_or_else(|| panic!("{format} {}: {rest:.200}", as_of(month))).clone()
            });
            let mut said: Vec<String> = said.collect();
            said.sort();
            assert_eq!(said, expected, "{format} {}", as_of(month));
        }
    }
}

#[test]
fn in_the_browser_every_finding_says_how_it_stands() {
    let words: BTreeMap<&str, &str> =
        [State::New, State::Persisting, State::Reopened].map(|state| (state.word(), state.say(Lang::Ja))).into();
    for month in [LOST + 1, LAST] {
        let page = Html::parse_document(&String::from_utf8(YEAR.written(month, "html")).expect("UTF-8"));
        let selector = |s: &str| Selector::parse(s).expect("a selector");
        let report = YEAR.report(month);
        let (fresh, _) = parted(month);
        let articles: Vec<_> = page.select(&selector("#findings article")).collect();
        assert_eq!(articles.len(), report.findings.len());
        for (place, article) in articles.iter().enumerate() {
            let is_fresh = place < fresh.len();
            let state = article.attr("data-change").expect("compared");
            let is_open = article.attr("data-status") == Some("open");
            assert_eq!(is_open && state != "persisting", is_fresh, "the new ones stand first: {place}");
            let chip: String = article.select(&selector("h3 .change")).flat_map(|c| c.text()).collect();
            assert!(chip.starts_with(words[state]), "{chip}");
            let due = article.attr("data-due").expect("a day");
            let late = article.select(&selector(".meta .late")).count();
            assert_eq!(late, usize::from(is_open && due < as_of(month)), "{due}");
        }
        // rule by rule as many of each state as the story has
        let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
        for article in &articles {
            let part = |name: &str| article.attr(name).expect("it is said").to_owned();
            *found.entry((part("data-rule"), part("data-change"))).or_default() += 1;
        }
        let mut expected: BTreeMap<(String, String), usize> = BTreeMap::new();
        for course in COURSES.iter() {
            if let Stand::There { state, .. } = course.stands[month] {
                *expected.entry((course.rule.clone(), state.word().to_owned())).or_default() += 1;
            }
        }
        assert_eq!(found, expected);
        let ended = page.select(&selector("#ended tbody tr")).count();
        let Changes { fixed, gone, not_assessed, .. } = changes(month);
        assert_eq!(ended, fixed + gone + not_assessed, "{}", as_of(month));
    }
}

#[test]
fn in_the_workbook_the_rows_say_how_they_stand() {
    for month in [LOST + 1, LAST] {
        let mut book =
            Workbook::open("report.xlsx", YEAR.written(month, "xlsx"), BookFormat::Xlsx).expect("a workbook");
        let names: Vec<String> = book.sheets().iter().map(|sheet| sheet.name.clone()).collect();
        let mut table = |sheet: &str| -> Vec<BTreeMap<String, String>> {
            let place = names.iter().position(|name| name == sheet).expect("a sheet");
            let rows = book.read(place).expect("a sheet").rows;
            let cells = rows.into_iter().map(|row| row.cells.into_iter().collect::<BTreeMap<u32, String>>());
            let mut cells = cells.filter(|row| !row.is_empty());
            let titles = cells.next().expect("a header");
            let named = |row: BTreeMap<u32, String>| {
                row.into_iter().filter_map(|(column, text)| Some((titles.get(&column)?.clone(), text))).collect()
            };
            cells.map(named).collect()
        };
        let (fresh, old) = parted(month);
        let named = |row: &BTreeMap<String, String>| (row["規則ID"].clone(), without_hashes(&row["キー"]));
        let rows = table("指摘一覧");
        assert_eq!(rows.len(), fresh.len() + old.len());
        let (first, others) = rows.split_at(fresh.len());
        assert_same(&fresh, &first.iter().map(named).collect(), "the new ones stand first");
        assert_same(&old, &others.iter().map(named).collect(), "and the others behind them");
        for row in &rows {
            let course = COURSES.iter().find(|c| c.named() == named(row)).expect("it is in the story");
            let Stand::There { state, since, audits, waived } = course.stands[month] else { panic!("{row:?}") };
            assert!(row["状態の変化"].starts_with(state.say(Lang::Ja)), "{row:?}");
            assert_eq!((&row["初回"], &row["継続回数"]), (&as_of(since).to_owned(), &audits.to_string()), "{row:?}");
            assert_eq!(row.contains_key("例外の理由"), waived, "{row:?}");
        }
        if month == LAST {
            assert!(!names.iter().any(|name| name == "解消・対象なし"), "nothing ended in October");
            continue;
        }
        let ended: BTreeSet<_> =
            table("解消・対象なし").iter().map(|row| (named(row), row["結果"].clone(), row["最終"].clone())).collect();
        let expected = COURSES.iter().filter_map(|course| match course.stands[month] {
            Stand::Ended { ending, until, .. } => {
                Some((course.named(), ending.say(Lang::Ja).to_owned(), as_of(until).to_owned()))
            }
            Stand::Absent | Stand::There { .. } => None,
        });
        assert_same(&expected.collect(), &ended, as_of(month));
    }
}

// ---------------------------------------------------------------- what was said beforehand

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
