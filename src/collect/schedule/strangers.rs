//! Hosts that no feed is declared at, and that redirects and pages lead to: what they may be asked in a
//! day is bounded like that of others. They are forgotten once what they were asked is paid for.

use std::collections::HashMap;

/// Hosts remembered at once.
const MOST: usize = 65_536;
/// When to come again, in milliseconds, where so many are owed that one more cannot be remembered.
pub const AGAIN: i64 = 60_000;

/// Hosts that no feed is declared at.
#[derive(Debug, Default)]
pub struct Strangers {
    /// Until when what each was asked is paid for, in milliseconds, by the hash of its name.
    paid: HashMap<u64, i64>,
    /// When it is next looked for those that are paid for, in milliseconds: to go through all takes long, and others
    /// wait for it.
    sweep: i64,
}

impl Strangers {
    /// Until when what one was asked is paid for.
    pub fn until(&self, host: u64) -> i64 {
        self.paid.get(&host).copied().unwrap_or(0)
    }

    /// The same, to be added to; `None` where one more cannot be remembered at `now`.
    pub fn owed(&mut self, host: u64, now: i64) -> Option<&mut i64> {
        if self.paid.len() >= MOST && !self.paid.contains_key(&host) {
            if now >= self.sweep {
                self.sweep = now + AGAIN;
                self.paid.retain(|_, paid| *paid > now);
            }
            if self.paid.len() >= MOST {
                return None;
            }
        }
        Some(self.paid.entry(host).or_default())
    }

    /// A feed is declared there from now on: what is remembered of it goes over to its host.
    pub fn leave(&mut self, host: u64) -> Option<i64> {
        if self.paid.is_empty() { None } else { self.paid.remove(&host) }
    }

    /// Moves with a clock that was set, by seconds.
    pub fn shift(&mut self, by: i64) {
        let by = by.saturating_mul(1_000);
        self.sweep = self.sweep.saturating_add(by);
        self.paid.values_mut().for_each(|paid| *paid = paid.saturating_add(by));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_bounded_and_forgotten_once_they_are_paid_for() {
        let mut strangers = Strangers::default();
        for host in 0..MOST as u64 {
            *strangers.owed(host, 1_000).unwrap() = 2_000;
        }
        assert!(strangers.owed(u64::MAX, 1_000).is_none() && strangers.owed(7, 1_000).is_some());
        *strangers.owed(7, 1_000).unwrap() = 90_000;
        // It is not gone through all of them again at each that comes.
        assert!(strangers.owed(u64::MAX, 3_000).is_none());
        assert!(strangers.owed(u64::MAX, 1_000 + AGAIN).is_some());
        assert_eq!((strangers.paid.len(), strangers.until(7), strangers.until(8)), (2, 90_000, 0));
        assert_eq!((strangers.leave(7), strangers.leave(7)), (Some(90_000), None));
    }
}
