//! How often a feed's items come, and when: counts that fade, made smooth by those of others.

use super::HOUR;
use crate::model::{Pace, rhythm};

/// What is remembered of the pace fades over these spans, in hours.
const SLOW: f32 = 30.0 * 24.0;
const FAST: f32 = 12.0;
/// What is remembered of the hours.
const PROFILE: f32 = 120.0 * 24.0;
/// How much the last half day weighs beside the weeks.
const OF_FAST: f32 = 0.1;
/// The typical feed counts as much as so many hours of observation.
const PRIOR_HOURS: f32 = 48.0;
/// The profile of others counts as much as so many items of the feed's own.
const PRIOR_OF_HOUR: f32 = 5.0;
const PRIOR_OF_DAY: f32 = 40.0;
const PRIOR_OF_PART: f32 = 5.0;
/// After so many days of looking most of what a feed shows of its hours, and days, is its own.
const DAYS_OF_HOURS: f32 = 2.0;
const DAYS_OF_DAYS: f32 = 7.0;
/// A profile of many feeds has so many items of no preference among its own.
const PRIOR_OF_ALL: f32 = 30.0;
/// Longer spans without a look say nothing more: the process was down, or a clock was set.
const MOST_UNSEEN: i64 = 14 * 86_400;
/// Documents of a new feed show items of so many days ago; older ones are its archive.
const ARCHIVE: i64 = 30 * 86_400;
/// How much of a usual silence is kept when the next one was shorter.
const SILENCE_KEPT: f32 = 0.98;

/// When items come, as factors with a mean of 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    hours: [f32; rhythm::HOURS],
    days: [f32; rhythm::DAYS],
    parts: [f32; rhythm::PARTS],
}

impl Default for Shape {
    fn default() -> Self {
        Self { hours: [1.0; rhythm::HOURS], days: [1.0; rhythm::DAYS], parts: [1.0; rhythm::PARTS] }
    }
}

impl Shape {
    /// A feed's own, as far as it is known, and otherwise like `others`.
    pub fn of(pace: &Pace, others: &Self) -> Self {
        // Hours at which nobody has looked yet are not silent: first some days must have passed.
        let seen = pace.slow[1] / 24.0;
        let total = pace.hours.iter().sum::<f32>();
        let unseen = |days: f32| total * (-seen / days).exp();
        Self {
            hours: shrink(&pace.hours, &others.hours, PRIOR_OF_HOUR + unseen(DAYS_OF_HOURS)),
            days: shrink(&pace.days, &others.days, PRIOR_OF_DAY + unseen(DAYS_OF_DAYS)),
            parts: shrink(&pace.parts, &others.parts, PRIOR_OF_PART),
        }
    }

    /// That of many feeds together, from the sum of their counts.
    pub fn of_many(counts: &Pace, others: &Self) -> Self {
        Self {
            hours: shrink(&counts.hours, &others.hours, PRIOR_OF_ALL),
            days: shrink(&counts.days, &others.days, PRIOR_OF_ALL),
            parts: shrink(&counts.parts, &others.parts, PRIOR_OF_ALL),
        }
    }

    /// The factor of the hour that begins `hour` hours after 1970.
    pub fn hour(&self, hour: i64) -> f32 {
        self.hours[index(hour, rhythm::HOURS)] * self.days[index(hour.div_euclid(24), rhythm::DAYS)]
    }

    /// The factor of a part of any hour, by its number since 1970.
    pub fn part(&self, part: i64) -> f32 {
        self.parts[index(part, rhythm::PARTS)]
    }

    /// Factors by hour of the day and by day of the week, for people.
    pub fn shown(&self) -> ([f32; rhythm::HOURS], [f32; rhythm::DAYS]) {
        (self.hours, self.days)
    }
}

/// Counts as factors with a mean of 1, drawn towards others' by so many counts.
fn shrink<const N: usize>(counts: &[f32; N], others: &[f32; N], by: f32) -> [f32; N] {
    let cells = N as f32;
    let total = counts.iter().sum::<f32>() + by;
    std::array::from_fn(|n| (counts[n] * cells + by * others[n]) / total)
}

