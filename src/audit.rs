//! An audit from a request to a report: what is read and judged, with what it is compared, and how far ahead it looks.
//! This is what a program calls that audits; the command line is one.

mod loosened;
mod reading;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::date::Day;
use crate::base::near::near;
use crate::base::normalize;
use crate::base::parallel;
use crate::base::progress::Progress;
use crate::base::text::{Lang, Problem};
use crate::config::{Config, RuleSettings};
use crate::engine::redact::Redaction;
use crate::engine::{self, Options};
use crate::history::chain::History;
use crate::history::stored::Stored;
use crate::history::{compare, drift};
use crate::load::{self, Data, InputFile, Looked};
use crate::model::finding::{FailOn, Severity};
use crate::model::report::{ConfigFile, Input, Reading, Report};
use crate::model::schema::known;
use crate::policy::needs;
use crate::policy::{Demand, Policy};
use crate::source;
use crate::table::Tables;

pub(crate) use loosened::changed;

/// The policy where none is named.
pub const DEFAULT_POLICY: &str = "chuo";
/// What makes an audit fail where nobody says.
const FAIL_ON: FailOn = FailOn::all(Severity::Medium);
/// So many days ahead it looks where nobody says.
const UPCOMING: u16 = 30;
/// With more rows than this it looks ahead only where somebody says so: that costs as much as the audit.
const MOST_ROWS_AHEAD: usize = 50_000;

/// What is asked for.
#[expect(missing_debug_implementations, reason = "an observer may be anything")]
#[derive(Clone)]
pub struct Request<'a> {
    /// The folder with the tables, and with what an office keeps beside them.
    pub dir: &'a Path,
    /// The files that hold the tables; all of the folder, if none is named.
    pub files: &'a [PathBuf],
    /// The day on which to judge.
    pub as_of: Day,
    /// The policy, if one is named.
    pub policy: Option<&'a str>,
    /// The rules and clauses to judge; all, if none is named.
    pub only: &'a [String],
    /// Those to leave out.
    pub skip: &'a [String],
    /// What makes it fail, where that is said.
    pub fail_on: Option<FailOn>,
    /// The report to compare it with.
    pub before: Before<'a>,
    /// How many days ahead to look, where that is said.
    pub upcoming: Option<u16>,
    /// The pseudonyms that stand for names and texts, where they may not be read.
    pub redaction: Option<Redaction>,
    /// Who follows it.
    pub observer: &'a dyn Observer,
}

impl<'a> Request<'a> {
    /// Returns the audit of a folder as of a day: every rule, compared with nothing, followed by nobody.
    pub fn new(dir: &'a Path, as_of: Day) -> Self {
        Self {
            dir,
            files: &[],
            as_of,
            policy: None,
            only: &[],
            skip: &[],
            fail_on: None,
            before: Before::Nothing,
            upcoming: None,
            redaction: None,
            observer: &Unobserved,
        }
    }
}

/// A part of an audit that takes its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Tables are read.
    Tables,
    /// Rules are evaluated.
    Rules,
}

/// Who follows an audit while it runs. Nothing of it changes the report.
pub trait Observer {
    /// Where what is done is counted.
    #[doc(hidden)]
    fn progress(&self) -> Arc<Progress> {
        Arc::default()
    }

    /// A stage begins.
    fn begins(&self, _stage: Stage) {}

    /// The stage has ended.
    fn ends(&self) {}

    /// The tables were read, and nothing was replaced yet.
    #[doc(hidden)]
    fn found(&self, _data: &Data) {}

    /// The tables were read; `settings` is the place of the settings file among the files.
    #[doc(hidden)]
    fn read(&self, _data: &Data, _settings: Option<usize>) {}
}

/// Follows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}

