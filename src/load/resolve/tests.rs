//! Who is meant, on tables as they are read: the strongest cell decides, and a name must fit exactly one.

use std::fs;

use super::{Named, PersonRef, Resolver};
use crate::base::date::Day;
use crate::config::Config;
use crate::load;
use crate::load::wanted::Wanted;
use crate::model::place::MatchKind;
use crate::model::schema::known;
use crate::table::{NONE, Tables};

const OFFICES: &str = "office_id,name\nO1,見本クリニック\nO2,架空ステーション\n";

const STAFF: &str = "staff_id,office_id,name,kana,email\n\
    S01,O1,見本 花子,ミホン ハナコ,hanako@example.jp\n\
    S02,O2,見本 花子,ミモト ハナコ,other@example.jp\n\
    S03,O1,架空 一郎,カクウ イチロウ,shared@example.jp\n\
    S04,O1,架空 一郎,カソラ イチロウ,shared@example.jp\n\
    S05,,例示 健,,\n\
    007,O1,試験 太郎,,\n";

const PATIENTS: &str = "patient_id,name\nP1,仮名 トメ\nP2,仮名 ウメ\nP3,仮名 ウメ\n";

const GROUPS: &str = "group_id,name,kind,patient_id\nG1,仮名 トメ様,patient,P1\nG2,連絡,free,\nG3,連絡,free,\n";

fn tables() -> Tables {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [("offices.csv", OFFICES), ("staff.csv", STAFF), ("patients.csv", PATIENTS), ("groups.csv", GROUPS)];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let options = load::Options {
        as_of: Day::parse("2026-09-30").expect("a day"),
        config: &Config::default(),
        wanted: &Wanted::least(None),
    };
    load::load(folder.path(), &options).expect("tables").tables
}

/// The number of a row with an id.
fn row(tables: &Tables, table: &str, id: &str) -> u32 {
    let k = known();
    let table = match table {
        "offices" => k.offices,
        "staff" => k.staff,
        "patients" => k.patients,
        _ => k.groups,
    };
    tables[table].keys.get(id).unwrap_or_else(|| panic!("no {id}"))
}

fn main(cell: &str) -> PersonRef<'_> {
    PersonRef { main: cell, ..PersonRef::default() }
}

/// What a naming comes to where the row that it stands in has this office, or none.
fn person(person_ref: PersonRef<'_>, office: &str) -> (Tables, Named) {
    let mut tables = tables();
    let office = if office.is_empty() { NONE } else { row(&tables, "offices", office) };
    let named = Resolver::new(&[]).person(&mut tables, person_ref, office);
    (tables, named)
}

#[track_caller]
fn assert_person(person_ref: PersonRef<'_>, office: &str, id: &str, match_kind: MatchKind) {
    let (tables, named) = person(person_ref, office);
    assert_eq!(named, Named::One(row(&tables, "staff", id), match_kind), "{person_ref:?} in {office:?}");
}

/// The ids of several who fit.
#[track_caller]
fn assert_several(person_ref: PersonRef<'_>, office: &str, ids: &[&str]) {
    let (tables, named) = person(person_ref, office);
    let Named::Several(_, rows) = &named else { panic!("{person_ref:?} in {office:?}: {named:?}") };
    let found: Vec<&str> = rows.iter().map(|row| tables[known().staff].keys.text(*row)).collect();
    assert_eq!(found, ids, "{person_ref:?} in {office:?}");
    assert_eq!(named.reference(), crate::table::AMBIGUOUS);
}

/// Someone who is named and has no account.
#[track_caller]
fn assert_without_row(person_ref: PersonRef<'_>, office: &str) -> (Tables, u32) {
    let (tables, named) = person(person_ref, office);
    let Named::One(row, _) = named else { panic!("{person_ref:?} in {office:?}: {named:?}") };
    assert!(row as usize >= tables[known().staff].len, "{person_ref:?} in {office:?} has an account");
    (tables, row)
}

#[test]
fn an_empty_cell_names_nobody() {
    let (_, named) = person(PersonRef::default(), "O1");
    assert_eq!((named.reference(), named), (NONE, Named::Nobody));
    assert!(PersonRef::default().is_empty());
    // a reading alone is nobody's name
    let person_ref = PersonRef { kana: "ミホン ハナコ", ..PersonRef::default() };
    assert!(person_ref.is_empty());
    assert_eq!(person(person_ref, "O1").1, Named::Nobody);
}

