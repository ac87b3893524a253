//! An audit as a command asks for it: what is read and judged, with what it is compared, and how far ahead it looks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::notes::Notes;
use super::progress::{Stage, Watch};
use super::{Stop, check, policy_of};
use crate::compare;
use crate::config::Config;
use crate::date::Day;
use crate::derive;
use crate::drift;
use crate::engine::{self, Extent, Options};
use crate::finding::{FailOn, Severity};
use crate::history::{History, Stored};
use crate::policy::{Demand, Policy};
use crate::redact::Redaction;
use crate::report::{ConfigFile, Report};
use crate::text::Lang;
use crate::words;
use crate::words::Problem;

/// What makes an audit fail where nobody says.
const FAIL_ON: FailOn = FailOn::all(Severity::Medium);
/// So many days ahead it looks where nobody says.
const UPCOMING: u16 = 30;
/// With more rows than this it looks ahead only where somebody says so: that costs as much as the audit.
const MOST_ROWS_AHEAD: usize = 50_000;

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Request<'a> {
    /// The folder with the tables.
    pub(super) dir: &'a Path,
    /// The day on which to judge.
    pub(super) as_of: Day,
    /// The policy, if one is named.
    pub(super) policy: Option<&'a str>,
    /// The rules and clauses to judge; all, if none is named.
    pub(super) only: &'a [String],
    /// Those to leave out.
    pub(super) skip: &'a [String],
    /// What makes it fail, where that is said.
    pub(super) fail_on: Option<FailOn>,
    /// The report to compare it with.
    pub(super) before: Before<'a>,
    /// How many days ahead to look, where that is said.
    pub(super) upcoming: Option<u16>,
    /// The pseudonyms that stand for names and texts, where they may not be read.
    pub(super) redaction: Option<Redaction>,
    /// What the report holds that not every format tells.
    pub(super) extent: Extent,
    /// Where it is said what was left out.
    pub(super) notes: &'a Notes,
}

