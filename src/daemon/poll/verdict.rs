//! How a feed is doing after a poll: what went well or failed, and what its operator should do.

use std::num::NonZeroU64;

use jiff::Timestamp;

use super::{Turn, health};
use crate::{
    collect::{answer::shown, manners, schedule},
    curate::Unreadable,
    model::{Body, Cause, DeadLetter, Failure, Grade, Health, HealthState, Meta, PollOutcome, Validators, Whence},
    publish::topics::Topic,
};

/// Characters of a message that are kept in a feed's state and health.
const MOST_MESSAGE: usize = 2_000;
/// What an operator is told of a feed that can be read and says nothing.
const NO_ENTRIES: &str =
    "expected entries, the feed has none; nothing to do unless it stays so: ask the publisher then";

impl Turn<'_> {
    /// A poll that went well; `state` where the feed is not simply healthy.
    pub(super) fn well(&mut self, meta: &Meta, state: Option<HealthState>) {
        let not_modified = self.report.outcome == PollOutcome::NotModified;
        let kept = |new: &Option<Box<str>>, old: &mut Option<Box<str>>| {
            // A 304 need not repeat what it confirms (RFC 9110, section 15.4.5); a 200 without
            // validators has none.
            if new.is_some() || !not_modified {
                old.clone_from(new);
            }
        };
        let validators = &mut self.state.validators;
        kept(&meta.etag, &mut validators.etag);
        kept(&meta.last_modified, &mut validators.last_modified);
        validators.url = meta.final_url.as_ref().map(Whence::of).or(validators.url);
        if validators.is_empty() {
            *validators = Validators::default();
        }
        let published = self.report.published();
        let health = &mut self.state.health;
        health.last_success = self.at.into();
        health.failures = 0;
        health.articles += published as u64;
        if published > 0 {
            let before = health.last_item.get().map(Timestamp::as_second);
            schedule::silence(&mut self.state.rhythm.pace, before, self.at.as_second());
            health.last_item = self.at.into();
        }
        // A 304 says nothing new of a feed that was empty.
        let empty = health.state == HealthState::Empty && self.report.outcome != PollOutcome::Fresh;
        let moved = manners::moved(self.feed, &self.state).and_then(|_| manners::advice(self.feed, &self.state));
        let noticed = state.or(empty.then_some(HealthState::Empty)).map(|state| (state, NO_ENTRIES.to_owned()));
        let (state, message) = noticed.or_else(|| health::noticed(&self.state, moved, self.at)).unzip();
        let state = state.unwrap_or(HealthState::Healthy);
        let advice = message.or_else(|| manners::advice(self.feed, &self.state));
        let health = &mut self.state.health;
        let told = health.message.as_deref() != advice.as_deref();
        health.message = advice.map(Into::into);
        self.report.health_changed |= enter(health, state, self.at) || published > 0 || told;
    }

    pub(super) fn unreadable(&mut self, unreadable: Unreadable, body: &Body, hash: NonZeroU64) {
        let Unreadable { stage, failure } = unreadable;
        // A page that differs at every poll would fill the topic: one letter until the feed reads well again.
        let known = failure.cause == Cause::NotAFeed && self.state.health.state == HealthState::NotAFeed;
        if !known && failure.cause != Cause::Empty && self.state.buries(hash.get()) {
            let letter =
                DeadLetter { stage, cause: failure.cause, message: failure.message.clone(), bytes: body.bytes.clone() };
            let retries = self.state.health.failures;
            let limit = self.book.topics.limit(Topic::DeadLetters);
            self.delivery.add_dead_letter(self.feed, &letter, retries, limit, self.at);
            self.report.dead.push(failure.cause);
        }
        self.failed(failure);
    }

    pub(super) fn failed(&mut self, failure: Failure) {
        let health = &mut self.state.health;
        let state = match (failure.grade, failure.cause) {
            (Grade::Gone, _) => HealthState::Gone,
            (Grade::Throttled, _) => HealthState::Throttled,
            (_, Cause::NotAFeed) => HealthState::NotAFeed,
            (_, Cause::Empty) => HealthState::Empty,
            _ => HealthState::Failing,
        };
        health.failures = health.failures.saturating_add(1);
        let failures = health.failures;
        manners::failed(self.feed, &mut self.state, &failure, failures, self.at);
        let state = if manners::is_parked(&self.state) { HealthState::Parked } else { state };
        let health = &mut self.state.health;
        let message: String = failure.message.chars().take(MOST_MESSAGE).collect();
        let message_changed = health.message.as_deref() != Some(&*message);
        health.message = Some(message.into());
        self.report.health_changed = enter(health, state, self.at) || message_changed;
        self.report.failure = Some(failure);
    }
}

/// The end of the connection was the end of the body, and the document is not whole: what came
/// last may be half an item. Asked again, it may come whole.
pub(super) fn cut_off(body: &Body) -> Failure {
    let url = body.meta.final_url.as_ref().map(shown).unwrap_or_default();
    let message =
        format!("{url}: the connection ended within the document, after {} bytes; trying again", body.bytes.len());
    Failure::new(Grade::Transient, Cause::Transfer, message)
}

/// Enters a state of health; returns whether it is another one.
fn enter(health: &mut Health, state: HealthState, at: Timestamp) -> bool {
    let changed = health.state != state;
    if changed || health.since.is_none() {
        health.since = at.into();
    }
    health.state = state;
    changed
}
