//! The rules stated a second time, as SQL (`benches/sql`), find the same as the program: rule by rule the same
//! findings, undetermined members, population and verdict, on random data that are dense in the cases where rules turn.
//! Both reckon with three values, the SQL with its own: NULL is what is not known.
//!
//! The seeds are the same on every run. `MCS_AUDIT_DIFFERENTIAL_CASES` sets how many data sets are tried, and
//! `MCS_AUDIT_DIFFERENTIAL_SEED` the first of their seeds; a difference prints its seed and the data set.
//!
//! # What is compared only in part
//!
//! The SQL follows the catalogue of rules. Where the program says something else, or SQL would have to repeat how it reads
//! texts, less is compared ([`extent`]):
//!
//! - Nothing, in data sets where it matters: `unconfirmed-post` where a mark cannot be read, what rests on leaders where
//!   memberships have no column `role`, and `ineligible-leader` where groups have no column `leader_id` (the program then judges
//!   whoever leads by their role).
//! - Only the findings: `mixed-title` where rows of one patient differ in the name, which may then stand in any title.
//!
//! Not in the data: rows of one key that differ, of an account in its office, of a group in more than the patient; a table of
//! offices no row of which has a key; and words for what is not known. Unknown are empty cells, cells that cannot be read,
//! other cells in which rows of one key differ, groups that are only named, who leads of several, and which of several offices
//! is own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

use chrono::{Duration, NaiveDate};
use mcs_audit::base::date::Day;
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::engine;
use mcs_audit::load;
use mcs_audit::model::finding::Verdict;
use mcs_audit::policy::Policy;
use mcs_audit::policy::needs;
use rayon::prelude::*;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;

/// What SQL does not say: rules on names and on notations of days, for which it would have to repeat the program's
/// normalizing and reading; the rules on the age of tables, which rest on settings and on the audit before; those on waivers and corrections,
/// which rest on the findings of all others; those on what the recognition of tables and columns left unused, and the one on settings.
const NOT_IN_SQL: [&str; 14] = [
    "ambiguous-person",
    "contradicting-date",
    "stale-input",
    "shrunken-input",
    "unknown-person",
    "expired-waiver",
    "unused-waiver",
    "improper-waiver",
    "unknown-office",
    "unused-column",
    "unread-file",
    "loosened-rule",
    "improper-correction",
    "unused-correction",
];

/// Rules on the input are always on; of them the findings are compared, and neither needs nor population.
const ON_INPUT: [&str; 9] = [
    "duplicate-key",
    "future-date",
    "impossible-order",
    "lossy-text",
    "missing-key",
    "missing-value",
    "undeclared-office",
    "unknown-reference",
    "unreadable-value",
];

/// How many data sets are tried, if no number is asked for.
const CASES: u64 = 400;

/// With so many, every rule must be seen in every state.
const EVERY_STATE: u64 = 3_000;

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::embedded("chuo").expect("there").expect("in order"));

static STATEMENTS: LazyLock<Vec<Statement>> = LazyLock::new(|| {
    let mut names: Vec<String> = fs::read_dir(sql_folder())
        .expect("the folder of the SQL")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "sql"))
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .filter(|name| !["duckdb", "load", "terms"].contains(&name.as_str()))
        .collect();
    names.sort();
    names.into_iter().map(Statement::read).collect()
});

fn sql_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/sql")
}

fn sql(name: &str) -> String {
    fs::read_to_string(sql_folder().join(format!("{name}.sql"))).expect("a file of SQL")
}

/// A rule as SQL: a query for the members of its population, the parts of their keys and whether they break it.
struct Statement {
    rule: String,
    query: String,
    /// Tables and columns of which one of each list must be there.
    needs: Vec<Vec<Need>>,
    /// The table of events whose rows it is about.
    events: Option<String>,
    /// The column without which there is nothing to judge.
    applies: Option<Need>,
}

enum Need {
    /// A table with rows, or a column of one, filled or not.
    Given { table: String, column: Option<String>, filled: bool },
    /// What the table `met` says.
    Met(String),
}

impl Statement {
    fn read(rule: String) -> Self {
        let query = sql(&rule);
        let head = |name: &str| {
            let lead = format!("-- {name}: ");
            query.lines().filter_map(|line| line.strip_prefix(&lead)).collect::<Vec<_>>().join(" ")
        };
        let need = |text: &str| {
            if let Some(met) = text.strip_prefix('@') {
                return Need::Met(met.to_owned());
            }
            let (plain, filled) = text.strip_suffix('+').map_or((text, false), |plain| (plain, true));
            let (table, column) = plain.split_once('.').map_or((plain, None), |(t, c)| (t, Some(c.to_owned())));
            Need::Given { table: table.to_owned(), column, filled }
        };
        let needs = head("needs").split_whitespace().map(|one| one.split('|').map(need).collect()).collect();
        let events = Some(head("events")).filter(|events| !events.is_empty());
        let applies = Some(head("applies")).filter(|applies| !applies.is_empty()).map(|applies| need(&applies));
        Self { rule, query, needs, events, applies }
    }
}

/// What one of the two says of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Outcome {
    /// `None` for a rule on the input.
    verdict: Option<Verdict>,
    /// `None` for a rule on the input, and where nothing was assessed.
    population: Option<u64>,
    /// The keys of its findings, hashes of cells as `~`; the same key several times only with a hash.
    keys: Vec<String>,
    /// The keys of its undetermined members.
    undetermined: Vec<String>,
}

