//! What the cells of a column are like: days, addresses, marks, numbers, and the names and ids that other tables of the
//! folder hold. Only the first rows are looked at.

use std::hash::Hash;
use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::vocabulary::vocabulary;
use crate::base::date::Day;
use crate::base::normalize;
use crate::load::rows::points_in;
use crate::model::schema::{CodesId, TableId};

/// So many rows are looked at.
pub(super) const ROWS: usize = 60;

/// A column of codes has no more words than this, however they are spelled.
const MOST_CODES: u32 = 12;

/// Longer cells are prose, whatever they say.
const LONGEST: usize = 120;

/// Cells that are put where there is something, or nothing.
const MARKS: [&str; 22] = [
    "○", "◯", "〇", "●", "◎", "×", "✕", "✓", "✔", "☑", "レ", "有", "無", "済", "未", "あり", "なし", "true", "false",
    "1", "0", "-1",
];

/// Shares of cells, of 100, by what was asked of them: each is counted once.
#[derive(Debug)]
struct Shares<K>(Mutex<FxHashMap<K, u32>>);

impl<K> Default for Shares<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Copy + Eq + Hash> Shares<K> {
    fn of(&self, asked: K, count: impl FnOnce() -> u32) -> u32 {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(asked).or_insert_with(count)
    }
}

/// What the first cells of a column are like.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// As they stand, without those that are empty.
    pub(super) filled: Vec<String>,
    days: u32,
    /// Those of them that are nothing but a number.
    counted_days: u32,
    emails: u32,
    numbers: u32,
    marks: u32,
    phones: u32,
    kanji: u32,
    professions: u32,
    offices: u32,
    /// Those that list several numbers of points.
    points: u32,
    /// Made comparable, in the order of the rows.
    pub(super) normalized: Vec<String>,
    /// The same as names, once they are compared with names.
    names: OnceLock<Vec<String>>,
    /// By list, how many are words of it, once that was asked.
    codes: Shares<CodesId>,
    /// How many are among those of what the folder holds, once that was asked.
    among: Shares<(Values, u32)>,
    distinct: u32,
    /// Whether they count 1, 2, 3 …, as the rows of a list do.
    pub(super) is_running: bool,
}

impl Cells {
    /// What is seen in these cells, in the order of the rows.
    pub(super) fn of<'c>(cells: impl Iterator<Item = &'c str>) -> Self {
        let mut all = Self { is_running: true, ..Self::default() };
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let cells: Vec<&str> = cells.map(str::trim).filter(|c| !c.is_empty() && c.len() <= LONGEST).collect();
        let mut known: FxHashMap<&str, String> = FxHashMap::default();
        let (mut last, mut counted) = (0, 0);
        for (place, cell) in cells.iter().enumerate() {
            let normalized = known.entry(cell).or_insert_with(|| normalize::characters(cell)).clone();
            if seen.insert(cell) {
                all.distinct += 1;
            }
            all.kanji += u32::from(normalized.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')));
            let is_number = !normalized.is_empty() && normalized.bytes().all(|b| b.is_ascii_digit());
            // a list from which somebody was struck off still counts
            let number = normalized.parse::<usize>().ok().filter(|_| is_number);
            if let Some(number) = number {
                counted += 1;
                all.is_running &= number > last && number <= place + 1 + cells.len() / 4;
                last = number;
            }
            let words = vocabulary();
            all.marks += u32::from(is_mark(&normalized));
            let has_digits = normalized.bytes().any(|b| b.is_ascii_digit());
            if has_digits && cell.contains(|c| matches!(c, '①'..='⑳')) {
                all.points += u32::from(lists_points(cell));
            } else if is_number && normalized.len() != 5 && normalized.len() != 8 {
                all.numbers += 1;
            } else if has_digits && Day::parse(cell).is_ok_and(|day| !day.is_empty()) {
                all.days += 1;
                all.counted_days += u32::from(is_number);
            } else if is_number {
                all.numbers += 1;
            } else if is_phone(&normalized) {
                all.phones += 1;
            } else if normalized.contains('@') {
                all.emails += 1;
            } else {
                all.points += u32::from(has_digits && lists_points(cell));
                all.professions += u32::from(words.professions.contains(normalized.as_str()));
                all.offices += u32::from(
                    words
                        .offices
                        .iter()
                        .any(|word| memchr::memmem::find(normalized.as_bytes(), word.as_bytes()).is_some()),
                );
            }
            all.normalized.push(normalized);
        }
        all.filled = cells.into_iter().map(ToOwned::to_owned).collect();
        // a note below the list does not count
        all.is_running &= counted > 1 && 4 * counted >= 3 * all.filled.len();
        all
    }

    pub(super) fn count(&self) -> u32 {
        self.filled.len() as u32
    }

    fn share(&self, count: u32) -> u32 {
        if self.filled.is_empty() { 0 } else { 100 * count / self.count() }
    }

    pub(super) fn days(&self) -> u32 {
        self.share(self.days)
    }

    /// How many are days and no mere numbers.
    pub(super) fn written_days(&self) -> u32 {
        self.share(self.days - self.counted_days)
    }

    pub(super) fn emails(&self) -> u32 {
        self.share(self.emails)
    }

    pub(super) fn numbers(&self) -> u32 {
        self.share(self.numbers)
    }

    pub(super) fn marks(&self) -> u32 {
        self.share(self.marks)
    }

    /// How many are the numbers of telephones.
    pub(super) fn phones(&self) -> u32 {
        self.share(self.phones)
    }

    /// How many have a kanji.
    pub(super) fn kanji(&self) -> u32 {
        self.share(self.kanji)
    }

    pub(super) fn professions(&self) -> u32 {
        self.share(self.professions)
    }

    pub(super) fn offices(&self) -> u32 {
        self.share(self.offices)
    }

    /// How many list several numbers of points: ①②③, 1〜5.
    pub(super) fn points(&self) -> u32 {
        self.share(self.points)
    }

    /// How many of the cells are of their own, of 100.
    pub(super) fn distinct(&self) -> u32 {
        self.share(self.distinct)
    }

    /// Whether all of several cells say the same.
    pub(super) fn is_constant(&self) -> bool {
        self.distinct == 1 && self.filled.len() > 2
    }

    /// Whether they may be words of a code list by themselves: a few that come again and again, and no mere marks or numbers.
    pub(super) fn may_be_codes(&self) -> bool {
        let are_others = self.days() >= 50 || self.numbers() >= 50 || self.emails() >= 50 || self.marks() >= 50;
        self.distinct <= MOST_CODES && !are_others
    }

    /// How many are words of a code list.
    pub(super) fn codes(&self, codes: CodesId) -> u32 {
        self.codes.of(codes, || {
            let mut read: FxHashMap<&str, bool> = FxHashMap::default();
            let mut count = 0;
            for cell in &self.filled {
                count += u32::from(*read.entry(cell.as_str()).or_insert_with(|| codes.def().read(cell).is_some()));
            }
            self.share(count)
        })
    }

    /// How many are among the names of what a table of the folder holds.
    pub(super) fn among_names(&self, folder: Others<'_>, table: TableId) -> u32 {
        self.among(folder, (table, false))
    }

    /// How many are among the ids of what a table of the folder holds.
    pub(super) fn among_ids(&self, folder: Others<'_>, table: TableId) -> u32 {
        self.among(folder, (table, true))
    }

    fn among(&self, folder: Others<'_>, values: Values) -> u32 {
        let Some(known) = folder.known.values.get(&values) else { return 0 };
        self.among.of((values, folder.known.additions), || self.count_among(known, folder.sheet))
    }

    fn count_among(&self, known: &FxHashMap<String, Sources>, sheet: usize) -> u32 {
        let names = self.names.get_or_init(|| self.normalized.iter().map(|cell| normalize::name(cell)).collect());
        // what only the sheet itself says is no evidence for what it says
        let is_said = |text: &str| known.get(text).is_some_and(|sources| *sources != Sources::Only(sheet));
        let is_known = |(cell, name): &(&String, &String)| is_said(cell) || name.len() < cell.len() && is_said(name);
        self.share(self.normalized.iter().zip(names).filter(is_known).count() as u32)
    }
}

