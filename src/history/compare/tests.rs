//! How two reports stand to each other, on reports of a few findings.

use std::collections::BTreeMap;

use super::{compare, escalate, unchanged_since};
use crate::base::date::Day;
use crate::base::hex::hex;
use crate::history::stored;
use crate::model::finding::{Ending, Severity, State, Status, Verdict, subject_hash};
use crate::model::options::{EscalateAfter, Redact};
use crate::model::report::Report;

/// A finding of a report made for a test: its rule, the key of its subject, and whether it is waived.
type Is = (&'static str, &'static str, Status);

const PLEDGE: Is = ("missing-pledge", "S07", Status::Open);
const PHOTO: Is = ("missing-photo", "S08", Status::Open);

/// A report as of a day, whose table of accounts holds these; every rule was judged, and found these.
fn report(as_of: &str, staff: &[&str], findings: &[Is]) -> Report {
    let golden = include_bytes!("../../../tests/golden/report.ja.json");
    let mut report = stored::parse("report.ja.json", golden).expect("a report");
    as_of.clone_into(&mut report.run.as_of);
    report.comparison = None;
    let like = report.findings.iter().find(|f| f.status == Status::Open).expect("an open finding").clone();
    report.findings = findings
        .iter()
        .map(|(rule, key, status)| {
            let mut finding = like.clone();
            finding.id = format!("{rule}:{key}").into();
            finding.rule = (*rule).into();
            finding.subject.table = "staff".into();
            finding.subject.key = (*key).into();
            finding.status = *status;
            finding.severity = Severity::Medium;
            finding.change = None;
            finding.raised_from = None;
            finding.due = day(as_of, 30).into();
            finding
        })
        .collect();
    let verdict = report.verdicts[0].clone();
    let of = |rule: &str| {
        let mut verdict = verdict.clone();
        rule.clone_into(&mut verdict.rule);
        verdict.verdict = Verdict::Pass;
        verdict
    };
    report.verdicts = [PLEDGE.0, PHOTO.0, "shrunken-input", "unused-waiver"].map(of).into();
    let mut hashes: Vec<String> = staff.iter().map(|key| hex(&subject_hash(key))).collect();
    hashes.sort();
    report.subjects = BTreeMap::from([("staff".to_owned(), hashes.concat())]);
    report
}

/// So many days after a day.
fn day(from: &str, days: i32) -> String {
    Day::parse(from).expect("a day").plus(days).to_string()
}

const BOTH: [&str; 2] = ["S07", "S08"];

/// The reports, each compared with the one before it.
fn one_after_another<const N: usize>(mut reports: [Report; N]) -> [Report; N] {
    for place in 1..N {
        let (before, now) = reports.split_at_mut(place);
        compare(&before[place - 1], "0", &mut now[0]).expect("in order");
    }
    reports
}

/// How the one finding of a report stands: its state, since when, in how many audits, for how many days.
#[track_caller]
fn stands(report: &Report) -> (State, &str, u32, u32) {
    assert_eq!(report.findings.len(), 1);
    let change = report.findings[0].change.as_ref().expect("it was compared");
    (change.state, &change.since, change.audits, change.days)
}

/// What ended in a report: the key of its subject, how, since when it was there, and in how many audits.
fn ended(report: &Report) -> Vec<(&str, Ending, &str, u32)> {
    let ended = &report.comparison.as_ref().expect("it was compared").ended;
    ended.iter().map(|e| (e.subject.key.as_str(), e.ending, e.since.as_str(), e.audits)).collect()
}

fn unjudged(mut report: Report, rule: &str) -> Report {
    report.verdicts.iter_mut().find(|v| v.rule == rule).expect("the rule").verdict = Verdict::NotAssessed;
    report
}

#[test]
fn what_is_found_again_persists_since_it_was_found_first() {
    let [_, second, third] =
        one_after_another(["2026-01-31", "2026-02-28", "2026-03-31"].map(|day| report(day, &BOTH, &[PLEDGE])));
    assert_eq!(stands(&second), (State::Persisting, "2026-01-31", 2, 28));
    assert_eq!(stands(&third), (State::Persisting, "2026-01-31", 3, 59));
    assert_eq!(third.comparison.as_ref().map(|c| (c.as_of.as_str(), c.sha256.as_str())), Some(("2026-02-28", "0")));
}

#[test]
fn what_was_not_there_before_is_new() {
    let [_, second] = one_after_another([report("2026-01-31", &BOTH, &[]), report("2026-02-28", &BOTH, &[PLEDGE])]);
    assert_eq!(stands(&second), (State::New, "2026-02-28", 1, 0));
    assert_eq!(ended(&second), []);
}

#[test]
fn what_ended_is_fixed_only_while_its_subject_is_there() {
    let first = || report("2026-01-31", &BOTH, &[PLEDGE, PHOTO]);
    let [_, second] = one_after_another([first(), report("2026-02-28", &["S08"], &[])]);
    assert_eq!(ended(&second), [("S08", Ending::Fixed, "2026-01-31", 1), ("S07", Ending::Gone, "2026-01-31", 1)]);
    // where a report does not list what its tables hold, nobody can say that it was fixed
    let mut unlisted = report("2026-02-28", &[], &[]);
    unlisted.subjects.clear();
    let [_, second] = one_after_another([first(), unlisted]);
    assert!(ended(&second).iter().all(|(_, ending, ..)| *ending == Ending::Gone));
}

