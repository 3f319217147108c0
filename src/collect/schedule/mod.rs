//! When to poll. Pure: time comes in as an argument.
//!
//! The aim is the least expected delay of items at a given number of requests. `pace` learns how
//! often a feed's items come and at which hours, `market` what one request may cost so that the
//! budget holds, `course` where the next poll is best; `floors` are what server, feed and
//! operator ask for, which always win. [`Planner`] puts them together, [`Timetable`] keeps the plan.

mod allowance;
mod course;
mod explain;
mod floors;
mod host;
mod market;
mod pace;
mod planner;
pub mod simulate;
mod strangers;
mod timetable;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

pub use explain::{Explanation, Floor, HostBudget};
pub use market::Paid;
pub use pace::silence;
pub use planner::Planner;
pub use timetable::Timetable;

use crate::model::{Failure, Span};

/// Seconds of an hour, and of the parts of it that are told apart.
const HOUR: i64 = 3_600;
const PART: i64 = 600;
/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// How long a feed is left alone that its server says is gone for good.
pub const PARKED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// `[schedule]`: what requests are spent on, and how many there are.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Requests a day for each feed, on average over all feeds of an instance: the budget. Who
    /// has much to say gets more of it.
    pub polls_per_day: u32,
    /// Requests to one host in any 24 hours, for all its feeds together, whatever they are for; 0 for no bound.
    pub host_polls_per_day: u32,
    /// The wait of a feed of which nothing is known yet.
    pub initial_interval: Span,
    /// Overdue feeds are spread over this span when an instance takes them over.
    pub startup_spread: Span,
    /// The longest wait that a server can impose by `Retry-After`.
    pub max_retry_after: Span,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            polls_per_day: 48,
            host_polls_per_day: 0,
            initial_interval: Span::secs(900),
            startup_spread: Span::secs(30),
            max_retry_after: Span::secs(86_400),
        }
    }
}

/// What a poll came to, as far as the plan is concerned.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// The feed was read, or has not changed.
    Read(News<'a>),
    /// Nothing usable.
    Failed(&'a Failure),
}

/// What a poll brought.
#[derive(Debug, Clone, Copy, Default)]
pub struct News<'a> {
    /// Items that were not known.
    pub new: usize,
    /// When they came, seconds since 1970, where their dates say it to the minute.
    pub times: &'a [i64],
    /// The document shares no entry with the one before.
    pub gap: bool,
}
