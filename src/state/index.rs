//! Fingerprints of recent articles, by which copies are recognised across publishers.
//!
//! Every instance follows the whole of `wire.index`; its own fingerprints enter after
//! their transaction has committed, like everybody's.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use jiff::Timestamp;
use rdkafka::{Message, consumer::BaseConsumer, error::KafkaError};
use serde::{Deserialize, Serialize};

use crate::{
    kafka::{Client, Error, client::Context, read},
    model::ArticleId,
};

/// Most fingerprints held, whatever the window: some 100 bytes each.
const MOST: usize = 2_000_000;

/// The value of a record in `wire.index`; its key is the article id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// The article.
    pub id: ArticleId,
    /// The story it belongs to.
    pub story: ArticleId,
    /// xxh3 of its whole material text.
    pub content: u64,
    /// First seen, seconds since 1970.
    pub at: i64,
}

/// Fingerprints by content, the oldest forgotten first.
#[derive(Debug, Default)]
pub struct Index {
    by_content: HashMap<u64, Fingerprint>,
    order: VecDeque<(i64, u64)>,
    window: i64,
}

impl Index {
    /// An index that looks back this long.
    pub fn new(window: Duration) -> Self {
        Self { window: i64::try_from(window.as_secs()).unwrap_or(i64::MAX), ..Self::default() }
    }

    /// The first article within the window that had this content.
    pub fn copy_of(&self, content: u64, now: Timestamp) -> Option<&Fingerprint> {
        self.by_content.get(&content).filter(|print| now.as_second().saturating_sub(print.at) <= self.window)
    }

    /// Takes in a fingerprint; the first article with a content stays its original.
    pub fn insert(&mut self, print: Fingerprint) {
        use std::collections::hash_map::Entry;
        match self.by_content.entry(print.content) {
            Entry::Occupied(mut old) if print.at.saturating_sub(old.get().at) > self.window => {
                old.insert(print);
            }
            Entry::Occupied(_) => return,
            Entry::Vacant(free) => {
                free.insert(print);
            }
        }
        self.order.push_back((print.at, print.content));
        self.forget(print.at);
    }

    fn forget(&mut self, now: i64) {
        while let Some((at, content)) = self.order.front().copied() {
            if now.saturating_sub(at) <= self.window && self.order.len() <= MOST {
                return;
            }
            self.order.pop_front();
            // The content may have come back since under a younger fingerprint.
            if self.by_content.get(&content).is_some_and(|print| print.at == at) {
                self.by_content.remove(&content);
            }
        }
    }

    /// Fingerprints held.
    pub fn len(&self) -> usize {
        self.by_content.len()
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.by_content.is_empty()
    }
}

/// Follows `wire.index` on a thread of its own.
pub struct Follower {
    index: Arc<RwLock<Index>>,
    stop: Arc<AtomicBool>,
    caught_up: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Follower {
    /// Starts to read all partitions of the topic from their beginning.
    pub fn start(client: &Client, topic: &str, partitions: i32, window: Duration) -> Result<Self, Error> {
        let explain = |error: &KafkaError| Error::new(format!("reading {topic}"), error, client.heard());
        let consumer = client.reader().map_err(|e| explain(&e))?;
        read::assign(&consumer, topic, &(0..partitions).collect::<Vec<_>>()).map_err(|e| explain(&e))?;
        let index = Arc::new(RwLock::new(Index::new(window)));
        let (stop, caught_up) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (shared, flag, ready) = (Arc::clone(&index), Arc::clone(&stop), Arc::clone(&caught_up));
        let thread = thread::Builder::new()
            .name("index-follower".into())
            .spawn(move || follow(&consumer, partitions, &shared, &flag, &ready))
            .map_err(|e| Error::other("reading the index", e.to_string(), "check the limit on threads"))?;
        Ok(Self { index, stop, caught_up, thread: Some(thread) })
    }

    /// The index as it is now.
    pub fn read(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in fingerprints whose transaction has committed.
    pub fn committed(&self, prints: impl IntoIterator<Item = Fingerprint>) {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        prints.into_iter().for_each(|print| index.insert(print));
    }

    /// Whether the thread has ended, which it does only when told to or by a fault.
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Whether all that stood in the topic at the start has been read.
    pub fn caught_up(&self) -> bool {
        self.caught_up.load(Ordering::Acquire)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Reads until told to stop. A record that does not fit is skipped: the index only ties
/// copies together, and nothing is lost without it.
fn follow(
    consumer: &BaseConsumer<Context>,
    partitions: i32,
    index: &RwLock<Index>,
    stop: &AtomicBool,
    caught_up: &AtomicBool,
) {
    // While others write, a partition may end several times before another has once.
    let mut ends = HashSet::new();
    while !stop.load(Ordering::Relaxed) {
        match consumer.poll(Duration::from_millis(200)) {
            Some(Ok(message)) => {
                if let Some(Ok(print)) = message.payload().map(serde_json::from_slice::<Fingerprint>) {
                    index.write().unwrap_or_else(PoisonError::into_inner).insert(print);
                }
            }
            Some(Err(KafkaError::PartitionEOF(partition))) => {
                ends.insert(partition);
                let all = ends.len() >= usize::try_from(partitions).unwrap_or(0);
                caught_up.fetch_or(all, Ordering::Release);
            }
            Some(Err(error)) => tracing::debug!(%error, "reading the index"),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(id: u8, content: u64, at: i64) -> Fingerprint {
        Fingerprint { id: ArticleId([id; 16]), story: ArticleId([id; 16]), content, at }
    }

    #[test]
    fn the_first_stays_the_original_within_the_window() {
        let mut index = Index::new(Duration::from_secs(100));
        index.insert(print(1, 7, 0));
        index.insert(print(2, 7, 50));
        let at = |second| index.copy_of(7, Timestamp::from_second(second).unwrap()).map(|p| p.id);
        assert_eq!(at(60), Some(ArticleId([1; 16])));
        assert_eq!(at(101), None);
    }

    #[test]
    fn what_is_older_than_the_window_is_forgotten() {
        let mut index = Index::new(Duration::from_secs(100));
        index.insert(print(1, 7, 0));
        index.insert(print(2, 8, 101));
        assert_eq!(index.len(), 1);
        index.insert(print(3, 7, 150));
        let found = index.copy_of(7, Timestamp::from_second(160).unwrap());
        assert_eq!(found.map(|p| p.id), Some(ArticleId([3; 16])));
    }
}
