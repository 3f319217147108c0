//! Every instance follows the whole of `wire.index`; its own fingerprints enter after
//! their transaction has committed, like everybody's.

use std::{
    collections::HashSet,
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use rdkafka::{Message, consumer::BaseConsumer, error::KafkaError};

use super::{Fingerprint, Index};
use crate::kafka::{Client, Error, client::Context, read};

/// Follows `wire.index` on a thread of its own.
pub struct Follower {
    index: Arc<RwLock<Index>>,
    stop: Arc<AtomicBool>,
    caught_up: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Follower {
    /// Starts to read all partitions of the topic from their beginning.
    pub fn start(client: &Client, topic: &str, partitions: i32, index: Index) -> Result<Self, Error> {
        let explain = |error: &KafkaError| Error::new(format!("reading {topic}"), error, client.heard());
        let consumer = client.reader().map_err(|e| explain(&e))?;
        read::assign(&consumer, topic, &(0..partitions).collect::<Vec<_>>()).map_err(|e| explain(&e))?;
        let index = Arc::new(RwLock::new(index));
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
        prints.into_iter().for_each(|print| index.insert(&print));
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
    // One for all records: lists that are had anew for each cost more than what is done with them.
    let mut print = Fingerprint::default();
    while !stop.load(Ordering::Relaxed) {
        match consumer.poll(Duration::from_millis(200)) {
            Some(Ok(message)) if message.payload().is_some_and(|bytes| print.decode_from(bytes)) => {
                index.write().unwrap_or_else(PoisonError::into_inner).insert(&print);
            }
            Some(Ok(_)) => {}
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
