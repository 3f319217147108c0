//! What a feed says of how often it wants to be asked. What makes no sense says nothing.

use std::collections::BTreeMap;

/// The bit of an hour of `skipHours`: 0 to 23, and 24 for midnight as older feeds have it.
pub(super) fn hour(text: &str) -> u32 {
    text.parse::<u32>().ok().filter(|hour| *hour <= 24).map_or(0, |hour| 1 << (hour % 24))
}

/// The bit of a day of `skipDays`, Thursday first.
pub(super) fn day(text: &str) -> u32 {
    const DAYS: [&str; 7] = ["thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"];
    DAYS.iter().position(|day| text.eq_ignore_ascii_case(day)).map_or(0, |n| 1 << n)
}

/// Seconds between two updates by `sy:updatePeriod` and `sy:updateFrequency`, where they say it.
pub fn update_period(extensions: &BTreeMap<String, String>) -> Option<u32> {
    let seconds = match extensions.get("sy:updatePeriod")?.to_ascii_lowercase().as_str() {
        "hourly" => 3_600,
        "daily" => 86_400,
        "weekly" => 7 * 86_400,
        "monthly" => 30 * 86_400,
        "yearly" => 365 * 86_400,
        _ => return None,
    };
    let times = extensions.get("sy:updateFrequency").and_then(|text| text.parse::<u32>().ok());
    Some(seconds / times.filter(|times| *times > 0).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_that_make_sense_are_read_and_others_say_nothing() {
        for (text, bit) in [("0", 1), ("23", 1 << 23), ("24", 1), ("25", 0), ("-1", 0), ("noon", 0)] {
            assert_eq!(hour(text), bit, "{text}");
        }
        for (text, bit) in [("Thursday", 1), ("wednesday", 1 << 6), ("Sun", 0), ("", 0)] {
            assert_eq!(day(text), bit, "{text}");
        }
        let period = |period: &str, times: Option<&str>| {
            let pairs = [("sy:updatePeriod", Some(period)), ("sy:updateFrequency", times)];
            update_period(
                &pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect(),
            )
        };
        assert_eq!(period("hourly", Some("2")), Some(1_800));
        assert_eq!(period("Daily", None), Some(86_400));
        assert_eq!((period("daily", Some("0")), period("daily", Some("often"))), (Some(86_400), Some(86_400)));
        assert_eq!((period("now and then", Some("2")), update_period(&BTreeMap::new())), (None, None));
    }
}
