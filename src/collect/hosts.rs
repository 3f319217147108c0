//! Manners towards a server that several feeds share: few requests at once, a gap between
//! their starts, and silence where the server asked for it.
//!
//! A request that takes long gives its place in the whole back and goes on in one of as many
//! places for slow ones; who was slow last time starts there. So the feeds of quick hosts do not
//! wait for those of slow ones, however many there are.

use std::{
    collections::HashMap,
    future::Future,
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
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
/// A request that takes longer is slow.
const SLOW: Duration = Duration::from_secs(2);

/// The manners of one instance.
#[derive(Debug)]
pub struct Hosts {
    all: Arc<Semaphore>,
    /// As many again for those that take long.
    slow: Arc<Semaphore>,
    per_host: usize,
    gap: Duration,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

#[derive(Debug)]
struct Host {
    places: Arc<Semaphore>,
    /// When the next request may start.
    next: Mutex<Instant>,
    /// The last request took long.
    slow: AtomicBool,
}

/// A place at a host and in the whole; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    // Absent only for a closed semaphore, and nobody closes these.
    _place: Option<OwnedSemaphorePermit>,
    whole: Option<OwnedSemaphorePermit>,
    host: Arc<Host>,
}

impl Hosts {
    /// Manners by these settings.
    pub fn new(config: &Config) -> Self {
        Self {
            all: Arc::new(Semaphore::new(config.concurrency.max(1))),
            slow: Arc::new(Semaphore::new(config.concurrency.max(1))),
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
        let places = if host.slow.load(Ordering::Relaxed) { &self.slow } else { &self.all };
        let whole = Arc::clone(places).acquire_owned().await.ok();
        Permit { _place: place, whole, host }
    }

    /// Awaits a request that was admitted. One that takes long makes room for others.
    pub async fn attend<T>(&self, permit: &mut Permit, request: impl Future<Output = T>) -> T {
        let mut request = pin!(request);
        if let Ok(quick) = tokio::time::timeout(SLOW, &mut request).await {
            permit.host.slow.store(false, Ordering::Relaxed);
            return quick;
        }
        let was_slow = permit.host.slow.swap(true, Ordering::Relaxed);
        // Where all places for slow ones are taken it keeps the one that it has.
        if !was_slow && let Ok(place) = Arc::clone(&self.slow).try_acquire_owned() {
            permit.whole = Some(place);
        }
        request.await
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
            let slow = |host: &Host| host.slow.load(Ordering::Relaxed);
            hosts.retain(|_, host| Arc::strong_count(host) > 1 || slow(host) || host.is_shielded(now));
            // So many slow ones are forgotten, too: they are found out again.
            if hosts.len() >= SWEEP_AT {
                hosts.retain(|_, host| Arc::strong_count(host) > 1 || host.is_shielded(now));
            }
        }
        let new = || {
            let places = Arc::new(Semaphore::new(self.per_host));
            Arc::new(Host { places, next: Mutex::new(Instant::now()), slow: AtomicBool::new(false) })
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

    /// Rounds until every slow host was found out.
    const WARM_UP: u32 = 6;

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

    /// The mean wait of 200 quick hosts for their place, asked every 20 s for ten minutes, with
    /// 180 others that drip, hang or answer nothing, or without them. The first rounds are not
    /// counted: a host is found out to be slow by waiting for it.
    async fn wait_of_quick(slow: usize) -> Duration {
        let config = Config { concurrency: 16, host_concurrency: 2, host_gap: Span::millis(0), ..Config::default() };
        let hosts = Arc::new(Hosts::new(&config));
        let mut tasks = Vec::new();
        for n in 0..200 + slow {
            let hosts = Arc::clone(&hosts);
            let takes = if n < 200 { Duration::from_millis(200) } else { Duration::from_secs([30, 10, 30][n % 3]) };
            tasks.push(tokio::spawn(async move {
                let name = format!("host-{n}");
                // Spread, as the timetable spreads them.
                tokio::time::sleep(Duration::from_millis((n as u64 * 7_919) % 20_000)).await;
                let (mut waited, mut polls) = (Duration::ZERO, 0);
                for round in 1..=30 {
                    let asked = Instant::now();
                    let mut permit = hosts.admit(&name).await;
                    if round > WARM_UP {
                        waited += asked.elapsed();
                        polls += 1;
                    }
                    hosts.attend(&mut permit, tokio::time::sleep(takes)).await;
                    drop(permit);
                    // What fails is asked less and less.
                    let rest = if n < 200 { 20 } else { 20 << round.min(8) };
                    tokio::time::sleep(Duration::from_secs(rest)).await;
                }
                (n < 200).then_some((waited, polls))
            }));
        }
        let (mut waited, mut polls) = (Duration::ZERO, 0_u32);
        for task in tasks.into_iter().take(200) {
            let (each, n) = task.await.unwrap().unwrap();
            (waited, polls) = (waited + each, polls + n);
        }
        waited / polls
    }

    #[tokio::test(start_paused = true)]
    async fn hosts_that_drip_hang_or_are_dead_cost_others_nearly_nothing() {
        let (alone, beside) = (wait_of_quick(0).await, wait_of_quick(180).await);
        // Of the mean delay that a poll every 20 s makes, 10 s, less than a twentieth.
        assert!(beside.saturating_sub(alone) < Duration::from_millis(500), "{alone:?} {beside:?}");
    }
}
