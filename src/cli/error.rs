//! What a command ends with, and its exit code.

use std::process::ExitCode;

/// Why a command did not do what it was asked; the message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Exit code 1: it was asked rightly and failed.
    #[error("{0}")]
    Failed(String),
    /// Exit code 2: it was asked wrongly.
    #[error("{0}")]
    Usage(String),
    /// Exit code 78 (`EX_CONFIG` of sysexits.h): a config or rule file is wrong.
    #[error("{0}")]
    Config(String),
}

impl Error {
    /// The code that the process ends with.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Config(_) => 78,
        })
    }
}
