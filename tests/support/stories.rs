//! A stream of news that wires would make: stories that several publishers tell in their own
//! words, one by one, corrections, and what is told once. Of our own making, the same every time.

use std::fmt::Write as _;

use super::Random;

/// Feeds of the stream, each its own publisher.
pub const FEEDS: [&str; 9] = ["anker", "boje", "deich", "ebbe", "flut", "gezeit", "hafen", "insel", "jolle"];
/// Stories that three publishers tell, and those that one tells.
const SHARED: usize = 20;
const SINGLE: usize = 30;
/// Items that a feed shows.
const SHOWN: usize = 20;
/// Items after which something is restarted.
pub const ROUND: usize = 10;

/// One telling of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// Its feed, by number.
    pub feed: usize,
    /// Its guid, which names its story: `STORY-FEED`.
    pub guid: String,
    /// Which story.
    pub story: usize,
    /// 1, or 2 for a correction.
    pub version: u32,
    title: String,
    text: String,
}

impl Telling {
    /// How a consumer tells it from its other version.
    pub fn mark(&self) -> (String, u32) {
        (self.guid.clone(), self.version)
    }
}

/// All tellings in an order of their own for each seed; those of one feed always stand in the same order.
pub fn stream(seed: u64) -> Vec<Telling> {
    let mut queues: Vec<Vec<Telling>> = vec![Vec::new(); FEEDS.len()];
    let mut random = Random(7);
    let mut shuffled = tellings(&mut random);
    for at in (1..shuffled.len()).rev() {
        shuffled.swap(at, below(&mut random, at + 1));
    }
    // A correction stands behind what it corrects.
    shuffled.sort_by_key(|telling| telling.version);
    shuffled.into_iter().for_each(|telling| queues[telling.feed].push(telling));
    let mut random = Random(seed);
    queues.iter_mut().for_each(|queue| queue.reverse());
    let mut all = Vec::new();
    while queues.iter().any(|queue| !queue.is_empty()) {
        let at = below(&mut random, queues.len());
        all.extend(queues[at].pop());
    }
    all
}

fn below(random: &mut Random, n: usize) -> usize {
    usize::try_from(random.draw() % n as u64).unwrap()
}

fn tellings(random: &mut Random) -> Vec<Telling> {
    let mut all = Vec::new();
    for story in 0..SHARED + SINGLE {
        let words: Vec<String> = (0..60).map(|_| word(random)).collect();
        let tellers = if story < SHARED { 3 } else { 1 };
        for n in 0..tellers {
            let feed = (story * 2 + n * 3) % FEEDS.len();
            let mut own = words.clone();
            (0..own.len()).filter(|at| n > 0 && at % 15 == n * 4).for_each(|at| own[at] = word(random));
            let title: Vec<String> = (0..6).map(|_| word(random)).collect();
            let dateline = if n == 1 { "HAFEN (QQQ) - " } else { "" };
            let telling = Telling {
                feed,
                guid: format!("{story}-{}", FEEDS[feed]),
                story,
                version: 1,
                title: title.join(" "),
                text: format!("{dateline}{}", own.join(" ")),
            };
            if n == 0 && story % 7 == 3 {
                let more: Vec<String> = (0..20).map(|_| word(random)).collect();
                let text = format!("{} {}", telling.text, more.join(" "));
                all.push(Telling { version: 2, text, ..telling.clone() });
            }
            all.push(telling);
        }
    }
    all
}

/// A word that hardly comes again.
fn word(random: &mut Random) -> String {
    (0..5).map(|_| ["ka", "to", "si", "nu", "re", "li", "mo", "da"][below(random, 8)]).collect()
}

/// A feed's document after some of the stream: its newest items, each in its last version.
pub fn document(feed: usize, so_far: &[Telling]) -> Vec<u8> {
    let mut text =
        format!("<rss version=\"2.0\"><channel><title>{0}</title><link>https://{0}.example/</link>", FEEDS[feed]);
    let mut shown: Vec<&Telling> = Vec::new();
    for telling in so_far.iter().rev().filter(|telling| telling.feed == feed) {
        if shown.len() < SHOWN && !shown.iter().any(|newer| newer.guid == telling.guid) {
            shown.push(telling);
        }
    }
    for telling in shown {
        let _ = write!(
            text,
            "<item><title>{} v{}</title><guid isPermaLink=\"false\">{2}</guid><link>https://{3}.example/{2}</link>\
             <description>{4}</description></item>",
            telling.title, telling.version, telling.guid, FEEDS[feed], telling.text
        );
    }
    text.push_str("</channel></rss>");
    text.into_bytes()
}

/// What a record of `wire.articles` tells of: the guid and the version.
pub fn mark_of(record: &serde_json::Value) -> (String, u32) {
    let guid = record["guid"].as_str().unwrap_or_default();
    let version = record["title"].as_str().and_then(|title| title.rsplit_once(" v")?.1.parse().ok());
    (guid.to_owned(), version.unwrap_or(0))
}
