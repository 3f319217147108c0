//! What the desk remembers of a feed between polls.

use std::num::NonZeroU64;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::{Manners, Moment, Recurring, Rhythm, Subscription};

/// Dead letters remembered of a feed.
const MOST_DEAD: usize = 64;

/// All that is remembered of a feed but its items; the value of its record in `wire.state`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedState {
    /// What the next request is conditioned on.
    pub validators: Validators,
    /// When to poll, and what that was learned from.
    pub rhythm: Rhythm,
    /// How the feed is doing.
    pub health: Health,
    /// xxh3 of the last body, so that the same bytes cost no parse.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<NonZeroU64>,
    /// Days since 1970 when that body was read through, so that what it still shows is
    /// written again before the state topic forgets it.
    pub read: u16,
    /// xxh3 of bodies and entries that became dead letters, the last at the end.
    #[serde(skip_serializing_if = "<[u64]>::is_empty")]
    pub dead: Box<[u64]>,
    /// The feed's own title, for records of feeds that config gives no name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// How the server behaves, where it is not simply well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manners: Option<Box<Manners>>,
    /// What is known of the feed's hub.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push: Option<Box<Subscription>>,
    /// What recurs over its articles.
    #[serde(skip_serializing_if = "Recurring::is_empty")]
    pub recurring: Recurring,
}

impl FeedState {
    /// Whether these bytes, by their hash, are to become a dead letter: they become one once.
    pub fn buries(&mut self, hash: u64) -> bool {
        if self.dead.contains(&hash) {
            return false;
        }
        let passed = (self.dead.len() + 1).saturating_sub(MOST_DEAD);
        self.dead = self.dead[passed..].iter().copied().chain([hash]).collect();
        true
    }
}

/// The xxh3 of bytes, in a shape that costs no room where there is none.
pub fn digest(bytes: &[u8]) -> NonZeroU64 {
    NonZeroU64::new(xxh3_64(bytes)).unwrap_or(NonZeroU64::MIN)
}

/// Validators of the last full answer (RFC 9110, section 8.8), bound to the URL that gave it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Validators {
    /// Sent back byte for byte in `If-None-Match`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<Box<str>>,
    /// Sent back verbatim in `If-Modified-Since`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<Box<str>>,
    /// The final URL that gave them; another one is asked unconditionally.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Whence>,
}

/// A URL that is only ever compared, by its hash. Written as text: records from before were the URL itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Whence(NonZeroU64);

impl Whence {
    /// Of a URL.
    pub fn of(url: &Url) -> Self {
        Self(digest(url.as_str().as_bytes()))
    }
}

impl From<String> for Whence {
    fn from(text: String) -> Self {
        let hash = text.strip_prefix("xxh3:").and_then(|hash| u64::from_str_radix(hash, 16).ok());
        Self(hash.and_then(NonZeroU64::new).unwrap_or_else(|| digest(text.as_bytes())))
    }
}

impl From<Whence> for String {
    fn from(whence: Whence) -> Self {
        format!("xxh3:{:016x}", whence.0)
    }
}

impl Validators {
    /// Whether there is nothing to condition a request on.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// How a feed is doing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// In one word.
    pub state: HealthState,
    /// Since when it is in this state.
    pub since: Moment,
    /// The last poll that brought a feed or a 304.
    pub last_success: Moment,
    /// The last item that was new or changed.
    pub last_item: Moment,
    /// Failures in a row.
    pub failures: u32,
    /// The last failure, in words for an operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<str>>,
    /// Articles published since the first poll.
    pub articles: u64,
    /// How long its answers take on average, in milliseconds.
    pub took: u32,
}

impl Health {
    /// Takes in how long an answer took.
    pub fn took(&mut self, milliseconds: u32) {
        self.took = if self.took == 0 { milliseconds } else { self.took - self.took / 4 + milliseconds / 4 };
    }
}

/// How a feed is doing, in one word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// Not polled yet.
    #[default]
    Pending,
    /// The last poll went well.
    Healthy,
    /// Some polls in a row failed.
    Failing,
    /// The server asked for less.
    Throttled,
    /// The server says 410.
    Gone,
    /// What comes is no feed.
    NotAFeed,
    /// A feed without entries.
    Empty,
    /// It answers, but takes long.
    Slow,
    /// The server said 410 on several days: it is hardly asked any more.
    Parked,
    /// It has another address for good, which is used until the operator's file has it.
    Moved,
    /// Silent beyond its own rhythm.
    Stale,
}

impl HealthState {
    /// The name in records and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Healthy => "healthy",
            Self::Failing => "failing",
            Self::Throttled => "throttled",
            Self::Gone => "gone",
            Self::NotAFeed => "not_a_feed",
            Self::Empty => "empty",
            Self::Slow => "slow",
            Self::Parked => "parked",
            Self::Moved => "moved",
            Self::Stale => "stale",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_of_an_older_record_is_known_again() {
        let url: Url = "https://example.org/f?x=1".parse().unwrap();
        let old: Validators = serde_json::from_str(r#"{"etag":"1","url":"https://example.org/f?x=1"}"#).unwrap();
        assert_eq!(old.url, Some(Whence::of(&url)));
        let new: Validators = serde_json::from_str(&serde_json::to_string(&old).unwrap()).unwrap();
        assert_eq!(new, old);
        assert_ne!(Some(Whence::of(&"https://example.org/g".parse().unwrap())), new.url);
    }
}