type Outcomes = BTreeMap<String, Outcome>;

// Random data

/// `SplitMix64`: the same numbers for a seed on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// Once in so many times, or never.
    fn once_in(&mut self, times: usize) -> bool {
        times > 0 && self.below(times) == 0
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// What stands in a column.
#[derive(Clone, Copy)]
enum Cell {
    Office,
    Person,
    Group,
    Patient,
    Patients,
    Event,
    Day,
    /// One of these, the first of them more often than all others.
    Code(&'static [&'static str]),
    OfficeName,
    StaffName,
    PatientName,
    Title,
    Email,
    Covers,
    Word(&'static [&'static str]),
    Text,
}

/// A table: its columns in the order of the data model, how many of them identify a row and what they name it by
/// otherwise, and how many rows it has at most.
struct Table {
    name: &'static str,
    columns: &'static [(&'static str, Cell)],
    /// The columns that must be there, so that a row names what it is about.
    anchors: &'static [&'static str],
    /// Whether the anchors are its key.
    has_key: bool,
    most_rows: usize,
}

const FLAG: Cell = Cell::Code(&["yes", "no"]);

const TABLES: [Table; 16] = [
    Table {
        name: "offices",
        columns: &[
            ("office_id", Cell::Office),
            ("name", Cell::OfficeName),
            ("kind", Cell::Word(&["訪問看護", "薬局"])),
            ("applied_on", Cell::Day),
            ("own", Cell::Code(&["own", "other"])),
        ],
        anchors: &["office_id"],
        has_key: true,
        most_rows: 3,
    },
    Table {
        name: "staff",
        columns: &[
            ("staff_id", Cell::Person),
            ("office_id", Cell::Office),
            ("name", Cell::StaffName),
            ("kana", Cell::Word(&["みほん", "かくう"])),
            ("email", Cell::Email),
            ("profession", Cell::Word(&["医師", "看護師"])),
            ("role", Cell::Code(&["user", "admin"])),
            ("status", Cell::Code(&["active", "suspended", "released", "closed"])),
            ("registered_on", Cell::Day),
            ("last_login_on", Cell::Day),
            ("closed_on", Cell::Day),
            ("profile", FLAG),
            ("photo", FLAG),
            ("two_factor", Cell::Code(&["yes", "no", "unknown"])),
        ],
        anchors: &["staff_id"],
        has_key: true,
        most_rows: 6,
    },
    Table {
        name: "groups",
        columns: &[
            ("group_id", Cell::Group),
            ("name", Cell::Title),
            ("kind", Cell::Code(&["patient", "free"])),
            ("leader_id", Cell::Person),
            ("patient_id", Cell::Patients),
            ("status", Cell::Code(&["active", "archived"])),
            ("created_on", Cell::Day),
            ("last_post_on", Cell::Day),
            ("archived_on", Cell::Day),
        ],
        anchors: &["group_id"],
        has_key: true,
        most_rows: 5,
    },
    Table {
        name: "memberships",
        columns: &[
            ("group_id", Cell::Group),
            ("staff_id", Cell::Person),
            ("office_id", Cell::Office),
            ("profession", Cell::Word(&["医師", "看護師"])),
            ("role", Cell::Code(&["member", "leader"])),
            ("status", Cell::Code(&["active", "invited", "removed"])),
            ("invited_by", Cell::Person),
            ("invited_on", Cell::Day),
            ("approved_by", Cell::Person),
            ("joined_on", Cell::Day),
            ("left_on", Cell::Day),
        ],
        anchors: &["group_id", "staff_id"],
        has_key: true,
        most_rows: 16,
    },
    Table {
        name: "patients",
        columns: &[
            ("patient_id", Cell::Patient),
            ("name", Cell::PatientName),
            ("kana", Cell::Word(&["みほん", "かくう"])),
            ("office_id", Cell::Office),
            ("status", Cell::Code(&["active", "ended", "deceased"])),
            ("ended_on", Cell::Day),
        ],
        anchors: &["patient_id"],
        has_key: true,
        most_rows: 5,
    },
    Table {
        name: "roster",
        columns: &[
            ("staff", Cell::Person),
            ("office_id", Cell::Office),
            ("hired_on", Cell::Day),
            ("left_on", Cell::Day),
            ("status", Cell::Code(&["employed", "on-leave", "left"])),
        ],
        anchors: &["staff"],
        has_key: false,
        most_rows: 8,
    },
    Table {
        name: "assignments",
        columns: &[
            ("patient_id", Cell::Patient),
            ("staff", Cell::Person),
            ("from_on", Cell::Day),
            ("until_on", Cell::Day),
        ],
        anchors: &["patient_id", "staff"],
        has_key: false,
        most_rows: 10,
    },
    Table {
        name: "pledges",
        columns: &[
            ("staff", Cell::Person),
            ("form", Cell::Code(&["existing", "form1"])),
            ("signed_on", Cell::Day),
            ("valid_until", Cell::Day),
            ("covers", Cell::Covers),
        ],
        anchors: &["staff"],
        has_key: false,
        most_rows: 8,
    },
    Table {
        name: "consents",
        columns: &[
            ("patient_id", Cell::Patient),
            ("form", Cell::Code(&["form2", "existing"])),
            ("signed_on", Cell::Day),
            ("signer", Cell::Code(&["patient", "family"])),
            ("relation", Cell::Word(&["本人", "妻"])),
            ("copy_given_on", Cell::Day),
            ("held_by", Cell::Office),
            ("withdrawn_on", Cell::Day),
        ],
        anchors: &["patient_id"],
        has_key: false,
        most_rows: 8,
    },
    Table {
        name: "trainings",
        columns: &[
            ("staff", Cell::Person),
            ("topic", Cell::Word(&["守秘義務", "端末", "感染対策"])),
            ("held_on", Cell::Day),
        ],
        anchors: &["staff"],
        has_key: false,
        most_rows: 6,
    },
    Table {
        name: "devices",
        columns: &[
            ("device_id", Cell::Event),
            ("office_id", Cell::Office),
            ("owner", Cell::Word(&["事業所", "個人"])),
            ("staff", Cell::Person),
            ("status", Cell::Code(&["in-use", "returned", "lost", "stolen", "disposed"])),
            ("lent_on", Cell::Day),
            ("returned_on", Cell::Day),
            ("lost_on", Cell::Day),
            ("reported_on", Cell::Day),
        ],
        anchors: &["device_id"],
        has_key: true,
        most_rows: 8,
    },
    Table {
        name: "reviews",
        columns: &[("group_id", Cell::Group), ("reviewed_on", Cell::Day), ("reviewer", Cell::Word(&["見本 一郎"]))],
        anchors: &["group_id"],
        has_key: false,
        most_rows: 5,
    },
    Table {
        name: "incidents",
        columns: &[
            ("incident_id", Cell::Event),
            ("kind", Cell::Code(&["misuse", "loss", "leak", "intrusion", "fault"])),
            ("subject_staff_id", Cell::Person),
            ("discovered_on", Cell::Day),
            ("reported_on", Cell::Day),
            ("authority_reported_on", Cell::Day),
            ("closed_on", Cell::Day),
        ],
        anchors: &["incident_id"],
        has_key: true,
        most_rows: 5,
    },
    Table {
        name: "guidelines",
        columns: &[
            ("office_id", Cell::Office),
            ("document", Cell::Word(&["2-1", "2-1", "2-2", "2-3"])),
            ("edition", Cell::Word(&["6.0", "7.0", "2025-06-01", "5.2"])),
            ("confirmed_on", Cell::Day),
        ],
        anchors: &["office_id", "document"],
        has_key: false,
        most_rows: 8,
    },
    Table {
        name: "attestations",
        columns: &[
            ("office_id", Cell::Office),
            ("clause", Cell::Word(&["5-1", "2-law", "3-terms", "A3-2", "A3-4", "A3-8"])),
            ("answer", Cell::Code(&["yes", "no"])),
            ("attested_on", Cell::Day),
            ("attested_by", Cell::Word(&["見本 一郎"])),
        ],
        anchors: &["office_id", "clause"],
        has_key: false,
        most_rows: 8,
    },
    Table {
        name: "posts",
        columns: &[
            ("post_id", Cell::Event),
            ("group_id", Cell::Group),
            ("staff_id", Cell::Person),
            ("office_id", Cell::Office),
            ("posted_on", Cell::Day),
            ("confirmed", FLAG),
            ("text", Cell::Text),
        ],
        anchors: &["post_id"],
        has_key: true,
        most_rows: 8,
    },
];

