//! `waive`: writes an agreed exception for one finding into the register, so that it is spelt as it must be.

use super::args::{WaiveArgs, day};
use super::record::{Register, day_value};
use super::register::Cell;
use super::stop::Stop;
use crate::base::text::Lang;
use crate::config::Config;
use crate::model::finding::Status;
use crate::model::schema::known;

pub(super) fn run(args: &WaiveArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let as_of = args.audit.as_of()?;
    let until = day(Some(&args.until))?;
    let approved_on = args.approved_on.as_deref().map_or(Ok(as_of), |text| day(Some(text)))?;
    let register = Register { table: known().waivers, file: "waivers.toml", array: "waiver", status: Status::Waived };
    register.add(&args.audit, &args.dir, &args.finding, config, lang, |target| {
        vec![
            Cell::new("rule", target.rule.as_str()),
            Cell::new("key", target.key.as_str()),
            Cell::new("reason", args.reason.trim()),
            Cell::new("requested_by", args.requested_by.trim()),
            Cell::new("approved_by", args.approved_by.trim()),
            Cell::new("approved_on", day_value(approved_on)),
            Cell::new("expires_on", day_value(until)),
        ]
    })
}
