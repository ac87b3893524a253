//! Faults that files have, each the smallest of its class: what is read, what is told, and that nothing stops the audit that
//! need not. `fixtures/faults` has those that are known from public reports; variants of them are made here.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const DAY: &str = "2026-10-31";

/// The headers of the members of staff, as offices write them.
const STAFF: &str = "職員番号,氏名,事業所,メールアドレス,権限,状態,登録日,最終ログイン日\n";

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcs-audit"));
    ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"].iter().for_each(|name| {
        command.env_remove(name);
    });
    let output = command.env("COLUMNS", "4000").args(arguments).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: output.status.code().expect("an exit code"), out: text(output.stdout), err: text(output.stderr) }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn check(paths: &[&Path]) -> Ran {
    let paths: Vec<&str> = paths.iter().map(|path| text(path)).collect();
    run(&[&["check"], paths.as_slice(), &["--as-of", DAY, "--format", "json", "--lang", "ja"]].concat())
}

/// The report of an audit, and what was told beside it.
fn audit(folder: &Path) -> (Value, String) {
    let ran = check(&[folder]);
    assert!([0, 1, 3].contains(&ran.code), "{} {}", ran.code, ran.err);
    (serde_json::from_str(&ran.out).expect("a report"), ran.err)
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/faults").join(name)
}

/// A folder with these files.
fn folder<C: AsRef<[u8]>>(files: &[(&str, C)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, content).expect("it can be written");
    }
    dir
}

/// How many rows of a table were read from each file.
fn rows(report: &Value, table: &str) -> Vec<u64> {
    let inputs = report["run"]["inputs"].as_array().expect("a list");
    let of_table = inputs.iter().filter(|input| input["table"] == table);
    of_table.map(|input| input["rows"].as_u64().expect("a number")).collect()
}

/// The keys of the findings of a rule.
fn keys<'r>(report: &'r Value, rule: &str) -> BTreeSet<&'r str> {
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().filter(|f| f["rule"] == rule).map(|f| f["subject"]["key"].as_str().expect("a key")).collect()
}

/// The messages of the findings of a rule.
fn messages<'r>(report: &'r Value, rule: &str) -> Vec<&'r str> {
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().filter(|f| f["rule"] == rule).map(|f| f["message"].as_str().expect("a text")).collect()
}

/// The ids and names of a table of staff: those who have no pledge are found one by one.
fn staff(folder: &Path) -> Vec<String> {
    let pledges = folder.join("誓約書.csv");
    fs::write(&pledges, "職員番号,様式,誓約日\nnobody,様式第1号,2026-01-01\n").expect("it can be written");
    let (report, _) = audit(folder);
    let findings = report["findings"].as_array().expect("a list");
    let of_rule = findings.iter().filter(|f| f["rule"] == "missing-pledge");
    of_rule
        .map(|f| {
            let part = |name: &str| f["subject"][name].as_str().expect("a text");
            format!("{} {}", part("key"), part("label"))
        })
        .collect()
}

// ---------------------------------------------------------------- workbooks

fn assert_two_are_read(name: &str) {
    let (report, told) = audit(&fixture(name));
    assert_eq!(rows(&report, "staff"), [2], "{name}: {told}");
    // the second has a state that is no word
    assert!(keys(&report, "unreadable-value").contains("staff/status/壊れた状態"), "{name}");
}

#[test]
fn a_part_that_no_cell_needs_condemns_no_workbook() {
    for name in ["styles-not-there", "shared-strings-not-there", "workbook-parts-in-utf-16"] {
        assert_two_are_read(name);
    }
}

#[test]
fn a_sheet_that_the_workbook_does_not_hold_is_skipped_and_named() {
    assert_two_are_read("sheet-without-a-part");
    let told = audit(&fixture("sheet-without-a-part")).1;
    assert!(told.contains("スタッフ.xlsx › グラフ用"), "{told}");
}

#[test]
fn old_workbooks_are_read_by_what_they_hold() {
    for name in ["xls-in-the-stream-book", "xls-with-a-string-count-of-0", "xls-with-a-short-format"] {
        assert_two_are_read(name);
    }
}

#[test]
fn the_type_of_a_cell_decides_what_counts_in_it() {
    let (report, told) = audit(&fixture("inline-string-beside-a-value"));
    assert_eq!(rows(&report, "staff"), [1], "{told}");
    // the leader of the group is in the list: the id is S1, and not S1S1
    assert!(keys(&report, "unknown-reference").is_empty(), "{:?}", messages(&report, "unknown-reference"));
}

