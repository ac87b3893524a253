//! The command line: what can be asked, in which language it is answered, and with which exit code.

mod attest;
mod catalogue;
mod check;
mod diff;
mod help;
mod inputs;
mod notes;
mod output;
mod packaging;
mod progress;
mod redact;
mod report;
mod trend;
mod verify;
mod waive;
mod whole;
pub(crate) mod words;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::{env, fmt};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::audit::{DEFAULT_POLICY, plain_policy};
use crate::base::date::Day;
use crate::base::safe::shown;
use crate::base::text::{Lang, Problem};
use crate::base::words::{cannot_write, no_day};
use crate::config::{self, Config};
use crate::model::finding::FailOn;
use crate::model::options::{Answer, CsvEncoding, GroupBy, Redact, Style};
use crate::report::words::ReportWords;
use crate::setup::init::{self, Form};
use crate::setup::{config_schema, sample};

/// The audit could not run.
const EXIT_ERROR: u8 = 2;

/// Audits how an office uses MCS (Medical Care Station) against the written operating policy of its ward.
#[derive(Debug, Parser)]
#[command(name = "mcs-audit", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Language of output: ja or en [default: that of the settings, else of the locale, else ja]
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<Lang>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Audit the tables in a folder and print the findings
    #[command(
        after_help = "Exit code: 0 all assessed, nothing at or above --fail-on; 1 findings; 2 could not run; 3 incomplete"
    )]
    Check(CheckArgs),
    /// Write a stored report again, in other formats
    Report(ReportArgs),
    /// Tell what is new and what ended between two stored reports
    Diff(DiffArgs),
    /// Show month by month what is open, new and put right
    Trend(TrendArgs),
    /// Write an agreed exception for one finding
    Waive(WaiveArgs),
    /// List what people must state where no rule can judge, or put an answer on record
    Attest(AttestArgs),
    /// Tell whether a stored report, or a folder of audits, is as it was made
    Verify(VerifyArgs),
    /// Show which file was read as which table, and what could not be read
    Inputs(InputsArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Explain a rule or a clause
    Explain(ExplainArgs),
    /// Write blank registers to fill in, and commented settings (all in Japanese)
    Init(InitArgs),
    /// Write a made-up data set, to try and to measure with
    Sample(SampleArgs),
    /// Print the JSON Schema of the settings or of the report
    Schema(SchemaArgs),
    /// Print a script with which a shell completes commands and options
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

impl Command {
    /// The settings file, if one was named, and the folder that is searched otherwise, where settings have a say.
    fn settings(&self) -> Option<(Option<&Path>, &Path)> {
        match self {
            Self::Check(args) => Some((args.config.as_deref(), &args.dir)),
            Self::Trend(args) => Some((args.config.as_deref(), &args.dir)),
            Self::Waive(args) => Some((args.config.as_deref(), &args.dir)),
            Self::Attest(args) => Some((args.config.as_deref(), &args.dir)),
            Self::Verify(args) => Some((args.config.as_deref(), &args.dir)),
            Self::Inputs(args) => Some((args.config.as_deref(), &args.dir)),
            Self::Report(_)
            | Self::Diff(_)
            | Self::Rules(_)
            | Self::Explain(_)
            | Self::Init(_)
            | Self::Sample(_)
            | Self::Schema(_)
            | Self::Completions(_)
            | Self::Man(_) => None,
        }
    }
}

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
struct CheckArgs {
    /// Folder with the tables
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// Day on which to judge [default: today in Japan]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// File with the office's settings [default: mcs-audit.toml in DIR, if it is there]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Policy: a name, or a folder of rule files [default: that of the settings, else chuo]
    #[arg(long, value_name = "NAME|PATH")]
    policy: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    redact: RedactArgs,
    /// Lowest severity that makes the exit code 1: low, medium, high, critical; new:high counts only what the audit before
    /// did not have [default: that of the settings, else medium]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Judge only these rules or clauses (repeatable; rules about the input are always on)
    #[arg(long, value_name = "RULE|CLAUSE", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave these rules or clauses out (repeatable)
    #[arg(long, value_name = "RULE|CLAUSE", value_delimiter = ',')]
    skip: Vec<String>,
    /// Compare with this earlier report (json) instead of the last one that is kept
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// Neither compare with the audits that the settings keep, nor keep this one
    #[arg(long)]
    no_history: bool,
    /// Look so many days ahead for what will become a finding; 0 for none [default: that of the settings, else 30, for
    /// up to 50,000 rows]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(..=36500))]
    upcoming: Option<u16>,
    /// Exit with 0 instead of 1 and 3
    #[arg(long)]
    exit_zero: bool,
    /// Print nothing if the exit code is 0; files are written all the same
    #[arg(long)]
    quiet: bool,
    /// Threads that work at a time; the outcome is the same [default: the processor's cores]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Print how long each phase took, on standard error
    #[arg(long)]
    timings: bool,
}

/// Which reports to write, how and where to.
#[derive(Debug, Args)]
struct OutputArgs {
    /// Format of the report, to standard output or to a file: text, json, jsonl, csv, html, xlsx, markdown, sarif, junit,
    /// github, oscal (repeatable) [default: those of the settings, else text]
    #[arg(long, value_name = "F[=FILE]")]
    format: Vec<String>,
    /// What the findings are put together by: clause, rule, office, or as to-do lists by duty or person [default: that of
    /// the settings, else clause]
    #[arg(long, value_name = "BY")]
    group_by: Option<GroupBy>,
    /// How CSV is encoded: utf-8-bom, utf-8 or cp932 [default: that of the settings, else utf-8-bom]
    #[arg(long, value_name = "ENCODING")]
    csv_encoding: Option<CsvEncoding>,
    /// Folder for the reports, made if it is not there: formats without a FILE are written to it as
    /// mcs-audit-DATE.EXTENSION [default: that of the settings, else standard output]
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
    /// Also overwrite files that are no reports of mcs-audit
    #[arg(long)]
    force: bool,
}

/// What a report may not tell.
#[derive(Debug, Args)]
struct RedactArgs {
    /// Put pseudonyms for names, e-mail addresses and free text (names), or for ids too (all) [default: that of the
    /// settings]
    #[arg(long, value_name = "WHAT")]
    redact: Option<Redact>,
    /// File with the key of the pseudonyms: the same key gives the same pseudonyms [default: that of the settings, else
    /// mcs-audit.key in DIR, made if it is not there]
    #[arg(long, value_name = "FILE")]
    redact_key: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct ReportArgs {
    /// Report that check --format json=FILE wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Args)]
struct DiffArgs {
    /// Earlier report (json)
    #[arg(value_name = "EARLIER")]
    earlier: PathBuf,
    /// Later report (json)
    #[arg(value_name = "LATER")]
    later: PathBuf,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Args)]
struct TrendArgs {
    /// Folder with the tables
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// Folder of the audits that were kept [default: that of the settings]
    #[arg(long, value_name = "FOLDER")]
    history: Option<PathBuf>,
    /// Format of the trend, to standard output or to a file: text, csv, json, html, xlsx (repeatable) [default: text]
    #[arg(long, value_name = "F[=FILE]")]
    format: Vec<String>,
    /// Also overwrite files that are no trends of mcs-audit
    #[arg(long)]
    force: bool,
    /// File with the office's settings [default: mcs-audit.toml in DIR, if it is there]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct WaiveArgs {
    /// Id of the finding, or its rule and key: missing-photo:S05
    #[arg(value_name = "ID")]
    finding: String,
    /// Folder with the tables
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// Why the finding may stand
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who asks for it
    #[arg(long, value_name = "NAME")]
    requested_by: String,
    /// Who approved it: somebody else
    #[arg(long, value_name = "NAME")]
    approved_by: String,
    /// Last day on which it holds
    #[arg(long, value_name = "DATE")]
    until: String,
    /// Day on which it was approved [default: the as-of date]
    #[arg(long, value_name = "DATE")]
    approved_on: Option<String>,
    /// Day on which to judge [default: today in Japan]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// File with the office's settings [default: mcs-audit.toml in DIR, if it is there]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Policy: a name, or a folder of rule files [default: that of the settings, else chuo]
    #[arg(long, value_name = "NAME|PATH")]
    policy: Option<String>,
}

#[derive(Debug, Args)]
struct AttestArgs {
    /// Folder with the tables
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// Clause to answer for, by its id or as cited (5-1, 第五条一); without it the list is printed
    #[arg(long, value_name = "CLAUSE", requires = "answer", requires = "by")]
    clause: Option<String>,
    /// Whether the clause is met: yes or no
    #[arg(long, value_name = "ANSWER", requires = "clause")]
    answer: Option<Answer>,
    /// Who answers
    #[arg(long, value_name = "NAME", requires = "clause")]
    by: Option<String>,
    /// Office that the answer is about, by id or name [default: the only one]
    #[arg(long, value_name = "OFFICE", requires = "clause")]
    office: Option<String>,
    /// Day on which it was answered [default: the as-of date]
    #[arg(long, value_name = "DATE", requires = "clause")]
    on: Option<String>,
    /// Day on which to judge [default: today in Japan]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// File with the office's settings [default: mcs-audit.toml in DIR, if it is there]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Policy: a name, or a folder of rule files [default: that of the settings, else chuo]
    #[arg(long, value_name = "NAME|PATH")]
    policy: Option<String>,
}

#[derive(Debug, Args)]
struct VerifyArgs {
    /// Report that was stored as json
    #[arg(value_name = "REPORT", required_unless_present = "history")]
    report: Option<PathBuf>,
    /// Folder with the tables that it was made from
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// Instead: folder of audits, in which no month may have been changed, taken out or put in
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["report", "since"])]
    history: Option<PathBuf>,
    /// Report that it was compared with [default: that of the day it names, beside it]
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// File with the key of its pseudonyms [default: as for check]
    #[arg(long, value_name = "FILE")]
    redact_key: Option<PathBuf>,
    /// File with the office's settings [default: mcs-audit.toml in DIR, if it is there]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Policy: a name, or a folder of rule files [default: that of the settings, else chuo]
    #[arg(long, value_name = "NAME|PATH")]
    policy: Option<String>,
}

