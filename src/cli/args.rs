//! What can be asked on the command line. Every option is stated once, with its help in English; the Japanese help goes by
//! its name.

mod shared;
mod values;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use self::shared::{AuditArgs, OutputArgs, PolicyArgs, RedactArgs, SettingsArgs, TablesArgs, day};
use super::catalogue::ListFormat;
use super::help::words::AFTER_ROW;
use crate::base::text::Lang;
use crate::model::finding::FailOn;
use crate::model::options::Answer;
use crate::setup::sample;

/// Audits how an office uses MCS (Medical Care Station) against the written operating policy of its ward.
#[derive(Debug, Parser)]
#[command(name = "mcs-audit", version, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Language of output: ja or en [default: that of the settings, else of the locale, else ja]
    #[arg(long, global = true, value_name = "LANG", value_parser = values::of::<Lang>())]
    pub(super) lang: Option<Lang>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
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
    #[command(after_help = AFTER_ROW)]
    Waive(WaiveArgs),
    /// Write what was done about a finding that is over and cannot be put right
    #[command(after_help = AFTER_ROW)]
    Correct(CorrectArgs),
    /// List what people must state where no rule can judge, or put an answer on record
    #[command(after_help = AFTER_ROW)]
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
    pub(super) fn settings(&self) -> Option<(Option<&Path>, &Path)> {
        match self {
            Self::Check(args) => Some((args.audit.config(), args.tables.folder())),
            Self::Trend(args) => Some((args.settings.config.as_deref(), &args.dir)),
            Self::Waive(args) => Some((args.audit.config(), &args.dir)),
            Self::Correct(args) => Some((args.audit.config(), &args.dir)),
            Self::Attest(args) => Some((args.audit.config(), &args.dir)),
            Self::Verify(args) => Some((args.policy.settings.config.as_deref(), &args.dir)),
            Self::Inputs(args) => Some((args.audit.config(), args.tables.folder())),
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

/// So many threads may be asked for.
const MOST_THREADS: i64 = 1_024;

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) tables: TablesArgs,
    #[command(flatten)]
    pub(super) audit: AuditArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(flatten)]
    pub(super) redact: RedactArgs,
    /// Lowest severity that makes the exit code 1: low, medium, high, critical; new:high counts only what the audit before
    /// did not have [default: that of the settings, else medium]
    #[arg(long, value_name = "SEVERITY", value_parser = values::of::<FailOn>())]
    pub(super) fail_on: Option<FailOn>,
    /// Judge only these rules or clauses (repeatable; rules about the input are always on)
    #[arg(long, value_name = "RULE|CLAUSE", value_delimiter = ',')]
    pub(super) only: Vec<String>,
    /// Leave these rules or clauses out (repeatable)
    #[arg(long, value_name = "RULE|CLAUSE", value_delimiter = ',')]
    pub(super) skip: Vec<String>,
    /// Compare with this earlier report (json) instead of the last one that is kept
    #[arg(long, value_name = "FILE")]
    pub(super) since: Option<PathBuf>,
    /// Neither compare with the audits that the settings keep, nor keep this one
    #[arg(long)]
    pub(super) no_history: bool,
    /// Let the settings in DIR have reports and audits written outside it
    #[arg(long)]
    pub(super) allow_outside: bool,
    /// Look so many days ahead for what will become a finding; 0 for none [default: that of the settings, else 30, for
    /// up to 50,000 rows]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(..=36500))]
    pub(super) upcoming: Option<u16>,
    /// Exit with 0 instead of 1 and 3
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// Print nothing if the exit code is 0; files are written all the same
    #[arg(long)]
    pub(super) quiet: bool,
    /// Threads that work at a time; the outcome is the same [default: the processor's cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MOST_THREADS))]
    pub(super) threads: Option<u16>,
    /// Print how long each phase took, on standard error
    #[arg(long)]
    pub(super) timings: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Report that check --format json=FILE wrote
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// Earlier report (json)
    #[arg(value_name = "EARLIER")]
    pub(super) earlier: PathBuf,
    /// Later report (json)
    #[arg(value_name = "LATER")]
    pub(super) later: PathBuf,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct TrendArgs {
    /// Folder with the tables
    #[arg(default_value = ".", value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// Folder of the audits that were kept [default: that of the settings]
    #[arg(long, value_name = "FOLDER")]
    pub(super) history: Option<PathBuf>,
    /// Format of the trend, to standard output or to a file: text, csv, json, html, xlsx (repeatable) [default: text]
    #[arg(long, value_name = "F[=FILE]")]
    pub(super) format: Vec<String>,
    /// Also overwrite files that are no trends of mcs-audit
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    pub(super) settings: SettingsArgs,
}

#[derive(Debug, Args)]
pub(super) struct WaiveArgs {
    /// Id of the finding, or its rule and key: missing-photo:S05
    #[arg(value_name = "ID")]
    pub(super) finding: String,
    /// Folder with the tables
    #[arg(default_value = ".", value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// Why the finding may stand
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
    /// Who asks for it
    #[arg(long, value_name = "NAME")]
    pub(super) requested_by: String,
    /// Who approved it: somebody else
    #[arg(long, value_name = "NAME")]
    pub(super) approved_by: String,
    /// Last day on which it holds
    #[arg(long, value_name = "DATE")]
    pub(super) until: String,
    /// Day on which it was approved [default: the as-of date]
    #[arg(long, value_name = "DATE")]
    pub(super) approved_on: Option<String>,
    #[command(flatten)]
    pub(super) audit: AuditArgs,
}

