//! `[kafka]`: how the broker is reached, and what may not be changed.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::Span;

/// `[kafka]`: how the broker is reached and who this instance is to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `host:port`, comma separated.
    pub brokers: String,
    /// Shown in the broker's logs and quotas.
    pub client_id: String,
    /// The consumer group whose members share the feeds; also the prefix of the transactional ids.
    pub group: String,
    /// How partitions are shared out.
    pub ownership: Ownership,
    /// This instance's number where `ownership = "static"`, from 0.
    pub static_index: u32,
    /// How many instances there are where `ownership = "static"`.
    pub static_count: u32,
    /// A name that stays over restarts (static membership): a rolling restart keeps its partitions.
    pub instance_id: Option<String>,
    /// An instance that is silent for this long loses its partitions.
    pub session_timeout: Span,
    /// How often an instance says that it lives.
    pub heartbeat_interval: Span,
    /// An open transaction is aborted by the broker after this.
    pub transaction_timeout: Span,
    /// For requests to the broker that are no transactions.
    pub request_timeout: Span,
    /// User name and password.
    pub sasl: Option<Sasl>,
    /// Encryption and certificates.
    pub tls: Option<Tls>,
    /// Any other librdkafka property, by its own name.
    pub properties: BTreeMap<String, String>,
}

/// How partitions are shared out between instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// By a consumer group on `wire.state`: instances come and go.
    Group,
    /// By number: partition p belongs to instance p mod `static_count`.
    Static,
}

/// `[kafka.sasl]`: user name and password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sasl {
    /// `PLAIN`, `SCRAM-SHA-256`, `SCRAM-SHA-512` or `GSSAPI`.
    pub mechanism: String,
    /// The user's name.
    pub username: String,
    /// The file that holds the password.
    pub password_file: PathBuf,
}

/// `[kafka.tls]`: encryption and certificates.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// PEM file of the authorities to trust; the system's where absent.
    pub ca_file: Option<PathBuf>,
    /// PEM file of this client's certificate.
    pub certificate_file: Option<PathBuf>,
    /// PEM file of its key.
    pub key_file: Option<PathBuf>,
    /// The file that holds the key's password.
    pub key_password_file: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            brokers: "127.0.0.1:9092".into(),
            client_id: "wiredesk".into(),
            group: "wiredesk".into(),
            ownership: Ownership::Group,
            static_index: 0,
            static_count: 1,
            instance_id: None,
            session_timeout: Span::secs(10),
            heartbeat_interval: Span::secs(2),
            transaction_timeout: Span::secs(30),
            request_timeout: Span::secs(15),
            sasl: None,
            tls: None,
            properties: BTreeMap::new(),
        }
    }
}

/// Properties that would break a promise, and what to do instead.
pub const REFUSED: &[(&str, &str)] = &[
    ("bootstrap.servers", "set kafka.brokers"),
    ("metadata.broker.list", "set kafka.brokers"),
    ("client.id", "set kafka.client_id"),
    ("group.id", "set kafka.group"),
    ("group.instance.id", "set kafka.instance_id"),
    ("session.timeout.ms", "set kafka.session_timeout"),
    ("heartbeat.interval.ms", "set kafka.heartbeat_interval"),
    ("enable.idempotence", "exactly-once needs it on"),
    ("acks", "exactly-once needs all of them"),
    ("request.required.acks", "exactly-once needs all of them"),
    ("max.in.flight", "idempotence bounds it"),
    ("max.in.flight.requests.per.connection", "idempotence bounds it"),
    ("transactional.id", "it is made of kafka.group and the partition, so that a new owner fences the old one"),
    ("transaction.timeout.ms", "set kafka.transaction_timeout"),
    ("delivery.timeout.ms", "set kafka.transaction_timeout"),
    ("message.timeout.ms", "set kafka.transaction_timeout"),
    ("socket.timeout.ms", "set kafka.request_timeout"),
    ("message.max.bytes", "it is what the topics take; see topics.max_record"),
    ("batch.size", "it is what the topics take; see topics.max_record"),
    ("queue.buffering.max.kbytes", "a batch has its bound in daemon.batch_records"),
    ("queue.buffering.max.messages", "a batch has its bound in daemon.batch_records"),
    ("max.poll.interval.ms", "it follows kafka.session_timeout"),
    ("isolation.level", "state must be read committed"),
    ("enable.auto.commit", "positions are not kept in offsets"),
    ("enable.auto.offset.store", "positions are not kept in offsets"),
    ("auto.offset.reset", "state is read from its beginning"),
    ("enable.partition.eof", "restoring needs it"),
    ("partition.assignment.strategy", "ownership needs cooperative-sticky"),
    ("partitioner", "consumers join on Java's partitioning"),
    ("sasl.password", "name a file in kafka.sasl.password_file"),
    ("ssl.key.password", "name a file in kafka.tls.key_password_file"),
    ("ssl.key.pem", "name a file in kafka.tls.key_file"),
    ("test.mock.num.brokers", "the daemon needs a real broker; see `wiredesk demo`"),
];
