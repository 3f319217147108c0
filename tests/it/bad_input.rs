//! Feeds and settings that are wrong: each gets its word, and every other feed goes on.

use std::{process::Command, time::Duration};

use crate::{
    PROGRAM, kafka_or_skip, settled, setup,
    support::{
        consumer,
        desk::Setup,
        eventually,
        kafka::{self, Broker, PASSWORD},
        origin::{Answer, Origin},
    },
};

#[test]
fn bad_feeds_are_explained_and_good_ones_go_on() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    origin.publish_new("good", 0, 3);
    let page = b"<!DOCTYPE html><html><head><title>x</title></head><body>Hello</body></html>";
    origin.answer("page", Answer::Body(page.to_vec()));
    origin.answer("nothing", Answer::Body(Vec::new()));
    origin.answer("silent", Answer::Body(b"<rss version=\"2.0\"><channel><title>t</title></channel></rss>".to_vec()));
    origin.answer("large", Answer::Endless);
    origin.answer("circle", Answer::Redirect("/circle".into()));
    origin.answer("gone", Answer::Status(410));
    origin.answer("sick", Answer::Status(500));
    let setup =
        setup(brokers, &origin, &["good", "page", "nothing", "silent", "large", "circle", "gone", "sick", "absent"]);
    let desk = setup.start();
    assert!(settled(&setup, &origin).is_clean());
    let wanted = [
        ("page", "not_a_feed", "web page"),
        ("nothing", "empty", "empty document"),
        ("silent", "empty", "entries"),
        ("large", "failing", "fetch.max_body"),
        ("circle", "failing", "redirects"),
        ("gone", "gone", "remove the feed"),
        ("sick", "failing", "status 500"),
        ("absent", "failing", "new address"),
        ("good", "healthy", ""),
    ];
    eventually("wire.feeds explains each", Duration::from_secs(40), || {
        let records = consumer::committed(brokers, &setup.topic("feeds"));
        for (feed, state, words) in wanted {
            let Some(last) = records.iter().rev().find(|record| record.key == feed).map(consumer::Record::json) else {
                return Err(format!("nothing of {feed}"));
            };
            let message = last["message"].as_str().unwrap_or_default();
            if last["state"] != state || !message.contains(words) {
                return Err(format!("{feed}: {last}"));
            }
        }
        Ok(())
    });
    origin.publish_new("good", 10, 3);
    assert!(settled(&setup, &origin).is_clean());
    let letters = consumer::committed(brokers, &setup.topic("dead-letters"));
    assert_eq!(letters.len(), 1, "the page, once: {letters:?}");
    assert_eq!(letters[0].value, page);
    drop(desk);
}

fn output(args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(PROGRAM).args(args).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn wrong_settings_end_with_78_and_wrong_usage_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("w.toml");
    let path = config.to_str().unwrap();
    let (code, text) = output(&["run", "--config", path]);
    assert!(code == Some(78) && text.contains("no such file"), "{code:?} {text}");
    std::fs::write(&config, "[kafka]\nbroker = \"x\"\n").unwrap();
    for command in ["run", "check"] {
        let (code, text) = output(&[command, "--config", path]);
        assert!(code == Some(78) && text.contains("w.toml:2:1") && text.contains("brokers"), "{code:?} {text}");
    }
    assert_eq!(output(&["run", "--confg", path]).0, Some(2));
    assert_eq!(output(&["nonsense"]).0, Some(2));
    assert_eq!(output(&["preview", "/nowhere/feed.xml"]).0, Some(1));
    assert_eq!(output(&["healthcheck", "--address", "127.0.0.1:1"]).0, Some(1));
}

#[test]
fn a_broker_that_is_not_there_is_named_and_awaited() {
    let origin = Origin::start();
    let desk = setup("127.0.0.1:1", &origin, &["a"]).start();
    desk.is_kept_from_ready_by(&["kafka.brokers"], Duration::from_secs(40));
    let (status, took) = desk.stop();
    assert!(status.success() && took < Duration::from_secs(10), "{status} {took:?}");
}

#[test]
fn a_wrong_password_is_told_from_a_broker_that_is_not_there_and_shown_nowhere() {
    if kafka_or_skip!().is_empty() {
        return;
    }
    // One that asks: the shared one may be anybody's.
    let broker = Broker::start().unwrap();
    let origin = Origin::start();
    origin.publish_new("a", 0, 3);
    let setup = setup(&broker.sasl_address(), &origin, &["a"]).settings(&kafka::sasl("password"));
    let wrong = setup.clone().file("password", "not-the-password\n").start();
    wrong.is_kept_from_ready_by(&["kafka.sasl", "password"], Duration::from_secs(40));
    assert!(!wrong.log().contains("not-the-password"), "{}", wrong.log());
    let (status, _) = wrong.stop();
    assert!(status.success());
    let right = setup.clone().file("password", &format!("{PASSWORD}\n")).start();
    right.ready();
    // The oracle reads by the listener that does not ask.
    assert!(settled(&Setup { brokers: broker.address(), ..setup }, &origin).is_clean());
    assert!(!right.log().contains(PASSWORD));
}
