//! One poll of a feed through the daemon's way from bytes to records.

use jiff::Timestamp;
use serde_json::Value;
use wiredesk::{
    collect::answer,
    curate::decode::references::escape,
    daemon::poll::{Beside, Rulebook, settle},
    model::Feed,
    publish::{delivery::Delivery, topics::Topic},
    state::{Index, Memory},
};

/// What comes of a document that a feed answers with.
pub fn poll(
    book: &Rulebook,
    (feed, at): (&Feed, Timestamp),
    document: Vec<u8>,
    memory: &mut Memory,
    index: &Index,
) -> Result<Delivery, serde_json::Error> {
    let fetched = answer::answered(200, &http::HeaderMap::new(), &feed.url, document.into(), at);
    settle(book, feed, 0, &fetched, at, memory, Beside { index, pages: None }).map(|(delivery, _)| delivery)
}

/// The article records of a poll.
pub fn articles(delivery: &Delivery) -> Result<Vec<Value>, serde_json::Error> {
    let articles = delivery.records.iter().filter(|record| record.topic == Topic::Articles);
    articles.map(|record| serde_json::from_slice(&record.value)).collect()
}

/// An element with a text, where there is one.
pub fn element(name: &str, text: Option<&str>) -> String {
    text.map_or(String::new(), |text| format!("<{name}>{}</{name}>", escape(text)))
}
