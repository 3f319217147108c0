//! The six topics: names, settings, creation and checks.

use serde::{Deserialize, Serialize};

use crate::model::Span;

/// `[topics]`: where records go.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The first part of all six names.
    pub prefix: String,
    /// Whether missing topics are created.
    pub create: bool,
    /// Copies of each partition.
    pub replication: i32,
    /// Copies that must have a record before it counts; absent leaves it to the broker.
    pub min_insync_replicas: Option<u32>,
    /// Partitions of `wire.state`: how many instances can share the work. Fixed at creation.
    pub state_partitions: i32,
    /// Partitions of the other topics.
    pub partitions: i32,
    /// How long articles are kept; `0s` for ever.
    pub articles_retention: Span,
    /// How long notices are kept; `0s` for ever.
    pub notices_retention: Span,
    /// How long dead letters are kept; `0s` for ever.
    pub dead_letters_retention: Span,
    /// How long fingerprints are kept, and how far back copies are recognised.
    pub index_retention: Span,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            prefix: "wire".into(),
            create: true,
            replication: 1,
            min_insync_replicas: None,
            state_partitions: 16,
            partitions: 6,
            articles_retention: Span::secs(30 * 86_400),
            notices_retention: Span::secs(90 * 86_400),
            dead_letters_retention: Span::secs(14 * 86_400),
            index_retention: Span::secs(72 * 3600),
        }
    }
}
