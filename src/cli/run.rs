//! `wiredesk run`: the daemon.

use std::{future::Future, path::PathBuf, time::Duration};

use tokio::signal::unix::{SignalKind, signal};

use super::{Error, runtime};
use crate::{
    config,
    curate::tag::Rules,
    daemon::{self, Setup},
    telemetry,
};

/// Polls the feeds and publishes, until told to stop by SIGTERM or SIGINT.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk run --config config/wiredesk.toml
  WIREDESK__KAFKA__BROKERS=broker:9092 wiredesk run

Exit codes: 0 stopped as told, 1 failure, 2 usage, 78 configuration.")]
pub struct Args {
    /// The config file; feeds.d beside it is read as well
    #[arg(long, short, value_name = "FILE", default_value = "config/wiredesk.toml")]
    config: PathBuf,
}

/// Runs it.
pub fn run(args: &Args) -> Result<(), Error> {
    let loaded = config::load(&args.config, std::env::vars()).map_err(|e| Error::Config(e.to_string()))?;
    telemetry::init(&loaded.settings.log).map_err(|e| Error::Config(e.to_string()))?;
    let runtime = runtime()?;
    // Before what takes long: who is told to stop while it starts ends as told, too.
    let shutdown = {
        let _runtime = runtime.enter();
        stop_signal().map_err(|e| Error::Failed(format!("cannot listen for signals: {e}")))?
    };
    let rules = load_rules(&loaded)?;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        feeds = loaded.feeds.len(),
        rules = rules.version(),
        settings = config::effective(&loaded.settings),
        "starting"
    );
    let config::Loaded { settings, feeds, lists, sites, base_dir, .. } = loaded;
    let look = config::rules::look(&settings.rules, &base_dir);
    let setup = Setup { settings, feeds, rules, look, lists, sites, base_dir };
    let result = runtime.block_on(async {
        daemon::run(setup, shutdown).await.map_err(|e| match e {
            daemon::Error::Kafka(_) => Error::Config(e.to_string()),
            other => Error::Failed(other.to_string()),
        })
    });
    // Calls to a broker that does not answer have deadlines of their own, later than ours.
    runtime.shutdown_timeout(Duration::from_secs(1));
    result
}

/// The rules that the settings ask for; those that are not built in must prove themselves.
pub fn load_rules(loaded: &config::Loaded) -> Result<Rules, Error> {
    config::rules::load(&loaded.settings.rules, &loaded.base_dir).map_err(|e| Error::Config(e.to_string()))
}

/// Resolves at the first SIGTERM or SIGINT.
pub fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => tracing::info!("SIGTERM"),
            _ = interrupt.recv() => tracing::info!("SIGINT"),
        }
    })
}
