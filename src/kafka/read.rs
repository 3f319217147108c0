//! Reading partitions from their beginning to their present end.

use std::time::{Duration, Instant};

use rdkafka::{
    Message, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
    error::KafkaError,
    message::BorrowedMessage,
};

use super::{
    client::{Client, Context},
    error::Error,
};

/// How long the broker may say nothing before reading is given up.
const SILENCE: Duration = Duration::from_secs(30);

/// Reads the committed records of one partition to its end and returns how many there were.
/// Blocks; `each` gets key, value (absent for a tombstone) and timestamp in milliseconds.
pub fn to_end(
    client: &Client,
    topic: &str,
    partition: i32,
    mut each: impl FnMut(&[u8], Option<&[u8]>, Option<i64>),
) -> Result<u64, Error> {
    let what = || format!("reading {topic} partition {partition}");
    let explain = |error: &KafkaError| Error::new(what(), error, client.heard());
    let consumer = client.reader().map_err(|e| explain(&e))?;
    assign(&consumer, topic, &[partition]).map_err(|e| explain(&e))?;
    let (mut records, mut quiet_since) = (0, Instant::now());
    loop {
        match consumer.poll(Duration::from_millis(500)) {
            Some(Ok(message)) => {
                records += 1;
                quiet_since = Instant::now();
                deliver(&message, &mut each);
            }
            Some(Err(KafkaError::PartitionEOF(_))) => return Ok(records),
            Some(Err(error)) if fatal(&error) => return Err(explain(&error)),
            Some(Err(_)) | None if quiet_since.elapsed() > SILENCE => {
                return Err(Error::other(
                    what(),
                    client.heard().map_or_else(|| format!("nothing came for {} s", SILENCE.as_secs()), |h| h.reason),
                    "check the brokers; trying again",
                ));
            }
            Some(Err(_)) | None => {}
        }
    }
}

/// Gives the consumer the partitions of one topic from their beginning.
pub fn assign(consumer: &BaseConsumer<Context>, topic: &str, partitions: &[i32]) -> Result<(), KafkaError> {
    let mut list = TopicPartitionList::new();
    for partition in partitions {
        list.add_partition_offset(topic, *partition, Offset::Beginning)?;
    }
    consumer.assign(&list)
}

/// Hands a message on by its parts.
pub fn deliver(message: &BorrowedMessage<'_>, each: &mut impl FnMut(&[u8], Option<&[u8]>, Option<i64>)) {
    each(message.key().unwrap_or_default(), message.payload(), message.timestamp().to_millis());
}

/// Errors that waiting does not mend.
fn fatal(error: &KafkaError) -> bool {
    use rdkafka::types::RDKafkaErrorCode as Code;
    matches!(
        error.rdkafka_error_code(),
        Some(
            Code::UnknownTopicOrPartition
                | Code::UnknownTopic
                | Code::UnknownPartition
                | Code::TopicAuthorizationFailed
                | Code::GroupAuthorizationFailed
                | Code::Authentication
        )
    )
}