#[test]
fn an_item_of_a_list_is_no_part_of_the_subject_that_must_be_there() {
    let item = ("missing-pledge", "S07/2-1", Status::Open);
    let [_, second] = one_after_another([report("2026-01-31", &BOTH, &[item]), report("2026-02-28", &BOTH, &[])]);
    assert_eq!(ended(&second), [("S07/2-1", Ending::Fixed, "2026-01-31", 1)]);
}

#[test]
fn what_could_not_be_judged_is_not_called_fixed_and_never_was_away() {
    let [_, second, third] = one_after_another([
        report("2026-01-31", &BOTH, &[PLEDGE]),
        unjudged(report("2026-02-28", &BOTH, &[]), PLEDGE.0),
        report("2026-03-31", &BOTH, &[PLEDGE]),
    ]);
    assert_eq!(ended(&second), [("S07", Ending::NotAssessed, "2026-01-31", 1)]);
    assert_eq!(stands(&third), (State::Persisting, "2026-01-31", 2, 59));
    // or it turns out later what became of it
    let [.., third] = one_after_another([
        report("2026-01-31", &BOTH, &[PLEDGE]),
        unjudged(report("2026-02-28", &BOTH, &[]), PLEDGE.0),
        report("2026-03-31", &BOTH, &[]),
    ]);
    assert_eq!(ended(&third), [("S07", Ending::Fixed, "2026-01-31", 1)]);
}

#[test]
fn what_a_rule_that_is_off_or_gone_had_found_could_not_be_judged() {
    let mut off = report("2026-02-28", &BOTH, &[]);
    off.verdicts.iter_mut().for_each(|v| v.verdict = Verdict::Off);
    let mut gone = report("2026-02-28", &BOTH, &[]);
    gone.verdicts.clear();
    for now in [off, gone] {
        let [_, second] = one_after_another([report("2026-01-31", &BOTH, &[PLEDGE]), now]);
        assert_eq!(ended(&second), [("S07", Ending::NotAssessed, "2026-01-31", 1)]);
    }
}

#[test]
fn what_comes_back_after_it_ended_is_counted_anew() {
    let [.., fourth] = one_after_another([
        report("2026-01-31", &BOTH, &[PLEDGE]),
        report("2026-02-28", &BOTH, &[]),
        report("2026-03-31", &BOTH, &[]),
        report("2026-04-30", &BOTH, &[PLEDGE]),
    ]);
    assert_eq!(stands(&fourth), (State::Reopened, "2026-04-30", 1, 0));
}

#[test]
fn what_ended_once_is_not_told_again_but_known() {
    let [.., third] = one_after_another([
        report("2026-01-31", &BOTH, &[PLEDGE]),
        report("2026-02-28", &BOTH, &[]),
        report("2026-03-31", &BOTH, &[]),
    ]);
    assert_eq!(ended(&third), []);
    let earlier = &third.comparison.as_ref().expect("it was compared").earlier;
    assert_eq!(earlier.iter().map(|e| e.subject.key.as_str()).collect::<Vec<_>>(), ["S07"]);
}

#[test]
fn a_waiver_that_is_over_opens_its_finding_again_and_does_not_make_it_younger() {
    let waived = (PLEDGE.0, PLEDGE.1, Status::Waived);
    let [_, second] =
        one_after_another([report("2026-01-31", &BOTH, &[waived]), report("2026-02-28", &BOTH, &[PLEDGE])]);
    assert_eq!(stands(&second), (State::Reopened, "2026-01-31", 2, 28));
    // while it holds, and once it is given, the finding goes on
    for (before, now) in [(waived, waived), (PLEDGE, waived)] {
        let [_, second] =
            one_after_another([report("2026-01-31", &BOTH, &[before]), report("2026-02-28", &BOTH, &[now])]);
        assert_eq!(stands(&second).0, State::Persisting);
    }
}

#[test]
fn a_finding_is_due_so_many_days_after_it_was_found_first() {
    let [_, second] =
        one_after_another([report("2026-01-31", &BOTH, &[PLEDGE]), report("2026-02-28", &BOTH, &[PLEDGE])]);
    assert_eq!(second.findings[0].due, "2026-03-02");
    // compared once more, it does not move
    let [first, mut again] = [report("2026-01-31", &BOTH, &[PLEDGE]), second];
    compare(&first, "0", &mut again).expect("in order");
    assert_eq!(again.findings[0].due, "2026-03-02");
}

