//! From what a poll came to, to the next one.

mod budget;

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{
    Config, HOUR, News, Outcome, PARKED, course,
    floors::{MOST_FLOOR, floors, unskipped},
    market::Market,
    pace::{self, Shape},
};
use crate::model::{Bound, Failure, Feed, Freshness, Grade, Moment, Rhythm};

/// Start-up is spread by this much for each feed, until `startup_spread` is reached.
const SPREAD_PER_FEED: Duration = Duration::from_millis(20);
/// By up to so much of its wait a poll is later than planned: feeds with the same habits must not be
/// asked in the same second. Where the pace sets the time, by what costs hardly more, and that is ...
const JITTER: f64 = 0.1;
/// ... so many seconds at least.
const LEAST_JITTER: f64 = 60.0;
/// Of the first wait: feeds that were started together are not to stay together.
const FIRST_JITTER: f64 = 0.5;
/// A document is read again before more than this part of its entries is new.
const OF_WINDOW: f64 = 0.5;

/// Plans polls. What the feeds of an instance spend together is shared by all who plan.
#[derive(Debug)]
pub struct Planner {
    config: Config,
    market: Mutex<Market>,
}

/// When, and what set the time.
type Plan = (Bound, Timestamp);

impl Planner {
    /// A planner with these bounds.
    pub fn new(config: &Config) -> Self {
        Self { config: config.clone(), market: Mutex::new(Market::new(config)) }
    }

