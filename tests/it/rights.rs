//! The rights that the broker must grant (docs/operating.md): with them all goes well, without any one of them
//! it does not, and readiness names what is missing.

use std::time::Duration;

use crate::{
    kafka_or_skip, settled, setup,
    support::{
        desk::{Desk, Setup},
        kafka::{self, Broker, PASSWORD},
        origin::Origin,
    },
};

/// A right: the kind of resource as Kafka's tool names it, and the operation.
type Right = (&'static str, &'static str);

/// The least set, once the topics are there, and the words of readiness without each.
const NEEDED: [(Right, &str); 5] = [
    (("--topic", "Read"), "Read"),
    (("--topic", "Write"), "Write"),
    (("--topic", "DescribeConfigs"), "DescribeConfigs"),
    (("--group", "Read"), "kafka.group"),
    (("--transactional-id", "Write"), "transactional"),
];
const CREATE: Right = ("--topic", "Create");

fn change(broker: &Broker, how: &str, (resource, operation): Right) {
    let principal = format!("User:{}", kafka::USER);
    broker.grant(&[how, "--force", "--allow-principal", &principal, "--operation", operation, resource, "*"]);
}

fn refused(setup: &Setup, origin: &Origin, new: usize, words: &str) {
    origin.publish_new("a", new, 1);
    let desk = setup.start();
    desk.is_kept_from_ready_by(&[words], Duration::from_secs(60));
    desk.kill9();
}

fn ready(setup: &Setup) -> Desk {
    let desk = setup.start();
    desk.ready();
    desk
}

#[test]
fn the_least_set_of_rights_is_enough_and_none_of_it_can_be_left_away() {
    if kafka_or_skip!().is_empty() {
        return;
    }
    let broker = Broker::asking_for_rights().unwrap();
    let origin = Origin::start();
    let setup = setup(&broker.sasl_address(), &origin, &["a"]);
    let setup = setup.settings(&kafka::sasl("password")).file("password", &format!("{PASSWORD}\n"));
    for (right, _) in NEEDED {
        change(&broker, "--add", right);
    }
    refused(&setup, &origin, 0, "Create");
    change(&broker, "--add", CREATE);
    let desk = ready(&setup);
    let reading = Setup { brokers: broker.address(), ..setup.clone() };
    assert!(settled(&reading, &origin).is_clean(), "{}", desk.log());
    desk.kill9();
    // Once they are there nobody need make them; nothing but these was ever granted.
    change(&broker, "--remove", CREATE);
    for (n, (right, words)) in NEEDED.into_iter().enumerate() {
        change(&broker, "--remove", right);
        refused(&setup, &origin, 10 * (n + 1), words);
        change(&broker, "--add", right);
    }
    let desk = ready(&setup);
    assert!(settled(&reading, &origin).is_clean(), "{}", desk.log());
    assert!(desk.stop().0.success());
}
