//! What a report takes grows as the tables do, and not with their square: nothing that concerns many names each of them to all
//! others.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use mcs_audit::base::text::Lang;
use mcs_audit::model::finding::{Finding, Status};
use mcs_audit::model::report::Report;

use crate::support::audit::audit;
use crate::support::folder::{files, fixture, folders, new_folder};

const AS_OF: &str = "2026-09-30";

/// What can be many, each with the columns that name one of it.
const KINDS: [(&str, &[&str]); 6] = [
    ("people", &["staff_id", "staff", "leader_id", "approved_by", "invited_by", "subject_staff_id"]),
    ("patients", &["patient_id", "patient"]),
    ("groups", &["group_id", "group"]),
    ("offices", &["office_id"]),
    ("events", &["post_id", "incident_id"]),
    ("devices", &["device_id"]),
];

/// Which of them are made many at a time.
const TOGETHER: [&[&str]; 2] = [&["people"], &["people", "patients", "groups", "offices", "events", "devices"]];

/// Writes each row of the tables of a folder so often, each time about others of some kinds who are called the same.
fn grow(from: &Path, to: &Path, kinds: &[&str], times: usize) {
    let is_grown = |header: &str| KINDS.iter().any(|(kind, columns)| kinds.contains(kind) && columns.contains(&header));
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "csv") {
            continue;
        }
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(&path).expect("a file");
        let headers = reader.headers().expect("a header").clone();
        let writer = csv::WriterBuilder::new().flexible(true).from_path(to.join(path.file_name().expect("a name")));
        let mut writer = writer.expect("a file");
        writer.write_record(&headers).expect("written");
        for record in reader.records() {
            let record = record.expect("a record");
            let cells = || headers.iter().zip(&record);
            let is_about = cells().any(|(header, cell)| is_grown(header) && !cell.is_empty());
            for time in 0..if is_about { times } else { 1 } {
                let other = |part: &str| if time == 0 { part.to_owned() } else { format!("{part}x{time}") };
                let cell = |(header, cell): (&str, &str)| match cell {
                    "" => String::new(),
                    _ if is_grown(header) => cell.split(';').map(other).collect::<Vec<_>>().join(";"),
                    _ => cell.to_owned(),
                };
                writer.write_record(cells().map(cell)).expect("written");
            }
        }
        writer.flush().expect("written");
    }
}

/// How many bytes the report on a folder has whose tables were made so much longer.
fn size(from: &Path, kinds: &[&str], times: usize) -> usize {
    let folder = new_folder();
    grow(from, folder.path(), kinds, times);
    bytes(&audit(folder.path(), AS_OF, Lang::Ja))
}

fn bytes(report: &Report) -> usize {
    let mut json = Vec::new();
    report.write_json(&mut json).expect("written");
    json.len()
}

/// So many are more than what is listed one by one.
const FEW: usize = 60;

/// What a report has of one row is of the rules, not of the rows.
const NEXT_TO_NOTHING: usize = 20_000;

#[test]
fn four_times_the_rows_of_any_rule_give_four_times_the_report() {
    let cases: Vec<PathBuf> = folders(&fixture("rules")).into_iter().map(|rule| rule.join("fail")).collect();
    let cases: Vec<(&Path, &[&str])> = cases
        .iter()
        .filter(|case| case.is_dir())
        .flat_map(|case| TOGETHER.iter().map(move |kinds| (case.as_path(), *kinds)))
        .collect();
    let (next, grown, wrong) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
    let look = || {
        while let Some((case, kinds)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let [one, few, many] = [1, FEW, 4 * FEW].map(|times| size(case, kinds, times));
            let (few, many) = (few.saturating_sub(one), many.saturating_sub(one));
            if many > NEXT_TO_NOTHING {
                grown.fetch_add(1, Ordering::Relaxed);
                if many > 5 * few {
                    let told = format!("{}: {kinds:?}: {few} bytes became {many}", case.display());
                    wrong.lock().expect("no panic").push(told);
                }
            }
        }
    };
    thread::scope(|scope| {
        (0..thread::available_parallelism().map_or(1, usize::from)).for_each(|_| {
            scope.spawn(look);
        });
    });
    let (grown, wrong) = (grown.into_inner(), wrong.into_inner().expect("no panic"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(grown > 100, "only {grown} cases grew");
}

/// Accounts of one office, all with one address and one name.
fn namesakes(count: usize) -> String {
    let row = |number: usize| format!("S{number:05},見本 花子,O1,active,hanako@example.jp,2026-09-01\n");
    "staff_id,name,office_id,status,email,registered_on\n".to_owned() + &(0..count).map(row).collect::<String>()
}

fn of_rule<'r>(report: &'r Report, rule: &str) -> Vec<&'r Finding> {
    report.findings.iter().filter(|finding| finding.rule == rule).collect()
}

