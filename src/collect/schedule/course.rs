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
    /// So many seconds later it costs hardly more.
    pub slack: f64,
}

const START: Course = Course { wait: 0.0, items: 0.0, delay: 0.0, slack: 0.0 };
/// What hardly more is.
const HARDLY: f64 = 1.01;
/// Of the wait, at most.
const MOST_SLACK: f64 = 0.1;

/// Looks ahead from `now`. `rate`: items a second; `price`: in item-seconds; the wait is at least
/// `least` and at most `most` seconds.
pub fn next(shape: &Shape, rate: f64, price: f64, now: i64, least: f64, most: f64) -> Course {
    let end = most.min(HORIZON as f64);
    let (mut spans, mut here) = (Spans { shape, rate, at: now }, START);
    let mut best: Option<(f64, Course, Spans<'_>)> = None;
    while here.wait < end {
        let begin = spans;
        let (span, local) = spans.next(here.wait);
        let span = span.min(end - here.wait);
        // Within a busy part the end may be late; the first moment allowed may be best, or one between.
        for ahead in [(least - here.wait).clamp(0.0, span), here.even(price, local).clamp(0.0, span), span] {
            let there = here.after(ahead, local);
            if there.wait >= least {
                let cost = there.cost(price);
                if best.is_none_or(|(least, ..)| cost < least) {
                    best = Some((cost, there, begin.ahead(ahead)));
                }
            }
        }
        here = here.after(span, local);
        // What has added up only grows: no later time can be better.
        if best.is_some_and(|(cost, ..)| (price + here.delay) / most > cost) {
            break;
        }
    }
    let Some((cost, course, spans)) = best else { return START.after(least, rate) };
    // The best is beyond the hours that are looked at.
    if course.wait >= HORIZON as f64 && most > course.wait {
        let wait = (2.0 * price / rate).sqrt().clamp(course.wait, most);
        return course.after(wait - course.wait, rate);
    }
    Course { slack: slack(course, spans, price, cost * HARDLY), ..course }
}

/// How much later a poll may be than at its best time, and cost no more than `most`.
fn slack(best: Course, mut spans: Spans<'_>, price: f64, most: f64) -> f64 {
    let (mut here, end) = (best, best.wait * (1.0 + MOST_SLACK));
    while here.wait < end {
        let (span, local) = spans.next(here.wait);
        let span = span.min(end - here.wait);
        let mut part = span;
        let fits = |part: f64| here.after(part, local).cost(price) <= most;
        if !fits(part) {
            // Some halvings are exact enough.
            let (mut low, mut high) = (0.0, span);
            for _ in 0..5 {
                part = f64::midpoint(low, high);
                if fits(part) { low = part } else { high = part }
            }
            return here.wait + low - best.wait;
        }
        here = here.after(part, local);
    }
    here.wait - best.wait
}

/// Spans of time in which items come evenly, one after another.
#[derive(Clone, Copy)]
struct Spans<'a> {
    shape: &'a Shape,
    rate: f64,
    at: i64,
}

impl Spans<'_> {
    /// How long the next one is, and items a second in it. `waited`: since the last poll.
    fn next(&mut self, waited: f64) -> (f64, f64) {
        let fine = waited < FINE as f64;
        let step = if fine { PART } else { HOUR };
        let hour = f64::from(self.shape.hour(self.at.div_euclid(HOUR)));
        let part = if fine { f64::from(self.shape.part(self.at.div_euclid(PART))) } else { 1.0 };
        let span = (self.at.div_euclid(step) + 1) * step - self.at;
        self.at += span;
        (span as f64, self.rate * hour * part)
    }

    /// So many seconds further.
    fn ahead(mut self, seconds: f64) -> Self {
        // Whole seconds are exact enough.
        #[allow(clippy::cast_possible_truncation)]
        let whole = seconds as i64;
        self.at += whole;
        self
    }
}

impl Course {
    /// What a poll costs by the second if it is made now.
    fn cost(&self, price: f64) -> f64 {
        (price + self.delay) / self.wait.max(f64::MIN_POSITIVE)
    }

    /// Seconds from here to the best moment if items came evenly from here on: where the cost by
    /// the second no longer falls.
    fn even(&self, price: f64, rate: f64) -> f64 {
        let square = self.wait * self.wait + 2.0 * (price + self.delay - self.items * self.wait) / rate;
        square.max(0.0).sqrt() - self.wait
    }

    fn after(self, seconds: f64, rate: f64) -> Self {
        Self {
            wait: self.wait + seconds,
            items: self.items + rate * seconds,
            delay: self.delay + self.items * seconds + rate * seconds * seconds / 2.0,
            slack: 0.0,
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
