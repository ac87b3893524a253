//! The key of the pseudonyms: made once, kept from others, and of use.

use std::fs;

use clap::ValueEnum as _;
use mcs_audit::engine::redact::Redaction;
use mcs_audit::model::options::Format;
use mcs_audit::model::options::Redact;
use serde_json::Value;
use tempfile::TempDir;

use super::{KEY, OFFICE_DAY, key_file, redacted};
use crate::reports::redact::names::outputs;
use crate::support::folder::{copy_of, new_folder, root, text};
use crate::support::program::{Ran, run};

pub(crate) fn office() -> TempDir {
    copy_of("sample-office")
}

pub(crate) fn check(dir: &TempDir, more: &[&str]) -> Ran {
    run(&[&["check", text(dir.path()), "--as-of", OFFICE_DAY], more].concat())
}

#[test]
fn a_key_is_made_once_for_its_owner_and_then_used() {
    for (lang, told) in [("ja", "仮名のかぎを "), ("en", "made a key for the pseudonyms in ")] {
        let dir = office();
        let first = check(&dir, &["--redact", "names", "--lang", lang]);
        let file = dir.path().join("mcs-audit.key");
        let key = fs::read_to_string(&file).expect("a key");
        assert_eq!(key.trim_end().len(), 64, "32 bytes in hexadecimal");
        assert!(first.err.starts_with(told) && first.err.contains("mcs-audit.key"), "{}", first.err);
        assert!(!first.out.contains(key.trim_end()) && !first.err.contains(key.trim_end()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&file).expect("a key").permissions().mode() & 0o777, 0o600);
        }
        let again = check(&dir, &["--redact", "names", "--lang", lang]);
        assert_eq!((again.out.as_str(), again.err.as_str()), (first.out.as_str(), ""));
        assert_eq!(fs::read_to_string(&file).expect("a key"), key);
        let other = office();
        assert_ne!(check(&other, &["--redact", "names", "--lang", lang]).out, first.out);
        assert_ne!(fs::read_to_string(other.path().join("mcs-audit.key")).expect("a key"), key);
    }
}

#[test]
fn a_key_that_keeps_no_secret_is_refused() {
    let dir = office();
    let file = dir.path().join("our.key");
    for key in ["", "\n", "short", "0123456789abcde", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1212121212121212121212"] {
        fs::write(&file, key).expect("written");
        for (lang, said) in [
            ("ja", format!("エラー: 仮名のかぎファイル {} の中身が短すぎるか、単純すぎます", text(&file))),
            ("en", format!("error: the key in {} is too short or too plain", text(&file))),
        ] {
            let ran = check(&dir, &["--redact", "all", "--redact-key", text(&file), "--lang", lang]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{key}");
            assert!(ran.err.starts_with(&said), "{}", ran.err);
        }
    }
    fs::remove_file(&file).expect("removed");
    for (lang, said) in [("ja", "がありません。"), ("en", "error: there is no key file ")] {
        let ran = check(&dir, &["--redact", "all", "--redact-key", text(&file), "--lang", lang]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(said) && ran.err.contains("our.key"), "{}", ran.err);
        assert!(!file.exists(), "a key that is named is not made");
    }
    for (key, good) in [(&b"0123456789abcdef"[..], true), (b"0123456789abcde", false), (b"0101010101010101", false)] {
        assert_eq!(Redaction::new(Redact::All, key).is_some(), good);
    }
    let redaction = Redaction::new(Redact::Names, KEY.as_bytes()).expect("a key");
    assert!(!format!("{redaction:?}").contains("01"), "{redaction:?}");
}

#[test]
fn a_key_without_redaction_is_refused() {
    let (dir, keys) = (office(), new_folder());
    let key = key_file(&keys, KEY);
    for (lang, said) in [
        (
            "ja",
            "エラー: --redact-key だけでは仮名に置き換えません。--redact names か --redact all も付けてください。\n",
        ),
        ("en", "error: --redact-key alone redacts nothing; add --redact names or --redact all\n"),
    ] {
        let ran = check(&dir, &["--redact-key", &key, "--lang", lang]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (2, "", said));
    }
}

#[test]
fn the_settings_redact_too() {
    let dir = office();
    fs::create_dir(dir.path().join("keys")).expect("a folder");
    fs::write(dir.path().join("keys/our.key"), KEY).expect("written");
    fs::write(dir.path().join("mcs-audit.toml"), "redact = \"names\"\nredact-key = \"keys/our.key\"\n")
        .expect("written");
    let keys = new_folder();
    let key = key_file(&keys, KEY);
    let by_settings: Value = serde_json::from_str(&check(&dir, &["--format", "json"]).out).expect("JSON");
    let asked = redacted(&root().join("fixtures/sample-office"), OFFICE_DAY, "names", KEY, &[]);
    assert_eq!(by_settings["findings"], asked["findings"]);
    let more: Value = serde_json::from_str(&check(&dir, &["--format", "json", "--redact", "all"]).out).expect("JSON");
    assert_eq!(more["run"]["redacted"], "all", "the command line goes before");
    fs::write(dir.path().join("mcs-audit.toml"), "redact = \"names\"\n").expect("written");
    let named: Value =
        serde_json::from_str(&check(&dir, &["--format", "json", "--redact-key", &key]).out).expect("JSON");
    assert_eq!(named["findings"], asked["findings"]);
    assert!(!dir.path().join("mcs-audit.key").exists());
}

#[test]
fn waivers_hold_whoever_is_named_in_them() {
    let dir = new_folder();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("written");
    write("staff.csv", "staff_id,name,office_id,status,photo\nS1,仮名 さくら,O1,active,no\nS2,例示 健,O1,active,no\n");
    write(
        "waivers.csv",
        "rule,key,reason,requested_by,approved_by,approved_on,expires_on\n\
         missing-photo,S1,育児休業の間,見本 一郎,架空 花子,2026-09-01,2027-03-31\n\
         missing-photo,S9,標本 次郎の希望,見本 一郎,架空 花子,2026-09-01,2027-03-31\n\
         missing-photo,S2,標本 次郎の希望,見本 一郎,見本 一郎,2026-09-01,2027-03-31\n",
    );
    for what in ["names", "all"] {
        let outputs = outputs(dir.path(), "2026-09-30", what);
        assert_eq!(outputs.len(), Format::value_variants().len() + 1);
        for (output, said) in &outputs {
            for secret in ["育児休業", "一郎", "花子", "次郎", "さくら"] {
                assert!(!said.contains(secret), "{what}: {secret} in {output}");
            }
        }
        let json = outputs.iter().find(|(name, _)| name.contains("/json.")).expect("json");
        let report: Value = serde_json::from_str(&json.1).expect("JSON");
        let count = |rule: &str, member: &str| {
            let verdicts = report["verdicts"].as_array().expect("verdicts");
            verdicts.iter().find(|v| v["rule"] == rule).expect("a verdict")[member].as_u64().expect("a number")
        };
        assert_eq!((count("missing-photo", "findings"), count("missing-photo", "waived")), (2, 1), "{what}");
        assert_eq!((count("unused-waiver", "findings"), count("improper-waiver", "findings")), (1, 1), "{what}");
    }
}
