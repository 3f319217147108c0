//! The settings of every stage, composed; feed lists; layering and diagnostics.
//!
//! Layers, the later over the earlier: built-in defaults, the config file, the files of
//! `feeds_dir`, the environment (`WIREDESK__KAFKA__BROKERS=...`), secrets from files.

mod addresses;
mod agencies;
mod checks;
mod diagnostics;
mod feeds;
mod load;
#[cfg(test)]
mod reference;
pub mod rules;
#[cfg(test)]
mod tests;
mod wordings;

use std::path::PathBuf;

pub use diagnostics::{Diagnostic, Errors};
pub use load::load;

pub use crate::daemon::Settings;
use crate::model::Feed;

/// A configuration that holds together.
#[derive(Debug)]
pub struct Loaded {
    /// Settings of every stage.
    pub settings: Settings,
    /// Feeds with their defaults and groups laid under them.
    pub feeds: Vec<Feed>,
    /// Sanctions lists.
    pub lists: Vec<crate::collect::lists::Config>,
    /// The folder of the config file: relative paths start here.
    pub base_dir: PathBuf,
    /// All files read.
    pub files: Vec<PathBuf>,
    /// Rules for the pages of sites.
    pub sites: crate::curate::page::Sites,
    /// What works and should be looked at.
    pub warnings: Vec<String>,
}

/// The settings in force, as TOML. Secrets are in files; what an address may hold beside the
/// host is left out.
pub fn effective(settings: &Settings) -> String {
    let mut settings = settings.clone();
    if let Some(proxy) = &mut settings.fetch.proxy {
        *proxy = url::Url::parse(proxy)
            .map_or_else(|_| "[not an address]".into(), |url| crate::collect::answer::shown(&url));
    }
    toml::to_string(&settings).unwrap_or_else(|error| format!("# cannot be shown: {error}"))
}
