//! The formats for machines, read back by others' readers: SARIF and OSCAL against their official schemas, XML and CSV
//! by parsers, the annotations of GitHub as its runner reads them. Every finding is in each of them exactly once, at the
//! line that it is about, whatever text is in it; and what was not assessed stands there as that.

mod csv;
mod github;
mod json;
mod junit;
mod oscal;
mod places;
mod sarif;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use mcs_audit::base::text::Lang;
use mcs_audit::history::stored;
use mcs_audit::model::finding::{Evidence, Finding};
use mcs_audit::model::options::{CsvEncoding, Format, Layout};
use mcs_audit::model::report::Report;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::support::folder::root;
use crate::support::golden::{golden, hostile};
use crate::support::json::word;
use crate::support::program::run;

const LANGS: [Lang; 2] = [Lang::Ja, Lang::En];

/// The namespace of names that OSCAL does not have.
const NAMESPACE: &str = "urn:mcs-audit";

fn layout(csv_encoding: CsvEncoding) -> Layout {
    Layout { csv_encoding, ..Layout::default() }
}

fn bytes(report: &Report, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    let replaced = report.write(format, layout(CsvEncoding::Utf8Bom), &mut out).expect("it can be written");
    assert_eq!(replaced, 0);
    let mut again = Vec::new();
    report.write(format, layout(CsvEncoding::Utf8Bom), &mut again).expect("it can be written");
    assert_eq!(out, again, "the same report gives the same bytes");
    out
}

fn text(report: &Report, format: Format) -> String {
    String::from_utf8(bytes(report, format)).expect("UTF-8")
}

fn parsed(report: &Report, format: Format) -> Value {
    serde_json::from_str(&text(report, format)).expect("JSON")
}

/// The golden report and the hostile one, in both languages.
fn reports() -> Vec<Report> {
    LANGS.into_iter().flat_map(|lang| [golden(lang), hostile(lang)]).collect()
}

/// The audit of a folder of fixtures, or nothing if it cannot be audited.
fn audit(folder: &Path, day: &str) -> Option<Report> {
    let ran = run(&["check", folder.to_str()?, "--as-of", day, "--format", "json", "--lang", "ja"]);
    (ran.code != 2).then(|| stored::parse("report.json", ran.out.as_bytes()).expect("a report"))
}

fn schema(file: &str) -> (Schemas, SchemaIndex) {
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    compiler.enable_format_assertions();
    let text = fs::read_to_string(root().join(file)).expect("the schema");
    let mut value: Value = serde_json::from_str(&text).expect("JSON");
    // by which the parts name themselves; as references they resolve against the file all the same
    without_ids(&mut value);
    compiler.add_resource("schema.json", value).expect("a schema");
    let index = compiler.compile("schema.json", &mut schemas).expect("a schema that holds");
    (schemas, index)
}

/// OSCAL gives each definition an `$id` that repeats its place, which is no location that a definition can have.
fn without_ids(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, value| name != "$id" || !value.is_string());
            members.values_mut().for_each(without_ids);
        }
        Value::Array(items) => items.iter_mut().for_each(without_ids),
        _ => {}
    }
}

fn assert_valid((schemas, index): &(Schemas, SchemaIndex), value: &Value) {
    if let Err(error) = schemas.validate(value, *index) {
        panic!("{error:#}");
    }
}

fn items<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value[member].as_array().map_or(&[], Vec::as_slice)
}

/// What a format should have of some text: what drives a terminal, turns text round or is not XML is not shown.
fn shown(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || "\u{2028}\u{2029}\u{200e}\u{200f}\u{feff}\u{fffe}\u{ffff}".contains(c)
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    text.replace("\r\n", "\n").chars().map(|c| if hidden(c) { '\u{fffd}' } else { c }).collect()
}

/// The same on one line.
fn on_a_line(text: &str) -> String {
    shown(&text.replace("\r\n", " ")).replace(['\n', '\t'], " ")
}

/// A place that a format names: file and line.
type Place = (String, Option<u64>);

fn place(evidence: &Evidence) -> Place {
    (evidence.file.to_string(), evidence.line.map(u64::from))
}

fn first_place(finding: &Finding) -> Place {
    finding.evidence.first().map_or((String::new(), None), place)
}

/// The findings by their ids, each of which there is once.
fn by_id(report: &Report) -> BTreeMap<&str, &Finding> {
    let by_id: BTreeMap<&str, &Finding> = report.findings.iter().map(|f| (f.id.as_str(), f)).collect();
    assert_eq!(by_id.len(), report.findings.len());
    by_id
}

fn decoded_uri(uri: &str) -> String {
    percent_decode_str(uri).decode_utf8().expect("UTF-8").into_owned()
}

/// The text of a message as a viewer shows it.
fn sarif_text(message: &Value) -> String {
    word(message, "text").replace("{{", "{").replace("}}", "}").replace("\\](", "](")
}

fn sarif_place(location: &Value) -> Place {
    let location = &location["physicalLocation"];
    let file = decoded_uri(word(&location["artifactLocation"], "uri"));
    (file, location.pointer("/region/startLine").and_then(Value::as_u64))
}

fn props<'a>(value: &'a Value, name: &str) -> Vec<&'a str> {
    let named = items(value, "props").iter().filter(|p| p["name"] == name && p["ns"] == NAMESPACE);
    named.map(|p| word(p, "value")).collect()
}

/// The text that a line of Markdown shows.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut chars = markdown.chars();
    while let Some(c) = chars.next() {
        text.push(if c == '\\' { chars.next().expect("an escaped character") } else { c });
    }
    text
}
