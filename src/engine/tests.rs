//! How rules are judged, and what findings are made of: on a small office, by the written catalogue.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use super::findings::merge_alike;
use super::identity::joined;
use super::verdicts::together;
use super::{Options, audit, first_member, in_general, inputs, upcoming};
use crate::base::date::Day;
use crate::base::text::Lang;
use crate::config::Config;
use crate::load::{self, Data};
use crate::model::finding::{Finding, Severity, Status, Verdict};
use crate::model::report::{Report, RuleVerdict};
use crate::policy::{Policy, needs};

const DAY: &str = "2026-09-30";

static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::embedded("chuo").expect("it is in the program").expect("it is whole"));

type File = (&'static str, &'static str);

/// Two people, of whom S2 has left; the photo of S1 is missing.
const OFFICE: [File; 3] = [
    ("offices.csv", "office_id,name,applied_on\nO1,見本クリニック,2025-03-01\n"),
    (
        "staff.csv",
        "staff_id,office_id,name,email,role,status,registered_on,photo\n\
         S1,O1,見本 花子,s1@example.jp,admin,active,2025-04-01,no\n\
         S2,O1,架空 一郎,s2@example.jp,user,active,2025-04-01,yes\n",
    ),
    ("roster.csv", "staff,office_id,left_on\nS1,O1,\nS2,O1,2026-08-31\n"),
];

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// The tables of the office, with these files beside its own or in their place.
fn data(more: &[File]) -> Data {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in OFFICE.iter().chain(more) {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let wanted = needs::wanted(&POLICY);
    let options = load::Options { as_of: day(DAY), config: &Config::default(), wanted: &wanted };
    load::load(folder.path(), &options).expect("tables")
}

fn report(more: &[File]) -> Report {
    audit(&data(more), &POLICY, &Options::new(day(DAY), Lang::En))
}

fn verdict<'r>(report: &'r Report, rule: &str) -> &'r RuleVerdict {
    report.verdicts.iter().find(|v| v.rule == rule).expect("the rule")
}

/// The verdict on a rule with its numbers: who was examined, findings, waived, undetermined.
fn judged(report: &Report, rule: &str) -> (Verdict, [u64; 4]) {
    let verdict = verdict(report, rule);
    (verdict.verdict, [verdict.population, verdict.findings, verdict.waived, verdict.undetermined])
}

fn finding<'r>(report: &'r Report, rule: &str) -> &'r Finding {
    report.findings.iter().find(|f| f.rule == rule).unwrap_or_else(|| panic!("no finding of {rule}"))
}

fn keys<'r>(report: &'r Report, rule: &str) -> Vec<&'r str> {
    report.findings.iter().filter(|f| f.rule == rule).map(|f| f.subject.key.as_str()).collect()
}

// ---- subject keys and identity

#[test]
fn the_parts_of_a_subject_key_can_be_told_apart() {
    for (parts, key) in [
        (&["S1"][..], "S1"),
        (&["G1", "S1"], "G1/S1"),
        (&["G/1", "S1"], "G%2F1/S1"),
        (&["G", "1/S1"], "G/1%2FS1"),
        (&["100%", "%2F"], "100%25/%252F"),
        (&["", ""], "/"),
        (&[], ""),
        (&["事業所/本院"], "事業所%2F本院"),
    ] {
        assert_eq!(joined(parts), key, "{parts:?}");
    }
}

#[test]
fn a_finding_is_the_same_wherever_its_row_stands_and_in_either_language() {
    let id = |report: &Report| finding(report, "departed-account").id.clone();
    let here = report(&[]);
    let japanese = audit(&data(&[]), &POLICY, &Options::new(day(DAY), Lang::Ja));
    let moved = report(&[(
        "staff.csv",
        "status,name,staff_id,office_id,role,registered_on,photo\n\
         active,架空 一郎,S2,O1,user,2025-04-01,yes\n\
         active,見本 花子,S1,O1,admin,2025-04-01,yes\n",
    )]);
    assert_eq!(id(&here), id(&japanese));
    assert_eq!(id(&here), id(&moved));
    assert_ne!(finding(&here, "departed-account").message, finding(&japanese, "departed-account").message);
    let (before, after) = (&finding(&here, "departed-account").evidence, &finding(&moved, "departed-account").evidence);
    assert_ne!(before[0].line, after[0].line);
}

