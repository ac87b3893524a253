//! Ids of one kind, numbered in the order in which they were met.

use std::ops::Range;

use hashbrown::HashTable;

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
        self.find(Fingerprint::of(id.as_bytes()), id.as_bytes())
    }

    /// The number of an id; where the fingerprint is all of it, `id` does not matter.
    pub(crate) fn find(&self, print: Fingerprint, id: &[u8]) -> Option<u32> {
        if let Some(number) = self.dense.as_ref().and_then(|dense| dense.get(print)) {
            return Some(number);
        }
        let is_it = |entry: &Entry| entry.print() == print && (print.is_whole() || self.is_named(entry.number, id));
        self.table.find(print.hash(), is_it).map(|entry| entry.number)
    }

    /// The number of the id that has a fingerprint, or of another one with the same: see [`Keys::is_named`]. Ids that are looked up
    /// one after the other need not wait for the texts of those before.
    pub(crate) fn likely(&self, print: Fingerprint) -> Option<u32> {
        if let Some(number) = self.dense.as_ref().and_then(|dense| dense.get(print)) {
            return Some(number);
        }
        self.table.find(print.hash(), |entry| entry.print() == print).map(|entry| entry.number)
    }

    /// Whether a number is that of an id.
    pub(crate) fn is_named(&self, number: u32, id: &[u8]) -> bool {
        self.texts.get(number).as_bytes() == id
    }

    /// Returns the number of an id, which gets the next one if it is new.
    pub fn intern(&mut self, id: &str) -> u32 {
        let print = Fingerprint::of(id.as_bytes());
        if let Some(number) = self.find(print, id.as_bytes()) {
            return number;
        }
        let number = self.len() as u32;
        self.texts.push(id);
        if self.dense.is_none() {
            self.dense = DenseKeys::beginning_with(print);
        }
        if self.dense.as_mut().is_some_and(|dense| dense.add(print, number)) {
            return number;
        }
        let entry = Entry { words: print.words, len: print.len, number };
        self.table.insert_unique(print.hash(), entry, |entry| entry.print().hash());
        number
    }
}

/// Ids of one length that differ in the number at their end alone, as programs give them (`S000001`, `S000002` …): such a
/// number finds its id in one step, in far less memory than a hash does.
#[derive(Clone, Debug)]
pub(crate) struct DenseKeys {
    /// What stands before the number, and how many digits that has.
    before: Fingerprint,
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
    fn beginning_with(print: Fingerprint) -> Option<Self> {
        let bytes = print.words[0].to_le_bytes();
        let digits = bytes.get(..print.len as usize)?.iter().rev().take_while(|b| b.is_ascii_digit()).count() as u32;
        if !(1..8).contains(&digits) {
            return None;
        }
        let before = Fingerprint {
            words: [print.words[0] & !(u64::MAX << (8 * (print.len - digits))), 0],
            len: print.len - digits,
        };
        let mut dense = Self { before, digits, first: 0, numbers: Vec::new() };
        dense.first = dense.number(print)?;
        Some(dense)
    }

    /// The number at the end of an id, if what stands before it is that of the dense keys.
    #[inline]
    fn number(&self, print: Fingerprint) -> Option<u32> {
        let own = u64::MAX << (8 * self.before.len);
        if print.len != self.before.len + self.digits || print.words[0] & !own != self.before.words[0] {
            return None;
        }
        // eight digits, the first in the lowest byte; what is missing is 0
        let digits =
            ((print.words[0] ^ (EACH * u64::from(b'0'))) & own) >> (8 * self.before.len) << (8 * (8 - self.digits));
        if (digits.wrapping_add(EACH * 0x76) | digits) & EACH << 7 != 0 {
            return None;
        }
        // two digits in every second byte, then four in every fourth, then all
        let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        Some((fours * 10_000 + (fours >> 32)) as u32)
    }

    /// What stands before the number in all of them.
    pub(crate) fn before(&self) -> Fingerprint {
        self.before
    }

