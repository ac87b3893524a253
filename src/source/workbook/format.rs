//! Numbers as a sheet shows them. Of a number format only what changes the meaning is followed: whether the number is
//! a day or a time, in any notation (also an era's), and how many zeros stand before and behind it. A format may add
//! to the digits of a number, it never takes any away.

use std::fmt::Write as _;

use chrono::{Days, NaiveDate};

/// A format code may have so many characters in Excel; a longer one is not looked at.
const MAX_CODE: usize = 255;

/// The last day that a spreadsheet can show: 9999-12-31.
const LAST_DAY: u32 = 2_958_465;

/// The days by which the calendar from 1904 begins later than that from 1900.
const DAYS_TO_1904: i64 = 1462;

/// How the numbers of a cell are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberFormat {
    shape: Shape,
    /// Whether zero is shown as nothing.
    blank_zero: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Shape {
    /// As the number is.
    #[default]
    General,
    /// A day, maybe with a time.
    Date,
    /// A year, maybe with its month: what stands behind it may be any day.
    Month {
        /// Whether the month is shown.
        has_month: bool,
    },
    /// A time of day.
    Time,
    /// Hours, also more than 24.
    Elapsed,
    /// Digits at their places among other characters: `00000`, `"S"000`.
    Digits(Vec<Piece>),
    /// At least so many decimals.
    Decimals(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// A digit that is always there: `0`.
    Zero,
    /// A digit that is there if the number has it: `#`, `?`.
    Digit,
    /// Any other character.
    Literal(char),
}

impl NumberFormat {
    /// The format of a code such as `yyyy/m/d` or `00000`.
    pub(super) fn of_code(code: &str) -> Self {
        if code.len() > MAX_CODE {
            return Self::default();
        }
        let sections = sections(code);
        let blank_zero = sections.get(2).is_some_and(Section::is_empty) || sections.iter().any(Section::hides_zero);
        // the days of a list may be told by another section than the first: `[=0]"";yyyy/m/d`
        let time = sections.iter().find_map(Section::time);
        let shape = time.unwrap_or_else(|| sections.first().map_or(Shape::General, Section::number));
        Self { shape, blank_zero }
    }

    /// The format of a number that programs know without its code. Those from 27 on are what Excel in Japanese has.
    pub(super) fn built_in(id: u32) -> Self {
        let shape = match id {
            2 | 4 | 39 | 40 | 43 | 44 => Shape::Decimals(2),
            17 | 34 | 52 | 55 => Shape::Month { has_month: true },
            14..=16 | 22 | 27..=31 | 35 | 36 | 50 | 51 | 53 | 54 | 56..=58 => Shape::Date,
            18..=21 | 32 | 33 | 45 | 47 => Shape::Time,
            46 => Shape::Elapsed,
            _ => Shape::General,
        };
        Self { shape, blank_zero: false }
    }

    /// A number as text.
    ///
    /// A number without a format for dates stays as it is, also where days count from 1904: a person sees that
    /// number, and it may well be an id or a year. A day that was typed as one always carries a format for dates, so
    /// that only a column that somebody reformatted is meant by a bare number, and its 1462 days are theirs to see.
    pub(super) fn text(&self, value: f64, from_1904: bool) -> String {
        if value == 0.0 && self.blank_zero {
            return String::new();
        }
        match &self.shape {
            Shape::General => None,
            Shape::Date => moment(value, from_1904, true),
            Shape::Month { has_month } => month(value, from_1904, *has_month),
            Shape::Time => moment(value, from_1904, false),
            Shape::Elapsed => elapsed(value),
            Shape::Digits(pieces) => digits(value, pieces),
            Shape::Decimals(decimals) => {
                let shortest = plain(value);
                let has = shortest.split_once('.').map_or(0, |(_, behind)| behind.len());
                (has < *decimals).then(|| format!("{value:.decimals$}"))
            }
        }
        .unwrap_or_else(|| plain(value))
    }
}

/// A number without a format: the shortest decimal that is this number, without an exponent.
pub(super) fn plain(value: f64) -> String {
    // zero may be negative
    format!("{}", value + 0.0)
}

/// A day or a time in ISO 8601, as it is written here: no time at midnight, no seconds where there are none.
pub(super) fn iso(text: &str) -> String {
    let Some((day, time)) = text.split_once('T') else { return text.to_owned() };
    let time = time.trim_end_matches('Z');
    let time = time.split_once(['.', '+', ',']).map_or(time, |(seconds, _)| seconds);
    let time = time.strip_suffix(":00").filter(|rest| rest.contains(':')).unwrap_or(time);
    if time == "00:00" || time.is_empty() { day.to_owned() } else { format!("{day} {time}") }
}

/// A count of seconds as hours, minutes and, where there are any, seconds.
pub(super) fn clock(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = format!("{hours:02}:{minutes:02}");
    if seconds != 0 {
        let _ = write!(text, ":{seconds:02}");
    }
    text
}

/// A day, a day with a time, or a time; nothing if a spreadsheet could not show it either. `is_date` says that the
/// format has a day in it.
fn moment(value: f64, from_1904: bool, is_date: bool) -> Option<String> {
    let (day, time) = (seconds(value)? / 86_400, seconds(value)? % 86_400);
    if day == 0 && (!is_date || time != 0 && !from_1904) {
        return Some(clock(time));
    }
    let mut text = match if from_1904 { day + DAYS_TO_1904 } else { day } {
        day if day > i64::from(LAST_DAY) => return None,
        // two days that no calendar has, but a cell shows
        0 => "1900-01-00".to_owned(),
        60 => "1900-02-29".to_owned(),
        day => {
            let before = if day < 60 { (1899, 12, 31) } else { (1899, 12, 30) };
            let start = NaiveDate::from_ymd_opt(before.0, before.1, before.2)?;
            start.checked_add_days(Days::new(day.cast_unsigned()))?.to_string()
        }
    };
    if time != 0 {
        text.push(' ');
        text.push_str(&clock(time));
    }
    Some(text)
}

/// The month or year that a person sees, without the day behind it.
fn month(value: f64, from_1904: bool, has_month: bool) -> Option<String> {
    let day = moment(value, from_1904, true)?;
    let (year, rest) = day.split_once('-')?;
    Some(if has_month {
        format!("{year}年{}月", rest.split('-').next()?.trim_start_matches('0'))
    } else {
        format!("{year}年")
    })
}

fn elapsed(value: f64) -> Option<String> {
    seconds(value).map(clock)
}

/// The seconds of a count of days, if a spreadsheet takes it for one.
fn seconds(value: f64) -> Option<i64> {
    (0.0..f64::from(LAST_DAY)).contains(&value).then(|| (value * 86_400.0).round() as i64)
}

/// The digits of a whole number at their places.
fn digits(value: f64, pieces: &[Piece]) -> Option<String> {
    if value.fract() != 0.0 || value.abs() >= 1e15 {
        return None;
    }
    let number = plain(value.abs());
    let mut rest = number.bytes().rev().map(char::from);
    let first = pieces.iter().position(|p| !matches!(p, Piece::Literal(_)))?;
    let mut text = Vec::new();
    for (place, piece) in pieces.iter().enumerate().rev() {
        match piece {
            Piece::Literal(c) => text.push(*c),
            Piece::Zero => text.push(rest.next().unwrap_or('0')),
            Piece::Digit => text.extend(rest.next()),
        }
        if place == first {
            text.extend(rest.by_ref());
        }
    }
    if value < 0.0 {
        text.push('-');
    }
    Some(text.into_iter().rev().collect())
}

/// What a section of a format code, between its semicolons, asks for.
#[derive(Debug, Default)]
struct Section {
    pieces: Vec<Piece>,
    decimals: usize,
    marks: Vec<Mark>,
}

/// What a section has beside digits and other characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// A year, an era.
    Year,
    /// A day, a weekday.
    Day,
    MonthOrMinute,
    /// An hour, a second, a half of the day.
    Time,
    /// Hours, minutes or seconds that run on: `[h]`.
    Elapsed,
    /// The decimal point.
    Point,
    /// A separator of thousands.
    Grouped,
    /// It is for zero alone: `[=0]`.
    ForZero,
    /// What is not followed: a fraction, an exponent, per cent, text.
    Other,
}

