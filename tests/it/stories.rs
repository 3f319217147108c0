//! One stream of news in two orders, with a restart at every tenth telling, on one instance and on
//! three: the same articles, and the same stories but for copies that came at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
    time::Duration,
};

use crate::{
    kafka_or_skip, setup,
    support::{
        consumer::Follower,
        desk::{Desk, Setup},
        eventually,
        origin::{Answer, Origin},
        stories::{FEEDS, ROUND, Telling, document, mark_of, stream},
    },
};

type Mark = (String, u32);

/// What a consumer read, by telling: the id, the story, and how often.
type Read = BTreeMap<Mark, (String, String, usize)>;

/// Shows a stream round by round to so many instances, one of which is ended and started again after each.
fn run(brokers: &str, seed: u64, instances: usize) -> Read {
    let (stream, origin) = (stream(seed), Origin::start());
    let setup = setup(brokers, &origin, &FEEDS);
    let show = |n: usize| {
        for (feed, name) in FEEDS.iter().enumerate() {
            origin.answer(name, Answer::Body(document(feed, &stream[..n])));
        }
    };
    show(0);
    let start = |n: usize| {
        let named = setup.clone().env("WIREDESK__KAFKA__INSTANCE_ID", &format!("desk-{n}"));
        named.start()
    };
    let mut desks: Vec<Desk> = (0..instances).map(start).collect();
    desks.iter().for_each(Desk::ready);
    let follower = Follower::start(&setup.brokers, &setup.topic("articles"));
    let mut read = Read::new();
    for (round, end) in (ROUND..stream.len() + ROUND).step_by(ROUND).map(|end| end.min(stream.len())).enumerate() {
        show(end);
        wait(&setup, &follower, &stream[..end], &mut read);
        let n = round % instances;
        let old = desks.remove(n);
        // By turns as by a power cut, and as an orchestrator does.
        if round % 2 == 0 {
            old.kill9();
        } else {
            assert!(old.stop().0.success());
        }
        desks.insert(n, start(n));
        desks[n].ready();
    }
    // What the last restart could have published twice would come with its first polls.
    let polls = |name: &&str| origin.polls(name);
    let before: Vec<_> = FEEDS.iter().map(polls).collect();
    eventually("all are polled again", Duration::from_secs(60), || {
        let again = FEEDS.iter().zip(&before).all(|(name, before)| origin.polls(name) >= before + 2);
        if again { Ok(()) } else { Err("not yet".into()) }
    });
    desks.into_iter().for_each(|desk| assert!(desk.stop().0.success()));
    wait(&setup, &follower, &stream, &mut read);
    read
}

/// Waits until all tellings have been read.
fn wait(setup: &Setup, follower: &Follower, tellings: &[Telling], read: &mut Read) {
    eventually(&format!("all is published ({})", setup.prefix), Duration::from_secs(90), || {
        for (record, _) in follower.take() {
            let value = record.json();
            let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
            let entry = read.entry(mark_of(&value)).or_insert_with(|| (text("id"), text("story_id"), 0));
            entry.2 += 1;
        }
        // A correction may overtake what it corrects before that was polled.
        let newer = |telling: &Telling| {
            tellings.iter().any(|other| other.guid == telling.guid && other.version > telling.version)
        };
        let missing = tellings.iter().filter(|telling| !read.contains_key(&telling.mark()) && !newer(telling)).count();
        if missing == 0 { Ok(()) } else { Err(format!("{missing} of {} missing", tellings.len())) }
    });
}

/// Pairs of tellings of one story, those that are in two, and those that are although no two tellings of
/// their story came in one round; and pairs of two stories that are in one.
fn parted(stream: &[Telling], read: &Read) -> [usize; 4] {
    let mut counts = [0; 4];
    let story = |telling: &Telling| read.get(&telling.mark()).map(|(_, story, _)| story.clone());
    for (n, a) in stream.iter().enumerate() {
        for b in &stream[n + 1..] {
            let (Some(of_a), Some(of_b)) = (story(a), story(b)) else { continue };
            if a.story != b.story {
                counts[3] += usize::from(of_a == of_b);
                continue;
            }
            counts[0] += 1;
            if of_a != of_b {
                let tellings = stream.iter().enumerate().filter(|(_, telling)| telling.story == a.story);
                let rounds: Vec<_> = tellings.map(|(n, _)| n / ROUND).collect();
                counts[1] += 1;
                counts[2] += usize::from(rounds.iter().collect::<BTreeSet<_>>().len() == rounds.len());
            }
        }
    }
    counts
}

#[test]
fn one_stream_gives_the_same_articles_in_any_order_on_one_and_on_three_instances() {
    let brokers = kafka_or_skip!();
    let runs = thread::scope(|scope| {
        let runs = [(1, 1), (2, 3)].map(|(seed, instances)| (seed, scope.spawn(move || run(brokers, seed, instances))));
        runs.map(|(seed, run)| (seed, run.join().unwrap()))
    });
    let ids =
        |read: &Read| read.iter().map(|((guid, _), (id, ..))| (guid.clone(), id.clone())).collect::<BTreeSet<_>>();
    assert_eq!(ids(&runs[0].1), ids(&runs[1].1), "the same ids");
    for (seed, read) in &runs {
        let twice: Vec<_> = read.iter().filter(|(_, (.., n))| *n > 1).collect();
        assert!(twice.is_empty(), "order {seed}: published twice: {twice:?}");
        let [pairs, apart, unexplained, merged] = parted(&stream(*seed), read);
        println!("order {seed}: {apart} of {pairs} pairs of copies in two stories, all told within one round");
        assert_eq!((unexplained, merged), (0, 0), "order {seed}: of {pairs} pairs {apart} are apart");
    }
}
