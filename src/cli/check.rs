//! `check`: audits, writes the reports that were asked for, and says in one number how it went.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::{CheckArgs, Stop, day, policy_of, style, tell};
use crate::config::Config;
use crate::date::Day;
use crate::derive;
use crate::engine;
use crate::finding::Severity;
use crate::fold;
use crate::load::{self, Data, InputFile, NotRead, Reason};
use crate::needs::Wanted;
use crate::policy::{Demand, Policy};
use crate::report::text::Style;
use crate::report::{ConfigFile, Format, Output, Report};
use crate::schema::known;
use crate::schema::schema;
use crate::table::Tables;
use crate::text::Lang;
use crate::timings::{self, Phase};
use crate::words::{self, Problem};

/// There are findings at or above the threshold.
const EXIT_FINDINGS: u8 = 1;
/// No such finding, but not everything could be assessed.
const EXIT_INCOMPLETE: u8 = 3;

/// The lowest severity that makes the exit code 1 where nobody says which.
const FAIL_ON: Severity = Severity::Medium;

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
    timings::told(lang).into_iter().for_each(tell);
    Ok(code)
}

fn check(args: &CheckArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let mut outputs = match args.format.as_slice() {
        [] => outputs(&config.format, &config.folder)?,
        formats => outputs(formats, Path::new(""))?,
    };
    let as_of = day(args.as_of.as_deref())?;
    let policy = policy_of(args.policy.as_deref(), config)?;
    let off = off(&policy, args, config, lang)?;
    let data = read(&args.dir, config, &policy, as_of)?;
    tell_left_out(&args.dir, &data, config, lang);
    if derive::nobody_is_own(&data.tables) {
        let said = words::ReportWords(lang);
        tell(if config.own.is_empty() { said.nobody_own() } else { said.nobody_of_own() });
    }
    let mut report = engine::audit(&data, &policy, &engine::Options { as_of, lang, off });
    report.run.office.clone_from(&config.office);
    report.run.config =
        (!config.name.is_empty()).then(|| ConfigFile { file: config.name.clone(), sha256: config.sha256.clone() });
    // the files first: whoever reads standard output may stop reading
    outputs.sort_by_key(|o| o.file.is_none());
    for output in &outputs {
        timings::of(
            || Phase::Write,
            || match &output.file {
                Some(file) => write_file(file, output.format, &report).map_err(Stop::from),
                None => print(output.format, &report).map_err(Stop::from),
            },
        )?;
    }
    let fail_on = args.fail_on.or(config.fail_on).unwrap_or(FAIL_ON);
    let code = match (report.fails(fail_on), report.is_incomplete(), args.exit_zero) {
        (_, _, true) | (false, false, _) => 0,
        (true, _, false) => EXIT_FINDINGS,
        (false, true, false) => EXIT_INCOMPLETE,
    };
    // the program ends here: millions of cells and words need not be given back one by one
    std::mem::forget((data, report));
    Ok(code)
}

/// Reports of many findings are written in few pieces.
const BUFFER: usize = 1 << 18;

/// Prints a report. A reader who has had enough is no error, and changes nothing about the exit code.
fn print(format: Format, report: &Report) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    match report.write(format, style(), &mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // what is left in the buffer has no reader either
            drop(out.into_parts());
            Ok(())
        }
        outcome => outcome,
    }
}

