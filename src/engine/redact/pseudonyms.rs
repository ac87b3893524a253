//! Pseudonyms: a keyed hash in letters behind a word that says what it stands for, the same in every report made with
//! the same key.

use std::collections::BTreeSet;
use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::base::text::Lang;
use crate::engine::words;
use crate::model::options::Redact;
use crate::model::schema::TableId;

/// What a pseudonym stands for: it can be seen from the word in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pseudonym {
    /// A person with an account, or one who is named like one.
    Staff,
    /// A patient.
    Patient,
    /// A group.
    Group,
    /// An office.
    Office,
    /// A device.
    Device,
    /// An incident.
    Incident,
    /// A post.
    Post,
    /// A row without an id.
    Row,
    /// Somebody or something that is named, and found in no table.
    Name,
    /// An e-mail address.
    Email,
    /// Free text.
    Text,
    /// A file.
    File,
    /// A sheet.
    Sheet,
    /// A header.
    Header,
}

impl Pseudonym {
    pub(super) fn of(table: TableId) -> Self {
        match table.def().name {
            "staff" => Self::Staff,
            "patients" => Self::Patient,
            "groups" => Self::Group,
            "offices" => Self::Office,
            "devices" => Self::Device,
            "incidents" => Self::Incident,
            "posts" => Self::Post,
            _ => Self::Row,
        }
    }
}

/// The letters of pseudonyms: without vowels they spell no word and no name, and without digits no id and no day.
const LETTERS: &[u8; 20] = b"bcdfghjkmnpqrstvwxyz";

/// So many letters make 4.1 · 10^15 pseudonyms: among a million people the chance that any two share one is 1 in 8,000.
const LENGTH: usize = 12;

/// The shortest key, in bytes.
pub const SHORTEST_KEY: usize = 16;

/// A key of fewer different bytes was typed, not drawn.
const FEWEST_BYTES: usize = 8;

/// Makes pseudonyms under a key.
#[derive(Clone)]
pub struct Redaction {
    pub(super) what: Redact,
    pub(super) mac: Hmac<Sha256>,
}

impl fmt::Debug for Redaction {
    /// The key is told to nobody.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redaction").field("what", &self.what).finish_non_exhaustive()
    }
}

impl Redaction {
    /// Creates the pseudonyms under a key; `None` if it is shorter than [`SHORTEST_KEY`], or so plain that it can be guessed.
    pub fn new(what: Redact, key: &[u8]) -> Option<Self> {
        let different: BTreeSet<u8> = key.iter().copied().collect();
        if key.len() < SHORTEST_KEY || different.len() < FEWEST_BYTES {
            return None;
        }
        Some(Self { what, mac: Hmac::new_from_slice(key).ok()? })
    }

    /// Returns what is replaced.
    pub fn what(&self) -> Redact {
        self.what
    }

    /// The letters for something of a kind.
    pub(super) fn letters(&self, kind: &str, text: &str) -> String {
        let mut mac = self.mac.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        let hash = mac.finalize().into_bytes();
        let mut number = hash.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let mut letters = String::with_capacity(LENGTH + 1);
        for place in 0..LENGTH {
            if place == LENGTH / 2 {
                letters.push('-');
            }
            letters.push(char::from(LETTERS[(number % LETTERS.len() as u64) as usize]));
            number /= LETTERS.len() as u64;
        }
        letters
    }

    /// The pseudonym of what goes by its text.
    pub(super) fn named(&self, lang: Lang, of: Pseudonym, normalized: &str) -> String {
        words::pseudonym(lang, of, &self.letters("text", normalized))
    }

    /// The pseudonym of free text; none for an empty one.
    pub fn text(&self, lang: Lang, text: &str) -> String {
        match text.trim() {
            "" => String::new(),
            text => self.named(lang, Pseudonym::Text, text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"0123456789abcdefghijklmnopqrstuv";

    fn redaction() -> Redaction {
        Redaction::new(Redact::Names, KEY).expect("a key")
    }

    #[test]
    fn pseudonyms_are_those_of_any_version() {
        // HMAC-SHA-256 over kind, zero and text, its first eight bytes written in the letters, the last digit first
        assert_eq!(redaction().letters("staff", "S01"), "ckhkvf-bqbvmd");
        assert_eq!(redaction().named(Lang::Ja, Pseudonym::Patient, "架空正雄"), "患者-gdzkxp-jqtpnv");
        assert_eq!(redaction().named(Lang::En, Pseudonym::Patient, "架空正雄"), "patient-gdzkxp-jqtpnv");
        assert_eq!(redaction().text(Lang::En, " \u{3000}"), "", "of nothing there is none");
    }

    #[test]
    fn nobody_of_many_shares_a_pseudonym() {
        let redaction = redaction();
        let all: BTreeSet<String> = (0..100_000).map(|n| redaction.letters("staff", &n.to_string())).collect();
        assert_eq!(all.len(), 100_000);
        for letters in all {
            assert!(letters.bytes().filter(|b| *b != b'-').all(|b| LETTERS.contains(&b)), "{letters}");
            assert_eq!((letters.len(), letters.find('-')), (LENGTH + 1, Some(LENGTH / 2)), "{letters}");
        }
    }
}
