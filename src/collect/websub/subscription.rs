//! What becomes of a subscription: pure, instants come in, and what is to be sent goes out.
//!
//! Discovered -> requested -> verified -> renewing -> verified ... A hub that fails or
//! refuses is asked again, ever more seldom. Pings are trusted to make polls rarer once they
//! have come first; a poll that finds an item before them takes that trust away.

use jiff::{SignedDuration, Timestamp};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::model::{FeedId, Offer, Phase, Subscription};

/// How long a hub has to verify a request.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// From the discovery to the request at most: hubs that many feeds share see no burst.
const SPREAD: SignedDuration = SignedDuration::from_secs(10);
/// The first wait after a failure, and the longest.
const RETRY: SignedDuration = SignedDuration::from_mins(15);
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// Leases that are believed.
const LEASES: (i64, i64) = (60, 90 * 86_400);
/// Pings in a row that must come first before trust that was lost is given again.
const PROOFS: u8 = 3;
/// Documents in a row without a hub until the subscription is given up: some servers leave the
/// header out now and then.
const ABSENCES: u8 = 3;
/// Characters of a hub's or our own words.
const MOST_MESSAGE: usize = 500;

/// What is to be sent to a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Subscribe, or end the subscription.
    pub mode: Mode,
    /// The hub.
    pub hub: String,
    /// The topic.
    pub topic: String,
    /// The number of the subscription, which makes its callback.
    pub issue: u64,
}

/// What a hub is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To tell us.
    Subscribe,
    /// To tell us no more.
    Unsubscribe,
}

/// Takes in what a document that could be read offers; whether that changed something.
pub fn offered(
    slot: &mut Option<Box<Subscription>>,
    offer: &Offer,
    address: &str,
    feed: &FeedId,
    now: Timestamp,
) -> bool {
    let topic = offer.topic.as_deref().unwrap_or(address);
    let Some(known) = slot else {
        if offer.hubs.is_empty() {
            return false;
        }
        *slot = Some(Box::new(discovered(offer, topic, feed, now)));
        return true;
    };
    if offer.hubs.is_empty() {
        known.absent = known.absent.saturating_add(1);
        if known.absent < ABSENCES {
            return false;
        }
        *slot = None;
        return true;
    }
    known.absent = 0;
    let same = |hub: &String| offer.hubs.contains(hub);
    if known.topic == topic && known.hubs.first().is_some_and(same) {
        return false;
    }
    // Another topic or hub is another subscription; what was learned of the feed stays.
    let (pings, missed, offset) = (known.pings, known.missed, known.offset);
    **known = Subscription { pings, missed, offset, ..discovered(offer, topic, feed, now) };
    true
}

fn discovered(offer: &Offer, topic: &str, feed: &FeedId, now: Timestamp) -> Subscription {
    Subscription {
        since: Some(now),
        hubs: offer.hubs.clone(),
        topic: topic.to_owned(),
        due: Some(now + SPREAD.mul_f64(chance(feed, now))),
        ..Subscription::default()
    }
}

/// Does what is due: returns what is to be sent, if anything is. `key`: the operator's, by its id.
pub fn due(sub: &mut Subscription, key: u32, feed: &FeedId, now: Timestamp) -> Option<Ask> {
    if sub.due.is_none_or(|due| due > now) {
        return None;
    }
    if matches!(sub.phase, Phase::Requested | Phase::Renewing) {
        let asked = sub.hubs.first().map(String::as_str).unwrap_or_default();
        let message = format!(
            "the hub {asked} did not verify the subscription within {PATIENCE:#}; check that it can reach \
             websub.public_url"
        );
        fail(sub, &message, feed, now);
        return None;
    }
    let hub = sub.hubs.first()?.clone();
    if sub.issue == 0 || sub.key != key {
        // Seconds never go back in practice, and a subscription made anew wants another number.
        sub.issue = sub.issue.max(u64::try_from(now.as_second()).unwrap_or(0).saturating_sub(1)) + 1;
        sub.key = key;
    }
    sub.due = Some(now + PATIENCE);
    if !sub.is_leased(now) {
        (sub.lease_until, sub.verified, sub.proofs) = (None, None, 0);
        enter(sub, Phase::Requested, now);
    } else if sub.phase == Phase::FellBack {
        // It stays what it is until pings prove otherwise, so it has no patience that could end.
        sub.attempts = sub.attempts.saturating_add(1);
        sub.due = Some((now + backoff(sub.attempts)).min(sub.lease_until.unwrap_or(now)));
    } else {
        enter(sub, Phase::Renewing, now);
    }
    Some(Ask { mode: Mode::Subscribe, hub, topic: sub.topic.clone(), issue: sub.issue })
}

