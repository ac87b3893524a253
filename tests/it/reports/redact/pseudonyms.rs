//! The pseudonyms are the same for the same key, and one for each person.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use super::{DAY, KEY, OFFICE_DAY, OTHER_KEY, findings, json, key_file, redacted};
use crate::reports::redact::names::{fixed_texts, outputs, secrets, without_ids};
use crate::support::folder::{new_folder, root, text};
use crate::support::json::word;
use crate::support::program::run;

/// Each person, group, patient and office that a report names: table and key, and what it is called.
fn called(report: &Value) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut called: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for finding in findings(report) {
        let concerns = finding["concerns"].as_object().expect("concerns").iter();
        let concerns = concerns.filter(|(_, named)| !named.is_null()).map(|(of, named)| (of.as_str(), named));
        let assignees = finding["assignees"].as_array().expect("assignees").iter().map(|named| ("person", named));
        for (of, named) in concerns.chain(assignees) {
            let key = (of.to_owned(), word(named, "key").to_owned());
            called.entry(key).or_default().insert(word(named, "label").to_owned());
        }
    }
    called
}

#[test]
fn whoever_is_named_has_one_pseudonym_that_takes_the_place_of_the_name() {
    let office = root().join("fixtures/sample-office");
    let secrets = secrets(&office, OFFICE_DAY, &fixed_texts());
    for (lang, words) in
        [("ja", ["事業所-", "グループ-", "患者-", "職員-"]), ("en", ["office-", "group-", "patient-", "staff-"])]
    {
        let plain = json(&office, OFFICE_DAY, &["--lang", lang]);
        let hidden = redacted(&office, OFFICE_DAY, "names", KEY, &["--lang", lang]);
        assert_eq!((&plain["run"]["redacted"], &hidden["run"]["redacted"]), (&Value::Null, &Value::from("names")));
        let (names, pseudonyms) = (called(&plain), called(&hidden));
        assert!(names.len() > 20);
        let (names, named_only): (BTreeMap<_, _>, BTreeMap<_, _>) =
            names.into_iter().partition(|((_, key), _)| key.is_ascii());
        let ids: Vec<_> = pseudonyms.keys().filter(|key| names.contains_key(key)).collect();
        assert_eq!(names.keys().collect::<Vec<_>>(), ids, "ids stay");
        assert_eq!(pseudonyms.len(), names.len() + named_only.len());
        let mut instead: Vec<(String, String)> = Vec::new();
        for (key, pseudonym) in &pseudonyms {
            let [pseudonym] = pseudonym.iter().collect::<Vec<_>>()[..] else { panic!("{key:?}: {pseudonym:?}") };
            let of = ["office", "group", "patient", "person"].iter().position(|of| *of == key.0).expect("known");
            assert!(pseudonym.starts_with(words[of]), "{key:?}: {pseudonym}");
            instead.extend(names.get(key).into_iter().flatten().map(|name| (name.clone(), pseudonym.clone())));
        }
        let distinct: BTreeSet<&String> = pseudonyms.values().flatten().collect();
        assert_eq!(distinct.len(), pseudonyms.len(), "nobody shares one");
        // the longest first: a title holds the name of a patient
        instead.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
        let mut compared = 0;
        let hidden: BTreeMap<&str, &Value> = findings(&hidden).iter().map(|f| (word(f, "id"), f)).collect();
        for plain in findings(&plain) {
            let Some(hidden) = hidden.get(word(plain, "id")) else { continue };
            // whose the device is stands in words that are nobody's name
            if word(plain, "rule") == "unheld-device" {
                continue;
            }
            let replaced =
                instead.iter().fold(word(plain, "message").to_owned(), |text, (name, by)| text.replace(name, by));
            // someone whom the finding does not concern, and of whom it tells nevertheless
            if secrets.iter().any(|secret| replaced.contains(secret.as_str())) {
                continue;
            }
            assert_eq!(replaced, word(hidden, "message"));
            compared += 1;
        }
        assert!(compared > 25, "{compared}");
    }
}