/// With what an audit is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before<'a> {
    /// With nothing.
    Nothing,
    /// With the report in a file.
    File(&'a Path),
    /// With the last of those that are kept.
    History(&'a Path),
}

/// Returns the folder in which an office keeps its audits, if it does.
#[doc(hidden)]
pub fn history(config: &Config) -> Option<PathBuf> {
    config.history.as_ref().map(|folder| config.folder.join(folder))
}

/// Runs an audit.
///
/// # Errors
///
/// If there is no such policy or rule, a file cannot be read, or the report to compare with is missing or cannot be read. Bad
/// data is a finding, not an error.
pub fn run(request: &Request<'_>, config: &Config, lang: Lang) -> Result<Report, Problem> {
    let as_of = request.as_of;
    // neither needs the other; what is wrong with the policy is told first
    let named = request.policy;
    request.observer.begins(Stage::Tables);
    let (policy, looked) = parallel::beside(|| policy_of(named, config), || look(request.dir, request.files, config));
    request.observer.ends();
    let policy = policy?;
    let mut off = off(&policy, request, config, lang)?;
    let fail_on = request.fail_on.or(config.fail_on).unwrap_or(FAIL_ON);
    // whether there is a report to compare with is known before the tables are read
    let before = before(request.before, as_of)?;
    if fail_on.only_new && request.before == Before::Nothing {
        return Err(words::nothing_to_compare_with());
    }
    let progress = request.observer.progress();
    request.observer.begins(Stage::Tables);
    let data = looked.and_then(|looked| read_looked(looked, config, &policy, as_of, &progress));
    request.observer.ends();
    let mut data = data?;
    let settings = data.files.iter().position(|file| is_settings(request.dir, file, config));
    if let Some((earlier, _)) = &before {
        drift::judge(earlier, &engine::inputs(&data, lang), &mut data, &policy, as_of);
    }
    request.observer.found(&data);
    let redaction = request.redaction.clone();
    if let Some(redaction) = &redaction {
        redaction.places(lang, &mut data);
        let of_settings: Vec<&String> = config.rules.values().filter_map(|rule| rule.off.as_ref()).collect();
        off.values_mut().filter(|reason| of_settings.contains(&&**reason)).for_each(|r| *r = redaction.text(lang, r));
    }
    let loosened = loosened::judge(&policy, config, &mut data);
    request.observer.read(&data, settings);
    let options = Options { as_of, lang, off, due: config.due, fail_on, redaction, progress };
    request.observer.begins(Stage::Rules);
    let mut report = engine::audit(&data, &policy, &options);
    request.observer.ends();
    let run = &mut report.run;
    run.office.clone_from(&config.office);
    run.config =
        (!config.name.is_empty()).then(|| ConfigFile { file: config.name.clone(), sha256: config.sha256.clone() });
    run.settings = loosened;
    run.reading = reading::of(&data, settings, config, options.redaction.as_ref(), lang);
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

/// Reads a stored report, and the hash of its file.
///
/// # Errors
///
/// If the file cannot be read, or is not a report of a version that is known.
pub fn read_report(file: &Path) -> Result<(Report, String), Problem> {
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
            return Err(unknown(policy, name));
        }
        let clauses = policy.with_included(&named);
        let of_clauses = |rule: &usize| clauses.iter().any(|clause| policy.is_judged_by(*clause, &policy.rules[*rule]));
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

/// Returns how the files of a request are read, without evaluating a rule: which table each sheet was taken for, and which
/// of its columns were found.
///
/// ```
/// use std::path::Path;
///
/// use mcs_audit::audit::{self, Request};
/// use mcs_audit::{Config, Day, Lang};
///
/// let request = Request::new(Path::new("fixtures/well-kept"), Day::parse("2026-09-30").expect("a day"));
/// let inputs = audit::inputs(&request, &Config::default(), Lang::En)?;
/// assert!(inputs.iter().any(|input| input.table == "staff" && input.columns.contains(&"email".to_owned())));
/// # Ok::<(), mcs_audit::Problem>(())
/// ```
///
/// # Errors
///
/// If there is no such policy, or a file cannot be read.
pub fn inputs(request: &Request<'_>, config: &Config, lang: Lang) -> Result<Vec<Input>, Problem> {
    let policy = policy_of(request.policy, config)?;
    let progress = request.observer.progress();
    let data = read(request.dir, request.files, config, &policy, request.as_of, &progress)?;
    Ok(engine::inputs(&data, lang))
}

/// Returns what the tables say together that no cell says, and that counts as known.
#[doc(hidden)]
pub fn inferred(data: &Data, config: &Config, lang: Lang) -> Vec<Reading> {
    reading::inferred(data, config, lang)
}

/// Returns what is said where every account is of another office than the own ones.
#[doc(hidden)]
pub fn nobody_is_own(data: &Data, config: &Config, lang: Lang) -> Option<&'static str> {
    reading::nobody_is_own(data, config, lang)
}

/// Reads the tables of a folder, or those in files of it, keeping the columns that the policy's rules need.
///
/// # Errors
///
/// If a file cannot be read, or an own office of the settings is not in the table of offices.
#[doc(hidden)]
pub fn read(
    folder: &Path,
    files: &[PathBuf],
    config: &Config,
    policy: &Policy,
    as_of: Day,
    progress: &Progress,
) -> Result<Data, Problem> {
    read_looked(look(folder, files, config)?, config, policy, as_of, progress)
}

/// Looks which file of a folder, or of those named, holds which table.
fn look<'a>(folder: &Path, files: &[PathBuf], config: &'a Config) -> Result<Looked<'a>, Problem> {
    let listing = if files.is_empty() { source::list(folder) } else { source::list_all(files) }?;
    load::look(folder, listing, config)
}

