//! Days among words: `済 R7.3.1`, `R7.3.1提出`, `2025/3/1付`. Where they stand is found here; whether the words may
//! stand beside them is for the column to say.

use chrono::Datelike as _;

use super::notation::{WEEKDAYS, Year, clock, digits, in_era, is_weekday, normalized, restate, year, year_month_day};
use super::{DateError, Day, checked};

/// What stands in a cell: days, and words.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Among {
    /// The days, in order.
    pub days: Vec<Found>,
    /// What stands before, between and behind them, without the marks that part words.
    pub words: Vec<String>,
}

/// A day that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The day; or why it is none.
    pub day: Result<Day, DateError>,
    /// Whether its year is one of an era.
    is_of_era: bool,
}

impl Among {
    /// Returns the days and the words of a cell; `None` if more stands there: another number, or a mark such as `〜`
    /// that makes of a day something else.
    pub fn of(cell: &str) -> Option<Self> {
        let text = normalized(cell);
        let (mut among, mut rest, mut word) = (Self::default(), text.as_str(), String::new());
        let mut before = None;
        while let Some(next) = rest.chars().next() {
            let is_apart = before.is_none_or(|c: char| !c.is_ascii_alphanumeric());
            if is_apart && let Some((found, behind)) = date_at(rest) {
                among.words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                among.days.push(found);
                (before, rest) = (None, behind);
                if rest.starts_with(|c: char| c.is_ascii_digit()) {
                    return None;
                }
                continue;
            }
            match next {
                c if c.is_numeric() => return None,
                c if c.is_alphabetic() || matches!(c, 'ー' | '々') => word.push(c),
                c if c.is_whitespace() || PARTING.contains(c) => {
                    among.words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                }
                _ => return None,
            }
            (before, rest) = (Some(next), &rest[next.len_utf8()..]);
        }
        among.words.extend((!word.is_empty()).then_some(word));
        Some(among)
    }

    /// Returns whether two of the days are one in two calendars that disagree.
    pub fn contradicts_itself(&self) -> bool {
        let parts = |found: &Found| found.day.ok()?.date().map(|date| (date.month(), date.day()));
        self.days.iter().any(|found| found.day == Err(DateError::Contradicting))
            || self.days.windows(2).any(|two| {
                two[0].is_of_era != two[1].is_of_era && two[0].day != two[1].day && parts(&two[0]) == parts(&two[1])
            })
    }
}

/// Marks that part words, and say nothing of the day beside them.
const PARTING: &str = ",、。;:/()[]【】〔〕「」・.→○◯〇◎●✓✔☑✅※*";

/// A day at the head of a normalized text, with what belongs to it, and what follows.
fn date_at(text: &str) -> Option<(Found, &str)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let number = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    if matches!((start, number), (0, 8) | (1.., 6)) {
        let (compact, behind) = text.split_at(start + number);
        let (year, month, day) = year_month_day(compact)?;
        return Some((Found { day: day_of(year, month, day), is_of_era: year.era.is_some() }, behind));
    }
    let (year, mut rest) = year(text)?;
    let mut stated = None;
    if let Some((inside, behind)) = bracket(rest)
        && behind.starts_with(['年', '.', '/', '-', '・'])
    {
        (stated, rest) = (Some(inside), behind);
    } else if let Some((inside, behind)) = rest.strip_prefix('年').and_then(bracket) {
        (stated, rest) = (Some(inside), behind);
        return month_and_day(year, stated, rest);
    }
    month_and_day(year, stated, rest.strip_prefix(['年', '.', '/', '-', '・'])?)
}

fn month_and_day<'t>(year: Year, stated: Option<&str>, text: &'t str) -> Option<(Found, &'t str)> {
    let (month, rest) = digits(text.trim_start(), 2)?;
    let (number, rest) = digits(rest.trim_start().strip_prefix(['月', '.', '/', '-', '・'])?.trim_start(), 2)?;
    let mut rest = rest.strip_prefix('日').unwrap_or(rest);
    let mut day = day_of(year, month, number);
    if let (Ok(one), Some(again)) = (day, stated) {
        day = restate(one, again).map(|()| one);
    }
    if let Some((inside, behind)) = bracket(rest) {
        let again = day.map(|day| restate(day, inside));
        if is_weekday(inside) || again == Ok(Ok(())) {
            rest = behind;
        } else if again == Ok(Err(DateError::Contradicting)) {
            (day, rest) = (Err(DateError::Contradicting), behind);
        }
    } else if let Some(behind) = WEEKDAYS.iter().find_map(|weekday| rest.strip_prefix(weekday)?.strip_prefix('曜')) {
        rest = behind.strip_prefix('日').unwrap_or(behind);
    }
    if let Some((_, _, behind)) = clock(rest.trim_start()).filter(|_| rest.starts_with(char::is_whitespace)) {
        rest = behind;
    }
    Some((Found { day, is_of_era: year.era.is_some() }, rest))
}

