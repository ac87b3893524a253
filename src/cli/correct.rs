//! `correct`: writes into `corrections.toml` what was done about a finding that is over and cannot be put right.

use super::args::{CorrectArgs, day};
use super::record::{Register, day_value};
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
    register.add(&args.audit, &args.dir, &args.finding, config, lang, |finding| {
        vec![
            ("rule", finding.rule.as_str().into()),
            ("subject", finding.subject.key.as_str().into()),
            ("done", args.what.trim().into()),
            ("corrected_by", args.by.trim().into()),
            ("approved_by", args.approved_by.trim().into()),
            ("corrected_on", day_value(on)),
        ]
    })
}