/// Whether a cell lists the numbers of several points.
fn lists_points(cell: &str) -> bool {
    let (points, is_whole) = points_in(cell);
    is_whole && points.count_ones() > 1
}

/// Whether a normalized cell is what is put where there is something, or nothing.
pub(super) fn is_mark(normalized: &str) -> bool {
    let words = vocabulary();
    MARKS.contains(&normalized) || words.present.contains(normalized) || words.absent.contains(normalized)
}

/// Whether a normalized cell is the number of a telephone: 03-0000-0000, 090-0000-0000, (03)0000-0000.
fn is_phone(normalized: &str) -> bool {
    let groups: Vec<&str> = normalized.split(['-', '(', ')']).filter(|group| !group.is_empty()).collect();
    let is_number = groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    let digits: usize = groups.iter().map(|group| group.len()).sum();
    groups.len() == 3 && is_number && groups[0].starts_with('0') && matches!(digits, 10 | 11)
}

/// What the rows of a table go by: whether these are their ids, or else their names.
type Values = (TableId, bool);

/// Which sheets say that something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sources {
    Only(usize),
    Several,
}

/// What a sheet, by its place among those of the folder, may learn from the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Others<'k> {
    pub(super) known: &'k Known,
    pub(super) sheet: usize,
}

/// Names and ids that the tables of the folder hold, once some of them are recognised.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// None of them empty.
    values: FxHashMap<Values, FxHashMap<String, Sources>>,
    /// How often some were added.
    additions: u32,
}

impl Known {
    /// Adds the cells of a column of a sheet that names the rows of a table.
    pub(super) fn add(&mut self, sheet: usize, table: TableId, is_id: bool, cells: &Cells) {
        if cells.normalized.is_empty() {
            return;
        }
        self.additions += 1;
        let values = self.values.entry((table, is_id)).or_default();
        let source = Sources::Only(sheet);
        for cell in &cells.normalized {
            let text = if is_id { cell.clone() } else { normalize::name(cell) };
            let known = values.entry(text).or_insert(source);
            if *known != source {
                *known = Sources::Several;
            }
        }
    }

    /// Whether a text is the name of one of what a table of the folder holds.
    pub(super) fn has_name(&self, table: TableId, text: &str) -> bool {
        self.values.get(&(table, false)).is_some_and(|known| known.contains_key(&normalize::Person::name_of(text)))
    }

    /// Whether names of what a table holds are known.
    pub(super) fn has_names(&self, table: TableId) -> bool {
        self.values.contains_key(&(table, false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_telephones_are_told_from_ids() {
        for phone in ["03-0000-0000", "090-0000-0000", "(03)0000-0000", "0120-000-000"] {
            assert!(is_phone(phone), "{phone}");
        }
        for other in ["2026-10-31", "g-01", "001-002-003", "0300000000"] {
            assert!(!is_phone(other), "{other}");
        }
    }
}
