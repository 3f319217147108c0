//! `wiredesk feeds`: finding feeds, and seeing how they do.

mod discover;
mod explain;
mod list;

use super::Error;

/// Finds feeds, and shows how they are doing.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the feeds that a page offers
    Discover(discover::Args),
    /// List the feeds with how they are doing
    List(list::Args),
    /// Say why a feed is due when it is
    Explain(explain::Args),
}

/// Does what was asked.
pub fn run(args: &Args) -> Result<(), Error> {
    match &args.command {
        Command::Discover(args) => discover::run(args),
        Command::List(args) => list::run(args),
        Command::Explain(args) => explain::run(args),
    }
}
