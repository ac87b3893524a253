//! An audit that nobody starts: it is silent where all is well, needs nothing of its surroundings, and the examples of how to
//! start it are right.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mcs_audit::base::lock::Lock;
use mcs_audit::history::chain;
use quick_xml::events::Event;
use tempfile::TempDir;

use crate::support::folder::{new_folder, root};
use crate::support::program::{PROGRAM, Ran, program, run_at};

/// The day of the fixture `well-kept`.
const DAY: &str = "2026-09-30";

/// A copy of the office without any finding, which keeps its audits; a file beside its tables is no table, and is told of.
fn office() -> TempDir {
    let dir = new_folder();
    for entry in fs::read_dir(root().join("fixtures/well-kept")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "csv") {
            fs::copy(&path, dir.path().join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
    fs::write(dir.path().join("mcs-audit.toml"), "history = \"audits\"\n").expect("written");
    fs::write(dir.path().join("メモ.csv"), "買う物,数\n付箋,3\n").expect("written");
    dir
}

/// Takes the photo of one person away, which is a finding.
fn break_a_rule(dir: &TempDir) {
    let path = dir.path().join("staff.csv");
    let text = fs::read_to_string(&path).expect("a file");
    let row = text.lines().find(|line| line.starts_with("S03,")).expect("a row");
    let broken = row.replacen(",yes,", ",no,", 1);
    assert_ne!(row, broken);
    fs::write(&path, text.replace(row, &broken)).expect("written");
}

fn check(dir: &TempDir, more: &[&str]) -> Ran {
    run_at(dir.path(), &[&["check", ".", "--as-of", DAY, "--lang", "ja"], more].concat())
}

#[test]
fn a_run_that_went_well_is_silent_and_writes_its_files() {
    let dir = office();
    let Ran { code, out, err } = check(&dir, &["--no-history"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(!out.is_empty() && err.contains("メモ.csv"), "there is something to be silent about: {err}");
    for more in [&["--format", "json=report.json"][..], &["--format", "json=report.json", "--format", "text"]] {
        let quiet = check(&dir, &[&["--quiet"], more].concat());
        assert_eq!((quiet.code, quiet.out + &quiet.err), (0, String::new()), "{more:?}");
        let written = fs::read(dir.path().join("report.json")).expect("it was written");
        let kept = fs::read(dir.path().join(format!("audits/{DAY}.json"))).expect("it was kept");
        assert_eq!(written, kept);
        fs::remove_file(dir.path().join("report.json")).expect("removed");
    }
    // what is told when a month is replaced is no reason to speak either
    break_a_rule(&dir);
    let quiet = check(&dir, &["--quiet", "--exit-zero"]);
    assert_eq!((quiet.code, quiet.out + &quiet.err), (0, String::new()));
}

#[test]
fn a_run_that_did_not_go_well_says_all_that_it_would_have_said() {
    let dir = office();
    break_a_rule(&dir);
    fs::create_dir(dir.path().join("taken")).expect("a folder where a report would be");
    for (code, more) in [
        (1, &["--fail-on", "low"][..]),
        (1, &["--fail-on", "low", "--format", "jsonl"]),
        (2, &["--format", "text=taken"]),
        (2, &["--policy", "nowhere"]),
    ] {
        let arguments = [more, &["--no-history"]].concat();
        let said = check(&dir, &arguments);
        assert_eq!(said.code, code, "{more:?}");
        assert!(!said.err.is_empty(), "{more:?}");
        assert_eq!(check(&dir, &[&arguments[..], &["--quiet"]].concat()), said, "{more:?}");
    }
    fs::remove_file(dir.path().join("roster.csv")).expect("removed");
    let said = check(&dir, &["--no-history"]);
    assert_eq!(said.code, 3);
    assert_eq!(check(&dir, &["--no-history", "--quiet"]), said);
}

/// How many files there are in a folder, but for the lock where a folder itself cannot be locked.
fn reports_in(folder: &Path) -> usize {
    let names = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    names.filter(|name| cfg!(unix) || name != ".mcs-audit.lock").count()
}

#[test]
fn two_runs_do_not_write_one_folder_of_reports() {
    let dir = office();
    let reports = dir.path().join("reports");
    chain::make_folder(&reports).expect("made");
    let held = Lock::hold(&reports).expect("free");
    let audit = || check(&dir, &["--no-history", "--out-dir", "reports", "--format", "html", "--format", "csv"]);
    let Ran { code, out, err } = audit();
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("reports には別の mcs-audit が書き込んでいます"), "{err}");
    assert_eq!(reports_in(&reports), 0);
    drop(held);
    assert_eq!(audit().code, 0);
    assert_eq!(reports_in(&reports), 2);
}

#[test]
fn it_needs_nothing_of_its_surroundings() {
    let (dir, elsewhere) = (office(), new_folder());
    let mut still = elsewhere.path().metadata().expect("a folder").permissions();
    still.set_readonly(true);
    fs::set_permissions(elsewhere.path(), still).expect("set");
    let path = dir.path().to_str().expect("UTF-8");
    let mut command = program();
    command.args(["check", path, "--as-of", DAY]).env_clear().current_dir(elsewhere.path()).stdin(Stdio::null());
    let Ran { code, out, err } = Ran::once(&mut command);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("基準日"), "without a locale it is Japanese: {out}");
    assert!(dir.path().join(format!("audits/{DAY}.json")).exists());
    assert_eq!(
        fs::read_dir(elsewhere.path()).expect("a folder").count(),
        0,
        "nothing was written where it was started"
    );
}

/// The examples, each with its text.
fn examples() -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root().join("examples")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).expect("UTF-8");
                found.insert(path.strip_prefix(root()).expect("in it").to_owned(), text);
            }
        }
    }
    found
}

