//! `sample`: writes a made-up data set.

use std::io::{self, Write};

use super::args::{SampleArgs, day};
use super::stop::Stop;
use crate::base::text::Lang;
use crate::base::words::no_day;
use crate::report::words::ReportWords;
use crate::setup::sample;

pub(super) fn run(args: &SampleArgs, lang: Lang) -> Result<u8, Stop> {
    let options = sample::Options {
        size: args.size,
        seed: args.seed,
        clean: args.clean,
        as_of: day(args.as_of.as_deref())?.date().ok_or_else(|| no_day(args.as_of.as_deref().unwrap_or_default()))?,
        memberships: args.memberships,
    };
    let written = sample::write(&args.dir, &options)?;
    let mut out = io::stdout().lock();
    for (file, rows) in &written.files {
        writeln!(out, "{}", ReportWords(lang).written(file, *rows))?;
    }
    Ok(0)
}
