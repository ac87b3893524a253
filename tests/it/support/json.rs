//! Reports and other JSON, member by member.

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) fn items<'a>(value: &'a Value, member: &str) -> &'a Vec<Value> {
    value[member].as_array().unwrap_or_else(|| panic!("{member} is no array in {value}"))
}

pub(crate) fn word<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("{member} is no string in {value}"))
}

pub(crate) fn words<'a>(value: &'a Value, member: &str) -> Vec<&'a str> {
    items(value, member).iter().map(|v| v.as_str().expect("a string")).collect()
}

/// The verdict of each rule.
pub(crate) fn verdicts(report: &Value) -> BTreeMap<&str, &str> {
    items(report, "verdicts").iter().map(|v| (word(v, "rule"), word(v, "verdict"))).collect()
}
