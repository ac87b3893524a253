//! The notations of days: calendars and eras, times of day after a date, the day numbers of spreadsheets.

use super::{DateError, Day, FIRST_YEAR, checked};
use crate::base::normalize;
use chrono::Datelike;
use unicode_normalization::UnicodeNormalization;

/// A year, a month and a day.
pub(super) type Ymd = (i32, u32, u32);

/// The eras, the latest first: their names, and their first days. 明治 starts with the day of its proclamation like the
/// others; it was declared to have begun with 1868-01-25, but no day before the proclamation was ever written so.
const ERAS: [(&[&str], Ymd); 5] = [
    (&["令和", "令", "R"], (2019, 5, 1)),
    (&["平成", "平", "H"], (1989, 1, 8)),
    (&["昭和", "昭", "S"], (1926, 12, 25)),
    (&["大正", "大", "T"], (1912, 7, 30)),
    (&["明治", "明", "M"], (1868, 10, 23)),
];

/// Years of more than four digits are no notation.
const LAST_YEAR: i32 = 9999;

/// A cell in the usual width, its dashes alike, its letters capital.
pub(super) fn normalized(cell: &str) -> String {
    let seen = cell.nfkc().filter(|c| !normalize::invisible(*c));
    seen.map(|c| if normalize::is_dash(c) { '-' } else { c.to_ascii_uppercase() }).collect()
}

pub(super) fn parse_notation(cell: &str) -> Result<Day, DateError> {
    let normalized = normalized(cell);
    let text = normalized.trim();
    if text.is_empty() {
        return Ok(Day::EMPTY);
    }
    let marked = text.strip_prefix(APOSTROPHES).filter(|marked| short_year(marked).is_none());
    let text = marked.unwrap_or(text).trim_start();
    if let Some(day) = serial(text) {
        return Ok(day);
    }
    let (date, later) = split_time(text).ok_or(DateError::Unreadable)?;
    let (date, stated) = without_brackets(&without_spaces(date).ok_or(DateError::Unreadable)?)?;
    let half = HALVES.iter().find_map(|half| date.strip_suffix(half)).unwrap_or(&date);
    let bare = WEEKDAYS.iter().find_map(|day| {
        let before = half.strip_suffix("曜日").or_else(|| half.strip_suffix('曜'))?;
        before.strip_suffix(*day)
    });
    let day = one_date(bare.unwrap_or(half))?;
    for again in stated {
        restate(day, &again)?;
    }
    let there = day.plus(later);
    let year = there.date().map(|date| date.year());
    if year.is_some_and(|y| (FIRST_YEAR..=LAST_YEAR).contains(&y)) { Ok(there) } else { Err(DateError::Unreadable) }
}

/// A date without the spaces in it; `None` if one stands between two digits.
fn without_spaces(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let digit = |c: char| c.is_ascii_digit();
    let apart = words.windows(2).any(|pair| pair[0].ends_with(digit) && pair[1].starts_with(digit));
    (!apart).then(|| words.concat())
}

/// A date without what stands in brackets, and that. Brackets alone do not part two numbers (`R7(2025)3.1`).
fn without_brackets(text: &str) -> Result<(String, Vec<String>), DateError> {
    let (mut date, mut stated) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('(') {
        let (inside, after) = behind.split_once(')').ok_or(DateError::Unreadable)?;
        date.push_str(before);
        if date.ends_with(|c: char| c.is_ascii_digit()) && after.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(DateError::Unreadable);
        }
        stated.push(inside.to_owned());
        rest = after;
    }
    date.push_str(rest);
    Ok((date, stated))
}

/// What brackets say of a day: a day of the week, or its year or the whole day once more, which must agree.
pub(super) fn restate(day: Day, inside: &str) -> Result<(), DateError> {
    if is_weekday(inside) {
        return Ok(());
    }
    let agrees = match year(inside) {
        Some((year, "" | "年")) => {
            day.date().is_some_and(|date| date.year() == year.year) && year.era.is_none_or(|era| in_era(day, era))
        }
        _ => one_date(inside)? == day,
    };
    if agrees { Ok(()) } else { Err(DateError::Contradicting) }
}

/// The halves of a day; the Latin ones stand behind the time too.
const HALVES: [&str; 4] = ["午前", "午後", "AM", "PM"];

pub(super) const WEEKDAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