/// The hub did not take the request.
pub fn refused(sub: &mut Subscription, message: &str, feed: &FeedId, now: Timestamp) {
    fail(sub, message, feed, now);
}

/// After a restart: a callback by another key than the operator's present one proves nothing.
pub fn restored(sub: &mut Subscription, key: u32, feed: &FeedId, now: Timestamp) {
    if sub.issue != 0 && sub.key != key {
        (sub.issue, sub.lease_until, sub.verified, sub.proofs) = (0, None, None, 0);
        sub.due = Some(now + SPREAD.mul_f64(chance(feed, now)));
        enter(sub, Phase::Discovered, now);
    }
}

/// The hub verified a subscription; `false` where it is none that counts.
pub fn verified(
    sub: &mut Subscription,
    issue: u64,
    lease: Option<i64>,
    wanted: i64,
    feed: &FeedId,
    now: Timestamp,
) -> bool {
    if issue == 0 || issue != sub.issue {
        return false;
    }
    let lease = SignedDuration::from_secs(lease.unwrap_or(wanted).clamp(LEASES.0, LEASES.1));
    sub.verified.get_or_insert(now);
    sub.lease_until = Some(now.saturating_add(lease).unwrap_or(Timestamp::MAX));
    // Early enough for several attempts, and not at the same moment as its neighbours.
    sub.due = now.checked_add(lease.mul_f64(0.7 + 0.15 * chance(feed, now))).ok();
    (sub.attempts, sub.message) = (0, None);
    if sub.phase != Phase::FellBack {
        enter(sub, Phase::Verified, now);
    }
    true
}

/// The hub says that the publisher or it does not want us (section 5.2).
pub fn denied(sub: &mut Subscription, issue: u64, reason: &str, feed: &FeedId, now: Timestamp) -> bool {
    if issue == 0 || issue != sub.issue {
        return false;
    }
    sub.message = Some(bounded(&format!("the hub denied the subscription: {reason:?}; asked again in a day")));
    (sub.lease_until, sub.verified, sub.proofs) = (None, None, 0);
    sub.due = Some(now + LONGEST.mul_f64(1.0 + 0.2 * chance(feed, now)));
    enter(sub, Phase::Denied, now);
    true
}

/// A ping of this subscription was taken; it brought so many items that no poll had found.
/// `false` where it belongs to one that has ended.
pub fn pinged(sub: &mut Subscription, issue: u64, brought: usize, now: Timestamp) -> bool {
    if issue == 0 || issue != sub.issue {
        return false;
    }
    sub.last_ping = Some(now);
    sub.pings += 1;
    if brought > 0 {
        prove(sub, now);
    }
    true
}

/// The hub was first with something.
fn prove(sub: &mut Subscription, now: Timestamp) {
    sub.proofs = sub.proofs.saturating_add(1).min(PROOFS);
    if sub.phase == Phase::FellBack && sub.proofs >= PROOFS {
        sub.message = None;
        enter(sub, Phase::Verified, now);
    }
}

/// The hub told of news that could not be taken from it: the next poll is its doing.
pub fn hinted(sub: &mut Subscription, now: Timestamp) {
    sub.last_ping = Some(now);
    sub.pings += 1;
    sub.hinted = true;
}

