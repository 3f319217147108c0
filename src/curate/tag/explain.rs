//! What every rule made of every anchor, for the author of a rule.

use std::fmt;

use super::judge::{Found, Why};
use crate::model::Tag;

/// One look of one rule at one anchor.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// `title`, `summary` or `body`.
    pub field: &'static str,
    /// The rule's id.
    pub rule: String,
    /// The anchor that was found.
    pub anchor: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A tag, by the code points of its quote.
    Tag {
        /// First code point.
        start: usize,
        /// One past the last.
        end: usize,
        /// The quote.
        quote: String,
    },
    /// It would be a tag; another of its kind that overlaps it is surer or longer.
    Beaten {
        /// The quote.
        quote: String,
        /// The rule of the tag that stands.
        by: String,
    },
    /// `match` is not in these words.
    NoMatch(String),
    /// `at_start`, and the anchor is further on.
    NotAtStart,
    /// `fields`.
    OtherField,
    /// `lang`.
    OtherLanguage,
    /// The match proves nothing, in words.
    Refused(String),
}

impl Outcome {
    pub(super) fn of(found: &Result<Found, Why>) -> Self {
        match found {
            Ok(found) => Self::Tag { start: found.start, end: found.end, quote: found.quote.clone() },
            Err(why) => Self::Refused(why.to_string()),
        }
    }
}

impl Step {
    /// Says which tag stands in the place of one that does not.
    pub(super) fn settle(&mut self, kept: &[Tag]) {
        let Outcome::Tag { start, end, quote } = &self.outcome else { return };
        if kept.iter().any(|tag| tag.rule == self.rule && tag.start == *start && tag.end == *end) {
            return;
        }
        let by = kept.iter().find(|tag| tag.start < *end && *start < tag.end && tag.rule != self.rule);
        let by = by.or_else(|| kept.iter().find(|tag| tag.start < *end && *start < tag.end));
        self.outcome = Outcome::Beaten { quote: quote.clone(), by: by.map(|tag| tag.rule.clone()).unwrap_or_default() };
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag { start, end, quote } => write!(f, "tag {start}..{end} {quote:?}"),
            Self::Beaten { quote, by } => write!(f, "{quote:?} is covered by {by}, which is surer or longer"),
            Self::NoMatch(seen) => write!(f, "`match` is not in {seen:?}"),
            Self::NotAtStart => f.write_str("the anchor is not at the start of the field (`at_start`)"),
            Self::OtherField => f.write_str("the rule is for other fields (`fields`)"),
            Self::OtherLanguage => f.write_str("the rule is for news in another language (`lang`)"),
            Self::Refused(why) => f.write_str(why),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the quote is empty"),
            Self::Address => f.write_str("it is part of an address"),
            Self::InTitle => f.write_str("a notice that stands alone is no title (`alone`)"),
            Self::NotAlone => f.write_str("its paragraph says more than that (`alone`)"),
            Self::Quoted => f.write_str("it is in quotation marks: somebody tells of a notice"),
            Self::Lower => f.write_str("the quote has lower-case letters (`upper`)"),
            Self::Missing(name, line) => write!(f, "`{name}` of line {line} is not there"),
            Self::Forbidden(name, line, words) => write!(f, "`{name}` of line {line} is there: {words:?}"),
        }
    }
}
