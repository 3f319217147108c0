//! What was received, counted by feed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::reader::{Record, Topic};

/// Feeds that are counted apart; a demo has a handful.
const MOST_FEEDS: usize = 1_000;

/// Records of one feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Received {
    /// Articles seen for the first time, copies left out.
    pub articles: u64,
    /// Revisions of known articles.
    pub revisions: u64,
    /// Articles that repeat another.
    pub copies: u64,
    /// Notices: one for each tag.
    pub notices: u64,
    /// Dead letters.
    pub dead_letters: u64,
}

/// Records of all feeds.
#[derive(Debug, Default)]
pub struct Tally {
    feeds: BTreeMap<String, Received>,
}

impl Tally {
    /// Counts one record.
    pub fn count(&mut self, record: &Record) {
        let value = serde_json::from_slice(&record.value).unwrap_or(Value::Null);
        let feed = feed_of(record, &value).unwrap_or_default().to_owned();
        if self.feeds.len() >= MOST_FEEDS && !self.feeds.contains_key(&feed) {
            return;
        }
        let received = self.feeds.entry(feed).or_default();
        let counter = match (record.topic, value["relation"].as_str()) {
            (Topic::DeadLetters, _) => &mut received.dead_letters,
            (Topic::Notices, _) => &mut received.notices,
            (Topic::Articles, Some("revision")) => &mut received.revisions,
            (Topic::Articles, Some("near")) => &mut received.copies,
            (Topic::Articles, _) => &mut received.articles,
        };
        *counter += 1;
    }

    /// What came of one feed.
    pub fn of(&self, feed: &str) -> Received {
        self.feeds.get(feed).copied().unwrap_or_default()
    }
}

/// The feed that a record is about: its header, else its value.
pub fn feed_of<'a>(record: &'a Record, value: &'a Value) -> Option<&'a str> {
    let stated = || ["/feed/id", "/article/feed/id", "/feed"].iter().find_map(|at| value.pointer(at)?.as_str());
    record.header("wd_feed").or_else(stated).or(match record.topic {
        Topic::DeadLetters => record.key.as_deref(),
        Topic::Articles | Topic::Notices => None,
    })
}
