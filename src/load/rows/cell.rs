//! What a cell says. Each kind of column has one reading, and it is stated here alone, whichever way the row is read:
//! by itself, or in a piece of a large file. A cell holds a value; or it says something that is no value, and stands
//! in the table beside it as a [`CellState`].

use crate::base::date::{Among, DateError, Day, names_later};
use crate::base::normalize;
use crate::model::issue::InputRule;
use crate::model::schema::{Codes, CodesId, Column, ColumnId, Empty, Is, Kind, Sign, TableId, schema};
use crate::source::workbook::NOT_CALCULATED;
use crate::table::CellState;

/// What was read from a cell: its value, what it says beside that, and the rule about the input that it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read<T> {
    pub(super) value: T,
    pub(super) state: CellState,
    pub(super) broken: Option<InputRule>,
}

impl Default for Read<()> {
    fn default() -> Self {
        Self::without(CellState::Empty)
    }
}

impl<T: Default> Read<T> {
    fn of(value: T) -> Self {
        Self { value, state: CellState::Filled, broken: None }
    }

    fn without(state: CellState) -> Self {
        Self { value: T::default(), state, broken: None }
    }

    fn unreadable() -> Self {
        Self { broken: Some(InputRule::UnreadableValue), ..Self::without(CellState::Unknown) }
    }

    /// Hands the value over if it is wanted; the rest stays.
    pub(super) fn kept(self, is_wanted: bool, keep: impl FnOnce(T)) -> Read<()> {
        if is_wanted {
            keep(self.value);
        }
        Read { value: (), state: self.state, broken: self.broken }
    }

    /// The value, empty where it has none, if there is no more to the cell.
    pub(super) fn fine(self) -> Option<T> {
        let is_plain = matches!(self.state, CellState::Filled | CellState::Empty);
        (is_plain && self.broken.is_none()).then_some(self.value)
    }
}

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    table: TableId,
    column: ColumnId,
    pub(super) kind: Kind,
    as_of: Day,
    /// A day from which on there is more to a cell: it lies ahead where something was done, or means no end.
    late: Day,
    /// Whether a bare number may count days from another one than spreadsheets usually do.
    pub(super) from_1904: bool,
}

impl Reading {
    pub(super) fn new(table: TableId, column: ColumnId, as_of: Day) -> Self {
        let def = table.def().def(column);
        let late = if def.done { as_of.plus(1).min(Day::NO_END) } else { Day::NO_END };
        Self { table, column, kind: def.kind, as_of, late, from_1904: false }
    }

