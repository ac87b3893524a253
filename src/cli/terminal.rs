//! What is said to whoever sits before the terminal, beside what a command prints.

use std::io::{self, IsTerminal, Write};
use std::{env, fmt};

use super::words;
use crate::base::safe::shown;
use crate::base::text::{Lang, Problem};
use crate::model::options::Style;

/// A line on standard error. If that is closed too, there is nobody left to tell.
pub(super) fn tell(message: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{}", shown(&message.to_string()));
}

/// The same, where a person sits and looks.
pub(super) fn tell_at_terminal(message: impl fmt::Display) {
    if io::stderr().is_terminal() {
        tell(message);
    }
}

pub(super) fn complain(lang: Lang, problem: &Problem) {
    complain_of(lang, problem.say(lang));
}

pub(super) fn complain_of(lang: Lang, message: &str) {
    tell(format_args!("{}: {message}", words::error(lang)));
}

/// How text is laid out on standard output.
pub(super) fn style() -> Style {
    let terminal = io::stdout().is_terminal();
    let width = if terminal { terminal_size::terminal_size().map(|(w, _)| w.0) } else { None };
    let width = width.or_else(|| env::var("COLUMNS").ok().and_then(|c| c.parse().ok())).unwrap_or(100);
    let colour = terminal
        && env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        && env::var_os("TERM").is_none_or(|t| t != "dumb");
    Style { width: width.clamp(40, 200), colour }
}
