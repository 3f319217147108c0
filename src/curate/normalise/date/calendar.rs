//! The Jalali calendar of Iran.

use jiff::{Span, civil::Date};

/// Years in which the 33-year rule holds.
const YEARS: std::ops::RangeInclusive<i16> = 1343..=1472;

/// The Gregorian date of a Jalali one; `None` where there is no such day.
pub(super) fn jalali(year: i16, month: i8, day: i8) -> Option<Date> {
    if !YEARS.contains(&year) || !(1..=12).contains(&month) || day < 1 || day > month_length(year, month) {
        return None;
    }
    // 1 Farvardin 1400 was 21 March 2021.
    let anchor = Date::new(2021, 3, 21).ok()?;
    let years: i32 =
        if year >= 1400 { (1400..year).map(year_length).sum() } else { -(year..1400).map(year_length).sum::<i32>() };
    let months: i32 = (1..month).map(|month| i32::from(month_length(year, month))).sum();
    anchor.checked_add(Span::new().try_days(years + months + i32::from(day) - 1).ok()?).ok()
}

fn year_length(year: i16) -> i32 {
    if is_leap(year) { 366 } else { 365 }
}

fn month_length(year: i16, month: i8) -> i8 {
    match month {
        1..=6 => 31,
        7..=11 => 30,
        _ if is_leap(year) => 30,
        _ => 29,
    }
}

/// Eight leap years in 33; exact for the years allowed above.
fn is_leap(year: i16) -> bool {
    matches!(year.rem_euclid(33), 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_agree_with_almanacs() {
        for ((year, month, day), gregorian) in [
            ((1400, 1, 1), "2021-03-21"),
            ((1399, 12, 30), "2021-03-20"),
            ((1403, 12, 30), "2025-03-20"),
            ((1404, 1, 1), "2025-03-21"),
            ((1405, 1, 1), "2026-03-21"),
            ((1405, 9, 2), "2026-11-23"),
            ((1357, 11, 22), "1979-02-11"),
            ((1388, 1, 1), "2009-03-21"),
        ] {
            assert_eq!(jalali(year, month, day).unwrap().to_string(), gregorian, "{year}-{month}-{day}");
        }
        for (year, month, day) in [(1400, 12, 30), (1405, 13, 1), (1405, 7, 31), (1200, 1, 1), (1405, 1, 0)] {
            assert_eq!(jalali(year, month, day), None);
        }
    }
}
