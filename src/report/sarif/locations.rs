//! The files that were read, and the places in them that findings rest on.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Message, message};
use crate::model::finding::Evidence;
use crate::model::report::{DecidingCell, Report};
use crate::report::uri::relative;
use crate::report::words::ReportWords;

/// The base of all URIs: the folder that was audited.
pub(super) const BASE: &str = "%SRCROOT%";

/// The place of each file among the artifacts, by its URI.
pub(super) type Files = BTreeMap<String, usize>;

#[derive(Serialize)]
pub(super) struct Artifact<'a> {
    location: ArtifactLocation,
    length: u64,
    hashes: BTreeMap<&'static str, &'a str>,
    properties: ArtifactProperties<'a>,
}

/// The tables that a file gave.
#[derive(Serialize)]
struct ArtifactProperties<'a> {
    tables: Vec<TableOf<'a>>,
}

#[derive(Serialize)]
struct TableOf<'a> {
    table: &'a str,
    sheet: Option<&'a str>,
    rows: u32,
    skipped: u32,
    exported_on: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    physical: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    message: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<CellProperties<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}

/// A sheet, or a cell in it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

/// Where in its row the cell is that matters most.
#[derive(Serialize)]
struct CellProperties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a str>,
}

/// Returns the files, each once, however many tables it gave.
pub(super) fn artifacts(report: &Report) -> Vec<Artifact<'_>> {
    let mut artifacts: Vec<Artifact<'_>> = Vec::new();
    for input in &report.run.inputs {
        let uri = relative(&input.file);
        let table = TableOf {
            table: &input.table,
            sheet: input.sheet.as_deref(),
            rows: input.rows,
            skipped: input.skipped,
            exported_on: input.exported_on.as_deref(),
        };
        if let Some(known) = artifacts.iter_mut().find(|a| a.location.uri == uri) {
            known.properties.tables.push(table);
            continue;
        }
        artifacts.push(Artifact {
            location: ArtifactLocation { uri, uri_base_id: BASE, index: Some(artifacts.len()) },
            length: input.bytes,
            hashes: BTreeMap::from([("sha-256", input.sha256.as_str())]),
            properties: ArtifactProperties { tables: vec![table] },
        });
    }
    artifacts
}

/// Returns the places of the files among the artifacts.
pub(super) fn files(artifacts: &[Artifact<'_>]) -> Files {
    artifacts.iter().enumerate().map(|(place, artifact)| (artifact.location.uri.clone(), place)).collect()
}

/// Returns a row that a finding rests on; the first has no id.
pub(super) fn location<'a>(place: usize, evidence: &'a Evidence, files: &Files) -> Location<'a> {
    let uri = relative(&evidence.file);
    let index = files.get(&uri).copied();
    let (sheet, cell) = (evidence.sheet.as_deref(), evidence.cell.as_deref());
    let logical = match (sheet, cell) {
        (None, None) => None,
        (Some(sheet), None) => Some((sheet.to_owned(), sheet.to_owned(), "sheet")),
        (None, Some(cell)) => Some((cell.to_owned(), cell.to_owned(), "cell")),
        (Some(sheet), Some(cell)) => Some((cell.to_owned(), format!("{sheet}!{cell}"), "cell")),
    };
    let logical =
        logical.map(|(name, fully_qualified_name, kind)| LogicalLocation { name, fully_qualified_name, kind });
    let is_told = sheet.is_some() || cell.is_some() || evidence.column.is_some();
    Location {
        id: (place > 0).then_some(place),
        physical: PhysicalLocation {
            artifact_location: ArtifactLocation { uri, uri_base_id: BASE, index },
            region: evidence.line.map(|start_line| Region { start_line }),
        },
        logical_locations: logical.into_iter().collect(),
        message: message(&evidence.note),
        properties: is_told.then_some(CellProperties { sheet, column: evidence.column.as_deref(), cell }),
    }
}

/// Returns the place of a cell that would decide; the first has no id.
pub(super) fn location_of_cell<'a>(place: usize, cell: &'a DecidingCell, files: &Files) -> Location<'a> {
    let uri = relative(&cell.file);
    let index = files.get(&uri).copied();
    let header = cell.header.as_deref().unwrap_or(&cell.column);
    Location {
        id: (place > 0).then_some(place),
        physical: PhysicalLocation {
            artifact_location: ArtifactLocation { uri, uri_base_id: BASE, index },
            region: Some(Region { start_line: cell.line }),
        },
        logical_locations: Vec::new(),
        message: message(header),
        properties: Some(CellProperties {
            sheet: cell.sheet.as_deref(),
            column: Some(header),
            cell: cell.cell.as_deref(),
        }),
    }
}

/// Returns where a result is shown that is about no line: at the first file that was read.
pub(super) fn no_line<'a>(artifacts: &[Artifact<'_>], words: ReportWords) -> Location<'a> {
    let first = artifacts.first().map(|artifact| (artifact.location.uri.clone(), artifact.location.index));
    let (uri, index) = first.unwrap_or_else(|| (".".to_owned(), None));
    Location {
        id: None,
        physical: PhysicalLocation {
            artifact_location: ArtifactLocation { uri, uri_base_id: BASE, index },
            region: Some(Region { start_line: 1 }),
        },
        logical_locations: Vec::new(),
        message: message(words.about_no_line()),
        properties: None,
    }
}
