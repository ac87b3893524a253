//! What people state of the clauses that no rule can judge: what is listed as due is what the rule finds, reports show the answers,
//! and an answer is put into the register as it is, or not at all.

use std::fs;
use std::path::Path;

use encoding_rs::SHIFT_JIS;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::{bytes, new_folder, text};
use crate::support::json::items;
use crate::support::program::{self, run_in};

const DAY: &str = "2026-09-30";

const HEADER: &str = "office_id,clause,answer,attested_on,attested_by";

/// Files by name, the arguments, and what is told.
type Refused = (Vec<(&'static str, Vec<u8>)>, Vec<&'static str>, &'static [&'static str]);

/// A made-up office with one account, and these files.
fn office(files: &[(&str, &[u8])]) -> TempDir {
    let dir = new_folder();
    let write = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).expect("written");
    write("offices.csv", "office_id,name\nO1,見本クリニック\n".as_bytes());
    write("staff.csv", "staff_id,name,office_id,status\nS1,見本 花子,O1,active\n".as_bytes());
    files.iter().for_each(|(name, bytes)| write(name, bytes));
    dir
}

fn run(dir: &Path, lang: &str, arguments: &[&str]) -> (i32, String, String) {
    let (command, rest) = arguments.split_first().expect("a command");
    let ran = run_in(&[("COLUMNS", "200")], &[&[command, text(dir), "--as-of", DAY, "--lang", lang], rest].concat());
    (ran.code, ran.out, ran.err)
}

fn report(dir: &Path) -> Value {
    let (_, out, err) = run(dir, "en", &["check", "--format", "json"]);
    serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {err}"))
}

/// The answers of a clause in a report: office, answer, day, who, until.
fn answers(report: &Value, clause: &str) -> Vec<[String; 5]> {
    let of = items(report, "clauses").iter().find(|c| c["clause"] == clause).expect("the clause");
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let answer =
        |a: &Value| [text(&a["office"]["key"]), text(&a["answer"]), text(&a["on"]), text(&a["by"]), text(&a["until"])];
    items(of, "attestations").iter().map(answer).collect()
}

#[test]
fn what_is_listed_as_due_is_what_the_rule_finds() {
    for (rows, due, last) in [
        (&["O1,5-1,yes,2026-09-30,見本 花子"][..], false, Some(["yes", "2026-09-30", "見本 花子", "2027-09-30"])),
        // 365 days are not over on the last of them
        (&["O1,5-1,yes,2025-09-30,見本 花子"], false, Some(["yes", "2025-09-30", "見本 花子", "2026-09-30"])),
        (&["O1,5-1,yes,2025-09-29,見本 花子"], true, Some(["yes", "2025-09-29", "見本 花子", "2026-09-29"])),
        (&["O1,5-1,no,2026-09-01,見本 花子"], true, Some(["no", "2026-09-01", "見本 花子", "-"])),
        // an answer that nobody wrote down may be either
        (&["O1,5-1,,2026-09-01,見本 花子"], false, Some(["-", "2026-09-01", "見本 花子", "-"])),
        // what counts is the last answer, and of one day the yes
        (
            &["O1,5-1,no,2026-09-02,架空 一郎", "O1,5-1,yes,2026-09-01,見本 花子"],
            true,
            Some(["no", "2026-09-02", "架空 一郎", "-"]),
        ),
        (
            &["O1,5-1,no,2026-09-02,架空 一郎", "O1,5-1,yes,2026-09-02,見本 花子"],
            false,
            Some(["yes", "2026-09-02", "見本 花子", "2027-09-02"]),
        ),
        // neither what is to come, nor another clause, nor another office
        (&["O1,5-1,yes,2026-10-01,見本 花子"], true, None),
        (&["O1,A3-2,yes,2026-09-01,見本 花子", "O9,5-1,yes,2026-09-01,見本 花子"], true, None),
        (
            &["見本クリニック,第五条一,はい,令和8年9月1日,見本 花子"],
            false,
            Some(["yes", "2026-09-01", "見本 花子", "2027-09-01"]),
        ),
    ] {
        let register = format!("{HEADER}\n{}\n", rows.join("\n"));
        let dir = office(&[("attestations.csv", register.as_bytes())]);
        let report = report(dir.path());
        let found = items(&report, "findings")
            .iter()
            .any(|f| f["rule"] == "overdue-attestation" && f["subject"]["key"] == "O1/5-1");
        assert_eq!(found, due, "{rows:?}: the rule");
        let expected = last.map(|[answer, on, by, until]| ["O1", answer, on, by, until].map(str::to_owned));
        assert_eq!(answers(&report, "5-1"), expected.into_iter().collect::<Vec<_>>(), "{rows:?}: the report");
        let (code, out, err) = run(dir.path(), "en", &["attest"]);
        assert_eq!((code, err.as_str()), (0, ""));
        let line = out.lines().find(|l| l.contains("第五条一 (5-1)")).expect("the clause is listed");
        // nor does an answer hold that nobody wrote down
        let must_answer = due || last.is_some_and(|[answer, ..]| answer == "-");
        assert_eq!((line.contains("┆ due"), line.contains("┆ holds")), (must_answer, !must_answer), "{rows:?}: {line}");
        if let Some([_, on, ..]) = last {
            assert!(line.contains(on), "{line}");
        }
    }
}

