//! When a table was made, where the file itself says so: a day beside a word such as 出力日 or 現在, above the header
//! or in a note. A file's own time tells when it was copied, so it is never asked.

use csv::ByteRecord;

use super::header::text;
use crate::base::date::Day;
use crate::base::normalize;
use crate::model::place::Exported;
use crate::model::schema::schema;

/// The day in a row that says when the table was made; `None` if it names several.
pub(super) fn find(line: u32, record: &ByteRecord) -> Option<Exported> {
    let cells = (0..record.len()).map(|place| text(record, Some(place)));
    let row = cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ");
    let normalized = normalize::header(&row);
    let words = &schema().layout.exported;
    if !words.iter().any(|word| normalized.contains(word.as_str())) {
        return None;
    }
    let mut days = days_in(&row, words);
    days.sort_unstable();
    days.dedup();
    match days.as_slice() {
        [day] => Some(Exported { day: *day, line: Some(line) }),
        _ => None,
    }
}

/// The days that stand in a text, set off by spaces, brackets, colons or the words.
fn days_in(row: &str, words: &[String]) -> Vec<Day> {
    let mut rest = normalize::width(row).to_lowercase();
    for word in words {
        rest = rest.replace(word.as_str(), " ");
    }
    let between = |c: char| c.is_whitespace() || "()[]【】「」:、,;※*†●■◆".contains(c);
    // a bare number is no day here: it may be a count
    let is_date = |part: &&str| part.contains(['年', '/', '-', '.']);
    let days = rest.split(between).filter(is_date).filter_map(|part| Day::parse(part).ok());
    days.filter(|day| !day.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(cells: &[&str]) -> Option<String> {
        find(1, &ByteRecord::from(cells.to_vec())).map(|e| e.day.to_string())
    }

    #[test]
    fn a_day_beside_a_word_says_when_the_table_was_made() {
        for cells in [
            &["スタッフ一覧（2026年10月31日現在）"][..],
            &["出力日：2026/10/31"],
            &["出力日", "2026-10-31"],
            &["令和8年10月31日 時点", "MCS"],
            &["Ｒ８.１０.３１現在"],
            &["出力日時: 2026/10/31 09:15"],
        ] {
            assert_eq!(day(cells).as_deref(), Some("2026-10-31"), "{cells:?}");
        }
        for cells in [&["スタッフ一覧"][..], &["2026/10/31"], &["出力日"], &["出力日 2026/10/31", "更新日 2026/4/1"]]
        {
            assert_eq!(day(cells), None, "{cells:?}");
        }
    }
}