    /// A partition was taken, with what is remembered of its feeds.
    pub fn enter<'a>(&self, partition: i32, feeds: impl Iterator<Item = (&'a Feed, &'a Rhythm)>, now: Timestamp) {
        self.market().enter(partition, feeds, now.as_second());
    }

    /// A partition was given up.
    pub fn leave(&self, partition: i32) {
        self.market().leave(partition);
    }

    /// A clock was set.
    pub fn shift(&self, by: SignedDuration) {
        self.market().shift(by.as_secs());
    }

    /// The first poll of a feed that was just taken over with `feeds - 1` others. A poll
    /// planned for the future stays where it was; what is due already is spread.
    pub fn first(&self, feed: &Feed, rhythm: &Rhythm, feeds: usize, now: Timestamp) -> Timestamp {
        // A plan beyond every bound was made by a clock that was wrong.
        let longest = if rhythm.by == Bound::Gone { PARKED } else { signed(self.longest(feed)) };
        let horizon = now + longest;
        if let Some(next) = rhythm.next.get().filter(|next| *next > now && *next <= horizon) {
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
        rhythm.last = now.into();
        rhythm.rest = Moment::NONE;
        rhythm.paid = self.paid(feed);
        let (plan, slack) = match outcome {
            Outcome::Read(news) => {
                let age = freshness.max_age.map(|age| u64::from(age).min(MOST_FLOOR));
                rhythm.fresh = age.map(|age| now + SignedDuration::from_secs(age.cast_signed())).into();
                let (plan, slack) = self.by_pace(feed, rhythm, news, now);
                (plan, Some(slack))
            }
            Outcome::Failed(failure) => (self.by_failure(feed, rhythm, failure, failures, now), None),
        };
        let later = |(by, at): Plan, floor: Plan| if floor.1 > at { floor } else { (by, at) };
        let (by, at) = floors(feed, rhythm, now).fold(plan, later);
        let (skipped, at) = unskipped(feed, rhythm, at);
        rhythm.by = skipped.unwrap_or(by);
        let wait = at.duration_since(now).as_secs_f64().max(0.0);
        let usual = wait * JITTER;
        let jitter = slack.map_or(usual, |slack| slack.max(usual.min(LEAST_JITTER))) * chance(feed, rhythm.polls);
        rhythm.next = at.checked_add(SignedDuration::try_from_secs_f64(jitter).unwrap_or_default()).ok().into();
    }

    /// Learns from what came, and looks for the best time; also how many seconds later would do.
    fn by_pace(&self, feed: &Feed, rhythm: &mut Rhythm, news: &News<'_>, now: Timestamp) -> (Plan, f64) {
        let second = now.as_second();
        let (terms, host) = self.market().spend(feed, second);
        let (others, first) = (terms.others(feed), rhythm.pace.is_new());
        let shape = Shape::of(&rhythm.pace, others);
        if news.gap {
            rhythm.gaps = rhythm.gaps.saturating_add(1);
            rhythm.last_gap = now.into();
        }
        // Behind a gap there were more.
        let new = news.new as f32 * if news.gap { 2.0 } else { 1.0 };
        pace::observe(&mut rhythm.pace, &shape, second, new, news.times);
        let shape = if news.new > 0 { Shape::of(&rhythm.pace, others) } else { shape };
        let rate = f64::from(pace::rate(&rhythm.pace, terms.typical)) / HOUR as f64;
        let price = terms.price * host.dearer;
        // Recorded for people and for the next start.
        #[allow(clippy::cast_possible_truncation)]
        let shown = price as f32;
        rhythm.pace.price = Some(shown);
        let (least, most) = (feed.min_interval.0.as_secs_f64(), feed.max_interval.0.as_secs_f64().max(host.least));
        let (by, wait, slack) = if first && rhythm.pace.slow[1] == 0.0 {
            // All of a new feed without dates is news; that says nothing of its pace.
            let wait = self.config.initial_interval.0.as_secs_f64().clamp(least.min(most), most);
            (Bound::Pace, wait, wait.min(most - wait) * FIRST_JITTER)
        } else {
            let most_of_window = f64::from(rhythm.window) * OF_WINDOW / rate.max(f64::MIN_POSITIVE);
            let within = if rhythm.window > 0 { most.min(most_of_window.max(least)) } else { most };
            let course = course::next(&shape, rate, price, second, least.min(within), within);
            let by = match course.wait {
                wait if wait + 1.0 < within => Bound::Pace,
                _ if within < most => Bound::Window,
                _ => Bound::MaxInterval,
            };
            (by, course.wait, course.slack)
        };
        let (by, wait) = if host.least > wait { (Bound::HostBudget, host.least) } else { (by, wait) };
        rhythm.wanted = whole(wait);
        let mut market = self.market();
        market.planned(rate, wait);
        if !news.times.is_empty() {
            market.learn(feed, &pace::counts(news.times));
        }
        drop(market);
        ((by, now.saturating_add(signed(Duration::from_secs_f64(wait))).unwrap_or(Timestamp::MAX)), slack)
    }

    /// Backs off: twice as long for each failure in a row, from the wait in force.
    fn by_failure(&self, feed: &Feed, rhythm: &mut Rhythm, failure: &Failure, failures: u32, now: Timestamp) -> Plan {
        self.market().spend(feed, now.as_second());
        let at = |wait: Duration| now.saturating_add(signed(wait)).unwrap_or(Timestamp::MAX);
        if let Some(rest) = failure.retry_at {
            let rest = rest.min(now + signed(self.config.max_retry_after.0));
            rhythm.rest = Some(rest).filter(|rest| *rest > now).into();
            if failure.grade == Grade::Throttled {
                self.market().rest(feed.url.host_str().unwrap_or_default(), rest.as_second());
            }
        }
        if failure.grade == Grade::Gone {
            return (Bound::Gone, at(self.longest(feed).div_f64(1.3)));
        }
        let wanted = if rhythm.wanted == 0 {
            self.config.initial_interval.0.min(feed.max_interval.0)
        } else {
            Duration::from_secs(rhythm.wanted.into())
        };
        let wait = wanted.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(feed.max_interval.0);
        (Bound::Backoff, at(wait))
    }

    /// What must be remembered of what the host was asked.
    fn paid(&self, feed: &Feed) -> Option<i64> {
        if self.config.host_polls_per_day == 0 {
            return None;
        }
        let (_, paid, _) = self.market().paid(feed.url.host_str().unwrap_or_default())?;
        Some(paid)
    }

    /// The longest wait that this planner makes for a feed.
    fn longest(&self, feed: &Feed) -> Duration {
        let most = feed.max_interval.0;
        let floors = self.config.max_retry_after.0.max(Duration::from_secs(MOST_FLOOR));
        most.max(floors).mul_f64(1.3)
    }

    pub(super) fn host_polls_per_day(&self) -> u32 {
        self.config.host_polls_per_day
    }

    /// What is reckoned with now; of a thread that panicked, too: figures are all it holds.
    pub(super) fn market(&self) -> MutexGuard<'_, Market> {
        self.market.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A number from 0 to 1 that depends on the feed and `n` alone, so that a plan can be explained.
fn chance(feed: &Feed, n: u64) -> f64 {
    xxh3_64_with_seed(feed.id.0.as_bytes(), n) as f64 / u64::MAX as f64
}

fn signed(span: Duration) -> SignedDuration {
    SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX)
}

