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
    types::RDKafkaErrorCode as Code,
};
use tokio::sync::mpsc::Sender;

use super::{
    client::{Client, Context},
    error::Error,
};

const JOINING: &str = "joining the group";
/// What to do when two instances have one name.
const ONE_NAME: &str = "another instance joined with this kafka.instance_id; give each its own, or stop one and \
                        restart the other";
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
    /// Membership has ended by itself, and so has every lane's right to its partition.
    Ended {
        /// Why.
        error: Error,
        /// Whether the group is joined again by and by.
        rejoins: bool,
    },
}

/// A member of the group; leaves it when told to.
pub struct Member {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Member {
    /// Joins the group on `topic`; events come in order.
    pub fn join(client: &Client, topic: &str, events: Sender<Event>) -> Result<Self, Error> {
        let group = Group { client: client.clone(), topic: topic.to_owned(), events };
        let consumer = group.join()?;
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let thread = thread::Builder::new()
            .name("group-member".into())
            .spawn(move || group.attend(consumer, &flag))
            .map_err(|e| Error::other(JOINING, e.to_string(), "check the limit on threads"))?;
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

/// What a membership is made of, so that it can be made again.
struct Group {
    client: Client,
    topic: String,
    events: Sender<Event>,
}

/// How a consumer's time in the group came to its end.
enum End {
    /// It was told to leave.
    Told,
    /// The client gave up; only a new one can go on.
    Fatal { code: Code, cause: String },
}

impl Group {
    fn join(&self) -> Result<BaseConsumer<GroupContext>, Error> {
        let explain = |error: &KafkaError| Error::new(JOINING, error, self.client.heard());
        let context = GroupContext { inner: self.client.context(), events: self.events.clone() };
        let consumer: BaseConsumer<GroupContext> =
            BaseConsumer::from_config_and_context(&self.client.member(), context).map_err(|e| explain(&e))?;
        consumer.subscribe(&[&self.topic]).map_err(|e| explain(&e))?;
        Ok(consumer)
    }

    /// Serves the membership until told to stop; dropping the consumer leaves the group.
    fn attend(&self, mut consumer: BaseConsumer<GroupContext>, stop: &AtomicBool) {
        while let End::Fatal { code, cause } = self.serve(&consumer, stop) {
            drop(consumer);
            // Joining again would fence the instance that took the name over, and it us, and so on.
            let rejoins = code != Code::FencedInstanceId;
            let advice = if rejoins { "joining again" } else { ONE_NAME };
            let error = Error::other("taking part in the group", cause, advice);
            let _ = self.events.blocking_send(Event::Ended { error, rejoins });
            let Some(again) = rejoins.then(|| self.join_again(stop)).flatten() else { return };
            consumer = again;
        }
    }

    fn serve(&self, consumer: &BaseConsumer<GroupContext>, stop: &AtomicBool) -> End {
        while !stop.load(Ordering::Relaxed) {
            match consumer.poll(Duration::from_millis(100)) {
                // The partitions are paused; a record that slipped through says nothing to us.
                Some(Ok(message)) => tracing::trace!(partition = message.partition(), "ignored"),
                Some(Err(error)) => {
                    if let Some((code, cause)) = consumer.client().fatal_error() {
                        return End::Fatal { code, cause };
                    }
                    let error = Error::new("taking part in the group", &error, self.client.heard());
                    let _ = self.events.try_send(Event::Trouble(error));
                }
                None => {}
            }
        }
        End::Told
    }

    /// Tries until it works; `None` when told to stop first.
    fn join_again(&self, stop: &AtomicBool) -> Option<BaseConsumer<GroupContext>> {
        loop {
            for _ in 0..30 {
                if stop.load(Ordering::Relaxed) {
                    return None;
                }
                thread::sleep(Duration::from_millis(100));
            }
            match self.join() {
                Ok(consumer) => return Some(consumer),
                Err(error) => {
                    let _ = self.events.try_send(Event::Trouble(error));
                }
            }
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
