//! How well tags hold on labelled texts, by kind and role, in full and with one source left out.
//!
//! `cargo run --release --example tags -- LABELLED.jsonl... [--show]`
//!
//! A line is `{id, lang, text, title?, labels: [{kind, role, action?, placement?, start?, end?}], optional?: [kind],
//! labels_complete?, source? | source_url?, via?: {repo}}`; spans are in code points of `text`. A source is what `source` says, else
//! the host of `source_url`, else the repository.
//!
//! **Left out** means: rules are written by hand, so nothing is trained anew. For each source, the rules that no label of any other
//! source confirms are taken away, as if their wording had only been learned there; what is left is scored on that source.

mod labelled;
mod scores;

use std::{
    collections::{BTreeMap, BTreeSet},
    process::ExitCode,
};

use labelled::{Text, read};
use scores::{Scores, is_right};
use wiredesk::{
    curate::tag::{Input, Rules},
    model::Tag,
};

fn main() -> ExitCode {
    let (flags, files): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let rules = match Rules::builtin() {
        Ok(rules) => rules,
        Err(errors) => {
            eprintln!("{errors}");
            return ExitCode::FAILURE;
        }
    };
    let texts = match read(&files) {
        Ok(texts) if !texts.is_empty() => texts,
        Ok(_) => {
            eprintln!("usage: tags LABELLED.jsonl... [--show]");
            return ExitCode::from(2);
        }
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let tagged: Vec<Vec<Tag>> = texts.iter().map(|text| tags_of(&rules, text)).collect();
    let sources: BTreeSet<&str> = texts.iter().map(|text| text.source.as_str()).collect();
    println!("{} texts of {} sources, {} of them without a claim", texts.len(), sources.len(), clean(&texts));

    let mut whole = Scores::default();
    texts.iter().zip(&tagged).for_each(|(text, tags)| whole.add(text, tags));
    println!("\nall rules\n{whole}");

    let vouched = vouched(&texts, &tagged);
    let mut out = Scores::default();
    for (text, tags) in texts.iter().zip(&tagged) {
        let known = |tag: &&Tag| vouched.get(tag.rule.as_str()).is_some_and(|by| by.iter().any(|s| *s != text.source));
        let kept: Vec<Tag> = tags.iter().filter(known).cloned().collect();
        out.add(text, &kept);
    }
    println!("\nwith each source left out\n{out}");
    if flags.iter().any(|flag| flag == "--show") {
        println!("\nmisses and false alarms, all rules");
        whole.misses.iter().for_each(|line| println!("{line}"));
    }
    ExitCode::SUCCESS
}

fn clean(texts: &[Text]) -> usize {
    texts.iter().filter(|text| text.is_clean()).count()
}

fn tags_of(rules: &Rules, text: &Text) -> Vec<Tag> {
    let language = Some(text.lang.as_str()).filter(|lang| !lang.is_empty());
    rules.tag(&Input { title: text.title.as_deref(), body: Some(&text.text), language, ..Input::default() })
}

/// The sources that confirm each rule: in which it found what a label says.
fn vouched<'t>(texts: &'t [Text], tagged: &'t [Vec<Tag>]) -> BTreeMap<&'t str, BTreeSet<&'t str>> {
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (text, tags) in texts.iter().zip(tagged) {
        for tag in tags.iter().filter(|tag| is_right(text, tag)) {
            known.entry(&tag.rule).or_default().insert(&text.source);
        }
    }
    known
}