#[test]
fn the_same_key_gives_the_same_pseudonyms_and_another_others() {
    let office = root().join("fixtures/sample-office");
    let labels = |key: &str, what: &str, lang: &str| -> BTreeSet<String> {
        let report = redacted(&office, OFFICE_DAY, what, key, &["--lang", lang]);
        called(&report).into_values().flatten().collect()
    };
    let letters = |labels: BTreeSet<String>| -> BTreeSet<String> {
        labels.iter().filter_map(|label| label.split_once('-')).map(|(_, letters)| letters.to_owned()).collect()
    };
    let first = labels(KEY, "names", "ja");
    assert!(first.len() > 20);
    assert_eq!(first, labels(KEY, "names", "ja"));
    assert_eq!(first, labels(KEY, "all", "ja"), "whatever else goes");
    assert_eq!(letters(first.clone()), letters(labels(KEY, "names", "en")), "in any language");
    assert_eq!(first.intersection(&labels(OTHER_KEY, "names", "ja")).count(), 0);
}

#[test]
fn findings_keep_their_identity_where_their_key_may_be_read_and_in_every_language() {
    let office = root().join("fixtures/sample-office");
    let ids =
        |report: &Value| -> BTreeSet<String> { findings(report).iter().map(|f| word(f, "id").to_owned()).collect() };
    let report = json(&office, OFFICE_DAY, &[]);
    let plain = ids(&report);
    let names = ids(&redacted(&office, OFFICE_DAY, "names", KEY, &[]));
    let kept = |f: &&Value| {
        let key = word(&f["subject"], "key");
        key.is_ascii() && !key.contains('~')
    };
    let (kept, gone): (Vec<&Value>, Vec<&Value>) = findings(&report).iter().partition(kept);
    assert!(kept.len() > 25 && !gone.is_empty());
    assert!(kept.iter().all(|f| names.contains(word(f, "id"))), "the key is the same");
    assert!(gone.iter().all(|f| !names.contains(word(f, "id"))), "the key told a name");
    let all = ids(&redacted(&office, OFFICE_DAY, "all", KEY, &[]));
    assert_eq!(all.len(), plain.len());
    assert_eq!(all.intersection(&plain).count(), 0, "no guess of a key can be confirmed");
    assert_eq!(all, ids(&redacted(&office, OFFICE_DAY, "all", KEY, &["--lang", "en"])));
    let nameless = without_ids(&office);
    let plain = ids(&json(nameless.path(), OFFICE_DAY, &[]));
    let hidden = ids(&redacted(nameless.path(), OFFICE_DAY, "names", KEY, &[]));
    let shared: Vec<_> = plain.intersection(&hidden).collect();
    // of devices, incidents and posts, which keep their ids here
    assert!(shared.len() < plain.len() / 3, "{shared:?}");
}

#[test]
fn a_person_named_by_id_by_e_mail_by_name_and_in_other_characters_is_one() {
    let dir = new_folder();
    let write = |file: &str, text: &str| fs::write(dir.path().join(file), text).expect("written");
    write("offices.csv", "office_id,name,applied_on\nO1,見本ステーション,2024-01-05\n");
    write(
        "staff.csv",
        "staff_id,office_id,name,email,role,status,registered_on,last_login_on\n\
         S01,O1,見本 髙子,takako@example.jp,user,active,2024-04-01,2026-09-20\n",
    );
    write("roster.csv", "staff,left_on\nS01,2026-08-31\n");
    write("devices.csv", "device_id,office_id,使用者名,status,lent_on\nD01,O1,見本　高子様,in-use,2024-05-13\n");
    write(
        "groups.csv",
        "group_id,name,kind,leader_id,patient_id,status,created_on\nG01,架空 正雄様,patient,takako@example.jp,P01,active,2026-05-10\n",
    );
    write("patients.csv", "patient_id,name,status\nP01,架空 正雄,active\n");
    write("memberships.csv", "group_id,staff_id,status,invited_on\nG01,見本高子さん,invited,2026-01-10\n");
    let report = redacted(dir.path(), DAY, "names", KEY, &[]);
    let message = |rule: &str| -> &str {
        let finding = findings(&report).iter().find(|f| f["rule"] == rule);
        word(finding.unwrap_or_else(|| panic!("{rule} finds something: {report:#}")), "message")
    };
    let pseudonym = |text: &str| -> String {
        let start = text.find("職員-").unwrap_or_else(|| panic!("a pseudonym in {text}"));
        text[start..].chars().take("職員-bcdfgh-jkmnpq".chars().count()).collect()
    };
    let one = pseudonym(message("departed-account"));
    for rule in ["unreturned-device", "ineligible-leader", "departed-invitee"] {
        assert_eq!(pseudonym(message(rule)), one, "{rule}");
    }
}

