//! What a budget buys: the planner against others, on times at which items really came.
//!
//! Every policy sees of a feed what its polls show and nothing more, but for [`Policy::Known`], which
//! is told each feed's rate over its whole life. A feed is there from its first item to its last.

use std::{cmp::Reverse, collections::BinaryHeap};

use jiff::Timestamp;

use super::{Config, News, Outcome, Planner};
use crate::model::{Feed, Freshness, Rhythm, Span};

const DAY: f64 = 86_400.0;
const WEEK: i64 = 7 * 86_400;
/// Rounds of halving the factor of a policy that has no budget of its own.
const ROUNDS: usize = 30;
/// miniflux's own bounds.
const ENTRY_FREQUENCY: (f64, f64) = (300.0, DAY);
/// Parts of the golden section apart: feeds must not all be polled at once.
const APART: f64 = 0.618_033_988_749_895;

/// A feed's name and the times at which its items came, in order.
pub type Timeline = (String, Vec<i64>);

/// Who decides when to poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// This crate's planner.
    Adaptive,
    /// All feeds alike.
    RoundRobin,
    /// miniflux's `entry_frequency`: a week by the entries of the last week, times a factor that
    /// makes the number of polls that of the budget.
    EntryFrequency,
    /// Evenly, by each feed's rate over its whole life, which nobody can know.
    Known(Optimum),
}

/// What polls at known rates are best for, with all feeds of the same importance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Optimum {
    /// Least delay of items: as the root of the rate (Sia, Cho and Cho, TKDE 2007).
    Delay,
    /// The most feeds that show nothing new at any moment (Azar, Horvitz, Lubetzky, Peres and Shahaf,
    /// PNAS 2018): feeds that change too often are given up.
    Freshness,
    /// Least harmonic staleness, where each item that waits counts less than the one before
    /// (Kolobov, Peres, Lubetzky and Horvitz, NeurIPS 2019).
    Staleness,
    /// Either of these with feeds as important as they have items: in proportion to the rate.
    Proportion,
}

impl Optimum {
    /// Polls a second for a feed with so many items a second; `factor` makes them those of the budget.
    fn polls(self, rate: f64, factor: f64) -> f64 {
        match self {
            Self::Delay => rate.sqrt() * factor,
            Self::Freshness => ((rate * factor).sqrt() - rate).max(0.0),
            Self::Staleness => ((rate * rate + 4.0 * rate * factor).sqrt() - rate) / 2.0,
            Self::Proportion => rate * factor,
        }
    }
}

/// The budget, and the bounds of a wait.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Polls for each feed and day.
    pub polls_per_day: u32,
    /// Never sooner.
    pub min_interval: Span,
    /// Never later.
    pub max_interval: Span,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delays {
    /// Of all items, in seconds.
    pub mean: f64,
    /// Half of the items wait for less.
    pub median: f64,
    /// 19 of 20 items wait for less.
    pub p95: f64,
    /// Polls made, by those of the budget.
    pub used: f64,
    /// Items.
    pub items: usize,
}

/// Runs a policy over all feeds.
pub fn simulate(timelines: &[Timeline], policy: Policy, setting: &Setting) -> Delays {
    match policy {
        Policy::Adaptive => run(timelines, setting, &mut Adaptive::new(timelines, setting)),
        Policy::RoundRobin => round_robin(timelines, setting),
        Policy::EntryFrequency => at_budget(timelines, setting, |factor| EntryFrequency { factor }),
        Policy::Known(optimum) => at_budget(timelines, setting, |factor| Known { timelines, setting, optimum, factor }),
    }
}

/// Decides one wait after another.
trait Decide {
    /// Seconds to the next poll of a feed, of which the first `seen` items were seen, `new` of
    /// them just now.
    fn wait(&mut self, feed: usize, times: &[i64], seen: usize, new: usize, now: i64) -> f64;
}

/// The factor at which a policy makes as many polls as the budget allows, and what comes of it.
fn at_budget<D: Decide>(timelines: &[Timeline], setting: &Setting, policy: impl Fn(f64) -> D) -> Delays {
    let (mut low, mut high) = (1e-9_f64, 1e9_f64);
    for _ in 0..ROUNDS {
        let factor = (low * high).sqrt();
        if run(timelines, setting, &mut policy(factor)).used > 1.0 { high = factor } else { low = factor }
    }
    run(timelines, setting, &mut policy(low))
}