#[test]
fn what_is_about_a_table_that_is_lost_could_not_be_judged() {
    let about = |rule, key| (rule, key, Status::Open);
    let first =
        || report("2026-01-31", &BOTH, &[about("missing-photo", "staff/photo"), about("unused-waiver", "waivers/x")]);
    let mut lost = report("2026-02-28", &BOTH, &[]);
    lost.run.inputs.retain(|input| input.table != "staff");
    let mut first = first();
    first.findings[1].subject.table = "waivers".into();
    lost.run.inputs.retain(|input| input.table != "waivers");
    let [_, second] = one_after_another([first, lost]);
    // waivers are taken out when they are over, the last of them with its file
    assert_eq!(
        ended(&second).iter().map(|(key, ending, ..)| (*key, *ending)).collect::<Vec<_>>(),
        [("staff/photo", Ending::NotAssessed), ("waivers/x", Ending::Gone)]
    );
}

#[test]
fn a_table_that_had_shrunk_is_never_called_put_right() {
    let shrunken = ("shrunken-input", "staff/rows", Status::Open);
    let [_, second] = one_after_another([report("2026-01-31", &BOTH, &[shrunken]), report("2026-02-28", &BOTH, &[])]);
    assert_eq!(ended(&second), [("staff/rows", Ending::Gone, "2026-01-31", 1)]);
}

#[test]
fn only_audits_of_one_office_in_their_order_are_compared() {
    let office = |as_of, name: Option<&str>| {
        let mut report = report(as_of, &BOTH, &[]);
        report.run.office = name.map(str::to_owned);
        report
    };
    for (then, here, is_one) in [
        (Some("見本クリニック"), Some("見本 クリニック"), true),
        (Some("見本クリニック"), None, true),
        (None, None, true),
        (Some("見本クリニック"), Some("架空ステーション"), false),
    ] {
        let compared = compare(&office("2026-01-31", then), "0", &mut office("2026-02-28", here));
        assert_eq!(compared.is_ok(), is_one, "{then:?} {here:?}");
    }
    assert!(compare(&office("2026-03-31", None), "0", &mut office("2026-02-28", None)).is_err());
    assert!(compare(&office("2026-02-28", None), "0", &mut office("2026-02-28", None)).is_ok());
    let mut open = office("2026-02-28", None);
    open.run.redacted = None;
    let mut redacted = office("2026-01-31", None);
    redacted.run.redacted = Some(Redact::Names);
    assert!(compare(&redacted, "0", &mut open).is_err(), "its keys may be others");
}

#[test]
fn a_file_that_stays_the_same_is_so_since_the_first_audit_that_found_it() {
    let at = |as_of, sha256: &str| {
        let mut report = report(as_of, &BOTH, &[]);
        report.run.inputs.truncate(1);
        sha256.clone_into(&mut report.run.inputs[0].sha256);
        report.run.inputs[0].unchanged_since = None;
        report
    };
    let [_, second, third, fourth] =
        one_after_another([at("2026-01-31", "a"), at("2026-02-28", "a"), at("2026-03-31", "a"), at("2026-04-30", "b")]);
    assert_eq!(second.run.inputs[0].unchanged_since.as_deref(), Some("2026-01-31"));
    assert_eq!(third.run.inputs[0].unchanged_since.as_deref(), Some("2026-01-31"));
    assert_eq!(fourth.run.inputs[0].unchanged_since, None);
    assert_eq!(unchanged_since(&third, &at("2026-05-31", "a").run.inputs[0]).as_deref(), Some("2026-01-31"));
}

#[test]
fn the_severity_of_what_stands_too_long_is_raised_by_one() {
    let months = ["2026-01-31", "2026-02-28", "2026-03-31"];
    let [.., third] = one_after_another(months.map(|day| report(day, &BOTH, &[PLEDGE])));
    let raised = |after: Option<EscalateAfter>, severity: Severity, status: Status| {
        let mut report = third.clone();
        (report.findings[0].severity, report.findings[0].status) = (severity, status);
        escalate(&mut report, |_| after);
        (report.findings[0].severity, report.findings[0].raised_from)
    };
    // it stands for three audits and 59 days
    for (after, is_raised) in [
        (None, false),
        (Some(EscalateAfter::Audits(3)), false),
        (Some(EscalateAfter::Audits(2)), true),
        (Some(EscalateAfter::Days(59)), false),
        (Some(EscalateAfter::Days(58)), true),
    ] {
        let expected = if is_raised { (Severity::High, Some(Severity::Medium)) } else { (Severity::Medium, None) };
        assert_eq!(raised(after, Severity::Medium, Status::Open), expected, "{after:?}");
    }
    let soon = Some(EscalateAfter::Audits(1));
    assert_eq!(raised(soon, Severity::Critical, Status::Open), (Severity::Critical, None), "nothing is graver");
    assert_eq!(raised(soon, Severity::Medium, Status::Waived), (Severity::Medium, None));
}

#[test]
fn a_finding_that_was_compared_with_nothing_is_not_raised() {
    let mut report = report("2026-01-31", &BOTH, &[PLEDGE]);
    escalate(&mut report, |_| Some(EscalateAfter::Days(1)));
    assert_eq!((report.findings[0].severity, report.findings[0].raised_from), (Severity::Medium, None));
}