    fn def(self) -> &'static Column {
        self.table.def().def(self.column)
    }

    /// A word of a code list.
    pub(super) fn code(self, codes: CodesId, cell: &str) -> Read<u8> {
        if cell.is_empty() {
            return Read::without(CellState::Empty);
        }
        let list = codes.def();
        if let Some(code) = list.read_word(cell) {
            return Read::of(code);
        }
        match schema().cells.sign(cell) {
            _ if holds_nothing(cell) => return Read::unreadable(),
            Some(Sign::Nothing) if list.blank == 0 => return Read::without(CellState::Empty),
            Some(Sign::Nothing) => return Read::of(list.blank),
            Some(Sign::Unknown) => return Read::without(CellState::Unknown),
            Some(Sign::Endless) | None => {}
        }
        match list.read(cell) {
            // what is to happen has not
            Some(code) if !names_later(cell, self.as_of) => Read::of(code),
            _ if list.otherwise != 0 => Read::of(list.otherwise),
            _ => Read::unreadable(),
        }
    }

    /// A day.
    pub(super) fn day(self, cell: &str) -> Read<Day> {
        let is_bare = self.from_1904 && cell.parse::<f64>().is_ok_and(|number| number < SERIALS);
        match if is_bare { Err(DateError::Unreadable) } else { Day::parse(cell) } {
            Ok(day) if day.is_empty() => Read::without(CellState::Empty),
            Ok(day) => self.checked(day),
            Err(DateError::Contradicting) => contradicting(),
            Err(DateError::Unreadable) if is_bare => Read::unreadable(),
            Err(DateError::Unreadable) => self.day_in_words(cell),
        }
    }

    /// A day that could be read; nothing is done on a day that lies ahead.
    #[inline]
    pub(super) fn checked(self, day: Day) -> Read<Day> {
        if day < self.late {
            return Read::of(day);
        }
        if day >= Day::NO_END {
            return self.no_day();
        }
        Read { broken: Some(InputRule::FutureDate), ..Read::of(day) }
    }

    /// A cell that says that there is no day.
    fn no_day(self) -> Read<Day> {
        Read::without(if self.def().never { CellState::Never } else { CellState::Empty })
    }

    /// A cell of a date column that is not a day alone.
    fn day_in_words(self, cell: &str) -> Read<Day> {
        if holds_nothing(cell) {
            return Read::unreadable();
        }
        let def = self.def();
        match schema().cells.sign(cell) {
            Some(Sign::Nothing) => return self.no_day(),
            Some(Sign::Unknown) => return Read::without(CellState::Unknown),
            Some(Sign::Endless) if def.empty == Empty::Open => return self.no_day(),
            Some(Sign::Endless) | None => {}
        }
        let normalized = normalize::characters(cell);
        if normalized.contains(|c: char| c.is_numeric()) {
            let are_nines = normalized.len() >= 4 && normalized.chars().all(|c| matches!(c, '9' | '/' | '-' | '.'));
            return if are_nines { self.no_day() } else { self.day_among_words(cell) };
        }
        if is_denied(&normalized) || (def.empty == Empty::Open && self.is_open(cell)) {
            return self.no_day();
        }
        // a mark that something is there, or is not, where a day should be
        match (def.empty, flag().read(cell).map(|code| flag().words[usize::from(code) - 1])) {
            (Empty::Missing, Some("yes")) => Read::without(CellState::Done),
            (Empty::Missing, Some(_)) => self.no_day(),
            _ => Read::unreadable(),
        }
    }

    /// The day that stands among words, if these say no more than the column does.
    fn day_among_words(self, cell: &str) -> Read<Day> {
        let Some(among) = Among::of(cell) else { return Read::unreadable() };
        if among.contradicts_itself() {
            return contradicting();
        }
        let days: Option<Vec<Day>> = among.days.iter().map(|found| found.day.ok()).collect();
        let Some(mut days) = days.filter(|days| !days.is_empty()) else { return Read::unreadable() };
        days.sort_unstable();
        days.dedup();
        match days.as_slice() {
            [.., last] if days.len() == 1 || self.def().last => {
                if among.words.iter().all(|word| self.may_stand_beside(word)) {
                    self.checked(*last)
                } else {
                    Read::unreadable()
                }
            }
            _ => Read::unreadable(),
        }
    }

    /// Whether a word beside a day says no more than the column does: 提出 beside the day on which a pledge was signed,
    /// where 提出日 is a name of that column.
    fn may_stand_beside(self, word: &str) -> bool {
        let (cells, def) = (&schema().cells, self.table.def());
        let planned = if self.def().done { &[][..] } else { &cells.planned };
        let is_own = |word: &str| def.match_header(word).is_some_and(|(column, _)| column == self.column);
        let mut word = word;
        while !word.is_empty() && !is_own(word) && !is_own(&format!("{word}日")) {
            let beside = || cells.beside.iter().chain(planned);
            let shorter = beside().find_map(|part| word.strip_suffix(part).or_else(|| word.strip_prefix(part)));
            let Some(shorter) = shorter else { return false };
            word = shorter;
        }
        true
    }

    /// Whether a word says, as the status of the row would, that it has not happened.
    fn is_open(self, cell: &str) -> bool {
        let (table, open) = (self.table.def(), &self.def().open_while);
        let status = table.that_is(Is::Status).map(|status| table.def(status).kind);
        let Some(Kind::Code(codes)) = status.filter(|_| !open.is_empty()) else { return false };
        codes.def().read(cell).is_some_and(|code| open.contains(&codes.def().words[usize::from(code) - 1]))
    }

    /// A set of numbers from 1 to 8. What can be read counts, whatever else stands there.
    pub(super) fn points(cell: &str) -> Read<u8> {
        match schema().cells.sign(cell) {
            _ if cell.is_empty() => Read::without(CellState::Empty),
            Some(Sign::Nothing) => Read::without(CellState::Empty),
            Some(Sign::Unknown) => Read::without(CellState::Unknown),
            _ => match points_in(cell) {
                (0, true) => Read::without(CellState::Empty),
                (set, true) => Read::of(set),
                (set, false) => Read { value: set, ..Read::unreadable() },
            },
        }
    }

    /// A text that names somebody, or what says that nobody did it.
    pub(super) fn named(self, cell: &str) -> Read<&str> {
        if self.def().or_mark { self.mark(cell) } else { self.text(cell) }
    }

    /// A text, as it stands: a name, an id, an e-mail.
    pub(super) fn text(self, cell: &str) -> Read<&str> {
        if cell.is_empty() {
            return Read::without(CellState::Empty);
        }
        if holds_nothing(cell) {
            return Read::unreadable();
        }
        match schema().cells.sign(cell) {
            Some(Sign::Nothing) => return Read::without(CellState::Empty),
            Some(Sign::Unknown) if self.def().empty == Empty::Nothing => return Read::without(CellState::Empty),
            Some(Sign::Unknown) => return Read::without(CellState::Unknown),
            Some(Sign::Endless) | None => {}
        }
        let is_lossy = match self.kind {
            Kind::Name => normalize::is_lossy(cell),
            Kind::Id => normalize::is_lossy_id(cell),
            _ => false,
        };
        Read { broken: is_lossy.then_some(InputRule::LossyText), ..Read::of(cell) }
    }

    /// A text of which it counts only that it is there: not one that says that it is not.
    pub(super) fn mark(self, cell: &str) -> Read<&str> {
        // what is of Latin letters may be the id of whoever did it
        let is_denial = |cell: &str| !cell.is_ascii() && flag().read(cell) == flag().code("no");
        match self.text(cell) {
            Read { state: CellState::Filled, .. } if is_denial(cell) => Read::without(CellState::Empty),
            read => read,
        }
    }

    /// Whether a cell that names who did something says no more than that it was done: 済, ○.
    pub(super) fn is_done(self, cell: &str) -> bool {
        let is_said = || flag().read(cell) == flag().code("yes") || normalize::characters(cell).ends_with(['済', '✓']);
        self.def().or_mark && !cell.is_ascii() && is_said()
    }

    /// The rules about the input that look at a cell which says something.
    pub(super) fn examined_by<T>(self, read: &Read<T>) -> impl Iterator<Item = InputRule> + use<T> {
        let is_told = read.broken == Some(InputRule::UnreadableValue);
        let rules: &'static [InputRule] = match self.kind {
            _ if read.state == CellState::Empty => &[],
            Kind::Code(_) | Kind::Points => &[InputRule::UnreadableValue],
            Kind::Date => &[InputRule::UnreadableValue, InputRule::ContradictingDate],
            _ if is_told => &[InputRule::UnreadableValue],
            Kind::Name => &[InputRule::LossyText],
            Kind::Id if read.broken.is_some() => &[InputRule::LossyText],
            _ => &[],
        };
        let is_of_future = self.kind == Kind::Date && self.def().done && read.state == CellState::Filled;
        rules.iter().copied().chain(is_of_future.then_some(InputRule::FutureDate))
    }

    /// The same of a cell that is filled, and of which there is nothing to tell.
    pub(super) fn examined_if_fine(self) -> impl Iterator<Item = InputRule> {
        self.examined_by(&Read::of(()))
    }
}

