//! What stops a command, and the exit code that says so.

use std::io;

use super::words;
use crate::base::text::Problem;
use crate::base::words::cannot_write;

/// The audit could not run.
pub(super) const EXIT_ERROR: u8 = 2;

/// What stops a command.
#[derive(Debug)]
pub(super) enum Stop {
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
