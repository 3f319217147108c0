//! A request with manners: it waits for its turn at the host, and a host that asks for less is
//! left alone by all. Each redirect waits for the turn of the host that it leads to, and so does
//! robots.txt; each of them is one of the requests that the host may be asked in a day, and is counted
//! before it is sent.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::{
    fetch::{Ask, Fetcher, Trip},
    hosts::{Hosts, Permit},
    robots::{self, Look},
    schedule::{Paid, Planner},
};
use crate::model::{Cause, Fetched, Grade};

/// Longest that a request under way waits for what its host may be asked in a day: what the smallest budget takes
/// for one request. Were it less, a host that may be asked once a day would never be asked for what is behind a redirect
/// or robots.txt.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);
/// Longest that a request waits while another asks for the same robots.txt ...
const ROBOTS_WAIT: Duration = Duration::from_secs(60);
/// ... and when it comes again then.
const ROBOTS_AGAIN: SignedDuration = SignedDuration::from_mins(15);

/// What came of a request.
pub struct Answered {
    /// What came.
    pub fetched: Fetched,
    /// How long it took, without the waiting for turns.
    pub took: Duration,
    /// To be held as long as what came is in memory; none where nothing was asked.
    pub permit: Option<Permit>,
}

/// A request was not made, or not to its end: all that its host, or one it was led to, may be asked in
/// a day was asked. It may be made again then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Later(pub Timestamp);

/// Whose manners are kept, and by which clock.
struct Polite<'a, C> {
    hosts: &'a Hosts,
    fetcher: &'a Fetcher,
    planner: &'a Planner,
    now: C,
}

/// Waits, asks, and tells the others of the host what it asked for. `now` is the clock.
pub async fn ask(
    hosts: &Hosts,
    fetcher: &Fetcher,
    planner: &Planner,
    ask: Ask<'_>,
    now: impl Fn() -> Timestamp,
) -> Result<Answered, Later> {
    let polite = Polite { hosts, fetcher, planner, now };
    // What few feeds need is apart, so that it is no part of every request's memory.
    let mut course = Course::Begins;
    if ask.robots {
        let (allowed, so_far) = Box::pin(polite.is_allowed(&ask)).await?;
        if !allowed {
            let fetched = Fetched::Failed(robots::disallowed(&ask.url));
            return Ok(Answered { fetched, took: Duration::ZERO, permit: None });
        }
        course = so_far;
    }
    polite.go(ask, course).await
}

/// Whether something was asked already for what is to be asked now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    Begins,
    UnderWay,
}

impl<C: Fn() -> Timestamp> Polite<'_, C> {
    /// Whether robots.txt lets us ask (RFC 9309), and whether it was asked for just now. No place at a host is held
    /// meanwhile: others that want the same file wait for this one, and come again where that takes long.
    async fn is_allowed(&self, ask: &Ask<'_>) -> Result<(bool, Course), Later> {
        let look = tokio::time::timeout(ROBOTS_WAIT, self.fetcher.robots().look(&ask.url, (self.now)()));
        match look.await {
            Err(_) => Err(Later((self.now)() + ROBOTS_AGAIN)),
            Ok(Look::Known(allowed)) => Ok((allowed, Course::Begins)),
            Ok(Look::Unknown(file)) => {
                let answered = self.go(robots::request(ask), Course::Begins).await?;
                Ok((file.learn(&answered.fetched, &ask.url, (self.now)()), Course::UnderWay))
            }
        }
    }

    /// One request after another, until there is an answer.
    async fn go(&self, ask: Ask<'_>, mut course: Course) -> Result<Answered, Later> {
        let (mut trip, mut took) = (Trip::new(ask), Duration::ZERO);
        loop {
            let under_way = course == Course::UnderWay;
            let reserved = if under_way { Some(self.reserve(trip.host()).await?) } else { None };
            let mut permit = self.hosts.admit(trip.host()).await;
            let at = (self.now)();
            let paid = match reserved {
                Some((paid, due)) => self.planner.late(paid, at.duration_since(due)),
                None => self.planner.take(trip.host(), at).map_err(Later)?,
            };
            let started = Instant::now();
            trip.begin(at);
            // Apart on the heap: it is large, and would be moved with each task that waits for its turn.
            let leg = self.hosts.attend(&mut permit, Box::pin(self.fetcher.leg(&mut trip))).await;
            took += started.elapsed();
            course = Course::UnderWay;
            // On to where a redirect leads, once more without codings, or in a place for slow ones.
            let Some(fetched) = leg.flatten() else { continue };
            if let Fetched::Failed(failure) = &fetched {
                if matches!(failure.cause, Cause::AddressRefused | Cause::Dns | Cause::Connect) {
                    self.planner.give_back(&paid);
                }
                if let (Grade::Throttled, Some(until)) = (failure.grade, failure.retry_at) {
                    self.hosts.shield(trip.host(), until.duration_since((self.now)()));
                }
            }
            return Ok(Answered { fetched, took, permit: Some(permit) });
        }
    }

    /// Counts the next request of one that is under way, and waits until it may be made. It has the first request that the
    /// host may be asked: were it given up, the feeds that need only one would always come before it, and what it asked
    /// so far would be asked in vain again and again.
    async fn reserve(&self, host: &str) -> Result<(Paid, Timestamp), Later> {
        let now = (self.now)();
        let (paid, due) = self.planner.reserve(host, now, LONGEST_WAIT).map_err(Later)?;
        if let Some(wait) = Duration::try_from(due.duration_since(now)).ok().filter(|wait| !wait.is_zero()) {
            let Ok(_waiting) = self.hosts.wait_for_budget() else {
                self.planner.give_back(&paid);
                return Err(Later(due));
            };
            tokio::time::sleep(wait).await;
        }
        Ok((paid, due))
    }
}
