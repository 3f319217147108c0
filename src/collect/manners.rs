//! What the next request looks like, by how the server behaved so far. Pure: what was learned
//! is part of a feed's state, and time comes in as an argument.

use jiff::Timestamp;
use url::Url;

use super::answer::shown;
use crate::model::{Failure, Feed, FeedState, Gone, Grade, Manners, Meta, Moved, Silence, Validators};

/// Permanent redirects to one address, in a row, before it is asked instead.
const CONFIRMED: u8 = 5;
/// Failures of that address, in a row, before the declared one is asked again.
const DOUBTED: u32 = 3;
/// Days on which a server says that a feed is gone before it is believed.
const GONE_DAYS: u8 = 3;
/// Whole answers that repeat the ETag they were asked on before Last-Modified is tried alone: some
/// servers change the ETag with the coding (`-gzip`) and do not know it again.
const UNHEEDED: u8 = 3;
/// Days until codings are asked for again.
const FORGIVEN: u16 = 30;
/// Longest pause between two looks behind a server's 304, in days.
const MOST_PAUSE: u8 = 7;
/// Looks in a row that found something new behind a 304 before it is said to lie.
const LIES: u8 = 2;

const DAY: i64 = 86_400;

/// How a feed is asked for.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// What the request is conditioned on, where its URL is that which gave them.
    pub validators: Validators,
    /// What is asked instead of the declared URL.
    pub url: Option<Url>,
    /// Whether the body is to come as it is.
    pub identity: bool,
}

/// How a feed is asked for next.
pub fn conditions(feed: &Feed, state: &FeedState, at: Timestamp) -> Conditions {
    let mut next = Conditions::default();
    if !is_to_look(state, at) {
        next.validators = state.validators.clone();
    }
    let Some(manners) = &state.manners else { return next };
    next.url = moved(feed, state);
    if manners.unheeded >= UNHEEDED && next.validators.last_modified.is_some() {
        next.validators.etag = None;
    }
    next.identity = manners.identity.is_some_and(|day| today(at).saturating_sub(day) < FORGIVEN);
    next
}

/// The address that is asked instead of the declared one.
pub fn moved(feed: &Feed, state: &FeedState) -> Option<Url> {
    let moved = state.manners.as_ref()?.moved.as_ref()?;
    (moved.times >= CONFIRMED && moved.from == feed.url.as_str()).then(|| moved.to.parse().ok()).flatten()
}

/// Whether a server has said that a feed is gone on so many days that it is believed.
pub fn is_parked(state: &FeedState) -> bool {
    state.manners.as_ref().and_then(|manners| manners.gone).is_some_and(|gone| gone.days >= GONE_DAYS)
}

/// Learns from an answer, before the state takes its validators in. `changed`: whether its body is
/// another than the last one; `None` for a 304.
pub fn answered(feed: &Feed, state: &mut FeedState, meta: &Meta, changed: Option<bool>, at: Timestamp) {
    let mut manners = state.manners.take().map(|manners| *manners).unwrap_or_default();
    manners.gone = None;
    // An answer from the new address itself says nothing of the declared one.
    if meta.moved.is_some() || moved_of(&manners, feed).is_none() {
        manners.moved = redirected(manners.moved.take(), feed, meta.moved.as_ref());
    }
    if meta.identity && changed.is_some() {
        manners.identity = manners.identity.filter(|day| today(at).saturating_sub(*day) < FORGIVEN).or(Some(today(at)));
    } else if changed.is_some() {
        manners.identity = None;
    }
    let repeated = meta.etag.is_some() && meta.etag == state.validators.etag;
    manners.unheeded = match changed {
        Some(_) if meta.conditional && repeated && !meta.delta => manners.unheeded.saturating_add(1),
        // The other validator works alone: stay with it.
        None if manners.unheeded >= UNHEEDED => manners.unheeded,
        _ if repeated && !meta.conditional => manners.unheeded,
        _ => 0,
    };
    manners.silence = match (changed, meta.conditional) {
        (None, _) => manners.silence,
        (Some(_), true) => None,
        (Some(changed), false) if is_silent(state, manners.silence, at) => Some(looked(manners.silence, changed, at)),
        (Some(_), false) => manners.silence,
    };
    state.manners = (manners != Manners::default()).then(|| Box::new(manners));
}

