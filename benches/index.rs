//! What it costs to look for copies: words to fingerprint, fingerprint to index, index to verdict.
//!
//! `cargo bench --bench index -- --articles 1000000`
//!
//! Articles of 40 to 160 words of a Zipfian vocabulary; one in twelve is a copy of a recent one
//! with some words changed. Times are CPU times, over the last articles before each row. The last
//! row is a quarter past the window: memory must not have grown.

#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::{collections::VecDeque, time::Duration};

use jiff::Timestamp;
use nix::time::{ClockId, clock_gettime};
use wiredesk::{
    curate::{material, near},
    model::{Article, ArticleId, Publisher},
    state::{Fingerprint, Index},
};

#[path = "../tests/support/mod.rs"]
mod support;
use support::{Random, argument};

/// Seconds that all articles of a run are spread over.
const WINDOW: u64 = 72 * 3_600;
/// A word is one of so many.
const VOCABULARY: f64 = 400_000.0;
/// Copies are made of one of so many recent articles.
const RECENT: usize = 2_000;

fn main() {
    let articles = argument("--articles", 1_000_000);
    let memory = argument("--memory", 4 << 30);
    let mut bench = Bench::new(memory as u64);
    println!(
        "| articles in the window | words to fingerprint, us | look, us | insertion, us | all, us | bytes an article | copies found | others taken for copies |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let mut marks = vec![1_000, 10_000, 30_000, 100_000, 300_000, articles, articles * 5 / 4];
    marks.retain(|mark| *mark <= articles * 5 / 4);
    marks.sort_unstable();
    marks.dedup();
    for mark in marks {
        let seconds = WINDOW as f64 / articles as f64;
        while bench.n < mark {
            bench.article(seconds, bench.n + 5_000 >= mark || bench.n < 1_000);
        }
        bench.row();
    }
    bench.rebuild();
}

/// CPU time of this process.
fn cpu() -> Duration {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).unwrap().into()
}

#[derive(Default)]
struct Times {
    n: u32,
    sketch: Duration,
    look: Duration,
    insert: Duration,
    copies: u32,
    found: u32,
    wrong: u32,
}

struct Bench {
    index: Index,
    random: Random,
    recent: VecDeque<(ArticleId, Vec<u32>)>,
    encoded: Vec<Vec<u8>>,
    template: Article,
    n: usize,
    times: Times,
}

impl Bench {
    fn new(memory: u64) -> Self {
        Self {
            index: Index::new(Duration::from_secs(WINDOW)).holding(memory),
            random: Random(7),
            recent: VecDeque::new(),
            encoded: Vec::new(),
            template: template(),
            n: 0,
            times: Times::default(),
        }
    }

    /// The rank of a word: Zipf with exponent 1, by the inverse of its distribution.
    fn word(&mut self) -> u32 {
        let uniform = (self.random.draw() >> 10) as f64 / (1_u64 << 53) as f64;
        VOCABULARY.powf(uniform) as u32
    }

    fn words(&mut self) -> (Vec<u32>, Option<ArticleId>) {
        if self.random.draw().is_multiple_of(12) && self.recent.len() > 100 {
            let at = (self.random.draw() % self.recent.len() as u64) as usize;
            let (id, mut words) = self.recent[at].clone();
            for n in (0..words.len()).filter(|n| n % 15 == 4) {
                words[n] = self.word();
            }
            return (words, Some(id));
        }
        let n = 40 + self.random.draw() % 120;
        ((0..n).map(|_| self.word()).collect(), None)
    }

