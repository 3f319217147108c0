//! The Kafka of the demo: librdkafka's mock cluster, one broker, in memory.

use rdkafka::{error::KafkaResult, mocking::MockCluster, producer::DefaultProducerContext};

use crate::{cli::Error, model::ByteSize, publish::topics};

/// The parts of the six names after the prefix.
const TOPICS: [&str; 6] = ["articles", "notices", "feeds", "state", "index", "dead-letters"];

/// A broker that lives as long as this value.
pub struct Broker {
    cluster: MockCluster<'static, DefaultProducerContext>,
}

impl Broker {
    /// Starts it and creates the six topics: it knows no request that would.
    pub fn start() -> Result<Self, Error> {
        start(&topics()).map(|cluster| Self { cluster }).map_err(|e| {
            Error::Failed(format!("cannot start the broker of the demo on 127.0.0.1: {e}; are listeners allowed here?"))
        })
    }

    /// `host:port`, for this demo's daemon and for anybody who reads along.
    pub fn address(&self) -> String {
        self.cluster.bootstrap_servers()
    }
}

/// How the topics of the demo are laid out; `create` is off because the broker cannot, and
/// the largest record is stated because the broker would never answer when asked.
pub fn topics() -> topics::Config {
    topics::Config {
        create: false,
        state_partitions: 4,
        partitions: 2,
        max_record: Some(ByteSize(1 << 20)),
        ..topics::Config::default()
    }
}

fn start(topics: &topics::Config) -> KafkaResult<MockCluster<'static, DefaultProducerContext>> {
    let cluster = MockCluster::new(1)?;
    for name in TOPICS {
        let partitions = if name == "state" { topics.state_partitions } else { topics.partitions };
        cluster.create_topic(&format!("{}.{name}", topics.prefix), partitions, 1)?;
    }
    Ok(cluster)
}
