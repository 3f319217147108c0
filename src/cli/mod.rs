//! The command line.

mod error;

use std::process::ExitCode;

pub use error::Error;

/// Runs the command.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
