//! The files of reports: written whole or not at all, all of them or none, for their owner only, and never over what
//! another program wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::folder::{bytes, fixture, new_folder, text};
use crate::support::program::{PROGRAM, Ran, left_out, other, program, run};

/// The day of the fixture `sample-office`.
const DAY: &str = "2026-10-31";

fn office() -> String {
    text(&fixture("sample-office")).to_owned()
}

/// The audit of the sample office, with findings or not.
fn check(more: &[&str]) -> Ran {
    run(&[&["check", &office(), "--as-of", DAY, "--exit-zero"], more].concat())
}

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = bytes(dir);
    // where a folder itself cannot be locked, there is an empty file for it
    if cfg!(not(unix)) {
        files.remove(".mcs-audit.lock");
    }
    files
}

const FORMATS: [&str; 4] = ["text", "json", "jsonl", "csv"];

#[test]
fn a_file_that_another_program_wrote_is_left_alone() {
    for format in FORMATS {
        let dir = new_folder();
        let file = dir.path().join("見積書");
        fs::write(&file, "見積書 架空商店\n").expect("written");
        let to = format!("{format}={}", text(&file));
        let ran = check(&["--format", &to]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(
            ran.err,
            format!(
                "エラー: {} はこの形式の mcs-audit の報告ではないので、上書きしません。別の名前にするか、上書きしてよければ --force を付けてください。\n",
                text(&file)
            )
        );
        let ran = check(&["--format", &to, "--lang", "en"]);
        assert_eq!(
            ran.err,
            format!(
                "error: {} is no report of mcs-audit in this format and is not overwritten; give another name, or add --force to overwrite it\n",
                text(&file)
            )
        );
        assert_eq!(files(dir.path())["見積書"], "見積書 架空商店\n".as_bytes());
        assert_eq!(check(&["--format", &to, "--force"]).code, 0);
        assert_ne!(files(dir.path())["見積書"], "見積書 架空商店\n".as_bytes());
    }
}

#[test]
fn a_report_of_ours_and_an_empty_file_are_written_over() {
    for format in FORMATS {
        for lang in ["ja", "en"] {
            let dir = new_folder();
            let file = dir.path().join("r");
            fs::write(&file, "").expect("written");
            let to = format!("{format}={}", text(&file));
            for day in ["2026-10-30", "2026-10-31"] {
                let ran = run(&["check", &office(), "--as-of", day, "--exit-zero", "--format", &to, "--lang", lang]);
                assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{format} {lang} {day}");
            }
            let printed = check(&["--format", format, "--lang", lang]).out;
            assert_eq!(files(dir.path()), BTreeMap::from([("r".to_owned(), printed.into_bytes())]));
        }
    }
}

#[test]
fn a_report_in_another_format_is_not_written_over() {
    let dir = new_folder();
    let file = dir.path().join("r");
    for written in FORMATS {
        assert_eq!(check(&["--force", "--format", &format!("{written}={}", text(&file))]).code, 0);
        for asked in FORMATS {
            let ran = check(&["--format", &format!("{asked}={}", text(&file))]);
            assert_eq!(ran.code, if asked == written { 0 } else { 2 }, "{asked} over {written}");
        }
    }
}

#[test]
fn two_reports_for_one_file_are_refused() {
    let dir = new_folder();
    fs::create_dir(dir.path().join("sub")).expect("a folder");
    let plain = text(&dir.path().join("r")).to_owned();
    let around = format!("{}/sub/../r", text(dir.path()));
    for (first, second) in [("json", "json"), ("json", "csv")] {
        let two = [format!("{first}={plain}"), format!("{second}={around}")];
        let ran = check(&["--format", &two[0], "--format", &two[1], "--force"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(ran.err, format!("エラー: {around} に報告を二つは書けません。別々のファイル名にしてください。\n"));
        let ran = check(&["--format", &two[0], "--format", &two[1], "--lang", "en"]);
        assert_eq!(ran.err, format!("error: two reports cannot go to the same file, {around}; give each its own\n"));
    }
    assert_eq!(files(dir.path()).len(), 1, "nothing but the folder");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    use std::os::unix::fs::symlink;
    let dir = new_folder();
    let (file, link) = (dir.path().join("r.json"), dir.path().join("latest.json"));
    symlink("r.json", &link).expect("a link");
    let to = format!("json={}", text(&link));
    for (lang, said) in [
        ("ja", "エラー: {} に書き込めません。リンク先のファイルがありません。リンクを消すか直してください。\n"),
        ("en", "error: cannot write {}: it is a link to a file that is not there; delete the link or correct it\n"),
    ] {
        let ran = check(&["--format", &to, "--lang", lang]);
        assert_eq!((ran.code, ran.err), (2, said.replace("{}", text(&link))));
    }
    fs::write(&file, "of mine").expect("written");
    assert_eq!(check(&["--format", &to]).code, 2, "what the link leads to is not ours");
    fs::write(&file, "").expect("written");
    assert_eq!(check(&["--format", &to]).code, 0);
    assert!(link.symlink_metadata().expect("a link").is_symlink());
    assert!(fs::read_to_string(&file).expect("a report").starts_with('{'));
    let both = format!("csv={}", text(&file));
    assert_eq!(check(&["--force", "--format", &to, "--format", &both]).code, 2, "they are one file");
    symlink(dir.path(), dir.path().join("here")).expect("a link");
    assert_eq!(check(&["--format", &format!("json={}/here/r.json", text(dir.path()))]).code, 0, "a link to the folder");
}

/// A report that is there, and one for each format that is not.
fn with_an_old_report() -> (TempDir, BTreeMap<String, Vec<u8>>) {
    let dir = new_folder();
    let to = format!("json={}", text(&dir.path().join("old.json")));
    assert_eq!(run(&["check", &office(), "--as-of", "2026-10-30", "--exit-zero", "--format", &to]).code, 0);
    let files = files(dir.path());
    assert_eq!(files.len(), 1);
    (dir, files)
}

#[test]
fn a_folder_that_is_not_there_is_told_and_nothing_is_written() {
    let (dir, old) = with_an_old_report();
    let (to, missing) = (text(&dir.path().join("old.json")).to_owned(), text(&dir.path().join("missing")).to_owned());
    for (lang, said) in [
        (
            "ja",
            format!(
                "エラー: {missing}/r.csv に書き込めません。フォルダー {missing} がありません。先に作るか、--out-dir を使ってください(なければ作ります)。\n"
            ),
        ),
        (
            "en",
            format!(
                "error: cannot write {missing}/r.csv: there is no folder {missing}; make it first, or use --out-dir, which makes it\n"
            ),
        ),
    ] {
        let ran =
            check(&["--format", &format!("json={to}"), "--format", &format!("csv={missing}/r.csv"), "--lang", lang]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err), (2, "", said));
        assert_eq!(files(dir.path()), old);
    }
    let ran = check(&["--format", &format!("json={}", text(dir.path())), "--lang", "en"]);
    assert_eq!(ran.err, format!("error: cannot write {}: it is a folder; name a file\n", text(dir.path())));
}

/// Says that something cannot be tried here.
#[cfg(target_os = "linux")]
/// Whether a command could be run at all; where it cannot, the test has nothing to say.
#[cfg(target_os = "linux")]
fn as_nobody(command: &mut Command) -> bool {
    use std::os::unix::process::CommandExt as _;
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n");
    if is_root {
        // root may write anywhere
        command.uid(65534).gid(65534);
    }
    Command::new(PROGRAM).arg("--version").uid(if is_root { 65534 } else { 0 }).output().is_ok() || !is_root
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_may_only_be_read_is_an_error_that_leaves_the_old_report() {
    use std::os::unix::fs::PermissionsExt as _;
    let (dir, old) = with_an_old_report();
    let to = format!("json={}", text(&dir.path().join("old.json")));
    fs::set_permissions(dir.path().join("old.json"), fs::Permissions::from_mode(0o444)).expect("a mode");
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o555)).expect("a mode");
    let tables = new_folder();
    for entry in fs::read_dir(office()).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, tables.path().join(path.file_name().expect("a name"))).expect("copied");
    }
    fs::set_permissions(tables.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
    let mut command = program();
    command.args(["check", text(tables.path()), "--as-of", DAY, "--format", &to, "--lang", "en"]);
    if !as_nobody(&mut command) {
        left_out("nobody else can run the program here");
        return;
    }
    let ran = Ran::once(&mut command);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(ran.err.starts_with("error: cannot write ") && ran.err.contains("old.json"), "{}", ran.err);
    assert_eq!(files(dir.path()), old);
}

