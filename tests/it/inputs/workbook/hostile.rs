//! Workbooks as nobody should send them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;
use std::time::Instant;

use mcs_audit::base::text::Lang;
use mcs_audit::source::workbook::{BookFormat, Workbook};

use super::open;
use crate::inputs::workbook::parts::{
    GLOBALS, Parts, SHEET, compound, each, fields, frame, ods_rows, record, relations, rows, styles, xlsx,
};

/// A hostile file: what it is, how it is made, and what must be said of it; nothing if it is read after all.
type Hostile = (&'static str, fn() -> Vec<u8>, &'static str);

/// A sheet of so many pieces, never whole in memory.
fn long_sheet(start: &str, piece: &str, times: usize, end: &str) -> Vec<u8> {
    let mut writer = Parts::new();
    frame(&mut writer, "", &[""], "", "<si><t>見本</t></si>");
    writer.part("xl/worksheets/sheet1.xml", |to| repeat(to, start, piece, times, end));
    writer.finish()
}

fn long_strings(piece: &str, times: usize) -> Vec<u8> {
    let mut writer = Parts::new();
    frame(&mut writer, "", &[""], "", "");
    writer.part("xl/sharedStrings.xml", |to| repeat(to, "<sst>", piece, times, "</sst>"));
    writer.part("xl/worksheets/sheet1.xml", |to| to.write_all(b"<worksheet/>").unwrap());
    writer.finish()
}

fn repeat(to: &mut impl std::io::Write, start: &str, piece: &str, times: usize, end: &str) {
    let block = piece.repeat((1 << 16) / piece.len() + 1);
    to.write_all(start.as_bytes()).unwrap();
    let mut left = times * piece.len();
    while left > 0 {
        let now = left.min(block.len());
        to.write_all(&block.as_bytes()[..now]).unwrap();
        left -= now;
    }
    to.write_all(end.as_bytes()).unwrap();
}

/// A sheet whose every row holds one string again and again.
fn one_string_often(length: usize, times: usize) -> Vec<u8> {
    let text = "a".repeat(length);
    let body = r#"<row><c t="s"><v>0</v></c></row>"#.repeat(times);
    xlsx(&format!("<sheetData>{body}</sheetData>"), "", "", &format!("<si><t>{text}</t></si>"))
}

fn ods_cell(row: &str, cell: &str) -> Vec<u8> {
    ods_rows(&format!(
        "<table:table-row {row}><table:table-cell {cell}><text:p>あ</text:p></table:table-cell></table:table-row>"
    ))
}

