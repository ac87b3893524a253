//! Pieces are the same records wherever a text is cut.

use proptest::prelude::*;

use super::*;

pub(in crate::source) type Rows = Vec<(u32, Vec<Vec<u8>>)>;

/// What the csv crate makes of a text.
pub(in crate::source) fn whole(bytes: &[u8], delimiter: Delimiter) -> Rows {
    let mut rows = Rows::new();
    let _ = csv::records_in::<()>(bytes, delimiter, |line, record| {
        rows.push((line, record.iter().map(<[u8]>::to_vec).collect()));
        ControlFlow::Continue(())
    });
    rows
}

fn pieced(bytes: &[u8], delimiter: Delimiter, size: usize) -> (Rows, usize) {
    let (mut rows, mut line, mut count) = (Rows::new(), 1, 0);
    let mut pieces = Pieces::of_text(bytes, delimiter, false);
    while let Some(piece) = pieces.next(size) {
        count += 1;
        let records = piece.records();
        let cells = |row: usize| records.cells(row).iter().map(<[u8]>::to_vec).collect();
        rows.extend((0..records.len()).map(|row| (line + records.line(row), cells(row))));
        line += records.lines;
    }
    (rows, count)
}

/// The pieces, and the line on which each begins.
fn pieces_of(bytes: &[u8], delimiter: Delimiter, size: usize) -> Vec<(Piece<'_>, u32)> {
    let mut pieces = Pieces::of_text(bytes, delimiter, false);
    let mut line = 1;
    let next = || {
        let piece = pieces.next(size)?;
        let before = line;
        line += piece.records().lines;
        Some((piece, before))
    };
    std::iter::from_fn(next).collect()
}

#[test]
fn no_piece_ends_within_a_cell() {
    let text = b"a,b\n1,\"x\ny\"\n\n2,5\" tablet\n3,\"\"\"\n\"\"\"\r\n4,z";
    for size in 1..text.len() {
        assert_eq!(pieced(text, Delimiter::Comma, size).0, whole(text, Delimiter::Comma), "{size}");
    }
    assert_eq!(pieced(text, Delimiter::Comma, 1).1, 5);
}

#[test]
fn what_is_no_utf8_any_more_is_cut_all_the_same() {
    let text = b"a,\xFF\xFE,b\n\x8E\n";
    let piece = Pieces::of_text(text, Delimiter::Comma, true).next(1).expect("a piece");
    let records = piece.records();
    let mut cells = Vec::new();
    (0..3).for_each(|p| cells.extend(records.column(p).map(|cell| records.text()[cell.range()].to_owned())));
    assert_eq!(cells, ["a", "\u{FFFD}\u{FFFD}", "b"]);
}

#[test]
fn a_long_record_among_short_ones_takes_no_more_than_it_is() {
    let text = "a,b\n".repeat(1000) + &",".repeat(100_000) + "\nc\n";
    let piece = Pieces::of_text(text.as_bytes(), Delimiter::Comma, true).next(usize::MAX).expect("a piece");
    let records = piece.records();
    assert_eq!((records.len(), records.cells(1000).len(), records.cells(1001).len()), (1002, 100_001, 1));
    assert!(records.starts.len() <= text.len() + 1 && records.text().len() <= text.len());
    let second: Vec<Cell> = records.column(1).collect();
    assert_eq!((&records.text()[second[999].range()], second[1001].is_empty()), ("b", true));
}

#[test]
fn lines_of_equal_width_are_cut_where_they_lie() {
    for (line, end) in [("a,,見本", "\n"), ("a,,見本", "\r\n"), (",x,", "\r\n"), ("a", "\n"), (" ", "\r\n")] {
        for lines in 1..40 {
            let text = [line, end].concat().repeat(lines);
            let piece = Pieces::of_text(text.as_bytes(), Delimiter::Comma, true).next(usize::MAX).expect("a piece");
            let records = piece.of_lines().expect("all lines are alike");
            let cells: Vec<&[u8]> = line.as_bytes().split(|byte| *byte == b',').collect();
            assert_eq!((records.len(), records.lines), (lines, lines as u32));
            assert!((0..lines).all(|row| records.cells(row).iter().eq(cells.iter().copied())), "{text:?}");
            for (place, expected) in cells.iter().chain([&&b""[..]]).enumerate() {
                let mut cells = records.column(place).map(|cell| &records.text().as_bytes()[cell.range()]);
                assert!(cells.by_ref().take(lines).all(|cell| cell == *expected), "{text:?} {place}");
                assert_eq!(cells.next(), None);
            }
        }
    }
    for text in ["a,b\nc\n", "a,b\n\nc,d\n", "a,b\nc,d", "a\r\nb\n", "a\n\nb\n", "a\r\n\r\n", "a,b\nc,d,e\nf\n", "a"] {
        let piece = Pieces::of_text(text.as_bytes(), Delimiter::Comma, true).next(usize::MAX).expect("a piece");
        assert!(piece.of_lines().is_none(), "{text:?}");
    }
}

/// Texts of a few rows in which all lies side by side that borders between pieces can part.
pub(in crate::source) fn texts() -> impl Strategy<Value = String> {
    const CELLS: [&str; 11] =
        ["", "a", "S01", "見本", " ", "\"x,y\"", "\"p\nq\"", "\"r\r\ns\"", "5\" t", "\"\"\"\"", "\u{FEFF}k"];
    const BETWEEN: [&str; 10] = [",", ",", ",", ";", "\t", "\n", "\n", "\r\n", "\r", "\n\n"];
    let piece = (proptest::sample::select(&CELLS[..]), proptest::sample::select(&BETWEEN[..]));
    proptest::collection::vec(piece.prop_map(|(cell, behind)| cell.to_owned() + behind), 0..30)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn pieces_hold_the_records_of_the_whole(text in texts(), size in 1_usize..40) {
        for delimiter in Delimiter::ALL {
            let checked = csv::check_quotes_in("x", text.as_bytes(), delimiter);
            if checked.is_ok() && !text.starts_with('\u{FEFF}') {
                let whole = whole(text.as_bytes(), delimiter);
                prop_assert_eq!(&pieced(text.as_bytes(), delimiter, size).0, &whole);
                for (piece, line) in pieces_of(text.as_bytes(), delimiter, size) {
                    let again = Piece::of_text(text.as_bytes(), piece.bytes(), delimiter, false);
                    let records = piece.records();
                    let lines: Vec<u32> = (0..records.len()).map(|row| records.line(row)).collect();
                    for (before, record) in lines.iter().zip(again.records_on(lines.iter().copied())) {
                        let found = record.iter().map(<[u8]>::to_vec).collect::<Vec<_>>();
                        let expected = whole.iter().find(|(at, _)| *at == line + before);
                        prop_assert_eq!(Some(&found), expected.map(|(_, cells)| cells));
                    }
                }
            }
        }
    }
}
