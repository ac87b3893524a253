//! What is too large, has no end or is no file is refused before it is read, with what to do.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::folder::{copy_of, new_folder, text};
use crate::support::program::{Ran, program};

const DAY: &str = "2026-10-31";

/// No refusal takes so long, on whatever machine.
const LONGEST: Duration = Duration::from_secs(20);

/// Runs it, and ends it if it does not end by itself.
fn run(arguments: &[&str]) -> Ran {
    let mut command = program();
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (mut child, begun) = (command.spawn().expect("it starts"), Instant::now());
    // what is said is read while it runs: a pipe that is full would hold it up
    let mut out = child.stdout.take().expect("a pipe");
    let out = thread::spawn(move || io::read_to_string(&mut out).expect("UTF-8"));
    while child.try_wait().expect("it can be waited for").is_none() {
        if begun.elapsed() > LONGEST {
            child.kill().expect("it ends");
            panic!("it takes too long: {arguments:?}");
        }
        thread::sleep(Duration::from_millis(20));
    }
    let ran = Ran::of(child.wait_with_output().expect("it has ended"));
    Ran { out: out.join().expect("no panic"), ..ran }
}

/// It is refused in both languages, with these words.
fn assert_refused(arguments: &[&str], said: [&str; 2]) {
    for (lang, said) in ["ja", "en"].into_iter().zip(said) {
        let ran = run(&[arguments, &["--lang", lang]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
    }
}

/// A file that begins with a text, and takes no room for the zeros behind it.
fn sparse(path: &Path, begin: &str, bytes: u64) {
    let mut file = File::create(path).expect("made");
    file.write_all(begin.as_bytes()).expect("written");
    file.set_len(bytes).expect("made longer");
}

const HEADER: &str = "staff_id,name,status\nS1,見本 花子,active\n";

#[test]
fn a_workbook_of_gigabytes_is_refused_by_its_size() {
    for name in ["staff.xlsx", "staff.xls", "staff.ods"] {
        let dir = new_folder();
        sparse(&dir.path().join(name), "PK\u{3}\u{4}", 3 << 30);
        assert_refused(&["check", text(dir.path()), "--as-of", DAY], ["100 MB", "100 MB"]);
    }
}

#[test]
fn a_text_that_is_filled_up_with_zeros_is_refused() {
    for begin in [HEADER.to_owned(), HEADER.trim_end().to_owned(), HEADER.repeat(40_000)] {
        let dir = new_folder();
        sparse(&dir.path().join("staff.csv"), &begin, 3 << 30);
        assert_refused(&["check", text(dir.path()), "--as-of", DAY], ["0)が続いています", "zero bytes"]);
    }
    // and where something stands behind them
    let dir = new_folder();
    let path = dir.path().join("staff.csv");
    sparse(&path, &HEADER.repeat(40_000), 3 << 30);
    let mut file = File::options().append(true).open(&path).expect("it is there");
    file.write_all(HEADER.as_bytes()).expect("written");
    assert_refused(&["check", text(dir.path()), "--as-of", DAY], ["0)が続いています", "zero bytes"]);
}

#[test]
fn zeros_that_fill_a_block_are_no_text_and_no_harm() {
    let dir = new_folder();
    sparse(&dir.path().join("staff.csv"), HEADER, 4_096);
    assert_eq!(run(&["inputs", text(dir.path()), "--as-of", DAY, "--lang", "en"]).code, 0);
}

#[test]
fn a_line_without_end_is_refused() {
    let dir = new_folder();
    let line = "見本".repeat(4 << 20);
    fs::write(dir.path().join("staff.csv"), format!("staff_id,name{line}\n")).expect("written");
    assert_refused(&["check", text(dir.path()), "--as-of", DAY], ["16 MB を超える行", "a row of more than 16 MB"]);
    fs::write(dir.path().join("staff.csv"), format!("{HEADER}S2,{line},active\n")).expect("written");
    assert_refused(&["check", text(dir.path()), "--as-of", DAY], ["16 MB を超える行", "a row of more than 16 MB"]);
}

#[test]
fn so_many_threads_are_refused_by_their_number() {
    for threads in ["20000", "1025", "0"] {
        assert_refused(&["check", ".", "--threads", threads], ["--threads", "--threads"]);
    }
}

#[test]
fn settings_and_keys_of_gigabytes_are_refused() {
    let dir = copy_of("sample-office");
    let large = dir.path().join("large.bin");
    sparse(&large, "a", 3 << 30);
    for option in [&["--config"][..], &["--redact", "names", "--redact-key"]] {
        let arguments = [&["check", text(dir.path()), "--as-of", DAY], option, &[text(&large)]].concat();
        assert_refused(&arguments, ["大きすぎる", "too large"]);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    let (dir, other) = (copy_of("sample-office"), new_folder());
    let pipe = other.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    let office = text(dir.path());
    for place in [text(&pipe), text(other.path()), "/dev/zero"] {
        for arguments in [
            &["check", office, "--as-of", DAY, "--config", place][..],
            &["check", office, "--as-of", DAY, "--redact", "names", "--redact-key", place],
            &["check", office, "--as-of", DAY, "--since", place],
            &["report", place],
            &["verify", place],
            &["diff", place, place],
        ] {
            assert_refused(arguments, ["ファイルではない", "a pipe or a device"]);
        }
    }
    for name in ["mcs-audit.toml", "mcs-audit.key", "waivers.toml"] {
        let dir = copy_of("sample-office");
        let made = Command::new("mkfifo").arg(dir.path().join(name)).status().expect("mkfifo runs");
        assert!(made.success());
        run(&["check", text(dir.path()), "--as-of", DAY, "--redact", "names"]);
        let why = ["--requested-by", "見本 一郎", "--approved-by", "架空 花子", "--until", "2027-03-31"];
        let what = ["waive", "missing-photo:S06", text(dir.path()), "--as-of", DAY, "--reason", "産休中"];
        assert_eq!(run(&[&what[..], &why].concat()).code, if name == "mcs-audit.key" { 0 } else { 2 }, "{name}");
    }
    let policy = new_folder();
    assert!(Command::new("mkfifo").arg(policy.path().join("rule.toml")).status().expect("mkfifo runs").success());
    assert_eq!(run(&["rules", "--policy", text(policy.path())]).code, 2);
}

#[test]
fn a_file_under_the_name_of_a_month_is_replaced_only_if_it_is_a_report() {
    let dir = copy_of("sample-office");
    fs::write(dir.path().join("mcs-audit.toml"), "history = \"audits\"\n").expect("written");
    let month = dir.path().join(format!("audits/{DAY}.json"));
    fs::create_dir(dir.path().join("audits")).expect("made");
    for foreign in ["{\"見積\": 3}", "", "[1, 2"] {
        fs::write(&month, foreign).expect("written");
        let arguments = ["check", text(dir.path()), "--as-of", DAY];
        assert_refused(&arguments, ["上書きしません", "is not replaced"]);
        assert_eq!(fs::read_to_string(&month).expect("it is there"), foreign);
    }
    fs::remove_file(&month).expect("removed");
    let keep = || run(&["check", text(dir.path()), "--as-of", DAY, "--exit-zero", "--lang", "en"]).code;
    assert_eq!((keep(), keep()), (0, 0), "one of ours is replaced");
}