/// A poll found so many new items, after one at `before`. `true` where a ping should have told
/// of them: push is broken, and polls go back to their usual pace.
pub fn polled(sub: &mut Subscription, found: usize, before: Option<Timestamp>, now: Timestamp) -> bool {
    if std::mem::take(&mut sub.hinted) {
        if found > 0 {
            prove(sub, now);
        }
        return false;
    }
    // What stood there before the hub knew of us was never to come by a ping.
    let covered = sub.verified.zip(before).is_some_and(|(verified, before)| verified <= before);
    if found == 0 || !covered || !sub.is_leased(now) {
        return false;
    }
    sub.missed += found as u64;
    sub.proofs = 0;
    sub.message = Some(format!(
        "a poll found {found} new items that the hub had not told of; polled at the usual pace until {PROOFS} pings \
         in a row come first; if it stays so, ask the publisher, or set websub = false for this feed"
    ));
    if sub.phase != Phase::FellBack {
        enter(sub, Phase::FellBack, now);
        // Perhaps the hub forgot us: ask anew before long.
        let soon = now + RETRY;
        sub.due = Some(sub.due.map_or(soon, |due| due.min(soon)));
    }
    true
}

impl Subscription {
    /// Whether the hub is to tell us at this time.
    pub fn is_leased(&self, now: Timestamp) -> bool {
        self.lease_until.is_some_and(|until| until > now)
    }

    /// Whether pings have come first, so that polls may be rarer.
    pub fn is_trusted(&self, now: Timestamp) -> bool {
        self.is_leased(now) && self.proofs > 0 && matches!(self.phase, Phase::Verified | Phase::Renewing)
    }

    /// What ends it at the hub, where the hub still tells us.
    pub fn end(&self, now: Timestamp) -> Option<Ask> {
        let hub = self.hubs.first().filter(|_| self.is_leased(now) && self.issue != 0)?;
        let (hub, topic) = (hub.clone(), self.topic.clone());
        Some(Ask { mode: Mode::Unsubscribe, hub, topic, issue: self.issue })
    }
}

/// Backs off; the next hub is asked first then. A lease that runs is kept.
fn fail(sub: &mut Subscription, message: &str, feed: &FeedId, now: Timestamp) {
    let wait = backoff(sub.attempts).mul_f64(0.8 + 0.4 * chance(feed, now));
    sub.attempts = sub.attempts.saturating_add(1);
    sub.message = Some(bounded(message));
    if sub.is_leased(now) {
        // Before the lease ends there may be time for another try; after it all starts anew.
        let end = sub.lease_until.unwrap_or(now);
        sub.due = Some((now + wait).min(end.max(now + SignedDuration::from_secs(30))));
        if sub.phase == Phase::Renewing {
            enter(sub, Phase::Verified, now);
        }
        return;
    }
    if sub.hubs.len() > 1 {
        // Another hub must not know what this one could sign with.
        sub.hubs.rotate_left(1);
        sub.issue = 0;
    }
    sub.due = Some(now + wait);
    enter(sub, Phase::Failed, now);
}

fn backoff(attempts: u32) -> SignedDuration {
    RETRY.saturating_mul(1 << attempts.min(10)).min(LONGEST)
}

fn enter(sub: &mut Subscription, phase: Phase, now: Timestamp) {
    if sub.phase != phase {
        (sub.phase, sub.since) = (phase, Some(now));
    }
}

fn bounded(message: &str) -> String {
    message.chars().take(MOST_MESSAGE).collect()
}

/// A number from 0 to 1 that depends on feed and time alone.
fn chance(feed: &FeedId, now: Timestamp) -> f64 {
    let seed = u64::try_from(now.as_second()).unwrap_or(0);
    xxh3_64_with_seed(feed.0.as_bytes(), seed) as f64 / u64::MAX as f64
}

#[cfg(test)]
#[path = "subscription_tests.rs"]
mod tests;