#[derive(Debug, Args)]
struct InputsArgs {
    /// Folder with the tables
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// Day on which to judge [default: today in Japan]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// File with the office's settings [default: mcs-audit.toml in DIR, if it is there]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Policy: a name, or a folder of rule files [default: that of the settings, else chuo]
    #[arg(long, value_name = "NAME|PATH")]
    policy: Option<String>,
    /// Also write the mapping that was found as settings, ready to be corrected [default: mcs-audit.toml in DIR]
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    #[allow(clippy::option_option, reason = "not asked for, asked for, asked for with a name")]
    write_config: Option<Option<PathBuf>>,
}

#[derive(Debug, Args)]
struct RulesArgs {
    /// Policy: a name, or a folder of rule files
    #[arg(long, default_value = DEFAULT_POLICY, value_name = "NAME|PATH")]
    policy: String,
    /// Format: text, json or oscal (the clauses as a catalog)
    #[arg(long, value_name = "F", default_value = "text")]
    format: catalogue::ListFormat,
}

#[derive(Debug, Args)]
struct ExplainArgs {
    /// Id of a rule, or of a clause (A2-1, 第六条)
    #[arg(value_name = "RULE|CLAUSE")]
    name: String,
    /// Policy: a name, or a folder of rule files
    #[arg(long, default_value = DEFAULT_POLICY, value_name = "NAME|PATH")]
    policy: String,
}

