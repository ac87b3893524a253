//! Which row of a sheet is the header: the one that names the most columns of the table, alone or with the row above or
//! below it. A row that may be data is none.

use std::collections::BTreeSet;

use csv::ByteRecord;

use super::name_column;
use crate::base::normalize;
use crate::config::TableSettings;
use crate::load::header::{set, text};
use crate::model::schema::{ColumnId, Part, TableId, schema};
use crate::source::{Delimiter, Sheet};

/// A title takes a few rows; a header further down is not looked for.
const HEAD: usize = 50;

/// Cells of a row that are tried as headers, and the bytes of the longest: what is beyond is data.
const WIDEST: usize = 300;
const LONGEST: usize = 200;

/// A row, or two rows together, taken for a header.
pub(super) struct Candidate {
    pub(super) rows: (usize, usize),
    pub(super) texts: Vec<String>,
    pub(super) found: BTreeSet<(ColumnId, Part)>,
}

pub(super) type Head = Vec<(u32, ByteRecord)>;

/// The row that fits best as a header, with the delimiter that lets it fit; `None` if no row fits at all.
pub(super) fn best(
    id: TableId,
    sheet: &mut Sheet,
    settings: &TableSettings,
) -> Option<(Option<Delimiter>, Head, Candidate)> {
    let most = settings.header_row.as_ref().map_or(HEAD, |row| HEAD.max(row.value as usize + 1));
    let Some(given) = sheet.delimiter() else {
        let head = sheet.head(most);
        let found = best_row(id, &head, settings)?;
        return Some((None, head, found));
    };
    let mut best: Option<(Option<Delimiter>, Head, Candidate)> = None;
    for delimiter in Delimiter::ALL {
        // what stands in no cell parts none
        let parts =
            |head: &Head| head.iter().any(|(_, row)| memchr::memchr(delimiter.byte(), row.as_slice()).is_some());
        if delimiter != given && best.as_ref().is_some_and(|(with, head, _)| *with == Some(given) && !parts(head)) {
            continue;
        }
        sheet.set_delimiter(delimiter);
        let head = sheet.head(most);
        let Some(found) = best_row(id, &head, settings) else { continue };
        if best.as_ref().is_none_or(|(_, _, b)| found.found.len() > b.found.len()) {
            best = Some((Some(delimiter), head, found));
        }
    }
    sheet.set_delimiter(given);
    best
}

fn best_row(id: TableId, head: &[(u32, ByteRecord)], settings: &TableSettings) -> Option<Candidate> {
    let single = |row: usize| {
        let texts = cells(&head[row].1);
        let found = found_in(id, &texts, settings);
        Candidate { rows: (row, row), texts, found }
    };
    if let Some(set) = &settings.header_row {
        let row = head.iter().position(|(line, _)| *line == set.value)?;
        let one = single(row);
        let two = double(id, head, row, settings).filter(|two| two.improves(&one));
        return two.or(Some(one)).filter(|c| !c.found.is_empty());
    }
    let mut best: Option<(Candidate, usize)> = None;
    for (row, (_, record)) in head.iter().enumerate() {
        // a row names no more columns than it has filled cells
        let filled = record.iter().filter(|cell| !cell.trim_ascii().is_empty()).count();
        let (most, fewest) = best.as_ref().map_or((0, usize::MAX), |(b, unknown)| (b.found.len(), *unknown));
        if filled < most || (filled == most && fewest == 0) {
            continue;
        }
        let candidate = single(row);
        let unknown = filled.saturating_sub(candidate.found.len());
        let is_better = candidate.found.len() > most || (candidate.found.len() == most && unknown < fewest);
        if is_better && candidate.is_header(id, filled) {
            best = Some((candidate, unknown));
        }
    }
    let (best, _) = best?;
    if best.found.len() == best.texts.len() {
        return Some(best);
    }
    let row = best.rows.0;
    let below = double(id, head, row, settings);
    let above = row.checked_sub(1).and_then(|above| double(id, head, above, settings));
    let two = below.into_iter().chain(above).filter(|two| two.improves(&best));
    let two = two.reduce(|a, b| if b.found.len() > a.found.len() { b } else { a });
    two.or(Some(best))
}