/// The one line of an example that starts an audit, from the program on, with the folders of a try in the place of its own.
fn command(example: &str, folders: &[(&str, &Path)]) -> String {
    let text = &examples()[Path::new(example)];
    let starts = |line: &&str| line.contains(" check ") && !line.trim_start().starts_with(['#', '|']);
    let lines: Vec<&str> = text.lines().filter(starts).collect();
    assert_eq!(lines.len(), 1, "{example}: {lines:?}");
    folders.iter().fold(lines[0].to_owned(), |line, (from, to)| {
        assert!(line.contains(from), "{example}: {from}");
        line.replace(from, to.to_str().expect("UTF-8"))
    })
}

/// Runs an example over the office as it is, and with a finding, and looks for the files that it writes.
#[cfg(unix)]
fn try_example(line: impl Fn(&Path) -> String, prints: bool, files: &[&str]) {
    let dir = office();
    fs::create_dir(dir.path().join("reports")).expect("a folder");
    for (code, is_broken) in [(0, false), (1, true)] {
        if is_broken {
            // an account without a pledge is of high severity
            let path = dir.path().join("pledges.csv");
            let text = fs::read_to_string(&path).expect("a file");
            let rest: Vec<&str> = text.lines().filter(|l| !l.starts_with("S03,")).collect();
            assert!(rest.len() < text.lines().count());
            fs::write(&path, rest.join("\n") + "\n").expect("written");
        }
        let line = format!("{} --as-of {DAY}", line(dir.path()));
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &line]).env_clear().current_dir(dir.path()).stdin(Stdio::null());
        let Ran { code: found, out, err } = Ran::once(&mut shell);
        assert_eq!(found, code, "{line}\n{out}{err}");
        assert_eq!(!out.is_empty(), prints && code > 0, "{line}\n{out}");
        assert_eq!(err.is_empty(), code == 0, "{err}");
        for file in files {
            fs::remove_file(dir.path().join(file)).unwrap_or_else(|e| panic!("{line}: {file}: {e}"));
        }
        assert!(dir.path().join(format!("audits/{DAY}.json")).exists());
    }
}

