//! Whom and what findings concern, and who has to put them right: a table of cases, written from what should be.

use std::fs;

use mcs_audit::base::date::Day;
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::model::finding::{Duty, Finding, Named};
use mcs_audit::model::report::Report;
use mcs_audit::policy::needs;
use mcs_audit::{engine, load};

use crate::support::audit::POLICY;
use crate::support::folder::new_folder;

const DAY: &str = "2026-09-30";

/// An office of two people who lead groups, two administrators, and a clinic that leads one.
const OFFICE: [(&str, &str); 9] = [
    ("offices", "office_id,name,applied_on\nO1,見本ステーション,2024-01-05\n"),
    (
        "staff",
        "staff_id,office_id,name,email,role,status,registered_on,last_login_on,photo\n\
         A1,O1,管理 一子,a1@example.jp,admin,active,2024-04-01,2026-09-20,yes\n\
         A2,O1,管理 二郎,a2@example.jp,admin,active,2024-04-01,2026-09-20,yes\n\
         L1,O1,先導 三子,l1@example.jp,user,active,2024-04-01,2026-09-20,yes\n\
         U1,O1,一般 四郎,u1@example.jp,user,active,2024-04-01,2026-09-20,no\n\
         X1,K1,外部 五子,x1@example.jp,user,active,2024-04-01,2026-09-20,yes\n",
    ),
    ("roster", "staff,left_on\nA1,\nA2,\nL1,\nU1,\n"),
    ("patients", "patient_id,name,office_id,status\nP1,架空 正雄,O1,active\nP2,仮名 トメ,O1,active\n"),
    (
        "groups",
        "group_id,name,kind,leader_id,patient_id,status,created_on\n\
         G1,架空 正雄様,patient,L1,P1,active,2024-05-10\n\
         G2,仮名 トメ様,patient,X1,P2,active,2024-05-10\n",
    ),
    (
        "memberships",
        "group_id,staff_id,office_id,role,status,approved_by,joined_on\n\
         G1,L1,O1,leader,active,A1,2024-05-10\n\
         G1,U1,O1,member,active,,2024-05-10\n\
         G2,X1,K1,leader,active,,2024-05-10\n\
         G2,U1,O1,member,active,A1,2024-05-10\n",
    ),
    ("assignments", "patient_id,staff\nP1,L1\nP1,U1\nP2,U1\n"),
    ("consents", "patient_id,form,signed_on,signer,copy_given_on\nP1,form2,2024-05-01,patient,\n"),
    ("reviews", "group_id,reviewed_on\nG1,2026-06-01\n"),
];

/// The report on the office with some of its tables changed: the file, what stands there, and what stands there instead.
fn audit(changes: &[(&str, &str, &str)]) -> Report {
    let dir = new_folder();
    for (name, table) in OFFICE {
        let mut text = table.to_owned();
        for (_, from, to) in changes.iter().filter(|(file, ..)| *file == name) {
            assert!(text.contains(from), "{from} stands in {name}");
            text = text.replace(from, to);
        }
        if !text.is_empty() {
            fs::write(dir.path().join(format!("{name}.csv")), text).expect("written");
        }
    }
    for (name, _, table) in changes.iter().filter(|(name, ..)| OFFICE.iter().all(|(known, _)| known != name)) {
        fs::write(dir.path().join(format!("{name}.csv")), table).expect("written");
    }
    let as_of = Day::parse(DAY).expect("a day");
    let options = load::Options { as_of, config: &Config::default(), wanted: &needs::wanted(&POLICY) };
    let data = load::load(dir.path(), &options).expect("tables");
    engine::audit(&data, &POLICY, &engine::Options::new(as_of, Lang::En))
}

fn finding<'a>(report: &'a Report, rule: &str, key: &str) -> &'a Finding {
    let of_rule: Vec<&Finding> = report.findings.iter().filter(|f| f.rule == rule).collect();
    let found = of_rule.iter().find(|f| f.subject.key == key);
    let keys: Vec<&str> = of_rule.iter().map(|f| f.subject.key.as_str()).collect();
    found.unwrap_or_else(|| panic!("{rule} finds {key}, not {keys:?}"))
}

fn keys(named: &[Named]) -> Vec<&str> {
    named.iter().map(|n| n.key.as_str()).collect()
}

/// What a finding concerns: person, group, patient, office, each by its key, and a dash for none.
fn concerns(finding: &Finding) -> [&str; 4] {
    let concerns = &finding.concerns;
    [&concerns.person, &concerns.group, &concerns.patient, &concerns.office]
        .map(|named| named.as_ref().map_or("-", |named| named.key.as_str()))
}

