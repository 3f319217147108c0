//! What the head of a response says: of the body, of the next poll, of failure.

use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, header};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::websub;
use crate::model::{Body, Cause, Failure, Fetched, Freshness, Grade, Meta, without_credentials};

/// Bytes of a header that is kept.
const LONGEST: usize = 1_024;

/// What the head alone decides.
#[derive(Debug)]
pub enum Head {
    /// A body is to be read.
    Body(Meta),
    /// 304.
    NotModified(Meta),
    /// Nothing usable will come.
    Failed(Failure),
}

/// Reads the head of an answer from `url`, which came at `now`.
pub fn head(status: u16, headers: &HeaderMap, url: &Url, now: Timestamp) -> Head {
    match status {
        304 => Head::NotModified(meta(status, headers, url, now)),
        226 if im(headers) => Head::Body(Meta { delta: true, ..meta(status, headers, url, now) }),
        // Partial or empty by design; nobody asked for a range.
        200..=299 if !matches!(status, 204..=206 | 226) => Head::Body(meta(status, headers, url, now)),
        _ => Head::Failed(failure(status, headers, url, now)),
    }
}

/// A whole answer, as the fetcher and `replay` see it.
pub fn answered(status: u16, headers: &HeaderMap, url: &Url, bytes: Bytes, now: Timestamp) -> Fetched {
    match head(status, headers, url, now) {
        Head::Body(meta) => Fetched::Fresh(Body { bytes, meta }),
        Head::NotModified(meta) => Fetched::NotModified(meta),
        Head::Failed(failure) => Fetched::Failed(failure),
    }
}

fn meta(status: u16, headers: &HeaderMap, url: &Url, now: Timestamp) -> Meta {
    Meta {
        final_url: Some(url.clone()),
        status,
        content_type: text(headers, &header::CONTENT_TYPE),
        etag: text(headers, &header::ETAG).map(Into::into),
        last_modified: text(headers, &header::LAST_MODIFIED).map(Into::into),
        freshness: freshness(headers, now),
        push: websub::by_headers(headers, url),
        ..Meta::default()
    }
}

/// Whether the delta is of the kind that we asked for (RFC 3229, section 10.5.2).
fn im(headers: &HeaderMap) -> bool {
    text(headers, &HeaderName::from_static("im"))
        .is_some_and(|im| im.split(',').any(|im| im.trim().eq_ignore_ascii_case("feed")))
}

/// A header that can be repeated byte for byte. One that is not visible ASCII cannot be
/// kept as text, one that is longer than any purpose needs would be kept and sent at every poll:
/// both are as if they were not there.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    (!text.is_empty() && text.len() <= LONGEST).then(|| text.to_owned())
}

