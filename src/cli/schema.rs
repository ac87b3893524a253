//! `schema`: the JSON Schema of the settings or of the report.

use std::io::{self, Write};

use super::args::{SchemaArgs, SchemaOf};
use super::stop::Stop;
use crate::audit::{DEFAULT_POLICY, plain_policy};
use crate::model::report::schema as report_schema;
use crate::setup::config_schema;

pub(super) fn run(args: &SchemaArgs) -> Result<u8, Stop> {
    let text = match args.what {
        SchemaOf::Config => config_schema::text(&plain_policy(DEFAULT_POLICY)?),
        SchemaOf::Inputs => include_str!("../../docs/inputs.schema.json").to_owned(),
        SchemaOf::Report => report_schema::text(),
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(0)
}
