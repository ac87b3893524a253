//! JSON: an array of objects, an object with such an array for each table, or an object a line.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::line_of;
use super::objects::{Objects, Rows};
use crate::base::text::Problem;
use crate::source::words;

/// A value of a file's outermost object, or the whole file where that is an array.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) name: Option<String>,
    range: Range<usize>,
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

/// What a JSON file holds: the rows of one table, or an object with those of several.
pub(super) fn members(name: &str, bytes: &[u8]) -> Result<Vec<Member>, Problem> {
    let text = text(name, bytes)?;
    if !text.trim_start().starts_with('{') {
        return Ok(vec![Member { name: None, range: 0..text.len() }]);
    }
    let members: Members<&RawValue> = serde_json::from_str(text).map_err(|e| broken(name, 1, &e))?;
    if let Some(twice) = members.twice() {
        return Err(words::member_twice(name, 1, twice));
    }
    let range = |raw: &RawValue| {
        // `raw` is a slice of `text`, so the distance of the two is its offset
        let start = raw.get().as_ptr() as usize - text.as_ptr() as usize;
        start..start + raw.get().len()
    };
    Ok(members.0.into_iter().map(|(member, raw)| Member { name: Some(member), range: range(raw) }).collect())
}

impl Member {
    /// The text of a member that is a string.
    pub(super) fn string(&self, bytes: &[u8]) -> Option<String> {
        serde_json::from_slice(bytes.get(self.range.clone())?).ok()
    }

    /// The rows of a member that is a table.
    pub(super) fn read(&self, name: &str, bytes: &[u8]) -> Result<Objects, Problem> {
        let text = text(name, bytes)?;
        let part = &text[self.range.clone()];
        let start = line_of(bytes, self.range.start);
        let items: Vec<&RawValue> = serde_json::from_str(part).map_err(|e| broken(name, start, &e))?;
        let mut rows = Rows::default();
        let (mut counted, mut at) = (0, 1);
        for item in items {
            let offset = item.get().as_ptr() as usize - text.as_ptr() as usize;
            at += super::count_lines(&bytes[counted..offset]);
            counted = offset;
            push(&mut rows, name, at, item.get())?;
        }
        Ok(rows.into_objects(start))
    }
}

/// Reads a file with an object a line.
pub(super) fn read_lines(name: &str, bytes: &[u8]) -> Result<Objects, Problem> {
    let text = text(name, bytes)?;
    let mut rows = Rows::default();
    for (index, line) in text.lines().enumerate() {
        if !line.trim().is_empty() {
            push(&mut rows, name, index as u32 + 1, line)?;
        }
    }
    Ok(rows.into_objects(1))
}

fn text<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, Problem> {
    std::str::from_utf8(bytes).map_err(|_| words::no_text(name, 1))
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

/// Adds an object to the rows.
fn push(rows: &mut Rows, name: &str, line: u32, object: &str) -> Result<(), Problem> {
    let members: Members<Value> = serde_json::from_str(object).map_err(|e| broken(name, line, &e))?;
    if let Some(twice) = members.twice() {
        return Err(words::member_twice(name, line, twice));
    }
    let is_nested = |value: &Value| match value {
        Value::Object(_) => true,
        Value::Array(items) => items.iter().any(|i| i.is_object() || i.is_array()),
        _ => false,
    };
    if members.0.iter().any(|(_, value)| is_nested(value)) {
        return Err(words::json_shape(name, line as usize));
    }
    rows.push(line, members.0.into_iter().map(|(name, value)| (name, cell(&value))));
    Ok(())
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

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;

    fn lines(objects: &Objects) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        let _ = objects.records::<()>(|line, record| {
            rows.push((line, record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect()));
            ControlFlow::Continue(())
        });
        rows
    }

    fn all(text: &str) -> Result<Vec<(Option<String>, Objects)>, Problem> {
        let members = members("t.json", text.as_bytes())?;
        members.into_iter().map(|m| Ok((m.name.clone(), m.read("t.json", text.as_bytes())?))).collect()
    }

    #[test]
    fn arrays_members_and_lines() {
        let text = "[\n {\"a\": 1},\n\n {\"b\": [\"x\", \"y\"],\n  \"a\": null}\n]";
        let objects = &all(text).unwrap()[0].1;
        assert_eq!(objects.header, ["a", "b"]);
        assert_eq!(lines(objects), [(2, vec!["1".into(), String::new()]), (4, vec![String::new(), "x;y".into()])]);
        let text = "{\"staff\":\n[{\"a\":true}],\n\"groups\":[], \"exported_on\": \"2026-10-31\"}";
        let found = members("t.json", text.as_bytes()).unwrap();
        assert_eq!(
            found.iter().filter_map(|m| m.name.as_deref()).collect::<Vec<_>>(),
            ["staff", "groups", "exported_on"]
        );
        assert_eq!(found[2].string(text.as_bytes()).as_deref(), Some("2026-10-31"));
        assert_eq!(found[0].string(text.as_bytes()), None);
        assert_eq!(lines(&found[0].read("t.json", text.as_bytes()).unwrap()), [(2, vec!["true".to_owned()])]);
        assert_eq!(lines(&read_lines("t.jsonl", b"{\"a\":1}\n\n{\"a\":2}\n").unwrap())[1].0, 3);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let said = |text: &str| all(text).unwrap_err().to_string();
        assert!(said("[\n{\"a\":1,\n\"a\":2}]").contains("line 2"));
        assert!(!said("[\n\"見本 一郎\"]").contains("見本"), "what stands in a file is not told");
        assert!(said("[\n1]").contains("line 2"));
        assert!(said("[\n{\"a\":1}").contains("line 2"));
    }
}
