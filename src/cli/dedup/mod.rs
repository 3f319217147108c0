//! `wiredesk dedup`: why articles are taken for copies of one another.

mod explain;
mod items;
mod show;

use super::Error;

/// Shows why articles are taken for copies of one another, or are not.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Compare two items: what they share, by what weight, and what speaks against it
    Explain(explain::Args),
}

/// Does what was asked.
pub fn run(args: &Args) -> Result<(), Error> {
    match &args.command {
        Command::Explain(args) => explain::run(args),
    }
}