#[test]
fn another_rule_or_another_subject_is_another_finding() {
    let report = report(&[("roster.csv", "staff,office_id,left_on\nS1,O1,2026-08-31\nS2,O1,2026-08-31\n")]);
    let mut ids: Vec<&str> = report.findings.iter().map(|f| f.id.as_str()).collect();
    assert!(ids.len() > 2);
    assert!(ids.iter().all(|id| id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit())));
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn findings_of_one_identity_become_one_with_the_evidence_of_all() {
    let report = report(&[]);
    let one = finding(&report, "departed-account").clone();
    let other = finding(&report, "missing-photo").clone();
    let rows = one.evidence.len();
    assert!(rows > 0);
    let merged = merge_alike(vec![one.clone(), one.clone(), other.clone()]);
    assert_eq!(merged.iter().map(|f| &f.id).collect::<Vec<_>>(), [&one.id, &other.id]);
    assert_eq!(merged[0].evidence.len(), 2 * rows);
    assert_eq!(merged[1].evidence, other.evidence);
}

// ---- verdicts

#[test]
fn of_several_verdicts_the_worst_is_that_of_all() {
    use Verdict::{Fail, NotApplicable, NotAssessed, Off, Pass, Undetermined};
    for (verdicts, all) in [
        (&[Pass, Fail, NotAssessed][..], Fail),
        (&[Pass, NotAssessed, NotApplicable], NotAssessed),
        (&[Undetermined, NotAssessed, Pass], NotAssessed),
        (&[Pass, Undetermined, Off], Undetermined),
        (&[NotApplicable, Pass, Off], Pass),
        (&[Off, NotApplicable], NotApplicable),
        (&[Off, Off], Off),
        // never a pass where nothing was seen
        (&[], NotApplicable),
    ] {
        assert_eq!(together(verdicts.iter().copied()), all, "{verdicts:?}");
        assert_eq!(together(verdicts.iter().rev().copied()), all, "{verdicts:?} the other way round");
    }
}

#[test]
fn a_verdict_carries_its_numbers() {
    let report = report(&[]);
    assert_eq!(judged(&report, "departed-account"), (Verdict::Fail, [2, 1, 0, 0]));
    assert_eq!(keys(&report, "departed-account"), ["S2"]);
    // S2 has left: of S1 alone it is asked
    assert_eq!(judged(&report, "missing-photo"), (Verdict::Fail, [1, 1, 0, 0]));
    assert_eq!(judged(&report, "shared-email"), (Verdict::Pass, [2, 0, 0, 0]));
}

#[test]
fn what_is_missing_makes_a_rule_not_assessed_and_says_so() {
    let report = report(&[]);
    for (rule, lacks) in
        [("missing-pledge", "pledge"), ("overdue-training", "training"), ("missing-profile", "profile")]
    {
        assert_eq!(judged(&report, rule), (Verdict::NotAssessed, [0; 4]), "{rule}");
        let reason = verdict(&report, rule).reason.as_deref().unwrap_or_default().to_lowercase();
        assert!(reason.contains(lacks), "{rule}: {reason}");
    }
    assert!(report.run.absent.iter().any(|table| table == "pledges"), "{:?}", report.run.absent);
}

#[test]
fn events_that_did_not_happen_are_not_applicable() {
    let report =
        report(&[("incidents.csv", "incident_id,kind,subject_staff_id,discovered_on,reported_on,closed_on\n")]);
    assert_eq!(judged(&report, "unrestricted-misuse"), (Verdict::NotApplicable, [0; 4]));
    assert_eq!(judged(&report, "late-incident-report"), (Verdict::NotApplicable, [0; 4]));
}

#[test]
fn a_rule_that_is_off_says_why_and_examines_nobody() {
    let off = BTreeMap::from([(POLICY.rule("missing-photo").expect("the rule"), "写真は使わない".to_owned())]);
    let options = Options { off, ..Options::new(day(DAY), Lang::En) };
    let report = audit(&data(&[]), &POLICY, &options);
    assert_eq!(judged(&report, "missing-photo"), (Verdict::Off, [0; 4]));
    assert_eq!(verdict(&report, "missing-photo").reason.as_deref(), Some("写真は使わない"));
    assert_eq!(keys(&report, "missing-photo"), [""; 0]);
}

const WAIVERS: &str = "rule,key,reason,requested_by,approved_by,approved_on,expires_on\n";

