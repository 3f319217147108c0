//! Reading a feed: front and parse beside feed-rs alone, in one run, on feeds of our own making.
//!
//! `cargo bench --bench reading` prints medians of interleaved rounds, their ratio, and how often
//! each allocates for an entry. Broken feeds are those that feed-rs refuses: their time is
//! compared with feed-rs's on the same feed without its faults.

#[path = "support/generated.rs"]
mod generated;

use std::{hint::black_box, time::Instant};

use wiredesk::curate::{decode::decode, parse::parse};

/// Each round is one reading of each kind; noise falls on both.
const ROUNDS: usize = 60;

fn main() {
    // Under `cargo test` a benchmark is only to run once.
    let rounds = if std::env::args().any(|argument| argument == "--test") { 1 } else { ROUNDS };
    let small = feed(20, 6, false);
    let large = feed(50, 110, false);
    let many = feed(10_000, 1, false);
    let marked = feed(50, 110, true);
    let broken = |text: &str| {
        let text = text.replacen("</title>", "", 3).replace("&amp;", "&").replace("said", "said&nbsp;&laquo;");
        text.replacen("<rss version=\"2.0\"", "<rss", 1)
    };
    println!(
        "{:<34}{:>9}{:>12}{:>12}{:>8}{:>12}{:>12}",
        "feed", "kB", "feed-rs us", "wiredesk us", "ratio", "feed-rs a/e", "wiredesk a/e"
    );
    for (name, text, entries) in [
        ("30 kB, 20 entries", &small, 20),
        ("1 MB, 50 entries", &large, 50),
        ("1 MB, 50 entries, in cdata", &marked, 50),
        ("10,000 entries", &many, 10_000),
    ] {
        row(name, text, text, entries, rounds);
        let broken = broken(text);
        row(&format!("{name}, broken"), text, &broken, entries, rounds);
    }
}

/// Measures feed-rs on `theirs` and ours on `mine`, turn by turn.
fn row(name: &str, theirs: &str, mine: &str, entries: usize, rounds: usize) {
    let feed_rs = || {
        let parser = feed_rs::parser::Builder::new().sanitize_content(false).build();
        let read = parser.parse(black_box(theirs.as_bytes())).map_or(0, |feed| feed.entries.len());
        assert_eq!(read, entries, "feed-rs read another number of entries of {name}");
    };
    let ours = || {
        let read = decode(black_box(mine.as_bytes()), None, None).and_then(|decoded| parse(&decoded));
        assert_eq!(read.map_or(0, |feed| feed.entries.len()), entries, "another number of entries of {name}");
    };
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        a.push(time(feed_rs));
        b.push(time(ours));
    }
    let (a, b) = (median(a), median(b));
    let allocations = |run: &dyn Fn()| {
        let count = allocation_counter::measure(run).count_total;
        count as f64 / entries as f64
    };
    println!(
        "{name:<34}{:>9}{a:>12.0}{b:>12.0}{:>8.2}{:>12.1}{:>12.1}",
        mine.len() / 1_000,
        b / a,
        allocations(&feed_rs),
        allocations(&ours),
    );
}

fn time(run: impl Fn()) -> f64 {
    let started = Instant::now();
    run();
    started.elapsed().as_secs_f64() * 1e6
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// A feed with so many entries of so many paragraphs, as escaped HTML or in CDATA.
fn feed(entries: usize, paragraphs: usize, cdata: bool) -> String {
    let paragraph = "<p>The council said on Tuesday that <a href=\"https://wire.example/x?a=1&amp;b=2\">the port</a> would open \
                     again after two weeks, and that ferries to the islands would follow.</p>\n";
    let body = paragraph.repeat(paragraphs);
    generated::rss(entries, cdata, |_| body.clone())
}
