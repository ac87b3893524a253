//! How audits stand to each other, month after month: what is expected of a small office whose tables change, and what
//! must hold for any two audits.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use Ending::{Fixed, Gone, NotAssessed};
use State::{New, Persisting, Reopened};
use mcs_audit::base::text::Lang;
use mcs_audit::history::compare::compare;
use mcs_audit::model::finding::{Ending, State, Verdict};
use mcs_audit::model::report::Report;

use crate::support::audit::audit;
use crate::support::folder::{fixture, new_folder};

/// A made-up office in one month: the rows that matter.
struct Month {
    as_of: &'static str,
    staff: &'static str,
    /// Without it, there is no table of pledges.
    pledges: Option<&'static str>,
    /// The state of `rule key` that is there, with the month that found it first and how many audits have.
    there: &'static [(&'static str, State, &'static str, u32)],
    /// What became of `rule key`.
    ended: &'static [(&'static str, Ending)],
}

const HEADER: &str = "staff_id,name,office_id,status,photo\n";

/// S1 signs in the third month; in the fourth the register of pledges is lost, so that nobody can say whether S2 has signed.
/// S3 is deleted from the list with a photo missing. The photo of S4 is there, is lost, and is there again.
const MONTHS: [Month; 6] = [
    Month {
        as_of: "2026-01-31",
        staff: "S1,見本 一郎,O1,active,yes\nS2,仮名 さくら,O1,active,yes\nS3,架空 花子,O1,active,no\nS4,例示 健,O1,active,no\n",
        pledges: Some("S3,form1,2025-04-01\nS4,form1,2025-04-01\n"),
        there: &[],
        ended: &[],
    },
    Month {
        as_of: "2026-02-28",
        staff: "S1,見本 一郎,O1,active,yes\nS2,仮名 さくら,O1,active,yes\nS3,架空 花子,O1,active,no\nS4,例示 健,O1,active,yes\n",
        pledges: Some("S3,form1,2025-04-01\nS4,form1,2025-04-01\n"),
        there: &[
            ("missing-pledge S1", Persisting, "2026-01-31", 2),
            ("missing-pledge S2", Persisting, "2026-01-31", 2),
            ("missing-photo S3", Persisting, "2026-01-31", 2),
        ],
        ended: &[("missing-photo S4", Fixed)],
    },
    Month {
        as_of: "2026-03-31",
        staff: "S1,見本 一郎,O1,active,yes\nS2,仮名 さくら,O1,active,no\nS4,例示 健,O1,active,no\n",
        pledges: Some("S1,form1,2026-03-01\nS3,form1,2025-04-01\nS4,form1,2025-04-01\n"),
        there: &[
            ("missing-pledge S2", Persisting, "2026-01-31", 3),
            ("missing-photo S2", New, "2026-03-31", 1),
            ("missing-photo S4", Reopened, "2026-03-31", 1),
        ],
        ended: &[("missing-pledge S1", Fixed), ("missing-photo S3", Gone)],
    },
    Month {
        as_of: "2026-04-30",
        staff: "S1,見本 一郎,O1,active,yes\nS2,仮名 さくら,O1,active,no\nS4,例示 健,O1,active,no\n",
        pledges: None,
        there: &[("missing-photo S2", Persisting, "2026-03-31", 2), ("missing-photo S4", Persisting, "2026-03-31", 2)],
        ended: &[("missing-pledge S2", NotAssessed)],
    },
    Month {
        as_of: "2026-05-31",
        staff: "S1,見本 一郎,O1,active,yes\nS2,仮名 さくら,O1,active,no\nS4,例示 健,O1,active,yes\n",
        pledges: Some("S1,form1,2026-03-01\nS4,form1,2025-04-01\n"),
        // the register is there again, and S2 had never signed
        there: &[("missing-pledge S2", Persisting, "2026-01-31", 4), ("missing-photo S2", Persisting, "2026-03-31", 3)],
        ended: &[("missing-photo S4", Fixed)],
    },
    Month {
        as_of: "2026-06-30",
        staff: "S1,見本 一郎,O1,active,yes\nS2,仮名 さくら,O1,active,yes\nS3,架空 花子,O1,active,no\nS4,例示 健,O1,active,yes\n",
        pledges: Some("S1,form1,2026-03-01\nS2,form1,2026-06-01\nS3,form1,2025-04-01\nS4,form1,2025-04-01\n"),
        // S3 has come back as the account was
        there: &[("missing-photo S3", Reopened, "2026-06-30", 1)],
        ended: &[("missing-pledge S2", Fixed), ("missing-photo S2", Fixed)],
    },
];

