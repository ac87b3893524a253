//! The parts of OSCAL (the Open Security Controls Assessment Language of NIST) that the policy as a catalog and a report
//! as assessment results have in common: the head of a document, how things are named, and how text is written.
//!
//! There is no clock in these documents and nothing random: an identifier is a UUID of version 5, made from what it
//! names, and the time of a document is the beginning of its day in Japan.

pub mod catalog;
pub(crate) mod results;

use std::fmt::Write as _;

use serde::Serialize;
use uuid::Uuid;

use crate::base::safe::shown_on_a_line;

/// The version of OSCAL.
pub(crate) const OSCAL_VERSION: &str = "1.2.1";
/// The namespace of what OSCAL has no name for.
pub(crate) const NAMESPACE: &str = "urn:mcs-audit";

/// The head of a document.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Metadata {
    title: String,
    last_modified: String,
    version: String,
    oscal_version: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    props: Vec<Prop>,
}

impl Metadata {
    /// Describes a document that tells the state on a day.
    pub(crate) fn new(title: &str, day: &str, version: &str, props: Vec<Prop>) -> Self {
        let version = string(version).unwrap_or_else(|| day.to_owned());
        Self { title: markdown(title), last_modified: begin_of(day), version, oscal_version: OSCAL_VERSION, props }
    }
}

/// A property.
#[derive(Serialize)]
pub(crate) struct Prop {
    name: &'static str,
    ns: &'static str,
    value: String,
}

/// Makes a property of ours; none without a value.
pub(crate) fn prop(name: &'static str, value: impl AsRef<str>) -> Option<Prop> {
    Some(Prop { name, ns: NAMESPACE, value: string(value.as_ref())? })
}

/// Makes a property of a number.
pub(crate) fn count(name: &'static str, value: u64) -> Option<Prop> {
    prop(name, value.to_string())
}

/// Something that other parts of a document refer to.
#[derive(Serialize)]
pub(crate) struct Resource {
    pub(crate) uuid: Uuid,
    pub(crate) title: String,
    pub(crate) description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) props: Vec<Prop>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remarks: Option<String>,
}

/// What other parts of a document refer to.
#[derive(Serialize)]
pub(crate) struct BackMatter {
    pub(crate) resources: Vec<Resource>,
}

/// Returns the identifier of what has this name.
pub(crate) fn uuid(name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::new_v5(&Uuid::NAMESPACE_URL, NAMESPACE.as_bytes()), name.as_bytes())
}

/// Returns the id of the control that a clause is.
pub(crate) fn control_id(clause: &str) -> String {
    token("clause-", clause)
}

/// Returns the id of the statement of a clause.
pub(crate) fn statement_id(clause: &str) -> String {
    format!("{}_smt", control_id(clause))
}

/// Makes a name as XML has it: a letter first, then letters, digits, and `.`, `-`, `_`.
pub(crate) fn token(kind: &str, name: &str) -> String {
    let mut token = kind.to_owned();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || "-.".contains(c) {
            token.push(c);
        } else {
            // so that two names never become one
            let _ = write!(token, "_{:x}_", u32::from(c));
        }
    }
    token
}

/// Returns the beginning of a day in Japan.
pub(crate) fn begin_of(day: &str) -> String {
    format!("{day}T00:00:00+09:00")
}

/// Returns a string that is not empty and has no space around it; none if nothing is left.
fn string(text: &str) -> Option<String> {
    let text = shown_on_a_line(text);
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Escapes plain text as a line of Markdown that reads as it is written.
pub(crate) fn markdown(text: &str) -> String {
    let line = shown_on_a_line(text);
    let line = line.trim();
    let mut written = String::with_capacity(line.len());
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (place, c) in line.char_indices() {
        let opens_block = (place == 0 && "#+-=".contains(c)) || (place == digits && digits > 0 && ".)".contains(c));
        if opens_block || "\\`*_{}[]<>&~^|".contains(c) {
            written.push('\\');
        }
        written.push(c);
    }
    written
}

/// Writes steps as a numbered list of Markdown.
pub(crate) fn numbered(steps: &[impl AsRef<str>]) -> String {
    let steps = steps.iter().enumerate().map(|(place, step)| format!("{}. {}", place + 1, markdown(step.as_ref())));
    steps.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_token_and_its_own() {
        assert_eq!(control_id("A2-1"), "clause-A2-1");
        assert_eq!(statement_id("2-1"), "clause-2-1_smt");
        assert_eq!(token("x-", "第6条 a"), "x-_7b2c_6_6761__20_a");
        assert_ne!(token("x-", "a b"), token("x-", "a_20_b"));
    }

    #[test]
    fn text_is_no_markdown() {
        assert_eq!(markdown("<b>*a*_b_[c](d)&amp;`e`"), "\\<b\\>\\*a\\*\\_b\\_\\[c\\](d)\\&amp;\\`e\\`");
        assert_eq!(markdown("# h\n- x"), "\\# h - x");
        assert_eq!(markdown("1. x"), "1\\. x");
        assert_eq!(markdown(" 2026-10-31 {{ x }} "), "2026-10-31 \\{\\{ x \\}\\}");
    }

    #[test]
    fn a_uuid_follows_from_its_name() {
        assert_eq!(uuid("a"), uuid("a"));
        assert_ne!(uuid("a"), uuid("b"));
        assert_eq!(uuid("a").get_version_num(), 5);
    }
}
