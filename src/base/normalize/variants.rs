//! The table of kanji that are one and the same character in another form, as `kanji.txt` has it.

/// The lines `old new` of the table, without its comments; `None` for a side that is not one character.
pub(crate) fn pairs(table: &str) -> impl Iterator<Item = (Option<char>, Option<char>)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').map_or((None, None), |(old, new)| (one(old), one(new))))
}

/// The only character of a text.
fn one(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}
