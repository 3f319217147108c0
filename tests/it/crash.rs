//! Kills at named points and at random ones: nothing lost, nothing twice.

use std::time::Duration;

use crate::{
    PROGRAM, kafka_or_skip, settled, setup,
    support::{
        consumer,
        cycles::{self, End},
        oracle,
        origin::Origin,
    },
};

fn killed_at(point: &str) {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    ["a", "b"].iter().for_each(|feed| origin.publish_new(feed, 0, 10));
    let setup = setup(brokers, &origin, &["a", "b"]);
    let desk = setup.clone().env("WIREDESK_FAILPOINT", point).start();
    desk.logged(&format!("failpoint {point}"));
    desk.kill9();
    let desk = setup.start();
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean() && verdict.records == 20, "{point}: {verdict:?}");
    // Nothing more comes by and by.
    std::thread::sleep(Duration::from_secs(3));
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean() && verdict.records == 20, "{point}: {verdict:?}");
    desk.stop();
}

#[test]
fn killed_before_a_transaction_begins() {
    killed_at("before_begin");
}

#[test]
fn killed_after_producing() {
    killed_at("after_produce");
}

#[test]
fn killed_before_the_commit() {
    killed_at("before_commit");
}

#[test]
fn killed_after_the_commit() {
    killed_at("after_commit");
}

#[test]
fn killed_before_what_was_committed_is_applied() {
    killed_at("before_apply");
}

#[test]
fn killed_twenty_times_at_random_under_load() {
    let brokers = kafka_or_skip!();
    let seed = u64::from(std::process::id());
    println!("seed {seed}");
    let outcome = cycles::run(PROGRAM, brokers, End::Kill, 20, seed, |_| {});
    // A revision that another one overtook before it was polled is not lost, so versions are
    // judged by the last.
    assert!(outcome.verdict.is_clean(), "{outcome:#?}");
}

#[test]
fn ended_under_load_it_drains_within_its_deadline() {
    let brokers = kafka_or_skip!();
    let seed = u64::from(std::process::id());
    println!("seed {seed}");
    let outcome = cycles::run(PROGRAM, brokers, End::Term, 10, seed, |_| {});
    assert!(outcome.verdict.is_clean(), "{outcome:#?}");
    // daemon.shutdown_deadline, and a second for a machine that is busy with other tests.
    assert!(outcome.longest_drain < Duration::from_secs(11), "{outcome:#?}");
    println!("longest drain {:?}", outcome.longest_drain);
}

#[test]
fn what_was_aborted_is_hidden_from_read_committed_alone() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    origin.publish_new("a", 0, 10);
    let setup = setup(brokers, &origin, &["a"]);
    let desk = setup.clone().env("WIREDESK_FAILPOINT", "before_commit").start();
    desk.logged("failpoint before_commit");
    desk.kill9();
    let desk = setup.start();
    assert!(settled(&setup, &origin).is_clean());
    desk.stop();
    let all = consumer::uncommitted(brokers, &setup.topic("articles"));
    assert_eq!(all.len(), 20, "the aborted ten and the committed ten");
    assert_eq!(oracle::judge(&origin.served(), &all).twice.len(), 10);
}
