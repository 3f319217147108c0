//! Entries become articles.

use serde::{Deserialize, Serialize};

/// `[curate]`: what is made of entries.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Entries read of one document; the rest is counted and left out.
    pub max_entries: usize,
    /// Query parameters dropped from addresses, beside those that are built in.
    pub tracking_parameters: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self { max_entries: 2_000, tracking_parameters: Vec::new() }
    }
}
