//! Days, and the notations in which people write them. A cell is one day or it is refused: nothing is guessed.

mod among;
mod notation;

use std::fmt;
use std::ops::Range;

use chrono::{Datelike, FixedOffset, NaiveDate, Utc};
use notation::parse_notation;

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

    /// Returns the day of a calendar date.
    pub fn new(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce())
    }

    /// Returns the day it is in Japan (UTC+9), whatever the machine's time zone.
    pub fn today_in_japan() -> Self {
        let japan = FixedOffset::east_opt(9 * 3600).expect("nine hours are a valid offset");
        Self::new(Utc::now().with_timezone(&japan).date_naive())
    }

    /// Returns whether there is no day.
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// Returns the day `days` later (or earlier, if negative); an empty day stays empty.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        if self.is_empty() { self } else { Self(self.0.saturating_add(days)) }
    }

    /// Returns how many days after an earlier day it is; 0 if that is no earlier day.
    pub fn days_since(self, earlier: Self) -> u32 {
        if self.is_empty() || earlier.is_empty() { 0 } else { u32::try_from(self.0 - earlier.0).unwrap_or(0) }
    }

    /// Returns the calendar date; `None` for no day.
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
    ///
    /// # Errors
    ///
    /// If the cell is no single day, or contradicts itself.
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

fn checked(year: i32, month: u32, day: u32) -> Result<Day, DateError> {
    if year < FIRST_YEAR {
        return Err(DateError::Unreadable);
    }
    Day::from_ymd(year, month, day).ok_or(DateError::Unreadable)
}

#[cfg(test)]
mod tests;