/// A day of the week, a holiday, or both: `土`, `土曜`, `月・祝`.
pub(super) fn is_weekday(text: &str) -> bool {
    let holiday = !text.is_empty();
    let text = text.strip_suffix("祝日").or_else(|| text.strip_suffix('祝')).map_or(text, |t| t.trim_end_matches('・'));
    let day = text.strip_suffix("曜日").or_else(|| text.strip_suffix('曜')).unwrap_or(text);
    (holiday && day.is_empty()) || WEEKDAYS.contains(&day)
}

/// The text of the date before a time of day, found before spaces are dropped (`2025/3/1 0:00` is not the 10th); and
/// how many days later it was in Japan. `None` if what follows the date is not a time.
fn split_time(text: &str) -> Option<(&str, i32)> {
    let Some(mark) = text.find([':', '時']) else {
        return Some((text, 0));
    };
    let head = text[..mark].trim_end();
    let date = head.trim_end_matches(|c: char| c.is_ascii_digit());
    let time: String = text[date.len()..].split_whitespace().collect();
    let date = date.trim_end();
    let iso = date.strip_suffix('T').filter(|d| d.ends_with(|c: char| c.is_ascii_digit()));
    let (hour, minute, mut rest) = clock(&time)?;
    // `10:00-11:00` is a span, unless it is an ISO time
    if (iso.is_some() || rest.starts_with(['Z', '+'])) && !rest.is_empty() {
        let whole_day = HALVES.iter().all(|half| !text.contains(half));
        let in_japan = hour * 60 + minute - zone(rest).filter(|_| whole_day)? + 9 * 60;
        return Some((iso.unwrap_or(date), in_japan.div_euclid(24 * 60)));
    }
    if let Some(until) = rest.strip_prefix(['~', '〜', '-']) {
        let until = until.strip_prefix("午前").or_else(|| until.strip_prefix("午後")).unwrap_or(until);
        (_, _, rest) = clock(until)?;
    }
    rest.is_empty().then_some((iso.unwrap_or(date), 0))
}

/// A time of day at the head of a text (`9:30`, `09:30:00.000`, `9時半`, `9時30分`, `1:30PM`): its hour and minute, and
/// what follows.
pub(super) fn clock(text: &str) -> Option<(i32, i32, &str)> {
    let (hour, rest) = digits(text, 2)?;
    let sixty = |text| digits(text, 2).filter(|(number, _)| *number < 60);
    let (minute, rest) = if let Some(rest) = rest.strip_prefix('時') {
        match (rest.strip_prefix('半'), sixty(rest)) {
            (Some(rest), _) => (30, rest),
            (None, None) => (0, rest),
            (None, Some((minute, rest))) => {
                let rest = rest.strip_prefix('分')?;
                (minute, sixty(rest).map_or(Some(rest), |(_, rest)| rest.strip_prefix('秒'))?)
            }
        }
    } else {
        let (minute, mut rest) = sixty(rest.strip_prefix(':')?)?;
        if let Some(seconds) = rest.strip_prefix(':') {
            (_, rest) = sixty(seconds)?;
            if let Some(fraction) = rest.strip_prefix(['.', ',']) {
                rest = digits(fraction, 9)?.1;
            }
        }
        (minute, HALVES[2..].iter().find_map(|half| rest.strip_prefix(half)).unwrap_or(rest))
    };
    // 24:00 ends the day; 24:30 is of the next, to some
    (hour * 60 + minute <= 24 * 60).then(|| (hour.cast_signed(), minute.cast_signed(), rest))
}

/// A time zone (`Z`, `+09:00`, `+0900`, `+09`) in minutes ahead of UTC; `None` if it is not one that exists.
fn zone(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let number: String = text.strip_prefix(['+', '-'])?.split(':').collect();
    let number = if number.len() == 2 { number + "00" } else { number };
    let (hours_and_minutes, "") = digits(&number, 4)? else { return None };
    let (hours, minutes) = (hours_and_minutes / 100, hours_and_minutes % 100);
    let exists = number.len() == 4 && hours <= 14 && minutes < 60;
    exists.then(|| sign * (hours * 60 + minutes).cast_signed())
}