#[test]
fn a_rule_whose_findings_are_all_waived_passes_and_shows_them() {
    let waived =
        format!("{WAIVERS}missing-photo,S1,写真の撮り直しを待っている,見本 花子,架空 二郎,2026-09-01,2026-12-31\n");
    let waived = report(&[("waivers.csv", waived.leak())]);
    assert_eq!(judged(&waived, "missing-photo"), (Verdict::Pass, [1, 1, 1, 0]));
    assert_eq!(finding(&waived, "missing-photo").status, Status::Waived);
    // one that is over covers nothing
    let over =
        format!("{WAIVERS}missing-photo,S1,写真の撮り直しを待っている,見本 花子,架空 二郎,2026-03-01,2026-08-31\n");
    let over = report(&[("waivers.csv", over.leak())]);
    assert_eq!(judged(&over, "missing-photo"), (Verdict::Fail, [1, 1, 0, 0]));
    assert_eq!(finding(&over, "missing-photo").status, Status::Open);
    assert_eq!(judged(&over, "expired-waiver").0, Verdict::Fail);
}

/// The photo of S1 is not on record.
const NO_PHOTO: File = (
    "staff.csv",
    "staff_id,office_id,name,email,role,status,registered_on,photo\n\
     S1,O1,見本 花子,s1@example.jp,admin,active,2025-04-01,\n\
     S2,O1,架空 一郎,s2@example.jp,user,active,2025-04-01,yes\n",
);

#[test]
fn a_member_of_whom_it_is_not_known_is_undetermined_and_says_which_cell_decides() {
    let report = report(&[NO_PHOTO]);
    assert_eq!(judged(&report, "missing-photo"), (Verdict::Undetermined, [1, 0, 0, 1]));
    let members: Vec<_> = report.undetermined_of("missing-photo").collect();
    let [member] = members.as_slice() else { panic!("{members:?}") };
    assert_eq!((member.subject.table.as_str(), member.subject.key.as_str()), ("staff", "S1"));
    let cells: Vec<_> = member.cells.iter().map(|c| (c.file.as_str(), c.line, c.column.as_str())).collect();
    assert_eq!(cells, [("staff.csv", 2, "photo")]);
    assert_eq!(member.cells[0].header.as_deref(), Some("photo"));
    assert!(report.is_incomplete());
}

#[test]
fn a_waiver_covers_an_undetermined_member_too() {
    let waived = format!("{WAIVERS}missing-photo,S1,画面で確かめられない,見本 花子,架空 二郎,2026-09-01,2026-12-31\n");
    let waived = report(&[NO_PHOTO, ("waivers.csv", waived.leak())]);
    assert_eq!(judged(&waived, "missing-photo"), (Verdict::Pass, [1, 0, 1, 0]));
    assert_eq!(keys(&waived, "unused-waiver"), [""; 0]);
    assert!(waived.undetermined.iter().any(|m| m.rule == "missing-photo" && m.waived.is_some()));
}

#[test]
fn what_depends_on_a_name_that_fits_two_is_undetermined_for_both() {
    let staff = (
        "staff.csv",
        "staff_id,office_id,name,role,status,registered_on\n\
         S1,O1,見本 花子,admin,active,2025-04-01\n\
         S2,O1,見本 花子,user,active,2025-04-01\n",
    );
    let pledges = ("pledges.csv", "staff,form,signed_on\n見本 花子,form1,2025-04-01\n");
    let report = report(&[staff, pledges]);
    assert_eq!(judged(&report, "missing-pledge"), (Verdict::Undetermined, [2, 0, 0, 2]));
    let cells: Vec<_> = report.undetermined_of("missing-pledge").flat_map(|m| &m.cells).collect();
    assert!(cells.iter().all(|c| c.file == "pledges.csv" && c.line == 2), "{cells:?}");
}

#[test]
fn a_clause_fails_by_one_of_its_rules_and_counts_each_finding_once() {
    let report = report(&[]);
    let clause = report.clauses.iter().find(|c| c.clause == "5-5").expect("the clause");
    assert_eq!(clause.verdict, Verdict::Fail);
    let of_rules: u64 = clause.rules.iter().map(|rule| verdict(&report, rule).findings).sum();
    assert_eq!(clause.findings, of_rules);
    assert!(clause.rules.iter().any(|rule| rule == "departed-account"));
}

// ---- what a finding says

#[test]
fn findings_stand_by_rule_and_key_and_are_due_by_severity() {
    let report = report(&[("roster.csv", "staff,office_id,left_on\nS1,O1,2026-08-31\nS2,O1,2026-08-31\n")]);
    assert_eq!(keys(&report, "departed-account"), ["S1", "S2"]);
    let due = Options::new(day(DAY), Lang::En).due;
    for finding in &report.findings {
        let expected = day(DAY).plus(i32::from(due.of(finding.severity))).to_string();
        assert_eq!(finding.due, expected, "{}", finding.rule);
    }
    let critical = finding(&report, "departed-account");
    assert_eq!((critical.severity, critical.status), (Severity::Critical, Status::Open));
}