impl Candidate {
    /// Whether it has a column that says whom or what a row is about, or names half of what stands in it. A row of
    /// data may hold a word that is a header.
    fn is_header(&self, id: TableId, filled: usize) -> bool {
        let def = id.def();
        let telling: Vec<ColumnId> = def.telling_columns().collect();
        self.found.iter().any(|(column, _)| telling.contains(column)) || self.found.len() * 2 >= filled
    }

    /// Whether two rows together name all the columns that one does, and more.
    fn improves(&self, one: &Self) -> bool {
        self.found.len() > one.found.len() && one.found.is_subset(&self.found)
    }
}

/// Two rows as one header: the upper cell stands above several lower ones. `None` if the lower row is data: something
/// stands in it below a header that is known by itself.
fn double(id: TableId, head: &[(u32, ByteRecord)], row: usize, settings: &TableSettings) -> Option<Candidate> {
    let (upper, lower) = (cells(&head.get(row)?.1), cells(&head.get(row + 1)?.1));
    let known = |text: &str| !found_in(id, &[text.to_owned()], settings).is_empty();
    let mut above = String::new();
    let mut texts = Vec::new();
    for place in 0..upper.len().max(lower.len()) {
        let own = upper.get(place).map_or("", String::as_str);
        let bottom = lower.get(place).map_or("", String::as_str);
        if !own.is_empty() {
            own.clone_into(&mut above);
        }
        let both = [above.as_str(), bottom].join(" ").trim().to_owned();
        let text = match (own, bottom) {
            (_, "") => own,
            // cells merged over both rows say the same
            (own, bottom) if own == bottom => own,
            _ if known(&both) => &both,
            (_, bottom) if known(bottom) => bottom,
            (own, _) if known(own) => return None,
            // what stands above another column counts only where it makes a name that is known
            ("", bottom) => bottom,
            _ => &both,
        };
        texts.push(text.to_owned());
    }
    let found = found_in(id, &texts, settings);
    Some(Candidate { rows: (row, row + 1), texts, found })
}

/// Two rows of a header put together: what stands above several columns is said of each of them.
pub(in crate::load) fn twice(upper: &[String], lower: &[String]) -> Vec<String> {
    let mut above = "";
    let mut texts = Vec::new();
    for place in 0..upper.len().max(lower.len()) {
        let own = upper.get(place).map_or("", String::as_str);
        let bottom = lower.get(place).map_or("", String::as_str);
        if !own.is_empty() {
            above = own;
        }
        texts.push(match (own, bottom) {
            (own, "") => own.to_owned(),
            // cells merged over both rows say the same
            (own, bottom) if own == bottom => own.to_owned(),
            _ => [above, bottom].join(" ").trim().to_owned(),
        });
    }
    texts
}

/// The columns that headers name.
pub(super) fn found_in(id: TableId, texts: &[String], settings: &TableSettings) -> BTreeSet<(ColumnId, Part)> {
    let words = &schema().layout;
    let name = name_column(id);
    let by_settings = |text: &str| {
        let normalized = normalize::header(text);
        let set = settings.columns.iter().find(|(_, _, header)| normalize::header(&header.value) == normalized);
        set.map(|(column, part, _)| (*column, *part))
    };
    texts
        .iter()
        .take(WIDEST)
        .filter(|text| !text.is_empty() && !text.starts_with('_') && text.len() <= LONGEST)
        .filter_map(|text| {
            let normalized = normalize::header(text);
            let of_a_name = words.family.contains(&normalized) || words.given.contains(&normalized);
            let auto = || id.def().match_header(text).filter(|(column, part)| set(settings, *column, *part).is_none());
            by_settings(text).or_else(auto).or_else(|| name.filter(|_| of_a_name))
        })
        .collect()
}

/// The cells of a header row: without surrounding space, on one line.
pub(in crate::load) fn cells(record: &ByteRecord) -> Vec<String> {
    let one_line = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    (0..record.len()).map(|place| one_line(text(record, Some(place)))).collect()
}
