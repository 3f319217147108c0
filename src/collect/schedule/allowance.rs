//! What a host is asked in a day at most: a count that is never passed, in any 24 hours.
//!
//! One instant says all (the generic cell rate algorithm of ITU-T I.371): requests are paid for by
//! time that passes, and an eighth of the day's may be made ahead of it. Within any day there are
//! never more than those ahead and those that the day pays for.

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// Of the day's requests one in so many may be ahead.
const AHEAD: u32 = 8;

/// What a day allows. All times are milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Allowance {
    /// Milliseconds that pay for a request.
    each: i64,
    /// Milliseconds that may be owed.
    ahead: i64,
}

impl Allowance {
    /// So many requests in any 24 hours; `None` for no bound.
    pub fn of(per_day: u32) -> Option<Self> {
        let burst = (per_day / AHEAD).max(1);
        // Rounded up, so that a day never pays for one more.
        let paid = i64::from(per_day.checked_sub(burst)?.checked_add(1)?);
        let each = (DAY + paid - 1) / paid;
        Some(Self { each, ahead: each * i64::from(burst - 1) })
    }

    /// Requests that a day pays for.
    pub fn paid_a_day(self) -> f64 {
        DAY as f64 / self.each as f64
    }

    /// Makes a request at `now` if it is allowed, and otherwise says when it is. `paid`: until when
    /// what was asked is paid for.
    pub fn take(self, paid: &mut i64, now: i64) -> Result<(), i64> {
        if let Some(free) = self.free(*paid, now) {
            return Err(free);
        }
        *paid = (*paid).max(now).saturating_add(self.each);
        Ok(())
    }

    /// Counts a request at the first time from `now` at which it is allowed; that time. One that is made later than that
    /// must add what it is late to `paid`: else a day that begins between the two might hold one too many.
    pub fn reserve(self, paid: &mut i64, now: i64) -> i64 {
        let due = self.free(*paid, now).unwrap_or(now);
        *paid = (*paid).max(due).saturating_add(self.each);
        due
    }

    /// When a request may be made, where that is not now.
    pub fn free(self, paid: i64, now: i64) -> Option<i64> {
        Some(paid - self.ahead).filter(|free| now < *free)
    }

    /// A request was not made after all.
    pub fn give_back(self, paid: &mut i64) {
        *paid = paid.saturating_sub(self.each);
    }

    /// Requests that may be made at once.
    pub fn left(self, paid: i64, now: i64) -> u32 {
        let owed = paid.saturating_sub(now).max(0);
        u32::try_from((self.ahead - owed).div_euclid(self.each) + 1).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The most requests in any 24 hours.
    fn most(made: &[i64]) -> usize {
        made.iter().map(|from| made.iter().filter(|at| (*from..*from + DAY).contains(*at)).count()).max().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn no_day_has_more_than_it_allows_whenever_they_are_asked_for(
            per_day in 1_u32..60,
            waits in prop::collection::vec((0_i64..40_000_000, 1_usize..20), 1..30),
            unsent in 2_usize..9,
            late in prop::collection::vec(0_i64..20_000_000, 7),
        ) {
            let allowance = Allowance::of(per_day).unwrap();
            let (mut paid, mut now, mut made) = (0, 1_000_000_000_000, Vec::new());
            for (wait, times) in waits {
                now += wait;
                for _ in 0..times {
                    match allowance.take(&mut paid, now) {
                        // Some are not sent, and others may be in their place.
                        Ok(()) if made.len().is_multiple_of(unsent) => {
                            allowance.give_back(&mut paid);
                            prop_assert!(allowance.left(paid, now) > 0);
                            prop_assert_eq!(allowance.take(&mut paid, now), Ok(()));
                            made.push(now);
                        }
                        Ok(()) => made.push(now),
                        // Reserved, and made when it may be or later, with others before it.
                        Err(at) if made.len() % 3 == 1 => {
                            prop_assert_eq!(allowance.reserve(&mut paid, now), at);
                            let by = late[made.len() % late.len()];
                            while let Some(other) = allowance.free(paid, now).filter(|other| *other < at + by) {
                                now = other;
                                prop_assert_eq!(allowance.take(&mut paid, now), Ok(()));
                                made.push(now);
                            }
                            now = now.max(at + by);
                            paid += by;
                            made.push(at + by);
                        }
                        // Asked again when it said, it is allowed.
                        Err(at) => {
                            prop_assert!(at > now && allowance.left(paid, now) == 0);
                            now = at;
                            prop_assert_eq!(allowance.take(&mut paid, now), Ok(()));
                            made.push(now);
                        }
                    }
                }
            }
            prop_assert!(most(&made) <= per_day as usize, "{} of {per_day}", most(&made));
        }
    }

    #[test]
    fn the_whole_of_it_can_be_used() {
        assert_eq!((Allowance::of(0), Allowance::of(1).map(Allowance::paid_a_day)), (None, Some(1.0)));
        let allowance = Allowance::of(96).unwrap();
        let (mut paid, mut made, begin) = (0, Vec::new(), 1_000_000_000_000);
        assert_eq!(allowance.left(paid, begin), 12);
        for now in (begin..begin + 3 * DAY).step_by(1_000) {
            if allowance.take(&mut paid, now).is_ok() {
                made.push(now);
            }
        }
        assert_eq!(most(&made), 96);
        // One that was not made costs nothing.
        let end = begin + 3 * DAY + 5_000_000;
        let left = allowance.left(paid, end);
        assert_eq!(allowance.take(&mut paid, end), Ok(()));
        assert_eq!(allowance.left(paid, end), left - 1);
        allowance.give_back(&mut paid);
        assert_eq!(allowance.left(paid, end), left);
    }
}
