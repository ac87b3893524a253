//! The folder of audits: what is kept, with what the next is compared, and that a month that was changed, taken out or put
//! in is found.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use mcs_audit::base::lock::Lock;
use mcs_audit::base::text::Lang;
use mcs_audit::base::text::Problem;
use mcs_audit::history::chain::{Break, History, Keeping};
use mcs_audit::history::compare::compare;
use mcs_audit::model::options::{Format, Layout};
use mcs_audit::model::report::Report;

use crate::support::audit::day;
use crate::support::folder::new_folder;
use crate::support::golden::golden;

fn json(report: &Report) -> Vec<u8> {
    let mut bytes = Vec::new();
    report.write(Format::Json, Layout::default(), &mut bytes).expect("written");
    bytes
}

/// The golden report as of another day, compared with nothing.
fn report(as_of: &str) -> Report {
    let mut report = golden(Lang::Ja);
    as_of.clone_into(&mut report.run.as_of);
    report.comparison = None;
    report.findings.iter_mut().for_each(|f| f.change = None);
    report
}

const MONTHS: [&str; 4] = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"];

fn keep(history: &History, report: &Report) -> Result<Keeping, Problem> {
    history.keep(day(&report.run.as_of), &json(report), report.comparison.as_ref())
}

/// Keeps an audit of each month, compared with the one before, as the program does.
fn keep_months(folder: &Path) -> History {
    let history = History::new(folder);
    for month in MONTHS {
        let mut report = report(month);
        if let Some(before) = history.before(day(month)).expect("readable") {
            compare(&before.report, &before.sha256, &mut report).expect("in order");
        }
        assert_eq!(keep(&history, &report), Ok(Keeping::Added));
    }
    history
}

fn breaks(history: &History) -> Vec<Break> {
    history.verify().expect("a folder").1
}

#[test]
fn every_month_rests_on_the_one_before() {
    let folder = new_folder();
    let history = keep_months(&folder.path().join("audits"));
    assert_eq!(history.verify().expect("a folder"), (4, Vec::new()));
    let all = history.all().expect("readable");
    assert_eq!(all.iter().map(|k| k.report.run.as_of.as_str()).collect::<Vec<_>>(), MONTHS);
    for pair in all.windows(2) {
        let comparison = pair[1].report.comparison.as_ref().expect("compared");
        assert_eq!((&comparison.as_of, &comparison.sha256), (&pair[0].report.run.as_of, &pair[0].sha256));
    }
    let audits = all.iter().map(|k| k.report.findings[0].change.as_ref().map(|c| c.audits));
    assert_eq!(audits.collect::<Vec<_>>(), [None, Some(2), Some(3), Some(4)]);
    assert_eq!(history.before(day("2026-03-31")).expect("readable").expect("one").name, "2026-02-28.json");
    assert!(history.before(day("2026-01-31")).expect("readable").is_none());
}

#[test]
fn a_month_is_replaced_only_as_the_last_one_and_never_in_silence() {
    let folder = new_folder();
    let history = keep_months(folder.path());
    let last = history.before(day("2026-05-31")).expect("readable").expect("one").report;
    assert_eq!(keep(&history, &last), Ok(Keeping::Same));
    let mut other = last.clone();
    other.findings.pop();
    assert_eq!(keep(&history, &other), Ok(Keeping::Replaced));
    assert_eq!(breaks(&history), [], "the chain holds");
    other.run.as_of = "2026-03-31".to_owned();
    let problem = keep(&history, &other).expect_err("April rests on it");
    assert!(problem.say(Lang::Ja).contains("2026-04-30") && problem.say(Lang::En).contains("--no-history"));
    assert_eq!(breaks(&history), []);
}

