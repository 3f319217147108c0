//! The lanes of an instance: started when a partition is ours, restarted when one fails,
//! ended when the partition goes or the instance does.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::{self, JoinSet};

use super::{desk::Desk, lane::Lane, stop::Stop};
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
    running: HashMap<i32, Stop>,
    tasks: JoinSet<()>,
    /// Which partition a task is for, until it has ended.
    partitions: HashMap<task::Id, i32>,
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
        Self { desk, feeds, running: HashMap::new(), tasks: JoinSet::new(), partitions: HashMap::new() }
    }

    /// Starts the lanes of partitions that are ours now. One without feeds needs none.
    pub fn start(&mut self, partitions: &[i32]) {
        for partition in partitions {
            if !self.running.contains_key(partition) {
                self.desk.status.not_ready(&component(*partition), "taking it");
                self.spawn(*partition, Duration::ZERO);
            }
        }
    }

    fn spawn(&mut self, partition: i32, pause: Duration) {
        let Some(feeds) = self.feeds.get(&partition) else {
            return self.desk.status.ready(&component(partition));
        };
        let stop = Stop::default();
        let lane = keep(Arc::clone(&self.desk), partition, Arc::clone(feeds), stop.clone(), pause);
        let task = self.tasks.spawn(lane);
        self.partitions.insert(task.id(), partition);
        self.running.insert(partition, stop);
        self.desk.metrics.lanes(self.running.len());
    }

    /// Ends the lanes of these partitions and waits for them. Lost ones drop what they hold.
    /// What was told stays told when the waiting is given up.
    pub async fn stop(&mut self, partitions: &[i32], lost: bool) {
        for stop in partitions.iter().filter_map(|partition| self.running.remove(partition)) {
            if lost { stop.abandon() } else { stop.drain() }
        }
        self.desk.metrics.lanes(self.running.len());
        while self.partitions.values().any(|partition| partitions.contains(partition)) {
            self.ended().await;
        }
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
        // Those that were told before and have not ended yet are among them.
        let all: Vec<_> = self.running.keys().chain(self.partitions.values()).copied().collect();
        self.stop(&all, lost).await;
    }

    /// Notices the end of a lane's task. One that nobody told to end has panicked, and is
    /// started again after a pause. Pends for ever where no lane runs.
    pub async fn ended(&mut self) {
        let (id, panic) = match self.tasks.join_next_with_id().await {
            Some(Ok((id, ()))) => (id, None),
            Some(Err(error)) => (error.id(), Some(error)),
            None => return std::future::pending().await,
        };
        let Some(partition) = self.partitions.remove(&id) else { return };
        let Some(panic) = panic else { return };
        tracing::error!(partition, %panic, "a lane panicked; this is a fault of wiredesk: report it");
        if self.running.remove(&partition).is_some() {
            self.desk.status.not_ready(&component(partition), "its task panicked; taking it again");
            self.spawn(partition, MOST_BACKOFF);
        }
    }
}

/// A lane's name in readiness.
fn component(partition: i32) -> String {
    format!("partition {partition}")
}

/// Takes a partition after a pause and keeps it until told to end.
async fn keep(desk: Arc<Desk>, partition: i32, feeds: Arc<[Arc<Feed>]>, stop: Stop, pause: Duration) {
    let name = component(partition);
    let mut proved = true;
    wait(&stop, pause).await;
    // If the group gave the partition to another, it tells us within a heartbeat or two; taking
    // it again before that would fence its rightful owner.
    let shortest = desk.client.config().heartbeat_interval.0 + Duration::from_secs(1);
    let mut backoff = shortest;
    while !stop.is_told() {
        let started = Instant::now();
        let Err(error) = attempt(&desk, partition, &feeds, &stop, &name, proved).await else { break };
        // It was ready once and failed: the next is only when it has committed.
        proved = false;
        if started.elapsed() > MOST_BACKOFF * 2 {
            backoff = shortest;
        }
        explain(&error, partition, backoff);
        desk.status.not_ready(&name, &error.to_string());
        wait(&stop, backoff).await;
        backoff = (backoff * 2).min(MOST_BACKOFF);
    }
    desk.status.ready(&name);
}

/// Waits, or until told to end.
async fn wait(stop: &Stop, pause: Duration) {
    tokio::select! {
        () = stop.told() => {}
        () = tokio::time::sleep(pause) => {}
    }
}

async fn attempt(
    desk: &Arc<Desk>,
    partition: i32,
    feeds: &Arc<[Arc<Feed>]>,
    stop: &Stop,
    name: &str,
    proved: bool,
) -> Result<(), Error> {
    if proved {
        desk.status.not_ready(name, "reading its state");
    }
    // Taking is not cut short by a stop: a half-made producer would have fenced for nothing,
    // and every step of it has a deadline.
    let lane = Lane::take(Arc::clone(desk), partition, Arc::clone(feeds)).await?;
    if proved {
        desk.status.ready(name);
    }
    lane.run(stop, name).await
}

fn explain(error: &Error, partition: i32, retry_in: Duration) {
    match error.class {
        Class::Fenced => {
            tracing::warn!(partition, %error, ?retry_in, "another instance has this partition; stepped down");
        }
        Class::Unknown => tracing::warn!(partition, %error, ?retry_in, "lane ended; its state is read again"),
    }
}
