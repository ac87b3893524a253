//! What holds for whatever lies in a folder: any bytes are read or refused with a message that names the file, every
//! record of a file is a row or told as something else, and neither delimiter nor encoding changes the rows.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use mcs_audit::base::date::Day;
use mcs_audit::base::text::Lang;
use mcs_audit::base::text::Problem;
use mcs_audit::config::Config;
use mcs_audit::engine::{self, Options};
use mcs_audit::load::{self, Data};
use mcs_audit::model::report::Report;
use mcs_audit::policy::needs;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use crate::support::audit::POLICY;

fn as_of() -> Day {
    Day::parse("2026-09-30").expect("a day")
}

fn read(folder: &Path) -> Result<Data, Problem> {
    let wanted = needs::wanted(&POLICY);
    load::load(folder, &load::Options { as_of: as_of(), config: &Config::default(), wanted: &wanted })
}

fn audit(data: &Data) -> Report {
    engine::audit(data, &POLICY, &Options::new(as_of(), Lang::Ja))
}

/// A folder with one file.
fn folder(name: &str, bytes: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), bytes).expect("written");
    folder
}

/// Bytes that mean something to one of the readers stand among the others.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        prop::sample::select(vec![
            "staff_id",
            "職員番号",
            "氏名",
            "状態",
            "S01",
            "見本 一郎",
            "利用中",
            "例",
            "合計",
            "※",
            "\"",
            "\"\"",
            ",",
            "\t",
            ";",
            "\n",
            "\r\n",
            "\r",
            "{",
            "}",
            "[",
            "]",
            ":",
            "null",
            "1e9",
            "\u{feff}",
            "#N/A",
            "<sheetData>",
        ])
        .prop_map(|text: &str| text.as_bytes().to_vec()),
        // 氏名 and half a character in CP932
        Just(vec![0x8E, 0x81, 0x96, 0xBC]),
        Just(vec![0x83]),
        Just(vec![0xFF, 0xFE]),
        Just(b"PK\x03\x04".to_vec()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// A real workbook, to be damaged.
static BOOK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("スタッフ").expect("a name");
    for (row, cells) in [["職員番号", "氏名", "状態"], ["S01", "見本 一郎", "利用中"]].iter().enumerate()
    {
        sheet.write_row(row as u32, 0, *cells).expect("cells");
    }
    book.save_to_buffer().expect("a workbook")
});

