//! The program: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(mcs_audit::cli::run(std::env::args_os()))
}
