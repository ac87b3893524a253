//! Reading TOML that comes with the program without parsing it at every start. When the program is built, each
//! document gets an outline: what is nested in what, and where each value stands in the text. The words themselves stay
//! in the document. What is read is the same, with the same places, as if the document were parsed; what is deferred is
//! passed over, and read when it is asked for.

mod tag;
#[cfg(test)]
mod write;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::de::value::{BorrowedStrDeserializer, Error};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_spanned::de::{SpannedDeserializer, is_spanned};
use toml_datetime::de::DatetimeDeserializer;

/// A TOML document and its outline.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outlined<'a> {
    /// The document.
    pub(crate) text: &'a str,
    /// Its outline.
    pub(crate) outline: &'a [u8],
}

impl<'a> Outlined<'a> {
    /// Reads the document. An error does not say where: whoever needs to know parses the text.
    pub(crate) fn read<T: Deserialize<'a>>(self) -> Result<T, Error> {
        let mut reader = Reader { text: self.text, rest: self.outline };
        T::deserialize(reader.node())
    }

    /// A part of the document that was left unread.
    pub(crate) fn part(self, part: Part) -> Self {
        Self { text: self.text, outline: &self.outline[self.outline.len() - part.0..] }
    }
}

/// Where a part of a document stands: how much of the outline is left there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part(usize);

/// What may be left unread until it is asked for: in an outline it is, in TOML that is parsed it is not.
#[derive(Debug)]
pub(crate) enum Deferred<T> {
    /// It is read.
    Read(T),
    /// It is to be read from this [part](Outlined::part) of the document.
    Unread(Part),
}

/// How an outline knows what it leaves unread.
const DEFERRED: &str = "$outline::Deferred";

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Deferred<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(DEFERRED, DeferredVisitor(PhantomData))
    }
}

struct DeferredVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for DeferredVisitor<T> {
    type Value = Deferred<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        T::deserialize(deserializer).map(Deferred::Read)
    }

    fn visit_u64<E>(self, left: u64) -> Result<Self::Value, E> {
        Ok(Deferred::Unread(Part(left as usize)))
    }
}

/// What is left of an outline. It is as the build wrote it, so that it never ends too early.
struct Reader<'a> {
    text: &'a str,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn bytes(&mut self, length: usize) -> &'a [u8] {
        let (bytes, rest) = self.rest.split_at(length);
        self.rest = rest;
        bytes
    }

    fn chunk<const SIZE: usize>(&mut self) -> [u8; SIZE] {
        let (chunk, rest) = self.rest.split_first_chunk().expect("an outline never ends too early");
        self.rest = rest;
        *chunk
    }

    fn number(&mut self) -> usize {
        u32::from_le_bytes(self.chunk()) as usize
    }

    fn node(&mut self) -> Node<'_, 'a> {
        let left = self.rest.len();
        let head = u64::from_le_bytes(self.chunk());
        let start = (head as u32 >> tag::START) as usize;
        let length = (head >> tag::LENGTH) as usize;
        Node { reader: self, left, tag: head as u8, span: start..start + length }
    }
}

/// A value whose tag and place have been read.
struct Node<'r, 'a> {
    reader: &'r mut Reader<'a>,
    /// How much of the outline was left before it.
    left: usize,
    tag: u8,
    span: Range<usize>,
}

impl<'a> Node<'_, 'a> {
    /// Passes over the value.
    fn skip(self) {
        let size = match self.tag {
            tag::WRITTEN_OTHERWISE | tag::ARRAY | tag::TABLE => self.reader.number(),
            tag::INTEGER => size_of::<i64>(),
            _ => 0,
        };
        self.reader.bytes(size);
    }

    /// The text that the value is.
    fn string(&mut self) -> Result<&'a str, Error> {
        match self.tag {
            tag::BARE => Ok(&self.reader.text[self.span.clone()]),
            tag::QUOTED => Ok(&self.reader.text[self.span.start + 1..self.span.end - 1]),
            tag::WRITTEN_OTHERWISE => {
                let length = self.reader.number();
                std::str::from_utf8(self.reader.bytes(length)).map_err(Error::custom)
            }
            _ => Err(Error::custom("no text")),
        }
    }
}

