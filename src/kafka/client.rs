//! Clients of one cluster with the settings that keep the promises.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use rdkafka::{
    ClientConfig, ClientContext,
    admin::AdminClient,
    config::{FromClientConfigAndContext, RDKafkaLogLevel},
    consumer::{BaseConsumer, ConsumerContext},
    error::{KafkaError, KafkaResult},
    types::RDKafkaErrorCode,
};

use super::settings::{Config, Sasl, Tls};
use crate::model::Secret;

/// Why a client could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A secret could not be read.
    #[error("kafka: cannot read {path}: {source}; expected a file that holds the password alone")]
    Secret {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The library in use was built without something the settings ask for.
    #[error("kafka: the settings ask for {wanted}, which this build's librdkafka lacks (it has: {has}); {advice}")]
    Feature {
        /// What is asked for.
        wanted: &'static str,
        /// What is there.
        has: String,
        /// How to get it.
        advice: &'static str,
    },
}

/// Makes clients of one cluster. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    base: ClientConfig,
    config: Arc<Config>,
    last: Last,
}

impl Client {
    /// Reads the secrets; connects nothing. Paths are relative to `base_dir`.
    pub fn new(config: &Config, base_dir: &Path) -> Result<Self, SetupError> {
        check_features(config)?;
        let mut base = ClientConfig::new();
        base.set_log_level(RDKafkaLogLevel::Warning)
            .set("bootstrap.servers", &config.brokers)
            .set("client.id", &config.client_id)
            .set("socket.timeout.ms", config.request_timeout.0.as_millis().to_string())
            .set("reconnect.backoff.max.ms", "2000")
            .set("topic.metadata.refresh.interval.ms", "60000");
        security(&mut base, config.sasl.as_ref(), config.tls.as_ref(), base_dir)?;
        for (key, value) in &config.properties {
            base.set(key, value);
        }
        Ok(Self { base, config: Arc::new(config.clone()), last: Last::default() })
    }

    /// The settings it was made of.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The last error that a connection reported by itself, once.
    pub fn heard(&self) -> Option<Heard> {
        self.last.take()
    }

    /// Settings of the transactional producer of one partition of the state topic.
    /// `max_message` is the largest record that any topic takes, `max_batch` the smallest
    /// of those limits: a batch counts as one record to the broker.
    pub fn producer(&self, partition: i32, max_message: usize, max_batch: usize) -> ClientConfig {
        let mut config = self.base.clone();
        let timeout = self.config.transaction_timeout.0.as_millis();
        // Of zstd's levels the first has by far the smallest contexts, and there is one for each lane.
        let ours = self.config.properties.keys().all(|key| !key.starts_with("compression."));
        defaults(&mut config, &[("linger.ms", "1"), ("compression.type", "zstd")]);
        if ours {
            config.set("compression.level", "1");
        }
        config
            .set("transactional.id", format!("{}-{partition}", self.config.group))
            .set("transaction.timeout.ms", timeout.to_string())
            .set("delivery.timeout.ms", timeout.to_string())
            // The client insists on it.
            .set("socket.timeout.ms", self.config.request_timeout.0.as_millis().min(timeout).to_string())
            .set("message.max.bytes", max_message.max(1_000).to_string())
            .set("batch.size", max_batch.max(1).to_string())
            .set("queue.buffering.max.kbytes", "131072")
            .set("partitioner", "murmur2_random");
        config
    }

    /// Settings of the producer that passes on what hubs say, one record at a time.
    pub fn relay(&self, max_message: usize) -> ClientConfig {
        let mut config = self.base.clone();
        defaults(&mut config, &[("linger.ms", "1"), ("compression.type", "zstd")]);
        config
            .set("enable.idempotence", "true")
            .set("delivery.timeout.ms", self.config.request_timeout.0.as_millis().to_string())
            .set("message.max.bytes", max_message.max(1_000).to_string())
            .set("queue.buffering.max.kbytes", "65536");
        config
    }

    /// A consumer that reads committed records of partitions it is given, and sees their ends.
    pub fn reader(&self) -> KafkaResult<BaseConsumer<Context>> {
        let mut config = self.base.clone();
        defaults(&mut config, &[("fetch.wait.max.ms", "100"), ("queued.max.messages.kbytes", "16384")]);
        config
            .set("group.id", &self.config.group)
            .set("isolation.level", "read_committed")
            .set("enable.auto.commit", "false")
            .set("enable.partition.eof", "true")
            .set("auto.offset.reset", "earliest");
        self.make(&config)
    }

    /// Settings of the consumer that takes part in the group.
    pub fn member(&self) -> ClientConfig {
        let mut config = self.base.clone();
        config
            .set("group.id", &self.config.group)
            .set("enable.auto.commit", "false")
            .set("isolation.level", "read_committed")
            .set("max.poll.interval.ms", self.config.session_timeout.0.as_millis().max(120_000).to_string())
            .set("auto.offset.reset", "latest");
        // In the newer protocol (KIP-848) these are the broker's to say, and the client refuses them.
        if self.config.properties.get("group.protocol").is_none_or(|protocol| protocol != "consumer") {
            config
                .set("partition.assignment.strategy", "cooperative-sticky")
                .set("session.timeout.ms", self.config.session_timeout.0.as_millis().to_string())
                .set("heartbeat.interval.ms", self.config.heartbeat_interval.0.as_millis().to_string());
        }
        if let Some(id) = &self.config.instance_id {
            config.set("group.instance.id", id);
        }
        config
    }

