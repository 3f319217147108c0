//! What `preview` shows, for machines: one object a source.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::followed;
use crate::{
    cli::Error,
    curate::{Curated, Document, Unreadable},
    model::{Failure, Feed},
    publish::{delivery::Delivery, topics::Topic},
};

/// A document that was understood.
pub(super) fn shown(
    source: &str,
    feed: &Feed,
    document: &Document,
    bytes: usize,
    found: Curated,
) -> Result<Value, Error> {
    let wrong = |e: serde_json::Error| Error::Failed(e.to_string());
    let parsed = &document.feed;
    let repairs: Vec<_> = document
        .repairs
        .iter()
        .map(|repair| {
            json!({ "kind": repair.kind, "count": repair.count, "line": repair.line, "around": repair.around })
        })
        .collect();
    let links: Vec<_> = followed(parsed).map(|(rel, href)| json!({ "rel": rel, "href": href })).collect();
    let dropped: Vec<_> = found
        .dead
        .iter()
        .map(|letter| json!({ "stage": letter.stage, "cause": letter.cause, "message": letter.message }))
        .collect();
    let (repeated, past_the_limit) = (found.seen, found.left_out);
    let mut delivery = Delivery::default();
    delivery.add(feed, 0, found, Timestamp::now()).map_err(wrong)?;
    let articles = delivery.records.iter().filter(|record| record.topic == Topic::Articles);
    let articles: Vec<Value> =
        articles.map(|record| serde_json::from_slice(&record.value)).collect::<Result<_, _>>().map_err(wrong)?;
    Ok(json!({
        "source": source,
        "title": parsed.title,
        "publisher": feed.publisher.0,
        "format": parsed.format,
        "bytes": bytes,
        "entries": parsed.entries.len(),
        "encoding": { "name": document.encoding, "evidence": document.evidence },
        "repairs": repairs,
        "links": links,
        "dropped": dropped,
        "repeated": repeated,
        "past_the_limit": past_the_limit,
        "articles": articles,
    }))
}

/// Nothing came, or a document that was not understood.
pub(super) fn failed(source: &str, failure: &Failure, stage: Option<&Unreadable>, bytes: Option<usize>) -> Value {
    let start = stage.map(|unreadable| json!(unreadable.stage));
    json!({
        "source": source,
        "bytes": bytes,
        "failure": { "stage": start, "cause": failure.cause, "status": failure.status, "message": failure.message },
    })
}
