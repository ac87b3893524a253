//! A text on disk has the same records as in memory, or it is refused.

use super::on_disk::LOOK;
use crate::base::hex::hex;
use crate::source::{Encoding, info_and_text};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write as _;

use proptest::prelude::*;

use super::super::pieces::tests::{Rows, texts, whole};
use super::*;

fn open(text: &[u8]) -> (tempfile::NamedTempFile, Option<TextFile>) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text).expect("written");
    let found = OnDisk::open("x.csv", file.path()).expect("read");
    (file, found.map(|on_disk| TextFile::OnDisk(Box::new(on_disk))))
}

fn in_memory(text: &[u8]) -> TextFile {
    TextFile::in_memory(info_and_text("x.csv", text.to_vec(), 0).expect("a text").1)
}

fn rows(text: &TextFile) -> Vec<(u32, Vec<String>)> {
    let mut rows = Vec::new();
    let _ = text.records::<()>(Delimiter::Comma, |line, record| {
        rows.push((line, record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect()));
        ControlFlow::Continue(())
    });
    rows
}

#[test]
fn a_plain_file_has_the_same_records_on_disk_as_in_memory() {
    for end in ["\n", "\r\n"] {
        for shift in 0..4 {
            // characters and line ends lie across the borders of what is read at a time
            let line = format!("G1,見本 花子,2026-10-31,{}{end}{end}", "x".repeat(shift));
            let text = "\u{FEFF}".to_owned() + &line.repeat(2 * LOOK / line.len());
            let (_file, found) = open(text.as_bytes());
            let on_disk = found.expect("it is plain");
            assert_eq!(rows(&on_disk), rows(&in_memory(text.as_bytes())));
            let info = on_disk.info().expect("it is on disk");
            assert_eq!((info.bytes, info.encoding), (text.len() as u64, Some(Encoding::Utf8Bom)));
            assert_eq!(info.sha256, hex(&Sha256::digest(text.as_bytes())));
            assert!(on_disk.check_read(Delimiter::Comma).is_ok());
            // nothing is hashed twice
            assert_eq!(rows(&on_disk), rows(&in_memory(text.as_bytes())));
            assert_eq!(on_disk.info().expect("it is on disk").sha256, info.sha256);
        }
    }
}

#[test]
fn what_does_not_begin_plain_is_read_whole() {
    let begun = "a,b\n".repeat(10);
    for end in ["1,\"2\"\n", "1,2\r3,4\n", "\0\n", "\u{1B}\n"] {
        assert!(open((begun.clone() + end).as_bytes()).1.is_none(), "{end:?}");
    }
    assert!(open(&[begun.as_bytes(), b"\x8E\x81,1\n"].concat()).1.is_none());
    assert!(open(&b"a".repeat(2 * LOOK)).1.is_none());
}

#[test]
fn what_proves_not_plain_later_is_the_same_as_in_memory() {
    let begun = "a,見本\n".repeat(LOOK / 5);
    for end in ["1,\"2\n3\"\n4,5\n", "1,2\r3,4\n\n5,\"6\"\n", "1,2\r"] {
        let text = begun.clone() + end + "7,8";
        let (_file, found) = open(text.as_bytes());
        let (on_disk, in_memory) = (found.expect("it begins plain"), in_memory(text.as_bytes()));
        assert_eq!(rows(&on_disk), rows(&in_memory), "{end:?}");
        assert_eq!(rows(&on_disk), rows(&in_memory), "{end:?}");
        assert!(on_disk.check_read(Delimiter::Comma).is_ok());
        assert_eq!(on_disk.info().expect("it is on disk").sha256, hex(&Sha256::digest(text.as_bytes())));
        // a piece once more, from before it was known and from behind
        for (from, to) in [(0, begun.len()), (begun.len(), text.len())] {
            let again = |text: &TextFile| {
                let piece = text.piece(from as u64..to as u64, Delimiter::Comma);
                piece.records_on([0]).pop().map(|record| (record, piece.records().len()))
            };
            assert_eq!(again(&on_disk), again(&in_memory), "{end:?}");
        }
    }
}

#[test]
fn a_delimiter_that_is_only_tried_condemns_nothing() {
    let text = "a,b\n".repeat(LOOK / 3) + "\"1,2\",3\n";
    let (_file, found) = open(text.as_bytes());
    let on_disk = found.expect("it begins plain");
    assert_eq!(on_disk.records::<()>(Delimiter::Tab, |_, _| ControlFlow::Continue(())), ControlFlow::Continue(()));
    assert!(on_disk.check_read(Delimiter::Tab).is_err());
    assert_eq!(rows(&on_disk), rows(&in_memory(text.as_bytes())));
    assert!(on_disk.check_read(Delimiter::Comma).is_ok());
}

#[test]
fn what_is_ascii_at_first_may_be_cp932() {
    let text = "a,b\n".repeat(LOOK / 3) + "1,髙橋①\n";
    let bytes = encoding_rs::SHIFT_JIS.encode(&text).0;
    let (_file, found) = open(&bytes);
    let on_disk = found.expect("it begins plain");
    assert_eq!(rows(&on_disk), rows(&in_memory(text.as_bytes())));
    let info = on_disk.info().expect("it is on disk");
    assert_eq!((info.bytes, info.encoding), (bytes.len() as u64, Some(Encoding::Cp932)));
}

