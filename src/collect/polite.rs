//! A request with manners: it waits for its turn at the host, and a host that asks for less is
//! left alone by all.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::{
    fetch::{Ask, Fetcher},
    hosts::{Hosts, Permit},
};
use crate::model::{Fetched, Grade};

/// Waits, asks, and tells the others of the host what it asked for. `now` is the clock. What came,
/// how long it took once it was our turn, and the permit, to be held as long as what came is in memory.
pub async fn ask(
    hosts: &Hosts,
    fetcher: &Fetcher,
    mut ask: Ask<'_>,
    now: impl Fn() -> Timestamp,
) -> (Fetched, Duration, Permit) {
    let mut permit = hosts.admit(ask.url.host_str().unwrap_or_default()).await;
    let started = Instant::now();
    ask.at = now();
    let fetched = hosts.attend(&mut permit, fetcher.ask(&ask)).await;
    let took = started.elapsed();
    if let Fetched::Failed(failure) = &fetched
        && failure.grade == Grade::Throttled
        && let Some(until) = failure.retry_at
    {
        hosts.shield(ask.url.host_str().unwrap_or_default(), until.duration_since(now()));
    }
    (fetched, took, permit)
}
