//! Days, and the notations in which people write them. A cell is one day or it is refused: nothing is guessed.

use std::fmt;

use chrono::{Datelike, FixedOffset, NaiveDate, Utc};
use unicode_normalization::UnicodeNormalization;

/// A day of the Gregorian calendar, counted from 0001-01-01; or no day at all ([`Day::EMPTY`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

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

    /// A day after all others.
    pub const FAR: Self = Self(i32::MAX);

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

    /// The calendar date; `None` for no day.
    pub fn date(self) -> Option<NaiveDate> {
        NaiveDate::from_num_days_from_ce_opt(self.0)
    }

    fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::new)
    }

    /// Reads a cell: empty, or a day in any of the notations that offices use.
    pub fn parse(cell: &str) -> Result<Self, DateError> {
        match cell.as_bytes() {
            [] => Ok(Self::EMPTY),
            [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]
                if [y1, y2, y3, y4, m1, m2, d1, d2].iter().all(|b| b.is_ascii_digit()) =>
            {
                let two = |a: &u8, b: &u8| u32::from(a - b'0') * 10 + u32::from(b - b'0');
                let year = two(y1, y2) * 100 + two(y3, y4);
                checked(year.cast_signed(), two(m1, m2), two(d1, d2))
            }
            _ => parse_notation(cell),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(date) => write!(f, "{date}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A year, a month and a day.
type Ymd = (i32, u32, u32);

/// The eras, the latest first: their names, and their first days.
const ERAS: [(&[&str], Ymd); 5] = [
    (&["令和", "令", "R"], (2019, 5, 1)),
    (&["平成", "平", "H"], (1989, 1, 8)),
    (&["昭和", "昭", "S"], (1926, 12, 25)),
    (&["大正", "大", "T"], (1912, 7, 30)),
    (&["明治", "明", "M"], (1868, 1, 25)),
];

/// Years before MCS's users and patients were born are slips of the keyboard.
const FIRST_YEAR: i32 = 1868;

fn checked(year: i32, month: u32, day: u32) -> Result<Day, DateError> {
    if year < FIRST_YEAR {
        return Err(DateError::Unreadable);
    }
    Day::from_ymd(year, month, day).ok_or(DateError::Unreadable)
}

fn parse_notation(cell: &str) -> Result<Day, DateError> {
    let folded: String = cell
        .nfkc()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            c => c.to_ascii_uppercase(),
        })
        .collect();
    let mut date: String = without_time(folded.trim()).ok_or(DateError::Unreadable)?;
    date.retain(|c| !c.is_whitespace());
    if date.is_empty() {
        return if folded.trim().is_empty() { Ok(Day::EMPTY) } else { Err(DateError::Unreadable) };
    }
    if let Some(open) = date.rfind('(')
        && date[open..].strip_prefix('(').and_then(|s| s.strip_suffix(')')).is_some_and(is_weekday)
    {
        date.truncate(open);
    }
    if let Some(day) = serial(&date) {
        return Ok(day);
    }
    if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        let number = |range: std::ops::Range<usize>| date[range].parse::<u32>().map_err(|_| DateError::Unreadable);
        return checked(number(0..4)?.cast_signed(), number(4..6)?, number(6..8)?);
    }
    // `R7.3.1(2025.3.1)`: the same day twice
    if let Some((first, second)) = date.strip_suffix(')').and_then(|d| d.split_once('('))
        && let (Ok(first), Ok(second)) = (one_date(first), one_date(second))
    {
        return if first == second { Ok(first) } else { Err(DateError::Contradicting) };
    }
    one_date(&date)
}

/// Cuts a time of day behind the date, before spaces are dropped (`2025/3/1 0:00` is not the 10th).
fn without_time(text: &str) -> Option<String> {
    let Some(mark) = text.find([':', '時']) else {
        return Some(text.to_owned());
    };
    let before = text[..mark].trim_end_matches(|c: char| c.is_ascii_digit());
    if mark - before.len() > 2 {
        return None;
    }
    let before = before.trim_end();
    let before = ["午前", "午後", "AM", "PM"].iter().fold(before, |b, half| b.strip_suffix(half).unwrap_or(b));
    Some(before.strip_suffix('T').filter(|b| b.ends_with(|c: char| c.is_ascii_digit())).unwrap_or(before).to_owned())
}

fn is_weekday(text: &str) -> bool {
    let day = text.strip_suffix("曜日").or_else(|| text.strip_suffix('曜')).unwrap_or(text);
    matches!(day, "月" | "火" | "水" | "木" | "金" | "土" | "日" | "祝")
}

