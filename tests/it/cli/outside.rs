//! Settings that lie in a folder have nothing written outside it unless somebody allows it, and what is read is not written over.

use std::fs;
use std::path::Path;

use crate::support::folder::{bytes, copy_of, new_folder, text};
use crate::support::program::{Ran, run};

const DAY: &str = "2026-10-31";

fn check(dir: &Path, more: &[&str]) -> Ran {
    run(&[&["check", text(dir), "--as-of", DAY, "--exit-zero"], more].concat())
}

#[test]
fn the_settings_of_a_folder_have_nothing_written_outside_it() {
    let elsewhere = new_folder();
    for (key, value) in [
        ("history", "\"../audits\"".to_owned()),
        ("history", format!("\"{}\"", text(elsewhere.path()))),
        ("out-dir", "\"a/../../reports\"".to_owned()),
        ("format", "[\"text\", \"json=../report.json\"]".to_owned()),
    ] {
        let around = new_folder();
        let dir = around.path().join("office");
        fs::rename(copy_of("sample-office").keep(), &dir).expect("moved");
        fs::write(dir.join("mcs-audit.toml"), format!("{key} = {value}\n")).expect("written");
        for (lang, said) in [("ja", "--allow-outside を付けるか"), ("en", "add --allow-outside")] {
            let ran = check(&dir, &["--lang", lang]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{key} = {value}");
            assert!(ran.err.contains(said) && ran.err.contains(key), "{}", ran.err);
        }
        assert_eq!((bytes(around.path()).len(), bytes(elsewhere.path()).len()), (1, 0), "nothing was written");
        // whoever asked for other reports, or named the settings, decided it
        let settings = dir.join("mcs-audit.toml");
        let named = ["--config", text(&settings)];
        let asked = if key == "history" { ["--no-history", "--quiet"] } else { ["--format", "text"] };
        for more in [&["--allow-outside"][..], &named, &asked] {
            let ran = check(&dir, more);
            assert_eq!(ran.code, 0, "{more:?}: {}", ran.err);
        }
        fs::read_dir(elsewhere.path()).expect("a folder").for_each(|entry| {
            fs::remove_file(entry.expect("an entry").path()).expect("removed");
        });
    }
}

#[test]
fn what_is_read_is_not_written_over_even_by_force() {
    let dir = copy_of("sample-office");
    fs::write(dir.path().join("mcs-audit.toml"), "office = \"見本訪問看護ステーション\"\n").expect("written");
    let before = bytes(dir.path());
    for name in ["staff.csv", "誓約書.csv", "mcs-audit.toml"] {
        let to = format!("csv={}", text(&dir.path().join(name)));
        for (lang, said) in [("ja", "--force を付けても上書きしません"), ("en", "even with --force")] {
            let ran = check(dir.path(), &["--format", &to, "--force", "--lang", lang]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}");
            assert!(ran.err.contains(said) && ran.err.contains(name), "{}", ran.err);
        }
    }
    assert_eq!(bytes(dir.path()), before);
    let other = dir.path().join("メモ.md");
    fs::write(&other, "other").expect("written");
    let to = format!("csv={}", text(&other));
    assert_eq!(check(dir.path(), &["--format", &to, "--force"]).code, 0, "anything else is");
    let stored = dir.path().join("report.json");
    assert_eq!(check(dir.path(), &["--format", &format!("json={}", text(&stored))]).code, 0);
    let to = format!("csv={}", text(&stored));
    for arguments in [&["report", text(&stored)][..], &["diff", text(&stored), text(&stored)]] {
        let ran = run(&[arguments, &["--format", &to, "--force", "--lang", "en"]].concat());
        assert_eq!(ran.code, 2, "{}", ran.out);
        assert!(ran.err.contains("even with --force"), "{}", ran.err);
    }
}
