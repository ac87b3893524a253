//! What a node of an outline is: its first byte. Behind it stand the place of the value in the text as two numbers
//! (start and length, in bytes), and what is said here.

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
/// A list. Its length and its items follow.
pub(crate) const ARRAY: u8 = 7;
/// A table. Its length follows, then each key and its value.
pub(crate) const TABLE: u8 = 8;
