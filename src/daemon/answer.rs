//! One poll on its way: fetched, then settled on a worker thread.

use std::{sync::Arc, time::Instant};

use jiff::Timestamp;
use tokio::task::JoinError;
use tracing::Span;

use super::{desk::Desk, poll};
use crate::{
    collect::hosts::Permit,
    kafka::Error,
    model::{Feed, Fetched, Grade, Report, Validators},
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
pub async fn fetch(desk: Arc<Desk>, n: usize, feed: Arc<Feed>, validators: Validators, span: Span) -> Answer {
    let host = feed.url.host_str().unwrap_or_default();
    let permit = desk.hosts.admit(host).await;
    let started = Instant::now();
    let fetched = desk.fetcher.fetch(&feed, &validators).await;
    desk.metrics.fetched(&fetched, started.elapsed());
    if let Fetched::Failed(failure) = &fetched
        && failure.grade == Grade::Throttled
        && let Some(until) = failure.retry_at
    {
        desk.hosts.shield(host, until);
    }
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
