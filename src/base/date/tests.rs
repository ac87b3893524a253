//! One day in every notation, and what is refused.

use super::notation::Ymd;
use super::*;
use proptest::prelude::*;

/// The eras with their first and last days (the last of 令和 is as far as is tried): the name, its short form, its letter, its square character.
const CALENDAR: [([&str; 4], Ymd, Ymd); 5] = [
    (["明治", "明", "M", "㍾"], (1868, 10, 23), (1912, 7, 30)),
    (["大正", "大", "T", "㍽"], (1912, 7, 30), (1926, 12, 25)),
    (["昭和", "昭", "S", "㍼"], (1926, 12, 25), (1989, 1, 7)),
    (["平成", "平", "H", "㍻"], (1989, 1, 8), (2019, 4, 30)),
    (["令和", "令", "R", "㋿"], (2019, 5, 1), (2099, 12, 31)),
];

#[test]
fn every_day_in_iso_is_that_of_the_calendar() {
    let mut date = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap();
    while date.year() < 2200 {
        assert_eq!(Day::parse(&date.to_string()), Ok(Day::new(date)));
        assert_eq!(Day::new(date).to_string(), date.to_string());
        date = date.succ_opt().unwrap();
    }
    for year in [-1, 0, 9, 987, 9_999, 10_000] {
        let date = NaiveDate::from_ymd_opt(year, 3, 1).unwrap();
        assert_eq!(Day::new(date).to_string(), date.to_string());
    }
    for cell in ["1867-12-31", "2025-00-10", "2025-13-10", "2025-02-29", "2025-04-31", "2025-01-00", "2025-1a-01"] {
        assert_eq!(Day::parse(cell), Err(DateError::Unreadable), "{cell}");
    }
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if ('!'..='~').contains(&c) { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c })
        .collect()
}

/// A day in every notation.
fn notations(date: NaiveDate) -> Vec<String> {
    let (y, m, d) = (date.year(), date.month(), date.day());
    let weekday = ["月", "火", "水", "木", "金", "土", "日"][date.weekday().num_days_from_monday() as usize];
    let mut all = vec![format!("{y:04}{m:02}{d:02}"), format!("西暦{y}年{m}月{d}日")];
    for (sign, month, end) in [("-", "-", ""), ("/", "/", ""), (".", ".", ""), (".", ".", "."), ("年", "月", "日")] {
        all.push(format!("{y}{sign}{m}{month}{d}{end}"));
        all.push(format!("{y}{sign}{m:02}{month}{d:02}{end}"));
        all.push(format!("{y} {sign} {m} {month} {d} {end}"));
    }
    for (names, first, last) in CALENDAR {
        if !(first..=last).contains(&(y, m, d)) {
            continue;
        }
        let n = y - first.0 + 1;
        for name in names {
            all.push(format!("{name}{n}年{m}月{d}日"));
            all.push(format!("{name}{n:02}年{m:02}月{d:02}日"));
            all.push(format!("{name} {n} 年 {m} 月 {d} 日"));
            for sign in [".", "/", "-"] {
                all.push(format!("{name}{n}{sign}{m}{sign}{d}"));
                all.push(format!("{name} {n}{sign} {m}{sign} {d}"));
                all.push(format!("{name}{n:02}{sign}{m:02}{sign}{d:02}"));
            }
            if n < 100 {
                all.push(format!("{name}{n:02}{m:02}{d:02}"));
            }
            if n == 1 {
                all.push(format!("{name}元年{m}月{d}日"));
                all.push(format!("{name}元.{m}.{d}"));
            }
        }
        let (name, letter) = (names[0], names[2]);
        all.push(format!("{}{n}.{m}.{d}", letter.to_lowercase()));
        all.push(format!("{letter}.{n}.{m}.{d}"));
        all.push(format!("{name}{n}年({y}年){m}月{d}日"));
        all.push(format!("{name}{n}年({y}){m}月{d}日"));
        all.push(format!("{y}年({name}{n}年){m}月{d}日"));
        all.push(format!("{y}({letter}{n}).{m}.{d}"));
        all.push(format!("{letter}{n}.{m}.{d}({y}.{m}.{d})"));
        all.push(format!("{y}年{m}月{d}日 ({name}{n}年{m}月{d}日)"));
    }
    let behind = [
        format!("({weekday})"),
        format!("（{weekday}曜日）"),
        format!("({weekday}・祝)"),
        format!("({weekday})午後"),
        format!("{weekday}曜日"),
        " 午前10時".to_owned(),
        "午後1時半".to_owned(),
        " 9時05分30秒".to_owned(),
        " 0:00".to_owned(),
        "  0:00:00".to_owned(),
        " 00:00:00.000".to_owned(),
        " 12:00:00 AM".to_owned(),
        "\n23:59".to_owned(),
        " 10:00〜11:30".to_owned(),
        " 10:00-11:00".to_owned(),
        format!("({weekday}) 10:00～午後1:30"),
    ];
    let forms = all.len();
    all.extend(behind.iter().flat_map(|b| [format!("{y}/{m}/{d}{b}"), format!("{y}年{m}月{d}日{b}")]));
    all.extend(
        ["T00:00:00", "T09:30", "T00:00:00+09:00", "T10:00:00.123Z", "T14:59Z", "T23:59+0900"]
            .map(|t| format!("{date}{t}")),
    );
    all.extend((0..forms).map(|i| wide(&all[i])).collect::<Vec<_>>());
    all.push(format!("'{y}/{m}/{d}"));
    all.push(format!("\u{200E}{y}\u{200E}年\u{200E}{m}月{d}日\u{200E}"));
    for dash in ["‐", "‑", "–", "—", "―", "−", "ー", "ｰ"] {
        all.push(format!("{y}{dash}{m}{dash}{d}"));
    }
    all
}