/// With what an audit is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before<'a> {
    /// With nothing.
    Nothing,
    /// With the report in a file.
    File(&'a Path),
    /// With the last of those that are kept.
    History(&'a Path),
}

/// The folder in which an office keeps its audits, if it does.
pub(super) fn history(config: &Config) -> Option<PathBuf> {
    config.history.as_ref().map(|folder| config.folder.join(folder))
}

/// Runs an audit.
pub(super) fn run(request: &Request<'_>, config: &Config, lang: Lang) -> Result<Report, Stop> {
    let as_of = request.as_of;
    let policy = policy_of(request.policy, config)?;
    let mut off = off(&policy, request, config, lang)?;
    let fail_on = request.fail_on.or(config.fail_on).unwrap_or(FAIL_ON);
    // whether there is a report to compare with is known before anything is read
    let before = before(request.before, as_of)?;
    if fail_on.only_new && request.before == Before::Nothing {
        return Err(words::nothing_to_compare_with().into());
    }
    let watch = Watch::new(lang);
    let mut data = check::read(request.dir, config, &policy, as_of, &watch)?;
    let settings = data.files.iter().position(|file| check::is_settings(request.dir, file, config));
    if let Some((earlier, _)) = &before {
        drift::judge(earlier, &engine::inputs(&data, lang), &mut data, &policy, as_of);
    }
    let redaction = request.redaction.clone();
    if let Some(redaction) = &redaction {
        redaction.places(lang, &mut data);
        let of_settings: Vec<&String> = config.rules.values().filter_map(|rule| rule.off.as_ref()).collect();
        off.values_mut().filter(|reason| of_settings.contains(&&**reason)).for_each(|r| *r = redaction.text(lang, r));
    }
    check::tell_left_out(&data, settings, lang, request.notes);
    if derive::nobody_is_own(&data.tables) {
        let said = words::ReportWords(lang);
        request.notes.add(if config.own.is_empty() { said.nobody_own() } else { said.nobody_of_own() });
    }
    let progress = watch.progress.clone();
    // what has gone since the audit before is known by what there is now
    let extent = Extent { subjects: request.extent.subjects || before.is_some(), ..request.extent };
    let options = Options { as_of, lang, off, due: config.due, fail_on, redaction, extent, progress };
    let bar = watch.show(Stage::Rules);
    let mut report = engine::audit(&data, &policy, &options);
    drop(bar);
    let run = &mut report.run;
    run.office.clone_from(&config.office);
    run.config =
        (!config.name.is_empty()).then(|| ConfigFile { file: config.name.clone(), sha256: config.sha256.clone() });
    (run.only, run.skip) = (request.only.to_vec(), request.skip.to_vec());
    if let Some(redaction) = &options.redaction {
        redaction.run(run, &data.tables);
    }
    let rows: usize = data.tables.iter().map(|t| t.len).sum();
    let unasked = if rows > MOST_ROWS_AHEAD { 0 } else { UPCOMING };
    let days = request.upcoming.or(config.upcoming).unwrap_or(unasked);
    if days > 0 {
        report.upcoming = Some(engine::upcoming(&data, &policy, &options, &report, days));
    }
    if let Some((earlier, sha256)) = before {
        compare::compare(&earlier, &sha256, &mut report)?;
    }
    let of_rule = |rule: &str| config.rules.get(rule).and_then(|r| r.escalate_after).or(config.escalate_after);
    compare::escalate(&mut report, of_rule);
    // the process ends soon; giving back the tables of a country takes as long as writing its report, and is done beside it
    std::mem::forget(policy);
    if rows > MOST_ROWS_AHEAD {
        rayon::spawn(move || drop(data));
    } else {
        std::mem::forget(data);
    }
    Ok(report)
}

/// The report to compare with, and the hash of its file. The first audit that is kept has none before it.
fn before(before: Before<'_>, as_of: Day) -> Result<Option<(Report, String)>, Problem> {
    match before {
        Before::Nothing => Ok(None),
        Before::File(file) => read_report(file).map(Some),
        Before::History(folder) => {
            let kept = History::new(folder).before(as_of)?;
            Ok(kept.map(|kept| (kept.report, kept.sha256)))
        }
    }
}

/// A stored report, and the hash of its file.
pub(super) fn read_report(file: &Path) -> Result<(Report, String), Problem> {
    Stored::read(file).map(|stored| (stored.report, stored.sha256))
}

/// The rules that are off, and why: what the office says in its settings comes before the name of an option. The rules
/// about the input stay on: nothing is dropped in silence.
fn off(
    policy: &Policy,
    request: &Request<'_>,
    config: &Config,
    lang: Lang,
) -> Result<BTreeMap<usize, String>, Problem> {
    let find = |name: &String| -> Result<Vec<usize>, Problem> {
        if let Some(rule) = policy.rule(name) {
            return Ok(vec![rule]);
        }
        let named = policy.clauses_named(name);
        if named.is_empty() {
            return Err(check::unknown(policy, name));
        }
        let clauses = policy.with_included(&named);
        let of_clauses = |rule: &usize| policy.rules[*rule].clauses.iter().any(|c| clauses.contains(c));
        Ok((0..policy.rules.len()).filter(of_clauses).collect())
    };
    let mut off = BTreeMap::new();
    let only: Vec<usize> = request.only.iter().map(find).collect::<Result<Vec<_>, _>>()?.concat();
    for place in 0..policy.rules.len() {
        if !request.only.is_empty() && !only.contains(&place) && matches!(policy.rules[place].demand, Demand::Of(_)) {
            off.insert(place, words::switched_off(lang, "--only"));
        }
    }
    for name in request.skip {
        for place in find(name)? {
            if matches!(policy.rules[place].demand, Demand::Input(_)) {
                return Err(words::always_on(name));
            }
            off.insert(place, words::switched_off(lang, "--skip"));
        }
    }
    let settings = config.rules.iter().filter_map(|(id, rule)| Some((policy.rule(id)?, rule.off.clone()?)));
    off.extend(settings);
    Ok(off)
}
