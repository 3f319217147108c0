//! Hosts that no feed is declared at, and that redirects and pages lead to: what they may be asked in a
//! day is bounded like that of others. They are forgotten once what they were asked is paid for.

use std::collections::HashMap;

/// Hosts remembered at once.
const MOST: usize = 65_536;
/// When to come again, in milliseconds, where so many are owed that one more cannot be remembered.
pub const AGAIN: i64 = 60_000;

/// Until when what each was asked is paid for, in milliseconds, by the hash of its name.
#[derive(Debug, Default)]
pub struct Strangers(HashMap<u64, i64>);

impl Strangers {
    /// Until when what one was asked is paid for.
    pub fn paid(&self, host: u64) -> i64 {
        self.0.get(&host).copied().unwrap_or(0)
    }

    /// The same, to be added to; `None` where one more cannot be remembered at `now`.
    pub fn owed(&mut self, host: u64, now: i64) -> Option<&mut i64> {
        if self.0.len() >= MOST && !self.0.contains_key(&host) {
            self.0.retain(|_, paid| *paid > now);
            if self.0.len() >= MOST {
                return None;
            }
        }
        Some(self.0.entry(host).or_default())
    }

    /// A feed is declared there from now on: what is remembered of it goes over to its host.
    pub fn leave(&mut self, host: u64) -> Option<i64> {
        if self.0.is_empty() { None } else { self.0.remove(&host) }
    }

    /// Moves with a clock that was set, by seconds.
    pub fn shift(&mut self, by: i64) {
        self.0.values_mut().for_each(|paid| *paid = paid.saturating_add(by.saturating_mul(1_000)));
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
        *strangers.owed(7, 1_000).unwrap() = 9_000;
        assert!(strangers.owed(u64::MAX, 3_000).is_some());
        assert_eq!((strangers.0.len(), strangers.paid(7), strangers.paid(8)), (2, 9_000, 0));
        assert_eq!((strangers.leave(7), strangers.leave(7)), (Some(9_000), None));
    }
}
