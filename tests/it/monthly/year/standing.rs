//! How every finding stands in every month, what follows for verdicts and sums, and the proof that nothing was changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use mcs_audit::base::date::Day;
use mcs_audit::model::finding::{Ending, Severity, State, Status, Verdict};
use mcs_audit::report::Changes;

use super::{
    COURSES, Course, LAST, LOST, MONTHS, STORY, Stand, YEAR, as_of, assert_same, audited, changes, days_between, run,
};
use crate::support::audit::POLICY;
use crate::support::folder::{copy, fixture, text};
use crate::support::hashes::without_hashes;

#[test]
fn the_twelfth_month_is_the_sample_office() {
    let files = |folder: &Path| -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry"));
        entries.map(|e| (e.file_name().into_string().expect("UTF-8"), fs::read(e.path()).expect("a file"))).collect()
    };
    let (sample, twelfth) = (fixture("sample-office"), fixture("twelve-months").join(as_of(LAST)));
    assert!(files(&sample) == files(&twelfth), "{} is to be copied from {}", twelfth.display(), sample.display());
}

#[test]
fn the_story_covers_every_month_and_says_why() {
    let folder = fixture("twelve-months");
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
    assert!(all(&|s| matches!(s, Stand::There { corrected: true, .. })) >= 1);
}

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
                Stand::There { state, waived, corrected, since, audits } => {
                    let status = match (waived, corrected) {
                        (true, _) => Status::Waived,
                        (_, true) => Status::Corrected,
                        _ => Status::Open,
                    };
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
            let corrected = number(&|c| c.rule == *rule && c.is_corrected(month));
            let is_lost = STORY.not_assessed.get(rule).is_some_and(|line| line.is.as_bytes()[month] == b'?');
            let about = format!("{} {rule}: {verdict:?}", as_of(month));
            assert_eq!(verdict.verdict == Verdict::NotAssessed, is_lost, "{about}");
            assert_eq!(verdict.reason.is_some(), is_lost, "{about}");
            assert_eq!(verdict.verdict == Verdict::Fail, open > 0, "{about}");
            let numbers = (verdict.findings as usize, verdict.waived as usize, verdict.corrected as usize);
            assert_eq!(numbers, (open + waived + corrected, waived, corrected), "{about}");
            // the day on which P03 got a copy is 来月渡す予定, which is no day; whether S10 has a profile stands nowhere in October
            let is_unknown =
                rule == "undelivered-copy" && month + 2 >= MONTHS || rule == "missing-profile" && month == LAST;
            assert_eq!(verdict.undetermined, u64::from(is_unknown), "{about}");
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

#[test]
fn a_stranger_can_verify_the_twelfth() {
    let chain = run(&["verify", "--history", text(&YEAR.audits()), "--lang", "en"]);
    assert_eq!(chain.code, 0, "{}{}", chain.out, chain.err);
    assert!(chain.out.starts_with("12 audits in an unbroken chain"), "{}", chain.out);
    // with the folder of the year, and with the sample office itself
    for tables in [YEAR.tables(LAST), fixture("sample-office")] {
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
