//! A lane's part of push: what hubs said of its feeds, and what they are to be asked.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use super::{
    Push,
    courier::{Calls, Delivered},
};
use crate::{
    collect::websub::{
        self,
        subscription::{self, Ask, Mode},
    },
    daemon::desk::Desk,
    model::{Feed, FeedId, Fetched, Meta, Phase, Subscription},
    publish::call::Said,
    state::Memory,
};

/// Requests to hubs that one lane has under way.
const MOST_ASKS: usize = 16;

/// What happened.
pub enum Event {
    /// A hub said something.
    Called(Delivered),
    /// A hub answered: the feed's number, where it is still declared, and the subscription's.
    Answered(Option<usize>, u64, websub::Answer),
}

/// What is to be done about it.
pub enum Todo {
    /// Nothing more.
    Nothing,
    /// The feed's state has changed and is to be committed, at once where consumers should hear of it.
    Remember(usize, bool),
    /// A document is to be settled.
    Settle(usize, Box<Ping>),
    /// The feed is to be polled.
    Poll(usize),
}

/// News that a hub sent.
pub struct Ping {
    /// The number of the subscription.
    pub issue: u64,
    /// When it came.
    pub at: Timestamp,
    /// The document.
    pub fetched: Fetched,
}

/// A lane's part of push.
pub struct Pushes {
    on: Option<On>,
}

struct On {
    desk: Arc<Desk>,
    calls: Calls,
    numbers: HashMap<FeedId, usize>,
    /// When something is due, and the feed; those that are out of date are passed over.
    plan: BinaryHeap<Reverse<(Timestamp, usize)>>,
    planned: HashMap<usize, Timestamp>,
    /// Feeds to be polled because of a hint, and when.
    hints: BTreeMap<usize, Timestamp>,
    asks: JoinSet<(Option<usize>, u64, websub::Answer)>,
    counted: HashMap<usize, Phase>,
}

impl Pushes {
    /// Takes up what the lane remembers. Subscriptions of feeds that are no longer declared are
    /// ended at their hubs; the second part are their ids.
    pub fn take(
        desk: &Arc<Desk>,
        partition: i32,
        feeds: &[Arc<Feed>],
        memory: &mut Memory,
        now: Timestamp,
    ) -> (Self, Vec<FeedId>) {
        let Some(push) = &desk.push else { return (Self { on: None }, Vec::new()) };
        let wanted = feeds.iter().enumerate().filter(|(_, feed)| feed.websub);
        let numbers: HashMap<_, _> = wanted.map(|(n, feed)| (feed.id.clone(), n)).collect();
        let from = memory.subscriptions().map(|(_, sub)| sub.offset).max().unwrap_or(0);
        let mut on = On {
            desk: Arc::clone(desk),
            calls: push.courier.follow(partition, from),
            numbers,
            plan: BinaryHeap::new(),
            planned: HashMap::new(),
            hints: BTreeMap::new(),
            asks: JoinSet::new(),
            counted: HashMap::new(),
        };
        let gone: Vec<_> =
            memory.subscriptions().filter(|(id, _)| !on.numbers.contains_key(*id)).map(|(id, _)| id.clone()).collect();
        for id in &gone {
            if let Some(ask) = memory.feed_mut(id).push.take().and_then(|sub| sub.end(now)) {
                let feed = feeds.iter().find(|feed| feed.id == *id).cloned();
                on.farewell(push, id, feed, ask);
            }
        }
        for (id, n) in on.numbers.clone() {
            if let Some(sub) = memory.subscription_mut(&id) {
                subscription::restored(sub, push.terms.keys.id(), &id, now);
                on.note(n, sub);
            }
        }
        (Self { on: Some(on) }, gone)
    }

    /// The next thing that happens; pends for ever where push is off.
    pub async fn next(&mut self) -> Event {
        let Some(on) = &mut self.on else { return std::future::pending().await };
        tokio::select! {
            delivered = on.calls.next() => Event::Called(delivered),
            Some(Ok((feed, issue, answer))) = on.asks.join_next(), if !on.asks.is_empty() => {
                Event::Answered(feed, issue, answer)
            }
        }
    }

    /// What has happened besides, if anything has.
    pub fn try_next(&mut self) -> Option<Event> {
        self.on.as_mut()?.calls.try_next().map(Event::Called)
    }

