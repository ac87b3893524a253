//! What a cell says. Each kind of column has one reading, and it is stated here alone, whichever way the row is read:
//! by itself, or in a piece of a large file.

use crate::base::date::{DateError, Day};
use crate::base::fold;
use crate::model::issue::InputRule;
use crate::model::schema::{CodesId, Kind};

/// What was read from a cell: its value, empty where it has none, and the rule about the input that it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read<T> {
    pub(super) value: T,
    pub(super) broken: Option<InputRule>,
}

impl<T> Read<T> {
    fn of(value: T) -> Self {
        Self { value, broken: None }
    }

    fn breaking(value: T, rule: InputRule) -> Self {
        Self { value, broken: Some(rule) }
    }

    /// Whether the cell says what its value is. A date that lies ahead does, and so does a name that lost characters.
    pub(super) fn is_read(&self) -> bool {
        !matches!(self.broken, Some(InputRule::UnreadableValue | InputRule::ContradictingDate))
    }

    /// The value, if nothing is wrong with the cell.
    pub(super) fn fine(self) -> Option<T> {
        if self.broken.is_none() { Some(self.value) } else { None }
    }
}

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) kind: Kind,
    /// The day after which nothing can have been done, in a column of days on which something was.
    until: Option<Day>,
    /// Whether a bare number may count days from another one than spreadsheets usually do.
    pub(super) from_1904: bool,
}

impl Reading {
    pub(super) fn new(kind: Kind, is_done: bool, as_of: Day) -> Self {
        Self { kind, until: is_done.then_some(as_of), from_1904: false }
    }

    /// A word of a code list.
    pub(super) fn code(codes: CodesId, cell: &str) -> Read<u8> {
        if cell.is_empty() {
            return Read::of(0);
        }
        codes.def().read(cell).map_or(Read::breaking(0, InputRule::UnreadableValue), Read::of)
    }

    /// A day.
    pub(super) fn day(self, cell: &str) -> Read<Day> {
        let is_bare = self.from_1904 && cell.parse::<f64>().is_ok_and(|number| number < SERIALS);
        match if is_bare { Err(DateError::Unreadable) } else { Day::parse(cell) } {
            Ok(day) => self.checked(day),
            Err(DateError::Unreadable) => Read::breaking(Day::EMPTY, InputRule::UnreadableValue),
            Err(DateError::Contradicting) => Read::breaking(Day::EMPTY, InputRule::ContradictingDate),
        }
    }

    /// A day that could be read; nothing is done on a day that lies ahead.
    #[inline]
    pub(super) fn checked(self, day: Day) -> Read<Day> {
        match self.until {
            Some(until) if day > until => Read::breaking(day, InputRule::FutureDate),
            _ => Read::of(day),
        }
    }

    /// A set of numbers from 1 to 8.
    pub(super) fn points(cell: &str) -> Read<u8> {
        points(cell).map_or(Read::breaking(0, InputRule::UnreadableValue), Read::of)
    }

    /// A text, as it stands.
    pub(super) fn text(self, cell: &str) -> Read<&str> {
        let is_lossy = self.kind == Kind::Name && fold::is_lossy(cell);
        Read { value: cell, broken: is_lossy.then_some(InputRule::LossyText) }
    }

    /// The rules about the input that look at a cell which is not empty.
    pub(super) fn examined_by(self, is_read: bool) -> impl Iterator<Item = InputRule> {
        let rules: &[InputRule] = match self.kind {
            Kind::Code(_) | Kind::Points => &[InputRule::UnreadableValue],
            Kind::Date => &[InputRule::UnreadableValue, InputRule::ContradictingDate],
            Kind::Name => &[InputRule::LossyText],
            _ => &[],
        };
        let future = self.until.filter(|_| is_read).map(|_| InputRule::FutureDate);
        rules.iter().copied().chain(future)
    }
}

/// Below it, a bare number in a date column can only be a count of days.
const SERIALS: f64 = 1_000_000.0;

/// Numbers from 1 to 8 as `1,2,3`, `1〜5`, `①②`; `None` if the cell is anything else.
fn points(cell: &str) -> Option<u8> {
    let (mut set, mut last, mut range) = (0_u8, None::<u32>, false);
    for c in fold::characters(cell).chars() {
        match (c.to_digit(10), c) {
            (Some(number @ 1..=8), _) => {
                let from = if range { last? } else { number };
                (from.min(number)..=from.max(number)).for_each(|n| set |= 1 << (n - 1));
                (last, range) = (Some(number), false);
            }
            (None, '-' | '~' | '〜' | '–') => range = true,
            (None, ',' | '、' | ';' | '・' | '/' | '.' | '(' | ')' | '第' | '号') => {}
            _ => return None,
        }
    }
    (!range).then_some(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_every_notation() {
        for cell in ["1,2,3,4,5", "1-5", "1〜5", "①②③④⑤", "1、2、3・4/5", "１～５", "1;2;3;4;5"] {
            assert_eq!(points(cell), Some(0b1_1111), "{cell}");
        }
        assert_eq!(points("1,3"), Some(0b101));
        assert_eq!(points(""), Some(0));
        for cell in ["全部", "9", "0", "1-", "-3", "x"] {
            assert_eq!(points(cell), None, "{cell}");
        }
    }
}
