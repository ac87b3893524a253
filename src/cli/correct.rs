//! `correct`: writes into the register what was done about a finding that is over and cannot be put right.

use super::args::{CorrectArgs, day};
use super::record::{Register, day_value};
use super::register::Cell;
use super::stop::Stop;
use crate::base::text::Lang;
use crate::config::Config;
use crate::model::finding::Status;
use crate::model::schema::known;

pub(super) fn run(args: &CorrectArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let as_of = args.audit.as_of()?;
    let on = args.on.as_deref().map_or(Ok(as_of), |text| day(Some(text)))?;
    let register = Register {
        table: known().corrections,
        file: "corrections.toml",
        array: "correction",
        status: Status::Corrected,
    };
    register.add(&args.audit, &args.dir, &args.finding, config, lang, |target| {
        vec![
            Cell::new("rule", target.rule.as_str()),
            Cell::new("subject", target.key.as_str()),
            Cell::new("done", args.what.trim()),
            Cell::new("corrected_by", args.by.trim()),
            Cell::new("approved_by", args.approved_by.trim()),
            Cell::new("corrected_on", day_value(on)),
        ]
    })
}
