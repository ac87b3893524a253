//! Whether a text mentions one of some words, however it is written.

use std::borrow::Cow;

use memchr::memmem::Finder;

use crate::base::normalize;

/// Words that a text may mention; see [`Test::Mentions`](crate::policy::condition::Test::Mentions).
pub(super) struct Words<'w> {
    latin: Vec<&'w str>,
    others: Vec<Finder<'static>>,
    /// Whether a text in ASCII may hold one of the others, normalized.
    others_in_ascii: bool,
    in_email: bool,
}

impl<'w> Words<'w> {
    pub(super) fn new(words: &'w [String], in_email: bool) -> Self {
        let (latin, others): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| word.is_ascii());
        let others: Vec<String> = others.into_iter().map(|word| normalize::characters(word)).collect();
        Self {
            latin: latin.into_iter().map(String::as_str).collect(),
            others_in_ascii: others.iter().any(|word| word.is_ascii()),
            others: others.iter().map(|word| Finder::new(word).into_owned()).collect(),
            in_email,
        }
    }

    pub(super) fn are_mentioned(&self, text: &str) -> bool {
        let text = if self.in_email { text.split(['@', '＠']).next().unwrap_or_default() } else { text };
        let is_latin = |word: &str| !word.is_empty() && self.latin.iter().any(|w| w.eq_ignore_ascii_case(word));
        let any_latin = |text: &str| text.split(|c: char| !c.is_ascii_alphabetic()).any(is_latin);
        if any_latin(&if normalize::is_settled(text) {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(normalize::width(text))
        }) {
            return true;
        }
        if self.others.is_empty() || (text.is_ascii() && !self.others_in_ascii) {
            return false;
        }
        let normalized = normalize::characters(text);
        self.others.iter().any(|word| word.find(normalized.as_bytes()).is_some())
    }
}
