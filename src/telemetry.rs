//! Logs and metrics: every metric name in one list.

use serde::{Deserialize, Serialize};

/// `[log]`: what is written to standard error.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `text` for people, `json` for collectors.
    pub format: Format,
    /// A level or a list of `target=level`, as in `info,wiredesk=debug`.
    pub level: String,
}

/// The shape of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self { format: Format::Text, level: "info".into() }
    }
}