impl Section {
    fn has(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }

    fn mark(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    fn is_empty(&self) -> bool {
        self.pieces.is_empty() && self.marks.iter().all(|mark| *mark == Mark::ForZero)
    }

    fn hides_zero(&self) -> bool {
        self.has(Mark::ForZero) && self.is_empty()
    }

    fn time(&self) -> Option<Shape> {
        if self.has(Mark::Elapsed) {
            Some(Shape::Elapsed)
        } else if self.has(Mark::Year) && !self.has(Mark::Day) && !self.has(Mark::Time) {
            Some(Shape::Month { has_month: self.has(Mark::MonthOrMinute) })
        } else if self.has(Mark::Year) || self.has(Mark::Day) || self.has(Mark::MonthOrMinute) && !self.has(Mark::Time)
        {
            Some(Shape::Date)
        } else {
            self.has(Mark::Time).then_some(Shape::Time)
        }
    }

    fn number(&self) -> Shape {
        if self.has(Mark::Other) || !self.has_digit() {
            Shape::General
        } else if self.has(Mark::Point) || self.has(Mark::Grouped) {
            Shape::Decimals(self.decimals)
        } else {
            Shape::Digits(self.pieces.clone())
        }
    }

    fn literal(&mut self, c: char) {
        self.pieces.push(Piece::Literal(c));
    }

    fn digit(&mut self, c: char) {
        self.decimals += usize::from(self.has(Mark::Point) && c == '0');
        self.pieces.push(if c == '0' { Piece::Zero } else { Piece::Digit });
    }

    fn has_digit(&self) -> bool {
        self.pieces.iter().any(|p| !matches!(p, Piece::Literal(_)))
    }

    /// What stands in brackets: a currency, a language, hours that run on, a condition, a colour.
    fn bracket(&mut self, content: &str) {
        let lower = content.to_ascii_lowercase();
        if let Some(currency) = content.strip_prefix('$') {
            currency.split('-').next().unwrap_or_default().chars().for_each(|c| self.literal(c));
        } else if !lower.is_empty() && ["h", "m", "s"].iter().any(|unit| lower.replace(unit, "").is_empty()) {
            self.mark(Mark::Elapsed);
        } else if lower.replace(' ', "") == "=0" {
            self.mark(Mark::ForZero);
        }
    }
}

/// Words of a format code whose letters stand for nothing one by one.
const WORDS: [&str; 4] = ["general", "g/標準", "am/pm", "a/p"];

fn sections(code: &str) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut section = Section::default();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        if let Some(word) = WORDS.iter().find(|w| rest.get(..w.len()).is_some_and(|s| s.eq_ignore_ascii_case(w))) {
            section.mark(if word.starts_with('a') { Mark::Time } else { Mark::Other });
            rest = &rest[word.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let next = rest.chars().next();
        match c.to_ascii_lowercase() {
            '"' => {
                let (text, behind) = rest.split_once('"').unwrap_or((rest, ""));
                text.chars().for_each(|c| section.literal(c));
                rest = behind;
            }
            '[' => {
                let (content, behind) = rest.split_once(']').unwrap_or((rest, ""));
                section.bracket(content);
                rest = behind;
            }
            // the next character as it is; so does `!` in Japanese
            '\\' | '!' => {
                next.into_iter().for_each(|c| section.literal(c));
                rest = &rest[next.map_or(0, char::len_utf8)..];
            }
            // a gap as wide as the next character, or filled with it
            '_' | '*' => rest = &rest[next.map_or(0, char::len_utf8)..],
            ';' => sections.push(std::mem::take(&mut section)),
            'e' if matches!(next, Some('+' | '-')) => section.mark(Mark::Other),
            'y' | 'e' | 'g' | 'b' => section.mark(Mark::Year),
            'd' | 'a' => section.mark(Mark::Day),
            'm' => section.mark(Mark::MonthOrMinute),
            'h' | 's' => section.mark(Mark::Time),
            '0' | '#' | '?' => section.digit(c),
            '.' if section.has_digit() => section.mark(Mark::Point),
            ',' => section.mark(Mark::Grouped),
            '/' if section.has_digit() => section.mark(Mark::Other),
            '%' | '@' => section.mark(Mark::Other),
            c => section.literal(c),
        }
    }
    sections.push(section);
    sections
}
