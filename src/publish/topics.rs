//! The topics, six and one for push: names, settings, creation and checks.

use std::collections::HashMap;

use rdkafka::{
    admin::{AdminOptions, NewTopic, ResourceSpecifier, TopicReplication},
    consumer::Consumer,
    error::KafkaError,
    types::RDKafkaErrorCode as Code,
};
use serde::{Deserialize, Serialize};

use crate::{
    kafka::{Client, Error},
    model::{ByteSize, Span},
};

/// `[topics]`: where records go.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The first part of all names.
    pub prefix: String,
    /// Whether missing topics are created.
    pub create: bool,
    /// Copies of each partition.
    pub replication: i32,
    /// Copies that must have a record before it counts; absent leaves it to the broker.
    pub min_insync_replicas: Option<u32>,
    /// Partitions of `wire.state`: how many instances can share the work. Fixed at creation.
    pub state_partitions: i32,
    /// Partitions of the other topics.
    pub partitions: i32,
    /// The largest record that the topics take; the broker is asked where absent.
    pub max_record: Option<ByteSize>,
    /// How long articles are kept; `0s` for ever.
    pub articles_retention: Span,
    /// How long notices are kept; `0s` for ever.
    pub notices_retention: Span,
    /// How long dead letters are kept; `0s` for ever.
    pub dead_letters_retention: Span,
    /// How long fingerprints are kept, and how far back copies are recognised.
    pub index_retention: Span,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            prefix: "wire".into(),
            create: true,
            replication: 1,
            min_insync_replicas: None,
            state_partitions: 16,
            partitions: 6,
            max_record: None,
            articles_retention: Span::secs(30 * 86_400),
            notices_retention: Span::secs(90 * 86_400),
            dead_letters_retention: Span::secs(14 * 86_400),
            index_retention: Span::secs(72 * 3600),
        }
    }
}

/// One of the topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Every new article and every revision.
    Articles,
    /// One record for each tag.
    Notices,
    /// Health of each feed.
    Feeds,
    /// What feeds showed; internal.
    State,
    /// Fingerprints of recent articles; internal.
    Index,
    /// What could not become an article.
    DeadLetters,
    /// What hubs said, on its way to who polls the feed; internal, and only where push is on.
    Pushes,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Articles, Self::Notices, Self::Feeds, Self::State, Self::Index, Self::DeadLetters, Self::Pushes];

    /// The name without its prefix.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Notices => "notices",
            Self::Feeds => "feeds",
            Self::State => "state",
            Self::Index => "index",
            Self::DeadLetters => "dead-letters",
            Self::Pushes => "pushes",
        }
    }

    /// Its place in arrays that hold one value for each topic.
    pub fn ordinal(self) -> usize {
        self as usize
    }
}

/// `max.message.bytes` of a topic that says nothing else; Kafka's own default.
const USUAL_LIMIT: usize = 1_048_588;
/// What a batch of records adds around them, generously.
const BATCH_OVERHEAD: usize = 512;

/// The topics as they are on the broker.
#[derive(Debug, Clone)]
pub struct Topics {
    names: [String; 7],
    partitions: [i32; 7],
    limits: [usize; 7],
}

impl Topics {
    /// The topics by their settings alone, as `replay` shows them.
    pub fn declared(config: &Config) -> Self {
        let partitions = Topic::ALL.map(|topic| config.partitions_of(topic));
        Self { names: names(config), partitions, limits: [USUAL_LIMIT; 7] }
    }

    /// The full name of a topic.
    pub fn name(&self, topic: Topic) -> &str {
        &self.names[topic.ordinal()]
    }

    /// How many partitions it has.
    pub fn partitions(&self, topic: Topic) -> i32 {
        self.partitions[topic.ordinal()]
    }

    /// The largest record it takes, in bytes of key, headers and value.
    pub fn limit(&self, topic: Topic) -> usize {
        self.limits[topic.ordinal()].saturating_sub(BATCH_OVERHEAD)
    }

    /// The largest and the smallest limit of the broker itself.
    pub fn limits(&self) -> (usize, usize) {
        let range = |smallest: usize, limit: &usize| smallest.min(*limit);
        (self.limits.iter().copied().max().unwrap_or(USUAL_LIMIT), self.limits.iter().fold(usize::MAX, range))
    }
}

fn names(config: &Config) -> [String; 7] {
    Topic::ALL.map(|topic| format!("{}.{}", config.prefix, topic.suffix()))
}

impl Config {
    fn partitions_of(&self, topic: Topic) -> i32 {
        match topic {
            // Who owns the state of a feed reads what is pushed of it.
            Topic::State | Topic::Pushes => self.state_partitions,
            _ => self.partitions,
        }
    }

