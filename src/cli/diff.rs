//! `diff`: how any two stored reports stand to each other, whether or not one was compared with the other.

use super::args::DiffArgs;
use super::notes::Notes;
use super::output::Outputs;
use super::stop::Stop;
use crate::audit;
use crate::base::text::Lang;
use crate::config::Config;
use crate::history::compare;

pub(super) fn run(args: &DiffArgs, lang: Lang) -> Result<u8, Stop> {
    let (earlier, sha256) = audit::read_report(&args.earlier)?;
    let (mut report, of_later) = audit::read_report(&args.later)?;
    compare::compare(&earlier, &sha256, &mut report)?;
    let outputs = Outputs::new(&args.output, &Config::default(), &report.run.as_of)?.of_changes();
    outputs.spare(&[&sha256, &of_later])?;
    outputs.write(report, &Notes::new(false), lang)?;
    Ok(0)
}