/// The reports of the months, each compared with the one before.
fn months() -> Vec<Report> {
    let mut reports: Vec<Report> = Vec::new();
    for month in MONTHS {
        let folder = new_folder();
        fs::write(folder.path().join("staff.csv"), format!("{HEADER}{}", month.staff)).expect("written");
        if let Some(pledges) = month.pledges {
            fs::write(folder.path().join("pledges.csv"), format!("staff,form,signed_on\n{pledges}")).expect("written");
        }
        let mut report = audit(folder.path(), month.as_of, Lang::En);
        if let Some(earlier) = reports.last() {
            compare(earlier, &"0".repeat(64), &mut report).expect("in order");
        }
        reports.push(report);
    }
    reports
}

const RULES: [&str; 2] = ["missing-pledge", "missing-photo"];

#[test]
fn months_tell_what_became_of_every_finding() {
    for (month, report) in MONTHS.iter().zip(months()).skip(1) {
        let there: BTreeSet<(String, &str, String, u32)> = report
            .findings
            .iter()
            .filter(|f| RULES.contains(&f.rule.as_str()))
            .map(|f| {
                let change = f.change.as_ref().expect("compared");
                (format!("{} {}", f.rule, f.subject.key), change.state.word(), change.since.clone(), change.audits)
            })
            .collect();
        let expected = month
            .there
            .iter()
            .map(|(what, state, since, n)| ((*what).to_owned(), state.word(), (*since).to_owned(), *n));
        assert_eq!(there, expected.collect(), "{}", month.as_of);
        let comparison = report.comparison.as_ref().expect("compared");
        let ended: BTreeSet<(String, &str)> = comparison
            .ended
            .iter()
            .filter(|e| RULES.contains(&e.rule.as_str()))
            .map(|e| (format!("{} {}", e.rule, e.subject.key), e.ending.word()))
            .collect();
        let expected = month.ended.iter().map(|(what, ending)| ((*what).to_owned(), ending.word()));
        assert_eq!(ended, expected.collect(), "{}", month.as_of);
    }
    let days = |what: &str| {
        let of_may = &months()[4];
        let finding =
            of_may.findings.iter().find(|f| format!("{} {}", f.rule, f.subject.key) == what).expect("it is there");
        finding.change.as_ref().expect("compared").days
    };
    assert_eq!((days("missing-pledge S2"), days("missing-photo S2")), (120, 61));
}

#[test]
fn a_report_compared_with_itself_has_only_what_persists() {
    let office = fixture("sample-office");
    let report = audit(&office, "2026-10-31", Lang::En);
    let mut again = report.clone();
    compare(&report, &"0".repeat(64), &mut again).expect("the same day");
    assert!(!again.findings.is_empty());
    for finding in &again.findings {
        let change = finding.change.as_ref().expect("compared");
        assert_eq!((change.state, change.audits, change.days), (Persisting, 2, 0), "{}", finding.rule);
    }
    let comparison = again.comparison.expect("compared");
    assert!(comparison.ended.is_empty() && comparison.earlier.is_empty());
}

#[test]
fn two_reports_differ_by_the_same_either_way() {
    let reports = months();
    for (a, b) in reports.iter().zip(&reports[1..]) {
        let plain = |report: &Report| {
            let mut report = report.clone();
            report.run.as_of = "2026-01-31".to_owned();
            report.comparison = None;
            report.findings.iter_mut().for_each(|f| f.change = None);
            report
        };
        let between = |from: &Report, to: &Report| {
            let mut to = plain(to);
            compare(&plain(from), &"0".repeat(64), &mut to).expect("one day");
            let of = |state: State| -> BTreeSet<String> {
                let such =
                    |f: &&mcs_audit::model::finding::Finding| f.change.as_ref().is_some_and(|c| c.state == state);
                to.findings.iter().filter(such).map(|f| f.id.to_string()).collect()
            };
            let (new, persisting) = (of(New), of(Persisting));
            assert_eq!(new.len() + persisting.len(), to.findings.len(), "nothing can have come back");
            let comparison = to.comparison.expect("compared");
            (new, persisting, comparison.ended.into_iter().map(|e| e.id.to_string()).collect::<BTreeSet<String>>())
        };
        let (new, persisting, ended) = between(a, b);
        assert_eq!(between(b, a), (ended, persisting, new));
    }
}

#[test]
fn what_could_not_be_judged_is_never_called_fixed() {
    for report in months().iter().skip(1) {
        let verdicts: BTreeMap<&str, Verdict> = report.verdicts.iter().map(|v| (v.rule.as_str(), v.verdict)).collect();
        for ended in &report.comparison.as_ref().expect("compared").ended {
            let judged = !matches!(verdicts[ended.rule.as_str()], Verdict::NotAssessed | Verdict::Off);
            assert_eq!(ended.ending != NotAssessed, judged, "{}", ended.rule);
        }
    }
}

#[test]
fn an_earlier_report_must_not_be_later() {
    let reports = months();
    let mut first = reports[0].clone();
    let problem = compare(&reports[1], &"0".repeat(64), &mut first).expect_err("the wrong way round");
    assert!(problem.say(Lang::Ja).contains("2026-02-28") && problem.say(Lang::En).contains("2026-01-31"));
    assert_eq!(first, reports[0], "and nothing was noted in it");
}
