//! The polls of one lane, by their time: a hierarchical timing wheel.
//!
//! To put a feed in, to take it out and to find the next one that is due costs the same however
//! many there are (Varghese and Lauck, SOSP 1987). A feed is in at most once; it costs 16 bytes.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Ticks a second.
const TICKS: i64 = 8;
/// Each level has 64 slots, and each slot of a level spans a whole turn of the one below.
const BITS: u32 = 6;
const SLOTS: usize = 1 << BITS;
const LEVELS: usize = 6;
/// 17 years from where it began; four bytes hold them.
const MOST_TICKS: u64 = u32::MAX as u64;
/// The list of those that are due.
const DUE: u16 = 384;
const NOWHERE: u16 = u16::MAX;
const NONE: u32 = u32::MAX;

/// A feed's place in the list of its slot.
#[derive(Debug, Clone, Copy)]
struct Link {
    next: u32,
    previous: u32,
    tick: u32,
    slot: u16,
}

/// Head and tail of a list.
#[derive(Debug, Clone, Copy)]
struct List {
    head: u32,
    tail: u32,
}

/// The polls of one lane by their time; of those due, who was due first comes first, to the tick.
#[derive(Debug)]
pub struct Timetable {
    /// The instant of tick 0; it moves with a clock that is set.
    origin: Timestamp,
    now: u64,
    links: Vec<Link>,
    lists: Vec<List>,
    /// One bit for each slot that holds somebody.
    occupied: [u64; LEVELS],
    len: usize,
}

// A feed's number, a slot and a level fit where they are put: there are few levels, 64 slots, and
// as many feeds as `insert` lets in.
#[allow(clippy::cast_possible_truncation)]
impl Timetable {
    /// An empty timetable that begins at `now`.
    pub fn new(now: Timestamp) -> Self {
        let empty = List { head: NONE, tail: NONE };
        Self {
            origin: now,
            now: 0,
            links: Vec::new(),
            lists: vec![empty; usize::from(DUE) + 1],
            occupied: [0; LEVELS],
            len: 0,
        }
    }

    /// Feeds in it.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no feed is in it.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Puts a feed in, or moves it.
    pub fn insert(&mut self, feed: usize, at: Timestamp) {
        self.remove(feed);
        let Ok(n) = u32::try_from(feed) else { return };
        if self.links.len() <= feed {
            self.links.resize(feed + 1, Link { next: NONE, previous: NONE, tick: 0, slot: NOWHERE });
        }
        self.links[feed].tick = self.tick(at) as u32;
        self.place(n);
        self.len += 1;
    }

    /// Takes a feed out, if it is in.
    pub fn remove(&mut self, feed: usize) {
        if self.links.get(feed).is_some_and(|link| link.slot != NOWHERE) {
            self.unlink(feed);
            self.len -= 1;
        }
    }

    /// Takes the feed that has been due for longest, if one is.
    pub fn pop_due(&mut self, now: Timestamp) -> Option<usize> {
        self.advance(now);
        let feed = self.lists[usize::from(DUE)].head;
        if feed == NONE {
            return None;
        }
        let feed = feed as usize;
        self.remove(feed);
        Some(feed)
    }

    /// Moves every plan with a clock that was set.
    pub fn shift(&mut self, by: SignedDuration) {
        self.origin = self.origin.saturating_add(by).unwrap_or(self.origin);
    }

    /// When to look again: not later than the next feed is due, and not earlier than needed to
    /// sort those that are due much later.
    pub fn next(&self) -> Option<Timestamp> {
        let tick = if self.lists[usize::from(DUE)].head == NONE { self.turn()?.1 } else { self.now };
        let passed = SignedDuration::from_millis(tick.cast_signed().saturating_mul(1_000 / TICKS));
        self.origin.checked_add(passed).ok()
    }

    /// The tick in which a time is over, so that nobody is early.
    fn tick(&self, at: Timestamp) -> u64 {
        let passed = Duration::try_from(at.duration_since(self.origin)).unwrap_or_default();
        let ticks = passed.as_millis().div_ceil(u128::from(1_000 / TICKS.unsigned_abs()));
        u64::try_from(ticks).unwrap_or(MOST_TICKS).min(MOST_TICKS)
    }

    fn advance(&mut self, now: Timestamp) {
        let passed = Duration::try_from(now.duration_since(self.origin)).unwrap_or_default();
        let to = u64::try_from(passed.as_millis() * u128::from(TICKS.unsigned_abs()) / 1_000).unwrap_or(MOST_TICKS);
        while let Some((slot, tick)) = self.turn().filter(|(_, tick)| *tick <= to) {
            self.now = tick;
            // Whoever stands here is due, or belongs to a slot of a lower level.
            let mut feed = std::mem::replace(&mut self.lists[slot], List { head: NONE, tail: NONE }).head;
            self.occupied[slot / SLOTS] &= !(1 << (slot % SLOTS));
            while feed != NONE {
                let next = self.links[feed as usize].next;
                self.place(feed);
                feed = next;
            }
        }
        self.now = self.now.max(to.min(MOST_TICKS));
    }

