//! Real feeds, where a folder of them is at hand: published once, and never again.
//!
//! `WIREDESK_TEST_FEEDS` names the folder; no feed of it is part of the project.

use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};

use crate::{
    PROGRAM, kafka_or_skip,
    support::{
        consumer,
        desk::{Desk, Setup},
        eventually, kafka,
        origin::{Answer, Origin},
    },
};

const TOPICS: [&str; 6] = ["articles", "notices", "feeds", "dead-letters", "index", "state"];

fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("WIREDESK_TEST_FEEDS").map(PathBuf::from);
    named
        .or_else(|| Some(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/feeds")))
        .filter(|f| f.is_dir())
}

/// The feeds by their names, in order; without the hints by which some ask for an hour's rest.
fn documents(folder: &PathBuf) -> BTreeMap<String, Vec<u8>> {
    let rest = r"<ttl>\s*\d+\s*</ttl>|<sy:updatePeriod>[^<]*</sy:updatePeriod>|(?s:<skipHours>.*?</skipHours>)";
    let rest = regex::bytes::Regex::new(rest).unwrap();
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let id = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().to_lowercase().replace(' ', "-");
    files.map(|path| (id(&path), rest.replace_all(&fs::read(&path).unwrap(), &b""[..]).into_owned())).collect()
}

/// Records by topic.
fn counts(setup: &Setup) -> Vec<usize> {
    TOPICS.iter().map(|topic| consumer::committed(&setup.brokers, &setup.topic(topic)).len()).collect()
}

/// Waits until every feed was polled twice more: the first of them is certainly settled then.
fn pass(origin: &Origin, names: &[&str], desk: &Desk) {
    let before: Vec<_> = names.iter().map(|name| origin.polls(name)).collect();
    eventually("all are polled again", Duration::from_secs(60), || {
        let waiting: Vec<_> =
            names.iter().zip(&before).filter(|(name, before)| origin.polls(name) < **before + 2).collect();
        if waiting.is_empty() { Ok(()) } else { Err(format!("{waiting:?}\n{}", desk.readiness().1)) }
    });
    // Longer than the linger of a batch.
    std::thread::sleep(Duration::from_secs(3));
}

#[test]
fn real_feeds_are_published_once() {
    let brokers = kafka_or_skip!();
    let Some(folder) = folder() else {
        kafka::say("*** NOT RUN: real_feeds: no folder of real feeds (WIREDESK_TEST_FEEDS)");
        return;
    };
    let documents = documents(&folder);
    let names: Vec<_> = documents.keys().map(String::as_str).collect();
    let origin = Origin::start();
    documents.iter().for_each(|(name, bytes)| origin.answer(name, Answer::Body(bytes.clone())));
    let setup = Setup::new(PROGRAM, brokers, &origin, &names).env("WIREDESK__FETCH__MAX_BODY", "15MiB");

    let desk = setup.start();
    desk.ready();
    pass(&origin, &names, &desk);
    let first = counts(&setup);
    pass(&origin, &names, &desk);
    let second = counts(&setup);
    assert!(desk.stop().0.success());
    let desk = setup.start();
    desk.ready();
    pass(&origin, &names, &desk);
    let third = counts(&setup);
    // The same entries in other bytes: each is read again, and known.
    for (name, bytes) in documents.iter().filter(|(_, bytes)| !bytes.contains(&0)) {
        origin.answer(name, Answer::Body([bytes.as_slice(), b"\n"].concat()));
    }
    pass(&origin, &names, &desk);
    let fourth = counts(&setup);
    desk.stop();

    println!("{} feeds; records in {TOPICS:?}", names.len());
    for (name, counts) in [("first", &first), ("again", &second), ("after a restart", &third), ("touched", &fourth)] {
        println!("{name:>16} {counts:?}");
    }
    assert!(first[0] > 0, "nothing was published");
    for later in [&second, &third, &fourth] {
        // State is written on and on; what consumers read is not.
        assert_eq!(later[..5], first[..5]);
    }
}
