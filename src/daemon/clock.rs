//! A wall clock that is set, and days that begin.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use crate::state;

/// A wall clock that differs by less was slewed, not set.
const CLOCK_SET: SignedDuration = SignedDuration::from_secs(30);

/// What the wall clock should show, by the one that nobody sets.
pub struct Clock {
    seen: (Instant, Timestamp),
    day: u16,
}

impl Default for Clock {
    fn default() -> Self {
        let now = Timestamp::now();
        Self { seen: (Instant::now(), now), day: state::day(now) }
    }
}

impl Clock {
    /// By how much the wall clock was set since the last look, and the day if a new one began.
    pub fn look(&mut self) -> (Option<SignedDuration>, Option<u16>) {
        let (before, then) = self.seen;
        let (instant, now) = (Instant::now(), Timestamp::now());
        self.seen = (instant, now);
        let passed = SignedDuration::try_from(instant - before).unwrap_or(SignedDuration::ZERO);
        let set = now.duration_since(then) - passed;
        let today = state::day(now);
        let new_day = (today != self.day).then_some(today);
        self.day = today;
        (Some(set).filter(|set| set.abs() >= CLOCK_SET), new_day)
    }
}