/// A spreadsheet's day number (1 = 1900-01-01, with its 29 February 1900), from 1950 to 2099.
fn serial(text: &str) -> Option<Day> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() != 5 || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
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

/// `2025年3月1日`, `R7.3.1`, `令和7年(2025年)3月1日` …, spaces gone.
fn one_date(text: &str) -> Result<Day, DateError> {
    const UNREADABLE: DateError = DateError::Unreadable;
    let (first, mut rest) = year(text).ok_or(UNREADABLE)?;
    let mut years = vec![first];
    if let Some((inside, after)) = rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
        let (second, left) = year(inside).ok_or(UNREADABLE)?;
        if !matches!(left, "" | "年") {
            return Err(UNREADABLE);
        }
        years.push(second);
        rest = after;
    }
    let rest = rest.strip_prefix(['年', '.', '/', '-']).ok_or(UNREADABLE)?;
    // `令和7年(2025年)3月1日`: the second year stands behind 年
    let rest = match rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
        Some((inside, after)) => {
            let (second, left) = year(inside).ok_or(UNREADABLE)?;
            if !matches!(left, "" | "年") {
                return Err(UNREADABLE);
            }
            years.push(second);
            after
        }
        None => rest,
    };
    let (month, rest) = digits(rest, 2).ok_or(UNREADABLE)?;
    let rest = rest.strip_prefix(['月', '.', '/', '-']).ok_or(UNREADABLE)?;
    let (day, rest) = digits(rest, 2).ok_or(UNREADABLE)?;
    if !matches!(rest, "" | "日") {
        return Err(UNREADABLE);
    }
    let date = checked(first.year, month, day)?;
    let agree = years.iter().all(|y| y.year == first.year && y.era.is_none_or(|era| in_era(date, era)));
    if agree { Ok(date) } else { Err(DateError::Contradicting) }
}

fn year(text: &str) -> Option<(Year, &str)> {
    for (index, (names, (start, _, _))) in ERAS.iter().enumerate() {
        let Some(rest) = names.iter().find_map(|name| text.strip_prefix(name)) else {
            continue;
        };
        let (number, rest) = match rest.strip_prefix('元') {
            Some(rest) => (1, rest),
            None => digits(rest, 2)?,
        };
        let year = start + i32::try_from(number).ok()? - 1;
        return (number > 0).then_some((Year { year, era: Some(index) }, rest));
    }
    let (number, rest) = digits(text, 4)?;
    (text.len() - rest.len() == 4).then_some((Year { year: i32::try_from(number).ok()?, era: None }, rest))
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

    #[test]
    fn one_day_in_every_notation() {
        let day = Day::parse("2025-03-01").unwrap();
        for cell in [
            "2025/3/1",
            "2025.3.1",
            "2025年3月1日",
            "20250301",
            "R7.3.1",
            "R07.03.01",
            "R7/3/1",
            "r7.3.1",
            "令和7年3月1日",
            "令7.3.1",
            "２０２５年３月１日",
            "2025 年 3 月 1 日",
            "2025/3/1 0:00:00",
            "2025-03-01T09:30",
            "2025/3/1 10:00",
            "令和7年(2025年)3月1日",
            "令和７年（２０２５年）３月１日",
            "2025年(令和7年)3月1日",
            "R7.3.1(2025.3.1)",
            "2025/3/1(土)",
            "45717",
            "45717.5",
            "2025年3月1日 午前10時",
        ] {
            assert_eq!(Day::parse(cell), Ok(day), "{cell}");
        }
        assert_eq!(Day::parse("令和元年5月1日"), Day::parse("2019-05-01"));
        assert_eq!(Day::parse("平成20.4.1"), Day::parse("2008-04-01"));
        assert_eq!(Day::parse("昭和64年1月7日"), Day::parse("1989-01-07"));
        assert_eq!(Day::parse("大正15年12月25日"), Day::parse("昭和元年12月25日"));
        assert_eq!(Day::parse(" "), Ok(Day::EMPTY));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for cell in [
            "2025-02-30",
            "2025年3月",
            "25/3/1",
            "3/1",
            "R7",
            "7.3.1",
            "未定",
            "0025-03-01",
            "2025/3/110:00",
            "1234",
            "(土)",
        ] {
            assert_eq!(Day::parse(cell), Err(DateError::Unreadable), "{cell}");
        }
        for cell in ["平成31年5月1日", "令和6年(2025年)3月1日", "令和元年4月30日", "R6.3.1(2025.3.1)", "昭和64年1月8日"]
        {
            assert_eq!(Day::parse(cell), Err(DateError::Contradicting), "{cell}");
        }
    }
}
