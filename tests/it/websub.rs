//! Push: a strict hub, the daemon, polls beside pings, restarts, two instances and faults.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

use url::Url;

use crate::{
    kafka_or_skip, settled, setup,
    support::{
        consumer,
        desk::{Desk, Setup},
        eventually, free_port,
        hub::{self, Asked, Hub, Manner, Ping, sign},
        oracle,
        origin::Origin,
    },
};

/// Polls are an hour apart, so that what comes sooner came by a ping.
const SELDOM: &str = "Cache-Control: max-age=3600\r\n";
const KEY: &str = "a key for tests alone, of 48 characters or so ....";
const PATIENCE: Duration = Duration::from_secs(60);

struct Stage {
    origin: Origin,
    hub: Hub,
    setup: Setup,
    port: u16,
}

fn stage(brokers: &str, manner: Manner, feeds: &[&str]) -> Stage {
    let (origin, hub, port) = (Origin::start(), Hub::start(manner), free_port());
    for feed in feeds {
        origin.publish_new(feed, 0, 3);
        origin.head(feed, &format!("{SELDOM}{}", hub.link(&origin.url(feed))));
    }
    let websub = format!(
        "[websub]\npublic_url = \"http://127.0.0.1:{port}/in\"\nlisten = \"127.0.0.1:{port}\"\nsecret_file = \"key\"\n\
         plain_hubs = true\nmax_body = \"64KiB\"\n"
    );
    let setup = setup(brokers, &origin, feeds).settings(&websub).file("key", KEY);
    Stage { origin, hub, setup, port }
}

impl Stage {
    /// Waits until the hub has a subscription to a feed.
    fn subscribed(&self, feed: &str) -> Asked {
        let topic = self.origin.url(feed);
        eventually("the hub has a subscription", PATIENCE, || match self.hub.subscription(&topic) {
            Some(_) => Ok(()),
            None => Err(format!("{:?}", self.hub.asked())),
        });
        self.hub.subscription(&topic).unwrap()
    }

    /// Has the hub tell of what the feed shows now.
    fn tell(&self, feed: &str, sub: &Asked, port: Option<u16>) -> u16 {
        let body = self.origin.document(feed);
        hub::ping(&sub.callback, port, &Ping { body: &body, signature: Some(sign("sha256", &sub.secret, &body)) })
    }

    /// The last word of `wire.feeds` on a feed's push.
    fn health(&self, feed: &str) -> serde_json::Value {
        let records = consumer::committed(&self.setup.brokers, &self.setup.topic("feeds"));
        records
            .iter()
            .rev()
            .find(|record| record.key == feed)
            .map(|record| record.json()["push"].clone())
            .unwrap_or_default()
    }

    fn phase(&self, feed: &str, phase: &str) -> serde_json::Value {
        eventually(&format!("{feed} is {phase}"), PATIENCE, || {
            let push = self.health(feed);
            if push["phase"] == phase { Ok(()) } else { Err(push.to_string()) }
        });
        self.health(feed)
    }
}

fn counted(desk: &Desk, name: &str) -> u64 {
    let text = desk.get("/metrics").1;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().parse().unwrap_or(0)
}

