//! The command line.

mod check;
mod completions;
mod daemon;
mod dedup;
mod demo;
mod error;
mod export;
mod feeds;
mod healthcheck;
mod lists;
mod output;
mod page;
mod preview;
mod replay;
mod rules;
mod run;
mod schema;
mod simulate;
mod source;
mod subcommands;
mod tag;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

pub use error::Error;

/// What stands below the help of every command.
const EXIT_CODES: &str = "Exit codes: 0 fine, 1 failure, 2 usage, 78 configuration.";

/// Polls the feeds of wire services and publishes clean, deduplicated, tagged articles to
/// Kafka, exactly once.
#[derive(Debug, Parser)]
#[command(name = "wiredesk", version, about, after_help = EXIT_CODES, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Poll the feeds and publish, until told to stop
    Run(run::Args),
    /// See it work: a bundled newsroom and a Kafka in memory; nothing to install
    Demo(demo::Args),
    /// Check config, feed lists and tag rules
    Check(check::Args),
    /// Show what would be published of a feed, and every repair; needs no Kafka
    Preview(preview::Args),
    /// Show what is found on an article's page, and by which layer; needs no Kafka
    Page(page::Args),
    /// Find feeds, see how they are doing and why they are due
    Feeds(feeds::Args),
    /// Show sanctions lists, and look names up in them
    Lists(lists::Args),
    /// Feed documents through in order, and print the records as they would be produced
    Replay(replay::Args),
    /// Show why articles are taken for copies of one another, or are not
    Dedup(dedup::Args),
    /// Tag text from standard input
    Tag(tag::Args),
    /// Show how long items wait for their poll, by policy and budget
    Simulate(simulate::Args),
    /// Turn article records into ninjs or JSON-LD
    Export(export::Args),
    /// List tag rules, show what they cover, begin a new one
    Rules(rules::Args),
    /// Print the JSON Schema of a record
    Schema(schema::Args),
    /// Ask a running daemon whether it is ready
    Healthcheck(healthcheck::Args),
    /// Print completions for a shell
    Completions(completions::Args),
}

/// Runs the command; what goes wrong is said on standard error.
pub fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Preview(args) => preview::run(&args),
        Command::Page(args) => page::run(&args),
        Command::Feeds(args) => feeds::run(&args),
        Command::Lists(args) => lists::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Dedup(args) => dedup::run(&args),
        Command::Tag(args) => tag::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Healthcheck(args) => healthcheck::run(&args),
        Command::Completions(args) => completions::run(&args, &mut Cli::command()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A server's words may be in it.
            anstream::eprintln!("wiredesk: {}", crate::telemetry::EscapedLines(&error.to_string()));
            error.exit_code()
        }
    }
}

/// A runtime for the commands that need one.
fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::Failed(format!("cannot start the runtime: {e}; check the limit on threads")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
