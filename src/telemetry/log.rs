//! What is written to standard error.

use std::{
    fmt::{self, Write},
    io,
};

use serde::{Deserialize, Serialize};
use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter,
    field::MakeExt,
    fmt::{MakeWriter, format::debug_fn},
};

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
    let colour = io::IsTerminal::is_terminal(&io::stderr()) && std::env::var_os("NO_COLOR").is_none();
    let lines = lines(config.format, filter(&config.level)?, colour, io::stderr);
    tracing::subscriber::set_global_default(lines).map_err(|error| Error::Twice(error.into()))
}

/// What writes lines. What a server, a hub or a document says can be in any field: it begins no line of its
/// own and reaches no terminal raw, whether the place that logs it thought of that or not.
fn lines<W>(format: Format, filter: EnvFilter, colour: bool, writer: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt().with_env_filter(filter);
    match format {
        Format::Text => {
            let fields = debug_fn(|out, field, value| match field.name() {
                "message" => write!(out, "{}", Escaped(&format!("{value:?}"))),
                name => write!(out, "{name}={}", Escaped(&format!("{value:?}"))),
            });
            Box::new(lines.with_ansi(colour).fmt_fields(fields.delimited(" ")).with_writer(writer).finish())
        }
        // serde escapes what JSON must escape, and leaves the controls beyond ASCII as they are.
        Format::Json => Box::new(lines.json().flatten_event(true).with_writer(Escaping(writer)).finish()),
    }
}

/// Writes JSON with the same escapes as [`Escaped`], in JSON's own form.
struct Escaping<W>(W);

struct EscapingLine<W>(W);

impl<'w, W: MakeWriter<'w>> MakeWriter<'w> for Escaping<W> {
    type Writer = EscapingLine<W::Writer>;

    fn make_writer(&'w self) -> Self::Writer {
        EscapingLine(self.0.make_writer())
    }
}

impl<W: io::Write> io::Write for EscapingLine<W> {
    /// Whole lines come in, each in one piece.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(bytes);
        self.0.write_all(EscapedJson(&line).to_string().as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
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

/// The same, with line breaks kept: for messages of several lines.
#[derive(Debug, Clone, Copy)]
pub struct EscapedLines<'a>(pub &'a str);

impl fmt::Display for EscapedLines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.0.split('\n');
        lines.next().map_or(Ok(()), |first| Escaped(first).fmt(f))?;
        lines.try_for_each(|line| write!(f, "\n{}", Escaped(line)))
    }
}

/// JSON of which the same holds: it means what it meant. Its line breaks stand outside of strings, and are kept.
#[derive(Debug, Clone, Copy)]
pub struct EscapedJson<'a>(pub &'a str);

impl fmt::Display for EscapedJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // All of them lie in the first plane, so that four digits say them.
        let write =
            |c: char| if c != '\n' && is_unsafe(c) { write!(f, "\\u{:04x}", u32::from(c)) } else { f.write_char(c) };
        self.0.chars().try_for_each(write)
    }
}

/// Controls, and the bidirectional embeddings, overrides and isolates.
fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn what_could_steer_a_terminal_is_escaped_and_letters_are_not() {
        assert_eq!(Escaped("a\u{1b}[31mb\nc\u{202e}d").to_string(), "a\\u{1b}[31mb\\u{a}c\\u{202e}d");
        assert_eq!(Escaped("Привет, 世界 é").to_string(), "Привет, 世界 é");
    }

    /// What stands in the log once all of these were said by somebody else.
    fn logged(subscriber: impl Subscriber + Send + Sync, seen: &Arc<Mutex<Vec<u8>>>) -> String {
        const EVIL: &str = "x\n2026-01-01T00:00:00Z ERROR wiredesk: forged\r\u{1b}[2J\u{9b}31m\u{202e}y\u{7}";
        let error = io::Error::other(EVIL);
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("poll", feed = %EVIL, partition = 1);
            let _entered = span.enter();
            tracing::warn!(%error, message = ?EVIL, "poll failed");
            tracing::info!(hub = EVIL, said = %EVIL, error = &error as &dyn std::error::Error, "{EVIL}");
        });
        String::from_utf8(std::mem::take(&mut *seen.lock().unwrap())).unwrap()
    }

    #[derive(Clone, Default)]
    struct Seen(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Seen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn is_clean(log: &str) -> bool {
        log.lines().count() == 2 && !log.chars().any(|c| c != '\n' && is_unsafe(c))
    }

    #[test]
    fn nobody_writes_a_line_of_the_log_or_steers_a_terminal_but_us() {
        let seen = Seen::default();
        let writer = seen.clone();
        let writer = move || writer.clone();
        for format in [Format::Text, Format::Json] {
            let log = logged(lines(format, filter("info").unwrap(), false, writer.clone()), &seen.0);
            assert!(is_clean(&log) && log.contains("poll failed") && log.contains("forged"), "{log:?}");
            if format == Format::Json {
                assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{log}");
            }
        }
        // As the library writes by itself, a line can be forged.
        let plain = tracing_subscriber::fmt().with_ansi(false).with_writer(writer.clone()).finish();
        let log = logged(plain, &seen.0);
        assert!(!is_clean(&log) && log.lines().any(|line| line.starts_with("2026-01-01T00:00:00Z ERROR")), "{log:?}");
        let plain = tracing_subscriber::fmt().json().with_writer(writer).finish();
        assert!(!is_clean(&logged(plain, &seen.0)));
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
