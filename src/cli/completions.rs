//! `wiredesk completions`: for the shell.

use clap_complete::Shell;

use super::Error;

/// Prints completions for a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk completions bash > /etc/bash_completion.d/wiredesk
  wiredesk completions zsh > ~/.zfunc/_wiredesk")]
pub struct Args {
    /// Which shell
    shell: Shell,
}

/// Prints them.
pub fn run(args: &Args, command: &mut clap::Command) -> Result<(), Error> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, command, "wiredesk", &mut text);
    match std::io::Write::write_all(&mut std::io::stdout(), &text) {
        // A reader that has seen enough is no failure.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::Failed(error.to_string())),
        _ => Ok(()),
    }
}
