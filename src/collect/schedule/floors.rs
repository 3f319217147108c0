//! What server, feed and operator ask for: never sooner than this, whatever the pace.

use jiff::{SignedDuration, Timestamp};

use super::HOUR;
use crate::model::{Bound, Feed, Hints, Rhythm};

/// Longest floor that a feed's `ttl` or a server's `max-age` can set, in seconds.
pub const MOST_FLOOR: u64 = 86_400;
const DAY: i64 = 24 * HOUR;
/// The `sy:updatePeriod` that WordPress writes into feeds whose owner chose none, in seconds.
const BY_ITSELF: u32 = 3_600;

/// The floors under the next poll after one at `last`.
pub fn floors(feed: &Feed, rhythm: &Rhythm, last: Timestamp) -> impl Iterator<Item = (Bound, Timestamp)> {
    let after = move |seconds: u64| last + SignedDuration::from_secs(seconds.min(MOST_FLOOR).cast_signed());
    let heeded = feed.hints != Hints::None;
    let chosen = |period: &u32| heeded && (feed.hints == Hints::All || *period != BY_ITSELF);
    let min = SignedDuration::try_from(feed.min_interval.0).unwrap_or(SignedDuration::MAX);
    [
        Some((Bound::MinInterval, last.saturating_add(min).unwrap_or(Timestamp::MAX))),
        rhythm.fresh.get().map(|until| (Bound::Fresh, until)),
        rhythm.ttl.filter(|_| heeded).map(|minutes| (Bound::Ttl, after(u64::from(minutes) * 60))),
        rhythm.period.filter(chosen).map(|seconds| (Bound::UpdatePeriod, after(seconds.into()))),
        rhythm.rest.get().map(|until| (Bound::RetryAfter, until)),
    ]
    .into_iter()
    .flatten()
}

/// The first instant from `at` in no hour and on no day that the feed asks to skip (UTC).
/// One that asks to skip all of them asks for nothing.
pub fn unskipped(feed: &Feed, rhythm: &Rhythm, at: Timestamp) -> (Option<Bound>, Timestamp) {
    let (hours, days) = (rhythm.skip_hours & 0xff_ffff, rhythm.skip_days & 0x7f);
    if feed.hints == Hints::None || hours == 0 && days == 0 || hours == 0xff_ffff || days == 0x7f {
        return (None, at);
    }
    let (mut second, mut by) = (at.as_second(), None);
    // A week has not more hours than these.
    for _ in 0..=7 * 24 {
        if days >> second.div_euclid(DAY).rem_euclid(7) & 1 == 1 {
            (second, by) = ((second.div_euclid(DAY) + 1) * DAY, Some(Bound::SkipDays));
        } else if hours >> second.div_euclid(HOUR).rem_euclid(24) & 1 == 1 {
            (second, by) = ((second.div_euclid(HOUR) + 1) * HOUR, Some(Bound::SkipHours));
        } else {
            break;
        }
    }
    match by {
        None => (None, at),
        Some(_) => (by, Timestamp::from_second(second).unwrap_or(at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_hours_and_days_move_a_poll_to_their_end() {
        // A Friday.
        let at: Timestamp = "2026-01-02T22:30:00Z".parse().unwrap();
        let skip = |skip_hours, skip_days| {
            let feed = Feed::bare("f", "https://example.org/".parse().unwrap());
            let (by, at) = unskipped(&feed, &Rhythm { skip_hours, skip_days, ..Rhythm::default() }, at);
            (by, at.to_string())
        };
        assert_eq!(skip(0, 0).1, "2026-01-02T22:30:00Z");
        assert_eq!(skip(1 << 21, 1), (None, "2026-01-02T22:30:00Z".into()), "another hour, another day");
        assert_eq!(skip(0b11 << 22 | 1, 0), (Some(Bound::SkipHours), "2026-01-03T01:00:00Z".into()));
        // Friday and Saturday, then the first hour of Sunday.
        assert_eq!(skip(1, 0b110), (Some(Bound::SkipHours), "2026-01-04T01:00:00Z".into()));
        assert_eq!(skip(0, 0b10), (Some(Bound::SkipDays), "2026-01-03T00:00:00Z".into()));
        for all in [(0xff_ffff, 0), (0, 0x7f), (u32::MAX, u32::MAX)] {
            assert_eq!(skip(all.0, all.1).0, None);
        }
    }

    #[test]
    fn wishes_of_the_feed_are_heeded_as_its_operator_says_and_those_of_the_server_anyhow() {
        use Bound::{Fresh, RetryAfter, Ttl, UpdatePeriod};
        let last: Timestamp = "2026-01-02T22:30:00Z".parse().unwrap();
        let asked = |hints, period, skip_hours| {
            let mut feed = Feed::bare("f", "https://example.org/".parse().unwrap());
            feed.hints = hints;
            let (fresh, rest) = (last.into(), last.into());
            let rhythm = Rhythm { ttl: Some(60), period: Some(period), skip_hours, fresh, rest, ..Rhythm::default() };
            let by: Vec<_> = floors(&feed, &rhythm, last).map(|(by, _)| by).skip(1).collect();
            (by, unskipped(&feed, &rhythm, last).0.is_some())
        };
        for (hints, period, by, skips) in [
            (Hints::All, 3_600, vec![Fresh, Ttl, UpdatePeriod, RetryAfter], true),
            (Hints::Chosen, 3_600, vec![Fresh, Ttl, RetryAfter], true),
            (Hints::Chosen, 7_200, vec![Fresh, Ttl, UpdatePeriod, RetryAfter], true),
            (Hints::None, 7_200, vec![Fresh, RetryAfter], false),
        ] {
            assert_eq!(asked(hints, period, 1 << 22), (by, skips), "{hints:?} {period}");
        }
    }
}
