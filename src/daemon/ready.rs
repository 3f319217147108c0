//! What must be there before feeds are polled: the topics, and what their index holds.

use std::time::{Duration, Instant};

use super::{RETRY, Settings};
use crate::{
    admin::Status,
    kafka::Client,
    publish::topics::{self, Topic, Topics},
    state::{Follower, Index},
};

/// How long polling waits for the index; copies of older articles may be missed without it.
const INDEX_PATIENCE: Duration = Duration::from_secs(30);

/// Asks until the topics are there and fit.
pub async fn ready_topics(client: &Client, settings: &Settings, status: &Status) -> Topics {
    loop {
        match topics::ensure(client, &settings.topics, settings.websub.public_url.is_some()).await {
            Ok(topics) => {
                status.ready("kafka");
                return topics;
            }
            Err(error) => {
                tracing::error!(%error, brokers = settings.kafka.brokers, "not ready");
                status.not_ready("kafka", &error.to_string());
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

/// Follows the index, and waits until what stood in it has been read.
pub async fn ready_index(client: &Client, topics: &Topics, settings: &Settings, status: &Status) -> Follower {
    let (name, partitions) = (topics.name(Topic::Index), topics.partitions(Topic::Index));
    let follower = loop {
        let index = Index::new(settings.topics.index_retention.0).holding(settings.daemon.index_memory.0);
        match Follower::start(client, name, partitions, index) {
            Ok(follower) => break follower,
            Err(error) => {
                tracing::error!(%error, "not ready");
                status.not_ready("index", &error.to_string());
                tokio::time::sleep(RETRY).await;
            }
        }
    };
    let started = Instant::now();
    status.not_ready("index", "reading recent fingerprints");
    while !follower.caught_up() && started.elapsed() < INDEX_PATIENCE {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    if !follower.caught_up() {
        tracing::warn!("the index is not read yet; copies of older articles may be published as new until it is");
    }
    tracing::info!(fingerprints = follower.read().len(), took = ?started.elapsed(), "index read");
    status.ready("index");
    follower
}
