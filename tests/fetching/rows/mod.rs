//! The table: what a reader should do, the scenario that shows whether it does, and how its
//! requests are judged.

mod answers;
mod freshness;
mod hygiene;
mod load;
mod prelude;
mod status;
mod throttling;
mod validators;

use jiff::Timestamp;

use super::origin::{Reply, Request, Turn};

/// One behaviour.
pub struct Row {
    pub number: u8,
    /// What a reader should do.
    pub behaviour: &'static str,
    /// What the origin does.
    pub scenario: &'static str,
    /// What the requests should look like.
    pub expected: &'static str,
    /// Paths of the feeds.
    pub feeds: &'static [&'static str],
    /// How long it is watched.
    pub hours: i64,
    /// Whether the reader is told to heed robots.txt.
    pub robots: bool,
    /// When the reader is stopped and started again with what it remembers, in hours.
    pub restart: Option<i64>,
    pub answer: fn(&Turn<'_>) -> Reply,
    pub judge: fn(&Seen<'_>) -> Verdict,
}

/// What is wrong, where something is.
pub type Verdict = Result<(), String>;

/// What a row is judged by.
pub struct Seen<'a> {
    pub requests: &'a [Request],
    pub start: Timestamp,
    /// What the reader told its operator; `None` where it has no such thing.
    pub told: Option<&'a [String]>,
}

impl<'a> Seen<'a> {
    /// Requests for a path.
    pub fn of(&self, path: &str) -> Vec<&'a Request> {
        self.requests.iter().filter(|request| request.path == path).collect()
    }

    /// Hours from one request to the next.
    pub fn gaps(&self, path: &str) -> Vec<f64> {
        let requests = self.of(path);
        requests.windows(2).map(|pair| hours(pair[0].at, pair[1].at)).collect()
    }

    /// Hours since the start.
    pub fn since_start(&self, request: &Request) -> f64 {
        hours(self.start, request.at)
    }

    /// Whether the operator was told something with this in it; a reader that tells nothing at
    /// all is not judged by it.
    pub fn was_told(&self, what: &str) -> Verdict {
        let told = self.told.is_none_or(|told| told.iter().any(|message| message.contains(what)));
        expect(told, || format!("the operator was not told of {what:?}: {:?}", self.told))
    }
}

/// Hours from one time to another.
pub fn hours(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64() / 3_600.0
}

pub fn expect(holds: bool, what: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(what()) }
}

/// At least so many requests, or nothing was shown.
pub fn at_least(requests: &[&Request], n: usize) -> Verdict {
    expect(requests.len() >= n, || format!("expected at least {n} requests, got {}", requests.len()))
}

/// All rows.
pub static ROWS: &[&[Row]] =
    &[validators::ROWS, hygiene::ROWS, freshness::ROWS, throttling::ROWS, status::ROWS, load::ROWS];
