//! When a feed is polled, and what that was learned from.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Moment;

/// Hours of a day, days of a week, and parts of an hour that are told apart.
pub const HOURS: usize = 24;
/// Days of a week, Thursday first, as 1970 began.
pub const DAYS: usize = 7;
/// Ten minutes each: editors publish at full and half hours.
pub const PARTS: usize = 6;

/// When to poll, and what that was learned from. Fields of older records that are not here
/// any more are passed over.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rhythm {
    /// The next poll; absent for a feed that was never polled.
    pub next: Moment,
    /// The last poll, whatever came of it.
    pub last: Moment,
    /// What set the time of the next poll.
    pub by: Bound,
    /// The wait that its pace alone asks for, in seconds; 0 before it was ever read.
    pub wanted: u32,
    /// Polls since the first.
    pub polls: u64,
    /// Until when the last answer says that it stays fresh (RFC 9111).
    #[serde(skip_serializing_if = "Moment::is_none")]
    pub fresh: Moment,
    /// Until when the server asked for rest (`Retry-After`).
    #[serde(skip_serializing_if = "Moment::is_none")]
    pub rest: Moment,
    /// Until when what the host was asked is paid for, milliseconds since 1970; see `schedule::allowance`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid: Option<i64>,
    /// `ttl` of the feed, in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u32>,
    /// `sy:updatePeriod` by `sy:updateFrequency`, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
    /// `skipHours` (UTC), one bit an hour.
    #[serde(skip_serializing_if = "is_zero")]
    pub skip_hours: u32,
    /// `skipDays`, one bit a day, Thursday first.
    #[serde(skip_serializing_if = "is_zero")]
    pub skip_days: u32,
    /// How often items come, and when.
    #[serde(skip_serializing_if = "Pace::is_new")]
    pub pace: Pace,
    /// Entries that the last document had.
    pub window: u16,
    /// Digests of some entries of the last document: one that has none of them may come after a gap.
    #[serde(skip_serializing_if = "Shown::is_empty")]
    pub shown: Shown,
    /// Polls that shared no entry with the one before: items may have been missed.
    #[serde(skip_serializing_if = "is_zero")]
    pub gaps: u32,
    /// The last of them.
    #[serde(skip_serializing_if = "Moment::is_none")]
    pub last_gap: Moment,
}

/// Digests of some entries: eight at most, and no allocation for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<u32>", into = "Vec<u32>")]
pub struct Shown([u32; Shown::MOST]);

impl Shown {
    /// Entries that are remembered.
    pub const MOST: usize = 8;

    /// Whether none is remembered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Those that are remembered. A digest that is 0 is as if it were not there.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.into_iter().filter(|digest| *digest != 0)
    }
}

impl FromIterator<u32> for Shown {
    fn from_iter<I: IntoIterator<Item = u32>>(digests: I) -> Self {
        let mut shown = Self::default();
        shown.0.iter_mut().zip(digests).for_each(|(place, digest)| *place = digest);
        shown
    }
}

impl From<Vec<u32>> for Shown {
    fn from(digests: Vec<u32>) -> Self {
        digests.into_iter().collect()
    }
}

impl From<Shown> for Vec<u32> {
    fn from(shown: Shown) -> Self {
        shown.iter().collect()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde calls it by reference
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// What set the time of a poll.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// It was not polled yet: the start is spread.
    #[default]
    Start,
    /// The feed's own pace, and what a request costs.
    Pace,
    /// `min_interval`.
    MinInterval,
    /// `max_interval`.
    MaxInterval,
    /// `max-age` or `Expires` of the last answer.
    Fresh,
    /// The feed's `ttl`.
    Ttl,
    /// The feed's `sy:updatePeriod`.
    UpdatePeriod,
    /// The feed's `skipHours`.
    SkipHours,
    /// The feed's `skipDays`.
    SkipDays,
    /// The server's `Retry-After`.
    RetryAfter,
    /// Failures in a row.
    Backoff,
    /// The server says that the feed is gone.
    Gone,
    /// What all feeds of the host may ask for together.
    HostBudget,
    /// Another feed of the host was asked to rest.
    HostRest,
    /// The document holds so few entries that a longer wait would miss some.
    Window,
    /// A hub tells of news first (WebSub): polls only see that it still does.
    Hub,
}

impl Bound {
    /// What an operator reads.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start, which is spread",
            Self::Hub => "websub.poll_interval, as the hub tells of news first",
            Self::Pace => "the feed's pace and the budget",
            Self::MinInterval => "min_interval",
            Self::MaxInterval => "max_interval",
            Self::Fresh => "max-age or Expires of the last answer",
            Self::Ttl => "ttl of the feed",
            Self::UpdatePeriod => "sy:updatePeriod of the feed",
            Self::SkipHours => "skipHours of the feed",
            Self::SkipDays => "skipDays of the feed",
            Self::RetryAfter => "Retry-After of the server",
            Self::Backoff => "failures in a row",
            Self::Gone => "410: the server says it is gone",
            Self::HostBudget => "schedule.host_polls_per_day",
            Self::HostRest => "the host asked another feed to rest",
            Self::Window => "the few entries that the document holds",
        }
    }
}

