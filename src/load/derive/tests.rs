//! What follows from the tables together, on tables as they are read.

use std::fs;

use super::{is_employment, left_to_others, named_without_row, nobody_is_own};
use crate::base::date::Day;
use crate::config::Config;
use crate::load::wanted::Wanted;
use crate::load::{self, Data};
use crate::model::issue::InputRule;
use crate::model::schema::{TableId, known, schema};
use crate::table::{AMBIGUOUS, CellState, NONE};

type File = (&'static str, &'static str);

const OFFICES: File = ("offices.csv", "office_id,name\nO1,見本クリニック\n");

const STAFF: File = (
    "staff.csv",
    "staff_id,office_id,name,status\nS1,O1,見本 花子,active\nS2,O1,架空 一郎,active\nX1,K1,外部 五子,active\nS3,,例示 健,active\n",
);

fn load(files: &[File]) -> Data {
    load_for(&[], files)
}

/// Reads these tables as of 2026-09-30 for an audit of these offices.
fn load_for(own: &[&str], files: &[File]) -> Data {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let config = Config { own: own.iter().map(|office| (*office).to_owned()).collect(), ..Config::default() };
    let as_of = Day::parse("2026-09-30").expect("a day");
    let options = load::Options { as_of, config: &config, wanted: &Wanted::least(None) };
    load::load(folder.path(), &options).expect("tables")
}

/// The id of a row of a table; of one that is only named, what stands for it.
fn id(data: &Data, table: TableId, row: u32) -> String {
    match row {
        NONE => "-".to_owned(),
        AMBIGUOUS => "?".to_owned(),
        row => data.tables[table].keys.text(row).to_owned(),
    }
}

/// The issues of a rule, each by its key.
fn issues(data: &Data, rule: InputRule) -> Vec<String> {
    data.issues.of(rule).map(|issue| format!("{}/{}", issue.table.def().name, issue.key.join("/"))).collect()
}

// ---- groups and their patients

const PATIENTS: File = (
    "patients.csv",
    "patient_id,name,status\nP1,仮名 トメ,active\nP2,架空 正雄,active\nP3/4,例 梅,active\nP5,例 松,active\nP6,例 松,active\n",
);

/// The patients of a group with this cell.
#[track_caller]
fn assert_patients(cell: &str, expected: &[&str]) {
    let groups = format!("group_id,name,kind,patient_id,status\nG1,連絡,patient,\"{cell}\",active\n");
    let data = load(&[OFFICES, STAFF, PATIENTS, ("groups.csv", groups.leak())]);
    let pairs = &data.tables[known().group_patients];
    let patients: Vec<String> = (0..pairs.len as u32)
        .map(|row| id(&data, known().patients, pairs.reference(pairs.column("patient_id"), row)))
        .collect();
    assert_eq!(patients, expected, "{cell}");
    let groups = pairs.references(pairs.column("group_id"));
    assert!(groups.iter().all(|group| *group == 0), "{cell}: each pair is of the group");
}

#[test]
fn a_cell_with_several_patients_makes_a_pair_of_each() {
    assert_patients("", &[]);
    assert_patients("P1", &["P1"]);
    for between in [";", "；", "、", "\n"] {
        assert_patients(&format!("P1{between}P2"), &["P1", "P2"]);
        assert_patients(&format!("仮名 トメ{between} 架空 正雄"), &["P1", "P2"]);
    }
}

#[test]
fn a_patient_counts_once_however_often_the_cell_names_them() {
    assert_patients("P1;P1;仮名 トメ", &["P1"]);
}

#[test]
fn the_whole_cell_comes_before_its_parts() {
    assert_patients("P3/4", &["P3/4"]);
}

#[test]
fn commas_and_slashes_part_only_what_is_known() {
    assert_patients("P1/P2", &["P1", "P2"]);
    assert_patients("P1,P2", &["P1", "P2"]);
    assert_patients("P1/P9", &["P1/P9"]);
    assert_patients("P3/4;P1,P2", &["P3/4", "P1", "P2"]);
}

#[test]
fn a_name_that_fits_two_patients_stands_for_one_whom_nobody_knows() {
    assert_patients("例 松", &["?"]);
    let data = load(&[PATIENTS, ("groups.csv", "group_id,name,kind,patient_id\nG1,連絡,patient,例 松\n")]);
    assert_eq!(issues(&data, InputRule::AmbiguousPerson), ["groups/例松"]);
}

// ---- own offices

