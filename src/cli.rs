//! The command line: reads what was asked and in which language, has the command do it, and returns the exit code.

mod args;
mod attest;
mod catalogue;
mod check;
mod correct;
mod diff;
mod help;
mod init;
mod inputs;
mod lang;
mod notes;
mod output;
mod outside;
mod packaging;
mod progress;
mod record;
mod redact;
mod register;
mod report;
mod sample;
mod schema;
mod stop;
mod terminal;
mod trend;
mod verify;
mod waive;
pub(crate) mod words;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches};

use crate::base::text::{Lang, Problem};
use crate::cli::args::{Cli, Command};
use crate::cli::lang::{asked_lang, locale_lang};
use crate::cli::stop::{EXIT_ERROR, Stop};
use crate::cli::terminal::complain;
use crate::config::{self, Config};

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
        Command::Correct(args) => correct::run(&args, &config, lang),
        Command::Attest(args) => attest::run(&args, &config, lang),
        Command::Verify(args) => verify::run(&args, &config, lang),
        Command::Inputs(args) => inputs::run(&args, &config, lang),
        Command::Rules(args) => catalogue::rules(&args, lang),
        Command::Explain(args) => catalogue::explain(&args, lang),
        Command::Init(args) => init::run(&args, lang),
        Command::Sample(args) => sample::run(&args, lang),
        Command::Schema(args) => schema::run(&args),
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
