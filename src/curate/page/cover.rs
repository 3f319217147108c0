//! Which blocks of a page an extractor took, told by runs of three words: extractors join and split
//! blocks as they like, and drop inline elements.

use std::collections::HashSet;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::outline::Block;

/// Words of a run.
const RUN: usize = 3;

/// The runs of words of a text.
pub struct Runs {
    runs: HashSet<u64>,
    lines: HashSet<u64>,
}

impl Runs {
    /// Of a text whose paragraphs are lines.
    pub fn of(text: &str) -> Self {
        let mut all = Self { runs: HashSet::new(), lines: HashSet::new() };
        let words: Vec<_> = words(text).collect();
        all.runs.extend(runs(&words));
        for line in text.lines() {
            let line: Vec<_> = self::words(line).collect();
            all.lines.insert(digest(&line));
        }
        all
    }

    /// The share of a block's runs that stand in the text; a short block must be a line of it.
    pub fn share(&self, block: &Block) -> f32 {
        let words: Vec<_> = words(&block.text).collect();
        if words.is_empty() {
            return 0.0;
        }
        if words.len() < RUN + 1 {
            return f32::from(u8::from(self.lines.contains(&digest(&words))));
        }
        let (mut all, mut known) = (0.0, 0.0);
        for run in runs(&words) {
            all += 1.0;
            known += f32::from(u8::from(self.runs.contains(&run)));
        }
        known / all
    }
}

fn runs(words: &[u64]) -> impl Iterator<Item = u64> {
    words.windows(RUN).map(digest)
}

fn digest(words: &[u64]) -> u64 {
    let mut hash = Xxh3::new();
    words.iter().for_each(|word| hash.update(&word.to_le_bytes()));
    hash.digest()
}

/// The hashes of a text's words. Scripts without spaces have a word for each character.
fn words(text: &str) -> impl Iterator<Item = u64> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = rest.chars().next()?;
        let end = if is_ideograph(first) {
            first.len_utf8()
        } else {
            rest.find(|c: char| !c.is_alphanumeric() || is_ideograph(c)).unwrap_or(rest.len())
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(xxh3_64(word.as_bytes()))
    })
}

fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff)
}
