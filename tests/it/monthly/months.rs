//! Month after month on the command line: audits that are kept and compared, gates on what is new, reports that can be
//! made again, and exceptions that are written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::{copy_with, text};
use crate::support::program::{Ran, program, run};

const DAY: &str = "2026-10-31";

fn command(arguments: &[&str]) -> Command {
    let mut command = program();
    command.args(arguments);
    command
}

/// A copy of the sample office, with these settings.
fn office(settings: &str) -> TempDir {
    copy_with("sample-office", settings)
}

/// Changes a table of the office.
fn change(dir: &TempDir, file: &str, from: &str, to: &str) {
    let path = dir.path().join(file);
    let text = fs::read_to_string(&path).expect("it is there");
    assert!(text.contains(from), "{file}: {from}");
    fs::write(path, text.replacen(from, to, 1)).expect("written");
}

fn kept(dir: &TempDir, day: &str) -> PathBuf {
    dir.path().join(format!("audits/{day}.json"))
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a report")).expect("JSON")
}

fn check(dir: &TempDir, day: &str, more: &[&str]) -> Ran {
    run(&[&["check", text(dir.path()), "--as-of", day, "--lang", "en"], more].concat())
}

const KEEP: &str = "history = \"audits\"\n";

/// The photo of S06 is missing, and that is the only finding of this rule.
const PHOTO: [&str; 4] = ["--only", "missing-photo", "--format", "jsonl"];

#[test]
fn every_audit_is_kept_and_compared_with_the_one_before() {
    let dir = office(KEEP);
    for day in ["2026-09-30", "2026-10-31"] {
        assert_eq!(check(&dir, day, &["--format", "jsonl"]).code, 1);
    }
    let (first, second) = (json(&kept(&dir, "2026-09-30")), json(&kept(&dir, "2026-10-31")));
    assert_eq!(first["comparison"], Value::Null);
    assert_eq!(second["comparison"]["as_of"], "2026-09-30");
    let states = second["findings"].as_array().expect("findings").iter().map(|f| f["change"]["state"].clone());
    assert!(states.clone().any(|s| s == "persisting") && states.clone().any(|s| s == "new"));
    assert!(second["findings"].as_array().expect("findings").iter().all(|f| f["change"]["since"].is_string()));
    // the same day again: the same report says nothing, another one is told
    let again = check(&dir, "2026-10-31", &["--format", "jsonl"]);
    assert!(!again.err.contains("replaced"), "{}", again.err);
    change(&dir, "staff.csv", "active", "suspended");
    let other = check(&dir, "2026-10-31", &["--format", "jsonl"]);
    assert!(other.err.contains("the audit of 2026-10-31 had been kept already"), "{}", other.err);
    // an earlier day cannot be put in between
    let between = check(&dir, "2026-10-15", &[]);
    assert_eq!(between.code, 2);
    assert!(between.err.contains("--no-history"), "{}", between.err);
    assert_eq!(check(&dir, "2026-10-15", &["--no-history", "--format", "jsonl"]).code, 1);
    let whole = run(&["verify", "--history", text(&dir.path().join("audits")), "--lang", "en"]);
    assert_eq!(whole.code, 0, "{}{}", whole.out, whole.err);
    assert!(whole.out.starts_with("2 audits in an unbroken chain"), "{}", whole.out);
}