#[test]
fn pings_are_published_exactly_once_beside_polls_over_a_restart_and_two_instances() {
    let brokers = kafka_or_skip!();
    let stage = stage(brokers, Manner::Strict, &["a", "b", "c", "d"]);
    let Stage { origin, setup, .. } = &stage;
    let desk = setup.start();
    let subs: Vec<_> = ["a", "b", "c", "d"].map(|feed| (feed, stage.subscribed(feed))).into();
    assert!(subs[0].1.callback.as_str().starts_with(&format!("http://127.0.0.1:{}/in/a/", stage.port)));
    assert_eq!(subs[0].1.lease, Some(7 * 86_400));
    settled(setup, origin);
    stage.phase("a", "verified");

    // News by pings alone, and every ping three times.
    let polls = origin.asked().len();
    for round in 1..4 {
        for (feed, sub) in &subs {
            origin.publish_new(feed, round * 100, 2);
            for _ in 0..3 {
                assert_eq!(stage.tell(feed, sub, None), 202);
            }
        }
    }
    let verdict = settled(setup, origin);
    assert!(verdict.is_clean() && verdict.records == 4 * 9, "{verdict:?}");
    assert_eq!(origin.asked().len(), polls, "nobody polled");
    eventually("the ping is in the feed's health", PATIENCE, || {
        let push = stage.health("a");
        if push["pings"].as_u64() >= Some(7) && push["missed"] == 0 { Ok(()) } else { Err(push.to_string()) }
    });

    // A restart keeps leases, callbacks and plans.
    let asked = stage.hub.asked().len();
    assert!(desk.stop().0.success());
    let desk = setup.start();
    desk.ready();
    for (feed, sub) in &subs {
        origin.publish_new(feed, 1_000, 1);
        assert_eq!(stage.tell(feed, sub, None), 202);
    }
    let verdict = settled(setup, origin);
    assert!(verdict.is_clean() && verdict.records == 4 * 10, "{verdict:?}");
    assert_eq!((stage.hub.asked().len(), origin.asked().len()), (asked, polls), "no request but pings");

    // Two instances behind one address: whichever is called, the owner hears of it.
    let port = free_port();
    let second = setup.clone().env("WIREDESK__WEBSUB__LISTEN", &format!("127.0.0.1:{port}")).start();
    second.logged("partition taken");
    second.ready();
    for (n, (feed, sub)) in subs.iter().enumerate() {
        origin.publish_new(feed, 2_000, 1);
        assert_eq!(stage.tell(feed, sub, Some([port, stage.port][n % 2])), 202);
        origin.publish_new(feed, 3_000, 1);
        assert_eq!(stage.tell(feed, sub, Some([stage.port, port][n % 2])), 202);
    }
    let verdict = settled(setup, origin);
    assert!(verdict.is_clean() && verdict.records == 4 * 12, "{verdict:?}");

    // And after the hand-over the one that is left hears of all.
    assert!(desk.stop().0.success());
    for (feed, sub) in &subs {
        origin.publish_new(feed, 4_000, 1);
        assert_eq!(stage.tell(feed, sub, Some(port)), 202);
    }
    let verdict = settled(setup, origin);
    assert!(verdict.is_clean() && verdict.records == 4 * 13, "{verdict:?}");
    assert_eq!(stage.hub.asked().len(), asked, "the leases were kept");
    second.stop();
}

