//! What a node of an outline is: its tag. It begins with eight bytes, which are one number: from the lowest bit on, eight
//! bits of tag, 24 of the byte at which the value starts in the text, and 32 of how many bytes it has there. Behind them
//! stands what is said here. A number is four bytes; of all numbers the least significant byte comes first.

/// The bit with which the start begins.
pub(crate) const START: u32 = 8;
/// The bit with which the length begins.
pub(crate) const LENGTH: u32 = 32;

/// A text without quotation marks: a key.
pub(crate) const BARE: u8 = 0;
/// A text that stands in the document as it is, between quotation marks.
pub(crate) const QUOTED: u8 = 1;
/// A text that the document writes otherwise. Its length and itself follow.
pub(crate) const WRITTEN_OTHERWISE: u8 = 2;
/// A number. Eight bytes follow, the least significant first.
pub(crate) const INTEGER: u8 = 3;
/// False.
pub(crate) const FALSE: u8 = 4;
/// True.
pub(crate) const TRUE: u8 = 5;
/// A day, a time or both.
pub(crate) const DATETIME: u8 = 6;
/// A list. How many bytes the rest of the node has, how many items there are, and the items follow.
pub(crate) const ARRAY: u8 = 7;
/// A table. How many bytes the rest of the node has and how many keys there are follow, then each key and its value.
pub(crate) const TABLE: u8 = 8;
