//! Polls and pings of one feed, in every order.

use bytes::Bytes;
use jiff::SignedDuration;

use super::{super::settle, *};
use crate::{
    curate::tag::Rules,
    daemon::Settings,
    model::{Fetched, Phase, Subscription, Validators},
    publish::topics::Topic,
    state::Index,
};

const TOPIC: &str = "https://example.org/feed";
const HOUR: i64 = 3_600;

struct Desk {
    book: Rulebook,
    feed: Feed,
    memory: Memory,
    index: Index,
    now: Timestamp,
}

fn desk() -> Desk {
    let push = Some(std::time::Duration::from_secs(7_200));
    let book = Rulebook { push, ..Rulebook::of(&Settings::default(), Rules::builtin().unwrap()) };
    let feed = Feed::bare("world", TOPIC.parse().unwrap());
    let index = Index::new(std::time::Duration::from_secs(86_400));
    Desk { book, feed, memory: Memory::default(), index, now: Timestamp::from_second(1_790_000_000).unwrap() }
}

impl Desk {
    fn body(text: &str, hub: bool) -> Body {
        let hubs = if hub { vec!["https://hub.example/".to_owned()] } else { Vec::new() };
        let push = Offer { hubs, topic: Some(TOPIC.into()) };
        let etag = Some("\"1\"".into());
        let meta = Meta { final_url: TOPIC.parse().ok(), status: 200, etag, push, ..Meta::default() };
        Body { bytes: Bytes::copy_from_slice(text.as_bytes()), meta }
    }

    /// Articles that a poll published.
    fn poll(&mut self, text: &str) -> usize {
        self.now += SignedDuration::from_secs(60);
        let fetched = Fetched::Fresh(Self::body(text, true));
        let settled = settle(
            &self.book,
            &self.feed,
            0,
            &fetched,
            self.now,
            &mut self.memory,
            Beside { index: &self.index, pages: None },
        )
        .unwrap();
        articles(&settled.0)
    }

    /// Articles that a ping published.
    fn ping(&mut self, text: &str) -> usize {
        self.now += SignedDuration::from_secs(60);
        let body = Body { meta: Meta::default(), ..Self::body(text, false) };
        let (book, feed, issue) = (&self.book, &self.feed, self.push().issue);
        let settled = settle_ping(
            book,
            feed,
            0,
            &body,
            issue,
            self.now,
            &mut self.memory,
            Beside { index: &self.index, pages: None },
        )
        .unwrap();
        articles(&settled.0)
    }

    fn push(&self) -> Subscription {
        self.memory.feed(&self.feed.id).and_then(|state| state.push.as_deref().cloned()).unwrap_or_default()
    }

    /// As after a verification, some time ago.
    fn subscribe(&mut self) {
        let (lease, verified) = (self.now + SignedDuration::from_hours(99), Some(self.now));
        let sub = self.memory.subscription_mut(&self.feed.id).unwrap();
        (sub.phase, sub.issue, sub.lease_until, sub.verified) = (Phase::Verified, 7, Some(lease), verified);
    }
}

fn articles(delivery: &Delivery) -> usize {
    delivery.records.iter().filter(|record| record.topic == Topic::Articles).count()
}

fn rss(items: &[(&str, u32)]) -> String {
    let item = |(guid, version): &(&str, u32)| {
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>Item {guid}</title>\
             <description>Words of version {version} of {guid}, said at the town hall.</description></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>World</title>{items}</channel></rss>")
}

#[test]
fn an_item_is_published_once_whoever_comes_first() {
    let mut desk = desk();
    assert_eq!(desk.poll(&rss(&[("a", 1)])), 1);
    assert_eq!(desk.push().phase, Phase::Discovered);
    desk.subscribe();
    assert_eq!(desk.ping(&rss(&[("a", 1)])), 0, "polled first");
    assert_eq!(desk.ping(&rss(&[("b", 1), ("a", 1)])), 1, "pinged first");
    assert_eq!(desk.ping(&rss(&[("b", 1)])), 0, "pinged again, and only a part");
    assert_eq!(desk.poll(&rss(&[("b", 1), ("a", 1)])), 0, "then polled");
    assert_eq!(desk.ping(&rss(&[("b", 2)])), 1, "a revision by a ping");
    assert_eq!(desk.poll(&rss(&[("b", 2), ("a", 1)])), 0, "and by a poll");
}

#[test]
fn a_cache_that_lags_behind_the_hub_takes_nothing_back() {
    let mut desk = desk();
    desk.poll(&rss(&[("a", 1)]));
    desk.subscribe();
    assert_eq!(desk.ping(&rss(&[("a", 2)])), 1);
    assert_eq!(desk.poll(&rss(&[("a", 1), ("old", 1)])), 1, "the item it had not shown before, and no more");
    assert_eq!(desk.poll(&rss(&[("a", 2)])), 0);
    assert_eq!(desk.poll(&rss(&[("a", 3)])), 1, "a new version is one, whoever shows it");
}

#[test]
fn a_ping_says_nothing_of_the_feeds_server() {
    let mut desk = desk();
    desk.poll(&rss(&[("a", 1)]));
    desk.subscribe();
    let before = desk.memory.feed(&desk.feed.id).unwrap().clone();
    assert_eq!(desk.ping("<html>no feed</html>"), 0);
    assert_eq!(desk.ping(&rss(&[])), 0);
    desk.ping(&rss(&[("b", 1)]));
    let after = desk.memory.feed(&desk.feed.id).unwrap();
    assert_eq!((&after.validators, &after.rhythm, after.body), (&before.validators, &before.rhythm, before.body));
    assert_eq!((after.health.state, after.health.failures), (before.health.state, 0));
    assert_ne!(after.validators, Validators::default());
    assert_eq!(after.health.articles, 2);
}

#[test]
fn polls_rest_while_the_hub_comes_first_and_no_longer() {
    let mut desk = desk();
    desk.poll(&rss(&[("a", 1)]));
    desk.subscribe();
    let wait =
        |desk: &Desk| desk.memory.feed(&desk.feed.id).unwrap().rhythm.next.get().unwrap().duration_since(desk.now);
    desk.poll(&rss(&[("a", 1)]));
    assert!(wait(&desk).as_secs() < 2 * HOUR, "nothing is proved yet");
    desk.ping(&rss(&[("b", 1)]));
    desk.poll(&rss(&[("b", 1), ("a", 1)]));
    assert!(wait(&desk).as_secs() >= 2 * HOUR);
    assert_eq!(desk.poll(&rss(&[("c", 1)])), 1);
    assert!(wait(&desk).as_secs() < 2 * HOUR, "a poll was first");
    assert_eq!((desk.push().phase, desk.push().missed), (Phase::FellBack, 1));
}

#[test]
fn where_push_is_off_or_not_wanted_nothing_is_remembered_of_hubs() {
    let mut off = desk();
    off.book.push = None;
    off.poll(&rss(&[("a", 1)]));
    let mut unwanted = desk();
    unwanted.feed.websub = false;
    unwanted.poll(&rss(&[("a", 1)]));
    for desk in [off, unwanted] {
        assert!(desk.memory.feed(&desk.feed.id).unwrap().push.is_none());
    }
}
