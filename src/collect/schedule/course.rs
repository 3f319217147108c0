//! The best time of the next poll: looking ahead, the wait whose cost by the hour is least.
//!
//! A poll costs its price; an item that waits costs its wait. Between two polls at `t0` and `t`
//! that is `price + D(t)`, where `D` is the delay that is expected to have added up: the integral
//! of `rate * shape(s) * (t - s)`. The least `(price + D) / (t - t0)` is where another minute of
//! waiting saves less than it costs. With an even rate that is `D = price`, from which the rule of
//! the square root follows (Sia, Cho and Cho, TKDE 2007): polls as the root of the rate. With
//! hours it waits for the end of a busy hour rather than polling in the middle of a quiet one.
//! In stock-keeping it is known as the rule of Silver and Meal.

use super::{HOUR, PART, pace::Shape};

/// As far as hours are looked at; feeds that wait for longer are not planned by the hour.
const HORIZON: i64 = 7 * 24 * HOUR;
/// As far as parts of hours are looked at.
const FINE: i64 = 12 * HOUR;

/// Where a feed's next poll is best, and what is expected until then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// Seconds from the last poll.
    pub wait: f64,
    /// Items that are expected to wait by then.
    pub items: f64,
    /// The delay of these items added up, in seconds.
    pub delay: f64,
}

/// Looks ahead from `now`. `rate`: items a second; `price`: in item-seconds; the wait is at least
/// `least` and at most `most` seconds.
pub fn next(shape: &Shape, rate: f64, price: f64, now: i64, least: f64, most: f64) -> Course {
    let end = most.min(HORIZON as f64);
    let (mut at, mut here) = (now, Course { wait: 0.0, items: 0.0, delay: 0.0 });
    let mut best: Option<(f64, Course)> = None;
    while here.wait < end {
        let fine = here.wait < FINE as f64;
        let step = if fine { PART } else { HOUR };
        let hour = f64::from(shape.hour(at.div_euclid(HOUR)));
        let local = rate * if fine { hour * f64::from(shape.part(at.div_euclid(PART))) } else { hour };
        let span = (((at.div_euclid(step) + 1) * step - at) as f64).min(end - here.wait);
        // Within a busy part the end may be late; the first moment allowed may be best.
        for ahead in [(least - here.wait).clamp(0.0, span), span / 2.0, span] {
            let there = here.after(ahead, local);
            if there.wait >= least {
                let cost = (price + there.delay) / there.wait;
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, there));
                }
            }
        }
        here = here.after(span, local);
        // What has added up only grows: no later time can be better.
        if best.is_some_and(|(cost, _)| (price + here.delay) / most > cost) {
            break;
        }
        // Steps are whole seconds but for the last.
        #[allow(clippy::cast_possible_truncation)]
        let whole = span as i64;
        at += whole.max(1);
    }
    let Some((_, course)) = best else { return Course { wait: 0.0, items: 0.0, delay: 0.0 }.after(least, rate) };
    // The best is beyond the hours that are looked at.
    if course.wait >= HORIZON as f64 && most > course.wait {
        let wait = (2.0 * price / rate).sqrt().clamp(course.wait, most);
        return course.after(wait - course.wait, rate);
    }
    course
}

impl Course {
    fn after(self, seconds: f64, rate: f64) -> Self {
        Self {
            wait: self.wait + seconds,
            items: self.items + rate * seconds,
            delay: self.delay + self.items * seconds + rate * seconds * seconds / 2.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Pace;

    const MIDNIGHT: i64 = 20_500 * 86_400;

    #[test]
    fn an_even_rate_is_polled_as_its_root() {
        let shape = Shape::default();
        for (rate, price) in [(1.0 / 3_600.0, 1_800.0), (4.0 / 3_600.0, 1_800.0), (1.0 / 86_400.0, 10_000.0)] {
            let course = next(&shape, rate, price, MIDNIGHT + 17, 60.0, 6.0 * 86_400.0);
            let best = (2.0_f64 * price / rate).sqrt();
            assert!((course.wait / best - 1.0).abs() < 0.12, "{rate}: {} for {best}", course.wait);
        }
    }

    #[test]
    fn it_waits_for_a_busy_hour_to_bring_its_items() {
        let mut counts = Pace::default();
        counts.hours[9] = 500.0;
        let shape = Shape::of(&counts, &Shape::default());
        let course = next(&shape, 5.0 / 86_400.0, 20_000.0, MIDNIGHT, 300.0, 86_400.0);
        let hour = (course.wait / 3_600.0).floor();
        assert!((9.0..=10.1).contains(&(course.wait / 3_600.0)), "{hour}");
    }

    #[test]
    fn bounds_are_kept() {
        let shape = Shape::default();
        for (rate, price) in [(10.0, 1e-9), (1e-9, 1e12), (0.01, 500.0), (f64::MIN_POSITIVE, 1.0)] {
            for (least, most) in [(300.0, 21_600.0), (60.0, 60.0), (1.0, 1.0), (300.0, 366.0 * 86_400.0)] {
                let wait = next(&shape, rate, price, MIDNIGHT + 1, least, most).wait;
                assert!((least..=most).contains(&wait), "{rate} {price}: {wait} of {least} to {most}");
            }
        }
    }
}
