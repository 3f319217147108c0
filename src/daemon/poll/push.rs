//! What a hub sends, and what polls say of the hub.

use std::num::NonZeroU64;

use super::{Beside, EncodeError, Rulebook, Turn, bound::bound};
use jiff::Timestamp;

use crate::{
    collect::websub::{self, subscription},
    curate::{self, Document},
    failpoint,
    model::{Body, Bound, Feed, FeedId, Meta, Offer, PollOutcome, Report},
    publish::delivery::Delivery,
    state::Memory,
};

/// Settles a ping by the way of polls. What the feed's server said of itself stays: validators,
/// the plan of polls, its health. A document that cannot be read brings nothing, and the next
/// poll the truth.
#[allow(clippy::too_many_arguments)] // Those of a poll, and the number of the subscription.
pub fn settle_ping(
    book: &Rulebook,
    feed: &Feed,
    partition: i32,
    body: &Body,
    issue: u64,
    at: Timestamp,
    memory: &mut Memory,
    beside: Beside<'_>,
) -> Result<(Delivery, Report), EncodeError> {
    let state = Box::new(memory.feed(&feed.id).cloned().unwrap_or_default());
    let mut turn = Turn::new(book, feed, partition, at, state);
    turn.pushed = true;
    let before = turn.state.clone();
    if let Ok(document) = curate::read(&body.bytes, body.meta.content_type.as_deref(), body.meta.final_url.as_ref()) {
        let mut none = Memory::default();
        let memory = if failpoint::planted("push_forgets") { &mut none } else { &mut *memory };
        // By the hash of the last poll its same bytes are known; a ping is another document.
        turn.document(&document, body, NonZeroU64::MIN, memory, beside)?;
    }
    turn.report.outcome = PollOutcome::Pushed;
    let published = turn.report.published();
    let (articles, last_item) = (turn.state.health.articles, turn.state.health.last_item);
    let Turn { mut delivery, mut report, .. } = turn;
    let mut state = before;
    (state.health.articles, state.health.last_item) = (articles, last_item);
    report.health_changed = published > 0;
    if let Some(sub) = state.push.as_mut() {
        let phase = sub.phase;
        subscription::pinged(sub, issue, published, at);
        report.health_changed |= sub.phase != phase;
    }
    memory.put_feed(&feed.id, state);
    bound(&mut delivery, &mut report, book, feed, at);
    Ok((delivery, report))
}

/// Writes the state of a feed that is no longer declared, without its subscription.
pub fn forget_push(
    delivery: &mut Delivery,
    id: &FeedId,
    partition: i32,
    memory: &Memory,
    at: Timestamp,
) -> Result<(), EncodeError> {
    let Some(state) = memory.feed(id) else { return Ok(()) };
    delivery.add_state(id, partition, state, at)
}

/// Lets a feed rest whose hub comes first: polls only look whether it still does.
pub(super) fn slow(book: &Rulebook, feed: &Feed, memory: &mut Memory, at: Timestamp) {
    let Some(least) = book.push else { return };
    let state = memory.feed_mut(&feed.id);
    if !state.push.as_ref().is_some_and(|sub| sub.is_trusted(at)) {
        return;
    }
    let least = least.min(feed.max_interval.0).max(feed.min_interval.0);
    let Ok(least) = jiff::SignedDuration::try_from(least) else { return };
    if state.rhythm.next.get().is_some_and(|next| next < at + least) {
        (state.rhythm.next, state.rhythm.by) = ((at + least).into(), Bound::Hub);
    }
}

impl Turn<'_> {
    /// What a poll says of push: where a hub is to be found, and whether it was first.
    pub(super) fn polled(&mut self, document: &Document, meta: &Meta) {
        if self.pushed || self.book.push.is_none() || !self.feed.websub {
            return;
        }
        let (feed, at) = (&self.feed.id, self.at);
        let url = meta.final_url.as_ref().unwrap_or(&self.feed.url);
        let said = websub::by_links(&document.feed.links, Some(url));
        // Section 4: what the headers say goes before what the document says.
        let offer = if meta.push.hubs.is_empty() {
            said
        } else {
            let Offer { hubs, topic } = meta.push.clone();
            Offer { hubs, topic: topic.or(said.topic) }
        };
        let found = self.report.published();
        if let Some(sub) = self.state.push.as_deref_mut()
            && subscription::polled(sub, found, self.state.rhythm.last.get(), at)
        {
            self.report.missed = found;
            self.report.health_changed = true;
        }
        self.report.health_changed |= subscription::offered(&mut self.state.push, &offer, url.as_str(), feed, at);
    }
}

#[cfg(test)]
#[path = "push_tests.rs"]
mod tests;
