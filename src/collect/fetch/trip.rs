//! A request on its way over redirects: where it is, and what it has seen.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use url::Url;

use super::Ask;

/// A request on its way, one leg after another; between two of them it may wait for its turn.
pub struct Trip<'a> {
    /// What is asked for; its URL is where the request is now.
    pub(super) ask: Ask<'a>,
    /// Where it was, the URL that was asked for first.
    pub(super) seen: Vec<Url>,
    /// The last of the redirects that are for good, before the first that is for the moment: only
    /// these say where a feed has moved to.
    pub(super) moved: Option<Url>,
    pub(super) for_good: bool,
    /// Whether the body is to come as it is.
    pub(super) identity: bool,
    /// Time spent on the way, without the waiting for turns.
    pub(super) spent: Duration,
    started: Instant,
    begun: bool,
}

impl<'a> Trip<'a> {
    /// A request that was not made yet.
    pub fn new(ask: Ask<'a>) -> Self {
        Self {
            identity: ask.identity,
            ask,
            seen: Vec::new(),
            moved: None,
            for_good: true,
            spent: Duration::ZERO,
            started: Instant::now(),
            begun: false,
        }
    }

    /// The host that is asked next.
    pub fn host(&self) -> &str {
        self.ask.url.host_str().unwrap_or_default()
    }

    /// The first leg begins at this time.
    pub fn begin(&mut self, at: Timestamp) {
        if !self.begun {
            (self.ask.at, self.started, self.begun) = (at, Instant::now(), true);
        }
    }

    /// What the time is, by the time at which it began.
    pub(super) fn now(&self) -> Timestamp {
        self.ask.at + SignedDuration::try_from(self.started.elapsed()).unwrap_or_default()
    }
}
