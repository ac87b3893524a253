//! `report`: writes a stored report again, in other formats, so that an audit is run once.

use super::args::ReportArgs;
use super::notes::Notes;
use super::output::Outputs;
use super::stop::Stop;
use crate::audit;
use crate::base::text::Lang;
use crate::config::Config;

pub(super) fn run(args: &ReportArgs, lang: Lang) -> Result<u8, Stop> {
    let (report, _) = audit::read_report(&args.file)?;
    Outputs::new(&args.output, &Config::default(), &report.run.as_of)?.write(report, &Notes::new(false), lang)?;
    Ok(0)
}
