//! The daemon of the demo: its settings, and the one call that starts it.

use std::{future::Future, path::PathBuf};

use super::broker;
use crate::{
    cli::Error,
    collect::{fetch, schedule},
    config::Settings,
    curate::page::Sites,
    curate::tag::Rules,
    daemon::{self, Setup},
    kafka::settings::Ownership,
    model::{Feed, Span},
    telemetry,
};

/// The shortest time between two polls of a feed on loopback.
pub const PACE: Span = Span::secs(2);

/// Settings for a hurried newsroom on loopback and a broker that knows no consumer groups to speak of.
pub fn settings(brokers: &str) -> Settings {
    let mut settings = Settings {
        topics: broker::topics(),
        schedule: schedule::Config { initial_interval: PACE, startup_spread: PACE, ..schedule::Config::default() },
        fetch: fetch::Config { host_gap: Span::secs(0), host_concurrency: 16, ..fetch::Config::default() },
        ..Settings::default()
    };
    brokers.clone_into(&mut settings.kafka.brokers);
    settings.kafka.ownership = Ownership::Static;
    settings.admin.listen = ([127, 0, 0, 1], 0).into();
    settings.daemon.shutdown_deadline = Span::secs(5);
    // What a feed does wrong is what the screen shows; told twice it would cut into its lines.
    "error".clone_into(&mut settings.log.level);
    settings
}

/// Other people's servers get the manners that `run` has.
pub fn mind_strangers(settings: &mut Settings) {
    settings.fetch = fetch::Config::default();
}

/// Runs the daemon until `shutdown`.
pub async fn run(settings: Settings, feeds: Vec<Feed>, shutdown: impl Future<Output = ()> + Send) -> Result<(), Error> {
    telemetry::init(&settings.log).map_err(|e| Error::Failed(e.to_string()))?;
    let rules = Rules::builtin().map_err(|e| Error::Failed(e.to_string()))?;
    let setup = Setup {
        settings,
        feeds,
        rules,
        look: None,
        lists: Vec::new(),
        sites: Sites::default(),
        base_dir: PathBuf::new(),
    };
    daemon::run(setup, shutdown).await.map_err(|e| Error::Failed(e.to_string()))
}
