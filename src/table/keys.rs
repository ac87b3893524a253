//! Ids of one kind, numbered in the order in which they were met.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::table::NONE;
use crate::table::column::Texts;

/// Ids of one kind, numbered in the order in which they were met.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    dense: Option<DenseKeys>,
    /// Those that are not dense.
    table: HashTable<Entry>,
    texts: Texts,
}

impl Keys {
    /// Returns how many ids there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ids that differ in their numbers alone.
    pub(crate) fn dense(&self) -> Option<&DenseKeys> {
        self.dense.as_ref()
    }

    /// Returns the id of a number.
    pub fn text(&self, number: u32) -> &str {
        self.texts.get(number)
    }

    /// Returns the number of an id.
    pub fn get(&self, id: &str) -> Option<u32> {
        self.find(KeyPrefix::of(id.as_bytes()), id.as_bytes())
    }

    /// The number of an id; where the prefix is all of it, `id` does not matter.
    pub(crate) fn find(&self, prefix: KeyPrefix, id: &[u8]) -> Option<u32> {
        if let Some(number) = self.dense.as_ref().and_then(|dense| dense.get(prefix)) {
            return Some(number);
        }
        let is_it = |entry: &Entry| {
            entry.prefix == prefix.bytes
                && entry.len == prefix.len
                && (prefix.is_whole() || self.texts.get(entry.number).as_bytes() == id)
        };
        self.table.find(prefix.hash(id), is_it).map(|entry| entry.number)
    }

    /// Returns the number of an id, which gets the next one if it is new.
    pub fn intern(&mut self, id: &str) -> u32 {
        let prefix = KeyPrefix::of(id.as_bytes());
        if let Some(number) = self.find(prefix, id.as_bytes()) {
            return number;
        }
        let number = self.len() as u32;
        self.texts.push(id);
        if self.dense.is_none() {
            self.dense = DenseKeys::beginning_with(prefix);
        }
        if self.dense.as_mut().is_some_and(|dense| dense.add(prefix, number)) {
            return number;
        }
        let texts = &self.texts;
        let hash = |entry: &Entry| {
            let prefix = KeyPrefix { bytes: entry.prefix, len: entry.len };
            prefix.hash(if prefix.is_whole() { &[] } else { texts.get(entry.number).as_bytes() })
        };
        let entry = Entry { prefix: prefix.bytes, len: prefix.len, number };
        self.table.insert_unique(prefix.hash(id.as_bytes()), entry, hash);
        number
    }
}

/// Ids of one length that differ in the number at their end alone, as programs give them (`S000001`, `S000002` …): such a
/// number finds its id in one step, in far less memory than a hash does.
#[derive(Clone, Debug)]
pub(crate) struct DenseKeys {
    /// What stands before the number, and how many digits that has.
    before: KeyPrefix,
    digits: u32,
    /// The number at the end of the first id that was met.
    first: u32,
    /// By how much the number is greater than the first: the id's number among all; [`NONE`] where there is no such id.
    numbers: Vec<u32>,
}

/// So far apart dense ids may lie, however few there are.
const SPARSE: usize = 1 << 12;

impl DenseKeys {
    /// The dense keys that begin with an id, if a number stands at its end that is not all of eight digits.
    fn beginning_with(prefix: KeyPrefix) -> Option<Self> {
        let bytes = prefix.bytes.to_le_bytes();
        let digits = bytes.get(..prefix.len as usize)?.iter().rev().take_while(|b| b.is_ascii_digit()).count() as u32;
        if !(1..8).contains(&digits) {
            return None;
        }
        let before =
            KeyPrefix { bytes: prefix.bytes & !(u64::MAX << (8 * (prefix.len - digits))), len: prefix.len - digits };
        let mut dense = Self { before, digits, first: 0, numbers: Vec::new() };
        dense.first = dense.number(prefix)?;
        Some(dense)
    }

    /// The number at the end of an id, if what stands before it is that of the dense keys.
    #[inline]
    fn number(&self, prefix: KeyPrefix) -> Option<u32> {
        const EACH: u64 = u64::MAX / 255;
        let own = u64::MAX << (8 * self.before.len);
        if prefix.len != self.before.len + self.digits || prefix.bytes & !own != self.before.bytes {
            return None;
        }
        // eight digits, the first in the lowest byte; what is missing is 0
        let digits =
            ((prefix.bytes ^ (EACH * u64::from(b'0'))) & own) >> (8 * self.before.len) << (8 * (8 - self.digits));
        if (digits.wrapping_add(EACH * 0x76) | digits) & EACH << 7 != 0 {
            return None;
        }
        // two digits in every second byte, then four in every fourth, then all
        let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        Some((fours * 10_000 + (fours >> 32)) as u32)
    }

    /// What stands before the number in all of them.
    pub(crate) fn before(&self) -> KeyPrefix {
        self.before
    }

    /// The number of an id among all of its kind.
    #[inline]
    pub(crate) fn get(&self, prefix: KeyPrefix) -> Option<u32> {
        let place = self.number(prefix)?.checked_sub(self.first)?;
        self.numbers.get(place as usize).copied().filter(|number| *number != NONE)
    }

    /// Adds an id, unless it lies too far from the others; there are `number` before it.
    fn add(&mut self, prefix: KeyPrefix, number: u32) -> bool {
        let place = self.number(prefix).and_then(|n| n.checked_sub(self.first)).map(|place| place as usize);
        let Some(place) = place.filter(|place| *place < 2 * number as usize + SPARSE) else { return false };
        if place >= self.numbers.len() {
            self.numbers.resize(place + 1, NONE);
        }
        self.numbers[place] = number;
        true
    }
}

