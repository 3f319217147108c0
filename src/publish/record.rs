//! The records that consumers read. Their shape is public: a field is added with a
//! CHANGELOG line, changed or removed only with a new version of the schema.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use super::topics::Topic;
use crate::model::{
    Article, ArticleId, Cause, Feed, FeedRef, FeedState, FieldChange, HealthState, Language, MatchedOn, Phase, Stage,
    Status, Subscription, Tag, without_credentials,
};

/// One record on its way to a topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Where it goes.
    pub topic: Topic,
    /// The partition, where it is not chosen by the key's hash.
    pub partition: Option<i32>,
    /// UTF-8.
    pub key: String,
    /// Names and values, UTF-8.
    pub headers: Vec<(&'static str, String)>,
    /// JSON, but for dead letters.
    pub value: Vec<u8>,
    /// Milliseconds since 1970 (`CreateTime`).
    pub timestamp: i64,
}

impl Record {
    /// Bytes of key, headers and value, which is what a topic's limit counts.
    pub fn size(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len() + 8).sum();
        self.key.len() + headers + self.value.len()
    }
}

/// The value of a record in `wire.articles`: `wiredesk.article/1`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArticleRecord {
    /// `wiredesk.article/1`.
    pub schema: String,
    /// Stable over revisions, feeds of the publisher, instances and lost state. The record's key.
    #[schemars(with = "String")]
    pub id: ArticleId,
    /// 1, 2, 3 ...
    pub revision: u32,
    /// The story it belongs to: the id of the first article that told it. Never changes.
    #[schemars(with = "String")]
    pub story_id: ArticleId,
    /// What it is to what was published before.
    pub relation: RelationName,
    /// The article whose copy it is, where `relation` is `near`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub duplicate_of: Option<ArticleId>,
    /// How like that article it is, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f32>,
    /// By what it was recognised; absent for a new article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched_on: Option<MatchedOn>,
    /// Other stories whose copy it is as well: a bridge between them. Stories are not merged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub story_links: Vec<ArticleId>,
    /// Which of `title`, `summary` and `body` changed since the last revision; `status` where nothing but
    /// that did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed_fields: Vec<String>,
    /// Which words came and went since the last revision; absent where that one's words are no longer in
    /// memory, as after a restart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// Whether the wire corrects or withdraws by this what it sent before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The article that is corrected or withdrawn, where it is another one and could be found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub corrects: Option<ArticleId>,
    /// The kill that withdraws this article, where it came as an article of its own; the words of this revision are
    /// that one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub withdrawn_by: Option<ArticleId>,
    /// The article itself.
    #[serde(flatten)]
    pub article: Article,
}

/// What an article is to what was published before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RelationName {
    /// Seen for the first time.
    New,
    /// A material change of a known article.
    Revision,
    /// Another item with the same copy.
    Near,
}

/// The value of a record in `wire.notices`, one for each tag: `wiredesk.notice/1`.
/// It carries what a desk needs without a join.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeRecord {
    /// `wiredesk.notice/1`.
    pub schema: String,
    /// The article that carries it. The record's key.
    #[schemars(with = "String")]
    pub article_id: ArticleId,
    /// The article's revision.
    pub revision: u32,
    /// The feed it was read from.
    pub feed: FeedRef,
    /// Who publishes the feed.
    pub publisher: String,
    /// The article's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The article's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub url: Option<Url>,
    /// The article's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// When this desk first saw the article.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub first_seen: Timestamp,
    /// The claim and its evidence.
    pub tag: Tag,
    /// Up to 200 code points of the field before the quote.
    pub before: String,
    /// Up to 200 code points of the field after the quote.
    pub after: String,
}

