//! How a feed is doing that can be read: well, slowly, or not as it used to.

use jiff::Timestamp;

use crate::model::{FeedState, HealthState};

/// Answers that take longer, on average, in milliseconds.
const SLOW: u32 = 10_000;
/// A feed is stale when it was silent for so many times its longest usual silence, and for so long.
const BEYOND: i64 = 3;
const LEAST_SILENCE: i64 = 2 * 86_400;
/// Articles that must have come before a silence says anything.
const KNOWN_BY: u64 = 10;

/// Whether a feed that was read just now has moved, is slow or stale, with what an operator
/// should do. `moved`: it is asked at another address than the declared one.
pub fn noticed(state: &FeedState, moved: Option<String>, at: Timestamp) -> Option<(HealthState, String)> {
    if let Some(advice) = moved {
        return Some((HealthState::Moved, advice));
    }
    let took = state.health.took;
    if took >= SLOW {
        let message = format!(
            "answers take {} s on average; ask the publisher, or raise min_interval so that it costs less",
            took / 1_000
        );
        return Some((HealthState::Slow, message));
    }
    let usual = i64::from(state.rhythm.pace.silence);
    let silent = at.duration_since(state.health.last_item.get()?).as_secs();
    if state.health.articles < KNOWN_BY || silent < (usual * BEYOND).max(LEAST_SILENCE) {
        return None;
    }
    let message = format!(
        "no new item for {} days, where {:.1} days were the longest before; look whether the publisher has another feed",
        silent / 86_400,
        usual as f64 / 86_400.0
    );
    Some((HealthState::Stale, message))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_feed_is_stale_beyond_its_own_rhythm_and_slow_beyond_patience() {
        let at: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let state = |articles, silent: i64, usual: u32, took| {
            let mut state = FeedState::default();
            state.health.last_item = (at - SignedDuration::from_hours(24 * silent)).into();
            (state.health.articles, state.health.took) = (articles, took);
            state.rhythm.pace.silence = usual * 86_400;
            noticed(&state, None, at)
                .map(|(state, message)| (state, message.contains("days") || message.contains("12 s")))
        };
        assert_eq!(state(50, 7, 2, 0), Some((HealthState::Stale, true)));
        assert_eq!(state(50, 5, 2, 0), None, "that is usual");
        assert_eq!(state(50, 1, 0, 0), None, "a day is nothing");
        assert_eq!(state(5, 400, 2, 0), None, "hardly known");
        assert_eq!(state(50, 7, 2, 12_345), Some((HealthState::Slow, true)));
        assert_eq!(noticed(&FeedState::default(), None, at), None);
    }
}