/// Days from the as-of date on which something turns, each with its neighbours.
const TURNS: [i64; 10] = [0, -1, -14, 14, -31, -90, -180, -365, -2, -700];

/// As-of dates: an ordinary one, some about the days on which the policy came into force and an edition was issued.
const DAYS: [&str; 7] =
    ["2026-09-30", "2026-10-31", "2025-03-15", "2025-02-28", "2026-03-01", "2026-06-29", "2026-06-28"];

/// The day the policy came into force.
const IN_FORCE: &str = "2025-03-01";

/// What ends something: where all is in order, mostly empty.
const ENDS: [&str; 8] =
    ["left_on", "until_on", "withdrawn_on", "valid_until", "closed_on", "returned_on", "archived_on", "ended_on"];

const OFFICES: [&str; 3] = ["見本訪問看護", "架空クリニック", "例示薬局"];

/// Made-up names; none of them stands inside another.
const PATIENTS: [&str; 5] = ["架空 正雄", "仮名 トメ", "例示 梅", "設例 清吉", "模擬 ハル"];
const STAFF: [&str; 5] = ["見本 一郎", "想定 花子", "試験 太郎", "雛形 悟", "演習 さくら"];

/// What an office gives to be audited.
struct DataSet {
    as_of: NaiveDate,
    /// The offices that the settings call own, if any.
    own: Vec<String>,
    given: Vec<Given>,
}

/// A table that is given.
struct Given {
    table: &'static Table,
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// What occurs in one data set: each so often, or never.
struct Mood {
    /// Whether most things are in order, so that what is not stands alone.
    calm: bool,
    empty: usize,
    no_anchor: usize,
    repeated: usize,
    identical: usize,
    unreadable: usize,
    stranger: usize,
    lossy: usize,
    offices: usize,
}

struct Generator {
    random: Random,
    as_of: NaiveDate,
    mood: Mood,
}

fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("a day")
}

