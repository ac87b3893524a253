//! What was assumed, inferred or left out is in every report, and every report ends with what would let more rules be judged.

use mcs_audit::base::text::Lang;
use mcs_audit::model::options::{Format, Layout};
use mcs_audit::model::report::Report;
use serde_json::Value;

use crate::support::folder::{copy_of, files, text};
use crate::support::golden::golden;
use crate::support::json::{items, word};
use crate::support::package::rows;
use crate::support::program::run;

/// The formats for people, and those that have a place for what is no finding.
const FORMATS: [Format; 6] =
    [Format::Text, Format::Html, Format::Markdown, Format::Xlsx, Format::Sarif, Format::Github];

/// All that a report says, in one line without spaces: lines are broken where a format breaks them.
fn said(report: &Report, format: Format) -> String {
    let mut bytes = Vec::new();
    report.write(format, Layout::default(), &mut bytes).expect("written");
    let said = if format == Format::Xlsx {
        (0..6).flat_map(|sheet| rows(&bytes, sheet)).flat_map(|row| row.into_values().collect::<Vec<_>>()).collect()
    } else {
        String::from_utf8(bytes).expect("UTF-8")
    };
    let plain = said.replace("&#34;", "\"").replace("\\\"", "\"").replace('\\', "").replace("%0A", "");
    plain.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn what_was_assumed_inferred_or_left_out_is_in_every_report() {
    for lang in [Lang::Ja, Lang::En] {
        let report = golden(lang);
        for format in FORMATS {
            let said = said(&report, format);
            for reading in &report.run.reading {
                for text in reading.settings.iter().chain([&reading.said]) {
                    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                    assert!(said.contains(&text), "{format:?} does not say {text}: {said}");
                }
            }
        }
    }
}

#[test]
fn where_nothing_was_nothing_is_said_of_it() {
    for (lang, heading) in [(Lang::Ja, "表の読み方"), (Lang::En, "Howthefileswereread")] {
        for format in FORMATS {
            assert!(said(&golden(lang), format).contains(heading) || format == Format::Sarif, "{format:?}");
            let mut report = golden(lang);
            report.run.reading.clear();
            let said = said(&report, format);
            assert!(!said.contains(heading) && !said.contains("血液型"), "{format:?}: {said}");
        }
    }
    let office = copy_of("sample-office");
    let report = run(&["check", text(office.path()), "--as-of", "2026-10-31", "--format", "json"]).json();
    let left_out: Vec<&str> = items(&report["run"], "reading").iter().map(|of| word(of, "kind")).collect();
    assert!(left_out.iter().all(|kind| *kind == "left-out"), "every header of it is known: {left_out:?}");
}

#[test]
fn a_report_ends_with_what_would_let_the_most_more_rules_be_judged() {
    let formats = [Format::Text, Format::Html, Format::Markdown, Format::Xlsx];
    for (lang, next) in [
        (Lang::Ja, "表「研修」を加えると、あと1件の規則を評価できます。"),
        (Lang::En, "addthetabletrainings,and1morerulecanbeassessed."),
    ] {
        for format in formats {
            let mut report = golden(lang);
            let text = said(&report, format);
            assert!(text.contains(next), "{format:?}: {text}");
            if matches!(format, Format::Text | Format::Markdown) {
                assert!(text.ends_with(next), "{format:?}: {text}");
            }
            report.next_step = None;
            assert!(!said(&report, format).contains(next), "{format:?}");
        }
    }
}

/// An office that says little: one office named by the accounts and nowhere else, groups without kind and leader, a pledge
/// under a header that only its cells explain, ids in small letters, a column and a file of its own.
fn office() -> tempfile::TempDir {
    files(&[
        (
            "staff.csv",
            "staff_id,name,office_id,status,role,血液型\n\
             S01,見本 一郎,みほん訪問看護,active,admin,A\nS02,架空 花子,みほん訪問看護,active,user,O\n",
        ),
        ("pledges.csv", "書いた人,form,signed_on\n見本 一郎,form1,2026-04-01\n架空 花子,form1,2026-04-01\n"),
        (
            "groups.csv",
            "group_id,name,patient_id,status,created_on\nG1,見本 ハル様,P1,active,2026-04-01\n\
             G2,連絡,,active,2026-04-01\n",
        ),
        (
            "memberships.csv",
            "group_id,staff_id,role,status\nG1,s01,leader,active\nG1,S02,member,active\nG2,S02,leader,active\n",
        ),
        ("献立.csv", "月,火,水\nカレー,うどん,煮魚\n"),
    ])
}

#[test]
fn a_report_says_on_what_it_rests_that_no_file_says() {
    let office = office();
    for more in [&[][..], &["--redact", "names"]] {
        let args = [&["check", text(office.path()), "--as-of", "2026-09-30", "--lang", "en", "--format", "json"], more];
        let ran = run(&args.concat());
        let report = ran.json();
        let reading = items(&report["run"], "reading");
        let of = |kind: &str| -> Vec<&Value> { reading.iter().filter(|of| word(of, "kind") == kind).collect() };
        let [assumed] = of("assumed")[..] else { panic!("{reading:?}") };
        assert_eq!(assumed["table"], "pledges");
        assert_eq!(assumed["settings"], serde_json::json!(["[tables.pledges.columns]", "staff = \"書いた人\""]));
        let inferred = of("inferred");
        let all: Vec<&str> = inferred.iter().map(|of| word(of, "said")).collect();
        for part in
            ["which offices are own", "1 with a patient", "1 without one", "2 groups without a leader", "staff: 1 id"]
        {
            assert!(all.iter().any(|said| said.contains(part)), "{part}: {all:?}");
        }
        assert_eq!(inferred.len(), 4, "{all:?}");
        let own = inferred[0]["settings"][0].as_str().expect("a line of settings");
        assert_eq!(own == "own = [\"みほん訪問看護\"]", more.is_empty(), "{own}");
        let left_out: Vec<&str> = of("left-out").iter().map(|of| word(of, "said")).collect();
        assert_eq!(left_out.len(), 2, "{left_out:?}");
        assert!(left_out.iter().any(|said| said.contains("血液型")), "{left_out:?}");
        assert!(left_out.iter().any(|said| said.contains("献立.csv")), "{left_out:?}");
    }
    // what the settings say is neither assumed nor inferred
    let settings = "own = [\"みほん訪問看護\"]\n[tables.pledges.columns]\nstaff = \"書いた人\"\n";
    std::fs::write(office.path().join("mcs-audit.toml"), settings).expect("written");
    let report = run(&["check", text(office.path()), "--as-of", "2026-09-30", "--format", "json"]).json();
    let kinds: Vec<&str> = items(&report["run"], "reading").iter().map(|of| word(of, "kind")).collect();
    assert_eq!(kinds, ["inferred", "inferred", "inferred", "left-out", "left-out"]);
}

#[test]
fn what_is_a_finding_is_not_told_twice() {
    // 退社 could be the last day of employment, which the roster lacks: that is asked
    let office = files(&[
        ("staff.csv", "staff_id,name,office_id,status\nS01,見本 一郎,O1,active\n"),
        ("offices.csv", "office_id,name\nO1,みほん訪問看護\n"),
        ("roster.csv", "staff,name,退職の有無,好きな色\nS01,見本 一郎,無,赤\n"),
    ]);
    let report = run(&["check", text(office.path()), "--as-of", "2026-09-30", "--format", "json"]).json();
    let asked = items(&report, "findings").iter().filter(|f| word(f, "rule") == "unused-column").count();
    let told: Vec<&str> = items(&report["run"], "reading").iter().map(|of| word(of, "said")).collect();
    assert!(told.iter().any(|said| said.contains("好きな色")), "{told:?}");
    assert_eq!(asked == 0, told.iter().any(|said| said.contains("退職の有無")), "{told:?}");
}
