//! The records of the stream and the fields in them, which may go on in the next record.

use super::kind;
use crate::source::workbook::Fault;

/// The records of a stream.
pub(super) struct Records<'a> {
    pub(super) stream: &'a [u8],
    pub(super) at: usize,
}

/// A record: what kind it is, its bytes, and those behind it.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    data: &'a [u8],
    behind: &'a [u8],
}

impl<'a> Records<'a> {
    /// The next record; a stream that ends without saying so is broken.
    pub(super) fn next(&mut self) -> Result<Record<'a>, Fault> {
        let record = self.stream.get(self.at..).and_then(Record::first);
        record.inspect(|record| self.at += 4 + record.data.len()).ok_or_else(|| Fault::Broken(String::new()))
    }
}

impl<'a> Record<'a> {
    /// The first record of some bytes.
    fn first(bytes: &'a [u8]) -> Option<Self> {
        let ([kind, kind_too, length, length_too], rest) = bytes.split_first_chunk::<4>()?;
        let length = usize::from(u16::from_le_bytes([*length, *length_too]));
        let (data, behind) = rest.split_at_checked(length)?;
        Some(Self { kind: u16::from_le_bytes([*kind, *kind_too]), data, behind })
    }

    pub(super) fn fields(&self) -> Fields<'a> {
        Fields { part: self.data, behind: &[] }
    }

    /// The fields of a record that others may continue. Whoever walks the records passes by those.
    pub(super) fn long_fields(&self) -> Fields<'a> {
        Fields { part: self.data, behind: self.behind }
    }
}

/// Bytes of a record and of those that continue it, read one field after the other. `None` is the end.
pub(super) struct Fields<'a> {
    pub(super) part: &'a [u8],
    behind: &'a [u8],
}

impl Fields<'_> {
    /// Goes on to the part that has the next byte; whether there is one.
    pub(super) fn turn(&mut self) -> bool {
        while self.part.is_empty() {
            let Some(next) = Record::first(self.behind).filter(|next| next.kind == kind::CONTINUE) else {
                return false;
            };
            (self.part, self.behind) = (next.data, next.behind);
        }
        true
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        if !self.turn() {
            return None;
        }
        let (byte, rest) = self.part.split_first()?;
        self.part = rest;
        Some(*byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    pub(super) fn f64(&mut self) -> Option<f64> {
        Some(f64::from_bits(u64::from(self.u32()?) | u64::from(self.u32()?) << 32))
    }

    pub(super) fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            if !self.turn() {
                return None;
            }
            let step = bytes.min(self.part.len());
            self.part = &self.part[step..];
            bytes -= step;
        }
        Some(())
    }

    /// A string behind its length.
    pub(super) fn string(&mut self) -> Option<String> {
        let length = usize::from(self.u16()?);
        // programs write an empty string without the byte that says how wide its characters are
        if length == 0 { Some(String::new()) } else { self.characters(length) }
    }

    /// The same, as far as it is there.
    pub(super) fn what_is_there(&mut self) -> Option<String> {
        let length = usize::from(self.u16()?);
        let is_wide = self.u8().is_some_and(|flags| flags & 1 != 0);
        let unit = |fields: &mut Self| if is_wide { fields.u16() } else { fields.u8().map(u16::from) };
        let units: Vec<u16> = (0..length).map_while(|_| unit(self)).collect();
        Some(String::from_utf16_lossy(&units))
    }

    /// A string with pieces in fonts, and with its reading (furigana), which are left out.
    pub(super) fn rich_string(&mut self) -> Option<String> {
        let length = usize::from(self.u16()?);
        let flags = self.u8()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(self.u16()?) };
        let reading = if flags & 4 == 0 { 0 } else { self.u32()? as usize };
        let text = self.wide_or_narrow(length, flags & 1 != 0)?;
        self.skip(runs * 4 + reading)?;
        Some(text)
    }

    pub(super) fn characters(&mut self, length: usize) -> Option<String> {
        let is_wide = self.u8()? & 1 != 0;
        self.wide_or_narrow(length, is_wide)
    }

    /// So many characters of one or two bytes. Where a part ends, the next says anew which.
    fn wide_or_narrow(&mut self, length: usize, mut is_wide: bool) -> Option<String> {
        let mut units = Vec::with_capacity(length);
        while units.len() < length {
            if self.part.is_empty() {
                if !self.turn() {
                    return None;
                }
                is_wide = self.u8()? & 1 != 0;
            }
            units.push(if is_wide { self.u16()? } else { u16::from(self.u8()?) });
        }
        Some(String::from_utf16_lossy(&units))
    }
}
