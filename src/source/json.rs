//! JSON: an array of objects, an object with such an array for each table, or an object a line.

use std::fmt;
use std::marker::PhantomData;

use csv::ByteRecord;
use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Body as AnyBody, Sheet, line_of};
use crate::words::{self, Problem};

/// The rows: line, and the cells by their place in the header.
#[derive(Debug)]
pub(super) struct Body {
    rows: Vec<(u32, Vec<(usize, String)>)>,
}

/// The members of an object in order; a name that stands twice is an error.
struct Members<V>(Vec<(String, V)>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Members<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Collect<V> {
            type Value = Members<V>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: Vec<(String, V)> = Vec::new();
                while let Some((name, value)) = map.next_entry()? {
                    if members.iter().any(|(n, _)| *n == name) {
                        return Err(A::Error::custom(format!("the name \"{name}\" stands twice in one object")));
                    }
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect(PhantomData))
    }
}

/// Reads a JSON file: the rows of one table, or of several.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    let text = text(name, bytes)?;
    if text.trim_start().starts_with('{') {
        let members: Members<&RawValue> =
            serde_json::from_str(text).map_err(|e| words::unreadable_json(name, e.line(), &e.to_string()))?;
        return members.0.into_iter().map(|(member, raw)| array(name, text, raw.get(), Some(member))).collect();
    }
    Ok(vec![array(name, text, text, None)?])
}

/// Reads a file with an object a line.
pub(super) fn read_lines(name: &str, bytes: &[u8]) -> Result<Sheet, Problem> {
    let text = text(name, bytes)?;
    let mut rows = Rows::default();
    for (index, line) in text.lines().enumerate() {
        if !line.trim().is_empty() {
            rows.push(name, index as u32 + 1, line)?;
        }
    }
    Ok(rows.into_sheet(None, 1))
}

fn text<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, Problem> {
    std::str::from_utf8(bytes).map_err(|e| words::unreadable_json(name, 1, &e.to_string()))
}

fn array(name: &str, text: &str, part: &str, member: Option<String>) -> Result<Sheet, Problem> {
    // `part` is a slice of `text`, so the distance of the two is its offset.
    let line = |slice: &str| line_of(text.as_bytes(), slice.as_ptr() as usize - text.as_ptr() as usize);
    let start = line(part);
    let items: Vec<&RawValue> = serde_json::from_str(part)
        .map_err(|e| words::unreadable_json(name, start as usize + e.line() - 1, &e.to_string()))?;
    let mut rows = Rows::default();
    let (mut counted, mut at) = (0, 1);
    for item in items {
        let offset = item.get().as_ptr() as usize - text.as_ptr() as usize;
        at += super::count_lines(&text.as_bytes()[counted..offset]);
        counted = offset;
        rows.push(name, at, item.get())?;
    }
    Ok(rows.into_sheet(member, start))
}

#[derive(Default)]
struct Rows {
    header: IndexMap<String, ()>,
    rows: Vec<(u32, Vec<(usize, String)>)>,
}

impl Rows {
    fn push(&mut self, name: &str, line: u32, object: &str) -> Result<(), Problem> {
        let members: Members<Value> = serde_json::from_str(object)
            .map_err(|e| words::unreadable_json(name, line as usize + e.line() - 1, &e.to_string()))?;
        let cells = members.0.into_iter().map(|(n, v)| (self.header.insert_full(n, ()).0, cell(&v))).collect();
        self.rows.push((line, cells));
        Ok(())
    }

    fn into_sheet(self, member: Option<String>, header_line: u32) -> Sheet {
        let header = self.header.into_keys().collect();
        Sheet { member, header, header_line, body: AnyBody::Json(Body { rows: self.rows }) }
    }
}

/// A value as a cell: several of an array are separated as in a cell of a spreadsheet.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

impl Body {
    pub(super) fn rows<E>(
        &self,
        header: &[String],
        each: &mut impl FnMut(u32, &ByteRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut record = ByteRecord::new();
        let mut cells: Vec<&str> = Vec::new();
        for (line, row) in &self.rows {
            cells.clear();
            cells.resize(header.len(), "");
            for (place, text) in row {
                cells[*place] = text;
            }
            record.clear();
            cells.iter().for_each(|c| record.push_field(c.as_bytes()));
            each(*line, &record)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(sheet: &Sheet) -> Vec<(u32, Vec<String>)> {
        let AnyBody::Json(body) = &sheet.body else { unreachable!() };
        let mut rows = Vec::new();
        body.rows::<()>(&sheet.header, &mut |line, record| {
            rows.push((line, record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect()));
            Ok(())
        })
        .unwrap();
        rows
    }

    #[test]
    fn arrays_members_and_lines() {
        let text = "[\n {\"a\": 1},\n\n {\"b\": [\"x\", \"y\"],\n  \"a\": null}\n]";
        let sheet = &read("t.json", text.as_bytes()).unwrap()[0];
        assert_eq!(sheet.header, ["a", "b"]);
        assert_eq!(lines(sheet), [(2, vec!["1".into(), String::new()]), (4, vec![String::new(), "x;y".into()])]);
        let sheets = read("t.json", b"{\"staff\":\n[{\"a\":true}],\n\"groups\":[]}").unwrap();
        assert_eq!(sheets[0].member.as_deref(), Some("staff"));
        assert_eq!(lines(&sheets[0]), [(2, vec!["true".to_owned()])]);
        assert_eq!(lines(&read_lines("t.jsonl", b"{\"a\":1}\n\n{\"a\":2}\n").unwrap())[1].0, 3);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let said = |text: &str| read("t.json", text.as_bytes()).unwrap_err().to_string();
        assert!(said("[\n{\"a\":1,\n\"a\":2}]").contains("line 3"), "{}", said("[\n{\"a\":1,\n\"a\":2}]"));
        assert!(said("[\n1]").contains("line 2"));
        assert!(said("[\n{\"a\":1}").contains("line 2"));
    }
}