/// An id in the table: sixteen bytes, of which a line of the processor's memory holds four.
#[derive(Clone, Copy, Debug)]
struct Entry {
    prefix: u64,
    len: u32,
    number: u32,
}

/// The first eight bytes of an id (or of another short text) and its length. They stand in the table itself: nearly all ids are no longer, so that
/// one look at it is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyPrefix {
    bytes: u64,
    len: u32,
}

impl KeyPrefix {
    pub(crate) fn of(id: &[u8]) -> Self {
        let four =
            |from: usize| id.get(from..from + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes);
        let bytes = match id.len() {
            0..4 => id.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)),
            // the second four may hold some of the first once more
            len @ 4..=8 => u64::from(four(0)) | u64::from(four(len - 4)) << (8 * (len - 4)),
            9.. => u64::from(four(0)) | u64::from(four(4)) << 32,
        };
        Self { bytes, len: id.len() as u32 }
    }

    /// The same of an id that stands in a text.
    #[inline]
    pub(crate) fn at(text: &[u8], id: Range<usize>) -> Self {
        match text.get(id.start..id.start + 8).and_then(|eight| eight.try_into().ok()) {
            Some(eight) => {
                let len = id.len() as u32;
                // what stands behind a shorter id does not belong to it
                let own = u64::MAX.unbounded_shr(64_u32.saturating_sub(8 * len));
                Self { bytes: u64::from_le_bytes(eight) & own, len }
            }
            None => Self::of(&text[id]),
        }
    }

    /// Whether it is the whole id.
    pub(crate) fn is_whole(self) -> bool {
        self.len <= 8
    }

    /// Whether a whole id is of ASCII characters that can be seen, a space not among them.
    pub(crate) fn is_graphic(self) -> bool {
        const EACH: u64 = u64::MAX / 255;
        const HIGH: u64 = EACH << 7;
        // behind a short id, what is graphic
        let behind = (EACH * u64::from(b'0')).checked_shl(8 * self.len).unwrap_or(0);
        let bytes = self.bytes | behind;
        // no byte beyond ASCII; none below `!`; none behind `~`
        bytes & HIGH == 0
            && (bytes + EACH * u64::from(0x80 - b'!')) & HIGH == HIGH
            && (bytes + EACH * u64::from(0x80 - 0x7F_u8)) & HIGH == 0
    }

    /// Whether a character of ASCII stands in a whole id.
    pub(crate) fn has(self, character: u8) -> bool {
        self.bytes.to_le_bytes()[..self.len as usize].contains(&character)
    }

    fn hash(self, id: &[u8]) -> u64 {
        let hasher = BuildHasherDefault::<FxHasher>::default();
        if self.is_whole() { hasher.hash_one(self.bytes) } else { hasher.hash_one(id) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    /// Dense ids, and such as lie beside them.
    fn ids() -> impl Strategy<Value = Vec<String>> {
        let id = prop_oneof![
            4 => (0_u32..300).prop_map(|n| format!("S{n:04}")),
            1 => (0_u32..30).prop_map(|n| format!("S{n}")),
            1 => (0_u32..30).prop_map(|n| format!("T{n:04}")),
            1 => (0_u32..9_999_999).prop_map(|n| format!("{n:07}")),
            1 => (0_u64..99_999_999).prop_map(|n| format!("{n:08}")),
            1 => "[A0-9/:é]{1,10}",
        ];
        proptest::collection::vec(id, 0..200)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

        #[test]
        fn ids_keep_their_numbers_whether_dense_or_not(ids in ids()) {
            let (mut keys, mut expected) = (Keys::default(), HashMap::<String, u32>::new());
            for id in &ids {
                let next = expected.len() as u32;
                prop_assert_eq!(keys.get(id), expected.get(id).copied(), "{}", id);
                prop_assert_eq!(keys.intern(id), *expected.entry(id.clone()).or_insert(next), "{}", id);
            }
            for id in &ids {
                prop_assert_eq!(keys.get(id), expected.get(id).copied());
                prop_assert_eq!(keys.text(expected[id]), id);
            }
        }
    }

    #[test]
    fn what_is_graphic_is_told_from_what_is_not() {
        for byte in 0..=u8::MAX {
            for id in [vec![byte], vec![b'A', byte, b'~'], [&[b'!'; 7][..], &[byte]].concat()] {
                assert_eq!(KeyPrefix::of(&id).is_graphic(), byte.is_ascii_graphic(), "{id:?}");
            }
        }
    }

    #[test]
    fn ids_of_every_length_keep_their_numbers() {
        let text = "0123456789abcdefghij";
        let mut ids: Vec<String> = (0..=text.len()).map(|len| text[..len].to_owned()).collect();
        // of the same prefix, of the same bytes, of NUL behind the last
        ids.extend(["01234567x", "1234567", "12345670", "S1", "S1\0", "\0", "様", "架空 正雄"].map(str::to_owned));
        let mut keys = Keys::default();
        let numbers: Vec<u32> = ids.iter().map(|id| keys.intern(id)).collect();
        assert_eq!(numbers, (0..ids.len() as u32).collect::<Vec<_>>());
        for (id, number) in ids.iter().zip(numbers) {
            assert_eq!((keys.get(id), keys.intern(id), keys.text(number)), (Some(number), number, id.as_str()));
        }
        assert_eq!([keys.get("012345678x"), keys.get("0123456789abcdefghi"), keys.get("x")], [None, Some(19), None]);
    }
}
