//! Which header, word and day is meant, and what stands in for a column that is absent.

use std::collections::BTreeMap;
use std::fs;

use super::{DAY, Office, Rows, SETTINGS, assert_findings, csv, findings, part, rows, verdict};
use crate::support::folder::fixture;
use crate::support::json::items;
use crate::support::program::run;

/// The roster with another header for the day somebody left, and 試験 太郎 (S03) gone since 2026-08-01.
fn with_left_on_as(header: &str) -> Office {
    let office = Office::well_kept();
    office.edit("roster.csv", "S03,O1,2019-10-01,\n", "S03,O1,2019-10-01,2026-08-01\n");
    office.edit("roster.csv", "staff,office_id,hired_on,left_on", &format!("staff,office_id,hired_on,{header}"));
    office
}

/// What is to be found once 試験 太郎 is known to have left: the account, a place in each of the groups, later posts.
fn departed() -> Vec<(&'static str, String)> {
    let groups = rows(&fs::read_to_string(fixture("well-kept/groups.csv")).expect("UTF-8"));
    let memberships = rows(&fs::read_to_string(fixture("well-kept/memberships.csv")).expect("UTF-8"));
    let live: Vec<&str> = groups.iter().filter(|g| g[5] == "active").map(|g| g[0].as_str()).collect();
    let own = |m: &&Vec<String>| m[1] == "S03" && m[6] == "active" && live.contains(&m[0].as_str());
    let mut expected: Vec<_> =
        memberships.iter().filter(own).map(|m| ("departed-member", format!("{}/S03", m[0]))).collect();
    let posts = rows(&fs::read_to_string(fixture("well-kept/posts.csv")).expect("UTF-8"));
    let later = |p: &&Vec<String>| p[2] == "S03" && p[4].as_str() > "2026-08-01";
    let posts: Vec<_> = posts[1..].iter().filter(later).map(|p| ("departed-post", p[0].clone())).collect();
    assert!(!expected.is_empty() && !posts.is_empty());
    expected.extend(posts);
    expected.push(("departed-account", "S03".to_owned()));
    expected
}

fn assert_departed(office: &Office, what: &str) {
    let found = office.findings();
    let of_rules = found.iter().filter(|(rule, _)| rule.starts_with("departed-"));
    let mut expected = departed();
    expected.sort();
    let expected: Vec<(String, String)> = expected.into_iter().map(|(rule, key)| (rule.to_owned(), key)).collect();
    assert_eq!(of_rules.cloned().collect::<Vec<_>>(), expected, "{what}");
}

#[test]
fn a_column_is_found_under_the_header_that_the_settings_name() {
    for (header, settings) in [
        ("うごき", "tables.roster.columns.left_on = \"うごき\"\n"),
        ("うごき", "[tables.\"在籍名簿\".columns]\n\"退職日\" = \" うごき \"\n"),
        ("ｳｺﾞｷ", "tables.roster.columns.left_on = \"ウゴキ\"\n"),
        ("", "tables.roster.columns.left_on = \"#4\"\n"),
        ("#4", "tables.roster.columns.left_on = \"#4\"\n"),
        ("入社日", "tables.roster.columns = { left_on = \"入社日\", hired_on = \"hired_on\" }\n"),
    ] {
        let office = with_left_on_as(header);
        office.settings(settings);
        assert_departed(&office, settings);
    }
    let office = with_left_on_as("うごき");
    assert_eq!(verdict(&office.report(), "departed-account"), "not-assessed");
}

#[test]
fn a_column_that_the_settings_deny_is_not_read() {
    let office = with_left_on_as("退職日");
    assert_departed(&office, "as the header says");
    office.settings("tables.roster.columns.left_on = \"\"\n");
    let report = office.report();
    assert_eq!(verdict(&report, "departed-account"), "not-assessed");
    assert!(!findings(&report).iter().any(|(rule, _)| rule.starts_with("departed-")));
    let ran = run(&["inputs", office.folder(), "--as-of", DAY, "--lang", "en"]);
    assert!(ran.out.lines().any(|line| line.contains("退職日") && line.contains("not used")), "{}", ran.out);
}