#[derive(Debug, Args)]
struct InitArgs {
    /// Folder to write to; nothing is written if it holds any of the files
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// Write one Excel workbook instead of CSV files
    #[arg(long)]
    xlsx: bool,
}

#[derive(Debug, Args)]
struct SampleArgs {
    /// Folder to write to; it must not hold any of the files yet
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// How much to write
    #[arg(long, value_name = "SIZE", default_value = "office")]
    size: sample::Size,
    /// Number from which everything made up follows
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Write a data set without any finding
    #[arg(long)]
    clean: bool,
    /// Day to which the dates are fitted [default: today in Japan]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Scale a ward or nation to about this many memberships
    #[arg(long, value_name = "N")]
    memberships: Option<u64>,
}

#[derive(Debug, Args)]
struct SchemaArgs {
    /// Which JSON Schema
    #[arg(value_name = "WHAT")]
    what: SchemaOf,
}

#[derive(Debug, Args)]
struct CompletionsArgs {
    /// Shell: bash, zsh, fish or powershell
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    shell: ShellName,
}

/// A shell that completions are for.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ShellName {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

#[derive(Debug, Args)]
struct ManArgs {
    /// Write the pages of the program and of all its commands to a folder instead
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
}

/// What there is a JSON Schema of.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SchemaOf {
    /// The settings, mcs-audit.toml
    Config,
    /// The report as json
    Report,
}

