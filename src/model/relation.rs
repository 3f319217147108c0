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
        /// What changed: `title`, `summary`, `body`; `status` where nothing but that did.
        changed_fields: Vec<&'static str>,
        /// Which words came and went, where the words before are still known.
        changes: Vec<FieldChange>,
        /// The key by which it was recognised; none where it did not come itself, but a kill of it.
        matched_on: Option<MatchedOn>,
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

/// Which words of a field came and went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldChange {
    /// `title`, `summary` or `body`.
    pub field: String,
    /// Passages that were not there before, eight at most, of 160 characters at most.
    pub added: Vec<String>,
    /// Passages that are no longer there, likewise.
    pub removed: Vec<String>,
    /// Whether there is more than is shown.
    pub cut: bool,
}

/// What the wire says of an article that it sent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// This corrects it.
    Corrected,
    /// This withdraws it.
    Withdrawn,
}

impl Status {
    /// As versions of items remember it; 0 stands for neither.
    pub fn number(self) -> u8 {
        match self {
            Self::Corrected => 1,
            Self::Withdrawn => 2,
        }
    }
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
