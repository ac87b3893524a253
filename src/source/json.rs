//! JSON: an array of objects, an object with such an array for each table, or an object a line.

use std::fmt;
use std::marker::PhantomData;

use csv::ByteRecord;
use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::{Body as AnyBody, Sheet, line_of};
use crate::words::{self, Problem};

/// The rows: line, and the cells by their place in the header.
#[derive(Debug)]
pub(super) struct Body {
    rows: Vec<(u32, Vec<(usize, String)>)>,
}

/// The members of an object in order, also those whose name stands twice.
struct Members<V>(Vec<(String, V)>);

impl<V> Members<V> {
    /// A name that stands twice: which value counts is not for the reader to choose.
    fn twice(&self) -> Option<&str> {
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    }
}

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
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect(PhantomData))
    }
}

/// What a JSON file holds: the tables, and the names of the members that are none.
pub(super) type Found = (Vec<Sheet>, Vec<String>);

/// Reads a JSON file: the rows of one table, or an object with those of several; `wants` tells which of its members
/// are tables.
pub(super) fn read(name: &str, bytes: &[u8], wants: &dyn Fn(&str) -> bool) -> Result<Found, Problem> {
    let text = text(name, bytes)?;
    if !text.trim_start().starts_with('{') {
        return Ok((vec![array(name, text, text, None)?], Vec::new()));
    }
    let members: Members<&RawValue> = serde_json::from_str(text).map_err(|e| broken(name, 1, &e))?;
    if let Some(twice) = members.twice() {
        return Err(words::member_twice(name, 1, twice));
    }
    let (mut sheets, mut others) = (Vec::new(), Vec::new());
    for (member, raw) in members.0 {
        if wants(&member) {
            sheets.push(array(name, text, raw.get(), Some(member))?);
        } else {
            others.push(member);
        }
    }
    Ok((sheets, others))
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
    std::str::from_utf8(bytes).map_err(|_| words::not_utf8(name, 1, 1))
}

/// What is wrong with JSON, without a word of what stands in it: that may be a name. `line` is where the text begins.
fn broken(name: &str, line: u32, error: &serde_json::Error) -> Problem {
    let line = line as usize + error.line().max(1) - 1;
    match error.classify() {
        Category::Data => words::json_shape(name, line),
        Category::Eof => words::json_end(name, line),
        Category::Syntax | Category::Io => words::json_syntax(name, line, error.column()),
    }
}

fn array(name: &str, text: &str, part: &str, member: Option<String>) -> Result<Sheet, Problem> {
    // `part` is a slice of `text`, so the distance of the two is its offset.
    let start = line_of(text.as_bytes(), part.as_ptr() as usize - text.as_ptr() as usize);
    let items: Vec<&RawValue> = serde_json::from_str(part).map_err(|e| broken(name, start, &e))?;
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
        let members: Members<Value> = serde_json::from_str(object).map_err(|e| broken(name, line, &e))?;
        if let Some(twice) = members.twice() {
            return Err(words::member_twice(name, line, twice));
        }
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
        let all = |_: &str| true;
        let sheet = &read("t.json", text.as_bytes(), &all).unwrap().0[0];
        assert_eq!(sheet.header, ["a", "b"]);
        assert_eq!(lines(sheet), [(2, vec!["1".into(), String::new()]), (4, vec![String::new(), "x;y".into()])]);
        let text = b"{\"staff\":\n[{\"a\":true}],\n\"groups\":[], \"version\": 1}";
        let (sheets, others) = read("t.json", text, &|member| member != "version").unwrap();
        assert_eq!(others, ["version"]);
        assert_eq!(sheets[0].member.as_deref(), Some("staff"));
        assert_eq!(lines(&sheets[0]), [(2, vec!["true".to_owned()])]);
        assert_eq!(lines(&read_lines("t.jsonl", b"{\"a\":1}\n\n{\"a\":2}\n").unwrap())[1].0, 3);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let said = |text: &str| read("t.json", text.as_bytes(), &|_| true).unwrap_err().to_string();
        assert!(said("[\n{\"a\":1,\n\"a\":2}]").contains("line 2"));
        assert!(!said("[\n\"見本 一郎\"]").contains("見本"), "what stands in a file is not told");
        assert!(said("[\n1]").contains("line 2"));
        assert!(said("[\n{\"a\":1}").contains("line 2"));
    }
}