    /// Settings that a topic is created with.
    fn settings_of(&self, topic: Topic) -> Vec<(&'static str, String)> {
        let keep = |span: Span| match span.0.as_millis() {
            0 => "-1".to_owned(),
            ms => ms.to_string(),
        };
        let delete = |span| vec![("cleanup.policy", "delete".to_owned()), ("retention.ms", keep(span))];
        let mut settings = match topic {
            Topic::Articles => delete(self.articles_retention),
            Topic::Notices => delete(self.notices_retention),
            Topic::DeadLetters => delete(self.dead_letters_retention),
            Topic::Index => delete(self.index_retention),
            Topic::Pushes => delete(Span::secs(PUSHES_DAYS * 86_400)),
            Topic::Feeds => vec![("cleanup.policy", "compact".to_owned())],
            // Records still in use are written again before half of this has passed.
            Topic::State => {
                vec![
                    ("cleanup.policy", "compact,delete".to_owned()),
                    ("retention.ms", keep(Span::secs(STATE_DAYS * 86_400))),
                ]
            }
        };
        settings.extend(self.min_insync_replicas.map(|n| ("min.insync.replicas", n.to_string())));
        settings
    }
}

/// Days for which the state topic keeps a record that is not written again.
pub const STATE_DAYS: u64 = 90;
/// Days for which a ping waits for somebody who polls its feed; what is older, polls have found.
const PUSHES_DAYS: u64 = 1;

/// Creates what is missing where that is allowed, checks the rest, and returns the topics
/// as they are. The error names the topic and the right that is missing. `push`: whether the
/// topic for push is needed, too.
pub async fn ensure(client: &Client, config: &Config, push: bool) -> Result<Topics, Error> {
    let mut found = look(client, config).await?;
    let needed = |topic: &Topic| push || *topic != Topic::Pushes;
    let missing: Vec<_> =
        Topic::ALL.into_iter().filter(|topic| needed(topic) && found[topic.ordinal()].is_none()).collect();
    if !missing.is_empty() {
        create(client, config, &missing).await?;
        found = look(client, config).await?;
    }
    let mut topics = Topics::declared(config);
    for topic in Topic::ALL.into_iter().filter(needed) {
        let name = topics.name(topic).to_owned();
        let partitions = found[topic.ordinal()].ok_or_else(|| missing_error(&name))?;
        topics.partitions[topic.ordinal()] = partitions;
    }
    let (wanted, there) = (config.state_partitions, topics.partitions(Topic::State));
    if wanted != there {
        return Err(Error::other(
            format!("topic {}", topics.name(Topic::State)),
            format!("it has {there} partitions, topics.state_partitions says {wanted}"),
            "set topics.state_partitions to what the topic has; to change it, stop all instances and start with a \
             new topics.prefix, which publishes what feeds still show once more",
        ));
    }
    let pushes = topics.partitions(Topic::Pushes);
    if pushes != there {
        return Err(Error::other(
            format!("topic {}", topics.name(Topic::Pushes)),
            format!("it has {pushes} partitions, topics.state_partitions says {there}"),
            "delete it: it is made anew, and holds nothing that polls would not find",
        ));
    }
    topics.limits = limits(client, &topics, config).await?;
    Ok(topics)
}

fn missing_error(name: &str) -> Error {
    Error::other(
        format!("topic {name}"),
        "it does not exist, and topics.create = false",
        "create it (docs/operating.md, \"Topics\"), or set topics.create = true and grant Create",
    )
}

/// How many partitions each topic has; `None` where it does not exist.
async fn look(client: &Client, config: &Config) -> Result<[Option<i32>; 7], Error> {
    let (client, names) = (client.clone(), names(config));
    let timeout = client.config().request_timeout.0;
    blocking(move || {
        let explain = |error: &KafkaError| Error::new("asking the brokers for topics", error, client.heard());
        let consumer = client.reader().map_err(|e| explain(&e))?;
        let mut found = [None; 7];
        for (name, found) in names.iter().zip(&mut found) {
            let metadata = consumer.fetch_metadata(Some(name), timeout).map_err(|e| {
                crate::kafka::client::listen(&consumer);
                explain(&e)
            })?;
            let Some(topic) = metadata.topics().first() else { continue };
            match topic.error().map(Code::from) {
                None => *found = i32::try_from(topic.partitions().len()).ok(),
                Some(Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::LeaderNotAvailable) => {}
                Some(code) => {
                    let what = format!("topic {name}");
                    return Err(Error::new(what, &KafkaError::MetadataFetch(code), client.heard()));
                }
            }
        }
        Ok(found)
    })
    .await
}

