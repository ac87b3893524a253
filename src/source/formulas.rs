//! Text that stands in a CSV file as a formula, `="0012"`: so do programs keep Excel from taking it for a number. It is what
//! stands inside, and a comma in it parts no cells.

use std::borrow::Cow;

/// The text with such cells as quoted ones; `None` if there is none.
pub(super) fn without(text: &[u8]) -> Option<Vec<u8>> {
    let mut plain: Vec<u8> = Vec::new();
    let mut copied = 0;
    for equals in memchr::memchr_iter(b'=', text) {
        if equals < copied {
            continue;
        }
        if let Some((start, end, cell)) = at(text, equals) {
            plain.extend_from_slice(&text[copied..start]);
            plain.extend_from_slice(&cell);
            copied = end;
        }
    }
    (copied > 0).then(|| {
        plain.extend_from_slice(&text[copied..]);
        plain
    })
}

/// The cell with a formula whose `=` stands at a place, if it is nothing but a text: where it starts and ends, and how it is
/// written as a quoted cell.
fn at(text: &[u8], equals: usize) -> Option<(usize, usize, Cow<'_, [u8]>)> {
    if text.get(equals + 1) != Some(&b'"') {
        return None;
    }
    // as a cell that is quoted once more, `"=""0012"""`
    if equals > 0 && text[equals - 1] == b'"' {
        let start = equals - 1;
        let end = quoted_end(text, start)?;
        is_cell(text, start, end).then_some(())?;
        let formula = unquoted(&text[start..end]);
        let inner = formula.strip_prefix(b"=")?;
        return (quoted_end(inner, 0)? == inner.len()).then(|| (start, end, Cow::Owned(inner.to_vec())));
    }
    let end = quoted_end(text, equals + 1)?;
    is_cell(text, equals, end).then(|| (equals, end, Cow::Borrowed(&text[equals + 1..end])))
}

/// The end of the quoted text that starts at a place: behind its last quotation mark. Such a text lies in one line.
fn quoted_end(text: &[u8], start: usize) -> Option<usize> {
    if text.get(start) != Some(&b'"') {
        return None;
    }
    let mut at = start + 1;
    loop {
        at += memchr::memchr3(b'"', b'\n', b'\r', text.get(at..)?)?;
        match (text[at], text.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return Some(at + 1),
            _ => return None,
        }
    }
}

/// Whether a cell begins and ends at two places, and the same character stands between cells on either side.
fn is_cell(text: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|at| text[at]).filter(|byte| !matches!(byte, b'\n' | b'\r'));
    let behind = text.get(end).copied().filter(|byte| !matches!(byte, b'\n' | b'\r'));
    let is_between = |byte: Option<u8>| byte.is_none_or(|byte| matches!(byte, b',' | b'\t' | b';'));
    is_between(before) && is_between(behind) && (before.is_none() || behind.is_none() || before == behind)
}

/// What stands in a quoted cell, in which doubled quotation marks stand for one.
fn unquoted(cell: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(cell.len());
    let mut inside = cell[1..cell.len() - 1].iter().peekable();
    while let Some(byte) = inside.next() {
        text.push(*byte);
        if *byte == b'"' {
            inside.next_if_eq(&&b'"');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &str) -> Option<String> {
        without(text.as_bytes()).map(|plain| String::from_utf8(plain).expect("text"))
    }

    #[test]
    fn a_text_in_a_formula_is_that_text() {
        for (text, expected) in [
            ("=\"0012\",a\n", "\"0012\",a\n"),
            ("a,=\"0012\"\r\nb,=\"0013\"", "a,\"0012\"\r\nb,\"0013\""),
            ("a\t=\"0012\"\tb", "a\t\"0012\"\tb"),
            ("a;=\"x, \"\"y\"\"\";b", "a;\"x, \"\"y\"\"\";b"),
            ("a,\"=\"\"00,12\"\"\",b", "a,\"00,12\",b"),
            ("=\"\"", "\"\""),
        ] {
            assert_eq!(plain(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_such_formula_stays() {
        for text in [
            "a,b\n",
            "a=\"b\",c",
            "=\"a\"&\"b\",c",
            "=\"a\nb\",c",
            "=\"a",
            "=SUM(A1),b",
            "\"x =\"\"a\"\"\",b",
            "a;=\"b\",c",
            "\"=\"\"a\"\"&\"\"b\"\"\",c",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

        #[test]
        fn nothing_but_equals_signs_and_quotation_marks_goes(text in "[=\",;\t\r\na]{0,24}") {
            let rest = |text: &str| text.replace(['=', '"'], "");
            if let Some(plain) = plain(&text) {
                prop_assert_eq!(rest(&plain), rest(&text));
                prop_assert!(plain.len() < text.len());
            }
        }
    }
}
