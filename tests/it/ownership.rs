//! Several instances, a frozen one, and a broker that goes and comes back.

use std::time::Duration;

use crate::{
    PROGRAM, kafka_or_skip, settled, setup,
    support::{desk::Setup, eventually, kafka::Broker, origin::Origin},
};

const FEEDS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

fn publish(origin: &Origin, round: usize) {
    FEEDS.iter().for_each(|feed| origin.publish_new(feed, round * 100, 3));
}

#[test]
fn instances_join_and_leave_without_loss_or_repetition() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    publish(&origin, 0);
    let setup = setup(brokers, &origin, &FEEDS);
    let first = setup.start();
    first.ready();
    publish(&origin, 1);
    let second = setup.start();
    second.logged("partition taken");
    publish(&origin, 2);
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean(), "{verdict:?}");
    assert!(first.stop().0.success());
    publish(&origin, 3);
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean() && verdict.records == FEEDS.len() * 12, "{verdict:?}");
    second.stop();
}

#[test]
fn an_instance_frozen_past_its_session_steps_down() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    publish(&origin, 0);
    let setup = setup(brokers, &origin, &FEEDS);
    // Frozen in the middle of a transaction, which it will try to commit when it wakes.
    let mut old = setup.clone().env("WIREDESK_FAILPOINT", "before_commit:3").start();
    old.logged("failpoint before_commit");
    old.freeze();
    let new = setup.start();
    new.logged("partition taken");
    publish(&origin, 1);
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean(), "{verdict:?}");
    old.thaw();
    publish(&origin, 2);
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean(), "{verdict:?}");
    // It learns that it was fenced from the broker, and shares the feeds with the other again.
    old.logged("another instance has this partition; stepped down");
    eventually("the thawed one lives", Duration::from_secs(60), || {
        if old.is_running() && old.readiness().0 == 200 { Ok(()) } else { Err(old.readiness().1) }
    });
    publish(&origin, 3);
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean() && verdict.records == FEEDS.len() * 12, "{verdict:?}");
}

#[test]
fn a_broker_that_dies_and_comes_back_costs_nothing() {
    // One of its own: the others' tests need theirs alive.
    if kafka_or_skip!().is_empty() {
        return;
    }
    let broker = Broker::start().unwrap();
    let origin = Origin::start();
    publish(&origin, 0);
    let setup = Setup::new(PROGRAM, &broker.address(), &origin, &FEEDS);
    let desk = setup.start();
    desk.ready();
    settled(&setup, &origin);
    broker.kill();
    publish(&origin, 1);
    eventually("readiness says so", Duration::from_secs(60), || match desk.readiness() {
        (503, _) => Ok(()),
        (code, _) => Err(format!("{code} {}", desk.log().lines().rev().take(30).collect::<Vec<_>>().join("\n"))),
    });
    broker.launch();
    broker.ready();
    publish(&origin, 2);
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean() && verdict.records == FEEDS.len() * 9, "{verdict:?}");
}

#[test]
fn of_two_instances_with_one_name_the_older_steps_down_and_says_so() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    publish(&origin, 0);
    let setup = setup(brokers, &origin, &FEEDS).env("WIREDESK__KAFKA__INSTANCE_ID", "desk-0");
    let mut old = setup.start();
    old.ready();
    settled(&setup, &origin);
    let new = setup.start();
    new.ready();
    eventually("the older one names the setting", Duration::from_secs(30), || match old.readiness() {
        (503, body) if body.contains("kafka.instance_id") => Ok(()),
        (code, body) => Err(format!("{code} {body}")),
    });
    publish(&origin, 1);
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean() && verdict.records == FEEDS.len() * 6, "{verdict:?}");
    assert!(old.is_running() && new.readiness().0 == 200, "one serves, and the other does not disturb it");
    assert!(old.stop().0.success());
}
