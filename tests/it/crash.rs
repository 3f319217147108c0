//! Kills at named points and at random ones: nothing lost, nothing twice.

use std::time::{Duration, Instant};

use crate::{
    kafka_or_skip, settled, setup,
    support::{
        consumer, oracle,
        origin::{Item, Origin},
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
    let origin = Origin::start();
    let feeds = ["a", "b", "c", "d", "e", "f"];
    feeds.iter().for_each(|feed| origin.publish_new(feed, 0, 5));
    // A name that stays over restarts spares each cycle the wait for the dead one's session to end.
    let setup = setup(brokers, &origin, &feeds).env("WIREDESK__KAFKA__INSTANCE_ID", "desk-0");
    let seed = u64::from(std::process::id());
    let mut random = Random(seed);
    println!("seed {seed}");
    for cycle in 1..=20 {
        let desk = setup.start();
        let started = Instant::now();
        let life = Duration::from_millis(1_500 + random.next() % 3_000);
        while started.elapsed() < life {
            for (n, feed) in feeds.iter().enumerate() {
                origin.publish_new(
                    feed,
                    cycle * 1_000 + usize::try_from(started.elapsed().as_millis()).unwrap() % 1_000,
                    1,
                );
                if n == cycle % feeds.len() {
                    origin.publish(
                        feed,
                        [Item { guid: format!("{feed}-0"), version: u32::try_from(cycle).unwrap() + 1 }],
                    );
                }
            }
            std::thread::sleep(Duration::from_millis(150));
        }
        desk.kill9();
    }
    let desk = setup.start();
    // A revision that another one overtook before it was polled is not lost, so versions are
    // judged by the last; an item that left the feed's window unseen would be.
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean(), "{:?} {:?} {:?}", verdict.lost, verdict.twice, verdict.disordered);
    desk.stop();
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

/// A small generator (SplitMix64): the seed is printed, so that a run can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (z ^ (z >> 27)) >> 1
    }
}