/// Reads the tables, keeping the columns that the policy's rules need.
pub(super) fn read(folder: &Path, config: &Config, policy: &Policy, as_of: Day) -> Result<Data, Problem> {
    let wanted = Wanted::of(policy);
    let data = load::load(folder, &load::Options { as_of, config, wanted: &wanted })?;
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

/// The reports to write, their files seen from a folder; text on standard output if none was asked for.
fn outputs(formats: &[String], base: &Path) -> Result<Vec<Output>, Problem> {
    if formats.is_empty() {
        return Ok(vec![Output { format: Format::Text, file: None }]);
    }
    let parse = |text: &String| {
        let output = Output::parse(text)?;
        Ok(Output { file: output.file.map(|file| base.join(file)), ..output })
    };
    let outputs = formats.iter().map(parse).collect::<Result<Vec<_>, Problem>>()?;
    if outputs.iter().filter(|o| o.file.is_none()).count() > 1 {
        return Err(words::two_on_standard_output());
    }
    Ok(outputs)
}

/// The rules that are off, and why: what the office says in its settings comes before the name of an option. The rules
/// about the input stay on: nothing is dropped in silence.
fn off(policy: &Policy, args: &CheckArgs, config: &Config, lang: Lang) -> Result<BTreeMap<usize, String>, Problem> {
    let find = |name: &String| -> Result<Vec<usize>, Problem> {
        if let Some(rule) = policy.rule(name) {
            return Ok(vec![rule]);
        }
        let named = policy.clauses_named(name);
        if named.is_empty() {
            return Err(unknown(policy, name));
        }
        let clauses = policy.with_included(&named);
        let of_clauses = |rule: &usize| policy.rules[*rule].clauses.iter().any(|c| clauses.contains(c));
        Ok((0..policy.rules.len()).filter(of_clauses).collect())
    };
    let mut off = BTreeMap::new();
    let only: Vec<usize> = args.only.iter().map(find).collect::<Result<Vec<_>, _>>()?.concat();
    for place in 0..policy.rules.len() {
        if !args.only.is_empty() && !only.contains(&place) && matches!(policy.rules[place].demand, Demand::Of(_)) {
            off.insert(place, words::switched_off(lang, "--only"));
        }
    }
    for name in &args.skip {
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
fn tell_left_out(folder: &Path, data: &Data, config: &Config, lang: Lang) {
    let words = words::ReportWords(lang);
    data.notices.iter().for_each(|notice| tell(words.notice(notice)));
    for file in data.files.iter().filter(|file| !is_settings(folder, file, config)) {
        if file.sheets.is_empty() {
            if !matches!(file.not_read, NotRead::Hinted | NotRead::Other) {
                tell(words.not_read(file));
            }
            continue;
        }
        let is_guide = |sheet: &str| file.is_workbook && schema().layout.guides.contains(&fold::header(sheet));
        for sheet in file.unread.iter().filter(|sheet| !is_guide(sheet)) {
            tell(words.no_table(&words::place_of(&file.name, Some(sheet))));
        }
        for sheet in &file.sheets {
            let place = words::place_of(&file.name, sheet.name.as_deref());
            let unknown: Vec<&str> = sheet.columns.iter().filter(|h| h.is_told()).map(|h| h.text.as_str()).collect();
            if !unknown.is_empty() {
                tell(words.unknown_columns(&place, &unknown));
            }
            // an example or the header once more is no loss; `inputs` lists them
            let said = [words.skipped(sheet, &[Reason::Total, Reason::Note]), words.state(sheet)];
            said.into_iter().flatten().for_each(|said| tell(format_args!("{place}: {said}")));
        }
    }
}

/// Writes a file whole or not at all, for its owner only. A pipe or device is written to, and stays what it is.
fn write_file(path: &Path, format: Format, report: &Report) -> Result<(), Problem> {
    let failed = |error: io::Error| words::cannot_write(&path.display().to_string(), &error.to_string());
    let style = Style { width: 100, colour: false };
    if path.metadata().is_ok_and(|m| !m.is_file() && !m.is_dir()) {
        let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(path).map_err(failed)?);
        return report.write(format, style, &mut out).and_then(|()| out.flush()).map_err(failed);
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let mut out = BufWriter::with_capacity(BUFFER, file.as_file_mut());
    report.write(format, style, &mut out).and_then(|()| out.flush()).map_err(failed)?;
    drop(out);
    file.persist(path).map_err(|e| failed(e.error))?;
    Ok(())
}
