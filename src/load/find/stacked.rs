//! Tables one under another in a sheet: below a gap, or a title that stands alone, comes a header again, of the same list or of
//! another one. Read as one table, the columns of the lower ones would be taken for those of the first.

use csv::ByteRecord;

use crate::base::normalize;
use crate::load::layout::cells;
use crate::load::recognize::{View, is_header_word};
use crate::model::schema::schema;
use crate::source::Sheet;

/// Above a header stand a title, and a line or two of a menu, with so few cells.
const FEW: usize = 3;

/// So many rows stand between the gap and the header.
const MOST_ABOVE: u32 = 3;

/// Looks at a sheet, and at each of the tables that stand in it one under another. `row` is the line of the header, where it is
/// set.
pub(super) fn look_into(mut sheet: Sheet, row: Option<u32>) -> Vec<(Sheet, Option<View>)> {
    let view = View::of(&mut sheet, row);
    let begins = match (&view, row) {
        (Some(view), None) if sheet.can_be_split() => later_blocks(&sheet, view),
        _ => Vec::new(),
    };
    if begins.is_empty() {
        return vec![(sheet, view)];
    }
    let look = |mut part: Sheet| {
        let view = View::of(&mut part, None);
        (part, view)
    };
    sheet.split(&begins).into_iter().map(look).collect()
}

/// The lines on which the tables but the first begin, each with its title.
fn later_blocks(sheet: &Sheet, view: &View) -> Vec<u32> {
    let Some((first_line, last_line)) = view.header else { return Vec::new() };
    let known: Vec<String> = view.headers().iter().map(|text| normalize::header(text)).collect();
    let mut begins = Vec::new();
    // where a table may begin: the line, and how many rows stand there above its header
    let mut above: Option<(u32, u32)> = None;
    let (mut before, mut is_gap) = (0, true);
    let _ = sheet.records(|line, record| {
        let filled = record.iter().filter(|cell| !cell.trim_ascii().is_empty()).count();
        is_gap |= line > before + 1 || filled == 0;
        if is_gap {
            above = None;
        }
        match (filled, above) {
            (0, _) => {}
            _ if (first_line..=last_line).contains(&line) => {
                if line == first_line {
                    begins.push(above.map_or(line, |(begin, _)| begin));
                }
                above = None;
            }
            (_, Some((begin, _))) if is_header(record, &known) => {
                begins.push(begin);
                above = None;
            }
            (_, None) if is_gap && is_other_header(record, &known) => begins.push(line),
            (..=FEW, None) if is_gap => above = Some((line, 1)),
            (..=FEW, Some((begin, rows))) if rows < MOST_ABOVE => above = Some((begin, rows + 1)),
            _ => above = None,
        }
        is_gap = filled == 0;
        before = line;
        std::ops::ControlFlow::<()>::Continue(())
    });
    begins.split_off(begins.len().min(1))
}

/// Whether a row is a header again, and not the one that was there.
fn is_other_header(record: &ByteRecord, first: &[String]) -> bool {
    let texts: Vec<String> = cells(record).iter().map(|text| normalize::header(text)).collect();
    let is_same = texts.iter().zip(first).all(|(text, of_first)| text.is_empty() || text == of_first);
    !is_same && is_header(record, first)
}

/// Whether a row is a header: it says mostly what the first one says, or several words that headers are.
fn is_header(record: &ByteRecord, first: &[String]) -> bool {
    let texts: Vec<String> = cells(record).into_iter().filter(|text| !text.is_empty()).collect();
    let shared = texts.iter().filter(|text| first.contains(&normalize::header(text))).count();
    let is_data = || texts.iter().any(|text| text.bytes().any(|b| b.is_ascii_digit()) && !is_header_word(text));
    if shared >= 2 && 2 * shared >= texts.len() {
        return !is_data();
    }
    let known = texts.iter().filter(|text| schema().is_header(text)).count();
    let is_state = |text: &String| schema().is_code_word(text) && !schema().is_header(text);
    texts.len() >= FEW && known >= 2 && texts.iter().all(|text| is_header_word(text) && !is_state(text))
}
