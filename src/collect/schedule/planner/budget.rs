//! What hosts may be asked in a day: each request is counted before it is sent.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Planner, chance, signed};
use crate::{collect::schedule::Paid, model::Feed};

impl Planner {
    /// When a feed that is due is to come again, where its host may not be asked now: it rests because one of its
    /// feeds was asked to, or all that it may be asked in a day was asked. Nothing is counted; see [`Self::take`].
    pub fn turn(&self, feed: &Feed, now: Timestamp) -> Option<Timestamp> {
        let (market, host) = (self.market(), feed.url.host_str().unwrap_or_default());
        if let Some(until) = market.rests(host, now.as_second()) {
            let spread = Duration::from_secs(10).mul_f64(chance(feed, 0));
            return Timestamp::from_second(until).ok()?.checked_add(signed(spread)).ok();
        }
        Timestamp::from_millisecond(market.free(host, now.as_millisecond())?).ok()
    }

    /// Counts a request to a host, whatever it is for, before it is sent. `Err`: all that the host may be asked in a
    /// day was asked; when it may be asked again.
    pub fn take(&self, host: &str, now: Timestamp) -> Result<Paid, Timestamp> {
        if self.config.host_polls_per_day == 0 {
            return Ok(Paid::default());
        }
        let taken = self.market().take(host, now.as_millisecond());
        taken.map_err(|until| Timestamp::from_millisecond(until).unwrap_or(Timestamp::MAX))
    }

    /// Counts the next request of one that is under way, before all that are not; also when it may be sent. `Err`: when it
    /// may be sent, where that is later than `most` from now; it is not counted then.
    pub fn reserve(&self, host: &str, now: Timestamp, most: SignedDuration) -> Result<(Paid, Timestamp), Timestamp> {
        if self.config.host_polls_per_day == 0 {
            return Ok((Paid::default(), now));
        }
        let (paid, due) = self.market().reserve(host, now.as_millisecond());
        let due = Timestamp::from_millisecond(due).unwrap_or(Timestamp::MAX).max(now);
        if due.duration_since(now) > most {
            self.give_back(&paid);
            return Err(due);
        }
        Ok((paid, due))
    }

    /// A request that was reserved is sent so much later than it might have been.
    pub fn late(&self, paid: Paid, by: SignedDuration) -> Paid {
        if paid != Paid::default() {
            self.market().late(&paid, i64::try_from(by.as_millis()).unwrap_or(0).max(0));
        }
        paid
    }

    /// A request that was counted was not sent.
    pub fn give_back(&self, paid: &Paid) {
        if *paid != Paid::default() {
            self.market().give_back(paid);
        }
    }
}
