//! From a TOML document to its outline.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::tag;

/// The outline of a TOML document; what is wrong with it, in words, if it is none, or has a fraction.
pub(crate) fn outline(text: &str) -> Result<Vec<u8>, String> {
    let document = DeTable::parse(text).map_err(|error| error.to_string())?;
    let mut writer = Writer { text, bytes: Vec::new() };
    writer.table(document.span(), document.get_ref())?;
    Ok(writer.bytes)
}

struct Writer<'a> {
    text: &'a str,
    bytes: Vec<u8>,
}

impl Writer<'_> {
    fn value(&mut self, value: &Spanned<DeValue<'_>>) -> Result<(), String> {
        let span = value.span();
        match value.get_ref() {
            DeValue::String(string) => self.string(span, string)?,
            DeValue::Integer(number) => {
                let number = i64::from_str_radix(number.as_str(), number.radix()).map_err(|error| error.to_string())?;
                self.node(tag::INTEGER, span)?;
                self.bytes.extend(number.to_le_bytes());
            }
            DeValue::Boolean(truth) => self.node(if *truth { tag::TRUE } else { tag::FALSE }, span)?,
            DeValue::Datetime(_) => self.node(tag::DATETIME, span)?,
            DeValue::Array(items) => self.array(span, items)?,
            DeValue::Table(table) => self.table(span, table)?,
            DeValue::Float(number) => return Err(format!("there is a fraction, {number}")),
        }
        Ok(())
    }

    fn table(&mut self, span: Range<usize>, table: &DeTable<'_>) -> Result<(), String> {
        self.node(tag::TABLE, span)?;
        self.with_size(|writer| {
            writer.number(table.len())?;
            table.iter().try_for_each(|(key, value)| {
                writer.string(key.span(), key.get_ref())?;
                writer.value(value)
            })
        })
    }

    fn array(&mut self, span: Range<usize>, items: &DeArray<'_>) -> Result<(), String> {
        self.node(tag::ARRAY, span)?;
        self.with_size(|writer| {
            writer.number(items.len())?;
            items.iter().try_for_each(|item| writer.value(item))
        })
    }

    /// What is written, behind how many bytes it has.
    fn with_size(&mut self, write: impl FnOnce(&mut Self) -> Result<(), String>) -> Result<(), String> {
        let before = std::mem::take(&mut self.bytes);
        let written = write(self);
        let inner = std::mem::replace(&mut self.bytes, before);
        self.number(inner.len())?;
        self.bytes.extend(inner);
        written
    }

    fn string(&mut self, span: Range<usize>, string: &str) -> Result<(), String> {
        let within = span.start + 1..span.end.saturating_sub(1);
        if self.text.get(span.clone()) == Some(string) {
            self.node(tag::BARE, span)
        } else if self.text.get(within) == Some(string) {
            self.node(tag::QUOTED, span)
        } else {
            self.node(tag::WRITTEN_OTHERWISE, span)?;
            self.number(string.len())?;
            self.bytes.extend(string.bytes());
            Ok(())
        }
    }

    fn node(&mut self, tag: u8, span: Range<usize>) -> Result<(), String> {
        let too_long = |_| "it is too long for an outline".to_owned();
        let length = u32::try_from(span.len()).map_err(too_long)?;
        let start = u32::try_from(span.start << tag::START).map_err(too_long)? >> tag::START;
        let head = u64::from(tag) | u64::from(start) << tag::START | u64::from(length) << tag::LENGTH;
        self.bytes.extend(head.to_le_bytes());
        Ok(())
    }

    fn number(&mut self, number: usize) -> Result<(), String> {
        let number = u32::try_from(number).map_err(|_| "it is too long for an outline")?;
        self.bytes.extend(number.to_le_bytes());
        Ok(())
    }
}
