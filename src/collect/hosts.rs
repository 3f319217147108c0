//! Manners towards a server that several feeds share: few requests at once, a gap between
//! their starts, and silence where the server asked for it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::SignedDuration;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until},
};

use super::fetch::Config;

/// Hosts remembered before those that nobody waits for are forgotten.
const SWEEP_AT: usize = 4_096;

/// The manners of one instance.
#[derive(Debug)]
pub struct Hosts {
    all: Arc<Semaphore>,
    per_host: usize,
    gap: Duration,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

#[derive(Debug)]
struct Host {
    places: Arc<Semaphore>,
    /// When the next request may start.
    next: Mutex<Instant>,
}

/// A place at a host and in the whole; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    // Absent only for a closed semaphore, and nobody closes these.
    _host: Option<OwnedSemaphorePermit>,
    _all: Option<OwnedSemaphorePermit>,
}

impl Hosts {
    /// Manners by these settings.
    pub fn new(config: &Config) -> Self {
        Self {
            all: Arc::new(Semaphore::new(config.concurrency.max(1))),
            per_host: config.host_concurrency.max(1),
            gap: config.host_gap.0,
            hosts: Mutex::default(),
        }
    }

    /// Waits for the host's turn first and for a place in the whole last: who waits for a
    /// slow host must not keep others from theirs. Places are given in the order of asking.
    pub async fn admit(&self, host: &str) -> Permit {
        let host = self.host(host);
        let place = Arc::clone(&host.places).acquire_owned().await.ok();
        let start = host.reserve(self.gap);
        sleep_until(start).await;
        let all = Arc::clone(&self.all).acquire_owned().await.ok();
        Permit { _host: place, _all: all }
    }

    /// Starts no request to the host for a while, whichever feed it is for.
    pub fn shield(&self, host: &str, wait: SignedDuration) {
        let wait = Duration::try_from(wait).unwrap_or_default();
        // Those that wait already; the plans of all feeds of the host keep the rest of a long silence.
        let until = Instant::now() + wait.min(Duration::from_secs(60));
        let host = self.host(host);
        let mut next = host.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(until);
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= SWEEP_AT && !hosts.contains_key(name) {
            let now = Instant::now();
            hosts.retain(|_, host| Arc::strong_count(host) > 1 || host.is_shielded(now));
        }
        let new = || {
            let places = Arc::new(Semaphore::new(self.per_host));
            Arc::new(Host { places, next: Mutex::new(Instant::now()) })
        };
        Arc::clone(hosts.entry(name.to_owned()).or_insert_with(new))
    }
}

impl Host {
    /// Takes the next start for itself.
    fn reserve(&self, gap: Duration) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let start = (*next).max(Instant::now());
        *next = start + gap;
        start
    }

    fn is_shielded(&self, now: Instant) -> bool {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) > now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn hosts(host_concurrency: usize, gap: u64) -> Arc<Hosts> {
        let config = Config { concurrency: 2, host_concurrency, host_gap: Span::millis(gap), ..Config::default() };
        Arc::new(Hosts::new(&config))
    }

    #[tokio::test(start_paused = true)]
    async fn requests_to_one_host_start_apart_and_others_do_not_wait() {
        let (hosts, started) = (hosts(2, 500), Instant::now());
        drop(hosts.admit("a").await);
        drop(hosts.admit("b").await);
        assert_eq!(started.elapsed(), Duration::ZERO);
        drop(hosts.admit("a").await);
        assert!(started.elapsed() >= Duration::from_millis(500));
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_a_full_host_holds_no_place_in_the_whole() {
        let hosts = hosts(1, 0);
        let first = hosts.admit("a").await;
        let waiting = tokio::spawn({
            let hosts = Arc::clone(&hosts);
            async move { hosts.admit("a").await }
        });
        tokio::task::yield_now().await;
        let other = hosts.admit("b").await;
        assert!(!waiting.is_finished());
        drop((first, other));
        waiting.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_shielded_host_is_left_alone() {
        let (hosts, started) = (hosts(2, 0), Instant::now());
        hosts.shield("a", SignedDuration::from_secs(30));
        drop(hosts.admit("a").await);
        assert!(started.elapsed() >= Duration::from_secs(29));
    }
}
