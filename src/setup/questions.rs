//! What of a folder is left to somebody who knows it: each sheet and header that was assumed or is asked about, with what it
//! may be, and the settings that an answer stands for.

use toml_edit::{Array, DocumentMut, Item, Table, value};

use crate::base::text::Problem;
use crate::load::{Data, InputFile, InputSheet};
use crate::model::place::{Basis, ColumnCandidate, Heading, place_of};
use crate::model::schema::{ColumnId, Part, TableId};
use crate::setup::words;
use crate::source::Delimiter;

/// A question.
#[derive(Clone, Debug)]
pub struct Question {
    /// The file, and the sheet in it.
    pub place: String,
    /// The header that it is about; `None` if it is about the sheet.
    pub header: Option<String>,
    /// Where cells of it stand.
    pub cells: Cells,
    /// Whether the first answer is what was assumed.
    pub is_assumed: bool,
    /// What it may be, the best first.
    pub answers: Vec<Answer>,
}

/// Where the cells below a header stand.
#[derive(Clone, Debug)]
pub struct Cells {
    /// The file.
    pub file: String,
    /// The sheet in it, where it has several.
    pub sheet: Option<String>,
    /// What stands between two of them, where a character does.
    pub delimiter: Option<Delimiter>,
    /// The line of the header; 0 if there is none.
    pub below: u32,
    /// The column, from 0; `None` if it is about the sheet: then those of the header.
    pub column: Option<u32>,
}

/// An answer, and the settings that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The table.
    pub table: TableId,
    /// The column of it, if it is one of a header.
    pub column: Option<(ColumnId, Part)>,
    /// The header, or where the table lies.
    given: Given,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Given {
    Header(String),
    Places { files: Vec<String>, sheets: Vec<String> },
}

/// Returns the questions of a folder: of sheets before those of their headers.
pub fn questions(data: &Data) -> Vec<Question> {
    let of_asked = data.files.iter().flat_map(|file| file.asked.iter().map(move |asked| (file, asked)));
    let sheets = of_asked.map(|(file, asked)| Question {
        place: place_of(&file.name, asked.name.as_deref()),
        header: None,
        cells: Cells {
            file: file.name.clone(),
            sheet: asked.name.clone(),
            delimiter: None,
            below: asked.header_line.unwrap_or_default(),
            column: None,
        },
        is_assumed: false,
        answers: asked.candidates.iter().map(|c| table_is(data, c.table, file, asked.name.as_deref())).collect(),
    });
    let read = || data.files.iter().flat_map(|file| file.sheets.iter().map(move |sheet| (file, sheet)));
    let assumed = read().filter(|(_, sheet)| sheet.how == Basis::Assumed).map(|(file, sheet)| {
        let others = sheet.candidates.iter().map(|candidate| candidate.table);
        let tables = std::iter::once(sheet.table).chain(others.filter(|table| *table != sheet.table));
        Question {
            place: place_of(&file.name, sheet.name.as_deref()),
            header: None,
            cells: cells(file, sheet, None),
            is_assumed: true,
            answers: tables.map(|table| table_is(data, table, file, sheet.name.as_deref())).collect(),
        }
    });
    let headers = read().flat_map(|(file, sheet)| sheet.columns.iter().filter_map(|h| of_header(file, sheet, h)));
    let questions = sheets.chain(assumed).chain(headers);
    questions.filter(|question| !question.answers.is_empty()).collect()
}

fn cells(file: &InputFile, sheet: &InputSheet, column: Option<u32>) -> Cells {
    let (name, delimiter) = (sheet.name.clone(), sheet.delimiter);
    Cells { file: file.name.clone(), sheet: name, delimiter, below: line_of(sheet), column }
}

fn line_of(sheet: &InputSheet) -> u32 {
    if sheet.has_header_row { sheet.header_lines.1 } else { 0 }
}