impl Generator {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let as_of = day(random.one(&DAYS));
        let calm = random.once_in(2);
        let unreadable = if random.once_in(6) { 25 } else { 0 };
        let mood = Mood {
            calm,
            empty: if calm { 12 + random.below(12) } else { 3 + random.below(5) },
            no_anchor: if random.once_in(5) { 12 } else { 0 },
            // of rows with an unreadable cell it is not said which text decides between them
            repeated: if unreadable == 0 && random.once_in(3) { 5 } else { 0 },
            identical: if random.once_in(3) { 6 } else { 0 },
            unreadable,
            stranger: [0, 12, 5][random.below(3)],
            lossy: if random.once_in(8) { 6 } else { 0 },
            offices: 1 + random.below(3),
        };
        Self { random, as_of, mood }
    }

    fn data_set(mut self) -> DataSet {
        let mut absent = BTreeSet::new();
        let mut bare = BTreeSet::new();
        if self.random.once_in(4) {
            absent.extend((0..=self.random.below(3)).map(|_| TABLES[self.random.below(16)].name));
        }
        if self.random.once_in(5) {
            bare.extend((0..=self.random.below(3)).map(|_| TABLES[self.random.below(16)].name));
        }
        let mut left_out = BTreeSet::new();
        if self.random.once_in(3) {
            for _ in 0..=self.random.below(3) {
                let table = &TABLES[self.random.below(16)];
                let (column, _) = table.columns[self.random.below(table.columns.len())];
                if !table.anchors.contains(&column) {
                    left_out.insert((table.name, column));
                }
            }
        }
        let mut given = Vec::new();
        for table in &TABLES {
            if absent.contains(table.name) {
                continue;
            }
            let columns: Vec<_> =
                table.columns.iter().filter(|(c, _)| !left_out.contains(&(table.name, *c))).copied().collect();
            let rows = if bare.contains(table.name) { Vec::new() } else { self.rows(table, &columns) };
            given.push(Given { table, columns: columns.iter().map(|(c, _)| *c).collect(), rows });
        }
        if self.random.once_in(2) {
            self.list_patients(&mut given);
        }
        let own = self.own(&given);
        DataSet { as_of: self.as_of, own, given }
    }

    /// Adds the patients that are named somewhere and missing in their table.
    fn list_patients(&mut self, given: &mut [Given]) {
        let cells: Vec<String> = given
            .iter()
            .filter(|g| g.table.name != "patients")
            .filter_map(|g| Some((g, g.columns.iter().position(|c| *c == "patient_id")?)))
            .flat_map(|(g, at)| g.rows.iter().map(move |row| row[at].clone()))
            .collect();
        let named = ["P1", "P2", "P/3", "P4", "P9"].into_iter().filter(|id| cells.iter().any(|cell| cell.contains(id)));
        let Some(patients) = given.iter_mut().find(|g| g.table.name == "patients" && !g.rows.is_empty()) else {
            return;
        };
        let columns: Vec<_> =
            patients.table.columns.iter().filter(|(c, _)| patients.columns.contains(c)).copied().collect();
        for id in named {
            if patients.rows.iter().all(|row| row[0] != id) {
                let mut row: Vec<String> =
                    columns.iter().map(|(c, cell)| self.cell(patients.table, c, *cell)).collect();
                id.clone_into(&mut row[0]);
                patients.rows.push(row);
            }
        }
    }

    /// Now and then the settings say which offices are own: of those in the table, if it has rows.
    fn own(&mut self, given: &[Given]) -> Vec<String> {
        if !self.random.once_in(3) {
            return Vec::new();
        }
        let offices = given.iter().find(|g| g.table.name == "offices" && !g.rows.is_empty());
        let mut known: Vec<String> = match offices {
            Some(offices) => offices.rows.iter().map(|r| r[0].clone()).filter(|id| !id.is_empty()).collect(),
            None => vec!["O1".to_owned(), "O/2".to_owned()],
        };
        known.sort();
        known.dedup();
        known.truncate(1 + self.random.below(2));
        known
    }

    fn rows(&mut self, table: &Table, columns: &[(&'static str, Cell)]) -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut keys = BTreeSet::new();
        for _ in 0..=self.random.below(table.most_rows) {
            let mut row: Vec<String> = columns.iter().map(|(c, cell)| self.cell(table, c, *cell)).collect();
            let key: Vec<String> = row.iter().take(table.anchors.len()).cloned().collect();
            let is_repeated = table.has_key && key.iter().all(|k| !k.is_empty()) && !keys.insert(key);
            if is_repeated && self.mood.repeated == 0 {
                continue;
            }
            if let (true, Some(office)) = (table.name == "staff", columns.iter().position(|(c, _)| *c == "office_id")) {
                // which offices are named, if the rows of an account differ in them, SQL does not say
                let first = rows.iter().find(|first| is_repeated && first[0] == row[0]);
                first.iter().for_each(|first| row[office].clone_from(&first[office]));
            }
            if is_repeated && table.name == "groups" {
                // rows of a group that differ otherwise leave unknown who its patients are, which SQL does not say
                let patient = columns.iter().position(|(column, _)| *column == "patient_id");
                let first = rows.iter().find(|r| r[0] == row[0]).cloned().unwrap_or_default();
                row = first
                    .into_iter()
                    .zip(row)
                    .enumerate()
                    .map(|(at, (f, r))| if Some(at) == patient { r } else { f })
                    .collect();
                if row.is_empty() {
                    continue;
                }
            }
            if self.random.once_in(self.mood.no_anchor) {
                let anchor = self.random.below(table.anchors.len());
                row[anchor].clear();
            }
            if row.iter().all(String::is_empty) {
                continue; // a blank line is no row
            }
            if self.random.once_in(self.mood.identical) {
                rows.push(row.clone());
            }
            rows.push(row);
        }
        if let Some(office) = rows.first_mut().filter(|_| table.name == "offices") {
            // how offices are known where no row of the table names one SQL does not say
            if office[0].is_empty() {
                "O1".clone_into(&mut office[0]);
            }
        }
        rows
    }

    fn cell(&mut self, table: &Table, column: &str, cell: Cell) -> String {
        let is_anchor = table.anchors.contains(&column);
        if !is_anchor && self.random.once_in(self.mood.empty) {
            return String::new();
        }
        if self.mood.calm && ENDS.contains(&column) && !self.random.once_in(3) {
            return String::new();
        }
        let is_own_key = table.has_key && is_anchor;
        match cell {
            Cell::Office if is_own_key => self.random.one(&["O1", "O/2", "O3"][..self.mood.offices]).to_owned(),
            Cell::Office if self.mood.calm && !self.random.once_in(5) => "O1".to_owned(),
            Cell::Office => self.random.one(&["O1", "O1", "O/2", "O3", "O4"]).to_owned(),
            Cell::Person if self.random.once_in(self.mood.stranger) => self.random.one(&["X1", "X2", "S9"]).to_owned(),
            Cell::Person => self.random.one(&["S1", "S2", "S%3", "S4", "S5"]).to_owned(),
            Cell::Group if self.random.once_in(self.mood.stranger) => "G9".to_owned(),
            Cell::Group => self.random.one(&["G1", "G2", "G/3", "G4"]).to_owned(),
            Cell::Patient if self.random.once_in(self.mood.stranger) => "P9".to_owned(),
            Cell::Patient => self.random.one(&["P1", "P2", "P/3", "P4"]).to_owned(),
            Cell::Patients => self.patients(),
            Cell::Event => format!("{}{}", &table.name[..1].to_uppercase(), self.random.below(12)),
            Cell::Day => self.day(),
            Cell::Code(_) if self.random.once_in(self.mood.unreadable) => "zzz".to_owned(),
            Cell::Code(words) if !self.random.once_in(if self.mood.calm { 5 } else { 2 }) => words[0].to_owned(),
            Cell::Code(words) | Cell::Word(words) => self.random.one(words).to_owned(),
            Cell::OfficeName => self.name(&OFFICES),
            Cell::StaffName => self.staff_name(),
            Cell::PatientName => self.name(&PATIENTS),
            Cell::Title => self.title(),
            Cell::Email => self.email(),
            Cell::Covers => self.random.one(&["1;2;3;4;5", "1;2;5", "3", "2;4"]).to_owned(),
            Cell::Text => self.text(),
        }
    }

    fn day(&mut self) -> String {
        if self.random.once_in(self.mood.unreadable) {
            return self.random.one(&["xx", "2026-02-30", "先週"]).to_owned();
        }
        let near = [-1, 0, 1][self.random.below(3)];
        let day = if self.random.once_in(8) {
            day(IN_FORCE) + Duration::days(near)
        } else {
            self.as_of + Duration::days(TURNS[self.random.below(TURNS.len())] + near)
        };
        day.to_string()
    }

    fn patients(&mut self) -> String {
        let one = |g: &mut Self| g.random.one(&["P1", "P2", "P/3", "P4", "P9"]).to_owned();
        let first = one(self);
        if !self.random.once_in(3) {
            return first;
        }
        let separator = self.random.one(&[";", "；", "、", "\n", ",", "/", "; "]);
        let second = one(self);
        let third = if self.random.once_in(3) { format!(",{}", one(self)) } else { String::new() };
        format!("{first}{separator}{second}{third}")
    }

    fn name(&mut self, names: &[&str]) -> String {
        let name = self.random.one(names);
        let name = match self.random.below(4) {
            0 => name.replace(' ', ""),
            1 => name.replace(' ', "　"),
            _ => name.to_owned(),
        };
        if self.random.once_in(self.mood.lossy) {
            let lost = self.random.one(&["?", "〓", "□", "\u{FFFD}"]);
            return format!("{name}{lost}");
        }
        name
    }

    fn staff_name(&mut self) -> String {
        match self.random.below(12) {
            0 => format!("見本{}", self.random.one(&["事務", "共有", "受付", "ステーション", "携帯", "当直"])),
            1 => self.random.one(&["admin", "Office 2", "test"]).to_owned(),
            _ => self.name(&STAFF),
        }
    }

    fn email(&mut self) -> String {
        let local =
            self.random.one(&["ichiro", "Ichiro", "hanako", "taro.shiken", "info", "shared.o1", "informant", "k-test"]);
        let host = self.random.one(&["example.jp", "example.jp", "Example.JP", "info.example.jp"]);
        format!("{local}@{host}")
    }

    fn title(&mut self) -> String {
        let first = self.random.below(PATIENTS.len());
        let second = (first + 1 + self.random.below(PATIENTS.len() - 1)) % PATIENTS.len();
        let (first, second) = (PATIENTS[first], PATIENTS[second]);
        match self.random.below(9) {
            0 => format!("{first}様・{second}様"),
            1 => format!("{first}・{second}"),
            2 => format!("{first}さん、未知 某様"),
            3 => first.to_owned(),
            4 => "多職種の連絡".to_owned(),
            5 => self.name(&PATIENTS),
            _ => format!("{first}様"),
        }
    }

    fn text(&mut self) -> String {
        let first = self.name(&PATIENTS);
        match self.random.below(5) {
            0 => format!("訪問しました。{first}様、お変わりありません。"),
            1 => format!("{first}さんと{}さんに会いました", self.random.one(&PATIENTS)),
            2 => first,
            3 => format!("{}様", &PATIENTS[0][..PATIENTS[0].len() - 3]),
            _ => "お変わりありません。".to_owned(),
        }
    }
}

impl Given {
    /// Whether rows of one key differ in the name.
    fn has_two_names_of_a_key(&self) -> bool {
        let Some(name) = self.columns.iter().position(|column| *column == "name") else { return false };
        let differ = |row: &Vec<String>| self.rows.iter().any(|other| other[0] == row[0] && other[name] != row[name]);
        self.rows.iter().any(differ)
    }

    /// Whether some row names what it is about.
    fn takes_part(&self) -> bool {
        let anchors = |row: &Vec<String>| {
            let anchors = self.columns.iter().zip(row).filter(|(column, _)| self.table.anchors.contains(column));
            anchors.into_iter().all(|(_, cell)| !cell.is_empty())
        };
        self.rows.iter().any(anchors)
    }
}

impl DataSet {
    fn table(&self, name: &str) -> Option<&Given> {
        self.given.iter().find(|given| given.table.name == name)
    }

    fn write(&self, folder: &Path) {
        for Given { table, columns, rows } in &self.given {
            let mut writer = csv::Writer::from_path(folder.join(format!("{}.csv", table.name))).expect("a file");
            writer.write_record(columns).expect("written");
            rows.iter().for_each(|row| writer.write_record(row).expect("written"));
            writer.flush().expect("written");
        }
    }

    fn meets(&self, need: &Need, met: &BTreeSet<String>) -> bool {
        let (table, column, filled) = match need {
            Need::Met(need) => return met.contains(need),
            Need::Given { table, column, filled } => (table, column, *filled),
        };
        let Some(given) = self.table(table) else { return false };
        let Some(column) = column else { return given.takes_part() };
        let Some(at) = given.columns.iter().position(|c| c == column) else { return false };
        given.takes_part() && (!filled || given.rows.iter().any(|row| !row[at].is_empty()))
    }

    fn show(&self) -> String {
        let mut lines = vec![format!("as of {}, own {:?}", self.as_of, self.own)];
        for Given { table, columns, rows } in &self.given {
            lines.push(format!("{}: {}", table.name, columns.join(",")));
            lines.extend(rows.iter().map(|row| format!("    {}", row.join(","))));
        }
        lines.join("\n")
    }
}

// The two of them

/// What the program says, and whether it took a word that it does not know for what the date beside it says: SQL does not.
fn by_program(data: &DataSet) -> (Outcomes, bool) {
    let folder = tempfile::tempdir().expect("a folder");
    data.write(folder.path());
    let as_of = Day::parse(&data.as_of.to_string()).expect("a day");
    let config = Config { own: data.own.clone(), ..Config::default() };
    let options = load::Options { as_of, config: &config, wanted: &needs::wanted(&POLICY) };
    let loaded = load::load(folder.path(), &options)
        .unwrap_or_else(|problem| panic!("{}\n{}", problem.say(Lang::En), data.show()));
    let is_inferred = loaded.notices.iter().any(|notice| matches!(notice, load::Notice::Inferred { .. }));
    let report = engine::audit(&loaded, &POLICY, &engine::Options::new(as_of, Lang::En));
    let mut outcomes = Outcomes::new();
    for verdict in &report.verdicts {
        let is_input = ON_INPUT.contains(&verdict.rule.as_str());
        let is_assessed = verdict.verdict != Verdict::NotAssessed;
        let outcome = Outcome {
            verdict: (!is_input).then_some(verdict.verdict),
            population: (!is_input && is_assessed).then_some(verdict.population),
            keys: Vec::new(),
            undetermined: Vec::new(),
        };
        outcomes.insert(verdict.rule.clone(), outcome);
    }
    for finding in &report.findings {
        let outcome = outcomes.get_mut(finding.rule.as_str()).expect("every rule has a verdict");
        outcome.keys.push(without_hash(&finding.subject.key));
    }
    for member in &report.undetermined {
        let outcome = outcomes.get_mut(member.rule.as_str()).expect("every rule has a verdict");
        outcome.undetermined.push(without_hash(&member.subject.key));
    }
    for outcome in outcomes.values_mut() {
        outcome.keys.sort();
        outcome.undetermined.sort();
    }
    outcomes.retain(|rule, _| !NOT_IN_SQL.contains(&rule.as_str()));
    (outcomes, is_inferred)
}

/// A key with `~` in place of a hash of cells.
fn without_hash(key: &str) -> String {
    let parts: Vec<&str> = key.split('/').map(|part| if part.starts_with('~') { "~" } else { part }).collect();
    parts.join("/")
}

/// What SQL says.
fn by_sql(data: &DataSet) -> Outcomes {
    let connection = database(data);
    let met = met(&connection).unwrap_or_else(|error| panic!("{error}\n{}", data.show()));
    let outcomes =
        STATEMENTS.iter().map(|statement| (statement.rule.clone(), judged(statement, data, &connection, &met)));
    outcomes.collect()
}

/// What is met of needs that are more than a table or a column.
fn met(connection: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    connection.prepare("SELECT need FROM met")?.query_map([], |row| row.get(0))?.collect()
}

fn judged(statement: &Statement, data: &DataSet, connection: &Connection, met: &BTreeSet<String>) -> Outcome {
    let Members { population, keys, undetermined } = members(&dated(&statement.query, data), connection)
        .unwrap_or_else(|error| panic!("{}: {error}\n{}", statement.rule, data.show()));
    if ON_INPUT.contains(&statement.rule.as_str()) {
        return Outcome { verdict: None, population: None, keys, undetermined };
    }
    let without_members = |verdict, population| Outcome {
        verdict: Some(verdict),
        population,
        keys: Vec::new(),
        undetermined: Vec::new(),
    };
    let nothing_happened =
        statement.events.as_ref().is_some_and(|events| data.table(events).is_some_and(|given| given.rows.is_empty()));
    if nothing_happened {
        return without_members(Verdict::NotApplicable, Some(0));
    }
    if !statement.needs.iter().all(|one_of| one_of.iter().any(|need| data.meets(need, met))) {
        return without_members(Verdict::NotAssessed, None);
    }
    if statement.applies.as_ref().is_some_and(|applies| !data.meets(applies, met)) {
        return without_members(Verdict::NotApplicable, Some(0));
    }
    let verdict = match (population, keys.is_empty(), undetermined.is_empty()) {
        (_, false, _) => Verdict::Fail,
        (_, true, false) => Verdict::Undetermined,
        (0, true, true) => Verdict::NotApplicable,
        (_, true, true) => Verdict::Pass,
    };
    Outcome { verdict: Some(verdict), population: Some(population), keys, undetermined }
}

/// Who is a member of a population for sure or perhaps.
#[derive(Default)]
struct Members {
    population: u64,
    keys: Vec<String>,
    undetermined: Vec<String>,
}

fn members(query: &str, connection: &Connection) -> rusqlite::Result<Members> {
    let mut statement = connection.prepare(query)?;
    let parts = statement.column_count() - 1;
    let mut rows = statement.query([])?;
    let mut members = Members::default();
    while let Some(row) = rows.next()? {
        members.population += 1;
        let broken = row.get::<_, Option<bool>>(parts)?;
        if broken != Some(false) {
            let key: Vec<Option<String>> = (0..parts).map(|part| row.get(part)).collect::<Result<_, _>>()?;
            let escaped = key.iter().flatten().map(|part| part.replace('%', "%25").replace('/', "%2F"));
            let key = escaped.collect::<Vec<_>>().join("/");
            if broken.is_some() { members.keys.push(key) } else { members.undetermined.push(key) }
        }
    }
    members.keys.sort();
    members.undetermined.sort();
    Ok(members)
}

fn dated(sql: &str, data: &DataSet) -> String {
    let number = |date: NaiveDate| (date - NaiveDate::default()).num_days().to_string();
    sql.replace("$T", &number(data.as_of)).replace("$E", &number(day(IN_FORCE)))
}

/// The data set in `SQLite`, with the tables and terms of the rules.
fn database(data: &DataSet) -> Connection {
    let connection = Connection::open_in_memory().expect("a database");
    for strict in [DbConfig::SQLITE_DBCONFIG_DQS_DML, DbConfig::SQLITE_DBCONFIG_DQS_DDL] {
        connection.set_db_config(strict, false).expect("set");
    }
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection
        .create_scalar_function("day_of", 1, flags, |context| {
            let cell: Option<String> = context.get(0)?;
            let date = cell.and_then(|c| NaiveDate::parse_from_str(&c, "%Y-%m-%d").ok());
            Ok(date.map(|d| (d - NaiveDate::default()).num_days()))
        })
        .expect("a function");
    let mut script = vec![
        "BEGIN".to_owned(),
        "CREATE TABLE given (table_name TEXT, column_name TEXT)".to_owned(),
        "CREATE TABLE configured_own (office_id TEXT)".to_owned(),
    ];
    let quoted =
        |cell: &String| if cell.is_empty() { "NULL".to_owned() } else { format!("'{}'", cell.replace('\'', "''")) };
    for table in &TABLES {
        let columns: Vec<String> = table.columns.iter().map(|(column, _)| format!("{column} TEXT")).collect();
        script.push(format!("CREATE TABLE raw_{} ({})", table.name, columns.join(", ")));
    }
    for Given { table: Table { name, .. }, columns, rows } in &data.given {
        script.extend(columns.iter().map(|column| format!("INSERT INTO given VALUES ('{name}', '{column}')")));
        let columns = columns.join(", ");
        for row in rows {
            let cells: Vec<String> = row.iter().map(quoted).collect();
            script.push(format!("INSERT INTO raw_{name} ({columns}) VALUES ({})", cells.join(", ")));
        }
    }
    script.extend(data.own.iter().map(|office| format!("INSERT INTO configured_own VALUES ({})", quoted(office))));
    script.push(sql("load"));
    script.push(dated(&sql("terms"), data));
    script.push("COMMIT".to_owned());
    let script = script.join(";\n");
    connection.execute_batch(&script).unwrap_or_else(|error| panic!("{error}\n{}", data.show()));
    connection
}

/// How much of a rule is compared on a data set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    /// Its findings.
    Findings,
    Nothing,
}

