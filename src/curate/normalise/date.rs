//! Dates as feeds write them: an instant where the string is certain, else none.
//!
//! A word that is not understood makes the whole date unknown: an instant that is wrong is
//! worse than none.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
    tz::{Offset, TimeZone},
};

use crate::model::{Instant, Precision};

/// Dates further ahead than this are mistakes.
const AHEAD: SignedDuration = SignedDuration::from_hours(48);
/// Before this there were no feeds; stated archives begin later than most mistakes do.
const EARLIEST: i16 = 1990;

/// Reads a date. `zone`: of the feed, for strings that name none; UTC where absent, too.
/// The result keeps the raw string; `at` is absent where nothing is certain.
pub fn read(raw: &str, zone: Option<&TimeZone>, now: Timestamp) -> Option<Instant> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let unknown = Instant { at: None, precision: None, zone_assumed: None, raw: raw.to_owned() };
    let Some(stated) = parse(raw) else { return Some(unknown) };
    let utc = TimeZone::UTC;
    let (at, assumed) = match (stated.at, stated.offset) {
        (Stated::Instant(at), _) => (Some(at), None),
        (Stated::Civil(civil), Some(offset)) => (offset.to_timestamp(civil).ok(), None),
        (Stated::Civil(civil), None) => {
            let zone = zone.unwrap_or(&utc);
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

/// What a string states.
struct Reading {
    at: Stated,
    offset: Option<Offset>,
    precision: Precision,
}

enum Stated {
    Instant(Timestamp),
    Civil(DateTime),
}

fn parse(raw: &str) -> Option<Reading> {
    epoch(raw).or_else(|| words(raw))
}

/// Seconds or milliseconds since 1970, by the number of digits.
fn epoch(raw: &str) -> Option<Reading> {
    if !raw.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = raw.parse().ok()?;
    let at = match raw.len() {
        10 => Timestamp::from_second(number).ok()?,
        13 => Timestamp::from_millisecond(number).ok()?,
        _ => return None,
    };
    Some(Reading { at: Stated::Instant(at), offset: None, precision: Precision::Second })
}

/// What the words of a date have said so far.
#[derive(Default)]
struct Words {
    date: Option<Date>,
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    time: Option<(Time, Precision)>,
    afternoon: Option<bool>,
    offset: Option<Offset>,
}

/// A date of words: RFC 822 and its kin, ISO 8601, dd.mm.yyyy, in one reading.
fn words(raw: &str) -> Option<Reading> {
    let mut words = Words::default();
    let spaced = raw.replace(',', " ");
    let mut count = 0;
    for word in spaced.split_whitespace() {
        count += 1;
        if count > 8 {
            return None;
        }
        words.take(word)?;
    }
    words.reading()
}

impl Words {
    /// Takes in a word; `None` where it is not understood or says something twice.
    fn take(&mut self, word: &str) -> Option<()> {
        let first = word.chars().next()?;
        let bare = word.trim_end_matches('.').to_lowercase();
        if let Some(month) = month(&bare) {
            return set(&mut self.month, month);
        }
        if weekday(&bare) {
            return Some(());
        }
        match bare.as_str() {
            "am" | "a.m" => return set(&mut self.afternoon, false),
            "pm" | "p.m" => return set(&mut self.afternoon, true),
            _ => {}
        }
        if let Some(offset) = zone(word) {
            return set(&mut self.offset, offset);
        }
        if !first.is_ascii_digit() {
            return None;
        }
        // ISO 8601: date and time in one word.
        if let Some((date, time)) = word.split_once(['T', 't']).filter(|(date, _)| date.contains('-')) {
            self.take_date(date)?;
            return self.take_time(time);
        }
        if word.contains(':') {
            return self.take_time(word);
        }
        if word.contains(['-', '.', '/']) {
            return self.take_date(word);
        }
        let ordinal = ["st", "nd", "rd", "th"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(&bare);
        self.take_number(ordinal)
    }

    fn take_number(&mut self, digits: &str) -> Option<()> {
        let number: i16 = digits.parse().ok()?;
        match digits.len() {
            1 | 2 if self.day.is_none() => set(&mut self.day, i8::try_from(number).ok()?),
            // RFC 2822, section 4.3: 00 to 49 are of this century.
            2 => set(&mut self.year, if number < 50 { 2_000 + number } else { 1_900 + number }),
            4 => set(&mut self.year, number),
            _ => None,
        }
    }

    /// A date in one word: year first with any sign between, or day first with dots; with
    /// slashes and the day first nobody knows which number is the day.
    fn take_date(&mut self, word: &str) -> Option<()> {
        let separator = word.chars().find(|c| matches!(c, '-' | '.' | '/'))?;
        let parts: Vec<&str> = word.trim_end_matches('.').split(separator).collect();
        let [a, b, c] = parts.as_slice() else { return None };
        // RFC 850: 06-Nov-94.
        if let Some(month) = month(&b.to_lowercase()) {
            self.take_number(a)?;
            set(&mut self.month, month)?;
            return self.take_number(c);
        }
        let number = |text: &str| text.parse::<i16>().ok();
        let (year, month, day) = match (a.len(), c.len(), separator) {
            (4, 1..=2, _) => (number(a)?, number(b)?, number(c)?),
            (1..=2, 4, '.') => (number(c)?, number(b)?, number(a)?),
            // One of the two can only be the day.
            (1..=2, 4, '/' | '-') if number(a)? > 12 => (number(c)?, number(b)?, number(a)?),
            (1..=2, 4, '/' | '-') if number(b)? > 12 => (number(c)?, number(a)?, number(b)?),
            _ => return None,
        };
        set(&mut self.date, Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?)
    }

    /// A time, with a zone behind it where there is one.
    fn take_time(&mut self, word: &str) -> Option<()> {
        let end = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(word.len());
        let (clock, rest) = word.split_at(end);
        if !rest.is_empty() {
            match rest.to_ascii_lowercase().as_str() {
                "am" => set(&mut self.afternoon, false)?,
                "pm" => set(&mut self.afternoon, true)?,
                _ => set(&mut self.offset, zone(rest)?)?,
            }
        }
        let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
        let parts: Vec<i8> = clock.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let (time, precision) = match parts.as_slice() {
            [hour, minute] => (Time::new(*hour, *minute, 0, 0), Precision::Minute),
            // A leap second is the last instant of its minute.
            [hour, minute, second] => (Time::new(*hour, *minute, (*second).min(59), 0), Precision::Second),
            _ => return None,
        };
        if parts.get(2).is_some_and(|second| *second > 60) {
            return None;
        }
        set(&mut self.time, (time.ok()?, precision))
    }

    fn reading(self) -> Option<Reading> {
        let date = match (self.date, self.day, self.month, self.year) {
            (Some(date), None, None, None) => date,
            (None, Some(day), Some(month), Some(year)) => Date::new(year, month, day).ok()?,
            _ => return None,
        };
        let (time, precision) = self.time.unwrap_or((Time::midnight(), Precision::Day));
        let time = match self.afternoon {
            None => time,
            Some(_) if !(1..=12).contains(&time.hour()) => return None,
            Some(afternoon) => {
                let hour = time.hour() % 12 + if afternoon { 12 } else { 0 };
                Time::new(hour, time.minute(), time.second(), 0).ok()?
            }
        };
        Some(Reading { at: Stated::Civil(date.to_datetime(time)), offset: self.offset, precision })
    }
}

fn set<T>(place: &mut Option<T>, value: T) -> Option<()> {
    if place.is_some() {
        return None;
    }
    *place = Some(value);
    Some(())
}

fn month(word: &str) -> Option<i8> {
    const NAMES: [&[&str]; 12] = [
        &["jan", "january"],
        &["feb", "february"],
        &["mar", "march"],
        &["apr", "april"],
        &["may"],
        &["jun", "june"],
        &["jul", "july"],
        &["aug", "august"],
        &["sep", "sept", "september"],
        &["oct", "october"],
        &["nov", "november"],
        &["dec", "december"],
    ];
    NAMES.iter().zip(1..).find_map(|(names, n)| names.contains(&word).then_some(n))
}

fn weekday(word: &str) -> bool {
    const NAMES: [&str; 18] = [
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "weds",
    ];
    NAMES.contains(&word)
}

/// An offset, or the name of a zone that has one meaning in feeds. `IST` has three, and
/// military letters were mostly used wrongly (RFC 2822, section 4.3): neither is read.
fn zone(word: &str) -> Option<Offset> {
    if word.starts_with(['+', '-', '\u{2212}']) {
        return numeric(word);
    }
    let upper = word.to_ascii_uppercase();
    // GMT+3 and UTC+03:00.
    for name in ["GMT", "UTC"] {
        if let Some(rest) = upper.strip_prefix(name).filter(|rest| rest.starts_with(['+', '-'])) {
            return numeric(rest);
        }
    }
    let minutes = match upper.as_str() {
        "Z" | "UT" | "UTC" | "GMT" | "WET" => 0,
        "BST" | "WEST" | "CET" | "MEZ" => 60,
        "CEST" | "MESZ" | "EET" | "SAST" => 120,
        "EEST" | "MSK" | "TRT" => 180,
        "MSD" | "GST" | "SAMT" => 240,
        "PKT" | "YEKT" => 300,
        "ICT" | "WIB" => 420,
        "HKT" | "SGT" | "AWST" => 480,
        "JST" | "KST" => 540,
        "AEST" => 600,
        "AEDT" => 660,
        "NZST" => 720,
        "NZDT" => 780,
        "EDT" | "AST" => -240,
        "EST" | "CDT" => -300,
        "CST" | "MDT" => -360,
        "MST" | "PDT" => -420,
        "PST" => -480,
        _ => return None,
    };
    Offset::from_seconds(minutes * 60).ok()
}

/// `+0300`, `+03:00`, `+03`, `+3`.
fn numeric(word: &str) -> Option<Offset> {
    let negative = !word.starts_with('+');
    let digits: String = word.chars().skip(1).filter(|c| *c != ':').collect();
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let minutes = if digits.len() <= 2 { number * 60 } else { number / 100 * 60 + number % 100 };
    if minutes > 14 * 60 || (digits.len() > 2 && number % 100 > 59) {
        return None;
    }
    Offset::from_seconds(if negative { -minutes * 60 } else { minutes * 60 }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-06-01T00:00:00Z".parse().unwrap()
    }

    fn at(raw: &str) -> String {
        read(raw, None, now()).and_then(|instant| instant.at).map(|at| at.to_string()).unwrap_or_default()
    }

    #[test]
    fn what_is_certain_is_read() {
        for (raw, instant) in [
            ("Tue, 10 Mar 2026 09:08:07 GMT", "2026-03-10T09:08:07Z"),
            ("Tue, 10 Mar 2026 09:08:07 +0300", "2026-03-10T06:08:07Z"),
            ("10 Mar 26 09:08 EST", "2026-03-10T14:08:00Z"),
            ("Tue, 10 Mar 2026 12:08:07 MSK", "2026-03-10T09:08:07Z"),
            ("Tuesday, 10-Mar-26 09:08:07 GMT", "2026-03-10T09:08:07Z"),
            ("March 10th, 2026 9:08 PM UTC", "2026-03-10T21:08:00Z"),
            ("2026-03-10T09:08:07Z", "2026-03-10T09:08:07Z"),
            ("2026-03-10T09:08:07.123+02:00", "2026-03-10T07:08:07Z"),
            ("2026-03-10 09:08:07 +0000", "2026-03-10T09:08:07Z"),
            ("10.03.2026 09:08", "2026-03-10T09:08:00Z"),
            ("25/03/2026", "2026-03-25T00:00:00Z"),
            ("1773133687", "2026-03-10T09:08:07Z"),
            ("1773133687000", "2026-03-10T09:08:07Z"),
            ("Tue, 10 Mar 2026 12:30:00 am GMT", "2026-03-10T00:30:00Z"),
        ] {
            assert_eq!(at(raw), instant, "{raw}");
        }
    }

    #[test]
    fn what_is_not_certain_is_absent_and_its_string_is_kept() {
        for raw in [
            "yesterday",
            "03/04/2026",
            "Tue, 10 Mar 2026 09:08:07 IST",
            "Tue, 10 Foo 2026 09:08:07 GMT",
            "32.01.2026",
            "2026-02-30",
            "10 Mar",
            "Tue, 10 Mar 2027 09:08:07 GMT",
            "1900-01-01",
            "10 Mar 2026 25:00",
            "12345",
            "10 Mar 2026 09:08:07 GMT GMT",
            "13:00 pm 10 Mar 2026",
        ] {
            let read = read(raw, None, now()).unwrap();
            assert_eq!((read.at, read.raw.as_str()), (None, raw));
        }
        assert_eq!(read(" ", None, now()), None);
    }

    #[test]
    fn an_assumed_zone_is_named() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let instant = read("10.03.2026 09:08", Some(&zone), now()).unwrap();
        assert_eq!(instant.at.unwrap().to_string(), "2026-03-10T08:08:00Z");
        assert_eq!(instant.zone_assumed.as_deref(), Some("Europe/Berlin"));
        assert_eq!(instant.precision, Some(Precision::Minute));
    }
}
