//! Files of other programs, files that are no workbooks, and damaged ones.

use std::io::{Cursor, Write as _};

use mcs_audit::source::workbook::{BookFormat, NOT_CALCULATED, Workbook};

use super::{cells, open, problem};
use crate::inputs::workbook::parts::{Parts, compound, fields, frame, ods, package, record, relations, rows, xls};

#[test]
fn files_of_other_programs_are_read() {
    let expected = [
        (1, vec![(0, "スタッフID"), (1, "氏名"), (2, "登録日"), (3, "時刻"), (4, "値"), (5, "備考")]),
        (2, vec![(0, "00123"), (1, "見本 一郎"), (2, "2025-03-01"), (3, "10:30"), (4, "7.0"), (5, "一行目\n二行目")]),
        (3, vec![(0, "S007"), (1, "架空 花子"), (2, "2025-03-01 10:30"), (4, "123456789012"), (5, "TRUE")]),
        (4, vec![(0, "123-4567"), (1, "試験 太郎 "), (2, "2025-03-01"), (3, "36:00"), (4, "1234567.50"), (5, "#N/A")]),
        (5, vec![(0, "45717"), (2, "2019-05-01"), (4, "0.1"), (5, "#DIV/0!")]),
        (6, vec![(0, "merged"), (2, "wide")]),
        (7, vec![(0, "merged"), (1, "x")]),
        (9, vec![(0, "merged"), (1, "y")]),
        (12, vec![(1, "見本 一郎様"), (2, "2025-03-01")]),
    ];
    for (name, file) in FILES {
        let mut book = open(file.to_vec());
        let names: Vec<_> = book.sheets().iter().take(3).map(|s| (s.name.as_str(), s.hidden)).collect();
        assert_eq!(names, [("職員", false), ("隠し", true), ("最隠し", true)], "{name}");
        let grid = book.read(0).unwrap();
        // openpyxl writes formulas without their values, which is told
        let mut expected = expected.to_vec();
        if *name == "openpyxl.xlsx" {
            for row in [3, 4] {
                expected[row].1.last_mut().unwrap().1 = NOT_CALCULATED;
            }
            let last = expected.last_mut().unwrap();
            last.1.iter_mut().for_each(|cell| cell.1 = NOT_CALCULATED);
        }
        assert_eq!(cells(&grid), expected, "{name}");
        assert_eq!((grid.hidden_rows, grid.hidden_columns, grid.filled_down), (1, 1, 2), "{name}");
        assert!(grid.rows[2].hidden, "{name}");
        assert_eq!(cells(&book.read(1).unwrap()), [(2, vec![(1, "秘")])], "{name}");
        assert_eq!(cells(&book.read(2).unwrap()), [(1, vec![(0, "極秘")])], "{name}");
    }
}

const FILES: &[(&str, &[u8])] = &[
    ("openpyxl.xlsx", include_bytes!("../../../workbooks/openpyxl.xlsx")),
    ("calc.xlsx", include_bytes!("../../../workbooks/calc.xlsx")),
    ("calc.xls", include_bytes!("../../../workbooks/calc.xls")),
    ("calc.ods", include_bytes!("../../../workbooks/calc.ods")),
];

#[test]
fn a_file_is_read_as_what_it_is_not_as_it_is_named() {
    for (name, file) in FILES {
        for format in [BookFormat::Xlsx, BookFormat::Xls, BookFormat::Ods] {
            assert!(Workbook::open("名簿", file.to_vec(), format).is_ok(), "{name} as {format:?}");
        }
    }
}

#[test]
fn files_that_are_no_workbooks_say_what_they_are() {
    assert!(problem(Vec::new()).contains("0 bytes"));
    assert!(problem(b"\xEF\xBB\xBF\r\n<html><table><tr><td>1".to_vec()).contains("HTML"));
    assert!(problem(b"<?xml version=\"1.0\"?><Workbook>".to_vec()).contains("XML"));
    assert!(problem("氏名,職種\r\n見本 一郎,医師\r\n".as_bytes().to_vec()).contains("CSV"));
    assert!(problem(b"\x8E\x81\x96\xBC,\x90\x45\x8E\xED\r\n".to_vec()).contains("CSV"));
    assert!(problem(b"\xFF\xFE\x0D\x6C".to_vec()).contains("CSV"));
    assert!(problem(b"%PDF-1.7\n\x00\x01\x02".to_vec()).contains("neither"));
    let document = relations(&[("officeDocument", "word/document.xml")]);
    assert!(
        problem(package(&[("_rels/.rels", &document), ("word/document.xml", "<w:document/>")])).contains("neither")
    );
    assert!(problem(package(&[("a.txt", "a")])).contains("neither"));
    assert!(
        problem(package(&[(
            "content.xml",
            "<office:document-content><office:body><office:text/></office:body></office:document-content>"
        )]))
        .contains("neither")
    );
    let binary = relations(&[("officeDocument", "xl/workbook.bin")]);
    assert!(problem(package(&[("_rels/.rels", &binary)])).contains(".xlsb"));
    assert!(problem(compound("/WordDocument", b"x")).contains("neither"));
    assert!(problem(compound("/Book", b"x")).contains("Excel 95"));
    assert!(problem(compound("/Workbook", &record(0x809, &fields(&[0x0500, 5])))).contains("Excel 95"));
}