#[test]
fn one_day_in_every_notation() {
    for (cell, day) in [
        ("R 7. 3. 1", "2025-03-01"),
        ("令和 7 年 3 月 1 日", "2025-03-01"),
        ("２０２５年３月１日", "2025-03-01"),
        ("㋿7年3月1日", "2025-03-01"),
        ("㍻31年4月30日", "2019-04-30"),
        ("R070301", "2025-03-01"),
        ("2025.03.01.", "2025-03-01"),
        ("2025/03/01（土）", "2025-03-01"),
        ("2025年3月1日(土)午後", "2025-03-01"),
        ("2025-03-01 00:00:00.000", "2025-03-01"),
        ("令和７年（２０２５年）３月１日", "2025-03-01"),
        ("R7.3.1(2025.3.1)", "2025-03-01"),
        ("R7・3・1", "2025-03-01"),
        ("令和7･3･1", "2025-03-01"),
        ("2025・3・1", "2025-03-01"),
        ("’25.3.1", "2025-03-01"),
        ("'25/3/1", "2025-03-01"),
        ("’98年4月1日", "1998-04-01"),
        ("45717", "2025-03-01"),
        ("45717.5", "2025-03-01"),
        ("'45717", "2025-03-01"),
        ("18264", "1950-01-01"),
        ("73050", "2099-12-31"),
        ("令和元年5月1日", "2019-05-01"),
        ("R元.5.1", "2019-05-01"),
        ("令和07年3月1日", "2025-03-01"),
        ("平成20.4.1", "2008-04-01"),
        ("平成元年1月8日", "1989-01-08"),
        ("昭和64年1月7日", "1989-01-07"),
        ("大正15年12月25日", "1926-12-25"),
        ("昭和元年12月25日", "1926-12-25"),
        ("明治45年7月30日", "1912-07-30"),
        ("明治元年10月23日", "1868-10-23"),
        ("2000-02-29", "2000-02-29"),
        ("9999-12-31", "9999-12-31"),
        ("9999/12/31", "9999-12-31"),
    ] {
        assert_eq!(Day::parse(cell).map(|d| d.to_string()), Ok(day.to_owned()), "{cell}");
    }
    for cell in ["", " ", "　", "\n", "\u{200B}"] {
        assert_eq!(Day::parse(cell), Ok(Day::EMPTY));
    }
}

#[test]
fn an_instant_is_the_day_it_was_in_japan() {
    for (cell, day) in [
        ("2025-02-28T15:00:00Z", "2025-03-01"),
        ("2025-02-28T14:59:59Z", "2025-02-28"),
        ("2025-02-28T15:00:00.000Z", "2025-03-01"),
        ("2025-02-28 15:00:00+00", "2025-03-01"),
        ("2025-02-28T10:00-05:00", "2025-03-01"),
        ("2025-03-01T00:30:00+10:00", "2025-02-28"),
        ("2025-03-01 24:00", "2025-03-01"),
    ] {
        assert_eq!(Day::parse(cell).map(|d| d.to_string()), Ok(day.to_owned()), "{cell}");
    }
    assert_eq!(Day::parse("9999-12-31"), Ok(Day::NO_END));
    assert_eq!(Day::parse("9999-12-31T15:00:00Z"), Err(DateError::Unreadable));
    assert_eq!(Day::parse("1868-01-01T00:00:00+14:00"), Err(DateError::Unreadable));
}

