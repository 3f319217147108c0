//! What came of reading an article's page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What came of reading an article's page (`full_text`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PageNote {
    /// In one word.
    pub outcome: PageOutcome,
    /// Why it could not be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What came of reading an article's page, in one word. In all but the first the text is the feed's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageOutcome {
    /// The body is the page's.
    Read,
    /// The feed's text is longer.
    FeedLonger,
    /// Only subscribers may read it.
    Paywall,
    /// It asks for consent first.
    ConsentWall,
    /// No article was found on it.
    NoText,
    /// It could not be had.
    Failed,
    /// It was not asked for: the poll brought more news than it may fetch pages.
    NotFetched,
}

impl PageOutcome {
    /// Its name in records and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::FeedLonger => "feed_longer",
            Self::Paywall => "paywall",
            Self::ConsentWall => "consent_wall",
            Self::NoText => "no_text",
            Self::Failed => "failed",
            Self::NotFetched => "not_fetched",
        }
    }
}
