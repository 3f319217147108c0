//! The life of a subscription, told in instants.

use super::*;

const TOPIC: &str = "https://example.org/feed";
const HUB: &str = "https://hub.example/";
const KEY: u32 = 7;
const WEEK: i64 = 7 * 86_400;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

fn feed() -> FeedId {
    FeedId("world".into())
}

fn offer(hubs: &[&str]) -> Offer {
    Offer { hubs: hubs.iter().map(|&hub| hub.to_owned()).collect(), topic: Some(TOPIC.into()) }
}

fn new(hubs: &[&str]) -> Box<Subscription> {
    let mut slot = None;
    assert!(offered(&mut slot, &offer(hubs), TOPIC, &feed(), at(0)));
    slot.unwrap()
}

/// Seconds from the start until something is due.
fn due_at(sub: &Subscription) -> i64 {
    sub.due.unwrap().duration_since(at(0)).as_secs()
}

fn do_due(sub: &mut Subscription) -> Option<Ask> {
    let now = sub.due.unwrap();
    due(sub, KEY, &feed(), now)
}

fn ping(sub: &mut Subscription, brought: usize, now: Timestamp) -> bool {
    let issue = sub.issue;
    pinged(sub, issue, brought, now)
}

fn verify(sub: &mut Subscription, lease: i64, now: Timestamp) -> bool {
    let issue = sub.issue;
    verified(sub, issue, Some(lease), WEEK, &feed(), now)
}

fn deny(sub: &mut Subscription, reason: &str, now: Timestamp) -> bool {
    let issue = sub.issue;
    denied(sub, issue, reason, &feed(), now)
}

/// Asked for and verified, both in the first minute.
fn subscribed() -> Box<Subscription> {
    let mut sub = new(&[HUB]);
    let ask = do_due(&mut sub).unwrap();
    assert_eq!((ask.mode, ask.hub.as_str(), ask.topic.as_str()), (Mode::Subscribe, HUB, TOPIC));
    assert_eq!(sub.phase, Phase::Requested);
    assert!(verified(&mut sub, ask.issue, Some(WEEK), WEEK, &feed(), at(60)));
    assert_eq!((sub.phase, sub.lease_until), (Phase::Verified, Some(at(60 + WEEK))));
    sub
}

#[test]
fn it_is_renewed_in_time_under_the_same_callback() {
    let mut sub = subscribed();
    let issue = sub.issue;
    assert!((WEEK * 7 / 10..WEEK * 9 / 10).contains(&due_at(&sub)), "{}", due_at(&sub));
    let before = sub.due.unwrap() - SignedDuration::from_secs(1);
    assert_eq!(due(&mut sub, KEY, &feed(), before), None, "not before it is due");
    let ask = do_due(&mut sub).unwrap();
    assert_eq!((sub.phase, ask.issue), (Phase::Renewing, issue));
    assert!(verified(&mut sub, issue, None, WEEK, &feed(), at(WEEK)), "a hub that states no lease means ours");
    assert_eq!((sub.phase, sub.lease_until), (Phase::Verified, Some(at(2 * WEEK))));
}

#[test]
fn neighbours_do_not_renew_at_the_same_moment() {
    let when = |name: &str| {
        let mut sub = subscribed();
        let issue = sub.issue;
        verified(&mut sub, issue, Some(WEEK), WEEK, &FeedId(name.into()), at(60));
        due_at(&sub)
    };
    let all: std::collections::HashSet<_> = ["a", "b", "c", "d", "e"].map(when).into();
    assert!(all.len() >= 4, "{all:?}");
}

#[test]
fn a_renewal_that_fails_is_tried_again_while_the_lease_runs_and_starts_anew_after_it() {
    let mut sub = subscribed();
    let mut asked = 0;
    while sub.is_leased(sub.due.unwrap()) {
        if do_due(&mut sub).is_some() {
            asked += 1;
            assert_eq!(sub.phase, Phase::Renewing);
            let now = sub.due.unwrap() - PATIENCE;
            refused(&mut sub, "503", &feed(), now);
        }
        assert!(sub.due.unwrap() <= sub.lease_until.unwrap().max(at(0)), "nothing is due after the lease alone");
    }
    assert!((5..60).contains(&asked), "{asked}");
    let ask = do_due(&mut sub).unwrap();
    assert_eq!((sub.phase, sub.lease_until, ask.issue), (Phase::Requested, None, sub.issue));
}

