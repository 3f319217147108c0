//! One poll on its way: fetched, then settled on a worker thread.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tokio::task::JoinError;
use url::Url;

use super::{desk::Desk, pages, poll, websub::Ping};
use crate::{
    collect::{fetch::Ask, hosts::Permit, manners::Conditions, polite},
    curate::page::Pages,
    kafka::Error,
    model::{Feed, Fetched, HealthState, Report},
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
    /// How long it took.
    took: Option<Duration>,
    at: Timestamp,
    pages: Option<Pages>,
    /// Held until the body was settled: bodies in memory are bounded by it. An answer that waits for
    /// pages gives it back, because they need their own.
    _permit: Option<Permit>,
    /// What a hub sent, rather than the feed's server: the number of the subscription.
    ping: Option<u64>,
}

impl Answer {
    /// A document that a hub sent.
    pub fn pushed(feed: usize, ping: Ping) -> Self {
        let Ping { issue, at, fetched } = ping;
        Self { feed, fetched, received: Instant::now(), took: None, at, pages: None, _permit: None, ping: Some(issue) }
    }

    /// Whether it comes for the first time, and not again with its pages.
    pub fn is_first(&self) -> bool {
        self.pages.is_none()
    }

    /// The same answer, once the pages of its news are here.
    pub async fn with_pages(self, desk: Arc<Desk>, feed: Arc<Feed>, urls: Vec<Url>) -> Back {
        let pages = pages::bring(&desk, &feed, urls).await;
        Back::Answer(Box::new(Self { pages: Some(pages), ..self }))
    }
}

/// What became of an answer on the lane's desk.
pub enum Step {
    /// It is settled.
    Settled(Box<Settled>),
    /// These pages are to be read first.
    Pages(Box<Answer>, Vec<Url>),
}

/// What comes back to a lane of what it started.
pub enum Back {
    /// An answer.
    Answer(Box<Answer>),
    /// None: its host may not be asked before this time.
    Later { feed: usize, until: Timestamp },
}

/// Waits for its turn at the host, then fetches.
pub async fn fetch(desk: Arc<Desk>, n: usize, feed: Arc<Feed>, conditions: Conditions) -> Back {
    let ask = Ask::feed(&feed, conditions, Timestamp::now());
    let asked = polite::ask(&desk.hosts, &desk.fetcher, &desk.book.planner, ask, Timestamp::now).await;
    let polite::Answered { fetched, took, permit } = match asked {
        Ok(answered) => answered,
        Err(polite::Later(until)) => return Back::Later { feed: n, until },
    };
    desk.metrics.fetched(&fetched, took);
    Back::Answer(Box::new(Answer {
        feed: n,
        fetched,
        received: Instant::now(),
        took: Some(took),
        at: Timestamp::now(),
        pages: None,
        _permit: permit,
        ping: None,
    }))
}

/// What one answer came to.
pub struct Settled {
    pub feed: usize,
    pub delivery: Delivery,
    pub report: Report,
    pub received: Instant,
    /// A hub sent it: the next poll stays planned as it was.
    pub pushed: bool,
    /// How the feed was doing before.
    pub was: HealthState,
}

/// Settles answers one after the other.
pub fn settle_all(
    desk: &Desk,
    feeds: &[Arc<Feed>],
    partition: i32,
    answers: Vec<Answer>,
    memory: &mut Memory,
) -> Result<Vec<Step>, Error> {
    answers.into_iter().map(|answer| settle(desk, feeds, partition, answer, memory)).collect()
}

/// Settles one answer, unless pages are to be read first.
fn settle(
    desk: &Desk,
    feeds: &[Arc<Feed>],
    partition: i32,
    answer: Answer,
    memory: &mut Memory,
) -> Result<Step, Error> {
    let (feed, index) = (&feeds[answer.feed], desk.index.read());
    if feed.full_text && answer.pages.is_none() {
        let urls = poll::wanted(&desk.book, feed, &answer.fetched, answer.at, memory, &index);
        if !urls.is_empty() {
            return Ok(Step::Pages(Box::new(Answer { _permit: None, ..answer }), urls));
        }
    }
    let Answer { feed: n, fetched, received, took, at, pages, ping, .. } = answer;
    let health = &mut memory.feed_mut(&feed.id).health;
    let was = health.state;
    if let Some(took) = took.filter(|_| ping.is_none()) {
        health.took(u32::try_from(took.as_millis()).unwrap_or(u32::MAX));
    }
    let beside = poll::Beside { index: &index, pages: pages.as_ref() };
    let (delivery, report) = match (ping, &fetched) {
        (Some(issue), Fetched::Fresh(body)) => {
            poll::settle_ping(&desk.book, feed, partition, body, issue, at, memory, beside)
        }
        _ => poll::settle(&desk.book, feed, partition, &fetched, at, memory, beside),
    }
    .map_err(|e| encode_error(&e))?;
    let pushed = ping.is_some();
    Ok(Step::Settled(Box::new(Settled { feed: n, delivery, report, received, pushed, was })))
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
