//! JSON: an array of objects, an object with such an array for each table, or an object a line. What lies in objects inside a
//! record is reached by its path; a list of objects inside one is also a table of its own, whose rows know whose they are.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::objects::{Cells, Objects, Rows};
use super::{SheetKind, count_lines};
use crate::base::text::Problem;
use crate::source::words;

/// Objects inside each other beyond this are left as they are written.
const DEEPEST: usize = 16;

/// A table of a file: a value of its outermost object, the whole file where that is an array, or a list inside their records.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) name: Option<String>,
    range: Range<usize>,
    /// Where each record has the list whose objects are the rows; none for a table of the records themselves.
    list: Vec<String>,
}

/// The members of an object in order, also those whose name stands twice.
struct Members<V>(Vec<(String, V)>);

impl<V> Members<V> {
    /// A name that stands twice: which value counts is not for the reader to choose.
    fn twice(&self) -> Option<&str> {
        twice(self.0.iter().map(|(name, _)| name.as_str()).collect())
    }
}

/// A name that stands twice among others.
fn twice(mut names: Vec<&str>) -> Option<&str> {
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
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
    let file = File::new(name, text);
    if !text.trim_start().starts_with('{') {
        let start = text.len() - text.trim_start().len();
        let whole = Member { name: None, range: start..text.len(), list: Vec::new() };
        return Ok(with_lists(vec![whole], &file));
    }
    let whole: &RawValue = serde_json::from_str(text).map_err(|e| broken(name, 1, &e))?;
    let mut found = Vec::new();
    collect(&file, whole.get(), "", 0, &mut found)?;
    Ok(with_lists(found, &file))
}

/// A file that is being read.
struct File<'t> {
    name: &'t str,
    text: &'t str,
    /// How far its lines have been counted, and the line there.
    counted: Cell<(usize, u32)>,
}

impl<'t> File<'t> {
    fn new(name: &'t str, text: &'t str) -> Self {
        Self { name, text, counted: Cell::new((0, 1)) }
    }

    /// Where a part of the text begins: it is a slice of it, so the distance of the two is its offset.
    fn offset(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.text.as_ptr() as usize
    }

    /// The line on which a part begins. Parts are asked for from front to back, as a rule.
    fn line(&self, part: &str) -> u32 {
        let offset = self.offset(part);
        let (from, line) = Some(self.counted.get()).filter(|(from, _)| *from <= offset).unwrap_or((0, 1));
        let line = line + count_lines(&self.text.as_bytes()[from..offset]);
        self.counted.set((offset, line));
        line
    }

    /// The members of an object, each once.
    fn object<'v>(&self, object: &'v str) -> Result<Vec<(String, &'v str)>, Problem> {
        let members: Members<&RawValue> =
            serde_json::from_str(object).map_err(|e| broken(self.name, self.line(object), &e))?;
        if let Some(twice) = members.twice() {
            return Err(words::member_twice(self.name, self.line(object), twice));
        }
        Ok(members.0.into_iter().map(|(name, value)| (name, value.get())).collect())
    }

    /// The items of a list.
    fn list<'v>(&self, list: &'v str) -> Result<Vec<&'v str>, Problem> {
        let items: Vec<&RawValue> = serde_json::from_str(list).map_err(|e| broken(self.name, self.line(list), &e))?;
        Ok(items.into_iter().map(RawValue::get).collect())
    }
}

/// Adds the members of an object that may be tables; those of objects inside it by their path.
fn collect(file: &File<'_>, object: &str, path: &str, depth: usize, found: &mut Vec<Member>) -> Result<(), Problem> {
    for (name, value) in file.object(object)? {
        let name = if path.is_empty() { name } else { format!("{path}.{name}") };
        let start = file.offset(value);
        let inside = found.len();
        if value.starts_with('{') && depth < DEEPEST {
            collect(file, value, &name, depth + 1, found)?;
            if found[inside..].iter().any(|member| file.text[member.range.clone()].starts_with('[')) {
                continue;
            }
            // nothing in it is a table, so it is named as one thing
            found.truncate(inside);
        }
        found.push(Member { name: Some(name), range: start..start + value.len(), list: Vec::new() });
    }
    Ok(())
}