/// How much of a rule the two are held to agree on; where they are known to differ, less than the whole. The list of what
/// is left out heads this file.
fn extent(statement: &Statement, data: &DataSet) -> Extent {
    let rule = statement.rule.as_str();
    let is_clear = |table: &str, column: &str, is_clear: fn(&str) -> bool| {
        data.table(table).is_none_or(|given| {
            let at = given.columns.iter().position(|c| *c == column);
            at.is_none_or(|at| given.rows.iter().all(|row| is_clear(&row[at])))
        })
    };
    let is_unclear = match rule {
        "unconfirmed-post" => !is_clear("posts", "confirmed", |flag| flag != "zzz"),
        _ => false,
    };
    if rule == "mixed-title" && data.table("patients").is_some_and(Given::has_two_names_of_a_key) {
        return Extent::Findings;
    }
    let lacks_leaders = data.table("groups").is_some_and(|groups| !groups.columns.contains(&"leader_id"));
    let lacks_roles = data.table("memberships").is_some_and(|members| !members.columns.contains(&"role"));
    let needs_leader = statement.needs.iter().flatten().any(|need| matches!(need, Need::Met(met) if met == "leader"));
    if is_unclear || rule == "ineligible-leader" && lacks_leaders || lacks_roles && needs_leader {
        return Extent::Nothing;
    }
    Extent::Whole
}