fn contradicting() -> Read<Day> {
    Read { broken: Some(InputRule::ContradictingDate), ..Read::without(CellState::Unknown) }
}

/// The words for yes and no.
fn flag() -> &'static Codes {
    schema().codes("flag").expect("the schema has a list for flags")
}

/// Whether a normalized text says that something did not happen: 未受領, 退職予定なし.
fn is_denied(normalized: &str) -> bool {
    let denied = normalized
        .strip_prefix('未')
        .or_else(|| ["なし", "無し", "無"].iter().find_map(|no| normalized.strip_suffix(no)));
    denied.is_some_and(|what| (1..=8).contains(&what.chars().count()) && what.chars().all(char::is_alphabetic))
}

/// Whether several days stand in a cell that was not read, of which one would have been.
pub(super) fn has_several_days(cell: &str) -> bool {
    Among::of(cell).is_some_and(|among| among.days.len() > 1 && among.days.iter().all(|found| found.day.is_ok()))
}

/// What people write for "as above": only a person can say what it stands for.
const DITTO: [&str; 8] = ["〃", "″", "々", "仝", "同上", "同じ", "〻", "↑"];

/// What a spreadsheet writes into a cell whose formula failed.
const ERRORS: [&str; 11] = [
    NOT_CALCULATED,
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
];