    /// The number of an id among all of its kind.
    #[inline]
    pub(crate) fn get(&self, print: Fingerprint) -> Option<u32> {
        let place = self.number(print)?.checked_sub(self.first)?;
        self.numbers.get(place as usize).copied().filter(|number| *number != NONE)
    }

    /// Adds an id, unless it lies too far from the others; there are `number` before it.
    fn add(&mut self, print: Fingerprint, number: u32) -> bool {
        let place = self.number(print).and_then(|n| n.checked_sub(self.first)).map(|place| place as usize);
        let Some(place) = place.filter(|place| *place < 2 * number as usize + SPARSE) else { return false };
        if place >= self.numbers.len() {
            self.numbers.resize(place + 1, NONE);
        }
        self.numbers[place] = number;
        true
    }
}

/// An id in the table. A line of the processor's memory holds two or three, and nearly every id is told by what stands here alone.
#[derive(Clone, Copy, Debug)]
struct Entry {
    words: [u64; 2],
    len: u32,
    number: u32,
}

impl Entry {
    fn print(&self) -> Fingerprint {
        Fingerprint { words: self.words, len: self.len }
    }
}

/// An id, or another short text, as it is compared: its bytes, where they are no more than sixteen, and otherwise two hashes of
/// them; and its length. What differs here differs; of longer ones that agree, the texts decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    words: [u64; 2],
    len: u32,
}

/// So many bytes stand in a fingerprint as they are.
const WHOLE: usize = 16;

/// Odd numbers without a pattern, by which hashes are spread.
const SPREAD: [u64; 3] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9];

/// Spreads what two words say over one.
fn mixed(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    product as u64 ^ (product >> 64) as u64
}

/// Eight bytes, or what there is of them, the first in the lowest place.
fn word(bytes: &[u8]) -> u64 {
    let four = |from: usize| {
        bytes
            .get(from..from + 4)
            .and_then(|four| four.try_into().ok())
            .map_or(0, |four| u64::from(u32::from_le_bytes(four)))
    };
    match bytes.len() {
        0..4 => bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        // the second four may hold some of the first once more
        len @ 4..=8 => four(0) | four(len - 4) << (8 * (len - 4)),
        _ => four(0) | four(4) << 32,
    }
}

impl Fingerprint {
    pub(crate) fn of(id: &[u8]) -> Self {
        let len = id.len() as u32;
        let words = match id.len() {
            0..=8 => [word(id), 0],
            9..=WHOLE => [word(id), word(&id[8..])],
            _ => hashes(id),
        };
        Self { words, len }
    }

    /// The same of an id that stands in a text.
    #[inline]
    pub(crate) fn at(text: &[u8], id: Range<usize>) -> Self {
        let len = id.len();
        let eight = |at: usize| Some(u64::from_le_bytes(text.get(at..at + 8)?.try_into().ok()?));
        // what stands behind a shorter id does not belong to it
        let own = |bytes: usize| u64::MAX.unbounded_shr(64_u32.saturating_sub(8 * bytes as u32));
        let words = match len {
            0..=8 => eight(id.start).map(|first| [first & own(len), 0]),
            9..=WHOLE => eight(id.start).zip(eight(id.start + 8)).map(|(first, second)| [first, second & own(len - 8)]),
            _ => None,
        };
        words.map_or_else(|| Self::of(&text[id]), |words| Self { words, len: len as u32 })
    }

    /// Whether it is the whole id.
    pub(crate) fn is_whole(self) -> bool {
        self.len as usize <= WHOLE
    }

    /// Whether a whole id is of ASCII characters that can be seen, a space not among them.
    pub(crate) fn is_graphic(self) -> bool {
        is_graphic(self.words[0], self.len.min(8)) && is_graphic(self.words[1], self.len.saturating_sub(8))
    }

