//! What an office's settings say of its tables has its effect: which file, sheet, row and header is meant, which word
//! is to be read as which, and when a table was made. Then the other way round: settings that the program writes for
//! what it found change nothing. Last, the blank registers of `init`, filled in, need no settings at all.
//!
//! Every test starts from the office in `fixtures/well-kept`, in which nothing is to be found, and plants what is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use mcs_audit::base::date::Day;
use mcs_audit::model::schema::{Part, TableId, schema};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;
use tempfile::TempDir;

/// The day of the fixture `well-kept`.
const DAY: &str = "2026-09-30";
/// The day of the fixture `sample-office`.
const SAMPLE_DAY: &str = "2026-10-31";
/// The settings in a folder of tables.
const SETTINGS: &str = "mcs-audit.toml";

type Rows = Vec<Vec<String>>;

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcs-audit"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS"] {
        command.env_remove(name);
    }
    let output = command.args(arguments).output().expect("it starts");
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn rows(csv: &str) -> Rows {
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    reader.into_records().map(|r| r.expect("a record").iter().map(str::to_owned).collect()).collect()
}

fn csv(rows: &Rows) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).expect("written"));
    String::from_utf8(writer.into_inner().expect("written")).expect("UTF-8")
}

/// A folder of tables.
struct Office(TempDir);

impl Office {
    /// The office in which nothing is to be found.
    fn well_kept() -> Self {
        Self::copy("well-kept")
    }

    fn copy(name: &str) -> Self {
        let office = Self::empty();
        for entry in fs::read_dir(fixture(name)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|e| e == "csv") {
                fs::copy(&path, office.path(text(Path::new(path.file_name().expect("a name"))))).expect("copied");
            }
        }
        office
    }

    fn empty() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn folder(&self) -> &str {
        text(self.0.path())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("UTF-8")
    }

    fn rows(&self, name: &str) -> Rows {
        rows(&self.read(name))
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), content).expect("written");
        self
    }

    fn remove(&self, name: &str) -> &Self {
        fs::remove_file(self.path(name)).expect("removed");
        self
    }

    /// Replaces the only place of a text.
    fn edit(&self, name: &str, from: &str, to: &str) -> &Self {
        let old = self.read(name);
        assert_eq!(old.matches(from).count(), 1, "{from} in {name}");
        self.write(name, old.replace(from, to))
    }

    fn settings(&self, settings: &str) -> &Self {
        self.write(SETTINGS, settings)
    }

    fn check(&self, more: &[&str]) -> Ran {
        run(&[&["check", self.folder(), "--as-of", DAY, "--lang", "en"], more].concat())
    }

    fn report(&self) -> Value {
        let ran = self.check(&["--format", "json"]);
        serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err))
    }

    /// The rules and subject keys of all findings.
    fn findings(&self) -> Vec<(String, String)> {
        findings(&self.report())
    }

    /// The files of the folder, with what they hold.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.0.path()).expect("a folder").map(|e| e.expect("an entry"));
        let files = entries.filter(|e| e.path().is_file());
        files.map(|e| (e.file_name().into_string().expect("a name"), fs::read(e.path()).expect("a file"))).collect()
    }
}

fn items<'a>(value: &'a Value, member: &str) -> &'a Vec<Value> {
    value[member].as_array().expect("an array")
}

fn word(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn findings(report: &Value) -> Vec<(String, String)> {
    let key = |f: &Value| (word(&f["rule"]).to_owned(), word(&f["subject"]["key"]).to_owned());
    let mut found: Vec<_> = items(report, "findings").iter().map(key).collect();
    found.sort();
    found
}

fn verdict<'a>(report: &'a Value, rule: &str) -> &'a str {
    let verdicts = items(report, "verdicts");
    word(&verdicts.iter().find(|v| v["rule"] == rule).expect("the rule")["verdict"])
}

