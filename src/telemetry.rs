//! Logs and metrics.

mod log;
mod metrics;

pub use log::{Config, Error, Escaped, Format, filter, init};
pub use metrics::Metrics;
