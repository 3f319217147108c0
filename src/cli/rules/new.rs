//! `wiredesk rules new`: a rule to begin with.

use anstream::println;

use super::super::Error;
use crate::model::{Kind, Role};

/// Prints a rule to begin with.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk rules new sanctions de >> my-rules.toml
  wiredesk tag --no-builtin --rules my-rules.toml --explain < article.txt")]
pub struct Args {
    /// What the rule claims: a kind of tag
    kind: String,
    /// Its language (BCP 47)
    lang: String,
    /// The rule is for what an outlet says of itself, not for what a story reports
    #[arg(long)]
    notice: bool,
}

/// Prints it.
pub fn run(args: &Args) -> Result<(), Error> {
    let known = || Kind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    let kind = Kind::ALL.iter().find(|kind| kind.as_str() == args.kind);
    let Some(kind) = kind else {
        return Err(Error::Usage(format!("expected a kind, got {:?}; kinds are {}", args.kind, known())));
    };
    if !args.lang.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') || args.lang.is_empty() {
        return Err(Error::Usage(format!("expected a language such as `de`, got {:?}", args.lang)));
    }
    println!("{}", template(*kind, &args.lang, args.notice));
    Ok(())
}

/// A rule that holds as it stands: its author changes words and examples together.
fn template(kind: Kind, lang: &str, notice: bool) -> String {
    let role = if notice { Role::PublisherNotice } else { Role::NewsMention };
    let (kind, role, action) = (kind.as_str(), role.as_str(), if notice { "label" } else { "mentioned" });
    let alone = if notice { "alone = true          # the paragraph says nothing else\n" } else { "" };
    format!(
        r#"# config/rules/README.md says what each key is.
[words.own]
sample = ["sampleword[- s]"]      # a stem, and the endings it may have

[[rule]]
id = "own.{kind}.{lang}"
kind = "{kind}"
role = "{role}"
lang = ["{lang}"]
anchors = ["sampleword"]          # every match holds one of them
match = '{{own.sample}}(?: (?:on|against) (?P<subject>[^\s.,;:]+))?'
not = ['\bsampleword of the day\b']
action = "{action}"
{alone}confidence = 0.8
source = "the law, registry or style guide that lays the wording down"

[[rule.example]]
text = "Samplewords against Narnia"
quote = "Samplewords against Narnia"
subject = "Narnia"
[[rule.example]]
text = "Here is the sampleword of the day, and more."
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::tag::Rules;

    #[test]
    fn the_template_of_every_kind_holds() {
        for kind in Kind::ALL {
            for notice in [false, true] {
                let file = ("new.toml".to_owned(), template(*kind, "de", notice));
                let rules = Rules::compile(&[file]).unwrap_or_else(|errors| panic!("{errors}"));
                assert_eq!(rules.verify(), [], "{}", kind.as_str());
            }
        }
    }
}