/// What is compared of an outcome.
fn seen(outcome: &Outcome, extent: Extent) -> Option<Outcome> {
    let mut seen = outcome.clone();
    match extent {
        Extent::Whole => {}
        Extent::Findings => {
            (seen.verdict, seen.population) = (None, None);
            seen.undetermined.clear();
        }
        Extent::Nothing => return None,
    }
    Some(seen)
}

/// What the program says of a data set, and of the rules of which SQL says something else, both.
fn compared(seed: u64) -> (Outcomes, BTreeMap<String, String>) {
    let data = Generator::new(seed).data_set();
    let ((program, is_inferred), sql) = (by_program(&data), by_sql(&data));
    if is_inferred {
        return (program, BTreeMap::new());
    }
    let extents: BTreeMap<&str, Extent> = STATEMENTS.iter().map(|s| (s.rule.as_str(), extent(s, &data))).collect();
    let differing = program.iter().filter(|(rule, said)| {
        let extent = extents[rule.as_str()];
        seen(said, extent) != seen(&sql[*rule], extent)
    });
    let told = differing.map(|(rule, said)| {
        let stated = &sql[rule];
        (rule.clone(), format!("seed {seed}, {rule}:\n  program {said:?}\n  SQL     {stated:?}\n{}", data.show()))
    });
    let told = told.collect();
    (program, told)
}