#[test]
fn the_strongest_cell_decides() {
    let person_ref = PersonRef { main: "S03", email: "hanako@example.jp", name: "例示 健", kana: "" };
    assert_person(person_ref, "", "S03", MatchKind::Id);
    let person_ref = PersonRef { main: "", email: "hanako@example.jp", name: "例示 健", kana: "" };
    assert_person(person_ref, "", "S01", MatchKind::Email);
    let person_ref = PersonRef { main: "", email: "", name: "例示 健", kana: "" };
    assert_person(person_ref, "", "S05", MatchKind::Name);
}

#[test]
fn ids_are_compared_whatever_their_width_and_the_spaces_around_them() {
    for cell in ["S01", "Ｓ０１", " S01 "] {
        assert_person(main(cell), "", "S01", MatchKind::Id);
    }
}

#[test]
fn an_id_without_its_leading_zeros_is_found_where_it_fits_exactly_one() {
    for cell in ["7", "07", "0007"] {
        assert_person(main(cell), "", "007", MatchKind::Zeros);
    }
    assert_person(main("007"), "", "007", MatchKind::Id);
    assert_without_row(main("70"), "");
}

#[test]
fn an_address_is_one_whatever_its_case_and_width() {
    for cell in ["hanako@example.jp", "Hanako@Example.JP", "ｈａｎａｋｏ＠example.jp", " hanako@example.jp "] {
        assert_person(PersonRef { email: cell, ..PersonRef::default() }, "", "S01", MatchKind::Email);
    }
    // in the place of an id too
    assert_person(main("hanako@example.jp"), "", "S01", MatchKind::Email);
    assert_several(main("shared@example.jp"), "", &["S03", "S04"]);
    assert_without_row(main("nobody@example.jp"), "");
}

#[test]
fn a_name_must_fit_exactly_one_account_within_the_office_that_is_given() {
    let person_ref = PersonRef { name: "見本花子", ..PersonRef::default() };
    assert_several(person_ref, "", &["S01", "S02"]);
    assert_person(person_ref, "O1", "S01", MatchKind::NameInOffice);
    assert_person(person_ref, "O2", "S02", MatchKind::NameInOffice);
    // in the place of an id, and with other spaces
    assert_person(main("見本　花子"), "O2", "S02", MatchKind::NameInOffice);
}

#[test]
fn whoever_is_in_staff_without_an_office_may_be_of_any_own_office() {
    let person_ref = PersonRef { name: "例示 健", ..PersonRef::default() };
    for office in ["O1", "O2"] {
        assert_person(person_ref, office, "S05", MatchKind::NameInOffice);
    }
    let mut tables = tables();
    let office = row(&tables, "offices", "O2");
    let mut resolver = Resolver::new(&["O1".to_owned()]);
    let named = resolver.person(&mut tables, person_ref, office);
    assert!(named.reference() as usize >= tables[known().staff].len, "O2 is no own office: {named:?}");
}

#[test]
fn the_reading_decides_between_people_of_one_name() {
    let person_ref = |kana| PersonRef { name: "架空 一郎", kana, ..PersonRef::default() };
    assert_several(person_ref(""), "O1", &["S03", "S04"]);
    assert_person(person_ref("カクウ イチロウ"), "O1", "S03", MatchKind::NameAndReading);
    assert_person(person_ref("かそら いちろう"), "O1", "S04", MatchKind::NameAndReading);
    // read as neither is: another person, and whoever reads of them is told of the two
    let (tables, row) = assert_without_row(person_ref("スズキ イチロウ"), "O1");
    assert_eq!(tables[known().staff].homonyms[&row].len(), 2);
}

#[test]
fn an_account_whose_reading_nobody_wrote_down_may_be_read_in_any_way() {
    let person_ref = PersonRef { name: "例示 健", kana: "レイジ ケン", ..PersonRef::default() };
    assert_person(person_ref, "", "S05", MatchKind::Name);
}

#[test]
fn someone_without_an_account_is_one_person_however_often_they_are_named() {
    let mut tables = tables();
    let mut resolver = Resolver::new(&[]);
    let person_ref = PersonRef { name: "外部 五子", ..PersonRef::default() };
    let office = row(&tables, "offices", "O1");
    let here = resolver.person(&mut tables, person_ref, office);
    assert_eq!(resolver.person(&mut tables, PersonRef { name: "外部五子", ..person_ref }, office), here);
    // someone of that name in another office is somebody else
    let other = row(&tables, "offices", "O2");
    let there = resolver.person(&mut tables, person_ref, other);
    assert_ne!(there, here);
    assert_eq!(tables[known().staff].names[&here.reference()], "外部 五子", "of several spellings the first in order");
}