fn own(data: &Data) -> Vec<String> {
    let offices = &data.tables[known().offices];
    let own = (0..offices.extent() as u32).filter(|office| offices.bit(offices.column("is_own"), *office));
    own.map(|office| id(data, known().offices, office)).collect()
}

#[test]
fn own_offices_are_those_of_the_settings_else_those_of_the_table() {
    let offices = ("offices.csv", "office_id,name\nO1,見本クリニック\nO2,架空ステーション\n");
    assert_eq!(own(&load(&[offices, STAFF])), ["O1", "O2"]);
    assert_eq!(own(&load_for(&["O2"], &[offices, STAFF])), ["O2"]);
    assert_eq!(own(&load_for(&["見本クリニック"], &[offices, STAFF])), ["O1"]);
    // an office of the settings need not be in the table
    assert_eq!(own(&load_for(&["K1"], &[offices, STAFF])), ["K1"]);
}

/// The offices O1 to O3 of a list with these cells below 自他, where the accounts name O1 and O2: the own ones, and those of which
/// nobody knows.
fn own_where_it_says(cells: [&str; 3]) -> (Vec<String>, Vec<String>) {
    let [first, second, third] = cells;
    let offices =
        format!("office_id,name,自他\nO1,見本クリニック,{first}\nO2,架空ステーション,{second}\nO3,例示薬局,{third}\n");
    let data = load(&[
        ("offices.csv", offices.leak()),
        ("staff.csv", "staff_id,office_id,name\nS1,O1,見本 花子\nS2,O2,架空 正\n"),
    ]);
    let offices = &data.tables[known().offices];
    let unknown = offices.rows_in_state(offices.column("is_own"), CellState::Unknown);
    let unknown =
        unknown.into_iter().flat_map(|rows| rows.ones()).map(|office| id(&data, known().offices, office as u32));
    (own(&data), unknown.collect())
}