fn run(timelines: &[Timeline], setting: &Setting, policy: &mut impl Decide) -> Delays {
    let alive = |(_, times): &Timeline| times.last().zip(times.first()).map_or(0, |(last, first)| last - first) as f64;
    let allowed: f64 = timelines.iter().map(alive).sum::<f64>() * f64::from(setting.polls_per_day) / DAY;
    let mut due: BinaryHeap<_> =
        timelines.iter().enumerate().filter_map(|(n, (_, times))| Some(Reverse((*times.first()?, n)))).collect();
    let (mut seen, mut polls, mut delays) = (vec![0; timelines.len()], 0.0, Vec::new());
    while let Some(Reverse((now, n))) = due.pop() {
        let (times, before) = (&timelines[n].1, seen[n]);
        seen[n] += times[before..].iter().take_while(|at| **at <= now).count();
        // What is there when a feed is first seen did not wait for us.
        delays.extend(times[before..seen[n]].iter().filter(|at| **at != times[0]).map(|at| (now - at) as f64));
        polls += 1.0;
        if seen[n] < times.len() {
            let wait = policy.wait(n, times, seen[n], seen[n] - before, now);
            // Whole seconds are enough.
            #[allow(clippy::cast_possible_truncation)]
            due.push(Reverse((now + (wait as i64).max(1), n)));
        }
    }
    summed(delays, polls / allowed)
}

/// Evenly from some moment in each feed's first interval.
fn round_robin(timelines: &[Timeline], setting: &Setting) -> Delays {
    let interval = DAY / f64::from(setting.polls_per_day);
    let delay = |n: usize, first: i64, at: i64| {
        let start = first as f64 + (n as f64 * APART).fract() * interval;
        let polls = ((at as f64 - start) / interval).ceil().max(0.0);
        start + polls * interval - at as f64
    };
    let feed = |(n, (_, times)): (usize, &Timeline)| {
        let first = times.first().copied().unwrap_or_default();
        times.iter().filter(|at| **at != first).map(|at| delay(n, first, *at)).collect::<Vec<_>>()
    };
    summed(timelines.iter().enumerate().flat_map(feed).collect(), 1.0)
}

fn summed(mut delays: Vec<f64>, used: f64) -> Delays {
    delays.sort_by(f64::total_cmp);
    let at = |part: usize| delays.get(delays.len() * part / 100).copied().unwrap_or(0.0);
    let mean = delays.iter().sum::<f64>() / delays.len().max(1) as f64;
    Delays { mean, median: at(50), p95: at(95), used, items: delays.len() }
}

/// The planner as the daemon uses it.
struct Adaptive {
    planner: Planner,
    feeds: Vec<(Feed, Rhythm)>,
}

impl Adaptive {
    fn new(timelines: &[Timeline], setting: &Setting) -> Self {
        let feed = |(n, (name, _)): (usize, &Timeline)| {
            let url = url::Url::parse(&format!("https://feed-{n}.example/")).ok()?;
            let mut feed = Feed::bare(name.as_str(), url);
            (feed.min_interval, feed.max_interval) = (setting.min_interval, setting.max_interval);
            Some((feed, Rhythm::default()))
        };
        let config = Config { polls_per_day: setting.polls_per_day, ..Config::default() };
        let feeds = timelines.iter().enumerate().filter_map(feed).collect();
        Self { planner: Planner::new(&config), feeds }
    }
}

impl Decide for Adaptive {
    fn wait(&mut self, n: usize, times: &[i64], seen: usize, new: usize, now: i64) -> f64 {
        let at = Timestamp::from_second(now).unwrap_or_default();
        let partition = i32::try_from(n).unwrap_or(i32::MAX);
        let (feed, rhythm) = &mut self.feeds[n];
        let came = &times[seen - new..seen];
        let first = rhythm.pace.is_new();
        // A feed that begins has no archive: its first item says nothing.
        let news = News { new, times: if first { &[] } else { came }, gap: false };
        self.planner.after(feed, rhythm, &Outcome::Read(news), &Freshness::default(), 0, at);
        if first {
            self.planner.enter(partition, [(&*feed, &Rhythm::default())].into_iter(), at);
        }
        // Feeds that are over no longer have a share.
        let next = rhythm.next.get().map_or(1.0, |next| next.duration_since(at).as_secs_f64());
        if times.last().is_some_and(|last| now as f64 + next > *last as f64) {
            self.planner.leave(partition);
        }
        next
    }
}

struct EntryFrequency {
    factor: f64,
}

impl Decide for EntryFrequency {
    fn wait(&mut self, _: usize, times: &[i64], seen: usize, _: usize, now: i64) -> f64 {
        let (least, most) = ENTRY_FREQUENCY;
        let week = times[..seen].iter().rev().take_while(|at| **at > now - WEEK).count();
        if week == 0 { most } else { (WEEK as f64 / (week as f64 * self.factor)).clamp(least, most) }
    }
}