/// Whole seconds; a cast saturates.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(seconds: f64) -> u32 {
    seconds as u32
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

    const NOTHING: Outcome<'static> = Outcome::Read(News { new: 0, times: &[], gap: false });
    const SOME: Outcome<'static> = Outcome::Read(News { new: 9, times: &[], gap: false });

    fn after(rhythm: &mut Rhythm, outcome: &Outcome<'_>, freshness: &Freshness, failures: u32) -> i64 {
        Planner::new(&Config::default()).after(&feed(), rhythm, outcome, freshness, failures, now());
        rhythm.next.get().unwrap().duration_since(now()).as_secs()
    }

    /// A rhythm of a feed that was read before.
    fn known() -> Rhythm {
        let pace = crate::model::Pace { upto: now().as_second() - 300, slow: [2.0, 720.0], ..Default::default() };
        Rhythm { pace, wanted: 300, ..Rhythm::default() }
    }

    #[test]
    fn a_plan_stays_and_what_is_overdue_or_absurd_is_spread() {
        let planner = Planner::new(&Config::default());
        let first = |next: Option<i64>| {
            let next = next.map(|seconds| now() + SignedDuration::from_secs(seconds)).into();
            let rhythm = Rhythm { next, ..Rhythm::default() };
            planner.first(&feed(), &rhythm, 2_000, now()).duration_since(now()).as_secs()
        };
        assert_eq!(first(Some(1_000)), 1_000);
        for next in [None, Some(-5), Some(10 * 366 * 86_400)] {
            assert!((0..=30).contains(&first(next)), "{next:?}");
        }
    }

    #[test]
    fn news_shortens_the_wait_and_silence_lengthens_it_within_bounds() {
        let (planner, mut rhythm, mut at) = (Planner::new(&Config::default()), Rhythm::default(), now());
        let mut live = |outcome: &Outcome<'_>, polls| {
            for _ in 0..polls {
                planner.after(&feed(), &mut rhythm, outcome, &Freshness::default(), 0, at);
                at = rhythm.next.get().unwrap();
            }
            (rhythm.wanted, rhythm.by)
        };
        assert_eq!(live(&SOME, 1).0, 900, "a new feed starts in the middle");
        let (busy, by) = live(&SOME, 60);
        assert!(busy <= 400, "{busy} {by:?}");
        let (quiet, by) = live(&NOTHING, 400);
        assert!(quiet > 3 * busy, "{quiet} {busy} {by:?}");
        assert!(live(&NOTHING, 2_000).0 <= 3_600);
    }

    #[test]
    fn what_server_and_feed_ask_for_is_a_floor_with_its_reason() {
        let fresh = |max_age| Freshness { max_age: Some(max_age), ..Freshness::default() };
        let none = Freshness::default();
        let skip = 1 << now().strftime("%H").to_string().parse::<u32>().unwrap();
        for (rhythm, freshness, least, most, by) in [
            (Rhythm { ttl: Some(120), ..known() }, none, 7_200, 7_300, Bound::Ttl),
            (Rhythm { period: Some(9_000), ..known() }, none, 9_000, 9_100, Bound::UpdatePeriod),
            (known(), fresh(7_200), 7_200, 7_300, Bound::Fresh),
            (Rhythm { ttl: Some(60), ..known() }, fresh(7_200), 7_200, 7_300, Bound::Fresh),
            (known(), fresh(u32::MAX), 86_400, 86_500, Bound::Fresh),
            (Rhythm { ttl: Some(u32::MAX), ..known() }, none, 86_400, 86_500, Bound::Ttl),
            (Rhythm { skip_hours: skip | skip << 1 | skip << 2, ..known() }, none, 10_000, 10_615, Bound::SkipHours),
        ] {
            let mut rhythm = rhythm;
            let wait = after(&mut rhythm, &SOME, &freshness, 0);
            assert!((least..=most).contains(&wait) && rhythm.by == by, "{by:?}: {wait}, {:?}", rhythm.by);
        }
    }

    #[test]
    fn a_gap_is_counted_and_the_rate_raised() {
        let (mut with, mut without) = (known(), known());
        let gap = Outcome::Read(News { new: 9, times: &[], gap: true });
        assert!(
            after(&mut with, &gap, &Freshness::default(), 0) <= after(&mut without, &SOME, &Freshness::default(), 0)
        );
        assert_eq!((with.gaps, with.last_gap, without.gaps), (1, now().into(), 0));
        assert!(with.pace.slow[0] > without.pace.slow[0]);
        // A document of few entries is read before they could all be gone.
        let mut short = Rhythm { window: 4, ..known() };
        short.pace.slow = [200.0, 200.0];
        after(&mut short, &NOTHING, &Freshness { max_age: None, no_store: true }, 0);
        assert!(short.wanted <= 7_200, "{} {:?}", short.wanted, short.by);
    }

    #[test]
    fn failures_back_off_and_retry_after_is_kept_within_its_bound() {
        let mut failure = Failure::new(Grade::Transient, Cause::Timeout, "x");
        let wait = |failure: &Failure, failures| {
            let mut rhythm = known();
            after(&mut rhythm, &Outcome::Failed(failure), &Freshness::default(), failures)
        };
        assert!(wait(&failure, 1) < wait(&failure, 3) && wait(&failure, 30) <= 3_960);
        failure.retry_at = Some(now() + SignedDuration::from_secs(5_000));
        assert!(wait(&failure, 1) >= 5_000);
        failure.retry_at = Some(now() + SignedDuration::from_secs(10 * 366 * 86_400));
        assert!((86_400..=95_040).contains(&wait(&failure, 1)), "a day, and jitter");
    }

    #[test]
    fn a_host_that_was_asked_to_rest_rests_as_a_whole_and_over_a_restart() {
        let planner = Planner::new(&Config::default());
        let mut other = feed();
        other.url = "https://example.org/other".parse().unwrap();
        let mut rhythm = known();
        planner.enter(0, [(&other, &rhythm), (&feed(), &rhythm)].into_iter(), now());
        assert_eq!(planner.turn(&other, now()), None);
        let mut failure = Failure::new(Grade::Throttled, Cause::Throttled, "x");
        failure.retry_at = Some(now() + SignedDuration::from_secs(600));
        planner.after(&feed(), &mut rhythm, &Outcome::Failed(&failure), &Freshness::default(), 1, now());
        let rests = |planner: &Planner| planner.turn(&other, now()).map(|until| until.duration_since(now()).as_secs());
        assert!(rests(&planner).is_some_and(|rest| (600..=610).contains(&rest)));
        let restarted = Planner::new(&Config::default());
        restarted.enter(0, [(&other, &known()), (&feed(), &rhythm)].into_iter(), now());
        assert!(rests(&restarted).is_some_and(|rest| (600..=610).contains(&rest)));
    }

    /// Thirty feeds of one host for some days, with a restart each day from what would be in Kafka:
    /// when it was asked.
    fn asked(config: &Config, heeding: bool) -> Vec<i64> {
        let feeds: Vec<_> =
            (0..30).map(|n| Feed { id: crate::model::FeedId(format!("f{n}").into()), ..feed() }).collect();
        let mut rhythms = vec![Rhythm::default(); feeds.len()];
        let (mut asked, mut clock) = (Vec::new(), now());
        for day in 1..=4 {
            let planner = Planner::new(config);
            planner.enter(0, feeds.iter().zip(&rhythms), clock);
            let mut timetable = super::super::Timetable::new(clock);
            for (n, feed) in feeds.iter().enumerate() {
                timetable.insert(n, planner.first(feed, &rhythms[n], feeds.len(), clock));
            }
            let end = now() + SignedDuration::from_hours(24 * day);
            while let Some(next) = timetable.next().filter(|next| *next < end) {
                clock = clock.max(next);
                while let Some(n) = timetable.pop_due(clock) {
                    match planner.turn(&feeds[n], clock).filter(|_| heeding) {
                        Some(until) => timetable.insert(n, until),
                        None => {
                            assert!(planner.take("example.org", clock).is_ok() || !heeding);
                            asked.push(clock.as_millisecond());
                            planner.after(&feeds[n], &mut rhythms[n], &SOME, &Freshness::default(), 0, clock);
                            timetable.insert(n, rhythms[n].next.get().unwrap());
                        }
                    }
                }
            }
        }
        asked
    }

    #[test]
    fn a_host_is_never_asked_more_often_in_a_day_than_its_budget_says_also_over_restarts() {
        let most = |asked: &[i64]| {
            let within = |from: &i64| asked.iter().filter(|at| (*from..*from + 86_400_000).contains(*at)).count();
            asked.iter().map(within).max().unwrap_or(0)
        };
        let config = Config { host_polls_per_day: 96, ..Config::default() };
        let with = asked(&config, true);
        assert!((80..=96).contains(&most(&with)), "{}", most(&with));
        assert!(most(&asked(&config, false)) > 96, "the price alone holds it only on average");
    }
}
