//! What rules need, by the written catalogue: of each the tables and columns that it reads, but for those whose absence
//! has a natural meaning.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use super::{Need, depends_on_day, needs, reads, shown, wanted};
use crate::base::date::Day;
use crate::config::Config;
use crate::load;
use crate::load::wanted::Wanted;
use crate::model::schema::{ColumnId, TableId, known, schema};
use crate::policy::{Demand, Policy, Population, Rule};
use crate::table::Tables;

static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::embedded("chuo").expect("it is in the program").expect("it is whole"));

fn rule(id: &str) -> &'static Rule {
    &POLICY.rules[POLICY.rule(id).expect("the rule")]
}

fn population(rule: &Rule) -> Option<&Population> {
    match &rule.demand {
        Demand::Of(population) => Some(population),
        Demand::Input(_) => None,
    }
}

fn of(id: &str) -> &'static Population {
    population(rule(id)).expect("it is about no input")
}

fn name(table: TableId, column: ColumnId) -> String {
    format!("{}.{}", table.def().name, table.def().def(column).name)
}

/// What a rule needs, in words: `pledges`, `pledges.signed_on`, `groups.leader_id or memberships.role`.
fn needed(of: &Population) -> BTreeSet<String> {
    let word = |need: Need| match need {
        Need::Table(table) => table.def().name.to_owned(),
        Need::Column(table, column) => name(table, column),
        Need::Either(one, other) => format!("{} or {}", name(one.0, one.1), name(other.0, other.1)),
        Need::Filled(table, column) => format!("{} filled", name(table, column)),
        Need::Unless(column, other) => {
            format!("{} unless {} filled", name(column.0, column.1), name(other.0, other.1))
        }
        Need::Strangers(table) => format!("{} if a stranger leads", table.def().name),
    };
    needs(&POLICY, of).into_iter().map(word).collect()
}

fn read(of: &Population) -> BTreeSet<String> {
    let mut read = BTreeSet::new();
    reads(&POLICY, of, |table, column| {
        read.insert(name(table, column));
    });
    read
}

#[test]
fn a_rule_needs_the_tables_and_columns_that_it_reads() {
    for (id, expected) in [
        ("missing-pledge", &["staff", "staff.status", "pledges", "pledges.staff", "pledges.signed_on"][..]),
        ("departed-account", &["staff", "staff.status", "roster", "roster.staff", "roster.left_on"]),
        ("unlisted-account", &["staff", "staff.status", "roster", "roster.staff"]),
        ("missing-photo", &["staff", "staff.status", "staff.photo"]),
        ("unheld-device", &["devices", "devices.status", "devices.staff"]),
        ("unconfirmed-post", &["posts"]),
        ("mixed-patients", &["groups", "groups.status", "groups.patient_id"]),
    ] {
        let needed = needed(of(id));
        for need in expected {
            assert!(needed.contains(*need), "{id} needs {need}: {needed:?}");
        }
        let tables = |all: &BTreeSet<String>| -> BTreeSet<String> {
            all.iter().map(|need| need.split('.').next().expect("a table").to_owned()).collect()
        };
        let expected: BTreeSet<String> = expected.iter().map(|need| (*need).to_owned()).collect();
        assert_eq!(tables(&needed), tables(&expected), "{id} needs no other table");
    }
}

