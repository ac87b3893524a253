//! What two audits say, line by line, whatever the order.

/// Both say the same, and as often.
pub(crate) fn assert_same(expected: &[String], found: &[String], what: &str) {
    let missing: Vec<_> = expected.iter().filter(|e| !found.contains(e)).collect();
    let more: Vec<_> = found.iter().filter(|f| !expected.contains(f)).collect();
    assert!(missing.is_empty() && more.is_empty(), "{what}\nmissing: {missing:#?}\nunexpected: {more:#?}");
    assert_eq!(expected.len(), found.len(), "{what}");
}