fn index(n: i64, of: usize) -> usize {
    usize::try_from(n.rem_euclid(i64::try_from(of).unwrap_or(1))).unwrap_or(0)
}

/// Takes in that the feed was read at `now` and that `new` items had come since the last time,
/// some of them at known `times`.
pub fn observe(pace: &mut Pace, shape: &Shape, now: i64, new: f32, times: &[i64]) {
    if pace.is_new() {
        return first(pace, now, times);
    }
    let passed = (now - pace.upto).clamp(0, MOST_UNSEEN);
    let from = now - passed;
    let hours = passed as f32 / HOUR as f32;
    fade(&mut pace.slow, hours, SLOW);
    fade(&mut pace.fast, hours, FAST);
    // A quiet night of a feed that sleeps at night says little.
    let seen = exposure(shape, from, now);
    for counts in [&mut pace.slow, &mut pace.fast] {
        counts[0] += new;
        counts[1] += seen;
    }
    let kept = (-hours / PROFILE).exp();
    scale(pace, kept);
    let within = |at: &&i64| **at > from && **at <= now;
    times.iter().filter(within).for_each(|at| place(pace, *at, 1.0));
    let unplaced = new - times.iter().filter(within).count() as f32;
    // Of the others only a short look says when they came.
    if unplaced > 0.0 && passed <= 3 * HOUR {
        place_hour(pace, from.midpoint(now), unplaced);
    }
    pace.upto = now;
}

/// The first document says by its dates how often items come: nobody has to wait and see.
fn first(pace: &mut Pace, now: i64, times: &[i64]) {
    pace.upto = now;
    let recent = times.iter().filter(|at| **at <= now && now - **at <= ARCHIVE);
    let Some(oldest) = recent.clone().min() else { return };
    recent.clone().for_each(|at| place(pace, *at, 1.0));
    // The oldest only says where the window begins.
    pace.slow = [(recent.count() - 1) as f32, (now - oldest) as f32 / HOUR as f32];
}

/// Takes in that an item came at `at` after one at `before`.
pub fn silence(pace: &mut Pace, before: Option<i64>, at: i64) {
    let Some(gap) = before.and_then(|before| u32::try_from(at - before).ok()) else { return };
    // Only a rounded figure is wanted.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let kept = (pace.silence as f32 * SILENCE_KEPT) as u32;
    pace.silence = kept.max(gap);
}

/// Items an hour, averaged over a week. `typical`: that of other feeds.
pub fn rate(pace: &Pace, typical: f32) -> f32 {
    let slow = (pace.slow[0] + PRIOR_HOURS * typical) / (pace.slow[1] + PRIOR_HOURS);
    let fast = (pace.fast[0] + FAST / 2.0 * slow) / (pace.fast[1] + FAST / 2.0);
    (slow.powf(1.0 - OF_FAST) * fast.powf(OF_FAST)).max(1e-6)
}

/// The counts of items that came at these times.
pub fn counts(times: &[i64]) -> Pace {
    let mut counts = Pace::default();
    times.iter().for_each(|at| place(&mut counts, *at, 1.0));
    counts
}

/// Adds the counts of a feed to those of many.
pub fn add(sum: &mut Pace, pace: &Pace) {
    let add = |sum: &mut [f32], counts: &[f32]| sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    add(&mut sum.hours, &pace.hours);
    add(&mut sum.days, &pace.days);
    add(&mut sum.parts, &pace.parts);
}

fn fade(counts: &mut [f32; 2], hours: f32, over: f32) {
    let kept = (-hours / over).exp();
    counts.iter_mut().for_each(|count| *count *= kept);
}

/// Makes all counts by time so many times as large.
pub fn scale(pace: &mut Pace, by: f32) {
    pace.hours.iter_mut().chain(&mut pace.days).chain(&mut pace.parts).for_each(|count| *count *= by);
}

fn place(pace: &mut Pace, at: i64, weight: f32) {
    place_hour(pace, at, weight);
    pace.parts[index(at.div_euclid(super::PART), rhythm::PARTS)] += weight;
}

