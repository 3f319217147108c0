//! The polls of one lane, by their time.

use std::{cmp::Reverse, collections::BinaryHeap};

use jiff::{SignedDuration, Timestamp};

/// The polls of one lane by their time; equal times in the order in which they were put in.
#[derive(Debug, Default)]
pub struct Timetable {
    heap: BinaryHeap<Reverse<(Timestamp, u64, usize)>>,
    count: u64,
}

impl Timetable {
    /// Puts a feed in.
    pub fn insert(&mut self, feed: usize, at: Timestamp) {
        self.count += 1;
        self.heap.push(Reverse((at, self.count, feed)));
    }

    /// Takes the feed that has been due for longest, if one is.
    pub fn pop_due(&mut self, now: Timestamp) -> Option<usize> {
        self.heap.peek().filter(|Reverse((at, ..))| *at <= now)?;
        self.heap.pop().map(|Reverse((_, _, feed))| feed)
    }

    /// Moves every plan with a clock that was set.
    pub fn shift(&mut self, by: SignedDuration) {
        let moved = |Reverse((at, n, feed)): Reverse<(Timestamp, u64, usize)>| {
            Reverse((at.saturating_add(by).unwrap_or(at), n, feed))
        };
        self.heap = std::mem::take(&mut self.heap).into_iter().map(moved).collect();
    }

    /// When the next feed is due.
    pub fn next(&self) -> Option<Timestamp> {
        self.heap.peek().map(|Reverse((at, ..))| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-01-02T03:04:05Z".parse().unwrap()
    }

    #[test]
    fn a_timetable_moves_with_the_clock_and_keeps_its_order() {
        let mut timetable = Timetable::default();
        let at = |seconds| now() + SignedDuration::from_secs(seconds);
        timetable.insert(1, at(20));
        timetable.insert(2, at(10));
        timetable.shift(SignedDuration::from_hours(-24));
        assert_eq!(timetable.next(), Some(at(10 - 86_400)));
        assert_eq!(
            (timetable.pop_due(at(0)), timetable.pop_due(at(0)), timetable.pop_due(at(0))),
            (Some(2), Some(1), None)
        );
    }
}
