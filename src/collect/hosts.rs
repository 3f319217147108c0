//! Manners towards a server that several feeds share: few requests at once, a gap between
//! their starts, and silence where the server asked for it.
//!
//! The feeds of quick hosts do not wait for those of slow ones, however many there are. A request
//! that takes long goes on in a place for slow ones; who was slow last time starts there. Of whom
//! nothing is known yet there are never so many at once that those known to be quick find no place;
//! and where such a host turns out to be slow when all places for slow ones are taken, its request is
//! given up, and made again when it is its turn among them.

use std::{
    collections::HashMap,
    future::Future,
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::SignedDuration;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit, TryAcquireError},
    time::{Instant, sleep_until},
};

use super::fetch::Config;

/// Hosts remembered before those that nobody waits for are forgotten.
const SWEEP_AT: usize = 65_536;
/// A request that takes longer is slow.
const SLOW: Duration = Duration::from_secs(1);
/// So many may wait until their host may be asked again.
const MOST_FOR_BUDGET: usize = 256;
/// So many that wait for a place among the unknown, or the slow, are enough.
const MOST_WAITING: usize = 512;

/// The manners of one instance.
#[derive(Debug)]
pub struct Hosts {
    all: Places,
    /// What of these the unknown may have at once.
    unknown: Places,
    /// Beside these, for requests that take long.
    slow: Places,
    /// Those that wait for what their host may be asked in a day.
    budget: Semaphore,
    per_host: usize,
    gap: Duration,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

/// Places, and how many wait for one.
#[derive(Debug)]
struct Places {
    free: Arc<Semaphore>,
    waiting: AtomicUsize,
}

#[derive(Debug)]
struct Host {
    places: Arc<Semaphore>,
    /// When the next request may start.
    next: Mutex<Instant>,
    /// How its last request went.
    known: AtomicU8,
}

const UNKNOWN: u8 = 0;
const KNOWN_QUICK: u8 = 1;
const KNOWN_SLOW: u8 = 2;

/// A place at a host and in the whole; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    // Absent only for a closed semaphore, and nobody closes these.
    _place: Option<OwnedSemaphorePermit>,
    whole: Option<OwnedSemaphorePermit>,
    unknown: Option<OwnedSemaphorePermit>,
    in_slow: bool,
    host: Arc<Host>,
}

impl Hosts {
    /// Manners by these settings.
    pub fn new(config: &Config) -> Self {
        let all = config.concurrency.max(1);
        Self {
            all: Places::new(all),
            unknown: Places::new(all - all / 4),
            slow: Places::new(config.slow_concurrency.max(1)),
            budget: Semaphore::new(MOST_FOR_BUDGET),
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
        // A timer that is over before it begins still has to be made.
        if start > Instant::now() {
            sleep_until(start).await;
        }
        let known = host.known.load(Ordering::Relaxed);
        let in_slow = known == KNOWN_SLOW;
        let unknown = if known == UNKNOWN { self.unknown.take().await } else { None };
        let whole = if in_slow { &self.slow } else { &self.all }.take().await;
        Permit { _place: place, whole, unknown, in_slow, host }
    }

    /// Awaits a request that was admitted. One that takes long makes room for others. `None`: it
    /// took long when all places for slow ones were taken, and was given up. The host is admitted
    /// as a slow one from then on, and its next request is awaited to the end.
    pub async fn attend<T>(&self, permit: &mut Permit, request: impl Future<Output = T>) -> Option<T> {
        let mut request = pin!(request);
        if let Ok(quick) = tokio::time::timeout(SLOW, &mut request).await {
            permit.host.known.store(KNOWN_QUICK, Ordering::Relaxed);
            return Some(quick);
        }
        permit.host.known.store(KNOWN_SLOW, Ordering::Relaxed);
        if !permit.in_slow {
            permit.whole = Some(Arc::clone(&self.slow.free).try_acquire_owned().ok()?);
            (permit.unknown, permit.in_slow) = (None, true);
        }
        Some(request.await)
    }

    /// A host was slow before this process began.
    pub fn expect_slow(&self, host: &str) {
        self.host(host).known.store(KNOWN_SLOW, Ordering::Relaxed);
    }

    /// A place among the requests under way that wait until their host may be asked once more in its day; few, because
    /// each keeps what it has found out so far.
    pub fn wait_for_budget(&self) -> Result<SemaphorePermit<'_>, TryAcquireError> {
        self.budget.try_acquire()
    }

