//! Help and usage errors in Japanese; the English ones are clap's own, from the definition of the command line.

pub(super) mod words;

use std::io::Write;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use super::stop::EXIT_ERROR;
use super::terminal::complain_of;
use crate::base::safe::shown;
use crate::base::text::Lang;

/// The command line with its help in the user's language.
pub(super) fn localised(command: Command, lang: Lang) -> Command {
    match lang {
        Lang::En => command,
        Lang::Ja => japanese(command, true),
    }
}

fn japanese(command: Command, top: bool) -> Command {
    let name = command.get_name().to_owned();
    let about = words::help_of_command(if top { "" } else { &name });
    let mut command = command
        .help_template(words::TEMPLATE_JA)
        .subcommand_help_heading(words::COMMAND_JA)
        .subcommand_value_name(words::COMMAND_JA)
        .disable_help_flag(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help(words::SHOW_HELP_JA)
                .global(false),
        );
    if let Some(about) = about {
        command = command.about(about).long_about(about);
    }
    if let Some(told) = words::behind_help_of(&name) {
        command = command.after_help(told);
    }
    if top {
        command = command.disable_version_flag(true).arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help(words::SHOW_VERSION_JA),
        );
    }
    let ids: Vec<(String, bool)> =
        command.get_arguments().map(|a| (a.get_id().to_string(), a.is_positional())).collect();
    for (id, positional) in ids {
        command = command.mut_arg(&id, |arg| {
            // clap says what values mean in English; the help of the argument lists them
            let values = arg.get_action().takes_values();
            let arg = arg
                .help_heading(if positional { words::ARGUMENTS_JA } else { words::OPTIONS_JA })
                .hide_possible_values(values);
            match words::help_of_argument(&name, &id) {
                Some(help) => arg.help(help),
                None => arg,
            }
        });
    }
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(name, |c| japanese(c, false));
    }
    command
}

/// Shows help, the version, or what is wrong with the arguments. Returns the exit code.
pub(super) fn show(error: &Error, lang: Lang) -> u8 {
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if is_help {
        let mut text = error.render().to_string();
        if lang == Lang::Ja {
            for (english, japanese) in words::HELP_JA {
                text = text.replace(english, japanese);
            }
        }
        let _ = write!(std::io::stdout().lock(), "{text}");
        return 0;
    }
    if lang == Lang::En || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // it repeats what was typed
        let _ = write!(std::io::stderr().lock(), "{}", shown(&error.render().to_string()));
        return EXIT_ERROR;
    }
    let context = |kind: ContextKind| {
        error.get(kind).map(|value| match value {
            ContextValue::String(text) => text.clone(),
            ContextValue::Strings(list) => list.join("、"),
            other => other.to_string(),
        })
    };
    let argument =
        context(ContextKind::InvalidArg).or_else(|| context(ContextKind::InvalidSubcommand)).unwrap_or_default();
    let near = context(ContextKind::SuggestedArg)
        .or_else(|| context(ContextKind::SuggestedSubcommand))
        .or_else(|| context(ContextKind::ValidValue))
        .or_else(|| context(ContextKind::SuggestedValue));
    complain_of(
        lang,
        &words::usage_ja(
            error.kind(),
            &argument,
            &context(ContextKind::InvalidValue).unwrap_or_default(),
            near.as_deref(),
        ),
    );
    EXIT_ERROR
}
