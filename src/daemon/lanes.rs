//! The lanes of an instance: started when a partition is ours, restarted when one fails,
//! ended when the partition goes or the instance does.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinHandle;

use super::{
    desk::Desk,
    lane::{Lane, Stop},
};
use crate::{
    kafka::{Class, Error},
    model::Feed,
    publish::topics::Topic,
    state::partition_of,
};

/// Longest wait between two attempts to take a partition.
const MOST_BACKOFF: Duration = Duration::from_secs(20);

/// The lanes of an instance, by partition.
pub struct Lanes {
    desk: Arc<Desk>,
    feeds: HashMap<i32, Arc<[Arc<Feed>]>>,
    running: HashMap<i32, (Stop, JoinHandle<()>)>,
}

impl Lanes {
    /// Shares the feeds out by the partitions of their publishers; starts nothing.
    pub fn new(desk: Arc<Desk>, feeds: Vec<Feed>) -> Self {
        let partitions = desk.book.topics.partitions(Topic::State);
        let mut shared: HashMap<i32, Vec<Arc<Feed>>> = HashMap::new();
        for feed in feeds {
            shared.entry(partition_of(&feed.publisher, partitions)).or_default().push(Arc::new(feed));
        }
        let feeds = shared.into_iter().map(|(partition, feeds)| (partition, feeds.into())).collect();
        Self { desk, feeds, running: HashMap::new() }
    }

    /// Starts the lanes of partitions that are ours now. One without feeds needs none.
    pub fn start(&mut self, partitions: &[i32]) {
        for partition in partitions {
            let Some(feeds) = self.feeds.get(partition) else { continue };
            if self.running.contains_key(partition) {
                continue;
            }
            self.desk.status.not_ready(&component(*partition), "taking it");
            let stop = Stop::default();
            let lane = keep(Arc::clone(&self.desk), *partition, Arc::clone(feeds), stop.clone());
            self.running.insert(*partition, (stop, tokio::spawn(lane)));
        }
        self.desk.metrics.lanes(self.running.len());
    }

    /// Ends the lanes of these partitions and waits for them. Lost ones drop what they hold.
    pub async fn stop(&mut self, partitions: &[i32], lost: bool) {
        let ending: Vec<_> = partitions.iter().filter_map(|partition| self.running.remove(partition)).collect();
        for (stop, _) in &ending {
            if lost { stop.abandon() } else { stop.drain() }
        }
        for (_, task) in ending {
            let _ = task.await;
        }
        self.desk.metrics.lanes(self.running.len());
    }

    /// Ends all lanes: what waits is committed.
    pub async fn drain(&mut self) {
        self.stop_all(false).await;
    }

    /// Ends all lanes: what waits is dropped, for another instance polls their feeds.
    pub async fn abandon(&mut self) {
        self.stop_all(true).await;
    }

    async fn stop_all(&mut self, lost: bool) {
        let all: Vec<_> = self.running.keys().copied().collect();
        self.stop(&all, lost).await;
    }
}

/// A lane's name in readiness.
fn component(partition: i32) -> String {
    format!("partition {partition}")
}

/// Takes a partition and keeps it until told to end.
async fn keep(desk: Arc<Desk>, partition: i32, feeds: Arc<[Arc<Feed>]>, stop: Stop) {
    let name = component(partition);
    // If the group gave the partition to another, it tells us within a heartbeat or two; taking
    // it again before that would fence its rightful owner.
    let shortest = desk.client.config().heartbeat_interval.0 + Duration::from_secs(1);
    let mut backoff = shortest;
    while !stop.is_told() {
        let started = Instant::now();
        let Err(error) = attempt(&desk, partition, &feeds, &stop, &name).await else { break };
        if started.elapsed() > MOST_BACKOFF * 2 {
            backoff = shortest;
        }
        explain(&error, partition, backoff);
        desk.status.not_ready(&name, &error.to_string());
        tokio::select! {
            () = stop.told() => {}
            () = tokio::time::sleep(backoff) => {}
        }
        backoff = (backoff * 2).min(MOST_BACKOFF);
    }
    desk.status.ready(&name);
}

async fn attempt(
    desk: &Arc<Desk>,
    partition: i32,
    feeds: &Arc<[Arc<Feed>]>,
    stop: &Stop,
    name: &str,
) -> Result<(), Error> {
    desk.status.not_ready(name, "reading its state");
    // Taking is not cut short by a stop: a half-made producer would have fenced for nothing,
    // and every step of it has a deadline.
    let lane = Lane::take(Arc::clone(desk), partition, Arc::clone(feeds)).await?;
    desk.status.ready(name);
    lane.run(stop).await
}

fn explain(error: &Error, partition: i32, retry_in: Duration) {
    match error.class {
        Class::Fenced => {
            tracing::warn!(partition, %error, ?retry_in, "another instance has this partition; stepped down");
        }
        Class::Unknown => tracing::warn!(partition, %error, ?retry_in, "lane ended; its state is read again"),
    }
}
