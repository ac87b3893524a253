//! `trend`: how the audits that were kept go on.

use std::io::{self, Write};

use super::{Stop, TrendArgs, audit, style};
use crate::config::Config;
use crate::history::History;
use crate::text::Lang;
use crate::trend::{self, Trend};
use crate::words;

pub(super) fn run(args: &TrendArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let folder = args.history.clone().or_else(|| audit::history(config)).ok_or_else(words::no_history)?;
    let kept = History::new(&folder).all()?;
    if kept.is_empty() {
        return Err(words::no_audits(&folder.display().to_string()).into());
    }
    let trend = Trend::of(kept.iter().map(|kept| &kept.report));
    let mut out = io::BufWriter::new(io::stdout().lock());
    trend::write(&trend, args.format, style(), lang, &mut out)?;
    out.flush()?;
    Ok(0)
}
