//! A row as it is pasted: cells in the order of a sheet's columns with its headers above, or a table of TOML or JSON.

use toml::Value;

use super::{Cell, Kept, Written, label};
use crate::base::safe::{harmless, shown_on_a_line};
use crate::base::text::Text;
use crate::model::place::place_of;
use crate::source::column_name;

/// So many digits of a number a spreadsheet keeps.
const MOST_DIGITS: usize = 15;

/// A row for one of the places in which a register is kept.
pub(in crate::cli) struct Pasted {
    /// The file, and the sheet in it.
    pub(in crate::cli) place: String,
    /// The row, with what stands above it.
    pub(in crate::cli) text: String,
    /// The first column that it fills; none where it is no line of cells.
    pub(in crate::cli) column: Option<String>,
    /// What it cannot say there, by the column that it lacks.
    pub(in crate::cli) lacking: Vec<(Text, String)>,
}

impl Pasted {
    pub(super) fn of(kept: &Kept, row: &[Cell]) -> Self {
        let place = place_of(&kept.file, kept.sheet.name.as_deref());
        let pasted = |text: String| Self { place: place.clone(), text, column: None, lacking: Vec::new() };
        match kept.written {
            Written::Toml => pasted(toml(kept.sheet.name.as_deref().unwrap_or_default(), &kept.object(row))),
            Written::Json => pasted(json(&kept.object(row))),
            Written::Text(..) | Written::Book => {
                let line = kept.line(row);
                let first = line.iter().position(|(header, _)| !header.is_empty()).unwrap_or_default();
                let (headers, cells): (Vec<String>, Vec<String>) =
                    line.into_iter().skip(first).map(|(header, cell)| (guarded(&header), guarded(&cell))).unzip();
                let name = |cell: &&Cell| (label(kept.sheet.table, cell.column), shown_on_a_line(&cell.plain()));
                Self {
                    text: format!("{}\n{}\n", headers.join("\t"), cells.join("\t")),
                    column: Some(column_name(u32::try_from(first).unwrap_or_default())),
                    lacking: kept.lacking(row).iter().map(name).collect(),
                    place,
                }
            }
        }
    }
}

/// A text as it is pasted into one cell, and stays what it is: no formula, and no number or day if it only looks like one.
fn guarded(text: &str) -> String {
    let text = shown_on_a_line(text);
    let text = text.trim();
    let harmless = harmless(text);
    if harmless == text && is_taken_for_a_number(text) { format!("=\"{text}\"") } else { harmless.into_owned() }
}

/// Whether a spreadsheet would make another text of it: `0012`, `5-1`, `12/34`. A day it understands.
fn is_taken_for_a_number(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || "-/.,:%eE+".contains(c);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_day = text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2]);
    text.chars().all(is_part)
        && digits > 0
        && !is_day
        && (digits < text.len() || digits > MOST_DIGITS || digits > 1 && text.starts_with('0'))
}

/// A table of an array of tables.
pub(super) fn toml(array: &str, object: &[(String, &Cell)]) -> String {
    let lines = object.iter().map(|(name, cell)| format!("{} = {}\n", key(name), cell.value));
    std::iter::once(format!("[[{}]]\n", key(array))).chain(lines).collect()
}

/// A key of TOML, in quotation marks where it needs them.
fn key(name: &str) -> String {
    let is_bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare { name.to_owned() } else { Value::from(name).to_string() }
}

/// An object of JSON.
fn json(object: &[(String, &Cell)]) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let members = object.iter().map(|(name, cell)| format!("{}: {}", text(name), text(&cell.plain())));
    format!("{{{}}}\n", members.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_make_another_of_is_guarded() {
        for text in ["0012", "5-1", "12/34", "1.5", "10:30", "1e5", "1234567890123456"] {
            assert_eq!(guarded(text), format!("=\"{text}\""));
        }
        for text in ["=1+1", "@x", "＝1", "-5"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["1001", "0", "2026-09-30", "S05", "G01/S05", "第五条一", "見本 花子", "", "e"] {
            assert_eq!(guarded(text), text);
        }
        assert_eq!(guarded("二行の\n理由\tです"), "二行の 理由 です");
        assert_eq!(guarded(" \t=1"), "'=1");
    }

    #[test]
    fn a_key_of_toml_is_quoted_where_it_must_be() {
        assert_eq!((key("rule"), key("規則"), key("a b")), ("rule".into(), "\"規則\"".into(), "\"a b\"".into()));
    }
}
