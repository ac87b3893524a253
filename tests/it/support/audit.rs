//! Audits within this process, by the policy that is in the program.

use std::path::Path;
use std::sync::LazyLock;

use mcs_audit::base::date::Day;
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::engine::{self, Options};
use mcs_audit::load::{self, Data};
use mcs_audit::model::report::Report;
use mcs_audit::policy::Policy;
use mcs_audit::policy::needs;

pub(crate) static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::embedded("chuo").expect("it is in the program").expect("it is whole"));

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// The tables of a folder.
pub(crate) fn data(folder: &Path, as_of: &str) -> Data {
    let options = load::Options { as_of: day(as_of), config: &Config::default(), wanted: &needs::wanted(&POLICY) };
    load::load(folder, &options).unwrap_or_else(|problem| panic!("{}: {problem}", folder.display()))
}

/// The report on the tables of a folder.
pub(crate) fn audit(folder: &Path, as_of: &str, lang: Lang) -> Report {
    engine::audit(&data(folder, as_of), &POLICY, &Options::new(day(as_of), lang))
}
