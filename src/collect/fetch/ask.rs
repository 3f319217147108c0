//! What is asked for, and on whose behalf.

use jiff::Timestamp;
use url::Url;

use crate::{
    collect::manners::Conditions,
    model::{ByteSize, Feed, Validators},
};

/// Types of feeds, then anything: some servers send feeds as `text/html`.
const FEEDS: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, \
                     application/json;q=0.9, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1";
/// Types of articles' pages.
const PAGES: &str = "text/html, application/xhtml+xml, */*;q=0.1";

/// A request as its caller wants it made.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// On whose behalf: its networks may be reached, its connection's settings hold, and its
    /// secrets are sent where its own origin is asked.
    pub feed: &'a Feed,
    /// What is asked for.
    pub url: Url,
    /// `Accept`.
    pub accept: &'static str,
    /// What the request is conditioned on, where its URL is that which gave them.
    pub validators: Validators,
    /// Whether the body is to come as it is: its codings were broken before.
    pub identity: bool,
    /// The largest body, decoded; `fetch.max_body` where absent.
    pub max_body: Option<ByteSize>,
    /// Whether the origin's robots.txt has a say.
    pub robots: bool,
    /// The time.
    pub at: Timestamp,
}

impl<'a> Ask<'a> {
    /// For the feed itself.
    pub fn feed(feed: &'a Feed, conditions: Conditions, at: Timestamp) -> Self {
        let Conditions { validators, url, identity } = conditions;
        let (url, robots) = (url.unwrap_or_else(|| feed.url.clone()), feed.robots);
        Self { feed, url, accept: FEEDS, validators, identity, max_body: None, robots, at }
    }

    /// For a page, or another document that the feed named.
    pub fn page(feed: &'a Feed, url: Url, max_body: ByteSize, at: Timestamp) -> Self {
        let validators = Validators::default();
        let (max_body, robots) = (Some(max_body), feed.robots);
        Self { feed, url, accept: PAGES, validators, identity: false, max_body, robots, at }
    }
}
