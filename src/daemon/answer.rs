//! One poll on its way: fetched, then settled on a worker thread.

use std::{sync::Arc, time::Instant};

use jiff::Timestamp;
use tokio::task::JoinError;
use tracing::Span;

use super::{desk::Desk, poll};
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
    _permit: Permit,
}

/// Waits for its turn at the host, then fetches.
pub async fn fetch(desk: Arc<Desk>, n: usize, feed: Arc<Feed>, conditions: Conditions, span: Span) -> Answer {
    let ask = Ask::feed(&feed, conditions, Timestamp::now());
    let (fetched, took, permit) = polite::ask(&desk.hosts, &desk.fetcher, ask, Timestamp::now).await;
    desk.metrics.fetched(&fetched, took);
    Answer { feed: n, fetched, received: Instant::now(), at: Timestamp::now(), span, _permit: permit }
}

/// What one answer came to.
pub struct Settled {
    pub feed: usize,
    pub delivery: Delivery,
    pub report: Report,
    pub received: Instant,
    pub span: Span,
}

/// Settles one answer.
pub fn settle(
    desk: &Desk,
    feeds: &[Arc<Feed>],
    partition: i32,
    answer: Answer,
    memory: &mut Memory,
) -> Result<Settled, Error> {
    let Answer { feed, fetched, received, at, span, .. } = answer;
    let _entered = span.clone().entered();
    let index = desk.index.read();
    let (delivery, report) = poll::settle(&desk.book, &feeds[feed], partition, &fetched, at, memory, &index)
        .map_err(|e| encode_error(&e))?;
    Ok(Settled { feed, delivery, report, received, span })
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
