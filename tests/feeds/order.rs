//! One stream of news in different orders of feeds, with restarts, on one and on three instances:
//! the same articles, and the same stories but for copies that came at once.
//!
//! Kafka is played: what a round of polls commits is a list of records, from which state and index
//! are read back at a restart. `tests/it/stories.rs` shows the same with the real one.

#[path = "../support/random.rs"]
mod random;
#[path = "../support/stories.rs"]
mod stories;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use random::Random;
use serde_json::Value;
use stories::{FEEDS, ROUND, Telling};
use wiredesk::{
    collect::answer,
    config::Settings,
    curate::tag::Rules,
    daemon::poll::{Beside, Rulebook, remember, settle},
    model::Feed,
    publish::{record::Record, topics::Topic},
    state::{Fingerprint, Index, Memory, Stored, decode, partition_of},
};

/// What one run came to.
#[derive(Default)]
struct Outcome {
    /// Article records in the order of their commits, as bytes.
    records: Vec<Vec<u8>>,
    /// The story of each telling.
    stories: BTreeMap<(String, u32), String>,
    /// The id of each item, whatever its version: a correction may come before what it corrects was polled.
    ids: BTreeMap<String, String>,
    /// The round in which it was committed.
    rounds: BTreeMap<(String, u32), usize>,
}

/// Instances that share the feeds by partition, and what they have committed.
struct Newsroom {
    book: Rulebook,
    feeds: Vec<Feed>,
    desks: Vec<(Memory, Index)>,
    log: Vec<Record>,
    partitions: i32,
}

impl Newsroom {
    fn new(instances: usize) -> Self {
        let settings = Settings::default();
        let book = Rulebook::of(&settings, Rules::builtin().unwrap());
        let feed = |name: &&str| Feed::bare(*name, format!("https://{name}.example/feed").parse().unwrap());
        let desks = (0..instances).map(|_| Default::default()).collect();
        let partitions = settings.topics.state_partitions;
        Self { book, feeds: FEEDS.iter().map(feed).collect(), desks, log: Vec::new(), partitions }
    }

    fn owner(&self, feed: usize) -> usize {
        let partition = partition_of(&self.feeds[feed].publisher, self.partitions);
        usize::try_from(partition).unwrap() % self.desks.len()
    }

    /// Polls a feed that shows so much of the stream; the fingerprints enter once they are committed.
    fn poll(&mut self, feed: usize, so_far: &[Telling], at: Timestamp) -> (Vec<Record>, Vec<Fingerprint>) {
        let owner = self.owner(feed);
        let (feed, bytes) = (&self.feeds[feed], stories::document(feed, so_far));
        let fetched = answer::answered(200, &http::HeaderMap::new(), &feed.url, bytes.into(), at);
        let (memory, index) = &mut self.desks[owner];
        let beside = Beside { index, pages: None };
        let (mut delivery, report) = settle(&self.book, feed, 0, &fetched, at, memory, beside).unwrap();
        remember(&mut delivery, feed, 0, memory, report.health_changed, at).unwrap();
        (delivery.records, delivery.fingerprints)
    }

    /// Every instance hears of what was committed, its own first.
    fn commit(&mut self, committed: Vec<(usize, Vec<Record>, Vec<Fingerprint>)>) {
        for (n, (_, index)) in self.desks.iter_mut().enumerate() {
            let (own, others): (Vec<_>, Vec<_>) = committed.iter().partition(|(owner, ..)| *owner == n);
            own.into_iter().chain(others).for_each(|(.., prints)| prints.iter().for_each(|print| index.insert(print)));
        }
        self.log.extend(committed.into_iter().flat_map(|(_, records, _)| records));
    }

    /// An instance loses all it has in memory, and reads it back.
    fn restart(&mut self, n: usize) {
        let (mut memory, mut index) = (Memory::default(), Index::default());
        let mine = |feed: &Feed| {
            usize::try_from(partition_of(&feed.publisher, self.partitions)).unwrap() % self.desks.len() == n
        };
        let own: BTreeSet<_> =
            self.feeds.iter().filter(|feed| mine(feed)).map(|feed| feed.publisher.to_string()).collect();
        for record in &self.log {
            match record.topic {
                Topic::State => match decode(record.key.as_bytes(), Some(&record.value)).unwrap() {
                    Stored::Feed(id, state) => memory.apply_feed(id, *state),
                    Stored::Item(change) if own.iter().any(|own| record.key.contains(own.as_str())) => {
                        memory.apply(&change);
                    }
                    _ => {}
                },
                Topic::Index => index.insert(&Fingerprint::decode(&record.value).unwrap()),
                _ => {}
            }
        }
        self.desks[n] = (memory, index);
    }
}