#[test]
fn what_no_hub_would_send_changes_nothing() {
    let brokers = kafka_or_skip!();
    let stage = stage(brokers, Manner::Strict, &["news"]);
    let desk = stage.setup.start();
    let sub = stage.subscribed("news");
    settled(&stage.setup, &stage.origin);
    // It takes its time; the others do not wait.
    let slow = thread::spawn({
        let callback = sub.callback.clone();
        move || slow_body(&callback)
    });
    let forged = b"<rss version=\"2.0\"><channel><item><guid>evil</guid><title>evil 1</title></item></channel></rss>";
    let ping =
        |callback: &Url, body: &[u8], signature: Option<String>| hub::ping(callback, None, &Ping { body, signature });
    // Acknowledged, so that nobody learns what was wrong, and ignored.
    for signature in [sign("sha256", "guessed", forged), "sha256=00".into(), "md5=00".into(), sign("sha1", "", forged)]
    {
        assert_eq!(ping(&sub.callback, forged, Some(signature)), 202);
    }
    // Addresses that are not ours, and calls that nobody asked for.
    let mut other = sub.callback.clone();
    other.set_path(&sub.callback.path().replace("/news/", "/newt/"));
    assert_eq!(ping(&other, forged, Some(sign("sha256", &sub.secret, forged))), 404);
    assert_eq!(ping(&sub.callback.join("/").unwrap(), forged, None), 404);
    assert_eq!(hub::exchange(&sub.callback, None, "PUT", "", "", b"").0, 405);
    let topic: String = url::form_urlencoded::byte_serialize(sub.topic.as_bytes()).collect();
    for query in [
        "",
        "hub.mode=subscribe&hub.challenge=x",
        "hub.mode=subscribe&hub.topic=https://other.example/&hub.challenge=x",
        &format!("hub.mode=subscribe&hub.topic={topic}"),
        &format!("hub.mode=subscribe&hub.topic={topic}&hub.challenge={}", "x".repeat(4_000)),
        &format!("hub.mode=unsubscribe&hub.topic={topic}&hub.challenge=x"),
        &format!("hub.mode=else&hub.topic={topic}&hub.challenge=x"),
        "hub.mode=denied&hub.topic=https://other.example/",
    ] {
        assert_eq!(hub::get(&sub.callback, query), (404, String::new()), "{query}");
    }
    assert_eq!(hub::get(&sub.callback, &format!("hub.topic={topic}{}", "&x=y".repeat(4_000))).0, 404);
    // Too large to be read: that there are news is all that is taken of it.
    let (before, large) = (stage.origin.polls("news"), vec![b' '; 100 << 10]);
    assert_eq!(ping(&sub.callback, &large, Some(sign("sha256", &sub.secret, &large))), 413);
    eventually("the feed is polled at once", PATIENCE, || {
        if stage.origin.polls("news") > before { Ok(()) } else { Err("not yet".into()) }
    });
    // All methods of the recommendation, after all of that.
    for (n, method) in ["sha1", "sha256", "sha384", "sha512"].into_iter().enumerate() {
        stage.origin.publish_new("news", 100 * (n + 1), 1);
        let body = stage.origin.document("news");
        assert_eq!(ping(&sub.callback, &body, Some(sign(method, &sub.secret, &body))), 202);
    }
    let verdict = settled(&stage.setup, &stage.origin);
    assert!(verdict.is_clean() && verdict.records == 7, "{verdict:?}");
    assert_eq!(counted(&desk, "wiredesk_websub_calls_total{outcome=\"bad_signature\"}"), 4);
    assert_eq!(slow.join().unwrap(), 408);
    assert!(!desk.log().contains(&sub.secret), "the secret is in the log");
    let state = consumer::committed(&stage.setup.brokers, &stage.setup.topic("state"));
    assert!(state.iter().all(|record| !String::from_utf8_lossy(&record.value).contains(&sub.secret)));
}