/// A limit on the size of files is to a program what a full disk is: writing fails half-way.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_that_leaves_all_old_reports() {
    let (dir, old) = with_an_old_report();
    let path = |name: &str| text(&dir.path().join(name)).to_owned();
    for outputs in [
        vec![format!("json={}", path("old.json"))],
        // the first would fit
        vec![format!("csv={}", path("new.csv")), format!("json={}", path("old.json"))],
    ] {
        let formats: Vec<&str> = outputs.iter().flat_map(|to| ["--format", to.as_str()]).collect();
        let mut command = other("bash");
        let limited = format!("trap '' XFSZ; ulimit -f 40; exec '{PROGRAM}' \"$@\"");
        command.args(["-c", &limited, "bash", "check", &office(), "--as-of", DAY, "--lang", "en"]).args(formats);
        let ran = Ran::once(&mut command);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.starts_with(&format!("error: cannot write {} (", path("old.json"))), "{}", ran.err);
        assert_eq!(files(dir.path()), old, "and no half of a file");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error_and_no_file_is_written_then() {
    let (dir, old) = with_an_old_report();
    let to = format!("json={}", text(&dir.path().join("old.json")));
    let ran = check(&["--format", "csv=/dev/full", "--format", &to, "--lang", "en"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("error: cannot write /dev/full ("), "{}", ran.err);
    assert_eq!(files(dir.path()), old);
    assert_eq!(check(&["--format", "csv=/dev/null", "--format", &to]).code, 0, "a device stays what it is");
}

#[cfg(unix)]
#[test]
fn reports_and_their_folder_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = new_folder();
    let reports = dir.path().join("監査/報告");
    assert_eq!(check(&["--out-dir", text(&reports), "--format", "json", "--format", "csv"]).code, 0);
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&reports), 0o700);
    for file in files(&reports).keys() {
        assert_eq!(mode(&reports.join(file)), 0o600, "{file}");
    }
}

