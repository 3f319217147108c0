//! A request with manners: it waits for its turn at the host, and a host that asks for less is
//! left alone by all. Each redirect waits for the turn of the host that it leads to.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::{
    fetch::{Ask, Fetcher, Trip},
    hosts::{Hosts, Permit},
};
use crate::model::{Fetched, Grade};

/// What came of a request.
pub struct Answered {
    /// What came.
    pub fetched: Fetched,
    /// How long it took, without the waiting for turns.
    pub took: Duration,
    /// To be held as long as what came is in memory.
    pub permit: Permit,
    /// Hosts that were asked beyond the one request that was asked for: by redirects, or again.
    pub more: Vec<String>,
}

/// Waits, asks, and tells the others of the host what it asked for. `now` is the clock.
pub async fn ask(hosts: &Hosts, fetcher: &Fetcher, ask: Ask<'_>, now: impl Fn() -> Timestamp) -> Answered {
    let (mut trip, mut took, mut more) = (Trip::new(ask), Duration::ZERO, Vec::new());
    loop {
        let mut permit = hosts.admit(trip.host()).await;
        let started = Instant::now();
        trip.begin(now());
        // Apart on the heap: it is large, and would be moved with each task that waits for its turn.
        let leg = hosts.attend(&mut permit, Box::pin(fetcher.leg(&mut trip))).await;
        took += started.elapsed();
        match leg.flatten() {
            Some(fetched) => {
                if let Fetched::Failed(failure) = &fetched
                    && failure.grade == Grade::Throttled
                    && let Some(until) = failure.retry_at
                {
                    hosts.shield(trip.host(), until.duration_since(now()));
                }
                return Answered { fetched, took, permit, more };
            }
            // On to where a redirect leads, once more without codings, or in a place for slow ones.
            None => more.push(trip.host().to_owned()),
        }
    }
}
