//! Takes what hubs say to the instance that polls the feed, through `wire.pushes`.
//!
//! Behind a load balancer any instance is called. Each writes what it was told to the
//! partition of the feed, and the partition's owner reads it, as it would its own.

use std::time::Duration;

use jiff::Timestamp;
use rdkafka::{
    config::FromClientConfigAndContext,
    error::KafkaError,
    message::{Header, OwnedHeaders},
    producer::{FutureProducer, FutureRecord},
};

use crate::{
    kafka::{Client, Error, client::Context},
    publish::{
        call::{Call, Said},
        topics::{Topic, Topics},
    },
};

/// Writes calls, each durable before it is answered.
pub struct Relay {
    producer: FutureProducer<Context>,
    client: Client,
    topic: String,
    limit: usize,
}

impl Relay {
    /// A relay to the topic; connects when it first writes.
    pub fn new(client: &Client, topics: &Topics) -> Result<Self, Error> {
        let topic = topics.name(Topic::Pushes).to_owned();
        let limit = topics.limit(Topic::Pushes);
        let config = client.relay(limit);
        let producer = FutureProducer::from_config_and_context(&config, client.context())
            .map_err(|e| Error::new(format!("writing to {topic}"), &e, client.heard()))?;
        Ok(Self { producer, client: client.clone(), topic, limit })
    }

    /// Writes a call, and waits until the brokers have it. What is larger than a record may be
    /// shrinks to a hint: the feed is polled then.
    pub async fn write(&self, mut call: Call, partition: i32) -> Result<(), Error> {
        let now = Timestamp::now();
        let mut record = call.record(partition, now);
        if record.size() > self.limit {
            call.said = Said::Hint;
            record = call.record(partition, now);
        }
        let mut headers = OwnedHeaders::new_with_capacity(record.headers.len());
        for (key, value) in &record.headers {
            headers = headers.insert(Header { key, value: Some(value) });
        }
        let message = FutureRecord::to(&self.topic)
            .partition(partition)
            .key(&record.key)
            .payload(&record.value)
            .timestamp(record.timestamp)
            .headers(headers);
        // A queue that is full is no reason to wait: the hub comes again.
        let explain = |error: &KafkaError| Error::new(format!("writing to {}", self.topic), error, self.client.heard());
        let written = self.producer.send(message, Duration::ZERO).await;
        written.map(|_| ()).map_err(|(error, _)| explain(&error))
    }
}