#[test]
fn a_folder_gets_every_format_under_the_day_of_the_audit() {
    let dir = new_folder();
    let reports = dir.path().join("reports");
    let elsewhere = format!("jsonl={}", text(&dir.path().join("lines")));
    let ran = check(&[
        "--out-dir",
        text(&reports),
        "--format",
        "text",
        "--format",
        "json",
        "--format",
        "csv",
        "--format",
        &elsewhere,
    ]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""), "silent where nobody looks");
    let written = files(&reports);
    let expected = [("csv", "csv"), ("json", "json"), ("txt", "text")];
    assert_eq!(written.len(), expected.len());
    for (extension, format) in expected {
        let printed = check(&["--format", format]).out.into_bytes();
        assert_eq!(written[&format!("mcs-audit-{DAY}.{extension}")], printed, "{format}");
    }
    assert!(dir.path().join("lines").is_file());
    // another day is another file, the same day the same
    for (day, count) in [("2026-10-30", 4), (DAY, 4)] {
        let ran =
            run(&["check", &office(), "--as-of", day, "--exit-zero", "--out-dir", text(&reports), "--format", "json"]);
        assert_eq!((ran.code, files(&reports).len()), (0, count), "{}", ran.err);
    }
    let ran = check(&["--out-dir", text(&reports), "--format", "json", "--format", "json", "--lang", "en"]);
    assert_eq!(ran.code, 2, "one file cannot hold two");
    assert!(ran.err.contains("two reports cannot go to the same file"), "{}", ran.err);
    let file = dir.path().join("lines");
    assert_eq!(check(&["--out-dir", text(&file)]).code, 2, "a file is no folder");
}

#[test]
fn a_folder_without_a_format_gets_a_report_for_people() {
    let dir = new_folder();
    assert_eq!(check(&["--out-dir", text(dir.path())]).code, 0);
    let written = files(dir.path());
    let names: Vec<&String> = written.keys().collect();
    assert!(matches!(names[..], [name] if name.starts_with(&format!("mcs-audit-{DAY}."))), "{names:?}");
}

#[test]
fn a_stored_report_goes_to_a_folder_under_its_own_day() {
    let dir = new_folder();
    let stored = dir.path().join("r.json");
    check(&["--format", &format!("json={}", text(&stored))]);
    let ran = run(&["report", text(&stored), "--out-dir", text(&dir.path().join("again")), "--format", "csv"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let printed = check(&["--format", "csv"]).out.into_bytes();
    assert_eq!(files(&dir.path().join("again")), BTreeMap::from([(format!("mcs-audit-{DAY}.csv"), printed)]));
    let foreign = dir.path().join("mine.csv");
    fs::write(&foreign, "a,b\n").expect("written");
    let to = format!("csv={}", text(&foreign));
    assert_eq!(run(&["report", text(&stored), "--format", &to]).code, 2);
    assert_eq!(run(&["report", text(&stored), "--format", &to, "--force"]).code, 0);
}

#[test]
fn the_settings_name_a_folder_for_reports() {
    let dir = new_folder();
    for entry in fs::read_dir(office()).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, dir.path().join(path.file_name().expect("a name"))).expect("copied");
    }
    fs::write(
        dir.path().join("mcs-audit.toml"),
        "out-dir = \"報告\"\nformat = [\"json\", \"csv\", \"text=要約.txt\"]\n",
    )
    .expect("written");
    let check = |more: &[&str]| run(&[&["check", text(dir.path()), "--as-of", DAY, "--exit-zero"], more].concat());
    let reports = dir.path().join("報告");
    let ran = check(&[]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let expected = [format!("mcs-audit-{DAY}.csv"), format!("mcs-audit-{DAY}.json")];
    assert_eq!(files(&reports).into_keys().collect::<Vec<_>>(), expected);
    assert!(dir.path().join("要約.txt").is_file(), "a file that is named stands beside the settings");
    // whoever names a format says where it goes, and whoever names a folder too
    assert!(check(&["--format", "jsonl"]).out.starts_with("{\"type\":\"run\""));
    let other = new_folder();
    assert_eq!(check(&["--out-dir", text(other.path())]).code, 0);
    assert_eq!(files(other.path()).into_keys().collect::<Vec<_>>(), expected);
    assert_eq!(files(&reports).len(), 2);
}
