//! How an article relates to what is known.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ArticleId;

/// What an observation of an item is.
#[derive(Debug, Clone, PartialEq)]
pub enum Relation {
    /// Seen for the first time: revision 1 of a story of its own.
    New,
    /// A known item that changed materially.
    Revision {
        /// Its number: 2, 3, ...
        revision: u32,
        /// The fields that changed: `title`, `summary`, `body`.
        changed_fields: Vec<&'static str>,
        /// The key by which it was recognised.
        matched_on: MatchedOn,
    },
    /// Another item with the same copy: published as its own article, tied to the original.
    Near {
        /// The article it repeats.
        original: ArticleId,
        /// The story that the original belongs to.
        story: ArticleId,
        /// 0 to 1.
        similarity: f32,
        /// The key by which it was recognised.
        matched_on: MatchedOn,
        /// Other stories that it repeats as well.
        links: Vec<ArticleId>,
    },
    /// A known item with nothing new: not published.
    Seen,
}

/// The key by which an item was recognised, so that a desk can see why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchedOn {
    /// The feed's own id of the item.
    Guid,
    /// The canonical address.
    Url,
    /// The normalised content, word for word.
    Content,
    /// Similar content; see `similarity`.
    Similarity,
}