/// What the report says of the inputs of a table: file, sheet, rows.
fn inputs(report: &Value, table: &str) -> Vec<(String, Option<String>, u64)> {
    let of_table = items(&report["run"], "inputs").iter().filter(|i| i["table"] == table);
    of_table
        .map(|i| {
            let sheet = i["sheet"].as_str().map(str::to_owned);
            (word(&i["file"]).to_owned(), sheet, i["rows"].as_u64().expect("a number"))
        })
        .collect()
}

fn assert_findings(office: &Office, expected: &[(&str, &str)], what: &str) {
    let found = office.findings();
    let found: Vec<(&str, &str)> = found.iter().map(|(rule, key)| (rule.as_str(), key.as_str())).collect();
    assert_eq!(found, expected, "{what}");
}

/// Writes a workbook of sheets of text cells. What is an ISO day becomes a date.
fn workbook(path: &Path, sheets: &[(&str, Rows)]) {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy/m/d");
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (line, row) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
                let is_day = cell.len() == 10 && Day::parse(cell).is_ok_and(|day| day.to_string() == *cell);
                if is_day {
                    let day = ExcelDateTime::parse_from_str(cell).expect("a day");
                    sheet.write_with_format(line, column, &day, &date).expect("written");
                } else {
                    sheet.write(line, column, cell).expect("written");
                }
            }
        }
    }
    book.save(path).expect("written");
}

/// A header and some of the rows below it.
fn part(rows: &Rows, which: impl Fn(usize) -> bool) -> Rows {
    let kept = rows.iter().enumerate().filter(|(at, _)| *at == 0 || which(at - 1));
    kept.map(|(_, row)| row.clone()).collect()
}

