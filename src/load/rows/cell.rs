//! What a cell says. Each kind of column has one reading, and it is stated here alone, whichever way the row is read:
//! by itself, or in a piece of a large file. A cell holds a value; or it says something that is no value, and stands
//! in the table beside it as a [`CellState`].

use crate::base::date::{Among, DateError, Day, names_later};
use crate::base::fold;
use crate::model::issue::InputRule;
use crate::model::schema::{Codes, CodesId, Column, ColumnId, Empty, Kind, Sign, TableId, schema};
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
        let folded = fold::characters(cell);
        if folded.contains(|c: char| c.is_numeric()) {
            let are_nines = folded.len() >= 4 && folded.chars().all(|c| matches!(c, '9' | '/' | '-' | '.'));
            return if are_nines { self.no_day() } else { self.day_among_words(cell) };
        }
        if is_denied(&folded) || (def.empty == Empty::Open && self.is_open(cell)) {
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
        let status = table.column("status").map(|status| table.def(status).kind);
        let Some(Kind::Code(codes)) = status.filter(|_| !open.is_empty()) else { return false };
        codes.def().read(cell).is_some_and(|code| open.contains(&codes.def().words[usize::from(code) - 1]))
    }

    /// A set of numbers from 1 to 8. What can be read counts, whatever else stands there.
    pub(super) fn points(cell: &str) -> Read<u8> {
        match schema().cells.sign(cell) {
            _ if cell.is_empty() => Read::without(CellState::Empty),
            Some(Sign::Nothing) => Read::without(CellState::Empty),
            Some(Sign::Unknown) => Read::without(CellState::Unknown),
            _ => match points(cell) {
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
            Kind::Name => fold::is_lossy(cell),
            Kind::Id => fold::is_lossy_id(cell),
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
        let is_said = || flag().read(cell) == flag().code("yes") || fold::characters(cell).ends_with(['済', '✓']);
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

/// Whether a folded text says that something did not happen: 未受領, 退職予定なし.
fn is_denied(folded: &str) -> bool {
    let denied =
        folded.strip_prefix('未').or_else(|| ["なし", "無し", "無"].iter().find_map(|no| folded.strip_suffix(no)));
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

/// Numbers from 1 to 8 as `1,2,3`, `1〜5`, `①②`, and whether nothing else stands in the cell.
fn points(cell: &str) -> (u8, bool) {
    let (mut set, mut last, mut range, mut is_whole) = (0_u8, None::<u32>, false, true);
    for c in fold::characters(cell).chars() {
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
mod tests {
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
            assert_eq!(points(cell), (0b1_1111, true), "{cell}");
        }
        assert_eq!(points("1,3"), (0b101, true));
        for cell in ["全部", "9", "0", "1-", "-3", "x"] {
            assert!(!points(cell).1, "{cell}");
        }
        assert_eq!(points("①②、その他"), (0b11, false));
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
}
