//! One poll's worth of records: what consumers read and what the desk must remember,
//! to be committed together or not at all. Pure.

use jiff::Timestamp;

use super::{
    record::{ArticleRecord, FeedRecord, NoticeRecord, Record, RelationName, cloud_event},
    topics::Topic,
};
use crate::{
    curate::{Curated, Finding},
    model::{DeadLetter, Feed, FeedId, FeedState, Publisher, Relation, Status, Tag},
    state::{self, Change, Fingerprint},
};

/// Code points of context that a notice carries on either side of its quote.
const CONTEXT: usize = 200;

/// The value could not be written as JSON; a fault of ours, not of a feed.
pub type EncodeError = serde_json::Error;

/// Records of one poll, in the order in which they are sent.
#[derive(Debug, Default)]
pub struct Delivery {
    /// For all topics.
    pub records: Vec<Record>,
    /// For the index of this instance, once committed.
    pub fingerprints: Vec<Fingerprint>,
}

impl Delivery {
    /// Adds what a poll found: articles, notices, fingerprints, items.
    pub fn add(&mut self, feed: &Feed, partition: i32, found: Curated, at: Timestamp) -> Result<(), EncodeError> {
        for finding in found.findings {
            self.add_finding(feed, finding, at)?;
        }
        for change in &found.changes {
            self.records.push(item(&feed.publisher, partition, change, at)?);
        }
        Ok(())
    }

    fn add_finding(&mut self, feed: &Feed, mut finding: Finding, at: Timestamp) -> Result<(), EncodeError> {
        let print = finding.fingerprint.take();
        let record = article_record(finding);
        self.records.push(article(feed, &record, at)?);
        for (n, tag) in record.article.tags.iter().enumerate() {
            self.records.push(notice(feed, &record, n, tag, at)?);
        }
        if let Some(print) = print {
            self.records.push(fingerprint(&print, at));
            self.fingerprints.push(print);
        }
        Ok(())
    }

    /// Adds the feed's own state.
    pub fn add_state(
        &mut self,
        feed: &FeedId,
        partition: i32,
        state: &FeedState,
        at: Timestamp,
    ) -> Result<(), EncodeError> {
        self.records.push(Record {
            topic: Topic::State,
            partition: Some(partition),
            key: state::feed_key(feed),
            headers: Vec::new(),
            value: state::encode_feed(state)?,
            timestamp: at.as_millisecond(),
        });
        Ok(())
    }

    /// Adds the feed's health for consumers.
    pub fn add_health(&mut self, feed: &Feed, state: &FeedState, at: Timestamp) -> Result<(), EncodeError> {
        let record = FeedRecord::of(feed, state);
        let id = format!("{}/{}", feed.id, at.as_millisecond());
        self.records.push(Record {
            topic: Topic::Feeds,
            partition: None,
            key: feed.id.to_string(),
            headers: cloud_event("feed", id, &feed.shown_url(), feed.id.to_string(), at, &record.schema),
            value: serde_json::to_vec(&record)?,
            timestamp: at.as_millisecond(),
        });
        Ok(())
    }

    /// Adds bytes that could not become an article. `limit`: what the topic takes.
    pub fn add_dead_letter(&mut self, feed: &Feed, letter: &DeadLetter, retries: u32, limit: usize, at: Timestamp) {
        self.records.push(dead_letter(feed, letter, retries, limit, at));
    }
}

fn article_record(finding: Finding) -> ArticleRecord {
    let (id, revision) = (finding.id, finding.revision);
    let mut record = ArticleRecord {
        schema: "wiredesk.article/1".into(),
        id,
        revision,
        story_id: finding.story,
        relation: RelationName::New,
        duplicate_of: None,
        similarity: None,
        matched_on: None,
        story_links: Vec::new(),
        changed_fields: Vec::new(),
        changes: Vec::new(),
        status: finding.status,
        corrects: finding.corrects,
        withdrawn_by: finding.withdrawn_by,
        article: finding.article,
    };
    match finding.relation {
        Relation::Revision { changed_fields, changes, matched_on, .. } => {
            record.changes = changes;
            record.relation = RelationName::Revision;
            record.matched_on = matched_on;
            record.changed_fields = changed_fields.into_iter().map(str::to_owned).collect();
        }
        Relation::Near { original, similarity, matched_on, links, .. } => {
            record.relation = RelationName::Near;
            record.duplicate_of = Some(original);
            record.similarity = Some(similarity);
            record.matched_on = Some(matched_on);
            record.story_links = links;
        }
        Relation::New | Relation::Seen => {}
    }
    record
}