    fn article(&mut self, seconds: f64, timed: bool) {
        self.n += 1;
        let (words, original) = self.words();
        let mut id = [0; 16];
        // All of it a hash, as ids are: of its last byte depends whether an article is counted for what is rare.
        let hash = (self.n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        id[..8].copy_from_slice(&hash.to_le_bytes());
        id[8..].copy_from_slice(&hash.swap_bytes().wrapping_mul(0xbf58_476d_1ce4_e5b9).to_le_bytes());
        let (id, at) = (ArticleId(id), 1_800_000_000 + (self.n as f64 * seconds) as i64);
        let text = |words: &[u32]| words.iter().map(|n| spell(*n)).collect::<Vec<_>>().join(" ");
        let mut article = self.template.clone();
        article.title = Some(text(&words[..8]));
        article.body = Some(text(&words[8..]));
        let publisher = Publisher(format!("p{}.example", self.random.draw() % 5_000).into());
        let now = Timestamp::from_second(at).unwrap();
        let start = cpu_if(timed);
        let content = material::copy(&article);
        let print = near::sketch(id, &publisher, at, &article, content);
        let sketched = cpu_if(timed);
        let found = near::find((&article, &print), &self.index, &[], now, &near::Limits::default());
        let print = near::joined(print, found.as_ref(), &self.index);
        let looked = cpu_if(timed);
        self.index.insert(&print);
        let inserted = cpu_if(timed);
        let times = &mut self.times;
        if timed {
            times.n += 1;
            times.sketch += sketched.saturating_sub(start);
            times.look += looked.saturating_sub(sketched);
            times.insert += inserted.saturating_sub(looked);
        }
        times.copies += u32::from(original.is_some());
        times.found += u32::from(original.is_some() && found.is_some());
        times.wrong += u32::from(original.is_none() && found.is_some());
        if self.encoded.len() < 300_000 {
            self.encoded.push(print.encode());
        }
        if original.is_none() {
            if self.recent.len() >= RECENT {
                self.recent.pop_front();
            }
            self.recent.push_back((id, words));
        }
    }

    fn row(&mut self) {
        let times = std::mem::take(&mut self.times);
        let each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(times.n);
        let stats = self.index.stats();
        println!(
            "| {} | {:.1} | {:.1} | {:.1} | {:.1} | {} | {} of {} | {} |",
            stats.articles,
            each(times.sketch),
            each(times.look),
            each(times.insert),
            each(times.sketch + times.look + times.insert),
            stats.bytes / stats.articles.max(1),
            times.found,
            times.copies,
            times.wrong,
        );
    }

    /// Records of the index topic, decoded and taken in, as after a restart.
    fn rebuild(&self) {
        let start = cpu();
        let mut index = Index::new(Duration::from_secs(WINDOW)).holding(4 << 30);
        let mut print = Fingerprint::default();
        self.encoded.iter().for_each(|bytes| {
            if print.decode_from(bytes) {
                index.insert(&print);
            }
        });
        let rate = self.encoded.len() as f64 / cpu().saturating_sub(start).as_secs_f64();
        let bytes: usize = self.encoded.iter().map(Vec::len).sum();
        println!(
            "\nrebuilt from {} records of {} bytes: {rate:.0} records a CPU second, {} held",
            self.encoded.len(),
            bytes / self.encoded.len().max(1),
            index.len()
        );
    }
}

fn cpu_if(timed: bool) -> Duration {
    if timed { cpu() } else { Duration::ZERO }
}

/// A word of its own for each rank, the frequent ones short.
fn spell(mut rank: u32) -> String {
    let mut word = String::new();
    loop {
        word.push(['k', 't', 's', 'n', 'r', 'l', 'm', 'd'][(rank % 8) as usize]);
        word.push(['a', 'e', 'i', 'o'][(rank / 8 % 4) as usize]);
        rank /= 32;
        if rank == 0 {
            return word;
        }
    }
}

fn template() -> Article {
    serde_json::from_value(serde_json::json!({
        "feed": {"id": "f", "url": "https://example.org/f", "groups": [], "labels": {}},
        "publisher": "example.org", "alternate_urls": [], "authors": [], "credits": [], "categories": [], "markers": [],
        "first_seen": "2026-01-01T00:00:00Z", "fetched": "2026-01-01T00:00:00Z", "media": [], "notices": [], "tags": [],
        "extraction": {"method": "feed", "repairs": [], "truncated": false},
    }))
    .unwrap()
}
