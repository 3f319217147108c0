//! `wiredesk feeds`: finding feeds.

mod discover;

use super::Error;

/// Finds feeds.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the feeds that a page offers
    Discover(discover::Args),
}

/// Does what was asked.
pub fn run(args: &Args) -> Result<(), Error> {
    match &args.command {
        Command::Discover(args) => discover::run(args),
    }
}