/// RFC 9111, section 4.2: `max-age` less `Age`, else `Expires` less `Date`.
fn freshness(headers: &HeaderMap, now: Timestamp) -> Freshness {
    let control = text(headers, &header::CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    let directives = || control.split(',').map(str::trim);
    let no_store = directives().any(|directive| matches!(directive, "no-store" | "no-cache"));
    let seconds = |text: &str| text.trim_matches('"').parse::<u32>().ok();
    let max_age = directives().find_map(|directive| seconds(directive.strip_prefix("max-age=")?));
    let age = text(headers, &header::AGE).and_then(|age| seconds(&age)).unwrap_or(0);
    let left = match max_age {
        Some(max_age) => Some(max_age.saturating_sub(age)),
        None => expires(headers, now),
    };
    Freshness { max_age: left.filter(|_| !no_store), no_store }
}

fn expires(headers: &HeaderMap, now: Timestamp) -> Option<u32> {
    let expires = date(&text(headers, &header::EXPIRES)?)?;
    let from = text(headers, &header::DATE).and_then(|text| date(&text)).unwrap_or(now);
    u32::try_from(expires.duration_since(from).as_secs()).ok()
}

/// A date of HTTP in any of its three forms (RFC 9110, section 5.6.7).
fn date(text: &str) -> Option<Timestamp> {
    let time: SystemTime = httpdate::parse_http_date(text).ok()?;
    // The year 9999 may be behind the last instant that there is.
    Some(Timestamp::try_from(time).unwrap_or(Timestamp::MAX))
}

/// `Retry-After`: seconds or a date.
fn retry_at(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let text = text(headers, &header::RETRY_AFTER)?;
    match text.parse::<i64>() {
        // An absurd number is clamped here so that adding it is safe, and by the planner to what it allows.
        Ok(seconds) => Some(now + SignedDuration::from_secs(seconds.clamp(0, 31_536_000))),
        Err(_) => date(&text),
    }
}

fn failure(status: u16, headers: &HeaderMap, url: &Url, now: Timestamp) -> Failure {
    let retry_at = retry_at(headers, now);
    let (grade, cause, advice) = match status {
        429 => (Grade::Throttled, Cause::Throttled, "it is polled less often"),
        503 if retry_at.is_some() => (Grade::Throttled, Cause::Throttled, "it is polled when the server asks for it"),
        410 => (Grade::Gone, Cause::Status, "the publisher says that it is gone for good; remove the feed"),
        401 | 403 | 407 => {
            (Grade::Permanent, Cause::Status, "check the feed's credentials and headers, or ask the publisher")
        }
        404 => (Grade::Permanent, Cause::Status, "look for the feed's new address"),
        400..=499 => (Grade::Permanent, Cause::Status, "check the feed's url and headers"),
        _ => (Grade::Transient, Cause::Status, "trying again"),
    };
    let message = format!("expected a feed from {}, got status {status}; {advice}", shown(url));
    Failure { grade, cause, message, status: Some(status), retry_at }
}

/// A URL for a message: without credentials, and bounded.
pub fn shown(url: &Url) -> String {
    let mut text = without_credentials(url).to_string();
    if text.len() > 200 {
        // A URL is ASCII once parsed.
        text.truncate(200);
        text.push_str("...");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    fn now() -> Timestamp {
        "2026-01-02T03:04:05Z".parse().unwrap()
    }

    fn failed(status: u16, pairs: &[(&'static str, &str)]) -> Failure {
        let url = "https://user:secret@example.org/f".parse().unwrap();
        match head(status, &headers(pairs), &url, now()) {
            Head::Failed(failure) => failure,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_stays_fresh_is_known_from_either_header() {
        let fresh = |pairs: &[_]| freshness(&headers(pairs), now());
        for (pairs, max_age) in [
            (&[("cache-control", "public, Max-Age=600")][..], Some(600)),
            (&[("cache-control", "max-age=600"), ("age", "100")], Some(500)),
            (&[("cache-control", "max-age=60"), ("age", "100")], Some(0)),
            (&[("expires", "Fri, 02 Jan 2026 03:14:05 GMT")], Some(600)),
            (&[("expires", "Fri, 02 Jan 2026 00:10:00 GMT"), ("date", "Fri, 02 Jan 2026 00:00:00 GMT")], Some(600)),
            (&[("expires", "0")], None),
            (&[("expires", "Thu, 01 Jan 1970 00:00:00 GMT")], None),
            (&[("cache-control", "no-store, max-age=600")], None),
        ] {
            assert_eq!(fresh(pairs).max_age, max_age, "{pairs:?}");
        }
    }

    #[test]
    fn throttling_is_understood_in_all_its_forms() {
        let at = |text: &str| failed(429, &[("retry-after", text)]).retry_at.map(|at| at.to_string());
        for text in
            ["120", "Fri, 02 Jan 2026 03:06:05 GMT", "Friday, 02-Jan-26 03:06:05 GMT", "Fri Jan  2 03:06:05 2026"]
        {
            assert_eq!(at(text).as_deref(), Some("2026-01-02T03:06:05Z"), "{text}");
        }
        assert_eq!(at("soon"), None);
        assert!(at("Fri, 31 Dec 9999 23:59:59 GMT").is_some());
        assert!(at("99999999999").is_some());
        assert_eq!(failed(503, &[("retry-after", "5")]).grade, Grade::Throttled);
        assert_eq!(failed(503, &[]).grade, Grade::Transient);
    }

    #[test]
    fn a_failure_says_what_to_do_and_shows_no_secret() {
        for (status, grade) in
            [(404, Grade::Permanent), (410, Grade::Gone), (500, Grade::Transient), (204, Grade::Transient)]
        {
            let failure = failed(status, &[]);
            assert_eq!(failure.grade, grade, "{status}");
            assert!(failure.message.contains("https://example.org/f") && !failure.message.contains("secret"));
        }
    }
}
