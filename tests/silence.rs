//! No column falls silent: of every rule's `fail` case each column is renamed, blanked and dropped, and what was a finding may
//! then be one still, or not be judged, or not be known; it may never pass as if somebody had looked.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use mcs_audit::base::date::Day;
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::engine::{self, Options};
use mcs_audit::load;
use mcs_audit::load::wanted::Wanted;
use mcs_audit::model::finding::{FailOn, Severity, Verdict};
use mcs_audit::model::report::Report;
use mcs_audit::policy::{Demand, Policy, needs};
use rayon::prelude::*;

static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::embedded("chuo").expect("it is in the program").expect("it is whole"));

static WANTED: LazyLock<Wanted> = LazyLock::new(|| needs::wanted(&POLICY));

/// The as-of date of a case that names none.
const DAY: &str = "2026-09-30";

/// What is done to a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Renamed,
    Blanked,
    Dropped,
}

const CHANGES: [Change; 3] = [Change::Renamed, Change::Blanked, Change::Dropped];

/// Why a rule may pass when a column is changed, though a finding rested on it.
struct Argued {
    /// The table and the header.
    column: &'static str,
    changes: &'static [Change],
    rules: &'static [&'static str],
    /// The rule of the full audit that is not silent about it; none where nothing is the matter any more.
    told_by: Option<&'static str>,
    /// What the catalogue says of it.
    why: &'static str,
}

/// Every change after which a rule passes.
const ARGUED: &[Argued] = &[
    Argued {
        column: "roster.left_on",
        changes: &[Change::Blanked],
        rules: &["departed-account", "departed-member", "departing-account", "missing-admin", "unreturned-device"],
        told_by: None,
        why: "open: whoever has no last day of employment has not left, unless the status says so",
    },
    Argued {
        column: "pledges.valid_until",
        changes: &[Change::Blanked],
        rules: &["expired-pledge"],
        told_by: None,
        why: "open: a pledge without a limit does not expire",
    },
    Argued {
        column: "pledges.signed_on",
        changes: &[Change::Blanked],
        rules: &["expired-pledge"],
        told_by: Some("missing-pledge"),
        why: "missing: a row without its date proves nothing, so that no pledge was given that could expire",
    },
    Argued {
        column: "consents.signed_on",
        changes: &[Change::Blanked],
        rules: &["misplaced-consent", "unlocated-consent"],
        told_by: Some("missing-consent"),
        why: "missing: a row without its date proves nothing, so that there is no consent whose original could be elsewhere",
    },
    Argued {
        column: "consents.held_by",
        changes: &[Change::Blanked],
        rules: &["misplaced-consent"],
        told_by: Some("unlocated-consent"),
        why: "missing: nobody says that another office holds it; that nobody says who does is a rule of its own",
    },
    Argued {
        column: "groups.leader_id",
        changes: &[Change::Blanked, Change::Dropped],
        rules: &["misplaced-consent"],
        told_by: Some("leaderless-group"),
        why: "missing, and not needed where memberships have roles: without a leader no office is the one that keeps it",
    },
    Argued {
        column: "groups.patient_id",
        changes: &[Change::Blanked],
        rules: &["mixed-patients"],
        told_by: Some("unidentified-patient"),
        why: "missing: a group without a patient does not have two",
    },
    Argued {
        column: "memberships.approved_by",
        changes: &[Change::Blanked],
        rules: &["self-approved-member"],
        told_by: Some("unapproved-member"),
        why: "missing: whom nobody approved did not approve themselves",
    },
    Argued {
        column: "staff.office_id",
        changes: &CHANGES,
        rules: &["single-admin"],
        told_by: None,
        why: "not needed: whoever has no office is of the only own one, which then has more than one administrator",
    },
    Argued {
        column: "staff.staff_id",
        changes: &[Change::Renamed, Change::Dropped],
        rules: &["unreturned-device"],
        told_by: Some("unlisted-account"),
        why: "accounts go by their names then, and registers may list people without an account, by ids",
    },
    Argued {
        column: "offices.name",
        changes: &CHANGES,
        rules: &["departed-account"],
        told_by: None,
        why: "nothing: an empty name equals nothing, and an office that the table does not list is another's",
    },
    Argued {
        column: "offices.office_id",
        changes: &[Change::Renamed, Change::Dropped],
        rules: &["self-approved-member"],
        told_by: None,
        why: "offices go by their names then, and an office that the table does not list is another's",
    },
];

