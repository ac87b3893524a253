//! `waive`: writes an agreed exception for one finding into `waivers.toml`, so that it is spelt as it must be.

use std::fs;
use std::io::{self, Write};

use toml::Value;

use super::args::{WaiveArgs, day};
use super::stop::Stop;
use crate::audit::{self, Before, Request, Unobserved};
use crate::base::text::{Lang, Problem};
use crate::base::whole_file;
use crate::cli::words;
use crate::config::Config;
use crate::model::finding::{Finding, Status};
use crate::model::report::Report;
use crate::model::schema::known;
use crate::report::words::ReportWords;
use crate::source::words::unreadable_file;

/// The file to which it is added.
const FILE: &str = "waivers.toml";

pub(super) fn run(args: &WaiveArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let as_of = args.audit.as_of()?;
    let until = day(Some(&args.until))?;
    let approved_on = args.approved_on.as_deref().map_or(Ok(as_of), |text| day(Some(text)))?;
    // what is found against the audit before can be waived too
    let kept = audit::history(config);
    let request = Request {
        dir: &args.dir,
        files: &[],
        as_of,
        policy: args.audit.policy(),
        only: &[],
        skip: &[],
        fail_on: None,
        before: kept.as_deref().map_or(Before::Nothing, Before::History),
        upcoming: Some(0),
        observer: &Unobserved,
        redaction: None,
    };
    let report = audit::run(&request, config, lang)?;
    let finding = find(&report, &args.finding)?;
    if finding.status == Status::Waived {
        return Err(words::waived_already(&args.finding).into());
    }
    let elsewhere = |i: &&crate::model::report::Input| i.table == known().waivers.def().name && i.file != FILE;
    let row = [
        ("rule", Value::from(finding.rule.as_str())),
        ("key", Value::from(finding.subject.key.as_str())),
        ("reason", Value::from(args.reason.trim())),
        ("requested_by", Value::from(args.requested_by.trim())),
        ("approved_by", Value::from(args.approved_by.trim())),
        ("approved_on", date(&approved_on.to_string())),
        ("expires_on", date(&until.to_string())),
    ];
    if let Some(input) = report.run.inputs.iter().find(elsewhere) {
        let cells: Vec<String> = row.iter().map(|(_, value)| plain(value)).collect();
        return Err(words::waivers_elsewhere(&input.file, &cells.join(" / ")).into());
    }
    let path = args.dir.join(FILE);
    let before = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(words::not_utf8(FILE).into()),
        Err(error) => return Err(unreadable_file(&path.display().to_string(), &error).into()),
    };
    let end = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = match before.as_str() {
        "" => String::new(),
        ended if ended.ends_with('\n') => end.to_owned(),
        _ => end.repeat(2),
    };
    let lines = row.iter().map(|(key, value)| format!("{key} = {value}\n"));
    let entry: String = std::iter::once(format!("[[{}]]\n", array(&before))).chain(lines).collect();
    whole_file::edit(&path, Some(format!("{before}{gap}{}", entry.replace('\n', end)).as_bytes()))?;
    let undo = || whole_file::edit(&path, Some(before.as_bytes()).filter(|b| !b.is_empty()));
    // what was written is judged as any waiver is: it must do what was asked
    let again = match audit::run(&request, config, lang) {
        Ok(report) => report,
        Err(stop) => {
            undo()?;
            return Err(stop.into());
        }
    };
    if let Some(told) = refused(&again, finding) {
        undo()?;
        return Err(words::waiver_refused(&told).into());
    }
    writeln!(io::stdout().lock(), "{}", ReportWords(lang).waiver_written(&path.display().to_string(), &entry))?;
    Ok(0)
}

/// What the waivers of a file are called: as they are already, or as the first one will be.
fn array(file: &str) -> String {
    let table: toml::Table = file.trim_start_matches('\u{feff}').parse().unwrap_or_default();
    let named = table.into_iter().find(|(_, value)| value.is_array()).map(|(name, _)| name);
    named.unwrap_or_else(|| "waiver".to_owned())
}

/// The finding with that id, or of that rule and key.
fn find<'r>(report: &'r Report, name: &str) -> Result<&'r Finding, Problem> {
    let by_key = |f: &&Finding| name.split_once(':').is_some_and(|(rule, key)| f.rule == rule && f.subject.key == key);
    let found = report.findings.iter().find(|f| f.id == name).or_else(|| report.findings.iter().find(by_key));
    found.ok_or_else(|| words::no_such_finding(name))
}

/// Why the finding is not waived now; `None` if it is.
fn refused(report: &Report, finding: &Finding) -> Option<String> {
    let now = report.findings.iter().find(|f| f.id == finding.id)?;
    if now.status == Status::Waived {
        return None;
    }
    let about = |f: &&Finding| f.subject.table == known().waivers.def().name;
    Some(report.findings.iter().rfind(about).map_or_else(String::new, |f| f.message.clone()))
}

fn date(day: &str) -> Value {
    day.parse().map_or_else(|_| Value::from(day), Value::Datetime)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
