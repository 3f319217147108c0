//! `wiredesk rules`: what rules there are, what they cover, and a new one to begin with.

mod coverage;
mod list;
mod new;
pub mod source;

use super::Error;

/// Lists rules, shows what they cover, begins a new one.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the rules: id, kind, role, languages, examples, source
    List(list::Args),
    /// Print a rule to begin with, for a file of your own
    New(new::Args),
    /// Show which kinds are covered in which languages, and what lacks a source
    Coverage(coverage::Args),
}

/// Does what was asked.
pub fn run(args: &Args) -> Result<(), Error> {
    match &args.command {
        Command::List(args) => list::run(args),
        Command::New(args) => new::run(args),
        Command::Coverage(args) => coverage::run(args),
    }
}
