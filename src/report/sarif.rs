//! SARIF 2.1.0, for viewers of the results of analyses. Each finding is a result of kind `fail`, and so that no rule is
//! silent, each other rule is a result too: `pass` with what was examined, `notApplicable` where there was nothing to
//! examine, and `open` where its input was not there ("insufficient information to decide whether a problem exists"),
//! which is also a notification of the run. A rule that is off has no result, and stands among the overrides of the
//! configuration. Where there was an audit to compare with, each finding has its baseline state, and what ended is absent.
//! There is no clock in it: the same report gives the same bytes.

mod locations;
mod results;
mod rules;

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::Report;
use crate::base::safe::shown;
use crate::model::finding::{FailOn, Severity};
use crate::model::report::ConfigFile;
use crate::report::words::ReportWords;
use locations::{Artifact, BASE};
use results::ResultOf;
use rules::{Component, Notification, Override};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const VERSION: &str = "2.1.0";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    language: &'static str,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, Base>,
    invocations: [Invocation<'a>; 1],
    artifacts: Vec<Artifact<'a>>,
    taxonomies: [Component<'a>; 1],
    translations: [Component<'a>; 2],
    results: Vec<ResultOf<'a>>,
    properties: RunProperties<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Component<'a>,
}

#[derive(Serialize)]
struct Base {
    description: Message,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rule_configuration_overrides: Vec<Override<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct RunProperties<'a> {
    as_of: &'a str,
    office: Option<&'a str>,
    fail_on: FailOn,
    policy: &'a str,
    policy_version: &'a str,
    policy_sha256: &'a str,
    config: Option<&'a ConfigFile>,
    absent: &'a [String],
    outside_people: u64,
    foreign_groups: u64,
}

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let log = Log { schema: SCHEMA, version: VERSION, runs: [run(report)] };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn run(report: &Report) -> Run<'_> {
    let about = &report.run;
    let words = ReportWords(about.lang);
    let artifacts = locations::artifacts(report);
    let mut results = results::results(report, &locations::files(&artifacts));
    // GitHub refuses the whole file where one result has no place, though the standard allows it
    results.iter_mut().for_each(|result| result.place_at(|| locations::no_line(&artifacts, words)));
    let [driver, taxonomy] = rules::components(report, about.lang);
    Run {
        tool: Tool { driver },
        language: about.lang.word(),
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: BTreeMap::from([(BASE, Base { description: message(words.audited_folder()) })]),
        invocations: [Invocation {
            // there is a report only of an audit that ran; what it could not judge is told by the notifications
            execution_successful: true,
            rule_configuration_overrides: rules::overrides(report),
            tool_execution_notifications: rules::notifications(report, words),
        }],
        artifacts,
        taxonomies: [taxonomy],
        translations: rules::translations(report),
        results,
        properties: RunProperties {
            as_of: &about.as_of,
            office: about.office.as_deref(),
            fail_on: about.fail_on,
            policy: &about.policy,
            policy_version: &about.policy_version,
            policy_sha256: &about.policy_sha256,
            config: about.config.as_ref(),
            absent: &about.absent,
            outside_people: about.outside_people,
            foreign_groups: about.foreign_groups,
        },
    }
}

/// Escapes text as SARIF has it, and as it may be shown: a brace would begin a placeholder, and a bracket that ends in
/// front of a parenthesis a link.
fn message(text: &str) -> Message {
    Message { text: shown(text).replace('{', "{{").replace('}', "}}").replace("](", "\\](") }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}
