//! The checkers can fail: with a bug planted in the daemon they do.

use crate::{
    kafka_or_skip, setup,
    support::{consumer, eventually, oracle, origin::Origin},
};
use std::time::Duration;

/// Kills the daemon before its first commit with the bug planted, lets a sound one take
/// over, and returns what the oracle says.
fn with_bug(brokers: &str, bug: &str) -> oracle::Verdict {
    let origin = Origin::start();
    origin.publish_new("a", 0, 10);
    let setup = setup(brokers, &origin, &["a"]);
    let sick = setup.clone().env("WIREDESK_PLANT", bug).env("WIREDESK_FAILPOINT", "before_commit").start();
    sick.logged("failpoint before_commit");
    sick.kill9();
    let before = origin.polls("a");
    let sound = setup.start();
    eventually("the feed is polled twice more", Duration::from_secs(40), || {
        if origin.polls("a") >= before + 2 { Ok(()) } else { Err("not yet".into()) }
    });
    sound.stop();
    oracle::judge(&origin.served(), &consumer::committed(brokers, &setup.topic("articles")))
}

#[test]
fn state_outside_the_transaction_is_seen_as_loss() {
    let brokers = kafka_or_skip!();
    let verdict = with_bug(brokers, "state_outside_transaction");
    assert_eq!(verdict.lost.len(), 10, "{verdict:?}");
}

#[test]
fn articles_outside_the_transaction_are_seen_twice() {
    let brokers = kafka_or_skip!();
    let verdict = with_bug(brokers, "publish_outside_transaction");
    assert_eq!(verdict.twice.len(), 10, "{verdict:?}");
}
