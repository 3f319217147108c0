//! A comparison for a person.

use anstream::println;
use anstyle::Style;

use super::explain::{Report, Shown};
use crate::{
    curate::near::{Explanation, Mark},
    telemetry::Escaped,
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// Pairs that are shown; --json has all.
const MOST_PAIRS: usize = 30;
/// Marks of one kind that are shown.
const MOST_MARKS: usize = 12;

/// Prints it.
pub(super) fn show(report: &Report) {
    item("A", &report.a);
    item("B", &report.b);
    let words = &report.words;
    let verdict = match (report.same_address, words.verdict, words.exact) {
        (true, ..) => "one item by its address: a revision if its words changed materially, else seen",
        (_, "near", true) => "near: the same words, a copy by content",
        (_, "near", false) => "near: a copy by similarity",
        (_, "revision", _) => "revision: the same item with other figures, where its feed has no ids",
        _ => "distinct: two texts",
    };
    println!("\n{BOLD}{verdict}{BOLD:#}");
    figures(words);
    marks("figures, dates, weekdays of one side alone", &words.figures);
    marks("names in one title that the other text lacks", &words.names);
    pairs(words);
}

fn item(name: &str, shown: &Shown) {
    println!("{BOLD}{name}{BOLD:#}  {}", Escaped(shown.title.as_deref().unwrap_or("(no title)")));
    let parts = [shown.id.map(|id| id.to_string()), Some(shown.publisher.clone()), shown.url.clone()];
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join("  ");
    println!("   {DIM}{}{DIM:#}", Escaped(&line));
}

fn figures(words: &Explanation) {
    println!("  of the shorter text the other holds {:.2}; needed {:.2}", words.containment, words.containment_needed);
    if words.jaccard_needed > 0.0 {
        println!("  of both together they share {:.2}; needed {:.2}", words.jaccard, words.jaccard_needed);
    } else {
        println!("  of both together they share {:.2}", words.jaccard);
    }
    if let Some(copied) = words.copied {
        println!("  in runs of words it holds {copied:.2}; needed {:.2} under another title", words.copied_needed);
    }
    if words.headed {
        println!("  A has nearly all of B's title in runs of words");
    }
    println!("  titles {}", if words.titles { "of the same words" } else { "differ, or are too short to tell" });
    if !words.candidate {
        println!("  the index would not have looked at A: others are likelier, or it is older than the window");
    }
    for guard in &words.guards {
        println!("  against it: {guard}");
    }
}

fn marks(what: &str, marks: &[Mark]) {
    if marks.is_empty() {
        return;
    }
    let of = |side: &str| {
        let texts: Vec<_> = marks.iter().filter(|mark| mark.of == side).map(|mark| mark.text.as_str()).collect();
        let more = if texts.len() > MOST_MARKS { ", ..." } else { "" };
        let listed = texts[..texts.len().min(MOST_MARKS)].join(", ");
        if listed.is_empty() { "none".to_owned() } else { format!("{listed}{more}") }
    };
    println!("  {what}: A {}; B {}", Escaped(&of("a")), Escaped(&of("b")));
}

fn pairs(words: &Explanation) {
    println!("  {} pairs in common, of {} in A and {} in B", words.shared.len(), words.pairs[0], words.pairs[1]);
    for shared in words.shared.iter().take(MOST_PAIRS) {
        let form = if shared.form { "  (stands in others of the publisher)" } else { "" };
        println!("    {:.2}  {}{DIM}{form}{DIM:#}", shared.weight, Escaped(&shared.pair));
    }
    if let Some(more) = words.shared.len().checked_sub(MOST_PAIRS).filter(|more| *more > 0) {
        println!("    {DIM}and {more} more; --json has all{DIM:#}");
    }
}