/// How often items come and at which hours, from counts that fade. 170 bytes, whatever the feed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pace {
    /// Until when it was observed, seconds since 1970; 0 for never.
    pub upto: i64,
    /// Items and hours of weeks.
    #[serde(with = "hundredths")]
    pub slow: [f32; 2],
    /// Items and hours of the last half day.
    #[serde(with = "hundredths")]
    pub fast: [f32; 2],
    /// Items by hour of the day, UTC.
    #[serde(with = "hundredths")]
    pub hours: [f32; HOURS],
    /// Items by day of the week.
    #[serde(with = "hundredths")]
    pub days: [f32; DAYS],
    /// Items by part of the hour.
    #[serde(with = "hundredths")]
    pub parts: [f32; PARTS],
    /// The longest silence between items that is usual, in seconds.
    pub silence: u32,
    /// The price of a poll when the last one was planned, in item-seconds; see `schedule::market`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<f32>,
}

impl Pace {
    /// Whether nothing was observed yet.
    pub fn is_new(&self) -> bool {
        self.upto == 0
    }
}

/// Counts as whole hundredths, so that a record stays small.
mod hundredths {
    use super::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<const N: usize, S: Serializer>(counts: &[f32; N], out: S) -> Result<S::Ok, S::Error> {
        // No count is negative, and a cast saturates.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = counts.map(|count| (count * 100.0).round() as u32);
        whole.as_slice().serialize(out)
    }

    pub fn deserialize<'de, const N: usize, D: Deserializer<'de>>(from: D) -> Result<[f32; N], D::Error> {
        let whole = Vec::<u32>::deserialize(from)?;
        // A record of another version may count otherwise: what does not fit is not known.
        let mut counts = [0.0; N];
        if whole.len() == N {
            counts.iter_mut().zip(whole).for_each(|(count, whole)| *count = whole as f32 / 100.0);
        }
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_an_older_version_is_read_and_a_new_one_comes_back() {
        let old = r#"{"next":"2026-01-02T03:04:05Z","last":null,"interval":900,"polls":7,"yield_rate":0.25,"ttl":60}"#;
        let rhythm: Rhythm = serde_json::from_str(old).unwrap();
        assert_eq!((rhythm.polls, rhythm.ttl, rhythm.pace.is_new()), (7, Some(60), true));
        let mut pace = Pace { upto: 1_770_000_000, slow: [3.25, 700.5], silence: 86_400, ..Pace::default() };
        pace.hours[23] = 1.5;
        let rhythm = Rhythm { pace, by: Bound::Window, shown: [1, u32::MAX].into_iter().collect(), gaps: 2, ..rhythm };
        let text = serde_json::to_string(&rhythm).unwrap();
        assert_eq!(serde_json::from_str::<Rhythm>(&text).unwrap(), rhythm);
        assert!(text.len() < 600, "{} bytes: {text}", text.len());
    }

    #[test]
    fn counts_of_another_shape_are_not_known_rather_than_an_error() {
        let pace: Pace = serde_json::from_str(r#"{"upto":1,"hours":[1,2,3],"slow":[100,200]}"#).unwrap();
        assert_eq!((pace.hours, pace.slow), ([0.0; HOURS], [1.0, 2.0]));
    }
}
