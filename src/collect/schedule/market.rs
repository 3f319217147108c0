//! What a request costs: so much that the requests of all feeds together are those of the budget.
//!
//! Each feed decides for itself at this price, and so the requests go where they save most delay.
//! The price follows from how often the items of all feeds come, and is corrected by what was
//! really spent. Hosts that have a budget of their own have a dearer price.

use std::{collections::HashMap, sync::Arc};

use xxhash_rust::xxh3::xxh3_64;

use super::{
    Config, DAY, HOUR,
    allowance::Allowance,
    host::{Host, HostTerms},
    pace,
    pace::Shape,
    strangers::{self, Strangers},
};
use crate::model::{Feed, Pace, Rhythm};

/// Rates are told apart by half octaves, from one item in some years to two a second.
const BUCKETS: usize = 64;
const LEAST_RATE: f64 = 1e-9;
/// What was spent is remembered for so many days.
const MEMORY: f64 = 7.0;
/// How quickly the price follows what was spent: by so much of the surplus, in logarithms, a day.
const GAIN: f64 = 1.0;
/// The price that was reckoned is off by e to this at most.
const MOST_CORRECTION: f64 = 4.0;
/// Reckoned anew after so many polls or seconds.
const RECKON_POLLS: u32 = 256;
const RECKON_SECONDS: i64 = 60;
/// Polls of no account, so that the first few do not move the price.
const SLACK: f64 = 5.0;
/// Profiles of so many groups are kept.
const MOST_GROUPS: usize = 64;

/// What a feed plans by.
#[derive(Debug)]
pub struct Terms {
    /// Of a poll, in item-seconds.
    pub price: f64,
    /// Items an hour of a typical feed.
    pub typical: f32,
    all: Shape,
    groups: HashMap<String, Shape>,
}

impl Terms {
    /// When items of feeds like this one come.
    pub fn others(&self, feed: &Feed) -> &Shape {
        feed.groups.iter().find_map(|group| self.groups.get(group)).unwrap_or(&self.all)
    }
}

/// A request that was counted; by the key of its host where there is a bound.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Paid(Option<u64>);

/// The feeds of one partition, as far as the budget is concerned.
#[derive(Debug, Default)]
struct Share {
    feeds: f64,
    /// Polls a second that their `max_interval` and `min_interval` make the least and the most.
    least: f64,
    most: f64,
}

/// The budget of an instance.
#[derive(Debug)]
pub struct Market {
    polls_per_day: f64,
    allowance: Option<Allowance>,
    shares: HashMap<i32, Share>,
    /// By the hash of their names.
    hosts: HashMap<u64, Host>,
    /// Hosts that no feed is declared at: redirects and pages lead there.
    strangers: Strangers,
    /// How many feeds have which rate, in feed-hours that fade.
    rates: [f64; BUCKETS],
    all: Pace,
    groups: HashMap<String, Pace>,
    spent: f64,
    allowed: f64,
    /// The price before it is corrected.
    base: f64,
    correction: f64,
    at: i64,
    polls: u32,
    terms: Arc<Terms>,
}

impl Market {
    /// A market without feeds.
    pub fn new(config: &Config) -> Self {
        let polls_per_day = f64::from(config.polls_per_day.max(1));
        let typical = 0.1;
        // At this price the typical feed has the average number of polls.
        let wait = DAY / polls_per_day;
        let price = f64::from(typical) / HOUR as f64 * wait * wait / 2.0;
        Self {
            polls_per_day,
            allowance: Allowance::of(config.host_polls_per_day),
            shares: HashMap::new(),
            hosts: HashMap::new(),
            strangers: Strangers::default(),
            rates: [0.0; BUCKETS],
            all: Pace::default(),
            groups: HashMap::new(),
            spent: 0.0,
            allowed: 0.0,
            base: price,
            correction: 0.0,
            at: 0,
            polls: 0,
            terms: Arc::new(Terms { price, typical, all: Shape::default(), groups: HashMap::new() }),
        }
    }