#[test]
fn what_proves_to_be_no_text_is_refused() {
    let ascii = "a,b\n".repeat(LOOK / 3);
    let lines = LOOK / 3;
    let begun = "a,見\n".repeat(lines);
    let cp932 = encoding_rs::SHIFT_JIS.encode("1,見本\n").0;
    let told = |text: &[u8]| {
        let (_file, found) = open(text);
        let on_disk = found.expect("it begins plain");
        assert!((1..=lines).contains(&rows(&on_disk).len()));
        on_disk.check_read(Delimiter::Comma).unwrap_err().to_string()
    };
    for (text, place) in [
        ([begun.as_bytes(), &cp932].concat(), format!("line {}, column 3", lines + 1)),
        ([ascii.as_bytes(), b"1,\0\n"].concat(), format!("line {}", lines + 1)),
        ([ascii.as_bytes(), b"1,\xFF\n"].concat(), format!("line {}, column 3", lines + 1)),
        ([ascii.as_bytes(), b"1,\"2\n"].concat(), format!("line {}", lines + 1)),
        (["\u{FEFF}".as_bytes(), ascii.as_bytes(), &cp932].concat(), format!("line {}, column 3", lines + 1)),
    ] {
        let problem = told(&text);
        assert!(problem.contains("x.csv") && problem.contains(&place), "{problem}");
    }
    // two characters of half width in CP932
    let either = "a,\u{F1}\n".repeat(lines);
    assert!(told(&[either.as_bytes(), &cp932].concat()).contains("is UTF-8 at first"));
}

#[test]
fn a_row_without_end_is_refused() {
    assert!(check_lengths("x.csv", b"a,b\n1,\"2\n3\"\n4,5\n", 9).is_ok());
    for rows in ["a,b\n1,\"2\n3\"\n4,5\n", "a\nb,23456\nc"] {
        let problem = check_lengths("x.csv", rows.as_bytes(), 7).unwrap_err().to_string();
        assert!(problem.contains("x.csv, about line 2"), "{problem}");
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    let (file, found) = open("a,b\n".repeat(10).as_bytes());
    let on_disk = found.expect("it is plain");
    assert_eq!(rows(&on_disk).len(), 10);
    assert!(on_disk.check_read(Delimiter::Comma).is_ok());
    fs::OpenOptions::new().append(true).open(file.path()).expect("open").write_all(b"c").expect("written");
    assert!(on_disk.check_read(Delimiter::Comma).unwrap_err().to_string().contains("x.csv"));
}

#[test]
fn the_hash_of_a_part_is_never_told_as_that_of_the_file() {
    let (_file, found) = open("a,b\n".repeat(LOOK).as_bytes());
    assert!(found.expect("it is plain").check_read(Delimiter::Comma).is_err());
}

/// Rows read from the disk in pieces of about so many bytes, and whether anything was wrong.
fn read_on(text: &TextFile, size: usize) -> Result<Rows, String> {
    let (mut rows, mut pieces, mut line) = (Rows::new(), text.pieces(Delimiter::Comma), 1);
    while let Some(piece) = pieces.next(size) {
        let records = piece.records();
        let cells = |row: usize| records.cells(row).iter().map(<[u8]>::to_vec).collect();
        rows.extend((0..records.len()).map(|row| (line + records.line(row), cells(row))));
        line += records.lines;
        text.hash_pieces(std::slice::from_ref(&piece));
        pieces.take_back(vec![piece]);
    }
    text.check_read(Delimiter::Comma).map(|()| rows).map_err(|problem| problem.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn what_is_read_once_is_what_is_read_whole(
        text in texts(),
        in_cp932 in any::<bool>(),
        look in 1_usize..60,
        size in 1_usize..40,
    ) {
        let bytes = if in_cp932 { encoding_rs::SHIFT_JIS.encode(&text).0.into_owned() } else { text.into_bytes() };
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(&bytes).expect("written");
        if let Some(on_disk) = OnDisk::looking_at(look, "x.csv", file.path()).expect("read") {
            let on_disk = TextFile::OnDisk(Box::new(on_disk));
            let expected = info_and_text("x.csv", bytes, 0).and_then(|(info, text)| {
                csv::check_quotes_in("x.csv", text.rest(), Delimiter::Comma)?;
                Ok((info, whole(text.rest(), Delimiter::Comma)))
            });
            match (read_on(&on_disk, size), expected) {
                (Ok(rows), Ok((info, expected))) => {
                    prop_assert_eq!(&rows, &expected);
                    prop_assert_eq!(read_on(&on_disk, size + 1), Ok(expected));
                    let told = on_disk.info().expect("it is on disk");
                    prop_assert_eq!((told.bytes, told.encoding), (info.bytes, info.encoding));
                    prop_assert_eq!(told.sha256, info.sha256);
                }
                (Err(problem), Err(expected)) => prop_assert_eq!(problem, expected.to_string()),
                (Err(problem), Ok(_)) => prop_assert!(in_cp932 && problem.contains("UTF-8 at first"), "{}", problem),
                (Ok(rows), Err(expected)) => prop_assert!(false, "{:?} and not {}", rows, expected),
            }
        }
    }
}