/// A case: what it shows, what is changed, the rule and the key of the finding, whose duty it is, what it concerns, and
/// who has to act.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str, &'static str)],
    (&'static str, &'static str),
    Duty,
    [&'static str; 4],
    &'static [&'static str],
);

const CASES: &[Case] = &[
    (
        "an account is the administrators' business",
        &[("staff", "2026-09-20,no", "2026-01-05,no")],
        ("dormant-account", "U1"),
        Duty::Admin,
        ["U1", "-", "-", "O1"],
        &["A1", "A2"],
    ),
    (
        "an administrator who has left is not asked",
        &[("staff", "2026-09-20,no", "2026-01-05,no"), ("roster", "A2,", "A2,2026-08-31")],
        ("dormant-account", "U1"),
        Duty::Admin,
        ["U1", "-", "-", "O1"],
        &["A1"],
    ),
    ("what a user neglects is the user's", &[], ("missing-photo", "U1"), Duty::User, ["U1", "-", "-", "O1"], &["U1"]),
    (
        "what the manager has to do names nobody, for managers are in no table",
        &[("offices", "2024-01-05", "")],
        ("unapplied-office", "O1"),
        Duty::Manager,
        ["-", "-", "-", "O1"],
        &[],
    ),
    (
        "who has left is in a group of the leader's",
        &[("roster", "U1,", "U1,2026-08-31")],
        ("departed-member", "G1/U1"),
        Duty::Leader,
        ["U1", "G1", "P1", "O1"],
        &["L1"],
    ),
    (
        "in a group of another office that office's leader has to act",
        &[("roster", "U1,", "U1,2026-08-31")],
        ("departed-member", "G2/U1"),
        Duty::Leader,
        ["U1", "G2", "P2", "K1"],
        &["X1"],
    ),
    (
        "a group is about its patient and not about its leader",
        &[("reviews", "2026-06-01", "2025-06-01")],
        ("overdue-review", "G1"),
        Duty::Leader,
        ["-", "G1", "P1", "O1"],
        &["L1"],
    ),
    (
        "a leader who has left hands over to the administrators",
        &[("reviews", "2026-06-01", "2025-06-01"), ("roster", "L1,", "L1,2026-08-31")],
        ("overdue-review", "G1"),
        Duty::Leader,
        ["-", "G1", "P1", "O1"],
        &["A1", "A2"],
    ),
    (
        "a leader who leaves today is still there",
        &[("reviews", "2026-06-01", "2025-06-01"), ("roster", "L1,", "L1,2026-09-30")],
        ("overdue-review", "G1"),
        Duty::Leader,
        ["-", "G1", "P1", "O1"],
        &["L1"],
    ),
    (
        "a group without a leader is for the manager of the patient's office to settle",
        &[("groups", "patient,L1", "patient,"), ("memberships", "leader,active,A1", "member,active,A1")],
        ("leaderless-group", "G1"),
        Duty::Manager,
        ["-", "G1", "P1", "O1"],
        &[],
    ),
    (
        "a patient is looked after in the one group that is theirs",
        &[],
        ("undelivered-copy", "P1"),
        Duty::Leader,
        ["-", "G1", "P1", "O1"],
        &["L1"],
    ),
    (
        "a patient of two groups is the business of both leaders, and of no group in particular",
        &[
            ("groups", "G2,仮名 トメ様,patient,X1,P2", "G2,仮名 トメ様,patient,U1,P1"),
            ("memberships", "G2,U1,O1,member", "G2,U1,O1,leader"),
        ],
        ("split-patient", "P1"),
        Duty::Leader,
        ["-", "-", "P1", "O1"],
        &["L1", "U1"],
    ),
    (
        "a group of several patients concerns none of them in particular",
        &[("groups", "L1,P1", "L1,P1;P2")],
        ("mixed-patients", "G1"),
        Duty::Leader,
        ["-", "G1", "-", "O1"],
        &["L1"],
    ),
    (
        "of several patients the one that the finding is about",
        &[("groups", "L1,P1", "L1,P1;P2")],
        ("missing-consent", "G1/P2"),
        Duty::Leader,
        ["-", "G1", "P2", "O1"],
        &["L1"],
    ),
    ("an unapproved member", &[], ("unapproved-member", "G1/U1"), Duty::Admin, ["U1", "G1", "P1", "O1"], &["A1", "A2"]),
    (
        "without a column of offices everybody is of the only office",
        &[(
            "staff",
            "staff_id,office_id,name,email,role,status,registered_on,last_login_on,photo\n\
                 A1,O1,管理 一子,a1@example.jp,admin,active,2024-04-01,2026-09-20,yes\n\
                 A2,O1,管理 二郎,a2@example.jp,admin,active,2024-04-01,2026-09-20,yes\n\
                 L1,O1,先導 三子,l1@example.jp,user,active,2024-04-01,2026-09-20,yes\n\
                 U1,O1,一般 四郎,u1@example.jp,user,active,2024-04-01,2026-09-20,no\n\
                 X1,K1,外部 五子,x1@example.jp,user,active,2024-04-01,2026-09-20,yes\n",
            "staff_id,name,role,status,registered_on,last_login_on\n\
                 A1,管理 一子,admin,active,2024-04-01,2026-09-20\n\
                 L1,先導 三子,user,active,2024-04-01,2026-09-20\n\
                 U1,一般 四郎,user,active,2024-04-01,2026-01-05\n",
        )],
        ("dormant-account", "U1"),
        Duty::Admin,
        ["U1", "-", "-", "O1"],
        &["A1"],
    ),
    (
        "a table as a whole is the business of the only office",
        &[(
            "staff",
            "U1,O1,一般 四郎,u1@example.jp,user,active,2024-04-01",
            "U1,O1,一般 四郎,u1@example.jp,user,active,2027-04-01",
        )],
        ("future-date", "staff/registered_on"),
        Duty::Admin,
        ["-", "-", "-", "O1"],
        &["A1", "A2"],
    ),
    (
        "a device is its holder's, whose office it is kept by",
        &[(
            "devices",
            "",
            "device_id,office_id,staff,status,lent_on,lost_on,reported_on\nD1,O1,U1,lost,2025-01-05,2026-09-01,\n",
        )],
        ("unreported-loss", "D1"),
        Duty::User,
        ["U1", "-", "-", "O1"],
        &["U1"],
    ),
    (
        "a device that nobody holds is the administrators' business",
        &[(
            "devices",
            "",
            "device_id,office_id,staff,status,lent_on,lost_on,reported_on\nD1,O1,,in-use,2025-01-05,,\n",
        )],
        ("unheld-device", "D1"),
        Duty::Admin,
        ["-", "-", "-", "O1"],
        &["A1", "A2"],
    ),
    (
        "a user who has left is not asked to put it right",
        &[
            (
                "devices",
                "",
                "device_id,office_id,staff,status,lent_on,lost_on,reported_on\nD1,O1,U1,lost,2025-01-05,2026-09-01,\n",
            ),
            ("roster", "U1,", "U1,2026-08-31"),
        ],
        ("unreported-loss", "D1"),
        Duty::User,
        ["U1", "-", "-", "O1"],
        &["A1", "A2"],
    ),
];

