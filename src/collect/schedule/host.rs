//! What is known of one host: how many feeds it has, until when it rests, what it may be asked.
//!
//! Nearly every feed has a host of its own, nearly none a budget: a host costs 32 bytes.

use std::collections::HashMap;

use super::{DAY, allowance::Allowance};

/// How quickly the price follows what was spent.
const GAIN: f64 = 4.0;
/// The price is e to this times as high at most.
const MOST_DEARER: f64 = 16.0;
/// What was spent is remembered for so many days.
const MEMORY: f64 = 7.0;

/// One host.
#[derive(Debug, Default)]
pub struct Host {
    /// Feeds of the partition that almost always has all of them.
    partition: i32,
    feeds: u32,
    /// Of other partitions: publishers share a server.
    others: Option<Box<Others>>,
    /// None of them is polled before, seconds since 1970.
    pub rest: i64,
    /// Where what they may ask for is bounded.
    budget: Option<Box<Budget>>,
}

/// Feeds by partition.
#[derive(Debug, Default)]
struct Others(HashMap<i32, u32>);

/// What the feeds of one host may spend together.
#[derive(Debug, Default)]
struct Budget {
    spent: f64,
    at: i64,
    dearer: f64,
    /// Until when what was asked is paid for, in milliseconds; see [`Allowance`].
    paid: i64,
}

/// What one host adds to the terms.
#[derive(Debug, Clone, Copy)]
pub struct HostTerms {
    /// The price is so many times as high.
    pub dearer: f64,
    /// No feed of it is polled sooner, in seconds; 0 where there is no budget.
    pub least: f64,
}

impl HostTerms {
    /// Of a host without a budget.
    pub const NONE: Self = Self { dearer: 1.0, least: 0.0 };
}

impl Host {
    /// A partition has one more of its feeds.
    pub fn enter(&mut self, partition: i32) {
        if self.feeds == 0 {
            self.partition = partition;
        }
        if self.partition == partition {
            self.feeds += 1;
        } else {
            *self.others.get_or_insert_default().0.entry(partition).or_default() += 1;
        }
    }

    /// A partition was given up; whether others have feeds of the host.
    pub fn leave(&mut self, partition: i32) -> bool {
        if self.partition == partition {
            self.feeds = 0;
        }
        if let Some(others) = &mut self.others {
            others.0.remove(&partition);
            self.others.take_if(|others| others.0.is_empty());
        }
        self.feeds() > 0
    }

    /// Feeds of all partitions.
    pub fn feeds(&self) -> u32 {
        self.feeds + self.others.iter().flat_map(|others| others.0.values()).sum::<u32>()
    }

    /// What was paid for by the time of an earlier life.
    pub fn restore(&mut self, paid: i64) {
        let budget = self.budget.get_or_insert_default();
        budget.paid = budget.paid.max(paid);
    }

    /// Until when what was asked is paid for, to be added to.
    pub fn owed(&mut self) -> &mut i64 {
        &mut self.budget.get_or_insert_default().paid
    }

    /// Until when what was asked is paid for.
    pub fn paid(&self) -> i64 {
        self.budget.as_ref().map_or(0, |budget| budget.paid)
    }

    /// Moves with a clock that was set, by seconds.
    pub fn shift(&mut self, by: i64) {
        self.rest = if self.rest == 0 { 0 } else { self.rest.saturating_add(by) };
        if let Some(budget) = &mut self.budget {
            budget.at = budget.at.saturating_add(by);
            budget.paid = budget.paid.saturating_add(by.saturating_mul(1_000));
        }
    }

    /// Counts a poll at `now`, in seconds. `polls_per_day`: what a feed has by the common price.
    pub fn spend(&mut self, allowance: Allowance, polls_per_day: f64, now: i64) -> HostTerms {
        let (feeds, per_day) = (f64::from(self.feeds()), allowance.paid_a_day());
        let budget = self.budget.get_or_insert_default();
        if budget.at == 0 {
            budget.at = now;
            // As many requests as the feeds would make at the common price, less what is too many.
            budget.dearer = (2.0 * (feeds * polls_per_day / per_day).ln()).max(0.0);
            budget.spent = per_day;
        }
        let days = ((now - budget.at).max(0) as f64 / DAY).min(MEMORY);
        budget.at = now;
        budget.spent = budget.spent * (-days).exp() + 1.0;
        let surplus = ((budget.spent + 1.0) / (per_day + 1.0)).ln();
        budget.dearer = (budget.dearer + GAIN * surplus * days).clamp(0.0, MOST_DEARER);
        // Over the budget each waits for its turn among the others.
        let turn = feeds * DAY / per_day;
        HostTerms { dearer: budget.dearer.exp(), least: if budget.spent > per_day { turn } else { 0.0 } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_of_several_partitions_are_counted_and_leave_with_them() {
        let mut host = Host::default();
        [3, 3, 5, 7, 5].into_iter().for_each(|partition| host.enter(partition));
        assert_eq!(host.feeds(), 5);
        assert!(host.leave(3) && host.feeds() == 3);
        host.enter(9);
        assert!(host.leave(5) && host.leave(7) && host.feeds() == 1 && host.others.is_none());
        assert!(!host.leave(9));
        assert!(size_of::<Host>() <= 32, "{}", size_of::<Host>());
    }
}
