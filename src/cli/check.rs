//! `check`: audits, writes the reports that were asked for, and says in one number how it went.

use super::args::CheckArgs;
use super::notes::Notes;
use super::output::Outputs;
use super::outside;
use super::progress::Follower;
use super::redact;
use super::stop::Stop;
use super::terminal::tell;
use crate::audit::{self, Before, Request};
use crate::base::lock::Lock;
use crate::base::text::Lang;
use crate::base::timings::{self, Phase};
use crate::cli::words;
use crate::config::Config;
use crate::history::chain::{History, Keeping};
use crate::load::words::LoadWords;
use crate::load::{Data, NotRead, Reason};
use crate::model::place::place_of;
use crate::model::report::Report;
use crate::model::schema::schema;
use crate::report::words::ReportWords;

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
            let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build();
            let pool = pool.map_err(|error| words::no_threads(threads, &error.to_string()))?;
            pool.install(|| check(args, config, lang))?
        }
    };
    if !(args.quiet && code == 0) {
        timings::told(lang).into_iter().for_each(tell);
    }
    Ok(code)
}

fn check(args: &CheckArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let as_of = args.audit.as_of()?;
    outside::refuse(args, config)?;
    let outputs = Outputs::new(&args.output, config, &as_of.to_string())?;
    let kept = audit::history(config).filter(|_| !args.no_history);
    let before = match (&args.since, &kept) {
        (Some(file), _) => Before::File(file),
        (None, Some(folder)) => Before::History(folder),
        (None, None) => Before::Nothing,
    };
    let notes = Notes::new(args.quiet);
    let request = Request {
        dir: args.tables.folder(),
        files: args.tables.files(),
        as_of,
        policy: args.audit.policy(),
        only: &args.only,
        skip: &args.skip,
        fail_on: args.fail_on,
        before,
        upcoming: args.upcoming,
        redaction: redact::redaction(&args.redact, args.tables.folder(), config, lang)?,
        observer: &Follower::new(&notes, config, lang),
    };
    let report = audit::run(&request, config, lang)?;
    let read = report.run.inputs.iter().map(|input| &input.sha256);
    let read = read.chain(report.run.config.iter().map(|config| &config.sha256));
    let read = read.chain(report.comparison.iter().map(|comparison| &comparison.sha256));
    outputs.spare(&read.map(String::as_str).collect::<Vec<_>>())?;
    let mut month = None;
    if let (Some(folder), true) = (&kept, args.since.is_none()) {
        let mut json = Vec::new();
        report.write_json(&mut json)?;
        month = Some((History::new(folder), json, report.comparison.clone()));
    }
    let keep = |held: &[Lock]| {
        let Some((history, json, comparison)) = month else { return Ok(()) };
        if history.keep_holding(as_of, &json, comparison.as_ref(), held)? == Keeping::Replaced {
            notes.add(ReportWords(lang).audit_replaced(&as_of.to_string()));
        }
        Ok(())
    };
    let code = exit_code(&report, args.exit_zero);
    let is_silent = args.quiet && code == 0;
    let outputs = if is_silent { outputs.without_standard_output() } else { outputs };
    timings::of(|| Phase::Write, || outputs.write_with(report, &notes, lang, keep))?;
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

/// What was not read, and what the reader should know of the rest. None of it is a person's name.
pub(super) fn tell_left_out(data: &Data, settings: Option<usize>, lang: Lang, notes: &Notes) {
    let words = LoadWords(lang);
    data.notices.iter().for_each(|notice| notes.add(words.notice(notice)));
    for (_, file) in data.files.iter().enumerate().filter(|(place, _)| Some(*place) != settings) {
        if file.sheets.is_empty() {
            if !matches!(file.not_read, NotRead::Hinted | NotRead::Other) {
                notes.add(words.not_read(file));
            }
            continue;
        }
        let is_guide = |sheet: &str| file.is_workbook && schema().layout.is_guide(sheet);
        for sheet in file.unread.iter().filter(|sheet| !is_guide(sheet)) {
            notes.add(words.no_table(&place_of(&file.name, Some(sheet))));
        }
        for sheet in &file.sheets {
            let place = place_of(&file.name, sheet.name.as_deref());
            let unknown: Vec<&str> = sheet.columns.iter().filter(|h| h.is_told()).map(|h| h.text.as_str()).collect();
            if !unknown.is_empty() {
                notes.add(words.unknown_columns(&place, &unknown));
            }
            // an example or the header once more is no loss; `inputs` lists them
            let said = [words.skipped(sheet, &[Reason::Total, Reason::Note, Reason::Default]), words.state(sheet)];
            said.into_iter().flatten().for_each(|said| notes.add(format_args!("{place}: {said}")));
        }
    }
}
