//! Names of files as relative URI references.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but what a URI needs not to have encoded, and the slash between folders.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Names a file from the audited folder.
///
/// Whatever its name is, it stays a relative path below that folder: no scheme, no host, no query, and no way up.
pub(crate) fn relative(file: &str) -> String {
    let mut uri = String::with_capacity(file.len());
    let mut parts = file.split('/').peekable();
    while let Some(part) = parts.next() {
        match part {
            "." | ".." => uri.push_str(&part.replace('.', "%2E")),
            part => uri.extend(utf8_percent_encode(part, ENCODED)),
        }
        if parts.peek().is_some() {
            // an empty part would make what follows a host, or be dropped
            uri.push_str(if part.is_empty() { "%2F" } else { "/" });
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn a_name_stays_a_path() {
        assert_eq!(relative("2026年/同意書 1.csv"), "2026%E5%B9%B4/%E5%90%8C%E6%84%8F%E6%9B%B8%201.csv");
        assert_eq!(relative("javascript:x"), "javascript%3Ax");
        assert_eq!(relative("//host/x?y#z"), "%2F%2Fhost/x%3Fy%23z");
        assert_eq!(relative("a//b"), "a/%2Fb");
        assert_eq!(relative("../.\\x"), "%2E%2E/.%5Cx");
    }
}