/// What stops a command.
#[derive(Debug)]
enum Stop {
    /// Something that the user can put right, said in their language.
    Problem(Problem),
    /// The reader of the output has gone: no error.
    ClosedPipe,
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Problem(cannot_write(words::STANDARD_OUTPUT, &error.to_string())),
        }
    }
}

/// Runs the command line and returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = asked_lang(&arguments).unwrap_or_else(locale_lang);
    let parse =
        |command: clap::Command| command.try_get_matches_from(&arguments).and_then(|m| Cli::from_arg_matches(&m));
    // only who asks for help, or needs it, waits until it is put together
    let cli = match parse(Cli::command()).or_else(|_| parse(help::localised(Cli::command(), lang))) {
        Ok(cli) => cli,
        Err(error) => return help::show(&error, lang),
    };
    let (config, lang) = match settings(&cli.command) {
        Ok(config) => {
            let lang = cli.lang.or(config.lang).unwrap_or(lang);
            (config, lang)
        }
        Err((problem, asked)) => {
            complain(cli.lang.or(asked).unwrap_or(lang), &problem);
            return EXIT_ERROR;
        }
    };
    let outcome = match cli.command {
        Command::Check(args) => check::run(&args, &config, lang),
        Command::Report(args) => report::run(&args, lang),
        Command::Diff(args) => diff::run(&args, lang),
        Command::Trend(args) => trend::run(&args, &config, lang),
        Command::Waive(args) => waive::run(&args, &config, lang),
        Command::Attest(args) => attest::run(&args, &config, lang),
        Command::Verify(args) => verify::run(&args, &config, lang),
        Command::Inputs(args) => inputs::run(&args, &config, lang),
        Command::Rules(args) => catalogue::rules(&args, lang),
        Command::Explain(args) => catalogue::explain(&args, lang),
        Command::Init(args) => write_registers(&args, lang),
        Command::Sample(args) => write_sample(&args, lang),
        Command::Schema(args) => print_schema(&args),
        Command::Completions(args) => packaging::completions(&args, help::localised(Cli::command(), lang), lang),
        Command::Man(args) => packaging::man(&args, help::localised(Cli::command(), lang), lang),
    };
    match outcome {
        Ok(code) => code,
        Err(Stop::ClosedPipe) => 0,
        Err(Stop::Problem(problem)) => {
            complain(lang, &problem);
            EXIT_ERROR
        }
    }
}

/// The settings of the office; with what is wrong in them, the language that they ask for.
fn settings(command: &Command) -> Result<Config, (Problem, Option<Lang>)> {
    match command.settings() {
        None => Ok(Config::default()),
        Some((Some(file), _)) => Config::read(file).map_err(|problem| (problem, Config::asked_lang(file))),
        Some((None, dir)) => {
            Config::find(dir).map_err(|problem| (problem, Config::asked_lang(&dir.join(config::FILE))))
        }
    }
}