#[test]
fn the_name_beside_an_unknown_id_is_kept() {
    let mut tables = tables();
    let person_ref = PersonRef { main: "X9", name: "外部 五子", ..PersonRef::default() };
    let named = Resolver::new(&[]).person(&mut tables, person_ref, NONE);
    assert_eq!(tables[known().staff].keys.text(named.reference()), "X9");
    assert_eq!(tables[known().staff].names[&named.reference()], "外部 五子");
    // and that of an account is the one it has
    let named = Resolver::new(&[]).person(&mut tables, PersonRef { main: "S01", ..person_ref }, NONE);
    assert!(!tables[known().staff].names.contains_key(&named.reference()));
}

#[test]
fn offices_are_named_by_id_or_by_name() {
    let mut tables = tables();
    let mut resolver = Resolver::new(&[]);
    let first = row(&tables, "offices", "O1");
    assert_eq!(resolver.office(&mut tables, "O1"), Named::One(first, MatchKind::Id));
    assert_eq!(resolver.office(&mut tables, "見本 クリニック"), Named::One(first, MatchKind::Name));
    assert_eq!(resolver.office(&mut tables, " "), Named::Nobody);
    let other = resolver.office(&mut tables, "別の診療所");
    assert!(other.reference() as usize >= tables[known().offices].len);
    assert_eq!(resolver.office(&mut tables, "別の診療所").reference(), other.reference());
}

#[test]
fn own_offices_are_those_that_are_listed_else_those_of_the_table() {
    let mut tables = tables();
    let [first, second] = ["O1", "O2"].map(|id| row(&tables, "offices", id));
    let own = |tables: &mut Tables, listed: &[&str]| {
        let listed: Vec<String> = listed.iter().map(|name| (*name).to_owned()).collect();
        let mut resolver = Resolver::new(&listed);
        [first, second].map(|office| resolver.is_own(tables, office))
    };
    assert_eq!(own(&mut tables, &[]), [true, true]);
    assert_eq!(own(&mut tables, &["O1"]), [true, false]);
    assert_eq!(own(&mut tables, &["架空ステーション"]), [false, true]);
    assert_eq!(own(&mut tables, &["O1", "O2"]), [true, true]);
    // without a list, an office that has no row is another's
    let other = Resolver::new(&[]).office(&mut tables, "別の診療所").reference();
    assert!(!Resolver::new(&[]).is_own(&mut tables, other));
}

#[test]
fn patients_are_named_by_id_or_by_name() {
    let mut tables = tables();
    let mut resolver = Resolver::new(&[]);
    let first = row(&tables, "patients", "P1");
    assert_eq!(resolver.patient(&mut tables, main("P1")), Named::One(first, MatchKind::Id));
    assert_eq!(resolver.patient(&mut tables, main("仮名　トメ")), Named::One(first, MatchKind::Name));
    let Named::Several(_, rows) = resolver.patient(&mut tables, main("仮名 ウメ")) else {
        panic!("two of that name")
    };
    assert_eq!(rows, ["P2", "P3"].map(|id| row(&tables, "patients", id)));
    let other = resolver.patient(&mut tables, main("架空 正雄"));
    assert!(other.reference() as usize >= tables[known().patients].len);
    for (cell, is_known) in
        [("P1", true), ("仮名 トメ", true), ("仮名 ウメ", true), ("P9", false), ("架空 正雄", false)]
    {
        assert_eq!(resolver.knows_patient(&tables, cell), is_known, "{cell}");
    }
}

#[test]
fn groups_are_named_by_id_or_by_title() {
    let mut tables = tables();
    let mut resolver = Resolver::new(&[]);
    let first = row(&tables, "groups", "G1");
    assert_eq!(resolver.group(&mut tables, "G1"), Named::One(first, MatchKind::Id));
    assert_eq!(resolver.group(&mut tables, "仮名 トメ様"), Named::One(first, MatchKind::Name));
    assert!(matches!(resolver.group(&mut tables, "連絡"), Named::Several(_, rows) if rows.len() == 2));
    assert_eq!(resolver.group(&mut tables, ""), Named::Nobody);
    let other = resolver.group(&mut tables, "G9");
    assert!(other.reference() as usize >= tables[known().groups].len);
}

#[test]
fn what_names_by_name_is_told_from_what_names_otherwise() {
    for (person_ref, by_name) in [
        (main("見本 花子"), Some("見本 花子")),
        (main("S01"), None),
        (main("hanako@example.jp"), None),
        (PersonRef { name: "見本 花子", ..PersonRef::default() }, Some("見本 花子")),
        (PersonRef { email: "hanako@example.jp", name: "見本 花子", ..PersonRef::default() }, None),
        (PersonRef { main: "S01", name: "見本 花子", ..PersonRef::default() }, None),
        (PersonRef::default(), None),
    ] {
        assert_eq!(person_ref.by_name(), by_name, "{person_ref:?}");
    }
}
