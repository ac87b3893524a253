//! What stands in `schema.toml`, and the data model made of it.

use std::borrow::Cow;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::layout::Layout;
use super::{Column, ColumnId, Empty, EvidenceOf, Is, Kind, Part, Schema, Table, TableId};
use crate::base::normalize;
use crate::base::text::Text;
use crate::model::schema::cells::CellWords;
use crate::model::schema::codes::{self, Codes, CodesId};

fn headers(column: &ColumnFile) -> Vec<(Cow<'static, str>, Part)> {
    let main = [column.ja, column.en].into_iter().chain(column.headers.iter().copied()).map(|h| (h, Part::Main));
    let step = column.step.iter().map(|&s| (s, Part::Main));
    let email = column.email.iter().map(|&h| (h, Part::Email));
    let by_name = column.name.iter().map(|&h| (h, Part::Name));
    let kana = column.kana.iter().map(|&h| (h, Part::Kana));
    let all = main.chain(step).chain(email).chain(by_name).chain(kana);
    let mut all: Vec<(Cow<'static, str>, Part)> = all.map(|(h, part)| (normalize::header_of(h), part)).collect();
    if let (Some(step), false) = (column.step, column.name.is_empty()) {
        all.push((format!("{step}_name").into(), Part::Name));
    }
    all
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
pub(super) struct File {
    tables: IndexMap<&'static str, TableFile>,
    cells: CellWords,
    pub(super) codes: IndexMap<&'static str, codes::Words>,
    parts: IndexMap<&'static str, codes::Words>,
    layout: Layout,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    ja: &'static str,
    en: &'static str,
    #[serde(default)]
    about: &'static str,
    #[serde(default)]
    files: Vec<&'static str>,
    #[serde(default)]
    key: Vec<&'static str>,
    #[serde(default)]
    required: Vec<&'static str>,
    label: &'static str,
    #[serde(default)]
    events: bool,
    #[serde(default)]
    kept: bool,
    #[serde(default)]
    derived: bool,
    columns: IndexMap<&'static str, ColumnFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of its own in the file")]
struct ColumnFile {
    #[serde(rename = "type")]
    kind: &'static str,
    ja: &'static str,
    en: &'static str,
    #[serde(default)]
    about: &'static str,
    #[serde(default)]
    example: &'static str,
    register: Option<Vec<&'static str>>,
    #[serde(default)]
    blank: bool,
    #[serde(default)]
    of: &'static str,
    #[serde(default)]
    codes: &'static str,
    is: Option<Is>,
    #[serde(default)]
    standing: bool,
    kept: Option<bool>,
    step: Option<&'static str>,
    #[serde(default)]
    optional: bool,
    optional_if: Option<&'static str>,
    optional_if_filled: Option<&'static str>,
    filled_in: Option<&'static str>,
    #[serde(default)]
    done: bool,
    #[serde(default)]
    empty: Empty,
    #[serde(default)]
    open_while: Vec<&'static str>,
    #[serde(default)]
    happened: Vec<&'static str>,
    known_from: Option<&'static str>,
    #[serde(default)]
    follows: Vec<&'static str>,
    #[serde(default)]
    unasked: bool,
    #[serde(default)]
    or_mark: bool,
    #[serde(default)]
    never: bool,
    #[serde(default)]
    last: bool,
    #[serde(default)]
    derived: bool,
    #[serde(default)]
    reads: Vec<&'static str>,
    strangers_in: Option<&'static str>,
    evidence: Option<Vec<&'static str>>,
    evidence_of: Option<EvidenceOf>,
    #[serde(default)]
    headers: Vec<&'static str>,
    #[serde(default)]
    email: Vec<&'static str>,
    #[serde(default)]
    name: Vec<&'static str>,
    #[serde(default)]
    kana: Vec<&'static str>,
}

/// Returns what the cells of a column hold.
fn kind(
    column: &ColumnFile,
    table_id: &impl Fn(&str) -> anyhow::Result<TableId>,
    codes_id: &impl Fn(&str) -> anyhow::Result<CodesId>,
) -> anyhow::Result<Kind> {
    Ok(match column.kind {
        "id" => Kind::Id,
        "office" => Kind::Row(table_id("offices")?),
        "person" => Kind::Row(table_id("staff")?),
        "patient" => Kind::Row(table_id("patients")?),
        "group" => Kind::Row(table_id("groups")?),
        "row" => Kind::Row(table_id(column.of)?),
        "code" => Kind::Code(codes_id(column.codes)?),
        "flag" => Kind::Code(codes_id("flag")?),
        "date" => Kind::Date,
        "name" => Kind::Name,
        "email" => Kind::Email,
        "text" => Kind::Text,
        "mark" => Kind::Mark,
        "points" => Kind::Points,
        "patients" => Kind::Patients,
        "truth" => Kind::Truth,
        other => anyhow::bail!("no type {other}"),
    })
}

impl Schema {
    pub(super) fn of(file: File) -> anyhow::Result<Self> {
        let table_id = |name: &str| -> anyhow::Result<TableId> {
            let place = file.tables.get_index_of(name);
            Ok(TableId(place.ok_or_else(|| anyhow::anyhow!("no table {name}"))? as u8))
        };
        let column_of = |path: &'static str| -> anyhow::Result<(TableId, &'static str)> {
            let (table, column) = path.split_once('.').ok_or_else(|| anyhow::anyhow!("{path} is not table.column"))?;
            Ok((table_id(table)?, column))
        };
        let codes_id = |name: &str| -> anyhow::Result<CodesId> {
            let place = file.codes.get_index_of(name);
            Ok(CodesId(place.ok_or_else(|| anyhow::anyhow!("no codes {name}"))? as u8))
        };
        let mut tables = Vec::new();
        for (&name, table) in &file.tables {
            let mut columns = Vec::new();
            for (&column_name, column) in &table.columns {
                columns.push(Column {
                    name: column_name,
                    label: Text { ja: column.ja.to_owned(), en: column.en.to_owned() },
                    about: column.about,
                    example: column.example,
                    register: match &column.register {
                        Some(headers) => headers.iter().map(|h| (*h).to_owned()).collect(),
                        None => vec![column.ja.to_owned()],
                    },
                    blank: column.blank,
                    kind: kind(column, &table_id, &codes_id)?,
                    is: column.is,
                    standing: column.standing,
                    kept: column.kept,
                    step: column.step,
                    optional: column.optional,
                    optional_if: column.optional_if.map(column_of).transpose()?,
                    optional_if_filled: column.optional_if_filled.map(column_of).transpose()?,
                    filled_in: column.filled_in,
                    done: column.done,
                    empty: column.empty,
                    open_while: column.open_while.clone(),
                    happened: column.happened.clone(),
                    known_from: column.known_from,
                    unasked: column.unasked,
                    or_mark: column.or_mark,
                    follows: column.follows.clone(),
                    never: column.never,
                    last: column.last,
                    derived: if column.derived {
                        Some(column.reads.iter().map(|c| column_of(c)).collect::<anyhow::Result<_>>()?)
                    } else {
                        None
                    },
                    strangers_in: column.strangers_in.map(table_id).transpose()?,
                    evidence: column.evidence.clone(),
                    evidence_of: column.evidence_of,
                    headers: headers(column),
                });
            }
            let place = |names: &[&str]| -> anyhow::Result<Vec<ColumnId>> {
                names
                    .iter()
                    .map(|n| {
                        let place = columns.iter().position(|c| c.name == *n);
                        Ok(ColumnId(place.ok_or_else(|| anyhow::anyhow!("no column {n} in {name}"))? as u8))
                    })
                    .collect()
            };
            let key = place(&table.key)?;
            let required = if table.required.is_empty() { key.clone() } else { place(&table.required)? };
            let files = [name, table.ja].iter().chain(&table.files).map(|n| normalize::header(n)).collect();
            tables.push(Table {
                by_header: OnceLock::new(),
                name,
                label: Text { ja: table.ja.to_owned(), en: table.en.to_owned() },
                about: table.about,
                key,
                required,
                row_label: table.label,
                events: table.events,
                kept: table.kept,
                derived: table.derived,
                columns,
                files,
            });
        }
        let parts = |name: &str| file.parts.get(name).cloned().unwrap_or_default();
        let codes = file.codes.iter().map(|(name, words)| Codes::of(name, words, parts(name)));
        let codes = codes.collect::<anyhow::Result<_>>()?;
        Ok(Self { tables, layout: file.layout.normalized(), cells: file.cells, codes })
    }
}