/// Learns from a failure. `failures`: in a row, this one included.
pub fn failed(feed: &Feed, state: &mut FeedState, failure: &Failure, failures: u32, at: Timestamp) {
    let is_gone = failure.grade == Grade::Gone;
    if state.manners.is_none() && !is_gone {
        return;
    }
    let mut manners = state.manners.take().map(|manners| *manners).unwrap_or_default();
    if is_gone {
        let gone = manners.gone.get_or_insert_default();
        if gone.days == 0 || today(at) > gone.last {
            *gone = Gone { days: gone.days.saturating_add(1), last: today(at) };
        }
    }
    if failures >= DOUBTED && moved_of(&manners, feed).is_some() {
        manners.moved = None;
    }
    state.manners = (manners != Manners::default()).then(|| Box::new(manners));
}

/// What an operator should do about it; `None` where all is well.
pub fn advice(feed: &Feed, state: &FeedState) -> Option<String> {
    if let Some(to) = moved(feed, state) {
        let url = shown(&to);
        return Some(format!("the feed has moved for good and is polled at {url}; set its url to that"));
    }
    let lies = state.manners.as_ref()?.silence?.lies;
    (lies >= LIES).then(|| {
        "the server answers 304 also where something is new, so the feed is read in full once a day; ask the publisher"
            .to_owned()
    })
}

fn redirected(known: Option<Moved>, feed: &Feed, to: Option<&Url>) -> Option<Moved> {
    let to = to?;
    let same = known.filter(|moved| moved.from == feed.url.as_str() && moved.to == to.as_str());
    let times = same.map_or(0, |moved| moved.times).saturating_add(1);
    Some(Moved { from: feed.url.to_string(), to: to.to_string(), times })
}

fn moved_of<'a>(manners: &'a Manners, feed: &Feed) -> Option<&'a Moved> {
    manners.moved.as_ref().filter(|moved| moved.times >= CONFIRMED && moved.from == feed.url.as_str())
}

/// Whether the next request goes without conditions, to see whether the 304s of the last days are true.
fn is_to_look(state: &FeedState, at: Timestamp) -> bool {
    is_silent(state, state.manners.as_ref().and_then(|manners| manners.silence), at)
}

/// Whether nothing but 304 came for a day, or for the pause since the last look.
fn is_silent(state: &FeedState, silence: Option<Silence>, at: Timestamp) -> bool {
    if state.body.is_none() || state.validators.is_empty() {
        return false;
    }
    let (since, pause) = match silence {
        Some(silence) => (silence.asked, silence.pause),
        // The day is known, the hour is not.
        None => ((i64::from(state.read) + 1) * DAY, 1),
    };
    at.as_second() >= since + i64::from(pause) * DAY
}

fn looked(silence: Option<Silence>, changed: bool, at: Timestamp) -> Silence {
    let Silence { pause, lies, .. } = silence.unwrap_or(Silence { pause: 1, ..Silence::default() });
    let (pause, lies) =
        if changed { (1, lies.saturating_add(1)) } else { ((pause * 2).min(MOST_PAUSE), lies.saturating_sub(1)) };
    Silence { asked: at.as_second(), pause, lies }
}

