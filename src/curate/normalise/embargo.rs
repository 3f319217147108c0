//! The time before which a wire asks not to publish. Its line says it as a reporter would: `0001 GMT Friday
//! March 6`, `10 a.m. EST, March 6`, mostly without a year, which is that of the day it came.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::date;
use crate::model::Instant;

/// How far an embargo may lie ahead, which other dates must not.
const AHEAD: SignedDuration = SignedDuration::from_hours(60 * 24);

/// The instant that `raw` names. `zone`: of times that name none; `at`: when the line came.
pub(in crate::curate) fn instant(raw: &str, zone: Option<&TimeZone>, at: Timestamp) -> Instant {
    let ahead = at + AHEAD;
    let year = TimeZone::UTC.to_datetime(at).year();
    let read = |text: &str| date::read(text, zone, ahead).filter(|read| read.at.is_some());
    let parted = part(raw);
    let found = read(raw).or_else(|| read(&format!("{raw} {year}"))).or_else(|| {
        let (day, time) = parted?;
        read(&format!("{day} {time}")).or_else(|| read(&format!("{day} {year} {time}")))
    });
    let unknown = Instant { at: None, precision: None, zone_assumed: None, raw: raw.to_owned() };
    found.map_or(unknown, |found| Instant { raw: raw.to_owned(), ..found })
}

/// The day and the time of day, each as the reader of dates has it.
fn part(raw: &str) -> Option<(String, String)> {
    let words: Vec<&str> = raw.split([' ', ',', ';', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    let half = |at: usize| words.get(at).and_then(|word| half_of_day(word));
    let is_zone = |word: &&str| {
        (2..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
            || matches!(*word, "hrs" | "Uhr")
    };
    let (at, minutes) = words.iter().enumerate().find_map(|(at, word)| {
        let hour = || half(at + 1).and(word.parse::<u32>().ok()).filter(|hour| *hour <= 12).map(|hour| hour * 60);
        // Four figures may be a year.
        let figures = word.len() != 4
            || words.get(at + 1).copied().is_some_and(|word| is_zone(&word))
            || word.contains([':', '.', 'h']);
        Some((at, minutes(word).filter(|_| figures).or_else(hour)?))
    })?;
    let mut rest = &words[at + 1..];
    let mut hour = minutes / 60;
    if let Some(noon) = half(at + 1) {
        hour = hour % 12 + noon;
        rest = &rest[1..];
    }
    rest = rest.strip_prefix(&["Uhr"]).or_else(|| rest.strip_prefix(&["hrs"])).unwrap_or(rest);
    let zone = rest.first().copied().filter(is_zone).unwrap_or_default();
    let rest = if zone.is_empty() { rest } else { &rest[1..] };
    // The weekday says nothing beside the day; `on` and `am` lead to it.
    let is_said = |word: &&&str| {
        !matches!(date::word_kind(word), Some(date::WordKind::Weekday)) && !matches!(**word, "on" | "am" | "at" | "um")
    };
    let day: Vec<&str> = words[..at].iter().chain(rest).filter(is_said).copied().collect();
    Some((day.join(" "), format!("{hour:02}:{:02} {zone}", minutes % 60).trim_end().to_owned()))
}

/// Hours that `a.m.` and `p.m.` add.
fn half_of_day(word: &str) -> Option<u32> {
    match word.to_ascii_lowercase().replace('.', "").as_str() {
        "am" => Some(0),
        "pm" => Some(12),
        _ => None,
    }
}

/// Minutes since midnight: `0001`, `18.00`, `6:30`.
fn minutes(word: &str) -> Option<u32> {
    let (hour, minute) = match word.split_once([':', '.', 'h']) {
        Some(parts) => parts,
        None if word.len() == 4 => word.split_at(2),
        None => return None,
    };
    let number = |text: &str, most: u32| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|number| digits && *number < most)
    };
    Some(number(hour, 24)? * 60 + number(minute, 60)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reporters_write_is_an_instant_and_a_doubt_is_none() {
        let at = "2026-06-01T00:00:00Z".parse().unwrap();
        let read = |raw: &str| instant(raw, None, at).at.map(|at| at.to_string());
        for (raw, wanted) in [
            ("0001 GMT Friday June 5", "2026-06-05T00:01:00Z"),
            ("June 5, 18:30 UTC", "2026-06-05T18:30:00Z"),
            ("6:30 p.m. EST on June 5", "2026-06-05T23:30:00Z"),
            ("10 a.m. EST, June 5", "2026-06-05T15:00:00Z"),
            ("5. Juni 2026, 18.00 Uhr UTC", "2026-06-05T18:00:00Z"),
            ("2026-06-05T00:01:00Z", "2026-06-05T00:01:00Z"),
        ] {
            assert_eq!(read(raw).as_deref(), Some(wanted), "{raw}");
        }
        for raw in ["further notice", "Friday", "2500 GMT June 5"] {
            assert_eq!(read(raw), None, "{raw}");
        }
        assert_eq!(instant("noon", None, at).raw, "noon");
    }
}