/// A file is read, and can be audited, or it is refused by name in both languages.
fn assert_read_or_refused(name: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    match read(folder(name, bytes).path()) {
        Ok(data) => {
            let report = audit(&data);
            prop_assert!(!report.verdicts.is_empty());
        }
        Err(problem) => {
            for lang in [Lang::Ja, Lang::En] {
                prop_assert!(problem.say(lang).contains(name), "{}", problem.say(lang));
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_bytes_are_read_or_refused_by_name(bytes in bytes()) {
        for name in ["staff.csv", "members.txt", "誓約書.tsv", "staff.json", "staff.jsonl", "スタッフ.xlsx", "staff.xls", "staff.ods"] {
            assert_read_or_refused(name, &bytes)?;
        }
        // a file that is named after no table is never an error but for the folder that then holds none
        let other = read(folder("x.json", &bytes).path());
        prop_assert!(other.is_err());
    }

    #[test]
    fn a_damaged_workbook_is_read_or_refused_by_name(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        kept in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = BOOK.clone();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if is_cut {
            bytes.truncate(kept.index(bytes.len()));
        }
        assert_read_or_refused("スタッフ.xlsx", &bytes)?;
    }
}

/// A line of a file.
#[derive(Clone, Debug)]
enum Line {
    /// Three cells, some of which may be empty.
    Row([&'static str; 3]),
    /// A blank line, with delimiters or without.
    Blank(bool),
    /// What people write between rows.
    NonDataRow(&'static str),
    /// The header again.
    Header,
}

const HEADER: [&str; 3] = ["職員番号", "氏名", "状態"];

fn line() -> impl Strategy<Value = Line> {
    let id = prop::sample::select(vec!["", "S01", "S02", "０３", "例", "合計", "12"]);
    let name = prop::sample::select(vec![
        "",
        "見本 一郎",
        "架空\n花子",
        "試験,太郎",
        "\"試験\"",
        "合計 太郎",
        "12名",
        "髙橋 見本",
    ]);
    let status = prop::sample::select(vec!["", "利用中", "退会", "退職"]);
    prop_oneof![
        6 => (id, name, status).prop_map(|(id, name, status)| Line::Row([id, name, status])),
        1 => any::<bool>().prop_map(Line::Blank),
        1 => prop::sample::select(vec!["※ 辞めた人も消さないこと", "合計", "記入例", "以上", "注)未確認"]).prop_map(Line::NonDataRow),
        1 => Just(Line::Header),
    ]
}

/// A file with titles, a header and lines.
fn file(titles: &[&str], lines: &[Line], between: char, end: &str) -> String {
    let quoted = |cell: &&str| {
        let is_plain = !cell.contains(['"', '\n', between]);
        if is_plain { (*cell).to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
    };
    let joined = |cells: &[&str]| cells.iter().map(quoted).collect::<Vec<_>>().join(&between.to_string());
    let mut out: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
    out.push(joined(&HEADER));
    out.extend(lines.iter().map(|line| match line {
        Line::Row(cells) => joined(cells),
        Line::Blank(true) => joined(&["", "", ""]),
        Line::Blank(false) => String::new(),
        Line::NonDataRow(text) => joined(&[text, "", ""]),
        Line::Header => joined(&HEADER),
    }));
    out.join(end) + end
}

/// What was read of the only sheet: its rows, and what was told of the other records.
fn counted(data: &Data) -> (u32, u32, usize, usize) {
    let sheet = &data.files.iter().find_map(|f| f.sheets.first()).expect("a sheet");
    (sheet.rows, sheet.blank, sheet.skipped.len(), sheet.title.len())
}

/// A report without the files' names and bytes.
fn plain(report: &Report) -> String {
    let mut report = report.clone();
    for input in &mut report.run.inputs {
        input.sha256.clear();
        input.file.clear();
        input.bytes = 0;
    }
    report.findings.iter_mut().flat_map(|f| &mut f.evidence).for_each(|e| e.file = smol_str::SmolStr::default());
    let cells = report.undetermined.iter_mut().flat_map(|u| &mut u.cells);
    cells.for_each(|cell| cell.file = smol_str::SmolStr::default());
    format!("{report:#?}")
}

fn encoded(text: &str) -> [Vec<u8>; 5] {
    let units = || [0xFEFF].into_iter().chain(text.encode_utf16());
    let (cp932, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lost, "every character can be written");
    [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        cp932.into_owned(),
        units().flat_map(u16::to_le_bytes).collect(),
        units().flat_map(u16::to_be_bytes).collect(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    #[test]
    fn every_record_is_a_row_or_told(titles in 0..3_usize, lines in prop::collection::vec(line(), 0..25)) {
        let titles = &["MCSスタッフ(9月分)", "見本訪問看護ステーション"][..titles];
        let data = read(folder("スタッフ.csv", file(titles, &lines, ',', "\r\n").as_bytes()).path()).expect("it can be read");
        let (rows, blank, skipped, above) = counted(&data);
        // a line without anything is no record
        let records = lines.iter().filter(|l| !matches!(l, Line::Blank(false))).count();
        prop_assert_eq!(rows as usize + blank as usize + skipped, records);
        prop_assert_eq!(above, titles.len());
        // a row with an id and a status is data, whatever stands in it
        let full = |l: &&Line| matches!(l, Line::Row([id, name, status]) if !["", "例", "合計"].contains(id) && !name.is_empty() && !status.is_empty());
        prop_assert!(rows as usize >= lines.iter().filter(full).count());
        // what is passed over is passed over for a reason that stands there
        let is_count = |cells: &[&str]| cells.iter().all(|c| c.is_empty() || *c == "12名");
        let without_reason = |l: &&Line| match l {
            Line::Row(cells) => cells.iter().all(|c| !["例", "合計"].contains(c)) && !is_count(cells.as_slice()),
            _ => false,
        };
        prop_assert!(skipped <= records - lines.iter().filter(without_reason).count());
    }

    #[test]
    fn delimiters_and_encodings_change_nothing(titles in 0..2_usize, lines in prop::collection::vec(line(), 1..15)) {
        let titles = &["MCSスタッフ(9月分)"][..titles];
        let first = read(folder("スタッフ.csv", file(titles, &lines, ',', "\n").as_bytes()).path()).expect("it can be read");
        let (counts, report) = (counted(&first), plain(&audit(&first)));
        for (between, end, encodings) in [(',', "\n", 5), ('\t', "\r\n", 5), (';', "\r\n", 1), (',', "\r\n", 1)] {
            let encoded = encoded(&file(titles, &lines, between, end));
            for (place, bytes) in encoded.into_iter().enumerate().take(encodings) {
                let data = read(folder("スタッフ.txt", &bytes).path()).expect("it can be read");
                prop_assert_eq!(counted(&data), counts, "{} {}", between, place);
                let found = plain(&audit(&data));
                let differing = report.lines().zip(found.lines()).find(|(a, b)| a != b);
                prop_assert!(report == found, "{} {} {:?}", between, place, differing);
            }
        }
    }
}
