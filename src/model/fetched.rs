//! What came back from one request for a feed.

use bytes::Bytes;
use jiff::Timestamp;
use url::Url;

use super::Offer;

/// The outcome of one poll, as data: a feed that misbehaves never ends a loop.
#[derive(Debug, Clone)]
pub enum Fetched {
    /// A body came (2xx).
    Fresh(Body),
    /// The server says that nothing changed (304).
    NotModified(Meta),
    /// Nothing usable came.
    Failed(Failure),
}

impl Fetched {
    /// Bytes of the body.
    pub fn size(&self) -> usize {
        match self {
            Self::Fresh(body) => body.bytes.len(),
            Self::NotModified(_) | Self::Failed(_) => 0,
        }
    }

    /// What the answer's head said, where there was a usable one.
    pub fn meta(&self) -> Option<&Meta> {
        match self {
            Self::Fresh(body) => Some(&body.meta),
            Self::NotModified(meta) => Some(meta),
            Self::Failed(_) => None,
        }
    }

    /// The same, to be added to.
    pub fn meta_mut(&mut self) -> Option<&mut Meta> {
        match self {
            Self::Fresh(body) => Some(&mut body.meta),
            Self::NotModified(meta) => Some(meta),
            Self::Failed(_) => None,
        }
    }
}

/// A body with what the answer said of it. The bytes are decoded by
/// Content-Encoding and bounded by the cap; the charset is still as sent.
#[derive(Debug, Clone)]
pub struct Body {
    /// The decoded bytes.
    pub bytes: Bytes,
    /// What the answer's head said.
    pub meta: Meta,
}

/// What an answer's head said, for the next poll and for the reader.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    /// Where the answer came from after redirects; absent in replays of files.
    pub final_url: Option<Url>,
    /// The status code.
    pub status: u16,
    /// `Content-Type`, verbatim.
    pub content_type: Option<String>,
    /// `ETag`, byte for byte.
    pub etag: Option<Box<str>>,
    /// `Last-Modified`, verbatim.
    pub last_modified: Option<Box<str>>,
    /// How long the answer says it stays fresh.
    pub freshness: Freshness,
    /// What its `Link` headers say of push.
    pub push: Offer,
    /// Where permanent redirects from the URL asked led, those before any that is for the moment.
    pub moved: Option<Url>,
    /// Whether the request that it answers was conditioned on validators.
    pub conditional: bool,
    /// Whether it came whole only once no coding was asked for.
    pub identity: bool,
    /// Whether it holds only what is new (226, RFC 3229).
    pub delta: bool,
    /// Whether nothing but the end of the connection told the end of the body.
    pub until_close: bool,
}

/// The floors that an answer sets under the next poll.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Freshness {
    /// Seconds: `max-age` less `Age`, or `Expires` less `Date` (RFC 9111).
    pub max_age: Option<u32>,
    /// `no-store` or `no-cache` stood in `Cache-Control`; never polls faster for it.
    pub no_store: bool,
}

/// How bad a failure is, which decides when to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// May well pass by itself: a timeout, a reset, 5xx, a dead name.
    Transient,
    /// The server asked for less: 429, or 503 with `Retry-After`.
    Throttled,
    /// Will not pass without somebody's work: 4xx, not a feed, refused by the address guard.
    Permanent,
    /// 410: the server says it is gone for good.
    Gone,
}

/// What kind of failure; the closed set of values for metrics, dead letters and health.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The name does not resolve.
    Dns,
    /// No connection, or it broke.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// Too slow.
    Timeout,
    /// The address guard refused the target.
    AddressRefused,
    /// More redirects than allowed, or a circle.
    Redirects,
    /// A status that is no answer.
    Status,
    /// 429, or 503 with `Retry-After`.
    Throttled,
    /// Larger than the cap.
    TooLarge,
    /// The transfer ended early or its encoding was broken.
    Transfer,
    /// A document of another kind, mostly an HTML page.
    NotAFeed,
    /// No bytes, or none but white space.
    Empty,
    /// A feed, but too broken to read.
    Malformed,
    /// The parser panicked on it.
    ParserPanic,
    /// An entry that had neither text nor link nor id.
    EntryEmpty,
    /// A record larger than its topic takes.
    RecordTooLarge,
    /// robots.txt does not allow it.
    Robots,
}

impl Cause {
    /// The value's name in metrics, headers and records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::AddressRefused => "address_refused",
            Self::Redirects => "redirects",
            Self::Status => "status",
            Self::Throttled => "throttled",
            Self::TooLarge => "too_large",
            Self::Transfer => "transfer",
            Self::NotAFeed => "not_a_feed",
            Self::Empty => "empty",
            Self::Malformed => "malformed",
            Self::ParserPanic => "parser_panic",
            Self::EntryEmpty => "entry_empty",
            Self::RecordTooLarge => "record_too_large",
            Self::Robots => "robots",
        }
    }
}

/// Why a poll brought nothing, in words for an operator. No secret stands in the message.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// How bad.
    pub grade: Grade,
    /// What kind.
    pub cause: Cause,
    /// What was expected, what came, and what to do.
    pub message: String,
    /// The status code, where there was one.
    pub status: Option<u16>,
    /// Not before this instant, as the server asked.
    pub retry_at: Option<Timestamp>,
}

impl Failure {
    /// A failure without status or retry time.
    pub fn new(grade: Grade, cause: Cause, message: impl Into<String>) -> Self {
        Self { grade, cause, message: message.into(), status: None, retry_at: None }
    }
}
