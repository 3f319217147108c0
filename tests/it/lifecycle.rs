//! First run, restart, missing topics, records too large.

use std::time::Duration;

use crate::{
    kafka_or_skip, settled, setup,
    support::{
        consumer, eventually, kafka,
        origin::{Item, Origin},
    },
};

#[test]
fn a_first_run_publishes_what_is_served_and_a_restart_continues() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    ["a", "b"].iter().for_each(|feed| origin.publish_new(feed, 0, 20));
    let setup = setup(brokers, &origin, &["a", "b"]);
    let desk = setup.start();
    desk.ready();
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean() && verdict.records == 40, "{verdict:?}");
    eventually("a poll is answered 304", Duration::from_secs(20), || {
        if origin.asked().iter().any(|asked| asked.status == 304) { Ok(()) } else { Err("none".into()) }
    });
    let (status, took) = desk.stop();
    assert!(status.success() && took < Duration::from_secs(10), "{status} after {took:?}");

    // The second run knows what the first one published, and asks on condition.
    let before = origin.asked().len();
    let last = origin.asked().iter().rev().find(|asked| asked.feed == "a").unwrap().at;
    let desk = setup.start();
    desk.ready();
    eventually("both feeds are polled again", Duration::from_secs(20), || {
        let again: Vec<_> = origin.asked().split_off(before);
        if ["a", "b"].iter().all(|feed| again.iter().any(|asked| asked.feed == *feed)) {
            Ok(())
        } else {
            Err("no".into())
        }
    });
    let again = origin.asked().split_off(before);
    assert!(again.iter().all(|asked| asked.status == 304), "{again:?}");
    let first = again.iter().find(|asked| asked.feed == "a").unwrap().at;
    assert!(first.duration_since(last) >= Duration::from_millis(900), "polled before it was planned");
    origin.publish_new("a", 20, 5);
    origin.publish("b", [Item { guid: "b-3".into(), version: 2 }]);
    let verdict = settled(&setup, &origin);
    assert!(verdict.is_clean() && verdict.records == 46, "{verdict:?}");
    let articles = consumer::committed(brokers, &setup.topic("articles"));
    let revised = articles.iter().map(consumer::Record::json).find(|value| value["revision"] == 2).unwrap();
    assert_eq!(revised["changed_fields"], serde_json::json!(["title", "body"]));
    assert_eq!(revised["relation"], "revision");
    assert!(desk.stop().0.success());
}

#[test]
fn records_fit_the_published_schemas_and_carry_their_headers() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    origin.publish_new("a", 0, 3);
    let notice = "The Wire has been declared an \"undesirable organization\" by the Russian government.";
    let tagged = format!(
        "<rss version=\"2.0\"><channel><title>t</title><item><guid>n</guid><title>Tagged</title>\
         <description>&lt;p&gt;A story.&lt;/p&gt;&lt;p&gt;{notice}&lt;/p&gt;</description></item><item/></channel></rss>"
    );
    origin.answer("tagged", crate::support::origin::Answer::Body(tagged.into_bytes()));
    let setup = setup(brokers, &origin, &["a", "tagged"]);
    let desk = setup.start();
    settled(&setup, &origin);
    eventually("a notice and a dead letter came", Duration::from_secs(30), || {
        let count = |topic| consumer::committed(brokers, &setup.topic(topic)).len();
        if count("notices") > 0 && count("dead-letters") > 0 { Ok(()) } else { Err("not yet".into()) }
    });
    desk.stop();
    for (topic, schema) in
        [("articles", "article"), ("feeds", "feed"), ("notices", "notice"), ("dead-letters", "dead-letter")]
    {
        let path = format!("{}/docs/schema/{schema}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let records = consumer::committed(brokers, &setup.topic(topic));
        assert!(!records.is_empty(), "{topic}");
        for record in records {
            // The schema of a dead letter is that of its headers: its value is the bytes.
            let headers = record.headers.iter().filter(|(name, _)| name.starts_with("wd_"));
            let value = if topic == "dead-letters" {
                serde_json::json!(headers.collect::<std::collections::BTreeMap<_, _>>())
            } else {
                record.json()
            };
            if let Err(error) = validator.validate(&value) {
                panic!("{topic}: {error}\n{value}");
            }
            for name in ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "ce_subject", "content-type"] {
                assert!(record.headers.contains_key(name), "{topic} has no {name}");
            }
        }
    }
    let articles = consumer::committed(brokers, &setup.topic("articles"));
    assert!(
        articles
            .iter()
            .all(|record| record.key == record.json()["id"] && record.headers["ce_type"] == "wiredesk.article.new")
    );
}

#[test]
fn a_missing_topic_is_named_and_awaited() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    origin.publish_new("a", 0, 3);
    let setup = setup(brokers, &origin, &["a"]).settings("[topics]\ncreate = false\n");
    let desk = setup.start();
    desk.is_kept_from_ready_by(&[&setup.topic("articles"), "topics.create"], Duration::from_secs(30));
    for topic in ["articles", "notices", "feeds", "index", "dead-letters"] {
        kafka::create_topic(brokers, &setup.topic(topic), 2, &[]);
    }
    kafka::create_topic(brokers, &setup.topic("state"), 4, &[("cleanup.policy", "compact")]);
    desk.ready();
    assert!(settled(&setup, &origin).is_clean());
}

#[test]
fn a_state_topic_of_another_size_is_refused_with_the_way_out() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    let setup = setup(brokers, &origin, &["a"]);
    kafka::create_topic(brokers, &setup.topic("state"), 3, &[("cleanup.policy", "compact")]);
    let desk = setup.start();
    desk.is_kept_from_ready_by(&["3 partitions", "state_partitions says 4"], Duration::from_secs(30));
}

#[test]
fn a_record_too_large_is_a_dead_letter_and_the_feed_goes_on() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    origin.publish_new("a", 0, 2);
    let setup = setup(brokers, &origin, &["a", "large"]);
    kafka::create_topic(brokers, &setup.topic("articles"), 2, &[("max.message.bytes", "20000")]);
    let words = "<item><guid>large-0</guid><title>Large</title><description>".to_owned() + &"long ".repeat(10_000);
    let small = "<item><guid>large-1</guid><title>Small</title><description>short</description></item>";
    let document =
        format!("<rss version=\"2.0\"><channel><title>t</title>{words}</description></item>{small}</channel></rss>");
    origin.answer("large", crate::support::origin::Answer::Body(document.into_bytes()));
    let desk = setup.start();
    desk.ready();
    eventually("the small one is published", Duration::from_secs(30), || {
        let articles = consumer::committed(brokers, &setup.topic("articles"));
        let titles: Vec<_> = articles.iter().map(|record| record.json()["title"].to_string()).collect();
        if titles.iter().any(|title| title.contains("Small")) && titles.len() == 3 {
            Ok(())
        } else {
            Err(format!("{titles:?}"))
        }
    });
    let letters = consumer::committed(brokers, &setup.topic("dead-letters"));
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].headers["wd_cause"], "record_too_large");
    assert!(letters[0].headers["wd_message"].contains("max.message.bytes"));
}