#[test]
fn findings_concern_whom_they_are_about_and_fall_to_whoever_can_act() {
    let mut wrong = Vec::new();
    for (what, changes, (rule, key), duty, about, assignees) in CASES {
        let report = audit(changes);
        let finding = finding(&report, rule, key);
        let found = (finding.duty, concerns(finding), keys(&finding.assignees));
        if found != (*duty, *about, assignees.to_vec()) {
            wrong.push(format!("{what}: {rule} {key}: {found:?}, expected {:?}", (duty, about, assignees)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn everything_is_called_by_its_name() {
    let report = audit(&[("roster", "U1,", "U1,2026-08-31")]);
    let finding = finding(&report, "departed-member", "G1/U1");
    let concerns = &finding.concerns;
    let labels = [&concerns.person, &concerns.group, &concerns.patient, &concerns.office]
        .map(|named| named.as_ref().expect("it concerns all four").label.as_str());
    assert_eq!(labels, ["一般 四郎", "架空 正雄様", "架空 正雄", "見本ステーション"]);
    assert_eq!(finding.assignees, [Named { key: "L1".into(), label: "先導 三子".into() }]);
}

#[test]
fn an_office_that_is_one_of_several_answers_for_its_own() {
    let two = "office_id,name,applied_on\nO1,見本ステーション,2024-01-05\nO2,見本第二,2024-01-05\n";
    let report = audit(&[
        ("offices", OFFICE[0].1, two),
        ("staff", "A2,O1", "A2,O2"),
        ("staff", "2026-09-20,no", "2026-01-05,no"),
    ]);
    let finding = finding(&report, "dormant-account", "U1");
    assert_eq!((concerns(finding)[3], keys(&finding.assignees)), ("O1", vec!["A1"]));
    // a table as a whole is nobody's in particular then
    let report = audit(&[
        ("offices", OFFICE[0].1, two),
        ("staff", "active,2024-04-01,2026-09-20,no", "active,2027-04-01,2026-09-20,no"),
    ]);
    let finding = self::finding(&report, "future-date", "staff/registered_on");
    assert_eq!((concerns(finding), keys(&finding.assignees)), (["-"; 4], vec![]));
}
