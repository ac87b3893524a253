//! Days, and the notations in which people write them. A cell is one day or it is refused: nothing is guessed.

mod among;

use std::fmt;
use std::ops::Range;

use chrono::{Datelike, FixedOffset, NaiveDate, Utc};
use unicode_normalization::UnicodeNormalization;

use crate::base::normalize;

pub use among::{Among, names_later};

/// A day of the Gregorian calendar, counted from 0001-01-01; or no day at all ([`Day::EMPTY`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Default for Day {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// Why a cell is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// Not a day in any notation known, or a day that no calendar has.
    Unreadable,
    /// Two calendars that disagree, or a day that its era does not have.
    Contradicting,
}

impl Day {
    /// No day: an empty cell.
    pub const EMPTY: Self = Self(i32::MIN);

    /// A day before all others.
    pub const FIRST: Self = Self(i32::MIN + 1);

    /// A day after all others.
    pub const FAR: Self = Self(i32::MAX);

    /// The last day of four digits, 9999-12-31: no end.
    pub const NO_END: Self = Self(3_652_059);

    /// The day of a calendar date.
    pub fn new(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce())
    }

    /// Today in Japan (UTC+9), whatever the machine's time zone.
    pub fn today_in_japan() -> Self {
        let japan = FixedOffset::east_opt(9 * 3600).expect("nine hours are a valid offset");
        Self::new(Utc::now().with_timezone(&japan).date_naive())
    }

    /// Whether there is no day.
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// The day `days` later (or earlier, if negative); an empty day stays empty.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        if self.is_empty() { self } else { Self(self.0.saturating_add(days)) }
    }

    /// How many days after an earlier day it is; 0 if that is no earlier day.
    pub fn days_since(self, earlier: Self) -> u32 {
        if self.is_empty() || earlier.is_empty() { 0 } else { u32::try_from(self.0 - earlier.0).unwrap_or(0) }
    }

    /// The calendar date; `None` for no day.
    pub fn date(self) -> Option<NaiveDate> {
        NaiveDate::from_num_days_from_ce_opt(self.0)
    }

    fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::new)
    }

    /// Reads `2025-03-01`, as nearly all days are written, without a branch for each character; `None` if the cell is
    /// written otherwise.
    #[inline(always)]
    pub(crate) fn iso(cell: &[u8]) -> Option<Result<Self, DateError>> {
        const HIGH: u64 = (u64::MAX / 255) << 7;
        // to these bytes a digit may add nine, a dash nothing
        const MOST: u64 = u64::from_le_bytes([0x76, 0x76, 0x76, 0x76, 0x7F, 0x76, 0x76, 0x7F]);
        let (eight, two) = cell.split_first_chunk::<8>().filter(|_| cell.len() == 10)?;
        let digits = u64::from_le_bytes(*eight) ^ u64::from_le_bytes(*b"0000-00-");
        let (tens, ones) = (u32::from(two[0].wrapping_sub(b'0')), u32::from(two[1].wrapping_sub(b'0')));
        if (digits.wrapping_add(MOST) | digits) & HIGH != 0 || tens > 9 || ones > 9 {
            return None;
        }
        let pairs = digits * 10 + (digits >> 8);
        let pair = |place: u32| (pairs >> (8 * place) & 0xFF) as u32;
        let (year, month, day) = (pair(0) * 100 + pair(2), pair(5), tens * 10 + ones);
        // only at their ends do the months differ
        let before = year.wrapping_sub(USUAL_YEARS.start).wrapping_mul(12).wrapping_add(month).wrapping_sub(1);
        match BEFORE_MONTHS.get(before as usize) {
            Some(days) if (1..=12).contains(&month) && (1..=28).contains(&day) => {
                Some(Ok(Self(days + day.cast_signed())))
            }
            _ => Some(checked(year.cast_signed(), month, day)),
        }
    }

    /// Reads a cell: empty, or a day in any of the notations that offices use. Year, month and day must all stand
    /// there, and in that order:
    ///
    /// - `2025-03-01`, `2025/3/1`, `2025.3.1`, `2025・3・1` (a dot behind it is a slip), `2025年3月1日`, `西暦2025年3月1日`, `20250301`;
    /// - `令和7年3月1日`, `令7.3.1`, `R7.3.1`, `R.7.3.1`, `R7-3-1`, `㋿7年3月1日`, `R070301` (six digits behind the era),
    ///   元 for the first year. The day must lie in the era; days before the calendar of 1873 are taken as Gregorian;
    /// - in brackets the year or the whole day once more, which must be the same, and the day of the week, which is not
    ///   checked; also `2025年3月1日土曜日`;
    /// - a time of day behind it, or a span of time on that day (`10:00〜11:30`), 午前 or 午後 alone. Where a time zone
    ///   stands behind an ISO time (`2025-02-28T15:00:00Z`), the day is the one it was in Japan;
    /// - a spreadsheet's day number of five digits, with or without a fraction for the time (1950 to 2099);
    /// - the apostrophe before it with which a spreadsheet marks text; before a year of two digits it stands for the
    ///   century (`’25.3.1`).
    ///
    /// Width, the kind of dash and spaces do not matter, but a space between two digits is no notation: `2025/3/1 1` is
    /// hardly the 11th. Refused are years of two digits without an era, orders other than year, month, day
    /// (`3/1/2025`), and whatever names no single day (`2025年3月`, `3月1日`, `2025年3月末日`, `2025年3月1日〜`, `同上`).
    /// `9999-12-31`, by which some programs mean "no end", is [`Day::NO_END`].
    pub fn parse(cell: &str) -> Result<Self, DateError> {
        if cell.is_empty() {
            return Ok(Self::EMPTY);
        }
        Self::iso(cell.as_bytes()).unwrap_or_else(|| parse_notation(cell))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(date) = self.date() else { return Ok(()) };
        let Some(year) = u32::try_from(date.year()).ok().filter(|year| *year < 10_000) else {
            return write!(f, "{date}");
        };
        let mut text = *b"0000-00-00";
        for (number, places) in [(year, 0..4), (date.month(), 5..7), (date.day(), 8..10)] {
            let mut rest = number;
            for digit in text[places].iter_mut().rev() {
                *digit += (rest % 10) as u8;
                rest /= 10;
            }
        }
        f.write_str(str::from_utf8(&text).expect("digits and dashes"))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A year, a month and a day.
type Ymd = (i32, u32, u32);

/// The eras, the latest first: their names, and their first days. 明治 starts with the day of its proclamation like the
/// others; it was declared to have begun with 1868-01-25, but no day before the proclamation was ever written so.
const ERAS: [(&[&str], Ymd); 5] = [
    (&["令和", "令", "R"], (2019, 5, 1)),
    (&["平成", "平", "H"], (1989, 1, 8)),
    (&["昭和", "昭", "S"], (1926, 12, 25)),
    (&["大正", "大", "T"], (1912, 7, 30)),
    (&["明治", "明", "M"], (1868, 10, 23)),
];

/// The years in which nearly all days lie.
const USUAL_YEARS: Range<u32> = 1900..2100;

/// The days before each month of these years, from the beginning of the calendar.
static BEFORE_MONTHS: [i32; 12 * (USUAL_YEARS.end - USUAL_YEARS.start) as usize] = {
    let mut before = [0; 12 * (USUAL_YEARS.end - USUAL_YEARS.start) as usize];
    let last = USUAL_YEARS.start.cast_signed() - 1;
    let mut days = 365 * last + last / 4 - last / 100 + last / 400;
    let mut place = 0;
    while place < before.len() {
        before[place] = days;
        let year = USUAL_YEARS.start + place as u32 / 12;
        days += match place % 12 + 1 {
            4 | 6 | 9 | 11 => 30,
            2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
            2 => 28,
            _ => 31,
        };
        place += 1;
    }
    before
};

/// Years before MCS's users and patients were born are slips of the keyboard.
const FIRST_YEAR: i32 = 1868;

/// Years of more than four digits are no notation.
const LAST_YEAR: i32 = 9999;

fn checked(year: i32, month: u32, day: u32) -> Result<Day, DateError> {
    if year < FIRST_YEAR {
        return Err(DateError::Unreadable);
    }
    Day::from_ymd(year, month, day).ok_or(DateError::Unreadable)
}

/// A cell in the usual width, its dashes alike, its letters capital.
fn normalized(cell: &str) -> String {
    let seen = cell.nfkc().filter(|c| !normalize::invisible(*c));
    seen.map(|c| if normalize::is_dash(c) { '-' } else { c.to_ascii_uppercase() }).collect()
}

fn parse_notation(cell: &str) -> Result<Day, DateError> {
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
fn restate(day: Day, inside: &str) -> Result<(), DateError> {
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

const WEEKDAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

/// A day of the week, a holiday, or both: `土`, `土曜`, `月・祝`.
fn is_weekday(text: &str) -> bool {
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
fn clock(text: &str) -> Option<(i32, i32, &str)> {
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
struct Year {
    year: i32,
    era: Option<usize>,
}

/// `2025年3月1日`, `20250301`, `R7.3.1`, `R070301` …, spaces and brackets gone.
fn one_date(text: &str) -> Result<Day, DateError> {
    let (year, month, day) = year_month_day(text).ok_or(DateError::Unreadable)?;
    let date = checked(year.year, month, day)?;
    if year.era.is_none_or(|era| in_era(date, era)) { Ok(date) } else { Err(DateError::Contradicting) }
}

fn year_month_day(text: &str) -> Option<(Year, u32, u32)> {
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
fn year(text: &str) -> Option<(Year, &str)> {
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
fn in_era(day: Day, era: usize) -> bool {
    let start = |index: usize| {
        let (y, m, d) = ERAS[index].1;
        Day::from_ymd(y, m, d).unwrap_or(Day::EMPTY)
    };
    let last = |era: usize| start(era - 1).plus(if era >= 3 { 0 } else { -1 });
    day >= start(era) && (era == 0 || day <= last(era))
}

/// Up to `most` digits at the head of a text, and what follows.
fn digits(text: &str, most: usize) -> Option<(u32, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    if end == 0 || end > most {
        return None;
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}

#[cfg(test)]
mod tests {
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
        for (sign, month, end) in [("-", "-", ""), ("/", "/", ""), (".", ".", ""), (".", ".", "."), ("年", "月", "日")]
        {
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
}
