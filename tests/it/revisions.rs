//! What of a change reaches consumers: revisions with their words, corrections, kills, items that go to and fro.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    kafka_or_skip, setup,
    support::{
        consumer::{self, Record},
        desk::Setup,
        eventually,
        origin::{Answer, Origin},
    },
};

const FERRY: &str = "The harbour council will pay for two new ferries after crews refused to sail the old ones in winter, said \
                     Mayor Anna Berg on the quay. Officials expect the boats by spring, when 1,500 people a day travel to the islands.";

/// Serves these items: guid, title, text.
fn serve(origin: &Origin, items: &[(&str, &str, &str)]) {
    let item = |(guid, title, text): &(&str, &str, &str)| {
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title><description>{text}</description></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    let text = format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>");
    origin.answer("a", Answer::Body(text.into_bytes()));
}

/// Waits until two more polls were answered: the first may have been under way.
fn polled(origin: &Origin) {
    let before = origin.polls("a");
    eventually("two polls more", Duration::from_secs(30), || {
        if origin.polls("a") > before + 1 { Ok(()) } else { Err("none".into()) }
    });
}

/// The last revision of an item; partitions have no order among them.
fn last<'r>(records: &'r [Record], guid: &str) -> &'r Record {
    let of = records.iter().filter(|record| record.json()["guid"] == guid);
    of.max_by_key(|record| record.json()["revision"].as_u64()).unwrap()
}

fn articles(setup: &Setup, n: usize) -> Vec<Record> {
    let mut all = Vec::new();
    eventually(&format!("{n} articles"), Duration::from_secs(30), || {
        all = consumer::committed(&setup.brokers, &setup.topic("articles"));
        if all.len() >= n { Ok(()) } else { Err(format!("{}", all.len())) }
    });
    assert_eq!(all.len(), n, "{:?}", all.iter().map(Record::json).collect::<Vec<_>>());
    all
}

#[test]
fn changes_corrections_and_kills_reach_consumers_and_a_restart_changes_no_relation() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    let (ferry, bridge) = ("Council pays for two new ferries after strike", "Bridge of Bergen is closed for repairs");
    serve(&origin, &[("f", ferry, FERRY), ("b", bridge, "It is closed for a week.")]);
    let setup = setup(brokers, &origin, &["a"]);
    let desk = setup.start();
    desk.ready();
    articles(&setup, 2);

    // While the words are in memory a revision tells which came and went; typography is none.
    let eva = FERRY.replace("Anna Berg", "Eva Dahl");
    serve(&origin, &[("f", ferry, &eva), ("b", &bridge.to_uppercase(), "It is closed for a week")]);
    let revised = last(&articles(&setup, 3), "f").json();
    assert_eq!((&revised["revision"], &revised["changed_fields"]), (&json!(2), &json!(["body"])));
    assert_eq!(
        revised["changes"],
        json!([{"field": "body", "added": ["Eva Dahl"], "removed": ["Anna Berg"], "cut": false}])
    );

    // After a restart relations are the same; the words are not told.
    assert!(desk.stop().0.success());
    let text = format!("{eva}\n\nUpdated 3 minutes ago");
    serve(&origin, &[("f", ferry, &text), ("b", bridge, "It is closed for 2 weeks.")]);
    let desk = setup.start();
    desk.ready();
    let revised = last(&articles(&setup, 4), "b").json();
    assert_eq!(
        (&revised["guid"], &revised["changed_fields"], &revised["changes"]),
        (&json!("b"), &json!(["body"]), &Value::Null)
    );

    // A correction and a kill are items of their own and point at what they correct.
    let corrected = format!("CORRECTED-{ferry}");
    let killed = format!("KILL: {bridge}");
    serve(
        &origin,
        &[("k", &killed, "Please disregard the story."), ("c", &corrected, "Three ferries."), ("f", ferry, &text)],
    );
    let all = articles(&setup, 7);
    let by = |guid: &str| last(&all, guid);
    for (guid, status, of, kind) in
        [("c", "corrected", "f", "wiredesk.article.new"), ("k", "withdrawn", "b", "wiredesk.article.withdrawn")]
    {
        let value = by(guid).json();
        assert_eq!((&value["status"], &value["corrects"]), (&json!(status), &by(of).json()["id"]), "{guid}");
        assert_eq!(by(guid).headers["ce_type"], kind);
    }
    // Under the key of what is killed its last record says so.
    let (bridge, kill) = (by("b").json()["id"].clone(), by("k").json()["id"].clone());
    let own: Vec<_> = all.iter().filter(|record| record.json()["id"] == bridge).collect();
    let last = own.iter().max_by_key(|record| record.json()["revision"].as_u64()).unwrap();
    let value = last.json();
    assert_eq!((&value["revision"], &value["status"], &value["withdrawn_by"]), (&json!(3), &json!("withdrawn"), &kill));
    assert_eq!(
        (last.key.as_str(), &*last.headers["ce_type"]),
        (bridge.as_str().unwrap(), "wiredesk.article.withdrawn")
    );
    assert_eq!(own.len(), 3);

    // To and fro: once more, and then no more on this day.
    let (one, two) = (FERRY.replace("1,500", "900"), FERRY.replace("1,500", "800"));
    for (n, text) in [(8, &one), (9, &two), (10, &one)] {
        serve(&origin, &[("f", ferry, text)]);
        articles(&setup, n);
    }
    for text in [&two, &one, &two] {
        serve(&origin, &[("f", ferry, text)]);
        polled(&origin);
    }
    articles(&setup, 10);
    let (_, metrics) = desk.get("/metrics");
    assert!(metrics.contains("wiredesk_entries_total{relation=\"damped\"}"), "{metrics}");
    assert!(metrics.contains("wiredesk_entries_total{relation=\"withdrawn\"} 2"), "{metrics}");
    assert!(desk.stop().0.success());
}
