//! The only place that spawns, wires, supervises and drains.

mod answer;
mod batch;
mod board;
mod clock;
mod desk;
mod lane;
mod lanes;
mod lists;
mod pages;
pub mod poll;
mod ready;
pub mod rules;
mod run;
mod share;
mod stop;
mod turns;
mod websub;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use pages::Config as PagesConfig;
pub use run::{Error, Setup, run};
pub use websub::Terms;

use crate::{
    admin, collect, curate, kafka,
    model::{ByteSize, Span},
    publish, telemetry,
};

/// Between two attempts to reach the brokers.
const RETRY: Duration = Duration::from_secs(3);

/// All settings but the feeds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `[kafka]`
    pub kafka: kafka::Config,
    /// `[topics]`
    pub topics: publish::topics::Config,
    /// `[daemon]`
    pub daemon: Config,
    /// `[schedule]`
    pub schedule: collect::schedule::Config,
    /// `[fetch]`
    pub fetch: collect::fetch::Config,
    /// `[websub]`
    pub websub: collect::websub::Config,
    /// `[pages]`
    pub pages: pages::Config,
    /// `[curate]`
    pub curate: curate::normalise::Config,
    /// `[rules]`
    pub rules: curate::tag::Config,
    /// `[admin]`
    pub admin: admin::Config,
    /// `[log]`
    pub log: telemetry::Config,
}

/// `[daemon]`: pacing of commits and of the end.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// A batch is committed when it holds this many records.
    pub batch_records: usize,
    /// A batch is committed at the latest after this; it grows with the broker's own delay.
    pub linger: Span,
    /// What polls learned that found nothing new is written at the latest after this.
    pub flush_interval: Span,
    /// From SIGTERM to the end, whatever is still open.
    pub shutdown_deadline: Span,
    /// The most that fingerprints of recent articles may take in memory.
    pub index_memory: ByteSize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            batch_records: 1_000,
            linger: Span::millis(200),
            flush_interval: Span::secs(60),
            shutdown_deadline: Span::secs(10),
            index_memory: ByteSize(1 << 30),
        }
    }
}
