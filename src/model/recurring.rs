//! What recurs over a feed's articles: "read more", calls for newsletters, blurbs of authors,
//! mandated notices.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// Lines that are counted of one feed.
const MOST: usize = 24;
/// Articles after which all counts are halved, so that what a feed no longer writes is forgotten.
const WINDOW: u32 = 256;
/// Articles that must have a line, and the share of those looked at, as one in so many.
const LEAST: (u32, u32) = (4, 3);

/// How often lines ended a feed's articles. Bounded: in `wire.state` it is a few hundred bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Recurring(Option<Box<Counts>>);

/// What was learned; apart, as of many feeds nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Counts {
    /// Articles looked at.
    articles: u32,
    /// Hashes of lines, with the number of articles that had them; the most frequent first.
    lines: Vec<(u32, u32)>,
}

/// As it is written: of another version nothing is believed, and all is learned again.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    version: u8,
    #[serde(default)]
    articles: u32,
    #[serde(default)]
    lines: Vec<(u32, u32)>,
}

/// The version of what a line's hash is taken of.
const VERSION: u8 = 1;

impl From<Stored> for Recurring {
    fn from(stored: Stored) -> Self {
        if stored.version != VERSION {
            return Self::default();
        }
        let mut lines = stored.lines;
        lines.truncate(MOST);
        Self((stored.articles > 0).then(|| Box::new(Counts { articles: stored.articles, lines })))
    }
}

impl From<Recurring> for Stored {
    fn from(recurring: Recurring) -> Self {
        let Counts { articles, lines } = recurring.0.map(|counts| *counts).unwrap_or_default();
        Self { version: VERSION, articles, lines }
    }
}

impl Recurring {
    /// Whether nothing was learned yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Counts the last lines of articles that were not looked at before, by their hashes.
    pub fn learn(&mut self, articles: &[Vec<u32>]) {
        if articles.is_empty() {
            return;
        }
        let learned = self.0.get_or_insert_default();
        let mut counts = std::mem::take(&mut learned.lines);
        // Where each line is counted, and the article that it was last counted of.
        let mut places: HashMap<u32, (usize, usize)> =
            counts.iter().enumerate().map(|(at, (line, _))| (*line, (at, usize::MAX))).collect();
        for (n, lines) in articles.iter().enumerate() {
            learned.articles += 1;
            for line in lines {
                let (at, last) = places.entry(*line).or_insert_with(|| {
                    counts.push((*line, 0));
                    (counts.len() - 1, usize::MAX)
                });
                // A line that stands twice in an article, or is of its first and of its last, is counted once.
                if *last != n {
                    (counts[*at].1, *last) = (counts[*at].1 + 1, n);
                }
            }
        }
        if learned.articles >= WINDOW {
            learned.articles /= 2;
            counts.iter_mut().for_each(|(_, count)| *count /= 2);
        }
        // What one article alone has is soon had by others, or not worth its room.
        counts.retain(|(_, count)| *count > 1);
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts.truncate(MOST);
        learned.lines = counts;
    }

    /// How many of the articles looked at had a line, where it was more than one.
    pub fn count(&self, line: u32) -> u32 {
        let lines = self.0.as_deref().map(|counts| counts.lines.as_slice()).unwrap_or_default();
        lines.iter().find(|(known, _)| *known == line).map_or(0, |(_, count)| *count)
    }

    /// Whether a line recurs.
    pub fn holds(&self, line: u32) -> bool {
        let Some(Counts { articles, lines }) = self.0.as_deref() else { return false };
        lines.iter().any(|(known, count)| *known == line && *count >= LEAST.0 && count * LEAST.1 >= *articles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_articles_end_with_recurs_and_is_remembered_in_few_bytes() {
        let mut recurring = Recurring::default();
        // Line 7 ends every second article, line 8 two of them, all others one.
        let articles: Vec<Vec<u32>> = (0..20)
            .map(|n| vec![100 + n, if n % 2 == 0 { 7 } else { 500 + n }, if n < 2 { 8 } else { 900 + n }])
            .collect();
        recurring.learn(&articles);
        assert!(recurring.holds(7) && !recurring.holds(8) && !recurring.holds(100));
        assert_eq!([7, 8, 100].map(|line| recurring.count(line)), [10, 2, 0]);
        // Three articles are not four, however often they have it.
        let mut few = Recurring::default();
        few.learn(&vec![vec![7, 9, 7]; 3]);
        assert!(!few.holds(7) && !few.holds(9));
        let written = serde_json::to_string(&recurring).unwrap();
        assert!(written.len() < 100, "{written}");
        assert_eq!(serde_json::from_str::<Recurring>(&written).unwrap(), recurring);
        // Of another version nothing is believed.
        let other = written.replace("\"version\":1", "\"version\":2");
        assert!(serde_json::from_str::<Recurring>(&other).unwrap().is_empty());
    }

    #[test]
    fn what_a_feed_no_longer_writes_is_forgotten() {
        let mut recurring = Recurring::default();
        recurring.learn(&vec![vec![7]; 10]);
        for n in 0..40 {
            let articles: Vec<Vec<u32>> = (0..20).map(|k| vec![1_000 + n * 20 + k]).collect();
            recurring.learn(&articles);
        }
        assert!(!recurring.holds(7));
        // However many lines there are, few are kept.
        recurring.learn(&(0..200).flat_map(|n| vec![vec![5_000 + n]; 2]).collect::<Vec<_>>());
        assert!(recurring.0.unwrap().lines.len() <= MOST);
    }
}
