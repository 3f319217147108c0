//! What is wrong with rule files, said so that it can be mended.

use std::fmt;

/// One fault: where, what was expected and came, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// The file, as the caller named it.
    pub file: String,
    /// 1-based; 0 where the whole file is meant.
    pub line: usize,
    /// What was expected, what came, what to do.
    pub message: String,
}

/// Everything that is wrong with a set of rules; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleErrors(pub Vec<RuleError>);

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

impl fmt::Display for RuleErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, error) in self.0.iter().enumerate() {
            write!(f, "{}{error}", if n > 0 { "\n" } else { "" })?;
        }
        Ok(())
    }
}

impl std::error::Error for RuleError {}
impl std::error::Error for RuleErrors {}

/// The 1-based line of a byte offset.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|&b| b == b'\n').count()
}

/// A parser's fault, with the nearest known name for one that is not known.
pub(super) fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> RuleError {
    let line = error.span().map_or(0, |span| line_of(text, span.start));
    RuleError { file: file.to_owned(), line, message: explain(error.message()) }
}

/// serde says "unknown field `x`, expected one of `a`, `b`": say which of them is meant.
fn explain(message: &str) -> String {
    if !message.starts_with("unknown ") {
        return message.trim_end().replace('\n', "; ");
    }
    let mut names = message.split('`').skip(1).step_by(2);
    let got = names.next().unwrap_or_default();
    let nearest = names.max_by(|a, b| strsim::jaro_winkler(a, got).total_cmp(&strsim::jaro_winkler(b, got)));
    match nearest {
        Some(name) => format!("{message}; did you mean `{name}`?"),
        None => message.to_owned(),
    }
}