/// A line on standard error. If that is closed too, there is nobody left to tell.
fn tell(message: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{}", shown(&message.to_string()));
}

/// The same, where a person sits and looks.
fn tell_at_terminal(message: impl fmt::Display) {
    if io::stderr().is_terminal() {
        tell(message);
    }
}

fn complain(lang: Lang, problem: &Problem) {
    complain_of(lang, problem.say(lang));
}

fn complain_of(lang: Lang, message: &str) {
    tell(format_args!("{}: {message}", words::error(lang)));
}

/// `--lang` as given, so that even a mistake in the other arguments is told in that language.
fn asked_lang(arguments: &[OsString]) -> Option<Lang> {
    let texts: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
    let behind = texts.windows(2).find(|w| w[0] == "--lang").map(|w| w[1]);
    match behind.or_else(|| texts.iter().find_map(|t| t.strip_prefix("--lang=")))? {
        "ja" => Some(Lang::Ja),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// The language of the locale; Japanese where there is none, as under cron.
fn locale_lang() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| env::var(name).ok()).find(|v| !v.is_empty());
    let language = set.unwrap_or_default();
    let language = language.split(['_', '.', '@', '-']).next().unwrap_or_default().to_ascii_lowercase();
    match language.as_str() {
        "" | "c" | "posix" | "ja" => Lang::Ja,
        _ => Lang::En,
    }
}

/// The day given, or today in Japan.
fn day(text: Option<&str>) -> Result<Day, Problem> {
    match text {
        None => Ok(Day::today_in_japan()),
        Some(text) => match Day::parse(text) {
            Ok(day) if !day.is_empty() => Ok(day),
            _ => Err(no_day(text)),
        },
    }
}

/// How text is laid out on standard output.
fn style() -> Style {
    let terminal = io::stdout().is_terminal();
    let width = if terminal { terminal_size::terminal_size().map(|(w, _)| w.0) } else { None };
    let width = width.or_else(|| env::var("COLUMNS").ok().and_then(|c| c.parse().ok())).unwrap_or(100);
    let colour = terminal
        && env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        && env::var_os("TERM").is_none_or(|t| t != "dumb");
    Style { width: width.clamp(40, 200), colour }
}

fn print_schema(args: &SchemaArgs) -> Result<u8, Stop> {
    let text = match args.what {
        SchemaOf::Config => config_schema::text(&plain_policy(DEFAULT_POLICY)?),
        SchemaOf::Report => include_str!("../docs/report.schema.json").to_owned(),
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(0)
}

fn write_registers(args: &InitArgs, lang: Lang) -> Result<u8, Stop> {
    let form = if args.xlsx { Form::Workbook } else { Form::Csv };
    let files = init::write(&args.dir, form)?;
    let mut out = io::stdout().lock();
    for file in files {
        writeln!(out, "{}", args.dir.join(file).display())?;
    }
    let dir = args.dir.display().to_string();
    let command = match dir.as_str() {
        "." => "mcs-audit check".to_owned(),
        dir if dir.contains(char::is_whitespace) => format!("mcs-audit check \"{dir}\""),
        dir => format!("mcs-audit check {dir}"),
    };
    tell(ReportWords(lang).after_init(form, &command));
    Ok(0)
}

fn write_sample(args: &SampleArgs, lang: Lang) -> Result<u8, Stop> {
    let options = sample::Options {
        size: args.size,
        seed: args.seed,
        clean: args.clean,
        as_of: day(args.as_of.as_deref())?.date().ok_or_else(|| no_day(args.as_of.as_deref().unwrap_or_default()))?,
        memberships: args.memberships,
    };
    let written = sample::write(&args.dir, &options)?;
    let mut out = io::stdout().lock();
    for (file, rows) in &written.files {
        writeln!(out, "{}", ReportWords(lang).written(file, *rows))?;
    }
    Ok(0)
}
