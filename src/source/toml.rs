//! TOML: every array of tables (`[[waiver]]`) is a table; other keys are none of ours. A file in which nothing stands, but
//! for comments, is a table without rows.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Lines;
use super::objects::{Objects, Rows};
use crate::base::text::Problem;
use crate::source::words;

/// The arrays of tables of a file, by name, in the order in which they begin.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Vec<(String, Objects)>, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| words::no_text(name, 1))?;
    let lines = Lines::of(bytes);
    let line = |byte: usize| lines.at(byte);
    // what the reader says of a mistake may quote a name: its place is enough
    let broken = |error: &toml::de::Error| words::toml_syntax(name, line(error.span().map_or(0, |span| span.start)));
    let table = DeTable::parse(text).map_err(|error| broken(&error))?;
    let mut members: Vec<(u32, String, Objects)> = Vec::new();
    for (member, value) in table.get_ref() {
        let DeValue::Array(items) = value.get_ref() else { continue };
        if !items.iter().all(|item| item.get_ref().is_table()) {
            continue;
        }
        let mut rows = Rows::default();
        for item in items {
            let at = line(item.span().start);
            let mut cells = Vec::new();
            for (key, value) in item.get_ref().as_table().into_iter().flatten() {
                let text = cell(value).ok_or_else(|| words::toml_shape(name, line(value.span().start)))?;
                cells.push((key.get_ref().to_string(), text));
            }
            rows.push(at, cells);
        }
        let at = line(items.first().map_or(value.span(), Spanned::span).start);
        members.push((at, member.get_ref().to_string(), rows.into_objects(at)));
    }
    if table.get_ref().is_empty() {
        let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy();
        members.push((1, stem.into_owned(), Rows::default().into_objects(1)));
    }
    members.sort_by_key(|(line, ..)| *line);
    Ok(members.into_iter().map(|(_, name, objects)| (name, objects)).collect())
}

/// A value as a cell: several of an array are separated as in a cell of a spreadsheet. `None` for a table.
fn cell(value: &Spanned<DeValue<'_>>) -> Option<String> {
    Some(match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(day) => day.to_string(),
        DeValue::Array(items) => items.iter().map(cell).collect::<Option<Vec<_>>>()?.join(";"),
        DeValue::Table(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;

    #[test]
    fn arrays_of_tables_are_tables_and_know_their_lines() {
        let text = "x = 1\n\n[[waiver]]\nrule = \"r\"\nkey = [\"a\", \"b\"]\n\n[[waiver]]\nuntil = 2026-03-31\nn = 5\n\n[other]\n";
        let members = read("t.toml", text.as_bytes()).unwrap();
        let [(name, objects)] = members.as_slice() else { panic!("{members:?}") };
        assert_eq!(name, "waiver");
        assert_eq!(objects.header, ["rule", "key", "until", "n"]);
        let mut rows = Vec::new();
        let _ = objects.records::<()>(|line, record| {
            rows.push((line, record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect::<Vec<_>>()));
            ControlFlow::Continue(())
        });
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        assert_eq!(rows, [(3, row(["r", "a;b", "", ""])), (7, row(["", "", "2026-03-31", "5"]))]);
    }

    #[test]
    fn a_file_from_which_all_was_taken_out_is_a_table_without_rows() {
        for (text, expected) in [("", "waivers"), ("# none\n", "waivers"), ("waiver = []\n", "waiver")] {
            let members = read("waivers.toml", text.as_bytes()).unwrap();
            let [(name, objects)] = members.as_slice() else { panic!("{members:?}") };
            assert_eq!((name.as_str(), objects.header.len()), (expected, 0), "{text:?}");
        }
        assert!(read("waivers.toml", b"x = 1\n").unwrap().is_empty(), "something stands there, and is no table");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_without_what_stands_there() {
        let said = |text: &str| read("t.toml", text.as_bytes()).unwrap_err().to_string();
        let broken = said("[[waiver]]\nreason = 見本 一郎\n");
        assert!(broken.contains("line 2") && !broken.contains("見本"), "{broken}");
        assert!(said("[[waiver]]\nrule = \"r\"\nkey = { a = 1 }\n").contains("line 3"));
    }
}
