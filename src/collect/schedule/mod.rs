//! When to poll. Pure: time comes in as an argument.
//!
//! A first, gentle model: an interval for each feed that shrinks while polls bring items
//! and grows while they do not, between floors that the server, the feed and the operator set.

mod planner;
mod timetable;

use serde::{Deserialize, Serialize};

pub use planner::Planner;
pub use timetable::Timetable;

use crate::model::{Failure, Span};

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

/// What a poll came to, as far as the plan is concerned.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// So many articles were new or changed.
    New(usize),
    /// Nothing new.
    Nothing,
    /// Nothing usable.
    Failed(&'a Failure),
}
