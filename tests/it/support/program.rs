//! The program, run as its users run it, and nothing of the surroundings of the tests with it.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_mcs-audit");

/// What of the surroundings has a say in what the program does: none of it reaches the program unless a test says so.
const SURROUNDINGS: [&str; 11] = [
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
    "LANGUAGE",
    "COLUMNS",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "TZ",
    "RAYON_NUM_THREADS",
];

/// What a run came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("an exit code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// What a command that has not been started yet comes to.
    pub(crate) fn once(command: &mut Command) -> Self {
        Self::of(command.output().expect("it starts"))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }
}

/// Another program, in the same surroundings.
pub(crate) fn other(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    SURROUNDINGS.iter().for_each(|name| {
        command.env_remove(name);
    });
    command
}

pub(crate) fn program() -> Command {
    other(PROGRAM)
}

pub(crate) fn run(arguments: &[&str]) -> Ran {
    run_in(&[], arguments)
}

pub(crate) fn run_in(surroundings: &[(&str, &str)], arguments: &[&str]) -> Ran {
    Ran::once(program().envs(surroundings.iter().copied()).args(arguments))
}

/// Runs it where a folder is the current one.
pub(crate) fn run_at(folder: &Path, arguments: &[&str]) -> Ran {
    Ran::once(program().current_dir(folder).args(arguments))
}

/// Tells that something cannot be tried here.
#[allow(clippy::print_stderr, reason = "a test that is left out must not look like one that passed")]
pub(crate) fn left_out(what: &str) {
    eprintln!("{what}: not tested");
}