#[test]
fn the_message_and_the_evidence_are_those_of_the_row() {
    let report = report(&[]);
    let found = finding(&report, "departed-account");
    for said in ["架空 一郎", "2026-08-31"] {
        assert!(found.message.contains(said), "{}", found.message);
    }
    let places: Vec<(&str, Option<u32>)> = found.evidence.iter().map(|e| (e.file.as_str(), e.line)).collect();
    assert_eq!(places[0], ("staff.csv", Some(3)), "the row that is judged comes first");
    assert!(places.contains(&("roster.csv", Some(3))), "{places:?}");
}

#[test]
fn a_text_in_general_has_no_cell_of_anybody() {
    for rule in &POLICY.rules {
        for lang in [Lang::Ja, Lang::En] {
            let words = rule.words(lang);
            for text in words.fix.iter().chain([&words.message]).map(|template| in_general(template, lang)) {
                assert!(!text.is_empty() && !text.contains(['{', '}']), "{}: {text}", rule.id);
            }
        }
    }
}

#[test]
fn the_tables_that_were_read_are_listed_with_their_rows_and_columns() {
    let data = data(&[]);
    let listed = inputs(&data, Lang::En);
    let roster = listed.iter().find(|input| input.table == "roster").expect("it was read");
    assert_eq!((roster.file.as_str(), roster.rows), ("roster.csv", 2));
    assert_eq!(roster.columns, ["staff", "office_id", "left_on"]);
    assert!(roster.sha256.len() == 64 && roster.bytes > 0);
}

#[test]
fn the_first_member_of_a_population_is_told_with_its_line() {
    let data = data(&[]);
    let first = |id: &str| {
        let rule = &POLICY.rules[POLICY.rule(id).expect("the rule")];
        first_member(&data, &POLICY, rule, day(DAY))
    };
    assert_eq!(first("departed-account"), Some(("staff.csv".to_owned(), 2)));
    assert_eq!(first("mixed-patients"), None, "there is no group");
    assert_eq!(first("unreadable-value"), None, "it is about the input");
}

// ---- what is to come

#[test]
fn what_is_to_come_is_told_on_its_first_day() {
    let data = data(&[("roster.csv", "staff,office_id,left_on\nS1,O1,2026-10-10\nS2,O1,2026-08-31\n")]);
    let options = Options::new(day(DAY), Lang::En);
    let report = audit(&data, &POLICY, &options);
    let ahead = |days| {
        let upcoming = upcoming(&data, &POLICY, &options, &report, days);
        assert_eq!(upcoming.days, days);
        let of = upcoming.findings.iter().filter(|c| c.rule == "departed-account");
        of.map(|c| (c.on.clone(), c.subject.key.to_string())).collect::<Vec<_>>()
    };
    // the day of leaving is the last day of employment
    assert_eq!(ahead(30), [("2026-10-11".to_owned(), "S1".to_owned())]);
    assert_eq!(ahead(11), [("2026-10-11".to_owned(), "S1".to_owned())]);
    assert_eq!(ahead(10), []);
    assert_eq!(ahead(0), []);
}

#[test]
fn what_is_a_finding_already_is_not_to_come() {
    let data = data(&[]);
    let options = Options::new(day(DAY), Lang::En);
    let report = audit(&data, &POLICY, &options);
    let coming = upcoming(&data, &POLICY, &options, &report, 30);
    assert!(coming.findings.iter().all(|c| report.findings.iter().all(|f| f.id != c.id)));
}

// ---- columns are data

/// The accounts of the office with a column that no rule reads; the unit tests have a schema with it.
const WITH_LOCKERS: File = (
    "staff.csv",
    "staff_id,office_id,name,email,role,status,registered_on,photo,ロッカー番号\n\
     S1,O1,見本 花子,s1@example.jp,admin,active,2025-04-01,no,12\n\
     S2,O1,架空 一郎,s2@example.jp,user,active,2025-04-01,yes,?\n",
);

#[test]
fn a_column_that_no_rule_reads_is_found_and_changes_no_finding() {
    let columns = |more: &[File]| -> Vec<String> {
        let inputs = inputs(&data(more), Lang::En).into_iter();
        inputs.filter(|input| input.table == "staff").flat_map(|input| input.columns).collect()
    };
    assert_eq!(columns(&[WITH_LOCKERS]), [columns(&[]), vec!["locker".to_owned()]].concat());
    let (with, without) = (report(&[WITH_LOCKERS]), report(&[]));
    assert!(without.findings.len() > 2);
    assert_eq!((with.findings, with.undetermined), (without.findings, without.undetermined));
    assert_eq!((with.verdicts, with.clauses), (without.verdicts, without.clauses));
}