#[test]
fn a_gate_can_ask_for_what_is_new_only() {
    let dir = office(KEEP);
    let gate = |day: &str| check(&dir, day, &[&PHOTO[..], &["--fail-on", "new:low"]].concat()).code;
    // the input has findings of its own, which are as new as the rest
    assert_eq!(gate("2026-09-30"), 1, "all is new in the first audit");
    assert_eq!(gate("2026-10-30"), 0, "nothing is new, though it is still there");
    change(&dir, "staff.csv", "S05", "S05x");
    assert_eq!(gate("2026-10-31"), 1, "an id that names nobody is new");
    // without an audit to compare with nobody can say what is new
    let nothing = office("");
    let ran = check(&nothing, DAY, &["--fail-on", "new:high"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("--since FILE"), "{}", ran.err);
    for earlier in ["absent.json", "staff.csv"] {
        let ran = check(&nothing, DAY, &["--since", text(&nothing.path().join(earlier))]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{earlier}");
        assert!(ran.err.contains(earlier), "{}", ran.err);
    }
    // nor where the last one that was kept cannot be read
    fs::write(kept(&dir, "2026-10-31"), "{").expect("written");
    let ran = check(&dir, "2026-11-30", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("2026-10-31.json"), "{}", ran.err);
}

#[test]
fn an_exception_that_is_taken_out_or_runs_out_opens_its_finding_again() {
    let dir = office(KEEP);
    let waivers = |until: &str| {
        let waiver = "[[waiver]]\nrule = \"missing-photo\"\nkey = \"S06\"\nreason = \"産休中\"\nrequested_by = \"見本 一郎\"\n\
                      approved_by = \"架空 花子\"\napproved_on = 2026-08-01\n";
        fs::write(dir.path().join("waivers.toml"), format!("{waiver}expires_on = {until}\n")).expect("written");
    };
    let gate = |day: &str| {
        let ran = check(&dir, day, &["--only", "missing-photo", "--format", "text", "--fail-on", "new:low"]);
        let report = json(&kept(&dir, day));
        let findings = report["findings"].as_array().expect("findings");
        let photo = findings.iter().find(|f| f["rule"] == "missing-photo").expect("a finding");
        let stands = ["state", "since", "audits"].map(|name| photo["change"][name].clone());
        (ran, photo["status"].clone(), stands)
    };
    waivers("2027-03-31");
    gate("2026-08-31");
    let (ran, status, _) = gate("2026-09-30");
    assert_eq!((ran.code, status), (0, "waived".into()), "{}", ran.err);
    // the file is gone: nothing tells of that but the finding itself
    fs::remove_file(dir.path().join("waivers.toml")).expect("removed");
    let (ran, status, stands) = gate("2026-10-31");
    assert_eq!((ran.code, status), (1, "open".into()), "{}", ran.err);
    assert_eq!(stands, ["reopened".into(), "2026-08-31".into(), Value::from(3)], "it was there all the time");
    let fresh = ran.out.split("New and reopened findings").nth(1).expect("it comes first");
    let fresh = fresh.split("Persisting and waived findings").next().expect("a part");
    assert!(fresh.contains("S06") && fresh.contains("reopened (no longer"), "{fresh}");
    // next month it is no news, until another waiver has come and gone
    assert_eq!(gate("2026-11-30").2[0], "persisting");
    waivers("2026-12-31");
    let (ran, status, stands) = gate("2026-12-31");
    assert_eq!((ran.code, status, &stands[0]), (0, "waived".into(), &"persisting".into()), "{}", ran.err);
    let (ran, status, stands) = gate("2027-01-31");
    assert_eq!((ran.code, status, &stands[0]), (1, "open".into(), &"reopened".into()), "{}", ran.err);
}

#[test]
fn an_audit_is_not_compared_with_that_of_another_office() {
    let dir = office("history = \"audits\"\noffice = \"見本訪問看護ステーション\"\n");
    assert_eq!(check(&dir, "2026-09-30", &PHOTO).code, 1);
    for (office, code) in [("架空クリニック", 2), ("見本訪問看護 ステーション", 0)] {
        fs::write(dir.path().join("mcs-audit.toml"), format!("history = \"audits\"\noffice = \"{office}\"\n"))
            .expect("written");
        let ran = check(&dir, DAY, &[&PHOTO[..], &["--fail-on", "new:critical"]].concat());
        assert_eq!(ran.code, code, "{office}: {}", ran.err);
        assert_eq!(ran.err.contains("見本訪問看護ステーション") && ran.err.contains(office), code == 2, "{}", ran.err);
    }
}

#[test]
fn what_stands_too_long_counts_as_graver() {
    let dir = office(
        "history = \"audits\"\nescalate-after = \"2 audits\"\n[rules.missing-photo]\nescalate-after = \"1 audit\"\n",
    );
    let severity = |day: &str, rule: &str| {
        check(&dir, day, &["--format", "jsonl"]);
        let report = json(&kept(&dir, day));
        let finding = report["findings"].as_array().expect("findings").iter().find(|f| f["rule"] == rule).cloned();
        let finding = finding.expect("a finding");
        (finding["severity"].clone(), finding["raised_from"].clone())
    };
    let said = |day: &str| (severity(day, "missing-photo"), severity(day, "single-admin"));
    let low = (Value::from("low"), Value::Null);
    let raised = (Value::from("medium"), Value::from("low"));
    assert_eq!(said("2026-08-31"), (low.clone(), low.clone()));
    assert_eq!(said("2026-09-30"), (raised.clone(), low));
    assert_eq!(said("2026-10-31"), (raised.clone(), raised));
}

#[test]
fn a_report_can_be_made_again_to_the_byte_or_what_differs_is_told() {
    let dir = office(KEEP);
    for day in ["2026-09-30", "2026-10-31"] {
        check(&dir, day, &["--format", "jsonl", "--skip", "single-admin"]);
    }
    let report = kept(&dir, DAY);
    let verify = || run(&["verify", text(&report), text(dir.path()), "--lang", "en"]);
    let ran = verify();
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("byte for byte"), "{}", ran.out);
    let bytes = fs::read(&report).expect("a report");
    // one byte anywhere is found out
    for place in (0..bytes.len()).step_by(bytes.len() / 40) {
        let mut changed = bytes.clone();
        changed[place] = if changed[place] == b'1' { b'2' } else { b'1' };
        fs::write(&report, &changed).expect("written");
        assert_ne!(verify().code, 0, "byte {place} of {}", char::from(bytes[place]));
    }
    fs::write(&report, String::from_utf8(bytes.clone()).expect("UTF-8").replacen("\"critical\"", "\"low\"", 1))
        .expect("written");
    let ran = verify();
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("it was changed after it was made (first at findings["), "{}", ran.out);
    fs::write(&report, &bytes).expect("written");
    // another input, another setting, an input that is gone
    change(&dir, "patients.csv", "active", "ended");
    let ran = verify();
    assert!(ran.code == 1 && ran.out.contains("the input patients.csv: its content is another"), "{}", ran.out);
    change(&dir, "patients.csv", "ended", "active");
    fs::write(dir.path().join("mcs-audit.toml"), "history = \"audits\"\nfail-on = \"high\"\n").expect("written");
    let ran = verify();
    assert!(ran.code == 1 && ran.out.contains("the settings mcs-audit.toml"), "{}", ran.out);
    fs::write(dir.path().join("mcs-audit.toml"), KEEP).expect("written");
    fs::remove_file(dir.path().join("posts.csv")).expect("removed");
    let ran = verify();
    assert!(ran.code == 1 && ran.out.contains("the input posts.csv: it is gone"), "{}", ran.out);
    // without the report that it was compared with nothing can be said
    fs::remove_file(kept(&dir, "2026-09-30")).expect("removed");
    let ran = verify();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("2026-09-30"), "{}", ran.err);
}