#[test]
fn what_is_no_day_is_refused() {
    for cell in [
        "2025-02-30",
        "2025-02-29",
        "1900-02-29",
        "1900-01-00",
        "2025-00-01",
        "2025年13月1日",
        "令和7年2月29日",
        "2025年3月",
        "2025/3",
        "3月1日",
        "3/1",
        "25/3/1",
        "'7.3.1",
        "’55.3.1",
        "'25",
        "25年3月1日",
        "7.3.1",
        "R7",
        "R7.3",
        "令和7年",
        "令和0年3月1日",
        "R0.3.1",
        "令和007年3月1日",
        "2025年3月末日",
        "2025年3月末",
        "3月下旬",
        "2025年3月1日〜",
        "2025年3月1日から",
        "2025/3/1-",
        "〃",
        "同上",
        "未定",
        "-",
        "ー",
        "'",
        "01/03/2025",
        "3/1/2025",
        "03-01-2025",
        "01032025",
        "0025-03-01",
        "1867-12-31",
        "10000-01-01",
        "2025/3/110:00",
        "2025/3/1 1",
        "2025/3/1 10",
        "2025 03 01",
        "2025/3/1 25:00",
        "2025/3/1 24:30",
        "2025/3/1 10:60",
        "2025/3/1 10:00ごろ",
        "2025/3/1 10:00〜2025/3/5 11:00",
        "2025/3/1、3/5",
        "2025/3/1,2025/3/2",
        "2025/3/1 2025/3/2",
        "2025-03-01T10:00:00+99:00",
        "2025-03-01T10:00:00+9",
        "2025-03-01T10:00:00 PMZ",
        "2025/3/1 午後3:00Z",
        "2025-03-01+09:00",
        "2025-03-01T",
        "1234",
        "0",
        "-45717",
        "45,717",
        "45717.",
        "457170",
        "18263",
        "73051",
        "R7301",
        "R0070301",
        "5070301",
        "250301",
        "X070301",
        "R071301",
        "(土)",
        "2025/3/1(予定)",
        "2025/3/1()",
        "2025/3/1(土",
        "R7(2025)3.1",
        "令和7年3月1日(2025年3月)",
        "2025/3/1/",
        "2025年3月1日.",
        "平成",
        "時",
        ":",
        "午後",
        "曜日",
    ] {
        assert_eq!(Day::parse(cell), Err(DateError::Unreadable), "{cell}");
    }
}

#[test]
fn what_contradicts_itself_is_refused_as_such() {
    for cell in [
        "平成31年5月1日",
        "H310501",
        "令和元年4月30日",
        "昭和64年1月8日",
        "平成元年1月7日",
        "大正15年12月26日",
        "昭和元年12月24日",
        "明治45年7月31日",
        "明治元年10月22日",
        "昭和99年1月1日",
        "令和6年(2025年)3月1日",
        "2025年(令和6年)3月1日",
        "令和6年(2025)3月1日",
        "2025(R6).3.1",
        "R6.3.1(2025.3.1)",
        "R7.3.1(2025.3.2)",
        "2025年3月1日(令和6年)",
        "2019年(平成31年)5月1日",
    ] {
        assert_eq!(Day::parse(cell), Err(DateError::Contradicting), "{cell}");
    }
}

#[test]
fn the_days_on_which_eras_change_are_read_in_every_notation() {
    for (_, first, last) in CALENDAR {
        for (y, m, d) in [first, last] {
            let date = NaiveDate::from_ymd_opt(y, m, d).expect("a day");
            for cell in notations(date) {
                assert_eq!(Day::parse(&cell), Ok(Day::new(date)), "{cell}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn every_day_is_read_in_every_notation(number in day_number(1868, 10, 23)..=day_number(2099, 12, 31)) {
        let date = NaiveDate::from_num_days_from_ce_opt(number).expect("a day");
        for cell in notations(date) {
            prop_assert_eq!(Day::parse(&cell), Ok(Day::new(date)), "{}", cell);
        }
    }

    #[test]
    fn a_day_number_is_the_days_since_the_turn_of_1900(number in 18_264..=73_050_i32, fraction in 0..1000_u32) {
        // 25569 is 1970-01-01 in every spreadsheet
        let day = Day(day_number(1970, 1, 1) + number - 25_569);
        prop_assert_eq!(Day::parse(&number.to_string()), Ok(day));
        prop_assert_eq!(Day::parse(&format!("{number}.{fraction}")), Ok(day));
    }

    #[test]
    fn what_is_read_is_read_again_as_shown(
        text in prop_oneof![
            any::<String>(),
            "[0-9０-９]{1,5}[-./年ー ]{0,2}[0-9]{0,2}[-./月]?[0-9]{0,2}[日.T ]?[0-9:時分〜Z+() -]{0,9}",
            "(令和|令|R|㍻|H|S|昭和|M|西暦)[. ]?(元|[0-9]{1,6})[年./-]?[0-9]{0,2}[月./-]?[0-9]{0,2}日?(\\((土|R7|2025年|[0-9./]{0,9})\\))?",
        ],
    ) {
        if let Ok(day) = Day::parse(&text) {
            prop_assert_eq!(Day::parse(&day.to_string()), Ok(day), "{}", text);
        }
    }
}

fn day_number(year: i32, month: u32, day: u32) -> i32 {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day").num_days_from_ce()
}