/// Small ones, which every run of the tests tries.
const SMALL: &[Hostile] = &[
    (
        "a declared dimension of all cells",
        || xlsx(r#"<dimension ref="A1:XFD1048576"/><sheetData><row><c><v>1</v></c></row></sheetData>"#, "", "", ""),
        "",
    ),
    ("a column behind the last", || rows(r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#), "16384 columns"),
    ("a column far behind", || rows(r#"<row r="1"><c r="ZZZZZZZZZZ1"><v>1</v></c></row>"#), "16384 columns"),
    ("a row behind the last", || rows(r#"<row r="1048577"><c><v>1</v></c></row>"#), "1048576 rows"),
    (
        "a row far behind",
        || rows(r#"<row r="4294967295"><c><v>1</v></c></row><row><c><v>1</v></c></row>"#),
        "1048576 rows",
    ),
    ("a row beyond numbers", || rows(r#"<row r="99999999999"><c><v>1</v></c></row>"#), "damaged"),
    ("elements inside each other", || long_sheet("<worksheet>", "<a>", 10_000, ""), "64 elements"),
    ("one string often", || one_string_often(1_000_000, 300), "192 MB"),
    ("a long string", long_text, "1 MB for a cell"),
    (
        "a string in many pieces",
        || {
            long_sheet(
                "<worksheet><sheetData><row><c><v>",
                "<![CDATA[aaaaaaaaaaaaaaaa]]>",
                80_000,
                "</v></c></row></sheetData></worksheet>",
            )
        },
        "1 MB for a cell",
    ),
    (
        "a tag of many attributes",
        || long_sheet("<worksheet><sheetData><row ", "a='' ", 200_000, "/></sheetData></worksheet>"),
        "",
    ),
    ("many parts", many_parts, "20000 files"),
    ("many sheets", many_sheets, "1000 sheets"),
    (
        "a cell in all columns of .ods",
        || ods_cell("", r#"table:number-columns-repeated="4000000000""#),
        "16384 columns",
    ),
    (
        "all columns in all rows of .ods",
        || ods_cell(r#"table:number-rows-repeated="99999999999999999999""#, r#"table:number-columns-repeated="16384""#),
        "192 MB",
    ),
    (
        "spaces of .ods",
        || {
            ods_rows(
                r#"<table:table-row><table:table-cell><text:p><text:s text:c="4000000000"/></text:p></table:table-cell></table:table-row>"#,
            )
        },
        "1 MB for a cell",
    ),
];

/// Large ones, which take seconds to make: `cargo test --release --test workbook -- --ignored --nocapture`.
const LARGE: &[Hostile] = &[
    (
        "a million empty rows",
        || long_sheet("<worksheet><sheetData>", "<row spans=\"1:3\"/>", 1_000_000, "</sheetData></worksheet>"),
        "",
    ),
    (
        "a gigabyte of nothing",
        || long_sheet("<worksheet><sheetData>", "<row/>", 170_000_000, "</sheetData></worksheet>"),
        "256 MB",
    ),
    (
        "a gigabyte of spaces",
        || long_sheet("<worksheet><sheetData>", " ", 1 << 30, "</sheetData></worksheet>"),
        "1 MB for a cell",
    ),
    (
        "millions of cells",
        || {
            long_sheet(
                "<worksheet><sheetData>",
                "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c></row>",
                1_000_000,
                "</sheetData></worksheet>",
            )
        },
        "192 MB",
    ),
    (
        "a cell in every row",
        || long_sheet("<worksheet><sheetData>", "<row><c><v>1</v></c></row>", 1_048_577, "</sheetData></worksheet>"),
        "1048576 rows",
    ),
    ("millions of empty strings", || long_strings("<si/>", 60_000_000), "192 MB"),
    ("millions of strings", || long_strings("<si><t>abcdefghijklmnopqrstuvwxyz</t></si>", 8_000_000), "192 MB"),
    (
        "millions of merges",
        || {
            long_sheet(
                "<worksheet><sheetData/><mergeCells>",
                "<mergeCell ref=\"A1:A2\"/>",
                8_000_000,
                "</mergeCells></worksheet>",
            )
        },
        "192 MB",
    ),
    ("millions of formats", || many_formats(8_000_000), "192 MB"),
    ("filled down without end", filled_down_without_end, "192 MB"),
    ("a sheet of .xls named a thousand times", one_sheet_often, "256 MB"),
    ("a row of .ods a million times", || ods_cell(r#"table:number-rows-repeated="2000000""#, ""), "1048576 rows"),
];

fn long_text() -> Vec<u8> {
    let mut writer = Parts::new();
    frame(&mut writer, "", &[""], "", "");
    writer.part("xl/sharedStrings.xml", |to| repeat(to, "<sst><si><t>", "a", 3_000_000, "</t></si></sst>"));
    writer.finish()
}

fn many_parts() -> Vec<u8> {
    let mut writer = Parts::new();
    for at in 0..20_001 {
        writer.part(&at.to_string(), |_| ());
    }
    writer.finish()
}

fn many_sheets() -> Vec<u8> {
    let mut writer = Parts::new();
    frame(&mut writer, "", &[""; 1_001], "", "<si/>");
    writer.finish()
}

fn many_formats(times: usize) -> Vec<u8> {
    let mut writer = Parts::new();
    let related = relations(&[("worksheet", "sheet.xml"), ("styles", "styles.xml")]);
    let main = r#"<workbook><sheets><sheet name="表" r:id="r0"/></sheets></workbook>"#;
    for (name, text) in [
        ("_rels/.rels", &*relations(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", main),
        ("xl/_rels/workbook.xml.rels", &related),
    ] {
        writer.part(name, |to| to.write_all(text.as_bytes()).unwrap());
    }
    writer.part("xl/styles.xml", |to| {
        repeat(to, "<styleSheet><cellXfs>", "<xf numFmtId=\"14\"/>", times, "</cellXfs></styleSheet>");
    });
    writer.finish()
}

/// Columns merged from top to bottom, and rows with a cell of their own.
fn filled_down_without_end() -> Vec<u8> {
    let column = |at: u32| -> String {
        let letter = |at: u32| char::from(b'A' + u8::try_from(at).unwrap());
        if at < 26 { letter(at).into() } else { [letter(at / 26 - 1), letter(at % 26)].iter().collect() }
    };
    let mut body = "<sheetData><row>".to_owned();
    body.push_str(&"<c><v>1</v></c>".repeat(600));
    body.push_str("</row>");
    for line in 2..100_000 {
        write!(body, r#"<row r="{line}"><c r="XFD{line}"><v>1</v></c></row>"#).unwrap();
    }
    body.push_str("</sheetData><mergeCells>");
    for at in 0..600 {
        write!(body, r#"<mergeCell ref="{0}1:{0}1048576"/>"#, column(at)).unwrap();
    }
    xlsx(&(body + "</mergeCells>"), "", "", "")
}

/// The same eight megabytes of records as each of a thousand sheets. All are read, as a caller would.
fn one_sheet_often() -> Vec<u8> {
    let bound = |start: u32| record(0x85, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat());
    let start = record(0x809, &fields(&GLOBALS)).len() + 1_000 * bound(0).len() + 4;
    let mut stream = record(0x809, &fields(&GLOBALS));
    for _ in 0..1_000 {
        stream.extend(bound(u32::try_from(start).unwrap()));
    }
    stream.extend(record(0x0A, &[]));
    stream.extend(record(0x809, &fields(&SHEET)));
    for _ in 0..2_000_000 {
        stream.extend(record(0x201, &[]));
    }
    stream.extend(record(0x0A, &[]));
    compound("/Workbook", &stream)
}

/// Reads all sheets, and what is said at last.
fn outcome(bytes: Vec<u8>) -> String {
    let read = || -> Result<(), mcs_audit::base::text::Problem> {
        let mut book = Workbook::open("名簿.xlsx", bytes, BookFormat::Xlsx)?;
        (0..book.sheets().len()).try_for_each(|sheet| book.read(sheet).map(drop))
    };
    read().err().map_or_else(String::new, |problem| problem.say(Lang::En).to_owned())
}

fn check(hostile: &Hostile, said: &str) {
    let (what, _, expected) = hostile;
    assert!(if expected.is_empty() { said.is_empty() } else { said.contains(expected) }, "{what}: {said:?}");
}

#[test]
fn small_hostile_files_end_in_a_problem() {
    for hostile in SMALL {
        check(hostile, &outcome(hostile.1()));
    }
}

/// The most memory that this process has had, in kB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

/// The test below, as this binary calls it.
const ONE: &str = "inputs::workbook::hostile::one_hostile_file";

/// Each in a process of its own, so that its memory can be told: at most 300 MB, and a few seconds.
#[test]
#[ignore = "takes a minute"]
fn large_hostile_files_end_in_a_problem_and_take_little() {
    let me = std::env::current_exe().unwrap();
    for (place, hostile) in SMALL.iter().chain(LARGE).enumerate() {
        let run = Command::new(&me)
            .args(["--ignored", "--exact", ONE, "--nocapture"])
            .env("HOSTILE", place.to_string())
            .output()
            .unwrap();
        let output = String::from_utf8(run.stdout).unwrap();
        let line =
            output.lines().find_map(|line| line.split_once("measured: ")).expect("the child says what it measured").1;
        let fields: Vec<&str> = line.splitn(4, '|').collect();
        println!(
            "{:>6} ms  {:>4} MB  {:>6} kB file  {}",
            fields[0],
            fields[1].parse::<u64>().unwrap() >> 10,
            fields[2],
            hostile.0
        );
        check(hostile, fields[3]);
        assert!(fields[1].parse::<u64>().unwrap() < 300 << 10, "{}", hostile.0);
    }
}

#[test]
#[ignore = "one of those above"]
fn one_hostile_file() {
    let Some(place) = std::env::var("HOSTILE").ok().and_then(|place| place.parse().ok()) else { return };
    let hostile = SMALL.iter().chain(LARGE).nth(place).unwrap();
    let bytes = hostile.1();
    let (length, start) = (bytes.len() >> 10, Instant::now());
    let said = outcome(bytes);
    println!("measured: {}|{}|{length}|{said}", start.elapsed().as_millis(), peak().unwrap_or(0));
}

/// An office's workbook: 15 sheets of 1,000 rows, 20 columns each.
#[test]
#[ignore = "a measurement"]
fn an_office_in_an_instant() {
    let mut writer = Parts::new();
    let strings = each(0..2_000, |at| format!("<si><t>見本 {at}</t><rPh><t>ミホン</t></rPh></si>"));
    frame(&mut writer, "", &[""; 15], &styles(&["14", "00000"]), &strings);
    for at in 1..=15 {
        let mut sheet = "<worksheet><sheetData>".to_owned();
        for line in 1..=1_000 {
            write!(sheet, r#"<row r="{line}" spans="1:20">"#).unwrap();
            for column in 0..10 {
                let letter = char::from(b'A' + column);
                write!(sheet, r#"<c r="{letter}{line}" s="{}"><v>{}</v></c>"#, column % 2, 45_000 + line).unwrap();
            }
            for column in 10..20 {
                let letter = char::from(b'A' + column);
                write!(sheet, r#"<c r="{letter}{line}" t="s"><v>{line}</v></c>"#).unwrap();
            }
            sheet.push_str("</row>");
        }
        sheet.push_str("</sheetData></worksheet>");
        writer.part(&format!("xl/worksheets/sheet{at}.xml"), |to| to.write_all(sheet.as_bytes()).unwrap());
    }
    let bytes = writer.finish();
    let start = Instant::now();
    let mut book = open(bytes);
    let cells: usize = (0..15).map(|at| book.read(at).unwrap().rows.iter().map(|r| r.cells.len()).sum::<usize>()).sum();
    println!("{cells} cells in {:?}, {} kB", start.elapsed(), peak().unwrap_or(0));
    assert_eq!(cells, 300_000);
}
