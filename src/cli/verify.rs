//! `verify`: whether a stored report is, byte for byte, what its inputs give; and whether a folder of audits is whole.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::args::{RedactArgs, VerifyArgs};
use super::check::EXIT_FINDINGS;
use super::redact;
use super::stop::Stop;
use crate::audit::{self, Before, Request, Unobserved};
use crate::base::date::Day;
use crate::base::text::{Lang, Problem};
use crate::cli::words::{self, Difference};
use crate::config::Config;
use crate::history::chain::History;
use crate::history::stored::Stored;
use crate::history::words::no_report;
use crate::model::report::{Input, Report};
use crate::report::words::ReportWords;

pub(super) fn run(args: &VerifyArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    match (&args.history, &args.report) {
        (Some(folder), _) => history(folder, lang),
        (None, Some(file)) => report(file, args, config, lang),
        (None, None) => Err(words::nothing_to_verify().into()),
    }
}

fn history(folder: &Path, lang: Lang) -> Result<u8, Stop> {
    let words = ReportWords(lang);
    let (count, breaks) = History::new(folder).verify()?;
    if count == 0 {
        return Err(words::no_audits(&folder.display().to_string()).into());
    }
    let mut out = io::stdout().lock();
    for broken in &breaks {
        writeln!(out, "{}", words.broken_chain(broken))?;
    }
    if breaks.is_empty() {
        let last = History::new(folder).before(Day::FAR)?;
        let (name, sha256) = last.map_or_else(Default::default, |kept| (kept.name, kept.sha256));
        writeln!(out, "{}", words.whole_chain(count, &name, &sha256))?;
        return Ok(0);
    }
    Ok(EXIT_FINDINGS)
}

fn report(file: &Path, args: &VerifyArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let words = ReportWords(lang);
    let name = file.display().to_string();
    let Stored { report: stored, bytes, .. } = Stored::read(file)?;
    let before = earlier(&stored, file, args)?;
    let as_of = match Day::parse(&stored.run.as_of) {
        Ok(day) if !day.is_empty() => day,
        _ => return Err(no_report(&name).into()),
    };
    let redaction = match stored.run.redacted {
        None => None,
        redact => {
            let asked = RedactArgs { redact, redact_key: args.redact_key.clone() };
            redact::redaction(&asked, &args.dir, config, lang)?
        }
    };
    let request = Request {
        dir: &args.dir,
        files: &[],
        as_of,
        policy: args.policy.policy.as_deref(),
        only: &stored.run.only,
        skip: &stored.run.skip,
        fail_on: Some(stored.run.fail_on),
        before: before.as_deref().map_or(Before::Nothing, Before::File),
        redaction,
        upcoming: Some(stored.upcoming.as_ref().map_or(0, |u| u.days)),
        observer: &Unobserved,
    };
    let again = audit::run(&request, config, stored.run.lang)?;
    let mut expected = Vec::new();
    again.write_json(&mut expected)?;
    let mut out = io::stdout().lock();
    if expected == bytes {
        writeln!(out, "{}", words.genuine(&name))?;
        return Ok(0);
    }
    writeln!(out, "{}", words.not_genuine(&name))?;
    for difference in differences(&stored, &again, &bytes, &expected) {
        writeln!(out, "  {}", words.difference(&difference))?;
    }
    Ok(EXIT_FINDINGS)
}

/// The report that a stored one was compared with: the one named, else that of its day beside it.
fn earlier(stored: &Report, file: &Path, args: &VerifyArgs) -> Result<Option<PathBuf>, Problem> {
    let Some(comparison) = &stored.comparison else { return Ok(None) };
    let beside = || file.with_file_name(format!("{}.json", comparison.as_of));
    let path = args.since.clone().unwrap_or_else(beside);
    let shown = path.display().to_string();
    if !path.exists() {
        return Err(words::earlier_is_gone(&comparison.as_of, &shown));
    }
    let (_, sha256) = audit::read_report(&path)?;
    if sha256 != comparison.sha256 {
        return Err(words::earlier_was_changed(&comparison.as_of, &shown));
    }
    Ok(Some(path))
}

/// What is different; the report itself only where all that it was made from is the same.
fn differences(stored: &Report, again: &Report, bytes: &[u8], expected: &[u8]) -> Vec<Difference> {
    let (then, now) = (&stored.run, &again.run);
    let mut found = Vec::new();
    if then.version != now.version {
        found.push(Difference::Version(then.version.clone(), now.version.clone()));
    }
    if (&then.policy, &then.policy_sha256) != (&now.policy, &now.policy_sha256) {
        found.push(Difference::Policy(then.policy.clone()));
    }
    let settings = |run: &crate::model::report::Run| run.config.as_ref().map(|c| c.sha256.clone());
    if settings(then) != settings(now) {
        let file = then.config.as_ref().or(now.config.as_ref()).map_or(String::new(), |c| c.file.clone());
        found.push(Difference::Settings(file));
    }
    let inputs = |inputs: &[Input]| -> BTreeMap<String, String> {
        inputs.iter().map(|i| (i.file.clone(), i.sha256.clone())).collect()
    };
    let (before, after) = (inputs(&then.inputs), inputs(&now.inputs));
    for (file, sha256) in &before {
        match after.get(file) {
            None => found.push(Difference::InputGone(file.clone())),
            Some(other) if other != sha256 => found.push(Difference::InputChanged(file.clone())),
            Some(_) => {}
        }
    }
    found.extend(after.keys().filter(|file| !before.contains_key(*file)).cloned().map(Difference::InputNew));
    if found.is_empty() {
        let parse = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap_or_default();
        let place = first_difference(&parse(bytes), &parse(expected), "");
        found.push(place.map_or(Difference::Layout, Difference::Content));
    }
    found
}

/// Where two values first differ, as a path; `None` if they do not.
fn first_difference(a: &Value, b: &Value, path: &str) -> Option<String> {
    match (a, b) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys().filter(|key| !one.contains_key(*key)));
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match (one.get(key), other.get(key)) {
                    (Some(a), Some(b)) => {
                        if let Some(found) = first_difference(a, b, &path) {
                            return Some(found);
                        }
                    }
                    _ => return Some(path),
                }
            }
            None
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other).enumerate();
            let found = pairs.find_map(|(place, (a, b))| first_difference(a, b, &format!("{path}[{place}]")));
            let shorter = one.len().min(other.len());
            found.or_else(|| (one.len() != other.len()).then(|| format!("{path}[{shorter}]")))
        }
        _ => (a != b).then(|| path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_told_by_its_path() {
        let a = json!({ "run": { "lang": "ja" }, "findings": [{ "id": "1" }, { "id": "2" }] });
        let differs = |b: Value| first_difference(&a, &b, "");
        assert_eq!(differs(a.clone()), None);
        let mut other = a.clone();
        other["findings"][1]["id"] = json!("3");
        assert_eq!(differs(other).as_deref(), Some("findings[1].id"));
        let mut shorter = a.clone();
        shorter["findings"] = json!([{ "id": "1" }]);
        assert_eq!(differs(shorter).as_deref(), Some("findings[1]"));
        assert_eq!(differs(json!({ "run": {}, "findings": [] })).as_deref(), Some("run.lang"));
        assert_eq!(differs(json!({ "run": { "lang": "ja" } })).as_deref(), Some("findings"));
    }
}
