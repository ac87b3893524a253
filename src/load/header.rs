//! A table's header: which column each of its cells stands for.

use csv::ByteRecord;
use sha2::{Digest, Sha256};

use super::recognize::Guess;
use crate::base::normalize;
use crate::base::text::Problem;
use crate::config::{Placed, TableSettings};
use crate::load::words;
use crate::model::place::{Basis, Heading, Role};
use crate::model::schema::{ColumnId, Part, TableId};
use crate::table::RowHash;

/// The headers of a table.
#[derive(Clone, Debug)]
pub(super) struct Header {
    id: TableId,
    pub(super) headings: Vec<Heading>,
}

/// How well a header fits a column; the lower, the better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Set,
    Guessed,
    Own,
    Alias,
}

impl Header {
    /// Finds the columns. What the settings say comes first, then a column's own name, then its other names; two
    /// headers that fit equally well would leave open which cell counts.
    pub(super) fn read(
        id: TableId,
        file: &str,
        line: u32,
        headings: Vec<(String, Option<u32>)>,
        guesses: &[Guess],
        settings: &TableSettings,
        config: &str,
    ) -> Result<Self, Problem> {
        let def = id.def();
        let mut fits: Vec<Option<Fit>> = Vec::new();
        let mut read: Vec<Heading> = Vec::new();
        for (place, (text, column)) in headings.into_iter().enumerate() {
            let by_name = if text.starts_with('_') { None } else { def.match_header(&text) };
            let guess = guesses.get(place);
            // a header that is known as a whole yields to the one that was found for its column, and is not forgotten
            let yields = || by_name.filter(|found| guesses.iter().any(|guess| guess.found == Some(*found)));
            let found = guess.map_or(by_name, |guess| guess.found.or_else(yields));
            let found = found.filter(|(column, part)| set(settings, *column, *part).is_none());
            let is_guessed = guess.is_some_and(|guess| guess.found.is_some());
            let own = found.is_some_and(|(column, _)| def.is_own_header(column, &text));
            fits.push(found.map(|_| match (is_guessed, own) {
                (true, _) => Fit::Guessed,
                (_, true) => Fit::Own,
                _ => Fit::Alias,
            }));
            let how = guess.map_or(if found.is_some() { Basis::Name } else { Basis::None }, |guess| guess.how);
            let candidates = guess.map(|guess| guess.candidates.clone()).unwrap_or_default();
            let evidence = guess.and_then(|guess| guess.evidence);
            read.push(Heading { text, found, column, role: Role::Plain, how, evidence, candidates });
        }
        for (column, part, header) in &settings.columns {
            if header.value.is_empty() {
                continue;
            }
            let normalized = normalize::header(&header.value);
            let mut alike = (0..read.len()).filter(|p| normalize::header(&read[*p].text) == normalized);
            if let (Some(first), Some(second)) = (alike.next(), alike.next()) {
                return Err(words::header_twice(config, header.line, &header.value, file, [first + 1, second + 1]));
            }
            let place = set_place(&read, &header.value);
            let Some(place) = place else {
                if let Some(number) = header.value.strip_prefix('#').filter(|n| n.parse::<u32>().is_ok()) {
                    return Err(words::column_not_there(config, header.line, number, file));
                }
                let near: Vec<&str> = read.iter().filter(|h| h.is_unknown()).map(|h| h.text.as_str()).collect();
                return Err(words::header_not_found(config, header.line, &header.value, file, line, &near));
            };
            if fits[place] == Some(Fit::Set) {
                return Err(words::header_set_twice(config, header.line, &header.value));
            }
            read[place].found = Some((*column, *part));
            read[place].how = Basis::Settings;
            fits[place] = Some(Fit::Set);
        }
        for place in 0..read.len() {
            let rivals: Vec<usize> = (0..read.len())
                .filter(|p| read[place].found.is_some() && read[*p].found == read[place].found)
                .filter(|p| !guesses.get(*p).is_some_and(|guess| guess.is_of_several))
                .collect();
            let Some(best) = rivals.iter().map(|p| fits[*p]).min() else { continue };
            let winners: Vec<usize> = rivals.iter().copied().filter(|p| fits[*p] == best).collect();
            // of headers that are known as a whole the first is read, where nothing else was weighed
            let losers: Vec<usize> = rivals.into_iter().filter(|p| Some(p) != winners.first()).collect();
            for loser in losers {
                read[loser].found = None;
                read[loser].role = Role::Yields;
                read[loser].how = Basis::None;
            }
        }
        Ok(Self { id, headings: read })
    }

    /// Where in a record a part of a column stands; of several headers the one that was made of them.
    pub(super) fn place(&self, column: ColumnId, part: Part) -> Option<usize> {
        self.headings.iter().rposition(|h| h.found == Some((column, part)))
    }

    /// The header of a column: of the cell itself, else of the first part of it.
    pub(super) fn of(&self, column: ColumnId) -> Option<&Heading> {
        let mut of_column = self.headings.iter().filter(|h| h.found.is_some_and(|(c, _)| c == column));
        let main = self.place(column, Part::Main).map(|place| &self.headings[place]);
        main.or_else(|| of_column.next())
    }

    /// The header of the cell in which a column names somebody by name.
    pub(super) fn of_name(&self, column: ColumnId) -> Option<&Heading> {
        self.place(column, Part::Name).map(|place| &self.headings[place]).or_else(|| self.of(column))
    }

