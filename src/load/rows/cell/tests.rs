//! What a single cell says.

use super::*;

fn reading(table: &str, column: &str) -> Reading {
    let table = schema().table(table).expect("a table");
    let column = table.def().column(column).expect("a column");
    Reading::new(table, column, Day::parse("2026-09-30").expect("a day"))
}

fn day(table: &str, column: &str, cell: &str) -> (String, CellState, Option<InputRule>) {
    let read = reading(table, column).day(cell);
    (read.value.to_string(), read.state, read.broken)
}

#[test]
fn points_in_every_notation() {
    for cell in ["1,2,3,4,5", "1-5", "1〜5", "①②③④⑤", "1、2、3・4/5", "１～５", "1;2;3;4;5"] {
        assert_eq!(points_in(cell), (0b1_1111, true), "{cell}");
    }
    for cell in ["①漏らさない;②退職後も;③端末;④目的;⑤私生活", "1. 漏らさない、2. 退職後、3. 端末、4. 目的、5. 私生活"]
    {
        assert_eq!(points_in(cell), (0b1_1111, true), "{cell}");
    }
    assert_eq!(points_in("①漏らさない"), (0b1, true));
    assert_eq!(points_in("1,3"), (0b101, true));
    for cell in ["全部", "9", "0", "1-", "-3", "x"] {
        assert!(!points_in(cell).1, "{cell}");
    }
    assert_eq!(points_in("①②、その他"), (0b11, false));
}

#[test]
fn words_for_nothing_are_an_empty_date() {
    for (table, column, cells) in [
        (
            "roster",
            "left_on",
            &["-", "―", "なし", "無", "在職中", "在籍", "休職中", "99999999", "9999/12/31", "退職予定なし", "／"][..],
        ),
        ("pledges", "valid_until", &["無期限", "9999-12-31", "期限なし", "-"]),
        ("patients", "ended_on", &["利用中", "継続中"]),
        ("pledges", "signed_on", &["未提出", "未", "未受領", "×", "無し", "-"]),
        ("devices", "returned_on", &["貸与中", "未返却"]),
    ] {
        for cell in cells {
            assert_eq!(day(table, column, cell), (String::new(), CellState::Empty, None), "{column}: {cell}");
        }
    }
}

#[test]
fn what_is_done_or_not_known_is_no_empty_date() {
    let done = ["済", "○", "あり", "提出済", "✓"].map(|cell| ("pledges", "signed_on", cell, CellState::Done));
    let unknown = ["不明", "未確認", "？", "確認中"].map(|cell| ("roster", "left_on", cell, CellState::Unknown));
    let never =
        ["未ログイン", "なし", "-", "ログインなし"].map(|cell| ("staff", "last_login_on", cell, CellState::Never));
    for (table, column, cell, state) in done.into_iter().chain(unknown).chain(never) {
        assert_eq!(day(table, column, cell), (String::new(), state, None), "{column}: {cell}");
    }
    for (table, column, cell) in [
        ("pledges", "signed_on", "xx"),
        ("roster", "left_on", "済"),
        ("staff", "registered_on", "○"),
        ("pledges", "signed_on", "済（R7.3）"),
    ] {
        let unreadable = (String::new(), CellState::Unknown, Some(InputRule::UnreadableValue));
        assert_eq!(day(table, column, cell), unreadable, "{column}: {cell}");
    }
}

#[test]
fn a_day_is_read_among_words_that_say_no_more_than_its_column() {
    for (table, column, cell, expected) in [
        ("pledges", "signed_on", "済 R7.3.1", "2025-03-01"),
        ("pledges", "signed_on", "R7.3.1提出", "2025-03-01"),
        ("pledges", "signed_on", "提出済（2025/3/1）", "2025-03-01"),
        ("pledges", "signed_on", "2025/3/1付", "2025-03-01"),
        ("roster", "left_on", "R7.3.31退職", "2025-03-31"),
        ("roster", "left_on", "R9.3.31退職予定", "2027-03-31"),
        ("reviews", "reviewed_on", "R7.3.1、R8.3.1", "2026-03-01"),
    ] {
        assert_eq!(day(table, column, cell), (expected.to_owned(), CellState::Filled, None), "{cell}");
    }
    for (table, column, cell) in [
        ("pledges", "signed_on", "R7.3.1撤回"),
        ("pledges", "signed_on", "R7.3.1、R8.3.1"),
        ("pledges", "signed_on", "R9.3.1提出予定"),
        ("roster", "left_on", "R7.4.1入職"),
        ("pledges", "signed_on", "R7.3頃"),
    ] {
        assert_eq!(day(table, column, cell).2, Some(InputRule::UnreadableValue), "{cell}");
    }
    assert!(has_several_days("R7.3.1、R8.3.1") && !has_several_days("R7.3.1撤回"));
    let (_, state, broken) = day("pledges", "signed_on", "平成31年5月1日提出");
    assert_eq!((state, broken), (CellState::Unknown, Some(InputRule::ContradictingDate)));
    assert_eq!(day("staff", "registered_on", "2026-10-01").2, Some(InputRule::FutureDate));
}

#[test]
fn codes_and_marks_say_what_is_not_there() {
    let code = |table, column, cell| {
        let reading = reading(table, column);
        let Kind::Code(codes) = reading.kind else { panic!("a code") };
        let read = reading.code(codes, cell);
        let word = usize::from(read.value).checked_sub(1).map(|place| codes.def().words[place]);
        (word, read.state, read.broken)
    };
    for (table, column, cell, expected) in [
        ("staff", "photo", "-", (Some("no"), CellState::Filled, None)),
        ("staff", "photo", "該当なし", (Some("no"), CellState::Filled, None)),
        ("staff", "photo", "unknown", (None, CellState::Unknown, None)),
        ("staff", "two_factor", "不明", (Some("unknown"), CellState::Filled, None)),
        ("posts", "confirmed", "不明", (None, CellState::Unknown, None)),
        ("staff", "status", "-", (None, CellState::Empty, None)),
        ("staff", "status", "退職", (None, CellState::Unknown, Some(InputRule::UnreadableValue))),
        ("roster", "status", "退職（R8.10末）", (None, CellState::Unknown, Some(InputRule::UnreadableValue))),
        ("roster", "status", "退職（R7.3末）", (Some("left"), CellState::Filled, None)),
        ("consents", "signer", "見本 太郎", (Some("other"), CellState::Filled, None)),
        ("consents", "signer", "未", (None, CellState::Empty, None)),
    ] {
        assert_eq!(code(table, column, cell), expected, "{column}: {cell}");
    }
    let approved = reading("memberships", "approved_by");
    for (cell, state) in [
        ("未承認", CellState::Empty),
        ("保留", CellState::Empty),
        ("×", CellState::Empty),
        ("不明", CellState::Unknown),
        ("未来 花子", CellState::Filled),
        ("S01", CellState::Filled),
        ("X1", CellState::Filled),
        ("N", CellState::Filled),
    ] {
        assert_eq!(approved.named(cell).state, state, "{cell}");
    }
    let done = ["済", "承認済", "○", "あり", "✓"];
    assert!(done.into_iter().all(|cell| approved.is_done(cell)));
    assert!(!["見本 花子", "S01", "Y", "未承認"].into_iter().any(|cell| approved.is_done(cell)));
    assert!(!reading("devices", "staff").is_done("済"));
    let name = reading("staff", "name");
    assert_eq!(name.text("不明").state, CellState::Empty);
    assert_eq!(reading("devices", "staff").text("不明").state, CellState::Unknown);
}
