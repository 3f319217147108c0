//! An expression that is compiled when a text first asks for it: most rules are never asked.

use std::sync::OnceLock;

use regex::{Captures, Regex, RegexBuilder};

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
    /// The same without its boundaries of words, which finds all that it finds and more. Automata cannot tell
    /// such a boundary beside a letter beyond ASCII, and the search that can takes some fifty times as long: so this
    /// one says first where there is nothing.
    loose: OnceLock<Option<Regex>>,
}

impl Expression {
    /// An expression that is written on this line of its file.
    pub(super) fn new(source: String, line: usize) -> Self {
        Self { source, line, compiled: OnceLock::new(), loose: OnceLock::new() }
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
        self.may_match(text, 0) && self.get().is_some_and(|regex| regex.is_match(text))
    }

    /// The first words in the text that it matches.
    pub(super) fn words<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.get().filter(|_| self.may_match(text, 0))?.find(text).map(|found| found.as_str())
    }

    /// The first match from there on, the text before it in sight.
    pub(super) fn captures_at<'t>(&self, text: &'t str, at: usize) -> Option<Captures<'t>> {
        self.get().filter(|_| self.may_match(text, at))?.captures_at(text, at)
    }

    /// Whether there may be a match from there on; no where that is certain at little cost.
    fn may_match(&self, text: &str, at: usize) -> bool {
        let plain = text.get(at..).is_none_or(str::is_ascii);
        plain
            || self
                .loose
                .get_or_init(|| without_boundaries(&self.source).and_then(|source| build(&source).ok()))
                .as_ref()
                .is_none_or(|loose| loose.is_match_at(text, at))
    }

    fn build(&self) -> Result<Regex, regex::Error> {
        build(&self.source)
    }
}

fn build(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).size_limit(SIZE_LIMIT).dfa_size_limit(CACHE_LIMIT).dot_matches_new_line(true).build()
}

/// The expression without `\b`; nothing where it has none.
fn without_boundaries(source: &str) -> Option<String> {
    let mut loose = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        loose.push_str(before);
        let width = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
        let (escape, after) = escape.split_at(width);
        rest = after;
        // `\b{start}` and its like are boundaries, too.
        match escape {
            "\\b" if after.starts_with('{') => rest = after.split_once('}').map_or("", |(_, rest)| rest),
            "\\b" => {}
            _ => loose.push_str(escape),
        }
    }
    loose.push_str(rest);
    (loose != source).then_some(loose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_boundaries_are_taken_out() {
        for (source, loose) in [
            (r"\bsanktion(?:en)?\b", Some("sanktion(?:en)?")),
            (r"\b{start}ban\b{end-half} \\b", Some(r"ban \\b")),
            (r"\\b \w+\.", None),
            ("санкци", None),
        ] {
            assert_eq!(without_boundaries(source).as_deref(), loose, "{source}");
        }
    }

    /// What has no boundary where it must have one is still no match.
    #[test]
    fn boundaries_count_beside_letters_beyond_ascii() {
        let expression = Expression::new(r"\bзапрет(?:а|ы)?\b".into(), 1);
        for (text, is_match) in
            [("снят запрет", true), ("запретный плод", false), ("гавань открыта", false), ("беззапрет", false)]
        {
            assert_eq!(expression.is_match(text), is_match, "{text}");
            assert_eq!(expression.words(text).is_some(), is_match, "{text}");
            assert_eq!(expression.captures_at(text, 0).is_some(), is_match, "{text}");
        }
        let twice = "запрет и запрет";
        let second = expression.captures_at(twice, 2).and_then(|found| found.get(0)).map(|found| found.start());
        assert_eq!(second, twice.rfind("запрет"));
    }
}
