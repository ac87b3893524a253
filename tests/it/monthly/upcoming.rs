//! What will become a finding if nothing is done: on its first day, and only what none is yet.

use std::collections::BTreeSet;
use std::fs;

use mcs_audit::base::date::Day;
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::engine::{self, Options};
use mcs_audit::load;
use mcs_audit::model::finding::Status;
use mcs_audit::model::report::{Report, Upcoming};
use mcs_audit::policy::needs;
use mcs_audit::policy::{Demand, Policy};

use crate::support::folder::{fixture, new_folder};

/// What comes within 30 days of 2026-09-30, with these tables.
fn ahead(tables: &[(&str, &str)], days: u16) -> Upcoming {
    let folder = new_folder();
    for (name, text) in tables {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let policy = Policy::embedded("chuo").expect("it is in the program").expect("in order");
    let as_of = Day::parse("2026-09-30").expect("a day");
    let options = load::Options { as_of, config: &Config::default(), wanted: &needs::wanted(&policy) };
    let data = load::load(folder.path(), &options).expect("tables");
    let options = Options::new(as_of, Lang::Ja);
    let report = engine::audit(&data, &policy, &options);
    engine::upcoming(&data, &policy, &options, &report, days)
}

fn said(upcoming: &Upcoming) -> Vec<String> {
    upcoming.findings.iter().map(|c| format!("{} {} {}", c.on, c.rule, c.subject.key)).collect()
}

const STAFF: &str = "staff_id,name,office_id,status,registered_on\n\
    S1,見本 一郎,O1,active,2024-04-01\nS2,仮名 さくら,O1,active,2024-04-01\nS3,架空 花子,O1,active,2024-04-01\n";

#[test]
fn what_runs_out_is_seen_on_its_first_day() {
    let roster = "staff,office_id,left_on\nS1,O1,\nS2,O1,2026-10-20\nS3,O1,\n";
    // S1 was trained on 2025-10-10, within the last 365 days until 2026-10-10; S3 runs out behind the 30 days
    let trainings = "staff,topic,held_on\nS1,個人情報,2025-10-10\nS2,個人情報,2026-09-01\nS3,個人情報,2025-10-31\n";
    let tables = [("staff.csv", STAFF), ("roster.csv", roster), ("trainings.csv", trainings)];
    let upcoming = ahead(&tables, 30);
    assert_eq!(upcoming.days, 30);
    assert_eq!(
        said(&upcoming),
        [
            "2026-10-11 overdue-training S1",
            // that S2 leaves is a finding of its own from 2026-10-06 on, and no longer one at the end of the 30 days
            "2026-10-21 departed-account S2",
        ]
    );
    // S3 was trained on 2025-10-31, which is 365 days before 2026-10-31
    assert_eq!(said(&ahead(&tables, 32)).last().map(String::as_str), Some("2026-11-01 overdue-training S3"));
    assert!(ahead(&tables, 5).findings.is_empty());
    assert_eq!(said(&ahead(&tables, 6)), ["2026-10-06 departing-account S2"]);
}

#[test]
fn waivers_that_lapse_are_seen_with_what_they_cover() {
    let staff = "staff_id,name,office_id,status,photo\nS1,見本 一郎,O1,active,no\nS2,仮名 さくら,O1,active,no\n";
    let waivers = "rule,key,reason,requested_by,approved_by,approved_on,expires_on\n\
        missing-photo,S1,産休中,見本 一郎,架空 花子,2026-04-01,2026-10-15\n";
    let upcoming = ahead(&[("staff.csv", staff), ("waivers.csv", waivers)], 30);
    assert_eq!(
        said(&upcoming),
        ["2026-10-16 expired-waiver waivers/missing-photo/S1", "2026-10-16 missing-photo S1"],
        "S2 is a finding already"
    );
}

#[test]
fn what_is_wrong_with_the_input_comes_with_new_tables() {
    let staff =
        "出力日,2026-09-15,,,\nstaff_id,name,office_id,status,registered_on\nS1,見本 一郎,O1,active,2026-10-05\n";
    assert!(ahead(&[("staff.csv", staff)], 30).findings.is_empty(), "neither a future date nor a stale table");
}

#[test]
fn what_comes_is_what_an_audit_of_the_same_tables_would_add_on_the_last_day() {
    let policy = Policy::embedded("chuo").expect("it is in the program").expect("in order");
    let as_of = Day::parse("2026-10-31").expect("a day");
    let options = load::Options { as_of, config: &Config::default(), wanted: &needs::wanted(&policy) };
    let folder = fixture("sample-office");
    let data = load::load(&folder, &options).expect("tables");
    let audit = |day: Day| engine::audit(&data, &policy, &Options::new(day, Lang::Ja));
    let of_rules = |rule: &str| {
        let rule = policy.rule(rule).expect("a rule of the policy");
        matches!(policy.rules[rule].demand, Demand::Of(_))
    };
    let open = |report: &Report| -> BTreeSet<(String, String)> {
        let open = report.findings.iter().filter(|f| f.status == Status::Open && of_rules(&f.rule));
        open.map(|f| (f.rule.to_string(), f.subject.key.to_string())).collect()
    };
    let report = audit(as_of);
    let now = open(&report);
    let mut most = 0;
    for days in [1, 7, 30, 100, 365, 1000] {
        let upcoming = engine::upcoming(&data, &policy, &Options::new(as_of, Lang::Ja), &report, days);
        let come: BTreeSet<(String, String)> = upcoming
            .findings
            .iter()
            .filter(|c| of_rules(&c.rule))
            .map(|c| (c.rule.to_string(), c.subject.key.to_string()))
            .collect();
        let then = open(&audit(as_of.plus(i32::from(days))));
        assert_eq!(then.difference(&now).cloned().collect::<BTreeSet<_>>(), come, "{days} days");
        most = most.max(come.len());
    }
    assert!(most > 20, "{most}");
}
