//! What could not become an article, kept with its cause.

use bytes::Bytes;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Cause;

/// A body or entry that could not become an article, with the bytes that prove it.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// Where it failed.
    pub stage: Stage,
    /// Why.
    pub cause: Cause,
    /// What was expected, what came, and what to do.
    pub message: String,
    /// As they came.
    pub bytes: Bytes,
}

/// The step that gave up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Bytes to clean text.
    Decode,
    /// Text to entries.
    Parse,
    /// Entry to article.
    Normalise,
    /// Article to record.
    Publish,
}

impl Stage {
    /// The name in headers and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Parse => "parse",
            Self::Normalise => "normalise",
            Self::Publish => "publish",
        }
    }
}