#[test]
fn the_list_asks_each_question_of_each_own_office() {
    let dir = office(&[
        ("offices.csv", "office_id,name\nO1,見本クリニック\nO2,架空ステーション\nO3,閉じた分院\n".as_bytes()),
        (
            "staff.csv",
            "staff_id,name,office_id,status\nS1,見本 花子,O1,active\nS2,架空 一郎,O2,active\nS3,例示 健,O8,active\n"
                .as_bytes(),
        ),
    ]);
    let (code, out, _) = run(dir.path(), "ja", &["attest"]);
    assert_eq!(code, 0);
    for office in ["見本クリニック (O1)", "架空ステーション (O2)"] {
        assert!(out.contains(&format!("■ {office}")), "{out}");
    }
    assert!(!out.contains("閉じた分院") && !out.contains("O8"), "without an account, or not own: {out}");
    for question in [
        "法令を守って",
        "利用規約を守って",
        "MCS管理者が把握して管理していますか",
        "グループに招待されたとき",
        "ふさわしい範囲に限って書き込んでいますか",
        "間違いがないと確かめていますか",
    ] {
        assert_eq!(out.matches(question).count(), 2, "{question}\n{out}");
    }
    assert_eq!(out.matches("回答が必要").count(), 12);
}

#[test]
fn the_text_report_shows_the_answers_beside_the_clause() {
    let register = format!("{HEADER}\nO1,5-1,yes,2026-04-01,見本 花子\n");
    let dir = office(&[("attestations.csv", register.as_bytes())]);
    let told = |lang: &str| run(dir.path(), lang, &["check"]).1;
    assert!(told("ja").contains("はい 2026-04-01 見本 花子(2027-04-01まで)"));
    assert!(told("en").contains("yes 2026-04-01 見本 花子 (until 2027-04-01)"));
    // of several offices each is named; of many, they are counted
    for offices in [2, 5] {
        let row = |n: usize| format!("O{n},5-1,{},2026-04-01,見本 花子\n", if n == 1 { "no" } else { "yes" });
        let rows = |row: &dyn Fn(usize) -> String| (1..=offices).map(row).collect::<String>();
        let dir = office(&[
            ("offices.csv", format!("office_id,name\n{}", rows(&|n| format!("O{n},架空{n}院\n"))).as_bytes()),
            (
                "staff.csv",
                format!("staff_id,name,office_id,status\n{}", rows(&|n| format!("S{n},架空 {n}郎,O{n},active\n")))
                    .as_bytes(),
            ),
            ("attestations.csv", format!("{HEADER}\n{}", rows(&row)).as_bytes()),
        ]);
        let out = run(dir.path(), "ja", &["check"]).1;
        assert_eq!(out.contains("架空1院: いいえ 2026-04-01 見本 花子"), offices == 2, "{out}");
        assert_eq!(out.contains("5事業所が回答、うち4事業所が期限内の「はい」"), offices == 5, "{out}");
    }
}