fn day_of(year: Year, month: u32, day: u32) -> Result<Day, DateError> {
    let day = checked(year.year, month, day)?;
    if year.era.is_none_or(|era| in_era(day, era)) { Ok(day) } else { Err(DateError::Contradicting) }
}

/// What stands in brackets at the head of a text, and what follows.
fn bracket(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('(')?.split_once(')')
}

/// Returns whether a text names a time that may lie after a day: a day, a month or a year that does not end before.
pub fn names_later(text: &str, day: Day) -> bool {
    let text = normalized(text);
    let mut before: Option<char> = None;
    text.char_indices().any(|(at, c)| {
        let is_apart = before.is_none_or(|c| !c.is_ascii_alphanumeric());
        before = Some(c);
        is_apart && last_of(&text[at..]).is_some_and(|last| last > day)
    })
}

/// The last day of the year, the month or the day at the head of a text.
fn last_of(text: &str) -> Option<Day> {
    const SIGNS: [char; 5] = ['年', '.', '/', '-', '・'];
    let (year, rest) = year(text)?;
    let rest = rest.strip_prefix(SIGNS)?;
    let Some((month, rest)) = digits(rest, 2) else { return checked(year.year, 12, 31).ok() };
    if let Some((number, _)) = rest.strip_prefix(['月', '.', '/', '-', '・']).and_then(|rest| digits(rest, 2)) {
        return checked(year.year, month, number).ok();
    }
    let next = if month == 12 { checked(year.year + 1, 1, 1) } else { checked(year.year, month + 1, 1) };
    next.ok().map(|day| day.plus(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn a_day_is_found_among_words() {
        for (cell, expected, words) in [
            ("済 R7.3.1", "2025-03-01", &["済"][..]),
            ("済R7.3.1", "2025-03-01", &["済"]),
            ("R7.3.1提出", "2025-03-01", &["提出"]),
            ("2025/3/1付", "2025-03-01", &["付"]),
            ("提出日：令和７年３月１日（土）", "2025-03-01", &["提出日"]),
            ("令和7年(2025年)3月1日 受領", "2025-03-01", &["受領"]),
            ("R7・3・1済", "2025-03-01", &["済"]),
            ("○（2025.3.1）", "2025-03-01", &[]),
            ("20250301提出", "2025-03-01", &["提出"]),
            ("2025-03-01 10:30 回収", "2025-03-01", &["回収"]),
        ] {
            let among = Among::of(cell).unwrap_or_else(|| panic!("{cell}"));
            assert_eq!(among.days.iter().map(|found| found.day).collect::<Vec<_>>(), [Ok(day(expected))], "{cell}");
            assert_eq!(among.words, words, "{cell}");
            assert!(!among.contradicts_itself());
        }
    }

    #[test]
    fn several_days_and_days_that_disagree() {
        let two = Among::of("R6.5.10、R7.5.12").expect("two days");
        let days: Vec<_> = two.days.iter().map(|found| found.day).collect();
        assert_eq!(days, [Ok(day("2024-05-10")), Ok(day("2025-05-12"))]);
        assert!(!two.contradicts_itself());
        for cell in ["R7.3.1 2024.3.1", "提出 平成31年5月1日", "R7.3.1(2024.3.1)提出"] {
            assert!(Among::of(cell).expect(cell).contradicts_itself(), "{cell}");
        }
    }

    #[test]
    fn what_is_more_than_days_and_words_is_refused() {
        for cell in ["2025/3/1〜", "2025/3/1 1", "2025/3/1-3/5", "1.2025.3.1", "2025/3/1/2", "№12 2025/3/1"] {
            assert_eq!(Among::of(cell), None, "{cell}");
        }
        assert!(Among::of("3月1日").is_none());
    }

    #[test]
    fn a_time_that_lies_ahead_is_seen() {
        let today = day("2026-09-30");
        for text in ["退職（R8.10末）", "R8.12.1退職", "2027年3月", "R9年春"] {
            assert!(names_later(text, today), "{text}");
        }
        for text in ["退職（R8.9末）", "R7.3.31退職", "2026年9月", "8/31退職", "退職", "12/31"] {
            assert!(!names_later(text, today), "{text}");
        }
    }
}
