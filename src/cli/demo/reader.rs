//! The consumer of the demo: a thread that reads three topics from their beginning.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use rdkafka::{
    ClientConfig, Message, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
    error::KafkaResult,
    message::{BorrowedMessage, Headers},
};
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::{cli::Error, publish::topics};

/// Records that may wait for the screen; when it is full the reader waits.
const WAITING: usize = 256;
/// After the end is asked for, silence of this length means that all was read.
const POLL: Duration = Duration::from_millis(300);

/// What a record of the demo's topics is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Articles and their revisions.
    Articles,
    /// One record for each tag.
    Notices,
    /// Bytes that could not become articles.
    DeadLetters,
}

const READ: [(Topic, &str); 3] =
    [(Topic::Articles, "articles"), (Topic::Notices, "notices"), (Topic::DeadLetters, "dead-letters")];

/// One record as it was received.
#[derive(Debug, Clone)]
pub struct Record {
    /// Which topic, for us.
    pub topic: Topic,
    /// Its full name.
    pub topic_name: String,
    /// The key, as text.
    pub key: Option<String>,
    /// The headers in their order.
    pub headers: Vec<(String, String)>,
    /// The value; JSON but for dead letters.
    pub value: Vec<u8>,
}

impl Record {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }
}

/// The running consumer.
pub struct Reader {
    finishing: Arc<AtomicBool>,
}

impl Reader {
    /// Nothing more will be written: read what there is, then close the channel.
    pub fn finish(&self) {
        self.finishing.store(true, Ordering::Relaxed);
    }
}

/// Starts to read; records arrive in the order of each partition.
pub fn start(brokers: &str, topics: &topics::Config) -> Result<(Receiver<Record>, Reader), Error> {
    let failed = |e: String| Error::Failed(format!("cannot read along at {brokers}: {e}"));
    let consumer = consumer(brokers, topics).map_err(|e| failed(e.to_string()))?;
    let (records, received) = mpsc::channel(WAITING);
    let finishing = Arc::new(AtomicBool::new(false));
    let (flag, prefix) = (Arc::clone(&finishing), topics.prefix.clone());
    thread::Builder::new()
        .name("demo-reader".into())
        .spawn(move || read(&consumer, &prefix, &records, &flag))
        .map_err(|e| failed(e.to_string()))?;
    Ok((received, Reader { finishing }))
}

fn consumer(brokers: &str, topics: &topics::Config) -> KafkaResult<BaseConsumer> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", "wiredesk-demo")
        .set("client.id", "wiredesk-demo")
        .set("isolation.level", "read_committed")
        .set("enable.auto.commit", "false")
        // A newcomer looks at the screen: half a second of fetch delay would show.
        .set("fetch.wait.max.ms", "50")
        .create()?;
    let mut all = TopicPartitionList::new();
    for (_, name) in READ {
        for partition in 0..topics.partitions {
            all.add_partition_offset(&format!("{}.{name}", topics.prefix), partition, Offset::Beginning)?;
        }
    }
    consumer.assign(&all)?;
    Ok(consumer)
}

fn read(consumer: &BaseConsumer, prefix: &str, records: &Sender<Record>, finishing: &AtomicBool) {
    loop {
        // Read before the poll: silence counts only when it began after the last write.
        let last = finishing.load(Ordering::Relaxed);
        match consumer.poll(POLL) {
            Some(Ok(message)) => {
                let Some(record) = record(&message, prefix) else { continue };
                if records.blocking_send(record).is_err() {
                    return;
                }
            }
            Some(Err(error)) => tracing::warn!(%error, "the demo's consumer"),
            None if last => return,
            None => {}
        }
    }
}

fn record(message: &BorrowedMessage<'_>, prefix: &str) -> Option<Record> {
    let topic_name = message.topic();
    let name = topic_name.strip_prefix(prefix)?.strip_prefix('.')?;
    let topic = READ.iter().find(|(_, known)| *known == name)?.0;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers = message
        .headers()
        .map(|headers| headers.iter().map(|h| (h.key.to_owned(), h.value.map(text).unwrap_or_default())).collect());
    Some(Record {
        topic,
        topic_name: topic_name.to_owned(),
        key: message.key().map(text),
        headers: headers.unwrap_or_default(),
        value: message.payload().unwrap_or_default().to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use rdkafka::{
        message::{Header, OwnedHeaders},
        producer::{BaseProducer, BaseRecord, Producer},
    };

    use super::*;
    use crate::cli::demo::broker::{self, Broker};

    fn producer(broker: &Broker) -> BaseProducer {
        ClientConfig::new()
            .set("bootstrap.servers", broker.address())
            .set("transactional.id", "test-0")
            .create()
            .unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn what_a_transaction_committed_is_read_from_the_beginning_and_then_it_ends() {
        let broker = Broker::start().unwrap();
        let producer = producer(&broker);
        let limit = Duration::from_secs(10);
        producer.init_transactions(limit).unwrap();
        producer.begin_transaction().unwrap();
        for topic in ["wire.articles", "wire.dead-letters", "wire.feeds"] {
            let headers = OwnedHeaders::new().insert(Header { key: "wd_cause", value: Some("malformed") });
            producer.send(BaseRecord::to(topic).key("k").payload(topic).headers(headers)).unwrap();
        }
        producer.flush(limit).unwrap();
        producer.commit_transaction(limit).unwrap();

        let (mut records, reader) = start(&broker.address(), &broker::topics()).unwrap();
        let mut topics = Vec::new();
        for _ in 0..2 {
            let record = records.recv().await.unwrap();
            assert_eq!(record.header("wd_cause"), Some("malformed"));
            assert_eq!((record.key.as_deref(), &*record.value), (Some("k"), record.topic_name.as_bytes()));
            topics.push(record.topic_name);
        }
        topics.sort();
        assert_eq!(topics, ["wire.articles", "wire.dead-letters"]);
        reader.finish();
        assert!(records.recv().await.is_none(), "the feeds' health is not for the screen");
    }
}