async fn create(client: &Client, config: &Config, missing: &[Topic]) -> Result<(), Error> {
    let names = names(config);
    if let (false, Some(topic)) = (config.create, missing.first()) {
        return Err(missing_error(&names[topic.ordinal()]));
    }
    let settings: Vec<_> = missing.iter().map(|topic| config.settings_of(*topic)).collect();
    let new: Vec<_> = missing
        .iter()
        .zip(&settings)
        .map(|(topic, settings)| {
            let replication = TopicReplication::Fixed(config.replication);
            let new = NewTopic::new(&names[topic.ordinal()], config.partitions_of(*topic), replication);
            settings.iter().fold(new, |new, (key, value)| new.set(key, value))
        })
        .collect();
    let explain = |what: String, error: &KafkaError| Error::new(what, error, client.heard());
    let admin = client.admin().map_err(|e| explain("creating topics".into(), &e))?;
    let options = AdminOptions::new().operation_timeout(Some(client.config().request_timeout.0));
    let results = admin.create_topics(&new, &options).await.map_err(|e| explain("creating topics".into(), &e))?;
    for result in results {
        match result {
            // Another instance was quicker.
            Ok(_) | Err((_, Code::TopicAlreadyExists)) => {}
            Err((name, code)) => {
                return Err(explain(format!("creating topic {name}"), &KafkaError::AdminOp(code)));
            }
        }
    }
    tracing::info!(topics = ?missing, "created");
    Ok(())
}

/// What each topic takes. A broker that does not tell is taken to have Kafka's defaults.
async fn limits(client: &Client, topics: &Topics, config: &Config) -> Result<[usize; 7], Error> {
    let mut limits = [USUAL_LIMIT; 7];
    if let Some(most) = config.max_record {
        return Ok([usize::try_from(most.0).unwrap_or(usize::MAX); 7]);
    }
    let admin = client.admin().map_err(|e| Error::new("asking for topic settings", &e, client.heard()))?;
    let options = AdminOptions::new().request_timeout(Some(client.config().request_timeout.0));
    let resources: Vec<_> = Topic::ALL.iter().map(|topic| ResourceSpecifier::Topic(topics.name(*topic))).collect();
    let answers = match admin.describe_configs(&resources, &options).await {
        Ok(answers) => answers,
        Err(error) => {
            tracing::debug!(%error, prefix = config.prefix, "topic settings are not to be had; assuming the defaults");
            return Ok(limits);
        }
    };
    let mut by_name = HashMap::new();
    for resource in answers.into_iter().flatten() {
        if matches!(&resource.specifier, rdkafka::admin::OwnedResourceSpecifier::Topic(name) if name == topics.name(Topic::State))
        {
            let of = |key: &str| resource.get(key).and_then(|entry| entry.value.as_deref()).unwrap_or_default();
            check_state(topics.name(Topic::State), of("cleanup.policy"), of("retention.ms"))?;
        }
        let limit = resource.get("max.message.bytes").and_then(|entry| entry.value.as_deref()?.parse().ok());
        if let (rdkafka::admin::OwnedResourceSpecifier::Topic(name), Some(limit)) = (resource.specifier, limit) {
            by_name.insert(name, limit);
        }
    }
    for topic in Topic::ALL {
        limits[topic.ordinal()] = by_name.get(topics.name(topic)).copied().unwrap_or(USUAL_LIMIT);
    }
    Ok(limits)
}

/// A state topic that forgets sooner than we do would have items published twice.
fn check_state(name: &str, policy: &str, retention: &str) -> Result<(), Error> {
    if policy.is_empty() {
        return Err(Error::other(
            format!("topic {name}"),
            "the broker does not tell its settings",
            "grant this user DescribeConfigs on the topics, or set topics.max_record and see to cleanup.policy=compact,delete \
             and retention.ms=7776000000 (90 days) yourself",
        ));
    }
    let keeps = retention.parse::<i64>().map_or(true, |ms| ms < 0 || ms >= STATE_DAYS.cast_signed() * 86_400_000);
    if policy.contains("compact") && (keeps || !policy.contains("delete")) {
        return Ok(());
    }
    Err(Error::other(
        format!("topic {name}"),
        format!("it has cleanup.policy={policy} and retention.ms={retention}"),
        "set cleanup.policy=compact,delete and retention.ms=7776000000 (90 days): what the state forgets is \
         published again",
    ))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(Error::other("a worker thread", error.to_string(), "this is a fault of wiredesk; report it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_is_compacted_and_kept_long_enough() {
        let settings = Config::default().settings_of(Topic::State);
        assert!(settings.contains(&("cleanup.policy", "compact,delete".into())));
        assert!(settings.contains(&("retention.ms", (90_u64 * 86_400_000).to_string())));
    }

    #[test]
    fn a_state_topic_that_forgets_too_soon_is_refused() {
        for (policy, retention, fits) in [
            ("compact,delete", "7776000000", true),
            ("compact,delete", "-1", true),
            ("compact", "604800000", true),
            ("compact,delete", "604800000", false),
            ("delete", "-1", false),
        ] {
            assert_eq!(check_state("s", policy, retention).is_ok(), fits, "{policy} {retention}");
        }
        let untold = check_state("s", "", "").unwrap_err().to_string();
        assert!(untold.contains("DescribeConfigs"), "{untold}");
    }

    #[test]
    fn a_retention_of_nothing_means_for_ever() {
        let config = Config { articles_retention: Span::secs(0), ..Config::default() };
        assert!(config.settings_of(Topic::Articles).contains(&("retention.ms", "-1".into())));
    }
}
