//! `wiredesk check`: config, feed lists and tag rules, without touching the network.

use std::{collections::BTreeSet, path::PathBuf};

use anstream::println;

use super::{Error, rules::source::verified, run::load_rules};
use crate::config;

/// Checks config, feed lists and tag rules, and runs the examples of the rules.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk check
  wiredesk check --config /etc/wiredesk/wiredesk.toml --effective

Exit codes: 0 all is well, 78 something is wrong.")]
pub struct Args {
    /// The config file; feeds.d beside it is read as well
    #[arg(long, short, value_name = "FILE", default_value = "config/wiredesk.toml")]
    config: PathBuf,
    /// Print the settings in force, defaults and environment included; no secret is among them
    #[arg(long)]
    effective: bool,
}

/// Checks.
pub fn run(args: &Args) -> Result<(), Error> {
    let loaded = config::load(&args.config, std::env::vars()).map_err(|e| Error::Config(e.to_string()))?;
    let rules = verified(load_rules(&loaded)?)?;
    let publishers: BTreeSet<_> = loaded.feeds.iter().map(|feed| &feed.publisher).collect();
    let groups: BTreeSet<_> = loaded.feeds.iter().flat_map(|feed| &feed.groups).collect();
    for file in &loaded.files {
        println!("read    {}", file.display());
    }
    println!("feeds   {} of {} publishers in {} groups", loaded.feeds.len(), publishers.len(), groups.len());
    println!("rules   {} (version {}), all examples hold", rules.len(), rules.version());
    for warning in &loaded.warnings {
        println!("warning {warning}");
    }
    if loaded.feeds.is_empty() {
        println!("warning no feed is declared: nothing would be polled; see config/feeds.d");
    }
    if args.effective {
        println!("\n{}", config::effective(&loaded.settings));
    }
    Ok(())
}
