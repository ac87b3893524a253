//! Cells in which a list names a row of another by its number and what it is called: `15;#水沢 唯`, several of them
//! `3;#A;#4;#B`, as exports of `SharePoint` do.

const MARK: &str = ";#";

/// The numbers and names in such a cell, in order; `None` for any other.
pub(super) fn pairs(cell: &str) -> Option<Vec<(&str, &str)>> {
    if !cell.contains(MARK) {
        return None;
    }
    let parts: Vec<&str> = cell.split(MARK).map(str::trim).collect();
    let pairs: Vec<(&str, &str)> = parts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let is_number = |number: &str| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (parts.len().is_multiple_of(2) && pairs.iter().all(|(number, _)| is_number(number))).then_some(pairs)
}

/// The number and the name in a cell that holds one such pair.
pub(super) fn pair(cell: &str) -> Option<(&str, &str)> {
    match pairs(cell)?.as_slice() {
        [pair] => Some(*pair),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_told_apart() {
        assert_eq!(pair("15;#水沢 唯"), Some(("15", "水沢 唯")));
        assert_eq!(pairs("3;#山川 武;#4;#鶴田 良子"), Some(vec![("3", "山川 武"), ("4", "鶴田 良子")]));
        for cell in ["", "15", "水沢 唯", "P1;P2", "A;#B", "3;#A;#4"] {
            assert_eq!(pairs(cell), None, "{cell}");
        }
        assert_eq!(pair("3;#山川 武;#4;#鶴田 良子"), None);
    }
}