fn article(feed: &Feed, record: &ArticleRecord, at: Timestamp) -> Result<Record, EncodeError> {
    let kind = match (record.status, record.revision) {
        (Some(Status::Withdrawn), _) => "article.withdrawn",
        (_, 1) => "article.new",
        _ => "article.revised",
    };
    let id = format!("{}/{}", record.id, record.revision);
    Ok(Record {
        topic: Topic::Articles,
        partition: None,
        key: record.id.to_string(),
        headers: cloud_event(kind, id, &feed.shown_url(), record.id.to_string(), at, &record.schema),
        value: serde_json::to_vec(record)?,
        timestamp: at.as_millisecond(),
    })
}

fn notice(feed: &Feed, of: &ArticleRecord, n: usize, tag: &Tag, at: Timestamp) -> Result<Record, EncodeError> {
    let article = &of.article;
    let (before, after) = context(article.field(&tag.field).unwrap_or_default(), tag.start, tag.end);
    let record = NoticeRecord {
        schema: "wiredesk.notice/1".into(),
        article_id: of.id,
        revision: of.revision,
        feed: article.feed.clone(),
        publisher: article.publisher.clone(),
        title: article.title.clone(),
        url: article.url.clone(),
        language: article.language.clone(),
        first_seen: article.first_seen,
        tag: tag.clone(),
        before,
        after,
    };
    let id = format!("{}/{}/{n}", of.id, of.revision);
    Ok(Record {
        topic: Topic::Notices,
        partition: None,
        key: of.id.to_string(),
        headers: cloud_event("notice", id, &feed.shown_url(), of.id.to_string(), at, &record.schema),
        value: serde_json::to_vec(&record)?,
        timestamp: at.as_millisecond(),
    })
}

/// Up to [`CONTEXT`] code points on either side of a span given in code points.
fn context(text: &str, start: usize, end: usize) -> (String, String) {
    let from = start.saturating_sub(CONTEXT);
    let before = text.chars().skip(from).take(start - from).collect();
    let after = text.chars().skip(end).take(CONTEXT).collect();
    (before, after)
}

fn fingerprint(print: &Fingerprint, at: Timestamp) -> Record {
    Record {
        topic: Topic::Index,
        partition: None,
        key: print.id.to_string(),
        headers: Vec::new(),
        value: print.encode(),
        timestamp: at.as_millisecond(),
    }
}

fn item(publisher: &Publisher, partition: i32, change: &Change, at: Timestamp) -> Result<Record, EncodeError> {
    Ok(Record {
        topic: Topic::State,
        partition: Some(partition),
        key: state::item_key(publisher, change.id),
        headers: Vec::new(),
        value: state::encode_item(change)?,
        timestamp: at.as_millisecond(),
    })
}

fn dead_letter(feed: &Feed, letter: &DeadLetter, retries: u32, limit: usize, at: Timestamp) -> Record {
    // Headers and key are part of what the topic's limit counts.
    let room = limit.saturating_sub(4_096 + letter.message.len());
    let cut = &letter.bytes[..letter.bytes.len().min(room)];
    let headers = vec![
        ("ce_specversion", "1.0".to_owned()),
        ("ce_id", format!("{}/{}/{:016x}", feed.id, at.as_millisecond(), xxhash_rust::xxh3::xxh3_64(&letter.bytes))),
        ("ce_type", "wiredesk.dead-letter".to_owned()),
        ("ce_source", feed.shown_url().to_string()),
        ("ce_subject", feed.id.to_string()),
        ("ce_time", at.to_string()),
        ("content-type", "application/octet-stream".to_owned()),
        ("wd_feed", feed.id.to_string()),
        ("wd_stage", letter.stage.as_str().to_owned()),
        ("wd_cause", letter.cause.as_str().to_owned()),
        ("wd_message", letter.message.clone()),
        ("wd_first_seen", at.to_string()),
        ("wd_retries", retries.to_string()),
        ("wd_size", letter.bytes.len().to_string()),
        ("wd_truncated", (cut.len() < letter.bytes.len()).to_string()),
    ];
    Record {
        topic: Topic::DeadLetters,
        partition: None,
        key: feed.id.to_string(),
        headers,
        value: cut.to_vec(),
        timestamp: at.as_millisecond(),
    }
}