/// The members, each with the lists of objects in its records behind it. What cannot be read has none: reading it says why.
fn with_lists(members: Vec<Member>, file: &File<'_>) -> Vec<Member> {
    let mut all: Vec<Member> = Vec::new();
    let mut names: BTreeSet<String> = members.iter().filter_map(|member| member.name.clone()).collect();
    for member in members {
        let part = &file.text[member.range.clone()];
        let mut lists = Vec::new();
        // a list in a list of objects is rare, and looked for only where one begins at all
        if part.starts_with('[') && begin_lists(part) > 1 {
            let Ok(items) = file.list(part) else {
                all.push(member);
                continue;
            };
            items.into_iter().filter(|item| item.starts_with('{')).for_each(|item| {
                find_lists(file, item, &mut Vec::new(), &mut lists);
            });
        }
        let of_member = |list: Vec<String>| {
            let last = list.last().cloned().unwrap_or_default();
            let is_taken = names.contains(&last);
            let path = || member.name.iter().chain(&list).cloned().collect::<Vec<_>>().join(".");
            Member { name: Some(if is_taken { path() } else { last }), range: member.range.clone(), list }
        };
        let of_lists: Vec<Member> = lists.into_iter().map(of_member).collect();
        names.extend(of_lists.iter().filter_map(|list| list.name.clone()));
        all.push(member);
        all.extend(of_lists);
    }
    all
}

/// How many lists in a text begin with an object. Inside a string it may look like one: then nothing is found there.
fn begin_lists(text: &str) -> usize {
    let begins = |at: usize| text.as_bytes()[at + 1..].trim_ascii_start().first() == Some(&b'{');
    memchr::memchr_iter(b'[', text.as_bytes()).filter(|at| begins(*at)).take(2).count()
}

/// Adds the paths of the lists of objects in an object that are not known yet.
fn find_lists(file: &File<'_>, object: &str, path: &mut Vec<String>, lists: &mut Vec<Vec<String>>) {
    if path.len() > DEEPEST {
        return;
    }
    for (name, value) in file.object(object).unwrap_or_default() {
        path.push(name);
        if value.starts_with('{') {
            find_lists(file, value, path, lists);
        } else if value.starts_with('[') {
            let items = file.list(value).unwrap_or_default();
            if is_of_objects(&items) {
                if !lists.contains(path) {
                    lists.push(path.clone());
                }
                items.iter().filter(|item| item.starts_with('{')).for_each(|item| find_lists(file, item, path, lists));
            }
        }
        path.pop();
    }
}

/// Whether the items of a list are objects, some of which may not be there.
fn is_of_objects(items: &[&str]) -> bool {
    items.iter().any(|item| item.starts_with('{')) && items.iter().all(|item| item.starts_with('{') || *item == "null")
}

impl Member {
    /// The text of a member that is a string.
    pub(super) fn string(&self, bytes: &[u8]) -> Option<String> {
        if self.list.is_empty() { serde_json::from_slice(bytes.get(self.range.clone())?).ok() } else { None }
    }

    /// What the member is.
    pub(super) fn kind(&self, bytes: &[u8]) -> SheetKind {
        match bytes.get(self.range.clone()) {
            Some([b'[', ..]) if self.list.is_empty() => SheetKind::Table,
            Some([b'[', ..]) => SheetKind::Inner,
            _ => SheetKind::Other,
        }
    }

    /// The rows of a member that is a table.
    pub(super) fn read(&self, name: &str, bytes: &[u8]) -> Result<Objects, Problem> {
        let file = File::new(name, text(name, bytes)?);
        let part = &file.text[self.range.clone()];
        let start = file.line(part);
        let mut rows = Rows::default();
        for item in file.list(part)? {
            push(&mut rows, &file, item, &self.list)?;
        }
        Ok(rows.into_objects(start))
    }
}

