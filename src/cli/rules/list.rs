//! `wiredesk rules list`.

use anstream::println;

use super::{super::Error, source::RuleArgs};

/// Lists the rules.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk rules list --kind sanctions
  wiredesk rules list --lang uk --config config/wiredesk.toml")]
pub struct Args {
    #[command(flatten)]
    rules: RuleArgs,
    /// Only rules of this kind, or of kinds that begin so (`wire.`)
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only rules of this language
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
}

/// Lists them.
pub fn run(args: &Args) -> Result<(), Error> {
    let rules = args.rules.compile()?;
    for rule in rules.summaries() {
        let kind = args.kind.as_deref().is_none_or(|kind| rule.kind.as_str().starts_with(kind));
        let lang = args.lang.as_deref().is_none_or(|lang| rule.lang.iter().any(|known| known == lang));
        if kind && lang {
            let langs = if rule.lang.is_empty() { "any".to_owned() } else { rule.lang.join(",") };
            println!(
                "{:<36} {:<28} {:<16} {:<8} {:>2} must, {:>2} must not  {}:{}  {}",
                rule.id,
                rule.kind.as_str(),
                rule.role.as_str(),
                langs,
                rule.positive,
                rule.negative,
                rule.file,
                rule.line,
                rule.source
            );
        }
    }
    Ok(())
}
