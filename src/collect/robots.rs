//! robots.txt by RFC 9309, for the feeds whose operator wants it heeded.

mod rules;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};
use url::Url;

pub use self::rules::Rules;
use super::{answer::shown, fetch::Ask};
use crate::model::{ByteSize, Cause, Failure, Fetched, Grade, Validators};

/// The name that groups of rules call us by.
pub const PRODUCT: &str = "wiredesk";
/// Types asked for.
const PLAIN: &str = "text/plain, */*;q=0.1";
/// Largest file that is read; the standard asks for half a MiB at least.
const LARGEST: ByteSize = ByteSize(1 << 20);
/// How long a file is believed (section 2.4).
const FRESH: SignedDuration = SignedDuration::from_hours(24);
/// When one that could not be had is asked for again ...
const AGAIN: SignedDuration = SignedDuration::from_hours(1);
/// ... and after how long without an answer there is taken to be none (section 2.3.1.4).
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Origins remembered at once.
const MOST_ORIGINS: usize = 4_096;

/// What is known of an origin's file.
#[derive(Debug, Clone)]
struct Known {
    rules: Rules,
    /// Until when it is believed.
    until: Timestamp,
    /// Since when it could not be had.
    unreachable: Option<Timestamp>,
}

type Slot = Arc<AsyncMutex<Option<Known>>>;

/// The files of all origins, as far as they were asked for.
#[derive(Default)]
pub struct Robots {
    origins: Mutex<HashMap<String, Slot>>,
}

/// What is known of an origin's file.
pub enum Look {
    /// Whether the URL may be asked for.
    Known(bool),
    /// The file is to be asked for first.
    Unknown(Unknown),
}

/// A file that is to be asked for. Others that want the same one wait until it is learned, or dropped.
pub struct Unknown(OwnedMutexGuard<Option<Known>>);

impl Robots {
    /// Whether a URL may be asked for, as far as that is known.
    pub async fn look(&self, url: &Url, now: Timestamp) -> Look {
        let slot = self.slot(url).lock_owned().await;
        match &*slot {
            Some(known) if known.until > now => Look::Known(known.rules.allow(url)),
            _ => Look::Unknown(Unknown(slot)),
        }
    }

    fn slot(&self, url: &Url) -> Slot {
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        if origins.len() >= MOST_ORIGINS {
            origins.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        Arc::clone(origins.entry(url.origin().ascii_serialization()).or_default())
    }
}

impl Unknown {
    /// Takes in what came when it was asked for; whether the URL may be asked for by it.
    pub fn learn(mut self, fetched: &Fetched, url: &Url, now: Timestamp) -> bool {
        let known = learn(self.0.take(), fetched, now);
        let allowed = known.rules.allow(url);
        *self.0 = Some(known);
        allowed
    }
}

/// What asks for the file of a request's origin.
pub fn request<'a>(ask: &Ask<'a>) -> Ask<'a> {
    let mut url = ask.url.clone();
    url.set_path("/robots.txt");
    url.set_query(None);
    let validators = Validators::default();
    Ask { url, accept: PLAIN, validators, max_body: Some(LARGEST), robots: false, ..ask.clone() }
}

/// What an answer means (section 2.3.1).
fn learn(known: Option<Known>, fetched: &Fetched, now: Timestamp) -> Known {
    let unavailable =
        |failure: &Failure| failure.status.is_some_and(|status| (400..500).contains(&status) && status != 429);
    let rules = match fetched {
        Fetched::Fresh(body) => Rules::read(&body.bytes, PRODUCT),
        Fetched::NotModified(_) => Rules::default(),
        Fetched::Failed(failure) if unavailable(failure) => Rules::default(),
        Fetched::Failed(_) => {
            let since = known.as_ref().and_then(|known| known.unreachable).unwrap_or(now);
            let rules = match known {
                _ if now.duration_since(since) >= GIVEN_UP => Rules::default(),
                Some(known) => known.rules,
                None => Rules::nothing(),
            };
            return Known { rules, until: now + AGAIN, unreachable: Some(since) };
        }
    };
    Known { rules, until: now + FRESH, unreachable: None }
}

/// What is said of a feed that may not be asked for.
pub(super) fn disallowed(url: &Url) -> Failure {
    let message = format!(
        "robots.txt of {} does not let {PRODUCT} ask for it, or could not be had; ask the publisher, or set robots = \
         false for this feed",
        shown(url)
    );
    Failure::new(Grade::Permanent, Cause::Robots, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, Meta};

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn failed(status: Option<u16>) -> Fetched {
        Fetched::Failed(Failure { status, ..Failure::new(Grade::Transient, Cause::Status, "x") })
    }

    fn allows(known: &Known) -> bool {
        known.rules.allow(&"https://example.org/feed".parse().unwrap())
    }

    #[test]
    fn a_file_that_is_not_there_allows_all_and_one_that_cannot_be_had_nothing() {
        for (status, allowed) in
            [(Some(404), true), (Some(403), true), (Some(429), false), (Some(500), false), (None, false)]
        {
            assert_eq!(allows(&learn(None, &failed(status), at(0))), allowed, "{status:?}");
        }
    }

    #[test]
    fn what_was_known_holds_while_the_file_cannot_be_had_and_not_for_ever() {
        let body = Body { bytes: "User-agent: *\nDisallow: /feed".into(), meta: Meta::default() };
        let known = learn(None, &Fetched::Fresh(body), at(0));
        assert!(!allows(&known) && known.until == at(24));
        let mut known = learn(Some(known), &failed(None), at(24));
        assert!(!allows(&known) && known.until == at(25));
        known = learn(Some(known), &failed(Some(502)), at(24 + 29 * 24));
        assert!(!allows(&known));
        known = learn(Some(known), &failed(None), at(24 + 30 * 24));
        assert!(allows(&known));
    }
}
