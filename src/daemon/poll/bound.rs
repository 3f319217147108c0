//! Records that their topic would refuse: one too many bytes would spoil the transaction of all others.

use std::collections::HashSet;

use jiff::Timestamp;

use super::Rulebook;
use crate::{
    model::{Cause, DeadLetter, Feed, Report, Stage},
    publish::{
        delivery::Delivery,
        record::Record,
        topics::{Topic, Topics},
    },
};

/// Puts a dead letter in the place of each record that its topic would refuse: one
/// record too many bytes would spoil the transaction of all others. What stands for a refused
/// article elsewhere goes with it.
pub(super) fn bound(delivery: &mut Delivery, report: &mut Report, book: &Rulebook, feed: &Feed, at: Timestamp) {
    let limit = |topic| book.topics.limit(topic);
    let large: Vec<_> = delivery.records.extract_if(.., |record| record.size() > limit(record.topic)).collect();
    let refused: HashSet<_> =
        large.iter().filter(|record| record.topic == Topic::Articles).map(|record| record.key.clone()).collect();
    if !refused.is_empty() {
        let follows = |record: &Record| matches!(record.topic, Topic::Notices | Topic::Index);
        delivery.records.retain(|record| !(follows(record) && refused.contains(&record.key)));
        delivery.fingerprints.retain(|print| !refused.contains(&print.id.to_string()));
    }
    for record in large.into_iter().filter(|record| !refused.contains(&record.key) || record.topic == Topic::Articles) {
        let (size, topic) = (record.size(), book.topics.name(record.topic));
        let message = format!(
            "expected a record of at most {} bytes for {topic}, got {size} (key {}); raise max.message.bytes of the topic",
            limit(record.topic),
            record.key
        );
        report.dead.push(Cause::RecordTooLarge);
        let letter =
            DeadLetter { stage: Stage::Publish, cause: Cause::RecordTooLarge, message, bytes: record.value.into() };
        delivery.add_dead_letter(feed, &letter, 0, limit(Topic::DeadLetters), at);
    }
}

/// The last guard before the commit: records of our own, made after [`super::settle`], are bounded by
/// what they hold. One that is not would spoil every transaction of its lane.
pub fn drop_too_large(delivery: &mut Delivery, topics: &Topics) {
    for record in delivery.records.extract_if(.., |record| record.size() > topics.limit(record.topic)) {
        let (topic, size) = (topics.name(record.topic), record.size());
        tracing::error!(topic, key = record.key, size, "a record is larger than its topic takes, and was left out");
    }
}