#[test]
fn what_means_something_where_it_is_absent_is_not_needed() {
    let dispensable = [
        "pledges.valid_until",
        "assignments.from_on",
        "assignments.until_on",
        "devices.returned_on",
        "staff.office_id",
        "roster.office_id",
        "memberships.office_id",
        "posts.office_id",
        "offices.is_own",
        "staff.last_day",
    ];
    let mut wrong = Vec::new();
    for rule in &POLICY.rules {
        let needed = population(rule).map(needed).unwrap_or_default();
        wrong.extend(dispensable.iter().filter(|c| needed.contains(**c)).map(|c| format!("{} needs {c}", rule.id)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_not_needed_is_read_all_the_same() {
    for (id, column) in [
        ("expired-pledge", "pledges.valid_until"),
        ("unassigned-member", "assignments.from_on"),
        ("unassigned-member", "assignments.until_on"),
        ("unreturned-device", "devices.returned_on"),
        ("missing-pledge", "staff.office_id"),
        ("departed-account", "roster.office_id"),
    ] {
        let is_read = read(of(id)).contains(column);
        // what belongs to the identity of rows and people is kept whoever reads it
        let (table, column_name) = column.split_once('.').expect("a column");
        let table = schema().table(table).expect("a table");
        let kept = wanted(&POLICY).column(table, table.def().column(column_name).expect("a column"));
        assert!(is_read || kept, "{id} knows nothing of {column}");
    }
}

#[test]
fn the_roster_is_not_needed_where_it_only_leaves_out_who_departed() {
    for id in ["dormant-account", "missing-profile", "missing-photo", "inactive-member", "unassigned-member"] {
        assert!(!needed(of(id)).iter().any(|need| need.starts_with("roster")), "{id}");
        let read = read(of(id));
        assert!(read.contains("roster.left_on"), "{id} reads it: {read:?}");
    }
    for id in ["departed-account", "departing-account", "unlisted-account", "departed-member", "departed-post"] {
        assert!(needed(of(id)).contains("roster"), "{id}");
    }
}

#[test]
fn whoever_leads_may_be_told_by_the_group_or_by_the_role() {
    for id in ["ineligible-leader", "unidentified-patient", "outside-invitation"] {
        let needed = needed(of(id));
        assert!(needed.contains("groups.leader_id or memberships.role"), "{id}: {needed:?}");
        assert!(!needed.contains("groups.leader_id") && !needed.contains("memberships.role"), "{id}: {needed:?}");
    }
}

#[test]
fn nothing_is_needed_twice() {
    for rule in &POLICY.rules {
        let Some(of) = population(rule) else { continue };
        let needs = needs(&POLICY, of);
        let once: BTreeSet<Need> = needs.iter().copied().collect();
        assert_eq!(once.len(), needs.len(), "{}: {needs:?}", rule.id);
    }
}

/// The tables of a folder with one file.
fn tables(name: &str, text: &str) -> Tables {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("staff.csv"), "staff_id,name\nS1,見本 花子\n").expect("written");
    fs::write(folder.path().join(name), text).expect("written");
    let as_of = Day::parse("2026-09-30").expect("a day");
    let options = load::Options { as_of, config: &Config::default(), wanted: &Wanted::least(None) };
    load::load(folder.path(), &options).expect("tables").tables
}

#[test]
fn needs_are_met_by_rows_by_columns_and_by_filled_cells() {
    let pledges = schema().table("pledges").expect("a table");
    let [form, signed_on] = ["form", "signed_on"].map(|name| pledges.def().column(name).expect("a column"));
    let (table, column) = (Need::Table(pledges), Need::Column(pledges, signed_on));
    let either = Need::Either((pledges, form), (pledges, signed_on));
    let filled = Need::Filled(pledges, signed_on);
    for (text, met) in [
        ("staff,form,signed_on\nS1,form1,2026-01-05\n", [true, true, true, true]),
        ("staff,form,signed_on\nS1,form1,\n", [true, true, true, false]),
        ("staff,form\nS1,form1\n", [true, false, true, false]),
        ("staff,valid_until\nS1,2027-03-31\n", [true, false, false, false]),
        ("staff,form,signed_on\n", [false, true, true, false]),
    ] {
        let tables = tables("pledges.csv", text);
        assert_eq!([table, column, either, filled].map(|need| need.is_met(&tables)), met, "{text}");
    }
    let tables = tables("groups.csv", "group_id,name\nG1,連絡\n");
    assert_eq!([table, column, either, filled].map(|need| need.is_met(&tables)), [false; 4], "there is no such table");
}

#[test]
fn what_is_compared_with_the_day_of_the_audit_depends_on_it() {
    for id in [
        "departed-account",
        "departing-account",
        "dormant-account",
        "missing-pledge",
        "expired-pledge",
        "overdue-training",
        "overdue-guideline",
        "overdue-attestation",
        "overdue-review",
        "unarchived-group",
        "stale-invitation",
        "unreported-loss",
        "late-incident-report",
    ] {
        assert!(depends_on_day(&POLICY, of(id)), "{id}");
    }
    for id in
        ["shared-email", "generic-account", "mixed-patients", "unlisted-account", "unconfirmed-post", "unheld-device"]
    {
        assert!(!depends_on_day(&POLICY, of(id)), "{id}");
    }
}

#[test]
fn the_columns_that_texts_show_are_told() {
    let mut columns = BTreeSet::new();
    shown(&POLICY, rule("departed-account"), |table, column| {
        columns.insert(name(table, column));
    });
    // who it is, and the last day, which follows from the roster
    for column in ["staff.name", "staff.last_day", "roster.left_on"] {
        assert!(columns.contains(column), "{column}: {columns:?}");
    }
}

#[test]
fn all_that_is_read_or_shown_is_wanted() {
    let wanted = wanted(&POLICY);
    for rule in &POLICY.rules {
        let assert_wanted = |table: TableId, column: ColumnId| {
            assert!(wanted.column(table, column), "{} reads {}", rule.id, name(table, column));
        };
        shown(&POLICY, rule, assert_wanted);
        if let Some(of) = population(rule) {
            reads(&POLICY, of, assert_wanted);
            let has_no_key = of.each.def().key.is_empty();
            assert!(!has_no_key || wanted.hashes(of.each), "{}: its rows are named by their cells", rule.id);
        }
    }
    let of_staff =
        |name: &str| known().staff.def().column(name).is_some_and(|column| wanted.column(known().staff, column));
    assert!(of_staff("name") && of_staff("email") && of_staff("kana"));
}