/// The part of the hour at which an item is found is that of our polls, not of the item.
fn place_hour(pace: &mut Pace, at: i64, weight: f32) {
    pace.hours[index(at.div_euclid(HOUR), rhythm::HOURS)] += weight;
    pace.days[index(at.div_euclid(24 * HOUR), rhythm::DAYS)] += weight;
}

/// Hours between two instants, each weighed by how many items it usually brings.
fn exposure(shape: &Shape, from: i64, to: i64) -> f32 {
    let plain = (to - from) as f32 / HOUR as f32;
    // Of whole weeks the mean is 1.
    if to - from > 7 * 24 * HOUR {
        return plain;
    }
    let (mut at, mut sum) = (from, 0.0);
    while at < to {
        let end = ((at.div_euclid(HOUR) + 1) * HOUR).min(to);
        sum += shape.hour(at.div_euclid(HOUR)) * (end - at) as f32 / HOUR as f32;
        at = end;
    }
    // Even the quietest hour was looked at.
    sum.max(plain * 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_770_000_000;

    /// Reads every hour for so many days; items come at `hours` of each day.
    fn live(days: i64, hours: &[i64]) -> Pace {
        let mut pace = Pace { upto: NOW, ..Pace::default() };
        for hour in 1..=days * 24 {
            let now = NOW + hour * HOUR;
            let at = now - HOUR / 2;
            let came = hours.contains(&(at.div_euclid(HOUR).rem_euclid(24)));
            let shape = Shape::of(&pace, &Shape::default());
            let times = [at];
            observe(&mut pace, &shape, now, f32::from(u8::from(came)), if came { &times } else { &[] });
        }
        pace
    }

    #[test]
    fn rate_and_hours_are_learned() {
        let pace = live(60, &[6, 7, 18]);
        let rate = rate(&pace, 1.0) * 24.0;
        assert!((2.0..=4.5).contains(&rate), "{rate}");
        let shape = Shape::of(&pace, &Shape::default());
        assert!(shape.hours[6] > 4.0 && shape.hours[3] < 0.5, "{:?}", shape.hours);
        let mean = shape.hours.iter().sum::<f32>() / 24.0;
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
    }

    #[test]
    fn a_feed_that_falls_silent_slows_and_one_that_wakes_quickens() {
        let mut pace = live(30, &[6, 12, 18]);
        let before = rate(&pace, 1.0);
        let end = pace.upto + 10 * 86_400;
        observe(&mut pace, &Shape::default(), end, 0.0, &[]);
        let silent = rate(&pace, 1.0);
        observe(&mut pace, &Shape::default(), end + HOUR, 5.0, &[]);
        assert!(silent < before && rate(&pace, 1.0) > silent * 1.2, "{before} {silent} {}", rate(&pace, 1.0));
    }

    #[test]
    fn the_first_document_tells_the_pace_by_its_dates() {
        let mut pace = Pace::default();
        let times: Vec<_> = (0..20).map(|n| NOW - n * 3 * HOUR).chain([NOW - 400 * 86_400, NOW + 999]).collect();
        observe(&mut pace, &Shape::default(), NOW, 22.0, &times);
        let rate = rate(&pace, 1e-3);
        assert!((0.1..0.4).contains(&rate), "{rate}");
    }

    #[test]
    fn clocks_that_jump_leave_what_was_learned() {
        let pace = live(30, &[6, 12, 18]);
        for jump in [-3_650 * 86_400, -86_400, 86_400, 3_650 * 86_400] {
            let mut after = pace.clone();
            observe(&mut after, &Shape::default(), pace.upto + jump, 0.0, &[]);
            assert!(rate(&after, 1.0) > rate(&pace, 1.0) * 0.4 && after.slow[0].is_finite(), "{jump}");
        }
    }

    #[test]
    fn the_longest_usual_silence_is_kept_and_fades() {
        let mut pace = Pace::default();
        silence(&mut pace, None, NOW);
        silence(&mut pace, Some(NOW), NOW + 1_000);
        assert_eq!(pace.silence, 1_000);
        silence(&mut pace, Some(NOW), NOW + 10);
        assert_eq!(pace.silence, 980);
        silence(&mut pace, Some(NOW), NOW - 5_000);
        assert_eq!(pace.silence, 980, "a clock that was set back");
    }
}