#[test]
fn an_exception_is_written_so_that_it_counts_or_not_at_all() {
    let dir = office("");
    let waive = |id: &str, by: &str, until: &str| {
        let place = text(dir.path()).to_owned();
        run(&[
            "waive",
            id,
            &place,
            "--as-of",
            DAY,
            "--lang",
            "en",
            "--reason",
            "産休中 \"x\"",
            "--requested-by",
            "見本 一郎",
            "--approved-by",
            by,
            "--until",
            until,
        ])
    };
    let file = dir.path().join("waivers.toml");
    // no such finding, one pair of eyes, too long, over: nothing is written
    for (id, by, until, said) in [
        ("missing-photo:S99", "架空 花子", "2027-03-31", "there is no finding"),
        ("missing-photo:S06", "見本　一郎", "2027-03-31", "the same person approved it"),
        ("missing-photo:S06", "架空 花子", "2028-03-31", "more than 366 days"),
        ("missing-photo:S06", "架空 花子", "2026-10-30", "ends before it was approved"),
    ] {
        let ran = waive(id, by, until);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{id} {by} {until}");
        assert!(ran.err.contains(said), "{}", ran.err);
        assert!(!file.exists(), "{id} {by} {until}");
    }
    let ran = waive("missing-photo:S06", "架空 花子", "2027-03-31");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let report: Vec<Value> =
        check(&dir, DAY, &PHOTO).out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let photo = report.iter().find(|l| l["type"] == "finding" && l["rule"] == "missing-photo").expect("a finding");
    assert_eq!((&photo["status"], &photo["waived"]["reason"]), (&"waived".into(), &"産休中 \"x\"".into()));
    // a second one is added behind the first, by the id of its finding
    let other = report.iter().find(|l| l["type"] == "finding" && l["rule"] == "unreadable-value").expect("a finding");
    let before = fs::read_to_string(&file).expect("it is there");
    assert_eq!(waive(other["id"].as_str().expect("an id"), "架空 花子", "2026-11-30").code, 0);
    let both = fs::read_to_string(&file).expect("it is there");
    assert!(both.starts_with(&before) && both.matches("[[waiver]]").count() == 2, "{both}");
    assert!(waive("missing-photo:S06", "架空 花子", "2027-03-31").err.contains("waived already"));
    // it is written as the file is: its name for waivers, its line ends, also below a last line without one, and below a mere note
    let other = "rule = \"single-admin\"\nkey = \"O9\"\nreason = \"x\"\nrequested_by = \"a\"\napproved_by = \"b\"\n\
                 approved_on = 2026-10-01\nexpires_on = 2026-12-31";
    for (before, after) in [
        ("# 例外承認はここに書く\n".to_owned(), "\n[[waiver]]\nrule = \"missing-photo\"\n"),
        (format!("[[waivers]]\n{other}"), "\n\n[[waivers]]\nrule = \"missing-photo\"\n"),
        (
            format!("\u{feff}[[waiver]]\n{other}\n").replace('\n', "\r\n"),
            "\r\n[[waiver]]\r\nrule = \"missing-photo\"\r\n",
        ),
    ] {
        fs::write(&file, &before).expect("written");
        let ran = waive("missing-photo:S06", "架空 花子", "2027-03-31");
        assert_eq!(ran.code, 0, "{before:?}: {}", ran.err);
        let written = fs::read_to_string(&file).expect("it is there");
        let added = written.strip_prefix(&before).expect("what was there stays");
        assert!(added.starts_with(after), "{added:?}");
        assert_eq!(written.contains("\r\n"), before.contains("\r\n"));
        assert_eq!(
            written.matches("\r\n").count() % written.matches('\n').count(),
            0,
            "all lines end alike: {written:?}"
        );
    }
    // two names for waivers in one file: neither is passed over in silence
    fs::write(&file, format!("[[waivers]]\n{other}\n[[waiver]]\n{other}\n")).expect("written");
    let ran = check(&dir, DAY, &PHOTO);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("waivers.toml") && ran.err.contains("\"waiver\""), "{}", ran.err);
    // a file in another encoding is read, and not added to
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode("# 例外承認\n");
    fs::write(&file, &cp932).expect("written");
    let ran = waive("missing-photo:S06", "架空 花子", "2027-03-31");
    assert_eq!((ran.code, fs::read(&file).expect("it is there")), (2, cp932.to_vec()));
    assert!(ran.err.contains("not UTF-8"), "{}", ran.err);
    fs::remove_file(&file).expect("removed");
    let header = "rule,key,reason,requested_by,approved_by,approved_on,expires_on\n";
    // what is lacking is shown where it is lacking
    fs::write(dir.path().join("例外承認.csv"), format!("{header}missing-photo,S06,,a,b,2026-10-01,2026-12-31\n"))
        .expect("written");
    let report: Vec<Value> =
        check(&dir, DAY, &PHOTO).out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let improper = report.iter().find(|l| l["type"] == "finding" && l["rule"] == "improper-waiver").expect("a finding");
    let place = &improper["evidence"][0];
    assert_eq!(
        (&place["file"], &place["line"], &place["column"]),
        (&"例外承認.csv".into(), &2.into(), &"reason".into())
    );
}