#[test]
fn of_very_many_who_have_the_same_the_first_are_named_and_the_others_counted() {
    let folder = files(&[("staff.csv", namesakes(200))]);
    for (lang, expected) in [(Lang::Ja, "ほか194人"), (Lang::En, "194 more")] {
        let report = audit(folder.path(), AS_OF, lang);
        for rule in ["shared-email", "duplicate-person"] {
            let found = of_rule(&report, rule);
            assert_eq!(found.len(), 200, "{rule}: each account is a finding");
            let first = &found[0];
            assert_eq!(first.subject.key, "S00000");
            assert!(first.message.contains(expected), "{}", first.message);
            let named = |number: usize| first.message.contains(&format!("(S{number:05})"));
            assert!((1..=5).all(named) && !(6..200).any(named), "{}", first.message);
            // their own row, those of the five others, and how many more there are
            assert_eq!(first.evidence.len(), 7, "{:?}", first.evidence);
        }
    }
    let few = audit(files(&[("staff.csv", namesakes(6))]).path(), AS_OF, Lang::Ja);
    let [first, ..] = of_rule(&few, "shared-email")[..] else { panic!("nothing was found") };
    assert!(!first.message.contains("ほか") && first.message.contains("(S00005)"), "{}", first.message);
}

#[test]
fn what_stands_for_no_address_is_none() {
    for none in ["なし", "-", "―", "無", "該当なし"] {
        let folder = files(&[("staff.csv", namesakes(3).replace("hanako@example.jp", none))]);
        assert!(of_rule(&audit(folder.path(), AS_OF, Lang::Ja), "shared-email").is_empty(), "{none}");
    }
}

#[test]
fn what_may_be_the_same_as_anything_is_no_matter_of_all_pairs() {
    // what a formula gave that failed is not known, and may be any of the others
    let known = (0..1_500).map(|number| format!("K{number:05},設例 {number},O1,active,k{number}@example.jp,\n"));
    let staff = namesakes(1_500).replace("hanako@example.jp", "#N/A") + &known.collect::<String>();
    let begun = Instant::now();
    let report = audit(files(&[("staff.csv", staff)]).path(), AS_OF, Lang::Ja);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    let verdict = report.verdicts.iter().find(|verdict| verdict.rule == "shared-email").expect("a verdict");
    assert_eq!((verdict.findings, verdict.undetermined), (0, 3_000));
}

/// Patients called あ, ああ and so on; a group of the one with the longest name; and a post in it.
fn nested_names(patients: usize, post: usize) -> Report {
    let patient = |number: usize| format!("P{number:03},{},active\n", "あ".repeat(number));
    let patients_csv = "patient_id,name,status\n".to_owned() + &(1..=patients).map(patient).collect::<String>();
    let folder = files(&[
        ("patients.csv", patients_csv),
        ("groups.csv", format!("group_id,name,status,kind,patient_id\nG1,見本,active,patient,P{patients:03}\n")),
        ("staff.csv", "staff_id,name,office_id,status\nS1,見本 一郎,O1,active\n".to_owned()),
        ("posts.csv", format!("post_id,group_id,staff_id,posted_on,text\nM1,G1,S1,2026-09-01,{}\n", "あ".repeat(post))),
    ]);
    audit(folder.path(), AS_OF, Lang::Ja)
}

#[test]
fn names_in_a_text_are_counted_and_not_stored_hit_by_hit() {
    let begun = Instant::now();
    let report = nested_names(300, 200_000);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    let [finding] = of_rule(&report, "foreign-mention")[..] else { panic!("{:?}", report.findings) };
    // of 300 patients one is the group's own, and one has a name of one character
    assert!(finding.message.contains("ほか248人"), "{}", finding.message);
}

#[test]
fn a_name_of_one_character_is_no_evidence() {
    assert!(of_rule(&nested_names(2, 1), "foreign-mention").is_empty());
    let report = nested_names(3, 2);
    let [finding] = of_rule(&report, "foreign-mention")[..] else { panic!("ああ stands there") };
    assert!(finding.message.contains("ああ"), "{}", finding.message);
}

#[test]
fn very_many_waivers_take_no_longer_than_as_many_findings() {
    const MANY: usize = 4_000;
    let waiver = |number: usize| {
        format!(
            "[[waiver]]\nrule = \"shared-email\"\nkey = \"S{number:05}\"\nreason = \"共用端末の廃止を待つ\"\n\
             requested_by = \"設例 一郎\"\napproved_by = \"試験 次郎\"\napproved_on = 2026-09-01\n\
             expires_on = 2026-12-01\n\n"
        )
    };
    let waivers: String = (0..MANY).map(waiver).collect();
    let begun = Instant::now();
    let report = audit(files(&[("staff.csv", namesakes(MANY)), ("waivers.toml", waivers)]).path(), AS_OF, Lang::Ja);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    let found = of_rule(&report, "shared-email");
    assert_eq!(found.len(), MANY);
    assert!(found.iter().all(|finding| finding.status == Status::Waived));
}