/// A body that never ends; the status of the answer.
fn slow_body(callback: &Url) -> u16 {
    let mut stream = TcpStream::connect(("127.0.0.1", callback.port().unwrap())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    write!(stream, "POST {} HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000\r\n\r\n<rss", callback.path()).unwrap();
    let mut text = String::new();
    let _ = stream.read_to_string(&mut text);
    text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

#[test]
fn hubs_that_refuse_deny_move_or_stand_inside_are_told_of_and_the_feed_is_polled() {
    let brokers = kafka_or_skip!();
    let stage = stage(brokers, Manner::Deny, &["denied"]);
    let moved = Hub::start(Manner::Moved);
    let refusing = Hub::start(Manner::Refuse(503));
    let silent = Hub::start(Manner::Silent);
    let mut setup = stage.setup.clone();
    for (feed, hub) in [("moved", &moved), ("refused", &refusing), ("silent", &silent)] {
        stage.origin.publish_new(feed, 0, 1);
        stage.origin.head(feed, &format!("{SELDOM}{}", hub.link(&stage.origin.url(feed))));
        setup.feeds.push((feed.into(), stage.origin.url(feed)));
    }
    let inside = "Link: <http://10.255.255.1/hub>; rel=hub, <http://x.example/>; rel=self\r\n";
    stage.origin.publish_new("inside", 0, 1);
    stage.origin.head("inside", &format!("{SELDOM}{inside}"));
    setup.feeds.push(("inside".into(), stage.origin.url("inside")));
    let stage = Stage { setup, ..stage };
    let desk = stage.setup.start();
    assert!(stage.phase("denied", "denied")["message"].as_str().unwrap().contains("not for you"));
    assert!(stage.phase("refused", "failed")["message"].as_str().unwrap().contains("503"));
    assert!(stage.phase("inside", "failed")["message"].as_str().unwrap().contains("not a public address"));
    stage.phase("moved", "verified");
    assert_eq!(moved.asked().last().unwrap().path, "/moved");
    // One that takes its time is believed when it comes.
    eventually("the silent one was asked", PATIENCE, || silent.asked().first().map(|_| ()).ok_or("no".into()));
    stage.phase("silent", "requested");
    assert!(silent.verify(&silent.asked()[0]));
    stage.phase("silent", "verified");
    let verdict = settled(&stage.setup, &stage.origin);
    assert!(verdict.is_clean() && verdict.records == 7, "{verdict:?}");
    // A feed that wants no push any more is unsubscribed, and the hub finds that we meant it.
    assert!(desk.stop().0.success());
    silent.manner(Manner::Strict);
    let mut setup = stage.setup.clone();
    let feed = setup.feeds.iter_mut().find(|(feed, _)| feed == "silent").unwrap();
    feed.1.push_str("\"\nwebsub = false\nname = \"Silent");
    let desk = setup.start();
    eventually("the hub was told", PATIENCE, || {
        let last = silent.asked().pop().unwrap();
        let told = last.mode == "unsubscribe" && last.confirmed == Some(true);
        if told { Ok(()) } else { Err(format!("{last:?}")) }
    });
    desk.stop();
}

/// What the checkers see with a bug planted: the oracle's verdict, and the status of a verification
/// that names a topic of somebody else.
fn with_bug(brokers: &str, bug: &str) -> (oracle::Verdict, u16) {
    let stage = stage(brokers, Manner::Strict, &["a", "b"]);
    let desk = stage.setup.clone().env("WIREDESK_PLANT", bug).start();
    let (a, b) = (stage.subscribed("a"), stage.subscribed("b"));
    settled(&stage.setup, &stage.origin);
    for (feed, sub, times) in [("a", &a, 2), ("b", &b, 1)] {
        stage.origin.publish_new(feed, 100, 1);
        for _ in 0..times {
            assert_eq!(stage.tell(feed, sub, None), 202);
        }
    }
    let forged = b"<rss version=\"2.0\"><channel><item><guid>evil</guid><title>evil 1</title></item></channel></rss>";
    let signature = Some(sign("sha256", "guessed", forged));
    assert_eq!(hub::ping(&a.callback, None, &Ping { body: forged, signature }), 202);
    let status = hub::get(&a.callback, "hub.mode=subscribe&hub.topic=https://other.example/&hub.challenge=x").0;
    let dropped = bug == "push_dropped";
    if dropped {
        desk.logged("planted: a ping was dropped");
    }
    let wanted = [3, 4][usize::from(bug == "push_any_signature")] - [0, 2][usize::from(dropped)];
    eventually("the pings are settled", PATIENCE, || {
        let of = |outcome| counted(&desk, &format!("wiredesk_websub_pings_total{{outcome=\"{outcome}\"}}"));
        let pings = of("news") + of("nothing_new");
        if pings >= wanted { Ok(()) } else { Err(format!("{pings} of {wanted}")) }
    });
    assert!(desk.stop().0.success());
    let records = consumer::committed(brokers, &stage.setup.topic("articles"));
    (oracle::judge(&stage.origin.served(), &records), status)
}

/// Nobody believes a checker that has never said no.
#[test]
fn planted_bugs_of_push_are_seen() {
    let brokers = kafka_or_skip!();
    let (sound, status) = with_bug(brokers, "none");
    assert!(sound.is_clean() && sound.records == 8 && status == 404, "{sound:?} {status}");
    let (forged, _) = with_bug(brokers, "push_any_signature");
    assert_eq!(forged.records, 9, "what nobody signed was published and not seen: {forged:?}");
    let (forgetful, _) = with_bug(brokers, "push_forgets");
    assert!(!forgetful.twice.is_empty(), "{forgetful:?}");
    let (dropped, _) = with_bug(brokers, "push_dropped");
    assert_eq!(dropped.lost.len(), 1, "{dropped:?}");
    let (_, status) = with_bug(brokers, "push_any_topic");
    assert_eq!(status, 200, "a challenge for another's topic was answered and not seen");
}