/// A spreadsheet's day number (1 = 1900-01-01, with its 29 February 1900), from 1950 to 2099.
fn serial(text: &str) -> Option<Day> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 5 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let number: i32 = whole.parse().ok()?;
    (18_264..73_051).contains(&number).then(|| Day::from_ymd(1899, 12, 30).map(|d| d.plus(number)))?
}

/// A year: of the common era, or of an era with its index in [`ERAS`].
#[derive(Clone, Copy)]
pub(super) struct Year {
    pub(super) year: i32,
    pub(super) era: Option<usize>,
}

/// `2025年3月1日`, `20250301`, `R7.3.1`, `R070301` …, spaces and brackets gone.
fn one_date(text: &str) -> Result<Day, DateError> {
    let (year, month, day) = year_month_day(text).ok_or(DateError::Unreadable)?;
    let date = checked(year.year, month, day)?;
    if year.era.is_none_or(|era| in_era(date, era)) { Ok(date) } else { Err(DateError::Contradicting) }
}

pub(super) fn year_month_day(text: &str) -> Option<(Year, u32, u32)> {
    let number = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let compact = number.bytes().all(|b| b.is_ascii_digit());
    if compact && matches!((number.len(), text.len() - number.len()), (8, 0) | (6, 1..)) {
        let (year_text, month_and_day) = text.split_at(text.len() - 4);
        let (year, "") = year(year_text)? else { return None };
        return Some((year, month_and_day[..2].parse().ok()?, month_and_day[2..].parse().ok()?));
    }
    let (year, rest) = year(text)?;
    let (month, rest) = digits(rest.strip_prefix(['年', '.', '/', '-', '・'])?, 2)?;
    let dotted = rest.starts_with('.');
    let (day, rest) = digits(rest.strip_prefix(['月', '.', '/', '-', '・'])?, 2)?;
    (matches!(rest, "" | "日") || (dotted && rest == ".")).then_some((year, month, day))
}

/// A year at the head of a text, and what follows.
pub(super) fn year(text: &str) -> Option<(Year, &str)> {
    for (index, (names, (start, _, _))) in ERAS.iter().enumerate() {
        let Some((name, rest)) = names.iter().find_map(|name| Some((name, text.strip_prefix(name)?))) else {
            continue;
        };
        let rest = if name.is_ascii() { rest.strip_prefix('.').unwrap_or(rest) } else { rest };
        let (number, rest) = match rest.strip_prefix('元') {
            Some(rest) => (1, rest),
            None => digits(rest, 2)?,
        };
        let year = start + i32::try_from(number).ok()? - 1;
        return (number > 0).then_some((Year { year, era: Some(index) }, rest));
    }
    if let Some(short) = text.strip_prefix(APOSTROPHES).and_then(short_year) {
        return Some(short);
    }
    let text = text.strip_prefix("西暦").unwrap_or(text);
    let (number, rest) = digits(text, 4)?;
    (text.len() - rest.len() == 4).then_some((Year { year: i32::try_from(number).ok()?, era: None }, rest))
}

/// What stands for the century of a year, or marks a cell of a spreadsheet as text.
const APOSTROPHES: [char; 3] = ['\'', '’', '‘'];

/// A year of two digits at the head of a text, as it stands behind an apostrophe, and what follows. Years that could be
/// of either century are none.
fn short_year(text: &str) -> Option<(Year, &str)> {
    let (number, rest) = digits(text, 2)?;
    let century = match number {
        0..50 => 2000,
        70.. => 1900,
        _ => return None,
    };
    let is_year = text.len() - rest.len() == 2 && rest.starts_with(['年', '.', '/', '-', '・']);
    is_year.then_some((Year { year: century + number.cast_signed(), era: None }, rest))
}

/// Whether an era has a day. 明治 and 大正 ended on the very day on which the next began; 昭和 and 平成 on the day before.
pub(super) fn in_era(day: Day, era: usize) -> bool {
    let start = |index: usize| {
        let (y, m, d) = ERAS[index].1;
        Day::from_ymd(y, m, d).unwrap_or(Day::EMPTY)
    };
    let last = |era: usize| start(era - 1).plus(if era >= 3 { 0 } else { -1 });
    day >= start(era) && (era == 0 || day <= last(era))
}

/// Up to `most` digits at the head of a text, and what follows.
pub(super) fn digits(text: &str, most: usize) -> Option<(u32, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    if end == 0 || end > most {
        return None;
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}
