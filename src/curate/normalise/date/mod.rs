//! Dates as feeds write them: an instant where the string is certain, else none.
//!
//! A word that is not understood makes the whole date unknown: an instant that is wrong is
//! worse than none. `text` cleans the characters, `words` reads word by word with the tables
//! of `names` and `zones`, `numeric` reads digits, `calendar` knows the year of Iran.

mod calendar;
mod names;
mod numeric;
mod text;
mod words;
mod zones;

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

pub(crate) use self::names::WEEKDAYS;
use self::zones::Zone;
use crate::model::{Instant, Precision};

/// Dates further ahead than this are mistakes.
const AHEAD: SignedDuration = SignedDuration::from_hours(48);
/// Before this there were no feeds; stated archives begin later than most mistakes do.
const EARLIEST: i16 = 1990;

/// Reads a date. `zone`: of the feed, for strings that name none; where it is absent, that
/// of the writing where only one has it (Korean, the calendar of Iran), else UTC.
/// The result keeps the raw string; `at` is absent where nothing is certain.
pub fn read(raw: &str, zone: Option<&TimeZone>, now: Timestamp) -> Option<Instant> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let unknown = Instant { at: None, precision: None, zone_assumed: None, raw: raw.to_owned() };
    let Some(stated) = parse(raw) else { return Some(unknown) };
    let (at, assumed) = match (stated.at, &stated.zone) {
        (Stated::Instant(at), _) => (Some(at), None),
        (Stated::Civil(civil), Some(zone)) => (zone.at(civil), None),
        (Stated::Civil(civil), None) => {
            let home = stated.home.and_then(words::named).unwrap_or(TimeZone::UTC);
            let zone = zone.unwrap_or(&home);
            (zone.to_timestamp(civil).ok(), Some(zone_name(zone)))
        }
    };
    let at = at.filter(|at| *at <= now + AHEAD && TimeZone::UTC.to_datetime(*at).year() >= EARLIEST);
    Some(match at {
        Some(at) => Instant { at: Some(at), precision: Some(stated.precision), zone_assumed: assumed, ..unknown },
        None => unknown,
    })
}

fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}

/// Months, weekdays and the small words of dates, in all languages.
pub fn words() -> impl Iterator<Item = &'static str> {
    names::all()
}

/// What a word of a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordKind {
    /// A month, of any calendar.
    Month,
    /// A weekday.
    Weekday,
    /// A word between: `of`, `de`, `года`.
    Silent,
}

/// What a word is in a date, in any language that is known; `None` where it is in none.
pub(super) fn word_kind(word: &str) -> Option<WordKind> {
    use names::Meaning;
    match names::meaning_of(word)? {
        Meaning::Month(_) | Meaning::Jalali(_) | Meaning::MonthOrWeekday(..) => Some(WordKind::Month),
        Meaning::Weekday(_) => Some(WordKind::Weekday),
        Meaning::Silent => Some(WordKind::Silent),
        Meaning::Half(_) => None,
    }
}

/// What a string states.
struct Reading {
    at: Stated,
    zone: Option<Zone>,
    precision: Precision,
    /// The zone of those who write dates like this, where there is but one.
    home: Option<&'static str>,
}

enum Stated {
    Instant(Timestamp),
    Civil(DateTime),
}

fn parse(raw: &str) -> Option<Reading> {
    epoch(raw).or_else(|| words::read(&text::Clean::of(raw)?))
}

/// Seconds or milliseconds since 1970, by the number of digits.
fn epoch(raw: &str) -> Option<Reading> {
    let (whole, fraction) = raw.split_once('.').unwrap_or((raw, "0"));
    if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) || fraction.is_empty() {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let at = match whole.len() {
        10 => Timestamp::from_second(number).ok()?,
        13 => Timestamp::from_millisecond(number).ok()?,
        _ => return None,
    };
    Some(Reading { at: Stated::Instant(at), zone: None, precision: Precision::Second, home: None })
}

#[cfg(test)]
mod tests;
