//! What holds for any data: nothing panics, no row is lost, and neither the order of the rows nor the number of
//! runs changes what is found.

use std::fs;
use std::path::Path;

use mcs_audit::base::date::Day;
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::engine::{self, Options};
use mcs_audit::load::{self, Data};
use mcs_audit::model::finding::Verdict;
use mcs_audit::model::report::Report;
use mcs_audit::model::schema::schema;
use mcs_audit::policy::needs;
use proptest::prelude::*;

use crate::support::audit::POLICY;

/// Cells that mean something somewhere, and cells that mean nothing anywhere.
const CELLS: [&str; 40] = [
    "",
    " ",
    "S1",
    "S2",
    "S3",
    "G1",
    "G2",
    "P1",
    "P2",
    "O1",
    "O2",
    "P1;P2",
    "見本 一郎",
    "架空 花子",
    "見本一郎様",
    "a@example.jp",
    "active",
    "patient",
    "leader",
    "form1",
    "form2",
    "existing",
    "lost",
    "misuse",
    "yes",
    "no",
    "admin",
    "2026-09-30",
    "2026-09-29",
    "2025-03-01",
    "R8.9.30",
    "平成31年5月1日",
    "2026-02-30",
    "1-5",
    "2-1",
    "A3-2",
    "7.0",
    "?",
    "\u{FFFD}",
    "=1+1",
];

fn table() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::vec(0..CELLS.len(), 14), 0..6)
}

/// Writes every table of the schema with the cells given, shuffled by rotating the rows.
fn write(folder: &Path, tables: &[Vec<Vec<usize>>], rotate: usize) {
    let given = schema().tables.iter().filter(|t| !t.derived);
    for (table, rows) in given.zip(tables) {
        let columns: Vec<&str> = table.columns.iter().filter(|c| c.derived.is_none()).map(|c| c.name).collect();
        let mut writer = csv::Writer::from_path(folder.join(format!("{}.csv", table.name))).expect("a file");
        writer.write_record(&columns).expect("written");
        let mut rows = rows.clone();
        if !rows.is_empty() {
            let by = rotate % rows.len();
            rows.rotate_left(by);
        }
        for row in rows {
            writer.write_record(row.iter().take(columns.len()).map(|c| CELLS[*c])).expect("written");
        }
    }
}

fn audit(folder: &Path) -> (Data, Report) {
    let as_of = Day::parse("2026-09-30").expect("a day");
    let options = load::Options { as_of, config: &Config::default(), wanted: &needs::wanted(&POLICY) };
    let data = load::load(folder, &options).expect("any cells can be read");
    let report = engine::audit(&data, &POLICY, &Options::new(as_of, Lang::Ja));
    (data, report)
}

/// The report without what depends on where rows stand.
fn plain(report: &Report) -> String {
    let mut report = report.clone();
    report.run.inputs.iter_mut().for_each(|i| i.sha256.clear());
    report.findings.iter_mut().flat_map(|f| &mut f.evidence).for_each(|e| e.line = e.line.map(|_| 0));
    for undetermined in &mut report.undetermined {
        // they stand in the order of their places
        undetermined.cells.iter_mut().for_each(|cell| cell.line = 0);
        undetermined.cells.sort();
    }
    format!("{report:#?}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_cells_are_audited_the_same_in_any_order(tables in prop::collection::vec(table(), 16), rotate in 1_usize..5) {
        let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        write(one.path(), &tables, 0);
        write(other.path(), &tables, rotate);
        let (data, report) = audit(one.path());
        let (_, again) = audit(one.path());
        prop_assert_eq!(&report, &again);
        let (_, shuffled) = audit(other.path());
        let (first, second) = (plain(&report), plain(&shuffled));
        let differing = first.lines().zip(second.lines()).find(|(a, b)| a != b);
        prop_assert!(first == second, "{:?}", differing);

        // a row that is read takes part, or is told to lack its key, to repeat another, or to be ambiguous
        for sheet in data.files.iter().flat_map(|f| &f.sheets) {
            let mut given = schema().tables.iter().filter(|t| !t.derived);
            let rows = &tables[given.position(|t| t.name == sheet.table.def().name).expect("a table")];
            let read = sheet.rows as usize + sheet.blank as usize;
            // a cell that names two people is a row of each
            let is_of_two = |row: &Vec<usize>| row.iter().any(|cell| CELLS[*cell].contains(';'));
            let most = rows.len() + rows.iter().filter(|row| is_of_two(row)).count();
            prop_assert!((rows.len()..=most).contains(&read), "{} rows read of {}", read, rows.len());
        }
        for verdict in &report.verdicts {
            let findings = report.findings.iter().filter(|f| f.rule == verdict.rule).count() as u64;
            prop_assert_eq!(findings, verdict.findings, "{}", &verdict.rule);
            prop_assert!(findings <= verdict.population, "{:?}", verdict);
            prop_assert_eq!(verdict.verdict == Verdict::Fail, verdict.findings > 0, "{:?}", verdict);
            prop_assert!(verdict.verdict != Verdict::Pass || verdict.population > 0, "{:?}", verdict);
            prop_assert!(verdict.verdict != Verdict::NotAssessed || verdict.reason.as_ref().is_some_and(|r| !r.is_empty()));
        }
        let ids: std::collections::BTreeSet<&str> = report.findings.iter().map(|f| f.id.as_str()).collect();
        prop_assert_eq!(ids.len(), report.findings.len(), "an id stands for one finding");
    }

    #[test]
    fn any_bytes_are_read_or_refused_with_a_message(bytes in prop::collection::vec(prop_oneof![
        Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r'), Just(b'a'), Just(0xE3), Just(0x81), Just(0x82), any::<u8>()
    ], 0..200)) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("staff.csv"), [b"staff_id,name\n".as_slice(), &bytes].concat()).expect("written");
        let as_of = Day::parse("2026-09-30").expect("a day");
        match load::load(folder.path(), &load::Options { as_of, config: &Config::default(), wanted: &needs::wanted(&POLICY) }) {
            Ok(data) => {
                engine::audit(&data, &POLICY, &Options::new(as_of, Lang::En));
            }
            Err(problem) => prop_assert!(problem.say(Lang::Ja).contains("staff.csv") && problem.say(Lang::En).contains("staff.csv")),
        }
    }
}
