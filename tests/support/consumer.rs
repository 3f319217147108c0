//! Reads whole topics, as a consumer would.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rdkafka::{
    ClientConfig, Message, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
    error::KafkaError,
    message::{BorrowedMessage, Headers},
};

/// A record as it was read.
#[derive(Debug, Clone)]
pub struct Record {
    /// UTF-8.
    pub key: String,
    /// By name.
    pub headers: HashMap<String, String>,
    /// As it is.
    pub value: Vec<u8>,
    /// Where it stands.
    pub partition: i32,
    /// Where it stands in its partition.
    pub offset: i64,
}

impl Record {
    /// The value as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.value).unwrap()
    }
}

/// All committed records of a topic.
pub fn committed(brokers: &str, topic: &str) -> Vec<Record> {
    read(brokers, topic, "read_committed")
}

/// All records of a topic, those of aborted transactions, too.
pub fn uncommitted(brokers: &str, topic: &str) -> Vec<Record> {
    read(brokers, topic, "read_uncommitted")
}

fn consumer(brokers: &str, isolation: &str) -> BaseConsumer {
    ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", "tests")
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .set("isolation.level", isolation)
        .set("fetch.wait.max.ms", "50")
        .create()
        .unwrap()
}

/// Gives the consumer all partitions of a topic from their beginning; how many there are.
fn assign(consumer: &BaseConsumer, topic: &str) -> usize {
    let metadata = consumer.fetch_metadata(Some(topic), Duration::from_secs(10)).unwrap();
    let partitions = metadata.topics()[0].partitions().len();
    let mut list = TopicPartitionList::new();
    for partition in 0..partitions {
        list.add_partition_offset(topic, i32::try_from(partition).unwrap(), Offset::Beginning).unwrap();
    }
    consumer.assign(&list).unwrap();
    partitions
}

fn read(brokers: &str, topic: &str, isolation: &str) -> Vec<Record> {
    let consumer = consumer(brokers, isolation);
    let partitions = assign(&consumer, topic);
    let (mut records, mut ends, started) = (Vec::new(), HashSet::new(), Instant::now());
    while ends.len() < partitions {
        assert!(started.elapsed() < Duration::from_secs(120), "{topic} has no end");
        match consumer.poll(Duration::from_millis(200)) {
            Some(Ok(message)) => records.push(record(&message)),
            Some(Err(KafkaError::PartitionEOF(partition))) => {
                ends.insert(partition);
            }
            Some(Err(error)) => eprintln!("{topic}: {error}"),
            None => {}
        }
    }
    records
}

fn record(message: &BorrowedMessage<'_>) -> Record {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers = message
        .headers()
        .map(|headers| headers.iter().map(|h| (h.key.to_owned(), h.value.map(text).unwrap_or_default())).collect());
    Record {
        key: message.key().map(text).unwrap_or_default(),
        headers: headers.unwrap_or_default(),
        value: message.payload().unwrap_or_default().to_vec(),
        partition: message.partition(),
        offset: message.offset(),
    }
}

/// Reads a topic's committed records as they come, until dropped.
pub struct Follower {
    seen: Arc<Mutex<Vec<(Record, Instant)>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Follower {
    /// Starts to read from the beginning; the topic must be there.
    pub fn start(brokers: &str, topic: &str) -> Self {
        let consumer = consumer(brokers, "read_committed");
        assign(&consumer, topic);
        let (seen, stop) = (Arc::<Mutex<Vec<_>>>::default(), Arc::<AtomicBool>::default());
        let (shared, flag) = (Arc::clone(&seen), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            while !flag.load(Ordering::Relaxed) {
                if let Some(Ok(message)) = consumer.poll(Duration::from_millis(100)) {
                    shared.lock().unwrap().push((record(&message), Instant::now()));
                }
            }
        });
        Self { seen, stop, thread: Some(thread) }
    }

    /// What came since the last call, and when.
    pub fn take(&self) -> Vec<(Record, Instant)> {
        std::mem::take(&mut *self.seen.lock().unwrap())
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
