//! The settings of every stage, composed; feed lists; layering and diagnostics.
//!
//! Layers, the later over the earlier: built-in defaults, the config file, the files of
//! `feeds_dir`, the environment (`WIREDESK__KAFKA__BROKERS=...`), secrets from files.

mod checks;
mod diagnostics;
mod feeds;
mod load;
#[cfg(test)]
mod reference;
pub mod rules;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use diagnostics::{Diagnostic, Errors};
pub use load::load;

use crate::{admin, collect, curate, daemon, kafka, model::Feed, publish, telemetry};

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

/// A configuration that holds together.
#[derive(Debug)]
pub struct Loaded {
    /// Settings of every stage.
    pub settings: Settings,
    /// Feeds with their defaults and groups laid under them.
    pub feeds: Vec<Feed>,
    /// The folder of the config file: relative paths start here.
    pub base_dir: PathBuf,
    /// All files read.
    pub files: Vec<PathBuf>,
    /// What works and should be looked at.
    pub warnings: Vec<String>,
}

/// The settings in force, as TOML. Secrets are in files, so none is shown.
pub fn effective(settings: &Settings) -> String {
    toml::to_string(settings).unwrap_or_else(|error| format!("# cannot be shown: {error}"))
}
