//! From what a poll came to, to the next one.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{Config, Outcome};
use crate::model::{Failure, Feed, Freshness, Grade, Rhythm};

/// Longest floor that a feed's `ttl` or a server's `max-age` can set, in seconds.
const MOST_FLOOR: u64 = 86_400;
/// Start-up is spread by this much for each feed, until `startup_spread` is reached.
const SPREAD_PER_FEED: Duration = Duration::from_millis(20);
/// How much of the yield is remembered from one poll to the next.
const MEMORY: f32 = 0.8;

/// Plans polls.
#[derive(Debug, Clone)]
pub struct Planner {
    config: Config,
}

impl Planner {
    /// A planner with these bounds.
    pub fn new(config: &Config) -> Self {
        Self { config: config.clone() }
    }

    /// The first poll of a feed that was just taken over with `feeds - 1` others. A poll
    /// planned for the future stays where it was; what is due already is spread.
    pub fn first(&self, feed: &Feed, rhythm: &Rhythm, feeds: usize, now: Timestamp) -> Timestamp {
        // A plan beyond every bound was made by a clock that was wrong.
        let horizon = now + signed(self.longest(feed));
        if let Some(next) = rhythm.next.filter(|next| *next > now && *next <= horizon) {
            return next;
        }
        let per_feed = SPREAD_PER_FEED.saturating_mul(u32::try_from(feeds.saturating_sub(1)).unwrap_or(u32::MAX));
        now + signed(per_feed.min(self.config.startup_spread.0).mul_f64(chance(feed, u64::MAX)))
    }

    /// Plans the poll after one at `now`. `failures`: in a row, this one included.
    pub fn after(
        &self,
        feed: &Feed,
        rhythm: &mut Rhythm,
        outcome: &Outcome<'_>,
        freshness: &Freshness,
        failures: u32,
        now: Timestamp,
    ) {
        rhythm.polls += 1;
        rhythm.last = Some(now);
        let wait = match outcome {
            Outcome::Failed(failure) => self.after_failure(feed, rhythm, failure, failures, now),
            Outcome::New(_) => self.adapt(feed, rhythm, true),
            Outcome::Nothing => self.adapt(feed, rhythm, false),
        };
        let floor = floor(rhythm, freshness);
        let jittered = wait.mul_f64(0.9 + 0.2 * chance(feed, rhythm.polls));
        rhythm.next = Some(now + signed(jittered.max(floor).max(feed.min_interval.0)));
    }

    /// Shrinks or grows the interval, and returns it.
    fn adapt(&self, feed: &Feed, rhythm: &mut Rhythm, news: bool) -> Duration {
        let (least, most) = (feed.min_interval.0.as_secs(), feed.max_interval.0.as_secs());
        let first = rhythm.interval == 0;
        rhythm.yield_rate = MEMORY * rhythm.yield_rate + (1.0 - MEMORY) * f32::from(u8::from(news));
        let seconds = match (first, news) {
            // All of a new feed is news; that says nothing of its pace.
            (true, _) => self.config.initial_interval.0.as_secs(),
            (false, true) => u64::from(rhythm.interval) * 2 / 3,
            (false, false) => (u64::from(rhythm.interval) * 5).div_ceil(4),
        };
        rhythm.interval = u32::try_from(seconds.clamp(least.min(most), most)).unwrap_or(u32::MAX);
        Duration::from_secs(rhythm.interval.into())
    }

    /// Backs off: twice as long for each failure in a row, from the interval in force.
    fn after_failure(
        &self,
        feed: &Feed,
        rhythm: &Rhythm,
        failure: &Failure,
        failures: u32,
        now: Timestamp,
    ) -> Duration {
        let longest = self.longest(feed);
        if failure.grade == Grade::Gone {
            return longest;
        }
        let interval = if rhythm.interval == 0 {
            self.config.initial_interval.0.min(feed.max_interval.0)
        } else {
            Duration::from_secs(rhythm.interval.into())
        };
        let backoff = interval.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(feed.max_interval.0);
        let asked = failure.retry_at.map_or(Duration::ZERO, |at| {
            let wait = Duration::try_from(at.duration_since(now)).unwrap_or_default();
            // A tenth more, because jitter may take a tenth away.
            wait.min(self.config.max_retry_after.0).mul_f64(1.12)
        });
        backoff.max(asked)
    }

