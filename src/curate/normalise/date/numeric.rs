//! Dates and times of digits.

use jiff::civil::{Date, Time};

use super::calendar::jalali;
use crate::model::Precision;

/// What a date of three numbers says.
pub(super) enum Order {
    /// One day.
    Certain(Date),
    /// One day, written in the calendar of Iran.
    Persian(Date),
    /// First number, second number, year: day and month in either order.
    Either(i8, i8, i16),
    /// A year and a month.
    Month(i16, i8),
}

/// Year first with any sign between, or day first with dots; with slashes or dashes and the
/// year last, only where one of the numbers cannot be a month.
pub(super) fn date(word: &str) -> Option<Order> {
    let separator = word.chars().find(|c| matches!(c, '-' | '.' | '/'))?;
    let parts: Vec<&str> = word.trim_end_matches(separator).split(separator).collect();
    let small = |text: &str| text.parse::<i8>().ok().filter(|_| matches!(text.len(), 1 | 2));
    let year = |text: &str| text.parse::<i16>().ok().filter(|_| text.len() == 4);
    match parts.as_slice() {
        [a, b] if a.len() == 4 && b.len() == 3 && separator == '-' => {
            ordinal(year(a)?, b.parse().ok()?).map(Order::Certain)
        }
        [a, b] if a.len() == 4 && b.len() == 2 => Some(Order::Month(year(a)?, small(b)?)),
        [a, b, c] if a.len() == 4 => match year(a)? {
            // Years of which only this calendar has news.
            a @ 1370..=1429 => jalali(a, small(b)?, small(c)?).map(Order::Persian),
            a => day(a, small(b)?, small(c)?).map(Order::Certain),
        },
        [a, b, c] if c.len() == 4 => {
            let (a, b, year) = (small(a)?, small(b)?, year(c)?);
            match separator {
                '.' => day(year, b, a).map(Order::Certain),
                _ if a > 12 => day(year, b, a).map(Order::Certain),
                _ if b > 12 => day(year, a, b).map(Order::Certain),
                _ => Some(Order::Either(a, b, year)),
            }
        }
        _ => None,
    }
}

fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// ISO 8601, ordinal dates: the day of the year.
fn ordinal(year: i16, number: i16) -> Option<Date> {
    let first = Date::new(year, 1, 1).ok()?;
    if number < 1 || number > first.days_in_year() {
        return None;
    }
    first.checked_add(jiff::Span::new().try_days(number - 1).ok()?).ok()
}

/// `20260310`.
pub(super) fn compact_date(digits: &str) -> Option<Date> {
    let year: i16 = digits.get(..4)?.parse().ok()?;
    let date = Date::new(year, digits.get(4..6)?.parse().ok()?, digits.get(6..8)?.parse().ok()?).ok()?;
    Some(date).filter(|_| (1970..2100).contains(&year))
}

/// What a clock shows, and what stands behind it in the same word.
pub(super) struct Clock<'w> {
    pub time: Time,
    pub precision: Precision,
    /// 24:00, the end of the day, which is the next day's midnight.
    pub end_of_day: bool,
    pub rest: &'w str,
}

/// `12h`, `12h30`: hours as French and Portuguese write them.
pub(super) fn is_hour(word: &str) -> bool {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = &word[digits..];
    let lower = rest.to_ascii_lowercase();
    matches!(digits, 1 | 2)
        && (matches!(lower.as_str(), "am" | "pm" | "a.m" | "p.m") || {
            let minutes = lower.strip_prefix('h').unwrap_or("x");
            let minutes = minutes.trim_end_matches("min").trim_end_matches('m');
            minutes.len() <= 2 && minutes.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Reads `15:04`, `15:4:5.678`, `12h30`, and of one word with a date `15`, `1504`, `150405`.
pub(super) fn clock(word: &str) -> Option<Clock<'_>> {
    let digits = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(word.len());
    let (mut clock, mut rest) = word.split_at(digits);
    let mut parts: Vec<&str>;
    if let Some(minutes) = rest.strip_prefix(['h', 'H']).filter(|_| !clock.contains(':')) {
        let end = minutes.find(|c: char| !c.is_ascii_digit()).unwrap_or(minutes.len());
        parts = vec![clock, &minutes[..end]];
        rest = minutes[end..].trim_start_matches("min");
    } else {
        // A colon too many before the offset, and a fraction, which is below our precision.
        clock = clock.trim_end_matches([':', '.']);
        clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
        parts = clock.split(':').collect();
    }
    if let [one] = parts.as_slice()
        && one.len() > 2
    {
        let one = *one;
        parts = match one.len() {
            4 => vec![&one[..2], &one[2..]],
            6 => vec![&one[..2], &one[2..4], &one[4..]],
            _ => return None,
        };
    }
    parts.retain(|part| !part.is_empty());
    // Frames of a time code; only none of them is unambiguous.
    if parts.len() == 4 && parts.last() == Some(&"00") {
        parts.pop();
    }
    let numbers: Vec<i8> =
        parts.iter().map(|part| part.parse().ok().filter(|_| part.len() <= 2)).collect::<Option<_>>()?;
    let (hour, minute, second, precision) = match numbers.as_slice() {
        [hour] => (*hour, 0, 0, Precision::Hour),
        [hour, minute] => (*hour, *minute, 0, Precision::Minute),
        // A leap second is the last instant of its minute.
        [hour, minute, second] => (*hour, *minute, if *second == 60 { 59 } else { *second }, Precision::Second),
        _ => return None,
    };
    let end_of_day = (hour, minute, second) == (24, 0, 0);
    let time = Time::new(if end_of_day { 0 } else { hour }, minute, second, 0).ok()?;
    Some(Clock { time, precision, end_of_day, rest })
}