/// A table of a case, as its file holds it.
#[derive(Clone, Debug)]
struct Table {
    file: String,
    rows: Vec<Vec<String>>,
}

/// A rule with its `fail` case.
struct Case {
    rule: String,
    as_of: Day,
    own: Vec<String>,
    tables: Vec<Table>,
}

/// One column of a case, changed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    rule: String,
    /// The table and the header.
    column: String,
    change: Change,
}

fn folders(under: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(under)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// The case of a rule, without the columns in which it says what is expected.
fn case(folder: &Path) -> Case {
    let settings: toml::Table =
        fs::read_to_string(folder.join("case.toml")).unwrap_or_default().parse().expect("case.toml is TOML");
    let as_of = settings.get("as-of").and_then(toml::Value::as_str).unwrap_or(DAY);
    let own = settings.get("own").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    let table = |path: PathBuf| {
        let is_csv = path.extension().is_some_and(|extension| extension == "csv");
        let reader = is_csv.then(|| csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(&path));
        let records = reader?.expect("it can be opened").into_records();
        let rows: Vec<Vec<String>> =
            records.map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect();
        let kept: Vec<usize> = (0..rows[0].len()).filter(|column| !rows[0][*column].starts_with('_')).collect();
        let cell = |row: &Vec<String>, column: &usize| row.get(*column).cloned().unwrap_or_default();
        let rows = rows.iter().map(|row| kept.iter().map(|column| cell(row, column)).collect()).collect();
        let file = path.file_name()?.to_string_lossy().into_owned();
        Some(Table { file, rows })
    };
    Case {
        rule: folder.parent().and_then(Path::file_name).expect("a rule").to_string_lossy().into_owned(),
        as_of: Day::parse(as_of).expect("a day"),
        own: own.iter().map(|office| office.as_str().expect("an office").to_owned()).collect(),
        tables: files.into_iter().filter_map(table).collect(),
    }
}

impl Change {
    fn make(self, rows: &mut [Vec<String>], column: usize) {
        match self {
            // a word that no vocabulary has
            Self::Renamed => "ぬけがら".clone_into(&mut rows[0][column]),
            Self::Blanked => rows[1..].iter_mut().for_each(|row| row[column].clear()),
            Self::Dropped => rows.iter_mut().for_each(|row| drop(row.remove(column))),
        }
    }
}

/// The report on some tables, of one rule and of the input or of all rules; none if they cannot be audited.
fn report(case: &Case, tables: &[Table], is_alone: bool) -> Option<Report> {
    let policy = &*POLICY;
    let folder = tempfile::tempdir().expect("a folder");
    for table in tables {
        let mut writer = csv::Writer::from_path(folder.path().join(&table.file)).expect("it can be made");
        table.rows.iter().for_each(|row| writer.write_record(row).expect("written"));
        writer.flush().expect("written");
    }
    let config = Config { own: case.own.clone(), ..Config::default() };
    let options = load::Options { as_of: case.as_of, config: &config, wanted: &WANTED };
    let data = load::load(folder.path(), &options).ok()?;
    let place = policy.rule(&case.rule).expect("the rule");
    let others = (0..policy.rules.len()).filter(|other| *other != place && is_alone);
    let off = others.filter(|other| matches!(policy.rules[*other].demand, Demand::Of(_)));
    let options = Options {
        off: off.map(|other| (other, "--only".to_owned())).collect(),
        fail_on: FailOn::all(policy.rules[place].severity.min(Severity::Medium)),
        ..Options::new(case.as_of, Lang::En)
    };
    Some(engine::audit(&data, policy, &options))
}

/// How an audit ends that judges the rule alone, by its exit code.
fn exit_code(case: &Case, tables: &[Table]) -> u8 {
    match report(case, tables, true).map(|report| (report.fails(), report.is_incomplete())) {
        None => 2,
        Some((true, _)) => 1,
        Some((false, true)) => 3,
        Some((false, false)) => 0,
    }
}

/// The `fail` case of every rule, or all cases that must fail.
fn cases(is_whole: bool) -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let name = |folder: &PathBuf| folder.file_name().expect("a name").to_string_lossy().into_owned();
    let of_rule = |rule: &PathBuf| folders(rule).into_iter().filter(|case| name(case).starts_with("fail"));
    let all = folders(&root).iter().flat_map(of_rule).collect::<Vec<_>>();
    all.iter().filter(|folder| is_whole || name(folder) == "fail").map(|folder| case(folder)).collect()
}

