//! A run that is broken off leaves nothing behind, and two runs do not mix what they write.
#![cfg(unix)]

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::folder::{bytes, copy_of, fixture, new_folder, text};
use crate::support::program::{PROGRAM, program, run};

const DAY: &str = "2026-10-31";

/// A folder with a pipe: whoever writes to it waits until somebody reads.
fn with_pipe() -> (TempDir, PathBuf) {
    let dir = new_folder();
    let pipe = dir.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    (dir, pipe)
}

/// The arguments of an audit that has written its drafts, and then waits for a reader of the pipe.
fn waiting(dir: &Path, pipe: &Path) -> Vec<String> {
    let office = fixture("sample-office");
    let formats = [
        format!("csv={}", text(&dir.join("report.csv"))),
        format!("html={}", text(&dir.join("report.html"))),
        format!("json={}", text(pipe)),
    ];
    let mut arguments: Vec<String> = ["check", text(&office), "--as-of", DAY, "--exit-zero"].map(str::to_owned).into();
    formats.into_iter().for_each(|format| arguments.extend(["--format".to_owned(), format]));
    arguments
}

fn start(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
}

fn drafts(dir: &Path) -> usize {
    bytes(dir).keys().filter(|name| name.starts_with(".mcs-audit-")).count()
}

fn files(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn wait_until(is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it takes too long");
        thread::sleep(Duration::from_millis(10));
    }
}

/// How many drafts there are, without looking into the pipe.
fn has_drafts(dir: &Path) -> bool {
    files(dir).iter().filter(|name| name.starts_with(".mcs-audit-")).count() == 2
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

/// How a run ends, which must not take long.
fn ended(mut child: Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("it can be asked") {
            return status;
        }
        if begun.elapsed() > Duration::from_secs(60) {
            child.kill().expect("it is killed");
            child.wait().expect("it ends");
            panic!("it goes on");
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// Whether a signal is ignored here, and so by what is started here: a shell without job control has what it starts in the
/// background ignore an interrupt.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).map(str::trim);
    let mask = mask.and_then(|mask| u64::from_str_radix(mask, 16).ok()).unwrap_or_default();
    mask >> (signal - 1) & 1 == 1
}

#[test]
fn whoever_ends_a_run_ends_its_drafts_too() {
    for (signal, number) in [("-INT", 2), ("-TERM", 15), ("-HUP", 1)] {
        if number != 15 && is_ignored(number) {
            continue;
        }
        let (dir, pipe) = with_pipe();
        let child = start(program().args(waiting(dir.path(), &pipe)));
        wait_until(|| has_drafts(dir.path()));
        send(signal, &child);
        assert_eq!(ended(child).signal(), Some(number), "it ends as any program does that is ended so");
        assert_eq!(files(dir.path()), ["pipe"], "{signal}");
    }
}

#[test]
fn a_run_that_was_started_to_outlive_its_terminal_does() {
    let (dir, pipe) = with_pipe();
    let script = "trap '' HUP; exec \"$@\"";
    let mut child = start(
        Command::new("sh").args(["-c", script, "sh", PROGRAM]).args(waiting(dir.path(), &pipe)).env_remove("LANG"),
    );
    wait_until(|| has_drafts(dir.path()));
    send("-HUP", &child);
    thread::sleep(Duration::from_millis(200));
    assert!(!fs::read(&pipe).expect("a reader").is_empty());
    assert!(child.wait().expect("it ends").success());
    assert_eq!(files(dir.path()), ["pipe", "report.csv", "report.html"]);
}

#[test]
fn of_two_runs_that_write_the_same_files_one_waits() {
    let (dir, pipe) = with_pipe();
    let mut first = start(program().args(waiting(dir.path(), &pipe)));
    wait_until(|| has_drafts(dir.path()));
    let office = fixture("sample-office");
    let csv = format!("csv={}", text(&dir.path().join("report.csv")));
    let arguments = ["check", text(&office), "--as-of", DAY, "--exit-zero", "--format", &csv, "--lang", "en"];
    let mut second = start(program().args(arguments));
    thread::sleep(Duration::from_millis(500));
    assert!(second.try_wait().expect("it can be asked").is_none(), "it waits");
    assert!(!dir.path().join("report.csv").exists());
    assert!(!fs::read(&pipe).expect("a reader").is_empty());
    assert!(first.wait().expect("it ends").success() && second.wait().expect("it ends").success());
    fs::remove_file(&pipe).expect("removed");
    assert_eq!((files(dir.path()), drafts(dir.path())), (vec!["report.csv".to_owned(), "report.html".to_owned()], 0));
}

#[test]
fn an_audit_is_kept_together_with_its_reports_or_not_at_all() {
    let dir = copy_of("sample-office");
    fs::write(dir.path().join("mcs-audit.toml"), "history = \"audits\"\n").expect("written");
    let month = dir.path().join(format!("audits/{DAY}.json"));
    let check = |format: &str| {
        run(&["check", text(dir.path()), "--as-of", DAY, "--exit-zero", "--format", format, "--format", "text"]).code
    };
    assert_eq!(check("csv=/dev/full"), 2);
    assert!(!month.exists(), "the report could not be written");
    fs::create_dir_all(dir.path().join("audits")).expect("made");
    let beside = format!("json={}", text(&dir.path().join("audits/report.json")));
    assert_eq!(check(&beside), 0, "the folder of audits may hold reports too");
    assert_eq!(fs::read(&month).expect("kept"), fs::read(dir.path().join("audits/report.json")).expect("written"));
}