/// An .xlsx with a list of staff, whose parts can be changed.
fn workbook(sheet: &str, change: impl Fn(&str, String) -> Option<Vec<u8>>) -> Vec<u8> {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="{TYPE}/{kind}" Target="{target}"/>"#)
    };
    let relations = |of: &[String]| format!("<Relationships>{}</Relationships>", of.concat());
    let parts = [
        ("_rels/.rels", relations(&[relation("r1", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="スタッフ" r:id="r1"/></sheets></workbook>"#.to_owned()),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[
                relation("r1", "worksheet", "worksheets/sheet1.xml"),
                relation("r2", "styles", "styles.xml"),
                relation("r3", "sharedStrings", "sharedStrings.xml"),
            ]),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
        (
            "xl/styles.xml",
            r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#.to_owned(),
        ),
        ("xl/sharedStrings.xml", "<sst><si><t>見本 花子</t></si><si><t>架空 一郎</t></si></sst>".to_owned()),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        if let Some(content) = change(name, content) {
            writer.start_file(name, SimpleFileOptions::default()).expect("it begins");
            writer.write_all(&content).expect("it can be written");
        }
    }
    writer.finish().expect("it ends").into_inner()
}

/// Rows of a sheet with a header, and two people by their cells.
fn sheet(one: &str, other: &str) -> String {
    let header = STAFF.trim().split(',').map(inline).collect::<Vec<String>>().concat();
    format!("<row>{header}</row><row>{one}</row><row>{other}</row>")
}

fn inline(text: &str) -> String {
    format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// The cells of somebody, with this one for the name and this one for the day on which the account was made.
fn person(id: &str, name: &str, day: &str) -> String {
    [
        &inline(id),
        name,
        &inline("見本ST"),
        &inline(&format!("{id}@example.jp")),
        &inline("一般"),
        &inline("利用中"),
        day,
        "",
    ]
    .concat()
}

#[expect(clippy::unnecessary_wraps, reason = "what changes a part may also leave it out")]
fn as_it_is(_: &str, content: String) -> Option<Vec<u8>> {
    Some(content.into_bytes())
}

#[test]
fn a_cell_says_what_its_type_says() {
    for (cell, expected) in [
        (r#"<c t="inlineStr"><v>9</v><is><t>見本 花子</t></is></c>"#, "見本 花子"),
        (r#"<c t="inlineStr"><is><t>見本 花子</t></is><v>見本 花子</v></c>"#, "見本 花子"),
        (r#"<c t="str"><v>見本 花子</v><is><t>架空</t></is></c>"#, "見本 花子"),
        (r#"<c t="s"><v>0</v><is><t>架空</t></is></c>"#, "見本 花子"),
        // what stands in one place only is no contradiction
        (r#"<c t="inlineStr"><v>見本 花子</v></c>"#, "見本 花子"),
        (r"<c><is><t>見本 花子</t></is></c>", "見本 花子"),
    ] {
        let rows = sheet(&person("S1", cell, ""), &person("S2", &inline("架空 一郎"), ""));
        let dir = folder(&[("スタッフ.xlsx", workbook(&rows, as_it_is))]);
        let found = staff(dir.path());
        assert_eq!(found.len(), 2, "{cell}: {found:?}");
        assert!(found[0].starts_with("S1 ") && found[0].contains(expected), "{cell}: {found:?}");
    }
}

#[test]
fn damage_is_told_of_what_is_damaged_alone() {
    let plain = sheet(&person("S1", &inline("見本 花子"), ""), &person("S2", &inline("架空 一郎"), ""));
    let shared = sheet(&person("S1", r#"<c t="s"><v>0</v></c>"#, ""), &person("S2", r#"<c t="s"><v>1</v></c>"#, ""));
    let damaged = |part: &'static str, instead: Option<&'static str>| {
        move |name: &str, content: String| {
            if name == part { instead.map(|i| i.as_bytes().to_vec()) } else { as_it_is(name, content) }
        }
    };
    for part in ["xl/styles.xml", "xl/sharedStrings.xml"] {
        for instead in [None, Some(""), Some("<sst><si><t>x</t>"), Some("no xml & no <b>"), Some("<a/>")] {
            let dir = folder(&[("スタッフ.xlsx", workbook(&plain, damaged(part, instead)))]);
            assert_eq!(staff(dir.path()).len(), 2, "{part} {instead:?}");
        }
    }
    // strings that were read before the damage are there
    let half = Some("<sst><si><t>見本 花子</t></si><si><t>架空 一郎</t></si><si><t>x");
    let dir = folder(&[("スタッフ.xlsx", workbook(&shared, damaged("xl/sharedStrings.xml", half)))]);
    assert!(staff(dir.path())[1].contains("架空 一郎"));
    // a cell that needs what is not there is what is told
    for instead in [None, Some("<sst><si><t>見本 花子</t></si></sst>")] {
        let dir = folder(&[("スタッフ.xlsx", workbook(&shared, damaged("xl/sharedStrings.xml", instead)))]);
        let ran = check(&[dir.path()]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("スタッフ.xlsx") && ran.err.contains("スタッフ"), "{}", ran.err);
    }
}

#[test]
fn a_number_that_has_lost_its_format_is_read_and_told() {
    let day = r#"<c s="1"><v>46113</v></c>"#;
    let rows = sheet(&person("S1", &inline("見本 花子"), day), &person("S2", &inline("架空 一郎"), day));
    let without = |name: &str, content: String| (name != "xl/styles.xml").then(|| content.into_bytes());
    let dir = folder(&[("スタッフ.xlsx", workbook(&rows, without))]);
    let (report, told) = audit(dir.path());
    assert_eq!(rows_read(&report), 2);
    assert!(told.contains("書式が失われている数値") && told.contains('2'), "{told}");
    assert!(messages(&report, "unreadable-value").is_empty());
    let whole = folder(&[("スタッフ.xlsx", workbook(&rows, as_it_is))]);
    assert!(!audit(whole.path()).1.contains("書式が失われている"));
}

fn rows_read(report: &Value) -> u64 {
    rows(report, "staff").into_iter().sum()
}

/// Writes a part in an encoding.
type Encode<'e> = Box<dyn Fn(&str) -> Vec<u8> + 'e>;

#[test]
fn parts_are_read_in_the_encoding_in_which_they_are_written() {
    let rows = sheet(&person("S1", &inline("見本 花子"), ""), &person("S2", &inline("架空 一郎"), ""));
    let utf16 = |mark: bool, swap: bool, text: &str| -> Vec<u8> {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit: u16| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let declared = |encoding: &str, text: &str| format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{text}");
    let encodings: [(&str, Encode<'_>); 7] = [
        ("UTF-16 LE", Box::new(|text| utf16(true, false, &declared("UTF-16", text)))),
        ("UTF-16 BE", Box::new(|text| utf16(true, true, &declared("utf-16", text)))),
        ("UTF-16 without a mark", Box::new(|text| utf16(false, false, text))),
        ("UTF-8 with a mark", Box::new(|text| format!("\u{FEFF}{}", declared("UTF-8", text)).into_bytes())),
        ("UTF-8 that says UTF-16", Box::new(|text| declared("utf-16", text).into_bytes())),
        ("Shift_JIS", Box::new(|text| encoding_rs::SHIFT_JIS.encode(&declared("Shift_JIS", text)).0.into_owned())),
        ("no name", Box::new(|text| declared("x-unknown", text).into_bytes())),
    ];
    for (name, encoded) in encodings {
        let dir = folder(&[("スタッフ.xlsx", workbook(&rows, |_, content| Some(encoded(&content))))]);
        let found = staff(dir.path());
        assert!(found.len() == 2 && found[0].contains("見本 花子"), "{name}: {found:?}");
    }
    // half a character is damage
    let cut = |name: &str, content: String| {
        let mut bytes = utf16(true, false, &content);
        bytes.truncate(bytes.len() - if name.ends_with("sheet1.xml") { 3 } else { 0 });
        Some(bytes)
    };
    let dir = folder(&[("スタッフ.xlsx", workbook(&rows, cut))]);
    assert_eq!(check(&[dir.path()]).code, 2);
}

/// An .xls from the fixtures with other bytes: the stream of its records is small, so its place in the file is known.
fn old_workbook() -> Vec<u8> {
    fs::read(fixture("xls-in-the-stream-book").join("スタッフ.xls")).expect("it is there")
}

#[test]
fn what_leads_to_no_stream_condemns_no_old_workbook() {
    let bytes = old_workbook();
    let root = bytes
        .windows(22)
        .position(|w| w == "Root Entry\0".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    let root = root.expect("the entry of the root");
    let mut variants: Vec<(&str, Vec<u8>)> = vec![("as it is", bytes.clone())];
    let mut changed = |name, change: &dyn Fn(&mut Vec<u8>)| {
        let mut copy = bytes.clone();
        change(&mut copy);
        variants.push((name, copy));
    };
    changed("a root of no size", &|b| b[root + 120..root + 128].fill(0));
    changed("a root of a wrong size", &|b| b[root + 120..root + 124].copy_from_slice(&64_u32.to_le_bytes()));
    changed("a root with another name", &|b| b[root] = b'X');
    changed("a directory without order", &|b| b[root + 68..root + 76].fill(0xFF));
    changed("a colour that is none", &|b| b[root + 67] = 9);
    changed("bytes behind the end", &|b| b.extend([0; 700]));
    changed("another byte order mark", &|b| b[0x1C..0x1E].fill(0));
    for (name, bytes) in variants {
        let dir = folder(&[("スタッフ.xls", bytes)]);
        let (report, told) = audit(dir.path());
        assert_eq!(rows(&report, "staff"), [2], "{name}: {told}");
    }
}

// ---------------------------------------------------------------- text

#[test]
fn text_that_stands_as_a_formula_is_that_text() {
    let (report, told) = audit(&fixture("text-as-a-formula"));
    assert_eq!(rows(&report, "staff"), [2], "{told}");
    assert!(keys(&report, "missing-pledge").is_empty(), "{:?}", messages(&report, "missing-pledge"));
    assert!(keys(&report, "unreadable-value").iter().all(|key| !key.contains("registered_on")));
    for id in ["=\"0012\"", "'0012", "’0012", "\"=\"\"0012\"\"\"", "＇0012", "=\"'0012\""] {
        let staff = format!("{STAFF}{id},=\"見本, 花子\",見本ST,h@example.jp,一般,利用中,=\"2026/9/1\",2026/10/28\n");
        let dir = folder(&[
            ("スタッフ.csv", staff.as_str()),
            ("誓約書.csv", "職員番号,様式,誓約日\n0012,様式第1号,2026/9/1\n"),
        ]);
        let (report, _) = audit(dir.path());
        assert_eq!(rows(&report, "staff"), [1]);
        assert!(keys(&report, "missing-pledge").is_empty(), "{id}: {:?}", messages(&report, "missing-pledge"));
        assert!(keys(&report, "lossy-text").is_empty(), "{id}: {:?}", messages(&report, "lossy-text"));
        assert!(keys(&report, "unreadable-value").is_empty(), "{id}: {:?}", messages(&report, "unreadable-value"));
    }
}

#[test]
fn the_mark_of_the_end_of_a_text_is_no_row() {
    let (report, told) = audit(&fixture("final-1a"));
    assert_eq!((rows(&report, "staff"), keys(&report, "missing-key").len()), (vec![2], 0), "{told}");
    let row = "S1,見本 花子,見本ST,h@example.jp,一般,利用中,2026/9/1,2026/10/28\r\n";
    for end in ["\u{1A}", "\u{1A}\u{1A}\u{1A}", "\u{1A}\r\n", "\r\n\u{1A}\0\0\0", "\0\0", "  \u{1A}\n\n"] {
        for (encoding, encode) in [
            ("UTF-8", (|text: &str| text.as_bytes().to_vec()) as fn(&str) -> Vec<u8>),
            ("CP932", |text| encoding_rs::SHIFT_JIS.encode(text).0.into_owned()),
            ("UTF-16", |text| {
                std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
            }),
        ] {
            let dir = folder(&[("スタッフ.csv", encode(&format!("{STAFF}{row}{end}")))]);
            let (report, _) = audit(dir.path());
            assert_eq!(
                (rows(&report, "staff"), keys(&report, "missing-key").len()),
                (vec![1], 0),
                "{encoding} {end:?}"
            );
        }
    }
}

#[test]
fn a_large_text_ends_with_its_mark_too() {
    let row = |n: usize| format!("S{n},見本 花子{n},見本ST,h{n}@example.jp,一般,利用中,2026-09-01,2026-10-28\n");
    let mut text: String = STAFF.to_owned();
    (0..15_000).for_each(|n| text += &row(n));
    let dir =
        folder(&[("スタッフ.csv", text.clone() + "\u{1A}"), ("グループ.csv", "グループID,グループ名\n".to_owned())]);
    assert!(text.len() > 1 << 20);
    let (report, told) = audit(dir.path());
    assert_eq!((rows(&report, "staff"), keys(&report, "missing-key").len()), (vec![15_000], 0), "{told}");
}

#[test]
fn text_that_was_read_in_another_encoding_is_told_with_what_it_was() {
    for (name, people) in [
        (
            "utf-8-read-as-cp932",
            &["見本 健", "見本 恵", "見本 誠", "見本 進", "架空 健", "架空 恵", "架空 誠", "架空 進"][..],
        ),
        ("read-as-latin-1", &["見本 花子", "架空 一郎"]),
    ] {
        let (report, _) = audit(&fixture(name));
        let told = messages(&report, "lossy-text");
        assert_eq!(told.len(), people.len(), "{told:?}");
        for person in people {
            assert!(
                told.iter().any(|said| said.contains(&format!("元は「{person}」と思われる"))),
                "{person}: {told:?}"
            );
        }
    }
}

#[test]
fn signs_of_lost_characters_are_told_in_names_and_ids() {
    for (id, name, likely) in [
        ("S1", "見本 \u{E000}子", None),
        ("S1", "&#39640;橋 花子", Some("高橋 花子")),
        ("S1", "髙橋 &eacute;va", None),
        ("S1", "\\u898b\\u672c 花子", Some("見本 花子")),
        ("S1", "%E8%A6%8B%E6%9C%AC", Some("見本")),
        ("S1", "見本 花?", None),
        ("S?1", "見本 花子", None),
        ("1.31E+09", "見本 花子", None),
        ("######", "見本 花子", None),
    ] {
        let row = format!("{STAFF}{id},{name},見本ST,h@example.jp,一般,利用中,2026/9/1,2026/10/28\n");
        let dir = folder(&[("スタッフ.csv", row)]);
        let (report, _) = audit(dir.path());
        let told = messages(&report, "lossy-text");
        let likely = likely.map(|likely| format!("元は「{likely}」と思われる"));
        assert!(
            matches!(told.as_slice(), [said] if likely.as_ref().is_none_or(|likely| said.contains(likely.as_str()))),
            "{id} {name}: {told:?}"
        );
    }
    for name in ["見本 花子", "邊見 敏", "R&D部", "Renée Müller", "ﾐﾎﾝ ﾊﾅｺ", "①組", "髙槗 薫"]
    {
        let row = format!("{STAFF}S1,{name},見本ST,h@example.jp,一般,利用中,2026/9/1,2026/10/28\n");
        let dir = folder(&[("スタッフ.csv", row)]);
        assert!(messages(&audit(dir.path()).0, "lossy-text").is_empty(), "{name}");
    }
}

// ---------------------------------------------------------------- ids

#[test]
fn an_id_that_a_spreadsheet_destroyed_is_told_with_whom_it_may_have_meant() {
    let (report, _) = audit(&fixture("id-with-an-exponent"));
    let told = messages(&report, "lossy-text");
    assert!(matches!(told.as_slice(), [said] if said.contains("1.31E+09") && said.contains("1310300123")), "{told:?}");
    // in a register it may be any of those whose id would be shown so, and is nobody
    let row = |id: &str| format!("{id},見本 {id},見本ST,{id}@example.jp,一般,利用中,2026/9/1,2026/10/28\n");
    let staff = [STAFF, &row("1310300123"), &row("1310300124"), &row("1420300123")].concat();
    let dir = folder(&[
        ("スタッフ.csv", staff.as_str()),
        ("誓約書.csv", "職員番号,様式,誓約日\n1.31E+09,様式第1号,2026/9/1\n"),
    ]);
    let (report, _) = audit(dir.path());
    let told = messages(&report, "lossy-text");
    let [said] = told.as_slice() else { panic!("{told:?}") };
    assert!(said.contains("1310300123") && said.contains("1310300124") && !said.contains("1420300123"), "{said}");
    assert!(keys(&report, "ambiguous-person").is_empty());
}

#[test]
fn one_id_in_several_spellings_is_one_and_that_is_said() {
    for (id, other) in [
        ("12", "12.0"),
        ("1013", "1,013"),
        ("12.0", "12"),
        ("0012", "12"),
        ("S-01", "s01"),
        ("A−1", "A－1"),
        ("A〜1", "A～1"),
    ] {
        let staff = format!("{STAFF}\"{id}\",見本 花子,見本ST,h@example.jp,一般,利用中,2026/9/1,2026/10/28\n");
        let pledges = format!("職員番号,様式,誓約日\n\"{other}\",様式第1号,2026/9/1\n");
        let roster = format!("職員番号,氏名,入職日,退職日\n\"{other}\",見本 花子,2020/4/1,2026/9/30\n");
        let dir = folder(&[("スタッフ.csv", staff), ("誓約書.csv", pledges), ("在籍名簿.csv", roster)]);
        let (report, _) = audit(dir.path());
        assert!(keys(&report, "missing-pledge").is_empty(), "{id} {other}");
        let findings = report["findings"].as_array().expect("a list");
        let departed =
            findings.iter().find(|f| f["rule"] == "departed-account").unwrap_or_else(|| panic!("{id} {other}"));
        let is_told = departed["evidence"].to_string().contains("照合");
        // what differs in width alone is the id itself
        assert_eq!(is_told, !["A−1", "A〜1"].contains(&id), "{id} {other}: {departed}");
    }
    // two that may be meant are neither
    let rows = "12,見本 花子,見本ST,h@example.jp,一般,利用中,2026/9/1,2026/10/28\n0012,架空 一郎,見本ST,i@example.jp,一般,利用中,2026/9/1,2026/10/28\n";
    let dir = folder(&[
        ("スタッフ.csv", format!("{STAFF}{rows}")),
        ("誓約書.csv", "職員番号,様式,誓約日\n12.0,様式第1号,2026/9/1\n".to_owned()),
    ]);
    assert_eq!(keys(&audit(dir.path()).0, "missing-pledge").len(), 2);
}

#[test]
fn an_office_number_of_several_services_is_no_conflict() {
    let (report, told) = audit_of("office-number-of-several-services");
    assert!(keys(&report, "duplicate-key").is_empty(), "{told} {:?}", messages(&report, "duplicate-key"));
    // a difference in what a rule reads is one
    let dir = folder(&[(
        "事業所一覧.csv",
        "事業所番号,事業所名,利用申請日\n1390000001,見本,2025-03-01\n1390000001,見本,2025-04-01\n",
    )]);
    let (report, _) = audit(dir.path());
    assert_eq!(keys(&report, "duplicate-key").len(), 1);
}

fn audit_of(name: &str) -> (Value, String) {
    audit(&fixture(name))
}

// ---------------------------------------------------------------- rows

#[test]
fn rows_of_nothing_but_defaults_are_blank_and_that_is_said() {
    let header = "No,職員番号,氏名,事業所,状態,プロフィール登録,写真登録\n";
    let filled = "1,S1,見本 花子,見本ST,利用中,TRUE,FALSE\n";
    for blank in [",,,,,FALSE,FALSE\n", "2,,,,,FALSE,FALSE\n", "0,0,,0,,FALSE,FALSE\n", ",,,,,false,0\n", "3,,,,,☐,☐\n"]
    {
        let dir = folder(&[("スタッフ.csv", format!("{header}{filled}{}", blank.repeat(3)))]);
        let (report, told) = audit(dir.path());
        assert_eq!((rows(&report, "staff"), keys(&report, "missing-key").len()), (vec![1], 0), "{blank}");
        assert!(told.contains("FALSE や 0 だけの行") && told.contains("3・4・5行目"), "{blank}: {told}");
    }
    let dir = folder(&[("スタッフ.csv", format!("{header}{filled}2,,見本 次郎,,,FALSE,FALSE\n"))]);
    let (report, _) = audit(dir.path());
    assert_eq!(keys(&report, "missing-key").len(), 1, "a row that names somebody is none");
}

#[test]
fn a_delimiter_that_is_only_tried_gives_no_error() {
    // with a comma or a semicolon between cells the quotation marks of this text would be stray
    for (between, cell) in
        [("\t", "\"見本, \"\"花子\"\"\""), (";", "\"見本,花子\""), (",", "\"見本;花子\t\""), ("\t", "x,\"見本\"")]
    {
        let row = ["S1", cell, "見本ST", "h@example.jp", "一般", "利用中", "2026/9/1", "2026/10/28"].join(between);
        let content = format!("{}{row}\n", STAFF.replace(',', between));
        let dir = folder(&[("スタッフ.csv", content)]);
        let (report, told) = audit(dir.path());
        assert_eq!(rows(&report, "staff"), [1], "{between:?} {told}");
    }
}

// ---------------------------------------------------------------- JSON and TOML

#[test]
fn a_file_without_a_table_beside_a_table_is_named_and_stops_nothing() {
    for name in ["toml-beside-a-table", "json-beside-a-table"] {
        let (report, told) = audit_of(name);
        let file = if name.starts_with("toml") { "スタッフ.toml" } else { "スタッフ.json" };
        assert_eq!(rows(&report, "staff"), [1], "{told}");
        assert!(told.contains(file), "{told}");
    }
}

#[test]
fn no_shape_of_json_or_toml_aborts() {
    let deep = |open: &str, close: &str| open.repeat(5_000) + &close.repeat(5_000);
    let shapes = [
        ("json", "{}".to_owned()),
        ("json", "[]".to_owned()),
        ("json", "\"staff\"".to_owned()),
        ("json", "null".to_owned()),
        ("json", "12".to_owned()),
        ("json", "[1,2]".to_owned()),
        ("json", "[[1,2],[3]]".to_owned()),
        ("json", "{\"a\":[1,2]}".to_owned()),
        ("json", "{\"a\":{\"b\":{}}}".to_owned()),
        ("json", "{\"staff\":\"x\"}".to_owned()),
        ("json", "{\"staff\":[],\"staff\":[]}".to_owned()),
        ("json", "[{\"a\":1,\"a\":2}]".to_owned()),
        ("json", "[{\"a\":{\"b\":[{\"c\":[{\"d\":1}]}]}}]".to_owned()),
        ("json", "[{\"a\":\"\\ud800\"}]".to_owned()),
        ("json", deep("[", "]")),
        ("json", deep("{\"a\":", "1}").replace("1}1}", "1}}")),
        ("json", "[".repeat(100_000)),
        ("json", String::new()),
        ("jsonl", "{}\n[]\n".to_owned()),
        ("jsonl", "{\"a\":{\"b\":[{\"c\":1}]}}\n".to_owned()),
        ("toml", "x = 1\n".to_owned()),
        ("toml", "x = [1, [2]]\n".to_owned()),
        ("toml", "[a]\nb = 1\n".to_owned()),
        ("toml", "a = []\n".to_owned()),
        ("toml", "[[a]]\n[[b]]\n".to_owned()),
        ("toml", "a = 1\na = 2\n".to_owned()),
        ("toml", format!("a = {}\n", deep("[", "]"))),
        ("toml", format!("a = {}1{}\n", "{a=".repeat(5_000), "}".repeat(5_000))),
        ("toml", "[[スタッフ]]\n\"職員番号\" = \"S1\"\n\"氏名\" = { a = 1 }\n".to_owned()),
    ];
    let staff = format!("{STAFF}S1,見本 花子,見本ST,h@example.jp,一般,利用中,2026/9/1,2026/10/28\n");
    for (extension, content) in shapes {
        let name = format!("スタッフ.{extension}");
        let shown: String = content.chars().take(60).collect();
        for beside in [true, false] {
            let mut files = vec![(name.as_str(), content.as_str())];
            if beside {
                files.push(("スタッフ.csv", &staff));
            }
            for command in ["check", "inputs"] {
                let ran = run(&[command, text(folder(&files).path()), "--as-of", DAY, "--lang", "ja"]);
                assert!([0, 1, 2, 3].contains(&ran.code), "{shown}: {} {}", ran.code, ran.err);
                assert!(!ran.err.contains("panicked"), "{shown}: {}", ran.err);
                let is_told = ran.err.contains(&name) || ran.out.contains(&name);
                assert!(is_told || ran.code != 2, "{command} {shown}: {} {}", ran.out, ran.err);
            }
        }
    }
}

#[test]
fn what_lies_in_objects_is_reached_and_its_times_are_days_in_japan() {
    let users = r#"{"exportedAt": "2026-10-31T06:00:09+09:00", "items": [
        {"id": "u1", "user": {"氏名": "見本 花子", "station": {"事業所": "見本ST"}}, "状態": "利用中", "登録日": "2026-09-30T15:00:00Z"},
        {"id": "u2", "user": {"氏名": "架空 一郎", "station": null}, "状態": "利用中", "登録日": "2026-10-01T00:30:00+00:00"}
    ]}"#;
    let dir = folder(&[("スタッフ.json", users)]);
    let ran = run(&["inputs", text(dir.path()), "--lang", "ja", "--as-of", DAY]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for header in ["user.氏名", "user.station.事業所"] {
        assert!(ran.out.contains(header), "{}", ran.out);
    }
    assert!(ran.out.contains("データ 2行"), "{}", ran.out);
    // 15:00 in London is the first of October in Japan, before which nothing was signed
    let (report, _) = audit(dir.path());
    assert!(messages(&report, "unreadable-value").is_empty(), "{:?}", messages(&report, "unreadable-value"));
}

// ---------------------------------------------------------------- files

#[test]
fn a_table_in_a_txt_is_read_or_named() {
    let row = "S1,見本 花子,見本ST,h@example.jp,一般,利用中,2026/9/1,2026/10/28\n";
    let pledges = "職員番号,様式,誓約日\nS1,様式第1号,2026/09/01 0:00:00\n";
    let dir = folder(&[
        ("スタッフ.csv", format!("{STAFF}{row}")),
        ("T_誓約書.txt", pledges.replace(',', "\t")),
        ("書き出し.txt", "職員番号,氏名,入職日,退職日\nS1,見本 花子,2020/4/1,\n".to_owned()),
        ("メモ.txt", "来週までに、名簿を直す。\n".to_owned()),
    ]);
    let (report, told) = audit(dir.path());
    assert_eq!(rows(&report, "pledges"), [1], "{told}");
    let is_told = told.lines().any(|line| line.starts_with("書き出し.txt") && line.contains("在籍名簿"));
    assert!(is_told || rows(&report, "roster") == [1], "{told}");
    assert!(!told.contains("メモ.txt"), "{told}");
}

#[test]
fn files_that_are_named_are_audited() {
    let row = "S1,見本 花子,見本ST,h@example.jp,一般,利用中,2026/9/1,2026/10/28\n";
    let dir = folder(&[
        ("スタッフ.csv", format!("{STAFF}{row}")),
        ("誓約書.csv", "職員番号,様式,誓約日\nS1,様式第1号,2026/9/1\n".to_owned()),
        ("別/在籍名簿.csv", "職員番号,氏名,入職日,退職日\nS1,見本 花子,2020/4/1,\n".to_owned()),
        ("mcs-audit.toml", "lang = \"ja\"\noffice = \"見本の事業所\"\n".to_owned()),
    ]);
    let at = |name: &str| dir.path().join(name);
    let audited = |names: &[&str]| {
        let paths: Vec<PathBuf> = names.iter().map(|name| at(name)).collect();
        let ran = check(&paths.iter().map(PathBuf::as_path).collect::<Vec<_>>());
        let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e} {}", ran.err));
        let files: Vec<String> = report["run"]["inputs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["file"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(report["run"]["office"], "見本の事業所", "the settings beside the first file count");
        files.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(audited(&["スタッフ.csv"]), ["スタッフ.csv"]);
    assert_eq!(audited(&["スタッフ.csv", "別/在籍名簿.csv"]), ["スタッフ.csv", "在籍名簿.csv"]);
    assert_eq!(audited(&["スタッフ.csv", "別"]), ["スタッフ.csv", "在籍名簿.csv"]);
    let ran = check(&[&at("スタッフ.csv"), &at("ない.csv")]);
    assert!(ran.code == 2 && ran.err.contains("ない.csv"), "{}", ran.err);
    let ran = run(&["inputs", text(&at("誓約書.csv")), "--lang", "ja"]);
    assert!(ran.code == 0 && ran.out.contains("誓約書.csv") && !ran.out.contains("スタッフ.csv"), "{}", ran.out);
}

#[test]
fn what_may_hold_a_missing_table_is_named() {
    let zip = |names: &[&[u8]]| {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            writer.start_file(String::from_utf8_lossy(name), SimpleFileOptions::default()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let staff = format!("{STAFF}S1,見本 花子,見本ST,h@example.jp,一般,利用中,2026/9/1,2026/10/28\n").into_bytes();
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("スタッフ.csv", staff),
        ("過去分/同意書台帳.xlsx", b"x".to_vec()),
        ("一式.zip", zip(&["mcs/誓約書.csv".as_bytes(), b"mcs/readme.txt"])),
        ("研修記録.pdf", b"%PDF".to_vec()),
        ("台帳.accdb", b"x".to_vec()),
        ("写真.zip", zip(&[b"1.jpg"])),
        ("地図.pdf", b"%PDF".to_vec()),
        ("~$スタッフ.csv", b"x".to_vec()),
    ];
    let told = audit(folder(&files).path()).1;
    for (file, said) in [
        ("過去分", "同意書台帳.xlsx"),
        ("一式.zip", "展開"),
        ("一式.zip", "誓約書"),
        ("研修記録.pdf", "研修"),
        ("台帳.accdb", "書き出して"),
        ("スタッフ.csv", "ほかのソフト"),
    ] {
        assert!(told.lines().any(|line| line.starts_with(file) && line.contains(said)), "{file} {said}: {told}");
    }
    // what is given already, or could be nothing that is missing, is passed by
    for file in ["写真.zip", "地図.pdf"] {
        assert!(!told.lines().any(|line| line.starts_with(file)), "{file}: {told}");
    }
}

#[test]
fn every_result_of_sarif_has_a_place() {
    let folder = fixture("finding-without-a-line");
    let ran = run(&["check", text(&folder), "--as-of", DAY, "--format", "sarif"]);
    let log: Value = serde_json::from_str(&ran.out).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(results.len() > 20);
    for result in results {
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].is_string() && place["region"]["startLine"].is_number(), "{result}");
    }
}

// ---------------------------------------------------------------- what nobody has thought of

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn a_workbook_with_a_byte_changed_never_aborts(places in proptest::collection::vec((any::<u16>(), any::<u8>()), 1..6), old in any::<bool>()) {
        let (name, mut bytes) = if old {
            ("スタッフ.xls", old_workbook())
        } else {
            let rows = sheet(&person("S1", &inline("見本 花子"), ""), &person("S2", r#"<c t="s"><v>1</v></c>"#, ""));
            ("スタッフ.xlsx", workbook(&rows, as_it_is))
        };
        for (place, byte) in places {
            let at = usize::from(place) % bytes.len();
            bytes[at] = byte;
        }
        let ran = check(&[folder(&[(name, bytes)]).path()]);
        prop_assert!([0, 1, 2, 3].contains(&ran.code), "{} {}", ran.code, ran.err);
        prop_assert!(ran.code != 2 || ran.err.contains(name), "{}", ran.err);
    }

    #[test]
    fn a_text_of_signs_never_aborts(cells in "[=\"'\u{1A}\u{0},;\t\r\n#0-9E+.?&%\\\\見縺é]{0,40}") {
        let content = format!("{STAFF}S1,見本 花子,見本ST,h@example.jp,一般,利用中,2026/9/1,2026/10/28\n{cells}");
        let ran = check(&[folder(&[("スタッフ.csv", content)]).path()]);
        prop_assert!([0, 1, 2, 3].contains(&ran.code), "{} {}", ran.code, ran.err);
        prop_assert!(ran.code != 2 || ran.err.contains("スタッフ.csv"), "{}", ran.err);
    }
}
