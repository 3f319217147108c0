//! One poll on its way: fetched, then settled on a worker thread.

use std::{sync::Arc, time::Instant};

use jiff::Timestamp;
use tokio::task::JoinError;
use tracing::Span;

use super::{desk::Desk, poll, websub::Ping};
use crate::{
    collect::{fetch::Ask, hosts::Permit, manners::Conditions, polite},
    kafka::Error,
    model::{Feed, Fetched, Report},
    publish::delivery::Delivery,
    state::Memory,
};

/// An answer on its way from the fetch to the lane.
pub struct Answer {
    /// Its number in the lane.
    pub feed: usize,
    /// What came.
    pub fetched: Fetched,
    received: Instant,
    at: Timestamp,
    span: Span,
    /// Held until the body was settled: bodies in memory are bounded by it.
    _permit: Option<Permit>,
    /// What a hub sent, rather than the feed's server: the number of the subscription.
    ping: Option<u64>,
}

impl Answer {
    /// A document that a hub sent.
    pub fn pushed(feed: usize, ping: Ping, span: Span) -> Self {
        let Ping { issue, at, fetched } = ping;
        Self { feed, fetched, received: Instant::now(), at, span, _permit: None, ping: Some(issue) }
    }
}

/// Waits for its turn at the host, then fetches.
pub async fn fetch(desk: Arc<Desk>, n: usize, feed: Arc<Feed>, conditions: Conditions, span: Span) -> Answer {
    let ask = Ask::feed(&feed, conditions, Timestamp::now());
    let (fetched, took, permit) = polite::ask(&desk.hosts, &desk.fetcher, ask, Timestamp::now).await;
    desk.metrics.fetched(&fetched, took);
    Answer { feed: n, fetched, received: Instant::now(), at: Timestamp::now(), span, _permit: Some(permit), ping: None }
}

/// What one answer came to.
pub struct Settled {
    pub feed: usize,
    pub delivery: Delivery,
    pub report: Report,
    pub received: Instant,
    pub span: Span,
    /// A hub sent it: the next poll stays planned as it was.
    pub pushed: bool,
}

/// Settles one answer.
pub fn settle(
    desk: &Desk,
    feeds: &[Arc<Feed>],
    partition: i32,
    answer: Answer,
    memory: &mut Memory,
) -> Result<Settled, Error> {
    let Answer { feed, fetched, received, at, span, ping, .. } = answer;
    let _entered = span.clone().entered();
    let index = desk.index.read();
    let (delivery, report) = match (ping, &fetched) {
        (Some(issue), Fetched::Fresh(body)) => {
            poll::settle_ping(&desk.book, &feeds[feed], partition, body, issue, at, memory, &index)
        }
        _ => poll::settle(&desk.book, &feeds[feed], partition, &fetched, at, memory, &index),
    }
    .map_err(|e| encode_error(&e))?;
    Ok(Settled { feed, delivery, report, received, span, pushed: ping.is_some() })
}

/// A record that cannot be written.
pub fn encode_error(error: &serde_json::Error) -> Error {
    Error::other("writing a record", error.to_string(), "this is a fault of wiredesk; report it")
}

/// Work on a thread that may block.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(panicked(&error)),
    }
}

/// The end of a task that nobody asked for.
pub fn panicked(error: &JoinError) -> Error {
    Error::other("a task", error.to_string(), "this is a fault of wiredesk; report it")
}