    /// Whether so many wait for a place of the kind that a host would be given that one more had
    /// better come later, and leave its place in the lane to others.
    pub fn is_crowded(&self, host: &str) -> bool {
        if self.slow.waits() < MOST_WAITING && self.unknown.waits() < MOST_WAITING {
            return false;
        }
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        match hosts.get(host).map_or(UNKNOWN, |host| host.known.load(Ordering::Relaxed)) {
            UNKNOWN => self.unknown.waits() >= MOST_WAITING,
            KNOWN_SLOW => self.slow.waits() >= MOST_WAITING,
            _ => false,
        }
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
        if let Some(host) = hosts.get(name) {
            return Arc::clone(host);
        }
        if hosts.len() >= SWEEP_AT {
            let now = Instant::now();
            let slow = |host: &Host| host.known.load(Ordering::Relaxed) == KNOWN_SLOW;
            hosts.retain(|_, host| Arc::strong_count(host) > 1 || slow(host) || host.is_shielded(now));
            // So many slow ones are forgotten, too: they are found out again.
            if hosts.len() >= SWEEP_AT {
                hosts.retain(|_, host| Arc::strong_count(host) > 1 || host.is_shielded(now));
            }
        }
        let places = Arc::new(Semaphore::new(self.per_host));
        let host = Arc::new(Host { places, next: Mutex::new(Instant::now()), known: AtomicU8::new(UNKNOWN) });
        hosts.insert(name.to_owned(), Arc::clone(&host));
        host
    }
}

impl Places {
    fn new(n: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(n)), waiting: AtomicUsize::new(0) }
    }

    async fn take(&self) -> Option<OwnedSemaphorePermit> {
        // Who gives up waiting is counted no longer, too.
        struct Waits<'a>(&'a AtomicUsize);
        impl Drop for Waits<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waits = Waits(&self.waiting);
        Arc::clone(&self.free).acquire_owned().await.ok()
    }

    fn waits(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
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

    /// How long 200 quick hosts wait for their place in the mean, asked every 20 s for ten minutes, with
    /// 180 others that drip, hang or answer nothing, or without them: in the first two rounds, in
    /// which nothing is known of any host, and in those after.
    async fn wait_of_quick(slow: usize, slow_places: usize) -> [Duration; 2] {
        let config = Config {
            concurrency: 16,
            slow_concurrency: slow_places,
            host_concurrency: 2,
            host_gap: Span::millis(0),
            ..Config::default()
        };
        let hosts = Arc::new(Hosts::new(&config));
        let mut tasks = Vec::new();
        for n in 0..200 + slow {
            let hosts = Arc::clone(&hosts);
            let takes = if n < 200 { Duration::from_millis(200) } else { Duration::from_secs([30, 10, 30][n % 3]) };
            tasks.push(tokio::spawn(async move {
                let name = format!("host-{n}");
                // Spread, as the timetable spreads them.
                tokio::time::sleep(Duration::from_millis((n as u64 * 7_919) % 20_000)).await;
                let mut waited = [Duration::ZERO; 2];
                for round in 1..=30 {
                    let asked = Instant::now();
                    loop {
                        let mut permit = hosts.admit(&name).await;
                        waited[usize::from(round > 2)] += asked.elapsed();
                        if hosts.attend(&mut permit, tokio::time::sleep(takes)).await.is_some() {
                            break;
                        }
                    }
                    // What fails is asked less and less.
                    let rest = if n < 200 { 20 } else { 20 << round.min(8) };
                    tokio::time::sleep(Duration::from_secs(rest)).await;
                }
                (n < 200).then_some(waited)
            }));
        }
        let mut waited = [Duration::ZERO; 2];
        for task in tasks.into_iter().take(200) {
            let [first, later] = task.await.unwrap().unwrap();
            waited = [waited[0] + first, waited[1] + later];
        }
        [waited[0] / 400, waited[1] / (200 * 28)]
    }

    #[tokio::test(start_paused = true)]
    async fn hosts_that_drip_hang_or_are_dead_cost_others_nearly_nothing() {
        let alone = wait_of_quick(0, 64).await;
        for slow_places in [64, 4] {
            let beside = wait_of_quick(180, slow_places).await;
            for (alone, beside) in alone.into_iter().zip(beside) {
                // Of the mean delay that a poll every 20 s makes, 10 s, less than a twentieth.
                assert!(beside.saturating_sub(alone) < Duration::from_millis(500), "{alone:?} {beside:?}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_unknown_leave_places_to_those_known_to_be_quick_and_the_slow_take_none_for_long() {
        let config = Config { concurrency: 4, slow_concurrency: 1, ..Config::default() };
        let hosts = Arc::new(Hosts::new(&config));
        let mut permit = hosts.admit("quick").await;
        hosts.attend(&mut permit, async {}).await.unwrap();
        drop(permit);
        // Three of four places are all that the unknown may have.
        let unknown: Vec<_> = (0..9)
            .map(|n| {
                let hosts = Arc::clone(&hosts);
                tokio::spawn(async move {
                    let mut permit = hosts.admit(&format!("unknown-{n}")).await;
                    hosts.attend(&mut permit, tokio::time::sleep(Duration::from_secs(60))).await
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(10)).await;
        let started = Instant::now();
        drop(hosts.admit("quick").await);
        assert!(started.elapsed() < Duration::from_millis(700), "its own gap, and no more");
        // One goes on as a slow one, the others are given up: the rest is found out meanwhile.
        let mut given_up = 0;
        for task in unknown {
            given_up += usize::from(task.await.unwrap().is_none());
        }
        assert_eq!(given_up, 8);
        assert!(!hosts.is_crowded("unknown-0"));
    }
}
