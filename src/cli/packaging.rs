//! What packages of the program bring along: completions for shells and manual pages, both from the one definition of the
//! command line, in the user's language.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command};
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use super::args::{CompletionsArgs, ManArgs, ShellName};
use super::help::words::{HELP_JA, MAN_JA};
use super::stop::Stop;
use crate::base::text::Lang;
use crate::base::words::cannot_write;

/// Prints the script that a shell completes commands and options with.
pub(super) fn completions(args: &CompletionsArgs, command: Command, lang: Lang) -> Result<u8, Stop> {
    let mut command = if lang == Lang::Ja { with_bare_values(command) } else { command };
    let shell = match args.shell {
        ShellName::Bash => Shell::Bash,
        ShellName::Zsh => Shell::Zsh,
        ShellName::Fish => Shell::Fish,
        ShellName::Powershell => Shell::PowerShell,
    };
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    generate(shell, &mut command, name, &mut script);
    if shell == Shell::Bash {
        // the generator takes the hyphen in the program's name for one before a command, in one of two places
        script = String::from_utf8_lossy(&script).replace("mcs__subcmd__audit", "mcs__audit").into_bytes();
    }
    if (shell, lang) == (Shell::PowerShell, Lang::Ja) {
        // Windows PowerShell takes a script without a mark for one in the code page of the system
        script.splice(0..0, *b"\xEF\xBB\xBF");
    }
    io::stdout().lock().write_all(&script)?;
    Ok(0)
}

/// A command line to be shown and not to be read: what its values mean is told in English only, and so is left out.
fn with_bare_values(command: Command) -> Command {
    let bare = |arg: Arg| {
        let names: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        if names.is_empty() { arg } else { arg.value_parser(PossibleValuesParser::new(names)) }
    };
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    names.into_iter().fold(command.mut_args(bare), |command, name| command.mut_subcommand(name, with_bare_values))
}

/// Prints the manual page of the program, or writes the pages of all its commands to a folder.
pub(super) fn man(args: &ManArgs, mut command: Command, lang: Lang) -> Result<u8, Stop> {
    command.build();
    let Some(folder) = &args.out_dir else {
        io::stdout().lock().write_all(page(&command, command.get_name(), lang)?.as_bytes())?;
        return Ok(0);
    };
    let failed = |place: &Path, error: &io::Error| cannot_write(&place.display().to_string(), &error.to_string());
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let program = command.get_name().to_owned();
    let pages = command.get_subcommands().map(|c| (c, format!("{program}-{}", c.get_name())));
    for (command, name) in std::iter::once((&command, program.clone())).chain(pages) {
        let file = folder.join(format!("{name}.1"));
        fs::write(&file, page(command, &name, lang)?).map_err(|error| failed(&file, &error))?;
    }
    Ok(0)
}

/// A manual page, in roff.
fn page(command: &Command, name: &str, lang: Lang) -> io::Result<String> {
    let mut roff = Vec::new();
    let command = command.clone().display_name(name.to_owned()).version(env!("CARGO_PKG_VERSION"));
    Man::new(command).source(format!("mcs-audit {}", env!("CARGO_PKG_VERSION"))).render(&mut roff)?;
    let roff = String::from_utf8_lossy(&roff).into_owned();
    if lang == Lang::En {
        return Ok(roff);
    }
    let line = |line: &str| {
        let heading = MAN_JA.iter().find(|(english, _)| line == *english);
        heading.map_or_else(|| line.to_owned(), |(_, japanese)| (*japanese).to_owned()) + "\n"
    };
    // where Japanese may be broken is for groff to know; there are no spaces to spread a line with
    let mut roff: String = ".if \\n(.g .mso ja.tmac\n.ad l\n".to_owned() + &roff.lines().map(line).collect::<String>();
    for (english, japanese) in HELP_JA {
        roff = roff.replace(english, japanese);
    }
    Ok(roff)
}
