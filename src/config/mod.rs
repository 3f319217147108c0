//! The settings of every stage, composed; feed lists; layering and diagnostics.

use serde::{Deserialize, Serialize};

use crate::{admin, collect, curate, daemon, kafka, publish, telemetry};

/// All settings but the feeds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `[kafka]`
    pub kafka: kafka::Config,
    /// `[topics]`
    pub topics: publish::topics::Config,
    /// `[daemon]`
    pub daemon: daemon::Config,
    /// `[schedule]`
    pub schedule: collect::schedule::Config,
    /// `[fetch]`
    pub fetch: collect::fetch::Config,
    /// `[curate]`
    pub curate: curate::normalise::Config,
    /// `[rules]`
    pub rules: curate::tag::Config,
    /// `[admin]`
    pub admin: admin::Config,
    /// `[log]`
    pub log: telemetry::Config,
}