#[test]
fn a_list_of_offices_may_say_which_of_them_are_own() {
    let own = |ids: &[&str]| (ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(own_where_it_says(["自", "他", "他"]), own(&["O1"]));
    assert_eq!(own_where_it_says(["○", "×", "×"]), own(&["O1"]));
    assert_eq!(own_where_it_says(["自店舗", "自店舗", "他機関"]), own(&["O1", "O2"]));
    // where only the own ones are marked, the others are not
    assert_eq!(own_where_it_says(["○", "", ""]), own(&["O1"]));
    // where only the others are marked, or nobody is, the rest is own
    assert_eq!(own_where_it_says(["", "他", ""]), own(&["O1", "O3"]));
    assert_eq!(own_where_it_says(["", "", ""]), own(&["O1", "O2", "O3"]));
}

#[test]
fn whose_an_office_is_stays_open_where_the_list_leaves_it_open() {
    let of = |own: &[&str], unknown: &[&str]| {
        let texts = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<String>>();
        (texts(own), texts(unknown))
    };
    assert_eq!(own_where_it_says(["自", "", "他"]), of(&["O1"], &["O2"]));
    assert_eq!(own_where_it_says(["自", "不明", "他"]), of(&["O1"], &["O2"]));
    // no cell says it of the first, but it may be so
    assert_eq!(own_where_it_says(["不明", "他", "他"]), of(&[], &["O1"]));
}

#[test]
fn a_list_of_partners_does_not_say_which_are_own() {
    let partners = ("offices.csv", "office_id,name,自他\nO2,架空ステーション,他\nO3,例示薬局,他\n");
    let staff = ("staff.csv", "staff_id,office_id,name\nS1,O1,見本 花子\nS2,O2,架空 正\n");
    // it is the one beside them that the accounts name
    assert_eq!(own(&load(&[partners, staff])), ["O1"]);
}

#[test]
fn the_settings_say_which_are_own_whatever_the_list_says() {
    let offices = ("offices.csv", "office_id,name,own\nO1,見本クリニック,own\nO2,架空ステーション,other\n");
    assert_eq!(own(&load_for(&["O2"], &[offices, STAFF])), ["O2"]);
}

#[test]
fn whoever_is_in_staff_without_an_office_is_not_outside() {
    assert!(!nobody_is_own(&load(&[OFFICES, STAFF]).tables));
    assert!(nobody_is_own(&load_for(&["O9"], &[("staff.csv", "staff_id,office_id,name\nS1,O1,見本 花子\n")]).tables));
    assert!(!nobody_is_own(&load_for(&["O9"], &[("staff.csv", "staff_id,office_id,name\nS1,,見本 花子\n")]).tables));
    assert!(!nobody_is_own(&load_for(&["O9"], &[OFFICES]).tables), "there is nobody");
}

// ---- leaders

/// The leader of the group G1 and the place of their own membership, with these rows of memberships.
fn leader(groups: &'static str, members: &str) -> (String, u32) {
    let members = format!("group_id,staff_id,role,status,left_on\n{members}");
    let data = load(&[OFFICES, STAFF, ("groups.csv", groups), ("memberships.csv", members.leak())]);
    let groups = &data.tables[known().groups];
    let leader = groups.reference(groups.column("leader_id"), 0);
    (id(&data, known().staff, leader), groups.reference(groups.column("leader_place"), 0))
}

const NAMES_ITS_LEADER: &str = "group_id,name,leader_id\nG1,連絡,S2\n";
const NAMES_NO_LEADER: &str = "group_id,name\nG1,連絡\n";

#[test]
fn the_column_says_who_leads_whatever_the_roles_say() {
    let members = "G1,S1,leader,active,\nG1,S2,member,active,\n";
    assert_eq!(leader(NAMES_ITS_LEADER, members), ("S2".to_owned(), 1));
    // the leader's own row is found whatever its status
    assert_eq!(leader(NAMES_ITS_LEADER, "G1,S2,member,removed,2026-05-01\n"), ("S2".to_owned(), 0));
    assert_eq!(leader(NAMES_ITS_LEADER, "G1,S1,leader,active,\n"), ("S2".to_owned(), NONE));
}

#[test]
fn without_the_column_the_one_active_membership_with_the_role_leads() {
    let nobody = || ("-".to_owned(), NONE);
    assert_eq!(leader(NAMES_NO_LEADER, "G1,S2,member,active,\nG1,S1,leader,active,\n"), ("S1".to_owned(), 1));
    assert_eq!(leader(NAMES_NO_LEADER, "G1,S2,member,active,\n"), nobody());
    for status in ["removed", "invited"] {
        assert_eq!(leader(NAMES_NO_LEADER, &format!("G1,S1,leader,{status},\n")), nobody(), "{status}");
    }
}

#[test]
fn where_several_lead_none_is_the_leader() {
    let (leader, place) = leader(NAMES_NO_LEADER, "G1,S1,leader,active,\nG1,S2,leader,active,\n");
    assert!(leader != "S1" && leader != "S2", "{leader}");
    assert_eq!(place, NONE);
}

// ---- employment

/// The last day of employment of S1 and S3.
fn last_days(roster: &str) -> [String; 2] {
    let roster = format!("staff,office_id,left_on\n{roster}");
    let data = load(&[OFFICES, STAFF, ("roster.csv", roster.leak())]);
    let staff = &data.tables[known().staff];
    ["S1", "S3"].map(|id| {
        let row = staff.keys.get(id).expect("an account");
        let day = staff.day(staff.column("last_day"), row);
        if day.is_empty() { String::new() } else { day.to_string() }
    })
}

#[test]
fn employment_are_the_rows_whose_office_is_empty_or_the_account_s() {
    assert_eq!(last_days("S1,O1,2026-08-31\n"), ["2026-08-31", ""]);
    assert_eq!(last_days("S1,,2026-08-31\n"), ["2026-08-31", ""]);
    assert_eq!(last_days("S1,K1,2026-08-31\n"), ["", ""], "it is that of another office");
    // of an account whose office is unknown all of them are
    assert_eq!(last_days("S3,K1,2026-03-31\nS3,O1,2026-08-31\n"), ["", "2026-08-31"]);
}

#[test]
fn the_last_day_is_the_latest_and_none_while_a_row_is_open() {
    assert_eq!(last_days("S1,O1,2026-03-31\nS1,,2026-08-31\n"), ["2026-08-31", ""]);
    assert_eq!(last_days("S1,O1,2026-03-31\nS1,O1,\n"), ["", ""]);
    assert_eq!(last_days("S1,O1,2026-03-31\nS1,K1,\n"), ["2026-03-31", ""], "the open one is another's");
}

#[test]
fn an_office_that_is_unknown_shuts_no_row_out() {
    for (account, roster, is_one) in [(0, 0, true), (0, 1, false), (NONE, 1, true), (0, NONE, true), (NONE, NONE, true)]
    {
        assert_eq!(is_employment(account, roster), is_one, "{account} {roster}");
    }
}

// ---- people without an account

#[test]
fn someone_without_an_account_is_the_same_with_their_office_and_without() {
    let members = "group_id,staff_id,office_id,role,status\nG1,別府 六子,K2,leader,active\nG1,S1,O1,member,active\n";
    let groups = "group_id,name,leader_id\nG1,連絡,別府 六子\n";
    let data = load(&[OFFICES, STAFF, ("groups.csv", groups), ("memberships.csv", members)]);
    let groups = &data.tables[known().groups];
    assert_eq!(groups.reference(groups.column("leader_place"), 0), 0, "the leader's own membership is found");
    // two of that name in two offices: which of them leads, nobody knows
    let members =
        "group_id,staff_id,office_id,role,status\nG1,別府 六子,K2,member,active\nG1,別府 六子,K3,member,active\n";
    let groups = "group_id,name,leader_id\nG1,連絡,別府 六子\n";
    let data = load(&[OFFICES, STAFF, ("groups.csv", groups), ("memberships.csv", members)]);
    let groups = &data.tables[known().groups];
    assert_eq!(groups.reference(groups.column("leader_place"), 0), NONE);
}

#[test]
fn rows_that_name_nobody_of_the_table_are_counted_by_section() {
    let pledges =
        ("pledges.csv", "staff,form,signed_on\nS1,form1,2026-01-05\n別府 六子,form1,2026-01-05\nS9,form1,2026-01-05\n");
    let data = load(&[OFFICES, STAFF, pledges]);
    assert_eq!(named_without_row(&data.tables, schema().table("pledges").expect("a table")), [2]);
    assert_eq!(named_without_row(&data.tables, known().roster), [0_u32; 0]);
}

// ---- references

#[test]
fn an_id_that_names_no_row_is_told_once_unless_the_person_is_outside() {
    let members = (
        "memberships.csv",
        "group_id,staff_id,office_id,role,status\nG1,S8,O1,member,active\nG1,S9,K1,member,active\nG9,S1,O1,member,active\nG1,S8,,member,active\n",
    );
    let data = load(&[OFFICES, STAFF, ("groups.csv", "group_id,name\nG1,連絡\n"), members]);
    assert_eq!(issues(&data, InputRule::UnknownReference), ["memberships/group_id/G9", "memberships/staff_id/S8"]);
    // without the table there is nothing in which they could be
    let data = load(&[OFFICES, members]);
    assert_eq!(issues(&data, InputRule::UnknownReference), [""; 0]);
}

#[test]
fn a_register_may_list_people_without_an_account() {
    let pledges = ("pledges.csv", "staff,form,signed_on\n別府 六子,form1,2026-01-05\nS9,form1,2026-01-05\n");
    let data = load(&[OFFICES, STAFF, pledges]);
    for rule in [InputRule::UnknownReference, InputRule::UnknownPerson] {
        assert_eq!(issues(&data, rule), [""; 0], "{rule:?}");
    }
    // but a name that is nearly that of an account is told
    let pledges = ("pledges.csv", "staff,form,signed_on\n見本 花代,form1,2026-01-05\n");
    let data = load(&[OFFICES, STAFF, pledges]);
    assert_eq!(issues(&data, InputRule::UnknownPerson), ["pledges/見本花代"]);
}

#[test]
fn a_membership_by_a_name_that_fits_nobody_is_told_unless_they_are_outside() {
    let members = (
        "memberships.csv",
        "group_id,staff_id,office_id,role,status\nG1,別府 六子,O1,member,active\nG1,別府 七子,K1,member,active\n",
    );
    let data = load(&[OFFICES, STAFF, ("groups.csv", "group_id,name\nG1,連絡\n"), members]);
    assert_eq!(issues(&data, InputRule::UnknownPerson), ["memberships/別府六子"]);
}

// ---- what is left to others

#[test]
fn people_of_other_offices_and_the_groups_that_they_lead_are_counted() {
    let groups = ("groups.csv", "group_id,name,leader_id\nG1,一,S1\nG2,二,X1\nG3,三,別府 六子\nG4,四,\n");
    let members = (
        "memberships.csv",
        "group_id,staff_id,office_id,role,status\nG1,S1,O1,leader,active\nG2,X1,K1,leader,active\nG3,別府 六子,K2,leader,active\nG1,S3,O1,member,active\n",
    );
    let data = load(&[OFFICES, STAFF, groups, members]);
    assert_eq!(left_to_others(&data.tables), (2, 2), "X1 and 別府 六子, with a group each");
}