    /// When something is due.
    pub fn due(&self) -> Option<Timestamp> {
        let on = self.on.as_ref()?;
        let ask = on.plan.peek().filter(|_| on.asks.len() < MOST_ASKS).map(|Reverse((at, _))| *at);
        ask.into_iter().chain(on.hints.values().copied()).min()
    }

    /// Plans anew after a clock that was set.
    pub fn replan(&mut self, memory: &Memory) {
        let Some(on) = &mut self.on else { return };
        (on.plan, on.planned) = (BinaryHeap::new(), HashMap::new());
        for (id, sub) in memory.subscriptions() {
            if let Some(n) = on.numbers.get(id).copied() {
                on.note(n, sub);
            }
        }
    }

    /// Looks at a feed that was polled: its document may have named a hub.
    pub fn look(&mut self, n: usize, feed: &Feed, memory: &Memory) {
        let Some(on) = &mut self.on else { return };
        match memory.feed(&feed.id).and_then(|state| state.push.as_ref()) {
            Some(sub) => on.note(n, sub),
            None => on.uncount(n),
        }
    }

    /// Sends what is due to hubs, and says what remains to be done.
    pub fn start_due(&mut self, feeds: &[Arc<Feed>], memory: &mut Memory, now: Timestamp) -> Vec<Todo> {
        let Some(on) = &mut self.on else { return Vec::new() };
        let desk = Arc::clone(&on.desk);
        let Some(push) = &desk.push else { return Vec::new() };
        let due: Vec<_> = on.hints.iter().filter(|(_, at)| **at <= now).map(|(n, _)| *n).collect();
        on.hints.retain(|_, at| *at > now);
        let mut todo: Vec<_> = due.into_iter().map(Todo::Poll).collect();
        while on.asks.len() < MOST_ASKS
            && let Some(Reverse((at, n))) = on.plan.peek().copied().filter(|Reverse((at, _))| *at <= now)
        {
            on.plan.pop();
            if on.planned.get(&n) != Some(&at) {
                continue;
            }
            on.planned.remove(&n);
            let id = &feeds[n].id;
            let Some(sub) = memory.subscription_mut(id) else { continue };
            if let Some(ask) = subscription::due(sub, push.terms.keys.id(), id, now) {
                on.send(push, Some(n), Arc::clone(&feeds[n]), ask);
            }
            on.note(n, sub);
            todo.push(Todo::Remember(n, true));
        }
        todo
    }

    /// Takes in what happened.
    pub fn take_in(&mut self, event: Event, feeds: &[Arc<Feed>], memory: &mut Memory, now: Timestamp) -> Todo {
        let Some(on) = &mut self.on else { return Todo::Nothing };
        match event {
            Event::Answered(n, issue, answer) => on.answered(n, issue, answer, feeds, memory, now),
            Event::Called(delivered) => on.called(delivered, feeds, memory, now),
        }
    }
}

impl On {
    fn answered(
        &mut self,
        n: Option<usize>,
        issue: u64,
        answer: websub::Answer,
        feeds: &[Arc<Feed>],
        memory: &mut Memory,
        now: Timestamp,
    ) -> Todo {
        self.desk.metrics.websub_asked(&answer);
        let (Some(n), websub::Answer::Refused(message) | websub::Answer::Unreachable(message)) = (n, answer) else {
            return Todo::Nothing;
        };
        let id = &feeds[n].id;
        let Some(sub) = memory.subscription_mut(id).filter(|sub| sub.issue == issue) else { return Todo::Nothing };
        tracing::warn!(feed = %id, ?message, "a hub did not take the subscription");
        subscription::refused(sub, &message, id, now);
        self.note(n, sub);
        Todo::Remember(n, true)
    }