/// Whether a cell holds nothing of its own: its formula failed, or it refers to the row above.
pub(super) fn holds_nothing(cell: &str) -> bool {
    // nearly all cells are told from these by their first byte
    matches!(cell.as_bytes().first(), Some(b'#' | 0xE2..=0xE5)) && (ERRORS.contains(&cell) || DITTO.contains(&cell))
}

/// Below it, a bare number in a date column can only be a count of days.
const SERIALS: f64 = 1_000_000.0;

/// Numbers from 1 to 8 as `1,2,3`, `1〜5`, `①②`, or before each of several items as `①…;②…`, and whether nothing else stands
/// in the cell.
pub(in crate::load) fn points_in(cell: &str) -> (u8, bool) {
    let normalized = normalize::characters(cell);
    let (set, is_whole) = numbers_in(&normalized);
    let is_marked = cell.trim_start().starts_with(|c| matches!(c, '①'..='⑧'));
    let items = || numbered_items(&normalized, is_marked);
    if is_whole { (set, true) } else { items().map_or((set, false), |set| (set, true)) }
}

/// The numbers that stand before each item of a normalized cell; `None` if one has none. A single item may count something, if
/// its number is no mark: 5項目.
fn numbered_items(normalized: &str, is_marked: bool) -> Option<u8> {
    let items =
        normalized.split([';', '、', ',', '\n', '/', '・']).map(|item| item.trim_start_matches(['(', '第', ' ']));
    let items: Vec<&str> = items.filter(|item| !item.is_empty()).collect();
    let number = |item: &&str| {
        let mut chars = item.chars();
        let number = chars.next()?.to_digit(10).filter(|number| (1..=8).contains(number))?;
        chars.next().filter(|next| !next.is_ascii_digit()).map(|_| number)
    };
    let numbers = items.iter().map(number).collect::<Option<Vec<u32>>>()?;
    (is_marked || numbers.len() > 1).then(|| numbers.into_iter().fold(0, |set, number| set | 1 << (number - 1)))
}

/// The numbers of a normalized cell, and whether nothing else stands in it.
fn numbers_in(normalized: &str) -> (u8, bool) {
    let (mut set, mut last, mut range, mut is_whole) = (0_u8, None::<u32>, false, true);
    for c in normalized.chars() {
        match (c.to_digit(10), c) {
            (Some(number @ 1..=8), _) => {
                is_whole &= !range || last.is_some();
                let from = last.filter(|_| range).unwrap_or(number);
                (from.min(number)..=from.max(number)).for_each(|n| set |= 1 << (n - 1));
                (last, range) = (Some(number), false);
            }
            (None, '-' | '~' | '〜' | '–') => range = true,
            (None, ',' | '、' | ';' | '・' | '/' | '.' | '(' | ')' | '第' | '号') => {}
            _ => (is_whole, last, range) = (false, None, false),
        }
    }
    (set, is_whole && !range)
}

#[cfg(test)]
mod tests;
