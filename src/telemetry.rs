//! Logs and metrics.

mod by_feed;
mod log;
mod metrics;

pub use by_feed::{ByFeed, MOST_FEEDS};
pub use log::{Config, Error, Escaped, EscapedJson, EscapedLines, Format, filter, init};
pub use metrics::Metrics;