#[test]
fn files_sheets_and_headers_that_hold_a_name_are_replaced_and_others_are_not() {
    let dir = new_folder();
    let office = root().join("fixtures/sample-office");
    for entry in fs::read_dir(&office).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, dir.path().join(path.file_name().expect("a name"))).expect("copied");
    }
    // a table whose file, and a header in it, names somebody; a file that is no table; a column that is not used
    fs::remove_file(dir.path().join("reviews.csv")).expect("removed");
    fs::write(dir.path().join("見本一郎の精査.csv"), "グループID,一郎の精査日,ハルさんの件\nG01,いつか,x\n")
        .expect("written");
    fs::write(dir.path().join("架空　花子_控え.csv"), "a,b\n1,2\n").expect("written");
    fs::write(dir.path().join("メモ.csv"), "a,b\n1,2\n").expect("written");
    let settings = "office = \"見本訪問看護ステーション\"\n[tables.reviews]\nfile = \"見本一郎の精査.csv\"\ncolumns.reviewed_on = \"一郎の精査日\"\n\
                    [rules.missing-photo]\noff = \"想定 悟の写真がないため\"\n";
    fs::write(dir.path().join("mcs-audit.toml"), settings).expect("written");
    let fixed = fixed_texts();
    let mut known = secrets(&office, OFFICE_DAY, &fixed);
    known.extend(
        ["一郎の精査日", "ハルさん", "想定 悟の写真がないため", "見本一郎の精査", "架空　花子_控え"].map(str::to_owned),
    );
    for (output, said) in outputs(dir.path(), OFFICE_DAY, "names") {
        for secret in &known {
            assert!(!said.contains(secret.as_str()), "{secret} in {output}: {said}");
        }
        for kept in ["staff.csv", "端末台帳.csv", "mcs-audit.toml"] {
            assert!(!output.contains("json") || said.contains(kept), "{kept} in {output}");
        }
        if output.starts_with("standard error") {
            assert!(said.contains("メモ.csv"), "{said}");
            assert_eq!(said.lines().count(), 3, "two files and a column: {said}");
        }
    }
    let report = redacted(dir.path(), OFFICE_DAY, "names", KEY, &[]);
    let is_of_reviews = |f: &&Value| f["rule"] == "unreadable-value" && f["subject"]["table"] == "reviews";
    let unreadable = findings(&report).iter().find(is_of_reviews).expect("いつか is no day");
    let evidence = &unreadable["evidence"][0];
    let file = word(evidence, "file").strip_prefix("ファイル-").and_then(|file| file.strip_suffix(".csv"));
    assert!(file.is_some_and(|letters| letters.len() == 13), "{evidence}");
    assert!(word(evidence, "column").starts_with("見出し-"), "{evidence}");
    assert_eq!(evidence["line"], 2);
    assert!(word(&report["run"], "office").starts_with("事業所-"), "{}", report["run"]);
    let off = report["verdicts"].as_array().expect("verdicts").iter().find(|v| v["rule"] == "missing-photo");
    assert!(word(off.expect("the rule"), "reason").starts_with("文-"), "{off:?}");
}

#[test]
fn a_redacted_report_stays_so_when_it_is_written_again() {
    let (dir, keys) = (new_folder(), new_folder());
    let key = key_file(&keys, KEY);
    let stored = dir.path().join("r.json");
    let to = format!("json={}", text(&stored));
    let office = root().join("fixtures/sample-office");
    let ran = run(&[
        "check",
        text(&office),
        "--as-of",
        OFFICE_DAY,
        "--redact",
        "all",
        "--redact-key",
        &key,
        "--format",
        &to,
        "--format",
        "text",
    ]);
    let again = run(&["report", text(&stored)]);
    assert_eq!((ran.out.as_str(), again.code), (again.out.as_str(), 0));
}