/// The value of a record in `wire.feeds`: `wiredesk.feed/1`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FeedRecord {
    /// `wiredesk.feed/1`.
    pub schema: String,
    /// The feed. Its id is the record's key.
    pub feed: FeedRef,
    /// Who publishes it.
    pub publisher: String,
    /// How it is doing, in one word.
    pub state: HealthState,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub since: Option<Timestamp>,
    /// The last poll, whatever came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub last_poll: Option<Timestamp>,
    /// The last poll that brought a feed or "not modified".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub last_success: Option<Timestamp>,
    /// The last item that was new or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub last_item: Option<Timestamp>,
    /// The next poll, as planned when this was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub next_poll: Option<Timestamp>,
    /// Failures in a row.
    pub failures: u32,
    /// The last failure and what an operator should do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Articles published since the first poll, revisions included.
    pub articles: u64,
    /// Polls that shared no entry with the one before: items may have been missed.
    #[serde(default)]
    pub gaps: u32,
    /// The last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub last_gap: Option<Timestamp>,
    /// What a hub does for it, where it names one and push is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push: Option<PushRecord>,
}

/// A feed's subscription at a hub (W3C WebSub).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PushRecord {
    /// How far it has come.
    pub phase: Phase,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub since: Option<Timestamp>,
    /// The hub that is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hub: Option<String>,
    /// Until when it tells us.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub lease_until: Option<Timestamp>,
    /// The last ping that was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub last_ping: Option<Timestamp>,
    /// Pings taken.
    pub pings: u64,
    /// Items that polling found before the hub told of them.
    pub missed: u64,
    /// What is wrong and what an operator should do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl PushRecord {
    fn of(sub: &Subscription) -> Self {
        let hub = sub.hubs.first().and_then(|hub| hub.parse().ok());
        Self {
            phase: sub.phase,
            since: sub.since,
            hub: hub.map(|hub| without_credentials(&hub).into()),
            lease_until: sub.lease_until,
            last_ping: sub.last_ping,
            pings: sub.pings,
            missed: sub.missed,
            message: sub.message.clone(),
        }
    }
}

impl FeedRecord {
    /// A feed as it is now.
    pub fn of(feed: &Feed, state: &FeedState) -> Self {
        Self {
            schema: "wiredesk.feed/1".into(),
            feed: FeedRef::of(feed, state.title.as_deref()),
            publisher: feed.publisher.to_string(),
            state: state.health.state,
            since: state.health.since.get(),
            last_poll: state.rhythm.last.get(),
            last_success: state.health.last_success.get(),
            last_item: state.health.last_item.get(),
            next_poll: state.rhythm.next.get(),
            failures: state.health.failures,
            message: state.health.message.as_deref().map(str::to_owned),
            articles: state.health.articles,
            push: state.push.as_deref().map(PushRecord::of),
            gaps: state.rhythm.gaps,
            last_gap: state.rhythm.last_gap.get(),
        }
    }
}

/// The headers of a record in `wire.dead-letters`, by name; the value is the raw bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeadLetterHeaders {
    /// The feed. Also the record's key.
    pub wd_feed: String,
    /// The step that gave up.
    pub wd_stage: Stage,
    /// Why, as one of a closed set of words.
    pub wd_cause: Cause,
    /// What was expected, what came, and what to do.
    pub wd_message: String,
    /// When these bytes were first seen, RFC 3339.
    pub wd_first_seen: String,
    /// Failed polls of this feed in a row before this one, in decimal digits.
    pub wd_retries: String,
    /// How many bytes there were, in decimal digits; the value may hold fewer.
    pub wd_size: String,
    /// `true` where the value was cut to what the topic takes.
    pub wd_truncated: String,
}

/// The headers of the CloudEvents Kafka binding in binary mode, so that a consumer can
/// route a record without parsing its value.
pub fn cloud_event(
    kind: &str,
    id: String,
    source: &Url,
    subject: String,
    at: Timestamp,
    schema: &str,
) -> Vec<(&'static str, String)> {
    vec![
        ("ce_specversion", "1.0".into()),
        ("ce_id", id),
        ("ce_type", format!("wiredesk.{kind}")),
        ("ce_source", source.to_string()),
        ("ce_subject", subject),
        ("ce_time", at.to_string()),
        ("ce_dataschema", format!("urn:{}", schema.replace(['.', '/'], ":"))),
        ("content-type", "application/json".into()),
    ]
}
