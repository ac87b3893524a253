//! `trend`: how the audits that were kept go on.

use super::args::TrendArgs;
use super::notes::Notes;
use super::output::Outputs;
use super::stop::Stop;
use super::terminal::style;
use crate::audit;
use crate::base::text::{Lang, Problem};
use crate::cli::words;
use crate::config::Config;
use crate::history::chain::History;
use crate::model::options::{Layout, Output};
use crate::report::trend::{Trend, TrendFormat};

pub(super) fn run(args: &TrendArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let mut formats: Vec<Output<TrendFormat>> =
        args.format.iter().map(|text| Output::parse(text)).collect::<Result<_, Problem>>()?;
    if formats.is_empty() {
        formats.push(Output { format: TrendFormat::default(), file: None });
    }
    let outputs = Outputs::of(formats, None, Layout { style: style(), ..Layout::default() }, args.force)?;
    let folder = args.history.clone().or_else(|| audit::history(config)).ok_or_else(words::no_history)?;
    let kept = History::new(&folder).all()?;
    if kept.is_empty() {
        return Err(words::no_audits(&folder.display().to_string()).into());
    }
    let trend = Trend::of(kept.iter().map(|kept| &kept.report));
    outputs.write((trend, lang), &Notes::new(false), lang)?;
    Ok(0)
}