    /// The longest wait that this planner makes for a feed.
    fn longest(&self, feed: &Feed) -> Duration {
        let most = feed.max_interval.0;
        let floors = self.config.max_retry_after.0.max(Duration::from_secs(MOST_FLOOR));
        most.max(floors).mul_f64(1.3)
    }
}

/// What server and feed ask for: never sooner than this.
fn floor(rhythm: &Rhythm, freshness: &Freshness) -> Duration {
    let max_age = freshness.max_age.map_or(0, u64::from);
    let ttl = rhythm.ttl.map_or(0, |minutes| u64::from(minutes) * 60);
    Duration::from_secs(max_age.max(ttl).min(MOST_FLOOR))
}

/// A number from 0 to 1 that depends on the feed and `n` alone, so that a plan can be explained.
fn chance(feed: &Feed, n: u64) -> f64 {
    xxh3_64_with_seed(feed.id.0.as_bytes(), n) as f64 / u64::MAX as f64
}

fn signed(span: Duration) -> SignedDuration {
    SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cause, Span};

    fn now() -> Timestamp {
        "2026-01-02T03:04:05Z".parse().unwrap()
    }

    fn feed() -> Feed {
        let mut feed = Feed::bare("f", "https://example.org/f".parse().unwrap());
        (feed.min_interval, feed.max_interval) = (Span::secs(300), Span::secs(3_600));
        feed
    }

    fn after(rhythm: &mut Rhythm, outcome: &Outcome<'_>, freshness: &Freshness, failures: u32) -> i64 {
        Planner::new(&Config::default()).after(&feed(), rhythm, outcome, freshness, failures, now());
        rhythm.next.unwrap().duration_since(now()).as_secs()
    }

    #[test]
    fn a_plan_stays_and_what_is_overdue_or_absurd_is_spread() {
        let planner = Planner::new(&Config::default());
        let first = |next: Option<i64>| {
            let next = next.map(|seconds| now() + SignedDuration::from_secs(seconds));
            let rhythm = Rhythm { next, ..Rhythm::default() };
            planner.first(&feed(), &rhythm, 2_000, now()).duration_since(now()).as_secs()
        };
        assert_eq!(first(Some(1_000)), 1_000);
        for next in [None, Some(-5), Some(10 * 366 * 86_400)] {
            assert!((0..=30).contains(&first(next)), "{next:?}");
        }
    }

    #[test]
    fn news_shortens_the_interval_and_silence_lengthens_it_within_bounds() {
        let mut rhythm = Rhythm::default();
        let fresh = Freshness::default();
        assert!(
            (810..=990).contains(&after(&mut rhythm, &Outcome::New(20), &fresh, 0)),
            "a new feed starts in the middle"
        );
        for _ in 0..20 {
            after(&mut rhythm, &Outcome::New(1), &fresh, 0);
        }
        assert_eq!(rhythm.interval, 300);
        for _ in 0..40 {
            after(&mut rhythm, &Outcome::Nothing, &fresh, 0);
        }
        assert_eq!(rhythm.interval, 3_600);
    }

    #[test]
    fn what_server_and_feed_ask_for_is_a_floor() {
        let mut rhythm = Rhythm { interval: 300, ttl: Some(30), ..Rhythm::default() };
        assert!(after(&mut rhythm, &Outcome::New(1), &Freshness::default(), 0) >= 1_800);
        let fresh = Freshness { max_age: Some(7_200), ..Freshness::default() };
        assert!(after(&mut rhythm, &Outcome::New(1), &fresh, 0) >= 7_200);
        let fresh = Freshness { max_age: Some(u32::MAX), ..Freshness::default() };
        assert!(after(&mut rhythm, &Outcome::New(1), &fresh, 0) <= 86_400, "a floor has a bound");
    }

    #[test]
    fn failures_back_off_and_retry_after_is_kept_within_its_bound() {
        let mut failure = Failure::new(Grade::Transient, Cause::Timeout, "x");
        let wait = |failure: &Failure, failures| {
            let mut rhythm = Rhythm { interval: 300, ..Rhythm::default() };
            after(&mut rhythm, &Outcome::Failed(failure), &Freshness::default(), failures)
        };
        assert!(wait(&failure, 1) < wait(&failure, 3) && wait(&failure, 30) <= 3_960);
        failure.retry_at = Some(now() + SignedDuration::from_secs(5_000));
        assert!(wait(&failure, 1) >= 5_000);
        failure.retry_at = Some(now() + SignedDuration::from_secs(10 * 366 * 86_400));
        assert!(wait(&failure, 1) <= 106_500, "a day, and jitter");
    }
}