#[test]
fn a_month_that_was_changed_taken_out_or_put_in_is_found() {
    let chain = || {
        let folder = new_folder();
        let history = keep_months(folder.path());
        (folder, history)
    };
    let file = |month: &str| format!("{month}.json");
    // every byte counts: a number, a letter of a name, a space
    for (from, to) in [("\"population\": 11", "\"population\": 12"), ("見本", "架空"), ("\n", "\n ")] {
        let (folder, history) = chain();
        let path = folder.path().join("2026-02-28.json");
        let text = fs::read_to_string(&path).expect("it is there");
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replacen(from, to, 1)).expect("written");
        assert_eq!(breaks(&history), [Break::Changed { file: file("2026-02-28"), by: file("2026-03-31") }], "{from}");
    }
    let (folder, history) = chain();
    fs::remove_file(folder.path().join("2026-02-28.json")).expect("removed");
    assert_eq!(breaks(&history), [Break::Missing { as_of: "2026-02-28".to_owned(), by: file("2026-03-31") }]);
    let (folder, history) = chain();
    fs::remove_file(folder.path().join("2026-01-31.json")).expect("removed");
    assert_eq!(breaks(&history), [Break::Missing { as_of: "2026-01-31".to_owned(), by: file("2026-02-28") }]);
    let (folder, history) = chain();
    fs::write(folder.path().join("2026-03-01.json"), json(&report("2026-03-01"))).expect("written");
    // it knows nothing of February, and March does not know of it
    assert_eq!(
        breaks(&history),
        [
            Break::Inserted { file: file("2026-02-28"), by: file("2026-03-01") },
            Break::Inserted { file: file("2026-03-01"), by: file("2026-03-31") },
        ]
    );
    let (folder, history) = chain();
    fs::rename(folder.path().join("2026-04-30.json"), folder.path().join("2026-05-31.json")).expect("renamed");
    assert_eq!(breaks(&history), [Break::Misnamed { file: file("2026-05-31"), as_of: "2026-04-30".to_owned() }]);
    let (folder, history) = chain();
    fs::write(folder.path().join("2026-02-28.json"), "{").expect("written");
    assert!(
        matches!(breaks(&history).as_slice(), [Break::Unreadable(problem)] if problem.say(Lang::En).contains("2026-02-28.json"))
    );
    assert!(history.before(day("2026-03-31")).is_err(), "what is new against it, nobody can say");
}

#[test]
fn a_folder_is_written_by_one_run_at_a_time() {
    let folder = new_folder();
    let history = History::new(folder.path());
    let held = Lock::hold(folder.path()).expect("free");
    let problem = keep(&history, &report("2026-01-31")).expect_err("another run holds it");
    assert!(problem.say(Lang::En).contains("another mcs-audit is writing"), "{problem}");
    drop(held);
    assert_eq!(keep(&history, &report("2026-01-31")), Ok(Keeping::Added));
}

#[test]
fn an_audit_that_another_run_got_in_front_of_is_not_kept() {
    let folder = new_folder();
    let history = keep_months(folder.path());
    // it looked before April was kept, or when April was another
    let (mut may, before) = (report("2026-05-31"), history.all().expect("readable"));
    let told = |may: &Report| keep(&history, may).expect_err("another was kept").say(Lang::En).to_owned();
    assert!(told(&may).contains("try again"), "it looked when there was none");
    compare(&before[2].report, &before[2].sha256, &mut may).expect("in order");
    assert!(told(&may).contains("try again"), "it looked when March was the last");
    compare(&before[3].report, &"0".repeat(64), &mut may).expect("in order");
    assert!(told(&may).contains("try again"), "it looked when April was another");
    compare(&before[3].report, &before[3].sha256, &mut may).expect("in order");
    assert_eq!(keep(&history, &may), Ok(Keeping::Added));
    assert_eq!(breaks(&history), []);
}

#[test]
fn what_a_killed_run_left_is_taken_away_by_a_later_one() {
    let folder = new_folder();
    let history = keep_months(folder.path());
    let put = |name: &str, hours: u64| {
        let file = fs::File::create(folder.path().join(name)).expect("made");
        let then = SystemTime::now() - Duration::from_secs(hours * 60 * 60);
        file.set_modified(then).expect("set");
    };
    // a draft may still be written by a run that was told to write this very file
    [(".mcs-audit-left", 2), (".mcs-audit-draft", 0), ("mcs-audit-notes", 2)].into_iter().for_each(|(n, h)| put(n, h));
    let last = history.before(day("2026-05-31")).expect("readable").expect("one").report;
    assert_eq!(keep(&history, &last), Ok(Keeping::Same));
    let is_there = |name: &str| folder.path().join(name).exists();
    assert_eq!([".mcs-audit-left", ".mcs-audit-draft", "mcs-audit-notes"].map(is_there), [false, true, true]);
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = new_folder();
    let audits = folder.path().join("a/b");
    keep_months(&audits);
    let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o077;
    assert_eq!((mode(&audits), mode(&audits.join("2026-01-31.json"))), (0, 0));
}