#[derive(Debug, Args)]
pub(super) struct CorrectArgs {
    /// Id of the finding, or its rule and key: late-removal:G01/S05
    #[arg(value_name = "ID")]
    pub(super) finding: String,
    /// Folder with the tables
    #[arg(default_value = ".", value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// What was done
    #[arg(long, value_name = "TEXT")]
    pub(super) what: String,
    /// Who did it
    #[arg(long, value_name = "NAME")]
    pub(super) by: String,
    /// Who approved it: somebody else
    #[arg(long, value_name = "NAME")]
    pub(super) approved_by: String,
    /// Day on which it was done [default: the as-of date]
    #[arg(long, value_name = "DATE")]
    pub(super) on: Option<String>,
    #[command(flatten)]
    pub(super) audit: AuditArgs,
}

#[derive(Debug, Args)]
pub(super) struct AttestArgs {
    /// Folder with the tables
    #[arg(default_value = ".", value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// Clause to answer for, by its id or as cited (5-1, 第五条一); without it the list is printed
    #[arg(long, value_name = "CLAUSE", requires = "answer", requires = "by")]
    pub(super) clause: Option<String>,
    /// Whether the clause is met: yes or no
    #[arg(long, value_name = "ANSWER", requires = "clause", value_parser = values::of::<Answer>())]
    pub(super) answer: Option<Answer>,
    /// Who answers
    #[arg(long, value_name = "NAME", requires = "clause")]
    pub(super) by: Option<String>,
    /// Office that the answer is about, by id or name [default: the only one]
    #[arg(long, value_name = "OFFICE", requires = "clause")]
    pub(super) office: Option<String>,
    /// Day on which it was answered [default: the as-of date]
    #[arg(long, value_name = "DATE", requires = "clause")]
    pub(super) on: Option<String>,
    #[command(flatten)]
    pub(super) audit: AuditArgs,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Report that was stored as json
    #[arg(value_name = "REPORT", required_unless_present = "history")]
    pub(super) report: Option<PathBuf>,
    /// Folder with the tables that it was made from
    #[arg(default_value = ".", value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// Instead: folder of audits, in which no month may have been changed, taken out or put in
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["report", "since"])]
    pub(super) history: Option<PathBuf>,
    /// Report that it was compared with [default: that of the day it names, beside it]
    #[arg(long, value_name = "FILE")]
    pub(super) since: Option<PathBuf>,
    /// File with the key of its pseudonyms [default: as for check]
    #[arg(long, value_name = "FILE")]
    pub(super) redact_key: Option<PathBuf>,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

#[derive(Debug, Args)]
pub(super) struct InputsArgs {
    #[command(flatten)]
    pub(super) tables: TablesArgs,
    #[command(flatten)]
    pub(super) audit: AuditArgs,
    /// Also write the mapping that was found as settings, ready to be corrected [default: mcs-audit.toml in DIR]
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    #[allow(clippy::option_option, reason = "not asked for, asked for, asked for with a name")]
    pub(super) write_config: Option<Option<PathBuf>>,
    /// Ask at the terminal what is assumed or to be settled, and write the answers into the settings
    #[arg(long, conflicts_with_all = ["format", "why", "write_config"])]
    pub(super) ask: bool,
    /// Format: text or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = values::of::<InputsFormat>())]
    pub(super) format: InputsFormat,
    /// Show the evidence and the score by which a file, a sheet or a header was taken for what it is
    #[arg(long, value_name = "HEADER|FILE", conflicts_with = "format")]
    pub(super) why: Option<String>,
}

/// How the list of inputs is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InputsFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// Policy: a name, or a folder of rule files [default: that of the settings, else chuo]
    #[arg(long, value_name = "NAME|PATH")]
    pub(super) policy: Option<String>,
    /// File with the office's settings, to show its values beside those of the policy
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Format: text, json or oscal (the clauses as a catalog)
    #[arg(long, value_name = "F", default_value = "text", value_parser = values::of::<ListFormat>())]
    pub(super) format: ListFormat,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Id of a rule, or of a clause (A2-1, 第六条)
    #[arg(value_name = "RULE|CLAUSE")]
    pub(super) name: String,
    /// Policy: a name, or a folder of rule files [default: that of the settings, else chuo]
    #[arg(long, value_name = "NAME|PATH")]
    pub(super) policy: Option<String>,
    /// File with the office's settings, to show its values beside those of the policy
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Folder to write to; nothing is written if it holds any of the files
    #[arg(default_value = ".", value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// Write one Excel workbook instead of CSV files
    #[arg(long)]
    pub(super) xlsx: bool,
}

#[derive(Debug, Args)]
pub(super) struct SampleArgs {
    /// Folder to write to; it must not hold any of the files yet
    #[arg(value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// How much to write
    #[arg(long, value_name = "SIZE", default_value = "office", value_parser = values::of::<sample::Size>())]
    pub(super) size: sample::Size,
    /// Number from which everything made up follows
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// Write a data set without any finding
    #[arg(long)]
    pub(super) clean: bool,
    /// Day to which the dates are fitted [default: today in Japan]
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// Scale a ward or nation to about this many memberships
    #[arg(long, value_name = "N")]
    pub(super) memberships: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Which JSON Schema
    #[arg(value_name = "WHAT", value_parser = values::of::<SchemaOf>())]
    pub(super) what: SchemaOf,
}

/// What there is a JSON Schema of.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum SchemaOf {
    /// The settings, mcs-audit.toml
    Config,
    /// The report as json
    Report,
    /// The list of inputs as json
    Inputs,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// Shell: bash, zsh, fish or powershell
    #[arg(value_name = "SHELL", hide_possible_values = true, value_parser = values::of::<ShellName>())]
    pub(super) shell: ShellName,
}

/// A shell that completions are for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ShellName {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Write the pages of the program and of all its commands to a folder instead
    #[arg(long, value_name = "DIR")]
    pub(super) out_dir: Option<PathBuf>,
}