#[test]
fn passwords_are_told() {
    assert!(problem(compound("/EncryptedPackage", b"x")).contains("password"));
    assert!(problem(xls(&[record(0x2F, &[0; 6])], &[(0, Vec::new())])).contains("password"));
    let manifest =
        "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    assert!(problem(package(&[("META-INF/manifest.xml", manifest), ("content.xml", "\u{1}")])).contains("password"));
}

#[test]
fn a_workbook_without_a_sheet_is_told() {
    let mut writer = Parts::new();
    frame(&mut writer, "", &[r#"name="グラフ""#], "", "<si/>");
    assert!(problem(writer.finish()).contains("no sheet"));
    assert!(problem(ods("", "")).contains("no sheet"));
}

#[test]
fn damage_is_told_with_its_place() {
    assert!(problem(rows(r#"<row r="1"><c r="A1" t="s"><v>5</v></c></row>"#)).contains("A1"));
    assert!(problem(rows(r#"<row r="1"><c r="A2"><v>5</v></c></row>"#)).contains("A2"));
    assert!(problem(rows(r#"<row r="1"><c r="5"><v>5</v></c></row>"#)).contains("\"表0\""));
    assert!(problem(rows(r#"<row r="0"><c><v>5</v></c></row>"#)).contains("damaged"));
    assert!(problem(rows("<row><c><v>&nothing;</v></c></row>")).contains("sheet1.xml"));
    assert!(problem(rows("<row><c></row>")).contains("sheet1.xml"));
    assert!(problem(package(&[("content.xml", "<office:document-content><office:body>")])).contains("content.xml"));
    for (name, file) in FILES {
        for part in [1, 2, 3, 5, 9] {
            let cut = file[..file.len() * part / 10].to_vec();
            assert!(problem(cut).contains("damaged"), "{name}, {part} tenths");
        }
    }
}

#[test]
fn entities_are_refused() {
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x/>"#;
    assert!(problem(package(&[("_rels/.rels", bomb)])).contains("DOCTYPE"));
    assert!(problem(package(&[("content.xml", bomb)])).contains("DOCTYPE"));
}

/// Whatever is done to a file, it ends in cells or in a problem. Also in the XML, which a zip's checksum would protect.
#[test]
fn no_damage_panics() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut read = 0;
    let mut attempt = |bytes: Vec<u8>| {
        if let Ok(mut book) = Workbook::open("名簿", bytes, BookFormat::Xls) {
            read += (0..book.sheets().len()).filter(|sheet| book.read(*sheet).is_ok()).count();
        }
    };
    for (_, file) in FILES {
        for _ in 0..400 {
            let mut bytes = file.to_vec();
            for _ in 0..=random(4) {
                let at = random(bytes.len());
                bytes[at] = random(256) as u8;
            }
            attempt(bytes);
        }
        let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(*file)) else { continue };
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        for place in 0..zip.len() {
            let mut part = zip.by_index(place).unwrap();
            let mut text = Vec::new();
            std::io::copy(&mut part, &mut text).unwrap();
            parts.push((part.name().unwrap().into_owned(), text));
        }
        parts.retain(|(_, text)| !text.is_empty());
        for _ in 0..400 {
            let chosen = random(parts.len());
            let mut writer = Parts::new();
            for (place, (name, text)) in parts.iter().enumerate() {
                let mut text = text.clone();
                for _ in 0..if place == chosen { 3 } else { 0 } {
                    let at = random(text.len());
                    text[at] = b"<>/&\"'=09aZ \xE3"[random(13)];
                }
                writer.part(name, |to| to.write_all(&text).unwrap());
            }
            attempt(writer.finish());
        }
    }
    assert!(read > 0, "some damage does not matter");
}
