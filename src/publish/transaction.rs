//! One transactional producer: everything of a batch is committed, or nothing is.
//!
//! All calls block and belong on a thread that may. The one that commits also serves the
//! producer's events: waiting for the deliveries first makes a commit one round trip
//! instead of a poll interval.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use rdkafka::{
    ClientContext, Message,
    client::OAuthToken,
    config::{FromClientConfigAndContext, RDKafkaLogLevel},
    error::KafkaError,
    message::{DeliveryResult, Header, OwnedHeaders},
    producer::{BaseProducer, BaseRecord, Producer, ProducerContext},
    types::RDKafkaErrorCode as Code,
};

use super::{
    record::Record,
    topics::{Topic, Topics},
};
use crate::{
    failpoint,
    kafka::{Client, Error, client::Context, error::code_of},
};

/// Between two looks for acknowledgements.
const REST: Duration = Duration::from_millis(1);
/// How long to hear what connections report before an error is explained.
const LISTEN: Duration = Duration::from_millis(200);

/// The producer of one partition of the state topic, which has fenced all before it.
pub struct Transactions {
    producer: BaseProducer<Deliveries>,
    client: Client,
    timeout: Duration,
    what: String,
}

impl Transactions {
    /// Fences whoever wrote under this partition's transactional id, and ends what it left open.
    pub fn fence(client: &Client, topics: &Topics, partition: i32) -> Result<Self, Error> {
        let (largest, smallest) = topics.limits();
        let what = format!("transactions of {} partition {partition}", topics.name(Topic::State));
        let explain = |error: &KafkaError| Error::new(format!("starting {what}"), error, client.heard());
        let producer: BaseProducer<Deliveries> =
            BaseProducer::from_config_and_context(&client.producer(partition, largest, smallest), deliveries(client))
                .map_err(|e| explain(&e))?;
        let timeout = client.config().transaction_timeout.0;
        producer.init_transactions(timeout).map_err(|e| {
            producer.poll(LISTEN);
            explain(&e)
        })?;
        Ok(Self { producer, client: client.clone(), timeout, what })
    }

    /// Commits the records in one transaction. On any error the outcome may be unknown:
    /// drop this producer, fence again, and read the state again. Takes the records, because
    /// each is copied by the client and would else be held twice until the end.
    pub fn commit(&self, records: Vec<Record>, topics: &Topics) -> Result<(), Error> {
        let explain = |error: &KafkaError| Error::new(self.what.clone(), error, self.client.heard());
        let deadline = Instant::now() + self.timeout;
        failpoint::hit("before_begin");
        if failpoint::planted("state_outside_transaction") {
            self.planted(&records, topics, Topic::State);
        }
        if failpoint::planted("publish_outside_transaction") {
            self.planted(&records, topics, Topic::Articles);
        }
        self.producer.begin_transaction().map_err(|e| explain(&e))?;
        for record in records {
            self.send(&record, topics, deadline).map_err(|e| explain(&e))?;
        }
        failpoint::hit("after_produce");
        self.delivered(deadline)?;
        failpoint::hit("before_commit");
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_secs(1));
        self.producer.commit_transaction(left).map_err(|e| explain(&e))?;
        failpoint::hit("after_commit");
        Ok(())
    }

    fn send(&self, record: &Record, topics: &Topics, deadline: Instant) -> Result<(), KafkaError> {
        let mut message = base_record(record, topics.name(record.topic));
        loop {
            match self.producer.send(message) {
                Ok(()) => {
                    self.producer.context().open.fetch_add(1, Ordering::Relaxed);
                    return Ok(());
                }
                // The queue is bounded: let some of it leave.
                Err((KafkaError::MessageProduction(Code::QueueFull), back)) if Instant::now() < deadline => {
                    self.producer.poll(Duration::from_millis(10));
                    message = back;
                }
                Err((error, _)) => return Err(error),
            }
        }
    }

    /// Serves events until every record was acknowledged or one was refused.
    fn delivered(&self, deadline: Instant) -> Result<(), Error> {
        let explain = |what: &str, error: &KafkaError| Error::new(what, error, self.client.heard());
        let deliveries = self.producer.context();
        let mut open = deliveries.open.load(Ordering::Relaxed);
        loop {
            if let Some((topic, error)) = deliveries.failed.lock().unwrap_or_else(PoisonError::into_inner).take() {
                return Err(explain(&format!("writing to {topic}"), &self.reason(error)));
            }
            if open == 0 {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(explain(&self.what, &KafkaError::MessageProduction(Code::MessageTimedOut)));
            }
            self.producer.poll(Duration::ZERO);
            let left = deliveries.open.load(Ordering::Relaxed);
            if left == open {
                // The client's own wait does not end with the event waited for, and spins
                // through its last millisecond.
                thread::sleep(REST);
            }
            open = left;
        }
    }

    /// Why a record was refused. The client takes back what it has not sent once a transaction has failed, and says only
    /// that it did; why it failed it tells whoever asks for what cannot be done then. Nothing is begun, committed or
    /// aborted by asking.
    fn reason(&self, refused: KafkaError) -> KafkaError {
        if !matches!(code_of(&refused), Some(Code::PurgeQueue | Code::PurgeInflight)) {
            return refused;
        }
        match self.producer.begin_transaction() {
            Err(why) if code_of(&why) != Some(Code::State) => why,
            _ => refused,
        }
    }

    /// A planted bug for the tests that show that the checkers can fail: records of one
    /// topic leave by themselves, before the transaction.
    fn planted(&self, records: &[Record], topics: &Topics, topic: Topic) {
        let mut config = self.client.producer(0, 1_000_000, 1_000_000);
        config.remove("transactional.id").remove("transaction.timeout.ms");
        let made = BaseProducer::<Deliveries>::from_config_and_context(&config, deliveries(&self.client));
        let Ok(plain) = made else { return };
        for record in records.iter().filter(|record| record.topic == topic) {
            let _ = plain.send(base_record(record, topics.name(topic)));
        }
        let _ = plain.flush(Duration::from_secs(10));
    }
}

fn base_record<'a, O: rdkafka::util::IntoOpaque + Default>(
    record: &'a Record,
    topic: &'a str,
) -> BaseRecord<'a, str, [u8], O> {
    let mut headers = OwnedHeaders::new_with_capacity(record.headers.len());
    for (key, value) in &record.headers {
        headers = headers.insert(Header { key, value: Some(value) });
    }
    let mut message = BaseRecord::with_opaque_to(topic, O::default())
        .key(record.key.as_str())
        .payload(record.value.as_slice())
        .timestamp(record.timestamp)
        .headers(headers);
    message.partition = record.partition;
    message
}

/// Counts what is on its way, and keeps the first refusal.
struct Deliveries {
    inner: Context,
    open: AtomicUsize,
    /// The topic of the first record that was refused, and why.
    failed: Mutex<Option<(String, KafkaError)>>,
}

fn deliveries(client: &Client) -> Deliveries {
    Deliveries { inner: client.context(), open: AtomicUsize::new(0), failed: Mutex::new(None) }
}

impl ClientContext for Deliveries {
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

impl ProducerContext for Deliveries {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        self.open.fetch_sub(1, Ordering::Relaxed);
        if let Err((error, message)) = result {
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert_with(|| (message.topic().to_owned(), error.clone()));
        }
    }
}