fn read_looked(
    looked: Looked<'_>,
    config: &Config,
    policy: &Policy,
    as_of: Day,
    progress: &Progress,
) -> Result<Data, Problem> {
    let wanted = needs::wanted(policy);
    let data = looked.load(&load::Options { as_of, config, wanted: &wanted }, progress)?;
    match unknown_own(&data.tables, &config.own) {
        Some(own) => Err(words::unknown_own(&config.own_at, own)),
        None => Ok(data),
    }
}

/// An own office that the table of offices does not have: it would have nobody to audit, and pass.
fn unknown_own<'a>(tables: &Tables, own: &'a [String]) -> Option<&'a String> {
    let (offices, name) = (&tables[known().offices], known().offices.def().name_column()?);
    let is_id = |own: &String| offices.keys.get(&normalize::id(own)).is_some_and(|row| (row as usize) < offices.len);
    let mut others = own.iter().filter(|own| offices.len > 0 && !is_id(own)).peekable();
    others.peek()?;
    let names: BTreeSet<String> = (0..offices.len as u32).map(|row| normalize::name(offices.text(name, row))).collect();
    others.find(|own| !names.contains(&normalize::name(own)))
}

/// Returns whether a file of the folder is the one that the settings were read from.
#[doc(hidden)]
pub fn is_settings(folder: &Path, file: &InputFile, config: &Config) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    file.name == config.name && real(&folder.join(&file.name)) == real(&config.path)
}

/// The policy of that name, or in that folder, with the rules as an office has set them; `None` if there is none.
fn policy(name: &str, base: &Path, rules: &BTreeMap<String, RuleSettings>) -> Option<Result<Policy, Problem>> {
    Policy::embedded_with(name, rules).or_else(|| {
        let folder = base.join(name);
        folder.is_dir().then(|| Policy::from_folder_with(&folder, rules))
    })
}

/// Returns the policy of a name or in a folder, as it stands in its files.
///
/// # Errors
///
/// If there is none, or there is a mistake in its files.
pub fn plain_policy(name: &str) -> Result<Policy, Problem> {
    policy_of(Some(name), &Config::default())
}

/// Returns the policy to audit against: the one named, else that of the settings, else the default.
///
/// # Errors
///
/// If there is none of that name, or there is a mistake in its files.
pub fn policy_of(named: Option<&str>, config: &Config) -> Result<Policy, Problem> {
    let none = |name: &str| words::no_policy(name, &Policy::names());
    match (named, &config.policy) {
        (None, Some(name)) => {
            policy(name, &config.folder, &config.rules).unwrap_or_else(|| Err(none(name).at(&config.policy_at)))
        }
        (named, _) => {
            let name = named.unwrap_or(DEFAULT_POLICY);
            policy(name, Path::new(""), &config.rules).unwrap_or_else(|| Err(none(name)))
        }
    }
}

/// Returns a name that is neither a rule nor a clause, and what may have been meant.
#[doc(hidden)]
pub fn unknown(policy: &Policy, name: &str) -> Problem {
    let known = policy.rules.iter().map(|r| r.id.as_str()).chain(policy.clauses.iter().map(|c| c.id.as_str()));
    let near = near(name, known);
    words::unknown_rule(name, &near[..near.len().min(3)])
}