    /// A short hash of a row's cells in the columns that are known, whatever their order and their headers.
    pub(super) fn hash<'c>(&self, record: impl IntoIterator<Item = &'c [u8]>) -> RowHash {
        let mut cells: Vec<(ColumnId, Part, &[u8])> = self
            .headings
            .iter()
            .zip(record)
            .filter_map(|(heading, cell)| heading.found.map(|(column, part)| (column, part, cell.trim_ascii())))
            .filter(|(_, _, cell)| !cell.is_empty())
            .collect();
        cells.sort_unstable();
        let mut hasher = Sha256::new();
        for (column, part, cell) in cells {
            hasher.update(self.id.def().def(column).name);
            hasher.update([0, part as u8]);
            hasher.update((cell.len() as u64).to_le_bytes());
            hasher.update(cell);
        }
        let mut hash = [0; 6];
        hash.copy_from_slice(&hasher.finalize()[..6]);
        RowHash(hash)
    }
}

/// The places of two headers that are a family and a given name: 姓 and 名, or with the same words beside both, as in 職員姓 and
/// 職員名. Only those of which `is_free` says so are taken.
pub(super) fn halves(
    texts: &[String],
    is_free: impl Fn(usize) -> bool,
    [family, given]: [&[String]; 2],
) -> Option<(usize, usize)> {
    let free: Vec<(usize, String)> = texts
        .iter()
        .enumerate()
        .filter(|(place, _)| is_free(*place))
        .map(|(place, t)| (place, normalize::header(t)))
        .collect();
    let whole = |words: &[String]| free.iter().find(|(_, text)| words.contains(text)).map(|(place, _)| *place);
    if let (Some(family), Some(given)) = (whole(family), whole(given)) {
        return Some((family, given));
    }
    // what is left of a header without the word that makes it a half
    let rest = |text: &str, word: &String| {
        let at = memchr::memmem::rfind(text.as_bytes(), word.as_bytes())?;
        Some(format!("{}{}", &text[..at], &text[at + word.len()..])).filter(|rest| !rest.is_empty())
    };
    let rests = |words: &[String]| -> Vec<(usize, String)> {
        let of = |(place, text): &(usize, String)| {
            let rests: Vec<(usize, String)> =
                words.iter().filter_map(|word| Some((*place, rest(text, word)?))).collect();
            rests
        };
        free.iter().flat_map(of).collect()
    };
    let (families, givens) = (rests(family), rests(given));
    free.iter().find_map(|(place, _)| {
        let is_its = |given: &str| families.iter().any(|(of, family)| of == place && family == given);
        let half = givens.iter().find(|(other, given)| other != place && is_its(given));
        half.map(|(other, _)| (*place, *other))
    })
}

/// What the settings say of a part of a column.
pub(super) fn set(settings: &TableSettings, column: ColumnId, part: Part) -> Option<&Placed<String>> {
    settings.columns.iter().find(|(c, p, _)| (*c, *p) == (column, part)).map(|(_, _, header)| header)
}

/// The place of the header that the settings name, by its text or as `#5`.
fn set_place(headings: &[Heading], name: &str) -> Option<usize> {
    let normalized = normalize::header(name);
    let by_text = headings.iter().position(|h| normalize::header(&h.text) == normalized);
    let numbered = || name.strip_prefix('#').and_then(|n| n.parse::<u32>().ok()).and_then(|n| n.checked_sub(1));
    by_text.or_else(|| numbered().and_then(|n| headings.iter().position(|h| h.column == Some(n))))
}

/// The text of a cell without surrounding space and what keeps a spreadsheet from reading it as a number; empty if the record
/// is too short.
pub(super) fn text(record: &ByteRecord, place: Option<usize>) -> &str {
    place.and_then(|p| record.get(p)).map_or("", |cell| without_guard(std::str::from_utf8(cell).unwrap_or("").trim()))
}

/// Before the address of what a cell links to.
const LINK: &str = " (http";

/// Whether a cell may begin with what keeps a spreadsheet from reading it as a number, or end with a link.
pub(super) fn may_be_guarded(cell: &[u8]) -> bool {
    let may_be_linked = || memchr::memmem::find(cell, LINK.as_bytes()).is_some();
    matches!(cell.first(), Some(b'=' | b'\'')) || cell.last() == Some(&b')') && may_be_linked()
}

/// The text of `="0012"`, `'0012` and `見本 花子 (https://…)`. Before two digits of a year an apostrophe means something else:
/// `'25.3.1`.
fn without_guard(cell: &str) -> &str {
    if !may_be_guarded(cell.as_bytes()) {
        return cell;
    }
    // of several records that a cell links to, each keeps its link
    if let Some((text, link)) = cell.strip_suffix(')').and_then(|rest| rest.split_once(LINK))
        && (link.starts_with("://") || link.starts_with("s://"))
        && !link.contains(char::is_whitespace)
    {
        return text.trim_end();
    }
    if let Some(text) = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return if text.contains('"') { cell } else { text.trim() };
    }
    match cell.as_bytes() {
        [b'\'', d, e, b'.' | b'/' | b'-', ..] if d.is_ascii_digit() && e.is_ascii_digit() => cell,
        [b'\'', ..] => cell[1..].trim_start(),
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::schema;

    #[test]
    fn halves_of_a_name_are_found_with_the_same_words_beside_them() {
        let words = &schema().layout;
        let of = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            halves(&texts, |_| true, [&words.family, &words.given])
        };
        assert_eq!(of(&["番号", "姓", "名"]), Some((1, 2)));
        assert_eq!(of(&["職員ID", "職員姓", "職員名", "職種名"]), Some((1, 2)));
        assert_eq!(of(&["氏名（姓）", "氏名（名）"]), Some((0, 1)));
        assert_eq!(of(&["氏名", "職員名", "旧姓"]), None);
        assert_eq!(of(&["職員姓", "患者名"]), None);
    }
}
