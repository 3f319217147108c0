//! `wiredesk rules coverage`: kinds by languages.

use std::collections::{BTreeMap, BTreeSet};

use anstream::println;

use super::{super::Error, source::RuleArgs};
use crate::model::Kind;

/// Shows what the rules cover: by kind and language, how many rules there are and how many examples they bear.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk rules coverage
  wiredesk rules coverage --kind sanctions --kind embargo. --markdown")]
pub struct Args {
    #[command(flatten)]
    rules: RuleArgs,
    /// Only kinds that begin so (`designation.`, `sanctions`)
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// A table of languages by kinds, in Markdown
    #[arg(long)]
    markdown: bool,
}

impl Args {
    fn has(&self, kind: &str) -> bool {
        self.kind.is_empty() || self.kind.iter().any(|begin| kind.starts_with(begin.as_str()))
    }
}

/// Shows it.
pub fn run(args: &Args) -> Result<(), Error> {
    let rules = args.rules.compile()?;
    let mut cells: BTreeMap<(Kind, &str), (usize, usize)> = BTreeMap::new();
    let mut languages = BTreeSet::new();
    let (mut count, mut examples, mut without_source) = (0, 0, Vec::new());
    for rule in rules.summaries() {
        let any = rule.lang.is_empty().then_some("any");
        for name in rule.lang.iter().map(String::as_str).chain(any) {
            languages.insert(name);
            let cell = cells.entry((rule.kind, name)).or_default();
            cell.0 += 1;
            cell.1 += rule.positive + rule.negative;
        }
        (count, examples) = (count + 1, examples + rule.positive + rule.negative);
        if rule.source.is_empty() {
            without_source.push(rule.id);
        }
    }
    let of = |kind: Kind, lang: &str| {
        cells.get(&(kind, lang)).map_or_else(|| "-".to_owned(), |(rules, examples)| format!("{rules}/{examples}"))
    };
    if args.markdown {
        let heads: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).filter(|kind| args.has(kind)).collect();
        println!("| | {} |\n|---|{}", heads.join(" | "), "---|".repeat(heads.len()));
        for lang in &languages {
            let row: Vec<_> =
                Kind::ALL.iter().filter(|kind| args.has(kind.as_str())).map(|kind| of(*kind, lang)).collect();
            if row.iter().any(|cell| cell != "-") {
                println!("| {lang} | {} |", row.join(" | "));
            }
        }
    } else {
        for kind in Kind::ALL.iter().filter(|kind| args.has(kind.as_str())) {
            let known = languages.iter().filter(|lang| cells.contains_key(&(*kind, **lang)));
            let row: Vec<_> = known.map(|lang| format!("{lang} {}", of(*kind, lang))).collect();
            println!("{:<28} {}", kind.as_str(), if row.is_empty() { "none".to_owned() } else { row.join(", ") });
        }
    }
    println!("{count} rules in {} languages, {examples} examples", languages.len());
    if !without_source.is_empty() {
        println!("without a source: {}", without_source.join(", "));
    }
    Ok(())
}