fn cp932(text: &str) -> Vec<u8> {
    SHIFT_JIS.encode(text).0.into_owned()
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn an_answer_is_added_to_the_register_as_the_register_is() {
    let quoted = "確認者,\"備考\n(任意)\",事業所名,条項,確認日,回答\r\n架空 一郎,\"a,b\",見本クリニック,別紙(3)②,2026-04-01,はい";
    let cases: [(&str, Vec<u8>, Vec<u8>); 6] = [
        (
            "attestations.csv",
            format!("{HEADER}\n").into_bytes(),
            "O1,第五条一,yes,2026-09-29,見本 花子\n".as_bytes().to_vec(),
        ),
        (
            "確認事項.csv",
            cp932("回答,確認者,条項,事業所ID,備考,確認日\r\n"),
            cp932("はい,見本 花子,第五条一,O1,,2026-09-29\r\n"),
        ),
        // the last line is not closed, a header has two lines, and the order is another
        (
            "確認事項.csv",
            quoted.as_bytes().to_vec(),
            "\r\n見本 花子,,見本クリニック,第五条一,2026-09-29,はい\r\n".as_bytes().to_vec(),
        ),
        (
            "確認事項.txt",
            utf16("事業所ID\t条項\t回答\t確認日\t確認者\r\n"),
            utf16("O1\t第五条一\tはい\t2026-09-29\t見本 花子\r\n")[2..].to_vec(),
        ),
        (
            "確認事項.csv",
            "\u{FEFF}事業所ID;条項;回答;確認日;確認者\nO1;別紙(3)②;はい;2026-04-01;架空 一郎\n".as_bytes().to_vec(),
            "O1;第五条一;はい;2026-09-29;見本 花子\n".as_bytes().to_vec(),
        ),
        // a column beside the register, and a title above it
        (
            "確認事項.csv",
            "確認事項一覧,,,,,\r\n,事業所ID,条項,回答,確認日,確認者\r\n".as_bytes().to_vec(),
            ",O1,第五条一,はい,2026-09-29,見本 花子\r\n".as_bytes().to_vec(),
        ),
    ];
    for (name, before, added) in cases {
        let dir = office(&[(name, &before)]);
        let rest = bytes(dir.path());
        let record = ["attest", "--clause", "5-1", "--answer", "yes", "--by", " 見本  花子 ", "--on", "2026-09-29"];
        let (code, out, err) = run(dir.path(), "ja", &record);
        assert_eq!((code, err.as_str()), (0, ""), "{name}: {out}");
        assert!(out.contains(name) && out.contains("見本 花子"), "{out}");
        let mut expected = rest.clone();
        expected.insert(name.to_owned(), [before, added].concat());
        assert_eq!(bytes(dir.path()), expected, "{name}: nothing else has changed");
        let answer = ["O1", "yes", "2026-09-29", "見本 花子", "2027-09-29"].map(str::to_owned);
        assert_eq!(answers(&report(dir.path()), "5-1"), [answer], "{name}");
    }
}

#[test]
fn without_a_register_there_will_be_the_one_of_init() {
    let dir = office(&[]);
    let record = ["attest", "--clause", "別紙(3)④", "--answer", "no", "--by", "見本 花子"];
    assert_eq!(run(dir.path(), "ja", &record).0, 0);
    let blank = new_folder();
    assert_eq!(program::run(&["init", text(blank.path())]).code, 0);
    let of_init = fs::read_to_string(blank.path().join("確認事項.csv")).expect("written");
    let written = fs::read_to_string(dir.path().join("確認事項.csv")).expect("written");
    assert!(written.starts_with('\u{FEFF}'), "as a spreadsheet opens it");
    assert_eq!(written.lines().next(), of_init.lines().next());
    assert_eq!(written.lines().nth(1), Some("O1,別紙(3)④,いいえ,2026-09-30,見本 花子,"));
    assert!(written.ends_with("\r\n"));
    // and the next one goes into the same
    assert_eq!(run(dir.path(), "ja", &["attest", "--clause", "5-1", "--answer", "yes", "--by", "架空 一郎"]).0, 0);
    let report = report(dir.path());
    assert_eq!(answers(&report, "A3-4"), [["O1", "no", "2026-09-30", "見本 花子", "-"].map(str::to_owned)]);
    assert_eq!(answers(&report, "5-1"), [["O1", "yes", "2026-09-30", "架空 一郎", "2027-09-30"].map(str::to_owned)]);
}

#[test]
fn the_office_is_named_where_there_are_several() {
    let dir = office(&[
        ("offices.csv", "office_id,name\nO1,見本クリニック\nO2,架空ステーション\n".as_bytes()),
        ("staff.csv", "staff_id,name,office_id,status\nS1,見本 花子,O1,active\nS2,架空 一郎,O2,active\n".as_bytes()),
    ]);
    for (office, key, by) in [("O2", "O2", "架空 一郎"), ("見本クリニック", "O1", "見本 花子")] {
        let record = ["attest", "--clause", "5-1", "--answer", "yes", "--by", by, "--office", office];
        let (code, out, err) = run(dir.path(), "ja", &record);
        assert_eq!(code, 0, "{out}{err}");
        let known = answers(&report(dir.path()), "5-1");
        assert!(known.iter().any(|a| a[0] == key && a[3] == by), "{known:?}");
    }
}

#[test]
fn what_cannot_be_put_on_record_changes_nothing_and_is_told() {
    let plain = format!("{HEADER}\nO1,A3-2,yes,2026-04-01,見本 花子\n");
    let csv = ("attestations.csv", plain.as_bytes().to_vec());
    let lacking = ("attestations.csv", "office_id,clause,answer,attested_on\n".as_bytes().to_vec());
    let narrow = ("確認事項.csv", cp932("事業所ID,条項,回答,確認日,確認者\r\n"));
    let two = ("offices.csv", "office_id,name\nO1,見本クリニック\nO2,架空院\n".as_bytes().to_vec());
    let staff = (
        "staff.csv",
        "staff_id,name,office_id,status\nS1,見本 花子,O1,active\nS2,架空 一郎,O2,active\n".as_bytes().to_vec(),
    );
    let answer = |clause: &'static str, by: &'static str| vec!["--clause", clause, "--answer", "yes", "--by", by];
    let more = |mut arguments: Vec<&'static str>, rest: &[&'static str]| {
        arguments.extend(rest);
        arguments
    };
    let usual = || answer("5-1", "見本 花子");
    #[rustfmt::skip]
    let cases: Vec<Refused> = vec![
        (vec![csv.clone()], answer("5-2", "見本 花子"), &["5-2", "5-1", "A3-2", "A3-4"]),
        (vec![csv.clone()], answer("第五条", "見本 花子"), &["第五条", "5-1"]),
        (vec![csv.clone()], answer("5-1", " \u{3000} "), &["--by"]),
        (vec![csv.clone()], more(usual(), &["--on", "2026-10-01"]), &["2026-10-01", DAY]),
        (vec![csv.clone()], more(usual(), &["--on", "昨日"]), &["昨日"]),
        (vec![csv.clone()], more(usual(), &["--office", "O9"]), &["O9", "O1"]),
        (vec![csv.clone(), two, staff], usual(), &["O1", "O2", "--office"]),
        (vec![lacking], usual(), &["attestations.csv", "確認者"]),
        (vec![narrow], answer("5-1", "𠮷野 花子"), &["確認事項.csv", "𠮷", "CP932"]),
        (vec![("staff.csv", "staff_id,name,office_id,status\nS1,見本 花子,O1,closed\n".as_bytes().to_vec())], usual(), &[]),
    ];
    for (files, arguments, told) in cases {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        let dir = office(&files);
        let before = bytes(dir.path());
        for lang in ["ja", "en"] {
            let (code, out, err) = run(dir.path(), lang, &[&["attest"], arguments.as_slice()].concat());
            assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
            for word in told {
                assert!(err.contains(word), "{arguments:?}: {word}: {err}");
            }
            assert!(!err.is_empty());
            assert_eq!(bytes(dir.path()), before, "{arguments:?}");
        }
    }
}