struct Known<'a> {
    timelines: &'a [Timeline],
    setting: &'a Setting,
    optimum: Optimum,
    factor: f64,
}

impl Decide for Known<'_> {
    fn wait(&mut self, feed: usize, times: &[i64], _: usize, _: usize, _: i64) -> f64 {
        let alive = self.timelines[feed].1.last().zip(times.first()).map_or(1, |(last, first)| (last - first).max(1));
        let rate = times.len() as f64 / alive as f64;
        let bounds = (self.setting.min_interval.0.as_secs_f64(), self.setting.max_interval.0.as_secs_f64().max(DAY));
        (1.0 / self.optimum.polls(rate, self.factor)).clamp(bounds.0, bounds.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTING: Setting =
        Setting { polls_per_day: 12, min_interval: Span::secs(300), max_interval: Span::secs(21_600) };

    /// Feeds that publish at their own hours of each day, some much and some little.
    fn newsroom() -> Vec<Timeline> {
        let feed = |n: i64| {
            let each_day = move |day: i64| {
                let items = 1 + (n % 4) * (n % 4) * 3;
                (0..items).map(move |k| 1_760_000_000 + day * 86_400 + (6 + n % 12) * 3_600 + k * 7_200 / items)
            };
            (format!("feed-{n}"), (0..45).flat_map(each_day).collect())
        };
        (0..10).map(feed).collect()
    }

    #[test]
    fn the_planner_keeps_its_budget_and_items_wait_much_less() {
        let feeds = newsroom();
        let plain = simulate(&feeds, Policy::RoundRobin, &SETTING);
        let ours = simulate(&feeds, Policy::Adaptive, &SETTING);
        assert!((0.9..=1.1).contains(&ours.used), "{ours:?}");
        assert!(ours.mean < plain.mean / 2.0 && ours.p95 < plain.p95, "{ours:?} {plain:?}");
        assert_eq!(ours.items, plain.items);
    }

    #[test]
    fn policies_without_a_budget_are_given_one() {
        let feeds = newsroom();
        for policy in [Policy::EntryFrequency, Policy::Known(Optimum::Delay), Policy::Known(Optimum::Staleness)] {
            let delays = simulate(&feeds, policy, &SETTING);
            assert!((0.9..=1.0).contains(&delays.used), "{policy:?}: {delays:?}");
        }
        let plain = simulate(&feeds, Policy::RoundRobin, &SETTING);
        assert!((plain.mean / 3_600.0 - 1.0).abs() < 0.1, "half of two hours: {plain:?}");
    }

    #[test]
    fn nothing_to_see_is_no_fault() {
        for feeds in [vec![], vec![("a".to_owned(), vec![])], vec![("a".to_owned(), vec![5])]] {
            assert_eq!(simulate(&feeds, Policy::Adaptive, &SETTING).items, 0);
        }
    }

    #[test]
    #[allow(clippy::cast_possible_truncation)] // Small figures.
    fn known_rates_are_spent_by_what_each_optimum_says() {
        let polls = |optimum: Optimum, factor| {
            [1.0, 4.0, 100.0].map(|rate| (optimum.polls(rate, factor) * 10.0).round() as i32)
        };
        assert_eq!(polls(Optimum::Delay, 3.0), [30, 60, 300]);
        assert_eq!(polls(Optimum::Freshness, 9.0), [20, 20, 0], "given up");
        assert_eq!(polls(Optimum::Staleness, 2.0), [10, 15, 20]);
        assert_eq!(polls(Optimum::Proportion, 2.0), [20, 80, 2_000]);
        // Each spends what makes its own aim best: a little from one feed to another makes it no better.
        let (rates, factor, bit) = ([1.0, 4.0], 9.0, 1e-4);
        let freshness = |[a, b]: [f64; 2]| a / (a + rates[0]) + b / (b + rates[1]);
        let staleness = |[a, b]: [f64; 2]| (a / (a + rates[0])).ln() + (b / (b + rates[1])).ln();
        let delay = |[a, b]: [f64; 2]| -(rates[0] / a + rates[1] / b);
        let best = |optimum: Optimum| rates.map(|rate| optimum.polls(rate, factor));
        let holds = |aim: &dyn Fn([f64; 2]) -> f64, [a, b]: [f64; 2]| {
            aim([a, b]) >= aim([a + bit, b - bit]) && aim([a, b]) >= aim([a - bit, b + bit])
        };
        assert!(holds(&freshness, best(Optimum::Freshness)));
        assert!(holds(&staleness, best(Optimum::Staleness)));
        assert!(holds(&delay, best(Optimum::Delay)));
        assert!(!holds(&delay, best(Optimum::Staleness)) && !holds(&freshness, best(Optimum::Delay)));
    }
}
