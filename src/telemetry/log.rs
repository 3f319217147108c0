//! What is written to standard error.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;

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

/// Why nothing can be logged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The filter is none.
    #[error("log.level: expected a level or a list of target=level such as \"info,wiredesk=debug\", got {0:?}")]
    Level(String),
    /// Something else logs already.
    #[error("logging is set up already: {0}")]
    Twice(Box<dyn std::error::Error + Send + Sync>),
}

/// The filter that `log.level` asks for. The library would take a mistyped level for the name of
/// a target, and then all is silent.
pub fn filter(level: &str) -> Result<EnvFilter, Error> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let known = |part: &str| part.contains(['=', '[']) || LEVELS.iter().any(|level| level.eq_ignore_ascii_case(part));
    let filter = EnvFilter::try_new(level).ok().filter(|_| level.split(',').map(str::trim).all(known));
    filter.ok_or_else(|| Error::Level(level.to_owned()))
}

/// Starts to log to standard error. Called once, by the command that runs.
pub fn init(config: &Config) -> Result<(), Error> {
    let filter = filter(&config.level)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.format {
        Format::Text => {
            let colour = std::io::IsTerminal::is_terminal(&std::io::stderr());
            lines.with_ansi(colour && std::env::var_os("NO_COLOR").is_none()).try_init()
        }
        Format::Json => lines.json().flatten_event(true).try_init(),
    }
    .map_err(Error::Twice)
}

/// Shows text of unknown origin: control characters, ANSI sequences among them, and marks
/// that turn the direction of writing never reach a terminal or a log line raw.
#[derive(Debug, Clone, Copy)]
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .try_for_each(|c| if is_unsafe(c) { write!(f, "{}", c.escape_unicode()) } else { f.write_char(c) })
    }
}

/// Controls, and the bidirectional embeddings, overrides and isolates.
fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_steer_a_terminal_is_escaped_and_letters_are_not() {
        assert_eq!(Escaped("a\u{1b}[31mb\nc\u{202e}d").to_string(), "a\\u{1b}[31mb\\u{a}c\\u{202e}d");
        assert_eq!(Escaped("Привет, 世界 é").to_string(), "Привет, 世界 é");
    }

    #[test]
    fn a_mistyped_level_is_told_from_a_target() {
        for (level, fits) in [
            ("info", true),
            ("INFO,wiredesk=debug", true),
            ("loud", false),
            ("info,loud", false),
            ("a=loud", false),
            ("", false),
        ] {
            assert_eq!(filter(level).is_ok(), fits, "{level:?}");
        }
    }

    #[test]
    fn a_filter_that_is_none_is_an_error_that_shows_one() {
        let error = init(&Config { level: "wiredesk=loud".into(), ..Config::default() }).unwrap_err();
        assert!(error.to_string().contains("info,wiredesk=debug"), "{error}");
    }
}