#[test]
fn a_hub_that_never_verifies_is_asked_ever_more_seldom_and_its_neighbour_instead() {
    let mut sub = new(&[HUB, "https://other.example/"]);
    let mut hubs = Vec::new();
    let mut waits = Vec::new();
    for _ in 0..12 {
        let ask = do_due(&mut sub).unwrap();
        hubs.push((ask.hub, ask.issue));
        let now = sub.due.unwrap();
        assert_eq!(due(&mut sub, KEY, &feed(), now), None);
        assert_eq!(sub.phase, Phase::Failed);
        waits.push(sub.due.unwrap().duration_since(now).as_secs());
    }
    assert_ne!(hubs[0], hubs[1]);
    assert_eq!(hubs[0].0, hubs[2].0);
    assert!(hubs[0].1 < hubs[1].1, "another hub gets another callback");
    assert!(waits[0] < 1_200 && waits[11] > 60_000 && waits[11] < 110_000, "{waits:?}");
    assert!(sub.message.unwrap().contains("public_url"));
}

#[test]
fn what_belongs_to_another_subscription_changes_nothing() {
    let mut sub = subscribed();
    let before = sub.clone();
    for issue in [0, sub.issue - 1, sub.issue + 1] {
        assert!(!verified(&mut sub, issue, Some(60), WEEK, &feed(), at(100)));
        assert!(!denied(&mut sub, issue, "x", &feed(), at(100)));
        assert!(!pinged(&mut sub, issue, 1, at(100)));
    }
    assert_eq!(sub, before);
    let mut fresh = new(&[HUB]);
    assert!(!verified(&mut fresh, 0, Some(60), WEEK, &feed(), at(100)), "nothing was asked for yet");
}

#[test]
fn absurd_leases_are_bounded() {
    for (lease, seconds) in [(1, 60), (-5, 60), (i64::MAX, 90 * 86_400)] {
        let mut sub = subscribed();
        assert!(verify(&mut sub, lease, at(0)));
        assert_eq!(sub.lease_until, Some(at(seconds)));
    }
}

#[test]
fn a_denial_ends_the_lease_and_is_asked_about_a_day_later() {
    let mut sub = subscribed();
    assert!(deny(&mut sub, "no \u{1b}[31m thanks", at(100)));
    assert_eq!((sub.phase, sub.lease_until), (Phase::Denied, None));
    assert!(!sub.message.as_ref().unwrap().contains('\u{1b}'));
    assert!(due_at(&sub) >= 86_400);
    assert!(do_due(&mut sub).is_some() && sub.phase == Phase::Requested);
}

#[test]
fn polls_become_rarer_only_once_a_ping_came_first() {
    let mut sub = subscribed();
    assert!(!sub.is_trusted(at(70)));
    assert!(ping(&mut sub, 0, at(70)));
    assert!(!sub.is_trusted(at(71)), "a ping that brought nothing proves nothing");
    assert!(ping(&mut sub, 2, at(72)));
    assert!(sub.is_trusted(at(73)) && !sub.is_trusted(at(61 + WEEK)), "and only while the lease runs");
}

