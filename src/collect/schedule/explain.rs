//! Why a feed is due when it is, as data.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Planner,
    floors::floors,
    pace::{self, Shape},
};
use crate::model::{Bound, Feed, Rhythm};

/// Why a feed is due when it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The next poll.
    pub next: Option<Timestamp>,
    /// What set its time.
    pub by: Bound,
    /// The last poll.
    pub last: Option<Timestamp>,
    /// Seconds that the feed's pace alone would wait.
    pub wanted: u32,
    /// What asks not to be sooner, the latest first.
    pub floors: Vec<Floor>,
    /// Items a day that are expected.
    pub items_per_day: f64,
    /// Items that are expected to wait when it is polled.
    pub expected_items: f64,
    /// What a poll may cost, in minutes that one item waits.
    pub price: f64,
    /// When items come, as factors of the mean: by hour (UTC), and by day from Thursday.
    pub hours: Vec<f32>,
    /// See `hours`.
    pub days: Vec<f32>,
    /// Entries of the last document.
    pub window: u16,
    /// Polls after which items may have been missed.
    pub gaps: u32,
    /// The last of them.
    pub last_gap: Option<Timestamp>,
    /// Polls since the first.
    pub polls: u64,
    /// What the host may be asked in a day, where that is bounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<HostBudget>,
}

/// What all feeds of a host may ask for together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HostBudget {
    /// Requests in any 24 hours.
    pub per_day: u32,
    /// Feeds that share them.
    pub feeds: u32,
    /// Requests that may be made at once now.
    pub left: u32,
    /// When all that was asked is paid for by the time that passed.
    pub paid: Option<Timestamp>,
}

/// Something that asks not to be sooner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Floor {
    /// Who asks.
    pub by: Bound,
    /// Not before.
    pub until: Timestamp,
}

impl Planner {
    /// Says why a feed is due when it is.
    pub fn explain(&self, feed: &Feed, rhythm: &Rhythm, now: Timestamp) -> Explanation {
        let terms = self.market().terms();
        let shape = Shape::of(&rhythm.pace, terms.others(feed));
        let (hours, days) = shape.shown();
        let per_hour = f64::from(pace::rate(&rhythm.pace, terms.typical));
        let mut asked: Vec<_> = rhythm
            .last
            .get()
            .into_iter()
            .flat_map(|last| floors(feed, rhythm, last))
            .map(|(by, until)| Floor { by, until })
            .collect();
        asked.sort_by_key(|floor| std::cmp::Reverse(floor.until));
        let wait = match (rhythm.last.get(), rhythm.next.get()) {
            (Some(last), Some(next)) => next.duration_since(last).as_secs_f64().max(0.0),
            _ => 0.0,
        };
        Explanation {
            next: rhythm.next.get(),
            by: rhythm.by,
            last: rhythm.last.get(),
            wanted: rhythm.wanted,
            floors: asked,
            items_per_day: per_hour * 24.0,
            expected_items: per_hour * wait / 3_600.0,
            price: f64::from(rhythm.pace.price.unwrap_or(0.0)) / 60.0,
            hours: hours.to_vec(),
            days: days.to_vec(),
            window: rhythm.window,
            gaps: rhythm.gaps,
            last_gap: rhythm.last_gap.get(),
            polls: rhythm.polls,
            host: self.host_budget(feed, now),
        }
    }

    fn host_budget(&self, feed: &Feed, now: Timestamp) -> Option<HostBudget> {
        let (allowance, paid, feeds) = self.market().paid(feed.url.host_str().unwrap_or_default())?;
        let until = Timestamp::from_millisecond(paid).ok().filter(|paid| *paid > now);
        Some(HostBudget {
            per_day: self.host_polls_per_day(),
            feeds,
            left: allowance.left(paid, now.as_millisecond()),
            paid: until,
        })
    }
}
