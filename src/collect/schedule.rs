//! When to poll. Pure: time comes in as an argument.

use serde::{Deserialize, Serialize};

use crate::model::Span;

/// `[schedule]`: bounds of the intervals.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where a new feed starts.
    pub initial_interval: Span,
    /// Overdue feeds are spread over this span when an instance takes them over.
    pub startup_spread: Span,
    /// The longest wait that a server can impose by `Retry-After`.
    pub max_retry_after: Span,
}

impl Default for Config {
    fn default() -> Self {
        Self { initial_interval: Span::secs(900), startup_spread: Span::secs(30), max_retry_after: Span::secs(86_400) }
    }
}