fn today(at: Timestamp) -> u16 {
    u16::try_from(at.as_second().div_euclid(DAY)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::model::Cause;

    /// What is asked for next: the URL, and how.
    fn ask(feed: &Feed, state: &FeedState, at: Timestamp) -> (Url, Conditions) {
        let next = conditions(feed, state, at);
        (next.url.clone().unwrap_or_else(|| feed.url.clone()), next)
    }

    fn at(hours: i64) -> Timestamp {
        "2026-01-02T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
    }

    fn feed() -> Feed {
        Feed::bare("f", "https://example.org/old".parse().unwrap())
    }

    fn read(etag: &str) -> FeedState {
        let validators = Validators { etag: Some(etag.into()), last_modified: Some("then".into()), url: None };
        FeedState { validators, body: std::num::NonZeroU64::new(1), read: today(at(0)), ..FeedState::default() }
    }

    fn meta(etag: &str, conditional: bool, moved: Option<&str>) -> Meta {
        let moved = moved.map(|url| url.parse().unwrap());
        Meta { etag: Some(etag.into()), conditional, moved, ..Meta::default() }
    }

    #[test]
    fn an_address_is_taken_over_once_five_answers_in_a_row_named_it() {
        let (feed, mut state) = (feed(), FeedState::default());
        let new = Some("https://example.org/new");
        let answers = [new, new, Some("https://example.org/other"), new, new, new, None, new, new, new, new, new];
        for (n, to) in answers.into_iter().enumerate() {
            assert_eq!(ask(&feed, &state, at(0)).0, feed.url, "{n}");
            answered(&feed, &mut state, &meta("1", false, to), Some(true), at(0));
        }
        assert_eq!(ask(&feed, &state, at(0)).0.as_str(), "https://example.org/new");
        assert!(advice(&feed, &state).unwrap().contains("https://example.org/new"));
        // The new address answers, and then does not.
        answered(&feed, &mut state, &meta("1", false, None), Some(false), at(1));
        let failure = Failure::new(Grade::Permanent, Cause::Status, "x");
        for failures in 1..=3 {
            assert_ne!(ask(&feed, &state, at(2)).0, feed.url);
            failed(&feed, &mut state, &failure, failures, at(2));
        }
        assert_eq!(ask(&feed, &state, at(3)).0, feed.url);
    }

    #[test]
    fn another_declared_url_knows_nothing_of_the_move() {
        let (mut feed, mut state) = (feed(), FeedState::default());
        for _ in 0..CONFIRMED {
            answered(&feed, &mut state, &meta("1", false, Some("https://example.org/new")), Some(true), at(0));
        }
        feed.url = "https://example.org/third".parse().unwrap();
        assert_eq!(ask(&feed, &state, at(0)).0, feed.url);
    }

    #[test]
    fn gone_is_believed_on_the_third_day_and_not_sooner() {
        let (feed, mut state) = (feed(), FeedState::default());
        let failure = Failure::new(Grade::Gone, Cause::Status, "x");
        for (hours, parked) in [(0, false), (1, false), (23, false), (30, false), (31, false), (55, true)] {
            failed(&feed, &mut state, &failure, 1, at(hours));
            assert_eq!(is_parked(&state), parked, "{hours}");
        }
        answered(&feed, &mut state, &meta("1", false, None), Some(true), at(60));
        assert!(!is_parked(&state) && state.manners.is_none());
    }

    #[test]
    fn an_etag_that_is_not_heeded_makes_way_for_last_modified() {
        let (feed, mut state) = (feed(), read("\"1-gzip\""));
        for _ in 0..UNHEEDED {
            assert!(ask(&feed, &state, at(0)).1.validators.etag.is_some());
            answered(&feed, &mut state, &meta("\"1-gzip\"", true, None), Some(false), at(0));
        }
        let only = ask(&feed, &state, at(0)).1.validators;
        assert_eq!((only.etag, only.last_modified.as_deref()), (None, Some("then")));
        answered(&feed, &mut state, &meta("\"1-gzip\"", true, None), None, at(1));
        assert_eq!(ask(&feed, &state, at(1)).1.validators.etag, None, "it works, so it stays");
        answered(&feed, &mut state, &meta("\"2\"", true, None), Some(true), at(2));
        assert!(ask(&feed, &state, at(2)).1.validators.etag.is_some(), "something new: both again");
    }

    #[test]
    fn codings_are_left_away_for_a_month_after_they_were_broken() {
        let (feed, mut state) = (feed(), read("1"));
        let broken = Meta { identity: true, ..meta("1", false, None) };
        answered(&feed, &mut state, &broken, Some(true), at(0));
        for (days, identity) in [(0, true), (29, true), (30, false)] {
            assert_eq!(ask(&feed, &state, at(days * 24)).1.identity, identity, "{days}");
        }
    }

    #[test]
    fn a_server_that_says_304_to_everything_is_found_out_and_asked_in_full_once_a_day() {
        let (feed, mut state) = (feed(), read("1"));
        let mut asked = Vec::new();
        for hour in 0..240 {
            let conditional = !ask(&feed, &state, at(hour)).1.validators.is_empty();
            let changed = (!conditional).then_some(true);
            if !conditional {
                asked.push(hour);
            }
            answered(&feed, &mut state, &meta("1", conditional, None), changed, at(hour));
        }
        assert_eq!(asked, [48, 72, 96, 120, 144, 168, 192, 216]);
        assert!(advice(&feed, &state).unwrap().contains("304"));
    }

    #[test]
    fn a_quiet_feed_is_looked_at_ever_more_seldom() {
        let (feed, mut state) = (feed(), read("1"));
        let mut asked = Vec::new();
        for day in 0..32 {
            let conditional = !ask(&feed, &state, at(day * 24)).1.validators.is_empty();
            if !conditional {
                asked.push(day);
            }
            answered(&feed, &mut state, &meta("1", conditional, None), (!conditional).then_some(false), at(day * 24));
        }
        assert_eq!(asked, [2, 4, 8, 15, 22, 29]);
        assert_eq!(advice(&feed, &state), None);
    }
}
