//! How well copies are told, on labelled pairs: as the daemon is, and cross-validated.
//!
//! ```text
//! cargo run --release --example copies -- [../shared/data/dedup] [--predictions FILE] [--show]
//! ```
//! The folder has `items.jsonl` and `labels.jsonl`. Each item is one poll of its outlet's feed, in the
//! order of `first_seen`, through the daemon's own way from bytes to records. What is said of a pair
//! is read from the records, as a consumer would: no record means that it was seen, the same id with
//! a higher revision is a revision, one story means a copy, `matched_on` tells whether word for word.
//!
//! What can be fitted are the six limits of `near::Limits`. They are chosen on all feeds (or languages)
//! but one and judged on that one; of equals the daemon's own come first, then the nearest to them.

mod desk;
#[path = "../support/polls.rs"]
mod polls;
mod score;

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};
use wiredesk::curate::near::Limits;

use desk::{Desk, Said};
use score::{Tally, tally};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let show = arguments.iter().any(|argument| argument == "--show");
    let out = arguments.iter().position(|argument| argument == "--predictions").and_then(|at| arguments.get(at + 1));
    let folder = arguments.iter().find(|argument| !argument.starts_with("--") && Some(*argument) != out);
    let folder = folder.map_or("../shared/data/dedup", String::as_str);
    let lines = |name: &str| -> Result<Vec<Value>, Box<dyn std::error::Error>> {
        let text = fs::read_to_string(Path::new(folder).join(name))?;
        text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
    };
    let (Ok(items), Ok(labels)) = (lines("items.jsonl"), lines("labels.jsonl")) else {
        println!("{folder} is not here: nothing was measured");
        return Ok(());
    };
    let mut desk = Desk::new(items, labels)?;
    let own = desk.predict(Limits::default())?;
    if let Some(path) = out {
        let line = |(pair, said): (&Value, &Said)| {
            format!("{}\n", json!({"a": pair["a"], "b": pair["b"], "relation": said.relation}))
        };
        fs::write(path, desk.labels.iter().zip(&own).map(line).collect::<String>())?;
    }
    println!("| what | pairs | four-way | P | R | F1 | merged falsely | missed |\n|---|---|---|---|---|---|---|---|");
    let all: Vec<_> = desk.labels.iter().zip(&own).collect();
    let row = |name: &str, keep: &dyn Fn(&Value) -> bool| {
        println!("| {name} | {} |", tally(all.iter().filter(|(pair, _)| keep(pair)).copied()));
    };
    row("all, the daemon's limits", &|_| true);
    row("short texts (hand, template)", &|pair| ["hand", "template"].iter().any(|group| pair["group"] == *group));
    for group in groups(&desk.labels, |pair| pair["group"].as_str().unwrap_or_default().to_owned()) {
        row(&group, &|pair| pair["group"] == group.as_str());
    }
    if show {
        for (pair, said) in all.iter().filter(|(pair, said)| pair["relation"] != said.relation) {
            println!("{} {}: {} taken for {} ({})", pair["a"], pair["b"], pair["relation"], said.relation, said.why);
        }
    }
    validate(&mut desk)
}

/// All settings that are tried.
fn grid() -> Vec<Limits> {
    let own = Limits::default();
    let mut grid = Vec::new();
    for containment in [0.4, 0.5, 0.6, 0.7] {
        for jaccard in [0.15, 0.25, 0.35] {
            for long_containment in [0.7, 0.8, 0.9] {
                for informative in [3, 5, 8] {
                    for titles in [true, false] {
                        for copied in [0.4, 0.48, 0.56] {
                            grid.push(Limits { containment, jaccard, long_containment, informative, titles, copied });
                        }
                    }
                }
            }
        }
    }
    let far = |limits: &Limits| {
        let parts = [
            (limits.containment - own.containment).abs() * 10.0,
            (limits.jaccard - own.jaccard).abs() * 10.0,
            (limits.long_containment - own.long_containment).abs() * 10.0,
            (limits.informative as f32 - own.informative as f32).abs() / 2.0,
            if limits.titles == own.titles { 0.0 } else { 1.0 },
            (limits.copied - own.copied).abs() * 10.0,
        ];
        parts.iter().sum::<f32>()
    };
    grid.sort_by(|a, b| far(a).total_cmp(&far(b)));
    grid
}

fn groups(labels: &[Value], of: impl Fn(&Value) -> String) -> BTreeSet<String> {
    labels.iter().map(of).collect()
}

/// Leaves each feed, then each language, out of what the limits are chosen on.
fn validate(desk: &mut Desk) -> Result<(), Box<dyn std::error::Error>> {
    let grid = grid();
    let all: Vec<Vec<Said>> = grid.iter().map(|limits| desk.predict(*limits)).collect::<Result<_, _>>()?;
    for (name, of) in [("feed", "feed"), ("language", "lang")] {
        let group = |pair: &Value| desk.field(&pair["a"], of);
        let mut judged = Vec::new();
        let mut chosen = BTreeSet::new();
        for left_out in groups(&desk.labels, group) {
            let is_in = |pair: &Value| group(pair) != left_out;
            let train =
                |said: &[Said]| -> Tally { tally(desk.labels.iter().zip(said).filter(|(pair, _)| is_in(pair))) };
            let scores: Vec<f64> = all.iter().map(|said| train(said).f1()).collect();
            let best = scores.iter().copied().fold(0.0, f64::max);
            let at = scores.iter().position(|score| *score >= best).unwrap_or(0);
            chosen.insert(format!("{:?}", grid[at]));
            judged.extend(desk.labels.iter().zip(&all[at]).filter(|(pair, _)| !is_in(pair)));
        }
        let short = |pair: &Value| ["hand", "template"].iter().any(|group| pair["group"] == *group);
        println!("| left out in turn: {name} | {} |", tally(judged.iter().copied()));
        println!("| ... short texts | {} |", tally(judged.iter().filter(|(pair, _)| short(pair)).copied()));
        chosen.iter().for_each(|limits| eprintln!("chosen without one {name}: {limits}"));
    }
    let own = tally(desk.labels.iter().zip(&all[0])).f1();
    let f1: Vec<f64> = all.iter().map(|said| tally(desk.labels.iter().zip(said)).f1()).collect();
    let (low, high) = f1.iter().fold((1.0_f64, 0.0_f64), |(low, high), f1| (low.min(*f1), high.max(*f1)));
    eprintln!("{} settings: F1 {low:.3} to {high:.3}, the daemon's {own:.3}", grid.len());
    Ok(())
}