    /// Whether a character of ASCII stands in a whole id.
    pub(crate) fn has(self, character: u8) -> bool {
        let all = EACH * u64::from(character);
        let has = |word: u64, len: u32| {
            let differs = (word ^ all) | u64::MAX.checked_shl(8 * len).unwrap_or(0);
            // the lowest byte that is 0 is found for sure
            differs.wrapping_sub(EACH) & !differs & EACH << 7 != 0
        };
        has(self.words[0], self.len.min(8)) || has(self.words[1], self.len.saturating_sub(8))
    }

    fn hash(self) -> u64 {
        mixed(self.words[0] ^ SPREAD[0], self.words[1] ^ SPREAD[1] ^ u64::from(self.len))
    }
}

/// A byte of 1 in each place of a word.
const EACH: u64 = u64::MAX / 255;

/// Whether the first bytes of a word are of ASCII characters that can be seen, a space not among them.
fn is_graphic(word: u64, len: u32) -> bool {
    const HIGH: u64 = EACH << 7;
    // behind them, what is graphic
    let bytes = word | (EACH * u64::from(b'0')).checked_shl(8 * len).unwrap_or(0);
    // no byte beyond ASCII; none below `!`; none behind `~`
    bytes & HIGH == 0
        && (bytes + EACH * u64::from(0x80 - b'!')) & HIGH == HIGH
        && (bytes + EACH * u64::from(0x80 - 0x7F_u8)) & HIGH == 0
}

/// Two hashes of the bytes of a long id.
fn hashes(id: &[u8]) -> [u64; 2] {
    let (mut one, mut other) = (SPREAD[0] ^ id.len() as u64, SPREAD[1]);
    let mut add = |sixteen: &[u8]| {
        let (first, second) = (word(sixteen), word(&sixteen[8..]));
        one = mixed(one ^ first, SPREAD[1] ^ second);
        other = mixed(other ^ second, SPREAD[2] ^ first);
    };
    id.chunks_exact(WHOLE).for_each(&mut add);
    // the last sixteen may hold some of those before once more
    add(&id[id.len() - WHOLE..]);
    [one, other]
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
            1 => "(0123456789abcdef){0,2}[A0-9/:é]{1,20}",
            1 => (0_u32..30).prop_map(|n| format!("{:08x}-0000-4000-8000-{n:012x}", n * 7)),
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
            let long = [&[b'!'; 8][..], &[byte], b"a"].concat();
            for id in [vec![byte], vec![b'A', byte, b'~'], [&[b'!'; 7][..], &[byte]].concat(), long] {
                let print = Fingerprint::of(&id);
                assert_eq!(print.is_graphic(), byte.is_ascii_graphic(), "{id:?}");
                assert!(
                    print.has(byte) && [b'A', b'~', b'!', b'a', 0].iter().all(|b| print.has(*b) == id.contains(b)),
                    "{id:?}"
                );
            }
        }
    }

    #[test]
    fn ids_of_every_length_keep_their_numbers() {
        let text = "0123456789abcdefghijklmnopqrstuvwxyz0123456789";
        let mut ids: Vec<String> = (0..=text.len()).map(|len| text[..len].to_owned()).collect();
        // of the same first bytes, of the same last ones, of the same bytes, of NUL behind the last
        ids.extend(
            [
                "0123456789abcdex",
                "0123456789abcdefx",
                "x123456789abcdefghi",
                "0123456789abcdefx123456789abcdef",
                "01234567x",
                "1234567",
                "12345670",
                "S1",
                "S1\0",
                "\0",
                "様",
                "架空 正雄",
            ]
            .map(str::to_owned),
        );
        let mut keys = Keys::default();
        let numbers: Vec<u32> = ids.iter().map(|id| keys.intern(id)).collect();
        assert_eq!(numbers, (0..ids.len() as u32).collect::<Vec<_>>());
        for (id, number) in ids.iter().zip(numbers) {
            assert_eq!((keys.get(id), keys.intern(id), keys.text(number)), (Some(number), number, id.as_str()));
        }
        assert_eq!([keys.get("012345678x"), keys.get("0123456789abcdefghi"), keys.get("x")], [None, Some(19), None]);
    }
}
