//! An expression that is compiled when a text first asks for it: most rules are never asked.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// Bytes that one compiled expression may take; a counted repetition can ask for any number.
const SIZE_LIMIT: usize = 4 << 20;
/// Bytes that its lazy automaton may take, per thread.
const CACHE_LIMIT: usize = 1 << 20;

/// A regular expression, its lists of words written out.
#[derive(Debug)]
pub(super) struct Expression {
    source: String,
    /// Of its file.
    line: usize,
    compiled: OnceLock<Option<Regex>>,
}

impl Expression {
    /// An expression that is written on this line of its file.
    pub(super) fn new(source: String, line: usize) -> Self {
        Self { source, line, compiled: OnceLock::new() }
    }

    /// The expression as it is compiled.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The line of its file, 1-based.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// The compiled expression; nothing where it is none, which [`Expression::fault`] tells.
    pub(super) fn get(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| self.build().ok()).as_ref()
    }

    /// What is wrong with it. `config` must ask before rules of an operator are relied on.
    pub(super) fn fault(&self) -> Option<String> {
        if self.get().is_some() {
            return None;
        }
        self.build().err().map(|error| error.to_string())
    }

    /// Whether it is somewhere in the text.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.get().is_some_and(|regex| regex.is_match(text))
    }

    /// The first words in the text that it matches.
    pub(super) fn words<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.get()?.find(text).map(|found| found.as_str())
    }

    fn build(&self) -> Result<Regex, regex::Error> {
        RegexBuilder::new(&self.source)
            .size_limit(SIZE_LIMIT)
            .dfa_size_limit(CACHE_LIMIT)
            .dot_matches_new_line(true)
            .build()
    }
}