#[test]
fn an_item_that_a_poll_finds_first_means_that_push_is_broken() {
    let mut sub = subscribed();
    ping(&mut sub, 1, at(100));
    assert!(!polled(&mut sub, 3, None, at(200)), "the first poll finds what stood there");
    assert!(!polled(&mut sub, 3, Some(at(59)), at(200)), "it may be older than the lease");
    assert!(!polled(&mut sub, 0, Some(at(150)), at(200)));
    assert!(sub.is_trusted(at(200)));
    assert!(polled(&mut sub, 3, Some(at(150)), at(300)));
    assert_eq!((sub.phase, sub.missed, sub.is_trusted(at(301))), (Phase::FellBack, 3, false));
    assert!(due_at(&sub) <= 300 + 15 * 60, "the hub is asked anew before long");
    let ask = do_due(&mut sub).unwrap();
    assert_eq!((sub.phase, ask.issue), (Phase::FellBack, sub.issue));
    assert!(verified(&mut sub, ask.issue, Some(WEEK), WEEK, &feed(), at(2_000)));
    assert_eq!(sub.phase, Phase::FellBack, "a lease proves nothing");
    for n in 0..PROOFS {
        assert_eq!(sub.phase, Phase::FellBack);
        ping(&mut sub, 1, at(3_000 + i64::from(n)));
    }
    assert!(sub.phase == Phase::Verified && sub.is_trusted(at(3_100)) && sub.message.is_none());
}

#[test]
fn one_that_fell_back_is_not_asked_about_without_end() {
    let mut sub = subscribed();
    assert!(polled(&mut sub, 1, Some(at(150)), at(300)));
    let asks = std::iter::from_fn(|| {
        let ask = (sub.due.unwrap() < at(WEEK)).then(|| do_due(&mut sub))?;
        Some(ask.is_some())
    });
    assert!(asks.count() < 20);
}

#[test]
fn another_topic_or_hub_is_another_subscription() {
    let mut slot = Some(subscribed());
    assert!(!offered(&mut slot, &offer(&["https://new.example/", HUB]), TOPIC, &feed(), at(100)));
    assert_eq!(slot.as_ref().unwrap().phase, Phase::Verified);
    let moved = Offer { topic: Some("https://example.org/other".into()), ..offer(&[HUB]) };
    assert!(offered(&mut slot, &moved, TOPIC, &feed(), at(100)));
    let sub = slot.as_ref().unwrap();
    assert_eq!((sub.phase, sub.issue, sub.topic.as_str()), (Phase::Discovered, 0, "https://example.org/other"));
}

#[test]
fn a_hub_that_is_no_longer_named_is_given_up_after_some_documents() {
    let mut slot = Some(subscribed());
    let none = Offer::default();
    assert!(!offered(&mut slot, &none, TOPIC, &feed(), at(1)));
    assert!(!offered(&mut slot, &offer(&[HUB]), TOPIC, &feed(), at(2)), "named again");
    for _ in 1..ABSENCES {
        assert!(!offered(&mut slot, &none, TOPIC, &feed(), at(3)));
    }
    assert!(offered(&mut slot, &none, TOPIC, &feed(), at(4)) && slot.is_none());
    assert!(!offered(&mut slot, &none, TOPIC, &feed(), at(5)));
}

#[test]
fn another_key_makes_all_anew() {
    let mut sub = subscribed();
    let old = sub.clone();
    restored(&mut sub, KEY, &feed(), at(100));
    assert_eq!(sub, old);
    restored(&mut sub, KEY + 1, &feed(), at(100));
    assert_eq!((sub.phase, sub.issue, sub.is_leased(at(100))), (Phase::Discovered, 0, false));
}

#[test]
fn only_a_running_lease_is_ended_at_the_hub() {
    assert_eq!(new(&[HUB]).end(at(0)), None);
    let sub = subscribed();
    let end = sub.end(at(100)).unwrap();
    assert_eq!((end.mode, end.issue), (Mode::Unsubscribe, sub.issue));
    assert_eq!(sub.end(at(61 + WEEK)), None);
}

#[test]
fn what_a_poll_finds_after_a_hint_is_the_hubs_doing() {
    let mut sub = subscribed();
    hinted(&mut sub, at(100));
    assert!(!polled(&mut sub, 2, Some(at(90)), at(101)));
    assert!(sub.is_trusted(at(102)) && sub.missed == 0);
    assert!(polled(&mut sub, 1, Some(at(101)), at(200)), "and of one hint only one poll");
}
