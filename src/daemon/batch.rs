//! The open batch of a lane: what waits for its commit, and when that is due.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use crate::publish::delivery::Delivery;

/// Longest that a batch waits, whatever the broker's delay.
const MOST_LINGER: Duration = Duration::from_secs(2);

/// What waits for the next transaction of a lane.
pub struct Batch {
    /// Records and fingerprints.
    pub delivery: Delivery,
    /// Bodies that the records were read from, by when each was received.
    pub received: Vec<Instant>,
    /// Feeds whose state has changed, and whether consumers should hear of their health.
    pub dirty: HashMap<usize, bool>,
    opened: Option<Instant>,
    dirty_since: Option<Instant>,
    pace: Pace,
}

/// When a batch is due.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Records that make it due.
    pub records: usize,
    /// Shortest wait for more.
    pub linger: Duration,
    /// Longest wait of state that rides along.
    pub flush: Duration,
    /// How long the last commit took.
    pub last_commit: Duration,
}

impl Pace {
    /// Follows the broker: a slow one gets fewer and larger transactions.
    fn linger(&self) -> Duration {
        self.linger.max(self.last_commit * 4).min(MOST_LINGER.max(self.linger))
    }
}

impl Batch {
    /// An empty batch.
    pub fn new(pace: Pace) -> Self {
        Self {
            delivery: Delivery::default(),
            received: Vec::new(),
            dirty: HashMap::new(),
            opened: None,
            dirty_since: None,
            pace,
        }
    }

    /// Takes in what one poll came to.
    pub fn add(&mut self, feed: usize, health: bool, delivery: Delivery, received: Instant, now: Instant) {
        *self.dirty.entry(feed).or_default() |= health;
        self.dirty_since.get_or_insert(now);
        if !delivery.records.is_empty() || health {
            self.opened.get_or_insert(now);
            self.received.push(received);
        }
        self.delivery.records.extend(delivery.records);
        self.delivery.fingerprints.extend(delivery.fingerprints);
    }

    /// When it is to be committed; `None` while nothing waits.
    pub fn due(&self) -> Option<Instant> {
        if self.delivery.records.len() >= self.pace.records {
            return self.opened;
        }
        let lingered = self.opened.map(|at| at + self.pace.linger());
        let flushed = self.dirty_since.map(|at| at + self.pace.flush);
        lingered.into_iter().chain(flushed).min()
    }

    /// Whether there is nothing to commit.
    pub fn is_empty(&self) -> bool {
        self.delivery.records.is_empty() && self.dirty.is_empty()
    }

    /// Takes what waits, and starts anew.
    pub fn take(&mut self) -> Self {
        let pace = self.pace;
        std::mem::replace(self, Self::new(pace))
    }

    /// Learns how long a commit took.
    pub fn committed(&mut self, took: Duration) {
        self.pace.last_commit = took;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace {
        records: 2,
        linger: Duration::from_millis(200),
        flush: Duration::from_secs(60),
        last_commit: Duration::ZERO,
    };

    #[test]
    fn state_alone_waits_for_the_flush_and_news_for_the_linger() {
        let now = Instant::now();
        let mut batch = Batch::new(PACE);
        assert_eq!(batch.due(), None);
        batch.add(0, false, Delivery::default(), now, now);
        assert_eq!(batch.due(), Some(now + PACE.flush));
        batch.add(1, true, Delivery::default(), now, now);
        assert_eq!(batch.due(), Some(now + PACE.linger));
        assert_eq!(batch.take().dirty.len(), 2);
        assert!(batch.is_empty() && batch.due().is_none());
    }

    #[test]
    fn a_slow_broker_gets_larger_transactions() {
        let slow = Pace { last_commit: Duration::from_millis(300), ..PACE };
        assert_eq!(slow.linger(), Duration::from_millis(1_200));
        let stuck = Pace { last_commit: Duration::from_secs(9), ..PACE };
        assert_eq!(stuck.linger(), MOST_LINGER);
    }
}
