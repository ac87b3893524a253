//! `report`: writes a stored report again, in other formats, so that an audit is run once.

use super::args::ReportArgs;
use super::notes::Notes;
use super::output::Outputs;
use super::stop::Stop;
use crate::audit;
use crate::base::text::Lang;
use crate::config::Config;

pub(super) fn run(args: &ReportArgs, lang: Lang) -> Result<u8, Stop> {
    let (report, sha256) = audit::read_report(&args.file)?;
    let outputs = Outputs::new(&args.output, &Config::default(), &report.run.as_of)?;
    outputs.spare(&[&sha256])?;
    outputs.write(report, &Notes::new(false), lang)?;
    Ok(0)
}