    /// For creating topics and reading their settings.
    pub fn admin(&self) -> KafkaResult<AdminClient<Context>> {
        self.make(&self.base)
    }

    fn make<T: FromClientConfigAndContext<Context>>(&self, config: &ClientConfig) -> KafkaResult<T> {
        T::from_config_and_context(config, self.context())
    }

    /// The context that remembers what connections report.
    pub fn context(&self) -> Context {
        Context { last: self.last.clone() }
    }
}

/// Sets what the operator did not set through `[kafka.properties]`.
fn defaults(config: &mut ClientConfig, values: &[(&str, &str)]) {
    // The client knows some properties by two names, and the later of the two would win.
    let alias = |key: &str| match key {
        "linger.ms" => "queue.buffering.max.ms",
        "compression.type" => "compression.codec",
        _ => "",
    };
    for (key, value) in values {
        if config.get(key).is_none() && config.get(alias(key)).is_none() {
            config.set(*key, *value);
        }
    }
}

fn security(
    client: &mut ClientConfig,
    sasl: Option<&Sasl>,
    tls: Option<&Tls>,
    base_dir: &Path,
) -> Result<(), SetupError> {
    let protocol = match (tls, sasl) {
        (None, None) => return Ok(()),
        (Some(_), None) => "ssl",
        (None, Some(_)) => "sasl_plaintext",
        (Some(_), Some(_)) => "sasl_ssl",
    };
    client.set("security.protocol", protocol);
    if let Some(sasl) = sasl {
        client
            .set("sasl.mechanism", &sasl.mechanism)
            .set("sasl.username", &sasl.username)
            .set("sasl.password", read_secret(base_dir, &sasl.password_file)?.expose());
    }
    let Some(tls) = tls else { return Ok(()) };
    if tls.ca_file.is_none() {
        // The library that is built in knows no folder of this system: it is to look for it.
        client.set("ssl.ca.location", "probe");
    }
    let files = [
        ("ssl.ca.location", &tls.ca_file),
        ("ssl.certificate.location", &tls.certificate_file),
        ("ssl.key.location", &tls.key_file),
    ];
    for (key, file) in files {
        if let Some(file) = file {
            client.set(key, base_dir.join(file).to_string_lossy());
        }
    }
    if let Some(file) = &tls.key_password_file {
        client.set("ssl.key.password", read_secret(base_dir, file)?.expose());
    }
    Ok(())
}

fn read_secret(base_dir: &Path, file: &Path) -> Result<Secret, SetupError> {
    let path = base_dir.join(file);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Secret::new(text.trim_end_matches(['\r', '\n']))),
        Err(source) => Err(SetupError::Secret { path, source }),
    }
}

/// librdkafka silently leaves out what its build lacked headers for, so the wanted
/// features are asked for by name before they are missed at night.
fn check_features(config: &Config) -> Result<(), SetupError> {
    let has = ClientConfig::new()
        .create_native_config()
        .and_then(|native| native.get("builtin.features"))
        .unwrap_or_default();
    let gssapi = config.sasl.as_ref().is_some_and(|sasl| sasl.mechanism.eq_ignore_ascii_case("GSSAPI"));
    let wanted = [
        ("zstd", true, "build with the default features"),
        ("ssl", config.tls.is_some(), "build with the default features"),
        ("sasl_gssapi", gssapi, "build with --features gssapi"),
    ];
    for (feature, asked, advice) in wanted {
        if asked && !has.split(',').any(|one| one.trim() == feature) {
            return Err(SetupError::Feature { wanted: feature, has, advice });
        }
    }
    Ok(())
}

/// What a connection reported by itself.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The class that the client puts it in.
    pub code: Option<RDKafkaErrorCode>,
    /// In the client's words.
    pub reason: String,
}

/// The last such report of a client's connections.
#[derive(Debug, Clone, Default)]
struct Last(Arc<Mutex<Option<Heard>>>);

impl Last {
    fn set(&self, heard: Heard) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(heard);
    }

    fn take(&self) -> Option<Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Sends librdkafka's own log to ours, and remembers what its connections report.
#[derive(Debug, Clone)]
pub struct Context {
    last: Last,
}

/// Has a consumer hand over what its connections have reported, for an error alone says only
/// that nothing came back. Each call of `poll` hands over one event, and some are log lines.
pub fn listen<C: ConsumerContext>(consumer: &BaseConsumer<C>) {
    let until = Instant::now() + Duration::from_millis(200);
    while Instant::now() < until {
        let _ = consumer.poll(Duration::from_millis(20));
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        // The library warns of every lost connection; the desk's own messages say what it means.
        if (level as i32) <= RDKafkaLogLevel::Critical as i32 {
            tracing::error!(target: "wiredesk::kafka", facility, ?message);
        } else {
            tracing::debug!(target: "wiredesk::kafka", facility, ?message);
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        // The end of a partition comes this way, too; to us it is news, not an error.
        if super::error::code_of(&error) == Some(RDKafkaErrorCode::PartitionEOF) {
            return;
        }
        tracing::debug!(target: "wiredesk::kafka", %error, ?reason, "connection");
        let code = super::error::code_of(&error);
        // "all brokers are down" follows the reason and would hide it.
        if code != Some(RDKafkaErrorCode::AllBrokersDown) {
            self.last.set(Heard { code, reason: reason.to_owned() });
        }
    }
}

impl ConsumerContext for Context {}
