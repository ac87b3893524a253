//! Input that stops the audit, with the message it gets.

use std::fs;
use std::path::Path;

use super::{DAY, check, not_assessed};
use crate::support::folder::{files, new_folder, text};
use crate::support::json::verdicts;
use crate::support::program::run;

/// The audit and the list of inputs stop with exactly this message.
fn assert_refused(dir: &Path, ja: &str, en: &str) {
    for command in ["check", "inputs"] {
        for (lang, start, message) in [("ja", "エラー", ja), ("en", "error", en)] {
            let ran = run(&[command, text(dir), "--lang", lang]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{command}: {}", ran.err);
            assert_eq!(ran.err, format!("{start}: {message}\n"), "{command}");
        }
    }
}

/// A folder with one file is refused.
fn assert_file_refused(name: &str, content: impl AsRef<[u8]>, ja: &str, en: &str) {
    assert_refused(files(&[(name, content)]).path(), ja, en);
}

#[test]
fn a_missing_folder_is_refused() {
    let dir = new_folder();
    let missing = dir.path().join("nowhere");
    let why = fs::read_dir(&missing).expect_err("it is missing");
    let place = missing.display();
    assert_refused(
        &missing,
        &format!("フォルダー {place} を読めません({why})。場所と権限を確かめてください。"),
        &format!("cannot read the folder {place} ({why}); check the path and its permissions"),
    );
}

#[test]
fn a_folder_without_a_table_is_refused() {
    for dir in [
        new_folder(),
        files(&[("notes.txt", "staff"), ("holidays.csv", "a,b\n1,2\n"), ("tags.jsonl", "{\"a\":1}\n")]),
        files(&[(".staff.csv", "staff_id,name\nS01,見本 一郎\n")]),
    ] {
        let place = dir.path().display();
        assert_refused(
            dir.path(),
            &format!(
                "{place} に監査できる表がありません。スタッフ.xlsx や 参加者.csv のような名前のファイルを置いてください。空の台帳は mcs-audit init で作れます。"
            ),
            &format!(
                "no table found in {place}; it needs files such as staff.csv or memberships.xlsx (mcs-audit init writes blank ones)"
            ),
        );
    }
}

#[test]
fn an_empty_file_is_refused() {
    for content in ["", "\n\n", "\r\n", "\u{feff}", "\u{feff}\r\n"] {
        assert_file_refused(
            "staff.csv",
            content,
            "staff.csv は空です。見出しの行を書いてください。",
            "staff.csv is empty; it needs a header, at least",
        );
    }
}

#[test]
fn a_header_alone_is_an_empty_table_and_not_assessed() {
    for (name, content) in [
        ("staff.csv", "staff_id,name,status\n"),
        ("staff.csv", "staff_id,name,status"),
        ("staff.csv", "staff_id,name,status\r\n,,\r\n\r\n"),
        ("staff.json", "[]"),
    ] {
        let dir = files(&[(name, content)]);
        let ran = check(dir.path(), DAY, &["--format", "json"]);
        assert_eq!(ran.code, 3, "{content:?}: {}", ran.err);
        let report = ran.json();
        // what the office has set is known without a row
        for (rule, verdict) in verdicts(&report).into_iter().filter(|(rule, _)| *rule != "loosened-rule") {
            assert!(matches!(verdict, "not-assessed" | "not-applicable"), "{rule}: {verdict}");
        }
        assert!(not_assessed(&report).contains("missing-photo"));
        assert_eq!(report["run"]["inputs"][0]["rows"], 0);
    }
}

#[test]
fn a_header_of_unknown_words_is_refused() {
    for (content, line) in [("foo,bar\n1,2\n", 1), ("\n\nfoo,bar\n", 3)] {
        assert_file_refused(
            "reviews.csv",
            content,
            &format!(
                "reviews.csv の {line} 行目から下に、表「精査」の見出しが見つかりません。見出しの名前を直すか、どの見出しが何かを mcs-audit.toml の [tables.reviews.columns] に書いてください。使える見出し: グループID、精査日、精査者 など"
            ),
            &format!(
                "reviews.csv: from line {line} on there is no header of the table reviews; rename its headers, or say under [tables.reviews.columns] in mcs-audit.toml which is which; the columns are group_id, reviewed_on, reviewer"
            ),
        );
    }
}

#[test]
fn of_two_columns_that_are_one_none_is_lost_in_silence() {
    for [first, second] in [["name", "name"], ["名前", "職員名"], ["name", "氏名"], ["ﾌﾘｶﾞﾅ", "フリガナ"]]
    {
        let dir = files(&[("staff.csv", format!("staff_id,{first},{second},status\nS01,a,b,active\n"))]);
        let ran = check(dir.path(), DAY, &["--format", "json"]);
        assert!([1, 3].contains(&ran.code), "{first} {second}: {}", ran.err);
        let told = ran.err + &ran.out;
        assert!(told.contains("使わない列") || told.contains("unused-column"), "{first} {second}: {told}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_with_line_and_column() {
    let cut_short = "staff_id,name\r\nS01,見本 一郎\r\nS02,架空 花子".as_bytes();
    for (content, line, column) in [
        (b"staff_id,name\nS01,\xff\n".to_vec(), 2, 5),
        (b"\xff".to_vec(), 1, 1),
        (cut_short[..cut_short.len() - 1].to_vec(), 3, 9),
        // テスト in CP932, and then a byte that it does not have
        (b"staff_id,name\r\n\r\nS01,\x83\x65\x83\x58\x83\x67\xff\r\n".to_vec(), 3, 8),
    ] {
        assert_file_refused(
            "staff.csv",
            content,
            &format!(
                "staff.csv は UTF-8 でも CP932(Shift_JIS)でもありません({line} 行目 {column} 文字目)。元のソフトで「CSV UTF-8」として保存し直してください。"
            ),
            &format!(
                "staff.csv is neither UTF-8 nor CP932 (Shift_JIS): see line {line}, column {column}; save it again as \"CSV UTF-8\""
            ),
        );
    }
}

#[test]
fn a_quotation_mark_that_nothing_closes_is_refused() {
    for (content, line) in [
        ("staff_id,name\nS01,\"見本 一郎\nS02,架空 花子\n", 2),
        ("staff_id,name\r\nS01,\"a\r\nb\"\r\n\r\nS02,\"架空\r\n", 5),
        ("\"staff_id,name\n", 1),
        ("staff_id,name\nS01,\"say \"\"x\"\"\n", 2),
    ] {
        assert_file_refused(
            "staff.csv",
            content,
            &format!(
                "staff.csv の {line} 行目で始まる引用符(\")が閉じていません。余分な \" を消すか、\"\" と二つ重ねてください。"
            ),
            &format!(
                "staff.csv, line {line}: a quotation mark (\") opens here and nothing closes it; remove it, or write it \
                 twice (\"\")"
            ),
        );
    }
}

#[test]
fn a_quotation_mark_that_closes_in_the_middle_of_a_cell_is_refused() {
    for (content, line, close) in [
        ("staff_id,name\nS01,\"見本\nS02,\"架空 花子\"\n", 2, 3),
        ("staff_id,name\nS01,\"見本\" 一郎\n", 2, 2),
        ("staff_id,name\r\n\r\nS01,\"見本\r\nS02,架空\r\nS03,\"試験\"\r\n", 3, 5),
    ] {
        assert_file_refused(
            "staff.csv",
            content,
            &format!(
                "staff.csv の {line} 行目で始まる引用符(\")が {close} 行目のセルの途中で閉じています。その間の行が一つのセルに取り込まれるので、余分な \" を消すか、\"\" と二つ重ねてください。"
            ),
            &format!(
                "staff.csv, line {line}: a quotation mark (\") opens here and closes in the middle of a cell on line \
                 {close}; what lies between would be swallowed: remove it, or write it twice (\"\")"
            ),
        );
    }
}

#[test]
fn two_files_for_one_table_are_refused() {
    let row = "staff_id,name\nS01,見本 一郎\n";
    for (first, second) in
        [("staff.csv", "スタッフ.csv"), ("staff.csv", "staff.json"), ("STAFF.csv", "スタッフ一覧.jsonl")]
    {
        let content = |name: &str| match name.rsplit_once('.') {
            Some((_, "csv")) => row,
            Some((_, "json")) => "[{\"staff_id\":\"S01\"}]",
            _ => "{\"staff_id\":\"S01\"}\n",
        };
        let dir = files(&[(first, content(first)), (second, content(second))]);
        assert_refused(
            dir.path(),
            &format!(
                "表「スタッフ」とみられるものがいくつもあります: {first}、{second}。一つだけ使うときは、ほかを別のフォルダーに移してください。続けて全部読むときは、mcs-audit.toml に次のように書いてください(使わないものは消す)。\n[tables.staff]\nfile = [\"{first}\", \"{second}\"]"
            ),
            &format!(
                "several things look like the table staff: {first}, {second}; move what is not to be used to another folder, or write this into mcs-audit.toml to read them one behind the other (delete what is not to be read):\n[tables.staff]\nfile = [\"{first}\", \"{second}\"]"
            ),
        );
    }
}

#[test]
fn one_table_in_a_file_and_in_an_export_is_refused() {
    let dir = files(&[("export.json", "{\"staff\":[{\"staff_id\":\"S01\"}]}"), ("staff.csv", "staff_id\nS01\n")]);
    let ran = run(&["check", text(dir.path())]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for part in ["スタッフ", "export.json", "staff.csv"] {
        assert!(ran.err.contains(part), "{}", ran.err);
    }
}

/// JSON that is not well formed at this place.
fn assert_no_json(name: &str, content: &str, line: usize, column: usize) {
    assert_file_refused(
        name,
        content,
        &format!("{name} の {line} 行目({column} 文字目付近)が JSON の書き方になっていません。"),
        &format!("{name}, line {line}, near column {column}: this is not JSON"),
    );
}

/// JSON that ends too early.
fn assert_json_breaks_off(name: &str, content: &str, line: usize) {
    assert_file_refused(
        name,
        content,
        &format!("{name} が {line} 行目で途中で終わっています。書き出しをやり直してください。"),
        &format!("{name} breaks off on line {line}; export it again"),
    );
}

/// JSON that is something else than an array of objects.
fn assert_no_rows(name: &str, content: &str, line: usize) {
    assert_file_refused(
        name,
        content,
        &format!("{name} の {line} 行目は表の形になっていません。表はオブジェクトの配列で書いてください。"),
        &format!("{name}, line {line}: this is no table; a table is an array of objects"),
    );
}

#[test]
fn broken_json_is_refused_with_its_line() {
    assert_no_json("staff.json", "[{\"staff_id\":\"S01\"},\n {\"staff_id\":}]", 2, 14);
    assert_no_json("export.json", "{\"staff\": [\n {\"staff_id\":\"S01\"},\n {\"staff_id\":}]}", 3, 14);
    assert_json_breaks_off("staff.json", "[{\"staff_id\":\"S01\"},\n\n {\"staff_id\":\"S02\"", 3);
    assert_json_breaks_off("staff.json", "", 1);
}

#[test]
fn broken_lines_of_json_are_refused_with_their_line() {
    assert_no_json("staff.jsonl", "{\"staff_id\":\"S01\"}\n\n{\"staff_id\":}\n", 3, 13);
    assert_json_breaks_off("staff.jsonl", "{\"staff_id\":\"S01\"}\n{\"staff_id\"\n", 2);
    assert_no_rows("staff.jsonl", "\n\n7\n", 3);
    assert_no_rows("staff.jsonl", "{\"staff_id\":\"S01\"}\n\n[1]\n", 3);
}

#[test]
fn a_json_value_that_is_no_array_of_objects_is_refused() {
    assert_no_rows("staff.json", "5", 1);
    assert_no_rows("staff.json", "\n\"staff\"\n", 2);
    assert_no_rows("staff.json", "null", 1);
    assert_no_rows("staff.json", "[\n {\"staff_id\":\"S01\"},\n 7]", 3);
    assert_no_rows("export.json", "{\"staff\":\n5}", 2);
}

#[test]
fn a_name_that_stands_twice_in_an_object_is_refused() {
    for (name, content, line) in [
        ("staff.json", "[\n {\"staff_id\":\"S01\",\n  \"staff_id\":\"S02\"}]", 2),
        ("staff.jsonl", "{\"staff_id\":\"S01\"}\n{\"staff_id\":\"S02\",\"staff_id\":\"S02\"}\n", 2),
    ] {
        assert_file_refused(
            name,
            content,
            &format!(
                "{name} の {line} 行目から始まるオブジェクトに「staff_id」が二つあります。どちらかを消してください。"
            ),
            &format!("{name}, line {line}: the object that begins here has \"staff_id\" twice; remove one of them"),
        );
    }
}

#[test]
fn json_that_does_not_hold_its_table_is_refused() {
    assert_file_refused(
        "staff.json",
        "{\"a\":1,\"b\":2}",
        "staff.json にこの表の行がありません。表はオブジェクトの配列で書いてください。",
        "staff.json does not hold the rows of its table; a table is an array of objects",
    );
}

#[test]
fn an_error_about_json_names_nobody() {
    for content in [
        "[\"架空 花子\"]",
        "\"架空 花子\"",
        "[{\"staff_id\":\"S01\",\"name\":\"架空 花子\"}, \"架空 花子\"]",
        "[{\"name\":\"架空 花子\"}, {\"name\":\"架空 花子\"]",
    ] {
        for name in ["staff.json", "staff.jsonl"] {
            let dir = files(&[(name, content)]);
            let ran = check(dir.path(), DAY, &[]);
            assert_eq!(ran.code, 2, "{content}");
            assert!(!ran.err.contains("花子"), "{}", ran.err);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = files(&[("staff.csv", "staff_id,name\nS01,見本 一郎\n")]);
    let file = dir.path().join("staff.csv");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).expect("a mode");
    let Err(why) = fs::read(&file) else { return }; // the superuser may read everything
    assert_refused(
        dir.path(),
        &format!("staff.csv を読めません({why})。ほかのソフトで開いていないか、権限があるかを確かめてください。"),
        &format!("cannot read staff.csv ({why}); check that no other program holds it and that you may read it"),
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_is_refused() {
    let dir = files(&[("groups.csv", "group_id,name\n")]);
    let file = dir.path().join("staff.csv");
    std::os::unix::fs::symlink(dir.path().join("nowhere"), &file).expect("a link");
    let why = fs::read(&file).expect_err("it leads nowhere");
    assert_refused(
        dir.path(),
        &format!("staff.csv を読めません({why})。ほかのソフトで開いていないか、権限があるかを確かめてください。"),
        &format!("cannot read staff.csv ({why}); check that no other program holds it and that you may read it"),
    );
}