#[test]
fn two_runs_at_a_time_leave_a_history_that_is_whole() {
    let dir = office(KEEP);
    assert_eq!(check(&dir, "2026-09-30", &["--format", "jsonl"]).code, 1);
    let start = || {
        command(&["check", text(dir.path()), "--as-of", DAY, "--format", "jsonl"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts")
    };
    let mut runs: Vec<_> = (0..8).map(|_| start()).collect();
    let codes: Vec<i32> = runs.iter_mut().map(|run| run.wait().expect("it ends").code().expect("a code")).collect();
    // whoever finds the folder in use says so; all others kept the same report
    assert!(codes.iter().all(|code| [1, 2].contains(code)) && codes.contains(&1), "{codes:?}");
    let ran = run(&["verify", "--history", text(&dir.path().join("audits"))]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_the_history_readable() {
    let dir = office(KEEP);
    assert_eq!(check(&dir, "2026-08-31", &["--format", "jsonl"]).code, 1);
    for moment in 0..40_u64 {
        let mut run = command(&["check", text(dir.path()), "--as-of", DAY, "--format", "jsonl"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_millis(moment * 4));
        // it may have ended by itself
        let _ = run.kill();
        run.wait().expect("it ends");
    }
    let ran = run(&["verify", "--history", text(&dir.path().join("audits"))]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(check(&dir, DAY, &["--format", "jsonl"]).code, 1, "and the next audit goes on");
    let ran = run(&["verify", text(&kept(&dir, DAY)), text(dir.path())]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}