impl<'a> Deserializer<'a> for Node<'_, 'a> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'a>>(mut self, visitor: V) -> Result<V::Value, Error> {
        match self.tag {
            tag::INTEGER => visitor.visit_i64(i64::from_le_bytes(self.reader.chunk())),
            tag::FALSE | tag::TRUE => visitor.visit_bool(self.tag == tag::TRUE),
            tag::DATETIME => {
                let day = self.reader.text[self.span].parse().map_err(Error::custom)?;
                visitor.visit_map(DatetimeDeserializer::new(day))
            }
            tag::ARRAY => {
                let (_size, left) = (self.reader.number(), self.reader.number());
                visitor.visit_seq(Nodes { reader: self.reader, left })
            }
            tag::TABLE => {
                let (_size, left) = (self.reader.number(), self.reader.number());
                visitor.visit_map(Nodes { reader: self.reader, left })
            }
            _ => visitor.visit_borrowed_str(self.string()?),
        }
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if is_spanned(name) {
            let span = self.span.clone();
            return visitor.visit_map(SpannedDeserializer::new(self, span));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        if name == DEFERRED {
            let left = self.left as u64;
            self.skip();
            return visitor.visit_u64(left);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        mut self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.string()?))
    }

    forward_to_deserialize_any! {
        <V: Visitor<'a>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

impl<'a> IntoDeserializer<'a, Error> for Node<'_, 'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The items of a list, or the keys and values of a table.
struct Nodes<'r, 'a> {
    reader: &'r mut Reader<'a>,
    left: usize,
}

impl<'a> SeqAccess<'a> for Nodes<'_, 'a> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        seed.deserialize(self.reader.node()).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

impl<'a> MapAccess<'a> for Nodes<'_, 'a> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next_element_seed(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.reader.node())
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::embedded;
    use indexmap::IndexMap;
    use toml::Spanned;

    type Values = IndexMap<Spanned<String>, Spanned<toml::Value>>;

    #[test]
    fn what_is_read_is_what_the_document_says_and_where() {
        let text = r#"
            name = "見本"
            "two words" = 'as it is \n'
            written = "otherwise\n"
            lines = """
            first
            second"""
            numbers = [-3, 0x1F, 9_000]
            truths = [true, false]
            day = 2026-03-01
            empty = ""
            none = []
            inline = { a = { b.c = ["d"] } }
            [[list]]
            first = 1
            [[list]]
            [table.within]
            last = "終"
        "#;
        let outline = write::outline(text).expect("it is TOML");
        let read: Values = Outlined { text, outline: &outline }.read().expect("all kinds of values");
        let parsed: Values = toml::from_str(text).expect("it is TOML");
        assert_eq!(format!("{read:?}"), format!("{parsed:?}"));
        assert_eq!(read.len(), 12);
    }

    #[test]
    fn what_is_deferred_is_read_from_its_part() {
        let text = "list = [[1, -2], [\"見\\u672C\"]]\n[table]\nwithin = { a = 1, b = ['c'] }\n[behind]\nlast = true";
        let outline = write::outline(text).expect("it is TOML");
        let document = Outlined { text, outline: &outline };
        let deferred: IndexMap<String, Deferred<toml::Value>> = document.read().expect("tables and lists");
        let parsed: IndexMap<String, Deferred<toml::Value>> = toml::from_str(text).expect("it is TOML");
        assert_eq!(deferred.len(), 3);
        for (deferred, parsed) in deferred.iter().zip(&parsed) {
            let ((key, Deferred::Unread(part)), (same, Deferred::Read(value))) = (deferred, parsed) else {
                panic!("{deferred:?} {parsed:?}");
            };
            assert_eq!((key, document.part(*part).read::<toml::Value>().as_ref()), (same, Ok(value)));
        }
    }

    #[test]
    fn what_has_no_outline_is_refused() {
        for text in ["a = 1.5", "a = 9223372036854775808", "a = ", "a = 1\na = 2"] {
            assert!(write::outline(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_of_another_type_is_an_error() {
        let text = "a = 1";
        let outline = write::outline(text).expect("it is TOML");
        assert!(Outlined { text, outline: &outline }.read::<IndexMap<String, String>>().is_err());
    }

    #[test]
    fn the_outlines_that_are_built_in_are_those_of_the_documents() {
        let rules = embedded::RULES.iter().map(|(path, document)| (*path, *document));
        for (path, document) in rules.chain([("src/schema.toml", embedded::SCHEMA)]) {
            assert_eq!(write::outline(document.text).as_deref(), Ok(document.outline), "{path}");
        }
    }
}