#[cfg(unix)]
#[test]
fn the_examples_run() {
    let program = Path::new(PROGRAM);
    let service = |dir: &Path| {
        let line =
            command("examples/systemd/mcs-audit.service", &[("/usr/local/bin/mcs-audit", program), ("/srv/mcs", dir)]);
        line.strip_prefix("ExecStart=").expect("a command").to_owned()
    };
    let dated = ["txt", "xlsx"].map(|extension| format!("reports/mcs-audit-{DAY}.{extension}"));
    try_example(service, false, &dated.each_ref().map(String::as_str));
    let cron = |dir: &Path| {
        let line = command("examples/cron/mcs-audit.cron", &[("/usr/local/bin/mcs-audit", program), ("/srv/mcs", dir)]);
        assert!(!line.contains('%'), "a per cent sign ends the command of a crontab");
        line.splitn(6, ' ').nth(5).expect("a command behind the five fields").to_owned()
    };
    try_example(cron, true, &["reports/mcs-audit.xlsx"]);
    let workflow = |dir: &Path| {
        let line = command("examples/github/mcs-audit.yml", &[]);
        let (_, arguments) = line.split_once("run: mcs-audit check mcs ").expect("a step");
        format!("{PROGRAM} check {} {arguments}", dir.display())
    };
    try_example(workflow, true, &["mcs-audit.sarif"]);
}

#[test]
fn the_examples_use_only_options_that_there_are() {
    let help = run_at(root(), &["check", "--help"]).out;
    let mut seen = 0;
    for (path, text) in examples().iter().filter(|(path, _)| path.extension().is_some_and(|e| e != "md" && e != "xml"))
    {
        for line in text.lines().filter(|l| l.contains(" check ")) {
            for option in line.split([' ', '"']).filter(|w| w.starts_with("--")) {
                assert!(help.contains(option), "{}: {option}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen >= 12, "{seen}");
}

/// The texts of an XML file by the path of their elements, and the elements that are empty.
fn elements(xml: &str) -> BTreeMap<String, String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut path, mut found): (Vec<String>, BTreeMap<String, String>) = (Vec::new(), BTreeMap::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(tag) => path.push(tag.name().as_ref().to_owned()),
            Event::Empty(tag) => {
                drop(found.insert(format!("{}/{}", path.join("/"), tag.name().as_ref()), String::new()));
            }
            Event::Text(text) => found.entry(path.join("/")).or_default().push_str(text.trim()),
            Event::End(_) => drop(path.pop().expect("something is open")),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty());
    found
}

#[test]
fn the_task_of_windows_runs_the_command_file_each_month_also_where_the_computer_was_off() {
    let examples = examples();
    let text = |name: &str| examples[&Path::new("examples/windows").join(name)].as_str();
    let task = text("mcs-audit-task.xml");
    // the scheduler takes a file that names an encoding for UTF-16
    assert!(task.is_ascii() && task.starts_with("<?xml version=\"1.0\"?>\r\n"));
    assert!(task.contains("<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">"));
    let elements = elements(task);
    let trigger = "Task/Triggers/CalendarTrigger";
    for (element, value) in [
        (format!("{trigger}/ScheduleByMonth/DaysOfMonth/Day"), "1"),
        (format!("{trigger}/StartBoundary"), "2026-01-01T07:00:00"),
        ("Task/Settings/StartWhenAvailable".to_owned(), "true"),
        ("Task/Principals/Principal/RunLevel".to_owned(), "LeastPrivilege"),
        ("Task/Actions/Exec/Command".to_owned(), r"C:\MCS\mcs-audit.cmd"),
    ] {
        assert_eq!(elements.get(&element).map(String::as_str), Some(value), "{element}");
    }
    let months = elements.keys().filter(|path| path.starts_with(&format!("{trigger}/ScheduleByMonth/Months/"))).count();
    assert_eq!(months, 12);
    assert!(text("register-task.cmd").contains("/xml \"%~dp0mcs-audit-task.xml\""));
}

#[test]
fn command_files_can_be_read_by_windows() {
    let files: Vec<_> = examples().into_iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "cmd")).collect();
    assert_eq!(files.len(), 2);
    for (path, text) in files {
        assert!(text.is_ascii(), "{}: it is read in the code page of the console", path.display());
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{}", path.display());
    }
}