/// Reads a file with an object a line.
pub(super) fn read_lines(name: &str, bytes: &[u8]) -> Result<Objects, Problem> {
    let file = File::new(name, text(name, bytes)?);
    let mut rows = Rows::default();
    for line in file.text.lines().filter(|line| !line.trim().is_empty()) {
        push(&mut rows, &file, line, &[])?;
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

/// Adds an object to the rows, or those of a list inside it.
fn push(rows: &mut Rows, file: &File<'_>, object: &str, list: &[String]) -> Result<(), Problem> {
    if list.is_empty() {
        let line = file.line(object);
        rows.push(line, cells(file, object, "")?);
        Ok(())
    } else {
        let mut owners = vec![rows.next_owner()];
        push_list(rows, file, object, "", list, &mut owners)
    }
}

/// The cells of an object behind a path, each once.
fn cells(file: &File<'_>, object: &str, path: &str) -> Result<Cells, Problem> {
    let mut cells = Cells::new();
    for (name, value) in file.object(object)? {
        add(&mut cells, file, format!("{path}{name}"), value, 0)?;
    }
    match twice(cells.iter().map(|(path, _)| path.as_str()).collect()) {
        Some(twice) => Err(words::member_twice(file.name, file.line(object), twice)),
        None => Ok(cells),
    }
}

/// Adds the objects of a list inside an object as rows. The cells beside the list say whose they are.
fn push_list(
    rows: &mut Rows,
    file: &File<'_>,
    object: &str,
    path: &str,
    list: &[String],
    owners: &mut Vec<u32>,
) -> Result<(), Problem> {
    let Some((name, deeper)) = list.split_first() else { return Ok(()) };
    let (mut beside, mut inside) = (Cells::new(), "null");
    for (member, value) in file.object(object)? {
        if member == *name {
            inside = value;
        } else if !value.starts_with('[') {
            add(&mut beside, file, format!("{path}{member}"), value, 0)?;
        }
    }
    rows.own(owners.last().copied().unwrap_or_default(), beside);
    if inside.starts_with('{') {
        return push_list(rows, file, inside, &format!("{path}{name}."), deeper, owners);
    }
    let items = if inside.starts_with('[') { file.list(inside)? } else { Vec::new() };
    let path = format!("{path}{name}[].");
    for item in items.into_iter().filter(|item| item.starts_with('{')) {
        if deeper.is_empty() {
            let line = file.line(item);
            rows.push_of(owners, line, cells(file, item, &path)?);
        } else {
            owners.push(rows.next_owner());
            push_list(rows, file, item, &path, deeper, owners)?;
            owners.pop();
        }
    }
    Ok(())
}

/// Adds a value by its path: an object by those of its members, a list as in a cell of a spreadsheet.
fn add(cells: &mut Cells, file: &File<'_>, path: String, value: &str, depth: usize) -> Result<(), Problem> {
    if value.starts_with('{') && depth < DEEPEST {
        let members = file.object(value)?;
        if members.is_empty() {
            cells.push((path, String::new()));
            return Ok(());
        }
        for (name, value) in members {
            add(cells, file, format!("{path}.{name}"), value, depth + 1)?;
        }
        return Ok(());
    }
    if !value.starts_with('[') {
        cells.push((path, scalar(file, value)?));
        return Ok(());
    }
    let items = file.list(value)?;
    if items.iter().all(|item| !item.starts_with(['{', '['])) {
        let items: Vec<String> = items.iter().map(|item| scalar(file, item)).collect::<Result<_, _>>()?;
        cells.push((path, items.join(";")));
    } else if is_of_objects(&items) && depth < DEEPEST {
        add_list(cells, file, &path, &items, depth)?;
    } else {
        cells.push((path, value.to_owned()));
    }
    Ok(())
}

/// Adds a list of objects: what stands in each of them at one path becomes a cell, in the order of the list.
fn add_list(cells: &mut Cells, file: &File<'_>, path: &str, items: &[&str], depth: usize) -> Result<(), Problem> {
    let mut of_items: indexmap::IndexMap<String, Vec<String>> = indexmap::IndexMap::new();
    for (place, item) in items.iter().enumerate().filter(|(_, item)| item.starts_with('{')) {
        let mut of_item = Cells::new();
        for (name, value) in file.object(item)? {
            add(&mut of_item, file, format!("{path}[].{name}"), value, depth + 1)?;
        }
        for (path, text) in of_item {
            let texts = of_items.entry(path).or_default();
            texts.resize(place, String::new());
            texts.push(text);
        }
    }
    for (path, mut texts) in of_items {
        texts.resize(items.len(), String::new());
        let is_blank = texts.iter().all(String::is_empty);
        cells.push((path, if is_blank { String::new() } else { texts.join(";") }));
    }
    Ok(())
}

/// A text, a number, a truth or nothing as a cell; anything else as it is written.
fn scalar(file: &File<'_>, value: &str) -> Result<String, Problem> {
    if value.starts_with('"') {
        return serde_json::from_str(value).map_err(|e| broken(file.name, file.line(value), &e));
    }
    Ok(match value {
        "null" => String::new(),
        // a number keeps its digits, but for an exponent
        number if number.contains(['e', 'E']) && number.ends_with(|c: char| c.is_ascii_digit()) => {
            number.parse::<f64>().map_or_else(|_| number.to_owned(), |number| number.to_string())
        }
        other => other.to_owned(),
    })
}

#[cfg(test)]
mod tests;
