//! Brings what hubs said from `wire.pushes` to the lanes, on one thread for all of them.
//!
//! A lane that is busy has its partition paused: what waits is in Kafka, not in memory.

use std::{
    collections::HashMap,
    sync::mpsc,
    thread::{self, JoinHandle},
    time::Duration,
};

use jiff::Timestamp;
use rdkafka::{
    Message, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
    error::KafkaError,
    message::{BorrowedMessage, Headers},
};
use tokio::sync::mpsc::{Receiver, Sender, channel, error::TrySendError};

use crate::{
    kafka::{Client, Error, client::Context},
    publish::call::Call,
};

/// Calls that wait for one lane in memory.
const MOST_WAITING: usize = 8;

/// Orders of lanes that wait: each is two for every partition, taken ten times a second at least.
const MOST_ORDERS: usize = 4_096;

/// A call, with where it stood.
#[derive(Debug)]
pub struct Delivered {
    /// Its offset.
    pub offset: i64,
    /// When it came to the instance that was called.
    pub at: Timestamp,
    /// What was said.
    pub call: Call,
}

enum Order {
    Follow { partition: i32, from: i64, out: Sender<Delivered> },
    Leave(i32),
    End,
}

/// Reads the topic for the lanes of this instance.
pub struct Courier {
    orders: mpsc::SyncSender<Order>,
    thread: Option<JoinHandle<()>>,
}

/// What is brought to one lane, until it is dropped.
pub struct Calls {
    partition: i32,
    inbox: Receiver<Delivered>,
    orders: mpsc::SyncSender<Order>,
}

impl Courier {
    /// Starts the thread; nothing is read before a lane follows.
    pub fn start(client: &Client, topic: &str) -> Result<Self, Error> {
        let explain = |error: &KafkaError| Error::new(format!("reading {topic}"), error, client.heard());
        let consumer = client.reader().map_err(|e| explain(&e))?;
        let (orders, inbox) = mpsc::sync_channel(MOST_ORDERS);
        let topic = topic.to_owned();
        let thread = thread::Builder::new()
            .name("push-courier".into())
            .spawn(move || Round { consumer, topic, lanes: HashMap::new() }.walk(&inbox))
            .map_err(|e| Error::other("reading pushes", e.to_string(), "check the limit on threads"))?;
        Ok(Self { orders, thread: Some(thread) })
    }

    /// Follows a partition from an offset, the first where that is 0.
    pub fn follow(&self, partition: i32, from: i64) -> Calls {
        let (out, inbox) = channel(MOST_WAITING);
        // Refused only once the thread has ended; the lane then hears nothing, and polls.
        let _ = self.orders.try_send(Order::Follow { partition, from, out });
        Calls { partition, inbox, orders: self.orders.clone() }
    }

    /// Whether the thread has ended, which it does only when told to or by a fault.
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        // Refused only where the thread has ended already.
        let _ = self.orders.send(Order::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Calls {
    /// The next call; pends for ever once there are no more.
    pub async fn next(&mut self) -> Delivered {
        match self.inbox.recv().await {
            Some(delivered) => delivered,
            None => std::future::pending().await,
        }
    }

    /// The next call, if it is there already.
    pub fn try_next(&mut self) -> Option<Delivered> {
        self.inbox.try_recv().ok()
    }
}

impl Drop for Calls {
    fn drop(&mut self) {
        // First, so that the courier takes no old box for the one of a lane that follows anew.
        self.inbox.close();
        let _ = self.orders.try_send(Order::Leave(self.partition));
    }
}

/// A lane as the courier knows it.
struct Lane {
    out: Sender<Delivered>,
    /// What the lane had no room for; its partition is paused until it has.
    held: Option<Delivered>,
}

struct Round {
    consumer: BaseConsumer<Context>,
    topic: String,
    lanes: HashMap<i32, Lane>,
}

impl Round {
    fn walk(mut self, orders: &mpsc::Receiver<Order>) {
        loop {
            match orders.try_recv() {
                Ok(Order::Follow { partition, from, out }) => self.follow(partition, from, out),
                Ok(Order::Leave(partition)) => self.leave(partition),
                Ok(Order::End) | Err(mpsc::TryRecvError::Disconnected) => return,
                Err(mpsc::TryRecvError::Empty) => self.round(),
            }
        }
    }

    fn round(&mut self) {
        let held = self.hand_out();
        let patience = Duration::from_millis(if held { 20 } else { 100 });
        if let Some(Ok(message)) = self.consumer.poll(patience) {
            let (partition, delivered) = (message.partition(), delivered(&message));
            drop(message);
            if let Some(delivered) = delivered {
                self.deliver(partition, delivered);
            }
        }
    }

    fn follow(&mut self, partition: i32, from: i64, out: Sender<Delivered>) {
        if self.lanes.insert(partition, Lane { out, held: None }).is_some() {
            let _ = self.consumer.incremental_unassign(&self.one(partition, Offset::Invalid));
        }
        let from = if from > 0 { Offset::Offset(from) } else { Offset::Beginning };
        if let Err(error) = self.consumer.incremental_assign(&self.one(partition, from)) {
            tracing::error!(partition, %error, "pings of this partition are not read; its feeds are polled");
        }
    }

    /// A lane that was taken again follows before its old self leaves: that one's box is closed.
    fn leave(&mut self, partition: i32) {
        if self.lanes.get(&partition).is_some_and(|lane| lane.out.is_closed()) {
            self.lanes.remove(&partition);
            let _ = self.consumer.incremental_unassign(&self.one(partition, Offset::Invalid));
        }
    }

    fn deliver(&mut self, partition: i32, delivered: Delivered) {
        let Some(lane) = self.lanes.get_mut(&partition) else { return };
        match lane.out.try_send(delivered) {
            Ok(()) => {}
            Err(TrySendError::Full(delivered)) => {
                lane.held = Some(delivered);
                let _ = self.consumer.pause(&self.one(partition, Offset::Invalid));
            }
            Err(TrySendError::Closed(_)) => self.leave(partition),
        }
    }

    /// Offers what is held again; whether some still is.
    fn hand_out(&mut self) -> bool {
        let mut free = Vec::new();
        let mut held = false;
        for (partition, lane) in &mut self.lanes {
            let Some(delivered) = lane.held.take() else { continue };
            match lane.out.try_send(delivered) {
                Err(TrySendError::Full(delivered)) => (lane.held, held) = (Some(delivered), true),
                Ok(()) | Err(TrySendError::Closed(_)) => free.push(*partition),
            }
        }
        for partition in free {
            let _ = self.consumer.resume(&self.one(partition, Offset::Invalid));
        }
        held
    }

    fn one(&self, partition: i32, offset: Offset) -> TopicPartitionList {
        let mut list = TopicPartitionList::new();
        // An offset of these kinds is always taken.
        let _ = list.add_partition_offset(&self.topic, partition, offset);
        list
    }
}

/// Reads a record; one that is none of ours is passed over.
fn delivered(message: &BorrowedMessage<'_>) -> Option<Delivered> {
    let headers = message.headers();
    let header = |name: &str| headers.and_then(|headers| headers.iter().find(|header| header.key == name)?.value);
    let call = Call::read(message.key()?, header, message.payload().unwrap_or_default())?;
    let at = message.timestamp().to_millis().and_then(|ms| Timestamp::from_millisecond(ms).ok())?;
    Some(Delivered { offset: message.offset(), at, call })
}