    /// Takes in the feeds of a partition with what is remembered of them.
    pub fn enter<'a>(&mut self, partition: i32, feeds: impl Iterator<Item = (&'a Feed, &'a Rhythm)>, now: i64) {
        self.leave(partition);
        let (mut share, mut prices) = (Share::default(), (0.0, 0.0));
        let typical = self.terms.typical;
        for (feed, rhythm) in feeds {
            share.feeds += 1.0;
            share.least += 1.0 / feed.max_interval.0.as_secs_f64().max(1.0);
            share.most += 1.0 / feed.min_interval.0.as_secs_f64().max(1.0);
            let key = key(feed.url.host_str().unwrap_or_default());
            let host = self.hosts.entry(key).or_default();
            host.enter(partition);
            if let Some(paid) = self.strangers.leave(key) {
                host.restore(paid);
            }
            host.rest = rhythm.rest.get().map_or(host.rest, |rest| host.rest.max(rest.as_second()));
            // By a clock that was wrong it would be owed for ever.
            if let Some(paid) = rhythm.paid.filter(|_| self.allowance.is_some()) {
                host.restore(paid.min((now + 86_400) * 1_000));
            }
            if rhythm.pace.is_new() {
                continue;
            }
            self.rates[bucket(f64::from(pace::rate(&rhythm.pace, typical)) / HOUR as f64)] += MEMORY * 24.0;
            self.learn(feed, &rhythm.pace);
            if let Some(price) = rhythm.pace.price.filter(|price| *price > 0.0) {
                prices = (prices.0 + f64::from(price).ln(), prices.1 + 1.0);
            }
        }
        self.shares.insert(partition, share);
        self.at = now;
        self.reckon(now);
        // What was learned of the price before a restart goes on.
        if self.correction == 0.0 && prices.1 > 0.0 {
            let correction = prices.0 / prices.1 - self.terms.price.ln();
            self.correction = correction.clamp(-MOST_CORRECTION, MOST_CORRECTION);
            self.reckon(now);
        }
    }

    /// Forgets how many feeds a partition has.
    pub fn leave(&mut self, partition: i32) {
        if self.shares.remove(&partition).is_some() {
            self.hosts.retain(|_, host| host.leave(partition));
        }
    }

    /// Counts a poll, and says on which terms the next one is planned.
    pub fn spend(&mut self, feed: &Feed, now: i64) -> (Arc<Terms>, HostTerms) {
        self.spent += 1.0;
        self.polls += 1;
        if self.polls >= RECKON_POLLS || now - self.at >= RECKON_SECONDS {
            self.reckon(now);
        }
        let host = self.host_terms(feed, now);
        (Arc::clone(&self.terms), host)
    }

    /// The terms in force.
    pub fn terms(&self) -> Arc<Terms> {
        Arc::clone(&self.terms)
    }

    /// Takes in how a feed was planned: `rate` in items a second, `wait` in seconds.
    pub fn planned(&mut self, rate: f64, wait: f64) {
        self.rates[bucket(rate)] += wait / HOUR as f64;
    }

    /// Takes in when items came.
    pub fn learn(&mut self, feed: &Feed, counts: &Pace) {
        pace::add(&mut self.all, counts);
        if let Some(group) = feed.groups.first()
            && (self.groups.contains_key(group) || self.groups.len() < MOST_GROUPS)
        {
            pace::add(self.groups.entry(group.clone()).or_default(), counts);
        }
    }

    /// No feed of the host is polled before `until`.
    pub fn rest(&mut self, host: &str, until: i64) {
        if let Some(host) = self.hosts.get_mut(&key(host)) {
            host.rest = host.rest.max(until);
        }
    }

    /// Until when a host rests, where it does.
    pub fn rests(&self, host: &str, now: i64) -> Option<i64> {
        self.hosts.get(&key(host)).map(|host| host.rest).filter(|rest| *rest > now)
    }

    /// When a host may be asked, where that is not at `now`, in milliseconds: the day's requests are used up.
    pub fn free(&self, host: &str, now: i64) -> Option<i64> {
        let (allowance, key) = (self.allowance?, key(host));
        let paid = self.hosts.get(&key).map_or_else(|| self.strangers.until(key), Host::paid);
        allowance.free(paid, now)
    }

    /// Counts a request to a host at `now`, in milliseconds, before it is made, if the day's requests are not used up;
    /// otherwise says when it may be made.
    pub fn take(&mut self, host: &str, now: i64) -> Result<Paid, i64> {
        let (Some(allowance), key) = (self.allowance, key(host)) else { return Ok(Paid::default()) };
        let paid = self.owed(key, now).ok_or(now + strangers::AGAIN)?;
        allowance.take(paid, now).map(|()| Paid(Some(key)))
    }

    /// Counts a request to a host at the first time from `now` at which it may be made; that time.
    pub fn reserve(&mut self, host: &str, now: i64) -> (Paid, i64) {
        let (Some(allowance), key) = (self.allowance, key(host)) else { return (Paid::default(), now) };
        match self.owed(key, now).map(|paid| allowance.reserve(paid, now)) {
            Some(due) => (Paid(Some(key)), due),
            None => (Paid::default(), now + strangers::AGAIN),
        }
    }

    /// A request that was counted was not made after all.
    pub fn give_back(&mut self, paid: &Paid) {
        if let (Some(allowance), Some(paid)) = (self.allowance, paid.0.and_then(|key| self.owed(key, 0))) {
            allowance.give_back(paid);
        }
    }

    /// A request that was reserved is made so many milliseconds later.
    pub fn late(&mut self, paid: &Paid, by: i64) {
        if let Some(paid) = paid.0.and_then(|key| self.owed(key, 0)) {
            *paid = paid.saturating_add(by);
        }
    }

    /// Until when what a host was asked is paid for; `None` where one host more cannot be remembered.
    fn owed(&mut self, key: u64, now: i64) -> Option<&mut i64> {
        match self.hosts.get_mut(&key) {
            Some(host) => Some(host.owed()),
            None => self.strangers.owed(key, now),
        }
    }

    /// Until when what a host was asked is paid for, where that is bounded.
    pub fn paid(&self, host: &str) -> Option<(Allowance, i64, u32)> {
        let known = self.hosts.get(&key(host))?;
        Some((self.allowance?, known.paid(), known.feeds()))
    }

    /// Moves with a clock that was set.
    pub fn shift(&mut self, by: i64) {
        self.at = self.at.saturating_add(by);
        self.hosts.values_mut().for_each(|host| host.shift(by));
        self.strangers.shift(by);
    }

    fn host_terms(&mut self, feed: &Feed, now: i64) -> HostTerms {
        let Some(allowance) = self.allowance else { return HostTerms::NONE };
        let host = self.hosts.get_mut(&key(feed.url.host_str().unwrap_or_default()));
        host.map_or(HostTerms::NONE, |host| host.spend(allowance, self.polls_per_day, now))
    }

    fn reckon(&mut self, now: i64) {
        let days = ((now - self.at).max(0) as f64 / DAY).min(MEMORY);
        (self.at, self.polls) = (now, 0);
        let feeds: f64 = self.shares.values().map(|share| share.feeds).sum();
        let kept = (-days / MEMORY).exp();
        self.spent *= kept;
        self.allowed = self.allowed * kept + feeds * self.polls_per_day * days;
        self.rates.iter_mut().for_each(|weight| *weight *= kept);
        let surplus = ((self.spent + SLACK) / (self.allowed + SLACK)).ln();
        // A start polls all feeds at once; that is nobody's pace.
        let settled = feeds > 0.0 && self.allowed >= feeds;
        if settled {
            let correction = self.correction + GAIN * surplus * days;
            self.correction = correction.clamp(-MOST_CORRECTION, MOST_CORRECTION);
        }
        let (kept, shape) = ((-days / 120.0).exp(), Shape::default());
        for counts in self.groups.values_mut().chain([&mut self.all]) {
            pace::scale(counts, single(kept));
        }
        let all = Shape::of_many(&self.all, &shape);
        let groups = self.groups.iter().map(|(name, counts)| (name.clone(), Shape::of_many(counts, &all))).collect();
        self.base = self.price().unwrap_or(self.base);
        let typical = self.median().unwrap_or(self.terms.typical);
        self.terms = Arc::new(Terms { price: self.base * self.correction.exp(), typical, all, groups });
    }

    /// The price at which the feeds' even rates, within their bounds, make as many polls as are
    /// allowed. `None` while nothing is known of any feed.
    fn price(&self) -> Option<f64> {
        let weight: f64 = self.rates.iter().sum();
        let share = self.shares.values().fold(Share::default(), |sum, share| Share {
            feeds: sum.feeds + share.feeds,
            least: sum.least + share.least,
            most: sum.most + share.most,
        });
        if weight <= 0.0 || share.feeds <= 0.0 {
            return None;
        }
        let (least, most) = (share.least / share.feeds, share.most / share.feeds);
        let wanted = (self.polls_per_day / DAY).clamp(least * 1.01, (most * 0.99).max(least * 1.01));
        let polls = |price: f64| {
            let of = |(n, weight): (usize, &f64)| weight * (middle(n) / (2.0 * price)).sqrt().clamp(least, most);
            self.rates.iter().enumerate().map(of).sum::<f64>() / weight
        };
        let (mut low, mut high) = (1e-6_f64, 1e14_f64);
        for _ in 0..48 {
            let price = (low * high).sqrt();
            if polls(price) > wanted { low = price } else { high = price }
        }
        Some(low)
    }

    /// Items an hour of the feed in the middle.
    fn median(&self) -> Option<f32> {
        let half = self.rates.iter().sum::<f64>() / 2.0;
        let mut sum = 0.0;
        let n = self.rates.iter().position(|weight| {
            sum += weight;
            half > 0.0 && sum >= half
        })?;
        Some(single(middle(n) * HOUR as f64))
    }
}

fn key(host: &str) -> u64 {
    xxh3_64(host.as_bytes())
}

fn bucket(rate: f64) -> usize {
    // Half octaves above the least rate; a cast saturates.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let n = ((rate / LEAST_RATE).log2() * 2.0) as usize;
    n.min(BUCKETS - 1)
}

fn middle(bucket: usize) -> f64 {
    LEAST_RATE * (bucket as f64 / 2.0 + 0.25).exp2()
}

/// Figures of the pace need no more than single precision.
#[allow(clippy::cast_possible_truncation)]
fn single(x: f64) -> f32 {
    x as f32
}
