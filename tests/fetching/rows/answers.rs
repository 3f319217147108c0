//! Answers that several scripts give.

use super::super::origin::{Reply, Turn};

/// Something new every six hours, with both validators; 304 where a condition fits.
pub fn healthy(turn: &Turn<'_>) -> Reply {
    every(turn, 6)
}

/// Something new every so many hours.
pub fn every(turn: &Turn<'_>, hours: i64) -> Reply {
    let version = turn.hours() / hours;
    let (etag, modified) = (format!("\"v{version}\""), turn_date(version));
    let fits = turn.request.header("if-none-match") == Some(&etag)
        || turn.request.header("if-none-match").is_none()
            && turn.request.header("if-modified-since") == Some(&modified);
    // Items of their own for each feed: what one feed of a publisher showed is not new in another.
    let own: i64 = turn.request.path.bytes().map(i64::from).sum();
    let reply = if fits { Reply::status(304) } else { Reply::feed(own * 1_000 + version) };
    reply.with("ETag", etag).with("Last-Modified", modified)
}

/// A date that grows with the version.
pub fn turn_date(version: i64) -> String {
    format!("Fri, 02 Jan 2026 {:02}:{:02}:00 GMT", version / 60 % 24, version % 60)
}
