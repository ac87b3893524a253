//! `check`: audits, writes the reports that were asked for, and says in one number how it went.

use std::collections::BTreeSet;
use std::path::Path;

use super::audit::{self, Before, Request};
use super::notes::Notes;
use super::output::Outputs;
use super::progress::{Stage, Watch};
use super::{CheckArgs, Stop, day, redact, tell};
use crate::config::Config;
use crate::date::Day;
use crate::engine::Extent;
use crate::fold;
use crate::history::{History, Keeping};
use crate::load::{self, Data, InputFile, NotRead, Reason};
use crate::needs::Wanted;
use crate::policy::Policy;
use crate::report::Report;
use crate::schema::known;
use crate::schema::schema;
use crate::table::Tables;
use crate::text::Lang;
use crate::timings::{self, Phase};
use crate::words::{self, Problem};

/// There are findings at or above the threshold.
pub(super) const EXIT_FINDINGS: u8 = 1;
/// No such finding, but not everything could be assessed.
const EXIT_INCOMPLETE: u8 = 3;

pub(super) fn run(args: &CheckArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    if args.timings {
        timings::start();
    }
    let code = match args.threads {
        None => check(args, config, lang)?,
        Some(threads) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build();
            let pool = pool.map_err(|error| words::no_threads(threads.get(), &error.to_string()))?;
            pool.install(|| check(args, config, lang))?
        }
    };
    if !(args.quiet && code == 0) {
        timings::told(lang).into_iter().for_each(tell);
    }
    Ok(code)
}

fn check(args: &CheckArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let as_of = day(args.as_of.as_deref())?;
    let outputs = Outputs::new(&args.output, config, &as_of.to_string())?;
    let kept = audit::history(config).filter(|_| !args.no_history);
    let before = match (&args.since, &kept) {
        (Some(file), _) => Before::File(file),
        (None, Some(folder)) => Before::History(folder),
        (None, None) => Before::Nothing,
    };
    let notes = Notes::new(args.quiet);
    let request = Request {
        dir: &args.dir,
        as_of,
        policy: args.policy.as_deref(),
        only: &args.only,
        skip: &args.skip,
        fail_on: args.fail_on,
        before,
        upcoming: args.upcoming,
        redaction: redact::redaction(&args.redact, &args.dir, config, lang)?,
        extent: if kept.is_some() { Extent::WHOLE } else { outputs.extent() },
        notes: &notes,
    };
    let report = audit::run(&request, config, lang)?;
    if let (Some(folder), true) = (&kept, args.since.is_none()) {
        let mut json = Vec::new();
        report.write_json(&mut json)?;
        if History::new(folder).keep(as_of, &json, report.comparison.as_ref())? == Keeping::Replaced {
            notes.add(words::ReportWords(lang).audit_replaced(&request.as_of.to_string()));
        }
    }
    let code = exit_code(&report, args.exit_zero);
    let is_silent = args.quiet && code == 0;
    let outputs = if is_silent { outputs.without_standard_output() } else { outputs };
    timings::of(|| Phase::Write, || outputs.write(report, &notes, lang))?;
    if is_silent {
        notes.forget();
    }
    Ok(code)
}

/// How it went, in one number.
fn exit_code(report: &Report, exit_zero: bool) -> u8 {
    match (report.fails(), report.is_incomplete(), exit_zero) {
        (_, _, true) | (false, false, _) => 0,
        (true, _, false) => EXIT_FINDINGS,
        (false, true, false) => EXIT_INCOMPLETE,
    }
}

/// Reads the tables, keeping the columns that the policy's rules need.
pub(super) fn read(
    folder: &Path,
    config: &Config,
    policy: &Policy,
    as_of: Day,
    watch: &Watch,
) -> Result<Data, Problem> {
    let wanted = Wanted::of(policy);
    let bar = watch.show(Stage::Tables);
    let data = load::load_watched(folder, &load::Options { as_of, config, wanted: &wanted }, &watch.progress)?;
    drop(bar);
    match unknown_own(&data.tables, &config.own) {
        Some(own) => Err(words::config::unknown_own(&config.own_at, own)),
        None => Ok(data),
    }
}

/// An own office that the table of offices does not have: it would have nobody to audit, and pass.
fn unknown_own<'a>(tables: &Tables, own: &'a [String]) -> Option<&'a String> {
    let (offices, name) = (&tables[known().offices], known().offices.def().column("name")?);
    let is_id = |own: &String| offices.keys.get(&fold::id(own)).is_some_and(|row| (row as usize) < offices.len);
    let mut others = own.iter().filter(|own| offices.len > 0 && !is_id(own)).peekable();
    others.peek()?;
    let names: BTreeSet<String> = (0..offices.len as u32).map(|row| fold::name(offices.text(name, row))).collect();
    others.find(|own| !names.contains(&fold::name(own)))
}

/// Whether a file of the folder is the one that the settings were read from.
pub(super) fn is_settings(folder: &Path, file: &InputFile, config: &Config) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    file.name == config.name && real(&folder.join(&file.name)) == real(&config.path)
}

/// A name that is neither a rule nor a clause, and what may have been meant.
pub(super) fn unknown(policy: &Policy, name: &str) -> Problem {
    let known = policy.rules.iter().map(|r| r.id.as_str()).chain(policy.clauses.iter().map(|c| c.id.as_str()));
    let mut near: Vec<(usize, &str)> =
        known.map(|k| (strsim::damerau_levenshtein(&name.to_lowercase(), &k.to_lowercase()), k)).collect();
    near.sort_unstable();
    let guess: Vec<&str> = near.iter().filter(|(d, k)| *d <= (k.len() / 3).max(1)).take(3).map(|(_, k)| *k).collect();
    words::unknown_rule(name, &guess)
}

/// What was not read, and what the reader should know of the rest. None of it is a person's name.
pub(super) fn tell_left_out(data: &Data, settings: Option<usize>, lang: Lang, notes: &Notes) {
    let words = words::ReportWords(lang);
    data.notices.iter().for_each(|notice| notes.add(words.notice(notice)));
    for (_, file) in data.files.iter().enumerate().filter(|(place, _)| Some(*place) != settings) {
        if file.sheets.is_empty() {
            if !matches!(file.not_read, NotRead::Hinted | NotRead::Other) {
                notes.add(words.not_read(file));
            }
            continue;
        }
        let is_guide = |sheet: &str| file.is_workbook && schema().layout.guides.contains(&fold::header(sheet));
        for sheet in file.unread.iter().filter(|sheet| !is_guide(sheet)) {
            notes.add(words.no_table(&words::place_of(&file.name, Some(sheet))));
        }
        for sheet in &file.sheets {
            let place = words::place_of(&file.name, sheet.name.as_deref());
            let unknown: Vec<&str> = sheet.columns.iter().filter(|h| h.is_told()).map(|h| h.text.as_str()).collect();
            if !unknown.is_empty() {
                notes.add(words.unknown_columns(&place, &unknown));
            }
            // an example or the header once more is no loss; `inputs` lists them
            let said = [words.skipped(sheet, &[Reason::Total, Reason::Note]), words.state(sheet)];
            said.into_iter().flatten().for_each(|said| notes.add(format_args!("{place}: {said}")));
        }
    }
}
