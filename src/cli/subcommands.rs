//! Commands that are nothing but a choice of others.

/// The arguments of such a command, and `run`, which does what was asked. Each choice is a module
/// with `Args` and `run` of its own.
macro_rules! subcommands {
    ($(#[$about:meta])*; $($(#[$doc:meta])* $name:ident in $module:ident),+ $(,)?) => {
        $(#[$about])*
        #[derive(Debug, clap::Args)]
        pub struct Args {
            #[command(subcommand)]
            command: Command,
        }

        #[derive(Debug, clap::Subcommand)]
        enum Command {
            $($(#[$doc])* $name($module::Args)),+
        }

        /// Does what was asked.
        pub fn run(args: &Args) -> Result<(), super::Error> {
            match &args.command {
                $(Command::$name(args) => $module::run(args)),+
            }
        }
    };
}

pub(crate) use subcommands;