    fn called(&mut self, delivered: Delivered, feeds: &[Arc<Feed>], memory: &mut Memory, now: Timestamp) -> Todo {
        let Delivered { offset, at, call } = delivered;
        let Some(n) = self.numbers.get(&call.feed).copied() else { return Todo::Nothing };
        let id = &feeds[n].id;
        let last_poll = memory.feed(id).and_then(|state| state.rhythm.last.get());
        let Some(sub) = memory.subscription_mut(id) else { return Todo::Nothing };
        // What an operator wiped and wrote anew starts from 0 again.
        sub.offset = offset + 1;
        let (issue, wanted) =
            (call.issue, self.desk.push.as_ref().map_or(0, |push| push.terms.config.lease.0.as_secs()));
        let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
        let counts = match &call.said {
            Said::Verified { lease } => subscription::verified(sub, issue, *lease, wanted, id, now),
            Said::Denied { reason } => subscription::denied(sub, issue, reason, id, now),
            Said::Ping { .. } | Said::Hint => issue == sub.issue && issue != 0,
        };
        let said = call.said.as_str();
        tracing::debug!(feed = %id, said, counts, phase = sub.phase.as_str(), "a hub called");
        if !counts {
            self.desk.metrics.websub_ping("stale");
            return Todo::Remember(n, false);
        }
        // A document that is older than what was polled since is not laid over it.
        let newer = last_poll.is_none_or(|polled| at >= polled);
        let todo = match call.said {
            Said::Ping { content_type, body } if newer => {
                let meta = Meta { content_type, final_url: sub.topic.parse().ok(), status: 200, ..Meta::default() };
                let fetched = Fetched::Fresh(crate::model::Body { bytes: body, meta });
                Todo::Settle(n, Box::new(Ping { issue, at, fetched }))
            }
            Said::Ping { .. } | Said::Hint => {
                self.desk.metrics.websub_ping("hint");
                subscription::hinted(sub, now);
                self.hints.entry(n).or_insert(now + hurry(&feeds[n], last_poll, now));
                Todo::Remember(n, false)
            }
            Said::Verified { .. } | Said::Denied { .. } => Todo::Remember(n, true),
        };
        self.note(n, sub);
        todo
    }

    /// Plans what is due of a subscription, and counts its phase.
    fn note(&mut self, n: usize, sub: &Subscription) {
        if let Some(at) = sub.due
            && self.planned.insert(n, at) != Some(at)
        {
            self.plan.push(Reverse((at, n)));
        }
        if self.counted.get(&n) != Some(&sub.phase) {
            self.uncount(n);
            self.counted.insert(n, sub.phase);
            self.desk.metrics.websub_phase(sub.phase, 1);
        }
    }

    fn uncount(&mut self, n: usize) {
        if let Some(phase) = self.counted.remove(&n) {
            self.desk.metrics.websub_phase(phase, -1);
        }
    }

    /// Ends a subscription at its hub. A feed that is gone lends no networks: a hub of the
    /// intranet lets the lease run out.
    fn farewell(&mut self, push: &Push, id: &FeedId, feed: Option<Arc<Feed>>, ask: Ask) {
        let bare = || ask.topic.parse().ok().map(|url| Arc::new(Feed::bare(Arc::clone(&id.0), url)));
        if let Some(feed) = feed.or_else(bare) {
            tracing::info!(feed = %id, "the feed is no longer declared or wants no push; its subscription is ended");
            self.send(push, None, feed, ask);
        }
    }

    fn send(&mut self, push: &Push, n: Option<usize>, feed: Arc<Feed>, ask: Ask) {
        let (callback, secret) = push.terms.callback(&feed.id, &ask.topic, ask.issue);
        let config = &push.terms.config;
        // Over plain HTTP everybody on the way would learn it, and could sign what he likes.
        let secret = (config.plain_hubs || ask.hub.starts_with("https:")).then_some(secret);
        let request =
            websub::Request { mode: ask.mode, hub: ask.hub, topic: ask.topic, callback, secret, lease: config.lease.0 };
        let (desk, issue) = (Arc::clone(&self.desk), ask.issue);
        tracing::info!(feed = %feed.id, hub = request.hub, unsubscribe = request.mode == Mode::Unsubscribe, "asking a hub");
        self.asks.spawn(async move {
            let host = request.hub.parse::<url::Url>().ok().and_then(|url| url.host_str().map(str::to_owned));
            let _permit = desk.hosts.admit(host.as_deref().unwrap_or_default()).await;
            let answer = websub::ask(&desk.fetcher, &feed, &request).await;
            (n, issue, answer)
        });
    }
}

impl Drop for On {
    fn drop(&mut self) {
        for phase in std::mem::take(&mut self.counted).into_values() {
            self.desk.metrics.websub_phase(phase, -1);
        }
    }
}

/// How long a feed must still be left alone: its shortest interval holds for hints, too.
fn hurry(feed: &Feed, last: Option<Timestamp>, now: Timestamp) -> SignedDuration {
    let least = SignedDuration::try_from(feed.min_interval.0).unwrap_or(SignedDuration::MAX);
    last.map_or(SignedDuration::ZERO, |last| (least - now.duration_since(last)).clamp(SignedDuration::ZERO, least))
}