// ---- items that are told together

#[test]
fn a_pledge_that_lacks_points_is_one_finding_that_counts_for_their_clauses() {
    // S1 lacks the points 2 and 5; S2's form is not known, and if it is an existing pledge, it lacks 4 and 5
    let pledges = "staff,form,signed_on,covers\nS1,existing,2025-03-20,1;3;4\nS2,,2025-03-20,1;2;3\n";
    let report = report(&[("pledges.csv", pledges)]);
    assert_eq!(judged(&report, "incomplete-pledge"), (Verdict::Fail, [2, 1, 0, 1]));
    assert_eq!(keys(&report, "incomplete-pledge"), ["S1"]);
    let finding = finding(&report, "incomplete-pledge");
    assert_eq!(finding.clauses, ["6-2", "6-5"]);
    let points = "confidentiality continues after leaving, nobody's privacy or other rights are infringed";
    assert!(finding.message.ends_with(points) && finding.fix[0].ends_with(points), "{finding:?}");
    assert_eq!(finding.evidence.iter().filter(|e| e.file == "pledges.csv").count(), 1);
    let clause = |id: &str| {
        let clause = report.clauses.iter().find(|clause| clause.clause == id).expect("the clause");
        (clause.verdict, [clause.population, clause.findings])
    };
    assert_eq!(clause("6-1"), (Verdict::Pass, [2, 0]));
    assert_eq!(clause("6-2"), (Verdict::Fail, [2, 1]));
    assert_eq!(clause("6-3"), (Verdict::Pass, [2, 0]));
    assert_eq!(clause("6-4"), (Verdict::Undetermined, [2, 0]));
    assert_eq!(clause("6-5"), (Verdict::Fail, [2, 1]));
}

// ---- a clause that is judged by some people

#[test]
fn administrators_are_judged_by_the_rules_of_users_and_nobody_else_is() {
    let judged = |staff: [(&str, &str, &str); 3], author: &str| {
        let row = |(n, (role, status, photo)): (usize, &(&str, &str, &str))| {
            format!("S{},O1,見本 {n},{role},{status},2025-04-01,yes,{photo}\n", n + 1)
        };
        let rows: String = staff.iter().enumerate().map(row).collect();
        let staff = format!("staff_id,office_id,name,role,status,registered_on,profile,photo\n{rows}");
        let posts = format!("post_id,group_id,staff_id,posted_on,confirmed,text\nM1,G1,{author},2026-09-01,no,済\n");
        let dir = tempfile::tempdir().expect("a folder");
        let files = [
            ("offices.csv", "office_id,name\nO1,見本クリニック\n"),
            ("roster.csv", "staff,left_on\nS1,\nS2,\nS3,\n"),
            ("staff.csv", &staff),
            ("posts.csv", &posts),
        ];
        files.iter().for_each(|(name, text)| fs::write(dir.path().join(name), text).expect("written"));
        let wanted = needs::wanted(&POLICY);
        let options = load::Options { as_of: day(DAY), config: &Config::default(), wanted: &wanted };
        let data = load::load(dir.path(), &options).expect("tables");
        // what the folder has no tables for is off
        let judged = ["missing-profile", "missing-photo", "unconfirmed-post"];
        let off = (0..POLICY.rules.len()).filter(|place| !judged.contains(&POLICY.rules[*place].id.as_str()));
        let off = off.map(|place| (place, "not here".to_owned())).collect();
        let report = audit(&data, &POLICY, &Options { off, ..Options::new(day(DAY), Lang::En) });
        let clause = report.clauses.iter().find(|clause| clause.clause == "A1-2").expect("the clause");
        assert_eq!(clause.rules.len(), 7, "{:?}", clause.rules);
        (clause.verdict, [clause.population, clause.findings])
    };
    let [user, admin] = ["user", "admin"].map(|role| (role, "active", "yes"));
    // what users lack is not the administrators' matter
    assert_eq!(judged([admin, ("user", "active", "no"), user], "S2"), (Verdict::Pass, [2, 0]));
    assert_eq!(judged([("admin", "active", "no"), user, user], "S2"), (Verdict::Fail, [2, 1]));
    // a post is its author's
    assert_eq!(judged([admin, user, user], "S1"), (Verdict::Fail, [3, 1]));
    // whoever may be an administrator
    assert_eq!(judged([admin, ("", "active", "no"), user], "S3"), (Verdict::Undetermined, [4, 0]));
    assert_eq!(judged([user, user, ("admin", "closed", "no")], "S1"), (Verdict::NotApplicable, [0, 0]));
}
