//! The JSON Schema of the report, made of its types: their documentation describes the keys, and the kinds of text here
//! say what a text may be.

use std::borrow::Cow;

use clap::ValueEnum;
use schemars::generate::SchemaSettings;
use schemars::transform::RestrictFormats;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::ReportV1;
use crate::model::finding::FailOn;
use crate::model::schema::{Table, schema};

/// Returns the JSON Schema (draft 2020-12) of the report as a document.
pub fn text() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(RestrictFormats::default());
    let mut schema = settings.into_generator().into_root_schema_for::<ReportV1<'_>>();
    schema.insert("$id".to_owned(), "urn:mcs-audit:report:1".into());
    let mut members = schema.ensure_object().clone();
    let mut document = Map::new();
    for key in ["$schema", "$id", "title", "description"] {
        document.extend(members.shift_remove_entry(key));
    }
    document.extend(members);
    format!("{:#}\n", Value::Object(document))
}

/// Declares kinds of text: what stands in the schema in their place.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $schema:tt;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $kind;

        impl JsonSchema for $kind {
            fn schema_name() -> Cow<'static, str> {
                stringify!($kind).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

kinds! {
    /// A day.
    Date = { "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" };
    /// SHA-256 in hexadecimal.
    Sha256 = { "type": "string", "pattern": "^[0-9a-f]{64}$" };
    /// What identifies a finding.
    Id = { "type": "string", "pattern": "^[0-9a-f]{16}$" };
    /// A text that is not empty.
    Filled = { "type": "string", "minLength": 1 };
    /// The name of this program.
    Program = { "const": env!("CARGO_PKG_NAME") };
    /// The version of a program.
    Version = { "type": "string", "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+" };
    /// The name of a cell in a spreadsheet.
    Cell = { "type": "string", "pattern": "^[A-Z]+[0-9]+$" };
    /// The subjects of a table.
    Subjects = { "type": "string", "pattern": "^([0-9a-f]{8})*$" };
}

/// The name of a table.
#[derive(JsonSchema)]
#[schemars(rename = "table", extend("type" = "string", "enum" = table_names(|_| true)))]
pub(crate) struct TableName;

/// The name of a table that is read from a file.
#[derive(JsonSchema)]
#[schemars(rename = "read-table", extend("type" = "string", "enum" = table_names(|table| !table.derived)))]
pub(crate) struct ReadTable;

fn table_names(is_meant: impl Fn(&Table) -> bool) -> Vec<&'static str> {
    schema().tables().filter(|(_, table)| is_meant(table)).map(|(_, table)| table.name).collect()
}

impl JsonSchema for FailOn {
    fn schema_name() -> Cow<'static, str> {
        "fail-on".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<String> = Self::value_variants().iter().copied().map(String::from).collect();
        json_schema!({ "type": "string", "enum": words })
    }
}
