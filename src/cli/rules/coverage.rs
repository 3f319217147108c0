//! `wiredesk rules coverage`: kinds by languages.

use std::collections::{BTreeMap, BTreeSet};

use anstream::println;

use super::{super::Error, source::RuleArgs};
use crate::model::Kind;

/// Shows what the rules cover.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    rules: RuleArgs,
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
    for kind in Kind::ALL {
        let row: Vec<_> =
            languages.iter().filter_map(|lang| Some(format!("{lang} {}", cells.get(&(*kind, *lang))?.0))).collect();
        println!("{:<28} {}", kind.as_str(), if row.is_empty() { "none".to_owned() } else { row.join(", ") });
    }
    println!("{count} rules in {} languages, {examples} examples", languages.len());
    if !without_source.is_empty() {
        println!("without a source: {}", without_source.join(", "));
    }
    Ok(())
}