    /// The first slot that holds somebody, and the tick at which it begins.
    fn turn(&self) -> Option<(usize, u64)> {
        (0..LEVELS).find_map(|level| {
            let shift = BITS * level as u32;
            let here = self.now >> shift & (SLOTS as u64 - 1);
            let ahead = self.occupied[level].rotate_right(here as u32);
            let slot = (ahead != 0).then(|| (u64::from(ahead.trailing_zeros()) + here) % SLOTS as u64)?;
            let begin = self.now >> shift & !(SLOTS as u64 - 1) | slot;
            Some((level * SLOTS + slot as usize, begin << shift))
        })
    }

    fn place(&mut self, feed: u32) {
        let tick = u64::from(self.links[feed as usize].tick);
        let slot = if tick <= self.now {
            DUE
        } else {
            // The highest group of bits in which it differs from now.
            let differs = (tick ^ self.now | 1).ilog2();
            let level = (differs / BITS).min(LEVELS as u32 - 1);
            let slot = (tick >> (BITS * level)) as usize & (SLOTS - 1);
            self.occupied[level as usize] |= 1 << slot;
            (level as usize * SLOTS + slot) as u16
        };
        self.push(feed, slot);
    }

    fn push(&mut self, feed: u32, slot: u16) {
        let list = &mut self.lists[usize::from(slot)];
        let previous = std::mem::replace(&mut list.tail, feed);
        match previous {
            NONE => list.head = feed,
            previous => self.links[previous as usize].next = feed,
        }
        let link = &mut self.links[feed as usize];
        (link.previous, link.next, link.slot) = (previous, NONE, slot);
    }

    fn unlink(&mut self, feed: usize) {
        let Link { next, previous, slot, .. } = self.links[feed];
        self.links[feed].slot = NOWHERE;
        let list = usize::from(slot);
        match previous {
            NONE => self.lists[list].head = next,
            previous => self.links[previous as usize].next = next,
        }
        match next {
            NONE => self.lists[list].tail = previous,
            next => self.links[next as usize].previous = previous,
        }
        if self.lists[list].head == NONE && slot != DUE {
            self.occupied[list / SLOTS] &= !(1 << (list % SLOTS));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> Timestamp {
        "2026-01-02T03:04:05Z".parse().unwrap()
    }

    fn at(milliseconds: i64) -> Timestamp {
        now() + SignedDuration::from_millis(milliseconds)
    }

    #[test]
    fn it_moves_with_the_clock_and_keeps_its_order() {
        let mut timetable = Timetable::new(now());
        timetable.insert(1, at(20_000));
        timetable.insert(2, at(10_000));
        timetable.shift(SignedDuration::from_hours(-24));
        assert_eq!(timetable.next(), Some(at(8_000 - 86_400_000)), "not later than it is due");
        let yesterday = at(-86_400_000 + 9_999);
        assert_eq!(timetable.pop_due(yesterday), None, "nobody is early");
        let due: Vec<_> = (0..3).map(|_| timetable.pop_due(at(0))).collect();
        assert_eq!((due, timetable.next()), (vec![Some(2), Some(1), None], None));
    }

    #[test]
    fn a_feed_is_in_once() {
        let mut timetable = Timetable::new(now());
        timetable.insert(0, at(1_000));
        timetable.insert(0, at(900_000));
        assert_eq!((timetable.len(), timetable.pop_due(at(2_000))), (1, None));
        timetable.insert(0, at(-5));
        assert_eq!(timetable.pop_due(at(2_000)), Some(0));
        timetable.remove(0);
        assert!(timetable.is_empty() && timetable.next().is_none());
    }

    proptest! {
        /// Against a plain list: whatever is put in, moved and taken out, nobody is early,
        /// nobody is later than a tick, and nobody is lost.
        #[test]
        fn it_does_what_a_plain_list_does(
            steps in prop::collection::vec((0usize..40, 0i64..40_000_000_000, 0i64..4_000_000, 0u8..8), 1..120),
        ) {
            let (mut timetable, mut plain, mut clock) = (Timetable::new(now()), vec![None; 40], 0);
            for (feed, wait, passes, what) in steps {
                match what {
                    0 => {
                        timetable.remove(feed);
                        plain[feed] = None;
                    }
                    1..=4 => {
                        let due = clock + wait % [1_000, 100_000, 90_000_000, i64::MAX][usize::from(what) - 1];
                        timetable.insert(feed, at(due));
                        plain[feed] = Some(due);
                    }
                    _ => {
                        // A lane sleeps until it is told to look, or for less.
                        let next = timetable.next().map(|next| next.duration_since(at(0)).as_millis());
                        clock = (clock + passes).max(if what == 7 { i64::try_from(next.unwrap_or(0)).unwrap() } else { 0 });
                        while let Some(feed) = timetable.pop_due(at(clock)) {
                            let due = plain[feed].take();
                            prop_assert!(due.is_some_and(|due| due <= clock), "{due:?} at {clock}");
                        }
                        let late = plain.iter().flatten().any(|due| due + 125 <= clock);
                        prop_assert!(!late, "{plain:?} at {clock}");
                    }
                }
                prop_assert_eq!(timetable.len(), plain.iter().flatten().count());
                let first = plain.iter().flatten().min().map(|due| at(due + 125).max(at(clock)));
                prop_assert!(timetable.next() <= first || first.is_none(), "{:?} {first:?}", timetable.next());
            }
        }
    }
}