#[test]
fn an_answer_needs_its_clause_and_who_gave_it() {
    let dir = office(&[]);
    for arguments in [
        &["--clause", "5-1", "--answer", "yes"][..],
        &["--clause", "5-1", "--by", "見本 花子"],
        &["--answer", "yes", "--by", "見本 花子"],
        &["--office", "O1"],
        &["--on", "2026-09-01"],
        &["--clause", "5-1", "--answer", "maybe", "--by", "見本 花子"],
    ] {
        assert_eq!(run(dir.path(), "ja", &[&["attest"], arguments].concat()).0, 2, "{arguments:?}");
    }
    assert_eq!(bytes(dir.path()).len(), 2);
}

#[test]
fn a_row_that_would_not_be_read_is_taken_back() {
    // below a note that ends the table, or at the end of a total: whatever becomes of it, nothing is half done
    for end in ["合計,,1件,,\n", "※年に一度、責任者が記入する。,,,,\n", "\n\n\n"] {
        let before = format!("{HEADER}\nO1,A3-2,yes,2026-04-01,見本 花子\n{end}");
        let dir = office(&[("attestations.csv", before.as_bytes())]);
        let record = ["attest", "--clause", "5-1", "--answer", "yes", "--by", "見本 花子"];
        let (code, _, err) = run(dir.path(), "ja", &record);
        let after = fs::read_to_string(dir.path().join("attestations.csv")).expect("it is there");
        let recorded = !answers(&report(dir.path()), "5-1").is_empty();
        assert_eq!(recorded, code == 0, "{end:?}: {err}");
        assert_eq!(after == before, code == 2, "{end:?}: {err}");
        assert!(after.starts_with(&before));
    }
}

#[cfg(unix)]
#[test]
fn the_register_is_for_those_for_whom_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let dir = office(&[("attestations.csv", format!("{HEADER}\n").as_bytes())]);
    let path = dir.path().join("attestations.csv");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o664)).expect("set");
    let record = ["attest", "--clause", "5-1", "--answer", "yes", "--by", "見本 花子"];
    assert_eq!(run(dir.path(), "ja", &record).0, 0);
    assert_eq!(path.metadata().expect("it is there").permissions().mode() & 0o777, 0o664);
    fs::remove_file(&path).expect("removed");
    assert_eq!(run(dir.path(), "ja", &record).0, 0);
    let made = dir.path().join("確認事項.csv");
    assert_eq!(made.metadata().expect("it is there").permissions().mode() & 0o077, 0, "a new one is for its owner");
}