/// Runs a stream through instances. `at_once`: polls that are committed together, without knowing of
/// one another. `restarts`: whether an instance is restarted at every tenth telling.
fn run(seed: u64, instances: usize, at_once: usize, restarts: bool) -> Outcome {
    let (stream, mut room, mut outcome) = (stories::stream(seed), Newsroom::new(instances), Outcome::default());
    let mut at: Timestamp = "2026-11-10T12:00:00Z".parse().unwrap();
    let (mut n, mut round) = (0, 0);
    while n < stream.len() {
        let next = (n + at_once).min(stream.len());
        at += SignedDuration::from_secs(60);
        // One poll shows all that is new in a feed; each feed is polled once a round.
        let feeds: BTreeSet<_> = stream[n..next].iter().map(|telling| telling.feed).collect();
        let polled = feeds.into_iter().map(|feed| (room.owner(feed), room.poll(feed, &stream[..next], at)));
        let committed: Vec<_> = polled.map(|(owner, (records, prints))| (owner, records, prints)).collect();
        for record in
            committed.iter().flat_map(|(_, records, _)| records).filter(|record| record.topic == Topic::Articles)
        {
            let value: Value = serde_json::from_slice(&record.value).unwrap();
            let mark = stories::mark_of(&value);
            outcome.records.push(record.value.clone());
            outcome.stories.insert(mark.clone(), value["story_id"].as_str().unwrap().to_owned());
            outcome.ids.insert(mark.0.clone(), value["id"].as_str().unwrap().to_owned());
            outcome.rounds.insert(mark, round);
        }
        room.commit(committed);
        if restarts && next / ROUND > n / ROUND {
            room.restart(next / ROUND % instances);
        }
        (n, round) = (next, round + 1);
    }
    outcome
}

/// Pairs of tellings of one story that a run put into two, and of two that it put into one; and those of
/// the first that came at once.
fn parted(stream: &[Telling], outcome: &Outcome) -> (usize, usize, usize, usize) {
    let (mut pairs, mut apart, mut raced, mut merged) = (0, 0, 0, 0);
    for (n, a) in stream.iter().enumerate() {
        for b in &stream[n + 1..] {
            let stories = [a, b].map(|telling| outcome.stories.get(&telling.mark()));
            let [Some(of_a), Some(of_b)] = stories else { continue };
            let same = of_a == of_b;
            match (a.story == b.story, same) {
                (true, true) => pairs += 1,
                (true, false) => {
                    pairs += 1;
                    apart += 1;
                    // At once, or by way of a third telling that came with one of them.
                    let round = |telling: &Telling| outcome.rounds.get(&telling.mark());
                    let tellings: Vec<_> =
                        stream.iter().filter(|other| other.story == a.story).filter_map(round).collect();
                    raced += usize::from(tellings.iter().collect::<BTreeSet<_>>().len() < tellings.len());
                }
                (false, true) => merged += 1,
                (false, false) => {}
            }
        }
    }
    (pairs, apart, raced, merged)
}

#[test]
fn every_order_gives_the_same_articles_and_stories() {
    let first = run(1, 1, 1, false);
    assert_eq!(first.stories.len(), stories::stream(1).len(), "every telling is published");
    for seed in 1..=3 {
        let (stream, outcome) = (stories::stream(seed), run(seed, 1, 1, true));
        assert_eq!(outcome.ids, first.ids, "order {seed}");
        let (pairs, apart, _, merged) = parted(&stream, &outcome);
        assert_eq!((apart, merged), (0, 0), "order {seed}: of {pairs} pairs");
    }
}

/// A record without `changes`: the words before a revision are in memory alone, and what was kept of
/// them by a restart is a figure that tells the relation, not the words (`docs/revisions.md`).
fn without_changes(record: &[u8]) -> (Value, bool) {
    let mut value: Value = serde_json::from_slice(record).unwrap();
    let had = value.as_object_mut().unwrap().remove("changes").is_some();
    (value, had)
}

#[test]
fn a_restart_at_every_tenth_telling_changes_nothing_but_what_needs_the_words_before() {
    for seed in 1..=2 {
        let (without, with) = (run(seed, 1, 1, false), run(seed, 1, 1, true));
        assert!(!with.records.is_empty() && without.records.len() == with.records.len(), "order {seed}");
        let mut told = 0;
        for (before, after) in without.records.iter().zip(&with.records) {
            let ((before, first), (after, second)) = (without_changes(before), without_changes(after));
            assert_eq!(before, after, "order {seed}");
            assert!(first || !second, "order {seed}: a restart cannot bring words back");
            told += usize::from(first);
        }
        assert!(told > 0, "order {seed}: no revision told its words: this shows nothing of them");
    }
}

#[test]
fn three_instances_part_only_what_came_at_once() {
    let one = run(1, 1, 1, false);
    let (mut all, mut lost) = (0, 0);
    for seed in 1..=3 {
        // One poll at a time: instances are no reason for another relation.
        let alone = run(seed, 3, 1, true);
        let (_, apart, _, merged) = parted(&stories::stream(seed), &alone);
        assert_eq!((&alone.ids, apart, merged), (&one.ids, 0, 0), "order {seed}");
        // Several at once.
        let outcome = run(seed, 3, 4, true);
        assert_eq!(outcome.ids, one.ids, "order {seed}");
        let (pairs, apart, raced, merged) = parted(&stories::stream(seed), &outcome);
        assert_eq!((apart - raced, merged), (0, 0), "order {seed}: of {pairs} pairs {apart} are apart");
        (all, lost) = (all + pairs, lost + apart);
    }
    println!("four polls at once: {lost} of {all} pairs of copies in two stories");
    assert!(lost > 0, "nothing came at once: this shows nothing");
}