/// That a sheet is a table, beside those that are read as it already.
fn table_is(data: &Data, table: TableId, file: &InputFile, sheet: Option<&str>) -> Answer {
    let read = data.files.iter().flat_map(|f| f.sheets.iter().map(move |s| (f.name.as_str(), s)));
    let mut places: Vec<(&str, Option<&str>)> =
        read.filter(|(_, s)| s.table == table).map(|(file, s)| (file, s.name.as_deref())).collect();
    places.push((&file.name, sheet));
    let (mut files, mut sheets): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (file, sheet) in places {
        if files.iter().all(|known| known != file) {
            files.push(file.to_owned());
        }
        sheets.extend(sheet.filter(|sheet| sheets.iter().all(|known| known != sheet)).map(ToOwned::to_owned));
    }
    Answer { table, column: None, given: Given::Places { files, sheets } }
}

fn of_header(file: &InputFile, sheet: &InputSheet, heading: &Heading) -> Option<Question> {
    let is_assumed = heading.found.is_some() && heading.how == Basis::Assumed;
    if heading.text.is_empty() || heading.is_comment() || !is_assumed && heading.how != Basis::Asked {
        return None;
    }
    let header = sheet.column_in_settings(heading);
    let is_left = |candidate: &&ColumnCandidate| !sheet.has(candidate.column);
    let others = heading.candidates.iter().filter(is_left).map(|c| (c.column, c.part));
    let found = heading.found.into_iter().chain(others);
    let answer = |column| Answer { table: sheet.table, column: Some(column), given: Given::Header(header.clone()) };
    Some(Question {
        place: place_of(&file.name, sheet.name.as_deref()),
        header: Some(heading.text.clone()),
        cells: cells(file, sheet, heading.column),
        is_assumed,
        answers: found.map(answer).collect(),
    })
}

/// Returns settings with answers in them; all else stays as it is.
///
/// # Errors
///
/// If the settings are no TOML, or something else stands where an answer goes.
pub fn settled(settings: &str, answers: &[Answer]) -> Result<String, Problem> {
    let mut document: DocumentMut = settings.parse().map_err(|_| words::no_settings_to_edit())?;
    for answer in answers {
        let tables = table_in(document.as_table_mut(), "tables", true)?;
        let of_table = table_in(tables, answer.table.def().name, false)?;
        match (&answer.given, answer.column) {
            (Given::Header(header), Some((column, part))) => {
                let columns = table_in(of_table, "columns", false)?;
                columns.insert(&answer.table.def().key_of(column, part), value(header.as_str()));
            }
            (Given::Places { files, sheets }, _) => {
                of_table.insert("file", list(files));
                if !sheets.is_empty() {
                    of_table.insert("sheet", list(sheets));
                }
            }
            (Given::Header(_), None) => {}
        }
    }
    Ok(document.to_string())
}

/// A table within another, made if it is not there.
fn table_in<'t>(within: &'t mut Table, name: &str, is_implicit: bool) -> Result<&'t mut Table, Problem> {
    let item = within.entry(name).or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(is_implicit);
        Item::Table(table)
    });
    item.as_table_mut().ok_or_else(words::no_settings_to_edit)
}

fn list(items: &[String]) -> Item {
    match items {
        [one] => value(one.as_str()),
        several => value(several.iter().map(String::as_str).collect::<Array>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::known;

    #[test]
    fn answers_go_into_settings_and_all_else_stays() {
        let staff = known().staff;
        let column = staff.def().column("staff_id").expect("a column");
        let header =
            Answer { table: staff, column: Some((column, Part::Main)), given: Given::Header("職員CD".into()) };
        let (files, sheets) = (vec!["a.xlsx".to_owned(), "b.xlsx".to_owned()], vec!["職員".to_owned()]);
        let places = Answer { table: staff, column: None, given: Given::Places { files, sheets } };
        let before = "# ours\nown = \"見本訪問看護\" # one\n\n[tables.staff]\nheader-row = 3\n";
        let after = settled(before, &[header, places]).expect("settings");
        assert!(after.starts_with(before), "{after}");
        let read: toml::Table = after.parse().expect("TOML");
        let staff = &read["tables"]["staff"];
        assert_eq!(staff["file"].as_array().map(Vec::len), Some(2));
        assert_eq!((staff["sheet"].as_str(), staff["columns"]["staff_id"].as_str()), (Some("職員"), Some("職員CD")));
        assert!(settled("tables = 3", &[]).is_ok() && settled("= 3", &[]).is_err());
    }
}