#[test]
fn the_office_is_well_kept() {
    let ran = Office::well_kept().check(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_findings(&Office::well_kept(), &[], "well-kept");
}

// ---------------------------------------------------------------- file

#[test]
fn a_file_whose_name_says_nothing_is_read_where_the_settings_name_it() {
    let office = Office::well_kept();
    // S01 has no pledge
    office.edit("pledges.csv", "S01,form1,2024-04-29,,\n", "").write("控え.csv", office.read("pledges.csv"));
    office.remove("pledges.csv");
    let report = office.report();
    assert_eq!((verdict(&report, "missing-pledge"), inputs(&report, "pledges")), ("not-assessed", vec![]));

    for settings in ["tables.pledges.file = \"控え.csv\"\n", "[tables.\"誓約書\"]\nfile = [\"控え.CSV\"]\n"] {
        office.settings(settings);
        assert_findings(&office, &[("missing-pledge", "S01")], settings);
        assert_eq!(inputs(&office.report(), "pledges"), [("控え.csv".to_owned(), None, 13)]);
    }
}

#[test]
fn a_file_that_the_settings_name_comes_before_the_one_that_bears_the_name() {
    let office = Office::well_kept();
    office.write("控え.csv", office.read("pledges.csv").replace("S02,form1,2024-04-29,,\n", ""));
    assert_findings(&office, &[], "by its name");
    office.settings("tables.pledges.file = \"控え.csv\"\n");
    assert_findings(&office, &[("missing-pledge", "S02")], "by the settings");
    assert_eq!(inputs(&office.report(), "pledges"), [("控え.csv".to_owned(), None, 13)]);
    assert!(office.check(&[]).err.contains("pledges.csv: not a table of the audit, not read"));
}

#[test]
fn several_files_are_read_one_behind_the_other() {
    let office = Office::well_kept();
    let all = office.rows("pledges.csv");
    let (even, odd) = (part(&all, |at| at % 2 == 0), part(&all, |at| at % 2 == 1));
    // the second part has its columns in another order, and other words for them
    let turned: Rows = odd.iter().map(|row| row.iter().rev().cloned().collect()).collect();
    let turned = csv(&turned).replace("covers,valid_until,signed_on,form,staff", "含む項目,有効期限,誓約日,様式,職員");
    office.remove("pledges.csv").write("誓約書1.csv", csv(&even)).write("古い控え.csv", &turned);
    office.settings("tables.pledges.file = [\"誓約書1.csv\", \"古い控え.csv\"]\n");
    assert_findings(&office, &[], "both");
    let read = [("古い控え.csv".to_owned(), None, 7), ("誓約書1.csv".to_owned(), None, 7)];
    assert_eq!(inputs(&office.report(), "pledges"), read);

    // every other row is that of S01, S03, S05 (until 2025-05-31), S06, S08, S10, S12: S12 has left, S13 is suspended
    office.settings("tables.pledges.file = \"誓約書1.csv\"\n");
    let missing = ["S02", "S04", "S07", "S09"].map(|staff| ("missing-pledge", staff));
    assert_findings(&office, &[&[("expired-pledge", "S05")][..], &missing].concat(), "one of them");
}

#[test]
fn a_file_outside_the_folder_is_reached_from_it() {
    let whole = Office::well_kept();
    let office = Office(tempfile::tempdir_in(whole.0.path()).expect("a folder"));
    for (name, content) in whole.files() {
        office.write(&name, content);
    }
    let pledges = whole.read("pledges.csv").replace("S03,existing,2023-04-03,,1;2;3;4;5\n", "");
    fs::create_dir(whole.path("共有")).expect("a folder");
    whole.write("共有/名無し.csv", &pledges);
    office.remove("pledges.csv");
    let absolute = whole.path("共有/名無し.csv");
    for name in ["../共有/名無し.csv", text(&absolute)] {
        office.settings(&format!("tables.pledges.file = '{name}'\n"));
        assert_findings(&office, &[("missing-pledge", "S03")], name);
        assert_eq!(inputs(&office.report(), "pledges"), [(name.to_owned(), None, 13)]);
    }
    office.settings("tables.pledges.file = \"../共有/無い.csv\"\n");
    let ran = office.check(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("mcs-audit.toml:1") && ran.err.contains("../共有/無い.csv"), "{}", ran.err);
}

// ---------------------------------------------------------------- sheet

/// The pledges in a workbook, the first five rows on one sheet and the others on the next.
fn pledges_by_year(workbook_name: &str) -> Office {
    let office = Office::well_kept();
    let all = office.rows("pledges.csv");
    let sheets = [("令和7年度", part(&all, |at| at < 5)), ("令和8年度", part(&all, |at| at >= 5))];
    workbook(&office.path(workbook_name), &sheets);
    office.remove("pledges.csv");
    office
}

#[test]
fn sheets_are_read_as_the_settings_name_them() {
    let office = pledges_by_year("事務.xlsx");
    assert_eq!(verdict(&office.report(), "missing-pledge"), "not-assessed");
    // rows 1 to 5 are the pledges of S01, S02, S03, S04 and the first of S05, valid until 2025-05-31
    let later = ["S01", "S02", "S03", "S04"].map(|staff| ("missing-pledge", staff)).to_vec();
    let early = ["S06", "S07", "S08", "S09", "S10"].map(|staff| ("missing-pledge", staff));
    let early = [&[("expired-pledge", "S05")][..], &early].concat();
    let file = "tables.pledges.file = \"事務.xlsx\"\n";
    for (settings, expected, sheets) in [
        ("tables.pledges.sheet = \"令和8年度\"\n", later.clone(), &["令和8年度"][..]),
        ("tables.pledges.sheet = \"令和7年度\"\n", early, &["令和7年度"]),
        ("tables.pledges.sheet = \"令和８年度\"\n", later, &["令和8年度"]),
        ("tables.pledges.sheet = [\"令和7年度\", \"令和8年度\"]\n", vec![], &["令和7年度", "令和8年度"]),
    ] {
        for settings in [settings.to_owned(), format!("{file}{settings}")] {
            office.settings(&settings);
            assert_findings(&office, &expected, &settings);
            let read = inputs(&office.report(), "pledges");
            let read: Vec<&str> = read.iter().map(|(_, sheet, _)| sheet.as_deref().expect("a sheet")).collect();
            assert_eq!(read, sheets, "{settings}");
        }
    }
}

#[test]
fn a_sheet_that_cannot_be_told_is_asked_for() {
    let office = pledges_by_year("事務.xlsx");
    for (settings, told) in [
        ("tables.pledges.file = \"事務.xlsx\"\n", &["mcs-audit.toml:1", "令和7年度", "令和8年度", "sheet"][..]),
        ("\ntables.pledges.sheet = \"令和9年度\"\n", &["mcs-audit.toml:2", "令和9年度", "did you mean"]),
    ] {
        office.settings(settings);
        let ran = office.check(&[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(told.iter().all(|t| ran.err.contains(t)), "{settings}: {}", ran.err);
    }
    // the same sheets in a second file
    fs::copy(office.path("事務.xlsx"), office.path("事務2.xlsx")).expect("copied");
    office.settings("tables.pledges.sheet = \"令和8年度\"\n");
    let ran = office.check(&[]);
    assert!(ran.code == 2 && ran.err.contains("say which with file"), "{}", ran.err);
    office.settings("tables.pledges = { file = \"事務2.xlsx\", sheet = [\"令和7年度\", \"令和8年度\"] }\n");
    assert_findings(&office, &[], "with its file");
}

// ---------------------------------------------------------------- header-row

#[test]
fn the_header_is_the_row_that_the_settings_name() {
    let office = Office::well_kept();
    // above the register stands an older one with more columns, of one person only
    let rest = office.read("pledges.csv").replace("staff,form,signed_on,valid_until,covers\n", "");
    let old = "職員,様式,誓約日,有効期限,含む項目\nS01,様式第1号,2020-04-01,2021-03-31,\n\nここから新しい台帳\n";
    let without_s04 = rest.replace("S04,form1,2024-04-29,,\n", "");
    office.write("pledges.csv", format!("{old}職員,様式,誓約日,有効期限,含む項目,_備考\n{without_s04}"));
    let lines = |office: &Office| inputs(&office.report(), "pledges")[0].2;
    // below line 1 stand one row, a line between, the other header, which is not the same, and 13 rows
    assert_eq!(lines(&office), 16);
    office.settings("tables.pledges.header-row = 5\n");
    assert_findings(&office, &[("missing-pledge", "S04")], "line 5");
    assert_eq!(lines(&office), 13);
    let ran = run(&["inputs", office.folder(), "--as-of", DAY, "--lang", "en"]);
    assert!(ran.out.contains("header on line 5 / 13 rows"), "{}", ran.out);

    for row in [3, 400] {
        office.settings(&format!("\n\ntables.pledges.header-row = {row}\n"));
        let ran = office.check(&[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{row}");
        let told = [format!("mcs-audit.toml:3: line {row} of pledges.csv"), "correct header-row".to_owned()];
        assert!(told.iter().all(|t| ran.err.contains(t)), "{}", ran.err);
    }
}

// ---------------------------------------------------------------- columns

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
    let ran = office.check(&["--format", "json"]);
    assert!(findings(&serde_json::from_str(&ran.out).expect("JSON")).iter().all(|(rule, _)| rule == "missing-key"));
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

// ---------------------------------------------------------------- values, defaults, exported-on

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
    let points: Vec<String> = (1..=5).map(|point| format!("S01/{point}")).collect();
    let expected: Vec<(&str, &str)> = points.iter().map(|key| ("incomplete-pledge", key.as_str())).collect();
    assert_findings(&office, &expected, "existing");
}

#[test]
fn days_of_the_office_are_read_as_the_settings_say() {
    let office = Office::well_kept();
    office.edit("roster.csv", "S03,O1,2019-10-01,\n", "S03,O1,2019-10-01,夏の終わり\n");
    office.edit("roster.csv", "S01,O1,2018-04-01,\n", "S01,O1,2018-04-01,在職中\n");
    assert_eq!(office.findings().iter().filter(|(rule, _)| rule == "unreadable-value").count(), 2);
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
    let expected = [("incomplete-pledge", "S03/5"), ("incomplete-pledge", "S09/5")];
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

// ---------------------------------------------------------------- settings that the program writes

/// Audits a folder in all formats that say where something stands; without what is said of the settings.
fn reports(folder: &Path, day: &str, more: &[&str]) -> [String; 3] {
    let check = |format: &str| {
        let arguments = ["check", text(folder), "--as-of", day, "--lang", "ja", "--format", format];
        let ran = run(&[&arguments[..], more].concat());
        assert!(ran.code != 2, "{}", ran.err);
        ran.out
    };
    let mut json: Value = serde_json::from_str(&check("json")).expect("JSON");
    let run = json["run"].as_object_mut().expect("an object");
    assert!(run.remove("config").is_some());
    let text = check("text");
    let text: Vec<&str> = text.lines().filter(|line| !line.contains(".toml")).collect();
    [json.to_string(), check("csv"), text.join("\n")]
}

/// The settings that `inputs` writes change nothing.
fn assert_mapping_changes_nothing(office: &Office, day: &str) {
    let before = reports(office.0.path(), day, &[]);
    let ran = run(&["inputs", office.folder(), "--as-of", day, "--lang", "ja", "--write-config"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains(SETTINGS), "{}", ran.err);
    let after = reports(office.0.path(), day, &[]);
    assert_eq!(after, before, "{}", office.read(SETTINGS));
    // every table that was read is set
    let report: Value = serde_json::from_str(&before[0]).expect("JSON");
    let settings: toml::Table = office.read(SETTINGS).parse().expect("TOML");
    for input in items(&report["run"], "inputs") {
        assert!(settings["tables"][word(&input["table"])]["file"].as_str().is_some(), "{input}");
    }
}

#[test]
fn written_settings_change_nothing_for_the_sample_office() {
    assert_mapping_changes_nothing(&Office::copy("sample-office"), SAMPLE_DAY);
}

/// The text as CP932, with the line ends of Windows.
fn cp932(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!unmappable);
    bytes.split(|b| *b == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..])
}

#[test]
fn written_settings_change_nothing_for_messy_text_files() {
    let office = Office::copy("sample-office");
    // a title, a header over two rows, family and given name apart, an example, a total, a note; in CP932
    let mut roster = String::from(
        "職員名簿（令和8年10月30日現在）,,,,\n\n職員番号,氏名,,雇用,\n,姓,名,入職日,退職日\n例,見本,花子,R8.4.1,\n",
    );
    for row in office.rows("在籍名簿.csv").iter().skip(1) {
        let (family, given) = row[1].split_once('　').expect("two names");
        roster += &[row[0].as_str(), family, given, &row[2], &row[3]].join(",");
        roster += "\n";
    }
    roster += "合計,13名,,,\n※ 退職者も残すこと,,,,\n";
    office.remove("在籍名簿.csv").write("【最新】職員名簿_R8.10.csv", cp932(&roster));
    // tabs, a line break in a header, and a header twice of which nothing is known
    let mut devices = office.rows("端末台帳.csv");
    let lent = devices[0].iter().position(|header| header == "貸与日").expect("the column");
    devices[0][lent] = "貸与\n年月日".to_owned();
    devices.iter_mut().for_each(|row| row.extend(["メモ".to_owned(), "メモ".to_owned()]));
    devices[1..].iter_mut().for_each(|row| row[lent + 4] = "傷あり".to_owned());
    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer("\u{FEFF}".as_bytes().to_vec());
    devices.iter().for_each(|row| writer.write_record(row).expect("written"));
    office.remove("端末台帳.csv").write("端末台帳.tsv", writer.into_inner().expect("written"));
    assert_mapping_changes_nothing(&office, SAMPLE_DAY);
    let settings: toml::Table = office.read(SETTINGS).parse().expect("TOML");
    assert_eq!(settings["tables"]["roster"]["header-row"].as_integer(), Some(3));
}

/// The sample office as one workbook, a sheet for each table.
fn in_one_workbook() -> (Office, Vec<(String, Rows)>) {
    let source = Office::copy("sample-office");
    let sheets = source.files().into_keys().map(|name| (name.trim_end_matches(".csv").to_owned(), source.rows(&name)));
    (Office::empty(), sheets.collect())
}

#[test]
fn written_settings_change_nothing_for_a_workbook_of_sheets() {
    let (office, mut sheets) = in_one_workbook();
    // a title above one table
    let staff = sheets.iter_mut().find(|(name, _)| name == "staff").expect("the sheet");
    staff.1.splice(0..0, [vec!["スタッフ 2026年10月30日現在".to_owned()], vec![]]);
    let sheets: Vec<(&str, Rows)> = sheets.iter().map(|(name, rows)| (name.as_str(), rows.clone())).collect();
    workbook(&office.path("MCS台帳.xlsx"), &sheets);
    assert_mapping_changes_nothing(&office, SAMPLE_DAY);
    let settings: toml::Table = office.read(SETTINGS).parse().expect("TOML");
    let staff = &settings["tables"]["staff"];
    assert_eq!((staff["sheet"].as_str(), staff["header-row"].as_integer()), (Some("staff"), Some(3)));
}

#[test]
fn written_settings_change_nothing_for_a_register_of_two_years() {
    let (office, sheets) = in_one_workbook();
    for (name, rows) in &sheets {
        if name == "誓約書" {
            let mut later = part(rows, |at| at >= 6);
            // the later year has a title and lacks a column
            later.iter_mut().for_each(|row| {
                row.pop();
            });
            later.splice(0..0, [vec!["令和8年度".to_owned()], vec![]]);
            workbook(&office.path("誓約書台帳.xlsx"), &[("R7", part(rows, |at| at < 6)), ("R8", later)]);
        } else {
            office.write(&format!("{name}.csv"), csv(rows));
        }
    }
    // two sheets of one table are not read unless the office says so; the message tells how
    let ran = run(&["inputs", office.folder(), "--as-of", SAMPLE_DAY, "--lang", "ja"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let settings = ran.err.split_once("\n[tables").map(|(_, rest)| format!("[tables{rest}")).expect("settings");
    office.settings(&settings);
    let before = reports(office.0.path(), SAMPLE_DAY, &[]);
    let written = office.path("found.toml");
    let ran = run(&["inputs", office.folder(), "--as-of", SAMPLE_DAY, "--write-config", text(&written)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    office.remove(SETTINGS);
    let after = reports(office.0.path(), SAMPLE_DAY, &["--config", text(&written)]);
    assert_eq!(after, before, "{}", office.read("found.toml"));
}

#[test]
fn settings_are_not_overwritten() {
    let office = Office::well_kept();
    office.settings("office = \"見本\"\n");
    let beside = office.path("ほか.toml");
    office.write("ほか.toml", "# 見本\n");
    let before = office.files();
    for more in [&[][..], &[text(&office.path(SETTINGS))], &[text(&beside)]] {
        for (lang, told) in [("ja", "上書きはしない"), ("en", "is not overwritten")] {
            let arguments = ["inputs", office.folder(), "--as-of", DAY, "--lang", lang, "--write-config"];
            let ran = run(&[&arguments[..], more].concat());
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{more:?}");
            assert!(ran.err.contains(told) && ran.err.contains(".toml"), "{}", ran.err);
        }
        assert_eq!(office.files(), before);
    }
    // nor is anything written where the tables cannot be read
    office.remove(SETTINGS).write("groups.csv", "見出し\n");
    let before = office.files();
    let ran = run(&["inputs", office.folder(), "--write-config"]);
    assert_eq!(ran.code, 2);
    assert_eq!(office.files(), before);
}

// ---------------------------------------------------------------- init

/// What a header of a table stands for.
fn meaning(table: TableId, header: &str) -> Option<(String, Part)> {
    let (column, part) = table.def().match_header(header)?;
    Some((table.def().def(column).name.to_owned(), part))
}

/// The rows of the well-kept office below a register's header and example.
fn filled_in(table: TableId, register: &Rows) -> Rows {
    let path = fixture(&format!("well-kept/{}.csv", table.def().name));
    let known = fs::read_to_string(path).map(|csv| rows(&csv)).expect("the table");
    let places: Vec<Option<usize>> = register[0]
        .iter()
        .map(|header| {
            let wanted = meaning(table, header)?;
            known[0].iter().position(|h| meaning(table, h).as_ref() == Some(&wanted))
        })
        .collect();
    let mut filled = register.clone();
    for row in &known[1..] {
        filled.push(places.iter().map(|place| place.map_or_else(String::new, |at| row[at].clone())).collect());
    }
    filled
}

/// 架空 花子 (S02) has no pledge, and 試験 太郎 (S03) has not logged in since 2026-01-05.
fn plant(table: TableId, rows: &mut Rows) {
    match table.def().name {
        "pledges" => rows.retain(|row| row[0] != "S02"),
        "staff" => {
            let login = rows[0].iter().position(|h| h == "最終ログイン日").expect("the column");
            let row = rows.iter_mut().find(|row| row[0] == "S03").expect("the row");
            "2026-01-05".clone_into(&mut row[login]);
        }
        _ => {}
    }
}

const PLANTED: [(&str, &str); 2] = [("dormant-account", "S03"), ("missing-pledge", "S02")];

fn registers(folder: &Office) -> Vec<(TableId, Rows)> {
    let ran = run(&["init", folder.folder(), "--lang", "ja"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let tables = schema().tables().filter(|(_, t)| !t.derived && t.name != "posts");
    let read = |table: TableId| folder.read(&format!("{}.csv", table.def().label.ja)).replace('\u{FEFF}', "");
    tables.map(|(table, _)| (table, rows(&read(table)))).collect()
}

/// Nothing but what was planted is found, all that the office has is read, and the examples are not.
fn assert_planted(office: &Office) {
    assert_findings(office, &PLANTED, "planted");
    let report = office.report();
    for input in items(&report["run"], "inputs") {
        let table = word(&input["table"]);
        let known = fs::read_to_string(fixture(&format!("well-kept/{table}.csv"))).expect("the table");
        let planted = u64::from(table == "pledges");
        assert_eq!(input["rows"].as_u64(), Some(rows(&known).len() as u64 - 1 - planted), "{table}");
        assert_eq!(input["skipped"], 1, "{table}: the example");
    }
    assert!(items(&report, "verdicts").iter().all(|v| v["verdict"] != "not-assessed"));
    let ran = office.check(&[]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(!ran.err.contains("columns not used"), "{}", ran.err);
}

#[test]
fn blank_csv_registers_filled_in_give_what_was_planted() {
    let office = Office::empty();
    for (table, register) in registers(&office) {
        let mut filled = filled_in(table, &register);
        plant(table, &mut filled);
        let text = format!("\u{FEFF}{}", csv(&filled).replace('\n', "\r\n"));
        office.write(&format!("{}.csv", table.def().label.ja), text);
    }
    assert_planted(&office);
}

#[test]
fn the_blank_workbook_filled_in_gives_what_was_planted() {
    let of_csv = Office::empty();
    let mut sheets: Vec<(&str, Rows)> = vec![("はじめに", vec![vec!["MCS監査の台帳 はじめに".to_owned()]])];
    for (table, register) in registers(&of_csv) {
        let mut filled = filled_in(table, &register);
        plant(table, &mut filled);
        sheets.push((&table.def().label.ja, filled));
    }
    let office = Office::empty();
    assert_eq!(run(&["init", office.folder(), "--xlsx"]).code, 0);
    let book = office.path("MCS監査台帳.xlsx");
    assert!(book.is_file(), "the workbook of init");
    workbook(&book, &sheets);
    assert_planted(&office);
}