fn setting(name: &str) -> Option<u64> {
    env::var(name).ok().map(|value| value.parse().expect("a number"))
}

#[test]
fn every_rule_is_stated_in_sql() {
    let stated: BTreeSet<&str> = STATEMENTS.iter().map(|s| s.rule.as_str()).chain(NOT_IN_SQL).collect();
    let rules: BTreeSet<&str> = POLICY.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(rules, stated);
}

#[test]
fn the_program_and_sql_find_the_same() {
    let first = setting("MCS_AUDIT_DIFFERENTIAL_SEED").unwrap_or(0);
    let asked = setting("MCS_AUDIT_DIFFERENTIAL_CASES");
    let cases = asked.unwrap_or(CASES);
    let all: Vec<_> = (first..first + cases).into_par_iter().map(compared).collect();

    let mut differing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (rule, told) in all.iter().flat_map(|(_, told)| told) {
        differing.entry(rule).or_default().push(told);
    }
    let counts: Vec<String> = differing.iter().map(|(rule, told)| format!("{rule} {}", told.len())).collect();
    let examples: Vec<&str> =
        differing.values().filter_map(|told| told.iter().min_by_key(|t| t.len()).copied()).collect();
    assert!(
        differing.is_empty(),
        "of {cases} data sets so many differ: {}\n{}",
        counts.join(", "),
        examples.join("\n")
    );

    // so many are enough for every rule to be seen in every state
    if cases >= EVERY_STATE {
        for Statement { rule, .. } in STATEMENTS.iter() {
            let verdicts = all.iter().map(|(program, _)| program[rule].verdict);
            let seen: BTreeSet<&str> = verdicts.flatten().map(Verdict::word).collect();
            let every = BTreeSet::from(["fail", "not-applicable", "not-assessed", "pass"]);
            assert!(ON_INPUT.contains(&rule.as_str()) || every.is_subset(&seen), "{rule} is only seen to be {seen:?}");
            assert!(all.iter().any(|(program, _)| !program[rule].keys.is_empty()), "{rule} finds nothing");
        }
    }
}