#[test]
fn part_of_a_column_is_found_under_the_header_that_the_settings_name() {
    let office = Office::well_kept();
    // the pledges name people: 架空 花子 (S02) has none
    let names: BTreeMap<String, String> =
        office.rows("staff.csv").iter().skip(1).map(|row| (row[0].clone(), row[2].clone())).collect();
    let mut pledges = part(&office.rows("pledges.csv"), |at| at != 1);
    pledges[0][0] = "書いた人".to_owned();
    pledges.iter_mut().skip(1).for_each(|row| row[0] = names[&row[0]].clone());
    office.write("pledges.csv", csv(&pledges));
    // its cells are names of the staff: it is assumed to say who pledged, and that is told
    assert_findings(&office, &[("missing-pledge", "S02")], "by its cells");
    assert!(office.check(&[]).err.contains("staff = \"書いた人\""));
    office.settings("tables.pledges.columns.staff_name = \"書いた人\"\n");
    assert_findings(&office, &[("missing-pledge", "S02")], "by name");
    // a cell of the column itself may hold a name too
    office.settings("tables.pledges.columns.staff = \"書いた人\"\n");
    assert_findings(&office, &[("missing-pledge", "S02")], "as such");
}

#[test]
fn a_header_that_is_not_there_is_told() {
    let office = with_left_on_as("うごき");
    for (settings, told) in [
        ("tables.roster.columns.left_on = \"うごさ\"\n", "did you mean \"うごき\"?"),
        ("tables.roster.columns.left_on = \"#5\"\n", "has no column 5"),
        ("\ntables.roster.columns = { left_on = \"うごき\", hired_on = \"うごき\" }\n", "two columns"),
    ] {
        office.settings(settings);
        let ran = office.check(&[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{settings}");
        let line = settings.matches('\n').count();
        assert!(ran.err.contains(&format!("mcs-audit.toml:{line}: ")) && ran.err.contains(told), "{}", ran.err);
    }
}

#[test]
fn words_of_the_office_are_read_as_the_settings_say() {
    // a code
    let office = Office::well_kept();
    office.edit("pledges.csv", "S01,form1,", "S01,新様式,");
    let found = office.findings();
    assert!(matches!(found.as_slice(), [(rule, _)] if rule == "unreadable-value"), "{found:?}");
    for value in ["form1", "様式第1号"] {
        let settings = format!("tables.pledges.values.form = {{ \"新様式\" = \"{value}\" }}\n");
        office.settings(&settings);
        assert_findings(&office, &[], &settings);
    }
    // read as existing, it covers none of the points
    office.settings("tables.\"誓約書\".values.\"様式\" = { \" 新様式 \" = \"既存\" }\n");
    assert_findings(&office, &[("incomplete-pledge", "S01")], "existing");
}

#[test]
fn days_of_the_office_are_read_as_the_settings_say() {
    let office = Office::well_kept();
    office.edit("roster.csv", "S03,O1,2019-10-01,\n", "S03,O1,2019-10-01,夏の終わり\n");
    office.edit("roster.csv", "S01,O1,2018-04-01,\n", "S01,O1,2018-04-01,在職中\n");
    assert_eq!(office.findings().iter().filter(|(rule, _)| rule == "unreadable-value").count(), 1);
    office.settings("tables.roster.values.left_on = { \"夏の終わり\" = \"R8.8.1\", \"在職中\" = \"\" }\n");
    assert_departed(&office, "a day, and none");
    assert!(!office.findings().iter().any(|(rule, _)| rule == "unreadable-value"));
}

#[test]
fn ids_and_empty_cells_are_read_as_the_settings_say() {
    let office = Office::well_kept();
    office.edit("pledges.csv", "S02,form1,", "旧2,form1,");
    assert!(office.findings().contains(&("missing-pledge".to_owned(), "S02".to_owned())));
    office.settings("tables.pledges.values.staff = { \"旧2\" = \"S02\" }\n");
    assert_findings(&office, &[], "an id");

    let office = Office::well_kept();
    office.edit("staff.csv", "看護師,user,active,2024-05-01,2026-09-28", "看護師,user,,2024-05-01,2026-09-28");
    assert!(office.findings().contains(&("missing-value".to_owned(), "staff/S03/status".to_owned())));
    office.settings("tables.staff.values.status = { \"\" = \"active\" }\n");
    assert_findings(&office, &[], "an empty cell");
    // S03 leads groups and takes part in others
    office.settings("tables.staff.values.status = { \"\" = \"退会\" }\n");
    assert!(office.findings().iter().any(|(rule, key)| rule == "inactive-member" && key.ends_with("/S03")));
}

#[test]
fn a_column_that_is_wholly_absent_gets_its_default() {
    let office = Office::well_kept();
    let staff: Rows = office
        .rows("staff.csv")
        .into_iter()
        .map(|row| row.into_iter().enumerate().filter(|(at, _)| *at != 7).map(|(_, cell)| cell).collect())
        .collect();
    office.write("staff.csv", csv(&staff));
    assert_eq!(verdict(&office.report(), "departed-account"), "not-assessed");
    office.settings("tables.staff.defaults.status = \"利用中\"\n");
    let report = office.report();
    // S11 and S12 have left; their accounts are closed and released, but nothing says so any more
    let departed: Vec<_> = findings(&report).into_iter().filter(|(rule, _)| rule == "departed-account").collect();
    assert_eq!(departed, [("departed-account", "S11"), ("departed-account", "S12")].map(|(r, k)| (r.into(), k.into())));

    // where the column is there, its cells count, empty or not
    let office = Office::well_kept();
    office.settings("tables.staff.defaults = { status = \"closed\", closed_on = 2026-01-01 }\n");
    assert_findings(&office, &[], "the file has the columns");
}

#[test]
fn a_default_may_be_a_day_or_a_row_of_another_table() {
    let office = Office::well_kept();
    let pledges: Rows = part(&office.rows("pledges.csv"), |_| true).iter().map(|row| row[..2].to_vec()).collect();
    office
        .write("pledges.csv", csv(&pledges))
        .write("offices.csv", "office_id,name,applied_on\nO1,見本ステーション,2024-04-01\n");
    assert_eq!(verdict(&office.report(), "missing-pledge"), "not-assessed");
    office.settings("[tables.pledges.defaults]\nsigned_on = 2024-04-01\ncovers = \"1-4\"\n");
    // S03 and S09 have existing pledges
    let expected = [("incomplete-pledge", "S03"), ("incomplete-pledge", "S09")];
    let found: Vec<_> = office.findings().into_iter().filter(|(rule, _)| rule.ends_with("-pledge")).collect();
    assert_eq!(found, expected.map(|(r, k)| (r.to_owned(), k.to_owned())));

    let office = Office::well_kept();
    let devices: Rows = office
        .rows("devices.csv")
        .into_iter()
        .map(|mut row| {
            row.remove(3);
            row
        })
        .collect();
    office.write("devices.csv", csv(&devices));
    assert_eq!(verdict(&office.report(), "unheld-device"), "not-assessed");
    office.settings("tables.devices.defaults.staff = \"S01\"\n");
    assert_eq!(verdict(&office.report(), "unheld-device"), "pass");
}

#[test]
fn the_settings_say_when_a_table_was_made() {
    let office = Office::well_kept();
    // 2026-08-30 is 31 days before 2026-09-30
    for (day, expected) in [("2026-08-29", &[("stale-input", "staff")][..]), ("2026-08-30", &[]), ("2026-09-30", &[])] {
        office.settings(&format!("tables.staff.exported-on = {day}\n"));
        assert_findings(&office, expected, day);
        let report = office.report();
        let made = items(&report["run"], "inputs").iter().find(|i| i["table"] == "staff").expect("the table");
        assert_eq!(made["exported_on"], day);
    }
    // a day in the file gives way
    office.remove(SETTINGS).write("staff.csv", format!("2026年3月31日現在\n\n{}", office.read("staff.csv")));
    assert_findings(&office, &[("stale-input", "staff")], "in the file");
    office.settings("tables.\"スタッフ\".exported-on = \"R8.9.30\"\n");
    assert_findings(&office, &[], "in the settings");
}
