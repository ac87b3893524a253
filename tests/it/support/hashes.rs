//! The names of rows without a key: a hash of the cells as they are written, which changes with every notation.

/// A text in which `~` stands for each such hash; all else that is said of the row must stay.
pub(crate) fn without_hashes(text: &str) -> String {
    let mut parts = text.split('~');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        plain.push('~');
        plain.push_str(if digits == 12 { &part[digits..] } else { part });
    }
    plain
}
