//! Words of a status that the program does not know, read by the day that says the same: where every row with the word has the
//! day on which a group was archived, and no other row has it, the word says that it was archived.

use std::collections::BTreeMap;

use super::Layout;
use crate::base::date::Day;
use crate::base::normalize;
use crate::load::header::text;
use crate::model::schema::{Codes, ColumnId, Is, Kind, Part, TableId, schema};
use crate::source::Sheet;

/// So many rows are looked at for a word that is not known.
const FIRST_ROWS: u32 = 200;

/// A longer word is a remark.
const LONGEST: usize = 12;

/// The rows of a word, and how many of them have the day.
#[derive(Clone, Copy, Debug, Default)]
struct Rows {
    all: u32,
    with_day: u32,
}

/// What was inferred of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::load) struct Inferred {
    pub(in crate::load) column: ColumnId,
    pub(in crate::load) date: ColumnId,
    /// Words as they are written, and the code of each.
    pub(in crate::load) words: Vec<(String, &'static str)>,
}

impl Layout {
    /// Infers what unknown words of the status say, and reads them so from now on.
    pub(in crate::load) fn infer_status(&mut self, sheet: &Sheet) -> Option<Inferred> {
        let (column, date, codes, said, other) = status(self.id)?;
        let place = |column| self.header.place(column, Part::Main).filter(|_| !self.changes.is_spread());
        let (place, date_place) = (place(column)?, place(date)?);
        let is_unknown = |cell: &str| is_unknown(codes, cell);
        let (mut seen, mut has_unknown) = (0, false);
        let _ = self.rows(sheet, |_, record| {
            has_unknown |= is_unknown(text(record, Some(place)));
            seen += 1;
            if has_unknown || seen == FIRST_ROWS { Err(()) } else { Ok(()) }
        });
        if !has_unknown {
            return None;
        }
        let mut rows: BTreeMap<String, Rows> = BTreeMap::new();
        let mut are_days = true;
        let _ = self.rows::<()>(sheet, |_, record| {
            let (word, day) = (text(record, Some(place)), text(record, Some(date_place)));
            let of_word = rows.entry(word.to_owned()).or_default();
            let has_day = !day.is_empty() && schema().cells.sign(day).is_none();
            are_days &= !has_day || Day::parse(day).is_ok();
            of_word.all += 1;
            of_word.with_day += u32::from(has_day);
            Ok(())
        });
        let words = decide(&rows, &is_unknown, said, other).filter(|_| are_days)?;
        let readings = words.iter().map(|(word, code)| (normalize::characters(word), (*code).to_owned()));
        match self.changes.values.iter_mut().find(|(of, _)| *of == place) {
            Some((_, known)) => readings.for_each(|(word, code)| _ = known.entry(word).or_insert(code)),
            None => self.changes.values.push((place, readings.collect())),
        }
        Some(Inferred { column, date, words })
    }
}

/// The status of a table, the day that says the same, and what they say; and the code of all other rows, where there are but
/// two.
fn status(table: TableId) -> Option<(ColumnId, ColumnId, &'static Codes, &'static str, Option<&'static str>)> {
    let def = table.def();
    let (date, said) = def.columns().find_map(|(date, column)| Some((date, *column.happened.first()?)))?;
    let column = def.that_is(Is::Status)?;
    let Kind::Code(codes) = def.def(column).kind else { return None };
    let other = match codes.def().words.as_slice() {
        [one, other] => Some(if *one == said { *other } else { *one }),
        _ => None,
    };
    Some((column, date, codes.def(), said, other))
}

fn is_unknown(codes: &Codes, cell: &str) -> bool {
    !cell.is_empty() && codes.read(cell).is_none() && schema().cells.sign(cell).is_none()
}

/// The words that are inferred; `None` where it is not clear-cut.
fn decide(
    rows: &BTreeMap<String, Rows>,
    is_unknown: &impl Fn(&str) -> bool,
    said: &'static str,
    other: Option<&'static str>,
) -> Option<Vec<(String, &'static str)>> {
    let with_day: Vec<(&String, &Rows)> = rows.iter().filter(|(_, rows)| rows.with_day > 0).collect();
    let [(word, of_word)] = with_day.as_slice() else { return None };
    // where all rows have the day, it says nothing of the word
    if of_word.with_day < of_word.all || rows.len() < 2 {
        return None;
    }
    let is_word = |word: &str| is_unknown(word) && word.chars().count() <= LONGEST;
    let rest: Vec<&String> = rows.keys().filter(|rest| rest != word && is_unknown(rest)).collect();
    let rest = match (rest.as_slice(), other) {
        ([one], Some(other)) if is_word(one) => Some(((*one).clone(), other)),
        _ => None,
    };
    let said = is_word(word).then(|| ((*word).clone(), said));
    let words: Vec<(String, &'static str)> = said.into_iter().chain(rest).collect();
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inferred(rows: &[(&str, u32, u32)]) -> Option<Vec<(String, &'static str)>> {
        let rows =
            rows.iter().map(|(word, all, with_day)| ((*word).to_owned(), Rows { all: *all, with_day: *with_day }));
        let codes = schema().codes("group-status").unwrap();
        decide(&rows.collect(), &|word: &str| is_unknown(codes, word), "archived", Some("active"))
    }

    #[test]
    fn a_word_says_what_the_day_of_all_its_rows_says() {
        let words = |words: &[(&str, &'static str)]| {
            Some(words.iter().map(|(word, code)| ((*word).to_owned(), *code)).collect::<Vec<_>>())
        };
        assert_eq!(inferred(&[("蔵", 3, 3), ("動", 9, 0)]), words(&[("蔵", "archived"), ("動", "active")]));
        assert_eq!(inferred(&[("蔵", 3, 3), ("利用中", 9, 0)]), words(&[("蔵", "archived")]));
        assert_eq!(inferred(&[("保管", 3, 3), ("動いている", 9, 0)]), words(&[("動いている", "active")]));
        assert_eq!(inferred(&[("蔵", 3, 2), ("動", 9, 0)]), None, "one of its rows has no day");
        assert_eq!(inferred(&[("蔵", 3, 3), ("動", 9, 1)]), None, "another word has the day too");
        assert_eq!(inferred(&[("蔵", 3, 3)]), None, "every row has the day");
        assert_eq!(inferred(&[("蔵", 3, 3), ("動", 9, 0), ("寝", 2, 0)]), words(&[("蔵", "archived")]));
    }
}
