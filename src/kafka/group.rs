//! Who owns which partitions: membership of the consumer group, on a thread of its own.
//!
//! A revoke is answered only after the daemon says that the lanes have ended, so that
//! the next owner never reads state that the last one is still writing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{RecvTimeoutError, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use rdkafka::{
    ClientContext, Message, TopicPartitionList,
    client::OAuthToken,
    config::{FromClientConfigAndContext, RDKafkaLogLevel},
    consumer::{BaseConsumer, Consumer, ConsumerContext, Rebalance},
    error::KafkaError,
};
use tokio::sync::mpsc::Sender;

use super::{
    client::{Client, Context},
    error::Error,
};

/// How long lanes may take to end before their partitions are given up regardless;
/// fencing makes that safe.
const REVOKE_DEADLINE: Duration = Duration::from_secs(30);

/// What happened to this instance's share.
#[derive(Debug)]
pub enum Event {
    /// These partitions are ours now.
    Assigned(Vec<i32>),
    /// These are to be given up; the group waits until `ended` is dropped or used.
    Revoked {
        /// Which.
        partitions: Vec<i32>,
        /// Whether they are lost already: whatever the lanes hold is to be dropped.
        lost: bool,
        /// Used when the lanes have ended.
        ended: SyncSender<()>,
    },
    /// Membership is in trouble; it goes on trying.
    Trouble(Error),
}

/// A member of the group; leaves it when told to.
pub struct Member {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Member {
    /// Joins the group on `topic`; events come in order.
    pub fn join(client: &Client, topic: &str, events: Sender<Event>) -> Result<Self, Error> {
        let explain = |error: &KafkaError| Error::new("joining the group", error, client.heard());
        let context = GroupContext { inner: client.context(), events: events.clone() };
        let consumer: BaseConsumer<GroupContext> =
            BaseConsumer::from_config_and_context(&client.member(), context).map_err(|e| explain(&e))?;
        consumer.subscribe(&[topic]).map_err(|e| explain(&e))?;
        let stop = Arc::new(AtomicBool::new(false));
        let (flag, client) = (Arc::clone(&stop), client.clone());
        let thread = thread::Builder::new()
            .name("group-member".into())
            .spawn(move || attend(&consumer, &client, &events, &flag))
            .map_err(|e| Error::other("joining the group", e.to_string(), "check the limit on threads"))?;
        Ok(Self { stop, thread: Some(thread) })
    }

    /// Leaves the group and waits until the broker was told. Blocks.
    pub fn leave(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Serves the membership until told to stop; dropping the consumer leaves the group.
fn attend(consumer: &BaseConsumer<GroupContext>, client: &Client, events: &Sender<Event>, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        match consumer.poll(Duration::from_millis(100)) {
            // The partitions are paused; a record that slipped through says nothing to us.
            Some(Ok(message)) => tracing::trace!(partition = message.partition(), "ignored"),
            Some(Err(error)) => {
                let error = Error::new("taking part in the group", &error, client.heard());
                let _ = events.try_send(Event::Trouble(error));
            }
            None => {}
        }
    }
}

/// Passes rebalances on.
struct GroupContext {
    inner: Context,
    events: Sender<Event>,
}

impl ClientContext for GroupContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        self.inner.log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.inner.error(error, reason);
    }

    fn generate_oauth_token(&self, config: Option<&str>) -> Result<OAuthToken, Box<dyn std::error::Error>> {
        self.inner.generate_oauth_token(config)
    }
}

impl ConsumerContext for GroupContext {
    fn pre_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        let Rebalance::Revoke(list) = rebalance else { return };
        let (ended, wait) = sync_channel(1);
        let lost = consumer.assignment_lost();
        let event = Event::Revoked { partitions: partitions(list), lost, ended };
        if self.events.blocking_send(event).is_err() {
            return; // The daemon has ended: its lanes have, too.
        }
        if let Err(RecvTimeoutError::Timeout) = wait.recv_timeout(REVOKE_DEADLINE) {
            tracing::warn!("lanes did not end in time; the next owner fences them");
        }
    }

    fn post_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        let Rebalance::Assign(list) = rebalance else { return };
        // Membership is all we want of this consumer: state is read by each lane itself.
        if let Err(error) = consumer.pause(list) {
            tracing::debug!(%error, "pause");
        }
        let _ = self.events.blocking_send(Event::Assigned(partitions(list)));
    }
}

fn partitions(list: &TopicPartitionList) -> Vec<i32> {
    list.elements().iter().map(rdkafka::topic_partition_list::TopicPartitionListElem::partition).collect()
}
