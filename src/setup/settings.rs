//! Settings that say what was found in a folder, ready to be corrected.

use std::fmt::Write as _;

use crate::base::text::Lang;
use crate::config::quoted;
use crate::load::{Data, InputSheet};
use crate::model::place::{Basis, Role, place_of};
use crate::model::schema::{TableId, schema};
use crate::report::words::ReportWords;
use crate::setup::words;

/// Returns the mapping of files, sheets and headers that was found, as a settings file.
pub fn found(data: &Data, lang: Lang) -> String {
    let mut text = String::new();
    for line in words::found_head(lang) {
        let _ = writeln!(text, "# {line}");
    }
    questions(&mut text, data, lang);
    for (table, _) in schema().tables() {
        let sheets: Vec<(&str, &InputSheet)> = (data.files.iter())
            .flat_map(|f| f.sheets.iter().map(|s| (f.name.as_str(), s)))
            .filter(|(_, sheet)| sheet.table == table)
            .collect();
        if !sheets.is_empty() {
            text.push('\n');
            of_table(&mut text, table, &sheets, lang);
        }
    }
    text
}

/// The sheets that could be a table: a question for each.
fn questions(text: &mut String, data: &Data, lang: Lang) {
    let asked = data.files.iter().flat_map(|file| file.asked.iter().map(move |asked| (file, asked)));
    for (file, asked) in asked.filter(|(_, asked)| !asked.candidates.is_empty()) {
        let _ = writeln!(text, "\n# {}", words::question_of_file(lang, &place_of(&file.name, asked.name.as_deref())));
        for candidate in &asked.candidates {
            let _ =
                writeln!(text, "# [tables.{}] # {}", candidate.table.def().name, candidate.table.def().label.get(lang));
            let _ = writeln!(text, "# file = {}", quoted(&file.name));
            if let Some(sheet) = &asked.name {
                let _ = writeln!(text, "# sheet = {}", quoted(sheet));
            }
        }
    }
}

fn of_table(text: &mut String, table: TableId, sheets: &[(&str, &InputSheet)], lang: Lang) {
    let def = table.def();
    let _ = writeln!(text, "[tables.{}] # {}", def.name, def.label.get(lang));
    let mut files: Vec<&str> = sheets.iter().map(|(file, _)| *file).collect();
    files.dedup();
    let _ = writeln!(text, "file = {}", list(&files));
    let names: Vec<&str> = sheets.iter().filter_map(|(_, sheet)| sheet.name.as_deref()).collect();
    if !names.is_empty() {
        let _ = writeln!(text, "sheet = {}", list(&names));
    }
    let first = sheets[0].1;
    if first.has_header_row && sheets.iter().all(|(_, s)| s.header_lines == first.header_lines) {
        let _ = writeln!(text, "header-row = {}", first.header_lines.0);
    }
    if let Some(exported) = first.exported {
        let _ = writeln!(text, "# exported-on = {}", exported.day);
    }
    let mut lines = Vec::new();
    let (mut unused, mut asked) = (Vec::new(), Vec::new());
    for heading in first.columns.iter().filter(|h| !h.text.is_empty() && !h.is_comment()) {
        let Some((column, part)) = heading.found else {
            let candidates = heading
                .candidates
                .iter()
                .map(|c| format!("{} = {}", def.key_of(c.column, c.part), quoted(&heading.text)));
            asked.extend(candidates);
            unused.push(quoted(&heading.text));
            continue;
        };
        let key = def.key_of(column, part);
        let column = def.def(column);
        let same = |sheet: &&(&str, &InputSheet)| sheet.1.columns.iter().any(|h| h.text == heading.text);
        // two halves of a name are found by their own headers, and what only some of the sheets have cannot be set
        let is_set = heading.role != Role::Made && sheets.iter().all(|s| same(&s));
        let header = first.column_in_settings(heading);
        // what is only assumed is left to the reader to confirm
        let start = if is_set && heading.how != Basis::Assumed { "" } else { "# " };
        lines.push(format!("{start}{key} = {} # {}", quoted(&header), column.label.get(lang)));
    }
    let _ = writeln!(text, "[tables.{}.columns]", def.name);
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    if !asked.is_empty() {
        let _ = writeln!(text, "# {}", words::questions(lang));
        asked.iter().for_each(|line| {
            let _ = writeln!(text, "# {line}");
        });
    }
    if !unused.is_empty() {
        let _ = writeln!(text, "# {}: {}", ReportWords(lang).not_used(), unused.join(", "));
    }
}

fn list(items: &[&str]) -> String {
    match items {
        [one] => quoted(one),
        several => format!("[{}]", several.iter().map(|s| quoted(s)).collect::<Vec<_>>().join(", ")),
    }
}