/// Makes the changes, of every column one or each of them, and returns those after which the audit ends with 0. What must tell it
/// instead does so.
fn silent(is_whole: bool) -> BTreeSet<Run> {
    let cases = cases(is_whole);
    let mut runs = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        for (place, table) in case.tables.iter().enumerate() {
            for column in 0..table.rows[0].len() {
                let is_its_turn = |change: &usize| is_whole || (number + place + column) % CHANGES.len() == *change;
                runs.extend(
                    (0..CHANGES.len()).filter(is_its_turn).map(|change| (case, place, column, CHANGES[change])),
                );
            }
        }
    }
    assert!(runs.len() > 1_000, "{} runs", runs.len());
    cases.par_iter().for_each(|case| assert_eq!(exit_code(case, &case.tables), 1, "{}", case.rule));
    let run = |(case, place, column, change): &(&Case, usize, usize, Change)| {
        let mut tables = case.tables.clone();
        let table = &mut tables[*place];
        let name = format!("{}.{}", table.file.trim_end_matches(".csv"), table.rows[0][*column]);
        change.make(&mut table.rows, *column);
        if exit_code(case, &tables) != 0 {
            return None;
        }
        let run = Run { rule: case.rule.clone(), column: name, change: *change };
        let argued = ARGUED.iter().find(|argued| argued.is_about(&run));
        if let Some((argued, other)) = argued.and_then(|argued| Some((argued, argued.told_by?))) {
            let report = report(case, &tables, false).expect("it can be audited");
            let verdict = report.verdicts.iter().find(|verdict| verdict.rule == other).expect("the rule").verdict;
            let is_loud = matches!(verdict, Verdict::Fail | Verdict::Undetermined | Verdict::NotAssessed);
            assert!(is_loud, "{run:?} ({}): {other} says {verdict:?}", argued.why);
        }
        Some(run)
    };
    runs.par_iter().filter_map(run).collect()
}

impl Argued {
    fn is_about(&self, run: &Run) -> bool {
        self.column == run.column && self.changes.contains(&run.change) && self.rules.contains(&run.rule.as_str())
    }
}

#[test]
fn no_column_falls_silent() {
    let found = silent(false);
    let unargued: Vec<&Run> = found.iter().filter(|run| !ARGUED.iter().any(|argued| argued.is_about(run))).collect();
    assert!(unargued.is_empty(), "{unargued:#?}");
}

#[test]
#[ignore = "it takes minutes: .ci/full runs it"]
fn no_column_of_any_case_falls_silent() {
    let found = silent(true);
    let of = |argued: &Argued| -> Vec<Run> {
        let run = |(rule, change): (&&str, &Change)| Run {
            rule: (*rule).to_owned(),
            column: argued.column.to_owned(),
            change: *change,
        };
        argued.rules.iter().flat_map(|rule| argued.changes.iter().map(move |change| run((rule, change)))).collect()
    };
    let argued: BTreeSet<Run> = ARGUED.iter().flat_map(of).collect();
    let unargued: Vec<&Run> = found.difference(&argued).collect();
    let needless: Vec<&Run> = argued.difference(&found).collect();
    assert!(unargued.is_empty() && needless.is_empty(), "{unargued:#?}\nargued, and not silent: {needless:#?}");
}
