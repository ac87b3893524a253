//! `report`: writes a stored report again, in other formats, so that an audit is run once.

use std::fs;

use super::output::Outputs;
use super::{ReportArgs, Stop};
use crate::config::Config;
use crate::report::Report;
use crate::words;

pub(super) fn run(args: &ReportArgs) -> Result<u8, Stop> {
    let name = args.file.display().to_string();
    let text = fs::read(&args.file).map_err(|error| words::unreadable_file(&name, &error))?;
    let report = Report::read(&name, &text)?;
    Outputs::new(&args.output, &Config::default(), &report.run.as_of)?.write(&report)?;
    Ok(0)
}
