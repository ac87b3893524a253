//! Ids, and what spreadsheets make of them.

use std::borrow::Cow;

use super::{invisible, is_dash, is_stable, nfkc};

/// Returns an id: width, what cannot be seen and surrounding space do not matter, nor the apostrophe before it with
/// which a spreadsheet marks text.
pub fn id(text: &str) -> Cow<'_, str> {
    // within a text, a space in full width is none of its own normal form
    if text.is_ascii() || text.trim().chars().all(|c| is_stable(c) && c != '\u{3000}') {
        Cow::Borrowed(without_apostrophe(text.trim()))
    } else {
        let normalized: String = nfkc(text).filter(|c| !invisible(*c)).collect();
        Cow::Owned(without_apostrophe(normalized.trim()).to_owned())
    }
}

pub(super) fn without_apostrophe(id: &str) -> &str {
    id.strip_prefix(['\'', '’']).map_or(id, str::trim_start)
}

/// Returns an id as several people and programs write it: upper or lower case, with hyphens or without, with leading
/// zeros or without, and a number as a spreadsheet shows it (`12.0`, `1,013`).
pub fn id_loosely(text: &str) -> String {
    let plain: String = id(text).chars().filter(|c| !is_dash(*c)).flat_map(char::to_lowercase).collect();
    let number = as_number(&plain);
    let bare = number.trim_start_matches('0');
    if bare.is_empty() || !bare.starts_with(|c: char| c.is_ascii_digit()) { number } else { bare.to_owned() }
}

/// A whole number without the commas between its thousands and the zeros behind its point; any other text as it is.
fn as_number(text: &str) -> String {
    let (whole, behind) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let are_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let are_thousands = groups.clone().all(|group| group.len() == 3 && are_digits(group))
        && (groups.next().is_none() || first.len() <= 3);
    let is_number = !first.is_empty() && are_digits(first) && are_thousands && behind.bytes().all(|b| b == b'0');
    if is_number { whole.replace(',', "") } else { text.to_owned() }
}

/// Returns whether an id is what a spreadsheet leaves of a number that it shows in short or has no room for
/// (`1.31E+09`, `######`).
pub fn is_destroyed_id(text: &str) -> bool {
    let text = id(text);
    exponent(&text).is_some() || (text.len() > 1 && text.bytes().all(|b| b == b'#'))
}

/// The digits before and behind the point of a number with an exponent, and that.
fn exponent(text: &str) -> Option<(&str, &str, u32)> {
    let (digits, exponent) = text.split_once(['E', 'e'])?;
    let exponent = exponent.strip_prefix('+')?;
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let is_it = whole.len() == 1 && are_digits(whole) && are_digits(decimals) && are_digits(exponent);
    Some((whole, decimals, exponent.parse().ok().filter(|_| is_it)?))
}

/// So many digits of a number a spreadsheet keeps.
const MOST_SHOWN: usize = 15;

/// Returns whether a spreadsheet may have made this of an id.
pub fn may_have_destroyed(made: &str, id: &str) -> bool {
    let made = self::id(made);
    let Some((whole, decimals, exponent)) = exponent(&made) else { return false };
    let number = id.trim_start_matches('0');
    let (shown, is_all) = (decimals.len() + 1, number.len() == exponent as usize + 1);
    if !is_all || !number.bytes().all(|b| b.is_ascii_digit()) || shown > MOST_SHOWN {
        return false;
    }
    let digits = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
    let (head, rest) = number.split_at(shown.min(number.len()));
    // a spreadsheet rounds up from a half on
    let rounded = digits(head) + u64::from(rest.starts_with(['5', '6', '7', '8', '9']));
    rounded == digits(&[whole, decimals].concat())
}
